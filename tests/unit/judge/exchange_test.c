/* SPDX-License-Identifier: Apache-2.0
 *
 * Going on from what the cells beside found: never worse, the same on any number of threads, no
 * less than what the recipe of a twin finds, and nothing at all for a cell that stands alone.
 */
#include "support.h"

#include "judge/judge.h"

/* An embassy, an airport that is shut at night, and a border that is shut at night too: what is
 * brought late waits for the morning. */
static const char night[] =
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
    "people:\n"
    "  - {id: staff, site: embassy, count: 310, release: {start: 0 h, over: 6 h}}\n"
    "  - {id: families, site: city, count: 640, party: 4}\n"
    "  - {id: guards, site: airport, count: 60, kind: force, guards: true, priority: 2}\n"
    "sites:\n"
    "  - {id: embassy, threat: 2}\n"
    "  - {id: city, threat: 1, process: {desks: 4, time: 3 min, per: party}}\n"
    "  - {id: airport, hold: 400, berths: {aircraft: 2, coach: 6}, open: 06:00-20:00, secure: "
    "{fixed: 30, per_1000: 40}}\n"
    "  - {id: crossing, hold: 300, open: 07:00-18:00}\n"
    "  - {id: haven, safe: true}\n"
    "  - {id: abroad, safe: true}\n"
    "links:\n"
    "  - {id: street, between: [embassy, city], mode: road, time: 20 min}\n"
    "  - {id: lane, between: [embassy, airport], mode: road, time: 30 min, flow: 8 vehicles/h}\n"
    "  - {id: avenue, between: [city, airport], mode: road, time: 40 min, flow: 6 vehicles/h}\n"
    "  - {id: pass, between: [city, crossing], mode: road, time: 5 h, open: 05:00-19:00}\n"
    "  - {id: gate, between: [crossing, abroad], mode: road, time: 1 h, open: 07:00-18:00}\n"
    "  - {id: route, between: [airport, haven], mode: air, time: 2 h}\n"
    "types:\n"
    "  - {id: coach, mode: road, seats: 40, load: 10 min, unload: 5 min, berth_class: coach}\n"
    "  - {id: aircraft, mode: air, seats: 90, load: 30 min, unload: 20 min, turn: 40 min,"
    " berth_class: aircraft}\n"
    "fleets:\n"
    "  - {id: coaches, type: coach, base: city, count: 4, notice: 1 h}\n"
    "  - {id: aircraft, type: aircraft, base: haven, count: 1, notice: 3 h}\n"
    "scenarios:\n"
    "  - {id: as-told}\n"
    "  - {id: slow, changes: [{links.avenue.time: 70 min}]}\n"
    "  - {id: few-desks, changes: [{sites.city.process.desks: 2}]}\n"
    "options:\n"
    "  - {id: all}\n"
    "  - {id: more, changes: [{fleets.coaches.count: 6}]}\n";

enum { EFFORT = 4 };

static mst_cell
alone(const mst_post *post, uint32_t scenario, uint32_t option, uint32_t effort)
{
    mst_cell cell = {.scenario = {scenario}, .option = {option}};
    mst__effort how = {.seed = 1, .effort = effort};
    mst__cell_plan(post, NULL, &how, &cell);
    assert_int_equal(cell.outcome, MST_OK);
    return cell;
}

static void
assert_same_plan(const mst_cell *a, const mst_cell *b)
{
    const mst_plan *one = &a->solution.plan;
    const mst_plan *other = &b->solution.plan;
    assert_int_equal(mst_measures_compare(mst__last_phase(a->instance), &a->judgement.measures,
                                          &b->judgement.measures),
                     0);
    assert_int_equal(one->move_count, other->move_count);
    for (uint32_t i = 0; i < one->move_count; i++) {
        assert_int_equal(one->moves[i].leave, other->moves[i].leave);
        assert_int_equal(one->moves[i].arrive, other->moves[i].arrive);
        assert_int_equal(one->moves[i].arc, other->moves[i].arc);
        assert_int_equal(one->moves[i].vehicle, other->moves[i].vehicle);
    }
}

static void
no_cell_ends_worse_than_alone_and_some_end_better(void **state)
{
    (void)state;
    mst_post *post = read_text(night);
    mst_matrix matrix = plan(
        post,
        &(mst_matrix_options){.threads = 1, .seed = 1, .effort = EFFORT, .without_binding = true});
    uint32_t better = 0;
    for (uint32_t i = 0; i < matrix.scenario_count * matrix.option_count; i++) {
        const mst_cell *cell = &matrix.cells[i];
        mst_cell first = alone(post, cell->scenario.index, cell->option.index, EFFORT);
        const mst_problem *problem = mst__last_phase(cell->instance);
        int order =
            mst_measures_compare(problem, &cell->judgement.measures, &first.judgement.measures);
        assert_true(order <= 0);
        better += order < 0;
        /* What is told of it is the checker's, and the bound is one of it. */
        assert_int_equal(cell->judgement.violation_count, 0);
        assert_true(cell->solution.bound.completion <= cell->judgement.measures.completion);
        assert_true(cell->solution.bound.completion >= first.solution.bound.completion);
        mst__cell_release(&first);
    }
    assert_true(better > 0);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
threads_change_nothing(void **state)
{
    (void)state;
    mst_post *post = read_text(night);
    mst_matrix one = plan(post, &(mst_matrix_options){.threads = 1, .effort = EFFORT});
    for (uint32_t threads = 2; threads <= 4; threads += 2) {
        mst_matrix many = plan(post, &(mst_matrix_options){.threads = threads, .effort = EFFORT});
        for (uint32_t i = 0; i < one.scenario_count * one.option_count; i++) {
            assert_same_plan(&one.cells[i], &many.cells[i]);
        }
        mst_matrix_release(&many);
    }
    mst_matrix_release(&one);
    mst_post_release(post);
}

static void
a_cell_gets_what_the_recipe_of_its_twin_finds(void **state)
{
    (void)state;
    mst_post *post = read_text(night);
    mst_cell poor = alone(post, 0, 0, 1);
    mst_cell rich = alone(post, 0, 0, 200);
    const mst_problem *problem = mst__last_phase(poor.instance);
    assert_true(mst_measures_compare(problem, &rich.judgement.measures, &poor.judgement.measures) <
                0);
    const mst_cell *cells[] = {&poor, &rich};
    const mst__lenders lenders = {cells, 2, NULL};
    mst__effort effort = {.seed = 1, .effort = 1};
    mst__loan loan;
    mst_error err = {0};
    assert_int_equal(mst__exchange(&lenders, &poor, &effort, &loan, &err), MST_OK);
    assert_true(loan.taken);
    assert_true(mst_measures_compare(problem, &loan.judgement.measures, &rich.judgement.measures) <=
                0);
    mst_judgement_release(&loan.judgement);
    mst_solution_release(&loan.solution);
    mst__cell_release(&poor);
    mst__cell_release(&rich);
    mst_post_release(post);
}

static void
only_cells_in_the_same_row_or_column_are_asked(void **state)
{
    (void)state;
    mst_post *post = read_text(night);
    mst_cell cell = alone(post, 0, 0, 1);
    mst_cell row = alone(post, 0, 1, 1);
    mst_cell column = alone(post, 2, 0, 1);
    mst_cell across = alone(post, 1, 1, 1);
    const mst_cell *cells[] = {&across, &column, &cell, &row};
    const mst__lenders lenders = {cells, 4, NULL};
    const mst_recipe *recipes[4];
    assert_int_equal(mst__recipes_beside(&lenders, &cell, recipes), 2);
    assert_ptr_equal(recipes[0], column.solution.recipe);
    assert_ptr_equal(recipes[1], row.solution.recipe);
    assert_true(mst__may_go_on(&lenders, &cell));
    /* Nobody beside: across alone is none, nor is the cell itself. */
    const mst_cell *cells_far[] = {&across, &cell};
    const mst__lenders far = {cells_far, 2, NULL};
    assert_false(mst__may_go_on(&far, &cell));
    mst__effort effort = {.seed = 1, .effort = 1};
    mst__loan loan;
    mst_error err = {0};
    assert_int_equal(mst__exchange(&far, &cell, &effort, &loan, &err), MST_OK);
    assert_false(loan.taken);
    mst__cell_release(&cell);
    mst__cell_release(&row);
    mst__cell_release(&column);
    mst__cell_release(&across);
    mst_post_release(post);
}

static void
a_matrix_of_one_cell_is_that_cell(void **state)
{
    (void)state;
    mst_post *post = read_text(night);
    const mst_scenario_id slow = {1};
    const mst_option_id more = {1};
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1,
                                                         .seed = 1,
                                                         .effort = EFFORT,
                                                         .without_binding = true,
                                                         .scenario_count = 1,
                                                         .scenarios = &slow,
                                                         .option_count = 1,
                                                         .options = &more});
    mst_cell cell = alone(post, 1, 1, EFFORT);
    assert_same_plan(&matrix.cells[0], &cell);
    assert_int_equal(matrix.cells[0].solution.plans_built, cell.solution.plans_built);
    mst__cell_release(&cell);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_cell_ends_worse_than_alone_and_some_end_better),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(a_cell_gets_what_the_recipe_of_its_twin_finds),
        cmocka_unit_test(only_cells_in_the_same_row_or_column_are_asked),
        cmocka_unit_test(a_matrix_of_one_cell_is_that_cell),
    };
    return cmocka_run_group_tests_name("going on from other cells", tests, NULL, NULL);
}
