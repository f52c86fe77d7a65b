/* SPDX-License-Identifier: Apache-2.0
 *
 * The calendars of the builder: how much of something is used when.
 *
 * T1  A level is a step function of time: people on a site, vehicles in berths. `time` ascends;
 * `level[i]` holds for time[i] <= t < time[i + 1]; before time[0] it is `start`. T2  An entry list
 * holds the instants of things that are limited per hour: entries to a link, landings. T3  The
 * builder works mostly forward in time, so both are searched from their end.
 */
#ifndef MUSTER_SOLVE_TIMELINE_H
#define MUSTER_SOLVE_TIMELINE_H

#include "problem/problem.h"

typedef struct mst__level {
    uint32_t count, room;
    uint32_t version; /* counts the changes */
    int64_t start;
    int64_t most; /* no value is above it */
    mst_time *time;
    int64_t *value;
} mst__level;

/* Adds `change` from `t` on. False on lack of memory. */
bool
mst__level_add(mst__level *level, mst_time t, int64_t change) MST_NODISCARD;
/* The first index whose time is > t. */
uint32_t
mst__level_after(const mst__level *level, mst_time t);
/* The least value from `t` on. */
int64_t
mst__level_least(const mst__level *level, mst_time t);
/* Value at `t`. */
int64_t
mst__level_at(const mst__level *level, mst_time t);
/* Largest value over begin <= t < end. */
int64_t
mst__level_most(const mst__level *level, mst_time begin, mst_time end);

/*
 * Earliest b >= `from` such that level + 1 <= limit at every instant of [b, b + length) (an
 * interval of no length needs room only strictly around it, and always fits). MST_NEVER when the
 * limit never has room.
 */
mst_time
mst__level_slot(const mst__level *level, const mst_steps *limit, mst_time from, mst_time length);

/* Earliest t >= `from` such that level + n <= limit at t and at every later rise of the level. */
mst_time
mst__level_room(const mst__level *level, const mst_steps *limit, mst_time from, int64_t n);

typedef struct mst__entries {
    uint32_t count, room;
    mst_time *time;
} mst__entries;

bool
mst__entries_add(mst__entries *entries, mst_time t, uint32_t times) MST_NODISCARD;

/* Earliest t >= `from` at which `times` more entries keep every window of `span` ms within `limit`.
 */
mst_time
mst__entries_slot(const mst__entries *entries, const mst_steps *limit, mst_time span, mst_time from,
                  uint32_t times);

/* Copies into storage that is reused. */
bool
mst__level_copy(mst__level *to, const mst__level *from) MST_NODISCARD;
bool
mst__entries_copy(mst__entries *to, const mst__entries *from) MST_NODISCARD;

bool
mst__steps_unlimited(const mst_steps *steps);

#endif
