/* SPDX-License-Identifier: Apache-2.0
 *
 * One more of something in one cell, tried. Private to this folder.
 */
#ifndef MUSTER_JUDGE_VALUE_TRY_H
#define MUSTER_JUDGE_VALUE_TRY_H

#include "base/pool.h"
#include "judge/value.h"
#include "judge/value_item.h"

/* What a plan reaches for evacuees; left is compared first. */
typedef struct mst__reached {
    bool is; /* else there is no plan */
    int64_t left;
    mst_time completion;
} mst__reached;

/* What a cell with one more comes to. */
typedef struct mst__value_outcome {
    bool is_planned;
    mst__reached got;   /* with it */
    mst__reached alone; /* by the same plan without it, where that obeys the rules too */
    mst_time wait; /* under the first scenario; MST_TIME_MIN: never that sure, or not planned */
} mst__value_outcome;

/* What all tries of an option share; read-only but for the memos. */
typedef struct mst__value_world {
    const mst_post *post;
    const mst_evidence *evidence; /* NULL: how much longer the order may wait is not asked */
    const mst_value_options *options;
    const mst_cell *cells; /* the option's, every stride-th */
    uint32_t scenario_count, stride;
    uint64_t (*base_keys)[2]; /* [scenarios] of all that is known of the cell; NULL: nothing kept */
    mst_bound_memo *memos[MST_MAX_THREADS]; /* [worker]; NULL does without */
} mst__value_world;

typedef struct mst__value_try {
    uint32_t scenario; /* of the chosen ones */
    uint64_t seed;
    bool is_more; /* else nothing more, by another seed */
} mst__value_try;

const mst_cell *
mst__value_cell(const mst__value_world *w, uint32_t scenario);

mst__reached
mst__reached_by(const mst_measures *measures);

bool
mst__reached_better(const mst__reached *a, const mst__reached *b);

/* How long the order may wait with the plan of a cell. Errors: memory. */
MST_NODISCARD mst_status
mst__value_wait(const mst__value_world *w, const mst_cell *cell, mst_arena *arena, bool *has_curve,
                mst_time *wait, mst_error *err);

/* Finds base_keys: of every cell with its plan, its bound and how it was made. Errors: memory. */
MST_NODISCARD mst_status
mst__value_find_keys(mst__value_world *w, mst_arena *arena, mst_error *err);

/* The base cell with the item; nothing is gained where it cannot be compiled. Errors: memory. A
 * bound at most, a plan of a quarter of the option's effort, and a check or two. */
MST_NODISCARD mst_status
mst__value_try_item(const mst__value_world *w, uint32_t worker, const mst__value_try *asks,
                    const mst__value_item *item, mst__value_outcome *result);

#endif
