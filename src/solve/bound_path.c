/* SPDX-License-Identifier: Apache-2.0
 *
 * The relaxed world of the bounds: the earliest moments and the least times of every way.
 *
 * Vehicles are free to be anywhere they can drive to, without berths, desks, crews or fuel in the
 * way; people board as soon as a vehicle of some type can be there. Every label is found by
 * Dijkstra's method (1959) on a world in which waiting is allowed, so a later start never arrives
 * earlier and one label a place is enough.
 */
#include <assert.h>
#include <string.h>

#include "solve/bound.h"

/* ---- a heap of places by time, ties to the lower index ---- */

typedef struct heap {
    uint32_t count;
    uint32_t *nodes;  /* [place] */
    uint32_t *places; /* [node] position + 1, 0: not in the heap */
    mst_time *labels; /* [node] */
} heap;

static bool
heap_init(heap *queue, uint32_t node_count, mst_arena *arena)
{
    queue->count = 0;
    queue->nodes = MST_TAKE(arena, uint32_t, node_count);
    queue->places = MST_TAKE(arena, uint32_t, node_count);
    queue->labels = MST_TAKE(arena, mst_time, node_count);
    if (queue->nodes == NULL || queue->places == NULL || queue->labels == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < node_count; i++) {
        queue->labels[i] = MST_NEVER;
    }
    return true;
}

static bool
heap_before(const heap *queue, uint32_t a, uint32_t b)
{
    if (queue->labels[a] != queue->labels[b]) {
        return queue->labels[a] < queue->labels[b];
    }
    return a < b;
}

static void
heap_put(heap *queue, uint32_t place, uint32_t node)
{
    queue->nodes[place] = node;
    queue->places[node] = place + 1;
}

static void
heap_lower(heap *queue, uint32_t node, mst_time label)
{
    if (label >= queue->labels[node]) {
        return;
    }
    queue->labels[node] = label;
    uint32_t place = queue->places[node] != 0 ? queue->places[node] - 1 : queue->count++;
    while (place > 0) {
        uint32_t above = (place - 1) / 2;
        if (!heap_before(queue, node, queue->nodes[above])) {
            break;
        }
        heap_put(queue, place, queue->nodes[above]);
        place = above;
    }
    heap_put(queue, place, node);
}

static uint32_t
heap_pop(heap *queue)
{
    uint32_t top = queue->nodes[0];
    queue->places[top] = 0;
    uint32_t node = queue->nodes[--queue->count];
    if (queue->count == 0) {
        return top;
    }
    uint32_t place = 0;
    for (;;) {
        uint32_t below = 2 * place + 1;
        if (below >= queue->count) {
            break;
        }
        if (below + 1 < queue->count &&
            heap_before(queue, queue->nodes[below + 1], queue->nodes[below])) {
            below++;
        }
        if (!heap_before(queue, queue->nodes[below], node)) {
            break;
        }
        heap_put(queue, place, queue->nodes[below]);
        place = below;
    }
    heap_put(queue, place, node);
    return top;
}

/* ---- one way ---- */

static mst_time
slowed(mst_time time, int64_t slow)
{
    mst_wide scaled = ((mst_wide)time * slow + 999999) / 1000000;
    return scaled < MST_NEVER ? (mst_time)scaled : MST_NEVER;
}

/* Earliest arrival of a transit that takes `time` at plain speed and enters at `t` or later. */
static mst_time
arrival(const mst_problem *problem, uint32_t arc, mst_time time, mst_time t)
{
    const mst_p_arc *way = &problem->arcs[arc];
    const mst_p_site *from = &problem->sites[way->from];
    const mst_p_site *to = &problem->sites[way->to];
    bool by_air = way->mode == MST_MODE_AIR;
    mst_time ready = by_air ? mst_windows_earliest(&from->air, t, 0) : t;
    if (time >= MST_NEVER || ready >= MST_NEVER) {
        return MST_NEVER;
    }
    mst_time best = MST_NEVER;
    for (uint32_t i = 0; i < way->slow.count; i++) {
        mst_time end = i + 1 < way->slow.count ? way->slow.from[i + 1] : MST_NEVER;
        if (end <= ready || way->slow.from[i] >= best) {
            continue;
        }
        mst_time length = slowed(time, way->slow.value[i]);
        mst_time leave =
            mst_windows_earliest(&way->open, mst__later(ready, way->slow.from[i]), length);
        if (leave < end) {
            best = mst__earlier(best, mst__sum(leave, length));
        }
    }
    if (best >= MST_NEVER) {
        return MST_NEVER;
    }
    best = mst_windows_earliest(&to->open, best, 0);
    return by_air && best < MST_NEVER ? mst_windows_earliest(&to->air, best, 0) : best;
}

/* A service without length may be the end of a longer berth interval, so it may be at the very end
 * of a window. */
mst_time
mst__service_begin(const mst_windows *service, mst_time t, mst_time length)
{
    if (length > 0) {
        return mst_windows_earliest(service, t, length);
    }
    for (uint32_t i = 0; i < service->count; i++) {
        if (t <= service->spans[i].end) {
            return mst__later(t, service->spans[i].begin);
        }
    }
    return MST_NEVER;
}

mst_time
mst__relax_arrival(const mst__relax *relax, uint32_t arc, uint32_t type, bool loaded, mst_time t)
{
    const mst_problem *problem = relax->problem;
    size_t cell = (size_t)arc * problem->type_count + type;
    mst_time time = problem->loaded_time[cell];
    return arrival(problem, arc, loaded ? time : mst__earlier(time, problem->empty_time[cell]), t);
}

static mst_time
least_slowed(const mst_p_arc *way, mst_time time, mst_time horizon)
{
    if (time >= MST_NEVER || way->open.count == 0) {
        return MST_NEVER;
    }
    return slowed(time, mst_steps_least(&way->slow, 0, horizon + 1));
}

/* ---- filling the world, step by step ---- */

static bool
is_goal(const mst_problem *problem, const mst_p_cohort *cohort, uint32_t site)
{
    if (!cohort->accepts[site]) {
        return false;
    }
    return site == problem->relocate_to ||
           mst_steps_most(&problem->sites[site].safe, 0, problem->horizon + 1) > 0;
}

static bool
same_vehicle(const mst__group *group, const mst_p_vehicle *vehicle, mst_time start, mst_time end)
{
    return group->fleet == vehicle->fleet && group->type == vehicle->type &&
           group->base == vehicle->base && group->crews == vehicle->crews &&
           group->sorties == vehicle->sorties && group->start == start && group->end == end;
}

static bool
fill_groups(mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    relax->groups = MST_TAKE(relax->arena, mst__group, problem->vehicle_count);
    relax->types = MST_TAKE(relax->arena, uint32_t, problem->type_count);
    uint8_t *used = MST_TAKE(relax->arena, uint8_t, problem->type_count);
    if (relax->groups == NULL || relax->types == NULL || used == NULL) {
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        const mst_windows *usable = &vehicle->usable;
        uint32_t i = 0;
        while (i < usable->count && usable->spans[i].end <= 0) {
            i++;
        }
        if (i == usable->count || usable->spans[i].begin > relax->horizon) {
            continue;
        }
        mst_time start = mst__later(usable->spans[i].begin, 0);
        mst_time end = mst__earlier(usable->spans[usable->count - 1].end, relax->horizon);
        /* Vehicles of one fleet stand together, so looking back a few groups finds the equal
         * one. */
        uint32_t g = relax->group_count;
        while (g > 0 && relax->groups[g - 1].fleet == vehicle->fleet &&
               !same_vehicle(&relax->groups[g - 1], vehicle, start, end)) {
            g--;
        }
        if (g > 0 && same_vehicle(&relax->groups[g - 1], vehicle, start, end)) {
            relax->groups[g - 1].count++;
            continue;
        }
        relax->groups[relax->group_count++] = (mst__group){
            .fleet = vehicle->fleet,
            .type = vehicle->type,
            .base = vehicle->base,
            .crews = vehicle->crews,
            .sorties = vehicle->sorties,
            .count = 1,
            .start = start,
            .end = end,
        };
        used[vehicle->type] = 1;
    }
    for (uint32_t t = 0; t < problem->type_count; t++) {
        if (used[t]) {
            relax->types[relax->type_count++] = t;
        }
    }
    return true;
}

static bool
is_base(const mst__relax *relax, uint32_t type, uint32_t site)
{
    for (uint32_t g = 0; g < relax->group_count; g++) {
        if (relax->groups[g].type == type && relax->groups[g].base == site) {
            return true;
        }
    }
    return false;
}

static void
fill_type(mst__relax *relax, uint32_t i)
{
    const mst_problem *problem = relax->problem;
    uint32_t type = relax->types[i];
    uint8_t *serves = relax->serves + (size_t)i * problem->site_count;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        const mst_p_site *site = &problem->sites[s];
        bool fits = problem->compatible[(size_t)s * problem->type_count + type] != 0;
        int64_t berths =
            mst_steps_most(&site->berths[problem->types[type].berth_class], 0, relax->horizon + 1);
        /* A service that takes no time, too, needs a berth at its instant. */
        serves[s] = (fits || is_base(relax, type, s)) && site->service.count > 0 && berths > 0;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *way = &problem->arcs[a];
        size_t cell = (size_t)a * problem->type_count + type;
        bool fits = problem->compatible[(size_t)way->to * problem->type_count + type] != 0 &&
                    problem->sites[way->to].open.count > 0;
        mst_time ride =
            fits ? least_slowed(way, problem->loaded_time[cell], relax->horizon) : MST_NEVER;
        mst_time empty =
            fits ? least_slowed(way, problem->empty_time[cell], relax->horizon) : MST_NEVER;
        relax->ride[(size_t)i * problem->arc_count + a] = ride;
        relax->hop[(size_t)i * problem->arc_count + a] = mst__earlier(ride, empty);
    }
}

static bool
fill_ways(mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    size_t cells = (size_t)relax->type_count * problem->arc_count;
    relax->ride = MST_TAKE(relax->arena, mst_time, cells);
    relax->hop = MST_TAKE(relax->arena, mst_time, cells);
    relax->self = MST_TAKE(relax->arena, mst_time, problem->arc_count);
    relax->passable = MST_TAKE(relax->arena, uint8_t, problem->arc_count);
    relax->serves =
        MST_TAKE(relax->arena, uint8_t, (size_t)relax->type_count * problem->site_count);
    relax->into = MST_TAKE(relax->arena, uint32_t, problem->arc_count);
    relax->into_from = MST_TAKE(relax->arena, uint32_t, (size_t)problem->site_count + 2);
    if (relax->ride == NULL || relax->hop == NULL || relax->self == NULL || relax->serves == NULL ||
        relax->passable == NULL || relax->into == NULL || relax->into_from == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < relax->type_count; i++) {
        fill_type(relax, i);
    }
    uint32_t *begin = relax->into_from;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        begin[problem->arcs[a].to + 2]++;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        begin[s + 2] += begin[s + 1];
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        relax->into[begin[problem->arcs[a].to + 1]++] = a;
    }
    return true;
}

static void
fill_passable(mst__relax *relax)
{
    uint32_t arcs = relax->problem->arc_count;
    for (uint32_t a = 0; a < arcs; a++) {
        relax->passable[a] = relax->self[a] < MST_NEVER;
        for (uint32_t i = 0; i < relax->type_count; i++) {
            relax->passable[a] |= relax->ride[(size_t)i * arcs + a] < MST_NEVER;
        }
    }
}

/* Least time of the arc for a cohort on its own, at any speed the arc ever allows. */
static mst_time
least_self(const mst_problem *problem, uint32_t arc, uint32_t cohort)
{
    const mst_p_arc *way = &problem->arcs[arc];
    mst_time least = MST_NEVER;
    if (problem->cohorts[cohort].self_means == MST_SELF_NONE || way->open.count == 0) {
        return MST_NEVER;
    }
    for (uint32_t i = 0; i < way->slow.count; i++) {
        least = mst__earlier(least, mst_arc_self_transit(problem, arc, cohort, way->slow.from[i]));
    }
    return least;
}

/* The same for the fastest cohort that moves by itself. */
static void
fill_self(mst__relax *relax)
{
    for (uint32_t a = 0; a < relax->problem->arc_count; a++) {
        relax->self[a] = MST_NEVER;
        for (uint32_t m = 0; m < relax->mover_count; m++) {
            relax->self[a] = mst__earlier(relax->self[a],
                                          least_self(relax->problem, a, relax->movers[m].cohort));
        }
    }
}

static bool
add_mover(mst__relax *relax, uint32_t c, const uint8_t *goals)
{
    const mst_problem *problem = relax->problem;
    uint32_t set = 0;
    while (set < relax->goal_set_count &&
           memcmp(relax->goal_sets[set], goals, problem->site_count) != 0) {
        set++;
    }
    if (set == relax->goal_set_count) {
        uint8_t *copy = MST_TAKE(relax->arena, uint8_t, problem->site_count);
        if (copy == NULL) {
            return false;
        }
        memcpy(copy, goals, problem->site_count);
        for (uint32_t s = 0; s < problem->site_count; s++) {
            relax->goal[s] |= goals[s];
        }
        relax->goal_sets[relax->goal_set_count++] = copy;
    }
    relax->movers[relax->mover_count++] =
        (mst__mover){.cohort = c, .goals = set, .first_out = MST_NEVER};
    return true;
}

/* Those in scope who are not out where they start. Reinforcements still to be carried in may stay
 * away. */
static bool
fill_movers(mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    relax->movers = MST_TAKE(relax->arena, mst__mover, problem->cohort_count);
    relax->goal_sets = MST_TAKE(relax->arena, uint8_t *, problem->cohort_count);
    relax->goal = MST_TAKE(relax->arena, uint8_t, problem->site_count);
    uint8_t *goals = MST_TAKE(relax->arena, uint8_t, problem->site_count);
    if (relax->movers == NULL || relax->goal_sets == NULL || relax->goal == NULL || goals == NULL) {
        return false;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (!cohort->in_scope || cohort->presence == MST_PRESENT_BY_FLEET || cohort->count <= 0 ||
            is_goal(problem, cohort, cohort->site)) {
            continue;
        }
        for (uint32_t s = 0; s < problem->site_count; s++) {
            goals[s] = is_goal(problem, cohort, s);
        }
        if (!add_mover(relax, c, goals)) {
            return false;
        }
    }
    return true;
}

/* A station of one site only: nobody can have been processed elsewhere. */
static bool
fill_desks(mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    relax->fresh_desk = MST_TAKE(relax->arena, mst_time, problem->site_count);
    uint32_t *users = MST_TAKE(relax->arena, uint32_t, MST_MAX_STATIONS);
    if (relax->fresh_desk == NULL || users == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (problem->sites[s].has_process) {
            users[problem->sites[s].station]++;
        }
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        const mst_p_site *site = &problem->sites[s];
        if (site->has_process && users[site->station] == 1) {
            relax->fresh_desk[s] = mst_steps_most(&site->desks, 0, relax->horizon + 1) <= 0
                                       ? MST_NEVER
                                       : mst_steps_least(&site->desk_time, 0, relax->horizon + 1);
        }
    }
    return true;
}

/* Where the vehicles of a group can be, and when. */
static bool
fill_group_reach(mst__relax *relax, mst__group *group, uint32_t i)
{
    const mst_problem *problem = relax->problem;
    heap queue;
    if (!heap_init(&queue, problem->site_count, relax->arena)) {
        return false;
    }
    heap_lower(&queue, group->base, group->start);
    while (queue.count > 0) {
        uint32_t s = heap_pop(&queue);
        for (uint32_t a = problem->arcs_from[s]; a < problem->arcs_from[s + 1]; a++) {
            if (relax->hop[(size_t)i * problem->arc_count + a] >= MST_NEVER) {
                continue;
            }
            mst_time t = mst__relax_arrival(relax, a, group->type, false, queue.labels[s]);
            if (t <= group->end) {
                heap_lower(&queue, problem->arcs[a].to, t);
            }
        }
    }
    group->at = queue.labels;
    return true;
}

/* Least times from the base to each site, or, backwards, from each site to the base. */
static bool
fill_group_ways(mst__relax *relax, const mst__group *group, uint32_t i, bool backwards,
                mst_time **result)
{
    const mst_problem *problem = relax->problem;
    heap queue;
    if (!heap_init(&queue, problem->site_count, relax->arena)) {
        return false;
    }
    const mst_time *hop = relax->hop + (size_t)i * problem->arc_count;
    heap_lower(&queue, group->base, 0);
    while (queue.count > 0) {
        uint32_t s = heap_pop(&queue);
        const uint32_t *begin = backwards ? relax->into_from : problem->arcs_from;
        for (uint32_t k = begin[s]; k < begin[s + 1]; k++) {
            uint32_t a = backwards ? relax->into[k] : k;
            uint32_t next = backwards ? problem->arcs[a].from : problem->arcs[a].to;
            heap_lower(&queue, next, mst__sum(queue.labels[s], hop[a]));
        }
    }
    *result = queue.labels;
    return true;
}

static bool
fill_reach(mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    size_t cells = (size_t)relax->type_count * problem->site_count;
    relax->type_at = MST_TAKE(relax->arena, mst_time, cells);
    if (relax->type_at == NULL) {
        return false;
    }
    for (size_t k = 0; k < cells; k++) {
        relax->type_at[k] = MST_NEVER;
    }
    for (uint32_t g = 0; g < relax->group_count; g++) {
        mst__group *group = &relax->groups[g];
        uint32_t i = 0;
        while (relax->types[i] != group->type) {
            i++;
        }
        if (!fill_group_reach(relax, group, i)) {
            return false;
        }
        for (uint32_t s = 0; s < problem->site_count; s++) {
            mst_time *at = &relax->type_at[(size_t)i * problem->site_count + s];
            *at = mst__earlier(*at, group->at[s]);
        }
        if (problem->types[group->type].duty < MST_NEVER &&
            (!fill_group_ways(relax, group, i, false, &group->from_base) ||
             !fill_group_ways(relax, group, i, true, &group->to_base))) {
            return false;
        }
    }
    return true;
}

/* ---- the least time to be out, backwards from the goals ----
 *
 * Nodes: site s is "off at s"; sites + i x sites + s is "aboard type i at s, free to go on or to
 * get off".
 */

static void
tail_into_off(const mst__relax *relax, heap *queue, uint32_t s)
{
    const mst_problem *problem = relax->problem;
    uint32_t sites = problem->site_count;
    for (uint32_t i = 0; i < relax->type_count; i++) {
        if (relax->serves[(size_t)i * sites + s]) {
            heap_lower(queue, sites + i * sites + s,
                       mst__sum(queue->labels[s], problem->types[relax->types[i]].unload));
        }
    }
    for (uint32_t k = relax->into_from[s]; k < relax->into_from[s + 1]; k++) {
        uint32_t a = relax->into[k];
        uint32_t from = problem->arcs[a].from;
        heap_lower(queue, from,
                   mst__sum(queue->labels[s], mst__sum(relax->self[a], relax->fresh_desk[from])));
    }
}

static void
tail_into_aboard(const mst__relax *relax, heap *queue, uint32_t node)
{
    const mst_problem *problem = relax->problem;
    uint32_t sites = problem->site_count;
    uint32_t i = (node - sites) / sites;
    uint32_t s = (node - sites) % sites;
    mst_time load = problem->types[relax->types[i]].load;
    for (uint32_t k = relax->into_from[s]; k < relax->into_from[s + 1]; k++) {
        uint32_t a = relax->into[k];
        uint32_t from = problem->arcs[a].from;
        mst_time before =
            mst__sum(queue->labels[node], relax->ride[(size_t)i * problem->arc_count + a]);
        heap_lower(queue, sites + i * sites + from, before);
        if (relax->serves[(size_t)i * sites + from]) {
            heap_lower(queue, from, mst__sum(before, mst__sum(load, relax->fresh_desk[from])));
        }
    }
}

/* Force and people nobody directs need no desk, so their tails may be shorter: fresh desks count in
 * common labels only where none of them moves. */
static bool
fill_tails(mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    uint32_t sites = problem->site_count;
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        const mst_p_cohort *cohort = &problem->cohorts[relax->movers[m].cohort];
        if (cohort->force || cohort->uncontrolled) {
            memset(relax->fresh_desk, 0, sizeof(mst_time) * sites);
            break;
        }
    }
    heap queue;
    if (!heap_init(&queue, sites * (relax->type_count + 1), relax->arena)) {
        return false;
    }
    for (uint32_t s = 0; s < sites; s++) {
        if (relax->goal[s]) {
            heap_lower(&queue, s, 0);
        }
    }
    while (queue.count > 0) {
        uint32_t node = heap_pop(&queue);
        if (node < sites) {
            tail_into_off(relax, &queue, node);
        } else {
            tail_into_aboard(relax, &queue, node);
        }
    }
    relax->tail_off = queue.labels;
    relax->tail_aboard = queue.labels + sites;
    return true;
}

/* ---- people, forwards ---- */

typedef struct walk {
    const mst__relax *relax;
    const mst_p_cohort *cohort; /* NULL: anybody */
    const uint8_t *goals;       /* NULL: go everywhere */
    heap queue;
    int64_t work;
} walk;

/* First moment at which somebody there from `t` on may board or walk off. */
static mst_time
ready_to_leave(const walk *w, uint32_t s, mst_time t)
{
    const mst_p_site *site = &w->relax->problem->sites[s];
    if (!site->has_process ||
        (w->cohort != NULL && (w->cohort->force || w->cohort->uncontrolled))) {
        return t;
    }
    bool never_before = w->cohort != NULL && s == w->cohort->site;
    if (!never_before && w->relax->fresh_desk[s] == 0) {
        return t;
    }
    mst_time best = MST_NEVER;
    for (uint32_t i = 0; i < site->desks.count; i++) {
        mst_time end = i + 1 < site->desks.count ? site->desks.from[i + 1] : MST_NEVER;
        if (site->desks.value[i] > 0 && end > t) {
            best = mst__later(t, site->desks.from[i]);
            break;
        }
    }
    if (best >= MST_NEVER) {
        return MST_NEVER;
    }
    return best + mst_steps_least(&site->desk_time, best, w->relax->horizon + 1);
}

/* Those off at `s`: into whatever can be there, in the first berth interval, or away by
 * themselves. */
static void
walk_off(walk *w, uint32_t s)
{
    const mst__relax *relax = w->relax;
    const mst_problem *problem = relax->problem;
    uint32_t sites = problem->site_count;
    mst_time ready = ready_to_leave(w, s, w->queue.labels[s]);
    if (ready > relax->horizon) {
        return;
    }
    for (uint32_t i = 0; i < relax->type_count; i++) {
        mst_time at = relax->type_at[(size_t)i * sites + s];
        if (at >= MST_NEVER || !relax->serves[(size_t)i * sites + s]) {
            continue;
        }
        const mst_p_type *type = &problem->types[relax->types[i]];
        mst_time length = mst__later(type->turn, type->load);
        mst_time begin = mst__later(at, ready + type->load - length);
        begin = mst__service_begin(&problem->sites[s].service, begin, length);
        if (begin < MST_NEVER) {
            heap_lower(&w->queue, sites + i * sites + s, begin + length);
        }
    }
    for (uint32_t a = problem->arcs_from[s]; a < problem->arcs_from[s + 1]; a++) {
        mst_time own = relax->self[a];
        if (own < MST_NEVER && w->cohort != NULL) { /* who walks is not as fast as a car */
            own = least_self(problem, a, (uint32_t)(w->cohort - problem->cohorts));
        }
        mst_time t = mst__sum(ready, own);
        t = t < MST_NEVER ? mst_windows_earliest(&problem->sites[problem->arcs[a].to].open, t, 0)
                          : t;
        if (t <= relax->horizon) {
            heap_lower(&w->queue, problem->arcs[a].to, t);
        }
    }
}

static void
walk_aboard(walk *w, uint32_t node)
{
    const mst__relax *relax = w->relax;
    const mst_problem *problem = relax->problem;
    uint32_t sites = problem->site_count;
    uint32_t i = (node - sites) / sites;
    uint32_t s = (node - sites) % sites;
    mst_time t = w->queue.labels[node];
    const mst_p_type *type = &problem->types[relax->types[i]];
    if (relax->serves[(size_t)i * sites + s]) {
        mst_time begin =
            mst__service_begin(&problem->sites[s].service, t, mst__later(type->turn, type->unload));
        if (begin < MST_NEVER && begin + type->unload <= relax->horizon) {
            heap_lower(&w->queue, s, begin + type->unload);
        }
    }
    for (uint32_t a = problem->arcs_from[s]; a < problem->arcs_from[s + 1]; a++) {
        w->work++;
        if (relax->ride[(size_t)i * problem->arc_count + a] >= MST_NEVER) {
            continue;
        }
        size_t cell = (size_t)a * problem->type_count + relax->types[i];
        mst_time then = arrival(problem, a, problem->loaded_time[cell], t);
        if (then <= relax->horizon) {
            heap_lower(&w->queue, sites + i * sites + problem->arcs[a].to, then);
        }
    }
}

/* Runs until a goal is reached (its label), or nothing is left (MST_NEVER). */
static mst_time
walk_run(walk *w)
{
    uint32_t sites = w->relax->problem->site_count;
    while (w->queue.count > 0) {
        uint32_t node = heap_pop(&w->queue);
        w->work++;
        if (node < sites) {
            if (w->goals != NULL && w->goals[node]) {
                return w->queue.labels[node];
            }
            w->work += w->relax->type_count;
            walk_off(w, node);
        } else {
            walk_aboard(w, node);
        }
    }
    return MST_NEVER;
}

static bool
fill_earliest(mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    walk w = {.relax = relax};
    if (!heap_init(&w.queue, problem->site_count * (relax->type_count + 1), relax->arena)) {
        return false;
    }
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        const mst_p_cohort *cohort = &problem->cohorts[relax->movers[m].cohort];
        heap_lower(&w.queue, cohort->site, mst__later(0, mst_cohort_release_time(cohort, 1)));
    }
    (void)walk_run(&w);
    relax->earliest_off = w.queue.labels;
    return true;
}

bool
mst__relax_init(mst__relax *relax, const mst_problem *problem, mst_arena *arena)
{
    *relax = (mst__relax){.problem = problem, .arena = arena, .horizon = problem->horizon};
    if (!fill_movers(relax) || !fill_groups(relax) || !fill_ways(relax) || !fill_desks(relax)) {
        return false;
    }
    fill_self(relax);
    fill_passable(relax);
    return fill_reach(relax) && fill_tails(relax) && fill_earliest(relax);
}

bool
mst__relax_out(const mst__relax *relax, const mst__mover *mover, mst_time release, int64_t *limit,
               mst_time *out)
{
    const mst_problem *problem = relax->problem;
    const mst_p_cohort *cohort = &problem->cohorts[mover->cohort];
    mst_time begin = mst__later(release, 0);
    if (*limit <= 0 || release >= MST_NEVER) {
        *out = mst__sum(begin, relax->tail_off[cohort->site]);
        return true;
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    walk w = {.relax = relax, .cohort = cohort, .goals = relax->goal_sets[mover->goals]};
    bool done = heap_init(&w.queue, problem->site_count * (relax->type_count + 1), &scratch);
    if (done) {
        heap_lower(&w.queue, cohort->site, begin);
        *out = walk_run(&w);
        *limit -= w.work;
    }
    mst_arena_release(&scratch);
    return done;
}
