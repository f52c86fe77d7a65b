/* SPDX-License-Identifier: Apache-2.0
 *
 * What changed between two pictures of one post, for somebody who comes back to it.
 *
 * N1  Both pictures are of one text: items, scenarios, options and reports have the same indexes.
 * N2  Worst first: standing plans that no longer hold, answers that got worse, facts, what is lost
 *     sooner, what is more probable, indicators, what grew stale; at the end the reports.
 * N3  Every change names the reports received in between that stand behind it, or says that none
 *     does: then estimates grew older, or the calendar went on.
 */
#ifndef MUSTER_PRESENT_SINCE_H
#define MUSTER_PRESENT_SINCE_H

#include "evidence/assess.h"
#include "judge/matrix.h"
#include "present/standing.h"

/* A standing plan under both pictures. */
typedef struct mst_since_plan {
    mst_standing_row then, now;
} mst_since_plan;

/* A cell that something else is planned for. */
typedef struct mst_since_cell {
    uint32_t scenario, option; /* of the post */
    bool planned;              /* under both pictures; else only that its case differs is known */
    mst_measures then, now;
    uint32_t report_count;
    const uint32_t *reports; /* facts without one of which the case would be another */
} mst_since_cell;

typedef struct mst_since_view {
    const mst_evidence *then, *now; /* each with its post */
    uint32_t plan_count;
    const mst_since_plan *plans;
    uint32_t cells; /* compared */
    uint32_t cell_count;
    const mst_since_cell *changed; /* of those, in the order of the matrix */
    bool has_answers; /* all of them were planned; else those for which a plan stands */
} mst_since_view;

/* How much of each there is. */
typedef struct mst_since_totals {
    uint32_t broken, plans; /* standing plans that broke or were lost since; that changed at all */
    uint32_t worse;         /* answers that got worse */
    uint32_t facts, sites, chances, indicators, stale, reports;
} mst_since_totals;

/* Errors: memory. */
MST_NODISCARD mst_status
mst_since_count(const mst_since_view *view, mst_since_totals *totals, mst_error *err);

/* *text is on the heap, the caller's. Errors: memory. */
MST_NODISCARD mst_status
mst_since_write_text(const mst_since_view *view, char **text, mst_error *err);
MST_NODISCARD mst_status
mst_since_write_json(const mst_since_view *view, char **text, mst_error *err);

#endif
