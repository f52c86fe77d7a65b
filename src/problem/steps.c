/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/steps.h"

#include <assert.h>

static const mst_span always_span[] = {{MST_TIME_MIN, MST_NEVER}};

const mst_windows mst_windows_always = {.count = 1, .spans = always_span};
const mst_windows mst_windows_nowhere = {.count = 0, .spans = NULL};

/* Index of the step that holds at `t`: the last with from <= t, the first for times before all. */
static uint32_t
step_index(const mst_steps *steps, mst_time t)
{
    assert(steps->count > 0);
    uint32_t low = 0;
    uint32_t high = steps->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (steps->from[middle] <= t) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

int64_t
mst_steps_at(const mst_steps *steps, mst_time t)
{
    if (steps->count == 1) {
        return steps->value[0];
    }
    return steps->value[step_index(steps, t)];
}

int64_t
mst_steps_least(const mst_steps *steps, mst_time begin, mst_time end)
{
    uint32_t i = step_index(steps, begin);
    int64_t least = steps->value[i];
    for (i++; i < steps->count && steps->from[i] < end; i++) {
        if (steps->value[i] < least) {
            least = steps->value[i];
        }
    }
    return least;
}

int64_t
mst_steps_most(const mst_steps *steps, mst_time begin, mst_time end)
{
    uint32_t i = step_index(steps, begin);
    int64_t most = steps->value[i];
    for (i++; i < steps->count && steps->from[i] < end; i++) {
        if (steps->value[i] > most) {
            most = steps->value[i];
        }
    }
    return most;
}

/* Index of the first window that ends after `t`; `count` when there is none. */
static uint32_t
window_index(const mst_windows *windows, mst_time t)
{
    uint32_t low = 0;
    uint32_t high = windows->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (windows->spans[middle].end > t) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* A window that never ends holds whatever begins in it, even a sum that passes MST_NEVER. */
static bool
ends_inside(mst_span window, mst_time end)
{
    return window.end >= MST_NEVER || end <= window.end;
}

bool
mst_windows_hold(const mst_windows *windows, mst_time begin, mst_time end)
{
    uint32_t i = window_index(windows, begin);
    return i < windows->count && windows->spans[i].begin <= begin &&
           ends_inside(windows->spans[i], end);
}

mst_time
mst_windows_earliest(const mst_windows *windows, mst_time from, mst_time length)
{
    for (uint32_t i = window_index(windows, from); i < windows->count; i++) {
        mst_span window = windows->spans[i];
        mst_time begin = window.begin > from ? window.begin : from;
        if (ends_inside(window, begin + length)) {
            return begin;
        }
    }
    return MST_NEVER;
}

bool
mst_windows_intersect(mst_arena *arena, const mst_windows *a, const mst_windows *b,
                      mst_windows *result)
{
    /* Every span of the result ends where one of a or b ends, and no two share that end. */
    mst_span *spans = MST_TAKE(arena, mst_span, (size_t)a->count + b->count);
    if (spans == NULL) {
        return false;
    }
    uint32_t count = 0;
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        mst_span one = a->spans[i];
        mst_span other = b->spans[j];
        mst_time begin = one.begin > other.begin ? one.begin : other.begin;
        mst_time end = one.end < other.end ? one.end : other.end;
        if (begin < end) {
            spans[count++] = (mst_span){begin, end};
        }
        if (one.end <= other.end) {
            i++;
        } else {
            j++;
        }
    }
    *result = (mst_windows){.count = count, .spans = spans};
    return true;
}

bool
mst_windows_unite(mst_arena *arena, const mst_windows *a, const mst_windows *b, mst_windows *result)
{
    mst_span *spans = MST_TAKE(arena, mst_span, (size_t)a->count + b->count);
    if (spans == NULL) {
        return false;
    }
    uint32_t count = 0;
    for (uint32_t i = 0, j = 0; i < a->count || j < b->count;) {
        bool first = j >= b->count || (i < a->count && a->spans[i].begin <= b->spans[j].begin);
        mst_span next = first ? a->spans[i++] : b->spans[j++];
        if (count > 0 && next.begin <= spans[count - 1].end) {
            if (next.end > spans[count - 1].end) {
                spans[count - 1].end = next.end;
            }
        } else {
            spans[count++] = next;
        }
    }
    *result = (mst_windows){.count = count, .spans = spans};
    return true;
}

bool
mst_windows_outside(mst_arena *arena, const mst_windows *windows, mst_windows *result)
{
    mst_span *spans = MST_TAKE(arena, mst_span, (size_t)windows->count + 1);
    if (spans == NULL) {
        return false;
    }
    uint32_t count = 0;
    mst_time begin = MST_TIME_MIN;
    for (uint32_t i = 0; i < windows->count; i++) {
        if (begin < windows->spans[i].begin) {
            spans[count++] = (mst_span){begin, windows->spans[i].begin};
        }
        begin = windows->spans[i].end;
    }
    if (begin < MST_NEVER) {
        spans[count++] = (mst_span){begin, MST_NEVER};
    }
    *result = (mst_windows){.count = count, .spans = spans};
    return true;
}
