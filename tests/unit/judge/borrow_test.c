/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans of other cells: after a surprise without what turned back, and where they fit.
 */
#include "support.h"

#include "judge/judge.h"

/* The near road is lost when the bus is on it: it turns, and takes the far one. */
static const char lost[] =
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
    "people:\n  - {id: people, site: here, count: 40}\n"
    "sites:\n"
    "  - {id: here}\n"
    "  - {id: haven, safe: true}\n"
    "links:\n"
    "  - {id: near, between: [here, haven], mode: road, time: 5 h}\n"
    "  - {id: far, between: [here, haven], mode: road, time: 10 h}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 50, load: 10 min, berth_class: bus}\n"
    "fleets:\n  - {id: buses, type: bus, base: here, count: 1, notice: 0 h}\n"
    "scenarios:\n"
    "  - {id: lost, changes: [{close: links.near, from: +2 h, surprise: true}]}\n";

static uint32_t
turned(const mst_plan *plan)
{
    uint32_t count = 0;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        count += plan->moves[m].turned_at != MST_NEVER;
    }
    return count;
}

static void
what_turned_back_is_not_begun_by_who_knew(void **state)
{
    (void)state;
    mst_post *post = read_text(lost);
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1, .without_binding = true});
    const mst_cell *cell = &matrix.cells[0];
    assert_int_equal(turned(&cell->solution.plan), 1);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_error err = {0};
    const mst_plan *undone;
    assert_int_equal(mst__plan_unturn(&cell->solution.plan, &arena, &undone, &err), MST_OK);
    assert_non_null(undone);
    assert_int_equal(turned(undone), 0);
    assert_int_equal(undone->move_count, cell->solution.plan.move_count - 1);
    assert_int_equal(undone->stop_count, cell->solution.plan.stop_count - 1);
    /* It is a plan of the post that knows, and everyone is out as soon as after the surprise. */
    mst_post knows;
    assert_true(mst__foresee(post, &knows, &arena));
    mst_cell twin = {0};
    assert_int_equal(
        mst_case_compile(&knows, cell->scenario, cell->option, NULL, &twin.instance, &err), MST_OK);
    mst__adopted adopted;
    assert_int_equal(mst__plan_adopt(cell, &twin, &arena, &adopted, &err), MST_OK);
    assert_non_null(adopted.plan);
    assert_int_equal(adopted.measures.completion, cell->judgement.measures.completion);
    assert_true(cell->has_foreseen);
    assert_true(cell->foreseen.completion <= cell->judgement.measures.completion);
    mst_case_release(twin.instance);
    mst_arena_release(&arena);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
a_plan_that_nothing_turned_is_taken_as_it_is(void **state)
{
    (void)state;
    mst_post *post = read_text(lost);
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1, .without_binding = true});
    const mst_plan *before = matrix.cells[0].solution.plan.before;
    assert_non_null(before);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_error err = {0};
    const mst_plan *undone;
    assert_int_equal(mst__plan_unturn(before, &arena, &undone, &err), MST_OK);
    assert_ptr_equal(undone, before);
    mst_arena_release(&arena);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
the_best_plan_that_obeys_the_rules_is_lent_and_no_other(void **state)
{
    (void)state;
    mst_post *post =
        read_text("post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
                  "people:\n  - {id: people, site: here, count: 300}\n"
                  "sites:\n  - {id: here}\n  - {id: haven, safe: true}\n"
                  "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min}\n"
                  "types:\n  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"
                  "fleets:\n  - {id: buses, type: bus, base: here, count: 1, notice: 0 h}\n"
                  "options:\n"
                  "  - {id: one}\n"
                  "  - {id: two, changes: [{fleets.buses.count: 2}]}\n"
                  "  - {id: three, changes: [{fleets.buses.count: 3}]}\n"
                  "  - {id: four, changes: [{fleets.buses.count: 4}]}\n");
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1, .without_binding = true});
    /* A cell with three buses that has no plan yet: those of one and two fit, that of four moves a
     * bus that is not there. */
    const mst_cell *lenders[] = {&matrix.cells[0], &matrix.cells[1], &matrix.cells[3]};
    const mst__lenders all = {.cells = lenders, .count = 3};
    mst_cell bare = {.instance = matrix.cells[2].instance, .option = matrix.cells[2].option};
    mst_arena copy;
    mst__adopted adopted;
    mst_error err = {0};
    assert_int_equal(mst__borrow_best(&all, &bare, &copy, &adopted, &err), MST_OK);
    assert_non_null(adopted.plan);
    assert_int_equal(adopted.measures.completion, matrix.cells[1].judgement.measures.completion);
    mst_arena_release(&copy);
    /* With its own plan it needs none of them. */
    assert_int_equal(mst__borrow_best(&all, &matrix.cells[2], &copy, &adopted, &err), MST_OK);
    assert_null(adopted.plan);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_turned_back_is_not_begun_by_who_knew),
        cmocka_unit_test(a_plan_that_nothing_turned_is_taken_as_it_is),
        cmocka_unit_test(the_best_plan_that_obeys_the_rules_is_lent_and_no_other),
    };
    return cmocka_run_group_tests_name("plans of other cells", tests, NULL, NULL);
}
