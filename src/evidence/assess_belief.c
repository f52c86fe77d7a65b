/* SPDX-License-Identifier: Apache-2.0
 *
 * How probable a scenario or a proposition is: chances pooled, then statements.
 */
#include "evidence/assess_internal.h"

#include <string.h>

static const mst_range anything = {0.0, 1.0};

static mst_range
range_of(const mst_chance *chance)
{
    return (mst_range){(double)chance->low / MST_CHANCE_ONE, (double)chance->high / MST_CHANCE_ONE};
}

/* The chances and the doubtful outcomes that speak to a subject. */
typedef struct chorus {
    uint32_t count;
    mst_voice *voices;
    bool *interested;
    mst_voice *scratch; /* twice as many */
    mst_heard *heard;
} chorus;

static bool
is_heard(const mst_report *report, mst_subject subject)
{
    return report->known && mst__speaks_to(report, subject) &&
           (report->claim == MST_CLAIM_CHANCE || report->claim == MST_CLAIM_OUTCOME);
}

static mst_range
said_by(const mst_report *report)
{
    if (report->claim == MST_CLAIM_CHANCE) {
        return range_of(&report->chance);
    }
    return report->happened ? (mst_range){1.0, 1.0} : (mst_range){0.0, 0.0};
}

static void
listen(mst__assessor *a, mst_subject subject, chorus *choir)
{
    const mst_post *post = a->post;
    uint32_t room = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        room += is_heard(&post->reports[i], subject);
    }
    choir->voices = mst__assess_take(a, room, sizeof *choir->voices);
    choir->interested = mst__assess_take(a, room, sizeof *choir->interested);
    choir->scratch = mst__assess_take(a, 2 * (size_t)room, sizeof *choir->scratch);
    choir->heard = mst__assess_take(a, room, sizeof *choir->heard);
    for (uint32_t i = 0; i < post->report_count && !a->failed; i++) {
        const mst_report *report = &post->reports[i];
        if (!is_heard(report, subject)) {
            continue;
        }
        uint32_t k = choir->count++;
        mst_heard *heard = &choir->heard[k];
        choir->voices[k] = mst__voice(a, i, said_by(report), a->settings.half_life_days);
        choir->interested[k] = report->interested;
        *heard = (mst_heard){
            .report = i,
            .says = choir->voices[k].says,
            .age_days = choir->voices[k].age_days,
            .weight = choir->voices[k].weight,
            .unsettled = report->claim == MST_CLAIM_OUTCOME,
        };
        heard->reliability = mst__reliability(a, i, &heard->has_record);
    }
}

/* The pool as it would be with other weights. */
static mst_range
shifted_pool(mst__assessor *a, chorus *choir, mst_range without, double shift)
{
    a->weight_shift = shift;
    for (uint32_t i = 0; i < choir->count; i++) {
        choir->voices[i] = mst__voice(a, choir->heard[i].report, choir->voices[i].says,
                                      a->settings.half_life_days);
    }
    mst__joint joint =
        mst__join(a, choir->count, choir->voices, choir->interested, without, choir->scratch);
    a->weight_shift = 0;
    return joint.pool.interval;
}

static void
find_sensitivity(mst__assessor *a, chorus *choir, mst_range without, mst_belief *belief)
{
    uint32_t origins = mst_voices_join(choir->count, choir->voices, choir->scratch);
    double *middles = mst__assess_take(a, origins, sizeof *middles);
    for (uint32_t i = 0; middles != NULL && i < origins; i++) {
        middles[i] = (choir->scratch[i].says.low + choir->scratch[i].says.high) / 2;
    }
    belief->has_extremised = middles != NULL && origins >= 2;
    if (belief->has_extremised) {
        belief->extremised =
            mst_extremised(mst_log_pool(origins, middles), mst_extremising_factor(origins));
    }
    belief->weights_lower = shifted_pool(a, choir, without, -0.1);
    belief->weights_higher = shifted_pool(a, choir, without, 0.1);
}

/* A statement moves the interval and the hull alike, and lowers no upper bound that it may not. */
static mst_range
updated(mst_range interval, mst_range ratio)
{
    mst_range after = mst_range_update(interval, ratio);
    if (ratio.high >= 1 && after.high < interval.high) {
        after.high = interval.high;
    }
    return after;
}

static void
hear_statements(mst__assessor *a, mst_subject subject, const char *actor, mst_belief *belief)
{
    const mst_post *post = a->post;
    uint32_t room = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        room += post->reports[i].known && post->reports[i].claim == MST_CLAIM_STATEMENT &&
                mst__speaks_to(&post->reports[i], subject);
    }
    mst_stated *stated = mst__assess_take(a, room, sizeof *stated);
    belief->stated = stated;
    for (uint32_t i = 0; i < post->report_count && stated != NULL; i++) {
        const mst_report *report = &post->reports[i];
        if (!report->known || report->claim != MST_CLAIM_STATEMENT ||
            !mst__speaks_to(report, subject)) {
            continue;
        }
        mst_stated *one = &stated[belief->stated_count++];
        *one = (mst_stated){
            .report = i,
            .binds = actor != NULL && strcmp(actor, report->actor) == 0,
            .ratio = mst_likelihood_ratio(range_of(&report->if_true), range_of(&report->if_false)),
            .before = belief->interval,
            .after = belief->interval,
        };
        if (one->binds) {
            one->after = updated(belief->interval, one->ratio);
            belief->interval = one->after;
            belief->hull = updated(belief->hull, one->ratio);
        }
    }
}

static void
settle(const mst__assessor *a, mst_belief *belief)
{
    double value = a->post->reports[belief->outcome].happened ? 1 : 0;
    belief->basis = MST_BASIS_OUTCOME;
    belief->interval = belief->hull = belief->robust = (mst_range){value, value};
}

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

void
mst__assess_belief(mst__assessor *a, mst_subject subject, const mst_chance *given,
                   const char *actor, mst_belief *belief)
{
    mst_range without = given->given ? range_of(given) : anything;
    chorus choir = {0};
    *belief = (mst_belief){
        .basis = given->given ? MST_BASIS_GIVEN : MST_BASIS_NOTHING,
        .interval = without,
        .hull = anything,
        .outcome = mst__outcome(a, subject),
    };
    listen(a, subject, &choir);
    if (a->failed) {
        return;
    }
    if (choir.count > 0) {
        mst__joint joint =
            mst__join(a, choir.count, choir.voices, choir.interested, without, choir.scratch);
        mst__share(a, choir.count, choir.voices, choir.heard);
        belief->basis = MST_BASIS_REPORTS;
        belief->interval = joint.pool.interval;
        belief->nobody = joint.pool.nobody;
        belief->has_hull = joint.has_hull;
        belief->hull = joint.hull;
        find_sensitivity(a, &choir, without, belief);
    }
    belief->pooled = belief->interval;
    belief->heard_count = choir.count;
    belief->heard = choir.heard;
    hear_statements(a, subject, actor, belief);
    belief->robust = belief->interval;
    if (belief->has_hull) {
        belief->robust.low = smaller(belief->hull.low, belief->interval.low);
        belief->robust.high = larger(belief->hull.high, belief->interval.high);
    }
    if (belief->outcome != MST_NONE) {
        settle(a, belief);
    }
}
