/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan in force followed once more in a changed world.
 */
#ifndef MUSTER_SOLVE_FOLLOW_H
#define MUSTER_SOLVE_FOLLOW_H

#include "solve/improve.h"

typedef struct mst__follow_how {
    bool top_up;       /* others take the seats that stay empty */
    bool without_sent; /* trips that vehicles are on their way to are in the past already */
} mst__follow_how;

/*
 * Builds into builder->state the plan that goes on from `past` with the trips of `in_force` that
 * begin at problem->begins or later: each by its vehicle, at its time or as soon after as the rules
 * allow, and without those that are not possible any more. Whoever is left then is carried by
 * further trips. False when there is nothing to follow (no trip, or pins, which come first), or
 * memory ran out (builder->out_of_memory). Cost: one placement a trip, and a build.
 */
bool
mst__follow(mst__builder *builder, const mst_plan *in_force, const mst__genes *genes,
            const mst__state *past, const mst__follow_how *how) MST_NODISCARD;

/*
 * Tries the trips of the best plan so far at once instead of at their times, full, and each of them
 * by every other vehicle: what stands idle may bring people out sooner. A better plan becomes the
 * best. Does nothing for a plan of many trips. Cost: a build a trip and vehicle.
 */
void
mst__hasten(mst__builder *builder, const mst__genes *genes, const mst__follow_how *how,
            mst__search *search, mst_arena *arena);

/*
 * Builds into `settled` what goes on from `past` whatever else is planned: who is aboard is brought
 * to where `in_force` has them get off, and where `sent`, vehicles on their way empty fetch just
 * those they were sent for, as far as they still can. False on lack of memory.
 */
bool
mst__settle(mst__builder *builder, const mst_plan *in_force, const mst__state *past, bool sent,
            mst__state *settled) MST_NODISCARD;

#endif
