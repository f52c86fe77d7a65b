/* SPDX-License-Identifier: Apache-2.0
 *
 * What the covering engine gives to the search: a bound with its certificate, and a plan to go on
 * from.
 */
#ifndef MUSTER_SOLVE_COVER_PLAN_H
#define MUSTER_SOLVE_COVER_PLAN_H

#include "solve/build.h"
#include "solve/cover.h"
#include "solve/improve.h"

/* Builds the plan of the run's tours into builder->state; false when some trip has no place, or
 * memory ran out (builder->out_of_memory). Cost: one placement a trip. */
bool
mst__cover_build(const mst__cover_run *run, mst__builder *builder) MST_NODISCARD;

/*
 * Runs the engine for a cell without a past in which `bound` (of mst_bound_compute) leaves nobody:
 * raises `bound` and attaches its certificate (from `keep`), and gives the search a start where the
 * tours make a plan. Does nothing where the engine has nothing to say. False on lack of memory.
 */
bool
mst__cover_offer(mst__builder *builder, mst__search *search, mst_bound *bound,
                 mst_arena *keep) MST_NODISCARD;

#endif
