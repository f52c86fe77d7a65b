/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/route.h"

#include <stdlib.h>
#include <string.h>

#include "model/fields.h"

/* A binary heap of (time, site) for Dijkstra's algorithm; stale entries are skipped by the caller.
 */
typedef struct heap_entry {
    mst_time key;
    uint32_t site;
} heap_entry;

typedef struct heap {
    heap_entry *entries;
    uint32_t count;
} heap;

static bool
entry_before(heap_entry a, heap_entry b)
{
    return a.key < b.key || (a.key == b.key && a.site < b.site);
}

static void
heap_push(heap *h, mst_time key, uint32_t site)
{
    uint32_t i = h->count++;
    heap_entry entry = {key, site};
    while (i > 0 && entry_before(entry, h->entries[(i - 1) / 2])) {
        h->entries[i] = h->entries[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    h->entries[i] = entry;
}

static heap_entry
heap_pop(heap *h)
{
    heap_entry top = h->entries[0];
    heap_entry last = h->entries[--h->count];
    uint32_t i = 0;
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= h->count) {
            break;
        }
        if (child + 1 < h->count && entry_before(h->entries[child + 1], h->entries[child])) {
            child++;
        }
        if (!entry_before(h->entries[child], last)) {
            break;
        }
        h->entries[i] = h->entries[child];
        i = child;
    }
    if (h->count > 0) {
        h->entries[i] = last;
    }
    return top;
}

static bool
ever(const mst_problem *problem, const mst_windows *windows)
{
    return windows->count > 0 && windows->spans[windows->count - 1].end > problem->begins;
}

static bool
site_ever_open(const mst_problem *problem, uint32_t site)
{
    return ever(problem, &problem->sites[site].open);
}

/* May a vehicle of the type ever arrive at the site? */
static bool
can_arrive(const mst_problem *problem, uint32_t site, uint32_t type)
{
    return problem->compatible[(size_t)site * problem->type_count + type] &&
           ever(problem, &problem->sites[site].open) &&
           (problem->types[type].mode != MST_MODE_AIR || ever(problem, &problem->sites[site].air));
}

/* ... and be served there? */
static bool
can_serve(const mst_problem *problem, uint32_t site, uint32_t type)
{
    const mst_p_site *facts = &problem->sites[site];
    return ever(problem, &facts->service) &&
           mst_steps_most(&facts->berths[problem->types[type].berth_class], problem->begins,
                          problem->horizon) > 0;
}

bool
mst__routes_can_serve(const mst_problem *problem, uint32_t site, uint32_t type)
{
    return can_arrive(problem, site, type) && can_serve(problem, site, type);
}

static mst_time
arc_time(const mst_problem *problem, uint32_t arc, uint32_t type, bool loaded)
{
    const mst_time *table = loaded ? problem->loaded_time : problem->empty_time;
    return table[(size_t)arc * problem->type_count + type];
}

static mst__row *
make_row(mst__routes *routes, uint32_t type, uint32_t from, bool loaded)
{
    const mst_problem *problem = routes->problem;
    mst__row *row = MST_TAKE(&routes->arena, mst__row, 1);
    if (row == NULL) {
        return NULL;
    }
    row->time = MST_TAKE(&routes->arena, mst_time, problem->site_count);
    row->distance_mm = MST_TAKE(&routes->arena, int64_t, problem->site_count);
    row->last_arc = MST_TAKE(&routes->arena, uint32_t, problem->site_count);
    heap h = {mst_heap_take((size_t)problem->arc_count + 1, sizeof(heap_entry)), 0};
    if (row->time == NULL || row->distance_mm == NULL || row->last_arc == NULL ||
        h.entries == NULL) {
        mst_heap_free(h.entries);
        return NULL;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        row->time[s] = MST_NEVER;
        row->last_arc[s] = MST_NONE;
    }
    row->time[from] = 0;
    heap_push(&h, 0, from);
    while (h.count > 0) {
        heap_entry entry = heap_pop(&h);
        if (entry.key > row->time[entry.site]) {
            continue;
        }
        for (uint32_t a = problem->arcs_from[entry.site]; a < problem->arcs_from[entry.site + 1];
             a++) {
            mst_time time = arc_time(problem, a, type, loaded);
            uint32_t to = problem->arcs[a].to;
            if (time == MST_NEVER || !routes->views[routes->view].usable[a] ||
                !can_arrive(problem, to, type) || entry.key + time >= row->time[to]) {
                continue;
            }
            row->time[to] = entry.key + time;
            row->distance_mm[to] = row->distance_mm[entry.site] + problem->arcs[a].distance_mm;
            row->last_arc[to] = a;
            heap_push(&h, row->time[to], to);
        }
    }
    mst_heap_free(h.entries);
    return row;
}

const mst__row *
mst__routes_row(mst__routes *routes, uint32_t type, uint32_t from, bool loaded)
{
    size_t at = (size_t)type * routes->problem->site_count + from;
    mst__row **rows = loaded ? routes->loaded : routes->empty;
    if (rows[at] == NULL) {
        rows[at] = make_row(routes, type, from, loaded);
        if (rows[at] == NULL) {
            routes->out_of_memory = true;
        }
    }
    return rows[at];
}

uint32_t
mst__routes_path(const mst_problem *problem, const mst__row *row, uint32_t to, uint32_t *arcs,
                 uint32_t room)
{
    if (row->time[to] == MST_NEVER) {
        return MST_NONE;
    }
    uint32_t count = 0;
    for (uint32_t at = to; row->last_arc[at] != MST_NONE;
         at = problem->arcs[row->last_arc[at]].from) {
        if (count >= room) {
            return MST_NONE;
        }
        arcs[count++] = row->last_arc[at];
    }
    for (uint32_t i = 0; i < count / 2; i++) {
        uint32_t swap = arcs[i];
        arcs[i] = arcs[count - 1 - i];
        arcs[count - 1 - i] = swap;
    }
    return count;
}

/* Is the site an end of the class at some time of this phase? */
static bool
class_ends_at(const mst_problem *problem, const mst__class *class, uint32_t site)
{
    if (class->inbound_to != MST_NONE) {
        return site == class->inbound_to;
    }
    if (!class->accepts[site]) {
        return false;
    }
    if (site == problem->relocate_to) {
        return true;
    }
    return mst_steps_most(&problem->sites[site].safe, problem->begins, problem->horizon) > 0;
}

static mst_time
carried_time(const mst__routes *routes, uint32_t arc)
{
    const mst_problem *problem = routes->problem;
    mst_time best = MST_NEVER;
    uint32_t from = problem->arcs[arc].from;
    uint32_t to = problem->arcs[arc].to;
    for (uint32_t k = 0; k < problem->type_count; k++) {
        mst_time time = arc_time(problem, arc, k, true);
        bool air = problem->types[k].mode == MST_MODE_AIR;
        if (!routes->type_in_use[k] || time == MST_NEVER ||
            !problem->compatible[(size_t)from * problem->type_count + k] ||
            (air && !ever(problem, &problem->sites[from].air)) || !can_arrive(problem, to, k)) {
            continue;
        }
        time += problem->types[k].load + problem->types[k].unload;
        if (time < best) {
            best = time;
        }
    }
    return best;
}

/* Latest departure over the arc so as to arrive by `by`; MST_TIME_MIN when there is none. */
static mst_time
latest_departure(const mst_problem *problem, uint32_t arc, mst_time time, mst_time by)
{
    const mst_windows *open = &problem->arcs[arc].open;
    for (uint32_t i = open->count; i-- > 0;) {
        mst_time end = open->spans[i].end < by ? open->spans[i].end : by;
        if (end - time >= open->spans[i].begin) {
            return end - time;
        }
    }
    return MST_TIME_MIN;
}

/* Latest moment <= by at which the site takes an arrival and its service. */
static mst_time
latest_service(const mst_problem *problem, uint32_t site, mst_time by)
{
    const mst_windows *service = &problem->sites[site].service;
    for (uint32_t i = service->count; i-- > 0;) {
        if (service->spans[i].begin <= by) {
            return service->spans[i].end < by ? service->spans[i].end : by;
        }
    }
    return MST_TIME_MIN;
}

/* Potentials and deadlines by relaxation over the arcs until nothing changes: small graphs, few
 * rounds. */
static bool
fill_class(mst__routes *routes, const mst__view *view, mst__class *class)
{
    const mst_problem *problem = routes->problem;
    mst_time *time = MST_TAKE(&routes->arena, mst_time, problem->arc_count);
    class->over = time;
    class->potential = MST_TAKE(&routes->arena, mst_time, problem->site_count);
    class->deadline = MST_TAKE(&routes->arena, mst_time, problem->site_count);
    if (time == NULL || class->potential == NULL || class->deadline == NULL) {
        return false;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        uint32_t to = problem->arcs[a].to;
        bool avoided = view->avoided[to] == MST__FULL_END ||
                       (view->avoided[to] && !class_ends_at(problem, class, to));
        time[a] = view->usable[a] && !avoided ? routes->carried[a] : MST_NEVER;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        bool ends = class_ends_at(problem, class, s) && site_ever_open(problem, s) &&
                    view->avoided[s] != MST__FULL_END;
        class->potential[s] = ends ? 0 : MST_NEVER;
        class->deadline[s] = ends ? latest_service(problem, s, problem->horizon) : MST_TIME_MIN;
    }
    bool changed = true;
    for (uint32_t round = 0; changed && round <= problem->site_count; round++) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *arc = &problem->arcs[a];
            if (time[a] == MST_NEVER) {
                continue;
            }
            if (class->potential[arc->to] < MST_NEVER &&
                class->potential[arc->to] + time[a] < class->potential[arc->from]) {
                class->potential[arc->from] = class->potential[arc->to] + time[a];
                changed = true;
            }
            if (class->deadline[arc->to] > MST_TIME_MIN) {
                mst_time leave = latest_departure(problem, a, time[a], class->deadline[arc->to]);
                if (leave > MST_TIME_MIN) {
                    leave = latest_service(problem, arc->from, leave);
                }
                if (leave > class->deadline[arc->from]) {
                    class->deadline[arc->from] = leave;
                    changed = true;
                }
            }
        }
    }
    return true;
}

static uint32_t
find_class(mst__routes *routes, const uint8_t *accepts, uint32_t inbound_to)
{
    for (uint32_t k = 0; k < routes->class_count; k++) {
        const mst__class *class = &routes->classes[k];
        bool same = class->inbound_to == inbound_to &&
                    (inbound_to != MST_NONE || class->accepts == accepts ||
                     memcmp(class->accepts, accepts, routes->problem->site_count) == 0);
        if (same) {
            return k;
        }
    }
    routes->classes[routes->class_count] =
        (mst__class){.accepts = accepts, .inbound_to = inbound_to};
    return routes->class_count++;
}

/* Distance from each site to the nearest fuel, by type: what must be left in the tank on arrival.
 */
static bool
fill_fuel(mst__routes *routes, uint32_t type)
{
    const mst_problem *problem = routes->problem;
    int64_t *reserve = routes->fuel_reserve + (size_t)type * problem->site_count;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        bool fuel = mst_steps_most(&problem->sites[s].fuel, problem->begins, problem->horizon) > 0;
        reserve[s] = fuel ? 0 : MST_NEVER;
    }
    bool changed = problem->types[type].range_mm != MST_UNLIMITED;
    for (uint32_t round = 0; changed && round <= problem->site_count; round++) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *arc = &problem->arcs[a];
            if (arc_time(problem, a, type, false) == MST_NEVER || reserve[arc->to] == MST_NEVER) {
                continue;
            }
            if (reserve[arc->to] + arc->distance_mm < reserve[arc->from]) {
                reserve[arc->from] = reserve[arc->to] + arc->distance_mm;
                changed = true;
            }
        }
    }
    return true;
}

static void
fill_reaches(mst__routes *routes)
{
    const mst_problem *problem = routes->problem;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        routes->type_in_use[problem->vehicles[v].type] = 1;
        routes->reaches[(size_t)problem->vehicles[v].type * problem->site_count +
                        problem->vehicles[v].base] = 1;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        for (uint32_t k = 0; k < problem->type_count; k++) {
            if (arc_time(problem, a, k, true) != MST_NEVER) {
                routes->reaches[(size_t)k * problem->site_count + problem->arcs[a].from] = 1;
                routes->reaches[(size_t)k * problem->site_count + problem->arcs[a].to] = 1;
            }
        }
    }
}

/* ---- views ---- */

/* Least time over each link by whoever can use it; 0 where nobody can. */
static void
fill_quickest(mst__routes *routes)
{
    const mst_problem *problem = routes->problem;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        mst_time least = MST_NEVER;
        for (uint32_t k = 0; k < problem->type_count; k++) {
            mst_time loaded = arc_time(problem, a, k, true);
            mst_time empty = arc_time(problem, a, k, false);
            mst_time time = loaded < empty ? loaded : empty;
            least = routes->type_in_use[k] && time < least ? time : least;
        }
        for (uint32_t c = 0; c < problem->cohort_count; c++) {
            mst_time time = problem->cohorts[c].self_means != MST_SELF_NONE
                                ? mst_arc_self_transit(problem, a, c, problem->begins)
                                : MST_NEVER;
            least = time < least ? time : least;
        }
        routes->quickest[a] = least < MST_NEVER ? least : 0;
    }
}

/* Of every arc. Who can move themselves looks beyond it (self.c): a walk that some may take leads
 * nobody else to safety. */
static void
fill_carried(mst__routes *routes)
{
    for (uint32_t a = 0; a < routes->problem->arc_count; a++) {
        routes->carried[a] = carried_time(routes, a);
    }
}

/* Can somebody enter the arc at some time in [t, t + patience] and be over it before it closes, and
 * is the site it leads to open then? */
static bool
is_usable(const mst__routes *routes, uint32_t arc, mst_time t, mst_time patience)
{
    const mst_problem *problem = routes->problem;
    const mst_windows *both[2] = {&problem->arcs[arc].open,
                                  &problem->sites[problem->arcs[arc].to].open};
    mst_time last = patience >= MST_NEVER ? MST_NEVER : t + patience;
    for (uint32_t k = 0; k < 2; k++) {
        bool open = false;
        for (uint32_t i = both[k]->count; i-- > 0 && !open && both[k]->spans[i].end > t;) {
            mst_time begin = both[k]->spans[i].begin > t ? both[k]->spans[i].begin : t;
            open =
                begin <= last && (k > 0 || both[k]->spans[i].end - begin >= routes->quickest[arc]);
        }
        if (!open) {
            return false;
        }
    }
    return true;
}

static bool
make_view(mst__routes *routes, const uint8_t *usable, const uint8_t *avoided)
{
    const mst_problem *problem = routes->problem;
    size_t cells = (size_t)problem->type_count * problem->site_count;
    mst__view *view = &routes->views[routes->view_count];
    view->usable = MST_TAKE(&routes->arena, uint8_t, problem->arc_count);
    view->avoided = MST_TAKE(&routes->arena, uint8_t, problem->site_count);
    view->loaded = MST_TAKE(&routes->arena, mst__row *, cells);
    view->empty = MST_TAKE(&routes->arena, mst__row *, cells);
    view->classes = MST_TAKE(&routes->arena, mst__class, routes->class_count);
    view->targets =
        MST_TAKE(&routes->arena, struct mst__targets *, 2 * cells * routes->class_count);
    if (view->usable == NULL || view->avoided == NULL || view->loaded == NULL ||
        view->empty == NULL || view->classes == NULL || view->targets == NULL) {
        return false;
    }
    if (problem->arc_count > 0) {
        memcpy(view->usable, usable, problem->arc_count);
    }
    if (problem->site_count > 0) {
        memcpy(view->avoided, avoided, problem->site_count);
    }
    for (uint32_t k = 0; k < routes->class_count; k++) {
        view->classes[k] = (mst__class){.accepts = routes->classes[k].accepts,
                                        .inbound_to = routes->classes[k].inbound_to};
        if (!fill_class(routes, view, &view->classes[k])) {
            return false;
        }
    }
    routes->view_count++;
    return true;
}

static void
look_through(mst__routes *routes, uint32_t index)
{
    const mst__view *view = &routes->views[index];
    routes->view = index;
    routes->loaded = view->loaded;
    routes->empty = view->empty;
    routes->classes = view->classes;
    routes->targets = view->targets;
}

bool
mst__routes_look(mst__routes *routes, mst_time t, mst_time patience, const uint8_t *avoided)
{
    const mst_problem *problem = routes->problem;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        routes->usable[a] = is_usable(routes, a, t, patience);
    }
    uint32_t index = 0;
    for (; index < routes->view_count; index++) {
        const mst__view *view = &routes->views[index];
        if (memcmp(view->usable, routes->usable, problem->arc_count) == 0 &&
            memcmp(view->avoided, avoided, problem->site_count) == 0) {
            break;
        }
    }
    if (index == routes->view_count) {
        if (index == MST__MAX_VIEWS) {
            return false;
        }
        if (!make_view(routes, routes->usable, avoided)) {
            routes->out_of_memory = true;
            return false;
        }
    }
    bool other = index != routes->view;
    look_through(routes, index);
    return other;
}

mst_time
mst__routes_next_look(const mst__routes *routes, mst_time t, mst_time patience)
{
    uint32_t kind = patience < MST_NEVER ? 1 : 0;
    const mst_time *changes = routes->changes[kind];
    uint32_t low = 0;
    uint32_t high = routes->change_count[kind];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (changes[middle] <= t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    mst_time next = low < routes->change_count[kind] ? changes[low] : MST_NEVER;
    return kind == 1 && next > t + patience && next < MST_NEVER ? next - patience : next;
}

static int
compare_times(const void *left, const void *right)
{
    mst_time a = *(const mst_time *)left;
    mst_time b = *(const mst_time *)right;
    return a < b ? -1 : a > b;
}

/* Moments of opening and closing; `all`: not only those of closing for good. */
static bool
list_changes(mst__routes *routes, bool all)
{
    const mst_problem *problem = routes->problem;
    size_t count = 0;
    for (uint32_t pass = 0; pass < 2; pass++) {
        size_t n = 0;
        for (uint32_t k = 0; k < problem->arc_count + problem->site_count; k++) {
            const mst_windows *open = k < problem->arc_count
                                          ? &problem->arcs[k].open
                                          : &problem->sites[k - problem->arc_count].open;
            for (uint32_t i = all || open->count == 0 ? 0 : open->count - 1; i < open->count; i++) {
                mst_time quickest = k < problem->arc_count ? routes->quickest[k] : -1;
                mst_time both[2] = {open->spans[i].end - quickest + 1, open->spans[i].begin};
                for (uint32_t e = 0; e < (all ? 2U : 1U); e++) {
                    bool counts = both[e] > problem->begins && both[e] < problem->horizon;
                    if (counts && pass == 1) {
                        routes->changes[all][n] = both[e];
                    }
                    n += counts ? 1 : 0;
                }
            }
        }
        count = n;
        if (pass == 0) {
            routes->changes[all] = MST_TAKE(&routes->arena, mst_time, count + 1);
            if (routes->changes[all] == NULL) {
                return false;
            }
        }
    }
    qsort(routes->changes[all], count, sizeof(mst_time), compare_times);
    uint32_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || routes->changes[all][i] > routes->changes[all][kept - 1]) {
            routes->changes[all][kept++] = routes->changes[all][i];
        }
    }
    routes->change_count[all] = kept;
    return true;
}

bool
mst__routes_open(mst__routes *routes, const mst_problem *problem)
{
    *routes = (mst__routes){.problem = problem};
    mst_arena_init(&routes->arena, 0);
    size_t cells = (size_t)problem->type_count * problem->site_count;
    routes->usable = MST_TAKE(&routes->arena, uint8_t, problem->arc_count);
    routes->quickest = MST_TAKE(&routes->arena, mst_time, problem->arc_count);
    routes->carried = MST_TAKE(&routes->arena, mst_time, problem->arc_count);
    uint8_t *nowhere = MST_TAKE(&routes->arena, uint8_t, problem->site_count);
    routes->fuel_reserve = MST_TAKE(&routes->arena, int64_t, cells);
    routes->reaches = MST_TAKE(&routes->arena, uint8_t, cells);
    routes->type_in_use = MST_TAKE(&routes->arena, uint8_t, problem->type_count);
    routes->classes = MST_TAKE(&routes->arena, mst__class,
                               2 * (size_t)problem->cohort_count + problem->site_count + 1);
    routes->cohort_class = MST_TAKE(&routes->arena, uint32_t, problem->cohort_count);
    routes->inbound_class = MST_TAKE(&routes->arena, uint32_t, problem->cohort_count);
    routes->relief_class = MST_TAKE(&routes->arena, uint32_t, problem->site_count);
    if (routes->relief_class == NULL || routes->usable == NULL || routes->quickest == NULL ||
        routes->carried == NULL || nowhere == NULL || routes->fuel_reserve == NULL ||
        routes->reaches == NULL || routes->type_in_use == NULL || routes->classes == NULL ||
        routes->cohort_class == NULL || routes->inbound_class == NULL) {
        mst__routes_close(routes);
        return false;
    }
    fill_reaches(routes);
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        routes->cohort_class[c] = find_class(routes, cohort->accepts, MST_NONE);
        routes->inbound_class[c] = cohort->presence == MST_PRESENT_BY_FLEET
                                       ? find_class(routes, cohort->accepts, cohort->inbound_to)
                                       : MST_NONE;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        const mst_p_site *site = &problem->sites[s];
        bool asks = mst_steps_most(&site->force_fixed, problem->begins, problem->horizon) > 0 ||
                    mst_steps_most(&site->force_per_1000, problem->begins, problem->horizon) > 0;
        routes->relief_class[s] = asks && problem->cohort_count > 0
                                      ? find_class(routes, problem->cohorts[0].accepts, s)
                                      : MST_NONE;
    }
    fill_quickest(routes);
    fill_carried(routes);
    bool ok = list_changes(routes, false) && list_changes(routes, true);
    if (ok) {
        mst__routes_look(routes, problem->begins, MST_NEVER, nowhere);
        ok = !routes->out_of_memory;
    }
    for (uint32_t k = 0; ok && k < problem->type_count; k++) {
        ok = fill_fuel(routes, k);
    }
    if (!ok) {
        mst__routes_close(routes);
    }
    return ok;
}

void
mst__routes_close(mst__routes *routes)
{
    mst_arena_release(&routes->arena);
}
