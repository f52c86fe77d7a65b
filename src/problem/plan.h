/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan: what every vehicle, desk, crew and group does, and when. Data only. The solver writes it,
 * the checker judges it, the outputs print it. Times are ms after the order.
 *
 * L1  stops and moves are grouped by vehicle, in time order; vehicle v has stops
 *     first_stop[v] .. first_stop[v + 1] - 1 and one move fewer; stop k, move k, stop k + 1, ...
 *     A vehicle that never moves has no stops at all, or one.
 * L2  A load is (cohort, stations, count): `count` persons of the cohort that were processed at
 *     just the stations in the mask. Loads of one list are sorted by (cohort, stations), each with
 *     count > 0.
 * L3  move.loads = what is aboard during the transit = loads before the stop - alight + board.
 * L4  The first stop has arrive = the moment the vehicle is first used there (>= its notice); the
 *     last stop has leave = MST_NEVER.
 */
#ifndef MUSTER_PROBLEM_PLAN_H
#define MUSTER_PROBLEM_PLAN_H

#include "problem/problem.h"

typedef struct mst_load {
    uint32_t cohort;
    uint32_t stations; /* bit mask of stations these persons were processed at, when they board */
    int64_t count;
} mst_load;

typedef struct mst_load_list {
    uint32_t count;
    const mst_load *loads;
} mst_load_list;

typedef struct mst_plan_stop {
    uint32_t vehicle, site;
    mst_time arrive, leave;          /* leave MST_NEVER: the vehicle's last stop */
    mst_time berth_begin, berth_end; /* both MST_NEVER when nobody boards or alights */
    /* the vehicle leaves with full range; needs fuel, and leave - arrive (at the base before the
     * first move: nothing) >= the refuel time */
    bool refuel;
    mst_load_list alight, board;
} mst_plan_stop;

typedef struct mst_plan_move {
    uint32_t vehicle;
    uint32_t arc;
    mst_time leave, arrive;
    mst_load_list loads;
    uint32_t convoy;    /* index into plan->convoys, MST_NONE */
    mst_time turned_at; /* surprise: when it turned on the way, MST_NEVER when it did not */
    /* the arc it went on by (from arcs[arc].to); MST_NONE: back to arcs[arc].from */
    uint32_t turned_arc;
} mst_plan_move;

/* `units` (persons or parties) of a cohort, one after another without a break on one desk. */
typedef struct mst_plan_desk_run {
    uint32_t site;
    uint32_t desk; /* 0.. */
    uint32_t cohort;
    uint32_t stations; /* mask before; the run adds the site's station */
    int64_t units;
    mst_time start;
    mst_time each; /* ms a unit */
} mst_plan_desk_run;

/* People who walk or drive themselves. */
typedef struct mst_plan_self_move {
    uint32_t cohort, stations;
    int64_t count;
    uint32_t arc;
    mst_time leave, arrive;
} mst_plan_self_move;

typedef struct mst_plan_convoy {
    uint32_t arc;
    mst_time begin; /* first entry; all enter by begin + 5 min */
    /* guards of the origin that go along in their own cars, and come back */
    int64_t detached_force;
    mst_time back; /* when they are back at the origin */
} mst_plan_convoy;

typedef struct mst_plan_duty {
    uint32_t vehicle, crew;         /* crew 0.. of the vehicle */
    uint32_t first_move, last_move; /* indexes into plan->moves, same vehicle, inclusive */
    mst_time begin, end;            /* 1 h before the first departure, the last arrival */
} mst_plan_duty;

typedef struct mst_plan_left {
    uint32_t cohort, site; /* where they are at the horizon; MST_NONE: aboard `vehicle` */
    uint32_t vehicle;      /* MST_NONE unless aboard */
    int64_t count;
} mst_plan_left;

typedef struct mst_measures {
    int64_t left_by_priority[MST_MAX_PRIORITIES]; /* weighted */
    int64_t left;                                 /* persons, unweighted */
    int64_t left_force;                           /* of them force */
    mst_time completion;                          /* last person off; 0 when nobody has to move */
    mst_time completion_evacuees;                 /* without force */
    mst_wide exposure;                            /* person x ms x millionths of threat */
    mst_time vehicle_ms;                          /* sum of transits */
    mst_time first_movement;                      /* MST_NEVER: none */
} mst_measures;

typedef struct mst_plan {
    const mst_problem *problem; /* the last phase of its case */
    mst_time begins;            /* its phase's: 0, or the surprise with which it was made */
    uint32_t stop_count, move_count, desk_run_count, self_move_count, convoy_count, duty_count,
        left_count;
    const uint32_t *first_stop; /* [vehicle_count + 1] */
    const uint32_t *first_move; /* [vehicle_count + 1] */
    const mst_plan_stop *stops;
    const mst_plan_move *moves;
    const mst_plan_desk_run *desk_runs;
    const mst_plan_self_move *self_moves;
    const mst_plan_convoy *convoys;
    const mst_plan_duty *duties;
    const mst_plan_left *left;     /* in scope and not out at the horizon */
    const struct mst_plan *before; /* the plan of the same cell without the last surprise; NULL */
} mst_plan;

/* Hours of exposure as a number for printing: person-hours x threat. */
double
mst_exposure_hours(mst_wide exposure);

/*
 * Compares by the problem's order of measures: < 0 when `a` is better, 0 when they tie. Left
 * compares by priority, then weight.
 */
int
mst_measures_compare(const mst_problem *problem, const mst_measures *a, const mst_measures *b);

#endif
