/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/staying.h"

#include "solve/state.h"

static mst_wide
stay(const mst_problem *problem, uint32_t cohort, mst_time from)
{
    uint32_t site = problem->cohorts[cohort].site;
    mst_time end = mst__end_time(problem, cohort, site, from);
    end = end < problem->horizon ? end : problem->horizon;
    return from < end ? (mst_wide)mst__threat_integral(problem, site, end) -
                            mst__threat_integral(problem, site, from)
                      : 0;
}

mst_wide
mst__staying_exposure(const mst_problem *problem)
{
    mst_wide total = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->in_scope || cohort->force) {
            continue;
        }
        if (cohort->presence != MST_PRESENT_ARRIVING) {
            total += stay(problem, c, 0) * cohort->count;
            continue;
        }
        for (int64_t come = 0; come < cohort->count;) { /* groups of equal moments */
            mst_time at = mst_cohort_release_time(cohort, come + cohort->party);
            if (at >= problem->horizon) {
                break;
            }
            int64_t ready = mst_cohort_released(cohort, at);
            total += stay(problem, c, at > 0 ? at : 0) * (ready - come);
            come = ready;
        }
    }
    return total;
}
