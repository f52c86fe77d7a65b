/* SPDX-License-Identifier: Apache-2.0
 *
 * Completes the loads of a plan that a person wrote: at which stations those who board were
 * processed, and which party sizes "12 families" are.
 *
 * A1  Events run in order of time; at one time people get off, desks end and walkers arrive before
 *     desks begin, people board and walkers leave.
 * A2  Who boards: those with most stations that are enough; when none are enough, those with most
 *     first; what is still missing is taken as unprocessed, and the checker refuses it.
 * A3  A name of a people item (cohort >= problem->cohort_count) takes its largest parties first.
 */
#ifndef MUSTER_PRESENT_REPLAY_H
#define MUSTER_PRESENT_REPLAY_H

#include "problem/plan.h"

MST_NODISCARD mst_status
mst__replay(mst_plan *plan, mst_arena *arena, mst_error *err);

#endif
