/* SPDX-License-Identifier: Apache-2.0 */
#include "grow.h"

#include <string.h>

static uint32_t
below(grower *g, uint32_t n)
{
    return mst_random_below(&g->random, n);
}

static bool
chance(grower *g, uint32_t percent)
{
    return below(g, 100) < percent;
}

static int64_t
between(grower *g, int64_t low, int64_t high)
{
    return mst_random_between(&g->random, low, high);
}

static mst_time
minutes(grower *g, int64_t low, int64_t high)
{
    return MINUTES(between(g, low, high));
}

/* A limit that changes now and then. */
static mst_steps
limit(grower *g, int64_t low, int64_t high)
{
    int64_t first = between(g, low, high);
    if (chance(g, 60)) {
        return steady(&g->world, first);
    }
    return stepped(&g->world, first, minutes(g, 0, 150), between(g, low, high));
}

static mst_windows
windows(grower *g)
{
    mst_time from = chance(g, 50) ? 0 : minutes(g, 0, 40);
    mst_time until = minutes(g, 60, 240);
    if (chance(g, 50)) {
        return window(&g->world, from, until);
    }
    mst_time again = until + minutes(g, 1, 60);
    return two_windows(&g->world, (mst_span){from, until}, (mst_span){again, MST_NEVER});
}

static void
make_site(grower *g, uint32_t index)
{
    mst_p_site *site = &g->world.phases[0].sites[index];
    world_phase *phase = &g->world.phases[0];
    if (chance(g, 20)) {
        site->hold = limit(g, 3, 25);
    }
    if (chance(g, 25)) {
        site->has_process = true;
        site->station = below(g, 2);
        site->desks = limit(g, 1, 3);
        site->desk_time = chance(g, 70)
                              ? steady(&g->world, MINUTES(2))
                              : stepped(&g->world, MINUTES(2), minutes(g, 5, 60), MINUTES(3));
        site->desk_per_party = chance(g, 50);
    }
    for (uint32_t c = 0; c < WORLD_CLASSES; c++) {
        if (chance(g, 20)) {
            phase->berths[index][c] = limit(g, 1, 2);
        }
        if (chance(g, 20)) {
            phase->parking[index][c] = limit(g, 0, 2);
        }
    }
    site->movements = chance(g, 20) ? limit(g, 1, 4) : site->movements;
    site->fuel = limit(g, 0, 1);
    site->service = chance(g, 15) ? windows(g) : site->service;
    site->open = chance(g, 10) ? windows(g) : site->open;
    site->air = chance(g, 15) ? windows(g) : site->air;
    if (chance(g, 25)) {
        site->force_fixed = limit(g, 0, 4);
        site->force_rear = limit(g, 0, 4);
        site->force_per_1000 = limit(g, 0, 300);
    }
    site->threat = limit(g, 0, 3000000);
}

static void
make_sites(grower *g)
{
    static const char *const names[] = {"camp", "haven", "hub", "strip", "port"};
    uint32_t count = 3 + below(g, 3);
    for (uint32_t s = 0; s < count; s++) {
        add_site(&g->world, names[s], s == 1 || (s > 1 && chance(g, 15)));
        make_site(g, s);
        if (chance(g, 10)) {
            g->world.phases[0].sites[s].safe = limit(g, 0, 1);
        }
    }
}

static void
make_links(grower *g)
{
    mst_problem *problem = &g->world.phases[0].problem;
    for (uint32_t a = 0; a < problem->site_count; a++) {
        for (uint32_t b = a + 1; b < problem->site_count; b++) {
            if (a == 0 || chance(g, 60)) {
                add_link(&g->world, a, b, chance(g, 25) ? MST_MODE_AIR : MST_MODE_ROAD,
                         minutes(g, 3, 15));
            }
        }
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        mst_p_arc *arc = &g->world.phases[0].arcs[a];
        arc->distance_mm = between(g, 0, 3) * 1000000;
        arc->open = chance(g, 10) ? windows(g) : arc->open;
        arc->flow = chance(g, 20) ? limit(g, 1, 4) : arc->flow;
        arc->slow = chance(g, 20) ? limit(g, 1000000, 1400000) : arc->slow;
        arc->threat_steps = limit(g, 0, 50000);
        if (chance(g, 15)) {
            arc->escort_force = between(g, 1, 3);
            arc->escort_vehicles = between(g, 1, 2);
            arc->escort_return = minutes(g, 0, 10);
        }
    }
}

static void
make_vehicles(grower *g)
{
    world *w = &g->world;
    add_type(w, "bus", MST_MODE_ROAD);
    add_type(w, "jet", MST_MODE_AIR);
    for (uint32_t t = 0; t < 2; t++) {
        mst_p_type *type = &w->phases[0].types[t];
        type->seats = between(g, 4, 12);
        type->litters = between(g, 0, 2);
        type->load = minutes(g, 0, 2);
        type->unload = minutes(g, 0, 2);
        type->turn = minutes(g, 0, 4);
        type->refuel = minutes(g, 0, 6);
        type->berth_class = chance(g, 50) ? t : 0;
        type->wait = chance(g, 50) ? type->wait : minutes(g, 0, 5);
        type->range_mm = chance(g, 60) ? MST_UNLIMITED : between(g, 3, 12) * 1000000;
        if (chance(g, 30)) {
            type->duty = minutes(g, 80, 140);
            type->rest = minutes(g, 0, 30);
        }
    }
    static const char *const names[] = {"v-1", "v-2", "v-3", "v-4"};
    uint32_t count = 2 + below(g, 3);
    for (uint32_t v = 0; v < count; v++) {
        uint32_t index =
            add_vehicle(w, names[v], below(g, 2), below(g, w->phases[0].problem.site_count));
        mst_p_vehicle *vehicle = &w->phases[0].vehicles[index];
        vehicle->usable = chance(g, 20) ? windows(g) : vehicle->usable;
        vehicle->crews = 1 + below(g, 2);
        vehicle->sorties = chance(g, 20) ? between(g, 1, 3) : vehicle->sorties;
    }
}

static void
make_release(grower *g, mst_p_cohort *cohort)
{
    if (chance(g, 50)) {
        cohort->release_start = chance(g, 60) ? 0 : minutes(g, 0, 20);
    } else {
        cohort->release_mode = MST_RELEASE_SPREAD;
        cohort->release_start = minutes(g, 0, 10);
        cohort->release_over = minutes(g, 1, 30);
    }
}

static void
make_cohort(grower *g, const char *name)
{
    world *w = &g->world;
    uint32_t sites = w->phases[0].problem.site_count;
    uint32_t party = chance(g, 70) ? 1 : 2 + below(g, 2);
    uint32_t site = chance(g, 70) ? 0 : below(g, sites);
    uint32_t index = add_people(w, name, site, (int64_t)(1 + below(g, 6)) * party);
    mst_p_cohort *cohort = &w->phases[0].cohorts[index];
    cohort->party = party;
    cohort->litter = party == 1 && chance(g, 15);
    cohort->in_scope = chance(g, 90);
    cohort->priority = below(g, 2);
    cohort->weight = between(g, 1, 3);
    make_release(g, cohort);
    if (chance(g, 35)) {
        cohort->self_means = chance(g, 50) ? MST_SELF_ON_FOOT : MST_SELF_OWN_CARS;
        cohort->self_to = chance(g, 30) ? below(g, sites) : MST_NONE;
        cohort->uncontrolled = cohort->self_to != MST_NONE && chance(g, 50);
    }
    if (chance(g, 15)) {
        cohort->presence = MST_PRESENT_ARRIVING;
        cohort->uncontrolled = false;
    }
    for (uint32_t s = 0; s < sites; s++) {
        w->phases[0].accepts[index][s] = chance(g, 90) ? 1 : 0;
    }
}

static void
make_people(grower *g)
{
    make_cohort(g, "staff");
    make_cohort(g, "families");
    make_cohort(g, "others");
    make_cohort(g, "guards");
    mst_p_cohort *guards = &g->world.phases[0].cohorts[3];
    guards->guards = true;
    guards->force = chance(g, 80);
    if (chance(g, 20) && guards->force) {
        uint32_t sites = g->world.phases[0].problem.site_count;
        guards->presence = MST_PRESENT_BY_FLEET;
        guards->inbound_to = (guards->site + 1 + below(g, sites - 1)) % sites;
    }
}

void
grow_world(grower *g, uint64_t seed)
{
    mst_random_init(&g->random, seed, 1);
    world_open(&g->world);
    make_sites(g);
    make_links(g);
    make_vehicles(g);
    make_people(g);
    mst_problem *problem = &g->world.phases[0].problem;
    problem->horizon = chance(g, 70) ? HOURS(10) : minutes(g, 30, 120);
    problem->relocate_to = chance(g, 10) ? 0 : MST_NONE;
    world_finish(&g->world);
    for (uint32_t i = 0; i < problem->site_count * problem->type_count; i++) {
        g->world.phases[0].compatible[i] = chance(g, 95) ? 1 : 0;
    }
    draft_open(&g->draft, &g->world);
}

/* ---- plans ---- */
static const mst_p_type *
type_of(const grower *g, uint32_t vehicle)
{
    const world_phase *phase = &g->world.phases[0];
    return &phase->types[phase->vehicles[vehicle].type];
}

/* Someone of whom the oracle says that the plan so far ends with them at the site. */
static const oracle_person *
someone_at(grower *g, uint32_t site)
{
    uint32_t count = g->oracle.person_count;
    uint32_t first = count > 0 ? below(g, count) : 0;
    for (uint32_t i = 0; i < count; i++) {
        const oracle_person *person = &g->oracle.people[(first + i) % count];
        if (person->where == AT_SITE && person->place == site) {
            return person;
        }
    }
    return NULL;
}

static int64_t
like(const grower *g, const oracle_person *one)
{
    int64_t count = 0;
    for (uint32_t p = 0; p < g->oracle.person_count; p++) {
        const oracle_person *other = &g->oracle.people[p];
        count += other->where == one->where && other->place == one->place &&
                         other->cohort == one->cohort && other->mask == one->mask
                     ? 1
                     : 0;
    }
    return count;
}

/* Some of them, in whole parties as a rule. */
static int64_t
some(grower *g, const oracle_person *one, int64_t most)
{
    int64_t party = g->world.phases[0].cohorts[one->cohort].party;
    int64_t there = like(g, one);
    there = there < most ? there : most;
    if (there < party || chance(g, 3)) {
        return 1;
    }
    return between(g, 1, there / party) * party;
}

static void
serve(grower *g, uint32_t vehicle)
{
    draft *d = &g->draft;
    mst_plan_stop *stop = &d->stops[d->stop_count - 1];
    const mst_p_type *type = type_of(g, vehicle);
    bool first = d->stop_count == 1 || stop[-1].vehicle != vehicle;
    if (!first) {
        const mst_load_list *aboard = &d->moves[d->move_count - 1].loads;
        for (uint32_t i = 0; i < aboard->count; i++) {
            if (chance(g, 75)) {
                draft_off(d, aboard->loads[i].cohort, aboard->loads[i].stations,
                          aboard->loads[i].count);
            }
        }
    }
    for (uint32_t i = 0; i < 2; i++) {
        const oracle_person *one = chance(g, 70) ? someone_at(g, stop->site) : NULL;
        bool again =
            one != NULL && stop->board.count > 0 && one->cohort == stop->board.loads[0].cohort;
        if (one != NULL && !again) {
            draft_on(d, one->cohort, chance(g, 97) ? one->mask : one->mask ^ 1,
                     some(g, one, type->seats));
        }
    }
    mst_time needed =
        (stop->alight.count > 0 ? type->unload : 0) + (stop->board.count > 0 ? type->load : 0);
    needed = needed > type->turn ? needed : type->turn;
    if (stop->alight.count + stop->board.count > 0) {
        mst_time begin = stop->arrive + (chance(g, 60) ? 0 : minutes(g, 0, 20));
        mst_time spoilt = chance(g, 2) ? 1 : 0;
        mst_time end = begin + needed + (chance(g, 70) ? 0 : minutes(g, 0, 5)) - spoilt;
        draft_service(d, begin, end > begin ? end : begin);
    }
}

/* The convoy of a move on an escorted arc: one that enters by then, or a new one. */
static uint32_t
escort(grower *g, uint32_t move)
{
    draft *d = &g->draft;
    const mst_plan_move *way = &d->moves[move];
    const mst_p_arc *arc = &g->world.phases[0].arcs[way->arc];
    if (arc->escort_force == 0 || chance(g, 15)) {
        return MST_NONE;
    }
    for (uint32_t c = 0; c < d->convoy_count; c++) {
        mst_time after = way->leave - d->convoys[c].begin;
        if (d->convoys[c].arc == way->arc && after >= 0 && after <= MINUTES(5) && chance(g, 70)) {
            return c;
        }
    }
    int64_t detached = chance(g, 80) ? arc->escort_force : between(g, 0, 2);
    return draft_convoy(d, way->arc, way->leave, detached,
                        way->arrive + arc->escort_return + minutes(g, -1, 4));
}

static void
go(grower *g, uint32_t vehicle)
{
    draft *d = &g->draft;
    const world_phase *phase = &g->world.phases[0];
    mst_plan_stop *stop = &d->stops[d->stop_count - 1];
    uint32_t first = phase->arcs_from[stop->site];
    uint32_t count = phase->arcs_from[stop->site + 1] - first;
    uint32_t type = phase->vehicles[vehicle].type;
    uint32_t arc = MST_NONE;
    for (uint32_t i = 0; i < 12 && count > 0; i++) {
        uint32_t tried = first + below(g, count);
        bool usable = phase->loaded_time[tried * phase->problem.type_count + type] < MST_NEVER;
        if (usable || chance(g, 1)) {
            arc = tried;
            break;
        }
    }
    if (arc == MST_NONE) {
        return;
    }
    mst_time ready = stop->berth_end < MST_NEVER ? stop->berth_end : stop->arrive;
    mst_time leave = ready + (chance(g, 50) ? 0 : minutes(g, 0, 25));
    draft_move(d, phase->arcs[arc].to, leave, leave);
    mst_plan_move *move = &d->moves[d->move_count - 1];
    mst_time transit = mst_arc_transit(&phase->problem, arc, type, move->loads.count > 0, leave);
    transit = transit < MST_NEVER ? transit : MINUTES(5);
    mst_time arrive = leave + transit + (chance(g, 85) ? 0 : minutes(g, 0, 6));
    arrive -= chance(g, 2) ? 1 : 0;
    move->arc = arc;
    move->arrive = arrive > leave ? arrive : leave;
    d->stops[d->stop_count - 1].arrive = move->arrive;
    d->stops[d->stop_count - 2].refuel = chance(g, 30);
    move->convoy = escort(g, d->move_count - 1);
}

/* Crews of all vehicles anew: as long as the duty lasts, now and then otherwise. */
static void
make_duties(grower *g)
{
    draft *d = &g->draft;
    d->duty_count = 0;
    uint32_t first = 0;
    uint32_t crew = 0;
    for (uint32_t m = 0; m < d->move_count; m++) {
        uint32_t vehicle = d->moves[m].vehicle;
        const mst_p_type *type = type_of(g, vehicle);
        bool new_vehicle = m == 0 || d->moves[m - 1].vehicle != vehicle;
        if (new_vehicle) {
            first = m;
            crew = 0;
        }
        bool last = m + 1 == d->move_count || d->moves[m + 1].vehicle != vehicle;
        bool full = !last && d->moves[m + 1].arrive - d->moves[first].leave + HOURS(1) > type->duty;
        if ((last || full || chance(g, 3)) && type->duty < MST_NEVER) {
            draft_duty(d, vehicle, crew, first, m);
            first = m + 1;
            crew = (crew + below(g, 2)) % g->world.phases[0].vehicles[vehicle].crews;
        }
    }
}

static void
visit(grower *g)
{
    draft *d = &g->draft;
    uint32_t vehicles = g->world.phases[0].problem.vehicle_count;
    bool more = d->vehicle == MST_NONE || (chance(g, 15) && d->vehicle + 1 < vehicles);
    if (more) {
        draft_vehicle(d, d->vehicle == MST_NONE ? 0 : d->vehicle + 1,
                      chance(g, 60) ? 0 : minutes(g, 0, 60));
    }
    serve(g, d->vehicle);
    go(g, d->vehicle);
    make_duties(g);
}

static void
process(grower *g)
{
    const world_phase *phase = &g->world.phases[0];
    uint32_t site = below(g, phase->problem.site_count);
    const oracle_person *one = someone_at(g, site);
    if (one == NULL || (!phase->sites[site].has_process && chance(g, 95))) {
        return;
    }
    mst_time start = minutes(g, 0, 90);
    int64_t unit = phase->sites[site].desk_per_party ? phase->cohorts[one->cohort].party : 1;
    int64_t units = some(g, one, 12) / unit;
    draft_desk(&g->draft, site, below(g, 3), one->cohort, units > 0 ? units : 1, start,
               mst_steps_at(&phase->sites[site].desk_time, start));
    g->draft.desk_runs[g->draft.desk_run_count - 1].stations = one->mask;
}

static void
walk(grower *g)
{
    const world_phase *phase = &g->world.phases[0];
    uint32_t arc = below(g, phase->problem.arc_count);
    const oracle_person *one = someone_at(g, phase->arcs[arc].from);
    if (one == NULL || (phase->cohorts[one->cohort].self_means == MST_SELF_NONE && chance(g, 95))) {
        return;
    }
    mst_time leave = chance(g, 30) ? 0 : minutes(g, 0, 90);
    mst_time transit = mst_arc_self_transit(&phase->problem, arc, one->cohort, leave);
    transit = transit < MST_NEVER ? transit : MINUTES(5);
    draft_walk(&g->draft, one->cohort, some(g, one, 12), arc, leave,
               leave + transit + (chance(g, 3) ? 1 : 0));
    g->draft.self_moves[g->draft.self_move_count - 1].stations = one->mask;
}

/* The uncontrolled set off as they are released. */
static void
let_go(grower *g)
{
    const world_phase *phase = &g->world.phases[0];
    for (uint32_t c = 0; c < phase->problem.cohort_count; c++) {
        const mst_p_cohort *cohort = &phase->cohorts[c];
        for (uint32_t a = 0; cohort->uncontrolled && a < phase->problem.arc_count; a++) {
            const mst_p_arc *arc = &phase->arcs[a];
            bool way = arc->from == cohort->site && arc->to == cohort->self_to;
            int64_t gone = 0;
            while (way && gone < cohort->count) {
                mst_time at = mst_cohort_release_time(cohort, gone + 1);
                int64_t ready = mst_cohort_released(cohort, at) - gone;
                mst_time transit = mst_arc_self_transit(&phase->problem, a, c, at);
                draft_walk(&g->draft, c, ready, a, at, at + (transit < MST_NEVER ? transit : 1));
                gone += ready;
            }
        }
    }
}

const mst_plan *
grow_judge(grower *g)
{
    draft *d = &g->draft;
    d->left_count = 0;
    oracle_judge(&g->oracle, &g->world.problems[0], draft_plan(d, NULL));
    for (uint32_t i = 0; i < g->oracle.left_count && i < DRAFT_RECORDS; i++) {
        d->left[d->left_count++] = g->oracle.left[i];
    }
    if (d->left_count > 0 && chance(g, 2)) {
        d->left_count--;
    }
    oracle_judge(&g->oracle, &g->world.problems[0], draft_plan(d, NULL));
    return &d->plan;
}

const mst_plan *
grow_step(grower *g)
{
    if (g->draft.stop_count == 0 && g->draft.self_move_count == 0 && chance(g, 90)) {
        let_go(g);
    }
    uint32_t what = below(g, 10);
    if (what < 7) {
        visit(g);
    } else if (what < 9) {
        process(g);
    } else {
        walk(g);
    }
    return grow_judge(g);
}
