/* SPDX-License-Identifier: Apache-2.0
 *
 * The relaxed world: areas of people, vehicles that cannot be told apart, and earliest arrivals.
 */
#include <string.h>

#include "model/fields.h"
#include "solve/cover.h"

static mst_time
later(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

static bool
is_goal(const mst_problem *problem, const mst_p_cohort *cohort, uint32_t site)
{
    return cohort->accepts[site] &&
           (site == problem->relocate_to ||
            mst_steps_most(&problem->sites[site].safe, 0, problem->horizon + 1) > 0);
}

/* ---- ways of people ---- */

/* Least time on foot or by car over an arc, whenever; MST_NEVER. */
static mst_time
self_least(const mst_problem *problem, uint32_t arc, uint32_t cohort)
{
    const mst_steps *slow = &problem->arcs[arc].slow;
    mst_time least = MST_NEVER;
    for (uint32_t i = 0; i < slow->count; i++) {
        mst_time time = mst_arc_self_transit(problem, arc, cohort, later(slow->from[i], 0));
        least = time < least ? time : least;
    }
    return least;
}

static mst_time
ride_least(const mst_problem *problem, uint32_t arc, const uint8_t *in_use)
{
    const mst_steps *slow = &problem->arcs[arc].slow;
    mst_time least = MST_NEVER;
    for (uint32_t y = 0; y < problem->type_count; y++) {
        for (uint32_t i = 0; in_use[y] && i < slow->count; i++) {
            mst_time time = mst_arc_transit(problem, arc, y, true, later(slow->from[i], 0));
            least = time < least ? time : least;
        }
    }
    return least;
}

/* When people of a cohort can be at each site on their own, those released first. */
static void
fill_ready(const mst_problem *problem, uint32_t c, mst_time *ready)
{
    const mst_p_cohort *cohort = &problem->cohorts[c];
    for (uint32_t s = 0; s < problem->site_count; s++) {
        ready[s] = MST_NEVER;
    }
    ready[cohort->site] = later(0, mst_cohort_release_time(cohort, cohort->party));
    bool changed = cohort->self_means != MST_SELF_NONE;
    for (uint32_t round = 0; changed && round < problem->site_count; round++) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            mst_time from = ready[problem->arcs[a].from];
            mst_time time = from < MST_NEVER ? self_least(problem, a, c) : MST_NEVER;
            if (time < MST_NEVER && from + time < ready[problem->arcs[a].to]) {
                ready[problem->arcs[a].to] = from + time;
                changed = true;
            }
        }
    }
}

/* Least time from being off at a site to being out, by whatever goes. */
static void
fill_tail(const mst_problem *problem, uint32_t c, const mst_time *ride, mst_time *tail)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        tail[s] = is_goal(problem, &problem->cohorts[c], s) ? 0 : MST_NEVER;
    }
    bool changed = true;
    for (uint32_t round = 0; changed && round < problem->site_count; round++) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            mst_time to = tail[problem->arcs[a].to];
            mst_time self = to < MST_NEVER ? self_least(problem, a, c) : MST_NEVER;
            mst_time time = self < ride[a] ? self : ride[a];
            if (to < MST_NEVER && time < MST_NEVER && to + time < tail[problem->arcs[a].from]) {
                tail[problem->arcs[a].from] = to + time;
                changed = true;
            }
        }
    }
}

/* ---- areas ---- */

static bool
is_same_area(const mst_problem *problem, const mst__area *a, const mst__area *b)
{
    size_t bytes = sizeof(mst_time) * problem->site_count;
    return a->party == b->party && a->litter == b->litter && a->self_out == b->self_out &&
           memcmp(a->ready, b->ready, bytes) == 0 && memcmp(a->tail, b->tail, bytes) == 0;
}

/* Must they be carried? Those where they count as out need not, and reinforcements still to be
 * carried in may stay away. */
static bool
must_move(const mst_problem *problem, const mst_p_cohort *cohort)
{
    return cohort->in_scope && cohort->count > 0 && cohort->presence != MST_PRESENT_BY_FLEET &&
           !is_goal(problem, cohort, cohort->site);
}

static bool
add_cohort(mst__cover *cover, uint32_t c, const mst_time *ride)
{
    const mst_problem *problem = cover->problem;
    const mst_p_cohort *cohort = &problem->cohorts[c];
    mst__area area = {.persons = cohort->count,
                      .party = cohort->party,
                      .litter = cohort->litter,
                      .self_out = MST_NEVER,
                      .ready = MST_TAKE(cover->arena, mst_time, problem->site_count),
                      .tail = MST_TAKE(cover->arena, mst_time, problem->site_count),
                      .cohort = c};
    if (area.ready == NULL || area.tail == NULL) {
        cover->out_of_memory = true;
        return false;
    }
    fill_ready(problem, c, area.ready);
    fill_tail(problem, c, ride, area.tail);
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (area.ready[s] < area.self_out && is_goal(problem, cohort, s)) {
            area.self_out = area.ready[s];
        }
    }
    for (uint32_t k = 0; k < cover->area_count; k++) {
        if (is_same_area(problem, &cover->areas[k], &area)) {
            cover->areas[k].persons += area.persons;
            cover->area_of[c] = k;
            return true;
        }
    }
    if (cover->area_count == MST__COVER_AREAS) {
        return false;
    }
    cover->area_of[c] = cover->area_count;
    cover->areas[cover->area_count++] = area;
    return true;
}

static bool
fill_areas(mst__cover *cover)
{
    const mst_problem *problem = cover->problem;
    uint8_t *in_use = MST_TAKE(cover->arena, uint8_t, problem->type_count);
    mst_time *ride = MST_TAKE(cover->arena, mst_time, problem->arc_count);
    cover->area_of = MST_TAKE(cover->arena, uint32_t, problem->cohort_count);
    if (in_use == NULL || ride == NULL || cover->area_of == NULL) {
        cover->out_of_memory = true;
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        in_use[problem->vehicles[v].type] = 1;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        ride[a] = ride_least(problem, a, in_use);
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        cover->area_of[c] = MST_NONE;
        if (must_move(problem, &problem->cohorts[c]) && !add_cohort(cover, c, ride)) {
            return false;
        }
    }
    return cover->area_count > 0;
}

/* ---- vehicles ---- */

/* People of some areas who fit at once: seats for those who sit, whole parties when all are of one
 * size; litter places and seats made into such for the others. */
static int64_t
capacity_of(const mst__cover *cover, const mst_p_type *type, uint32_t areas)
{
    bool lying = false;
    bool sitting = false;
    int64_t sit = 0;
    for (uint32_t k = 0; k < cover->area_count; k++) {
        const mst__area *area = &cover->areas[k];
        if ((areas >> k & 1) == 0) {
            continue;
        }
        if (area->litter) {
            lying = true;
            continue;
        }
        sit = sitting ? type->seats : type->seats / area->party * area->party;
        sitting = true;
    }
    int64_t made = type->seats_per_litter > 0 ? type->seats / type->seats_per_litter : 0;
    int64_t lie = !lying ? 0 : type->litters + (sitting ? 0 : made);
    /* Who lies on seats takes at least one that another could sit on. */
    return lying && sitting ? type->seats + lie : sit + lie;
}

static bool
is_always(const mst_windows *windows, const mst__cover *cover, mst_time from)
{
    return mst_windows_hold(windows, from, cover->problem->horizon);
}

/* Do its ways take as long whenever it sets out? */
static bool
is_steady(const mst__cover *cover, const mst__carrier *carrier)
{
    const mst_problem *problem = cover->problem;
    bool air = problem->types[carrier->type].mode == MST_MODE_AIR;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *arc = &problem->arcs[a];
        size_t cell = (size_t)a * problem->type_count + carrier->type;
        bool used = problem->loaded_time[cell] < MST_NEVER || problem->empty_time[cell] < MST_NEVER;
        if (used && (arc->slow.count > 1 || !is_always(&arc->open, cover, 0))) {
            return false;
        }
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        const mst_p_site *site = &problem->sites[s];
        if (problem->compatible[(size_t)s * problem->type_count + carrier->type] &&
            (!is_always(&site->open, cover, 0) || (air && !is_always(&site->air, cover, 0)))) {
            return false;
        }
    }
    return is_always(&carrier->usable, cover, carrier->start);
}

static bool
is_same_use(const mst_windows *a, const mst_windows *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->spans, b->spans, sizeof(mst_span) * a->count) == 0);
}

static bool
fill_carrier(mst__cover *cover, mst__carrier *carrier)
{
    const mst_problem *problem = cover->problem;
    const mst_p_type *type = &problem->types[carrier->type];
    carrier->capacity = MST_TAKE(cover->arena, int64_t, (size_t)1 << cover->area_count);
    carrier->serves = MST_TAKE(cover->arena, uint8_t, problem->site_count);
    carrier->ways =
        MST_TAKE(cover->arena, mst_time *, (size_t)MST__WAY_COUNT * problem->site_count);
    if (carrier->capacity == NULL || carrier->serves == NULL || carrier->ways == NULL) {
        cover->out_of_memory = true;
        return false;
    }
    for (uint32_t areas = 1; areas < 1u << cover->area_count; areas++) {
        carrier->capacity[areas] = capacity_of(cover, type, areas);
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        const mst_p_site *site = &problem->sites[s];
        carrier->serves[s] =
            (s == carrier->base ||
             problem->compatible[(size_t)s * problem->type_count + carrier->type]) &&
            site->service.count > 0 &&
            mst_steps_most(&site->berths[type->berth_class], 0, problem->horizon + 1) > 0;
    }
    carrier->steady = is_steady(cover, carrier);
    return true;
}

static bool
fill_carriers(mst__cover *cover)
{
    const mst_problem *problem = cover->problem;
    cover->carriers = MST_TAKE(cover->arena, mst__carrier, problem->vehicle_count);
    cover->carrier_of = MST_TAKE(cover->arena, uint32_t, problem->vehicle_count);
    if (cover->carriers == NULL || cover->carrier_of == NULL) {
        cover->out_of_memory = true;
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        mst_time start = mst_windows_earliest(&vehicle->usable, 0, 0);
        cover->carrier_of[v] = MST_NONE;
        if (start >= problem->horizon) {
            continue;
        }
        cover->vehicle_count++;
        uint32_t g = 0;
        while (g < cover->carrier_count &&
               (cover->carriers[g].type != vehicle->type ||
                cover->carriers[g].base != vehicle->base ||
                !is_same_use(&cover->carriers[g].usable, &vehicle->usable))) {
            g++;
        }
        cover->carrier_of[v] = g;
        if (g < cover->carrier_count) {
            cover->carriers[g].count++;
            continue;
        }
        cover->carriers[g] = (mst__carrier){.type = vehicle->type,
                                            .base = vehicle->base,
                                            .count = 1,
                                            .start = start,
                                            .usable = vehicle->usable};
        cover->carrier_count++;
        if (!fill_carrier(cover, &cover->carriers[g])) {
            return false;
        }
    }
    return cover->carrier_count > 0;
}

/* ---- ways of vehicles ---- */

/* Earliest arrival over an arc by who enters at `t` or later. */
static mst_time
arc_arrival(const mst__cover *cover, const mst__carrier *carrier, uint32_t a, bool loaded,
            mst_time t)
{
    const mst_problem *problem = cover->problem;
    const mst_p_arc *arc = &problem->arcs[a];
    bool air = problem->types[carrier->type].mode == MST_MODE_AIR;
    mst_time best = MST_NEVER;
    mst_time begin = t;
    for (uint32_t step = 0; begin < MST_NEVER; step++) {
        mst_time enter = begin;
        for (uint32_t round = 0; round < 64 && enter < problem->horizon; round++) {
            mst_time time = mst_arc_transit(problem, a, carrier->type, loaded, enter);
            mst_time next =
                time >= MST_NEVER ? MST_NEVER : mst_windows_earliest(&arc->open, enter, time);
            next = next >= MST_NEVER ? next : mst_windows_earliest(&carrier->usable, next, time);
            if (air && next < MST_NEVER) {
                next = mst_windows_earliest(&problem->sites[arc->from].air, next, 0);
            }
            if (next < MST_NEVER) {
                mst_time there =
                    mst_windows_earliest(&problem->sites[arc->to].open, next + time, 0);
                there = air && there < MST_NEVER
                            ? mst_windows_earliest(&problem->sites[arc->to].air, there, 0)
                            : there;
                next = there >= MST_NEVER ? there : there - time;
            }
            if (next == enter && next + time < best) {
                best = next + time;
            }
            if (next <= enter) {
                break;
            }
            enter = next;
            /* Too many shut doors in a row: to go at once is a bound all the same. */
            best = round == 63 && enter < best ? enter : best;
        }
        /* Where the way gets quicker later, waiting for it may be sooner there. */
        while (step < arc->slow.count && arc->slow.from[step] <= t) {
            step++;
        }
        begin = step < arc->slow.count ? arc->slow.from[step] : MST_NEVER;
    }
    return best;
}

/* Dijkstra over (site, is anybody aboard): people get on or off on the way only by a stop. */
static void
fill_arrivals(mst__cover *cover, const mst__carrier *carrier, mst__cover_way way, uint32_t from,
              mst_time t, mst_time *arrivals)
{
    const mst_problem *problem = cover->problem;
    const mst_p_type *type = &problem->types[carrier->type];
    uint32_t sites = problem->site_count;
    mst_time *at = cover->way_scratch;
    memset(cover->way_done, 0, (size_t)2 * sites);
    for (uint32_t k = 0; k < 2 * sites; k++) {
        at[k] = MST_NEVER;
    }
    if (way != MST__WAY_LOADED) {
        at[from] = t;
    }
    if (way != MST__WAY_EMPTY) {
        at[sites + from] = t;
    }
    while (true) {
        uint32_t next = MST_NONE;
        for (uint32_t k = 0; k < 2 * sites; k++) {
            if (!cover->way_done[k] && at[k] < problem->horizon &&
                (next == MST_NONE || at[k] < at[next])) {
                next = k;
            }
        }
        if (next == MST_NONE) {
            break;
        }
        cover->way_done[next] = 1;
        bool loaded = next >= sites;
        uint32_t site = loaded ? next - sites : next;
        cover->work -= 2 * sites;
        uint32_t other = loaded ? site : sites + site;
        mst_time stop = at[next] + later(type->turn, loaded ? type->unload : type->load);
        if (way != MST__WAY_LOADED && stop < at[other]) {
            at[other] = stop;
        }
        for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
            uint32_t to = problem->arcs[a].to;
            size_t cell = (size_t)a * problem->type_count + carrier->type;
            mst_time base = loaded ? problem->loaded_time[cell] : problem->empty_time[cell];
            if (base >= MST_NEVER ||
                !problem->compatible[(size_t)to * problem->type_count + carrier->type]) {
                continue;
            }
            /* Ways of the steady are asked for time 0, before the carrier can be there too. */
            mst_time arrival =
                carrier->steady
                    ? at[next] + mst_arc_transit(problem, a, carrier->type, loaded, at[next])
                    : arc_arrival(cover, carrier, a, loaded, at[next]);
            uint32_t k = loaded ? sites + to : to;
            at[k] = arrival < at[k] ? arrival : at[k];
        }
    }
    for (uint32_t s = 0; s < sites; s++) {
        bool only = way == MST__WAY_LOADED;
        arrivals[s] = only || at[sites + s] < at[s] ? at[sites + s] : at[s];
    }
}

const mst_time *
mst__cover_arrivals(mst__cover *cover, uint32_t g, mst__cover_way way, uint32_t from, mst_time t)
{
    mst__carrier *carrier = &cover->carriers[g];
    uint32_t sites = cover->problem->site_count;
    mst_time *result = cover->way_scratch + 2 * (size_t)sites;
    if (!carrier->steady) {
        fill_arrivals(cover, carrier, way, from, t, result);
        return result;
    }
    mst_time **known = &carrier->ways[(size_t)way * sites + from];
    if (*known == NULL) {
        *known = MST_TAKE(cover->arena, mst_time, sites);
        if (*known == NULL) {
            cover->out_of_memory = true;
            return NULL;
        }
        fill_arrivals(cover, carrier, way, from, 0, *known);
    }
    for (uint32_t s = 0; s < sites; s++) {
        result[s] = (*known)[s] < MST_NEVER ? (*known)[s] + t : MST_NEVER;
    }
    return result;
}

mst_time
mst__cover_service(const mst__cover *cover, uint32_t g, uint32_t site, mst_time t, mst_time length)
{
    const mst_windows *open = &cover->problem->sites[site].service;
    const mst_windows *usable = &cover->carriers[g].usable;
    mst_time horizon = cover->problem->horizon;
    bool is_open = open->count == 1 && open->spans[0].begin <= t && usable->count == 1 &&
                   usable->spans[0].begin <= t;
    if (is_open && t + length <= horizon && open->spans[0].end >= horizon &&
        usable->spans[0].end >= horizon) {
        return t;
    }
    for (uint32_t round = 0; round < 64 && t < MST_NEVER; round++) {
        mst_time next = mst_windows_earliest(open, t, length);
        next = next < MST_NEVER ? mst_windows_earliest(usable, next, length) : next;
        if (next == t) {
            return t;
        }
        t = next;
    }
    return t;
}

/* ---- the whole ---- */

/* Every set of areas is a coordinate while they are few; else each area and all together. Fewer
 * coordinates refute less, never wrongly. */
static void
fill_sets(mst__cover *cover)
{
    uint32_t all = (1u << cover->area_count) - 1;
    for (uint32_t k = 0; k < cover->area_count; k++) {
        cover->sets[cover->set_count++] = 1u << k;
    }
    for (uint32_t areas = 1; areas <= all; areas++) {
        bool single = (areas & (areas - 1)) == 0;
        if (!single && (cover->area_count <= 3 || areas == all)) {
            cover->sets[cover->set_count++] = areas;
        }
    }
    for (uint32_t u = 0; u < cover->set_count; u++) {
        for (uint32_t k = 0; k < cover->area_count; k++) {
            cover->need[u] += (cover->sets[u] >> k & 1) != 0 ? cover->areas[k].persons : 0;
        }
    }
}

void
mst__cover_need(const mst__cover *cover, mst_time deadline, int32_t *need)
{
    for (uint32_t u = 0; u < cover->set_count; u++) {
        int64_t sum = 0;
        for (uint32_t k = 0; k < cover->area_count; k++) {
            bool asks = (cover->sets[u] >> k & 1) != 0 && cover->areas[k].self_out > deadline;
            sum += asks ? cover->areas[k].persons : 0;
        }
        need[u] = (int32_t)sum;
    }
}

bool
mst__cover_world(mst__cover *cover, const mst_problem *problem, mst_arena *arena)
{
    *cover = (mst__cover){.problem = problem, .arena = arena};
    cover->way_scratch = MST_TAKE(arena, mst_time, (size_t)3 * problem->site_count);
    cover->way_done = MST_TAKE(arena, uint8_t, (size_t)2 * problem->site_count);
    if (cover->way_scratch == NULL || cover->way_done == NULL) {
        cover->out_of_memory = true;
        return false;
    }
    if (!fill_areas(cover) || !fill_carriers(cover)) {
        return false;
    }
    fill_sets(cover);
    for (uint32_t u = 0; u < cover->set_count; u++) {
        if (cover->need[u] > INT32_MAX / 4) {
            return false;
        }
    }
    return true;
}
