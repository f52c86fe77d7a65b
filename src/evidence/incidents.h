/* SPDX-License-Identifier: Apache-2.0
 *
 * Rates of incidents and the alarm that one has risen.
 */
#ifndef MUSTER_EVIDENCE_INCIDENTS_H
#define MUSTER_EVIDENCE_INCIDENTS_H

#include <stdbool.h>
#include <stdint.h>

/* Defaults stand in model/reports.c. */
typedef struct mst_rate_design {
    double prior_count, prior_days; /* a0, b0: never forgotten */
    double forgetting;              /* delta: part of what was known that a day leaves, 0 to 1 */
    double expected_per_day;        /* lambda 0, above 0 */
    double alarm_per_day;           /* lambda 1, above lambda 0 */
    double threshold;               /* h */
} mst_rate_design;

typedef struct mst_rate {
    double count, days; /* A, B: incidents and days remembered */
    double sum;         /* of the CUSUM */
    bool alarm;         /* sum >= threshold */
} mst_rate;

/* The step of the CUSUM for one day: (l1 - l0) / ln(l1 / l0) (Page 1954, for Poisson counts). */
double
mst_rate_reference(const mst_rate_design *design);

/* A day, or `days` <= 1 of it, with `incidents`: Gamma-Poisson with forgetting, and the CUSUM. */
void
mst_rate_step(const mst_rate_design *design, mst_rate *rate, double incidents, double days);

/* Posterior mean, incidents a day. */
double
mst_rate_mean(const mst_rate_design *design, const mst_rate *rate);

/* The chance of `incidents` on the next day: negative binomial. */
double
mst_rate_chance(const mst_rate_design *design, const mst_rate *rate, uint32_t incidents);

/* The rate over the expected one, within 1 / limit and limit. */
double
mst_rate_tempo(const mst_rate_design *design, const mst_rate *rate, double limit);

#endif
