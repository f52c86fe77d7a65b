/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbered examples of the methods, to the digits worked out for them: T1.2 to T1.13 (of T1.9
 * with fixed weights), each as a row.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "evidence/curve.h"
#include "evidence/incidents.h"
#include "evidence/score.h"

static const double weights[6] = {0.95, 0.85, 0.70, 0.45, 0.20, 0.0};

static void
is_close(const char *why, double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance)) {
        print_error("%s: %.9f, not %.9f\n", why, got, wanted);
    }
    assert_true(fabs(got - wanted) <= tolerance);
}

/* To the six digits of the examples. */
static void
same(const char *why, double got, double wanted)
{
    is_close(why, got, wanted, 5.1e-7);
}

static void
same_interval(const char *why, mst_range got, double low, double high)
{
    same(why, got.low, low);
    same(why, got.high, high);
}

static void
a_report_alone_is_discounted(void **state)
{
    (void)state;
    double r = mst_grade_weight(weights, 'C', '3');
    same_interval("T1.2", mst_range_discount((mst_range){0.55, 0.80}, r), 0.385, 0.86);
    same("T1.2, B4", mst_grade_weight(weights, 'B', '4'), 0.45);
    same("F1", mst_grade_weight(weights, 'F', '1'), 0.0);
}

static void
a_record_is_an_interval(void **state)
{
    (void)state;
    same_interval("T1.3", mst_record_range(7, 9, 2), 0.636364, 0.818182);
    same_interval("no record", mst_record_range(0, 0, 2), 0.0, 1.0);
}

static mst_voice
voice(double low, double high, double reliability, double age_days, uint32_t origin)
{
    return (mst_voice){.says = {low, high},
                       .reliability = reliability,
                       .weight = reliability * mst_age_factor(age_days, 7),
                       .age_days = age_days,
                       .origin = origin};
}

static void
four_reports_pool_and_disagree(void **state)
{
    (void)state;
    const mst_voice voices[] = {voice(.45, .55, .85, 1, 0), voice(.20, .45, .85, 6, 1),
                                voice(.80, .95, .70, 1, 2), voice(.01, .05, .45, 3, 3)};
    static const double wanted[] = {.769865, .469238, .634007, .334349};
    for (uint32_t i = 0; i < 4; i++) {
        same("T1.4 weight", voices[i].weight, wanted[i]);
    }
    mst_pool pool = mst_voices_pool(4, voices);
    mst_range hull;
    same("T1.4 nobody", pool.nobody, .029758);
    same("T1.4 mean", pool.interval.low / (1 - pool.nobody), .430738);
    same("T1.4 mean", (pool.interval.high - pool.nobody) / (1 - pool.nobody), .567896);
    same_interval("T1.4 pool", pool.interval, .417920, .580754);
    assert_true(mst_voices_hull(4, voices, .70, 14, &hull));
    same_interval("T1.4 hull", hull, .20, .95);
    assert_false(mst_voices_hull(4, voices, .90, 14, &hull));
    same_interval("nobody good enough", hull, 0, 1);
}

static void
papers_that_quote_one_leak_count_once(void **state)
{
    (void)state;
    mst_voice voices[12];
    mst_voice joined[12];
    voices[0] = voice(.45, .55, .85, 1, 0);
    voices[1] = voice(.80, .95, .70, 1, 1);
    for (uint32_t i = 2; i < 12; i++) {
        voices[i] = voices[1];
    }
    assert_int_equal(mst_voices_join(12, voices, joined), 2);
    mst_pool ten = mst_voices_pool(2, joined);
    mst_pool once = mst_voices_pool(2, voices);
    same_interval("as if said once", ten.interval, once.interval.low, once.interval.high);
    assert_int_equal(ten.voices, 2);
}

static void
a_cheap_statement_lowers_nothing(void **state)
{
    (void)state;
    mst_range ratio = mst_likelihood_ratio((mst_range){.6, .95}, (mst_range){.9, 1});
    same_interval("T1.5 ratio", ratio, .6, 1.055556);
    same_interval("T1.5", mst_range_update((mst_range){.2, .4}, ratio), .130435, .413043);
    same_interval("T1.13", mst_range_given((mst_range){.2, .2}, (mst_range){.3, .3}), .4, .4);
}

static void
pools_of_odds_are_for_sensitivity(void **state)
{
    (void)state;
    static const double middles[] = {.5, .325, .875, .03};
    same("T1.6 linear", (.5 + .325 + .875 + .03) / 4, .432500);
    same("T1.6 log", mst_log_pool(4, middles), .362329);
    same("T1.6 d(2)", mst_extremising_factor(2), 1.291503);
    same("T1.6 d(4)", mst_extremising_factor(4), 1.484641);
    same("T1.6 d(10)", mst_extremising_factor(10), 1.624953);
    is_close("T1.6 limit", mst_extremising_factor(4000000000U), 1.732051, 1e-6);
    same("T1.6", mst_extremised(mst_log_pool(4, middles), mst_extremising_factor(4)), .301699);
}

static void
capitals_that_fall_raise_the_alarm(void **state)
{
    (void)state;
    static const double fallen[] = {1, 1, 3, 1, 2, 1}; /* 6 to 11 August 2021 */
    static const double mean[] = {.15, .23, .494, .5052, .61416, .601328};
    static const double sum[] = {.609135, 1.218270, 3.827405, 4.436540, 6.045675, 6.654810};
    const mst_rate_design design = {.prior_count = .5,
                                    .prior_days = 5,
                                    .forgetting = .8,
                                    .expected_per_day = .1,
                                    .alarm_per_day = 1,
                                    .threshold = 2};
    mst_rate rate = {.days = 5};
    same("T1.7 k", mst_rate_reference(&design), .390865);
    for (uint32_t i = 0; i < 6; i++) {
        mst_rate_step(&design, &rate, fallen[i], 1);
        same("T1.7 mean", mst_rate_mean(&design, &rate), mean[i]);
        same("T1.7 CUSUM", rate.sum, sum[i]);
        assert_int_equal(rate.alarm, i >= 2);
    }
    same("T1.7 next", 1 - mst_rate_chance(&design, &rate, 0), .436240);
    double total = 0;
    for (uint32_t k = 0; k < 60; k++) {
        total += mst_rate_chance(&design, &rate, k);
    }
    same("chances sum to one", total, 1);
    same("tempo is held", mst_rate_tempo(&design, &rate, 4), 4);
}

static const mst_knot one_knot[] = {{180, {.45, .55}}};
static const mst_knot three_knots[] = {{30, {.20, .45}}, {90, {.55, .80}}, {180, {.80, .95}}};
static const mst_knot soon[] = {{30, {.55, .80}}};

static void
dated_estimates_bound_a_curve(void **state)
{
    (void)state;
    static const double rows[][3] = {{10, 0, .153318},        {30, .2, .393038},
                                     {60, .36, .631597},      {90, .55, .776393},
                                     {100, .588205, .810676}, {180, .8, .95}};
    const mst_estimate estimate = {.count = 3, .knots = three_knots};
    assert_false(mst_estimate_contradicts(&estimate));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        same_interval("T1.8", mst_estimate_at(&estimate, rows[i][0]), rows[i][1], rows[i][2]);
    }
}

static void
curves_pool_point_by_point(void **state)
{
    (void)state;
    static const double rows[][5] = {
        {30, .170000, .340216, 0, .80}, {14, 0, .198091, 0, .528139}, {90, .346775, .597508, 0, 1}};
    const mst_estimate estimates[] = {
        {1, one_knot, 0, false}, {3, three_knots, 0, false}, {1, soon, 0, false}};
    static const double given[] = {.5, .3, .2};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_voice voices[3];
        for (uint32_t k = 0; k < 3; k++) {
            voices[k] = (mst_voice){.says = mst_estimate_at(&estimates[k], rows[i][0]),
                                    .reliability = 1,
                                    .weight = given[k],
                                    .origin = k};
        }
        mst_pool pool = mst_voices_pool(3, voices);
        mst_range hull;
        /* The example weighs three sources that are taken at their word: no chance of nobody. */
        same("T1.9", pool.interval.low / (1 - pool.nobody), rows[i][1]);
        same("T1.9", (pool.interval.high - pool.nobody) / (1 - pool.nobody), rows[i][2]);
        assert_true(mst_voices_hull(3, voices, .7, 14, &hull));
        same_interval("T1.9 hull", hull, rows[i][3], rows[i][4]);
    }
}

static void
past_estimates_are_scored(void **state)
{
    (void)state;
    same("T1.10 Brier", mst_score_brier(.7, true), .09);
    same("T1.10 log", mst_score_log(.7, true), .356675);
    same("log of what did not happen", mst_score_log(.3, false), .356675);
    same("T1.10 interval", mst_score_of_interval(10, 60, .1, 75), 350);
    same("inside", mst_score_of_interval(10, 60, .1, 20), 50);
    same("below", mst_score_of_interval(10, 60, .1, 5), 150);
    same_interval("T1.10", mst_score_brier_range((mst_range){.2, .45}, true), .3025, .64);
    same_interval("not", mst_score_brier_range((mst_range){.2, .45}, false), .04, .2025);
}

static void
findings_tell_hypotheses_apart(void **state)
{
    (void)state;
    static const double rows[][3] = {{1, .8, .3}, {.9, .5, .2}, {.2, .6, .9}};
    static const double tells[] = {1.203973, 1.504077, 1.504077};
    static const double nothing[] = {0, 0, 0};
    double probabilities[] = {.3, .4, .3};
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(mst_hypotheses_update(3, probabilities, rows[i]));
        same("T1.11", mst_diagnosticity(3, rows[i]), tells[i]);
    }
    same("T1.11", probabilities[0], .324910);
    same("T1.11", probabilities[1], .577617);
    same("T1.11", probabilities[2], .097473);
    assert_false(mst_hypotheses_update(3, probabilities, nothing));
    same("left alone", probabilities[1], .577617);
}

/* Dempster's rule on Zadeh's case, to show what is refused. */
static double
dempster_on_c(double *conflict)
{
    const double first[] = {.99, 0, .01}, second[] = {0, .99, .01};
    double agreed = 0;
    for (uint32_t i = 0; i < 3; i++) {
        agreed += first[i] * second[i];
    }
    *conflict = 1 - agreed;
    return first[2] * second[2] / agreed;
}

static void
sources_never_agree_on_the_impossible(void **state)
{
    (void)state;
    double conflict;
    same("T1.12 Dempster", dempster_on_c(&conflict), 1);
    same("T1.12 conflict", conflict, .9999);
    /* Both sources all but rule C out. So do we. */
    const mst_voice of_c[] = {voice(.01, .01, .95, 0, 0), voice(.01, .01, .95, 0, 1)};
    const mst_voice of_a[] = {voice(.99, .99, .95, 0, 0), voice(0, 0, .95, 0, 1)};
    mst_pool c = mst_voices_pool(2, of_c);
    mst_range hull;
    assert_true(c.interval.high < 0.013);
    assert_true(mst_voices_hull(2, of_a, .7, 14, &hull));
    same_interval("A is in dispute", hull, 0, .99);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_alone_is_discounted),
        cmocka_unit_test(a_record_is_an_interval),
        cmocka_unit_test(four_reports_pool_and_disagree),
        cmocka_unit_test(papers_that_quote_one_leak_count_once),
        cmocka_unit_test(a_cheap_statement_lowers_nothing),
        cmocka_unit_test(pools_of_odds_are_for_sensitivity),
        cmocka_unit_test(capitals_that_fall_raise_the_alarm),
        cmocka_unit_test(dated_estimates_bound_a_curve),
        cmocka_unit_test(curves_pool_point_by_point),
        cmocka_unit_test(past_estimates_are_scored),
        cmocka_unit_test(findings_tell_hypotheses_apart),
        cmocka_unit_test(sources_never_agree_on_the_impossible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
