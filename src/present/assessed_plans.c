/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell is [left, staying, exposure, completion, order, latest order or null, [cleared ...],
 * played], a gain [scenario, name, unit, left, completion, use by or null];
 * times are ms. `played` is null for a cell that is too large to be played, else [sure, runs that
 * `leaving` is of, persons in them, [not out ...], [completion ...], sites], and a site [site,
 * [cleared ...], [hour, leaving, hour, leaving ...]] where anybody ever left.
 */
#include "present/assessed_plans.h"

#include <string.h>

#include "present/json.h"

static const char format[] = "muster-assessed-4";

enum { CELL_PARTS = 8, PLAYED_PARTS = 6, SITE_PARTS = 3, GAIN_PARTS = 6, MOST_GAINS = 1 << 20 };

#define MOST_LEAVING (INT64_C(1) << 40)

/* ---- writing ---- */

static void
append_number(mst__json *out, json_t *array, int64_t value)
{
    mst__json_append(out, array, json_integer(value));
}

static json_t *
site_of(mst__json *out, const mst_played *played, const mst_played_cell *cell, uint32_t site)
{
    json_t *row = mst__json_array(out), *cleared = mst__json_array(out);
    json_t *leaving = mst__json_array(out);
    append_number(out, row, site);
    for (uint32_t r = 0; r < cell->runs; r++) {
        append_number(out, cleared, cell->cleared[(size_t)r * played->site_count + site]);
    }
    const int64_t *by_hour = &cell->leaving[(size_t)site * MST_PLAYED_HOURS];
    for (uint32_t h = 0; h < MST_PLAYED_HOURS; h++) {
        if (by_hour[h] != 0) {
            append_number(out, leaving, h);
            append_number(out, leaving, by_hour[h]);
        }
    }
    mst__json_append(out, row, cleared);
    mst__json_append(out, row, leaving);
    return row;
}

static bool
was_anybody_at(const mst_played *played, const mst_played_cell *cell, uint32_t site)
{
    bool was = false;
    for (uint32_t r = 0; r < cell->runs; r++) {
        was |= cell->cleared[(size_t)r * played->site_count + site] != 0;
    }
    return was;
}

static json_t *
played_of(mst__json *out, const mst_played *played, const mst_played_cell *cell)
{
    if (cell->runs == 0) {
        return json_null();
    }
    json_t *row = mst__json_array(out), *not_out = mst__json_array(out);
    json_t *completion = mst__json_array(out), *sites = mst__json_array(out);
    mst__json_append(out, row, json_boolean(cell->is_sure));
    append_number(out, row, cell->leaving_runs);
    append_number(out, row, cell->persons);
    for (uint32_t r = 0; r < cell->runs; r++) {
        append_number(out, not_out, cell->not_out[r]);
        append_number(out, completion, cell->completion[r]);
    }
    for (uint32_t s = 0; s < played->site_count; s++) {
        if (was_anybody_at(played, cell, s)) {
            mst__json_append(out, sites, site_of(out, played, cell, s));
        }
    }
    mst__json_append(out, row, not_out);
    mst__json_append(out, row, completion);
    mst__json_append(out, row, sites);
    return row;
}

static json_t *
cell_of(mst__json *out, const mst_assessed_plans *plans, uint32_t index)
{
    const mst_assessed_plan *plan = &plans->cells[index];
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
    mst__json_append(out, row,
                     plans->played != NULL
                         ? played_of(out, plans->played, &plans->played->cells[index])
                         : json_null());
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
    mst__json_integer(&out, root, "standing", plans->standing);
    for (uint32_t i = 0; i < plans->scenario_count * plans->option_count; i++) {
        mst__json_append(&out, cells, cell_of(&out, plans, i));
    }
    for (uint32_t i = 0; i < plans->gain_count; i++) {
        const mst_assessed_gain *gain = &plans->gains[i];
        json_t *row = mst__json_array(&out);
        append_number(&out, row, gain->scenario);
        mst__json_append(&out, row, json_string(gain->name));
        mst__json_append(&out, row, json_string(gain->unit));
        append_number(&out, row, gain->left);
        append_number(&out, row, gain->completion);
        mst__json_append(&out, row, gain->is_dated ? json_integer(gain->use_by) : json_null());
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
read_numbers(const json_t *array, size_t count, size_t stride, int64_t *values)
{
    bool is_whole = json_array_size(array) == count;
    for (size_t i = 0; i < count && is_whole; i++) {
        is_whole = read_number(array, i, 0, &values[i * stride]);
    }
    return is_whole;
}

static bool
read_site(const json_t *row, uint32_t sites, mst_played_cell *cell)
{
    const json_t *leaving = json_array_get(row, 2);
    int64_t site;
    if (json_array_size(row) != SITE_PARTS || !read_number(row, 0, 0, &site) || site >= sites ||
        !read_numbers(json_array_get(row, 1), cell->runs, sites, cell->cleared + site) ||
        !json_is_array(leaving)) {
        return false;
    }
    for (size_t i = 0; i + 1 < json_array_size(leaving); i += 2) {
        int64_t hour, count;
        if (!read_number(leaving, i, 0, &hour) || hour >= MST_PLAYED_HOURS ||
            !read_number(leaving, i + 1, 0, &count) || count > MOST_LEAVING) {
            return false;
        }
        cell->leaving[(size_t)site * MST_PLAYED_HOURS + (size_t)hour] = count;
    }
    return true;
}

static bool
read_played(const json_t *row, uint32_t sites, mst_arena *arena, mst_played_cell *cell)
{
    *cell = (mst_played_cell){.is_sure = true};
    if (json_is_null(row)) {
        return true;
    }
    const json_t *not_out = json_array_get(row, 3), *places = json_array_get(row, 5);
    size_t runs = json_array_size(not_out);
    int64_t leaving_runs;
    if (json_array_size(row) != PLAYED_PARTS || !json_is_boolean(json_array_get(row, 0)) ||
        runs == 0 || runs > MST_PLAYED_MOST || !read_number(row, 1, 1, &leaving_runs) ||
        leaving_runs > (int64_t)runs || !read_number(row, 2, 0, &cell->persons) ||
        !json_is_array(places)) {
        return false;
    }
    cell->is_sure = json_is_true(json_array_get(row, 0));
    cell->runs = (uint32_t)runs;
    cell->leaving_runs = (uint32_t)leaving_runs;
    cell->not_out = MST_TAKE(arena, int64_t, runs);
    cell->completion = MST_TAKE(arena, mst_time, runs);
    cell->cleared = MST_TAKE(arena, mst_time, runs * sites);
    cell->leaving = MST_TAKE(arena, int64_t, (size_t)sites * MST_PLAYED_HOURS);
    bool is_whole = cell->not_out != NULL && cell->completion != NULL && cell->cleared != NULL &&
                    cell->leaving != NULL && read_numbers(not_out, runs, 1, cell->not_out) &&
                    read_numbers(json_array_get(row, 4), runs, 1, cell->completion);
    for (size_t r = 0; r < runs && is_whole; r++) {
        is_whole = cell->not_out[r] <= MST_MAX_PEOPLE;
    }
    for (size_t i = 0; i < json_array_size(places) && is_whole; i++) {
        is_whole = read_site(json_array_get(places, i), sites, cell);
    }
    return is_whole;
}

static bool
read_cell(const json_t *row, uint32_t sites, mst_arena *arena, mst_assessed_plan *plan)
{
    const json_t *cleared = json_array_get(row, 6);
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
    gain->is_dated = !json_is_null(json_array_get(row, 5));
    if (gain->is_dated && !read_number(row, 5, 0, &gain->use_by)) {
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
    const json_t *standing = json_object_get(root, "standing");
    size_t count = (size_t)plans->scenario_count * plans->option_count;
    plans->cells = MST_TAKE(arena, mst_assessed_plan, count);
    plans->played = MST_TAKE(arena, mst_played, 1);
    mst_played_cell *played = MST_TAKE(arena, mst_played_cell, count);
    bool is_whole = played != NULL && plans->played != NULL && its_format != NULL &&
                    strcmp(its_format, format) == 0 && its_key != NULL &&
                    strcmp(its_key, key) == 0 && json_array_size(cells) == count &&
                    json_is_integer(tried) && json_integer_value(tried) >= 0 &&
                    json_integer_value(tried) <= UINT32_MAX && json_is_integer(standing) &&
                    json_integer_value(standing) >= 0 &&
                    (size_t)json_integer_value(standing) <= count && plans->cells != NULL;
    for (size_t i = 0; i < count && is_whole; i++) {
        const json_t *row = json_array_get(cells, i);
        is_whole =
            read_cell(row, plans->site_count, arena, &plans->cells[i]) &&
            read_played(json_array_get(row, CELL_PARTS - 1), plans->site_count, arena, &played[i]);
    }
    is_whole = is_whole && read_gains(root, arena, plans);
    if (is_whole) {
        *plans->played = (mst_played){(uint32_t)count, plans->site_count, played};
        plans->orders_tried = (uint32_t)json_integer_value(tried);
        plans->standing = (uint32_t)json_integer_value(standing);
    }
    json_decref(root);
    return is_whole;
}
