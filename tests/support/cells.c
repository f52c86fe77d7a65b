/* SPDX-License-Identifier: Apache-2.0 */
#include "cells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

mst_post *
cells_read(const char *path)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    mst_status status = mst_post_read(path, &post, &faults, &err);
    if (status != MST_OK) {
        print_error("%s:%u:%u: %s\n", err.file, err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    assert_int_equal(status, MST_OK);
    return post;
}

mst_case *
cells_compile(const mst_post *post, const char *scenario, const char *option)
{
    uint32_t s = 0;
    uint32_t o = 0;
    while (s < post->scenario_count && strcmp(post->scenarios[s].id, scenario) != 0) {
        s++;
    }
    while (o < post->option_count && strcmp(post->options[o].id, option) != 0) {
        o++;
    }
    if (s == post->scenario_count || o == post->option_count) {
        print_error("the post has no cell %s, %s\n", scenario, option);
    }
    assert_true(s < post->scenario_count && o < post->option_count);
    mst_case *instance = NULL;
    mst_error err = {0};
    mst_status status =
        mst_case_compile(post, (mst_scenario_id){s}, (mst_option_id){o}, NULL, &instance, &err);
    if (status != MST_OK) {
        print_error("%s:%u:%u: %s\n", err.file, err.line, err.column, err.text);
    }
    assert_int_equal(status, MST_OK);
    return instance;
}

void
cells_solve(solved_cell *cell, const mst_post *post, const char *scenario, const char *option,
            const mst_solve_options *options)
{
    mst_error err = {0};
    memset(cell, 0, sizeof *cell);
    cell->instance = cells_compile(post, scenario, option);
    assert_int_equal(mst_solve(cell->instance, options, &cell->solution, &err), MST_OK);
    assert_int_equal(mst_check(cell->instance, &cell->solution.plan, &cell->judgement, &err),
                     MST_OK);
    char name[200];
    snprintf(name, sizeof name, "%s, %s", scenario, option);
    cells_print_violations(name, &cell->judgement);
}

void
cells_release(solved_cell *cell)
{
    mst_judgement_release(&cell->judgement);
    mst_solution_release(&cell->solution);
    mst_case_release(cell->instance);
}

void
cells_print_violations(const char *of, const mst_judgement *judgement)
{
    for (uint32_t i = 0; i < judgement->violation_count && i < 10; i++) {
        const mst_violation *violation = &judgement->violations[i];
        print_error("%s: %s/%s: %s\n", of, mst_rule_name(violation->rule), violation->clause,
                    violation->text);
    }
}

bool
cells_same_measures(const mst_problem *problem, const mst_measures *a, const mst_measures *b)
{
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        if (a->left_by_priority[p] != b->left_by_priority[p]) {
            return false;
        }
    }
    return a->left == b->left && a->left_force == b->left_force && a->completion == b->completion &&
           a->completion_evacuees == b->completion_evacuees && a->exposure == b->exposure &&
           a->vehicle_ms == b->vehicle_ms && a->first_movement == b->first_movement;
}
