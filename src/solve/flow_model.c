/* SPDX-License-Identifier: Apache-2.0
 *
 * From a compiled problem to the relaxation of flow.h: places, what vehicles are alike, and the
 * legs of their walks.
 */
#include <assert.h>
#include <string.h>

#include "model/fields.h"
#include "solve/flow.h"

enum { MOST_LEGS = 40000 };

/* ---- does it apply? ---- */

static bool
cohort_waits(const mst_p_cohort *cohort)
{
    return cohort->presence == MST_PRESENT_AT_START && cohort->self_means == MST_SELF_NONE &&
           !cohort->uncontrolled && !cohort->guards && !cohort->force;
}

static bool
all_wait(const mst_problem *problem)
{
    int64_t people = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (!cohort->in_scope) {
            continue;
        }
        if (!cohort_waits(cohort)) {
            return false;
        }
        people += cohort->count;
    }
    return people > 0;
}

/* Might anybody of the scope end at the site? */
static bool
is_end(const mst_problem *problem, uint32_t site)
{
    if (site != problem->relocate_to &&
        mst_steps_most(&problem->sites[site].safe, 0, problem->horizon) == 0) {
        return false;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].in_scope && problem->cohorts[c].accepts[site]) {
            return true;
        }
    }
    return false;
}

/* People who begin there: those of cohorts that are out there, or those of all others. */
static int64_t
people_of(const mst_problem *problem, uint32_t site, bool who_are_out)
{
    int64_t people = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        bool out = cohort->accepts[site] &&
                   (site == problem->relocate_to ||
                    mst_steps_most(&problem->sites[site].safe, 0, problem->horizon) > 0);
        people +=
            cohort->in_scope && cohort->site == site && out == who_are_out ? cohort->count : 0;
    }
    return people;
}

/* Persons who may be brought to a place to stay there. Those there already who do not go on fill
 * its hold; people out of the scope, and those of it who end where they are. */
static int64_t
room_of(const mst_problem *problem, uint32_t site)
{
    int64_t hold = mst_steps_most(&problem->sites[site].hold, 0, problem->horizon);
    if (hold >= MST_UNLIMITED) {
        return MST_UNLIMITED;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->site == site && !cohort->in_scope && cohort->presence == MST_PRESENT_AT_START &&
            cohort->self_means == MST_SELF_NONE) {
            hold -= cohort->count;
        }
    }
    return hold > 0 ? hold : 0;
}

/* ---- places ---- */

/* Can people get off or on there, whatever the type? */
static bool
any_serves(const mst__flow *flow, uint32_t site)
{
    for (uint32_t t = 0; t < flow->type_count; t++) {
        if (mst__routes_can_serve(flow->problem, site, flow->types[t].type)) {
            return true;
        }
    }
    return false;
}

/* Places are where people start, where they may end, and where they may change. */
static bool
list_places(mst__flow *flow, bool *applies)
{
    const mst_problem *problem = flow->problem;
    flow->places = MST_TAKE(flow->arena, mst__flow_place, problem->site_count);
    if (flow->places == NULL) {
        return false;
    }
    bool any_end = false;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        int64_t people = people_of(problem, s, false);
        if (people == 0 && !any_serves(flow, s)) {
            continue;
        }
        bool safe = is_end(problem, s);
        any_end |= safe;
        flow->people += people;
        flow->places[flow->place_count++] =
            (mst__flow_place){.site = s,
                              .people = people,
                              .others = people_of(problem, s, true),
                              .safe = safe,
                              .room = safe ? room_of(problem, s) : 0};
    }
    *applies = any_end && flow->people > 0;
    return true;
}

/* ---- vehicles that are alike ---- */

static bool
list_types(mst__flow *flow)
{
    const mst_problem *problem = flow->problem;
    flow->types = MST_TAKE(flow->arena, mst__flow_type, problem->type_count);
    if (flow->types == NULL) {
        return false;
    }
    for (uint32_t t = 0; t < problem->type_count; t++) {
        bool used = false;
        for (uint32_t v = 0; v < problem->vehicle_count; v++) {
            used |= problem->vehicles[v].type == t && problem->vehicles[v].usable.count > 0;
        }
        const mst_p_type *type = &problem->types[t];
        int64_t seats = type->seats + type->litters;
        if (used && seats > 0) {
            flow->types[flow->type_count++] = (mst__flow_type){.type = t, .seats = seats};
        }
    }
    return true;
}

static bool
add_class(mst__flow *flow, uint32_t v, uint32_t type)
{
    const mst_problem *problem = flow->problem;
    const mst_p_vehicle *vehicle = &problem->vehicles[v];
    mst_time begins = vehicle->usable.spans[0].begin > 0 ? vehicle->usable.spans[0].begin : 0;
    for (uint32_t k = 0; k < flow->class_count; k++) {
        mst__flow_class *class = &flow->classes[k];
        if (class->type == type && class->base == vehicle->base && class->begins == begins) {
            class->vehicles[class->count++] = v;
            return true;
        }
    }
    mst__flow_class *class = &flow->classes[flow->class_count++];
    *class = (mst__flow_class){.type = type, .base = vehicle->base, .begins = begins};
    class->vehicles = MST_TAKE(flow->arena, uint32_t, problem->vehicle_count - v);
    if (class->vehicles == NULL) {
        return false;
    }
    class->vehicles[class->count++] = v;
    return true;
}

static bool
list_classes(mst__flow *flow, bool *applies)
{
    const mst_problem *problem = flow->problem;
    flow->classes = MST_TAKE(flow->arena, mst__flow_class, MST__FLOW_CLASSES + 1);
    if (flow->classes == NULL) {
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count && *applies; v++) {
        for (uint32_t t = 0; t < flow->type_count && *applies; t++) {
            if (flow->types[t].type == problem->vehicles[v].type &&
                problem->vehicles[v].usable.count > 0 && !add_class(flow, v, t)) {
                return false;
            }
            *applies = flow->class_count <= MST__FLOW_CLASSES;
        }
    }
    *applies = *applies && flow->class_count > 0;
    return true;
}

/* ---- parties ---- */

static int64_t
divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Counts in parties from here on: as a party goes together, no vehicle has part of one aboard. */
static void
count_parties(mst__flow *flow, bool *applies)
{
    const mst_problem *problem = flow->problem;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].in_scope && problem->cohorts[c].count > 0) {
            flow->party = divisor(flow->party, problem->cohorts[c].party);
        }
    }
    for (uint32_t i = 0; i < flow->place_count; i++) {
        mst__flow_place *place = &flow->places[i];
        place->people /= flow->party;
        place->others /= flow->party;
        place->room = place->room < MST_UNLIMITED ? place->room / flow->party : MST_UNLIMITED;
    }
    for (uint32_t t = 0; t < flow->type_count; t++) {
        flow->types[t].seats /= flow->party;
        *applies = *applies && flow->types[t].seats > 0;
    }
    flow->people /= flow->party;
}

/* ---- ways ---- */

/* Least ms from site to site, over all arcs the type may use at some time and however slow they
 * are made; [from place or base][to place]. Ways are walked with or without people aboard. */
typedef struct ways {
    const mst__flow *flow;
    uint32_t type;                    /* in the problem */
    mst_time *arc_loaded, *arc_empty; /* [arc_count] */
    mst_time *loaded, *empty;         /* [place * place_count + place] */
    mst_time *first;                  /* [class * place_count + place] empty, from the base */
    mst_time *label;                  /* [site_count] of a search */
} ways;

static mst_time
least_transit(const mst_problem *problem, uint32_t arc, uint32_t type, bool loaded)
{
    const mst_p_arc *way = &problem->arcs[arc];
    if (way->open.count == 0) {
        return MST_NEVER;
    }
    const mst_time *times = loaded ? problem->loaded_time : problem->empty_time;
    mst_time base = times[(size_t)arc * problem->type_count + type];
    if (base >= MST_NEVER || base > problem->horizon) {
        return MST_NEVER;
    }
    int64_t slow = mst_steps_least(&way->slow, 0, problem->horizon);
    if (slow == 1000000) {
        return base;
    }
    mst_wide scaled = ((mst_wide)base * slow + 999999) / 1000000;
    return scaled < base ? (mst_time)scaled : base;
}

/* Bellman and Ford's search by rounds, which needs no queue: the networks are small. */
static void
spread(const ways *w, const mst_time *arc_time)
{
    const mst_problem *problem = w->flow->problem;
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *arc = &problem->arcs[a];
            if (arc_time[a] >= MST_NEVER || w->label[arc->from] >= MST_NEVER) {
                continue;
            }
            mst_time t = w->label[arc->from] + arc_time[a];
            if (t < w->label[arc->to]) {
                w->label[arc->to] = t;
                changed = true;
            }
        }
    }
}

static void
fill_row(const ways *w, uint32_t site, const mst_time *arc_time, mst_time *row)
{
    const mst__flow *flow = w->flow;
    for (uint32_t s = 0; s < flow->problem->site_count; s++) {
        w->label[s] = MST_NEVER;
    }
    w->label[site] = 0;
    spread(w, arc_time);
    for (uint32_t i = 0; i < flow->place_count; i++) {
        mst_time t = w->label[flow->places[i].site];
        row[i] = t <= flow->problem->horizon ? t : MST_NEVER;
    }
}

static bool
ways_take(ways *w, const mst__flow *flow, uint32_t type, mst_arena *scratch)
{
    const mst_problem *problem = flow->problem;
    size_t places = flow->place_count;
    *w = (ways){.flow = flow, .type = type};
    w->arc_loaded = MST_TAKE(scratch, mst_time, problem->arc_count);
    w->arc_empty = MST_TAKE(scratch, mst_time, problem->arc_count);
    w->loaded = MST_TAKE(scratch, mst_time, places * places);
    w->empty = MST_TAKE(scratch, mst_time, places * places);
    w->first = MST_TAKE(scratch, mst_time, places * flow->class_count);
    w->label = MST_TAKE(scratch, mst_time, problem->site_count);
    if (w->arc_loaded == NULL || w->arc_empty == NULL || w->loaded == NULL || w->empty == NULL ||
        w->first == NULL || w->label == NULL) {
        return false;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        w->arc_loaded[a] = least_transit(problem, a, type, true);
        w->arc_empty[a] = least_transit(problem, a, type, false);
    }
    for (uint32_t i = 0; i < flow->place_count; i++) {
        fill_row(w, flow->places[i].site, w->arc_loaded, w->loaded + i * places);
        fill_row(w, flow->places[i].site, w->arc_empty, w->empty + i * places);
    }
    for (uint32_t k = 0; k < flow->class_count; k++) {
        if (flow->types[flow->classes[k].type].type == type) {
            fill_row(w, flow->classes[k].base, w->arc_empty, w->first + k * places);
        }
    }
    return true;
}

/* ---- legs ---- */

/* Which places can have people to carry (of all types together), and can be got to loaded. */
typedef struct reach {
    uint8_t *peopled; /* [place] */
    uint8_t *brought; /* [place] somebody can be brought there */
    uint8_t *leaves;  /* [type * place_count + place] a loaded leg leads away */
} reach;

/*
 * A loaded way that passes a place where there can be people on its shortest path is walked as two
 * legs: what a leg may be worth is convex and homogeneous in the fall, so two falls are worth no
 * less than their sum.
 */
static bool
is_direct(const ways *w, const reach *r, uint32_t a, uint32_t b)
{
    size_t n = w->flow->place_count;
    mst_time whole = w->loaded[a * n + b];
    for (uint32_t m = 0; m < n; m++) {
        if (r->peopled[m] && m != a && m != b && w->loaded[a * n + m] < MST_NEVER &&
            w->loaded[m * n + b] < MST_NEVER && w->loaded[a * n + m] > 0 &&
            w->loaded[m * n + b] > 0 && w->loaded[a * n + m] + w->loaded[m * n + b] <= whole) {
            return false;
        }
    }
    return true;
}

static bool
leads(const ways *w, uint32_t a, uint32_t b)
{
    return a != b && w->loaded[(size_t)a * w->flow->place_count + b] < MST_NEVER;
}

/* People can get off a vehicle of the type there. */
static bool
serves(const ways *w, uint32_t place)
{
    return mst__routes_can_serve(w->flow->problem, w->flow->places[place].site, w->type);
}

static void
find_reach(const mst__flow *flow, const ways *all, const reach *r)
{
    uint32_t n = flow->place_count;
    for (uint32_t a = 0; a < n; a++) {
        r->peopled[a] = flow->places[a].people + flow->places[a].others > 0;
    }
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < flow->type_count * n; i++) {
            const ways *w = &all[i / n];
            uint32_t a = i % n;
            for (uint32_t b = 0; b < n && r->peopled[a]; b++) {
                /* Whoever is aboard somewhere got on at a place that serves; whoever has got off
                 * can be peopled by it. */
                if (leads(w, a, b) && serves(w, b) && !r->brought[b]) {
                    r->brought[b] = r->peopled[b] = 1;
                    changed = true;
                }
                r->leaves[i] |= leads(w, a, b);
            }
        }
    }
}

typedef struct leg_list {
    mst_arena *arena;
    mst__flow_leg *legs;
    uint32_t count, room;
    bool out_of_memory, too_many;
} leg_list;

static void
add_leg(leg_list *list, mst__flow_leg leg)
{
    if (list->count >= MOST_LEGS) {
        list->too_many = true;
    } else if (list->count == list->room &&
               !mst_arena_grow(list->arena, (void **)&list->legs, list->count, &list->room,
                               sizeof *list->legs, MOST_LEGS)) {
        list->out_of_memory = true;
    } else {
        list->legs[list->count++] = leg;
    }
}

/* Nodes while legs are made: place i loaded is 2 i, empty is 2 i + 1. Where a vehicle that comes
 * loaded can only unload, it comes empty. To unload and load again at one place would be to go on
 * loaded, later: each leg is worth what it may carry, whoever was aboard before. */
static void
list_legs(leg_list *list, const ways *w, const reach *r, const uint8_t *leaves)
{
    const mst_p_type *facts = &w->flow->problem->types[w->type];
    uint32_t n = w->flow->place_count;
    for (uint32_t a = 0; a < n; a++) {
        if (!r->peopled[a]) {
            continue;
        }
        bool empties = r->brought[a] && serves(w, a);
        for (uint32_t b = 0; b < n; b++) {
            if (leads(w, a, b) && is_direct(w, r, a, b)) {
                mst_time loaded = w->loaded[(size_t)a * n + b];
                mst__flow_leg leg = {2 * a, 2 * b, loaded, a, b};
                if (!leaves[b]) {
                    leg.to = 2 * b + 1;
                    leg.time += facts->unload;
                }
                if (leaves[b] || (r->brought[b] && serves(w, b))) {
                    add_leg(list, leg);
                }
            }
            mst_time empty = w->empty[(size_t)a * n + b];
            if (a != b && empties && leaves[b] && serves(w, b) && empty < MST_NEVER) {
                add_leg(list,
                        (mst__flow_leg){2 * a + 1, 2 * b, empty + facts->load, MST_NONE, MST_NONE});
            }
        }
        if (empties && leaves[a]) {
            add_leg(list, (mst__flow_leg){2 * a, 2 * a + 1, facts->unload, MST_NONE, MST_NONE});
        }
    }
}

/* Numbers the nodes that legs use, in the order of places, and sorts the legs by where they start
 * (they are made in that order but for the pairs of a place). */
static bool
finish_type(const mst__flow *flow, mst__flow_type *type, const leg_list *list)
{
    uint32_t ids = 2 * flow->place_count;
    uint32_t *node = MST_TAKE(flow->arena, uint32_t, ids);
    type->place = MST_TAKE(flow->arena, uint32_t, ids);
    type->may_stop = MST_TAKE(flow->arena, uint8_t, ids);
    type->loading = MST_TAKE(flow->arena, uint32_t, flow->place_count);
    type->legs = MST_TAKE(flow->arena, mst__flow_leg, list->count);
    type->legs_from = MST_TAKE(flow->arena, uint32_t, (size_t)ids + 1);
    if (node == NULL || type->place == NULL || type->may_stop == NULL || type->loading == NULL ||
        type->legs == NULL || type->legs_from == NULL) {
        return false;
    }
    for (uint32_t e = 0; e < list->count; e++) {
        node[list->legs[e].from] = node[list->legs[e].to] = 1;
    }
    for (uint32_t i = 0; i < ids; i++) {
        if (i % 2 == 0) {
            type->loading[i / 2] = node[i] ? type->node_count : MST_NONE;
        }
        if (node[i]) {
            type->place[type->node_count] = i / 2;
            type->may_stop[type->node_count] = i % 2;
            node[i] = type->node_count++;
        }
    }
    for (uint32_t e = 0; e < list->count; e++) {
        type->legs_from[node[list->legs[e].from] + 1]++;
    }
    for (uint32_t i = 0; i < type->node_count; i++) {
        type->legs_from[i + 1] += type->legs_from[i];
    }
    uint32_t *next = MST_TAKE(flow->arena, uint32_t, (size_t)type->node_count + 1);
    if (next == NULL) {
        return false;
    }
    memcpy(next, type->legs_from, type->node_count * sizeof *next);
    for (uint32_t e = 0; e < list->count; e++) {
        mst__flow_leg leg = list->legs[e];
        leg.from = node[leg.from];
        leg.to = node[leg.to];
        type->legs[next[leg.from]++] = leg;
    }
    type->leg_count = list->count;
    return true;
}

static bool
fill_class(const mst__flow *flow, mst__flow_class *class, const ways *w, uint32_t index)
{
    const mst__flow_type *type = &flow->types[class->type];
    mst_time load = flow->problem->types[type->type].load;
    class->first_time = MST_TAKE(flow->arena, mst_time, flow->place_count);
    if (class->first_time == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < flow->place_count; i++) {
        mst_time way = w->first[(size_t)index * flow->place_count + i];
        bool can = type->loading[i] != MST_NONE && way < MST_NEVER && serves(w, i);
        class->first_time[i] = can ? class->begins + way + load : MST_NEVER;
    }
    return true;
}

static bool
make_legs(mst__flow *flow, const ways *all, mst_arena *scratch, bool *applies)
{
    uint32_t n = flow->place_count;
    reach r = {.peopled = MST_TAKE(scratch, uint8_t, n),
               .brought = MST_TAKE(scratch, uint8_t, n),
               .leaves = MST_TAKE(scratch, uint8_t, (size_t)n * flow->type_count)};
    if (r.peopled == NULL || r.brought == NULL || r.leaves == NULL) {
        return false;
    }
    find_reach(flow, all, &r);
    for (uint32_t t = 0; t < flow->type_count; t++) {
        leg_list list = {.arena = scratch};
        list_legs(&list, &all[t], &r, r.leaves + (size_t)t * n);
        if (list.out_of_memory) {
            return false;
        }
        if (list.too_many || list.count == 0) {
            *applies = *applies && !list.too_many;
        }
        if (!finish_type(flow, &flow->types[t], &list)) {
            return false;
        }
    }
    for (uint32_t k = 0; k < flow->class_count; k++) {
        if (!fill_class(flow, &flow->classes[k], &all[flow->classes[k].type], k)) {
            return false;
        }
    }
    return true;
}

/* ---- the common divisor of all times ---- */

static void
find_grain(mst__flow *flow)
{
    for (uint32_t t = 0; t < flow->type_count; t++) {
        const mst__flow_type *type = &flow->types[t];
        for (uint32_t e = 0; e < type->leg_count; e++) {
            flow->grain = divisor(flow->grain, type->legs[e].time);
        }
    }
    for (uint32_t i = 0; i < flow->place_count; i++) {
        for (uint32_t k = 0; k < flow->class_count; k++) {
            mst_time first = flow->classes[k].first_time[i];
            flow->grain = first < MST_NEVER ? divisor(flow->grain, first) : flow->grain;
        }
    }
    flow->grain = flow->grain > 0 ? flow->grain : 1;
}

bool
mst__flow_init(mst__flow *flow, const mst_problem *problem, mst_arena *arena, bool *applies)
{
    *flow = (mst__flow){.problem = problem, .arena = arena};
    *applies = problem->begins == 0 && all_wait(problem);
    if (!*applies) {
        return true;
    }
    if (!list_types(flow) || !list_places(flow, applies) || !list_classes(flow, applies)) {
        return false;
    }
    *applies = *applies && flow->place_count <= MST__FLOW_PLACES && flow->type_count > 0;
    if (!*applies) {
        return true;
    }
    count_parties(flow, applies);
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    ways *all = MST_TAKE(&scratch, ways, flow->type_count);
    bool done = all != NULL;
    for (uint32_t t = 0; t < flow->type_count && done; t++) {
        done = ways_take(&all[t], flow, flow->types[t].type, &scratch);
    }
    done = done && make_legs(flow, all, &scratch, applies);
    mst_arena_release(&scratch);
    if (done) {
        find_grain(flow);
    }
    return done;
}
