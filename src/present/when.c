/* SPDX-License-Identifier: Apache-2.0 */
#include "present/when.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

int32_t
mst_when_offset_seconds(const mst_when_zone *zone, mst_instant instant)
{
    if (zone->count == 0) {
        return 0;
    }
    uint32_t low = 0, high = zone->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (zone->rows[middle].from <= instant) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return zone->rows[low].offset_seconds;
}

/* Appends ".345" without trailing zeros; nothing for 0. */
static void
append_fraction(char *buffer, size_t bytes, int64_t ms)
{
    if (ms == 0) {
        return;
    }
    size_t length = strlen(buffer);
    snprintf(buffer + length, bytes - length, ".%03d", (int)ms);
    length = strlen(buffer);
    while (buffer[length - 1] == '0') {
        buffer[--length] = '\0';
    }
}

const char *
mst_when_seconds(mst_time ms, char *buffer)
{
    if (ms == MST_NEVER) {
        buffer[0] = '\0';
        return buffer;
    }
    uint64_t size = ms < 0 ? (uint64_t)0 - (uint64_t)ms : (uint64_t)ms;
    snprintf(buffer, MST_WHEN_BYTES, "%s%llu", ms < 0 ? "-" : "",
             (unsigned long long)(size / 1000));
    append_fraction(buffer, MST_WHEN_BYTES, (int64_t)(size % 1000));
    return buffer;
}

const char *
mst_when_duration(mst_time ms, char *buffer)
{
    if (ms == MST_NEVER) {
        snprintf(buffer, MST_WHEN_BYTES, "never");
        return buffer;
    }
    uint64_t size = ms < 0 ? (uint64_t)0 - (uint64_t)ms : (uint64_t)ms;
    unsigned long long hours = size / 3600000, minutes = size / 60000 % 60, rest = size % 60000;
    size_t length = (size_t)snprintf(buffer, MST_WHEN_BYTES, "%s", ms < 0 ? "-" : "");
    if (hours > 0) {
        length += (size_t)snprintf(buffer + length, MST_WHEN_BYTES - length, "%llu h", hours);
    }
    if (minutes > 0 || (hours == 0 && rest == 0)) {
        length += (size_t)snprintf(buffer + length, MST_WHEN_BYTES - length, "%s%llu min",
                                   hours > 0 ? " " : "", minutes);
    }
    if (rest > 0) {
        length += (size_t)snprintf(buffer + length, MST_WHEN_BYTES - length, "%s%llu",
                                   hours > 0 || minutes > 0 ? " " : "", rest / 1000);
        append_fraction(buffer, MST_WHEN_BYTES, (int64_t)(rest % 1000));
        length = strlen(buffer);
        snprintf(buffer + length, MST_WHEN_BYTES - length, " s");
    }
    return buffer;
}

const char *
mst_when_rough(mst_time ms, char *buffer)
{
    if (ms != MST_NEVER && ms > 0) {
        ms = mst_ceil_divide(ms, MST_MS_PER_MINUTE) * MST_MS_PER_MINUTE;
    }
    return mst_when_duration(ms, buffer);
}

const char *
mst_when_after(mst_time ms, char *buffer)
{
    if (ms == MST_NEVER) {
        snprintf(buffer, MST_WHEN_BYTES, "never");
        return buffer;
    }
    uint64_t size = ms < 0 ? (uint64_t)0 - (uint64_t)ms : (uint64_t)ms;
    snprintf(buffer, MST_WHEN_BYTES, "%c%llu:%02u", ms < 0 ? '-' : '+',
             (unsigned long long)(size / 3600000), (unsigned)(size / 60000 % 60));
    if (size % 60000 != 0) {
        size_t length = strlen(buffer);
        snprintf(buffer + length, MST_WHEN_BYTES - length, ":%02u", (unsigned)(size / 1000 % 60));
        append_fraction(buffer, MST_WHEN_BYTES, (int64_t)(size % 1000));
    }
    return buffer;
}

typedef struct civil {
    int64_t year;
    unsigned month, day, weekday; /* weekday 0 is Sunday */
    unsigned hour, minute, second, ms;
} civil;

static civil
civil_of(mst_instant instant)
{
    int64_t days = mst_floor_divide(instant, MST_MS_PER_DAY);
    int64_t rest = instant - days * MST_MS_PER_DAY;
    mst_date date = mst_date_of_days(days);
    return (civil){
        .year = date.year,
        .month = (unsigned)date.month,
        .day = (unsigned)date.day,
        .weekday = (unsigned)((days % 7 + 11) % 7), /* 1970-01-01 was a Thursday */
        .hour = (unsigned)(rest / MST_MS_PER_HOUR),
        .minute = (unsigned)(rest / MST_MS_PER_MINUTE % 60),
        .second = (unsigned)(rest / 1000 % 60),
        .ms = (unsigned)(rest % 1000),
    };
}

/* Two digits and what follows them; the place after. */
static char *
put_pair(char *at, unsigned value, char next)
{
    at[0] = (char)('0' + value / 10 % 10);
    at[1] = (char)('0' + value % 10);
    at[2] = next;
    return at + 3;
}

/* A plan of some days has ten thousands of moments in it, so digits are put down one by one:
 * formats take five times as long. */
static void
iso_of(mst_instant instant, char *buffer)
{
    civil c = civil_of(instant);
    if (c.year < 0 || c.year > 9999) {
        snprintf(buffer, MST_WHEN_BYTES, "%04lld-%02u-%02uT%02u:%02u:%02u", (long long)c.year,
                 c.month, c.day, c.hour, c.minute, c.second);
    } else {
        char *at = put_pair(buffer, (unsigned)(c.year / 100), '\0') - 1;
        at = put_pair(at, (unsigned)(c.year % 100), '-');
        at = put_pair(at, c.month, '-');
        at = put_pair(at, c.day, 'T');
        at = put_pair(at, c.hour, ':');
        at = put_pair(at, c.minute, ':');
        put_pair(at, c.second, '\0');
    }
    append_fraction(buffer, MST_WHEN_BYTES, (int64_t)c.ms);
}

static bool
is_shown(mst_instant instant)
{
    return instant > -(INT64_C(1) << 58) && instant < (INT64_C(1) << 58);
}

const char *
mst_when_utc(mst_instant instant, char *buffer)
{
    buffer[0] = '\0';
    if (is_shown(instant)) {
        iso_of(instant, buffer);
        size_t length = strlen(buffer);
        buffer[length] = 'Z';
        buffer[length + 1] = '\0';
    }
    return buffer;
}

const char *
mst_when_local(const mst_when_zone *zone, mst_instant instant, char *buffer)
{
    buffer[0] = '\0';
    if (!is_shown(instant)) {
        return buffer;
    }
    int32_t offset = mst_when_offset_seconds(zone, instant);
    iso_of(instant + offset * MST_MS_PER_SECOND, buffer);
    size_t length = strlen(buffer);
    int32_t size = offset < 0 ? -offset : offset;
    buffer[length++] = offset < 0 ? '-' : '+';
    char *end = put_pair(buffer + length, (unsigned)(size / 3600), ':');
    length = (size_t)(put_pair(end, (unsigned)(size / 60 % 60), '\0') - 1 - buffer);
    if (size % 60 != 0) { /* local mean times of long ago */
        snprintf(buffer + length, MST_WHEN_BYTES - length, ":%02d", (int)(size % 60));
    }
    return buffer;
}

const char *
mst_when_local_short(const mst_when_zone *zone, mst_instant instant, char *buffer)
{
    static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    buffer[0] = '\0';
    if (is_shown(instant)) {
        civil c = civil_of(instant + mst_when_offset_seconds(zone, instant) * MST_MS_PER_SECOND);
        snprintf(buffer, MST_WHEN_BYTES, "%s %u %s %02u:%02u", weekdays[c.weekday], c.day,
                 months[c.month - 1], c.hour, c.minute);
    }
    return buffer;
}

const char *
mst_when_zulu(mst_instant instant, char *buffer)
{
    buffer[0] = '\0';
    if (is_shown(instant)) {
        civil c = civil_of(instant);
        snprintf(buffer, MST_WHEN_BYTES, "%02u %02u%02uZ", c.day, c.hour, c.minute);
    }
    return buffer;
}

static bool
take_digits(const char **text, unsigned least, unsigned most, int64_t *value)
{
    unsigned count = 0;
    *value = 0;
    while (count < most && **text >= '0' && **text <= '9') {
        *value = *value * 10 + (**text - '0');
        (*text)++;
        count++;
    }
    return count >= least;
}

/* ".5" and longer: three digits count, more must be zeros. */
static bool
take_fraction(const char **text, int64_t *ms)
{
    *ms = 0;
    if (**text != '.') {
        return true;
    }
    (*text)++;
    int64_t scale = 100;
    unsigned digits = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++, digits++) {
        if (digits >= 3 && **text != '0') {
            return false;
        }
        *ms += (**text - '0') * scale;
        scale /= 10;
    }
    return digits > 0;
}

bool
mst_when_parse_seconds(const char *text, mst_time *ms)
{
    bool negative = *text == '-';
    text += negative ? 1 : 0;
    int64_t whole, fraction;
    if (!take_digits(&text, 1, 12, &whole) || !take_fraction(&text, &fraction) || *text != '\0' ||
        whole > INT64_C(100000000000)) {
        return false;
    }
    *ms = whole * 1000 + fraction;
    *ms = negative ? -*ms : *ms;
    return true;
}

static bool
take_character(const char **text, const char *any)
{
    if (**text == '\0' || strchr(any, **text) == NULL) {
        return false;
    }
    (*text)++;
    return true;
}

/* "Z" or "+04:30" to the end of the text. */
static bool
take_offset(const char **text, int64_t *offset_seconds)
{
    *offset_seconds = 0;
    if (take_character(text, "Z")) {
        return **text == '\0';
    }
    bool west = **text == '-';
    int64_t hours, minutes, seconds = 0;
    if (!take_character(text, "+-") || !take_digits(text, 2, 2, &hours) ||
        !take_character(text, ":") || !take_digits(text, 2, 2, &minutes)) {
        return false;
    }
    if (take_character(text, ":") && !take_digits(text, 2, 2, &seconds)) {
        return false;
    }
    *offset_seconds = (hours * 3600 + minutes * 60 + seconds) * (west ? -1 : 1);
    return **text == '\0' && hours < 24 && minutes < 60 && seconds < 60;
}

bool
mst_when_parse(const char *text, mst_instant *instant)
{
    int64_t year, month, day, hour, minute, second = 0, ms = 0, offset;
    if (!take_digits(&text, 4, 4, &year) || !take_character(&text, "-") ||
        !take_digits(&text, 2, 2, &month) || !take_character(&text, "-") ||
        !take_digits(&text, 2, 2, &day) || !take_character(&text, "T ") ||
        !take_digits(&text, 2, 2, &hour) || !take_character(&text, ":") ||
        !take_digits(&text, 2, 2, &minute)) {
        return false;
    }
    if (take_character(&text, ":") &&
        (!take_digits(&text, 2, 2, &second) || !take_fraction(&text, &ms))) {
        return false;
    }
    mst_date date = {(int32_t)year, (int32_t)month, (int32_t)day};
    if (!take_offset(&text, &offset) || !mst_date_is_valid(date) || hour > 23 || minute > 59 ||
        second > 59) {
        return false;
    }
    *instant = mst_date_days(date) * MST_MS_PER_DAY + hour * MST_MS_PER_HOUR +
               minute * MST_MS_PER_MINUTE + second * 1000 + ms - offset * 1000;
    return true;
}
