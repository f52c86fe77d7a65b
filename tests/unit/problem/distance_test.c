/* SPDX-License-Identifier: Apache-2.0
 *
 * The distance between plans: the worked example, and greedy pairing against every pairing.
 */
#include "problem/distance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "support/scale.h"

#define HOURS(h) ((mst_time)((h)*3600000))

enum { BUS_A, BUS_B, HELICOPTER, C17_1, C17_2 };
enum { POST, A1, A2, LZ, FAR };

static int64_t
distance(const mst_task *old, uint32_t old_count, const mst_task *now, uint32_t new_count,
         uint32_t *pair)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    int64_t found = -1;
    assert_true(mst_distance(old, old_count, now, new_count, &mst_distance_defaults, pair, &scratch,
                             &found));
    mst_arena_release(&scratch);
    return found;
}

/* methods: t2 1.0625, t4 1.5, t5 2.9375, t6 1, together 6.5. */
static void
the_worked_example_is_six_and_a_half_away(void **state)
{
    (void)state;
    static const mst_task old[] = {
        {1, BUS_A, POST, A1, HOURS(6), 0},        {2, BUS_A, POST, A1, HOURS(9), 1},
        {3, HELICOPTER, POST, LZ, HOURS(6.5), 2}, {4, C17_1, POST, FAR, HOURS(12), 3},
        {5, BUS_B, POST, A2, HOURS(7), 4},
    };
    static const mst_task now[] = {
        {1, BUS_A, POST, A1, HOURS(6), 0},        {2, BUS_B, POST, A1, HOURS(9.5), 1},
        {3, HELICOPTER, POST, LZ, HOURS(6.6), 2}, {5, BUS_B, POST, A1, HOURS(11), 3},
        {6, C17_2, POST, FAR, HOURS(13), 4},
    };
    uint32_t pair[5];
    assert_int_equal(distance(old, 5, now, 5, pair), 6500000);
    assert_int_equal(mst_task_distance(&old[1], &now[1], &mst_distance_defaults), 1062500);
    assert_int_equal(mst_task_distance(&old[4], &now[3], &mst_distance_defaults), 2937500);
    assert_int_equal(pair[3], MST_NONE);
    assert_int_equal(pair[4], 3);
    assert_int_equal(distance(old, 5, old, 5, pair), 0);
}

static void
a_shift_of_any_length_is_no_overflow(void **state)
{
    (void)state;
    mst_task old = {1, BUS_A, POST, A1, 0, 0};
    mst_task now = {1, BUS_A, POST, A1, MST_NEVER - 1, 0};
    int64_t most = MST_TASK_MAX_SHIFT_HOURS * mst_distance_defaults.time;
    assert_int_equal(mst_task_distance(&old, &now, &mst_distance_defaults), most);
}

/* Every pairing of tasks that begin at one place, by recursion over at most five old ones. */
static int64_t
best_pairing(const mst_task *old, uint32_t old_count, const mst_task *now, uint32_t new_count,
             uint32_t taken)
{
    const mst_distance_weights *w = &mst_distance_defaults;
    if (old_count == 0) {
        int64_t sum = 0;
        for (uint32_t k = 0; k < new_count; k++) {
            sum += (taken >> k & 1) == 0 ? w->added : 0;
        }
        return sum;
    }
    int64_t best = w->dropped + best_pairing(old + 1, old_count - 1, now, new_count, taken);
    for (uint32_t k = 0; k < new_count; k++) {
        if ((taken >> k & 1) == 0 && now[k].origin == old->origin) {
            int64_t cost = mst_task_distance(old, &now[k], w) +
                           best_pairing(old + 1, old_count - 1, now, new_count, taken | 1U << k);
            best = cost < best ? cost : best;
        }
    }
    return best;
}

static uint32_t
draw_tasks(mst_random *random, mst_task *tasks)
{
    uint32_t count = mst_random_below(random, 6);
    for (uint32_t i = 0; i < count; i++) {
        tasks[i] = (mst_task){MST_NONE,
                              mst_random_below(random, 2),
                              mst_random_below(random, 2),
                              2 + mst_random_below(random, 2),
                              (mst_time)mst_random_below(random, 40) * 10 * MST_MS_PER_MINUTE,
                              i};
    }
    return count;
}

static void
pairing_is_never_below_the_best_and_seldom_above_it(void **state)
{
    (void)state;
    unsigned cases = test_scale(4000);
    unsigned above = 0;
    for (unsigned seed = 1; seed <= cases; seed++) {
        mst_random random;
        mst_random_init(&random, seed, 7);
        mst_task old[6];
        mst_task now[6];
        uint32_t pair[6];
        uint32_t old_count = draw_tasks(&random, old);
        uint32_t new_count = draw_tasks(&random, now);
        int64_t found = distance(old, old_count, now, new_count, pair);
        int64_t best = best_pairing(old, old_count, now, new_count, 0);
        if (found < best || best < 0) {
            fail_msg("seed %u: %lld is below %lld", seed, (long long)found, (long long)best);
        }
        above += found > best ? 1 : 0;
        assert_int_equal(distance(old, old_count, old, old_count, pair), 0);
    }
    assert_true(above * 3 < cases);
}

/* Two plans that differ in one task: the pairing must find just that. */
static void
one_change_costs_what_it_costs(void **state)
{
    (void)state;
    unsigned cases = test_scale(2000);
    for (unsigned seed = 1; seed <= cases; seed++) {
        mst_random random;
        mst_random_init(&random, seed, 8);
        mst_task old[6];
        mst_task now[6];
        uint32_t pair[6];
        uint32_t count = draw_tasks(&random, old);
        if (count == 0) {
            continue;
        }
        uint32_t changed = mst_random_below(&random, count);
        for (uint32_t i = 0; i < count; i++) {
            now[i] = old[i];
        }
        now[changed].asset = 9;
        assert_int_equal(distance(old, count, now, count, pair), mst_distance_defaults.asset);
        now[changed] = now[count - 1];
        assert_int_equal(distance(old, count, now, count - 1, pair), mst_distance_defaults.dropped);
        assert_int_equal(distance(now, count - 1, old, count, pair), mst_distance_defaults.added);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example_is_six_and_a_half_away),
        cmocka_unit_test(a_shift_of_any_length_is_no_overflow),
        cmocka_unit_test(pairing_is_never_below_the_best_and_seldom_above_it),
        cmocka_unit_test(one_change_costs_what_it_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
