/* SPDX-License-Identifier: Apache-2.0
 *
 * Piecewise-constant functions of time and sets of half-open windows: how a compiled problem says
 * what changes when.
 *
 * S1  steps: `count` >= 1, from[0] == MST_TIME_MIN, `from` strictly ascending, neighbours differ;
 *     value[i] holds for from[i] <= t < from[i + 1].
 * S2  windows: ascending, disjoint, not touching, each with begin < end. count 0 means never open;
 *     always open is the one window [MST_TIME_MIN, MST_NEVER).
 */
#ifndef MUSTER_PROBLEM_STEPS_H
#define MUSTER_PROBLEM_STEPS_H

#include "base/memory.h"
#include "base/time.h"

typedef struct mst_steps {
    uint32_t count;
    const mst_time *from;
    const int64_t *value;
} mst_steps;

typedef struct mst_windows {
    uint32_t count;
    const mst_span *spans;
} mst_windows;

/* Value at `t`. O(log count). */
int64_t
mst_steps_at(const mst_steps *steps, mst_time t);
/* Smallest and largest value over begin <= t < end (at `begin` alone when end <= begin). */
int64_t
mst_steps_least(const mst_steps *steps, mst_time begin, mst_time end);
int64_t
mst_steps_most(const mst_steps *steps, mst_time begin, mst_time end);

/* Is the whole of [begin, end] inside one window? An interval may end exactly when the window does
 * (half-open use); a zero-length use at `begin` needs begin inside. */
bool
mst_windows_hold(const mst_windows *windows, mst_time begin, mst_time end);

/* Earliest t >= `from` such that [t, t + length] lies in one window; MST_NEVER when there is
 * none. */
mst_time
mst_windows_earliest(const mst_windows *windows, mst_time from, mst_time length);

/* Intersection, union, and what is in no window, in memory from `arena`; false on lack of
 * memory. */
bool
mst_windows_intersect(mst_arena *arena, const mst_windows *a, const mst_windows *b,
                      mst_windows *result) MST_NODISCARD;
bool
mst_windows_unite(mst_arena *arena, const mst_windows *a, const mst_windows *b,
                  mst_windows *result) MST_NODISCARD;
bool
mst_windows_outside(mst_arena *arena, const mst_windows *windows,
                    mst_windows *result) MST_NODISCARD;

extern const mst_windows mst_windows_always;
extern const mst_windows mst_windows_nowhere;

#endif
