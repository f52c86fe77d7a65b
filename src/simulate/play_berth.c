/* SPDX-License-Identifier: Apache-2.0
 *
 * Berths while a plan is played: who comes first is served first, in the hours of the site, and
 * whoever finds no berth queues.
 */
#include "simulate/play_internal.h"

static uint32_t
place_of(const mst_play_room *room, uint32_t v)
{
    return room->vehicles[v].site * room->play->world->berth_class_count +
           mst__vehicle_type(room->play, v)->berth_class;
}

void
mst__leave_queue(mst_play_room *room, uint32_t v)
{
    uint32_t place = place_of(room, v);
    uint32_t before = MST_NONE;
    for (uint32_t q = room->queue_head[place]; q != v; q = room->vehicles[q].next) {
        before = q;
    }
    uint32_t next = room->vehicles[v].next;
    if (before == MST_NONE) {
        room->queue_head[place] = next;
    } else {
        room->vehicles[before].next = next;
    }
    if (room->queue_tail[place] == v) {
        room->queue_tail[place] = before;
    }
    room->vehicles[v].next = MST_NONE;
}

static void
enter_queue(mst_play_room *room, uint32_t v, uint32_t place)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    vehicle->next = MST_NONE;
    if (room->queue_head[place] == MST_NONE) {
        room->queue_head[place] = v;
    } else {
        room->vehicles[room->queue_tail[place]].next = v;
    }
    room->queue_tail[place] = v;
}

void
mst__release_berth(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    uint32_t place = place_of(room, v);
    if (!vehicle->has_berth) {
        return;
    }
    vehicle->has_berth = false;
    room->berths_used[place]--;
    if (room->queue_head[place] != MST_NONE) {
        mst__next_at(room, room->queue_head[place], MST__PHASE_QUEUE, room->now, MST__AT_ARRIVE);
    }
}

bool
mst__has_off(const mst_play_room *room, uint32_t v)
{
    const mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_stop *stop = mst__stop_of(room, v);
    const mst__row *rows = &room->rows[room->play->vehicles[v].first_row];
    bool off = stop != NULL ? stop->alights > 0 : vehicle->row_count > 0;
    for (uint32_t i = 0; !off && i < vehicle->row_count; i++) {
        off = rows[i].until == vehicle->site;
    }
    return off;
}

bool
mst__has_on(const mst_play_room *room, uint32_t v)
{
    const mst__s_stop *stop = mst__stop_of(room, v);
    return stop != NULL ? stop->boards > 0 : room->vehicles[v].fetch_cohort != MST_NONE;
}

static void
begin_service(mst_play_room *room, uint32_t v, bool takes_time)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst_p_type *type = mst__vehicle_type(room->play, v);
    const mst__s_stop *stop = mst__stop_of(room, v);
    vehicle->has_berth = takes_time;
    room->berths_used[place_of(room, v)] += takes_time ? 1 : 0;
    vehicle->service_number++;
    vehicle->served_at = room->now + mst__stretched(type->turn, vehicle->factor);
    if (stop != NULL && stop->end > vehicle->served_at) {
        vehicle->served_at = stop->end;
    }
    vehicle->since = MST_NEVER;
    if (mst__has_off(room, v)) {
        mst__next_at(room, v, MST__PHASE_OFF,
                     room->now + mst__stretched(type->unload, vehicle->factor), MST__AT_ALIGHT);
    } else {
        mst__next_at(room, v, MST__PHASE_LOAD, stop != NULL ? stop->load_at : room->now,
                     MST__AT_BOARD);
    }
}

static mst_time
first_more(const mst_steps *steps, mst_time t)
{
    for (uint32_t i = 1; i < steps->count; i++) {
        if (steps->from[i] > t && steps->value[i] > 0) {
            return steps->from[i];
        }
    }
    return MST_NEVER;
}

void
mst__try_berth(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst_p_site *site = &room->world->sites[vehicle->site];
    const mst_p_type *type = mst__vehicle_type(play, v);
    uint32_t place = place_of(room, v);
    bool queued = vehicle->phase == MST__PHASE_QUEUE;
    mst_time needed =
        (mst__has_off(room, v) ? type->unload : 0) + (mst__has_on(room, v) ? type->load : 0);
    needed = type->turn > needed ? type->turn : needed;
    vehicle->factor = mst__luck_of_service(room, v);
    needed = mst__stretched(needed, vehicle->factor);
    const mst_windows *usable = &room->world->vehicles[v].usable;
    mst_time at = room->site_lost[vehicle->site] != 0 ? MST_NEVER : room->now;
    for (uint32_t turn = 0; turn < 64 && at < MST_NEVER; turn++) {
        mst_time open = mst_windows_earliest(&site->service, at, needed);
        mst_time fit = open < MST_NEVER ? mst_windows_earliest(usable, open, needed) : MST_NEVER;
        if (fit == at || fit >= MST_NEVER) {
            at = fit;
            break;
        }
        at = fit;
    }
    if (at > room->now) {
        if (queued) {
            mst__leave_queue(room, v);
        }
        if (at >= MST_NEVER) {
            mst__give_up(room, v);
        } else {
            mst__next_at(room, v, MST__PHASE_BERTH, at, MST__AT_ARRIVE);
        }
        return;
    }
    const mst_steps *berths = &site->berths[type->berth_class];
    if (needed > 0 && (int64_t)room->berths_used[place] >= mst_steps_at(berths, room->now)) {
        if (!queued) {
            enter_queue(room, v, place);
        }
        mst__next_at(room, v, MST__PHASE_QUEUE, first_more(berths, room->now), MST__AT_ARRIVE);
        return;
    }
    if (queued) {
        mst__leave_queue(room, v);
        if (room->queue_head[place] != MST_NONE) { /* there may be room for more than one */
            mst__next_at(room, room->queue_head[place], MST__PHASE_QUEUE, room->now,
                         MST__AT_ARRIVE);
        }
    }
    begin_service(room, v, needed > 0);
}
