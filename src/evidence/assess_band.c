/* SPDX-License-Identifier: Apache-2.0
 *
 * By when a site is lost: dated estimates carried forward to the picture, scaled by the tempo of
 * incidents, pooled at each time of a grid, and mixed with the branches in which risk falls.
 *
 * G1  The grid has 0 and the millisecond after it (bounds jump there by the chance that no report
 *     is reliable), each day to a month, each week to a year, and each time at which an estimate
 *     ends, with the millisecond before and after, since bounds jump there too.
 * G2  Pooled and robust bounds rise along the grid.
 */
#include <math.h>
#include <stdlib.h>

#include "evidence/assess_internal.h"

enum { DAYS_DAILY = 30, WEEKS_WEEKLY = 52, SHOWN_DAYS = 30 };

/* No estimate is taken to be certain, so that one that is overdue can be told. */
#define MOST_CERTAIN 0.999999

static const mst_range anything = {0.0, 1.0};

/* The estimates of one site, with or without a proposition being true. */
typedef struct chorus {
    uint32_t count;
    uint32_t *reports;
    mst_estimate *estimates;
    mst_voice *voices;
    bool *interested;
    mst_voice *scratch;
} chorus;

/* What all estimates of one kind say at one time. */
typedef struct moment {
    mst_range pooled, robust;
} moment;

static double
smaller(double a, double b)
{
    return a < b ? a : b;
}

static double
larger(double a, double b)
{
    return a > b ? a : b;
}

static bool
is_heard(const mst_report *report, uint32_t site, uint32_t given)
{
    mst_subject subject = {MST_SUBJECT_SITE, site};
    return report->known && report->claim == MST_CLAIM_LOSS && report->given == given &&
           mst__speaks_to(report, subject);
}

static void
listen(mst__assessor *a, uint32_t site, uint32_t given, double half_life, chorus *choir)
{
    const mst_post *post = a->post;
    uint32_t room = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        room += is_heard(&post->reports[i], site, given);
    }
    choir->reports = mst__assess_take(a, room, sizeof *choir->reports);
    choir->estimates = mst__assess_take(a, room, sizeof *choir->estimates);
    choir->voices = mst__assess_take(a, room, sizeof *choir->voices);
    choir->interested = mst__assess_take(a, room, sizeof *choir->interested);
    choir->scratch = mst__assess_take(a, 2 * (size_t)room, sizeof *choir->scratch);
    for (uint32_t i = 0; i < post->report_count && !a->failed; i++) {
        const mst_report *report = &post->reports[i];
        if (!is_heard(report, site, given)) {
            continue;
        }
        uint32_t k = choir->count++;
        mst_knot *knots = mst__assess_take(a, report->estimate_count, sizeof *knots);
        for (uint32_t j = 0; knots != NULL && j < report->estimate_count; j++) {
            const mst_loss_estimate *estimate = &report->estimates[j];
            double low = (double)estimate->chance.low / MST_CHANCE_ONE;
            double high = (double)estimate->chance.high / MST_CHANCE_ONE;
            knots[j] =
                (mst_knot){.days = (double)estimate->within_ms / (double)MST_MS_PER_DAY,
                           .lost = {smaller(low, MOST_CERTAIN), smaller(high, MOST_CERTAIN)}};
        }
        choir->reports[k] = i;
        choir->estimates[k] = (mst_estimate){.count = report->estimate_count,
                                             .knots = knots,
                                             .age_days = mst__age_days(a, report),
                                             .may_fall = report->may_fall};
        choir->voices[k] = mst__voice(a, i, anything, half_life);
        choir->interested[k] = report->interested;
    }
}

/* ---- the grid ---- */

static int
compare_times(const void *left, const void *right)
{
    mst_time a = *(const mst_time *)left;
    mst_time b = *(const mst_time *)right;
    return (a > b) - (a < b);
}

/* Ends of the estimates that lie ahead, with their neighbours; returns how many. */
static uint32_t
add_ends(const mst__assessor *a, const chorus *choir, mst_time *times, uint32_t count)
{
    for (uint32_t i = 0; i < choir->count; i++) {
        const mst_report *report = &a->post->reports[choir->reports[i]];
        for (uint32_t k = 0; k < report->estimate_count; k++) {
            mst_time end = report->at + report->estimates[k].within_ms - a->post->as_of;
            for (mst_time near = end - 1; near <= end + 1; near++) {
                times[count] = near;
                count += near > 0;
            }
        }
    }
    return count;
}

static uint32_t
end_count(const mst__assessor *a, const chorus *choir)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < choir->count; i++) {
        count += 3 * a->post->reports[choir->reports[i]].estimate_count;
    }
    return count;
}

static void
make_grid(mst__assessor *a, const chorus *choirs, uint32_t choir_count, mst_band *band)
{
    uint32_t room = 2 + DAYS_DAILY + WEEKS_WEEKLY;
    for (uint32_t i = 0; i < choir_count; i++) {
        room += end_count(a, &choirs[i]);
    }
    mst_time *times = mst__assess_take(a, room, sizeof *times);
    if (times == NULL) {
        return;
    }
    uint32_t count = 0;
    times[count++] = 1;
    for (uint32_t day = 0; day <= DAYS_DAILY; day++) {
        times[count++] = day * MST_MS_PER_DAY;
    }
    for (uint32_t week = 5; week <= WEEKS_WEEKLY; week++) {
        times[count++] = 7 * week * MST_MS_PER_DAY;
    }
    for (uint32_t i = 0; i < choir_count; i++) {
        count = add_ends(a, &choirs[i], times, count);
    }
    qsort(times, count, sizeof *times, compare_times);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++) {
        if (times[i] != times[kept - 1]) {
            times[kept++] = times[i];
        }
    }
    band->after = times;
    band->count = kept;
}

/* ---- one time ---- */

static mst_range
scaled(mst_range lost, double factor)
{
    return (mst_range){mst_lost_scaled(lost.low, factor), mst_lost_scaled(lost.high, factor)};
}

/* The tempo scales what is pooled, and can only widen the disagreement: who holds against it is
 * still heard. */
static moment
sing(const mst__assessor *a, chorus *choir, double days, double tempo, bool *has_hull)
{
    moment m;
    for (uint32_t i = 0; i < choir->count; i++) {
        mst_range said = mst_estimate_ahead(&choir->estimates[i], days);
        mst_range faster = scaled(said, tempo);
        choir->voices[i].says =
            (mst_range){smaller(said.low, faster.low), larger(said.high, faster.high)};
    }
    mst__joint wide =
        mst__join(a, choir->count, choir->voices, choir->interested, anything, choir->scratch);
    for (uint32_t i = 0; i < choir->count; i++) {
        choir->voices[i].says = scaled(mst_estimate_ahead(&choir->estimates[i], days), tempo);
    }
    mst__joint joint =
        mst__join(a, choir->count, choir->voices, choir->interested, anything, choir->scratch);
    m.pooled = days > 0 ? joint.pool.interval : (mst_range){0.0, 0.0};
    m.robust = m.pooled;
    *has_hull = wide.has_hull;
    if (wide.has_hull && days > 0) {
        m.robust.low = smaller(m.pooled.low, wide.hull.low);
        m.robust.high = larger(m.pooled.high, wide.hull.high);
    }
    return m;
}

/* Tree of one branch: q F_eased + (1 - q) F, at the end of q that bounds it; the branch is never
 * worse than without it. */
static mst_range
mixed(mst_range chance, mst_range eased, mst_range rest)
{
    eased.low = smaller(eased.low, rest.low);
    eased.high = smaller(eased.high, rest.high);
    return (mst_range){chance.high * eased.low + (1 - chance.high) * rest.low,
                       chance.low * eased.high + (1 - chance.low) * rest.high};
}

/* ---- a site ---- */

static bool
is_eased(const mst_proposition *proposition, uint32_t site)
{
    for (uint32_t i = 0; i < proposition->eases_count; i++) {
        if (proposition->eases[i].index == site) {
            return true;
        }
    }
    return false;
}

static void
find_tempo(const mst__assessor *a, uint32_t site, mst_band *band)
{
    band->tempo = 1;
    for (uint32_t i = 0; i < a->post->indicator_count; i++) {
        const mst_indicator *indicator = &a->post->indicators[i];
        for (uint32_t k = 0; k < indicator->raises_count; k++) {
            const mst_tempo *tempo = &a->indicators[i];
            if (indicator->raises[k].index != site || !tempo->known) {
                continue;
            }
            /* The one that is farthest from quiet. */
            if (fabs(log(tempo->factor)) > fabs(log(band->tempo))) {
                band->tempo = tempo->factor;
            }
            band->alarm = band->alarm || tempo->rate.alarm;
        }
    }
}

static void
list_heard(mst__assessor *a, chorus *choir, mst_band *band)
{
    mst_heard *heard = mst__assess_take(a, choir->count, sizeof *heard);
    for (uint32_t i = 0; heard != NULL && i < choir->count; i++) {
        heard[i] = (mst_heard){
            .report = choir->reports[i],
            .says = mst_estimate_ahead(&choir->estimates[i], SHOWN_DAYS),
            .age_days = choir->voices[i].age_days,
            .weight = choir->voices[i].weight,
        };
        heard[i].reliability = mst__reliability(a, choir->reports[i], &heard[i].has_record);
    }
    if (heard != NULL) {
        mst__share(a, choir->count, choir->voices, heard);
    }
    band->heard = heard;
    band->heard_count = choir->count;
}

static void
make_curve(mst__assessor *a, const mst_band *band, const mst_range *ranges, bool high,
           mst_dated_curve *curve)
{
    mst_dated_point *points = mst__assess_take(a, band->count, sizeof *points);
    for (uint32_t i = 0; points != NULL && i < band->count; i++) {
        points[i] = (mst_dated_point){.after = band->after[i],
                                      .lost = high ? ranges[i].high : ranges[i].low};
    }
    *curve = (mst_dated_curve){.count = points != NULL ? band->count : 0, .points = points};
}

static void
make_curves(mst__assessor *a, mst_band *band)
{
    make_curve(a, band, band->pooled, false, &band->low);
    make_curve(a, band, band->pooled, true, &band->high);
    make_curve(a, band, band->robust, false, &band->robust_low);
    make_curve(a, band, band->robust, true, &band->robust_high);
}

/* Every time of the grid, the branches laid over it in the order of the propositions. */
static void
fill(mst__assessor *a, chorus *plain, chorus *eased, mst_band *band)
{
    mst_range *pooled = mst__assess_take(a, band->count, sizeof *pooled);
    mst_range *robust = mst__assess_take(a, band->count, sizeof *robust);
    bool has_hull = false;
    if (pooled == NULL || robust == NULL) {
        return;
    }
    for (uint32_t i = 0; i < band->count; i++) {
        double days = (double)band->after[i] / (double)MST_MS_PER_DAY;
        moment at = sing(a, plain, days, band->tempo, &has_hull);
        band->has_hull = band->has_hull || has_hull;
        for (uint32_t k = 0; k < band->eased_count; k++) {
            const mst_belief *belief = &a->propositions[band->eased[k].proposition];
            moment branch = {.pooled = {0.0, at.pooled.high}, .robust = {0.0, at.robust.high}};
            if (eased[k].count > 0) {
                branch = sing(a, &eased[k], days, 1, &has_hull);
            }
            at.pooled = mixed(belief->interval, branch.pooled, at.pooled);
            at.robust = mixed(belief->robust, branch.robust, at.robust);
        }
        pooled[i] = at.pooled;
        robust[i] = at.robust;
        if (i > 0) { /* G2: neighbours of a jump may cross by a rounding */
            pooled[i].low = larger(pooled[i].low, pooled[i - 1].low);
            pooled[i].high = larger(pooled[i].high, pooled[i - 1].high);
            robust[i].low = larger(robust[i].low, robust[i - 1].low);
            robust[i].high = larger(robust[i].high, robust[i - 1].high);
        }
    }
    band->pooled = pooled;
    band->robust = robust;
}

static void
set_lost(mst__assessor *a, mst_band *band)
{
    static const mst_range lost = {1.0, 1.0};
    mst_time *after = mst__assess_take(a, 1, sizeof *after);
    mst_range *ranges = mst__assess_take(a, 1, sizeof *ranges);
    if (after == NULL || ranges == NULL) {
        return;
    }
    *after = 0;
    *ranges = lost;
    band->after = after;
    band->count = 1;
    band->pooled = band->robust = ranges;
    band->known = true;
}

void
mst__assess_band(mst__assessor *a, uint32_t site, mst_band *band)
{
    const mst_post *post = a->post;
    uint32_t outcome = mst__outcome(a, (mst_subject){MST_SUBJECT_SITE, site});
    bool is_lost = outcome != MST_NONE && post->reports[outcome].happened;
    *band = (mst_band){.outcome = is_lost ? outcome : MST_NONE};
    find_tempo(a, site, band);
    double half_life = band->alarm ? a->settings.alarm_half_life_days : a->settings.half_life_days;
    chorus *choirs = mst__assess_take(a, 1 + (size_t)post->proposition_count, sizeof *choirs);
    mst_eased *eased = mst__assess_take(a, post->proposition_count, sizeof *eased);
    if (a->failed) {
        return;
    }
    choirs[0] = (chorus){0};
    listen(a, site, MST_NONE, half_life, &choirs[0]);
    for (uint32_t i = 0; i < post->proposition_count; i++) {
        if (!is_eased(&post->propositions[i], site)) {
            continue;
        }
        uint32_t k = band->eased_count++;
        choirs[1 + k] = (chorus){0};
        listen(a, site, i, half_life, &choirs[1 + k]);
        eased[k] = (mst_eased){.proposition = i,
                               .chance = a->propositions[i].interval,
                               .report_count = choirs[1 + k].count};
    }
    if (a->failed) {
        return;
    }
    band->eased = eased;
    list_heard(a, &choirs[0], band);
    band->known = choirs[0].count > 0;
    if (is_lost) {
        set_lost(a, band);
    } else if (band->known) {
        make_grid(a, choirs, 1 + band->eased_count, band);
        if (!a->failed) {
            fill(a, &choirs[0], &choirs[1], band);
        }
    }
    if (!a->failed) {
        make_curves(a, band);
    }
}

mst_range
mst_band_at(const mst_band *band, mst_time after, bool robust)
{
    if (!band->known) {
        return anything;
    }
    return (mst_range){mst_dated_at(robust ? &band->robust_low : &band->low, after),
                       mst_dated_at(robust ? &band->robust_high : &band->high, after)};
}
