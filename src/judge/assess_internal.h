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

/* ---- assess_cell.c ---- */
/* Fills result->cells[index]. Errors: memory. */
MST_NODISCARD mst_status
mst__assess_cell(const mst__assessing *a, uint32_t index, mst_error *err);

#endif
