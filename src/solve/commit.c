/* SPDX-License-Identifier: Apache-2.0
 *
 * Committing a placed trip: records, calendars, people, measures.
 */
#include <assert.h>

#include "solve/trip.h"

static void
note(mst__state *state, bool ok)
{
    if (!ok) {
        state->out_of_memory = true;
    }
}

/* Uses [begin, end) of a berth or a parking place; `end` MST_NEVER: until further notice. */
static void
use_interval(mst__state *state, mst__level *level, mst_time begin, mst_time end)
{
    if (begin >= end) {
        return;
    }
    note(state, mst__level_add(level, begin, 1));
    if (end < MST_NEVER) {
        note(state, mst__level_add(level, end, -1));
    }
}

static uint32_t
add_loads(mst__state *state, const mst__trip *trip)
{
    uint32_t first = state->loads_count;
    for (uint32_t i = 0; i < trip->load_count; i++) {
        mst__add_loads(state, trip->loads[i]);
    }
    return first;
}

static mst__stop *
present_stop(mst__state *state, uint32_t v)
{
    mst__vehicle_state *vehicle = &state->vehicles[v];
    if (vehicle->stop == MST_NONE) {
        vehicle->stop = mst__add_stops(state, (mst__stop){.vehicle = v,
                                                          .site = vehicle->site,
                                                          .arrive = vehicle->arrive,
                                                          .leave = MST_NEVER,
                                                          .berth_begin = MST_NEVER,
                                                          .berth_end = MST_NEVER});
    }
    return vehicle->stop == MST_NONE ? NULL : &state->stops[vehicle->stop];
}

/* The stop's one berth interval becomes [begin, end). */
static void
occupy_berth(mst__state *state, uint32_t v, mst_time begin, mst_time end)
{
    mst__vehicle_state *vehicle = &state->vehicles[v];
    mst__stop *stop = present_stop(state, v);
    if (stop == NULL) {
        return;
    }
    uint32_t class = state->problem->types[state->problem->vehicles[v].type].berth_class;
    mst__level *berths = &state->sites[vehicle->site].berths[class];
    if (begin == end && vehicle->berth_begin >= MST_NEVER &&
        !mst__steps_unlimited(&state->problem->sites[vehicle->site].berths[class])) {
        note(state, mst__entries_add(&state->sites[vehicle->site].berth_points[class], begin, 1));
    }
    if (vehicle->berth_begin >= MST_NEVER) {
        use_interval(state, berths, begin, end);
    } else if (end > vehicle->berth_end) {
        use_interval(state, berths, vehicle->berth_end, end);
    }
    if (vehicle->berth_begin >= MST_NEVER) {
        vehicle->berth_begin = begin;
        vehicle->berth_end = end;
    } else if (end > vehicle->berth_end) {
        vehicle->berth_end = end;
    }
    stop->berth_begin = vehicle->berth_begin;
    stop->berth_end = vehicle->berth_end;
    vehicle->free_from =
        vehicle->berth_end > vehicle->free_from ? vehicle->berth_end : vehicle->free_from;
}

/* ---- people and measures ---- */

static bool
exposed(const mst__state *state, const mst__trip *trip, uint32_t load)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[trip->loads[load].cohort];
    return !cohort->force && cohort->in_scope;
}

static void
board_people(mst__state *state, const mst__trip *trip)
{
    mst__site_state *at = &state->sites[trip->pickup];
    for (uint32_t i = 0; i < trip->load_count; i++) {
        mst_load load = trip->loads[i];
        const mst_p_cohort *cohort = &state->problem->cohorts[load.cohort];
        mst__standing standing = trip->inbound[i] ? MST__INBOUND
                                 : trip->out[i]   ? MST__OUT
                                                  : MST__WAITING;
        uint32_t pool = mst__pool_find(state, trip->pickup, load.cohort, load.stations, standing);
        assert(pool != MST_NONE);
        mst__pool_take(state, pool, trip->load_start, load.count);
        note(state, mst__level_add(&at->people, trip->load_start, -load.count));
        if (cohort->guards) {
            note(state, mst__level_add(&at->guards, trip->load_start, -load.count));
        } else if (!trip->out[i]) {
            note(state, mst__level_add(&at->leavers, trip->load_start, -load.count));
        }
        mst_time *last = &state->last_inbound[load.cohort];
        *last = trip->inbound[i] && trip->load_start > *last ? trip->load_start : *last;
        at->departed += load.count;
        at->last_boarding =
            trip->load_start > at->last_boarding ? trip->load_start : at->last_boarding;
    }
}

static void
expose_at_site(mst__state *state, uint32_t site, mst_time from, mst_time to, int64_t persons)
{
    state->exposure += (mst_wide)persons * (mst__threat_integral(state->problem, site, to) -
                                            mst__threat_integral(state->problem, site, from));
}

/* From the stop where they wait: that stay is cut off at the departure, then links and stops on the
 * way. */
void
mst__trip_expose(mst__state *state, const mst__trip *trip)
{
    const mst_problem *problem = state->problem;
    int64_t persons = 0;
    for (uint32_t i = 0; i < trip->load_count; i++) {
        persons += exposed(state, trip, i) && !trip->out[i] ? trip->loads[i].count : 0;
    }
    if (persons == 0 || trip->leg_count == trip->pickup_leg) {
        return;
    }
    expose_at_site(state, trip->pickup, problem->horizon, trip->legs[trip->pickup_leg].leave,
                   persons);
    for (uint32_t i = trip->pickup_leg; i < trip->leg_count; i++) {
        const mst_p_arc *arc = &problem->arcs[trip->legs[i].arc];
        state->exposure += (mst_wide)persons *
                           mst_steps_at(&arc->threat_steps, trip->legs[i].leave) * MST_MS_PER_HOUR;
        mst_time until = i + 1 < trip->leg_count ? trip->legs[i + 1].leave : problem->horizon;
        expose_at_site(state, arc->to, trip->legs[i].arrive, until, persons);
    }
}

static void
alight_people(mst__state *state, const mst__trip *trip)
{
    const mst_problem *problem = state->problem;
    for (uint32_t i = 0; i < trip->load_count; i++) {
        mst_load load = trip->loads[i];
        const mst_p_cohort *cohort = &problem->cohorts[load.cohort];
        bool inbound = trip->inbound[i] && trip->target != cohort->inbound_to;
        mst_time end =
            inbound ? MST_NEVER : mst__end_time(problem, load.cohort, trip->target, trip->off);
        if (trip->inbound[i] && !inbound) {
            state->deployed[load.cohort] += load.count;
        }
        if (end < MST_NEVER && !trip->out[i]) {
            mst__state_out(state, load.cohort, trip->target, load.count, end);
        }
        if (end >= MST_NEVER) {
            state->sites[trip->target].delivered += load.count;
        }
        mst__standing standing = inbound ? MST__INBOUND : trip->out[i] ? MST__OUT : MST__WAITING;
        mst__state_put(state, trip->target, load, standing, trip->off);
    }
}

/* ---- vehicles ---- */

static void
commit_duty(mst__state *state, uint32_t v, const mst__leg *leg, uint32_t move)
{
    mst__vehicle_state *vehicle = &state->vehicles[v];
    const mst_p_type *type = &state->problem->types[state->problem->vehicles[v].type];
    if (type->duty >= MST_NEVER) {
        return;
    }
    if (leg->new_duty || vehicle->duty == MST_NONE) {
        vehicle->crew = leg->crew;
        vehicle->duty =
            mst__add_duties(state, (mst_plan_duty){.vehicle = v,
                                                   .crew = leg->crew,
                                                   .first_move = move,
                                                   .begin = leg->leave - MST_MS_PER_HOUR});
        if (vehicle->duty == MST_NONE) {
            return;
        }
    }
    state->duties[vehicle->duty].last_move = move;
    state->duties[vehicle->duty].end = leg->arrive;
    vehicle->crew_rested[vehicle->crew] = leg->arrive + type->rest;
}

static uint32_t
commit_convoy(mst__state *state, const mst__leg *leg)
{
    const mst_p_arc *arc = &state->problem->arcs[leg->arc];
    mst__level *guards = &state->sites[arc->from].guards;
    if (leg->new_convoy) {
        uint32_t convoy =
            mst__add_convoys(state, (mst__convoy){.arc = leg->arc,
                                                  .vehicles = 1,
                                                  .before = state->arc_convoy[leg->arc],
                                                  .begin = leg->leave,
                                                  .last_arrival = leg->arrive,
                                                  .back = leg->convoy_back,
                                                  .detached = leg->convoy_detached});
        note(state, mst__level_add(guards, leg->leave, -leg->convoy_detached));
        note(state, mst__level_add(guards, leg->convoy_back, leg->convoy_detached));
        state->arc_convoy[leg->arc] = convoy;
        return convoy;
    }
    if (leg->convoy != MST_NONE) {
        mst__convoy *convoy = &state->convoys[leg->convoy];
        convoy->vehicles++;
        convoy->last_arrival =
            leg->arrive > convoy->last_arrival ? leg->arrive : convoy->last_arrival;
        if (leg->convoy_back > convoy->back) {
            note(state, mst__level_add(guards, convoy->back, -convoy->detached));
            note(state, mst__level_add(guards, leg->convoy_back, convoy->detached));
            convoy->back = leg->convoy_back;
        }
    }
    return leg->convoy;
}

void
mst__trip_commit_leg(mst__state *state, const mst__trip *trip, uint32_t index, uint32_t loads)
{
    const mst_problem *problem = state->problem;
    const mst__leg *leg = &trip->legs[index];
    uint32_t v = trip->vehicle;
    mst__vehicle_state *vehicle = &state->vehicles[v];
    const mst_p_arc *arc = &problem->arcs[leg->arc];
    const mst_p_type *type = &problem->types[problem->vehicles[v].type];
    bool loaded = index >= trip->pickup_leg && trip->load_count > 0;
    mst__stop *stop = present_stop(state, v);
    if (stop == NULL) {
        return;
    }
    stop->leave = leg->leave;
    stop->refuel = leg->refuel;
    if (vehicle->moved) { /* parked since it arrived, as far as was known then without an end */
        mst__level *parking = &state->sites[arc->from].parking[type->berth_class];
        note(state, vehicle->parked || mst__level_add(parking, vehicle->arrive, 1));
        note(state, mst__level_add(parking, leg->leave, -1));
    }
    note(state, mst__entries_add(&state->arc_entries[leg->arc], leg->leave, 1));
    if (type->mode == MST_MODE_AIR) {
        note(state, mst__entries_add(&state->sites[arc->from].movements, leg->leave, 1));
        note(state, mst__entries_add(&state->sites[arc->to].movements, leg->arrive, 1));
    }
    if (loaded) {
        note(state, mst__entries_add(&vehicle->sorties, leg->leave, 1));
    }
    uint32_t convoy = commit_convoy(state, leg);
    uint32_t move = mst__add_moves(state, (mst__move){.vehicle = v,
                                                      .arc = leg->arc,
                                                      .convoy = convoy,
                                                      .leave = leg->leave,
                                                      .arrive = leg->arrive,
                                                      .load_first = loads,
                                                      .load_count = loaded ? trip->load_count : 0,
                                                      .turned_at = MST_NEVER,
                                                      .turned_arc = MST_NONE});
    commit_duty(state, v, leg, move);
    state->vehicle_ms += leg->arrive - leg->leave;
    mst_time transit =
        mst_arc_transit(problem, leg->arc, problem->vehicles[v].type, loaded, leg->leave);
    if (leg->refuel) {
        vehicle->range_used_mm = 0;
    }
    mst_wide used = (mst_wide)arc->distance_mm * (leg->arrive - leg->leave);
    vehicle->range_used_mm += transit > 0 ? (int64_t)((used + transit - 1) / transit) : 0;
    vehicle->site = arc->to;
    vehicle->arrive = vehicle->free_from = leg->arrive;
    vehicle->berth_begin = vehicle->berth_end = MST_NEVER;
    vehicle->alighted = vehicle->boarded = vehicle->sealed = false;
    vehicle->moved = vehicle->parked = true;
    vehicle->stop = MST_NONE;
    present_stop(state, v);
    note(state, mst__level_add(&state->sites[arc->to].parking[type->berth_class], leg->arrive, 1));
}

void
mst__trip_commit(mst__state *state, const mst__trip *trip)
{
    uint32_t v = trip->vehicle;
    mst__vehicle_state *vehicle = &state->vehicles[v];
    for (uint32_t i = 0; i < trip->pickup_leg; i++) {
        mst__trip_commit_leg(state, trip, i, 0);
    }
    uint32_t loads = add_loads(state, trip);
    if (trip->boards && trip->load_count > 0) {
        board_people(state, trip);
        occupy_berth(state, v, trip->board_begin, trip->board_end);
        mst__stop *stop = present_stop(state, v);
        if (stop != NULL) {
            stop->board_first = loads;
            stop->board_count = trip->load_count;
        }
        vehicle->boarded = true;
    }
    mst__trip_expose(state, trip);
    for (uint32_t i = trip->pickup_leg; i < trip->leg_count; i++) {
        mst__trip_commit_leg(state, trip, i, loads);
    }
    vehicle->aboard_count = 0;
    if (trip->alights && trip->load_count > 0) {
        occupy_berth(state, v, trip->alight_begin, trip->alight_end);
        mst__stop *stop = present_stop(state, v);
        if (stop != NULL) {
            stop->alight_first = loads;
            stop->alight_count = trip->load_count;
        }
        vehicle->alighted = true;
        alight_people(state, trip);
    }
    state->version++;
}
