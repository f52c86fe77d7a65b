/* SPDX-License-Identifier: Apache-2.0
 *
 * One cell from beginning to end: each phase is built and improved from what the phase before it
 * had done when the surprise came; then the bound, and what it proves.
 */
#include "solve/solve.h"

#include <assert.h>
#include <string.h>

#include "solve/cover_plan.h"
#include "solve/flow.h"
#include "solve/follow.h"
#include "solve/improve.h"
#include "solve/past.h"
#include "solve/pins.h"

/* Steps of the covering engine at most on the rest of a plan: some tenths of a second. */
#define COVER_WORK (INT64_C(3) << 25)

/* ---- one phase ---- */

typedef struct phase_run {
    const mst_solve_options *options;
    const mst_problem *problem;
    uint32_t index;
    const mst_plan *before; /* plan of the phase before; NULL for the first */
    bool resumes;           /* `before` is the plan in force: it is gone on with */
    mst_bound *bound;       /* to stop at; NULL after a surprise */
    bool is_last;           /* of its case: its recipe is the cell's */
    double share_done, share;
    mst_solution *solution;
} phase_run;

/* The plan in force, with its trips as full as they were and filled up; where there is nothing to
 * follow, a first build. */
static bool
begin_with_force(const phase_run *phase, mst__builder *builder, const mst__state *past,
                 mst__state *settled, mst__search *search)
{
    const mst_solve_options *options = phase->options;
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__genes *genes = mst__genes_make(phase->problem, 0, &scratch);
    if (genes == NULL || !mst__settle(builder, phase->before, past, options->keep_sent, settled)) {
        mst_arena_release(&scratch);
        return false;
    }
    search->past = options->keep_sent ? settled : past;
    for (uint32_t top_up = 0; top_up < 2; top_up++) {
        mst__follow_how how = {top_up != 0, options->keep_sent};
        if (mst__follow(builder, phase->before, genes, search->past, &how)) {
            (void)mst__search_offer(search, builder);
        }
    }
    mst_time upper =
        search->has_start && search->measures.left == 0 ? search->measures.completion : MST_NEVER;
    if (!options->follow && mst__cover_continue(builder, genes, settled, upper, COVER_WORK)) {
        (void)mst__search_offer(search, builder);
    }
    if (!search->has_start && !builder->out_of_memory) {
        mst__build(builder, genes, search->past);
        (void)mst__search_offer(search, builder);
    }
    if (!options->follow && search->has_start && !builder->out_of_memory) {
        mst__follow_how how = {.without_sent = options->keep_sent};
        mst__hasten(builder, genes, &how, search, &scratch);
    }
    mst_arena_release(&scratch);
    return !builder->out_of_memory;
}

static mst_status
run_phase(const phase_run *phase, mst_plan *plan, mst_measures *measures, mst_error *err)
{
    mst__builder builder;
    if (!mst__builder_open(&builder, phase->problem)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "not enough memory to plan this cell");
    }
    builder.relaxed = phase->options->relaxed_rules;
    builder.stop = phase->options->stop;
    mst__search search = {.options = phase->options,
                          .phase = phase->index,
                          .before = phase->before,
                          .bound = phase->bound,
                          .share_done = phase->share_done,
                          .share = phase->share};
    mst__cover_start start = {.options = phase->options};
    mst__state *past = NULL;
    mst__state *settled = NULL;
    search.best = mst__state_open(phase->problem, &builder.routes);
    bool ok = search.best != NULL;
    if (ok && phase->before != NULL) {
        past = mst__state_open(phase->problem, &builder.routes);
        ok = past != NULL;
        if (ok) {
            mst__past_replay(past, phase->before);
            ok = !past->out_of_memory;
            search.past = past;
        }
    }
    if (ok && phase->bound != NULL && past == NULL && !phase->options->only_plan) {
        start.best = mst__state_open(phase->problem, &builder.routes);
        ok = start.best != NULL &&
             mst__flow_offer(&builder, &start, phase->bound, &phase->solution->arena) &&
             mst__cover_offer(&builder, &start, phase->bound, &phase->solution->arena);
    }
    if (ok && phase->resumes) {
        settled = mst__state_open(phase->problem, &builder.routes);
        ok = settled != NULL && begin_with_force(phase, &builder, past, settled, &search);
    }
    if (ok && !(phase->resumes && phase->options->follow)) {
        mst_arena scratch;
        mst_arena_init(&scratch, 0);
        mst_solve_options rest = *phase->options;
        if (start.mostly_spent) { /* 0 would be no limit */
            rest.time_limit_ms = rest.time_limit_ms / 4 + 1;
        }
        search.options = &rest;
        if (start.is_first && past == NULL) {
            search.first = start.best;
            search.first_work = start.first_work;
            search.first_pins_missed = start.pins_missed;
            search.first_lack = start.first_lack;
        }
        mst__improve(&builder, &search, &scratch);
        search.options = phase->options;
        ok = !search.out_of_memory;
        if (ok && phase->bound != NULL && phase->is_last && search.genes != NULL) {
            phase->solution->recipe =
                mst__recipe_make(phase->problem, search.genes,
                                 mst__guide_of(&builder, search.genes), &phase->solution->arena);
            ok = phase->solution->recipe != NULL;
        }
        mst_arena_release(&scratch);
    }
    if (ok) {
        bool follows =
            start.found && mst__search_accepts(&search, &builder, start.best) &&
            (search.unsound || mst__better(phase->problem, start.pins_missed, &start.measures,
                                           search.pins_missed, &search.measures));
        ok = mst__state_export(follows ? start.best : search.best, &phase->solution->arena, plan);
        *measures = follows ? start.measures : search.measures;
        if (ok && (follows ? start.pins_missed : search.pins_missed) > 0) {
            phase->solution->pin_missed =
                mst__pin_lack_text(phase->problem, &search.lack, &phase->solution->arena);
            ok = phase->solution->pin_missed != NULL;
        }
        phase->solution->stopped |= search.stopped || start.stopped;
        phase->solution->plans_built += search.built + start.built;
        phase->solution->placements += builder.work;
    }
    mst__state_close(past);
    mst__state_close(settled);
    mst__state_close(start.best);
    mst__state_close(search.best);
    mst__builder_close(&builder);
    return ok ? MST_OK
              : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "not enough memory to plan this cell");
}

/* ---- the whole cell ---- */

bool
mst_bound_proves(const mst_problem *problem, const mst_measures *value, const mst_bound *bound)
{
    bool proved = value->completion <= bound->completion;
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        proved = proved && value->left_by_priority[p] <= bound->left_by_priority[p];
    }
    return proved;
}

/* The bound against the plan's own measures. */
static mst_status
prove(const mst_case *instance, const mst_solve_options *options, mst_solution *solution,
      mst_error *err)
{
    const mst_problem *last = &instance->phases[instance->phase_count - 1];
    const mst_measures *value = &solution->measures;
    mst_bound *bound = &solution->bound;
    return instance->phase_count > 1
               ? mst_bound_after(last, &solution->plan, value, options->memo, bound,
                                 &solution->arena, err)
               : mst_bound_compute(last, value, options->memo, bound, &solution->arena, err);
}

mst_status
mst_solve(const mst_case *instance, const mst_solve_options *options, mst_solution *solution,
          mst_error *err)
{
    *solution = (mst_solution){0};
    mst_arena_init(&solution->arena, 0);
    const mst_plan *plan = options->in_force; /* of phase 0 of a resumed case; NULL else */
    assert(instance->resumed == (plan != NULL));
    mst_status status = MST_OK;
    const mst_problem *last = &instance->phases[instance->phase_count - 1];
    /* With surprises no bound is known before the past is. */
    bool surprised = instance->phase_count > 1;
    mst_measures nothing = {.left = 0};
    mst_bound first = {0}; /* of the plan before any surprise, which knows nothing of one */
    if (plan == NULL) {
        /* What the search may stop at; the bound that is told comes with the plan. */
        status = mst_bound_plain(&instance->phases[0], &nothing, &first, &solution->arena, err);
    }
    if (!surprised) {
        solution->bound = first;
    }
    for (uint32_t k = instance->resumed; k < instance->phase_count && status == MST_OK; k++) {
        phase_run phase = {.options = options,
                           .problem = &instance->phases[k],
                           .index = k,
                           .before = plan,
                           .resumes = instance->resumed && k == 1,
                           .bound = !surprised ? &solution->bound
                                    : k == 0   ? &first
                                               : NULL,
                           .is_last = k + 1 == instance->phase_count,
                           .share_done = (double)k / instance->phase_count,
                           .share = 1.0 / instance->phase_count,
                           .solution = solution};
        mst_plan *next = MST_TAKE(&solution->arena, mst_plan, 1);
        if (next == NULL) {
            return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                            "not enough memory to plan this cell");
        }
        status = run_phase(&phase, next, &solution->measures, err);
        next->before = plan;
        plan = next;
    }
    if (status != MST_OK) {
        return status;
    }
    solution->plan = *plan;
    /* The bound that counts is against the plan's own measures. What the covering engine proved is
     * about plans that leave nobody. */
    mst_bound covered = solution->bound;
    status = options->only_plan ? MST_OK : prove(instance, options, solution, err);
    if (status != MST_OK) {
        return status;
    }
    if (!mst_bound_keep(&covered, &solution->measures, &solution->bound, &solution->arena)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "not enough memory to plan this cell");
    }
    solution->proved_optimal = mst_bound_proves(last, &solution->measures, &solution->bound);
    if (solution->pin_missed != NULL && /* a pin that is kept can be */
        !mst__pin_impossible(last, &solution->arena, &solution->infeasible_reason)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "not enough memory to plan this cell");
    }
    solution->infeasible = solution->infeasible_reason != NULL;
    bool again = last->pin_count > 0 && !solution->infeasible && !solution->stopped &&
                 (solution->pin_missed != NULL || !solution->proved_optimal);
    return again ? mst__pins_by_chance(instance, options, solution, err) : MST_OK;
}

void
mst_solution_release(mst_solution *solution)
{
    mst_arena_release(&solution->arena);
}
