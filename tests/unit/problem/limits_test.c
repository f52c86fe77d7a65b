/* SPDX-License-Identifier: Apache-2.0
 *
 * What the compiler refuses by itself, whoever made the post: limits, cycles, and changes over time
 * of what cannot change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cell.h"

#include <cmocka.h>

#define HOURS(n) ((n)*MST_MS_PER_HOUR)

/* Items stand in the post by id, and here they are written in that order: item 0 is the first. */
static const char text[] = "post: {id: test, as_of: 2021-07-03 08:00, horizon: 20 d}\n"
                           "people: [{id: staff, site: home, count: 9}]\n"
                           "sites:\n  - {id: home, hold: 50}\n  - {id: refuge, safe: true}\n"
                           "links: [{id: road, between: [home, refuge], mode: road, time: 1 h}]\n"
                           "types: [{id: van, mode: road, seats: 4}]\n"
                           "fleets:\n"
                           "  - {id: vans, type: van, base: home, count: 2, notice: 0 h}\n"
                           "  - {id: wagons, type: van, base: home, count: 2, notice: 0 h}\n"
                           "scenarios: [{id: told}, {id: other}]\n"
                           "options: [{id: all}]\n";

/* Compiles the post with `changes` put into its first scenario behind the reader's back. */
static mst_status
compile_changed(uint32_t count, const mst_change *changes, mst_error *err)
{
    cell opened;
    cell_open(&opened, text, "other", "all");
    assert_int_equal(opened.status, MST_OK);
    opened.post->scenarios[0].changes = changes;
    opened.post->scenarios[0].change_count = count;
    mst_case *instance = NULL;
    mst_status status = mst_case_compile(opened.post, (mst_scenario_id){0}, (mst_option_id){0},
                                         NULL, &instance, err);
    assert_true((instance != NULL) == (status == MST_OK));
    mst_case_release(instance);
    cell_close(&opened);
    return status;
}

static mst_change
change_of(mst_item_class item_class, uint32_t item, const char *field)
{
    return (mst_change){
        .item_class = item_class,
        .item = item,
        .field = field != NULL ? mst_field_find(item_class, field) : MST_NONE,
        .berth_class = MST_NONE,
    };
}

static void
what_cannot_change_after_the_order_does_not(void **state)
{
    (void)state;
    mst_change change = change_of(MST_ITEM_TYPE, 0, "seats");
    change.operation = MST_CHANGE_SET;
    change.value = 5;
    change.from = (mst_moment){.given = true, .ms = HOURS(1)};
    mst_error err;
    assert_int_equal(compile_changed(1, &change, &err), MST_INVALID);
    assert_string_equal(err.text, "\"types.van.seats\" cannot change after the order, but this "
                                  "change begins or ends inside the horizon");
    change.from.ms = -HOURS(1);
    assert_int_equal(compile_changed(1, &change, &err), MST_OK);
    change.until = (mst_moment){.given = true, .ms = HOURS(1)};
    assert_int_equal(compile_changed(1, &change, &err), MST_INVALID);
    change.until.ms = 20 * MST_MS_PER_DAY; /* the horizon */
    assert_int_equal(compile_changed(1, &change, &err), MST_OK);
}

static void
daylight_needs_a_position(void **state)
{
    (void)state;
    mst_change change = change_of(MST_ITEM_SITE, 0, "daylight_only");
    change.operation = MST_CHANGE_SET;
    change.value = 1;
    mst_error err;
    assert_int_equal(compile_changed(1, &change, &err), MST_INVALID);
    assert_string_equal(err.text,
                        "site \"home\" is used by daylight only, which needs its \"position\"");
}

static void
a_cycle_of_includes_is_refused(void **state)
{
    (void)state;
    static const mst_scenario_id to_other[] = {{1}};
    static const mst_scenario_id to_told[] = {{0}};
    cell opened;
    cell_open(&opened, text, "told", "all");
    opened.post->scenarios[0].includes = to_other;
    opened.post->scenarios[0].include_count = 1;
    opened.post->scenarios[1].includes = to_told;
    opened.post->scenarios[1].include_count = 1;
    mst_case *instance = NULL;
    assert_int_equal(mst_case_compile(opened.post, (mst_scenario_id){0}, (mst_option_id){0}, NULL,
                                      &instance, &opened.err),
                     MST_INVALID);
    assert_null(instance);
    assert_string_equal(opened.err.text, "it includes itself, by way of what it includes");
    cell_close(&opened);
}

enum { CHAIN_MAX = 1024, SURPRISES_MAX = 63 };

static void
a_field_takes_so_many_changes_and_no_more(void **state)
{
    (void)state;
    static mst_change changes[CHAIN_MAX + 1];
    for (int i = 0; i <= CHAIN_MAX; i++) {
        changes[i] = change_of(MST_ITEM_SITE, 0, "hold");
        changes[i].operation = MST_CHANGE_ADD_TO;
        changes[i].value = 1;
    }
    mst_error err;
    assert_int_equal(compile_changed(CHAIN_MAX, changes, &err), MST_OK);
    assert_int_equal(compile_changed(CHAIN_MAX + 1, changes, &err), MST_LIMIT);
    assert_string_equal(err.text, "at most 1024 changes may touch one field or item");
}

static void
a_cell_takes_so_many_surprises_and_no_more(void **state)
{
    (void)state;
    static mst_change changes[SURPRISES_MAX + 1];
    for (int i = 0; i <= SURPRISES_MAX; i++) {
        changes[i] = change_of(MST_ITEM_SITE, 0, NULL);
        changes[i].operation = i % 2 == 0 ? MST_CHANGE_CLOSE : MST_CHANGE_OPEN;
        changes[i].from = (mst_moment){.given = true, .ms = HOURS(100 - i)};
        changes[i].surprise = true;
    }
    mst_error err;
    assert_int_equal(compile_changed(SURPRISES_MAX, changes, &err), MST_OK);
    assert_int_equal(compile_changed(SURPRISES_MAX + 1, changes, &err), MST_LIMIT);
    assert_string_equal(err.text, "a cell has surprises at 63 different times at most");
}

static void
a_cell_holds_so_many_vehicles_and_people(void **state)
{
    (void)state;
    mst_change change = change_of(MST_ITEM_FLEET, MST_NONE, "count");
    change.operation = MST_CHANGE_SET;
    change.value = MST_MAX_VEHICLES / 2;
    mst_error err;
    assert_int_equal(compile_changed(1, &change, &err), MST_OK);
    change.value++;
    assert_int_equal(compile_changed(1, &change, &err), MST_LIMIT);
    assert_string_equal(err.text,
                        "a cell has 32768 vehicles at most, and fleet \"wagons\" goes beyond that");
    change = change_of(MST_ITEM_PEOPLE, 0, "count");
    change.operation = MST_CHANGE_SET;
    change.value = MST_MAX_PEOPLE + 1;
    assert_int_equal(compile_changed(1, &change, &err), MST_INVALID);
    assert_string_equal(err.text, "this change makes \"people.staff.count\" 10000001, but it is at "
                                  "most 10000000");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_change_after_the_order_does_not),
        cmocka_unit_test(daylight_needs_a_position),
        cmocka_unit_test(a_cycle_of_includes_is_refused),
        cmocka_unit_test(a_field_takes_so_many_changes_and_no_more),
        cmocka_unit_test(a_cell_takes_so_many_surprises_and_no_more),
        cmocka_unit_test(a_cell_holds_so_many_vehicles_and_people),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
