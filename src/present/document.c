/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes a document of a planned cell: copies the plan, its names and what it rests on.
 */
#include "present/document.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "present/internal.h"

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                    "there is not enough memory for the plan's output");
}

void
mst_document_release(mst_document *document)
{
    mst_arena_release(&document->arena);
    *document = (mst_document){0};
}

/* NULL stays NULL. `ok` turns false on lack of memory. */
static const char *
copy_text(mst_arena *arena, const char *text, bool *ok)
{
    if (text == NULL) {
        return NULL;
    }
    const char *copy = mst_arena_text(arena, text);
    *ok = *ok && copy != NULL;
    return copy;
}

static void *
copy_array(mst_arena *arena, const void *items, uint32_t count, size_t bytes, bool *ok)
{
    void *copy = mst_arena_take(arena, count, bytes);
    if (copy == NULL) {
        *ok = false;
    } else if (count > 0) {
        memcpy(copy, items, (size_t)count * bytes);
    }
    return copy;
}

static mst_load_list
copy_loads(mst_arena *arena, mst_load_list list, bool *ok)
{
    return (mst_load_list){list.count,
                           copy_array(arena, list.loads, list.count, sizeof(mst_load), ok)};
}

/* One phase; `before` is set by the caller. */
static bool
copy_phase(mst_arena *arena, const mst_plan *from, uint32_t vehicle_count, mst_plan *to)
{
    bool ok = true;
    *to = *from;
    to->problem = NULL;
    to->before = NULL;
    to->first_stop = copy_array(arena, from->first_stop, vehicle_count + 1, sizeof(uint32_t), &ok);
    to->first_move = copy_array(arena, from->first_move, vehicle_count + 1, sizeof(uint32_t), &ok);
    mst_plan_stop *stops =
        copy_array(arena, from->stops, from->stop_count, sizeof(mst_plan_stop), &ok);
    mst_plan_move *moves =
        copy_array(arena, from->moves, from->move_count, sizeof(mst_plan_move), &ok);
    to->desk_runs =
        copy_array(arena, from->desk_runs, from->desk_run_count, sizeof(mst_plan_desk_run), &ok);
    to->self_moves =
        copy_array(arena, from->self_moves, from->self_move_count, sizeof(mst_plan_self_move), &ok);
    to->convoys =
        copy_array(arena, from->convoys, from->convoy_count, sizeof(mst_plan_convoy), &ok);
    to->duties = copy_array(arena, from->duties, from->duty_count, sizeof(mst_plan_duty), &ok);
    to->left = copy_array(arena, from->left, from->left_count, sizeof(mst_plan_left), &ok);
    for (uint32_t i = 0; ok && i < from->stop_count; i++) {
        stops[i].alight = copy_loads(arena, stops[i].alight, &ok);
        stops[i].board = copy_loads(arena, stops[i].board, &ok);
    }
    for (uint32_t i = 0; ok && i < from->move_count; i++) {
        moves[i].loads = copy_loads(arena, moves[i].loads, &ok);
    }
    to->stops = stops;
    to->moves = moves;
    return ok;
}

static bool
copy_plan(mst_document *document, const mst_plan *plan)
{
    mst_plan *to = &document->plan;
    for (const mst_plan *from = plan; from != NULL; from = from->before) {
        if (!copy_phase(&document->arena, from, document->vehicle_count, to)) {
            return false;
        }
        if (from->before != NULL) {
            mst_plan *before = MST_TAKE(&document->arena, mst_plan, 1);
            if (before == NULL) {
                return false;
            }
            to->before = before;
            to = before;
        }
    }
    return true;
}

static const char *
kind_of(mst_arena *arena, const mst_site *site, bool *ok)
{
    const char *text = copy_text(arena, site->kind, ok);
    if (site->airfield != NULL) {
        text = mst_arena_format(arena, "%s%s%s", text != NULL ? text : "", text != NULL ? " " : "",
                                site->airfield);
        *ok = *ok && text != NULL;
    }
    return text;
}

/* Five decimals of a degree are a metre. */
static const char *
position_of(mst_arena *arena, const mst_site *site, bool *ok)
{
    if (!site->position_given) {
        return NULL;
    }
    const char *text =
        mst_arena_format(arena, "%.5f, %.5f", site->latitude_degrees, site->longitude_degrees);
    *ok = *ok && text != NULL;
    return text;
}

static const char *
elevation_of(mst_arena *arena, const mst_p_site *site, bool *ok)
{
    if (site->elevation_mm == MST_UNLIMITED) {
        return NULL;
    }
    int64_t metres = mst_floor_divide(site->elevation_mm + 500, 1000);
    const char *text = mst_arena_format(arena, "%lld m", (long long)metres);
    *ok = *ok && text != NULL;
    return text;
}

static bool
copy_places_and_ways(mst_document *document, const mst_problem *problem)
{
    mst_arena *arena = &document->arena;
    const mst_post *post = problem->post;
    bool ok = true;
    document->site_count = problem->site_count;
    document->arc_count = problem->arc_count;
    document->station_count = post->station_count;
    mst_document_site *sites = MST_TAKE(arena, mst_document_site, problem->site_count);
    mst_document_arc *arcs = MST_TAKE(arena, mst_document_arc, problem->arc_count);
    const char **stations = MST_TAKE(arena, const char *, post->station_count);
    if (sites == NULL || arcs == NULL || stations == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < problem->site_count; i++) {
        sites[i].id = copy_text(arena, problem->sites[i].name, &ok);
        if (i < post->site_count) {
            sites[i].name = copy_text(arena, post->sites[i].name, &ok);
            sites[i].kind = kind_of(arena, &post->sites[i], &ok);
            sites[i].position = position_of(arena, &post->sites[i], &ok);
            sites[i].elevation = elevation_of(arena, &problem->sites[i], &ok);
        }
    }
    for (uint32_t i = 0; i < problem->arc_count; i++) {
        const mst_p_arc *arc = &problem->arcs[i];
        arcs[i] = (mst_document_arc){copy_text(arena, arc->name, &ok), arc->from, arc->to};
    }
    for (uint32_t i = 0; i < post->station_count; i++) {
        stations[i] = copy_text(arena, post->stations[i], &ok);
    }
    document->sites = sites;
    document->arcs = arcs;
    document->stations = stations;
    return ok;
}

static bool
copy_vehicles_and_people(mst_document *document, const mst_problem *problem)
{
    mst_arena *arena = &document->arena;
    const mst_post *post = problem->post;
    bool ok = true;
    document->vehicle_count = problem->vehicle_count;
    document->cohort_count = problem->cohort_count;
    mst_document_vehicle *vehicles = MST_TAKE(arena, mst_document_vehicle, problem->vehicle_count);
    mst_document_cohort *cohorts = MST_TAKE(arena, mst_document_cohort, problem->cohort_count);
    if (vehicles == NULL || cohorts == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < problem->vehicle_count; i++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[i];
        vehicles[i].id = copy_text(arena, vehicle->name, &ok);
        vehicles[i].fleet = copy_text(arena, post->fleets[vehicle->fleet].id, &ok);
        vehicles[i].type = copy_text(arena, problem->types[vehicle->type].name, &ok);
        vehicles[i].base = vehicle->base;
        uint32_t type = problem->types[vehicle->type].model_type;
        vehicles[i].type_name = copy_text(arena, post->types[type].name, &ok);
    }
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[i];
        cohorts[i] = (mst_document_cohort){
            .id = copy_text(arena, cohort->name, &ok),
            .people = copy_text(arena, post->people[cohort->people].id, &ok),
            .kind = mst__kind_name(post->people[cohort->people].kind),
            .site = cohort->site,
            .count = cohort->count,
            .party = cohort->party,
            .litter = cohort->litter,
            .force = cohort->force,
            .guards = cohort->guards,
            .in_scope = cohort->in_scope,
        };
    }
    document->vehicles = vehicles;
    document->cohorts = cohorts;
    return ok;
}

/* The rows of the zone that matter for the plan: the one in force a day before the order, and the
 * changes up to a day after the horizon. */
static bool
copy_zone(mst_document *document, const mst_post *post)
{
    mst_instant first = document->order - MST_MS_PER_DAY;
    mst_instant last = document->order + document->horizon + MST_MS_PER_DAY;
    uint32_t begin = 0, end = 0;
    for (uint32_t i = 0; i < post->zone_row_count; i++) {
        begin = post->zone_rows[i].from <= first ? i : begin;
        end = post->zone_rows[i].from <= last ? i + 1 : end;
    }
    end = end > begin ? end : post->zone_row_count > 0 ? begin + 1 : 0;
    bool ok = true;
    const mst_zone_row *source = end > 0 ? post->zone_rows + begin : NULL;
    mst_zone_row *rows =
        copy_array(&document->arena, source, end - begin, sizeof(mst_zone_row), &ok);
    if (ok && end > begin) {
        rows[0].from = rows[0].from < first ? first : rows[0].from; /* when it began is of no use */
    }
    document->zone = (mst_when_zone){end - begin, rows};
    return ok;
}

typedef struct assumption_list {
    mst_arena *arena;
    uint32_t count, room;
    mst_document_assumption *items;
    const mst_post *post;
    bool ok;
} assumption_list;

/* The source with the Admiralty grade of what it said: "the liaison (graded C3)". */
static const char *
source_of(assumption_list *list, const mst_meta *meta)
{
    if (meta->reliability == 0) {
        return copy_text(list->arena, meta->source, &list->ok);
    }
    const char *text =
        mst_arena_format(list->arena, "%s%sgraded %c%c%s", meta->source != NULL ? meta->source : "",
                         meta->source != NULL ? " (" : "", meta->reliability, meta->credibility,
                         meta->source != NULL ? ")" : "");
    list->ok = list->ok && text != NULL;
    return text;
}

static void
add_assumption(assumption_list *list, const char *reason, const char *group, const char *id,
               const mst_meta *meta)
{
    void *items = list->items;
    if (!mst_arena_grow(list->arena, &items, list->count, &list->room,
                        sizeof(mst_document_assumption), UINT32_MAX)) {
        list->ok = false;
        return;
    }
    list->items = items;
    const char *item = mst_arena_format(list->arena, "%s.%s", group, id);
    list->ok = list->ok && item != NULL;
    list->items[list->count++] = (mst_document_assumption){
        .item = item,
        .reason = reason,
        .source = source_of(list, meta),
        .owner = copy_text(list->arena, meta->owner, &list->ok),
        .as_of = meta->as_of_given ? meta->as_of : MST_NEVER,
    };
}

/* Unconfirmed and doubtful items, and those older than their review period at the picture. */
static void
judge_meta(assumption_list *list, const char *group, const char *id, const mst_meta *meta)
{
    if (meta->confidence != NULL && strcmp(meta->confidence, "assumption") == 0) {
        add_assumption(list, "assumption", group, id, meta);
    }
    if (meta->confidence != NULL && strcmp(meta->confidence, "unverified") == 0) {
        add_assumption(list, "unverified", group, id, meta);
    }
    /* D and worse is a source not usually reliable, 4 and worse a doubtful statement. */
    if (meta->reliability >= 'D' || meta->credibility >= '4') {
        add_assumption(list, "doubtful", group, id, meta);
    }
    int64_t review = meta->review_ms > 0 ? meta->review_ms : list->post->review_ms;
    if (meta->as_of_given && review > 0 && list->post->as_of - meta->as_of > review) {
        add_assumption(list, "stale", group, id, meta);
    }
}

/* What the type has from the library. */
static void
judge_library(assumption_list *list, const mst_type *type)
{
    if (type->library_assumed != NULL) {
        add_assumption(list, "assumption", "types", type->id,
                       &(mst_meta){.source = type->library_assumed});
    }
    if (type->library_unverified != NULL) {
        add_assumption(list, "unverified", "types", type->id,
                       &(mst_meta){.source = type->library_unverified});
    }
}

/* Of the items this cell uses, in the order of the post. */
static bool
collect_assumptions(mst_document *document, const mst_problem *problem)
{
    const mst_post *post = problem->post;
    assumption_list list = {.arena = &document->arena, .post = post, .ok = true};
    uint8_t *used =
        MST_TAKE(&document->arena, uint8_t, (size_t)post->people_count + post->fleet_count);
    if (used == NULL) {
        return false;
    }
    uint8_t *fleet_used = used + post->people_count;
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        used[problem->cohorts[i].people] |= problem->cohorts[i].count > 0;
    }
    for (uint32_t i = 0; i < problem->vehicle_count; i++) {
        fleet_used[problem->vehicles[i].fleet] = 1;
    }
    judge_meta(&list, "post", post->id, &post->meta);
    for (uint32_t i = 0; i < post->people_count; i++) {
        if (used[i]) {
            judge_meta(&list, "people", post->people[i].id, &post->people[i].meta);
        }
    }
    for (uint32_t i = 0; i < post->site_count; i++) {
        judge_meta(&list, "sites", post->sites[i].id, &post->sites[i].meta);
    }
    for (uint32_t i = 0; i < post->link_count; i++) {
        judge_meta(&list, "links", post->links[i].id, &post->links[i].meta);
    }
    for (uint32_t i = 0; i < problem->type_count; i++) {
        const mst_type *type = &post->types[problem->types[i].model_type];
        judge_meta(&list, "types", type->id, &type->meta);
        judge_library(&list, type);
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        if (fleet_used[i]) {
            judge_meta(&list, "fleets", post->fleets[i].id, &post->fleets[i].meta);
        }
    }
    for (uint32_t i = 0; i < post->permission_count; i++) {
        judge_meta(&list, "permissions", post->permissions[i].id, &post->permissions[i].meta);
    }
    const mst_scenario *scenario = &post->scenarios[problem->scenario];
    const mst_option *option = &post->options[problem->option];
    judge_meta(&list, "scenarios", scenario->id, &scenario->meta);
    judge_meta(&list, "options", option->id, &option->meta);
    for (uint32_t i = 0; i < problem->pin_count; i++) {
        const mst_pin *pin = &post->pins[problem->pins[i].pin];
        judge_meta(&list, "pins", pin->id, &pin->meta);
    }
    document->assumption_count = list.count;
    document->assumptions = list.items;
    return list.ok;
}

static bool
copy_results(mst_document *document, const mst_cell *cell)
{
    mst_arena *arena = &document->arena;
    bool ok = true;
    document->has_results = true;
    document->status = cell->status;
    document->stopped = cell->solution.stopped;
    document->measures = cell->judgement.measures;
    document->bound = cell->solution.bound;
    document->bound.left_reason = copy_text(arena, cell->solution.bound.left_reason, &ok);
    document->bound.completion_reason =
        copy_text(arena, cell->solution.bound.completion_reason, &ok);
    if (cell->solution.bound.certificate != NULL) {
        document->bound.certificate = mst_certificate_copy(cell->solution.bound.certificate, arena);
        ok = ok && document->bound.certificate != NULL;
    }
    document->bound.witness_count = 0;
    document->has_foreseen = cell->has_foreseen;
    if (cell->has_foreseen) {
        document->foreseen = cell->foreseen;
    }
    document->gap_measure = cell->gap_measure;
    /* Nine decimals: they survive being written and read. */
    document->gap = round(cell->gap * 1e9) / 1e9;
    document->left_reason = copy_text(arena, cell->left_reason, &ok);
    document->passed_over = copy_text(arena, cell->passed_over, &ok);
    document->infeasible_reason =
        cell->solution.infeasible ? copy_text(arena, cell->solution.infeasible_reason, &ok) : NULL;
    mst_document_binding *bindings = MST_TAKE(arena, mst_document_binding, cell->binding_count);
    mst_document_notice *notices =
        MST_TAKE(arena, mst_document_notice, cell->judgement.notice_count);
    if (bindings == NULL || notices == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < cell->binding_count; i++) {
        const mst_binding *from = &cell->bindings[i];
        bindings[i] = (mst_document_binding){
            .name = copy_text(arena, from->name, &ok),
            .unit = copy_text(arena, from->unit, &ok),
            .left_gain = from->left_gain,
            .left_priority = from->left_priority,
            .completion_gain = from->completion_gain,
            .exposure_gain = from->exposure_gain,
            .of_bound = from->of_bound,
        };
    }
    for (uint32_t i = 0; i < cell->judgement.notice_count; i++) {
        const mst_notice *from = &cell->judgement.notices[i];
        notices[i] = (mst_document_notice){copy_text(arena, from->kind, &ok),
                                           copy_text(arena, from->text, &ok), from->at, from->site};
    }
    document->binding_count = cell->binding_count;
    document->bindings = bindings;
    document->notice_count = cell->judgement.notice_count;
    document->notices = notices;
    return ok;
}

static bool
copy_provenance(mst_document *document, const mst_post *post, const mst_case *instance,
                const mst_problem *problem, const mst_document_run *run)
{
    mst_arena *arena = &document->arena;
    const mst_scenario *scenario = &post->scenarios[problem->scenario];
    const mst_option *option = &post->options[problem->option];
    bool ok = true;
    document->form = MST_DOCUMENT_MADE;
    document->version = MUSTER_VERSION;
    document->post_id = copy_text(arena, post->id, &ok);
    document->post_name = copy_text(arena, post->name, &ok);
    document->scenario = copy_text(arena, scenario->id, &ok);
    document->scenario_name = copy_text(arena, scenario->name, &ok);
    document->option = copy_text(arena, option->id, &ok);
    document->option_name = copy_text(arena, option->name, &ok);
    document->ordered_by = copy_text(arena, problem->ordered_by, &ok);
    document->input_hash[0] = post->input_hash[0];
    document->input_hash[1] = post->input_hash[1];
    document->seed = run->seed;
    document->effort = run->effort;
    document->time_limit_ms = run->time_limit_ms;
    document->deadline = run->deadline;
    document->cut_short = copy_text(arena, run->cut_short, &ok);
    document->left_out = copy_text(arena, run->left_out, &ok);
    document->as_of = post->as_of;
    document->order = problem->order;
    document->order_until = /* an order that was given needs no authority any more */
        problem->order_until < problem->order ? MST_NEVER : problem->order_until;
    document->freeze = post->freeze_ms;
    document->resumed = instance->resumed;
    document->resume = instance->resume;
    document->horizon = problem->horizon;
    document->zone_name = copy_text(arena, post->zone != NULL ? post->zone : "UTC", &ok);
    memcpy(document->order_of_measures, problem->measures, sizeof document->order_of_measures);
    document->priority_count = problem->priority_count;
    const char **overrides = MST_TAKE(arena, const char *, run->override_count);
    if (overrides == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < run->override_count; i++) {
        overrides[i] = copy_text(arena, run->overrides[i], &ok);
    }
    document->override_count = run->override_count;
    document->overrides = overrides;
    return ok && copy_zone(document, post);
}

mst_status
mst_document_make(const mst_post *post, const mst_cell *cell, const mst_document_run *run,
                  mst_document *document, mst_error *err)
{
    *document = (mst_document){0};
    mst_arena_init(&document->arena, 0);
    const mst_problem *problem = cell->solution.plan.problem;
    if (problem == NULL) {
        problem = &cell->instance->phases[cell->instance->phase_count - 1];
    }
    bool ok = copy_provenance(document, post, cell->instance, problem, run) &&
              copy_places_and_ways(document, problem) &&
              copy_vehicles_and_people(document, problem) &&
              copy_plan(document, &cell->solution.plan) && copy_results(document, cell) &&
              collect_assumptions(document, problem);
    return ok ? MST_OK : no_memory(err);
}
