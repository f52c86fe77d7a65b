/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kind `dual` and `tree`: multipliers of places for which no tours are worth what
 * everybody is (docs/certificates.md). Each leaf is priced by dynamic programming over place and
 * steps left, in whole numbers.
 */
#include "check/certificate_flow.h"

#include <string.h>

enum { NODE_VALUES = 7, MOST_DEPTH = 1000, LOADED = 0, EMPTY = 1, FIRST = 2 };
#define MOST_PRICE (INT64_C(1) << 36)
#define MOST_WORK (INT64_C(1) << 35)
#define NO_TOUR (-(INT64_C(1) << 60))

typedef struct branch { /* a limit on how often something is done */
    const int64_t *node;
    bool upper, second; /* at most node[6] times, else more; both sides are begun */
    int64_t price;
} branch;

typedef struct leg {
    uint32_t from, to; /* nodes: 2 x place when loaded, one more when empty */
    int64_t steps, gain;
    uint32_t a, b; /* places */
    bool loaded, timed;
} leg;

typedef struct pricing {
    mst__proof_check *check;
    mst__tour_world world;
    mst_time unit;
    int64_t steps;
    const int64_t *places; /* [site] of the leaf at hand */
    uint32_t depth;
    branch branches[MOST_DEPTH];
    uint32_t leg_count;
    leg *legs; /* of one type */
    int64_t *value;
    int64_t work;
} pricing;

/* ---- legs ---- */

/* Does the branch count this leg of the type? */
static bool
counts(const pricing *p, const branch *of, const mst__tour_ways *ways, const leg *l)
{
    const int64_t *row = of->node;
    return row[1] == (l->loaded ? LOADED : EMPTY) && row[2] == (int64_t)ways->type &&
           row[3] == (int64_t)p->world.places[l->a].site &&
           row[4] == (int64_t)p->world.places[l->b].site;
}

static void
add_leg(pricing *p, const mst__tour_ways *ways, leg l, mst_time time)
{
    l.steps = time / p->unit;
    if (l.loaded) {
        int64_t fall = p->places[p->world.places[l.a].site] - p->places[p->world.places[l.b].site];
        l.gain = fall > 0 ? fall * ways->seats : fall;
    }
    for (uint32_t d = 0; d < p->depth; d++) {
        const branch *of = &p->branches[d];
        if (counts(p, of, ways, &l)) {
            l.timed |= of->node[5] >= 0;
            l.gain += of->node[5] >= 0 ? 0 : of->upper ? -of->price : of->price;
        }
    }
    p->legs[p->leg_count++] = l;
}

static void
list_legs(pricing *p, const mst__tour_ways *ways)
{
    const mst__tour_world *w = &p->world;
    p->leg_count = 0;
    for (uint32_t a = 0; a < w->place_count; a++) {
        const mst__tour_place *place = &w->places[a];
        for (uint32_t b = 0; b < w->place_count && place->peopled; b++) {
            size_t cell = (size_t)place->site * w->problem->site_count + w->places[b].site;
            if (mst__tour_direct(w, ways, a, b)) {
                leg l = {.from = 2 * a, .to = 2 * b, .a = a, .b = b, .loaded = true};
                if (ways->leads_on[b]) {
                    add_leg(p, ways, l, ways->loaded[cell]);
                }
                l.to++;
                if (w->places[b].brought && ways->serves[b]) {
                    add_leg(p, ways, l, ways->loaded[cell] + ways->unload);
                }
            }
            if (place->brought && ways->serves[a] && ways->serves[b] && ways->leads_on[b] &&
                ways->empty[cell] < MST_NEVER) {
                leg l = {.from = 2 * a + 1, .to = 2 * b, .a = a, .b = b};
                add_leg(p, ways, l, ways->empty[cell] + ways->load);
            }
        }
    }
}

/* What a walk with `left` steps left adds, by branches on when it begins. */
static int64_t
timed_gain(const pricing *p, const mst__tour_ways *ways, const leg *l, int64_t left)
{
    int64_t gain = 0;
    for (uint32_t d = 0; d < p->depth; d++) {
        const branch *of = &p->branches[d];
        if (counts(p, of, ways, l) && of->node[5] >= 0 && p->steps - left <= of->node[5]) {
            gain += of->upper ? -of->price : of->price;
        }
    }
    return gain;
}

/* The most a tour can still gain, for each node and steps left. Legs without steps make more than
 * one round necessary; where rounds do not end, neither would gains. */
static bool
fill_values(pricing *p, const mst__tour_ways *ways)
{
    uint32_t nodes = 2 * p->world.place_count;
    for (int64_t left = 0; left <= p->steps; left++) {
        int64_t *row = p->value + left * nodes;
        for (uint32_t n = 0; n < nodes; n++) {
            row[n] = n % 2 == 0 ? NO_TOUR : 0;
        }
        bool again = true;
        for (uint32_t round = 0; again; round++) {
            if (round > nodes) {
                return mst__refute(p->check, "the steps are so coarse that a round takes none");
            }
            again = false;
            p->work += p->leg_count;
            for (uint32_t e = 0; e < p->leg_count; e++) {
                const leg *l = &p->legs[e];
                if (l->steps > left) {
                    continue;
                }
                int64_t next = p->value[(left - l->steps) * nodes + l->to];
                if (next <= NO_TOUR / 2) {
                    continue;
                }
                int64_t value = next + l->gain + (l->timed ? timed_gain(p, ways, l, left) : 0);
                if (value > row[l->from]) {
                    row[l->from] = value;
                    again |= l->steps == 0 || round == 0;
                }
            }
        }
        if (p->work > MOST_WORK) {
            return mst__refute(p->check, "the certificate asks for more work than is done here");
        }
    }
    return true;
}

/* ---- one leaf ---- */

static int64_t
worth(const pricing *p, const mst__tour_ways *ways, const mst_p_vehicle *vehicle)
{
    const mst__tour_world *w = &p->world;
    mst_time begins = vehicle->usable.spans[0].begin > 0 ? vehicle->usable.spans[0].begin : 0;
    int64_t best = 0;
    for (uint32_t b = 0; b < w->place_count; b++) {
        mst_time way =
            ways->empty[(size_t)vehicle->base * w->problem->site_count + w->places[b].site];
        if (way >= MST_NEVER || !ways->leads_on[b] || !ways->serves[b]) {
            continue;
        }
        int64_t left = p->steps - (begins + way + ways->load) / p->unit;
        if (left < 0) {
            continue;
        }
        int64_t value = p->value[left * 2 * w->place_count + 2 * b];
        for (uint32_t d = 0; d < p->depth; d++) {
            const int64_t *row = p->branches[d].node;
            if (row[1] == FIRST && row[2] == (int64_t)ways->type &&
                row[3] == (int64_t)vehicle->base && row[4] == (int64_t)w->places[b].site &&
                row[5] == begins) {
                value += p->branches[d].upper ? -p->branches[d].price : p->branches[d].price;
            }
        }
        best = value > best ? value : best;
    }
    return best;
}

/* Is everybody together worth more than all tours? */
static bool
leaf_holds(pricing *p)
{
    const mst__tour_world *w = &p->world;
    mst_wide sum = 0;
    for (uint32_t i = 0; i < w->place_count; i++) {
        const mst__tour_place *place = &w->places[i];
        int64_t price = p->places[place->site];
        if (price > MOST_PRICE || price < -MOST_PRICE || (place->safe && price < 0) ||
            (place->safe && place->room >= MST_UNLIMITED && price != 0)) {
            return mst__refute(p->check, "the multiplier %lld of %s cannot be", (long long)price,
                               w->problem->sites[place->site].name);
        }
        sum +=
            price != 0 ? (mst_wide)price * (place->parties - (place->safe ? place->room : 0)) : 0;
    }
    for (uint32_t d = 0; d < p->depth; d++) {
        const branch *of = &p->branches[d];
        if (of->price < 0 || of->price > MOST_PRICE) {
            return mst__refute(p->check, "the multiplier %lld of a branch cannot be",
                               (long long)of->price);
        }
        sum += of->upper ? -(mst_wide)of->price * of->node[6]
                         : (mst_wide)of->price * (of->node[6] + 1);
    }
    for (uint32_t t = 0; t < w->type_count; t++) {
        list_legs(p, &w->types[t]);
        if (!fill_values(p, &w->types[t])) {
            return false;
        }
        for (uint32_t v = 0; v < w->problem->vehicle_count; v++) {
            const mst_p_vehicle *vehicle = &w->problem->vehicles[v];
            sum -= vehicle->type == w->types[t].type && vehicle->usable.count > 0
                       ? worth(p, &w->types[t], vehicle)
                       : 0;
        }
    }
    return sum > 0 || mst__refute(p->check, "the multipliers leave room for tours that carry all");
}

/* ---- claims ---- */

static bool
begin(pricing *p)
{
    mst__proof_check *check = p->check;
    const mst_certificate_part *steps = mst__part(check, "steps", 2);
    if (steps == NULL || !mst__tour_world_init(&p->world, check)) {
        return false;
    }
    p->unit = steps->values[0];
    p->steps = steps->values[1];
    if (p->unit < 1 || p->steps < 0 || p->steps > (INT64_C(1) << 21) ||
        p->unit > check->problem->horizon) {
        return mst__refute(check, "steps of %lld ms, %lld of them, cannot be", (long long)p->unit,
                           (long long)p->steps);
    }
    if (check->certificate->measure != MST_MEASURE_COMPLETION ||
        check->certificate->most_left != 0 ||
        check->certificate->bound != (mst_wide)p->unit * (p->steps + 1)) {
        return mst__refute(check, "the claim is not what the steps refute");
    }
    size_t places = p->world.place_count;
    p->legs = MST_TAKE(check->scratch, leg, 3 * places * places);
    p->value = MST_TAKE(check->scratch, int64_t, 2 * places * (size_t)(p->steps + 1));
    check->out_of_memory = p->legs == NULL || p->value == NULL;
    return !check->out_of_memory;
}

bool
mst__certificate_dual(mst__proof_check *check)
{
    pricing *p = MST_TAKE(check->scratch, pricing, 1);
    if (p == NULL) {
        check->out_of_memory = true;
        return false;
    }
    p->check = check;
    const mst_certificate_part *places = mst__part(check, "places", check->problem->site_count);
    if (places == NULL || !begin(p)) {
        return false;
    }
    p->places = places->values;
    return leaf_holds(p);
}

static bool
row_is_sound(pricing *p, const int64_t *row)
{
    bool sound = (row[0] == 0 || row[0] == 1) && row[6] >= 0 && row[6] < MOST_PRICE;
    return sound || mst__refute(p->check, "a node of the tree is neither branch nor leaf");
}

/* The multipliers of the branches above the leaf, in order of depth. */
static bool
price_branches(pricing *p, const mst_certificate_part *prices, uint32_t *used)
{
    if (prices->count - *used < p->depth) {
        return mst__refute(p->check, "part \"prices\" of the certificate ends too soon");
    }
    for (uint32_t d = 0; d < p->depth; d++) {
        p->branches[d].price = prices->values[(*used)++];
    }
    return true;
}

/* To the next open side: at most first, then more. */
static void
climb(pricing *p)
{
    while (p->depth > 0 && p->branches[p->depth - 1].second) {
        p->depth--;
    }
    if (p->depth > 0) {
        p->branches[p->depth - 1].upper = false;
        p->branches[p->depth - 1].second = true;
    }
}

static bool
walk_tree(pricing *p, const mst_certificate_part *nodes, const mst_certificate_part *places,
          const mst_certificate_part *prices)
{
    uint32_t sites = p->check->problem->site_count;
    uint32_t leaves = 0;
    uint32_t used = 0;
    for (uint32_t i = 0; i < nodes->count / NODE_VALUES; i++) {
        const int64_t *row = nodes->values + (size_t)NODE_VALUES * i;
        if (!row_is_sound(p, row) || (i > 0 && p->depth == 0)) {
            return mst__refute(p->check, "the tree goes on after its last leaf");
        }
        if (row[0] == 0) {
            if (p->depth == MOST_DEPTH) {
                return mst__refute(p->check, "the tree is too deep");
            }
            p->branches[p->depth++] = (branch){.node = row, .upper = true};
            continue;
        }
        if ((size_t)(leaves + 1) * sites > places->count) {
            return mst__refute(p->check, "part \"places\" of the certificate ends too soon");
        }
        p->places = places->values + (size_t)sites * leaves++;
        if (!price_branches(p, prices, &used) || !leaf_holds(p)) {
            return false;
        }
        climb(p);
    }
    if (p->depth > 0 || leaves == 0 || (size_t)leaves * sites != places->count ||
        used != prices->count) {
        return mst__refute(p->check, "the tree lacks leaves, or has multipliers of none");
    }
    return true;
}

bool
mst__certificate_tree(mst__proof_check *check)
{
    pricing *p = MST_TAKE(check->scratch, pricing, 1);
    if (p == NULL) {
        check->out_of_memory = true;
        return false;
    }
    p->check = check;
    const mst_certificate_part *nodes = mst__part(check, "nodes", MST_NONE);
    const mst_certificate_part *places = mst__part(check, "places", MST_NONE);
    const mst_certificate_part *prices = mst__part(check, "prices", MST_NONE);
    if (nodes == NULL || places == NULL || prices == NULL || !begin(p)) {
        return false;
    }
    if (nodes->count % NODE_VALUES != 0) {
        return mst__refute(check, "part \"nodes\" of the certificate is not whole rows");
    }
    return walk_tree(p, nodes, places, prices);
}
