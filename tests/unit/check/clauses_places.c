/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules 6 (hold), 9 (force) and 13 (escort): one plan a clause that breaks it.
 */
#include "fixture.h"

static void
hold(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->sites[HAVEN].hold = steady(&f->world, broken ? 9 : 10);
}

/* Two residents at the haven leave it as ten come: those who go make room at the same instant. */
static void
hold_instant(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    draft *d = &f->draft;
    f->now->cohorts[1] = f->now->cohorts[STAFF];
    f->now->cohorts[1].site = HAVEN;
    f->now->cohorts[1].count = 2;
    f->world.problems[0].cohort_count = 2;
    draft_vehicle(d, BUS_2, 0);
    draft_move(d, HAVEN, 0, MINUTES(10));
    mst_time on = broken ? MINUTES(15) + 1 : MINUTES(15); /* the ten are off at 15 min */
    draft_service(d, on - MINUTES(2), on + MINUTES(2));
    draft_on(d, 1, 0, 2);
    draft_move(d, HUB, MINUTES(20), MINUTES(30));
    draft_service(d, MINUTES(30), MINUTES(34));
    draft_off(d, 1, 0, 2);
    f->now->sites[HUB].safe = steady(&f->world, 1);
    f->now->sites[HAVEN].hold = steady(&f->world, 10);
}

static void
above_at_start(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->cohorts[1] = f->now->cohorts[STAFF];
    f->now->cohorts[1].site = HAVEN;
    f->now->cohorts[1].count = 5;
    f->world.problems[0].cohort_count = 2;
    f->now->sites[HAVEN].hold = stepped(&f->world, 4, broken ? HOURS(1) : MINUTES(15), 15);
}

/* The camp needs `need` guards, `rear` of them to the end. Bus 1 takes the staff at once. */
static void
secure(fixture *f, int64_t need, int64_t rear)
{
    f->now->sites[CAMP].force_fixed = steady(&f->world, need);
    f->now->sites[CAMP].force_rear = steady(&f->world, rear);
}

/* `bus` takes `count` guards from the camp, in service from `begin`, there since `arrive`. */
static void
take_guards(fixture *f, uint32_t bus, int64_t count, mst_time arrive, mst_time begin)
{
    draft *d = &f->draft;
    draft_vehicle(d, bus, arrive);
    draft_service(d, begin, begin + MINUTES(4));
    draft_on(d, GUARDS, 0, count);
    draft_move(d, HAVEN, begin + MINUTES(4), begin + MINUTES(14));
    draft_service(d, begin + MINUTES(14), begin + MINUTES(18));
    draft_off(d, GUARDS, 0, count);
}

static void
need(fixture *f, bool broken)
{
    fixture_open(f, 6);
    secure(f, 5, 4);
    fixture_trip(f); /* the staff board at 2 min */
    take_guards(f, BUS_2, 2, 0, broken ? 0 : MINUTES(1));
    if (broken) {
        /* One of the staff waits until bus 3 has them at 12 min, when two of six guards are
         * gone. */
        f->now->cohorts[STAFF].count = 11;
        draft *d = &f->draft;
        draft_vehicle(d, BUS_3, 0);
        draft_service(d, MINUTES(10), MINUTES(14));
        draft_on(d, STAFF, 0, 1);
        draft_move(d, HAVEN, MINUTES(14), MINUTES(24));
        draft_service(d, MINUTES(24), MINUTES(28));
        draft_off(d, STAFF, 0, 1);
    }
    draft_left(&f->draft, GUARDS, CAMP, 4);
}

static void
need_rises(fixture *f, bool broken)
{
    fixture_open(f, 6);
    secure(f, 5, 0);
    f->now->sites[CAMP].force_fixed =
        stepped(&f->world, 5, broken ? MINUTES(2) - 1 : MINUTES(2), 7);
    fixture_trip(f); /* the staff board at 2 min */
    draft_left(&f->draft, GUARDS, CAMP, 6);
}

static void
need_per_1000(fixture *f, bool broken)
{
    fixture_open(f, 6);
    secure(f, 5, 0);
    /* 10 people at 50 (or 100) per 1,000: rounded up, 1 more; at 101, 2 more. */
    f->now->sites[CAMP].force_per_1000 = stepped(&f->world, 50, MINUTES(1), broken ? 101 : 100);
    fixture_trip(f);
    draft_left(&f->draft, GUARDS, CAMP, 6);
}

/* The staff get off at the hub, which needs two guards, and go on from there. */
static void
admit(fixture *f, bool broken)
{
    fixture_open(f, 2);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 8);
    draft_on(d, GUARDS, 0, broken ? 1 : 2);
    draft_move(d, HUB, MINUTES(4), MINUTES(14));
    draft_service(d, MINUTES(14), MINUTES(20));
    draft_off(d, STAFF, 0, 8);
    draft_off(d, GUARDS, 0, broken ? 1 : 2);
    draft_on(d, STAFF, 0, 8);
    draft_move(d, HAVEN, MINUTES(20), MINUTES(30));
    draft_service(d, MINUTES(30), MINUTES(34));
    draft_off(d, STAFF, 0, 8);
    draft_left(d, STAFF, CAMP, 2);
    if (broken) {
        draft_left(d, GUARDS, CAMP, 1);
    }
    draft_left(d, GUARDS, HUB, broken ? 1 : 2);
    f->now->sites[HUB].force_fixed = steady(&f->world, 2);
}

static void
rear(fixture *f, bool broken)
{
    fixture_open(f, 6);
    secure(f, 5, 5);
    fixture_trip(f);
    take_guards(f, BUS_2, broken ? 2 : 1, 0, MINUTES(10));
    draft_left(&f->draft, GUARDS, CAMP, broken ? 4 : 5);
}

/* Six guards in two buses: the last wave. */
static void
wave_ground(fixture *f, bool broken)
{
    fixture_open(f, 6);
    secure(f, 5, 5);
    fixture_trip(f);
    take_guards(f, BUS_2, 3, 0, MINUTES(10)); /* leaves at 14 min */
    take_guards(f, BUS_3, 3, broken ? MINUTES(14) + 1 : MINUTES(14), MINUTES(20));
}

static void
wave_leave(fixture *f, bool broken)
{
    fixture_open(f, 6);
    secure(f, 5, 5);
    fixture_trip(f);
    take_guards(f, BUS_2, 3, 0, MINUTES(10)); /* leaves at 14 min */
    take_guards(f, BUS_3, 3, 0, broken ? MINUTES(25) + 1 : MINUTES(25));
}

/* One of the guards walks: with the vehicles, or later. */
static void
wave_walk(fixture *f, bool broken)
{
    fixture_open(f, 6);
    secure(f, 5, 5);
    fixture_trip(f);
    f->now->cohorts[GUARDS].self_means = MST_SELF_ON_FOOT;
    mst_time leave = broken ? MINUTES(29) + 1 : MINUTES(29);
    draft_walk(&f->draft, GUARDS, 1, arc_of(&f->world, CAMP, HAVEN), leave, leave + MINUTES(150));
    take_guards(f, BUS_2, 5, 0, MINUTES(10)); /* leaves at 14 min */
}

/* Two vehicles from the camp to the haven behind a convoy of two guards. */
static void
convoy_of(fixture *f, mst_time second)
{
    fixture_open(f, 5);
    mst_p_arc *road = &f->now->arcs[arc_of(&f->world, CAMP, HAVEN)];
    road->escort_force = 2;
    road->escort_vehicles = 2;
    road->escort_return = MINUTES(10);
    f->now->cohorts[STAFF].count = 11;
    fixture_trip(f);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_2, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 1);
    draft_move(d, HAVEN, second, second + MINUTES(10));
    draft_service(d, second + MINUTES(10), second + MINUTES(14));
    draft_off(d, STAFF, 0, 1);
    uint32_t convoy =
        draft_convoy(d, arc_of(&f->world, CAMP, HAVEN), MINUTES(4), 2, second + MINUTES(20));
    d->moves[0].convoy = convoy;
    d->moves[1].convoy = convoy;
    draft_left(d, GUARDS, CAMP, 5);
}

static void
convoy(fixture *f, bool broken)
{
    convoy_of(f, MINUTES(4));
    f->draft.moves[1].convoy = broken ? MST_NONE : 0;
}

static void
within(fixture *f, bool broken)
{
    convoy_of(f, broken ? MINUTES(9) + 1 : MINUTES(9));
}

static void
within_begin(fixture *f, bool broken)
{
    convoy_of(f, MINUTES(5));
    f->draft.convoys[0].begin = broken ? MINUTES(4) - 1 : MINUTES(4);
}

static void
size(fixture *f, bool broken)
{
    convoy_of(f, MINUTES(4));
    f->now->arcs[arc_of(&f->world, CAMP, HAVEN)].escort_vehicles = broken ? 1 : 2;
}

static void
escort_force(fixture *f, bool broken)
{
    convoy_of(f, MINUTES(4));
    f->draft.convoys[0].detached_force = broken ? 1 : 2;
}

static void
escort_present(fixture *f, bool broken)
{
    convoy_of(f, MINUTES(4));
    f->now->cohorts[GUARDS].count = broken ? 1 : 2;
    f->draft.left[0].count = broken ? 1 : 2;
}

/* The escort leaves too few for the need of those who are still there. */
static void
escort_need(fixture *f, bool broken)
{
    convoy_of(f, MINUTES(4));
    secure(f, 0, 3);
    f->now->cohorts[GUARDS].count = broken ? 4 : 5;
    f->draft.left[0].count = broken ? 4 : 5;
}

static void
escort_back(fixture *f, bool broken)
{
    convoy_of(f, MINUTES(5));
    f->draft.convoys[0].back = broken ? MINUTES(25) - 1 : MINUTES(25);
}

const clause_case clause_cases_places[] = {
    {MST_RULE_HOLD, "hold", "ten get off where nine may be", hold},
    {MST_RULE_HOLD, "hold", "those who make room go a millisecond late", hold_instant},
    {MST_RULE_HOLD, "above-at-start", "people get off where there were too many before",
     above_at_start},
    {MST_RULE_FORCE, "need", "guards leave before the last people do", need},
    {MST_RULE_FORCE, "need", "the need rises while people are there", need_rises},
    {MST_RULE_FORCE, "need", "the need for ten people is rounded up", need_per_1000},
    {MST_RULE_FORCE, "admit", "people are moved to a hub with one guard of two", admit},
    {MST_RULE_FORCE, "rear", "guards drop below rear and the rest stay", rear},
    {MST_RULE_FORCE, "wave-ground", "the second bus of the last wave comes when the first is gone",
     wave_ground},
    {MST_RULE_FORCE, "wave-leave", "the last wave takes longer than 15 min to leave", wave_leave},
    {MST_RULE_FORCE, "wave-leave", "one of the last wave walks off too late", wave_walk},
    {MST_RULE_ESCORT, "convoy", "a loaded bus goes in no convoy", convoy},
    {MST_RULE_ESCORT, "within", "a convoy enters within more than 5 min", within},
    {MST_RULE_ESCORT, "within", "a convoy is said to begin before its first entry", within_begin},
    {MST_RULE_ESCORT, "size", "two vehicles go where convoys are of one", size},
    {MST_RULE_ESCORT, "escort-force", "one guard goes along where two are needed", escort_force},
    {MST_RULE_ESCORT, "escort-present", "two guards go along, one is there", escort_present},
    {MST_RULE_FORCE, "rear", "an escort leaves fewer than rear", escort_need},
    {MST_RULE_ESCORT, "escort-back", "an escort is back before it can be", escort_back},
    {0},
};
