/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell of a post, planned and judged, for tests of the whole engine. What cannot be read or
 * compiled fails the test.
 */
#ifndef MUSTER_TESTS_SUPPORT_CELLS_H
#define MUSTER_TESTS_SUPPORT_CELLS_H

#include "check/check.h"
#include "read/read.h"
#include "solve/solve.h"

typedef struct solved_cell {
    mst_case *instance;
    mst_solution solution;
    mst_judgement judgement;
} solved_cell;

/* The caller releases the post (mst_post_release). */
mst_post *
cells_read(const char *path);

/* Compiles the cell of these ids; the caller releases it (mst_case_release). */
mst_case *
cells_compile(const mst_post *post, const char *scenario, const char *option);

/* Compiles, solves and checks. Violations are printed and left in the judgement. */
void
cells_solve(solved_cell *cell, const mst_post *post, const char *scenario, const char *option,
            const mst_solve_options *options);

void
cells_release(solved_cell *cell);

/* One line a violation, at most ten. */
void
cells_print_violations(const char *of, const mst_judgement *judgement);

/* All measures, vehicle-hours and first movement too. */
bool
cells_same_measures(const mst_problem *problem, const mst_measures *a, const mst_measures *b);

#endif
