/* SPDX-License-Identifier: Apache-2.0
 *
 * The relaxation of certificates of kind `dual` and `tree`, as docs/certificates.md states it:
 * tours of vehicles over places, whatever else binds.
 */
#ifndef MUSTER_CHECK_CERTIFICATE_FLOW_H
#define MUSTER_CHECK_CERTIFICATE_FLOW_H

#include "check/certificate.h"

typedef struct mst__tour_place {
    uint32_t site;
    int64_t parties; /* that have to go */
    int64_t room;    /* parties that may end there; MST_UNLIMITED; 0 where none may */
    bool safe;
    bool peopled; /* there can be people to carry */
    bool brought; /* some come by vehicle */
} mst__tour_place;

/* Least times of a type from site to site; MST_NEVER where it cannot. */
typedef struct mst__tour_ways {
    uint32_t type; /* of the problem */
    int64_t seats; /* in parties */
    mst_time load, unload;
    mst_time *loaded, *empty; /* [from * sites + to], sites */
    uint8_t *serves;          /* [place] */
    uint8_t *leads_on;        /* [place] some loaded way leads away */
} mst__tour_ways;

typedef struct mst__tour_world {
    const mst_problem *problem;
    mst_arena *arena;
    int64_t party;
    uint32_t place_count, type_count;
    mst__tour_place *places;
    mst__tour_ways *types;
} mst__tour_world;

/* Makes the relaxation; false when it does not fit the problem (the check says why) or memory ran
 * out. */
bool
mst__tour_world_init(mst__tour_world *world, mst__proof_check *check);

/* May a vehicle of the type go loaded from place to place without a place with people between? */
bool
mst__tour_direct(const mst__tour_world *world, const mst__tour_ways *ways, uint32_t from,
                 uint32_t to);

#endif
