/* SPDX-License-Identifier: Apache-2.0
 *
 * Same input and seed, same plan: the posts that ship and conformance posts, planned on one thread,
 * on two, and on one again, are compared record by record, field by field, and so is what binds.
 * Padding between fields and addresses are not compared: they are no part of the answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "judge/matrix.h"
#include "support/cells.h"

enum { MOST_NAMES = 3 };

typedef struct row {
    const char *title, *path;
    const char *scenarios[MOST_NAMES], *options[MOST_NAMES]; /* none: all */
    uint32_t effort;
} row;

static const row rows[] = {
    {"Kabul has the same plans on one thread and two, surprised, reinforced or with people left",
     "posts/kabul-2021",
     {"as-today", "hkia-shuts", "collapse"},
     {"today", "plus-5800", "shuttle"},
     3},
    {"the aid office has the same plans in every cell", "posts/aid-office", {NULL}, {NULL}, 40},
    {"C2 has the same queue at its desks", "tests/conformance/c02.yaml", {NULL}, {NULL}, 40},
    {"C3 has the same families in each vehicle", "tests/conformance/c03a.yaml", {NULL}, {NULL}, 40},
    {"C7 has the same last wave", "tests/conformance/c07.yaml", {NULL}, {NULL}, 40},
    {"C10 has the same plans before and after its surprise",
     "tests/conformance/c10.yaml",
     {NULL},
     {NULL},
     40},
    {"C11 has the same duties of its crews", "tests/conformance/c11b.yaml", {NULL}, {NULL}, 40},
    {"C15 has the same moves on from its full haven",
     "tests/conformance/c15.yaml",
     {NULL},
     {NULL},
     40},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* ---- what is the same ---- */

static uint32_t differences; /* of the test that runs */

static bool
same(bool is_same, const char *what, uint32_t index)
{
    if (!is_same && differences++ < 10) {
        print_error("%s %u differs\n", what, index);
    }
    return is_same;
}

static bool
same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_loads(const mst_load_list *a, const mst_load_list *b)
{
    bool equal = a->count == b->count;
    for (uint32_t i = 0; equal && i < a->count; i++) {
        equal = a->loads[i].cohort == b->loads[i].cohort &&
                a->loads[i].stations == b->loads[i].stations &&
                a->loads[i].count == b->loads[i].count;
    }
    return equal;
}

static bool
same_stop(const mst_plan_stop *a, const mst_plan_stop *b)
{
    return a->vehicle == b->vehicle && a->site == b->site && a->arrive == b->arrive &&
           a->leave == b->leave && a->berth_begin == b->berth_begin &&
           a->berth_end == b->berth_end && a->refuel == b->refuel &&
           same_loads(&a->alight, &b->alight) && same_loads(&a->board, &b->board);
}

static bool
same_move(const mst_plan_move *a, const mst_plan_move *b)
{
    return a->vehicle == b->vehicle && a->arc == b->arc && a->leave == b->leave &&
           a->arrive == b->arrive && a->convoy == b->convoy && a->turned_at == b->turned_at &&
           a->turned_arc == b->turned_arc && same_loads(&a->loads, &b->loads);
}

static bool
same_desk_run(const mst_plan_desk_run *a, const mst_plan_desk_run *b)
{
    return a->site == b->site && a->desk == b->desk && a->cohort == b->cohort &&
           a->stations == b->stations && a->units == b->units && a->start == b->start &&
           a->each == b->each;
}

static bool
same_self_move(const mst_plan_self_move *a, const mst_plan_self_move *b)
{
    return a->cohort == b->cohort && a->stations == b->stations && a->count == b->count &&
           a->arc == b->arc && a->leave == b->leave && a->arrive == b->arrive;
}

static bool
same_convoy(const mst_plan_convoy *a, const mst_plan_convoy *b)
{
    return a->arc == b->arc && a->begin == b->begin && a->detached_force == b->detached_force &&
           a->back == b->back;
}

static bool
same_duty(const mst_plan_duty *a, const mst_plan_duty *b)
{
    return a->vehicle == b->vehicle && a->crew == b->crew && a->first_move == b->first_move &&
           a->last_move == b->last_move && a->begin == b->begin && a->end == b->end;
}

static bool
same_left(const mst_plan_left *a, const mst_plan_left *b)
{
    return a->cohort == b->cohort && a->site == b->site && a->vehicle == b->vehicle &&
           a->count == b->count;
}

static void
compare_records(const mst_plan *a, const mst_plan *b)
{
    for (uint32_t i = 0; i < a->stop_count; i++) {
        same(same_stop(&a->stops[i], &b->stops[i]), "stop", i);
    }
    for (uint32_t i = 0; i < a->move_count; i++) {
        same(same_move(&a->moves[i], &b->moves[i]), "move", i);
    }
    for (uint32_t i = 0; i < a->desk_run_count; i++) {
        same(same_desk_run(&a->desk_runs[i], &b->desk_runs[i]), "desk run", i);
    }
    for (uint32_t i = 0; i < a->self_move_count; i++) {
        same(same_self_move(&a->self_moves[i], &b->self_moves[i]), "walk", i);
    }
    for (uint32_t i = 0; i < a->convoy_count; i++) {
        same(same_convoy(&a->convoys[i], &b->convoys[i]), "convoy", i);
    }
    for (uint32_t i = 0; i < a->duty_count; i++) {
        same(same_duty(&a->duties[i], &b->duties[i]), "duty", i);
    }
    for (uint32_t i = 0; i < a->left_count; i++) {
        same(same_left(&a->left[i], &b->left[i]), "group left", i);
    }
}

static void
compare_plans(const mst_plan *a, const mst_plan *b)
{
    uint32_t phase = 0;
    while (a != NULL && b != NULL) {
        bool equal = a->stop_count == b->stop_count && a->move_count == b->move_count &&
                     a->desk_run_count == b->desk_run_count &&
                     a->self_move_count == b->self_move_count &&
                     a->convoy_count == b->convoy_count && a->duty_count == b->duty_count &&
                     a->left_count == b->left_count;
        if (!same(equal, "how many records there are, phases from the end", phase)) {
            return;
        }
        for (uint32_t v = 0; v <= a->problem->vehicle_count; v++) {
            same(a->first_stop[v] == b->first_stop[v] && a->first_move[v] == b->first_move[v],
                 "where the records begin of vehicle", v);
        }
        compare_records(a, b);
        a = a->before;
        b = b->before;
        phase++;
    }
    same(a == b, "how many phases there are", phase);
}

static bool
same_bound(const mst_problem *problem, const mst_bound *a, const mst_bound *b)
{
    bool equal = a->left == b->left && a->completion == b->completion &&
                 a->exposure == b->exposure && same_text(a->left_reason, b->left_reason) &&
                 same_text(a->completion_reason, b->completion_reason);
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        equal = equal && a->left_by_priority[p] == b->left_by_priority[p];
    }
    return equal;
}

static bool
same_binding(const mst_binding *a, const mst_binding *b)
{
    return same_text(a->name, b->name) && same_text(a->unit, b->unit) &&
           a->left_gain == b->left_gain && a->left_priority == b->left_priority &&
           a->completion_gain == b->completion_gain && a->exposure_gain == b->exposure_gain &&
           a->of_bound == b->of_bound;
}

static void
compare_cells(const mst_cell *a, const mst_cell *b, uint32_t index)
{
    const mst_problem *problem = a->solution.plan.problem;
    compare_plans(&a->solution.plan, &b->solution.plan);
    same(a->status == b->status && a->outcome == b->outcome && a->gap == b->gap &&
             a->gap_measure == b->gap_measure && same_text(a->left_reason, b->left_reason),
         "what is said of cell", index);
    same(cells_same_measures(problem, &a->solution.measures, &b->solution.measures) &&
             cells_same_measures(problem, &a->judgement.measures, &b->judgement.measures),
         "the measures of cell", index);
    same(same_bound(problem, &a->solution.bound, &b->solution.bound), "the bound of cell", index);
    same(a->has_foreseen == b->has_foreseen &&
             (!a->has_foreseen || cells_same_measures(problem, &a->foreseen, &b->foreseen)),
         "the foreseen version of cell", index);
    if (same(a->binding_count == b->binding_count, "how much binds in cell", index)) {
        for (uint32_t i = 0; i < a->binding_count; i++) {
            same(same_binding(&a->bindings[i], &b->bindings[i]), "what binds, number", i);
        }
    }
}

/* ---- runs ---- */

static uint32_t
find_names(const mst_post *post, const row *of, mst_scenario_id *scenarios, mst_option_id *options)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < MOST_NAMES && of->scenarios[i] != NULL; i++) {
        for (uint32_t s = 0; s < post->scenario_count; s++) {
            if (strcmp(post->scenarios[s].id, of->scenarios[i]) == 0) {
                scenarios[i] = (mst_scenario_id){s};
                found++;
            }
        }
        for (uint32_t o = 0; o < post->option_count; o++) {
            if (strcmp(post->options[o].id, of->options[i]) == 0) {
                options[i] = (mst_option_id){o};
                found++;
            }
        }
    }
    return found;
}

static void
plan(const mst_post *post, const row *of, uint32_t threads, mst_matrix *matrix)
{
    mst_scenario_id scenarios[MOST_NAMES];
    mst_option_id options[MOST_NAMES];
    uint32_t found = find_names(post, of, scenarios, options);
    assert_int_equal(found, of->scenarios[0] != NULL ? 2 * MOST_NAMES : 0);
    const mst_matrix_options wanted = {
        .seed = 7,
        .effort = of->effort,
        .threads = threads,
        .scenario_count = found / 2,
        .scenarios = scenarios,
        .option_count = found / 2,
        .options = options,
    };
    mst_error err = {0};
    assert_int_equal(mst_matrix_plan(post, &wanted, matrix, &err), MST_OK);
}

static void
one_thread_two_and_one_again_give_the_same_plans(void **state)
{
    const row *of = *state;
    char path[sizeof MUSTER_SOURCE + 100];
    snprintf(path, sizeof path, "%s/%s", MUSTER_SOURCE, of->path);
    mst_post *post = cells_read(path);
    mst_matrix one;
    plan(post, of, 1, &one);
    differences = 0;
    for (uint32_t threads = 2; threads >= 1; threads--) {
        mst_matrix other;
        plan(post, of, threads, &other);
        uint32_t cells = one.scenario_count * one.option_count;
        assert_int_equal(other.scenario_count * other.option_count, cells);
        assert_true(cells > 0);
        for (uint32_t c = 0; c < cells; c++) {
            compare_cells(&one.cells[c], &other.cells[c], c);
        }
        mst_matrix_release(&other);
    }
    mst_matrix_release(&one);
    mst_post_release(post);
    assert_int_equal(differences, 0);
}

/* The comparison sees what differs: a plan, and the same with one number changed. */
static void
the_comparison_finds_one_number_that_is_changed(void **state)
{
    (void)state;
    mst_post *post = cells_read(MUSTER_SOURCE "/tests/conformance/c02.yaml");
    mst_matrix matrix;
    plan(post, &rows[2], 1, &matrix);
    const mst_plan *plan_of = &matrix.cells[0].solution.plan;
    mst_plan changed = *plan_of;
    mst_plan_desk_run runs[64];
    assert_in_range(plan_of->desk_run_count, 1, 64);
    memcpy(runs, plan_of->desk_runs, plan_of->desk_run_count * sizeof runs[0]);
    runs[plan_of->desk_run_count - 1].start++;
    changed.desk_runs = runs;
    differences = 0;
    compare_plans(plan_of, plan_of);
    assert_int_equal(differences, 0);
    differences = 10; /* nothing is printed beyond ten */
    compare_plans(plan_of, &changed);
    assert_int_equal(differences, 11);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

int
main(void)
{
    struct CMUnitTest tests[ROWS + 1] = {
        cmocka_unit_test(the_comparison_finds_one_number_that_is_changed)};
    for (uint32_t r = 0; r < ROWS; r++) {
        tests[r + 1] = (struct CMUnitTest){
            .name = rows[r].title,
            .test_func = one_thread_two_and_one_again_give_the_same_plans,
            .initial_state = (void *)(uintptr_t)&rows[r],
        };
    }
    return _cmocka_run_group_tests("same plans", tests, ROWS + 1, NULL, NULL);
}
