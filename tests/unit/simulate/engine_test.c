/* SPDX-License-Identifier: Apache-2.0
 *
 * The event engine: order, and queues whose answers are known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "simulate/queue.h"
#include "support/scale.h"

static void
events_come_by_time_and_then_as_posted(void **state)
{
    (void)state;
    enum { MOST = 200 };
    mst_arena arena;
    mst_events events;
    mst_arena_init(&arena, 0);
    assert_true(mst_events_init(&events, &arena, MOST));
    assert_int_equal(sizeof(mst_event), 16);
    mst_random random;
    mst_random_init(&random, 17, 1);
    for (unsigned round = 0; round < test_scale(300); round++) {
        /* the slow way: a list that is searched through */
        struct {
            int64_t at;
            uint32_t what;
            bool there;
        } list[4 * MOST];
        uint32_t posted = 0, pending = 0;
        mst_events_clear(&events);
        while (posted < 4 * MOST || pending > 0) {
            if (posted < 4 * MOST && pending < MOST && mst_random_below(&random, 2) == 0) {
                list[posted].at = mst_random_below(&random, 50);
                list[posted].what = mst_random_word(&random);
                list[posted].there = true;
                assert_int_equal(mst_events_post(&events, list[posted].at, list[posted].what),
                                 posted);
                posted++;
                pending++;
                continue;
            }
            mst_event event;
            bool taken = mst_events_take(&events, &event);
            assert_int_equal(taken, pending > 0);
            if (!taken) {
                continue;
            }
            uint32_t first = UINT32_MAX;
            for (uint32_t i = 0; i < posted; i++) {
                if (list[i].there && (first == UINT32_MAX || list[i].at < list[first].at)) {
                    first = i;
                }
            }
            assert_int_equal(event.at, list[first].at);
            assert_int_equal(mst_event_what(&event), list[first].what);
            assert_int_equal(mst_event_sequence(&event), first);
            list[first].there = false;
            pending--;
        }
    }
    mst_arena_release(&arena);
}

/* Entries are thrown out of the middle; those that are left come in order. */
static void
a_restored_heap_is_in_order(void **state)
{
    (void)state;
    enum { MOST = 300 };
    mst_arena arena;
    mst_events events;
    mst_random random;
    mst_arena_init(&arena, 0);
    mst_random_init(&random, 23, 1);
    assert_true(mst_events_init(&events, &arena, MOST));
    for (unsigned round = 0; round < test_scale(300); round++) {
        uint32_t posted = mst_random_below(&random, MOST + 1);
        mst_events_clear(&events);
        for (uint32_t i = 0; i < posted; i++) {
            (void)mst_events_post(&events, mst_random_below(&random, 40), i);
        }
        uint32_t kept = 0;
        for (uint32_t i = 0; i < posted; i++) {
            if (mst_event_what(&events.heap[i]) % 3 != 0) {
                events.heap[kept++] = events.heap[i];
            }
        }
        events.count = kept;
        mst_events_restore(&events);
        mst_event last = {INT64_MIN, 0};
        mst_event event;
        uint32_t taken = 0;
        for (; mst_events_take(&events, &event); taken++) {
            assert_true(mst_event_what(&event) % 3 != 0);
            assert_true(last.at < event.at || (last.at == event.at && last.key < event.key));
            last = event;
        }
        assert_int_equal(taken, kept);
    }
    mst_arena_release(&arena);
}

/* Mean and standard error of `runs` independent seeds. */
static void
within_three_errors(const double *values, uint32_t runs, double exact)
{
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < runs; i++) {
        sum += values[i];
    }
    for (uint32_t i = 0; i < runs; i++) {
        squares += (values[i] - sum / runs) * (values[i] - sum / runs);
    }
    double error = sqrt(squares / (runs - 1) / runs);
    if (!(fabs(sum / runs - exact) <= 3 * error)) {
        fail_msg("%.6f is not within 3 x %.6f of %.6f", sum / runs, error, exact);
    }
    assert_true(error < 0.03 * exact);
}

static void
a_single_queue_takes_as_long_as_it_should(void **state)
{
    (void)state;
    enum { RUNS = 20 };
    double times[RUNS];
    for (uint32_t i = 0; i < RUNS; i++) {
        mst_queue_result result;
        mst_error err;
        assert_int_equal(mst_queue_single(0.9, 200000, 100 + i, &result, &err), MST_OK);
        assert_int_equal(result.events, 400000);
        times[i] = result.mean_time;
    }
    within_three_errors(times, RUNS, 10);
}

static void
a_fleet_at_few_slots_goes_as_often_as_it_should(void **state)
{
    (void)state;
    enum { RUNS = 20 };
    double exact = mst_queue_closed_exact(12, 2, 2, 9);
    assert_true(fabs(exact - 0.898864) < 5e-7);
    assert_true(fabs(mst_queue_closed_exact(30, 8, 2, 9) - 2.705848) < 5e-7);
    double rates[RUNS];
    for (uint32_t i = 0; i < RUNS; i++) {
        mst_queue_result result;
        mst_error err;
        const mst_queue_fleet queue = {12, 2, 2, 9, 50000, 7 + i};
        assert_int_equal(mst_queue_closed(&queue, &result, &err), MST_OK);
        rates[i] = result.throughput;
    }
    within_three_errors(rates, RUNS, exact);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restored_heap_is_in_order),
        cmocka_unit_test(events_come_by_time_and_then_as_posted),
        cmocka_unit_test(a_single_queue_takes_as_long_as_it_should),
        cmocka_unit_test(a_fleet_at_few_slots_goes_as_often_as_it_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
