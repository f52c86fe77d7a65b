/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's people: each has an identity, and is moved from place to place instant by
 * instant. */
#include <stdio.h>
#include <string.h>

#include "model/fields.h"
#include "oracle.h"

bool oracle_talks;

void
oracle_break(oracle *o, mst_rule rule, const char *why)
{
    if (oracle_talks && (o->broken >> rule & 1) == 0) {
        printf("  oracle: %s: %s\n", mst_rule_name(rule), why);
    }
    o->broken |= UINT32_C(1) << rule;
}

void
oracle_break_at(oracle *o, mst_rule rule, mst_time begins, const char *why)
{
    if (begins >= o->since) {
        oracle_break(o, rule, why);
    }
}

int64_t
oracle_value(const mst_steps *steps, mst_time t)
{
    int64_t value = steps->value[0];
    for (uint32_t i = 0; i < steps->count; i++) {
        if (steps->from[i] <= t) {
            value = steps->value[i];
        }
    }
    return value;
}

bool
oracle_open(const mst_windows *windows, mst_time begin, mst_time end)
{
    for (uint32_t i = 0; i < windows->count; i++) {
        const mst_span *span = &windows->spans[i];
        if (span->begin <= begin && end <= span->end && begin < span->end) {
            return true;
        }
    }
    return false;
}

const mst_p_type *
oracle_type(const oracle *o, uint32_t vehicle)
{
    return &o->problem->types[o->problem->vehicles[vehicle].type];
}

static bool
served(const mst_plan_stop *stop)
{
    return stop->berth_begin < MST_NEVER;
}

/* ---- instants ---- */
static void
note(oracle *o, mst_time t)
{
    if (t >= MST_NEVER || t <= MST_TIME_MIN || o->too_large) {
        return;
    }
    uint32_t i = 0;
    while (i < o->instant_count && o->instants[i] < t) {
        i++;
    }
    if (i < o->instant_count && o->instants[i] == t) {
        return;
    }
    if (o->instant_count == ORACLE_INSTANTS) {
        o->too_large = true;
        return;
    }
    memmove(&o->instants[i + 1], &o->instants[i], (o->instant_count - i) * sizeof o->instants[0]);
    o->instants[i] = t;
    o->instant_count++;
}

static void
note_steps(oracle *o, const mst_steps *steps)
{
    for (uint32_t i = 1; i < steps->count; i++) {
        note(o, steps->from[i]);
    }
}

static void
note_all(oracle *o)
{
    const mst_plan *plan = o->plan;
    note(o, -1);
    note(o, 0);
    note(o, o->problem->horizon);
    note(o, o->since);
    for (uint32_t s = 0; s < o->problem->site_count; s++) {
        const mst_p_site *site = &o->problem->sites[s];
        note_steps(o, &site->hold);
        note_steps(o, &site->force_fixed);
        note_steps(o, &site->force_per_1000);
        note_steps(o, &site->force_rear);
        note_steps(o, &site->safe);
        note_steps(o, &site->threat);
        for (uint32_t c = 0; c < o->problem->berth_class_count; c++) {
            note_steps(o, &site->berths[c]);
            note_steps(o, &site->parking[c]);
        }
    }
    for (uint32_t i = 0; i < plan->stop_count; i++) {
        const mst_plan_stop *stop = &plan->stops[i];
        note(o, stop->arrive);
        note(o, stop->leave);
        if (served(stop)) {
            const mst_p_type *type = oracle_type(o, stop->vehicle);
            note(o, stop->berth_begin);
            note(o, stop->berth_end);
            note(o, stop->berth_begin + type->unload);
            note(o, stop->berth_end - type->load);
        }
    }
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        for (int64_t unit = 0; unit <= run->units && !o->too_large; unit++) {
            note(o, run->start + unit * run->each);
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        note(o, plan->self_moves[i].leave);
        note(o, plan->self_moves[i].arrive);
    }
    for (uint32_t i = 0; i < plan->convoy_count; i++) {
        note(o, plan->convoys[i].begin);
        note(o, plan->convoys[i].back);
    }
    for (uint32_t p = 0; p < o->person_count; p++) {
        note(o, o->people[p].released);
    }
}

/* ---- people ---- */
static void
make_people(oracle *o)
{
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &o->problem->cohorts[c];
        for (int64_t k = 0; k < cohort->count; k++) {
            if (o->person_count == ORACLE_PEOPLE) {
                o->too_large = true;
                return;
            }
            bool later = cohort->presence == MST_PRESENT_ARRIVING;
            o->people[o->person_count++] = (oracle_person){
                .cohort = c,
                .released = mst_cohort_release_time(cohort, k + 1),
                .where = later ? NOT_YET : AT_SITE,
                .place = cohort->site,
                .busy_until = MST_TIME_MIN,
                .been_inbound =
                    cohort->presence != MST_PRESENT_BY_FLEET || cohort->site == cohort->inbound_to,
                .out = MST_NEVER,
            };
        }
    }
}

static bool
takes(const oracle *o, uint32_t cohort, uint32_t site, mst_time t)
{
    return o->problem->cohorts[cohort].accepts[site] == 1 &&
           (site == o->problem->relocate_to || oracle_value(&o->problem->sites[site].safe, t) == 1);
}

/* Lower is taken first: those not out before those out. */
static int
rank(const oracle_person *person)
{
    if (person->out >= MST_NEVER) {
        return person->been_inbound ? 0 : 1;
    }
    return person->moved ? 2 : 3;
}

/* Picks someone for whom all holds; NULL when there is nobody. */
static oracle_person *
pick(oracle *o, oracle_where where, uint32_t place, uint32_t cohort, uint32_t mask, mst_time t)
{
    oracle_person *best = NULL;
    for (uint32_t p = 0; p < o->person_count; p++) {
        oracle_person *person = &o->people[p];
        bool free = person->busy_until <= t && (where != AT_SITE || person->released <= t);
        if (person->where == where && person->place == place && person->cohort == cohort &&
            person->mask == mask && free && (best == NULL || rank(person) < rank(best))) {
            best = person;
        }
    }
    return best;
}

static void
settle(oracle *o, oracle_person *person, uint32_t site)
{
    person->where = AT_SITE;
    person->place = site;
    if (site == o->problem->cohorts[person->cohort].inbound_to) {
        person->been_inbound = true;
    }
    person->moved = person->out < MST_NEVER;
}

static void
get_off(oracle *o, uint32_t index, uint32_t instant)
{
    const mst_plan_stop *stop = &o->plan->stops[index];
    mst_time t = o->instants[instant];
    if (!served(stop) || stop->berth_begin + oracle_type(o, stop->vehicle)->unload != t) {
        return;
    }
    for (uint32_t i = 0; i < stop->alight.count; i++) {
        const mst_load *load = &stop->alight.loads[i];
        for (int64_t k = 0; k < load->count; k++) {
            oracle_person *person =
                pick(o, IN_VEHICLE, stop->vehicle, load->cohort, load->stations, t);
            if (person == NULL) {
                oracle_break(o, MST_RULE_PEOPLE, "someone gets off who is not aboard");
                return;
            }
            settle(o, person, stop->site);
            bool guards = o->problem->cohorts[load->cohort].guards;
            o->admits[instant][stop->site] = o->admits[instant][stop->site] || t >= o->since;
            o->admits_people[instant][stop->site] =
                o->admits_people[instant][stop->site] || (t >= o->since && !guards);
        }
    }
}

/* Those who leave a site at `t` by vehicle or on their own. */
static void
set_off(oracle *o, uint32_t site, const mst_load *load, mst_time t, oracle_where where,
        uint32_t place)
{
    const mst_p_cohort *cohort = &o->problem->cohorts[load->cohort];
    const mst_p_site *from = &o->problem->sites[site];
    bool walks_free = where == ON_WAY && cohort->uncontrolled && site == cohort->site;
    if (!cohort->in_scope) {
        oracle_break_at(o, MST_RULE_PEOPLE, t, "someone out of scope moves");
    }
    if (from->has_process && !cohort->force && !walks_free &&
        (load->stations & UINT32_C(1) << from->station) == 0) {
        oracle_break_at(o, MST_RULE_PEOPLE, t, "someone leaves unprocessed");
    }
    for (int64_t k = 0; k < load->count; k++) {
        oracle_person *person = pick(o, AT_SITE, site, load->cohort, load->stations, t);
        if (person == NULL) {
            oracle_break(o, MST_RULE_PEOPLE, "someone leaves who is not there, free and released");
            return;
        }
        person->where = where;
        person->place = place;
    }
}

static void
get_on(oracle *o, uint32_t index, mst_time t)
{
    const mst_plan_stop *stop = &o->plan->stops[index];
    if (!served(stop) || stop->berth_end - oracle_type(o, stop->vehicle)->load != t) {
        return;
    }
    for (uint32_t i = 0; i < stop->board.count; i++) {
        set_off(o, stop->site, &stop->board.loads[i], t, IN_VEHICLE, stop->vehicle);
    }
}

static void
sit_down(oracle *o, const mst_plan_desk_run *run, mst_time t)
{
    const mst_p_site *site = &o->problem->sites[run->site];
    int64_t persons = site->desk_per_party ? o->problem->cohorts[run->cohort].party : 1;
    for (int64_t unit = 0; unit < run->units; unit++) {
        for (int64_t k = 0; run->start + unit * run->each == t && k < persons; k++) {
            oracle_person *person = pick(o, AT_SITE, run->site, run->cohort, run->stations, t);
            if (person == NULL) {
                oracle_break(o, MST_RULE_DESKS, "a desk takes someone who is not there and free");
                return;
            }
            person->busy_until = t + run->each;
            person->mask_then = person->mask | UINT32_C(1) << site->station;
        }
    }
}

static void
come_out(oracle *o, mst_time t)
{
    for (uint32_t p = 0; p < o->person_count; p++) {
        oracle_person *person = &o->people[p];
        mst_time at = t > 0 ? t : 0;
        if (person->where == AT_SITE && person->been_inbound &&
            takes(o, person->cohort, person->place, at)) {
            person->out = person->out < MST_NEVER ? person->out : at;
            person->moved = false;
        }
    }
}

static void
arrivals(oracle *o, uint32_t instant)
{
    mst_time t = o->instants[instant];
    for (uint32_t p = 0; p < o->person_count; p++) {
        oracle_person *person = &o->people[p];
        if (person->where == NOT_YET && person->released <= t) {
            settle(o, person, o->problem->cohorts[person->cohort].site);
        }
        if (person->busy_until == t) {
            person->mask = person->mask_then;
        }
    }
    for (uint32_t s = 0; s < o->plan->stop_count; s++) {
        get_off(o, s, instant);
    }
    for (uint32_t i = 0; i < o->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &o->plan->self_moves[i];
        const mst_p_cohort *cohort = &o->problem->cohorts[move->cohort];
        uint32_t to = oracle_self_end(o, i);
        bool planned = !cohort->uncontrolled && t >= o->since && move->leave >= o->since;
        for (uint32_t p = 0; move->arrive == t && p < o->person_count; p++) {
            oracle_person *person = &o->people[p];
            if (person->where == ON_WAY && person->place == i) {
                settle(o, person, to);
                o->admits[instant][to] = o->admits[instant][to] || planned;
                o->admits_people[instant][to] =
                    o->admits_people[instant][to] || (planned && !cohort->guards);
            }
        }
    }
}

static void
departures(oracle *o, mst_time t)
{
    for (uint32_t i = 0; i < o->plan->desk_run_count; i++) {
        if (o->problem->sites[o->plan->desk_runs[i].site].has_process) {
            sit_down(o, &o->plan->desk_runs[i], t);
        }
    }
    for (uint32_t s = 0; s < o->plan->stop_count; s++) {
        get_on(o, s, t);
    }
    for (uint32_t i = 0; i < o->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &o->plan->self_moves[i];
        if (move->leave == t) {
            mst_load load = {move->cohort, move->stations, move->count};
            set_off(o, o->problem->arcs[move->arc].from, &load, t, ON_WAY, i);
        }
    }
}

/* ---- measures ---- */

/* Where a person is exposed from one instant to the next: at a site, or aboard a vehicle that
 * stands there. */
static uint32_t
exposed_at(const oracle *o, const oracle_person *person, mst_time t)
{
    if (person->where == AT_SITE) {
        return person->place;
    }
    for (uint32_t s = 0; person->where == IN_VEHICLE && s < o->plan->stop_count; s++) {
        const mst_plan_stop *stop = &o->plan->stops[s];
        if (stop->vehicle == person->place && stop->arrive <= t && t < stop->leave) {
            return stop->site;
        }
    }
    return MST_NONE;
}

/* One person who goes on by a second link after a turn. */
static void
expose_on(oracle *o, const mst_plan_move *move)
{
    mst_time transit = oracle_transit(o, move, move->arc, move->leave);
    mst_time entry = move->leave + (transit < MST_NEVER ? transit : 0);
    if (move->turned_arc != MST_NONE && entry < o->problem->horizon) {
        o->measures.exposure +=
            (mst_wide)oracle_value(&o->problem->arcs[move->turned_arc].threat_steps, entry) *
            MST_MS_PER_HOUR;
    }
}

static void
expose(oracle *o, uint32_t instant)
{
    mst_time t = o->instants[instant];
    mst_time until = instant + 1 < o->instant_count ? o->instants[instant + 1] : MST_NEVER;
    until = until < o->problem->horizon ? until : o->problem->horizon;
    for (uint32_t p = 0; p < o->person_count; p++) {
        const oracle_person *person = &o->people[p];
        const mst_p_cohort *cohort = &o->problem->cohorts[person->cohort];
        if (person->out < MST_NEVER || cohort->force) {
            continue;
        }
        uint32_t site = exposed_at(o, person, t);
        if (site != MST_NONE && t >= 0 && until > t) {
            o->measures.exposure +=
                (mst_wide)(until - t) * oracle_value(&o->problem->sites[site].threat, t);
        }
        mst_time entry = MST_NEVER;
        uint32_t arc = MST_NONE;
        if (person->where == ON_WAY) {
            entry = o->plan->self_moves[person->place].leave;
            arc = o->plan->self_moves[person->place].arc;
        }
        for (uint32_t m = 0; person->where == IN_VEHICLE && m < o->plan->move_count; m++) {
            if (o->plan->moves[m].vehicle == person->place && o->plan->moves[m].leave == t) {
                entry = t;
                arc = o->plan->moves[m].arc;
                expose_on(o, &o->plan->moves[m]);
            }
        }
        if (entry == t && t < o->problem->horizon) {
            o->measures.exposure +=
                (mst_wide)oracle_value(&o->problem->arcs[arc].threat_steps, t) * MST_MS_PER_HOUR;
        }
    }
}

/* Those listed as left are those who are not out, where they are. */
static int64_t
listed(const oracle *o, uint32_t cohort, uint32_t site, uint32_t vehicle)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < o->plan->left_count; i++) {
        const mst_plan_left *left = &o->plan->left[i];
        if (left->cohort == cohort && left->site == site && left->vehicle == vehicle) {
            count += left->count;
        }
    }
    return count;
}

static bool
is_left(const oracle *o, const oracle_person *person)
{
    const mst_p_cohort *cohort = &o->problem->cohorts[person->cohort];
    bool never_moved =
        !person->been_inbound && person->where == AT_SITE && person->place == cohort->site;
    return cohort->in_scope && person->out > o->problem->horizon && !never_moved;
}

static void
find_left(oracle *o)
{
    int64_t found[ORACLE_COHORTS][ORACLE_SITES + 16] = {{0}};
    for (uint32_t p = 0; p < o->person_count; p++) {
        const oracle_person *person = &o->people[p];
        if (!is_left(o, person)) {
            continue;
        }
        const mst_p_cohort *cohort = &o->problem->cohorts[person->cohort];
        uint32_t slot = person->place;
        if (person->where == IN_VEHICLE) {
            slot = ORACLE_SITES + person->place;
        } else if (person->where == ON_WAY) {
            slot = o->problem->arcs[o->plan->self_moves[person->place].arc].from;
        }
        found[person->cohort][slot]++;
        bool aboard = person->where == IN_VEHICLE;
        o->left[o->left_count++] = (mst_plan_left){person->cohort, aboard ? MST_NONE : slot,
                                                   aboard ? person->place : MST_NONE, 1};
        o->measures.left++;
        o->measures.left_force += cohort->force ? 1 : 0;
        o->measures.left_by_priority[cohort->priority] += cohort->weight;
    }
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        for (uint32_t s = 0; s < o->problem->site_count; s++) {
            if (listed(o, c, s, MST_NONE) != found[c][s]) {
                oracle_break(o, MST_RULE_PEOPLE, "those left at a site are not those listed");
            }
        }
        for (uint32_t v = 0; v < o->problem->vehicle_count; v++) {
            if (listed(o, c, MST_NONE, v) != found[c][ORACLE_SITES + v]) {
                oracle_break(o, MST_RULE_PEOPLE, "those left aboard are not those listed");
            }
        }
    }
}

static void
find_completion(oracle *o)
{
    for (uint32_t p = 0; p < o->person_count; p++) {
        const oracle_person *person = &o->people[p];
        const mst_p_cohort *cohort = &o->problem->cohorts[person->cohort];
        if (!cohort->in_scope || person->out > o->problem->horizon) {
            continue;
        }
        if (person->out > o->measures.completion) {
            o->measures.completion = person->out;
        }
        if (!cohort->force && person->out > o->measures.completion_evacuees) {
            o->measures.completion_evacuees = person->out;
        }
    }
}

/* A reinforcement aboard whose cohort has not got on that vehicle since the surprise. */
static bool
caught_aboard(const oracle *o, const oracle_person *person)
{
    for (uint32_t s = 0; person->where == IN_VEHICLE && s < o->plan->stop_count; s++) {
        const mst_plan_stop *stop = &o->plan->stops[s];
        mst_time on = stop->berth_end - oracle_type(o, stop->vehicle)->load;
        for (uint32_t i = 0; stop->vehicle == person->place && i < stop->board.count; i++) {
            if (stop->board.loads[i].cohort == person->cohort && on >= o->since) {
                return false;
            }
        }
    }
    return person->where == IN_VEHICLE;
}

static void
judge_end(oracle *o)
{
    for (uint32_t p = 0; p < o->person_count; p++) {
        const oracle_person *person = &o->people[p];
        const mst_p_cohort *cohort = &o->problem->cohorts[person->cohort];
        bool astray = person->out < MST_NEVER && (person->moved || person->where != AT_SITE);
        if (cohort->in_scope && astray && !cohort->uncontrolled) {
            oracle_break(o, MST_RULE_DESTINATION, "someone was out and ends elsewhere");
        }
        bool at_home = person->where == AT_SITE && person->place == cohort->site;
        if (!person->been_inbound && !at_home && !caught_aboard(o, person)) {
            oracle_break(o, MST_RULE_DESTINATION, "a reinforcement ends elsewhere");
        }
    }
}

void
oracle_follow(oracle *o)
{
    make_people(o);
    note_all(o);
    bool looked = false;
    for (uint32_t i = 0; i < o->instant_count && !o->too_large; i++) {
        if (!looked && o->instants[i] > o->problem->horizon) {
            find_left(o);
            looked = true;
        }
        arrivals(o, i);
        come_out(o, o->instants[i]);
        departures(o, o->instants[i]);
        expose(o, i);
        for (uint32_t p = 0; p < o->person_count; p++) {
            if (o->people[p].where == AT_SITE) {
                o->present[i][o->people[p].place][o->people[p].cohort]++;
            }
        }
    }
    if (!looked) {
        find_left(o);
    }
    find_completion(o);
    judge_end(o);
}
