/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <assert.h>
#include <string.h>

void
world_open(world *w)
{
    memset(w, 0, sizeof *w);
    mst_arena_init(&w->arena, 0);
    w->post.berth_class_count = WORLD_CLASSES;
    w->post.berth_classes[0] = "light";
    w->post.berth_classes[1] = "heavy";
    w->phase_count = 1;
    mst_problem *problem = &w->phases[0].problem;
    problem->post = &w->post;
    problem->horizon = HOURS(100);
    problem->order_until = MST_NEVER;
    problem->berth_class_count = WORLD_CLASSES;
    problem->station_count = 3;
    problem->priority_count = 2;
    problem->relocate_to = MST_NONE;
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        problem->measures[i] = (mst_measure)i;
    }
}

void
world_close(world *w)
{
    mst_arena_release(&w->arena);
}

mst_steps
steady(world *w, int64_t value)
{
    mst_time *from = MST_TAKE(&w->arena, mst_time, 1);
    int64_t *values = MST_TAKE(&w->arena, int64_t, 1);
    assert(from != NULL && values != NULL);
    from[0] = MST_TIME_MIN;
    values[0] = value;
    return (mst_steps){1, from, values};
}

mst_steps
stepped(world *w, int64_t first, mst_time at, int64_t then)
{
    mst_time *from = MST_TAKE(&w->arena, mst_time, 2);
    int64_t *values = MST_TAKE(&w->arena, int64_t, 2);
    assert(from != NULL && values != NULL);
    from[0] = MST_TIME_MIN;
    from[1] = at;
    values[0] = first;
    values[1] = then;
    return (mst_steps){first == then ? 1 : 2, from, values};
}

mst_windows
two_windows(world *w, mst_span first, mst_span second)
{
    mst_span *spans = MST_TAKE(&w->arena, mst_span, 2);
    assert(spans != NULL);
    spans[0] = first;
    spans[1] = second;
    return (mst_windows){2, spans};
}

mst_windows
window(world *w, mst_time begin, mst_time end)
{
    mst_span *spans = MST_TAKE(&w->arena, mst_span, 1);
    assert(spans != NULL);
    spans[0] = (mst_span){begin, end};
    return (mst_windows){1, spans};
}

uint32_t
add_site(world *w, const char *name, bool safe)
{
    world_phase *phase = &w->phases[0];
    uint32_t index = phase->problem.site_count++;
    assert(index < WORLD_SITES);
    for (uint32_t c = 0; c < WORLD_CLASSES; c++) {
        phase->berths[index][c] = steady(w, MST_UNLIMITED);
        phase->parking[index][c] = steady(w, MST_UNLIMITED);
    }
    phase->sites[index] = (mst_p_site){
        .name = name,
        .hold = steady(w, MST_UNLIMITED),
        .station = MST_NONE,
        .desks = steady(w, 0),
        .desk_time = steady(w, MINUTES(1)),
        .movements = steady(w, MST_UNLIMITED),
        .fuel = steady(w, 0),
        .service = mst_windows_always,
        .open = mst_windows_always,
        .air = mst_windows_always,
        .force_fixed = steady(w, 0),
        .force_per_1000 = steady(w, 0),
        .force_rear = steady(w, 0),
        .threat = steady(w, safe ? 0 : 1000000),
        .safe = steady(w, safe ? 1 : 0),
        .supplies = MST_UNLIMITED,
    };
    return index;
}

void
add_arc(world *w, uint32_t from, uint32_t to, mst_mode mode, mst_time transit)
{
    world_phase *phase = &w->phases[0];
    uint32_t index = phase->problem.arc_count++;
    assert(index < WORLD_ARCS);
    phase->arcs[index] = (mst_p_arc){
        .link = index,
        .name = mode == MST_MODE_AIR ? "air" : "road",
        .from = from,
        .to = to,
        .opposite = MST_NONE,
        .mode = mode,
        .distance_mm = 10000000,
        .own_time = transit,
        .open = mst_windows_always,
        .flow = steady(w, MST_UNLIMITED),
        .slow = steady(w, 1000000),
        .threat_steps = steady(w, 0),
        .escort_vehicles = MST_UNLIMITED,
    };
    w->transit[index] = transit;
}

void
add_link(world *w, uint32_t a, uint32_t b, mst_mode mode, mst_time transit)
{
    add_arc(w, a, b, mode, transit);
    add_arc(w, b, a, mode, transit);
}

uint32_t
add_type(world *w, const char *name, mst_mode mode)
{
    world_phase *phase = &w->phases[0];
    uint32_t index = phase->problem.type_count++;
    assert(index < WORLD_TYPES);
    phase->types[index] = (mst_p_type){
        .model_type = index,
        .name = name,
        .mode = mode,
        .seats = 10,
        .litters = 0,
        .seats_per_litter = 4,
        .load = MINUTES(2),
        .unload = MINUTES(1),
        .turn = MINUTES(4),
        .refuel = MINUTES(20),
        .range_mm = MST_UNLIMITED,
        .wait = mode == MST_MODE_AIR ? 0 : MST_NEVER,
        .duty = MST_NEVER,
    };
    return index;
}

uint32_t
add_vehicle(world *w, const char *name, uint32_t type, uint32_t base)
{
    world_phase *phase = &w->phases[0];
    uint32_t index = phase->problem.vehicle_count++;
    assert(index < WORLD_VEHICLES);
    phase->vehicles[index] = (mst_p_vehicle){
        .fleet = index,
        .ordinal = 1,
        .name = name,
        .type = type,
        .base = base,
        .usable = window(w, 0, MST_NEVER),
        .crews = 1,
        .sorties = MST_UNLIMITED,
    };
    return index;
}

uint32_t
add_people(world *w, const char *name, uint32_t site, int64_t count)
{
    world_phase *phase = &w->phases[0];
    uint32_t index = phase->problem.cohort_count++;
    assert(index < WORLD_COHORTS);
    memset(phase->accepts[index], 1, WORLD_SITES);
    phase->cohorts[index] = (mst_p_cohort){
        .people = index,
        .name = name,
        .site = site,
        .count = count,
        .party = 1,
        .in_scope = true,
        .weight = 1,
        .inbound_to = MST_NONE,
        .self_to = MST_NONE,
        .self_speed_mm_per_hour = 4000000,
        .accepts = phase->accepts[index],
    };
    return index;
}

uint32_t
add_guards(world *w, const char *name, uint32_t site, int64_t count)
{
    uint32_t index = add_people(w, name, site, count);
    w->phases[0].cohorts[index].force = true;
    w->phases[0].cohorts[index].guards = true;
    return index;
}

/* Points a phase's problem at its own arrays. */
static void
point(world_phase *phase)
{
    mst_problem *problem = &phase->problem;
    problem->sites = phase->sites;
    problem->arcs = phase->arcs;
    problem->arcs_from = phase->arcs_from;
    problem->types = phase->types;
    problem->vehicles = phase->vehicles;
    problem->cohorts = phase->cohorts;
    problem->pins = phase->pins;
    problem->loaded_time = phase->loaded_time;
    problem->empty_time = phase->empty_time;
    problem->compatible = phase->compatible;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        phase->sites[s].berths = phase->berths[s];
        phase->sites[s].parking = phase->parking[s];
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        phase->cohorts[c].accepts = phase->accepts[c];
    }
}

/* The post has the names of everything, which is all that a problem's post is asked for. */
static void
name_all(world *w)
{
    const world_phase *phase = &w->phases[0];
    for (uint32_t i = 0; i < phase->problem.cohort_count; i++) {
        w->people[i].id = phase->cohorts[i].name;
    }
    for (uint32_t i = 0; i < phase->problem.site_count; i++) {
        w->sites[i].id = phase->sites[i].name;
    }
    for (uint32_t i = 0; i < phase->problem.arc_count; i++) {
        w->links[i].id = phase->arcs[i].name;
    }
    for (uint32_t i = 0; i < phase->problem.type_count; i++) {
        w->types[i].id = phase->types[i].name;
    }
    for (uint32_t i = 0; i < phase->problem.vehicle_count; i++) {
        w->fleets[i].id = phase->vehicles[i].name;
    }
    w->scenario.id = "base";
    w->option.id = "all-out";
    w->post.people = w->people;
    w->post.sites = w->sites;
    w->post.links = w->links;
    w->post.types = w->types;
    w->post.fleets = w->fleets;
    w->post.scenarios = &w->scenario;
    w->post.options = &w->option;
    w->post.people_count = phase->problem.cohort_count;
    w->post.site_count = phase->problem.site_count;
    w->post.link_count = phase->problem.arc_count;
    w->post.type_count = phase->problem.type_count;
    w->post.fleet_count = phase->problem.vehicle_count;
    w->post.scenario_count = 1;
    w->post.option_count = 1;
}

static void
publish(world *w)
{
    for (uint32_t k = 0; k < w->phase_count; k++) {
        w->problems[k] = w->phases[k].problem;
    }
    w->instance = (mst_case){.phase_count = w->phase_count, .phases = w->problems};
}

void
world_finish(world *w)
{
    world_phase *phase = &w->phases[0];
    mst_problem *problem = &phase->problem;
    mst_p_arc sorted[WORLD_ARCS];
    mst_time transit[WORLD_ARCS] = {0};
    uint32_t count = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        phase->arcs_from[s] = count;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            if (phase->arcs[a].from == s) {
                transit[count] = w->transit[a];
                sorted[count++] = phase->arcs[a];
            }
        }
    }
    phase->arcs_from[problem->site_count] = count;
    memcpy(phase->arcs, sorted, count * sizeof sorted[0]);
    memcpy(w->transit, transit, sizeof transit);
    for (uint32_t a = 0; a < count; a++) {
        for (uint32_t t = 0; t < problem->type_count; t++) {
            bool fits = phase->types[t].mode == phase->arcs[a].mode;
            phase->loaded_time[a * problem->type_count + t] = fits ? transit[a] : MST_NEVER;
            phase->empty_time[a * problem->type_count + t] = fits ? transit[a] : MST_NEVER;
        }
    }
    memset(phase->compatible, 1, sizeof phase->compatible);
    point(phase);
    name_all(w);
    publish(w);
}

world_phase *
world_surprise(world *w, mst_time at)
{
    assert(w->phase_count < WORLD_PHASES);
    world_phase *phase = &w->phases[w->phase_count];
    *phase = w->phases[w->phase_count - 1];
    phase->problem.begins = at;
    point(phase);
    w->phase_count++;
    publish(w);
    return phase;
}

uint32_t
arc_of(const world *w, uint32_t from, uint32_t to)
{
    const world_phase *phase = &w->phases[0];
    for (uint32_t a = 0; a < phase->problem.arc_count; a++) {
        if (phase->arcs[a].from == from && phase->arcs[a].to == to) {
            return a;
        }
    }
    assert(false);
    return MST_NONE;
}

/* ---- plans ---- */
void
draft_open(draft *d, const world *w)
{
    memset(d, 0, sizeof *d);
    d->world = w;
    d->vehicle = MST_NONE;
}

static mst_plan_stop *
add_stop(draft *d, uint32_t site, mst_time arrive)
{
    assert(d->stop_count < DRAFT_RECORDS);
    mst_plan_stop *stop = &d->stops[d->stop_count++];
    *stop = (mst_plan_stop){.vehicle = d->vehicle,
                            .site = site,
                            .arrive = arrive,
                            .leave = MST_NEVER,
                            .berth_begin = MST_NEVER,
                            .berth_end = MST_NEVER};
    return stop;
}

void
draft_vehicle(draft *d, uint32_t vehicle, mst_time arrive)
{
    assert(d->vehicle == MST_NONE || vehicle > d->vehicle);
    d->vehicle = vehicle;
    add_stop(d, d->world->phases[0].vehicles[vehicle].base, arrive);
}

void
draft_service(draft *d, mst_time begin, mst_time end)
{
    mst_plan_stop *stop = &d->stops[d->stop_count - 1];
    stop->berth_begin = begin;
    stop->berth_end = end;
}

/* Adds one load to a list, kept in order. */
static mst_load_list
with_load(draft *d, mst_load_list list, mst_load load)
{
    assert(d->load_count + list.count + 1 <= DRAFT_LOADS);
    mst_load *loads = &d->loads[d->load_count];
    uint32_t count = 0;
    uint32_t i = 0;
    while (i < list.count &&
           (list.loads[i].cohort < load.cohort ||
            (list.loads[i].cohort == load.cohort && list.loads[i].stations < load.stations))) {
        loads[count++] = list.loads[i++];
    }
    if (i < list.count && list.loads[i].cohort == load.cohort &&
        list.loads[i].stations == load.stations) {
        load.count += list.loads[i++].count;
    }
    if (load.count != 0) {
        loads[count++] = load;
    }
    while (i < list.count) {
        loads[count++] = list.loads[i++];
    }
    d->load_count += count;
    return (mst_load_list){count, loads};
}

void
draft_off(draft *d, uint32_t cohort, uint32_t stations, int64_t count)
{
    mst_plan_stop *stop = &d->stops[d->stop_count - 1];
    stop->alight = with_load(d, stop->alight, (mst_load){cohort, stations, count});
}

void
draft_on(draft *d, uint32_t cohort, uint32_t stations, int64_t count)
{
    mst_plan_stop *stop = &d->stops[d->stop_count - 1];
    stop->board = with_load(d, stop->board, (mst_load){cohort, stations, count});
}

void
draft_move(draft *d, uint32_t to, mst_time leave, mst_time arrive)
{
    mst_plan_stop *stop = &d->stops[d->stop_count - 1];
    bool first = d->stop_count == 1 || stop[-1].vehicle != d->vehicle;
    mst_load_list aboard = {0};
    if (!first) {
        aboard = d->moves[d->move_count - 1].loads;
    }
    for (uint32_t i = 0; i < stop->alight.count; i++) {
        mst_load load = stop->alight.loads[i];
        load.count = -load.count;
        aboard = with_load(d, aboard, load);
    }
    for (uint32_t i = 0; i < stop->board.count; i++) {
        aboard = with_load(d, aboard, stop->board.loads[i]);
    }
    stop->leave = leave;
    d->moves[d->move_count++] = (mst_plan_move){.vehicle = d->vehicle,
                                                .arc = arc_of(d->world, stop->site, to),
                                                .leave = leave,
                                                .arrive = arrive,
                                                .loads = aboard,
                                                .convoy = MST_NONE,
                                                .turned_at = MST_NEVER,
                                                .turned_arc = MST_NONE};
    add_stop(d, to, arrive);
}

void
draft_desk(draft *d, uint32_t site, uint32_t desk, uint32_t cohort, int64_t units, mst_time start,
           mst_time each)
{
    d->desk_runs[d->desk_run_count++] = (mst_plan_desk_run){
        .site = site, .desk = desk, .cohort = cohort, .units = units, .start = start, .each = each};
}

void
draft_walk(draft *d, uint32_t cohort, int64_t count, uint32_t to_arc, mst_time leave,
           mst_time arrive)
{
    d->self_moves[d->self_move_count++] = (mst_plan_self_move){
        .cohort = cohort, .count = count, .arc = to_arc, .leave = leave, .arrive = arrive};
}

uint32_t
draft_convoy(draft *d, uint32_t arc, mst_time begin, int64_t detached, mst_time back)
{
    d->convoys[d->convoy_count] = (mst_plan_convoy){arc, begin, detached, back};
    return d->convoy_count++;
}

void
draft_duty(draft *d, uint32_t vehicle, uint32_t crew, uint32_t first, uint32_t last)
{
    d->duties[d->duty_count++] = (mst_plan_duty){.vehicle = vehicle,
                                                 .crew = crew,
                                                 .first_move = first,
                                                 .last_move = last,
                                                 .begin = d->moves[first].leave - HOURS(1),
                                                 .end = d->moves[last].arrive};
}

void
draft_left(draft *d, uint32_t cohort, uint32_t site, int64_t count)
{
    d->left[d->left_count++] =
        (mst_plan_left){.cohort = cohort, .site = site, .vehicle = MST_NONE, .count = count};
}

void
draft_left_aboard(draft *d, uint32_t cohort, uint32_t vehicle, int64_t count)
{
    d->left[d->left_count++] =
        (mst_plan_left){.cohort = cohort, .site = MST_NONE, .vehicle = vehicle, .count = count};
}

const mst_plan *
draft_plan(draft *d, const mst_plan *before)
{
    uint32_t vehicles = d->world->phases[0].problem.vehicle_count;
    uint32_t stop = 0;
    uint32_t move = 0;
    for (uint32_t v = 0; v < vehicles; v++) {
        d->first_stop[v] = stop;
        d->first_move[v] = move;
        while (stop < d->stop_count && d->stops[stop].vehicle == v) {
            stop++;
        }
        while (move < d->move_count && d->moves[move].vehicle == v) {
            move++;
        }
    }
    d->first_stop[vehicles] = d->stop_count;
    d->first_move[vehicles] = d->move_count;
    d->plan = (mst_plan){
        .stop_count = d->stop_count,
        .move_count = d->move_count,
        .desk_run_count = d->desk_run_count,
        .self_move_count = d->self_move_count,
        .convoy_count = d->convoy_count,
        .duty_count = d->duty_count,
        .left_count = d->left_count,
        .first_stop = d->first_stop,
        .first_move = d->first_move,
        .stops = d->stops,
        .moves = d->moves,
        .desk_runs = d->desk_runs,
        .self_moves = d->self_moves,
        .convoys = d->convoys,
        .duties = d->duties,
        .left = d->left,
        .before = before,
    };
    return &d->plan;
}
