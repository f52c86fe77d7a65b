/* SPDX-License-Identifier: Apache-2.0
 *
 * What is still to be done at a moment of a plan, as a problem of its own for the covering engine.
 */
#ifndef MUSTER_SOLVE_COVER_REST_H
#define MUSTER_SOLVE_COVER_REST_H

#include "solve/state.h"

typedef struct mst__rest {
    mst_problem problem; /* vehicles start where and when they are free; cohorts are the rests */
    uint32_t *cohort;    /* [problem.cohort_count] the cohort they are of */
} mst__rest;

/*
 * The rest of what `past` has done, from `arena`. False when it cannot be said so (people aboard,
 * at desks, or who can never board) or memory ran out (past->out_of_memory stays as it is: an
 * engine that says nothing is no fault). Cost: the pools and vehicles of the state.
 */
bool
mst__rest_make(const mst__state *past, mst_arena *arena, mst__rest *rest) MST_NODISCARD;

#endif
