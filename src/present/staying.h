/* SPDX-License-Identifier: Apache-2.0
 *
 * How long the sites can hold, for those who stay by the option's scope or are left.
 */
#ifndef MUSTER_PRESENT_STAYING_H
#define MUSTER_PRESENT_STAYING_H

#include "judge/matrix.h"
#include "present/document.h"

typedef struct mst__staying {
    int64_t people;    /* who stay by the option's scope, force apart */
    mst_time runs_out; /* when the first supplies end with people still there; MST_NEVER */
    uint32_t site;     /* where; MST_NONE */
} mst__staying;

mst__staying
mst__staying_of_cell(const mst_cell *cell);

mst__staying
mst__staying_of_document(const mst_document *document);

#endif
