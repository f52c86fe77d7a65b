/* SPDX-License-Identifier: Apache-2.0
 *
 * Extremes of expectation over intervals of probability, trees, and how wrong a guess may be.
 */
#include "judge/credal.h"

#include <assert.h>
#include <math.h>

#include "base/wide.h"

static int64_t
sum_of(uint32_t count, const int64_t *values)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}

bool
mst_credal_is_possible(const mst_credal *set)
{
    return sum_of(set->count, set->low) <= MST_MILLION &&
           sum_of(set->count, set->high) >= MST_MILLION;
}

void
mst_credal_tighten(const mst_credal *set, int64_t *low, int64_t *high)
{
    int64_t lows = sum_of(set->count, set->low), highs = sum_of(set->count, set->high);
    for (uint32_t i = 0; i < set->count; i++) {
        int64_t least = MST_MILLION - (highs - set->high[i]);
        int64_t most = MST_MILLION - (lows - set->low[i]);
        low[i] = set->low[i] > least ? set->low[i] : least;
        high[i] = set->high[i] < most ? set->high[i] : most;
    }
}

void
mst_credal_event(const mst_credal *set, const bool *is_in, int64_t *low, int64_t *high)
{
    int64_t lows[2] = {0, 0}, highs[2] = {0, 0};
    for (uint32_t i = 0; i < set->count; i++) {
        lows[is_in[i]] += set->low[i];
        highs[is_in[i]] += set->high[i];
    }
    *low = lows[1] > MST_MILLION - highs[0] ? lows[1] : MST_MILLION - highs[0];
    *high = highs[1] < MST_MILLION - lows[0] ? highs[1] : MST_MILLION - lows[0];
}

/* The next case after `last` (count: the first one) by falling or rising loss, then by index. */
static uint32_t
next_case(uint32_t count, const int64_t *loss, uint32_t last, bool falling)
{
    uint32_t next = count;
    for (uint32_t i = 0; i < count; i++) {
        if (last < count) {
            bool behind = falling ? loss[i] < loss[last] : loss[i] > loss[last];
            if (!behind && !(loss[i] == loss[last] && i > last)) {
                continue;
            }
        }
        if (next == count || (falling ? loss[i] > loss[next] : loss[i] < loss[next])) {
            next = i;
        }
    }
    return next;
}

static int64_t
expect(uint32_t count, const int64_t *p, const int64_t *loss)
{
    mst_wide sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += (mst_wide)p[i] * loss[i];
    }
    return (int64_t)sum;
}

static int64_t
extreme(const mst_credal *set, const int64_t *loss, int64_t *p, bool greatest)
{
    assert(mst_credal_is_possible(set));
    int64_t rest = MST_MILLION - sum_of(set->count, set->low);
    for (uint32_t i = 0; i < set->count; i++) {
        assert(loss[i] <= 2 * MST_MOST_LOSS && loss[i] >= -2 * MST_MOST_LOSS);
        p[i] = set->low[i];
    }
    uint32_t i = next_case(set->count, loss, set->count, greatest);
    for (; rest > 0; i = next_case(set->count, loss, i, greatest)) {
        int64_t room = set->high[i] - set->low[i];
        int64_t more = rest < room ? rest : room;
        p[i] += more;
        rest -= more;
    }
    return expect(set->count, p, loss);
}

int64_t
mst_credal_upper(const mst_credal *set, const int64_t *loss, int64_t *p)
{
    return extreme(set, loss, p, true);
}

int64_t
mst_credal_lower(const mst_credal *set, const int64_t *loss, int64_t *p)
{
    return extreme(set, loss, p, false);
}

int64_t
mst_credal_tail(const mst_credal *set, const int64_t *loss, int64_t tail, int64_t *p)
{
    assert(tail > 0 && tail <= MST_MILLION);
    (void)extreme(set, loss, p, true);
    mst_wide sum = 0;
    int64_t rest = tail;
    uint32_t i = next_case(set->count, loss, set->count, true);
    for (; rest > 0; i = next_case(set->count, loss, i, true)) {
        int64_t part = rest < p[i] ? rest : p[i];
        sum += (mst_wide)part * loss[i];
        rest -= part;
    }
    mst_wide scaled = sum * MST_MILLION;
    mst_wide half = scaled < 0 ? -(tail / 2) : tail / 2;
    return (int64_t)((scaled + half) / tail);
}

/* ---- trees ---- */

/* (a p + b (1 - p)), p in millionths, rounded up or down. */
static int64_t
mix(int64_t a, int64_t b, int64_t p, bool up)
{
    mst_wide sum = (mst_wide)a * p + (mst_wide)b * (MST_MILLION - p);
    mst_wide whole = sum / MST_MILLION, rest = sum % MST_MILLION;
    if (rest != 0 && up == (sum > 0)) {
        whole += up ? 1 : -1;
    }
    return (int64_t)whole;
}

void
mst_branches_expect(uint32_t count, const mst_branch *nodes, int64_t *lower, int64_t *upper)
{
    for (uint32_t i = 0; i < count; i++) {
        const mst_branch *node = &nodes[i];
        if (node->first == i) {
            lower[i] = upper[i] = node->loss * MST_MILLION;
            continue;
        }
        assert(node->first < i && node->other < i);
        int64_t a = mix(lower[node->first], lower[node->other], node->low, false);
        int64_t b = mix(lower[node->first], lower[node->other], node->high, false);
        lower[i] = a < b ? a : b;
        a = mix(upper[node->first], upper[node->other], node->low, true);
        b = mix(upper[node->first], upper[node->other], node->high, true);
        upper[i] = a > b ? a : b;
    }
}

/* ---- how wrong may the guess be ---- */

/* The greatest expectation within a share `a` of the guess: greedy, as above. */
static double
worst_within(uint32_t count, const double *guess, const double *loss, double a)
{
    double rest = 1.0, sum = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        double low = fmax(0.0, guess[i] * (1.0 - a));
        rest -= low;
        sum += low * loss[i];
    }
    double last = INFINITY;
    while (rest > 0.0) {
        double next = -INFINITY, room = 0.0;
        for (uint32_t i = 0; i < count; i++) {
            if (loss[i] < last && loss[i] > next) {
                next = loss[i];
            }
        }
        if (next == -INFINITY) {
            break; /* what is left of `rest` is rounding */
        }
        for (uint32_t i = 0; i < count; i++) {
            if (loss[i] == next) {
                room += fmin(1.0, guess[i] * (1.0 + a)) - fmax(0.0, guess[i] * (1.0 - a));
            }
        }
        double more = fmin(rest, room);
        sum += more * next;
        rest -= more;
        last = next;
    }
    return sum;
}

double
mst_info_gap(uint32_t count, const double *guess, const double *loss, double bearable, double most)
{
    if (worst_within(count, guess, loss, 0.0) > bearable) {
        return -1.0;
    }
    if (worst_within(count, guess, loss, most) <= bearable) {
        return most;
    }
    double low = 0.0, high = most;
    while (high - low > 1e-9) {
        double middle = (low + high) / 2;
        if (worst_within(count, guess, loss, middle) <= bearable) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}
