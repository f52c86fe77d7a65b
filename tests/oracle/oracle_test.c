/* SPDX-License-Identifier: Apache-2.0
 *
 * The solver against an exhaustive search on random tiny posts: it is never better, nearly always
 * as good, and its bound is never above the best there is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "exact.h"
#include "solve/solve.h"
#include "support/scale.h"
#include "tiny.h"

enum { POSTS = 250, LEAST_SHARE = 85, MOST_TALK = 5, FEW = 3 };

static struct sums {
    uint32_t posts, too_large, equal, worse_left, better, above, refused, talked;
    uint32_t left, moved; /* where somebody has to stay, where somebody gets out */
} sums;

static void
talk(uint64_t seed, const char *what, const tiny *post, const exact_result *best,
     const mst_solution *solution)
{
    if (sums.talked++ >= MOST_TALK && getenv("MUSTER_ORACLE_TALKS") == NULL) {
        return;
    }
    const mst_measures *value = &solution->measures;
    const mst_bound *bound = &solution->bound;
    printf("seed %llu: %s\n  exact: left %d, %d, out at %d\n", (unsigned long long)seed, what,
           best->left[0], best->left[1], best->completion);
    printf("  solver: left %lld, %lld, out at %.1f\n  bound: left %lld, %lld, out at %.1f (%s)\n",
           (long long)value->left_by_priority[0], (long long)value->left_by_priority[1],
           (double)value->completion / (double)TINY_UNITS(1), (long long)bound->left_by_priority[0],
           (long long)bound->left_by_priority[1], (double)bound->completion / (double)TINY_UNITS(1),
           bound->completion_reason != NULL ? bound->completion_reason : "no reason");
    tiny_print(post);
    exact_best(post, true);
}

/* < 0 when the solver is better than the best there is. */
static int
compare(const mst_measures *value, const exact_result *best)
{
    for (int p = 0; p < 2; p++) {
        if (value->left_by_priority[p] != best->left[p]) {
            return value->left_by_priority[p] < best->left[p] ? -1 : 1;
        }
    }
    mst_time completion = TINY_UNITS(best->completion);
    return value->completion < completion ? -1 : value->completion > completion;
}

static bool
bound_is_above(const mst_bound *bound, const exact_result *best)
{
    return bound->left_by_priority[0] > best->left[0] ||
           (bound->left_by_priority[0] == best->left[0] &&
            bound->left_by_priority[1] > best->left[1]) ||
           bound->left > best->left[0] + best->left[1] ||
           bound->completion > TINY_UNITS(best->completion);
}

static void
try_post(uint64_t seed)
{
    static world w;
    tiny post;
    tiny_make(&post, seed);
    exact_result best = exact_best(&post, false);
    sums.posts++;
    if (best.too_large) {
        sums.too_large++;
        return;
    }
    tiny_build(&post, &w);
    mst_solution solution;
    mst_error err;
    mst_solve_options options = {.seed = seed};
    assert_int_equal(mst_solve(&w.instance, &options, &solution, &err), MST_OK);
    mst_judgement judgement;
    assert_int_equal(mst_check(&w.instance, &solution.plan, &judgement, &err), MST_OK);
    int order = compare(&solution.measures, &best);
    bool above = bound_is_above(&solution.bound, &best);
    sums.equal += order == 0;
    sums.better += order < 0;
    sums.above += above;
    sums.worse_left += order > 0 && (solution.measures.left_by_priority[0] != best.left[0] ||
                                     solution.measures.left_by_priority[1] != best.left[1]);
    sums.refused += judgement.violation_count > 0;
    sums.left += best.left[0] + best.left[1] > 0;
    sums.moved += best.completion > 0;
    if (judgement.violation_count > 0) {
        talk(seed, judgement.violations[0].text, &post, &best, &solution);
    } else if (above) {
        talk(seed, "the bound is above the best plan", &post, &best, &solution);
    } else if (order < 0) {
        talk(seed, "the solver's plan is better than the best there is", &post, &best, &solution);
    } else if (order > 0) {
        talk(seed, "the solver's plan is not the best", &post, &best, &solution);
    }
    mst_judgement_release(&judgement);
    mst_solution_release(&solution);
    world_close(&w);
}

static uint32_t
searched(void)
{
    return sums.posts - sums.too_large;
}

static int
try_posts(void **state)
{
    (void)state;
    uint32_t posts = test_scale(POSTS);
    for (uint64_t seed = 1; seed <= posts; seed++) {
        try_post(seed);
    }
    printf("%u posts, %u too large to search, %u where nobody gets out, %u where somebody stays\n",
           sums.posts, sums.too_large, searched() - sums.moved, sums.left);
    printf(
        "%u as good as can be: %.1f %% of those searched; %u leave more, %u better than can be,\n"
        "%u bounds above the best, %u refused\n",
        sums.equal, 100.0 * sums.equal / (searched() > 0 ? searched() : 1), sums.worse_left,
        sums.better, sums.above, sums.refused);
    return 0;
}

static void
most_posts_are_small_enough_to_search_and_ask_for_something(void **state)
{
    (void)state;
    assert_true(sums.too_large * 8 <= sums.posts + 8 * FEW);
    assert_true(sums.moved * 2 + FEW >= searched());
}

static void
no_plan_is_better_than_the_best_there_is(void **state)
{
    (void)state;
    assert_int_equal(sums.better, 0);
}

static void
no_bound_is_above_the_best_there_is(void **state)
{
    (void)state;
    assert_int_equal(sums.above, 0);
}

static void
the_checker_accepts_every_plan(void **state)
{
    (void)state;
    assert_int_equal(sums.refused, 0);
}

static void
nearly_every_plan_is_the_best_there_is(void **state)
{
    (void)state;
    uint32_t chance = searched() < 100 ? FEW : 0; /* a few posts say little of a share */
    assert_true((sums.equal + chance) * 100 >= searched() * LEAST_SHARE);
}

int
main(int count, char **words)
{
    if (count > 1) { /* one seed, told in full */
        try_post(strtoull(words[1], NULL, 10));
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(most_posts_are_small_enough_to_search_and_ask_for_something),
        cmocka_unit_test(no_plan_is_better_than_the_best_there_is),
        cmocka_unit_test(no_bound_is_above_the_best_there_is),
        cmocka_unit_test(the_checker_accepts_every_plan),
        cmocka_unit_test(nearly_every_plan_is_the_best_there_is),
    };
    return cmocka_run_group_tests(tests, try_posts, NULL);
}
