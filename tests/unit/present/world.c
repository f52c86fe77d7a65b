/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/present/world.h"

#include <assert.h>
#include <string.h>

static const mst_zone_row zone_rows[] = {
    {INT64_MIN / 4, 12600},
    {INT64_C(1625700000000), 16200}, /* 2021-07-07T23:20Z: a jump inside the horizon */
};

static const char *const station_names[] = {"ecc", "customs"};

static void
fill_post(world *w)
{
    mst_arena *a = &w->arena;
    mst_post *post = &w->post;
    *post = (mst_post){
        .id = "test-post",
        .name = "Test <post> & \"friends\"",
        .zone = "Asia/Test",
        .zone_row_count = 2,
        .zone_rows = zone_rows,
        .as_of = INT64_C(1625281200000), /* 2021-07-03T03:00Z */
        .horizon_ms = 10 * MST_MS_PER_DAY,
        .review_ms = MST_MS_PER_DAY,
        .input_hash = {UINT64_C(0x0123456789abcdef), UINT64_C(0xfedcba9876543210)},
        .station_count = 2,
        .stations = {station_names[0], station_names[1]},
        .site_count = SITE_COUNT,
        .people_count = 3,
        .fleet_count = VEHICLE_COUNT,
        .type_count = VEHICLE_COUNT,
        .scenario_count = 1,
        .option_count = 1,
    };
    post->sites = MST_TAKE(a, mst_site, SITE_COUNT);
    post->people = MST_TAKE(a, mst_people, 3);
    post->fleets = MST_TAKE(a, mst_fleet, VEHICLE_COUNT);
    post->types = MST_TAKE(a, mst_type, VEHICLE_COUNT);
    post->scenarios = MST_TAKE(a, mst_scenario, 1);
    post->options = MST_TAKE(a, mst_option, 1);
    static const char *const sites[] = {"office", "gate", "border", "haven"};
    for (uint32_t i = 0; i < SITE_COUNT; i++) {
        post->sites[i].id = sites[i];
    }
    post->sites[SITE_GATE].name = "بوابة <1>"; /* right to left, and to be escaped */
    post->sites[SITE_GATE].meta = (mst_meta){.confidence = "assumption", .source = "a guess"};
    post->sites[SITE_HAVEN].meta = (mst_meta){
        .as_of_given = true, .as_of = post->as_of - 3 * MST_MS_PER_DAY, .owner = "desk officer"};
    post->people[0].id = "staff";
    post->people[0].kind = MST_PEOPLE_STAFF;
    post->people[1].id = "families";
    post->people[1].kind = MST_PEOPLE_HOST_NATION;
    post->people[2].id = "guards";
    post->people[2].kind = MST_PEOPLE_FORCE;
    static const char *const fleets[] = {"car", "coach", "plane"};
    for (uint32_t i = 0; i < VEHICLE_COUNT; i++) {
        post->fleets[i].id = fleets[i];
        post->types[i].id = fleets[i];
    }
    post->scenarios[0].id = "base";
    post->options[0].id = "all-out";
    post->options[0].name = "Everyone out";
    post->options[0].ordered_by = "head of mission";
}

static void
fill_problem(world *w, mst_problem *problem)
{
    mst_arena *a = &w->arena;
    mst_p_site *sites = MST_TAKE(a, mst_p_site, SITE_COUNT);
    mst_p_arc *arcs = MST_TAKE(a, mst_p_arc, ARC_COUNT);
    mst_p_type *types = MST_TAKE(a, mst_p_type, VEHICLE_COUNT);
    mst_p_vehicle *vehicles = MST_TAKE(a, mst_p_vehicle, VEHICLE_COUNT);
    mst_p_cohort *cohorts = MST_TAKE(a, mst_p_cohort, COHORT_COUNT);
    static const struct {
        const char *link;
        uint32_t from, to;
    } ways[ARC_COUNT] = {
        {"street", SITE_OFFICE, SITE_GATE},    {"highway", SITE_OFFICE, SITE_BORDER},
        {"street", SITE_GATE, SITE_OFFICE},    {"air", SITE_GATE, SITE_HAVEN},
        {"highway", SITE_BORDER, SITE_OFFICE}, {"air", SITE_HAVEN, SITE_GATE},
    };
    static const uint32_t arcs_from[SITE_COUNT + 1] = {0, 2, 4, 5, 6};
    for (uint32_t i = 0; i < SITE_COUNT; i++) {
        sites[i] = (mst_p_site){.name = w->post.sites[i].id, .station = MST_NONE};
    }
    sites[SITE_GATE].has_process = true;
    sites[SITE_GATE].station = 0;
    sites[SITE_OFFICE].has_process = true;
    sites[SITE_OFFICE].station = 1;
    sites[SITE_OFFICE].desk_per_party = true;
    for (uint32_t i = 0; i < ARC_COUNT; i++) {
        arcs[i] = (mst_p_arc){.name = ways[i].link, .from = ways[i].from, .to = ways[i].to};
    }
    static const char *const names[] = {"car-1", "coach-1", "plane-1"};
    for (uint32_t i = 0; i < VEHICLE_COUNT; i++) {
        types[i] = (mst_p_type){
            .model_type = i, .name = w->post.types[i].id, .load = 60000, .unload = 30000};
        vehicles[i] = (mst_p_vehicle){.fleet = i, .ordinal = 1, .name = names[i], .type = i};
    }
    cohorts[COHORT_STAFF] = (mst_p_cohort){.people = 0, .name = "staff", .count = 40, .party = 1};
    cohorts[COHORT_FAMILIES_4] =
        (mst_p_cohort){.people = 1, .name = "families/4", .count = 40, .party = 4};
    cohorts[COHORT_FAMILIES_2] =
        (mst_p_cohort){.people = 1, .name = "families/2", .count = 10, .party = 2};
    cohorts[COHORT_GUARDS] = (mst_p_cohort){
        .people = 2, .name = "guards", .count = 12, .party = 1, .force = true, .guards = true};
    for (uint32_t i = 0; i < COHORT_COUNT; i++) {
        cohorts[i].in_scope = true;
    }
    *problem = (mst_problem){
        .post = &w->post,
        .order = w->post.as_of + MST_MS_PER_HOUR / 2,
        .ordered_by = w->post.options[0].ordered_by,
        .order_until = w->post.as_of + MST_MS_PER_DAY,
        .horizon = w->post.horizon_ms,
        .site_count = SITE_COUNT,
        .arc_count = ARC_COUNT,
        .type_count = VEHICLE_COUNT,
        .vehicle_count = VEHICLE_COUNT,
        .cohort_count = COHORT_COUNT,
        .station_count = 2,
        .priority_count = 2,
        .sites = sites,
        .arcs = arcs,
        .arcs_from = arcs_from,
        .types = types,
        .vehicles = vehicles,
        .cohorts = cohorts,
        .measures = {MST_MEASURE_LEFT, MST_MEASURE_COMPLETION, MST_MEASURE_EXPOSURE,
                     MST_MEASURE_VEHICLE_HOURS},
    };
}

static void
fill_results(world *w)
{
    static const mst_binding bindings[] = {
        {.name = "fleets.car.count", .unit = "one more", .completion_gain = 2400000},
        {.name = "sites.gate.process.desks",
         .unit = "one more",
         .left_gain = 2,
         .left_priority = 1,
         .of_bound = true},
    };
    static mst_notice notices[] = {{.kind = "supplies",
                                    .at = 86400000,
                                    .site = SITE_OFFICE,
                                    .text = "supplies at office last a day"}};
    mst_cell *cell = &w->cell;
    cell->status = MST_CELL_BOUNDED;
    cell->instance = &w->instance;
    cell->binding_count = 2;
    cell->bindings = bindings;
    cell->gap_measure = MST_MEASURE_COMPLETION;
    cell->gap = 1.0 / 3.0;
    cell->left_reason = "2 of families/2 are left: the street shuts at +2:00";
    cell->solution.bound = (mst_bound){.left = 1,
                                       .completion = 5400000,
                                       .exposure = 12345,
                                       .completion_reason = "desks at gate pass 20 people an hour"};
    cell->judgement.measures = (mst_measures){
        .left = 2,
        .left_by_priority = {0, 2},
        .completion = 7200123,
        .completion_evacuees = 7200000,
        .exposure = ((mst_wide)1 << 80) + 7, /* past 64 bits on purpose */
        .vehicle_ms = 9000000,
        .first_movement = 600000,
    };
    cell->judgement.notice_count = 1;
    cell->judgement.notices = notices;
    cell->has_foreseen = true;
    cell->foreseen = cell->judgement.measures;
    cell->foreseen.completion = 7000000;
}

void
world_open(world *w, uint32_t phase_count)
{
    memset(w, 0, sizeof *w);
    mst_arena_init(&w->arena, 0);
    fill_post(w);
    fill_problem(w, &w->phases[0]);
    fill_problem(w, &w->phases[1]);
    w->phases[1].begins = MST_MS_PER_HOUR;
    w->instance = (mst_case){.phase_count = phase_count, .phases = w->phases};
    fill_results(w);
}

void
world_close(world *w)
{
    mst_arena_release(&w->arena);
}

void
world_document(world *w, mst_document *document)
{
    static const char *const overrides[] = {"fleets.car.count=3"};
    mst_document_run run = {.seed = 7, .effort = 100, .override_count = 1, .overrides = overrides};
    mst_error err;
    mst_status status = mst_document_make(&w->post, &w->cell, &run, document, &err);
    assert(status == MST_OK);
}

/* ---- random plans ---- */

static mst_time
later(mst_random *random, mst_time from)
{
    /* Seldom whole seconds, so that the three decimals are there. */
    return from + mst_random_between(random, 1, 900000);
}

/* A list of up to three loads out of `source` (NULL: of anything), sorted and unique. */
static mst_load_list
draw_loads(world *w, mst_random *random, const mst_load_list *source)
{
    mst_load *loads = MST_TAKE(&w->arena, mst_load, COHORT_COUNT * 4);
    uint32_t count = 0;
    if (source != NULL) {
        for (uint32_t i = 0; i < source->count; i++) {
            if (mst_random_below(random, 3) > 0) {
                loads[count] = source->loads[i];
                loads[count].count = mst_random_between(random, 1, loads[count].count);
                count++;
            }
        }
        return (mst_load_list){count, loads};
    }
    for (uint32_t cohort = 0; cohort < COHORT_COUNT; cohort++) {
        for (uint32_t stations = 0; stations < 4; stations++) {
            if (mst_random_below(random, 6) == 0) {
                loads[count++] = (mst_load){cohort, stations, mst_random_between(random, 1, 9)};
            }
        }
    }
    return (mst_load_list){count, loads};
}

/* before - alight + board; both are lists within order. */
static mst_load_list
exchange(world *w, mst_load_list before, mst_load_list alight, mst_load_list board)
{
    mst_load *loads = MST_TAKE(&w->arena, mst_load, COHORT_COUNT * 4);
    uint32_t count = 0;
    for (uint32_t cohort = 0; cohort < COHORT_COUNT; cohort++) {
        for (uint32_t stations = 0; stations < 4; stations++) {
            int64_t persons = 0;
            const mst_load_list lists[] = {before, alight, board};
            for (uint32_t l = 0; l < 3; l++) {
                for (uint32_t i = 0; i < lists[l].count; i++) {
                    if (lists[l].loads[i].cohort == cohort &&
                        lists[l].loads[i].stations == stations) {
                        persons += (l == 1 ? -1 : 1) * lists[l].loads[i].count;
                    }
                }
            }
            if (persons > 0) {
                loads[count++] = (mst_load){cohort, stations, persons};
            }
        }
    }
    return (mst_load_list){count, loads};
}

typedef struct draft {
    uint32_t stop_count, move_count;
    mst_plan_stop stops[64];
    mst_plan_move moves[64];
} draft;

static void
draw_vehicle(world *w, mst_random *random, const mst_problem *problem, draft *d, uint32_t vehicle,
             uint32_t convoys)
{
    uint32_t moves = mst_random_below(random, 6);
    uint32_t site = mst_random_below(random, SITE_COUNT);
    mst_load_list aboard = {0};
    mst_time at = later(random, 0);
    if (moves == 0 && mst_random_below(random, 2) == 0) {
        return; /* a vehicle that is never used */
    }
    for (uint32_t m = 0; m <= moves; m++) {
        mst_plan_stop *stop = &d->stops[d->stop_count++];
        *stop = (mst_plan_stop){.vehicle = vehicle,
                                .site = site,
                                .arrive = at,
                                .leave = MST_NEVER,
                                .berth_begin = MST_NEVER,
                                .berth_end = MST_NEVER};
        stop->alight = draw_loads(w, random, &aboard);
        stop->board = m < moves ? draw_loads(w, random, NULL) : (mst_load_list){0};
        if (stop->alight.count + stop->board.count > 0) {
            stop->berth_begin = later(random, at);
            stop->berth_end = at = later(random, stop->berth_begin);
        }
        stop->refuel = mst_random_below(random, 4) == 0;
        if (m == moves) {
            return;
        }
        uint32_t first = problem->arcs_from[site], last = problem->arcs_from[site + 1];
        uint32_t arc = first + mst_random_below(random, last - first);
        aboard = exchange(w, aboard, stop->alight, stop->board);
        mst_plan_move *move = &d->moves[d->move_count++];
        *move = (mst_plan_move){.vehicle = vehicle,
                                .arc = arc,
                                .leave = later(random, at),
                                .loads = aboard,
                                .convoy = MST_NONE,
                                .turned_at = MST_NEVER,
                                .turned_arc = MST_NONE};
        stop->leave = move->leave;
        move->arrive = at = later(random, move->leave);
        site = problem->arcs[arc].to;
        if (convoys > 0 && mst_random_below(random, 3) == 0) {
            move->convoy = mst_random_below(random, convoys);
        }
        if (mst_random_below(random, 5) == 0) {
            move->turned_at = move->leave + 1;
            bool back = mst_random_below(random, 2) == 0;
            move->turned_arc = back ? MST_NONE : problem->arcs_from[site];
            site = back ? problem->arcs[arc].from : problem->arcs[move->turned_arc].to;
        }
    }
}

static void
draw_records(world *w, mst_random *random, mst_plan *plan, const draft *d)
{
    mst_arena *a = &w->arena;
    mst_plan_desk_run *runs = MST_TAKE(a, mst_plan_desk_run, 4);
    mst_plan_self_move *walks = MST_TAKE(a, mst_plan_self_move, 4);
    mst_plan_left *left = MST_TAKE(a, mst_plan_left, 4);
    plan->desk_run_count = mst_random_below(random, 4);
    plan->self_move_count = mst_random_below(random, 4);
    plan->left_count = mst_random_below(random, 4);
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t cohort = mst_random_below(random, COHORT_COUNT);
        mst_time start = later(random, 0);
        runs[i] = (mst_plan_desk_run){.site = SITE_GATE,
                                      .desk = i,
                                      .cohort = cohort,
                                      .stations = mst_random_below(random, 4),
                                      .units = 1 + i,
                                      .start = start,
                                      .each = mst_random_between(random, 1, 99999)};
        walks[i] = (mst_plan_self_move){.cohort = cohort,
                                        .stations = mst_random_below(random, 4),
                                        .count = 1 + i,
                                        .arc = mst_random_below(random, ARC_COUNT),
                                        .leave = start,
                                        .arrive = later(random, start)};
        bool aboard = mst_random_below(random, 3) == 0;
        left[i] =
            (mst_plan_left){.cohort = cohort,
                            .count = 1 + i,
                            .site = aboard ? MST_NONE : mst_random_below(random, SITE_COUNT),
                            .vehicle = aboard ? mst_random_below(random, VEHICLE_COUNT) : MST_NONE};
    }
    plan->desk_runs = runs;
    plan->self_moves = walks;
    plan->left = left;
    mst_plan_duty *duties = MST_TAKE(a, mst_plan_duty, VEHICLE_COUNT);
    for (uint32_t v = 0; v < VEHICLE_COUNT; v++) {
        if (plan->first_move[v] < plan->first_move[v + 1]) {
            uint32_t last = plan->first_move[v + 1] - 1;
            duties[plan->duty_count++] =
                (mst_plan_duty){.vehicle = v,
                                .crew = v,
                                .first_move = plan->first_move[v],
                                .last_move = last,
                                .begin = d->moves[plan->first_move[v]].leave - MST_MS_PER_HOUR,
                                .end = d->moves[last].arrive};
        }
    }
    plan->duties = duties;
}

const mst_plan *
world_random_plan(world *w, uint32_t phase, mst_random *random)
{
    static draft d;
    mst_arena *a = &w->arena;
    const mst_problem *problem = &w->phases[phase];
    mst_plan *plan = MST_TAKE(a, mst_plan, 1);
    uint32_t *first_stop = MST_TAKE(a, uint32_t, VEHICLE_COUNT + 1);
    uint32_t *first_move = MST_TAKE(a, uint32_t, VEHICLE_COUNT + 1);
    mst_plan_convoy *convoys = MST_TAKE(a, mst_plan_convoy, 3);
    d.stop_count = d.move_count = 0;
    plan->problem = problem;
    plan->convoy_count = mst_random_below(random, 3);
    for (uint32_t i = 0; i < plan->convoy_count; i++) {
        mst_time begin = later(random, 0);
        convoys[i] = (mst_plan_convoy){
            .arc = mst_random_below(random, ARC_COUNT),
            .begin = begin,
            .detached_force = mst_random_below(random, 9),
            .back = mst_random_below(random, 2) == 0 ? MST_NEVER : later(random, begin)};
    }
    for (uint32_t v = 0; v < VEHICLE_COUNT; v++) {
        first_stop[v] = d.stop_count;
        first_move[v] = d.move_count;
        draw_vehicle(w, random, problem, &d, v, plan->convoy_count);
    }
    first_stop[VEHICLE_COUNT] = d.stop_count;
    first_move[VEHICLE_COUNT] = d.move_count;
    mst_plan_stop *stops = MST_TAKE(a, mst_plan_stop, d.stop_count);
    mst_plan_move *moves = MST_TAKE(a, mst_plan_move, d.move_count);
    memcpy(stops, d.stops, d.stop_count * sizeof *stops);
    memcpy(moves, d.moves, d.move_count * sizeof *moves);
    plan->stop_count = d.stop_count;
    plan->move_count = d.move_count;
    plan->first_stop = first_stop;
    plan->first_move = first_move;
    plan->stops = stops;
    plan->moves = moves;
    plan->convoys = convoys;
    draw_records(w, random, plan, &d);
    return plan;
}

/* ---- equality ---- */

static bool
loads_differ(mst_load_list a, mst_load_list b)
{
    if (a.count != b.count) {
        return true;
    }
    for (uint32_t i = 0; i < a.count; i++) {
        if (a.loads[i].cohort != b.loads[i].cohort || a.loads[i].stations != b.loads[i].stations ||
            a.loads[i].count != b.loads[i].count) {
            return true;
        }
    }
    return false;
}

static bool
stops_differ(const mst_plan_stop *a, const mst_plan_stop *b)
{
    return a->vehicle != b->vehicle || a->site != b->site || a->arrive != b->arrive ||
           a->leave != b->leave || a->berth_begin != b->berth_begin ||
           a->berth_end != b->berth_end || a->refuel != b->refuel ||
           loads_differ(a->alight, b->alight) || loads_differ(a->board, b->board);
}

static bool
moves_differ(const mst_plan_move *a, const mst_plan_move *b)
{
    return a->vehicle != b->vehicle || a->arc != b->arc || a->leave != b->leave ||
           a->arrive != b->arrive || a->convoy != b->convoy || a->turned_at != b->turned_at ||
           a->turned_arc != b->turned_arc || loads_differ(a->loads, b->loads);
}

static const char *
people_differ(const mst_plan *a, const mst_plan *b)
{
    for (uint32_t i = 0; i < a->desk_run_count; i++) {
        const mst_plan_desk_run *x = &a->desk_runs[i], *y = &b->desk_runs[i];
        if (x->site != y->site || x->desk != y->desk || x->cohort != y->cohort ||
            x->stations != y->stations || x->units != y->units || x->start != y->start ||
            x->each != y->each) {
            return "desk_runs";
        }
    }
    for (uint32_t i = 0; i < a->self_move_count; i++) {
        const mst_plan_self_move *x = &a->self_moves[i], *y = &b->self_moves[i];
        if (x->cohort != y->cohort || x->stations != y->stations || x->count != y->count ||
            x->arc != y->arc || x->leave != y->leave || x->arrive != y->arrive) {
            return "self_moves";
        }
    }
    for (uint32_t i = 0; i < a->left_count; i++) {
        const mst_plan_left *x = &a->left[i], *y = &b->left[i];
        if (x->cohort != y->cohort || x->site != y->site || x->vehicle != y->vehicle ||
            x->count != y->count) {
            return "left";
        }
    }
    return NULL;
}

static const char *
guards_differ(const mst_plan *a, const mst_plan *b)
{
    for (uint32_t i = 0; i < a->convoy_count; i++) {
        const mst_plan_convoy *x = &a->convoys[i], *y = &b->convoys[i];
        if (x->arc != y->arc || x->begin != y->begin || x->detached_force != y->detached_force ||
            x->back != y->back) {
            return "convoys";
        }
    }
    for (uint32_t i = 0; i < a->duty_count; i++) {
        const mst_plan_duty *x = &a->duties[i], *y = &b->duties[i];
        if (x->vehicle != y->vehicle || x->crew != y->crew || x->first_move != y->first_move ||
            x->last_move != y->last_move || x->begin != y->begin || x->end != y->end) {
            return "duties";
        }
    }
    return NULL;
}

const char *
world_plans_differ(const mst_plan *a, const mst_plan *b, uint32_t vehicle_count)
{
    for (; a != NULL && b != NULL; a = a->before, b = b->before) {
        if (a->stop_count != b->stop_count || a->move_count != b->move_count ||
            a->desk_run_count != b->desk_run_count || a->self_move_count != b->self_move_count ||
            a->convoy_count != b->convoy_count || a->duty_count != b->duty_count ||
            a->left_count != b->left_count) {
            return "counts";
        }
        for (uint32_t v = 0; v <= vehicle_count; v++) {
            if (a->first_stop[v] != b->first_stop[v] || a->first_move[v] != b->first_move[v]) {
                return "grouping by vehicle";
            }
        }
        for (uint32_t i = 0; i < a->stop_count; i++) {
            if (stops_differ(&a->stops[i], &b->stops[i])) {
                return "stops";
            }
        }
        for (uint32_t i = 0; i < a->move_count; i++) {
            if (moves_differ(&a->moves[i], &b->moves[i])) {
                return "moves";
            }
        }
        const char *people = people_differ(a, b), *guards = guards_differ(a, b);
        if (people != NULL || guards != NULL) {
            return people != NULL ? people : guards;
        }
    }
    return a != NULL || b != NULL ? "phases" : NULL;
}
