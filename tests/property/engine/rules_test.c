/* SPDX-License-Identifier: Apache-2.0
 *
 * The random posts are worth something: each of the thirteen rules, and surprises, binds in at
 * least one of twenty. A rule binds in a post when the plan of the post without it leaves fewer,
 * ends sooner or exposes less.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "cells.h"
#include "support/scale.h"

enum { CASES = 400, FEWEST_CASES = 400, EFFORT = 2, LEAST_PERCENT = 5, RULES = 14 };

static uint32_t binds[RULES + 1];
static uint32_t asked;

/* Does the plan without the rule reach what no plan found with it does? */
static bool
is_better(const mst_problem *problem, const mst_measures *without, const mst_measures *with)
{
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        if (without->left_by_priority[p] != with->left_by_priority[p]) {
            return without->left_by_priority[p] < with->left_by_priority[p];
        }
    }
    return without->completion < with->completion ||
           (without->completion == with->completion && without->exposure < with->exposure);
}

static void
ask_rules(const draft *post, uint64_t seed, char *fault)
{
    planned whole;
    char ignored[FAULT_BYTES] = ""; /* plans of whole posts are another test's matter */
    (void)seed;
    planned_open(&whole, post, NULL, EFFORT, ignored);
    asked++;
    for (unsigned rule = 1; rule <= RULES; rule++) {
        draft relaxed;
        planned without;
        if (ignored[0] != '\0' || !draft_without_rule(post, rule, &relaxed)) {
            continue;
        }
        char refused[FAULT_BYTES] = "";
        planned_open(&without, &relaxed, NULL, EFFORT, refused);
        if (refused[0] != '\0') {
            say(fault, "without rule %u %s", rule, refused);
        }
        if (refused[0] == '\0' && is_better(planned_problem(&whole), &without.solution.measures,
                                            &whole.solution.measures)) {
            binds[rule]++;
        }
        planned_close(&without);
    }
    planned_close(&whole);
}

static void
each_rule_binds_in_one_of_twenty(void **state)
{
    (void)state;
    static const char *const names[RULES + 1] = {
        NULL,      "people", "vehicles", "seats", "compatibility", "stops",  "hold",    "desks",
        "windows", "force",  "crews",    "flow",  "destination",   "escort", "surprise"};
    uint32_t cases = test_scale(CASES);
    cases = cases < FEWEST_CASES ? FEWEST_CASES : cases; /* a share of few says little */
    uint32_t failed = ask_many("rules", cases, ask_rules);
    uint32_t rare = 0;
    for (unsigned rule = 1; rule <= RULES; rule++) {
        printf("%s binds in %.1f %%\n", names[rule], 100.0 * binds[rule] / asked);
        rare += binds[rule] * 100 < LEAST_PERCENT * asked ? 1 : 0;
    }
    assert_int_equal(rare, 0);
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_binds_in_one_of_twenty),
    };
    return cmocka_run_group_tests_name("rules that bind in random posts", tests, NULL, NULL);
}
