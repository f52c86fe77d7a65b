/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell is [left, staying, exposure, completion, order, latest order or null, [cleared ...]], a
 * gain [scenario, name, unit, left, completion]; times are ms.
 */
#include "present/assessed_plans.h"

#include <string.h>

#include "present/json.h"

static const char format[] = "muster-assessed-1";

enum { CELL_PARTS = 7, GAIN_PARTS = 5, MOST_GAINS = 1 << 20 };

/* ---- writing ---- */

static void
append_number(mst__json *out, json_t *array, int64_t value)
{
    mst__json_append(out, array, json_integer(value));
}

static json_t *
cell_of(mst__json *out, const mst_assessed_plans *plans, const mst_assessed_plan *plan)
{
    json_t *row = mst__json_array(out), *cleared = mst__json_array(out);
    append_number(out, row, plan->left);
    append_number(out, row, plan->staying);
    append_number(out, row, plan->exposure);
    append_number(out, row, plan->completion);
    append_number(out, row, plan->order);
    mst__json_append(out, row, plan->latest_known ? json_integer(plan->latest_order) : json_null());
    for (uint32_t s = 0; s < plans->site_count; s++) {
        append_number(out, cleared, plan->cleared[s]);
    }
    mst__json_append(out, row, cleared);
    return row;
}

mst_status
mst_assessed_plans_write(const mst_assessed_plans *plans, const char *key, char **text,
                         mst_error *err)
{
    mst__json out = {0};
    json_t *root = mst__json_object(&out);
    json_t *cells = mst__json_array(&out), *gains = mst__json_array(&out);
    mst__json_text(&out, root, "format", format);
    mst__json_text(&out, root, "key", key);
    mst__json_integer(&out, root, "orders_tried", plans->orders_tried);
    for (uint32_t i = 0; i < plans->scenario_count * plans->option_count; i++) {
        mst__json_append(&out, cells, cell_of(&out, plans, &plans->cells[i]));
    }
    for (uint32_t i = 0; i < plans->gain_count; i++) {
        const mst_assessed_gain *gain = &plans->gains[i];
        json_t *row = mst__json_array(&out);
        append_number(&out, row, gain->scenario);
        mst__json_append(&out, row, json_string(gain->name));
        mst__json_append(&out, row, json_string(gain->unit));
        append_number(&out, row, gain->left);
        append_number(&out, row, gain->completion);
        mst__json_append(&out, gains, row);
    }
    mst__json_set(&out, root, "cells", cells);
    mst__json_set(&out, root, "gains_option",
                  plans->gains_option != MST_NONE ? json_integer(plans->gains_option)
                                                  : json_null());
    mst__json_set(&out, root, "gains", gains);
    return mst__json_finish(&out, root, text, err);
}

/* ---- reading ---- */

static bool
read_number(const json_t *array, size_t index, int64_t least, int64_t *value)
{
    const json_t *item = json_array_get(array, index);
    *value = json_integer_value(item);
    return json_is_integer(item) && *value >= least && *value <= MST_NEVER;
}

static bool
read_cell(const json_t *row, uint32_t sites, mst_arena *arena, mst_assessed_plan *plan)
{
    const json_t *cleared = json_array_get(row, CELL_PARTS - 1);
    mst_time *at = MST_TAKE(arena, mst_time, sites);
    if (at == NULL || json_array_size(row) != CELL_PARTS || json_array_size(cleared) != sites ||
        !read_number(row, 0, 0, &plan->left) || !read_number(row, 1, 0, &plan->staying) ||
        !read_number(row, 2, 0, &plan->exposure) || !read_number(row, 3, 0, &plan->completion) ||
        !read_number(row, 4, MST_TIME_MIN, &plan->order)) {
        return false;
    }
    plan->latest_known = !json_is_null(json_array_get(row, 5));
    if (plan->latest_known && !read_number(row, 5, MST_TIME_MIN, &plan->latest_order)) {
        return false;
    }
    for (uint32_t s = 0; s < sites; s++) {
        if (!read_number(cleared, s, 0, &at[s])) {
            return false;
        }
    }
    plan->cleared = at;
    return plan->left <= MST_MAX_PEOPLE && plan->staying <= MST_MAX_PEOPLE;
}

static bool
read_gain(const json_t *row, uint32_t scenarios, mst_arena *arena, mst_assessed_gain *gain)
{
    int64_t scenario;
    const char *name = json_string_value(json_array_get(row, 1));
    const char *unit = json_string_value(json_array_get(row, 2));
    if (json_array_size(row) != GAIN_PARTS || name == NULL || unit == NULL ||
        !read_number(row, 0, 0, &scenario) || scenario >= scenarios ||
        !read_number(row, 3, 0, &gain->left) || !read_number(row, 4, 0, &gain->completion) ||
        gain->left > MST_MAX_PEOPLE) {
        return false;
    }
    gain->scenario = (uint32_t)scenario;
    gain->name = mst_arena_text(arena, name);
    gain->unit = mst_arena_text(arena, unit);
    return gain->name != NULL && gain->unit != NULL;
}

static bool
read_gains(const json_t *root, mst_arena *arena, mst_assessed_plans *plans)
{
    const json_t *gains = json_object_get(root, "gains");
    const json_t *option = json_object_get(root, "gains_option");
    size_t count = json_array_size(gains);
    plans->gains_option = MST_NONE;
    if (json_is_integer(option) && json_integer_value(option) >= 0 &&
        json_integer_value(option) < plans->option_count) {
        plans->gains_option = (uint32_t)json_integer_value(option);
    }
    mst_assessed_gain *rows =
        count <= MOST_GAINS ? MST_TAKE(arena, mst_assessed_gain, count) : NULL;
    bool is_whole = json_is_array(gains) && rows != NULL;
    for (size_t i = 0; i < count && is_whole; i++) {
        is_whole = read_gain(json_array_get(gains, i), plans->scenario_count, arena, &rows[i]);
    }
    plans->gains = rows;
    plans->gain_count = (uint32_t)count;
    return is_whole;
}

bool
mst_assessed_plans_read(const char *text, size_t bytes, const char *key, mst_arena *arena,
                        mst_assessed_plans *plans)
{
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL);
    const char *its_format = json_string_value(json_object_get(root, "format"));
    const char *its_key = json_string_value(json_object_get(root, "key"));
    const json_t *cells = json_object_get(root, "cells");
    const json_t *tried = json_object_get(root, "orders_tried");
    size_t count = (size_t)plans->scenario_count * plans->option_count;
    plans->cells = MST_TAKE(arena, mst_assessed_plan, count);
    bool is_whole = its_format != NULL && strcmp(its_format, format) == 0 && its_key != NULL &&
                    strcmp(its_key, key) == 0 && json_array_size(cells) == count &&
                    json_is_integer(tried) && json_integer_value(tried) >= 0 &&
                    json_integer_value(tried) <= UINT32_MAX && plans->cells != NULL;
    for (size_t i = 0; i < count && is_whole; i++) {
        is_whole = read_cell(json_array_get(cells, i), plans->site_count, arena, &plans->cells[i]);
    }
    is_whole = is_whole && read_gains(root, arena, plans);
    if (is_whole) {
        plans->orders_tried = (uint32_t)json_integer_value(tried);
    }
    json_decref(root);
    return is_whole;
}
