/* SPDX-License-Identifier: Apache-2.0
 *
 * Bringing people to the origin of a pin: trips of other vehicles first, then of the pinned fleet's
 * own, then on their own, then by way of a neighbour. Guards too, where its link has an escort.
 */
#include "solve/pins_internal.h"

enum {
    MOST_FEEDERS = 64, /* trips that bring people to one pin */
    MOST_RELAYS = 2,   /* places at which people change on their way to a pin's origin */
};

int64_t
mst__pin_ready(const mst__state *state, uint32_t site, uint32_t people, mst_time t)
{
    int64_t ready = 0;
    for (uint32_t k = state->sites[site].first_pool; k != MST_NONE; k = state->pools[k].next) {
        const mst__pool *pool = &state->pools[k];
        if (state->problem->cohorts[pool->cohort].people == people && !pool->inbound) {
            ready += mst__pool_ready(pool, t);
        }
    }
    return ready;
}

typedef struct feeding {
    mst__builder *builder;
    uint32_t keep;   /* the fleet whose vehicles do not feed; MST_NONE */
    uint32_t people; /* wanted */
    mst_time by;
    uint32_t trips;
} feeding;

/* The trip that brings most of the missing people to the site in time, the soonest of those. */
static bool
best_feeder(feeding *f, uint32_t to, int64_t missing, mst__trip *best)
{
    mst__builder *builder = f->builder;
    const mst_problem *problem = builder->problem;
    const mst__state *state = builder->state;
    bool found = false;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        uint32_t type = problem->vehicles[v].type;
        const mst__vehicle_state *vehicle = &state->vehicles[v];
        if (problem->vehicles[v].fleet == f->keep || vehicle->aboard_count > 0 ||
            !mst__routes_can_serve(problem, to, type)) {
            continue;
        }
        for (uint32_t s = 0; s < problem->site_count; s++) {
            mst_pin_load load = {.people = {f->people}, .count = missing};
            mst_p_pin wanted = {.arc = MST_NONE, .load_count = 1, .loads = &load};
            if (s == to || !mst__pin_wanted_at(state, s, &wanted)) {
                continue;
            }
            mst_time empty = mst__pin_way(builder, v, vehicle->site, s, false);
            mst_time loaded = mst__pin_way(builder, v, s, to, true);
            if (empty >= MST_NEVER || loaded >= MST_NEVER ||
                vehicle->free_from + empty + loaded > f->by) {
                continue;
            }
            mst__request request = mst__pin_request(builder, v, &wanted);
            request.pickup = s;
            request.target = to;
            request.anywhere = true;
            mst__trip trip;
            /* As soon as somebody is there, or as late as it can be, when more are. */
            for (uint32_t late = 0; late < 2; late++) {
                const mst_p_type *facts = &problem->types[type];
                request.load_from =
                    late == 0 ? MST_TIME_MIN : f->by - loaded - facts->load - facts->unload;
                builder->work++;
                if (mst__trip_place(builder->state, &request, &trip) && trip.off <= f->by &&
                    (!found || trip.persons > best->persons ||
                     (trip.persons == best->persons && trip.off < best->off))) {
                    *best = trip;
                    found = true;
                }
            }
        }
    }
    return found;
}

/* Those of the people who can come on their own set out. */
static bool
on_their_own(feeding *f)
{
    const mst_problem *problem = f->builder->problem;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->people == f->people && cohort->self_means != MST_SELF_NONE &&
            cohort->in_scope && mst__self_move(f->builder, c)) {
            return true;
        }
    }
    return false;
}

/* Brings people to a site until `wanted` of them may board there in time. */
static bool
bring(feeding *f, uint32_t to, int64_t wanted, uint32_t relays)
{
    mst__state *state = f->builder->state;
    const mst_problem *problem = f->builder->problem;
    while (f->trips < MOST_FEEDERS) {
        int64_t ready = mst__pin_ready(state, to, f->people, f->by);
        if (ready >= wanted) {
            return true;
        }
        mst__trip trip;
        f->trips++;
        if (best_feeder(f, to, wanted - ready, &trip)) {
            mst__trip_commit(state, &trip);
            continue;
        }
        if (on_their_own(f)) {
            continue;
        }
        bool relayed = false;
        mst_time by = f->by;
        for (uint32_t a = 0; a < problem->arc_count && relays > 0 && !relayed; a++) {
            /* By way of a neighbour, an hour's change there and the link's own time sooner. */
            uint32_t via = problem->arcs[a].from;
            mst_time own = problem->arcs[a].own_time;
            if (problem->arcs[a].to == to && mst__pin_ready(state, via, f->people, f->by) == 0) {
                f->by = by - MST_MS_PER_HOUR / 2 - (own < MST_NEVER ? own : 0);
                relayed = bring(f, via, wanted - ready, relays - 1);
                f->by = by;
            }
        }
        if (!relayed) {
            return false;
        }
    }
    return false;
}

bool
mst__pin_feed(mst__builder *builder, const mst_p_pin *pin, uint32_t keep)
{
    uint32_t origin = builder->problem->arcs[pin->arc].from;
    const mst_p_type *type = NULL;
    for (uint32_t v = 0; v < builder->problem->vehicle_count && type == NULL; v++) {
        type = mst__pin_fits(builder->problem, v, pin)
                   ? &builder->problem->types[builder->problem->vehicles[v].type]
                   : NULL;
    }
    for (uint32_t i = 0; type != NULL && i < pin->load_count; i++) {
        feeding f = {.builder = builder,
                     .keep = keep,
                     .people = pin->loads[i].people.index,
                     .by = pin->leave - type->load};
        if (!bring(&f, origin, pin->loads[i].count, MOST_RELAYS)) {
            return false;
        }
    }
    return type != NULL && pin->load_count > 0;
}

bool
mst__pin_feed_escort(mst__builder *builder, const mst_p_pin *pin, uint32_t keep)
{
    const mst_problem *problem = builder->problem;
    const mst_p_arc *arc = &problem->arcs[pin->arc];
    for (uint32_t c = 0; c < problem->cohort_count && arc->escort_force > 0; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        feeding f = {.builder = builder, .keep = keep, .people = cohort->people, .by = pin->leave};
        if (cohort->guards && cohort->in_scope &&
            bring(&f, arc->from, arc->escort_force, MOST_RELAYS)) {
            return true;
        }
    }
    return false;
}
