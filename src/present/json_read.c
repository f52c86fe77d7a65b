/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a plan.json. Written by anybody: every value is checked for its kind and range, every name must be
 * in the file's own tables, and every error says where it stands.
 *
 * H1  The text is valid UTF-8 and at most MST__MAX_FILE_BYTES; jansson limits the nesting.
 * H2  Times lie within +-10^11 s with at most three decimals; counts within 0 .. MST_MAX_PEOPLE.
 * H3  Times given twice (in seconds and as UTC or local time) agree.
 */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "present/json.h"

enum { MAX_DEPTH = 12 };

typedef struct reader {
    mst_document *document;
    mst_arena *arena;
    mst_error *err;
    mst_status status; /* of the first failure; later calls do nothing */
    mst__step path[MAX_DEPTH];
    uint32_t depth;
    mst__index sites, vehicles, cohorts, stations, links;
} reader;

static mst_status
fail_text(reader *r, mst_status status, const char *key, const char *text)
{
    if (r->status != MST_OK) {
        return r->status;
    }
    mst__step path[MAX_DEPTH + 1];
    memcpy(path, r->path, sizeof r->path);
    uint32_t depth = r->depth;
    if (key != NULL) {
        path[depth++] = (mst__step){key, 0};
    }
    const mst_document *document = r->document;
    mst_place place = mst__json_place(document->source_name, document->source_text,
                                      document->source_bytes, path, depth);
    r->status = mst_fail(r->err, status, place, "%s", text);
    return r->status;
}

MST_PRINTF(3, 4)
static void
fail(reader *r, const char *key, const char *format, ...)
{
    va_list arguments;
    char text[MST_ERROR_TEXT_BYTES];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fail_text(r, MST_INVALID, key, text);
}

static void
fail_memory(reader *r)
{
    if (r->status == MST_OK) {
        r->status = mst_fail(r->err, MST_NO_MEMORY, mst_nowhere(),
                             "there is not enough memory to read the plan");
    }
}

static void
push(reader *r, const char *key, size_t index)
{
    if (r->depth < MAX_DEPTH) {
        r->path[r->depth++] = (mst__step){key, index};
    }
}

static void
pop(reader *r)
{
    r->depth--;
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

/* ---- values ---- */

static bool
is_absent(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

/* The text of a member, copied; NULL when it is absent or null. */
static const char *
optional_text(reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (is_absent(value) || r->status != MST_OK) {
        return NULL;
    }
    if (!json_is_string(value)) {
        fail(r, key, "\"%s\" must be a text", key);
        return NULL;
    }
    if (strlen(json_string_value(value)) != json_string_length(value)) {
        fail(r, key, "\"%s\" holds a NUL character", key);
        return NULL;
    }
    const char *copy = mst_arena_text(r->arena, json_string_value(value));
    if (copy == NULL) {
        fail_memory(r);
    }
    return copy;
}

/* Never NULL. */
static const char *
required_text(reader *r, const json_t *object, const char *key)
{
    const char *text = optional_text(r, object, key);
    if (text == NULL) {
        fail(r, key, "\"%s\" is missing", key);
        return "";
    }
    return text;
}

static int64_t
integer_within(reader *r, const json_t *object, const char *key, int64_t minimum, int64_t maximum)
{
    const json_t *value = json_object_get(object, key);
    if (r->status != MST_OK) {
        return minimum;
    }
    if (!json_is_integer(value)) {
        fail(r, key, value == NULL ? "\"%s\" is missing" : "\"%s\" must be a whole number", key);
        return minimum;
    }
    int64_t number = json_integer_value(value);
    if (number < minimum || number > maximum) {
        fail(r, key, "\"%s\" is %lld and must lie between %lld and %lld", key, (long long)number,
             (long long)minimum, (long long)maximum);
        return minimum;
    }
    return number;
}

static bool
flag(reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value != NULL && !json_is_boolean(value)) {
        fail(r, key, "\"%s\" must be true or false", key);
    }
    return json_is_true(value);
}

static double
real(reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) {
        fail(r, key, "\"%s\" must be a number", key);
        return 0;
    }
    return json_number_value(value);
}

static mst_time
seconds_of(reader *r, const char *key, const json_t *value)
{
    double seconds = json_number_value(value);
    if (!json_is_number(value) || !(fabs(seconds) <= 1e11)) {
        fail(r, key, "\"%s\" must be a number of seconds between -10^11 and 10^11", key);
        return 0;
    }
    if (json_is_integer(value)) {
        return json_integer_value(value) * 1000;
    }
    double ms = seconds * 1000.0, whole = round(ms);
    if (fabs(ms - whole) > 0.01) {
        fail(r, key, "\"%s\" has more than three decimals; times are whole milliseconds", key);
        return 0;
    }
    return (mst_time)whole;
}

static mst_time
time_at(reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL) {
        fail(r, key, "\"%s\" is missing", key);
        return 0;
    }
    return json_is_null(value) ? MST_NEVER : seconds_of(r, key, value);
}

/* Absent means never. */
static mst_time
optional_time(reader *r, const json_t *object, const char *key)
{
    return json_object_get(object, key) == NULL ? MST_NEVER : time_at(r, object, key);
}

static mst_instant
instant_at(reader *r, const json_t *object, const char *key)
{
    mst_instant instant = 0;
    const char *text = required_text(r, object, key);
    if (r->status == MST_OK && !mst_when_parse(text, &instant)) {
        fail(r, key, "\"%s\" is \"%s\" and must look like 2021-07-03T03:30:00Z", key, text);
    }
    return instant;
}

static mst_wide
wide_at(reader *r, const json_t *object, const char *key)
{
    mst_wide value = 0;
    const char *text = required_text(r, object, key);
    if (r->status == MST_OK && !mst__wide_parse(text, &value)) {
        fail(r, key, "\"%s\" must be a whole number written as a text of at most 37 digits", key);
    }
    return value;
}

static uint32_t
named(reader *r, const json_t *object, const char *key, const mst__index *index, const char *what)
{
    const char *text = required_text(r, object, key);
    if (r->status != MST_OK) {
        return 0;
    }
    uint32_t found = mst__index_find(index, text);
    if (found == MST_NONE) {
        const char *nearest = mst__index_nearest(index, text);
        fail(r, key, "\"%s\" is not a %s of this plan%s%s%s", text, what,
             nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
             nearest != NULL ? "\"?" : "");
        return 0;
    }
    return found;
}

static uint32_t
arc_between(reader *r, const char *link, uint32_t from, uint32_t to)
{
    for (uint32_t row = mst__index_first(&r->links, link);
         row != MST_NONE && row < r->links.count && strcmp(r->links.rows[row].text, link) == 0;
         row++) {
        const mst_document_arc *arc = &r->document->arcs[r->links.rows[row].index];
        if (arc->from == from && arc->to == to) {
            return r->links.rows[row].index;
        }
    }
    return MST_NONE;
}

static uint32_t
arc_at(reader *r, const json_t *object, const char *link_key, const char *from_key,
       const char *to_key)
{
    uint32_t from = named(r, object, from_key, &r->sites, "site");
    uint32_t to = named(r, object, to_key, &r->sites, "site");
    const char *link = required_text(r, object, link_key);
    if (r->status != MST_OK) {
        return 0;
    }
    uint32_t arc = arc_between(r, link, from, to);
    if (arc == MST_NONE) {
        fail(r, link_key, "\"%s\" is not a link of this plan from %s to %s", link,
             r->document->sites[from].id, r->document->sites[to].id);
        return 0;
    }
    return arc;
}

/* A time written twice must say the same twice. */
static void
check_copy(reader *r, const json_t *object, const char *key, mst_time at)
{
    const json_t *value = json_object_get(object, key);
    mst_instant instant;
    if (is_absent(value) || r->status != MST_OK) {
        return;
    }
    if (!json_is_string(value) || !mst_when_parse(json_string_value(value), &instant)) {
        fail(r, key, "\"%s\" must look like 2021-07-03T03:30:00Z", key);
    } else if (at == MST_NEVER || instant != r->document->order + at) {
        char when[MST_WHEN_BYTES];
        fail(r, key,
             "\"%s\" is %s but the seconds after the order give %s: change both, or leave \"%s\" "
             "out",
             key, json_string_value(value),
             at == MST_NEVER ? "never" : mst_when_utc(r->document->order + at, when), key);
    }
}

static void
check_copies(reader *r, const json_t *object, mst_time leave, mst_time arrive)
{
    check_copy(r, object, "leave_utc", leave);
    check_copy(r, object, "leave_local", leave);
    check_copy(r, object, "arrive_utc", arrive);
    check_copy(r, object, "arrive_local", arrive);
}

/* The array of a member, NULL (and 0 elements) when absent. */
static const json_t *
array_at(reader *r, const json_t *object, const char *key, uint32_t *count)
{
    const json_t *array = json_object_get(object, key);
    *count = 0;
    if (is_absent(array) || r->status != MST_OK) {
        return NULL;
    }
    if (!json_is_array(array)) {
        fail(r, key, "\"%s\" must be a list", key);
        return NULL;
    }
    *count = (uint32_t)json_array_size(array); /* the file's size keeps it far below 2^32 */
    return array;
}

/* Element `i`, which must be an object; the path is inside it until leave_element. */
static const json_t *
enter_element(reader *r, const json_t *array, const char *key, uint32_t i)
{
    push(r, key, 0);
    push(r, NULL, i);
    const json_t *object = json_array_get(array, i);
    if (!json_is_object(object)) {
        fail(r, NULL, "an element of \"%s\" must be an object", key);
    }
    return object;
}

static void
leave_element(reader *r)
{
    pop(r);
    pop(r);
}

/* ---- loads ---- */

static uint32_t
stations_at(reader *r, const json_t *object)
{
    uint32_t count, mask = 0;
    const json_t *array = array_at(r, object, "stations", &count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        uint32_t station = text != NULL ? mst__index_find(&r->stations, text) : MST_NONE;
        if (station == MST_NONE) {
            fail(r, "stations", "\"%s\" is not a station of this plan", text != NULL ? text : "?");
            return 0;
        }
        mask |= UINT32_C(1) << station;
    }
    return mask;
}

/* The cohort, by "cohort" or else by "people". */
static uint32_t
cohort_at(reader *r, const json_t *object)
{
    const char *key = json_object_get(object, "cohort") != NULL ? "cohort" : "people";
    return named(r, object, key, &r->cohorts, "group");
}

static mst_load_list
loads_at(reader *r, const json_t *object, const char *key)
{
    uint32_t count;
    const json_t *array = array_at(r, object, key, &count);
    mst_load *loads = take(r, count, sizeof(mst_load));
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *load = enter_element(r, array, key, i);
        loads[i].cohort = cohort_at(r, load);
        loads[i].stations = stations_at(r, load);
        loads[i].count = integer_within(r, load, "count", 1, MST_MAX_PEOPLE);
        leave_element(r);
    }
    if (r->status != MST_OK) {
        return (mst_load_list){0};
    }
    return (mst_load_list){mst__load_normalize(loads, count), loads};
}

/* ---- a phase ---- */

/* Stable counting sort by vehicle: fills first[0 .. vehicles] and order[]. */
static void
group_by_vehicle(const uint32_t *vehicle_of, uint32_t count, uint32_t vehicles, uint32_t *first,
                 uint32_t *order)
{
    memset(first, 0, sizeof(uint32_t) * ((size_t)vehicles + 1));
    for (uint32_t i = 0; i < count; i++) {
        first[vehicle_of[i] + 1]++;
    }
    for (uint32_t v = 0; v < vehicles; v++) {
        first[v + 1] += first[v];
    }
    for (uint32_t i = 0; i < count; i++) {
        order[first[vehicle_of[i]]++] = i;
    }
    for (uint32_t v = vehicles; v > 0; v--) {
        first[v] = first[v - 1];
    }
    first[0] = 0;
}

static mst_plan_move
move_at(reader *r, const json_t *object)
{
    mst_plan_move move = {
        .vehicle = named(r, object, "vehicle", &r->vehicles, "vehicle"),
        .arc = arc_at(r, object, "link", "from", "to"),
        .leave = time_at(r, object, "leave"),
        .arrive = time_at(r, object, "arrive"),
        .loads = loads_at(r, object, "load"),
        .convoy = MST_NONE,
        .turned_at = optional_time(r, object, "turned_at"),
        .turned_arc = MST_NONE,
    };
    check_copies(r, object, move.leave, move.arrive);
    if (json_object_get(object, "convoy") != NULL) {
        move.convoy = (uint32_t)integer_within(r, object, "convoy", 0, UINT32_MAX - 1);
    }
    if (json_object_get(object, "turned_link") != NULL) {
        move.turned_arc = arc_at(r, object, "turned_link", "turned_from", "turned_to");
    }
    return move;
}

static void
read_moves(reader *r, const json_t *object, mst_plan *plan, uint32_t **where)
{
    uint32_t count, vehicles = r->document->vehicle_count;
    const json_t *array = array_at(r, object, "moves", &count);
    mst_plan_move *raw = take(r, count, sizeof *raw), *moves = take(r, count, sizeof *moves);
    uint32_t *first = take(r, (size_t)vehicles + 1, sizeof *first);
    uint32_t *vehicle_of = take(r, count, sizeof(uint32_t)),
             *order = take(r, count, sizeof(uint32_t));
    *where = take(r, count, sizeof(uint32_t));
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        raw[i] = move_at(r, enter_element(r, array, "moves", i));
        vehicle_of[i] = raw[i].vehicle;
        leave_element(r);
    }
    if (r->status != MST_OK) {
        return;
    }
    group_by_vehicle(vehicle_of, count, vehicles, first, order);
    for (uint32_t i = 0; i < count; i++) {
        moves[i] = raw[order[i]];
        (*where)[order[i]] = i;
    }
    plan->first_move = first;
    plan->move_count = count;
    plan->moves = moves;
}

static mst_plan_stop
stop_at(reader *r, const json_t *object)
{
    return (mst_plan_stop){
        .vehicle = named(r, object, "vehicle", &r->vehicles, "vehicle"),
        .site = named(r, object, "site", &r->sites, "site"),
        .arrive = time_at(r, object, "arrive"),
        .leave = time_at(r, object, "leave"),
        .berth_begin = time_at(r, object, "service_begin"),
        .berth_end = time_at(r, object, "service_end"),
        .refuel = flag(r, object, "refuel"),
        .alight = loads_at(r, object, "alight"),
        .board = loads_at(r, object, "board"),
    };
}

static void
read_stops(reader *r, const json_t *object, mst_plan *plan)
{
    uint32_t count, vehicles = r->document->vehicle_count;
    const json_t *array = array_at(r, object, "stops", &count);
    mst_plan_stop *raw = take(r, count, sizeof *raw), *stops = take(r, count, sizeof *stops);
    uint32_t *first = take(r, (size_t)vehicles + 1, sizeof *first);
    uint32_t *vehicle_of = take(r, count, sizeof(uint32_t)),
             *order = take(r, count, sizeof(uint32_t));
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        raw[i] = stop_at(r, enter_element(r, array, "stops", i));
        vehicle_of[i] = raw[i].vehicle;
        leave_element(r);
    }
    if (r->status != MST_OK) {
        return;
    }
    group_by_vehicle(vehicle_of, count, vehicles, first, order);
    for (uint32_t i = 0; i < count; i++) {
        stops[i] = raw[order[i]];
    }
    plan->first_stop = first;
    plan->stop_count = count;
    plan->stops = stops;
}

/* L1: a vehicle has one move fewer than stops. */
static void
check_chains(reader *r, const mst_plan *plan)
{
    for (uint32_t v = 0; v < r->document->vehicle_count && r->status == MST_OK; v++) {
        uint32_t stops = plan->first_stop[v + 1] - plan->first_stop[v];
        uint32_t moves = plan->first_move[v + 1] - plan->first_move[v];
        if (stops == 0 ? moves != 0 : moves + 1 != stops) {
            fail(r, "stops",
                 "vehicle %s has %u stops and %u moves; it needs one move fewer than stops",
                 r->document->vehicles[v].id, stops, moves);
        }
    }
}

static void
read_desks(reader *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = array_at(r, object, "desks", &count);
    mst_plan_desk_run *runs = take(r, count, sizeof *runs);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *run = enter_element(r, array, "desks", i);
        runs[i] = (mst_plan_desk_run){
            .site = named(r, run, "site", &r->sites, "site"),
            .desk = (uint32_t)integer_within(r, run, "desk", 0, MST_MAX_PEOPLE),
            .cohort = cohort_at(r, run),
            .stations = stations_at(r, run),
            .units = integer_within(r, run, "units", 1, MST_MAX_PEOPLE),
            .start = time_at(r, run, "start"),
            .each = time_at(r, run, "each"),
        };
        leave_element(r);
    }
    plan->desk_run_count = count;
    plan->desk_runs = runs;
}

static void
read_self_moves(reader *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = array_at(r, object, "self_moves", &count);
    mst_plan_self_move *moves = take(r, count, sizeof *moves);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *move = enter_element(r, array, "self_moves", i);
        moves[i] = (mst_plan_self_move){
            .cohort = cohort_at(r, move),
            .stations = stations_at(r, move),
            .count = integer_within(r, move, "count", 1, MST_MAX_PEOPLE),
            .arc = arc_at(r, move, "link", "from", "to"),
            .leave = time_at(r, move, "leave"),
            .arrive = time_at(r, move, "arrive"),
        };
        check_copies(r, move, moves[i].leave, moves[i].arrive);
        leave_element(r);
    }
    plan->self_move_count = count;
    plan->self_moves = moves;
}

static void
read_convoys(reader *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = array_at(r, object, "convoys", &count);
    mst_plan_convoy *convoys = take(r, count, sizeof *convoys);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *convoy = enter_element(r, array, "convoys", i);
        convoys[i] = (mst_plan_convoy){
            .arc = arc_at(r, convoy, "link", "from", "to"),
            .begin = time_at(r, convoy, "begin"),
            .detached_force = integer_within(r, convoy, "detached_force", 0, MST_MAX_PEOPLE),
            .back = time_at(r, convoy, "back"),
        };
        leave_element(r);
    }
    plan->convoy_count = count;
    plan->convoys = convoys;
    for (uint32_t i = 0; i < plan->move_count && r->status == MST_OK; i++) {
        if (plan->moves[i].convoy != MST_NONE && plan->moves[i].convoy >= count) {
            fail(r, "moves", "a move of vehicle %s names convoy %u; there are %u convoys, from 0",
                 r->document->vehicles[plan->moves[i].vehicle].id, plan->moves[i].convoy, count);
        }
    }
}

static void
read_duties(reader *r, const json_t *object, mst_plan *plan, const uint32_t *where)
{
    uint32_t count;
    const json_t *array = array_at(r, object, "duties", &count);
    mst_plan_duty *duties = take(r, count, sizeof *duties);
    int64_t last = (int64_t)plan->move_count - 1;
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *duty = enter_element(r, array, "duties", i);
        uint32_t first_move = (uint32_t)integer_within(r, duty, "first_move", 0, last);
        uint32_t last_move = (uint32_t)integer_within(r, duty, "last_move", 0, last);
        duties[i] = (mst_plan_duty){
            .vehicle = named(r, duty, "vehicle", &r->vehicles, "vehicle"),
            .crew = (uint32_t)integer_within(r, duty, "crew", 0, MST_MAX_PEOPLE),
            .first_move = r->status == MST_OK ? where[first_move] : 0,
            .last_move = r->status == MST_OK ? where[last_move] : 0,
            .begin = time_at(r, duty, "begin"),
            .end = time_at(r, duty, "end"),
        };
        leave_element(r);
    }
    plan->duty_count = count;
    plan->duties = duties;
}

static void
read_left(reader *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = array_at(r, object, "left", &count);
    mst_plan_left *left = take(r, count, sizeof *left);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *row = enter_element(r, array, "left", i);
        bool has_site = !is_absent(json_object_get(row, "site"));
        bool has_vehicle = !is_absent(json_object_get(row, "vehicle"));
        left[i] = (mst_plan_left){
            .cohort = cohort_at(r, row),
            .site = has_site ? named(r, row, "site", &r->sites, "site") : MST_NONE,
            .vehicle = has_vehicle ? named(r, row, "vehicle", &r->vehicles, "vehicle") : MST_NONE,
            .count = integer_within(r, row, "count", 1, MST_MAX_PEOPLE),
        };
        leave_element(r);
    }
    plan->left_count = count;
    plan->left = left;
}

static void
read_phase(reader *r, const json_t *object, mst_plan *plan)
{
    uint32_t *where = NULL;
    read_moves(r, object, plan, &where);
    if (r->status == MST_OK) {
        read_stops(r, object, plan);
    }
    if (r->status != MST_OK) {
        return;
    }
    check_chains(r, plan);
    read_desks(r, object, plan);
    read_self_moves(r, object, plan);
    read_convoys(r, object, plan);
    read_duties(r, object, plan, where);
    read_left(r, object, plan);
}

static void
read_phases(reader *r, const json_t *root)
{
    uint32_t count;
    read_phase(r, root, &r->document->plan);
    const json_t *array = array_at(r, root, "before", &count);
    if (count > MST__MAX_PHASES) {
        fail(r, "before", "there are %u earlier phases; at most %d are read", count,
             MST__MAX_PHASES);
    }
    mst_plan *after = &r->document->plan;
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        mst_plan *plan = take(r, 1, sizeof *plan);
        const json_t *object = enter_element(r, array, "before", i);
        if (r->status == MST_OK) {
            read_phase(r, object, plan);
            after->before = plan;
            after = plan;
        }
        leave_element(r);
    }
}

/* ---- names ---- */

static bool
index_add(reader *r, mst__index *index, uint32_t i, const char *text, const char *table)
{
    if (text[0] == '\0') {
        fail(r, table, "an element of \"%s\" has an empty name", table);
    }
    index->rows[i] = (mst__index_row){text, i};
    index->count = i + 1;
    return r->status == MST_OK;
}

static void
index_take(reader *r, mst__index *index, uint32_t count)
{
    index->rows = take(r, count, sizeof(mst__index_row));
    index->count = 0;
}

static void
index_close(reader *r, mst__index *index, const char *table)
{
    if (r->status != MST_OK) {
        return;
    }
    mst__index_sort(index);
    for (uint32_t i = 1; i < index->count; i++) {
        if (strcmp(index->rows[i - 1].text, index->rows[i].text) == 0) {
            fail(r, table, "\"%s\" stands twice in \"%s\"", index->rows[i].text, table);
            return;
        }
    }
}

static void
read_sites(reader *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = array_at(r, root, "sites", &count);
    mst_document_site *sites = take(r, count, sizeof *sites);
    index_take(r, &r->sites, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *site = enter_element(r, array, "sites", i);
        sites[i].id = required_text(r, site, "id");
        sites[i].name = optional_text(r, site, "name");
        index_add(r, &r->sites, i, sites[i].id, "id");
        leave_element(r);
    }
    index_close(r, &r->sites, "sites");
    r->document->site_count = count;
    r->document->sites = sites;
}

static void
read_links(reader *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = array_at(r, root, "links", &count);
    mst_document_arc *arcs = take(r, count, sizeof *arcs);
    index_take(r, &r->links, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *link = enter_element(r, array, "links", i);
        arcs[i].link = required_text(r, link, "link");
        arcs[i].from = named(r, link, "from", &r->sites, "site");
        arcs[i].to = named(r, link, "to", &r->sites, "site");
        index_add(r, &r->links, i, arcs[i].link, "link");
        leave_element(r);
    }
    if (r->status == MST_OK) {
        mst__index_sort(&r->links); /* a link has two directions: equal names are allowed */
    }
    r->document->arc_count = count;
    r->document->arcs = arcs;
}

static void
read_vehicles(reader *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = array_at(r, root, "vehicles", &count);
    mst_document_vehicle *vehicles = take(r, count, sizeof *vehicles);
    index_take(r, &r->vehicles, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *vehicle = enter_element(r, array, "vehicles", i);
        vehicles[i].id = required_text(r, vehicle, "id");
        vehicles[i].fleet = required_text(r, vehicle, "fleet");
        vehicles[i].type = required_text(r, vehicle, "type");
        vehicles[i].base = is_absent(json_object_get(vehicle, "base"))
                               ? MST_NONE
                               : named(r, vehicle, "base", &r->sites, "site");
        index_add(r, &r->vehicles, i, vehicles[i].id, "id");
        leave_element(r);
    }
    index_close(r, &r->vehicles, "vehicles");
    r->document->vehicle_count = count;
    r->document->vehicles = vehicles;
}

static void
read_cohorts(reader *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = array_at(r, root, "cohorts", &count);
    mst_document_cohort *cohorts = take(r, count, sizeof *cohorts);
    index_take(r, &r->cohorts, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *cohort = enter_element(r, array, "cohorts", i);
        cohorts[i] = (mst_document_cohort){
            .id = required_text(r, cohort, "id"),
            .people = required_text(r, cohort, "people"),
            .kind = required_text(r, cohort, "kind"),
            .site = is_absent(json_object_get(cohort, "site"))
                        ? MST_NONE
                        : named(r, cohort, "site", &r->sites, "site"),
            .count = integer_within(r, cohort, "count", 0, MST_MAX_PEOPLE),
            .party = (uint32_t)integer_within(r, cohort, "party", 1, MST_MAX_PEOPLE),
            .litter = flag(r, cohort, "litter"),
            .force = flag(r, cohort, "force"),
            .guards = flag(r, cohort, "guards"),
            .in_scope = flag(r, cohort, "in_scope"),
        };
        index_add(r, &r->cohorts, i, cohorts[i].id, "id");
        leave_element(r);
    }
    index_close(r, &r->cohorts, "cohorts");
    r->document->cohort_count = count;
    r->document->cohorts = cohorts;
}

static void
read_stations(reader *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = array_at(r, root, "stations", &count);
    if (count > MST_MAX_STATIONS) {
        fail(r, "stations", "there are %u stations; at most %d are read", count, MST_MAX_STATIONS);
        return;
    }
    const char **stations = take(r, count, sizeof *stations);
    index_take(r, &r->stations, count);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        stations[i] = text != NULL ? mst_arena_text(r->arena, text) : NULL;
        if (stations[i] == NULL) {
            fail(r, "stations", "an element of \"stations\" must be a text");
            return;
        }
        index_add(r, &r->stations, i, stations[i], "stations");
    }
    index_close(r, &r->stations, "stations");
    r->document->station_count = count;
    r->document->stations = stations;
}

/* ---- provenance and results ---- */

static const json_t *
enter_object(reader *r, const json_t *root, const char *key)
{
    const json_t *object = json_object_get(root, key);
    if (!json_is_object(object)) {
        fail(r, key, object == NULL ? "\"%s\" is missing" : "\"%s\" must be an object", key);
    }
    push(r, key, 0);
    return object;
}

static void
read_hash(reader *r, const json_t *input, uint64_t hash[2])
{
    const char *text = required_text(r, input, "hash");
    if (r->status == MST_OK && !mst__hash_parse(text, hash)) {
        fail(r, "hash", "\"hash\" must be 32 hexadecimal digits in small letters");
    }
}

static void
read_order(reader *r, const json_t *root)
{
    mst_document *document = r->document;
    const json_t *order = enter_object(r, root, "order");
    document->order = instant_at(r, order, "utc");
    check_copy(r, order, "local", 0);
    document->ordered_by = optional_text(r, order, "by");
    document->order_until = is_absent(json_object_get(order, "until_utc"))
                                ? MST_NEVER
                                : instant_at(r, order, "until_utc");
    document->horizon = time_at(r, order, "horizon_seconds");
    document->zone_name = required_text(r, order, "zone");
    uint32_t count;
    const json_t *array = array_at(r, order, "zone_offsets", &count);
    mst_zone_row *rows = take(r, count, sizeof *rows);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *row = enter_element(r, array, "zone_offsets", i);
        rows[i].from = instant_at(r, row, "from_utc");
        rows[i].offset_seconds = (int32_t)integer_within(r, row, "offset_seconds", -86400, 86400);
        if (i > 0 && rows[i].from <= rows[i - 1].from) {
            fail(r, "from_utc", "the rows of \"zone_offsets\" must ascend in time");
        }
        leave_element(r);
    }
    document->zone = (mst_when_zone){count, rows};
    pop(r);
}

static void
read_provenance(reader *r, const json_t *root)
{
    mst_document *document = r->document;
    const char *format = required_text(r, root, "format");
    if (r->status == MST_OK && strcmp(format, "muster-plan-1") != 0) {
        fail(r, "format", "\"format\" is \"%s\"; this program reads \"muster-plan-1\"", format);
    }
    document->version = required_text(r, root, "version");
    const json_t *input = enter_object(r, root, "input");
    document->post_id = required_text(r, input, "post");
    document->post_name = optional_text(r, input, "name");
    read_hash(r, input, document->input_hash);
    document->as_of = instant_at(r, input, "as_of_utc");
    pop(r);
    const json_t *run = enter_object(r, root, "run");
    document->seed = (uint64_t)integer_within(r, run, "seed", 0, INT64_MAX);
    document->effort = (uint32_t)integer_within(r, run, "effort", 0, UINT32_MAX);
    document->time_limit_ms = time_at(r, run, "time_limit_seconds");
    document->stopped = flag(r, run, "stopped");
    uint32_t count;
    const json_t *array = array_at(r, run, "set", &count);
    const char **overrides = take(r, count, sizeof *overrides);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        overrides[i] = text != NULL ? mst_arena_text(r->arena, text) : NULL;
        if (overrides[i] == NULL) {
            fail(r, "set", "an element of \"set\" must be a text");
        }
    }
    document->override_count = count;
    document->overrides = overrides;
    pop(r);
    document->scenario = required_text(r, root, "scenario");
    document->scenario_name = optional_text(r, root, "scenario_name");
    document->option = required_text(r, root, "option");
    document->option_name = optional_text(r, root, "option_name");
    read_order(r, root);
}

static uint32_t
read_priorities(reader *r, const json_t *object, int64_t *left)
{
    uint32_t count;
    const json_t *array = array_at(r, object, "left_by_priority", &count);
    if (count > MST_MAX_PRIORITIES) {
        fail(r, "left_by_priority", "there are %u priorities; at most %d are read", count,
             MST_MAX_PRIORITIES);
        return 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!json_is_integer(json_array_get(array, i))) {
            fail(r, "left_by_priority", "\"left_by_priority\" must hold whole numbers");
            return 0;
        }
        left[i] = json_integer_value(json_array_get(array, i));
    }
    return count;
}

static void
read_measures(reader *r, const json_t *root, const char *key, mst_measures *measures,
              uint32_t *priorities)
{
    const json_t *object = enter_object(r, root, key);
    *measures = (mst_measures){
        .left = integer_within(r, object, "left", 0, MST_MAX_PEOPLE),
        .left_force = integer_within(r, object, "left_force", 0, MST_MAX_PEOPLE),
        .completion = time_at(r, object, "completion_seconds"),
        .completion_evacuees = time_at(r, object, "completion_evacuees_seconds"),
        .exposure = wide_at(r, object, "exposure_exact"),
        .vehicle_ms = time_at(r, object, "vehicle_seconds"),
        .first_movement = time_at(r, object, "first_movement_seconds"),
    };
    *priorities = read_priorities(r, object, measures->left_by_priority);
    pop(r);
}

static void
read_bound(reader *r, const json_t *root, mst_bound *bound)
{
    const json_t *object = enter_object(r, root, "bound");
    *bound = (mst_bound){
        .left = integer_within(r, object, "left", 0, MST_MAX_PEOPLE),
        .completion = time_at(r, object, "completion_seconds"),
        .exposure = wide_at(r, object, "exposure_exact"),
        .left_reason = optional_text(r, object, "left_reason"),
        .completion_reason = optional_text(r, object, "completion_reason"),
    };
    read_priorities(r, object, bound->left_by_priority);
    pop(r);
}

static mst_measure
measure_of(reader *r, const char *text, const char *key)
{
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        if (text != NULL && strcmp(text, mst__measure_name((mst_measure)i)) == 0) {
            return (mst_measure)i;
        }
    }
    fail(r, key, "\"%s\" is not a measure: left, completion, exposure or vehicle_hours",
         text != NULL ? text : "?");
    return MST_MEASURE_LEFT;
}

static void
read_gap(reader *r, const json_t *root)
{
    const json_t *gap = enter_object(r, root, "gap");
    r->document->gap = real(r, gap, "value");
    r->document->gap_measure = measure_of(r, required_text(r, gap, "measure"), "measure");
    pop(r);
    uint32_t count;
    const json_t *array = array_at(r, root, "order_of_measures", &count);
    if (count != MST_MEASURE_COUNT) {
        fail(r, "order_of_measures", "\"order_of_measures\" must name all four measures");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        r->document->order_of_measures[i] =
            measure_of(r, json_string_value(json_array_get(array, i)), "order_of_measures");
    }
}

static void
read_bindings(reader *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = array_at(r, root, "binding", &count);
    mst_document_binding *bindings = take(r, count, sizeof *bindings);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *object = enter_element(r, array, "binding", i);
        const char *of = required_text(r, object, "gain_of");
        bindings[i] = (mst_document_binding){
            .name = required_text(r, object, "limit"),
            .unit = required_text(r, object, "unit"),
            .left_gain = integer_within(r, object, "left_gain", -MST_MAX_PEOPLE, MST_MAX_PEOPLE),
            .completion_gain = time_at(r, object, "completion_gain_seconds"),
            .exposure_gain = wide_at(r, object, "exposure_gain_exact"),
            .of_bound = strcmp(of, "bound") == 0,
        };
        leave_element(r);
    }
    r->document->binding_count = count;
    r->document->bindings = bindings;
}

static void
read_remarks(reader *r, const json_t *root)
{
    uint32_t count;
    const json_t *array = array_at(r, root, "notices", &count);
    mst_document_notice *notices = take(r, count, sizeof *notices);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *object = enter_element(r, array, "notices", i);
        notices[i] = (mst_document_notice){
            .kind = required_text(r, object, "kind"),
            .text = required_text(r, object, "text"),
            .at = time_at(r, object, "at"),
            .site = is_absent(json_object_get(object, "site"))
                        ? MST_NONE
                        : named(r, object, "site", &r->sites, "site"),
        };
        leave_element(r);
    }
    r->document->notice_count = count;
    r->document->notices = notices;
    array = array_at(r, root, "assumptions", &count);
    mst_document_assumption *assumptions = take(r, count, sizeof *assumptions);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *object = enter_element(r, array, "assumptions", i);
        assumptions[i] = (mst_document_assumption){
            .item = required_text(r, object, "item"),
            .reason = required_text(r, object, "reason"),
            .source = optional_text(r, object, "source"),
            .owner = optional_text(r, object, "owner"),
            .as_of = is_absent(json_object_get(object, "as_of_utc"))
                         ? MST_NEVER
                         : instant_at(r, object, "as_of_utc"),
        };
        leave_element(r);
    }
    r->document->assumption_count = count;
    r->document->assumptions = assumptions;
}

static void
read_results(reader *r, const json_t *root)
{
    mst_document *document = r->document;
    const char *status = optional_text(r, root, "status");
    if (status == NULL) {
        return; /* a plan written by hand: it has no results yet */
    }
    document->has_results = true;
    document->status = MST_CELL_PENDING;
    for (uint32_t i = MST_CELL_OPTIMAL; i <= MST_CELL_INFEASIBLE; i++) {
        if (strcmp(status, mst__cell_status_name((mst_cell_status)i)) == 0) {
            document->status = (mst_cell_status)i;
        }
    }
    if (document->status == MST_CELL_PENDING) {
        fail(r, "status", "\"status\" is \"%s\" and must be optimal, bounded or infeasible",
             status);
        return;
    }
    read_measures(r, root, "measures", &document->measures, &document->priority_count);
    read_bound(r, root, &document->bound);
    document->has_foreseen = json_object_get(root, "foreseen") != NULL;
    if (document->has_foreseen) {
        uint32_t priorities;
        read_measures(r, root, "foreseen", &document->foreseen, &priorities);
    }
    read_gap(r, root);
    document->left_reason = optional_text(r, root, "left_reason");
    document->infeasible_reason = optional_text(r, root, "infeasible_reason");
    read_bindings(r, root);
    read_remarks(r, root);
}

/* Names must be known before the records that use them. */
typedef void (*part)(reader *r, const json_t *root);

mst_status
mst__read_json(mst_document *document, mst_error *err)
{
    static const part parts[] = {read_sites,    read_links,      read_vehicles, read_cohorts,
                                 read_stations, read_provenance, read_results,  read_phases};
    json_error_t fault;
    json_t *root =
        json_loadb(document->source_text, document->source_bytes, JSON_REJECT_DUPLICATES, &fault);
    if (root == NULL) {
        mst_place place = {document->source_name, fault.line > 0 ? (uint32_t)fault.line : 1,
                           fault.column > 0 ? (uint32_t)fault.column : 1};
        return mst_fail(err, MST_INVALID, place, "this is not valid JSON: %s", fault.text);
    }
    reader r = {.document = document, .arena = &document->arena, .err = err};
    if (!json_is_object(root)) {
        fail(&r, NULL, "a plan must be a JSON object");
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && r.status == MST_OK; i++) {
        parts[i](&r, root);
    }
    json_decref(root);
    return r.status;
}
