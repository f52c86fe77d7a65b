/* SPDX-License-Identifier: Apache-2.0
 *
 * Fleets, types, links, and which type fits which site.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cell.h"

#include <cmocka.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))
#define HOURS(n) ((n)*MST_MS_PER_HOUR)
#define MINUTES(n) ((n)*MST_MS_PER_MINUTE)

#define HEAD                                                                                       \
    "people: [{id: staff, site: home, count: 9}]\n"                                                \
    "sites:\n"                                                                                     \
    "  - {id: home, position: \"0, 30\", runway: {length: 2000 m, width: 30 m, surface: "          \
    "gravel}}\n"                                                                                   \
    "  - {id: strip, position: \"0, 31\", runway: {length: 900 m}, berths: {heavy: 1}}\n"          \
    "  - {id: pad, position: \"0, 32\", berths: {light: 2}, parking: {heavy: 1}}\n"                \
    "  - {id: haven, safe: true, position: \"1, 30\", runway: {length: 3000 m}}\n"

/* `post` fields, then lists of links, types and fleets, changes and lines of the option. */
typedef struct means {
    const char *post, *links, *types, *fleets, *changes, *option;
} means;

#define LINKS                                                                                      \
    "links:\n  - {id: road, between: [home, strip], mode: road, distance: 60 km}\n"                \
    "  - {id: hop, between: [strip, haven], mode: air}\n"
#define TYPES                                                                                      \
    "types:\n"                                                                                     \
    "  - {id: van, mode: road, seats: 9, speed: {loaded: 40 km/h, empty: 60 km/h},\n"              \
    "     berth_class: car}\n"                                                                     \
    "  - {id: jet, mode: air, seats: 50, speed: 400 km/h, berth_class: heavy,\n"                   \
    "     runway: {length: 1500 m, width: 25 m, surfaces: [asphalt, concrete]}, availability: "    \
    "0.7}\n"                                                                                       \
    "  - {id: rotor, mode: air, seats: 8, speed: 200 km/h, berth_class: light}\n"
#define FLEETS                                                                                     \
    "fleets:\n"                                                                                    \
    "  - {id: vans, type: van, base: home, count: 2, notice: 0 h}\n"                               \
    "  - {id: jets, type: jet, base: haven, count: 5, sorties: 2,\n"                               \
    "     notice: {normal: 12 h, raised: 4 h}, available: {from: +6 h, until: +96 h}}\n"           \
    "  - {id: rotors, type: rotor, base: haven, count: 1, notice: 2 h, crews: 3}\n"

static void
open_means(cell *opened, const means *given)
{
    char text[8192];
    snprintf(text, sizeof text,
             "post: {id: test, as_of: 2021-07-03 08:00, horizon: 10 d%s}\n" HEAD "%s%s%s"
             "scenarios: [{id: told, changes: [%s]}]\noptions:\n  - {id: all, %s}\n",
             given->post, given->links, given->types, given->fleets, given->changes, given->option);
    cell_open(opened, text, "told", "all");
}

typedef struct question {
    const char *text;
    mst_time t;
    int64_t value;
} question;

typedef struct row {
    const char *why;
    means given;
    question questions[8];
} row;

static void
ask_all(const row *asked)
{
    cell opened;
    open_means(&opened, &asked->given);
    if (opened.status != MST_OK) {
        fail_msg("%s: %s", asked->why, opened.err.text);
    }
    for (uint32_t i = 0; i < COUNT(asked->questions) && asked->questions[i].text != NULL; i++) {
        const question *one = &asked->questions[i];
        int64_t value = cell_ask(&opened.instance->phases[0], one->text, one->t);
        if (value != one->value) {
            fail_msg("%s: %s is %lld, not %lld", asked->why, one->text, (long long)value,
                     (long long)one->value);
        }
    }
    cell_close(&opened);
}

#define WITH(changes, option)                                                                      \
    {                                                                                              \
        "", LINKS, TYPES, FLEETS, changes, option                                                  \
    }

static void
usable_vehicles_are_rounded_and_never_none(void **state)
{
    (void)state;
    static const row rows[] = {
        {"five at 0.7 are 3.5, so four", WITH("", "scope: full"), {{"fleets.jets.vehicles", 0, 4}}},
        {"one at 0.7 is one",
         WITH("{fleets.jets.count: 1}", "scope: full"),
         {{"fleets.jets.vehicles", 0, 1}}},
        {"one at 0.1 is still one",
         WITH("{fleets.jets.count: 1}, {types.jet.availability: 0.1}", "scope: full"),
         {{"fleets.jets.vehicles", 0, 1}}},
        {"none is none",
         WITH("{fleets.jets.count: 0}", "scope: full"),
         {{"fleets.jets.vehicles", 0, 0}, {"vehicles", 0, 3}, {"types", 0, 2}}},
        {"a count that falls grounds the last ones",
         WITH("{fleets.jets.count: 2, from: +24 h, until: +48 h}", "scope: full"),
         {{"fleets.jets.usable", HOURS(24) - 1, 4},
          {"fleets.jets.usable", HOURS(24), 1},
          {"fleets.jets.usable", HOURS(48), 4}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

static void
a_fleet_can_be_used_after_its_notice_and_in_its_dates(void **state)
{
    (void)state;
    static const row rows[] = {
        {"normal notice",
         WITH("", "scope: full"),
         {{"fleets.jets.usable", HOURS(12) - 1, 0},
          {"fleets.jets.usable", HOURS(12), 4},
          {"fleets.jets.usable", HOURS(96) - 1, 4},
          {"fleets.jets.usable", HOURS(96), 0},
          {"fleets.rotors.usable", HOURS(2), 1},
          {"fleets.vans.usable", 0, 2}}},
        {"the option raises the state; the dates still bind",
         WITH("", "alert: raised"),
         {{"fleets.jets.usable", HOURS(6) - 1, 0}, {"fleets.jets.usable", HOURS(6), 4}}},
        {"dates count from as_of, notice from the order",
         WITH("", "alert: raised, order_at: +4 h"),
         {{"fleets.jets.usable", HOURS(4) - 1, 0},
          {"fleets.jets.usable", HOURS(4), 4},
          {"fleets.jets.usable", HOURS(92), 0}}},
        {"the post's own state",
         {", alert: raised", LINKS, TYPES, FLEETS, "", "scope: full"},
         {{"fleets.jets.usable", HOURS(6), 4}}},
        {"a state the fleet does not know leaves its normal notice",
         {"", LINKS, TYPES,
          "fleets:\n"
          "  - {id: jets, type: jet, base: haven, count: 5, notice: {raised: 4 h, normal: 12 h}}\n"
          "  - {id: rotors, type: rotor, base: haven, count: 1, notice: {red: 1 h, amber: 3 h}}\n",
          "", "alert: red"},
         {{"fleets.jets.usable", HOURS(12) - 1, 0},
          {"fleets.jets.usable", HOURS(12), 4},
          {"fleets.rotors.usable", HOURS(1), 1}}},
        {"without any state known, the longest",
         {"", LINKS, TYPES,
          "fleets:\n"
          "  - {id: rotors, type: rotor, base: haven, count: 1, notice: {red: 1 h, amber: 3 h}}\n",
          "", "scope: full"},
         {{"fleets.rotors.usable", HOURS(3) - 1, 0}, {"fleets.rotors.usable", HOURS(3), 1}}},
        {"later notice for all",
         WITH("{fleets.*.notice: {add: 12 h}}", "scope: full"),
         {{"fleets.jets.usable", HOURS(24) - 1, 0},
          {"fleets.jets.usable", HOURS(24), 4},
          {"fleets.rotors.usable", HOURS(14), 1}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

static void
what_is_not_given_depends_on_the_mode(void **state)
{
    (void)state;
    static const row rows[] = {
        {"aircraft have two crews and do not wait in the air",
         WITH("", "scope: full"),
         {{"fleets.jets.crews", 0, 2},
          {"fleets.rotors.crews", 0, 3},
          {"fleets.vans.crews", 0, 1},
          {"types.jet.wait", 0, 0},
          {"types.van.wait", 0, MST_NEVER},
          {"types.jet.range", 0, MST_UNLIMITED},
          {"fleets.jets.sorties", 0, 2},
          {"fleets.vans.sorties", 0, MST_UNLIMITED}}},
        {"a wait that is set holds",
         WITH("{types.jet.hold: 30 min}", "scope: full"),
         {{"types.jet.wait", 0, MINUTES(30)}}},
        {"preference",
         WITH("", "prefer_fleets: [rotors, vans], prefer_links: [hop]"),
         {{"fleets.rotors.preference", 0, 0},
          {"fleets.vans.preference", 0, 1},
          {"fleets.jets.preference", 0, 2},
          {"links.hop.preference", 0, 0},
          {"links.road.preference", 0, 1}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

static void
link_times_come_from_the_table_the_link_or_the_distance(void **state)
{
    (void)state;
#define ROADS(fields) "links:\n  - {id: road, between: [home, strip], mode: road" fields "}\n"
#define ROAD(fields, changes)                                                                      \
    {                                                                                              \
        "", ROADS(fields), TYPES, FLEETS, changes, "scope: full"                                   \
    }
    static const row rows[] = {
        {"distance over speed, rounded up",
         ROAD(", distance: 1 km", ""),
         {{"links.road.loaded.van", 0, 90000}, {"links.road/back.empty.van", 0, 60000}}},
        {"to the ms",
         ROAD(", distance: 1001 m", "{types.van.speed: 7 km/h}"),
         {{"links.road.loaded.van", 0, 514800}}},
        {"up",
         ROAD(", distance: 1000 m", "{types.van.speed: 7 km/h}"),
         {{"links.road.loaded.van", 0, 514286}}},
        {"one time for all",
         ROAD(", distance: 1 km, time: 25 min", ""),
         {{"links.road.loaded.van", 0, MINUTES(25)}, {"links.road.own_time", 0, MINUTES(25)}}},
        {"by type",
         ROAD(", distance: 1 km, time: {van: {loaded: 30 min, empty: 20 min}}", ""),
         {{"links.road.loaded.van", 0, MINUTES(30)},
          {"links.road.empty.van", 0, MINUTES(20)},
          {"links.road.own_time", 0, MST_NEVER}}},
        {"another mode never uses it",
         ROAD(", distance: 1 km", ""),
         {{"links.road.loaded.jet", 0, MST_NEVER}}},
        {"set lies over the table",
         ROAD(", distance: 1 km, time: {van: {loaded: 30 min, empty: 20 min}}",
              "{links.road.time: 5 min}"),
         {{"links.road.loaded.van", 0, MINUTES(5)}, {"links.road.empty.van", 0, MINUTES(5)}}},
        {"scale over the distance",
         ROAD(", distance: 1 km", "{links.road.time: {scale: 1.5}}"),
         {{"links.road.loaded.van", 0, 135000}, {"links.road.slow", 0, 1500000}}},
        {"add, then scale",
         ROAD(", distance: 1 km", "{links.road.time: {add: 10 s}}, {links.road.time: {scale: 2}}"),
         {{"links.road.loaded.van", 0, 200000}, {"links.road.slow", 0, 2000000}}},
        {"scale, then add",
         ROAD(", distance: 1 km", "{links.road.time: {scale: 2}}, {links.road.time: {add: 10 s}}"),
         {{"links.road.loaded.van", 0, 190000}, {"links.road.slow", 0, 1000000}}},
        {"a geodesic is stretched on roads",
         ROAD("", ""),
         {{"links.road.distance", 0, 144715339}}}, /* 111,319.491 m x 1.3 */
        {"by its own factor",
         ROAD(", road_factor: 2", ""),
         {{"links.road.distance", 0, 222638982}}},
        {"a length set is the length",
         ROAD("", "{links.road.distance: 100 km}"),
         {{"links.road.distance", 0, 100000000}}},
        {"in the air it is not",
         {"", "links: [{id: hop, between: [home, strip], mode: air}]\n", TYPES, FLEETS, "",
          "scope: full"},
         {{"links.hop.distance", 0, 111319491}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
#undef ROAD
#undef ROADS
}

static void
an_escort_comes_back_by_the_way_back(void **state)
{
    (void)state;
#define ESCORTED(links)                                                                            \
    {                                                                                              \
        "", "links:\n" links, TYPES, FLEETS, "", "scope: full"                                     \
    }
    static const row rows[] = {
        {"by its time",
         ESCORTED("  - {id: road, between: [home, strip], mode: road, distance: 4 km,\n"
                  "     time: 25 min, escort: {force: 12, vehicles: 10}}\n"),
         {{"links.road.escort", 0, 12},
          {"links.road.escort_vehicles", 0, 10},
          {"links.road.escort_return", 0, MINUTES(25)}}},
        {"by the slowest empty type",
         ESCORTED("  - {id: road, between: [home, strip], mode: road, distance: 4 km,\n"
                  "     escort: {force: 12}}\n"),
         {{"links.road.escort_return", 0, MINUTES(4)},
          {"links.road.escort_vehicles", 0, MST_UNLIMITED}}},
        {"by another link",
         ESCORTED("  - {id: road, from: home, to: strip, mode: road, distance: 4 km,\n"
                  "     escort: {force: 12, vehicles: 10}}\n"
                  "  - {id: detour, from: strip, to: home, mode: road, time: 50 min}\n"),
         {{"links.road.escort_return", 0, MINUTES(50)}, {"arcs", 0, 2}}},
        {"at once where there is none",
         ESCORTED("  - {id: road, from: home, to: strip, mode: road, distance: 4 km,\n"
                  "     escort: {force: 12, vehicles: 10}}\n"),
         {{"links.road.escort_return", 0, 0}, {"arcs", 0, 1}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
#undef ESCORTED
}

static void
a_type_fits_a_site_by_runway_and_berth_class(void **state)
{
    (void)state;
    static const row rows[] = {
        {"the jet",
         WITH("", "scope: full"),
         {{"sites.home.takes.jet", 0, 0},    /* gravel */
          {"sites.strip.takes.jet", 0, 0},   /* too short */
          {"sites.pad.takes.jet", 0, 0},     /* no runway */
          {"sites.haven.takes.jet", 0, 1}}}, /* width and surface not known */
        {"the helicopter needs none, but a berth of its class",
         WITH("", "scope: full"),
         {{"sites.home.takes.rotor", 0, 1},
          {"sites.strip.takes.rotor", 0, 0},
          {"sites.pad.takes.rotor", 0, 1}}},
        {"cars fit where there are no berth rows",
         WITH("", "scope: full"),
         {{"sites.home.takes.van", 0, 1}, {"sites.strip.takes.van", 0, 0}}},
        {"berths given by a change, even later",
         WITH("{sites.strip.berths.car: 2, from: +6 h}", "scope: full"),
         {{"sites.strip.takes.van", 0, 1},
          {"sites.strip.berths.car", HOURS(6) - 1, 0},
          {"sites.strip.berths.car", HOURS(6), 2}}},
        {"parking alone is no berth",
         WITH("", "scope: full"),
         {{"sites.pad.berths.heavy", 0, 0},
          {"sites.pad.parking.heavy", 0, 1},
          {"sites.pad.parking.light", 0, MST_UNLIMITED},
          {"sites.home.berths.heavy", 0, MST_UNLIMITED}}},
        {"a longer runway",
         WITH("{sites.strip.runway.length: 1500 m}", "scope: full"),
         {{"sites.strip.takes.jet", 0, 1}}},
        {"a narrower need",
         WITH("{types.jet.runway.length: 900 m}", "scope: full"),
         {{"sites.strip.takes.jet", 0, 1}}},
        {"a narrow runway",
         WITH("{sites.haven.runway.width: 20 m}", "scope: full"),
         {{"sites.haven.takes.jet", 0, 0}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

static void
pins_name_an_arc_and_a_moment(void **state)
{
    (void)state;
    static const char pins[] =
        FLEETS "pins:\n"
               "  - {id: first, fleet: vans, vehicle: 2, from: home, to: strip, leave: +12 h,\n"
               "     load: {staff: 9}}\n"
               "  - {id: gone, fleet: vans, from: home, to: strip, leave: 2021-07-03 07:00}\n";
    cell opened;
    const means given = {"", LINKS, TYPES, pins, "", "order_at: +1 h"};
    open_means(&opened, &given);
    assert_int_equal(opened.status, MST_OK);
    const mst_problem *problem = &opened.instance->phases[0];
    assert_int_equal(problem->pin_count, 1); /* the other left before the order */
    assert_int_equal(problem->pins[0].leave, HOURS(12));
    assert_int_equal(problem->pins[0].ordinal, 2);
    assert_string_equal(problem->arcs[problem->pins[0].arc].name, "road");
    assert_false(problem->arcs[problem->pins[0].arc].reverse);
    assert_int_equal(problem->pins[0].loads[0].count, 9);
    cell_close(&opened);
}

static void
arcs_are_sorted_by_where_they_begin(void **state)
{
    (void)state;
    cell opened;
    const means given = WITH("", "scope: full");
    open_means(&opened, &given);
    const mst_problem *problem = &opened.instance->phases[0];
    assert_int_equal(problem->arc_count, 4);
    for (uint32_t s = 0; s < problem->site_count; s++) {
        for (uint32_t k = problem->arcs_from[s]; k < problem->arcs_from[s + 1]; k++) {
            assert_int_equal(problem->arcs[k].from, s);
            const mst_p_arc *back = &problem->arcs[problem->arcs[k].opposite];
            assert_int_equal(back->to, s);
            assert_int_equal(back->link, problem->arcs[k].link);
        }
    }
    assert_int_equal(problem->arcs_from[problem->site_count], 4);
    cell_close(&opened);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usable_vehicles_are_rounded_and_never_none),
        cmocka_unit_test(a_fleet_can_be_used_after_its_notice_and_in_its_dates),
        cmocka_unit_test(what_is_not_given_depends_on_the_mode),
        cmocka_unit_test(link_times_come_from_the_table_the_link_or_the_distance),
        cmocka_unit_test(an_escort_comes_back_by_the_way_back),
        cmocka_unit_test(a_type_fits_a_site_by_runway_and_berth_class),
        cmocka_unit_test(pins_name_an_arc_and_a_moment),
        cmocka_unit_test(arcs_are_sorted_by_where_they_begin),
    };
    return cmocka_run_group_tests_name("means", tests, NULL, NULL);
}
