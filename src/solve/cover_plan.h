/* SPDX-License-Identifier: Apache-2.0
 *
 * What the covering engine gives to the search: a bound with its certificate, and a plan to go on
 * from.
 */
#ifndef MUSTER_SOLVE_COVER_PLAN_H
#define MUSTER_SOLVE_COVER_PLAN_H

#include "solve/build.h"
#include "solve/cover.h"
#include "solve/cover_rest.h"
#include "solve/improve.h"

/* Builds the plan of the run's tours into builder->state; what they leave is built with `genes`.
 * False when they are of no use here, or memory ran out (builder->out_of_memory). Cost: one
 * placement a trip, and that of a build where somebody is left. */
bool
mst__cover_build(const mst__cover_run *run, mst__builder *builder,
                 const mst__genes *genes) MST_NODISCARD;

/* Nobody is processed, guarded or has to rest: then tours of vehicles decide much by themselves. */
bool
mst__cover_is_loose(const mst_problem *problem);

/* Builds on from `past`, with nobody aboard, by the tours that carry the rest of the people
 * soonest; whom they leave is carried after that. `upper` is when a plan that leaves nobody has
 * them out (MST_NEVER: none is known): sooner tours are looked for. False when the engine has
 * nothing to say of it, or memory ran out. `work` is the engine's at most, in steps. */
bool
mst__cover_continue(mst__builder *builder, const mst__genes *genes, const mst__state *past,
                    mst_time upper, int64_t work) MST_NODISCARD;

/* The best plan of the engine's tours and of the builder's first try. */
typedef struct mst__cover_start {
    const mst_solve_options *options;
    mst__state *best; /* owned by the caller, who opens it */
    mst_measures measures;
    uint32_t pins_missed;
    bool found;        /* `best` is a plan */
    bool mostly_spent; /* of the time limit, by the engines before the search */
    bool stopped;      /* an engine would have gone on */
    uint64_t built;
    bool is_first; /* `best` is the plan of the first start configuration, built with so much: */
    uint64_t first_work;
    mst__pin_lack first_lack;
} mst__cover_start;

/*
 * Runs the engine for a cell without a past in which `bound` (of mst_bound_compute) leaves nobody:
 * raises `bound`, attaches its certificate (from `keep`), and finds a plan, which is compared with
 * what the search finds: a search that began with it would learn nothing from its own first tries.
 * Does nothing where the engine has nothing to say. False on lack of memory.
 */
bool
mst__cover_offer(mst__builder *builder, mst__cover_start *start, mst_bound *bound,
                 mst_arena *keep) MST_NODISCARD;

#endif
