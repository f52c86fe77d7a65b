/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting and tripwires: the numbered examples T3.1 to T3.10 to the digits worked out for them.
 * T3.4's chain has the states green, amber, red and lost.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "judge/alarm.h"
#include "judge/wait.h"

#define DAY MST_MS_PER_DAY

static void
is_close(const char *why, double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance)) {
        print_error("%s: %.9f, not %.9f\n", why, got, wanted);
    }
    assert_true(fabs(got - wanted) <= tolerance);
}

static void
same(const char *why, double got, double wanted)
{
    is_close(why, got, wanted, 5.1e-7);
}

static double
days(mst_time ms)
{
    return (double)ms / (double)DAY;
}

static void
an_even_hazard_and_a_gamma_clearance(void **state)
{
    (void)state;
    same("T3.1 now", mst_clear_chance_gamma(0.02, 16, 0.25), 0.923300);
    same("T3.1 90 %", mst_clear_wait_gamma(0.02, 16, 0.25, 0.90), 1.277993);
    same("T3.1 95 %", mst_clear_wait_gamma(0.02, 16, 0.25, 0.95), -1.425368);
}

static void
the_latest_order_for_a_band(void **state)
{
    (void)state;
    /* T1.8 in three knots: its upper curve runs evenly to 45 % at 30 days */
    const mst_dated_point points[] = {{0, 0}, {30 * DAY, 0.45}};
    const mst_dated_curve curve = {2, points};
    const mst_time six = 6 * DAY;
    const mst_clearances c = {1, &six, NULL};
    mst_time wait;
    assert_true(mst_clear_wait(&curve, &c, 0.8, false, 100 * DAY, &wait));
    same("T3.2", days(wait), 5.197545);
    assert_false(mst_clear_wait(&curve, &c, 0.95, false, 100 * DAY, &wait));
}

/* F from a hazard a day that is .005 to day 10, .02 to day 20, .08 after. */
static double
lost_by(double t)
{
    return 1 -
           exp(-0.005 * fmin(t, 10) - 0.02 * fmax(0, fmin(t, 20) - 10) - 0.08 * fmax(0, t - 20));
}

static void
a_distribution_of_clearances(void **state)
{
    (void)state;
    const mst_dated_point points[] = {
        {0, 0}, {10 * DAY, lost_by(10)}, {20 * DAY, lost_by(20)}, {100 * DAY, lost_by(100)}};
    const mst_dated_curve curve = {4, points};
    const mst_time after[] = {4 * DAY, 6 * DAY, 9 * DAY, 14 * DAY};
    const double weights[] = {0.2, 0.5, 0.2, 0.1};
    const mst_clearances c = {4, after, weights};
    same("T3.3 at 0", mst_clear_chance(&curve, &c, 0, false), 0.960272);
    same("T3.3 at 5", mst_clear_chance(&curve, &c, 5 * DAY, false), 0.912469);
    same("T3.3 at 10", mst_clear_chance(&curve, &c, 10 * DAY, false), 0.812911);
    mst_time wait;
    assert_true(mst_clear_wait(&curve, &c, 0.9, false, 60 * DAY, &wait));
    same("T3.3 wait", days(wait), 5.816975);
    assert_true(mst_clear_wait(&curve, &c, 0.9, true, 60 * DAY, &wait));
    same("T3.3 wait while open", days(wait), 7.344680);
}

static const double chain[] = {.97, .03, 0, 0, .15, .80, .05, 0, .05, .20, .60, .15, 0, 0, 0, 1};

static mst_threat
threat_of(double day_value)
{
    return (mst_threat){.states = 4,
                        .next = chain,
                        .clearance_days = 3,
                        .go_cost = 1,
                        .caught_cost = 20,
                        .day_value = day_value};
}

static void
in_which_states_to_go(void **state)
{
    (void)state;
    mst_threat threat = threat_of(0.05);
    double lost[4], values[4];
    bool goes[4];
    mst_threat_lost(&threat, 3, lost);
    same("T3.4 green", lost[0], 0.000225);
    same("T3.4 amber", lost[1], 0.018);
    same("T3.4 red", lost[2], 0.2955);
    mst_threat_decide(&threat, 365, values, goes);
    same("T3.4 V green", values[0], -0.718555);
    same("T3.4 V amber", values[1], 0.939577);
    same("T3.4 V red", values[2], 6.91);
    static const struct {
        double value;
        uint32_t days;
        bool green, amber, red;
    } rows[] = {{0, 365, true, true, true},     {.02, 365, false, true, true},
                {.05, 365, false, false, true}, {.10, 365, false, false, false},
                {.05, 5, false, false, false},  {.05, 10, false, false, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        threat = threat_of(rows[i].value);
        mst_threat_decide(&threat, rows[i].days, values, goes);
        assert_int_equal(goes[0], rows[i].green);
        assert_int_equal(goes[1], rows[i].amber);
        assert_int_equal(goes[2], rows[i].red);
    }
    mst_threat_lost(&threat, 30, lost);
    same("T3.4 false alarms at amber", 1 - lost[1], 0.854466);
    same("T3.4 false alarms at red", 1 - lost[2], 0.548671);
    double turns = mst_threat_switch(&threat, 365, 2, 1);
    assert_true(turns > 0.05 && turns < 0.10);
    threat = threat_of(turns + 1e-6);
    mst_threat_decide(&threat, 365, values, goes);
    assert_false(goes[2]);
    /* Bounds that leave no choice are the chain itself; wider ones cost no less. */
    threat = threat_of(0.05);
    threat.next_high = chain;
    mst_threat_decide(&threat, 365, values, goes);
    same("exact bounds", values[0], -0.718555);
    static const double low[] = {.90, .03, 0, 0, .15, .75, .05, 0, .05, .20, .55, .15, 0, 0, 0, 1};
    static const double high[] = {.97, .10, 0, 0, .2, .80, .10, 0, .05, .20, .60, .20, 0, 0, 0, 1};
    threat.next = low;
    threat.next_high = high;
    mst_threat_decide(&threat, 365, values, goes);
    assert_true(values[0] > -0.718555);
}

static void
where_to_set_a_tripwire(void **state)
{
    (void)state;
    same("T3.5 threshold", mst_alarm_threshold(0.05, 1, 5, 1.0 / 20), 2.453469);
    same("T3.5 false alarm", mst_poisson_tail(3, 1), 0.080301);
    same("T3.5 hit", mst_poisson_tail(3, 5), 0.875348);
    static double room[MST_MOST_ALARM_STATES * (MST_MOST_ALARM_STATES + 1)];
    is_close("T3.6", mst_cusum_steps(.1, .5, 2, 2, room), 888.162380, 1e-5);
    is_close("T3.6", mst_cusum_steps(.2, .5, 2, 2, room), 124.324544, 1e-5);
    is_close("T3.6", mst_cusum_steps(1, .5, 2, 2, room), 4.432332, 1e-6);
    is_close("T3.6", mst_cusum_steps(.2, .5, 3, 2, room), 641.450159, 1e-5);
    is_close("T3.6", mst_cusum_steps(1, .5, 3, 2, room), 6.361794, 1e-6);
    is_close("finer parts change nothing", mst_cusum_steps(1, .5, 3, 80, room), 6.361794, 1e-6);
    assert_true(isinf(mst_cusum_steps(0, .5, 3, 2, room)));
}

static void
what_being_told_is_worth(void **state)
{
    (void)state;
    mst_alarm_value v = mst_alarm_worth(.15, 20, 1.5, .85, .10);
    same("T3.7 without", v.without, 1.5);
    same("T3.7 EVPI", v.perfect, 1.275);
    same("T3.7 rings", v.rings, .2125);
    same("T3.7 EVSI", v.alarm, .731250);
    same("T3.7 peak", mst_alarm_worth(.075, 20, 1.5, .85, .10).alarm, 1.040625);
    same("T3.7 none", mst_alarm_worth(.40, 20, 1.5, .85, .10).alarm, 0);
}

static void
people_served_before_the_loss(void **state)
{
    (void)state;
    const mst_dated_point points[] = {{0, 0}, {100 * DAY, 1 - exp(-5)}};
    const mst_dated_curve even = {2, points}; /* .05 a day */
    mst_served s = mst_serve(&even, 5000, &(mst_stage){DAY, 2000}, 1);
    same("T3.8 left", s.left, 529.103851);
    same("T3.8 all out", s.all_out, .839457);
    s = mst_serve(&even, 5000, &(mst_stage){3 * DAY, 2000}, 1);
    same("T3.8 two days later", s.left, 954.565872);
    same("T3.8 two days later", s.all_out, .759572);
    static const struct {
        double arrives, left, end;
    } rows[] = {{99, 3017.289261, 11},
                {4, 2510.841120, 7.5},
                {6, 2771.806202, 8.5},
                {9, 2980.889839, 10},
                {11, 3017.289261, 11}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const mst_stage stages[] = {{DAY, 1200}, {(mst_time)(rows[i].arrives * (double)DAY), 2400}};
        s = mst_serve(&even, 12000, stages, 2);
        same("T3.10 left", s.left, rows[i].left);
        same("T3.10 end", days(s.end), rows[i].end);
    }
}

static void
the_integral_is_that_of_small_steps(void **state)
{
    (void)state;
    const mst_dated_point points[] = {
        {2 * DAY, 0.1}, {2 * DAY, 0.3}, {5 * DAY, 0.3}, {9 * DAY, 0.8}, {9 * DAY, 1.0}};
    const mst_dated_curve curve = {5, points};
    const mst_time step = DAY / 1000;
    double sum = 0;
    for (mst_time t = 0; t < 12 * DAY; t += step) {
        sum += (1 - mst_dated_at(&curve, t + step / 2)) * days(step);
    }
    is_close("with jumps", mst_open_days(&curve, 0, 12 * DAY), sum, 1e-3);
}

static void
two_sites_with_a_common_shock(void **state)
{
    (void)state;
    /* T3.9: both stand as long as none of the three causes comes (Marshall and Olkin 1967) */
    const double causes[] = {.01, .02, .01};
    double both = 1, apart = 1;
    for (int i = 0; i < 3; i++) {
        const mst_dated_point points[] = {{0, 0}, {100 * DAY, 1 - exp(-100 * causes[i])}};
        double stands = 1 - mst_dated_at(&(mst_dated_curve){2, points}, 20 * DAY);
        both *= stands;
        apart *= i == 2 ? stands * stands : stands;
    }
    same("T3.9", both, .449329);
    same("T3.9 as if independent", apart, .367879);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_even_hazard_and_a_gamma_clearance),
        cmocka_unit_test(the_latest_order_for_a_band),
        cmocka_unit_test(a_distribution_of_clearances),
        cmocka_unit_test(in_which_states_to_go),
        cmocka_unit_test(where_to_set_a_tripwire),
        cmocka_unit_test(what_being_told_is_worth),
        cmocka_unit_test(people_served_before_the_loss),
        cmocka_unit_test(the_integral_is_that_of_small_steps),
        cmocka_unit_test(two_sites_with_a_common_shock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
