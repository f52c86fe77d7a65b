/* SPDX-License-Identifier: Apache-2.0
 *
 * Bounds on people left: at the horizon, those of a set of priorities who cannot be out by any way,
 * over any cut, through any desk, or for whom no safe site has room.
 */
#include <string.h>

#include "solve/bound.h"

/* Who is lost: nobody released after the horizon less the least time to be out can be out; and
 * nobody at all when not even the first can. */
static bool
find_lost(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    p->lost = MST_TAKE(p->relax.arena, int64_t, p->relax.mover_count);
    if (p->lost == NULL) {
        return false;
    }
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        mst_time out;
        if (!mst__proof_way(p, m, mst_cohort_release_time(cohort, 1), &out)) {
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

/* People left of each set by one cut: the lost outside of it, and inside the larger of the lost and
 * those for whom there is no room. */
static void
count_left(mst__proof *p, const mst__cut *cut, int64_t most, bool without_self, const char *reason)
{
    for (uint32_t set = 0; set < MST__SETS; set++) {
        if (set % MST_MAX_PRIORITIES >= p->relax.problem->priority_count) {
            continue;
        }
        int64_t inside = 0;
        int64_t outside = 0;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = mst__proof_cohort(p, m);
            if (!mst__in_set(set, cohort->priority)) {
                continue;
            }
            bool here = cut != NULL && cut->inside[cohort->site] &&
                        (cut->goals == MST_NONE || cut->goals == p->relax.movers[m].goals);
            *(here ? &inside : &outside) += p->lost[m];
        }
        int64_t over = cut != NULL ? mst__proof_inside(p, cut, set, without_self) - most : 0;
        int64_t left = outside + mst__later(inside, over);
        p->left[set] = mst__later(p->left[set], left);
        if (over > p->left_explained && reason != NULL) {
            p->left_explained = over;
            p->left_reason = reason;
            p->left_cut.inside = cut->inside;
        }
    }
}

static bool
crossing_left(mst__proof *p, const mst__crossing *crossing, bool without_self)
{
    const mst__cut *cut = crossing->cut;
    int64_t most = mst__crossing_most(crossing, p->relax.horizon, MST__LIMIT_COUNT);
    if (most < cut->need) {
        const char *reason = mst__proof_reason(p, crossing, most + 1, p->relax.horizon);
        if (reason == NULL) {
            return false;
        }
        count_left(p, cut, most, without_self, reason);
    }
    mst_time after = mst__after_desk(crossing);
    if (!mst__desks_bind(crossing) || after >= MST_NEVER) {
        return true;
    }
    int64_t done = mst__desk_units(&p->relax, cut->gate, p->relax.earliest_off[cut->gate],
                                   p->relax.horizon - after);
    for (uint32_t set = 0; set < MST__SETS; set++) {
        int64_t over = mst__proof_desk_work(p, cut, set, done, without_self);
        p->left[set] = mst__later(p->left[set], over);
        if (over > p->left_explained) {
            p->left_explained = over;
            p->left_reason = mst__proof_desk_reason(p, cut->gate);
            if (p->left_reason == NULL) {
                return false;
            }
        }
    }
    return true;
}

/* Everyone ends at a site they accept, so no more than those sites hold. */
static bool
room_left(mst__proof *p, uint32_t goals)
{
    const mst_problem *problem = p->relax.problem;
    int64_t room = 0;
    const char *name = NULL;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (p->relax.goal_sets[goals][s]) {
            room = mst__earlier(MST__MANY, room + mst__proof_room(p, s));
            name = name == NULL ? problem->sites[s].name : "the safe sites";
        }
    }
    if (room >= MST__MANY) {
        return true;
    }
    uint8_t *inside = MST_TAKE(p->relax.arena, uint8_t, problem->site_count);
    const char *reason = mst_arena_format(p->arena, "%s can hold no more than %lld people",
                                          name != NULL ? name : "no safe site", (long long)room);
    if (inside == NULL || reason == NULL) {
        return false;
    }
    memset(inside, 1, problem->site_count);
    mst__cut cut = {.inside = inside, .gate = MST_NONE, .goals = goals};
    count_left(p, &cut, room, false, reason);
    return true;
}

/* ---- the last wave of a force ----
 *
 * Rule 9: guards leave a site below its rear only in the last wave, all still there together in
 * vehicles on the ground at one instant. Let R be the least rear, G the guards there at the order,
 * S those who stay by the option's scope. While no last wave has left, at least min(R, G) guards
 * are there; the last wave has at least min(R, G) - S of them aboard, or it never leaves and they
 * are left. The vehicles on the ground at one instant are at most those that can ever be there, and
 * of a berth class at most its parking, those based there, and those whose stop takes no time: that
 * needs no parking (reading 5.2). A place to park serves two, one that leaves at the instant and
 * one that comes.
 */

/* Most seats on the ground at a site at one instant. */
static int64_t
seats_at_once(const mst__proof *p, uint32_t site)
{
    const mst__relax *relax = &p->relax;
    const mst_problem *problem = relax->problem;
    int64_t total = 0;
    for (uint32_t c = 0; c < problem->berth_class_count; c++) {
        int64_t parking = mst_steps_most(&problem->sites[site].parking[c], 0, relax->horizon + 1);
        int64_t all = 0;    /* seats of every vehicle of the class that can be there */
        int64_t free = 0;   /* of them, of those that need no parking */
        int64_t widest = 0; /* seats of the largest */
        for (uint32_t g = 0; g < relax->group_count; g++) {
            const mst__group *group = &relax->groups[g];
            const mst_p_type *type = &problem->types[group->type];
            int64_t seats = type->seats + type->litters;
            if (type->berth_class != c || group->at[site] >= MST_NEVER) {
                continue;
            }
            all += seats * group->count;
            bool is_free = group->base == site || (type->turn == 0 && type->load == 0);
            free += is_free ? seats * group->count : 0;
            widest = mst__later(widest, seats);
        }
        total += parking >= MST__MANY ? all : mst__earlier(all, free + 2 * widest * parking);
    }
    return total;
}

typedef struct garrison {
    int64_t here, staying; /* guards at the site at the order; of them out of scope */
    uint32_t priority;     /* of every guard in scope, or MST_NONE when they differ */
    bool walks;            /* some guard in scope can leave on their own means */
} garrison;

static garrison
garrison_of(const mst_problem *problem, uint32_t site)
{
    garrison g = {.priority = MST_NONE};
    bool differ = false;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (!cohort->guards) {
            continue;
        }
        if (cohort->site == site && cohort->presence == MST_PRESENT_AT_START) {
            g.here += cohort->count;
            g.staying += cohort->in_scope ? 0 : cohort->count;
        }
        if (cohort->in_scope) {
            differ = differ || (g.priority != MST_NONE && g.priority != cohort->priority);
            g.priority = cohort->priority;
            g.walks = g.walks || cohort->self_means != MST_SELF_NONE;
        } else if (cohort->site == site && cohort->presence != MST_PRESENT_AT_START) {
            g.staying += cohort->count; /* they may take the place of others */
        }
    }
    g.priority = differ ? MST_NONE : g.priority;
    return g;
}

static bool
last_waves_left(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        int64_t rear = mst_steps_least(&problem->sites[s].force_rear, 0, p->relax.horizon + 1);
        garrison g = garrison_of(problem, s);
        int64_t wave = mst__earlier(rear, g.here) - g.staying;
        int64_t seats = wave > 0 && !g.walks ? seats_at_once(p, s) : wave;
        if (wave <= 0 || wave <= seats) {
            continue;
        }
        int64_t others = 0; /* lost besides the guards */
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            others += mst__proof_cohort(p, m)->guards ? 0 : p->lost[m];
        }
        for (uint32_t set = 0; set < MST__SETS; set++) {
            bool all = set >= MST_MAX_PRIORITIES + problem->priority_count - 1;
            if (all || (g.priority != MST_NONE && mst__in_set(set, g.priority))) {
                p->left[set] = mst__later(p->left[set], wave + (all ? others : 0));
            }
        }
        if (wave > p->left_explained) {
            p->left_explained = wave;
            p->left_reason = mst_arena_format(
                p->arena,
                "the last wave out of %s has %lld guards, and the vehicles that can be there "
                "together have %lld seats",
                problem->sites[s].name, (long long)wave, (long long)seats);
            if (p->left_reason == NULL) {
                return false;
            }
        }
    }
    return true;
}

/* Persons left, spread over the cohorts of least weight, beginning with those known to be lost. */
static int64_t
weighted_left(const mst__proof *p, uint32_t priority, int64_t persons)
{
    int64_t weight = 0;
    int64_t rest = persons;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        if (mst__proof_cohort(p, m)->priority == priority) {
            weight += p->lost[m] * mst__proof_cohort(p, m)->weight;
            rest -= p->lost[m];
        }
    }
    int64_t floor = -1;
    while (rest > 0) { /* the next weight up */
        int64_t next = INT64_MAX;
        int64_t room = 0;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = mst__proof_cohort(p, m);
            if (cohort->priority == priority && cohort->weight > floor && cohort->weight <= next) {
                room = cohort->weight < next ? 0 : room;
                next = cohort->weight;
                room += cohort->count - p->lost[m];
            }
        }
        if (next == INT64_MAX) {
            break;
        }
        int64_t taken = mst__earlier(rest, room);
        weight += taken * next;
        rest -= taken;
        floor = next;
    }
    return weight;
}

/* By priority: alone, or all up to it less what the earlier ones are known to be. */
static void
settle_left(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    bool exact = true; /* every earlier priority is proved */
    int64_t before = 0;
    for (uint32_t k = 0; k < problem->priority_count; k++) {
        int64_t persons = p->left[k];
        if (exact) {
            persons = mst__later(persons, p->left[MST_MAX_PRIORITIES + k] - before);
        }
        p->bound->left_by_priority[k] = weighted_left(p, k, persons);
        int64_t least = INT64_MAX;
        for (uint32_t m = 0; m < p->relax.mover_count; m++) {
            const mst_p_cohort *cohort = mst__proof_cohort(p, m);
            least = cohort->priority == k ? mst__earlier(least, cohort->weight) : least;
        }
        exact =
            exact && p->value->left_by_priority[k] <= p->bound->left_by_priority[k] && least > 0;
        before += exact && least < INT64_MAX ? p->value->left_by_priority[k] / least : 0;
    }
    p->bound->left = p->left[MST_MAX_PRIORITIES + problem->priority_count - 1];
    p->bound->left_reason = p->bound->left > 0 ? p->left_reason : NULL;
}

bool
mst__prove_left(mst__proof *p)
{
    if (!find_lost(p)) {
        return false;
    }
    count_left(p, NULL, 0, false, NULL);
    for (uint32_t i = 0; i < p->cut_count; i++) {
        if (!crossing_left(p, &p->crossings[i], mst__cut_alone(&p->relax, &p->cuts[i]))) {
            return false;
        }
    }
    for (uint32_t g = 0; g < p->relax.goal_set_count; g++) {
        if (!room_left(p, g)) {
            return false;
        }
    }
    if (!last_waves_left(p) || !mst__fluid_leaves(p)) {
        return false;
    }
    settle_left(p);
    return true;
}
