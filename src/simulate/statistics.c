/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/statistics.h"

#include <assert.h>
#include <math.h>

/* ---- quantiles ---- */

static double
normal_tail(double z)
{
    return erfc(z * 0.70710678118654752440);
}

double
mst_quantile_normal(double confidence)
{
    double low = 0, high = 40;
    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        if (normal_tail(middle) > 1 - confidence) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}

/* The regularised incomplete beta function by its continued fraction (Lentz's method, Press et al.
 * 1992, 6.4). */
static double
beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m <= 10000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-15) {
            break;
        }
    }
    return h;
}

/* lgamma writes a global; this one is ours: Stirling's series after shifting up to 12. */
static double
log_gamma(double x)
{
    double shift = 0;
    for (; x < 12; x += 1) {
        shift -= log(x);
    }
    double z = 1 / (x * x);
    double series = 1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188)));
    return shift + (x - 0.5) * log(x) - x + 0.91893853320467274178 + series / x;
}

static double
beta_below(double a, double b, double x)
{
    if (x <= 0 || x >= 1) {
        return x <= 0 ? 0 : 1;
    }
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                     : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

static double
beta_quantile(double a, double b, double p)
{
    double low = 0, high = 1;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (beta_below(a, b, middle) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}

double
mst_quantile_student(double confidence, double freedom)
{
    double low = 0, high = 1e6;
    for (int i = 0; i < 200; i++) { /* P(|T| > t) = I(f / (f + t^2); f / 2, 1 / 2) */
        double t = (low + high) / 2;
        if (beta_below(freedom / 2, 0.5, freedom / (freedom + t * t)) > 1 - confidence) {
            low = t;
        } else {
            high = t;
        }
    }
    return (low + high) / 2;
}

/* ---- probabilities ---- */

mst_interval
mst_interval_wilson(uint64_t hits, uint64_t n, double confidence)
{
    if (n == 0) {
        return (mst_interval){0, 1};
    }
    double z = mst_quantile_normal(confidence), runs = (double)n, p = (double)hits / runs;
    double middle = (p + z * z / (2 * runs)) / (1 + z * z / runs);
    double half = z * sqrt(p * (1 - p) / runs + z * z / (4 * runs * runs)) / (1 + z * z / runs);
    return (mst_interval){hits == 0 ? 0 : middle - half, hits == n ? 1 : middle + half};
}

mst_interval
mst_interval_clopper_pearson(uint64_t hits, uint64_t n, double confidence)
{
    double tail = (1 - confidence) / 2, k = (double)hits, runs = (double)n;
    return (mst_interval){
        hits == 0 ? 0 : beta_quantile(k, runs - k + 1, tail),
        hits == n ? 1 : beta_quantile(k + 1, runs - k, 1 - tail),
    };
}

double
mst_bound_without_hits(uint64_t n, double confidence)
{
    return n == 0 ? 1 : 1 - pow(1 - confidence, 1 / (double)n);
}

uint64_t
mst_runs_without_hits(double probability, double confidence)
{
    return (uint64_t)ceil(log1p(-confidence) / log1p(-probability));
}

/* ---- quantiles of a sample ---- */

/* P(hits <= k) of n with probability p. */
static double
binomial_below(uint64_t k, uint64_t n, double p)
{
    return k >= n ? 1 : 1 - beta_below((double)k + 1, (double)(n - k), p);
}

/* The least k with P(hits <= k) >= `mass`. */
static uint64_t
binomial_quantile(uint64_t n, double p, double mass)
{
    uint64_t low = 0, high = n;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (binomial_below(middle, n, p) >= mass) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

mst_ranks
mst_ranks_of_quantile(uint64_t n, double p, double confidence)
{
    double tail = (1 - confidence) / 2;
    uint64_t low = binomial_quantile(n, p, tail), high = binomial_quantile(n, p, 1 - tail) + 1;
    mst_ranks ranks = {low < 1 ? 1 : low, high > n ? n : high, 0};
    ranks.coverage = binomial_below(ranks.high - 1, n, p) - binomial_below(ranks.low - 1, n, p);
    return ranks;
}

/* ---- means ---- */

mst_mean
mst_mean_of(const double *values, uint64_t n, double confidence)
{
    double mean = 0, squares = 0; /* Welford 1962: no cancellation */
    for (uint64_t i = 0; i < n; i++) {
        double off = values[i] - mean;
        mean += off / (double)(i + 1);
        squares += off * (values[i] - mean);
    }
    if (n < 2) {
        return (mst_mean){mean, 0, {mean, mean}};
    }
    double deviation = sqrt(squares / (double)(n - 1));
    double half = mst_quantile_student(confidence, (double)(n - 1)) * deviation / sqrt((double)n);
    return (mst_mean){mean, deviation, {mean - half, mean + half}};
}

mst_paired
mst_paired_of(const double *a, const double *b, uint64_t n, double confidence)
{
    double mean = 0, squares = 0;
    for (uint64_t i = 0; i < n; i++) {
        double value = a[i] - b[i], off = value - mean;
        mean += off / (double)(i + 1);
        squares += off * (value - mean);
    }
    mst_mean first = mst_mean_of(a, n, confidence), second = mst_mean_of(b, n, confidence);
    double variance = n < 2 ? 0 : squares / (double)(n - 1);
    double half =
        n < 2 ? 0 : mst_quantile_student(confidence, (double)(n - 1)) * sqrt(variance / (double)n);
    double apart = first.deviation * first.deviation + second.deviation * second.deviation;
    return (mst_paired){{mean, sqrt(variance), {mean - half, mean + half}},
                        variance > 0 ? apart / variance : INFINITY};
}

/* ---- where to spend replications ---- */

void
mst_ocba_shares(const double *means, const double *deviations, uint32_t n, double *shares)
{
    assert(n >= 2);
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++) {
        best = means[i] < means[best] ? i : best;
    }
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i != best) {
            double off = means[i] - means[best], least = 1e-9 * deviations[i];
            double ratio = deviations[i] / (off > least ? off : least);
            shares[i] = ratio * ratio;
            sum += shares[i];
            squares += shares[i] / deviations[i] * (shares[i] / deviations[i]);
        }
    }
    shares[best] = deviations[best] * sqrt(squares);
    sum += shares[best];
    for (uint32_t i = 0; i < n; i++) {
        shares[i] /= sum;
    }
}

void
mst_ocba_runs(const double *shares, uint32_t n, uint64_t total, uint64_t *runs)
{
    uint64_t given = 0;
    for (uint32_t i = 0; i < n; i++) {
        runs[i] = (uint64_t)floor(shares[i] * (double)total);
        given += runs[i];
    }
    for (; given < total; given++) {
        uint32_t most = 0;
        double rest = -INFINITY;
        for (uint32_t i = 0; i < n; i++) {
            double missing = shares[i] * (double)total - (double)runs[i];
            if (missing > rest) {
                rest = missing;
                most = i;
            }
        }
        runs[most]++;
    }
}

double
mst_splitting_error(const double *levels, uint32_t level_count, uint64_t runs)
{
    double sum = 0;
    for (uint32_t i = 0; i < level_count; i++) {
        sum += (1 - levels[i]) / ((double)runs * levels[i]);
    }
    return sqrt(sum);
}

double
mst_crude_runs(double probability, double relative_error)
{
    return (1 - probability) / (probability * relative_error * relative_error);
}
