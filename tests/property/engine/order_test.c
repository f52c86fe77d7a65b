/* SPDX-License-Identifier: Apache-2.0
 *
 * The order in which sites, links, types, fleets and people stand in the post changes nothing at
 * all. Other ids change names only: the bounds are exactly the same. The search breaks ties by the
 * order of ids, so values may differ then; how often is told, and each stays above the other's
 * bound.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "cells.h"
#include "support/scale.h"

enum { CASES = 250, EFFORT = 4 };

static uint32_t asked, other_values; /* of posts with other ids */

static void
say_both(char *fault, const char *what, const planned *a, const planned *b)
{
    const mst_bound *one = &a->solution.bound;
    const mst_bound *other = &b->solution.bound;
    say(fault,
        "%s: values left %lld and %lld, completion %lld and %lld, exposure %.0f and %.0f; "
        "bounds left %lld and %lld, completion %lld and %lld, exposure %.0f and %.0f",
        what, (long long)a->solution.measures.left, (long long)b->solution.measures.left,
        (long long)a->solution.measures.completion, (long long)b->solution.measures.completion,
        (double)a->solution.measures.exposure, (double)b->solution.measures.exposure,
        (long long)one->left, (long long)other->left, (long long)one->completion,
        (long long)other->completion, (double)one->exposure, (double)other->exposure);
}

/* Bounds are proved against the values of a plan, so they are compared against the same ones. */
static void
compare_bounds(const planned *a, const planned *b, char *fault)
{
    mst_bound one;
    mst_bound other;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    const mst_measures *value = &a->solution.measures;
    mst_error err;
    if (mst_bound_compute(planned_problem(a), value, NULL, &one, &arena, &err) != MST_OK ||
        mst_bound_compute(planned_problem(b), value, NULL, &other, &arena, &err) != MST_OK) {
        say(fault, "no bound: %s", err.text);
    } else if (one.left != other.left || one.completion != other.completion ||
               one.exposure != other.exposure) {
        say(fault,
            "the bounds of the same post with other ids differ: left %lld and %lld, "
            "completion %lld and %lld, exposure %.0f and %.0f",
            (long long)one.left, (long long)other.left, (long long)one.completion,
            (long long)other.completion, (double)one.exposure, (double)other.exposure);
    }
    mst_arena_release(&arena);
}

static void
ask_order(const draft *post, uint64_t seed, char *fault)
{
    planned one;
    planned other;
    draft_order order;
    char ignored[FAULT_BYTES] = ""; /* plans that break rules are another test's matter */
    draft_shuffle(&order, seed);
    planned_open(&one, post, NULL, EFFORT, ignored);
    planned_open(&other, post, &order, EFFORT, ignored);
    if (ignored[0] == '\0') {
        compare_bounds(&one, &other, fault);
        if (measures_differ(&one.solution.measures, &other.solution.measures) != NULL) {
            say_both(fault, "the order of the text changes the plan", &one, &other);
        }
    }
    planned_close(&one);
    planned_close(&other);
}

static void
the_order_of_the_text_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(ask_many("order", test_scale(CASES), ask_order), 0);
}

static void
ask_names(const draft *post, uint64_t seed, char *fault)
{
    planned one;
    planned other;
    draft renamed;
    draft_order order;
    char ignored[FAULT_BYTES] = "";
    draft_shuffle(&order, seed);
    draft_rename(post, &order, &renamed);
    planned_open(&one, post, NULL, EFFORT, ignored);
    planned_open(&other, &renamed, NULL, EFFORT, ignored);
    /* With surprises the bound is for the future given the past of each plan. */
    if (ignored[0] == '\0' && one.instance->phase_count == 1) {
        asked++;
        other_values += measures_differ(&one.solution.measures, &other.solution.measures) != NULL;
        compare_bounds(&one, &other, fault);
        if (bound_broken(planned_problem(&one), &one.solution.bound, &one.solution.measures,
                         &other.solution.measures) != NULL ||
            bound_broken(planned_problem(&one), &other.solution.bound, &other.solution.measures,
                         &one.solution.measures) != NULL) {
            say_both(fault, "a bound is above the value with other ids", &one, &other);
        }
    }
    planned_close(&one);
    planned_close(&other);
}

static void
other_ids_change_no_bound(void **state)
{
    (void)state;
    uint32_t failed = ask_many("names", test_scale(CASES), ask_names);
    printf("names: values differ in %u of %u posts\n", other_values, asked);
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_the_text_changes_nothing),
        cmocka_unit_test(other_ids_change_no_bound),
    };
    return cmocka_run_group_tests_name("random posts in another order", tests, NULL, NULL);
}
