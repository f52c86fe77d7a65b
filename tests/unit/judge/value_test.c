/* SPDX-License-Identifier: Apache-2.0
 *
 * What one more is worth, on posts small enough to follow by hand: 100 people, one bus of 50 seats,
 * an hour's way, a road that is cut at 20:00 in one of two scenarios; and a gate that nobody may be
 * brought to without guards. Use-by dates are tried minute by minute around what is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "judge/credal.h"
#include "judge/value.h"
#include "read/read.h"

#define HOUR MST_MS_PER_HOUR
#define MINUTE MST_MS_PER_MINUTE

static const char bus[] =
    "post: {id: small, as_of: 2021-08-11 00:00, horizon: 48 h}\n"
    "people:\n  - {id: staff, site: town, count: 100}\n"
    "sites:\n"
    "  - {id: haven, position: \"1.5, 30.5\", safe: true}\n"
    "  - {id: town, position: \"1, 30\"}\n"
    "links:\n  - {id: road, between: [town, haven], mode: road, time: 1 h}\n"
    "types:\n  - {id: bus, mode: road, seats: 50, speed: 40 km/h, berth_class: bus}\n"
    "fleets:\n  - {id: buses, type: bus, base: town, count: 1%s}\n"
    "scenarios:\n"
    "  - {id: calm, chance: 60..90 %%%s}\n"
    "  - {id: cut, chance: 10..40 %%, changes: [{close: links.road, from: 2021-08-11 20:00}%s]}\n"
    "options:\n"
    "  - {id: late, scope: full, order_at: 2021-08-11 18:30}\n"
    "  - {id: out, scope: full}\n"
    "reports:\n"
    "  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: sites.town, lost: 40 d 40..60 "
    "%%}\n";

static const char gate[] =
    "post: {id: gate, as_of: 2021-08-11 00:00, horizon: 12 h}\n"
    "people:\n  - {id: staff, site: town, count: 100}\n"
    "sites:\n"
    "  - {id: haven, position: \"1.5, 30.5\", safe: true}\n"
    "  - {id: gate, position: \"1.2, 30.2\", secure: {fixed: 10}}\n"
    "  - {id: town, position: \"1, 30\"}\n"
    "links:\n  - {id: near, between: [town, gate], mode: road, time: 1 h}\n"
    "  - {id: far, between: [gate, haven], mode: sea, time: 1 h}\n"
    "types:\n  - {id: bus, mode: road, seats: 60, speed: 40 km/h, berth_class: bus}\n"
    "  - {id: boat, mode: sea, seats: 120, speed: 40 km/h, berth_class: boat}\n"
    "fleets:\n  - {id: buses, type: bus, base: town, count: 1}\n"
    "  - {id: boats, type: boat, base: gate, count: 1}\n"
    "options:\n"
    "  - {id: out, scope: full}\n"
    "  - {id: guarded, scope: full, reinforcements: [{id: company, size: 10, site: gate, notice: "
    "%d "
    "min}]}\n";

static mst_post *
read_post(const char *text)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    if (mst_post_read_text("post.yaml", text, strlen(text), &post, &faults, &err) != MST_OK) {
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    return post;
}

static void
find_value(const mst_post *post, uint32_t option, uint32_t threads, mst_value *value)
{
    mst_arena arena;
    mst_evidence evidence;
    mst_error err = {0};
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_evidence_assess(post, &arena, &evidence, &err), MST_OK);
    const mst_value_options options = {.seed = 1, .threads = threads, .option = {option}};
    if (mst_value_find(post, &evidence, &options, value, &err) != MST_OK) {
        fail_msg("%s", err.text);
    }
    mst_arena_release(&arena);
}

static const mst_value_row *
row_called(const mst_value *value, const char *name)
{
    for (uint32_t r = 0; r < value->row_count; r++) {
        if (strcmp(value->rows[r].name, name) == 0) {
            return &value->rows[r];
        }
    }
    return NULL;
}

/* The measures of a cell of a post. */
static mst_measures
measures_of(const char *text, uint32_t scenario, uint32_t option)
{
    mst_post *post = read_post(text);
    const mst_scenario_id scenarios[] = {{scenario}};
    const mst_option_id options[] = {{option}};
    const mst_matrix_options wanted = {.seed = 1,
                                       .threads = 1,
                                       .without_binding = true,
                                       .scenario_count = 1,
                                       .scenarios = scenarios,
                                       .option_count = 1,
                                       .options = options};
    mst_matrix matrix;
    assert_int_equal(mst_matrix_plan(post, &wanted, &matrix, NULL), MST_OK);
    mst_measures measures = matrix.cells[0].judgement.measures;
    mst_matrix_release(&matrix);
    mst_post_release(post);
    return measures;
}

static void
a_bus_more_is_worth_fifty_until_it_must_leave(void **state)
{
    (void)state;
    char text[4096], more[128];
    snprintf(text, sizeof text, bus, "", "", "");
    mst_post *post = read_post(text);
    mst_value value;
    find_value(post, 0, 1, &value);
    const mst_value_row *row = row_called(&value, "fleets.buses.count");
    assert_non_null(row);
    assert_int_equal(row->most_gain, 50);
    assert_int_equal(row->scenario, 1);
    assert_int_equal(row->scenarios, 2);
    /* 10 to 40 % of 50; in the calm scenario the last are out after one hour instead of three. */
    assert_int_equal(row->lower_gain, 5 * MST_MILLION);
    assert_int_equal(row->upper_gain, 20 * MST_MILLION);
    assert_int_equal(row->completion_gain, 2 * HOUR);
    /* All are gone from the town with the order and not two hours later. */
    assert_true(value.has_curve);
    assert_int_equal(row->wait_gain, 2 * HOUR);
    /* Ordered at 18:30, the road is cut at 20:00, the way takes an hour. */
    assert_true(row->is_dated);
    assert_int_equal(row->use_by, 30 * MINUTE);
    for (int late = 0; late < 2; late++) {
        snprintf(more, sizeof more, ", {fleets.buses.count: {add: 1}, from: 2021-08-11 19:0%d}",
                 late);
        snprintf(text, sizeof text, bus, "", "", more);
        assert_int_equal(measures_of(text, 1, 0).left, late == 0 ? 0 : 50);
    }
    const mst_value_row *gone = row_called(&value, "people.staff.count");
    assert_non_null(gone);
    assert_string_equal(gone->unit, "100 gone before");
    assert_int_equal(gone->most_gain, 50);
    assert_false(gone->is_dated);
    mst_value_release(&value);
    mst_post_release(post);
}

static void
where_all_are_out_time_counts_and_it_is_the_same_on_two_threads(void **state)
{
    (void)state;
    char text[4096], more[128];
    snprintf(text, sizeof text, bus, "", "", "");
    mst_post *post = read_post(text);
    mst_value one, two;
    find_value(post, 1, 1, &one);
    find_value(post, 1, 2, &two);
    assert_int_equal(one.row_count, two.row_count);
    for (uint32_t r = 0; r < one.row_count; r++) {
        assert_string_equal(one.rows[r].name, two.rows[r].name);
        assert_string_equal(one.rows[r].unit, two.rows[r].unit);
        assert_int_equal(one.rows[r].upper_gain, two.rows[r].upper_gain);
        assert_int_equal(one.rows[r].completion_gain, two.rows[r].completion_gain);
        assert_int_equal(one.rows[r].use_by, two.rows[r].use_by);
    }
    const mst_value_row *row = row_called(&one, "fleets.buses.count");
    assert_non_null(row);
    assert_int_equal(row->most_gain, 0);
    assert_int_equal(row->upper_gain, 0);
    assert_int_equal(row->completion_gain, 2 * HOUR);
    /* The second trip ends after three hours: a bus that leaves at 1:59 is a minute sooner. */
    assert_int_equal(row->use_by, 119 * MINUTE);
    for (int minute = 119; minute <= 120; minute++) {
        snprintf(more, sizeof more, ", changes: [{fleets.buses.count: {add: 1}, from: +%d min}]",
                 minute);
        snprintf(text, sizeof text, bus, "", more, "");
        assert_int_equal(measures_of(text, 0, 1).completion,
                         minute == 119 ? 179 * MINUTE : 180 * MINUTE);
    }
    mst_value_release(&one);
    mst_value_release(&two);
    mst_post_release(post);
}

/* A date is a minute, and by none of them is a gain of seconds told from none. */
static void
what_gains_seconds_has_no_use_by_date(void **state)
{
    (void)state;
    char text[4096];
    snprintf(text, sizeof text, bus, "", "", "");
    char *time = strstr(text, "time: 1 h");
    assert_non_null(time);
    memcpy(time, "time: 9 s", strlen("time: 9 s"));
    mst_post *post = read_post(text);
    mst_value value;
    find_value(post, 1, 1, &value);
    const mst_value_row *row = row_called(&value, "fleets.buses.count");
    assert_non_null(row);
    assert_int_equal(row->completion_gain, 18 * MST_MS_PER_SECOND);
    assert_false(row->is_dated);
    mst_value_release(&value);
    mst_post_release(post);
}

static void
notice_counts_for_all_fleets_at_once(void **state)
{
    (void)state;
    char text[4096];
    snprintf(text, sizeof text, bus, ", notice: 90 min", "", "");
    mst_post *post = read_post(text);
    mst_value value;
    find_value(post, 1, 1, &value);
    const mst_value_row *row = row_called(&value, "fleets.*.notice");
    assert_non_null(row);
    assert_string_equal(row->unit, "an hour less");
    assert_int_equal(row->completion_gain, HOUR);
    /* All are gone from the town an hour sooner. */
    assert_true(value.has_curve);
    assert_int_equal(row->wait_gain, HOUR);
    row = row_called(&value, "fleets.buses.notice");
    assert_non_null(row);
    assert_int_equal(row->completion_gain, 9 * MINUTE);
    mst_value_release(&value);
    mst_post_release(post);
}

/* Without guards nobody may be brought to the gate. */
static void
troops_of_another_option_have_a_use_by_date(void **state)
{
    (void)state;
    char text[4096];
    snprintf(text, sizeof text, gate, 60);
    mst_post *post = read_post(text);
    mst_value value;
    find_value(post, 0, 1, &value);
    const mst_value_row *row = row_called(&value, "options.guarded.reinforcements.company");
    assert_non_null(row);
    assert_string_equal(row->unit, "with them");
    mst_measures without = measures_of(text, 0, 0), with = measures_of(text, 0, 1);
    assert_int_equal(without.left, 100);
    assert_int_equal(row->most_gain, without.left - (with.left - with.left_force));
    assert_true(row->is_dated && row->use_by > HOUR && row->use_by < 12 * HOUR);
    for (int minutes = 0; minutes < 2; minutes++) {
        snprintf(text, sizeof text, gate, (int)(row->use_by / MINUTE) + minutes);
        with = measures_of(text, 0, 1);
        bool gains = with.left - with.left_force < 100;
        assert_true(gains == (minutes == 0));
    }
    mst_value_release(&value);
    mst_post_release(post);
}

/* ---- a column of a matrix ---- */

static void
assert_same_gains(const mst_assessed_plans *a, const mst_assessed_plans *b)
{
    assert_int_equal(a->gains_option, b->gains_option);
    assert_int_equal(a->gain_count, b->gain_count);
    for (uint32_t i = 0; i < a->gain_count; i++) {
        const mst_assessed_gain *one = &a->gains[i], *other = &b->gains[i];
        assert_int_equal(one->scenario, other->scenario);
        assert_string_equal(one->name, other->name);
        assert_string_equal(one->unit, other->unit);
        assert_int_equal(one->left, other->left);
        assert_int_equal(one->completion, other->completion);
        assert_int_equal(one->is_dated, other->is_dated);
        assert_int_equal(one->use_by, other->use_by);
    }
}

/* Every gain of the column is in the table of the command, and every row of it is of some gain. */
static void
assert_gains_are_of(const mst_assessed_plans *plans, const mst_value *value)
{
    uint32_t scenarios = 0, gaining = 0;
    for (uint32_t r = 0; r < value->row_count; r++) {
        scenarios += value->rows[r].scenarios;
    }
    for (uint32_t i = 0; i < plans->gain_count; i++) {
        const mst_assessed_gain *gain = &plans->gains[i];
        const mst_value_row *row = row_called(value, gain->name);
        assert_non_null(row);
        assert_true(gain->left <= row->most_gain);
        assert_true(gain->completion <= row->completion_gain);
        assert_true(!gain->is_dated || (row->is_dated && row->use_by == gain->use_by));
        gaining++;
    }
    assert_int_equal(gaining, scenarios);
}

static void
a_column_gains_what_the_option_does_and_once_kept_the_same(void **state)
{
    (void)state;
    char text[4096];
    snprintf(text, sizeof text, bus, "", "", "");
    mst_post *post = read_post(text);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_kept *kept = mst_kept_open(NULL, 0);
    mst_error err;
    const mst_matrix_options planning = {.seed = 1, .without_binding = true};
    mst_matrix matrix;
    assert_int_equal(mst_matrix_plan(post, &planning, &matrix, &err), MST_OK);
    for (uint32_t option = 0; option < matrix.option_count; option++) {
        mst_value value;
        find_value(post, option, 1, &value);
        mst_assessed_plans found[3] = {{.gains_option = MST_NONE}};
        uint32_t hits, missed[3] = {0};
        for (int i = 0; i < 3; i++) {
            const mst_value_options options = {
                .seed = 1, .threads = 1, .kept = i == 0 ? NULL : kept};
            assert_int_equal(
                mst_value_gains(post, &matrix, option, &options, &arena, &found[i], &err), MST_OK);
            mst_kept_count(kept, &hits, &missed[i]);
        }
        assert_true(found[0].gain_count > 0);
        assert_same_gains(&found[0], &found[1]);
        assert_same_gains(&found[0], &found[2]);
        assert_true(missed[1] > missed[0]);
        assert_int_equal(missed[2], missed[1]);
        assert_gains_are_of(&found[0], &value);
        mst_value_release(&value);
    }
    mst_matrix_release(&matrix);
    mst_kept_close(kept);
    mst_arena_release(&arena);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bus_more_is_worth_fifty_until_it_must_leave),
        cmocka_unit_test(where_all_are_out_time_counts_and_it_is_the_same_on_two_threads),
        cmocka_unit_test(what_gains_seconds_has_no_use_by_date),
        cmocka_unit_test(notice_counts_for_all_fleets_at_once),
        cmocka_unit_test(troops_of_another_option_have_a_use_by_date),
        cmocka_unit_test(a_column_gains_what_the_option_does_and_once_kept_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
