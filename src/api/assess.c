/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans for an assessment, or takes what the same plans said from a cache, and puts them together
 * with the evidence.
 *
 * A1  What is planned for is the post without what is believed: the key of a cache's entry is a
 *     hash of the post's canonical text without chances and without reports that change no fact, of
 *     the settings, and of the version. A report of another kind so leaves every plan as it is.
 */
#include <string.h>

#include "api/internal.h"
#include "base/text.h"
#include "evidence/assess.h"
#include "judge/value.h"
#include "model/chances.h"
#include "model/reports.h"
#include "present/assessed_plans.h"
#include "present/assessment.h"
#include "present/file.h"

struct muster_assessment {
    const muster_post *post;
    mst_arena arena;
    mst_assessed_plans plans;
    mst_evidence evidence;
    mst_assessment says;
    mst_ranking ranking;
    uint64_t seed;
};

typedef struct opening {
    muster_post *post;
    const muster_assess_options *options;
    muster_assessment *made;
    const char *path; /* of the cache's entry; NULL: none */
    char key[33];
    bool is_new; /* something is known that the cache does not have */
    mst__api_kept kept;
    muster_run *run; /* of the whole matrix; NULL while nothing had to be planned */
} opening;

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

/* ---- the key of what was planned for ---- */

/* Do sites fall in play as the reports have it? Then these are played, not only believed. */
static bool
plays_reports(const mst_post *post)
{
    return post->chances != NULL && mst_chances_range(post, &post->chances->reports).likely != 0;
}

/* The post without what is believed (A1), in `arena`; false on lack of memory. */
static bool
without_beliefs(const mst_post *post, mst_arena *arena, mst_post *copy)
{
    *copy = *post;
    mst_scenario *scenarios = MST_TAKE(arena, mst_scenario, post->scenario_count);
    mst_report *reports = MST_TAKE(arena, mst_report, post->report_count);
    if (scenarios == NULL || reports == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < post->scenario_count; s++) {
        scenarios[s] = post->scenarios[s];
        scenarios[s].chance = (mst_chance){0};
    }
    copy->scenarios = scenarios;
    copy->tripwire_count = 0;
    if (plays_reports(post)) {
        return true;
    }
    copy->report_count = 0;
    for (uint32_t r = 0; r < post->report_count; r++) {
        if (post->reports[r].claim == MST_CLAIM_FACT && post->reports[r].known) {
            reports[copy->report_count] = post->reports[r];
            reports[copy->report_count++].corrects = MST_NONE;
        }
    }
    copy->reports = reports;
    copy->proposition_count = 0;
    copy->indicator_count = 0;
    return true;
}

static void
add_numbers(mst_hash *hash, const uint32_t *numbers, uint32_t count)
{
    mst_hash_add(hash, &count, sizeof count);
    mst_hash_add(hash, numbers, count * sizeof *numbers);
}

static mst_status
find_key(opening *o, mst_arena *arena, mst_error *err)
{
    mst_post facts;
    const char *text = NULL;
    if (!without_beliefs(o->post->post, arena, &facts)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    mst_status status = mst_post_write(&facts, arena, &text, err);
    if (status != MST_OK) {
        return status;
    }
    const muster_assess_options *options = o->options;
    uint64_t settings[] = {options->seed, options->effort, options->replications}, value[2];
    mst_hash hash;
    mst_hash_init(&hash);
    mst_hash_add(&hash, MUSTER_VERSION, sizeof MUSTER_VERSION);
    mst_hash_add(&hash, text, strlen(text) + 1);
    mst_hash_add(&hash, settings, sizeof settings);
    add_numbers(&hash, options->scenarios, options->scenario_count);
    add_numbers(&hash, options->options, options->option_count);
    for (uint32_t i = 0; i < o->post->set_count; i++) {
        mst_hash_add(&hash, o->post->texts[i], strlen(o->post->texts[i]) + 1);
    }
    mst_hash_value(&hash, value);
    mst__api_hash(o->key, value);
    o->path = mst_arena_format(arena, "%s/assessed-%s.json", options->cache, o->key);
    return o->path != NULL
               ? MST_OK
               : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
}

/* ---- plans ---- */

static muster_status
open_run(const opening *o, muster_run **run, muster_error *err)
{
    const muster_assess_options *options = o->options;
    const muster_run_options wanted = {.seed = options->seed,
                                       .effort = options->effort,
                                       .threads = options->threads,
                                       .without_binding = true,
                                       .scenario_count = options->scenario_count,
                                       .scenarios = options->scenarios,
                                       .option_count = options->option_count,
                                       .options = options->options,
                                       .stop = options->stop,
                                       .progress = options->progress,
                                       .progress_context = options->progress_context};
    muster_status status = mst__api_run_open(o->post, &wanted, o->kept.map, run, err);
    if (status != MUSTER_OK) {
        muster_run_close(*run);
        *run = NULL;
    }
    return status;
}

static mst_status
keep(const opening *o, mst_error *err)
{
    if (o->path == NULL || !o->is_new) {
        return MST_OK;
    }
    char *text = NULL;
    mst_status status = mst_assessed_plans_write(&o->made->plans, o->key, &text, err);
    status = status == MST_OK ? mst_file_make_folders(o->options->cache, err) : status;
    status = status == MST_OK ? mst_file_write(o->path, text, strlen(text), err) : status;
    mst_heap_free(text);
    return status;
}

static bool
name_cells(const opening *o, mst_assessed_plans *plans)
{
    const mst__api_choice choice = {.scenario_count = o->options->scenario_count,
                                    .option_count = o->options->option_count,
                                    .scenarios = o->options->scenarios,
                                    .options = o->options->options};
    return mst__api_name_cells(o->post->post, &choice, &o->made->arena, plans);
}

/* Takes what the plans say from the cache; false when it is not there, or not whole. */
static bool
take_kept(const opening *o)
{
    char *text = NULL;
    size_t bytes = 0;
    mst_error unread;
    if (o->path == NULL ||
        mst_file_read(o->path, MST__API_FILE_BYTES, &text, &bytes, &unread) != MST_OK) {
        return false;
    }
    mst_assessed_plans plans = {0};
    bool is_whole = name_cells(o, &plans) &&
                    mst_assessed_plans_read(text, bytes, o->key, &o->made->arena, &plans);
    mst_heap_free(text);
    if (is_whole) {
        o->made->plans = plans;
    }
    return is_whole;
}

static mst_matrix_options
planning_of(const opening *o)
{
    return (mst_matrix_options){
        .seed = o->options->seed,
        .effort = o->options->effort,
        .threads = o->options->threads,
        .kept = o->kept.map,
        .stop = o->options->stop,
        .progress = o->options->progress,
        .progress_context = o->options->progress_context,
        .overrides = {.count = o->post->set_count, .changes = o->post->changes}};
}

/* A new mst_played without a run for the plans; NULL on lack of memory. */
static mst_played *
nothing_played(const opening *o)
{
    const mst_assessed_plans *plans = &o->made->plans;
    mst_arena *arena = &o->made->arena;
    uint32_t count = plans->scenario_count * plans->option_count;
    mst_played *played = MST_TAKE(arena, mst_played, 1);
    mst_played_cell *cells = MST_TAKE(arena, mst_played_cell, count);
    if (played == NULL || cells == NULL) {
        return NULL;
    }
    *played = (mst_played){.cell_count = count, .site_count = plans->site_count, .cells = cells};
    return played;
}

/* What earlier runs found is read where something is to be found: the first time. */
static muster_status
look_for_kept(opening *o, muster_error *err)
{
    if (o->options->cache == NULL || o->kept.map != NULL) {
        return MUSTER_OK;
    }
    mst_error inner = {.status = MST_OK};
    mst_status status =
        mst__api_kept_open(o->post, o->options->cache, &o->made->arena, &o->kept, &inner);
    return mst__api_fail(err, &inner, status);
}

static muster_status
plan_all(opening *o, muster_error *err)
{
    if (o->run != NULL) {
        return MUSTER_OK;
    }
    muster_status status = look_for_kept(o, err);
    return status == MUSTER_OK ? open_run(o, &o->run, err) : status;
}

/* Plans, and what they say. */
static muster_status
find_plans(opening *o, muster_error *err)
{
    if (take_kept(o)) {
        return MUSTER_OK;
    }
    muster_status status = plan_all(o, err);
    if (status != MUSTER_OK) {
        return status;
    }
    o->is_new = true;
    mst_assessed_plans plans;
    mst_matrix_options planning = planning_of(o);
    mst_error inner = {.status = MST_OK};
    mst_status planned = mst_assess_plans(o->post->post, &o->run->matrix, &planning,
                                          &o->made->arena, &plans, &inner);
    if (planned == MST_OK) {
        o->made->plans = plans;
        o->made->plans.played = name_cells(o, &o->made->plans) ? nothing_played(o) : NULL;
        planned = o->made->plans.played != NULL ? MST_OK
                                                : mst_fail(&inner, MST_NO_MEMORY, mst_nowhere(),
                                                           "there is not enough memory");
    }
    return mst__api_fail(err, &inner, planned);
}

/* ---- plays ---- */

/* Makes the runs that are wanted, and counts with as many. */
static muster_status
play_more(opening *o, const uint32_t *wanted, muster_error *err)
{
    mst_played *played = o->made->plans.played;
    bool is_enough = true;
    for (uint32_t i = 0; i < played->cell_count; i++) {
        const mst_played_cell *cell = &played->cells[i];
        is_enough &= cell->is_sure || cell->runs >= wanted[i];
    }
    mst_error inner = {.status = MST_OK};
    mst_status done = MST_OK;
    if (!is_enough) {
        muster_status status = plan_all(o, err);
        if (status != MUSTER_OK) {
            return status;
        }
        mst_matrix_options planning = planning_of(o);
        o->is_new = true;
        done = mst_played_more(&o->run->matrix, &planning, wanted, &o->made->arena, played, &inner);
    }
    for (uint32_t i = 0; i < played->cell_count; i++) {
        mst_played_cell *cell = &played->cells[i];
        cell->used = cell->is_sure ? cell->runs : wanted[i];
    }
    return mst__api_fail(err, &inner, done);
}

/* Plays the plans until it is settled which option to take, or as often as asked. */
static muster_status
play_all(opening *o, muster_error *err)
{
    muster_assessment *made = o->made;
    uint32_t count = made->plans.played->cell_count, fixed = o->options->replications;
    uint32_t *wanted = MST_TAKE(&made->arena, uint32_t, count);
    if (wanted == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        wanted[i] = fixed > 0 ? fixed : MST_PLAYED_FIRST;
    }
    bool wants_more = true;
    for (uint32_t look = 1; wants_more; look++) {
        muster_status status = play_more(o, wanted, err);
        if (status != MUSTER_OK) {
            return status;
        }
        mst_error inner = {.status = MST_OK};
        mst_status looked = mst_assess_rank(&made->plans, &made->evidence, fixed, look,
                                            &made->arena, &made->ranking, wanted, &inner);
        if (looked != MST_OK) {
            return mst__api_fail(err, &inner, looked);
        }
        wants_more = false;
        for (uint32_t i = 0; i < count; i++) {
            wants_more |= wanted[i] > made->plans.played->cells[i].used;
        }
    }
    return MUSTER_OK;
}

static muster_status
assess(const opening *o, muster_error *err)
{
    muster_assessment *made = o->made;
    mst_error inner = {.status = MST_OK};
    mst_status status =
        mst_assess(&made->plans, &made->evidence, 0, &made->arena, &made->says, &inner);
    return mst__api_fail(err, &inner, status);
}

/* What one more of each mean gains for the option that was chosen, where that is not known. */
static muster_status
find_gains(opening *o, muster_error *err)
{
    enum { MOST_LIMITS = 8, MOST_GROUPS = 3, MOST_DATED = 8 };
    mst_assessed_plans *plans = &o->made->plans;
    uint32_t chosen = o->made->says.choice.recommended;
    if (plans->gains_option == chosen) {
        return MUSTER_OK;
    }
    muster_status status = plan_all(o, err);
    if (status != MUSTER_OK) {
        return status;
    }
    const mst_value_options wanted = {
        .seed = o->options->seed,
        .effort = o->options->effort,
        .threads = o->options->threads,
        .limits = MOST_LIMITS,
        .groups = MOST_GROUPS,
        .dated = MOST_DATED,
        .overrides = {.count = o->post->set_count, .changes = o->post->changes},
        .kept = o->kept.map,
        .stop = o->options->stop,
        .progress = o->options->progress,
        .progress_context = o->options->progress_context};
    mst_error inner = {.status = MST_OK};
    o->is_new = true;
    mst_status found = mst_value_gains(o->post->post, &o->run->matrix, chosen, &wanted,
                                       &o->made->arena, plans, &inner);
    return found == MST_OK ? assess(o, err) : mst__api_fail(err, &inner, found);
}

static muster_status
fill(opening *o, muster_error *err)
{
    muster_assessment *made = o->made;
    mst_error inner = {.status = MST_OK};
    mst_status status = mst_evidence_assess(o->post->post, &made->arena, &made->evidence, &inner);
    if (status == MST_OK && o->options->cache != NULL) {
        status = find_key(o, &made->arena, &inner);
    }
    if (status != MST_OK) {
        return mst__api_fail(err, &inner, status);
    }
    muster_status done = find_plans(o, err);
    done = done == MUSTER_OK ? play_all(o, err) : done;
    done = done == MUSTER_OK ? assess(o, err) : done;
    done = done == MUSTER_OK ? find_gains(o, err) : done;
    if (done != MUSTER_OK) {
        return done;
    }
    status = keep(o, &inner);
    if (status == MST_OK && o->kept.map != NULL) {
        status = mst__api_kept_save(&o->kept, o->options->cache, &inner);
    }
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_assessment_open(muster_post *post, const muster_assess_options *options,
                       muster_assessment **assessment, muster_error *err)
{
    if (post->post->scenario_count == 0 || post->post->option_count == 0) {
        return mst__api_refuse(err, MST_USAGE, "the post has no option or no scenario to assess");
    }
    if (options->replications > MST_PLAYED_MOST) {
        return mst__api_refuse(err, MST_USAGE, "%u replications are more than %d",
                               options->replications, MST_PLAYED_MOST);
    }
    muster_assessment *made = mst_heap_take(1, sizeof *made);
    if (made == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&made->arena, 0);
    made->post = post;
    made->seed = options->seed;
    opening o = {.post = post, .options = options, .made = made};
    muster_status status = fill(&o, err);
    muster_run_close(o.run);
    mst__api_kept_close(&o.kept);
    if (status != MUSTER_OK) {
        muster_assessment_close(made);
        return status;
    }
    *assessment = made;
    return MUSTER_OK;
}

void
muster_assessment_close(muster_assessment *assessment)
{
    if (assessment != NULL) {
        mst_arena_release(&assessment->arena);
        mst_heap_free(assessment);
    }
}

uint32_t
muster_assessment_option_count(const muster_assessment *assessment)
{
    return assessment->says.options;
}

muster_status
muster_assessment_verdict(const muster_assessment *assessment, uint32_t option,
                          muster_verdict *verdict, muster_error *err)
{
    if (option >= assessment->says.options) {
        return mst__api_refuse(err, MST_USAGE, "the assessment has no option %u", option);
    }
    const mst_verdict *from = &assessment->says.choice.verdicts[option];
    const double million = (double)MST_MILLION;
    *verdict = (muster_verdict){
        .option = muster_post_option_id(assessment->post, assessment->plans.options[option].index),
        .lower = (double)from->lower / million,
        .upper = (double)from->upper / million,
        .worst = from->worst,
        .tail = (double)from->tail / million,
        .regret = from->regret,
        .is_maximal = from->is_maximal,
        .is_admissible = from->is_admissible,
    };
    return MUSTER_OK;
}

void
muster_assessment_choice(const muster_assessment *assessment, uint32_t *recommended,
                         uint32_t *second)
{
    *recommended = assessment->says.choice.recommended;
    *second = assessment->says.choice.second;
}

static muster_status
write(const muster_assessment *assessment,
      mst_status (*writer)(const mst_assessment_view *view, char **text, mst_error *err),
      char **text, muster_error *err)
{
    mst_assessment_view view = {
        .post = assessment->post->post,
        .plans = &assessment->plans,
        .assessment = &assessment->says,
        .evidence = &assessment->evidence,
        .ranking = &assessment->ranking,
        .seed = assessment->seed,
    };
    mst_error inner;
    return mst__api_fail(err, &inner, writer(&view, text, &inner));
}

muster_status
muster_assessment_write_text(const muster_assessment *assessment, char **text, muster_error *err)
{
    return write(assessment, mst_assessment_write_text, text, err);
}

muster_status
muster_assessment_write_json(const muster_assessment *assessment, char **text, muster_error *err)
{
    return write(assessment, mst_assessment_write_json, text, err);
}
