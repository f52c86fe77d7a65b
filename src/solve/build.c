/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/build.h"

#include <string.h>

#include "solve/pins.h"

/* ---- the queue of actors: vehicles, then cohorts that move themselves ---- */

static uint32_t
actor_preference(const mst__builder *builder, uint32_t actor)
{
    return actor < builder->problem->vehicle_count ? builder->problem->vehicles[actor].preference
                                                   : 0;
}

static bool
actor_before(const mst__builder *builder, uint32_t a, uint32_t b)
{
    if (builder->key[a] != builder->key[b]) {
        return builder->key[a] < builder->key[b];
    }
    uint32_t pa = actor_preference(builder, a);
    uint32_t pb = actor_preference(builder, b);
    return pa != pb ? pa < pb : a < b;
}

static void
queue_push(mst__builder *builder, uint32_t actor, mst_time key)
{
    if (builder->queued[actor]) {
        return;
    }
    builder->queued[actor] = 1;
    builder->key[actor] = key;
    uint32_t i = builder->heap_count++;
    while (i > 0 && actor_before(builder, actor, builder->heap[(i - 1) / 2])) {
        builder->heap[i] = builder->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    builder->heap[i] = actor;
}

static uint32_t
queue_pop(mst__builder *builder)
{
    uint32_t top = builder->heap[0];
    uint32_t last = builder->heap[--builder->heap_count];
    uint32_t i = 0;
    while (2 * i + 1 < builder->heap_count) {
        uint32_t child = 2 * i + 1;
        if (child + 1 < builder->heap_count &&
            actor_before(builder, builder->heap[child + 1], builder->heap[child])) {
            child++;
        }
        if (!actor_before(builder, builder->heap[child], last)) {
            break;
        }
        builder->heap[i] = builder->heap[child];
        i = child;
    }
    if (builder->heap_count > 0) {
        builder->heap[i] = last;
    }
    builder->queued[top] = 0;
    return top;
}

/* ---- queue logic ---- */

static mst_time
vehicle_key(const mst__builder *builder, uint32_t v)
{
    const mst__vehicle_state *vehicle = &builder->state->vehicles[v];
    return vehicle->berth_begin < MST_NEVER && vehicle->alighted ? vehicle->berth_begin
                                                                 : vehicle->free_from;
}

/* Who has nothing to do may have made its last move, and then holds no parking place (rule 5); if
 * it finds something after all, the placement asks for the place again. */
static void
leave_parking(mst__state *state, uint32_t v)
{
    mst__vehicle_state *vehicle = &state->vehicles[v];
    const mst_problem *problem = state->problem;
    uint32_t class = problem->types[problem->vehicles[v].type].berth_class;
    if (vehicle->parked && !mst__steps_unlimited(&problem->sites[vehicle->site].parking[class])) {
        vehicle->parked = false;
        if (!mst__level_add(&state->sites[vehicle->site].parking[class], vehicle->arrive, -1)) {
            state->out_of_memory = true;
        }
    }
}

static void
stall(mst__builder *builder, uint32_t actor)
{
    if (actor < builder->problem->vehicle_count) {
        leave_parking(builder->state, actor);
    }
    builder->looked[actor] = builder->events;
    builder->stalled[builder->stalled_count++] = actor;
}

/* Can leaving the site free something that others wait for: room, or guards? */
static bool
frees_something(const mst__builder *builder, uint32_t site)
{
    const mst_p_site *facts = &builder->problem->sites[site];
    const mst__level *people = &builder->state->sites[site].people;
    if (facts->force_per_1000.count > 1 || facts->force_per_1000.value[0] > 0) {
        return true;
    }
    if (mst__steps_unlimited(&facts->hold)) {
        return false;
    }
    /* It was nearly full at some time not long ago, as far as is known. */
    int64_t hold = mst_steps_at(&facts->hold, builder->state->clock);
    return 10 * mst__level_most(people, builder->state->clock - 2 * MST_MS_PER_HOUR, MST_NEVER) >=
           6 * hold;
}

/* Can something that happened at the site matter to this actor? */
static bool
concerns(const mst__builder *builder, uint32_t actor, uint32_t site)
{
    const mst_problem *problem = builder->problem;
    if (actor >= problem->vehicle_count) {
        return true;
    }
    return builder->routes
               .reaches[(size_t)problem->vehicles[actor].type * problem->site_count + site] != 0;
}

static uint32_t
actor_group(const mst__builder *builder, uint32_t actor)
{
    const mst_problem *problem = builder->problem;
    return actor < problem->vehicle_count
               ? problem->vehicles[actor].type * 2 + (builder->state->vehicles[actor].moved ? 1 : 0)
               : 2 * problem->type_count + (actor - problem->vehicle_count);
}

/* Wakes one stalled vehicle of each type and place the event concerns: if it finds nothing, neither
 * will those like it. */
static void
wake(mst__builder *builder, uint32_t pickup, uint32_t target)
{
    const mst_problem *problem = builder->problem;
    bool freed = frees_something(builder, pickup);
    const mst_steps *hold = &builder->problem->sites[target].hold;
    bool came = builder->state->sites[target].waiting > 0 || builder->guards_phase ||
                !mst__steps_unlimited(hold); /* it may want people moved on */
    if (!freed && !came) {
        return;
    }
    builder->events++;
    if (freed) {
        builder->freed_at[pickup] = builder->last_freed = builder->events;
    }
    if (came) {
        builder->came_at[target] = builder->events;
    }
    uint32_t kept = 0;
    uint32_t woken_group[64];
    uint32_t woken_site[64];
    uint32_t woken = 0;
    for (uint32_t i = 0; i < builder->stalled_count; i++) {
        uint32_t actor = builder->stalled[i];
        bool frees = freed && concerns(builder, actor, pickup);
        bool comes = came && concerns(builder, actor, target);
        bool wakes = woken < 64 && (frees || comes);
        uint32_t group = actor_group(builder, actor);
        uint32_t site = actor < problem->vehicle_count ? builder->state->vehicles[actor].site : 0;
        for (uint32_t k = 0; wakes && k < woken; k++) {
            wakes = woken_group[k] != group || woken_site[k] != site;
        }
        if (!wakes) {
            builder->stalled[kept++] = actor;
            continue;
        }
        woken_group[woken] = group;
        woken_site[woken++] = site;
        mst_time key =
            actor < problem->vehicle_count ? vehicle_key(builder, actor) : builder->state->clock;
        queue_push(builder, actor, key > builder->state->clock ? key : builder->state->clock);
    }
    builder->stalled_count = kept;
}

/* The ways have changed: everyone looks everywhere again. */
static void
wake_all(mst__builder *builder)
{
    for (uint32_t i = 0; i < builder->stalled_count; i++) {
        uint32_t actor = builder->stalled[i];
        builder->looked[actor] = 0;
        mst_time key = actor < builder->problem->vehicle_count ? vehicle_key(builder, actor)
                                                               : builder->state->clock;
        queue_push(builder, actor, key > builder->state->clock ? key : builder->state->clock);
    }
    builder->stalled_count = 0;
}

static void
act(mst__builder *builder, uint32_t actor)
{
    const mst_problem *problem = builder->problem;
    mst__state *state = builder->state;
    if (actor >= problem->vehicle_count) {
        uint32_t cohort = actor - problem->vehicle_count;
        if (mst__self_move(builder, cohort)) {
            queue_push(builder, actor, state->clock);
            wake(builder, problem->cohorts[cohort].site,
                 state->arc_entries != NULL && state->selfs_count > 0
                     ? problem->arcs[state->selfs[state->selfs_count - 1].arc].to
                     : problem->cohorts[cohort].site);
        } else {
            stall(builder, actor);
        }
        return;
    }
    mst__trip trip;
    if (mst__choose_trip(builder, actor, &trip) && mst__pin_leaves_time(builder, &trip)) {
        mst__trip_commit(state, &trip);
        mst__guided_count(builder, &trip);
        if (state->sites[trip.target].delivered >= builder->genes->delivery_cap[trip.target] &&
            builder->avoided[trip.target] == 0) {
            builder->avoided[trip.target] = 1;
            if (mst__look(builder)) {
                wake_all(builder);
            }
        }
        builder->looked[actor] = 0;
        mst_time key = vehicle_key(builder, actor);
        queue_push(builder, actor, key > state->clock ? key : state->clock);
        wake(builder, trip.pickup, trip.target);
    } else {
        stall(builder, actor);
    }
}

bool
mst__look(mst__builder *builder)
{
    mst_time clock = builder->state->clock;
    mst_time patience = builder->genes->patience;
    builder->next_look = mst__routes_next_look(&builder->routes, clock, patience);
    return mst__routes_look(&builder->routes, clock, patience, builder->avoided);
}

void
mst__queue_reset(mst__builder *builder)
{
    size_t actors = (size_t)builder->problem->vehicle_count + builder->problem->cohort_count;
    builder->heap_count = builder->stalled_count = 0;
    memset(builder->queued, 0, actors);
    memset(builder->looked, 0, actors * sizeof *builder->looked);
    builder->events = builder->last_freed = 1;
    for (uint32_t s = 0; s < builder->problem->site_count; s++) {
        builder->came_at[s] = builder->freed_at[s] = builder->events;
    }
}

void
mst__queue_all(mst__builder *builder)
{
    const mst_problem *problem = builder->problem;
    builder->stalled_count = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        mst_time key = vehicle_key(builder, v);
        if (builder->state->vehicles[v].free_from < problem->horizon) {
            builder->looked[v] = 0;
            queue_push(builder, v, key > builder->state->clock ? key : builder->state->clock);
        }
    }
    for (uint32_t c = 0; c < problem->cohort_count && !builder->guards_phase; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->self_means != MST_SELF_NONE && cohort->in_scope && builder->genes->self_first) {
            queue_push(builder, problem->vehicle_count + c, builder->state->clock);
        }
    }
}

static bool
is_full_end(const mst__builder *builder, uint32_t site)
{
    const mst_problem *problem = builder->problem;
    const mst_p_site *facts = &problem->sites[site];
    const mst__level *people = &builder->state->sites[site].people;
    mst_time clock = builder->state->clock;
    return !mst__steps_unlimited(&facts->hold) && people->count > 0 &&
           mst_steps_most(&facts->safe, clock, problem->horizon) > 0 &&
           mst_steps_most(&facts->hold, clock, problem->horizon) <=
               people->value[people->count - 1];
}

/* At a standstill with people who still wait: what is full is no end to them, so that they are
 * brought to one that lies farther. False: there is nothing of that kind. */
static bool
close_full_ends(mst__builder *builder)
{
    bool any = false;
    if (builder->state->waiting == 0) {
        return false;
    }
    for (uint32_t s = 0; s < builder->problem->site_count; s++) {
        if (builder->avoided[s] != MST__FULL_END && is_full_end(builder, s)) {
            builder->avoided[s] = MST__FULL_END;
            any = true;
        }
    }
    return any && mst__look(builder);
}

/* Is it certain that the plan misses its aim? Who waits boards at the clock or later. */
static bool
misses_aim(const mst__builder *builder)
{
    const mst__aim *aim = &builder->aim;
    const mst__state *state = builder->state;
    if (aim->completion >= MST_NEVER || builder->guards_phase) {
        return false;
    }
    bool late = state->completion > aim->completion ||
                (aim->everybody && state->waiting > 0 && state->clock > aim->completion);
    return late && state->burden > aim->burden;
}

void
mst__run_queue(mst__builder *builder)
{
    builder->forced = false;
    uint64_t before = 0;
    for (;;) {
        before = builder->state->version;
        while (builder->heap_count > 0 && !builder->state->out_of_memory) {
            if (misses_aim(builder)) {
                builder->gave_up = true;
                return;
            }
            uint32_t actor = queue_pop(builder);
            if (builder->key[actor] >= builder->problem->horizon) {
                continue;
            }
            if (builder->key[actor] > builder->state->clock) {
                builder->state->clock = builder->key[actor];
                builder->forced = false;
            }
            while (builder->genes->later != NULL &&
                   builder->state->clock >= builder->genes->later->from) {
                builder->genes = builder->genes->later;
                wake_all(builder);
                builder->next_look = builder->state->clock;
            }
            if (builder->state->clock >= builder->next_look && mst__look(builder)) {
                wake_all(builder);
            }
            act(builder, actor);
        }
        builder->heap_count = 0;
        /* Nobody is left who waits for better loads: once more with whatever is there. */
        if (builder->stalled_count == 0 || (builder->forced && builder->state->version == before)) {
            if (!close_full_ends(builder)) {
                return;
            }
            builder->forced = false;
            wake_all(builder);
            continue;
        }
        builder->forced = true;
        uint32_t count = builder->stalled_count;
        builder->stalled_count = 0;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t actor = builder->stalled[i];
            builder->looked[actor] = 0;
            queue_push(builder, actor, builder->state->clock);
        }
    }
}

/* ---- building ---- */

/* Who was out, and was being moved on when a surprise came, must end at a haven: they take the room
 * there before anybody else plans with it. */
static void
land_those_moved_on(mst__builder *builder)
{
    builder->spared = NULL;
    for (uint32_t v = 0; v < builder->problem->vehicle_count; v++) {
        mst__trip trip;
        if (builder->state->vehicles[v].aboard_count > 0 &&
            builder->state->vehicles[v].aboard_out != 0 && mst__choose_trip(builder, v, &trip) &&
            mst__pin_leaves_time(builder, &trip)) {
            mst__trip_commit(builder->state, &trip);
        }
    }
}

/* The clock of a fresh pass: everything may be placed from the earliest moment on. */
void
mst__build(mst__builder *builder, const mst__genes *genes, const mst__state *past)
{
    mst__state *state = builder->state;
    builder->genes = genes;
    /* What starting costs, in placements: even a plan of no trips is not free. */
    builder->work += 30 + (builder->problem->site_count + builder->problem->vehicle_count) / 4 +
                     (past != NULL ? past->moves_count / 8 : 0);
    builder->guards_phase = builder->gave_up = false;
    builder->pins_missed = 0;
    mst__queue_reset(builder);
    if (past != NULL) {
        mst__state_copy(state, past);
    } else {
        mst__state_reset(state, genes->desk_ranks);
        state->clock = builder->problem->begins;
    }
    state->careful = builder->caution >= MST__CAREFUL;
    for (uint32_t k = 0; k < builder->problem->site_count; k++) {
        builder->groups[k].valid = false;
        /* Where no more than so many are to be brought, and that is nobody, ways go round it. */
        builder->avoided[k] = genes->delivery_cap[k] <= 0;
    }
    mst__guided_begin(builder);
    mst__look(builder);
    if (past != NULL) {
        land_those_moved_on(builder);
    }
    mst__self_set_off(builder);
    mst__pins_place(builder);
    if (builder->caution < MST__STAY) {
        mst__queue_all(builder);
        mst__run_queue(builder);
        builder->spared = NULL;
        if (genes->pins_late && builder->problem->pin_count > 0 && !builder->gave_up) {
            state->clock = builder->problem->begins;
            mst__pins_place_late(builder);
            mst__queue_all(builder);
            mst__run_queue(builder);
        }
        builder->gave_up = builder->gave_up || misses_aim(builder);
        if (!builder->gave_up) {
            mst__build_withdrawal(builder);
        }
    }
    builder->out_of_memory |= state->out_of_memory || builder->routes.out_of_memory;
}

bool
mst__builder_open(mst__builder *builder, const mst_problem *problem)
{
    static const bool nothing_relaxed[16];
    *builder = (mst__builder){
        .problem = problem, .relaxed = nothing_relaxed, .aim = {.completion = MST_NEVER}};
    if (!mst__routes_open(&builder->routes, problem)) {
        return false;
    }
    size_t actors = (size_t)problem->vehicle_count + problem->cohort_count;
    mst_arena *arena = &builder->routes.arena;
    builder->avoided = MST_TAKE(arena, uint8_t, problem->site_count);
    builder->heap = MST_TAKE(arena, uint32_t, actors);
    builder->key = MST_TAKE(arena, mst_time, actors);
    builder->queued = MST_TAKE(arena, uint8_t, actors);
    builder->stalled = MST_TAKE(arena, uint32_t, actors);
    builder->groups = MST_TAKE(arena, mst__groups, problem->site_count);
    builder->came_at = MST_TAKE(arena, uint64_t, problem->site_count);
    builder->freed_at = MST_TAKE(arena, uint64_t, problem->site_count);
    builder->looked = MST_TAKE(arena, uint64_t, actors);
    builder->relief = MST_TAKE(arena, int64_t, problem->site_count);
    builder->due_at = MST_TAKE(arena, mst_time, problem->site_count);
    builder->due_done = MST_TAKE(arena, uint8_t, problem->site_count);
    builder->self_time = MST_TAKE(arena, mst_time *, problem->cohort_count);
    builder->late_pin = MST_TAKE(arena, uint32_t, problem->vehicle_count);
    builder->station_free = MST_TAKE(arena, mst_time, problem->station_count);
    builder->desk_sites = MST_TAKE(arena, uint32_t, problem->site_count);
    builder->state = mst__state_open(problem, &builder->routes);
    builder->scratch = mst__state_open(problem, &builder->routes);
    if (builder->avoided == NULL || builder->heap == NULL || builder->key == NULL ||
        builder->queued == NULL || builder->stalled == NULL || builder->self_time == NULL ||
        builder->groups == NULL || builder->relief == NULL || builder->came_at == NULL ||
        builder->freed_at == NULL || builder->looked == NULL || builder->late_pin == NULL ||
        builder->due_at == NULL || builder->due_done == NULL || builder->state == NULL ||
        builder->station_free == NULL || builder->desk_sites == NULL || builder->scratch == NULL) {
        mst__builder_close(builder);
        return false;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (problem->sites[s].has_process) {
            builder->desk_sites[builder->desk_site_count++] = s;
        }
    }
    return true;
}

void
mst__builder_close(mst__builder *builder)
{
    mst__state_close(builder->state);
    mst__state_close(builder->scratch);
    builder->state = builder->scratch = NULL;
    mst__routes_close(&builder->routes);
}

/* ---- genes ---- */

static mst__genes *
make_stage(const mst_problem *problem, uint32_t start, mst_arena *arena)
{
    mst__genes *genes = MST_TAKE(arena, mst__genes, 1);
    if (genes == NULL) {
        return NULL;
    }
    *genes = (mst__genes){.start = start,
                          .fill = 0.9,
                          .far = 0,
                          .threat = 0.2,
                          .priority = 4,
                          .efficiency = 0.6,
                          .patience = MST_NEVER,
                          .due = MST_NEVER,
                          .room = 0.5,
                          .rest = 0.5,
                          .congestion = 1,
                          .guards_fill = true,
                          .deploy = true,
                          .work_before_pins = true,
                          .self_first = true};
    genes->pickup_weight = MST_TAKE(arena, double, problem->site_count);
    genes->target_weight = MST_TAKE(arena, double, problem->site_count);
    genes->delivery_cap = MST_TAKE(arena, int64_t, problem->site_count);
    genes->ranks = MST_TAKE(arena, uint32_t, problem->cohort_count);
    genes->desk_ranks = MST_TAKE(arena, uint32_t, problem->cohort_count);
    if (genes->pickup_weight == NULL || genes->target_weight == NULL ||
        genes->delivery_cap == NULL || genes->ranks == NULL || genes->desk_ranks == NULL) {
        return NULL;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        genes->pickup_weight[s] = genes->target_weight[s] = 1;
        genes->delivery_cap[s] = INT64_MAX;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        genes->ranks[c] = genes->desk_ranks[c] = problem->cohorts[c].priority;
    }
    genes->pins_late = start % 2 == 1;
    /* The first is best where people are many and vehicles few; the others where that is not so. */
    switch (start) {
    case 0:
        genes->fill = 0.01;
        genes->efficiency = genes->congestion = 0;
        genes->room = 5;
        break;
    case 2:
        genes->fresh_crews = true;
        genes->work_before_pins = false;
        genes->fill = 0.5;
        genes->priority = 1;
        genes->congestion = 0.5;
        break;
    case 3:
        genes->fill = 0.01;
        genes->priority = 1;
        genes->efficiency = genes->congestion = 0;
        genes->guards_fill = false;
        genes->wave_early = 1;
        break;
    case 4:
        genes->fresh_crews = true;
        genes->fill = 1;
        genes->guards_fill = false;
        genes->congestion = 1.5;
        break;
    case 5:
        genes->fill = 1;
        genes->far = 2;
        genes->efficiency = 0;
        break;
    case 6:
        genes->fresh_crews = true;
        genes->work_before_pins = false;
        genes->far = -1;
        genes->threat = 2;
        genes->self_first = false;
        break;
    case 7:
        genes->priority = 1000;
        genes->fill = 0.5;
        genes->efficiency = 0.3;
        genes->rest = 0;
        genes->room = 0.001;
        genes->deploy = false;
        break;
    case 8: /* those with an aim: build.h, due */
    case 9:
        genes->fill = 0.5;
        genes->priority = 1;
        genes->congestion = 0.5;
        genes->detours = true;
        genes->patience = (start == 8 ? 12 : 2) * MST_MS_PER_HOUR;
        break;
    case 10:
        genes->fill = 0.5;
        genes->priority = 1;
        genes->congestion = 0.5;
        genes->patience = 2 * MST_MS_PER_HOUR;
        genes->guards_early = true;
        break;
    case 11:
        genes->fill = 1;
        genes->congestion = 0;
        genes->detours = true;
        genes->guards_fill = false;
        genes->guards_early = true;
        genes->patience = 12 * MST_MS_PER_HOUR;
        break;
    default:
        break;
    }
    return genes;
}

mst__genes *
mst__genes_make(const mst_problem *problem, uint32_t start, mst_arena *arena)
{
    mst__genes *first = make_stage(problem, start, arena);
    mst__genes *last = first;
    for (uint32_t k = 1; k < MST__STAGES && last != NULL; k++) {
        last->later = make_stage(problem, start, arena);
        last = last->later;
        if (last == NULL) {
            return NULL;
        }
        last->from = MST_NEVER;
    }
    return first;
}

void
mst__stage_copy(const mst_problem *problem, mst__genes *to, const mst__genes *from)
{
    mst__genes arrays = *to;
    *to = *from;
    to->pickup_weight = arrays.pickup_weight;
    to->target_weight = arrays.target_weight;
    to->delivery_cap = arrays.delivery_cap;
    to->later = arrays.later;
    to->ranks = arrays.ranks;
    to->desk_ranks = arrays.desk_ranks;
    size_t sites = problem->site_count;
    size_t cohorts = problem->cohort_count;
    if (sites > 0) {
        memcpy(to->pickup_weight, from->pickup_weight, sites * sizeof *to->pickup_weight);
        memcpy(to->target_weight, from->target_weight, sites * sizeof *to->target_weight);
        memcpy(to->delivery_cap, from->delivery_cap, sites * sizeof *to->delivery_cap);
    }
    if (cohorts > 0) {
        memcpy(to->ranks, from->ranks, cohorts * sizeof *to->ranks);
        memcpy(to->desk_ranks, from->desk_ranks, cohorts * sizeof *to->desk_ranks);
    }
}

void
mst__genes_copy(const mst_problem *problem, mst__genes *to, const mst__genes *from)
{
    for (; to != NULL && from != NULL; to = to->later, from = from->later) {
        mst__stage_copy(problem, to, from);
    }
}
