/* SPDX-License-Identifier: Apache-2.0
 *
 * More means never make the answer worse. The matrix plans a random post and the same with more of
 * one mean (a vehicle, a seat, a berth, a desk, hold, an open link, earlier notice, ...) in one
 * run. Nor does company: a cell of a run ends no worse than alone. Knowing a surprise is more means
 * of knowledge: what it costs is never negative.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "cells.h"
#include "judge/matrix.h"
#include "support/scale.h"

enum { CASES = 200, EFFORT = 3 };

static uint32_t compared, better, telling;
static uint32_t surprised, foreseen, cheaper;
static uint32_t in_company, helped;

static void
compare_cells(const mst_cell *less, const mst_cell *more, const char *what, char *fault)
{
    const mst_problem *problem = &less->instance->phases[less->instance->phase_count - 1];
    const mst_measures *poor = &less->judgement.measures;
    const mst_measures *rich = &more->judgement.measures;
    int order = mst_measures_compare(problem, rich, poor);
    compared++;
    better += order < 0 ? 1 : 0;
    telling += poor->left > 0 || rich->completion != poor->completion ? 1 : 0;
    if (order > 0) {
        say(fault,
            "more means make the answer worse: %s: left %lld after %lld, completion %lld after "
            "%lld, exposure %.0f after %.0f",
            what, (long long)rich->left, (long long)poor->left, (long long)rich->completion,
            (long long)poor->completion, (double)rich->exposure, (double)poor->exposure);
    }
    /* value(more) x (1 - gap) is the bound. */
    const char *broken = bound_broken(problem, &more->solution.bound, rich, poor);
    if (broken != NULL) {
        say(fault,
            "the bound of %s with more means is above the value with less: %s: left %lld, "
            "%lld; completion %lld, %lld; exposure %.0f, %.0f",
            broken, what, (long long)more->solution.bound.left, (long long)poor->left,
            (long long)more->solution.bound.completion, (long long)poor->completion,
            (double)more->solution.bound.exposure, (double)poor->exposure);
    }
}

static void
plan_both(const mst_post *post, const char *what, char *fault)
{
    mst_matrix matrix;
    mst_error err = {0};
    mst_matrix_options options = {
        .seed = 1, .effort = EFFORT, .threads = 1, .without_binding = true};
    mst_status status = mst_matrix_plan(post, &options, &matrix, &err);
    if (status == MST_OK && matrix.cells[0].instance->phase_count == 1 &&
        matrix.cells[0].status != MST_CELL_INFEASIBLE) {
        compare_cells(&matrix.cells[0], &matrix.cells[1], what, fault);
    } else if (status != MST_OK && status != MST_PLAN_INVALID) { /* invalid: told by another test */
        say(fault, "the matrix fails: %s", err.text);
    }
    mst_matrix_release(&matrix);
}

/* NULL: it is refused, and `fault` says so. */
static mst_post *
read_draft(const draft *post, char *fault)
{
    static char text[DRAFT_TEXT_BYTES];
    mst_post *read = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t bytes = draft_write(post, NULL, text);
    if (mst_post_read_text("drawn", text, bytes, &read, &faults, &err) != MST_OK) {
        say(fault, "the post is refused: line %u: %s", err.line, err.text);
        read = NULL;
    }
    mst_fault_list_release(&faults);
    return read;
}

static void
ask_means(const draft *post, uint64_t seed, char *fault)
{
    draft rich = *post;
    const char *what = rich.more == 0 ? draft_more_means(&rich, seed) : "means";
    if (what == NULL) {
        return;
    }
    mst_post *read = read_draft(&rich, fault);
    if (read != NULL) {
        plan_both(read, what, fault);
        mst_post_release(read);
    }
}

static void
more_means_never_make_the_answer_worse(void **state)
{
    (void)state;
    uint32_t failed = ask_many("means", test_scale(CASES), ask_means);
    printf(
        "means: %u pairs of cells, %u better with more; in %u people are left or the end moves\n",
        compared, better, telling);
    assert_int_equal(failed, 0);
    assert_true(telling * 2 >= compared); /* else most pairs could not have failed */
}

/* The plan of a cell of a run against that of a run of that cell alone. */
static void
compare_with_alone(const mst_post *post, const mst_cell *cell, char *fault)
{
    mst_matrix alone;
    mst_error err = {0};
    mst_matrix_options options = {.seed = 1,
                                  .effort = EFFORT,
                                  .threads = 1,
                                  .without_binding = true,
                                  .scenario_count = 1,
                                  .scenarios = &cell->scenario,
                                  .option_count = 1,
                                  .options = &cell->option};
    if (mst_matrix_plan(post, &options, &alone, &err) == MST_OK && cell->outcome == MST_OK) {
        const mst_problem *problem = &cell->instance->phases[cell->instance->phase_count - 1];
        const mst_measures *own = &alone.cells[0].judgement.measures;
        const mst_measures *shared = &cell->judgement.measures;
        int order = mst_measures_compare(problem, shared, own);
        in_company++;
        helped += order < 0 ? 1 : 0;
        if (order > 0) {
            say(fault, "a cell ends worse in company: left %lld, %lld alone; completion %lld, %lld",
                (long long)shared->left, (long long)own->left, (long long)shared->completion,
                (long long)own->completion);
        }
    }
    mst_matrix_release(&alone);
}

static void
ask_company(const draft *post, uint64_t seed, char *fault)
{
    draft rich = *post;
    if (rich.more == 0 && draft_more_means(&rich, seed) == NULL) {
        return;
    }
    mst_post *read = read_draft(&rich, fault);
    if (read == NULL) {
        return;
    }
    mst_matrix matrix;
    mst_error err = {0};
    mst_matrix_options options = {
        .seed = 1, .effort = EFFORT, .threads = 1, .without_binding = true};
    mst_status status = mst_matrix_plan(read, &options, &matrix, &err);
    for (uint32_t i = 0; status == MST_OK && i < matrix.scenario_count * matrix.option_count; i++) {
        compare_with_alone(read, &matrix.cells[i], fault);
    }
    mst_matrix_release(&matrix);
    mst_post_release(read);
}

static void
no_cell_of_a_run_ends_worse_than_alone(void **state)
{
    (void)state;
    uint32_t failed = ask_many("company", test_scale(CASES), ask_company);
    printf("company: %u cells, %u better than alone\n", in_company, helped);
    assert_int_equal(failed, 0);
    assert_true(helped > 0);
}

/* Who knew could have done the same, but for what turned back on the way: so no later, and with no
 * more left. (People who fly about are exposed less than those who wait.) */
static void
ask_foresight(const draft *post, uint64_t seed, char *fault)
{
    (void)seed;
    mst_post *read = read_draft(post, fault);
    if (read == NULL) {
        return;
    }
    mst_matrix matrix;
    mst_error err = {0};
    mst_matrix_options options = {
        .seed = 1, .effort = EFFORT, .threads = 1, .without_binding = true};
    mst_status status = mst_matrix_plan(read, &options, &matrix, &err);
    for (uint32_t i = 0; status == MST_OK && i < matrix.scenario_count * matrix.option_count; i++) {
        const mst_cell *cell = &matrix.cells[i];
        if (cell->instance->phase_count == 1) {
            continue;
        }
        const mst_problem *problem = &cell->instance->phases[cell->instance->phase_count - 1];
        mst_measures known = cell->foreseen;
        known.exposure = cell->judgement.measures.exposure;
        known.vehicle_ms = cell->judgement.measures.vehicle_ms;
        int order = mst_measures_compare(problem, &known, &cell->judgement.measures);
        surprised++;
        foreseen += cell->has_foreseen;
        cheaper += cell->has_foreseen && order < 0;
        if (cell->has_foreseen && order > 0) {
            say(fault, "a surprise gains: left %lld, %lld when foreseen; completion %lld, %lld",
                (long long)cell->judgement.measures.left, (long long)known.left,
                (long long)cell->judgement.measures.completion, (long long)known.completion);
        }
    }
    mst_matrix_release(&matrix);
    mst_post_release(read);
}

static void
a_surprise_never_gains(void **state)
{
    (void)state;
    uint32_t failed = ask_many("foresight", test_scale(CASES), ask_foresight);
    printf(
        "foresight: %u cells with a surprise, %u with a plan as good that foresees it, %u of them "
        "better\n",
        surprised, foreseen, cheaper);
    assert_int_equal(failed, 0);
    assert_true(foreseen * 10 >= surprised * 9); /* else it is not even looked for */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_means_never_make_the_answer_worse),
        cmocka_unit_test(no_cell_of_a_run_ends_worse_than_alone),
        cmocka_unit_test(a_surprise_never_gains),
    };
    return cmocka_run_group_tests_name("random posts with more means", tests, NULL, NULL);
}
