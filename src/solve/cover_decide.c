/* SPDX-License-Identifier: Apache-2.0
 *
 * Can the vehicles together do all the work by a deadline? Layer by layer a vehicle chooses one of
 * its work vectors; what remains to be done is a state. Of the states only those with least to do
 * are kept, and those that the vehicles still to come cannot finish, by some row of multipliers,
 * are refuted.
 *
 * K1  A row of multipliers m refutes a state r when m . r is more than the sum over the vehicles
 *     still to come of the largest m . w (Lagrangian relaxation of the covering: Fisher 1981).
 * K2  Layers are the carriers with most work first, each as often as it has vehicles.
 * K3  The states after a layer are the least ones (none other asks no more in every coordinate)
 *     of those reached, without those refuted: the same set however it is found.
 */
#include <string.h>

#include "solve/cover.h"

enum { MOST_STATES = 60000, BEAM = 256, ROUNDS = 160, UNIT = 1 << 30 };

/* States kept after a layer, tried one after the other: for a proof all must be kept in the end;
 * tours by a deadline that is not the least are mostly found with few. */
static const uint32_t widths_for_proof[] = {16, BEAM, MOST_STATES, 0};
static const uint32_t widths_for_tours[] = {16, BEAM, 2048, 0};

typedef struct frontier {
    uint32_t count, room;
    int32_t *rest; /* [state * sets] */
    uint32_t *from, *choice;
} frontier;

typedef struct decide {
    mst__cover *cover;
    const mst__work *works;
    mst__decision *out;
    mst_arena arena;
    uint32_t sets;
    int32_t need[MST__COVER_SETS];
    uint32_t *vector_count; /* [carrier] */
    uint32_t **vectors;     /* [carrier] rows that nothing else by the deadline does better */
    int64_t *best;          /* [row * carriers + carrier] */
    int64_t *to_come;       /* [row * (layers + 1) + layer] */
    uint32_t hint;          /* the row that refuted last; it is marked as used */
    bool *used;             /* [row] it refuted something that no earlier row did */
    frontier *layers;
    uint32_t single_count; /* rows of one coordinate */
    bool out_of_memory, too_large;
} decide;

static const int32_t *
vector_at(const decide *d, uint32_t carrier, uint32_t row)
{
    return d->works[carrier].vectors + (size_t)row * d->sets;
}

static int64_t
product(const decide *d, const int64_t *multipliers, const int32_t *vector)
{
    int64_t sum = 0;
    for (uint32_t u = 0; u < d->sets; u++) {
        int64_t amount = vector[u] < d->need[u] ? vector[u] : d->need[u];
        sum += multipliers[u] * amount;
    }
    return sum;
}

/* The largest product of a carrier's vectors, and which. */
static int64_t
largest(const decide *d, uint32_t g, const int64_t *multipliers, uint32_t *which)
{
    int64_t most = -1;
    for (uint32_t i = 0; i < d->vector_count[g]; i++) {
        int64_t value = product(d, multipliers, vector_at(d, g, d->vectors[g][i]));
        if (value > most) {
            most = value;
            *which = d->vectors[g][i];
        }
    }
    d->cover->work -= d->vector_count[g];
    return most;
}

/* ---- multipliers ---- */

/* What the multipliers prove at the start: above 0 refutes. `done` is the work of the largest. */
static int64_t
proved_by(const decide *d, const int64_t *multipliers, int64_t *done)
{
    int64_t value = product(d, multipliers, d->need);
    memset(done, 0, sizeof *done * d->sets);
    for (uint32_t g = 0; g < d->cover->carrier_count; g++) {
        uint32_t which = 0;
        value -= d->cover->carriers[g].count * largest(d, g, multipliers, &which);
        for (uint32_t u = 0; u < d->sets; u++) {
            int32_t amount = vector_at(d, g, which)[u];
            done[u] +=
                (int64_t)d->cover->carriers[g].count * (amount < d->need[u] ? amount : d->need[u]);
        }
    }
    return value;
}

static void
add_row(decide *d, const int64_t *multipliers)
{
    mst__decision *out = d->out;
    for (uint32_t m = 0; m < out->multiplier_count; m++) {
        if (memcmp(out->multipliers + (size_t)m * d->sets, multipliers,
                   sizeof *multipliers * d->sets) == 0) {
            return;
        }
    }
    if (out->multiplier_count < MST__COVER_MULTIPLIERS) {
        memcpy(out->multipliers + (size_t)out->multiplier_count * d->sets, multipliers,
               sizeof *multipliers * d->sets);
        out->multiplier_count++;
    }
}

/* Rows for the covering: each coordinate alone, and those on the way of a multiplicative ascent
 * (more weight to what is done too little). True when one row refutes by itself; it is then the
 * only one. */
static bool
find_rows(decide *d)
{
    int64_t now[MST__COVER_SETS];
    int64_t done[MST__COVER_SETS];
    d->out->multiplier_count = 0;
    for (uint32_t u = 0; u < d->sets; u++) {
        memset(now, 0, sizeof now);
        now[u] = d->need[u] > 0;
        if (now[u] > 0) {
            if (proved_by(d, now, done) > 0) {
                d->out->multiplier_count = 0;
                add_row(d, now);
                return true;
            }
            add_row(d, now);
        }
    }
    d->single_count = d->out->multiplier_count;
    for (uint32_t u = 0; u < d->sets; u++) {
        now[u] = d->need[u] > 0 ? UNIT / d->need[u] + 1 : 0;
    }
    for (uint32_t round = 1; round <= ROUNDS && d->cover->work > 0; round++) {
        if (proved_by(d, now, done) > 0) {
            d->out->multiplier_count = 0;
            add_row(d, now);
            return true;
        }
        bool keep = round % 8 == 0 || round < 4;
        if (keep) {
            add_row(d, now);
        }
        int64_t total = 0;
        for (uint32_t u = 0; u < d->sets; u++) {
            if (d->need[u] == 0) {
                continue;
            }
            /* the step: at most half, falling with the rounds */
            int64_t lack = ((int64_t)d->need[u] - done[u]) * 1024 / d->need[u];
            lack = lack < -1024 ? -1024 : lack > 1024 ? 1024 : lack;
            now[u] += now[u] / 1024 * lack * 4 / (7 + (int64_t)round);
            now[u] = now[u] < 1 ? 1 : now[u];
            total += now[u] * d->need[u];
        }
        for (uint32_t u = 0; u < d->sets && total > 0; u++) { /* one size for all rows */
            if (d->need[u] > 0) {
                now[u] = (int64_t)((mst_wide)now[u] * UNIT * d->sets / total);
                now[u] = now[u] < 1 ? 1 : now[u];
            }
        }
    }
    return false;
}

/* ---- layers ---- */

static bool
fill_layers(decide *d)
{
    mst__cover *cover = d->cover;
    mst__decision *out = d->out;
    uint32_t carriers = cover->carrier_count;
    int64_t *size = MST_TAKE(&d->arena, int64_t, carriers);
    uint8_t *taken = MST_TAKE(&d->arena, uint8_t, carriers);
    if (size == NULL || taken == NULL) {
        return false;
    }
    for (uint32_t g = 0; g < carriers; g++) {
        for (uint32_t i = 0; i < d->vector_count[g]; i++) {
            int64_t sum = 0;
            for (uint32_t u = 0; u < d->sets; u++) {
                sum += vector_at(d, g, d->vectors[g][i])[u];
            }
            size[g] = sum > size[g] ? sum : size[g];
        }
    }
    out->layers = 0;
    for (uint32_t n = 0; n < carriers; n++) {
        uint32_t best = MST_NONE;
        for (uint32_t g = 0; g < carriers; g++) {
            if (!taken[g] && (best == MST_NONE || size[g] > size[best])) {
                best = g;
            }
        }
        taken[best] = 1;
        for (uint32_t k = 0; k < cover->carriers[best].count; k++) {
            out->carrier[out->layers++] = best;
        }
    }
    return true;
}

static bool
fill_to_come(decide *d)
{
    uint32_t rows = d->out->multiplier_count;
    uint32_t carriers = d->cover->carrier_count;
    uint32_t layers = d->out->layers;
    d->best = MST_TAKE(&d->arena, int64_t, (size_t)rows * carriers);
    d->to_come = MST_TAKE(&d->arena, int64_t, (size_t)rows * (layers + 1));
    d->used = MST_TAKE(&d->arena, bool, rows);
    if (d->best == NULL || d->to_come == NULL || d->used == NULL) {
        return false;
    }
    for (uint32_t m = 0; m < rows; m++) {
        const int64_t *row = d->out->multipliers + (size_t)m * d->sets;
        for (uint32_t g = 0; g < carriers; g++) {
            uint32_t which;
            d->best[(size_t)m * carriers + g] = largest(d, g, row, &which);
        }
        int64_t *to_come = d->to_come + (size_t)m * (layers + 1);
        for (uint32_t k = layers; k-- > 0;) {
            to_come[k] = to_come[k + 1] + d->best[(size_t)m * carriers + d->out->carrier[k]];
        }
    }
    return true;
}

/* K1, for a state before layer `layer`. The row that refuted last is tried first. */
static bool
is_refuted(decide *d, const int32_t *rest, uint32_t layer)
{
    uint32_t rows = d->out->multiplier_count;
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t m = i == 0 ? d->hint : i <= d->hint ? i - 1 : i;
        const int64_t *row = d->out->multipliers + (size_t)m * d->sets;
        int64_t sum = 0;
        for (uint32_t u = 0; u < d->sets; u++) {
            sum += row[u] * rest[u];
        }
        if (sum > d->to_come[(size_t)m * (d->out->layers + 1) + layer]) {
            d->used[m] = true;
            d->hint = m;
            return true;
        }
    }
    return false;
}

/* Products of every row with each vector of a layer's carrier and with a state: their difference
 * is at most the row's product with what is left, so it refutes without that being made. */
typedef struct products {
    int64_t *vector; /* [vector * rows + row] */
    int64_t *state;  /* [row] of the state less what is to come */
} products;

static bool
products_open(decide *d, uint32_t g, products *p)
{
    uint32_t rows = d->out->multiplier_count;
    p->vector = MST_TAKE(&d->arena, int64_t, (size_t)rows * d->vector_count[g]);
    p->state = MST_TAKE(&d->arena, int64_t, rows);
    if (p->vector == NULL || p->state == NULL) {
        d->out_of_memory = true;
        return false;
    }
    for (uint32_t w = 0; w < d->vector_count[g]; w++) {
        for (uint32_t m = 0; m < rows; m++) {
            p->vector[(size_t)w * rows + m] = product(d, d->out->multipliers + (size_t)m * d->sets,
                                                      vector_at(d, g, d->vectors[g][w]));
        }
    }
    return true;
}

static void
products_state(const decide *d, products *p, const int32_t *rest, uint32_t layer)
{
    for (uint32_t m = 0; m < d->out->multiplier_count; m++) {
        p->state[m] = product(d, d->out->multipliers + (size_t)m * d->sets, rest) -
                      d->to_come[(size_t)m * (d->out->layers + 1) + layer];
    }
}

static bool
products_refute(decide *d, const products *p, uint32_t w)
{
    uint32_t rows = d->out->multiplier_count;
    const int64_t *vector = p->vector + (size_t)w * rows;
    if (p->state[d->hint] > vector[d->hint]) {
        return true;
    }
    for (uint32_t m = 0; m < rows; m++) {
        if (p->state[m] > vector[m]) {
            d->used[m] = true;
            d->hint = m;
            return true;
        }
    }
    return false;
}

static bool
add_state(decide *d, frontier *f, const int32_t *rest, uint32_t from, uint32_t choice)
{
    void *rests = f->rest;
    void *froms = f->from;
    void *choices = f->choice;
    uint32_t room = f->room;
    uint32_t room2 = f->room;
    uint32_t room3 = f->room;
    if (!mst_arena_grow(&d->arena, &rests, f->count, &room, sizeof *rest * d->sets, 1u << 28) ||
        !mst_arena_grow(&d->arena, &froms, f->count, &room2, sizeof from, 1u << 28) ||
        !mst_arena_grow(&d->arena, &choices, f->count, &room3, sizeof choice, 1u << 28)) {
        d->out_of_memory = true;
        return false;
    }
    f->rest = rests;
    f->from = froms;
    f->choice = choices;
    f->room = room;
    memcpy(f->rest + (size_t)f->count * d->sets, rest, sizeof *rest * d->sets);
    f->from[f->count] = from;
    f->choice[f->count++] = choice;
    return true;
}

/* What is left, weighed by the last row of multipliers: it is above 0 wherever people are, so a
 * state that asks for less is lighter. */
static int64_t
size_of(const decide *d, const int32_t *rest)
{
    const int64_t *row = d->out->multipliers + (size_t)(d->out->multiplier_count - 1) * d->sets;
    int64_t sum = 0;
    for (uint32_t u = 0; u < d->sets; u++) {
        sum += row[u] * rest[u];
    }
    return sum;
}

/* Rows of `f` in order of what is to be done, least first, then by coordinates, then as found. */
static uint32_t *
in_order(decide *d, const frontier *f)
{
    uint32_t *order = MST_TAKE(&d->arena, uint32_t, f->count);
    uint32_t *spare = MST_TAKE(&d->arena, uint32_t, f->count);
    int64_t *size = MST_TAKE(&d->arena, int64_t, f->count);
    if (order == NULL || spare == NULL || size == NULL) {
        d->out_of_memory = true;
        return NULL;
    }
    for (uint32_t i = 0; i < f->count; i++) {
        order[i] = i;
        size[i] = size_of(d, f->rest + (size_t)i * d->sets);
    }
    for (uint32_t width = 1; width < f->count; width *= 2) {
        for (uint32_t begin = 0; begin < f->count; begin += 2 * width) {
            uint32_t middle = begin + width < f->count ? begin + width : f->count;
            uint32_t end = begin + 2 * width < f->count ? begin + 2 * width : f->count;
            uint32_t a = begin;
            uint32_t b = middle;
            for (uint32_t k = begin; k < end; k++) {
                bool first = b >= end;
                if (a < middle && b < end) {
                    int64_t less = size[order[a]] - size[order[b]];
                    const int32_t *x = f->rest + (size_t)order[a] * d->sets;
                    const int32_t *y = f->rest + (size_t)order[b] * d->sets;
                    for (uint32_t u = 0; less == 0 && u < d->sets; u++) {
                        less = x[u] - y[u];
                    }
                    first = less <= 0;
                }
                spare[k] = order[first ? a++ : b++];
            }
        }
        memcpy(order, spare, sizeof *spare * f->count);
    }
    return order;
}

static bool
is_below(const decide *d, const frontier *kept, uint32_t k, const int32_t *rest)
{
    const int32_t *other = kept->rest + (size_t)k * d->sets;
    for (uint32_t u = 0; u < d->sets; u++) {
        if (other[u] > rest[u]) {
            return false;
        }
    }
    return true;
}

/* K3: the least states of `all` into `kept`; at most `most` of them. */
static bool
keep_least(decide *d, const frontier *all, frontier *kept, uint32_t most)
{
    uint32_t *order = in_order(d, all);
    if (order == NULL) {
        return false;
    }
    uint32_t hint = 0;
    for (uint32_t i = 0; i < all->count && kept->count < most; i++) {
        const int32_t *rest = all->rest + (size_t)order[i] * d->sets;
        /* the one that was below the state before is likely below this one */
        bool least = kept->count == 0 || !is_below(d, kept, hint, rest);
        for (uint32_t k = 0; k < kept->count && least; k++) {
            if (is_below(d, kept, k, rest)) {
                least = false;
                hint = k;
            }
            d->cover->work--;
        }
        if (d->cover->work <= 0) {
            d->too_large = true;
            return false;
        }
        if (least && !add_state(d, kept, rest, all->from[order[i]], all->choice[order[i]])) {
            return false;
        }
    }
    return true;
}

static bool
is_done(const decide *d, const int32_t *rest)
{
    for (uint32_t u = 0; u < d->sets; u++) {
        if (rest[u] > 0) {
            return false;
        }
    }
    return true;
}

/* Every state of the next layer that is not refuted. After the last layer nothing may be left. */
static bool
next_states(decide *d, uint32_t layer, const frontier *from, frontier *all)
{
    uint32_t g = d->out->carrier[layer];
    bool last = layer + 1 == d->out->layers;
    int32_t rest[MST__COVER_SETS];
    products p;
    if (!products_open(d, g, &p)) {
        return false;
    }
    for (uint32_t i = 0; i < from->count; i++) {
        const int32_t *before = from->rest + (size_t)i * d->sets;
        products_state(d, &p, before, layer + 1);
        d->cover->work -= 4 * d->vector_count[g];
        if (d->cover->work <= 0) {
            d->too_large = true;
            return false;
        }
        for (uint32_t w = 0; w < d->vector_count[g]; w++) {
            if (products_refute(d, &p, w)) {
                continue;
            }
            uint32_t row = d->vectors[g][w];
            const int32_t *vector = vector_at(d, g, row);
            for (uint32_t u = 0; u < d->sets; u++) {
                rest[u] = before[u] > vector[u] ? before[u] - vector[u] : 0;
            }
            if (all->count > 16 * MOST_STATES) {
                d->too_large = true;
                return false;
            }
            bool out = last ? !is_done(d, rest) : is_refuted(d, rest, layer + 1);
            d->cover->work -= d->out->multiplier_count;
            if (!out && !add_state(d, all, rest, i, row)) {
                return false;
            }
        }
    }
    return true;
}

static void
trace(decide *d, uint32_t layer, uint32_t state)
{
    for (uint32_t k = layer; k < d->out->layers; k++) {
        d->out->vector[k] = MST_NONE;
    }
    for (uint32_t k = layer; k > 0; k--) {
        const frontier *f = &d->layers[k];
        d->out->vector[k - 1] = f->choice[state];
        state = f->from[state];
    }
}

/* Goes through the layers, keeping at most `most` states after each. */
static mst__verdict
search_layers(decide *d, uint32_t most)
{
    uint32_t layers = d->out->layers;
    d->layers = MST_TAKE(&d->arena, frontier, (size_t)layers + 1);
    if (d->layers == NULL || !add_state(d, &d->layers[0], d->need, 0, MST_NONE)) {
        d->out_of_memory = true;
        return MST__UNKNOWN;
    }
    bool cut = false;
    for (uint32_t k = 0; k < layers; k++) {
        frontier all = {0};
        if (!next_states(d, k, &d->layers[k], &all)) {
            return MST__UNKNOWN;
        }
        if (!keep_least(d, &all, &d->layers[k + 1], most)) {
            return MST__UNKNOWN;
        }
        cut |= d->layers[k + 1].count >= most;
        d->out->open[k] = d->layers[k + 1].count;
        for (uint32_t i = 0; i < d->layers[k + 1].count; i++) {
            if (is_done(d, d->layers[k + 1].rest + (size_t)i * d->sets)) {
                trace(d, k + 1, i);
                return MST__POSSIBLE;
            }
        }
        if (d->layers[k + 1].count == 0) {
            for (k++; k < layers; k++) {
                d->out->open[k] = 0;
            }
            return cut ? MST__UNKNOWN : MST__REFUTED;
        }
    }
    /* A state with something left and nobody to come is refuted by its own coordinate. */
    return MST__UNKNOWN;
}

/* Rows that refuted nothing need not be in the proof. */
static void
drop_unused(decide *d)
{
    uint32_t kept = 0;
    for (uint32_t m = 0; m < d->out->multiplier_count; m++) {
        if (d->used[m]) {
            memmove(d->out->multipliers + (size_t)kept * d->sets,
                    d->out->multipliers + (size_t)m * d->sets,
                    sizeof *d->out->multipliers * d->sets);
            kept++;
        }
    }
    d->out->multiplier_count = kept;
}

/* Forgets which rows refuted. The first ones are single coordinates: they end what is left over
 * after the last layer, and stay. */
static void
start_using(decide *d)
{
    d->hint = 0;
    for (uint32_t m = 0; m < d->out->multiplier_count; m++) {
        d->used[m] = m < d->single_count;
    }
}

/* The deadline with everything in place but the states. */
static mst__verdict
decide_layers(decide *d)
{
    if (find_rows(d)) {
        d->out->layers = 0;
        return MST__REFUTED;
    }
    if (!fill_layers(d) || !fill_to_come(d)) {
        d->out_of_memory = true;
        return MST__UNKNOWN;
    }
    mst__verdict verdict = MST__UNKNOWN;
    const uint32_t *width = d->cover->is_simple ? widths_for_tours : widths_for_proof;
    for (; *width > 0 && verdict == MST__UNKNOWN && !d->out_of_memory && !d->too_large; width++) {
        start_using(d);
        verdict = search_layers(d, *width);
    }
    if (verdict == MST__REFUTED) {
        drop_unused(d);
    }
    return verdict;
}

mst__verdict
mst__cover_decide(mst__cover *cover, const mst__work *works, mst_time deadline,
                  mst__decision *decision)
{
    decide d = {.cover = cover, .works = works, .out = decision, .sets = cover->set_count};
    mst_arena_init(&d.arena, (size_t)1 << 30);
    d.vector_count = MST_TAKE(&d.arena, uint32_t, cover->carrier_count);
    d.vectors = MST_TAKE(&d.arena, uint32_t *, cover->carrier_count);
    bool ok = d.vector_count != NULL && d.vectors != NULL;
    mst__cover_need(cover, deadline, d.need);
    for (uint32_t g = 0; g < cover->carrier_count && ok; g++) {
        ok = mst__cover_choose(cover, &works[g], deadline, d.need, &d.arena, &d.vectors[g],
                               &d.vector_count[g]);
    }
    mst__verdict verdict = MST__UNKNOWN;
    if (ok && is_done(&d, d.need)) {
        ok = fill_layers(&d);
        for (uint32_t k = 0; k < decision->layers; k++) {
            decision->vector[k] = MST_NONE;
        }
        verdict = ok ? MST__POSSIBLE : MST__UNKNOWN;
    } else if (ok) {
        verdict = decide_layers(&d);
    }
    cover->out_of_memory |= !ok;
    mst_arena_release(&d.arena);
    return verdict;
}
