/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans the cell of a drafted post and says what is wrong with it; makes what fails smaller and
 * keeps it.
 *
 * F1  A fault is text: its kind, a colon, and what is particular to the case. Shrinking keeps the
 *     kind.
 * F2  With MUSTER_TEST_FAULTS=FOLDER in the environment each case runs in a process of its own, so
 *     that a crash or a hang is a fault like any other, and each kind of fault met is written to
 *     FOLDER as a post with a first line that says what is wrong. What a question counts is then
 *     lost with its process, so such a run is for finding faults, not for passing.
 */
#ifndef MUSTER_TESTS_PROPERTY_ENGINE_CELLS_H
#define MUSTER_TESTS_PROPERTY_ENGINE_CELLS_H

#include "check/check.h"
#include "posts.h"
#include "read/read.h"
#include "solve/solve.h"

enum { FAULT_BYTES = 1024 };

typedef struct planned {
    mst_post *post;
    mst_case *instance;
    mst_solution solution;
    mst_judgement judgement;
} planned;

/* What is asked of a draft; writes a fault or leaves `fault` empty. */
typedef void (*question)(const draft *post, uint64_t seed, char *fault);

/* Reads, plans and judges; `fault` stays empty when the plan is valid and measured alike. What
 * could be opened is closed by planned_close in every case. */
void
planned_open(planned *cell, const draft *post, const draft_order *order, uint32_t effort,
             char *fault);

/* Searches the cell on from how its plan was found, and judges what that finds, which is its plan
 * then. Nothing of it where there is no recipe: false. */
bool
planned_go_on(planned *cell, uint32_t effort, char *fault);

void
planned_close(planned *cell);

static inline const mst_problem *
planned_problem(const planned *cell)
{
    return &cell->instance->phases[cell->instance->phase_count - 1];
}

/* NULL, or the name of the first measure of which `bound`, proved against `against`, is above what
 * `value` reaches. Measures after one in which `value` is worse than `against` are free. */
const char *
bound_broken(const mst_problem *problem, const mst_bound *bound, const mst_measures *against,
             const mst_measures *value);

/* NULL, or the name of the first measure that differs. */
const char *
measures_differ(const mst_measures *a, const mst_measures *b);

/* Asks `cases` drafts from the seed of the run on; prints faults; returns how many fail. */
uint32_t
ask_many(const char *name, uint32_t cases, question ask);

/* The first seed of a run: MUSTER_TEST_SEED, 1 when not given; the same for every run else. */
uint64_t
first_seed(void);

void
say(char *fault, const char *format, ...);

#endif
