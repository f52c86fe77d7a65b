/* SPDX-License-Identifier: Apache-2.0
 *
 * Loss curves: the identity of served rate and survival, by sums and by simulation through the
 * event engine; sites that fall together.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#include "simulate/draw.h"
#include "simulate/engine.h"
#include "simulate/loss.h"
#include "simulate/statistics.h"

static void
near_to(double value, double expected, double by)
{
    if (!(fabs(value - expected) <= by)) {
        fail_msg("%.9g is not within %g of %.9g", value, by, expected);
    }
}

/* Constant hazard a day, as knots that do not matter to it. */
static const mst_loss_knot steady_knots[] = {{7 * MST_MS_PER_DAY, 0.35},
                                             {9 * MST_MS_PER_DAY, 0.45}};
static const mst_loss_curve steady = {2, steady_knots};

static void
a_curve_is_straight_between_its_knots(void **state)
{
    (void)state;
    static const mst_loss_knot knots[] = {{100, 0.5}, {200, 0.5}, {300, 2}};
    static const mst_loss_curve curve = {3, knots};
    static const struct {
        mst_time t;
        double hazard;
    } rows[] = {{-5, 0},    {0, 0},      {50, 0.25}, {100, 0.5}, {150, 0.5},
                {200, 0.5}, {250, 1.25}, {300, 2},   {400, 3.5}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        near_to(mst_loss_until(&curve, rows[i].t), rows[i].hazard, 1e-12);
    }
    /* the time of a loss is the inverse: the first ms by which it has come */
    mst_luck luck = mst_luck_of(11, 0, 0);
    for (uint32_t i = 0; i < 2000; i++) {
        double hazard =
            mst_draw_wait(mst_draw_unit(mst_draw_at(&luck, MST_DRAW_LOSS, 0, i).word[0]));
        mst_time t = mst_loss_time(&curve, hazard);
        assert_true(mst_loss_until(&curve, t) >= hazard - 1e-12);
        assert_true(mst_loss_until(&curve, t - 1) <= hazard + 1e-12);
    }
    assert_true(mst_loss_time(&(mst_loss_curve){0, NULL}, 1) == MST_NEVER);
    static const mst_loss_knot flat[] = {{100, 0.5}, {200, 0.5}};
    assert_true(mst_loss_time(&(mst_loss_curve){2, flat}, 0.6) == MST_NEVER);
    near_to(mst_loss_survival(&curve, 50), 0.778800783, 1e-9);
    near_to(1 - exp(-mst_loss_hazard(0.3)), 0.3, 1e-12);
}

enum { PERSONS = 5000, A_DAY = 2000 };

/* The k-th of 5,000 leaves a 2,000th of a day after the one before, from `start` days on. */
static void
fill_leaving(mst_loss_leaving *leaving, double start)
{
    for (int k = 0; k < PERSONS; k++) {
        double day = start + (k + 0.5) / A_DAY; /* the middle of each person's share */
        leaving[k] = (mst_loss_leaving){(mst_time)(day * MST_MS_PER_DAY), 1};
    }
    leaving[PERSONS - 1].at = (mst_time)((start + (double)PERSONS / A_DAY) * MST_MS_PER_DAY);
}

static void
the_loss_time_is_integrated_out(void **state)
{
    (void)state;
    static mst_loss_leaving leaving[PERSONS];
    fill_leaving(leaving, 1);
    mst_loss_integrated result = mst_loss_integrate(&steady, leaving, PERSONS, PERSONS);
    near_to(result.left, 529.103851, 1e-3); /* a sum where the formula has an integral */
    near_to(result.all_out, 0.839457, 5e-7);
    fill_leaving(leaving, 3); /* decided two days later */
    result = mst_loss_integrate(&steady, leaving, PERSONS, PERSONS);
    near_to(result.left, 954.565872, 1e-3);
    near_to(result.all_out, 0.759572, 5e-7);
    result = mst_loss_integrate(&steady, leaving, PERSONS, PERSONS + 1);
    assert_true(result.all_out == 0);
}

/* The same by playing it: people leave one by one until the place is lost. */
static void
simulation_agrees_with_the_integral(void **state)
{
    (void)state;
    enum { RUNS = 20000, LEAVE = 1, LOST = 2, GROUP = 10 };
    static double left[RUNS];
    mst_arena arena;
    mst_events events;
    mst_arena_init(&arena, 0);
    assert_true(mst_events_init(&events, &arena, 4));
    const int64_t step = (int64_t)GROUP * MST_MS_PER_DAY / A_DAY;
    for (uint32_t run = 0; run < RUNS; run++) {
        mst_luck luck = mst_luck_of(2, 0, run);
        mst_draw draw = mst_draw_at(&luck, MST_DRAW_LOSS, 0, 0);
        mst_event event;
        int64_t there = PERSONS;
        mst_events_clear(&events);
        mst_events_post(&events, mst_loss_time(&steady, mst_draw_wait(mst_draw_unit(draw.word[0]))),
                        LOST);
        mst_events_post(&events, MST_MS_PER_DAY + step / 2, LEAVE);
        while (there > 0 && mst_events_take(&events, &event) && mst_event_what(&event) == LEAVE) {
            there -= GROUP;
            mst_events_post(&events, event.at + step, LEAVE);
        }
        left[run] = (double)there;
    }
    mst_mean mean = mst_mean_of(left, RUNS, 0.95);
    near_to(mean.mean, 529.10, 3 * mean.deviation / sqrt(RUNS));
    mst_arena_release(&arena);
}

static void
sites_that_fall_together_survive_together(void **state)
{
    (void)state;
    enum { RUNS = 40000 };
    static const double rates[] = {.01, .02, .01}; /* the first site's, the second's, both's */
    mst_loss_knot knots[3];
    mst_loss_curve causes[3];
    const mst_time then = 20 * MST_MS_PER_DAY;
    double both = 1;
    for (int i = 0; i < 3; i++) {
        knots[i] = (mst_loss_knot){MST_MS_PER_DAY, rates[i]};
        causes[i] = (mst_loss_curve){1, &knots[i]};
        both *= mst_loss_survival(&causes[i], then);
    }
    near_to(both, 0.449329, 5e-7);
    uint64_t open = 0, first = 0, second = 0;
    for (uint32_t run = 0; run < RUNS; run++) {
        mst_luck luck = mst_luck_of(6, 0, run);
        bool stands[3];
        for (uint32_t i = 0; i < 3; i++) {
            mst_draw draw = mst_draw_at(&luck, MST_DRAW_LOSS, i, 0);
            stands[i] =
                mst_loss_time(&causes[i], mst_draw_wait(mst_draw_unit(draw.word[0]))) > then;
        }
        first += stands[0] && stands[2];
        second += stands[1] && stands[2];
        open += stands[0] && stands[1] && stands[2];
    }
    double share = (double)open / RUNS;
    near_to(share, 0.449329, 3 * sqrt(0.449329 * 0.550671 / RUNS));
    /* as if they were independent: clearly less */
    double apart = (double)first / RUNS * ((double)second / RUNS);
    near_to(apart, 0.367879, 0.01);
}

/* The curve of an estimate and the one to draw from, asked at the same times. */
static void
the_curve_of_an_estimate_can_be_drawn_from(void **state)
{
    (void)state;
    static const mst_dated_point points[] = {{0, 0.1},    {1000, 0.2}, {5000, 0.2}, {5000, 0.6},
                                             {9000, 0.7}, {9001, 0.7}, {9002, 0.9}, {20000, 0.95}};
    static const mst_dated_curve dated = {8, points};
    static const mst_dated_point certain_points[] = {{0, 0}, {1000, 0.5}, {2000, 1}};
    static const mst_dated_curve certain = {3, certain_points};
    static const mst_dated_curve never = {0, NULL};
    mst_arena arena;
    mst_loss_curve curve;
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_loss_of_dated(&dated, &arena, &curve, NULL), MST_OK);
    for (mst_time t = 0; t < 40000; t += 7) {
        bool in_jump = t <= 1 || (t >= 5000 && t <= 5001);
        if (!in_jump) {
            near_to(1 - mst_loss_survival(&curve, t), mst_dated_at(&dated, t), 2e-4);
        }
    }
    near_to(1 - mst_loss_survival(&curve, 2), 0.1, 1e-3);
    near_to(1 - mst_loss_survival(&curve, 5001), 0.6, 1e-9);
    near_to(1 - mst_loss_survival(&curve, 1000000), 0.95, 1e-9);
    for (double chance = 0.01; chance < 1; chance += 0.01) {
        mst_time drawn = mst_loss_time(&curve, mst_loss_hazard(chance));
        mst_time wanted = mst_dated_time(&dated, chance);
        assert_true(wanted == MST_NEVER ? drawn == MST_NEVER
                                        : drawn >= wanted - 1 && drawn <= wanted + 2);
    }
    assert_int_equal(mst_loss_of_dated(&certain, &arena, &curve, NULL), MST_OK);
    near_to(mst_loss_survival(&curve, 1000), 0.5, 1e-12);
    near_to(mst_loss_survival(&curve, 2000), 0, 0);
    near_to(mst_loss_survival(&curve, 9999), 0, 0);
    assert_true(mst_loss_time(&curve, 50) <= 2000);
    assert_int_equal(mst_loss_of_dated(&never, &arena, &curve, NULL), MST_OK);
    assert_int_equal(mst_loss_time(&curve, 1e-9), MST_NEVER);
    mst_arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_is_straight_between_its_knots),
        cmocka_unit_test(the_loss_time_is_integrated_out),
        cmocka_unit_test(simulation_agrees_with_the_integral),
        cmocka_unit_test(sites_that_fall_together_survive_together),
        cmocka_unit_test(the_curve_of_an_estimate_can_be_drawn_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
