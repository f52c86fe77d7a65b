/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever a certificate names, the checker refuses a claim that a plan which it accepts belies: of
 * kinds `way` and `cut` for every cohort and for random sets of sites, and of `leave`.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "cells.h"
#include "check/certificate.h"
#include "support/scale.h"

enum { CASES = 200, EFFORT = 4, CUTS = 12, MOST_VALUES = 512 };

static struct sums {
    uint32_t cells, proved[MST_CERTIFICATE_COUNT], tried[MST_CERTIFICATE_COUNT];
} sums;

/* The claim at a value above the plan's: refused; and as much of it as is proved, counted. */
static void
belie(const planned *cell, const mst_certificate *claim, char *fault)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_certificate_verdict verdict;
    mst_error err;
    sums.tried[claim->kind]++;
    if (mst_certificate_check(cell->instance, claim, &arena, &verdict, &err) != MST_OK) {
        say(fault, "no memory for a check");
    } else if (verdict.holds) {
        say(fault, "false claim taken: %s, measure %d, at %.0f", mst_certificate_name(claim->kind),
            (int)claim->measure, (double)claim->bound);
    } else {
        sums.proved[claim->kind] += verdict.proved > 0;
    }
    mst_arena_release(&arena);
}

static int64_t
left_of(const planned *cell, uint32_t cohort)
{
    int64_t left = 0;
    for (uint32_t i = 0; i < cell->solution.plan.left_count; i++) {
        const mst_plan_left *one = &cell->solution.plan.left[i];
        left += one->cohort == cohort ? one->count : 0;
    }
    return left;
}

static void
belie_ways(const planned *cell, char *fault)
{
    const mst_problem *problem = planned_problem(cell);
    const mst_measures *value = &cell->judgement.measures;
    for (uint32_t c = 0; c < problem->cohort_count && fault[0] == '\0'; c++) {
        int64_t cohort = c;
        mst_certificate_part part = {"cohort", 1, &cohort};
        mst_certificate claim = {.kind = MST_CERTIFICATE_WAY,
                                 .measure = MST_MEASURE_COMPLETION,
                                 .bound = value->completion + 1,
                                 .most_left = left_of(cell, c),
                                 .part_count = 1,
                                 .parts = &part};
        belie(cell, &claim, fault);
        int64_t lost[MOST_VALUES] = {0};
        lost[c] = left_of(cell, c) + 1;
        part = (mst_certificate_part){"lost", problem->cohort_count, lost};
        claim.measure = MST_MEASURE_LEFT;
        claim.bound = 1;
        belie(cell, &claim, fault);
    }
}

static void
belie_cuts(const planned *cell, uint64_t seed, char *fault)
{
    const mst_problem *problem = planned_problem(cell);
    const mst_measures *value = &cell->judgement.measures;
    mst_random random;
    mst_random_init(&random, seed, 77);
    for (unsigned n = 0; n < CUTS && fault[0] == '\0'; n++) {
        int64_t inside[MOST_VALUES] = {0};
        int64_t ready = n % 3 == 2 ? (int64_t)mst_random_below(&random, 20) * 600000 : 0;
        for (uint32_t s = 0; s < problem->site_count; s++) {
            bool safe = mst_steps_most(&problem->sites[s].safe, 0, problem->horizon + 1) > 0;
            inside[s] = n == 0 ? !safe : mst_random_below(&random, 4) > (safe ? 2U : 0U);
        }
        mst_certificate_part parts[] = {{"inside", problem->site_count, inside},
                                        {"ready", 1, &ready}};
        mst_certificate claim = {.kind = MST_CERTIFICATE_CUT,
                                 .measure = MST_MEASURE_COMPLETION,
                                 .bound = value->completion + 1,
                                 .most_left = value->left,
                                 .part_count = 2,
                                 .parts = parts};
        belie(cell, &claim, fault);
        claim.measure = MST_MEASURE_LEFT;
        claim.bound = value->left + 1;
        belie(cell, &claim, fault);
    }
}

static void
ask_certificates(const draft *post, uint64_t seed, char *fault)
{
    planned cell;
    planned_open(&cell, post, NULL, EFFORT, fault);
    if (fault[0] == '\0' && cell.instance->phase_count == 1) {
        const mst_problem *problem = planned_problem(&cell);
        assert_true(problem->cohort_count <= MOST_VALUES && problem->site_count <= MOST_VALUES);
        sums.cells++;
        belie_ways(&cell, fault);
        belie_cuts(&cell, seed, fault);
        mst_certificate claim = {.kind = MST_CERTIFICATE_LEAVE,
                                 .measure = MST_MEASURE_EXPOSURE,
                                 .bound = cell.judgement.measures.exposure + 1,
                                 .most_left = MST_UNLIMITED};
        belie(&cell, &claim, fault);
    }
    planned_close(&cell);
}

static void
no_claim_that_a_plan_belies_is_taken(void **state)
{
    (void)state;
    uint32_t failed = ask_many("certificates", test_scale(CASES), ask_certificates);
    printf("%u cells; of claims a part is proved: way %u of %u, cut %u of %u, leave %u of %u\n",
           sums.cells, sums.proved[MST_CERTIFICATE_WAY], sums.tried[MST_CERTIFICATE_WAY],
           sums.proved[MST_CERTIFICATE_CUT], sums.tried[MST_CERTIFICATE_CUT],
           sums.proved[MST_CERTIFICATE_LEAVE], sums.tried[MST_CERTIFICATE_LEAVE]);
    assert_int_equal(failed, 0);
    assert_true(sums.proved[MST_CERTIFICATE_WAY] > 0);
    assert_true(sums.proved[MST_CERTIFICATE_CUT] > 0);
    assert_true(sums.proved[MST_CERTIFICATE_LEAVE] > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_claim_that_a_plan_belies_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
