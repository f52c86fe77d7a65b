/* SPDX-License-Identifier: Apache-2.0 */
#include "present/value.h"
#include "api/internal.h"
#include "evidence/assess.h"

struct muster_value {
    const muster_post *post;
    mst_value value;
    uint64_t seed;
};

static mst_status
find(muster_post *post, const muster_value_options *options, mst_value *value, mst_error *err)
{
    mst_arena arena;
    mst_evidence evidence;
    mst_arena_init(&arena, 0);
    *value = (mst_value){0};
    mst_scenario_id *scenarios = MST_TAKE(&arena, mst_scenario_id, options->scenario_count);
    mst_status status = scenarios != NULL ? mst_evidence_assess(post->post, &arena, &evidence, err)
                                          : mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                                     "there is not enough memory");
    for (uint32_t i = 0; i < options->scenario_count && scenarios != NULL; i++) {
        scenarios[i].index = options->scenarios[i];
    }
    if (status == MST_OK) {
        const mst_value_options wanted = {
            .seed = options->seed,
            .effort = options->effort,
            .threads = options->threads,
            .option = {options->option},
            .scenario_count = options->scenario_count,
            .scenarios = scenarios,
            .overrides = {.count = post->set_count, .changes = post->changes},
            .stop = options->stop,
            .progress = options->progress,
            .progress_context = options->progress_context,
        };
        status = mst_value_find(post->post, &evidence, &wanted, value, err);
    }
    mst_arena_release(&arena);
    return status;
}

muster_status
muster_value_open(muster_post *post, const muster_value_options *options, muster_value **value,
                  muster_error *err)
{
    if (options->seed > INT64_MAX) {
        return mst__api_refuse(err, MST_USAGE, "a seed must be below 2^63");
    }
    if (options->option >= post->post->option_count) {
        return mst__api_refuse(err, MST_USAGE, "the post has no option %u", options->option);
    }
    for (uint32_t i = 0; i < options->scenario_count; i++) {
        if (options->scenarios[i] >= post->post->scenario_count) {
            return mst__api_refuse(err, MST_USAGE, "the post has no scenario %u",
                                   options->scenarios[i]);
        }
    }
    muster_value *made = mst_heap_take(1, sizeof *made);
    if (made == NULL) {
        return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
    }
    made->post = post;
    made->seed = options->seed;
    mst_error inner = {.status = MST_OK};
    mst_status found = find(post, options, &made->value, &inner);
    if (found != MST_OK) {
        muster_value_close(made);
        return mst__api_fail(err, &inner, found);
    }
    *value = made;
    return MUSTER_OK;
}

void
muster_value_close(muster_value *value)
{
    if (value != NULL) {
        mst_value_release(&value->value);
        mst_heap_free(value);
    }
}

uint32_t
muster_value_count(const muster_value *value)
{
    return value->value.row_count;
}

static double
seconds(mst_time ms)
{
    return (double)ms / 1000.0;
}

muster_status
muster_value_row(const muster_value *value, uint32_t row, muster_worth *worth, muster_error *err)
{
    if (row >= value->value.row_count) {
        return mst__api_refuse(err, MST_USAGE, "the table has no row %u", row);
    }
    const mst_value_row *from = &value->value.rows[row];
    uint32_t scenario = value->value.scenarios[from->scenario].index;
    *worth = (muster_worth){
        .item = from->name,
        .unit = from->unit,
        .lower = (double)from->lower_gain / 1e6,
        .upper = (double)from->upper_gain / 1e6,
        .most = from->most_gain,
        .scenario = muster_post_scenario_id(value->post, scenario),
        .sooner_seconds = seconds(from->completion_gain),
        .wait_longer_seconds = seconds(from->wait_gain),
    };
    if (from->is_dated) {
        bool is_any = from->use_by == MST_NEVER;
        worth->use_by = is_any ? MUSTER_USE_BY_ANY : MUSTER_USE_BY_AFTER;
        worth->use_by_seconds = is_any ? 0 : seconds(from->use_by);
    }
    return MUSTER_OK;
}

int
muster_value_stopped(const muster_value *value)
{
    return value->value.stopped ? 1 : 0;
}

static muster_status
write(const muster_value *value,
      mst_status (*writer)(const mst_value_view *view, char **text, mst_error *err), char **text,
      muster_error *err)
{
    mst_value_view view = {value->post->post, &value->value, value->seed};
    mst_error inner;
    return mst__api_fail(err, &inner, writer(&view, text, &inner));
}

muster_status
muster_value_write_text(const muster_value *value, char **text, muster_error *err)
{
    return write(value, mst_value_write_text, text, err);
}

muster_status
muster_value_write_json(const muster_value *value, char **text, muster_error *err)
{
    return write(value, mst_value_write_json, text, err);
}
