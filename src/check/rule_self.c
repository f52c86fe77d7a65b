/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 1, people who move themselves: by means they have, to where they go, at the pace of the
 * way; and the uncontrolled, who set off as soon as they are released and the way is open,
 * whatever the plan says.
 */
#include "check/judge.h"

static bool
is_way(const mst_problem *problem, uint32_t cohort, uint32_t arc)
{
    const mst_p_arc *way = &problem->arcs[arc];
    return mst_arc_self_transit(problem, arc, cohort,
                                way->open.count > 0 ? way->open.spans[0].begin : 0) < MST_NEVER;
}

/* Is there a way straight from `site` to where they go? */
static bool
has_straight_way(const mst_problem *problem, uint32_t cohort, uint32_t site)
{
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        if (problem->arcs[a].to == problem->cohorts[cohort].self_to && is_way(problem, cohort, a)) {
            return true;
        }
    }
    return false;
}

/* They go straight to where they go; where no link leads there, along any. */
static bool
leads_there(const mst_problem *problem, uint32_t cohort, uint32_t arc)
{
    uint32_t to = problem->cohorts[cohort].self_to;
    const mst_p_arc *way = &problem->arcs[arc];
    return to == MST_NONE || way->to == to || !has_straight_way(problem, cohort, way->from);
}

static void
judge_self_move(mst__judge *judge, uint32_t index)
{
    const mst_plan_self_move *move = &judge->plan->self_moves[index];
    const mst_p_cohort *cohort = &judge->problem->cohorts[move->cohort];
    mst__where where = {move->leave, MST_NONE, MST_NONE, move->arc, move->cohort};
    mst_time transit = mst_arc_self_transit(judge->problem, move->arc, move->cohort, move->leave);
    if (transit >= MST_NEVER || !leads_there(judge->problem, move->cohort, move->arc)) {
        mst__refuse(judge, MST__PEOPLE_MEANS, where,
                    "%lld of %s set off on their own along %s at %s, which they cannot or do not "
                    "go",
                    (long long)move->count, cohort->name, mst__arc_name(judge, move->arc),
                    MST__TIME(move->leave));
    } else if (move->arrive - move->leave != transit) {
        mst__refuse(judge, MST__PEOPLE_PACE, where,
                    "%lld of %s take %s along %s at %s, but the way takes %s",
                    (long long)move->count, cohort->name, MST__SPAN(move->arrive - move->leave),
                    mst__arc_name(judge, move->arc), MST__TIME(move->leave), MST__SPAN(transit));
    }
}

/* Earliest departure at or after `t` along the arc in its windows, to arrive while arrivals are
 * taken. */
static mst_time
earliest_along(const mst_problem *problem, uint32_t cohort, uint32_t arc, mst_time t)
{
    const mst_p_arc *way = &problem->arcs[arc];
    uint32_t rounds = way->open.count + problem->sites[way->to].open.count + way->slow.count + 2;
    for (uint32_t round = 0; round < rounds; round++) {
        mst_time transit = mst_arc_self_transit(problem, arc, cohort, t);
        if (transit >= MST_NEVER) {
            return MST_NEVER;
        }
        mst_time open = mst_windows_earliest(&way->open, t, transit);
        if (open >= MST_NEVER) {
            return MST_NEVER;
        }
        mst_time arrival = open + transit;
        mst_time taken = mst_windows_earliest(&problem->sites[way->to].open, arrival, 0);
        if (taken >= MST_NEVER) {
            return MST_NEVER;
        }
        if (open == t && taken == arrival) {
            return t;
        }
        t = open + (taken - arrival);
    }
    return MST_NEVER;
}

static mst_time
earliest_departure(const mst_problem *problem, uint32_t cohort, mst_time t)
{
    uint32_t site = problem->cohorts[cohort].site;
    mst_time best = MST_NEVER;
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        if (leads_there(problem, cohort, a)) {
            mst_time departure = earliest_along(problem, cohort, a, t);
            best = departure < best ? departure : best;
        }
    }
    return best;
}

typedef struct departure {
    mst_time at;
    int64_t count;
} departure;

static int
order_departures(const void *left, const void *right)
{
    const departure *a = left;
    const departure *b = right;
    return a->at != b->at ? mst__compare_i64(a->at, b->at) : mst__compare_i64(a->count, b->count);
}

/* All departures of the cohort from where it starts, in time. */
static departure *
list_departures(mst__judge *judge, const mst__group *group, uint32_t *count)
{
    departure *list = MST__TAKE(judge, departure, group->count);
    *count = 0;
    for (uint32_t i = 0; list != NULL && i < group->count; i++) {
        const mst__event *event = &judge->by_place[group->first + i];
        if (mst__event_sign(event->kind) < 0) {
            list[(*count)++] = (departure){event->at, event->count};
        }
    }
    if (list != NULL) {
        mst__sort(list, *count, sizeof *list, order_departures);
    }
    return list;
}

/* By the earliest departure after each step of the release, as many are gone as were released. */
static void
judge_uncontrolled(mst__judge *judge, const mst__group *group)
{
    const mst_problem *problem = judge->problem;
    const mst_p_cohort *cohort = &problem->cohorts[group->cohort];
    uint32_t count;
    departure *list = list_departures(judge, group, &count);
    int64_t gone = 0;
    int64_t released = 0;
    uint32_t next = 0;
    while (list != NULL && released < cohort->count) {
        mst_time at = mst_cohort_release_time(cohort, released + 1);
        if (at >= MST_NEVER) {
            return;
        }
        released = mst_cohort_released(cohort, at);
        mst_time due = earliest_departure(problem, group->cohort, at > 0 ? at : 0);
        if (due >= MST_NEVER || due > problem->horizon) {
            return;
        }
        for (; next < count && list[next].at <= due; next++) {
            gone += list[next].count;
        }
        if (gone < released && due >= judge->since) {
            mst__where where = {due, MST_NONE, group->site, MST_NONE, group->cohort};
            mst__refuse(judge, MST__PEOPLE_UNCONTROLLED, where,
                        "%lld of %s are released by %s and set off at once from %s, but the plan "
                        "has %lld gone by then",
                        (long long)released, cohort->name, MST__TIME(due),
                        mst__site_name(judge, group->site), (long long)gone);
            return;
        }
    }
}

void
mst__judge_self_moves(mst__judge *judge)
{
    for (uint32_t i = 0; i < judge->plan->self_move_count; i++) {
        if (judge->plan->self_moves[i].leave >= judge->since) {
            judge_self_move(judge, i);
        }
    }
    for (uint32_t g = 0; g < judge->group_count; g++) {
        const mst_p_cohort *cohort = &judge->problem->cohorts[judge->groups[g].cohort];
        bool sets_off = cohort->uncontrolled && cohort->in_scope && cohort->self_to != cohort->site;
        if (sets_off && cohort->site == judge->groups[g].site) {
            judge_uncontrolled(judge, &judge->groups[g]);
        }
    }
}
