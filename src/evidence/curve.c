/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/curve.h"

#include <assert.h>
#include <math.h>

static double
hazard_of(double lost)
{
    return lost >= 1 ? (double)INFINITY : -log1p(-lost);
}

static double
lost_of(double hazard)
{
    return -expm1(-hazard);
}

static double
larger(double a, double b)
{
    return a > b ? a : b;
}

static double
smaller(double a, double b)
{
    return a < b ? a : b;
}

/* ---- bounds of H under L1 (Barlow and Proschan 1975) and of F under L2 ---- */

static mst_range
star_bounds(const mst_estimate *estimate, double days)
{
    mst_range bounds = {0.0, (double)INFINITY};
    for (uint32_t i = 0; i < estimate->count; i++) {
        const mst_knot *knot = &estimate->knots[i];
        double part = days / knot->days;
        if (knot->days >= days) {
            bounds.high = smaller(bounds.high, part * hazard_of(knot->lost.high));
        }
        if (knot->days <= days) {
            bounds.low = larger(bounds.low, part * hazard_of(knot->lost.low));
        }
    }
    return bounds;
}

static mst_range
step_bounds(const mst_estimate *estimate, double days)
{
    mst_range bounds = {0.0, 1.0};
    for (uint32_t i = 0; i < estimate->count; i++) {
        const mst_knot *knot = &estimate->knots[i];
        if (knot->days <= days) {
            bounds.low = larger(bounds.low, knot->lost.low);
        }
        if (knot->days >= days) {
            bounds.high = smaller(bounds.high, knot->lost.high);
        }
    }
    return bounds;
}

bool
mst_estimate_contradicts(const mst_estimate *estimate)
{
    for (uint32_t i = 0; i < estimate->count; i++) {
        mst_range bounds = star_bounds(estimate, estimate->knots[i].days);
        /* Equal bounds come out apart by rounding when they were computed two ways. */
        if (bounds.low > bounds.high * (1 + 1e-12)) {
            return true;
        }
    }
    return false;
}

static bool
is_stepped(const mst_estimate *estimate)
{
    return estimate->may_fall || mst_estimate_contradicts(estimate);
}

mst_range
mst_estimate_at(const mst_estimate *estimate, double days)
{
    assert(days >= 0);
    if (is_stepped(estimate)) {
        return step_bounds(estimate, days);
    }
    if (days == 0) {
        return (mst_range){0.0, 0.0};
    }
    mst_range hazard = star_bounds(estimate, days);
    mst_range lost = {lost_of(hazard.low), lost_of(hazard.high)};
    lost.low = smaller(lost.low, lost.high);
    return lost;
}

/* (F(a + t) - F(a)) / (1 - F(a)) falls with F(a) and rises with F(a + t). */
static mst_range
step_ahead(const mst_estimate *estimate, double days)
{
    mst_range before = step_bounds(estimate, estimate->age_days);
    mst_range then = step_bounds(estimate, estimate->age_days + days);
    mst_range ahead = {0.0, 1.0};
    if (then.low > before.high) {
        ahead.low = (then.low - before.high) / (1 - before.high);
    }
    if (before.low < 1) {
        ahead.high = (then.high - before.low) / (1 - before.low);
    }
    ahead.high = larger(ahead.high, ahead.low);
    return ahead;
}

mst_range
mst_estimate_ahead(const mst_estimate *estimate, double days)
{
    assert(days >= 0);
    double age = estimate->age_days;
    if (age <= 0) {
        return mst_estimate_at(estimate, days);
    }
    if (is_stepped(estimate)) {
        return step_ahead(estimate, days);
    }
    if (days == 0) {
        return (mst_range){0.0, 0.0};
    }
    mst_range before = star_bounds(estimate, age);
    mst_range then = star_bounds(estimate, age + days);
    double low = days / (age + days) * then.low;
    low = larger(low, days / age * before.low);
    if (before.high < (double)INFINITY) {
        low = larger(low, then.low - before.high);
    }
    double high = then.high - before.low;
    mst_range lost = {lost_of(low), lost_of(high)};
    lost.low = smaller(lost.low, lost.high);
    return lost;
}

double
mst_lost_scaled(double lost, double factor)
{
    return lost >= 1 ? 1.0 : -expm1(factor * log1p(-lost));
}

/* ---- curves ---- */

/* How many points are at or before `after`. */
static uint32_t
points_until(const mst_dated_curve *curve, mst_time after)
{
    uint32_t low = 0, high = curve->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (curve->points[middle].after <= after) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

double
mst_dated_at(const mst_dated_curve *curve, mst_time after)
{
    uint32_t next = points_until(curve, after);
    if (next == 0) {
        return 0.0;
    }
    const mst_dated_point *a = &curve->points[next - 1];
    if (next == curve->count || a->lost >= 1) {
        return a->lost;
    }
    const mst_dated_point *b = &curve->points[next];
    double part = (double)(after - a->after) / (double)(b->after - a->after);
    double begin = hazard_of(a->lost);
    double end = hazard_of(b->lost);
    /* Towards certainty there is no constant hazard: all of it comes at the end. */
    return end == (double)INFINITY ? a->lost : lost_of(begin + part * (end - begin));
}

mst_time
mst_dated_time(const mst_dated_curve *curve, double chance)
{
    assert(chance > 0 && chance < 1);
    uint32_t low = 0, high = curve->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (curve->points[middle].lost < chance) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == curve->count) {
        return MST_NEVER;
    }
    const mst_dated_point *b = &curve->points[low];
    if (low == 0 || curve->points[low - 1].after == b->after || b->lost >= 1) {
        return b->after;
    }
    const mst_dated_point *a = &curve->points[low - 1];
    double begin = hazard_of(a->lost);
    double part = (hazard_of(chance) - begin) / (hazard_of(b->lost) - begin);
    mst_time time = a->after + (mst_time)ceil(part * (double)(b->after - a->after));
    return time < b->after ? time : b->after;
}

/* Integral of (F - lost)^2 over a stretch of `days` on which H goes from `begin` to `end` in a
 * straight line; `lost` is 0 or 1. */
static double
stretch_score(double begin, double end, double days, double lost)
{
    double kept = exp(-begin); /* 1 - F at its beginning */
    double rate = (end - begin) / days;
    double once, twice; /* integrals of S / S(begin) and of its square */
    if (rate * days < 1e-9) {
        once = twice = days;
    } else {
        once = -expm1(-rate * days) / rate;
        twice = -expm1(-2 * rate * days) / (2 * rate);
    }
    double square = kept * kept * twice;
    return lost > 0 ? square : days - 2 * kept * once + square;
}

double
mst_dated_score(const mst_dated_curve *curve, mst_time lost_after, mst_time until)
{
    double score = 0;
    mst_time at = 0;
    while (at < until) {
        uint32_t next = points_until(curve, at);
        mst_time end = next < curve->count ? curve->points[next].after : until;
        end = end < until ? end : until;
        end = lost_after > at && lost_after < end ? lost_after : end;
        double lost = at >= lost_after ? 1.0 : 0.0;
        double days = (double)(end - at) / (double)MST_MS_PER_DAY;
        double begin = mst_dated_at(curve, at);
        /* Up to the end, not at it, where the curve may jump. */
        double last = mst_dated_at(curve, end - 1);
        score += begin >= 1 ? (lost > 0 ? 0.0 : days)
                            : stretch_score(hazard_of(begin), hazard_of(last), days, lost);
        at = end;
    }
    return score;
}
