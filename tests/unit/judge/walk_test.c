/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells of several pictures: which are one case (K2), that each is planned as if alone (K1), and
 * who is caught when a place is lost, against the closed form.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "judge/walk.h"
#include "read/read.h"

enum { TEXT_BYTES = 4096, POSTS = 3, CALM = 0, CUT, DARK, SCENARIOS };

/* The same place on another day: two rides of 50 in a bus, and a flight by day. */
static const char form[] =
    "post: {id: small, time_zone: Asia/Kabul, as_of: %s, horizon: 48 h}\n"
    "people:\n"
    "  - {id: staff, site: town, count: %d}\n"
    "  - {id: guards, site: town, count: 4, kind: contractor, guards: true}\n"
    "sites:\n"
    "  - {id: haven, position: \"34, 69.5\", safe: true}\n"
    "  - {id: town, position: \"34.5, 69.2\"}\n"
    "links:\n"
    "  - {id: road, between: [town, haven], mode: road, time: 1 h}\n"
    "  - {id: air, between: [town, haven], mode: air, time: 1 h}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 52, speed: 40 km/h, berth_class: bus}\n"
    "  - {id: plane, mode: air, seats: 20, speed: 400 km/h, berth_class: plane}\n"
    "fleets:\n"
    "  - {id: buses, type: bus, base: town, count: 1}\n"
    "  - {id: planes, type: plane, base: haven, count: 1}\n"
    "scenarios:\n"
    "  - {id: calm, changes: [{close: links.air}]}\n"
    "  - {id: cut, include: [calm], changes: [{close: links.road, from: 2021-08-13 01:30}]}\n"
    "  - {id: dark, changes: [{sites.town.daylight_only: true}]}\n"
    "options:\n  - {id: out, scope: full}\n"
    "evidence: {weights: {A: 1}}\n"
    "reports:\n"
    "  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: sites.town,\n"
    "     lost: 10 d 0..39.346934 %%}\n"; /* 1 - exp(-0.05 x 10) */

static mst_post *
read_post(const char *as_of, int staff)
{
    static char text[TEXT_BYTES];
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    snprintf(text, sizeof text, form, as_of, staff);
    if (mst_post_read_text("post.yaml", text, strlen(text), &post, &faults, &err) != MST_OK) {
        fail_msg("%u: %s", err.line, err.text);
    }
    mst_fault_list_release(&faults);
    return post;
}

static void
read_days(mst_post *posts[POSTS])
{
    posts[0] = read_post("2021-08-11 08:00", 100);
    posts[1] = read_post("2021-08-12 08:00", 100);
    posts[2] = read_post("2021-08-13 00:00", 101);
}

static void
release_days(mst_post *posts[POSTS])
{
    for (int i = 0; i < POSTS; i++) {
        mst_post_release(posts[i]);
    }
}

static void
list_cells(mst_post *const posts[POSTS], mst_walk_cell cells[POSTS * SCENARIOS])
{
    for (uint32_t i = 0; i < POSTS * SCENARIOS; i++) {
        cells[i] = (mst_walk_cell){
            .post = posts[i / SCENARIOS], .scenario = {i % SCENARIOS}, .option = {0}};
    }
}

static void
cells_that_are_one_case_are_planned_once_and_as_if_alone(void **state)
{
    (void)state;
    mst_post *posts[POSTS];
    mst_walk_cell cells[POSTS * SCENARIOS];
    mst_arena arena;
    mst_error err;
    const mst_walk_options options = {.seed = 1, .threads = 2};
    mst_arena_init(&arena, 0);
    read_days(posts);
    list_cells(posts, cells);
    assert_int_equal(mst_walk_plan(POSTS * SCENARIOS, cells, &options, &arena, &err), MST_OK);
    assert_int_equal(cells[SCENARIOS + CALM].same_as, CALM); /* a day later, the same case */
    assert_int_equal(cells[2 * SCENARIOS + CALM].same_as, 2 * SCENARIOS + CALM); /* one more */
    assert_int_equal(cells[SCENARIOS + CUT].same_as, SCENARIOS + CUT);   /* the cut is sooner */
    assert_int_equal(cells[SCENARIOS + DARK].same_as, SCENARIOS + DARK); /* the sun sets sooner */
    assert_int_equal(mst_walk_distinct(POSTS * SCENARIOS, cells), POSTS * SCENARIOS - 1);
    for (uint32_t i = 0; i < POSTS * SCENARIOS; i++) {
        const mst_scenario_id scenario = cells[i].scenario;
        const mst_matrix_options alone = {.seed = 1,
                                          .threads = 1,
                                          .without_binding = true,
                                          .scenario_count = 1,
                                          .scenarios = &scenario};
        mst_matrix matrix;
        assert_int_equal(mst_matrix_plan(cells[i].post, &alone, &matrix, &err), MST_OK);
        const mst_measures *one = &matrix.cells[0].judgement.measures;
        assert_int_equal(one->left, cells[i].measures.left);
        assert_int_equal(one->completion, cells[i].measures.completion);
        assert_true(one->exposure == cells[i].measures.exposure);
        assert_int_equal(cells[i].plan.left, one->left);
        assert_int_equal(cells[i].plan.completion, one->completion);
        assert_int_equal(cells[i].people, i < 2 * SCENARIOS ? 100 : 101); /* guards aside */
        int64_t gone = 0;
        for (uint32_t k = 0; k < cells[i].departure_count; k++) {
            assert_true(cells[i].departures[k].leave <= one->completion);
            gone += cells[i].departures[k].people;
        }
        assert_int_equal(gone, cells[i].people - cells[i].people_left); /* each leaves one site */
        mst_matrix_release(&matrix);
    }
    assert_true(cells[2 * SCENARIOS + CUT].people_left >
                0); /* the road shuts before a second ride */
    mst_arena_release(&arena);
    release_days(posts);
}

static void
a_stop_is_told(void **state)
{
    (void)state;
    mst_post *posts[POSTS];
    mst_walk_cell cells[POSTS * SCENARIOS];
    mst_arena arena;
    mst_error err;
    const volatile int stop = 1;
    const mst_walk_options options = {.seed = 1, .threads = 1, .stop = &stop};
    mst_arena_init(&arena, 0);
    read_days(posts);
    list_cells(posts, cells);
    assert_int_equal(mst_walk_plan(POSTS * SCENARIOS, cells, &options, &arena, &err),
                     MST_INTERRUPTED);
    mst_arena_release(&arena);
    release_days(posts);
}

/* E[left] = N - integral of mu S: with 2,000 a day from the first day on, 5,000 people and a hazard
 * of 0.05 a day 529.103851 are left. Taken a thousandfold, in 5,000 departures. */
static void
who_is_caught_agrees_with_the_closed_form(void **state)
{
    (void)state;
    static mst_departure list[5000];
    mst_post *post = read_post("2021-08-11 00:00", 100);
    mst_arena arena;
    mst_evidence evidence;
    mst_error err;
    int64_t least, most;
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_evidence_assess(post, &arena, &evidence, &err), MST_OK);
    for (int i = 0; i < 5000; i++) {
        list[i] = (mst_departure){1, MST_MS_PER_DAY + (2 * i + 1) * MST_MS_PER_DAY / 4000, 1000};
    }
    mst_caught(&evidence, 5000, list, 0, 5000000, 0, &least, &most);
    assert_int_equal(least, 0); /* the low end of the curve is that nothing is lost */
    assert_in_range(most, 529102, 529106);
    /* ordered two days later */
    mst_caught(&evidence, 5000, list, 2 * MST_MS_PER_DAY, 5000000, 0, &least, &most);
    assert_in_range(most, 954564, 954568);
    /* who is left is left, and nobody twice */
    mst_caught(&evidence, 5000, list, 0, 5000000, 700, &least, &most);
    assert_int_equal(least, 700);
    assert_in_range(most, 529802, 529806);
    mst_caught(&evidence, 5000, list, 0, 500000, 0, &least, &most);
    assert_int_equal(most, 500000);
    mst_arena_release(&arena);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_that_are_one_case_are_planned_once_and_as_if_alone),
        cmocka_unit_test(a_stop_is_told),
        cmocka_unit_test(who_is_caught_agrees_with_the_closed_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
