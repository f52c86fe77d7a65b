/* SPDX-License-Identifier: Apache-2.0
 *
 * The covering relaxation as docs/certificates.md states it, for the check of its certificates.
 */
#ifndef MUSTER_CHECK_CERTIFICATE_COVER_H
#define MUSTER_CHECK_CERTIFICATE_COVER_H

#include "check/certificate.h"

enum { MST__CLAIM_SETS = 32, MST__CLAIM_AREAS = 12 };

typedef struct mst__claim_area {
    uint32_t cohort; /* the first of them: names party, litter and where they may end */
    int64_t persons;
    mst_time self_out;
    mst_time *ready, *tail; /* [site] */
} mst__claim_area;

typedef struct mst__claim {
    mst__proof_check *check;
    const mst_problem *problem;
    mst_time deadline; /* to be refuted */
    uint32_t area_count, carrier_count, set_count;
    mst__claim_area areas[MST__CLAIM_AREAS];
    uint32_t *carrier_vehicle;  /* [carrier] its first vehicle */
    uint32_t *carrier_count_of; /* [carrier] how many vehicles */
    uint32_t sets[MST__CLAIM_SETS];
    int64_t need[MST__CLAIM_SETS];
    uint32_t *vector_count; /* [carrier] */
    int64_t **vectors;      /* [carrier] rows of set_count, none doing all of another, sorted */
    int64_t steps;          /* left */
} mst__claim;

/* Areas and carriers from the problem alone; false with a refusal or out of memory. */
bool
mst__claim_world(mst__claim *claim);

/* Vectors of every tour of a carrier that ends by the deadline. */
bool
mst__claim_vectors(mst__claim *claim, uint32_t carrier);

/* Refutes every choice of vectors by the rows of the certificate. */
bool
mst__claim_layers(mst__claim *claim);

/* Zeroed memory of the check; NULL with out_of_memory set. */
void *
mst__claim_take(mst__claim *claim, size_t count, size_t bytes);

/* Does row `a` come before row `b`: the first number in which they differ is larger? */
int
mst__claim_row_order(const int64_t *a, const int64_t *b, uint32_t count);

/* Counts work down; refuses at the end of it. */
bool
mst__claim_spend(mst__claim *claim, int64_t steps);

#endif
