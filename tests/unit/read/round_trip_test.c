/* SPDX-License-Identifier: Apache-2.0
 *
 * What is written reads back to the same post, field by field, for posts that ship, a post that has
 * every field, and random ones.
 */
#include <stdlib.h>

#include "help.h"
#include "support/scale.h"

/* Reads, writes and reads again; both posts and both texts agree. */
static void
assert_round_trip(mst_post *post, const char *why)
{
    mst_arena arena;
    mst_error err = {0};
    const char *text = NULL;
    const char *again_text = NULL;
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_post_write(post, &arena, &text, &err), MST_OK);
    mst_post *again = help_read(text);
    const char *difference = help_difference(post, again);
    if (difference != NULL) {
        print_error("%s: %s\n%s", why, difference, text);
    }
    assert_null(difference);
    assert_int_equal(mst_post_write(again, &arena, &again_text, &err), MST_OK);
    assert_string_equal(text, again_text);
    mst_post_release(again);
    mst_arena_release(&arena);
}

static void
posts_that_ship_come_back(void **state)
{
    (void)state;
    static const char *const paths[] = {
        MUSTER_SOURCE "/posts/aid-office",
        MUSTER_SOURCE "/posts/kabul-2021",
        MUSTER_SOURCE "/tests/fuzz/corpus/read_post/everything.yaml",
        MUSTER_SOURCE "/tests/conformance/c07.yaml",
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        mst_post *post = NULL;
        mst_fault_list faults;
        mst_error err = {0};
        mst_status status = mst_post_read(paths[i], &post, &faults, &err);
        if (status != MST_OK) {
            print_error("%s:%u: %s\n", err.file, err.line, err.text);
        }
        mst_fault_list_release(&faults);
        assert_int_equal(status, MST_OK);
        assert_round_trip(post, paths[i]);
        mst_post_release(post);
    }
}

/* The post with everything gives every field of the table at least once, so that a field which
 * the writer forgets is missed by the comparison above. */
static void
the_post_with_everything_gives_every_field(void **state)
{
    (void)state;
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    assert_int_equal(mst_post_read(MUSTER_SOURCE "/tests/fuzz/corpus/read_post/everything.yaml",
                                   &post, &faults, &err),
                     MST_OK);
    mst_fault_list_release(&faults);
    for (uint32_t i = 0; i < mst_field_count; i++) {
        const mst_field *field = &mst_fields[i];
        bool is_given = field->per_class;
        for (uint32_t j = 0; j < 64 && !is_given; j++) {
            is_given = (field->item_class == MST_ITEM_PEOPLE && j < post->people_count &&
                        mst_field_of(field, &post->people[j])->given) ||
                       (field->item_class == MST_ITEM_SITE && j < post->site_count &&
                        mst_field_of(field, &post->sites[j])->given) ||
                       (field->item_class == MST_ITEM_LINK && j < post->link_count &&
                        mst_field_of(field, &post->links[j])->given) ||
                       (field->item_class == MST_ITEM_TYPE && j < post->type_count &&
                        mst_field_of(field, &post->types[j])->given) ||
                       (field->item_class == MST_ITEM_FLEET && j < post->fleet_count &&
                        mst_field_of(field, &post->fleets[j])->given) ||
                       (field->item_class == MST_ITEM_PERMISSION && j < post->permission_count &&
                        mst_field_of(field, &post->permissions[j])->given);
        }
        if (!is_given) {
            print_error("%s is given nowhere\n", field->path);
        }
        assert_true(is_given);
    }
    mst_post_release(post);
}

/* ---- random posts ---- */

typedef struct maker {
    uint64_t seed;
    char text[1 << 16];
    size_t length;
} maker;

static uint32_t
draw(maker *making, uint32_t below)
{
    making->seed = making->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(making->seed >> 33) % below;
}

static void MST_PRINTF(2, 3) put(maker *making, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(making->text + making->length, sizeof making->text - making->length,
                            format, arguments);
    va_end(arguments);
    assert_true(written >= 0 && (size_t)written < sizeof making->text - making->length);
    making->length += (size_t)written;
}

/* A number of the kind in one of its many spellings, within the limits of the field. */
static void
put_number(maker *making, const mst_field *field)
{
    static const char *const durations[] = {"h", "min", "s", "ms", "d", "hours"};
    static const char *const distances[] = {"km", "m", "ft", "mi", "nm"};
    static const char *const speeds[] = {"km/h", "kn", "mph", "m/s"};
    uint32_t whole = draw(making, 90) + 1;
    uint32_t part = draw(making, 1000);
    switch (field->kind) {
    case MST_KIND_COUNT:
        put(making, "%u", whole);
        return;
    case MST_KIND_DURATION:
        put(making, "%u.%03u %s", whole + 1, part, durations[draw(making, 6)]);
        return;
    case MST_KIND_DISTANCE:
        put(making, "%u.%03u %s", whole, part,
            distances[field->maximum < INT64_C(100000000) ? 1 + draw(making, 2) : draw(making, 5)]);
        return;
    case MST_KIND_SPEED:
        put(making, "%u.%03u %s", whole, part, speeds[draw(making, 4)]);
        return;
    case MST_KIND_RATE:
        put(making, "%u %s/%s", whole, draw(making, 2) ? field->noun : "",
            draw(making, 2) ? "h" : "min");
        return;
    case MST_KIND_RATIO:
        put(making,
            field->minimum > 0 ? "1.%03u"
            : draw(making, 2)  ? "0.%03u"
                               : "%u %%",
            part % 100);
        return;
    case MST_KIND_THREAT:
        put(making, "%u.%03u", whole, part);
        return;
    case MST_KIND_FLAG:
        put(making, "%s", draw(making, 2) ? "yes" : "false");
        return;
    }
}

/* The value of a field: a number, or for some kinds a range. */
static void
put_value(maker *making, const mst_field *field)
{
    if (field->kind == MST_KIND_COUNT && draw(making, 3) == 0) {
        uint32_t low = draw(making, 30) + 1;
        uint32_t likely = low + draw(making, 30);
        put(making, "{low: %u, likely: %u, high: %u}", low, likely, likely + draw(making, 30));
        return;
    }
    put_number(making, field);
}

/* Some fields of a class that stand alone under the item, behind a comma. `without` are left
 * out. */
static void
put_fields(maker *making, mst_item_class item_class, const char *without)
{
    for (uint32_t i = 0; i < mst_field_count; i++) {
        const mst_field *field = &mst_fields[i];
        char key[64];
        snprintf(key, sizeof key, "|%s|", field->path);
        if (field->item_class != item_class || field->per_class || strstr(without, key) != NULL ||
            strchr(field->path, '.') != NULL || draw(making, 3) > 0) {
            continue;
        }
        put(making, ", %s: ", field->path);
        put_value(making, field);
    }
}

static void
put_group(maker *making, const char *group, mst_item_class item_class, uint32_t chance)
{
    size_t bytes = strlen(group);
    uint32_t written = 0;
    for (uint32_t i = 0; i < mst_field_count; i++) {
        const mst_field *field = &mst_fields[i];
        if (field->item_class != item_class || strncmp(field->path, group, bytes) != 0 ||
            field->path[bytes] != '.' || draw(making, 100) >= chance) {
            continue;
        }
        put(making, written++ == 0 ? ", %s: {%s: " : ", %.0s%s: ", group, field->path + bytes + 1);
        put_value(making, field);
    }
    put(making, "%s", written > 0 ? "}" : "");
}

static void
put_meta(maker *making)
{
    static const char *const grades[] = {"A1", "B2", "F6"};
    if (draw(making, 4) == 0) {
        put(making, ", owner: \"desk: %u\", source: 'it''s \"so\"'", draw(making, 9));
    }
    if (draw(making, 4) == 0) {
        put(making, ", grade: %s, confidence: assumption", grades[draw(making, 3)]);
    }
    if (draw(making, 4) == 0) {
        put(making, ", as_of: 2021-06-%02u 07:%02u, review: %u d", draw(making, 28) + 1,
            draw(making, 60), draw(making, 99) + 1);
    }
}

static void
put_moment(maker *making)
{
    if (draw(making, 2) == 0) {
        put(making, "2021-07-%02u %02u:%02u%s", draw(making, 28) + 1, draw(making, 24),
            draw(making, 60), draw(making, 2) ? "Z" : "");
    } else {
        put(making, "%c%u %s", draw(making, 4) == 0 ? '-' : '+', draw(making, 90),
            draw(making, 2) ? "h" : "min");
    }
}

static void
put_windows(maker *making)
{
    put(making, ", open: [\"%02u:%02u-%02u:00\"", draw(making, 24), draw(making, 60),
        draw(making, 25));
    if (draw(making, 2) == 0) {
        put(making, draw(making, 2) ? ", {from: " : ", {until: ");
        put_moment(making);
        put(making, "}");
    }
    put(making, "]");
}

static void
put_sites(maker *making, uint32_t count, uint32_t class_count)
{
    put(making, "sites:\n");
    for (uint32_t i = 0; i < count; i++) {
        put(making, "  - {id: site%u, position: \"%u.%u, %u.%03u\"", i, i, draw(making, 99999), i,
            draw(making, 999));
        put_fields(making, MST_ITEM_SITE, "");
        put_group(making, "runway", MST_ITEM_SITE, 50);
        if (draw(making, 2) == 0) {
            put_group(making, "process", MST_ITEM_SITE, 100);
            making->length--;
            put(making, ", per: %s%s}", draw(making, 2) ? "party" : "person",
                draw(making, 2) ? ", station: ecc" : "");
        }
        if (draw(making, 2) == 0) {
            put(making, ", secure: {fixed: %u, per_1000: 5, rear: %u}", 20 + draw(making, 9),
                draw(making, 20));
        }
        for (uint32_t j = 0; j < 2 && draw(making, 2) == 0; j++) {
            put(making, ", %s: {class%u: %u}", j == 0 ? "parking" : "berths",
                draw(making, class_count), draw(making, 9));
        }
        if (draw(making, 2) == 0) {
            put_windows(making);
        }
        put_meta(making);
        put(making, "}\n");
    }
}

static void
put_types_and_fleets(maker *making, uint32_t site_count, uint32_t class_count)
{
    static const char *const modes[] = {"road", "air", "sea"};
    put(making, "types:\n");
    for (uint32_t i = 0; i < class_count; i++) {
        put(making, "  - {id: type%u, berth_class: class%u", i, i);
        if (i > 0 && draw(making, 3) == 0) {
            put(making, ", like: type%u", draw(making, i));
        } else {
            put(making, ", mode: %s, seats: 9, speed: {loaded: 20 kn, empty: %u km/h}",
                modes[draw(making, 3)], 9 + draw(making, 9));
        }
        put_fields(making, MST_ITEM_TYPE, "|seats|duty|");
        put_group(making, "runway", MST_ITEM_TYPE, 50);
        put_meta(making);
        put(making, "}\n");
    }
    put(making, "fleets:\n");
    for (uint32_t i = 0; i < class_count + 1; i++) {
        put(making, "  - {id: fleet%u, type: %s%u, base: site%u, count: %u", i,
            i < class_count ? "type" : "c", i < class_count ? i : 17, draw(making, site_count),
            draw(making, 9));
        put_fields(making, MST_ITEM_FLEET, "|count|notice|");
        put(making, draw(making, 2) ? ", notice: 90 min" : ", notice: {normal: 4 h, raised: 1 h}");
        if (draw(making, 3) == 0) {
            put(making, ", available: {from: ");
            put_moment(making);
            put(making, "}");
        }
        put_meta(making);
        put(making, "}\n");
    }
}

static void
put_people(maker *making, uint32_t count, uint32_t site_count)
{
    static const char *const releases[] = {"", ", release: at once", ", release: {start: 90 min}",
                                           ", release: {start: 1 h, over: 7 h}",
                                           ", release: [{after: 1 h, people: 100}]"};
    static const char *const parties[] = {
        "", ", party: 4", ", party: [{size: 4, parties: 20}, {size: 1, parties: 20}]"};
    static const char *const kinds[] = {"citizen", "force", "other", "host_nation"};
    put(making, "people:\n");
    for (uint32_t i = 0; i < count; i++) {
        put(making, "  - {id: people%u, site: site%u, count: 100, kind: %s%s%s", i,
            draw(making, site_count), kinds[draw(making, 4)], releases[draw(making, 5)],
            parties[draw(making, 3)]);
        if (draw(making, 2) == 0) {
            put(making, ", moves: on_foot, moves_to: site%u", draw(making, site_count));
            put_fields(making, MST_ITEM_PEOPLE, "|count|litters|priority|weight|");
        }
        put(making, ", priority: %u, weight: %u", draw(making, 8) + 1, draw(making, 9) + 1);
        put_meta(making);
        put(making, "}\n");
    }
}

static void
put_links(maker *making, uint32_t count, uint32_t site_count)
{
    static const char *const modes[] = {"road", "air", "sea", "foot"};
    put(making, "links:\n");
    for (uint32_t i = 0; i < count; i++) {
        uint32_t from = draw(making, site_count);
        uint32_t to = (from + 1 + draw(making, site_count - 1)) % site_count;
        put(making,
            draw(making, 2) ? "  - {id: link%u, between: [site%u, site%u]"
                            : "  - {id: link%u, from: site%u, to: site%u",
            i, from, to);
        put(making, ", mode: %s", modes[draw(making, 4)]);
        put_fields(making, MST_ITEM_LINK, "|road_factor|");
        put(making, "%s", draw(making, 3) == 0 ? ", escort: {force: 3, vehicles: 4}" : "");
        if (draw(making, 2) == 0) {
            put_windows(making);
        }
        put_meta(making);
        put(making, "}\n");
    }
}

static void
put_change(maker *making, bool may_surprise)
{
    put(making, "      - {");
    bool is_timed = true;
    switch (draw(making, 8)) {
    case 0:
        put(making, "%s: [sites.site0, links.link0]", draw(making, 2) ? "open" : "close");
        break;
    case 1:
        put(making, "sites.*.hold: {scale: 0.%u}", 1 + draw(making, 999));
        break;
    case 2:
        put(making, "fleets.fleet0.count: {add: -%u}", draw(making, 9));
        break;
    case 3:
        put(making, "people.people0.count: %s", draw(making, 2) ? "high" : "low");
        is_timed = false;
        break;
    case 4:
        put(making, "all: %s", draw(making, 2) ? "high" : "likely");
        break;
    case 5:
        put(making, "links.link0.open: [\"06:00-%02u:00\"]", draw(making, 25));
        break;
    case 6:
        put(making, "sites.site1.berths.class0: %u", draw(making, 5));
        break;
    default:
        put(making, "remove: fleets.fleet0");
        break;
    }
    if (is_timed && draw(making, 2) == 0) {
        put(making, ", from: +%u h, until: +%u h", draw(making, 9), 10 + draw(making, 9));
        put(making, "%s", may_surprise && draw(making, 2) ? ", surprise: true" : "");
    }
    put(making, "}\n");
}

static void
put_scenarios_and_options(maker *making)
{
    static const char *const scopes[] = {"full", "stay", "{ordered: [people0]}",
                                         "{authorized: [people0]}", "{relocate: all, to: site1}"};
    static const char *const words[] = {"likely", "remote", "roughly even odds"};
    put(making, "scenarios:\n  - {id: calm, chance: %s}\n", words[draw(making, 3)]);
    put(making, "  - id: worse\n    chance: %u..%u.%u %%\n    include: [calm]\n    changes:\n",
        draw(making, 30), 30 + draw(making, 60), draw(making, 10));
    for (uint32_t i = draw(making, 6) + 1; i > 0; i--) {
        put_change(making, true);
    }
    put(making,
        "      - add: {sites: [{id: camp, position: \"9, 9\"}], people: [{id: more, site: camp,"
        " count: 3}], fleets: [{id: taxis, type: type0, base: camp, count: 1}]}\n");
    put(making, "options:\n");
    for (uint32_t i = 0; i < 3; i++) {
        put(making, "  - id: option%u\n    scope: %s\n    order_at: +%u h\n", i,
            scopes[draw(making, 5)], draw(making, 90));
        if (draw(making, 2) == 0) {
            put(making, "    prefer_fleets: [fleet%u, taxis]\n", draw(making, 2));
            put(making,
                "    reinforcements:\n      - {id: force%u, size: {low: 1, likely: 2, high: 3},"
                " site: site0, notice: 3 h, rate: 7/h}\n",
                i);
        }
        put(making, "    changes:\n");
        put_change(making, false);
    }
    put(making, "pins:\n  - {id: pin, fleet: fleet0, from: site0, to: site1, leave: ");
    put_moment(making);
    put(making, ", load: {people0: 7}}\n");
}

static void
put_claim(maker *making, uint32_t report)
{
    static const char *const claims[] = {
        "    subject: scenarios.worse\n    chance: 10..%u.5 %%\n",
        "    subject: [sites.site0, sites.site1]\n    lost: 3 d 5..20 %%; %u d likely\n",
        "    subject: sites.site1\n    may_fall: true\n    given: talks\n"
        "    lost: [{within: %u h, chance: {low: 0.2, high: 0.3}}]\n",
        "    subject: propositions.talks\n    actor: them\n    interested: true\n"
        "    statement: {if_true: 0.6..0.9, if_false: %u %%}\n",
        "    subject: indicators.raids\n    incidents: %u\n    over: 36 h\n",
        "    subject: [sites.site0, propositions.talks, scenarios.calm]\n    happened: false\n"
        "    text: \"%u \\\"quoted\\\"\"\n",
    };
    uint32_t kind = draw(making, 8);
    if (kind < 6) {
        put(making, claims[kind], 20 + draw(making, 60));
        return;
    }
    if (kind == 7 && report > 0) {
        put(making, "    corrects: report%u\n    withdrawn: true\n", draw(making, report));
        return;
    }
    put(making, "    changes:\n      - {people.people0.litters: {add: %u}}\n", draw(making, 9));
    put(making, "      - {close: sites.site1, from: -2 h, until: 2023-01-01 09:00}\n");
}

static void
put_evidence(maker *making)
{
    put(making, "evidence: {half_life: %u d, weights: {A: 0.%u, C: 0.5}, record_least: %u}\n",
        1 + draw(making, 9), 60 + draw(making, 39), 1 + draw(making, 9));
    put(making, "propositions:\n  - id: talks\n    name: Talks hold\n    chance: unlikely\n"
                "    actor: them\n    eases: [site0]\n");
    put(making,
        "indicators:\n  - id: raids\n    raises: [site0, site1]\n    alarm_per_day: %u\n"
        "    prior: {count: 0.2, over: 4 d}\n",
        1 + draw(making, 3));
    put(making, "reports:\n");
    for (uint32_t i = 0; i < draw(making, 9) + 1; i++) {
        put(making, "  - id: report%u\n    at: 2020-%02u-01 12:%02u\n    received: 2021-%02u-03\n",
            i, 1 + i, draw(making, 60), 1 + i);
        put(making, "    source: source %u\n    grade: %c%u\n", draw(making, 3),
            'A' + (char)draw(making, 6), 1 + draw(making, 6));
        put(making, "%s", draw(making, 2) ? "    origin: one leak\n" : "");
        put_claim(making, i);
    }
}

static void
put_chances(maker *making)
{
    put(making,
        "chance:\n  travel: {low: 0.9, likely: 1, high: 1.%u}\n  refuse: %u %%\n"
        "  reports: true\n",
        1 + draw(making, 9), draw(making, 30));
    put(making, "  late: {low: 0 min, likely: %u min, high: 3 h}\n  owner: the desk\n",
        draw(making, 90));
    if (draw(making, 2)) {
        put(making,
            "  weather:\n    - {id: fog, sites: [site0, site1], every: %u h, lasts: 2 h,\n"
            "       source: the met office}\n",
            1 + draw(making, 60));
    }
    if (draw(making, 2)) {
        put(making,
            "  losses:\n    - {id: siege, sites: [site1], links: [pinned], fleets: [fleet0],\n"
            "       by: [{at: %u h, lost: 5 %%}, {at: 5 d, lost: {low: 6 %%, likely: 20 %%,\n"
            "       high: 40 %%}}]}\n    - {id: coup, sites: [site0], by: [{at: 1 d, "
            "lost: 0.02}]}\n",
            1 + draw(making, 60));
    }
}

static void
make_post(maker *making)
{
    static const char *const zones[] = {"UTC", "Asia/Kabul", "Europe/Berlin", "America/St_Johns"};
    making->length = 0;
    uint32_t site_count = 2 + draw(making, 4);
    uint32_t class_count = 1 + draw(making, 4);
    put(making, "post: {id: random, time_zone: %s, as_of: 2021-%02u-%02u 04:%02u, horizon: %u d}\n",
        zones[draw(making, 4)], draw(making, 12) + 1, draw(making, 28) + 1, draw(making, 60),
        draw(making, 30) + 1);
    put_people(making, 1 + draw(making, 4), site_count);
    put_sites(making, site_count, class_count);
    put_links(making, 1 + draw(making, 4), site_count);
    put(making, "  - {id: pinned, between: [site0, site1], mode: air}\n");
    put_types_and_fleets(making, site_count, class_count);
    put_scenarios_and_options(making);
    put_evidence(making);
    put_chances(making);
}

static void
random_posts_come_back(void **state)
{
    (void)state;
    static maker making;
    for (uint32_t i = 0; i < test_scale(300); i++) {
        char why[64];
        making.seed = 1000 + i;
        snprintf(why, sizeof why, "seed %llu", (unsigned long long)making.seed);
        make_post(&making);
        const char *fault = help_first_fault(making.text);
        if (fault[0] != '\0') {
            print_error("%s: %s\n%s", why, fault, making.text);
        }
        assert_string_equal(fault, "");
        mst_post *post = help_read(making.text);
        assert_round_trip(post, why);
        mst_post_release(post);
    }
}

/* The same text with every run of one-line items the other way round. */
static void
reverse_items(const char *text, char *reversed)
{
    static const char *lines[4096];
    size_t length = 0;
    while (*text != '\0') {
        uint32_t count = 0;
        while (strncmp(text, "  - {", 5) == 0) {
            assert_true(count < 4096);
            lines[count++] = text;
            text += strcspn(text, "\n") + 1;
        }
        for (uint32_t i = count; i > 0; i--) {
            size_t bytes = strcspn(lines[i - 1], "\n") + 1;
            memcpy(reversed + length, lines[i - 1], bytes);
            length += bytes;
        }
        if (count == 0) {
            size_t bytes = strcspn(text, "\n") + 1;
            memcpy(reversed + length, text, bytes);
            length += bytes;
            text += bytes;
        }
    }
    reversed[length] = '\0';
}

static void
the_order_of_items_in_the_text_decides_nothing(void **state)
{
    (void)state;
    static maker making;
    static char reversed[sizeof making.text];
    uint32_t changed = 0;
    for (uint32_t i = 0; i < test_scale(100); i++) {
        making.seed = 5000 + i;
        make_post(&making);
        reverse_items(making.text, reversed);
        changed += strcmp(making.text, reversed) != 0;
        mst_post *post = help_read(making.text);
        mst_post *other = help_read(reversed);
        const char *difference = help_difference(post, other);
        if (difference != NULL) {
            print_error("seed %llu: %s\n%s", (unsigned long long)making.seed, difference, reversed);
        }
        assert_null(difference);
        mst_post_release(post);
        mst_post_release(other);
    }
    assert_true(changed > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posts_that_ship_come_back),
        cmocka_unit_test(the_post_with_everything_gives_every_field),
        cmocka_unit_test(random_posts_come_back),
        cmocka_unit_test(the_order_of_items_in_the_text_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
