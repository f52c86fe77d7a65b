/* SPDX-License-Identifier: Apache-2.0
 *
 * What one more of each mean is worth, as a page and as JSON.
 */
#ifndef MUSTER_PRESENT_VALUE_H
#define MUSTER_PRESENT_VALUE_H

#include "judge/value.h"

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

#endif
