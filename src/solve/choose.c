/* SPDX-License-Identifier: Apache-2.0
 *
 * Choosing a trip: of all pickups and targets ranked by a rough estimate (rank.h) the best few are
 * placed exactly, and the best of those is taken.
 */
#include <string.h>

#include "solve/guide.h"
#include "solve/rank.h"

enum { PLACED = 3 }; /* candidates are placed exactly, best first, until so many have worked */

/* May people of a class be brought from one place to the other, or go there on their own? */
static bool
may_lead_to(mst__builder *builder, uint32_t class, uint32_t from, uint32_t to)
{
    const mst_problem *problem = builder->problem;
    for (uint32_t type = 0; type < problem->type_count; type++) {
        const mst__targets *targets = builder->routes.type_in_use[type] != 0
                                          ? mst__targets_of(builder, type, class, from)
                                          : NULL;
        for (uint32_t i = 0; targets != NULL && i < targets->count; i++) {
            if (targets->site[i] == to) {
                return true;
            }
        }
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        if (problem->arcs[a].from == from && problem->arcs[a].to == to) {
            return true;
        }
    }
    return false;
}

/* Do people wait at a place farther from safety than the pickup? */
static bool
waits_behind(const mst__builder *builder, const mst__candidate *choice, uint32_t site)
{
    const mst__class *class = &builder->routes.classes[choice->class];
    return builder->state->sites[site].waiting > 0 && site != choice->pickup &&
           class->potential[site] > class->potential[choice->pickup];
}

/* Is it certain that nobody comes to the pickup any more? */
static bool
none_behind(const mst__builder *builder, const mst__candidate *choice)
{
    for (uint32_t s = 0; s < builder->problem->site_count; s++) {
        if (waits_behind(builder, choice, s)) {
            return false;
        }
    }
    return true;
}

/* Are there people who are likely to come to the pickup still, so that it pays to wait for them? */
static bool
more_to_come(mst__builder *builder, const mst__candidate *choice)
{
    for (uint32_t s = 0; s < builder->problem->site_count; s++) {
        if (waits_behind(builder, choice, s) &&
            may_lead_to(builder, choice->class, s, choice->pickup)) {
            return true;
        }
    }
    return false;
}

/* Is it certain, without a look at calendars and vehicles, that nobody can be put down at the
 * target or that no guard can be spared at the pickup, whenever it may be? Most placements of large
 * posts that fail do so for this. */
static bool
is_in_vain(const mst__builder *builder, const mst__request *request)
{
    const mst__state *state = builder->state;
    const mst_problem *problem = builder->problem;
    if (!request->relaxed[6] && mst__level_room(&state->sites[request->target].people,
                                                &problem->sites[request->target].hold, MST_TIME_MIN,
                                                1) > problem->horizon) {
        return true;
    }
    bool guards = request->guards_only && !request->relief && !request->relaxed[9] &&
                  state->vehicles[request->vehicle].aboard_count == 0;
    return guards && mst__guards_spare_ever(state, request->pickup) <= 0;
}

/* As a placement does that boards there: who is ready counts as such from then on. */
static void
ripen_at(mst__state *state, uint32_t v, uint32_t pickup)
{
    uint32_t k = state->vehicles[v].aboard_count == 0 ? state->sites[pickup].first_pool : MST_NONE;
    for (; k != MST_NONE; k = state->pools[k].next) {
        mst__pool_ripen(&state->pools[k], state->clock);
    }
}

/* Does the crew stop to rest where no other can take over? */
static bool
rests_on_the_way(const mst__trip *trip)
{
    for (uint32_t i = 1; i < trip->leg_count; i++) {
        if (trip->legs[i].new_duty) {
            return true;
        }
    }
    return false;
}

/* Who waits for a way to open, or for a crew, loads no sooner than it must: more may have come by
 * then. Where all berths are taken just before it leaves, it loads before those who are there. */
static void
load_late(mst__builder *builder, const mst__request *request, mst__trip *trip)
{
    enum { EARLIER = 3 };
    const mst__vehicle_state *vehicle = &builder->state->vehicles[request->vehicle];
    uint32_t type_index = builder->problem->vehicles[request->vehicle].type;
    const mst_p_type *type = &builder->problem->types[type_index];
    bool shared = trip->board_here && vehicle->berth_begin < MST_NEVER;
    if (!trip->boards || shared || request->guards_only || trip->pickup_leg >= trip->leg_count ||
        trip->persons >= type->seats || trip->persons >= request->most_persons) {
        return;
    }
    mst_time length = type->turn > type->load ? type->turn : type->load;
    mst_time last = trip->legs[trip->pickup_leg].leave - type->load;
    for (uint32_t k = 0; k < EARLIER && last - k * length > trip->load_start; k++) {
        mst__request late = *request;
        late.load_from = last - k * length;
        mst__trip attempt;
        builder->work++;
        if (mst__trip_place(builder->state, &late, &attempt) && attempt.off <= trip->off &&
            attempt.persons > trip->persons) {
            *trip = attempt;
            return;
        }
    }
}

static bool
place_candidate(mst__builder *builder, uint32_t v, const mst__candidate *choice, double fill,
                mst__trip *trip)
{
    mst__request request = {.vehicle = v,
                            .pickup = choice->pickup,
                            .target = choice->target,
                            .class = choice->class,
                            .inbound = choice->inbound,
                            .out = choice->out,
                            .fill = fill,
                            .load_from = MST_TIME_MIN,
                            .leave_from = MST_TIME_MIN,
                            .leave_exact = MST_NEVER,
                            .guards_fill =
                                builder->genes->guards_fill && !choice->inbound && !choice->out,
                            .guards_only = (builder->guards_phase && !choice->out) ||
                                           choice->relief > 0 || choice->spare > 0,
                            .relief = choice->relief > 0,
                            .spared = builder->spared,
                            .ranks = builder->genes->ranks};
    const mst__class *class = &builder->routes.classes[choice->class];
    request.most_persons =
        choice->relief > 0 ? choice->relief
        : choice->spare > 0
            ? choice->spare
            : mst__delivery_room(builder, choice->target, class->potential[choice->target] == 0);
    if (builder->guide != NULL) {
        const mst__row *row = mst__routes_row(&builder->routes, builder->problem->vehicles[v].type,
                                              choice->pickup, true);
        request.asked = row != NULL ? mst__guided_first(builder, v, row, choice->target) : NULL;
        request.asked_class = builder->guide->class_of;
    }
    memcpy(request.relaxed, builder->relaxed, sizeof request.relaxed);
    builder->work++;
    if (is_in_vain(builder, &request)) {
        ripen_at(builder->state, v, choice->pickup);
        return false;
    }
    /* A new crew at the base before a trip that the old one could not finish. */
    const mst__vehicle_state *vehicle = &builder->state->vehicles[v];
    const mst_p_type *type = &builder->problem->types[builder->problem->vehicles[v].type];
    if (type->duty < MST_NEVER && vehicle->duty != MST_NONE) {
        const mst__row *empty = mst__routes_row(
            &builder->routes, builder->problem->vehicles[v].type, vehicle->site, false);
        const mst__row *loaded = mst__routes_row(
            &builder->routes, builder->problem->vehicles[v].type, choice->pickup, true);
        mst_time whole =
            empty == NULL || loaded == NULL
                ? 0
                : empty->time[choice->pickup] + loaded->time[choice->target] + type->load;
        request.fresh_crew =
            vehicle->free_from + whole - builder->state->duties[vehicle->duty].begin > type->duty;
    }
    if (!mst__trip_place(builder->state, &request, trip)) {
        return false;
    }
    if (builder->genes->fresh_crews && !request.fresh_crew &&
        vehicle->site == builder->problem->vehicles[v].base && rests_on_the_way(trip)) {
        mst__trip fresh;
        request.fresh_crew = true;
        builder->work++;
        if (mst__trip_place(builder->state, &request, &fresh) && fresh.off < trip->off) {
            *trip = fresh;
        } else {
            request.fresh_crew = false;
        }
    }
    load_late(builder, &request, trip);
    return true;
}

static double
trip_score(const mst__builder *builder, uint32_t v, const mst__candidate *choice,
           const mst__trip *trip)
{
    mst_time begin = builder->state->vehicles[v].free_from;
    mst_time first = trip->leg_count > 0 ? trip->legs[0].leave : begin;
    /* Idle time before the trip costs half: the vehicle is free then, but the people are not out.
     */
    mst_time busy = trip->alight_end - first + (first - begin) / 2 + 5 * MST_MS_PER_MINUTE +
                    mst__rest_cost(builder, v, trip->target);
    return choice->value * (double)trip->persons * (double)MST_MS_PER_HOUR / (double)busy;
}

bool
mst__guards_to_come(const mst__builder *builder, uint32_t site)
{
    const mst__state *state = builder->state;
    for (uint32_t k = 0; k < state->pool_count; k++) {
        const mst__pool *pool = &state->pools[k];
        const mst__class *class =
            &builder->routes.classes[builder->routes.cohort_class[pool->cohort]];
        if (pool->total > 0 && pool->site != site &&
            builder->problem->cohorts[pool->cohort].guards &&
            (pool->inbound || class->potential[pool->site] > class->potential[site])) {
            return true;
        }
    }
    return false;
}

/* When the trip takes the last people who need protection, the guards go along if there are seats:
 * this vehicle is the last wave. */
static void
take_guards_along(mst__builder *builder, uint32_t v, const mst__candidate *choice, mst__trip *best)
{
    mst__state *state = builder->state;
    const mst__site_state *at = &state->sites[best->pickup];
    int64_t leaving = 0;
    for (uint32_t i = 0; i < best->load_count; i++) {
        leaving +=
            builder->problem->cohorts[best->loads[i].cohort].guards ? 0 : best->loads[i].count;
    }
    int64_t guards = 0;
    for (uint32_t k = at->first_pool; k != MST_NONE; k = state->pools[k].next) {
        const mst__pool *pool = &state->pools[k];
        guards +=
            builder->problem->cohorts[pool->cohort].guards && !pool->inbound ? pool->total : 0;
    }
    mst_time last = at->leavers.count > 0 ? at->leavers.time[at->leavers.count - 1] : MST_TIME_MIN;
    int64_t here = at->leavers.count > 0 ? at->leavers.value[at->leavers.count - 1] : 0;
    if (guards == 0 || here != leaving || last > best->load_start ||
        at->last_boarding >= best->load_start || !none_behind(builder, choice) ||
        mst__guards_to_come(builder, best->pickup)) {
        return;
    }
    mst__request request = {.vehicle = v,
                            .pickup = best->pickup,
                            .target = best->target,
                            .class = choice->class,
                            .fill = 1,
                            .load_from = best->load_start,
                            .leave_from = MST_TIME_MIN,
                            .leave_exact = MST_NEVER,
                            .guards_fill = true,
                            .wave = true,
                            .wave_guards = INT64_MAX,
                            .most_persons = INT64_MAX,
                            .ranks = builder->genes->ranks};
    memcpy(request.relaxed, builder->relaxed, sizeof request.relaxed);
    mst__trip wave;
    builder->work++;
    if (mst__trip_place(state, &request, &wave) && wave.guards == guards &&
        wave.persons == guards + leaving) {
        *best = wave;
    }
}

/* Reinforcements that can no longer come to where they are wanted go home: nowhere else may those
 * end who never were there (rule 12). */
static bool
choose_home(mst__builder *builder, uint32_t v, mst__trip *home)
{
    const mst__state *state = builder->state;
    const mst__vehicle_state *vehicle = &state->vehicles[v];
    uint32_t cohort = state->loads[vehicle->aboard_first].cohort;
    mst__request request = {.vehicle = v,
                            .pickup = vehicle->site,
                            .target = builder->problem->cohorts[cohort].site,
                            .class = builder->routes.inbound_class[cohort],
                            .inbound = true,
                            .load_from = MST_TIME_MIN,
                            .leave_from = MST_TIME_MIN,
                            .leave_exact = MST_NEVER,
                            .most_persons = INT64_MAX,
                            .anywhere = true,
                            .ranks = builder->genes->ranks};
    if (request.target == vehicle->site && vehicle->sealed) {
        return false;
    }
    memcpy(request.relaxed, builder->relaxed, sizeof request.relaxed);
    builder->work++;
    return mst__trip_place(builder->state, &request, home);
}

/* After a surprise: people aboard go on to the best place that takes them, or get off where they
 * are. */
static bool
choose_aboard(mst__builder *builder, uint32_t v, mst__trip *best)
{
    mst__state *state = builder->state;
    const mst__vehicle_state *vehicle = &state->vehicles[v];
    uint32_t cohort = state->loads[vehicle->aboard_first].cohort;
    uint32_t type = builder->problem->vehicles[v].type;
    bool inbound = (vehicle->aboard_inbound & 1) != 0;
    mst__candidate choice = {.pickup = vehicle->site,
                             .inbound = inbound,
                             .class = inbound ? builder->routes.inbound_class[cohort]
                                              : builder->routes.cohort_class[cohort]};
    const mst__targets *targets = mst__targets_of(builder, type, choice.class, vehicle->site);
    bool found = false;
    for (uint32_t i = 0; targets != NULL && i <= targets->count; i++) {
        if (i == targets->count && vehicle->sealed) {
            break; /* they got on here: one service a stop */
        }
        choice.target = i < targets->count ? targets->site[i] : vehicle->site;
        const mst__class *class = &builder->routes.classes[choice.class];
        if (i == targets->count && class->potential[vehicle->site] > 0 && found) {
            break;
        }
        mst__trip trip;
        if (place_candidate(builder, v, &choice, 0.01, &trip) && (!found || trip.off < best->off)) {
            *best = trip;
            found = true;
        }
    }
    return found || (inbound && choose_home(builder, v, best));
}

bool
mst__choose_trip(mst__builder *builder, uint32_t v, mst__trip *best)
{
    const mst_problem *problem = builder->problem;
    mst__state *state = builder->state;
    const mst__vehicle_state *vehicle = &state->vehicles[v];
    builder->work++;
    if (vehicle->aboard_count > 0) {
        return choose_aboard(builder, v, best);
    }
    mst__candidate ranked[MST__RANKED];
    uint32_t type = problem->vehicles[v].type;
    const mst__row *row = mst__routes_row(&builder->routes, type, vehicle->site, false);
    if (row == NULL || vehicle->free_from >= problem->horizon) {
        return false;
    }
    uint32_t count = mst__rank_trips(builder, v, row, ranked);
    double best_score = -1;
    uint32_t chosen = 0;
    uint32_t worked = 0;
    for (uint32_t i = 0; i < count && worked < PLACED; i++) {
        mst__trip trip;
        double fills[2] = {builder->genes->fill, builder->genes->fill / 2};
        uint32_t tries = fills[0] > 0.02 ? 2 : 1;
        for (uint32_t k = 0; k < tries; k++) {
            if (!place_candidate(builder, v, &ranked[i], fills[k], &trip)) {
                break;
            }
            worked += k == 0 ? 1 : 0;
            double score = trip_score(builder, v, &ranked[i], &trip);
            bool late = ranked[i].relief == 0 && !ranked[i].inbound && !ranked[i].out &&
                        !mst__in_time(builder, &builder->routes.classes[ranked[i].class],
                                      trip.target, trip.off);
            if (late && !builder->forced) {
                continue;
            }
            score = late ? score / 1024 : score;
            double seats = (double)problem->types[type].seats;
            bool thin = (double)trip.persons < builder->genes->fill * seats - 0.5;
            tries = thin ? tries : 1;
            if (thin && !builder->forced && builder->genes->fill > 0.02 &&
                more_to_come(builder, &ranked[i])) {
                continue;
            }
            if (score > best_score) {
                best_score = score;
                chosen = i;
                *best = trip;
            }
        }
    }
    if (best_score < 0) {
        return false;
    }
    if (!builder->guards_phase && !ranked[chosen].inbound && ranked[chosen].relief == 0 &&
        ranked[chosen].spare == 0) {
        take_guards_along(builder, v, &ranked[chosen], best);
    }
    return true;
}
