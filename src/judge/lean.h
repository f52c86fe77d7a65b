/* SPDX-License-Identifier: Apache-2.0
 *
 * Does a plan lean on something that can be lost? Told from its records alone.
 */
#ifndef MUSTER_JUDGE_LEAN_H
#define MUSTER_JUDGE_LEAN_H

#include "judge/loss.h"
#include "problem/plan.h"

/* What of the plan uses it. Persons count once a move. */
typedef struct mst_lean {
    uint32_t moves;       /* of vehicles, and of groups on their own */
    uint32_t desk_runs;   /* of lost desks, and of those of a lost site */
    int64_t persons;      /* in those moves; at those desks where it is desks that are lost */
    int64_t staying;      /* who start at a lost haven, and so are out there without a move */
    mst_time first, last; /* first departure and last arrival; MST_NEVER: none */
} mst_lean;

/*
 * Uses of `loss` by `plan`. A plan that uses what is lost nowhere obeys every rule without it, but
 * for guards: they protect by being there, so of a force only its own moves are counted, and the
 * checker has to say whether it is missed; and for a fleet by which a reinforcement is to come,
 * used or not. O(records of the plan).
 */
mst_lean
mst_plan_lean(const mst_plan *plan, const mst_loss *loss);

static inline bool
mst_lean_is_none(const mst_lean *lean)
{
    return lean->moves == 0 && lean->desk_runs == 0 && lean->staying == 0;
}

#endif
