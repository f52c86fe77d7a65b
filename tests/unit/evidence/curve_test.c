/* SPDX-License-Identifier: Apache-2.0
 *
 * Bounds of loss curves against random curves of their class, and curves against sums over small
 * steps. The seed is printed.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "evidence/curve.h"
#include "support/scale.h"

enum { PIECES = 24, KNOTS_MAX = 5 };
static const uint64_t seed = 20210815;

static double
draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* A star-shaped cumulative hazard: H(t) = t a(t) with a that rises in steps. */
typedef struct star {
    double until[PIECES], average[PIECES];
} star;

static star
draw_star(uint64_t *state)
{
    star curve;
    double at = 0, average = 0.002 * draw(state);
    for (uint32_t i = 0; i < PIECES; i++) {
        at += 20 * draw(state);
        average += draw(state) < 0.5 ? 0.01 * draw(state) : 0;
        curve.until[i] = at;
        curve.average[i] = average;
    }
    return curve;
}

static double
star_at(const star *curve, double t)
{
    uint32_t i = 0;
    while (i + 1 < PIECES && t >= curve->until[i]) {
        i++;
    }
    return t * curve->average[i];
}

static double
star_lost(const star *curve, double t)
{
    return 1 - exp(-star_at(curve, t));
}

/* What somebody who knows the curve could say of it. */
static uint32_t
draw_knots(const star *curve, mst_knot *knots, uint64_t *state)
{
    uint32_t count = 1 + (uint32_t)(draw(state) * KNOTS_MAX);
    double at = 0;
    for (uint32_t i = 0; i < count; i++) {
        at += 1 + 60 * draw(state);
        double lost = star_lost(curve, at);
        double low = lost * draw(state), high = lost + (1 - lost) * draw(state);
        knots[i] = (mst_knot){at, {low, high}};
        for (uint32_t k = 0; k < i; k++) { /* nobody says what falls */
            knots[i].lost.low = fmax(knots[i].lost.low, knots[k].lost.low);
            knots[k].lost.high = fmin(knots[k].lost.high, knots[i].lost.high);
        }
    }
    return count;
}

static void
no_curve_of_the_class_leaves_its_bounds(void **state)
{
    (void)state;
    uint64_t random = seed;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint32_t i = 0; i < test_scale(4000); i++) {
        star curve = draw_star(&random);
        mst_knot knots[KNOTS_MAX];
        uint32_t count = draw_knots(&curve, knots, &random);
        double age = draw(&random) < 0.3 ? 0 : 90 * draw(&random);
        double t = 150 * draw(&random);
        for (int may_fall = 0; may_fall < 2; may_fall++) {
            mst_estimate estimate = {count, knots, age, may_fall == 1};
            assert_false(mst_estimate_contradicts(&estimate));
            mst_range at = mst_estimate_at(&estimate, t);
            double lost = star_lost(&curve, t);
            assert_true(at.low <= lost + 1e-12 && lost <= at.high + 1e-12);
            mst_range ahead = mst_estimate_ahead(&estimate, t);
            double of_rest = 1 - exp(star_at(&curve, age) - star_at(&curve, age + t));
            assert_true(ahead.low <= of_rest + 1e-12 && of_rest <= ahead.high + 1e-12);
        }
    }
}

static void
bounds_are_reached(void **state)
{
    (void)state;
    uint64_t random = seed + 1;
    for (uint32_t i = 0; i < test_scale(2000); i++) {
        star curve = draw_star(&random);
        mst_knot knots[KNOTS_MAX];
        uint32_t count = draw_knots(&curve, knots, &random);
        mst_estimate estimate = {count, knots, 0, false};
        double t = 150 * draw(&random);
        mst_range at = mst_estimate_at(&estimate, t);
        /* The largest H of the class through the upper bound: its own ray until t, and nothing less
         * than the ray after; it must keep every upper knot from t on, and one of them exactly. */
        bool reached = false, beyond = t > knots[count - 1].days;
        for (uint32_t k = 0; k < count && !beyond; k++) {
            if (knots[k].days >= t) {
                double there = 1 - pow(1 - at.high, knots[k].days / t);
                assert_true(there <= knots[k].lost.high + 1e-9);
                reached = reached || there >= knots[k].lost.high - 1e-9;
            }
        }
        assert_true(beyond ? at.high == 1 : reached);
    }
}

static void
a_younger_estimate_says_more_the_sooner_it_is(void **state)
{
    (void)state;
    static const mst_knot knots[] = {{30, {.20, .45}}, {90, {.55, .80}}};
    const mst_estimate now = {2, knots, 0, false}, old = {2, knots, 20, false};
    /* Not lost in twenty days of thirty: what was said of thirty is now said of ten. */
    mst_range before = mst_estimate_ahead(&now, 10), after = mst_estimate_ahead(&old, 10);
    assert_true(after.low > before.low && after.high > before.high);
    assert_true(after.high <= .45);
    const mst_estimate late = {2, knots, 100, false};
    assert_true(mst_estimate_ahead(&late, 1).high == 1);
    assert_true(mst_estimate_ahead(&late, 1).low > 0);
}

static void
what_contradicts_the_class_becomes_steps(void **state)
{
    (void)state;
    /* .6 within 10 days makes at least .999 within 90 days; this says at most .7. */
    static const mst_knot knots[] = {{10, {.6, .65}}, {90, {.6, .7}}};
    const mst_estimate estimate = {2, knots, 0, false};
    assert_true(mst_estimate_contradicts(&estimate));
    mst_range at = mst_estimate_at(&estimate, 50);
    assert_true(at.low == .6 && at.high == .7);
    at = mst_estimate_at(&estimate, 5);
    assert_true(at.low == 0 && at.high == .65);
    at = mst_estimate_at(&estimate, 91);
    assert_true(at.low == .6 && at.high == 1);
}

/* Points that rise, with a jump now and then. */
static uint32_t
draw_points(mst_dated_point *points, uint32_t most, uint64_t *state)
{
    uint32_t count = 2 + (uint32_t)(draw(state) * (most - 2));
    mst_time at = 0;
    double lost = draw(state) < 0.5 ? 0 : 0.1 * draw(state);
    for (uint32_t i = 0; i < count; i++) {
        points[i] = (mst_dated_point){at, lost};
        at += draw(state) < 0.2 ? 0 : 1 + (mst_time)(5e8 * draw(state));
        lost += (1 - lost) * 0.4 * draw(state);
    }
    if (draw(state) < 0.3) {
        points[count - 1].after = points[count - 2].after;
        points[count - 1].lost = 1;
    }
    return count;
}

static void
a_draw_falls_where_the_curve_reaches_it(void **state)
{
    (void)state;
    uint64_t random = seed + 2;
    for (uint32_t i = 0; i < test_scale(5000); i++) {
        mst_dated_point points[12];
        mst_dated_curve curve = {draw_points(points, 12, &random), points};
        double chance = draw(&random);
        if (chance <= 0) {
            continue;
        }
        mst_time time = mst_dated_time(&curve, chance);
        if (time == MST_NEVER) {
            assert_true(points[curve.count - 1].lost < chance);
            continue;
        }
        assert_true(mst_dated_at(&curve, time) >= chance - 1e-9);
        assert_true(time == 0 || mst_dated_at(&curve, time - 1) <= chance + 1e-9);
    }
    const mst_dated_curve none = {0, NULL};
    assert_true(mst_dated_at(&none, 5) == 0);
    assert_true(mst_dated_time(&none, .999) == MST_NEVER);
}

static void
scores_of_curves_are_sums_of_squares(void **state)
{
    (void)state;
    uint64_t random = seed + 3;
    enum { STEPS = 20000 };
    for (uint32_t i = 0; i < test_scale(60); i++) {
        mst_dated_point points[8];
        mst_dated_curve curve = {draw_points(points, 8, &random), points};
        mst_time until = 1 + (mst_time)(3e9 * draw(&random));
        mst_time lost = draw(&random) < 0.2 ? MST_NEVER : (mst_time)(3e9 * draw(&random));
        double sum = 0, step = (double)until / STEPS;
        for (uint32_t k = 0; k < STEPS; k++) {
            mst_time at = (mst_time)((k + 0.5) * step);
            double miss = mst_dated_at(&curve, at) - (at >= lost ? 1 : 0);
            sum += miss * miss * step / MST_MS_PER_DAY;
        }
        double score = mst_dated_score(&curve, lost, until);
        if (!(fabs(score - sum) <= 1e-3 * (1 + sum))) {
            print_error("case %u: %.9f, not %.9f\n", i, score, sum);
        }
        assert_true(fabs(score - sum) <= 1e-3 * (1 + sum));
    }
}

static void
hazards_scale_the_odds_to_survive(void **state)
{
    (void)state;
    assert_true(fabs(mst_lost_scaled(.5, 2) - .75) < 1e-12);
    assert_true(mst_lost_scaled(0, 4) == 0 && mst_lost_scaled(1, 0.25) == 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_curve_of_the_class_leaves_its_bounds),
        cmocka_unit_test(bounds_are_reached),
        cmocka_unit_test(a_younger_estimate_says_more_the_sooner_it_is),
        cmocka_unit_test(what_contradicts_the_class_becomes_steps),
        cmocka_unit_test(a_draw_falls_where_the_curve_reaches_it),
        cmocka_unit_test(scores_of_curves_are_sums_of_squares),
        cmocka_unit_test(hazards_scale_the_odds_to_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
