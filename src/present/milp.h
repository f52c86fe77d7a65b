/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell as a time-indexed mixed-integer program, for solvers that know nothing of Muster: what a
 * peer is compared on, and what anybody can solve again.
 *
 * X1  Time is cut into steps. Where every time of the cell is a multiple of the step the program
 *     says what the cell says; else times are rounded up to steps and the text says so. The horizon
 *     is then made later by what rounding adds to the vehicles' moves of a plan that is to fit.
 * X2  Vehicles that differ in base and notice alone are one flow over (site, step); people who
 *     differ in where they start alone are one flow too.
 * X3  What the program cannot say is refused, or with `relax` left out; then the text lists it.
 */
#ifndef MUSTER_PRESENT_MILP_H
#define MUSTER_PRESENT_MILP_H

#include "problem/plan.h"
#include "problem/problem.h"

typedef struct mst_milp_options {
    mst_time horizon;    /* nothing happens after it */
    bool by_deadline;    /* minimise who is left at the horizon; else also the completion */
    mst_time step;       /* ms; 0: the largest that is exact, else horizon / most_steps */
    uint32_t most_steps; /* 0: 500 */
    bool relax;          /* leave out what cannot be stated */
    const mst_plan
        *fit;         /* of the first phase: a plan that is to fit when times are rounded; NULL */
    const char *name; /* of the problem, without spaces */
    const char *version; /* of the program, for the head */
} mst_milp_options;

/*
 * The first phase of a case as free MPS. *text is the caller's (mst_heap_free). MST_USAGE when
 * something cannot be stated and `relax` is not set, or when the step is no step; MST_LIMIT when
 * there would be more rows than 64 million. Time and memory grow with sites and arcs times groups
 * of vehicles times steps.
 */
MST_NODISCARD mst_status
mst_milp_write(const mst_case *instance, const mst_milp_options *options, char **text,
               mst_error *err);

#endif
