/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/alarm.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

static double
poisson(uint32_t count, double rate)
{
    return rate > 0.0 ? exp(count * log(rate) - rate - lgamma(count + 1.0)) : count == 0;
}

double
mst_poisson_tail(uint32_t count, double rate)
{
    double below = 0.0;
    for (uint32_t k = 0; k < count; k++) {
        below += poisson(k, rate);
    }
    return 1.0 - below;
}

double
mst_alarm_threshold(double prior, double rate, double raised, double cost_ratio)
{
    double needed = log((1.0 - prior) / prior * cost_ratio);
    return (needed + raised - rate) / log(raised / rate);
}

/* Solves (I - Q) x = 1 by elimination with pivots on the diagonal: I - Q is diagonally dominant, as
 * rows of Q sum to at most 1. */
static void
solve(uint32_t n, double *matrix, double *x)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t row = i + 1; row < n; row++) {
            double factor = matrix[row * n + i] / matrix[i * n + i];
            if (factor != 0.0) {
                for (uint32_t k = i; k < n; k++) {
                    matrix[row * n + k] -= factor * matrix[i * n + k];
                }
                x[row] -= factor * x[i];
            }
        }
    }
    for (uint32_t i = n; i-- > 0;) {
        for (uint32_t k = i + 1; k < n; k++) {
            x[i] -= matrix[i * n + k] * x[k];
        }
        x[i] /= matrix[i * n + i];
    }
}

double
mst_cusum_steps(double rate, double reference, double threshold, uint32_t parts, double *room)
{
    long states = lround(threshold * parts), shift = lround(reference * parts);
    assert(states >= 1 && states <= MST_MOST_ALARM_STATES && shift >= 0);
    if (!(rate > 0.0)) {
        return INFINITY;
    }
    uint32_t n = (uint32_t)states;
    double *matrix = room, *x = room + (uint64_t)n * n;
    for (uint32_t i = 0; i < n; i++) {
        x[i] = 1.0;
        for (uint32_t j = 0; j < n; j++) {
            matrix[i * n + j] = i == j ? 1.0 : 0.0;
        }
        for (uint32_t y = 0;; y++) {
            long to = (long)i + (long)y * (long)parts - shift;
            if (to >= states) {
                break;
            }
            matrix[i * n + (uint32_t)(to > 0 ? to : 0)] -= poisson(y, rate);
        }
    }
    solve(n, matrix, x);
    return x[0];
}

/* The chain of a CUSUM with `below` values under the threshold and `above` over it, the last of
 * which stands for all that are higher still. */
typedef struct chain {
    double rate;
    long parts, shift;
    uint32_t below, above;
} chain;

/* Chances of the next value from `from`; `row` has room for below + above. */
static void
step_from(const chain *c, uint32_t from, double *row)
{
    uint32_t last = c->below + c->above - 1;
    double rest = 1.0;
    for (uint32_t j = 0; j <= last; j++) {
        row[j] = 0.0;
    }
    for (uint32_t y = 0;; y++) {
        long to = (long)from + (long)y * c->parts - c->shift;
        if (to >= (long)last) {
            break;
        }
        double chance = poisson(y, c->rate);
        row[to > 0 ? to : 0] += chance;
        rest -= chance;
    }
    row[last] += rest > 0.0 ? rest : 0.0;
}

/* From above: mean steps to go are at[b] x[b] + at[below], summed; one more step of being held is
 * asked for by each call. `later` is of one step fewer, NULL for none. */
static void
hold_once(const chain *c, const double *later, double *now, double *row)
{
    uint32_t width = c->below + 1;
    for (uint32_t u = 0; u < c->above; u++) {
        double *at = now + (uint64_t)u * width;
        step_from(c, c->below + u, row);
        for (uint32_t b = 0; b < c->below; b++) {
            at[b] = row[b];
        }
        at[c->below] = 1.0;
        for (uint32_t v = 0; v < c->above && later != NULL; v++) {
            for (uint32_t b = 0; b < width; b++) {
                at[b] += row[c->below + v] * later[(uint64_t)v * width + b];
            }
        }
    }
}

double
mst_cusum_steps_held(double rate, double reference, double threshold, uint32_t parts, uint32_t held,
                     double *room)
{
    if (held == 0) {
        return mst_cusum_steps(rate, reference, threshold, parts, room);
    }
    chain c = {.rate = rate, .parts = (long)parts, .shift = lround(reference * parts)};
    c.below = (uint32_t)lround(threshold * parts);
    c.above = (held + 1) * (uint32_t)c.shift + 1;
    assert(c.below >= 1 && c.below + c.above <= MST_MOST_ALARM_STATES);
    if (!(rate > 0.0)) {
        return INFINITY;
    }
    uint32_t n = c.below, width = n + 1;
    double *row = room, *later = row + n + c.above, *now = later + (uint64_t)c.above * width;
    double *matrix = now + (uint64_t)c.above * width, *x = matrix + (uint64_t)n * n;
    for (uint32_t step = 0; step < held; step++) {
        double *last = later;
        hold_once(&c, step > 0 ? last : NULL, now, row);
        later = now;
        now = last;
    }
    for (uint32_t i = 0; i < n; i++) {
        step_from(&c, i, row);
        x[i] = 1.0;
        for (uint32_t b = 0; b < n; b++) {
            matrix[i * n + b] = (i == b ? 1.0 : 0.0) - row[b];
        }
        for (uint32_t u = 0; u < c.above; u++) {
            const double *at = later + (uint64_t)u * width;
            x[i] += row[n + u] * at[n];
            for (uint32_t b = 0; b < n; b++) {
                matrix[i * n + b] -= row[n + u] * at[b];
            }
        }
    }
    solve(n, matrix, x);
    return x[0];
}

mst_alarm_value
mst_alarm_worth(double prior, double caught_cost, double act_cost, double hit, double false_alarm)
{
    mst_alarm_value value = {.without = fmin(prior * caught_cost, act_cost)};
    value.perfect = value.without - prior * fmin(act_cost, caught_cost);
    value.rings = prior * hit + (1.0 - prior) * false_alarm;
    double when_it_rings = fmin(prior * hit * caught_cost, value.rings * act_cost);
    double when_not = fmin(prior * (1.0 - hit) * caught_cost, (1.0 - value.rings) * act_cost);
    value.alarm = value.without - when_it_rings - when_not;
    return value;
}
