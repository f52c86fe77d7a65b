/* SPDX-License-Identifier: Apache-2.0
 *
 * Proves a certificate again from the compiled case, by code that shares nothing with the solver.
 */
#ifndef MUSTER_CHECK_CERTIFICATE_H
#define MUSTER_CHECK_CERTIFICATE_H

#include "problem/certificate.h"

typedef struct mst_certificate_verdict {
    bool holds;
    const char *text; /* why it does not, one sentence; NULL when it holds */
    /* What the proof shows, when it shows less than is claimed, or as much; else the claim. Kinds
     * `way`, `leave` and `cut` only; 0 when it shows nothing. */
    mst_wide proved;
    /* Of left: the weight of each priority that is left at the least. */
    int64_t left_by_priority[MST_MAX_PRIORITIES];
} mst_certificate_verdict;

/*
 * Does the certificate prove its claim for `instance`? Returns MST_OK either way; errors are lack
 * of memory only. The text is taken from `arena`. The work is at most a few times that of finding
 * the proof, and ends at a stated count: a certificate that asks for more is refused.
 */
MST_NODISCARD mst_status
mst_certificate_check(const mst_case *instance, const mst_certificate *certificate,
                      mst_arena *arena, mst_certificate_verdict *verdict, mst_error *err);

/* ---- for the kinds, each in its own file ---- */

typedef struct mst__proof_check {
    const mst_problem *problem; /* the last phase */
    const mst_certificate *certificate;
    mst_arena *scratch; /* of this check alone */
    mst_arena *arena;   /* of the text */
    const char *text;   /* the first refusal; NULL so far */
    mst_wide proved;    /* see the verdict */
    int64_t left_by_priority[MST_MAX_PRIORITIES];
    bool out_of_memory;
} mst__proof_check;

/* Keeps the first refusal and returns false. */
bool
mst__refute(mst__proof_check *check, const char *format, ...) MST_PRINTF(2, 3);
/* The part, refused when it is missing or has not `count` values (MST_NONE: any). */
const mst_certificate_part *
mst__part(mst__proof_check *check, const char *name, uint32_t count);

/* True when the proof holds; else the text says why not, or out_of_memory is set. */
typedef bool
mst__certificate_checker(mst__proof_check *check);
mst__certificate_checker mst__certificate_cover;
mst__certificate_checker mst__certificate_dual;
mst__certificate_checker mst__certificate_tree;
mst__certificate_checker mst__certificate_way;
mst__certificate_checker mst__certificate_leave;
mst__certificate_checker mst__certificate_cut;

/* The end of a check by a kind that recomputes its bound: is it at least the claim? */
bool
mst__proves(mst__proof_check *check, mst_wide proved);

#endif
