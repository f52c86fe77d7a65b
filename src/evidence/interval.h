/* SPDX-License-Identifier: Apache-2.0
 *
 * Intervals of probability: what graded reports say together.
 *
 * P1  An interval has 0 <= low <= high <= 1; nothing known is [0, 1].
 * P2  A report is weighed or discounted, never both.
 * P3  Reports of one origin count once, with the weight of the best of them.
 * P4  Reports are pooled and their disagreement is shown beside the pool. They are never combined
 *     by Dempster's rule, which lets two sources agree on what both hold to be all but impossible
 *     (Zadeh 1979).
 */
#ifndef MUSTER_EVIDENCE_INTERVAL_H
#define MUSTER_EVIDENCE_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct mst_range {
    double low, high;
} mst_range;

/* One voice: what it says, how far it is trusted, how old it is, and which origin it goes back to
 * (equal numbers are one origin). */
typedef struct mst_voice {
    mst_range says;
    double reliability; /* r, 0 to 1 */
    double weight;      /* r times the age factor, 0 to 1 */
    double age_days;
    uint32_t origin;
} mst_voice;

typedef struct mst_pool {
    mst_range interval;
    double nobody; /* the chance that no voice is reliable, if they are independent */
    uint32_t voices;
} mst_pool;

/* The lower of the two Admiralty grades' weights, `letter` A to F and `digit` 1 to 6; weights[0]
 * belongs to A and to 1. They are not multiplied: in practice one follows the other (Baker,
 * McKendry and Mace 1968 found 87 % of reports on the diagonal). */
double
mst_grade_weight(const double weights[6], char letter, char digit);

/* How reliable a source with `right` of `resolved` claims borne out is: the imprecise Dirichlet
 * model (Walley 1996) with `strength` s > 0, [k / (n + s), (k + s) / (n + s)]. */
mst_range
mst_record_range(uint32_t right, uint32_t resolved, double strength);

/* 2^(-age / half life); 1 for what comes from the future of the picture. */
double
mst_age_factor(double age_days, double half_life_days);

/* A report used alone: [r l, r u + 1 - r] (contamination by anything at all). */
mst_range
mst_range_discount(mst_range interval, double reliability);

/*
 * Joins the voices of each origin (P3): the mean of what they say by weight, with the largest
 * weight. `joined` has room for `count`; returns how many there are, in the order of the first
 * voice of each. O(count) when origins rise, else O(count^2).
 */
uint32_t
mst_voices_join(uint32_t count, const mst_voice *voices, mst_voice *joined);

/* The weighted mean of voices of different origins, widened by the chance that none is reliable.
 * Without voices, or without weight, [0, 1]. */
mst_pool
mst_voices_pool(uint32_t count, const mst_voice *voices);

/* From the lowest to the highest of the voices that are at least so reliable and at most so old:
 * the disagreement. False, and [0, 1], when there is none. */
bool
mst_voices_hull(uint32_t count, const mst_voice *voices, double least_reliability,
                double most_age_days, mst_range *hull);

/* Likelihood ratio of a statement: `if_true` and `if_false` are the chances that it would be made
 * when what is feared is true and when it is not. */
mst_range
mst_likelihood_ratio(mst_range if_true, mst_range if_false);

/* Bayes' rule on odds with a ratio known within bounds. 0 and 1 stay what they are. */
mst_range
mst_range_update(mst_range interval, mst_range ratio);

/* The generalised rule of Bayes: P(A | B) from bounds of P(A and B) and of P(not A and B); exact
 * for 2-monotone bounds. [0, 1] when B may be impossible either way. */
mst_range
mst_range_given(mst_range both, mst_range only_condition);

/* Sensitivity only: geometric pool of odds, and the factor by which `n` >= 2 forecasts that share
 * no information may be extremised (Neyman and Roughgarden 2021); tends to the root of 3. The
 * probabilities are held within a millionth of 0 and 1. */
double
mst_log_pool(uint32_t count, const double *probabilities);
double
mst_extremising_factor(uint32_t n);
double
mst_extremised(double probability, double factor);

/* A grid of hypotheses: multiplies `probabilities` by the chances of one finding under each and
 * makes them sum to 1 again; false, and nothing changed, when none is left. */
bool
mst_hypotheses_update(uint32_t count, double *probabilities, const double *likelihoods);
/* How much a finding tells the hypotheses apart: ln(greatest / least chance). */
double
mst_diagnosticity(uint32_t count, const double *likelihoods);

#endif
