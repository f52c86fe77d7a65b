/* SPDX-License-Identifier: Apache-2.0
 *
 * Calendar hours, closures and daylight as windows in ms after the order.
 *
 * W1  A daily window is read on the clock of the post's zone on each local day. A clock time that
 *     comes twice (clocks set back) is the first of the two; one that never comes (clocks set
 *     forward) is the moment of the jump.
 * W2  Daily windows are laid out from the day before the order to the day after the horizon;
 *     nothing of a plan happens outside.
 * W3  Over time an item is absent, closed, open by its hours, or open whatever its hours say: add
 *     and remove, close, open, in order of application.
 */
#include <assert.h>
#include <stdlib.h>

#include "model/sun.h"
#include "problem/compile.h"

/* ---- spans ---- */

mst_status
mst__spans_push(mst__compile *c, mst__spans *spans, mst_time begin, mst_time end)
{
    if (begin >= end) {
        return MST_OK;
    }
    void *items = spans->items;
    if (!mst_arena_grow(c->scratch, &items, spans->count, &spans->room, sizeof(mst_span),
                        UINT32_MAX / 2)) {
        return mst__no_memory(c);
    }
    spans->items = items;
    spans->items[spans->count++] = (mst_span){begin, end};
    return MST_OK;
}

static int
compare_spans(const void *left, const void *right)
{
    const mst_span *a = left;
    const mst_span *b = right;
    if (a->begin != b->begin) {
        return a->begin < b->begin ? -1 : 1;
    }
    return (a->end > b->end) - (a->end < b->end);
}

mst_status
mst__spans_take(mst__compile *c, mst__spans *spans, mst_windows *windows)
{
    uint32_t count = spans->count;
    spans->count = 0;
    if (count == 0) {
        *windows = mst_windows_nowhere;
        return MST_OK;
    }
    qsort(spans->items, count, sizeof *spans->items, compare_spans);
    uint32_t kept = 0;
    for (uint32_t i = 1; i < count; i++) {
        mst_span span = spans->items[i];
        if (span.begin > spans->items[kept].end) {
            spans->items[++kept] = span;
        } else if (span.end > spans->items[kept].end) {
            spans->items[kept].end = span.end;
        }
    }
    kept++;
    if (spans->items[0].begin == MST_TIME_MIN && spans->items[0].end == MST_NEVER) {
        *windows = mst_windows_always;
        return MST_OK;
    }
    mst_span *copy = MST_TAKE(c->arena, mst_span, kept);
    if (copy == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < kept; i++) {
        copy[i] = spans->items[i];
    }
    *windows = (mst_windows){.count = kept, .spans = copy};
    return MST_OK;
}

/* The part of [begin, end) inside `clip`. */
static mst_status
push_clipped(mst__compile *c, mst__spans *spans, mst_span span, mst_span clip)
{
    mst_time begin = span.begin > clip.begin ? span.begin : clip.begin;
    mst_time end = span.end < clip.end ? span.end : clip.end;
    return mst__spans_push(c, spans, begin, end);
}

/* ---- the clock ---- */

static int64_t
floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* UTC of a local clock time, given as if it were UTC (W1). */
static mst_instant
instant_of_clock(const mst_post *post, int64_t clock)
{
    int64_t before = MST_MS_PER_SECOND * mst_post_offset_seconds(post, clock - MST_MS_PER_DAY);
    int64_t after = MST_MS_PER_SECOND * mst_post_offset_seconds(post, clock + MST_MS_PER_DAY);
    mst_instant early = clock - before;
    if (before == after || MST_MS_PER_SECOND * mst_post_offset_seconds(post, early) == before) {
        return early;
    }
    mst_instant late = clock - after;
    if (MST_MS_PER_SECOND * mst_post_offset_seconds(post, late) == after) {
        return late;
    }
    /* Skipped: the last change of the clock before `early` made it so. */
    uint32_t row = post->zone_row_count - 1;
    while (row > 0 && post->zone_rows[row].from > early) {
        row--;
    }
    return post->zone_rows[row].from;
}

static int64_t
local_day(const mst_post *post, mst_instant instant)
{
    int64_t clock = instant + MST_MS_PER_SECOND * mst_post_offset_seconds(post, instant);
    return floor_divide(clock, MST_MS_PER_DAY);
}

mst_instant
mst__next_midnight(const mst__compile *c)
{
    return instant_of_clock(c->post, (local_day(c->post, c->order) + 1) * MST_MS_PER_DAY);
}

static mst_status
push_daily(mst__compile *c, mst__spans *spans, const mst_window *window, mst_span clip)
{
    int64_t first = local_day(c->post, c->order) - 1;
    int64_t last = local_day(c->post, c->order + c->horizon) + 1;
    int64_t end_day = window->end_minute <= window->begin_minute ? 1 : 0;
    for (int64_t day = first; day <= last; day++) {
        int64_t begin_clock = day * MST_MS_PER_DAY + window->begin_minute * MST_MS_PER_MINUTE;
        int64_t end_clock =
            (day + end_day) * MST_MS_PER_DAY + window->end_minute * MST_MS_PER_MINUTE;
        mst_span span = {instant_of_clock(c->post, begin_clock) - c->order,
                         instant_of_clock(c->post, end_clock) - c->order};
        if (span.end <= 0) {
            continue;
        }
        mst_status status = push_clipped(c, spans, span, clip);
        if (status != MST_OK) {
            return status;
        }
    }
    return MST_OK;
}

static mst_status
push_calendar(mst__compile *c, mst__spans *spans, const mst_window_list *list,
              mst_instant relative_to, mst_span clip)
{
    if (list == NULL || list->count == 0) {
        return mst__spans_push(c, spans, clip.begin, clip.end);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const mst_window *window = &list->windows[i];
        mst_status status;
        if (window->daily) {
            status = push_daily(c, spans, window, clip);
        } else {
            mst_span span = {MST_TIME_MIN, MST_NEVER};
            if (window->from.given) {
                span.begin = mst__moment(window->from, relative_to) - c->order;
            }
            if (window->until.given) {
                span.end = mst__moment(window->until, relative_to) - c->order;
            }
            status = push_clipped(c, spans, span, clip);
        }
        if (status != MST_OK) {
            return status;
        }
    }
    return MST_OK;
}

/* ---- items ---- */

typedef struct item_state {
    bool is_there, is_closed, is_forced; /* forced: open whatever the hours say */
    const mst_window_list *list;
    mst_instant relative_to;
} item_state;

static item_state
state_at(const mst__compile *c, const mst__item_times *item, mst_time t)
{
    item_state state = {
        .is_there = !item->dormant, .list = item->list, .relative_to = c->post->as_of};
    for (uint32_t i = 0; i < c->chain_count; i++) {
        const mst__applied *applied = c->chain[i];
        if (!mst__is_active(applied, t)) {
            continue;
        }
        switch (applied->change->operation) {
        case MST_CHANGE_OPEN:
            state.is_closed = false;
            state.is_forced = true;
            break;
        case MST_CHANGE_CLOSE:
            state.is_closed = true;
            state.is_forced = false;
            break;
        case MST_CHANGE_ADD:
            state.is_there = true;
            break;
        case MST_CHANGE_REMOVE:
            state.is_there = false;
            break;
        case MST_CHANGE_SET_WINDOWS:
            state.list = &applied->change->windows;
            state.relative_to = applied->relative_to;
            state.is_forced = false;
            break;
        default:
            break;
        }
    }
    return state;
}

mst_status
mst__item_windows(mst__compile *c, mst__item_times *item)
{
    mst_status status = mst__chain_item(c, item->item_class, item->index);
    if (status != MST_OK) {
        return status;
    }
    uint32_t count = mst__chain_cuts(c);
    for (uint32_t i = 0; i < count; i++) {
        mst_span clip = {c->cuts[i], i + 1 < count ? c->cuts[i + 1] : MST_NEVER};
        item_state state = state_at(c, item, clip.begin);
        if (!state.is_there) {
            continue;
        }
        status = mst__spans_push(c, &c->there_spans, clip.begin, clip.end);
        if (status != MST_OK) {
            return status;
        }
        if (state.is_closed) {
            continue;
        }
        status = mst__spans_push(c, &c->spans, clip.begin, clip.end);
        if (status == MST_OK) {
            status = push_calendar(c, &c->hours_spans, state.is_forced ? NULL : state.list,
                                   state.relative_to, clip);
        }
        if (status != MST_OK) {
            return status;
        }
    }
    status = mst__spans_take(c, &c->there_spans, &item->there);
    if (status == MST_OK) {
        status = mst__spans_take(c, &c->spans, &item->open);
    }
    return status == MST_OK ? mst__spans_take(c, &c->hours_spans, &item->hours) : status;
}

mst_status
mst__windows_at_least(mst__compile *c, const mst_steps *steps, int64_t least, mst_windows *windows)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        if (steps->value[i] < least) {
            continue;
        }
        mst_time end = i + 1 < steps->count ? steps->from[i + 1] : MST_NEVER;
        mst_status status = mst__spans_push(c, &c->spans, steps->from[i], end);
        if (status != MST_OK) {
            return status;
        }
    }
    return mst__spans_take(c, &c->spans, windows);
}

/* ---- daylight ---- */

/* One UTC day's daylight. Where the sun does not set, the day is the 24 h round the mean solar
 * noon. */
static mst_span
daylight_of(const mst_site *site, mst_instant midnight)
{
    mst_instant rise;
    mst_instant set;
    switch (mst_sun_times(site->latitude_degrees, site->longitude_degrees, midnight, &rise, &set)) {
    case MST_SUN_NORMAL:
        return (mst_span){rise, set};
    case MST_SUN_ALWAYS_UP: {
        mst_instant noon = midnight + MST_MS_PER_DAY / 2 -
                           (int64_t)(site->longitude_degrees * 240.0) * MST_MS_PER_SECOND;
        /* The equation of time moves noon by less than 17 min; the days must meet. */
        return (mst_span){noon - MST_MS_PER_DAY / 2 - 17 * MST_MS_PER_MINUTE,
                          noon + MST_MS_PER_DAY / 2 + 17 * MST_MS_PER_MINUTE};
    }
    case MST_SUN_ALWAYS_DOWN:
        break;
    }
    return (mst_span){0, 0};
}

/* The site's daylight, the same in every phase and dear to compute: once a cell. */
static mst_status
daylight_windows(mst__compile *c, uint32_t index, const mst_windows **windows)
{
    const mst_site *site = &c->post->sites[index];
    *windows = &c->daylight[index];
    if (c->daylight[index].spans != NULL) {
        return MST_OK;
    }
    int64_t first = floor_divide(c->order, MST_MS_PER_DAY) - 1;
    int64_t last = floor_divide(c->order + c->horizon, MST_MS_PER_DAY) + 2;
    for (int64_t day = first; day <= last; day++) {
        mst_span span = daylight_of(site, day * MST_MS_PER_DAY);
        mst_status status = MST_OK;
        if (span.end > c->order) {
            status =
                mst__spans_push(c, &c->hours_spans, span.begin - c->order, span.end - c->order);
        }
        if (status != MST_OK) {
            return status;
        }
    }
    return mst__spans_take(c, &c->hours_spans, &c->daylight[index]);
}

static mst_status
push_daylight(mst__compile *c, uint32_t index, mst_span clip)
{
    const mst_windows *daylight;
    mst_status status = daylight_windows(c, index, &daylight);
    for (uint32_t i = 0; status == MST_OK && i < daylight->count; i++) {
        status = push_clipped(c, &c->spans, daylight->spans[i], clip);
    }
    return status;
}

mst_status
mst__daylight(mst__compile *c, uint32_t index, const mst_steps *flag, mst_windows *windows)
{
    const mst_site *site = &c->post->sites[index];
    if (flag->count == 1 && flag->value[0] == 0) {
        *windows = mst_windows_always;
        return MST_OK;
    }
    if (!site->position_given) {
        return mst_fail(c->err, MST_INVALID, site->place,
                        "site \"%s\" is used by daylight only, which needs its \"position\"",
                        site->id);
    }
    for (uint32_t i = 0; i < flag->count; i++) {
        mst_span clip = {flag->from[i], i + 1 < flag->count ? flag->from[i + 1] : MST_NEVER};
        mst_status status = flag->value[i] != 0
                                ? push_daylight(c, index, clip)
                                : mst__spans_push(c, &c->spans, clip.begin, clip.end);
        if (status != MST_OK) {
            return status;
        }
    }
    return mst__spans_take(c, &c->spans, windows);
}

/* ---- permissions ---- */

const mst_windows *
mst__granted(const mst__compile *c, mst_permission_id permission)
{
    return permission.index == MST_NONE ? &mst_windows_always : &c->now.granted[permission.index];
}

mst_status
mst__compile_permissions(mst__compile *c)
{
    c->now.granted = MST_TAKE(c->scratch, mst_windows, c->post->permission_count);
    if (c->now.granted == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < c->post->permission_count; i++) {
        const mst_permission *permission = &c->post->permissions[i];
        mst__item_times item = {.item_class = MST_ITEM_PERMISSION, .index = i};
        mst__number number =
            mst__number_of(c, MST_ITEM_PERMISSION, i, permission, &permission->granted);
        mst_steps granted;
        mst_windows by_word;
        mst_status status = mst__item_windows(c, &item);
        if (status == MST_OK) {
            status = mst__number_steps(c, &number, &granted);
        }
        if (status == MST_OK) {
            status = mst__windows_at_least(c, &granted, 1, &by_word);
        }
        if (status != MST_OK) {
            return status;
        }
        if (!mst_windows_intersect(c->arena, &item.open, &by_word, &c->now.granted[i])) {
            return mst__no_memory(c);
        }
    }
    return MST_OK;
}
