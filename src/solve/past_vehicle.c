/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicles while the past is replayed: service, moves, and ways back from what closed.
 */
#include "solve/past_replay.h"
#include "solve/trip.h"

/* Reinforcements who get on at home are carried in, unless they come back through it and get off
 * elsewhere: where they get off next tells. */
static bool
goes_in(const mst__replay *r, const mst_plan_stop *stop, uint32_t cohort)
{
    const mst_p_cohort *facts = &r->problem->cohorts[cohort];
    if (facts->presence != MST_PRESENT_BY_FLEET || stop->site != facts->site) {
        return false;
    }
    const mst_plan_stop *end = r->plan->stops + r->plan->first_stop[stop->vehicle + 1];
    for (const mst_plan_stop *next = stop + 1; next < end; next++) {
        for (uint32_t i = 0; i < next->alight.count; i++) {
            if (next->alight.loads[i].cohort == cohort) { /* at home once more: they turned back */
                return next->site == facts->inbound_to || next->site == facts->site;
            }
        }
    }
    return true;
}

static bool
had_been_out(const mst__replay *r, uint32_t cohort)
{
    return r->board_site != MST_NONE && r->was_out[cohort];
}

static bool
service_stands(const mst__replay *r, const mst_plan_stop *stop)
{
    return stop->berth_end <= r->now ||
           mst_windows_hold(&r->problem->sites[stop->site].service, r->now, stop->berth_end);
}

static void
set_aboard(mst__replay *r, uint32_t v, const mst_load_list *loads)
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
replay_service(mst__replay *r, const mst_plan_stop *stop, const mst_load_list *came,
               bool left_before)
{
    mst__state *state = r->state;
    const mst_p_vehicle *vehicle = &r->problem->vehicles[stop->vehicle];
    const mst_p_type *type = &r->problem->types[vehicle->type];
    mst__vehicle_state *here = &state->vehicles[stop->vehicle];
    mst__stop *record = &state->stops[here->stop];
    bool begun = stop->berth_begin < r->now && stop->berth_begin < MST_NEVER &&
                 !r->stays_aboard[stop - r->plan->stops];
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
        mst__replay_alight(r, stop->site, stop->alight.loads[i],
                           had_been_out(r, stop->alight.loads[i].cohort),
                           stop->berth_begin + type->unload);
    }
    uint32_t alight_first = copy_loads(state, &stop->alight);
    uint32_t board_first = state->loads_count;
    uint32_t board_count = 0;
    if (boards) {
        for (uint32_t i = 0; i < stop->board.count; i++) {
            r->was_out[stop->board.loads[i].cohort] = mst__replay_board(
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
distance_gone(const mst__replay *r, const mst_plan_move *move, mst_time taken)
{
    mst_time transit =
        mst_arc_transit(r->problem, move->arc, r->problem->vehicles[move->vehicle].type,
                        move->loads.count > 0, move->leave);
    mst_wide gone = (mst_wide)r->problem->arcs[move->arc].distance_mm * taken;
    return transit > 0 ? (int64_t)((gone + transit - 1) / transit) : 0;
}

/* An escort is not back before the way back from the convoy's last arrival, wherever that is. */
static void
escort_later(mst__replay *r, uint32_t index, mst_time back)
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
must_turn(const mst__replay *r, const mst_plan_move *move)
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
turn_back(mst__replay *r, const mst_plan_move *move, uint32_t index, mst_time turned_at)
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
replay_move(mst__replay *r, const mst_plan_move *move, bool refuel, uint32_t plan_index)
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

void
mst__replay_vehicle(mst__replay *r, uint32_t v)
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

/* ---- unloading without room ---- */

/* When those who were getting off at the surprise are off, MST_NEVER where nobody was. */
static mst_time
off_at(const mst__replay *r, const mst_plan_stop *stop)
{
    if (stop->berth_begin >= r->now || stop->alight.count == 0 || !service_stands(r, stop)) {
        return MST_NEVER;
    }
    uint32_t type = r->problem->vehicles[stop->vehicle].type;
    mst_time off = stop->berth_begin + r->problem->types[type].unload;
    return off >= r->now ? off : MST_NEVER;
}

static int64_t
count_of_loads(const mst_load_list *list)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        count += list->loads[i].count;
    }
    return count;
}

bool
mst__replay_find_overfill(mst__replay *r)
{
    bool found = false;
    for (mst_time last = MST_TIME_MIN;;) { /* by the moment at which they are off */
        mst_time t = MST_NEVER;
        for (uint32_t s = 0; s < r->plan->stop_count; s++) {
            mst_time off = off_at(r, &r->plan->stops[s]);
            t = off > last && off < t ? off : t;
        }
        if (t >= MST_NEVER) {
            return found;
        }
        for (uint32_t s = 0; s < r->plan->stop_count; s++) {
            const mst_plan_stop *stop = &r->plan->stops[s];
            const mst_steps *hold = &r->problem->sites[stop->site].hold;
            mst__level *people = &r->state->sites[stop->site].people;
            if (off_at(r, stop) == t && mst__level_at(people, t) > mst_steps_at(hold, t)) {
                r->state->out_of_memory |=
                    !mst__level_add(people, t, -count_of_loads(&stop->alight));
                r->stays_aboard[s] = found = true;
            }
        }
        last = t;
    }
}

void
mst__replay_release_parking(mst__state *state)
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
