/* SPDX-License-Identifier: Apache-2.0
 *
 * What may be said after n replications: intervals for probabilities, quantiles, means and
 * differences, and where the next replications are worth most.
 *
 * All intervals are two-sided at the stated confidence unless they say otherwise.
 */
#ifndef MUSTER_SIMULATE_STATISTICS_H
#define MUSTER_SIMULATE_STATISTICS_H

#include "base/memory.h"

typedef struct mst_interval {
    double low, high;
} mst_interval;

/* Wilson's score interval for `hits` of `n` (Wilson 1927): for display. n 0: [0, 1]. */
mst_interval
mst_interval_wilson(uint64_t hits, uint64_t n, double confidence);

/* Clopper and Pearson's (1934): covers at least as often as it says, for where that is claimed.
 * Bisection on the binomial tail, to 1e-12. */
mst_interval
mst_interval_clopper_pearson(uint64_t hits, uint64_t n, double confidence);

/* Upper one-sided bound on a probability after no hit in n: 1 - (1 - confidence)^(1/n). */
double
mst_bound_without_hits(uint64_t n, double confidence);
/* The least n after which no hit shows p <= `probability`. */
uint64_t
mst_runs_without_hits(double probability, double confidence);

/* Ranks (from 1) of the order statistics between which the p-quantile of n values lies. */
typedef struct mst_ranks {
    uint64_t low, high; /* 1 .. n */
    double coverage;    /* exact, from the binomial: P(low <= hits < high) */
} mst_ranks;

/* The narrowest ranks with at most (1 - confidence) / 2 of the binomial outside on either side,
 * where n allows (n >= 1); few values cover less, which `coverage` tells. */
mst_ranks
mst_ranks_of_quantile(uint64_t n, double p, double confidence);

/* Mean, standard deviation and interval of the mean (Student's t) of values. n >= 2, else the
 * interval is the value. */
typedef struct mst_mean {
    double mean, deviation;
    mst_interval interval;
} mst_mean;

mst_mean
mst_mean_of(const double *values, uint64_t n, double confidence);

/* The mean of a[i] - b[i], replications paired by common random numbers, and by how much pairing
 * shrank the variance: (var a + var b) / var(a - b). */
typedef struct mst_paired {
    mst_mean difference;
    double variance_ratio;
} mst_paired;

mst_paired
mst_paired_of(const double *a, const double *b, uint64_t n, double confidence);

/*
 * Shares of the next replications by optimal computing budget allocation (Chen, Lin, Yucesan,
 * Chick 2000): N_i / N_j = ((s_i / d_i) / (s_j / d_j))^2 and N_b = s_b sqrt(sum (N_i / s_i)^2), b
 * the smallest mean (smaller is better), d_i = mean_i - mean_b. `shares` add up to 1. A mean that
 * ties with the best counts as off by 1e-9 of its deviation. n >= 2, deviations > 0.
 */
void
mst_ocba_shares(const double *means, const double *deviations, uint32_t n, double *shares);
/* Whole runs that add up to `total`, by largest remainder. */
void
mst_ocba_runs(const double *shares, uint32_t n, uint64_t total, uint64_t *runs);

/* Relative standard error of a product of level probabilities, `runs` a level (fixed effort): the
 * square root of sum (1 - p) / (runs p). */
double
mst_splitting_error(const double *levels, uint32_t level_count, uint64_t runs);
/* Runs that crude Monte Carlo needs for the same error of a probability p. */
double
mst_crude_runs(double probability, double relative_error);

/* Two-sided quantiles: P(|Z| < z) = confidence, and Student's with `freedom` degrees. */
double
mst_quantile_normal(double confidence);
double
mst_quantile_student(double confidence, double freedom);

#endif
