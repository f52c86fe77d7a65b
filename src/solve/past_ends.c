/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/past_ends.h"

bool
mst__past_way_closed(const mst_problem *problem, uint32_t arc, mst_time t)
{
    const mst_p_arc *way = &problem->arcs[arc];
    return !mst_windows_hold(&way->open, t, t) ||
           !mst_windows_hold(&problem->sites[way->to].open, t, t);
}

/* Turned half way: they are back just when they would have arrived. */
static bool
turned_half_way(const mst_plan *plan, const mst_plan_self_move *move)
{
    for (; plan->before != NULL; plan = plan->before) {
        mst_time at = plan->problem->begins;
        if (move->leave < at && move->arrive == at + (at - move->leave) &&
            mst__past_way_closed(plan->problem, move->arc, at)) {
            return true;
        }
    }
    return false;
}

uint32_t
mst__past_self_end(const mst_plan *plan, const mst_plan_self_move *move)
{
    const mst_p_arc *arc = &plan->problem->arcs[move->arc];
    mst_time whole = mst_arc_self_transit(plan->problem, move->arc, move->cohort, move->leave);
    bool turned = move->arrive - move->leave != whole || turned_half_way(plan, move);
    return turned ? arc->from : arc->to;
}

uint32_t
mst__past_move_end(const mst_plan *plan, const mst_plan_move *move)
{
    const mst_p_arc *arcs = plan->problem->arcs;
    if (move->turned_at >= MST_NEVER) {
        return arcs[move->arc].to;
    }
    return move->turned_arc == MST_NONE ? arcs[move->arc].from : arcs[move->turned_arc].to;
}
