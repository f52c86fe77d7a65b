/* SPDX-License-Identifier: Apache-2.0
 *
 * Queues with known answers, played by the event engine: what the engine is checked with, and what
 * its speed is told by.
 */
#ifndef MUSTER_SIMULATE_QUEUE_H
#define MUSTER_SIMULATE_QUEUE_H

#include "simulate/engine.h"

typedef struct mst_queue_result {
    double mean_time;  /* in the system, in units of the mean service (M/M/1) */
    double throughput; /* served a unit of time */
    uint64_t events;   /* timed events */
} mst_queue_result;

/* M/M/1, service of mean 1, arrivals at rate `load` < 1: `customers` are served. Mean time in the
 * system is 1 / (1 - load). Fails with MST_NO_MEMORY only. */
MST_NODISCARD mst_status
mst_queue_single(double load, uint64_t customers, uint64_t seed, mst_queue_result *result,
                 mst_error *err);

/* M/M/c//N, the machine repair model: `fleet` vehicles are away for `away` on average, then are
 * served for `service` on average at one of `slots`; until `served` services are done. */
typedef struct mst_queue_fleet {
    uint32_t fleet, slots;
    double service, away;
    uint64_t served, seed;
} mst_queue_fleet;

MST_NODISCARD mst_status
mst_queue_closed(const mst_queue_fleet *queue, mst_queue_result *result, mst_error *err);

/* The closed queue's exact throughput, by birth and death. */
double
mst_queue_closed_exact(uint32_t fleet, uint32_t slots, double service, double away);

#endif
