/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/distance.h"

#include <stdlib.h>

const mst_distance_weights mst_distance_defaults = {
    .asset = 1000000,
    .destination = 2000000,
    .time = 250000,
    .added = 1000000,
    .dropped = 1500000,
    .tolerance = 15 * MST_MS_PER_MINUTE,
};

int64_t
mst_task_distance(const mst_task *old, const mst_task *now, const mst_distance_weights *weights)
{
    mst_time shift = old->at < now->at ? now->at - old->at : old->at - now->at;
    mst_time most = MST_TASK_MAX_SHIFT_HOURS * MST_MS_PER_HOUR;
    shift = shift > weights->tolerance ? shift - weights->tolerance : 0;
    shift = shift < most ? shift : most;
    /* Hours and the rest apart, so that no product overflows. */
    int64_t cost = shift / MST_MS_PER_HOUR * weights->time +
                   shift % MST_MS_PER_HOUR * weights->time / MST_MS_PER_HOUR;
    cost += old->asset != now->asset ? weights->asset : 0;
    cost += old->destination != now->destination ? weights->destination : 0;
    return cost;
}

/* ---- pairing ---- */

/* What two tasks must share to meet, from the closest likeness to the farthest. A task that has an
 * id meets nobody else. */
typedef enum likeness { SAME_WAY_AND_ASSET, SAME_WAY, SAME_START_AND_ASSET, SAME_START } likeness;
enum { LIKENESSES = 4 };

typedef struct row {
    const mst_task *task;
    uint32_t index;
    uint32_t destination, asset; /* MST_NONE where they do not matter */
} row;

static int
compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int
compare_keys(const row *a, const row *b)
{
    int by = compare_u32(a->task->id, b->task->id);
    by = by != 0 || a->task->id != MST_NONE ? by : compare_u32(a->task->origin, b->task->origin);
    by = by != 0 ? by : compare_u32(a->destination, b->destination);
    return by != 0 ? by : compare_u32(a->asset, b->asset);
}

/* A total order: by what matters, time, index. */
static int
order_rows(const void *left, const void *right)
{
    const row *a = left;
    const row *b = right;
    int by = compare_keys(a, b);
    by = by != 0 ? by : (a->task->at > b->task->at) - (a->task->at < b->task->at);
    return by != 0 ? by : compare_u32(a->index, b->index);
}

/* The tasks that nobody has met yet. */
static uint32_t
gather(const mst_task *tasks, uint32_t count, const uint32_t *met, likeness like, row *rows)
{
    uint32_t gathered = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (met[i] == MST_NONE) {
            bool way = tasks[i].id == MST_NONE && like <= SAME_WAY;
            bool asset = tasks[i].id == MST_NONE &&
                         (like == SAME_WAY_AND_ASSET || like == SAME_START_AND_ASSET);
            rows[gathered++] = (row){&tasks[i], i, way ? tasks[i].destination : MST_NONE,
                                     asset ? tasks[i].asset : MST_NONE};
        }
    }
    if (gathered > 1) {
        qsort(rows, gathered, sizeof *rows, order_rows);
    }
    return gathered;
}

typedef struct pairing {
    const mst_distance_weights *weights;
    row *old, *now;
    uint32_t *pair, *met; /* [old], [new] whom they met, MST_NONE */
} pairing;

/* Equal but for nothing: they meet before any neighbour in time does. */
static void
meet_equal(const pairing *p, uint32_t old_count, uint32_t new_count)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < old_count; i++) {
        const row *old = &p->old[i];
        while (k < new_count &&
               (compare_keys(&p->now[k], old) < 0 ||
                (compare_keys(&p->now[k], old) == 0 && p->now[k].task->at < old->task->at))) {
            k++;
        }
        if (k < new_count && compare_keys(&p->now[k], old) == 0 &&
            p->now[k].task->at == old->task->at) {
            p->pair[old->index] = p->now[k].index;
            p->met[p->now[k].index] = old->index;
            k++;
        }
    }
}

/* Those alike meet in order of time, each the nearest of those that are free and later than the
 * last one met; never where dropping one and adding the other costs less. */
static void
meet_near(const pairing *p, uint32_t old_count, uint32_t new_count)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < old_count; i++) {
        const row *old = &p->old[i];
        while (k < new_count && compare_keys(&p->now[k], old) < 0) {
            k++;
        }
        while (k + 1 < new_count && compare_keys(&p->now[k + 1], old) == 0 &&
               mst_task_distance(old->task, p->now[k + 1].task, p->weights) <
                   mst_task_distance(old->task, p->now[k].task, p->weights)) {
            k++;
        }
        if (k == new_count || compare_keys(&p->now[k], old) != 0) {
            continue;
        }
        int64_t cost = mst_task_distance(old->task, p->now[k].task, p->weights);
        if (old->task->id != MST_NONE || cost < p->weights->added + p->weights->dropped) {
            p->pair[old->index] = p->now[k].index;
            p->met[p->now[k].index] = old->index;
            k++;
        }
    }
}

bool
mst_distance(const mst_task *old, uint32_t old_count, const mst_task *now, uint32_t new_count,
             const mst_distance_weights *weights, uint32_t *pair, mst_arena *scratch,
             int64_t *distance)
{
    pairing p = {.weights = weights,
                 .old = MST_TAKE(scratch, row, old_count),
                 .now = MST_TAKE(scratch, row, new_count),
                 .pair = pair,
                 .met = MST_TAKE(scratch, uint32_t, new_count)};
    if (p.old == NULL || p.now == NULL || p.met == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < old_count; i++) {
        pair[i] = MST_NONE;
    }
    for (uint32_t k = 0; k < new_count; k++) {
        p.met[k] = MST_NONE;
    }
    meet_equal(&p, gather(old, old_count, pair, SAME_WAY_AND_ASSET, p.old),
               gather(now, new_count, p.met, SAME_WAY_AND_ASSET, p.now));
    for (int like = SAME_WAY_AND_ASSET; like < LIKENESSES; like++) {
        meet_near(&p, gather(old, old_count, pair, (likeness)like, p.old),
                  gather(now, new_count, p.met, (likeness)like, p.now));
    }
    *distance = 0;
    for (uint32_t i = 0; i < old_count; i++) {
        *distance += pair[i] == MST_NONE ? weights->dropped
                                         : mst_task_distance(&old[i], &now[pair[i]], weights);
    }
    for (uint32_t k = 0; k < new_count; k++) {
        *distance += p.met[k] == MST_NONE ? weights->added : 0;
    }
    return true;
}

/* ---- tasks of a plan ---- */

mst_task *
mst_plan_tasks(const mst_problem *problem, const mst_plan *plan, mst_time from, mst_arena *arena,
               uint32_t *count)
{
    mst_task *tasks = MST_TAKE(arena, mst_task, (size_t)plan->move_count + plan->self_move_count);
    *count = 0;
    for (uint32_t m = 0; tasks != NULL && m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        if (move->loads.count > 0 && move->leave >= from) {
            const mst_p_arc *arc = &problem->arcs[move->arc];
            tasks[(*count)++] =
                (mst_task){MST_NONE, move->vehicle, arc->from, arc->to, move->leave, m};
        }
    }
    for (uint32_t m = 0; tasks != NULL && m < plan->self_move_count; m++) {
        const mst_plan_self_move *move = &plan->self_moves[m];
        if (move->leave >= from) {
            const mst_p_arc *arc = &problem->arcs[move->arc];
            tasks[(*count)++] = (mst_task){MST_NONE, MST_NONE,    arc->from,
                                           arc->to,  move->leave, plan->move_count + m};
        }
    }
    return tasks;
}
