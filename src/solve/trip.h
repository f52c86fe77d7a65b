/* SPDX-License-Identifier: Apache-2.0
 *
 * One trip of one vehicle: empty to a pickup, loading, on to a target, unloading. Placing a trip
 * finds the earliest times every rule allows next to what is in the state already; committing adds
 * it.
 *
 * J1  A placed trip is only good for the state it was placed in.
 * J2  All rules are kept by the placement itself; commit trusts it.
 */
#ifndef MUSTER_SOLVE_TRIP_H
#define MUSTER_SOLVE_TRIP_H

#include "solve/state.h"

typedef struct mst__leg {
    uint32_t arc;
    mst_time leave, arrive;
    bool refuel;   /* at the stop it leaves */
    bool new_duty; /* a duty begins with it */
    uint32_t crew;
    uint32_t convoy; /* joined, MST_NONE */
    bool new_convoy;
    mst_time convoy_back;
    int64_t convoy_detached; /* guards of the origin that go along in cars of their own */
} mst__leg;

typedef struct mst__trip {
    uint32_t vehicle, pickup, target;
    bool board_here;                /* the pickup is the present stop */
    bool boards;                    /* false: only those aboard already go on */
    bool alights;                   /* false: a way to reposition */
    uint32_t leg_count, pickup_leg; /* legs before pickup_leg are the empty way */
    uint32_t pin_leg;               /* the pinned one, MST_NONE */
    mst__leg legs[MST__MAX_LEGS];
    mst_time board_begin,
        board_end; /* berth interval at the pickup; begin is the stop's own when shared */
    mst_time load_start;
    mst_time alight_begin, alight_end; /* berth interval at the target */
    mst_time off;
    uint32_t load_count;
    mst_load loads[MST__MAX_LOADS];
    bool inbound[MST__MAX_LOADS];
    bool out[MST__MAX_LOADS]; /* they were counted out before */
    int64_t persons;
    int64_t guards; /* of them guards in the load, taken from the spare */
} mst__trip;

/* What the builder asks of a placement. */
typedef struct mst__request {
    uint32_t vehicle, pickup, target;
    uint32_t class; /* of the people to fetch first */
    bool inbound;
    bool out;             /* those who are out already, to make room */
    bool relief;          /* guards for a site that is short of them */
    double fill;          /* wait for this share of the seats, when people are known to come */
    mst_time depart_from; /* no departure from the present stop sooner; 0: at once */
    mst_time load_from;   /* no loading sooner */
    mst_time leave_from;  /* no departure from the pickup sooner */
    mst_time leave_exact; /* pins: take the pinned link just then; MST_NEVER: free */
    bool guards_fill;     /* seats that stay empty go to spare guards */
    bool guards_only;     /* only guards (retrograde) */
    bool wave;            /* last wave: guards may go whatever need and rear say */
    int64_t wave_guards;  /* at most so many guards in a wave */
    bool fresh_crew;      /* begin a new duty at the start when that can be */
    int64_t most_persons; /* at most so many people */
    /* [class] who is to go that way, aboard first, and [cohort] their class; NULL: anybody */
    const int64_t *asked;
    const uint32_t *asked_class;
    const uint32_t *ranks; /* [cohort_count] order of filling, low first; NULL: by priority */
    /* at least these loads, by this link on the way from pickup to target; its `arc` MST_NONE: by
     * the shortest way */
    const mst_p_pin *pin;
    const mst_p_pin *spared; /* NULL; at least its load stays at the pickup */
    bool fill_rest;          /* pins: others take the seats that stay empty */
    bool anywhere;           /* pins: even where the people are no nearer to safety */
    bool relaxed[16];        /* tests: rules the builder does not see */
} mst__request;

/* False when no placement exists. */
bool
mst__trip_place(mst__state *state, const mst__request *request, mst__trip *trip);

void
mst__trip_commit(mst__state *state, const mst__trip *trip);

/* Parts of a commit, for replaying a past: one leg (records, calendars, crew), and the exposure on
 * the way from the pickup on. */
void
mst__trip_commit_leg(mst__state *state, const mst__trip *trip, uint32_t index, uint32_t loads);
void
mst__trip_expose(mst__state *state, const mst__trip *trip);

#endif
