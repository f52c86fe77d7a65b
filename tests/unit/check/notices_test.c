/* SPDX-License-Identifier: Apache-2.0
 *
 * What is told without being a violation, and the measures of plans whose values follow by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fixture.h"

static fixture built;
static mst_judgement judgement;

static void
judge(void)
{
    mst_error err;
    const mst_plan *plan = built.plan != NULL ? built.plan : draft_plan(&built.draft, NULL);
    assert_int_equal(mst_check(&built.world.instance, plan, &judgement, &err), MST_OK);
    for (uint32_t i = 0; i < judgement.violation_count; i++) {
        print_message("%s\n", judgement.violations[i].text);
    }
    assert_int_equal(judgement.violation_count, 0);
}

static void
close_all(void)
{
    mst_judgement_release(&judgement);
    world_close(&built.world);
}

/* Just one notice of the kind, at the time and the site, and its words. */
static void
assert_told(const char *kind, mst_time at, uint32_t site, const char *text)
{
    assert_int_equal(judgement.notice_count, 1);
    assert_string_equal(judgement.notices[0].kind, kind);
    assert_int_equal(judgement.notices[0].at, at);
    assert_int_equal(judgement.notices[0].site, site);
    assert_string_equal(judgement.notices[0].text, text);
    close_all();
}

static void
a_shortage_at_the_order_is_told_and_tolerated(void **state)
{
    (void)state;
    fixture_open(&built, 3);
    fixture_trip(&built);
    draft_left(&built.draft, GUARDS, CAMP, 3);
    built.now->sites[CAMP].force_fixed = steady(&built.world, 4);
    judge();
    assert_told("shortage-at-order", 0, CAMP,
                "camp has 3 guards at +00:00:00, but 4 are needed: nobody may be moved in");
}

static void
a_shortage_that_a_surprise_makes_is_told_and_tolerated(void **state)
{
    (void)state;
    fixture_open(&built, 3);
    draft *d = &built.draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, MINUTES(10), MINUTES(14));
    draft_on(d, STAFF, 0, 10);
    draft_move(d, HAVEN, MINUTES(14), MINUTES(24));
    draft_service(d, MINUTES(24), MINUTES(28));
    draft_off(d, STAFF, 0, 10);
    draft_left(d, GUARDS, CAMP, 3);
    built.before = *d;
    world_phase *then = world_surprise(&built.world, MINUTES(5));
    then->sites[CAMP].force_fixed = stepped(&built.world, 0, MINUTES(5), 4);
    built.plan = draft_plan(d, draft_plan(&built.before, NULL));
    judge();
    assert_told("shortage-at-surprise", MINUTES(5), CAMP,
                "camp has 3 guards at +00:05:00, but 4 are needed: nobody may be moved in");
}

static void
people_whom_nobody_controls_may_overfill_a_site(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    mst_p_cohort *staff = &built.now->cohorts[STAFF];
    staff->self_means = MST_SELF_ON_FOOT;
    staff->self_to = HAVEN;
    staff->uncontrolled = true;
    draft_walk(&built.draft, STAFF, 10, arc_of(&built.world, CAMP, HAVEN), 0, MINUTES(150));
    built.now->sites[HAVEN].hold = steady(&built.world, 9);
    judge();
    assert_told("uncontrolled-overfill", MINUTES(150), HAVEN,
                "haven has 10 people at +02:30:00, above its hold of 9: people came whom nobody "
                "controls");
}

static void
reinforcements_may_overfill_a_site(void **state)
{
    (void)state;
    fixture_open(&built, 4);
    mst_p_cohort *guards = &built.now->cohorts[GUARDS];
    guards->presence = MST_PRESENT_ARRIVING;
    guards->release_mode = MST_RELEASE_SPREAD;
    guards->release_start = MINUTES(60);
    guards->release_over = MINUTES(40);
    draft_left(&built.draft, STAFF, CAMP, 10);
    draft_left(&built.draft, GUARDS, CAMP, 4);
    built.now->sites[CAMP].hold =
        steady(&built.world, 12); /* the third is there after 30 of 40 min */
    judge();
    assert_told("reinforcement-overfill", MINUTES(90), CAMP,
                "camp has 13 people at +01:30:00, above its hold of 12: reinforcements came");
}

static void
a_hold_that_falls_below_those_present_is_told(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    draft_left(&built.draft, STAFF, CAMP, 10);
    built.now->sites[CAMP].hold = stepped(&built.world, 10, MINUTES(5), 9);
    judge();
    assert_told("hold-lowered", MINUTES(5), CAMP,
                "camp has 10 people at +00:05:00, above its hold of 9: its hold fell");
}

static void
people_who_outstay_the_supplies_are_told(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    draft_left(&built.draft, STAFF, CAMP, 10);
    built.now->sites[CAMP].supplies = HOURS(48);
    judge();
    assert_told("supplies", HOURS(48), CAMP,
                "supplies at camp run out at +2 d 00:00:00, when 10 people are still there");
}

static void
nothing_is_told_when_supplies_last(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    fixture_trip(&built);
    built.now->sites[CAMP].supplies = MINUTES(2); /* they board at 2 min */
    judge();
    assert_int_equal(judgement.notice_count, 0);
    close_all();
}

static void
the_measures_of_a_trip_follow_by_hand(void **state)
{
    (void)state;
    fixture_open(&built, 2);
    built.now->cohorts[STAFF].count = 12;
    built.now->cohorts[STAFF].weight = 3;
    built.now->cohorts[GUARDS].priority = 1;
    built.now->sites[HAVEN].threat = steady(&built.world, 2000000);
    built.now->sites[CAMP].threat = stepped(&built.world, 1000000, HOURS(1), 4000000);
    built.now->arcs[arc_of(&built.world, CAMP, HAVEN)].threat_steps = steady(&built.world, 500000);
    built.world.problems[0].horizon = HOURS(2);
    fixture_trip(&built);
    draft_left(&built.draft, STAFF, CAMP, 2);
    draft_left(&built.draft, GUARDS, CAMP, 2);
    judge();
    const mst_measures *measures = &judgement.measures;
    assert_int_equal(measures->left, 4);
    assert_int_equal(measures->left_force, 2);
    assert_int_equal(measures->left_by_priority[0], 6);
    assert_int_equal(measures->left_by_priority[1], 2);
    assert_int_equal(measures->completion, MINUTES(15));
    assert_int_equal(measures->completion_evacuees, MINUTES(15));
    assert_int_equal(measures->vehicle_ms, MINUTES(10));
    assert_int_equal(measures->first_movement, MINUTES(4));
    /* Ten stand 4 min at the camp (threat 1), cross a link of 0.5 and wait 1 min to get off
     * (threat 2); two stay at the camp for an hour of threat 1 and one of threat 4. */
    mst_wide person_ms = (mst_wide)10 * MINUTES(4) + (mst_wide)10 * MINUTES(1) * 2 +
                         (mst_wide)2 * HOURS(1) + (mst_wide)2 * HOURS(1) * 4;
    assert_true(measures->exposure == person_ms * 1000000 + (mst_wide)10 * 500000 * HOURS(1));
    close_all();
}

/* Reading 12.5: out once is out, on whatever way they are moved on by. */
static void
people_who_are_out_are_moved_on_by_an_unsafe_site_and_stay_out(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    draft *d = &built.draft;
    built.now->sites[CAMP].threat = steady(&built.world, 1000000);
    built.now->sites[HUB].threat = steady(&built.world, 4000000);
    fixture_trip(&built);
    draft_vehicle(d, BUS_2, 0);
    draft_move(d, HAVEN, 0, MINUTES(10));
    draft_service(d, MINUTES(20), MINUTES(24));
    draft_on(d, STAFF, 0, 6);
    draft_move(d, HUB, MINUTES(24), MINUTES(34)); /* all six wait an hour at the unsafe hub */
    draft_service(d, MINUTES(34), MINUTES(38));
    draft_off(d, STAFF, 0, 6);
    draft_move(d, CAMP, MINUTES(38), MINUTES(48));
    draft_move(d, HUB, MINUTES(58), MINUTES(68));
    draft_service(d, MINUTES(94), MINUTES(98));
    draft_on(d, STAFF, 0, 6);
    draft_move(d, HAVEN, MINUTES(98), MINUTES(108));
    draft_service(d, MINUTES(108), MINUTES(112));
    draft_off(d, STAFF, 0, 6);
    judge();
    const mst_measures *measures = &judgement.measures;
    assert_int_equal(measures->left, 0);
    assert_int_equal(measures->completion, MINUTES(15)); /* the first time, and it stays so */
    assert_true(measures->exposure == (mst_wide)10 * MINUTES(4) * 1000000);
    close_all();
}

/* Reading M.2: who stays by the scope is exposed to the horizon, or until their place is safe. */
static void
people_who_stay_by_the_scope_are_exposed_and_not_left(void **state)
{
    (void)state;
    fixture_open(&built, 2);
    built.now->cohorts[STAFF].in_scope = built.now->cohorts[GUARDS].in_scope = false;
    built.now->sites[CAMP].threat = stepped(&built.world, 1000000, HOURS(1), 4000000);
    built.world.problems[0].horizon = HOURS(2);
    judge();
    assert_int_equal(judgement.measures.left, 0);
    assert_int_equal(judgement.measures.completion, 0);
    assert_true(judgement.measures.exposure == (mst_wide)10 * 5 * HOURS(1) * 1000000);
    mst_judgement_release(&judgement);
    built.now->sites[CAMP].safe = stepped(&built.world, 0, MINUTES(90), 1);
    judge();
    assert_int_equal(judgement.measures.completion, 0);
    assert_true(judgement.measures.exposure == (mst_wide)10 * 3 * HOURS(1) * 1000000);
    close_all();
}

static void
an_arrival_after_the_horizon_is_no_arrival(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    fixture_trip(&built); /* off at 15 min */
    built.world.problems[0].horizon = MINUTES(15);
    judge();
    assert_int_equal(judgement.measures.left, 0);
    close_all();
    fixture_open(&built, 0);
    fixture_trip(&built);
    built.world.problems[0].horizon = MINUTES(15) - 1;
    draft_left_aboard(&built.draft, STAFF, BUS_1, 10);
    judge();
    assert_int_equal(judgement.measures.left, 10);
    assert_int_equal(judgement.measures.completion, 0);
    close_all();
}

static void
a_plan_of_nobody_and_nothing_is_valid(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    built.now->cohorts[STAFF].count = 0;
    judge();
    assert_int_equal(judgement.measures.left, 0);
    assert_int_equal(judgement.measures.completion, 0);
    assert_true(judgement.measures.first_movement == MST_NEVER);
    close_all();
}

static void
violations_beyond_the_cap_are_counted(void **state)
{
    (void)state;
    fixture_open(&built, 0);
    draft *d = &built.draft;
    draft_left(d, STAFF, CAMP, 10);
    for (uint32_t i = 0; i < DRAFT_RECORDS; i++) {
        draft_desk(d, CAMP, i, STAFF, 1, MINUTES(i), MINUTES(1)); /* the camp has no desks */
    }
    mst_error err;
    assert_int_equal(mst_check(&built.world.instance, draft_plan(d, NULL), &judgement, &err),
                     MST_OK);
    assert_int_equal(judgement.violation_count, MST_MAX_VIOLATIONS);
    assert_int_equal(judgement.violations_more, DRAFT_RECORDS - MST_MAX_VIOLATIONS);
    close_all();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shortage_at_the_order_is_told_and_tolerated),
        cmocka_unit_test(a_shortage_that_a_surprise_makes_is_told_and_tolerated),
        cmocka_unit_test(people_whom_nobody_controls_may_overfill_a_site),
        cmocka_unit_test(reinforcements_may_overfill_a_site),
        cmocka_unit_test(a_hold_that_falls_below_those_present_is_told),
        cmocka_unit_test(people_who_outstay_the_supplies_are_told),
        cmocka_unit_test(nothing_is_told_when_supplies_last),
        cmocka_unit_test(people_who_are_out_are_moved_on_by_an_unsafe_site_and_stay_out),
        cmocka_unit_test(people_who_stay_by_the_scope_are_exposed_and_not_left),
        cmocka_unit_test(the_measures_of_a_trip_follow_by_hand),
        cmocka_unit_test(an_arrival_after_the_horizon_is_no_arrival),
        cmocka_unit_test(a_plan_of_nobody_and_nothing_is_valid),
        cmocka_unit_test(violations_beyond_the_cap_are_counted),
    };
    return cmocka_run_group_tests_name("notices and measures", tests, NULL, NULL);
}
