/* SPDX-License-Identifier: Apache-2.0
 *
 * Surprises cut a cell into phases that agree about the past.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "invariants.h"

#include <cmocka.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))
#define HOURS(n) ((n)*MST_MS_PER_HOUR)

static void
open_surprise(cell *opened, const char *changes, const char *option)
{
    char text[4096];
    snprintf(text, sizeof text,
             "post: {id: test, as_of: 2021-07-03 08:00, horizon: 4 d}\n"
             "people: [{id: staff, site: home, count: 9}]\n"
             "sites:\n"
             "  - {id: home, hold: 50, process: {desks: 4, time: 1 min}}\n"
             "  - {id: haven, safe: true}\n"
             "links: [{id: road, between: [home, haven], mode: road, time: 1 h}]\n"
             "types: [{id: van, mode: road, seats: 4}]\n"
             "fleets: [{id: vans, type: van, base: home, count: 2, notice: 0 h}]\n"
             "scenarios: [{id: told, changes: [%s]}]\n"
             "options:\n  - {id: all, %s}\n",
             changes, option);
    cell_open(opened, text, "told", "all");
    if (opened->status != MST_OK) {
        fail_msg("%s: %s", changes, opened->err.text);
    }
    assert_invariants(opened->instance, 0);
}

static void
phases_begin_with_the_order_and_with_each_surprise(void **state)
{
    (void)state;
    static const struct {
        const char *why, *changes, *option;
        uint32_t phases;
        mst_time begins[4];
    } rows[] = {
        {"no surprise", "{close: sites.home, from: +2 h}", "scope: full", 1, {0}},
        {"one", "{close: sites.home, from: +2 h, surprise: true}", "scope: full", 2, {0, HOURS(2)}},
        {"two at one time",
         "{close: sites.home, from: +2 h, surprise: true},"
         "{close: links.road, from: +2 h, surprise: true}",
         "scope: full",
         2,
         {0, HOURS(2)}},
        {"two, the later one written first",
         "{close: sites.home, from: +3 h, surprise: true},"
         "{close: links.road, from: +2 h, surprise: true}",
         "scope: full",
         3,
         {0, HOURS(2), HOURS(3)}},
        {"at the order it is known",
         "{close: sites.home, from: +2 h, surprise: true}",
         "order_at: +2 h",
         1,
         {0}},
        {"before the order it is known",
         "{close: sites.home, from: +2 h, surprise: true}",
         "order_at: +3 h",
         1,
         {0}},
        {"times are after the order",
         "{close: sites.home, from: +2 h, surprise: true}",
         "order_at: +30 min",
         2,
         {0, HOURS(3) / 2}},
        {"past the horizon it is nothing",
         "{close: sites.home, from: +96 h, surprise: true}",
         "scope: full",
         1,
         {0}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        cell opened;
        open_surprise(&opened, rows[i].changes, rows[i].option);
        if (opened.instance->phase_count != rows[i].phases) {
            fail_msg("%s: %u phases", rows[i].why, opened.instance->phase_count);
        }
        for (uint32_t k = 0; k < rows[i].phases; k++) {
            assert_int_equal(opened.instance->phases[k].begins, rows[i].begins[k]);
        }
        cell_close(&opened);
    }
}

static void
a_phase_does_not_know_what_comes_later(void **state)
{
    (void)state;
    static const struct {
        const char *why, *changes, *question;
        mst_time t;
        int64_t first, second; /* what the first two phases say */
    } rows[] = {
        {"a site closes", "{close: sites.home, from: +2 h, surprise: true}", "sites.home.open",
         HOURS(2), 1, 0},
        {"it was open before", "{close: sites.home, from: +2 h, surprise: true}", "sites.home.open",
         HOURS(2) - 1, 1, 1},
        {"its end is no surprise of its own",
         "{close: sites.home, from: +2 h, until: +4 h, surprise: true}", "sites.home.open",
         HOURS(4), 1, 1},
        {"desks halve", "{sites.home.process.desks: {scale: 0.5}, from: +2 h, surprise: true}",
         "sites.home.desks", HOURS(9), 4, 2},
        {"a foreseen change is known from the start",
         "{sites.home.hold: 5, from: +1 h}, {close: links.road, from: +2 h, surprise: true}",
         "sites.home.hold", HOURS(1), 5, 5},
        {"people come",
         "{add: {people: [{id: more, site: home, count: 7}]}, from: +2 h, "
         "surprise: true}",
         "people.more.count", 0, 0, 7},
        {"and are there from then on",
         "{add: {people: [{id: more, site: home, count: 7}]}, from: +2 h, surprise: true}",
         "people.more.released", HOURS(2), 0, 7},
        {"vehicles come",
         "{add: {fleets: [{id: more, type: van, base: home, count: 7, notice: 0 h}]}, from: +2 h, "
         "surprise: true}",
         "fleets.more.usable", HOURS(2), 0, 7},
        {"and have their places before",
         "{add: {fleets: [{id: more, type: van, base: home, count: 7, notice: 0 h}]}, from: +2 h, "
         "surprise: true}",
         "fleets.more.vehicles", 0, 7, 7},
        {"a fleet grows by surprise", "{fleets.vans.count: 5, from: +2 h, surprise: true}",
         "fleets.vans.usable", HOURS(2), 2, 5},
        {"a growth that was foreseen is lost",
         "{fleets.vans.count: {add: 3}, from: +3 h},"
         "{fleets.vans.count: {scale: 0}, from: +2 h, surprise: true}",
         "fleets.vans.usable", HOURS(3), 5, 0},
        {"but its vehicles keep their places",
         "{fleets.vans.count: {add: 3}, from: +3 h},"
         "{fleets.vans.count: {scale: 0}, from: +2 h, surprise: true}",
         "fleets.vans.vehicles", 0, 5, 5},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        cell opened;
        open_surprise(&opened, rows[i].changes, "scope: full");
        assert_int_equal(opened.instance->phase_count, 2);
        int64_t first = cell_ask(&opened.instance->phases[0], rows[i].question, rows[i].t);
        int64_t second = cell_ask(&opened.instance->phases[1], rows[i].question, rows[i].t);
        if (first != rows[i].first || second != rows[i].second) {
            fail_msg("%s: %lld, then %lld", rows[i].why, (long long)first, (long long)second);
        }
        cell_close(&opened);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases_begin_with_the_order_and_with_each_surprise),
        cmocka_unit_test(a_phase_does_not_know_what_comes_later),
    };
    return cmocka_run_group_tests_name("phases", tests, NULL, NULL);
}
