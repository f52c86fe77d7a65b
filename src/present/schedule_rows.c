/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of schedule.csv, record by record.
 */
#include "present/schedule_reader.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static uint32_t
phase_cell(mst__schedule *r)
{
    uint32_t phase =
        (uint32_t)mst__schedule_number_cell(r, MST__COLUMN_PHASE, 0, MST__MAX_PHASES - 1, 0);
    r->phase_count = phase + 1 > r->phase_count ? phase + 1 : r->phase_count;
    return phase;
}

static bool
refuel_cell(mst__schedule *r)
{
    const char *text = mst__schedule_cell(r, MST__COLUMN_REFUEL);
    bool yes = strcmp(text, "yes") == 0;
    if (text[0] != '\0' && !yes && strcmp(text, "no") != 0) {
        mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_REFUEL),
                           "\"refuel\" is \"%s\" and must be yes, no or empty", text);
    }
    return yes;
}

static void
read_leg(mst__schedule *r, bool is_end)
{
    mst__leg *row = mst__schedule_add_row(r, &r->legs);
    if (row == NULL) {
        return;
    }
    *row = (mst__leg){
        .phase = phase_cell(r),
        .vehicle = mst__schedule_vehicle_cell(r),
        .sequence = r->legs.count,
        .is_end = is_end,
        .has_exchange = mst__schedule_cell(r, MST__COLUMN_ALIGHT)[0] != '\0' ||
                        mst__schedule_cell(r, MST__COLUMN_BOARD)[0] != '\0',
        .refuel = refuel_cell(r),
        .site = mst__schedule_site_cell(r, MST__COLUMN_FROM),
        .arc = is_end ? MST_NONE : mst__schedule_arc_cell(r),
        .turned_arc = MST_NONE,
        .convoy = mst__schedule_number_cell(r, MST__COLUMN_CONVOY, 0, INT32_MAX, -1),
        .leave = mst__schedule_leave_cell(r),
        .arrive = mst__schedule_arrive_cell(r),
        .ready = mst__schedule_seconds_cell(r, MST__COLUMN_READY),
        .begin = mst__schedule_seconds_cell(r, MST__COLUMN_SERVICE_BEGIN),
        .end = mst__schedule_seconds_cell(r, MST__COLUMN_SERVICE_END),
        .turned_at = mst__schedule_seconds_cell(r, MST__COLUMN_TURNED_AT),
        .loads = mst__schedule_loads_cell(r, MST__COLUMN_LOAD),
        .alight = mst__schedule_loads_cell(r, MST__COLUMN_ALIGHT),
        .board = mst__schedule_loads_cell(r, MST__COLUMN_BOARD),
        .place = mst__schedule_place_of(r, MST__COLUMN_RECORD),
    };
    mst__schedule_required_time(r, row->arrive, MST__COLUMN_ARRIVE);
    if (!is_end) {
        mst__schedule_required_time(r, row->leave, MST__COLUMN_LEAVE);
    }
    if ((row->begin == MST_NEVER) != (row->end == MST_NEVER)) {
        mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_SERVICE_BEGIN),
                           "a service needs both its begin and its end");
    }
    if (mst__schedule_cell(r, MST__COLUMN_TURNED_LINK)[0] != '\0' && !is_end &&
        r->status == MST_OK) {
        row->turned_arc = mst__schedule_arc_named(
            r, mst__schedule_cell(r, MST__COLUMN_TURNED_LINK), r->arc_to[row->arc],
            mst__schedule_site_cell(r, MST__COLUMN_TURNED_TO),
            mst__schedule_place_of(r, MST__COLUMN_TURNED_LINK));
    }
}

static void
read_desk(mst__schedule *r)
{
    mst__desk_row *row = mst__schedule_add_row(r, &r->desks);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    mst_load load = mst__schedule_single_load(r);
    row->run = (mst_plan_desk_run){
        .site = mst__schedule_site_cell(r, MST__COLUMN_FROM),
        .desk = (uint32_t)mst__schedule_number_cell(r, MST__COLUMN_DESK, 0, MST_MAX_PEOPLE, 0),
        .cohort = load.cohort,
        .stations = load.stations,
        .units = load.count,
        .start = mst__schedule_required_time(r, mst__schedule_leave_cell(r), MST__COLUMN_LEAVE),
        .each = mst__schedule_required_time(r, mst__schedule_seconds_cell(r, MST__COLUMN_EACH),
                                            MST__COLUMN_EACH),
    };
    mst_time end = mst__schedule_arrive_cell(r);
    if (r->status == MST_OK && end != MST_NEVER &&
        end != row->run.start + row->run.units * row->run.each) {
        char when[MST_WHEN_BYTES];
        mst__schedule_fail(
            r, mst__schedule_place_of(r, MST__COLUMN_ARRIVE),
            "%lld units of %s s end %s s after the order: change this too, or empty arrive_*",
            (long long)load.count, mst__schedule_cell(r, MST__COLUMN_EACH),
            mst_when_seconds(row->run.start + row->run.units * row->run.each, when));
    }
}

static void
read_self(mst__schedule *r)
{
    mst__self_row *row = mst__schedule_add_row(r, &r->selves);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    mst_load load = mst__schedule_single_load(r);
    row->move = (mst_plan_self_move){
        .cohort = load.cohort,
        .stations = load.stations,
        .count = load.count,
        .arc = mst__schedule_arc_cell(r),
        .leave = mst__schedule_required_time(r, mst__schedule_leave_cell(r), MST__COLUMN_LEAVE),
        .arrive = mst__schedule_required_time(r, mst__schedule_arrive_cell(r), MST__COLUMN_ARRIVE),
    };
}

static void
read_convoy(mst__schedule *r)
{
    mst__convoy_row *row = mst__schedule_add_row(r, &r->convoys);
    if (row == NULL) {
        return;
    }
    mst__schedule_required_cell(r, MST__COLUMN_CONVOY);
    row->phase = phase_cell(r);
    row->number = mst__schedule_number_cell(r, MST__COLUMN_CONVOY, 0, INT32_MAX, 0);
    row->place = mst__schedule_place_of(r, MST__COLUMN_CONVOY);
    row->convoy = (mst_plan_convoy){
        .arc = mst__schedule_arc_cell(r),
        .begin = mst__schedule_required_time(r, mst__schedule_leave_cell(r), MST__COLUMN_LEAVE),
        .detached_force = mst__schedule_number_cell(r, MST__COLUMN_GUARDS, 0, MST_MAX_PEOPLE, 0),
        .back = mst__schedule_arrive_cell(r),
    };
}

static void
read_duty(mst__schedule *r)
{
    mst__duty_row *row = mst__schedule_add_row(r, &r->duties);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    row->place = mst__schedule_place_of(r, MST__COLUMN_RECORD);
    row->first = mst__schedule_number_cell(r, MST__COLUMN_FIRST_MOVE, 1, MST__MAX_ROWS, 0);
    row->last = mst__schedule_number_cell(r, MST__COLUMN_LAST_MOVE, 1, MST__MAX_ROWS, 0);
    row->duty = (mst_plan_duty){
        .vehicle = mst__schedule_vehicle_cell(r),
        .crew = (uint32_t)mst__schedule_number_cell(r, MST__COLUMN_CREW, 0, MST_MAX_PEOPLE, 0),
        .begin = mst__schedule_required_time(r, mst__schedule_leave_cell(r), MST__COLUMN_LEAVE),
        .end = mst__schedule_required_time(r, mst__schedule_arrive_cell(r), MST__COLUMN_ARRIVE),
    };
}

static void
read_left(mst__schedule *r)
{
    mst__left_row *row = mst__schedule_add_row(r, &r->lefts);
    if (row == NULL) {
        return;
    }
    row->phase = phase_cell(r);
    mst_load load = mst__schedule_single_load(r);
    row->left = (mst_plan_left){
        .cohort = load.cohort,
        .site = mst__schedule_cell(r, MST__COLUMN_FROM)[0] != '\0'
                    ? mst__schedule_site_cell(r, MST__COLUMN_FROM)
                    : MST_NONE,
        .vehicle = mst__schedule_cell(r, MST__COLUMN_VEHICLE)[0] != '\0'
                       ? mst__schedule_vehicle_cell(r)
                       : MST_NONE,
        .count = load.count,
    };
    if (r->status == MST_OK && row->left.site == MST_NONE && row->left.vehicle == MST_NONE) {
        mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_RECORD),
                           "a left row needs \"from\" or \"vehicle\"");
    }
}

/* "2021-03-21T00:00:00Z 12600": from this moment on, local time is so many seconds ahead of UTC. */
static void
read_offset(mst__schedule *r, const char *value)
{
    char moment[MST_WHEN_BYTES];
    size_t length = strcspn(value, " ");
    snprintf(moment, sizeof moment, "%.*s", length < sizeof moment ? (int)length : 0, value);
    mst_time offset = 0;
    mst_zone_row row = {0};
    const mst_zone_row *rows = r->zone_rows.items;
    bool ok = value[length] == ' ' && mst_when_parse(moment, &row.from) &&
              mst_when_parse_seconds(value + length + 1, &offset) && offset >= -MST_MS_PER_DAY &&
              offset <= MST_MS_PER_DAY && offset % 1000 == 0;
    if (!ok || (r->zone_rows.count > 0 && rows[r->zone_rows.count - 1].from >= row.from)) {
        mst__schedule_fail(
            r, mst__schedule_place_of(r, MST__COLUMN_VALUE),
            "\"zone_offset\" must be a moment later than the one before and seconds, "
            "as in 2021-03-21T00:00:00Z 12600");
        return;
    }
    row.offset_seconds = (int32_t)(offset / 1000);
    mst_zone_row *kept = mst__schedule_add_row(r, &r->zone_rows);
    if (kept != NULL) {
        *kept = row;
    }
}

static void
read_seed(mst__schedule *r, const char *value)
{
    uint64_t seed = 0;
    bool ok = value[0] != '\0';
    for (const char *p = value; *p != '\0' && ok; p++) {
        ok = *p >= '0' && *p <= '9' && !__builtin_mul_overflow(seed, 10, &seed) &&
             !__builtin_add_overflow(seed, (uint64_t)(*p - '0'), &seed) && seed <= INT64_MAX;
    }
    if (!ok) {
        mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_VALUE),
                           "\"seed\" must be a whole number below 2^63");
    }
    r->document->seed = seed;
}

static void
read_item(mst__schedule *r)
{
    mst_document *document = r->document;
    const char *item = mst__schedule_required_cell(r, MST__COLUMN_ITEM),
               *value = mst__schedule_cell(r, MST__COLUMN_VALUE);
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
        read_seed(r, value);
    } else if (strcmp(item, "set") == 0) {
        const char **text = mst__schedule_add_row(r, &r->overrides);
        if (text != NULL) {
            *text = value;
        }
    } else if (strcmp(item, "order_utc") == 0 || strcmp(item, "order_local") == 0) {
        mst_instant order;
        if (!mst_when_parse(value, &order)) {
            mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_VALUE),
                               "\"%s\" must look like 2021-07-03T03:30:00Z", item);
        } else if (r->order_given && order != document->order) {
            mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_VALUE),
                               "order_utc and order_local are different moments");
        }
        document->order = order;
        r->order_given = r->status == MST_OK;
    } else if (strcmp(item, "zone_offset") == 0) {
        read_offset(r, value);
    } else if (strcmp(item, "input_hash") == 0) {
        if (!mst__hash_parse(value, document->input_hash)) {
            mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_VALUE),
                               "\"input_hash\" must be 32 hexadecimal digits in small letters");
        }
    } else {
        static const char *const others[] = {"status", "left", "completion_seconds"};
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
            if (strcmp(item, others[i]) == 0) {
                return; /* what the program found then; verify works it out anew */
            }
        }
        mst__schedule_fail(r, mst__schedule_place_of(r, MST__COLUMN_ITEM),
                           "\"%s\" is not an item of a plan row", item);
    }
}

static void
read_row(mst__schedule *r, bool items_only)
{
    const char *record = mst__schedule_required_cell(r, MST__COLUMN_RECORD);
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
        mst__schedule_fail(
            r, mst__schedule_place_of(r, MST__COLUMN_RECORD),
            "\"%s\" is not a record: plan, move, end, desk, self, convoy, duty or left", record);
    }
}

static void
read_header(mst__schedule *r)
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
            mst__schedule_fail(r, place, "\"%s\" is not a column of a schedule%s%s%s", name,
                               near != MST_NONE ? "; did you mean \"" : "",
                               near != MST_NONE ? mst__column_names[near] : "",
                               near != MST_NONE ? "\"?" : "");
        } else if (column < MST__COLUMN_COUNT && r->column_cell[column] != MST_NONE) {
            mst__schedule_fail(r, place, "the column \"%s\" stands twice", name);
        } else if (column < MST__COLUMN_COUNT) {
            r->column_cell[column] = i;
        }
    }
    if (r->column_cell[MST__COLUMN_RECORD] == MST_NONE) {
        mst__schedule_fail(
            r, (mst_place){r->sheet.name, 1, 1},
            "this is neither a plan.json nor a schedule.csv: the first line must name the "
            "columns, \"record\" among them");
    }
}

/* Twice over the rows: the plan rows give the moment of the order, which the others need. */
void
mst__schedule_read_rows(mst__schedule *r, bool items_only)
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
