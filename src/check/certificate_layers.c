/* SPDX-License-Identifier: Apache-2.0
 *
 * The refuted combinations of a cover: vehicle by vehicle, what is left to do after each choice of
 * work, as long as some row of multipliers does not say that the others cannot finish it.
 */
#include <string.h>

#include "check/certificate_cover.h"

/* A multiplier times what it weighs: sums over all sets and vehicles stay far from overflow. */
#define MOST_WORTH (INT64_C(1) << 36)

typedef struct rows {
    mst__claim *claim;
    uint32_t count;
    const int64_t *multipliers; /* [row * sets] */
    const int64_t *reach;       /* [row * carriers] */
} rows;

static int64_t
product(const rows *r, uint32_t row, const int64_t *amounts)
{
    int64_t sum = 0;
    for (uint32_t u = 0; u < r->claim->set_count; u++) {
        sum += r->multipliers[(size_t)row * r->claim->set_count + u] * amounts[u];
    }
    return sum;
}

/* What each row makes of all that is needed. */
static bool
compare_worth(const rows *r)
{
    const mst_certificate_part *worth = mst__part(r->claim->check, "worth", r->count);
    for (uint32_t m = 0; worth != NULL && m < r->count; m++) {
        if (worth->values[m] != product(r, m, r->claim->need)) {
            return mst__refute(r->claim->check, "row %u of multipliers is worth %lld, not %lld", m,
                               (long long)product(r, m, r->claim->need),
                               (long long)worth->values[m]);
        }
    }
    return worth != NULL;
}

/* Multipliers are not negative, and their reach is the best that each carrier can do for them. */
static bool
read_rows(rows *r)
{
    mst__claim *claim = r->claim;
    const mst_certificate_part *part = mst__part(claim->check, "multiplier", MST_NONE);
    if (part == NULL) {
        return false;
    }
    if (part->count == 0 || part->count % claim->set_count != 0) {
        return mst__refute(claim->check, "the multipliers are not whole rows");
    }
    r->count = part->count / claim->set_count;
    r->multipliers = part->values;
    for (uint32_t i = 0; i < part->count; i++) {
        int64_t need = claim->need[i % claim->set_count];
        int64_t most = need > 0 ? MOST_WORTH / need : 0;
        if (part->values[i] < 0 || part->values[i] > most) {
            return mst__refute(claim->check, "a multiplier of set %u is %lld", i % claim->set_count,
                               (long long)part->values[i]);
        }
    }
    if ((uint64_t)r->count * claim->carrier_count > UINT32_MAX) {
        return mst__refute(claim->check, "the proof has too many rows");
    }
    part = mst__part(claim->check, "reach", r->count * claim->carrier_count);
    if (part == NULL) {
        return false;
    }
    r->reach = part->values;
    for (uint32_t m = 0; m < r->count; m++) {
        for (uint32_t g = 0; g < claim->carrier_count; g++) {
            int64_t best = 0;
            for (uint32_t i = 0; i < claim->vector_count[g]; i++) {
                int64_t value = product(r, m, claim->vectors[g] + (size_t)i * claim->set_count);
                best = value > best ? value : best;
            }
            if (r->reach[(size_t)m * claim->carrier_count + g] != best) {
                return mst__refute(
                    claim->check, "row %u of multipliers is worth %lld to carrier %u, not %lld", m,
                    (long long)best, g, (long long)r->reach[(size_t)m * claim->carrier_count + g]);
            }
        }
    }
    return compare_worth(r);
}

typedef struct states {
    uint32_t count, room;
    int64_t *left; /* [state * sets] */
} states;

static bool
add(mst__claim *claim, states *all, const int64_t *left)
{
    void *items = all->left;
    if (!mst_arena_grow(claim->check->scratch, &items, all->count, &all->room,
                        sizeof(int64_t) * claim->set_count, 1u << 26)) {
        claim->check->out_of_memory = true;
        return false;
    }
    all->left = items;
    memcpy(all->left + (size_t)all->count * claim->set_count, left,
           sizeof(int64_t) * claim->set_count);
    all->count++;
    return true;
}

/* Can the carriers still to come, `more` of each, not finish this? */
static bool
is_hopeless(const rows *r, const int64_t *left, const uint32_t *more)
{
    for (uint32_t m = 0; m < r->count; m++) {
        int64_t value = product(r, m, left);
        for (uint32_t g = 0; g < r->claim->carrier_count; g++) {
            value -= r->reach[(size_t)m * r->claim->carrier_count + g] * more[g];
        }
        if (value > 0) {
            return true;
        }
    }
    return false;
}

/* Heap sort by row order, so that a state that asks for less than another comes after it. */
static void
sort_states(states *all, uint32_t sets, int64_t *spare)
{
    size_t bytes = sizeof(int64_t) * sets;
    for (uint32_t n = all->count, k = n / 2; n > 1;) {
        if (k > 0) {
            memcpy(spare, all->left + (size_t)(--k) * sets, bytes);
        } else {
            n--;
            memcpy(spare, all->left + (size_t)n * sets, bytes);
            memcpy(all->left + (size_t)n * sets, all->left, bytes);
        }
        uint32_t hole = k;
        for (uint32_t child = 2 * hole + 1; child < n; child = 2 * hole + 1) {
            const int64_t *pick = all->left + (size_t)child * sets;
            if (child + 1 < n && mst__claim_row_order(pick, pick + sets, sets) < 0) {
                child++;
            }
            pick = all->left + (size_t)child * sets;
            if (mst__claim_row_order(spare, pick, sets) >= 0) {
                break;
            }
            memcpy(all->left + (size_t)hole * sets, pick, bytes);
            hole = child;
        }
        memcpy(all->left + (size_t)hole * sets, spare, bytes);
    }
}

/* Those that no other is below, each once; from the end, where the least are. */
static bool
keep_least(mst__claim *claim, states *all, states *kept)
{
    uint32_t sets = claim->set_count;
    int64_t spare[MST__CLAIM_SETS];
    sort_states(all, sets, spare);
    for (uint32_t i = all->count; i-- > 0;) {
        const int64_t *left = all->left + (size_t)i * sets;
        bool is_least = true;
        for (uint32_t k = kept->count; k-- > 0 && is_least;) {
            const int64_t *other = kept->left + (size_t)k * sets;
            uint32_t u = 0;
            while (u < sets && other[u] <= left[u]) {
                u++;
            }
            is_least = u < sets;
        }
        if (!mst__claim_spend(claim, kept->count + 1) || (is_least && !add(claim, kept, left))) {
            return false;
        }
    }
    return true;
}

/* One vehicle of carrier `g` chooses. */
static bool
step(const rows *r, uint32_t g, const uint32_t *more, const states *now, states *next)
{
    mst__claim *claim = r->claim;
    uint32_t sets = claim->set_count;
    int64_t left[MST__CLAIM_SETS];
    states all = {0};
    for (uint32_t i = 0; i < now->count; i++) {
        for (uint32_t w = 0; w < claim->vector_count[g]; w++) {
            const int64_t *does = claim->vectors[g] + (size_t)w * sets;
            const int64_t *from = now->left + (size_t)i * sets;
            for (uint32_t u = 0; u < sets; u++) {
                left[u] = from[u] > does[u] ? from[u] - does[u] : 0;
            }
            if (!mst__claim_spend(claim, r->count) ||
                (!is_hopeless(r, left, more) && !add(claim, &all, left))) {
                return false;
            }
        }
    }
    return keep_least(claim, &all, next);
}

bool
mst__claim_layers(mst__claim *claim)
{
    rows r = {.claim = claim};
    const mst_certificate_part *layer = mst__part(claim->check, "layer", MST_NONE);
    const mst_certificate_part *open =
        layer != NULL ? mst__part(claim->check, "open", layer->count) : NULL;
    uint32_t *more = mst__claim_take(claim, claim->carrier_count, sizeof *more);
    if (open == NULL || more == NULL || !read_rows(&r)) {
        return false;
    }
    memcpy(more, claim->carrier_count_of, sizeof *more * claim->carrier_count);
    states now = {0};
    if (!is_hopeless(&r, claim->need, more) && !add(claim, &now, claim->need)) {
        return false;
    }
    for (uint32_t k = 0; k < layer->count; k++) {
        int64_t g = layer->values[k];
        if (g < 0 || g >= claim->carrier_count || more[g] == 0) {
            return mst__refute(claim->check, "layer %u is of a vehicle that is not there", k);
        }
        more[g]--;
        states next = {0};
        if (!step(&r, (uint32_t)g, more, &now, &next)) {
            return false;
        }
        if (open->values[k] != next.count) {
            return mst__refute(claim->check, "%u combinations are open after layer %u, not %lld",
                               next.count, k, (long long)open->values[k]);
        }
        now = next;
    }
    for (uint32_t g = 0; layer->count > 0 && g < claim->carrier_count; g++) {
        if (more[g] > 0) {
            return mst__refute(claim->check, "%u vehicles of carrier %u are in no layer", more[g],
                               g);
        }
    }
    return now.count == 0 ||
           mst__refute(claim->check, "%u combinations of work are not refuted", now.count);
}
