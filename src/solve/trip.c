/* SPDX-License-Identifier: Apache-2.0
 *
 * Placing: see trip.h. A cursor walks the way stop by stop; each leg is pushed later until every
 * calendar agrees (the times only grow, so this ends).
 */
#include "solve/trip.h"

#include <string.h>

#include "model/fields.h"

enum { MOST_ROUNDS = 200 }; /* of pushing one leg later: beyond it the way counts as closed */

#define CONVOY_MS (5 * MST_MS_PER_MINUTE)

typedef struct cursor {
    const mst__request *request;
    mst__state *state;
    const mst_p_vehicle *vehicle;
    const mst_p_type *type;
    uint32_t site;
    mst_time arrive, ready; /* at the present stop; earliest departure */
    mst_time last_arrival;  /* of the vehicle's last move, for the crew's duty */
    bool moved;
    int64_t range_used_mm;
    bool has_duty;
    uint32_t crew;
    mst_time duty_begin;
    mst_time crew_rested[MST__MAX_CREWS];
    bool people_aboard, evacuees_aboard;
    /* What this trip uses itself and no calendar knows yet. */
    const mst__trip *trip;
    uint32_t legs_placed;
    mst_time sorties[MST__MAX_LEGS]; /* departures with people */
    uint32_t sortie_count;
} cursor;

static void
cursor_start(cursor *at, mst__state *state, const mst__request *request)
{
    const mst__vehicle_state *vehicle = &state->vehicles[request->vehicle];
    *at = (cursor){.request = request,
                   .state = state,
                   .vehicle = &state->problem->vehicles[request->vehicle],
                   .site = vehicle->site,
                   .arrive = vehicle->arrive,
                   .ready = vehicle->free_from,
                   .moved = vehicle->moved,
                   .range_used_mm = vehicle->range_used_mm,
                   .has_duty = vehicle->duty != MST_NONE,
                   .crew = vehicle->crew};
    at->type = &state->problem->types[at->vehicle->type];
    if (at->has_duty) {
        const mst_plan_duty *duty = &state->duties[vehicle->duty];
        at->duty_begin = duty->begin;
        at->last_arrival = duty->end;
    }
    memcpy(at->crew_rested, vehicle->crew_rested, sizeof at->crew_rested);
}

/* ---- crews ---- */

/* Earliest departure with a new duty at the present stop, and the crew that flies it (rule 10). */
static mst_time
new_duty_departure(const cursor *at, uint32_t *crew)
{
    if (at->site != at->vehicle->base && at->moved) {
        *crew = at->crew;
        return at->crew_rested[at->crew] + MST_MS_PER_HOUR;
    }
    uint32_t crews = at->vehicle->crews < MST__MAX_CREWS ? at->vehicle->crews : MST__MAX_CREWS;
    uint32_t best = 0;
    for (uint32_t c = 1; c < crews; c++) {
        if (at->crew_rested[c] < at->crew_rested[best]) {
            best = c;
        }
    }
    *crew = best;
    return at->crew_rested[best] + MST_MS_PER_HOUR;
}

/* Departure with the crew in mind; sets the leg's duty. MST_NEVER when no duty is long enough. */
static mst_time
leave_with_crew(const cursor *at, mst__leg *leg, mst_time leave, mst_time transit, bool fresh)
{
    leg->new_duty = false;
    leg->crew = at->crew;
    if (at->type->duty >= MST_NEVER || at->request->relaxed[10]) {
        return leave;
    }
    if (at->has_duty && !fresh && leave + transit - at->duty_begin <= at->type->duty) {
        return leave;
    }
    if (transit + MST_MS_PER_HOUR > at->type->duty) {
        return MST_NEVER;
    }
    uint32_t crew;
    mst_time earliest = new_duty_departure(at, &crew);
    leg->new_duty = true;
    leg->crew = crew;
    return leave > earliest ? leave : earliest;
}

/* ---- escort ---- */

/* Joins the arc's newest convoy or sets up a new one: the departure, MST_NEVER when there are no
 * guards. */
static mst_time
leave_with_convoy(const cursor *at, mst__leg *leg, mst_time leave, mst_time transit)
{
    const mst__state *state = at->state;
    const mst_p_arc *arc = &state->problem->arcs[leg->arc];
    leg->convoy = MST_NONE;
    leg->new_convoy = false;
    /* Guards aboard escort themselves; those who board here are still counted as being there. */
    int64_t aboard = at->trip->guards;
    int64_t taken = arc->from == at->trip->pickup ? aboard : 0;
    leg->convoy_detached = arc->escort_force > aboard ? arc->escort_force - aboard : 0;
    if (arc->escort_force <= 0 || !at->evacuees_aboard || at->request->relaxed[13]) {
        return leave;
    }
    uint32_t newest = state->arc_convoy[leg->arc];
    if (newest != MST_NONE) {
        const mst__convoy *convoy = &state->convoys[newest];
        mst_time join = leave > convoy->begin ? leave : convoy->begin;
        mst_time back = join + transit + arc->escort_return;
        bool fits = join <= convoy->begin + CONVOY_MS &&
                    (int64_t)convoy->vehicles < arc->escort_vehicles &&
                    join - leave <= 6 * CONVOY_MS;
        if (fits && back > convoy->back) {
            fits =
                mst__guards_spare(state, arc->from, convoy->back, back) >= convoy->detached + taken;
        }
        if (fits) {
            leg->convoy = newest;
            leg->convoy_back = back > convoy->back ? back : convoy->back;
            return join;
        }
    }
    for (uint32_t round = 0; round < MOST_ROUNDS && leave < MST_NEVER; round++) {
        mst_time back = leave + transit + arc->escort_return;
        if (leg->convoy_detached == 0 ||
            mst__guards_spare(state, arc->from, leave, back) >= leg->convoy_detached + taken) {
            leg->new_convoy = true;
            leg->convoy_back = back;
            return leave;
        }
        leave = mst__guards_next(state, arc->from, leave);
    }
    return MST_NEVER;
}

/* ---- one leg ---- */

static mst_time
later(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

/* Landings and take-offs of this trip at a site that share an hour with `t`. */
static uint32_t
own_movements(const cursor *at, uint32_t site, mst_time t)
{
    uint32_t own = 0;
    for (uint32_t i = 0; i < at->legs_placed; i++) {
        const mst__leg *leg = &at->trip->legs[i];
        const mst_p_arc *arc = &at->state->problem->arcs[leg->arc];
        own += arc->from == site && leg->leave > t - MST_MS_PER_HOUR ? 1 : 0;
        own += arc->to == site && leg->arrive > t - MST_MS_PER_HOUR ? 1 : 0;
    }
    return own;
}

static uint32_t
own_entries(const cursor *at, uint32_t arc, mst_time t)
{
    uint32_t own = 0;
    for (uint32_t i = 0; i < at->legs_placed; i++) {
        own +=
            at->trip->legs[i].arc == arc && at->trip->legs[i].leave > t - MST_MS_PER_HOUR ? 1 : 0;
    }
    return own;
}

/* Departure side: everything but the crew and the convoy. */
static mst_time
leave_slot(const cursor *at, uint32_t arc_index, mst_time leave, mst_time transit)
{
    const mst__state *state = at->state;
    const mst_problem *problem = state->problem;
    const mst_p_arc *arc = &problem->arcs[arc_index];
    const bool *relaxed = at->request->relaxed;
    leave = mst_windows_earliest(&at->vehicle->usable, leave, transit);
    if (leave < MST_NEVER && !relaxed[8]) {
        leave = mst_windows_earliest(&arc->open, leave, transit);
    }
    if (leave < MST_NEVER && !relaxed[11]) {
        leave = mst__entries_slot(&state->arc_entries[arc_index], &arc->flow, MST_MS_PER_HOUR,
                                  leave, 1 + own_entries(at, arc_index, leave));
    }
    if (leave < MST_NEVER && at->type->mode == MST_MODE_AIR) {
        if (!relaxed[8]) {
            leave = mst_windows_earliest(&problem->sites[arc->from].air, leave, 0);
        }
        if (leave < MST_NEVER && !relaxed[11]) {
            leave = mst__entries_slot(&state->sites[arc->from].movements,
                                      &problem->sites[arc->from].movements, MST_MS_PER_HOUR, leave,
                                      1 + own_movements(at, arc->from, leave));
        }
    }
    if (leave < MST_NEVER && at->people_aboard && at->vehicle->sorties != MST_UNLIMITED &&
        !relaxed[11]) {
        mst_time always = MST_TIME_MIN;
        mst_steps limit = {1, &always, &at->vehicle->sorties};
        uint32_t own = 0;
        for (uint32_t i = 0; i < at->sortie_count; i++) {
            own += at->sorties[i] > leave - MST_MS_PER_DAY ? 1 : 0;
        }
        leave =
            own < at->vehicle->sorties
                ? mst__entries_slot(&state->vehicles[at->request->vehicle].sorties, &limit,
                                    MST_MS_PER_DAY, leave, 1 + own)
                : at->sorties[at->sortie_count - (uint32_t)at->vehicle->sorties] + MST_MS_PER_DAY;
    }
    return leave;
}

/* Earliest arrival >= `arrive` that the place takes. */
static mst_time
arrive_slot(const cursor *at, uint32_t site, mst_time arrive)
{
    const mst_problem *problem = at->state->problem;
    const mst_p_site *to = &problem->sites[site];
    if (!at->request->relaxed[8]) {
        arrive = mst_windows_earliest(&to->open, arrive, 0);
    }
    if (arrive < MST_NEVER && at->type->mode == MST_MODE_AIR) {
        if (!at->request->relaxed[8]) {
            arrive = mst_windows_earliest(&to->air, arrive, 0);
        }
        if (arrive < MST_NEVER && !at->request->relaxed[11]) {
            arrive =
                mst__entries_slot(&at->state->sites[site].movements, &to->movements,
                                  MST_MS_PER_HOUR, arrive, 1 + own_movements(at, site, arrive));
        }
    }
    return arrive;
}

/* Times one leg from the cursor's stop, arriving no sooner than `not_before`, and moves the cursor.
 */
static bool
place_leg(cursor *at, mst__leg *leg, mst_time not_before, bool fresh)
{
    const mst_problem *problem = at->state->problem;
    const mst_p_arc *arc = &problem->arcs[leg->arc];
    mst_time leave = at->ready;
    mst_time arrive = 0;
    mst_time transit = 0;
    uint32_t round = 0;
    for (; round < MOST_ROUNDS; round++) {
        transit = mst_arc_transit(problem, leg->arc, at->vehicle->type, at->people_aboard, leave);
        if (transit >= MST_NEVER) {
            return false;
        }
        mst_time next = leave_slot(at, leg->arc, leave, transit);
        if (next < MST_NEVER) {
            next = leave_with_crew(at, leg, next, transit, fresh);
        }
        if (next < MST_NEVER) {
            next = leave_with_convoy(at, leg, next, transit);
        }
        if (next >= problem->horizon) {
            return false;
        }
        if (next > leave) {
            leave = next;
            continue;
        }
        arrive = arrive_slot(at, arc->to, later(leave + transit, not_before));
        if (arrive >= problem->horizon) {
            return false;
        }
        mst_time wait = arrive - (leave + transit);
        mst_time longest = at->type->wait;
        bool waits =
            wait <= longest && mst_windows_hold(&arc->open, leave, arrive) &&
            mst_windows_hold(&at->vehicle->usable, leave, arrive) &&
            (at->type->duty >= MST_NEVER ||
             arrive - (leg->new_duty ? leave - MST_MS_PER_HOUR : at->duty_begin) <= at->type->duty);
        if (wait == 0 || (waits && at->type->range_mm == MST_UNLIMITED && !leg->new_convoy &&
                          leg->convoy == MST_NONE)) {
            break;
        }
        leave += wait;
    }
    if (round == MOST_ROUNDS) {
        return false;
    }
    mst_wide used = (mst_wide)arc->distance_mm * (arrive - leave);
    used = transit > 0 ? (used + transit - 1) / transit : 0;
    at->range_used_mm += (int64_t)used;
    if (at->range_used_mm > at->type->range_mm && !at->request->relaxed[4]) {
        return false;
    }
    leg->leave = leave;
    leg->arrive = arrive;
    if (leg->new_duty) {
        at->has_duty = true;
        at->crew = leg->crew;
        at->duty_begin = leave - MST_MS_PER_HOUR;
    }
    if (at->people_aboard && at->sortie_count < MST__MAX_LEGS) {
        at->sorties[at->sortie_count++] = leave;
    }
    at->legs_placed++;
    at->last_arrival = arrive;
    at->crew_rested[at->crew] = arrive + at->type->rest;
    at->site = arc->to;
    at->arrive = at->ready = arrive;
    at->moved = true;
    return true;
}

/* ---- fuel ---- */

static bool
has_fuel(const mst_problem *problem, uint32_t site, mst_time begin, mst_time end)
{
    return mst_steps_least(&problem->sites[site].fuel, begin, end + 1) > 0;
}

/* Refuels at the present stop when the way to the next fuel asks for it. */
static bool
refuel_before(cursor *at, const mst__trip *trip, uint32_t from_leg, mst__leg *leg)
{
    const mst_problem *problem = at->state->problem;
    leg->refuel = false;
    if (at->type->range_mm == MST_UNLIMITED || at->request->relaxed[4] ||
        from_leg >= trip->leg_count) {
        return true;
    }
    int64_t ahead = 0;
    uint32_t i = from_leg;
    for (; i < trip->leg_count; i++) {
        ahead += problem->arcs[trip->legs[i].arc].distance_mm;
        if (has_fuel(problem, problem->arcs[trip->legs[i].arc].to, at->ready, at->ready)) {
            break;
        }
    }
    int64_t reserve = 0;
    if (i == trip->leg_count) {
        reserve =
            at->state->routes
                ->fuel_reserve[(size_t)at->vehicle->type * problem->site_count + trip->target];
        reserve = reserve >= MST_NEVER ? 0 : reserve;
    }
    if (at->range_used_mm + ahead + reserve <= at->type->range_mm) {
        return true;
    }
    bool fits_full = ahead + reserve <= at->type->range_mm;
    if (at->moved && fits_full) {
        mst_time done = later(at->ready, at->arrive + at->type->refuel);
        if (has_fuel(problem, at->site, done - at->type->refuel, done)) {
            at->ready = done;
            at->range_used_mm = 0;
            leg->refuel = true;
            return true;
        }
    }
    return at->range_used_mm + ahead <= at->type->range_mm; /* a last trip, with no way on */
}

/* ---- loading ---- */

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

static uint64_t
pool_rank(const mst__state *state, const mst__request *request, const mst__pool *pool)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[pool->cohort];
    uint64_t rank = request->ranks != NULL ? request->ranks[pool->cohort] : cohort->priority;
    rank = request->fill_rest && is_pinned(state, request, pool->cohort) ? 0 : rank + 1;
    /* Larger parties first: they are harder to seat later. */
    uint64_t party = 1000 - (cohort->party < 1000 ? cohort->party : 1000);
    return (rank << 32) | (party << 20) | (cohort->guards ? UINT64_C(1) << 62 : 0);
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
            return later(t, from);
        }
        ready += batch->count;
        t = later(batch->time, t);
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
board_from(cursor *at, const mst__pool *pool, bool pinned, seating *free, mst__trip *trip)
{
    const mst__request *request = at->request;
    const mst__state *state = at->state;
    const mst_p_cohort *cohort = &state->problem->cohorts[pool->cohort];
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
choose_loads(cursor *at, const eligible *found, mst_time t, mst__trip *trip)
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

/* Loading at the present stop: finds the berth, waits for people, chooses them. */
static bool
place_boarding(cursor *at, mst__trip *trip)
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
    mst_time length = later(type->turn, unload + type->load);
    mst_time load_from = later(shared ? later(vehicle->berth_begin + unload, problem->begins)
                                      : at->ready, /* of a surprise: nothing is loaded before it */
                               request->load_from);
    int64_t wanted = (int64_t)((double)type->seats * request->fill);
    wanted = wanted < 1 ? 1 : wanted;
    mst_time ready = ready_time(state, &found, load_from, wanted);
    for (uint32_t round = 0; round < MOST_ROUNDS && ready < problem->horizon; round++) {
        mst_time end = ready + type->load;
        if (shared) {
            trip->board_begin = vehicle->berth_begin;
            end = later(end, vehicle->berth_begin + length);
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
            mst_time begin = later(at->ready, end - length);
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
                                   !mst__guards_held(state, at->site, trip->load_start))) {
            return false;
        }
        at->ready = later(end, request->leave_from);
        return true;
    }
    return false;
}

/* ---- unloading ---- */

/* Rule 12: who is out may be moved on only to a place where they are out still. */
static bool
ends_well(const mst_problem *problem, const mst__trip *trip, uint32_t target)
{
    for (uint32_t i = 0; trip->boards && i < trip->load_count; i++) {
        uint32_t c = trip->loads[i].cohort;
        if (trip->out[i] && mst__end_time(problem, c, target, trip->off) >= MST_NEVER) {
            return false;
        }
    }
    return true;
}

static bool
place_alighting(cursor *at, mst__trip *trip)
{
    const mst__state *state = at->state;
    const mst_problem *problem = state->problem;
    const mst_p_site *site = &problem->sites[at->site];
    const mst__site_state *here = &state->sites[at->site];
    const mst_p_type *type = at->type;
    const bool *relaxed = at->request->relaxed;
    mst_time length = later(type->turn, type->unload);
    int64_t leavers = 0;
    for (uint32_t i = 0; i < trip->load_count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[trip->loads[i].cohort];
        if (!cohort->guards &&
            mst__end_time(problem, trip->loads[i].cohort, at->site, at->arrive) >= MST_NEVER) {
            leavers += trip->loads[i].count;
        }
    }
    mst_time begin = trip->leg_count == 0 ? at->ready : at->arrive;
    for (uint32_t round = 0; round < MOST_ROUNDS; round++) {
        mst_time next = begin;
        if (!relaxed[5]) {
            next = mst__berth_slot(here, type->berth_class, &site->berths[type->berth_class], next,
                                   length);
        }
        if (next < MST_NEVER && !relaxed[8]) {
            next = mst_windows_earliest(&site->service, next, length);
        }
        if (next < MST_NEVER) {
            next = mst_windows_earliest(&at->vehicle->usable, next, length);
        }
        if (next < MST_NEVER && !relaxed[6]) {
            next = mst__level_room(&here->people, &site->hold, next + type->unload, trip->persons);
            next -= next < MST_NEVER ? type->unload : 0;
        }
        if (next < MST_NEVER && leavers > 0 && !relaxed[9]) {
            next = mst__guards_allow(state, at->site, next + type->unload, leavers);
            next -= next < MST_NEVER ? type->unload : 0;
        }
        if (next + type->unload > problem->horizon) {
            return false;
        }
        if (next == begin) {
            trip->alight_begin = begin;
            trip->alight_end = begin + length;
            trip->off = begin + type->unload;
            return ends_well(problem, trip, at->site);
        }
        begin = next;
    }
    return false;
}

/* ---- the whole trip ---- */

/* The stay at a stop between moves needs parking from its arrival until it leaves. */
static bool
parking_free(const cursor *at, uint32_t site, mst_time arrive, mst_time leave, mst_time *earliest)
{
    const mst_p_site *facts = &at->state->problem->sites[site];
    uint32_t class = at->type->berth_class;
    *earliest = arrive;
    if (at->request->relaxed[5] || mst__steps_unlimited(&facts->parking[class])) {
        return true;
    }
    *earliest = mst__level_slot(&at->state->sites[site].parking[class], &facts->parking[class],
                                arrive, leave - arrive);
    return *earliest == arrive;
}

/* One pass: departs no sooner than `depart_from`, reaches the pickup no sooner than `pickup_from`.
 * The outputs ask for another pass with later ones. */
typedef struct pass {
    mst_time depart_from, pickup_from, target_from;
} pass;

static bool
run_pass(mst__state *state, const mst__request *request, mst__trip *trip, const pass *in,
         pass *wanted)
{
    cursor at;
    cursor_start(&at, state, request);
    at.trip = trip;
    *wanted = *in;
    at.ready = later(at.ready, later(in->depart_from, request->depart_from));
    mst_time pickup_arrive = at.arrive;
    for (uint32_t i = 0; i < trip->pickup_leg; i++) {
        mst_time stop_arrive = at.arrive;
        uint32_t site = at.site;
        bool was_moved = at.moved;
        if (!refuel_before(&at, trip, i, &trip->legs[i]) ||
            !place_leg(&at, &trip->legs[i],
                       i + 1 == trip->pickup_leg ? in->pickup_from : MST_TIME_MIN,
                       i == 0 && request->fresh_crew)) {
            return false;
        }
        mst_time earliest;
        bool asks = i > 0 || (was_moved && !state->vehicles[request->vehicle].parked);
        if (asks && !parking_free(&at, site, stop_arrive, trip->legs[i].leave, &earliest)) {
            return false;
        }
        pickup_arrive = at.arrive;
    }
    if (trip->boards && !place_boarding(&at, trip)) {
        return false;
    }
    for (uint32_t i = 0; i < trip->load_count; i++) {
        at.people_aboard = true;
        at.evacuees_aboard |= !state->problem->cohorts[trip->loads[i].cohort].guards;
    }
    for (uint32_t i = trip->pickup_leg; i < trip->leg_count; i++) {
        mst_time stop_arrive = at.arrive;
        uint32_t site = at.site;
        if (i == trip->pin_leg) {
            at.ready = later(at.ready, request->leave_exact);
        }
        if (!refuel_before(&at, trip, i, &trip->legs[i]) ||
            !place_leg(&at, &trip->legs[i],
                       i + 1 == trip->leg_count ? in->target_from : MST_TIME_MIN,
                       i == 0 && request->fresh_crew)) {
            return false;
        }
        mst_time earliest;
        const mst__vehicle_state *vehicle = &state->vehicles[request->vehicle];
        bool counts = i > 0 || (vehicle->moved && !vehicle->parked);
        if (counts && !parking_free(&at, site, stop_arrive, trip->legs[i].leave, &earliest)) {
            if (i == 0 || i != trip->pickup_leg || earliest >= MST_NEVER) {
                return false;
            }
            wanted->pickup_from = later(earliest, pickup_arrive + 1);
            return true;
        }
    }
    if (trip->pin_leg != MST_NONE && trip->legs[trip->pin_leg].leave != request->leave_exact) {
        return false;
    }
    mst_time earliest;
    if (trip->leg_count > 0 && !parking_free(&at, at.site, at.arrive, MST_NEVER, &earliest)) {
        if (earliest >= MST_NEVER) {
            return false;
        }
        wanted->target_from = earliest;
        return true;
    }
    if (trip->alights && !place_alighting(&at, trip)) {
        return false;
    }
    if (trip->boards && !trip->board_here && trip->board_begin > pickup_arrive) {
        /* Arrive just in time: waiting is better done where the vehicle was. */
        wanted->depart_from =
            later(in->depart_from, trip->legs[0].leave + (trip->board_begin - pickup_arrive));
    } else if (!trip->boards && trip->pin_leg != MST_NONE && trip->pickup_leg > 0) {
        wanted->depart_from =
            later(in->depart_from, trip->legs[0].leave + (request->leave_exact - pickup_arrive));
    }
    return true;
}

/* Adds the shortest way between two sites to the trip; false when there is none. */
static bool
add_way(mst__state *state, const mst__request *request, uint32_t from, uint32_t to, bool loaded,
        mst__trip *trip)
{
    const mst_problem *problem = state->problem;
    uint32_t arcs[MST__MAX_LEGS / 2];
    if (from == to) {
        return true;
    }
    const mst__row *row =
        mst__routes_row(state->routes, problem->vehicles[request->vehicle].type, from, loaded);
    uint32_t count =
        row == NULL ? MST_NONE : mst__routes_path(problem, row, to, arcs, MST__MAX_LEGS / 2);
    if (count == MST_NONE || count > MST__MAX_LEGS - trip->leg_count) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        trip->legs[trip->leg_count++] = (mst__leg){.arc = arcs[i], .convoy = MST_NONE};
    }
    return true;
}

static bool
make_ways(mst__state *state, const mst__request *request, mst__trip *trip)
{
    trip->leg_count = 0;
    trip->pin_leg = MST_NONE;
    uint32_t site = state->vehicles[request->vehicle].site;
    if (!add_way(state, request, site, request->pickup, false, trip)) {
        return false;
    }
    trip->pickup_leg = trip->leg_count;
    if (request->pin == NULL || request->pin->arc == MST_NONE) {
        return add_way(state, request, request->pickup, request->target, true, trip);
    }
    const mst_p_arc *arc = &state->problem->arcs[request->pin->arc];
    if (!add_way(state, request, request->pickup, arc->from, true, trip) ||
        trip->leg_count == MST__MAX_LEGS) {
        return false;
    }
    trip->pin_leg = trip->leg_count;
    trip->legs[trip->leg_count++] = (mst__leg){.arc = request->pin->arc, .convoy = MST_NONE};
    return add_way(state, request, arc->to, request->target, true, trip);
}

static bool
meets_deadlines(const mst__state *state, const mst__trip *trip)
{
    for (uint32_t i = 0; i < trip->load_count; i++) {
        uint32_t cohort = trip->loads[i].cohort;
        uint32_t class = trip->inbound[i] ? state->routes->inbound_class[cohort]
                                          : state->routes->cohort_class[cohort];
        if (trip->off > state->routes->classes[class].deadline[trip->target]) {
            return false;
        }
    }
    return true;
}

bool
mst__trip_place(mst__state *state, const mst__request *request, mst__trip *trip)
{
    const mst__vehicle_state *vehicle = &state->vehicles[request->vehicle];
    trip->vehicle = request->vehicle;
    trip->pickup = request->pickup;
    trip->target = request->target;
    trip->board_here = vehicle->site == request->pickup;
    bool loads = request->pin == NULL || request->pin->load_count > 0 || request->fill_rest;
    trip->boards = vehicle->aboard_count == 0 && loads;
    trip->alights = loads || vehicle->aboard_count > 0;
    trip->off = 0;
    trip->load_count = 0;
    trip->persons = trip->guards = 0;
    for (uint32_t i = 0; i < vehicle->aboard_count && i < MST__MAX_LOADS; i++) {
        trip->loads[trip->load_count] = state->loads[vehicle->aboard_first + i];
        trip->out[trip->load_count] = (vehicle->aboard_out >> i & 1) != 0;
        trip->inbound[trip->load_count++] = (vehicle->aboard_inbound >> i & 1) != 0;
        trip->persons += state->loads[vehicle->aboard_first + i].count;
    }
    if (vehicle->free_from >= MST_NEVER || !make_ways(state, request, trip)) {
        return false;
    }
    pass in = {MST_TIME_MIN, MST_TIME_MIN, MST_TIME_MIN};
    pass wanted;
    bool found = false;
    for (uint32_t round = 0; round < 8; round++) {
        mst__trip attempt = *trip;
        if (!run_pass(state, request, &attempt, &in, &wanted)) {
            return found;
        }
        bool complete =
            wanted.pickup_from == in.pickup_from && wanted.target_from == in.target_from;
        if (complete && (!found || attempt.off <= trip->off)) {
            if (!request->anywhere && !meets_deadlines(state, &attempt)) {
                return found;
            }
            *trip = attempt;
            found = true;
        } else if (complete) {
            return found;
        }
        if (complete && wanted.depart_from == in.depart_from) {
            return found;
        }
        in = wanted;
    }
    return found;
}
