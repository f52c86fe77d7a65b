/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

static const mst_time step_from[] = {MST_TIME_MIN, 10, 20, 30};
static const int64_t step_value[] = {5, 2, 9, 4};
static const mst_steps steps = {.count = 4, .from = step_from, .value = step_value};

static void
steps_hold_from_their_beginning_to_the_next(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        mst_time t;
        int64_t value;
    } rows[] = {
        {"before everything", MST_TIME_MIN, 5}, {"just before the first change", 9, 5},
        {"at the first change", 10, 2},         {"just before the second", 19, 2},
        {"at the last change", 30, 4},          {"for ever after", MST_NEVER, 4},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        if (mst_steps_at(&steps, rows[i].t) != rows[i].value) {
            fail_msg("%s: %lld", rows[i].why, (long long)mst_steps_at(&steps, rows[i].t));
        }
    }
}

static void
extremes_are_those_of_the_half_open_interval(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        mst_time begin, end;
        int64_t least, most;
    } rows[] = {
        {"inside one step", 11, 12, 2, 2},
        {"the end is not part of it", 0, 10, 5, 5},
        {"one ms into the next", 0, 11, 2, 5},
        {"an empty interval is its beginning", 20, 20, 9, 9},
        {"an interval turned round is its beginning", 25, 0, 9, 9},
        {"all time", MST_TIME_MIN, MST_NEVER, 2, 9},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        int64_t least = mst_steps_least(&steps, rows[i].begin, rows[i].end);
        int64_t most = mst_steps_most(&steps, rows[i].begin, rows[i].end);
        if (least != rows[i].least || most != rows[i].most) {
            fail_msg("%s: %lld to %lld", rows[i].why, (long long)least, (long long)most);
        }
    }
}

static const mst_span spans[] = {{0, 10}, {20, 30}, {50, MST_NEVER}};
static const mst_windows windows = {.count = 3, .spans = spans};

static void
a_use_lies_in_one_window_and_may_end_with_it(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        mst_time begin, end;
        bool holds;
    } rows[] = {
        {"a use that ends with the window", 0, 10, true},
        {"one ms longer", 0, 11, false},
        {"across a gap", 5, 25, false},
        {"an instant inside", 29, 29, true},
        {"an instant at the end of a window", 30, 30, false},
        {"an instant at the beginning of a window", 20, 20, true},
        {"before the first window", -1, 5, false},
        {"in a window that never ends", 60, MST_NEVER + 5, true},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        if (mst_windows_hold(&windows, rows[i].begin, rows[i].end) != rows[i].holds) {
            fail_msg("%s", rows[i].why);
        }
    }
    assert_true(mst_windows_hold(&mst_windows_always, MST_TIME_MIN, MST_NEVER));
    assert_false(mst_windows_hold(&mst_windows_nowhere, 0, 0));
}

static void
the_earliest_use_waits_for_a_window_that_is_long_enough(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        mst_time from, length, earliest;
    } rows[] = {
        {"at once", 3, 7, 3},
        {"too long for the rest of the window", 4, 7, 20},
        {"too long for both short windows", 4, 11, 50},
        {"between windows", 12, 1, 20},
        {"nothing at all, at the end of a window", 10, 0, 20},
        {"after the last beginning", 70, 1000, 70},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        mst_time earliest = mst_windows_earliest(&windows, rows[i].from, rows[i].length);
        if (earliest != rows[i].earliest) {
            fail_msg("%s: %lld", rows[i].why, (long long)earliest);
        }
    }
    mst_windows closing = {.count = 2, .spans = spans};
    assert_int_equal(mst_windows_earliest(&closing, 21, 10), MST_NEVER);
}

/* ---- against a picture of every millisecond ---- */

enum { PICTURE = 40 };

static uint32_t
random_windows(mst_random *random, mst_span *result)
{
    uint32_t count = 0;
    mst_time t = (mst_time)mst_random_below(random, 6) - 3;
    while (t < PICTURE - 2 && count < 6) {
        mst_time end = t + 1 + (mst_time)mst_random_below(random, 8);
        result[count++] = (mst_span){t, end};
        t = end + 1 + (mst_time)mst_random_below(random, 8);
    }
    return count;
}

static bool
is_inside(const mst_windows *list, mst_time t)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->spans[i].begin <= t && t < list->spans[i].end) {
            return true;
        }
    }
    return false;
}

static void
assert_canonical(const mst_windows *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        assert_true(list->spans[i].begin < list->spans[i].end);
        assert_true(i == 0 || list->spans[i - 1].end < list->spans[i].begin); /* S2 */
    }
}

static void
set_operations_agree_with_a_picture_of_every_millisecond(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 20210703, 0);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    for (int round = 0; round < 2000; round++) {
        mst_span one_spans[6];
        mst_span other_spans[6];
        mst_windows one = {.count = random_windows(&random, one_spans), .spans = one_spans};
        mst_windows other = {.count = random_windows(&random, other_spans), .spans = other_spans};
        mst_windows both;
        mst_windows either;
        mst_windows outside;
        assert_true(mst_windows_intersect(&arena, &one, &other, &both));
        assert_true(mst_windows_unite(&arena, &one, &other, &either));
        assert_true(mst_windows_outside(&arena, &one, &outside));
        assert_canonical(&both);
        assert_canonical(&either);
        assert_canonical(&outside);
        for (mst_time t = -5; t < PICTURE + 15; t++) {
            bool a = is_inside(&one, t);
            bool b = is_inside(&other, t);
            assert_int_equal(is_inside(&both, t), a && b);
            assert_int_equal(is_inside(&either, t), a || b);
            assert_int_equal(is_inside(&outside, t), !a);
            assert_int_equal(mst_windows_hold(&one, t, t), a);
        }
        mst_arena_release(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_hold_from_their_beginning_to_the_next),
        cmocka_unit_test(extremes_are_those_of_the_half_open_interval),
        cmocka_unit_test(a_use_lies_in_one_window_and_may_end_with_it),
        cmocka_unit_test(the_earliest_use_waits_for_a_window_that_is_long_enough),
        cmocka_unit_test(set_operations_agree_with_a_picture_of_every_millisecond),
    };
    return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
