/* SPDX-License-Identifier: Apache-2.0
 *
 * The matrix of plans as text for a terminal and as JSON.
 */
#ifndef MUSTER_PRESENT_MATRIX_H
#define MUSTER_PRESENT_MATRIX_H

#include "present/buffer.h"
#include "present/document.h"

typedef struct mst_matrix_style {
    uint32_t columns; /* of the terminal; at least 40 are used */
    bool color;       /* ANSI bold and red */
} mst_matrix_style;

/*
 * Rows are options, columns scenarios, in blocks of as many scenarios as fit; below it who is left
 * and which rule stops them. *text is on the heap, the caller's.
 */
MST_NODISCARD mst_status
mst_matrix_write_text(const mst_post *post, const mst_matrix *matrix, const mst_document_run *run,
                      const mst_matrix_style *style, char **text, mst_error *err);

/* One object with `plans`, cell by cell. The only output with solve_seconds, which differ from run
 * to run. *text is the caller's, on the heap; with a sink it is untouched, and no more is held
 * at once than the largest cell. */
MST_NODISCARD mst_status
mst_matrix_write_json(const mst_post *post, const mst_matrix *matrix, const mst_document_run *run,
                      const mst_sink *sink, char **text, mst_error *err);

#endif
