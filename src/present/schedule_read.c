/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a schedule.csv, also one edited by hand: rows in any order, columns in any order, cells that can be
 * worked out left empty (schedule.h). What is given twice must agree. Names are matched to a post later, by
 * bind.c; here they are collected with their places.
 */
#include "present/schedule.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "present/internal.h"
#include "present/sheet.h"

enum { MAX_ROWS = 1 << 24, MAX_LOADS_IN_A_CELL = 4096 };

/* Names in order of appearance; open addressing over their texts. */
typedef struct table {
    uint32_t count, room, slot_count;
    const char **names;
    mst_place *places;
    uint32_t *slots; /* index + 1; 0 is empty */
} table;

/* A move of a vehicle together with the stop it leaves, or the last stop of a vehicle. */
typedef struct leg {
    uint32_t phase, vehicle, sequence;
    bool is_end, has_exchange, refuel;
    uint32_t site, arc, turned_arc;
    int64_t convoy; /* its number; -1: none */
    mst_time leave, arrive, ready, begin, end, turned_at;
    mst_load_list loads, alight, board;
    mst_place place;
} leg;

typedef struct duty_row {
    mst_plan_duty duty;
    uint32_t phase;
    int64_t first, last; /* from 1; 0: to be worked out */
    mst_place place;
} duty_row;

typedef struct desk_row {
    mst_plan_desk_run run;
    uint32_t phase;
} desk_row;

typedef struct self_row {
    mst_plan_self_move move;
    uint32_t phase;
} self_row;

typedef struct convoy_row {
    mst_plan_convoy convoy;
    uint32_t phase;
    int64_t number;
    mst_place place;
} convoy_row;

typedef struct left_row {
    mst_plan_left left;
    uint32_t phase;
} left_row;

typedef struct rows {
    void *items;
    uint32_t count, room;
    size_t bytes;
} rows;

typedef struct reader {
    mst_document *document;
    mst_arena *arena;
    mst_error *err;
    mst_status status;
    mst__sheet sheet;
    uint32_t column_cell[MST__COLUMN_COUNT]; /* cell of each column, MST_NONE where there is none */
    table names[MST_NAMES_COUNT];
    uint32_t *arc_from, *arc_to; /* by arc, room as names[MST_NAMES_ARCS].room */
    uint32_t vehicle_type_room;
    const char **vehicle_types;
    rows legs, desks, selves, convoys, duties, lefts, overrides;
    uint32_t phase_count;
    bool order_given;
} reader;

static mst_place
place_of(const reader *r, mst__column column)
{
    uint32_t cell = r->column_cell[column];
    bool there = cell != MST_NONE && cell < r->sheet.cell_count;
    return (mst_place){r->sheet.name, r->sheet.line, there ? r->sheet.cells[cell].column : 1};
}

MST_PRINTF(3, 4)
static void
fail(reader *r, mst_place place, const char *format, ...)
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

static void
fail_memory(reader *r)
{
    if (r->status == MST_OK) {
        r->status = mst_fail(r->err, MST_NO_MEMORY, mst_nowhere(),
                             "there is not enough memory to read the schedule");
    }
}

static void *
take(reader *r, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(r->arena, count, bytes);
    if (taken == NULL) {
        fail_memory(r);
    }
    return taken;
}

static void *
add_row(reader *r, rows *list)
{
    if (!mst_arena_grow(r->arena, &list->items, list->count, &list->room, list->bytes, MAX_ROWS)) {
        fail_memory(r);
        return NULL;
    }
    return (unsigned char *)list->items + list->bytes * list->count++;
}

/* ---- cells ---- */

/* "" where the row has no such cell. */
static const char *
cell(const reader *r, mst__column column)
{
    uint32_t index = r->column_cell[column];
    return index != MST_NONE && index < r->sheet.cell_count ? r->sheet.cells[index].text : "";
}

static const char *
required_cell(reader *r, mst__column column)
{
    const char *text = cell(r, column);
    if (text[0] == '\0') {
        fail(r, place_of(r, column), "a %s row needs \"%s\"", cell(r, MST__COLUMN_RECORD),
             mst__column_names[column]);
    }
    return text;
}

static int64_t
number_cell(reader *r, mst__column column, int64_t minimum, int64_t maximum, int64_t fallback)
{
    const char *text = cell(r, column);
    if (text[0] == '\0') {
        return fallback;
    }
    mst_time ms;
    if (!mst_when_parse_seconds(text, &ms) || ms % 1000 != 0 || ms / 1000 < minimum ||
        ms / 1000 > maximum) {
        fail(r, place_of(r, column),
             "\"%s\" is \"%s\" and must be a whole number from %lld to %lld",
             mst__column_names[column], text, (long long)minimum, (long long)maximum);
        return minimum;
    }
    return ms / 1000;
}

/* MST_NEVER where the cell is empty. */
static mst_time
seconds_cell(reader *r, mst__column column)
{
    const char *text = cell(r, column);
    mst_time ms = MST_NEVER;
    if (text[0] != '\0' && !mst_when_parse_seconds(text, &ms)) {
        fail(r, place_of(r, column),
             "\"%s\" is \"%s\" and must be seconds after the order with at most three decimals",
             mst__column_names[column], text);
    }
    return ms;
}

/* A time given up to three times: in seconds, in UTC, in local time. What is given must agree. */
static mst_time
time_cell(reader *r, mst__column seconds, mst__column utc, mst__column local)
{
    mst_time at = seconds_cell(r, seconds);
    const mst__column copies[] = {utc, local};
    for (uint32_t i = 0; i < 2 && r->status == MST_OK; i++) {
        const char *text = cell(r, copies[i]);
        mst_instant instant;
        if (text[0] == '\0') {
            continue;
        }
        if (!mst_when_parse(text, &instant)) {
            fail(r, place_of(r, copies[i]),
                 "\"%s\" is \"%s\" and must look like 2021-07-03T03:30:00Z or "
                 "2021-07-03T08:00:00+04:30",
                 mst__column_names[copies[i]], text);
        } else if (!r->order_given) {
            fail(r, place_of(r, copies[i]), "\"%s\" needs a plan row with the item order_utc",
                 mst__column_names[copies[i]]);
        } else if (at == MST_NEVER) {
            at = instant - r->document->order;
        } else if (instant != r->document->order + at) {
            char when[MST_WHEN_BYTES];
            fail(r, place_of(r, copies[i]),
                 "\"%s\" is %s but the other cells of the row give %s: change all of them, or "
                 "empty all but one",
                 mst__column_names[copies[i]], text, mst_when_utc(r->document->order + at, when));
        }
    }
    return at;
}

static mst_time
leave_cell(reader *r)
{
    return time_cell(r, MST__COLUMN_LEAVE, MST__COLUMN_LEAVE_UTC, MST__COLUMN_LEAVE_LOCAL);
}

static mst_time
arrive_cell(reader *r)
{
    return time_cell(r, MST__COLUMN_ARRIVE, MST__COLUMN_ARRIVE_UTC, MST__COLUMN_ARRIVE_LOCAL);
}

static mst_time
required_time(reader *r, mst_time at, mst__column column)
{
    if (at == MST_NEVER) {
        fail(r, place_of(r, column), "a %s row needs \"%s\"", cell(r, MST__COLUMN_RECORD),
             mst__column_names[column]);
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
table_rehash(reader *r, table *t)
{
    uint32_t slot_count = t->slot_count == 0 ? 64 : t->slot_count * 2;
    uint32_t *slots = take(r, slot_count, sizeof *slots);
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
static uint32_t
intern(reader *r, mst_names which, const char *name, mst_place place)
{
    table *t = &r->names[which];
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
    if (!mst_arena_grow(r->arena, &names, t->count, &room, sizeof(char *), MAX_ROWS) ||
        !mst_arena_grow(r->arena, &places, t->count, &place_room, sizeof(mst_place), MAX_ROWS)) {
        fail_memory(r);
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

static uint32_t
site_cell(reader *r, mst__column column)
{
    return intern(r, MST_NAMES_SITES, required_cell(r, column), place_of(r, column));
}

static uint32_t
arc_named(reader *r, const char *link, uint32_t from, uint32_t to, mst_place place)
{
    const char *key = mst_arena_format(r->arena, "%s\x1f%u\x1f%u", link, from, to);
    if (key == NULL) {
        fail_memory(r);
        return 0;
    }
    uint32_t before = r->names[MST_NAMES_ARCS].count, room = r->names[MST_NAMES_ARCS].room;
    uint32_t arc = intern(r, MST_NAMES_ARCS, key, place);
    if (r->status != MST_OK || arc < before) {
        return arc;
    }
    if (r->names[MST_NAMES_ARCS].room != room) { /* grow the ends along */
        uint32_t new_room = r->names[MST_NAMES_ARCS].room;
        uint32_t *from_of = take(r, new_room, sizeof *from_of),
                 *to_of = take(r, new_room, sizeof *to_of);
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

static uint32_t
arc_cell(reader *r)
{
    uint32_t from = site_cell(r, MST__COLUMN_FROM), to = site_cell(r, MST__COLUMN_TO);
    mst__column shown = cell(r, MST__COLUMN_LINK)[0] != '\0' ? MST__COLUMN_LINK : MST__COLUMN_TO;
    return r->status == MST_OK
               ? arc_named(r, cell(r, MST__COLUMN_LINK), from, to, place_of(r, shown))
               : 0;
}

static uint32_t
vehicle_cell(reader *r)
{
    uint32_t vehicle = intern(r, MST_NAMES_VEHICLES, required_cell(r, MST__COLUMN_VEHICLE),
                              place_of(r, MST__COLUMN_VEHICLE));
    void *types = r->vehicle_types;
    uint32_t known = r->names[MST_NAMES_VEHICLES].count;
    while (r->status == MST_OK && r->vehicle_type_room < known) {
        if (!mst_arena_grow(r->arena, &types, r->vehicle_type_room, &r->vehicle_type_room,
                            sizeof(char *), MAX_ROWS)) {
            fail_memory(r);
        }
        r->vehicle_types = types;
    }
    const char *type = cell(r, MST__COLUMN_TYPE);
    if (r->status != MST_OK || type[0] == '\0') {
        return vehicle;
    }
    if (r->vehicle_types[vehicle] != NULL && strcmp(r->vehicle_types[vehicle], type) != 0) {
        fail(r, place_of(r, MST__COLUMN_TYPE),
             "vehicle %s is of type %s here and %s in a row before", cell(r, MST__COLUMN_VEHICLE),
             type, r->vehicle_types[vehicle]);
    }
    r->vehicle_types[vehicle] = type;
    return vehicle;
}

/* ---- loads ---- */

/* Cuts `text` at the first of `stops`, returns the trimmed part before it and moves *text behind it. */
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
stations_of(reader *r, char *text, mst__column column)
{
    uint32_t mask = 0;
    char *close = strchr(text, ']');
    if (close == NULL || close[1] != '\0') {
        fail(r, place_of(r, column), "\"%s\" has a [ without a ] at the end of its entry",
             mst__column_names[column]);
        return 0;
    }
    *close = '\0';
    if (strcmp(text, "-") == 0) {
        return 0;
    }
    while (*text != '\0') {
        uint32_t station = intern(r, MST_NAMES_STATIONS, cut(&text, '+'), place_of(r, column));
        if (station >= MST_MAX_STATIONS) {
            fail(r, place_of(r, column), "there are more than %d stations", MST_MAX_STATIONS);
            return 0;
        }
        mask |= UINT32_C(1) << station;
    }
    return mask;
}

/* "90 staff [ecc]" */
static mst_load
load_of(reader *r, char *entry, mst__column column)
{
    mst_load load = {.stations = MST_STATIONS_UNKNOWN};
    char *rest = entry;
    const char *number = cut(&rest, ' ');
    mst_time thousand;
    if (!mst_when_parse_seconds(number, &thousand) || thousand % 1000 != 0 || thousand <= 0 ||
        thousand / 1000 > MST_MAX_PEOPLE || rest[0] == '\0') {
        fail(r, place_of(r, column),
             "\"%s\" holds \"%s\"; it must be a list such as `90 staff; 12 families/4`",
             mst__column_names[column], entry);
        return load;
    }
    load.count = thousand / 1000;
    const char *name = cut(&rest, '[');
    if (rest[0] != '\0') {
        load.stations = stations_of(r, rest, column);
    }
    load.cohort = intern(r, MST_NAMES_COHORTS, name, place_of(r, column));
    return load;
}

static mst_load_list
loads_cell(reader *r, mst__column column)
{
    const char *cell_text = cell(r, column);
    if (cell_text[0] == '\0' || strcmp(cell_text, "none") == 0 || r->status != MST_OK) {
        return (mst_load_list){0};
    }
    uint32_t count = 1;
    for (const char *p = cell_text; *p != '\0'; p++) {
        count += *p == ';' ? 1 : 0;
    }
    if (count > MAX_LOADS_IN_A_CELL) {
        fail(r, place_of(r, column), "\"%s\" has more than %d entries", mst__column_names[column],
             MAX_LOADS_IN_A_CELL);
        return (mst_load_list){0};
    }
    char *text = mst_arena_text(r->arena, cell_text);
    mst_load *loads = take(r, count, sizeof *loads);
    if (text == NULL || loads == NULL) {
        fail_memory(r);
        return (mst_load_list){0};
    }
    uint32_t filled = 0;
    while (*text != '\0' && r->status == MST_OK) {
        loads[filled++] = load_of(r, cut(&text, ';'), column);
    }
    return (mst_load_list){mst__load_normalize(loads, filled), loads};
}

/* The one load of a desk, self or left row. */
static mst_load
single_load(reader *r)
{
    required_cell(r, MST__COLUMN_LOAD);
    mst_load_list list = loads_cell(r, MST__COLUMN_LOAD);
    if (r->status == MST_OK && list.count != 1) {
        fail(r, place_of(r, MST__COLUMN_LOAD), "a %s row carries one group",
             cell(r, MST__COLUMN_RECORD));
    }
    return r->status == MST_OK ? list.loads[0] : (mst_load){0};
}

/* ---- rows ---- */

static uint32_t
phase_cell(reader *r)
{
    uint32_t phase = (uint32_t)number_cell(r, MST__COLUMN_PHASE, 0, MST__MAX_PHASES - 1, 0);
    r->phase_count = phase + 1 > r->phase_count ? phase + 1 : r->phase_count;
    return phase;
}

static bool
refuel_cell(reader *r)
{
    const char *text = cell(r, MST__COLUMN_REFUEL);
    bool yes = strcmp(text, "yes") == 0;
    if (text[0] != '\0' && !yes && strcmp(text, "no") != 0) {
        fail(r, place_of(r, MST__COLUMN_REFUEL),
             "\"refuel\" is \"%s\" and must be yes, no or empty", text);
    }
    return yes;
}

static void
read_leg(reader *r, bool is_end)
{
    leg *row = add_row(r, &r->legs);
    if (row == NULL) {
        return;
    }
    *row = (leg){
        .phase = phase_cell(r),
        .vehicle = vehicle_cell(r),
        .sequence = r->legs.count,
        .is_end = is_end,
        .has_exchange =
            cell(r, MST__COLUMN_ALIGHT)[0] != '\0' || cell(r, MST__COLUMN_BOARD)[0] != '\0',
        .refuel = refuel_cell(r),
        .site = site_cell(r, MST__COLUMN_FROM),
        .arc = is_end ? MST_NONE : arc_cell(r),
        .turned_arc = MST_NONE,
        .convoy = number_cell(r, MST__COLUMN_CONVOY, 0, INT32_MAX, -1),
        .leave = leave_cell(r),
        .arrive = arrive_cell(r),
        .ready = seconds_cell(r, MST__COLUMN_READY),
        .begin = seconds_cell(r, MST__COLUMN_SERVICE_BEGIN),
        .end = seconds_cell(r, MST__COLUMN_SERVICE_END),
        .turned_at = seconds_cell(r, MST__COLUMN_TURNED_AT),
        .loads = loads_cell(r, MST__COLUMN_LOAD),
        .alight = loads_cell(r, MST__COLUMN_ALIGHT),
        .board = loads_cell(r, MST__COLUMN_BOARD),
        .place = place_of(r, MST__COLUMN_RECORD),
    };
    required_time(r, row->arrive, MST__COLUMN_ARRIVE);
    if (!is_end) {
        required_time(r, row->leave, MST__COLUMN_LEAVE);
    }
    if ((row->begin == MST_NEVER) != (row->end == MST_NEVER)) {
        fail(r, place_of(r, MST__COLUMN_SERVICE_BEGIN),
             "a service needs both its begin and its end");
    }
    if (cell(r, MST__COLUMN_TURNED_LINK)[0] != '\0' && !is_end && r->status == MST_OK) {
        row->turned_arc =
            arc_named(r, cell(r, MST__COLUMN_TURNED_LINK), r->arc_to[row->arc],
                      site_cell(r, MST__COLUMN_TURNED_TO), place_of(r, MST__COLUMN_TURNED_LINK));
    }
}

static void
read_desk(reader *r)
{
    desk_row *row = add_row(r, &r->desks);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    mst_load load = single_load(r);
    row->run = (mst_plan_desk_run){
        .site = site_cell(r, MST__COLUMN_FROM),
        .desk = (uint32_t)number_cell(r, MST__COLUMN_DESK, 0, MST_MAX_PEOPLE, 0),
        .cohort = load.cohort,
        .stations = load.stations,
        .units = load.count,
        .start = required_time(r, leave_cell(r), MST__COLUMN_LEAVE),
        .each = required_time(r, seconds_cell(r, MST__COLUMN_EACH), MST__COLUMN_EACH),
    };
    mst_time end = arrive_cell(r);
    if (r->status == MST_OK && end != MST_NEVER &&
        end != row->run.start + row->run.units * row->run.each) {
        char when[MST_WHEN_BYTES];
        fail(r, place_of(r, MST__COLUMN_ARRIVE),
             "%lld units of %s s end %s s after the order: change this too, or empty arrive_*",
             (long long)load.count, cell(r, MST__COLUMN_EACH),
             mst_when_seconds(row->run.start + row->run.units * row->run.each, when));
    }
}

static void
read_self(reader *r)
{
    self_row *row = add_row(r, &r->selves);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    mst_load load = single_load(r);
    row->move = (mst_plan_self_move){
        .cohort = load.cohort,
        .stations = load.stations,
        .count = load.count,
        .arc = arc_cell(r),
        .leave = required_time(r, leave_cell(r), MST__COLUMN_LEAVE),
        .arrive = required_time(r, arrive_cell(r), MST__COLUMN_ARRIVE),
    };
}

static void
read_convoy(reader *r)
{
    convoy_row *row = add_row(r, &r->convoys);
    if (row == NULL) {
        return;
    }
    required_cell(r, MST__COLUMN_CONVOY);
    row->phase = phase_cell(r);
    row->number = number_cell(r, MST__COLUMN_CONVOY, 0, INT32_MAX, 0);
    row->place = place_of(r, MST__COLUMN_CONVOY);
    row->convoy = (mst_plan_convoy){
        .arc = arc_cell(r),
        .begin = required_time(r, leave_cell(r), MST__COLUMN_LEAVE),
        .detached_force = number_cell(r, MST__COLUMN_GUARDS, 0, MST_MAX_PEOPLE, 0),
        .back = arrive_cell(r),
    };
}

static void
read_duty(reader *r)
{
    duty_row *row = add_row(r, &r->duties);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    row->place = place_of(r, MST__COLUMN_RECORD);
    row->first = number_cell(r, MST__COLUMN_FIRST_MOVE, 1, MAX_ROWS, 0);
    row->last = number_cell(r, MST__COLUMN_LAST_MOVE, 1, MAX_ROWS, 0);
    row->duty = (mst_plan_duty){
        .vehicle = vehicle_cell(r),
        .crew = (uint32_t)number_cell(r, MST__COLUMN_CREW, 0, MST_MAX_PEOPLE, 0),
        .begin = required_time(r, leave_cell(r), MST__COLUMN_LEAVE),
        .end = required_time(r, arrive_cell(r), MST__COLUMN_ARRIVE),
    };
}

static void
read_left(reader *r)
{
    left_row *row = add_row(r, &r->lefts);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    mst_load load = single_load(r);
    row->left = (mst_plan_left){
        .cohort = load.cohort,
        .site = cell(r, MST__COLUMN_FROM)[0] != '\0' ? site_cell(r, MST__COLUMN_FROM) : MST_NONE,
        .vehicle = cell(r, MST__COLUMN_VEHICLE)[0] != '\0' ? vehicle_cell(r) : MST_NONE,
        .count = load.count,
    };
    if (r->status == MST_OK && row->left.site == MST_NONE && row->left.vehicle == MST_NONE) {
        fail(r, place_of(r, MST__COLUMN_RECORD), "a left row needs \"from\" or \"vehicle\"");
    }
}

static void
read_item(reader *r)
{
    mst_document *document = r->document;
    const char *item = required_cell(r, MST__COLUMN_ITEM), *value = cell(r, MST__COLUMN_VALUE);
    if (strcmp(item, "scenario") == 0) {
        document->scenario = value;
    } else if (strcmp(item, "option") == 0) {
        document->option = value;
    } else if (strcmp(item, "version") == 0) {
        document->version = value;
    } else if (strcmp(item, "post") == 0) {
        document->post_id = value;
    } else if (strcmp(item, "zone") == 0) {
        document->zone_name = value;
    } else if (strcmp(item, "seed") == 0) {
        document->seed = (uint64_t)strtoull(value, NULL, 10);
    } else if (strcmp(item, "set") == 0) {
        const char **text = add_row(r, &r->overrides);
        if (text != NULL) {
            *text = value;
        }
    } else if (strcmp(item, "order_utc") == 0 || strcmp(item, "order_local") == 0) {
        mst_instant order;
        if (!mst_when_parse(value, &order)) {
            fail(r, place_of(r, MST__COLUMN_VALUE), "\"%s\" must look like 2021-07-03T03:30:00Z",
                 item);
        } else if (r->order_given && order != document->order) {
            fail(r, place_of(r, MST__COLUMN_VALUE),
                 "order_utc and order_local are different moments");
        }
        document->order = order;
        r->order_given = r->status == MST_OK;
    } else if (strcmp(item, "input_hash") == 0) {
        if (!mst__hash_parse(value, document->input_hash)) {
            fail(r, place_of(r, MST__COLUMN_VALUE),
                 "\"input_hash\" must be 32 hexadecimal digits in small letters");
        }
    } else {
        static const char *const others[] = {"status", "left", "completion_seconds"};
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
            if (strcmp(item, others[i]) == 0) {
                return; /* what the program found then; verify works it out anew */
            }
        }
        fail(r, place_of(r, MST__COLUMN_ITEM), "\"%s\" is not an item of a plan row", item);
    }
}

static void
read_row(reader *r, bool items_only)
{
    const char *record = required_cell(r, MST__COLUMN_RECORD);
    if ((strcmp(record, "plan") == 0) != items_only) {
        return;
    }
    if (items_only) {
        read_item(r);
    } else if (strcmp(record, "move") == 0) {
        read_leg(r, false);
    } else if (strcmp(record, "end") == 0) {
        read_leg(r, true);
    } else if (strcmp(record, "desk") == 0) {
        read_desk(r);
    } else if (strcmp(record, "self") == 0) {
        read_self(r);
    } else if (strcmp(record, "convoy") == 0) {
        read_convoy(r);
    } else if (strcmp(record, "duty") == 0) {
        read_duty(r);
    } else if (strcmp(record, "left") == 0) {
        read_left(r);
    } else {
        fail(r, place_of(r, MST__COLUMN_RECORD),
             "\"%s\" is not a record: plan, move, end, desk, self, convoy, duty or left", record);
    }
}

static void
read_header(reader *r)
{
    bool more = false;
    mst_status status = mst__sheet_next(&r->sheet, &more, r->err);
    if (status != MST_OK) {
        r->status = status;
        return;
    }
    for (uint32_t c = 0; c < MST__COLUMN_COUNT; c++) {
        r->column_cell[c] = MST_NONE;
    }
    for (uint32_t i = 0; more && i < r->sheet.cell_count; i++) {
        const char *name = r->sheet.cells[i].text;
        mst_place place = {r->sheet.name, r->sheet.line, r->sheet.cells[i].column};
        uint32_t column = 0;
        while (column < MST__COLUMN_COUNT && strcmp(name, mst__column_names[column]) != 0) {
            column++;
        }
        if (column == MST__COLUMN_COUNT && name[0] != '\0') {
            uint32_t near = mst_text_nearest(name, mst__column_names, MST__COLUMN_COUNT);
            fail(r, place, "\"%s\" is not a column of a schedule%s%s%s", name,
                 near != MST_NONE ? "; did you mean \"" : "",
                 near != MST_NONE ? mst__column_names[near] : "", near != MST_NONE ? "\"?" : "");
        } else if (column < MST__COLUMN_COUNT && r->column_cell[column] != MST_NONE) {
            fail(r, place, "the column \"%s\" stands twice", name);
        } else if (column < MST__COLUMN_COUNT) {
            r->column_cell[column] = i;
        }
    }
    if (r->column_cell[MST__COLUMN_RECORD] == MST_NONE) {
        fail(r, (mst_place){r->sheet.name, 1, 1},
             "this is neither a plan.json nor a schedule.csv: the first line must name the "
             "columns, \"record\" among them");
    }
}

/* Twice over the rows: the plan rows give the moment of the order, which the others need. */
static void
read_rows(reader *r, bool items_only)
{
    mst__sheet_open(&r->sheet, r->document->source_name, r->document->source_text,
                    r->document->source_bytes, r->arena);
    read_header(r);
    while (r->status == MST_OK) {
        bool more;
        mst_status status = mst__sheet_next(&r->sheet, &more, r->err);
        if (status != MST_OK) {
            r->status = status;
            return;
        }
        if (!more) {
            return;
        }
        if (r->sheet.cell_count > 0) {
            read_row(r, items_only);
        }
    }
}

/* ---- assembly ---- */

/* Total: rows of a vehicle in order of departure, its end last, rows of one moment in the order read. */
static int
leg_order(const void *a, const void *b)
{
    const leg *x = a, *y = b;
    if (x->phase != y->phase) {
        return x->phase < y->phase ? -1 : 1;
    }
    if (x->vehicle != y->vehicle) {
        return x->vehicle < y->vehicle ? -1 : 1;
    }
    if (x->is_end != y->is_end) {
        return x->is_end ? 1 : -1;
    }
    if (x->leave != y->leave) {
        return x->leave < y->leave ? -1 : 1;
    }
    return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

static int
convoy_order(const void *a, const void *b)
{
    const convoy_row *x = a, *y = b;
    if (x->phase != y->phase) {
        return x->phase < y->phase ? -1 : 1;
    }
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Persons of a group in a list, whatever their stations. */
static int64_t
persons_of(mst_load_list list, uint32_t cohort)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        persons += list.loads[i].cohort == cohort ? list.loads[i].count : 0;
    }
    return persons;
}

/* What is aboard after a stop follows from what was before, who gets off and who gets on (L3). */
static void
check_exchange(reader *r, const leg *row, mst_load_list before, mst_load_list after)
{
    const mst_load_list lists[] = {before, after, row->alight, row->board};
    for (uint32_t l = 0; l < 4; l++) {
        for (uint32_t i = 0; i < lists[l].count; i++) {
            uint32_t cohort = lists[l].loads[i].cohort;
            int64_t expected = persons_of(before, cohort) - persons_of(row->alight, cohort) +
                               persons_of(row->board, cohort);
            if (expected != persons_of(after, cohort)) {
                fail(r, row->place,
                     "alight and board leave %lld of %s aboard, and load says %lld: change load "
                     "too, or empty alight and board",
                     (long long)expected, r->names[MST_NAMES_COHORTS].names[cohort],
                     (long long)persons_of(after, cohort));
                return;
            }
        }
    }
}

static void
check_alighting(reader *r, const leg *row, mst_load_list before, mst_load_list alight)
{
    for (uint32_t i = 0; i < alight.count; i++) {
        uint32_t cohort = alight.loads[i].cohort;
        if (persons_of(alight, cohort) > persons_of(before, cohort)) {
            fail(r, row->place, "%lld of %s get off here and %lld are aboard",
                 (long long)persons_of(alight, cohort), r->names[MST_NAMES_COHORTS].names[cohort],
                 (long long)persons_of(before, cohort));
            return;
        }
    }
}

static void
fill_exchange(reader *r, const leg *row, mst_load_list before, mst_plan_stop *stop)
{
    if (row->is_end) { /* its load is who gets off */
        stop->alight = row->has_exchange ? row->alight : row->loads;
        stop->board = row->board;
        check_alighting(r, row, before, stop->alight);
    } else if (row->has_exchange) {
        stop->alight = row->alight;
        stop->board = row->board;
        check_exchange(r, row, before, row->loads);
    } else if (!mst__load_difference(r->arena, before, row->loads, &stop->alight, &stop->board)) {
        fail_memory(r);
    }
}

/* Legs [begin, end) are those of one vehicle in one phase, its end last. */
static void
build_vehicle(reader *r, mst_plan *plan, mst_plan_stop *stops, mst_plan_move *moves,
              const leg *legs, uint32_t count, const uint32_t *convoy_of)
{
    if (!legs[count - 1].is_end || (count > 1 && legs[count - 2].is_end)) {
        fail(r, legs[count - 1].place, "vehicle %s needs just one row with the record \"end\"",
             r->names[MST_NAMES_VEHICLES].names[legs[0].vehicle]);
        return;
    }
    mst_load_list before = {0};
    mst_time arrive = MST_NEVER;
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const leg *row = &legs[i];
        mst_plan_stop *stop = &stops[plan->stop_count++];
        *stop = (mst_plan_stop){
            .vehicle = row->vehicle,
            .site = row->site,
            .arrive = arrive,
            .leave = row->is_end ? MST_NEVER : row->leave,
            .berth_begin = row->begin,
            .berth_end = row->end,
            .refuel = row->refuel,
        };
        if (i == 0) {
            stop->arrive = row->is_end               ? row->arrive
                           : row->ready != MST_NEVER ? row->ready
                           : row->begin != MST_NEVER ? row->begin
                                                     : row->leave;
        } else if (row->is_end && row->arrive != arrive) {
            fail(r, row->place, "the end of vehicle %s and its last move arrive at different times",
                 r->names[MST_NAMES_VEHICLES].names[row->vehicle]);
        }
        fill_exchange(r, row, before, stop);
        if (!row->is_end) {
            moves[plan->move_count++] = (mst_plan_move){
                .vehicle = row->vehicle,
                .arc = row->arc,
                .leave = row->leave,
                .arrive = row->arrive,
                .loads = row->loads,
                .convoy = convoy_of[i],
                .turned_at = row->turned_at,
                .turned_arc = row->turned_arc,
            };
            before = row->loads;
            arrive = row->arrive;
        }
    }
}

/* Position of a convoy's number among the convoys of its phase. */
static uint32_t
convoy_at(reader *r, const leg *row)
{
    const convoy_row *convoys = r->convoys.items;
    uint32_t at = 0;
    for (uint32_t i = 0; i < r->convoys.count && row->convoy >= 0; i++) {
        if (convoys[i].phase == row->phase) {
            if (convoys[i].number == row->convoy) {
                return at;
            }
            at++;
        }
    }
    if (row->convoy >= 0) {
        fail(r, row->place, "there is no convoy row with the number %lld", (long long)row->convoy);
    }
    return MST_NONE;
}

static void
build_vehicles(reader *r, mst_plan *plan, uint32_t phase)
{
    const leg *legs = r->legs.items;
    uint32_t vehicles = r->names[MST_NAMES_VEHICLES].count;
    mst_plan_stop *stops = take(r, r->legs.count, sizeof *stops);
    mst_plan_move *moves = take(r, r->legs.count, sizeof *moves);
    uint32_t *first_stop = take(r, (size_t)vehicles + 1, sizeof *first_stop);
    uint32_t *first_move = take(r, (size_t)vehicles + 1, sizeof *first_move);
    uint32_t *convoy_of = take(r, r->legs.count, sizeof *convoy_of);
    uint32_t at = 0;
    while (at < r->legs.count && legs[at].phase != phase) {
        at++;
    }
    for (uint32_t v = 0; v < vehicles && r->status == MST_OK; v++) {
        first_stop[v] = plan->stop_count;
        first_move[v] = plan->move_count;
        uint32_t begin = at;
        while (at < r->legs.count && legs[at].phase == phase && legs[at].vehicle == v) {
            convoy_of[at - begin] = convoy_at(r, &legs[at]);
            at++;
        }
        if (at > begin && r->status == MST_OK) {
            build_vehicle(r, plan, stops, moves, legs + begin, at - begin, convoy_of);
        }
    }
    if (r->status != MST_OK) {
        return;
    }
    first_stop[vehicles] = plan->stop_count;
    first_move[vehicles] = plan->move_count;
    plan->first_stop = first_stop;
    plan->first_move = first_move;
    plan->stops = stops;
    plan->moves = moves;
}

static void
build_duties(reader *r, mst_plan *plan, uint32_t phase)
{
    mst_plan_duty *duties = take(r, r->duties.count, sizeof *duties);
    for (uint32_t i = 0; i < r->duties.count && r->status == MST_OK; i++) {
        const duty_row *row = (const duty_row *)r->duties.items + i;
        if (row->phase != phase) {
            continue;
        }
        uint32_t begin = plan->first_move[row->duty.vehicle];
        uint32_t moves = plan->first_move[row->duty.vehicle + 1] - begin;
        uint32_t first = moves, last = moves;
        for (uint32_t m = 0; m < moves; m++) {
            const mst_plan_move *move = &plan->moves[begin + m];
            first = first == moves && move->leave >= row->duty.begin + MST_MS_PER_HOUR ? m : first;
            last = move->arrive <= row->duty.end ? m : last;
        }
        first = row->first > 0 ? (uint32_t)row->first - 1 : first;
        last = row->last > 0 ? (uint32_t)row->last - 1 : last;
        if (first >= moves || last >= moves) {
            fail(r, row->place, "this duty of vehicle %s covers no move of it (it has %u)",
                 r->names[MST_NAMES_VEHICLES].names[row->duty.vehicle], moves);
            return;
        }
        mst_plan_duty *duty = &duties[plan->duty_count++];
        *duty = row->duty;
        duty->first_move = begin + first;
        duty->last_move = begin + last;
    }
    plan->duties = duties;
}

static void
build_convoys(reader *r, mst_plan *plan, uint32_t phase)
{
    mst_plan_convoy *convoys = take(r, r->convoys.count, sizeof *convoys);
    const convoy_row *rows_of = r->convoys.items;
    for (uint32_t i = 0; i < r->convoys.count && r->status == MST_OK; i++) {
        if (rows_of[i].phase != phase) {
            continue;
        }
        if (i > 0 && rows_of[i - 1].phase == phase && rows_of[i - 1].number == rows_of[i].number) {
            fail(r, rows_of[i].place, "convoy %lld stands twice", (long long)rows_of[i].number);
            return;
        }
        convoys[plan->convoy_count++] = rows_of[i].convoy;
    }
    plan->convoys = convoys;
}

static void
build_people(reader *r, mst_plan *plan, uint32_t phase)
{
    mst_plan_desk_run *runs = take(r, r->desks.count, sizeof *runs);
    mst_plan_self_move *moves = take(r, r->selves.count, sizeof *moves);
    mst_plan_left *left = take(r, r->lefts.count, sizeof *left);
    if (r->status != MST_OK) {
        return;
    }
    for (uint32_t i = 0; i < r->desks.count; i++) {
        const desk_row *row = (const desk_row *)r->desks.items + i;
        if (row->phase == phase) {
            runs[plan->desk_run_count++] = row->run;
        }
    }
    for (uint32_t i = 0; i < r->selves.count; i++) {
        const self_row *row = (const self_row *)r->selves.items + i;
        if (row->phase == phase) {
            moves[plan->self_move_count++] = row->move;
        }
    }
    for (uint32_t i = 0; i < r->lefts.count; i++) {
        const left_row *row = (const left_row *)r->lefts.items + i;
        if (row->phase == phase) {
            left[plan->left_count++] = row->left;
        }
    }
    plan->desk_runs = runs;
    plan->self_moves = moves;
    plan->left = left;
}

static void
build_names(reader *r)
{
    mst_document *document = r->document;
    const table *names = r->names;
    mst_document_site *sites = take(r, names[MST_NAMES_SITES].count, sizeof *sites);
    mst_document_arc *arcs = take(r, names[MST_NAMES_ARCS].count, sizeof *arcs);
    mst_document_vehicle *vehicles = take(r, names[MST_NAMES_VEHICLES].count, sizeof *vehicles);
    mst_document_cohort *cohorts = take(r, names[MST_NAMES_COHORTS].count, sizeof *cohorts);
    if (r->status != MST_OK) {
        return;
    }
    for (uint32_t i = 0; i < names[MST_NAMES_SITES].count; i++) {
        sites[i].id = names[MST_NAMES_SITES].names[i];
    }
    for (uint32_t i = 0; i < names[MST_NAMES_ARCS].count; i++) {
        const char *key = names[MST_NAMES_ARCS].names[i];
        const char *link = mst_arena_text_bytes(r->arena, key, strcspn(key, "\x1f"));
        if (link == NULL) {
            fail_memory(r);
            return;
        }
        arcs[i] = (mst_document_arc){link, r->arc_from[i], r->arc_to[i]};
    }
    for (uint32_t i = 0; i < names[MST_NAMES_VEHICLES].count; i++) {
        vehicles[i] = (mst_document_vehicle){.id = names[MST_NAMES_VEHICLES].names[i],
                                             .type = r->vehicle_types[i],
                                             .base = MST_NONE};
    }
    for (uint32_t i = 0; i < names[MST_NAMES_COHORTS].count; i++) {
        cohorts[i] = (mst_document_cohort){.id = names[MST_NAMES_COHORTS].names[i],
                                           .site = MST_NONE,
                                           .party = 1,
                                           .in_scope = true};
    }
    document->site_count = names[MST_NAMES_SITES].count;
    document->arc_count = names[MST_NAMES_ARCS].count;
    document->vehicle_count = names[MST_NAMES_VEHICLES].count;
    document->cohort_count = names[MST_NAMES_COHORTS].count;
    document->station_count = names[MST_NAMES_STATIONS].count;
    document->sites = sites;
    document->arcs = arcs;
    document->vehicles = vehicles;
    document->cohorts = cohorts;
    document->stations = names[MST_NAMES_STATIONS].names;
    for (uint32_t i = 0; i < MST_NAMES_COUNT; i++) {
        document->places[i] = names[i].places;
    }
    document->override_count = r->overrides.count;
    document->overrides = r->overrides.items;
}

static void
build_phases(reader *r)
{
    if (r->legs.count > 0) {
        qsort(r->legs.items, r->legs.count, sizeof(leg), leg_order);
    }
    if (r->convoys.count > 0) {
        qsort(r->convoys.items, r->convoys.count, sizeof(convoy_row), convoy_order);
    }
    mst_plan *plan = &r->document->plan;
    for (uint32_t phase = r->phase_count > 0 ? r->phase_count : 1;
         phase-- > 0 && r->status == MST_OK;) {
        build_vehicles(r, plan, phase);
        build_convoys(r, plan, phase);
        if (r->status == MST_OK) {
            build_duties(r, plan, phase);
            build_people(r, plan, phase);
        }
        if (phase > 0) {
            mst_plan *before = take(r, 1, sizeof *before);
            plan->before = before;
            plan = before;
        }
    }
}

mst_status
mst__read_csv(mst_document *document, mst_error *err)
{
    reader *r = mst_arena_take(&document->arena, 1, sizeof *r);
    if (r == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read the schedule");
    }
    *r = (reader){.document = document, .arena = &document->arena, .err = err};
    r->legs.bytes = sizeof(leg);
    r->desks.bytes = sizeof(desk_row);
    r->selves.bytes = sizeof(self_row);
    r->convoys.bytes = sizeof(convoy_row);
    r->duties.bytes = sizeof(duty_row);
    r->lefts.bytes = sizeof(left_row);
    r->overrides.bytes = sizeof(char *);
    document->order_until = MST_NEVER;
    read_rows(r, true);
    if (r->status == MST_OK && (document->scenario == NULL || document->option == NULL)) {
        fail(r, (mst_place){r->sheet.name, 1, 1},
             "the schedule needs plan rows with the items scenario and option");
    }
    if (r->status == MST_OK) {
        read_rows(r, false);
    }
    if (r->status == MST_OK) {
        build_names(r);
        build_phases(r);
    }
    return r->status;
}
