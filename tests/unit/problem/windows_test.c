/* SPDX-License-Identifier: Apache-2.0
 *
 * Hours on the clock of the post's zone, across the days on which the clock jumps, and daylight.
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

/* One site with hours; the order is `as_of`. */
static void
open_site(cell *opened, const char *zone, const char *as_of, const char *fields)
{
    char text[2048];
    snprintf(text, sizeof text,
             "post: {id: test, time_zone: %s, as_of: %s, horizon: 4 d}\n"
             "people: [{id: staff, site: place, count: 1}]\n"
             "sites:\n  - {id: place, %s}\n  - {id: haven, safe: true}\n"
             "links: [{id: road, between: [place, haven], mode: road, time: 1 h}]\n"
             "types: [{id: van, mode: road, seats: 4}]\n"
             "fleets: [{id: vans, type: van, base: place, count: 1, notice: 0 h}]\n",
             zone, as_of, fields);
    memset(opened, 0, sizeof *opened);
    if (mst_post_read_text("post.yaml", text, strlen(text), &opened->post, &opened->faults,
                           &opened->err) != MST_OK) {
        fail_msg("%s\n%s", opened->err.text, text);
    }
    opened->status = mst_case_compile(opened->post, (mst_scenario_id){0}, (mst_option_id){0}, NULL,
                                      &opened->instance, &opened->err);
    if (opened->status != MST_OK) {
        fail_msg("%s", opened->err.text);
    }
}

static const mst_p_site *
place_of(const cell *opened)
{
    const mst_problem *problem = &opened->instance->phases[0];
    for (uint32_t i = 0; i < problem->site_count; i++) {
        if (strcmp(problem->sites[i].name, "place") == 0) {
            return &problem->sites[i];
        }
    }
    fail_msg("no site place");
    return NULL;
}

/* The spans of a window list, in minutes after the order. */
typedef struct expected {
    uint32_t count;
    int64_t minutes[8][2];
} expected;

static void
assert_windows(const char *why, const mst_windows *windows, const expected *wanted)
{
    for (uint32_t i = 0; i < wanted->count; i++) {
        if (i >= windows->count) {
            fail_msg("%s: only %u windows", why, windows->count);
        }
        mst_span span = windows->spans[i];
        if (span.begin != MINUTES(wanted->minutes[i][0]) ||
            span.end != MINUTES(wanted->minutes[i][1])) {
            fail_msg("%s: window %u is %lld to %lld min", why, i,
                     (long long)(span.begin / MST_MS_PER_MINUTE),
                     (long long)(span.end / MST_MS_PER_MINUTE));
        }
    }
}

static void
daily_hours_are_on_the_clock_of_the_post(void **state)
{
    (void)state;
    static const struct {
        const char *why, *zone, *as_of, *fields;
        expected windows;
    } rows[] = {
        {"in UTC",
         "UTC",
         "2021-07-03 05:00",
         "open: [\"06:00-18:00\"]",
         {2, {{60, 780}, {60 + 1440, 780 + 1440}}}},
        {"in Kabul, 4.5 h ahead",
         "Asia/Kabul",
         "2021-07-03 05:00",
         "open: [\"06:00-18:00\"]",
         {2, {{60, 780}, {60 + 1440, 780 + 1440}}}},
        {"the clock of Kabul, an order in UTC",
         "Asia/Kabul",
         "2021-07-03T00:30Z",
         "open: [\"06:00-18:00\"]",
         {1, {{60, 780}}}},
        {"across midnight",
         "UTC",
         "2021-07-03 05:00",
         "open: [\"22:00-06:00\"]",
         {2, {{-420, 60}, {1020, 1500}}}},
        {"two windows that touch are one",
         "UTC",
         "2021-07-03 05:00",
         "open: [\"06:00-12:00\", \"12:00-13:00\"]",
         {1, {{60, 480}}}},
        {"daily hours and a span",
         "UTC",
         "2021-07-03 05:00",
         "open: [\"06:00-07:00\", {from: +2 h, until: +3 h}]",
         {2, {{60, 180}, {1500, 1560}}}},
        {"a span between two moments",
         "UTC",
         "2021-07-03 05:00",
         "open: [{from: 2021-07-03 06:00, until: 2021-07-03 06:30}]",
         {1, {{60, 90}}}},
        {"the night the clocks go forward is an hour shorter",
         "Europe/Berlin",
         "2021-03-27 20:00",
         "open: [\"22:00-06:00\"]",
         {2, {{120, 540}, {1500, 1980}}}},
        {"the night they go back is an hour longer",
         "Europe/Berlin",
         "2021-10-30 20:00",
         "open: [\"22:00-06:00\"]",
         {2, {{120, 660}, {1620, 2100}}}},
        {"a time that is skipped is the moment of the jump",
         "Europe/Berlin",
         "2021-03-28 00:00",
         "open: [\"02:30-04:00\"]",
         {2, {{120, 180}, {1530, 1620}}}},
        {"a time that comes twice is the first of the two",
         "Europe/Berlin",
         "2021-10-31 00:00",
         "open: [\"01:00-02:30\"]",
         {2, {{60, 150}, {1560, 1650}}}},
        {"a window between the two lasts through both",
         "Europe/Berlin",
         "2021-10-31 00:00",
         "open: [\"02:00-03:00\"]",
         {2, {{120, 240}, {1620, 1680}}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        cell opened;
        open_site(&opened, rows[i].zone, rows[i].as_of, rows[i].fields);
        const mst_p_site *site = place_of(&opened);
        assert_windows(rows[i].why, &site->service, &rows[i].windows);
        assert_int_equal(site->open.count, 1); /* hours do not stop arrivals */
        cell_close(&opened);
    }
}

static void
hours_reach_past_the_horizon(void **state)
{
    (void)state;
    cell opened;
    open_site(&opened, "Asia/Kabul", "2021-07-03 05:00", "open: [\"00:00-24:00\"]");
    const mst_p_site *site = place_of(&opened);
    assert_true(mst_windows_hold(&site->service, 0, opened.instance->phases[0].horizon));
    cell_close(&opened);
}

static void
desks_work_in_the_hours_of_their_site(void **state)
{
    (void)state;
    cell opened;
    open_site(&opened, "UTC", "2021-07-03 05:00",
              "open: [\"06:00-18:00\"], process: {desks: 4, time: 3 min}");
    const mst_problem *problem = &opened.instance->phases[0];
    assert_int_equal(cell_ask(problem, "sites.place.desks", 0), 0);
    assert_int_equal(cell_ask(problem, "sites.place.desks", HOURS(1)), 4);
    assert_int_equal(cell_ask(problem, "sites.place.desks", HOURS(13)), 0);
    assert_int_equal(cell_ask(problem, "sites.place.desks", HOURS(25)), 4);
    assert_int_equal(cell_ask(problem, "sites.place.desk_time", 0), MINUTES(3));
    cell_close(&opened);
}

static void
assert_near(mst_time value, mst_time wanted)
{
    if (value < wanted - MINUTES(2) || value > wanted + MINUTES(2)) {
        fail_msg("%lld min, not %lld", (long long)(value / MST_MS_PER_MINUTE),
                 (long long)(wanted / MST_MS_PER_MINUTE));
    }
}

/* C14: sunrise and sunset at Kabul's airport on 3 July 2021 are 00:15 Z and 14:40 Z. */
static void
daylight_binds_landing_and_take_off(void **state)
{
    (void)state;
    cell opened;
    open_site(&opened, "Asia/Kabul", "2021-07-03T00:00Z",
              "position: \"34.5659, 69.2123\", daylight_only: true");
    const mst_p_site *site = place_of(&opened);
    assert_near(site->air.spans[0].begin, MINUTES(15));
    assert_near(site->air.spans[0].end, HOURS(14) + MINUTES(40));
    assert_near(site->air.spans[1].begin, HOURS(24) + MINUTES(15));
    assert_true(site->air.count >= 4);
    assert_true(mst_windows_hold(&site->service, 0, HOURS(24))); /* the rest goes on by night */
    cell_close(&opened);
}

static void
the_sun_that_does_not_set_is_one_window(void **state)
{
    (void)state;
    cell opened;
    open_site(&opened, "UTC", "2021-06-20 00:00",
              "position: \"78.2232, 15.6267\", daylight_only: true");
    const mst_p_site *site = place_of(&opened);
    assert_int_equal(site->air.count, 1);
    assert_true(mst_windows_hold(&site->air, 0, HOURS(96)));
    cell_close(&opened);
    open_site(&opened, "UTC", "2021-12-20 00:00",
              "position: \"78.2232, 15.6267\", daylight_only: true");
    assert_int_equal(place_of(&opened)->air.count, 0);
    cell_close(&opened);
}

static void
daylight_only_can_come_and_go(void **state)
{
    (void)state;
    static const char text[] =
        "post: {id: test, time_zone: Asia/Kabul, as_of: 2021-07-03T00:00Z, horizon: 4 d}\n"
        "people: [{id: staff, site: place, count: 1}]\n"
        "sites:\n"
        "  - {id: place, position: \"34.5659, 69.2123\"}\n"
        "  - {id: haven, safe: true}\n"
        "links: [{id: road, between: [place, haven], mode: road, time: 1 h}]\n"
        "scenarios:\n"
        "  - {id: lamps-out, changes: [{sites.place.daylight_only: true, from: +24 h}]}\n";
    cell opened;
    cell_open(&opened, text, "lamps-out", "all-out");
    assert_int_equal(opened.status, MST_OK);
    const mst_problem *problem = &opened.instance->phases[0];
    assert_int_equal(cell_ask(problem, "sites.place.air", HOURS(20)), 1);
    assert_int_equal(cell_ask(problem, "sites.place.air", HOURS(24)), 0);
    assert_int_equal(cell_ask(problem, "sites.place.air", HOURS(30)), 1);
    assert_int_equal(cell_ask(problem, "sites.place.air", HOURS(44)), 0);
    cell_close(&opened);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(daily_hours_are_on_the_clock_of_the_post),
        cmocka_unit_test(hours_reach_past_the_horizon),
        cmocka_unit_test(desks_work_in_the_hours_of_their_site),
        cmocka_unit_test(daylight_binds_landing_and_take_off),
        cmocka_unit_test(the_sun_that_does_not_set_is_one_window),
        cmocka_unit_test(daylight_only_can_come_and_go),
    };
    return cmocka_run_group_tests_name("windows", tests, NULL, NULL);
}
