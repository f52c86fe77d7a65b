/* SPDX-License-Identifier: Apache-2.0 */
#include "api/internal.h"
#include "model/chances.h"
#include "present/simulation.h"

enum { DEFAULT_REPLICATIONS = 1000, MOST_REPLICATIONS = 10000000 };

struct muster_simulation {
    const muster_post *post;
    mst_case *instance;
    mst_arena arena; /* of the plan bound to the case, and of names */
    mst_play *play;
    mst_summary summary;
    const char *scenario, *option;
    uint64_t seed;
};

static muster_status
check_options(const muster_simulation_options *options, muster_error *err)
{
    if (options->seed > INT64_MAX) {
        return mst__api_refuse(err, MST_USAGE, "a seed must be below 2^63");
    }
    if (options->replications > MOST_REPLICATIONS) {
        return mst__api_refuse(err, MST_USAGE, "%u replications are more than %d",
                               options->replications, MOST_REPLICATIONS);
    }
    if (options->confidence != 0 && !(options->confidence > 0 && options->confidence < 1)) {
        return mst__api_refuse(err, MST_USAGE, "a confidence must lie between 0 and 1");
    }
    return MUSTER_OK;
}

/* Half as long again as the plan takes, for the picture. */
static mst_time
span_of(const mst_problem *world, const mst_play_result *plan)
{
    mst_time span = plan->measures.completion / 2 * 3;
    return plan->measures.left > 0 || span == 0 || span > world->horizon ? world->horizon : span;
}

static mst_status
play_plan(const mst_play *play, mst_play_result *result, mst_error *err)
{
    mst_play_room *room = NULL;
    mst_status status = mst_play_room_open(play, &room, err);
    if (status == MST_OK) {
        mst_play_once(play, room, 0, result);
    }
    mst_play_room_close(room);
    return status;
}

/* The plan without chance, twice: first to see how long it takes, then over the span shown. */
static mst_status
play_quietly(const mst_case *instance, const mst_plan *plan, mst_play_options *options,
             mst_play_result *result, mst_error *err)
{
    mst_status status = MST_OK;
    for (uint32_t turn = 0; turn < 2 && status == MST_OK; turn++) {
        mst_play *play = NULL;
        mst_play_options quiet = *options;
        quiet.without_chance = true;
        status = mst_play_build(instance, plan, &quiet, &play, err);
        if (status == MST_OK) {
            status = play_plan(play, result, err);
        }
        mst_play_close(play);
        options->span = span_of(&instance->phases[instance->phase_count - 1], result);
    }
    return status;
}

/* The same runs once more, with the first loss that allows it integrated out. */
static mst_status
integrate(muster_simulation *simulation, const mst_plan *plan, mst_play_options options,
          uint32_t runs, uint32_t threads, mst_play_result *results, mst_error *err)
{
    mst_play *play = NULL;
    options.integrate = mst_play_integrable(simulation->instance);
    if (options.integrate == 0) {
        return MST_OK;
    }
    mst_status status = mst_play_build(simulation->instance, plan, &options, &play, err);
    if (status == MST_OK) {
        status = mst_play_many(play, 0, runs, threads, results, err);
    }
    mst_play_close(play);
    const struct mst_chances *chances = simulation->post->post->chances;
    return status == MST_OK
               ? mst_summarize_integrated(results, runs, chances->losses[options.integrate - 1].id,
                                          &simulation->summary, err)
               : status;
}

/* How probable it is to fall far behind, with as many trials as fit into a GiB. */
static mst_status
split(muster_simulation *simulation, const mst_plan *plan, mst_play_options options,
      const mst_play_result *planned, int64_t behind, mst_error *err)
{
    mst_play *play = NULL;
    options.planned = planned;
    mst_status status = mst_play_build(simulation->instance, plan, &options, &play, err);
    if (status == MST_OK) {
        mst_summary *summary = &simulation->summary;
        size_t fit = ((size_t)1 << 30) / (2 * mst_play_room_bytes(play) + 1024);
        summary->behind = behind;
        summary->rare_runs = fit < 100 ? 100 : fit < 2000 ? (uint32_t)fit : 2000;
        status = mst_play_rare(play, behind, summary->rare_runs, &summary->rare, err);
    }
    mst_play_close(play);
    return status;
}

static mst_status
play_all(muster_simulation *simulation, const mst_plan *plan,
         const muster_simulation_options *options, mst_error *err)
{
    uint32_t runs = options->replications > 0 ? options->replications : DEFAULT_REPLICATIONS;
    mst_play_options play = {.seed = options->seed};
    mst_play_result planned;
    mst_status status = play_quietly(simulation->instance, plan, &play, &planned, err);
    if (status == MST_OK) {
        status = mst_play_build(simulation->instance, plan, &play, &simulation->play, err);
    }
    if (status != MST_OK) {
        return status;
    }
    mst_play_result *results = mst_heap_take(runs, sizeof *results);
    if (results == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory for %u replications", runs);
    }
    status = mst_play_many(simulation->play, 0, runs, options->threads, results, err);
    if (status == MST_OK) {
        double confidence = options->confidence > 0 ? options->confidence : 0.95;
        status = mst_summarize(simulation->play, &planned, results, runs, confidence,
                               &simulation->summary, err);
    }
    if (status == MST_OK) {
        status = integrate(simulation, plan, play, runs, options->threads, results, err);
    }
    if (status == MST_OK && options->behind > 0) {
        status = split(simulation, plan, play, &planned, options->behind, err);
    }
    mst_heap_free(results);
    return status;
}

static muster_status
judge_and_play(muster_post *post, const muster_plan *plan, const muster_simulation_options *options,
               muster_simulation *simulation, muster_error *err)
{
    const mst_plan *bound = NULL;
    muster_status status = mst__api_bind(post, &plan->document, &simulation->instance,
                                         &simulation->arena, &bound, err);
    if (status != MUSTER_OK) {
        return status;
    }
    mst_judgement judgement;
    mst_error inner = {.status = MST_OK};
    mst_status judged = mst_check(simulation->instance, bound, &judgement, &inner);
    if (judged == MST_OK && judgement.violation_count > 0) {
        judged =
            mst_fail(&inner, MST_PLAN_INVALID, mst_nowhere(),
                     "the plan breaks rule %d (%s), so it cannot be played: %s",
                     (int)judgement.violations[0].rule, mst_rule_name(judgement.violations[0].rule),
                     judgement.violations[0].text);
    }
    mst_judgement_release(&judgement);
    if (judged == MST_OK) {
        judged = play_all(simulation, bound, options, &inner);
    }
    return mst__api_fail(err, &inner, judged);
}

muster_status
muster_simulation_open(muster_post *post, const muster_plan *plan,
                       const muster_simulation_options *options, muster_simulation **simulation,
                       muster_error *err)
{
    muster_status status = check_options(options, err);
    if (status != MUSTER_OK) {
        return status;
    }
    muster_simulation *made = mst_heap_take(1, sizeof *made);
    if (made == NULL) {
        return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
    }
    mst_arena_init(&made->arena, 0);
    made->post = post;
    made->seed = options->seed;
    made->scenario = mst_arena_text(&made->arena, plan->document.scenario);
    made->option = mst_arena_text(&made->arena, plan->document.option);
    status = made->scenario != NULL && made->option != NULL
                 ? judge_and_play(post, plan, options, made, err)
                 : mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
    if (status != MUSTER_OK) {
        muster_simulation_close(made);
        return status;
    }
    *simulation = made;
    return MUSTER_OK;
}

void
muster_simulation_close(muster_simulation *simulation)
{
    if (simulation != NULL) {
        mst_play_close(simulation->play);
        mst_arena_release(&simulation->arena);
        mst_case_release(simulation->instance);
        mst_heap_free(simulation);
    }
}

muster_status
muster_simulation_distribution(const muster_simulation *simulation, muster_simulated of,
                               muster_distribution *distribution, muster_error *err)
{
    const mst_summary *s = &simulation->summary;
    const mst_measures *plan = &s->plan.measures;
    const mst_distribution *from[] = {&s->completion, &s->left, &s->exposure, &s->persons};
    const double planned[] = {plan->left > 0 ? (double)MST_NEVER : (double)plan->completion,
                              (double)plan->left, mst_exposure_hours(plan->exposure),
                              (double)s->plan.persons};
    if ((unsigned)of > MUSTER_SIMULATED_PEOPLE) {
        return mst__api_refuse(err, MST_USAGE, "%d is nothing that is simulated", (int)of);
    }
    const mst_distribution *d = from[of];
    *distribution = (muster_distribution){.planned = planned[of],
                                          .mean = d->mean.mean,
                                          .mean_low = d->mean.interval.low,
                                          .mean_high = d->mean.interval.high};
    for (uint32_t q = 0; q < MUSTER_SIMULATION_QUANTILES; q++) {
        distribution->quantile[q] = d->quantiles[q];
        distribution->quantile_low[q] = d->around[q].low;
        distribution->quantile_high[q] = d->around[q].high;
    }
    return MUSTER_OK;
}

void
muster_simulation_nobody_left(const muster_simulation *simulation, double *share, double *low,
                              double *high)
{
    *share = (double)simulation->summary.complete / simulation->summary.runs;
    *low = simulation->summary.complete_share.low;
    *high = simulation->summary.complete_share.high;
}

muster_status
muster_simulation_behind(const muster_simulation *simulation, double *probability,
                         double *relative_error, muster_error *err)
{
    if (simulation->summary.behind == 0) {
        return mst__api_refuse(err, MST_USAGE, "how far it falls behind was not asked for");
    }
    *probability = simulation->summary.rare.probability;
    *relative_error = simulation->summary.rare.relative_error;
    return MUSTER_OK;
}

static muster_status
write(const muster_simulation *simulation,
      mst_status (*writer)(const mst_simulation_view *view, char **text, mst_error *err),
      char **text, muster_error *err)
{
    mst_simulation_view view = {
        .post = simulation->post->post,
        .scenario = simulation->scenario,
        .option = simulation->option,
        .play = simulation->play,
        .summary = &simulation->summary,
        .seed = simulation->seed,
    };
    mst_error inner;
    return mst__api_fail(err, &inner, writer(&view, text, &inner));
}

muster_status
muster_simulation_write_text(const muster_simulation *simulation, char **text, muster_error *err)
{
    return write(simulation, mst_simulation_write_text, text, err);
}

muster_status
muster_simulation_write_json(const muster_simulation *simulation, char **text, muster_error *err)
{
    return write(simulation, mst_simulation_write_json, text, err);
}

muster_status
muster_simulation_write_svg(const muster_simulation *simulation, char **text, muster_error *err)
{
    return write(simulation, mst_simulation_write_svg, text, err);
}
