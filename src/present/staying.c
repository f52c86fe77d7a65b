/* SPDX-License-Identifier: Apache-2.0 */
#include "present/staying.h"

#include <string.h>

static void
take_notice(mst__staying *staying, const char *kind, mst_time at, uint32_t site)
{
    if (strcmp(kind, "supplies") == 0 && at < staying->runs_out) {
        staying->runs_out = at;
        staying->site = site;
    }
}

mst__staying
mst__staying_of_cell(const mst_cell *cell)
{
    mst__staying staying = {.runs_out = MST_NEVER, .site = MST_NONE};
    const mst_problem *problem = &cell->instance->phases[cell->instance->phase_count - 1];
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        staying.people += !cohort->in_scope && !cohort->force ? cohort->count : 0;
    }
    for (uint32_t i = 0; i < cell->judgement.notice_count; i++) {
        const mst_notice *notice = &cell->judgement.notices[i];
        take_notice(&staying, notice->kind, notice->at, notice->site);
    }
    return staying;
}

mst__staying
mst__staying_of_document(const mst_document *document)
{
    mst__staying staying = {.runs_out = MST_NEVER, .site = MST_NONE};
    for (uint32_t c = 0; c < document->cohort_count; c++) {
        const mst_document_cohort *cohort = &document->cohorts[c];
        staying.people += !cohort->in_scope && !cohort->force ? cohort->count : 0;
    }
    for (uint32_t i = 0; i < document->notice_count; i++) {
        const mst_document_notice *notice = &document->notices[i];
        take_notice(&staying, notice->kind, notice->at, notice->site);
    }
    return staying;
}
