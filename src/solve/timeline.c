/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/timeline.h"

#include <string.h>

#include "model/fields.h"

bool
mst__steps_unlimited(const mst_steps *steps)
{
    return steps->count == 1 && steps->value[0] == MST_UNLIMITED;
}

/* First index whose time is > t; the end is tried first (T3). */
uint32_t
mst__level_after(const mst__level *level, mst_time t)
{
    if (level->count == 0 || level->time[level->count - 1] <= t) {
        return level->count;
    }
    uint32_t low = 0;
    uint32_t high = level->count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (level->time[middle] <= t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool
level_reserve(mst__level *level, uint32_t wanted)
{
    if (wanted <= level->room) {
        return true;
    }
    uint32_t room = level->room < 16 ? 16 : level->room * 2;
    while (room < wanted) {
        room *= 2;
    }
    mst_time *time = mst_heap_resize(level->time, room, sizeof *time);
    if (time == NULL) {
        return false;
    }
    level->time = time;
    int64_t *value = mst_heap_resize(level->value, room, sizeof *value);
    if (value == NULL) {
        return false;
    }
    level->value = value;
    level->room = room;
    return true;
}

bool
mst__level_add(mst__level *level, mst_time t, int64_t change)
{
    if (change == 0) {
        return true;
    }
    level->version++;
    uint32_t at = mst__level_after(level, t);
    if (at > 0 && level->time[at - 1] == t) {
        at--;
    } else {
        if (!level_reserve(level, level->count + 1)) {
            return false;
        }
        memmove(level->time + at + 1, level->time + at, (level->count - at) * sizeof *level->time);
        memmove(level->value + at + 1, level->value + at,
                (level->count - at) * sizeof *level->value);
        level->time[at] = t;
        level->value[at] = at > 0 ? level->value[at - 1] : level->start;
        level->count++;
    }
    int64_t *value = level->value;
    uint32_t count = level->count;
    for (uint32_t i = at; i < count; i++) {
        value[i] += change;
    }
    int64_t most = level->most;
    for (uint32_t i = at; change > 0 && i < count; i++) { /* what falls is no new most */
        most = value[i] > most ? value[i] : most;
    }
    level->most = most;
    return true;
}

int64_t
mst__level_at(const mst__level *level, mst_time t)
{
    uint32_t after = mst__level_after(level, t);
    return after > 0 ? level->value[after - 1] : level->start;
}

int64_t
mst__level_least(const mst__level *level, mst_time t)
{
    uint32_t i = mst__level_after(level, t);
    int64_t least = i > 0 ? level->value[i - 1] : level->start;
    for (; i < level->count; i++) {
        least = level->value[i] < least ? level->value[i] : least;
    }
    return least;
}

int64_t
mst__level_most(const mst__level *level, mst_time begin, mst_time end)
{
    uint32_t i = mst__level_after(level, begin);
    int64_t most = i > 0 ? level->value[i - 1] : level->start;
    for (; i < level->count && level->time[i] < end; i++) {
        if (level->value[i] > most) {
            most = level->value[i];
        }
    }
    return most;
}

mst_time
mst__level_slot(const mst__level *level, const mst_steps *limit, mst_time from, mst_time length)
{
    if (mst__steps_unlimited(limit)) {
        return from;
    }
    /* Walk the pieces on which both are constant; `begin` is the start of the free run so far. */
    uint32_t i = mst__level_after(level, from);
    uint32_t j = 0;
    while (j + 1 < limit->count && limit->from[j + 1] <= from) {
        j++;
    }
    mst_time piece = from;
    mst_time begin = from;
    bool is_free = false;
    for (;;) {
        int64_t used = i > 0 ? level->value[i - 1] : level->start;
        mst_time next_level = i < level->count ? level->time[i] : MST_NEVER;
        mst_time next_limit = j + 1 < limit->count ? limit->from[j + 1] : MST_NEVER;
        mst_time next = next_level < next_limit ? next_level : next_limit;
        if (used + 1 <= limit->value[j]) {
            if (!is_free) {
                begin = piece;
                is_free = true;
            }
            if (next == MST_NEVER || next - begin >= length) {
                return begin;
            }
        } else {
            is_free = false;
            if (next == MST_NEVER) {
                return MST_NEVER;
            }
        }
        piece = next;
        if (next == next_level) {
            i++;
        }
        if (next == next_limit) {
            j++;
        }
    }
}

/* Is there room for `n` more at every moment? */
static bool
has_room_always(const mst__level *level, const mst_steps *limit, int64_t n)
{
    int64_t most = level->start > level->most ? level->start : level->most;
    for (uint32_t i = 0; i < limit->count; i++) {
        if (most + n > limit->value[i]) {
            return false;
        }
    }
    return true;
}

mst_time
mst__level_room(const mst__level *level, const mst_steps *limit, mst_time from, int64_t n)
{
    if (mst__steps_unlimited(limit) || has_room_always(level, limit, n)) {
        return from;
    }
    /* From the end: the last rise that would pass the limit decides where a start is too early. */
    mst_time earliest = from;
    uint32_t j = limit->count - 1; /* the step of the limit at the moment looked at */
    uint32_t after = level->count;
    for (; after > 0 && level->time[after - 1] >= from; after--) {
        uint32_t i = after - 1;
        while (j > 0 && limit->from[j] > level->time[i]) {
            j--;
        }
        int64_t before = i > 0 ? level->value[i - 1] : level->start;
        if (level->value[i] > before && level->value[i] + n > limit->value[j]) {
            earliest = level->time[i] + 1;
            break;
        }
    }
    j = 0;
    for (;;) {
        while (j + 1 < limit->count && limit->from[j + 1] <= earliest) {
            j++;
        }
        while (after < level->count && level->time[after] <= earliest) {
            after++;
        }
        int64_t there = after > 0 ? level->value[after - 1] : level->start;
        if (there + n <= limit->value[j]) {
            return earliest;
        }
        mst_time next = after < level->count ? level->time[after] : MST_NEVER;
        if (j + 1 < limit->count && limit->from[j + 1] < next) {
            next = limit->from[j + 1];
        }
        if (next == MST_NEVER) {
            return MST_NEVER;
        }
        earliest = next;
    }
}

/* First index whose time is > t. */
static uint32_t
entries_after(const mst__entries *entries, mst_time t)
{
    uint32_t low = 0;
    uint32_t high = entries->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entries->time[middle] <= t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool
mst__entries_add(mst__entries *entries, mst_time t, uint32_t times)
{
    if (entries->count + times > entries->room) {
        uint32_t room = entries->room < 16 ? 16 : entries->room * 2;
        while (room < entries->count + times) {
            room *= 2;
        }
        mst_time *grown = mst_heap_resize(entries->time, room, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        entries->time = grown;
        entries->room = room;
    }
    uint32_t at = entries_after(entries, t);
    memmove(entries->time + at + times, entries->time + at,
            (entries->count - at) * sizeof *entries->time);
    for (uint32_t i = 0; i < times; i++) {
        entries->time[at + i] = t;
    }
    entries->count += times;
    return true;
}

mst_time
mst__entries_slot(const mst__entries *entries, const mst_steps *limit, mst_time span, mst_time from,
                  uint32_t times)
{
    if (mst__steps_unlimited(limit)) {
        return from;
    }
    mst_time t = from;
    for (;;) {
        int64_t allowed = mst_steps_at(limit, t);
        uint32_t after = entries_after(entries, t);
        uint32_t first = entries_after(entries, t - span);
        if ((int64_t)(after - first) + times > allowed) {
            /* Move on to when the oldest of the window leaves it, or the limit rises. */
            mst_time next = MST_NEVER;
            if (first < after && (int64_t)times <= allowed) {
                int64_t excess = (int64_t)(after - first) + times - allowed;
                next = entries->time[first + (uint32_t)excess - 1] + span;
            }
            for (uint32_t j = 0; j < limit->count; j++) {
                if (limit->from[j] > t && limit->from[j] < next) {
                    next = limit->from[j];
                }
            }
            if (next == MST_NEVER) {
                return MST_NEVER;
            }
            t = next;
            continue;
        }
        /* Later entries already there must still see no more than their limit. */
        mst_time blocked = MST_TIME_MIN;
        uint32_t oldest = first; /* both only move on with i */
        uint32_t upto = after;
        for (uint32_t i = after; i < entries->count && entries->time[i] < t + span; i++) {
            while (entries->time[oldest] <= entries->time[i] - span) {
                oldest++;
            }
            while (upto < entries->count && entries->time[upto] <= entries->time[i]) {
                upto++;
            }
            if ((int64_t)(upto - oldest) + times > mst_steps_at(limit, entries->time[i])) {
                blocked = entries->time[i];
            }
        }
        if (blocked == MST_TIME_MIN) {
            return t;
        }
        t = blocked;
        /* At `blocked` itself the first test decides; it moves on when that is full. */
    }
}

bool
mst__level_copy(mst__level *to, const mst__level *from)
{
    if (!level_reserve(to, from->count)) {
        return false;
    }
    if (from->count > 0) {
        memcpy(to->time, from->time, from->count * sizeof *to->time);
        memcpy(to->value, from->value, from->count * sizeof *to->value);
    }
    to->count = from->count;
    to->start = from->start;
    to->most = from->most;
    return true;
}

bool
mst__entries_copy(mst__entries *to, const mst__entries *from)
{
    if (from->count > to->room) {
        mst_time *grown = mst_heap_resize(to->time, from->count, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        to->time = grown;
        to->room = from->count;
    }
    if (from->count > 0) {
        memcpy(to->time, from->time, from->count * sizeof *to->time);
    }
    to->count = from->count;
    return true;
}
