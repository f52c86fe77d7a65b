/* SPDX-License-Identifier: Apache-2.0
 *
 * Every field of a post is alive: where one is written otherwise, something that a planner sees is
 * otherwise: what the reader tells of the post, what is planned, how a plan is judged, or the
 * pages.
 *
 * F1  All fields stand in one post, in which a row changes one text. The hash of the input and the
 *     time that planning took are blotted out, so that nothing differs by being another text.
 *     A plan that is refused, as one without its pin, is a writing too; of the post as it stands no
 *     plan is.
 * F2  Every key that the reader of a post knows stands in some row: the keys are taken from the
 *     table of fields, and the rest from docs/post-format.md by hand.
 * F3  A row that makes another plan makes another digest of some cell (mst_case_digest), which
 *     decides whether a cell has to be planned again; others may borrow that cell's plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "judge/matrix.h"
#include "model/fields.h"
#include "present/document.h"
#include "present/matrix.h"
#include "read/read.h"

enum { TEXT_BYTES = 1 << 14, EFFORT = 6, MOST_WRITTEN = 1 << 22 };

static const char base[] =
    "post:\n"
    "  id: fields\n"
    "  name: Fields\n"
    "  time_zone: Asia/Kabul\n"
    "  as_of: 2021-07-03 08:00\n"
    "  horizon: 20 h\n"
    "  measures: [left, completion]\n"
    "  freeze: 2 h\n"
    "  review: 7 d\n"
    "  alert: normal\n"
    "  owner: desk officer\n"
    "permissions:\n"
    "  - {id: landing, kind: landing, granted: true, as_of: 2021-06-01}\n"
    "  - {id: over, kind: overflight}\n"
    "  - {id: basing, kind: basing}\n"
    "types:\n"
    "  - {id: van, name: Van, mode: road, seats: 9, litters: 1, seats_per_litter: 3,\n"
    "     speed: {loaded: 40 km/h, empty: 60 km/h}, load: {low: 5 min, likely: 8 min, high: 15 "
    "min},\n"
    "     unload: 5 min, turn: 14 min, refuel: 10 min, range: 60 km, berth_class: van,\n"
    "     hold: 30 min, duty: 5 h, rest: 1 h, availability: 90 %}\n"
    "  - {id: plane, like: c130j, mode: air, seats: 30, speed: 500 km/h, range: 4000 km,\n"
    "     runway: {length: 1000 m, width: 20 m, surfaces: [asphalt]}, berth_class: heavy,\n"
    "     confidence: assumption, source: the maker}\n"
    "fleets:\n"
    "  - {id: vans, type: van, base: office, count: 3, notice: {normal: 70 min, raised: 30 min},\n"
    "     crews: 1, sorties: 6, available: {from: +1 h, until: +19 h}, permission: basing,\n"
    "     alert: normal}\n"
    "  - {id: planes, type: plane, base: airport, count: 1, notice: {normal: 1 h, raised: 5 h},\n"
    "    permission: basing}\n"
    "sites:\n"
    "  - {id: office, name: The office, kind: embassy, position: \"34.5659, 69.2123\", hold: 400,\n"
    "     elevation: 1800 m,\n"
    "     process: {desks: 2, time: 3 min, per: party, station: ecc}, berths: {van: 2},\n"
    "     parking: {van: 1}, open: [\"06:00-22:00\"], secure: {fixed: 4, per_1000: 20, rear: 3},\n"
    "     supplies: 15 h, threat: 0.2, grade: D4, source: a caller}\n"
    "  - {id: airport, airfield: OAKB, hold: 100, runway: {length: 3000 m, width: 45 m,\n"
    "     surface: asphalt}, movements: 0 movements/h, fuel: true, daylight_only: true,\n"
    "     process: {desks: 4, time: 1 min, per: person, station: ecc}, permission: landing,\n"
    "     threat: 0.1, berths: {van: 1, heavy: 2},\n"
    "     parking: {van: 1}}\n"
    "  - {id: haven, safe: true, hold: 5000, position: \"33.9, 69.9\", runway: {length: 2 km}}\n"
    "  - {id: border, safe: true, position: \"34.5, 69.3\", berths: {van: 1}}\n"
    "people:\n"
    "  - {id: staff, site: office, count: {low: 50, likely: 60, high: 80}, kind: staff, priority: "
    "2,\n"
    "     weight: 3, release: {start: 30 min, over: 60 min}, party: 4, litters: 8, accepts: "
    "[haven]}\n"
    "  - {id: guards, site: office, count: [{from: 2021-07-01, count: 14}], kind: contractor,\n"
    "     guards: true, release: [{after: 0 s, people: 4}, {after: 1 h, people: 14}]}\n"
    "  - {id: walkers, site: office, count: 12, moves: on_foot, moves_to: border, moves_speed: 5 "
    "km/h,\n"
    "     uncontrolled: true}\n"
    "  - {id: drivers, site: office, count: 12, kind: citizen, moves: own_cars,\n"
    "     party: [{size: 4, parties: 3}], accepts: [border]}\n"
    "links:\n"
    "  - {id: road, between: [office, airport], mode: road, distance: 12 km, flow: 4 vehicles/h,\n"
    "     threat: 0.01, escort: {force: 1, vehicles: 2}, open: [\"05:00-20:00\"]}\n"
    "  - {id: lane, from: office, to: border, mode: road, road_factor: 1.4, time: 30 min}\n"
    "  - {id: flight, between: [airport, haven], mode: air, permission: over,\n"
    "     time: {plane: {loaded: 30 min, empty: 25 min}}}\n"
    "  - {id: track, between: [office, border], mode: foot, time: 3 h}\n"
    "scenarios:\n"
    "  - {id: as-told, name: As told}\n"
    "  - {id: jam, include: [slow], changes: [{close: links.road, from: +3 h,\n"
    "     until: +5 h, surprise: true}]}\n"
    "  - {id: slow, changes: [{links.road.time: {scale: 1.5}}, {people.staff.count: high}]}\n"
    "options:\n"
    "  - {id: all, name: Everyone, scope: full, order_at: +0 h, ordered_by: chief of mission,\n"
    "     order_until: +30 h, alert: normal, prefer_fleets: [vans], prefer_links: [road],\n"
    "     reinforcements: [{id: more, size: 4, site: airport, notice: 1 h, rate: 2 people/h,\n"
    "     berth_class: heavy, berths: 1, priority: 2}], changes: [{sites.airport.movements: 10 "
    "movements/h}]}\n"
    "  - {id: part, include: [all], scope: {authorized: [staff]}}\n"
    "  - {id: plain, changes: [{sites.airport.movements: 9 movements/h}]}\n"
    "pins:\n"
    "  - {id: first, fleet: vans, vehicle: 1, from: office, to: airport, leave: +2 h, load: "
    "{staff: 4}}\n";

typedef struct row {
    const char *what; /* is written otherwise */
    const char *from, *to;
} row;

static const row rows[] = {
    {"post.name", "name: Fields", "name: Others"},
    {"post.time_zone", "Asia/Kabul", "Asia/Tokyo"},
    {"post.as_of", "as_of: 2021-07-03 08:00", "as_of: 2021-07-03 10:00"},
    {"post.horizon", "horizon: 20 h", "horizon: 3 h"},
    {"post.measures", "[left, completion]", "[left, exposure]"},
    {"post.freeze", "freeze: 2 h", "freeze: 3 h"},
    {"post.review", "review: 7 d", "review: 60 d"},
    {"post.alert", "  alert: normal\n  owner", "  alert: raised\n  owner"},
    {"permissions.granted, and sites.permission", "granted: true", "granted: false"},
    {"an item's as_of", "as_of: 2021-06-01", "as_of: 2021-07-02"},
    {"an item's confidence", "confidence: assumption", "confidence: published"},
    {"an item's source", "source: the maker", "source: a friend"},
    {"an item's grade", "grade: D4", "grade: B2"},
    {"an item's owner", "as_of: 2021-06-01", "as_of: 2021-06-01, owner: the legal desk"},
    {"an item's review", "as_of: 2021-06-01", "as_of: 2021-06-01, review: 90 d"},
    {"types.name", "name: Van", "name: Minibus"},
    {"types.seats", "seats: 9", "seats: 5"},
    {"types.litters", "litters: 1", "litters: 0"},
    {"types.seats_per_litter", "seats_per_litter: 3", "seats_per_litter: 9"},
    {"types.speed.loaded", "loaded: 40 km/h", "loaded: 20 km/h"},
    {"types.speed.empty", "empty: 60 km/h", "empty: 30 km/h"},
    {"types.load", "likely: 8 min", "likely: 12 min"},
    {"types.unload", "unload: 5 min", "unload: 9 min"},
    {"types.turn", "turn: 14 min", "turn: 40 min"},
    {"types.refuel", "refuel: 10 min", "refuel: 3 h"},
    {"types.range", "range: 60 km", "range: 20 km"},
    {"types.duty", "duty: 5 h", "duty: 2 h"},
    {"types.rest", "rest: 1 h", "rest: 9 h"},
    {"types.availability", "availability: 90 %", "availability: 30 %"},
    {"types.like", "like: c130j", "like: c17"},
    {"types.runway.length", "{length: 1000 m", "{length: 3500 m"},
    {"types.runway.width", "width: 20 m", "width: 50 m"},
    {"types.runway.surfaces", "surfaces: [asphalt]", "surfaces: [dirt]"},
    {"types.berth_class", "berth_class: heavy,\n     conf", "berth_class: van,\n     conf"},
    {"fleets.count", "base: office, count: 3", "base: office, count: 1"},
    {"fleets.base", "type: van, base: office", "type: van, base: border"},
    {"fleets.type", "type: plane, base", "type: c130j, base"},
    {"fleets.notice by alert state", "normal: 70 min", "normal: 5 h"},
    {"fleets.notice", "{normal: 1 h, raised: 5 h}", "7 h"},
    {"fleets.alert", "alert: normal}\n  - {id: planes", "alert: raised}\n  - {id: planes"},
    {"fleets.crews", "crews: 1", "crews: 3"},
    {"fleets.sorties", "sorties: 6", "sorties: 1"},
    {"fleets.available.from", "from: +1 h, until: +19 h", "from: +3 h, until: +19 h"},
    {"fleets.available.until", "from: +1 h, until: +19 h", "from: +1 h, until: +2 h"},
    {"fleets.permission and what is denied", "kind: basing}", "kind: basing, granted: false}"},
    {"sites.name", "name: The office", "name: The house"},
    {"sites.kind", "kind: embassy", "kind: consulate"},
    {"sites.airfield", "airfield: OAKB", "airfield: OAJL"},
    {"sites.position", "34.5659, 69.2123", "34.6659, 69.2123"},
    {"sites.elevation", "elevation: 1800 m", "elevation: 1900 m"},
    {"sites.hold", "hold: 100", "hold: 9"},
    {"sites.process.desks", "desks: 2", "desks: 1"},
    {"sites.process.time", "time: 3 min", "time: 9 min"},
    {"sites.process.per", "per: party", "per: person"},
    {"sites.process.station", "per: person, station: ecc", "per: person, station: other"},
    {"sites.berths", "berths: {van: 2},\n", "berths: {van: 1},\n"},
    {"sites.parking", "parking: {van: 1}, open", "parking: {van: 0}, open"},
    {"sites.open", "open: [\"06:00-22:00\"]", "open: [\"06:00-10:00\"]"},
    {"sites.secure.fixed", "fixed: 4", "fixed: 9"},
    {"sites.secure.per_1000", "per_1000: 20", "per_1000: 400"},
    {"sites.secure.rear", "rear: 3", "rear: 1"},
    {"sites.supplies", "supplies: 15 h", "supplies: 12 h"},
    {"sites.threat", "threat: 0.2", "threat: 0.3"},
    {"sites.runway.length", "{length: 3000 m", "{length: 900 m"},
    {"sites.runway.width", "width: 45 m", "width: 9 m"},
    {"sites.runway.surface", "surface: asphalt", "surface: dirt"},
    {"sites.movements, where no option says otherwise", "{sites.airport.movements: 10 movements/h}",
     "{sites.airport.movements: 0 movements/h}"},
    {"sites.movements", ", changes: [{sites.airport.movements: 10 movements/h}]", ""},
    {"sites.fuel", "fuel: true", "fuel: false"},
    {"sites.daylight_only", "daylight_only: true", "daylight_only: false"},
    {"sites.safe", "haven, safe: true", "haven, safe: false"},
    {"people.site", "staff, site: office", "staff, site: airport"},
    {"people.count", "likely: 60", "likely: 52"},
    {"people.count by date", "count: 14}]", "count: 12}]"},
    {"people.kind", "kind: staff", "kind: host_nation"},
    {"people.priority", "priority: 2,\n", "priority: 1,\n"},
    {"people.weight", "weight: 3", "weight: 5"},
    {"people.release.start", "start: 30 min", "start: 3 h"},
    {"people.release.over", "over: 60 min", "over: 5 h"},
    {"people.release by rows", "people: 4}, {after: 1 h", "people: 4}, {after: 6 h"},
    {"people.party", "party: 4, litters", "party: 2, litters"},
    {"people.party by sizes", "[{size: 4, parties: 3}]", "[{size: 3, parties: 4}]"},
    {"people.litters", "litters: 8", "litters: 12"},
    {"people.accepts", "accepts: [haven]", "accepts: [border]"},
    {"people.guards", "guards: true", "guards: false"},
    {"people.moves", "moves: own_cars", "moves: on_foot"},
    {"people.moves_to", "moves: on_foot, moves_to: border", "moves: on_foot, moves_to: airport"},
    {"people.moves_speed", "moves_speed: 5 km/h", "moves_speed: 1 km/h"},
    {"people.uncontrolled", "uncontrolled: true", "uncontrolled: false"},
    {"links.mode", "border], mode: foot", "border], mode: road"},
    {"links.distance", "distance: 12 km", "distance: 19 km"},
    {"links.road_factor", "road_factor: 1.4", "road_factor: 2.4"},
    {"links.time", "1.4, time: 30 min", "1.4, time: 90 min"},
    {"links.time by type, loaded", "loaded: 30 min", "loaded: 90 min"},
    {"links.time by type, empty", "empty: 25 min", "empty: 90 min"},
    {"links.flow", "flow: 4 vehicles/h", "flow: 1 vehicles/h"},
    {"links.threat", "threat: 0.01", "threat: 0.02"},
    {"links.escort.force", "force: 1", "force: 8"},
    {"links.escort.vehicles", "vehicles: 2}", "vehicles: 1}"},
    {"links.open", "[\"05:00-20:00\"]", "[\"05:00-11:00\"]"},
    {"links.permission and what is denied", "kind: overflight", "kind: overflight, granted: false"},
    {"links.from and to", "from: office, to: border", "from: border, to: office"},
    {"scenarios.name", "name: As told", "name: As said"},
    {"scenarios.include", "{id: jam, include: [slow]", "{id: jam, include: [as-told]"},
    {"scenarios.changes", "{scale: 1.5}", "{scale: 3}"},
    {"a change's from", "from: +3 h,\n", "from: +4 h,\n"},
    {"a change's until", "until: +5 h", "until: +8 h"},
    {"a change's surprise", "surprise: true", "surprise: false"},
    {"options.name", "name: Everyone", "name: All of them"},
    {"options.scope", "scope: {authorized: [staff]}", "scope: {authorized: [guards]}"},
    {"options.order_at", "order_at: +0 h", "order_at: +1 h"},
    {"options.ordered_by", "chief of mission", "president"},
    {"options.order_until", "order_until: +30 h", "order_until: +31 h"},
    {"options.alert", "alert: normal, prefer", "alert: raised, prefer"},
    {"options.prefer_fleets", "[{id: more", "[{id: other"},
    {"options.include", "{id: part, include: [all]", "{id: part, include: []"},
    {"reinforcements.size", "size: 4, site", "size: 8, site"},
    {"reinforcements.site", "size: 4, site: airport", "size: 4, site: office"},
    {"reinforcements.notice", "airport, notice: 1 h", "airport, notice: 3 h"},
    {"reinforcements.rate", "rate: 2 people/h", "rate: 1 people/h"},
    {"reinforcements.berths", "berths: 1, priority", "berths: 2, priority"},
    {"reinforcements.berth_class", "berth_class: heavy, berths", "berth_class: van, berths"},
    {"reinforcements.priority", "berths: 1, priority: 2", "berths: 1, priority: 1"},
    {"pins.fleet and vehicle", "vehicle: 1", "vehicle: 2"},
    {"pins.leave", "leave: +2 h", "leave: +3 h"},
    {"pins.load", "load: {staff: 4}", "load: {guards: 4}"},
    {"pins.to", "from: office, to: airport, leave", "from: airport, to: office, leave"},
};

/* How the plan of the first cell differs from that of the second. */
static size_t
write_difference(const mst_post *post, const mst_matrix *matrix, char *written, size_t room)
{
    mst_document_run run = {.seed = 1, .effort = EFFORT};
    mst_document a, b;
    char *text = NULL;
    bool differ;
    if (matrix->cells[0].outcome != MST_OK || matrix->cells[1].outcome != MST_OK) {
        return 0;
    }
    assert_int_equal(mst_document_make(post, &matrix->cells[0], &run, &a, NULL), MST_OK);
    assert_int_equal(mst_document_make(post, &matrix->cells[1], &run, &b, NULL), MST_OK);
    assert_int_equal(mst_document_diff(&a, &b, &text, &differ, NULL), MST_OK);
    size_t length = (size_t)snprintf(written, room, "%s\n", text);
    mst_heap_free(text);
    mst_document_release(&a);
    mst_document_release(&b);
    return length;
}

/* What the planner makes of a cell, and the digest that stands for it. */
typedef struct planned {
    mst_measures measures;
    uint32_t moves;
    uint64_t digest[2];
} planned;

enum { MOST_CELLS = 16 };

static void
take_planned(const mst_cell *cell, planned *out)
{
    *out = (planned){.measures = cell->judgement.measures, .moves = cell->solution.plan.move_count};
    mst_case_digest(cell->instance, out->digest);
}

/* Rule F3; false where plans changed behind equal digests. */
static bool
are_told_apart(const planned *a, const planned *b)
{
    bool is_same = true, is_told = false;
    for (uint32_t c = 0; c < MOST_CELLS; c++) {
        const mst_measures *m = &a[c].measures, *n = &b[c].measures;
        if (a[c].digest[0] == 0 || b[c].digest[0] == 0) {
            continue;
        }
        is_same = is_same && a[c].moves == b[c].moves && m->left == n->left &&
                  m->completion == n->completion && m->exposure == n->exposure &&
                  m->vehicle_ms == n->vehicle_ms;
        is_told = is_told || memcmp(a[c].digest, b[c].digest, sizeof a[c].digest) != 0;
    }
    return is_same || is_told;
}

/* All that is written of the post: faults, warnings, every plan and every page. From the heap. */
static void
write_all(const char *text, char *written, planned cells[MOST_CELLS])
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t at = 0;
    mst_status status = mst_post_read_text("post.yaml", text, strlen(text), &post, &faults, &err);
    for (uint32_t i = 0; i < faults.count; i++) {
        at += (size_t)snprintf(written + at, MOST_WRITTEN - at, "%s\n", faults.faults[i].text);
    }
    for (uint32_t i = 0; i < faults.warning_count; i++) {
        at += (size_t)snprintf(written + at, MOST_WRITTEN - at, "%s\n", faults.warnings[i].text);
    }
    mst_fault_list_release(&faults);
    if (status != MST_OK) {
        return;
    }
    post->input_hash[0] = post->input_hash[1] = 0;
    mst_matrix_options options = {
        .effort = EFFORT, .seed = 1, .threads = 1, .without_binding = true};
    mst_document_run run = {.seed = 1, .effort = EFFORT};
    mst_matrix matrix;
    char *json = NULL;
    if (mst_matrix_plan(post, &options, &matrix, &err) != MST_OK) {
        at += (size_t)snprintf(written + at, MOST_WRITTEN - at, "%s\n", err.text);
    }
    for (uint32_t i = 0; i < matrix.scenario_count * matrix.option_count; i++) {
        mst_cell *cell = (mst_cell *)&matrix.cells[i];
        mst_document document;
        char *page = NULL;
        cell->solve_seconds = 0;
        if (cell->outcome != MST_OK) {
            continue;
        }
        assert_true(i < MOST_CELLS);
        take_planned(cell, &cells[i]);
        assert_int_equal(mst_document_make(post, cell, &run, &document, &err), MST_OK);
        assert_int_equal(mst_document_write_page(&document, &page, &err), MST_OK);
        at += (size_t)snprintf(written + at, MOST_WRITTEN - at, "%s\n", page);
        mst_heap_free(page);
        mst_document_release(&document);
    }
    at += write_difference(post, &matrix, written + at, MOST_WRITTEN - at);
    assert_int_equal(mst_matrix_write_json(post, &matrix, &run, NULL, &json, &err), MST_OK);
    at += (size_t)snprintf(written + at, MOST_WRITTEN - at, "%s\n", json);
    assert_true(at < MOST_WRITTEN);
    mst_heap_free(json);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static char *first, *other;

static int
open_writings(void **state)
{
    (void)state;
    first = mst_heap_take(MOST_WRITTEN, 1);
    other = mst_heap_take(MOST_WRITTEN, 1);
    return first == NULL || other == NULL ? -1 : 0;
}

static int
close_writings(void **state)
{
    (void)state;
    mst_heap_free(first);
    mst_heap_free(other);
    return 0;
}

static void
a_field_that_is_written_otherwise_shows(void **state)
{
    (void)state;
    static char text[TEXT_BYTES];
    planned was[MOST_CELLS] = {0};
    uint32_t dead = 0;
    write_all(base, first, was);
    write_all(base, other, was);
    assert_string_equal(first, other); /* the same text, the same writing */
    if (strstr(first, "muster-matrix") == NULL || strstr(first, "breaks rule") != NULL) {
        fail_msg("%.900s", first);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *place = strstr(base, rows[i].from);
        if (place == NULL || strstr(place + 1, rows[i].from) != NULL) {
            fail_msg("%s: \"%s\" does not stand in the post once", rows[i].what, rows[i].from);
        }
        snprintf(text, sizeof text, "%.*s%s%s", (int)(place - base), base, rows[i].to,
                 place + strlen(rows[i].from));
        planned is[MOST_CELLS] = {0};
        memset(other, 0, 64);
        write_all(text, other, is);
        if (!are_told_apart(was, is)) {
            print_message("%s changes a plan and no digest\n", rows[i].what);
            dead++;
        }
        if (strcmp(first, other) == 0) {
            print_message("%s is dead: nothing shows that it is \"%s\"\n", rows[i].what,
                          rows[i].to);
            dead++;
        } else if (strstr(other, "muster-matrix") == NULL) {
            print_message("%s: %.200s\n", rows[i].what, other);
            dead++;
        }
    }
    assert_int_equal(dead, 0);
}

/* Rule F2. */
static void
every_number_of_the_table_stands_in_the_post(void **state)
{
    (void)state;
    static const char *const sections[] = {"post",  "people", "sites",      "links",
                                           "types", "fleets", "permissions"};
    for (uint32_t i = 0; i < mst_field_count; i++) {
        char name[128];
        bool found = false;
        int length = snprintf(name, sizeof name, "%s.%s", sections[mst_fields[i].item_class],
                              mst_fields[i].path);
        /* Waiting on the way instead of where one stands is nothing that a plan has to do: the
         * clause "wait" of the checker, with its tests, is where it shows. */
        found = strcmp(name, "types.hold") == 0;
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            found = found || strncmp(rows[k].what, name, (size_t)length) == 0;
        }
        if (!found) {
            fail_msg("no row writes %s otherwise", name);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_the_table_stands_in_the_post),
        cmocka_unit_test(a_field_that_is_written_otherwise_shows),
    };
    return cmocka_run_group_tests(tests, open_writings, close_writings);
}
