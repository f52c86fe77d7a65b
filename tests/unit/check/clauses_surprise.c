/* SPDX-License-Identifier: Apache-2.0
 *
 * Surprises: one plan a clause that breaks it. The surprise comes at AT; the plan before is that
 * of phase 0.
 */
#include "fixture.h"

#define AT MINUTES(10)

/* The plan before: bus 1 takes the staff to the haven. The draft begins as its copy. */
static world_phase *
surprise_at(fixture *f, mst_time at)
{
    fixture_trip(f);
    f->before = f->draft;
    /* The copy's own loads: lists point into the draft they were made in, which stays. */
    return world_surprise(&f->world, at);
}

static void
finish(fixture *f)
{
    const mst_plan *before = draft_plan(&f->before, NULL);
    f->plan = draft_plan(&f->draft, before);
}

static void
leave_later(draft *d)
{
    d->stops[0].leave += MINUTES(1);
    d->moves[0].leave += MINUTES(1);
    d->moves[0].arrive += MINUTES(1);
    d->stops[1].arrive += MINUTES(1);
    d->stops[1].berth_begin += MINUTES(1);
    d->stops[1].berth_end += MINUTES(1);
}

static void
before_missing(fixture *f, bool broken)
{
    fixture_open(f, 0);
    surprise_at(f, AT);
    finish(f);
    f->draft.plan.before = broken ? NULL : f->draft.plan.before;
}

static void
past_leave(fixture *f, bool broken)
{
    fixture_open(f, 0);
    surprise_at(f, AT);
    if (broken) { /* a minute later than planned, which was before the surprise */
        leave_later(&f->draft);
    }
    finish(f);
}

static void
past_new(fixture *f, bool broken)
{
    fixture_open(f, 0);
    surprise_at(f, AT);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_2, 0);
    mst_time leave = broken ? AT - 1 : AT;
    draft_move(d, HAVEN, leave, leave + MINUTES(10));
    finish(f);
}

static void
past_walk(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->cohorts[STAFF].count = 11;
    f->now->cohorts[STAFF].self_means = MST_SELF_ON_FOOT;
    surprise_at(f, AT);
    draft_left(&f->before, STAFF, CAMP, 1);
    mst_time leave = broken ? AT - 1 : AT;
    draft_walk(&f->draft, STAFF, 1, arc_of(&f->world, CAMP, HAVEN), leave, leave + MINUTES(150));
    finish(f);
}

static void
past_crew(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->types[BUS].duty = HOURS(2);
    f->now->vehicles[BUS_1].crews = 2;
    surprise_at(f, AT);
    draft_duty(&f->before, BUS_1, 0, 0, 0);
    draft_duty(&f->draft, BUS_1, broken ? 1 : 0, 0, 0);
    finish(f);
}

static void
nobody_gets_off(draft *d)
{
    d->stops[1].berth_begin = MST_NEVER;
    d->stops[1].berth_end = MST_NEVER;
    d->stops[1].alight = (mst_load_list){0};
    draft_left_aboard(d, STAFF, BUS_1, 10);
}

/* The haven closes to service at 16 min, amid the unloading (14 to 17 min): those aboard stay
 * aboard. */
static void
service(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->types[BUS].unload = MINUTES(3);
    world_phase *then = surprise_at(f, MINUTES(16));
    then->sites[HAVEN].service = window(&f->world, 0, MINUTES(16));
    then->types[BUS].unload = MINUTES(3);
    if (!broken) {
        nobody_gets_off(&f->draft);
    }
    finish(f);
}

/* Amid the unloading (14 to 17 min) the room falls to 9 people, or to just the 10 who get off. */
static void
past_room(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->types[BUS].unload = MINUTES(3);
    world_phase *then = surprise_at(f, MINUTES(16));
    then->sites[HAVEN].hold = stepped(&f->world, 100, MINUTES(16), broken ? 10 : 9);
    then->types[BUS].unload = MINUTES(3);
    nobody_gets_off(&f->draft);
    finish(f);
}

/* Unloading was complete at 15 min: those off may stay off, or the whole service is undone. */
static void
service_cut(fixture *f, bool broken)
{
    fixture_open(f, 0);
    world_phase *then = surprise_at(f, MINUTES(16));
    then->sites[HAVEN].service = window(&f->world, 0, MINUTES(16));
    f->draft.stops[1].berth_end = broken ? MINUTES(18) : MINUTES(16);
    finish(f);
}

/* Desks at the hub work from 15 to 17 min on those who came with bus 1, and close at 16.5 min. */
static void
desk(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->sites[HUB].has_process = true;
    f->now->sites[HUB].station = 0;
    f->now->sites[HUB].desks = steady(&f->world, 5);
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 10);
    draft_move(d, HUB, MINUTES(4), MINUTES(14));
    draft_service(d, MINUTES(14), MINUTES(18));
    draft_off(d, STAFF, 0, 10);
    for (uint32_t i = 0; i < 5; i++) {
        draft_desk(d, HUB, i, STAFF, 2, MINUTES(15), MINUTES(1));
    }
    draft_left(d, STAFF, HUB, 10);
    f->before = *d;
    mst_time at = MINUTES(16) + MST_MS_PER_MINUTE / 2;
    world_phase *then = world_surprise(&f->world, at);
    then->sites[HUB].desks = stepped(&f->world, 5, at, 0);
    for (uint32_t i = 0; i < 5; i++) {
        d->desk_runs[i].units = broken && i == 4 ? 2 : 1;
    }
    finish(f);
}

static void
shut_haven(fixture *f, world_phase *then)
{
    then->sites[HAVEN].open = window(&f->world, 0, AT);
    then->sites[HAVEN].service = window(&f->world, 0, AT);
}

/* Bus 1, 6 min on its way, turns back: at the camp after as long again. */
static void
turn_back(draft *d, mst_time arrive)
{
    d->moves[0].turned_at = AT;
    d->moves[0].arrive = arrive;
    d->stops[1].arrive = arrive;
    d->stops[1].site = CAMP;
    nobody_gets_off(d);
}

static void
turn(fixture *f, bool broken)
{
    fixture_open(f, 0);
    shut_haven(f, surprise_at(f, AT));
    if (broken) {
        nobody_gets_off(&f->draft);
    } else {
        turn_back(&f->draft, MINUTES(16));
    }
    finish(f);
}

static void
turn_walkers(fixture *f, bool broken)
{
    fixture_open(f, 0);
    f->now->cohorts[STAFF].self_means = MST_SELF_ON_FOOT;
    uint32_t arc = arc_of(&f->world, CAMP, HAVEN);
    draft_walk(&f->draft, STAFF, 10, arc, 0, MINUTES(150));
    f->before = f->draft;
    world_phase *then = world_surprise(&f->world, HOURS(1));
    then->arcs[arc].open = window(&f->world, 0, HOURS(1));
    if (broken) {
        f->draft.self_moves[0].arrive = MINUTES(150);
    } else {
        f->draft.self_moves[0].arrive = HOURS(2);
        draft_left(&f->draft, STAFF, CAMP, 10);
    }
    finish(f);
}

static void
go_on(fixture *f, bool broken)
{
    fixture_open(f, 0);
    surprise_at(f, AT);
    if (broken) {
        turn_back(&f->draft, MINUTES(16));
    }
    finish(f);
}

static void
return_time(fixture *f, bool broken)
{
    fixture_open(f, 0);
    shut_haven(f, surprise_at(f, AT));
    turn_back(&f->draft, broken ? MINUTES(16) - 1 : MINUTES(16));
    finish(f);
}

/* On from the closed haven to the hub, which it reaches at 24 min. */
static void
divert(fixture *f, bool broken)
{
    fixture_open(f, 0);
    shut_haven(f, surprise_at(f, AT));
    turn_back(&f->draft, broken ? MINUTES(24) - 1 : MINUTES(24));
    f->draft.stops[1].site = HUB;
    f->draft.moves[0].turned_arc = arc_of(&f->world, HAVEN, HUB);
    finish(f);
}

static void
divert_closed(fixture *f, bool broken)
{
    divert(f, false);
    f->world.phases[1].arcs[arc_of(&f->world, HAVEN, HUB)].open =
        window(&f->world, 0, broken ? MINUTES(24) - 1 : MINUTES(24));
}

/* Halfway at the surprise: back takes as long as on would have, so only the site tells them
 * apart. */
static void
turn_halfway(fixture *f, bool broken)
{
    fixture_open(f, 0);
    world_phase *then = surprise_at(f, MINUTES(9));
    then->sites[HAVEN].open = window(&f->world, 0, MINUTES(9));
    then->sites[HAVEN].service = window(&f->world, 0, MINUTES(9));
    nobody_gets_off(&f->draft);
    if (!broken) {
        f->draft.moves[0].turned_at = MINUTES(9);
        f->draft.stops[1].site = CAMP;
    }
    finish(f);
}

/* A plan in force that is taken up again at `from`: the world is the same. */
static void
resume_at(fixture *f, mst_time at, mst_time from, mst_time until)
{
    fixture_open(f, 0);
    surprise_at(f, from);
    f->world.instance.resumed = true;
    f->world.instance.resume = (mst_resume){at, from, until};
    f->world.instance.own_phases = &f->world.instance.phases[1];
    f->world.instance.own_phase_count = 1;
}

/* The bus leaves at 4 min, and what begins before 5 min is frozen. */
static void
frozen_leave(fixture *f, bool broken)
{
    resume_at(f, MINUTES(2), MINUTES(5), MINUTES(5));
    if (broken) {
        leave_later(&f->draft);
    }
    finish(f);
}

static void
resumed_past(fixture *f, bool broken)
{
    resume_at(f, MINUTES(6), MINUTES(8), MINUTES(8));
    if (broken) {
        leave_later(&f->draft);
    }
    finish(f);
}

static void
frozen_new(fixture *f, bool broken)
{
    resume_at(f, MINUTES(2), MINUTES(10), MINUTES(10));
    draft *d = &f->draft;
    draft_vehicle(d, BUS_2, 0);
    mst_time leave = broken ? MINUTES(10) - 1 : MINUTES(10);
    draft_move(d, HAVEN, leave, leave + MINUTES(10));
    finish(f);
}

/* The plan in force can go on to its end, so its freeze is not over before its time. */
static void
frozen_for_less(fixture *f, bool broken)
{
    resume_at(f, MINUTES(2), broken ? MINUTES(20) : MINUTES(40), MINUTES(40));
    finish(f);
}

/* It is over when the road that the bus is to take is closed from 3 min on. */
static void
frozen_until_closed(fixture *f, bool broken)
{
    mst_time from = broken ? MINUTES(4) - 1 : MINUTES(4);
    resume_at(f, MINUTES(2), from, MINUTES(40));
    f->world.phases[1].arcs[arc_of(&f->world, CAMP, HAVEN)].open = window(&f->world, 0, MINUTES(3));
    draft *d = &f->draft; /* loaded, and not away */
    d->stop_count = 1;
    d->move_count = 0;
    d->stops[0].leave = MST_NEVER;
    draft_left_aboard(d, STAFF, BUS_1, 10);
    finish(f);
}

const clause_case clause_cases_surprise[] = {
    {MST_RULE_SURPRISE, "before", "the plan before the surprise is missing", before_missing},
    {MST_RULE_SURPRISE, "past", "a bus leaves later than planned before the surprise", past_leave},
    {MST_RULE_SURPRISE, "past", "another bus leaves before the surprise", past_new},
    {MST_RULE_SURPRISE, "past", "someone else walks off before the surprise", past_walk},
    {MST_RULE_SURPRISE, "past", "another crew drove before the surprise", past_crew},
    {MST_RULE_SURPRISE, "past", "people stay aboard where there is room", past_room},
    {MST_RULE_SURPRISE, "service", "people get off after the site has closed", service},
    {MST_RULE_SURPRISE, "service", "service goes on after the site has closed", service_cut},
    {MST_RULE_SURPRISE, "desk", "a desk finishes its person after the site has closed", desk},
    {MST_RULE_SURPRISE, "turn", "a bus goes on to a closed site", turn},
    {MST_RULE_SURPRISE, "turn", "people walk on along a closed road", turn_walkers},
    {MST_RULE_SURPRISE, "turn", "a bus halfway goes on to a closed site", turn_halfway},
    {MST_RULE_SURPRISE, "go-on", "a bus turns though the way is open", go_on},
    {MST_RULE_SURPRISE, "return", "a bus is back a millisecond too early", return_time},
    {MST_RULE_SURPRISE, "return", "a bus goes on to another site too fast", divert},
    {MST_RULE_SURPRISE, "return", "a bus goes on along a road that closes", divert_closed},
    {MST_RULE_SURPRISE, "past", "what was done before the picture is another", resumed_past},
    {MST_RULE_SURPRISE, "frozen", "a frozen bus leaves a minute later", frozen_leave},
    {MST_RULE_SURPRISE, "frozen", "another bus leaves within the freeze", frozen_new},
    {MST_RULE_SURPRISE, "frozen", "the freeze ends though the plan can go on", frozen_for_less},
    {MST_RULE_SURPRISE, "frozen", "it ends before the plan cannot go on", frozen_until_closed},
    {0},
};
