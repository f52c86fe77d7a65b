/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of plans: which of two sets of measures is better.
 */
#include "problem/plan.h"

double
mst_exposure_hours(mst_wide exposure)
{
    /* Whole hours first: a double holds them exactly up to 2^53, and the rest is below one. */
    const mst_wide per_hour = (mst_wide)MST_MS_PER_HOUR * 1000000;
    mst_wide whole = exposure / per_hour;
    return (double)whole + (double)(exposure - whole * per_hour) / (double)per_hour;
}

static int
compare_wide(mst_wide a, mst_wide b)
{
    return (a > b) - (a < b);
}

/* By priority, the first one first; within one, `left_by_priority` is weighted already. */
static int
compare_left(const mst_problem *problem, const mst_measures *a, const mst_measures *b)
{
    for (uint32_t i = 0; i < problem->priority_count; i++) {
        int order = compare_wide(a->left_by_priority[i], b->left_by_priority[i]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

int
mst_measures_compare(const mst_problem *problem, const mst_measures *a, const mst_measures *b)
{
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        int order = 0;
        switch (problem->measures[i]) {
        case MST_MEASURE_LEFT:
            order = compare_left(problem, a, b);
            break;
        case MST_MEASURE_COMPLETION:
            order = compare_wide(a->completion, b->completion);
            break;
        case MST_MEASURE_EXPOSURE:
            order = compare_wide(a->exposure, b->exposure);
            break;
        case MST_MEASURE_VEHICLE_HOURS:
            order = compare_wide(a->vehicle_ms, b->vehicle_ms);
            break;
        case MST_MEASURE_COUNT:
            break;
        }
        if (order != 0) {
            return order;
        }
    }
    return 0;
}
