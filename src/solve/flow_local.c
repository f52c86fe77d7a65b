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
#include <string.h>

#include "model/fields.h"
#include "solve/flow_local.h"

enum { MOST_LOADS = 20000, PENALTY = 48, AIM_SHARE = 5, COOL_SHARE = 16 };

/* ---- lengths ---- */

/* Longer than any tour that can be, and far from overflow with its penalty. */
#define IMPOSSIBLE (MST_NEVER / 256)

static mst_time
beyond(const mst__local *w, mst_time l)
{
    return l > w->deadline ? l - w->deadline : 0;
}

static mst_time
cost(const mst__local *w, mst_time l)
{
    l = l < IMPOSSIBLE ? l : IMPOSSIBLE;
    return l + (l > w->aim ? PENALTY * (l - w->aim) : 0);
}

void
mst__local_refresh(const mst__local *w, mst__local_tour *t, uint32_t from)
{
    for (uint32_t i = from; i < t->count; i++) {
        t->at[i] =
            mst__local_plus(i > 0 ? t->at[i - 1] : 0,
                            mst__local_step(w, t, i > 0 ? t->node[i - 1] : MST_NONE, t->node[i]));
    }
}

/* A piece of a tour: nodes begin .. end - 1. */
typedef struct piece {
    const mst__local_tour *of;
    uint32_t begin, end;
} piece;

/* Runs along a piece as part of `as`, having come from `last` (MST_NONE: the base). */
static mst_time
along(const mst__local *w, const mst__local_tour *as, piece p, uint32_t *last)
{
    if (p.begin == p.end) {
        return 0;
    }
    mst_time total = mst__local_step(w, as, *last, p.of->node[p.begin]);
    if (p.of->type == as->type) {
        total = mst__local_plus(total, p.of->at[p.end - 1] - p.of->at[p.begin]);
    } else {
        for (uint32_t i = p.begin + 1; i < p.end; i++) {
            total =
                mst__local_plus(total, mst__local_step(w, as, p.of->node[i - 1], p.of->node[i]));
        }
    }
    *last = p.of->node[p.end - 1];
    return total;
}

static mst_time
length_of(const mst__local *w, const mst__local_tour *as, const piece *pieces, uint32_t count)
{
    uint32_t last = MST_NONE;
    mst_time total = 0;
    for (uint32_t i = 0; i < count; i++) {
        total = mst__local_plus(total, along(w, as, pieces[i], &last));
    }
    return total;
}

static mst_time
longest(const mst__local *w)
{
    mst_time most = 0;
    for (uint32_t v = 0; v < w->tours; v++) {
        most = mst__local_length(&w->tour[v]) > most ? mst__local_length(&w->tour[v]) : most;
    }
    return most;
}

static void
set_deadline(mst__local *w, mst_time deadline)
{
    w->deadline = deadline;
    w->late = 0;
    for (uint32_t v = 0; v < w->tours; v++) {
        w->late += beyond(w, mst__local_length(&w->tour[v]));
    }
}

/* ---- annealing ---- */

/* heat x -log2(u) for u uniform in (0, 1], by the leading zeros and a straight line between the
 * powers: the greatest worsening that Metropolis' rule would take, up to a constant factor. */
static mst_time
tolerated(mst__local *w, mst_time heat)
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
replace(mst__local *w, mst__local_tour *t, const uint32_t *nodes, uint32_t count)
{
    uint32_t same = 0;
    while (same < count && same < t->count && t->node[same] == nodes[same]) {
        same++;
    }
    memcpy(t->node + same, nodes + same, (count - same) * sizeof *nodes);
    t->count = count;
    mst__local_refresh(w, t, same);
}

static uint32_t
draw_length(mst__local *w, uint32_t left)
{
    static const uint32_t lengths[8] = {0, 1, 1, 2, 2, 3, 4, 6};
    uint32_t n = lengths[mst_random_below(&w->random, 8)];
    return n < left ? n : left;
}

/* Exchanges a piece of one tour with a piece of another. */
static void
exchange_between(mst__local *w, mst__local_tour *a, mst__local_tour *b, mst_time heat)
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
    mst_time before = cost(w, mst__local_length(a)) + cost(w, mst__local_length(b));
    mst_time limit = before + tolerated(w, heat);
    if (cost(w, la) > limit) {
        return;
    }
    mst_time lb = length_of(w, b, to_b, 3);
    if (cost(w, la) + cost(w, lb) > limit) {
        return;
    }
    w->late += beyond(w, la) + beyond(w, lb) - beyond(w, mst__local_length(a)) -
               beyond(w, mst__local_length(b));
    uint32_t na = nodes_of(to_a, 3);
    uint32_t nb = nodes_of(to_b, 3);
    write_pieces(to_a, 3, w->scratch[0]);
    write_pieces(to_b, 3, w->scratch[1]);
    replace(w, a, w->scratch[0], na);
    replace(w, b, w->scratch[1], nb);
}

/* Exchanges two pieces of one tour. */
static void
exchange_within(mst__local *w, mst__local_tour *a, mst_time heat)
{
    uint32_t i = mst_random_below(&w->random, a->count);
    uint32_t x = draw_length(w, a->count - i);
    uint32_t rest = a->count - i - x;
    if (rest == 0) {
        return;
    }
    uint32_t j = i + x + mst_random_below(&w->random, rest);
    j += (j ^ i) & 1;
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
    if (cost(w, l) > cost(w, mst__local_length(a)) + tolerated(w, heat)) {
        return;
    }
    w->late += beyond(w, l) - beyond(w, mst__local_length(a));
    write_pieces(to, 5, w->scratch[0]);
    replace(w, a, w->scratch[0], a->count);
}

/* Gives a load another target. */
static void
retarget(mst__local *w, mst__local_tour *a, mst_time heat)
{
    uint32_t i = mst_random_below(&w->random, a->count) | 1;
    uint32_t s = w->pickups + mst_random_below(&w->random, w->nodes - w->pickups);
    uint32_t old = a->node[i];
    if (s == old || w->spare[s] <= 0) {
        return;
    }
    mst_time l = mst__local_length(a) + mst__local_step(w, a, a->node[i - 1], s) -
                 mst__local_step(w, a, a->node[i - 1], old);
    if (i + 1 < a->count) {
        l += mst__local_step(w, a, s, a->node[i + 1]) - mst__local_step(w, a, old, a->node[i + 1]);
    }
    if (cost(w, l) > cost(w, mst__local_length(a)) + tolerated(w, heat)) {
        return;
    }
    w->late += beyond(w, l) - beyond(w, mst__local_length(a));
    w->spare[old]++;
    w->spare[s]--;
    a->node[i] = s;
    mst__local_refresh(w, a, i);
}

/* Takes a load that need not go out of a tour or puts one into it, to where it costs least. */
static void
pass_on(mst__local *w, mst__local_tour *a, mst_time heat)
{
    uint32_t i = mst_random_below(&w->random, a->count / 2 + 1) * 2;
    uint32_t p = w->must + mst_random_below(&w->random, w->pickups - w->must);
    bool out = i < a->count && a->node[i] >= w->must;
    uint32_t pair[2] = {p, MST_NONE};
    mst__local_tour extra = {
        .class = a->class, .type = a->type, .node = pair, .at = (mst_time[2]){0}};
    mst_time l = MST_NEVER;
    if (out) {
        piece to[2] = {{a, 0, i}, {a, i + 2, a->count}};
        l = length_of(w, a, to, 2);
        write_pieces(to, 2, w->scratch[0]);
    } else if (w->spare[p] > 0 && a->count + 2 <= w->room && w->all_loads < w->most_loads) {
        uint32_t best = MST_NONE;
        for (uint32_t s = w->pickups; s < w->nodes; s++) {
            pair[1] = s;
            extra.at[1] = mst__local_step(w, a, p, s);
            piece to[3] = {{a, 0, i}, {&extra, 0, 2}, {a, i, a->count}};
            mst_time with = w->spare[s] > 0 ? length_of(w, a, to, 3) : MST_NEVER;
            best = with < l ? s : best;
            l = with < l ? with : l;
        }
        pair[1] = best;
        piece to[3] = {{a, 0, i}, {&extra, 0, 2}, {a, i, a->count}};
        write_pieces(to, 3, w->scratch[0]);
    }
    if (l >= MST_NEVER || cost(w, l) > cost(w, mst__local_length(a)) + tolerated(w, heat)) {
        return;
    }
    w->late += beyond(w, l) - beyond(w, mst__local_length(a));
    w->all_loads += out ? -1U : 1U;
    w->spare[out ? a->node[i] : pair[0]] += out ? 1 : -1;
    w->spare[out ? a->node[i + 1] : pair[1]] += out ? 1 : -1;
    replace(w, a, w->scratch[0], out ? a->count - 2 : a->count + 2);
}

static void
try_move(mst__local *w, mst_time heat)
{
    mst__local_tour *a = &w->tour[mst_random_below(&w->random, w->tours)];
    uint32_t kind = mst_random_below(&w->random, 8);
    if (a->count > 0 && kind == 0) {
        retarget(w, a, heat);
    } else if (a->count > 2 && kind == 1) {
        exchange_within(w, a, heat);
    } else if (w->pickups > w->must && kind == 2) {
        pass_on(w, a, heat);
    } else if (w->tours > 1) {
        uint32_t v = mst_random_below(&w->random, w->tours - 1);
        mst__local_tour *b = &w->tour[v];
        b += b >= a;
        if (a->count > 0 || b->count > 0) {
            exchange_between(w, a, b, heat);
        }
    }
}

static void
keep(const mst__local *w, mst__flow_tours *tours)
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
}

/* Tours are shortened to somewhat above what may be possible, not just below what is known: a
 * deadline that is nearly met says little about where to go. */
static void
set_aim(mst__local *w, const mst__flow_search *search)
{
    mst_time above = w->deadline - search->enough;
    w->aim = above > 0 ? search->enough + above / AIM_SHARE : w->deadline;
}

static void
anneal(mst__local *w, const mst__flow_search *search, mst__flow_tours *tours)
{
    enum { STAGES = 64, HEAT = 8 };
    mst_time mean = 0;
    for (uint32_t v = 0; v < w->tours; v++) {
        mean += mst__local_length(&w->tour[v]);
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
    mst__local w = {.flow = flow, .arena = &scratch, .loads = (uint32_t)loads};
    w.all_loads = w.most_loads = w.loads;
    mst_random_init(&w.random, search->seed, 2);
    bool done = mst__local_tables(&w);
    w.most_loads += w.pickups > w.must ? w.loads : 0;
    done = done && mst__local_take_tours(&w);
    tours->vehicles = MST_TAKE(flow->arena, uint32_t, w.tours);
    tours->first = MST_TAKE(flow->arena, uint32_t, (size_t)w.tours + 1);
    tours->loads = MST_TAKE(flow->arena, mst__flow_load, w.most_loads);
    done = done && tours->vehicles != NULL && tours->first != NULL && tours->loads != NULL;
    if (done) {
        if (search->from != NULL) {
            mst__local_take_over(&w, search->from);
        }
        mst__local_begin(&w);
        /* From tours with a way that is not there the moves have nothing to go by. */
        *found = w.late < MST_NEVER && longest(&w) < MST_NEVER;
        if (*found) {
            anneal(&w, search, tours);
        }
    }
    mst_arena_release(&scratch);
    return done;
}
