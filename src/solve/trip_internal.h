/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that place a trip share: trip.c walks the way, board.c fills the seats.
 */
#ifndef MUSTER_SOLVE_TRIP_INTERNAL_H
#define MUSTER_SOLVE_TRIP_INTERNAL_H

#include "solve/trip.h"

enum { MST__PUSHES = 200 }; /* of pushing one leg later: beyond it the way counts as closed */

typedef struct mst__cursor {
    const mst__request *request;
    mst__state *state;
    const mst_p_vehicle *vehicle;
    const mst_p_type *type;
    uint32_t site;
    mst_time arrive, ready; /* at the present stop; earliest departure */
    mst_time last_arrival;  /* of the vehicle's last move, for the crew's duty */
    bool moved;
    int64_t range_used_mm;
    bool has_duty;
    uint32_t crew;
    mst_time duty_begin;
    mst_time crew_rested[MST__MAX_CREWS];
    bool people_aboard, evacuees_aboard;
    /* What this trip uses itself and no calendar knows yet. */
    const mst__trip *trip;
    uint32_t legs_placed;
    mst_time sorties[MST__MAX_LEGS]; /* departures with people */
    uint32_t sortie_count;
} mst__cursor;

static inline mst_time
mst__trip_later(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

/* Loading at the present stop: finds the berth, waits for people, chooses them. False when nobody
 * can board there. */
bool
mst__place_boarding(mst__cursor *at, mst__trip *trip);

#endif
