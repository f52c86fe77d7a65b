/* SPDX-License-Identifier: Apache-2.0
 *
 * What may be had one more of in a cell, and the same had later.
 */
#include "judge/value_item.h"

#include <string.h>

#include "judge/value.h"

static bool
add(mst__value_list *list, mst_arena *arena, mst__value_item item)
{
    void *items = list->items;
    if (item.name == NULL || !mst_arena_grow(arena, &items, list->count, &list->room,
                                             sizeof *list->items, UINT32_MAX / 2)) {
        return false;
    }
    list->items = items;
    list->items[list->count++] = item;
    return true;
}

/* ---- limits that the plan reaches ---- */

static bool
can_be_timed(const mst__limit *limit)
{
    bool can = limit->change_count > 0;
    for (uint32_t i = 0; i < limit->change_count && can; i++) {
        const mst_change *change = &limit->changes[i];
        can = change->field != MST_NONE && mst_fields[change->field].timed && !change->from.given &&
              change->operation != MST_CHANGE_SCALE;
    }
    return can;
}

/* Is it among those that the plan reaches for longest? Ties go to the first. */
static bool
is_foremost(const mst__limits *limits, uint32_t index, uint32_t most)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < limits->count; i++) {
        int64_t share = limits->limits[i].share, own = limits->limits[index].share;
        before += share > own || (share == own && i < index) ? 1 : 0;
    }
    return before < most;
}

static bool
add_limits(mst__limits *limits, mst_arena *arena, mst__value_list *list)
{
    static void (*const find[])(mst__limits *) = {mst__limits_places, mst__limits_fleets,
                                                  mst__limits_windows, mst__limits_forces};
    for (size_t i = 0; i < sizeof find / sizeof find[0] && !limits->full; i++) {
        find[i](limits);
    }
    bool has_memory = !limits->full;
    for (uint32_t i = 0; i < limits->count && has_memory; i++) {
        const mst__limit *limit = &limits->limits[i];
        if (!is_foremost(limits, i, list->most_limits)) {
            continue;
        }
        has_memory = add(
            list, arena,
            (mst__value_item){.name = limit->name,
                              .unit = limit->unit,
                              .post = limit->post,
                              .changes = limit->changes,
                              .change_count = limit->change_count,
                              .later = can_be_timed(limit) ? MST__LATER_CHANGE : MST__LATER_NEVER});
    }
    return has_memory;
}

/* ---- people gone before, and notice ---- */

static bool
add_gone(mst__value_list *list, mst_arena *arena, const mst_post *post, uint32_t people,
         int64_t gone)
{
    mst_change *changes = MST_TAKE(arena, mst_change, 1);
    if (changes == NULL) {
        return false;
    }
    changes[0] = mst__limit_more(MST_ITEM_PEOPLE, people, "count", MST_CHANGE_ADD_TO, -gone);
    const char *name = mst_arena_format(arena, "people.%s.count", post->people[people].id);
    bool is_all = gone < MST_VALUE_PEOPLE;
    return add(list, arena,
               (mst__value_item){.name = name,
                                 .unit = is_all ? "all of them gone before" : "100 gone before",
                                 .post = post,
                                 .changes = changes,
                                 .change_count = 1,
                                 .gone = gone});
}

/* Is it among the largest? Ties go to the first. */
static bool
is_large(const int64_t *counts, uint32_t count, uint32_t index, uint32_t most)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        before += counts[i] > counts[index] || (counts[i] == counts[index] && i < index) ? 1 : 0;
    }
    return before < most;
}

/* A hundred of each group that the option is to take out, or all of it, gone before the order. */
static bool
add_drawdowns(mst__value_list *list, mst_arena *arena, const mst_post *post,
              const mst_problem *problem)
{
    int64_t *counts = MST_TAKE(arena, int64_t, post->people_count);
    bool has_memory = counts != NULL;
    for (uint32_t c = 0; c < problem->cohort_count && has_memory; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        counts[cohort->people] += cohort->in_scope && !cohort->force ? cohort->count : 0;
    }
    for (uint32_t p = 0; p < post->people_count && has_memory; p++) {
        int64_t gone = counts[p] < MST_VALUE_PEOPLE ? counts[p] : MST_VALUE_PEOPLE;
        if (gone > 0 && post->people[p].count_row_count == 0 &&
            is_large(counts, post->people_count, p, list->most_groups)) {
            has_memory = add_gone(list, arena, post, p, gone);
        }
    }
    return has_memory;
}

static bool
has_an_hour(const mst_fleet *fleet)
{
    return fleet->notice.given && fleet->notice_row_count == 0 &&
           fleet->notice.low >= MST_MS_PER_HOUR;
}

/* Every fleet moves an hour sooner. */
static bool
add_notice(mst__value_list *list, mst_arena *arena, const mst_post *post)
{
    mst_change *changes = MST_TAKE(arena, mst_change, post->fleet_count);
    uint32_t count = 0;
    for (uint32_t f = 0; f < post->fleet_count && changes != NULL; f++) {
        if (has_an_hour(&post->fleets[f])) {
            changes[count++] =
                mst__limit_more(MST_ITEM_FLEET, f, "notice", MST_CHANGE_ADD_TO, -MST_MS_PER_HOUR);
        }
    }
    return changes != NULL && (count == 0 || add(list, arena,
                                                 (mst__value_item){.name = "fleets.*.notice",
                                                                   .unit = "an hour less",
                                                                   .post = post,
                                                                   .changes = changes,
                                                                   .change_count = count}));
}

/* ---- troops ---- */

/* Are the people of the reinforcement there already by the cell's option? */
static bool
is_there(const mst_problem *problem, uint32_t people)
{
    bool is = false;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        is |= problem->cohorts[c].people == people && problem->cohorts[c].count > 0;
    }
    return is;
}

/* A copy of the post in which the option also brings these troops. False on lack of memory. */
static bool
bring(const mst_post *post, uint32_t option, const mst_reinforcement *troops, mst_arena *arena,
      const mst_post **result)
{
    const mst_option *own = &post->options[option];
    mst_post *copy = MST_TAKE(arena, mst_post, 1);
    mst_option *options = MST_TAKE(arena, mst_option, post->option_count);
    mst_reinforcement *all =
        MST_TAKE(arena, mst_reinforcement, (size_t)own->reinforcement_count + 1);
    if (copy == NULL || options == NULL || all == NULL) {
        return false;
    }
    memcpy(options, post->options, post->option_count * sizeof *options);
    if (own->reinforcement_count > 0) {
        memcpy(all, own->reinforcements, own->reinforcement_count * sizeof *all);
    }
    all[own->reinforcement_count] = *troops;
    options[option].reinforcements = all;
    options[option].reinforcement_count++;
    *copy = *post;
    copy->options = options;
    *result = copy;
    return true;
}

static bool
add_troops(mst__value_list *list, mst_arena *arena, const mst_post *post, const mst_cell *cell,
           const mst_problem *problem)
{
    bool has_memory = true;
    for (uint32_t o = 0; o < post->option_count && has_memory; o++) {
        for (uint32_t r = 0; r < post->options[o].reinforcement_count && has_memory; r++) {
            const mst_reinforcement *troops = &post->options[o].reinforcements[r];
            if (o == cell->option.index || is_there(problem, troops->people)) {
                continue;
            }
            mst__value_item item = {.unit = "with them",
                                    .later = MST__LATER_TROOPS,
                                    .troops = troops,
                                    .option = cell->option.index};
            item.name = mst_arena_format(arena, "options.%s.reinforcements.%s", post->options[o].id,
                                         troops->id);
            has_memory =
                bring(post, item.option, troops, arena, &item.post) && add(list, arena, item);
        }
    }
    return has_memory;
}

bool
mst__value_items(const mst_post *post, const mst_cell *cell, mst__limits *limits, mst_arena *arena,
                 mst__value_list *list)
{
    const mst_problem *problem = mst__last_phase(cell->instance);
    mst__limits_open(limits, post, cell);
    return add_limits(limits, arena, list) && add_notice(list, arena, post) &&
           add_troops(list, arena, post, cell, problem) &&
           add_drawdowns(list, arena, post, problem);
}

bool
mst__value_delay(const mst__value_item *item, const mst_post *post, mst_instant order,
                 mst_time after, mst_arena *arena, mst__value_item *later)
{
    *later = *item;
    if (item->later == MST__LATER_TROOPS) {
        mst_reinforcement delayed = *item->troops;
        delayed.notice = (mst_quantity){after, after, after, true, delayed.notice.place};
        return bring(post, item->option, &delayed, arena, &later->post);
    }
    mst_change *changes = MST_TAKE(arena, mst_change, item->change_count);
    if (changes == NULL) {
        return false;
    }
    memcpy(changes, item->changes, item->change_count * sizeof *changes);
    for (uint32_t i = 0; i < item->change_count; i++) {
        changes[i].from = (mst_moment){.given = true, .absolute = true, .ms = order + after};
    }
    later->changes = changes;
    return true;
}
