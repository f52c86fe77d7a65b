/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

enum { PIECES = 1000 };

typedef struct pool_record {
    uint64_t result[PIECES];
    int done[PIECES];
    atomic_uint busy[MST_MAX_THREADS];
    atomic_uint worker_limit_broken, overlap_seen, order_broken;
    uint32_t threads;
    uint32_t last_of_worker[MST_MAX_THREADS]; /* piece + 1 */
} pool_record;

static void
record_piece(void *context, uint32_t piece, uint32_t worker)
{
    pool_record *record = context;
    if (worker >= (record->threads > 1 ? record->threads : 1)) {
        atomic_fetch_add(&record->worker_limit_broken, 1);
        return;
    }
    if (atomic_fetch_add(&record->busy[worker], 1) != 0) {
        atomic_fetch_add(&record->overlap_seen, 1);
    }
    if (piece < record->last_of_worker[worker]) {
        atomic_fetch_add(&record->order_broken, 1);
    }
    record->last_of_worker[worker] = piece + 1;
    mst_random random;
    mst_random_init_key(&random, (mst_random_key){.seed = 1, .entity = piece});
    for (uint32_t i = 0; i <= piece % 50; i++) {
        record->result[piece] ^= mst_random_next(&random);
    }
    record->done[piece]++;
    atomic_fetch_sub(&record->busy[worker], 1);
}

static void
every_piece_is_done_once_with_the_same_result_on_any_number_of_threads(void **state)
{
    (void)state;
    static pool_record reference;
    mst_pool_run(0, PIECES, record_piece, &reference);
    static const uint32_t threads[] = {1, 2, 3, 8, 5000};
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        static pool_record record;
        memset(&record, 0, sizeof record);
        record.threads = threads[i] > MST_MAX_THREADS ? MST_MAX_THREADS : threads[i];
        mst_pool_run(threads[i], PIECES, record_piece, &record);
        assert_memory_equal(record.result, reference.result, sizeof record.result);
        for (uint32_t piece = 0; piece < PIECES; piece++) {
            assert_int_equal(record.done[piece], 1);
        }
        assert_int_equal(record.worker_limit_broken, 0);
        assert_int_equal(record.overlap_seen, 0);
        assert_int_equal(record.order_broken, 0);
    }
}

typedef struct pool_meeting {
    atomic_uint here;
} pool_meeting;

/* Returns only when both pieces run at once: with one thread this would never end. */
static void
wait_for_the_other(void *context, uint32_t piece, uint32_t worker)
{
    (void)piece;
    (void)worker;
    pool_meeting *meeting = context;
    atomic_fetch_add(&meeting->here, 1);
    while (atomic_load(&meeting->here) < 2) {}
}

static void
two_threads_run_at_the_same_time(void **state)
{
    (void)state;
    pool_meeting meeting = {0};
    mst_pool_run(2, 2, wait_for_the_other, &meeting);
    assert_int_equal(atomic_load(&meeting.here), 2);
}

static void
run_inner_pool(void *context, uint32_t piece, uint32_t worker)
{
    (void)worker;
    pool_record *records = context;
    records[piece].threads = 2;
    mst_pool_run(2, PIECES, record_piece, &records[piece]);
}

static void
pools_nest(void **state)
{
    (void)state;
    static pool_record records[3];
    mst_pool_run(2, 3, run_inner_pool, records);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(records[i].done[0], 1);
        assert_int_equal(records[i].done[PIECES - 1], 1);
        assert_memory_equal(records[i].result, records[0].result, sizeof records[0].result);
    }
}

static void
as_many_threads_run_as_are_asked_for_within_the_limit(void **state)
{
    (void)state;
    assert_int_equal(mst_pool_threads(0), mst_pool_processors());
    assert_int_equal(mst_pool_threads(1), 1);
    assert_int_equal(mst_pool_threads(MST_MAX_THREADS), MST_MAX_THREADS);
    assert_int_equal(mst_pool_threads(MST_MAX_THREADS + 1), MST_MAX_THREADS);
}

static void
no_pieces_call_nothing(void **state)
{
    (void)state;
    mst_pool_run(4, 0, NULL, NULL);
    assert_true(mst_pool_processors() >= 1 && mst_pool_processors() <= MST_MAX_THREADS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_done_once_with_the_same_result_on_any_number_of_threads),
        cmocka_unit_test(two_threads_run_at_the_same_time),
        cmocka_unit_test(pools_nest),
        cmocka_unit_test(as_many_threads_run_as_are_asked_for_within_the_limit),
        cmocka_unit_test(no_pieces_call_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
