/* SPDX-License-Identifier: Apache-2.0
 *
 * Form, rule 1 (people), rule 7 (desks), rule 12 (destination) and pins: one plan a clause that
 * breaks it.
 */
#include "fixture.h"

static void
form_counts(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->plan = draft_plan(&f->draft, NULL);
    f->draft.first_move[1] = broken ? 0 : 1;
}

static void
form_authority(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->world.problems[0].order = HOURS(5);
    f->world.problems[0].order_until = HOURS(5) - (broken ? 1 : 0);
}

static void
form_index(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->draft.stops[1].site = broken ? 4 : HAVEN;
}

static void
form_loads(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->draft.loads[0].count = broken ? 0 : 10;
}

static void
form_times(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    f->draft.stops[1].berth_end = broken ? MINUTES(13) : MINUTES(18);
}

static void
present(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->cohorts[STAFF].count = broken ? 10 : 11;
    fixture_trip(f);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_2, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 1);
    draft_move(d, HAVEN, MINUTES(4), MINUTES(14));
    draft_service(d, MINUTES(14), MINUTES(18));
    draft_off(d, STAFF, 0, 1);
}

static void
released(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f); /* loading starts at 2 min */
    f->now->cohorts[STAFF].release_start = broken ? MINUTES(2) + 1 : MINUTES(2);
}

/* Bus 1 to the hub, where all get off, and on from there; `stations` behind them when they board
 * again. */
static void
over_hub(fixture *f, uint32_t stations)
{
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 10);
    draft_move(d, HUB, MINUTES(4), MINUTES(14));
    draft_service(d, MINUTES(14), MINUTES(20)); /* off at 15, on at 18 min */
    draft_off(d, STAFF, 0, 10);
    draft_on(d, STAFF, stations, 10);
    draft_move(d, HAVEN, MINUTES(20), MINUTES(30));
    draft_service(d, MINUTES(30), MINUTES(34));
    draft_off(d, STAFF, stations, 10);
}

/* The hub processes: 5 desks of a minute each, two rounds from 15 to 17 min. */
static void
desks_at_hub(fixture *f, int64_t desks)
{
    f->now->sites[HUB].has_process = true;
    f->now->sites[HUB].station = 0;
    f->now->sites[HUB].desks = steady(&f->world, desks);
}

static void
process_at_hub(fixture *f)
{
    for (uint32_t desk = 0; desk < 5; desk++) {
        draft_desk(&f->draft, HUB, desk, STAFF, 2, MINUTES(15), MINUTES(1));
    }
}

static void
processed(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 5);
    if (!broken) {
        process_at_hub(f);
    }
    over_hub(f, broken ? 0 : 1);
}

static void
stations(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 5);
    process_at_hub(f);
    f->draft.desk_runs[4].units = broken ? 1 : 2;
    over_hub(f, 1);
}

static void
aboard(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->types[BUS].seats = 11;
    fixture_trip(f);
    static const mst_load eleven = {STAFF, 0, 11};
    if (broken) {
        f->draft.moves[0].loads = (mst_load_list){1, &eleven};
    }
}

static void
scope(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->cohorts[STAFF].in_scope = !broken;
    fixture_trip(f);
}

static void
left(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->cohorts[STAFF].count = 12;
    fixture_trip(f);
    draft_left(&f->draft, STAFF, CAMP, broken ? 1 : 2);
}

static void
left_aboard(fixture *f, bool broken)
{
    fixture_open(f, 0);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 10);
    draft_move(d, HAVEN, MINUTES(4), MINUTES(14));
    if (broken) {
        draft_left(d, STAFF, HAVEN, 10);
    } else {
        draft_left_aboard(d, STAFF, BUS_1, 10);
    }
}

/* 10 km at 4 km/h: 150 min. */
static void
walk(fixture *f, mst_time leave, mst_time arrive)
{
    f->now->cohorts[STAFF].self_means = MST_SELF_ON_FOOT;
    draft_walk(&f->draft, STAFF, 10, arc_of(&f->world, CAMP, HAVEN), leave, arrive);
}

static void
own_means(fixture *f, bool broken)
{
    fixture_open(f, 0);
    walk(f, 0, MINUTES(150));
    f->now->cohorts[STAFF].self_means = broken ? MST_SELF_NONE : MST_SELF_ON_FOOT;
}

static void
own_way(fixture *f, bool broken)
{
    fixture_open(f, 0);
    walk(f, 0, MINUTES(150));
    f->now->cohorts[STAFF].self_to = broken ? HUB : HAVEN;
}

static void
own_pace(fixture *f, bool broken)
{
    fixture_open(f, 0);
    walk(f, 0, broken ? MINUTES(150) - 1 : MINUTES(150));
}

static void
uncontrolled(fixture *f, bool broken)
{
    fixture_open(f, 0);
    mst_time leave = broken ? MINUTES(30) + 1 : MINUTES(30);
    walk(f, leave, leave + MINUTES(150));
    f->now->cohorts[STAFF].uncontrolled = true;
    f->now->cohorts[STAFF].self_to = HAVEN;
    f->now->arcs[arc_of(&f->world, CAMP, HAVEN)].open = window(&f->world, MINUTES(30), MST_NEVER);
}

static void
desk_present(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 6);
    process_at_hub(f);
    over_hub(f, 1);
    if (broken) { /* an eleventh of ten */
        draft_desk(&f->draft, HUB, 5, STAFF, 1, MINUTES(16), MINUTES(1));
    }
}

static void
desk_early(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 5);
    process_at_hub(f);
    over_hub(f, 1);
    if (broken) { /* they are off at 15 min */
        f->draft.desk_runs[0].start = MINUTES(15) - 1;
    }
}

static void
desk_time(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 5);
    process_at_hub(f);
    over_hub(f, 1);
    /* The second interval of each desk starts at 16 min. */
    f->now->sites[HUB].desk_time =
        stepped(&f->world, MINUTES(1), broken ? MINUTES(16) : MINUTES(16) + 1, MINUTES(2));
}

static void
desk_overlap(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 5);
    process_at_hub(f);
    f->draft.desk_runs[4].desk = broken ? 3 : 4;
    over_hub(f, 1);
}

static void
desks(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, broken ? 4 : 5);
    process_at_hub(f);
    over_hub(f, 1);
}

static void
desks_closing(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 5);
    process_at_hub(f);
    over_hub(f, 1);
    /* A desk that closes finishes its person, but takes no other. */
    f->now->sites[HUB].desks = stepped(&f->world, 5, broken ? MINUTES(16) : MINUTES(16) + 1, 4);
}

static void
desk_again(fixture *f, bool broken)
{
    fixture_open(f, 0);
    desks_at_hub(f, 5);
    process_at_hub(f);
    over_hub(f, 1);
    if (broken) {
        draft_desk(&f->draft, HUB, 0, STAFF, 1, MINUTES(17), MINUTES(1));
        f->draft.desk_runs[5].stations = 1;
    }
}

static void
no_desks(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    if (broken) {
        draft_desk(&f->draft, CAMP, 0, STAFF, 1, 0, MINUTES(1));
    }
}

static void
destination_end(fixture *f, bool broken)
{
    fixture_open(f, 0);
    fixture_trip(f);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_2, 0);
    draft_move(d, HAVEN, 0, MINUTES(10));
    draft_service(d, MINUTES(20), MINUTES(24));
    draft_on(d, STAFF, 0, 1);
    draft_move(d, HUB, MINUTES(24), MINUTES(34));
    draft_service(d, MINUTES(34), MINUTES(38));
    draft_off(d, STAFF, 0, 1);
    f->now->sites[HUB].safe = steady(&f->world, broken ? 0 : 1);
}

static void
inbound(fixture *f, bool broken)
{
    fixture_open(f, 5);
    mst_p_cohort *guards = &f->now->cohorts[GUARDS];
    guards->presence = MST_PRESENT_BY_FLEET;
    guards->inbound_to = HUB;
    guards->site = STRIP;
    f->now->vehicles[BUS_1].base = STRIP;
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, GUARDS, 0, 5);
    draft_move(d, CAMP, MINUTES(4), MINUTES(14));
    if (!broken) {
        draft_move(d, HUB, MINUTES(14), MINUTES(24));
    }
    mst_time begin = d->stops[d->stop_count - 1].arrive;
    draft_service(d, begin, begin + MINUTES(4));
    draft_off(d, GUARDS, 0, 5);
    draft_left(d, STAFF, CAMP, 10);
    draft_left(d, GUARDS, broken ? CAMP : HUB, 5);
}

static void
pin(fixture *f, bool broken)
{
    static const mst_pin named[] = {{.id = "first"}, {.id = "second"}};
    static const mst_pin_load nine = {{STAFF}, 9};
    static const mst_pin_load eleven = {{STAFF}, 11};
    fixture_open(f, 0);
    fixture_trip(f);
    f->world.post.pins = (mst_pin *)(uintptr_t)named;
    f->now->pins[0] = (mst_p_pin){.pin = 0,
                                  .arc = arc_of(&f->world, CAMP, HAVEN),
                                  .leave = MINUTES(4),
                                  .load_count = 1,
                                  .loads = broken ? &eleven : &nine};
    f->world.problems[0].pin_count = 1;
}

static void
pin_each(fixture *f, bool broken)
{
    pin(f, false);
    f->now->pins[1] = f->now->pins[0];
    f->now->pins[1].pin = 1;
    f->world.problems[0].pin_count = broken ? 2 : 1; /* one move is not two pinned ones */
}

const clause_case clause_cases_people[] = {
    {MST_RULE_FORM, "counts", "a vehicle has a move more than its stops allow", form_counts},
    {MST_RULE_FORM, "authority", "the order is given when nobody may give it any more",
     form_authority},
    {MST_RULE_FORM, "index", "a stop is at a site that does not exist", form_index},
    {MST_RULE_FORM, "loads", "a load is of nobody", form_loads},
    {MST_RULE_FORM, "times", "a berth interval ends before it begins", form_times},
    {MST_RULE_PEOPLE, "present", "eleven of ten board", present},
    {MST_RULE_PEOPLE, "released", "people board a millisecond before their release", released},
    {MST_RULE_PEOPLE, "processed", "people go on from the hub unprocessed", processed},
    {MST_RULE_PEOPLE, "stations", "ten board as processed, nine were", stations},
    {MST_RULE_PEOPLE, "aboard", "a load has one more than boarded", aboard},
    {MST_RULE_PEOPLE, "scope", "people whom the option leaves there are moved", scope},
    {MST_RULE_PEOPLE, "left", "two are left, one is listed", left},
    {MST_RULE_PEOPLE, "left", "people aboard are listed as left at the site", left_aboard},
    {MST_RULE_PEOPLE, "own-means", "people walk who cannot", own_means},
    {MST_RULE_PEOPLE, "own-means", "people walk to where they do not go", own_way},
    {MST_RULE_PEOPLE, "own-pace", "people walk a millisecond too fast", own_pace},
    {MST_RULE_PEOPLE, "uncontrolled", "the uncontrolled wait though the way is open", uncontrolled},
    {MST_RULE_DESKS, "desk-present", "an eleventh of ten sits down at a desk", desk_present},
    {MST_RULE_DESKS, "desk-present", "a desk takes someone who is not off yet", desk_early},
    {MST_RULE_DESKS, "desk-time", "an interval takes the time of before the change", desk_time},
    {MST_RULE_DESKS, "desk-overlap", "a desk serves two at once", desk_overlap},
    {MST_RULE_DESKS, "desks", "five desks work where four are open", desks},
    {MST_RULE_DESKS, "desks", "a desk takes another person when it has closed", desks_closing},
    {MST_RULE_DESKS, "desk-again", "someone is processed twice at a station", desk_again},
    {MST_RULE_DESKS, "no-desks", "someone is processed at a site without desks", no_desks},
    {MST_RULE_DESTINATION, "end", "someone who was out ends at an unsafe site", destination_end},
    {MST_RULE_DESTINATION, "inbound", "a force never gets to where it is wanted", inbound},
    {MST_RULE_PIN, "missing", "the pinned move carries too few", pin},
    {MST_RULE_PIN, "missing", "one move stands for two pins", pin_each},
    {0},
};
