/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells of several pictures of one post, each planned on its own, and those planned once that are
 * the same case.
 *
 * K1  A cell's plan is what it would be alone: no cell lends another its plan. So it does not
 *     depend on which pictures are looked at together, and `muster plan` of that picture, scenario
 *     and option makes the same.
 * K2  Cells with one digest (mst_case_digest) have one plan.
 */
#ifndef MUSTER_JUDGE_WALK_H
#define MUSTER_JUDGE_WALK_H

#include "judge/assess.h"
#include "judge/caught.h"

typedef struct mst_walk_cell {
    /* given; the post must outlive the walk */
    const mst_post *post;
    mst_override overrides;
    mst_scenario_id scenario;
    mst_option_id option;
    /* found */
    uint64_t digest[2];
    uint32_t same_as;   /* the first cell with that digest; itself */
    mst_status outcome; /* why there is no plan (err says it), or MST_OK */
    mst_error err;
    mst_measures measures;
    mst_assessed_plan plan;      /* without a latest order */
    int64_t people, people_left; /* as mst_departures_total */
    uint32_t departure_count;
    const mst_departure *departures;
} mst_walk_cell;

typedef struct mst_walk_options {
    uint64_t seed;
    uint32_t effort;  /* as mst_solve_options.effort */
    uint32_t threads; /* 0: as many as the machine has */
    const volatile int *stop;
    /* from the calling thread only; may be NULL */
    void (*progress)(void *context, uint32_t cells_done, uint32_t cells, double fraction);
    void *progress_context;
} mst_walk_options;

/* Compiles every cell and finds which are the same. A cell that cannot be compiled has that
 * outcome. Errors: memory. */
MST_NODISCARD mst_status
mst_walk_compare(uint32_t count, mst_walk_cell *cells, uint32_t threads, mst_error *err);

/* The same, and plans one cell of each digest; the others get its measures and plan. Memory is from
 * `arena`. Errors: memory; MST_INTERRUPTED; the outcome of the first cell without a plan. */
MST_NODISCARD mst_status
mst_walk_plan(uint32_t count, mst_walk_cell *cells, const mst_walk_options *options,
              mst_arena *arena, mst_error *err);

/* How many different cells there are. */
uint32_t
mst_walk_distinct(uint32_t count, const mst_walk_cell *cells);

#endif
