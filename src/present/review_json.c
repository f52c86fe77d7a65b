/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "present/json.h"
#include "present/review.h"
#include "present/when.h"

#define FACTS_FORMAT "muster-review-facts-1"
#define REVIEW_FORMAT "muster-review-1"

/* ---- writing ---- */

static json_t *
scenarios_of(mst__json *out, const mst_review_facts *facts)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < facts->scenario_count; i++) {
        const mst_review_scenario *from = &facts->scenarios[i];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "scenario", from->scenario);
        mst__json_text(out, row, "option", from->option);
        mst__json_text(out, row, "failure", from->failure);
        mst__json_integer(out, row, "left", from->left);
        mst__json_integer(out, row, "left_at_least", from->left_at_least);
        mst__json_integer(out, row, "completion_ms", from->completion);
        mst__json_set(out, row, "decide_by_utc_ms",
                      from->decide_by == MST_NEVER ? json_null() : json_integer(from->decide_by));
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
singles_of(mst__json *out, const mst_review_facts *facts)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < facts->single_count; i++) {
        const mst_review_single *from = &facts->singles[i];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "item", from->item);
        mst__json_integer(out, row, "left_more", from->left_more);
        mst__json_text(out, row, "scenario", from->scenario);
        mst__json_integer(out, row, "scenarios", from->scenarios);
        mst__json_set(out, row, "proved", json_boolean(from->proved));
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
age_of(mst__json *out, const mst_review_age *age)
{
    char when[MST_WHEN_BYTES];
    bool ends = age->authority_ends != MST_NEVER;
    json_t *object = mst__json_object(out);
    mst__json_seconds(out, object, "overdue_seconds", age->overdue_ms);
    mst__json_integer(out, object, "stale_counts", age->stale_counts);
    mst__json_integer(out, object, "doubtful_counts", age->doubtful_counts);
    mst__json_integer(out, object, "stale", age->stale);
    mst__json_integer(out, object, "doubtful", age->doubtful);
    mst__json_text(out, object, "authority_ends_utc",
                   ends ? mst_when_utc(age->authority_ends, when) : NULL);
    mst__json_text(out, object, "authority_option", ends ? age->authority_option : NULL);
    mst__json_integer(out, object, "incident_alarms", age->alarms);
    mst__json_text(out, object, "incident_alarm", age->alarm);
    return object;
}

static json_t *
line_of(mst__json *out, const mst_review_line *line)
{
    json_t *row = mst__json_object(out);
    mst__json_text(out, row, "file", line->file);
    mst__json_text(out, row, "post", line->id);
    mst__json_text(out, row, "name", line->name);
    mst__json_text(out, row, "fault", line->fault);
    mst__json_set(out, row, "reached", json_boolean(!line->pending));
    if (!line->pending && line->fault == NULL) {
        mst__json_integer(out, row, "standing_plans", line->standing_count);
        mst__json_integer(out, row, "standing_plans_broken", line->broken_count);
        mst__json_text(out, row, "broken", line->broken);
        mst__json_set(out, row, "age", age_of(out, &line->age));
        mst__json_set(out, row, "scenarios", scenarios_of(out, &line->facts));
        mst__json_set(out, row, "single_points", singles_of(out, &line->facts));
    }
    return row;
}

mst_status
mst_review_write_json(const mst_review_page *page, char **text, mst_error *err)
{
    mst__json out = {0};
    char when[MST_WHEN_BYTES];
    json_t *root = mst__json_object(&out);
    mst__json_text(&out, root, "format", REVIEW_FORMAT);
    mst__json_text(&out, root, "version", MUSTER_VERSION);
    mst__json_text(&out, root, "as_of_utc", mst_when_utc(page->at, when));
    mst__json_integer(&out, root, "seed", (int64_t)page->seed);
    mst__json_integer(&out, root, "effort", page->effort);
    mst__json_set(&out, root, "losses", json_boolean(!page->without_losses));
    mst__json_set(&out, root, "stopped", json_boolean(page->stopped));
    json_t *posts = mst__json_array(&out);
    for (uint32_t i = 0; i < page->count; i++) {
        mst__json_append(&out, posts, line_of(&out, page->lines[i]));
    }
    mst__json_set(&out, root, "posts", posts);
    return mst__json_finish(&out, root, text, err);
}

mst_status
mst_review_write_facts(const mst_review_facts *facts, const char *key, char **text, mst_error *err)
{
    mst__json out = {0};
    json_t *root = mst__json_object(&out);
    mst__json_text(&out, root, "format", FACTS_FORMAT);
    mst__json_text(&out, root, "key", key);
    mst__json_set(&out, root, "scenarios", scenarios_of(&out, facts));
    mst__json_set(&out, root, "single_points", singles_of(&out, facts));
    return mst__json_finish(&out, root, text, err);
}

/* ---- reading back ---- */

/* What is missing or of another kind makes `ok` false. */
typedef struct reading {
    mst_arena *arena;
    bool ok;
} reading;

/* A copy; NULL for null. */
static const char *
text_at(reading *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value)) {
        const char *copy = mst_arena_text(r->arena, json_string_value(value));
        r->ok = r->ok && copy != NULL;
        return copy;
    }
    r->ok = r->ok && json_is_null(value);
    return NULL;
}

static int64_t
integer_at(reading *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    r->ok = r->ok && json_is_integer(value) && json_integer_value(value) >= 0;
    return json_integer_value(value);
}

/* Null is never. */
static mst_instant
moment_at(reading *r, const json_t *object, const char *key)
{
    return json_is_null(json_object_get(object, key)) ? MST_NEVER : integer_at(r, object, key);
}

static bool
flag_at(reading *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    r->ok = r->ok && json_is_boolean(value);
    return json_is_true(value);
}

static void
read_scenario(reading *r, const json_t *row, mst_review_scenario *to)
{
    *to = (mst_review_scenario){
        .scenario = text_at(r, row, "scenario"),
        .option = text_at(r, row, "option"),
        .failure = text_at(r, row, "failure"),
        .left = integer_at(r, row, "left"),
        .left_at_least = integer_at(r, row, "left_at_least"),
        .completion = integer_at(r, row, "completion_ms"),
        .decide_by = moment_at(r, row, "decide_by_utc_ms"),
    };
    r->ok = r->ok && to->scenario != NULL && (to->option != NULL) != (to->failure != NULL);
}

static void
read_single(reading *r, const json_t *row, mst_review_single *to)
{
    *to = (mst_review_single){
        .item = text_at(r, row, "item"),
        .scenario = text_at(r, row, "scenario"),
        .scenarios = (uint32_t)integer_at(r, row, "scenarios"),
        .left_more = integer_at(r, row, "left_more"),
        .proved = flag_at(r, row, "proved"),
    };
    r->ok = r->ok && to->item != NULL && to->scenario != NULL;
}

static bool
read_facts(const json_t *root, const char *key, mst_arena *arena, mst_review_facts *facts)
{
    reading r = {.arena = arena, .ok = true};
    const char *format = text_at(&r, root, "format"), *kept = text_at(&r, root, "key");
    const json_t *scenarios = json_object_get(root, "scenarios");
    const json_t *singles = json_object_get(root, "single_points");
    if (format == NULL || kept == NULL || strcmp(format, FACTS_FORMAT) != 0 ||
        strcmp(kept, key) != 0 || !json_is_array(scenarios) || !json_is_array(singles)) {
        return false;
    }
    facts->scenario_count = (uint32_t)json_array_size(scenarios);
    facts->single_count = (uint32_t)json_array_size(singles);
    facts->scenarios = MST_TAKE(arena, mst_review_scenario, facts->scenario_count);
    facts->singles = MST_TAKE(arena, mst_review_single, facts->single_count);
    if (facts->scenarios == NULL || facts->singles == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < facts->scenario_count; i++) {
        read_scenario(&r, json_array_get(scenarios, i), &facts->scenarios[i]);
    }
    for (uint32_t i = 0; i < facts->single_count; i++) {
        read_single(&r, json_array_get(singles, i), &facts->singles[i]);
    }
    return r.ok;
}

bool
mst_review_read_facts(const char *text, size_t bytes, const char *key, mst_arena *arena,
                      mst_review_facts *facts)
{
    json_error_t wrong;
    mst_review_facts read = {0};
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &wrong);
    bool ok = root != NULL && read_facts(root, key, arena, &read);
    json_decref(root);
    if (ok) {
        *facts = read;
    }
    return ok;
}
