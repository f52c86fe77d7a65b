/* SPDX-License-Identifier: Apache-2.0
 *
 * Which cases fail: a box in the inputs that holds most failures and little else, by patient rule
 * induction (PRIM; Friedman and Fisher 1999; for scenario discovery Bryant and Lempert 2010).
 */
#ifndef MUSTER_JUDGE_SCAN_H
#define MUSTER_JUDGE_SCAN_H

#include "base/memory.h"

typedef struct mst_scan_range {
    double low, high; /* of the cases inside */
} mst_scan_range;

typedef struct mst_scan_box {
    mst_scan_range *ranges; /* [inputs] */
    uint32_t inside, failures;
    uint32_t peels;
    double mass, coverage, density; /* of all cases; of all failures; failures of those inside */
} mst_scan_box;

/*
 * From all `cases` (value of input j of case i is values[i * inputs + j]), again and again takes
 * away the `peel` share at the low or the high end of the input that raises density most, first
 * input and low end on ties, as long as `least` cases stay inside. Memory from `arena`. Errors:
 * memory. O(cases x inputs x peels x log cases).
 */
MST_NODISCARD mst_status
mst_scan_peel(uint32_t cases, uint32_t inputs, const double *values, const bool *fails, double peel,
              uint32_t least, mst_arena *arena, mst_scan_box *box, mst_error *err);

#endif
