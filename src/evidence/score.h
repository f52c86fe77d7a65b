/* SPDX-License-Identifier: Apache-2.0
 *
 * How good a past estimate was, once it is known what happened. Smaller is better.
 */
#ifndef MUSTER_EVIDENCE_SCORE_H
#define MUSTER_EVIDENCE_SCORE_H

#include "evidence/interval.h"

/* Squared error (Brier 1950). */
double
mst_score_brier(double probability, bool happened);

/* The best and the worst of any probability inside the interval. */
mst_range
mst_score_brier_range(mst_range interval, bool happened);

/* -ln of what was given to what happened (Good 1952); infinity for what was called impossible. */
double
mst_score_log(double probability, bool happened);

/* Width of an interval that should hold 1 - `alpha`, and a fine for each miss (Gneiting and Raftery
 * 2007, equation 43). */
double
mst_score_of_interval(double low, double high, double alpha, double value);

#endif
