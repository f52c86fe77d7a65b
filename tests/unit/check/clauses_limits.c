/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules 10 (crews) and 11 (flow): one plan a clause that breaks it.
 */
#include "fixture.h"

/* Bus 1 to the haven (4 to 14 min), back (20 to 30 min) and there again (`third` to + 10 min),
 * empty after the first. */
static void
three_moves(fixture *f, mst_time third)
{
    fixture_open(f, 0);
    fixture_trip(f);
    draft_move(&f->draft, CAMP, MINUTES(20), MINUTES(30));
    draft_move(&f->draft, HAVEN, third, third + MINUTES(10));
    f->now->types[BUS].duty = HOURS(2);
    f->now->types[BUS].rest = HOURS(1);
    f->now->vehicles[BUS_1].crews = 2;
}

static void
duty_missing(fixture *f, bool broken)
{
    three_moves(f, MINUTES(40));
    draft_duty(&f->draft, BUS_1, 0, 0, broken ? 1 : 2);
}

static void
duty_twice(fixture *f, bool broken)
{
    three_moves(f, MINUTES(40));
    draft_duty(&f->draft, BUS_1, 0, 0, 1);
    draft_duty(&f->draft, BUS_1, 1, broken ? 1 : 2, 2);
}

static void
duty_span(fixture *f, bool broken)
{
    three_moves(f, MINUTES(40));
    draft_duty(&f->draft, BUS_1, 0, 0, 2);
    f->draft.duties[0].begin += broken ? 1 : 0;
}

static void
duty_length(fixture *f, bool broken)
{
    three_moves(f, MINUTES(40));
    draft_duty(&f->draft, BUS_1, 0, 0, 2); /* -56 to 50 min */
    f->now->types[BUS].duty = broken ? MINUTES(106) - 1 : MINUTES(106);
}

static void
rest(fixture *f, bool broken)
{
    three_moves(f, broken ? MINUTES(150) - 1 : MINUTES(150));
    draft_duty(&f->draft, BUS_1, 0, 0, 1);
    draft_duty(&f->draft, BUS_1, 0, 2, 2); /* off at 30, on 1 h before it leaves */
}

static void
change_base(fixture *f, bool broken)
{
    three_moves(f, MINUTES(40));
    draft_duty(&f->draft, BUS_1, 0, 0, broken ? 0 : 1);
    draft_duty(&f->draft, BUS_1, 1, broken ? 1 : 2, 2);
}

static void
crews(fixture *f, bool broken)
{
    three_moves(f, MINUTES(40));
    draft_duty(&f->draft, BUS_1, broken ? 2 : 1, 0, 2);
}

static void
duty_unneeded(fixture *f, bool broken)
{
    three_moves(f, MINUTES(40));
    draft_duty(&f->draft, BUS_1, 0, 0, 2);
    if (broken) {
        f->now->types[BUS].duty = MST_NEVER;
    }
}

static void
flow(fixture *f, bool broken)
{
    /* Entries at 4 min and, an hour later, at 64 min. */
    three_moves(f, broken ? MINUTES(64) - 1 : MINUTES(64));
    draft_duty(&f->draft, BUS_1, 0, 0, 2);
    f->now->types[BUS].duty = HOURS(4);
    f->now->arcs[arc_of(&f->world, CAMP, HAVEN)].flow = steady(&f->world, 1);
}

/* Ten people in their own cars are three entries. */
static void
flow_cars(fixture *f, bool broken)
{
    fixture_open(f, 0);
    uint32_t arc = arc_of(&f->world, CAMP, HAVEN);
    f->now->cohorts[STAFF].self_means = MST_SELF_OWN_CARS;
    draft_walk(&f->draft, STAFF, 10, arc, 0, MINUTES(150));
    f->now->arcs[arc].flow = steady(&f->world, broken ? 2 : 3);
}

static void
movements(fixture *f, bool broken)
{
    fixture_open(f, 0);
    draft *d = &f->draft;
    draft_vehicle(d, PLANE, 0);
    draft_move(d, HAVEN, 0, MINUTES(60));
    draft_move(d, STRIP, MINUTES(70), MINUTES(130));
    draft_left(d, STAFF, CAMP, 10);
    f->now->sites[HAVEN].movements = steady(&f->world, broken ? 1 : 2);
}

static void
sorties(fixture *f, bool broken)
{
    fixture_open(f, 0);
    draft *d = &f->draft;
    mst_time again = broken ? HOURS(24) + MINUTES(4) - 1 : HOURS(24) + MINUTES(4);
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 5);
    draft_move(d, HAVEN, MINUTES(4), MINUTES(14));
    draft_service(d, MINUTES(14), MINUTES(18));
    draft_off(d, STAFF, 0, 5);
    draft_move(d, CAMP, MINUTES(20), MINUTES(30)); /* with nobody aboard: no sortie */
    draft_service(d, MINUTES(30), MINUTES(34));
    draft_on(d, STAFF, 0, 5);
    draft_move(d, HAVEN, again, again + MINUTES(10));
    draft_service(d, again + MINUTES(10), again + MINUTES(14));
    draft_off(d, STAFF, 0, 5);
    f->now->vehicles[BUS_1].sorties = 1;
}

const clause_case clause_cases_limits[] = {
    {MST_RULE_CREWS, "duty-missing", "the last move has no crew", duty_missing},
    {MST_RULE_CREWS, "duty-twice", "a move has two crews", duty_twice},
    {MST_RULE_CREWS, "duty-span", "a duty is listed a millisecond short", duty_span},
    {MST_RULE_CREWS, "duty-length", "a duty is a millisecond too long", duty_length},
    {MST_RULE_CREWS, "rest", "a crew rests a millisecond too little", rest},
    {MST_RULE_CREWS, "change-base", "crews change at the haven", change_base},
    {MST_RULE_CREWS, "crews", "a third crew of two", crews},
    {MST_RULE_CREWS, "duty-unneeded", "a duty is listed where there is no limit", duty_unneeded},
    {MST_RULE_FLOW, "flow", "two entries within an hour where one is allowed", flow},
    {MST_RULE_FLOW, "flow", "ten people in three cars where two may go", flow_cars},
    {MST_RULE_FLOW, "movements", "a landing and a take-off within an hour", movements},
    {MST_RULE_FLOW, "sorties", "two sorties within 24 h", sorties},
    {0},
};
