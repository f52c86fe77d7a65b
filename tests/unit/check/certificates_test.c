/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kinds `way`, `cut` and `leave` in worlds small enough to be worked out by hand:
 * just what is worked out is proved, and nothing above it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "check/certificate.h"
#include "world.h"

enum { DEPOT, VILLAGE, HAVEN };

/* A bus at the depot, 20 min from the village, from which it is an hour to the haven. */
static void
open_world(world *w, int64_t people)
{
    world_open(w);
    assert_int_equal(add_site(w, "depot", false), DEPOT);
    assert_int_equal(add_site(w, "village", false), VILLAGE);
    assert_int_equal(add_site(w, "haven", true), HAVEN);
    add_link(w, DEPOT, VILLAGE, MST_MODE_ROAD, MINUTES(20));
    add_link(w, VILLAGE, HAVEN, MST_MODE_ROAD, MINUTES(60));
    add_vehicle(w, "bus", add_type(w, "bus", MST_MODE_ROAD), DEPOT);
    add_people(w, "people", VILLAGE, people);
}

static bool
holds(const world *w, const mst_certificate *claim)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_certificate_verdict verdict;
    mst_error err;
    assert_int_equal(mst_certificate_check(&w->instance, claim, &arena, &verdict, &err), MST_OK);
    assert_true(verdict.holds || verdict.text != NULL);
    mst_arena_release(&arena);
    return verdict.holds;
}

static bool
out_at(const world *w, mst_wide bound, int64_t most_left)
{
    static const int64_t cohort = 0;
    mst_certificate_part part = {"cohort", 1, &cohort};
    mst_certificate claim = {.kind = MST_CERTIFICATE_WAY,
                             .measure = MST_MEASURE_COMPLETION,
                             .bound = bound,
                             .most_left = most_left,
                             .part_count = 1,
                             .parts = &part};
    return holds(w, &claim);
}

static void
expect_out(const world *w, mst_time at)
{
    assert_true(out_at(w, at, 0));
    assert_true(out_at(w, at - 1, 0));
    assert_false(out_at(w, at + 1, 0));
}

static bool
lost(const world *w, int64_t persons)
{
    mst_certificate_part part = {"lost", 1, &persons};
    mst_certificate claim = {.kind = MST_CERTIFICATE_WAY,
                             .measure = MST_MEASURE_LEFT,
                             .bound = persons,
                             .most_left = MST_UNLIMITED,
                             .part_count = 1,
                             .parts = &part};
    return holds(w, &claim);
}

static mst_certificate
exposed(mst_wide person_minutes)
{
    return (mst_certificate){.kind = MST_CERTIFICATE_LEAVE,
                             .measure = MST_MEASURE_EXPOSURE,
                             .bound = person_minutes * MST_MS_PER_MINUTE * 1000000,
                             .most_left = MST_UNLIMITED};
}

static void
expect_exposed(const world *w, mst_wide person_minutes)
{
    mst_certificate claim = exposed(person_minutes);
    assert_true(holds(w, &claim));
    claim.bound++;
    assert_false(holds(w, &claim));
}

/* ---- ways ---- */

/* There at 20, aboard at 24 (the turn), at the haven at 84, off at 85. */
static void
a_way_is_drive_turn_ride_and_unloading(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    world_finish(&w);
    expect_out(&w, MINUTES(85));
    world_close(&w);
}

/* The last of the ten is released at 100 min; loading takes 2 of the 4 min, so 102, 162, 163. Who
 * may leave one behind has the ninth, released at 90, aboard at 92. */
static void
the_last_who_must_be_out_sets_the_pace(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    w.phases[0].cohorts[0].release_mode = MST_RELEASE_SPREAD;
    w.phases[0].cohorts[0].release_over = MINUTES(100);
    world_finish(&w);
    expect_out(&w, MINUTES(163));
    assert_true(out_at(&w, MINUTES(153), 1));
    assert_false(out_at(&w, MINUTES(153) + 1, 1));
    assert_false(out_at(&w, 1, 10)); /* who may leave all has nothing to prove */
    world_close(&w);
}

/* The desk takes 30 min: aboard at 32. It opens at 3 h: 210 + 2 + 60 + 1. */
static void
whoever_leaves_is_processed_first(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    mst_p_site *site = &w.phases[0].sites[VILLAGE];
    site->has_process = true;
    site->station = 0;
    site->desks = steady(&w, 1);
    site->desk_time = steady(&w, MINUTES(30));
    world_finish(&w);
    expect_out(&w, MINUTES(93));
    site->desks = stepped(&w, 0, HOURS(3), 1);
    expect_out(&w, MINUTES(273));
    w.phases[0].cohorts[0].force = true;
    expect_out(&w, MINUTES(85));
    world_close(&w);
}

/* The road is open from 2 h for 50 min, too short; from 5 h on it is open. The haven serves from
 * 6 h 30 min on: off at 391. */
static void
ways_wait_for_their_windows(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    mst_windows open =
        two_windows(&w, (mst_span){HOURS(2), MINUTES(170)}, (mst_span){HOURS(5), HOURS(20)});
    world_finish(&w);
    w.phases[0].arcs[arc_of(&w, VILLAGE, HAVEN)].open = open;
    expect_out(&w, MINUTES(361));
    w.phases[0].sites[HAVEN].service = window(&w, MINUTES(390), HOURS(20));
    expect_out(&w, MINUTES(391));
    w.phases[0].arcs[arc_of(&w, VILLAGE, HAVEN)].slow = stepped(&w, 1000000, HOURS(5), 2000000);
    expect_out(&w, MINUTES(421));
    world_close(&w);
}

/* 10 km at 4 km/h are 150 min; the bus is sooner, but not when it comes at 2 h. */
static void
people_may_be_sooner_on_foot(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    w.phases[0].cohorts[0].self_means = MST_SELF_ON_FOOT;
    world_finish(&w);
    expect_out(&w, MINUTES(85));
    w.phases[0].vehicles[0].usable = window(&w, HOURS(2), MST_NEVER);
    expect_out(&w, MINUTES(150));
    world_close(&w);
}

/* ---- left ---- */

/* By a horizon of 2 h those are out who are released by 57 min: the fifth of ten, at 50. */
static void
who_is_released_too_late_is_lost(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    w.phases[0].cohorts[0].release_mode = MST_RELEASE_SPREAD;
    w.phases[0].cohorts[0].release_over = MINUTES(100);
    w.phases[0].problem.horizon = HOURS(2);
    world_finish(&w);
    assert_true(lost(&w, 5));
    assert_true(lost(&w, 4));
    assert_false(lost(&w, 6));
    assert_false(lost(&w, 11));
    assert_false(lost(&w, -1));
    world_close(&w);
}

static void
who_fits_no_vehicle_is_lost(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 12);
    w.phases[0].cohorts[0].party = 12;
    world_finish(&w);
    assert_true(lost(&w, 12));
    w.phases[0].cohorts[0].party = 6;
    assert_false(lost(&w, 1));
    w.phases[0].cohorts[0].litter = true; /* 4 seats each: two fit, six do not */
    assert_true(lost(&w, 12));
    w.phases[0].cohorts[0].party = 2;
    assert_false(lost(&w, 1));
    world_close(&w);
}

/* ---- cuts ---- */

static bool
crossed(const world *w, mst_measure measure, mst_wide bound, mst_time ready, int64_t most_left)
{
    static const int64_t inside[] = {1, 1, 0};
    mst_certificate_part parts[] = {{"inside", 3, inside}, {"ready", 1, &ready}};
    mst_certificate claim = {.kind = MST_CERTIFICATE_CUT,
                             .measure = measure,
                             .bound = bound,
                             .most_left = most_left,
                             .part_count = 2,
                             .parts = parts};
    return holds(w, &claim);
}

static void
expect_crossed(const world *w, mst_time at)
{
    assert_true(crossed(w, MST_MEASURE_COMPLETION, at, 0, 0));
    assert_true(crossed(w, MST_MEASURE_COMPLETION, at - 1, 0, 0));
    assert_false(crossed(w, MST_MEASURE_COMPLETION, at + 1, 0, 0));
}

/* Off at 85 as by a way; the bus may leave at 88, is back at 148, aboard at 152, and the next ten
 * are off at 213; 128 min a round. Who may leave five behind needs two rounds. */
static void
rounds_carry_people_over_a_cut(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 25);
    w.phases[0].problem.horizon = HOURS(48);
    world_finish(&w);
    expect_crossed(&w, MINUTES(341));
    assert_true(crossed(&w, MST_MEASURE_COMPLETION, MINUTES(213), 0, 5));
    assert_false(crossed(&w, MST_MEASURE_COMPLETION, MINUTES(213) + 1, 0, 5));
    /* The third departs a day after the first, for all that is known from the depot, at 4. */
    w.phases[0].vehicles[0].sorties = 2;
    expect_crossed(&w, MINUTES(4 + 1440 + 61));
    w.phases[0].vehicles[0].usable = window(&w, 0, HOURS(3)); /* one round */
    assert_true(crossed(&w, MST_MEASURE_LEFT, 15, 0, MST_UNLIMITED));
    assert_false(crossed(&w, MST_MEASURE_LEFT, 16, 0, MST_UNLIMITED));
    world_close(&w);
}

/* Ten are released at 5 h and ten at once: aboard at 302, off at 363. */
static void
those_released_late_need_their_rounds_after_that(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    uint32_t late = add_people(&w, "late", VILLAGE, 10);
    w.phases[0].cohorts[late].release_start = HOURS(5);
    world_finish(&w);
    assert_true(crossed(&w, MST_MEASURE_COMPLETION, MINUTES(363), HOURS(5), 0));
    assert_false(crossed(&w, MST_MEASURE_COMPLETION, MINUTES(363) + 1, HOURS(5), 0));
    assert_true(crossed(&w, MST_MEASURE_COMPLETION, MINUTES(213), 0, 0));
    assert_false(crossed(&w, MST_MEASURE_COMPLETION, MINUTES(363), 0, 0));
    assert_false(crossed(&w, MST_MEASURE_COMPLETION, 1, HOURS(5) + 1, 0)); /* nobody is */
    world_close(&w);
}

/* A duty of 3 h: the hour before, 20 min, 4, an hour; 4 + 60 more are 208 min, so the crew rests
 * when it has come, at 84: 8 h and the hour before, and it leaves at 624. Then an hour, 60 min, 4
 * and 60 more are 184: it rests again. With two hours more it does not. */
static void
crews_rest_between_rounds(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 20);
    w.phases[0].types[0].duty = HOURS(3);
    w.phases[0].types[0].rest = HOURS(8);
    world_finish(&w);
    /* at the village at 684; the duty ends there, rest and an hour: leaves at 1224, there 1284 */
    expect_crossed(&w, MINUTES(1285));
    w.phases[0].types[0].duty = MINUTES(184);
    expect_crossed(&w, MINUTES(684 + 4 + 60 + 1));
    w.phases[0].types[0].duty = HOURS(5);
    expect_crossed(&w, MINUTES(213));
    world_close(&w);
}

/* Twelve in cars of four: the road takes one an hour and is open for two from 1 h on; of an hour's
 * way the last begins at 2 h, so two cars cross. The bus carries ten. */
static void
cars_of_their_own_need_room_on_the_way(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 12);
    mst_p_cohort *drivers = &w.phases[0].cohorts[0];
    drivers->self_means = MST_SELF_OWN_CARS;
    drivers->self_speed_mm_per_hour = 10000000;
    world_finish(&w);
    mst_p_arc *road = &w.phases[0].arcs[arc_of(&w, VILLAGE, HAVEN)];
    road->open = window(&w, HOURS(1), HOURS(3));
    road->flow = steady(&w, 1);
    w.phases[0].vehicles[0].usable = window(&w, HOURS(100), HOURS(101));
    assert_true(crossed(&w, MST_MEASURE_LEFT, 4, 0, MST_UNLIMITED));
    assert_false(crossed(&w, MST_MEASURE_LEFT, 5, 0, MST_UNLIMITED));
    assert_true(crossed(&w, MST_MEASURE_COMPLETION, HOURS(3), 0, 4)); /* two cars are out by then */
    assert_false(crossed(&w, MST_MEASURE_COMPLETION, HOURS(3) + 1, 0, 4));
    drivers->self_means = MST_SELF_ON_FOOT; /* on foot they do not count */
    assert_false(crossed(&w, MST_MEASURE_LEFT, 1, 0, MST_UNLIMITED));
    drivers->self_means = MST_SELF_OWN_CARS;
    drivers->self_to = DEPOT; /* a link leads straight there, so they take no other */
    assert_true(crossed(&w, MST_MEASURE_LEFT, 12, 0, MST_UNLIMITED));
    world_close(&w);
}

/* ---- exposure ---- */

/* Ten leave at 24. They might get off at the depot as well, so the next round is there and back and
 * a turn later, at 68; five more go at 112. */
static void
rounds_of_a_bus_empty_a_village(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 25);
    world_finish(&w);
    expect_exposed(&w, 10 * 24 + 10 * 68 + 5 * 112);
    w.phases[0].vehicles[0].sorties = 1; /* in any 24 h */
    expect_exposed(&w, 10 * 24 + 10 * (24 + 1440) + 5 * (24 + 2880));
    w.phases[0].cohorts[0].party = 5;
    w.phases[0].types[0].seats = 9; /* one party of 5 */
    w.phases[0].vehicles[0].sorties = MST_UNLIMITED;
    expect_exposed(&w, 5 * (24 + 68 + 112 + 156 + 200));
    world_close(&w);
}

/* Those who stay are exposed to the horizon; force never; who can walk from the order on leaves at
 * once. */
static void
who_stays_is_exposed_and_who_walks_is_not(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    add_people(&w, "staying", VILLAGE, 3);
    add_guards(&w, "guards", VILLAGE, 7);
    add_people(&w, "walkers", VILLAGE, 5);
    w.phases[0].cohorts[1].in_scope = false;
    w.phases[0].cohorts[3].self_means = MST_SELF_ON_FOOT;
    w.phases[0].problem.horizon = HOURS(10);
    world_finish(&w);
    expect_exposed(&w, 10 * 24 + 3 * 600);
    world_close(&w);
}

/* ---- claims that are about something else ---- */

static void
other_claims_are_refused(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 10);
    world_finish(&w);
    mst_certificate claim = exposed(1);
    claim.measure = MST_MEASURE_COMPLETION;
    assert_false(holds(&w, &claim));
    claim.kind = MST_CERTIFICATE_WAY;
    assert_false(holds(&w, &claim)); /* without its row */
    claim.measure = MST_MEASURE_EXPOSURE;
    assert_false(holds(&w, &claim));
    claim = exposed(1);
    claim.priority_count = MST_MAX_PRIORITIES + 1;
    assert_false(holds(&w, &claim));
    static const int64_t cohorts[] = {-1, 1, INT64_MAX};
    for (size_t i = 0; i < sizeof cohorts / sizeof cohorts[0]; i++) {
        mst_certificate_part part = {"cohort", 1, &cohorts[i]};
        mst_certificate other = {.kind = MST_CERTIFICATE_WAY,
                                 .measure = MST_MEASURE_COMPLETION,
                                 .bound = 1,
                                 .part_count = 1,
                                 .parts = &part};
        assert_false(holds(&w, &other));
    }
    assert_true(out_at(&w, MINUTES(85), 0));
    assert_true(crossed(&w, MST_MEASURE_COMPLETION, 1, 0, 0));
    assert_false(crossed(&w, MST_MEASURE_COMPLETION, 1, -1, 0));
    assert_false(crossed(&w, MST_MEASURE_EXPOSURE, 1, 0, 0));
    world_surprise(&w, HOURS(1));
    assert_false(crossed(&w, MST_MEASURE_COMPLETION, 1, 0, 0));
    assert_false(out_at(&w, MINUTES(85), 0));
    claim = exposed(1);
    assert_false(holds(&w, &claim));
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_way_is_drive_turn_ride_and_unloading),
        cmocka_unit_test(the_last_who_must_be_out_sets_the_pace),
        cmocka_unit_test(whoever_leaves_is_processed_first),
        cmocka_unit_test(ways_wait_for_their_windows),
        cmocka_unit_test(people_may_be_sooner_on_foot),
        cmocka_unit_test(who_is_released_too_late_is_lost),
        cmocka_unit_test(who_fits_no_vehicle_is_lost),
        cmocka_unit_test(rounds_carry_people_over_a_cut),
        cmocka_unit_test(those_released_late_need_their_rounds_after_that),
        cmocka_unit_test(crews_rest_between_rounds),
        cmocka_unit_test(cars_of_their_own_need_room_on_the_way),
        cmocka_unit_test(rounds_of_a_bus_empty_a_village),
        cmocka_unit_test(who_stays_is_exposed_and_who_walks_is_not),
        cmocka_unit_test(other_claims_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
