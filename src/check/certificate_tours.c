/* SPDX-License-Identifier: Apache-2.0
 *
 * What one vehicle can do by a deadline, for the check of a cover: all states that it can be in,
 * soonest first, with the ways between sites found by going over all links again and again.
 *
 * A state is (site, areas aboard, work done). Its time is the begin of the unloading when nobody is
 * aboard, else that of leaving.
 */
#include <string.h>

#include "check/certificate_cover.h"

enum { MOST_STATES = 1 << 22 };

typedef struct state {
    mst_time time;
    uint32_t site, aboard, work;
    bool is_start;
    bool is_done; /* what follows from its time is known */
} state;

typedef struct walk {
    mst__claim *claim;
    const mst_problem *problem;
    const mst_p_vehicle *vehicle;
    const mst_p_type *type;
    mst_time load_stop, unload_stop, both_stop;
    int64_t *seats; /* [set of areas] */
    bool is_steady;
    mst_time start;     /* it can be used from then on */
    mst_time **known;   /* [3 * site] ways of a steady vehicle that sets out at `start` */
    mst_time *layers;   /* [2 * site] */
    mst_time *arrivals; /* [site] */
    uint32_t state_count, state_room;
    state *states;
    uint32_t queue_count, queue_room;
    uint32_t *queue; /* a heap of states by time */
    uint32_t slot_count;
    uint32_t *slots; /* state + 1 by hash */
    uint32_t work_count, work_room, work_room_done;
    int64_t *work;       /* [work * sets] */
    mst_time *work_done; /* [work] */
    uint32_t work_slot_count;
    uint32_t *work_slots; /* work + 1 by hash */
} walk;

static mst_time
latest_of(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

/* ---- the vehicle ---- */

/* How many people of the areas fit at once. */
static int64_t
seats_for(const mst__claim *claim, const mst_p_type *type, uint32_t areas)
{
    uint32_t sitting = 0;
    uint32_t lying = 0;
    int64_t party = 1;
    for (uint32_t k = 0; k < claim->area_count; k++) {
        if ((areas >> k & 1) != 0) {
            const mst_p_cohort *cohort = &claim->problem->cohorts[claim->areas[k].cohort];
            lying += cohort->litter;
            sitting += !cohort->litter;
            party = cohort->litter ? party : cohort->party;
        }
    }
    if (sitting > 0 && lying > 0) {
        return type->seats + type->litters;
    }
    if (sitting > 0) {
        return sitting == 1 ? type->seats - type->seats % party : type->seats;
    }
    int64_t made = type->seats_per_litter > 0 ? type->seats / type->seats_per_litter : 0;
    return lying > 0 ? type->litters + made : 0;
}

static bool
serves(const walk *w, uint32_t site)
{
    const mst_p_site *facts = &w->problem->sites[site];
    bool fits = site == w->vehicle->base ||
                w->problem->compatible[(size_t)site * w->problem->type_count + w->vehicle->type];
    return fits && facts->service.count > 0 &&
           mst_steps_most(&facts->berths[w->type->berth_class], 0, w->problem->horizon + 1) > 0;
}

static bool
lasts(const mst_windows *windows, mst_time from, mst_time until)
{
    return mst_windows_hold(windows, from, until);
}

static bool
find_steady(const walk *w)
{
    const mst_problem *problem = w->problem;
    mst_time horizon = problem->horizon;
    bool steady =
        lasts(&w->vehicle->usable, mst_windows_earliest(&w->vehicle->usable, 0, 0), horizon);
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        size_t cell = (size_t)a * problem->type_count + w->vehicle->type;
        if (problem->loaded_time[cell] < MST_NEVER || problem->empty_time[cell] < MST_NEVER) {
            steady = steady && problem->arcs[a].slow.count == 1 &&
                     lasts(&problem->arcs[a].open, 0, horizon);
        }
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (problem->compatible[(size_t)s * problem->type_count + w->vehicle->type]) {
            steady = steady && lasts(&problem->sites[s].open, 0, horizon) &&
                     (w->type->mode != MST_MODE_AIR || lasts(&problem->sites[s].air, 0, horizon));
        }
    }
    return steady;
}

/* ---- ways ---- */

/* The first moment from `t` on at which an arc can be entered with its pace as at `t` or later;
 * MST_NEVER. Each window that says no puts it off. */
static mst_time
arrive_from(const walk *w, uint32_t a, bool loaded, mst_time t)
{
    const mst_problem *problem = w->problem;
    const mst_p_arc *arc = &problem->arcs[a];
    bool air = w->type->mode == MST_MODE_AIR;
    for (uint32_t round = 0; round < 64 && t < problem->horizon; round++) {
        mst_time time = mst_arc_transit(problem, a, w->vehicle->type, loaded, t);
        if (time >= MST_NEVER) {
            return MST_NEVER;
        }
        mst_time enter = mst_windows_earliest(&arc->open, t, time);
        enter = enter < MST_NEVER ? mst_windows_earliest(&w->vehicle->usable, enter, time) : enter;
        if (air && enter < MST_NEVER) {
            enter = mst_windows_earliest(&problem->sites[arc->from].air, enter, 0);
        }
        mst_time land = enter;
        if (enter < MST_NEVER) {
            land = mst_windows_earliest(&problem->sites[arc->to].open, enter + time, 0);
        }
        if (air && land < MST_NEVER) {
            land = mst_windows_earliest(&problem->sites[arc->to].air, land, 0);
        }
        if (land >= MST_NEVER || land - time == t) {
            return land;
        }
        t = land - time;
    }
    return t < problem->horizon ? t : MST_NEVER;
}

/* Whoever is at the start of an arc at `t` may also wait until it gets quicker. */
static mst_time
arrive(const walk *w, uint32_t a, bool loaded, mst_time t)
{
    const mst_steps *slow = &w->problem->arcs[a].slow;
    mst_time best = arrive_from(w, a, loaded, t);
    for (uint32_t i = 0; i < slow->count; i++) {
        if (slow->from[i] > t) {
            mst_time later = arrive_from(w, a, loaded, slow->from[i]);
            best = later < best ? later : best;
        }
    }
    return best;
}

/* One pass over all arcs and stops; true when something came sooner. */
static bool
pass(const walk *w, bool switches)
{
    const mst_problem *problem = w->problem;
    uint32_t sites = problem->site_count;
    bool sooner = false;
    for (uint32_t k = 0; k < 2 * problem->arc_count; k++) {
        uint32_t a = k / 2;
        bool loaded = (k & 1) != 0;
        uint32_t from = problem->arcs[a].from + (loaded ? sites : 0);
        uint32_t to = problem->arcs[a].to + (loaded ? sites : 0);
        size_t fit = (size_t)problem->arcs[a].to * problem->type_count + w->vehicle->type;
        if (w->layers[from] >= problem->horizon || !problem->compatible[fit]) {
            continue;
        }
        mst_time there = arrive(w, a, loaded, w->layers[from]);
        if (there < w->layers[to]) {
            w->layers[to] = there;
            sooner = true;
        }
    }
    for (uint32_t s = 0; s < sites && switches; s++) {
        mst_time *empty = &w->layers[s];
        mst_time *loaded = &w->layers[sites + s];
        if (*empty < problem->horizon && *empty + w->load_stop < *loaded) {
            *loaded = *empty + w->load_stop;
            sooner = true;
        }
        if (*loaded < problem->horizon && *loaded + w->unload_stop < *empty) {
            *empty = *loaded + w->unload_stop;
            sooner = true;
        }
    }
    return sooner;
}

/* Earliest arrivals at all sites. `kind` 0: it sets off empty, 1: as it likes, 2: with people
 * aboard all the way. */
static bool
find_ways(walk *w, uint32_t kind, uint32_t from, mst_time t, mst_time *result)
{
    uint32_t sites = w->problem->site_count;
    for (uint32_t k = 0; k < 2 * sites; k++) {
        w->layers[k] = MST_NEVER;
    }
    w->layers[from] = kind == 2 ? MST_NEVER : t;
    w->layers[sites + from] = kind == 0 ? MST_NEVER : t;
    uint32_t round = 0;
    while (round <= 2 * sites && pass(w, kind != 2)) {
        round++;
    }
    for (uint32_t s = 0; s < sites; s++) {
        mst_time empty = kind == 2 ? MST_NEVER : w->layers[s];
        result[s] = empty < w->layers[sites + s] ? empty : w->layers[sites + s];
    }
    return mst__claim_spend(w->claim, (int64_t)(round + 1) * (2 * w->problem->arc_count + sites));
}

static bool
look_up_ways(walk *w, uint32_t kind, uint32_t from, mst_time t)
{
    if (!w->is_steady) {
        return find_ways(w, kind, from, t, w->arrivals);
    }
    mst_time **known = &w->known[(size_t)kind * w->problem->site_count + from];
    if (*known == NULL) {
        *known = mst__claim_take(w->claim, w->problem->site_count, sizeof(mst_time));
        if (*known == NULL || !find_ways(w, kind, from, w->start, *known)) {
            return false;
        }
    }
    for (uint32_t s = 0; s < w->problem->site_count; s++) {
        w->arrivals[s] = (*known)[s] < MST_NEVER ? t + (*known)[s] - w->start : MST_NEVER;
    }
    return mst__claim_spend(w->claim, w->problem->site_count);
}

/* The earliest service of a length from `t` on. */
static mst_time
serve(const walk *w, uint32_t site, mst_time t, mst_time length)
{
    for (uint32_t round = 0; round < 64 && t < MST_NEVER; round++) {
        mst_time at = mst_windows_earliest(&w->problem->sites[site].service, t, length);
        at = at < MST_NEVER ? mst_windows_earliest(&w->vehicle->usable, at, length) : at;
        if (at == t) {
            break;
        }
        t = at;
    }
    return t;
}

/* ---- states ---- */

static uint64_t
scramble(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static uint64_t
hash_state(const state *s)
{
    return scramble(scramble(((uint64_t)s->site << 32) + s->aboard) + s->work);
}

static uint64_t
hash_work(const walk *w, const int64_t *work)
{
    uint64_t h = 0;
    for (uint32_t u = 0; u < w->claim->set_count; u++) {
        h = scramble(h + (uint64_t)work[u]);
    }
    return h;
}

/* Twice as many slots; `by_work` tells which table. */
static bool
widen(walk *w, bool by_work)
{
    uint32_t **slots = by_work ? &w->work_slots : &w->slots;
    uint32_t *count = by_work ? &w->work_slot_count : &w->slot_count;
    uint32_t wider = *count == 0 ? 256 : *count * 2;
    uint32_t *fresh = mst__claim_take(w->claim, wider, sizeof *fresh);
    if (fresh == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < *count; i++) {
        uint32_t kept = (*slots)[i];
        if (kept != 0) {
            uint64_t h = by_work ? hash_work(w, w->work + (size_t)(kept - 1) * w->claim->set_count)
                                 : hash_state(&w->states[kept - 1]);
            while (fresh[h & (wider - 1)] != 0) {
                h++;
            }
            fresh[h & (wider - 1)] = kept;
        }
    }
    *slots = fresh;
    *count = wider;
    return true;
}

/* The number of a vector of work, a new one when it was not met before; MST_NONE: out of memory. */
static uint32_t
number_of(walk *w, const int64_t *work)
{
    uint32_t sets = w->claim->set_count;
    if (2 * w->work_count >= w->work_slot_count && !widen(w, true)) {
        return MST_NONE;
    }
    uint64_t h = hash_work(w, work);
    for (uint32_t at; (at = w->work_slots[h & (w->work_slot_count - 1)]) != 0; h++) {
        if (mst__claim_row_order(w->work + (size_t)(at - 1) * sets, work, sets) == 0) {
            return at - 1;
        }
    }
    void *rows = w->work;
    void *done = w->work_done;
    mst_arena *scratch = w->claim->check->scratch;
    if (!mst_arena_grow(scratch, &rows, w->work_count, &w->work_room, sizeof(int64_t) * sets,
                        MOST_STATES) ||
        !mst_arena_grow(scratch, &done, w->work_count, &w->work_room_done, sizeof(mst_time),
                        MOST_STATES)) {
        w->claim->check->out_of_memory = true;
        return MST_NONE;
    }
    w->work = rows;
    w->work_done = done;
    memcpy(w->work + (size_t)w->work_count * sets, work, sizeof(int64_t) * sets);
    w->work_done[w->work_count] = MST_NEVER;
    w->work_slots[h & (w->work_slot_count - 1)] = w->work_count + 1;
    return w->work_count++;
}

static void
rise(walk *w, uint32_t k)
{
    while (k > 0 && w->states[w->queue[(k - 1) / 2]].time > w->states[w->queue[k]].time) {
        uint32_t swap = w->queue[k];
        w->queue[k] = w->queue[(k - 1) / 2];
        w->queue[(k - 1) / 2] = swap;
        k = (k - 1) / 2;
    }
}

static uint32_t
next_state(walk *w)
{
    uint32_t first = w->queue[0];
    w->queue[0] = w->queue[--w->queue_count];
    for (uint32_t k = 0, child; (child = 2 * k + 1) < w->queue_count; k = child) {
        if (child + 1 < w->queue_count &&
            w->states[w->queue[child + 1]].time < w->states[w->queue[child]].time) {
            child++;
        }
        if (w->states[w->queue[k]].time <= w->states[w->queue[child]].time) {
            break;
        }
        uint32_t swap = w->queue[k];
        w->queue[k] = w->queue[child];
        w->queue[child] = swap;
    }
    return first;
}

/* Comes to a state at a time; it is looked at again whenever that is sooner than before. */
static bool
come_to(walk *w, state s)
{
    if (s.time > w->claim->deadline) {
        return true;
    }
    if (2 * w->state_count >= w->slot_count && !widen(w, false)) {
        return false;
    }
    uint64_t h = hash_state(&s);
    uint32_t at = 0;
    for (; (at = w->slots[h & (w->slot_count - 1)]) != 0; h++) {
        const state *other = &w->states[at - 1];
        if (other->site == s.site && other->aboard == s.aboard && other->work == s.work &&
            other->is_start == s.is_start) {
            break;
        }
    }
    if (at != 0 && w->states[at - 1].time <= s.time) {
        return true;
    }
    void *states = w->states;
    void *queue = w->queue;
    mst_arena *scratch = w->claim->check->scratch;
    if (w->queue_count >= MOST_STATES || w->state_count >= MOST_STATES) {
        return mst__refute(w->claim->check, "a vehicle can be in more states than a check may try");
    }
    if (!mst_arena_grow(scratch, &states, w->state_count, &w->state_room, sizeof s,
                        MOST_STATES + 1) ||
        !mst_arena_grow(scratch, &queue, w->queue_count, &w->queue_room, sizeof *w->queue,
                        MOST_STATES + 1)) {
        w->claim->check->out_of_memory = true;
        return false;
    }
    w->states = states;
    w->queue = queue;
    if (at == 0) {
        at = ++w->state_count;
        w->slots[h & (w->slot_count - 1)] = at;
    }
    /* A state in the queue whose time falls rises there too: its old place stays a valid one, since
     * times only fall and both entries are looked at. */
    w->states[at - 1] = s;
    w->queue[w->queue_count] = at - 1;
    rise(w, w->queue_count++);
    return mst__claim_spend(w->claim, 1);
}

/* ---- what follows ---- */

/* Somebody boards: for each moment from which more people are there, a state of its own. */
static bool
let_board(walk *w, const state *from, uint32_t site, mst_time earliest, mst_time length)
{
    mst__claim *claim = w->claim;
    for (uint32_t k = 0; k < claim->area_count; k++) {
        mst_time ready = claim->areas[k].ready[site];
        if (ready >= MST_NEVER || (from->aboard >> k & 1) != 0 || w->seats[1u << k] == 0) {
            continue;
        }
        mst_time begin =
            serve(w, site, latest_of(earliest, ready + w->type->load - length), length);
        if (begin >= MST_NEVER) {
            continue;
        }
        state next = {
            .time = begin + length, .site = site, .aboard = from->aboard, .work = from->work};
        for (uint32_t j = 0; j < claim->area_count; j++) {
            bool boards =
                claim->areas[j].ready[site] <= next.time - w->type->load && w->seats[1u << j] > 0;
            next.aboard |= boards ? 1u << j : 0;
        }
        if (!come_to(w, next)) {
            return false;
        }
    }
    return true;
}

static bool
let_off(walk *w, const state *from, uint32_t site, mst_time at)
{
    mst__claim *claim = w->claim;
    mst_time tail = MST_NEVER;
    for (uint32_t k = 0; k < claim->area_count; k++) {
        if ((from->aboard >> k & 1) != 0 && claim->areas[k].tail[site] < tail) {
            tail = claim->areas[k].tail[site];
        }
    }
    mst_time begin = tail < MST_NEVER ? serve(w, site, at, w->unload_stop) : MST_NEVER;
    if (begin >= MST_NEVER || begin + w->type->unload + tail > claim->deadline) {
        return true;
    }
    int64_t work[MST__CLAIM_SETS];
    for (uint32_t u = 0; u < claim->set_count; u++) {
        int64_t sum = w->work[(size_t)from->work * claim->set_count + u] +
                      w->seats[from->aboard & claim->sets[u]];
        work[u] = sum < claim->need[u] ? sum : claim->need[u];
    }
    state next = {.time = begin, .site = site, .work = number_of(w, work)};
    if (next.work == MST_NONE) {
        return false;
    }
    mst_time *done = &w->work_done[next.work];
    *done = begin + w->type->unload + tail < *done ? begin + w->type->unload + tail : *done;
    return come_to(w, next);
}

static bool
follow(walk *w, state s)
{
    bool empty = s.aboard == 0;
    mst_time leave = empty && !s.is_start ? s.time + w->unload_stop : s.time;
    if (!look_up_ways(w, !empty ? 2 : s.is_start ? 0 : 1, s.site, leave)) {
        return false;
    }
    for (uint32_t site = 0; site < w->problem->site_count; site++) {
        bool stays = site == s.site;
        if (!serves(w, site) || (stays && !empty)) {
            continue;
        }
        mst_time at = stays ? s.time : w->arrivals[site];
        if (at > w->claim->deadline) {
            continue;
        }
        mst_time length = stays && !s.is_start ? w->both_stop : w->load_stop;
        if (!let_board(w, &s, site, at, length) || (!empty && !let_off(w, &s, site, at))) {
            return false;
        }
    }
    return true;
}

/* ---- the useful vectors ---- */

static void
sort_down(int64_t *rows, uint32_t count, uint32_t sets)
{
    int64_t moved[MST__CLAIM_SETS];
    for (uint32_t i = 1; i < count; i++) { /* insertion: they are few */
        memcpy(moved, rows + (size_t)i * sets, sizeof *rows * sets);
        uint32_t k = i;
        for (; k > 0 && mst__claim_row_order(rows + (size_t)(k - 1) * sets, moved, sets) > 0; k--) {
            memcpy(rows + (size_t)k * sets, rows + (size_t)(k - 1) * sets, sizeof *rows * sets);
        }
        memcpy(rows + (size_t)k * sets, moved, sizeof *rows * sets);
    }
}

/* Of the vectors by the deadline those of which no other does all and more. */
static bool
keep_useful(walk *w, uint32_t carrier)
{
    mst__claim *claim = w->claim;
    uint32_t sets = claim->set_count;
    int64_t *kept = NULL;
    uint32_t count = 0;
    uint32_t room = 0;
    for (uint32_t i = 0; i < w->work_count; i++) {
        const int64_t *one = w->work + (size_t)i * sets;
        bool useful = true;
        uint32_t left = 0;
        for (uint32_t k = 0; k < count && useful; k++) {
            int64_t *other = kept + (size_t)k * sets;
            bool above = true;
            bool below = true;
            for (uint32_t u = 0; u < sets; u++) {
                above = above && other[u] >= one[u];
                below = below && other[u] <= one[u];
            }
            useful = !above;
            if (useful && !below) {
                memmove(kept + (size_t)left++ * sets, other, sizeof *kept * sets);
            }
        }
        if (!mst__claim_spend(claim, count + 1)) {
            return false;
        }
        if (!useful) {
            continue; /* then nothing before it was below it either: none was dropped */
        }
        count = left;
        void *items = kept;
        if (!mst_arena_grow(claim->check->scratch, &items, count, &room, sizeof *kept * sets,
                            MOST_STATES)) {
            claim->check->out_of_memory = true;
            return false;
        }
        kept = items;
        memcpy(kept + (size_t)count++ * sets, one, sizeof *kept * sets);
    }
    sort_down(kept, count, sets);
    claim->vectors[carrier] = kept;
    claim->vector_count[carrier] = count;
    return true;
}

static bool
open_walk(walk *w, mst__claim *claim, uint32_t carrier)
{
    const mst_problem *problem = claim->problem;
    const mst_p_vehicle *vehicle = &problem->vehicles[claim->carrier_vehicle[carrier]];
    const mst_p_type *type = &problem->types[vehicle->type];
    *w = (walk){.claim = claim,
                .problem = problem,
                .vehicle = vehicle,
                .type = type,
                .start = mst_windows_earliest(&vehicle->usable, 0, 0),
                .load_stop = latest_of(type->turn, type->load),
                .unload_stop = latest_of(type->turn, type->unload),
                .both_stop = latest_of(type->turn, type->unload + type->load)};
    w->seats = mst__claim_take(claim, (size_t)1 << claim->area_count, sizeof(int64_t));
    w->known = mst__claim_take(claim, (size_t)3 * problem->site_count, sizeof(mst_time *));
    w->layers = mst__claim_take(claim, (size_t)2 * problem->site_count, sizeof(mst_time));
    w->arrivals = mst__claim_take(claim, problem->site_count, sizeof(mst_time));
    if (w->seats == NULL || w->known == NULL || w->layers == NULL || w->arrivals == NULL) {
        return false;
    }
    for (uint32_t areas = 1; areas < 1u << claim->area_count; areas++) {
        w->seats[areas] = seats_for(claim, type, areas);
    }
    w->is_steady = find_steady(w);
    return true;
}

bool
mst__claim_vectors(mst__claim *claim, uint32_t carrier)
{
    walk w;
    int64_t nothing[MST__CLAIM_SETS] = {0};
    if (!open_walk(&w, claim, carrier)) {
        return false;
    }
    state start = {
        .time = w.start, .site = w.vehicle->base, .work = number_of(&w, nothing), .is_start = true};
    if (start.work == MST_NONE || !come_to(&w, start)) {
        return false;
    }
    w.work_done[start.work] = 0;
    while (w.queue_count > 0) {
        state *s = &w.states[next_state(&w)];
        bool was_done = s->is_done;
        s->is_done = true;
        if (!was_done && !follow(&w, *s)) {
            return false;
        }
    }
    return keep_useful(&w, carrier);
}
