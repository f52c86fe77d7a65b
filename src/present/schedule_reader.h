/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the reader of schedule.csv share: rows as they were read, and the cells of a
 * row.
 */
#ifndef MUSTER_PRESENT_SCHEDULE_READER_H
#define MUSTER_PRESENT_SCHEDULE_READER_H

#include "present/internal.h"
#include "present/schedule.h"
#include "present/sheet.h"

enum { MST__MAX_ROWS = 1 << 24 };

/* Names in order of appearance; open addressing over their texts. */
typedef struct mst__schedule_names {
    uint32_t count, room, slot_count;
    const char **names;
    mst_place *places;
    uint32_t *slots; /* index + 1; 0 is empty */
} mst__schedule_names;

/* A move of a vehicle together with the stop it leaves, or the last stop of a vehicle. */
typedef struct mst__leg {
    uint32_t phase, vehicle, sequence;
    bool is_end, has_exchange, refuel;
    uint32_t site, arc, turned_arc;
    int64_t convoy; /* its number; -1: none */
    mst_time leave, arrive, ready, begin, end, turned_at;
    mst_load_list loads, alight, board;
    mst_place place;
} mst__leg;

typedef struct mst__duty_row {
    mst_plan_duty duty;
    uint32_t phase;
    int64_t first, last; /* from 1; 0: to be worked out */
    mst_place place;
} mst__duty_row;

typedef struct mst__desk_row {
    mst_plan_desk_run run;
    uint32_t phase;
} mst__desk_row;

typedef struct mst__self_row {
    mst_plan_self_move move;
    uint32_t phase;
} mst__self_row;

typedef struct mst__convoy_row {
    mst_plan_convoy convoy;
    uint32_t phase;
    int64_t number;
    mst_place place;
} mst__convoy_row;

typedef struct mst__left_row {
    mst_plan_left left;
    uint32_t phase;
} mst__left_row;

typedef struct mst__rows {
    void *items;
    uint32_t count, room;
    size_t bytes;
} mst__rows;

typedef struct mst__schedule {
    mst_document *document;
    mst_arena *arena;
    mst_error *err;
    mst_status status;
    mst__sheet sheet;
    uint32_t column_cell[MST__COLUMN_COUNT]; /* cell of each column, MST_NONE where there is none */
    mst__schedule_names names[MST_NAMES_COUNT];
    uint32_t *arc_from, *arc_to; /* by arc, room as names[MST_NAMES_ARCS].room */
    uint32_t vehicle_type_room;
    const char **vehicle_types;
    mst__rows legs, desks, selves, convoys, duties, lefts, overrides, zone_rows;
    uint32_t phase_count;
    bool order_given;
} mst__schedule;

/* Of the cell in a column of the current row. */
mst_place
mst__schedule_place_of(const mst__schedule *r, mst__column column);
/* Keeps the first failure; later calls do nothing. */
void
mst__schedule_fail(mst__schedule *r, mst_place place, const char *format, ...) MST_PRINTF(3, 4);
void
mst__schedule_fail_memory(mst__schedule *r);
void *
mst__schedule_take(mst__schedule *r, size_t count, size_t bytes);
void *
mst__schedule_add_row(mst__schedule *r, mst__rows *list);
/* "" where the row has no such cell. */
const char *
mst__schedule_cell(const mst__schedule *r, mst__column column);
const char *
mst__schedule_required_cell(mst__schedule *r, mst__column column);
/* A whole number; `fallback` where the cell is empty. */
int64_t
mst__schedule_number_cell(mst__schedule *r, mst__column column, int64_t minimum, int64_t maximum,
                          int64_t fallback);
/* MST_NEVER where the cell is empty. */
mst_time
mst__schedule_seconds_cell(mst__schedule *r, mst__column column);
/* A time given up to three times: in seconds, in UTC, in local time; they must agree. */
mst_time
mst__schedule_leave_cell(mst__schedule *r);
mst_time
mst__schedule_arrive_cell(mst__schedule *r);
mst_time
mst__schedule_required_time(mst__schedule *r, mst_time at, mst__column column);
/* Index of the name, added when it is new. */
uint32_t
mst__schedule_intern(mst__schedule *r, mst_names which, const char *name, mst_place place);
uint32_t
mst__schedule_site_cell(mst__schedule *r, mst__column column);
/* A link between two sites of the document; the link may be "". */
uint32_t
mst__schedule_arc_named(mst__schedule *r, const char *link, uint32_t from, uint32_t to,
                        mst_place place);
uint32_t
mst__schedule_arc_cell(mst__schedule *r);
uint32_t
mst__schedule_vehicle_cell(mst__schedule *r);
mst_load_list
mst__schedule_loads_cell(mst__schedule *r, mst__column column);
/* The one load of a desk, self or left row. */
mst_load
mst__schedule_single_load(mst__schedule *r);

/* Reads the rows: those that say where the plan comes from, or the others. */
void
mst__schedule_read_rows(mst__schedule *r, bool items_only);

#endif
