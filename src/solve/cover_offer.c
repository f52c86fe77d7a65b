/* SPDX-License-Identifier: Apache-2.0
 *
 * The covering engine's answers, where the solver asks for them.
 */
#include "solve/cover_plan.h"

/* At most so many steps where other limits than the tours decide: some hundredths of a second. */
#define MOST_FOR_TIGHT (INT64_C(1) << 24)
/* Steps a millisecond, roughly: for limits of time. */
#define STEPS_PER_MS (INT64_C(1) << 16)
/* Steps for a unit of effort of the search: 40 of them, the default, are some two seconds. */
#define STEPS_PER_EFFORT (INT64_C(40) << 20)

/* Is completion what counts next when nobody is left? */
static bool
is_about_completion(const mst_problem *problem)
{
    return problem->begins == 0 && problem->measures[0] == MST_MEASURE_LEFT &&
           problem->measures[1] == MST_MEASURE_COMPLETION;
}

/* Takes over what the run proved, where that is more than the bound says, or says it better. */
static bool
raise(const mst__cover_run *run, mst_bound *bound, mst_arena *arena)
{
    if (run->certificate == NULL || run->completion < bound->completion) {
        return true;
    }
    if (run->completion > bound->completion || bound->completion_reason == NULL) {
        bound->completion_reason = mst_arena_format(
            arena, "no choice of tours of the %u vehicles carries everybody sooner",
            run->cover.vehicle_count);
    }
    bound->completion = run->completion;
    bound->certificate = run->certificate;
    return bound->completion_reason != NULL;
}

mst_status
mst_bound_cover(const mst_problem *problem, const mst_measures *value, uint32_t effort,
                mst_bound *bound, mst_arena *arena, mst_error *err)
{
    if (!is_about_completion(problem) || value->left > 0 || bound->left > 0 ||
        value->completion <= 0) {
        return MST_OK;
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__cover_run *run = MST_TAKE(&scratch, mst__cover_run, 1);
    mst__cover_ask ask = {.lower = bound->completion,
                          .upper = value->completion,
                          .is_near = true,
                          .work = (int64_t)effort * 1000000};
    bool ok = run != NULL && mst__cover_solve(run, problem, &ask, &scratch, arena) &&
              raise(run, bound, arena);
    mst_arena_release(&scratch);
    return ok ? MST_OK
              : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while proving a bound");
}

bool
mst_bound_keep(const mst_bound *had, const mst_measures *value, mst_bound *bound, mst_arena *arena)
{
    if (had->certificate == NULL || had->certificate->measure != MST_MEASURE_COMPLETION ||
        value->left > had->certificate->most_left || had->completion < bound->completion) {
        return true;
    }
    bound->completion = had->completion;
    bound->certificate = mst_certificate_copy(had->certificate, arena);
    if (had->completion_reason != NULL) {
        bound->completion_reason = mst_arena_text(arena, had->completion_reason);
    }
    return bound->certificate != NULL &&
           (had->completion_reason == NULL || bound->completion_reason != NULL);
}

/* Takes the builder's plan where it is better than the one it has. */
static void
offer(mst__builder *builder, mst__cover_start *start)
{
    mst_measures measures;
    mst__state_measure(builder->state, &measures);
    start->built++;
    if (start->found && !mst__better(builder->problem, builder->pins_missed, &measures,
                                     start->pins_missed, &start->measures)) {
        return;
    }
    mst__state *swap = start->best;
    start->best = builder->state;
    builder->state = swap;
    start->measures = measures;
    start->pins_missed = builder->pins_missed;
    start->found = true;
    start->is_first = false;
}

/* Is a plan as good as the engine's word for it? */
static bool
is_reached(const mst__cover_start *start, const mst_bound *bound)
{
    return start->found && start->measures.left == 0 &&
           start->measures.completion <= bound->completion;
}

bool
mst__cover_is_loose(const mst_problem *problem)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        const mst_p_site *site = &problem->sites[s];
        if (site->has_process || mst_steps_most(&site->force_fixed, 0, problem->horizon) > 0 ||
            mst_steps_most(&site->force_per_1000, 0, problem->horizon) > 0) {
            return false;
        }
    }
    for (uint32_t k = 0; k < problem->type_count; k++) {
        if (problem->types[k].duty < MST_NEVER) {
            return false;
        }
    }
    return true;
}

/* The engine's bound and its tours; where these make no such plan, those of simpler tours, which a
 * builder can place just so. */
static bool
run_engine(mst__builder *builder, mst__cover_start *start, mst_bound *bound,
           const mst__genes *genes, mst_arena *keep)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__cover_run *run = MST_TAKE(&scratch, mst__cover_run, 1);
    mst__cover_ask ask = {.lower = bound->completion,
                          .upper =
                              start->measures.left == 0 ? start->measures.completion : MST_NEVER,
                          .work = start->options->effort * STEPS_PER_EFFORT,
                          .stop = builder->stop};
    /* Elsewhere the engine's relaxation is far from the cell, and worth a short look only. */
    if (!mst__cover_is_loose(builder->problem) && (ask.work == 0 || ask.work > MOST_FOR_TIGHT)) {
        ask.work = MOST_FOR_TIGHT;
    }
    int64_t most = start->options->time_limit_ms * STEPS_PER_MS / 4;
    if (most > 0 && (ask.work == 0 || ask.work > most)) {
        ask.work = most;
    }
    bool ok = run != NULL && mst__cover_solve(run, builder->problem, &ask, &scratch, keep) &&
              raise(run, bound, keep);
    if (ok && !is_reached(start, bound) && mst__cover_build(run, builder, genes)) {
        offer(builder, start);
    }
    if (ok && run->said && !is_reached(start, bound) && !builder->out_of_memory) {
        ask.is_simple = true;
        ask.lower = bound->completion;
        ok = mst__cover_solve(run, builder->problem, &ask, &scratch, keep);
        if (ok && mst__cover_build(run, builder, genes)) {
            offer(builder, start);
        }
    }
    mst_arena_release(&scratch);
    return ok;
}

bool
mst__cover_offer(mst__builder *builder, mst__cover_start *start, mst_bound *bound, mst_arena *keep)
{
    if (!is_about_completion(builder->problem) || bound->left > 0) {
        return true;
    }
    for (uint32_t rule = 0; rule < 16; rule++) {
        if (builder->relaxed[rule]) {
            return true; /* a builder blind to a rule is to be seen at work */
        }
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__genes *genes = mst__genes_make(builder->problem, 0, &scratch);
    bool ok = genes != NULL;
    if (ok) { /* the plan that the search would build first: its end is where the engine may stop */
        uint64_t before = builder->work;
        mst__state *kept = start->best;
        mst__build(builder, genes, NULL);
        start->first_work = builder->work - before;
        start->first_lack = builder->lack;
        offer(builder, start);
        start->is_first = start->best != kept;
        ok = run_engine(builder, start, bound, genes, keep);
    }
    mst_arena_release(&scratch);
    return ok && !builder->out_of_memory;
}
