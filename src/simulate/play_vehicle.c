/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicles while a plan is played: each goes its route, nothing of it sooner than planned, so that
 * the slack of a plan takes up delay. A stop is: come, take a berth, unload, load when the people
 * are there, leave when the way is open.
 *
 * V1  A vehicle waits for people whom somebody may still bring, at most for the patience of the
 *     play; then it goes with those who are there, and takes others along where it has seats and
 *     its next stop is on their way.
 * V2  A service that takes no time asks for no berth, and a loading that takes none holds none.
 */
#include <assert.h>

#include "simulate/play_internal.h"

void
mst__next_at(mst_play_room *room, uint32_t v, mst__phase phase, mst_time at, mst__instant instant)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    vehicle->phase = (uint8_t)phase;
    if (at < MST_NEVER) {
        mst__post(room, at > room->now ? at : room->now, instant, MST__KIND_VEHICLE, v,
                  &vehicle->ticket);
    } else {
        vehicle->ticket = MST_NONE;
    }
}

/* ---- a stop ---- */

static void
count_coming(mst_play_room *room, uint32_t v, uint32_t site, int32_t sign)
{
    const mst__row *rows = &room->rows[room->play->vehicles[v].first_row];
    for (uint32_t i = 0; i < room->vehicles[v].row_count; i++) {
        room->coming[mst__group_at(room->play, site, rows[i].cohort)] += sign * rows[i].count;
    }
}

/* Who is aboard is expected where it stands until they are off. */
void
mst__vehicle_expected(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    if (vehicle->is_expected) {
        vehicle->is_expected = false;
        count_coming(room, v, vehicle->site, -1);
    }
}

static void
unload(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_stop *stop = mst__stop_of(room, v);
    mst__row *rows = &room->rows[play->vehicles[v].first_row];
    mst__vehicle_expected(room, v);
    for (uint32_t i = 0; i < vehicle->row_count; i++) {
        if (stop == NULL || rows[i].until == vehicle->site) {
            mst__put_off(room, v, &rows[i], rows[i].count);
        }
    }
    for (uint32_t l = 0; stop != NULL && l < stop->alights; l++) {
        const mst__s_load *load = &play->loads[stop->first_load + l];
        int32_t rest = load->count;
        for (uint32_t i = 0; i < vehicle->row_count && rest > 0; i++) {
            if (rows[i].cohort == load->cohort && rows[i].mask == load->mask &&
                rows[i].until == MST_NONE) {
                int32_t part = rows[i].count < rest ? rows[i].count : rest;
                mst__put_off(room, v, &rows[i], part);
                rest -= part;
            }
        }
    }
    mst__drop_empty(room, v);
    mst__stir(room, vehicle->site);
    if (mst__has_on(room, v)) {
        mst__next_at(room, v, MST__PHASE_LOAD, stop != NULL ? stop->load_at : room->now,
                     MST__AT_BOARD);
    } else {
        mst__next_at(room, v, MST__PHASE_SERVED, vehicle->served_at, MST__AT_SERVED);
    }
}

void
mst__vehicle_wake(mst_play_room *room, uint32_t v)
{
    mst__next_at(room, v, MST__PHASE_LOAD, room->now, MST__AT_BOARD);
}

static void
stop_waiting(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    uint32_t *link = &room->waiting[vehicle->site];
    if (!vehicle->waits) {
        return;
    }
    while (*link != v) {
        link = &room->vehicles[*link].next;
    }
    *link = vehicle->next;
    vehicle->next = MST_NONE;
    vehicle->waits = false;
}

/* V1. When to look again; 0 to go now. */
static mst_time
wait_until(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    const mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_stop *stop = &play->stops[vehicle->stop];
    mst_time limit = vehicle->since + play->patience;
    mst_time next = limit;
    bool short_of = false;
    for (uint32_t l = 0; l < stop->boards && room->now < limit; l++) {
        const mst__s_load *load = &play->loads[stop->first_load + stop->alights + l];
        int32_t ready = mst__play_ready(room, vehicle->site, load->cohort, load->mask);
        if (ready >= load->count || !mst__pool_grows(room, vehicle->site, load->cohort, ready)) {
            continue;
        }
        mst_time at = mst__pool_next(room, vehicle->site, load->cohort);
        next = at < next ? at : next;
        short_of = true;
    }
    return short_of ? next : 0;
}

/* Seats that are left go to people whom the plan does not reckon with, on their way. */
static void
take_along(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    const mst_problem *world = play->world;
    const mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_stop *stop = &play->stops[vehicle->stop];
    const mst__s_vehicle *fixed = &play->vehicles[v];
    uint32_t to = MST_NONE;
    for (uint32_t s = vehicle->stop + 1; s < fixed->first_stop + fixed->stop_count; s++) {
        if (play->stops[s].alights > 0) {
            to = play->stops[s].site;
            break;
        }
        if (play->stops[s].boards > 0) { /* the seats are for others */
            return;
        }
    }
    if (to == MST_NONE || to == stop->site) {
        return;
    }
    for (uint32_t c = 0; c < world->cohort_count; c++) {
        if (room->groups[mst__group_at(play, stop->site, c)].count[MST__WAITING] == 0 ||
            !world->cohorts[c].in_scope || !mst__leads(room, c, stop->site, to)) {
            continue;
        }
        for (uint32_t m = 0; m < play->mask_count; m++) {
            int32_t spare = mst__pool_spare(room, stop->site, c, m);
            int32_t seats = spare > 0 ? mst__seats_for(room, v, c) : 0;
            mst__row row = {c, m, spare < seats ? spare : seats, to};
            if (vehicle->row_count < MST__SPARE_ROWS) { /* the others are for the plan's */
                mst__take_aboard(room, v, row);
            }
        }
    }
}

static void
load_route(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_stop *stop = &play->stops[vehicle->stop];
    bool is_short = false;
    for (uint32_t l = 0; l < stop->boards; l++) {
        const mst__s_load *load = &play->loads[stop->first_load + stop->alights + l];
        int32_t count = mst__play_ready(room, vehicle->site, load->cohort, load->mask);
        count = count < load->count ? count : load->count;
        count -= count % (int32_t)play->world->cohorts[load->cohort].party;
        is_short = is_short || count < load->count;
        mst__row row = {load->cohort, load->mask, count, MST_NONE};
        mst__take_aboard(room, v, row);
        room->pools[mst__pool_at(play, vehicle->site, load->cohort, load->mask)].to_come -=
            load->count;
    }
    vehicle->boarded = true;
    room->result->short_stops += is_short ? 1 : 0;
    room->disturbed = room->disturbed || is_short;
    if (room->disturbed) {
        take_along(room, v);
    }
}

static void
try_load(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst_p_type *type = mst__vehicle_type(room->play, v);
    if (vehicle->is_free) {
        mst__free_load(room, v);
    } else if (mst__has_on(room, v)) {
        vehicle->since = vehicle->since < MST_NEVER ? vehicle->since : room->now;
        mst_time again = wait_until(room, v);
        if (again > room->now) {
            if (!vehicle->waits) {
                vehicle->next = room->waiting[vehicle->site];
                room->waiting[vehicle->site] = v;
                vehicle->waits = true;
            }
            if (type->load == 0 && room->now >= vehicle->served_at) {
                mst__release_berth(room,
                                   v); /* V2; whom it waits for may need the berth to get off */
            }
            mst__next_at(room, v, MST__PHASE_LOAD, again, MST__AT_BOARD);
            return;
        }
        stop_waiting(room, v);
        load_route(room, v);
    }
    mst_time ready =
        room->now + (mst__has_on(room, v) ? mst__stretched(type->load, vehicle->factor) : 0);
    mst__next_at(room, v, MST__PHASE_SERVED,
                 ready > vehicle->served_at ? ready : vehicle->served_at, MST__AT_SERVED);
}

static void
served(mst_play_room *room, uint32_t v)
{
    const mst__s_stop *stop = mst__stop_of(room, v);
    mst__release_berth(room, v);
    if (stop == NULL) {
        mst__free_served(room, v);
    } else if (stop->arc == MST_NONE) {
        mst__become_free(room, v);
    } else if (stop->leave <= room->now) {
        mst__vehicle_depart(room, v, stop->arc, stop->leave + stop->travel);
    } else {
        mst__next_at(room, v, MST__PHASE_DEPART, stop->leave, MST__AT_DEPART);
    }
}

/* ---- the way ---- */

/* Earliest departure from now on at which the whole way can be used; *arrive is when it ends. */
static mst_time
find_departure(mst_play_room *room, uint32_t v, uint32_t arc, mst_time not_before, mst_time *arrive)
{
    const mst_problem *world = room->world;
    const mst_p_arc *way = &world->arcs[arc];
    const mst_p_site *from = &world->sites[way->from];
    const mst_p_site *to = &world->sites[way->to];
    uint32_t type = world->vehicles[v].type;
    bool loaded = room->vehicles[v].row_count > 0;
    bool flies = world->types[type].mode == MST_MODE_AIR;
    double factor = mst__luck_of_move(room, v);
    mst_time at = room->now;
    if (room->arc_lost[arc] != 0 || room->site_lost[way->to] != 0) {
        return MST_NEVER;
    }
    for (uint32_t turn = 0; turn < 256 && at < MST_NEVER; turn++) {
        mst_time transit = mst_arc_transit(world, arc, type, loaded, at);
        if (transit >= MST_NEVER) {
            return MST_NEVER;
        }
        transit = mst__stretched(transit, factor);
        mst_time end = at + transit > not_before ? at + transit : not_before;
        mst_time open = mst_windows_earliest(&way->open, at, end - at);
        mst_time usable = mst_windows_earliest(&world->vehicles[v].usable, at, end - at);
        mst_time air = flies ? mst_windows_earliest(&from->air, at, 0) : at;
        mst_time land = mst_windows_earliest(&to->open, end, 0);
        mst_time calm = flies ? mst_windows_earliest(&to->air, end, 0) : end;
        if (land >= MST_NEVER || calm >= MST_NEVER) {
            return MST_NEVER;
        }
        mst_time next = open > usable ? open : usable;
        next = air > next ? air : next;
        next = land - end + at > next ? land - end + at : next;
        next = calm - end + at > next ? calm - end + at : next;
        if (next == at && flies) {
            mst_time off = mst__calm_at(room, way->from, at, true);
            mst_time on = mst__calm_at(room, way->to, end, true) - end + at;
            next = off > on ? off : on;
        }
        if (next == at) {
            *arrive = end;
            return at;
        }
        at = next;
    }
    return MST_NEVER;
}

/* Those aboard who are not out yet get away from here. */
static void
note_leaving(mst_play_room *room, uint32_t v)
{
    const mst__vehicle *vehicle = &room->vehicles[v];
    const mst__head_row *heads = &room->head_rows[room->play->vehicles[v].first_row];
    int64_t count = 0;
    for (uint32_t i = 0; i < vehicle->head_count; i++) {
        if (room->world->cohorts[heads[i].cohort].in_scope) {
            count += heads[i].heads.count[MST__WAITING];
        }
    }
    mst__note_leaving(room, vehicle->site, count);
}

void
mst__vehicle_depart(mst_play_room *room, uint32_t v, uint32_t arc, mst_time not_before)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    mst_measures *measures = &room->result->measures;
    mst_time arrive = MST_NEVER;
    if (!vehicle->is_tried) {
        mst_time repair = mst__luck_of_engine(room, v);
        vehicle->is_tried = true;
        if (repair > 0) {
            vehicle->arc = arc;
            mst__next_at(room, v, MST__PHASE_DEPART, room->now + repair, MST__AT_DEPART);
            return;
        }
    }
    mst_time at = find_departure(room, v, arc, not_before, &arrive);
    if (at >= MST_NEVER) {
        mst__give_up(room, v);
        return;
    }
    vehicle->arc = arc;
    if (at > room->now) {
        mst__next_at(room, v, MST__PHASE_DEPART, at, MST__AT_DEPART);
        return;
    }
    vehicle->left_at = at;
    vehicle->due = arrive;
    vehicle->move_number++;
    vehicle->is_tried = false;
    mst__expose(room, vehicle->site, -vehicle->exposed, at);
    if (mst__is_watched(room)) {
        note_leaving(room, v);
    }
    mst__expose_way(room, arc, vehicle->exposed, at);
    measures->vehicle_ms += arrive - at;
    measures->first_movement = at < measures->first_movement ? at : measures->first_movement;
    vehicle->site = room->play->world->arcs[arc].to;
    vehicle->stop += vehicle->is_free ? 0 : 1;
    vehicle->boarded = false;
    vehicle->is_expected = true;
    count_coming(room, v, vehicle->site, 1);
    mst__next_at(room, v, MST__PHASE_ARRIVE, arrive, MST__AT_ARRIVE);
}

/* Takes it out of whatever it waits for, and off its berth. */
static void
leave_off(mst_play_room *room, uint32_t v)
{
    if (room->vehicles[v].phase == MST__PHASE_QUEUE) {
        mst__leave_queue(room, v);
    }
    stop_waiting(room, v);
    mst__release_berth(room, v);
}

static void
put_all_off(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    mst__row *rows = &room->rows[room->play->vehicles[v].first_row];
    mst__vehicle_expected(room, v);
    for (uint32_t i = 0; i < vehicle->row_count; i++) {
        mst__put_off(room, v, &rows[i], rows[i].count);
    }
    mst__drop_empty(room, v);
    mst__stir(room, vehicle->site);
}

void
mst__vehicle_stop(mst_play_room *room, uint32_t v)
{
    leave_off(room, v);
    mst__give_up(room, v);
}

void
mst__vehicle_lost(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    if (vehicle->is_lost) {
        return;
    }
    vehicle->is_lost = true;
    bool is_on_way = vehicle->phase == MST__PHASE_ARRIVE && vehicle->arc != MST_NONE;
    if (!is_on_way) {
        leave_off(room, v);
        put_all_off(room, v);
        vehicle->phase = MST__PHASE_ARRIVE; /* so that it does not set out */
    }
    mst__give_up(room, v);
    if (!is_on_way) {
        mst__vehicle_rest(room, v, true);
    }
}

void
mst__vehicle_turn(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst_problem *world = room->world;
    const mst_p_arc *way = &world->arcs[vehicle->arc];
    const mst__row *rows = &room->rows[room->play->vehicles[v].first_row];
    uint32_t type = world->vehicles[v].type;
    uint32_t on = MST_NONE;
    mst_time was_due = vehicle->due;
    mst_time due = 2 * room->now - vehicle->left_at;
    bool way_is_open =
        room->arc_lost[vehicle->arc] == 0 && mst_windows_hold(&way->open, room->now, room->now);
    if (vehicle->row_count > 0 && way_is_open) {
        on = mst__way_on(room, v, way->to, rows[0].cohort);
    }
    mst__give_up(room, v);
    if (on != MST_NONE) {
        due = was_due + mst_arc_transit(world, on, type, true, was_due);
        mst__expose_way(room, on, vehicle->exposed, was_due);
        vehicle->arc = on;
        vehicle->site = world->arcs[on].to;
    } else {
        vehicle->site = way->from;
    }
    room->result->measures.vehicle_ms += due - was_due;
    vehicle->due = due;
    vehicle->is_expected = true;
    count_coming(room, v, vehicle->site, 1);
    mst__next_at(room, v, MST__PHASE_ARRIVE, due, MST__AT_ARRIVE);
}

static void
come(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    if (vehicle->arc != MST_NONE) {
        mst__expose(room, vehicle->site, vehicle->exposed, room->now);
        vehicle->arc = MST_NONE;
    }
    if (!mst__has_off(room, v)) {
        mst__vehicle_expected(room, v);
    }
    const mst__s_stop *stop = mst__stop_of(room, v);
    if (vehicle->is_lost) {
        put_all_off(room, v);
        mst__vehicle_rest(room, v, true);
    } else if (stop == NULL) {
        mst__free_come(room, v);
    } else if (stop->has_service || mst__has_off(room, v)) {
        mst_time begin = stop->has_service ? stop->begin : room->now;
        if (begin > room->now) {
            mst__next_at(room, v, MST__PHASE_BERTH, begin, MST__AT_ARRIVE);
        } else {
            vehicle->phase = MST__PHASE_BERTH;
            mst__try_berth(room, v);
        }
    } else if (stop->arc == MST_NONE) {
        mst__become_free(room, v);
    } else {
        mst__next_at(room, v, MST__PHASE_DEPART, stop->leave, MST__AT_DEPART);
    }
}

void
mst__vehicle_serve(mst_play_room *room, uint32_t v)
{
    mst__next_at(room, v, MST__PHASE_BERTH, room->now, MST__AT_ARRIVE);
}

void
mst__vehicle_rest(mst_play_room *room, uint32_t v, bool stuck)
{
    mst__next_at(room, v, stuck ? MST__PHASE_STUCK : MST__PHASE_IDLE, MST_NEVER, MST__AT_SERVED);
}

void
mst__vehicle_event(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_stop *stop;
    switch ((mst__phase)vehicle->phase) {
    case MST__PHASE_ARRIVE:
        come(room, v);
        break;
    case MST__PHASE_BERTH:
    case MST__PHASE_QUEUE:
        mst__try_berth(room, v);
        break;
    case MST__PHASE_OFF:
        unload(room, v);
        break;
    case MST__PHASE_LOAD:
        try_load(room, v);
        break;
    case MST__PHASE_SERVED:
        served(room, v);
        break;
    case MST__PHASE_DEPART:
        stop = mst__stop_of(room, v);
        mst__vehicle_depart(room, v, stop != NULL ? stop->arc : vehicle->arc,
                            stop != NULL ? stop->leave + stop->travel : 0);
        break;
    case MST__PHASE_IDLE:
    case MST__PHASE_STUCK:
        break;
    }
}
