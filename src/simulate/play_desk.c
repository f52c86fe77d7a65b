/* SPDX-License-Identifier: Apache-2.0
 *
 * Desks while a plan is played. Each desk of the plan does its runs in the plan's order, none
 * sooner than planned, in chunks of people who are there.
 *
 * D1  Chunks of one desk are no longer than its part of those who are ready: with n desks that may
 *     take from a pool, a chunk takes at most a n-th of it (or one unit), so no desk takes away
 *     whom another one needs before the chunk is over, and a plan that works out unit by unit works
 *     out in chunks.
 * D2  What a chunk has done by now is credited when somebody looks.
 */
#include <assert.h>

#include "simulate/play_internal.h"

/* First change of `steps` after `t`. */
static mst_time
next_step(const mst_steps *steps, mst_time t)
{
    for (uint32_t i = 1; i < steps->count; i++) {
        if (steps->from[i] > t) {
            return steps->from[i];
        }
    }
    return MST_NEVER;
}

static int32_t
units_done(const mst__desk *desk, mst_time t)
{
    if (desk->each <= 0 || t >= desk->begin + desk->each * desk->units) {
        return desk->units;
    }
    return (int32_t)((t - desk->begin) / desk->each);
}

void
mst__desks_settle(mst_play_room *room, uint32_t site)
{
    const mst_play *play = room->play;
    const mst__s_place *place = &play->places[site];
    if (room->now < room->desks_due[site]) {
        return;
    }
    mst_time due = MST_NEVER;
    for (uint32_t d = place->first_desk; d < place->first_desk + place->desk_count; d++) {
        mst__desk *desk = &room->desks[d];
        if (room->now >= desk->next) {
            int32_t done = units_done(desk, room->now);
            room->pools[mst__pool_at(play, site, desk->cohort, desk->to_mask)].here +=
                (done - desk->given) * desk->unit;
            desk->given = done;
            desk->next = done < desk->units ? desk->begin + desk->each * (done + 1) : MST_NEVER;
        }
        due = desk->next < due ? desk->next : due;
    }
    room->desks_due[site] = due;
}

mst_time
mst__desks_next(const mst_play_room *room, uint32_t site, uint32_t cohort)
{
    const mst__s_place *place = &room->play->places[site];
    mst_time next = MST_NEVER;
    for (uint32_t d = place->first_desk; d < place->first_desk + place->desk_count; d++) {
        const mst__desk *desk = &room->desks[d];
        next = desk->next < next && desk->cohort == cohort ? desk->next : next;
    }
    return next;
}

void
mst__desk_stop(mst_play_room *room, uint32_t index)
{
    const mst_play *play = room->play;
    mst__desk *desk = &room->desks[index];
    uint32_t site = play->desks[index].site;
    mst__desks_settle(room, site);
    room->pools[mst__pool_at(play, site, desk->cohort, desk->from_mask)].here +=
        (desk->units - desk->given) * desk->unit;
    desk->units = desk->given;
    desk->next = MST_NEVER;
    desk->works = false;
    desk->waits = true;
    desk->ticket = MST_NONE;
    room->working[site]--;
}

static void
look_at(mst_play_room *room, uint32_t desk, mst_time at)
{
    if (at < MST_NEVER) {
        mst__post(room, at, MST__AT_DESK, MST__KIND_DESK, desk, &room->desks[desk].ticket);
    }
}

void
mst__stir(mst_play_room *room, uint32_t site)
{
    const mst__s_place *place = &room->play->places[site];
    for (uint32_t d = place->first_desk; d < place->first_desk + place->desk_count; d++) {
        if (room->desks[d].waits) {
            room->desks[d].waits = false;
            look_at(room, d, room->now);
        }
    }
    for (uint32_t v = room->waiting[site]; v != MST_NONE;) {
        uint32_t next = room->vehicles[v].next;
        mst__vehicle_wake(room, v);
        v = next;
    }
}

/* What a chunk is of. */
typedef struct chunk {
    uint32_t cohort, from_mask, to_mask;
    int32_t unit, most, ready;
    mst_time until; /* no unit begins at or after it */
} chunk;

/* Takes the people and sets the desk to work; false when no unit fits before `until`. */
static bool
begin_chunk(mst_play_room *room, uint32_t index, const chunk *of, int32_t *taken)
{
    const mst_play *play = room->play;
    const mst__s_desk *fixed = &play->desks[index];
    const mst_p_site *site = &room->world->sites[fixed->site];
    mst__desk *desk = &room->desks[index];
    int32_t share = of->ready / of->unit / (int32_t)play->places[fixed->site].servers;
    int32_t units = share > 1 ? share : 1;
    units = units < of->most ? units : of->most;
    mst_time each = mst__stretched(mst_steps_at(&site->desk_time, room->now),
                                   mst__luck_of_desk(room, fixed->site,
                                                     index - play->places[fixed->site].first_desk,
                                                     desk->number));
    mst_time change = next_step(&site->desk_time, room->now);
    mst_time fewer = next_step(&site->desks, room->now);
    change = fewer < change ? fewer : change;
    change = of->until < change ? of->until : change;
    if (each > 0 && change < MST_NEVER && change - room->now < each * units) {
        units = (int32_t)mst_ceil_divide(change - room->now, each);
    }
    if (units <= 0) {
        return false;
    }
    uint32_t pool = mst__pool_at(play, fixed->site, of->cohort, of->from_mask);
    room->pools[pool].here -= units * of->unit;
    desk->works = true;
    desk->units = units;
    desk->given = 0;
    desk->unit = of->unit;
    desk->cohort = of->cohort;
    desk->to_mask = of->to_mask;
    desk->from_mask = of->from_mask;
    desk->begin = room->now;
    desk->each = each;
    desk->next = room->now + (each > 0 ? each : 0);
    desk->number++;
    room->working[fixed->site]++;
    mst_time due = room->desks_due[fixed->site];
    room->desks_due[fixed->site] = desk->next < due ? desk->next : due;
    look_at(room, index, room->now + each * units);
    for (uint32_t v = room->waiting[fixed->site]; v != MST_NONE;) {
        uint32_t next = room->vehicles[v].next;
        mst__vehicle_wake(room, v);
        v = next;
    }
    *taken = units;
    return true;
}

/* People whom no run of the plan is for: more came than were counted, or others than planned. */
static bool
take_surplus(mst_play_room *room, uint32_t index, mst_time until)
{
    const mst_play *play = room->play;
    const mst_problem *world = room->world;
    uint32_t s = play->desks[index].site;
    uint32_t station = world->sites[s].station;
    for (uint32_t c = 0; c < world->cohort_count; c++) {
        const mst_p_cohort *cohort = &world->cohorts[c];
        const mst__heads *heads = &room->groups[mst__group_at(play, s, c)];
        if (heads->count[MST__WAITING] == 0 || cohort->force || !cohort->in_scope) {
            continue;
        }
        for (uint32_t m = 0; m < play->mask_count; m++) {
            uint32_t pool = mst__pool_at(play, s, c, m);
            if ((play->masks[m] >> station & 1) != 0 || room->pools[pool].here <= 0) {
                continue;
            }
            int32_t to_come = room->pools[pool].to_come > 0 ? room->pools[pool].to_come : 0;
            int32_t spare = mst__play_ready(room, s, c, m) - to_come - play->never[pool];
            int32_t unit = world->sites[s].desk_per_party ? (int32_t)cohort->party : 1;
            chunk of = {c,     m,    play->plus[m * MST_MAX_STATIONS + station], unit, spare / unit,
                        spare, until};
            int32_t taken;
            if (of.most > 0 && begin_chunk(room, index, &of, &taken)) {
                return true;
            }
        }
    }
    return false;
}

/* The first run that is due and has people; else what may be done meanwhile. */
static void
find_work(mst_play_room *room, uint32_t index)
{
    const mst_play *play = room->play;
    const mst__s_desk *fixed = &play->desks[index];
    mst__desk *desk = &room->desks[index];
    mst_time next = MST_NEVER;
    mst_time due = MST_NEVER;
    for (uint32_t i = desk->done_runs; i < fixed->run_count; i++) {
        uint32_t r = fixed->first_run + i;
        const mst__s_run *run = &play->runs[r];
        if (room->run_left[r] <= 0) {
            desk->done_runs += i == desk->done_runs ? 1 : 0;
            continue;
        }
        if (run->start > room->now) {
            due = run->start;
            break;
        }
        int32_t ready = mst__play_ready(room, run->site, run->cohort, run->from_mask);
        chunk of = {run->cohort,
                    run->from_mask,
                    run->to_mask,
                    run->unit,
                    ready / run->unit < room->run_left[r] ? ready / run->unit : room->run_left[r],
                    ready,
                    MST_NEVER};
        int32_t taken;
        if (of.most > 0 && begin_chunk(room, index, &of, &taken)) {
            room->run_left[r] -= taken;
            room->pools[mst__pool_at(play, run->site, run->cohort, run->from_mask)].to_come -=
                taken * run->unit;
            return;
        }
        mst_time at = mst__pool_next(room, run->site, run->cohort);
        next = at < next ? at : next;
    }
    if (room->disturbed && take_surplus(room, index, due)) {
        return;
    }
    desk->waits = true;
    look_at(room, index, due < next ? due : next);
    const mst__s_place *place = &play->places[fixed->site];
    for (uint32_t d = place->first_desk; d < place->first_desk + place->desk_count; d++) {
        if (room->desks[d].blocked) { /* it leaves its turn to those who were kept from opening */
            room->desks[d].blocked = false;
            look_at(room, d, room->now);
        }
    }
}

void
mst__desk_look(mst_play_room *room, uint32_t index)
{
    const mst_play *play = room->play;
    mst__desk *desk = &room->desks[index];
    uint32_t s = play->desks[index].site;
    const mst_p_site *site = &room->world->sites[s];
    desk->waits = false;
    desk->blocked = false;
    if (desk->works) {
        mst__desks_settle(room, s);
        assert(desk->given == desk->units);
        desk->works = false;
        room->working[s]--;
    }
    if (room->site_lost[s] == 0 && room->working[s] < mst_steps_at(&site->desks, room->now)) {
        find_work(room, index);
        return;
    }
    desk->blocked = true;
    look_at(room, index, next_step(&site->desks, room->now));
}
