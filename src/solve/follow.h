/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan in force followed once more in a changed world.
 */
#ifndef MUSTER_SOLVE_FOLLOW_H
#define MUSTER_SOLVE_FOLLOW_H

#include "solve/build.h"

/*
 * Builds into builder->state the plan that goes on from `past` with the trips of `in_force` that
 * begin at problem->begins or later: each by its vehicle, at its time or as soon after as the rules
 * allow, and without those that are not possible any more. `top_up`: others take the seats that
 * stay empty. Whoever is left then is carried by further trips. False when there is nothing to
 * follow (no trip, or pins, which come first), or memory ran out (builder->out_of_memory). Cost:
 * one placement a trip, and a build.
 */
bool
mst__follow(mst__builder *builder, const mst_plan *in_force, const mst__genes *genes,
            const mst__state *past, bool top_up) MST_NODISCARD;

#endif
