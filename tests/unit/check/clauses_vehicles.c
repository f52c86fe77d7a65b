/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules 2 to 5 and 8: one plan a clause that breaks it.
 */
#include "fixture.h"

static void
join_place(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->draft.moves[0].arc = arc_of(&f->world, CAMP, broken ? HUB : HAVEN);
}

static void
join_time(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->draft.moves[0].arrive = broken ? MINUTES(14) + 1 : MINUTES(14);
}

static void
base(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->vehicles[BUS_1].base = broken ? HUB : CAMP;
}

static void
notice(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->vehicles[BUS_1].usable = window(&f->world, MINUTES(5), MST_NEVER);
    draft *d = &f->draft;
    mst_time later = MINUTES(5);
    d->stops[0].arrive = broken ? later - 1 : later;
    d->stops[0].berth_begin += later;
    d->stops[0].berth_end += later;
    d->stops[0].leave += later;
    d->moves[0].leave += later;
    d->moves[0].arrive += later;
    d->stops[1].arrive += later;
    d->stops[1].berth_begin += later;
    d->stops[1].berth_end += later;
}

static void
pace(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    mst_time arrive = broken ? MINUTES(14) - 1 : MINUTES(14);
    f->draft.moves[0].arrive = arrive;
    f->draft.stops[1].arrive = arrive;
}

static void
seats(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->types[BUS].seats = broken ? 9 : 10;
}

static void
litters(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->cohorts[STAFF].litter = true;
    f->now->types[BUS].litters = 8; /* two more at four seats each */
    f->now->types[BUS].seats = broken ? 7 : 8;
}

static void
party(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->cohorts[STAFF].count = 12;
    f->now->cohorts[STAFF].party = broken ? 4 : 2;
    draft_left(&f->draft, STAFF, CAMP, 2);
}

static void
site(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->compatible[HAVEN * f->now->problem.type_count + BUS] = broken ? 0 : 1;
}

static void
mode(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    uint32_t at = arc_of(&f->world, CAMP, HAVEN) * f->now->problem.type_count + BUS;
    f->now->loaded_time[at] = broken ? MST_NEVER : MINUTES(10);
}

/* Empty by the hub, where the bus stands for 20 min and is refuelled. */
static void
fuel_trip(fixture *f)
{
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_move(d, HUB, 0, MINUTES(10));
    draft_move(d, HAVEN, MINUTES(30), MINUTES(40));
    d->stops[1].refuel = true;
    draft_left(d, STAFF, CAMP, 10);
    f->now->sites[HUB].fuel = steady(&f->world, 1);
    f->now->types[BUS].range_mm = 10000000;
}

static void
range(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fuel_trip(f);
    f->draft.stops[1].refuel = !broken;
}

static void
range_waiting(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->types[BUS].range_mm = 15000000; /* 10 km in 10 min: 15 min on the way are 15 km */
    mst_time arrive = broken ? MINUTES(19) + 1 : MINUTES(19);
    f->draft.moves[0].arrive = arrive;
    f->draft.stops[1].arrive = arrive;
    f->draft.stops[1].berth_begin = arrive;
    f->draft.stops[1].berth_end = arrive + MINUTES(4);
}

static void
fuel(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fuel_trip(f);
    f->now->sites[HUB].fuel = stepped(&f->world, 1, broken ? MINUTES(30) - 1 : MINUTES(30), 0);
}

static void
refuel_time(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fuel_trip(f);
    f->now->types[BUS].refuel = broken ? MINUTES(20) + 1 : MINUTES(20);
}

static void
usable(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->vehicles[BUS_1].usable = window(&f->world, 0, broken ? MINUTES(18) - 1 : MINUTES(18));
}

static void
usable_way(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    /* Not available for a moment on the way. */
    mst_time gap = broken ? MINUTES(10) : MINUTES(20);
    f->now->vehicles[BUS_1].usable =
        two_windows(&f->world, (mst_span){0, gap}, (mst_span){gap + 1, MST_NEVER});
}

static void
berth(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_2, 0);
    if (broken) {
        draft_service(d, 0, MINUTES(4)); /* of nobody */
    }
}

static void
inside(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->draft.stops[0].berth_end = broken ? MINUTES(4) + 1 : MINUTES(4);
}

static void
service_time(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->draft.stops[1].berth_end = broken ? MINUTES(18) - 1 : MINUTES(18);
}

/* Unloading and loading at one stop: 1 + 2 min are more than a turn of 2 min. */
static void
service_both(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->types[BUS].turn = MINUTES(2);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 8);
    draft_move(d, HAVEN, MINUTES(4), MINUTES(14));
    draft_service(d, MINUTES(14), broken ? MINUTES(17) - 1 : MINUTES(17));
    draft_off(d, STAFF, 0, 8);
    draft_on(d, 1, 0, 1);
    draft_move(d, HUB, MINUTES(20), MINUTES(30));
    draft_service(d, MINUTES(30), MINUTES(34));
    draft_off(d, 1, 0, 1);
    draft_left(d, STAFF, CAMP, 2);
    f->now->sites[HUB].safe = steady(&f->world, 1);
    /* The one who goes on from the haven lives there. */
    f->now->cohorts[1] = f->now->cohorts[STAFF];
    f->now->cohorts[1].name = "resident";
    f->now->cohorts[1].site = HAVEN;
    f->now->cohorts[1].count = 1;
    f->world.problems[0].cohort_count = 2;
}

/* Bus 2 takes one of the staff, in service at the camp from `begin`. */
static void
second_trip(fixture *f, mst_time begin)
{
    f->now->cohorts[STAFF].count = 11;
    fixture_trip(f);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_2, 0);
    draft_service(d, begin, begin + MINUTES(4));
    draft_on(d, STAFF, 0, 1);
    draft_move(d, HAVEN, begin + MINUTES(4), begin + MINUTES(14));
    draft_service(d, begin + MINUTES(14), begin + MINUTES(18));
    draft_off(d, STAFF, 0, 1);
}

static void
berths(fixture *f, bool broken)
{
    fixture_open(f, 0);
    second_trip(f, broken ? MINUTES(4) - 1 : MINUTES(4));
    f->now->berths[CAMP][0] = steady(&f->world, 1);
}

static void
berths_fall(fixture *f, bool broken)
{
    fixture_open(f, 0);
    second_trip(f, 0);
    f->now->berths[HAVEN][0] = stepped(&f->world, 2, broken ? MINUTES(18) - 1 : MINUTES(18), 1);
}

/* An interval without length needs a berth against one around it, not at its ends. */
static void
berths_instant(fixture *f, bool broken)
{
    fixture_open(f, 0);
    second_trip(f, 0);
    f->now->types[JET] = f->now->types[BUS];
    f->now->types[JET].load = 0;
    f->now->types[JET].unload = 0;
    f->now->types[JET].turn = 0;
    f->now->vehicles[BUS_2].type = JET;
    uint32_t types = f->now->problem.type_count;
    for (uint32_t a = 0; a < f->now->problem.arc_count; a++) {
        f->now->loaded_time[a * types + JET] = f->now->loaded_time[a * types + BUS];
        f->now->empty_time[a * types + JET] = f->now->empty_time[a * types + BUS];
    }
    draft *d = &f->draft;
    mst_time at = broken ? MINUTES(3) : MINUTES(4);
    d->stops[2].berth_begin = at;
    d->stops[2].berth_end = at;
    f->now->berths[CAMP][0] = steady(&f->world, 1);
}

static void
parking(fixture *f, bool broken)
{
    fixture_open(f, 0);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_move(d, HUB, 0, MINUTES(10));
    draft_move(d, HAVEN, MINUTES(20), MINUTES(30));
    draft_vehicle(d, BUS_2, 0);
    draft_move(d, HUB, MINUTES(5), broken ? MINUTES(20) - 1 : MINUTES(20));
    draft_move(d, HAVEN, MINUTES(30), MINUTES(40));
    draft_left(d, STAFF, CAMP, 10);
    f->now->parking[HUB][0] = steady(&f->world, 1);
}

static void
wait(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->types[BUS].wait = MINUTES(2);
    mst_time arrive = broken ? MINUTES(16) + 1 : MINUTES(16);
    f->draft.moves[0].arrive = arrive;
    f->draft.stops[1].arrive = arrive;
    f->draft.stops[1].berth_begin = arrive;
    f->draft.stops[1].berth_end = arrive + MINUTES(4);
}

static void
link_open(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->arcs[arc_of(&f->world, CAMP, HAVEN)].open =
        window(&f->world, MINUTES(4), broken ? MINUTES(14) - 1 : MINUTES(14));
}

static void
link_own(fixture *f, bool broken)
{
    fixture_open(f, 0);
    uint32_t arc = arc_of(&f->world, CAMP, HAVEN);
    f->now->cohorts[STAFF].self_means = MST_SELF_ON_FOOT;
    draft_walk(&f->draft, STAFF, 10, arc, 0, MINUTES(150));
    f->now->arcs[arc].open = window(&f->world, 0, broken ? MINUTES(150) - 1 : MINUTES(150));
}

static void
service_open(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->sites[HAVEN].service =
        window(&f->world, MINUTES(14), broken ? MINUTES(18) - 1 : MINUTES(18));
}

static void
arrival_open(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->now->sites[HAVEN].open = window(&f->world, 0, broken ? MINUTES(14) : MINUTES(14) + 1);
}

/* The plane takes nobody from the strip to the haven: up at 5 min, down at 65 min. */
static void
flight(fixture *f)
{
    draft_vehicle(&f->draft, PLANE, 0);
    draft_move(&f->draft, HAVEN, MINUTES(5), MINUTES(65));
    draft_left(&f->draft, STAFF, CAMP, 10);
}

static void
landing(fixture *f, bool broken)
{
    fixture_open(f, 0);
    flight(f);
    f->now->sites[HAVEN].air = window(&f->world, 0, broken ? MINUTES(65) : MINUTES(65) + 1);
}

static void
take_off(fixture *f, bool broken)
{
    fixture_open(f, 0);
    flight(f);
    f->now->sites[STRIP].air = window(&f->world, broken ? MINUTES(5) + 1 : MINUTES(5), MST_NEVER);
}

const clause_case clause_cases_vehicles[] = {
    {MST_RULE_VEHICLES, "join-place", "a move leads to the hub, the stop is at the haven",
     join_place},
    {MST_RULE_VEHICLES, "join-time", "a move arrives after its stop begins", join_time},
    {MST_RULE_VEHICLES, "base", "a bus starts where it is not based", base},
    {MST_RULE_VEHICLES, "notice", "a bus is used before its notice", notice},
    {MST_RULE_VEHICLES, "pace", "a bus is a millisecond too fast", pace},
    {MST_RULE_SEATS, "seats", "ten sit on nine seats", seats},
    {MST_RULE_SEATS, "seats", "two litters too many need eight seats", litters},
    {MST_RULE_SEATS, "party", "a party of four is split", party},
    {MST_RULE_COMPATIBILITY, "site", "a bus comes where it cannot be", site},
    {MST_RULE_COMPATIBILITY, "mode", "a bus takes a link it cannot use", mode},
    {MST_RULE_COMPATIBILITY, "range", "20 km with a range of 10 km", range},
    {MST_RULE_COMPATIBILITY, "range", "waiting on the way counts against range", range_waiting},
    {MST_RULE_COMPATIBILITY, "fuel", "fuel runs out while refuelling", fuel},
    {MST_RULE_COMPATIBILITY, "refuel-time", "refuelling is cut short", refuel_time},
    {MST_RULE_COMPATIBILITY, "usable", "service ends after the fleet is withdrawn", usable},
    {MST_RULE_COMPATIBILITY, "usable", "a bus is under way when it is not available", usable_way},
    {MST_RULE_STOPS, "berth", "a berth is taken for nobody", berth},
    {MST_RULE_STOPS, "inside", "service ends after the bus has left", inside},
    {MST_RULE_STOPS, "service-time", "service is shorter than a turn", service_time},
    {MST_RULE_STOPS, "service-time", "unloading and loading overlap", service_both},
    {MST_RULE_STOPS, "berths", "two buses are in service at one berth", berths},
    {MST_RULE_STOPS, "berths", "a berth goes while it is used", berths_fall},
    {MST_RULE_STOPS, "berths", "someone hops on amid another's service at the one berth",
     berths_instant},
    {MST_RULE_STOPS, "parking", "two buses stand at one parking place", parking},
    {MST_RULE_STOPS, "wait", "a bus waits on the way longer than it can", wait},
    {MST_RULE_WINDOWS, "link-open", "the road shuts while a bus is on it", link_open},
    {MST_RULE_WINDOWS, "link-open", "the road shuts while people walk on it", link_own},
    {MST_RULE_WINDOWS, "service-open", "the site shuts during service", service_open},
    {MST_RULE_WINDOWS, "arrival-open", "a bus arrives when the site has just closed", arrival_open},
    {MST_RULE_WINDOWS, "landing", "a plane lands at the end of the day", landing},
    {MST_RULE_WINDOWS, "take-off", "a plane takes off before the day", take_off},
    {0},
};
