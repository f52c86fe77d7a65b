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

/* Pins that were put off: those of guards who could not go before the evacuees, placed when these
 * are gone; and with `pins_late` all, placed when nobody else moves any more. */
void
mst__pins_place_late(mst__builder *builder);

/* Is the vehicle of the trip back in time for its late pin, if it has one? */
bool
mst__pin_leaves_time(mst__builder *builder, const mst__trip *trip);

/* What a pin lacks in words ("only 3 of 5 people of ..."), in memory from `arena`; NULL on lack of
 * memory. */
const char *
mst__pin_lack_text(const mst_problem *problem, const mst__pin_lack *lack, mst_arena *arena);

/*
 * Sets `reason` to NULL, or to why one of the pins can be in no plan at all: which one, and the
 * limit that forbids it, in memory from `arena`. What it says holds for every plan of the case, as
 * each step asks less than the rules do. False on lack of memory. Cost: for each pin a shortest way
 * for each of its vehicles and one for each of its cohorts.
 */
bool
mst__pin_impossible(const mst_problem *problem, mst_arena *arena,
                    const char **reason) MST_NODISCARD;

/*
 * Plans the case once more as if there were no pins, and puts that plan in the place of `solution`
 * where it has a move for each pin all the same, and the solution misses one or is worse.
 * Cost: that of the cell.
 */
MST_NODISCARD mst_status
mst__pins_by_chance(const mst_case *instance, const mst_solve_options *options,
                    mst_solution *solution, mst_error *err);

#endif
