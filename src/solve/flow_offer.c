/* SPDX-License-Identifier: Apache-2.0
 *
 * Tours as a plan, and what is proved about completion, where the solver asks for them.
 */
#include <string.h>
#include <time.h>

#include "model/fields.h"
#include "solve/flow.h"

enum {
    DEFAULT_EFFORT = 25,
    FIRST_MOVES = 20000,       /* of the first tours, a load */
    MOST_FIRST = 300000,       /* of the first tours */
    DIVE_MOVES = 64000,        /* after a dive, a load */
    MOVES_A_LOAD = 20000,      /* of the search, a unit of effort */
    MOST_MOVES = 1500000,      /* a unit of effort */
    NEAR_STEPS = 2,            /* between tours and bound, for branching; and */
    NEAR_SHARE = 32,           /* such a share of the tours */
    WORTH_SHARE = 8,           /* a wider gap is one of the relaxation: more search is no use */
    MOST_BRANCH_STEPS = 70000, /* of a deadline that branching can be used on; and */
    FEW_STEPS = 256,           /* however wide the gap */
    MOST_UNKNOWN = 3,          /* deadlines asked about by branching without an answer */
};
#define PROOF_WORK_A_UNIT (INT64_C(400) * 1000000) /* of linear programs, a unit of effort */
#define CLOSE_WORK_A_UNIT (INT64_C(200) * 1000000) /* of branching */

static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
mst__flow_is_over(const mst__flow_halt *halt)
{
    return halt != NULL && ((halt->stop != NULL && *halt->stop != 0) ||
                            (halt->deadline_ms > 0 && now_ms() >= halt->deadline_ms));
}

typedef struct offer {
    mst__builder *builder;
    mst__cover_start *start;
    const mst__flow_halt *halt;
    mst__flow flow;
    mst__flow_proof proof;
    mst__flow_tours tours;
    mst_arena arena;
    int64_t loads;
    int64_t first_moves;
    int64_t moves; /* of the search, left */
    uint64_t seed;
} offer;

/* ---- tours to a plan ---- */

/* The first cohort there with people who may end at the target, as the class to fetch; those who
 * have to go before those who are out already. */
static bool
fetch_class(const offer *o, mst__request *request)
{
    const mst__state *state = o->builder->state;
    const mst__pool *first = NULL;
    for (uint32_t i = state->sites[request->pickup].first_pool; i != MST_NONE;
         i = state->pools[i].next) {
        const mst__pool *pool = &state->pools[i];
        if (pool->total > 0 && o->flow.problem->cohorts[pool->cohort].accepts[request->target] &&
            (first == NULL || (first->out && !pool->out))) {
            first = pool;
        }
    }
    if (first != NULL) {
        request->class = state->routes->cohort_class[first->cohort];
        request->out = first->out;
    }
    return first != NULL;
}

/* The next load of a vehicle's tour; false when it cannot be placed. */
static bool
place_load(offer *o, uint32_t vehicle, mst__flow_load load)
{
    mst__state *state = o->builder->state;
    const mst_problem *problem = o->flow.problem;
    mst__request request = {.vehicle = vehicle,
                            .pickup = o->flow.places[load.pickup].site,
                            .target = o->flow.places[load.target].site,
                            .fill = 1,
                            .load_from = problem->begins,
                            .leave_from = problem->begins,
                            .leave_exact = MST_NEVER,
                            .most_persons = INT64_MAX};
    mst__trip trip;
    o->builder->work++;
    if (!fetch_class(o, &request) || !mst__trip_place(state, &request, &trip)) {
        return false;
    }
    mst__trip_commit(state, &trip);
    return true;
}

/* Places the tours' loads in the order in which vehicles come free. */
static bool
place_tours(offer *o)
{
    const mst__flow_tours *tours = &o->tours;
    const mst__state *state = o->builder->state;
    uint32_t *next = MST_TAKE(&o->arena, uint32_t, tours->vehicle_count);
    if (next == NULL) {
        return false;
    }
    memcpy(next, tours->first, tours->vehicle_count * sizeof *next);
    for (;;) {
        uint32_t best = MST_NONE;
        for (uint32_t v = 0; v < tours->vehicle_count; v++) {
            if (next[v] < tours->first[v + 1] &&
                (best == MST_NONE || state->vehicles[tours->vehicles[v]].free_from <
                                         state->vehicles[tours->vehicles[best]].free_from)) {
                best = v;
            }
        }
        if (best == MST_NONE) {
            return true;
        }
        (void)place_load(o, tours->vehicles[best], tours->loads[next[best]++]);
    }
}

/* Builds the plan of the tours; the builder's own rules bring out whom they leave. Keeps it
 * when it is better than what the search has. */
static bool
build(offer *o, mst_measures *measures)
{
    mst__builder *builder = o->builder;
    mst__cover_start *start = o->start;
    const mst_problem *problem = builder->problem;
    mst__genes *genes = mst__genes_make(problem, 0, &o->arena);
    if (genes == NULL) {
        return false;
    }
    builder->genes = genes;
    builder->guards_phase = false;
    builder->pins_missed = 0;
    mst__queue_reset(builder);
    mst__state_reset(builder->state, genes->desk_ranks);
    builder->state->clock = problem->begins;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        builder->groups[s].valid = false;
    }
    if (!place_tours(o)) {
        return false;
    }
    mst__queue_all(builder);
    mst__run_queue(builder);
    builder->genes = NULL;
    start->built++;
    if (builder->state->out_of_memory || builder->routes.out_of_memory) {
        return false;
    }
    mst__state_measure(builder->state, measures);
    if (!start->found || mst__better(problem, 0, measures, start->pins_missed, &start->measures)) {
        mst__state *swap = start->best;
        start->best = builder->state;
        builder->state = swap;
        start->measures = *measures;
        start->pins_missed = 0;
        start->found = true;
    }
    return true;
}

/* ---- tours and bounds ---- */

/* Searches on for `moves`; better tours are kept. */
static bool
search_tours(offer *o, int64_t moves, const mst__flow_tours *from)
{
    moves = moves < o->moves ? moves : o->moves;
    o->moves -= moves;
    mst__flow_search search = {
        .seed = o->seed++, .work = moves, .enough = o->proof.bound, .from = from, .halt = o->halt};
    mst__flow_tours tours = {.longest = 0};
    bool found;
    if (!mst__flow_anneal(&o->flow, &search, &tours, &found)) {
        return false;
    }
    if (found && (o->tours.vehicle_count == 0 || tours.longest < o->tours.longest)) {
        o->tours = tours;
    }
    return true;
}

/* A wide gap is one of the relaxation. */
static bool
is_worth_more(const offer *o)
{
    mst_time gap = o->tours.longest - o->proof.bound;
    return gap > 0 && (gap <= o->tours.longest / WORTH_SHARE || gap <= NEAR_STEPS * o->flow.grain ||
                       o->tours.longest <= FEW_STEPS * o->flow.grain);
}

/* Dives at deadlines between bound and value, and searches from where each comes out. */
static bool
dive_tours(offer *o, int64_t *work)
{
    static const mst_time shares[] = {8, 4, 2, 16, 3, 5};
    mst__flow_diver diver;
    bool ok = mst__flow_diver_open(&diver, &o->flow, o->tours.longest, o->halt);
    mst_time last = -1;
    for (size_t i = 0; i < sizeof shares / sizeof shares[0] && ok && *work > 0; i++) {
        mst_time deadline = o->proof.bound + (o->tours.longest - o->proof.bound) / shares[i];
        deadline -= deadline % o->flow.grain;
        if (deadline == last || (i > 0 && !is_worth_more(o))) {
            continue;
        }
        last = deadline;
        mst__flow_tours tours;
        bool found;
        ok = mst__flow_dive(&diver, deadline, work, &tours, &found);
        ok = ok && (!found || search_tours(o, DIVE_MOVES * o->loads, &tours));
    }
    mst__flow_diver_close(&diver);
    return ok;
}

/* Branching is worth while at such a value: the tables are small, or the gap is. */
static bool
may_branch(const offer *o)
{
    mst_time steps = o->tours.longest / o->flow.grain;
    mst_time gap = (o->tours.longest - o->proof.bound) / o->flow.grain;
    return steps <= FEW_STEPS ||
           (steps <= MOST_BRANCH_STEPS && gap <= NEAR_STEPS + steps / NEAR_SHARE);
}

/*
 * Asks by branching about deadlines between bound and value, with `share` of work for each: first
 * the least that is not refuted, for mostly that can be met; where the work does not do, one half
 * way to the value; where it can be met, one half way to the last that was open.
 */
static bool
branch_between(offer *o, int64_t share, int64_t *work)
{
    mst_time grain = o->flow.grain;
    uint32_t unknown = 0;
    mst_time low = (o->proof.bound + grain - 1) / grain; /* in steps: nothing is known from here */
    mst_time deadline = low;
    while (unknown < MOST_UNKNOWN && o->tours.longest > deadline * grain && (*work) > 0 &&
           !mst__flow_is_over(o->halt)) {
        o->proof.work = share < *work ? share : *work;
        *work -= o->proof.work;
        mst_time before = o->proof.bound;
        bool found;
        mst__flow_tours tours;
        if (!mst__flow_branch_at(&o->flow, deadline * grain, o->halt, &o->proof, &tours, &found)) {
            return false;
        }
        *work += o->proof.work > 0 ? o->proof.work : 0;
        if (found && tours.longest < o->tours.longest) { /* else they are asked for again */
            o->tours = tours;
            deadline = low + (o->tours.longest / grain - low) / 2;
        } else if (o->proof.bound > before) {
            deadline = low = (o->proof.bound + grain - 1) / grain;
        } else {
            unknown++;
            low = deadline + 1;
            deadline += (o->tours.longest / grain - deadline) / 2;
        }
    }
    return true;
}

/* The last steps, by search and by branching in turn, each for longer than before. */
static bool
close_gap(offer *o, int64_t work)
{
    int64_t moves = 4 * o->first_moves;
    int64_t share = work / 8;
    while (o->tours.longest > o->proof.bound && (o->moves > 0 || work > 0) &&
           !mst__flow_is_over(o->halt)) {
        if (o->moves > 0 && !search_tours(o, moves, NULL)) {
            return false;
        }
        moves = moves < o->moves ? 3 * moves : moves;
        work = may_branch(o) ? work : 0;
        bool is_all = share >= work;
        mst_time gap = o->tours.longest - o->proof.bound;
        if (!branch_between(o, share, &work)) {
            return false;
        }
        if (is_all && o->tours.longest - o->proof.bound == gap) {
            work = 0; /* what all of it did not answer stays open */
        }
        share = share < work ? 4 * share : share;
    }
    return true;
}

/* ---- the offer ---- */

static int64_t
loads_of(const mst__flow *flow)
{
    int64_t loads = 0;
    for (uint32_t i = 0; i < flow->place_count; i++) {
        loads += mst_ceil_divide(flow->places[i].people, flow->types[0].seats);
    }
    return loads;
}

static bool
may_offer(const mst__builder *builder, const mst__cover_start *start, const mst_bound *bound)
{
    const mst_problem *problem = builder->problem;
    for (uint32_t rule = 0; rule < 16; rule++) {
        if (builder->relaxed[rule]) {
            return false; /* a builder blind to a rule is to be seen at work */
        }
    }
    bool known = start->found && start->measures.left == 0 &&
                 start->measures.completion <= bound->completion;
    return !known && problem->begins == 0 && problem->pin_count == 0 && bound->left == 0 &&
           problem->measures[0] == MST_MEASURE_LEFT &&
           problem->measures[1] == MST_MEASURE_COMPLETION;
}

static bool
raise(const offer *o, mst_bound *bound, mst_arena *keep)
{
    if (!o->proof.has_tree || o->proof.bound < bound->completion ||
        (o->proof.bound == bound->completion && bound->certificate != NULL)) {
        return true;
    }
    if (o->proof.bound > bound->completion || bound->completion_reason == NULL) {
        bound->completion_reason = mst_arena_text(
            keep, "no tours of the vehicles, whatever else binds, carry everybody sooner");
    }
    bound->completion = o->proof.bound;
    bound->certificate = mst__flow_certify(&o->flow, &o->proof.tree, keep);
    return bound->completion_reason != NULL && bound->certificate != NULL;
}

static bool
run(offer *o, mst_bound *bound, mst_arena *keep)
{
    const mst_solve_options *options = o->start->options;
    int64_t effort = options->effort > 0 ? options->effort : DEFAULT_EFFORT;
    o->loads = loads_of(&o->flow);
    int64_t moves = o->loads * MOVES_A_LOAD;
    o->moves = effort * (moves < MOST_MOVES ? moves : MOST_MOVES);
    int64_t work = effort * PROOF_WORK_A_UNIT;
    mst_measures measures;
    o->first_moves = o->loads * FIRST_MOVES < MOST_FIRST ? o->loads * FIRST_MOVES : MOST_FIRST;
    if (!search_tours(o, o->first_moves, NULL)) {
        return false;
    }
    if (o->tours.vehicle_count == 0) {
        return true;
    }
    if (!build(o, &measures)) {
        return false;
    }
    /* Where other limits hold a plan back much, tours alone say little. */
    bool is_close =
        measures.left == 0 && measures.completion - o->tours.longest <= o->tours.longest / 16;
    o->proof.work = is_close ? work : work / 16;
    work -= o->proof.work / 2;
    if (!mst__flow_prove(&o->flow, o->tours.longest, o->halt, &o->proof)) {
        return false;
    }
    if (is_close) {
        mst_time before = o->tours.longest;
        if (before > o->proof.bound && !dive_tours(o, &work)) {
            return false;
        }
        if ((is_worth_more(o) && !close_gap(o, effort * CLOSE_WORK_A_UNIT)) ||
            (o->tours.longest < before && !build(o, &measures))) {
            return false;
        }
    }
    return raise(o, bound, keep);
}

bool
mst__flow_offer(mst__builder *builder, mst__cover_start *start, mst_bound *bound, mst_arena *keep)
{
    if (!may_offer(builder, start, bound)) {
        return true;
    }
    mst__flow_halt halt = {.stop = builder->stop};
    int64_t limit = start->options->time_limit_ms;
    if (limit > 0) { /* a quarter is for the search that follows */
        halt.deadline_ms = now_ms() + limit - limit / 4;
    }
    offer o = {.builder = builder,
               .start = start,
               .halt = &halt,
               .seed = start->options->seed,
               .proof = {.bound = bound->completion}};
    mst_arena_init(&o.arena, 0);
    bool applies;
    bool ok = mst__flow_init(&o.flow, builder->problem, &o.arena, &applies);
    if (ok && applies) {
        ok = run(&o, bound, keep);
        start->mostly_spent = limit > 0;
        start->stopped = o.tours.longest > o.proof.bound && mst__flow_is_over(&halt);
    }
    mst_arena_release(&o.arena);
    builder->out_of_memory |= !ok;
    return ok;
}
