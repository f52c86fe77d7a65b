/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a plan.json. Written by anybody: every value is checked for its kind and range, every name
 * must be in the file's own tables, and every error says where it stands.
 *
 * H1  The text is valid UTF-8 and at most MST__MAX_FILE_BYTES; jansson limits the nesting.
 * H2  Times lie within +-10^11 s with at most three decimals; counts within 0 .. MST_MAX_PEOPLE.
 * H3  Times given twice (in seconds and as UTC or local time) agree.
 */
#include "present/json_reader.h"

#include <string.h>

static bool
index_add(mst__input *r, mst__index *index, uint32_t i, const char *text, const char *table)
{
    if (text[0] == '\0') {
        mst__input_fail(r, table, "an element of \"%s\" has an empty name", table);
    }
    index->rows[i] = (mst__index_row){text, i};
    index->count = i + 1;
    return r->status == MST_OK;
}

static void
index_take(mst__input *r, mst__index *index, uint32_t count)
{
    index->rows = mst__input_take(r, count, sizeof(mst__index_row));
    index->count = 0;
}

static void
index_close(mst__input *r, mst__index *index, const char *table)
{
    if (r->status != MST_OK) {
        return;
    }
    mst__index_sort(index);
    for (uint32_t i = 1; i < index->count; i++) {
        if (strcmp(index->rows[i - 1].text, index->rows[i].text) == 0) {
            mst__input_fail(r, table, "\"%s\" stands twice in \"%s\"", index->rows[i].text, table);
            return;
        }
    }
}

static void
read_sites(mst__input *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "sites", &count);
    mst_document_site *sites = mst__input_take(r, count, sizeof *sites);
    index_take(r, &r->sites, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *site = mst__input_enter_element(r, array, "sites", i);
        sites[i].id = mst__input_required_text(r, site, "id");
        sites[i].name = mst__input_optional_text(r, site, "name");
        sites[i].kind = mst__input_optional_text(r, site, "kind");
        sites[i].position = mst__input_optional_text(r, site, "position");
        sites[i].elevation = mst__input_optional_text(r, site, "elevation");
        index_add(r, &r->sites, i, sites[i].id, "id");
        mst__input_leave_element(r);
    }
    index_close(r, &r->sites, "sites");
    r->document->site_count = count;
    r->document->sites = sites;
}

static void
read_links(mst__input *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "links", &count);
    mst_document_arc *arcs = mst__input_take(r, count, sizeof *arcs);
    index_take(r, &r->links, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *link = mst__input_enter_element(r, array, "links", i);
        arcs[i].link = mst__input_required_text(r, link, "link");
        arcs[i].from = mst__input_named(r, link, "from", &r->sites, "site");
        arcs[i].to = mst__input_named(r, link, "to", &r->sites, "site");
        index_add(r, &r->links, i, arcs[i].link, "link");
        mst__input_leave_element(r);
    }
    if (r->status == MST_OK) {
        mst__index_sort(&r->links); /* a link has two directions: equal names are allowed */
    }
    r->document->arc_count = count;
    r->document->arcs = arcs;
}

static void
read_vehicles(mst__input *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "vehicles", &count);
    mst_document_vehicle *vehicles = mst__input_take(r, count, sizeof *vehicles);
    index_take(r, &r->vehicles, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *vehicle = mst__input_enter_element(r, array, "vehicles", i);
        vehicles[i].id = mst__input_required_text(r, vehicle, "id");
        vehicles[i].fleet = mst__input_required_text(r, vehicle, "fleet");
        vehicles[i].type = mst__input_required_text(r, vehicle, "type");
        vehicles[i].type_name = mst__input_optional_text(r, vehicle, "type_name");
        vehicles[i].base = mst__input_is_absent(json_object_get(vehicle, "base"))
                               ? MST_NONE
                               : mst__input_named(r, vehicle, "base", &r->sites, "site");
        index_add(r, &r->vehicles, i, vehicles[i].id, "id");
        mst__input_leave_element(r);
    }
    index_close(r, &r->vehicles, "vehicles");
    r->document->vehicle_count = count;
    r->document->vehicles = vehicles;
}

static void
read_cohorts(mst__input *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "cohorts", &count);
    mst_document_cohort *cohorts = mst__input_take(r, count, sizeof *cohorts);
    index_take(r, &r->cohorts, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *cohort = mst__input_enter_element(r, array, "cohorts", i);
        cohorts[i] = (mst_document_cohort){
            .id = mst__input_required_text(r, cohort, "id"),
            .people = mst__input_required_text(r, cohort, "people"),
            .kind = mst__input_required_text(r, cohort, "kind"),
            .site = mst__input_is_absent(json_object_get(cohort, "site"))
                        ? MST_NONE
                        : mst__input_named(r, cohort, "site", &r->sites, "site"),
            .count = mst__input_integer_within(r, cohort, "count", 0, MST_MAX_PEOPLE),
            .party = (uint32_t)mst__input_integer_within(r, cohort, "party", 1, MST_MAX_PEOPLE),
            .litter = mst__input_flag(r, cohort, "litter"),
            .force = mst__input_flag(r, cohort, "force"),
            .guards = mst__input_flag(r, cohort, "guards"),
            .in_scope = mst__input_flag(r, cohort, "in_scope"),
        };
        index_add(r, &r->cohorts, i, cohorts[i].id, "id");
        mst__input_leave_element(r);
    }
    index_close(r, &r->cohorts, "cohorts");
    r->document->cohort_count = count;
    r->document->cohorts = cohorts;
}

static void
read_stations(mst__input *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, root, "stations", &count);
    if (count > MST_MAX_STATIONS) {
        mst__input_fail(r, "stations", "there are %u stations; at most %d are read", count,
                        MST_MAX_STATIONS);
        return;
    }
    const char **stations = mst__input_take(r, count, sizeof *stations);
    index_take(r, &r->stations, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        stations[i] = text != NULL ? mst_arena_text(r->arena, text) : NULL;
        if (stations[i] == NULL) {
            mst__input_fail(r, "stations", "an element of \"stations\" must be a text");
            return;
        }
        index_add(r, &r->stations, i, stations[i], "stations");
    }
    index_close(r, &r->stations, "stations");
    r->document->station_count = count;
    r->document->stations = stations;
}

/* Names must be known before the records that use them. */
typedef void (*part)(mst__input *r, const json_t *root);

mst_status
mst__read_json(mst_document *document, mst_error *err)
{
    static const part parts[] = {read_sites,        read_links,      read_vehicles,
                                 read_cohorts,      read_stations,   mst__read_provenance,
                                 mst__read_results, mst__read_phases};
    json_error_t fault;
    json_t *root =
        json_loadb(document->source_text, document->source_bytes, JSON_REJECT_DUPLICATES, &fault);
    if (root == NULL) {
        mst_place place = {document->source_name, fault.line > 0 ? (uint32_t)fault.line : 1,
                           fault.column > 0 ? (uint32_t)fault.column : 1};
        return mst_fail(err, MST_INVALID, place, "this is not valid JSON: %s", fault.text);
    }
    mst__input r = {.document = document, .arena = &document->arena, .err = err};
    if (!json_is_object(root)) {
        mst__input_fail(&r, NULL, "a plan must be a JSON object");
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && r.status == MST_OK; i++) {
        parts[i](&r, root);
    }
    json_decref(root);
    return r.status;
}
