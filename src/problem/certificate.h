/* SPDX-License-Identifier: Apache-2.0
 *
 * A certificate: what proves a bound, as data that anybody can check again. The solver writes it,
 * plan.json carries it, check/ proves it once more from the compiled problem.
 *
 * T1  The claim: no valid plan of the last phase that leaves at most `most_left` persons, and of
 *     each priority k < `priority_count` at most most_left_by_priority[k], has less than `bound` of
 *     `measure`. Of left, both say nothing (MST_UNLIMITED).
 * T2  The proof is a list of named rows of whole numbers. What each row means belongs to the kind
 *     (docs/certificates.md). Indexes in rows are into the problem's arrays (P2).
 * T3  Parts are in the order in which the kind lists them, each once.
 */
#ifndef MUSTER_PROBLEM_CERTIFICATE_H
#define MUSTER_PROBLEM_CERTIFICATE_H

#include "model/fields.h"
#include "problem/problem.h"

/*   X(symbol, name)    never renumber: the name stands in plan.json */
#define MST_CERTIFICATE_MAP(X)                                                                     \
    X(COVER, "cover") /* useful work of each vehicle, and why no choice of them is enough */       \
    X(DUAL, "dual")   /* multipliers of places: no tours are worth what everybody is */            \
    X(TREE, "tree")   /* branches, with such multipliers for each case */                          \
    X(WAY, "way")     /* nobody of a cohort can be out sooner, or at all */                        \
    X(LEAVE, "leave") /* how soon people can leave the places where they are exposed */            \
    X(CUT, "cut")     /* no more can get out of a set of sites by then */

typedef enum mst_certificate_kind {
#define MST_CERTIFICATE_ENUM(symbol, name) MST_CERTIFICATE_##symbol,
    MST_CERTIFICATE_MAP(MST_CERTIFICATE_ENUM)
#undef MST_CERTIFICATE_ENUM
        MST_CERTIFICATE_COUNT
} mst_certificate_kind;

enum { MST_CERTIFICATE_MOST_PARTS = 64 };
#define MST_CERTIFICATE_MOST_VALUES ((uint32_t)1 << 24)

typedef struct mst_certificate_part {
    const char *name;
    uint32_t count;
    const int64_t *values;
} mst_certificate_part;

typedef struct mst_certificate {
    mst_certificate_kind kind;
    mst_measure measure;
    mst_wide bound; /* in the unit of the measure: persons, ms, person x ms x millionths */
    int64_t most_left;
    uint32_t priority_count; /* 0: the claim does not look at priorities */
    int64_t most_left_by_priority[MST_MAX_PRIORITIES]; /* persons; MST_UNLIMITED: any */
    uint32_t part_count;
    const mst_certificate_part *parts;
} mst_certificate;

const char *
mst_certificate_name(mst_certificate_kind kind);

/* False when no kind has this name. */
bool
mst_certificate_kind_find(const char *name, mst_certificate_kind *kind);

/* NULL when there is no such part. */
const mst_certificate_part *
mst_certificate_find(const mst_certificate *certificate, const char *name);

/* A deep copy in `arena`; NULL on lack of memory. */
mst_certificate *
mst_certificate_copy(const mst_certificate *certificate, mst_arena *arena) MST_NODISCARD;

#endif
