/* SPDX-License-Identifier: Apache-2.0
 *
 * Pins: moves that must be in the plan, each with a vehicle that is there in time and at least the
 * people it asks for.
 */
#ifndef MUSTER_SOLVE_PINS_H
#define MUSTER_SOLVE_PINS_H

#include "solve/build.h"

/*
 * Places every pin that leaves from problem->begins on into the state being built, in order of
 * departure, and what brings its people and its vehicle there. What cannot be placed is counted in
 * builder->pins_missed, and the first of it told in builder->lack. Cost: some hundred placements a
 * pin at most.
 */
void
mst__pins_place(mst__builder *builder);

#endif
