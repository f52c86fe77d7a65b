/* SPDX-License-Identifier: Apache-2.0
 *
 * Moments and opening hours.
 *
 * T1  `2021-07-03 08:00` is local time of the post's zone, a `Z` or `+04:30` behind it says
 *     another.
 * T2  A local time that the clocks pass twice is the first of the two; one they skip is refused.
 */
#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "read/reader.h"

enum { YEAR_MIN = 1970, YEAR_MAX = 2100 };

/* Reads exactly `digits` digits; false when they are not there. */
static bool
take_digits(const char **at, uint32_t digits, int32_t *value)
{
    *value = 0;
    for (uint32_t i = 0; i < digits; i++) {
        char character = (*at)[i];
        if (character < '0' || character > '9') {
            return false;
        }
        *value = *value * 10 + (character - '0');
    }
    *at += digits;
    return true;
}

static bool
take_character(const char **at, char wanted)
{
    if (**at != wanted) {
        return false;
    }
    *at += 1;
    return true;
}

/* HH:MM or HH:MM:SS or HH:MM:SS.mmm, as ms of the day. */
static bool
take_clock(const char **at, int64_t *ms)
{
    int32_t hour, minute, second = 0, milli = 0;
    if (!take_digits(at, 2, &hour) || !take_character(at, ':') || !take_digits(at, 2, &minute)) {
        return false;
    }
    if (take_character(at, ':') && !take_digits(at, 2, &second)) {
        return false;
    }
    if (take_character(at, '.') && !take_digits(at, 3, &milli)) {
        return false;
    }
    *ms = ((hour * INT64_C(60) + minute) * 60 + second) * 1000 + milli;
    return hour < 24 && minute < 60 && second < 60;
}

/* UTC of a local time in the post's zone (T2); false when the clocks skip it. */
static bool
from_local(const mst_post *post, int64_t local_ms, mst_instant *instant)
{
    /* No zone changes twice within a day of any instant. */
    int64_t before = mst_post_offset_seconds(post, local_ms - MST_MS_PER_DAY) * MST_MS_PER_SECOND;
    int64_t after = mst_post_offset_seconds(post, local_ms + MST_MS_PER_DAY) * MST_MS_PER_SECOND;
    const int64_t offsets[] = {before > after ? before : after, before > after ? after : before};
    for (uint32_t i = 0; i < 2; i++) {
        *instant = local_ms - offsets[i];
        if (mst_post_offset_seconds(post, *instant) * MST_MS_PER_SECOND == offsets[i]) {
            return true;
        }
    }
    return false;
}

typedef enum date_result { DATE_OK, DATE_NOT_ONE, DATE_IMPOSSIBLE, DATE_SKIPPED } date_result;

/* Z, +HH:MM or nothing. */
static date_result
take_zone(const mst_post *post, const char *at, int64_t local_ms, mst_instant *instant)
{
    if (*at == '\0') {
        return from_local(post, local_ms, instant) ? DATE_OK : DATE_SKIPPED;
    }
    if (strcmp(at, "Z") == 0) {
        *instant = local_ms;
        return DATE_OK;
    }
    int32_t hour, minute;
    bool is_west = *at == '-';
    if ((*at != '+' && *at != '-') || (at++, !take_digits(&at, 2, &hour)) ||
        !take_character(&at, ':') || !take_digits(&at, 2, &minute) || *at != '\0') {
        return DATE_NOT_ONE;
    }
    if (hour > 15 || minute > 59) {
        return DATE_IMPOSSIBLE;
    }
    int64_t offset = (hour * INT64_C(60) + minute) * MST_MS_PER_MINUTE;
    *instant = is_west ? local_ms + offset : local_ms - offset;
    return DATE_OK;
}

static date_result
read_date(const mst_post *post, const char *text, mst_instant *instant)
{
    const char *at = text;
    mst_date date;
    if (!take_digits(&at, 4, &date.year) || !take_character(&at, '-') ||
        !take_digits(&at, 2, &date.month) || !take_character(&at, '-') ||
        !take_digits(&at, 2, &date.day)) {
        return DATE_NOT_ONE;
    }
    if (!mst_date_is_valid(date) || date.year < YEAR_MIN || date.year > YEAR_MAX) {
        return DATE_IMPOSSIBLE;
    }
    int64_t clock = 0;
    if (*at == ' ' || *at == 'T') {
        at++;
        const char *clock_text = at;
        if (!take_clock(&at, &clock)) {
            int32_t hour;
            return take_digits(&clock_text, 2, &hour) && *clock_text == ':' ? DATE_IMPOSSIBLE
                                                                            : DATE_NOT_ONE;
        }
        if (*at == ' ' && at[1] == 'Z') {
            at++;
        }
    } else if (*at != '\0') {
        return DATE_NOT_ONE;
    }
    return take_zone(post, at, mst_date_days(date) * MST_MS_PER_DAY + clock, instant);
}

static bool
looks_like_date(const char *text)
{
    int32_t digits;
    return take_digits(&text, 4, &digits) && *text == '-';
}

static void
fault_about_date(mst__reader *reader, const mst__node *node, const char *name, date_result result)
{
    const char *shown = mst__shown(reader, node->text);
    if (result == DATE_SKIPPED) {
        mst__fault(reader, node->place,
                   "%s is \"%s\", which the clocks of %s skip; write it with Z, or another time",
                   name, shown, reader->post->zone);
    } else if (result == DATE_IMPOSSIBLE) {
        mst__fault(reader, node->place,
                   "%s is \"%s\": there is no such day or time (between %d and %d)", name, shown,
                   YEAR_MIN, YEAR_MAX);
    } else {
        mst__fault(reader, node->place,
                   "%s is \"%s\": a date is written 2021-07-03 08:00, with Z behind it for UTC",
                   name, shown);
    }
}

bool
mst__instant_read(mst__reader *reader, const mst__node *node, const char *name,
                  mst_instant *instant)
{
    if (node->kind != MST__SCALAR) {
        mst__fault(reader, node->place, "%s is %s: a date is written 2021-07-03 08:00", name,
                   mst__node_words(node));
        return false;
    }
    date_result result = read_date(reader->post, node->text, instant);
    if (result != DATE_OK) {
        fault_about_date(reader, node, name, result);
    }
    return result == DATE_OK;
}

bool
mst__moment_read(mst__reader *reader, const mst__node *node, const char *name, mst_moment *moment)
{
    if (node->kind == MST__SCALAR && looks_like_date(node->text)) {
        *moment = (mst_moment){.given = true, .absolute = true};
        return mst__instant_read(reader, node, name, &moment->ms);
    }
    bool is_relative = node->kind == MST__SCALAR && (*node->text == '+' || *node->text == '-' ||
                                                     (*node->text >= '0' && *node->text <= '9'));
    if (!is_relative) {
        mst__fault(reader, node->place,
                   "%s is \"%s\": a moment is written 2021-07-03 08:00, or relative as +48 h", name,
                   mst__shown(reader, mst__node_words(node)));
        return false;
    }
    const mst__measure measure = {.kind = MST_KIND_DURATION,
                                  .minimum = -3660 * MST_MS_PER_DAY,
                                  .maximum = 3660 * MST_MS_PER_DAY};
    *moment = (mst_moment){.given = true};
    return mst__number_read(reader, node, name, measure, &moment->ms);
}

/* ---- opening hours ---- */

/* HH:MM up to 24:00, as minutes of the day. */
static bool
take_minute(const char **at, int32_t *minute)
{
    int32_t hour, rest;
    if (!take_digits(at, 2, &hour) || !take_character(at, ':') || !take_digits(at, 2, &rest)) {
        return false;
    }
    *minute = hour * 60 + rest;
    return rest < 60 && *minute <= 1440;
}

static bool
read_daily(mst__reader *reader, const mst__node *node, const char *name, mst_window *window)
{
    const char *at = node->text;
    *window = (mst_window){.daily = true};
    bool is_read = take_minute(&at, &window->begin_minute) && take_character(&at, '-') &&
                   take_minute(&at, &window->end_minute) && *at == '\0';
    if (!is_read || window->begin_minute == 1440) {
        mst__fault(reader, node->place,
                   "%s is \"%s\": hours are written 06:00-22:00, and 22:00-04:00 ends the next day",
                   name, mst__shown(reader, node->text));
        return false;
    }
    if (window->end_minute == 0) {
        window->end_minute = 1440;
    }
    return true;
}

static bool
read_span(mst__reader *reader, const mst__node *node, const char *name, mst_window *window)
{
    static const char *const keys[] = {"from", "until"};
    *window = (mst_window){.daily = false};
    mst__keys_check(reader, node, name, keys, MST__COUNT_OF(keys));
    const mst__node *from = mst__node_get(node, "from");
    const mst__node *until = mst__node_get(node, "until");
    if (from == NULL && until == NULL) {
        mst__fault(reader, node->place, "a window of %s has neither from nor until", name);
        return false;
    }
    bool is_read = from == NULL || mst__moment_read(reader, from, "from", &window->from);
    is_read =
        (until == NULL || mst__moment_read(reader, until, "until", &window->until)) && is_read;
    if (is_read && from != NULL && until != NULL &&
        window->from.absolute == window->until.absolute && window->from.ms >= window->until.ms) {
        mst__fault(reader, node->place, "a window of %s ends at \"%s\", before it begins at \"%s\"",
                   name, mst__shown(reader, until->text), mst__shown(reader, from->text));
        return false;
    }
    return is_read;
}

void
mst__windows_read(mst__reader *reader, const mst__node *node, const char *name,
                  mst_window_list *windows)
{
    if (node->kind == MST__MAP || node->kind == MST__SCALAR) {
        /* One window needs no list; in a cell of a spreadsheet several stand side by side. */
        mst__node *one = mst__node_new(reader, node->kind, node->place);
        mst__node *list = mst__node_new(reader, MST__LIST, node->place);
        if (one == NULL || list == NULL) {
            return;
        }
        const mst__node **words = NULL;
        uint32_t count = 0;
        if (node->kind == MST__SCALAR) {
            if (!mst__words_read(reader, node, name, &words, &count)) {
                return;
            }
            for (uint32_t i = 0; i < count; i++) {
                mst__node *word = mst__node_new(reader, MST__SCALAR, words[i]->place);
                if (word == NULL) {
                    return;
                }
                word->text = words[i]->text;
                mst__node_append(list, word);
            }
        } else {
            *one = *node;
            one->next = NULL;
            mst__node_append(list, one);
        }
        node = list;
    }
    if (node->count > MST_READ_MAX_WINDOWS) {
        mst__fault_limit(reader, node->place, "%s has %u windows; the limit is %d", name,
                         node->count, MST_READ_MAX_WINDOWS);
        return;
    }
    if (node->count == 0) {
        mst__fault(reader, node->place,
                   "%s is an empty list; leave it out for always, or close the item in a change",
                   name);
        return;
    }
    mst_window *read = mst__reader_take(reader, node->count, sizeof *read);
    uint32_t count = 0;
    for (const mst__node *entry = node->first; read != NULL && entry != NULL; entry = entry->next) {
        if (entry->kind == MST__LIST) {
            mst__fault(reader, entry->place, "%s holds a list inside a list", name);
            continue;
        }
        bool is_read = entry->kind == MST__MAP ? read_span(reader, entry, name, &read[count])
                                               : read_daily(reader, entry, name, &read[count]);
        count += is_read;
    }
    *windows = (mst_window_list){.count = count, .windows = read};
}

/* ---- and back ---- */

const char *
mst__instant_text(const mst_post *post, mst_arena *arena, mst_instant instant)
{
    int64_t offset = mst_post_offset_seconds(post, instant) * MST_MS_PER_SECOND;
    int64_t local = instant + offset;
    mst_instant again = 0;
    /* UTC where the local time would be read as another instant (T2). */
    bool is_local = from_local(post, local, &again) && again == instant;
    int64_t shown = is_local ? local : instant;
    int64_t days = mst_floor_divide(shown, MST_MS_PER_DAY);
    int64_t ms = shown - days * MST_MS_PER_DAY;
    mst_date date = mst_date_of_days(days);
    const char *zone = is_local ? "" : "Z";
    const char *text = NULL;
    int hour = (int)(ms / MST_MS_PER_HOUR);
    int minute = (int)(ms / MST_MS_PER_MINUTE % 60);
    int second = (int)(ms / MST_MS_PER_SECOND % 60);
    int milli = (int)(ms % MST_MS_PER_SECOND);
    if (milli != 0) {
        text = mst_arena_format(arena, "%04d-%02d-%02d %02d:%02d:%02d.%03d%s", (int)date.year,
                                (int)date.month, (int)date.day, hour, minute, second, milli, zone);
    } else if (second != 0) {
        text = mst_arena_format(arena, "%04d-%02d-%02d %02d:%02d:%02d%s", (int)date.year,
                                (int)date.month, (int)date.day, hour, minute, second, zone);
    } else {
        text = mst_arena_format(arena, "%04d-%02d-%02d %02d:%02d%s", (int)date.year,
                                (int)date.month, (int)date.day, hour, minute, zone);
    }
    return text != NULL ? text : "";
}

const char *
mst__moment_text(const mst_post *post, mst_arena *arena, mst_moment moment)
{
    if (moment.absolute) {
        return mst__instant_text(post, arena, moment.ms);
    }
    const char *size = mst__number_text(arena, MST_KIND_DURATION, NULL, moment.ms);
    const char *text = mst_arena_format(arena, "%s%s", moment.ms >= 0 ? "+" : "", size);
    return text != NULL ? text : "";
}
