/* SPDX-License-Identifier: Apache-2.0 */
#include "present/replay.h"

#include <stdlib.h>
#include <string.h>

#include "present/internal.h"

enum { MAX_EVENTS = 1 << 25, MAX_ENTRIES = 1 << 24 };

/* Persons off vehicles at a site, or aboard a vehicle. */
typedef struct pool {
    mst_load *items;
    uint32_t count, room;
} pool;

typedef enum event_kind {
    GETS_OFF,
    DESK_ENDS,
    WALK_ENDS,
    DESK_BEGINS,
    GETS_ON,
    WALK_BEGINS
} event_kind;

typedef struct event {
    mst_time at;
    event_kind kind; /* also the order at one time (A1) */
    uint32_t index;
    int64_t unit;
} event;

typedef struct replay {
    const mst_problem *problem;
    mst_plan *plan;
    mst_plan_stop *stops;
    mst_plan_move *moves;
    mst_plan_desk_run *runs;
    mst_plan_self_move *walks;
    mst_arena *arena;
    pool *at_site, *aboard;
    uint32_t event_count, event_room;
    event *events;
    bool failed; /* lack of memory */
} replay;

/* ---- pools ---- */

static mst_load *
entry_of(pool *p, uint32_t cohort, uint32_t stations)
{
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->items[i].cohort == cohort && p->items[i].stations == stations) {
            return &p->items[i];
        }
    }
    return NULL;
}

static void
put(replay *r, pool *p, uint32_t cohort, uint32_t stations, int64_t count)
{
    mst_load *entry = entry_of(p, cohort, stations);
    if (entry != NULL) {
        entry->count += count;
        return;
    }
    void *items = p->items;
    if (!mst_arena_grow(r->arena, &items, p->count, &p->room, sizeof(mst_load), MAX_ENTRIES)) {
        r->failed = true;
        return;
    }
    p->items = items;
    p->items[p->count++] = (mst_load){cohort, stations, count};
}

static void
take_out(pool *p, uint32_t cohort, uint32_t stations, int64_t count)
{
    mst_load *entry = entry_of(p, cohort, stations);
    if (entry != NULL) {
        entry->count -= count < entry->count ? count : entry->count;
    }
}

/* The entry of the cohort with most stations and at least `least` persons, the smaller mask of
 * equals; without those that have a bit of `without`. */
static mst_load *
best_entry(pool *p, uint32_t cohort, int64_t least, uint32_t without)
{
    mst_load *best = NULL;
    for (uint32_t i = 0; i < p->count; i++) {
        mst_load *entry = &p->items[i];
        if (entry->cohort != cohort || entry->count < least || (entry->stations & without) != 0) {
            continue;
        }
        int more = best == NULL
                       ? 1
                       : __builtin_popcount(entry->stations) - __builtin_popcount(best->stations);
        if (more > 0 || (more == 0 && entry->stations < best->stations)) {
            best = entry;
        }
    }
    return best;
}

static int64_t
persons_of(const pool *p, uint32_t cohort)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        persons += p->items[i].cohort == cohort ? p->items[i].count : 0;
    }
    return persons;
}

/* Moves `count` persons of a cohort from one pool to another, and adds them to `list` (A2). */
static void
shift_cohort(replay *r, pool *from, pool *to, uint32_t cohort, uint32_t stations, int64_t count,
             pool *list)
{
    while (count > 0 && !r->failed) {
        int64_t part = count;
        uint32_t mask = stations;
        if (stations == MST_STATIONS_UNKNOWN) {
            const mst_load *entry = best_entry(from, cohort, count, 0);
            entry = entry != NULL ? entry : best_entry(from, cohort, 1, 0);
            mask = entry != NULL ? entry->stations : 0;
            part = entry != NULL && entry->count < count ? entry->count : count;
        }
        take_out(from, cohort, mask, part);
        put(r, to, cohort, mask, part);
        put(r, list, cohort, mask, part);
        count -= part;
    }
}

/* The cohort of a people item with the largest parties below (`size`, after `last`); MST_NONE at
 * the end. */
static uint32_t
next_cohort(const mst_problem *problem, uint32_t people, uint32_t last)
{
    uint32_t best = MST_NONE;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->people != people) {
            continue;
        }
        if (last != MST_NONE && (cohort->party > problem->cohorts[last].party ||
                                 (cohort->party == problem->cohorts[last].party && c <= last))) {
            continue;
        }
        if (best == MST_NONE || cohort->party > problem->cohorts[best].party) {
            best = c;
        }
    }
    return best;
}

/* A people item: its largest parties first, whole parties only (A3). */
static void
shift_people(replay *r, pool *from, pool *to, uint32_t people, uint32_t stations, int64_t count,
             pool *list)
{
    uint32_t last = MST_NONE, cohort;
    while ((cohort = next_cohort(r->problem, people, last)) != MST_NONE && count > 0) {
        int64_t there = persons_of(from, cohort), party = r->problem->cohorts[cohort].party;
        int64_t part = (there < count ? there : count) / party * party;
        shift_cohort(r, from, to, cohort, stations, part, list);
        count -= part;
        last = cohort;
    }
    if (count > 0) {
        shift_cohort(r, from, to, last != MST_NONE ? last : 0, 0, count, list);
    }
}

static mst_load_list
shift(replay *r, pool *from, pool *to, mst_load_list wanted)
{
    pool list = {0};
    for (uint32_t i = 0; i < wanted.count && !r->failed; i++) {
        const mst_load *load = &wanted.loads[i];
        if (load->cohort >= r->problem->cohort_count) {
            shift_people(r, from, to, load->cohort - r->problem->cohort_count, load->stations,
                         load->count, &list);
        } else {
            shift_cohort(r, from, to, load->cohort, load->stations, load->count, &list);
        }
    }
    return (mst_load_list){mst__load_normalize(list.items, list.count), list.items};
}

/* ---- events ---- */

static void
add_event(replay *r, mst_time at, event_kind kind, uint32_t index, int64_t unit)
{
    void *events = r->events;
    if (!mst_arena_grow(r->arena, &events, r->event_count, &r->event_room, sizeof(event),
                        MAX_EVENTS)) {
        r->failed = true;
        return;
    }
    r->events = events;
    r->events[r->event_count++] = (event){at, kind, index, unit};
}

static int
event_order(const void *a, const void *b)
{
    const event *x = a, *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->index != y->index) {
        return x->index < y->index ? -1 : 1;
    }
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static void
collect_events(replay *r)
{
    const mst_plan *plan = r->plan;
    for (uint32_t i = 0; i < plan->stop_count; i++) {
        const mst_plan_stop *stop = &r->stops[i];
        const mst_p_type *type = &r->problem->types[r->problem->vehicles[stop->vehicle].type];
        bool served = stop->berth_begin != MST_NEVER;
        if (stop->alight.count > 0) {
            add_event(r, served ? stop->berth_begin + type->unload : stop->arrive, GETS_OFF, i, 0);
        }
        if (stop->board.count > 0) {
            add_event(r, served ? stop->berth_end - type->load : stop->leave, GETS_ON, i, 0);
        }
    }
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &r->runs[i];
        for (int64_t unit = 0; unit < run->units && !r->failed; unit++) {
            add_event(r, run->start + unit * run->each, DESK_BEGINS, i, unit);
            add_event(r, run->start + (unit + 1) * run->each, DESK_ENDS, i, unit);
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        add_event(r, r->walks[i].leave, WALK_BEGINS, i, 0);
        add_event(r, r->walks[i].arrive, WALK_ENDS, i, 0);
    }
    if (!r->failed && r->event_count > 0) {
        qsort(r->events, r->event_count, sizeof(event), event_order);
    }
}

static void
handle_desk(replay *r, const event *e)
{
    mst_plan_desk_run *run = &r->runs[e->index];
    const mst_p_site *site = &r->problem->sites[run->site];
    uint32_t station = site->station < MST_MAX_STATIONS ? UINT32_C(1) << site->station : 0;
    int64_t persons = site->desk_per_party ? r->problem->cohorts[run->cohort].party : 1;
    pool *here = &r->at_site[run->site];
    if (e->kind == DESK_BEGINS) {
        if (run->stations == MST_STATIONS_UNKNOWN) {
            const mst_load *entry = best_entry(here, run->cohort, persons * run->units, station);
            run->stations = entry != NULL ? entry->stations : 0;
        }
        take_out(here, run->cohort, run->stations, persons);
    } else {
        uint32_t before = run->stations == MST_STATIONS_UNKNOWN ? 0 : run->stations;
        put(r, here, run->cohort, before | station, persons);
    }
}

static void
handle_walk(replay *r, const event *e)
{
    mst_plan_self_move *walk = &r->walks[e->index];
    const mst_p_arc *arc = &r->problem->arcs[walk->arc];
    if (e->kind == WALK_BEGINS) {
        pool *here = &r->at_site[arc->from];
        if (walk->stations == MST_STATIONS_UNKNOWN) {
            const mst_load *entry = best_entry(here, walk->cohort, walk->count, 0);
            walk->stations = entry != NULL ? entry->stations : 0;
        }
        take_out(here, walk->cohort, walk->stations, walk->count);
    } else {
        put(r, &r->at_site[arc->to], walk->cohort,
            walk->stations == MST_STATIONS_UNKNOWN ? 0 : walk->stations, walk->count);
    }
}

static void
run_events(replay *r)
{
    for (uint32_t i = 0; i < r->event_count && !r->failed; i++) {
        const event *e = &r->events[i];
        mst_plan_stop *stop = &r->stops[e->kind == GETS_OFF || e->kind == GETS_ON ? e->index : 0];
        switch (e->kind) {
        case GETS_OFF:
            stop->alight =
                shift(r, &r->aboard[stop->vehicle], &r->at_site[stop->site], stop->alight);
            break;
        case GETS_ON:
            stop->board = shift(r, &r->at_site[stop->site], &r->aboard[stop->vehicle], stop->board);
            break;
        case DESK_BEGINS:
        case DESK_ENDS:
            handle_desk(r, e);
            break;
        case WALK_BEGINS:
        case WALK_ENDS:
            handle_walk(r, e);
            break;
        }
    }
}

/* ---- what is aboard ---- */

static bool
is_open(const replay *r, mst_load_list list)
{
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.loads[i].stations == MST_STATIONS_UNKNOWN ||
            list.loads[i].cohort >= r->problem->cohort_count) {
            return true;
        }
    }
    return false;
}

/* L3, from the completed exchanges, for vehicles one of whose loads was open. */
static void
fill_moves(replay *r, uint32_t vehicle)
{
    uint32_t first_stop = r->plan->first_stop[vehicle], first = r->plan->first_move[vehicle];
    uint32_t moves = r->plan->first_move[vehicle + 1] - first;
    bool open = false;
    for (uint32_t m = 0; m < moves; m++) {
        open = open || is_open(r, r->moves[first + m].loads);
    }
    mst_load_list aboard = {0};
    for (uint32_t m = 0; open && m < moves; m++) {
        const mst_plan_stop *stop = &r->stops[first_stop + m];
        mst_load *loads = mst_arena_take(
            r->arena, (size_t)aboard.count + stop->alight.count + stop->board.count, sizeof *loads);
        if (loads == NULL) {
            r->failed = true;
            return;
        }
        uint32_t count = 0;
        for (uint32_t i = 0; i < aboard.count; i++) {
            loads[count++] = aboard.loads[i];
        }
        for (uint32_t i = 0; i < stop->board.count; i++) {
            loads[count++] = stop->board.loads[i];
        }
        for (uint32_t i = 0; i < stop->alight.count; i++) {
            loads[count] = stop->alight.loads[i];
            loads[count++].count *= -1;
        }
        count = mst__load_normalize(loads, count);
        aboard = (mst_load_list){count, loads};
        r->moves[first + m].loads = aboard;
    }
}

static bool
start(replay *r)
{
    const mst_problem *problem = r->problem;
    mst_plan *plan = r->plan;
    r->at_site = MST_TAKE(r->arena, pool, problem->site_count);
    r->aboard = MST_TAKE(r->arena, pool, problem->vehicle_count);
    r->stops = MST_TAKE(r->arena, mst_plan_stop, plan->stop_count);
    r->moves = MST_TAKE(r->arena, mst_plan_move, plan->move_count);
    r->runs = MST_TAKE(r->arena, mst_plan_desk_run, plan->desk_run_count);
    r->walks = MST_TAKE(r->arena, mst_plan_self_move, plan->self_move_count);
    if (r->at_site == NULL || r->aboard == NULL || r->stops == NULL || r->moves == NULL ||
        r->runs == NULL || r->walks == NULL) {
        return false;
    }
    memcpy(r->stops, plan->stops, plan->stop_count * sizeof *r->stops);
    memcpy(r->moves, plan->moves, plan->move_count * sizeof *r->moves);
    memcpy(r->runs, plan->desk_runs, plan->desk_run_count * sizeof *r->runs);
    memcpy(r->walks, plan->self_moves, plan->self_move_count * sizeof *r->walks);
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        put(r, &r->at_site[problem->cohorts[c].site], c, 0, problem->cohorts[c].count);
    }
    return !r->failed;
}

mst_status
mst__replay(mst_plan *plan, mst_arena *arena, mst_error *err)
{
    replay r = {.problem = plan->problem, .plan = plan, .arena = arena};
    if (start(&r)) {
        collect_events(&r);
        run_events(&r);
        for (uint32_t v = 0; v < r.problem->vehicle_count && !r.failed; v++) {
            fill_moves(&r, v);
        }
    } else {
        r.failed = true;
    }
    if (r.failed) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to complete the schedule's loads");
    }
    plan->stops = r.stops;
    plan->moves = r.moves;
    plan->desk_runs = r.runs;
    plan->self_moves = r.walks;
    return MST_OK;
}
