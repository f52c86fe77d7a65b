/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))
#define KM INT64_C(1000000) /* mm */

enum { ROAD, SLOW_ROAD, PATH, TIMED_PATH, TIMED_ROAD, AIR, ARC_COUNT };
enum { WALKERS, DRIVERS, CARRIED, COHORT_COUNT };

static const mst_time from_ever[] = {MST_TIME_MIN};
static const int64_t as_it_is[] = {1000000};
#define STEADY                                                                                     \
    {                                                                                              \
        1, from_ever, as_it_is                                                                     \
    }
static const mst_time from_noon[] = {MST_TIME_MIN, 1000};
static const int64_t half_again[] = {1000000, 1500000};
#define JAMMED                                                                                     \
    {                                                                                              \
        2, from_noon, half_again                                                                   \
    }

static const mst_p_arc arcs[ARC_COUNT] = {
    [ROAD] = {.mode = MST_MODE_ROAD, .distance_mm = 10 * KM, .own_time = 77, .slow = STEADY},
    [SLOW_ROAD] = {.mode = MST_MODE_ROAD, .distance_mm = 1, .own_time = MST_NEVER, .slow = JAMMED},
    [PATH] = {.mode = MST_MODE_FOOT, .distance_mm = KM, .own_time = MST_NEVER, .slow = STEADY},
    [TIMED_PATH] = {.mode = MST_MODE_FOOT, .distance_mm = KM, .own_time = 99, .slow = JAMMED},
    [TIMED_ROAD] = {.mode = MST_MODE_ROAD, .own_time = 77, .slow = STEADY},
    [AIR] = {.mode = MST_MODE_AIR, .distance_mm = KM, .own_time = 5, .slow = STEADY},
};
static const mst_p_cohort cohorts[COHORT_COUNT] = {
    [WALKERS] = {.self_means = MST_SELF_ON_FOOT, .self_speed_mm_per_hour = 4 * KM},
    [DRIVERS] = {.self_means = MST_SELF_OWN_CARS, .self_speed_mm_per_hour = 30 * KM},
    [CARRIED] = {.self_means = MST_SELF_NONE, .self_speed_mm_per_hour = 4 * KM},
};
static const mst_time loaded[ARC_COUNT * 2] = {100, MST_NEVER, 7, MST_NEVER};
static const mst_time empty[ARC_COUNT * 2] = {80, MST_NEVER, 3, MST_NEVER};
static const mst_problem problem = {.arc_count = ARC_COUNT,
                                    .type_count = 2,
                                    .cohort_count = COHORT_COUNT,
                                    .arcs = arcs,
                                    .cohorts = cohorts,
                                    .loaded_time = loaded,
                                    .empty_time = empty};

static void
vehicles_take_the_time_of_their_type_and_load(void **state)
{
    (void)state;
    assert_int_equal(mst_arc_transit(&problem, ROAD, 0, true, 0), 100);
    assert_int_equal(mst_arc_transit(&problem, ROAD, 0, false, 0), 80);
    assert_int_equal(mst_arc_transit(&problem, ROAD, 1, true, 0), MST_NEVER);
    assert_int_equal(mst_arc_transit(&problem, SLOW_ROAD, 0, true, 999), 7);
    /* 7 x 1.5 = 10.5, rounded up */
    assert_int_equal(mst_arc_transit(&problem, SLOW_ROAD, 0, true, 1000), 11);
}

static void
people_on_their_own_take_their_own_time(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        uint32_t arc, cohort;
        mst_time t, time;
    } rows[] = {
        {"10 km at 4 km/h, whatever vehicles take", ROAD, WALKERS, 0, 5 * MST_MS_PER_HOUR / 2},
        {"10 km at 30 km/h", ROAD, DRIVERS, 0, MST_MS_PER_HOUR / 3},
        {"a mm at 4 km/h is 0.9 ms, rounded up", SLOW_ROAD, WALKERS, 0, 1},
        {"and half again, rounded up", SLOW_ROAD, WALKERS, 1000, 2},
        {"a path by its length", PATH, WALKERS, 0, MST_MS_PER_HOUR / 4},
        {"a path by its time, in the crowd", TIMED_PATH, WALKERS, 1000, 149},
        {"a road of unknown length by its time", TIMED_ROAD, DRIVERS, 0, 77},
        {"no car on a path", PATH, DRIVERS, 0, MST_NEVER},
        {"nobody flies on their own", AIR, WALKERS, 0, MST_NEVER},
        {"who has no means of their own waits", ROAD, CARRIED, 0, MST_NEVER},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        mst_time time = mst_arc_self_transit(&problem, rows[i].arc, rows[i].cohort, rows[i].t);
        if (time != rows[i].time) {
            fail_msg("%s: %lld", rows[i].why, (long long)time);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vehicles_take_the_time_of_their_type_and_load),
        cmocka_unit_test(people_on_their_own_take_their_own_time),
    };
    return cmocka_run_group_tests_name("transit", tests, NULL, NULL);
}
