/* SPDX-License-Identifier: Apache-2.0
 *
 * The repair rule: what is done about people whom the plan does not reckon with, or whose vehicle
 * did not come.
 *
 * R1  A way leads on for a group when its end is fewer links from a place they accept than its
 *     beginning (hops, over links that vehicles or people can use at all).
 * R2  Spare are those ready at a place, less those whom the plan still takes from there, less those
 *     whom the plan never takes: with nothing out of the ordinary nobody is spare.
 * R3  A vehicle whose route is done or given up takes those aboard by the quickest way that leads
 *     on; one that is empty goes to the nearest spare people it has a way for, ties by index.
 *     Looked at when a vehicle gets free, then every half hour, twice as long after each look in
 *     vain.
 */
#include <assert.h>
#include <string.h>

#include "simulate/play_internal.h"

/* ---- what the rule leans on (mst_play_mark) ---- */

void
mst__forget_marked_hops(mst_play_room *room)
{
    size_t count = (size_t)room->play->hops_rows * room->play->world->site_count;
    if (room->marks != NULL) {
        memset(room->hops_marked, 0, count * sizeof *room->hops_marked);
    }
}

/* One of the shortest ways by which the hops of a site are counted. */
static void
mark_hops(mst_play_room *room, uint32_t cohort, uint32_t site)
{
    const mst_problem *world = room->play->world;
    size_t row = (size_t)room->play->hops_of[cohort] * world->site_count;
    const uint32_t *hops = &room->hops[row];
    while (hops[site] != MST_NONE && room->hops_marked[row + site] == 0) {
        room->hops_marked[row + site] = 1;
        mst_mark_site(room->marks, site);
        for (uint32_t a = world->arcs_from[site]; a < world->arcs_from[site + 1]; a++) {
            if (room->arc_ok[a] != 0 && hops[world->arcs[a].to] + 1 == hops[site]) {
                mst_mark_arc(room->marks, world, a);
                site = world->arcs[a].to;
                break;
            }
        }
    }
}

/* The quickest way to a site as find_ways found it. */
static void
mark_way(mst_play_room *room, uint32_t from, uint32_t site)
{
    while (room->marks != NULL && site != from && room->ways_last[site] != MST_NONE) {
        mst_mark_arc(room->marks, room->play->world, room->ways_last[site]);
        site = room->play->world->arcs[room->ways_last[site]].from;
    }
}

/* ---- where ways lead (R1) ---- */

bool
mst__leads(mst_play_room *room, uint32_t cohort, uint32_t from, uint32_t to)
{
    const mst_play *play = room->play;
    const uint32_t *hops = &room->hops[(size_t)play->hops_of[cohort] * play->world->site_count];
    bool leads = hops[to] < hops[from];
    if (room->marks != NULL) { /* with fewer ways, hops only grow */
        mark_hops(room, cohort, from);
        if (leads) {
            mark_hops(room, cohort, to);
        }
    }
    return leads;
}

int32_t
mst__pool_spare(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask)
{
    const mst_play *play = room->play;
    const mst_p_site *place = &room->world->sites[site];
    uint32_t index = mst__pool_at(play, site, cohort, mask);
    const mst__pool *pool = &room->pools[index];
    if (pool->here <= 0 || room->site_lost[site] != 0 ||
        (place->has_process && !play->world->cohorts[cohort].force &&
         (play->masks[mask] >> place->station & 1) == 0)) {
        return 0;
    }
    int32_t to_come = pool->to_come > 0 ? pool->to_come : 0;
    int32_t spare = mst__play_ready(room, site, cohort, mask) - to_come - play->never[index];
    int32_t waiting = room->groups[mst__group_at(play, site, cohort)].count[MST__WAITING];
    spare = spare < waiting ? spare : waiting;
    spare -= spare % (int32_t)play->world->cohorts[cohort].party;
    return spare > 0 ? spare : 0;
}

/* The quickest arc out of the vehicle's site that leads on for the cohort; MST_NONE. */
uint32_t
mst__way_on(mst_play_room *room, uint32_t v, uint32_t from, uint32_t cohort)
{
    const mst_problem *world = room->world;
    uint32_t type = world->vehicles[v].type;
    uint32_t best = MST_NONE;
    mst_time least = MST_NEVER;
    for (uint32_t a = world->arcs_from[from]; a < world->arcs_from[from + 1]; a++) {
        uint32_t to = world->arcs[a].to;
        mst_time transit = mst_arc_transit(world, a, type, true, room->now);
        if (transit < least && room->arc_ok[a] != 0 && mst__leads(room, cohort, from, to) &&
            world->compatible[to * world->type_count + type] != 0) {
            least = transit;
            best = a;
        }
    }
    if (room->marks != NULL && best != MST_NONE) {
        mst_mark_arc(room->marks, world, best);
    }
    return best;
}

/* ---- free vehicles ---- */

void
mst__become_free(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    vehicle->is_free = true;
    vehicle->goal = MST_NONE;
    vehicle->fetch_cohort = MST_NONE;
    if (vehicle->row_count > 0 && room->disturbed) {
        mst__free_served(room, v);
        return;
    }
    mst__vehicle_rest(room, v, false);
    if (room->disturbed) {
        mst__dispatch_soon(room);
    }
}

/* The rest of the route is off: whom it was to take is there for others. */
void
mst__give_up(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    mst__vehicle *vehicle = &room->vehicles[v];
    mst__vehicle_expected(room, v);
    if (vehicle->is_free && vehicle->phase == MST__PHASE_ARRIVE) {
        vehicle->fetch_cohort = MST_NONE;
        vehicle->goal = MST_NONE;
        return;
    }
    if (vehicle->is_free) {
        vehicle->fetch_cohort = MST_NONE;
        mst__vehicle_rest(room, v, vehicle->row_count > 0);
        return;
    }
    const mst__s_vehicle *fixed = &play->vehicles[v];
    for (uint32_t s = vehicle->stop; s < fixed->first_stop + fixed->stop_count; s++) {
        const mst__s_stop *stop = &play->stops[s];
        for (uint32_t l = 0; l < stop->boards && !(s == vehicle->stop && vehicle->boarded); l++) {
            const mst__s_load *load = &play->loads[stop->first_load + stop->alights + l];
            room->pools[mst__pool_at(play, stop->site, load->cohort, load->mask)].to_come -=
                load->count;
        }
    }
    room->result->given_up++;
    room->disturbed = true;
    if (vehicle->phase == MST__PHASE_ARRIVE) { /* under way: it is free when it comes */
        vehicle->is_free = true;
        vehicle->goal = MST_NONE;
        vehicle->fetch_cohort = MST_NONE;
        return;
    }
    mst__become_free(room, v);
}

/* A free vehicle has arrived: on to the goal, or those aboard get off, or it takes people. */
void
mst__free_come(mst_play_room *room, uint32_t v)
{
    const mst__vehicle *vehicle = &room->vehicles[v];
    if (vehicle->row_count > 0) {
        const mst__row *row = &room->rows[room->play->vehicles[v].first_row];
        if (mst__way_on(room, v, vehicle->site, row->cohort) != MST_NONE) {
            mst__free_served(room, v);
        } else {
            mst__vehicle_serve(room, v);
        }
        return;
    }
    if (vehicle->fetch_cohort != MST_NONE && vehicle->goal == vehicle->site) {
        mst__vehicle_serve(room, v);
        return;
    }
    if (vehicle->fetch_cohort != MST_NONE && vehicle->goal != MST_NONE) {
        uint32_t arc = mst__way_to(room, v, vehicle->goal);
        if (arc != MST_NONE) {
            mst__vehicle_depart(room, v, arc, 0);
            return;
        }
    }
    mst__become_free(room, v);
}

void
mst__free_load(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    const mst_problem *world = room->world;
    mst__vehicle *vehicle = &room->vehicles[v];
    uint32_t site = vehicle->site;
    if (vehicle->fetch_cohort == MST_NONE) {
        return;
    }
    uint32_t arc = mst__way_on(room, v, site, vehicle->fetch_cohort);
    uint32_t to = arc == MST_NONE ? MST_NONE : world->arcs[arc].to;
    uint32_t first = vehicle->fetch_cohort;
    for (uint32_t i = 0; arc != MST_NONE && i < world->cohort_count; i++) {
        uint32_t c = (first + i) % world->cohort_count;
        if (room->groups[mst__group_at(play, site, c)].count[MST__WAITING] == 0 ||
            !world->cohorts[c].in_scope || !mst__leads(room, c, site, to)) {
            continue;
        }
        for (uint32_t m = 0; m < play->mask_count; m++) {
            int32_t spare = mst__pool_spare(room, site, c, m);
            int32_t seats = spare > 0 ? mst__seats_for(room, v, c) : 0;
            mst__row row = {c, m, spare < seats ? spare : seats, to};
            mst__take_aboard(room, v, row);
        }
    }
}

void
mst__free_served(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    mst__vehicle *vehicle = &room->vehicles[v];
    vehicle->fetch_cohort = MST_NONE;
    vehicle->goal = MST_NONE;
    if (vehicle->row_count > 0) {
        mst__row *rows = &room->rows[play->vehicles[v].first_row];
        uint32_t arc = mst__way_on(room, v, vehicle->site, rows[0].cohort);
        if (arc != MST_NONE) {
            for (uint32_t i = 0; i < vehicle->row_count; i++) {
                rows[i].until = play->world->arcs[arc].to;
            }
            room->result->fetches++;
            mst__vehicle_depart(room, v, arc, 0);
            return;
        }
        mst__vehicle_rest(room, v, true);
        return;
    }
    mst__become_free(room, v);
}

/* ---- the look round (R3) ---- */

/* Quickest times of an empty vehicle of the type from `from`, and the first arc of each way. */
static void
find_ways(mst_play_room *room, uint32_t type, uint32_t from)
{
    const mst_problem *world = room->world;
    for (uint32_t s = 0; s < world->site_count; s++) {
        room->ways_time[s] = MST_NEVER;
        room->ways_first[s] = MST_NONE;
        room->ways_last[s] = MST_NONE;
    }
    room->ways_time[from] = 0;
    mst_events_clear(&room->ways);
    (void)mst_events_post(&room->ways, 0, from);
    mst_event next;
    while (mst_events_take(&room->ways, &next)) {
        uint32_t s = mst_event_what(&next);
        if (next.at > room->ways_time[s]) {
            continue;
        }
        for (uint32_t a = world->arcs_from[s]; a < world->arcs_from[s + 1]; a++) {
            uint32_t to = world->arcs[a].to;
            mst_time transit = mst_arc_transit(world, a, type, false, room->now);
            if (transit < MST_NEVER && room->arc_ok[a] != 0 &&
                next.at + transit < room->ways_time[to] &&
                world->compatible[to * world->type_count + type] != 0) {
                room->ways_time[to] = next.at + transit;
                room->ways_first[to] = s == from ? a : room->ways_first[s];
                room->ways_last[to] = a;
                (void)mst_events_post(&room->ways, next.at + transit, to);
            }
        }
    }
}

uint32_t
mst__way_to(mst_play_room *room, uint32_t v, uint32_t site)
{
    find_ways(room, room->world->vehicles[v].type, room->vehicles[v].site);
    mark_way(room, room->vehicles[v].site, site);
    return room->ways_first[site];
}

/* Who is spare now, by priority, then in the order in which places were reached. */
static uint32_t
list_spare(mst_play_room *room)
{
    const mst_play *play = room->play;
    const mst_problem *world = room->world;
    uint32_t count = 0;
    for (uint32_t p = 0; p < world->priority_count; p++) {
        for (uint32_t i = 0; i < room->live_count; i++) {
            uint32_t g = room->live[i];
            uint32_t c = g % world->cohort_count;
            if (room->groups[g].count[MST__WAITING] == 0 || world->cohorts[c].priority != p ||
                !world->cohorts[c].in_scope) {
                continue;
            }
            for (uint32_t m = 0; m < play->mask_count && count < MST__MAX_SPARE; m++) {
                int32_t spare = mst__pool_spare(room, g / world->cohort_count, c, m);
                if (spare > 0) {
                    room->spare[count++] = (mst__spare){g / world->cohort_count, c, m, spare};
                }
            }
        }
    }
    return count;
}

/* Those whom vehicles under way are to fetch are spoken for. */
static void
take_off_fetched(mst_play_room *room, uint32_t count)
{
    for (uint32_t v = 0; v < room->world->vehicle_count; v++) {
        const mst__vehicle *vehicle = &room->vehicles[v];
        for (uint32_t i = 0; vehicle->is_free && vehicle->fetch_cohort != MST_NONE && i < count;
             i++) {
            mst__spare *spare = &room->spare[i];
            if (spare->site == vehicle->goal && spare->cohort == vehicle->fetch_cohort &&
                spare->mask == vehicle->fetch_mask) {
                spare->count -= mst__seats_for(room, v, spare->cohort);
            }
        }
    }
}

/* Sends an idle vehicle to the nearest spare people; false when it can do nothing for them. */
static bool
send(mst_play_room *room, uint32_t v, uint32_t count)
{
    const mst_problem *world = room->world;
    mst__vehicle *vehicle = &room->vehicles[v];
    mst__spare *best = NULL;
    for (uint32_t i = 0; i < count; i++) {
        mst__spare *spare = &room->spare[i];
        mst_time time = room->ways_time[spare->site];
        bool nearer = best == NULL || time < room->ways_time[best->site];
        uint32_t type = world->vehicles[v].type;
        if (spare->count > 0 && time < MST_NEVER && nearer &&
            world->compatible[spare->site * world->type_count + type] != 0 &&
            mst__seats_for(room, v, spare->cohort) > 0 &&
            mst__way_on(room, v, spare->site, spare->cohort) != MST_NONE) {
            best = spare;
        }
    }
    if (best == NULL) {
        return false;
    }
    best->count -= mst__seats_for(room, v, best->cohort);
    mark_way(room, vehicle->site, best->site);
    if (room->marks != NULL) {
        mst_mark_vehicle(room->marks, v);
    }
    vehicle->goal = best->site;
    vehicle->fetch_cohort = best->cohort;
    vehicle->fetch_mask = best->mask;
    if (best->site == vehicle->site) {
        mst__vehicle_serve(room, v);
    } else {
        mst__vehicle_depart(room, v, room->ways_first[best->site], 0);
    }
    bool is_sent = vehicle->phase != MST__PHASE_IDLE;
    room->result->fetches += is_sent ? 1 : 0;
    return is_sent;
}

void
mst__dispatch(mst_play_room *room)
{
    const mst_problem *world = room->world;
    uint32_t count = list_spare(room);
    uint32_t ways_site = MST_NONE;
    uint32_t ways_type = MST_NONE;
    bool sent = false;
    room->dispatch_posted = false;
    take_off_fetched(room, count);
    for (uint32_t v = 0; count > 0 && v < world->vehicle_count; v++) {
        const mst__vehicle *vehicle = &room->vehicles[v];
        if (!vehicle->is_free || vehicle->phase != MST__PHASE_IDLE) {
            continue;
        }
        if (vehicle->site != ways_site || world->vehicles[v].type != ways_type) {
            ways_site = vehicle->site;
            ways_type = world->vehicles[v].type;
            find_ways(room, ways_type, ways_site);
        }
        sent = send(room, v, count) || sent;
    }
    room->dispatch_every = sent ? 30 * MST_MS_PER_MINUTE : 2 * room->dispatch_every;
    mst_time next = room->now + room->dispatch_every;
    if (next < world->horizon) {
        mst__post(room, next, MST__AT_DISPATCH, MST__KIND_DISPATCH, 0, &room->dispatch_ticket);
    }
}

void
mst__dispatch_soon(mst_play_room *room)
{
    if (!room->dispatch_posted && room->now < room->world->horizon) {
        room->dispatch_posted = true;
        room->dispatch_every = 30 * MST_MS_PER_MINUTE;
        mst__post(room, room->now, MST__AT_DISPATCH, MST__KIND_DISPATCH, 0, &room->dispatch_ticket);
    }
}
