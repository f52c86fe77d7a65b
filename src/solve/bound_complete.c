/* SPDX-License-Identifier: Apache-2.0
 *
 * Bounds on completion: the least deadline by which everyone who must be out, in a plan at least as
 * good on left, can be.
 */
#include <string.h>

#include "solve/bound.h"

enum { LATE_CUTS = 6 };

static bool
complete_ways(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        int64_t must = cohort->count - p->allowed[cohort->priority];
        if (must <= 0) {
            continue;
        }
        mst_time out;
        if (!mst__proof_way(p, m, mst_cohort_release_time(cohort, must), &out)) {
            return false;
        }
        if (out <= p->completion || out >= MST_NEVER) {
            continue;
        }
        p->way_completion = out;
        p->way_mover = m;
        const char *after = mst__proof_duration(p, out);
        const char *reason =
            after == NULL
                ? NULL
                : mst_arena_format(p->arena,
                                   "%s at %s: the fastest way out, with the first vehicle that "
                                   "can be there, takes until %s after the order",
                                   cohort->name, problem->sites[cohort->site].name, after);
        if (!mst__proof_hear(p, out, reason)) {
            return false;
        }
    }
    return true;
}

/* ---- what a plan at least as good on left may leave ----
 *
 * Left is compared priority by priority. While the value of every earlier priority is proved least,
 * a plan at least as good equals it there and leaves at most the value's weight in the next; after
 * the first priority that is not proved, later ones may be traded away.
 */
static void
find_allowed(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    bool proved = true;
    for (uint32_t k = 0; k < MST_MAX_PRIORITIES; k++) {
        int64_t least_weight = INT64_MAX;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = mst__proof_cohort(p, m);
            if (cohort->priority == k && cohort->weight < least_weight) {
                least_weight = cohort->weight;
            }
        }
        int64_t value = p->value->left_by_priority[k];
        bool counted = problem->measures[0] == MST_MEASURE_LEFT && proved && least_weight > 0;
        p->allowed[k] = counted && least_weight < INT64_MAX ? value / least_weight : INT64_MAX / 4;
        proved = proved && value <= p->bound->left_by_priority[k];
    }
}

static bool
crossing_completes(mst__proof *p, const mst__crossing *crossing, int64_t needed)
{
    mst_time at = mst__crossing_deadline(crossing, needed);
    if (at >= MST_NEVER || at <= p->completion) {
        return true;
    }
    p->completion_cut = (mst__crossed){crossing->cut->inside, crossing->cut->ready};
    return mst__proof_hear(p, at, mst__proof_reason(p, crossing, needed, at - 1));
}

/* Persons inside who are not released before `t`. */
static int64_t
released_late(const mst__proof *p, const mst__cut *cut, mst_time t)
{
    int64_t persons = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        bool goals_fit = cut->goals == MST_NONE || cut->goals == p->relax.movers[m].goals;
        if (cut->inside[cohort->site] && goals_fit) {
            persons += cohort->count - mst_cohort_released(cohort, t - 1);
        }
    }
    return persons;
}

/* The latest moment before which at least `persons` of those inside are not released. */
static mst_time
late_release(const mst__proof *p, const mst__cut *cut, int64_t persons)
{
    mst_time low = 0;
    mst_time high = p->relax.horizon;
    while (low < high) {
        mst_time middle = low + (high - low + 1) / 2;
        if (released_late(p, cut, middle) >= persons) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/* Late people: some of those who must cross are ready only from some moment on; they need all their
 * rounds after it. Those who may be left are taken to be among them. */
static bool
late_completes(mst__proof *p, const mst__cut *cut, int64_t needed, bool without_self)
{
    if (without_self) {
        return true;
    }
    int64_t spare = mst__proof_inside(p, cut, MST__EVERYONE, false) - needed;
    mst_time last = 0;
    for (int64_t i = LATE_CUTS; i > 0; i--) {
        mst_time ready = late_release(p, cut, mst_ceil_divide(needed * i, LATE_CUTS) + spare);
        if (ready <= last) {
            continue;
        }
        last = ready;
        mst__cut late = *cut;
        late.ready = ready;
        mst__crossing crossing;
        if (!mst__crossing_init(&crossing, &p->relax, &late) ||
            !crossing_completes(p, &crossing, released_late(p, cut, ready) - spare)) {
            return false;
        }
    }
    return true;
}

static mst_time
desk_deadline(const mst__relax *relax, uint32_t gate, int64_t units)
{
    mst_time low = 0;
    mst_time high = relax->horizon;
    mst_time ready = relax->earliest_off[gate];
    if (units <= 0) {
        return 0;
    }
    if (mst__desk_units(relax, gate, ready, high) < units) {
        return MST_NEVER;
    }
    while (low < high) {
        mst_time middle = low + (high - low) / 2;
        if (mst__desk_units(relax, gate, ready, middle) >= units) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static int64_t
allowed_inside(const mst__proof *p, const mst__cut *cut)
{
    int64_t persons = 0;
    for (uint32_t k = 0; k < p->relax.problem->priority_count; k++) {
        persons += mst__earlier(p->allowed[k], mst__proof_inside(p, cut, k, false));
    }
    return persons;
}

static bool
desks_complete(mst__proof *p, const mst__crossing *crossing, bool without_self)
{
    const mst__cut *cut = crossing->cut;
    mst_time after = mst__after_desk(crossing);
    int64_t units =
        mst__proof_desk_work(p, cut, MST__EVERYONE, allowed_inside(p, cut), without_self);
    mst_time done = desk_deadline(&p->relax, cut->gate, units);
    if (done >= MST_NEVER || after >= MST_NEVER || units <= 0) {
        return true;
    }
    if (done + after > p->completion &&
        !mst__proof_hear(p, done + after, mst__proof_desk_reason(p, cut->gate))) {
        return false;
    }
    /* Those the desks let go last still need all their rounds after that. */
    for (int64_t i = 1; i < LATE_CUTS; i++) {
        int64_t part = mst_ceil_divide(units * i, LATE_CUTS); /* units done later */
        mst_time ready = desk_deadline(&p->relax, cut->gate, units - part + 1);
        mst__cut late = *cut;
        late.ready = ready - p->relax.fresh_desk[cut->gate];
        mst__crossing rest;
        if (!mst__crossing_init(&rest, &p->relax, &late) || !crossing_completes(p, &rest, part)) {
            return false;
        }
    }
    return true;
}

/* Goals that people can get off at when they come straight from a place that is none: some type
 * rides there over the cut, perhaps past other goals. */
static bool
mark_entries(const mst__relax *relax, const uint8_t *goal, uint8_t *entry)
{
    const mst_problem *problem = relax->problem;
    uint32_t sites = problem->site_count;
    uint32_t *queue = MST_TAKE(relax->arena, uint32_t, sites);
    uint8_t *aboard = MST_TAKE(relax->arena, uint8_t, sites);
    if (queue == NULL || aboard == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < relax->type_count; i++) {
        const mst_time *ride = relax->ride + (size_t)i * problem->arc_count;
        uint32_t count = 0;
        memset(aboard, 0, sites);
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            uint32_t to = problem->arcs[a].to;
            if (ride[a] < MST_NEVER && !goal[problem->arcs[a].from] && goal[to] && !aboard[to]) {
                aboard[to] = 1;
                queue[count++] = to;
            }
        }
        for (uint32_t head = 0; head < count; head++) {
            uint32_t s = queue[head];
            entry[s] |= relax->serves[(size_t)i * sites + s];
            for (uint32_t a = problem->arcs_from[s]; a < problem->arcs_from[s + 1]; a++) {
                uint32_t to = problem->arcs[a].to;
                if (ride[a] < MST_NEVER && goal[to] && !aboard[to]) {
                    aboard[to] = 1;
                    queue[count++] = to;
                }
            }
        }
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        entry[problem->arcs[a].to] |= relax->self[a] < MST_NEVER && goal[problem->arcs[a].to];
    }
    return true;
}

/* The safe sites as room over time. */
typedef struct haven {
    uint32_t site;
    int64_t room;
    mst__cut only; /* the site alone */
    mst__crossing onward;
} haven;

/* Who is out by `t` got off first at an entry; they have room there, or have boarded there
 * again. */
static int64_t
havens_most(const mst__relax *relax, const haven *havens, uint32_t count, mst_time t)
{
    int64_t most = 0;
    for (uint32_t i = 0; i < count && most < MST__MANY; i++) {
        if (relax->earliest_off[havens[i].site] <= t) {
            most += havens[i].room + mst__crossing_boarded(&havens[i].onward, t);
        }
    }
    return most;
}

static bool
list_havens(mst__proof *p, uint32_t goals, int64_t needed, haven *havens, uint32_t *count)
{
    const mst__relax *relax = &p->relax;
    uint32_t sites = relax->problem->site_count;
    uint8_t *entry = MST_TAKE(relax->arena, uint8_t, sites);
    if (entry == NULL || !mark_entries(relax, relax->goal_sets[goals], entry)) {
        return false;
    }
    for (uint32_t s = 0; s < sites; s++) {
        if (!entry[s]) {
            continue;
        }
        haven *one = &havens[(*count)++];
        *one = (haven){.site = s, .room = mst__proof_room(p, s)};
        if (one->room >= needed || mst__leaves_alone(relax, s)) {
            one->room = MST__MANY; /* from the first moment somebody can be there */
            continue;
        }
        uint8_t *only = MST_TAKE(relax->arena, uint8_t, sites);
        if (only == NULL) {
            return false;
        }
        only[s] = 1;
        one->only = (mst__cut){.inside = only,
                               .gate = s,
                               .goals = MST_NONE,
                               .leaving = true,
                               .anybody = true,
                               .need = needed};
        if (!mst__crossing_init(&one->onward, relax, &one->only)) {
            return false;
        }
    }
    return true;
}

static bool
room_completes(mst__proof *p, uint32_t goals)
{
    const mst__relax *relax = &p->relax;
    uint8_t *inside = MST_TAKE(relax->arena, uint8_t, relax->problem->site_count);
    haven *havens = MST_TAKE(relax->arena, haven, relax->problem->site_count);
    if (inside == NULL || havens == NULL) {
        return false;
    }
    memset(inside, 1, relax->problem->site_count);
    mst__cut cut = {.inside = inside, .gate = MST_NONE, .goals = goals};
    int64_t needed = mst__proof_needed(p, &cut, false);
    uint32_t count = 0;
    if (needed <= 0) {
        return true;
    }
    if (!list_havens(p, goals, needed, havens, &count)) {
        return false;
    }
    mst_time low = p->completion;
    mst_time high = relax->horizon + 1;
    while (low < high) {
        mst_time middle = low + (high - low) / 2;
        if (havens_most(relax, havens, count, middle) >= needed) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if (low > relax->horizon || low <= p->completion) {
        return true;
    }
    int64_t room = havens_most(relax, havens, count, low - 1);
    return mst__proof_hear(p, low,
                           mst_arena_format(p->arena,
                                            "the safe sites have room for %lld people before that",
                                            (long long)room));
}

bool
mst__prove_completion(mst__proof *p)
{
    find_allowed(p);
    if (!complete_ways(p)) {
        return false;
    }
    for (uint32_t i = 0; i < p->cut_count; i++) {
        const mst__cut *cut = &p->cuts[i];
        bool alone = mst__cut_alone(&p->relax, cut);
        int64_t needed = mst__proof_needed(p, cut, alone);
        if (needed <= 0) {
            continue;
        }
        if (!crossing_completes(p, &p->crossings[i], needed) ||
            !late_completes(p, cut, needed, alone) ||
            (mst__desks_bind(&p->crossings[i]) && !desks_complete(p, &p->crossings[i], alone))) {
            return false;
        }
    }
    for (uint32_t g = 0; g < p->relax.goal_set_count; g++) {
        if (!room_completes(p, g) || !mst__work_completes(p, g)) {
            return false;
        }
    }
    if (!mst__fluid_completes(p)) {
        return false;
    }
    p->bound->completion = p->completion;
    p->bound->completion_reason = p->completion_reason;
    return true;
}
