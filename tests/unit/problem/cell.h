/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell compiled from a post written out in a test, and questions to it in words.
 */
#ifndef TESTS_UNIT_PROBLEM_CELL_H
#define TESTS_UNIT_PROBLEM_CELL_H

#include "model/fields.h"
#include "problem/problem.h"
#include "read/read.h"

typedef struct cell {
    mst_post *post;
    mst_case *instance; /* NULL when the compiler refused */
    mst_fault_list faults;
    mst_status status;
    mst_error err;
} cell;

/* Reads `text` and compiles the scenario and the option of these ids. A text that cannot be read
 * fails the test. */
void
cell_open(cell *opened, const char *text, const char *scenario, const char *option);

/* The first scenario and option, with one change laid over them. */
void
cell_open_with(cell *opened, const char *text, const mst_change *change);
void
cell_close(cell *opened);

/*
 * What a phase says about one thing at `t`:
 *   sites.ID.hold | desks | desk_time | movements | fuel | threat | safe | fixed | per_1000 | rear
 *   |
 *     supplies | open | service | air (1 inside a window) | berths.CLASS | parking.CLASS |
 *     takes.TYPE (1 compatible)
 *   links.ID.open | flow | slow | threat | distance | own_time | escort | escort_return |
 *     loaded.TYPE | empty.TYPE   (the first arc of the link; `links.ID/back` is the other)
 *   fleets.ID.usable (vehicles that may be used at t) | vehicles | crews | sorties | preference
 *   types.ID.wait | duty | range | seats
 *   people.NAME.count | party | released | in_scope | accepts.SITE | priority | speed | presence |
 *     site   (NAME of a cohort)
 *   cohorts, vehicles, arcs, pins (how many)
 * An unknown question fails the test.
 */
int64_t
cell_ask(const mst_problem *problem, const char *question, mst_time t);

#endif
