/* SPDX-License-Identifier: Apache-2.0
 *
 * Intervals, ranks, shares and splitting against published figures, and against slow sums.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "simulate/draw.h"
#include "simulate/splitting.h"
#include "simulate/statistics.h"

static void
near_to(double value, double expected, double by)
{
    if (!(fabs(value - expected) <= by)) {
        fail_msg("%.9g is not within %g of %.9g", value, by, expected);
    }
}

static void
draws_are_philox_and_keep_to_their_key(void **state)
{
    (void)state;
    /* The third known answer of Random123: counter = draw, entity, replication, stream. */
    mst_luck luck = {{0xa4093822, 0x299f31d0}, 0x13198a2e};
    mst_draw draw = mst_draw_at(&luck, (mst_draw_stream)0x03707344, 0x85a308d3, 0x243f6a88);
    static const uint32_t expected[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
    assert_memory_equal(draw.word, expected, sizeof expected);
    luck = (mst_luck){{0, 0}, 0};
    draw = mst_draw_at(&luck, (mst_draw_stream)0, 0, 0);
    static const uint32_t zeros[4] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
    assert_memory_equal(draw.word, zeros, sizeof zeros);
    luck = (mst_luck){{UINT32_MAX, UINT32_MAX}, UINT32_MAX};
    draw = mst_draw_at(&luck, (mst_draw_stream)UINT32_MAX, UINT32_MAX, UINT32_MAX);
    static const uint32_t ones[4] = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
    assert_memory_equal(draw.word, ones, sizeof ones);
}

static void
the_logarithm_is_that_of_the_library(void **state)
{
    (void)state;
    mst_luck luck = mst_luck_of(5, 0, 0);
    for (uint32_t i = 0; i < 20000; i++) {
        mst_draw draw = mst_draw_at(&luck, MST_DRAW_QUEUE, 0, i);
        double x = mst_draw_unit(draw.word[0]) * pow(10, (double)(draw.word[1] % 30) - 15);
        double expected = log(x);
        near_to(mst_draw_log(x), expected, 4e-16 * (1 + fabs(expected)));
    }
    assert_true(mst_draw_log(1) == 0);
}

static void
a_triangle_has_its_mean_and_its_ends(void **state)
{
    (void)state;
    double sum = 0;
    enum { STEPS = 20000 };
    for (int i = 0; i < STEPS; i++) { /* the mean is the integral of the inverse */
        sum += mst_draw_triangle((i + 0.5) / STEPS, 2, 3, 10);
    }
    near_to(sum / STEPS, (2.0 + 3 + 10) / 3, 1e-3);
    near_to(mst_draw_triangle(0, 2, 3, 10), 2, 1e-12);
    near_to(mst_draw_triangle(1, 2, 3, 10), 10, 1e-12);
    near_to(mst_draw_triangle(1.0 / 8, 2, 3, 10), 3, 1e-12);
    assert_true(mst_draw_triangle(0.3, 4, 4, 4) == 4);
}

static void
intervals_of_a_probability(void **state)
{
    (void)state;
    mst_interval wilson = mst_interval_wilson(940, 1000, 0.95);
    near_to(wilson.low, 0.923529, 5e-7);
    near_to(wilson.high, 0.953104, 5e-7);
    near_to(mst_interval_wilson(0, 300, 0.95).high, 0.012643, 5e-7);
    assert_true(mst_interval_wilson(0, 300, 0.95).low == 0);
    mst_interval exact = mst_interval_clopper_pearson(940, 1000, 0.95);
    near_to(exact.low, 0.923440, 5e-7);
    near_to(exact.high, 0.953905, 5e-7);
    near_to(mst_bound_without_hits(300, 0.95), 0.009936, 5e-7);
    assert_int_equal(mst_runs_without_hits(1e-3, 0.95), 2995);
}

/* P(hits >= k) of n, term by term. */
static double
tail_of(uint64_t k, uint64_t n, double p)
{
    double term = pow(1 - p, (double)n), sum = 0;
    for (uint64_t i = 0; i <= n; i++) {
        sum += i >= k ? term : 0;
        term *= (double)(n - i) / (double)(i + 1) * p / (1 - p);
    }
    return sum;
}

static void
exact_intervals_leave_half_of_the_rest_on_each_side(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 60; n += 7) {
        for (uint64_t hits = 0; hits <= n; hits += 3) {
            mst_interval exact = mst_interval_clopper_pearson(hits, n, 0.9);
            if (hits > 0) {
                near_to(tail_of(hits, n, exact.low), 0.05, 1e-9);
            }
            if (hits < n) {
                near_to(1 - tail_of(hits + 1, n, exact.high), 0.05, 1e-9);
            }
        }
    }
}

static void
ranks_of_a_quantile(void **state)
{
    (void)state;
    mst_ranks ranks = mst_ranks_of_quantile(1000, 0.9, 0.95);
    assert_int_equal(ranks.low, 881);
    assert_int_equal(ranks.high, 919);
    near_to(ranks.coverage, 0.954907, 5e-7);
    ranks = mst_ranks_of_quantile(5, 0.5, 0.95);
    assert_int_equal(ranks.low, 1);
    assert_int_equal(ranks.high, 5);
    near_to(ranks.coverage, tail_of(1, 5, 0.5) - tail_of(5, 5, 0.5), 1e-12);
}

static void
shares_of_the_next_replications(void **state)
{
    (void)state;
    static const double means[] = {120, 131, 128, 160}, deviations[] = {40, 55, 60, 50};
    static const double expected[] = {.334874, .200793, .451784, .012550};
    static const uint64_t whole[] = {3349, 2008, 4518, 125};
    double shares[4];
    uint64_t runs[4];
    mst_ocba_shares(means, deviations, 4, shares);
    mst_ocba_runs(shares, 4, 10000, runs);
    for (int i = 0; i < 4; i++) {
        near_to(shares[i], expected[i], 5e-7);
        assert_int_equal(runs[i], whole[i]);
    }
}

static void
splitting_has_the_error_it_says(void **state)
{
    (void)state;
    static const double levels[] = {.1, .1, .1, .1, .1, .1};
    double error = mst_splitting_error(levels, 6, 1000);
    near_to(error, 0.232379, 5e-7);
    near_to(mst_crude_runs(1e-6, error), 18518500, 1);
}

static void
pairing_takes_off_what_is_common(void **state)
{
    (void)state;
    /* Two plans of deviations 40 and 45 that correlate 0.9, by sums of 12 uniforms (variance 1). */
    enum { N = 40000 };
    static double a[N], b[N];
    for (uint32_t i = 0; i < N; i++) {
        double z[2] = {-6, -6};
        mst_luck luck = mst_luck_of(8, 0, i);
        for (uint32_t k = 0; k < 6; k++) {
            mst_draw draw = mst_draw_at(&luck, MST_DRAW_QUEUE, 0, k);
            z[0] += mst_draw_unit(draw.word[0]) + mst_draw_unit(draw.word[1]);
            z[1] += mst_draw_unit(draw.word[2]) + mst_draw_unit(draw.word[3]);
        }
        a[i] = 100 + 40 * z[0];
        b[i] = 90 + 45 * (0.9 * z[0] + sqrt(1 - 0.81) * z[1]);
    }
    mst_paired paired = mst_paired_of(a, b, N, 0.99);
    near_to(paired.variance_ratio, 9.415584, 0.25);
    near_to(paired.difference.deviation * paired.difference.deviation, 385, 12);
    assert_true(paired.difference.interval.low < 10 && paired.difference.interval.high > 10);
    mst_mean mean = mst_mean_of(a, N, 0.99);
    near_to(mean.mean, 100, 3 * 40 / sqrt(N));
    /* Student's 97.5 % with 9 degrees of freedom is in every table. */
    near_to(mst_quantile_student(0.95, 9), 2.262157, 1e-6);
    near_to(mst_quantile_normal(0.95), 1.959964, 1e-6);
}

static void
the_sequence_of_van_der_corput(void **state)
{
    (void)state;
    static const double two[] = {.5, .25, .75, .125, .625, .375, .875};
    static const double three[] = {1.0 / 3, 2.0 / 3, 1.0 / 9, 4.0 / 9, 7.0 / 9};
    for (uint64_t i = 0; i < 7; i++) {
        near_to(mst_draw_corput(i + 1, 2), two[i], 1e-15);
    }
    for (uint64_t i = 0; i < 5; i++) {
        near_to(mst_draw_corput(i + 1, 3), three[i], 1e-15);
    }
}

/* ---- a walk that fails at the top: the gambler's ruin ---- */

typedef struct walk {
    int32_t at;
    uint32_t steps;
} walk;

static const double up = 0.35;

static void
walk_begin(const void *context, void *state, const mst_luck *luck)
{
    (void)context;
    (void)luck;
    *(walk *)state = (walk){.at = 1};
}

static bool
walk_advance(const void *context, void *state, double level, const mst_luck *luck)
{
    (void)context;
    walk *w = state;
    while (w->at > 0 && w->at < level) {
        mst_draw draw = mst_draw_at(luck, MST_DRAW_QUEUE, 1, w->steps++);
        w->at += mst_draw_unit(draw.word[0]) < up ? 1 : -1;
    }
    return w->at >= level;
}

static void
splitting_agrees_with_crude_runs_and_the_formula(void **state)
{
    (void)state;
    static const double levels[] = {3, 6, 9, 12};
    const mst_split_model model = {NULL, sizeof(walk), walk_begin, walk_advance};
    double odds = (1 - up) / up, exact = (odds - 1) / (pow(odds, 12) - 1);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_split_result result;
    mst_error err;
    assert_int_equal(mst_split(&model, levels, 4, 20000, 3, &arena, &result, &err), MST_OK);
    assert_int_equal(result.trials, 80000);
    near_to(result.probability, exact, 3 * result.relative_error * result.probability);
    assert_true(exact < 1e-3 && exact > 1e-4 && result.relative_error < 0.06);
    /* crude: the last level alone */
    mst_split_result crude;
    assert_int_equal(mst_split(&model, levels + 3, 1, 400000, 4, &arena, &crude, &err), MST_OK);
    double both = hypot(crude.relative_error, result.relative_error);
    near_to(crude.probability / result.probability, 1, 3 * both);
    /* and one that crude runs would never see */
    static const double far[] = {3, 6, 9, 12, 15, 18, 21, 24};
    assert_int_equal(mst_split(&model, far, 8, 20000, 5, &arena, &result, &err), MST_OK);
    exact = (odds - 1) / (pow(odds, 24) - 1);
    near_to(result.probability / exact, 1, 4 * result.relative_error);
    mst_arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_are_philox_and_keep_to_their_key),
        cmocka_unit_test(the_logarithm_is_that_of_the_library),
        cmocka_unit_test(a_triangle_has_its_mean_and_its_ends),
        cmocka_unit_test(intervals_of_a_probability),
        cmocka_unit_test(exact_intervals_leave_half_of_the_rest_on_each_side),
        cmocka_unit_test(ranks_of_a_quantile),
        cmocka_unit_test(shares_of_the_next_replications),
        cmocka_unit_test(splitting_has_the_error_it_says),
        cmocka_unit_test(pairing_takes_off_what_is_common),
        cmocka_unit_test(the_sequence_of_van_der_corput),
        cmocka_unit_test(splitting_agrees_with_crude_runs_and_the_formula),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
