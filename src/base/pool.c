/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

typedef struct work_pool {
    mst_pool_piece function;
    void *context;
    uint32_t piece_count;
    atomic_uint_fast64_t next; /* 64 bits: workers that find nothing left still count on */
} work_pool;

typedef struct pool_worker {
    work_pool *pool;
    uint32_t number;
    pthread_t thread;
} pool_worker;

static void
take_pieces(work_pool *pool, uint32_t number)
{
    for (;;) {
        uint64_t piece = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (piece >= pool->piece_count) {
            return;
        }
        pool->function(pool->context, (uint32_t)piece, number);
    }
}

static void *
worker_main(void *argument)
{
    pool_worker *self = argument;
    take_pieces(self->pool, self->number);
    return NULL;
}

/* Starts workers 1 .. wanted with all signals blocked, so that Ctrl-C reaches the caller's thread.
 */
static uint32_t
start_workers(work_pool *pool, pool_worker *workers, uint32_t wanted)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    uint32_t started = 0;
    while (started < wanted) {
        pool_worker *next = &workers[started];
        next->pool = pool;
        next->number = started + 1;
        if (pthread_create(&next->thread, NULL, worker_main, next) != 0) {
            break;
        }
        started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void
mst_pool_run(uint32_t threads, uint32_t piece_count, mst_pool_piece function, void *context)
{
    work_pool pool = {.function = function, .context = context, .piece_count = piece_count};
    atomic_init(&pool.next, 0);
    pool_worker workers[MST_MAX_THREADS];
    uint32_t wanted = threads > MST_MAX_THREADS ? MST_MAX_THREADS : threads;
    if (wanted > piece_count) {
        wanted = piece_count;
    }
    uint32_t started = wanted > 1 ? start_workers(&pool, workers, wanted - 1) : 0;
    take_pieces(&pool, 0);
    for (uint32_t i = 0; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
}

uint32_t
mst_pool_processors(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (online < 1) {
        return 1;
    }
    return online > MST_MAX_THREADS ? MST_MAX_THREADS : (uint32_t)online;
}

uint32_t
mst_pool_threads(uint32_t wanted)
{
    uint32_t threads = wanted > 0 ? wanted : mst_pool_processors();
    return threads > MST_MAX_THREADS ? MST_MAX_THREADS : threads;
}
