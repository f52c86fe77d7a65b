/* SPDX-License-Identifier: Apache-2.0 */
#include "present/json_reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static mst_status
fail_text(mst__input *r, mst_status status, const char *key, const char *text)
{
    if (r->status != MST_OK) {
        return r->status;
    }
    mst__step path[MST__INPUT_DEPTH + 1];
    memcpy(path, r->path, sizeof r->path);
    uint32_t depth = r->depth;
    if (key != NULL) {
        path[depth++] = (mst__step){key, 0};
    }
    const mst_document *document = r->document;
    mst_place place = mst__json_place(document->source_name, document->source_text,
                                      document->source_bytes, path, depth);
    r->status = mst_fail(r->err, status, place, "%s", text);
    return r->status;
}

void
mst__input_fail(mst__input *r, const char *key, const char *format, ...)
{
    va_list arguments;
    char text[MST_ERROR_TEXT_BYTES];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fail_text(r, MST_INVALID, key, text);
}

static void
fail_memory(mst__input *r)
{
    if (r->status == MST_OK) {
        r->status = mst_fail(r->err, MST_NO_MEMORY, mst_nowhere(),
                             "there is not enough memory to read the plan");
    }
}

void
mst__input_push(mst__input *r, const char *key, size_t index)
{
    if (r->depth < MST__INPUT_DEPTH) {
        r->path[r->depth++] = (mst__step){key, index};
    }
}

void
mst__input_pop(mst__input *r)
{
    r->depth--;
}

void *
mst__input_take(mst__input *r, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(r->arena, count, bytes);
    if (taken == NULL) {
        fail_memory(r);
    }
    return taken;
}

/* ---- values ---- */

bool
mst__input_is_absent(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

/* The text of a member, copied; NULL when it is absent or null. */
const char *
mst__input_optional_text(mst__input *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (mst__input_is_absent(value) || r->status != MST_OK) {
        return NULL;
    }
    if (!json_is_string(value)) {
        mst__input_fail(r, key, "\"%s\" must be a text", key);
        return NULL;
    }
    if (strlen(json_string_value(value)) != json_string_length(value)) {
        mst__input_fail(r, key, "\"%s\" holds a NUL character", key);
        return NULL;
    }
    const char *copy = mst_arena_text(r->arena, json_string_value(value));
    if (copy == NULL) {
        fail_memory(r);
    }
    return copy;
}

/* Never NULL. */
const char *
mst__input_required_text(mst__input *r, const json_t *object, const char *key)
{
    const char *text = mst__input_optional_text(r, object, key);
    if (text == NULL) {
        mst__input_fail(r, key, "\"%s\" is missing", key);
        return "";
    }
    return text;
}

int64_t
mst__input_integer_within(mst__input *r, const json_t *object, const char *key, int64_t minimum,
                          int64_t maximum)
{
    const json_t *value = json_object_get(object, key);
    if (r->status != MST_OK) {
        return minimum;
    }
    if (!json_is_integer(value)) {
        mst__input_fail(r, key,
                        value == NULL ? "\"%s\" is missing" : "\"%s\" must be a whole number", key);
        return minimum;
    }
    int64_t number = json_integer_value(value);
    if (number < minimum || number > maximum) {
        mst__input_fail(r, key, "\"%s\" is %lld and must lie between %lld and %lld", key,
                        (long long)number, (long long)minimum, (long long)maximum);
        return minimum;
    }
    return number;
}

bool
mst__input_flag(mst__input *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value != NULL && !json_is_boolean(value)) {
        mst__input_fail(r, key, "\"%s\" must be true or false", key);
    }
    return json_is_true(value);
}

double
mst__input_real(mst__input *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) {
        mst__input_fail(r, key, "\"%s\" must be a number", key);
        return 0;
    }
    return json_number_value(value);
}

static mst_time
seconds_of(mst__input *r, const char *key, const json_t *value)
{
    double seconds = json_number_value(value);
    if (!json_is_number(value) || !(fabs(seconds) <= 1e11)) {
        mst__input_fail(r, key, "\"%s\" must be a number of seconds between -10^11 and 10^11", key);
        return 0;
    }
    if (json_is_integer(value)) {
        return json_integer_value(value) * 1000;
    }
    double ms = seconds * 1000.0, whole = round(ms);
    if (fabs(ms - whole) > 0.01) {
        mst__input_fail(r, key, "\"%s\" has more than three decimals; times are whole milliseconds",
                        key);
        return 0;
    }
    return (mst_time)whole;
}

mst_time
mst__input_time_at(mst__input *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL) {
        mst__input_fail(r, key, "\"%s\" is missing", key);
        return 0;
    }
    return json_is_null(value) ? MST_NEVER : seconds_of(r, key, value);
}

/* Absent means never. */
mst_time
mst__input_optional_time(mst__input *r, const json_t *object, const char *key)
{
    return json_object_get(object, key) == NULL ? MST_NEVER : mst__input_time_at(r, object, key);
}

mst_instant
mst__input_instant_at(mst__input *r, const json_t *object, const char *key)
{
    mst_instant instant = 0;
    const char *text = mst__input_required_text(r, object, key);
    if (r->status == MST_OK && !mst_when_parse(text, &instant)) {
        mst__input_fail(r, key, "\"%s\" is \"%s\" and must look like 2021-07-03T03:30:00Z", key,
                        text);
    }
    return instant;
}

mst_wide
mst__input_wide_at(mst__input *r, const json_t *object, const char *key)
{
    mst_wide value = 0;
    const char *text = mst__input_required_text(r, object, key);
    if (r->status == MST_OK && !mst__wide_parse(text, &value)) {
        mst__input_fail(
            r, key, "\"%s\" must be a whole number written as a text of at most 37 digits", key);
    }
    return value;
}

uint32_t
mst__input_named(mst__input *r, const json_t *object, const char *key, const mst__index *index,
                 const char *what)
{
    const char *text = mst__input_required_text(r, object, key);
    if (r->status != MST_OK) {
        return 0;
    }
    uint32_t found = mst__index_find(index, text);
    if (found == MST_NONE) {
        const char *nearest = mst__index_nearest(index, text);
        mst__input_fail(r, key, "\"%s\" is not a %s of this plan%s%s%s", text, what,
                        nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
                        nearest != NULL ? "\"?" : "");
        return 0;
    }
    return found;
}

static uint32_t
arc_between(mst__input *r, const char *link, uint32_t from, uint32_t to)
{
    for (uint32_t row = mst__index_first(&r->links, link);
         row != MST_NONE && row < r->links.count && strcmp(r->links.rows[row].text, link) == 0;
         row++) {
        const mst_document_arc *arc = &r->document->arcs[r->links.rows[row].index];
        if (arc->from == from && arc->to == to) {
            return r->links.rows[row].index;
        }
    }
    return MST_NONE;
}

uint32_t
mst__input_arc_at(mst__input *r, const json_t *object, const char *link_key, const char *from_key,
                  const char *to_key)
{
    uint32_t from = mst__input_named(r, object, from_key, &r->sites, "site");
    uint32_t to = mst__input_named(r, object, to_key, &r->sites, "site");
    const char *link = mst__input_required_text(r, object, link_key);
    if (r->status != MST_OK) {
        return 0;
    }
    uint32_t arc = arc_between(r, link, from, to);
    if (arc == MST_NONE) {
        mst__input_fail(r, link_key, "\"%s\" is not a link of this plan from %s to %s", link,
                        r->document->sites[from].id, r->document->sites[to].id);
        return 0;
    }
    return arc;
}

/* A time written twice must say the same twice. */
void
mst__input_check_copy(mst__input *r, const json_t *object, const char *key, mst_time at)
{
    const json_t *value = json_object_get(object, key);
    mst_instant instant;
    if (mst__input_is_absent(value) || r->status != MST_OK) {
        return;
    }
    if (!json_is_string(value) || !mst_when_parse(json_string_value(value), &instant)) {
        mst__input_fail(r, key, "\"%s\" must look like 2021-07-03T03:30:00Z", key);
    } else if (at == MST_NEVER || instant != r->document->order + at) {
        char when[MST_WHEN_BYTES];
        mst__input_fail(
            r, key,
            "\"%s\" is %s but the seconds after the order give %s: change both, or leave \"%s\" "
            "out",
            key, json_string_value(value),
            at == MST_NEVER ? "never" : mst_when_utc(r->document->order + at, when), key);
    }
}

void
mst__input_check_copies(mst__input *r, const json_t *object, mst_time leave, mst_time arrive)
{
    mst__input_check_copy(r, object, "leave_utc", leave);
    mst__input_check_copy(r, object, "leave_local", leave);
    mst__input_check_copy(r, object, "arrive_utc", arrive);
    mst__input_check_copy(r, object, "arrive_local", arrive);
}

/* The array of a member, NULL (and 0 elements) when absent. */
const json_t *
mst__input_array_at(mst__input *r, const json_t *object, const char *key, uint32_t *count)
{
    const json_t *array = json_object_get(object, key);
    *count = 0;
    if (mst__input_is_absent(array) || r->status != MST_OK) {
        return NULL;
    }
    if (!json_is_array(array)) {
        mst__input_fail(r, key, "\"%s\" must be a list", key);
        return NULL;
    }
    *count = (uint32_t)json_array_size(array); /* the file's size keeps it far below 2^32 */
    return array;
}

/* Element `i`, which must be an object; the path is inside it until leave_element. */
const json_t *
mst__input_enter_element(mst__input *r, const json_t *array, const char *key, uint32_t i)
{
    mst__input_push(r, key, 0);
    mst__input_push(r, NULL, i);
    const json_t *object = json_array_get(array, i);
    if (!json_is_object(object)) {
        mst__input_fail(r, NULL, "an element of \"%s\" must be an object", key);
    }
    return object;
}

void
mst__input_leave_element(mst__input *r)
{
    mst__input_pop(r);
    mst__input_pop(r);
}

/* ---- loads ---- */

uint32_t
mst__input_stations_at(mst__input *r, const json_t *object)
{
    uint32_t count, mask = 0;
    const json_t *array = mst__input_array_at(r, object, "stations", &count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        uint32_t station = text != NULL ? mst__index_find(&r->stations, text) : MST_NONE;
        if (station == MST_NONE) {
            mst__input_fail(r, "stations", "\"%s\" is not a station of this plan",
                            text != NULL ? text : "?");
            return 0;
        }
        mask |= UINT32_C(1) << station;
    }
    return mask;
}

/* The cohort, by "cohort" or else by "people". */
uint32_t
mst__input_cohort_at(mst__input *r, const json_t *object)
{
    const char *key = json_object_get(object, "cohort") != NULL ? "cohort" : "people";
    return mst__input_named(r, object, key, &r->cohorts, "group");
}

mst_load_list
mst__input_loads_at(mst__input *r, const json_t *object, const char *key)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, object, key, &count);
    mst_load *loads = mst__input_take(r, count, sizeof(mst_load));
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *load = mst__input_enter_element(r, array, key, i);
        loads[i].cohort = mst__input_cohort_at(r, load);
        loads[i].stations = mst__input_stations_at(r, load);
        loads[i].count = mst__input_integer_within(r, load, "count", 1, MST_MAX_PEOPLE);
        mst__input_leave_element(r);
    }
    if (r->status != MST_OK) {
        return (mst_load_list){0};
    }
    return (mst_load_list){mst__load_normalize(loads, count), loads};
}

const json_t *
mst__input_enter_object(mst__input *r, const json_t *root, const char *key)
{
    const json_t *object = json_object_get(root, key);
    if (!json_is_object(object)) {
        mst__input_fail(r, key, object == NULL ? "\"%s\" is missing" : "\"%s\" must be an object",
                        key);
    }
    mst__input_push(r, key, 0);
    return object;
}
