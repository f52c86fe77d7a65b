/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the bytes of a TZif file, versions 1 to 4 (RFC 8536, RFC 9636).
 *
 *     header: "TZif" version 15 reserved bytes, then six big-endian 32-bit counts:
 *             isutcnt isstdcnt leapcnt timecnt typecnt charcnt
 *     data:   timecnt times, timecnt type numbers, typecnt (utoff 4, isdst 1, name 1),
 *             charcnt characters,
 *             leapcnt leap seconds, isstdcnt and isutcnt flags
 *     From version 2 on the same again with times of 8 bytes instead of 4, then a footer: "\n"
 *     RULE "\n", a POSIX TZ rule for all time after the last transition.
 *
 * Z1  No count is believed before the file is shown to hold that much.
 * Z2  Leap seconds are refused: an mst_instant does not count them.
 * Z3  The rule is unrolled to FIRST_YEAR .. LAST_YEAR, two transitions a year.
 */
#include "read/zone_file.h"

#include <string.h>

#include "base/calendar.h"

enum {
    HEADER_BYTES = 44,
    FIRST_YEAR = 1970,
    LAST_YEAR = 2100,
    MAX_TRANSITIONS = 4096,
    MAX_TYPES = 256,
    MAX_OFFSET_SECONDS = 26 * 3600, /* RFC 8536 section 3.2 */
    MAX_RULE_HOURS = 167,           /* RFC 8536 section 3.3.1 */
    MAX_RULE_BYTES = 128,
    SECONDS_PER_DAY = 86400,
};

typedef struct zone_header {
    char version;
    uint32_t isut_count, isstd_count, leap_count, time_count, type_count, char_count;
} zone_header;

typedef struct row_list {
    mst_zone_row *rows;
    uint32_t count, room;
    mst_arena *arena;
    const char *zone;
    mst_error *err;
} row_list;

/* Where the last data block lies. */
typedef struct zone_block {
    const uint8_t *bytes;
    size_t time_bytes; /* 4 or 8 */
    zone_header header;
} zone_block;

static uint32_t
big_endian_32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t
read_time(const uint8_t *at, size_t time_bytes)
{
    if (time_bytes == 4) {
        return (int32_t)big_endian_32(at);
    }
    return (int64_t)((uint64_t)big_endian_32(at) << 32 | big_endian_32(at + 4));
}

static mst_status
fail(const row_list *list, const char *what)
{
    return mst_fail(list->err, MST_INVALID, mst_nowhere(),
                    "the file of time zone \"%s\" is damaged: %s", list->zone, what);
}

/* False when the header is not there or its counts are more than MAX_*. */
static bool
read_header(const uint8_t *bytes, size_t size, zone_header *header)
{
    if (size < HEADER_BYTES || memcmp(bytes, "TZif", 4) != 0) {
        return false;
    }
    *header = (zone_header){
        .version = (char)bytes[4],
        .isut_count = big_endian_32(bytes + 20),
        .isstd_count = big_endian_32(bytes + 24),
        .leap_count = big_endian_32(bytes + 28),
        .time_count = big_endian_32(bytes + 32),
        .type_count = big_endian_32(bytes + 36),
        .char_count = big_endian_32(bytes + 40),
    };
    return header->isut_count <= MAX_TYPES && header->isstd_count <= MAX_TYPES &&
           header->leap_count <= MAX_TRANSITIONS && header->time_count <= MAX_TRANSITIONS &&
           header->type_count <= MAX_TYPES && header->char_count <= MAX_TRANSITIONS;
}

static size_t
data_bytes(const zone_header *header, size_t time_bytes)
{
    return header->time_count * (time_bytes + 1) + header->type_count * (size_t)6 +
           header->char_count + header->leap_count * (time_bytes + 4) + header->isstd_count +
           header->isut_count;
}

/* Adds a change of offset; one that changes nothing is dropped, one at the same
 * instant replaces. */
static mst_status
add_row(row_list *list, int64_t seconds, int32_t offset_seconds)
{
    mst_instant from = seconds * MST_MS_PER_SECOND;
    if (list->count > 0 && list->rows[list->count - 1].from > from) {
        return fail(list, "its transitions are not in order");
    }
    if (list->count > 0 && list->rows[list->count - 1].from == from) {
        list->count--;
    }
    if (list->count > 0 && list->rows[list->count - 1].offset_seconds == offset_seconds) {
        return MST_OK;
    }
    void *items = list->rows;
    if (!mst_arena_grow(list->arena, &items, list->count, &list->room, sizeof *list->rows,
                        2 * MAX_TRANSITIONS)) {
        return mst_fail(list->err, MST_NO_MEMORY, mst_nowhere(), "no memory for time zone \"%s\"",
                        list->zone);
    }
    list->rows = items;
    list->rows[list->count++] = (mst_zone_row){.from = from, .offset_seconds = offset_seconds};
    return MST_OK;
}

/* ---- the POSIX TZ rule of the footer ---- */

typedef enum rule_form { RULE_JULIAN, RULE_DAY, RULE_WEEKDAY } rule_form;

typedef struct rule_date {
    rule_form form;
    int32_t day;                  /* JULIAN: 1..365 without 29 February; DAY: 0..365 with it */
    int32_t month, week, weekday; /* WEEKDAY: week 5 is the last */
    int32_t seconds;              /* after midnight, local */
} rule_date;

typedef struct zone_rule {
    int32_t standard_offset, daylight_offset; /* east of UTC */
    bool has_daylight;
    rule_date start, end; /* of daylight time */
} zone_rule;

/* Letters, or anything between < and >. */
static bool
skip_name(const char **at)
{
    const char *begin = *at;
    if (*begin == '<') {
        const char *end = strchr(begin, '>');
        if (end == NULL || end == begin + 1) {
            return false;
        }
        *at = end + 1;
        return true;
    }
    while ((**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z')) {
        (*at)++;
    }
    return *at - begin >= 3;
}

static bool
read_number(const char **at, int32_t low, int32_t high, int32_t *value)
{
    int32_t number = 0;
    int digits = 0;
    while (**at >= '0' && **at <= '9' && digits < 4) {
        number = number * 10 + (*(*at)++ - '0');
        digits++;
    }
    *value = number;
    return digits > 0 && number >= low && number <= high;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
read_clock(const char **at, int32_t max_hours, int32_t *seconds)
{
    int32_t sign = **at == '-' ? -1 : 1;
    if (**at == '-' || **at == '+') {
        (*at)++;
    }
    int32_t parts[3] = {0};
    for (int i = 0; i < 3; i++) {
        if (i > 0) {
            if (**at != ':') {
                break;
            }
            (*at)++;
        }
        if (!read_number(at, 0, i == 0 ? max_hours : 59, &parts[i])) {
            return false;
        }
    }
    *seconds = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
    return true;
}

/* ,Jn  ,n  or ,Mm.w.d  each with an optional /time. */
static bool
read_rule_date(const char **at, rule_date *date)
{
    if (*(*at)++ != ',') {
        return false;
    }
    *date = (rule_date){.form = RULE_DAY, .seconds = 2 * 3600};
    bool is_good;
    if (**at == 'M') {
        (*at)++;
        date->form = RULE_WEEKDAY;
        is_good = read_number(at, 1, 12, &date->month) && *(*at)++ == '.' &&
                  read_number(at, 1, 5, &date->week) && *(*at)++ == '.' &&
                  read_number(at, 0, 6, &date->weekday);
    } else if (**at == 'J') {
        (*at)++;
        date->form = RULE_JULIAN;
        is_good = read_number(at, 1, 365, &date->day);
    } else {
        is_good = read_number(at, 0, 365, &date->day);
    }
    if (is_good && **at == '/') {
        (*at)++;
        is_good = read_clock(at, MAX_RULE_HOURS, &date->seconds);
    }
    return is_good;
}

static bool
read_rule(const char *text, zone_rule *rule)
{
    *rule = (zone_rule){0};
    int32_t west;
    if (!skip_name(&text) || !read_clock(&text, 24, &west)) {
        return false;
    }
    rule->standard_offset = -west;
    if (*text == '\0') {
        return true;
    }
    rule->has_daylight = true;
    rule->daylight_offset = rule->standard_offset + 3600;
    if (!skip_name(&text)) {
        return false;
    }
    if (*text != ',') {
        if (!read_clock(&text, 24, &west)) {
            return false;
        }
        rule->daylight_offset = -west;
    }
    return read_rule_date(&text, &rule->start) && read_rule_date(&text, &rule->end) &&
           *text == '\0';
}

/* Local seconds since 1970 at which the rule's date falls in `year`. */
static int64_t
rule_date_seconds(const rule_date *date, int32_t year)
{
    int64_t new_year = mst_date_days((mst_date){.year = year, .month = 1, .day = 1});
    int64_t day = new_year + date->day;
    if (date->form == RULE_JULIAN) {
        bool is_leap = mst_date_is_valid((mst_date){.year = year, .month = 2, .day = 29});
        day = new_year + date->day - 1 + (is_leap && date->day >= 60);
    } else if (date->form == RULE_WEEKDAY) {
        int64_t first = mst_date_days((mst_date){.year = year, .month = date->month, .day = 1});
        int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
        day = first + (date->weekday - weekday + 7) % 7 + 7 * (int64_t)(date->week - 1);
        while (!mst_date_is_valid(
            (mst_date){.year = year, .month = date->month, .day = (int32_t)(day - first) + 1})) {
            day -= 7;
        }
    }
    return day * SECONDS_PER_DAY + date->seconds;
}

/* Z3: the transitions of the rule after `after`. Without daylight time it goes on as it was. */
static mst_status
unroll_rule(row_list *list, const zone_rule *rule, int64_t after)
{
    for (int32_t year = FIRST_YEAR; year <= LAST_YEAR && rule->has_daylight; year++) {
        int64_t start = rule_date_seconds(&rule->start, year) - rule->standard_offset;
        int64_t end = rule_date_seconds(&rule->end, year) - rule->daylight_offset;
        bool start_first = start < end;
        for (int i = 0; i < 2; i++) {
            bool is_start = (i == 0) == start_first;
            int64_t at = is_start ? start : end;
            int32_t offset = is_start ? rule->daylight_offset : rule->standard_offset;
            if (at <= after) {
                continue;
            }
            if (at <= 0) {
                list->rows[0].offset_seconds = offset;
                continue;
            }
            mst_status status = add_row(list, at, offset);
            if (status != MST_OK) {
                return status;
            }
        }
    }
    return MST_OK;
}

/* ---- the data block ---- */

static int32_t
type_offset(const zone_block *block, uint32_t type)
{
    const uint8_t *types = block->bytes + block->header.time_count * (block->time_bytes + 1);
    return (int32_t)big_endian_32(types + (size_t)type * 6);
}

/* Adds the transitions of the block; *last is the last of them, INT64_MIN with none. */
static mst_status
read_transitions(const zone_block *block, row_list *list, int64_t *last)
{
    const zone_header *header = &block->header;
    const uint8_t *type_numbers = block->bytes + header->time_count * block->time_bytes;
    const int64_t end = mst_date_days((mst_date){LAST_YEAR + 1, 1, 1}) * SECONDS_PER_DAY;
    for (uint32_t i = 0; i < header->type_count; i++) {
        int32_t offset = type_offset(block, i);
        if (offset < -MAX_OFFSET_SECONDS || offset > MAX_OFFSET_SECONDS) {
            return fail(list, "an offset from UTC is more than 26 hours");
        }
    }
    /* The first type holds before the first transition. What ended before 1970 is folded into the
     * first row. */
    mst_status status = add_row(list, 0, type_offset(block, 0));
    *last = INT64_MIN;
    for (uint32_t i = 0; i < header->time_count && status == MST_OK; i++) {
        int64_t at = read_time(block->bytes + i * block->time_bytes, block->time_bytes);
        if (i > 0 && at <= *last) {
            return fail(list, "its transitions are not in order");
        }
        if (type_numbers[i] >= header->type_count) {
            return fail(list, "a transition is to a type that is not there");
        }
        *last = at;
        if (at < end) {
            status = add_row(list, at > 0 ? at : 0, type_offset(block, type_numbers[i]));
        }
    }
    return status;
}

/* The text between the two newlines after the second block, "" when there is none. */
static bool
read_footer(const uint8_t *bytes, size_t size, char rule[MAX_RULE_BYTES])
{
    rule[0] = '\0';
    if (size == 0) {
        return true;
    }
    if (bytes[0] != '\n') {
        return false;
    }
    const uint8_t *end = memchr(bytes + 1, '\n', size - 1);
    if (end == NULL || end - bytes > MAX_RULE_BYTES) {
        return false;
    }
    size_t length = (size_t)(end - bytes) - 1;
    if (memchr(bytes + 1, '\0', length) != NULL) {
        return false;
    }
    memcpy(rule, bytes + 1, length);
    rule[length] = '\0';
    return true;
}

/* The last block of the file (the one with 8-byte times where there are two), and what follows
 * it. */
static mst_status
find_block(const mst__zone_file *file, const row_list *list, zone_block *block, size_t *after)
{
    size_t at = HEADER_BYTES;
    block->time_bytes = 4;
    if (!read_header(file->bytes, file->size, &block->header)) {
        return fail(list, "it does not begin like one, or is larger than any");
    }
    if (block->header.version >= '2') {
        at += data_bytes(&block->header, 4);
        if (at > file->size || !read_header(file->bytes + at, file->size - at, &block->header)) {
            return fail(list, "the second header is missing");
        }
        block->time_bytes = 8;
        at += HEADER_BYTES;
    }
    size_t bytes = data_bytes(&block->header, block->time_bytes);
    if (bytes > file->size - at || block->header.type_count == 0) {
        return fail(list, "it ends too early");
    }
    if (block->header.leap_count > 0) {
        return mst_fail(list->err, MST_INVALID, mst_nowhere(),
                        "time zone \"%s\" counts leap seconds, which Muster does not", list->zone);
    }
    block->bytes = file->bytes + at;
    *after = at + bytes;
    return MST_OK;
}

mst_status
mst__zone_parse(const mst__zone_file *file, mst_arena *arena, mst_zone_row **rows, uint32_t *count,
                mst_error *err)
{
    row_list list = {.arena = arena, .zone = file->zone, .err = err};
    zone_block block = {0};
    size_t after = 0;
    int64_t last = 0;
    mst_status status = find_block(file, &list, &block, &after);
    if (status == MST_OK) {
        status = read_transitions(&block, &list, &last);
    }
    if (status != MST_OK) {
        return status;
    }
    char text[MAX_RULE_BYTES] = "";
    if (block.time_bytes == 8 && !read_footer(file->bytes + after, file->size - after, text)) {
        return fail(&list, "its last line is not a rule");
    }
    if (text[0] != '\0') {
        zone_rule rule;
        if (!read_rule(text, &rule)) {
            return fail(&list, "its rule for the future cannot be read");
        }
        status = unroll_rule(&list, &rule, last);
        if (status != MST_OK) {
            return status;
        }
    }
    list.rows[0].from = MST_TIME_MIN;
    *rows = list.rows;
    *count = list.count;
    return MST_OK;
}
