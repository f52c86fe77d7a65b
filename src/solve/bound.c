/* SPDX-License-Identifier: Apache-2.0
 *
 * Proven lower bounds on people left, completion and exposure of one problem.
 *
 * Two kinds of argument, each of a relaxation in which every limit but a few is dropped:
 *
 *   ways  no one of a cohort is out before the fastest way from where and when they are released, with the
 *         first vehicle that can be there (bound_path.c);
 *   cuts  of the people who must cross from one set of sites to another, no more can have crossed by a
 *         deadline than rounds of vehicles, berths, desks, flows, movements and room allow (bound_cut.c).
 *
 * A bound on left counts, at the horizon, those who cannot be out. A completion bound is the least deadline
 * by which everybody who must be out in a plan at least as good on left can be. An exposure bound adds, for
 * the k-th of a site to leave, the threat until the earliest moment k people can have left.
 */
#include <assert.h>
#include <string.h>

#include "solve/bound.h"

enum { WAY_WORK = 400000, GATE_WORK = 20000000, LATE_CUTS = 6, EXPOSURE_STEPS = 96 };

typedef struct best { /* the strongest completion so far, and why */
    mst_time at;
    const char *reason;
} best;

/* One way out that people must take, with what it lets through. */
typedef struct gate_limit {
    mst__cut cut;
    uint8_t *inside;
    int64_t persons[2 * MST_MAX_PRIORITIES]; /* who must cross, by set of priorities */
    int64_t most;                            /* who can be out by the horizon */
} gate_limit;

typedef struct proof {
    mst__relax relax;
    const mst_measures *value;
    mst_bound *bound;
    mst_arena *arena; /* of the reasons */
    int64_t way_work;
    int64_t *lost;                        /* [mover] persons who cannot be out at all */
    int64_t allowed[MST_MAX_PRIORITIES];  /* persons a plan at least as good on left may leave */
    int64_t left[2 * MST_MAX_PRIORITIES]; /* proved for each set of priorities */
    const char *left_reason;
    int64_t left_explained; /* persons that left_reason is about */
    best completion;
    uint32_t way_count; /* answers already found, so that equal cohorts cost one search */
    struct known_way {
        uint32_t mover;
        mst_time release, out;
    } ways[256];
} proof;

static mst_time
later(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

static mst_time
earlier(mst_time a, mst_time b)
{
    return a < b ? a : b;
}

static const mst_p_cohort *
cohort_of(const proof *p, uint32_t mover)
{
    return &p->relax.problem->cohorts[p->relax.movers[mover].cohort];
}

/* Set k is priority k alone; set MST_MAX_PRIORITIES + k is all up to k. */
static bool
in_set(uint32_t set, uint32_t priority)
{
    return set < MST_MAX_PRIORITIES ? priority == set : priority <= set - MST_MAX_PRIORITIES;
}

static bool
hear(proof *p, mst_time at, const char *reason)
{
    if (reason == NULL) {
        return false;
    }
    if (at > p->completion.at) {
        p->completion.at = at;
        p->completion.reason = reason;
    }
    return true;
}

/* "14 h 30 min": for reasons only. */
static const char *
duration_text(proof *p, mst_time t)
{
    int64_t minutes = mst_ceil_divide(t, MST_MS_PER_MINUTE);
    if (minutes < 120) {
        return mst_arena_format(p->arena, "%lld min", (long long)minutes);
    }
    return mst_arena_format(p->arena, "%lld h %lld min", (long long)(minutes / 60),
                            (long long)(minutes % 60));
}

/* ---- ways ---- */

static bool
way_out(proof *p, uint32_t mover, mst_time release, mst_time *out)
{
    const mst_p_cohort *cohort = cohort_of(p, mover);
    mst_time begin = later(release, 0);
    for (uint32_t i = 0; i < p->way_count; i++) {
        const mst_p_cohort *other = cohort_of(p, p->ways[i].mover);
        if (p->ways[i].release == begin && other->site == cohort->site &&
            other->force == cohort->force && other->uncontrolled == cohort->uncontrolled &&
            other->self_means == cohort->self_means &&
            p->relax.movers[p->ways[i].mover].goals == p->relax.movers[mover].goals) {
            *out = p->ways[i].out;
            return true;
        }
    }
    if (!mst__relax_out(&p->relax, &p->relax.movers[mover], release, &p->way_work, out)) {
        return false;
    }
    if (p->way_count < sizeof p->ways / sizeof p->ways[0]) {
        p->ways[p->way_count++] = (struct known_way){mover, begin, *out};
    }
    return true;
}

/* Who is lost: nobody released after the horizon less the least time to be out can be out; and nobody at
 * all when not even the first can. */
static bool
find_lost(proof *p)
{
    const mst_problem *problem = p->relax.problem;
    p->lost = MST_TAKE(p->relax.arena, int64_t, p->relax.mover_count);
    if (p->lost == NULL) {
        return false;
    }
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = cohort_of(p, m);
        mst_time out;
        if (!way_out(p, m, mst_cohort_release_time(cohort, 1), &out)) {
            return false;
        }
        p->relax.movers[m].first_out = out;
        if (out > p->relax.horizon) {
            p->lost[m] = cohort->count;
        } else {
            mst_time latest = p->relax.horizon - p->relax.tail_off[cohort->site];
            p->lost[m] = cohort->count - mst_cohort_released(cohort, latest);
        }
        if (p->lost[m] > p->left_explained) {
            p->left_explained = p->lost[m];
            p->left_reason = mst_arena_format(
                p->arena, "%s at %s cannot reach a safe site before the horizon by any open way",
                cohort->name, problem->sites[cohort->site].name);
            if (p->left_reason == NULL) {
                return false;
            }
        }
    }
    return true;
}

static bool
complete_ways(proof *p)
{
    const mst_problem *problem = p->relax.problem;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = cohort_of(p, m);
        int64_t must = cohort->count - p->allowed[cohort->priority];
        if (must <= 0) {
            continue;
        }
        mst_time out;
        if (!way_out(p, m, mst_cohort_release_time(cohort, must), &out)) {
            return false;
        }
        if (out <= p->completion.at || out >= MST_NEVER) {
            continue;
        }
        const char *after = duration_text(p, out);
        const char *reason =
            after == NULL ? NULL
                          : mst_arena_format(p->arena,
                                             "%s at %s: the fastest way out, with the first vehicle that "
                                             "can be there, takes until %s after the order",
                                             cohort->name, problem->sites[cohort->site].name, after);
        if (!hear(p, out, reason)) {
            return false;
        }
    }
    return true;
}

/* ---- what a plan at least as good on left may leave ----
 *
 * Left is compared priority by priority. While the value of every earlier priority is proved least, a plan
 * at least as good equals it there and leaves at most the value's weight in the next; after the first
 * priority that is not proved, later ones may be traded away.
 */
static void
find_allowed(proof *p)
{
    const mst_problem *problem = p->relax.problem;
    bool proved = true;
    for (uint32_t k = 0; k < MST_MAX_PRIORITIES; k++) {
        int64_t least_weight = INT64_MAX;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = cohort_of(p, m);
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

/* ---- cuts ---- */

/* Persons of a set of priorities who start inside and cannot walk or drive out by themselves. */
static int64_t
persons_inside(const proof *p, const mst__cut *cut, uint32_t set, bool without_self)
{
    int64_t persons = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = cohort_of(p, m);
        bool goals_fit = cut->goals == MST_NONE || cut->goals == p->relax.movers[m].goals;
        if (cut->inside[cohort->site] && goals_fit && in_set(set, cohort->priority) &&
            !(without_self && cohort->self_means != MST_SELF_NONE)) {
            persons += cohort->count;
        }
    }
    return persons;
}

/* Of those, the persons who must be out in a plan at least as good on left. */
static int64_t
persons_needed(const proof *p, const mst__cut *cut, bool without_self)
{
    int64_t persons = 0;
    for (uint32_t k = 0; k < p->relax.problem->priority_count; k++) {
        persons += later(0, persons_inside(p, cut, k, without_self) - p->allowed[k]);
    }
    return persons;
}

static bool
crosses_alone(const mst__relax *relax, const mst__cut *cut)
{
    const mst_problem *problem = relax->problem;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        if (relax->self[a] < MST_NEVER && cut->inside[problem->arcs[a].from] &&
            !cut->inside[problem->arcs[a].to]) {
            return true;
        }
    }
    return false;
}

static const char *
place_text(proof *p, const mst__cut *cut)
{
    return cut->gate != MST_NONE
               ? mst_arena_format(p->arena, "out of %s", p->relax.problem->sites[cut->gate].name)
               : "to safe sites";
}

/* The limit without which `persons` could be out just before `deadline`, in words. */
static const char *
crossing_reason(proof *p, const mst__crossing *crossing, int64_t persons, mst_time deadline)
{
    const mst_problem *problem = p->relax.problem;
    const mst__cut *cut = crossing->cut;
    const char *where = place_text(p, cut);
    if (where == NULL) {
        return NULL;
    }
    mst__limit binding = MST__LIMIT_FLEET;
    for (mst__limit k = MST__LIMIT_BERTH; k < MST__LIMIT_COUNT; k++) {
        if (mst__crossing_most(crossing, deadline, k) >= persons) {
            binding = k;
            break;
        }
    }
    if (binding == MST__LIMIT_BERTH) {
        return mst_arena_format(p->arena, "berths for the vehicles that carry people %s", where);
    }
    if (binding == MST__LIMIT_FLOW) {
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *way = &problem->arcs[a];
            if (cut->inside[way->from] && !cut->inside[way->to] && p->relax.passable[a]) {
                return mst_arena_format(p->arena, "the way %s takes %lld vehicles an hour", way->name,
                                        (long long)mst_steps_most(&way->flow, 0, p->relax.horizon));
            }
        }
    }
    if (binding == MST__LIMIT_MOVEMENTS) {
        return mst_arena_format(
            p->arena, "%s takes %lld landings and take-offs an hour", problem->sites[cut->gate].name,
            (long long)mst_steps_most(&problem->sites[cut->gate].movements, 0, p->relax.horizon));
    }
    /* The fleets: name the one that carries most. */
    uint32_t top = 0;
    int64_t top_persons = -1;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        int64_t carried = mst__stream_rounds(crossing, k, deadline) * crossing->streams[k].seats;
        if (carried > top_persons) {
            top_persons = carried;
            top = k;
        }
    }
    if (crossing->stream_count == 0) {
        return mst_arena_format(p->arena, "no vehicle can carry people %s", where);
    }
    const mst__group *group = &p->relax.groups[crossing->streams[top].group];
    return mst_arena_format(p->arena,
                            "seats: %lld of fleet %s make %lld rounds of %lld people %s by then%s",
                            (long long)group->count, problem->post->fleets[group->fleet].id,
                            (long long)(mst__stream_rounds(crossing, top, deadline) / group->count),
                            (long long)crossing->streams[top].seats, where,
                            crossing->stream_count > 1 ? ", the other fleets less" : "");
}

static bool
crossing_completes(proof *p, const mst__crossing *crossing, int64_t needed)
{
    mst_time at = mst__crossing_deadline(crossing, needed);
    if (at >= MST_NEVER || at <= p->completion.at) {
        return true;
    }
    return hear(p, at, crossing_reason(p, crossing, needed, at - 1));
}

/* Persons inside who are not released before `t`. */
static int64_t
released_late(const proof *p, const mst__cut *cut, mst_time t)
{
    int64_t persons = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = cohort_of(p, m);
        bool goals_fit = cut->goals == MST_NONE || cut->goals == p->relax.movers[m].goals;
        if (cut->inside[cohort->site] && goals_fit) {
            persons += cohort->count - mst_cohort_released(cohort, t - 1);
        }
    }
    return persons;
}

/* The latest moment before which at least `persons` of those inside are not released. */
static mst_time
late_release(const proof *p, const mst__cut *cut, int64_t persons)
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

/* Late people: some of those who must cross are ready only from some moment on; they need all their rounds
 * after it. Those who may be left are taken to be among them. */
static bool
late_completes(proof *p, const mst__cut *cut, int64_t needed, bool without_self)
{
    if (without_self) {
        return true;
    }
    int64_t spare = persons_inside(p, cut, 2 * MST_MAX_PRIORITIES - 1, false) - needed;
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

/* ---- desks of a gate ---- */

/* Units of work for those of a set who must be processed at the gate; `persons_left` may stay behind, each
 * of whom saves at most one unit. */
static int64_t
desk_work(const proof *p, const mst__cut *cut, uint32_t set, int64_t persons_left, bool without_self)
{
    bool per_party = p->relax.problem->sites[cut->gate].desk_per_party;
    int64_t units = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = cohort_of(p, m);
        if (cut->inside[cohort->site] && !cohort->force && !cohort->uncontrolled &&
            in_set(set, cohort->priority) &&
            !(without_self && cohort->self_means != MST_SELF_NONE)) {
            units += per_party ? cohort->count / (int64_t)cohort->party : cohort->count;
        }
    }
    return later(0, units - persons_left);
}

/* Do all who cross have to be processed by the gate's station: nobody can pass the gate aboard. */
static bool
desks_bind(const mst__crossing *crossing)
{
    uint32_t gate = crossing->cut->gate;
    if (gate == MST_NONE || !crossing->relax->problem->sites[gate].has_process) {
        return false;
    }
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        if (!crossing->streams[k].boards_at_gate) {
            return false;
        }
    }
    return true;
}

static mst_time
after_desk(const mst__crossing *crossing)
{
    mst_time least = MST_NEVER;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        uint32_t type = crossing->relax->groups[stream->group].type;
        least = earlier(least, crossing->relax->problem->types[type].load + stream->tail);
    }
    return least;
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

static const char *
desk_reason(proof *p, uint32_t gate)
{
    const mst_p_site *site = &p->relax.problem->sites[gate];
    int64_t desks = mst_steps_most(&site->desks, 0, p->relax.horizon);
    mst_time each = mst_steps_least(&site->desk_time, 0, p->relax.horizon);
    int64_t an_hour = each > 0 ? desks * MST_MS_PER_HOUR / each : 0;
    return mst_arena_format(p->arena, "desks at %s pass at most %lld %s an hour", site->name,
                            (long long)an_hour, site->desk_per_party ? "parties" : "people");
}

static int64_t
allowed_inside(const proof *p, const mst__cut *cut)
{
    int64_t persons = 0;
    for (uint32_t k = 0; k < p->relax.problem->priority_count; k++) {
        persons += earlier(p->allowed[k], persons_inside(p, cut, k, false));
    }
    return persons;
}

static bool
desks_complete(proof *p, const mst__crossing *crossing, bool without_self)
{
    const mst__cut *cut = crossing->cut;
    mst_time after = after_desk(crossing);
    int64_t units = desk_work(p, cut, 2 * MST_MAX_PRIORITIES - 1, allowed_inside(p, cut), without_self);
    mst_time done = desk_deadline(&p->relax, cut->gate, units);
    if (done >= MST_NEVER || after >= MST_NEVER || units <= 0) {
        return true;
    }
    if (done + after > p->completion.at && !hear(p, done + after, desk_reason(p, cut->gate))) {
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

/* ---- left ---- */

/* People left of each set by one cut: the lost outside of it, and inside the larger of the lost and those
 * for whom there is no room. */
static bool
count_left(proof *p, const mst__cut *cut, int64_t most, bool without_self, const char *reason)
{
    for (uint32_t set = 0; set < 2 * MST_MAX_PRIORITIES; set++) {
        if (set % MST_MAX_PRIORITIES >= p->relax.problem->priority_count) {
            continue;
        }
        int64_t inside = 0;
        int64_t outside = 0;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = cohort_of(p, m);
            if (!in_set(set, cohort->priority)) {
                continue;
            }
            bool here = cut != NULL && cut->inside[cohort->site] &&
                        (cut->goals == MST_NONE || cut->goals == p->relax.movers[m].goals);
            *(here ? &inside : &outside) += p->lost[m];
        }
        int64_t over = cut != NULL ? persons_inside(p, cut, set, without_self) - most : 0;
        int64_t left = outside + later(inside, over);
        p->left[set] = later(p->left[set], left);
        if (over > p->left_explained && reason != NULL) {
            p->left_explained = over;
            p->left_reason = reason;
        }
    }
    return true;
}

static bool
crossing_left(proof *p, const mst__crossing *crossing, bool without_self)
{
    const mst__cut *cut = crossing->cut;
    int64_t most = mst__crossing_most(crossing, p->relax.horizon, MST__LIMIT_COUNT);
    if (most < cut->need) {
        const char *reason = crossing_reason(p, crossing, most + 1, p->relax.horizon);
        if (reason == NULL || !count_left(p, cut, most, without_self, reason)) {
            return false;
        }
    }
    mst_time after = after_desk(crossing);
    if (!desks_bind(crossing) || after >= MST_NEVER) {
        return true;
    }
    int64_t done = mst__desk_units(&p->relax, cut->gate, p->relax.earliest_off[cut->gate],
                                   p->relax.horizon - after);
    for (uint32_t set = 0; set < 2 * MST_MAX_PRIORITIES; set++) {
        int64_t over = desk_work(p, cut, set, done, without_self);
        p->left[set] = later(p->left[set], over);
        if (over > p->left_explained) {
            p->left_explained = over;
            p->left_reason = desk_reason(p, cut->gate);
            if (p->left_reason == NULL) {
                return false;
            }
        }
    }
    return true;
}

/* Everyone ends at a site they accept, so no more than those sites hold. */
static bool
room_left(proof *p, uint32_t goals)
{
    const mst_problem *problem = p->relax.problem;
    const uint8_t *goal = p->relax.goal_sets[goals];
    int64_t room = 0;
    const char *name = NULL;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (!goal[s]) {
            continue;
        }
        int64_t hold = mst_steps_most(&problem->sites[s].hold, 0, p->relax.horizon + 1);
        if (hold >= MST_MAX_PEOPLE) {
            return true;
        }
        int64_t stay = 0;
        for (uint32_t c = 0; c < problem->cohort_count; c++) {
            const mst_p_cohort *cohort = &problem->cohorts[c];
            bool there = cohort->site == s && cohort->presence == MST_PRESENT_AT_START;
            stay += there && !cohort->in_scope && !cohort->uncontrolled ? cohort->count : 0;
        }
        room += later(0, hold - stay);
        name = name == NULL ? problem->sites[s].name : "the safe sites";
    }
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        if (cohort_of(p, m)->uncontrolled || cohort_of(p, m)->presence == MST_PRESENT_ARRIVING) {
            return true; /* they may overfill a site */
        }
    }
    uint8_t *inside = MST_TAKE(p->relax.arena, uint8_t, problem->site_count);
    const char *reason = mst_arena_format(p->arena, "%s can hold no more than %lld people",
                                          name != NULL ? name : "no safe site", (long long)room);
    if (inside == NULL || reason == NULL) {
        return false;
    }
    memset(inside, 1, problem->site_count);
    mst__cut cut = {.inside = inside, .gate = MST_NONE, .goals = goals};
    return count_left(p, &cut, room, false, reason);
}

/* Persons left, spread over the cohorts of least weight, beginning with those known to be lost. */
static int64_t
weighted_left(const proof *p, uint32_t priority, int64_t persons)
{
    int64_t weight = 0;
    int64_t rest = persons;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        if (cohort_of(p, m)->priority == priority) {
            weight += p->lost[m] * cohort_of(p, m)->weight;
            rest -= p->lost[m];
        }
    }
    int64_t floor = -1;
    while (rest > 0) { /* the next weight up */
        int64_t next = INT64_MAX;
        int64_t room = 0;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = cohort_of(p, m);
            if (cohort->priority == priority && cohort->weight > floor && cohort->weight <= next) {
                room = cohort->weight < next ? 0 : room;
                next = cohort->weight;
                room += cohort->count - p->lost[m];
            }
        }
        if (next == INT64_MAX) {
            break;
        }
        int64_t taken = earlier(rest, room);
        weight += taken * next;
        rest -= taken;
        floor = next;
    }
    return weight;
}

/* By priority: alone, or all up to it less what the earlier ones are known to be. */
static void
settle_left(proof *p)
{
    const mst_problem *problem = p->relax.problem;
    bool exact = true; /* every earlier priority is proved */
    int64_t before = 0;
    for (uint32_t k = 0; k < problem->priority_count; k++) {
        int64_t persons = p->left[k];
        if (exact) {
            persons = later(persons, p->left[MST_MAX_PRIORITIES + k] - before);
        }
        p->bound->left_by_priority[k] = weighted_left(p, k, persons);
        int64_t least = INT64_MAX;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = cohort_of(p, m);
            least = cohort->priority == k ? earlier(least, cohort->weight) : least;
        }
        exact = exact && p->value->left_by_priority[k] <= p->bound->left_by_priority[k] && least > 0;
        before += exact && least < INT64_MAX ? p->value->left_by_priority[k] / least : 0;
    }
    p->bound->left = p->left[MST_MAX_PRIORITIES + problem->priority_count - 1];
    p->bound->left_reason = p->bound->left > 0 ? p->left_reason : NULL;
}

/* ---- all cuts ---- */

typedef struct cut_list {
    uint32_t count;
    mst__cut *cuts;
} cut_list;

static bool
add_cut(proof *p, cut_list *list, const uint8_t *inside, uint32_t gate, uint32_t goals)
{
    uint32_t sites = p->relax.problem->site_count;
    mst__cut cut = {.inside = inside, .gate = gate, .goals = goals};
    cut.need = persons_inside(p, &cut, 2 * MST_MAX_PRIORITIES - 1, false);
    if (cut.need == 0) {
        return true;
    }
    uint8_t *copy = MST_TAKE(p->relax.arena, uint8_t, sites);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, inside, sites);
    cut.inside = copy;
    list->cuts[list->count++] = cut;
    return true;
}

/* Every gate people must pass, and every set of goals they must get to. */
static bool
list_cuts(proof *p, cut_list *list)
{
    const mst_problem *problem = p->relax.problem;
    uint32_t sites = problem->site_count;
    list->cuts = MST_TAKE(p->relax.arena, mst__cut, (size_t)sites + p->relax.goal_set_count);
    uint8_t *inside = MST_TAKE(p->relax.arena, uint8_t, sites);
    uint32_t *queue = MST_TAKE(p->relax.arena, uint32_t, sites);
    if (list->cuts == NULL || inside == NULL || queue == NULL) {
        return false;
    }
    for (uint32_t g = 0; g < p->relax.goal_set_count; g++) {
        for (uint32_t s = 0; s < sites; s++) {
            inside[s] = !p->relax.goal_sets[g][s];
        }
        if (!add_cut(p, list, inside, MST_NONE, g)) {
            return false;
        }
    }
    int64_t work = GATE_WORK;
    for (uint32_t s = 0; s < sites && work > 0; s++) {
        work -= problem->arc_count + sites;
        if (mst__gate_inside(&p->relax, s, inside, queue) && !add_cut(p, list, inside, s, MST_NONE)) {
            return false;
        }
    }
    return true;
}

static bool
prove_left(proof *p, const cut_list *list, mst__crossing *crossings)
{
    if (!find_lost(p) || !count_left(p, NULL, 0, false, NULL)) {
        return false;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        bool alone = crosses_alone(&p->relax, &list->cuts[i]);
        if (!mst__crossing_init(&crossings[i], &p->relax, &list->cuts[i]) ||
            !crossing_left(p, &crossings[i], alone)) {
            return false;
        }
    }
    for (uint32_t g = 0; g < p->relax.goal_set_count; g++) {
        if (!room_left(p, g)) {
            return false;
        }
    }
    settle_left(p);
    return true;
}

static bool
prove_completion(proof *p, const cut_list *list, const mst__crossing *crossings)
{
    find_allowed(p);
    if (!complete_ways(p)) {
        return false;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const mst__cut *cut = &list->cuts[i];
        bool alone = crosses_alone(&p->relax, cut);
        int64_t needed = persons_needed(p, cut, alone);
        if (needed <= 0) {
            continue;
        }
        if (!crossing_completes(p, &crossings[i], needed) ||
            !late_completes(p, cut, needed, alone) ||
            (desks_bind(&crossings[i]) && !desks_complete(p, &crossings[i], alone))) {
            return false;
        }
    }
    p->bound->completion = p->completion.at;
    p->bound->completion_reason = p->completion.reason;
    return true;
}

/* ---- exposure ---- */

/* Threat x ms at a site until `t`. */
static mst_wide
threat_until(const mst_p_site *site, mst_time t)
{
    mst_wide total = 0;
    for (uint32_t i = 0; i < site->threat.count; i++) {
        mst_time begin = later(site->threat.from[i], 0);
        mst_time end = i + 1 < site->threat.count ? site->threat.from[i + 1] : MST_NEVER;
        end = earlier(end, t);
        if (begin < end) {
            total += (mst_wide)(end - begin) * site->threat.value[i];
        }
    }
    return total;
}

/* Moment before which the k-th of the site's people is not released, and cannot be aboard. */
static mst_time
release_of_kth(const proof *p, uint32_t site, int64_t k)
{
    mst_time low = 0;
    mst_time high = p->relax.horizon;
    while (low < high) {
        mst_time middle = low + (high - low) / 2;
        int64_t released = 0;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = cohort_of(p, m);
            released += cohort->site == site && !cohort->force
                            ? mst_cohort_released(cohort, middle)
                            : 0;
        }
        if (released >= k) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/*
 * The people of one site: the k-th of them to leave does so no earlier than the least moment by which k can
 * have left it (a cut around the site alone), nor before k are released. Until then each is exposed there;
 * those who never leave are exposed to the horizon.
 */
static bool
site_exposure(proof *p, uint32_t site, uint8_t *inside, mst_wide *total)
{
    const mst_problem *problem = p->relax.problem;
    int64_t persons = 0;
    bool alone = false;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = cohort_of(p, m);
        if (cohort->site == site && !cohort->force) {
            persons += cohort->count;
            alone = alone || cohort->self_means != MST_SELF_NONE;
        }
    }
    if (persons == 0 || mst_steps_most(&problem->sites[site].threat, 0, p->relax.horizon) <= 0) {
        return true;
    }
    inside[site] = 1;
    mst__cut cut = {.inside = inside, .gate = site, .goals = MST_NONE, .leaving = true,
                    .need = persons};
    mst__crossing crossing;
    bool done = mst__crossing_init(&crossing, &p->relax, &cut);
    int64_t step = mst_ceil_divide(persons, EXPOSURE_STEPS);
    for (int64_t k = 1; k <= persons && done; k += step) {
        mst_time leaves = release_of_kth(p, site, k);
        if (!alone) {
            leaves = later(leaves, mst__crossing_deadline(&crossing, k));
        }
        leaves = earlier(leaves, p->relax.horizon);
        int64_t together = earlier(step, persons - k + 1);
        *total += threat_until(&problem->sites[site], leaves) * together;
    }
    inside[site] = 0;
    return done;
}

static bool
prove_exposure(proof *p)
{
    const mst_problem *problem = p->relax.problem;
    uint8_t *inside = MST_TAKE(p->relax.arena, uint8_t, problem->site_count);
    if (inside == NULL) {
        return false;
    }
    mst_wide total = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (!site_exposure(p, s, inside, &total)) {
            return false;
        }
    }
    p->bound->exposure = total;
    return true;
}

/* ---- the whole ---- */

static bool
prove(proof *p)
{
    cut_list list = {0};
    if (!list_cuts(p, &list)) {
        return false;
    }
    mst__crossing *crossings = MST_TAKE(p->relax.arena, mst__crossing, list.count);
    return crossings != NULL && prove_left(p, &list, crossings) &&
           prove_completion(p, &list, crossings) && prove_exposure(p);
}

mst_status
mst_bound_compute(const mst_problem *problem, const mst_measures *value, mst_bound *bound,
                  mst_arena *arena, mst_error *err)
{
    assert(problem->priority_count <= MST_MAX_PRIORITIES);
    *bound = (mst_bound){0};
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    proof *p = MST_TAKE(&scratch, proof, 1);
    bool done = p != NULL;
    if (done) {
        p->value = value;
        p->bound = bound;
        p->arena = arena;
        p->way_work = WAY_WORK;
        done = mst__relax_init(&p->relax, problem, &scratch);
        done = done && (p->relax.mover_count == 0 || prove(p));
    }
    mst_arena_release(&scratch);
    if (!done) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while proving a bound");
    }
    return MST_OK;
}
