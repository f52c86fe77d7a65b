/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan after a surprise as one that foresaw it would have it: what turned back was not begun.
 *
 *   stop, move that turned, stop at the same site   ->   one stop
 *
 * Who boarded at the first of the two and got off at the second stays on the ground. What the
 * vehicle has aboard afterwards is the same, so nothing else changes but the crews' duties.
 *
 * The one berth interval of the stop lasts from the first use that remains to the last.
 */
#include <string.h>

#include "judge/judge.h"

typedef struct undo {
    const mst_plan *plan;
    mst_arena *arena;
    mst_plan_stop *stops;
    mst_plan_move *moves;
    uint32_t *new_move; /* [old move] MST_NONE: undone */
    uint32_t stop_count, move_count;
    bool full;
} undo;

static bool
same_group(const mst_load *a, const mst_load *b)
{
    return a->cohort == b->cohort && a->stations == b->stations;
}

static int64_t
count_in(mst_load_list list, const mst_load *group)
{
    for (uint32_t i = 0; i < list.count; i++) {
        if (same_group(&list.loads[i], group)) {
            return list.loads[i].count;
        }
    }
    return 0;
}

/* `list` less those of it that are in `other` too. */
static mst_load_list
without(undo *u, mst_load_list list, mst_load_list other)
{
    mst_load *loads = MST_TAKE(u->arena, mst_load, list.count);
    uint32_t count = 0;
    u->full = u->full || loads == NULL;
    for (uint32_t i = 0; i < list.count && loads != NULL; i++) {
        int64_t rest = list.loads[i].count - count_in(other, &list.loads[i]);
        if (rest > 0) {
            loads[count] = list.loads[i];
            loads[count++].count = rest;
        }
    }
    return (mst_load_list){.count = count, .loads = loads};
}

static bool
comes_first(const mst_load *a, const mst_load *b)
{
    return a->cohort != b->cohort ? a->cohort < b->cohort : a->stations < b->stations;
}

/* Both lists as one, in order (L2). */
static mst_load_list
with(undo *u, mst_load_list a, mst_load_list b)
{
    mst_load *loads = MST_TAKE(u->arena, mst_load, (size_t)a.count + b.count);
    uint32_t count = 0;
    uint32_t i = 0;
    uint32_t k = 0;
    u->full = u->full || loads == NULL;
    while (loads != NULL && (i < a.count || k < b.count)) {
        if (k == b.count || (i < a.count && comes_first(&a.loads[i], &b.loads[k]))) {
            loads[count++] = a.loads[i++];
        } else if (i < a.count && same_group(&a.loads[i], &b.loads[k])) {
            loads[count] = a.loads[i++];
            loads[count++].count += b.loads[k++].count;
        } else {
            loads[count++] = b.loads[k++];
        }
    }
    return (mst_load_list){.count = count, .loads = loads};
}

/* Makes one stop of `before` and the one after the turned move. False where that is no service. */
static bool
merge(undo *u, mst_plan_stop *before, const mst_plan_stop *after)
{
    mst_load_list off = without(u, after->alight, before->board);
    mst_load_list on = without(u, before->board, after->alight);
    bool early_off = before->alight.count > 0;
    bool late_on = after->board.count > 0;
    bool early = early_off || on.count > 0;
    bool late = late_on || off.count > 0;
    before->berth_begin = early ? before->berth_begin : after->berth_begin;
    before->berth_end = late ? after->berth_end : before->berth_end;
    if (!early && !late) {
        before->berth_begin = before->berth_end = MST_NEVER;
    }
    before->alight = with(u, before->alight, off);
    before->board = with(u, on, after->board);
    before->leave = after->leave;
    before->refuel = before->refuel || after->refuel;
    /* Those already loaded cannot get off before others do. */
    return off.count == 0 || on.count == 0;
}

static bool
undo_vehicle(undo *u, uint32_t v)
{
    const mst_plan *plan = u->plan;
    uint32_t k = plan->first_stop[v];
    uint32_t end = plan->first_stop[v + 1];
    if (k == end) {
        return true;
    }
    mst_plan_stop stop = plan->stops[k++];
    for (uint32_t m = plan->first_move[v]; k < end; k++, m++) {
        const mst_plan_move *move = &plan->moves[m];
        const mst_plan_stop *next = &plan->stops[k];
        u->new_move[m] = MST_NONE;
        if (move->turned_at == MST_NEVER) {
            u->stops[u->stop_count++] = stop;
            u->new_move[m] = u->move_count;
            u->moves[u->move_count++] = *move;
            stop = *next;
        } else if (move->turned_arc != MST_NONE || move->convoy != MST_NONE ||
                   next->site != stop.site || !merge(u, &stop, next)) {
            return false;
        }
    }
    u->stops[u->stop_count++] = stop;
    return true;
}

/* Duties of the moves that remain. */
static void
undo_duties(undo *u, mst_plan *copy)
{
    const mst_plan *plan = u->plan;
    mst_plan_duty *duties = MST_TAKE(u->arena, mst_plan_duty, plan->duty_count);
    uint32_t count = 0;
    u->full = u->full || duties == NULL;
    for (uint32_t d = 0; d < plan->duty_count && !u->full; d++) {
        const mst_plan_duty *duty = &plan->duties[d];
        uint32_t first = duty->first_move;
        uint32_t last = duty->last_move;
        while (first <= last && u->new_move[first] == MST_NONE) {
            first++;
        }
        while (last > first && u->new_move[last] == MST_NONE) {
            last--;
        }
        if (first > last) {
            continue;
        }
        duties[count] = *duty;
        duties[count].first_move = u->new_move[first];
        duties[count].last_move = u->new_move[last];
        duties[count].begin = plan->moves[first].leave - MST_MS_PER_HOUR;
        duties[count++].end = plan->moves[last].arrive;
    }
    copy->duties = duties;
    copy->duty_count = count;
}

mst_status
mst__plan_unturn(const mst_plan *plan, mst_arena *arena, const mst_plan **result, mst_error *err)
{
    *result = plan;
    bool turned = false;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        turned = turned || plan->moves[m].turned_at != MST_NEVER;
    }
    if (!turned) {
        return MST_OK;
    }
    uint32_t vehicles = plan->problem->vehicle_count;
    undo u = {.plan = plan, .arena = arena};
    u.stops = MST_TAKE(arena, mst_plan_stop, plan->stop_count);
    u.moves = MST_TAKE(arena, mst_plan_move, plan->move_count);
    u.new_move = MST_TAKE(arena, uint32_t, plan->move_count);
    mst_plan *copy = MST_TAKE(arena, mst_plan, 1);
    uint32_t *first_stop = MST_TAKE(arena, uint32_t, (size_t)vehicles + 1);
    uint32_t *first_move = MST_TAKE(arena, uint32_t, (size_t)vehicles + 1);
    u.full = u.stops == NULL || u.moves == NULL || u.new_move == NULL || copy == NULL ||
             first_stop == NULL || first_move == NULL;
    bool undone = true;
    for (uint32_t v = 0; v < vehicles && undone && !u.full; v++) {
        first_stop[v] = u.stop_count;
        first_move[v] = u.move_count;
        undone = undo_vehicle(&u, v);
    }
    if (!u.full && undone) {
        first_stop[vehicles] = u.stop_count;
        first_move[vehicles] = u.move_count;
        *copy = *plan;
        copy->first_stop = first_stop;
        copy->first_move = first_move;
        copy->stops = u.stops;
        copy->stop_count = u.stop_count;
        copy->moves = u.moves;
        copy->move_count = u.move_count;
        undo_duties(&u, copy);
    }
    *result = undone ? copy : NULL;
    return u.full ? mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for a plan's copy")
                  : MST_OK;
}
