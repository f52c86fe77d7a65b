/* SPDX-License-Identifier: Apache-2.0
 *
 * A picture under one scenario and one option, compiled to flat arrays: all that the solver and the
 * checker know of the world. Both read it; neither changes it.
 *
 * P1  t = 0 is the order. Times are ms after it (base/time.h). Nothing of the plan happens before
 *     0, except that a crew's duty may begin up to 1 h earlier.
 * P2  Indexes are the same in every phase of a case (a thing that does not exist yet or any more is
 *     closed or empty), and follow the order of the post, so that input order changes names only.
 * P3  A phase is the world as known from `begins` on: phase 0 knows all foreseen changes, phase k
 *     also the surprises up to its `begins`. Before its `begins`, a phase agrees with the phase
 *     before it.
 * P4  Every limit that the post does not give is MST_UNLIMITED (steps) or always open (windows).
 * P5  Links are compiled to arcs, one a direction. Link times are rounded up to whole ms.
 * P6  People are compiled to cohorts: same people item, same party size, same need of a litter.
 *     Members of a cohort are interchangeable but for the stations they were processed at (a bit
 *     mask).
 */
#ifndef MUSTER_PROBLEM_PROBLEM_H
#define MUSTER_PROBLEM_PROBLEM_H

#include "base/wide.h"
#include "model/model.h"
#include "problem/steps.h"

typedef struct mst_p_type { /* a vehicle type */
    uint32_t model_type;    /* index into post->types */
    const char *name;       /* id */
    mst_mode mode;
    int64_t seats, litters, seats_per_litter;
    mst_time load, unload, turn, refuel;
    int64_t range_mm; /* MST_UNLIMITED: none */
    uint32_t berth_class;
    /* how much longer than the link's time a transit may take; MST_NEVER: no limit */
    mst_time wait;
    mst_time duty, rest; /* duty MST_NEVER: crews are not limited */
} mst_p_type;

typedef struct mst_p_vehicle {
    uint32_t fleet;   /* index into post->fleets */
    uint32_t ordinal; /* 1.. within the fleet; named "FLEET-ORDINAL" */
    const char *name;
    uint32_t type; /* into problem->types */
    uint32_t base; /* site */
    /* notice, availability dates, basing permission, timed counts: each transit and each berth
     * interval lies in one of these windows */
    mst_windows usable;
    uint32_t crews;
    int64_t sorties;     /* departures with people aboard in any 24 h; MST_UNLIMITED */
    uint32_t preference; /* 0 first: the option's order of preference of fleets */
} mst_p_vehicle;

typedef struct mst_p_site {
    const char *name; /* id */
    mst_steps hold;
    bool has_process;
    uint32_t station;    /* bit number; MST_NONE without process */
    mst_steps desks;     /* how many intervals may run at once; 0 while the site is shut */
    mst_steps desk_time; /* ms a person or a party, of an interval that starts then */
    bool desk_per_party;
    mst_steps *berths;  /* [problem->berth_class_count], reinforcements' berths already taken off */
    mst_steps *parking; /* [problem->berth_class_count] */
    mst_steps movements; /* landings + take-offs of air vehicles in any [t, t + 1 h) */
    mst_steps fuel;      /* 0 or 1 */
    mst_windows service; /* berth intervals lie in one window: opening hours and not closed */
    /* not closed by a change: arrivals of any mode, and people on their own, need it */
    mst_windows open;
    mst_windows air; /* landing and take-off instants: daylight, landing permission */
    mst_steps force_fixed, force_per_1000, force_rear; /* people; see rule 9 */
    mst_steps threat;                                  /* millionths a person-hour */
    mst_steps safe;                                    /* 0 or 1 */
    mst_time supplies;                                 /* how long people can stay, MST_UNLIMITED */
    int64_t elevation_mm; /* above the sea; MST_UNLIMITED: not known. For readers of a plan only */
} mst_p_site;

typedef struct mst_p_arc { /* one direction of a link */
    uint32_t link;         /* index into post->links */
    const char *name;      /* id of the link */
    bool reverse;          /* b to a */
    uint32_t from, to;     /* sites */
    uint32_t opposite;     /* the arc back, or MST_NONE */
    mst_mode mode;
    int64_t distance_mm; /* 0: not known */
    mst_time own_time; /* the link's `time` for all that use it; MST_NEVER: by distance and speed */
    mst_windows open;  /* a whole transit lies in one window: hours, closures, permission */
    mst_steps flow;    /* entries in any [t, t + 1 h), vehicles (own cars too) */
    mst_steps slow;    /* millionths: transit time of an entry at t = ceil(time * slow / 1e6) */
    int64_t threat;    /* millionths a person-transit, at the order; see threat_steps */
    mst_steps threat_steps;  /* by time of entry */
    int64_t escort_force;    /* guards a convoy; 0: no escort needed */
    int64_t escort_vehicles; /* vehicles a convoy at most */
    mst_time escort_return;  /* how long after the convoy's arrival its detached escort is back */
    uint32_t preference;     /* 0 first */
} mst_p_arc;

typedef enum mst_p_presence {
    /* everyone is at `site` from the start; release says when they may leave */
    MST_PRESENT_AT_START,
    /* reinforcements, and people that a change adds after the order: nobody is there until the
     * release brings them */
    MST_PRESENT_ARRIVING,
    MST_PRESENT_BY_FLEET, /* reinforcements at a fleet's base, to be carried in; see `inbound_to` */
} mst_p_presence;

typedef struct mst_p_cohort {
    uint32_t people;   /* index into post->people */
    const char *name;  /* "staff", "families/4" (party of 4), "clinic/litter" */
    uint32_t site;     /* where they start */
    int64_t count;     /* persons; a multiple of `party` */
    uint32_t party;    /* persons that travel and are processed as one; 1: alone */
    bool litter;       /* needs a litter place each, else the type's seats per litter */
    bool force;        /* kind force: not processed, no exposure */
    bool guards;       /* counts as guard at a site (force, and contractors that guard) */
    bool in_scope;     /* false: stays by the option's scope; still counts for hold */
    uint32_t priority; /* 0 .. problem->priority_count - 1, 0 first */
    int64_t weight;
    mst_p_presence presence;
    /* BY_FLEET: the site they reinforce; out counts only after they were there */
    uint32_t inbound_to;
    mst_release_mode release_mode;
    mst_time release_start, release_over;
    uint32_t release_row_count;
    const mst_release_row *release_rows;
    /* [site_count] 1: a place where they may end and count as out while safe (or the site of a
     * relocation) */
    const uint8_t *accepts;
    mst_self_means self_means;
    uint32_t self_to; /* MST_NONE: anywhere along links */
    bool uncontrolled;
    int64_t self_speed_mm_per_hour;
} mst_p_cohort;

typedef struct mst_p_pin {
    uint32_t pin; /* index into post->pins */
    uint32_t fleet;
    uint32_t ordinal; /* 0: any */
    uint32_t arc;
    mst_time leave;
    uint32_t load_count;
    const mst_pin_load *loads; /* by people item */
} mst_p_pin;

typedef struct mst_problem {
    const mst_post *post;
    uint32_t scenario, option;
    mst_instant order;       /* UTC of t = 0 */
    const char *ordered_by;  /* the role that may order it; NULL */
    mst_instant order_until; /* the last moment at which it may; MST_NEVER: no limit */
    mst_time begins;         /* of this phase: 0 for phase 0 */
    mst_time horizon;
    uint32_t site_count, arc_count, type_count, vehicle_count, cohort_count, pin_count;
    uint32_t berth_class_count, station_count, priority_count;
    /* the site of the option's relocation, where people count as out; MST_NONE */
    uint32_t relocate_to;
    const mst_p_site *sites;
    const mst_p_arc *arcs; /* sorted by from, then the order of the post */
    /* [site_count + 1]: arcs of site s are arcs_from[s] .. arcs_from[s + 1] - 1 */
    const uint32_t *arcs_from;
    const mst_p_type *types;
    const mst_p_vehicle *vehicles;
    const mst_p_cohort *cohorts;
    const mst_p_pin *pins;
    /* [arc * type_count + type], MST_NEVER: this type cannot use the arc */
    const mst_time *loaded_time;
    const mst_time *empty_time;
    const uint8_t *compatible; /* [site * type_count + type]: runway and berth class fit (rule 4) */
    mst_measure measures[MST_MEASURE_COUNT];
} mst_problem;

/* When a plan in force is taken up again, ms after the order; at <= from <= until. */
typedef struct mst_resume {
    mst_time at;   /* the moment of the picture that is planned for */
    mst_time from; /* what begins from here on may be other than in the plan in force */
    /* the end of the freeze: `from`, unless that plan cannot go on so long or a surprise comes */
    mst_time until;
} mst_resume;

/* A cell compiled: one problem a phase. Without surprises there is one. */
typedef struct mst_case {
    mst_arena *arena;
    uint32_t phase_count;
    const mst_problem *phases; /* begins ascending */
    /* It goes on from a plan in force (mst_case_resume): the plan of phase 0 is that plan. */
    bool resumed;
    mst_resume resume;
    uint32_t own_phase_count; /* the phases before it was resumed */
    const mst_problem *own_phases;
    /* Zeros, or the digest of a wider case whose answers are this one's too (judge/stand.h). */
    uint64_t stands_for[2];
    bool stands_in_play; /* the runs of its plan are that one's too */
} mst_case;

static inline bool
mst_case_stands(const mst_case *instance)
{
    return (instance->stands_for[0] | instance->stands_for[1]) != 0;
}

/* An untimed change laid over everything: `--set fleets.c17.count=8`, or one more unit of a
 * limit. */
typedef struct mst_override {
    uint32_t count;
    const mst_change *changes;
    bool is_ordered; /* the order was given at `order`, whatever the option says */
    mst_instant order;
} mst_override;

/*
 * Compiles one cell. `overrides` may be NULL. The result belongs to the caller (mst_case_release);
 * the post must outlive it. Fails with MST_INVALID when changes contradict each other (two sets of
 * one field at one time) or make a picture that cannot be (a count below 0), with the place of the
 * change. Cost: linear in the post and in the windows inside the horizon.
 */
MST_NODISCARD mst_status
mst_case_compile(const mst_post *post, mst_scenario_id scenario, mst_option_id option,
                 const mst_override *overrides, mst_case **result, mst_error *err);

/*
 * Makes a compiled case one that goes on from a plan in force: phase 0 is the world in which that
 * plan ran, with nothing closed, since what it began was allowed then; phase 1 begins at
 * resume->from with what the post knows by then, as a surprise does; then come the case's own
 * surprises after that. A case may be resumed again at another time; phase 0 stays where it is.
 * Errors: memory; then the case is as it was. O(sites and links).
 */
MST_NODISCARD mst_status
mst_case_resume(mst_case *instance, const mst_resume *resume, mst_error *err);

/* What is known at the moment of the picture of a resumed case, and until when nothing else is: the
 * end of the freeze, or a surprise before it. */
const mst_problem *
mst_case_known(const mst_case *instance, mst_time *until);

void
mst_case_release(mst_case *instance);

/* A hash of all that planning and checking read of the case: times count from the order, so equal
 * cases of two days have one, and names are not in it. Equal digests of two pictures of one post
 * mean equal plans for equal settings. Of a case that stands for a wider one it is the hash of
 * that. Linear in the case. */
void
mst_case_digest(const mst_case *instance, uint64_t digest[2]);

/* The same of the case itself, whatever it stands for. */
void
mst_case_digest_own(const mst_case *instance, uint64_t digest[2]);

/* Persons of a cohort released (and, for ARRIVING, present) by `t`, a multiple of the party. O(log
 * rows). */
int64_t
mst_cohort_released(const mst_p_cohort *cohort, mst_time t);

/* First time at which at least `persons` are released; MST_NEVER when more than ever will be. */
mst_time
mst_cohort_release_time(const mst_p_cohort *cohort, int64_t persons);

/* Transit time of an entry at `t` (rule: rounded up), MST_NEVER when the type cannot use the
 * arc. */
mst_time
mst_arc_transit(const mst_problem *problem, uint32_t arc, uint32_t type, bool loaded, mst_time t);

/* Transit time of an entry at `t` of people on their own, MST_NEVER where they cannot (no means of
 * their own; air, sea; cars on a foot path). On a foot path with a time that time; elsewhere the
 * distance at their speed, or the link's time where the distance is not known. */
mst_time
mst_arc_self_transit(const mst_problem *problem, uint32_t arc, uint32_t cohort, mst_time t);

#endif
