/* SPDX-License-Identifier: Apache-2.0
 *
 * Tours before the first move: each load goes to the vehicle that has it out first.
 */
#include "model/fields.h"
#include "solve/flow_local.h"

/* The node of a place, from `begin` on; w->nodes when there is none. */
static uint32_t
node_of(const mst__local *w, uint32_t place, uint32_t begin)
{
    while (begin < w->nodes && w->place[begin] != place) {
        begin++;
    }
    return begin;
}

static void
add_load(mst__local *w, uint32_t pickup)
{
    mst_time best = MST_NEVER * 2;
    uint32_t best_tour = 0;
    uint32_t best_target = MST_NONE;
    for (uint32_t v = 0; v < w->tours; v++) {
        const mst__local_tour *t = &w->tour[v];
        if (t->count + 2 > w->room || (v > 0 && t->count == 0 && w->tour[v - 1].count == 0 &&
                                       w->tour[v - 1].class == t->class)) {
            continue;
        }
        mst_time to =
            mst__local_length(t) +
            mst__local_step(w, t, t->count > 0 ? t->node[t->count - 1] : MST_NONE, pickup);
        for (uint32_t s = w->pickups; s < w->nodes; s++) {
            mst_time out = to + mst__local_step(w, t, pickup, s);
            if (w->spare[s] > 0 && out < best) {
                best = out;
                best_tour = v;
                best_target = s;
            }
        }
    }
    if (best_target == MST_NONE) {
        w->late = MST_NEVER; /* no room at all */
        return;
    }
    mst__local_tour *t = &w->tour[best_tour];
    t->node[t->count++] = pickup;
    t->node[t->count++] = best_target;
    mst__local_refresh(w, t, t->count - 2);
    w->spare[best_target]--;
}

/* Is there a load at the pickup beyond those given? It is counted as given. */
static bool
take_load(mst__local *w, uint32_t pickup, uint32_t *given)
{
    if (pickup >= w->pickups) {
        return false;
    }
    if (pickup >= w->must) {
        bool any = w->spare[pickup] > 0 && w->all_loads < w->most_loads;
        w->spare[pickup] -= any;
        w->all_loads += any;
        return any;
    }
    int64_t people = w->flow->places[w->place[pickup]].people;
    return given[pickup]++ < mst_ceil_divide(people, w->flow->types[0].seats);
}

void
mst__local_take_over(mst__local *w, const mst__flow_tours *from)
{
    uint32_t given[MST__FLOW_PLACES] = {0};
    uint32_t v = 0;
    for (uint32_t k = 0; k < w->flow->class_count; k++) {
        for (uint32_t i = 0; i < w->flow->classes[k].count; i++, v++) {
            uint32_t at = 0;
            while (at < from->vehicle_count &&
                   from->vehicles[at] != w->flow->classes[k].vehicles[i]) {
                at++;
            }
            mst__local_tour *t = &w->tour[v];
            for (uint32_t n = at < from->vehicle_count ? from->first[at] : 0;
                 at < from->vehicle_count && n < from->first[at + 1] && t->count + 2 <= w->room;
                 n++) {
                uint32_t pickup = node_of(w, from->loads[n].pickup, 0);
                uint32_t target = node_of(w, from->loads[n].target, w->pickups);
                if (target < w->nodes && w->spare[target] > 0 && take_load(w, pickup, given)) {
                    t->node[t->count++] = pickup;
                    t->node[t->count++] = target;
                    w->spare[target]--;
                }
            }
            mst__local_refresh(w, t, 0);
        }
    }
}

void
mst__local_begin(mst__local *w)
{
    int64_t seats = w->flow->types[0].seats;
    for (bool more = true; more && w->late < MST_NEVER;) {
        more = false;
        for (uint32_t p = 0; p < w->must && w->late < MST_NEVER; p++) {
            int64_t loads = mst_ceil_divide(w->flow->places[w->place[p]].people, seats);
            int64_t given = 0;
            for (uint32_t v = 0; v < w->tours; v++) {
                for (uint32_t i = 0; i < w->tour[v].count; i += 2) {
                    given += w->tour[v].node[i] == p;
                }
            }
            if (given < loads) {
                add_load(w, p);
                more = true;
            }
        }
    }
}
