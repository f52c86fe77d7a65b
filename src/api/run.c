/* SPDX-License-Identifier: Apache-2.0 */
#include "api/internal.h"
#include "present/matrix.h"

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

muster_status
mst__api_check_choice(const mst_post *post, const mst__api_choice *choice, muster_error *err)
{
    if (choice->seed > INT64_MAX) {
        return mst__api_refuse(err, MST_USAGE, "a seed must be below 2^63");
    }
    for (uint32_t i = 0; i < choice->scenario_count; i++) {
        if (choice->scenarios[i] >= post->scenario_count) {
            return mst__api_refuse(err, MST_USAGE, "the post has no scenario number %u",
                                   choice->scenarios[i]);
        }
    }
    for (uint32_t i = 0; i < choice->option_count; i++) {
        if (choice->options[i] >= post->option_count) {
            return mst__api_refuse(err, MST_USAGE, "the post has no option number %u",
                                   choice->options[i]);
        }
    }
    return MUSTER_OK;
}

bool
mst__api_name_cells(const mst_post *post, const mst__api_choice *choice, mst_arena *arena,
                    mst_assessed_plans *plans)
{
    plans->scenario_count =
        choice->scenario_count > 0 ? choice->scenario_count : post->scenario_count;
    plans->option_count = choice->option_count > 0 ? choice->option_count : post->option_count;
    plans->site_count = post->site_count;
    mst_scenario_id *scenarios = MST_TAKE(arena, mst_scenario_id, plans->scenario_count);
    mst_option_id *options = MST_TAKE(arena, mst_option_id, plans->option_count);
    if (scenarios == NULL || options == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < plans->scenario_count; s++) {
        scenarios[s].index = choice->scenario_count > 0 ? choice->scenarios[s] : s;
    }
    for (uint32_t o = 0; o < plans->option_count; o++) {
        options[o].index = choice->option_count > 0 ? choice->options[o] : o;
    }
    plans->scenarios = scenarios;
    plans->options = options;
    return true;
}

static muster_status
check_options(const muster_post *post, const muster_run_options *options, muster_error *err)
{
    const mst__api_choice choice = {.seed = options->seed,
                                    .scenario_count = options->scenario_count,
                                    .option_count = options->option_count,
                                    .scenarios = options->scenarios,
                                    .options = options->options};
    if (options->time_limit_ms < 0) {
        return mst__api_refuse(err, MST_USAGE, "a limit of time must not be negative");
    }
    if (options->deadline_ms < 0) {
        return mst__api_refuse(err, MST_USAGE, "a deadline must not be before the order");
    }
    return mst__api_check_choice(post->post, &choice, err);
}

/* Copies of the settings, so that later ones do not change what this run says of itself. */
static bool
keep_run(muster_run *run, const muster_post *post, const muster_run_options *options)
{
    const char **texts = MST_TAKE(&run->arena, const char *, post->set_count);
    for (uint32_t i = 0; texts != NULL && i < post->set_count; i++) {
        texts[i] = post->texts[i]; /* they live as long as the post, which outlives the run */
    }
    run->run = (mst_document_run){
        .seed = options->seed,
        .effort = options->effort,
        .time_limit_ms = options->time_limit_ms,
        .deadline = options->deadline_ms,
        .override_count = post->set_count,
        .overrides = texts,
    };
    return texts != NULL;
}

static mst_status
plan_matrix(muster_run *run, const muster_run_options *options, mst_kept *kept, mst_error *err)
{
    const muster_post *post = run->post;
    mst_scenario_id *scenarios = MST_TAKE(&run->arena, mst_scenario_id, options->scenario_count);
    mst_option_id *option_ids = MST_TAKE(&run->arena, mst_option_id, options->option_count);
    if (scenarios == NULL || option_ids == NULL || !keep_run(run, post, options)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    for (uint32_t i = 0; i < options->scenario_count; i++) {
        scenarios[i].index = options->scenarios[i];
    }
    for (uint32_t i = 0; i < options->option_count; i++) {
        option_ids[i].index = options->options[i];
    }
    mst_matrix_options matrix = {
        .seed = options->seed,
        .effort = options->effort,
        .time_limit_ms = options->time_limit_ms,
        .deadline = options->deadline_ms,
        .threads = options->threads,
        .without_binding = options->without_binding,
        .scenario_count = options->scenario_count,
        .scenarios = scenarios,
        .option_count = options->option_count,
        .options = option_ids,
        .overrides = {.count = post->set_count, .changes = post->changes},
        .kept = kept,
        .stop = options->stop,
        .progress = options->progress,
        .progress_context = options->progress_context,
    };
    return mst_matrix_plan(post->post, &matrix, &run->matrix, err);
}

muster_status
mst__api_run_open(muster_post *post, const muster_run_options *options, mst_kept *kept,
                  muster_run **run, muster_error *err)
{
    *run = NULL;
    muster_status checked = check_options(post, options, err);
    if (checked != MUSTER_OK) {
        return checked;
    }
    muster_run *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    handle->post = post;
    mst_arena_init(&handle->arena, 0);
    mst_error inner = {.status = MST_OK};
    mst_status status = plan_matrix(handle, options, kept, &inner);
    if (handle->matrix.cells == NULL) {
        muster_run_close(handle);
        return mst__api_fail(err, &inner, status);
    }
    *run = handle;
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_run_open(muster_post *post, const muster_run_options *options, muster_run **run,
                muster_error *err)
{
    return mst__api_run_open(post, options, NULL, run, err);
}

void
muster_run_close(muster_run *run)
{
    if (run != NULL) {
        mst_matrix_release(&run->matrix);
        mst_arena_release(&run->arena);
        mst_heap_free(run);
    }
}

uint32_t
muster_run_scenario_count(const muster_run *run)
{
    return run->matrix.scenario_count;
}

uint32_t
muster_run_option_count(const muster_run *run)
{
    return run->matrix.option_count;
}

bool
muster_run_stopped(const muster_run *run)
{
    return run->matrix.stopped;
}

static const mst_cell *
cell_at(const muster_run *run, uint32_t scenario, uint32_t option, muster_error *err)
{
    const mst_matrix *matrix = &run->matrix;
    if (scenario >= matrix->scenario_count || option >= matrix->option_count) {
        mst__api_refuse(err, MST_USAGE, "the run has no cell %u, %u", scenario, option);
        return NULL;
    }
    return &matrix->cells[(size_t)scenario * matrix->option_count + option];
}

static bool
is_planned(const mst_cell *cell)
{
    return cell->outcome == MST_OK && cell->status != MST_CELL_PENDING;
}

muster_status
muster_run_cell(const muster_run *run, uint32_t scenario, uint32_t option, muster_cell *cell,
                muster_error *err)
{
    const mst_cell *from = cell_at(run, scenario, option, err);
    if (from == NULL) {
        return MUSTER_USAGE;
    }
    *cell = (muster_cell){
        .scenario = muster_post_scenario_id(run->post, from->scenario.index),
        .option = muster_post_option_id(run->post, from->option.index),
        .outcome = (muster_status)from->outcome,
        .failure = from->outcome != MST_OK ? from->err.text : NULL,
        .gap_measure = mst__api_measure_name(from->gap_measure),
        .solve_seconds = from->solve_seconds,
    };
    if (!is_planned(from)) {
        return MUSTER_OK;
    }
    cell->status = mst__api_plan_status(from->status);
    cell->gap = from->gap;
    cell->has_foreseen = from->has_foreseen;
    cell->left_reason = from->left_reason;
    cell->passed_over = from->passed_over;
    cell->bindings = from->binding_count;
    mst__api_measures(&cell->measures, &from->judgement.measures);
    mst__api_bound(&cell->bound, &from->solution.bound);
    if (from->has_foreseen) {
        mst__api_measures(&cell->foreseen, &from->foreseen);
    }
    return MUSTER_OK;
}

muster_status
muster_run_binding(const muster_run *run, uint32_t scenario, uint32_t option, uint32_t index,
                   muster_binding *binding, muster_error *err)
{
    const mst_cell *cell = cell_at(run, scenario, option, err);
    if (cell == NULL) {
        return MUSTER_USAGE;
    }
    if (index >= cell->binding_count) {
        return mst__api_refuse(err, MST_USAGE, "the cell has no binding limit %u", index);
    }
    const mst_binding *from = &cell->bindings[index];
    *binding = (muster_binding){
        .limit = from->name,
        .unit = from->unit,
        .left_gain = from->left_gain,
        .left_priority = from->left_priority,
        .completion_gain_ms = from->completion_gain,
        .exposure_gain = mst_exposure_hours(from->exposure_gain),
        .of_bound = from->of_bound,
    };
    return MUSTER_OK;
}

muster_status
muster_run_plan(const muster_run *run, uint32_t scenario, uint32_t option, muster_plan **plan,
                muster_error *err)
{
    const mst_cell *cell = cell_at(run, scenario, option, err);
    if (cell == NULL) {
        return MUSTER_USAGE;
    }
    if (!is_planned(cell)) {
        return mst__api_refuse(err, MST_NOT_FOUND, "there is no plan for scenario %s and option %s",
                               muster_post_scenario_id(run->post, cell->scenario.index),
                               muster_post_option_id(run->post, cell->option.index));
    }
    muster_plan *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    mst_error inner;
    mst_status status =
        mst_document_make(run->post->post, cell, &run->run, &handle->document, &inner);
    if (status == MST_OK) {
        status = mst_document_certify(&handle->document, cell, &inner);
    }
    if (status != MST_OK) {
        muster_plan_close(handle);
        return mst__api_fail(err, &inner, status);
    }
    *plan = handle;
    return MUSTER_OK;
}

muster_status
muster_run_write_text(const muster_run *run, uint32_t columns, bool color, char **text,
                      muster_error *err)
{
    mst_error inner;
    mst_matrix_style style = {.columns = columns, .color = color};
    mst_status status =
        mst_matrix_write_text(run->post->post, &run->matrix, &run->run, &style, text, &inner);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_run_write_json(const muster_run *run, char **text, muster_error *err)
{
    mst_error inner;
    mst_status status =
        mst_matrix_write_json(run->post->post, &run->matrix, &run->run, NULL, text, &inner);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_run_pass_json(const muster_run *run, muster_taker take, void *context, muster_error *err)
{
    mst_error inner;
    mst_sink sink = {take, context};
    mst_status status =
        mst_matrix_write_json(run->post->post, &run->matrix, &run->run, &sink, NULL, &inner);
    return mst__api_fail(err, &inner, status);
}

static muster_status
save_cell(const muster_run *run, const char *folder, uint32_t scenario, uint32_t option,
          muster_error *err)
{
    const mst_cell *cell = cell_at(run, scenario, option, err);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    /* Ids are letters, digits, - and _ (the reader sees to it), so they are safe as names of
     * folders. */
    const char *path = mst_arena_format(&arena, "%s/%s/%s", folder,
                                        muster_post_scenario_id(run->post, cell->scenario.index),
                                        muster_post_option_id(run->post, cell->option.index));
    muster_plan *plan = NULL;
    muster_status status =
        path != NULL ? muster_run_plan(run, scenario, option, &plan, err) : no_memory(err);
    if (status == MUSTER_OK) {
        status = muster_plan_save(plan, path, err);
    }
    muster_plan_close(plan);
    mst_arena_release(&arena);
    return status;
}

muster_status
muster_run_save(const muster_run *run, const char *folder, uint32_t *saved, muster_error *err)
{
    *saved = 0;
    for (uint32_t s = 0; s < run->matrix.scenario_count; s++) {
        for (uint32_t o = 0; o < run->matrix.option_count; o++) {
            if (!is_planned(&run->matrix.cells[(size_t)s * run->matrix.option_count + o])) {
                continue;
            }
            muster_status status = save_cell(run, folder, s, o, err);
            if (status != MUSTER_OK) {
                return status;
            }
            (*saved)++;
        }
    }
    return MUSTER_OK;
}
