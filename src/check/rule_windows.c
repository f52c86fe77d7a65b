/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 8, windows: transits, service, arrivals, landings and take-offs keep to what is open. A
 * vehicle may stay on the ground while a site is shut, and may leave it.
 */
#include "check/judge.h"

#include <stdio.h>

static void
judge_arrival(mst__judge *judge, mst__where where, uint32_t site, const char *who)
{
    where.site = site;
    if (!mst_windows_hold(&judge->problem->sites[site].open, where.at, where.at)) {
        mst__refuse(judge, MST__WINDOWS_ARRIVAL, where, "%s at %s at %s, which is closed then", who,
                    mst__site_name(judge, site), MST__TIME(where.at));
    }
}

/* A transit lies inside one open window of its link, and ends where arrivals are taken. */
static void
judge_move(mst__judge *judge, uint32_t move)
{
    const mst_plan_move *way = &judge->plan->moves[move];
    const mst_p_arc *arc = &judge->problem->arcs[way->arc];
    const char *vehicle = mst__vehicle_name(judge, way->vehicle);
    char who[MST_MAX_ID_BYTES * 2 + 16];
    if (!mst_windows_hold(&arc->open, way->leave, way->arrive)) {
        mst__refuse(judge, MST__WINDOWS_LINK, mst__where_move(judge, move),
                    "%s is on %s from %s to %s, which is not open all that time", vehicle,
                    arc->name, MST__TIME(way->leave), MST__TIME(way->arrive));
    }
    mst__where where = mst__where_move(judge, move);
    where.at = way->arrive;
    snprintf(who, sizeof who, "%s arrives", vehicle);
    judge_arrival(judge, where, arc->to, who);
}

static void
judge_flight(mst__judge *judge, uint32_t move)
{
    const mst_plan_move *way = &judge->plan->moves[move];
    const mst_p_arc *arc = &judge->problem->arcs[way->arc];
    const char *vehicle = mst__vehicle_name(judge, way->vehicle);
    mst__where where = mst__where_move(judge, move);
    where.site = arc->from;
    if (!mst_windows_hold(&judge->problem->sites[arc->from].air, way->leave, way->leave)) {
        mst__refuse(judge, MST__WINDOWS_TAKEOFF, where,
                    "%s takes off from %s at %s, outside daylight or without permission", vehicle,
                    mst__site_name(judge, arc->from), MST__TIME(way->leave));
    }
    where.site = arc->to;
    where.at = way->arrive;
    if (!mst_windows_hold(&judge->problem->sites[arc->to].air, way->arrive, way->arrive)) {
        mst__refuse(judge, MST__WINDOWS_LANDING, where,
                    "%s lands at %s at %s, outside daylight or without permission", vehicle,
                    mst__site_name(judge, arc->to), MST__TIME(way->arrive));
    }
}

static void
judge_berth(mst__judge *judge, uint32_t stop)
{
    const mst_plan_stop *record = &judge->plan->stops[stop];
    const mst_windows *service = &judge->problem->sites[record->site].service;
    if (record->berth_begin >= MST_NEVER || record->berth_begin < judge->since ||
        mst_windows_hold(service, record->berth_begin, record->berth_end)) {
        return;
    }
    mst__refuse(judge, MST__WINDOWS_SERVICE, mst__where_stop(judge, stop, record->berth_begin),
                "%s is in service at %s from %s to %s, which is not open all that time",
                mst__vehicle_name(judge, record->vehicle), mst__site_name(judge, record->site),
                MST__TIME(record->berth_begin), MST__TIME(record->berth_end));
}

static void
judge_self(mst__judge *judge, uint32_t index)
{
    const mst_plan_self_move *move = &judge->plan->self_moves[index];
    const mst_p_arc *arc = &judge->problem->arcs[move->arc];
    char who[MST_MAX_ID_BYTES * 2 + 48];
    mst__where where = {move->leave, MST_NONE, MST_NONE, move->arc, move->cohort};
    if (!mst_windows_hold(&arc->open, move->leave, move->arrive)) {
        mst__refuse(judge, MST__WINDOWS_LINK, where,
                    "%lld of %s are on %s from %s to %s, which is not open all that time",
                    (long long)move->count, mst__cohort_name(judge, move->cohort), arc->name,
                    MST__TIME(move->leave), MST__TIME(move->arrive));
    }
    where.at = move->arrive;
    snprintf(who, sizeof who, "%lld of %s arrive on their own", (long long)move->count,
             mst__cohort_name(judge, move->cohort));
    judge_arrival(judge, where, arc->to, who);
}

void
mst__judge_windows(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        if (plan->moves[m].leave < judge->since || plan->moves[m].turned_at < MST_NEVER) {
            continue; /* the past, and turns, are judged with the surprises */
        }
        judge_move(judge, m);
        if (mst__type_of(judge, plan->moves[m].vehicle)->mode == MST_MODE_AIR) {
            judge_flight(judge, m);
        }
    }
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        judge_berth(judge, s);
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        if (plan->self_moves[i].leave >= judge->since) {
            judge_self(judge, i);
        }
    }
}
