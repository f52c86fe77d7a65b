/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/past.h"

#include <string.h>

#include "solve/past_ends.h"
#include "solve/trip.h"

/* People at a place, counted while the past is replayed; turned into pools at its end. */
typedef struct stock {
    uint32_t site, cohort, stations;
    bool inbound;
    int64_t now; /* off and free by the surprise */
    int64_t out; /* of them counted as out */
} stock;

typedef struct late { /* people who come free only after the surprise */
    uint32_t site;
    mst_load load;
    mst_time at;
    bool is_out; /* counted as out */
} late;

typedef struct replay {
    mst__state *state;
    const mst_problem *problem;
    const mst_plan *plan;
    mst_time now;
    stock *stocks;
    uint32_t stock_count, stock_room;
    late *lates;
    uint32_t late_count, late_room;
    uint32_t *convoy_of; /* [plan convoy] the state's */
    bool board_inbound;  /* those aboard the vehicle in hand are still to be carried in */
    uint32_t board_site; /* where those aboard the vehicle in hand got on, MST_NONE */
    bool *was_out; /* [cohort] those aboard the vehicle in hand had been out where they got on */
} replay;

static stock *
stock_of(replay *r, uint32_t site, uint32_t cohort, uint32_t stations, bool inbound)
{
    for (uint32_t i = 0; i < r->stock_count; i++) {
        stock *s = &r->stocks[i];
        if (s->site == site && s->cohort == cohort && s->stations == stations &&
            s->inbound == inbound) {
            return s;
        }
    }
    if (r->stock_count == r->stock_room) {
        uint32_t room = r->stock_room < 64 ? 64 : r->stock_room * 2;
        stock *grown = mst_heap_resize(r->stocks, room, sizeof *grown);
        if (grown == NULL) {
            r->state->out_of_memory = true;
            return NULL;
        }
        r->stocks = grown;
        r->stock_room = room;
    }
    r->stocks[r->stock_count] = (stock){site, cohort, stations, inbound, 0, 0};
    return &r->stocks[r->stock_count++];
}

/* Adds to those who are there, or takes from them: then the ones who are out go last. How many of
 * those taken were out. */
static int64_t
stock_add(replay *r, uint32_t site, mst_load load, bool inbound, int64_t sign)
{
    stock *s = stock_of(r, site, load.cohort, load.stations, inbound);
    if (s == NULL) {
        return 0;
    }
    s->now += sign * load.count;
    int64_t gone = s->out > s->now ? s->out - (s->now > 0 ? s->now : 0) : 0;
    s->out -= gone;
    return gone;
}

/* So many of those there are out. */
static void
stock_out(replay *r, uint32_t site, mst_load load, int64_t count)
{
    stock *s = stock_of(r, site, load.cohort, load.stations, false);
    if (s != NULL) {
        s->out += count;
    }
}

static void
late_add(replay *r, uint32_t site, mst_load load, mst_time at, bool is_out)
{
    if (r->late_count == r->late_room) {
        uint32_t room = r->late_room < 64 ? 64 : r->late_room * 2;
        late *grown = mst_heap_resize(r->lates, room, sizeof *grown);
        if (grown == NULL) {
            r->state->out_of_memory = true;
            return;
        }
        r->lates = grown;
        r->late_room = room;
    }
    r->lates[r->late_count++] = (late){site, load, at, is_out};
}

/* Reinforcements who get on at home are carried in, unless they come back through it and get off
 * elsewhere: where they get off next tells. */
static bool
goes_in(const replay *r, const mst_plan_stop *stop, uint32_t cohort)
{
    const mst_p_cohort *facts = &r->problem->cohorts[cohort];
    if (facts->presence != MST_PRESENT_BY_FLEET || stop->site != facts->site) {
        return false;
    }
    const mst_plan_stop *end = r->plan->stops + r->plan->first_stop[stop->vehicle + 1];
    for (const mst_plan_stop *next = stop + 1; next < end; next++) {
        for (uint32_t i = 0; i < next->alight.count; i++) {
            if (next->alight.loads[i].cohort == cohort) {
                return next->site == facts->inbound_to;
            }
        }
    }
    return true;
}

/* ---- people ---- */

static void
levels_change(replay *r, uint32_t site, mst_load load, bool is_out, mst_time t, int64_t sign)
{
    const mst_p_cohort *cohort = &r->problem->cohorts[load.cohort];
    mst__site_state *at = &r->state->sites[site];
    bool ok = mst__level_add(&at->people, t, sign * load.count);
    if (cohort->guards) {
        ok = ok && mst__level_add(&at->guards, t, sign * load.count);
    } else if (cohort->in_scope && !is_out) {
        ok = ok && mst__level_add(&at->leavers, t, sign * load.count);
    }
    r->state->out_of_memory |= !ok;
}

/* Were those who leave out already? */
static bool
people_board(replay *r, uint32_t site, mst_load load, bool inbound, mst_time t)
{
    int64_t gone = stock_add(r, site, load, inbound, -1);
    bool out = gone > 0 || (!inbound && mst__ends_at(r->problem, load.cohort, site, t));
    levels_change(r, site, load, out, t, -1);
    mst__site_state *at = &r->state->sites[site];
    at->departed += load.count;
    at->last_boarding = t > at->last_boarding ? t : at->last_boarding;
    return out;
}

static bool
had_been_out(const replay *r, uint32_t cohort)
{
    return r->board_site != MST_NONE && r->was_out[cohort];
}

static void
people_alight(replay *r, uint32_t site, mst_load load, bool were_out, mst_time t)
{
    mst__state *state = r->state;
    const mst_p_cohort *cohort = &r->problem->cohorts[load.cohort];
    /* Who got off before the place was safe waited for that: nobody boards before. */
    mst_time end = mst__end_time(r->problem, load.cohort, site, t);
    bool is_end = end == t || end <= r->now;
    if (cohort->presence == MST_PRESENT_BY_FLEET && site == cohort->inbound_to) {
        state->deployed[load.cohort] += load.count;
    }
    if (is_end && cohort->in_scope && !were_out) {
        mst__state_out(state, load.cohort, site, load.count, end);
    }
    bool is_out = were_out || (is_end && cohort->in_scope);
    state->sites[site].delivered += is_end ? 0 : load.count;
    levels_change(r, site, load, is_out || is_end, t, 1);
    if (t <= r->now) {
        stock_add(r, site, load, false, 1);
        stock_out(r, site, load, is_out ? load.count : 0);
    } else {
        late_add(r, site, load, t, is_out);
    }
}

/* ---- vehicles ---- */

static bool
service_stands(const replay *r, const mst_plan_stop *stop)
{
    return stop->berth_end <= r->now ||
           mst_windows_hold(&r->problem->sites[stop->site].service, r->now, stop->berth_end);
}

static void
set_aboard(replay *r, uint32_t v, const mst_load_list *loads)
{
    mst__state *state = r->state;
    state->vehicles[v].aboard_first = state->loads_count;
    state->vehicles[v].aboard_count = loads->count;
    state->vehicles[v].aboard_out = state->vehicles[v].aboard_inbound = 0;
    for (uint32_t i = 0; i < loads->count; i++) {
        bool inbound = r->board_site != MST_NONE && r->board_inbound;
        state->vehicles[v].aboard_inbound |= inbound && i < 32 ? UINT32_C(1) << i : 0;
        state->vehicles[v].aboard_out |=
            had_been_out(r, loads->loads[i].cohort) && i < 32 ? UINT32_C(1) << i : 0;
        mst__add_loads(state, loads->loads[i]);
    }
}

static uint32_t
copy_loads(mst__state *state, const mst_load_list *loads)
{
    uint32_t first = state->loads_count;
    for (uint32_t i = 0; i < loads->count; i++) {
        mst__add_loads(state, loads->loads[i]);
    }
    return first;
}

/* The service of a stop that began before the surprise; true when those who boarded are aboard. */
static void
replay_service(replay *r, const mst_plan_stop *stop, const mst_load_list *came, bool left_before)
{
    mst__state *state = r->state;
    const mst_p_vehicle *vehicle = &r->problem->vehicles[stop->vehicle];
    const mst_p_type *type = &r->problem->types[vehicle->type];
    mst__vehicle_state *here = &state->vehicles[stop->vehicle];
    mst__stop *record = &state->stops[here->stop];
    bool begun = stop->berth_begin < r->now && stop->berth_begin < MST_NEVER;
    bool off_before = stop->alight.count > 0 && stop->berth_begin + type->unload <= r->now;
    if (!begun || (!service_stands(r, stop) && !off_before)) {
        if (!left_before && came != NULL && came->count > 0) {
            set_aboard(r, stop->vehicle, came);
        }
        return;
    }
    bool stands = service_stands(r, stop);
    bool boards = stands && stop->board.count > 0 && stop->berth_end - type->load < r->now;
    mst_time end = stop->berth_end;
    if (!stands) { /* those who were off by then stay off; nobody boards any more */
        end = r->now;
    } else if (!boards && end >= r->now) { /* whoever boards now is chosen anew */
        if (stop->alight.count == 0) {
            return;
        }
        mst_time off = stop->berth_begin + (type->turn > type->unload ? type->turn : type->unload);
        end = off > r->now ? off : r->now;
    }
    mst__level *berths = &state->sites[stop->site].berths[type->berth_class];
    if (end == stop->berth_begin) {
        state->out_of_memory |=
            !mst__entries_add(&state->sites[stop->site].berth_points[type->berth_class], end, 1);
    } else {
        state->out_of_memory |=
            !mst__level_add(berths, stop->berth_begin, 1) || !mst__level_add(berths, end, -1);
    }
    here->berth_begin = record->berth_begin = stop->berth_begin;
    here->berth_end = record->berth_end = end;
    here->free_from = end > here->free_from ? end : here->free_from;
    here->alighted = stop->alight.count > 0;
    here->sealed = boards || !stands || left_before || end < r->now;
    here->boarded = boards;
    for (uint32_t i = 0; i < stop->alight.count; i++) {
        people_alight(r, stop->site, stop->alight.loads[i],
                      had_been_out(r, stop->alight.loads[i].cohort),
                      stop->berth_begin + type->unload);
    }
    uint32_t alight_first = copy_loads(state, &stop->alight);
    uint32_t board_first = state->loads_count;
    uint32_t board_count = 0;
    if (boards) {
        for (uint32_t i = 0; i < stop->board.count; i++) {
            r->was_out[stop->board.loads[i].cohort] = people_board(
                r, stop->site, stop->board.loads[i], goes_in(r, stop, stop->board.loads[i].cohort),
                stop->berth_end - type->load);
        }
        board_first = copy_loads(state, &stop->board);
        board_count = stop->board.count;
    }
    record->alight_first = alight_first;
    record->alight_count = stop->alight.count;
    record->board_first = board_first;
    record->board_count = board_count;
    if (boards) {
        r->board_inbound = goes_in(r, stop, stop->board.loads[0].cohort);
        r->board_site = stop->site;
    }
    if (!left_before && boards) { /* loaded, not yet away */
        set_aboard(r, stop->vehicle, &stop->board);
    }
}

/* Distance that time on a link takes of the range; none on one that takes no time. */
static int64_t
distance_gone(const replay *r, const mst_plan_move *move, mst_time taken)
{
    mst_time transit =
        mst_arc_transit(r->problem, move->arc, r->problem->vehicles[move->vehicle].type,
                        move->loads.count > 0, move->leave);
    mst_wide gone = (mst_wide)r->problem->arcs[move->arc].distance_mm * taken;
    return transit > 0 ? (int64_t)((gone + transit - 1) / transit) : 0;
}

/* An escort is not back before the way back from the convoy's last arrival, wherever that is. */
static void
escort_later(replay *r, uint32_t index, mst_time back)
{
    mst__state *state = r->state;
    if (index == MST_NONE || state->convoys[index].back >= back) {
        return;
    }
    mst__convoy *convoy = &state->convoys[index];
    mst__level *guards = &state->sites[r->problem->arcs[convoy->arc].from].guards;
    state->out_of_memory |= !mst__level_add(guards, convoy->back, -convoy->detached) ||
                            !mst__level_add(guards, back, convoy->detached);
    convoy->back = back;
}

/* A move under way when its link or its goal closes: back the way it came. */
static bool
must_turn(const replay *r, const mst_plan_move *move)
{
    const mst_p_arc *arc = &r->problem->arcs[move->arc];
    const mst_p_site *to = &r->problem->sites[arc->to];
    if (move->arrive <= r->now || move->turned_at < MST_NEVER) {
        return false;
    }
    return !mst_windows_hold(&arc->open, r->now, move->arrive) ||
           !mst_windows_hold(&to->open, move->arrive, move->arrive);
}

static void
turn_back(replay *r, const mst_plan_move *move, uint32_t index, mst_time turned_at)
{
    mst__state *state = r->state;
    mst__move *record = &state->moves[index];
    mst__vehicle_state *vehicle = &state->vehicles[move->vehicle];
    const mst_p_arc *arc = &r->problem->arcs[move->arc];
    uint32_t class = r->problem->types[r->problem->vehicles[move->vehicle].type].berth_class;
    mst_time back = turned_at + (turned_at - move->leave);
    bool ok = mst__level_add(&state->sites[arc->to].parking[class], record->arrive, -1) &&
              mst__level_add(&state->sites[arc->from].parking[class], back, 1);
    if (r->problem->types[r->problem->vehicles[move->vehicle].type].mode == MST_MODE_AIR) {
        ok = ok && mst__entries_add(&state->sites[arc->from].movements, back, 1);
    }
    state->out_of_memory |= !ok;
    state->vehicle_ms += back - record->arrive;
    vehicle->range_used_mm += distance_gone(r, move, back - move->leave) -
                              distance_gone(r, move, record->arrive - move->leave);
    record->turned_at = turned_at;
    record->arrive = back;
    escort_later(r, record->convoy, back + arc->escort_return);
    mst__stop *stop = &state->stops[vehicle->stop];
    stop->site = vehicle->site = arc->from;
    stop->arrive = vehicle->arrive = vehicle->free_from = back;
    if (vehicle->duty != MST_NONE) {
        state->duties[vehicle->duty].end = back;
        vehicle->crew_rested[vehicle->crew] =
            back + r->problem->types[r->problem->vehicles[move->vehicle].type].rest;
    }
}

static void
replay_move(replay *r, const mst_plan_move *move, bool refuel, uint32_t plan_index)
{
    mst__state *state = r->state;
    mst__trip trip = {.vehicle = move->vehicle,
                      .pickup_leg = 0,
                      .leg_count = 1,
                      .boards = false,
                      .pickup = r->problem->arcs[move->arc].from,
                      .target = r->problem->arcs[move->arc].to,
                      .load_start = move->leave};
    trip.legs[0] = (mst__leg){.arc = move->arc,
                              .leave = move->leave,
                              .arrive = move->arrive,
                              .refuel = refuel,
                              .convoy = MST_NONE};
    for (uint32_t d = 0; d < r->plan->duty_count; d++) {
        if (r->plan->duties[d].first_move == plan_index) {
            trip.legs[0].new_duty = true;
            trip.legs[0].crew = r->plan->duties[d].crew;
        }
    }
    for (uint32_t i = 0; i < move->loads.count && i < MST__MAX_LOADS; i++) {
        trip.out[i] = had_been_out(r, move->loads.loads[i].cohort);
        trip.loads[trip.load_count++] = move->loads.loads[i];
    }
    uint32_t loads = copy_loads(state, &move->loads);
    /* It turns now, or turned back at an earlier surprise. */
    bool before = move->turned_at < MST_NEVER && move->turned_arc == MST_NONE;
    bool turned = before || must_turn(r, move);
    mst_time turned_at = before ? move->turned_at : r->now;
    mst_time arrive = before ? turned_at : trip.legs[0].arrive;
    if (turned) {
        trip.target = trip.pickup;
        trip.legs[0].arrive = turned_at + (turned_at - move->leave);
    }
    if (turned) { /* exposure: back at the start from then on */
        int64_t persons = 0;
        for (uint32_t i = 0; i < trip.load_count; i++) {
            const mst_p_cohort *cohort = &r->problem->cohorts[trip.loads[i].cohort];
            bool counts = !cohort->force && cohort->in_scope && !trip.out[i];
            persons += counts ? trip.loads[i].count : 0;
        }
        const mst_p_arc *arc = &r->problem->arcs[move->arc];
        state->exposure +=
            (mst_wide)persons * (mst__threat_integral(r->problem, arc->from, move->leave) -
                                 mst__threat_integral(r->problem, arc->from, trip.legs[0].arrive) +
                                 mst_steps_at(&arc->threat_steps, move->leave) * MST_MS_PER_HOUR);
        trip.legs[0].arrive = arrive;
    } else {
        mst__trip_expose(state, &trip);
    }
    mst__trip_commit_leg(state, &trip, 0, loads);
    uint32_t index = state->moves_count - 1;
    if (move->convoy != MST_NONE) {
        state->moves[index].convoy = r->convoy_of[move->convoy];
    }
    if (turned) {
        turn_back(r, move, index, turned_at);
    } else if (move->turned_at < MST_NEVER) {
        state->moves[index].turned_at = move->turned_at;
        state->moves[index].turned_arc = move->turned_arc;
    }
}

static void
replay_vehicle(replay *r, uint32_t v)
{
    const mst_plan *plan = r->plan;
    mst__state *state = r->state;
    uint32_t first_stop = plan->first_stop[v];
    uint32_t stops = plan->first_stop[v + 1] - first_stop;
    uint32_t first_move = plan->first_move[v];
    const mst_load_list *came = NULL;
    r->board_site = MST_NONE;
    for (uint32_t k = 0; k < stops; k++) {
        const mst_plan_stop *stop = &plan->stops[first_stop + k];
        bool moves_on = k + 1 < stops && plan->moves[first_move + k].leave < r->now;
        mst__vehicle_state *vehicle = &state->vehicles[v];
        bool in_use = k > 0 || moves_on || stop->berth_begin < r->now;
        if (!in_use) {
            break;
        }
        if (vehicle->stop == MST_NONE) {
            vehicle->stop = mst__add_stops(state, (mst__stop){.vehicle = v,
                                                              .site = stop->site,
                                                              .arrive = stop->arrive,
                                                              .leave = MST_NEVER,
                                                              .berth_begin = MST_NEVER,
                                                              .berth_end = MST_NEVER});
            vehicle->arrive = stop->arrive;
        }
        if (vehicle->site == stop->site || k == 0) {
            replay_service(r, stop, came, moves_on);
        } else if (came != NULL && came->count > 0) { /* it turned: everyone is still aboard */
            set_aboard(r, v, came);
        }
        if (!moves_on || vehicle->site != stop->site) {
            break;
        }
        replay_move(r, &plan->moves[first_move + k], stop->refuel, first_move + k);
        came = &plan->moves[first_move + k].loads;
    }
    mst__vehicle_state *vehicle = &state->vehicles[v];
    vehicle->free_from = vehicle->free_from > r->now ? vehicle->free_from : r->now;
}

/* Where vehicles that came together can no longer all be parked, the last ones have made their last
 * move: then they do not count (rule 5). */
static void
release_parking(mst__state *state)
{
    const mst_problem *problem = state->problem;
    for (uint32_t v = problem->vehicle_count; v-- > 0;) {
        mst__vehicle_state *vehicle = &state->vehicles[v];
        uint32_t class = problem->types[problem->vehicles[v].type].berth_class;
        mst__level *parking = &state->sites[vehicle->site].parking[class];
        const mst_steps *limit = &problem->sites[vehicle->site].parking[class];
        if (vehicle->parked && !mst__steps_unlimited(limit) &&
            mst__level_most(parking, vehicle->arrive, MST_NEVER) >
                mst_steps_at(limit, vehicle->arrive)) {
            vehicle->parked = false;
            state->out_of_memory |= !mst__level_add(parking, vehicle->arrive, -1);
        }
    }
}

/* ---- desks and people on their own ---- */

static void
replay_desks(replay *r)
{
    mst__state *state = r->state;
    for (uint32_t k = 0; k < r->plan->desk_run_count; k++) {
        const mst_plan_desk_run *run = &r->plan->desk_runs[k];
        const mst_p_site *site = &r->problem->sites[run->site];
        const mst_p_cohort *cohort = &r->problem->cohorts[run->cohort];
        int64_t begun = 0;
        if (run->start < r->now) {
            begun = run->each > 0 ? mst_ceil_divide(r->now - run->start, run->each) : run->units;
            begun = begun < run->units ? begun : run->units;
        }
        const mst_p_site *then = &r->plan->problem->sites[run->site];
        bool closed =
            !mst_windows_hold(&site->open, r->now, r->now) ||
            (mst_steps_at(&site->desks, r->now) == 0 && mst_steps_at(&then->desks, r->now) > 0);
        while (closed && begun > 0 && run->start + begun * run->each > r->now) {
            begun--; /* not complete when the place closed: undone */
        }
        if (begun == 0) {
            continue;
        }
        mst_plan_desk_run kept = *run;
        kept.units = begun;
        uint32_t record = mst__add_runs(state, kept);
        mst__site_state *at = &state->sites[run->site];
        mst_time end = kept.start + begun * kept.each;
        if (run->desk < at->desk_count && end > at->desks[run->desk].free_at) {
            at->desks[run->desk] = (mst__desk){end, record};
        }
        int64_t each = site->desk_per_party ? cohort->party : 1;
        mst_load before = {run->cohort, run->stations, begun * each};
        mst_load after = {run->cohort, run->stations | UINT32_C(1) << site->station, begun * each};
        stock_add(r, run->site, before, false, -1);
        for (int64_t u = begun; u > 0 && kept.start + u * kept.each > r->now;
             u--) { /* still at the desk */
            after.count -= each;
            late_add(r, run->site, (mst_load){after.cohort, after.stations, each},
                     kept.start + u * kept.each, false);
        }
        stock_add(r, run->site, after, false, 1);
    }
}

static void
replay_selfs(replay *r)
{
    mst__state *state = r->state;
    for (uint32_t k = 0; k < r->plan->self_move_count; k++) {
        mst_plan_self_move move = r->plan->self_moves[k];
        const mst_p_arc *arc = &r->problem->arcs[move.arc];
        const mst_p_cohort *cohort = &r->problem->cohorts[move.cohort];
        if (move.leave >= r->now) {
            continue;
        }
        mst_load load = {move.cohort, move.stations, move.count};
        bool was_out = people_board(r, arc->from, load, false, move.leave);
        uint32_t to = mst__past_self_end(r->plan, &move);
        if (to != arc->from && move.arrive > r->now &&
            (!mst_windows_hold(&arc->open, r->now, move.arrive) ||
             !mst_windows_hold(&r->problem->sites[to].open, move.arrive, move.arrive))) {
            to = arc->from;
            move.arrive = r->now + (r->now - move.leave);
        }
        mst__add_selfs(state, move);
        if (cohort->self_means == MST_SELF_OWN_CARS) {
            state->out_of_memory |= !mst__entries_add(&state->arc_entries[move.arc], move.leave,
                                                      (uint32_t)mst_ceil_divide(move.count, 4));
        }
        if (was_out) { /* out once is out */
            levels_change(r, to, load, true, move.arrive, 1);
            continue;
        }
        if (!cohort->force && cohort->in_scope) {
            mst_time horizon = r->problem->horizon;
            state->exposure += (mst_wide)move.count *
                               (mst__threat_integral(r->problem, arc->from, move.leave) -
                                mst__threat_integral(r->problem, arc->from, horizon) +
                                mst__threat_integral(r->problem, to, horizon) -
                                mst__threat_integral(r->problem, to, move.arrive) +
                                mst_steps_at(&arc->threat_steps, move.leave) * MST_MS_PER_HOUR);
        }
        if (move.arrive <=
            r->problem->horizon) { /* else they are still on the way when time is up */
            people_alight(r, to, load, false, move.arrive);
        }
    }
}

static void
replay_convoys(replay *r)
{
    mst__state *state = r->state;
    for (uint32_t k = 0; k < r->plan->convoy_count; k++) {
        const mst_plan_convoy *convoy = &r->plan->convoys[k];
        if (convoy->begin >= r->now) {
            r->convoy_of[k] = MST_NONE;
            continue;
        }
        const mst_p_arc *arc = &r->problem->arcs[convoy->arc];
        mst__level *guards = &state->sites[arc->from].guards;
        r->convoy_of[k] =
            mst__add_convoys(state, (mst__convoy){.arc = convoy->arc,
                                                  .vehicles = UINT32_MAX / 2,
                                                  .begin = convoy->begin,
                                                  .last_arrival = convoy->back,
                                                  .back = convoy->back,
                                                  .detached = convoy->detached_force});
        if (convoy->detached_force > 0) {
            state->out_of_memory |=
                !mst__level_add(guards, convoy->begin, -convoy->detached_force) ||
                !mst__level_add(guards, convoy->back, convoy->detached_force);
        }
    }
}

/* ---- the end of the past ---- */

/* Was a cohort where it was at the order until that place became safe, before the surprise? */
static bool
has_waited_until(const replay *r, const mst_p_cohort *cohort, mst_time end)
{
    return end <= r->now && cohort->presence == MST_PRESENT_AT_START && !cohort->uncontrolled;
}

static void
start_people(replay *r)
{
    for (uint32_t c = 0; c < r->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &r->problem->cohorts[c];
        if (cohort->count == 0) {
            continue;
        }
        mst__state_start_cohort(r->state, c, false);
        if (cohort->presence == MST_PRESENT_ARRIVING) {
            mst__state_arrivals(r->state, c);
        }
        if (cohort->in_scope) {
            mst_load all = {c, 0, cohort->count};
            bool inbound = cohort->presence == MST_PRESENT_BY_FLEET;
            stock_add(r, cohort->site, all, inbound, 1);
            mst_time end = mst__end_time(r->problem, c, cohort->site, 0);
            if (!inbound && (end == 0 || has_waited_until(r, cohort, end))) {
                stock_out(r, cohort->site, all, cohort->count);
            }
            if (end > 0 && has_waited_until(r, cohort, end)) {
                mst__state_out(r->state, c, cohort->site, cohort->count, end);
            }
        }
    }
}

/* Those still at a place that becomes safe later are out then. */
static void
settle(replay *r, uint32_t site, mst_load load, bool inbound, mst_time t)
{
    mst_time end = inbound ? MST_NEVER : mst__end_time(r->problem, load.cohort, site, t);
    if (end > t && end < MST_NEVER && load.count > 0) {
        mst__state_out(r->state, load.cohort, site, load.count, end);
    }
}

/* How many of an uncontrolled cohort set off before the surprise. */
static int64_t
set_off(const replay *r, uint32_t c)
{
    int64_t gone = 0;
    for (uint32_t k = 0; k < r->plan->self_move_count; k++) {
        const mst_plan_self_move *move = &r->plan->self_moves[k];
        bool counts = move->cohort == c && move->leave < r->now &&
                      r->problem->arcs[move->arc].from == r->problem->cohorts[c].site;
        gone += counts ? move->count : 0;
    }
    int64_t all = r->problem->cohorts[c].count; /* who was brought back set off once more */
    return gone < all ? gone : all;
}

/* Those of a cohort at its first site who are not released yet come later, by its schedule. */
static void
put_stock(replay *r, const stock *s)
{
    settle(r, s->site, (mst_load){s->cohort, s->stations, s->now - s->out}, s->inbound, r->now);
    const mst_p_cohort *cohort = &r->problem->cohorts[s->cohort];
    int64_t count = s->now;
    mst_load load = {s->cohort, s->stations, count};
    if (s->site == cohort->site && s->stations == 0 &&
        (s->inbound || cohort->presence != MST_PRESENT_BY_FLEET)) {
        mst__standing standing = s->inbound ? MST__INBOUND : s->out > 0 ? MST__OUT : MST__WAITING;
        /* The first `gone` of them have gone on, some perhaps after the surprise in what stands. */
        int64_t gone = cohort->count > count ? cohort->count - count : 0;
        int64_t released = mst_cohort_released(cohort, r->now);
        released = released > gone ? released : gone;
        int64_t waiting = cohort->count - released;
        waiting = waiting < count ? waiting : count;
        load.count = count - waiting;
        if (cohort->uncontrolled) { /* who has not set off yet does so (self.c); who came back waits
                                     */
            load.count -= cohort->count - set_off(r, s->cohort) - waiting;
            waiting = 0;
        }
        if (load.count > 0) {
            mst__state_put_tokens(r->state, s->site, load, standing, r->now);
        }
        while (waiting > 0) {
            mst_time at = mst_cohort_release_time(cohort, released + cohort->party);
            int64_t ready = at < MST_NEVER ? mst_cohort_released(cohort, at) : cohort->count;
            load.count = ready - released < waiting ? ready - released : waiting;
            mst__state_put_tokens(r->state, s->site, load, standing, at > r->now ? at : r->now);
            waiting -= load.count;
            released = ready;
        }
        return;
    }
    mst__standing standing = s->inbound ? MST__INBOUND : MST__WAITING;
    load.count = count - s->out;
    if (load.count > 0) {
        mst__state_put_tokens(r->state, s->site, load, standing, r->now);
    }
    load.count = count < s->out ? count : s->out;
    if (load.count > 0) {
        mst__state_put_tokens(r->state, s->site, load, MST__OUT, r->now);
    }
}

void
mst__past_replay(mst__state *state, const mst_plan *plan)
{
    const mst_problem *problem = state->problem;
    replay r = {.state = state, .problem = problem, .plan = plan, .now = problem->begins};
    mst__state_clear(state);
    r.convoy_of = mst_heap_take(plan->convoy_count, sizeof *r.convoy_of);
    r.was_out = mst_heap_take(problem->cohort_count, sizeof *r.was_out);
    if (r.convoy_of == NULL || r.was_out == NULL) {
        mst_heap_free(r.convoy_of);
        mst_heap_free(r.was_out);
        state->out_of_memory = true;
        return;
    }
    start_people(&r);
    replay_convoys(&r);
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        replay_vehicle(&r, v);
    }
    release_parking(state);
    r.board_site = MST_NONE;
    replay_desks(&r);
    replay_selfs(&r);
    for (uint32_t p = 0; p <= problem->priority_count; p++) { /* desks by priority */
        for (uint32_t i = 0; i < r.stock_count; i++) {
            if (problem->cohorts[r.stocks[i].cohort].priority == p) {
                put_stock(&r, &r.stocks[i]);
            }
        }
    }
    for (uint32_t i = 0; i < r.late_count; i++) {
        if (r.lates[i].load.count == 0) {
            continue;
        }
        if (!r.lates[i].is_out) {
            settle(&r, r.lates[i].site, r.lates[i].load, false, r.lates[i].at);
        }
        mst__state_put_tokens(state, r.lates[i].site, r.lates[i].load,
                              r.lates[i].is_out ? MST__OUT : MST__WAITING, r.lates[i].at);
    }
    state->clock = problem->begins;
    mst_heap_free(r.was_out);
    mst_heap_free(r.stocks);
    mst_heap_free(r.lates);
    mst_heap_free(r.convoy_of);
}
