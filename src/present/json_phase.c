/* SPDX-License-Identifier: Apache-2.0
 *
 * The records of a plan.json: moves, stops, desks and the rest, phase by phase.
 */
#include "present/json_reader.h"

#include <string.h>

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
move_at(mst__input *r, const json_t *object)
{
    mst_plan_move move = {
        .vehicle = mst__input_named(r, object, "vehicle", &r->vehicles, "vehicle"),
        .arc = mst__input_arc_at(r, object, "link", "from", "to"),
        .leave = mst__input_time_at(r, object, "leave"),
        .arrive = mst__input_time_at(r, object, "arrive"),
        .loads = mst__input_loads_at(r, object, "load"),
        .convoy = MST_NONE,
        .turned_at = mst__input_optional_time(r, object, "turned_at"),
        .turned_arc = MST_NONE,
    };
    mst__input_check_copies(r, object, move.leave, move.arrive);
    if (json_object_get(object, "convoy") != NULL) {
        move.convoy = (uint32_t)mst__input_integer_within(r, object, "convoy", 0, UINT32_MAX - 1);
    }
    if (json_object_get(object, "turned_link") != NULL) {
        move.turned_arc = mst__input_arc_at(r, object, "turned_link", "turned_from", "turned_to");
    }
    return move;
}

static void
read_moves(mst__input *r, const json_t *object, mst_plan *plan, uint32_t **where)
{
    uint32_t count, vehicles = r->document->vehicle_count;
    const json_t *array = mst__input_array_at(r, object, "moves", &count);
    mst_plan_move *raw = mst__input_take(r, count, sizeof *raw),
                  *moves = mst__input_take(r, count, sizeof *moves);
    uint32_t *first = mst__input_take(r, (size_t)vehicles + 1, sizeof *first);
    uint32_t *vehicle_of = mst__input_take(r, count, sizeof(uint32_t)),
             *order = mst__input_take(r, count, sizeof(uint32_t));
    *where = mst__input_take(r, count, sizeof(uint32_t));
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        raw[i] = move_at(r, mst__input_enter_element(r, array, "moves", i));
        vehicle_of[i] = raw[i].vehicle;
        mst__input_leave_element(r);
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
stop_at(mst__input *r, const json_t *object)
{
    return (mst_plan_stop){
        .vehicle = mst__input_named(r, object, "vehicle", &r->vehicles, "vehicle"),
        .site = mst__input_named(r, object, "site", &r->sites, "site"),
        .arrive = mst__input_time_at(r, object, "arrive"),
        .leave = mst__input_time_at(r, object, "leave"),
        .berth_begin = mst__input_time_at(r, object, "service_begin"),
        .berth_end = mst__input_time_at(r, object, "service_end"),
        .refuel = mst__input_flag(r, object, "refuel"),
        .alight = mst__input_loads_at(r, object, "alight"),
        .board = mst__input_loads_at(r, object, "board"),
    };
}

static void
read_stops(mst__input *r, const json_t *object, mst_plan *plan)
{
    uint32_t count, vehicles = r->document->vehicle_count;
    const json_t *array = mst__input_array_at(r, object, "stops", &count);
    mst_plan_stop *raw = mst__input_take(r, count, sizeof *raw),
                  *stops = mst__input_take(r, count, sizeof *stops);
    uint32_t *first = mst__input_take(r, (size_t)vehicles + 1, sizeof *first);
    uint32_t *vehicle_of = mst__input_take(r, count, sizeof(uint32_t)),
             *order = mst__input_take(r, count, sizeof(uint32_t));
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        raw[i] = stop_at(r, mst__input_enter_element(r, array, "stops", i));
        vehicle_of[i] = raw[i].vehicle;
        mst__input_leave_element(r);
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
check_chains(mst__input *r, const mst_plan *plan)
{
    for (uint32_t v = 0; v < r->document->vehicle_count && r->status == MST_OK; v++) {
        uint32_t stops = plan->first_stop[v + 1] - plan->first_stop[v];
        uint32_t moves = plan->first_move[v + 1] - plan->first_move[v];
        if (stops == 0 ? moves != 0 : moves + 1 != stops) {
            mst__input_fail(
                r, "stops",
                "vehicle %s has %u stops and %u moves; it needs one move fewer than stops",
                r->document->vehicles[v].id, stops, moves);
        }
    }
}

static void
read_desks(mst__input *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, object, "desks", &count);
    mst_plan_desk_run *runs = mst__input_take(r, count, sizeof *runs);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *run = mst__input_enter_element(r, array, "desks", i);
        runs[i] = (mst_plan_desk_run){
            .site = mst__input_named(r, run, "site", &r->sites, "site"),
            .desk = (uint32_t)mst__input_integer_within(r, run, "desk", 0, MST_MAX_PEOPLE),
            .cohort = mst__input_cohort_at(r, run),
            .stations = mst__input_stations_at(r, run),
            .units = mst__input_integer_within(r, run, "units", 1, MST_MAX_PEOPLE),
            .start = mst__input_time_at(r, run, "start"),
            .each = mst__input_time_at(r, run, "each"),
        };
        mst__input_leave_element(r);
    }
    plan->desk_run_count = count;
    plan->desk_runs = runs;
}

static void
read_self_moves(mst__input *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, object, "self_moves", &count);
    mst_plan_self_move *moves = mst__input_take(r, count, sizeof *moves);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *move = mst__input_enter_element(r, array, "self_moves", i);
        moves[i] = (mst_plan_self_move){
            .cohort = mst__input_cohort_at(r, move),
            .stations = mst__input_stations_at(r, move),
            .count = mst__input_integer_within(r, move, "count", 1, MST_MAX_PEOPLE),
            .arc = mst__input_arc_at(r, move, "link", "from", "to"),
            .leave = mst__input_time_at(r, move, "leave"),
            .arrive = mst__input_time_at(r, move, "arrive"),
        };
        mst__input_check_copies(r, move, moves[i].leave, moves[i].arrive);
        mst__input_leave_element(r);
    }
    plan->self_move_count = count;
    plan->self_moves = moves;
}

static void
read_convoys(mst__input *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, object, "convoys", &count);
    mst_plan_convoy *convoys = mst__input_take(r, count, sizeof *convoys);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *convoy = mst__input_enter_element(r, array, "convoys", i);
        convoys[i] = (mst_plan_convoy){
            .arc = mst__input_arc_at(r, convoy, "link", "from", "to"),
            .begin = mst__input_time_at(r, convoy, "begin"),
            .detached_force =
                mst__input_integer_within(r, convoy, "detached_force", 0, MST_MAX_PEOPLE),
            .back = mst__input_time_at(r, convoy, "back"),
        };
        mst__input_leave_element(r);
    }
    plan->convoy_count = count;
    plan->convoys = convoys;
    for (uint32_t i = 0; i < plan->move_count && r->status == MST_OK; i++) {
        if (plan->moves[i].convoy != MST_NONE && plan->moves[i].convoy >= count) {
            mst__input_fail(
                r, "moves", "a move of vehicle %s names convoy %u; there are %u convoys, from 0",
                r->document->vehicles[plan->moves[i].vehicle].id, plan->moves[i].convoy, count);
        }
    }
}

static void
read_duties(mst__input *r, const json_t *object, mst_plan *plan, const uint32_t *where)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, object, "duties", &count);
    mst_plan_duty *duties = mst__input_take(r, count, sizeof *duties);
    int64_t last = (int64_t)plan->move_count - 1;
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *duty = mst__input_enter_element(r, array, "duties", i);
        uint32_t first_move = (uint32_t)mst__input_integer_within(r, duty, "first_move", 0, last);
        uint32_t last_move = (uint32_t)mst__input_integer_within(r, duty, "last_move", 0, last);
        duties[i] = (mst_plan_duty){
            .vehicle = mst__input_named(r, duty, "vehicle", &r->vehicles, "vehicle"),
            .crew = (uint32_t)mst__input_integer_within(r, duty, "crew", 0, MST_MAX_PEOPLE),
            .first_move = r->status == MST_OK ? where[first_move] : 0,
            .last_move = r->status == MST_OK ? where[last_move] : 0,
            .begin = mst__input_time_at(r, duty, "begin"),
            .end = mst__input_time_at(r, duty, "end"),
        };
        mst__input_leave_element(r);
    }
    plan->duty_count = count;
    plan->duties = duties;
}

static void
read_left(mst__input *r, const json_t *object, mst_plan *plan)
{
    uint32_t count;
    const json_t *array = mst__input_array_at(r, object, "left", &count);
    mst_plan_left *left = mst__input_take(r, count, sizeof *left);
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const json_t *row = mst__input_enter_element(r, array, "left", i);
        bool has_site = !mst__input_is_absent(json_object_get(row, "site"));
        bool has_vehicle = !mst__input_is_absent(json_object_get(row, "vehicle"));
        left[i] = (mst_plan_left){
            .cohort = mst__input_cohort_at(r, row),
            .site = has_site ? mst__input_named(r, row, "site", &r->sites, "site") : MST_NONE,
            .vehicle = has_vehicle ? mst__input_named(r, row, "vehicle", &r->vehicles, "vehicle")
                                   : MST_NONE,
            .count = mst__input_integer_within(r, row, "count", 1, MST_MAX_PEOPLE),
        };
        mst__input_leave_element(r);
    }
    plan->left_count = count;
    plan->left = left;
}

static void
read_phase(mst__input *r, const json_t *object, mst_plan *plan)
{
    uint32_t *where = NULL;
    plan->begins = mst__input_optional_time(r, object, "begins");
    plan->begins = plan->begins == MST_NEVER ? 0 : plan->begins;
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

void
mst__read_phases(mst__input *r, const json_t *root)
{
    uint32_t count;
    read_phase(r, root, &r->document->plan);
    const json_t *array = mst__input_array_at(r, root, "before", &count);
    if (count > MST__MAX_PHASES) {
        mst__input_fail(r, "before", "there are %u earlier phases; at most %d are read", count,
                        MST__MAX_PHASES);
    }
    mst_plan *after = &r->document->plan;
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        mst_plan *plan = mst__input_take(r, 1, sizeof *plan);
        const json_t *object = mst__input_enter_element(r, array, "before", i);
        if (r->status == MST_OK) {
            read_phase(r, object, plan);
            after->before = plan;
            after = plan;
        }
        mst__input_leave_element(r);
    }
}
