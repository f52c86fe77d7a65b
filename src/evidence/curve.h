/* SPDX-License-Identifier: Apache-2.0
 *
 * Dated estimates ("lost within 90 days: 55 to 80 %") as bounds of a loss curve, and curves that
 * can be drawn from.
 *
 * F(t) is the probability of being lost by t, H = -ln(1 - F) the cumulative hazard.
 *
 * L1  Bounds assume only that things do not get safer on average: H(t) / t does not fall (the class
 *     IHRA, Barlow and Proschan 1975). H is then star-shaped, and between what is known it lies
 *     between straight lines through the origin.
 * L2  Where the estimate contradicts that, or hazards may fall, only monotony is used: steps.
 * L3  A curve is right-continuous. Between two points H is linear, so the hazard is constant; two
 *     points at one time are a jump; behind the last point the curve is level.
 */
#ifndef MUSTER_EVIDENCE_CURVE_H
#define MUSTER_EVIDENCE_CURVE_H

#include "base/time.h"
#include "evidence/interval.h"

typedef struct mst_knot {
    double days;    /* after the estimate was made, above 0 */
    mst_range lost; /* by then */
} mst_knot;

typedef struct mst_estimate {
    uint32_t count;
    const mst_knot *knots; /* by time, rising */
    double age_days;       /* how long ago it was made */
    bool may_fall;         /* hazards may fall: step bounds (L2) */
} mst_estimate;

/* Does the estimate contradict L1? It is then read by L2. O(count^2). */
bool
mst_estimate_contradicts(const mst_estimate *estimate);

/* Bounds of F at `days` > 0 after the estimate was made; at the knots themselves, what the others
 * leave of what it says. O(count). */
mst_range
mst_estimate_at(const mst_estimate *estimate, double days);

/*
 * Bounds of F at `days` >= 0 after now, given that it is not lost by now, `age_days` after the
 * estimate was made. Follows from the bounds at both times and, under L1, from
 * H(a + t) - H(a) >= t H(a + t) / (a + t) and >= t H(a) / a.
 */
mst_range
mst_estimate_ahead(const mst_estimate *estimate, double days);

/* Scales the hazard: 1 - (1 - F)^factor. */
double
mst_lost_scaled(double lost, double factor);

/* ---- curves ---- */

typedef struct mst_dated_point {
    mst_time after; /* ms after now, rising; equal ones are a jump */
    double lost;    /* F, rising, 0 to 1 */
} mst_dated_point;

typedef struct mst_dated_curve {
    uint32_t count; /* 0: never lost */
    const mst_dated_point *points;
} mst_dated_curve;

/* F at `after` >= 0. O(log count). */
double
mst_dated_at(const mst_dated_curve *curve, mst_time after);

/* The first time at which F is at least `chance`, in (0, 1); MST_NEVER when it is never. A uniform
 * draw gives a time of loss. O(log count). */
mst_time
mst_dated_time(const mst_dated_curve *curve, double chance);

/* Continuous ranked probability score of a curve against a loss at `lost_after`: the integral of
 * (F(t) - [t >= loss])^2 over 0 .. `until`, in days (Matheson and Winkler 1976). `lost_after`
 * MST_NEVER: not lost. O(count). */
double
mst_dated_score(const mst_dated_curve *curve, mst_time lost_after, mst_time until);

#endif
