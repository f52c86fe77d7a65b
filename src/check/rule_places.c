/* SPDX-License-Identifier: Apache-2.0
 *
 * What is at a site at once: rule 6 (hold), rule 9 (force), and of rule 13 that an escort comes
 * from the guards that are there. One pass over the events in time; a site is looked at after
 * each instant at which something happens there, so within one instant those who go make room
 * for those who come.
 *
 * H1  Detached escorts keep their place in the hold; as guards they are away.
 * W1  The last wave of a site begins with the first instant at which guards who go leave fewer
 *     than need or rear. It holds when everyone who boards or sets off there from then on goes
 *     together (the stops have a common instant, and all leave within 15 min) and no guard who
 *     is in scope remains.
 */
#include "check/judge.h"

#define WAVE_SPAN (15 * MST_MS_PER_MINUTE)

typedef struct site_state {
    int64_t present, guards, detached, leavers;
    int64_t guards_before; /* on duty before the instant */
    uint32_t touched;      /* number of the instant + 1 */
    bool admits;           /* in this instant: someone gets off or walks in as the plan says */
    bool admits_people;    /* of them someone who is no guard */
    bool overfills_uncontrolled, overfills_release;
    bool above_start; /* has been above its hold since the start */
    bool full;        /* was above its hold after the instant before */
    bool met;         /* has had the guards it needs */
    bool wave;        /* the last wave has begun, and holds */
    bool force_told, hold_told, escort_told;
    bool notice_told[4];
} site_state;

typedef struct places_sweep {
    mst__judge *judge;
    site_state *sites;
    uint32_t *touched;
    uint32_t touched_count;
    int64_t *leavers;      /* [group_count] who will still leave, as last told */
    uint32_t *first_group; /* [site_count + 1] */
} places_sweep;

/* Guards on duty. Escorts nobody has are refused by rule 13, not by rule 9 as well. */
static int64_t
on_duty(const site_state *site)
{
    return site->guards > site->detached ? site->guards - site->detached : 0;
}

/* People on their own who set off before the surprise come, or come back, whether there is room or
 * not: what is decided after it cannot stop them. */
static bool
is_under_way(const mst__judge *judge, const mst__event *event)
{
    return event->kind == MST__EVENT_SELF_ARRIVE &&
           judge->plan->self_moves[event->record].leave < judge->since;
}

static void
play_people(places_sweep *places, uint32_t index)
{
    const mst__judge *judge = places->judge;
    const mst__event *event = &judge->by_time[index];
    const mst_p_cohort *cohort = &judge->problem->cohorts[event->cohort];
    site_state *site = &places->sites[event->site];
    int64_t change = mst__event_sign(event->kind) * event->count;
    site->present += change;
    site->guards += cohort->guards ? change : 0;
    bool uncontrolled = event->kind == MST__EVENT_SELF_ARRIVE && cohort->uncontrolled;
    bool comes = event->kind == MST__EVENT_ALIGHT || event->kind == MST__EVENT_SELF_ARRIVE;
    bool planned =
        comes && !uncontrolled && event->at >= judge->since && !is_under_way(judge, event);
    site->admits = site->admits || planned;
    site->admits_people = site->admits_people || (planned && !cohort->guards);
    site->overfills_uncontrolled = site->overfills_uncontrolled || uncontrolled;
    site->overfills_release = site->overfills_release || event->kind == MST__EVENT_RELEASE;
    if (judge->leavers[index] >= 0 && cohort->in_scope && !cohort->guards) {
        site->leavers += judge->leavers[index] - places->leavers[event->group];
        places->leavers[event->group] = judge->leavers[index];
    }
}

static void
play(places_sweep *places, uint32_t index, uint32_t instant)
{
    const mst__event *event = &places->judge->by_time[index];
    if (event->kind == MST__EVENT_VEHICLE_ARRIVES || event->kind == MST__EVENT_VEHICLE_LEAVES) {
        return;
    }
    site_state *site = &places->sites[event->site];
    if (site->touched != instant + 1) {
        site->touched = instant + 1;
        site->guards_before = on_duty(site);
        site->admits = false;
        site->admits_people = false;
        site->overfills_uncontrolled = false;
        site->overfills_release = false;
        places->touched[places->touched_count++] = event->site;
    }
    if (event->kind == MST__EVENT_ESCORT_LEAVE) {
        site->detached += event->count;
    } else if (event->kind == MST__EVENT_ESCORT_BACK) {
        site->detached -= event->count;
    } else if (event->group != MST_NONE) {
        play_people(places, index);
    }
}

/* ---- rule 6 ---- */
static void
tell_overfill(places_sweep *places, uint32_t index, mst_time t, int64_t hold)
{
    site_state *site = &places->sites[index];
    mst__judge *judge = places->judge;
    const char *kind = "hold-lowered";
    const char *why = "its hold fell";
    uint32_t slot = 0;
    if (site->overfills_uncontrolled) {
        kind = "uncontrolled-overfill";
        why = "people came whom nobody controls";
        slot = 1;
    } else if (site->overfills_release) {
        kind = "reinforcement-overfill";
        why = "reinforcements came";
        slot = 2;
    } else if (site->full) {
        return;
    }
    if (!site->notice_told[slot]) {
        site->notice_told[slot] = true;
        mst__tell(judge, kind, t, index, "%s has %lld people at %s, above its hold of %lld: %s",
                  mst__site_name(judge, index), (long long)site->present, MST__TIME(t),
                  (long long)hold, why);
    }
}

static void
judge_hold(places_sweep *places, uint32_t index, mst_time t)
{
    site_state *site = &places->sites[index];
    mst__judge *judge = places->judge;
    int64_t hold = mst_steps_at(&judge->problem->sites[index].hold, t);
    bool above = site->present > hold;
    if (t <= 0 && !site->admits) {
        site->above_start = above;
    }
    if (!above) {
        site->above_start = false;
        site->full = false;
        site->hold_told = false;
        return;
    }
    if (site->admits && !site->hold_told) {
        mst__where where = mst__where_at(t);
        where.site = index;
        site->hold_told = true;
        mst__refuse(judge, site->above_start ? MST__HOLD_START : MST__HOLD_HOLD, where,
                    "people get off at %s at %s, which %s %lld there, but its hold is %lld",
                    mst__site_name(judge, index), MST__TIME(t),
                    site->above_start ? "has been above its hold since the start: that makes"
                                      : "makes",
                    (long long)site->present, (long long)hold);
    } else if (!site->admits && t >= 0) {
        tell_overfill(places, index, t, hold);
    }
    site->full = true;
}

static void
tell_supplies(places_sweep *places, uint32_t index, mst_time t)
{
    mst__judge *judge = places->judge;
    site_state *site = &places->sites[index];
    if (t == judge->problem->sites[index].supplies && site->present > 0) {
        mst__tell(judge, "supplies", t, index,
                  "supplies at %s run out at %s, when %lld people are still there",
                  mst__site_name(judge, index), MST__TIME(t), (long long)site->present);
    }
}

/* ---- rule 9 ---- */
static int64_t
force_need(const mst_p_site *site, int64_t leavers, mst_time t)
{
    if (leavers <= 0) {
        return 0;
    }
    mst_wide share = (mst_wide)leavers * mst_steps_at(&site->force_per_1000, t);
    return mst_steps_at(&site->force_fixed, t) + (int64_t)((share + 999) / 1000);
}

typedef enum wave_kind { WAVE_HOLDS, WAVE_NOT_GROUND, WAVE_NOT_LEAVE, WAVE_NOT_ALL } wave_kind;

/* Reinforcements by fleet that were never carried in: they are nowhere (reading 12.3), so they
 * are not left behind by a last wave where they wait either. */
static int64_t
never_carried_in(const places_sweep *places, uint32_t cohort_index)
{
    const mst__judge *judge = places->judge;
    const mst_p_cohort *cohort = &judge->problem->cohorts[cohort_index];
    int64_t carried = 0;
    uint32_t target = cohort->inbound_to;
    for (uint32_t g = places->first_group[target]; g < places->first_group[target + 1]; g++) {
        const mst__group *group = &judge->groups[g];
        for (uint32_t i = 0; group->cohort == cohort_index && i < group->count; i++) {
            const mst__event *event = &judge->by_place[group->first + i];
            carried += mst__event_sign(event->kind) > 0 ? event->count : 0;
        }
    }
    return cohort->count > carried ? cohort->count - carried : 0;
}

/* Guards in scope who are still at the site after the instant. */
static int64_t
guards_in_scope(const places_sweep *places, uint32_t site, mst_time t)
{
    const mst__judge *judge = places->judge;
    int64_t guards = 0;
    for (uint32_t g = places->first_group[site]; g < places->first_group[site + 1]; g++) {
        const mst__group *group = &judge->groups[g];
        const mst_p_cohort *cohort = &judge->problem->cohorts[group->cohort];
        for (uint32_t i = 0; cohort->guards && cohort->in_scope && i < group->count; i++) {
            const mst__event *event = &judge->by_place[group->first + i];
            guards += event->at <= t ? mst__event_sign(event->kind) * event->count : 0;
        }
        if (cohort->guards && cohort->in_scope && cohort->presence == MST_PRESENT_BY_FLEET &&
            site == cohort->site) {
            guards -= never_carried_in(places, group->cohort);
        }
    }
    return guards;
}

/* W1 for the departures of `site` from `from` on. */
static wave_kind
wave_at(const places_sweep *places, uint32_t site, mst_time from)
{
    const mst__judge *judge = places->judge;
    mst_time last_on = from;
    mst_time latest_arrive = MST_TIME_MIN;
    mst_time earliest_leave = MST_NEVER;
    mst_time latest_leave = MST_TIME_MIN;
    for (uint32_t g = places->first_group[site]; g < places->first_group[site + 1]; g++) {
        const mst__group *group = &judge->groups[g];
        for (uint32_t i = 0; i < group->count; i++) {
            const mst__event *event = &judge->by_place[group->first + i];
            if (mst__event_sign(event->kind) >= 0 || event->at < from) {
                continue;
            }
            mst_time leave = event->at;
            if (event->kind == MST__EVENT_BOARD) {
                const mst_plan_stop *stop = &judge->plan->stops[event->record];
                leave = stop->leave;
                latest_arrive = stop->arrive > latest_arrive ? stop->arrive : latest_arrive;
            }
            last_on = event->at > last_on ? event->at : last_on;
            earliest_leave = leave < earliest_leave ? leave : earliest_leave;
            latest_leave = leave > latest_leave ? leave : latest_leave;
        }
    }
    if (guards_in_scope(places, site, last_on) > 0) {
        return WAVE_NOT_ALL;
    }
    if (latest_arrive > earliest_leave) {
        return WAVE_NOT_GROUND;
    }
    bool leaves = latest_leave < MST_NEVER && latest_leave - earliest_leave <= WAVE_SPAN;
    return leaves ? WAVE_HOLDS : WAVE_NOT_LEAVE;
}

static void
refuse_force(places_sweep *places, uint32_t index, mst_time t, mst__clause clause, int64_t wanted)
{
    static const char *const why[] = {
        [0] = "are needed for the people there who will still leave",
        [1] = "are needed before anyone may be moved in",
        [2] = "must stay until the last wave, and guards are left behind it",
        [3] = "must stay until the last wave, and the vehicles of the last are not there together",
        [4] = "must stay until the last wave, and the last does not leave within 15 min",
    };
    mst__judge *judge = places->judge;
    site_state *site = &places->sites[index];
    mst__where where = mst__where_at(t);
    where.site = index;
    site->force_told = true;
    mst__refuse(judge, clause, where, "%s has %lld guards at %s, but %lld %s",
                mst__site_name(judge, index), (long long)on_duty(site), MST__TIME(t),
                (long long)wanted, why[clause - MST__FORCE_NEED]);
}

static void
judge_drop(places_sweep *places, uint32_t index, mst_time t, int64_t need, int64_t rear,
           bool below_need)
{
    site_state *site = &places->sites[index];
    if (t < places->judge->since) {
        return; /* judged with the phase before */
    }
    int64_t wanted = need > rear ? need : rear;
    switch (wave_at(places, index, t)) {
    case WAVE_HOLDS:
        site->wave = true;
        break;
    case WAVE_NOT_GROUND:
        refuse_force(places, index, t, MST__FORCE_WAVE_GROUND, wanted);
        break;
    case WAVE_NOT_LEAVE:
        refuse_force(places, index, t, MST__FORCE_WAVE_LEAVE, wanted);
        break;
    case WAVE_NOT_ALL:
        refuse_force(places, index, t, below_need ? MST__FORCE_NEED : MST__FORCE_REAR,
                     below_need ? need : rear);
        break;
    }
}

/* A shortage that the order or a surprise finds is told, and tolerated until it is over. */
static void
start_force(places_sweep *places, uint32_t index, mst_time t, int64_t guards, int64_t need)
{
    site_state *site = &places->sites[index];
    mst__judge *judge = places->judge;
    site->met = guards >= need;
    site->wave = false;
    if (!site->met && t >= judge->since) {
        mst__tell(judge, t > 0 ? "shortage-at-surprise" : "shortage-at-order", t, index,
                  "%s has %lld guards at %s, but %lld are needed: nobody may be moved in",
                  mst__site_name(judge, index), (long long)guards, MST__TIME(t), (long long)need);
    }
}

static void
judge_force(places_sweep *places, uint32_t index, mst_time t)
{
    site_state *site = &places->sites[index];
    const mst_p_site *limits = &places->judge->problem->sites[index];
    if (t < 0) {
        return;
    }
    int64_t guards = on_duty(site);
    int64_t need = force_need(limits, site->leavers, t);
    int64_t rear = mst_steps_at(&limits->force_rear, t);
    bool lowered = guards < site->guards_before;
    bool short_of_force = guards < need;
    if (t == 0 || t == places->judge->since) {
        start_force(places, index, t, guards, need);
    }
    site->met = site->met || !short_of_force;
    if (site->admits_people && short_of_force) {
        if (!site->force_told) {
            refuse_force(places, index, t, MST__FORCE_ADMIT, need);
        }
        return;
    }
    if (site->wave || site->force_told) {
        return;
    }
    bool below_need = site->met && short_of_force;
    if (lowered && (below_need || guards < rear)) {
        judge_drop(places, index, t, need, rear, below_need);
    } else if (below_need && t >= places->judge->since) {
        refuse_force(places, index, t, MST__FORCE_NEED, need);
    }
}

/* ---- rule 13 ---- */
static void
judge_escorts(places_sweep *places, uint32_t index, mst_time t)
{
    site_state *site = &places->sites[index];
    mst__judge *judge = places->judge;
    if (site->detached == 0 || site->guards >= site->detached || site->escort_told ||
        t < judge->since) {
        return;
    }
    site->escort_told = true;
    mst__where where = mst__where_at(t);
    where.site = index;
    mst__refuse(judge, MST__ESCORT_PRESENT, where,
                "%lld guards of %s are away as escorts at %s, but only %lld guards are there",
                (long long)site->detached, mst__site_name(judge, index), MST__TIME(t),
                (long long)site->guards);
}

static void
judge_instant(places_sweep *places, mst_time t)
{
    for (uint32_t i = 0; i < places->touched_count; i++) {
        uint32_t site = places->touched[i];
        judge_hold(places, site, t);
        tell_supplies(places, site, t);
        judge_force(places, site, t);
        judge_escorts(places, site, t);
    }
}

static void
find_first_groups(places_sweep *places)
{
    const mst__judge *judge = places->judge;
    uint32_t group = 0;
    for (uint32_t s = 0; s < judge->problem->site_count; s++) {
        places->first_group[s] = group;
        while (group < judge->group_count && judge->groups[group].site == s) {
            group++;
        }
    }
    places->first_group[judge->problem->site_count] = group;
}

void
mst__judge_places(mst__judge *judge)
{
    uint32_t count = judge->problem->site_count;
    places_sweep places = {.judge = judge,
                           .sites = MST__TAKE(judge, site_state, count),
                           .touched = MST__TAKE(judge, uint32_t, count),
                           .leavers = MST__TAKE(judge, int64_t, judge->group_count),
                           .first_group = MST__TAKE(judge, uint32_t, (size_t)count + 1)};
    if (judge->out_of_memory) {
        return;
    }
    find_first_groups(&places);
    uint32_t begin = 0;
    while (begin < judge->event_count) {
        mst_time t = judge->by_time[begin].at;
        uint32_t end = begin;
        places.touched_count = 0;
        for (; end < judge->event_count && judge->by_time[end].at == t; end++) {
            play(&places, end, begin);
        }
        judge_instant(&places, t);
        begin = end;
    }
}
