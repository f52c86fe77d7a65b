/* SPDX-License-Identifier: Apache-2.0
 *
 * The covering engine's answers, where the solver asks for them.
 */
#include "solve/cover_plan.h"

/* Steps a millisecond, roughly: for limits of time, and the effort of mst_bound_cover. */
#define STEPS_PER_MS (INT64_C(1) << 19)

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
    mst__cover_ask ask = {
        .lower = bound->completion, .upper = value->completion, .work = (int64_t)effort * 1000000};
    bool ok = run != NULL && mst__cover_solve(run, problem, &ask, &scratch, arena) &&
              raise(run, bound, arena);
    mst_arena_release(&scratch);
    return ok ? MST_OK
              : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while proving a bound");
}

bool
mst__cover_offer(mst__builder *builder, mst__search *search, mst_bound *bound, mst_arena *keep)
{
    const mst_problem *problem = builder->problem;
    if (!is_about_completion(problem) || bound->left > 0) {
        return true;
    }
    for (uint32_t rule = 0; rule < 16; rule++) {
        if (builder->relaxed[rule]) {
            return true; /* a builder blind to a rule is to be seen at work */
        }
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__cover_run *run = MST_TAKE(&scratch, mst__cover_run, 1);
    mst__cover_ask ask = {.lower = bound->completion, .upper = MST_NEVER, .stop = builder->stop};
    if (search->options->time_limit_ms > 0 && search->options->time_limit_ms < 10000) {
        ask.work = search->options->time_limit_ms * STEPS_PER_MS / 4;
    }
    bool ok = run != NULL && mst__cover_solve(run, problem, &ask, &scratch, keep) &&
              raise(run, bound, keep);
    if (ok && mst__cover_build(run, builder)) {
        mst__state *swap = search->best;
        search->best = builder->state;
        builder->state = swap;
        mst__state_measure(search->best, &search->measures);
        search->built++;
        search->has_start = true;
    }
    mst_arena_release(&scratch);
    return ok && !builder->out_of_memory;
}
