/* SPDX-License-Identifier: Apache-2.0
 *
 * How long a transit takes, of a vehicle and of people on their own.
 */
#include <assert.h>

#include "problem/problem.h"

/* ceil(base x slow / 1e6), `slow` as it stands at the entry. */
static mst_time
slowed(const mst_p_arc *arc, mst_time base, mst_time t)
{
    int64_t slow = mst_steps_at(&arc->slow, t);
    if (slow == 1000000) {
        return base;
    }
    mst_wide scaled = ((mst_wide)base * slow + 999999) / 1000000;
    return scaled < MST_NEVER ? (mst_time)scaled : MST_NEVER;
}

mst_time
mst_arc_transit(const mst_problem *problem, uint32_t arc, uint32_t type, bool loaded, mst_time t)
{
    assert(arc < problem->arc_count && type < problem->type_count);
    const mst_time *times = loaded ? problem->loaded_time : problem->empty_time;
    mst_time base = times[(size_t)arc * problem->type_count + type];
    return base >= MST_NEVER ? MST_NEVER : slowed(&problem->arcs[arc], base, t);
}

mst_time
mst_arc_self_transit(const mst_problem *problem, uint32_t arc, uint32_t cohort, mst_time t)
{
    assert(arc < problem->arc_count && cohort < problem->cohort_count);
    const mst_p_arc *way = &problem->arcs[arc];
    const mst_p_cohort *people = &problem->cohorts[cohort];
    bool on_foot = people->self_means == MST_SELF_ON_FOOT;
    bool road = way->mode == MST_MODE_ROAD;
    bool path = way->mode == MST_MODE_FOOT;
    if (people->self_means == MST_SELF_NONE || !(road || (path && on_foot))) {
        return MST_NEVER;
    }
    bool by_time = way->own_time < MST_NEVER && (path || way->distance_mm == 0);
    if (by_time) {
        return slowed(way, way->own_time, t);
    }
    if (people->self_speed_mm_per_hour <= 0) {
        return MST_NEVER;
    }
    mst_wide product = (mst_wide)way->distance_mm * MST_MS_PER_HOUR;
    mst_wide time = (product + people->self_speed_mm_per_hour - 1) / people->self_speed_mm_per_hour;
    return time < MST_NEVER ? slowed(way, (mst_time)time, t) : MST_NEVER;
}
