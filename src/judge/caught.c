/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/caught.h"

#include <math.h>

#include "judge/judge.h"

/* Beyond what rounding of a library can move a sum of some thousand terms. */
static const double hair = 1e-6;

/* ---- departures ---- */

static int64_t
unguarded(const mst_problem *problem, mst_load_list loads)
{
    int64_t people = 0;
    for (uint32_t i = 0; i < loads.count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[loads.loads[i].cohort];
        people += cohort->guards || !cohort->in_scope ? 0 : loads.loads[i].count;
    }
    return people;
}

uint32_t
mst_departures_list(const mst_cell *cell, uint32_t room, mst_departure *list)
{
    const mst_plan *plan = &cell->solution.plan;
    const mst_problem *problem = plan->problem;
    uint32_t count = 0;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        int64_t people = unguarded(problem, move->loads);
        if (people > 0) {
            if (count < room) {
                list[count] = (mst_departure){problem->arcs[move->arc].from, move->leave, people};
            }
            count++;
        }
    }
    for (uint32_t m = 0; m < plan->self_move_count; m++) {
        const mst_plan_self_move *move = &plan->self_moves[m];
        const mst_p_cohort *cohort = &problem->cohorts[move->cohort];
        if (!cohort->guards && cohort->in_scope && move->count > 0) {
            if (count < room) {
                list[count] =
                    (mst_departure){problem->arcs[move->arc].from, move->leave, move->count};
            }
            count++;
        }
    }
    return count;
}

void
mst_departures_total(const mst_cell *cell, int64_t *people, int64_t *left)
{
    const mst_plan *plan = &cell->solution.plan;
    const mst_problem *problem = plan->problem;
    *people = 0;
    *left = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        *people += cohort->guards || !cohort->in_scope ? 0 : cohort->count;
    }
    for (uint32_t i = 0; i < plan->left_count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[plan->left[i].cohort];
        *left += cohort->guards || !cohort->in_scope ? 0 : plan->left[i].count;
    }
}

/* ---- against the bands ---- */

void
mst_caught(const mst_evidence *evidence, uint32_t count, const mst_departure *list, mst_time order,
           int64_t people, int64_t left, int64_t *least, int64_t *most)
{
    double sum = 0.0, greatest = 0.0;
    for (uint32_t s = 0; s < evidence->post->site_count; s++) {
        const mst_band *band = &evidence->sites[s];
        double low = 0.0, high = 0.0;
        for (uint32_t i = 0; band->known && i < count; i++) {
            if (list[i].site == s) {
                mst_time at = order + list[i].leave;
                mst_range lost = mst_band_at(band, at > 0 ? at : 0, true);
                low += (double)list[i].people * lost.low;
                high += (double)list[i].people * lost.high;
            }
        }
        sum += high;
        greatest = low > greatest ? low : greatest;
    }
    *least = (int64_t)floor(greatest + hair);
    *least = *least > left ? *least : left; /* those left may have left a site before */
    *most = left + (int64_t)ceil(sum - hair);
    *least = *least < people ? *least : people;
    *most = *most < people ? *most : people;
}
