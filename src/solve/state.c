/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/state.h"

#include "solve/staying.h"

#include <assert.h>
#include <string.h>

#include "model/fields.h"

#define MST__RECORD_APPEND(name, type)                                                             \
    uint32_t mst__add_##name(mst__state *state, type record)                                       \
    {                                                                                              \
        if (state->name##_count == state->name##_room) {                                           \
            uint32_t room = state->name##_room < 64 ? 64 : state->name##_room * 2;                 \
            type *grown = mst_heap_resize(state->name, room, sizeof *grown);                       \
            if (grown == NULL) {                                                                   \
                state->out_of_memory = true;                                                       \
                return MST_NONE;                                                                   \
            }                                                                                      \
            state->name = grown;                                                                   \
            state->name##_room = room;                                                             \
        }                                                                                          \
        state->name[state->name##_count] = record;                                                 \
        return state->name##_count++;                                                              \
    }
MST__RECORDS(MST__RECORD_APPEND)
#undef MST__RECORD_APPEND

bool
mst__ends_at(const mst_problem *problem, uint32_t cohort, uint32_t site, mst_time t)
{
    if (!problem->cohorts[cohort].accepts[site]) {
        return false;
    }
    return mst_steps_at(&problem->sites[site].safe, t) > 0 || problem->relocate_to == site;
}

mst_time
mst__end_time(const mst_problem *problem, uint32_t cohort, uint32_t site, mst_time t)
{
    if (!problem->cohorts[cohort].accepts[site] || t > problem->horizon) {
        return MST_NEVER;
    }
    if (mst__ends_at(problem, cohort, site, t)) {
        return t;
    }
    const mst_steps *safe = &problem->sites[site].safe;
    for (uint32_t i = 1; i < safe->count; i++) {
        if (safe->from[i] > t && safe->value[i] > 0) {
            return safe->from[i] <= problem->horizon ? safe->from[i] : MST_NEVER;
        }
    }
    return MST_NEVER;
}

void
mst__state_out(mst__state *state, uint32_t cohort, uint32_t site, int64_t count, mst_time t)
{
    const mst_problem *problem = state->problem;
    state->out[cohort] += count;
    state->completion = t > state->completion ? t : state->completion;
    mst_wide late =
        (mst_wide)(t < problem->horizon ? t : problem->horizon) * 4096 / problem->horizon;
    late *= late;
    late *= late;
    state->burden += (mst_wide)count * late * late;
    if (problem->cohorts[cohort].force) {
        return;
    }
    state->completion_evacuees = t > state->completion_evacuees ? t : state->completion_evacuees;
    state->exposure -= (mst_wide)count * (mst__threat_integral(problem, site, problem->horizon) -
                                          mst__threat_integral(problem, site, t));
}

/* ---- people ---- */

static bool
must_be_processed(const mst_problem *problem, uint32_t site, mst_load load)
{
    const mst_p_site *facts = &problem->sites[site];
    return facts->has_process && !problem->cohorts[load.cohort].force &&
           (load.stations & (UINT32_C(1) << facts->station)) == 0;
}

void
mst__state_put_levels(mst__state *state, uint32_t site, mst_load load, bool is_end, mst_time t)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[load.cohort];
    mst__site_state *at = &state->sites[site];
    bool ok = mst__level_add(&at->people, t, load.count);
    if (ok && cohort->guards) {
        ok = mst__level_add(&at->guards, t, load.count);
    } else if (ok && cohort->in_scope && !is_end) {
        ok = mst__level_add(&at->leavers, t, load.count);
    }
    if (!ok) {
        state->out_of_memory = true;
    }
}

void
mst__state_put_tokens(mst__state *state, uint32_t site, mst_load load, mst__standing standing,
                      mst_time t)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[load.cohort];
    if (!cohort->in_scope) {
        return;
    }
    mst_time end =
        standing == MST__WAITING ? mst__end_time(state->problem, load.cohort, site, t) : MST_NEVER;
    if (end > t && end < MST_NEVER) {
        return; /* they wait there until the place is safe */
    }
    standing = end <= t ? MST__OUT : standing;
    if (standing != MST__INBOUND && must_be_processed(state->problem, site, load)) {
        if (standing == MST__WAITING) {
            mst__desks_serve(state, site, load, t);
        }
        return; /* who is out does not go to the desks to be moved on */
    }
    mst__pool_add(state, mst__pool_make(state, site, load.cohort, load.stations, standing), t,
                  load.count);
}

void
mst__state_put(mst__state *state, uint32_t site, mst_load load, mst__standing standing, mst_time t)
{
    bool is_end =
        standing == MST__OUT || (standing == MST__WAITING &&
                                 mst__end_time(state->problem, load.cohort, site, t) < MST_NEVER);
    mst__state_put_levels(state, site, load, is_end, t);
    mst__state_put_tokens(state, site, load, standing, t);
}

/* ---- berths ---- */

mst_time
mst__berth_slot(const mst__site_state *site, uint32_t berth_class, const mst_steps *limit,
                mst_time from, mst_time length)
{
    const mst__level *level = &site->berths[berth_class];
    const mst__entries *points = &site->berth_points[berth_class];
    mst_time begin = mst__level_slot(level, limit, from, length);
    if (points->count == 0 || length == 0 || mst__steps_unlimited(limit)) {
        return begin;
    }
    for (uint32_t i = 0; i < points->count && begin < MST_NEVER; i++) {
        mst_time point = points->time[i];
        if (point > begin && point < begin + length &&
            mst__level_at(level, point) + 2 > mst_steps_at(limit, point)) {
            begin = mst__level_slot(level, limit, point, length); /* no longer around it */
        }
    }
    return begin;
}

bool
mst__berth_extends(const mst__site_state *site, uint32_t berth_class, const mst_steps *limit,
                   mst_time end, mst_time later_end)
{
    const mst__entries *points = &site->berth_points[berth_class];
    if (mst__berth_slot(site, berth_class, limit, end, later_end - end) != end) {
        return false;
    }
    for (uint32_t i = 0; i < points->count && !mst__steps_unlimited(limit); i++) {
        if (points->time[i] == end && /* at its end so far, and within it then */
            mst__level_at(&site->berths[berth_class], end) + 2 > mst_steps_at(limit, end)) {
            return false;
        }
    }
    return true;
}

/* ---- exposure ---- */

int64_t
mst__threat_integral(const mst_problem *problem, uint32_t site, mst_time t)
{
    const mst_steps *threat = &problem->sites[site].threat;
    mst_time end = t < problem->horizon ? t : problem->horizon;
    int64_t sum = 0;
    for (uint32_t i = 0; i < threat->count; i++) {
        mst_time from = threat->from[i] > 0 ? threat->from[i] : 0;
        mst_time to =
            i + 1 < threat->count && threat->from[i + 1] < end ? threat->from[i + 1] : end;
        if (to > from) {
            sum += threat->value[i] * (to - from);
        }
    }
    return sum;
}

/* ---- life of a state ---- */

/* Most guards go when the others are gone; but not those who are to be out before all of them. */
static void
find_guards_first(mst__state *state)
{
    const mst_problem *problem = state->problem;
    uint32_t first = UINT32_MAX;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        bool counts = cohort->in_scope && !cohort->guards && cohort->count > 0;
        first = counts && cohort->priority < first ? cohort->priority : first;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        state->guards_first[c] = cohort->guards && cohort->priority < first;
    }
}

mst__state *
mst__state_open(const mst_problem *problem, mst__routes *routes)
{
    mst__state *state = mst_heap_take(1, sizeof *state);
    if (state == NULL) {
        return NULL;
    }
    state->problem = problem;
    state->routes = routes;
    state->staying = mst__staying_exposure(problem);
    state->sites = mst_heap_take(problem->site_count, sizeof *state->sites);
    state->vehicles = mst_heap_take(problem->vehicle_count, sizeof *state->vehicles);
    state->arc_entries = mst_heap_take(problem->arc_count, sizeof *state->arc_entries);
    state->arc_convoy = mst_heap_take(problem->arc_count, sizeof *state->arc_convoy);
    state->out = mst_heap_take(problem->cohort_count, sizeof *state->out);
    state->deployed = mst_heap_take(problem->cohort_count, sizeof *state->deployed);
    state->last_inbound = mst_heap_take(problem->cohort_count, sizeof *state->last_inbound);
    state->guards_first = mst_heap_take(problem->cohort_count, sizeof *state->guards_first);
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        bool comes = cohort->presence == MST_PRESENT_ARRIVING || cohort->uncontrolled;
        state->late_leavers |= comes && !cohort->guards;
    }
    bool ok = state->sites != NULL && state->vehicles != NULL && state->arc_entries != NULL &&
              state->arc_convoy != NULL && state->out != NULL && state->deployed != NULL &&
              state->last_inbound != NULL && state->guards_first != NULL;
    if (ok) {
        find_guards_first(state);
    }
    for (uint32_t s = 0; ok && s < problem->site_count; s++) {
        mst__site_state *at = &state->sites[s];
        at->berths = mst_heap_take(problem->berth_class_count, sizeof *at->berths);
        at->parking = mst_heap_take(problem->berth_class_count, sizeof *at->parking);
        at->berth_points = mst_heap_take(problem->berth_class_count, sizeof *at->berth_points);
        ok = at->berths != NULL && at->parking != NULL && at->berth_points != NULL &&
             mst__desks_open(at, &problem->sites[s]);
    }
    if (!ok) {
        mst__state_close(state);
        return NULL;
    }
    return state;
}

static void
level_free(mst__level *level)
{
    mst_heap_free(level->time);
    mst_heap_free(level->value);
}

void
mst__state_close(mst__state *state)
{
    if (state == NULL) {
        return;
    }
    const mst_problem *problem = state->problem;
    for (uint32_t s = 0; state->sites != NULL && s < problem->site_count; s++) {
        mst__site_state *at = &state->sites[s];
        level_free(&at->people);
        level_free(&at->guards);
        level_free(&at->leavers);
        for (uint32_t k = 0; k < problem->berth_class_count; k++) {
            if (at->berths != NULL) {
                level_free(&at->berths[k]);
            }
            if (at->parking != NULL) {
                level_free(&at->parking[k]);
            }
            if (at->berth_points != NULL) {
                mst_heap_free(at->berth_points[k].time);
            }
        }
        mst_heap_free(at->berths);
        mst_heap_free(at->parking);
        mst_heap_free(at->berth_points);
        mst_heap_free(at->movements.time);
        mst_heap_free(at->desks);
        mst_heap_free(at->gaps);
    }
    for (uint32_t v = 0; state->vehicles != NULL && v < problem->vehicle_count; v++) {
        mst_heap_free(state->vehicles[v].sorties.time);
    }
    for (uint32_t a = 0; state->arc_entries != NULL && a < problem->arc_count; a++) {
        mst_heap_free(state->arc_entries[a].time);
    }
    for (uint32_t k = 0; k < state->pool_room; k++) {
        mst_heap_free(state->pools[k].batches);
        mst_heap_free(state->pools[k].sums);
    }
    mst_heap_free(state->pools);
    mst_heap_free(state->sites);
    mst_heap_free(state->vehicles);
    mst_heap_free(state->arc_entries);
    mst_heap_free(state->arc_convoy);
    mst_heap_free(state->out);
    mst_heap_free(state->deployed);
    mst_heap_free(state->last_inbound);
    mst_heap_free(state->guards_first);
#define MST__RECORD_FREE(name, type) mst_heap_free(state->name);
    MST__RECORDS(MST__RECORD_FREE)
#undef MST__RECORD_FREE
    mst_heap_free(state);
}

static mst_time
first_usable(const mst_p_vehicle *vehicle, mst_time from)
{
    return mst_windows_earliest(&vehicle->usable, from, 0);
}

void
mst__state_clear(mst__state *state)
{
    const mst_problem *problem = state->problem;
    state->waiting = 0;
    state->guards = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        mst__site_state *at = &state->sites[s];
        mst__level *levels[3] = {&at->people, &at->guards, &at->leavers};
        for (uint32_t k = 0; k < 3; k++) {
            levels[k]->count = 0;
            levels[k]->start = 0;
            levels[k]->most = 0;
        }
        for (uint32_t k = 0; k < problem->berth_class_count; k++) {
            at->berths[k].count = 0;
            at->parking[k].count = 0;
            at->berth_points[k].count = 0;
        }
        at->movements.count = 0;
        at->first_pool = MST_NONE;
        at->waiting = 0;
        at->version = 0;
        at->delivered = at->departed = 0;
        at->held_known = false;
        at->last_boarding = MST_TIME_MIN;
        mst__desks_clear(at);
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        mst__vehicle_state *vehicle = &state->vehicles[v];
        mst__entries sorties = vehicle->sorties;
        sorties.count = 0;
        *vehicle = (mst__vehicle_state){.site = problem->vehicles[v].base,
                                        .berth_begin = MST_NEVER,
                                        .berth_end = MST_NEVER,
                                        .stop = MST_NONE,
                                        .duty = MST_NONE,
                                        .sorties = sorties};
        vehicle->free_from = vehicle->arrive = first_usable(&problem->vehicles[v], 0);
        for (uint32_t c = 0; c < MST__MAX_CREWS; c++) {
            vehicle->crew_rested[c] = MST_TIME_MIN;
        }
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        state->arc_entries[a].count = 0;
        state->arc_convoy[a] = MST_NONE;
    }
    state->pool_count = 0;
    state->free_pool = MST_NONE;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        state->out[c] = state->deployed[c] = 0;
        state->last_inbound[c] = MST_TIME_MIN;
    }
#define MST__RECORD_EMPTY(name, type) state->name##_count = 0;
    MST__RECORDS(MST__RECORD_EMPTY)
#undef MST__RECORD_EMPTY
    state->completion = state->completion_evacuees = 0;
    state->burden = 0;
    state->exposure = 0;
    state->vehicle_ms = 0;
    state->clock = 0;
    state->version = 0;
}

/* Released people of one cohort, in batches of whole parties, waiting for desks in one order of
 * all. */
typedef struct arrival {
    mst_time time;
    uint32_t rank, cohort;
    int64_t count;
} arrival;

static bool
arrival_before(const arrival *a, const arrival *b)
{
    if (a->time != b->time) {
        return a->time < b->time;
    }
    return a->rank != b->rank ? a->rank < b->rank : a->cohort < b->cohort;
}

static void
sort_arrivals(arrival *items, uint32_t count)
{
    /* Shell's sort: in place, no recursion, the same on every machine. */
    for (uint32_t gap = count / 2; gap > 0; gap /= 2) {
        for (uint32_t i = gap; i < count; i++) {
            arrival item = items[i];
            uint32_t j = i;
            for (; j >= gap && arrival_before(&item, &items[j - gap]); j -= gap) {
                items[j] = items[j - gap];
            }
            items[j] = item;
        }
    }
}

static uint32_t
release_batches(const mst_p_cohort *cohort, uint32_t index, uint32_t rank, arrival *items)
{
    uint32_t count = 0;
    int64_t parties = cohort->count / cohort->party;
    int64_t steps = cohort->release_mode == MST_RELEASE_AT_ONCE ? 1
                    : parties < MST__RELEASE_BATCHES            ? parties
                                                                : MST__RELEASE_BATCHES;
    int64_t before = 0;
    for (int64_t k = 1; k <= steps; k++) {
        int64_t people = parties * k / steps * cohort->party;
        items[count++] = (arrival){.time = mst_cohort_release_time(cohort, people),
                                   .rank = rank,
                                   .cohort = index,
                                   .count = people - before};
        before = people;
    }
    return count;
}

/* Puts a cohort where it starts: presence and exposure. Those who start at an end are out. */
void
mst__state_start_cohort(mst__state *state, uint32_t index, bool settles)
{
    const mst_problem *problem = state->problem;
    const mst_p_cohort *cohort = &problem->cohorts[index];
    mst_load load = {.cohort = index, .stations = 0, .count = cohort->count};
    if (cohort->count == 0) {
        return;
    }
    bool by_fleet = cohort->presence == MST_PRESENT_BY_FLEET;
    if (cohort->presence == MST_PRESENT_AT_START || by_fleet) {
        mst_time end = by_fleet ? MST_NEVER : mst__end_time(problem, index, cohort->site, 0);
        bool is_end = end == 0 || (settles && end < MST_NEVER);
        mst__state_put_levels(state, cohort->site, load, is_end || by_fleet, MST_TIME_MIN);
        if (cohort->in_scope && !cohort->force) {
            state->exposure += (mst_wide)cohort->count *
                               mst__threat_integral(problem, cohort->site, problem->horizon);
        }
        if (cohort->in_scope && is_end) {
            mst__state_out(state, index, cohort->site, cohort->count, end);
        }
    }
}

static void
arrive(mst__state *state, mst_load load, mst_time t)
{
    const mst_problem *problem = state->problem;
    const mst_p_cohort *cohort = &problem->cohorts[load.cohort];
    mst_time end = mst__end_time(problem, load.cohort, cohort->site, t);
    if (cohort->guards) { /* they count as guards later (mst__state_arrivals) */
        state->out_of_memory |= !mst__level_add(&state->sites[cohort->site].people, t, load.count);
    } else {
        mst__state_put_levels(state, cohort->site, load, end < MST_NEVER, t);
    }
    if (!cohort->in_scope) {
        return;
    }
    if (!cohort->force) {
        state->exposure +=
            (mst_wide)load.count * (mst__threat_integral(problem, cohort->site, problem->horizon) -
                                    mst__threat_integral(problem, cohort->site, t));
    }
    if (end < MST_NEVER) {
        mst__state_out(state, load.cohort, cohort->site, load.count, end);
    }
}

/* Guards count as such in groups, with the last of each: no sooner than they are there, and a level
 * of a step a man would be slow to walk. */
void
mst__state_arrivals(mst__state *state, uint32_t index)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[index];
    mst__level *guards = &state->sites[cohort->site].guards;
    int64_t group = cohort->count / MST__RELEASE_BATCHES;
    int64_t waiting = 0;
    mst_time last = 0;
    for (int64_t come = 0; come < cohort->count;) {
        mst_time at = mst_cohort_release_time(cohort, come + cohort->party);
        if (at >= state->problem->horizon) {
            break;
        }
        int64_t ready = mst_cohort_released(cohort, at);
        mst_load load = {.cohort = index, .stations = 0, .count = ready - come};
        arrive(state, load, at);
        come = ready;
        waiting += cohort->guards ? load.count : 0;
        last = at;
        if (waiting > group) {
            state->out_of_memory |= !mst__level_add(guards, at, waiting);
            waiting = 0;
        }
    }
    state->out_of_memory |= !mst__level_add(guards, last, waiting);
}

void
mst__state_reset(mst__state *state, const uint32_t *desk_order)
{
    const mst_problem *problem = state->problem;
    mst__state_clear(state);
    uint32_t room = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        mst__state_start_cohort(state, c, true);
        room += problem->cohorts[c].count > 0 ? MST__RELEASE_BATCHES : 0;
    }
    arrival *items = mst_heap_take(room, sizeof *items);
    if (items == NULL) {
        state->out_of_memory = true;
        return;
    }
    uint32_t count = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        bool arrives = cohort->presence == MST_PRESENT_ARRIVING;
        bool sets_off = cohort->uncontrolled && cohort->in_scope; /* in self.c */
        if (cohort->count > 0 && (cohort->in_scope || arrives) && !sets_off) {
            uint32_t rank = desk_order != NULL ? desk_order[c] : cohort->priority;
            count += release_batches(cohort, c, rank, items + count);
            if (arrives) {
                mst__state_arrivals(state, c);
            }
        }
    }
    sort_arrivals(items, count);
    for (uint32_t i = 0; i < count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[items[i].cohort];
        mst_load load = {.cohort = items[i].cohort, .stations = 0, .count = items[i].count};
        bool here = cohort->presence != MST_PRESENT_BY_FLEET && /* safe at the order: out at once */
                    cohort->presence != MST_PRESENT_ARRIVING &&
                    mst__ends_at(problem, items[i].cohort, cohort->site, 0);
        mst__standing standing = cohort->presence == MST_PRESENT_BY_FLEET ? MST__INBOUND
                                 : here                                   ? MST__OUT
                                                                          : MST__WAITING;
        mst__state_put_tokens(state, cohort->site, load, standing, items[i].time);
    }
    mst_heap_free(items);
}

#define MST__RECORD_COPY(name, type)                                                               \
    if (from->name##_count > to->name##_room) {                                                    \
        type *grown = mst_heap_resize(to->name, from->name##_room, sizeof *grown);                 \
        if (grown == NULL) {                                                                       \
            to->out_of_memory = true;                                                              \
            return;                                                                                \
        }                                                                                          \
        to->name = grown;                                                                          \
        to->name##_room = from->name##_room;                                                       \
    }                                                                                              \
    if (from->name##_count > 0) {                                                                  \
        memcpy(to->name, from->name, from->name##_count * sizeof *to->name);                       \
    }                                                                                              \
    to->name##_count = from->name##_count;

static void
copy_records(mst__state *to, const mst__state *from)
{
    MST__RECORDS(MST__RECORD_COPY)
}
#undef MST__RECORD_COPY

static bool
copy_site(mst__site_state *to, const mst__site_state *from, uint32_t berth_classes)
{
    bool ok = mst__level_copy(&to->people, &from->people) &&
              mst__level_copy(&to->guards, &from->guards) &&
              mst__level_copy(&to->leavers, &from->leavers) &&
              mst__entries_copy(&to->movements, &from->movements);
    for (uint32_t k = 0; ok && k < berth_classes; k++) {
        ok = mst__level_copy(&to->berths[k], &from->berths[k]) &&
             mst__level_copy(&to->parking[k], &from->parking[k]) &&
             mst__entries_copy(&to->berth_points[k], &from->berth_points[k]);
    }
    mst__desks_copy(to, from);
    to->held_known = false;
    to->first_pool = from->first_pool;
    to->waiting = from->waiting;
    to->version = from->version;
    to->delivered = from->delivered;
    to->departed = from->departed;
    to->last_boarding = from->last_boarding;
    return ok;
}

void
mst__state_copy(mst__state *to, const mst__state *from)
{
    const mst_problem *problem = from->problem;
    bool ok = true;
    for (uint32_t s = 0; ok && s < problem->site_count; s++) {
        ok = copy_site(&to->sites[s], &from->sites[s], problem->berth_class_count);
    }
    for (uint32_t v = 0; ok && v < problem->vehicle_count; v++) {
        mst__entries sorties = to->vehicles[v].sorties;
        ok = mst__entries_copy(&sorties, &from->vehicles[v].sorties);
        to->vehicles[v] = from->vehicles[v];
        to->vehicles[v].sorties = sorties;
    }
    for (uint32_t a = 0; ok && a < problem->arc_count; a++) {
        ok = mst__entries_copy(&to->arc_entries[a], &from->arc_entries[a]);
        to->arc_convoy[a] = from->arc_convoy[a];
    }
    if (!ok) {
        to->out_of_memory = true;
        return;
    }
    mst__pools_copy(to, from);
    copy_records(to, from);
    if (problem->cohort_count > 0) {
        memcpy(to->out, from->out, problem->cohort_count * sizeof *to->out);
        memcpy(to->deployed, from->deployed, problem->cohort_count * sizeof *to->deployed);
        memcpy(to->last_inbound, from->last_inbound,
               problem->cohort_count * sizeof *to->last_inbound);
    }
    to->completion = from->completion;
    to->burden = from->burden;
    to->completion_evacuees = from->completion_evacuees;
    to->exposure = from->exposure;
    to->vehicle_ms = from->vehicle_ms;
    to->clock = from->clock;
    to->late_leavers = from->late_leavers;
    to->waiting = from->waiting;
    to->guards = from->guards;
    to->version = from->version;
    to->out_of_memory = to->out_of_memory || from->out_of_memory;
}
