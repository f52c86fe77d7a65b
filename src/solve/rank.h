/* SPDX-License-Identifier: Apache-2.0
 *
 * Ranking trips: what a rough estimate says that each pickup and target brings an hour, before any
 * is placed.
 */
#ifndef MUSTER_SOLVE_RANK_H
#define MUSTER_SOLVE_RANK_H

#include "solve/build.h"

enum { MST__RANKED = 10 }; /* kept by the estimate, and tried at most */

typedef struct mst__candidate {
    uint32_t pickup, target, class;
    bool inbound, out;
    int64_t relief; /* guards wanted there; 0: an ordinary trip */
    int64_t spare;  /* guards who leave because they are not needed any more; 0: others */
    int64_t people; /* ready there, now or later */
    double value;   /* of one person */
    double score;
} mst__candidate;

/* The best trips of a vehicle by the estimate, best first, into `ranked` [MST__RANKED]; `row` is
 * its empty way from where it is. Returns how many. O(sites x classes x targets). */
uint32_t
mst__rank_trips(mst__builder *builder, uint32_t v, const mst__row *row, mst__candidate *ranked);

/* What ending away from the base costs a vehicle whose crews need rest: they change there only. */
mst_time
mst__rest_cost(const mst__builder *builder, uint32_t v, uint32_t target);

/* How many more may be brought to a place: by what is learnt, and by the room there; `is_end`:
 * people are out there. */
int64_t
mst__delivery_room(const mst__builder *builder, uint32_t site, bool is_end);

#endif
