/* SPDX-License-Identifier: Apache-2.0
 *
 * More means never make the answer worse. The matrix plans a random post and the same with more of
 * one mean (a vehicle, a seat, a berth, a desk, hold, an open link, earlier notice, ...) in one
 * run.
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

static uint32_t compared, better;

static void
compare_cells(const mst_cell *less, const mst_cell *more, const char *what, char *fault)
{
    const mst_problem *problem = &less->instance->phases[less->instance->phase_count - 1];
    const mst_measures *poor = &less->judgement.measures;
    const mst_measures *rich = &more->judgement.measures;
    int order = mst_measures_compare(problem, rich, poor);
    compared++;
    better += order < 0 ? 1 : 0;
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

static void
ask_means(const draft *post, uint64_t seed, char *fault)
{
    static char text[DRAFT_TEXT_BYTES];
    draft rich = *post;
    const char *what = rich.more == 0 ? draft_more_means(&rich, seed) : "means";
    if (what == NULL) {
        return;
    }
    mst_post *read = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t bytes = draft_write(&rich, NULL, text);
    mst_status status = mst_post_read_text("drawn", text, bytes, &read, &faults, &err);
    mst_fault_list_release(&faults);
    if (status != MST_OK) {
        say(fault, "the post is refused: line %u: %s", err.line, err.text);
        return;
    }
    plan_both(read, what, fault);
    mst_post_release(read);
}

static void
more_means_never_make_the_answer_worse(void **state)
{
    (void)state;
    uint32_t failed = ask_many("means", test_scale(CASES), ask_means);
    printf("means: %u pairs of cells, %u better with more\n", compared, better);
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_means_never_make_the_answer_worse),
    };
    return cmocka_run_group_tests_name("random posts with more means", tests, NULL, NULL);
}
