/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that judge losses share. Private to this folder.
 */
#ifndef MUSTER_JUDGE_CONTINGENCY_INTERNAL_H
#define MUSTER_JUDGE_CONTINGENCY_INTERNAL_H

#include "base/pool.h"
#include "judge/contingency.h"
#include "judge/judge.h"

/* A pair that neither loss alone explains; contingency_pairs.c knows what it holds. */
typedef struct mst__candidate mst__candidate;

/* Rows are numbered: the singles, then the pairs. */
typedef struct mst__contingency_run {
    const mst_post *post;
    const mst_contingency_options *options;
    mst_contingency *result;
    mst_arena scratch;
    uint32_t threads;
    mst_bound_memo *memos[MST_MAX_THREADS]; /* a worker; NULL does without */
    mst_cell *base;
    uint32_t candidate_count;
    mst__candidate *candidates;
    mst__loan *loans; /* [rows] */
    bool no_memory;   /* written after a wave only */
} mst__contingency_run;

/* ---- contingency.c ---- */
bool
mst__contingency_is_stopped(const mst__contingency_run *r);
/* Of the first worker only. */
void
mst__contingency_tell(const mst__contingency_run *r, uint32_t worker, uint32_t done, uint32_t count,
                      double fraction);
/* Indexes of rows, the worst first, in the arena of the result; NULL on lack of memory. */
uint32_t *
mst__contingency_rank(mst__contingency_run *r, const mst_contingency_row *rows, uint32_t count);

/* ---- contingency_row.c ---- */
/* The cell without these losses; the caller releases *instance, which lives in the arena. */
MST_NODISCARD mst_status
mst__contingency_compile(const mst__contingency_run *r, const uint32_t *indexes, uint32_t count,
                         mst_arena *arena, mst_case **instance, mst_error *err);
/* Does the plan of `from` obey every rule of `to`, and measure there what it does at home? */
MST_NODISCARD mst_status
mst__contingency_does_without(const mst_cell *from, const mst_cell *to, bool *holds,
                              mst_error *err);
/* Compiles the row and judges it; what fails is said by row->state and the cell's outcome. */
void
mst__contingency_judge_row(const mst__contingency_run *r, mst_contingency_row *row,
                           uint32_t worker);
/* The same of a row whose cell is compiled: Y1, else planned again. */
void
mst__contingency_judge_compiled(const mst__contingency_run *r, mst_contingency_row *row,
                                uint32_t worker);
/* Fills the costs of a row that was judged, from its measures and those of the plan in force. */
void
mst__contingency_cost(const mst__contingency_run *r, mst_contingency_row *row);

/* ---- contingency_pairs.c ---- */
/* Rows of the result for the pairs to plan again; `like` of the singles is known. false on lack of
 * memory. */
MST_NODISCARD bool
mst__contingency_find_pairs(mst__contingency_run *r);

/* ---- contingency_borrow.c ---- */
uint32_t
mst__contingency_row_count(const mst__contingency_run *r);
mst_contingency_row *
mst__contingency_row_at(const mst__contingency_run *r, uint32_t index);
/* Y3, and the measures and costs of every row after it. false on lack of memory. */
MST_NODISCARD bool
mst__contingency_borrow(mst__contingency_run *r);

#endif
