/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans and measures as bytes, and back: to keep them, and to tell plans apart.
 */
#ifndef MUSTER_PROBLEM_PLAN_BYTES_H
#define MUSTER_PROBLEM_PLAN_BYTES_H

#include "base/bytes.h"
#include "problem/plan.h"

/* A plan and those of the phases before it. Plans of one case have the same bytes when they are the
 * same. O(records). */
void
mst_plan_write(const mst_plan *plan, mst_bytes *out);

/* The same plan, of `instance`, in `arena`: as many phases as the case has. `in` is bad when the
 * bytes are of no such plan, or on lack of memory; the plan is then of no use. It is not judged. */
void
mst_plan_read(mst_bytes_reader *in, const mst_case *instance, mst_arena *arena, mst_plan *plan);

void
mst_measures_write(const mst_measures *measures, mst_bytes *out);
void
mst_measures_read(mst_bytes_reader *in, mst_measures *measures);

#endif
