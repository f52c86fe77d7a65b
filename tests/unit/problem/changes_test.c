/* SPDX-License-Identifier: Apache-2.0
 *
 * What each kind of change does to the compiled problem, alone, over time and together.
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

#define POST                                                                                       \
    "post: {id: test, as_of: 2021-07-03 08:00, horizon: 10 d}\n"                                   \
    "people:\n"                                                                                    \
    "  - {id: staff, site: embassy, count: {low: 80, likely: 100, high: 140}}\n"                   \
    "  - {id: troops, site: hkia, count: 30, kind: force}\n"                                       \
    "sites:\n"                                                                                     \
    "  - {id: embassy, hold: 500, threat: 1, secure: {fixed: 20}}\n"                               \
    "  - {id: gate, hold: {low: 50, likely: 100, high: 200}, process: {desks: 6, time: 3 min}}\n"  \
    "  - {id: hkia, berths: {heavy: 4, bus: 9}, parking: {heavy: 6}, movements: 12 movements/h,\n" \
    "     open: [\"06:00-18:00\"], permission: landing, runway: {length: 3000 m}}\n"               \
    "  - {id: haven, safe: true, fuel: true, runway: {length: 3000 m}}\n"                          \
    "links:\n"                                                                                     \
    "  - {id: road, between: [embassy, gate], mode: road, distance: 6 km, flow: 60 vehicles/h}\n"  \
    "  - {id: ramp, between: [gate, hkia], mode: road, time: 10 min}\n"                            \
    "  - {id: route, between: [hkia, haven], mode: air, distance: 1500 km, permission: over,\n"    \
    "     time: {jet: {loaded: 3 h, empty: 2 h}}}\n"                                               \
    "types:\n"                                                                                     \
    "  - {id: coach, mode: road, seats: 40, speed: {loaded: 30 km/h, empty: 60 km/h},\n"           \
    "     berth_class: bus}\n"                                                                     \
    "  - {id: jet, mode: air, seats: 100, berth_class: heavy, runway: {length: 2500 m}}\n"         \
    "fleets:\n"                                                                                    \
    "  - {id: coaches, type: coach, base: embassy, count: 6, notice: 0 h}\n"                       \
    "  - {id: jets, type: jet, base: haven, count: 5, notice: 4 h, permission: basing}\n"          \
    "permissions:\n"                                                                               \
    "  - {id: landing, kind: landing}\n"                                                           \
    "  - {id: over, kind: overflight}\n"                                                           \
    "  - {id: basing, kind: basing}\n"

static const char *
post_with(char *buffer, size_t bytes, const char *scenario, const char *option)
{
    snprintf(buffer, bytes,
             POST "scenarios:\n  - id: told\n    changes: [%s]\n"
                  "options:\n  - id: all\n    changes: [%s]\n",
             scenario, option);
    return buffer;
}

static void
an_untimed_change_makes_the_base_value(void **state)
{
    (void)state;
    static const struct {
        const char *why, *scenario, *option, *question;
        int64_t value;
    } rows[] = {
        {"nothing changed", "", "", "sites.gate.hold", 100},
        {"a value alone sets", "{sites.gate.hold: 70}", "", "sites.gate.hold", 70},
        {"set", "{sites.gate.hold: {set: 70}}", "", "sites.gate.hold", 70},
        {"scale", "{sites.gate.process.desks: {scale: 0.5}}", "", "sites.gate.desks", 3},
        {"a half is rounded up", "{sites.gate.process.desks: {scale: 0.25}}", "",
         "sites.gate.desks", 2},
        {"add", "{sites.gate.hold: {add: -30}}", "", "sites.gate.hold", 70},
        {"low", "{sites.gate.hold: low}", "", "sites.gate.hold", 50},
        {"high of a whole item", "{sites.gate: high}", "", "sites.gate.hold", 200},
        {"high of everything", "{all: high}", "", "people.staff.count", 140},
        {"likely again", "{all: high}, {people.staff.count: likely}", "", "people.staff.count",
         100},
        {"a pick is what the rest starts from, wherever it stands",
         "{sites.gate.hold: {scale: 0.5}}, {sites.gate.hold: high}", "", "sites.gate.hold", 100},
        {"changes follow each other", "{sites.gate.hold: {add: 20}}, {sites.gate.hold: {scale: 2}}",
         "", "sites.gate.hold", 240},
        {"the option comes after the scenario", "{sites.gate.hold: {add: 20}}",
         "{sites.gate.hold: {scale: 2}}", "sites.gate.hold", 240},
        {"what has no limit keeps none under scale", "{sites.haven.hold: {scale: 0.5}}", "",
         "sites.haven.hold", MST_UNLIMITED},
        {"every item", "{fleets.*.count: {scale: 0.5}}", "", "fleets.coaches.vehicles", 3},
        {"berths of one class", "{sites.hkia.berths.heavy: 2}", "", "sites.hkia.berths.heavy", 2},
        {"and not of another", "{sites.hkia.berths.heavy: 2}", "", "sites.hkia.berths.bus", 9},
        {"berths where there were no limits", "{sites.haven.berths.heavy: 1}", "",
         "sites.haven.berths.heavy", 1},
        {"leave the other classes without", "{sites.haven.berths.heavy: 1}", "",
         "sites.haven.berths.bus", MST_UNLIMITED},
        {"a class not named has none", "", "", "sites.gate.berths.heavy", MST_UNLIMITED},
        {"types change for the whole plan", "{types.coach.seats: {scale: 0.5}}", "",
         "types.coach.seats", 20},
        {"speed changes both speeds: loaded", "{types.coach.speed: 15 km/h}", "",
         "links.road.loaded.coach", HOURS(2) / 5},
        {"speed changes both speeds: empty", "{types.coach.speed: 15 km/h}", "",
         "links.road.empty.coach", HOURS(2) / 5},
        {"rear follows fixed", "{sites.embassy.secure.fixed: 50}", "", "sites.embassy.rear", 50},
        {"rear of its own", "{sites.embassy.secure.rear: 5}", "", "sites.embassy.rear", 5},
        {"a rear added to starts from fixed", "{sites.embassy.secure.rear: {add: 5}}", "",
         "sites.embassy.rear", 25},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        char text[8192];
        cell opened;
        cell_open(&opened, post_with(text, sizeof text, rows[i].scenario, rows[i].option), "told",
                  "all");
        if (opened.status != MST_OK) {
            fail_msg("%s: %s", rows[i].why, opened.err.text);
        }
        int64_t value = cell_ask(&opened.instance->phases[0], rows[i].question, 0);
        if (value != rows[i].value || opened.instance->phase_count != 1) {
            fail_msg("%s: %lld", rows[i].why, (long long)value);
        }
        cell_close(&opened);
    }
}

static void
a_timed_change_holds_from_its_beginning_to_its_end(void **state)
{
    (void)state;
    static const struct {
        const char *why, *change, *question;
        mst_time t;
        int64_t value;
    } rows[] = {
        {"before", "{sites.gate.hold: 70, from: +12 h, until: +24 h}", "sites.gate.hold",
         HOURS(12) - 1, 100},
        {"from", "{sites.gate.hold: 70, from: +12 h, until: +24 h}", "sites.gate.hold", HOURS(12),
         70},
        {"until", "{sites.gate.hold: 70, from: +12 h, until: +24 h}", "sites.gate.hold", HOURS(24),
         100},
        {"an absolute time", "{sites.gate.hold: 70, from: 2021-07-03 09:00}", "sites.gate.hold",
         HOURS(1), 70},
        {"ended before the order", "{sites.gate.hold: 70, from: -12 h, until: 0 h}",
         "sites.gate.hold", 0, 100},
        {"in force at the order", "{sites.gate.hold: 70, from: -12 h, until: +1 h}",
         "sites.gate.hold", 0, 70},
        {"and over after it", "{sites.gate.hold: 70, from: -12 h, until: +1 h}", "sites.gate.hold",
         HOURS(1), 100},
        {"scales overlap: one",
         "{sites.gate.hold: {scale: 0.5}, from: +1 h, until: +3 h},"
         "{sites.gate.hold: {scale: 0.1}, from: +2 h, until: +4 h}",
         "sites.gate.hold", HOURS(1), 50},
        {"scales overlap: both",
         "{sites.gate.hold: {scale: 0.5}, from: +1 h, until: +3 h},"
         "{sites.gate.hold: {scale: 0.1}, from: +2 h, until: +4 h}",
         "sites.gate.hold", HOURS(2), 5},
        {"scales overlap: the other",
         "{sites.gate.hold: {scale: 0.5}, from: +1 h, until: +3 h},"
         "{sites.gate.hold: {scale: 0.1}, from: +2 h, until: +4 h}",
         "sites.gate.hold", HOURS(3), 10},
        {"a fleet grows", "{fleets.jets.count: 7, from: +12 h}", "fleets.jets.usable", HOURS(12),
         7},
        {"and has them from the start, unused", "{fleets.jets.count: 7, from: +12 h}",
         "fleets.jets.usable", HOURS(12) - 1, 5},
        {"a fleet shrinks", "{fleets.jets.count: 2, from: +12 h}", "fleets.jets.usable", HOURS(12),
         2},
        {"a fleet is gone", "{fleets.jets.count: 0, from: +12 h}", "fleets.jets.usable", HOURS(12),
         0},
        {"a link slows", "{links.road.time: {scale: 2}, from: +6 h}", "links.road.loaded.coach",
         HOURS(6), HOURS(2) / 5},
        {"not before", "{links.road.time: {scale: 2}, from: +6 h}", "links.road.loaded.coach",
         HOURS(6) - 1, HOURS(1) / 5},
        {"two slow it together",
         "{links.road.time: {scale: 2}, from: +6 h},"
         "{links.road.time: {scale: 1.5}}",
         "links.road.slow", HOURS(6), 3000000},
        {"rear follows fixed over time", "{sites.embassy.secure.fixed: 50, from: +6 h}",
         "sites.embassy.rear", HOURS(6), 50},
        {"a site is safe for a time", "{sites.gate.safe: true, from: +6 h, until: +7 h}",
         "sites.gate.safe", HOURS(6), 1},
        {"berths fall", "{sites.hkia.berths.heavy: {add: -1}, from: +6 h}",
         "sites.hkia.berths.heavy", HOURS(6), 3},
        {"a change after the horizon is nothing", "{sites.gate.hold: 70, from: +240 h}",
         "sites.gate.hold", HOURS(240), 100},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        char text[8192];
        cell opened;
        cell_open(&opened, post_with(text, sizeof text, rows[i].change, ""), "told", "all");
        if (opened.status != MST_OK) {
            fail_msg("%s: %s", rows[i].why, opened.err.text);
        }
        int64_t value = cell_ask(&opened.instance->phases[0], rows[i].question, rows[i].t);
        if (value != rows[i].value) {
            fail_msg("%s: %lld", rows[i].why, (long long)value);
        }
        cell_close(&opened);
    }
}

static void
whole_items_open_and_close_come_and_go(void **state)
{
    (void)state;
    static const struct {
        const char *why, *scenario, *option, *question;
        mst_time t;
        int64_t value;
    } rows[] = {
        {"by day hkia serves", "", "", "sites.hkia.service", 0, 1},
        {"by night it does not", "", "", "sites.hkia.service", HOURS(12), 0},
        {"but vehicles may still arrive", "", "", "sites.hkia.open", HOURS(12), 1},
        {"closed: no service", "{close: sites.hkia, from: +1 h}", "", "sites.hkia.service",
         HOURS(1), 0},
        {"closed: no arrival", "{close: sites.hkia, from: +1 h}", "", "sites.hkia.open", HOURS(1),
         0},
        {"until it opens again", "{close: sites.hkia, from: +1 h, until: +2 h}", "",
         "sites.hkia.service", HOURS(2), 1},
        {"open undoes a close before it", "{close: sites.hkia, from: +1 h}",
         "{open: sites.hkia, from: +2 h, until: +3 h}", "sites.hkia.service", HOURS(2), 1},
        {"for its time only", "{close: sites.hkia, from: +1 h}",
         "{open: sites.hkia, from: +2 h, until: +3 h}", "sites.hkia.service", HOURS(3), 0},
        {"open is for the hours too", "{open: sites.hkia}", "", "sites.hkia.service", HOURS(12), 1},
        {"hours can be set", "{sites.hkia.open: [\"20:00-21:00\"]}", "", "sites.hkia.service",
         HOURS(12), 1},
        {"and replace the old ones", "{sites.hkia.open: [\"20:00-21:00\"]}", "",
         "sites.hkia.service", 0, 0},
        {"hours for a time", "{sites.hkia.open: [\"00:00-24:00\"], from: +11 h, until: +13 h}", "",
         "sites.hkia.service", HOURS(12), 1},
        {"and then the old ones", "{sites.hkia.open: [\"00:00-24:00\"], from: +11 h, until: +13 h}",
         "", "sites.hkia.service", HOURS(13), 0},
        {"new hours do not open what is closed",
         "{close: sites.hkia}, {sites.hkia.open: [\"00:00-24:00\"]}", "", "sites.hkia.service", 0,
         0},
        {"desks stand still while the site is shut", "{close: sites.gate, from: +1 h}", "",
         "sites.gate.desks", HOURS(1), 0},
        {"and work before", "{close: sites.gate, from: +1 h}", "", "sites.gate.desks", HOURS(1) - 1,
         6},
        {"a link closes", "{close: links.road}", "", "links.road.open", 0, 0},
        {"both ways", "{close: links.road}", "", "links.road/back.open", 0, 0},
        {"a fleet stands still", "{close: fleets.jets, from: +12 h, until: +13 h}", "",
         "fleets.jets.usable", HOURS(12), 0},
        {"and goes on", "{close: fleets.jets, from: +12 h, until: +13 h}", "", "fleets.jets.usable",
         HOURS(13), 5},
        {"a fleet removed has no vehicles", "{remove: fleets.jets}", "", "fleets.jets.vehicles", 0,
         0},
        {"a link removed is closed", "{remove: links.road}", "", "links.road.open", 0, 0},
        {"a site removed takes its links along", "{remove: sites.gate}", "", "links.road.open", 0,
         0},
        {"people removed leave no cohort", "{remove: people.staff}", "", "cohorts", 0, 1},
        {"every fleet at once", "{close: fleets.*}", "", "fleets.coaches.usable", 0, 0},
        {"overflight withdrawn closes the link", "{permissions.over.granted: false, from: +1 h}",
         "", "links.route.open", HOURS(1), 0},
        {"a permission closed is withdrawn", "{close: permissions.over}", "", "links.route.open", 0,
         0},
        {"landing withdrawn stops the flights", "{permissions.landing.granted: false}", "",
         "sites.hkia.air", 0, 0},
        {"but not the roads", "{permissions.landing.granted: false}", "", "sites.hkia.open", 0, 1},
        {"basing withdrawn grounds the fleet",
         "{permissions.basing.granted: false, from: +12 h, until: +20 h}", "", "fleets.jets.usable",
         HOURS(12), 0},
        {"until it is granted again",
         "{permissions.basing.granted: false, from: +12 h, until: +20 h}", "", "fleets.jets.usable",
         HOURS(20), 5},
        {"what an option adds is not there without it",
         "{add: {sites: [{id: strip, hold: 9}]}}, {close: sites.strip}", "", "sites.strip.open", 0,
         0},
        {"a site added is open", "{add: {sites: [{id: strip, hold: 9}]}, from: +3 h}", "",
         "sites.strip.open", HOURS(3), 1},
        {"from then on", "{add: {sites: [{id: strip, hold: 9}]}, from: +3 h}", "",
         "sites.strip.open", HOURS(3) - 1, 0},
        {"a fleet added can be used from then on",
         "{add: {fleets: [{id: vans, type: coach, base: gate, count: 3, notice: 1 h}]}, from: +3 "
         "h}",
         "", "fleets.vans.usable", HOURS(3), 3},
        {"and not before",
         "{add: {fleets: [{id: vans, type: coach, base: gate, count: 3, notice: 1 h}]}, from: +3 "
         "h}",
         "", "fleets.vans.usable", HOURS(3) - 1, 0},
        {"a link added",
         "{add: {links: [{id: way, between: [embassy, hkia], mode: road, time: 1 h}]}}", "",
         "links.way.open", 0, 1},
        {"people added", "{add: {people: [{id: more, site: gate, count: 20}]}}", "",
         "people.more.released", 0, 20},
        {"people added later are released then",
         "{add: {people: [{id: more, site: gate, count: 20}]}, from: +3 h}", "",
         "people.more.released", HOURS(3), 20},
        {"and not there before", "{add: {people: [{id: more, site: gate, count: 20}]}, from: +3 h}",
         "", "people.more.released", HOURS(3) - 1, 0},
        {"they arrive", "{add: {people: [{id: more, site: gate, count: 20}]}, from: +3 h}", "",
         "people.more.presence", 0, MST_PRESENT_ARRIVING},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        char text[8192];
        cell opened;
        cell_open(&opened, post_with(text, sizeof text, rows[i].scenario, rows[i].option), "told",
                  "all");
        if (opened.status != MST_OK) {
            fail_msg("%s: %s", rows[i].why, opened.err.text);
        }
        int64_t value = cell_ask(&opened.instance->phases[0], rows[i].question, rows[i].t);
        if (value != rows[i].value) {
            fail_msg("%s: %lld", rows[i].why, (long long)value);
        }
        cell_close(&opened);
    }
}

static void
contradictions_and_impossible_pictures_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *why, *scenario, *option, *text;
    } rows[] = {
        {"two sets at one time", "{sites.gate.hold: 1}, {sites.gate.hold: 2}", "",
         "\"sites.gate.hold\" is set here and at post.yaml:29:16, at one time"},
        {"of scenario and option", "{sites.gate.hold: 1, from: +1 h}",
         "{sites.gate.hold: 2, until: +2 h}",
         "\"sites.gate.hold\" is set here and at post.yaml:29:16, at one time"},
        {"of one item and of all", "{fleets.*.count: 1}, {fleets.jets.count: 2}", "",
         "\"fleets.jets.count\" is set here and at post.yaml:29:16, at one time"},
        {"of hours", "{sites.gate.open: [\"01:00-02:00\"]}, {sites.gate.open: [\"03:00-04:00\"]}",
         "", "\"sites.gate.open\" is set here and at post.yaml:29:16, at one time"},
        {"of berths of one class", "{sites.hkia.berths.heavy: 1}, {sites.hkia.berths.heavy: 2}", "",
         "\"sites.hkia.berths.heavy\" is set here and at post.yaml:29:16, at one time"},
        {"a count below 0", "{sites.gate.hold: {add: -101}}", "",
         "this change makes \"sites.gate.hold\" -1, but it is at least 0"},
        {"at some time only", "{sites.gate.hold: {add: -101}, from: +5 h}", "",
         "this change makes \"sites.gate.hold\" -1, but it is at least 0"},
        {"too many",
         "{fleets.jets.count: {scale: 1000}, from: +1 h},"
         "{fleets.jets.count: {scale: 1000}, from: +1 h}",
         "", "this change makes \"fleets.jets.count\" 5000000, but it is at most 32768"},
        {"a link's time set after the order", "{links.road.time: 1 h, from: +1 h}", "",
         "after the order \"links.road.time\" can only be scaled"},
        {"a link's time added to for a time", "{links.road.time: {add: 1 h}, until: +1 h}", "",
         "after the order \"links.road.time\" can only be scaled"},
        {"a link's time scaled to nothing", "{links.road.time: {scale: 0}}", "",
         "the time of a link is scaled by more than 0"},
        {"people taken away after the order", "{remove: people.staff, from: +1 h}", "",
         "people \"staff\" cannot be taken away after the order"},
        {"people at a site that is not there", "{remove: sites.embassy}", "",
         "people \"staff\" are at site \"embassy\", which is not there in this scenario and "
         "option"},
        {"an end before the beginning, by the order",
         "{sites.gate.hold: 1, from: +2 h, until: 2021-07-03 09:00}", "",
         "this change ends before it begins"},
        {"daylight only without a position", "{sites.*.daylight_only: true}", "",
         "site \"embassy\" is used by daylight only, which needs its \"position\""},
        {"a range on a link of unknown length", "{types.coach.range: 100 km}", "",
         "link \"ramp\" has no \"distance\", and none follows from positions, so the range of "
         "\"coach\" "
         "cannot be kept on it"},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        char text[8192];
        cell opened;
        cell_open(&opened, post_with(text, sizeof text, rows[i].scenario, rows[i].option), "told",
                  "all");
        if (opened.status == MST_OK || strcmp(opened.err.text, rows[i].text) != 0 ||
            opened.instance != NULL) {
            fail_msg("%s: %s", rows[i].why, opened.status == MST_OK ? "taken" : opened.err.text);
        }
        if (opened.status != MST_INVALID || strcmp(opened.err.file, "post.yaml") != 0 ||
            opened.err.line == 0) {
            fail_msg("%s: no place", rows[i].why);
        }
        cell_close(&opened);
    }
}

static void
an_order_after_the_authority_to_give_it_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *why, *options, *text;
        uint32_t column; /* of the moment at fault */
    } rows[] = {
        {"no limit", "{id: all, order_at: +9 d}", NULL, 0},
        {"at the last moment", "{id: all, order_at: +2 h, order_until: +2 h}", NULL, 0},
        {"a millisecond late", "{id: all, order_at: 7200001 ms, order_until: +2 h}",
         "option \"all\" is ordered at 2021-07-03 10:00:00.001, but its authority may order it "
         "until "
         "2021-07-03 10:00: set order_at to that or earlier, or a later order_until",
         31},
        {"a day late, by a role",
         "{id: all, order_at: 2021-07-04 08:00, order_until: +2 h, ordered_by: chief of mission}",
         "option \"all\" is ordered at 2021-07-04 08:00, but chief of mission may order it until "
         "2021-07-03 10:00: set order_at to that or earlier, or a later order_until",
         31},
        {"past before the picture", "{id: all, order_until: -30 s}",
         "option \"all\" is ordered at 2021-07-03 08:00, but its authority may order it until "
         "2021-07-03 07:59:30: set order_at to that or earlier, or a later order_until",
         34},
        {"taken over with what is included",
         "{id: all, include: [base]}, {id: base, order_at: +3 h, order_until: +2 h}",
         "option \"all\" is ordered at 2021-07-03 11:00, but its authority may order it until "
         "2021-07-03 10:00: set order_at to that or earlier, or a later order_until",
         60},
        {"one's own order under the included authority",
         "{id: all, include: [base], order_at: +3 h}, {id: base, order_until: +2 h}",
         "option \"all\" is ordered at 2021-07-03 11:00, but its authority may order it until "
         "2021-07-03 10:00: set order_at to that or earlier, or a later order_until",
         48},
        {"one's own authority",
         "{id: all, include: [base], order_at: +3 h, order_until: +4 h}, "
         "{id: base, order_until: +2 h}",
         NULL, 0},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        char text[8192];
        cell opened;
        snprintf(text, sizeof text, POST "scenarios:\n  - {id: told}\noptions: [%s]\n",
                 rows[i].options);
        cell_open(&opened, text, "told", "all");
        const char *said = opened.status == MST_OK ? NULL : opened.err.text;
        if ((said == NULL) != (rows[i].text == NULL) ||
            (said != NULL && strcmp(said, rows[i].text) != 0)) {
            fail_msg("%s: %s", rows[i].why, said != NULL ? said : "taken");
        }
        if (said != NULL && (opened.status != MST_INVALID || opened.err.column != rows[i].column ||
                             strcmp(opened.err.file, "post.yaml") != 0)) {
            fail_msg("%s: no place", rows[i].why);
        }
        cell_close(&opened);
    }
}

static void
sets_that_do_not_meet_are_taken(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "{sites.gate.hold: 1, until: +1 h}, {sites.gate.hold: 2, from: +1 h}",
        "{sites.gate.hold: 1, until: -1 h}, {sites.gate.hold: 2}",
        "{sites.hkia.berths.heavy: 1}, {sites.hkia.berths.bus: 2}",
        "{sites.gate.hold: 1}, {sites.embassy.hold: 2}",
        "{close: sites.gate}, {open: sites.gate}",
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        char text[8192];
        cell opened;
        cell_open(&opened, post_with(text, sizeof text, rows[i], ""), "told", "all");
        if (opened.status != MST_OK) {
            fail_msg("%s: %s", rows[i], opened.err.text);
        }
        cell_close(&opened);
    }
}

static void
includes_come_first_and_each_once(void **state)
{
    (void)state;
    static const char text[] =
        POST "scenarios:\n"
             "  - {id: worst, include: [crowd, jam], changes: [{sites.gate.hold: {add: 1}}]}\n"
             "  - {id: crowd, include: [jam], changes: [{sites.gate.hold: {scale: 3}}]}\n"
             "  - {id: jam, changes: [{sites.gate.hold: {add: -90}}]}\n"
             "options:\n"
             "  - {id: all, include: [few], changes: [{fleets.jets.count: {add: 1}}],\n"
             "     prefer_fleets: [jets]}\n"
             "  - {id: few, order_at: +2 h, changes: [{fleets.jets.count: {scale: 0.6}}]}\n";
    cell opened;
    cell_open(&opened, text, "worst", "all");
    assert_int_equal(opened.status, MST_OK);
    const mst_problem *problem = &opened.instance->phases[0];
    assert_int_equal(cell_ask(problem, "sites.gate.hold", 0), (100 - 90) * 3 + 1);
    assert_int_equal(cell_ask(problem, "fleets.jets.vehicles", 0), 5 * 6 / 10 + 1);
    assert_int_equal(cell_ask(problem, "fleets.jets.preference", 0), 0);
    assert_int_equal(cell_ask(problem, "fleets.coaches.preference", 0), 1);
    assert_int_equal(problem->order - opened.post->as_of, HOURS(2)); /* of the included option */
    cell_close(&opened);
}

static void
times_count_from_as_of_in_scenarios_and_from_the_order_in_options(void **state)
{
    (void)state;
    static const char text[] = POST
        "scenarios:\n"
        "  - {id: told, changes: [{close: sites.gate, from: +5 h, until: +6 h}]}\n"
        "options:\n"
        "  - {id: all, order_at: +2 h, changes: [{close: links.road, from: +5 h, until: +6 h}]}\n";
    cell opened;
    cell_open(&opened, text, "told", "all");
    assert_int_equal(opened.status, MST_OK);
    const mst_problem *problem = &opened.instance->phases[0];
    assert_int_equal(cell_ask(problem, "sites.gate.open", HOURS(3) - 1), 1);
    assert_int_equal(cell_ask(problem, "sites.gate.open", HOURS(3)), 0);
    assert_int_equal(cell_ask(problem, "links.road.open", HOURS(5) - 1), 1);
    assert_int_equal(cell_ask(problem, "links.road.open", HOURS(5)), 0);
    assert_int_equal(cell_ask(problem, "sites.hkia.service", HOURS(8) - 1), 1); /* 17:59 */
    assert_int_equal(cell_ask(problem, "sites.hkia.service", HOURS(8)), 0);     /* 18:00 */
    cell_close(&opened);
}

static void
an_override_lies_over_scenario_and_option(void **state)
{
    (void)state;
    char text[8192];
    cell opened;
    const mst_change change = {
        .item_class = MST_ITEM_SITE,
        .item = 1, /* the gate */
        .field = mst_field_find(MST_ITEM_SITE, "hold"),
        .berth_class = MST_NONE,
        .operation = MST_CHANGE_SET,
        .value = 61,
    };
    cell_open_with(&opened, post_with(text, sizeof text, "{sites.gate.hold: 60}", ""), &change);
    assert_int_equal(opened.status, MST_OK);
    assert_int_equal(cell_ask(&opened.instance->phases[0], "sites.gate.hold", 0), 61);
    cell_close(&opened);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untimed_change_makes_the_base_value),
        cmocka_unit_test(a_timed_change_holds_from_its_beginning_to_its_end),
        cmocka_unit_test(whole_items_open_and_close_come_and_go),
        cmocka_unit_test(an_order_after_the_authority_to_give_it_is_refused),
        cmocka_unit_test(contradictions_and_impossible_pictures_are_refused),
        cmocka_unit_test(sets_that_do_not_meet_are_taken),
        cmocka_unit_test(includes_come_first_and_each_once),
        cmocka_unit_test(times_count_from_as_of_in_scenarios_and_from_the_order_in_options),
        cmocka_unit_test(an_override_lies_over_scenario_and_option),
    };
    return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
