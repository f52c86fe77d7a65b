/* SPDX-License-Identifier: Apache-2.0
 *
 * The withdrawal of the guards: the spare ones go as seats come free; the rest of each site go
 * together in its last wave (rule 9): on the ground together, away within 15 minutes, nobody left
 * behind who would still leave.
 */
#include <string.h>

#include "solve/pins.h"

#define WAVE_MS (15 * MST_MS_PER_MINUTE)

/* Whoever still waits when the queue has run dry is left: they no longer bind the guards. */
static void
forget_left_behind(mst__state *state)
{
    const mst_problem *problem = state->problem;
    for (uint32_t k = 0; k < state->pool_count; k++) {
        const mst__pool *pool = &state->pools[k];
        const mst_p_cohort *cohort = &problem->cohorts[pool->cohort];
        mst__level *leavers = &state->sites[pool->site].leavers;
        if (pool->total == 0 || cohort->guards || leavers->count == 0) {
            continue;
        }
        mst_time last = leavers->time[leavers->count - 1];
        int64_t rest = leavers->value[leavers->count - 1];
        int64_t fewer = pool->total < rest ? pool->total : rest;
        if (!mst__level_add(leavers, last, -fewer)) {
            state->out_of_memory = true;
        }
    }
}

int64_t
mst__guards_waiting(const mst__state *state, uint32_t site)
{
    int64_t guards = 0;
    for (uint32_t k = state->sites[site].first_pool; k != MST_NONE; k = state->pools[k].next) {
        const mst__pool *pool = &state->pools[k];
        if (state->problem->cohorts[pool->cohort].guards && !pool->inbound) {
            guards += pool->total;
        }
    }
    return guards;
}

/* The class of the guards at a site (of the first pool with any), MST_NONE when they are at an end.
 */
static uint32_t
guards_class(const mst__builder *builder, uint32_t site)
{
    const mst__state *state = builder->state;
    for (uint32_t k = state->sites[site].first_pool; k != MST_NONE; k = state->pools[k].next) {
        const mst__pool *pool = &state->pools[k];
        if (pool->total > 0 && builder->problem->cohorts[pool->cohort].guards && !pool->inbound) {
            uint32_t class = builder->routes.cohort_class[pool->cohort];
            return builder->routes.classes[class].potential[site] == 0 ? MST_NONE : class;
        }
    }
    return MST_NONE;
}

mst_time
mst__leavers_gone(const mst__state *state, uint32_t site)
{
    const mst__level *leavers = &state->sites[site].leavers;
    mst_time gone = state->problem->begins;
    for (uint32_t i = 0; i < leavers->count; i++) {
        if (leavers->value[i] > 0) {
            gone = i + 1 < leavers->count ? leavers->time[i + 1] : MST_NEVER;
        }
    }
    mst_time last = state->sites[site].last_boarding;
    if (last > MST_TIME_MIN && last + 1 > gone) {
        gone = last + 1; /* no other boarding at or after the first of the wave */
    }
    /* Detached escorts must be back. */
    for (uint32_t c = 0; c < state->convoys_count; c++) {
        if (state->problem->arcs[state->convoys[c].arc].from == site &&
            state->convoys[c].back > gone) {
            gone = state->convoys[c].back;
        }
    }
    return gone;
}

typedef struct lift {
    uint32_t vehicle, target;
    mst_time ready; /* loaded and free to leave: hours and sorties too */
    mst_time off;   /* off again, when it leaves at once */
    int64_t seats;
} lift;

static mst__request
wave_request(const mst__builder *builder, uint32_t site, const lift *item, mst_time load_from,
             mst_time leave_from, int64_t guards)
{
    mst__request request = {.vehicle = item->vehicle,
                            .pickup = site,
                            .target = item->target,
                            .fill = 1,
                            .load_from = load_from,
                            .leave_from = leave_from,
                            .leave_exact = MST_NEVER,
                            .guards_only = true,
                            .wave = true,
                            .wave_guards = guards,
                            .most_persons = INT64_MAX,
                            .ranks = builder->genes->ranks};
    memcpy(request.relaxed, builder->relaxed, sizeof request.relaxed);
    return request;
}

/* What each vehicle could carry in a wave, first who is off first. */
static uint32_t
find_lifts(mst__builder *builder, uint32_t site, uint32_t class, mst_time from, lift *lifts)
{
    const mst_problem *problem = builder->problem;
    mst__state *state = builder->state;
    uint32_t count = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        uint32_t type = problem->vehicles[v].type;
        if (state->vehicles[v].aboard_count > 0) {
            continue;
        }
        const mst__row *row =
            mst__routes_row(&builder->routes, type, state->vehicles[v].site, false);
        if (row == NULL || row->time[site] >= MST_NEVER) {
            continue;
        }
        const mst__targets *targets = mst__targets_of(builder, type, class, site);
        for (uint32_t i = 0; targets != NULL && i < targets->count; i++) {
            lift item = {.vehicle = v, .target = targets->site[i]};
            mst__request request =
                wave_request(builder, site, &item, from, MST_TIME_MIN, INT64_MAX);
            mst__trip trip;
            builder->work++;
            if (!mst__trip_place(state, &request, &trip)) {
                continue;
            }
            item.ready = trip.legs[trip.pickup_leg].leave;
            item.off = trip.off;
            item.seats = trip.persons;
            uint32_t at = count++;
            while (at > 0 && lifts[at - 1].off > item.off) {
                lifts[at] = lifts[at - 1];
                at--;
            }
            lifts[at] = item;
            break;
        }
    }
    return count;
}

/* Commits the wave with the chosen lifts into the builder's state; false (state spoilt) when it
 * breaks. */
static bool
fly_wave(mst__builder *builder, uint32_t site, const lift *lifts, uint32_t count, mst_time from)
{
    mst__state *state = builder->state;
    int64_t rest = mst__guards_waiting(state, site);
    mst_time leave_from = MST_TIME_MIN;
    for (uint32_t i = 0; i < count; i++) {
        leave_from = lifts[i].ready > leave_from ? lifts[i].ready : leave_from;
    }
    mst_time first_leave = MST_NEVER;
    mst_time last_leave = MST_TIME_MIN;
    mst_time last_arrive = MST_TIME_MIN;
    for (uint32_t i = 0; i < count && rest > 0; i++) {
        mst__request request = wave_request(builder, site, &lifts[i], from, leave_from, rest);
        mst__trip trip;
        builder->work++;
        if (!mst__trip_place(state, &request, &trip)) {
            return false;
        }
        mst_time arrive =
            trip.pickup_leg > 0 ? trip.legs[trip.pickup_leg - 1].arrive : MST_TIME_MIN;
        mst_time leave = trip.legs[trip.pickup_leg].leave;
        last_arrive = arrive > last_arrive ? arrive : last_arrive;
        first_leave = leave < first_leave ? leave : first_leave;
        last_leave = leave > last_leave ? leave : last_leave;
        rest -= trip.persons;
        mst__trip_commit(state, &trip);
    }
    return rest == 0 && last_arrive <= first_leave && last_leave - first_leave <= WAVE_MS;
}

/* The smallest soonest set of lifts with enough seats: the first `upto`, largest first. */
static uint32_t
pick_lifts(const lift *lifts, uint32_t upto, int64_t guards, lift *chosen)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < upto; i++) {
        uint32_t at = count++;
        while (at > 0 && chosen[at - 1].seats < lifts[i].seats) {
            chosen[at] = chosen[at - 1];
            at--;
        }
        chosen[at] = lifts[i];
    }
    int64_t seats = 0;
    for (uint32_t i = 0; i < count; i++) {
        seats += chosen[i].seats;
        if (seats >= guards) {
            return i + 1;
        }
    }
    return 0;
}

static void
swap_states(mst__builder *builder)
{
    mst__state *other = builder->scratch;
    builder->scratch = builder->state;
    builder->state = other;
}

/* The last wave of a site; true when it is in the plan. */
static bool
try_wave(mst__builder *builder, uint32_t site)
{
    enum { MOST_TRIES = 6 };
    int64_t guards = mst__guards_waiting(builder->state, site);
    uint32_t class = guards_class(builder, site);
    mst_time from = mst__leavers_gone(builder->state, site);
    if (guards == 0 || class == MST_NONE || from >= builder->problem->horizon) {
        return false;
    }
    lift *lifts = mst_heap_take(builder->problem->vehicle_count, sizeof *lifts);
    lift *chosen = mst_heap_take(builder->problem->vehicle_count, sizeof *chosen);
    bool flown = false;
    if (lifts == NULL || chosen == NULL) {
        builder->out_of_memory = true;
    } else {
        uint32_t count = find_lifts(builder, site, class, from, lifts);
        int64_t seats = 0;
        uint32_t tries = 0;
        for (uint32_t k = 0; k < count && !flown && tries < MOST_TRIES; k++) {
            seats += lifts[k].seats;
            bool last_of_time = k + 1 == count || lifts[k + 1].off > lifts[k].off;
            uint32_t used =
                seats >= guards && last_of_time ? pick_lifts(lifts, k + 1, guards, chosen) : 0;
            if (used == 0) {
                continue;
            }
            tries++;
            mst__state_copy(builder->scratch, builder->state);
            swap_states(builder);
            flown = fly_wave(builder, site, chosen, used, from);
            if (!flown) {
                swap_states(builder);
            }
        }
    }
    mst_heap_free(lifts);
    mst_heap_free(chosen);
    return flown;
}

/* Sites with guards, farthest from safety first. */
static uint32_t
next_site(const mst__builder *builder, const uint8_t *done)
{
    uint32_t best = MST_NONE;
    mst_time farthest = -1;
    for (uint32_t s = 0; s < builder->problem->site_count; s++) {
        uint32_t class = done[s] ? MST_NONE : guards_class(builder, s);
        if (class == MST_NONE) {
            continue;
        }
        mst_time potential = builder->routes.classes[class].potential[s];
        if (potential > farthest) {
            farthest = potential;
            best = s;
        }
    }
    return best;
}

static void
leave_one_by_one(mst__builder *builder)
{
    mst__queue_all(builder);
    mst__run_queue(builder);
}

void
mst__build_withdrawal(mst__builder *builder)
{
    uint8_t *done = mst_heap_take(builder->problem->site_count, 1);
    if (done == NULL) {
        builder->out_of_memory = true;
        return;
    }
    builder->guards_phase = true;
    builder->state->clock = builder->problem->begins;
    if (builder->problem->site_count > 0) {
        memset(builder->avoided, 0, builder->problem->site_count);
    }
    mst__look(builder);
    forget_left_behind(builder->state);
    mst__pins_place_late(builder);
    if (builder->genes->wave_early == 0) {
        leave_one_by_one(builder);
    }
    for (uint32_t site = next_site(builder, done); site != MST_NONE;
         site = next_site(builder, done)) {
        done[site] = 1;
        if (!try_wave(builder, site) && builder->genes->wave_early != 0) {
            leave_one_by_one(builder);
            try_wave(builder, site);
        }
        builder->state->clock = builder->problem->begins;
        mst__look(builder);
        if (builder->genes->wave_early == 0) {
            leave_one_by_one(builder);
        }
    }
    leave_one_by_one(builder);
    mst_heap_free(done);
}
