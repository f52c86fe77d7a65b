/* SPDX-License-Identifier: Apache-2.0
 *
 * A work pool: numbered pieces, taken in the order of their numbers by as many threads as asked
 * for.
 *
 * P1  Every piece is done exactly once, whatever the number of threads.
 * P2  A piece writes only what is its own (by piece or by worker); the caller merges in piece
 *     order after the pool returns. So 1 thread and N give the same bytes.
 * P3  Everything the pieces wrote is visible to the caller when mst_pool_run returns.
 */
#ifndef MUSTER_BASE_POOL_H
#define MUSTER_BASE_POOL_H

#include <stdint.h>

enum { MST_MAX_THREADS = 64 };

/* `worker` is 0 .. threads - 1 and never runs two pieces at a time: an index for scratch memory. */
typedef void (*mst_pool_piece)(void *context, uint32_t piece, uint32_t worker);

/*
 * Runs pieces 0 .. piece_count - 1 and returns when all are done. The calling thread is worker 0;
 * `threads` of 0 or 1 run everything on it, more than MST_MAX_THREADS count as MST_MAX_THREADS,
 * and threads the system does not grant are done without. Signals are left to the threads of the
 * caller. Pools may nest.
 */
void
mst_pool_run(uint32_t threads, uint32_t piece_count, mst_pool_piece function, void *context);

/* Processors this process may use, at least 1, at most MST_MAX_THREADS. */
uint32_t
mst_pool_processors(void);

/* How many threads to run where `wanted` were asked for: 0 is one a processor; at most
 * MST_MAX_THREADS. */
uint32_t
mst_pool_threads(uint32_t wanted);

#endif
