/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan under construction, and everything the rules say about what may be added to it.
 *
 * The builder adds whole trips: a vehicle goes empty to a pickup, loads, goes on to a target,
 * unloads. Each trip is placed at the earliest times the calendars allow and then never moves
 * again, so a state is at every moment a valid plan of the people it has moved.
 *
 * B1  People waiting are kept in pools: same site, cohort and stations. A pool is a list of batches
 * by the time from which they may board. Boarding takes the batches that became ready last, so that
 * earlier ones stay for trips placed later at earlier times. B2  A batch with time MST_NEVER is
 * people who are there but can never board (a desk that never opens). B3  Desks serve
 * at once, when people are put into a pool that needs them: each at the first moment that those
 * placed before leave free (desks.c). B4  levels `people`, `guards`,
 * `leavers` of a site agree with the moves placed so far: people off vehicles, guards among them
 * not away on escort, and people in scope there who are no guards and not at an end. B5  Guards
 * leave a site only as far as need and rear allow at every later time; the last wave (wave.c) is
 *     the only exception.
 */
#ifndef MUSTER_SOLVE_STATE_H
#define MUSTER_SOLVE_STATE_H

#include "base/random.h"
#include "problem/plan.h"
#include "solve/route.h"
#include "solve/timeline.h"

enum {
    MST__MAX_LEGS = 24,
    MST__MAX_LOADS = 32, /* different (cohort, stations) aboard one vehicle */
    MST__MAX_CREWS = 16,
    MST__DESK_GAPS = 128,       /* kept of the desks of a site: later ones count as taken */
    MST__RELEASE_BATCHES = 256, /* of a spread release, each ready to board with its last member */
};

typedef struct mst__batch {
    mst_time time;
    int64_t count;
} mst__batch;

typedef enum mst__standing {
    MST__WAITING,
    MST__INBOUND, /* reinforcements not yet where they are wanted */
    MST__OUT,     /* counted as out already: moved on only to make room */
} mst__standing;

typedef struct mst__pool {
    uint32_t site, cohort, stations;
    bool inbound, out;           /* the standing of all of them */
    bool waits;                  /* counts in its site's `waiting` */
    uint32_t next;               /* next pool of the site, MST_NONE */
    uint32_t count, room, first; /* batches[first .. count) are in use, by time */
    int64_t total;               /* everyone in it */
    int64_t ripe;                /* merged: may board from ripe_time on */
    mst_time ripe_time;
    mst__batch *batches;
    int64_t *sums; /* people in the batches by blocks (pool.c, P2) */
} mst__pool;

typedef struct mst__desk {
    mst_time free_at;
    uint32_t run; /* the last run on it, MST_NONE */
} mst__desk;

typedef struct mst__desk_gap { /* a desk has nobody in [begin, end) */
    mst_time begin, end;
    uint32_t desk;
    uint32_t run; /* the run that ends at `begin`, MST_NONE */
} mst__desk_gap;

typedef struct mst__site_state {
    mst__level people, guards, leavers;
    bool held_known,
        held_careful; /* until when the guards are enough, for these versions of the levels */
    uint32_t held_guards, held_leavers;
    mst_time held_until;
    mst__level *berths, *parking; /* [berth_class_count] */
    mst__entries
        *berth_points; /* [berth_class_count] services of no length: they hold no berth, but a
                                  longer one may not lie around them where there is none to spare */
    mst__entries movements;
    uint32_t first_pool;
    uint32_t desk_count;
    mst__desk *desks;       /* [desk_count] */
    mst_time desks_free;    /* the first moment from which one has nobody; 0 without desks */
    uint32_t gap_count;     /* times before free_at in which a desk has nobody, by begin */
    mst__desk_gap *gaps;    /* [MST__DESK_GAPS] */
    mst_time last_boarding; /* of anyone, by vehicle or on their own; MST_TIME_MIN: none yet */
    int64_t waiting;        /* people in its pools who are no guards and not at an end */
    uint32_t version;       /* grows whenever a pool of the site changes */
    int64_t delivered,
        departed; /* people in scope brought in, taken on: the search learns from them */
} mst__site_state;

typedef struct mst__vehicle_state {
    uint32_t site;
    mst_time arrive;                 /* at the present stop */
    mst_time free_from;              /* earliest departure as things stand */
    mst_time berth_begin, berth_end; /* of the present stop, MST_NEVER without service */
    bool alighted, boarded;          /* at the present stop */
    bool sealed; /* its service there began before a surprise and stands as it was */
    bool moved;
    bool parked;   /* the stop holds a parking place until further notice */
    uint32_t stop; /* present stop's record, MST_NONE before the first use */
    uint32_t aboard_first,
        aboard_count;        /* people aboard at the present stop (after a surprise only) */
    uint32_t aboard_inbound; /* bit i: load i is reinforcements still to be carried in */
    uint32_t aboard_out;     /* bit i: those of load i had been out before they were moved on */
    int64_t range_used_mm;
    uint32_t crew;                        /* of the open duty */
    uint32_t duty;                        /* record of the open duty, MST_NONE */
    mst_time crew_rested[MST__MAX_CREWS]; /* when each crew may begin a new duty */
    mst__entries sorties;
} mst__vehicle_state;

typedef struct mst__stop {
    uint32_t vehicle, site;
    mst_time arrive, leave, berth_begin, berth_end;
    bool refuel;
    uint32_t alight_first, alight_count, board_first, board_count;
} mst__stop;

typedef struct mst__move {
    uint32_t vehicle, arc, convoy;
    mst_time leave, arrive;
    uint32_t load_first, load_count;
    mst_time turned_at;
    uint32_t turned_arc;
} mst__move;

typedef struct mst__convoy {
    uint32_t arc, vehicles;
    uint32_t before; /* the arc's convoy set up before it, MST_NONE */
    mst_time begin, last_arrival, back;
    int64_t detached;
} mst__convoy;

/* Growable records of a state. */
#define MST__RECORDS(X)                                                                            \
    X(stops, mst__stop)                                                                            \
    X(moves, mst__move)                                                                            \
    X(loads, mst_load)                                                                             \
    X(runs, mst_plan_desk_run)                                                                     \
    X(selfs, mst_plan_self_move)                                                                   \
    X(convoys, mst__convoy)                                                                        \
    X(duties, mst_plan_duty)

typedef struct mst__state {
    const mst_problem *problem;
    mst__routes *routes;
    mst__site_state *sites;
    mst__vehicle_state *vehicles;
    mst__entries *arc_entries; /* [arc_count] */
    uint32_t *arc_convoy;      /* [arc_count] newest convoy of the arc, MST_NONE */
    mst__pool *pools;
    uint32_t pool_count, pool_room;
    int64_t waiting;    /* of all sites together */
    int64_t guards;     /* in the pools of all sites who are not out */
    uint32_t free_pool; /* first of the empty pools that may be used again, MST_NONE */
#define MST__RECORD_FIELD(name, type)                                                              \
    type *name;                                                                                    \
    uint32_t name##_count, name##_room;
    MST__RECORDS(MST__RECORD_FIELD)
#undef MST__RECORD_FIELD
    int64_t *out;           /* [cohort_count] persons out */
    int64_t *deployed;      /* [cohort_count] BY_FLEET persons that have been carried in */
    bool *guards_first;     /* [cohort_count] guards of an earlier priority than all others */
    mst_time *last_inbound; /* [cohort_count] when the last of them got on to be carried in */
    mst_time completion, completion_evacuees;
    mst_wide burden;   /* sum of persons x (moment out / horizon x 4096)^8: late ones count most */
    mst_wide exposure; /* of those in scope */
    mst_wide staying;  /* of those who stay by the scope (staying.h) */
    mst_time vehicle_ms;
    mst_time clock;   /* everything placed from now on boards at or after it */
    uint64_t version; /* grows with each trip placed */
    bool careful;     /* whoever is there may be left in the end, so guards may be enough already */
    bool late_leavers; /* people to protect turn up whether the plan asks them or not */
    bool out_of_memory;
} mst__state;

/* Creates an empty state (heap); everything is at its start, nobody has moved. NULL on lack of
 * memory. */
mst__state *
mst__state_open(const mst_problem *problem, mst__routes *routes);
void
mst__state_close(mst__state *state);
/* Back to the start; `desk_order` (may be NULL) gives cohorts' ranks at the desks. */
void
mst__state_reset(mst__state *state, const uint32_t *desk_order);
/* Empties: nobody anywhere, no vehicle used (for replaying a past). */
void
mst__state_clear(mst__state *state);
/* Makes `to` equal to `from`; both of the same problem. */
void
mst__state_copy(mst__state *to, const mst__state *from);

/* Puts a cohort where it starts (`settles`: also those are out whose place becomes safe later):
 * levels, exposure; those who start at an end are out. No tokens. */
void
mst__state_start_cohort(mst__state *state, uint32_t cohort, bool settles);
/* A cohort that comes to its first site after the order, each at their moment: levels, exposure,
 * out if that is an end. No tokens. O(persons), and one step of the levels for each moment. */
void
mst__state_arrivals(mst__state *state, uint32_t cohort);
/* The two halves of mst__state_put: who is there, and who may board or must go to the desks. */
void
mst__state_put_levels(mst__state *state, uint32_t site, mst_load load, bool is_end, mst_time t);
void
mst__state_put_tokens(mst__state *state, uint32_t site, mst_load load, mst__standing standing,
                      mst_time t);

/* May this cohort end at the site, at this time? */
bool
mst__ends_at(const mst_problem *problem, uint32_t cohort, uint32_t site, mst_time t);

/* The first moment from `t` on at which people who stay at the site are out there: now, or when it
 * becomes safe; MST_NEVER. */
mst_time
mst__end_time(const mst_problem *problem, uint32_t cohort, uint32_t site, mst_time t);

/* Counts people of a cohort as out at a site from `t` on. */
void
mst__state_out(mst__state *state, uint32_t cohort, uint32_t site, int64_t count, mst_time t);

/* People who step off at `t` (or are there from `t`) become waiting: desks, pools, levels. Not for
 * people who end there. `counted` tells that they are in the level `people` already. */
void
mst__state_put(mst__state *state, uint32_t site, mst_load load, mst__standing standing, mst_time t);

/*
 * People of a load who come to the desks of a site at `ready` (MST_NEVER: never) are served one
 * after the other, whole parties in order; those done at the same moment become one batch of who
 * may board (desks.c). Cost: the desks and gaps of the site, a unit.
 */
void
mst__desks_serve(mst__state *state, uint32_t site, mst_load load, mst_time ready);
/* False on lack of memory; the caller frees `desks` and `gaps`. */
bool
mst__desks_open(mst__site_state *at, const mst_p_site *facts) MST_NODISCARD;
void
mst__desks_clear(mst__site_state *at);
/* The desk has nobody after `last`, which ends at `last.free_at`. */
void
mst__desk_set(mst__site_state *at, uint32_t desk, mst__desk last);
void
mst__desks_copy(mst__site_state *to, const mst__site_state *from);

/* The pool of those people, made when there is none; NULL on lack of memory. */
mst__pool *
mst__pool_make(mst__state *state, uint32_t site, uint32_t cohort, uint32_t stations,
               mst__standing standing);
/* Who may board from `time` on; `pool` may be NULL. */
void
mst__pool_add(mst__state *state, mst__pool *pool, mst_time time, int64_t count);
/* Makes the pools of `to` those of `from`. */
void
mst__pools_copy(mst__state *to, const mst__state *from);
/* Persons of a pool that may board at `t`. */
int64_t
mst__pool_ready(const mst__pool *pool, mst_time t);
/* Takes `n` of them (B1). An empty pool leaves its site's list and may become another's. */
void
mst__pool_take(mst__state *state, uint32_t pool, mst_time t, int64_t n);
/* Merges what may board by `clock`: boarding happens no earlier from now on. */
void
mst__pool_ripen(mst__pool *pool, mst_time clock);
uint32_t
mst__pool_find(const mst__state *state, uint32_t site, uint32_t cohort, uint32_t stations,
               mst__standing standing);

/* Guards that may leave `site` for good from `t` on (or be away in [t, until)). */
int64_t
mst__guards_spare(const mst__state *state, uint32_t site, mst_time t, mst_time until);
/* The same when so many people to protect are still expected there. */
int64_t
mst__guards_spare_for(const mst__state *state, uint32_t site, mst_time t, mst_time until,
                      int64_t expected);
/* No more than so many guards may leave `site` for good, at whatever time: what can be spared once
 * all that is planned is done. O(1). */
int64_t
mst__guards_spare_ever(const mst__state *state, uint32_t site);
/* How many to protect a site may come to hold: all who wait anywhere, as far as they fit. */
int64_t
mst__relief_expected(const mst__state *state, uint32_t site);
/* From when the guards first were enough, were they so until `t` for those there who would still
 * leave? */
bool
mst__guards_held(const mst__state *state, uint32_t site, mst_time t);
/* More guards, or people to protect, from a moment on. */
typedef struct mst__guards_change {
    mst_time from;
    int64_t guards, leavers;
} mst__guards_change;
/* Would those who are to leave after `change` still be guarded until they go? Guards who become
 * enough by it have to remain so (reading 9.3). */
bool
mst__guards_stay_held(const mst__state *state, uint32_t site, const mst__guards_change *change);
/* Earliest b >= from at which a berth is free for [b, b + length); MST_NEVER. */
mst_time
mst__berth_slot(const mst__site_state *site, uint32_t berth_class, const mst_steps *limit,
                mst_time from, mst_time length);
/* Can a service of some length that ends at `end` last until `later_end`? */
bool
mst__berth_extends(const mst__site_state *site, uint32_t berth_class, const mst_steps *limit,
                   mst_time end, mst_time later_end);
/* The next moment after `t` at which guards, people to protect or their need change; MST_NEVER. */
mst_time
mst__guards_next(const mst__state *state, uint32_t site, mst_time t);
/* Earliest t >= from at which `n` more leavers at the site would be protected from then on. */
mst_time
mst__guards_allow(const mst__state *state, uint32_t site, mst_time from, int64_t n);

/* Integral of a site's threat from 0 to t (clamped to the horizon), millionths x ms. */
int64_t
mst__threat_integral(const mst_problem *problem, uint32_t site, mst_time t);

/* Appends; the index or MST_NONE with out_of_memory set. */
#define MST__RECORD_APPEND_DECLARE(name, type)                                                     \
    uint32_t mst__add_##name(mst__state *state, type record);
MST__RECORDS(MST__RECORD_APPEND_DECLARE)
#undef MST__RECORD_APPEND_DECLARE

/* The measures of the state as a plan; `left_by_priority` included. */
void
mst__state_measure(const mst__state *state, mst_measures *measures);

/* The state as a plan in `arena`; false on lack of memory. */
bool
mst__state_export(const mst__state *state, mst_arena *arena, mst_plan *plan) MST_NODISCARD;

#endif
