/* SPDX-License-Identifier: Apache-2.0
 *
 * What plans said, as a file to take up again: an entry of a cache.
 */
#ifndef MUSTER_PRESENT_ASSESSED_PLANS_H
#define MUSTER_PRESENT_ASSESSED_PLANS_H

#include "judge/assess.h"

/* JSON that mst_assessed_plans_read reads back to the same; `key` names what was planned for.
 * *text is on the heap, the caller's (mst_heap_free). Errors: memory. */
MST_NODISCARD mst_status
mst_assessed_plans_write(const mst_assessed_plans *plans, const char *key, char **text,
                         mst_error *err);

/* Fills the cells and gains of `plans`, of which the counts, scenarios and options are set. False,
 * with `plans` of no use, when the text is no such file, is of another key or shape, or for lack
 * of memory. */
bool
mst_assessed_plans_read(const char *text, size_t bytes, const char *key, mst_arena *arena,
                        mst_assessed_plans *plans) MST_NODISCARD;

#endif
