/* SPDX-License-Identifier: Apache-2.0
 *
 * The pricing problem: dynamic programming over (node, steps left), in integers, so that what it
 * says of a tour's worth is exact.
 */
#include <assert.h>
#include <string.h>

#include "model/fields.h"
#include "solve/flow.h"

enum {
    MOST_CELLS = 1 << 24, /* of the tables of all types */
    MOST_STEPS = 1 << 20,
    NO_TOUR = -(1 << 30), /* no way on from here within the steps left */
};

/* ---- set-up ---- */

/* Legs without steps must not lead in a circle: numbers the nodes so that they lead downwards. */
static bool
order_nodes(const mst__flow_type *type, const uint32_t *leg_steps, uint32_t *order,
            mst_arena *scratch, bool *fits)
{
    uint8_t *done = MST_TAKE(scratch, uint8_t, type->node_count);
    if (done == NULL) {
        return false;
    }
    uint32_t count = 0;
    for (uint32_t before = MST_NONE; count != before && count < type->node_count;) {
        before = count;
        for (uint32_t n = 0; n < type->node_count; n++) {
            bool ready = !done[n];
            for (uint32_t e = type->legs_from[n]; e < type->legs_from[n + 1]; e++) {
                ready = ready && (leg_steps[e] > 0 || done[type->legs[e].to]);
            }
            if (ready) {
                done[n] = 1;
                order[count++] = n;
            }
        }
    }
    *fits = *fits && count == type->node_count;
    return true;
}

static bool
init_type(mst__flow_pricer *p, uint32_t t, mst_arena *arena, bool *fits)
{
    const mst__flow_type *type = &p->flow->types[t];
    p->leg_steps[t] = MST_TAKE(arena, uint32_t, type->leg_count);
    p->gain[t] = MST_TAKE(arena, int32_t, type->leg_count);
    p->order[t] = MST_TAKE(arena, uint32_t, type->node_count);
    p->is_split[t] = MST_TAKE(arena, uint8_t, type->leg_count);
    p->value[t] = MST_TAKE(arena, int32_t, (size_t)type->node_count * (p->steps + 1));
    if (p->leg_steps[t] == NULL || p->gain[t] == NULL || p->order[t] == NULL ||
        p->is_split[t] == NULL || p->value[t] == NULL) {
        return false;
    }
    p->block[t] = MOST_STEPS;
    for (uint32_t e = 0; e < type->leg_count; e++) {
        mst_time steps = type->legs[e].time / p->unit;
        p->leg_steps[t][e] = steps < MOST_STEPS ? (uint32_t)steps : MOST_STEPS;
        p->block[t] = p->leg_steps[t][e] < p->block[t] ? p->leg_steps[t][e] : p->block[t];
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    bool done = order_nodes(type, p->leg_steps[t], p->order[t], &scratch, fits);
    mst_arena_release(&scratch);
    return done;
}

/* F2: no walk has more gains than steps, or, where every leg takes some, than legs that fit. */
static void
set_scale(mst__flow_pricer *p, bool *fits)
{
    int64_t most = 1;
    for (uint32_t t = 0; t < p->flow->type_count; t++) {
        int64_t block = p->block[t] > 0 ? p->block[t] : 1;
        int64_t walk = (p->steps / block + 2) * p->flow->types[t].seats;
        walk *= p->block[t] > 0 ? 1 : (int64_t)p->flow->types[t].node_count;
        most = walk > most ? walk : most;
    }
    p->scale = 1 << 20;
    while (p->scale > 64 && p->scale > (1 << 28) / most) {
        p->scale /= 2;
    }
    *fits = *fits && p->scale <= (1 << 28) / most;
}

bool
mst__flow_pricer_init(mst__flow_pricer *p, const mst__flow *flow, mst_time unit, mst_time deadline,
                      mst_arena *arena, bool *fits)
{
    *p = (mst__flow_pricer){.flow = flow, .unit = unit};
    uint32_t types = flow->type_count;
    size_t nodes = 0;
    for (uint32_t t = 0; t < types; t++) {
        nodes += flow->types[t].node_count;
    }
    *fits = deadline / unit < MOST_STEPS && (size_t)(deadline / unit + 1) * nodes <= MOST_CELLS;
    if (!*fits) {
        return true;
    }
    p->steps = (uint32_t)(deadline / unit);
    p->leg_steps = MST_TAKE(arena, uint32_t *, types);
    p->gain = MST_TAKE(arena, int32_t *, types);
    p->value = MST_TAKE(arena, int32_t *, types);
    p->order = MST_TAKE(arena, uint32_t *, types);
    p->is_split = MST_TAKE(arena, uint8_t *, types);
    p->block = MST_TAKE(arena, uint32_t, types);
    p->first_steps = MST_TAKE(arena, uint32_t, (size_t)flow->class_count * flow->place_count);
    if (p->leg_steps == NULL || p->gain == NULL || p->value == NULL || p->order == NULL ||
        p->block == NULL || p->is_split == NULL || p->first_steps == NULL) {
        return false;
    }
    for (uint32_t t = 0; t < types; t++) {
        if (!init_type(p, t, arena, fits)) {
            return false;
        }
    }
    for (uint32_t k = 0; k < flow->class_count; k++) {
        for (uint32_t i = 0; i < flow->place_count; i++) {
            mst_time steps = flow->classes[k].first_time[i] / unit;
            p->first_steps[k * flow->place_count + i] =
                steps <= p->steps ? (uint32_t)steps : MST_NONE;
        }
    }
    set_scale(p, fits);
    return true;
}

/* ---- values ---- */

static void
set_gains(mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t t)
{
    const mst__flow_type *type = &p->flow->types[t];
    memset(p->is_split[t], 0, type->leg_count);
    for (uint32_t i = 0; i < prices->early_count; i++) {
        if (prices->early[i].type == t) {
            p->is_split[t][prices->early[i].leg] = 1;
        }
    }
    for (uint32_t e = 0; e < type->leg_count; e++) {
        const mst__flow_leg *leg = &type->legs[e];
        int64_t gain = 0;
        if (leg->high != MST_NONE) {
            int64_t fall = prices->place[leg->high] - prices->place[leg->low];
            gain = fall > 0 ? type->seats * fall : fall;
        }
        gain += prices->leg != NULL ? prices->leg[t][e] : 0;
        p->gain[t][e] = (int32_t)(gain > NO_TOUR / 2 ? gain : NO_TOUR / 2);
    }
}

/* What a walk of the leg with `left` steps left adds. */
static int32_t
gain_of(const mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t t, uint32_t e,
        uint32_t left)
{
    int64_t gain = p->gain[t][e];
    for (uint32_t i = 0; i < prices->early_count && p->is_split[t][e]; i++) {
        const mst__flow_early *early = &prices->early[i];
        gain += early->type == t && early->leg == e && left >= early->left ? early->price : 0;
    }
    return (int32_t)(gain > NO_TOUR / 2 ? gain : NO_TOUR / 2);
}

/* A leg whose worth depends on the time. */
static void
fill_split(mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t t, uint32_t e, mst_span r)
{
    size_t row = (size_t)p->steps + 1;
    const mst__flow_leg *leg = &p->flow->types[t].legs[e];
    int32_t *value = p->value[t] + leg->from * row;
    for (uint32_t left = (uint32_t)r.begin; left < (uint32_t)r.end; left++) {
        int32_t other = p->value[t][leg->to * row + (left - p->leg_steps[t][e])] +
                        gain_of(p, prices, t, e, left);
        value[left] = value[left] > other ? value[left] : other;
    }
}

/* Of one node, for steps left begin .. end - 1; shorter ones and, by legs without steps, those of
 * nodes before it are known. */
static void
fill(mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t t, uint32_t n, mst_span steps)
{
    const mst__flow_type *type = &p->flow->types[t];
    size_t row = (size_t)p->steps + 1;
    uint32_t begin = (uint32_t)steps.begin;
    uint32_t end = (uint32_t)steps.end;
    int32_t *value = p->value[t] + n * row;
    int32_t least = type->may_stop[n] ? 0 : NO_TOUR;
    for (uint32_t r = begin; r < end; r++) {
        value[r] = least;
    }
    for (uint32_t e = type->legs_from[n]; e < type->legs_from[n + 1]; e++) {
        uint32_t d = p->leg_steps[t][e];
        int32_t gain = p->gain[t][e];
        uint32_t from = begin > d ? begin : d;
        if (from >= end) {
            continue;
        }
        if (p->is_split[t][e]) {
            fill_split(p, prices, t, e, (mst_span){from, end});
            continue;
        }
        const int32_t *next = p->value[t] + type->legs[e].to * row + (from - d);
        int32_t *here = value + from;
        uint32_t count = end - from;
        for (uint32_t i = 0; i < count; i++) {
            int32_t other = next[i] + gain;
            here[i] = here[i] > other ? here[i] : other;
        }
    }
    for (uint32_t r = begin; r < end; r++) {
        value[r] = value[r] > NO_TOUR / 2 ? value[r] : NO_TOUR;
    }
}

void
mst__flow_price(mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t steps)
{
    assert(steps <= p->steps);
    for (uint32_t t = 0; t < p->flow->type_count; t++) {
        const mst__flow_type *type = &p->flow->types[t];
        set_gains(p, prices, t);
        uint32_t block = p->block[t] > 0 ? p->block[t] : 1;
        for (uint32_t begin = 0; begin <= steps; begin += block) {
            uint32_t end = steps + 1 - begin < block ? steps + 1 : begin + block;
            for (uint32_t i = 0; i < type->node_count; i++) {
                fill(p, prices, t, p->order[t][i], (mst_span){begin, end});
            }
        }
        p->work += (int64_t)type->leg_count * (steps + 1);
    }
}

static int64_t
first_bonus(const mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t class,
            uint32_t place)
{
    return prices->first != NULL ? prices->first[class * p->flow->place_count + place] : 0;
}

/* Worth of the walks of the class that begin at the place, NO_TOUR when there are none. */
static int64_t
worth_from(const mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t class,
           uint32_t place, uint32_t steps)
{
    const mst__flow_class *facts = &p->flow->classes[class];
    uint32_t first = p->first_steps[class * p->flow->place_count + place];
    uint32_t node = p->flow->types[facts->type].loading[place];
    if (first == MST_NONE || first > steps || node == MST_NONE) {
        return NO_TOUR;
    }
    int32_t value = p->value[facts->type][node * ((size_t)p->steps + 1) + (steps - first)];
    return value <= NO_TOUR ? NO_TOUR : value + first_bonus(p, prices, class, place);
}

int64_t
mst__flow_worth(const mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t class,
                uint32_t steps)
{
    int64_t best = 0;
    for (uint32_t i = 0; i < p->flow->place_count; i++) {
        int64_t worth = worth_from(p, prices, class, i, steps);
        best = worth > best ? worth : best;
    }
    return best;
}

bool
mst__flow_best_walk(const mst__flow_pricer *p, const mst__flow_prices *prices, uint32_t class,
                    uint32_t place, uint32_t steps, mst__flow_walk *walk)
{
    int64_t worth = worth_from(p, prices, class, place, steps);
    if (worth <= NO_TOUR) {
        return false;
    }
    uint32_t t = p->flow->classes[class].type;
    const mst__flow_type *type = &p->flow->types[t];
    size_t row = (size_t)p->steps + 1;
    walk->class = class;
    walk->first = place;
    walk->leg_count = 0;
    walk->value = worth;
    walk->steps = p->first_steps[class * p->flow->place_count + place];
    uint32_t node = type->loading[place];
    uint32_t left = steps - walk->steps;
    for (;;) {
        int32_t value = p->value[t][node * row + left];
        if (type->may_stop[node] && value == 0) {
            break; /* nothing more to gain */
        }
        uint32_t e = type->legs_from[node];
        for (; e < type->legs_from[node + 1]; e++) {
            uint32_t d = p->leg_steps[t][e];
            int32_t next = d <= left ? p->value[t][type->legs[e].to * row + (left - d)] : NO_TOUR;
            if (next > NO_TOUR && next + gain_of(p, prices, t, e, left) == value) {
                break;
            }
        }
        assert(e < type->legs_from[node + 1]);
        if (walk->leg_count == MST__FLOW_TOUR_LEGS) {
            return false;
        }
        const mst__flow_leg *leg = &type->legs[e];
        walk->full[walk->leg_count] =
            leg->high != MST_NONE && prices->place[leg->high] > prices->place[leg->low];
        walk->legs[walk->leg_count++] = e;
        walk->steps += p->leg_steps[t][e];
        left -= p->leg_steps[t][e];
        node = leg->to;
    }
    return true;
}
