/* SPDX-License-Identifier: Apache-2.0
 *
 * Tours of full loads by simulated annealing.
 *
 * A tour is a sequence of nodes, pickup and target in turn. Every step cuts two pieces of equal
 * parity out of tours and exchanges them (one may be empty, both may be tails): that is moving a
 * load, swapping two loads, their pickups or their targets alone, and the exchange of tails, all in
 * one. A target may also give way to another with room. Loads of each pickup and targets' rooms
 * stay what they are. Where people who are out already may be carried on, and a vehicle gets ahead
 * only with somebody aboard, it may take such a load on its way: those come and go.
 *
 * The cost of tours of lengths L is the sum of L + PENALTY x max(0, L - aim). When no tour is later
 * than the deadline, the deadline becomes a millisecond less than the longest; the aim lies between
 * what is known to be impossible and the deadline.
 */
#include <assert.h>
#include <string.h>

#include "base/random.h"
#include "model/fields.h"
#include "solve/flow.h"

enum { MOST_LOADS = 20000, MOST_CELLS = 1 << 22, PENALTY = 48, AIM_SHARE = 5, COOL_SHARE = 16 };

typedef struct tour {
    uint32_t class, type, count; /* nodes */
    uint32_t *node;
    mst_time *at; /* [count] elapsed at the node */
} tour;

typedef struct world {
    const mst__flow *flow;
    mst_arena *arena;
    uint32_t pickups, nodes; /* nodes 0 .. pickups - 1 are pickups, the rest targets */
    uint32_t must;           /* pickups from here on are of people who need not go */
    uint32_t *place;         /* [node] */
    mst_time *time;          /* [(type * nodes + from) * nodes + to] */
    mst_time *first;         /* [class * nodes + node] */
    int64_t *spare;          /* [node] loads a target may still take, or that need not go */
    uint32_t loads, tours, room;
    uint32_t most_loads, all_loads; /* with those that need not go: at most, and now */
    tour *tour;
    uint32_t
        *used; /* tours that have nodes or may get some: a permutation, unused ones alike last */
    mst_time deadline;
    mst_time aim;         /* lengths beyond it cost PENALTY times as much */
    mst_time late;        /* sum over tours of what is beyond the deadline */
    uint32_t *scratch[2]; /* new sequences */
    mst_random random;
} world;

/* ---- tables ---- */

/* Ways with people aboard from a loading node to emptying at safe places, over any places. */
static void
loaded_ways(const mst__flow *flow, const mst__flow_type *type, uint32_t from, mst_time *label)
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
    (void)flow;
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
list_nodes(world *w)
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
fill_times(world *w)
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
            loaded_ways(flow, type, from, label);
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

static bool
take_tours(world *w)
{
    const mst__flow *flow = w->flow;
    for (uint32_t k = 0; k < flow->class_count; k++) {
        w->tours += flow->classes[k].count;
    }
    w->room = 2 * w->most_loads;
    if ((size_t)w->tours * w->room > MOST_CELLS) {
        w->room = (uint32_t)(MOST_CELLS / w->tours);
    }
    w->tour = MST_TAKE(w->arena, tour, w->tours);
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
            w->tour[v] = (tour){.class = k,
                                .type = flow->classes[k].type,
                                .node = nodes + (size_t)v * w->room,
                                .at = at + (size_t)v * w->room};
        }
    }
    return true;
}

/* ---- lengths ---- */

static mst_time
step(const world *w, const tour *t, uint32_t from, uint32_t to)
{
    return from == MST_NONE ? w->first[(size_t)t->class * w->nodes + to]
                            : w->time[((size_t)t->type * w->nodes + from) * w->nodes + to];
}

/* Longer than any tour that can be, and far from overflow with its penalty. */
#define IMPOSSIBLE (MST_NEVER / 256)

/* A sum that has several impossible steps in it already grows no more, or it would overflow. */
static mst_time
plus(mst_time sum, mst_time more)
{
    return sum < 2 * MST_NEVER ? sum + more : sum;
}

static mst_time
length(const tour *t)
{
    return t->count > 0 ? t->at[t->count - 1] : 0;
}

static mst_time
beyond(const world *w, mst_time l)
{
    return l > w->deadline ? l - w->deadline : 0;
}

static mst_time
cost(const world *w, mst_time l)
{
    l = l < IMPOSSIBLE ? l : IMPOSSIBLE;
    return l + (l > w->aim ? PENALTY * (l - w->aim) : 0);
}

static void
refresh(const world *w, tour *t, uint32_t from)
{
    for (uint32_t i = from; i < t->count; i++) {
        t->at[i] = plus(i > 0 ? t->at[i - 1] : 0,
                        step(w, t, i > 0 ? t->node[i - 1] : MST_NONE, t->node[i]));
    }
}

/* A piece of a tour: nodes begin .. end - 1. */
typedef struct piece {
    const tour *of;
    uint32_t begin, end;
} piece;

/* Runs along a piece as part of `as`, having come from `last` (MST_NONE: the base). */
static mst_time
along(const world *w, const tour *as, piece p, uint32_t *last)
{
    if (p.begin == p.end) {
        return 0;
    }
    mst_time total = step(w, as, *last, p.of->node[p.begin]);
    if (p.of->type == as->type) {
        total = plus(total, p.of->at[p.end - 1] - p.of->at[p.begin]);
    } else {
        for (uint32_t i = p.begin + 1; i < p.end; i++) {
            total = plus(total, step(w, as, p.of->node[i - 1], p.of->node[i]));
        }
    }
    *last = p.of->node[p.end - 1];
    return total;
}

static mst_time
length_of(const world *w, const tour *as, const piece *pieces, uint32_t count)
{
    uint32_t last = MST_NONE;
    mst_time total = 0;
    for (uint32_t i = 0; i < count; i++) {
        total = plus(total, along(w, as, pieces[i], &last));
    }
    return total;
}

/* ---- the start: each load goes to the vehicle that has it out first ---- */

/* The node of a place, from `begin` on; w->nodes when there is none. */
static uint32_t
node_of(const world *w, uint32_t place, uint32_t begin)
{
    while (begin < w->nodes && w->place[begin] != place) {
        begin++;
    }
    return begin;
}

static void
add_load(world *w, uint32_t pickup)
{
    mst_time best = MST_NEVER * 2;
    uint32_t best_tour = 0;
    uint32_t best_target = MST_NONE;
    for (uint32_t v = 0; v < w->tours; v++) {
        const tour *t = &w->tour[v];
        if (t->count + 2 > w->room || (v > 0 && t->count == 0 && w->tour[v - 1].count == 0 &&
                                       w->tour[v - 1].class == t->class)) {
            continue;
        }
        mst_time to =
            length(t) + step(w, t, t->count > 0 ? t->node[t->count - 1] : MST_NONE, pickup);
        for (uint32_t s = w->pickups; s < w->nodes; s++) {
            mst_time out = to + step(w, t, pickup, s);
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
    tour *t = &w->tour[best_tour];
    t->node[t->count++] = pickup;
    t->node[t->count++] = best_target;
    refresh(w, t, t->count - 2);
    w->spare[best_target]--;
}

/* Is there a load at the pickup beyond those given? It is counted as given. */
static bool
take_load(world *w, uint32_t pickup, uint32_t *given)
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

/* Takes over tours so far as there are people for them and room; others are left out. */
static void
take_over(world *w, const mst__flow_tours *from)
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
            tour *t = &w->tour[v];
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
            refresh(w, t, 0);
        }
    }
}

static void
begin_tours(world *w)
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

static mst_time
longest(const world *w)
{
    mst_time most = 0;
    for (uint32_t v = 0; v < w->tours; v++) {
        most = length(&w->tour[v]) > most ? length(&w->tour[v]) : most;
    }
    return most;
}

static void
set_deadline(world *w, mst_time deadline)
{
    w->deadline = deadline;
    w->late = 0;
    for (uint32_t v = 0; v < w->tours; v++) {
        w->late += beyond(w, length(&w->tour[v]));
    }
}

/* ---- annealing ---- */

/* heat x -log2(u) for u uniform in (0, 1], by the leading zeros and a straight line between the
 * powers: the greatest worsening that Metropolis' rule would take, up to a constant factor. */
static mst_time
tolerated(world *w, mst_time heat)
{
    uint32_t u = mst_random_word(&w->random) | 1;
    uint32_t zeros = (uint32_t)__builtin_clz(u);
    uint64_t rest = (uint64_t)(u << zeros) >> 15; /* 2^16 .. 2^17 - 1 */
    uint64_t log16 = ((uint64_t)zeros << 16) + ((UINT64_C(1) << 17) - rest);
    return (mst_time)(((mst_wide)heat * (mst_wide)log16) >> 16);
}

static void
write_pieces(const piece *pieces, uint32_t count, uint32_t *into)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t n = pieces[i].end - pieces[i].begin;
        memcpy(into, pieces[i].of->node + pieces[i].begin, n * sizeof *into);
        into += n;
    }
}

static uint32_t
nodes_of(const piece *pieces, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        n += pieces[i].end - pieces[i].begin;
    }
    return n;
}

static void
replace(world *w, tour *t, const uint32_t *nodes, uint32_t count)
{
    uint32_t same = 0;
    while (same < count && same < t->count && t->node[same] == nodes[same]) {
        same++;
    }
    memcpy(t->node + same, nodes + same, (count - same) * sizeof *nodes);
    t->count = count;
    refresh(w, t, same);
}

static uint32_t
draw_length(world *w, uint32_t left)
{
    static const uint32_t lengths[8] = {0, 1, 1, 2, 2, 3, 4, 6};
    uint32_t n = lengths[mst_random_below(&w->random, 8)];
    return n < left ? n : left;
}

/* Exchanges a piece of one tour with a piece of another. */
static void
exchange_between(world *w, tour *a, tour *b, mst_time heat)
{
    uint32_t i = mst_random_below(&w->random, a->count + 1);
    uint32_t j = mst_random_below(&w->random, b->count + 1);
    if ((i ^ j) & 1) {
        if (j > 0) {
            j--;
        } else if (i > 0) {
            i--;
        } else {
            return;
        }
    }
    uint32_t x = a->count - i;
    uint32_t y = b->count - j;
    if (mst_random_word(&w->random) & 3) {
        x = draw_length(w, a->count - i);
        y = draw_length(w, b->count - j);
        if ((x ^ y) & 1) {
            x -= x > y;
            y -= (x ^ y) & 1;
        }
    }
    if ((x == 0 && y == 0) || a->count - x + y > w->room || b->count - y + x > w->room) {
        return;
    }
    piece to_a[3] = {{a, 0, i}, {b, j, j + y}, {a, i + x, a->count}};
    piece to_b[3] = {{b, 0, j}, {a, i, i + x}, {b, j + y, b->count}};
    mst_time la = length_of(w, a, to_a, 3);
    mst_time before = cost(w, length(a)) + cost(w, length(b));
    mst_time limit = before + tolerated(w, heat);
    if (cost(w, la) > limit) {
        return;
    }
    mst_time lb = length_of(w, b, to_b, 3);
    if (cost(w, la) + cost(w, lb) > limit) {
        return;
    }
    w->late += beyond(w, la) + beyond(w, lb) - beyond(w, length(a)) - beyond(w, length(b));
    uint32_t na = nodes_of(to_a, 3);
    uint32_t nb = nodes_of(to_b, 3);
    write_pieces(to_a, 3, w->scratch[0]);
    write_pieces(to_b, 3, w->scratch[1]);
    replace(w, a, w->scratch[0], na);
    replace(w, b, w->scratch[1], nb);
}

/* Exchanges two pieces of one tour. */
static void
exchange_within(world *w, tour *a, mst_time heat)
{
    uint32_t i = mst_random_below(&w->random, a->count);
    uint32_t x = draw_length(w, a->count - i);
    uint32_t rest = a->count - i - x;
    if (rest == 0) {
        return;
    }
    uint32_t j = i + x + mst_random_below(&w->random, rest);
    if ((j ^ i) & 1) {
        if (j + 1 > a->count) {
            return;
        }
        j++;
    }
    uint32_t y = draw_length(w, a->count - j);
    if ((x ^ y) & 1) {
        if (y > 0) {
            y--;
        } else {
            return;
        }
    }
    if (x == 0 && y == 0) {
        return;
    }
    piece to[5] = {{a, 0, i}, {a, j, j + y}, {a, i + x, j}, {a, i, i + x}, {a, j + y, a->count}};
    mst_time l = length_of(w, a, to, 5);
    if (cost(w, l) > cost(w, length(a)) + tolerated(w, heat)) {
        return;
    }
    w->late += beyond(w, l) - beyond(w, length(a));
    write_pieces(to, 5, w->scratch[0]);
    replace(w, a, w->scratch[0], a->count);
}

/* Gives a load another target. */
static void
retarget(world *w, tour *a, mst_time heat)
{
    uint32_t i = mst_random_below(&w->random, a->count) | 1;
    uint32_t s = w->pickups + mst_random_below(&w->random, w->nodes - w->pickups);
    uint32_t old = a->node[i];
    if (s == old || w->spare[s] <= 0) {
        return;
    }
    mst_time l = length(a) + step(w, a, a->node[i - 1], s) - step(w, a, a->node[i - 1], old);
    if (i + 1 < a->count) {
        l += step(w, a, s, a->node[i + 1]) - step(w, a, old, a->node[i + 1]);
    }
    if (cost(w, l) > cost(w, length(a)) + tolerated(w, heat)) {
        return;
    }
    w->late += beyond(w, l) - beyond(w, length(a));
    w->spare[old]++;
    w->spare[s]--;
    a->node[i] = s;
    refresh(w, a, i);
}

/* Takes a load that need not go out of a tour or puts one into it, to where it costs least. */
static void
pass_on(world *w, tour *a, mst_time heat)
{
    uint32_t i = mst_random_below(&w->random, a->count / 2 + 1) * 2;
    uint32_t p = w->must + mst_random_below(&w->random, w->pickups - w->must);
    bool out = i < a->count && a->node[i] >= w->must;
    uint32_t pair[2] = {p, MST_NONE};
    tour extra = {.class = a->class, .type = a->type, .node = pair, .at = (mst_time[2]){0}};
    mst_time l = MST_NEVER;
    if (out) {
        piece to[2] = {{a, 0, i}, {a, i + 2, a->count}};
        l = length_of(w, a, to, 2);
        write_pieces(to, 2, w->scratch[0]);
    } else if (w->spare[p] > 0 && a->count + 2 <= w->room && w->all_loads < w->most_loads) {
        uint32_t best = MST_NONE;
        for (uint32_t s = w->pickups; s < w->nodes; s++) {
            pair[1] = s;
            extra.at[1] = step(w, a, p, s);
            piece to[3] = {{a, 0, i}, {&extra, 0, 2}, {a, i, a->count}};
            mst_time with = w->spare[s] > 0 ? length_of(w, a, to, 3) : MST_NEVER;
            best = with < l ? s : best;
            l = with < l ? with : l;
        }
        pair[1] = best;
        piece to[3] = {{a, 0, i}, {&extra, 0, 2}, {a, i, a->count}};
        write_pieces(to, 3, w->scratch[0]);
    }
    if (l >= MST_NEVER || cost(w, l) > cost(w, length(a)) + tolerated(w, heat)) {
        return;
    }
    w->late += beyond(w, l) - beyond(w, length(a));
    w->all_loads += out ? -1U : 1U;
    w->spare[out ? a->node[i] : pair[0]] += out ? 1 : -1;
    w->spare[out ? a->node[i + 1] : pair[1]] += out ? 1 : -1;
    replace(w, a, w->scratch[0], out ? a->count - 2 : a->count + 2);
}

static void
try_move(world *w, mst_time heat)
{
    tour *a = &w->tour[mst_random_below(&w->random, w->tours)];
    uint32_t kind = mst_random_below(&w->random, 8);
    if (a->count > 0 && kind == 0) {
        retarget(w, a, heat);
    } else if (a->count > 2 && kind == 1) {
        exchange_within(w, a, heat);
    } else if (w->pickups > w->must && kind == 2) {
        pass_on(w, a, heat);
    } else if (w->tours > 1) {
        uint32_t v = mst_random_below(&w->random, w->tours - 1);
        tour *b = &w->tour[v];
        b += b >= a;
        if (a->count > 0 || b->count > 0) {
            exchange_between(w, a, b, heat);
        }
    }
}

static bool
keep(const world *w, mst__flow_tours *tours)
{
    uint32_t loads = 0;
    uint32_t v = 0;
    tours->vehicle_count = w->tours;
    for (uint32_t k = 0; k < w->flow->class_count; k++) {
        for (uint32_t i = 0; i < w->flow->classes[k].count; i++, v++) {
            tours->vehicles[v] = w->flow->classes[k].vehicles[i];
            tours->first[v] = loads;
            for (uint32_t n = 0; n < w->tour[v].count; n += 2) {
                tours->loads[loads++] = (mst__flow_load){w->place[w->tour[v].node[n]],
                                                         w->place[w->tour[v].node[n + 1]]};
            }
        }
    }
    tours->first[v] = loads;
    tours->longest = longest(w);
    return true;
}

/* Tours are shortened to somewhat above what may be possible, not just below what is known: a
 * deadline that is nearly met says little about where to go. */
static void
set_aim(world *w, const mst__flow_search *search)
{
    mst_time above = w->deadline - search->enough;
    w->aim = above > 0 ? search->enough + above / AIM_SHARE : w->deadline;
}

static void
anneal(world *w, const mst__flow_search *search, mst__flow_tours *tours)
{
    enum { STAGES = 64, HEAT = 8 };
    mst_time mean = 0;
    for (uint32_t v = 0; v < w->tours; v++) {
        mean += length(&w->tour[v]);
    }
    mean /= 2 * (int64_t)w->loads;
    mean *= HEAT;
    set_deadline(w, longest(w) - 1);
    keep(w, tours);
    int64_t work = search->work;
    int64_t round = 200 * (int64_t)w->loads * STAGES;
    for (uint32_t r = 0; work > 0; r++) {
        int64_t moves = round < work ? round : work;
        round *= 2;
        mst_time heat = search->from != NULL ? mean / COOL_SHARE : mean;
        set_aim(w, search);
        for (uint32_t stage = 0; stage < STAGES; stage++) {
            for (int64_t m = 0; m < moves / STAGES; m++) {
                try_move(w, heat);
                if (w->late == 0) {
                    keep(w, tours);
                    if (tours->longest <= search->enough) {
                        return;
                    }
                    set_deadline(w, tours->longest - 1);
                }
            }
            heat = heat * 9 / 10;
            if (mst__flow_is_over(search->halt)) {
                return;
            }
        }
        work -= moves;
    }
}

bool
mst__flow_anneal(const mst__flow *flow, const mst__flow_search *search, mst__flow_tours *tours,
                 bool *found)
{
    *found = false;
    int64_t seats = flow->types[0].seats;
    int64_t loads = 0;
    for (uint32_t i = 0; i < flow->place_count; i++) {
        loads += mst_ceil_divide(flow->places[i].people, seats);
    }
    for (uint32_t t = 1; t < flow->type_count; t++) {
        if (flow->types[t].seats != seats) {
            return true;
        }
    }
    if (loads > MOST_LOADS) {
        return true;
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    world w = {.flow = flow, .arena = &scratch, .loads = (uint32_t)loads};
    w.all_loads = w.most_loads = w.loads;
    mst_random_init(&w.random, search->seed, 2);
    bool done = list_nodes(&w) && fill_times(&w);
    w.most_loads += w.pickups > w.must ? w.loads : 0;
    done = done && take_tours(&w);
    tours->vehicles = MST_TAKE(flow->arena, uint32_t, w.tours);
    tours->first = MST_TAKE(flow->arena, uint32_t, (size_t)w.tours + 1);
    tours->loads = MST_TAKE(flow->arena, mst__flow_load, w.most_loads);
    done = done && tours->vehicles != NULL && tours->first != NULL && tours->loads != NULL;
    if (done) {
        if (search->from != NULL) {
            take_over(&w, search->from);
        }
        begin_tours(&w);
        /* From tours with a way that is not there the moves have nothing to go by. */
        *found = w.late < MST_NEVER && longest(&w) < MST_NEVER;
        if (*found) {
            anneal(&w, search, tours);
        }
    }
    mst_arena_release(&scratch);
    return done;
}
