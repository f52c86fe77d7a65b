/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows, daylight and reinforcements that bind: each told gain is what planning the post with the
 * longer window or the shorter notice written in it gains. And how a gain in who is left is told.
 */
#include "model/fields.h"
#include "support.h"

#define HEAD(horizon)                                                                              \
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00" horizon "}\n"                         \
    "types:\n"                                                                                     \
    "  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"                                     \
    "  - {id: plane, mode: air, seats: 50, berth_class: plane}\n"                                  \
    "people:\n  - {id: people, site: here, count: 300}\n"
#define PLACES "sites:\n  - {id: here}\n  - {id: haven, safe: true}\n"
#define BUSES "fleets:\n  - {id: buses, type: bus, base: here, count: 1, notice: 0 h}\n"
#define ROAD(more)                                                                                 \
    "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min" more "}\n"

static const struct {
    const char *why;
    const char *text, *more; /* the post, and the post with the limit a tenth wider */
    const char *name;        /* of the limit */
} rows[] = {
    {"a road shut after 1 h passes one more load in 6 min more",
     HEAD("") PLACES BUSES ROAD(", open: [{until: 2021-07-03 09:04}]"),
     HEAD("") PLACES BUSES ROAD(", open: [{until: 2021-07-03 09:10:24}]"), "links.road.open"},
    {"each day's hours are lengthened, not the first alone",
     HEAD("") PLACES BUSES ROAD(", open: \"08:00-08:28\""),
     HEAD("") PLACES BUSES ROAD(", open: [{from: 2021-07-03 08:00, until: 2021-07-03 08:30:48},"
                                " {from: 2021-07-04 08:00, until: 2021-07-04 08:30:48},"
                                " {from: 2021-07-05 08:00, until: 2021-07-05 08:30:48},"
                                " {from: 2021-07-06 08:00, until: 2021-07-06 08:30:48},"
                                " {from: 2021-07-07 08:00, until: 2021-07-07 08:30:48}]"),
     "links.road.open"},
    {"a site that a scenario shuts is a window that ends",
     HEAD("")
         PLACES BUSES ROAD("") "scenarios:\n"
                               "  - {id: shut, changes: [{close: sites.haven, from: +65 min}]}\n",
     HEAD("")
         PLACES BUSES ROAD("") "scenarios:\n"
                               "  - {id: shut, changes: [{close: sites.haven, from: +71.5 min}]}\n",
     "sites.haven.open"},
    {"guards that come an hour sooner let the first bus go in sooner",
     HEAD("") "sites:\n"
              "  - {id: here}\n"
              "  - {id: gate, secure: {fixed: 10}}\n"
              "  - {id: haven, safe: true}\n"
              "links:\n"
              "  - {id: road, between: [here, gate], mode: road, time: 10 min}\n"
              "  - {id: lane, between: [gate, haven], mode: road, time: 10 min}\n"
              "fleets:\n  - {id: buses, type: bus, base: here, count: 4, notice: 0 h}\n"
              "options:\n"
              "  - id: guarded\n"
              "    reinforcements:\n"
              "      - {id: guards, size: 20, site: gate, notice: 10 h}\n",
     HEAD("") "sites:\n"
              "  - {id: here}\n"
              "  - {id: gate, secure: {fixed: 10}}\n"
              "  - {id: haven, safe: true}\n"
              "links:\n"
              "  - {id: road, between: [here, gate], mode: road, time: 10 min}\n"
              "  - {id: lane, between: [gate, haven], mode: road, time: 10 min}\n"
              "fleets:\n  - {id: buses, type: bus, base: here, count: 4, notice: 0 h}\n"
              "options:\n"
              "  - id: guarded\n"
              "    reinforcements:\n"
              "      - {id: guards, size: 20, site: gate, notice: 9 h}\n",
     "options.guarded.reinforcements.guards.notice"},
};

static void
a_wider_window_or_a_shorter_notice_gains_what_the_post_with_it_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_post *post = read_text(rows[i].text);
        mst_post *wide = read_text(rows[i].more);
        mst_matrix before = plan(post, &(mst_matrix_options){.threads = 1});
        mst_matrix after = plan(wide, &(mst_matrix_options){.threads = 1, .without_binding = true});
        const mst_binding *binding = find_binding(&before.cells[0], rows[i].name);
        if (binding == NULL) {
            fail_msg("%s: %s is not told to bind", rows[i].why, rows[i].name);
        }
        const mst_measures *was = &before.cells[0].judgement.measures;
        const mst_measures *now = &after.cells[0].judgement.measures;
        int64_t left = was->left - now->left;
        mst_time sooner = was->left == now->left ? was->completion - now->completion : 0;
        if ((left <= 0 && sooner <= 0) || binding->left_gain != left ||
            (left == 0 && binding->completion_gain != sooner)) {
            fail_msg("%s: told %lld fewer left and %lld ms sooner; it is %lld and %lld",
                     rows[i].why, (long long)binding->left_gain,
                     (long long)binding->completion_gain, (long long)left, (long long)sooner);
        }
        mst_matrix_release(&after);
        mst_matrix_release(&before);
        mst_post_release(wide);
        mst_post_release(post);
    }
}

static void
daylight_a_tenth_longer_gains_what_flying_into_the_dark_does(void **state)
{
    (void)state;
    mst_post *post = read_text(
        HEAD("") "sites:\n"
                 "  - {id: here, position: [34.5, 69.2], daylight_only: true}\n"
                 "  - {id: haven, position: [30, 60], safe: true}\n"
                 "links:\n"
                 "  - {id: air, between: [here, haven], mode: air, time: 70 min}\n"
                 "fleets:\n  - {id: planes, type: plane, base: here, count: 1, notice: 0 h}\n");
    mst_matrix before = plan(post, &(mst_matrix_options){.threads = 1});
    const mst_cell *cell = &before.cells[0];
    const mst_binding *binding = find_binding(cell, "sites.here.daylight_only");
    assert_non_null(binding);
    const mst_problem *problem = &cell->instance->phases[0];
    mst_change dark[64];
    uint32_t count = 0;
    uint32_t here = strcmp(problem->sites[0].name, "here") == 0 ? 0 : 1;
    const mst_windows *days = &problem->sites[here].air;
    assert_true(days->count > 2);
    for (uint32_t i = 0; i < days->count && count < 64; i++) {
        mst_time length = days->spans[i].end - days->spans[i].begin;
        if (days->spans[i].end >= MST_NEVER) {
            continue;
        }
        dark[count++] = (mst_change){
            .item_class = MST_ITEM_SITE,
            .item = here,
            .field = mst_field_find(MST_ITEM_SITE, "daylight_only"),
            .berth_class = MST_NONE,
            .operation = MST_CHANGE_SET,
            .value = 0,
            .from = {true, true, problem->order + days->spans[i].end},
            .until = {true, true, problem->order + days->spans[i].end + (length + 9) / 10}};
    }
    mst_matrix after =
        plan(post, &(mst_matrix_options){.threads = 1,
                                         .without_binding = true,
                                         .overrides = {.count = count, .changes = dark}});
    mst_time sooner =
        cell->judgement.measures.completion - after.cells[0].judgement.measures.completion;
    assert_true(sooner > 0);
    assert_int_equal(binding->completion_gain, sooner);
    mst_matrix_release(&after);
    mst_matrix_release(&before);
    mst_post_release(post);
}

static void
a_window_that_outlasts_the_plan_does_not_bind(void **state)
{
    (void)state;
    mst_post *post = read_text(HEAD("") PLACES BUSES ROAD(", open: [{until: 2021-07-03 18:00}]"));
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1});
    assert_null(find_binding(&matrix.cells[0], "links.road.open"));
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
fewer_of_a_high_priority_left_are_a_gain_of_that_priority(void **state)
{
    (void)state;
    mst_post *post = read_text("post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
                               "people:\n"
                               "  - {id: first, site: here, count: 50, priority: 2}\n"
                               "  - {id: last, site: here, count: 50, priority: 5}\n" PLACES);
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1, .without_binding = true});
    const mst_problem *problem = &matrix.cells[0].instance->phases[0];
    static const struct {
        const char *why;
        int64_t was[2], now[2], gain;
        uint32_t priority;
    } cases[] = {
        {"fewer of the first and of all", {20, 30}, {10, 30}, 10, 0},
        {"fewer of the first, more of the others, fewer of all", {20, 30}, {5, 35}, 10, 0},
        {"fewer of the first, more of all", {20, 10}, {10, 40}, 10, 2},
        {"fewer of the first, as many of all", {20, 10}, {10, 20}, 10, 2},
        {"as many of the first, fewer of the others", {20, 10}, {20, 4}, 6, 0},
        {"more of the first is no gain, whatever the others", {20, 30}, {21, 0}, 0, 0},
        {"the same", {20, 30}, {20, 30}, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mst_measures was = {.left = cases[i].was[0] + cases[i].was[1]};
        mst_measures now = {.left = cases[i].now[0] + cases[i].now[1]};
        for (uint32_t k = 0; k < 2; k++) {
            was.left_by_priority[k] = cases[i].was[k];
            now.left_by_priority[k] = cases[i].now[k];
        }
        uint32_t priority = 99;
        int64_t gain = mst_left_gain(problem, &was, &now, &priority);
        if (gain != cases[i].gain || priority != cases[i].priority) {
            fail_msg("%s: %lld of priority %u", cases[i].why, (long long)gain, priority);
        }
    }
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wider_window_or_a_shorter_notice_gains_what_the_post_with_it_does),
        cmocka_unit_test(daylight_a_tenth_longer_gains_what_flying_into_the_dark_does),
        cmocka_unit_test(a_window_that_outlasts_the_plan_does_not_bind),
        cmocka_unit_test(fewer_of_a_high_priority_left_are_a_gain_of_that_priority),
    };
    return cmocka_run_group_tests_name("limits that bind", tests, NULL, NULL);
}
