/* SPDX-License-Identifier: Apache-2.0
 *
 * Loading: who may board at a stop, when enough of them are ready, and who of them gets the seats.
 */
#include "solve/trip_internal.h"

typedef struct eligible {
    uint32_t count;
    uint32_t pools[MST__MAX_LOADS];
} eligible;

static uint32_t
pool_class(const mst__state *state, const mst__pool *pool)
{
    return pool->inbound ? state->routes->inbound_class[pool->cohort]
                         : state->routes->cohort_class[pool->cohort];
}

/* Is going from `from` to `to` progress for this pool's people? At an end: moving on to another
 * end. */
static bool
is_progress(const mst__state *state, const mst__pool *pool, uint32_t from, uint32_t to)
{
    const mst__class *class = &state->routes->classes[pool_class(state, pool)];
    if (class->potential[to] >= MST_NEVER) {
        return false;
    }
    return class->potential[to] < class->potential[from] ||
           (class->potential[from] == 0 && class->potential[to] == 0 && !pool->inbound);
}

/* Is the cohort among those a pin asks for? */
static bool
is_pinned(const mst__state *state, const mst__request *request, uint32_t cohort)
{
    for (uint32_t i = 0; request->pin != NULL && i < request->pin->load_count; i++) {
        if (request->pin->loads[i].people.index == state->problem->cohorts[cohort].people) {
            return true;
        }
    }
    return false;
}

enum { UNASKED = 1 << 16 }; /* after all ranks of cohorts */

static uint64_t
pool_rank(const mst__state *state, const mst__request *request, const mst__pool *pool)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[pool->cohort];
    uint64_t rank = request->ranks != NULL ? request->ranks[pool->cohort] : cohort->priority;
    rank = request->fill_rest && is_pinned(state, request, pool->cohort) ? 0 : rank + 1;
    if (request->asked != NULL && request->asked_class[pool->cohort] != MST_NONE &&
        request->asked[request->asked_class[pool->cohort]] <= 0) {
        rank += UNASKED;
    }
    /* Larger parties first: they are harder to seat later. */
    uint64_t party = 1000 - (cohort->party < 1000 ? cohort->party : 1000);
    bool last = cohort->guards && !state->guards_first[pool->cohort];
    return (rank << 32) | (party << 20) | (last ? UINT64_C(1) << 62 : 0);
}

static void
find_eligible(mst__state *state, const mst__request *request, uint32_t from, eligible *found)
{
    found->count = 0;
    for (uint32_t k = state->sites[from].first_pool; k != MST_NONE; k = state->pools[k].next) {
        mst__pool *pool = &state->pools[k];
        mst__pool_ripen(pool, state->clock);
        const mst_p_cohort *cohort = &state->problem->cohorts[pool->cohort];
        bool guards = cohort->guards && !pool->inbound;
        bool pinned = is_pinned(state, request, pool->cohort);
        bool asked = pinned || request->pin == NULL || request->fill_rest;
        /* Reinforcements are carried in at one go. */
        bool strays = pool->inbound && !(pinned && request->anywhere) &&
                      cohort->inbound_to != request->target;
        if (pool->total == 0 || found->count == MST__MAX_LOADS || !asked || strays ||
            pool->inbound != request->inbound || (pool->out != request->out && !pinned) ||
            (guards && !request->out && !request->guards_fill && !request->guards_only &&
             !pinned) ||
            (!guards && request->guards_only) ||
            (!is_progress(state, pool, from, request->target) && !request->relief &&
             !(pinned && request->anywhere))) {
            continue;
        }
        uint64_t rank = pool_rank(state, request, pool);
        uint32_t at = found->count++;
        while (at > 0 && pool_rank(state, request, &state->pools[found->pools[at - 1]]) > rank) {
            found->pools[at] = found->pools[at - 1];
            at--;
        }
        found->pools[at] = k;
    }
}

/* When enough are known to be ready to fill the asked share of the seats; MST_NEVER when nobody is.
 */
static mst_time
ready_time(const mst__state *state, const eligible *found, mst_time from, int64_t wanted)
{
    uint32_t next[MST__MAX_LOADS];
    int64_t ready = 0;
    mst_time t = from;
    for (uint32_t i = 0; i < found->count; i++) {
        const mst__pool *pool = &state->pools[found->pools[i]];
        if (pool->ripe > 0 && pool->ripe_time > t) {
            t = pool->ripe_time;
        }
        ready += pool->ripe;
        next[i] = pool->first;
    }
    mst_time last = MST_NEVER; /* latest moment at which somebody came */
    if (ready > 0) {
        last = t;
    }
    for (;;) {
        uint32_t best = MST_NONE;
        for (uint32_t i = 0; i < found->count; i++) {
            const mst__pool *pool = &state->pools[found->pools[i]];
            while (next[i] < pool->count && pool->batches[next[i]].count == 0) {
                next[i]++;
            }
            if (next[i] < pool->count &&
                (best == MST_NONE ||
                 pool->batches[next[i]].time <
                     state->pools[found->pools[best]].batches[next[best]].time)) {
                best = i;
            }
        }
        if (best == MST_NONE) {
            return last;
        }
        const mst__batch *batch = &state->pools[found->pools[best]].batches[next[best]++];
        if (batch->time >= MST_NEVER) {
            return last;
        }
        if (ready >= wanted && batch->time > t) {
            return mst__trip_later(t, from);
        }
        ready += batch->count;
        t = mst__trip_later(batch->time, t);
        last = t;
    }
}

/* Persons of a pool that fit, given free seats and litter places; both are reduced. */
static int64_t
seat(const mst_p_type *type, const mst_p_cohort *cohort, int64_t wanted, int64_t *seats,
     int64_t *litters)
{
    int64_t taken = 0;
    if (cohort->litter) {
        int64_t in_places = wanted < *litters ? wanted : *litters;
        *litters -= in_places;
        taken = in_places;
        if (type->seats_per_litter > 0) {
            int64_t on_seats = *seats / type->seats_per_litter;
            on_seats = on_seats < wanted - taken ? on_seats : wanted - taken;
            *seats -= on_seats * type->seats_per_litter;
            taken += on_seats;
        }
        return taken;
    }
    taken = wanted < *seats ? wanted : *seats;
    taken -= taken % (int64_t)cohort->party;
    *seats -= taken;
    return taken;
}

/* How many of a cohort the pin still asks for, in whole parties. */
static int64_t
pin_wants(const mst__state *state, const mst__request *request, uint32_t cohort,
          const mst__trip *trip)
{
    int64_t wanted = 0;
    uint32_t people = state->problem->cohorts[cohort].people;
    for (uint32_t i = 0; i < request->pin->load_count; i++) {
        if (request->pin->loads[i].people.index == people) {
            wanted += request->pin->loads[i].count;
        }
    }
    for (uint32_t i = 0; i < trip->load_count; i++) {
        if (state->problem->cohorts[trip->loads[i].cohort].people == people) {
            wanted -= trip->loads[i].count;
        }
    }
    int64_t party = state->problem->cohorts[cohort].party;
    return wanted > 0 ? mst_ceil_divide(wanted, party) * party : 0;
}

/* The trip's load of a pool, MST_NONE. */
static uint32_t
load_of(const mst__trip *trip, const mst__pool *pool)
{
    for (uint32_t i = 0; i < trip->load_count; i++) {
        if (trip->loads[i].cohort == pool->cohort && trip->loads[i].stations == pool->stations &&
            trip->inbound[i] == pool->inbound && trip->out[i] == pool->out) {
            return i;
        }
    }
    return MST_NONE;
}

/* How many more of the people at the pickup may board so that the spared pin's load stays. */
static int64_t
unspared(const mst__state *state, const mst__request *request, uint32_t people,
         const mst__trip *trip)
{
    int64_t rest = 0;
    for (uint32_t k = state->sites[trip->pickup].first_pool; k != MST_NONE;
         k = state->pools[k].next) {
        bool same = state->problem->cohorts[state->pools[k].cohort].people == people;
        rest += same ? state->pools[k].total : 0;
    }
    for (uint32_t i = 0; i < request->spared->load_count; i++) {
        bool same = request->spared->loads[i].people.index == people;
        rest -= same ? request->spared->loads[i].count : 0;
    }
    for (uint32_t i = 0; i < trip->load_count; i++) {
        bool same = state->problem->cohorts[trip->loads[i].cohort].people == people;
        rest -= same ? trip->loads[i].count : 0;
    }
    return rest;
}

typedef struct seating {
    mst_time t;
    int64_t seats, litters; /* still free */
    int64_t spare;          /* guards that may go; MST_NEVER: not known yet */
} seating;

/* Seats who may board of one pool; `pinned`: no more than the pin asks for. */
static void
board_from(mst__cursor *at, const mst__pool *pool, bool pinned, seating *free, mst__trip *trip)
{
    const mst__request *request = at->request;
    const mst__state *state = at->state;
    const mst_p_cohort *cohort = &state->problem->cohorts[pool->cohort];
    if ((free->seats <= 0 && free->litters <= 0) || trip->persons >= request->most_persons) {
        return;
    }
    uint32_t load = load_of(trip, pool);
    int64_t wanted =
        mst__pool_ready(pool, free->t) - (load != MST_NONE ? trip->loads[load].count : 0);
    bool guards = cohort->guards; /* those to be carried in guard where they wait, too */
    if (guards && request->wave) {
        int64_t rest = request->wave_guards - trip->guards;
        wanted = wanted < rest ? wanted : rest;
    } else if (guards && !request->relaxed[9]) {
        if (free->spare == MST_NEVER) {
            int64_t expected = (request->guards_only && !request->relief) || pinned
                                   ? 0
                                   : mst__relief_expected(state, trip->pickup);
            free->spare = mst__guards_spare_for(state, trip->pickup, free->t, MST_NEVER, expected);
        }
        int64_t rest = free->spare - trip->guards;
        wanted = wanted < rest ? wanted : rest;
    }
    /* Nobody comes back out before the last of them are in: who is who at home stays clear. */
    bool early = cohort->presence == MST_PRESENT_BY_FLEET && !pool->inbound &&
                 (free->t <= state->last_inbound[pool->cohort] || !request->guards_only);
    wanted = early ? 0 : wanted;
    if (pinned) {
        int64_t rest = pin_wants(state, request, pool->cohort, trip);
        wanted = wanted < rest ? wanted : rest;
    }
    if (request->spared != NULL && !pinned) {
        int64_t rest = unspared(state, request, cohort->people, trip);
        wanted = wanted < rest ? wanted : rest;
    }
    int64_t rest = request->most_persons - trip->persons;
    wanted = wanted < rest ? wanted : rest;
    int64_t taken = wanted > 0 ? seat(at->type, cohort, wanted, &free->seats, &free->litters) : 0;
    if (taken <= 0) {
        return;
    }
    if (load == MST_NONE) {
        load = trip->load_count++;
        trip->inbound[load] = pool->inbound;
        trip->out[load] = pool->out;
        trip->loads[load] = (mst_load){pool->cohort, pool->stations, 0};
    }
    trip->loads[load].count += taken;
    trip->persons += taken;
    trip->guards += guards ? taken : 0;
}

/* Who boards at `t`: those a pin asks for first. */
static void
choose_loads(mst__cursor *at, const eligible *found, mst_time t, mst__trip *trip)
{
    const mst__request *request = at->request;
    const mst__state *state = at->state;
    seating free = {
        .t = t, .seats = at->type->seats, .litters = at->type->litters, .spare = MST_NEVER};
    trip->load_count = 0;
    trip->persons = trip->guards = 0;
    if (request->relaxed[3]) {
        free.seats *= 2;
    }
    for (uint32_t i = 0; request->pin != NULL && i < found->count; i++) {
        const mst__pool *pool = &state->pools[found->pools[i]];
        if (is_pinned(state, request, pool->cohort)) {
            board_from(at, pool, true, &free, trip);
        }
    }
    for (uint32_t i = 0; (request->pin == NULL || request->fill_rest) && i < found->count; i++) {
        const mst__pool *pool = &state->pools[found->pools[i]];
        if (request->relief || is_progress(state, pool, trip->pickup, request->target)) {
            board_from(at, pool, false, &free, trip);
        }
    }
}

/* Are so many guards there from `t` on, none of them away on escort? A last wave takes them all. */
static bool
guards_at_hand(const mst__state *state, uint32_t site, mst_time t, int64_t n)
{
    return mst__level_least(&state->sites[site].guards, t) >= n;
}

/* Were those who board guarded until then, and are the others who leave later? */
static bool
leaves_guarded(const mst__state *state, uint32_t site, const mst__trip *trip)
{
    mst__guards_change change = {.from = trip->load_start};
    for (uint32_t i = 0; i < trip->load_count; i++) {
        const mst_p_cohort *cohort = &state->problem->cohorts[trip->loads[i].cohort];
        change.guards -= cohort->guards ? trip->loads[i].count : 0;
        change.leavers -= cohort->guards || trip->out[i] ? 0 : trip->loads[i].count;
    }
    return mst__guards_held(state, site, trip->load_start) &&
           mst__guards_stay_held(state, site, &change);
}

bool
mst__place_boarding(mst__cursor *at, mst__trip *trip)
{
    const mst__request *request = at->request;
    mst__state *state = at->state;
    const mst_problem *problem = state->problem;
    const mst_p_site *site = &problem->sites[at->site];
    const mst__vehicle_state *vehicle = &state->vehicles[request->vehicle];
    const mst_p_type *type = at->type;
    const mst_steps *limit = &site->berths[type->berth_class];
    eligible found;
    find_eligible(state, request, at->site, &found);
    if (found.count == 0 || (trip->board_here && vehicle->sealed)) {
        return false;
    }
    bool shared = trip->board_here && vehicle->berth_begin < MST_NEVER; /* one interval for both */
    mst_time unload = shared && vehicle->alighted ? type->unload : 0;
    mst_time length = mst__trip_later(type->turn, unload + type->load);
    mst_time load_from =
        mst__trip_later(shared ? mst__trip_later(vehicle->berth_begin + unload, problem->begins)
                               : at->ready, /* of a surprise: nothing is loaded before it */
                        request->load_from);
    int64_t wanted = (int64_t)((double)type->seats * request->fill);
    wanted = wanted < 1 ? 1 : wanted;
    mst_time ready = ready_time(state, &found, load_from, wanted);
    for (uint32_t round = 0; round < MST__PUSHES && ready < problem->horizon; round++) {
        mst_time end = ready + type->load;
        if (shared) {
            trip->board_begin = vehicle->berth_begin;
            end = mst__trip_later(end, vehicle->berth_begin + length);
            const mst__site_state *here = &state->sites[at->site];
            mst_time from = vehicle->berth_end;
            bool free =
                request->relaxed[5] || end <= from ||
                (vehicle->berth_begin == from
                     ? mst__berth_slot(here, type->berth_class, limit, from, end - from) == from
                     : mst__berth_extends(here, type->berth_class, limit, from, end));
            if (!free) {
                return false;
            }
        } else {
            mst_time begin = mst__trip_later(at->ready, end - length);
            if (!request->relaxed[5]) {
                begin = mst__berth_slot(&state->sites[at->site], type->berth_class, limit, begin,
                                        length);
            }
            if (begin < MST_NEVER) {
                begin = request->relaxed[8] ? begin
                                            : mst_windows_earliest(&site->service, begin, length);
            }
            if (begin < MST_NEVER) {
                begin = mst_windows_earliest(&at->vehicle->usable, begin, length);
            }
            if (begin >= problem->horizon) {
                return false;
            }
            if (begin + length - type->load > ready) {
                ready = begin + length - type->load; /* pushed later: try again from there */
                continue;
            }
            trip->board_begin = begin;
            end = begin + length;
        }
        trip->board_end = end;
        trip->load_start = end - type->load;
        if (!request->relaxed[8] && !mst_windows_hold(&site->service, trip->board_begin, end)) {
            return false;
        }
        if (!mst_windows_hold(&at->vehicle->usable, trip->board_begin, end)) {
            return false;
        }
        choose_loads(at, &found, trip->load_start, trip);
        if (request->wave && !guards_at_hand(state, at->site, trip->load_start, trip->guards)) {
            return false;
        }
        if (trip->persons == 0 || (trip->persons > trip->guards && !request->relaxed[9] &&
                                   !leaves_guarded(state, at->site, trip))) {
            return false;
        }
        at->ready = mst__trip_later(end, request->leave_from);
        return true;
    }
    return false;
}
