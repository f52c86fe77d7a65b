/* SPDX-License-Identifier: Apache-2.0
 *
 * The bounds on problems small enough to know the best value by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "solve/solve.h"
#include "world.h"

static world w;

typedef struct proved {
    mst_bound bound;
    char left_reason[256], completion_reason[256];
} proved;

static proved
prove(const mst_measures *value)
{
    proved result = {0};
    mst_arena arena;
    mst_error err;
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_bound_compute(world_done(&w), value, NULL, &result.bound, &arena, &err),
                     MST_OK);
    if (result.bound.left_reason != NULL) {
        snprintf(result.left_reason, sizeof result.left_reason, "%s", result.bound.left_reason);
    }
    if (result.bound.completion_reason != NULL) {
        snprintf(result.completion_reason, sizeof result.completion_reason, "%s",
                 result.bound.completion_reason);
    }
    mst_arena_release(&arena);
    return result;
}

static proved
prove_all_out(void)
{
    return prove(&(mst_measures){0});
}

/* One place, one haven, one fleet of one type based at the place. */
static void
simple(int64_t persons, int64_t seats, uint32_t count, mst_time each_way)
{
    world_init(&w);
    uint32_t here = world_site(&w, "here", false);
    uint32_t haven = world_site(&w, "haven", true);
    uint32_t type = world_type(&w, "bus", MST_MODE_ROAD, seats);
    world_link(&w, "road", here, haven, each_way);
    world_vehicles(&w, type, here, count, 0);
    world_people(&w, "people", here, persons);
}

static void
two_aircraft_of_one_berth_need_630_minutes(void **state)
{
    (void)state;
    simple(400, 100, 2, MINUTES(120));
    w.types[0].load = MINUTES(30);
    w.types[0].unload = MINUTES(30);
    w.types[0].turn = MINUTES(60);
    w.berths[0][0] = world_steps(&w, 1);
    w.berths[1][0] = world_steps(&w, 2);
    proved p = prove_all_out();
    assert_int_equal(p.bound.left, 0);
    assert_int_equal(p.bound.completion, MINUTES(630));
    w.berths[0][0] = world_steps(&w, 2); /* a second berth: 570 */
    assert_int_equal(prove_all_out().bound.completion, MINUTES(570));
}

static void
two_desks_pass_sixty_people_in_90_minutes(void **state)
{
    (void)state;
    simple(60, 30, 1, MINUTES(10));
    w.sites[0].has_process = true;
    w.sites[0].station = 0;
    w.sites[0].desks = world_steps(&w, 2);
    w.sites[0].desk_time = world_steps(&w, MINUTES(3));
    w.problem.station_count = 1;
    proved p = prove_all_out();
    assert_int_equal(p.bound.completion, MINUTES(100));
    assert_string_equal(p.completion_reason, "desks at here pass at most 40 people an hour");
}

static void
families_of_four_fill_eight_of_ten_seats(void **state)
{
    (void)state;
    simple(40, 10, 1, MINUTES(10));
    assert_int_equal(prove_all_out().bound.completion, MINUTES(70));
    w.cohorts[0].party = 4;
    assert_int_equal(prove_all_out().bound.completion, MINUTES(90));
}

static void
nobody_is_out_before_the_last_is_released(void **state)
{
    (void)state;
    simple(60, 30, 1, MINUTES(10));
    w.cohorts[0].release_mode = MST_RELEASE_SPREAD;
    w.cohorts[0].release_over = MINUTES(60);
    assert_int_equal(prove_all_out().bound.completion, MINUTES(70));
}

static void
late_people_need_all_their_rounds_after_their_release(void **state)
{
    (void)state;
    /* 30 at once and 60 at 2 h: two rounds of 30 after 120 min, out at 120 + 10 + 10 + 10. */
    simple(90, 30, 1, MINUTES(10));
    static const mst_release_row rows[] = {{0, 30}, {HOURS(2), 90}};
    w.cohorts[0].release_mode = MST_RELEASE_TABLE;
    w.cohorts[0].release_row_count = 2;
    w.cohorts[0].release_rows = rows;
    assert_int_equal(prove_all_out().bound.completion, MINUTES(150));
}

static void
two_vehicles_an_hour_need_130_minutes_for_six(void **state)
{
    (void)state;
    simple(60, 10, 6, MINUTES(10));
    w.arcs[0].flow = world_steps(&w, 2);
    proved p = prove_all_out();
    assert_int_equal(p.bound.completion, MINUTES(130));
    assert_string_equal(p.completion_reason, "the way road takes 2 vehicles an hour");
}

static void
a_road_that_shuts_too_early_leaves_everyone(void **state)
{
    (void)state;
    static const mst_span open[] = {{MST_TIME_MIN, MINUTES(60)}};
    simple(30, 30, 1, MINUTES(30));
    w.types[0].load = MINUTES(20);
    w.notices[0].begin = MINUTES(25);
    w.arcs[0].open = (mst_windows){1, open};
    w.arcs[1].open = (mst_windows){1, open};
    proved p = prove(&(mst_measures){.left = 30, .left_by_priority = {30}});
    assert_int_equal(p.bound.left, 30);
    assert_int_equal(p.bound.left_by_priority[0], 30);
    assert_int_equal(p.bound.completion, 0);
    assert_non_null(strstr(p.left_reason, "people at here"));
}

static void
a_bus_of_fifty_needs_15_hours_for_a_hundred(void **state)
{
    (void)state;
    simple(100, 50, 1, HOURS(5));
    proved p = prove_all_out();
    assert_int_equal(p.bound.completion, HOURS(15));
    assert_non_null(strstr(p.completion_reason, "fleet first make 1 round of 50 people"));
}

static void
crews_that_must_rest_hold_the_aircraft_back(void **state)
{
    (void)state;
    static const struct {
        uint32_t crews;
        int64_t hours;
    } rows[] = {{1, 60}, {2, 35}, {3, 34}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world_init(&w);
        uint32_t here = world_site(&w, "here", false);
        uint32_t haven = world_site(&w, "haven", true);
        uint32_t type = world_type(&w, "aircraft", MST_MODE_AIR, 100);
        world_link(&w, "route", here, haven, HOURS(4));
        world_vehicles(&w, type, haven, 1, 0);
        world_people(&w, "people", here, 300);
        w.types[0].turn = HOURS(2);
        w.types[0].duty = HOURS(16);
        w.types[0].rest = HOURS(14);
        w.vehicles[0].crews = rows[i].crews;
        assert_int_equal(prove_all_out().bound.completion, HOURS(rows[i].hours));
    }
}

static void
two_sorties_a_day_need_28_hours_and_a_half_for_four_loads(void **state)
{
    (void)state;
    simple(400, 100, 1, MINUTES(90));
    w.vehicles[0].sorties = 2;
    assert_int_equal(prove_all_out().bound.completion, MINUTES(1710));
}

static void
a_full_haven_leaves_the_rest(void **state)
{
    (void)state;
    simple(100, 50, 1, MINUTES(10));
    w.sites[1].hold = world_steps(&w, 60);
    proved p = prove(&(mst_measures){.left = 50, .left_by_priority = {50}});
    assert_int_equal(p.bound.left, 40);
    assert_string_equal(p.left_reason, "haven can hold no more than 60 people");
}

static void
seats_before_the_horizon_leave_the_rest_of_the_second_priority(void **state)
{
    (void)state;
    simple(60, 50, 1, HOURS(5));
    w.problem.horizon = HOURS(6);
    w.problem.priority_count = 2;
    world_people(&w, "later", 0, 40)->priority = 1;
    w.cohorts[1].weight = 3;
    /* one round of 50: ten of the first are left, and all 40 of the second */
    proved p = prove(&(mst_measures){.left = 50, .left_by_priority = {10, 120}});
    assert_int_equal(p.bound.left, 50);
    assert_int_equal(p.bound.left_by_priority[0], 10);
    assert_int_equal(p.bound.left_by_priority[1], 120);
}

static void
a_plan_that_may_trade_later_priorities_has_no_completion_to_keep(void **state)
{
    (void)state;
    /* The value leaves one of the first priority though nobody need be left: a plan without that
     * one may leave all of the second, so only the first priority binds completion. */
    simple(50, 50, 1, HOURS(5));
    w.problem.priority_count = 2;
    world_people(&w, "later", 0, 50)->priority = 1;
    proved p = prove(&(mst_measures){.left = 1, .left_by_priority = {1, 0}});
    assert_int_equal(p.bound.completion, HOURS(5));
    assert_int_equal(prove_all_out().bound.completion, HOURS(15));
}

static void
exposure_grows_until_the_seats_are_there(void **state)
{
    (void)state;
    /* 100 people, 50 leave at 0 and 50 at 10 h, threat 1: 500 person-hours. */
    simple(100, 50, 1, HOURS(5));
    w.sites[0].threat = world_steps(&w, 1000000);
    proved p = prove_all_out();
    assert_true(p.bound.exposure == (mst_wide)50 * HOURS(10) * 1000000);
}

static void
a_last_wave_that_does_not_fit_is_left(void **state)
{
    (void)state;
    /* A rear of 30 leaves together, and the one helicopter has 20 seats. */
    simple(100, 20, 1, MINUTES(10));
    mst_p_cohort *guard = world_people(&w, "guard", 0, 40);
    guard->force = true;
    guard->guards = true;
    w.sites[0].force_fixed = world_steps(&w, 30);
    w.sites[0].force_rear = world_steps(&w, 30);
    proved p = prove(&(mst_measures){.left = 30, .left_by_priority = {30}});
    assert_int_equal(p.bound.left, 30);
    assert_int_equal(p.bound.completion, MINUTES(110));
    assert_non_null(strstr(p.left_reason, "the last wave out of here has 30 guards"));
    w.types[0].seats = 30; /* now it fits */
    assert_int_equal(prove_all_out().bound.left, 0);
}

static void
guards_who_walk_need_no_last_wave_aboard(void **state)
{
    (void)state;
    simple(100, 20, 1, MINUTES(10));
    mst_p_cohort *guard = world_people(&w, "guard", 0, 40);
    guard->force = true;
    guard->guards = true;
    guard->self_means = MST_SELF_ON_FOOT;
    guard->self_speed_mm_per_hour = 4000000;
    w.sites[0].force_rear = world_steps(&w, 30);
    assert_int_equal(prove_all_out().bound.left, 0);
}

/* 8 km on foot are two hours, in a car 12 min; the bus takes longer than either. Who walks and is
 * released at 10 h is out at 12, whoever else has a car. */
static void
those_on_foot_are_no_faster_for_the_cars_of_others(void **state)
{
    (void)state;
    simple(4, 10, 1, MINUTES(200));
    w.arcs[0].distance_mm = w.arcs[1].distance_mm = 8000000;
    w.cohorts[0].self_means = MST_SELF_ON_FOOT;
    w.cohorts[0].self_speed_mm_per_hour = 4000000;
    w.cohorts[0].release_start = HOURS(10);
    mst_p_cohort *drivers = world_people(&w, "drivers", 0, 4);
    drivers->self_means = MST_SELF_OWN_CARS;
    drivers->self_speed_mm_per_hour = 40000000;
    assert_int_equal(prove_all_out().bound.completion, HOURS(12));
    w.cohorts[0].release_start = 0;
    drivers->release_start = HOURS(10);
    assert_int_equal(prove_all_out().bound.completion, HOURS(10) + MINUTES(12));
}

static void
two_sites_share_the_time_of_one_bus(void **state)
{
    (void)state;
    /* 20 people at x (threat 10, 60 min away) and 20 at y (threat 1, 20 min): 160 min however it is
     * done, and 246.667 person-hours with x first. */
    world_init(&w);
    uint32_t x = world_site(&w, "x", false);
    uint32_t y = world_site(&w, "y", false);
    uint32_t haven = world_site(&w, "haven", true);
    uint32_t type = world_type(&w, "bus", MST_MODE_ROAD, 20);
    world_link(&w, "road-x", haven, x, MINUTES(60));
    world_link(&w, "road-y", haven, y, MINUTES(20));
    world_vehicles(&w, type, haven, 1, 0);
    world_people(&w, "people-x", x, 20);
    world_people(&w, "people-y", y, 20);
    w.sites[x].threat = world_steps(&w, 10000000);
    w.sites[y].threat = world_steps(&w, 1000000);
    proved p = prove_all_out();
    assert_int_equal(p.bound.completion, MINUTES(160));
    assert_true(p.bound.exposure ==
                ((mst_wide)20 * MINUTES(60) * 10 + (mst_wide)20 * MINUTES(140)) * 1000000);
}

static void
the_same_crew_may_rest_away_from_its_base(void **state)
{
    (void)state;
    /* Base at the haven, 90 min to the people, 60 min on to the next site: duty of 4 h covers the
     * way there or the way out, not both; the crew rests with the people in between. */
    world_init(&w);
    uint32_t here = world_site(&w, "here", false);
    uint32_t haven = world_site(&w, "haven", true);
    uint32_t type = world_type(&w, "van", MST_MODE_ROAD, 4);
    world_link(&w, "road", here, haven, MINUTES(90));
    world_vehicles(&w, type, haven, 1, 0);
    world_people(&w, "people", here, 4);
    w.types[0].load = MINUTES(45);
    w.types[0].duty = HOURS(4);
    w.types[0].rest = HOURS(12);
    proved p = prove_all_out();
    assert_int_equal(p.bound.left, 0);
    assert_true(p.bound.completion >= MINUTES(90 + 45 + 90));
}

static void
a_second_vehicle_never_raises_a_bound(void **state)
{
    (void)state;
    mst_bound last = {0};
    for (uint32_t count = 1; count <= 12; count++) {
        simple(333, 17, count, MINUTES(47));
        w.types[0].load = MINUTES(7);
        w.types[0].turn = MINUTES(11);
        w.berths[0][0] = world_steps(&w, 2);
        w.sites[0].threat = world_steps(&w, 300000);
        mst_bound bound = prove_all_out().bound;
        if (count > 1) {
            assert_true(bound.completion <= last.completion);
            assert_true(bound.exposure <= last.exposure);
        }
        last = bound;
    }
}

/* One bus of 50 seats and two places, an hour apart, each an hour from a haven of its own that
 * nobody of the other accepts; 100 people at each. */
static void
two_havens(void)
{
    static uint8_t first_only[WORLD_SITES];
    static uint8_t second_only[WORLD_SITES];
    world_init(&w);
    uint32_t here = world_site(&w, "here", false);
    uint32_t there = world_site(&w, "there", false);
    uint32_t first = world_site(&w, "first haven", true);
    uint32_t second = world_site(&w, "second haven", true);
    uint32_t type = world_type(&w, "bus", MST_MODE_ROAD, 50);
    world_link(&w, "road to the first", here, first, HOURS(1));
    world_link(&w, "road to the second", there, second, HOURS(1));
    world_link(&w, "road between", here, there, HOURS(1));
    world_vehicles(&w, type, here, 1, 0);
    first_only[first] = 1;
    second_only[second] = 1;
    world_people(&w, "some", here, 100)->accepts = first_only;
    world_people(&w, "others", there, 100)->accepts = second_only;
}

static void
people_for_two_havens_share_the_rounds_of_one_bus(void **state)
{
    (void)state;
    two_havens(); /* four rounds, out at 1, 3, 5 and 7 h at the earliest */
    proved p = prove(&(mst_measures){.completion = HOURS(20)});
    assert_int_equal(p.bound.completion, HOURS(7));
    assert_string_equal(p.completion_reason,
                        "seats: 1 of fleet first make 3 rounds of 50 people by then");
}

static void
rounds_before_the_horizon_leave_those_for_whom_there_is_no_other(void **state)
{
    (void)state;
    two_havens();
    w.problem.horizon = HOURS(4); /* two rounds */
    proved p = prove(&(mst_measures){.left = 100, .left_by_priority = {100}});
    assert_int_equal(p.bound.left, 100);
    assert_int_equal(p.bound.left_by_priority[0], 100);
    assert_string_equal(p.left_reason,
                        "seats: 1 of fleet first make 2 rounds of 50 people by then");
}

static void
crews_change_at_the_base_and_each_rests_before_its_next_duty(void **state)
{
    (void)state;
    /* 3.5 h each way, 2.25 h on the ground, duties of 16 h, rests of 16.5 h, two crews. Out at
     * 9.25 h; the other crew leaves the base at 11.5 h and is out at 20.75 h; the first crew is
     * rested at 9.25 + 16.5 h, leaves an hour later and is out 9.25 h after that. */
    world_init(&w);
    uint32_t here = world_site(&w, "here", false);
    uint32_t haven = world_site(&w, "haven", true);
    uint32_t type = world_type(&w, "aircraft", MST_MODE_AIR, 100);
    world_link(&w, "route", here, haven, MINUTES(210));
    world_vehicles(&w, type, haven, 1, 0);
    world_people(&w, "people", here, 300);
    w.types[0].turn = MINUTES(135);
    w.types[0].duty = HOURS(16);
    w.types[0].rest = MINUTES(990);
    w.vehicles[0].crews = 2;
    assert_int_equal(prove(&(mst_measures){.completion = HOURS(60)}).bound.completion, HOURS(36));
}

static void
the_plain_bound_is_never_above_the_whole_one(void **state)
{
    (void)state;
    mst_bound plain;
    mst_arena arena;
    mst_error err;
    mst_measures value = {.completion = HOURS(20)};
    two_havens();
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_bound_plain(world_done(&w), &value, &plain, &arena, &err), MST_OK);
    mst_arena_release(&arena);
    assert_true(plain.completion < HOURS(7));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_aircraft_of_one_berth_need_630_minutes),
        cmocka_unit_test(two_desks_pass_sixty_people_in_90_minutes),
        cmocka_unit_test(families_of_four_fill_eight_of_ten_seats),
        cmocka_unit_test(nobody_is_out_before_the_last_is_released),
        cmocka_unit_test(late_people_need_all_their_rounds_after_their_release),
        cmocka_unit_test(two_vehicles_an_hour_need_130_minutes_for_six),
        cmocka_unit_test(a_road_that_shuts_too_early_leaves_everyone),
        cmocka_unit_test(a_bus_of_fifty_needs_15_hours_for_a_hundred),
        cmocka_unit_test(crews_that_must_rest_hold_the_aircraft_back),
        cmocka_unit_test(two_sorties_a_day_need_28_hours_and_a_half_for_four_loads),
        cmocka_unit_test(a_full_haven_leaves_the_rest),
        cmocka_unit_test(seats_before_the_horizon_leave_the_rest_of_the_second_priority),
        cmocka_unit_test(a_plan_that_may_trade_later_priorities_has_no_completion_to_keep),
        cmocka_unit_test(exposure_grows_until_the_seats_are_there),
        cmocka_unit_test(a_last_wave_that_does_not_fit_is_left),
        cmocka_unit_test(guards_who_walk_need_no_last_wave_aboard),
        cmocka_unit_test(those_on_foot_are_no_faster_for_the_cars_of_others),
        cmocka_unit_test(two_sites_share_the_time_of_one_bus),
        cmocka_unit_test(the_same_crew_may_rest_away_from_its_base),
        cmocka_unit_test(a_second_vehicle_never_raises_a_bound),
        cmocka_unit_test(people_for_two_havens_share_the_rounds_of_one_bus),
        cmocka_unit_test(rounds_before_the_horizon_leave_those_for_whom_there_is_no_other),
        cmocka_unit_test(crews_change_at_the_base_and_each_rests_before_its_next_duty),
        cmocka_unit_test(the_plain_bound_is_never_above_the_whole_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
