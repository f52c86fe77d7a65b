/* SPDX-License-Identifier: Apache-2.0
 *
 * An assessment as one page of text and as JSON.
 */
#ifndef MUSTER_PRESENT_ASSESSMENT_H
#define MUSTER_PRESENT_ASSESSMENT_H

#include "judge/assess.h"
#include "present/document.h"

typedef struct mst_assessment_view {
    const mst_post *post;
    const mst_assessed_plans *plans;
    const mst_assessment *assessment;
    const mst_evidence *evidence;
    const mst_ranking *ranking;
    uint64_t seed;
} mst_assessment_view;

/* Each gives a text on the heap, the caller's (mst_heap_free); the same bytes for the same
 * assessment. Errors: memory. The page is 80 columns wide where names are not longer. */
MST_NODISCARD mst_status
mst_assessment_write_text(const mst_assessment_view *view, char **text, mst_error *err);
MST_NODISCARD mst_status
mst_assessment_write_json(const mst_assessment_view *view, char **text, mst_error *err);

#endif
