/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the matrix share. Private to this folder.
 *
 * J1  A cell is worked on by one thread at a time; what it needs lasting lies in its solution's
 * arena.
 * J2  Everything a cell reads of another cell was finished in an earlier wave.
 */
#ifndef MUSTER_JUDGE_JUDGE_H
#define MUSTER_JUDGE_JUDGE_H

#include "judge/matrix.h"

/* Work of a re-run with one more unit, in plans built, as a part of the cell's own. */
typedef struct mst__effort {
    uint64_t seed;
    uint32_t effort;
    int64_t time_limit_ms; /* 0: none */
    const volatile int *stop;
} mst__effort;

/*
 * What binds in a finished cell: fills cell->bindings. A candidate is a limit the plan reaches
 * somewhere; each is laid over the post with one more unit and bounded again; the most promising
 * are planned again. Errors: memory.
 */
MST_NODISCARD mst_status
mst__bindings_find(const mst_post *post, const mst_matrix_options *options,
                   const mst__effort *effort, mst_cell *cell, mst_error *err);

/* The same groups of people in the same numbers, with the same of them in scope. */
bool
mst__same_people(const mst_problem *a, const mst_problem *b);

typedef struct mst__adopted {
    const mst_plan *plan; /* NULL: it does not fit, or breaks a rule here */
    mst_measures measures;
} mst__adopted;

/*
 * The plan of another cell in this cell's numbering, judged; it does not fit when people differ or
 * a vehicle, link or site is not there. All of it is a copy in `arena`.
 */
MST_NODISCARD mst_status
mst__plan_adopt(const mst_cell *from, const mst_cell *to, mst_arena *arena, mst__adopted *adopted,
                mst_error *err);

/* Who is left and what stops them, one sentence from the solution's arena; NULL when nobody is. */
MST_NODISCARD mst_status
mst__left_reason(mst_cell *cell, mst_error *err);

/* The value of a measure as a number to divide. */
mst_wide
mst__measure_value(const mst_measures *measures, mst_measure measure);
mst_wide
mst__measure_bound(const mst_bound *bound, mst_measure measure);

static inline const mst_problem *
mst__last_phase(const mst_case *instance)
{
    return &instance->phases[instance->phase_count - 1];
}

#endif
