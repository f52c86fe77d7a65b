/* SPDX-License-Identifier: Apache-2.0
 *
 * What breaks a plan, as text for a terminal and as JSON.
 */
#ifndef MUSTER_PRESENT_CONTINGENCY_H
#define MUSTER_PRESENT_CONTINGENCY_H

#include "judge/contingency.h"
#include "present/matrix.h"

/*
 * Single points of failure first, then what costs time, what costs nothing, and the worst pairs.
 * Losses that come to the same share a row. *text is on the heap, the caller's.
 */
MST_NODISCARD mst_status
mst_contingency_write_text(const mst_post *post, const mst_contingency *contingency,
                           const mst_document_run *run, const mst_matrix_style *style, char **text,
                           mst_error *err);

/* One object with every loss and pair, without the plans. */
MST_NODISCARD mst_status
mst_contingency_write_json(const mst_post *post, const mst_contingency *contingency,
                           const mst_document_run *run, char **text, mst_error *err);

#endif
