/* SPDX-License-Identifier: Apache-2.0
 *
 * A document's plan as a plan of a compiled case: names to indexes, records regrouped in the case's
 * order of vehicles, loads completed by a replay where a schedule left them open.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "present/bind.h"
#include "present/replay.h"

mst_place
mst__document_place(const mst_document *document, mst_names table, uint32_t index)
{
    static const char *const keys[MST_NAMES_COUNT] = {"sites", "links", "vehicles", "cohorts",
                                                      "stations"};
    if (document->form == MST_DOCUMENT_CSV) {
        return document->places[table][index];
    }
    if (document->form == MST_DOCUMENT_JSON) {
        mst__step path[] = {{keys[table], 0}, {NULL, index}};
        return mst__json_place(document->source_name, document->source_text, document->source_bytes,
                               path, 2);
    }
    return mst_nowhere();
}

void
mst__bind_fail(mst__binder *b, mst_names table, uint32_t index, const char *format, ...)
{
    if (b->status != MST_OK) {
        return;
    }
    va_list arguments;
    char text[MST_ERROR_TEXT_BYTES];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mst_place place = table < MST_NAMES_COUNT ? mst__document_place(b->document, table, index)
                                              : (mst_place){.file = b->document->source_name};
    b->status = mst_fail(b->err, MST_INVALID, place, "%s", text);
}

void *
mst__bind_take(mst__binder *b, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(b->arena, count, bytes);
    if (taken == NULL && b->status == MST_OK) {
        b->status = mst_fail(b->err, MST_NO_MEMORY, mst_nowhere(),
                             "there is not enough memory to read the plan");
    }
    return taken;
}

/* ---- names ---- */

static const char *
case_name(const mst_problem *problem, mst_names table, uint32_t i)
{
    switch (table) {
    case MST_NAMES_SITES:
        return problem->sites[i].name;
    case MST_NAMES_VEHICLES:
        return problem->vehicles[i].name;
    case MST_NAMES_COHORTS:
        return problem->cohorts[i].name;
    case MST_NAMES_ARCS:
        return problem->arcs[i].name;
    case MST_NAMES_STATIONS:
    case MST_NAMES_COUNT:
        break;
    }
    return problem->post->stations[i];
}

static mst__index
case_index(mst__binder *b, mst_names table, uint32_t count)
{
    mst__index index = {0};
    index.rows = mst__bind_take(b, count, sizeof(mst__index_row));
    for (uint32_t i = 0; i < count && b->status == MST_OK; i++) {
        index.rows[i] = (mst__index_row){case_name(b->problem, table, i), i};
        index.count = i + 1;
    }
    if (b->status == MST_OK) {
        mst__index_sort(&index);
    }
    return index;
}

static const char *
document_name(const mst_document *document, mst_names table, uint32_t i)
{
    switch (table) {
    case MST_NAMES_SITES:
        return document->sites[i].id;
    case MST_NAMES_VEHICLES:
        return document->vehicles[i].id;
    case MST_NAMES_COHORTS:
        return document->cohorts[i].id;
    case MST_NAMES_ARCS:
        return document->arcs[i].link;
    case MST_NAMES_STATIONS:
    case MST_NAMES_COUNT:
        break;
    }
    return document->stations[i];
}

/* MST_NONE for names that the case does not have; they are refused where they are used. */
static uint32_t *
map_names(mst__binder *b, mst_names table, uint32_t count, uint32_t case_count)
{
    uint32_t *map = mst__bind_take(b, count, sizeof *map);
    mst__index index = case_index(b, table, case_count);
    for (uint32_t i = 0; i < count && b->status == MST_OK; i++) {
        map[i] = mst__index_find(&index, document_name(b->document, table, i));
    }
    return map;
}

static bool
arc_fits(const mst_p_arc *arc, const char *link, uint32_t from, uint32_t to)
{
    return arc->from == from && arc->to == to && (link[0] == '\0' || strcmp(arc->name, link) == 0);
}

/* By link and ends; a schedule may leave the link out where only one joins the two sites. */
static void
map_arcs(mst__binder *b)
{
    const mst_document *document = b->document;
    const mst_problem *problem = b->problem;
    b->arcs = mst__bind_take(b, document->arc_count, sizeof(uint32_t));
    for (uint32_t i = 0; i < document->arc_count && b->status == MST_OK; i++) {
        const mst_document_arc *arc = &document->arcs[i];
        uint32_t from = b->sites[arc->from], to = b->sites[arc->to];
        uint32_t fitting = 0;
        b->arcs[i] = MST_NONE;
        if (from == MST_NONE || to == MST_NONE) {
            continue;
        }
        for (uint32_t a = problem->arcs_from[from]; a < problem->arcs_from[from + 1]; a++) {
            if (arc_fits(&problem->arcs[a], arc->link, from, to)) {
                fitting++;
                b->arcs[i] = b->arcs[i] == MST_NONE ? a : b->arcs[i];
            }
        }
        if (fitting > 1 && arc->link[0] == '\0') {
            mst__bind_fail(b, MST_NAMES_ARCS, i,
                           "there are %u links from %s to %s: the row must name one", fitting,
                           document->sites[arc->from].id, document->sites[arc->to].id);
        }
    }
}

/* A name that is no cohort may be a people item: cohort_count + its index stands for all cohorts of
 * it. */
static void
map_people_items(mst__binder *b)
{
    const mst_post *post = b->problem->post;
    for (uint32_t i = 0; i < b->document->cohort_count && b->status == MST_OK; i++) {
        for (uint32_t p = 0; p < post->people_count && b->cohorts[i] == MST_NONE; p++) {
            if (strcmp(post->people[p].id, b->document->cohorts[i].id) == 0) {
                b->cohorts[i] = b->problem->cohort_count + p;
            }
        }
    }
}

void
mst__bind_names(mst__binder *b)
{
    const mst_document *document = b->document;
    const mst_problem *problem = b->problem;
    b->sites = map_names(b, MST_NAMES_SITES, document->site_count, problem->site_count);
    b->vehicles = map_names(b, MST_NAMES_VEHICLES, document->vehicle_count, problem->vehicle_count);
    b->cohorts = map_names(b, MST_NAMES_COHORTS, document->cohort_count, problem->cohort_count);
    b->stations =
        map_names(b, MST_NAMES_STATIONS, document->station_count, problem->post->station_count);
    b->document_vehicle = mst__bind_take(b, problem->vehicle_count, sizeof(uint32_t));
    if (b->status != MST_OK) {
        return;
    }
    map_arcs(b);
    map_people_items(b);
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        b->document_vehicle[v] = MST_NONE;
    }
    for (uint32_t v = 0; v < document->vehicle_count && b->status == MST_OK; v++) {
        uint32_t mapped = b->vehicles[v];
        if (mapped == MST_NONE) {
            continue;
        }
        const char *type = problem->types[problem->vehicles[mapped].type].name;
        if (document->vehicles[v].type != NULL && strcmp(document->vehicles[v].type, type) != 0) {
            mst__bind_fail(b, MST_NAMES_VEHICLES, v, "vehicle %s is of type %s in the post, not %s",
                           document->vehicles[v].id, type, document->vehicles[v].type);
        }
        b->document_vehicle[mapped] = v;
    }
}

static uint32_t
used(mst__binder *b, mst_names table, const uint32_t *map, uint32_t index)
{
    static const char *const words[MST_NAMES_COUNT] = {"site", "link", "vehicle", "group of people",
                                                       "station"};
    if (index == MST_NONE) {
        return MST_NONE;
    }
    if (map[index] != MST_NONE) {
        return map[index];
    }
    if (table == MST_NAMES_ARCS) {
        const mst_document_arc *arc = &b->document->arcs[index];
        mst__bind_fail(b, table, index,
                       "the post has no link %s%sfrom %s to %s under this scenario and option",
                       arc->link, arc->link[0] != '\0' ? " " : "", b->document->sites[arc->from].id,
                       b->document->sites[arc->to].id);
        return 0;
    }
    const char *name = document_name(b->document, table, index);
    uint32_t counts[MST_NAMES_COUNT] = {b->problem->site_count, b->problem->arc_count,
                                        b->problem->vehicle_count, b->problem->cohort_count,
                                        b->problem->post->station_count};
    mst__index names = case_index(b, table, counts[table]);
    const char *nearest = mst__index_nearest(&names, name);
    mst__bind_fail(b, table, index,
                   "the post has no %s \"%s\" under this scenario and option%s%s%s", words[table],
                   name, nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
                   nearest != NULL ? "\"?" : "");
    return 0;
}

/* ---- records ---- */

static uint32_t
bind_stations(mst__binder *b, uint32_t mask)
{
    uint32_t bound = 0;
    if (mask == MST_STATIONS_UNKNOWN) {
        b->is_open = true;
        return mask;
    }
    for (uint32_t i = 0; i < b->document->station_count; i++) {
        if ((mask >> i & 1u) != 0) {
            bound |= UINT32_C(1) << (used(b, MST_NAMES_STATIONS, b->stations, i) & 31u);
        }
    }
    return bound;
}

static uint32_t
bind_cohort(mst__binder *b, uint32_t cohort)
{
    uint32_t bound = used(b, MST_NAMES_COHORTS, b->cohorts, cohort);
    if (bound != MST_NONE && bound >= b->problem->cohort_count) {
        b->is_open = true;
    }
    return bound;
}

/* Records of one group each must say which party size they mean. */
static uint32_t
bind_single(mst__binder *b, uint32_t cohort)
{
    uint32_t bound = bind_cohort(b, cohort);
    if (b->status == MST_OK && bound >= b->problem->cohort_count) {
        uint32_t example = 0;
        while (example + 1 < b->problem->cohort_count &&
               b->problem->cohorts[example].people != bound - b->problem->cohort_count) {
            example++;
        }
        mst__bind_fail(
            b, MST_NAMES_COHORTS, cohort,
            "\"%s\" travels in several parties; a row of this record must name one of them, such "
            "as \"%s\"",
            b->document->cohorts[cohort].id, case_name(b->problem, MST_NAMES_COHORTS, example));
    }
    return bound;
}

static mst_load_list
bind_loads(mst__binder *b, mst_load_list list)
{
    mst_load *loads = mst__bind_take(b, list.count, sizeof *loads);
    for (uint32_t i = 0; i < list.count && b->status == MST_OK; i++) {
        loads[i] = (mst_load){
            .cohort = bind_cohort(b, list.loads[i].cohort),
            .stations = bind_stations(b, list.loads[i].stations),
            .count = list.loads[i].count,
        };
    }
    if (b->status != MST_OK) {
        return (mst_load_list){0};
    }
    return (mst_load_list){mst__load_normalize(loads, list.count), loads};
}

/* Stops and moves in the case's order of vehicles. `where` gets the new index of each move. */
static void
bind_vehicles(mst__binder *b, const mst_plan *from, mst_plan *to, uint32_t *where)
{
    uint32_t vehicles = b->problem->vehicle_count;
    uint32_t *first_stop = mst__bind_take(b, (size_t)vehicles + 1, sizeof *first_stop);
    uint32_t *first_move = mst__bind_take(b, (size_t)vehicles + 1, sizeof *first_move);
    mst_plan_stop *stops = mst__bind_take(b, from->stop_count, sizeof *stops);
    mst_plan_move *moves = mst__bind_take(b, from->move_count, sizeof *moves);
    for (uint32_t i = 0; i < from->stop_count && b->status == MST_OK; i++) {
        used(b, MST_NAMES_VEHICLES, b->vehicles, from->stops[i].vehicle);
    }
    for (uint32_t v = 0; v < vehicles && b->status == MST_OK; v++) {
        uint32_t source = b->document_vehicle[v];
        first_stop[v] = to->stop_count;
        first_move[v] = to->move_count;
        if (source == MST_NONE) {
            continue;
        }
        for (uint32_t i = from->first_stop[source]; i < from->first_stop[source + 1]; i++) {
            mst_plan_stop *stop = &stops[to->stop_count++];
            *stop = from->stops[i];
            stop->vehicle = v;
            stop->site = used(b, MST_NAMES_SITES, b->sites, stop->site);
            stop->alight = bind_loads(b, stop->alight);
            stop->board = bind_loads(b, stop->board);
        }
        for (uint32_t i = from->first_move[source]; i < from->first_move[source + 1]; i++) {
            where[i] = to->move_count;
            mst_plan_move *move = &moves[to->move_count++];
            *move = from->moves[i];
            move->vehicle = v;
            move->arc = used(b, MST_NAMES_ARCS, b->arcs, move->arc);
            move->turned_arc = used(b, MST_NAMES_ARCS, b->arcs, move->turned_arc);
            move->loads = bind_loads(b, move->loads);
        }
    }
    if (b->status == MST_OK) {
        first_stop[vehicles] = to->stop_count;
        first_move[vehicles] = to->move_count;
    }
    to->first_stop = first_stop;
    to->first_move = first_move;
    to->stops = stops;
    to->moves = moves;
}

static void
bind_people(mst__binder *b, const mst_plan *from, mst_plan *to)
{
    mst_plan_desk_run *runs = mst__bind_take(b, from->desk_run_count, sizeof *runs);
    mst_plan_self_move *moves = mst__bind_take(b, from->self_move_count, sizeof *moves);
    mst_plan_left *left = mst__bind_take(b, from->left_count, sizeof *left);
    for (uint32_t i = 0; i < from->desk_run_count && b->status == MST_OK; i++) {
        runs[i] = from->desk_runs[i];
        runs[i].site = used(b, MST_NAMES_SITES, b->sites, runs[i].site);
        runs[i].cohort = bind_single(b, runs[i].cohort);
        runs[i].stations = bind_stations(b, runs[i].stations);
    }
    for (uint32_t i = 0; i < from->self_move_count && b->status == MST_OK; i++) {
        moves[i] = from->self_moves[i];
        moves[i].cohort = bind_single(b, moves[i].cohort);
        moves[i].stations = bind_stations(b, moves[i].stations);
        moves[i].arc = used(b, MST_NAMES_ARCS, b->arcs, moves[i].arc);
    }
    for (uint32_t i = 0; i < from->left_count && b->status == MST_OK; i++) {
        left[i] = from->left[i];
        left[i].cohort = bind_single(b, left[i].cohort);
        left[i].site = used(b, MST_NAMES_SITES, b->sites, left[i].site);
        left[i].vehicle = used(b, MST_NAMES_VEHICLES, b->vehicles, left[i].vehicle);
    }
    to->desk_run_count = from->desk_run_count;
    to->self_move_count = from->self_move_count;
    to->left_count = from->left_count;
    to->desk_runs = runs;
    to->self_moves = moves;
    to->left = left;
}

static void
bind_guards(mst__binder *b, const mst_plan *from, mst_plan *to, const uint32_t *where)
{
    mst_plan_convoy *convoys = mst__bind_take(b, from->convoy_count, sizeof *convoys);
    mst_plan_duty *duties = mst__bind_take(b, from->duty_count, sizeof *duties);
    for (uint32_t i = 0; i < from->convoy_count && b->status == MST_OK; i++) {
        convoys[i] = from->convoys[i];
        convoys[i].arc = used(b, MST_NAMES_ARCS, b->arcs, convoys[i].arc);
    }
    for (uint32_t i = 0; i < from->duty_count && b->status == MST_OK; i++) {
        duties[i] = from->duties[i];
        duties[i].vehicle = used(b, MST_NAMES_VEHICLES, b->vehicles, duties[i].vehicle);
        duties[i].first_move = where[duties[i].first_move];
        duties[i].last_move = where[duties[i].last_move];
    }
    to->convoy_count = from->convoy_count;
    to->duty_count = from->duty_count;
    to->convoys = convoys;
    to->duties = duties;
}

mst_plan *
mst__bind_phase(mst__binder *b, const mst_plan *from)
{
    mst_plan *to = mst__bind_take(b, 1, sizeof *to);
    uint32_t *where = mst__bind_take(b, from->move_count, sizeof *where);
    if (b->status != MST_OK) {
        return NULL;
    }
    b->is_open = false;
    to->problem = b->problem;
    to->begins = from->begins;
    bind_vehicles(b, from, to, where);
    if (b->status == MST_OK) {
        bind_people(b, from, to);
        bind_guards(b, from, to, where);
    }
    if (b->status == MST_OK && b->is_open) {
        b->status = mst__replay(to, b->arena, b->err);
    }
    return to;
}

static void
check_same_cell(mst__binder *b, uint32_t *phases)
{
    const mst_document *document = b->document;
    *phases = 0;
    for (const mst_plan *plan = &document->plan; plan != NULL; plan = plan->before) {
        (*phases)++;
    }
    if (*phases != b->instance->phase_count) {
        mst__bind_fail(
            b, MST_NAMES_COUNT, 0,
            "the plan has %u phases and the post %u under this scenario and option (one more than "
            "surprises)",
            *phases, b->instance->phase_count);
    }
    mst_instant order = b->instance->phases[0].order;
    if (document->order != order && (document->form != MST_DOCUMENT_CSV || document->order != 0)) {
        char planned[MST_WHEN_BYTES], posted[MST_WHEN_BYTES];
        mst__bind_fail(
            b, MST_NAMES_COUNT, 0,
            "the plan counts from an order at %s and the post's order under this option is at %s",
            mst_when_utc(document->order, planned), mst_when_utc(order, posted));
    }
}

mst_status
mst_document_bind(const mst_document *document, const mst_case *instance, mst_arena *arena,
                  const mst_plan **plan, mst_error *err)
{
    mst__binder b = {.document = document, .instance = instance, .arena = arena, .err = err};
    uint32_t phases;
    b.problem = &instance->phases[instance->phase_count - 1];
    check_same_cell(&b, &phases);
    if (b.status == MST_OK) {
        mst__bind_names(&b); /* the names are the same in every phase (P2) */
    }
    mst_plan *first = NULL, *after = NULL;
    for (const mst_plan *from = &document->plan; from != NULL && b.status == MST_OK;
         from = from->before) {
        b.problem = &instance->phases[--phases];
        mst_plan *bound = mst__bind_phase(&b, from);
        if (b.status != MST_OK) {
            break;
        }
        if (after == NULL) {
            first = bound;
        } else {
            after->before = bound;
        }
        after = bound;
    }
    *plan = b.status == MST_OK ? first : NULL;
    return b.status;
}
