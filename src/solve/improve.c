/* SPDX-License-Identifier: Apache-2.0
 *
 * First the start configurations, then steps from the best so far: a few weights are drawn anew,
 * the plan is built, and better is kept (ties too, so that the search can drift). Two steps learn
 * instead of drawing: people stranded at a place cap what is brought there the next time, and
 * places that were left last are served sooner.
 *
 * The budget is counted in placements tried, so it is the same on every machine.
 */
#include "solve/improve.h"

#include <string.h>
#include <time.h>

#include "solve/guide.h"
#include "solve/sound.h"

bool
mst__better(const mst_problem *problem, uint32_t pins_a, const mst_measures *a, uint32_t pins_b,
            const mst_measures *b)
{
    if (pins_a != pins_b) {
        return pins_a < pins_b;
    }
    return mst_measures_compare(problem, a, b) < 0;
}

static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* 0.25 .. 4, one of 17 steps of equal ratio: no libm, the same everywhere. */
static double
draw_weight(mst_random *random)
{
    static const double steps[17] = {0.25, 0.297, 0.354, 0.42, 0.5,  0.595, 0.707, 0.84, 1,
                                     1.19, 1.41,  1.68,  2,    2.38, 2.83,  3.36,  4};
    return steps[mst_random_below(random, 17)];
}

static void
vary_ranks(const mst_problem *problem, uint32_t *ranks, mst_random *random)
{
    uint32_t c = mst_random_below(random, problem->cohort_count);
    ranks[c] = mst_random_below(random, 2) == 0
                   ? problem->cohorts[c].priority
                   : mst_random_below(random, 2 * problem->priority_count + 1);
}

static void
vary_stage(const mst_problem *problem, mst__genes *genes, mst_random *random)
{
    static const double fills[6] = {0.01, 0.34, 0.5, 0.75, 0.9, 1};
    static const double priorities[4] = {1, 4, 30, 1000};
    static const double efficiencies[5] = {0, 0.2, 0.4, 0.6, 0.9};
    static const mst_time patiences[4] = {0, 2 * MST_MS_PER_HOUR, 12 * MST_MS_PER_HOUR, MST_NEVER};
    static const double rooms[4] = {0.001, 0.1, 0.5, 5};
    uint32_t site; /* drawn before its weight: compilers differ in what they draw first */
    uint32_t changes = 1 + mst_random_below(random, 3);
    for (uint32_t i = 0; i < changes; i++) {
        switch (mst_random_below(random, 16)) {
        case 0:
        case 1:
        case 2:
            site = mst_random_below(random, problem->site_count);
            genes->pickup_weight[site] = draw_weight(random);
            break;
        case 3:
        case 4:
            site = mst_random_below(random, problem->site_count);
            genes->target_weight[site] = draw_weight(random);
            break;
        case 11:
            genes->patience = patiences[mst_random_below(random, 4)];
            break;
        case 5:
            genes->fill = fills[mst_random_below(random, 6)];
            break;
        case 6:
            genes->far = (int32_t)mst_random_below(random, 6) - 2;
            break;
        case 7:
            genes->threat = (double)mst_random_below(random, 9) / 4;
            break;
        case 8:
            genes->priority = priorities[mst_random_below(random, 4)];
            break;
        case 12:
            genes->efficiency = efficiencies[mst_random_below(random, 5)];
            break;
        case 14:
            genes->rest = (double)mst_random_below(random, 5) / 4;
            break;
        case 15:
            genes->congestion = (double)mst_random_below(random, 5) / 2;
            break;
        case 13:
            genes->room = rooms[mst_random_below(random, 4)];
            break;
        case 9:
            genes->guards_fill = !genes->guards_fill;
            genes->wave_early = mst_random_below(random, 2);
            break;
        case 10:
            if (problem->cohort_count > 0) {
                vary_ranks(problem,
                           mst_random_below(random, 2) == 0 ? genes->ranks : genes->desk_ranks,
                           random);
            }
            break;
        default:
            if (mst_random_below(random, 2) == 0) {
                genes->deploy = !genes->deploy;
            } else {
                genes->self_first = !genes->self_first;
            }
            break;
        }
    }
    if (problem->pin_count > 0 && mst_random_below(random, 4) == 0) {
        if (mst_random_below(random, 2) == 0) {
            genes->work_before_pins = !genes->work_before_pins;
        } else {
            genes->pins_late = !genes->pins_late;
        }
    }
}

/* Varies what the aim of the plan is, and what may be done for it. */
static void
vary_aim(mst__genes *genes, mst_random *random, mst_time best)
{
    if (mst_random_below(random, 4) == 0) {
        genes->guards_early = !genes->guards_early;
    }
    if (mst_random_below(random, 3) == 0) {
        genes->detours = !genes->detours;
    }
    if (mst_random_below(random, 3) == 0) {
        static const int64_t shares[6] = {64, 62, 60, 56, 52, 48};
        uint32_t k = mst_random_below(random, 7);
        genes->due = k == 6 || best >= MST_NEVER ? MST_NEVER : best / 64 * shares[k];
    }
}

/* Varies the weights of one stage, and sometimes splits one in two first. */
static void
vary(const mst_problem *problem, mst__genes *genes, mst_random *random, mst_time best)
{
    mst__genes *stages[MST__STAGES] = {genes};
    uint32_t active = 0;
    uint32_t count = 0;
    for (mst__genes *g = genes; g != NULL && count < MST__STAGES; g = g->later) {
        stages[count++] = g;
        active += g->from < MST_NEVER ? 1 : 0;
    }
    uint32_t pick = mst_random_below(random, active);
    if (active < count && best < MST_NEVER && mst_random_below(random, 4) == 0) {
        mst_time end = pick + 1 < active ? stages[pick + 1]->from : best;
        mst_time begin = stages[pick]->from;
        if (begin + MST_MS_PER_HOUR < end) {
            for (uint32_t k = active; k > pick; k--) {
                mst__stage_copy(problem, stages[k], stages[k - 1]);
            }
            pick++;
            stages[pick]->from = begin + (end - begin) / 8 * (1 + mst_random_below(random, 7));
        }
    }
    vary_stage(problem, stages[pick], random);
    vary_aim(stages[pick], random, best);
    genes->found = true;
}

/* Brings no more to a place than came on from it: those stranded there stay where other ways are
 * open. */
static bool
learn_caps(const mst__state *state, mst__genes *genes)
{
    bool changed = false;
    for (uint32_t s = 0; s < state->problem->site_count; s++) {
        int64_t stranded = 0;
        for (uint32_t k = state->sites[s].first_pool; k != MST_NONE; k = state->pools[k].next) {
            const mst__pool *pool = &state->pools[k];
            if (!mst__ends_at(state->problem, pool->cohort, s, state->problem->horizon) &&
                !state->problem->cohorts[pool->cohort].guards) {
                stranded += pool->total;
            }
        }
        if (stranded > 0 && state->sites[s].delivered > 0) {
            int64_t cap =
                state->sites[s].delivered > stranded ? state->sites[s].delivered - stranded : 0;
            for (mst__genes *g = genes; g != NULL; g = g->later) {
                changed |= cap < g->delivery_cap[s];
                g->delivery_cap[s] = cap < g->delivery_cap[s] ? cap : g->delivery_cap[s];
            }
        }
    }
    return changed;
}

typedef struct run {
    mst__builder *builder;
    mst__search *search;
    mst__genes *best; /* of the best plan */
    mst__genes *from; /* where the search stands: what it varies */
    mst__genes *trial;
    uint32_t from_missed;
    mst_measures from_measures; /* of the plan they gave */
    mst_wide from_burden;
    uint64_t budget, work_at_start;
    int64_t deadline_ms;
    uint64_t whole_work; /* placements of the last plan that was built to its end */
    bool found;
    bool guides;  /* the plan is needed whole, to correct the guide by */
    bool goes_on; /* from recipes: with aims and stages, towards fewer late people */
} run;

/* The first start configuration once more: what was built with it before, for the same budget. */
static void
repeat_first(mst__builder *builder, const mst__search *search)
{
    mst__state_copy(builder->state, search->first);
    builder->gave_up = false;
    builder->work += search->first_work;
    builder->pins_missed = search->first_pins_missed;
    builder->lack = search->first_lack;
    builder->out_of_memory |= builder->state->out_of_memory;
}

bool
mst__search_accepts(mst__search *search, const mst__builder *builder, mst__state *state)
{
    const mst_solve_options *options = search->options;
    if (!builder->relaxed[9] && !mst__state_sound(state)) {
        return false;
    }
    if (options->accepts == NULL) {
        return true;
    }
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_plan plan;
    bool accepted = mst__state_export(state, &arena, &plan);
    if (accepted) {
        plan.before = search->before;
        accepted = options->accepts(options->accepts_context, search->phase, &plan);
    } else {
        search->out_of_memory = true;
    }
    mst_arena_release(&arena);
    return accepted;
}

/* Takes the builder's plan where it is better than the best so far, if there is one, and sound; one
 * that is sound before all others. `sound` is told of those that might be taken. */
static bool
take(mst__search *search, mst__builder *builder, const mst_measures *measures, bool has_best,
     bool *sound)
{
    bool better = !has_best || mst__better(builder->problem, builder->pins_missed, measures,
                                           search->pins_missed, &search->measures);
    *sound = true;
    if (!better && !search->unsound) {
        return false;
    }
    *sound = mst__search_accepts(search, builder, builder->state);
    if (has_best && *sound == search->unsound) {
        better = *sound;
    }
    if (better) {
        mst__state *swap = search->best;
        search->best = builder->state;
        builder->state = swap;
        search->measures = *measures;
        search->pins_missed = builder->pins_missed;
        search->lack = builder->lack;
        search->is_part = false;
        search->unsound = !*sound;
    }
    return better;
}

/* Is the plan just built no worse than the one the search stands at? People left count first, then
 * how late people are out, the last ones most: who is out last alone would say too little about the
 * way there. */
static bool
stands_well(const run *r, const mst_measures *measures)
{
    const mst__builder *builder = r->builder;
    if (builder->pins_missed != r->from_missed) {
        return builder->pins_missed < r->from_missed;
    }
    if (builder->problem->measures[0] != MST_MEASURE_LEFT ||
        builder->problem->measures[1] != MST_MEASURE_COMPLETION) {
        return mst_measures_compare(builder->problem, measures, &r->from_measures) <= 0;
    }
    for (uint32_t p = 0; p < builder->problem->priority_count; p++) {
        if (measures->left_by_priority[p] != r->from_measures.left_by_priority[p]) {
            return measures->left_by_priority[p] < r->from_measures.left_by_priority[p];
        }
    }
    return builder->state->burden <= r->from_burden;
}

/* The completion a plan must reach that leaves nobody, where all of one measured so are out. */
static mst_time
completion_to_beat(const mst_measures *measures)
{
    return measures->left == 0 ? measures->completion : MST_NEVER;
}

/* What the next plan must reach to be taken, or to be gone on from. */
static mst__aim
aim_of(const run *r, bool is_first)
{
    const mst__search *search = r->search;
    const mst_problem *problem = r->builder->problem;
    mst__aim aim = {.completion = MST_NEVER, .burden = -1, .everybody = true};
    if ((is_first && !search->options->only_plan) || r->guides || search->unsound ||
        problem->pin_count > 0 || problem->measures[0] != MST_MEASURE_LEFT ||
        problem->measures[1] != MST_MEASURE_COMPLETION) {
        return aim;
    }
    if (search->options->beats != NULL) {
        aim.completion = completion_to_beat(search->options->beats);
    }
    if (r->found && !search->is_part) {
        mst_time best = completion_to_beat(&search->measures);
        aim.completion = best < aim.completion ? best : aim.completion;
    }
    if (r->goes_on) {
        aim.burden = r->from_burden;
        aim.completion = r->found && r->from_measures.left == 0 ? aim.completion : MST_NEVER;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        aim.everybody = aim.everybody && problem->cohorts[c].in_scope;
    }
    return aim;
}

/* A plan given up is kept only where there is none, as the part that it is. It counts as much as a
 * whole one, so that the effort is the same number of plans. */
static void
give_up(run *r, uint64_t work_before)
{
    mst__builder *builder = r->builder;
    mst__search *search = r->search;
    uint64_t whole = work_before + r->whole_work;
    builder->work = builder->work > whole ? builder->work : whole;
    if (!r->found) {
        mst__state *swap = search->best;
        search->best = builder->state;
        builder->state = swap;
        mst__state_measure(search->best, &search->measures);
        search->is_part = true;
        r->found = true;
    }
}

/* Builds with genes, unless they are the first and that plan is known; keeps the plan when it is
 * better (or as good). True when strictly better. */
static bool
attempt(run *r, const mst__genes *genes, bool is_first)
{
    mst__builder *builder = r->builder;
    mst__search *search = r->search;
    uint64_t work_before = builder->work;
    if (is_first && search->first != NULL) {
        repeat_first(builder, search);
    } else {
        builder->aim = aim_of(r, is_first);
        mst__build(builder, genes, search->past);
        builder->aim.completion = MST_NEVER;
    }
    search->built++;
    if (builder->out_of_memory) {
        search->out_of_memory = true;
        return false;
    }
    if (builder->gave_up) {
        give_up(r, work_before);
        return false;
    }
    r->whole_work = builder->work - work_before;
    mst_measures measures;
    mst__state_measure(builder->state, &measures);
    bool worse = r->found && mst__better(builder->problem, search->pins_missed, &search->measures,
                                         builder->pins_missed, &measures);
    bool sound;
    mst_wide burden = builder->state->burden;
    bool stands = !r->found || (r->goes_on ? stands_well(r, &measures) : !worse);
    uint32_t missed = builder->pins_missed;
    bool better = take(search, builder, &measures, r->found, &sound);
    if (better || (stands && sound)) {
        if (genes != r->from) {
            mst__genes_copy(builder->problem, r->from, genes);
        }
        r->from_missed = missed;
        r->from_measures = measures;
        r->from_burden = burden;
    }
    if ((better || (!worse && sound)) && genes != r->best) {
        mst__genes_copy(builder->problem, r->best, genes);
    }
    r->found = true;
    return better;
}

static bool
at_bound(const run *r)
{
    const mst__search *search = r->search;
    const mst_problem *problem = r->builder->problem;
    if (search->bound == NULL || search->unsound || search->pins_missed > 0 ||
        problem->measures[0] != MST_MEASURE_LEFT ||
        problem->measures[1] != MST_MEASURE_COMPLETION) {
        return false;
    }
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        if (search->measures.left_by_priority[p] > search->bound->left_by_priority[p]) {
            return false;
        }
    }
    return search->measures.left <= search->bound->left &&
           search->measures.completion <= search->bound->completion &&
           search->measures.exposure <= search->bound->exposure;
}

static bool
must_end(run *r)
{
    mst__search *search = r->search;
    if (search->out_of_memory) {
        return true;
    }
    if ((search->options->stop != NULL && *search->options->stop != 0) ||
        (r->deadline_ms > 0 && now_ms() >= r->deadline_ms)) {
        search->stopped = true;
        return true;
    }
    return at_bound(r) || r->builder->work - r->work_at_start >= r->budget;
}

static void
tell(const run *r)
{
    const mst_solve_options *options = r->search->options;
    if (options->progress != NULL) {
        double done = (double)(r->builder->work - r->work_at_start) / (double)r->budget;
        done = done > 1 ? 1 : done;
        options->progress(options->progress_context,
                          r->search->share_done + r->search->share * done, &r->search->measures);
    }
}

/* From a plan that strands people: what passes each place is learnt from the plan before. False:
 * the search is over. */
static bool
learn(run *r)
{
    enum { ROUNDS = 4 };
    for (uint32_t round = 0; round < ROUNDS && r->search->measures.left > 0 && !r->search->is_part;
         round++) {
        mst__genes_copy(r->builder->problem, r->trial, r->best);
        if (!learn_caps(r->search->best, r->trial)) {
            return true;
        }
        r->trial->found = true;
        bool better = attempt(r, r->trial, false);
        tell(r);
        if (must_end(r)) {
            return false;
        }
        if (!better) {
            return true;
        }
    }
    return true;
}

/* ---- recipes ---- */

mst_recipe *
mst__recipe_make(const mst_problem *problem, const mst__genes *genes, const mst__guide *guide,
                 mst_arena *arena)
{
    mst_recipe *recipe = MST_TAKE(arena, mst_recipe, 1);
    mst__genes *copy = mst__genes_make(problem, 0, arena);
    const mst__guide *own = guide != NULL ? mst__guide_copy(problem, guide, arena) : NULL;
    if (recipe == NULL || copy == NULL || (guide != NULL && own == NULL)) {
        return NULL;
    }
    mst__genes_copy(problem, copy, genes);
    *recipe = (mst_recipe){problem->site_count, problem->cohort_count, copy, own};
    return recipe;
}

static bool
is_like(const mst_problem *problem, const mst_recipe *recipe)
{
    return recipe->site_count == problem->site_count &&
           recipe->cohort_count == problem->cohort_count;
}

bool
mst_recipe_keep(const mst_problem *problem, const mst_recipe *recipe, mst_arena *arena,
                const mst_recipe **copy)
{
    *copy = NULL;
    if (recipe == NULL || !is_like(problem, recipe)) {
        return true;
    }
    *copy = mst__recipe_make(problem, recipe->genes, recipe->guide, arena);
    return *copy != NULL;
}

/* What built the plan of a like cell is tried before all else: where little differs, little
 * changes. False: the search is over. */
static bool
try_recipe(run *r, const mst_recipe *recipe)
{
    const mst_problem *problem = r->builder->problem;
    if (recipe == NULL || r->search->past != NULL || !is_like(problem, recipe)) {
        return true;
    }
    mst__genes_copy(problem, r->trial, recipe->genes);
    uint32_t guided = mst__guide_adopt(r->builder, recipe->guide);
    for (mst__genes *stage = r->trial; stage != NULL; stage = stage->later) {
        stage->guided = guided;
    }
    attempt(r, r->trial, false);
    tell(r);
    return !must_end(r) && learn(r);
}

bool
mst__search_offer(mst__search *search, mst__builder *builder)
{
    mst_measures measures;
    mst__state_measure(builder->state, &measures);
    search->built++;
    bool sound;
    bool better = take(search, builder, &measures, search->has_start, &sound);
    search->has_start = true;
    return better;
}

/* By guides, each corrected by the plan of the one before; false: the search is over. */
static bool
try_guides(run *r, mst_arena *arena)
{
    const mst__search *search = r->search;
    mst_time from = search->bound != NULL ? search->bound->completion : 0;
    bool is_good = search->measures.left == 0 &&
                   search->measures.completion / MST__GOOD_PART * (MST__GOOD_PART - 1) <= from;
    if (search->past != NULL || search->options->only_plan || r->goes_on || is_good) {
        return true;
    }
    while (mst__guide_next(r->builder, search->options->memo, from)) {
        mst__genes *genes = mst__genes_make(r->builder->problem, MST__GUIDED_START, arena);
        if (genes == NULL) {
            r->search->out_of_memory = true;
            return false;
        }
        genes->guided = r->builder->guide_count;
        r->guides = true;
        bool better = attempt(r, genes, false);
        r->guides = false;
        tell(r);
        if (must_end(r) || (better && !learn(r))) {
            return false;
        }
    }
    r->search->out_of_memory |= r->builder->out_of_memory;
    return !r->search->out_of_memory;
}

/* The start configurations from `first` on; false: the search is over. */
static bool
try_starts(run *r, uint32_t first, mst_arena *arena)
{
    uint32_t end = r->goes_on ? MST__GENE_STARTS : MST__AIMED_STARTS;
    for (uint32_t start = first; start < end; start++) {
        mst__genes *genes = mst__genes_make(r->builder->problem, start, arena);
        if (genes == NULL) {
            r->search->out_of_memory = true;
            return false;
        }
        if (start >= MST__AIMED_STARTS) {
            genes->due = r->search->measures.completion / 64 * (start == 9 ? 62 : 60);
        }
        bool better = attempt(r, genes, start == 0);
        tell(r);
        if (must_end(r) || (better && !learn(r)) || (start == 0 && !try_guides(r, arena))) {
            return false;
        }
    }
    return true;
}

/* The recipes of other cells: all that were found by a search, and each start once. */
static bool
try_recipes(run *r)
{
    const mst_solve_options *options = r->search->options;
    uint32_t tried = 0; /* starts, as bits */
    for (uint32_t k = 0; k < options->recipe_count; k++) {
        const mst__genes *genes = options->recipes[k]->genes;
        bool known = k == 0 || (!genes->found && ((tried >> genes->start) & 1) != 0);
        tried |= genes->found ? 0 : UINT32_C(1) << genes->start;
        if (!known && !try_recipe(r, options->recipes[k])) {
            return false;
        }
    }
    return true;
}

static void
search_all(mst__builder *builder, mst__search *search, mst_arena *arena)
{
    const mst_problem *problem = builder->problem;
    const mst_solve_options *options = search->options;
    /* One unit of effort is 1,000 placements: 40 are some tenths of a second for a city's post. */
    uint64_t effort = options->effort > 0 ? options->effort : MST_DEFAULT_EFFORT;
    run r = {.builder = builder,
             .search = search,
             .found = search->has_start,
             .goes_on = options->recipe_count > 0,
             .from_missed = search->pins_missed,
             .from_measures = search->measures,
             .from_burden = search->has_start ? search->best->burden : 0,
             .budget = effort * 1000,
             .work_at_start = builder->work};
    r.deadline_ms = options->time_limit_ms > 0 ? now_ms() + options->time_limit_ms : 0;
    r.best = mst__genes_make(problem, 0, arena);
    r.from = mst__genes_make(problem, 0, arena);
    r.trial = mst__genes_make(problem, 0, arena);
    if (r.best == NULL || r.from == NULL || r.trial == NULL) {
        search->out_of_memory = true;
        return;
    }
    search->genes = r.best;
    if (!try_recipe(&r, options->recipe)) {
        return;
    }
    if (options->recipe_count > 0 && !try_recipe(&r, options->recipes[0])) {
        return;
    }
    if (!try_starts(&r, options->recipe_count > 0 && r.found ? MST__AIMED_STARTS : 0, arena) ||
        !try_recipes(&r)) {
        return;
    }
    mst_random random;
    mst_random_init(&random, options->seed, 1 + options->stream);
    while (!must_end(&r)) {
        mst__genes_copy(problem, r.trial, r.from);
        if (r.goes_on) {
            vary(problem, r.trial, &random, search->measures.completion);
        } else {
            vary_stage(problem, r.trial, &random);
            r.trial->found = true;
        }
        attempt(&r, r.trial, false);
        tell(&r);
    }
}

/* No plan found is sound: first with more care, then without moving anybody. */
static void
search_careful(mst__builder *builder, mst__search *search, mst_arena *arena)
{
    run r = {.builder = builder, .search = search, .found = true};
    r.best = r.from = mst__genes_make(builder->problem, 0, arena);
    search->genes = NULL; /* those of `best` build it with care only */
    for (mst__caution caution = MST__CAREFUL; caution <= MST__STAY; caution++) {
        builder->caution = caution;
        for (uint32_t start = 0; start < MST__AIMED_STARTS && search->unsound; start++) {
            mst__genes *genes = mst__genes_make(builder->problem, start, arena);
            if (genes == NULL || r.best == NULL) {
                search->out_of_memory = true;
                return;
            }
            attempt(&r, genes, false);
            if (search->out_of_memory) {
                return;
            }
        }
    }
    builder->caution = MST__BOLD;
}

void
mst__improve(mst__builder *builder, mst__search *search, mst_arena *arena)
{
    search_all(builder, search, arena);
    if (search->unsound && !search->out_of_memory) {
        search_careful(builder, search, arena);
    }
}
