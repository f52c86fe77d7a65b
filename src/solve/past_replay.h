/* SPDX-License-Identifier: Apache-2.0
 *
 * What the replay of the past works on. Private to past*.c. Lack of memory is noted in the state.
 */
#ifndef MUSTER_SOLVE_PAST_REPLAY_H
#define MUSTER_SOLVE_PAST_REPLAY_H

#include "solve/state.h"

/* People at a place, counted while the past is replayed; turned into pools at its end. */
typedef struct mst__stock {
    uint32_t site, cohort, stations;
    bool inbound;
    int64_t now; /* off and free by the surprise */
    int64_t out; /* of them counted as out */
} mst__stock;

typedef struct mst__late { /* people who come free only after the surprise */
    uint32_t site;
    mst_load load;
    mst_time at;
    mst__standing standing;
} mst__late;

typedef struct mst__replay {
    mst__state *state;
    const mst_problem *problem;
    const mst_plan *plan;
    mst_time now;
    mst__stock *stocks;
    uint32_t stock_count, stock_room;
    mst__late *lates;
    uint32_t late_count, late_room;
    uint32_t *convoy_of; /* [plan convoy] the state's */
    bool board_inbound;  /* those aboard the vehicle in hand are still to be carried in */
    uint32_t board_site; /* where those aboard the vehicle in hand got on, MST_NONE */
    bool *was_out; /* [cohort] those aboard the vehicle in hand had been out where they got on */
    bool *stays_aboard; /* [plan stop] nobody gets off after all: there is no room any more */
} mst__replay;

/* ---- people (past_people.c) ---- */

/* Adds to those who are there (`sign` 1), or takes from them (-1): then the ones who are out go
 * last. How many of those taken were out. */
int64_t
mst__replay_stock(mst__replay *r, uint32_t site, mst_load load, bool inbound, int64_t sign);
/* So many of those there are out. */
void
mst__replay_stock_out(mst__replay *r, uint32_t site, mst_load load, int64_t count);
/* They come free at `at`, after the surprise. */
void
mst__replay_late(mst__replay *r, uint32_t site, mst_load load, mst_time at, mst__standing standing);

/* People come to a site (`sign` 1) or leave it (-1) at `t`: its levels of people, of guards, and of
 * those who have yet to leave. */
void
mst__replay_levels(mst__replay *r, uint32_t site, mst_load load, bool is_out, mst_time t,
                   int64_t sign);
/* People leave a site at `t`, aboard or on their own. Were they out already? */
bool
mst__replay_board(mst__replay *r, uint32_t site, mst_load load, bool inbound, mst_time t);
/* People come to a site at `t`, perhaps after the surprise. */
void
mst__replay_alight(mst__replay *r, uint32_t site, mst_load load, bool were_out, mst_time t);

/* ---- vehicles (past_vehicle.c) ---- */

/* What vehicle `v` had begun; people and convoys must be there already. */
void
mst__replay_vehicle(mst__replay *r, uint32_t v);
/* Finds the unloading that was under way and for which there is no room at its end, now that nobody
 * makes any or the hold is lower. The past must be replayed; true when it has to be once more. */
bool
mst__replay_find_overfill(mst__replay *r);
/* Where vehicles that came together can no longer all be parked, the last ones have made their last
 * move: then they do not count (rule 5). */
void
mst__replay_release_parking(mst__state *state);

#endif
