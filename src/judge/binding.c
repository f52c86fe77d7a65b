/* SPDX-License-Identifier: Apache-2.0
 *
 * What binds: which limits the plan reaches, and what one more unit of each gains.
 *
 * A limit that the plan reaches nowhere cannot bind it, so only reached ones (limits.h) are
 * candidates. Each is laid over the post with one more unit, compiled and bounded: in a cell that
 * is proved optimal, a limit that does not lower the bound gains nothing. The most promising are
 * planned again, with far less effort than the cell had, but beginning with what built its plan;
 * what is certain not to beat that is given up half built. Nothing is estimated: a gain is the
 * difference of two bounds or of two checked plans.
 *
 * How many that are goes by their cost, which is counted, not timed: bounds of posts with many
 * vehicles and sites are dear, so fewer limits are bounded there, the tightest; and no plan is
 * built again when so many placements were tried for those before as several of a city's post
 * take. So a large post says of fewer limits what they gain.
 *
 * B1  The cell's own plan is a plan with one more unit too (M1), so what is found with it counts
 *     only where it is better. No gain is negative.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/limits.h"

enum {
    MOST_BOUNDED = 12,
    LEAST_BOUNDED = 3,
    BOUND_WORK = 600000, /* vehicles x sites of all bounds together */
    MOST_RERUNS = 3,
    MOST_SHOWN = 8,
    COVER_EFFORT = 60, /* of mst_bound_cover, for one bound with one more unit */
    RERUN_WORK = 2500, /* placements of all re-runs, a phase and unit of the cell's effort, */
    LEAST_EFFORT = 40, /* which counts as so much at least */
    EFFORT_PART = 16,  /* a re-run has this part of the cell's effort */
};

typedef struct candidate {
    const mst__limit *limit;
    const mst_problem *problem; /* of the cell: the order of measures */
    mst_binding binding;
    uint32_t order;        /* as found: the tie-break */
    mst_measures measures; /* with one more unit; those of the cell where that gains nothing */
    int64_t left_gain;     /* of the bound */
    mst_time completion_gain;
    mst_wide exposure_gain;
    bool hopeless; /* proved to gain nothing */
} candidate;

typedef struct search {
    const mst_matrix_options *options;
    const mst__effort *effort;
    mst_cell *cell;
    mst__limits limits;
    uint32_t count;
    candidate *candidates;
    uint64_t placements; /* of the plans built again */
} search;

/* ---- gains ---- */

/* The cell with one more unit: compiled into `cell`, whose instance the caller releases. */
static mst_status
compile_more(const search *s, const candidate *one, mst_cell *cell, mst_arena *arena,
             mst_error *err)
{
    const mst__limit *limit = one->limit;
    uint32_t given = s->options->overrides.count;
    mst_change *changes = MST_TAKE(arena, mst_change, (size_t)given + limit->change_count);
    if (changes == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what binds");
    }
    if (given > 0) {
        memcpy(changes, s->options->overrides.changes, given * sizeof *changes);
    }
    if (limit->change_count > 0) {
        memcpy(changes + given, limit->changes, limit->change_count * sizeof *changes);
    }
    mst_override overrides = {.count = given + limit->change_count, .changes = changes};
    *cell = (mst_cell){.scenario = s->cell->scenario, .option = s->cell->option};
    return mst_case_compile(limit->post, cell->scenario, cell->option, &overrides, &cell->instance,
                            err);
}

static mst_status
bound_more(search *s, candidate *one, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_cell more;
    mst_bound bound;
    mst_error refused;
    mst_status status = compile_more(s, one, &more, &arena, &refused);
    if (status == MST_OK) {
        if (more.instance->phase_count == 1) {
            const mst_bound *now = &s->cell->solution.bound;
            const mst_problem *problem = mst__last_phase(more.instance);
            const mst_measures *value = &s->cell->judgement.measures;
            bool covered = now->certificate != NULL;
            status = mst_bound_plain(problem, value, &bound, &arena, err);
            /* The whole bound is never below it: without a gain by this one there is none. */
            if (status == MST_OK && (now->left > bound.left || now->completion > bound.completion ||
                                     now->exposure > bound.exposure)) {
                status = mst_bound_compute(problem, value, s->effort->memo, &bound, &arena, err);
            }
            if (status == MST_OK && covered) {
                status = mst_bound_cover(problem, value, COVER_EFFORT, &bound, &arena, err);
            }
            /* Two bounds tell a gain when both are of one kind. */
            bool unlike = covered && bound.certificate == NULL;
            one->left_gain = now->left - bound.left;
            one->completion_gain = unlike ? 0 : now->completion - bound.completion;
            one->exposure_gain = now->exposure - bound.exposure;
            one->hopeless = !unlike && s->cell->status == MST_CELL_OPTIMAL && one->left_gain <= 0 &&
                            one->completion_gain <= 0 && one->exposure_gain <= 0;
        }
        mst_case_release(more.instance);
    } else if (status != MST_NO_MEMORY) {
        one->hopeless = true; /* a unit more than the field allows */
        status = MST_OK;
    } else if (err != NULL) {
        *err = refused;
    }
    mst_arena_release(&arena);
    return status;
}

static mst_wide
at_least_zero(mst_wide gain)
{
    return gain > 0 ? gain : 0;
}

/* B1. */
static void
set_gain(const search *s, const mst_measures *now, candidate *one)
{
    const mst_measures *was = &s->cell->judgement.measures;
    mst_binding *binding = &one->binding;
    one->measures = *now;
    binding->left_gain = mst_left_gain(one->problem, was, now, &binding->left_priority);
    binding->completion_gain = (mst_time)at_least_zero(was->completion - now->completion);
    binding->exposure_gain = at_least_zero(was->exposure - now->exposure);
}

static uint32_t
effort_of_cell(const search *s)
{
    return s->effort->effort > 0 ? s->effort->effort : MST_DEFAULT_EFFORT;
}

/* Planned again with one more unit. */
static mst_status
rerun_more(search *s, candidate *one, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_cell more;
    mst_status status = compile_more(s, one, &more, &arena, err);
    if (status == MST_OK) {
        uint32_t effort = effort_of_cell(s);
        effort = effort > EFFORT_PART ? effort / EFFORT_PART : 1;
        mst_solve_options options = {.seed = s->effort->seed,
                                     .effort = effort,
                                     .recipe = s->cell->solution.recipe,
                                     .beats = &s->cell->judgement.measures,
                                     .only_plan = true,
                                     .time_limit_ms = s->effort->time_limit_ms,
                                     .memo = s->effort->memo,
                                     .stop = s->effort->stop};
        status = mst_solve(more.instance, &options, &more.solution, err);
        s->placements += more.solution.placements;
        const mst_measures *was = &s->cell->judgement.measures;
        /* The solver's word is enough that nothing is gained, not that something is. */
        if (status == MST_OK &&
            mst_measures_compare(one->problem, &more.solution.measures, was) < 0) {
            status = mst_check(more.instance, &more.solution.plan, &more.judgement, err);
            const mst_measures *now = &more.judgement.measures;
            if (status == MST_OK && more.judgement.violation_count == 0 &&
                mst_measures_compare(one->problem, now, was) < 0) {
                set_gain(s, now, one);
            }
            mst_judgement_release(&more.judgement);
        }
        mst_solution_release(&more.solution);
        mst_case_release(more.instance);
    }
    mst_arena_release(&arena);
    return status;
}

static bool
gains(const mst_binding *binding)
{
    return binding->left_gain != 0 || binding->completion_gain != 0 || binding->exposure_gain != 0;
}

static int
compare_gain(mst_wide a, mst_wide b)
{
    return (a < b) - (a > b); /* the larger first */
}

static int
share_order(const void *a, const void *b)
{
    const candidate *one = a;
    const candidate *other = b;
    int order = compare_gain(one->limit->share, other->limit->share);
    return order != 0 ? order : (one->order < other->order ? -1 : 1);
}

static int
promise_order(const void *a, const void *b)
{
    const candidate *one = a;
    const candidate *other = b;
    int order = (int)one->hopeless - (int)other->hopeless;
    order = order != 0 ? order : compare_gain(one->left_gain, other->left_gain);
    order = order != 0 ? order : compare_gain(one->completion_gain, other->completion_gain);
    order = order != 0 ? order : compare_gain(one->limit->share, other->limit->share);
    return order != 0 ? order : (one->order < other->order ? -1 : 1);
}

/* Gains of plans first, the best of them in the order of measures; then gains of bounds. */
static int
gain_order(const void *a, const void *b)
{
    const candidate *one = a;
    const candidate *other = b;
    int order = (int)gains(&other->binding) - (int)gains(&one->binding);
    order = order != 0 ? order : (int)one->binding.of_bound - (int)other->binding.of_bound;
    order =
        order != 0 ? order : mst_measures_compare(one->problem, &one->measures, &other->measures);
    order = order != 0 ? order : compare_gain(one->binding.left_gain, other->binding.left_gain);
    order = order != 0 ? order
                       : compare_gain(one->binding.completion_gain, other->binding.completion_gain);
    order =
        order != 0 ? order : compare_gain(one->binding.exposure_gain, other->binding.exposure_gain);
    return order != 0 ? order : (one->order < other->order ? -1 : 1);
}

static bool
is_stopped(const search *s)
{
    return s->effort->stop != NULL && *s->effort->stop != 0;
}

/* Plans the most promising candidates again. */
static mst_status
rerun_best(search *s, mst_error *err)
{
    mst_status status = MST_OK;
    uint32_t reruns = 0;
    uint64_t effort = effort_of_cell(s);
    effort = effort > LEAST_EFFORT ? effort : LEAST_EFFORT;
    uint64_t budget = RERUN_WORK * effort * s->cell->instance->phase_count;
    for (uint32_t i = 0; i < s->count && reruns < MOST_RERUNS && status == MST_OK; i++) {
        if (!s->candidates[i].hopeless && s->placements < budget && !is_stopped(s)) {
            status = rerun_more(s, &s->candidates[i], err);
            reruns++;
        }
    }
    return status;
}

static uint32_t
most_bounded(const mst_problem *problem)
{
    uint64_t size = (uint64_t)problem->vehicle_count * problem->site_count;
    uint64_t most = BOUND_WORK / (size > 0 ? size : 1);
    return most < LEAST_BOUNDED  ? LEAST_BOUNDED
           : most > MOST_BOUNDED ? MOST_BOUNDED
                                 : (uint32_t)most;
}

static mst_status
find_gains(search *s, mst_error *err)
{
    mst_status status = MST_OK;
    if (s->count > 1) {
        qsort(s->candidates, s->count, sizeof(candidate), share_order);
    }
    uint32_t most = most_bounded(s->limits.problem);
    s->count = s->count < most ? s->count : most;
    for (uint32_t i = 0; i < s->count && status == MST_OK; i++) {
        status = bound_more(s, &s->candidates[i], err);
    }
    if (status != MST_OK || s->count == 0) {
        return status;
    }
    qsort(s->candidates, s->count, sizeof(candidate), promise_order);
    status = rerun_best(s, err);
    for (uint32_t i = 0; i < s->count; i++) {
        candidate *one = &s->candidates[i];
        bool of_bound = one->left_gain > 0 || one->completion_gain > 0 || one->exposure_gain > 0;
        if (!gains(&one->binding) && of_bound) {
            one->binding.left_gain = (int64_t)at_least_zero(one->left_gain);
            one->binding.completion_gain = (mst_time)at_least_zero(one->completion_gain);
            one->binding.exposure_gain = at_least_zero(one->exposure_gain);
            one->binding.of_bound = true;
        }
    }
    qsort(s->candidates, s->count, sizeof(candidate), gain_order);
    return status;
}

static mst_status
keep(search *s, mst_error *err)
{
    mst_arena *lasting = &s->cell->solution.arena;
    mst_binding *kept = MST_TAKE(lasting, mst_binding, MOST_SHOWN);
    if (kept == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what binds");
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->count && count < MOST_SHOWN; i++) {
        if (gains(&s->candidates[i].binding)) {
            kept[count] = s->candidates[i].binding;
            kept[count].name = mst_arena_text(lasting, s->candidates[i].binding.name);
            if (kept[count++].name == NULL) {
                return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what binds");
            }
        }
    }
    s->cell->bindings = kept;
    s->cell->binding_count = count;
    return MST_OK;
}

/* Each limit found as a candidate. */
static bool
make_candidates(search *s)
{
    mst__limits *limits = &s->limits;
    if (!limits->full) {
        s->candidates = MST_TAKE(&limits->scratch, candidate, limits->count);
        limits->full = s->candidates == NULL;
    }
    for (uint32_t i = 0; i < limits->count && !limits->full; i++) {
        const mst__limit *limit = &limits->limits[i];
        s->candidates[s->count++] =
            (candidate){.limit = limit,
                        .problem = limits->problem,
                        .order = i,
                        .measures = s->cell->judgement.measures,
                        .binding = {.name = limit->name, .unit = limit->unit}};
    }
    return !limits->full;
}

mst_status
mst__bindings_find(const mst_post *post, const mst_matrix_options *options,
                   const mst__effort *effort, mst_cell *cell, mst_error *err)
{
    search s = {.options = options, .effort = effort, .cell = cell};
    mst__limits_open(&s.limits, post, cell);
    static void (*const find[])(mst__limits *) = {mst__limits_places, mst__limits_fleets,
                                                  mst__limits_windows, mst__limits_forces};
    for (size_t i = 0; i < sizeof find / sizeof find[0] && !s.limits.full; i++) {
        find[i](&s.limits);
    }
    mst_status status = make_candidates(&s) ? find_gains(&s, err)
                                            : mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                                       "out of memory for what binds");
    if (status == MST_OK) {
        status = keep(&s, err);
    }
    mst__limits_close(&s.limits);
    return status;
}
