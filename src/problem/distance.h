/* SPDX-License-Identifier: Apache-2.0
 *
 * How far a new plan is from the one in force: what people and crews would have to be told.
 *
 *   D = sum over tasks in both of [w_A (other asset) + w_D (other destination)
 *                                  + w_T (shift beyond the tolerance)]
 *       + w_N (new tasks) + w_X (dropped tasks)
 *
 * The distance is that of plan stability (Fox, Gerevini, Long and Serina 2006) with weights. It
 * decides between plans, so it is an integer: millionths.
 *
 * D1  D(p, p) = 0, and D >= 0; D = 0 only when every task is in both, unchanged but for shifts
 *     within the tolerance.
 * D2  Tasks with ids meet by id. Plans carry none: then tasks are paired, alike ones first, and
 *     never where dropping one and adding the other costs less.
 */
#ifndef MUSTER_PROBLEM_DISTANCE_H
#define MUSTER_PROBLEM_DISTANCE_H

#include "base/memory.h"
#include "problem/plan.h"

/* Millionths each; `time` is for an hour beyond the tolerance. */
typedef struct mst_distance_weights {
    int64_t asset, destination, time, added, dropped;
    mst_time tolerance;
} mst_distance_weights;

/* 1, 2, 0.25 an hour beyond a quarter of an hour, 1, 1.5: a task dropped is told to somebody who
 * waits for it. */
extern const mst_distance_weights mst_distance_defaults;

/* One thing that a plan tells a vehicle or a group on its own to do with people. */
typedef struct mst_task {
    uint32_t id;    /* MST_NONE: none, to be paired */
    uint32_t asset; /* the vehicle; MST_NONE: people on their own */
    uint32_t origin, destination;
    mst_time at;     /* departure */
    uint32_t record; /* for the caller: which move it is */
} mst_task;

enum { MST_TASK_MAX_SHIFT_HOURS = 100000 };

/*
 * D from `old` to `new`, millionths. pair[i], [old_count], gets the index of the task of `new` that
 * old task i has become, MST_NONE where it is dropped; those of `new` that nobody became are added.
 * Without ids the pairing is greedy: it is exact for plans that differ little, and never below the
 * best pairing. False on lack of memory. O(n log n).
 */
bool
mst_distance(const mst_task *old, uint32_t old_count, const mst_task *now, uint32_t new_count,
             const mst_distance_weights *weights, uint32_t *pair, mst_arena *scratch,
             int64_t *distance) MST_NODISCARD;

/* What two tasks that are paired cost. */
int64_t
mst_task_distance(const mst_task *old, const mst_task *now, const mst_distance_weights *weights);

/* The tasks of a plan from `from` on, in the order of its moves: each move with people aboard, then
 * each group on its own. Their assets and sites are indexes of `problem`. NULL on lack of
 * memory. */
mst_task *
mst_plan_tasks(const mst_problem *problem, const mst_plan *plan, mst_time from, mst_arena *arena,
               uint32_t *count);

#endif
