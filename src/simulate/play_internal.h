/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the player share. Private to this folder.
 *
 * I1  A group is (site, cohort): who stands there, by state, as the checker counts them. A pool is
 *     (group, mask): how many of them may board, which is a matter of release and desks. The two
 *     are kept apart because members of a cohort are interchangeable but for the stations.
 * I2  Events of one instant come in the order of mst__instant: the time of the engine is
 *     time << 4 | instant.
 * I3  Every vehicle has at most one event that counts: `ticket` is its number, others are stale.
 * I4  Pools are settled lazily: what desks have finished is credited when somebody looks
 *     (mst__play_ready), who is released is a function of time.
 */
#ifndef MUSTER_SIMULATE_PLAY_INTERNAL_H
#define MUSTER_SIMULATE_PLAY_INTERNAL_H

#include "evidence/assess.h"
#include "model/chances.h"
#include "simulate/engine.h"
#include "simulate/play.h"

enum {
    MST__MAX_POOLS = 4 << 20,
    MST__MAX_MASKS = 64,
    MST__MAX_CAUSES = 64, /* one more is none */
    MST__SPARE_ROWS = 8,  /* of a vehicle, for people whom the plan does not put aboard */
    MST__MAX_SPARE = 256, /* places looked at by the repair rule at a time */
};

/* In the order of one instant (I2). */
typedef enum mst__instant {
    MST__AT_SERVED,
    MST__AT_ARRIVE,
    MST__AT_RELEASE,
    MST__AT_ALIGHT,
    MST__AT_SELF_ARRIVE,
    MST__AT_STEP,
    MST__AT_LOSS,
    MST__AT_DESK,
    MST__AT_BOARD,
    MST__AT_SELF_LEAVE,
    MST__AT_DEPART,
    MST__AT_DISPATCH,
} mst__instant;

typedef enum mst__kind {
    MST__KIND_VEHICLE,
    MST__KIND_DESK,
    MST__KIND_RELEASE,
    MST__KIND_SELF_LEAVE,
    MST__KIND_SELF_ARRIVE,
    MST__KIND_STEP,
    MST__KIND_DISPATCH,
    MST__KIND_SURPRISE,
    MST__KIND_LOSS,
} mst__kind;

typedef enum mst__state {
    MST__WAITING,
    MST__INBOUND,
    MST__MOVED,
    MST__OUT,
    MST__STATES
} mst__state;

typedef struct mst__heads {
    int32_t count[MST__STATES];
} mst__heads;

typedef struct mst__pool {
    int32_t here;    /* there, not at a desk; released or not */
    int32_t to_come; /* of the plan's boardings, walks and desk units of these, still to come */
} mst__pool;

/* ---- what is built once ---- */
typedef struct mst__s_load {
    uint32_t cohort, mask;
    int32_t count;
} mst__s_load;

typedef struct mst__s_stop {
    uint32_t site, place; /* place: site x berth classes + class */
    uint32_t first_load;  /* alight, then board */
    uint16_t alights, boards;
    bool has_service;
    mst_time arrive, begin, load_at, end, leave;
    uint32_t arc;    /* to the next; MST_NONE at the last */
    mst_time travel; /* of the plan, to the next */
} mst__s_stop;

typedef struct mst__s_run {
    uint32_t site, cohort, from_mask, to_mask;
    int32_t units, unit; /* unit: persons */
    mst_time start;
} mst__s_run;

typedef struct mst__s_desk {
    uint32_t site, first_run, run_count;
} mst__s_desk;

typedef struct mst__s_walk {
    uint32_t cohort, mask, arc;
    int32_t count;
    mst_time leave, arrive;
} mst__s_walk;

typedef struct mst__s_place { /* a site */
    const mst_wide *danger;   /* integral of threat from 0 to each step */
    mst_wide danger_all;      /* to the horizon */
    bool no_threat, one_threat;
    uint32_t first_desk, desk_count;
    uint32_t servers; /* most desks of the plan that can take from one pool at once */
} mst__s_place;

typedef struct mst__s_vehicle {
    uint32_t first_stop, stop_count;
    uint32_t first_row, row_room; /* aboard: of the plan, and MST__SPARE_ROWS */
} mst__s_vehicle;

/* What chance does with a people item: causes by number, MST__MAX_CAUSES where there is none. */
typedef struct mst__chance_item {
    bool is_drawn; /* its number of people */
    uint32_t more, late, refuse;
} mst__chance_item;

typedef struct mst__chance_fleet {
    uint32_t moves; /* of the plan */
    uint32_t many;  /* so many breakdowns are many */
    uint32_t cause;
} mst__chance_fleet;

typedef struct mst__luck_ranges {
    mst_quantity travel, service, desks, late, refuse, breakdown, repair;
} mst__luck_ranges;

struct mst_play {
    mst_arena arena;
    const mst_case *instance;
    const mst_problem *world;
    const mst_plan *plan;
    mst_play_options options;
    uint32_t mask_count;
    uint32_t masks[MST__MAX_MASKS];
    uint32_t *plus; /* [mask x stations] the mask with a station added */
    uint32_t group_count, pool_count;
    uint32_t stop_count, load_count, run_count, desk_count, walk_count, row_count;
    const mst__s_load *loads;
    const mst__s_stop *stops;
    const mst__s_run *runs;
    const mst__s_desk *desks;
    const mst__s_walk *walks;
    const mst_event *walk_events; /* [walk_count] when each is to set out, in that order */
    const mst__s_place *places;
    const mst__s_vehicle *vehicles;
    const mst_time *all_released; /* [cohorts] */
    const int32_t *never;         /* [pools] whom the plan never takes from there */
    const mst__pool *pools;       /* as they begin */
    const mst__heads *groups;
    const uint32_t *upstream_first; /* [groups + 1] sites from which the plan brings the cohort */
    const uint32_t *upstream;
    uint32_t event_room;
    uint32_t hops_rows;
    const uint32_t *hops_cohort; /* [hops_rows] a cohort of the row */
    uint32_t cause_count;
    const char **causes;               /* [64] */
    const struct mst_chances *chances; /* NULL: without chance */
    mst__luck_ranges luck;
    const mst__chance_item *items;   /* [people items] */
    const mst__chance_fleet *fleets; /* [fleets] */
    uint32_t loss_count;             /* of the post */
    uint32_t reported_count;         /* and after them sites that the reports speak of */
    const uint32_t *reported;        /* [reported_count] sites */
    mst_evidence evidence;
    const uint32_t *loss_cause;
    const uint8_t *integrated; /* [sites] of the loss that is integrated out; NULL */
    uint32_t leaving_room;
    const uint64_t *weather_of; /* [sites] a bit a weather */
    const uint32_t *weather_cause;
    uint32_t spell_count;
    const uint32_t *first_spell; /* [weathers + 1] */
    const uint32_t *hops_of;     /* [cohorts] which row of hops */
    const uint32_t *hops;  /* [rows x sites] links to a place they accept (play_repair.c, R1) */
    const uint8_t *arc_ok; /* [arcs] can be used by somebody at some time */
    mst_time patience;
    size_t room_bytes;
};

/* ---- what a replication changes ---- */
typedef enum mst__phase {
    MST__PHASE_ARRIVE,
    MST__PHASE_BERTH, /* until the berth may be taken */
    MST__PHASE_QUEUE, /* for a berth */
    MST__PHASE_OFF,
    MST__PHASE_LOAD,
    MST__PHASE_SERVED,
    MST__PHASE_DEPART,
    MST__PHASE_IDLE,
    MST__PHASE_STUCK,
} mst__phase;

typedef struct mst__row { /* aboard */
    uint32_t cohort, mask;
    int32_t count;
    uint32_t until; /* site where they get off; MST_NONE: as the plan says */
} mst__row;

typedef struct mst__head_row {
    uint32_t cohort;
    mst__heads heads;
} mst__head_row;

typedef struct mst__vehicle {
    uint32_t stop; /* into play->stops; the one it is at or goes to */
    uint32_t ticket;
    uint32_t site; /* where it is, or where it goes */
    uint32_t arc;  /* under way on; MST_NONE */
    uint8_t phase;
    bool is_free;          /* its route is done or given up: the repair rule has it */
    bool has_berth, waits; /* waits: in the list of the site */
    bool is_expected;      /* those aboard are in `coming` of its site */
    bool boarded;          /* whom the plan takes aboard at this stop */
    mst_time left_at, due; /* under way since, and until */
    mst_time since;        /* ready to load since */
    mst_time served_at;
    uint32_t next; /* in a queue for a berth, or in the list of those who wait at a site */
    uint32_t row_count, head_count;
    int64_t exposed; /* aboard, waiting, not force */
    uint32_t move_number, service_number;
    bool is_tried; /* whether it breaks down before the next move is settled */
    bool is_lost;
    double factor; /* of the service it is in */
    /* of the repair rule: */
    uint32_t goal;                     /* site; MST_NONE */
    uint32_t fetch_cohort, fetch_mask; /* whom to fetch at the goal; MST_NONE: nobody */
} mst__vehicle;

typedef struct mst__desk {
    uint32_t ticket;
    uint32_t run;         /* that works; MST_NONE */
    uint32_t done_runs;   /* leading runs that are over */
    int32_t units, given; /* of the chunk that works */
    int32_t unit;
    uint32_t cohort, from_mask, to_mask; /* of the chunk */
    mst_time begin, each;
    mst_time next;   /* the first unit that is not given is done then; MST_NEVER: there is none */
    uint32_t number; /* of chunks begun */
    bool works, waits;
    bool blocked; /* waits for a desk to be free to open */
} mst__desk;

/* People the repair rule may send a vehicle for. */
typedef struct mst__spare {
    uint32_t site, cohort, mask;
    int32_t count;
} mst__spare;

struct mst_play_room {
    const mst_play *play;
    const mst_problem *world; /* as known now: a phase of the case */
    void *block;              /* everything below that grows with the case */
    mst_events events;
    uint32_t drop_at;   /* pending events with which those that do not count are dropped */
    uint32_t walk_next; /* into play->walk_events */
    mst_luck luck;
    mst_time now;
    mst__pool *pools;
    mst__heads *groups;
    mst__vehicle *vehicles;
    mst__row *rows;
    mst__head_row *head_rows;
    mst__desk *desks;
    int32_t *run_left;     /* [runs] units still to do */
    mst__heads *walking;   /* [walks] */
    mst_time *walk_left;   /* [walks] under way since; MST_NEVER: not */
    uint32_t *walk_ticket; /* [walks] of the arrival */
    uint8_t *walk_back;    /* [walks] turned */
    int32_t *drawn;        /* [cohorts] persons */
    int32_t *refusing;     /* [cohorts] of them */
    mst_time *late;        /* [cohorts] */
    uint32_t *breakdowns;  /* [fleets] */
    mst_span *spells;      /* of weather */
    int32_t *outs;         /* [cohorts] out by the horizon */
    int32_t *arrived;      /* [cohorts] of ARRIVING: turned up so far */
    uint32_t bin;          /* not looked at yet (play_rare.c) */
    int64_t in_scope;      /* persons drawn */
    int64_t out_count;     /* of them out */
    uint32_t leaving_count;
    struct mst_loss_leaving *leaving; /* [leaving_room] from sites of the integrated loss */
    mst_time *cleared;                /* [sites] of mst_play_watch; NULL */
    int64_t *leaving_by_hour;         /* [sites * leaving_hours]; NULL */
    uint32_t leaving_hours;
    uint32_t *berths_used;             /* [places] */
    uint32_t *queue_head, *queue_tail; /* [places] */
    uint32_t *waiting;                 /* [sites] list of vehicles that wait for people */
    uint32_t *working;                 /* [sites] desks that work */
    mst_time *desks_due;               /* [sites] no desk there has more to give before it */
    int32_t *coming;                   /* [groups] on the way there */
    uint32_t live_count;
    uint32_t *live;        /* [groups] where somebody has been, in that order */
    uint8_t *is_live;      /* [groups] */
    mst__spare *spare;     /* [MST__MAX_SPARE] */
    mst_events ways;       /* of the search for ways */
    mst_time *ways_time;   /* [sites] */
    uint32_t *ways_first;  /* [sites] first arc of the quickest way there */
    uint32_t *ways_last;   /* [sites] last arc of it */
    mst_marks *marks;      /* of mst_play_mark; NULL */
    uint8_t *hops_marked;  /* [rows x sites] the way by which hops are counted is marked */
    const uint8_t *arc_ok; /* of the play, or own_arc_ok once something is lost */
    const uint32_t *hops;  /* likewise */
    uint8_t *site_lost;    /* [sites] */
    uint8_t *arc_lost;     /* [arcs] */
    uint8_t *own_arc_ok;
    uint32_t *own_hops;
    uint32_t dispatch_ticket;
    bool disturbed;                  /* something is not as planned: the repair rule looks */
    bool dispatch_posted, is_closed; /* is_closed: those left are counted */
    mst_time dispatch_every;
    mst_play_result *result;
};

/* ---- play.c ---- */
/* The beginning of a replication, and one event of it; false at its end. */
void
mst__begin(mst_play_room *room, mst_luck luck, mst_play_result *result);
bool
mst__step(mst_play_room *room);

/* An event by its time, its turn within that, and what it is about. */
static inline mst_event
mst__event_of(mst_time at, mst__instant instant, mst__kind kind, uint32_t index)
{
    return (mst_event){at * 16 + (int64_t)instant, (uint32_t)kind << 28 | index};
}

/* ---- play_rare.c ---- */
/* Looks how far behind the run is at the ends of bins before `now`. */
void
mst__look_behind(mst_play_room *room, mst_time now);

void
mst__post(mst_play_room *room, mst_time at, mst__instant instant, mst__kind kind, uint32_t index,
          uint32_t *ticket);

/* ---- play_people.c ---- */
static inline uint32_t
mst__group_at(const mst_play *play, uint32_t site, uint32_t cohort)
{
    return site * play->world->cohort_count + cohort;
}
static inline uint32_t
mst__pool_at(const mst_play *play, uint32_t site, uint32_t cohort, uint32_t mask)
{
    return mst__group_at(play, site, cohort) * play->mask_count + mask;
}

/* How many of a pool may leave at room->now: there, released, not at a desk. */
int32_t
mst__play_ready(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask);
/* First moment after now at which more may be ready by release or a desk; MST_NEVER. */
mst_time
mst__pool_next(mst_play_room *room, uint32_t site, uint32_t cohort);
/* May the plan, or a desk, still bring more of the cohort to the site? */
bool
mst__pool_grows(const mst_play_room *room, uint32_t site, uint32_t cohort, int32_t ready);

void
mst__people_arrive(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask,
                   int32_t count, mst__heads coming);
mst__heads
mst__people_take(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask, int32_t count);
void
mst__expose(mst_play_room *room, uint32_t site, int64_t count, mst_time t);
void
mst__expose_way(mst_play_room *room, uint32_t arc, int64_t count, mst_time t);
void
mst__come_out(mst_play_room *room, uint32_t site, uint32_t cohort, mst_time t);
void
mst__people_begin(mst_play_room *room);
/* Persons released of what was drawn. */
int32_t
mst__released(const mst_play_room *room, uint32_t cohort, mst_time t);
mst_time
mst__release_time(const mst_play_room *room, uint32_t cohort, int32_t persons);
void
mst__release(mst_play_room *room, uint32_t cohort);
void
mst__walk_leave(mst_play_room *room, uint32_t walk);
void
mst__walk_arrive(mst_play_room *room, uint32_t walk);
/* Turns people under way on their own to a place that is shut (play_world.c, W2). */
void
mst__walk_turn(mst_play_room *room, uint32_t walk);
void
mst__close_left(mst_play_room *room);

/* ---- play_desk.c ---- */
void
mst__desk_look(mst_play_room *room, uint32_t desk);
void
mst__desks_settle(mst_play_room *room, uint32_t site);
/* What it works on is undone, and those at it are there as before. */
void
mst__desk_stop(mst_play_room *room, uint32_t desk);
/* Wakes desks and vehicles of a site that wait for people. */
void
mst__stir(mst_play_room *room, uint32_t site);
mst_time
mst__desks_next(const mst_play_room *room, uint32_t site, uint32_t cohort);

/* ---- play_aboard.c ---- */
/* Takes people of a pool aboard; returns how many (none where there is no row left). */
int32_t
mst__take_aboard(mst_play_room *room, uint32_t vehicle, mst__row wanted);
/* `count` people of a row get off where the vehicle is. */
void
mst__put_off(mst_play_room *room, uint32_t vehicle, mst__row *row, int32_t count);
/* Closes the gaps that those who got off leave in the rows. */
void
mst__drop_empty(mst_play_room *room, uint32_t vehicle);
int32_t
mst__seats_for(const mst_play_room *room, uint32_t vehicle, uint32_t cohort);

/* ---- play_berth.c ---- */
/* Takes a berth and begins its service, queues for one, or comes again when the site opens. */
void
mst__try_berth(mst_play_room *room, uint32_t vehicle);
/* Frees its berth, where it has one, for the first in the queue. */
void
mst__release_berth(mst_play_room *room, uint32_t vehicle);
/* It is in the queue, and gives up its place there. */
void
mst__leave_queue(mst_play_room *room, uint32_t vehicle);
/* Does anybody get off (or board) at this stop? */
bool
mst__has_off(const mst_play_room *room, uint32_t vehicle);
bool
mst__has_on(const mst_play_room *room, uint32_t vehicle);

/* ---- play_vehicle.c ---- */
static inline const mst_p_type *
mst__vehicle_type(const mst_play *play, uint32_t vehicle)
{
    return &play->world->types[play->world->vehicles[vehicle].type];
}
/* The stop of the plan that it is at; NULL off the route. */
static inline const mst__s_stop *
mst__stop_of(const mst_play_room *room, uint32_t vehicle)
{
    const mst__vehicle *one = &room->vehicles[vehicle];
    return one->is_free ? NULL : &room->play->stops[one->stop];
}
/* Its next event, in this phase, at `at` (now, where that is past); MST_NEVER: none. */
void
mst__next_at(mst_play_room *room, uint32_t vehicle, mst__phase phase, mst_time at,
             mst__instant instant);
void
mst__vehicle_event(mst_play_room *room, uint32_t vehicle);
void
mst__vehicle_wake(mst_play_room *room, uint32_t vehicle);
/* Sets out by `arc` as soon as the way can be used, to arrive not before `not_before`. */
void
mst__vehicle_depart(mst_play_room *room, uint32_t vehicle, uint32_t arc, mst_time not_before);
/* Those aboard are not on their way here any more: off, or going on. */
void
mst__vehicle_expected(mst_play_room *room, uint32_t vehicle);
/* Asks for a berth where it is. */
void
mst__vehicle_serve(mst_play_room *room, uint32_t vehicle);
void
mst__vehicle_rest(mst_play_room *room, uint32_t vehicle, bool stuck);

/* Under way to a place that is shut: back, or on (play_world.c, W2). */
void
mst__vehicle_turn(mst_play_room *room, uint32_t vehicle);

/* Whatever it does here is broken off, and its route given up. */
void
mst__vehicle_stop(mst_play_room *room, uint32_t vehicle);
/* It is gone; who is aboard gets off where it is, or comes to. */
void
mst__vehicle_lost(mst_play_room *room, uint32_t vehicle);

/* ---- play_chance.c ---- */
bool
mst__chance_compile(mst_play *play);
void
mst__chance_begin(mst_play_room *room);
/* Notes that a cause took part. */
void
mst__blame(mst_play_room *room, uint32_t cause);
/* Factors on times of the vehicle's next move and service, and of a chunk of a desk; 1 without
 * chance. */
double
mst__luck_of_move(const mst_play_room *room, uint32_t vehicle);
double
mst__luck_of_service(const mst_play_room *room, uint32_t vehicle);
double
mst__luck_of_desk(const mst_play_room *room, uint32_t site, uint32_t desk, uint32_t number);
/* Time to repair before the vehicle's next move; 0: it runs. */
mst_time
mst__luck_of_engine(mst_play_room *room, uint32_t vehicle);
/* Rounded up; `time` itself at a factor of 1. */
mst_time
mst__stretched(mst_time time, double factor);
/* First moment from t on without bad weather at the site. */
mst_time
mst__calm_at(mst_play_room *room, uint32_t site, mst_time t, bool blame);
/* `count` people in scope who are not out leave a site now. */
void
mst__note_leaving(mst_play_room *room, uint32_t site, int64_t count);
/* Is it asked who leaves which site when? */
bool
mst__is_watched(const mst_play_room *room);
/* Integrates the loss out, at the end of a replication. */
void
mst__integrate(mst_play_room *room);
void
mst__lose(mst_play_room *room, uint32_t loss);

/* ---- play_world.c ---- */
/* Service and desks stop there, vehicles in service leave. */
void
mst__site_falls(mst_play_room *room, uint32_t site);
bool
mst__is_shut(const mst_play_room *room, uint32_t arc, mst_time t);
void
mst__world_begin(mst_play_room *room);
void
mst__surprise(mst_play_room *room, uint32_t phase);
void
mst__world_changes(mst_play_room *room);

/* ---- play_repair.c ---- */
/* The quickest arc out of a site by which the vehicle takes the cohort on; MST_NONE. */
uint32_t
mst__way_on(mst_play_room *room, uint32_t vehicle, uint32_t from, uint32_t cohort);
bool
mst__leads(mst_play_room *room, uint32_t cohort, uint32_t from, uint32_t to);
/* Ways lead elsewhere from now on. */
void
mst__forget_marked_hops(mst_play_room *room);
int32_t
mst__pool_spare(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask);
void
mst__become_free(mst_play_room *room, uint32_t vehicle);
void
mst__give_up(mst_play_room *room, uint32_t vehicle);
void
mst__free_come(mst_play_room *room, uint32_t vehicle);
void
mst__free_load(mst_play_room *room, uint32_t vehicle);
void
mst__free_served(mst_play_room *room, uint32_t vehicle);
/* First arc of an empty vehicle's quickest way to a site; MST_NONE. */
uint32_t
mst__way_to(mst_play_room *room, uint32_t vehicle, uint32_t site);
void
mst__dispatch(mst_play_room *room);
void
mst__dispatch_soon(mst_play_room *room);

/* ---- play_build.c ---- */
/* Fills a row of hops for those who accept what `accepts` says. */
bool
mst__is_way(const mst_problem *world, uint32_t arc);
void
mst__find_hops(const mst_problem *world, const uint8_t *accepts, const uint8_t *arc_ok,
               uint32_t *hops);
MST_NODISCARD mst_status
mst__play_compile(mst_play *play, mst_error *err);
/* Where the parts of a room lie in `block`; returns the bytes they take. NULL: only counts. */
size_t
mst__room_lay(const mst_play *play, mst_play_room *room, char *block);

#endif
