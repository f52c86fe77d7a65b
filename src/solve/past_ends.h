/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the moves of a past ended, those that turned at an earlier surprise too.
 */
#ifndef MUSTER_SOLVE_PAST_ENDS_H
#define MUSTER_SOLVE_PAST_ENDS_H

#include "problem/plan.h"

/* Is the way, or the place it leads to, closed at `t`? */
bool
mst__past_way_closed(const mst_problem *problem, uint32_t arc, mst_time t);
/* Of those on their own: where they set off from, when they had turned. */
uint32_t
mst__past_self_end(const mst_plan *plan, const mst_plan_self_move *move);
/* Of a vehicle. */
uint32_t
mst__past_move_end(const mst_plan *plan, const mst_plan_move *move);

#endif
