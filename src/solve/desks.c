/* SPDX-License-Identifier: Apache-2.0
 *
 * Desks (rule 7): who needs one is served as soon as those placed before leave one free. Vehicles
 * and walkers are placed in an order of their own, so somebody placed later may come sooner: what a
 * desk has free before its last unit is kept as gaps and filled.
 *
 * D1  A desk has nobody from `free_at` on. Gaps lie before it, do not overlap on one desk, and are
 *     sorted by their begin. A gap that is forgotten counts as taken, so none is ever used twice.
 * D2  A unit starts only while the running ones and itself are no more than the desks open then; it
 *     does not keep one that is placed already from having started.
 */
#include <string.h>

#include "solve/state.h"

typedef struct place {
    mst_time start, each;
    uint32_t desk;
    uint32_t gap; /* MST_NONE: after the desk's last unit */
} place;

/* ---- gaps ---- */

/* The shortest: the one to do without where there is no room. */
static uint32_t
least_gap(const mst__site_state *at)
{
    uint32_t least = 0;
    for (uint32_t i = 1; i < at->gap_count; i++) {
        if (at->gaps[i].end - at->gaps[i].begin < at->gaps[least].end - at->gaps[least].begin) {
            least = i;
        }
    }
    return least;
}

static void
gap_remove(mst__site_state *at, uint32_t gap)
{
    at->gap_count--;
    memmove(at->gaps + gap, at->gaps + gap + 1, (at->gap_count - gap) * sizeof *at->gaps);
}

/* Keeps what can hold a unit. */
static void
gap_add(mst__site_state *at, const mst_p_site *facts, mst__desk_gap gap)
{
    mst_time least_time = facts->desk_time.value[0];
    for (uint32_t i = 1; i < facts->desk_time.count; i++) {
        mst_time each = facts->desk_time.value[i];
        least_time = each < least_time ? each : least_time;
    }
    if (gap.begin >= gap.end || gap.end - gap.begin < least_time) {
        return;
    }
    if (at->gap_count == MST__DESK_GAPS) {
        uint32_t least = least_gap(at);
        if (at->gaps[least].end - at->gaps[least].begin >= gap.end - gap.begin) {
            return;
        }
        gap_remove(at, least);
    }
    uint32_t i = at->gap_count++;
    for (; i > 0 && at->gaps[i - 1].begin > gap.begin; i--) {
        at->gaps[i] = at->gaps[i - 1];
    }
    at->gaps[i] = gap;
}

/* What nobody can fill any more: everyone placed from now on comes after the clock. */
static void
forget_past(mst__site_state *at, mst_time clock)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < at->gap_count; i++) {
        if (at->gaps[i].end > clock) {
            at->gaps[kept++] = at->gaps[i];
        }
    }
    at->gap_count = kept;
}

/* ---- choosing a desk ---- */

/* How many desks have somebody at `t`. */
static int64_t
running_at(const mst__site_state *at, mst_time t)
{
    int64_t running = 0;
    for (uint32_t d = 0; d < at->desk_count; d++) {
        running += at->desks[d].free_at > t ? 1 : 0;
    }
    for (uint32_t i = 0; i < at->gap_count && at->gaps[i].begin <= t; i++) {
        running -= at->gaps[i].end > t ? 1 : 0;
    }
    return running;
}

/* The most at any moment of [from, until): a new one begins only where a gap ends, and no gap ends
 * before it begins (D1). */
static int64_t
running_most(const mst__site_state *at, mst_time from, mst_time until)
{
    int64_t most = running_at(at, from);
    for (uint32_t i = 0; i < at->gap_count && at->gaps[i].begin < until; i++) {
        if (at->gaps[i].end > from && at->gaps[i].end < until) {
            int64_t running = running_at(at, at->gaps[i].end);
            most = running > most ? running : most;
        }
    }
    return most;
}

/* D2, where the number of desks changes. */
static bool
is_open_for(const mst_p_site *facts, const mst__site_state *at, mst_time start, mst_time each)
{
    int64_t open = mst_steps_at(&facts->desks, start);
    if (open < at->desk_count && running_at(at, start) >= open) {
        return false;
    }
    for (uint32_t i = 0; i < facts->desks.count; i++) {
        if (facts->desks.value[i] >= at->desk_count) {
            continue; /* the desk itself is free, so there is one for all of them */
        }
        mst_time from = facts->desks.from[i];
        mst_time until = i + 1 < facts->desks.count ? facts->desks.from[i + 1] : MST_NEVER;
        from = from > start ? from : start;
        until = until < start + each ? until : start + each;
        int64_t running = from < until ? running_most(at, from, until) : 0;
        if (running > 0 && running >= facts->desks.value[i]) {
            return false;
        }
    }
    return true;
}

static mst_time
unit_time(const mst_p_site *facts, mst_time t)
{
    return facts->desk_time.count == 1 ? facts->desk_time.value[0]
                                       : mst_steps_at(&facts->desk_time, t);
}

/* The soonest start on any desk from `ready` on, however many are open. */
static void
soonest(const mst_p_site *facts, const mst__site_state *at, mst_time ready, place *found)
{
    uint32_t best = 0;
    for (uint32_t d = 1; d < at->desk_count; d++) {
        best = at->desks[d].free_at < at->desks[best].free_at ? d : best;
    }
    mst_time start = at->desks[best].free_at > ready ? at->desks[best].free_at : ready;
    *found = (place){start, unit_time(facts, start), best, MST_NONE};
    for (uint32_t i = 0; i < at->gap_count && at->gaps[i].begin <= found->start; i++) {
        const mst__desk_gap *gap = &at->gaps[i];
        mst_time begin = gap->begin > ready ? gap->begin : ready;
        if (begin >= gap->end) {
            continue;
        }
        mst_time each = unit_time(facts, begin);
        if (begin + each <= gap->end &&
            (begin < found->start || (begin == found->start && found->gap == MST_NONE))) {
            *found = (place){begin, each, gap->desk, i};
        }
    }
}

/* The first moment after `t` at which a desk comes free, or more or fewer are open; MST_NEVER. */
static mst_time
next_change(const mst_p_site *facts, const mst__site_state *at, mst_time t)
{
    mst_time next = MST_NEVER;
    for (uint32_t d = 0; d < at->desk_count; d++) {
        mst_time free_at = at->desks[d].free_at;
        next = free_at > t && free_at < next ? free_at : next;
    }
    for (uint32_t i = 0; i < at->gap_count && at->gaps[i].begin < next; i++) {
        mst_time change = at->gaps[i].begin > t ? at->gaps[i].begin : at->gaps[i].end;
        next = change > t && change < next ? change : next;
    }
    for (uint32_t i = 0; i < facts->desks.count; i++) {
        mst_time from = facts->desks.from[i];
        next = from > t && from < next ? from : next;
    }
    return next;
}

/* False when no desk will ever take a unit that is ready then. */
static bool
choose(const mst_p_site *facts, const mst__site_state *at, mst_time ready, place *found)
{
    if (at->desk_count == 0) {
        return false;
    }
    for (mst_time t = ready; t < MST_NEVER; t = next_change(facts, at, found->start)) {
        soonest(facts, at, t, found);
        if (facts->desks.count == 1 || is_open_for(facts, at, found->start, found->each)) {
            return true;
        }
    }
    return false;
}

/* ---- serving ---- */

/* One unit more of what the desk did last, or a run of its own. */
static uint32_t
record(mst__state *state, mst_plan_desk_run unit, uint32_t before)
{
    mst_plan_desk_run *run = before != MST_NONE ? &state->runs[before] : NULL;
    if (run != NULL && run->cohort == unit.cohort && run->stations == unit.stations &&
        run->each == unit.each && run->start + run->units * run->each == unit.start) {
        run->units++;
        return before;
    }
    return mst__add_runs(state, unit);
}

/* One unit of `cohort` through the desks, from `*from` on: the moment it is done, MST_NEVER when it
 * never is. `*from` becomes its start: those who come with it and after it start no sooner, since
 * what is placed takes room and gives none. */
static mst_time
serve(mst__state *state, uint32_t site, uint32_t cohort, uint32_t stations, mst_time *from)
{
    const mst_p_site *facts = &state->problem->sites[site];
    mst__site_state *at = &state->sites[site];
    place found;
    if (!choose(facts, at, *from, &found) || found.start >= state->problem->horizon) {
        return MST_NEVER;
    }
    *from = found.start;
    const mst__desk *desk = &at->desks[found.desk];
    mst_plan_desk_run unit = {.site = site,
                              .desk = found.desk,
                              .cohort = cohort,
                              .stations = stations,
                              .units = 1,
                              .start = found.start,
                              .each = found.each};
    mst_time end = found.start + found.each;
    if (found.gap == MST_NONE) {
        gap_add(at, facts, (mst__desk_gap){desk->free_at, found.start, found.desk, desk->run});
        mst__desk_set(at, found.desk, (mst__desk){end, record(state, unit, desk->run)});
        return end;
    }
    mst__desk_gap gap = at->gaps[found.gap];
    gap_remove(at, found.gap);
    uint32_t run = record(state, unit, gap.begin == found.start ? gap.run : MST_NONE);
    gap_add(at, facts, (mst__desk_gap){gap.begin, found.start, found.desk, gap.run});
    gap_add(at, facts, (mst__desk_gap){end, gap.end, found.desk, run});
    return end;
}

void
mst__desks_serve(mst__state *state, uint32_t site, mst_load load, mst_time ready)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[load.cohort];
    const mst_p_site *facts = &state->problem->sites[site];
    uint32_t done_mask = load.stations | (UINT32_C(1) << facts->station);
    mst__pool *pool = mst__pool_make(state, site, load.cohort, done_mask, MST__WAITING);
    forget_past(&state->sites[site], state->clock);
    mst_time from = ready;
    for (int64_t left = load.count; left > 0 && pool != NULL; left -= cohort->party) {
        /* After a surprise some of a party may have been processed already. */
        int64_t persons = left < cohort->party ? left : cohort->party;
        int64_t units = facts->desk_per_party ? 1 : persons;
        mst_time done = ready;
        for (int64_t u = 0; u < units && done < MST_NEVER; u++) {
            mst_time unit = ready >= MST_NEVER
                                ? MST_NEVER
                                : serve(state, site, load.cohort, load.stations, &from);
            done = unit > done ? unit : done;
        }
        if (done >= MST_NEVER) { /* nor will any later one be */
            mst__pool_add(state, pool, MST_NEVER, left);
            return;
        }
        mst__pool_add(state, pool, done, persons);
    }
}

/* ---- life ---- */

/* More desks than people serve nobody sooner. */
static uint32_t
most_desks(const mst_p_site *facts)
{
    enum { MOST_DESKS = 4096 };
    int64_t most = 0;
    for (uint32_t i = 0; i < facts->desks.count && facts->has_process; i++) {
        most = facts->desks.value[i] > most ? facts->desks.value[i] : most;
    }
    return most > MOST_DESKS ? MOST_DESKS : (uint32_t)most;
}

bool
mst__desks_open(mst__site_state *at, const mst_p_site *facts)
{
    at->desk_count = most_desks(facts);
    at->desks = mst_heap_take(at->desk_count, sizeof *at->desks);
    at->gaps = mst_heap_take(at->desk_count > 0 ? MST__DESK_GAPS : 0, sizeof *at->gaps);
    return at->desks != NULL && at->gaps != NULL;
}

void
mst__desk_set(mst__site_state *at, uint32_t desk, mst__desk last)
{
    bool was_first = at->desks[desk].free_at == at->desks_free;
    at->desks[desk] = last;
    if (last.free_at <= at->desks_free) {
        at->desks_free = last.free_at;
    } else if (was_first) {
        at->desks_free = at->desks[0].free_at;
        for (uint32_t d = 1; d < at->desk_count; d++) {
            mst_time free_at = at->desks[d].free_at;
            at->desks_free = free_at < at->desks_free ? free_at : at->desks_free;
        }
    }
}

void
mst__desks_clear(mst__site_state *at)
{
    at->gap_count = 0;
    at->desks_free = 0;
    for (uint32_t d = 0; d < at->desk_count; d++) {
        at->desks[d] = (mst__desk){.free_at = 0, .run = MST_NONE};
    }
}

void
mst__desks_copy(mst__site_state *to, const mst__site_state *from)
{
    if (from->desk_count > 0) {
        memcpy(to->desks, from->desks, from->desk_count * sizeof *to->desks);
    }
    to->desks_free = from->desks_free;
    to->gap_count = from->gap_count;
    if (from->gap_count > 0) {
        memcpy(to->gaps, from->gaps, from->gap_count * sizeof *to->gaps);
    }
}
