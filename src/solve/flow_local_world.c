/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/flow_local.h"

enum { MOST_CELLS = 1 << 22 };

/* Ways with people aboard from a loading node to emptying at safe places, over any places. */
static void
loaded_ways(const mst__flow_type *type, uint32_t from, mst_time *label)
{
    for (uint32_t i = 0; i < type->node_count; i++) {
        label[i] = MST_NEVER;
    }
    label[from] = 0;
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t e = 0; e < type->leg_count; e++) {
            const mst__flow_leg *leg = &type->legs[e];
            if (!type->may_stop[leg->from] && label[leg->from] < MST_NEVER &&
                label[leg->from] + leg->time < label[leg->to]) {
                label[leg->to] = label[leg->from] + leg->time;
                changed = true;
            }
        }
    }
}

/* Can people be brought there to stay? */
static bool
is_target(const mst__flow *flow, uint32_t place)
{
    bool is_led_to = false;
    for (uint32_t t = 0; t < flow->type_count; t++) {
        for (uint32_t e = 0; e < flow->types[t].leg_count && !is_led_to; e++) {
            is_led_to = flow->types[t].legs[e].low == place;
        }
    }
    return is_led_to && flow->places[place].safe;
}

static bool
list_nodes(mst__local *w)
{
    const mst__flow *flow = w->flow;
    w->place = MST_TAKE(w->arena, uint32_t, 3 * (size_t)flow->place_count);
    w->spare = MST_TAKE(w->arena, int64_t, 3 * (size_t)flow->place_count);
    if (w->place == NULL || w->spare == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < flow->place_count; i++) {
        if (flow->places[i].people > 0) {
            w->place[w->nodes++] = i;
        }
    }
    w->must = w->nodes;
    int64_t seats = flow->types[0].seats;
    for (uint32_t i = 0; i < flow->place_count; i++) {
        if (flow->places[i].people == 0 && flow->places[i].others >= seats) {
            w->spare[w->nodes] = flow->places[i].others / seats;
            w->place[w->nodes++] = i;
        }
    }
    w->pickups = w->nodes;
    for (uint32_t i = 0; i < flow->place_count; i++) {
        if (is_target(flow, i)) {
            int64_t room = flow->places[i].room;
            w->spare[w->nodes] = room < MST_UNLIMITED ? room / seats : MST_UNLIMITED / 2;
            w->place[w->nodes++] = i;
        }
    }
    return true;
}

static bool
fill_times(mst__local *w)
{
    const mst__flow *flow = w->flow;
    size_t cells = (size_t)w->nodes * w->nodes;
    w->time = MST_TAKE(w->arena, mst_time, cells * flow->type_count);
    w->first = MST_TAKE(w->arena, mst_time, (size_t)w->nodes * flow->class_count);
    mst_time *label = MST_TAKE(w->arena, mst_time, 2 * (size_t)flow->place_count);
    if (w->time == NULL || w->first == NULL || label == NULL) {
        return false;
    }
    for (size_t i = 0; i < cells * flow->type_count; i++) {
        w->time[i] = MST_NEVER;
    }
    for (uint32_t t = 0; t < flow->type_count; t++) {
        const mst__flow_type *type = &flow->types[t];
        mst_time *time = w->time + t * cells;
        for (uint32_t p = 0; p < w->pickups; p++) {
            uint32_t from = type->loading[w->place[p]];
            if (from == MST_NONE) {
                continue;
            }
            loaded_ways(type, from, label);
            for (uint32_t i = 0; i < type->node_count; i++) {
                for (uint32_t s = w->pickups; s < w->nodes && type->may_stop[i]; s++) {
                    if (w->place[s] == type->place[i]) {
                        time[(size_t)p * w->nodes + s] = label[i];
                    }
                }
            }
        }
        for (uint32_t e = 0; e < type->leg_count; e++) {
            const mst__flow_leg *leg = &type->legs[e];
            for (uint32_t s = w->pickups; s < w->nodes && leg->high == MST_NONE; s++) {
                for (uint32_t p = 0; p < w->pickups; p++) {
                    if (type->may_stop[leg->from] && type->place[leg->from] == w->place[s] &&
                        type->loading[w->place[p]] == leg->to) {
                        time[(size_t)s * w->nodes + p] = leg->time;
                    }
                }
            }
        }
    }
    for (uint32_t k = 0; k < flow->class_count; k++) {
        for (uint32_t p = 0; p < w->nodes; p++) {
            w->first[(size_t)k * w->nodes + p] =
                p < w->pickups ? flow->classes[k].first_time[w->place[p]] : MST_NEVER;
        }
    }
    return true;
}

bool
mst__local_tables(mst__local *w)
{
    return list_nodes(w) && fill_times(w);
}

bool
mst__local_take_tours(mst__local *w)
{
    const mst__flow *flow = w->flow;
    for (uint32_t k = 0; k < flow->class_count; k++) {
        w->tours += flow->classes[k].count;
    }
    w->room = 2 * w->most_loads;
    if ((size_t)w->tours * w->room > MOST_CELLS) {
        w->room = (uint32_t)(MOST_CELLS / w->tours);
    }
    w->tour = MST_TAKE(w->arena, mst__local_tour, w->tours);
    uint32_t *nodes = MST_TAKE(w->arena, uint32_t, (size_t)w->tours * w->room);
    mst_time *at = MST_TAKE(w->arena, mst_time, (size_t)w->tours * w->room);
    w->scratch[0] = MST_TAKE(w->arena, uint32_t, w->room);
    w->scratch[1] = MST_TAKE(w->arena, uint32_t, w->room);
    if (w->tour == NULL || nodes == NULL || at == NULL || w->scratch[0] == NULL ||
        w->scratch[1] == NULL) {
        return false;
    }
    uint32_t v = 0;
    for (uint32_t k = 0; k < flow->class_count; k++) {
        for (uint32_t i = 0; i < flow->classes[k].count; i++, v++) {
            w->tour[v] = (mst__local_tour){.class = k,
                                           .type = flow->classes[k].type,
                                           .node = nodes + (size_t)v * w->room,
                                           .at = at + (size_t)v * w->room};
        }
    }
    return true;
}
