/* SPDX-License-Identifier: Apache-2.0
 *
 * What the rules share while one phase of a plan is judged.
 *
 * J2  A phase is judged against its own problem. What began before `since` was judged with the
 *     phase before and must be equal to it (rule_surprise.c), so the other rules only count it;
 *     they refuse what begins at `since` or later.
 * J3  Rules after form.c may rely on indexes, sorted loads, and times between -FAR and FAR or
 *     MST_NEVER.
 */
#ifndef MUSTER_CHECK_JUDGE_H
#define MUSTER_CHECK_JUDGE_H

#include "check/check.h"
#include "check/clauses.h"

typedef enum mst__clause {
#define MST__CLAUSE_ENUM(symbol, rule, name, meaning) MST__##symbol,
    MST_CLAUSE_MAP(MST__CLAUSE_ENUM)
#undef MST__CLAUSE_ENUM
        MST__CLAUSE_COUNT
} mst__clause;

/* Times of a plan lie within this of 0, but for MST_NEVER: some 1,100 years. */
#define MST__FAR (INT64_C(1) << 45)

/* In the order in which one instant is played. */
typedef enum mst__event_kind {
    MST__EVENT_START, /* there from the beginning */
    MST__EVENT_VEHICLE_ARRIVES,
    MST__EVENT_RELEASE, /* reinforcements turn up by their own means */
    MST__EVENT_ALIGHT,
    MST__EVENT_SELF_ARRIVE,
    MST__EVENT_ESCORT_BACK,
    MST__EVENT_DESK_GIVE, /* pools only: a run of desk intervals gives back whom it processed */
    MST__EVENT_STEP,      /* a limit of the site changes */
    MST__EVENT_ESCORT_LEAVE,
    MST__EVENT_DESK_TAKE, /* pools only */
    MST__EVENT_BOARD,
    MST__EVENT_SELF_LEAVE,
    MST__EVENT_VEHICLE_LEAVES,
} mst__event_kind;

typedef struct mst__event {
    mst_time at;
    int64_t count; /* persons, > 0 */
    uint32_t site, cohort, stations;
    uint32_t record; /* index of the stop, self move, desk run or convoy */
    uint32_t group;  /* of (site, cohort); MST_NONE for events of no person */
    mst__event_kind kind;
} mst__event;

/* People of one cohort at one site. */
typedef struct mst__group {
    uint32_t site, cohort;
    uint32_t first, count; /* its events in the order by place */
} mst__group;

typedef struct mst__judge {
    const mst_case *instance;
    const mst_problem *problem;
    const mst_plan *plan;
    uint32_t phase;
    mst_time since; /* MST_TIME_MIN in phase 0 */
    mst_judgement *judgement;
    mst_arena *scratch;
    bool out_of_memory;
    bool malformed; /* form.c: nothing else can be judged */

    uint32_t *stop_move; /* [stop_count] the move that leaves the stop, MST_NONE at the last */
    uint32_t *self_site; /* [self_move_count] where they end, turned or not */

    uint32_t place_count;
    mst__event *by_place; /* sorted by site, cohort, stations, time, additions first */
    uint32_t group_count;
    mst__group *groups;
    uint32_t event_count;
    mst__event *by_time; /* sorted by time, in the order of mst__event_kind */
    int64_t *leavers; /* [event_count] persons of the event's group who will still leave, from the
                            last event of an instant on; -1 elsewhere */
} mst__judge;

/* Where a violation stands. Fields that do not apply are MST_NONE. */
typedef struct mst__where {
    mst_time at;
    uint32_t vehicle, site, arc, cohort;
} mst__where;

mst__where
mst__where_at(mst_time at);
mst__where
mst__where_stop(const mst__judge *judge, uint32_t stop, mst_time at);
mst__where
mst__where_move(const mst__judge *judge, uint32_t move);

void
mst__refuse(mst__judge *judge, mst__clause clause, mst__where where, const char *format, ...)
    MST_PRINTF(4, 5);

void
mst__tell(mst__judge *judge, const char *kind, mst_time at, uint32_t site, const char *format, ...)
    MST_PRINTF(5, 6);

/* "+3 d 04:05:06.789": for sentences. */
typedef struct mst__text {
    char text[48];
} mst__text;

mst__text
mst__time_text(mst_time t);
mst__text
mst__span_text(mst_time span);

#define MST__TIME(t) (mst__time_text(t).text)
#define MST__SPAN(t) (mst__span_text(t).text)

/* Names for sentences. */
const char *
mst__site_name(const mst__judge *judge, uint32_t site);
const char *
mst__vehicle_name(const mst__judge *judge, uint32_t vehicle);
const char *
mst__arc_name(const mst__judge *judge, uint32_t arc);
const char *
mst__cohort_name(const mst__judge *judge, uint32_t cohort);

/* Zeroed scratch memory; NULL and `out_of_memory` when there is none. */
void *
mst__judge_take(mst__judge *judge, size_t count, size_t bytes);
#define MST__TAKE(judge, type, count) ((type *)mst__judge_take((judge), (count), sizeof(type)))

/* Sorts by a total order, so equal inputs give equal bytes. */
void
mst__sort(void *items, size_t count, size_t bytes, int (*order)(const void *, const void *));

static inline const mst_p_type *
mst__type_of(const mst__judge *judge, uint32_t vehicle)
{
    return &judge->problem->types[judge->problem->vehicles[vehicle].type];
}

static inline int
mst__compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static inline int
mst__compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

int64_t
mst__persons(const mst_load_list *loads);

/* When the unloading of a stop ends and its loading starts. Only for stops with service. */
mst_time
mst__off_at(const mst__judge *judge, uint32_t stop);
mst_time
mst__on_at(const mst__judge *judge, uint32_t stop);

/* Is anyone aboard who is not a guard? */
bool
mst__carries_people(const mst__judge *judge, const mst_load_list *loads);

/* Does the event add people to a site (or take them from it)? 0 when it does neither. */
int
mst__event_sign(mst__event_kind kind);

/* Where a move ends: its arc's end, or after a turn the origin or the end of the arc it went on
 * by. */
uint32_t
mst__move_end(const mst__judge *judge, const mst_plan_move *move);

/* Is the way shut at `t`, the link itself or the site it leads to? */
bool
mst__way_closed(const mst_problem *problem, uint32_t arc, mst_time t);

/* ---- one function a rule or group of rules, in the order in which they run ---- */
void
mst__judge_form(mst__judge *judge);
void
mst__judge_surprise(mst__judge *judge, const mst_plan *before, const mst_problem *earlier);
bool
mst__build_timeline(mst__judge *judge);
void
mst__judge_people(mst__judge *judge); /* rule 1, and presence at desks of rule 7 */
void
mst__judge_self_moves(mst__judge *judge); /* rule 1: own means */
void
mst__judge_vehicles(mst__judge *judge); /* rules 2 and 4 */
void
mst__judge_seats(mst__judge *judge); /* rule 3 */
void
mst__judge_stops(mst__judge *judge); /* rule 5 */
void
mst__judge_desks(mst__judge *judge); /* rule 7 */
void
mst__judge_windows(mst__judge *judge); /* rule 8 */
void
mst__judge_places(mst__judge *judge); /* rules 6 and 9, escorts' presence of 13 */
void
mst__judge_crews(mst__judge *judge); /* rule 10 */
void
mst__judge_flow(mst__judge *judge); /* rule 11 */
void
mst__judge_escort(mst__judge *judge); /* rule 13 */
void
mst__judge_pins(mst__judge *judge);
void
mst__judge_outcome(mst__judge *judge); /* rule 12, left of rule 1, and the measures */

#endif
