/* SPDX-License-Identifier: Apache-2.0
 *
 * Loss curves: by when a place is lost. A curve is its cumulative hazard H (loss by t has
 * probability 1 - e^-H(t)), straight between knots: the hazard is constant between them, and after
 * the last one it stays what it was. Sites that fall together are common shocks (Marshall & Olkin
 * 1967): each cause has a curve, a cause takes any number of places, a place falls with the first
 * of its causes.
 *
 * K1  Knots ascend strictly in time, H does not fall; before the first knot the curve is straight
 *     from 0 at the curve's origin.
 */
#ifndef MUSTER_SIMULATE_LOSS_H
#define MUSTER_SIMULATE_LOSS_H

#include "base/memory.h"
#include "base/time.h"
#include "evidence/curve.h"

typedef struct mst_loss_knot {
    mst_time at;   /* > 0, ms after the curve's origin */
    double hazard; /* H up to there */
} mst_loss_knot;

typedef struct mst_loss_curve {
    uint32_t count; /* 0: never lost */
    const mst_loss_knot *knots;
} mst_loss_curve;

/* H at probability `lost`; infinite at 1. */
double
mst_loss_hazard(double lost);

/* H(t); 0 for t <= 0. O(log knots). */
double
mst_loss_until(const mst_loss_curve *curve, mst_time t);
/* P(not lost by t). */
double
mst_loss_survival(const mst_loss_curve *curve, mst_time t);
/* First whole ms with H >= `hazard`: draw a loss time by giving it a waiting time of mean 1
 * (mst_draw_wait). MST_NEVER when H stays below or the moment is past the sentinel. */
mst_time
mst_loss_time(const mst_loss_curve *curve, double hazard);

/*
 * The curve of an estimate (F at its points, jumps, level behind the last) as one to draw from: a
 * jump becomes a rise within 1 ms, and F = 1 an infinite hazard. Times are ms after the moment of
 * the estimate, which is the origin of both. Knots are from `arena`; fails with MST_NO_MEMORY.
 * O(points).
 */
MST_NODISCARD mst_status
mst_loss_of_dated(const mst_dated_curve *dated, mst_arena *arena, mst_loss_curve *curve,
                  mst_error *err);

/* `count` persons who leave through the place at `at` (ms after the curve's origin). */
typedef struct mst_loss_leaving {
    mst_time at;
    int64_t count;
} mst_loss_leaving;

/* What a run that was played without the loss says of all moments of it at once. */
typedef struct mst_loss_integrated {
    double left; /* expected persons left behind, those left without the loss included */
    double
        all_out; /* probability that the last one leaves before it; 0 when some are left anyway */
} mst_loss_integrated;

/*
 * Integrates the loss time out (conditional Monte Carlo; E[left] = N - sum n S(t)): of `persons`,
 * those in `leaving` get out if the place is not lost by then, with nobody saved after the loss.
 * O(leaving log knots).
 */
mst_loss_integrated
mst_loss_integrate(const mst_loss_curve *curve, const mst_loss_leaving *leaving, uint32_t count,
                   int64_t persons);

#endif
