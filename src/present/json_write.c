/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.json: all of a plan, its names, its results and where it came from. schema/plan.schema.json
 * is the contract; json_read.c is the way back.
 */
#include <stdio.h>

#include "present/json.h"

static void
set_utc_and_local(mst__json *out, json_t *object, const mst_document *document, const char *stem,
                  mst_time at)
{
    char key[48], when[MST_WHEN_BYTES];
    if (at == MST_NEVER) {
        return;
    }
    snprintf(key, sizeof key, "%s_utc", stem);
    mst__json_text(out, object, key, mst_when_utc(document->order + at, when));
    snprintf(key, sizeof key, "%s_local", stem);
    mst__json_text(out, object, key, mst_when_local(&document->zone, document->order + at, when));
}

static void
set_stations(mst__json *out, json_t *object, const mst_document *document, uint32_t mask)
{
    if (mask == 0) {
        return;
    }
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < document->station_count; i++) {
        if ((mask >> i & 1u) != 0) {
            mst__json_append(out, array, json_string(document->stations[i]));
        }
    }
    mst__json_set(out, object, "stations", array);
}

/* Who: the people item of the post, the cohort of it, and the stations they were processed at. */
static void
set_people(mst__json *out, json_t *object, const mst_document *document, uint32_t cohort,
           uint32_t mask)
{
    const mst_document_cohort *people = &document->cohorts[cohort];
    mst__json_text(out, object, "people", people->people != NULL ? people->people : people->id);
    mst__json_text(out, object, "cohort", people->id);
    set_stations(out, object, document, mask);
}

static json_t *
loads_of(mst__json *out, const mst_document *document, mst_load_list list)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < list.count; i++) {
        json_t *object = mst__json_object(out);
        set_people(out, object, document, list.loads[i].cohort, list.loads[i].stations);
        mst__json_integer(out, object, "count", list.loads[i].count);
        mst__json_append(out, array, object);
    }
    return array;
}

static void
set_way(mst__json *out, json_t *object, const mst_document *document, uint32_t arc)
{
    const mst_document_arc *way = &document->arcs[arc];
    mst__json_text(out, object, "from", document->sites[way->from].id);
    mst__json_text(out, object, "to", document->sites[way->to].id);
    mst__json_text(out, object, "link", way->link);
}

json_t *
mst__json_moves(mst__json *out, const mst_document *document, const mst_plan *plan)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < plan->move_count; i++) {
        const mst_plan_move *move = &plan->moves[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "vehicle", document->vehicles[move->vehicle].id);
        set_way(out, object, document, move->arc);
        mst__json_seconds(out, object, "leave", move->leave);
        mst__json_seconds(out, object, "arrive", move->arrive);
        set_utc_and_local(out, object, document, "leave", move->leave);
        set_utc_and_local(out, object, document, "arrive", move->arrive);
        mst__json_set(out, object, "load", loads_of(out, document, move->loads));
        if (move->convoy != MST_NONE) {
            mst__json_integer(out, object, "convoy", move->convoy);
        }
        if (move->turned_at != MST_NEVER) {
            mst__json_seconds(out, object, "turned_at", move->turned_at);
        }
        if (move->turned_arc != MST_NONE) {
            const mst_document_arc *way = &document->arcs[move->turned_arc];
            mst__json_text(out, object, "turned_link", way->link);
            mst__json_text(out, object, "turned_from", document->sites[way->from].id);
            mst__json_text(out, object, "turned_to", document->sites[way->to].id);
        }
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
stops_of(mst__json *out, const mst_document *document, const mst_plan *plan)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < plan->stop_count; i++) {
        const mst_plan_stop *stop = &plan->stops[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "vehicle", document->vehicles[stop->vehicle].id);
        mst__json_text(out, object, "site", document->sites[stop->site].id);
        mst__json_seconds(out, object, "arrive", stop->arrive);
        mst__json_seconds(out, object, "leave", stop->leave);
        mst__json_seconds(out, object, "service_begin", stop->berth_begin);
        mst__json_seconds(out, object, "service_end", stop->berth_end);
        if (stop->refuel) {
            mst__json_set(out, object, "refuel", json_true());
        }
        mst__json_set(out, object, "alight", loads_of(out, document, stop->alight));
        mst__json_set(out, object, "board", loads_of(out, document, stop->board));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
desks_of(mst__json *out, const mst_document *document, const mst_plan *plan)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "site", document->sites[run->site].id);
        mst__json_integer(out, object, "desk", run->desk);
        set_people(out, object, document, run->cohort, run->stations);
        mst__json_integer(out, object, "units", run->units);
        mst__json_seconds(out, object, "start", run->start);
        mst__json_seconds(out, object, "each", run->each);
        mst__json_append(out, array, object);
    }
    return array;
}

json_t *
mst__json_self_moves(mst__json *out, const mst_document *document, const mst_plan *plan)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        json_t *object = mst__json_object(out);
        set_people(out, object, document, move->cohort, move->stations);
        mst__json_integer(out, object, "count", move->count);
        set_way(out, object, document, move->arc);
        mst__json_seconds(out, object, "leave", move->leave);
        mst__json_seconds(out, object, "arrive", move->arrive);
        set_utc_and_local(out, object, document, "leave", move->leave);
        set_utc_and_local(out, object, document, "arrive", move->arrive);
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
convoys_of(mst__json *out, const mst_document *document, const mst_plan *plan)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < plan->convoy_count; i++) {
        json_t *object = mst__json_object(out);
        set_way(out, object, document, plan->convoys[i].arc);
        mst__json_seconds(out, object, "begin", plan->convoys[i].begin);
        mst__json_integer(out, object, "detached_force", plan->convoys[i].detached_force);
        mst__json_seconds(out, object, "back", plan->convoys[i].back);
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
duties_of(mst__json *out, const mst_document *document, const mst_plan *plan)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "vehicle", document->vehicles[plan->duties[i].vehicle].id);
        mst__json_integer(out, object, "crew", plan->duties[i].crew);
        mst__json_integer(out, object, "first_move", plan->duties[i].first_move);
        mst__json_integer(out, object, "last_move", plan->duties[i].last_move);
        mst__json_seconds(out, object, "begin", plan->duties[i].begin);
        mst__json_seconds(out, object, "end", plan->duties[i].end);
        mst__json_append(out, array, object);
    }
    return array;
}

json_t *
mst__json_left(mst__json *out, const mst_document *document, const mst_plan *plan)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < plan->left_count; i++) {
        const mst_plan_left *left = &plan->left[i];
        json_t *object = mst__json_object(out);
        set_people(out, object, document, left->cohort, 0);
        mst__json_integer(out, object, "count", left->count);
        if (left->site != MST_NONE) {
            mst__json_text(out, object, "site", document->sites[left->site].id);
        }
        if (left->vehicle != MST_NONE) {
            mst__json_text(out, object, "vehicle", document->vehicles[left->vehicle].id);
        }
        mst__json_append(out, array, object);
    }
    return array;
}

static void
set_phase(mst__json *out, json_t *object, const mst_document *document, const mst_plan *plan)
{
    if (plan->begins > 0) {
        mst__json_seconds(out, object, "begins", plan->begins);
    }
    mst__json_set(out, object, "moves", mst__json_moves(out, document, plan));
    mst__json_set(out, object, "stops", stops_of(out, document, plan));
    mst__json_set(out, object, "desks", desks_of(out, document, plan));
    mst__json_set(out, object, "self_moves", mst__json_self_moves(out, document, plan));
    mst__json_set(out, object, "convoys", convoys_of(out, document, plan));
    mst__json_set(out, object, "duties", duties_of(out, document, plan));
    mst__json_set(out, object, "left", mst__json_left(out, document, plan));
}

static void
set_provenance(mst__json *out, json_t *root, const mst_document *document)
{
    char text[MST_WHEN_BYTES];
    mst__json_text(out, root, "format", "muster-plan-1");
    mst__json_text(out, root, "version", document->version);
    json_t *input = mst__json_object(out);
    mst__json_text(out, input, "post", document->post_id);
    mst__json_text(out, input, "name", document->post_name);
    mst__json_text(out, input, "hash", mst__hash_text(document->input_hash, text));
    mst__json_text(out, input, "as_of_utc", mst_when_utc(document->as_of, text));
    mst__json_text(out, input, "as_of_local",
                   mst_when_local(&document->zone, document->as_of, text));
    mst__json_set(out, root, "input", input);
    json_t *run = mst__json_object(out);
    mst__json_integer(out, run, "seed", (int64_t)document->seed);
    mst__json_integer(out, run, "effort", document->effort);
    mst__json_seconds(out, run, "time_limit_seconds", document->time_limit_ms);
    if (document->deadline > 0) {
        mst__json_seconds(out, run, "deadline_seconds", document->deadline);
    }
    mst__json_set(out, run, "stopped", json_boolean(document->stopped));
    json_t *overrides = mst__json_array(out);
    for (uint32_t i = 0; i < document->override_count; i++) {
        mst__json_append(out, overrides, json_string(document->overrides[i]));
    }
    mst__json_set(out, run, "set", overrides);
    mst__json_set(out, root, "run", run);
    mst__json_text(out, root, "scenario", document->scenario);
    mst__json_text(out, root, "scenario_name", document->scenario_name);
    mst__json_text(out, root, "option", document->option);
    mst__json_text(out, root, "option_name", document->option_name);
    json_t *order = mst__json_object(out);
    mst__json_text(out, order, "utc", mst_when_utc(document->order, text));
    mst__json_text(out, order, "local", mst_when_local(&document->zone, document->order, text));
    mst__json_text(out, order, "by", document->ordered_by);
    mst__json_text(out, order, "until_utc",
                   document->order_until == MST_NEVER ? NULL
                                                      : mst_when_utc(document->order_until, text));
    mst__json_seconds(out, order, "horizon_seconds", document->horizon);
    mst__json_seconds(out, order, "freeze_seconds", document->freeze);
    mst__json_text(out, order, "zone", document->zone_name);
    json_t *offsets = mst__json_array(out);
    for (uint32_t i = 0; i < document->zone.count; i++) {
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "from_utc", mst_when_utc(document->zone.rows[i].from, text));
        mst__json_integer(out, row, "offset_seconds", document->zone.rows[i].offset_seconds);
        mst__json_append(out, offsets, row);
    }
    mst__json_set(out, order, "zone_offsets", offsets);
    mst__json_set(out, root, "order", order);
    if (document->resumed) {
        json_t *resumed = mst__json_object(out);
        mst__json_seconds(out, resumed, "at", document->resume.at);
        mst__json_seconds(out, resumed, "from", document->resume.from);
        mst__json_seconds(out, resumed, "until", document->resume.until);
        mst__json_text(out, resumed, "cut_short", document->cut_short);
        mst__json_text(out, resumed, "left_out", document->left_out);
        mst__json_set(out, root, "resumed", resumed);
    }
}

void
mst__json_gap(mst__json *out, json_t *root, const mst_document *document)
{
    json_t *gap = mst__json_object(out);
    mst__json_text(out, gap, "measure", mst__measure_name(document->gap_measure));
    mst__json_real(out, gap, "value", document->gap);
    mst__json_set(out, root, "gap", gap);
    json_t *order = mst__json_array(out);
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        mst__json_append(out, order,
                         json_string(mst__measure_name(document->order_of_measures[i])));
    }
    mst__json_set(out, root, "order_of_measures", order);
}

static json_t *
assumptions_of(mst__json *out, const mst_document *document)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < document->assumption_count; i++) {
        const mst_document_assumption *from = &document->assumptions[i];
        json_t *object = mst__json_object(out);
        char when[MST_WHEN_BYTES];
        mst__json_text(out, object, "item", from->item);
        mst__json_text(out, object, "reason", from->reason);
        mst__json_text(out, object, "source", from->source);
        mst__json_text(out, object, "owner", from->owner);
        mst__json_text(out, object, "as_of_utc",
                       from->as_of == MST_NEVER ? NULL : mst_when_utc(from->as_of, when));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
notices_of(mst__json *out, const mst_document *document)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < document->notice_count; i++) {
        const mst_document_notice *from = &document->notices[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "kind", from->kind);
        mst__json_seconds(out, object, "at", from->at);
        mst__json_text(out, object, "site",
                       from->site < document->site_count ? document->sites[from->site].id : NULL);
        mst__json_text(out, object, "text", from->text);
        mst__json_append(out, array, object);
    }
    return array;
}

static void
set_results(mst__json *out, json_t *root, const mst_document *document)
{
    if (!document->has_results) {
        return;
    }
    mst__json_text(out, root, "status", mst__cell_status_name(document->status));
    mst__json_set(out, root, "measures",
                  mst__json_measures(out, &document->measures, document->priority_count));
    mst__json_set(out, root, "bound",
                  mst__json_bound(out, &document->bound, document->priority_count));
    mst__json_certificates(out, root, document);
    if (document->has_foreseen) {
        mst__json_set(out, root, "foreseen",
                      mst__json_measures(out, &document->foreseen, document->priority_count));
    }
    mst__json_gap(out, root, document);
    mst__json_text(out, root, "left_reason", document->left_reason);
    mst__json_text(out, root, "infeasible_reason", document->infeasible_reason);
    if (document->passed_over != NULL) {
        mst__json_text(out, root, "passed_over", document->passed_over);
    }
    mst__json_set(out, root, "binding",
                  mst__json_bindings(out, document->bindings, document->binding_count));
    mst__json_set(out, root, "notices", notices_of(out, document));
    mst__json_set(out, root, "assumptions", assumptions_of(out, document));
}

static json_t *
vehicles_of(mst__json *out, const mst_document *document)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < document->vehicle_count; i++) {
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "id", document->vehicles[i].id);
        mst__json_text(out, object, "fleet", document->vehicles[i].fleet);
        mst__json_text(out, object, "type", document->vehicles[i].type);
        mst__json_text(out, object, "type_name", document->vehicles[i].type_name);
        mst__json_text(out, object, "base",
                       document->vehicles[i].base == MST_NONE
                           ? NULL
                           : document->sites[document->vehicles[i].base].id);
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
cohorts_of(mst__json *out, const mst_document *document)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < document->cohort_count; i++) {
        const mst_document_cohort *cohort = &document->cohorts[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "id", cohort->id);
        mst__json_text(out, object, "people", cohort->people);
        mst__json_text(out, object, "kind", cohort->kind);
        mst__json_text(out, object, "site",
                       cohort->site == MST_NONE ? NULL : document->sites[cohort->site].id);
        mst__json_integer(out, object, "count", cohort->count);
        mst__json_integer(out, object, "party", cohort->party);
        mst__json_set(out, object, "litter", json_boolean(cohort->litter));
        mst__json_set(out, object, "force", json_boolean(cohort->force));
        mst__json_set(out, object, "guards", json_boolean(cohort->guards));
        mst__json_set(out, object, "in_scope", json_boolean(cohort->in_scope));
        mst__json_append(out, array, object);
    }
    return array;
}

static void
set_names(mst__json *out, json_t *root, const mst_document *document)
{
    json_t *sites = mst__json_array(out);
    for (uint32_t i = 0; i < document->site_count; i++) {
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "id", document->sites[i].id);
        mst__json_text(out, object, "name", document->sites[i].name);
        mst__json_text(out, object, "kind", document->sites[i].kind);
        mst__json_text(out, object, "position", document->sites[i].position);
        mst__json_text(out, object, "elevation", document->sites[i].elevation);
        mst__json_append(out, sites, object);
    }
    mst__json_set(out, root, "sites", sites);
    json_t *links = mst__json_array(out);
    for (uint32_t i = 0; i < document->arc_count; i++) {
        json_t *object = mst__json_object(out);
        set_way(out, object, document, i);
        mst__json_append(out, links, object);
    }
    mst__json_set(out, root, "links", links);
    mst__json_set(out, root, "vehicles", vehicles_of(out, document));
    mst__json_set(out, root, "cohorts", cohorts_of(out, document));
    json_t *stations = mst__json_array(out);
    for (uint32_t i = 0; i < document->station_count; i++) {
        mst__json_append(out, stations, json_string(document->stations[i]));
    }
    mst__json_set(out, root, "stations", stations);
}

mst_status
mst_document_write_json(const mst_document *document, char **text, mst_error *err)
{
    mst__json out = {0};
    json_t *root = mst__json_object(&out);
    set_provenance(&out, root, document);
    set_results(&out, root, document);
    if (document->resumed) {
        mst__json_changes(&out, root, document);
    }
    set_phase(&out, root, document, &document->plan);
    json_t *before = mst__json_array(&out);
    for (const mst_plan *phase = document->plan.before; phase != NULL; phase = phase->before) {
        json_t *object = mst__json_object(&out);
        set_phase(&out, object, document, phase);
        mst__json_append(&out, before, object);
    }
    mst__json_set(&out, root, "before", before);
    set_names(&out, root, document);
    return mst__json_finish(&out, root, text, err);
}
