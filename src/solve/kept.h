/* SPDX-License-Identifier: Apache-2.0
 *
 * A solution as bytes, and back: so that a case that was solved before need not be solved again.
 */
#ifndef MUSTER_SOLVE_KEPT_H
#define MUSTER_SOLVE_KEPT_H

#include "base/bytes.h"
#include "solve/solve.h"

/* All of a solution of a case that was not resumed: the plan of each phase, measures, bound with
 * its certificate, recipe, and what was counted. */
void
mst_solution_write(const mst_solution *solution, mst_bytes *out);

/*
 * The same solution, of `instance`, a case with the digest (mst_case_digest) of the one that was
 * solved. False when the bytes are of no such solution, or on lack of memory; then there is nothing
 * to release. The plan is not judged. O(bytes).
 */
MST_NODISCARD bool
mst_solution_read(mst_bytes_reader *in, const mst_case *instance, mst_solution *solution);

#endif
