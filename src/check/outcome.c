/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 12, destination: who is out, and when; who is left, and where (rule 1); and the measures.
 *
 * O1  Members of a cohort are interchangeable, so where some at a place are out and some are
 *     not, those who are not go first.
 * O2  Who stays by the option's scope is exposed like anybody else, and no part of left and
 *     completion. Exposure is summed by differences: who comes under a threat at t adds its
 *     integral from t to the horizon, who leaves it takes that off again.
 */
#include "check/judge.h"

/* INBOUND: reinforcements that have not been where they are wanted. MOVED: out, but since moved
 * on to a place that is none for them. */
typedef enum person_state { WAITING, INBOUND, OUT, MOVED, STATE_COUNT } person_state;

/* People of one cohort at one place by state. */
typedef struct head_count {
    int64_t count[STATE_COUNT];
} head_count;

typedef struct aboard_row {
    uint32_t cohort;
    head_count people;
} aboard_row;

typedef struct outcome_run {
    mst__judge *judge;
    head_count *groups;  /* [group_count] */
    head_count *walking; /* [self_move_count] */
    aboard_row *aboard; /* room for all who are ever aboard a vehicle at once, vehicle by vehicle */
    uint32_t *first_aboard; /* [vehicle_count + 1] */
    uint32_t *aboard_count; /* [vehicle_count] */
    uint32_t *first_group;  /* [site_count + 1] */
    mst_wide **danger;      /* [site_count] integral of threat from 0 to each step */
    mst_measures *measures;
} outcome_run;

/* ---- exposure ---- */
static bool
prepare_danger(outcome_run *outcome)
{
    mst__judge *judge = outcome->judge;
    uint32_t sites = judge->problem->site_count;
    outcome->danger = MST__TAKE(judge, mst_wide *, sites);
    for (uint32_t s = 0; !judge->out_of_memory && s < sites; s++) {
        const mst_steps *threat = &judge->problem->sites[s].threat;
        mst_wide *sum = MST__TAKE(judge, mst_wide, threat->count);
        for (uint32_t i = 1; sum != NULL && i < threat->count; i++) {
            mst_time from = threat->from[i - 1] > 0 ? threat->from[i - 1] : 0;
            mst_time to = threat->from[i] > 0 ? threat->from[i] : 0;
            sum[i] = sum[i - 1] + (mst_wide)(to - from) * threat->value[i - 1];
        }
        outcome->danger[s] = sum;
    }
    return !judge->out_of_memory;
}

/* Integral of the threat at the site over [0, t]. */
static mst_wide
danger_until(const outcome_run *outcome, uint32_t site, mst_time t)
{
    const mst_steps *threat = &outcome->judge->problem->sites[site].threat;
    uint32_t low = 0;
    uint32_t high = threat->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (threat->from[middle] <= t) {
            low = middle;
        } else {
            high = middle;
        }
    }
    mst_time from = threat->from[low] > 0 ? threat->from[low] : 0;
    return outcome->danger[site][low] + (mst_wide)(t - from) * threat->value[low];
}

/* `count` people of a cohort come under (or with a count below 0 leave) the threat of a site at
 * `t`. */
static void
expose(outcome_run *outcome, uint32_t cohort, uint32_t site, int64_t count, mst_time t)
{
    const mst_problem *problem = outcome->judge->problem;
    const mst_p_cohort *people = &problem->cohorts[cohort];
    if (count == 0 || people->force || t >= problem->horizon) {
        return;
    }
    mst_wide rest =
        danger_until(outcome, site, problem->horizon) - danger_until(outcome, site, t > 0 ? t : 0);
    outcome->measures->exposure += rest * count;
}

static void
expose_on_way(outcome_run *outcome, uint32_t cohort, uint32_t arc, int64_t count, mst_time entry)
{
    const mst_problem *problem = outcome->judge->problem;
    const mst_p_cohort *people = &problem->cohorts[cohort];
    if (people->force || entry >= problem->horizon) {
        return;
    }
    int64_t threat = mst_steps_at(&problem->arcs[arc].threat_steps, entry);
    outcome->measures->exposure += (mst_wide)count * threat * MST_MS_PER_HOUR;
}

/* ---- states ---- */

/* O1: takes `count` out of `from`. What is not there is conjured as waiting; rule 1 refuses it. */
static head_count
take_people(head_count *from, int64_t count)
{
    static const person_state order[] = {WAITING, INBOUND, MOVED, OUT};
    head_count taken = {{0}};
    for (uint32_t i = 0; i < STATE_COUNT; i++) {
        int64_t there = from->count[order[i]];
        int64_t part = there < count ? there : count;
        from->count[order[i]] -= part;
        taken.count[order[i]] = part;
        count -= part;
    }
    taken.count[WAITING] += count;
    return taken;
}

static void
add_people(head_count *to, const head_count *added)
{
    for (uint32_t i = 0; i < STATE_COUNT; i++) {
        to->count[i] += added->count[i];
    }
}

static bool
accepted(const mst_problem *problem, uint32_t cohort, uint32_t site, mst_time t)
{
    return problem->cohorts[cohort].accepts[site] != 0 &&
           (site == problem->relocate_to || mst_steps_at(&problem->sites[site].safe, t) != 0);
}

/* Whoever waits at a site that takes them is out from now on. */
static void
come_out(outcome_run *outcome, uint32_t cohort, uint32_t site, head_count *there, mst_time t)
{
    const mst_problem *problem = outcome->judge->problem;
    const mst_p_cohort *people = &problem->cohorts[cohort];
    int64_t waiting = there->count[WAITING];
    if (waiting + there->count[MOVED] <= 0 || !accepted(problem, cohort, site, t > 0 ? t : 0)) {
        return;
    }
    there->count[OUT] += waiting + there->count[MOVED];
    there->count[WAITING] = 0;
    there->count[MOVED] = 0;
    if (waiting == 0) {
        return;
    }
    expose(outcome, cohort, site, -waiting, t);
    if (people->in_scope && t > 0 && t <= problem->horizon) {
        mst_measures *measures = outcome->measures;
        measures->completion = t > measures->completion ? t : measures->completion;
        if (!people->force && t > measures->completion_evacuees) {
            measures->completion_evacuees = t;
        }
    }
}

/* People come to stand at a site, off vehicles. */
static void
arrive(outcome_run *outcome, const mst__event *event, head_count *coming)
{
    const mst_p_cohort *cohort = &outcome->judge->problem->cohorts[event->cohort];
    if (cohort->presence == MST_PRESENT_BY_FLEET && event->site == cohort->inbound_to) {
        coming->count[WAITING] += coming->count[INBOUND];
        coming->count[INBOUND] = 0;
    }
    head_count *there = &outcome->groups[event->group];
    coming->count[MOVED] += coming->count[OUT]; /* until the place takes them */
    coming->count[OUT] = 0;
    add_people(there, coming);
    come_out(outcome, event->cohort, event->site, there, event->at);
}

static aboard_row *
find_aboard(outcome_run *outcome, uint32_t vehicle, uint32_t cohort)
{
    aboard_row *first = &outcome->aboard[outcome->first_aboard[vehicle]];
    for (uint32_t i = 0; i < outcome->aboard_count[vehicle]; i++) {
        if (first[i].cohort == cohort) {
            return &first[i];
        }
    }
    aboard_row *added = &first[outcome->aboard_count[vehicle]++];
    *added = (aboard_row){.cohort = cohort};
    return added;
}

static void
drop_empty(outcome_run *outcome, uint32_t vehicle)
{
    aboard_row *first = &outcome->aboard[outcome->first_aboard[vehicle]];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < outcome->aboard_count[vehicle]; i++) {
        const int64_t *count = first[i].people.count;
        if (count[WAITING] + count[INBOUND] + count[OUT] + count[MOVED] > 0) {
            first[kept++] = first[i];
        }
    }
    outcome->aboard_count[vehicle] = kept;
}

/* A vehicle comes to a site, or leaves it: those aboard stand under its threat in between. */
static void
play_vehicle(outcome_run *outcome, const mst__event *event)
{
    const mst__judge *judge = outcome->judge;
    const mst_plan_stop *stop = &judge->plan->stops[event->record];
    const aboard_row *first = &outcome->aboard[outcome->first_aboard[stop->vehicle]];
    bool leaves = event->kind == MST__EVENT_VEHICLE_LEAVES;
    const mst_plan_move *move =
        leaves ? &judge->plan->moves[judge->stop_move[event->record]] : NULL;
    for (uint32_t i = 0; i < outcome->aboard_count[stop->vehicle]; i++) {
        int64_t waiting = first[i].people.count[WAITING];
        expose(outcome, first[i].cohort, stop->site, leaves ? -waiting : waiting, event->at);
        if (!leaves) {
            continue;
        }
        expose_on_way(outcome, first[i].cohort, move->arc, waiting, move->leave);
        if (move->turned_arc != MST_NONE) { /* entered where the first link ends */
            mst_time transit =
                mst_arc_transit(judge->problem, move->arc,
                                judge->problem->vehicles[stop->vehicle].type, true, move->leave);
            mst_time entry = transit < MST_NEVER ? move->leave + transit : move->turned_at;
            expose_on_way(outcome, first[i].cohort, move->turned_arc, waiting, entry);
        }
    }
}

static void
play_event(outcome_run *outcome, const mst__event *event)
{
    const mst__judge *judge = outcome->judge;
    const mst_p_cohort *cohort = &judge->problem->cohorts[event->cohort];
    head_count moving = {{0}};
    head_count *there = event->group == MST_NONE ? NULL : &outcome->groups[event->group];
    uint32_t vehicle = MST_NONE;
    if (event->kind == MST__EVENT_ALIGHT || event->kind == MST__EVENT_BOARD) {
        vehicle = judge->plan->stops[event->record].vehicle;
    }
    switch (event->kind) {
    case MST__EVENT_START:
    case MST__EVENT_RELEASE:
        moving.count[cohort->presence == MST_PRESENT_BY_FLEET ? INBOUND : WAITING] = event->count;
        expose(outcome, event->cohort, event->site, event->count, event->at);
        arrive(outcome, event, &moving);
        break;
    case MST__EVENT_ALIGHT:
        moving = take_people(&find_aboard(outcome, vehicle, event->cohort)->people, event->count);
        drop_empty(outcome, vehicle);
        arrive(outcome, event, &moving);
        break;
    case MST__EVENT_BOARD:
        moving = take_people(there, event->count);
        add_people(&find_aboard(outcome, vehicle, event->cohort)->people, &moving);
        break;
    case MST__EVENT_SELF_LEAVE:
        moving = take_people(there, event->count);
        expose(outcome, event->cohort, event->site, -moving.count[WAITING], event->at);
        expose_on_way(outcome, event->cohort, judge->plan->self_moves[event->record].arc,
                      moving.count[WAITING], event->at);
        outcome->walking[event->record] = moving;
        break;
    case MST__EVENT_SELF_ARRIVE:
        moving = outcome->walking[event->record];
        outcome->walking[event->record] = (head_count){{0}};
        expose(outcome, event->cohort, event->site, moving.count[WAITING], event->at);
        arrive(outcome, event, &moving);
        break;
    case MST__EVENT_STEP:
        for (uint32_t g = outcome->first_group[event->site];
             g < outcome->first_group[event->site + 1]; g++) {
            come_out(outcome, judge->groups[g].cohort, event->site, &outcome->groups[g], event->at);
        }
        break;
    case MST__EVENT_VEHICLE_ARRIVES:
    case MST__EVENT_VEHICLE_LEAVES:
        play_vehicle(outcome, event);
        break;
    case MST__EVENT_ESCORT_BACK:
    case MST__EVENT_ESCORT_LEAVE:
    case MST__EVENT_DESK_GIVE:
    case MST__EVENT_DESK_TAKE:
        break;
    }
}

/* ---- who is left ---- */
typedef struct left_list {
    mst_plan_left *rows;
    uint32_t count;
} left_list;

static void
add_left(outcome_run *outcome, left_list *list, uint32_t cohort, uint32_t site, uint32_t vehicle,
         int64_t count)
{
    const mst_p_cohort *people = &outcome->judge->problem->cohorts[cohort];
    if (count <= 0 || !people->in_scope) {
        return;
    }
    list->rows[list->count++] =
        (mst_plan_left){.cohort = cohort, .site = site, .vehicle = vehicle, .count = count};
    mst_measures *measures = outcome->measures;
    measures->left += count;
    measures->left_force += people->force ? count : 0;
    measures->left_by_priority[people->priority] += count * people->weight;
}

static int64_t
not_out(const head_count *people)
{
    return people->count[WAITING] + people->count[INBOUND];
}

/* Everyone in scope who is not out now. Reinforcements that never moved are nowhere; those who
 * have not turned up yet are missed where they are to turn up; those on the way are where they
 * set off. */
static void
collect_left(outcome_run *outcome, left_list *list)
{
    const mst__judge *judge = outcome->judge;
    const mst_problem *problem = judge->problem;
    for (uint32_t g = 0; g < judge->group_count; g++) {
        const mst__group *group = &judge->groups[g];
        const mst_p_cohort *cohort = &problem->cohorts[group->cohort];
        const head_count *there = &outcome->groups[g];
        bool at_home = cohort->presence == MST_PRESENT_BY_FLEET && group->site == cohort->site;
        add_left(outcome, list, group->cohort, group->site, MST_NONE,
                 at_home ? there->count[WAITING] : not_out(there));
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->presence == MST_PRESENT_ARRIVING) {
            add_left(outcome, list, c, cohort->site, MST_NONE,
                     cohort->count - mst_cohort_released(cohort, problem->horizon));
        }
    }
    for (uint32_t i = 0; i < judge->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &judge->plan->self_moves[i];
        add_left(outcome, list, move->cohort, problem->arcs[move->arc].from, MST_NONE,
                 not_out(&outcome->walking[i]));
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        for (uint32_t i = 0; i < outcome->aboard_count[v]; i++) {
            const aboard_row *aboard = &outcome->aboard[outcome->first_aboard[v] + i];
            add_left(outcome, list, aboard->cohort, MST_NONE, v, not_out(&aboard->people));
        }
    }
}

static int
order_left(const void *left, const void *right)
{
    const mst_plan_left *a = left;
    const mst_plan_left *b = right;
    if (a->cohort != b->cohort) {
        return mst__compare_u32(a->cohort, b->cohort);
    }
    if (a->site != b->site) {
        return mst__compare_u32(a->site, b->site);
    }
    if (a->vehicle != b->vehicle) {
        return mst__compare_u32(a->vehicle, b->vehicle);
    }
    return mst__compare_i64(a->count, b->count);
}

/* The listed against the found, summed by cohort and place. */
static void
compare_left(mst__judge *judge, const left_list *found)
{
    size_t total = (size_t)judge->plan->left_count + found->count;
    mst_plan_left *rows = MST__TAKE(judge, mst_plan_left, total);
    if (rows == NULL) {
        return;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < judge->plan->left_count; i++) {
        rows[count] = judge->plan->left[i];
        rows[count].count = -rows[count].count;
        count++;
    }
    for (uint32_t i = 0; i < found->count; i++) {
        rows[count++] = found->rows[i];
    }
    mst__sort(rows, count, sizeof *rows, order_left);
    uint32_t begin = 0;
    while (begin < count) {
        int64_t listed = 0;
        int64_t truly = 0;
        uint32_t end = begin;
        for (; end < count && rows[end].cohort == rows[begin].cohort &&
               rows[end].site == rows[begin].site && rows[end].vehicle == rows[begin].vehicle;
             end++) {
            listed -= rows[end].count < 0 ? rows[end].count : 0;
            truly += rows[end].count > 0 ? rows[end].count : 0;
        }
        const mst_plan_left *row = &rows[begin];
        if (listed != truly) {
            mst__where where = {judge->problem->horizon, row->vehicle, row->site, MST_NONE,
                                row->cohort};
            mst__refuse(judge, MST__PEOPLE_LEFT, where,
                        "%lld of %s are listed as left %s %s, but %lld are not out at the horizon "
                        "there",
                        (long long)listed, mst__cohort_name(judge, row->cohort),
                        row->site != MST_NONE ? "at" : "aboard",
                        row->site != MST_NONE ? mst__site_name(judge, row->site)
                                              : mst__vehicle_name(judge, row->vehicle),
                        (long long)truly);
        }
        begin = end;
    }
}

/* Had all of a cohort aboard got on before the surprise? Who was being carried in then may have no
 * way on: they are left. */
static bool
got_on_before(const mst__judge *judge, uint32_t vehicle, uint32_t cohort)
{
    for (uint32_t s = judge->plan->first_stop[vehicle]; s < judge->plan->first_stop[vehicle + 1];
         s++) {
        const mst_plan_stop *stop = &judge->plan->stops[s];
        for (uint32_t i = 0; i < stop->board.count; i++) {
            if (stop->board.loads[i].cohort == cohort && mst__on_at(judge, s) >= judge->since) {
                return false;
            }
        }
    }
    return true;
}

/* Where the plan ends: those who were out and moved on are at a place that takes them, and
 * nobody who was to reinforce a site is elsewhere. */
static void
judge_end(outcome_run *outcome, uint32_t cohort, const head_count *there, uint32_t site,
          uint32_t vehicle)
{
    mst__judge *judge = outcome->judge;
    const mst_p_cohort *people = &judge->problem->cohorts[cohort];
    mst__where where = {judge->problem->horizon, vehicle, site, MST_NONE, cohort};
    int64_t moved = there->count[MOVED] + (site == MST_NONE ? there->count[OUT] : 0);
    const char *at =
        site != MST_NONE ? mst__site_name(judge, site) : mst__vehicle_name(judge, vehicle);
    if (moved > 0 && people->in_scope && !people->uncontrolled) { /* those go where they like */
        mst__refuse(judge, MST__DESTINATION_END, where,
                    "%lld of %s were out, but were moved on and end at %s, which is no place for "
                    "them",
                    (long long)moved, people->name, at);
    }
    bool excused = site != MST_NONE ? site == people->site : got_on_before(judge, vehicle, cohort);
    if (there->count[INBOUND] > 0 && !excused) {
        mst__refuse(judge, MST__DESTINATION_INBOUND, where,
                    "%lld of %s end at %s without ever having been at %s, which they reinforce",
                    (long long)there->count[INBOUND], people->name, at,
                    mst__site_name(judge, people->inbound_to));
    }
}

static void
judge_ends(outcome_run *outcome)
{
    const mst__judge *judge = outcome->judge;
    for (uint32_t g = 0; g < judge->group_count; g++) {
        judge_end(outcome, judge->groups[g].cohort, &outcome->groups[g], judge->groups[g].site,
                  MST_NONE);
    }
    for (uint32_t v = 0; v < judge->problem->vehicle_count; v++) {
        for (uint32_t i = 0; i < outcome->aboard_count[v]; i++) {
            const aboard_row *aboard = &outcome->aboard[outcome->first_aboard[v] + i];
            judge_end(outcome, aboard->cohort, &aboard->people, MST_NONE, v);
        }
    }
}

/* ---- the whole ---- */
static bool
prepare(outcome_run *outcome)
{
    mst__judge *judge = outcome->judge;
    const mst_plan *plan = judge->plan;
    const mst_problem *problem = judge->problem;
    outcome->groups = MST__TAKE(judge, head_count, judge->group_count);
    outcome->walking = MST__TAKE(judge, head_count, plan->self_move_count);
    outcome->first_aboard = MST__TAKE(judge, uint32_t, (size_t)problem->vehicle_count + 1);
    outcome->aboard_count = MST__TAKE(judge, uint32_t, problem->vehicle_count);
    outcome->first_group = MST__TAKE(judge, uint32_t, (size_t)problem->site_count + 1);
    if (judge->out_of_memory) {
        return false;
    }
    uint32_t room = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        uint32_t most = 0;
        for (uint32_t s = plan->first_stop[v]; s < plan->first_stop[v + 1]; s++) {
            /* A cohort is added when it boards, or when someone gets off who is not aboard. */
            most += plan->stops[s].board.count + plan->stops[s].alight.count;
        }
        outcome->first_aboard[v] = room;
        room += most < problem->cohort_count ? most : problem->cohort_count;
    }
    outcome->first_aboard[problem->vehicle_count] = room;
    outcome->aboard = MST__TAKE(judge, aboard_row, room);
    uint32_t group = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        outcome->first_group[s] = group;
        while (group < judge->group_count && judge->groups[group].site == s) {
            group++;
        }
    }
    outcome->first_group[problem->site_count] = group;
    return !judge->out_of_memory && prepare_danger(outcome);
}

static void
measure_vehicles(const mst_plan *plan, mst_measures *measures)
{
    measures->first_movement = MST_NEVER;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        measures->vehicle_ms += move->arrive - move->leave;
        if (move->leave < measures->first_movement) {
            measures->first_movement = move->leave;
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        if (plan->self_moves[i].leave < measures->first_movement) {
            measures->first_movement = plan->self_moves[i].leave;
        }
    }
}

void
mst__judge_outcome(mst__judge *judge)
{
    outcome_run outcome = {.judge = judge, .measures = &judge->judgement->measures};
    *outcome.measures = (mst_measures){0};
    measure_vehicles(judge->plan, outcome.measures);
    size_t room =
        (size_t)judge->group_count + judge->problem->cohort_count + judge->plan->self_move_count;
    if (!prepare(&outcome)) {
        return;
    }
    room += outcome.first_aboard[judge->problem->vehicle_count];
    left_list left = {.rows = MST__TAKE(judge, mst_plan_left, room)};
    if (left.rows == NULL) {
        return;
    }
    uint32_t i = 0;
    for (; i < judge->event_count && judge->by_time[i].at <= judge->problem->horizon; i++) {
        play_event(&outcome, &judge->by_time[i]);
    }
    collect_left(&outcome, &left);
    for (; i < judge->event_count; i++) {
        play_event(&outcome, &judge->by_time[i]);
    }
    judge_ends(&outcome);
    compare_left(judge, &left);
}
