/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole posts: defaults, references, the library, the airport table, spreadsheets, includes,
 * scenarios.
 */
#include "help.h"
#include "read/library.h"

static void
a_post_without_scenarios_and_options_gets_one_of_each(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town("", ""));
    assert_int_equal(post->scenario_count, 1);
    assert_string_equal(post->scenarios[0].id, "base");
    assert_int_equal(post->option_count, 1);
    assert_string_equal(post->options[0].id, "all-out");
    assert_int_equal(post->options[0].scope, MST_SCOPE_FULL);
    assert_int_equal(post->horizon_ms, 30 * MST_MS_PER_DAY);
    assert_string_equal(post->zone, "UTC");
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        assert_int_equal(post->measures[i], i);
    }
    mst_post_release(post);
}

static void
measures_named_come_first(void **state)
{
    (void)state;
    mst_post *post = help_read("post: {id: a, as_of: 2021-07-03, measures: [left, exposure]}\n");
    assert_int_equal(post->measures[0], MST_MEASURE_LEFT);
    assert_int_equal(post->measures[1], MST_MEASURE_EXPOSURE);
    assert_int_equal(post->measures[2], MST_MEASURE_COMPLETION);
    assert_int_equal(post->measures[3], MST_MEASURE_VEHICLE_HOURS);
    mst_post_release(post);
}

static void
references_may_point_forward(void **state)
{
    (void)state;
    mst_post *post = help_read("fleets: [{id: f, type: t, base: b, count: 1}]\n"
                               "people: [{id: p, site: b, count: 1, accepts: [c]}]\n"
                               "links: [{id: l, from: b, to: c, mode: road, time: 1 h}]\n"
                               "post: {id: a, as_of: 2021-07-03}\n"
                               "types: [{id: t, mode: road, seats: 4}]\n"
                               "sites: [{id: c, safe: true}, {id: b}]\n");
    assert_int_equal(post->fleets[0].base.index, help_site_number(post, "b"));
    assert_int_equal(post->people[0].site.index, help_site_number(post, "b"));
    assert_int_equal(post->people[0].accepts[0].index, help_site_number(post, "c"));
    assert_false(post->links[0].both_ways);
    assert_true(post->types[0].used);
    mst_post_release(post);
}

static void
a_type_of_the_library_is_copied_in(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town("position: \"1, 1\"",
                                         "types: [{id: mine, like: c17, seats: 100}]\n"
                                         "fleets:\n"
                                         "  - {id: f, type: c17, base: town, count: 1}\n"
                                         "  - {id: g, type: mine, base: town, count: 1}\n"));
    assert_int_equal(post->type_count, 2);
    const mst_type *mine = &post->types[0];
    const mst_type *shipped = &post->types[1];
    assert_string_equal(mine->id, "mine");
    assert_false(mine->shipped);
    assert_int_equal(mine->seats.likely, 100);
    assert_string_equal(shipped->id, "c17");
    assert_true(shipped->shipped);
    assert_true(shipped->used);
    assert_int_equal(mine->mode, MST_MODE_AIR);
    assert_int_equal(mine->range.likely, shipped->range.likely);
    assert_int_equal(mine->berth_class, shipped->berth_class);
    assert_int_equal(post->fleets[0].type.index, 1);
    assert_int_equal(post->fleets[1].type.index, 0);
    mst_post_release(post);
}

static void
every_type_of_the_library_can_be_read(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < mst_type_library_count(); i++) {
        const mst_type_entry *entry = mst_type_library_at(i);
        char more[256];
        snprintf(more, sizeof more, "fleets: [{id: f, type: %s, base: town, count: 1}]\n",
                 entry->id);
        mst_post *post = help_read(help_town("position: \"1, 1\"", more));
        const mst_type *type = &post->types[0];
        assert_string_equal(type->id, entry->id);
        assert_string_equal(post->berth_classes[type->berth_class], entry->berth_class);
        uint32_t given = 0;
        for (uint32_t j = 0; j < mst_field_count; j++) {
            if (mst_fields[j].item_class == MST_ITEM_TYPE) {
                given += mst_field_of(&mst_fields[j], &post->types[0])->given;
            }
        }
        /* Every fact has become a field: a speed for both is two, surfaces are none. */
        assert_in_range(given, entry->fact_count - 1, entry->fact_count + 1);
        mst_post_release(post);
    }
}

static void
a_type_may_start_from_one_that_starts_from_another(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "", "types:\n"
            "  - {id: c, like: b, load: 1 min}\n"
            "  - {id: b, like: a, seats: 20, berth_class: big}\n"
            "  - {id: a, mode: sea, seats: 10, speed: 10 kn, turn: 5 min, berth_class: small}\n"));
    assert_int_equal(help_type(post, "c")->seats.likely, 20);
    assert_int_equal(help_type(post, "c")->turn.likely, 5 * MST_MS_PER_MINUTE);
    assert_int_equal(help_type(post, "c")->load.likely, MST_MS_PER_MINUTE);
    assert_int_equal(help_type(post, "c")->mode, MST_MODE_SEA);
    assert_string_equal(post->berth_classes[help_type(post, "c")->berth_class], "big");
    assert_false(help_type(post, "b")->load.given);
    assert_string_equal(post->berth_classes[help_type(post, "a")->berth_class], "small");
    mst_post_release(post);
}

static void
an_airfield_fills_what_is_not_written(void **state)
{
    (void)state;
    const mst_airport *kabul = mst_airport_find("OAKB");
    assert_non_null(kabul);
    mst_post *post = help_read(help_town("airfield: oakb, elevation: 1 km", ""));
    const mst_site *site = help_site(post, "town");
    assert_string_equal(site->airfield, "OAKB");
    assert_true(site->position_given);
    assert_true(site->latitude_degrees - kabul->latitude_degrees < 1e-8);
    assert_int_equal(site->elevation.likely, 1000000);
    assert_int_equal(site->runway_length.likely, kabul->runway_length_mm);
    assert_true(site->runway_length.given);
    assert_string_equal(site->runway_surface, kabul->surface);
    mst_post_release(post);
}

static void
a_link_without_distance_takes_the_geodesic(void **state)
{
    (void)state;
    mst_post *post =
        help_read(help_town("position: \"0, 0\"",
                            "  - {id: east, position: \"0, 1\"}\n"
                            "links:\n"
                            "  - {id: air, between: [town, east], mode: air}\n"
                            "  - {id: road, between: [town, east], mode: road, road_factor: 1.5}\n"
                            "  - {id: told, between: [town, east], mode: road, distance: 3 km}\n"
                            "  - {id: timed, between: [town, haven], mode: road, time: 3 h}\n"));
    /* One degree of the equator of WGS84 is a * pi / 180 = 111319.4908 m. */
    assert_int_equal(help_link(post, "air")->distance.likely, 111319491);
    assert_true(help_link(post, "air")->distance_is_geodesic);
    assert_int_equal(help_link(post, "road")->distance.likely, 111319491);
    assert_int_equal(help_link(post, "road")->road_factor.likely, 1500000);
    assert_int_equal(help_link(post, "told")->distance.likely, 3000000);
    assert_false(help_link(post, "told")->distance_is_geodesic);
    assert_false(help_link(post, "timed")->distance.given);
    mst_post_release(post);
}

static void
berths_are_bare_while_there_is_one_class(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "berths: 2, parking: 3", "types: [{id: t, mode: road, seats: 4, berth_class: van}]\n"
                                 "fleets: [{id: f, type: t, base: town, count: 1}]\n"));
    assert_int_equal(help_site(post, "town")->berth_row_count, 1);
    const mst_berth_row *row = &help_site(post, "town")->berth_rows[0];
    assert_string_equal(post->berth_classes[row->berth_class], "van");
    assert_int_equal(row->berths.likely, 2);
    assert_int_equal(row->parking.likely, 3);
    assert_int_equal(help_site(post, "haven")->berth_row_count, 0);
    mst_post_release(post);
}

static void
sites_of_one_station_share_it(void **state)
{
    (void)state;
    mst_post *post = help_read("post: {id: a, as_of: 2021-07-03}\n"
                               "sites:\n"
                               "  - {id: a, process: {desks: 1, time: 1 min, station: ecc}}\n"
                               "  - {id: b, process: {desks: 1, time: 1 min}}\n"
                               "  - {id: c, process: {desks: 1, time: 1 min, station: ecc}}\n"
                               "  - {id: d}\n");
    assert_int_equal(post->station_count, 2);
    assert_int_equal(post->sites[0].station, post->sites[2].station);
    assert_int_not_equal(post->sites[0].station, post->sites[1].station);
    assert_int_equal(post->sites[3].station, MST_NONE);
    mst_post_release(post);
}

static void
a_force_guards_and_so_do_those_who_say_so(void **state)
{
    (void)state;
    mst_post *post =
        help_read(help_town("", "people:\n"
                                "  - {id: a, site: town, count: 1, kind: force}\n"
                                "  - {id: b, site: town, count: 1, kind: contractor, guards: yes}\n"
                                "  - {id: c, site: town, count: 1, kind: contractor}\n"));
    assert_true(post->people[0].guards);
    assert_true(post->people[1].guards);
    assert_false(post->people[2].guards);
    mst_post_release(post);
}

static void
releases_have_their_three_forms(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "", "people:\n"
            "  - {id: a, site: town, count: 9, release: at once}\n"
            "  - {id: b, site: town, count: 9, release: {start: 2 h}}\n"
            "  - {id: c, site: town, count: 9, release: {start: 1 h, over: 60 min}}\n"
            "  - {id: d, site: town, count: 9, release: [{after: 0 h, people: 4}, {after: 3 h, "
            "people: 9}]}\n"));
    assert_int_equal(post->people[0].release_mode, MST_RELEASE_AT_ONCE);
    assert_false(post->people[0].release_start.given);
    assert_int_equal(post->people[1].release_mode, MST_RELEASE_AT_ONCE);
    assert_int_equal(post->people[1].release_start.likely, 2 * MST_MS_PER_HOUR);
    assert_int_equal(post->people[2].release_mode, MST_RELEASE_SPREAD);
    assert_int_equal(post->people[2].release_over.likely, MST_MS_PER_HOUR);
    assert_int_equal(post->people[3].release_mode, MST_RELEASE_TABLE);
    assert_int_equal(post->people[3].release_row_count, 2);
    assert_int_equal(post->people[3].release_rows[1].people, 9);
    mst_post_release(post);
}

static void
changes_keep_what_they_say(void **state)
{
    (void)state;
    mst_post *post = help_read(
        help_town("hold: 10, berths: {van: 1}",
                  "types: [{id: t, mode: road, seats: 4, berth_class: van, speed: 9 km/h}]\n"
                  "fleets: [{id: f, type: t, base: town, count: 2}]\n"
                  "scenarios:\n"
                  "  - id: s\n"
                  "    changes:\n"
                  "      - {sites.town.hold: {scale: 0.5}, from: +2 h, until: 2021-07-04T00:00Z}\n"
                  "      - {sites.town.hold: {add: -3}}\n"
                  "      - {sites.town.hold: high}\n"
                  "      - {sites.town: low}\n"
                  "      - {all: likely}\n"
                  "      - {fleets.*.count: 1}\n"
                  "      - {sites.town.berths.van: 0}\n"
                  "      - {close: [sites.town, fleets.f], from: +1 h, surprise: true}\n"
                  "      - {sites.town.open: [\"06:00-18:00\"]}\n"
                  "      - {types.t.speed: {scale: 80 %}}\n"
                  "      - {remove: fleets.f}\n"));
    const mst_scenario *scenario = &post->scenarios[0];
    const mst_change *change = scenario->changes;
    uint32_t hold = mst_field_find(MST_ITEM_SITE, "hold");
    assert_int_equal(scenario->change_count, 13);
    assert_int_equal(change[0].operation, MST_CHANGE_SCALE);
    assert_int_equal(change[0].value, 500000);
    assert_int_equal(change[0].field, hold);
    assert_int_equal(change[0].from.ms, 2 * MST_MS_PER_HOUR);
    assert_true(change[0].until.absolute);
    assert_int_equal(change[1].operation, MST_CHANGE_ADD_TO);
    assert_int_equal(change[1].value, -3);
    assert_int_equal(change[2].operation, MST_CHANGE_HIGH);
    assert_int_equal(change[2].field, hold);
    assert_int_equal(change[3].operation, MST_CHANGE_LOW);
    assert_int_equal(change[3].field, MST_NONE);
    assert_int_equal(change[3].item, help_site_number(post, "town"));
    assert_int_equal(change[4].item_class, MST_ITEM_POST);
    assert_int_equal(change[4].item, MST_NONE);
    assert_int_equal(change[5].item, MST_NONE);
    assert_int_equal(change[5].operation, MST_CHANGE_SET);
    assert_int_equal(change[6].berth_class, post->types[0].berth_class);
    assert_int_equal(change[7].operation, MST_CHANGE_CLOSE);
    assert_true(change[7].surprise);
    assert_int_equal(change[8].item_class, MST_ITEM_FLEET);
    assert_int_equal(change[9].operation, MST_CHANGE_SET_WINDOWS);
    assert_int_equal(change[9].windows.count, 1);
    assert_int_equal(change[10].field, mst_field_find(MST_ITEM_TYPE, "speed.loaded"));
    assert_int_equal(change[11].field, mst_field_find(MST_ITEM_TYPE, "speed.empty"));
    assert_int_equal(change[12].operation, MST_CHANGE_REMOVE);
    mst_post_release(post);
}

static void
what_a_change_adds_sleeps_until_then(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "", "scenarios:\n"
            "  - id: s\n"
            "    changes:\n"
            "      - {add: {people: [{id: more, site: camp, count: 5}], sites: [{id: camp}],"
            " links: [{id: l, between: [town, camp], mode: road, time: 1 h}]}, from: +1 h}\n"
            "people: [{id: a, site: town, count: 1}]\n"));
    assert_int_equal(post->people_count, 2);
    assert_false(help_people(post, "a")->dormant);
    assert_true(help_people(post, "more")->dormant);
    assert_int_equal(help_people(post, "more")->site.index, help_site_number(post, "camp"));
    assert_true(help_site(post, "camp")->dormant);
    assert_true(post->links[0].dormant);
    assert_int_equal(post->scenarios[0].change_count, 3);
    assert_int_equal(post->scenarios[0].changes[0].operation, MST_CHANGE_ADD);
    assert_int_equal(post->scenarios[0].changes[0].item, help_people_number(post, "more"));
    assert_int_equal(post->scenarios[0].changes[1].item_class, MST_ITEM_SITE);
    assert_int_equal(post->scenarios[0].changes[1].from.ms, MST_MS_PER_HOUR);
    mst_post_release(post);
}

static void
a_reinforcement_is_a_people_item_too(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "", "people: [{id: a, site: town, count: 1}]\n"
            "options:\n"
            "  - id: more\n"
            "    reinforcements:\n"
            "      - {id: marines, size: {low: 2, likely: 3, high: 4}, site: haven, notice: 24 h,"
            " rate: 100 people/h, priority: 3}\n"));
    const mst_reinforcement *reinforcement = &post->options[0].reinforcements[0];
    assert_int_equal(reinforcement->people, help_people_number(post, "marines"));
    const mst_people *people = help_people(post, "marines");
    assert_string_equal(people->id, "marines");
    assert_true(people->dormant);
    assert_true(people->guards);
    assert_int_equal(people->kind, MST_PEOPLE_FORCE);
    assert_int_equal(people->count.high, 4);
    assert_int_equal(people->site.index, help_site_number(post, "haven"));
    assert_int_equal(people->priority.likely, 3);
    assert_int_equal(reinforcement->rate.likely, 100);
    assert_int_equal(reinforcement->berth_class, MST_NONE);
    mst_post_release(post);
}

static void
scopes_have_their_five_forms(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town("", "people: [{id: a, site: town, count: 1}]\n"
                                             "options:\n"
                                             "  - {id: o1}\n"
                                             "  - {id: o2, scope: stay}\n"
                                             "  - {id: o3, scope: {ordered: [a]}}\n"
                                             "  - {id: o4, scope: {authorized: a}}\n"
                                             "  - {id: o5, scope: {relocate: all, to: haven}}\n"));
    static const mst_scope_kind kinds[] = {MST_SCOPE_FULL, MST_SCOPE_STAY, MST_SCOPE_ORDERED,
                                           MST_SCOPE_AUTHORIZED, MST_SCOPE_RELOCATE};
    static const uint32_t counts[] = {0, 0, 1, 1, 0};
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(post->options[i].scope, kinds[i]);
        assert_int_equal(post->options[i].scope_people_count, counts[i]);
        assert_int_equal(post->options[i].relocate_to.index,
                         i == 4 ? help_site_number(post, "haven") : MST_NONE);
    }
    mst_post_release(post);
}

/* ---- spreadsheets and includes ---- */

static const char yaml_form[] =
    "post: {id: test, as_of: 2021-07-03}\n"
    "sites:\n"
    "  - {id: town, hold: 200, process: {desks: 2, time: 3 min}, position: \"34.5, 69.2\","
    " open: [\"06:00-22:00\", {from: +4 h}], source: 'a \"report\"; dated'}\n"
    "  - {id: haven, safe: true, name: \"A, B\"}\n"
    "  - {id: camp}\n"
    "people:\n"
    "  - {id: a, site: town, count: {low: 1, likely: 2, high: 3}, release: {start: 2 h},"
    " accepts: [haven, camp]}\n"
    "  - {id: b, site: camp, count: 4, kind: citizen}\n";

static const char csv_sites[] =
    "id,hold,process.desks,process.time,position,open,source,safe,name\r\n"
    "town,200,2,3 min,\"34.5, 69.2\",\"[\"\"06:00-22:00\"\", {from: +4 h}]\","
    "\"a \"\"report\"\"; dated\",,\r\n"
    "haven,,,,,,,true,\"A, B\"\r\n";

static const char csv_people[] =
    "\xEF\xBB\xBFid;site;count.low;count.likely;count.high;count;release.start;accepts;kind\n"
    "a;town;1;2;3;;2 h;haven camp;\n"
    "\n"
    "b;camp;;;;4;;;citizen";

static void
a_spreadsheet_says_the_same_as_yaml(void **state)
{
    (void)state;
    static const char text[] = "post: {id: test, as_of: 2021-07-03}\n"
                               "sites: [{file: tables/sites.csv}, {id: camp}]\n"
                               "people: {file: tables/people.csv}\n";
    const mst__text_file files[] = {
        {"post.yaml", text, sizeof text - 1},
        {"tables/sites.csv", csv_sites, sizeof csv_sites - 1},
        {"tables/people.csv", csv_people, sizeof csv_people - 1},
    };
    mst_post *a = help_read(yaml_form);
    /* `count` and `count.low` are two ways to say one thing: the columns are only both there if
     * no row fills both. */
    mst_post *b = help_read_files(files, 3);
    const char *difference = help_difference(a, b);
    if (difference != NULL) {
        print_error("%s\n", difference);
    }
    assert_null(difference);
    assert_false(a->input_hash[0] == b->input_hash[0]);
    assert_string_equal(b->people[1].place.file, "tables/people.csv");
    assert_int_equal(b->people[1].place.line, 4);
    mst_post_release(a);
    mst_post_release(b);
}

static void
includes_take_in_the_lists_of_other_files(void **state)
{
    (void)state;
    static const char main_text[] = "include: [parts/sites.yaml, people.yaml]\n"
                                    "post: {id: test, as_of: 2021-07-03}\n"
                                    "sites: [{id: first}]\n";
    static const char sites_text[] = "include: more.yaml\nsites: [{id: second}]\n";
    static const char more_text[] = "include: [../people.yaml]\nsites: [{id: third}]\n";
    static const char people_text[] = "people: [{id: a, site: third, count: 1}]\n";
    const mst__text_file files[] = {
        {"post.yaml", main_text, sizeof main_text - 1},
        {"parts/sites.yaml", sites_text, sizeof sites_text - 1},
        {"parts/more.yaml", more_text, sizeof more_text - 1},
        {"people.yaml", people_text, sizeof people_text - 1},
    };
    mst_post *post = help_read_files(files, 4);
    /* A file that two others include is read once. */
    assert_int_equal(post->people_count, 1);
    assert_int_equal(post->site_count, 3);
    assert_string_equal(help_site(post, "first")->place.file, "post.yaml");
    assert_string_equal(help_site(post, "second")->place.file, "parts/sites.yaml");
    assert_string_equal(help_site(post, "third")->place.file, "parts/more.yaml");
    mst_post_release(post);
}

static void
changes_may_stand_in_a_spreadsheet(void **state)
{
    (void)state;
    static const char text[] = "post: {id: test, as_of: 2021-07-03}\n"
                               "sites: [{id: town, hold: 3}]\n"
                               "scenarios: [{id: s, changes: {file: changes.csv}}]\n";
    static const char rows[] = "close,sites.town.hold,from,surprise\n"
                               "sites.town,,+4 h,true\n"
                               ",{scale: 2},+2 h,\n";
    const mst__text_file files[] = {{"post.yaml", text, sizeof text - 1},
                                    {"changes.csv", rows, sizeof rows - 1}};
    mst_post *post = help_read_files(files, 2);
    assert_int_equal(post->scenarios[0].change_count, 2);
    assert_int_equal(post->scenarios[0].changes[0].operation, MST_CHANGE_CLOSE);
    assert_int_equal(post->scenarios[0].changes[1].value, 2000000);
    mst_post_release(post);
}

static void
a_byte_order_mark_and_line_ends_of_two_do_no_harm(void **state)
{
    (void)state;
    mst_post *post = help_read("\xEF\xBB\xBFpost: {id: a, as_of: 2021-07-03}\r\nsites:\r\n"
                               "  - {id: town}\r\n");
    assert_int_equal(post->site_count, 1);
    assert_int_equal(post->sites[0].place.line, 3);
    assert_int_equal(post->sites[0].place.column, 5);
    mst_post_release(post);
}

static void
any_text_is_written_so_that_it_reads_back(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "name: \"a\\nb\\tc \\\" \\\\ \\L \\P \\uFEFF \\uFFFE \xC3\xA9 \xF0\x9F\x9A\x8C : # &*\"",
        ""));
    mst_arena arena;
    mst_error err = {0};
    const char *text = NULL;
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_post_write(post, &arena, &text, &err), MST_OK);
    mst_post *again = help_read(text);
    assert_string_equal(help_site(again, "town")->name, help_site(post, "town")->name);
    assert_non_null(strstr(help_site(post, "town")->name, "\xE2\x80\xA8"));
    mst_post_release(again);
    mst_post_release(post);
    mst_arena_release(&arena);
}

/* ---- hash, stale items ---- */

static void
the_hash_follows_the_bytes(void **state)
{
    (void)state;
    mst_post *a = help_read("post: {id: a, as_of: 2021-07-03}\n");
    mst_post *b = help_read("post: {id: a, as_of: 2021-07-03}\n");
    mst_post *c = help_read("post: {id: a, as_of: 2021-07-03} \n");
    assert_memory_equal(a->input_hash, b->input_hash, sizeof a->input_hash);
    assert_memory_not_equal(a->input_hash, c->input_hash, sizeof a->input_hash);
    mst_post_release(a);
    mst_post_release(b);
    mst_post_release(c);
}

static void
an_item_past_its_review_is_listed_as_stale(void **state)
{
    (void)state;
    static const char text[] = "post: {id: a, as_of: 2021-07-10 00:00, review: 7 d}\n"
                               "sites:\n"
                               "  - {id: fresh, as_of: 2021-07-03 00:00}\n"
                               "  - {id: stale, as_of: 2021-07-02 23:59}\n"
                               "  - {id: lasting, as_of: 2021-01-01, review: 365 d}\n"
                               "  - {id: quick, as_of: 2021-07-09, review: 1 h}\n"
                               "  - {id: undated}\n";
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    assert_int_equal(mst_post_read_text("post.yaml", text, sizeof text - 1, &post, &faults, &err),
                     MST_OK);
    assert_int_equal(faults.warning_count, 2);
    assert_int_equal(faults.warnings[0].line, 4);
    assert_non_null(strstr(faults.warnings[0].text, "\"stale\""));
    assert_non_null(strstr(faults.warnings[1].text, "\"quick\""));
    mst_fault_list_release(&faults);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_post_without_scenarios_and_options_gets_one_of_each),
        cmocka_unit_test(measures_named_come_first),
        cmocka_unit_test(references_may_point_forward),
        cmocka_unit_test(a_type_of_the_library_is_copied_in),
        cmocka_unit_test(every_type_of_the_library_can_be_read),
        cmocka_unit_test(a_type_may_start_from_one_that_starts_from_another),
        cmocka_unit_test(an_airfield_fills_what_is_not_written),
        cmocka_unit_test(a_link_without_distance_takes_the_geodesic),
        cmocka_unit_test(berths_are_bare_while_there_is_one_class),
        cmocka_unit_test(sites_of_one_station_share_it),
        cmocka_unit_test(a_force_guards_and_so_do_those_who_say_so),
        cmocka_unit_test(releases_have_their_three_forms),
        cmocka_unit_test(changes_keep_what_they_say),
        cmocka_unit_test(what_a_change_adds_sleeps_until_then),
        cmocka_unit_test(a_reinforcement_is_a_people_item_too),
        cmocka_unit_test(scopes_have_their_five_forms),
        cmocka_unit_test(a_spreadsheet_says_the_same_as_yaml),
        cmocka_unit_test(includes_take_in_the_lists_of_other_files),
        cmocka_unit_test(changes_may_stand_in_a_spreadsheet),
        cmocka_unit_test(a_byte_order_mark_and_line_ends_of_two_do_no_harm),
        cmocka_unit_test(any_text_is_written_so_that_it_reads_back),
        cmocka_unit_test(the_hash_follows_the_bytes),
        cmocka_unit_test(an_item_past_its_review_is_listed_as_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
