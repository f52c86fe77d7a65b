/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicles that are somewhere become vehicles based there, with the moment at which they are free
 * as their notice; people who wait become cohorts that start where they wait.
 */
#include "solve/cover_rest.h"

#include <string.h>

static bool
make_vehicles(const mst__state *past, mst_arena *arena, mst__rest *rest)
{
    const mst_problem *problem = past->problem;
    mst_p_vehicle *vehicles = MST_TAKE(arena, mst_p_vehicle, problem->vehicle_count);
    for (uint32_t v = 0; vehicles != NULL && v < problem->vehicle_count; v++) {
        const mst__vehicle_state *state = &past->vehicles[v];
        mst_span span = {state->free_from, MST_NEVER};
        mst_windows free = {1, &span};
        vehicles[v] = problem->vehicles[v];
        vehicles[v].base = state->site;
        if (state->aboard_count > 0 || !mst_windows_intersect(arena, &problem->vehicles[v].usable,
                                                              &free, &vehicles[v].usable)) {
            return false;
        }
    }
    rest->problem.vehicles = vehicles;
    return vehicles != NULL;
}

/* When all of a pool may board; MST_NEVER when some never may. */
static mst_time
all_ready(const mst__pool *pool)
{
    mst_time ready = pool->ripe > 0 ? pool->ripe_time : 0;
    for (uint32_t i = pool->first; i < pool->count; i++) {
        bool later = pool->batches[i].count > 0 && pool->batches[i].time > ready;
        ready = later ? pool->batches[i].time : ready;
    }
    return ready;
}

static void
add_pool(const mst__state *past, const mst__pool *pool, mst_p_cohort *cohorts, mst__rest *rest)
{
    const mst_problem *problem = past->problem;
    mst_time ready = all_ready(pool);
    uint32_t k = 0;
    while (k < rest->problem.cohort_count &&
           (rest->cohort[k] != pool->cohort || cohorts[k].site != pool->site)) {
        k++;
    }
    mst_p_cohort *cohort = &cohorts[k];
    if (k == rest->problem.cohort_count) {
        rest->problem.cohort_count++;
        rest->cohort[k] = pool->cohort;
        *cohort = problem->cohorts[pool->cohort];
        cohort->site = pool->site;
        cohort->count = 0;
        cohort->presence = MST_PRESENT_AT_START;
        cohort->release_mode = MST_RELEASE_AT_ONCE;
        cohort->release_start = ready;
        cohort->release_over = 0;
        cohort->release_row_count = 0;
    }
    cohort->count += pool->total;
    cohort->release_start = ready > cohort->release_start ? ready : cohort->release_start;
}

bool
mst__rest_make(const mst__state *past, mst_arena *arena, mst__rest *rest)
{
    const mst_problem *problem = past->problem;
    rest->problem = *problem;
    rest->problem.cohort_count = 0;
    mst_p_cohort *cohorts = MST_TAKE(arena, mst_p_cohort, (size_t)past->pool_count + 1);
    rest->cohort = MST_TAKE(arena, uint32_t, (size_t)past->pool_count + 1);
    rest->problem.cohorts = cohorts;
    if (cohorts == NULL || rest->cohort == NULL || !make_vehicles(past, arena, rest)) {
        return false;
    }
    for (uint32_t i = 0; i < past->pool_count; i++) {
        const mst__pool *pool = &past->pools[i];
        if (pool->total <= 0 || pool->out || !problem->cohorts[pool->cohort].in_scope ||
            mst__end_time(problem, pool->cohort, pool->site, 0) < MST_NEVER) {
            continue;
        }
        if (pool->inbound || all_ready(pool) >= problem->horizon) {
            return false;
        }
        add_pool(past, pool, cohorts, rest);
    }
    return rest->problem.cohort_count > 0;
}
