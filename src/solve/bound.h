/* SPDX-License-Identifier: Apache-2.0
 *
 * What the proofs of the lower bounds share: a relaxed world in which every way is the fastest
 * there is, and its cuts. Private to bound*.c.
 *
 * B1  Every time in here is at most the time of the same event in any valid plan; every capacity is
 *     at least what any valid plan can use. So what cannot be done here cannot be done at all.
 * B2  Whole numbers only: no floating point enters a proof.
 * B3  Everything lives in the scratch arena of one call, but for the memo (bound_memo.c), which
 * only repeats what would be found again.
 */
#ifndef MUSTER_SOLVE_BOUND_H
#define MUSTER_SOLVE_BOUND_H

#include "problem/plan.h"
#include "solve/solve.h"

/* More of anything than a post can have, and far from overflow in sums and products with a few
 * thousand. */
#define MST__MANY (INT64_C(1) << 50)

enum { MST__MOST_ROUNDS = 1 << 16 }; /* stored for one vehicle; later ones count as free */

static inline mst_time
mst__earlier(mst_time a, mst_time b)
{
    return a < b ? a : b;
}

static inline mst_time
mst__later(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

static inline mst_time
mst__sum(mst_time a, mst_time b)
{
    return a >= MST_NEVER || b >= MST_NEVER ? MST_NEVER : a + b;
}

/* Vehicles that cannot be told apart by the relaxation: one fleet, the same first and last
 * moment. */
typedef struct mst__group {
    uint32_t fleet, type, base;
    uint32_t crews;
    int64_t sorties;
    int64_t count;
    mst_time start, end; /* first and last usable moment */
    mst_time *at;        /* [site] earliest moment on the ground there, MST_NEVER */
    /* With a duty: [site] least times of the way from the base and back, whenever. Else NULL. */
    mst_time *from_base, *to_base;
} mst__group;

/* A cohort that has to move, and where it may end. */
typedef struct mst__mover {
    uint32_t cohort;
    uint32_t goals;     /* index into relax.goal_sets */
    mst_time first_out; /* earliest moment the first of them can be out, MST_NEVER: never */
} mst__mover;

typedef struct mst__relax {
    const mst_problem *problem;
    mst_arena *arena;
    mst_time horizon;
    uint32_t group_count;
    mst__group *groups;
    uint32_t type_count; /* of types with vehicles */
    uint32_t *types;     /* their indexes in the problem */
    mst_time
        *type_at; /* [i * sites + site] earliest moment of any vehicle of types[i] on the ground */
    mst_time *ride;    /* [i * arcs + arc] least time with people aboard, MST_NEVER */
    mst_time *hop;     /* [i * arcs + arc] least time at all */
    mst_time *self;    /* [arc] least time of people on their own */
    uint8_t *passable; /* [arc] people can use it, somehow, at some time */
    uint32_t *into;    /* arcs by `to`: into[into_from[s] .. into_from[s + 1]) */
    uint32_t *into_from;
    uint8_t *serves; /* [i * sites + site] somebody may get on or off type i there, at some time */
    uint32_t mover_count;
    mst__mover *movers;
    uint32_t goal_set_count;
    uint8_t **goal_sets; /* [set][site] */
    uint8_t *goal;       /* [site] in some goal set */
    mst_time *tail_off;  /* [site] least time from being off there to being out */
    mst_time
        *tail_aboard; /* [i * sites + site] from being aboard type i, free to go or to get off */
    mst_time *earliest_off; /* [site] earliest moment any mover can be off there */
    mst_time
        *fresh_desk; /* [site] least desk time of those who cannot have been processed before; 0 */
} mst__relax;

/* Cuts times groups of vehicles that are looked at for all cuts of a kind: time and memory. */
enum { MST__MOST_STREAMS = 200000 };

/* Fills the relaxed world. False on lack of memory. */
bool
mst__relax_init(mst__relax *relax, const mst_problem *problem, mst_arena *arena) MST_NODISCARD;

/*
 * Earliest moment at which somebody of the mover's cohort who is released at `release` can be out,
 * MST_NEVER when not by the horizon. `limit` counts down work; at 0 the answer is the weaker, cheap
 * one.
 */
bool
mst__relax_out(const mst__relax *relax, const mst__mover *mover, mst_time release, int64_t *limit,
               mst_time *out) MST_NODISCARD;

/* A place people must cross: everyone of `movers` starts inside and nobody can be out inside. */
typedef struct mst__cut {
    const uint8_t *inside; /* [site] */
    uint32_t gate;         /* all ways out leave from this site; MST_NONE when there are several */
    uint32_t goals;        /* outside is this goal set, nothing else; MST_NONE when not */
    mst_time ready;        /* nobody is ready to board before */
    bool leaving;          /* crossing is all that counts, not being out afterwards */
    bool anybody;          /* people other than the movers inside may cross, and at once */
    int64_t need;          /* persons who must cross: sizes the work, not a limit */
} mst__cut;

typedef struct mst__stream { /* what one group can carry over a cut */
    uint32_t group, type_index;
    int64_t seats;       /* persons a round at most */
    mst_time cycle;      /* from one boarding's end to the next one's */
    mst_time tail;       /* from the boarding's end to being out */
    mst_time out;        /* least ride over the cut */
    bool boards_at_gate; /* nobody can arrive at the gate aboard it */
    bool endless;        /* more rounds than are stored: no limit after the last */
    uint32_t round_count;
    mst_time *rounds; /* departures of one vehicle from the last boarding of each round, earliest */
} mst__stream;

typedef struct
    mst__ladder { /* moments before which j + 1 rounds of one berth class cannot be over */
    uint32_t berth_class;
    bool limits;
    bool alights; /* of berths outside, where people get off */
    mst_time tail;
    uint32_t count;
    mst_time *moments;
} mst__ladder;

typedef struct mst__way_out { /* an arc over the cut */
    uint32_t arc;
    mst_time tail; /* from its entry to being out, at the least */
} mst__way_out;

typedef struct mst__crossing {
    const mst__relax *relax;
    const mst__cut *cut;
    uint32_t out_count, in_count, through_count;
    uint32_t *out, *in, *through; /* arcs over the cut, and those within the inside to the gate */
    bool flow_limits;             /* every way out has a limit */
    uint32_t way_count;
    mst__way_out *ways;
    uint32_t stream_count;
    mst__stream *streams; /* most seats first */
    int64_t *by;          /* [stream_count] rounds by the deadline looked at; -1: not asked yet */
    uint32_t *near;       /* [stream_count] rounds of one vehicle, as last found: a guess */
    mst_time air_tail, air_begin; /* least of the streams by air; MST_NEVER: none */
    int64_t air_based;            /* vehicles of these that start at the gate */
    uint32_t ladder_count;
    mst__ladder *ladders;
    mst_time first; /* earliest boarding end of all */
} mst__crossing;

typedef enum mst__limit {
    MST__LIMIT_FLEET,
    MST__LIMIT_BERTH,
    MST__LIMIT_FLOW,
    MST__LIMIT_MOVEMENTS,
    MST__LIMIT_COUNT,
} mst__limit;

/* Most persons of the movers inside that fit one vehicle at once, parties whole. */
int64_t
mst__round_seats(const mst__relax *relax, const mst__cut *cut, const mst_p_type *type);

/* Earliest begin of a service of `length` at `t` or later; MST_NEVER: none. */
mst_time
mst__service_begin(const mst_windows *service, mst_time t, mst_time length);

/* Earliest arrival by an arc of one type, entered at `t` or later. */
mst_time
mst__relax_arrival(const mst__relax *relax, uint32_t arc, uint32_t type, bool loaded, mst_time t);

/* Its parts, in this order: arcs over the cut, streams of rounds, ladders of berths. */
bool
mst__crossing_arcs(mst__crossing *crossing) MST_NODISCARD;
bool
mst__crossing_streams(mst__crossing *crossing) MST_NODISCARD;
bool
mst__crossing_ladders(mst__crossing *crossing) MST_NODISCARD;

/* Rounds of one vehicle that have left by `t`, found soonest where they are about `near`, which
 * becomes their number; rounds of a ladder by `t`. */
int64_t
mst__stream_by(const mst__stream *stream, mst_time t, uint32_t *near);
int64_t
mst__ladder_by(const mst__ladder *ladder, mst_time t);

bool
mst__crossing_init(mst__crossing *crossing, const mst__relax *relax,
                   const mst__cut *cut) MST_NODISCARD;

/* Most persons who can be out (of a `leaving` cut: have left the inside) by `deadline`. `without`:
 * a limit to leave out, MST__LIMIT_COUNT for none. */
int64_t
mst__crossing_most(const mst__crossing *crossing, mst_time deadline, mst__limit without);

/* Persons who can have begun to board, by `t`, the rounds of a leaving cut. */
int64_t
mst__crossing_boarded(const mst__crossing *crossing, mst_time t);

/* Least deadline by which `persons` can be out (or gone); MST_NEVER when not by the horizon. */
mst_time
mst__crossing_deadline(const mst__crossing *crossing, int64_t persons);
/* The same from `low` on; `low` itself, when they can be out before. */
mst_time
mst__crossing_deadline_from(const mst__crossing *crossing, int64_t persons, mst_time low);

/* Rounds of one stream, all its vehicles, that can be over by `deadline`. */
int64_t
mst__stream_rounds(const mst__crossing *crossing, uint32_t stream, mst_time deadline);

/* Events in [begin, end] at most, where any hour holds at most `rate` of its last moment and all
 * lie in `windows`; units of work of one site's desks done by `t`, none begun before `ready`. */
int64_t
mst__events_within(const mst_steps *rate, const mst_windows *windows, mst_time begin, mst_time end);
int64_t
mst__site_units(const mst_p_site *site, mst_time ready, mst_time t);

/* Units of work the desks of `site`'s station have done by `t` at most, none before `ready`. */
int64_t
mst__desk_units(const mst__relax *relax, uint32_t site, mst_time ready, mst_time t);

/* Sites from which nobody can be out once `gate` is shut, the gate included; false when there is no
 * such site, or nobody is out of there anyway. `inside` is [site], filled. */
bool
mst__gate_inside(const mst__relax *relax, uint32_t gate, uint8_t *inside, uint32_t *queue);

/* ---- the proof of one problem ---- */

typedef struct mst__known_way { /* an answer already found, so that equal cohorts cost one search */
    uint32_t mover;
    mst_time release, out;
} mst__known_way;

enum { MST__KNOWN_WAYS = 256, MST__SETS = 2 * MST_MAX_PRIORITIES, MST__EVERYONE = MST__SETS - 1 };

typedef struct mst__crossed { /* a cut that a bound rests on */
    const uint8_t *inside;    /* [site] */
    mst_time ready;
} mst__crossed;

typedef struct mst__proof {
    mst__relax relax;
    const mst_measures *value;
    mst_bound *bound;
    mst_arena *arena;     /* of the reasons */
    bool plain;           /* without the fluid relaxation */
    mst_bound_memo *memo; /* may be NULL */
    int64_t way_work;
    int64_t *rooms;                      /* [site] mst__proof_room */
    int64_t *lost;                       /* [mover] persons who cannot be out at all */
    int64_t allowed[MST_MAX_PRIORITIES]; /* persons a plan at least as good on left may leave */
    int64_t left[MST__SETS];             /* proved for each set of priorities */
    const char *left_reason;
    int64_t left_explained; /* persons that left_reason is about */
    mst_time completion;
    const char *completion_reason;
    mst_time way_completion; /* what the ways alone prove, by this mover; 0: nothing */
    uint32_t way_mover;
    mst__crossed left_cut, completion_cut; /* what proves more than ways; no inside: nothing does */
    uint32_t cut_count;
    mst__cut *cuts;
    mst__crossing *crossings; /* [cut] */
    uint32_t way_count;
    mst__known_way ways[MST__KNOWN_WAYS];
} mst__proof;

const mst_p_cohort *
mst__proof_cohort(const mst__proof *p, uint32_t mover);

/* Set k is priority k alone; set MST_MAX_PRIORITIES + k is all up to k. */
bool
mst__in_set(uint32_t set, uint32_t priority);

/* A completion bound with its reason; false when `reason` is NULL (out of memory). */
bool
mst__proof_hear(mst__proof *p, mst_time at, const char *reason) MST_NODISCARD;

/* "14 h 30 min": for reasons only. */
const char *
mst__proof_duration(mst__proof *p, mst_time t);

/* mst__relax_out with memory of earlier answers. */
bool
mst__proof_way(mst__proof *p, uint32_t mover, mst_time release, mst_time *out) MST_NODISCARD;

/* Persons of a set who start inside (`without_self`: and cannot walk or drive out by themselves);
 * and of those the ones who must be out in a plan at least as good on left. */
int64_t
mst__proof_inside(const mst__proof *p, const mst__cut *cut, uint32_t set, bool without_self);
int64_t
mst__proof_needed(const mst__proof *p, const mst__cut *cut, bool without_self);

/* Can people cross by themselves? */
bool
mst__cut_alone(const mst__relax *relax, const mst__cut *cut);

/* The limit without which `persons` could be out just before `deadline`, in words. */
const char *
mst__proof_reason(mst__proof *p, const mst__crossing *crossing, int64_t persons, mst_time deadline);

/* Do all who cross have to be processed by the gate's station: nobody can pass the gate aboard. */
bool
mst__desks_bind(const mst__crossing *crossing);
/* Least time from the end of processing to being out. */
mst_time
mst__after_desk(const mst__crossing *crossing);
/* Units of work for those of a set who must be processed at the gate, less one for each who may be
 * left. */
int64_t
mst__proof_desk_work(const mst__proof *p, const mst__cut *cut, uint32_t set, int64_t persons_left,
                     bool without_self);
const char *
mst__proof_desk_reason(mst__proof *p, uint32_t gate);

/* People a safe site can take besides those who stay there; MST__MANY without limit. */
bool
mst__proof_find_rooms(mst__proof *p) MST_NODISCARD;
int64_t
mst__proof_room(const mst__proof *p, uint32_t site);

/* ---- work shared by a pool of vehicles (bound_pool.c) ---- */

typedef struct mst__pool { /* machines that work side by side from their starts on */
    uint32_t count;
    mst_time *starts; /* ascending */
} mst__pool;

/* Moment before which `work` ms of machine time cannot be done. */
mst_time
mst__pool_time(const mst__pool *pool, mst_wide work);
/* Twice the integral of mst__pool_time over the work from `begin` to `end`, rounded down. */
mst_wide
mst__pool_moment(const mst__pool *pool, mst_wide begin, mst_wide end);

/* A completion bound by the vehicle time that rounds to a goal set take. */
bool
mst__work_completes(mst__proof *p, uint32_t goals) MST_NODISCARD;
/* An exposure bound by the vehicle time that rounds from threatened sites take; 0 when it says
 * nothing. */
bool
mst__work_exposes(mst__proof *p, mst_wide *exposure) MST_NODISCARD;

/* Raises what is proved so far of people left, and of completion, by the fluid relaxation
 * (bound_fluid.h). */
bool
mst__fluid_leaves(mst__proof *p) MST_NODISCARD;
bool
mst__fluid_completes(mst__proof *p) MST_NODISCARD;

/* Can anybody leave the site on their own means? */
bool
mst__leaves_alone(const mst__relax *relax, uint32_t site);

/* The three proofs, in this order. False on lack of memory. */
bool
mst__prove_left(mst__proof *p) MST_NODISCARD;
bool
mst__prove_completion(mst__proof *p) MST_NODISCARD;
bool
mst__prove_exposure(mst__proof *p) MST_NODISCARD;

/* After them: the certificates of what they proved. False on lack of memory. */
bool
mst__prove_again(mst__proof *p) MST_NODISCARD;
/* The same for exposure, those who stay included. */
bool
mst__certify_exposure(const mst_problem *problem, mst_bound *bound, mst_arena *arena) MST_NODISCARD;

#endif
