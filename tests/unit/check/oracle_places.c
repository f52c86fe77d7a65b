/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's hold, force and escorts: what is at a site, instant by instant.
 */
#include "model/fields.h"
#include "oracle.h"

static bool
served(const mst_plan_stop *stop)
{
    return stop->berth_begin < MST_NEVER;
}

static int64_t
total_at(const oracle *o, uint32_t instant, uint32_t site)
{
    int64_t total = 0;
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        total += o->present[instant][site][c];
    }
    return total;
}

static void
count_hold(oracle *o)
{
    for (uint32_t i = 0; i < o->instant_count; i++) {
        for (uint32_t s = 0; s < o->problem->site_count; s++) {
            int64_t hold = oracle_value(&o->problem->sites[s].hold, o->instants[i]);
            if (o->admits[i][s] && total_at(o, i, s) > hold) {
                oracle_break(o, MST_RULE_HOLD, "too many people");
            }
        }
    }
}

static int64_t
away(const oracle *o, uint32_t site, mst_time t)
{
    int64_t away = 0;
    for (uint32_t i = 0; i < o->plan->convoy_count; i++) {
        const mst_plan_convoy *convoy = &o->plan->convoys[i];
        bool out = convoy->begin <= t && t < convoy->back;
        away += o->problem->arcs[convoy->arc].from == site && out ? convoy->detached_force : 0;
    }
    return away;
}

static int64_t
guards_there(const oracle *o, uint32_t instant, uint32_t site)
{
    int64_t guards = 0;
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        guards += o->problem->cohorts[c].guards ? o->present[instant][site][c] : 0;
    }
    return guards;
}

static int64_t
guards_on_duty(const oracle *o, uint32_t instant, uint32_t site)
{
    int64_t guards = guards_there(o, instant, site) - away(o, site, o->instants[instant]);
    return guards > 0 ? guards : 0;
}

static int64_t
need_at(const oracle *o, uint32_t instant, uint32_t site)
{
    int64_t leavers = 0;
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        if (o->problem->cohorts[c].guards || !o->problem->cohorts[c].in_scope) {
            continue;
        }
        int64_t stay = o->present[instant][site][c];
        for (uint32_t j = instant; j < o->instant_count; j++) {
            stay = o->present[j][site][c] < stay ? o->present[j][site][c] : stay;
        }
        leavers += o->present[instant][site][c] - stay;
    }
    if (leavers == 0) {
        return 0;
    }
    const mst_p_site *limits = &o->problem->sites[site];
    mst_time t = o->instants[instant];
    int64_t share = leavers * oracle_value(&limits->force_per_1000, t);
    return oracle_value(&limits->force_fixed, t) + share / 1000 + (share % 1000 > 0 ? 1 : 0);
}

/* Reinforcements by fleet who wait where they start to the end: they are nowhere. */
static int64_t
nowhere(const oracle *o, uint32_t cohort, uint32_t site)
{
    int64_t count = 0;
    for (uint32_t p = 0; p < o->person_count; p++) {
        const oracle_person *person = &o->people[p];
        bool waits = person->where == AT_SITE && person->place == site && !person->been_inbound;
        count += person->cohort == cohort && waits && site == o->problem->cohorts[cohort].site;
    }
    return count;
}

/* Do all who leave `site` from `t` on leave together, and no guard in scope stays? */
static bool
is_last_wave(const oracle *o, uint32_t site, mst_time t)
{
    mst_time leaves[1024];
    mst_time arrives[1024];
    uint32_t count = 0;
    mst_time last = t;
    for (uint32_t s = 0; s < o->plan->stop_count; s++) {
        const mst_plan_stop *stop = &o->plan->stops[s];
        mst_time on = served(stop) ? stop->berth_end - oracle_type(o, stop->vehicle)->load : 0;
        if (served(stop) && stop->site == site && stop->board.count > 0 && on >= t) {
            arrives[count] = stop->arrive;
            leaves[count++] = stop->leave;
            last = on > last ? on : last;
        }
    }
    for (uint32_t i = 0; i < o->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &o->plan->self_moves[i];
        if (o->problem->arcs[move->arc].from == site && move->leave >= t) {
            arrives[count] = MST_TIME_MIN;
            leaves[count++] = move->leave;
            last = move->leave > last ? move->leave : last;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < count; j++) {
            if (arrives[i] > leaves[j] || leaves[i] - leaves[j] > 15 * MST_MS_PER_MINUTE ||
                leaves[i] >= MST_NEVER) {
                return false;
            }
        }
    }
    for (uint32_t i = 0; i < o->instant_count; i++) {
        for (uint32_t c = 0; o->instants[i] == last && c < o->problem->cohort_count; c++) {
            const mst_p_cohort *cohort = &o->problem->cohorts[c];
            if (cohort->guards && cohort->in_scope &&
                o->present[i][site][c] > nowhere(o, c, site)) {
                return false;
            }
        }
    }
    return true;
}

static void
count_force(oracle *o, uint32_t site)
{
    bool met = false;
    for (uint32_t i = 1; i < o->instant_count; i++) {
        mst_time t = o->instants[i];
        if (t < 0 || t < o->since) {
            continue;
        }
        int64_t guards = guards_on_duty(o, i, site);
        int64_t need = need_at(o, i, site);
        int64_t rear = oracle_value(&o->problem->sites[site].force_rear, t);
        met = met || guards >= need;
        if (o->admits_people[i][site] && guards < need) {
            oracle_break(o, MST_RULE_FORCE, "someone is moved in without enough guards");
            continue;
        }
        bool fewer = guards < guards_on_duty(o, i - 1, site);
        bool too_few = (met && guards < need) || (fewer && guards < rear);
        if (too_few && fewer && is_last_wave(o, site, t)) {
            met = false; /* nothing binds any more but that nobody comes in */
            for (uint32_t j = i + 1; j < o->instant_count; j++) {
                if (o->admits_people[j][site] && guards_on_duty(o, j, site) < need_at(o, j, site)) {
                    oracle_break(o, MST_RULE_FORCE, "someone is moved in after the last wave");
                }
            }
            return;
        }
        if (too_few) {
            oracle_break(o, MST_RULE_FORCE, "too few guards");
        }
    }
}

static void
count_escorts(oracle *o)
{
    const mst_plan *plan = o->plan;
    for (uint32_t i = 0; i < o->instant_count; i++) {
        for (uint32_t s = 0; s < o->problem->site_count; s++) {
            if (away(o, s, o->instants[i]) > guards_there(o, i, s)) {
                oracle_break_at(o, MST_RULE_ESCORT, o->instants[i], "escorts nobody has");
            }
        }
    }
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        bool people = false;
        for (uint32_t i = 0; i < move->loads.count; i++) {
            people = people || !o->problem->cohorts[move->loads.loads[i].cohort].guards;
        }
        bool needs = people && o->problem->arcs[move->arc].escort_force > 0;
        if ((needs && move->convoy == MST_NONE) ||
            (move->convoy != MST_NONE && plan->convoys[move->convoy].arc != move->arc)) {
            oracle_break_at(o, MST_RULE_ESCORT, move->leave, "no convoy");
        }
    }
    for (uint32_t c = 0; c < plan->convoy_count; c++) {
        const mst_plan_convoy *convoy = &plan->convoys[c];
        const mst_p_arc *arc = &o->problem->arcs[convoy->arc];
        int64_t force = convoy->detached_force;
        uint32_t vehicles = 0;
        bool one_begins = false;
        for (uint32_t m = 0; m < plan->move_count; m++) {
            const mst_plan_move *move = &plan->moves[m];
            if (move->convoy != c) {
                continue;
            }
            vehicles++;
            one_begins = one_begins || move->leave == convoy->begin;
            for (uint32_t i = 0; i < move->loads.count; i++) {
                const mst_load *load = &move->loads.loads[i];
                force += o->problem->cohorts[load->cohort].guards ? load->count : 0;
            }
            if (move->leave < convoy->begin ||
                move->leave > convoy->begin + 5 * MST_MS_PER_MINUTE) {
                oracle_break_at(o, MST_RULE_ESCORT, convoy->begin, "a convoy is drawn out");
            }
            if (convoy->detached_force > 0 && convoy->back < move->arrive + arc->escort_return) {
                oracle_break(o, MST_RULE_ESCORT, "an escort is back too early");
            }
        }
        bool too_many = arc->escort_force > 0 && vehicles > arc->escort_vehicles;
        if (vehicles > 0 && (!one_begins || too_many || force < arc->escort_force)) {
            oracle_break_at(o, MST_RULE_ESCORT, convoy->begin,
                            "a convoy is too large, too weak or misdated");
        }
    }
}

void
oracle_count_places(oracle *o)
{
    count_hold(o);
    for (uint32_t s = 0; s < o->problem->site_count; s++) {
        count_force(o, s);
    }
    count_escorts(o);
}
