/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes schedule.csv (schedule.h says what the columns mean).
 */
#include "present/schedule.h"

#include <string.h>

#include "present/internal.h"
#include "present/json.h"

const char *const mst__column_names[MST__COLUMN_COUNT] = {
#define MST__COLUMN_TEXT(name, text) text,
    MST__SCHEDULE_COLUMNS(MST__COLUMN_TEXT)
#undef MST__COLUMN_TEXT
};

/* A row in the making: cells point into `scratch`, which keeps its offsets, or at constants. */
typedef struct writer {
    const mst_document *document;
    mst_buffer out;
    mst_arena scratch; /* released after each row */
    const char *cells[MST__COLUMN_COUNT];
    bool failed;
} writer;

static void
set(writer *w, mst__column column, const char *text)
{
    w->cells[column] = text;
}

static const char *
kept(writer *w, const char *text)
{
    const char *copy = mst_arena_text(&w->scratch, text);
    w->failed = w->failed || copy == NULL;
    return copy != NULL ? copy : "";
}

static void
set_number(writer *w, mst__column column, int64_t number)
{
    const char *text = mst_arena_format(&w->scratch, "%lld", (long long)number);
    w->failed = w->failed || text == NULL;
    set(w, column, text);
}

static void
set_seconds(writer *w, mst__column column, mst_time at)
{
    char text[MST_WHEN_BYTES];
    set(w, column, kept(w, mst_when_seconds(at, text)));
}

static void
set_leave(writer *w, mst_time at)
{
    char text[MST_WHEN_BYTES];
    mst_instant instant = at == MST_NEVER ? MST_NEVER : w->document->order + at;
    set_seconds(w, MST__COLUMN_LEAVE, at);
    set(w, MST__COLUMN_LEAVE_UTC, kept(w, mst_when_utc(instant, text)));
    set(w, MST__COLUMN_LEAVE_LOCAL, kept(w, mst_when_local(&w->document->zone, instant, text)));
}

static void
set_arrive(writer *w, mst_time at)
{
    char text[MST_WHEN_BYTES];
    mst_instant instant = at == MST_NEVER ? MST_NEVER : w->document->order + at;
    set_seconds(w, MST__COLUMN_ARRIVE, at);
    set(w, MST__COLUMN_ARRIVE_UTC, kept(w, mst_when_utc(instant, text)));
    set(w, MST__COLUMN_ARRIVE_LOCAL, kept(w, mst_when_local(&w->document->zone, instant, text)));
}

static void
set_way(writer *w, uint32_t arc)
{
    const mst_document *document = w->document;
    set(w, MST__COLUMN_FROM, document->sites[document->arcs[arc].from].id);
    set(w, MST__COLUMN_TO, document->sites[document->arcs[arc].to].id);
    set(w, MST__COLUMN_LINK, document->arcs[arc].link);
}

static void
set_vehicle(writer *w, uint32_t vehicle)
{
    set(w, MST__COLUMN_VEHICLE, w->document->vehicles[vehicle].id);
    set(w, MST__COLUMN_TYPE, w->document->vehicles[vehicle].type);
}

static void
add_stations(mst_buffer *buffer, const mst_document *document, uint32_t mask)
{
    if (document->station_count == 0 || mask == MST_STATIONS_UNKNOWN) {
        return;
    }
    const char *separator = " [";
    for (uint32_t i = 0; i < document->station_count; i++) {
        if ((mask >> i & 1u) != 0) {
            mst_buffer_addf(buffer, "%s%s", separator, document->stations[i]);
            separator = "+";
        }
    }
    mst_buffer_add(buffer, separator[0] == '+' ? "]" : " [-]");
}

static void
set_loads(writer *w, mst__column column, mst_load_list list, const char *empty)
{
    mst_buffer buffer = {0};
    char *text = NULL;
    for (uint32_t i = 0; i < list.count; i++) {
        const mst_load *load = &list.loads[i];
        mst_buffer_addf(&buffer, "%s%lld %s", i > 0 ? "; " : "", (long long)load->count,
                        w->document->cohorts[load->cohort].id);
        add_stations(&buffer, w->document, load->stations);
    }
    if (list.count == 0) {
        mst_buffer_add(&buffer, empty);
    }
    if (mst_buffer_finish(&buffer, &text, NULL) != MST_OK) {
        w->failed = true;
        return;
    }
    set(w, column, kept(w, text));
    mst_heap_free(text);
}

static void
add_cell(mst_buffer *out, const char *text)
{
    if (strpbrk(text, ",;\"\r\n\t") == NULL) {
        mst_buffer_add(out, text);
        return;
    }
    mst_buffer_add(out, "\"");
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        mst_buffer_add_bytes(out, text, (size_t)(quote - text) + 1);
        mst_buffer_add(out, "\"");
    }
    mst_buffer_add(out, text);
    mst_buffer_add(out, "\"");
}

static void
end_row(writer *w)
{
    for (uint32_t i = 0; i < MST__COLUMN_COUNT; i++) {
        mst_buffer_add(&w->out, i > 0 ? "," : "");
        add_cell(&w->out, w->cells[i] != NULL ? w->cells[i] : "");
        w->cells[i] = NULL;
    }
    mst_buffer_add(&w->out, "\r\n");
    mst_arena_release(&w->scratch);
}

static void
write_item(writer *w, const char *item, const char *value)
{
    if (value != NULL) {
        set(w, MST__COLUMN_RECORD, "plan");
        set(w, MST__COLUMN_ITEM, item);
        set(w, MST__COLUMN_VALUE, value);
        end_row(w);
    }
}

static void
write_provenance(writer *w)
{
    const mst_document *document = w->document;
    char text[MST_WHEN_BYTES];
    write_item(w, "version", document->version);
    write_item(w, "post", document->post_id);
    write_item(w, "input_hash", mst__hash_text(document->input_hash, text));
    snprintf(text, sizeof text, "%llu", (unsigned long long)document->seed);
    write_item(w, "seed", text);
    write_item(w, "scenario", document->scenario);
    write_item(w, "option", document->option);
    for (uint32_t i = 0; i < document->override_count; i++) {
        write_item(w, "set", document->overrides[i]);
    }
    write_item(w, "order_utc", mst_when_utc(document->order, text));
    write_item(w, "order_local", mst_when_local(&document->zone, document->order, text));
    write_item(w, "zone", document->zone_name);
    for (uint32_t i = 0; i < document->zone.count; i++) {
        char row[2 * MST_WHEN_BYTES];
        snprintf(row, sizeof row, "%s %d", mst_when_utc(document->zone.rows[i].from, text),
                 (int)document->zone.rows[i].offset_seconds);
        write_item(w, "zone_offset", row);
    }
    if (document->has_results) {
        write_item(w, "status", mst__cell_status_name(document->status));
        snprintf(text, sizeof text, "%lld", (long long)document->measures.left);
        write_item(w, "left", text);
        write_item(w, "completion_seconds", mst_when_seconds(document->measures.completion, text));
    }
}

static void
set_service(writer *w, const mst_plan_stop *stop)
{
    set_seconds(w, MST__COLUMN_SERVICE_BEGIN, stop->berth_begin);
    set_seconds(w, MST__COLUMN_SERVICE_END, stop->berth_end);
    set(w, MST__COLUMN_REFUEL, stop->refuel ? "yes" : NULL);
}

/* Who gets off and on is written only where the loads before and after do not say it. */
static void
set_exchange(writer *w, const mst_plan_stop *stop, mst_load_list before, mst_load_list after)
{
    mst_load_list alight, board;
    if (!mst__load_difference(&w->scratch, before, after, &alight, &board)) {
        w->failed = true;
        return;
    }
    if (!mst__load_equal(alight, stop->alight) || !mst__load_equal(board, stop->board)) {
        set_loads(w, MST__COLUMN_ALIGHT, stop->alight, "none");
        set_loads(w, MST__COLUMN_BOARD, stop->board, "none");
    }
}

static void
write_move(writer *w, const mst_plan *plan, uint32_t m, const mst_plan_stop *stop, bool first)
{
    const mst_plan_move *move = &plan->moves[m];
    mst_load_list before = first ? (mst_load_list){0} : plan->moves[m - 1].loads;
    set(w, MST__COLUMN_RECORD, "move");
    set_vehicle(w, move->vehicle);
    set_way(w, move->arc);
    set_leave(w, move->leave);
    set_arrive(w, move->arrive);
    set_loads(w, MST__COLUMN_LOAD, move->loads, "");
    set_number(w, MST__COLUMN_GUARDS, mst__load_guards(w->document, move->loads));
    if (first) {
        set_seconds(w, MST__COLUMN_READY, stop->arrive);
    }
    set_service(w, stop);
    set_exchange(w, stop, before, move->loads);
    if (move->convoy != MST_NONE) {
        set_number(w, MST__COLUMN_CONVOY, move->convoy);
    }
    set_seconds(w, MST__COLUMN_TURNED_AT, move->turned_at);
    if (move->turned_arc != MST_NONE) {
        const mst_document_arc *arc = &w->document->arcs[move->turned_arc];
        set(w, MST__COLUMN_TURNED_LINK, arc->link);
        set(w, MST__COLUMN_TURNED_TO, w->document->sites[arc->to].id);
    }
}

static void
write_vehicle(writer *w, const mst_plan *plan, uint32_t vehicle, const char *phase)
{
    uint32_t first_stop = plan->first_stop[vehicle],
             stops = plan->first_stop[vehicle + 1] - first_stop;
    uint32_t first_move = plan->first_move[vehicle];
    if (stops == 0) {
        return;
    }
    for (uint32_t i = 0; i + 1 < stops; i++) {
        write_move(w, plan, first_move + i, &plan->stops[first_stop + i], i == 0);
        set(w, MST__COLUMN_PHASE, phase);
        end_row(w);
    }
    const mst_plan_stop *last = &plan->stops[first_stop + stops - 1];
    mst_load_list aboard =
        stops > 1 ? plan->moves[first_move + stops - 2].loads : (mst_load_list){0};
    set(w, MST__COLUMN_RECORD, "end");
    set(w, MST__COLUMN_PHASE, phase);
    set_vehicle(w, vehicle);
    set(w, MST__COLUMN_FROM, w->document->sites[last->site].id);
    set_arrive(w, last->arrive);
    set_leave(w, last->leave);
    set_service(w, last);
    set_loads(w, MST__COLUMN_LOAD, last->alight, "");
    if (last->board.count > 0 || !mst__load_equal(aboard, last->alight)) {
        set_loads(w, MST__COLUMN_ALIGHT, last->alight, "none");
        set_loads(w, MST__COLUMN_BOARD, last->board, "none");
    }
    end_row(w);
}

static void
write_people_records(writer *w, const mst_plan *plan, const char *phase)
{
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        mst_load units = {run->cohort, run->stations, run->units};
        set(w, MST__COLUMN_RECORD, "desk");
        set(w, MST__COLUMN_PHASE, phase);
        set(w, MST__COLUMN_FROM, w->document->sites[run->site].id);
        set_leave(w, run->start);
        set_arrive(w, run->start + run->units * run->each);
        set_loads(w, MST__COLUMN_LOAD, (mst_load_list){1, &units}, "");
        set_number(w, MST__COLUMN_DESK, run->desk);
        set_seconds(w, MST__COLUMN_EACH, run->each);
        end_row(w);
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        mst_load load = {move->cohort, move->stations, move->count};
        set(w, MST__COLUMN_RECORD, "self");
        set(w, MST__COLUMN_PHASE, phase);
        set_way(w, move->arc);
        set_leave(w, move->leave);
        set_arrive(w, move->arrive);
        set_loads(w, MST__COLUMN_LOAD, (mst_load_list){1, &load}, "");
        end_row(w);
    }
    for (uint32_t i = 0; i < plan->left_count; i++) {
        const mst_plan_left *left = &plan->left[i];
        mst_load load = {left->cohort, MST_STATIONS_UNKNOWN, left->count};
        set(w, MST__COLUMN_RECORD, "left");
        set(w, MST__COLUMN_PHASE, phase);
        set(w, MST__COLUMN_FROM, left->site != MST_NONE ? w->document->sites[left->site].id : NULL);
        if (left->vehicle != MST_NONE) {
            set_vehicle(w, left->vehicle);
        }
        set_loads(w, MST__COLUMN_LOAD, (mst_load_list){1, &load}, "");
        end_row(w);
    }
}

static void
write_guard_records(writer *w, const mst_plan *plan, const char *phase)
{
    for (uint32_t i = 0; i < plan->convoy_count; i++) {
        const mst_plan_convoy *convoy = &plan->convoys[i];
        set(w, MST__COLUMN_RECORD, "convoy");
        set(w, MST__COLUMN_PHASE, phase);
        set_number(w, MST__COLUMN_CONVOY, i);
        set_way(w, convoy->arc);
        set_leave(w, convoy->begin);
        set_arrive(w, convoy->back);
        set_number(w, MST__COLUMN_GUARDS, convoy->detached_force);
        end_row(w);
    }
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        const mst_plan_duty *duty = &plan->duties[i];
        uint32_t first = plan->first_move[duty->vehicle];
        set(w, MST__COLUMN_RECORD, "duty");
        set(w, MST__COLUMN_PHASE, phase);
        set_vehicle(w, duty->vehicle);
        set_number(w, MST__COLUMN_CREW, duty->crew);
        set_leave(w, duty->begin);
        set_arrive(w, duty->end);
        set_number(w, MST__COLUMN_FIRST_MOVE, (int64_t)duty->first_move - first + 1);
        set_number(w, MST__COLUMN_LAST_MOVE, (int64_t)duty->last_move - first + 1);
        end_row(w);
    }
}

mst_status
mst_document_write_csv(const mst_document *document, char **text, mst_error *err)
{
    writer w = {.document = document};
    mst_arena_init(&w.scratch, 0);
    for (uint32_t i = 0; i < MST__COLUMN_COUNT; i++) {
        w.cells[i] = mst__column_names[i];
    }
    end_row(&w);
    write_provenance(&w);
    uint32_t phases = 0;
    for (const mst_plan *plan = &document->plan; plan != NULL; plan = plan->before) {
        phases++;
    }
    uint32_t phase = phases;
    for (const mst_plan *plan = &document->plan; plan != NULL; plan = plan->before) {
        char number[16];
        snprintf(number, sizeof number, "%u", --phase);
        for (uint32_t v = 0; v < document->vehicle_count; v++) {
            write_vehicle(&w, plan, v, number);
        }
        write_people_records(&w, plan, number);
        write_guard_records(&w, plan, number);
    }
    if (w.failed) {
        w.out.failed = true;
    }
    return mst_buffer_finish(&w.out, text, err);
}
