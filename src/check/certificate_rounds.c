/* SPDX-License-Identifier: Apache-2.0
 *
 * One vehicle that carries people over a cut, followed round by round: it goes to a place inside,
 * people board, it goes to a place outside, they get off. What it keeps of the rules: windows,
 * hours, times of stops, sorties, and its crews.
 *
 * A state is where it is, when it may leave, when it came, how long its crew has been at work at
 * the least (an hour before the first departure, transits, stops; not waiting), and the ends of
 * the duties before. Of two states at one place, one that is no more in any of these can do
 * whatever the other can.
 */
#include "check/certificate_rounds.h"

enum { ENDS = 2, MOST_STATES = 3000 };

#define BEFORE_ALL (-MST_NEVER / 4)

typedef struct state {
    uint32_t site;
    mst_time free, came;
    mst_time worked; /* 0: no duty has begun */
    mst_time ends[ENDS];
    bool beaten;
} state;

typedef struct level { /* states of one part of a round, in the order in which they were found */
    uint32_t count;
    state *states;
} level;

typedef struct drive {
    const mst__reach *reach;
    const mst_problem *problem;
    const mst_p_vehicle *vehicle;
    const mst_p_type *type;
    const uint8_t *inside;
    mst_time ready, deadline;
    const mst_time *loaded, *empty; /* [arc] least transits */
    bool full;
} drive;

static bool
beats(const state *a, const state *b)
{
    return a->site == b->site && a->free <= b->free && a->came <= b->came &&
           a->worked <= b->worked && a->ends[0] <= b->ends[0] && a->ends[1] <= b->ends[1];
}

static void
add(drive *d, level *l, const state *one)
{
    for (uint32_t i = 0; i < l->count; i++) {
        if (!l->states[i].beaten && beats(&l->states[i], one)) {
            return;
        }
    }
    for (uint32_t i = 0; i < l->count; i++) {
        l->states[i].beaten = l->states[i].beaten || beats(one, &l->states[i]);
    }
    if (l->count == MOST_STATES) {
        d->full = true;
        return;
    }
    l->states[l->count] = *one;
    l->states[l->count++].beaten = false;
}

/* ---- moves ---- */

/* Along an arc by a crew that goes on, or by one that begins a duty with this move. */
static void
move(drive *d, level *l, const state *from, uint32_t arc, bool loaded, mst_time leave,
     bool new_duty)
{
    mst_time least = (loaded ? d->loaded : d->empty)[arc];
    state next = *from;
    if (new_duty) {
        next.worked = MST_MS_PER_HOUR;
        next.ends[1] = from->ends[0];
        next.ends[0] = from->worked > 0 ? from->came : BEFORE_ALL;
    }
    next.worked += least;
    if (least >= MST_NEVER || leave > d->deadline || next.worked > d->type->duty) {
        return;
    }
    next.site = d->problem->arcs[arc].to;
    next.came = mst__reach_drives_to(d->problem, arc, d->vehicle->type, loaded, leave);
    next.free = next.came;
    if (next.came <= d->deadline) {
        add(d, l, &next);
    }
}

static mst_time
rested(const drive *d, mst_time end)
{
    return end <= BEFORE_ALL ? BEFORE_ALL : end + d->type->rest + MST_MS_PER_HOUR;
}

/* All that the vehicle can do next: its crew goes on, or rests where it is, or at the base another
 * takes over, which of K crews has rested since K duties ago. */
static void
leave(drive *d, level *l, const state *from, bool loaded)
{
    const mst_problem *problem = d->problem;
    for (uint32_t a = problem->arcs_from[from->site]; a < problem->arcs_from[from->site + 1]; a++) {
        if (d->type->duty >= MST_NEVER) {
            state free = *from;
            free.worked = 0;
            free.came = BEFORE_ALL; /* counts for crews alone */
            move(d, l, &free, a, loaded, from->free, false);
            continue;
        }
        if (from->worked > 0) {
            move(d, l, from, a, loaded, from->free, false);
            move(d, l, from, a, loaded, mst__reach_most(from->free, rested(d, from->came)), true);
        } else {
            move(d, l, from, a, loaded, from->free, true);
        }
        if (from->worked > 0 && from->site == d->vehicle->base && d->vehicle->crews > 1) {
            uint32_t back = d->vehicle->crews - 2;
            mst_time end = back < ENDS ? from->ends[back] : BEFORE_ALL;
            move(d, l, from, a, loaded, mst__reach_most(from->free, rested(d, end)), true);
        }
    }
}

static void
go(drive *d, level *l, bool loaded)
{
    for (uint32_t i = 0; i < l->count && !d->full; i++) {
        if (!l->states[i].beaten) {
            state from = l->states[i];
            leave(d, l, &from, loaded);
        }
    }
}

/* ---- stops ---- */

/* People board inside; no departure before `first`. Returns the earliest of all. */
static mst_time
board(drive *d, const level *from, level *to, mst_time first)
{
    const mst_p_type *type = d->type;
    mst_time length = mst__reach_most(type->turn, type->load);
    mst_time best = MST_NEVER;
    to->count = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        state one = from->states[i];
        size_t cell = (size_t)d->vehicle->type * d->problem->site_count + one.site;
        if (one.beaten || !d->inside[one.site] || !d->reach->serves[cell]) {
            continue;
        }
        mst_time begin = mst__reach_most(one.free, d->ready + type->load - length);
        begin = mst__reach_service(d->problem, one.site, begin, length);
        if (begin >= MST_NEVER || begin + length > d->deadline) {
            continue;
        }
        one.free = mst__reach_most(begin + length, first);
        one.worked += one.worked > 0 ? length : 0;
        best = mst__reach_least(best, one.free);
        add(d, to, &one);
    }
    return best;
}

/* People get off outside. Returns the earliest moment at which any is off. */
static mst_time
get_off(drive *d, const level *from, level *to)
{
    const mst_p_type *type = d->type;
    mst_time length = mst__reach_most(type->turn, type->unload);
    mst_time best = MST_NEVER;
    to->count = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        state one = from->states[i];
        size_t cell = (size_t)d->vehicle->type * d->problem->site_count + one.site;
        if (one.beaten || d->inside[one.site] || !d->reach->serves[cell]) {
            continue;
        }
        mst_time begin = mst__reach_service(d->problem, one.site, one.free, length);
        if (begin >= MST_NEVER || begin + type->unload > d->deadline) {
            continue;
        }
        best = mst__reach_least(best, begin + type->unload);
        one.free = begin + length;
        one.worked += one.worked > 0 ? length : 0;
        add(d, to, &one);
    }
    return best;
}

/* Least transits of a type over all paces of each arc. */
static mst_time *
least_transits(const mst__reach *reach, uint32_t type, bool loaded)
{
    const mst_problem *problem = reach->problem;
    mst_time *least = MST_TAKE(reach->check->scratch, mst_time, problem->arc_count);
    for (uint32_t a = 0; least != NULL && a < problem->arc_count; a++) {
        least[a] = MST_NEVER;
        for (uint32_t i = 0; i < problem->arcs[a].slow.count; i++) {
            mst_time t = mst__reach_most(problem->arcs[a].slow.from[i], 0);
            least[a] = mst__reach_least(least[a], mst_arc_transit(problem, a, type, true, t));
            if (!loaded) {
                least[a] = mst__reach_least(least[a], mst_arc_transit(problem, a, type, false, t));
            }
        }
    }
    return least;
}

static void
follow(drive *d, level *seeking, level *carrying, mst_time begin, mst__rounds_of *rounds)
{
    static const state nowhere = {0};
    mst_time departed[MST__MOST_ROUNDS_FOLLOWED];
    int64_t sorties = d->vehicle->sorties;
    state start = nowhere;
    start.site = d->vehicle->base;
    start.free = begin;
    start.came = start.ends[0] = start.ends[1] = BEFORE_ALL;
    seeking->count = 0;
    add(d, seeking, &start);
    while (rounds->count < MST__MOST_ROUNDS_FOLLOWED && !d->full) {
        uint32_t n = rounds->count;
        mst_time first = (int64_t)n >= sorties ? departed[n - sorties] + MST_MS_PER_DAY : 0;
        go(d, seeking, false);
        departed[n] = board(d, seeking, carrying, first);
        go(d, carrying, true);
        mst_time off = get_off(d, carrying, seeking);
        if (d->full) {
            return; /* later rounds are not known */
        }
        if (off >= MST_NEVER) {
            rounds->all = true;
            return;
        }
        rounds->off[rounds->count++] = off;
    }
}

bool
mst__follow_rounds(const mst__reach *reach, uint32_t vehicle, const uint8_t *inside, mst_time ready,
                   mst_time deadline, mst__rounds_of *rounds)
{
    const mst_p_vehicle *facts = &reach->problem->vehicles[vehicle];
    *rounds = (mst__rounds_of){0};
    mst_time begin = reach->there[(size_t)vehicle * reach->problem->site_count + facts->base];
    if (begin >= MST_NEVER || facts->sorties <= 0) {
        rounds->all = true;
        return true;
    }
    mst_time end = facts->usable.spans[facts->usable.count - 1].end;
    drive d = {.reach = reach,
               .problem = reach->problem,
               .vehicle = facts,
               .type = &reach->problem->types[facts->type],
               .inside = inside,
               .ready = ready,
               .deadline = mst__reach_least(deadline, end),
               .loaded = least_transits(reach, facts->type, true),
               .empty = least_transits(reach, facts->type, false)};
    level seeking = {.states = MST_TAKE(reach->check->scratch, state, MOST_STATES)};
    level carrying = {.states = MST_TAKE(reach->check->scratch, state, MOST_STATES)};
    if (d.loaded == NULL || d.empty == NULL || seeking.states == NULL || carrying.states == NULL) {
        reach->check->out_of_memory = true;
        return false;
    }
    follow(&d, &seeking, &carrying, begin, rounds);
    return true;
}
