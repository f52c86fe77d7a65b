/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies of plans with one field of one record changed, or one record dropped.
 */
#ifndef MUSTER_TESTS_CHECK_MUTATE_H
#define MUSTER_TESTS_CHECK_MUTATE_H

#include "base/random.h"
#include "problem/plan.h"

/* The same plan in arrays of its own, which may be written. Its memory is the arena's. */
typedef struct mutant {
    mst_plan plan; /* its lists point to the arrays below */
    mst_plan_stop *stops;
    mst_plan_move *moves;
    mst_plan_desk_run *desk_runs;
    mst_plan_self_move *self_moves;
    mst_plan_convoy *convoys;
    mst_plan_duty *duties;
    mst_plan_left *left;
    const char *record; /* what was changed: "stop", "move", ... */
    const char *field;
    const char *how; /* "+1 ms", "another", "dropped", ... */
} mutant;

/* The copy, unchanged. False on lack of memory. */
bool
mutant_copy(mst_arena *arena, const mst_plan *plan, mutant *result);

/* A copy of `plan` with one field changed. False on lack of memory. */
bool
mutate(mst_arena *arena, const mst_plan *plan, mst_random *random, mutant *result);

/* A copy in which fields that belong together are changed together. False also when the plan has
 * nothing that could be. */
bool
mutate_consistently(mst_arena *arena, const mst_plan *plan, mst_random *random, mutant *result);

#endif
