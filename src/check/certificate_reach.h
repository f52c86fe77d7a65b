/* SPDX-License-Identifier: Apache-2.0
 *
 * How soon people and vehicles can be anywhere, for certificates of kinds `way` and `leave`
 * (docs/certificates.md): vehicles as if none were needed elsewhere, people as if alone.
 */
#ifndef MUSTER_CHECK_CERTIFICATE_REACH_H
#define MUSTER_CHECK_CERTIFICATE_REACH_H

#include "check/certificate.h"

typedef struct mst__reach {
    mst__proof_check *check;
    const mst_problem *problem;
    uint8_t *used;     /* [type] some vehicle of it can be used up to the horizon */
    uint8_t *serves;   /* [type * sites + site] people can board and get off there at some time */
    mst_time *there;   /* [vehicle * sites + site] on the ground at the earliest; MST_NEVER */
    mst_time *type_at; /* [type * sites + site] the earliest of any vehicle of it */
    uint32_t *desks;   /* [site] sites of its station; 0 where there is no desk */
} mst__reach;

static inline mst_time
mst__reach_least(mst_time a, mst_time b)
{
    return a < b ? a : b;
}

static inline mst_time
mst__reach_most(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

/* Fills the world; false with a refusal or out of memory. Linear in vehicles x arcs x the longest
 * way. */
bool
mst__reach_init(mst__reach *reach, mst__proof_check *check);

/* Is it a place where some of the cohort may be out? */
bool
mst__reach_ends(const mst_problem *problem, uint32_t cohort, uint32_t site);

/* Do those of the cohort have to be brought out: in scope, and not out where they start? */
bool
mst__reach_moves(const mst_problem *problem, uint32_t cohort);

/* Begin of the first service of `length` at a site at `t` or later; MST_NEVER. */
mst_time
mst__reach_service(const mst_problem *problem, uint32_t site, mst_time t, mst_time length);

/* Earliest arrival of a type along an arc that it enters at `t` or later, empty or with people;
 * MST_NEVER. */
mst_time
mst__reach_drives_to(const mst_problem *problem, uint32_t arc, uint32_t type, bool loaded,
                     mst_time t);

/* The most people of these cohorts who fill seats of a type at once: the largest sum of whole
 * parties; those on litters one by one, or (not `lying`) not at all. */
int64_t
mst__reach_seats(const mst_problem *problem, const uint32_t *cohorts, uint32_t count, uint32_t type,
                 bool lying);

/* The moment from which people of the cohort who are released at their own site at `t` can have
 * been processed there. */
mst_time
mst__reach_processed(const mst__reach *reach, uint32_t cohort, uint32_t site, mst_time t);

/* The earliest moment up to the horizon at which one of the cohort who is released at `from` can be
 * out; MST_NEVER. False on lack of memory. */
bool
mst__reach_out(const mst__reach *reach, uint32_t cohort, mst_time from, mst_time *out);

#endif
