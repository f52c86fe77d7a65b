/* SPDX-License-Identifier: Apache-2.0
 *
 * The cells of a row of schedule.csv: numbers, times, names, loads.
 */
#include "present/schedule_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_LOADS_IN_A_CELL = 4096 };

mst_place
mst__schedule_place_of(const mst__schedule *r, mst__column column)
{
    uint32_t cell = r->column_cell[column];
    bool there = cell != MST_NONE && cell < r->sheet.cell_count;
    return (mst_place){r->sheet.name, r->sheet.line, there ? r->sheet.cells[cell].column : 1};
}

void
mst__schedule_fail(mst__schedule *r, mst_place place, const char *format, ...)
{
    if (r->status != MST_OK) {
        return;
    }
    va_list arguments;
    char text[MST_ERROR_TEXT_BYTES];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    r->status = mst_fail(r->err, MST_INVALID, place, "%s", text);
}

void
mst__schedule_fail_memory(mst__schedule *r)
{
    if (r->status == MST_OK) {
        r->status = mst_fail(r->err, MST_NO_MEMORY, mst_nowhere(),
                             "there is not enough memory to read the schedule");
    }
}

void *
mst__schedule_take(mst__schedule *r, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(r->arena, count, bytes);
    if (taken == NULL) {
        mst__schedule_fail_memory(r);
    }
    return taken;
}

void *
mst__schedule_add_row(mst__schedule *r, mst__rows *list)
{
    if (!mst_arena_grow(r->arena, &list->items, list->count, &list->room, list->bytes,
                        MST__MAX_ROWS)) {
        mst__schedule_fail_memory(r);
        return NULL;
    }
    return (unsigned char *)list->items + list->bytes * list->count++;
}

/* ---- cells ---- */

/* "" where the row has no such cell. */
const char *
mst__schedule_cell(const mst__schedule *r, mst__column column)
{
    uint32_t index = r->column_cell[column];
    return index != MST_NONE && index < r->sheet.cell_count ? r->sheet.cells[index].text : "";
}

const char *
mst__schedule_required_cell(mst__schedule *r, mst__column column)
{
    const char *text = mst__schedule_cell(r, column);
    if (text[0] == '\0') {
        mst__schedule_fail(r, mst__schedule_place_of(r, column), "a %s row needs \"%s\"",
                           mst__schedule_cell(r, MST__COLUMN_RECORD), mst__column_names[column]);
    }
    return text;
}

int64_t
mst__schedule_number_cell(mst__schedule *r, mst__column column, int64_t minimum, int64_t maximum,
                          int64_t fallback)
{
    const char *text = mst__schedule_cell(r, column);
    if (text[0] == '\0') {
        return fallback;
    }
    mst_time ms;
    if (!mst_when_parse_seconds(text, &ms) || ms % 1000 != 0 || ms / 1000 < minimum ||
        ms / 1000 > maximum) {
        mst__schedule_fail(r, mst__schedule_place_of(r, column),
                           "\"%s\" is \"%s\" and must be a whole number from %lld to %lld",
                           mst__column_names[column], text, (long long)minimum, (long long)maximum);
        return minimum;
    }
    return ms / 1000;
}

/* MST_NEVER where the cell is empty. */
mst_time
mst__schedule_seconds_cell(mst__schedule *r, mst__column column)
{
    const char *text = mst__schedule_cell(r, column);
    mst_time ms = MST_NEVER;
    if (text[0] != '\0' && !mst_when_parse_seconds(text, &ms)) {
        mst__schedule_fail(
            r, mst__schedule_place_of(r, column),
            "\"%s\" is \"%s\" and must be seconds after the order with at most three decimals",
            mst__column_names[column], text);
    }
    return ms;
}

/* A time given up to three times: in seconds, in UTC, in local time. What is given must agree. */
static mst_time
time_cell(mst__schedule *r, mst__column seconds, mst__column utc, mst__column local)
{
    mst_time at = mst__schedule_seconds_cell(r, seconds);
    const mst__column copies[] = {utc, local};
    for (uint32_t i = 0; i < 2 && r->status == MST_OK; i++) {
        const char *text = mst__schedule_cell(r, copies[i]);
        mst_instant instant;
        if (text[0] == '\0') {
            continue;
        }
        if (!mst_when_parse(text, &instant)) {
            mst__schedule_fail(r, mst__schedule_place_of(r, copies[i]),
                               "\"%s\" is \"%s\" and must look like 2021-07-03T03:30:00Z or "
                               "2021-07-03T08:00:00+04:30",
                               mst__column_names[copies[i]], text);
        } else if (!r->order_given) {
            mst__schedule_fail(r, mst__schedule_place_of(r, copies[i]),
                               "\"%s\" needs a plan row with the item order_utc",
                               mst__column_names[copies[i]]);
        } else if (at == MST_NEVER) {
            at = instant - r->document->order;
        } else if (instant != r->document->order + at) {
            char when[MST_WHEN_BYTES];
            mst__schedule_fail(
                r, mst__schedule_place_of(r, copies[i]),
                "\"%s\" is %s but the other cells of the row give %s: change all of them, or "
                "empty all but one",
                mst__column_names[copies[i]], text, mst_when_utc(r->document->order + at, when));
        }
    }
    return at;
}

mst_time
mst__schedule_leave_cell(mst__schedule *r)
{
    return time_cell(r, MST__COLUMN_LEAVE, MST__COLUMN_LEAVE_UTC, MST__COLUMN_LEAVE_LOCAL);
}

mst_time
mst__schedule_arrive_cell(mst__schedule *r)
{
    return time_cell(r, MST__COLUMN_ARRIVE, MST__COLUMN_ARRIVE_UTC, MST__COLUMN_ARRIVE_LOCAL);
}

mst_time
mst__schedule_required_time(mst__schedule *r, mst_time at, mst__column column)
{
    if (at == MST_NEVER) {
        mst__schedule_fail(r, mst__schedule_place_of(r, column), "a %s row needs \"%s\"",
                           mst__schedule_cell(r, MST__COLUMN_RECORD), mst__column_names[column]);
    }
    return at;
}

/* ---- names ---- */

static uint32_t
hash_of(const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a, 32 bits */
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    }
    return hash;
}

static bool
table_rehash(mst__schedule *r, mst__schedule_names *t)
{
    uint32_t slot_count = t->slot_count == 0 ? 64 : t->slot_count * 2;
    uint32_t *slots = mst__schedule_take(r, slot_count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t at = hash_of(t->names[i]) & (slot_count - 1);
        while (slots[at] != 0) {
            at = (at + 1) & (slot_count - 1);
        }
        slots[at] = i + 1;
    }
    t->slots = slots;
    t->slot_count = slot_count;
    return true;
}

/* Index of the name, added when it is new. */
uint32_t
mst__schedule_intern(mst__schedule *r, mst_names which, const char *name, mst_place place)
{
    mst__schedule_names *t = &r->names[which];
    if (t->count * 2 >= t->slot_count && !table_rehash(r, t)) {
        return 0;
    }
    uint32_t at = hash_of(name) & (t->slot_count - 1);
    for (; t->slots[at] != 0; at = (at + 1) & (t->slot_count - 1)) {
        if (strcmp(t->names[t->slots[at] - 1], name) == 0) {
            return t->slots[at] - 1;
        }
    }
    uint32_t room = t->room, place_room = t->room;
    void *names = t->names, *places = t->places;
    if (!mst_arena_grow(r->arena, &names, t->count, &room, sizeof(char *), MST__MAX_ROWS) ||
        !mst_arena_grow(r->arena, &places, t->count, &place_room, sizeof(mst_place),
                        MST__MAX_ROWS)) {
        mst__schedule_fail_memory(r);
        return 0;
    }
    t->names = names;
    t->places = places;
    t->room = room;
    t->names[t->count] = name;
    t->places[t->count] = place;
    t->slots[at] = ++t->count;
    return t->count - 1;
}

uint32_t
mst__schedule_site_cell(mst__schedule *r, mst__column column)
{
    return mst__schedule_intern(r, MST_NAMES_SITES, mst__schedule_required_cell(r, column),
                                mst__schedule_place_of(r, column));
}

uint32_t
mst__schedule_arc_named(mst__schedule *r, const char *link, uint32_t from, uint32_t to,
                        mst_place place)
{
    const char *key = mst_arena_format(r->arena, "%s\x1f%u\x1f%u", link, from, to);
    if (key == NULL) {
        mst__schedule_fail_memory(r);
        return 0;
    }
    uint32_t before = r->names[MST_NAMES_ARCS].count, room = r->names[MST_NAMES_ARCS].room;
    uint32_t arc = mst__schedule_intern(r, MST_NAMES_ARCS, key, place);
    if (r->status != MST_OK || arc < before) {
        return arc;
    }
    if (r->names[MST_NAMES_ARCS].room != room) { /* grow the ends along */
        uint32_t new_room = r->names[MST_NAMES_ARCS].room;
        uint32_t *from_of = mst__schedule_take(r, new_room, sizeof *from_of),
                 *to_of = mst__schedule_take(r, new_room, sizeof *to_of);
        if (r->status != MST_OK) {
            return 0;
        }
        for (uint32_t i = 0; i < before; i++) {
            from_of[i] = r->arc_from[i];
            to_of[i] = r->arc_to[i];
        }
        r->arc_from = from_of;
        r->arc_to = to_of;
    }
    r->arc_from[arc] = from;
    r->arc_to[arc] = to;
    return arc;
}

uint32_t
mst__schedule_arc_cell(mst__schedule *r)
{
    uint32_t from = mst__schedule_site_cell(r, MST__COLUMN_FROM),
             to = mst__schedule_site_cell(r, MST__COLUMN_TO);
    mst__column shown =
        mst__schedule_cell(r, MST__COLUMN_LINK)[0] != '\0' ? MST__COLUMN_LINK : MST__COLUMN_TO;
    return r->status == MST_OK ? mst__schedule_arc_named(r, mst__schedule_cell(r, MST__COLUMN_LINK),
                                                         from, to, mst__schedule_place_of(r, shown))
                               : 0;
}

uint32_t
mst__schedule_vehicle_cell(mst__schedule *r)
{
    uint32_t vehicle = mst__schedule_intern(r, MST_NAMES_VEHICLES,
                                            mst__schedule_required_cell(r, MST__COLUMN_VEHICLE),
                                            mst__schedule_place_of(r, MST__COLUMN_VEHICLE));
    void *types = r->vehicle_types;
    uint32_t known = r->names[MST_NAMES_VEHICLES].count;
    while (r->status == MST_OK && r->vehicle_type_room < known) {
        if (!mst_arena_grow(r->arena, &types, r->vehicle_type_room, &r->vehicle_type_room,
                            sizeof(char *), MST__MAX_ROWS)) {
            mst__schedule_fail_memory(r);
        }
        r->vehicle_types = types;
    }
    const char *type = mst__schedule_cell(r, MST__COLUMN_TYPE);
    if (r->status != MST_OK || type[0] == '\0') {
        return vehicle;
    }
    if (r->vehicle_types[vehicle] != NULL && strcmp(r->vehicle_types[vehicle], type) != 0) {
        mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_TYPE),
                           "vehicle %s is of type %s here and %s in a row before",
                           mst__schedule_cell(r, MST__COLUMN_VEHICLE), type,
                           r->vehicle_types[vehicle]);
    }
    r->vehicle_types[vehicle] = type;
    return vehicle;
}

/* ---- loads ---- */

/* Cuts `text` at the first of `stops`, returns the trimmed part before it and moves *text behind
 * it. */
static char *
cut(char **text, char stop)
{
    char *part = *text, *end = strchr(part, stop);
    if (end != NULL) {
        *end = '\0';
        *text = end + 1;
    } else {
        *text = part + strlen(part);
    }
    while (*part == ' ') {
        part++;
    }
    size_t length = strlen(part);
    while (length > 0 && part[length - 1] == ' ') {
        part[--length] = '\0';
    }
    return part;
}

/* "ecc+border]" */
static uint32_t
stations_of(mst__schedule *r, char *text, mst__column column)
{
    uint32_t mask = 0;
    char *close = strchr(text, ']');
    if (close == NULL || close[1] != '\0') {
        mst__schedule_fail(r, mst__schedule_place_of(r, column),
                           "\"%s\" has a [ without a ] at the end of its entry",
                           mst__column_names[column]);
        return 0;
    }
    *close = '\0';
    if (strcmp(text, "-") == 0) {
        return 0;
    }
    while (*text != '\0') {
        uint32_t station = mst__schedule_intern(r, MST_NAMES_STATIONS, cut(&text, '+'),
                                                mst__schedule_place_of(r, column));
        if (station >= MST_MAX_STATIONS) {
            mst__schedule_fail(r, mst__schedule_place_of(r, column),
                               "there are more than %d stations", MST_MAX_STATIONS);
            return 0;
        }
        mask |= UINT32_C(1) << station;
    }
    return mask;
}

/* "90 staff [ecc]" */
static mst_load
load_of(mst__schedule *r, char *entry, mst__column column)
{
    mst_load load = {.stations = MST_STATIONS_UNKNOWN};
    char *rest = entry;
    const char *number = cut(&rest, ' ');
    mst_time thousand;
    if (!mst_when_parse_seconds(number, &thousand) || thousand % 1000 != 0 || thousand <= 0 ||
        thousand / 1000 > MST_MAX_PEOPLE || rest[0] == '\0') {
        mst__schedule_fail(
            r, mst__schedule_place_of(r, column),
            "\"%s\" holds \"%s\"; it must be a list such as `90 staff; 12 families/4`",
            mst__column_names[column], entry);
        return load;
    }
    load.count = thousand / 1000;
    const char *name = cut(&rest, '[');
    if (rest[0] != '\0') {
        load.stations = stations_of(r, rest, column);
    }
    load.cohort =
        mst__schedule_intern(r, MST_NAMES_COHORTS, name, mst__schedule_place_of(r, column));
    return load;
}

mst_load_list
mst__schedule_loads_cell(mst__schedule *r, mst__column column)
{
    const char *cell_text = mst__schedule_cell(r, column);
    if (cell_text[0] == '\0' || strcmp(cell_text, "none") == 0 || r->status != MST_OK) {
        return (mst_load_list){0};
    }
    uint32_t count = 1;
    for (const char *p = cell_text; *p != '\0'; p++) {
        count += *p == ';' ? 1 : 0;
    }
    if (count > MAX_LOADS_IN_A_CELL) {
        mst__schedule_fail(r, mst__schedule_place_of(r, column), "\"%s\" has more than %d entries",
                           mst__column_names[column], MAX_LOADS_IN_A_CELL);
        return (mst_load_list){0};
    }
    char *text = mst_arena_text(r->arena, cell_text);
    mst_load *loads = mst__schedule_take(r, count, sizeof *loads);
    if (text == NULL || loads == NULL) {
        mst__schedule_fail_memory(r);
        return (mst_load_list){0};
    }
    uint32_t filled = 0;
    while (*text != '\0' && r->status == MST_OK) {
        loads[filled++] = load_of(r, cut(&text, ';'), column);
    }
    return (mst_load_list){mst__load_normalize(loads, filled), loads};
}

/* The one load of a desk, self or left row. */
mst_load
mst__schedule_single_load(mst__schedule *r)
{
    mst__schedule_required_cell(r, MST__COLUMN_LOAD);
    mst_load_list list = mst__schedule_loads_cell(r, MST__COLUMN_LOAD);
    if (r->status == MST_OK && list.count != 1) {
        mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_LOAD),
                           "a %s row carries one group", mst__schedule_cell(r, MST__COLUMN_RECORD));
    }
    return r->status == MST_OK ? list.loads[0] : (mst_load){0};
}
