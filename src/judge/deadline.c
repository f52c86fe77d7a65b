/* SPDX-License-Identifier: Apache-2.0
 *
 * A deadline that was asked for: met by the plan, proved impossible by the bound, or neither.
 */
#include "judge/judge.h"

/* "14 h 30 min", "1 h 2 min 3 s"; in the solution's arena, NULL on lack of memory. */
static const char *
duration(mst_cell *cell, mst_time t)
{
    mst_arena *arena = &cell->solution.arena;
    long long seconds = (long long)(t / MST_MS_PER_SECOND);
    long long hours = seconds / 3600;
    long long minutes = seconds / 60 % 60;
    long long part = (long long)(t % MST_MS_PER_SECOND);
    const char *rest = t % MST_MS_PER_MINUTE == 0 ? ""
                       : part == 0                ? mst_arena_format(arena, " %lld s", seconds % 60)
                                   : mst_arena_format(arena, " %lld.%03lld s", seconds % 60, part);
    if (rest == NULL) {
        return NULL;
    }
    if (seconds < 60 && rest[0] != '\0') {
        return rest + 1; /* without the space */
    }
    if (hours > 0 && minutes == 0 && rest[0] == '\0') {
        return mst_arena_format(arena, "%lld h", hours);
    }
    return hours > 0 ? mst_arena_format(arena, "%lld h %lld min%s", hours, minutes, rest)
                     : mst_arena_format(arena, "%lld min%s", minutes, rest);
}

/* Why nobody can do it, one sentence; NULL when that is not proved (or memory ran out, as `ok`
 * tells). */
static const char *
impossible(mst_cell *cell, const char *asked, bool *ok)
{
    const mst_bound *bound = &cell->solution.bound;
    mst_arena *arena = &cell->solution.arena;
    const char *text = NULL;
    if (bound->left > 0) {
        text =
            mst_arena_format(arena, "not everyone can be out in %s: %lld cannot leave at all%s%s",
                             asked, (long long)bound->left, bound->left_reason != NULL ? ": " : "",
                             bound->left_reason != NULL ? bound->left_reason : "");
    } else if (bound->completion > cell->deadline) {
        const char *least = duration(cell, bound->completion);
        text = least == NULL
                   ? NULL
                   : mst_arena_format(
                         arena, "not everyone can be out in %s: that takes at least %s%s%s", asked,
                         least, bound->completion_reason != NULL ? ": " : "",
                         bound->completion_reason != NULL ? bound->completion_reason : "");
    } else {
        return NULL;
    }
    *ok = text != NULL;
    return text;
}

bool
mst__cell_judge_deadline(mst_cell *cell)
{
    const mst_measures *measures = &cell->judgement.measures;
    cell->late_reason = NULL;
    if (cell->deadline <= 0 || cell->solution.infeasible ||
        (measures->left == 0 && measures->completion <= cell->deadline)) {
        return true;
    }
    bool ok = true;
    const char *asked = duration(cell, cell->deadline);
    const char *text = asked != NULL ? impossible(cell, asked, &ok) : NULL;
    if (asked == NULL || !ok) {
        return false;
    }
    if (text != NULL) {
        cell->solution.infeasible = true;
        cell->solution.infeasible_reason = text;
        return true;
    }
    cell->late_reason = mst_arena_format(
        &cell->solution.arena,
        "no plan was found in which everyone is out in %s; that there is none is not proved",
        asked);
    return cell->late_reason != NULL;
}
