/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 2, vehicles: moves join in place and time, along links, from the base, no earlier than
 * notice. Rule 4, compatibility: type against site and link, range, fuel, availability.
 */
#include "check/judge.h"

static void
judge_join(mst__judge *judge, uint32_t stop, uint32_t move)
{
    const mst_plan_stop *from = &judge->plan->stops[stop];
    const mst_plan_stop *to = from + 1;
    const mst_plan_move *way = &judge->plan->moves[move];
    const char *vehicle = mst__vehicle_name(judge, from->vehicle);
    uint32_t begin = judge->problem->arcs[way->arc].from;
    uint32_t end = mst__move_end(judge, way);
    if (begin != from->site || end != to->site) {
        mst__refuse(judge, MST__VEHICLES_PLACE, mst__where_move(judge, move),
                    "%s goes by %s from %s to %s at %s, but stands at %s before and at %s after",
                    vehicle, mst__arc_name(judge, way->arc), mst__site_name(judge, begin),
                    mst__site_name(judge, end), MST__TIME(way->leave),
                    mst__site_name(judge, from->site), mst__site_name(judge, to->site));
    }
    if (way->leave != from->leave || way->arrive != to->arrive) {
        mst__refuse(judge, MST__VEHICLES_TIME, mst__where_move(judge, move),
                    "%s moves by %s from %s to %s, but its stops say it leaves %s at %s and "
                    "arrives at %s at %s",
                    vehicle, mst__arc_name(judge, way->arc), MST__TIME(way->leave),
                    MST__TIME(way->arrive), mst__site_name(judge, from->site),
                    MST__TIME(from->leave), mst__site_name(judge, to->site), MST__TIME(to->arrive));
    }
}

/* Travel takes the link's time, and no longer than that and the type's wait. */
static void
judge_pace(mst__judge *judge, uint32_t move)
{
    const mst_plan_move *way = &judge->plan->moves[move];
    const mst_p_type *type = mst__type_of(judge, way->vehicle);
    bool loaded = way->loads.count > 0;
    mst_time transit = mst_arc_transit(
        judge->problem, way->arc, judge->problem->vehicles[way->vehicle].type, loaded, way->leave);
    const char *vehicle = mst__vehicle_name(judge, way->vehicle);
    const char *arc = mst__arc_name(judge, way->arc);
    mst_time taken = way->arrive - way->leave;
    if (transit >= MST_NEVER) {
        mst__refuse(judge, MST__COMPAT_MODE, mst__where_move(judge, move),
                    "%s enters %s at %s, which a %s cannot use", vehicle, arc,
                    MST__TIME(way->leave), type->name);
    } else if (way->turned_at < MST_NEVER) {
        return; /* judged with the surprises */
    } else if (taken < transit) {
        mst__refuse(judge, MST__VEHICLES_PACE, mst__where_move(judge, move),
                    "%s takes %s over %s at %s, but a %s %s needs %s", vehicle, MST__SPAN(taken),
                    arc, MST__TIME(way->leave), loaded ? "loaded" : "empty", type->name,
                    MST__SPAN(transit));
    } else if (type->wait < MST_NEVER && taken > transit + type->wait) {
        mst__refuse(judge, MST__STOPS_WAIT, mst__where_move(judge, move),
                    "%s takes %s over %s at %s: %s for the way, and it may wait at most %s",
                    vehicle, MST__SPAN(taken), arc, MST__TIME(way->leave), MST__SPAN(transit),
                    MST__SPAN(type->wait));
    }
}

static void
judge_usable(mst__judge *judge, uint32_t vehicle)
{
    const mst_plan *plan = judge->plan;
    const mst_windows *usable = &judge->problem->vehicles[vehicle].usable;
    const char *name = mst__vehicle_name(judge, vehicle);
    for (uint32_t m = plan->first_move[vehicle]; m < plan->first_move[vehicle + 1]; m++) {
        const mst_plan_move *move = &plan->moves[m];
        if (move->leave >= judge->since && !mst_windows_hold(usable, move->leave, move->arrive)) {
            mst__refuse(judge, MST__COMPAT_USABLE, mst__where_move(judge, m),
                        "%s is under way from %s to %s, when it is not available all the time",
                        name, MST__TIME(move->leave), MST__TIME(move->arrive));
        }
    }
    for (uint32_t s = plan->first_stop[vehicle]; s < plan->first_stop[vehicle + 1]; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        if (stop->berth_begin < MST_NEVER && stop->berth_begin >= judge->since &&
            !mst_windows_hold(usable, stop->berth_begin, stop->berth_end)) {
            mst__refuse(judge, MST__COMPAT_USABLE, mst__where_stop(judge, s, stop->berth_begin),
                        "%s is in service at %s from %s to %s, when it is not available all the "
                        "time",
                        name, mst__site_name(judge, stop->site), MST__TIME(stop->berth_begin),
                        MST__TIME(stop->berth_end));
        }
    }
}

/* The first stop: at the base, no earlier than notice. */
static void
judge_start(mst__judge *judge, uint32_t vehicle)
{
    const mst_plan *plan = judge->plan;
    const mst_p_vehicle *of = &judge->problem->vehicles[vehicle];
    uint32_t first = plan->first_stop[vehicle];
    const mst_plan_stop *stop = &plan->stops[first];
    if (stop->site != of->base) {
        mst__refuse(judge, MST__VEHICLES_BASE, mst__where_stop(judge, first, stop->arrive),
                    "%s starts at %s, but its base is %s", of->name,
                    mst__site_name(judge, stop->site), mst__site_name(judge, of->base));
    }
    bool used = stop->leave < MST_NEVER || stop->berth_begin < MST_NEVER;
    mst_time ready = of->usable.count > 0 ? of->usable.spans[0].begin : MST_NEVER;
    mst_time from = stop->arrive > 0 ? stop->arrive : 0;
    if (used && from < MST_NEVER && (stop->arrive < 0 || (ready < MST_NEVER && from < ready))) {
        mst__refuse(judge, MST__VEHICLES_NOTICE, mst__where_stop(judge, first, stop->arrive),
                    "%s is used from %s, before %s, when its notice ends", of->name,
                    MST__TIME(stop->arrive), MST__TIME(ready > 0 ? ready : 0));
    }
}

static void
judge_sites(mst__judge *judge, uint32_t vehicle)
{
    const mst_plan *plan = judge->plan;
    uint32_t type = judge->problem->vehicles[vehicle].type;
    for (uint32_t s = plan->first_stop[vehicle] + 1; s < plan->first_stop[vehicle + 1]; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        size_t at = (size_t)stop->site * judge->problem->type_count + type;
        const mst_plan_move *by =
            &plan->moves[plan->first_move[vehicle] + (s - plan->first_stop[vehicle]) - 1];
        bool forced = by->turned_at < MST_NEVER && by->turned_arc == MST_NONE; /* turned back */
        if (stop->arrive >= judge->since && judge->problem->compatible[at] == 0 && !forced) {
            mst__refuse(judge, MST__COMPAT_SITE, mst__where_stop(judge, s, stop->arrive),
                        "%s comes to %s at %s, which has no runway or berth class for a %s",
                        mst__vehicle_name(judge, vehicle), mst__site_name(judge, stop->site),
                        MST__TIME(stop->arrive), judge->problem->types[type].name);
        }
    }
}

static mst_wide
ceil_divide_wide(mst_wide a, mst_wide b)
{
    return (a + b - 1) / b;
}

/* Distance flown or driven on a move, waiting on the way counted at the link's pace. */
static mst_wide
move_distance(const mst__judge *judge, const mst_plan_move *move)
{
    uint32_t type = judge->problem->vehicles[move->vehicle].type;
    bool loaded = move->loads.count > 0;
    const mst_p_arc *arc = &judge->problem->arcs[move->arc];
    mst_time transit = mst_arc_transit(judge->problem, move->arc, type, loaded, move->leave);
    mst_time taken = move->arrive - move->leave;
    if (transit >= MST_NEVER || transit == 0) {
        return arc->distance_mm;
    }
    if (move->turned_at >= MST_NEVER || move->turned_arc == MST_NONE) {
        return ceil_divide_wide((mst_wide)arc->distance_mm * taken, transit);
    }
    const mst_p_arc *on = &judge->problem->arcs[move->turned_arc];
    mst_time rest = taken - transit;
    mst_time transit_on =
        mst_arc_transit(judge->problem, move->turned_arc, type, loaded, move->leave + transit);
    if (transit_on >= MST_NEVER || transit_on == 0 || rest < 0) {
        return (mst_wide)arc->distance_mm + on->distance_mm;
    }
    return arc->distance_mm + ceil_divide_wide((mst_wide)on->distance_mm * rest, transit_on);
}

static void
judge_refuel(mst__judge *judge, uint32_t stop)
{
    const mst_plan_stop *record = &judge->plan->stops[stop];
    mst_time refuel = mst__type_of(judge, record->vehicle)->refuel;
    const char *vehicle = mst__vehicle_name(judge, record->vehicle);
    const char *site = mst__site_name(judge, record->site);
    if (record->leave - record->arrive < refuel) {
        mst__refuse(judge, MST__COMPAT_REFUEL, mst__where_stop(judge, stop, record->arrive),
                    "%s is refuelled at %s from %s to %s, but refuelling takes %s", vehicle, site,
                    MST__TIME(record->arrive), MST__TIME(record->leave), MST__SPAN(refuel));
    }
    mst_time begin = record->leave - refuel;
    begin = begin > judge->since ? begin : judge->since;
    if (mst_steps_least(&judge->problem->sites[record->site].fuel, begin, record->leave) < 1) {
        mst__refuse(judge, MST__COMPAT_FUEL, mst__where_stop(judge, stop, record->arrive),
                    "%s is refuelled at %s until %s, where there is no fuel all the time", vehicle,
                    site, MST__TIME(record->leave));
    }
}

static void
judge_range(mst__judge *judge, uint32_t vehicle)
{
    const mst_plan *plan = judge->plan;
    const mst_p_type *type = mst__type_of(judge, vehicle);
    mst_wide used = 0;
    for (uint32_t s = plan->first_stop[vehicle]; s < plan->first_stop[vehicle + 1]; s++) {
        uint32_t m = judge->stop_move[s];
        if (m == MST_NONE) {
            break;
        }
        if (plan->stops[s].refuel && s > plan->first_stop[vehicle]) {
            if (plan->stops[s].leave >= judge->since) {
                judge_refuel(judge, s);
            }
            used = 0;
        }
        const mst_plan_move *move = &plan->moves[m];
        used += move_distance(judge, move);
        bool forced = move->turned_at < MST_NEVER && move->turned_arc == MST_NONE;
        bool judged = move->leave >= judge->since ||
                      (move->turned_at < MST_NEVER && move->turned_at >= judge->since);
        if (judged && !forced && used > type->range_mm) {
            mst__refuse(judge, MST__COMPAT_RANGE, mst__where_move(judge, m),
                        "%s has gone %lld km since it was last refuelled when it arrives by %s at "
                        "%s, but the range of a %s is %lld km",
                        mst__vehicle_name(judge, vehicle),
                        (long long)(ceil_divide_wide(used, 1000000)),
                        mst__arc_name(judge, move->arc), MST__TIME(move->arrive), type->name,
                        (long long)(type->range_mm / 1000000));
            used = 0;
        }
    }
}

void
mst__judge_vehicles(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    for (uint32_t v = 0; v < judge->problem->vehicle_count; v++) {
        if (plan->first_stop[v] == plan->first_stop[v + 1]) {
            continue;
        }
        judge_start(judge, v);
        for (uint32_t s = plan->first_stop[v]; s + 1 < plan->first_stop[v + 1]; s++) {
            judge_join(judge, s, judge->stop_move[s]);
        }
        for (uint32_t m = plan->first_move[v]; m < plan->first_move[v + 1]; m++) {
            if (plan->moves[m].leave >= judge->since) {
                judge_pace(judge, m);
            }
        }
        judge_usable(judge, v);
        judge_sites(judge, v);
        judge_range(judge, v);
    }
}
