/* SPDX-License-Identifier: Apache-2.0
 *
 * What rule 9 asks of the guards at a site, over time. Every question walks the moments at which
 * anything that decides changes: guards there, people to protect, or what is asked for.
 *
 * G1  A walk reads the calendars from its start on, once; its cost is the changes it passes.
 */
#include "solve/state.h"

typedef struct walk {
    const mst_p_site *facts;
    const mst__site_state *at;
    mst_time now;
    uint32_t next_guards, next_leavers; /* the first changes after `now` */
    int64_t guards, leavers;
} walk;

static walk
walk_from(const mst__state *state, uint32_t site, mst_time t)
{
    const mst__site_state *at = &state->sites[site];
    uint32_t g = mst__level_after(&at->guards, t);
    uint32_t l = mst__level_after(&at->leavers, t);
    return (walk){.facts = &state->problem->sites[site],
                  .at = at,
                  .now = t,
                  .next_guards = g,
                  .next_leavers = l,
                  .guards = g > 0 ? at->guards.value[g - 1] : at->guards.start,
                  .leavers = l > 0 ? at->leavers.value[l - 1] : at->leavers.start};
}

static mst_time
next_step(const mst_steps *steps, mst_time t, mst_time next)
{
    for (uint32_t i = 1; i < steps->count; i++) {
        if (steps->from[i] > t && steps->from[i] < next) {
            return steps->from[i];
        }
    }
    return next;
}

/* The next moment at which anything changes; MST_NEVER. */
static mst_time
walk_next(const walk *w)
{
    const mst__level *guards = &w->at->guards;
    const mst__level *leavers = &w->at->leavers;
    mst_time next = w->next_guards < guards->count ? guards->time[w->next_guards] : MST_NEVER;
    if (w->next_leavers < leavers->count && leavers->time[w->next_leavers] < next) {
        next = leavers->time[w->next_leavers];
    }
    next = next_step(&w->facts->force_fixed, w->now, next);
    next = next_step(&w->facts->force_per_1000, w->now, next);
    return next_step(&w->facts->force_rear, w->now, next);
}

static void
walk_on(walk *w)
{
    const mst__level *guards = &w->at->guards;
    const mst__level *leavers = &w->at->leavers;
    w->now = walk_next(w);
    for (; w->next_guards < guards->count && guards->time[w->next_guards] <= w->now;
         w->next_guards++) {
        w->guards = guards->value[w->next_guards];
    }
    for (; w->next_leavers < leavers->count && leavers->time[w->next_leavers] <= w->now;
         w->next_leavers++) {
        w->leavers = leavers->value[w->next_leavers];
    }
}

static int64_t
step_at(const mst_steps *steps, mst_time t)
{
    return steps->count == 1 ? steps->value[0] : mst_steps_at(steps, t);
}

/* Need for so many people who would still leave. */
static int64_t
need_of(const walk *w, int64_t leavers)
{
    if (leavers <= 0) {
        return 0;
    }
    return step_at(&w->facts->force_fixed, w->now) +
           mst_ceil_divide(leavers * step_at(&w->facts->force_per_1000, w->now), 1000);
}

static bool
steps_zero(const mst_steps *steps)
{
    return steps->count == 1 && steps->value[0] == 0;
}

static bool
site_unguarded(const mst_p_site *site)
{
    return steps_zero(&site->force_fixed) && steps_zero(&site->force_per_1000) &&
           steps_zero(&site->force_rear);
}

mst_time
mst__guards_next(const mst__state *state, uint32_t site, mst_time t)
{
    walk w = walk_from(state, site, t);
    return walk_next(&w);
}

/* When the guards, once enough, are too few for those there, with a change of both from some moment
 * on; MST_NEVER. */
static mst_time
first_lapse(const mst__state *state, uint32_t site, const mst__guards_change *change)
{
    bool met = false;
    for (walk w = walk_from(state, site, 0); w.now < MST_NEVER;) {
        bool changed = change != NULL && w.now >= change->from;
        int64_t guards = w.guards + (changed ? change->guards : 0);
        int64_t leavers = w.leavers + (changed ? change->leavers : 0);
        bool enough = guards >= need_of(&w, leavers);
        /* When most of them are left in the end, few guards were enough. */
        met = met || (state->careful && leavers > 0 && guards >= need_of(&w, 1));
        if (met && !enough) {
            return w.now;
        }
        met = met || enough;
        if (change != NULL && w.now < change->from && walk_next(&w) > change->from) {
            w.now = change->from; /* nothing else changes before */
        } else {
            walk_on(&w);
        }
    }
    return MST_NEVER;
}

/* A need that never rises is kept by whoever wants to leave or come. */
static bool
need_rises(const mst__state *state, uint32_t site)
{
    const mst_p_site *facts = &state->problem->sites[site];
    bool rises =
        facts->force_fixed.count > 1 || facts->force_per_1000.count > 1 || state->late_leavers;
    return rises && !site_unguarded(facts);
}

static mst_time
held_until(const mst__state *state, uint32_t site)
{
    mst__site_state *at = &state->sites[site];
    if (!at->held_known || at->held_careful != state->careful ||
        at->held_guards != at->guards.version || at->held_leavers != at->leavers.version) {
        at->held_known = true;
        at->held_careful = state->careful;
        at->held_guards = at->guards.version;
        at->held_leavers = at->leavers.version;
        at->held_until = first_lapse(state, site, NULL);
    }
    return at->held_until;
}

bool
mst__guards_held(const mst__state *state, uint32_t site, mst_time t)
{
    return !need_rises(state, site) || held_until(state, site) >= t;
}

bool
mst__guards_stay_held(const mst__state *state, uint32_t site, const mst__guards_change *change)
{
    mst_time last = state->sites[site].last_boarding;
    if (last <= change->from || !need_rises(state, site)) {
        return true;
    }
    mst_time lapse = first_lapse(state, site, change);
    return lapse >= last || lapse >= held_until(state, site);
}

int64_t
mst__guards_spare(const mst__state *state, uint32_t site, mst_time t, mst_time until)
{
    return mst__guards_spare_for(state, site, t, until, 0);
}

/* The fewest guards at `t` and until `until`. */
static int64_t
fewest_guards(const mst__level *guards, mst_time t, mst_time until)
{
    uint32_t i = mst__level_after(guards, t);
    int64_t fewest = i > 0 ? guards->value[i - 1] : guards->start;
    for (; i < guards->count && guards->time[i] < until && guards->time[i] < MST_NEVER; i++) {
        fewest = guards->value[i] < fewest ? guards->value[i] : fewest;
    }
    return fewest > 0 ? fewest : 0;
}

int64_t
mst__guards_spare_for(const mst__state *state, uint32_t site, mst_time t, mst_time until,
                      int64_t expected)
{
    int64_t spare = INT64_MAX;
    if (t < MST_NEVER && site_unguarded(&state->problem->sites[site])) {
        return fewest_guards(&state->sites[site].guards, t, until);
    }
    for (walk w = walk_from(state, site, t); w.now < MST_NEVER && (w.now < until || w.now == t);
         walk_on(&w)) {
        int64_t need = need_of(&w, w.leavers > expected ? w.leavers : expected);
        int64_t rear = step_at(&w.facts->force_rear, w.now);
        int64_t here = w.guards - (need > rear ? need : rear);
        spare = here < spare ? here : spare;
        if (spare <= 0) {
            return 0;
        }
    }
    return spare;
}

int64_t
mst__guards_spare_ever(const mst__state *state, uint32_t site)
{
    const mst_p_site *facts = &state->problem->sites[site];
    const mst__level *guards = &state->sites[site].guards;
    const mst__level *leavers = &state->sites[site].leavers;
    int64_t here = guards->count > 0 ? guards->value[guards->count - 1] : guards->start;
    int64_t people = leavers->count > 0 ? leavers->value[leavers->count - 1] : leavers->start;
    walk end = {.facts = facts, .now = MST_NEVER - 1};
    int64_t need = need_of(&end, people);
    int64_t rear = step_at(&facts->force_rear, end.now);
    return here - (need > rear ? need : rear);
}

mst_time
mst__guards_allow(const mst__state *state, uint32_t site, mst_time from, int64_t n)
{
    if (site_unguarded(&state->problem->sites[site])) {
        return from;
    }
    mst_time earliest = from;
    for (walk w = walk_from(state, site, from); w.now < MST_NEVER;) {
        bool enough = w.guards >= need_of(&w, w.leavers + n);
        walk_on(&w);
        earliest = enough ? earliest : w.now;
    }
    return earliest;
}
