/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a plan.json comes from and what was found with it.
 */
#include "present/json_reader.h"

#include <string.h>

static void
read_hash(mst__input *r, const json_t *input, uint64_t hash[2])
{
    const char *text = mst__input_required_text(r, input, "hash");
    if (r->status == MST_OK && !mst__hash_parse(text, hash)) {
        mst__input_fail(r, "hash", "\"hash\" must be 32 hexadecimal digits in small letters");
    }
}

static void
read_order(mst__input *r, const json_t *root)
{
    mst_document *document = r->document;
    const json_t *order = mst__input_enter_object(r, root, "order");
    document->order = mst__input_instant_at(r, order, "utc");
    mst__input_check_copy(r, order, "local", 0);
    document->ordered_by = mst__input_optional_text(r, order, "by");
    document->order_until = mst__input_is_absent(json_object_get(order, "until_utc"))
                                ? MST_NEVER
                                : mst__input_instant_at(r, order, "until_utc");
    if (r->status == MST_OK && document->order > document->order_until) {
        mst__input_fail(r, "until_utc",
                        "the order is given after \"until_utc\", when nobody may give it any more");
    }
    document->horizon = mst__input_time_at(r, order, "horizon_seconds");
    document->freeze = mst__input_optional_time(r, order, "freeze_seconds");
    document->freeze = document->freeze == MST_NEVER ? 0 : document->freeze;
    document->zone_name = mst__input_required_text(r, order, "zone");
    uint32_t count;
    const json_t *array = mst__input_array_at(r, order, "zone_offsets", &count);
    mst_zone_row *rows = mst__input_take(r, count, sizeof *rows);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *row = mst__input_enter_element(r, array, "zone_offsets", i);
        rows[i].from = mst__input_instant_at(r, row, "from_utc");
        rows[i].offset_seconds =
            (int32_t)mst__input_integer_within(r, row, "offset_seconds", -86400, 86400);
        if (i > 0 && rows[i].from <= rows[i - 1].from) {
            mst__input_fail(r, "from_utc", "the rows of \"zone_offsets\" must ascend in time");
        }
        mst__input_leave_element(r);
    }
    document->zone = (mst_when_zone){count, rows};
    mst__input_pop(r);
}

static void
read_resumed(mst__input *r, const json_t *root)
{
    mst_document *document = r->document;
    if (mst__input_is_absent(json_object_get(root, "resumed"))) {
        return;
    }
    const json_t *resumed = mst__input_enter_object(r, root, "resumed");
    mst_resume *resume = &document->resume;
    document->resumed = true;
    resume->at = mst__input_time_at(r, resumed, "at");
    resume->from = mst__input_time_at(r, resumed, "from");
    resume->until = mst__input_time_at(r, resumed, "until");
    document->cut_short = mst__input_optional_text(r, resumed, "cut_short");
    document->left_out = mst__input_optional_text(r, resumed, "left_out");
    bool ascend = 0 <= resume->at && resume->at <= resume->from && resume->from <= resume->until &&
                  resume->until < MST_NEVER;
    if (r->status == MST_OK && !ascend) {
        mst__input_fail(r, "from", "\"at\", \"from\" and \"until\" must rise, from 0 on");
    }
    mst__input_pop(r);
}

void
mst__read_provenance(mst__input *r, const json_t *root)
{
    mst_document *document = r->document;
    const char *format = mst__input_required_text(r, root, "format");
    if (r->status == MST_OK && strcmp(format, "muster-plan-1") != 0) {
        mst__input_fail(r, "format", "\"format\" is \"%s\"; this program reads \"muster-plan-1\"",
                        format);
    }
    document->version = mst__input_required_text(r, root, "version");
    const json_t *input = mst__input_enter_object(r, root, "input");
    document->post_id = mst__input_required_text(r, input, "post");
    document->post_name = mst__input_optional_text(r, input, "name");
    read_hash(r, input, document->input_hash);
    document->as_of = mst__input_instant_at(r, input, "as_of_utc");
    mst__input_pop(r);
    const json_t *run = mst__input_enter_object(r, root, "run");
    document->seed = (uint64_t)mst__input_integer_within(r, run, "seed", 0, INT64_MAX);
    document->effort = (uint32_t)mst__input_integer_within(r, run, "effort", 0, UINT32_MAX);
    document->time_limit_ms = mst__input_time_at(r, run, "time_limit_seconds");
    mst_time deadline = mst__input_optional_time(r, run, "deadline_seconds");
    document->deadline = deadline == MST_NEVER ? 0 : deadline;
    document->stopped = mst__input_flag(r, run, "stopped");
    uint32_t count;
    const json_t *array = mst__input_array_at(r, run, "set", &count);
    const char **overrides = mst__input_take(r, count, sizeof *overrides);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        overrides[i] = text != NULL ? mst_arena_text(r->arena, text) : NULL;
        if (overrides[i] == NULL) {
            mst__input_fail(r, "set", "an element of \"set\" must be a text");
        }
    }
    document->override_count = count;
    document->overrides = overrides;
    mst__input_pop(r);
    document->scenario = mst__input_required_text(r, root, "scenario");
    document->scenario_name = mst__input_optional_text(r, root, "scenario_name");
    document->option = mst__input_required_text(r, root, "option");
    document->option_name = mst__input_optional_text(r, root, "option_name");
    read_order(r, root);
    read_resumed(r, root);
}

static uint32_t
read_priorities(mst__input *r, const json_t *object, int64_t *left)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, object, "left_by_priority", &count);
    if (count > MST_MAX_PRIORITIES) {
        mst__input_fail(r, "left_by_priority", "there are %u priorities; at most %d are read",
                        count, MST_MAX_PRIORITIES);
        return 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!json_is_integer(json_array_get(array, i))) {
            mst__input_fail(r, "left_by_priority", "\"left_by_priority\" must hold whole numbers");
            return 0;
        }
        left[i] = json_integer_value(json_array_get(array, i));
    }
    return count;
}

static void
read_measures(mst__input *r, const json_t *root, const char *key, mst_measures *measures,
              uint32_t *priorities)
{
    const json_t *object = mst__input_enter_object(r, root, key);
    *measures = (mst_measures){
        .left = mst__input_integer_within(r, object, "left", 0, MST_MAX_PEOPLE),
        .left_force = mst__input_integer_within(r, object, "left_force", 0, MST_MAX_PEOPLE),
        .completion = mst__input_time_at(r, object, "completion_seconds"),
        .completion_evacuees = mst__input_time_at(r, object, "completion_evacuees_seconds"),
        .exposure = mst__input_wide_at(r, object, "exposure_exact"),
        .vehicle_ms = mst__input_time_at(r, object, "vehicle_seconds"),
        .first_movement = mst__input_time_at(r, object, "first_movement_seconds"),
    };
    *priorities = read_priorities(r, object, measures->left_by_priority);
    mst__input_pop(r);
}

static void
read_bound(mst__input *r, const json_t *root, mst_bound *bound)
{
    const json_t *object = mst__input_enter_object(r, root, "bound");
    *bound = (mst_bound){
        .left = mst__input_integer_within(r, object, "left", 0, MST_MAX_PEOPLE),
        .completion = mst__input_time_at(r, object, "completion_seconds"),
        .exposure = mst__input_wide_at(r, object, "exposure_exact"),
        .left_reason = mst__input_optional_text(r, object, "left_reason"),
        .completion_reason = mst__input_optional_text(r, object, "completion_reason"),
    };
    read_priorities(r, object, bound->left_by_priority);
    mst__input_pop(r);
}

mst_measure
mst__input_measure(mst__input *r, const char *text, const char *key)
{
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        if (text != NULL && strcmp(text, mst__measure_name((mst_measure)i)) == 0) {
            return (mst_measure)i;
        }
    }
    mst__input_fail(r, key, "\"%s\" is not a measure: left, completion, exposure or vehicle_hours",
                    text != NULL ? text : "?");
    return MST_MEASURE_LEFT;
}

static void
read_gap(mst__input *r, const json_t *root)
{
    const json_t *gap = mst__input_enter_object(r, root, "gap");
    r->document->gap = mst__input_real(r, gap, "value");
    r->document->gap_measure =
        mst__input_measure(r, mst__input_required_text(r, gap, "measure"), "measure");
    mst__input_pop(r);
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "order_of_measures", &count);
    if (count != MST_MEASURE_COUNT) {
        mst__input_fail(r, "order_of_measures",
                        "\"order_of_measures\" must name all four measures");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        r->document->order_of_measures[i] =
            mst__input_measure(r, json_string_value(json_array_get(array, i)), "order_of_measures");
    }
}

/* People of the largest weight: a gain among those of one priority is told by weight. */
#define MOST_WEIGHTED (INT64_C(1000) * MST_MAX_PEOPLE)

static void
read_bindings(mst__input *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "binding", &count);
    mst_document_binding *bindings = mst__input_take(r, count, sizeof *bindings);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *object = mst__input_enter_element(r, array, "binding", i);
        const char *of = mst__input_required_text(r, object, "gain_of");
        bindings[i] = (mst_document_binding){
            .name = mst__input_required_text(r, object, "limit"),
            .unit = mst__input_required_text(r, object, "unit"),
            .left_gain = mst__input_integer_within(r, object, "left_gain", 0, MOST_WEIGHTED),
            .left_priority =
                json_object_get(object, "left_priority") == NULL
                    ? 0
                    : (uint32_t)mst__input_integer_within(r, object, "left_priority", 1, 1000),
            .completion_gain = mst__input_time_at(r, object, "completion_gain_seconds"),
            .exposure_gain = mst__input_wide_at(r, object, "exposure_gain_exact"),
            .of_bound = strcmp(of, "bound") == 0,
        };
        mst__input_leave_element(r);
    }
    r->document->binding_count = count;
    r->document->bindings = bindings;
}

static void
read_remarks(mst__input *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "notices", &count);
    mst_document_notice *notices = mst__input_take(r, count, sizeof *notices);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *object = mst__input_enter_element(r, array, "notices", i);
        notices[i] = (mst_document_notice){
            .kind = mst__input_required_text(r, object, "kind"),
            .text = mst__input_required_text(r, object, "text"),
            .at = mst__input_time_at(r, object, "at"),
            .site = mst__input_is_absent(json_object_get(object, "site"))
                        ? MST_NONE
                        : mst__input_named(r, object, "site", &r->sites, "site"),
        };
        mst__input_leave_element(r);
    }
    r->document->notice_count = count;
    r->document->notices = notices;
    array = mst__input_array_at(r, root, "assumptions", &count);
    mst_document_assumption *assumptions = mst__input_take(r, count, sizeof *assumptions);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *object = mst__input_enter_element(r, array, "assumptions", i);
        assumptions[i] = (mst_document_assumption){
            .item = mst__input_required_text(r, object, "item"),
            .reason = mst__input_required_text(r, object, "reason"),
            .source = mst__input_optional_text(r, object, "source"),
            .owner = mst__input_optional_text(r, object, "owner"),
            .as_of = mst__input_is_absent(json_object_get(object, "as_of_utc"))
                         ? MST_NEVER
                         : mst__input_instant_at(r, object, "as_of_utc"),
        };
        mst__input_leave_element(r);
    }
    r->document->assumption_count = count;
    r->document->assumptions = assumptions;
}

void
mst__read_results(mst__input *r, const json_t *root)
{
    mst_document *document = r->document;
    const char *status = mst__input_optional_text(r, root, "status");
    if (status == NULL) {
        return; /* a plan written by hand: it has no results yet */
    }
    document->has_results = true;
    document->status = MST_CELL_PENDING;
    for (uint32_t i = MST_CELL_OPTIMAL; i <= MST_CELL_INFEASIBLE; i++) {
        if (strcmp(status, mst__cell_status_name((mst_cell_status)i)) == 0) {
            document->status = (mst_cell_status)i;
        }
    }
    if (document->status == MST_CELL_PENDING) {
        mst__input_fail(r, "status",
                        "\"status\" is \"%s\" and must be optimal, bounded or infeasible", status);
        return;
    }
    read_measures(r, root, "measures", &document->measures, &document->priority_count);
    read_bound(r, root, &document->bound);
    mst__read_certificates(r, root);
    document->has_foreseen = json_object_get(root, "foreseen") != NULL;
    if (document->has_foreseen) {
        uint32_t priorities;
        read_measures(r, root, "foreseen", &document->foreseen, &priorities);
    }
    read_gap(r, root);
    document->left_reason = mst__input_optional_text(r, root, "left_reason");
    document->infeasible_reason = mst__input_optional_text(r, root, "infeasible_reason");
    document->passed_over = mst__input_optional_text(r, root, "passed_over");
    read_bindings(r, root);
    read_remarks(r, root);
}
