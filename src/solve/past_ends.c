/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/past_ends.h"

uint32_t
mst__past_self_end(const mst_plan *plan, const mst_plan_self_move *move)
{
    const mst_p_arc *arc = &plan->problem->arcs[move->arc];
    mst_time whole = mst_arc_self_transit(plan->problem, move->arc, move->cohort, move->leave);
    return move->arrive - move->leave == whole ? arc->to : arc->from;
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
