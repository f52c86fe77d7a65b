/* SPDX-License-Identifier: Apache-2.0
 *
 * The rounds of one vehicle over a cut: the earliest moment of its 1st, 2nd, ... departure with
 * people from the inside, and of their first getting off outside.
 *
 * The relaxed vehicle. It is at its base from its first usable moment, fuelled, its crews rested.
 * It drives along any links it can use, each as fast as the link ever is, inside the link's windows
 * and those of both ends; nothing else is in its way. What it has to keep of the rules:
 *
 *   service  a stop at which people board or get off takes at least the turn and the load or
 *            unload, inside the hours of the site;
 *   range    of aircraft: the distance since it was last refuelled; refuelling takes its time at a
 *            site that ever has fuel, and goes on beside the service;
 *   crews    a duty is 1 h, the least times of its moves, and the least times of the stops between
 *            them; waiting does not count. A crew rests where it ended, or another takes over at
 *            the base. Of K crews, duty n + K begins no sooner than the rest after the end of duty
 *            n: of any K + 1 duties in a row two are one crew's;
 *   sorties  a departure with people is at least 24 h after the one `sorties` before it.
 *
 * So every valid schedule of the vehicle is one of the relaxed vehicle with every event at the same
 * time or later, and the earliest moments bound it. They are found by labels: of two labels at one
 * site, one that is no later in time, with no more distance, no more work in the duty and no later
 * ends of duties behind it, can do whatever the other can (Desrochers 1988).
 */
#include <string.h>

#include "model/fields.h"
#include "solve/bound_fluid.h"

enum {
    MOST_LABELS = 384,  /* of one layer; with more, later rounds count as without limit */
    MOST_TRIES = 20000, /* labels made in all; likewise */
    KEPT_ENDS = 2,      /* ends of earlier duties: enough for three crews, more count as enough */
};

#define LONG_AGO (-MST_NEVER / 4)

typedef struct label { /* on arrival at a site */
    uint32_t site;
    bool dominated;
    uint32_t next; /* not dominated, of the same site, + 1; 0: none */
    mst_time at;
    int64_t distance; /* since refuelling, mm */
    mst_time worked;  /* in this duty; 0: none has begun */
    mst_time ends[KEPT_ENDS];
} label;

typedef struct layer {
    uint32_t count, heap_count;
    label *labels;
    uint32_t *heap;  /* by time, then by age */
    uint32_t *first; /* [site] label + 1 */
} layer;

typedef struct shift { /* one vehicle at work */
    const mst__relax *relax;
    const mst__fluid_cut *cut;
    mst_time ready;        /* nobody boards before */
    const uint8_t *serves; /* [site] */
    const mst__group *group;
    const mst_p_type *type;
    const mst_time *ride, *hop; /* [arc] */
    mst_time until;             /* nothing arrives later */
    bool ranges; /* has a range to keep: of aircraft alone, others refuel in minutes */
    uint32_t tries;
    bool full;
    layer seeking, loaded, next;
} shift;

static bool
layer_init(layer *l, uint32_t sites, mst_arena *arena)
{
    l->labels = MST_TAKE(arena, label, MOST_LABELS);
    l->heap = MST_TAKE(arena, uint32_t, MOST_LABELS);
    l->first = MST_TAKE(arena, uint32_t, sites);
    return l->labels != NULL && l->heap != NULL && l->first != NULL;
}

static void
layer_clear(layer *l, uint32_t sites)
{
    l->count = 0;
    l->heap_count = 0;
    memset(l->first, 0, sizeof *l->first * sites);
}

static bool
covers(const label *a, const label *b)
{
    if (a->at > b->at || a->distance > b->distance || a->worked > b->worked) {
        return false;
    }
    bool ends = true;
    for (int k = 0; k < KEPT_ENDS; k++) {
        ends = ends && a->ends[k] <= b->ends[k];
    }
    return ends;
}

static bool
heap_earlier(const layer *l, uint32_t a, uint32_t b)
{
    return l->labels[a].at != l->labels[b].at ? l->labels[a].at < l->labels[b].at : a < b;
}

static void
layer_add(shift *s, layer *l, const label *one)
{
    s->full = s->full || ++s->tries > MOST_TRIES;
    uint32_t *link = &l->first[one->site];
    while (*link != 0) {
        label *other = &l->labels[*link - 1];
        if (covers(other, one)) {
            return;
        }
        other->dominated = covers(one, other);
        if (other->dominated) {
            *link = other->next;
        } else {
            link = &other->next;
        }
    }
    if (l->count == MOST_LABELS) {
        s->full = true;
        return;
    }
    uint32_t index = l->count++;
    l->labels[index] = *one;
    l->labels[index].next = l->first[one->site];
    l->first[one->site] = index + 1;
    uint32_t place = l->heap_count++;
    while (place > 0 && heap_earlier(l, index, l->heap[(place - 1) / 2])) {
        l->heap[place] = l->heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    l->heap[place] = index;
}

/* The earliest label, MST_NONE when there is none left. */
static uint32_t
layer_pop(layer *l)
{
    if (l->heap_count == 0) {
        return MST_NONE;
    }
    uint32_t top = l->heap[0];
    uint32_t last = l->heap[--l->heap_count];
    uint32_t place = 0;
    while (2 * place + 1 < l->heap_count) {
        uint32_t below = 2 * place + 1;
        if (below + 1 < l->heap_count && heap_earlier(l, l->heap[below + 1], l->heap[below])) {
            below++;
        }
        if (!heap_earlier(l, l->heap[below], last)) {
            break;
        }
        l->heap[place] = l->heap[below];
        place = below;
    }
    l->heap[place] = last;
    return top;
}

/* ---- leaving a stop ---- */

typedef struct halt { /* what has been done at it */
    const label *from;
    mst_time free;  /* earliest departure by the service */
    mst_time dwell; /* least length of the service, and of the refuelling */
    int64_t distance;
    bool loaded; /* people are aboard from here */
} halt;

/* False when there is no way on. */
static bool
go(shift *s, layer *to, const halt *stop, mst_time leave, const label *crew)
{
    bool some = false;
    const mst_problem *problem = s->relax->problem;
    uint32_t site = stop->from->site;
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        const mst_p_arc *way = &problem->arcs[a];
        mst_time least = stop->loaded ? s->ride[a] : s->hop[a];
        bool far = s->ranges && stop->distance > s->type->range_mm - way->distance_mm;
        if (least >= MST_NEVER || far ||
            (s->type->duty < MST_NEVER && crew->worked + least > s->type->duty)) {
            continue;
        }
        label one = *crew;
        one.at = mst__relax_arrival(s->relax, a, s->group->type, stop->loaded, leave);
        if (one.at > s->until) {
            continue;
        }
        one.site = way->to;
        one.worked = s->type->duty < MST_NEVER ? crew->worked + least : 0;
        one.distance = s->ranges ? stop->distance + way->distance_mm : 0;
        layer_add(s, to, &one);
        some = true;
    }
    return some;
}

/* The same crew after its rest, or at the base another one. */
static void
go_with_new_duty(shift *s, layer *to, const halt *stop, mst_time *earliest)
{
    const label *from = stop->from;
    mst_time pause = s->type->rest + MST_MS_PER_HOUR;
    uint32_t crews = s->group->crews;
    label crew = {.worked = MST_MS_PER_HOUR, .ends = {LONG_AGO, LONG_AGO}};
    mst_time turned = LONG_AGO; /* the end of the duty `crews` back */
    if (crews > 1 && crews <= KEPT_ENDS + 1) {
        turned = from->ends[crews - 2];
        crew.ends[0] = from->at;
        crew.ends[1] = crews > 2 ? from->ends[0] : LONG_AGO;
    }
    mst_time rested = mst__later(stop->free, from->at + pause);
    if (go(s, to, stop, rested, &crew)) {
        *earliest = mst__earlier(*earliest, rested);
    }
    if (crews > 1 && from->site == s->group->base) {
        mst_time changed = mst__later(stop->free, turned + pause);
        if (go(s, to, stop, changed, &crew)) {
            *earliest = mst__earlier(*earliest, changed);
        }
    }
}

/* All ways to go on from a stop; gives the earliest departure. */
static mst_time
leave_stop(shift *s, layer *to, const label *from, mst_time free, mst_time dwell, bool loaded)
{
    const mst_problem *problem = s->relax->problem;
    const mst_p_site *site = &problem->sites[from->site];
    bool fuel = from->distance > 0 && mst_steps_most(&site->fuel, 0, s->until + 1) > 0;
    mst_time earliest = MST_NEVER;
    for (int refuel = 0; refuel <= (fuel ? 1 : 0); refuel++) {
        halt one = {.from = from,
                    .free = free,
                    .dwell = dwell,
                    .distance = from->distance,
                    .loaded = loaded};
        if (refuel) {
            one.distance = 0;
            one.free = mst__later(free, from->at + s->type->refuel);
            one.dwell = mst__later(dwell, s->type->refuel);
        }
        label crew = *from;
        if (s->type->duty < MST_NEVER) {
            crew.worked = from->worked == 0 ? MST_MS_PER_HOUR : from->worked + one.dwell;
        }
        if (go(s, to, &one, one.free, &crew)) {
            earliest = mst__earlier(earliest, one.free);
        }
        if (from->worked > 0) {
            go_with_new_duty(s, to, &one, &earliest);
        }
    }
    return earliest;
}

/* ---- layer by layer ---- */

/* Earliest departure with people from a boarding inside, for every label that can board. */
static mst_time
board(shift *s, mst_time not_before)
{
    const mst__relax *relax = s->relax;
    mst_time length = mst__later(s->type->turn, s->type->load);
    mst_time departure = MST_NEVER;
    for (uint32_t k = layer_pop(&s->seeking); k != MST_NONE; k = layer_pop(&s->seeking)) {
        label from = s->seeking.labels[k];
        if (from.dominated) {
            continue;
        }
        (void)leave_stop(s, &s->seeking, &from, from.at, 0, false);
        if (!s->serves[from.site] || !s->cut->inside[from.site] || !s->cut->boards[from.site]) {
            continue;
        }
        mst_time ready = mst__later(s->ready, relax->earliest_off[from.site]);
        ready = mst__sum(ready, relax->fresh_desk[from.site]);
        if (ready >= MST_NEVER) {
            continue;
        }
        mst_time begin = mst__later(from.at, ready + s->type->load - length);
        begin = mst__service_begin(&relax->problem->sites[from.site].service, begin, length);
        if (begin >= s->until) {
            continue;
        }
        mst_time free = mst__later(begin + length, not_before);
        departure = mst__earlier(departure, leave_stop(s, &s->loaded, &from, free, length, true));
    }
    return departure;
}

/* Earliest moment at which the first of them are off outside; what can follow goes to `next`. */
static mst_time
alight(shift *s)
{
    const mst_problem *problem = s->relax->problem;
    mst_time length = mst__later(s->type->turn, s->type->unload);
    mst_time off = MST_NEVER;
    for (uint32_t k = layer_pop(&s->loaded); k != MST_NONE; k = layer_pop(&s->loaded)) {
        label from = s->loaded.labels[k];
        if (from.dominated) {
            continue;
        }
        (void)leave_stop(s, &s->loaded, &from, from.at, 0, true);
        if (!s->serves[from.site] || s->cut->inside[from.site]) {
            continue;
        }
        mst_time begin = mst__service_begin(&problem->sites[from.site].service, from.at, length);
        if (begin > s->until - s->type->unload) {
            continue;
        }
        off = mst__earlier(off, begin + s->type->unload);
        (void)leave_stop(s, &s->next, &from, begin + length, length, false);
    }
    return off;
}

/* Least time from a departure inside with people to the first of them off outside. */
static mst_time
least_over(const shift *s)
{
    const mst_problem *problem = s->relax->problem;
    mst_time least = MST_NEVER;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        if (s->cut->inside[problem->arcs[a].from] && !s->cut->inside[problem->arcs[a].to]) {
            least = mst__earlier(least, s->ride[a]);
        }
    }
    return mst__sum(least, s->type->unload);
}

/* Rounds after those that were followed: all that is known is the sorties. */
static void
go_on_by_sorties(const shift *s, mst_time *leave, mst__rounds *rounds)
{
    mst_time over = least_over(s);
    while (rounds->count < MST__FOLLOWED && (int64_t)rounds->count >= s->group->sorties) {
        uint32_t j = rounds->count;
        leave[j] = leave[j - (uint32_t)s->group->sorties] + MST_MS_PER_DAY;
        mst_time off = mst__sum(leave[j], over);
        if (off > s->until) {
            rounds->all = true;
            return;
        }
        rounds->offs[rounds->count++] = mst__later(off, j > 0 ? rounds->offs[j - 1] : 0);
    }
}

/* Layer j: from where the vehicle got rid of the people of round j - 1 to where it does of j's. */
static void
follow(shift *s, mst__rounds *rounds)
{
    uint32_t sites = s->relax->problem->site_count;
    mst_time leave[MST__FOLLOWED];
    label first = {.site = s->group->base, .at = s->group->start, .ends = {LONG_AGO, LONG_AGO}};
    layer_add(s, &s->seeking, &first);
    rounds->count = 0;
    rounds->all = false;
    while (rounds->count < MST__FOLLOWED) {
        uint32_t j = rounds->count;
        bool many = (int64_t)j >= s->group->sorties;
        mst_time departure =
            board(s, many ? leave[j - (uint32_t)s->group->sorties] + MST_MS_PER_DAY : 0);
        mst_time off = alight(s);
        if (s->full) {
            go_on_by_sorties(s, leave, rounds);
            return;
        }
        if (departure >= MST_NEVER || off >= MST_NEVER) {
            rounds->all = true;
            return;
        }
        leave[j] = departure;
        rounds->offs[rounds->count++] = off;
        layer last = s->seeking;
        s->seeking = s->next;
        s->next = last;
        layer_clear(&s->next, sites);
        layer_clear(&s->loaded, sites);
    }
}

bool
mst__vehicle_rounds(const mst__fluid *fluid, const mst__fluid_cut *cut, uint32_t group,
                    mst__rounds *rounds)
{
    const mst__relax *relax = fluid->relax;
    const mst_problem *problem = relax->problem;
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    uint32_t i = 0;
    while (relax->types[i] != relax->groups[group].type) {
        i++;
    }
    shift s = {
        .relax = relax,
        .cut = cut,
        .ready = fluid->ready,
        .serves = relax->serves + (size_t)i * problem->site_count,
        .group = &relax->groups[group],
        .type = &problem->types[relax->types[i]],
        .ride = relax->ride + (size_t)i * problem->arc_count,
        .hop = relax->hop + (size_t)i * problem->arc_count,
        .until = mst__earlier(fluid->followed, relax->groups[group].end),
        .ranges = problem->types[relax->types[i]].mode == MST_MODE_AIR &&
                  problem->types[relax->types[i]].range_mm < MST_UNLIMITED,
    };
    uint32_t sites = problem->site_count;
    bool done = layer_init(&s.seeking, sites, &scratch) && layer_init(&s.loaded, sites, &scratch) &&
                layer_init(&s.next, sites, &scratch);
    if (done) {
        follow(&s, rounds);
    }
    mst_arena_release(&scratch);
    return done;
}
