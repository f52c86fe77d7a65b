/* SPDX-License-Identifier: Apache-2.0
 *
 * What binding a document's plan to a case is made of: names to indexes, then phases.
 */
#ifndef MUSTER_PRESENT_BIND_H
#define MUSTER_PRESENT_BIND_H

#include "present/internal.h"

typedef struct mst__binder {
    const mst_document *document;
    const mst_case *instance;
    const mst_problem *problem; /* of the phase being bound */
    mst_arena *arena;
    mst_error *err;
    mst_status status;
    uint32_t *sites, *arcs, *vehicles, *cohorts, *stations; /* document's index to the case's */
    uint32_t *document_vehicle; /* the case's vehicle to the document's */
    bool is_open;               /* some load of the phase must be completed */
} mst__binder;

/* Writes the first failure, with the place of a name in the file (MST_NAMES_COUNT: the file). */
void
mst__bind_fail(mst__binder *b, mst_names table, uint32_t index, const char *format, ...)
    MST_PRINTF(4, 5);
/* Zeroed memory; NULL with the status set. */
void *
mst__bind_take(mst__binder *b, size_t count, size_t bytes);

/* Fills the maps; MST_NONE for names that the case does not have. */
void
mst__bind_names(mst__binder *b);

/* One phase of the document as a plan of b->problem; NULL after a failure. */
mst_plan *
mst__bind_phase(mst__binder *b, const mst_plan *from);

#endif
