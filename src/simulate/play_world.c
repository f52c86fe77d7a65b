/* SPDX-License-Identifier: Apache-2.0
 *
 * The world while a plan is played: what is known changes with each surprise, and places are lost.
 *
 * W1  Until a surprise nobody knows of it: limits are those of the phase that is in force.
 * W2  At a surprise, or when something is lost, vehicles under way to a place that is shut turn:
 *     those with people aboard go on by the quickest way from there that leads on, where only the
 *     place is shut and not the way to it; the others go back in the time they had travelled. So do
 *     people on their own.
 */
#include <string.h>

#include "simulate/play_internal.h"

bool
mst__is_shut(const mst_play_room *room, uint32_t arc, mst_time t)
{
    const mst_p_arc *way = &room->world->arcs[arc];
    return room->arc_lost[arc] != 0 || room->site_lost[way->to] != 0 ||
           !mst_windows_hold(&way->open, t, t) ||
           !mst_windows_hold(&room->world->sites[way->to].open, t, t);
}

static bool
is_ever(const mst_windows *windows, mst_time from)
{
    return mst_windows_earliest(windows, from, 0) < MST_NEVER;
}

/* Which arcs can still be used, and where ways lead now. */
static void
look_at_ways(mst_play_room *room)
{
    const mst_play *play = room->play;
    const mst_problem *world = room->world;
    for (uint32_t a = 0; a < world->arc_count; a++) {
        const mst_p_arc *arc = &world->arcs[a];
        const mst_p_site *from = &world->sites[arc->from];
        const mst_p_site *to = &world->sites[arc->to];
        bool calm = arc->mode != MST_MODE_AIR ||
                    (is_ever(&from->air, room->now) && is_ever(&to->air, room->now));
        room->own_arc_ok[a] = calm && room->arc_lost[a] == 0 && room->site_lost[arc->to] == 0 &&
                              mst__is_way(world, a) && is_ever(&arc->open, room->now) &&
                              is_ever(&to->open, room->now);
    }
    room->arc_ok = room->own_arc_ok;
    for (uint32_t row = 0; row < play->hops_rows; row++) {
        const uint8_t *accepts = world->cohorts[play->hops_cohort[row]].accepts;
        mst__find_hops(world, accepts, room->arc_ok,
                       &room->own_hops[(size_t)row * world->site_count]);
    }
    room->hops = room->own_hops;
    mst__forget_marked_hops(room);
}

void
mst__site_falls(mst_play_room *room, uint32_t site)
{
    const mst__s_place *place = &room->play->places[site];
    for (uint32_t d = place->first_desk; d < place->first_desk + place->desk_count; d++) {
        if (room->desks[d].works) {
            mst__desk_stop(room, d);
        }
    }
    for (uint32_t v = 0; v < room->world->vehicle_count; v++) {
        const mst__vehicle *vehicle = &room->vehicles[v];
        bool serves = vehicle->phase >= MST__PHASE_BERTH && vehicle->phase <= MST__PHASE_SERVED;
        if (vehicle->site == site && serves) {
            mst__vehicle_stop(room, v);
        }
    }
}

void
mst__world_changes(mst_play_room *room)
{
    const mst_play *play = room->play;
    room->disturbed = true;
    look_at_ways(room);
    for (uint32_t v = 0; v < room->world->vehicle_count; v++) {
        if (room->vehicles[v].phase == MST__PHASE_ARRIVE && room->vehicles[v].arc != MST_NONE &&
            mst__is_shut(room, room->vehicles[v].arc, room->now)) {
            mst__vehicle_turn(room, v);
        }
    }
    for (uint32_t i = 0; i < play->walk_count; i++) {
        mst__walk_turn(room, i);
    }
    mst__dispatch_soon(room);
}

void
mst__surprise(mst_play_room *room, uint32_t phase)
{
    const mst_play *play = room->play;
    room->world = &play->instance->phases[phase];
    for (uint32_t d = 0; d < play->desk_count; d++) { /* desks may be fewer, or more, from now on */
        mst__desk *desk = &room->desks[d];
        const mst_p_site *site = &room->world->sites[play->desks[d].site];
        if (desk->works && mst_steps_at(&site->desks, room->now) == 0) {
            mst__desk_stop(room, d);
        }
    }
    mst__world_changes(room);
    for (uint32_t s = 0; s < room->world->site_count; s++) {
        mst__stir(room, s);
    }
}

void
mst__world_begin(mst_play_room *room)
{
    const mst_play *play = room->play;
    room->world = &play->instance->phases[0];
    memset(room->site_lost, 0, room->world->site_count);
    memset(room->arc_lost, 0, room->world->arc_count);
    room->arc_ok = play->arc_ok;
    room->hops = play->hops;
    mst__forget_marked_hops(room);
    for (uint32_t p = 1; p < play->instance->phase_count; p++) {
        mst__post(room, play->instance->phases[p].begins, MST__AT_LOSS, MST__KIND_SURPRISE, p,
                  NULL);
    }
}
