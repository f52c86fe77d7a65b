/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

static const mst_problem usual = {.priority_count = 2,
                                  .measures = {MST_MEASURE_LEFT, MST_MEASURE_COMPLETION,
                                               MST_MEASURE_EXPOSURE, MST_MEASURE_VEHICLE_HOURS}};
static const mst_problem exposure_first = {.priority_count = 2,
                                           .measures = {MST_MEASURE_EXPOSURE, MST_MEASURE_LEFT,
                                                        MST_MEASURE_COMPLETION,
                                                        MST_MEASURE_VEHICLE_HOURS}};

static void
plans_are_compared_measure_by_measure_in_the_order_of_the_post(void **state)
{
    (void)state;
    static const mst_measures base = {.left_by_priority = {1, 5},
                                      .left = 6,
                                      .completion = 100,
                                      .exposure = 1000,
                                      .vehicle_ms = 50};
    mst_measures fewer_first = base;
    fewer_first.left_by_priority[0] = 0;
    fewer_first.left_by_priority[1] = 900;
    fewer_first.left = 900;
    mst_measures fewer_later = base;
    fewer_later.left_by_priority[1] = 4;
    fewer_later.completion = 5000;
    mst_measures earlier = base;
    earlier.completion = 99;
    earlier.exposure = 9999;
    mst_measures less_exposed = base;
    less_exposed.exposure = 999;
    less_exposed.vehicle_ms = 5000;
    mst_measures shorter_drives = base;
    shorter_drives.vehicle_ms = 49;
    mst_measures not_counted = base;
    not_counted.left_by_priority[2] = 7; /* beyond priority_count */
    const struct {
        const char *why;
        const mst_problem *problem;
        const mst_measures *a, *b;
        int order;
    } rows[] = {
        {"a plan ties with itself", &usual, &base, &base, 0},
        {"one more of the first priority outweighs all others", &usual, &fewer_first, &base, -1},
        {"fewer left outweighs a later end", &usual, &fewer_later, &base, -1},
        {"an earlier end outweighs exposure", &usual, &earlier, &base, -1},
        {"less exposure outweighs vehicle-hours", &usual, &less_exposed, &base, -1},
        {"vehicle-hours come last", &usual, &shorter_drives, &base, -1},
        {"a named order is kept", &exposure_first, &less_exposed, &fewer_first, -1},
        {"priorities nobody has are not compared", &usual, &not_counted, &base, 0},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        int order = mst_measures_compare(rows[i].problem, rows[i].a, rows[i].b);
        int turned = mst_measures_compare(rows[i].problem, rows[i].b, rows[i].a);
        if (order != rows[i].order || turned != -rows[i].order) {
            fail_msg("%s: %d and %d", rows[i].why, order, turned);
        }
    }
}

static void
exposure_is_printed_in_person_hours_times_threat(void **state)
{
    (void)state;
    /* C13: 246.667 person-hours. 20 x 80 min at threat 10 ... as person x ms x millionths. */
    mst_wide hour = (mst_wide)MST_MS_PER_HOUR * 1000000;
    assert_true(mst_exposure_hours(hour * 740 / 3) > 246.666);
    assert_true(mst_exposure_hours(hour * 740 / 3) < 246.667);
    assert_true(mst_exposure_hours(0) == 0.0);
    assert_true(mst_exposure_hours(hour * 10000000 * 720) == 7.2e9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_compared_measure_by_measure_in_the_order_of_the_post),
        cmocka_unit_test(exposure_is_printed_in_person_hours_times_threat),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
