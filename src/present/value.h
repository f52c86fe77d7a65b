/* SPDX-License-Identifier: Apache-2.0
 *
 * What one more of each mean is worth, as a page and as JSON.
 */
#ifndef MUSTER_PRESENT_VALUE_H
#define MUSTER_PRESENT_VALUE_H

#include "judge/value.h"
#include "present/buffer.h"
#include "present/json.h"

typedef struct mst_value_view {
    const mst_post *post;
    const mst_value *value;
    uint64_t seed;
} mst_value_view;

/* Each gives a text on the heap, the caller's (mst_heap_free). Errors: memory. The page is 80
 * columns wide. */
MST_NODISCARD mst_status
mst_value_write_text(const mst_value_view *view, char **text, mst_error *err);
MST_NODISCARD mst_status
mst_value_write_json(const mst_value_view *view, char **text, mst_error *err);

/* Rows of what one more is worth, best first, as they stand on a page and in JSON. */
typedef struct mst_value_table {
    const mst_post *post;
    mst_instant order; /* from which use-by dates count */
    const mst_scenario_id *scenarios;
    const mst_value_row *rows;
    uint32_t row_count;
    uint32_t most; /* on a page; 0: all */
    bool has_wait; /* it was asked how much longer the order may wait */
} mst_value_table;

/* 80 columns wide. */
void
mst__value_add_table(mst_buffer *out, const mst_value_table *table);
json_t *
mst__value_table_json(mst__json *out, const mst_value_table *table);

#endif
