/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

static const mst_release_row table[] = {{100, 10}, {200, 25}, {300, 40}};

static const mst_p_cohort at_once = {.count = 12, .party = 4, .release_start = 50};
static const mst_p_cohort spread = {.count = 12,
                                    .party = 1,
                                    .release_mode = MST_RELEASE_SPREAD,
                                    .release_start = 1000,
                                    .release_over = 50};
static const mst_p_cohort families = {.count = 12,
                                      .party = 4,
                                      .release_mode = MST_RELEASE_SPREAD,
                                      .release_start = 1000,
                                      .release_over = 50};
static const mst_p_cohort by_table = {.count = 40,
                                      .party = 4,
                                      .release_mode = MST_RELEASE_TABLE,
                                      .release_row_count = 3,
                                      .release_rows = table};

static void
people_are_released_as_their_release_says(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const mst_p_cohort *cohort;
        mst_time t;
        int64_t released;
    } rows[] = {
        {"nobody before an at-once release", &at_once, 49, 0},
        {"all with it", &at_once, 50, 12},
        {"nobody at the start of a spread", &spread, 1000, 0},
        {"the first of 12 over 50 ms comes after ceil(50/12) = 5 ms", &spread, 1004, 0},
        {"and not later", &spread, 1005, 1},
        {"the sixth at half time", &spread, 1025, 6},
        {"all at the end", &spread, 1050, 12},
        {"a party is ready with its last member", &families, 1016, 0},
        {"the fourth of 12 after ceil(50 x 4 / 12) = 17 ms", &families, 1017, 4},
        {"a table before its first row", &by_table, 99, 0},
        {"10 by the table are two whole parties of 4", &by_table, 100, 8},
        {"25 are six", &by_table, 299, 24},
        {"the last row", &by_table, 300, 40},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        int64_t released = mst_cohort_released(rows[i].cohort, rows[i].t);
        if (released != rows[i].released) {
            fail_msg("%s: %lld", rows[i].why, (long long)released);
        }
    }
}

static void
more_than_there_are_are_never_released(void **state)
{
    (void)state;
    assert_int_equal(mst_cohort_release_time(&at_once, 13), MST_NEVER);
    assert_int_equal(mst_cohort_release_time(&spread, 13), MST_NEVER);
    static const mst_release_row some[] = {{100, 10}};
    mst_p_cohort held = by_table;
    held.release_rows = some;
    held.release_row_count = 1;
    assert_int_equal(mst_cohort_release_time(&held, 8), 100);
    assert_int_equal(mst_cohort_release_time(&held, 9), MST_NEVER);
}

/* Random cohorts against the definition, millisecond by millisecond. */
static void
release_times_are_the_first_moment_that_many_are_released(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 1971, 0);
    for (int round = 0; round < 3000; round++) {
        mst_p_cohort cohort = {.party = 1 + mst_random_below(&random, 5)};
        cohort.count = cohort.party * (int64_t)(1 + mst_random_below(&random, 9));
        cohort.release_start = mst_random_below(&random, 20);
        cohort.release_over = mst_random_below(&random, 60);
        cohort.release_mode = (mst_release_mode)mst_random_below(&random, 3);
        mst_release_row rows[3] = {{5, 0}, {20, cohort.count / 2}, {40, cohort.count}};
        cohort.release_rows = rows;
        cohort.release_row_count = 1 + mst_random_below(&random, 3);
        int64_t persons = 1 + mst_random_below(&random, (uint32_t)cohort.count);
        mst_time first = MST_NEVER;
        int64_t before = 0;
        for (mst_time t = -5; t < 100; t++) {
            int64_t released = mst_cohort_released(&cohort, t);
            assert_true(released >= before && released % (int64_t)cohort.party == 0);
            before = released;
            if (first == MST_NEVER && released >= persons) {
                first = t;
            }
        }
        mst_time time = mst_cohort_release_time(&cohort, persons);
        if (time != first) {
            fail_msg("round %d: %lld of %lld at %lld, not %lld", round, (long long)persons,
                     (long long)cohort.count, (long long)first, (long long)time);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_released_as_their_release_says),
        cmocka_unit_test(more_than_there_are_are_never_released),
        cmocka_unit_test(release_times_are_the_first_moment_that_many_are_released),
    };
    return cmocka_run_group_tests_name("cohort", tests, NULL, NULL);
}
