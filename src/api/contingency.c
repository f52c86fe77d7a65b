/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "api/internal.h"
#include "judge/contingency.h"
#include "present/contingency.h"
#include "read/read.h"

struct muster_contingency {
    muster_post *post;
    mst_contingency found;
    mst_document_run run;
    mst_arena arena; /* texts of the settings */
};

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

static muster_status
check_options(const muster_post *post, const muster_contingency_options *options, muster_error *err)
{
    const mst__api_choice choice = {options->seed, 1, 1, &options->scenario, &options->option};
    return mst__api_check_choice(post->post, &choice, err);
}

/* The user's settings with room for one more, which the plan without something has. */
static bool
keep_run(muster_contingency *handle, const muster_contingency_options *options)
{
    const muster_post *post = handle->post;
    const char **texts = MST_TAKE(&handle->arena, const char *, (size_t)post->set_count + 1);
    for (uint32_t i = 0; texts != NULL && i < post->set_count; i++) {
        texts[i] = post->texts[i];
    }
    handle->run = (mst_document_run){.seed = options->seed,
                                     .effort = options->effort,
                                     .override_count = post->set_count,
                                     .overrides = texts};
    return texts != NULL;
}

muster_status
muster_contingency_open(muster_post *post, const muster_contingency_options *options,
                        muster_contingency **contingency, muster_error *err)
{
    *contingency = NULL;
    muster_status checked = check_options(post, options, err);
    if (checked != MUSTER_OK) {
        return checked;
    }
    muster_contingency *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    handle->post = post;
    mst_arena_init(&handle->arena, 0);
    if (!keep_run(handle, options)) {
        muster_contingency_close(handle);
        return no_memory(err);
    }
    uint32_t pairs = options->pairs > 0 ? options->pairs : MST_CONTINGENCY_PAIRS;
    mst_contingency_options from = {
        .seed = options->seed,
        .effort = options->effort,
        .threads = options->threads,
        .pairs = options->without_pairs ? 0 : pairs,
        .scenario = {options->scenario},
        .option = {options->option},
        .overrides = {.count = post->set_count, .changes = post->changes},
        .stop = options->stop,
        .progress = options->progress,
        .progress_context = options->progress_context,
    };
    mst_error inner = {.status = MST_OK};
    mst_status status = mst_contingency_judge(post->post, &from, &handle->found, &inner);
    if (status != MST_OK) {
        muster_contingency_close(handle);
        return mst__api_fail(err, &inner, status);
    }
    *contingency = handle;
    return MUSTER_OK;
}

void
muster_contingency_close(muster_contingency *contingency)
{
    if (contingency != NULL) {
        mst_contingency_release(&contingency->found);
        mst_arena_release(&contingency->arena);
        mst_heap_free(contingency);
    }
}

uint32_t
muster_contingency_count(const muster_contingency *contingency)
{
    return contingency->found.loss_count;
}

uint32_t
muster_contingency_pair_count(const muster_contingency *contingency)
{
    return contingency->found.pair_count;
}

bool
muster_contingency_stopped(const muster_contingency *contingency)
{
    return contingency->found.stopped;
}

static void
fill_loss(const muster_contingency *contingency, const mst_contingency_row *row, muster_loss *loss)
{
    const mst_contingency *found = &contingency->found;
    const mst_loss *first = &found->losses[row->losses[0]];
    bool pair = row->loss_count > 1;
    bool proved;
    *loss = (muster_loss){
        .item = first->name,
        .other = pair ? found->losses[row->losses[1]].name : NULL,
        .kind = mst_loss_kind_name(first->kind),
        .set = pair ? NULL : first->setting,
        .like = pair ? first->name : found->losses[row->like].name,
        .state = (muster_loss_state)row->state,
        .failure = row->state == MST_CONTINGENCY_FAILED ? row->cell.err.text : NULL,
        .left_cost = row->left_cost,
        .left_priority = row->left_priority,
        .completion_cost_ms = row->completion_cost,
        .exposure_cost = mst_exposure_hours(row->exposure_cost),
        .left_at_least = row->left_at_least,
        .completion_at_least_ms = row->completion_at_least,
        .left_reason = row->cell.left_reason,
        .shortage = row->shortage,
        .single_point = mst_contingency_is_single_point(row, &proved),
    };
    mst__api_measures(&loss->measures, &row->measures);
}

muster_status
muster_contingency_loss(const muster_contingency *contingency, uint32_t index, muster_loss *loss,
                        muster_error *err)
{
    const mst_contingency *found = &contingency->found;
    if (index >= found->loss_count) {
        return mst__api_refuse(err, MST_USAGE, "there is no loss %u", index);
    }
    fill_loss(contingency, &found->singles[found->ranked[index]], loss);
    return MUSTER_OK;
}

muster_status
muster_contingency_pair(const muster_contingency *contingency, uint32_t index, muster_loss *loss,
                        muster_error *err)
{
    if (index >= contingency->found.pair_count) {
        return mst__api_refuse(err, MST_USAGE, "there is no pair %u", index);
    }
    fill_loss(contingency, &contingency->found.pairs[index], loss);
    return MUSTER_OK;
}

muster_status
muster_contingency_write_text(const muster_contingency *contingency, uint32_t columns, bool color,
                              char **text, muster_error *err)
{
    mst_error inner;
    mst_matrix_style style = {.columns = columns, .color = color};
    mst_status status = mst_contingency_write_text(contingency->post->post, &contingency->found,
                                                   &contingency->run, &style, text, &inner);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_contingency_write_json(const muster_contingency *contingency, char **text, muster_error *err)
{
    mst_error inner;
    mst_status status = mst_contingency_write_json(contingency->post->post, &contingency->found,
                                                   &contingency->run, text, &inner);
    return mst__api_fail(err, &inner, status);
}

/* ---- saving ---- */

/* The hash of the input with one more setting, as if the user had given it. */
static mst_status
hash_with(mst_post *post, const char *setting, uint64_t hash[2], mst_error *err)
{
    uint64_t kept[2] = {post->input_hash[0], post->input_hash[1]};
    mst_change change;
    mst_status status = mst_override_parse(post, setting, &change, err);
    memcpy(hash, post->input_hash, sizeof kept);
    memcpy(post->input_hash, kept, sizeof kept);
    return status;
}

static muster_status
save_cell(muster_contingency *contingency, const mst_cell *cell, const char *setting,
          const char *folder, muster_error *err)
{
    mst_error inner = {.text = "there is not enough memory"};
    mst_document_run run = contingency->run;
    muster_plan *plan = mst_heap_take(1, sizeof *plan);
    const char **texts =
        MST_TAKE(&contingency->arena, const char *, (size_t)run.override_count + 1);
    if (plan == NULL || texts == NULL || folder == NULL) {
        mst_heap_free(plan);
        return no_memory(err);
    }
    memcpy(texts, run.overrides, run.override_count * sizeof *texts);
    mst_post *post = contingency->post->post;
    uint64_t hash[2] = {post->input_hash[0], post->input_hash[1]};
    mst_status status = MST_OK;
    if (setting != NULL) {
        texts[run.override_count++] = setting;
        status = hash_with(post, setting, hash, &inner);
    }
    run.overrides = texts;
    if (status == MST_OK) {
        status = mst_document_make(post, cell, &run, &plan->document, &inner);
        if (status == MST_OK) {
            status = mst_document_certify(&plan->document, cell, &inner);
        }
        memcpy(plan->document.input_hash, hash, sizeof hash);
    }
    muster_status result = mst__api_fail(err, &inner, status);
    if (result == MUSTER_OK) {
        result = muster_plan_save(plan, folder, err);
    }
    muster_plan_close(plan);
    return result;
}

muster_status
muster_contingency_save(muster_contingency *contingency, const char *folder, uint32_t *saved,
                        muster_error *err)
{
    mst_contingency *found = &contingency->found;
    mst_arena *arena = &contingency->arena;
    *saved = 0;
    muster_status status = save_cell(contingency, mst_contingency_base(found), NULL,
                                     mst_arena_format(arena, "%s/in-force", folder), err);
    *saved += status == MUSTER_OK;
    for (uint32_t i = 0; i < found->loss_count && status == MUSTER_OK; i++) {
        const mst_contingency_row *row = &found->singles[i];
        const mst_loss *loss = &found->losses[i];
        if (row->state != MST_CONTINGENCY_PLANNED || row->like != i || loss->setting == NULL) {
            continue;
        }
        status = save_cell(contingency, &row->cell, loss->setting,
                           mst_arena_format(arena, "%s/%s", folder, loss->name), err);
        *saved += status == MUSTER_OK;
    }
    return status;
}
