/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/loss.h"

#include <math.h>

double
mst_loss_hazard(double lost)
{
    return lost >= 1 ? INFINITY : -log1p(-lost);
}

/* The knot that ends the stretch with t: the first at or after it, else the last. */
static uint32_t
stretch_of(const mst_loss_curve *curve, mst_time t)
{
    uint32_t low = 0, high = curve->count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (curve->knots[middle].at >= t) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

double
mst_loss_until(const mst_loss_curve *curve, mst_time t)
{
    if (curve->count == 0 || t <= 0) {
        return 0;
    }
    uint32_t end = stretch_of(curve, t);
    mst_loss_knot from = end > 0 ? curve->knots[end - 1] : (mst_loss_knot){0, 0};
    mst_loss_knot to = curve->knots[end];
    if (t == to.at || to.hazard <= from.hazard) {
        return to.hazard;
    }
    return from.hazard +
           (to.hazard - from.hazard) * ((double)(t - from.at) / (double)(to.at - from.at));
}

double
mst_loss_survival(const mst_loss_curve *curve, mst_time t)
{
    return exp(-mst_loss_until(curve, t));
}

mst_time
mst_loss_time(const mst_loss_curve *curve, double hazard)
{
    mst_loss_knot from = {0, 0};
    for (uint32_t i = 0; i < curve->count; i++) {
        mst_loss_knot to = curve->knots[i];
        bool is_last = i + 1 == curve->count;
        if ((to.hazard >= hazard || is_last) && to.hazard > from.hazard) {
            double part = isinf(to.hazard) ? 1 : (hazard - from.hazard) / (to.hazard - from.hazard);
            double at = ceil((double)from.at + part * (double)(to.at - from.at));
            return at < (double)MST_NEVER ? (mst_time)at : MST_NEVER;
        }
        from = to;
    }
    return MST_NEVER;
}

/* Appends a knot 1 ms behind the last one where it would not come after it (K1). */
static void
add_knot(mst_loss_knot *knots, uint32_t *count, mst_time at, double hazard)
{
    mst_time before = *count > 0 ? knots[*count - 1].at : 0;
    knots[*count].at = at > before ? at : before + 1;
    knots[*count].hazard = hazard;
    (*count)++;
}

mst_status
mst_loss_of_dated(const mst_dated_curve *dated, mst_arena *arena, mst_loss_curve *curve,
                  mst_error *err)
{
    /* A jump takes a knot of its own, and the end one that keeps the curve level. */
    mst_loss_knot *knots = MST_TAKE(arena, mst_loss_knot, (size_t)dated->count + 1);
    uint32_t count = 0;
    if (knots == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    for (uint32_t i = 0; i < dated->count; i++) {
        double hazard = mst_loss_hazard(dated->points[i].lost);
        if (dated->points[i].after > 0 || hazard > 0) {
            add_knot(knots, &count, dated->points[i].after, hazard);
        }
    }
    if (count > 0) {
        add_knot(knots, &count, knots[count - 1].at + 1, knots[count - 1].hazard);
    }
    *curve = (mst_loss_curve){.count = count, .knots = knots};
    return MST_OK;
}

mst_loss_integrated
mst_loss_integrate(const mst_loss_curve *curve, const mst_loss_leaving *leaving, uint32_t count,
                   int64_t persons)
{
    double out = 0;
    int64_t leave = 0;
    mst_time last = 0;
    for (uint32_t i = 0; i < count; i++) {
        out += (double)leaving[i].count * mst_loss_survival(curve, leaving[i].at);
        leave += leaving[i].count;
        last = leaving[i].at > last ? leaving[i].at : last;
    }
    return (mst_loss_integrated){
        .left = (double)persons - out,
        .all_out = leave < persons ? 0 : mst_loss_survival(curve, last),
    };
}
