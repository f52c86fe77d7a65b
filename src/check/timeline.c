/* SPDX-License-Identifier: Apache-2.0
 *
 * The events of a plan, sorted twice: by place for the pools of interchangeable people, by time
 * for what is at a site at once. Built once; the rules read it.
 *
 * T1  `by_place` has the comings and goings of people and desk runs; `by_time` has the comings
 *     and goings of people, vehicles and escorts, and a step event wherever a limit of a site
 *     changes.
 * T2  Who of those present will still leave: members of a cohort are interchangeable, so of n
 *     present as many stay as the least number present from then on.
 */
#include "check/judge.h"

#include <assert.h>

typedef struct event_list {
    mst__event *events;
    uint32_t count, room;
} event_list;

static void
add_event(mst__judge *judge, event_list *list, mst__event event)
{
    void *items = list->events;
    if (judge->out_of_memory || !mst_arena_grow(judge->scratch, &items, list->count, &list->room,
                                                sizeof event, UINT32_MAX / 2)) {
        judge->out_of_memory = true;
        return;
    }
    list->events = items;
    list->events[list->count++] = event;
}

/* People on their own under way to a place that a surprise shut turn back: then they arrive
 * where they came from, after as long as they had been on the way. */
static bool
self_move_turned(const mst__judge *judge, const mst_plan_self_move *move)
{
    for (uint32_t phase = 1; phase <= judge->phase; phase++) {
        const mst_problem *now = &judge->instance->phases[phase];
        mst_time at = now->begins;
        mst_time transit = mst_arc_self_transit(&judge->instance->phases[phase - 1], move->arc,
                                                move->cohort, move->leave);
        bool under_way = move->leave < at && transit < MST_NEVER && move->leave + transit > at;
        bool back = move->arrive == at + (at - move->leave);
        if (under_way && back &&
            (move->arrive != move->leave + transit || mst__way_closed(now, move->arc, at))) {
            return true;
        }
    }
    return false;
}

static void
find_self_ends(mst__judge *judge)
{
    judge->self_site = MST__TAKE(judge, uint32_t, judge->plan->self_move_count);
    if (judge->self_site == NULL) {
        return;
    }
    for (uint32_t i = 0; i < judge->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &judge->plan->self_moves[i];
        const mst_p_arc *way = &judge->problem->arcs[move->arc];
        judge->self_site[i] = self_move_turned(judge, move) ? way->from : way->to;
    }
}

static void
add_starts(mst__judge *judge, event_list *list)
{
    for (uint32_t c = 0; c < judge->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &judge->problem->cohorts[c];
        if (cohort->count <= 0) {
            continue;
        }
        mst__event event = {.at = MST_TIME_MIN,
                            .count = cohort->count,
                            .site = cohort->site,
                            .cohort = c,
                            .record = c,
                            .kind = MST__EVENT_START};
        if (cohort->presence != MST_PRESENT_ARRIVING) {
            add_event(judge, list, event);
            continue;
        }
        int64_t there = 0;
        while (there < cohort->count) {
            event.at = mst_cohort_release_time(cohort, there + 1);
            if (event.at >= MST_NEVER) {
                break;
            }
            event.count = mst_cohort_released(cohort, event.at) - there;
            assert(event.count > 0);
            event.kind = MST__EVENT_RELEASE;
            add_event(judge, list, event);
            there += event.count;
        }
    }
}

static void
add_loads(mst__judge *judge, event_list *list, mst__event event, const mst_load_list *loads)
{
    for (uint32_t i = 0; i < loads->count; i++) {
        event.cohort = loads->loads[i].cohort;
        event.stations = loads->loads[i].stations;
        event.count = loads->loads[i].count;
        add_event(judge, list, event);
    }
}

static void
add_stops(mst__judge *judge, event_list *list)
{
    for (uint32_t s = 0; s < judge->plan->stop_count; s++) {
        const mst_plan_stop *stop = &judge->plan->stops[s];
        if (stop->berth_begin >= MST_NEVER) {
            continue; /* with people on or off this is refused by rule 5 */
        }
        mst__event event = {.site = stop->site, .record = s};
        event.at = mst__off_at(judge, s);
        event.kind = MST__EVENT_ALIGHT;
        add_loads(judge, list, event, &stop->alight);
        event.at = mst__on_at(judge, s);
        event.kind = MST__EVENT_BOARD;
        add_loads(judge, list, event, &stop->board);
    }
}

static void
add_self_moves(mst__judge *judge, event_list *list)
{
    for (uint32_t i = 0; i < judge->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &judge->plan->self_moves[i];
        mst__event event = {.at = move->leave,
                            .count = move->count,
                            .site = judge->problem->arcs[move->arc].from,
                            .cohort = move->cohort,
                            .stations = move->stations,
                            .record = i,
                            .kind = MST__EVENT_SELF_LEAVE};
        add_event(judge, list, event);
        event.at = move->arrive;
        event.site = judge->self_site[i];
        event.kind = MST__EVENT_SELF_ARRIVE;
        add_event(judge, list, event);
    }
}

static void
add_desk_runs(mst__judge *judge, event_list *list)
{
    for (uint32_t i = 0; i < judge->plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &judge->plan->desk_runs[i];
        const mst_p_site *site = &judge->problem->sites[run->site];
        if (!site->has_process) {
            continue; /* refused by rule 7 */
        }
        mst__event event = {.at = run->start,
                            .count = run->units,
                            .site = run->site,
                            .cohort = run->cohort,
                            .stations = run->stations,
                            .record = i,
                            .kind = MST__EVENT_DESK_TAKE};
        add_event(judge, list, event);
        event.at = run->start + run->each;
        event.stations = run->stations | UINT32_C(1) << site->station;
        event.kind = MST__EVENT_DESK_GIVE;
        add_event(judge, list, event);
    }
}

/* ---- sorting ---- */
typedef struct sort_key {
    uint64_t key;
    uint32_t index;
} sort_key;

/* By time, and within one instant in the order in which it is played. */
static uint64_t
key_of_time(const mst__event *event)
{
    mst_time at = event->at > -2 * MST__FAR ? event->at : -2 * MST__FAR;
    at = at < 2 * MST__FAR ? at : 2 * MST__FAR;
    return (uint64_t)(at + 2 * MST__FAR) << 4 | (uint64_t)event->kind;
}

static uint64_t
key_of_place(const mst__event *event)
{
    return (uint64_t)event->site << 52 | (uint64_t)event->cohort << 32 | event->stations;
}

/* Stable, byte by byte from the lowest (radix sort), passing over bytes in which all keys agree. */
static bool
sort_keys(mst__judge *judge, sort_key *keys, uint32_t count)
{
    sort_key *spare = MST__TAKE(judge, sort_key, count);
    if (spare == NULL) {
        return false;
    }
    uint64_t differ = 0;
    for (uint32_t i = 1; i < count; i++) {
        differ |= keys[i].key ^ keys[0].key;
    }
    sort_key *from = keys;
    sort_key *to = spare;
    for (uint32_t shift = 0; shift < 64; shift += 8) {
        if ((differ >> shift & 0xff) == 0) {
            continue;
        }
        uint32_t start[257] = {0};
        for (uint32_t i = 0; i < count; i++) {
            start[(from[i].key >> shift & 0xff) + 1]++;
        }
        for (uint32_t byte = 0; byte < 256; byte++) {
            start[byte + 1] += start[byte];
        }
        for (uint32_t i = 0; i < count; i++) {
            to[start[from[i].key >> shift & 0xff]++] = from[i];
        }
        sort_key *swapped = from;
        from = to;
        to = swapped;
    }
    for (uint32_t i = 0; from != keys && i < count; i++) {
        keys[i] = from[i];
    }
    return true;
}

/* A copy of the events, sorted by time; equal ones as they were added. */
static mst__event *
sort_by_time(mst__judge *judge, const event_list *list)
{
    sort_key *keys = MST__TAKE(judge, sort_key, list->count);
    mst__event *sorted = MST__TAKE(judge, mst__event, list->count);
    if (judge->out_of_memory) {
        return NULL;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        keys[i] = (sort_key){key_of_time(&list->events[i]), i};
    }
    if (!sort_keys(judge, keys, list->count)) {
        return NULL;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        sorted[i] = list->events[keys[i].index];
    }
    return sorted;
}

static bool
is_of_people(const mst__event *event)
{
    return mst__event_sign(event->kind) != 0 || event->kind == MST__EVENT_DESK_GIVE ||
           event->kind == MST__EVENT_DESK_TAKE;
}

/* The events of people among those sorted by time, sorted by place and within a place by time;
 * both get their groups. */
static void
sort_by_place(mst__judge *judge, mst__event *by_time, uint32_t count)
{
    sort_key *keys = MST__TAKE(judge, sort_key, count);
    judge->by_place = MST__TAKE(judge, mst__event, count);
    if (judge->out_of_memory) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (is_of_people(&by_time[i])) {
            keys[judge->place_count++] = (sort_key){key_of_place(&by_time[i]), i};
        }
    }
    if (!sort_keys(judge, keys, judge->place_count)) {
        return;
    }
    uint32_t group = 0;
    for (uint32_t i = 0; i < judge->place_count; i++) {
        group += i > 0 && keys[i].key >> 32 != keys[i - 1].key >> 32 ? 1 : 0;
        by_time[keys[i].index].group = group;
        judge->by_place[i] = by_time[keys[i].index];
    }
    judge->group_count = judge->place_count > 0 ? group + 1 : 0;
}

static void
make_groups(mst__judge *judge)
{
    judge->groups = MST__TAKE(judge, mst__group, judge->group_count);
    for (uint32_t i = 0; judge->groups != NULL && i < judge->place_count; i++) {
        const mst__event *event = &judge->by_place[i];
        mst__group *group = &judge->groups[event->group];
        if (group->count == 0) {
            *group = (mst__group){.site = event->site, .cohort = event->cohort, .first = i};
        }
        group->count++;
    }
}

static void
add_steps(mst__judge *judge, event_list *list, uint32_t site, const mst_steps *steps)
{
    for (uint32_t i = 1; i < steps->count; i++) {
        add_event(judge, list,
                  (mst__event){.at = steps->from[i],
                               .site = site,
                               .record = MST_NONE,
                               .group = MST_NONE,
                               .kind = MST__EVENT_STEP});
    }
}

static void
add_site_steps(mst__judge *judge, event_list *list)
{
    for (uint32_t s = 0; s < judge->problem->site_count; s++) {
        const mst_p_site *site = &judge->problem->sites[s];
        add_steps(judge, list, s, &site->hold);
        add_steps(judge, list, s, &site->force_fixed);
        add_steps(judge, list, s, &site->force_per_1000);
        add_steps(judge, list, s, &site->force_rear);
        add_steps(judge, list, s, &site->safe);
        /* The order itself, the start of the phase, and the end of supplies are looked at too. */
        mst_time moments[] = {0, judge->since, site->supplies};
        for (uint32_t i = 0; i < 3; i++) {
            if (moments[i] >= 0 && moments[i] < MST_NEVER) {
                mst_time from[] = {MST_TIME_MIN, moments[i]};
                int64_t value[] = {0, 1};
                add_steps(judge, list, s, &(mst_steps){2, from, value});
            }
        }
    }
}

static void
add_vehicles(mst__judge *judge, event_list *list)
{
    for (uint32_t s = 0; s < judge->plan->stop_count; s++) {
        const mst_plan_stop *stop = &judge->plan->stops[s];
        mst__event event = {.at = stop->arrive,
                            .site = stop->site,
                            .record = s,
                            .group = MST_NONE,
                            .kind = MST__EVENT_VEHICLE_ARRIVES};
        add_event(judge, list, event);
        if (stop->leave < MST_NEVER) {
            event.at = stop->leave;
            event.kind = MST__EVENT_VEHICLE_LEAVES;
            add_event(judge, list, event);
        }
    }
    for (uint32_t c = 0; c < judge->plan->convoy_count; c++) {
        const mst_plan_convoy *convoy = &judge->plan->convoys[c];
        if (convoy->detached_force == 0) {
            continue;
        }
        mst__event event = {.at = convoy->begin,
                            .count = convoy->detached_force,
                            .site = judge->problem->arcs[convoy->arc].from,
                            .record = c,
                            .group = MST_NONE,
                            .kind = MST__EVENT_ESCORT_LEAVE};
        add_event(judge, list, event);
        event.at = convoy->back;
        event.kind = MST__EVENT_ESCORT_BACK;
        add_event(judge, list, event);
    }
}

/* T2, backwards in time: `now` is how many are there after an instant, `least` the least from
 * then on. */
static void
find_leavers(mst__judge *judge)
{
    int64_t *now = MST__TAKE(judge, int64_t, judge->group_count);
    int64_t *least = MST__TAKE(judge, int64_t, judge->group_count);
    uint32_t *seen = MST__TAKE(judge, uint32_t, judge->group_count);
    judge->leavers = MST__TAKE(judge, int64_t, judge->event_count);
    if (judge->out_of_memory) {
        return;
    }
    for (uint32_t i = 0; i < judge->event_count; i++) {
        const mst__event *event = &judge->by_time[i];
        if (event->group != MST_NONE) {
            now[event->group] += mst__event_sign(event->kind) * event->count;
        }
        judge->leavers[i] = -1;
    }
    for (uint32_t g = 0; g < judge->group_count; g++) {
        least[g] = INT64_MAX;
    }
    uint32_t end = judge->event_count;
    while (end > 0) {
        uint32_t begin = end;
        while (begin > 0 && judge->by_time[begin - 1].at == judge->by_time[end - 1].at) {
            begin--;
        }
        for (uint32_t i = end; i-- > begin;) {
            uint32_t group = judge->by_time[i].group;
            if (group != MST_NONE && seen[group] != begin + 1) {
                seen[group] = begin + 1;
                least[group] = now[group] < least[group] ? now[group] : least[group];
                judge->leavers[i] = now[group] - least[group];
            }
        }
        for (uint32_t i = begin; i < end; i++) {
            const mst__event *event = &judge->by_time[i];
            if (event->group != MST_NONE) {
                now[event->group] -= mst__event_sign(event->kind) * event->count;
            }
        }
        end = begin;
    }
}

bool
mst__build_timeline(mst__judge *judge)
{
    event_list list = {0};
    assert(judge->problem->site_count <= 1U << 12 && judge->problem->cohort_count <= 1U << 20);
    find_self_ends(judge);
    if (judge->out_of_memory) {
        return false;
    }
    add_starts(judge, &list);
    add_stops(judge, &list);
    add_self_moves(judge, &list);
    add_desk_runs(judge, &list);
    if (judge->out_of_memory) {
        return false;
    }
    add_site_steps(judge, &list);
    add_vehicles(judge, &list);
    if (judge->out_of_memory) {
        return false;
    }
    judge->by_time = sort_by_time(judge, &list);
    if (judge->by_time == NULL) {
        return false;
    }
    sort_by_place(judge, judge->by_time, list.count);
    if (judge->out_of_memory) {
        return false;
    }
    make_groups(judge);
    for (uint32_t i = 0; i < list.count; i++) { /* desk runs are for the pools alone */
        const mst__event *event = &judge->by_time[i];
        if (event->kind != MST__EVENT_DESK_GIVE && event->kind != MST__EVENT_DESK_TAKE) {
            judge->by_time[judge->event_count++] = *event;
        }
    }
    find_leavers(judge);
    return !judge->out_of_memory;
}
