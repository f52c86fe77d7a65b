/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings of the command line.
 */
#include "help.h"

static const char post_text[] =
    "post: {id: test, as_of: 2021-07-03}\n"
    "sites: [{id: a, hold: 5, process: {desks: 1, time: 1 min}}, {id: b}]\n"
    "links: [{id: road, between: [a, b], mode: road, time: 1 h}]\n"
    "types: [{id: van, mode: road, seats: 8, speed: 9 km/h, berth_class: van}]\n"
    "fleets: [{id: vans, type: van, base: a, count: 2}]\n"
    "permissions: [{id: landing, kind: landing}]\n"
    "people: [{id: staff, site: a, count: {low: 5, likely: 7, high: 9}}]\n";

static const struct {
    const char *text;
    mst_item_class item_class;
    uint32_t item;
    const char *field; /* NULL: a whole item */
    mst_operation operation;
    int64_t value;
} rows[] = {
    {"fleets.vans.count=8", MST_ITEM_FLEET, 0, "count", MST_CHANGE_SET, 8},
    {"fleets.*.count=8", MST_ITEM_FLEET, MST_NONE, "count", MST_CHANGE_SET, 8},
    {"fleets.vans.notice=90 min", MST_ITEM_FLEET, 0, "notice", MST_CHANGE_SET, 5400000},
    {"people.staff.count=high", MST_ITEM_PEOPLE, 0, "count", MST_CHANGE_HIGH, 0},
    {"sites.a.process.desks={scale: 2}", MST_ITEM_SITE, 0, "process.desks", MST_CHANGE_SCALE,
     2000000},
    {"sites.b.hold={add: 5}", MST_ITEM_SITE, 1, "hold", MST_CHANGE_ADD_TO, 5},
    {"permissions.landing.granted=false", MST_ITEM_PERMISSION, 0, "granted", MST_CHANGE_SET, 0},
    {"sites.a.berths=3", MST_ITEM_SITE, 0, "berths", MST_CHANGE_SET, 3},
    {"sites.a.berths.van=3", MST_ITEM_SITE, 0, "berths", MST_CHANGE_SET, 3},
    {"links.road.open=06:00-18:00", MST_ITEM_LINK, 0, NULL, MST_CHANGE_SET_WINDOWS, 0},
    {"close=links.road", MST_ITEM_LINK, 0, NULL, MST_CHANGE_CLOSE, 0},
    {"remove=fleets.vans", MST_ITEM_FLEET, 0, NULL, MST_CHANGE_REMOVE, 0},
    {"all=low", MST_ITEM_POST, MST_NONE, NULL, MST_CHANGE_LOW, 0},
};

static void
a_setting_is_a_change_that_always_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_post *post = help_read(post_text);
        uint64_t before[2] = {post->input_hash[0], post->input_hash[1]};
        mst_change change = {0};
        mst_error err = {0};
        if (mst_override_parse(post, rows[i].text, &change, &err) != MST_OK) {
            print_error("%s: %s\n", rows[i].text, err.text);
            fail();
        }
        assert_int_equal(change.item_class, rows[i].item_class);
        assert_int_equal(change.item, rows[i].item);
        assert_int_equal(change.field, rows[i].field == NULL
                                           ? MST_NONE
                                           : mst_field_find(rows[i].item_class, rows[i].field));
        assert_int_equal(change.operation, rows[i].operation);
        assert_int_equal(change.value, rows[i].value);
        assert_false(change.from.given || change.until.given || change.surprise);
        assert_memory_not_equal(before, post->input_hash, sizeof before);
        mst_post_release(post);
    }
}

static const struct {
    const char *text;
    const char *message;
} bad_rows[] = {
    {"fleets.vans.count", "a setting is written PATH=VALUE, such as fleets.c17.count=8"},
    {"=8", "a setting is written PATH=VALUE, such as fleets.c17.count=8"},
    {"fleets.vanz.count=8",
     "\"fleets.vanz.count\": there is no fleet \"vanz\"; did you mean \"vans\"?"},
    {"fleet.vans.count=8",
     "\"fleet.vans.count\" begins with \"fleet\", which is no list of the post; did you mean "
     "\"fleets\"?"},
    {"fleets.vans.cuont=8",
     "\"cuont\" is no number of a fleet that can be changed; did you mean \"count\"?"},
    {"fleets.vans.count=eight",
     "count is \"eight\", which is not a number: a count is a bare whole number, such as 1400"},
    {"fleets.vans.count=-1", "count is \"-1\": the least allowed is 0"},
    {"fleets.vans.notice=3", "notice is \"3\", a number without a unit: a duration is a number and "
                             "ms, s, min, h or d, such as \"45 min\" or \"3 h 30 min\""},
    {"types.van.speed=10 km/h", "a setting changes one thing, and this would change 2"},
    {"add={people: []}", "a setting cannot add items; write a scenario or an option"},
    {"fleets.vans.count={set: 1", "this is not YAML: did not find expected ',' or '}', while "
                                  "parsing a flow mapping"},
};

static void
a_setting_that_is_wrong_is_refused_and_leaves_no_trace(void **state)
{
    (void)state;
    mst_post *post = help_read(post_text);
    uint64_t before[2] = {post->input_hash[0], post->input_hash[1]};
    for (size_t i = 0; i < sizeof bad_rows / sizeof bad_rows[0]; i++) {
        mst_change change = {.value = 77};
        mst_error err = {0};
        assert_int_equal(mst_override_parse(post, bad_rows[i].text, &change, &err), MST_INVALID);
        assert_string_equal(err.text, bad_rows[i].message);
        assert_string_equal(err.file, bad_rows[i].text);
        assert_int_equal(change.value, 77);
    }
    assert_memory_equal(before, post->input_hash, sizeof before);
    mst_post_release(post);
}

static void
the_order_of_settings_is_in_the_hash(void **state)
{
    (void)state;
    mst_post *a = help_read(post_text);
    mst_post *b = help_read(post_text);
    mst_change change;
    mst_error err = {0};
    assert_int_equal(mst_override_parse(a, "fleets.vans.count=1", &change, &err), MST_OK);
    assert_int_equal(mst_override_parse(a, "fleets.vans.count=2", &change, &err), MST_OK);
    assert_int_equal(mst_override_parse(b, "fleets.vans.count=2", &change, &err), MST_OK);
    assert_int_equal(mst_override_parse(b, "fleets.vans.count=1", &change, &err), MST_OK);
    assert_memory_not_equal(a->input_hash, b->input_hash, sizeof a->input_hash);
    mst_post_release(a);
    mst_post_release(b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_is_a_change_that_always_holds),
        cmocka_unit_test(a_setting_that_is_wrong_is_refused_and_leaves_no_trace),
        cmocka_unit_test(the_order_of_settings_is_in_the_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
