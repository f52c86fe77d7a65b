/* SPDX-License-Identifier: Apache-2.0 */
#include "present/json.h"

#include <inttypes.h>
#include <stdio.h>

json_t *
mst__json_object(mst__json *out)
{
    json_t *object = json_object();
    out->failed = out->failed || object == NULL;
    return object;
}

json_t *
mst__json_array(mst__json *out)
{
    json_t *array = json_array();
    out->failed = out->failed || array == NULL;
    return array;
}

void
mst__json_set(mst__json *out, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0) {
        out->failed = true;
    }
}

void
mst__json_append(mst__json *out, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0) {
        out->failed = true;
    }
}

void
mst__json_text(mst__json *out, json_t *object, const char *key, const char *text)
{
    mst__json_set(out, object, key, text == NULL ? json_null() : json_string(text));
}

void
mst__json_integer(mst__json *out, json_t *object, const char *key, int64_t value)
{
    mst__json_set(out, object, key, json_integer(value));
}

void
mst__json_real(mst__json *out, json_t *object, const char *key, double value)
{
    mst__json_set(out, object, key, json_real(value));
}

void
mst__json_seconds(mst__json *out, json_t *object, const char *key, mst_time ms)
{
    json_t *value = ms == MST_NEVER  ? json_null()
                    : ms % 1000 == 0 ? json_integer(ms / 1000)
                                     : json_real((double)ms / 1000.0);
    mst__json_set(out, object, key, value);
}

static void
set_priorities(mst__json *out, json_t *object, const int64_t *left, uint32_t priority_count)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < priority_count && i < MST_MAX_PRIORITIES; i++) {
        mst__json_append(out, array, json_integer(left[i]));
    }
    mst__json_set(out, object, "left_by_priority", array);
}

static void
set_exposure(mst__json *out, json_t *object, mst_wide exposure)
{
    char digits[48];
    mst__json_real(out, object, "exposure", mst_exposure_hours(exposure));
    mst__json_text(out, object, "exposure_exact", mst__wide_text(exposure, digits));
}

json_t *
mst__json_measures(mst__json *out, const mst_measures *measures, uint32_t priority_count)
{
    json_t *object = mst__json_object(out);
    mst__json_integer(out, object, "left", measures->left);
    mst__json_integer(out, object, "left_force", measures->left_force);
    set_priorities(out, object, measures->left_by_priority, priority_count);
    mst__json_seconds(out, object, "completion_seconds", measures->completion);
    mst__json_seconds(out, object, "completion_evacuees_seconds", measures->completion_evacuees);
    set_exposure(out, object, measures->exposure);
    mst__json_real(out, object, "vehicle_hours", (double)measures->vehicle_ms / 3600000.0);
    mst__json_seconds(out, object, "vehicle_seconds", measures->vehicle_ms);
    mst__json_seconds(out, object, "first_movement_seconds", measures->first_movement);
    return object;
}

json_t *
mst__json_bound(mst__json *out, const mst_bound *bound, uint32_t priority_count)
{
    json_t *object = mst__json_object(out);
    mst__json_integer(out, object, "left", bound->left);
    set_priorities(out, object, bound->left_by_priority, priority_count);
    mst__json_seconds(out, object, "completion_seconds", bound->completion);
    set_exposure(out, object, bound->exposure);
    mst__json_text(out, object, "left_reason", bound->left_reason);
    mst__json_text(out, object, "completion_reason", bound->completion_reason);
    return object;
}

json_t *
mst__json_bindings(mst__json *out, const mst_document_binding *bindings, uint32_t count)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < count; i++) {
        json_t *object = mst__json_object(out);
        char digits[48];
        mst__json_text(out, object, "limit", bindings[i].name);
        mst__json_text(out, object, "unit", bindings[i].unit);
        mst__json_integer(out, object, "left_gain", bindings[i].left_gain);
        if (bindings[i].left_priority > 0) {
            mst__json_integer(out, object, "left_priority", bindings[i].left_priority);
        }
        mst__json_seconds(out, object, "completion_gain_seconds", bindings[i].completion_gain);
        mst__json_real(out, object, "exposure_gain", mst_exposure_hours(bindings[i].exposure_gain));
        mst__json_text(out, object, "exposure_gain_exact",
                       mst__wide_text(bindings[i].exposure_gain, digits));
        mst__json_text(out, object, "gain_of", bindings[i].of_bound ? "bound" : "plan");
        mst__json_append(out, array, object);
    }
    return array;
}

const char *
mst__hash_text(const uint64_t hash[2], char *buffer)
{
    snprintf(buffer, 33, "%016" PRIx64 "%016" PRIx64, hash[0], hash[1]);
    return buffer;
}

/* Fifteen digits give back every time in seconds to the millisecond and every number that was
 * rounded. */
enum { DUMP_FLAGS = JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY };

static int
add_dump(const char *piece, size_t bytes, void *buffer)
{
    mst_buffer_add_bytes(buffer, piece, bytes);
    return 0;
}

static void
add_value(mst__json_lines *lines, const json_t *value)
{
    if (json_dump_callback(value, add_dump, &lines->buffer, DUMP_FLAGS) != 0) {
        lines->out.failed = true;
    }
}

static void
pass_on(mst__json_lines *lines)
{
    if (lines->sink != NULL && !lines->is_refused && !lines->out.failed && !lines->buffer.failed) {
        lines->is_refused = !mst_buffer_pass(&lines->buffer, lines->sink);
    }
}

static void
add_key(mst__json_lines *lines, const char *key)
{
    mst_buffer_addf(&lines->buffer, "%s\n  \"%s\": ", lines->has_members ? "," : "{", key);
    lines->has_members = true;
}

static void
add_row(mst__json_lines *lines, const json_t *value)
{
    mst_buffer_add(&lines->buffer, lines->has_rows ? ",\n    " : "[\n    ");
    lines->has_rows = true;
    add_value(lines, value);
    pass_on(lines);
}

void
mst__json_lines_begin(mst__json_lines *lines, const char *key)
{
    add_key(lines, key);
    lines->has_rows = false;
}

void
mst__json_lines_row(mst__json_lines *lines, json_t *value)
{
    add_row(lines, value);
    json_decref(value);
}

void
mst__json_lines_end(mst__json_lines *lines)
{
    mst_buffer_add(&lines->buffer, lines->has_rows ? "\n  ]" : "[]");
}

static void
add_member(mst__json_lines *lines, const char *key, const json_t *value)
{
    if (!json_is_array(value) || !json_is_object(json_array_get(value, 0))) {
        add_key(lines, key);
        add_value(lines, value);
        return;
    }
    mst__json_lines_begin(lines, key);
    for (size_t i = 0; i < json_array_size(value); i++) {
        add_row(lines, json_array_get(value, i));
    }
    mst__json_lines_end(lines);
}

void
mst__json_lines_member(mst__json_lines *lines, const char *key, json_t *value)
{
    add_member(lines, key, value);
    json_decref(value);
}

mst_status
mst__json_lines_finish(mst__json_lines *lines, char **text, mst_error *err)
{
    mst_buffer_add(&lines->buffer, lines->has_members ? "\n}\n" : "{}\n");
    pass_on(lines);
    if (lines->out.failed || lines->buffer.failed) {
        mst_buffer_release(&lines->buffer);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory for the JSON text");
    }
    if (lines->sink == NULL) {
        return mst_buffer_finish(&lines->buffer, text, err);
    }
    mst_buffer_release(&lines->buffer);
    if (lines->is_refused) {
        return mst_fail(err, MST_IO, mst_nowhere(),
                        "the JSON text could not be written to its end");
    }
    return MST_OK;
}

mst_status
mst__json_finish(mst__json *out, json_t *object, char **text, mst_error *err)
{
    mst__json_lines lines = {.out = *out};
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        add_member(&lines, key, value);
    }
    json_decref(object);
    return mst__json_lines_finish(&lines, text, err);
}
