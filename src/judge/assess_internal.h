/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that assess share. Private to this folder.
 */
#ifndef MUSTER_JUDGE_ASSESS_INTERNAL_H
#define MUSTER_JUDGE_ASSESS_INTERNAL_H

#include "judge/assess.h"

/* While plans are put together with the evidence. */
typedef struct mst__assessing {
    const mst_assessed_plans *plans;
    const mst_evidence *evidence;
    mst_arena *arena;
    mst_assessment *result;
} mst__assessing;

/* ---- assess.c ---- */
/* Who is not out at the end of the plan (A1), in persons. */
int64_t
mst__assessed_not_out(const mst_assessed_plan *plan);
/* Fills result->low, high and is_given, tightened, for plans->scenarios. Errors: memory. */
MST_NODISCARD mst_status
mst__assess_chances(const mst__assessing *a, mst_error *err);

/* ---- assess_cell.c ---- */
/* How long the order may wait, by the plan alone, as mst_assessed_cell has it. Errors: memory. */
MST_NODISCARD mst_status
mst__assess_wait(const mst_evidence *evidence, uint32_t sites, const mst_assessed_plan *plan,
                 int64_t level, mst_arena *arena, bool *has_curve, mst_time *wait, mst_error *err);

/* Fills result->cells[index]. Errors: memory. */
MST_NODISCARD mst_status
mst__assess_cell(const mst__assessing *a, uint32_t index, mst_error *err);

/* ---- what one more is worth ---- */

/* Fewer left first, then sooner. */
bool
mst__gains_more(const mst_assessed_gain *a, const mst_assessed_gain *b);

/*
 * Rows of items from what they gain in single scenarios, weighed with the chances, best first.
 * Texts are the gains'; memory is from `arena`. Errors: memory. O(gains x (rows + scenarios)).
 */
MST_NODISCARD mst_status
mst__value_weigh(const mst_credal *set, uint32_t gain_count, const mst_assessed_gain *gains,
                 mst_arena *arena, const mst_value_row **rows, uint32_t *count, mst_error *err);

#endif
