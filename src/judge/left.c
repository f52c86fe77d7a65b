/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is left, where, and which limit stops them: one sentence; and how many fewer of them another
 * plan leaves.
 */
#include "judge/judge.h"

enum { MOST_NAMED = 3 };

/* People left of one item of the post at one place, cohorts of the item together. */
typedef struct left_group {
    uint32_t people, site;
    int64_t count;
} left_group;

static const char *
name_group(const mst_problem *problem, const left_group *group, mst_arena *arena)
{
    const char *id = problem->post->people[group->people].id;
    return group->site == MST_NONE
               ? mst_arena_format(arena, "%lld %s aboard", (long long)group->count, id)
               : mst_arena_format(arena, "%lld %s at %s", (long long)group->count, id,
                                  problem->sites[group->site].name);
}

/* Groups of the plan's list of left, larger first, ties in the plan's order. */
static uint32_t
gather(const mst_problem *problem, const mst_plan *plan, left_group *groups)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < plan->left_count; i++) {
        const mst_plan_left *left = &plan->left[i];
        uint32_t people = problem->cohorts[left->cohort].people;
        uint32_t k = 0;
        while (k < count && (groups[k].people != people || groups[k].site != left->site)) {
            k++;
        }
        if (k == count) {
            groups[count++] = (left_group){people, left->site, 0};
        }
        groups[k].count += left->count;
    }
    for (uint32_t i = 1; i < count; i++) {
        left_group group = groups[i];
        uint32_t k = i;
        for (; k > 0 && groups[k - 1].count < group.count; k--) {
            groups[k] = groups[k - 1];
        }
        groups[k] = group;
    }
    return count;
}

static const char *
list_groups(const mst_problem *problem, const left_group *groups, uint32_t count, mst_arena *arena)
{
    const char *text = name_group(problem, &groups[0], arena);
    for (uint32_t i = 1; i < count && i < MOST_NAMED && text != NULL; i++) {
        const char *name = name_group(problem, &groups[i], arena);
        text = name == NULL ? NULL : mst_arena_format(arena, "%s, %s", text, name);
    }
    if (text != NULL && count > MOST_NAMED) {
        text = mst_arena_format(arena, "%s and %u more group%s", text, count - MOST_NAMED,
                                count == MOST_NAMED + 1 ? "" : "s");
    }
    return text;
}

/* The number that the post gives the `rank`-th of the priorities in use. */
static uint32_t
priority_number(const mst_problem *problem, uint32_t rank)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].priority == rank) {
            const mst_quantity *given = &problem->post->people[problem->cohorts[c].people].priority;
            return given->given ? (uint32_t)given->likely : 1;
        }
    }
    return rank + 1;
}

int64_t
mst_left_gain(const mst_problem *problem, const mst_measures *was, const mst_measures *now,
              uint32_t *priority)
{
    *priority = 0;
    for (uint32_t k = 0; k < problem->priority_count; k++) {
        int64_t gain = was->left_by_priority[k] - now->left_by_priority[k];
        if (gain == 0) {
            continue;
        }
        if (gain > 0 && was->left <= now->left) {
            *priority = priority_number(problem, k);
            return gain;
        }
        return gain > 0 ? was->left - now->left : 0;
    }
    return 0;
}

mst_status
mst__left_reason(mst_cell *cell, mst_error *err)
{
    const mst_plan *plan = &cell->solution.plan;
    const mst_bound *bound = &cell->solution.bound;
    const mst_problem *problem = mst__last_phase(cell->instance);
    mst_arena *arena = &cell->solution.arena;
    int64_t left = cell->judgement.measures.left;
    if (left == 0 || plan->left_count == 0) {
        return MST_OK;
    }
    left_group *groups = MST_TAKE(arena, left_group, plan->left_count);
    const char *who =
        groups == NULL ? NULL : list_groups(problem, groups, gather(problem, plan, groups), arena);
    if (who != NULL && bound->left > 0 && bound->left_reason != NULL) {
        cell->left_reason =
            bound->left >= left
                ? mst_arena_format(arena, "%s are left: %s", who, bound->left_reason)
                : mst_arena_format(arena, "%s are left; at least %lld of all must be: %s", who,
                                   (long long)bound->left, bound->left_reason);
    } else if (who != NULL) {
        cell->left_reason = mst_arena_format(
            arena, "%s are left in the best plan found; that they must be is not proved", who);
    }
    if (cell->left_reason == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for who is left");
    }
    return MST_OK;
}
