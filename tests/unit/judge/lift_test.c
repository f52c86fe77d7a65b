/* SPDX-License-Identifier: Apache-2.0
 *
 * Planner's arithmetic and the search for failing cases: the numbered examples T5.1 to T5.7, T2.7
 * and T2.8 to the digits worked out for them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "judge/lift.h"
#include "judge/scan.h"

static void
same(const char *why, double got, double wanted)
{
    if (!(fabs(got - wanted) <= 5.1e-7)) {
        print_error("%s: %.9f, not %.9f\n", why, got, wanted);
    }
    assert_true(fabs(got - wanted) <= 5.1e-7);
}

static void
closure_of_a_fleet(void **state)
{
    (void)state;
    const mst_lift lift = {12, 180, 11, 2, 2, 24, .85, 14};
    mst_lift_rate rate = mst_lift_close(&lift, 5000);
    same("T5.1 fleet", rate.fleet, 26.181818);
    same("T5.1 field", rate.field, 20.4);
    assert_true(rate.field_binds);
    same("T5.1 people", rate.people_a_day, 3672);
    assert_int_equal(rate.missions, 28);
    same("T5.1 closure", rate.closure_hours, 45.764706);
    same("T5.3 slots", mst_slots_needed(90, 1.75, .85), 7.720588);
    same("T5.3 sorties", mst_slots_allow(8, 1.75, .85), 93.257143);
}

static void
the_queuing_share_is_computed(void **state)
{
    (void)state;
    static const struct {
        uint32_t fleet, slots;
        double throughput, wait, share;
    } rows[] = {{12, 2, .898864, 2.350183, .898864},
                {30, 8, 2.705848, .087098, .992144},
                {100, 8, 4.000000, 14.0, 1.000000},
                {8, 2, .680749, .751757, .936030},
                {20, 2, .999006, 9.019906, .999006}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_slots s = mst_slots_closed(rows[i].fleet, rows[i].slots, 2, 9);
        same("T5.2 throughput", s.throughput, rows[i].throughput);
        same("T5.2 wait", s.wait_hours, rows[i].wait);
        same("T5.2 share", s.share, rows[i].share);
    }
}

static void
lines_convoys_and_force(void **state)
{
    (void)state;
    same("T5.4 screen", mst_line_load(200, 3), 10);
    same("T5.4 register", mst_line_load(200 / 2.8, 8), 9.523810);
    same("T5.4 medical", mst_line_load(16, 10), 2.666667);
    same("T5.4 manifest", mst_line_load(200, 1.5), 5);
    assert_int_equal(mst_line_servers(10, .85), 12);
    assert_int_equal(mst_line_servers(mst_line_load(200 / 2.8, 8), .85), 12);
    assert_int_equal(mst_line_servers(mst_line_load(16, 10), .85), 4);
    assert_int_equal(mst_line_servers(5, .85), 6);
    same("T5.4 delay", mst_line_delay(12, 10), .449388);
    same("T5.4 wait", mst_line_wait_minutes(12, 10, 3), .674082);
    const mst_convoy_march march = {60, 60, 40, 35, 3, 2};
    same("T5.5 pass", mst_convoy_pass_minutes(&march), 9.4);
    same("T5.5 tail", mst_convoy_tail_minutes(&march), 61.9);
    assert_int_equal(mst_convoy_escorts(60, 5, 2), 12);
    assert_int_equal(mst_convoy_escorts(6, 5, 2), 2);
    assert_int_equal(mst_convoy_escorts(3, 5, 2), 2);
    double force = mst_guard_force(4, 9, 12) + mst_guard_force(30, 2, 12) +
                   mst_guard_force(1, 30, 12) + mst_guard_force(1, 40, 12);
    same("T5.6", force, 332);
    same("T5.6 with support", force * 1.15, 381.8);
    mst_last_out last = mst_last_out_of(2400, 100, 5, 30, 31);
    assert_int_equal(last.last_wave, 500);
    assert_int_equal(last.sorties, 24);
    same("T5.7", last.stop_day, 30.2);
}

static double
cost_of(const uint32_t *order, const double *cost, const double *hours)
{
    double at = 0, sum = 0;
    for (int i = 0; i < 3; i++) {
        at += hours[order[i]];
        sum += cost[order[i]] * at;
    }
    return sum;
}

static void
whom_to_serve_first(void **state)
{
    (void)state;
    const double cost[] = {800 * .02, 300 * .05, 1200 * .01}, hours[] = {4, 2, 5};
    static const struct {
        uint32_t order[3];
        double cost;
    } rows[] = {{{0, 1, 2}, 286}, {{0, 2, 1}, 337}, {{1, 0, 2}, 258},
                {{1, 2, 0}, 290}, {{2, 0, 1}, 369}, {{2, 1, 0}, 341}};
    uint32_t order[3];
    mst_serve_order(3, cost, hours, order);
    for (size_t i = 0; i < 6; i++) {
        same("T2.8", cost_of(rows[i].order, cost, hours), rows[i].cost);
        assert_true(cost_of(order, cost, hours) <= rows[i].cost + 1e-9);
    }
    assert_memory_equal(order, rows[2].order, sizeof order);
}

static void
a_box_of_failures(void **state)
{
    (void)state;
    enum { SIDE = 20, ALL = SIDE * SIDE };
    double values[ALL * 2];
    bool fails[ALL];
    for (int i = 0; i < ALL; i++) {
        values[2 * i] = (i / SIDE + .5) / SIDE;
        values[2 * i + 1] = (i % SIDE + .5) / SIDE;
        fails[i] = values[2 * i] > .6 && values[2 * i + 1] < .5;
    }
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_scan_box box;
    assert_int_equal(mst_scan_peel(ALL, 2, values, fails, .05, 20, &arena, &box, NULL), MST_OK);
    same("T2.7 mass", box.mass, .2);
    same("T2.7 coverage", box.coverage, 1);
    same("T2.7 density", box.density, 1);
    same("T2.7 x", box.ranges[0].low, .625);
    same("T2.7 x", box.ranges[0].high, .975);
    same("T2.7 y", box.ranges[1].low, .025);
    same("T2.7 y", box.ranges[1].high, .475);
    assert_int_equal(box.peels, 22);
    /* Nothing fails: nothing is peeled. */
    for (int i = 0; i < ALL; i++) {
        fails[i] = false;
    }
    assert_int_equal(mst_scan_peel(ALL, 2, values, fails, .05, 20, &arena, &box, NULL), MST_OK);
    assert_int_equal(box.peels, 0);
    assert_int_equal(box.inside, ALL);
    mst_arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closure_of_a_fleet),      cmocka_unit_test(the_queuing_share_is_computed),
        cmocka_unit_test(lines_convoys_and_force), cmocka_unit_test(whom_to_serve_first),
        cmocka_unit_test(a_box_of_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
