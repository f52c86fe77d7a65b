/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the world at a surprise: what a plan made without knowing of it had done by then.
 */
#ifndef MUSTER_SOLVE_PAST_H
#define MUSTER_SOLVE_PAST_H

#include "solve/state.h"

/*
 * Replays into `state` (of the new phase's problem) what `plan` had begun before problem->begins,
 * and leaves everything ready to go on: service complete stands, service not complete at a place
 * that closed is undone, vehicles under way to a closed place turn. `plan` is of an earlier phase
 * of the same case.
 */
void
mst__past_replay(mst__state *state, const mst_plan *plan);

#endif
