/* SPDX-License-Identifier: Apache-2.0
 *
 * Losses of random posts: a plan that uses something nowhere obeys every rule without it, by the
 * checker; no loss makes an answer better; no single loss is worse than a pair with it; no bound is
 * above a plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "cells.h"
#include "judge/contingency.h"
#include "judge/judge.h"
#include "judge/lean.h"
#include "support/scale.h"

enum { CASES = 60, EFFORT = 2 };

static uint32_t judged, untouched, unused, worse, pairs;

/* N1: what is lost takes nothing but means away. */
static bool
only_takes_means(const mst_contingency *found, const mst_contingency_row *row)
{
    const mst_problem *problem = &mst_contingency_base(found)->instance->phases[0];
    for (uint32_t i = 0; i < row->loss_count; i++) {
        mst_loss_kind kind = found->losses[row->losses[i]].kind;
        /* Where it is no end any more, nobody is out late there: that matters before left does. */
        if (kind == MST_LOSS_FORCE ||
            (kind == MST_LOSS_HAVEN && problem->measures[0] != MST_MEASURE_LEFT)) {
            return false;
        }
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].uncontrolled) {
            return false;
        }
    }
    return true;
}

/* Who is to be carried in waits where the fleet is, and is nowhere without it. */
static bool
is_carried_in(const mst_problem *problem)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].presence == MST_PRESENT_BY_FLEET) {
            return true;
        }
    }
    return false;
}

/* The plan in force under a loss that it does not use. */
static void
ask_unused(const mst_contingency *found, uint32_t index, char *fault)
{
    const mst_cell *base = mst_contingency_base(found);
    const mst_contingency_row *row = &found->singles[index];
    const mst_loss *loss = &found->losses[index];
    mst_lean lean = mst_plan_lean(&base->solution.plan, loss);
    if (loss->kind == MST_LOSS_FORCE || !mst_lean_is_none(&lean) || row->cell.instance == NULL ||
        is_carried_in(&base->instance->phases[0])) {
        return;
    }
    mst_arena arena;
    mst__adopted adopted;
    mst_error err;
    mst_arena_init(&arena, 0);
    unused++;
    if (mst__plan_adopt(base, &row->cell, &arena, &adopted, &err) != MST_OK ||
        adopted.plan == NULL) {
        say(fault, "a plan that does not use it breaks a rule without: %s", loss->name);
    }
    mst_arena_release(&arena);
}

static void
ask_row(const mst_contingency *found, const mst_contingency_row *row, char *fault)
{
    const mst_cell *base = mst_contingency_base(found);
    const mst_problem *problem = &base->instance->phases[0];
    const char *name = found->losses[row->losses[0]].name;
    if (row->state != MST_CONTINGENCY_PLANNED && row->state != MST_CONTINGENCY_UNTOUCHED) {
        return;
    }
    int order = mst_measures_compare(problem, &row->measures, &base->judgement.measures);
    judged++;
    untouched += row->state == MST_CONTINGENCY_UNTOUCHED;
    worse += order > 0;
    if (order < 0 && only_takes_means(found, row)) {
        say(fault, "a loss makes the answer better: %s: left %lld, %lld; completion %lld, %lld",
            name, (long long)row->measures.left, (long long)base->judgement.measures.left,
            (long long)row->measures.completion, (long long)base->judgement.measures.completion);
    }
    if (row->state == MST_CONTINGENCY_PLANNED) {
        const char *broken =
            bound_broken(&row->cell.instance->phases[0], &row->cell.solution.bound,
                         &row->cell.judgement.measures, &row->cell.judgement.measures);
        if (broken != NULL) {
            say(fault, "the bound of %s is above the plan without %s", broken, name);
        }
        if (row->cell.judgement.violation_count > 0) {
            say(fault, "the plan without it is not valid: %s", name);
        }
    }
}

static void
ask_pair(const mst_contingency *found, const mst_contingency_row *pair, char *fault)
{
    if (pair->state != MST_CONTINGENCY_PLANNED) {
        return;
    }
    pairs++;
    for (uint32_t i = 0; i < 2; i++) {
        const mst_contingency_row *single = &found->singles[pair->losses[i]];
        if (only_takes_means(found, pair) && single->state == MST_CONTINGENCY_PLANNED &&
            mst_measures_compare(&single->cell.instance->phases[0], &pair->measures,
                                 &single->measures) < 0) {
            say(fault, "two losses are better than one: %s and %s",
                found->losses[pair->losses[0]].name, found->losses[pair->losses[1]].name);
        }
    }
}

static void
ask_losses(const draft *drawn, uint64_t seed, char *fault)
{
    static char text[DRAFT_TEXT_BYTES];
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t bytes = draft_write(drawn, NULL, text);
    mst_status status = mst_post_read_text("losses.yaml", text, bytes, &post, &faults, &err);
    mst_fault_list_release(&faults);
    if (status != MST_OK) {
        say(fault, "the post is not read: %s", err.text);
        return;
    }
    mst_contingency found;
    mst_contingency_options options = {.seed = seed, .effort = EFFORT, .threads = 1, .pairs = 3};
    status = mst_contingency_judge(post, &options, &found, &err);
    if (status == MST_OK && mst_contingency_base(&found)->instance->phase_count == 1 &&
        mst_contingency_base(&found)->status != MST_CELL_INFEASIBLE) {
        for (uint32_t i = 0; i < found.loss_count; i++) {
            ask_unused(&found, i, fault);
            ask_row(&found, &found.singles[i], fault);
        }
        for (uint32_t i = 0; i < found.pair_count; i++) {
            ask_row(&found, &found.pairs[i], fault);
            ask_pair(&found, &found.pairs[i], fault);
        }
    } else if (status != MST_OK && status != MST_PLAN_INVALID) { /* invalid: told by another test */
        say(fault, "the losses cannot be judged: %s", err.text);
    }
    mst_contingency_release(&found);
    mst_post_release(post);
}

static void
losses_never_help(void **state)
{
    (void)state;
    assert_int_equal(ask_many("losses", test_scale(CASES), ask_losses), 0);
    print_message("%u losses and pairs judged: %u untouched, %u worse; %u unused, %u pairs\n",
                  judged, untouched, worse, unused, pairs);
    assert_true(judged > 0 && untouched > 0 && worse > 0 && unused > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(losses_never_help)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
