/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a schedule.csv, also one edited by hand: rows in any order, columns in any order, cells
 * that can be worked out left empty (schedule.h). What is given twice must agree. Names are matched
 * to a post later, by bind.c; here they are collected with their places.
 */
#include "present/schedule_reader.h"

#include <stdlib.h>
#include <string.h>

/* Total: rows of a vehicle in order of departure, its end last, rows of one moment in the order
 * read. */
static int
leg_order(const void *a, const void *b)
{
    const mst__leg *x = a, *y = b;
    if (x->phase != y->phase) {
        return x->phase < y->phase ? -1 : 1;
    }
    if (x->vehicle != y->vehicle) {
        return x->vehicle < y->vehicle ? -1 : 1;
    }
    if (x->is_end != y->is_end) {
        return x->is_end ? 1 : -1;
    }
    if (x->leave != y->leave) {
        return x->leave < y->leave ? -1 : 1;
    }
    return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

static int
convoy_order(const void *a, const void *b)
{
    const mst__convoy_row *x = a, *y = b;
    if (x->phase != y->phase) {
        return x->phase < y->phase ? -1 : 1;
    }
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Persons of a group in a list, whatever their stations. */
static int64_t
persons_of(mst_load_list list, uint32_t cohort)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        persons += list.loads[i].cohort == cohort ? list.loads[i].count : 0;
    }
    return persons;
}

/* What is aboard after a stop follows from what was before, who gets off and who gets on (L3). */
static void
check_exchange(mst__schedule *r, const mst__leg *row, mst_load_list before, mst_load_list after)
{
    const mst_load_list lists[] = {before, after, row->alight, row->board};
    for (uint32_t l = 0; l < 4; l++) {
        for (uint32_t i = 0; i < lists[l].count; i++) {
            uint32_t cohort = lists[l].loads[i].cohort;
            int64_t expected = persons_of(before, cohort) - persons_of(row->alight, cohort) +
                               persons_of(row->board, cohort);
            if (expected != persons_of(after, cohort)) {
                mst__schedule_fail(
                    r, row->place,
                    "alight and board leave %lld of %s aboard, and load says %lld: change load "
                    "too, or empty alight and board",
                    (long long)expected, r->names[MST_NAMES_COHORTS].names[cohort],
                    (long long)persons_of(after, cohort));
                return;
            }
        }
    }
}

static void
check_alighting(mst__schedule *r, const mst__leg *row, mst_load_list before, mst_load_list alight)
{
    for (uint32_t i = 0; i < alight.count; i++) {
        uint32_t cohort = alight.loads[i].cohort;
        if (persons_of(alight, cohort) > persons_of(before, cohort)) {
            mst__schedule_fail(r, row->place, "%lld of %s get off here and %lld are aboard",
                               (long long)persons_of(alight, cohort),
                               r->names[MST_NAMES_COHORTS].names[cohort],
                               (long long)persons_of(before, cohort));
            return;
        }
    }
}

static void
fill_exchange(mst__schedule *r, const mst__leg *row, mst_load_list before, mst_plan_stop *stop)
{
    if (row->is_end) { /* its load is who gets off */
        stop->alight = row->has_exchange ? row->alight : row->loads;
        stop->board = row->board;
        check_alighting(r, row, before, stop->alight);
    } else if (row->has_exchange) {
        stop->alight = row->alight;
        stop->board = row->board;
        check_exchange(r, row, before, row->loads);
    } else if (!mst__load_difference(r->arena, before, row->loads, &stop->alight, &stop->board)) {
        mst__schedule_fail_memory(r);
    }
}

/* Legs [begin, end) are those of one vehicle in one phase, its end last. */
static void
build_vehicle(mst__schedule *r, mst_plan *plan, mst_plan_stop *stops, mst_plan_move *moves,
              const mst__leg *legs, uint32_t count, const uint32_t *convoy_of)
{
    if (!legs[count - 1].is_end || (count > 1 && legs[count - 2].is_end)) {
        mst__schedule_fail(r, legs[count - 1].place,
                           "vehicle %s needs just one row with the record \"end\"",
                           r->names[MST_NAMES_VEHICLES].names[legs[0].vehicle]);
        return;
    }
    mst_load_list before = {0};
    mst_time arrive = MST_NEVER;
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        const mst__leg *row = &legs[i];
        mst_plan_stop *stop = &stops[plan->stop_count++];
        *stop = (mst_plan_stop){
            .vehicle = row->vehicle,
            .site = row->site,
            .arrive = arrive,
            .leave = row->is_end ? MST_NEVER : row->leave,
            .berth_begin = row->begin,
            .berth_end = row->end,
            .refuel = row->refuel,
        };
        if (i == 0) {
            stop->arrive = row->is_end               ? row->arrive
                           : row->ready != MST_NEVER ? row->ready
                           : row->begin != MST_NEVER ? row->begin
                                                     : row->leave;
        } else if (row->is_end && row->arrive != arrive) {
            mst__schedule_fail(r, row->place,
                               "the end of vehicle %s and its last move arrive at different times",
                               r->names[MST_NAMES_VEHICLES].names[row->vehicle]);
        }
        fill_exchange(r, row, before, stop);
        if (!row->is_end) {
            moves[plan->move_count++] = (mst_plan_move){
                .vehicle = row->vehicle,
                .arc = row->arc,
                .leave = row->leave,
                .arrive = row->arrive,
                .loads = row->loads,
                .convoy = convoy_of[i],
                .turned_at = row->turned_at,
                .turned_arc = row->turned_arc,
            };
            before = row->loads;
            arrive = row->arrive;
        }
    }
}

/* Position of a convoy's number among the convoys of its phase. */
static uint32_t
convoy_at(mst__schedule *r, const mst__leg *row)
{
    const mst__convoy_row *convoys = r->convoys.items;
    uint32_t at = 0;
    for (uint32_t i = 0; i < r->convoys.count && row->convoy >= 0; i++) {
        if (convoys[i].phase == row->phase) {
            if (convoys[i].number == row->convoy) {
                return at;
            }
            at++;
        }
    }
    if (row->convoy >= 0) {
        mst__schedule_fail(r, row->place, "there is no convoy row with the number %lld",
                           (long long)row->convoy);
    }
    return MST_NONE;
}

static void
build_vehicles(mst__schedule *r, mst_plan *plan, uint32_t phase)
{
    const mst__leg *legs = r->legs.items;
    uint32_t vehicles = r->names[MST_NAMES_VEHICLES].count;
    mst_plan_stop *stops = mst__schedule_take(r, r->legs.count, sizeof *stops);
    mst_plan_move *moves = mst__schedule_take(r, r->legs.count, sizeof *moves);
    uint32_t *first_stop = mst__schedule_take(r, (size_t)vehicles + 1, sizeof *first_stop);
    uint32_t *first_move = mst__schedule_take(r, (size_t)vehicles + 1, sizeof *first_move);
    uint32_t *convoy_of = mst__schedule_take(r, r->legs.count, sizeof *convoy_of);
    uint32_t at = 0;
    while (at < r->legs.count && legs[at].phase != phase) {
        at++;
    }
    for (uint32_t v = 0; v < vehicles && r->status == MST_OK; v++) {
        first_stop[v] = plan->stop_count;
        first_move[v] = plan->move_count;
        uint32_t begin = at;
        while (at < r->legs.count && legs[at].phase == phase && legs[at].vehicle == v) {
            convoy_of[at - begin] = convoy_at(r, &legs[at]);
            at++;
        }
        if (at > begin && r->status == MST_OK) {
            build_vehicle(r, plan, stops, moves, legs + begin, at - begin, convoy_of);
        }
    }
    if (r->status != MST_OK) {
        return;
    }
    first_stop[vehicles] = plan->stop_count;
    first_move[vehicles] = plan->move_count;
    plan->first_stop = first_stop;
    plan->first_move = first_move;
    plan->stops = stops;
    plan->moves = moves;
}

static void
build_duties(mst__schedule *r, mst_plan *plan, uint32_t phase)
{
    mst_plan_duty *duties = mst__schedule_take(r, r->duties.count, sizeof *duties);
    for (uint32_t i = 0; i < r->duties.count && r->status == MST_OK; i++) {
        const mst__duty_row *row = (const mst__duty_row *)r->duties.items + i;
        if (row->phase != phase) {
            continue;
        }
        uint32_t begin = plan->first_move[row->duty.vehicle];
        uint32_t moves = plan->first_move[row->duty.vehicle + 1] - begin;
        uint32_t first = moves, last = moves;
        for (uint32_t m = 0; m < moves; m++) {
            const mst_plan_move *move = &plan->moves[begin + m];
            first = first == moves && move->leave >= row->duty.begin + MST_MS_PER_HOUR ? m : first;
            last = move->arrive <= row->duty.end ? m : last;
        }
        first = row->first > 0 ? (uint32_t)row->first - 1 : first;
        last = row->last > 0 ? (uint32_t)row->last - 1 : last;
        if (first >= moves || last >= moves) {
            mst__schedule_fail(r, row->place,
                               "this duty of vehicle %s covers no move of it (it has %u)",
                               r->names[MST_NAMES_VEHICLES].names[row->duty.vehicle], moves);
            return;
        }
        mst_plan_duty *duty = &duties[plan->duty_count++];
        *duty = row->duty;
        duty->first_move = begin + first;
        duty->last_move = begin + last;
    }
    plan->duties = duties;
}

static void
build_convoys(mst__schedule *r, mst_plan *plan, uint32_t phase)
{
    mst_plan_convoy *convoys = mst__schedule_take(r, r->convoys.count, sizeof *convoys);
    const mst__convoy_row *rows_of = r->convoys.items;
    for (uint32_t i = 0; i < r->convoys.count && r->status == MST_OK; i++) {
        if (rows_of[i].phase != phase) {
            continue;
        }
        if (i > 0 && rows_of[i - 1].phase == phase && rows_of[i - 1].number == rows_of[i].number) {
            mst__schedule_fail(r, rows_of[i].place, "convoy %lld stands twice",
                               (long long)rows_of[i].number);
            return;
        }
        convoys[plan->convoy_count++] = rows_of[i].convoy;
    }
    plan->convoys = convoys;
}

static void
build_people(mst__schedule *r, mst_plan *plan, uint32_t phase)
{
    mst_plan_desk_run *runs = mst__schedule_take(r, r->desks.count, sizeof *runs);
    mst_plan_self_move *moves = mst__schedule_take(r, r->selves.count, sizeof *moves);
    mst_plan_left *left = mst__schedule_take(r, r->lefts.count, sizeof *left);
    if (r->status != MST_OK) {
        return;
    }
    for (uint32_t i = 0; i < r->desks.count; i++) {
        const mst__desk_row *row = (const mst__desk_row *)r->desks.items + i;
        if (row->phase == phase) {
            runs[plan->desk_run_count++] = row->run;
        }
    }
    for (uint32_t i = 0; i < r->selves.count; i++) {
        const mst__self_row *row = (const mst__self_row *)r->selves.items + i;
        if (row->phase == phase) {
            moves[plan->self_move_count++] = row->move;
        }
    }
    for (uint32_t i = 0; i < r->lefts.count; i++) {
        const mst__left_row *row = (const mst__left_row *)r->lefts.items + i;
        if (row->phase == phase) {
            left[plan->left_count++] = row->left;
        }
    }
    plan->desk_runs = runs;
    plan->self_moves = moves;
    plan->left = left;
}

static void
build_names(mst__schedule *r)
{
    mst_document *document = r->document;
    const mst__schedule_names *names = r->names;
    mst_document_site *sites = mst__schedule_take(r, names[MST_NAMES_SITES].count, sizeof *sites);
    mst_document_arc *arcs = mst__schedule_take(r, names[MST_NAMES_ARCS].count, sizeof *arcs);
    mst_document_vehicle *vehicles =
        mst__schedule_take(r, names[MST_NAMES_VEHICLES].count, sizeof *vehicles);
    mst_document_cohort *cohorts =
        mst__schedule_take(r, names[MST_NAMES_COHORTS].count, sizeof *cohorts);
    if (r->status != MST_OK) {
        return;
    }
    for (uint32_t i = 0; i < names[MST_NAMES_SITES].count; i++) {
        sites[i].id = names[MST_NAMES_SITES].names[i];
    }
    for (uint32_t i = 0; i < names[MST_NAMES_ARCS].count; i++) {
        const char *key = names[MST_NAMES_ARCS].names[i];
        const char *link = mst_arena_text_bytes(r->arena, key, strcspn(key, "\x1f"));
        if (link == NULL) {
            mst__schedule_fail_memory(r);
            return;
        }
        arcs[i] = (mst_document_arc){link, r->arc_from[i], r->arc_to[i]};
    }
    for (uint32_t i = 0; i < names[MST_NAMES_VEHICLES].count; i++) {
        vehicles[i] = (mst_document_vehicle){.id = names[MST_NAMES_VEHICLES].names[i],
                                             .type = r->vehicle_types[i],
                                             .base = MST_NONE};
    }
    for (uint32_t i = 0; i < names[MST_NAMES_COHORTS].count; i++) {
        cohorts[i] = (mst_document_cohort){.id = names[MST_NAMES_COHORTS].names[i],
                                           .site = MST_NONE,
                                           .party = 1,
                                           .in_scope = true};
    }
    document->site_count = names[MST_NAMES_SITES].count;
    document->arc_count = names[MST_NAMES_ARCS].count;
    document->vehicle_count = names[MST_NAMES_VEHICLES].count;
    document->cohort_count = names[MST_NAMES_COHORTS].count;
    document->station_count = names[MST_NAMES_STATIONS].count;
    document->sites = sites;
    document->arcs = arcs;
    document->vehicles = vehicles;
    document->cohorts = cohorts;
    document->stations = names[MST_NAMES_STATIONS].names;
    for (uint32_t i = 0; i < MST_NAMES_COUNT; i++) {
        document->places[i] = names[i].places;
    }
    document->override_count = r->overrides.count;
    document->overrides = r->overrides.items;
    document->zone = (mst_when_zone){r->zone_rows.count, r->zone_rows.items};
}

static void
build_phases(mst__schedule *r)
{
    if (r->legs.count > 0) {
        qsort(r->legs.items, r->legs.count, sizeof(mst__leg), leg_order);
    }
    if (r->convoys.count > 0) {
        qsort(r->convoys.items, r->convoys.count, sizeof(mst__convoy_row), convoy_order);
    }
    mst_plan *plan = &r->document->plan;
    for (uint32_t phase = r->phase_count > 0 ? r->phase_count : 1;
         phase-- > 0 && r->status == MST_OK;) {
        build_vehicles(r, plan, phase);
        build_convoys(r, plan, phase);
        if (r->status == MST_OK) {
            build_duties(r, plan, phase);
            build_people(r, plan, phase);
        }
        if (phase > 0) {
            mst_plan *before = mst__schedule_take(r, 1, sizeof *before);
            plan->before = before;
            plan = before;
        }
    }
}

mst_status
mst__read_csv(mst_document *document, mst_error *err)
{
    mst__schedule *r = mst_arena_take(&document->arena, 1, sizeof *r);
    if (r == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read the schedule");
    }
    *r = (mst__schedule){.document = document, .arena = &document->arena, .err = err};
    r->legs.bytes = sizeof(mst__leg);
    r->desks.bytes = sizeof(mst__desk_row);
    r->selves.bytes = sizeof(mst__self_row);
    r->convoys.bytes = sizeof(mst__convoy_row);
    r->duties.bytes = sizeof(mst__duty_row);
    r->lefts.bytes = sizeof(mst__left_row);
    r->overrides.bytes = sizeof(char *);
    r->zone_rows.bytes = sizeof(mst_zone_row);
    document->order_until = MST_NEVER;
    mst__schedule_read_rows(r, true);
    if (r->status == MST_OK && (document->scenario == NULL || document->option == NULL)) {
        mst__schedule_fail(r, (mst_place){r->sheet.name, 1, 1},
                           "the schedule needs plan rows with the items scenario and option");
    }
    if (r->status == MST_OK) {
        mst__schedule_read_rows(r, false);
    }
    if (r->status == MST_OK) {
        build_names(r);
        build_phases(r);
    }
    return r->status;
}
