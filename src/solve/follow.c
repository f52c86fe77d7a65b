/* SPDX-License-Identifier: Apache-2.0
 *
 * The trips of a plan in force become requests to the placement (trip.h), in order of time, so that
 * whatever rule has changed is kept: a trip whose time has gone comes later, one whose way has gone
 * is left out.
 */
#include "solve/follow.h"

#include <stdlib.h>
#include <string.h>

typedef struct step { /* a trip of a vehicle, or people who set off on their own */
    mst_time at;      /* departure, to order them by */
    uint32_t vehicle; /* that makes it; MST_NONE: on their own, and `first` is the record */
    uint32_t first;   /* the stop where they board; MST_NONE: they are aboard already */
    uint32_t last;    /* the stop where they get off */
    mst_time depart;  /* from where the vehicle stands before; now, where they board there */
} step;

typedef struct follower {
    mst__builder *builder;
    const mst_plan *plan;
    mst_arena arena;
    bool top_up;
    bool sent;   /* trips that vehicles are on their way to are done already */
    bool hasten; /* trips are not made to wait for their times */
    uint32_t count;
    step *steps;
    uint32_t *ranks; /* [cohort_count] of the trip in hand */
} follower;

/* ---- what the plan does from now on ---- */

/* Is the trip's vehicle on its way to it, empty, or waiting there for those it came for? */
static bool
is_sent(const follower *f, const step *trip)
{
    const mst_plan *plan = f->plan;
    if (trip->first == MST_NONE || trip->first == plan->first_stop[trip->vehicle]) {
        return false;
    }
    uint32_t stop = trip->first - plan->first_stop[trip->vehicle];
    const mst_plan_move *came = &plan->moves[plan->first_move[trip->vehicle] + stop - 1];
    return came->leave < f->builder->problem->begins && came->loads.count == 0 &&
           plan->stops[trip->first].alight.count == 0;
}

/* The trips of a vehicle: from a stop where people board to the next where some get off. */
static void
list_trips(follower *f, uint32_t v)
{
    const mst_plan *plan = f->plan;
    mst_time now = f->builder->problem->begins;
    uint32_t base = plan->first_stop[v];
    uint32_t stops = plan->first_stop[v + 1] - base;
    uint32_t on = MST_NONE;
    bool aboard = f->builder->state->vehicles[v].aboard_count > 0;
    mst_time depart = now;
    bool fresh = true; /* no move since the last trip */
    for (uint32_t k = 0; k < stops; k++) {
        const mst_plan_stop *stop = &plan->stops[base + k];
        bool new_service = stop->berth_begin < MST_NEVER && stop->leave >= now;
        if (new_service && stop->alight.count > 0 && stop->berth_begin >= now &&
            (on != MST_NONE || aboard)) {
            mst_time at = on != MST_NONE ? plan->stops[on].leave : now;
            step trip = {at, v, on, base + k, depart};
            if (!f->sent || !is_sent(f, &trip)) {
                f->steps[f->count++] = trip;
            }
            on = MST_NONE;
            aboard = false;
            fresh = true;
        }
        if (new_service && stop->board.count > 0 && !aboard && on == MST_NONE) {
            on = base + k;
            depart = fresh ? now : depart;
            fresh = false;
        }
        if (stop->leave >= now && stop->leave < MST_NEVER && fresh) {
            depart = stop->leave;
            fresh = false;
        }
    }
}

static int
order_steps(const void *left, const void *right)
{
    const step *a = left;
    const step *b = right;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    if (a->vehicle != b->vehicle) { /* on their own first: MST_NONE is the largest */
        return a->vehicle + 1 < b->vehicle + 1 ? -1 : 1;
    }
    return (a->first > b->first) - (a->first < b->first);
}

static bool
list_steps(follower *f)
{
    const mst_problem *problem = f->builder->problem;
    f->steps =
        MST_TAKE(&f->arena, step, (size_t)f->plan->stop_count + f->plan->self_move_count + 1);
    f->ranks = MST_TAKE(&f->arena, uint32_t, problem->cohort_count);
    if (f->steps == NULL || f->ranks == NULL) {
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        list_trips(f, v);
    }
    for (uint32_t i = 0; i < f->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &f->plan->self_moves[i];
        if (move->leave >= problem->begins && !problem->cohorts[move->cohort].uncontrolled) {
            f->steps[f->count++] = (step){move->leave, MST_NONE, i, 0, move->leave};
        }
    }
    if (f->count > 0) {
        qsort(f->steps, f->count, sizeof *f->steps, order_steps);
    }
    return true;
}

/* ---- once more ---- */

static bool
is_inbound(const mst_problem *problem, const mst_plan_stop *off, uint32_t cohort)
{
    const mst_p_cohort *facts = &problem->cohorts[cohort];
    return facts->presence == MST_PRESENT_BY_FLEET && off->site == facts->inbound_to;
}

/* Guards who go alone are not followed: when they may depends on who else is there. */
static bool
only_guards(const mst_problem *problem, const mst_plan_stop *on, const mst_plan_stop *off)
{
    bool only = true;
    for (uint32_t i = 0; i < on->board.count; i++) {
        uint32_t cohort = on->board.loads[i].cohort;
        only = only && problem->cohorts[cohort].guards && !is_inbound(problem, off, cohort);
    }
    return only;
}

static void
follow_trip(follower *f, const step *trip)
{
    mst__builder *builder = f->builder;
    const mst_problem *problem = builder->problem;
    mst__state *state = builder->state;
    const mst_plan_stop *on = trip->first != MST_NONE ? &f->plan->stops[trip->first] : NULL;
    const mst_plan_stop *off = &f->plan->stops[trip->last];
    mst__request request = {.vehicle = trip->vehicle,
                            .pickup = on != NULL ? on->site : state->vehicles[trip->vehicle].site,
                            .target = off->site,
                            .load_from = problem->begins,
                            .leave_from = problem->begins,
                            .leave_exact = MST_NEVER,
                            .most_persons = INT64_MAX,
                            .ranks = f->ranks};
    memcpy(request.relaxed, builder->relaxed, sizeof request.relaxed);
    if (on != NULL) {
        const mst_p_type *type = &problem->types[problem->vehicles[trip->vehicle].type];
        int64_t persons = 0;
        if (only_guards(problem, on, off)) {
            return;
        }
        for (uint32_t c = 0; c < problem->cohort_count; c++) {
            f->ranks[c] = problem->priority_count + problem->cohorts[c].priority;
        }
        for (uint32_t i = 0; i < on->board.count; i++) {
            uint32_t cohort = on->board.loads[i].cohort;
            persons += on->board.loads[i].count;
            f->ranks[cohort] = problem->cohorts[cohort].priority;
            request.guards_fill |= problem->cohorts[cohort].guards;
            request.inbound |= is_inbound(problem, off, cohort);
        }
        uint32_t first = on->board.loads[0].cohort;
        request.class = request.inbound ? state->routes->inbound_class[first]
                                        : state->routes->cohort_class[first];
        request.fill = ((double)persons + 0.5) / (double)(type->seats > 0 ? type->seats : 1);
        request.most_persons = f->top_up ? INT64_MAX : persons;
        const mst_p_type *planned = &problem->types[problem->vehicles[on->vehicle].type];
        request.depart_from = f->hasten ? problem->begins : trip->depart;
        request.load_from = f->hasten ? problem->begins : on->berth_end - planned->load;
        request.leave_from = f->hasten ? problem->begins : on->leave;
    }
    mst__trip placed;
    builder->work++;
    if (mst__trip_place(state, &request, &placed)) {
        mst__trip_commit(state, &placed);
    }
}

bool
mst__settle(mst__builder *builder, const mst_plan *in_force, const mst__state *past, bool sent,
            mst__state *settled)
{
    follower f = {.builder = builder, .plan = in_force};
    mst_arena_init(&f.arena, 0);
    mst__state_copy(builder->state, past);
    bool ok = list_steps(&f);
    for (uint32_t i = 0; i < f.count && ok; i++) {
        const step *trip = &f.steps[i];
        if (trip->vehicle != MST_NONE && (trip->first == MST_NONE || (sent && is_sent(&f, trip)))) {
            follow_trip(&f, trip);
        }
    }
    mst__state_copy(settled, builder->state);
    builder->out_of_memory |= !ok || settled->out_of_memory;
    mst_arena_release(&f.arena);
    return !builder->out_of_memory;
}

/* The steps one after the other from `past`, and what is left after them. */
static void
take_steps(follower *f, const mst__genes *genes, const mst__state *past)
{
    mst__builder *builder = f->builder;
    mst__state_copy(builder->state, past);
    for (uint32_t i = 0; i < f->count && !builder->state->out_of_memory; i++) {
        const step *next = &f->steps[i];
        if (next->vehicle != MST_NONE) {
            follow_trip(f, next);
            continue;
        }
        const mst_plan_self_move *move = &f->plan->self_moves[next->first];
        (void)mst__self_send(builder, move->cohort, move->arc, move->count);
    }
    builder->out_of_memory |= builder->state->out_of_memory;
    if (!builder->out_of_memory) {
        mst__state *followed = builder->state;
        builder->state = builder->scratch;
        builder->scratch = followed;
        mst__build(builder, genes, followed);
    }
}

/* False when there is nothing to follow: no trip, or pins, which come first. */
static bool
open_follower(follower *f, const mst__state *past)
{
    mst_arena_init(&f->arena, 0);
    if (f->builder->problem->pin_count > 0) {
        return false;
    }
    mst__state_copy(f->builder->state, past);
    bool ok = list_steps(f);
    f->builder->out_of_memory |= !ok || f->builder->state->out_of_memory;
    return f->count > 0 && !f->builder->out_of_memory;
}

bool
mst__follow(mst__builder *builder, const mst_plan *in_force, const mst__genes *genes,
            const mst__state *past, const mst__follow_how *how)
{
    follower f = {
        .builder = builder, .plan = in_force, .top_up = how->top_up, .sent = how->without_sent};
    bool follows = open_follower(&f, past);
    if (follows) {
        take_steps(&f, genes, past);
    }
    mst_arena_release(&f.arena);
    return follows && !builder->out_of_memory;
}

/* ---- sooner ---- */

static bool
may_go(const mst_problem *problem, uint32_t v, const mst_plan_stop *on, const mst_plan_stop *off)
{
    uint32_t type = problem->vehicles[v].type;
    return problem->compatible[(size_t)on->site * problem->type_count + type] != 0 &&
           problem->compatible[(size_t)off->site * problem->type_count + type] != 0;
}

void
mst__hasten(mst__builder *builder, const mst__genes *genes, const mst__follow_how *how,
            mst__search *search, mst_arena *arena)
{
    enum { MOST_STEPS = 80 };
    const mst_problem *problem = builder->problem;
    /* A quarter of the search's placements at most. */
    uint64_t effort = search->options->effort;
    uint64_t budget = (effort > 0 ? effort : MST_DEFAULT_EFFORT) * 250;
    uint64_t work = builder->work;
    mst_plan plan;
    if (!mst__state_export(search->best, arena, &plan)) {
        builder->out_of_memory = true;
        return;
    }
    follower f = {.builder = builder,
                  .plan = &plan,
                  .top_up = true,
                  .sent = how->without_sent,
                  .hasten = true};
    bool goes = open_follower(&f, search->past) && f.count <= MOST_STEPS;
    if (goes) {
        take_steps(&f, genes, search->past);
        (void)mst__search_offer(search, builder);
    }
    for (uint32_t i = f.count; goes && i-- > 0 && !builder->out_of_memory;) {
        step *trip = &f.steps[i];
        if (trip->vehicle == MST_NONE || trip->first == MST_NONE) {
            continue;
        }
        const mst_plan_stop *on = &plan.stops[trip->first];
        uint32_t best = trip->vehicle;
        for (uint32_t v = 0; v < problem->vehicle_count && !builder->out_of_memory; v++) {
            trip->vehicle = v;
            if (v == best || builder->work - work >= budget ||
                !may_go(problem, v, on, &plan.stops[trip->last])) {
                continue;
            }
            take_steps(&f, genes, search->past);
            best = mst__search_offer(search, builder) ? v : best;
        }
        trip->vehicle = best;
    }
    mst_arena_release(&f.arena);
}
