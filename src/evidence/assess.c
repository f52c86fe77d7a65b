/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/assess.h"

#include <math.h>

#include "evidence/assess_internal.h"

mst_parts
mst_parts_of(mst_range range)
{
    /* Results of libraries differ in the last bits, far below the bias, so that a half comes out
     * upwards everywhere. */
    const double half = 0.5 + 1e-7;
    mst_parts parts = {(int64_t)floor(range.low * MST_CHANCE_ONE + half),
                       (int64_t)floor(range.high * MST_CHANCE_ONE + half)};
    return parts;
}

static double
ratio(const mst_post *post, size_t offset)
{
    return (double)mst_evidence_value(post, offset) / MST_CHANCE_ONE;
}

static double
days(const mst_post *post, size_t offset)
{
    return (double)mst_evidence_value(post, offset) / (double)MST_MS_PER_DAY;
}

static mst__settings
settings_of(const mst_post *post)
{
    mst__settings settings = {
        .half_life_days = days(post, offsetof(mst_evidence_settings, half_life)),
        .alarm_half_life_days = days(post, offsetof(mst_evidence_settings, half_life_in_alarm)),
        .hull_weight = ratio(post, offsetof(mst_evidence_settings, hull_weight)),
        .hull_age_days = days(post, offsetof(mst_evidence_settings, hull_age)),
        .record_strength = ratio(post, offsetof(mst_evidence_settings, record_strength)),
        .tempo_limit = ratio(post, offsetof(mst_evidence_settings, tempo_limit)),
        .record_least = (uint32_t)MST_EVIDENCE(post, record_least),
    };
    for (size_t i = 0; i < 6; i++) {
        settings.weights[i] =
            ratio(post, offsetof(mst_evidence_settings, weights) + i * sizeof(mst_quantity));
    }
    return settings;
}

/* ---- indicators ---- */

static double
number_of(const mst_indicator *indicator, size_t offset)
{
    for (uint32_t i = 0; i < mst_indicator_field_count; i++) {
        const mst_field *field = &mst_indicator_fields[i];
        if (field->offset == offset) {
            const void *quantity = (const char *)indicator + offset;
            return (double)mst_field_value(field, quantity, MST_CHANGE_LIKELY);
        }
    }
    return 0;
}

static mst_rate_design
design_of(const mst_indicator *indicator)
{
#define PARTS(member) (number_of(indicator, offsetof(mst_indicator, member)) / MST_CHANCE_ONE)
    return (mst_rate_design){
        .prior_count = PARTS(prior_count),
        .prior_days =
            number_of(indicator, offsetof(mst_indicator, prior_time)) / (double)MST_MS_PER_DAY,
        .forgetting = PARTS(forgetting),
        .expected_per_day = PARTS(expected_per_day),
        .alarm_per_day = PARTS(alarm_per_day),
        .threshold = PARTS(threshold),
    };
#undef PARTS
}

/* The known counts of an indicator, by the time they end, earlier ones in the text first. */
static uint32_t
list_counts(mst__assessor *a, uint32_t index, uint32_t *reports)
{
    const mst_post *post = a->post;
    mst_subject subject = {MST_SUBJECT_INDICATOR, index};
    uint32_t count = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        if (!post->reports[i].known || !mst__speaks_to(&post->reports[i], subject)) {
            continue;
        }
        uint32_t k = count++;
        for (; k > 0 && post->reports[reports[k - 1]].at > post->reports[i].at; k--) {
            reports[k] = reports[k - 1];
        }
        reports[k] = i;
    }
    return count;
}

/* A count over some days is spread over them evenly; time that nobody counted is forgotten and
 * says nothing. */
static void
count_one(const mst_rate_design *design, const mst_report *report, mst_instant *until,
          mst_rate *rate)
{
    mst_instant begin = report->at - report->over_ms;
    begin = begin > *until ? begin : *until;
    for (mst_instant gap = begin - *until; *until != MST_TIME_MIN && gap > 0;
         gap -= MST_MS_PER_DAY) {
        double part = gap < MST_MS_PER_DAY ? (double)gap / (double)MST_MS_PER_DAY : 1;
        double kept = pow(design->forgetting, part);
        rate->count *= kept;
        rate->days *= kept;
    }
    for (mst_instant left = report->at - begin; left > 0; left -= MST_MS_PER_DAY) {
        int64_t step = left < MST_MS_PER_DAY ? left : MST_MS_PER_DAY;
        double incidents = (double)report->incidents * (double)step / (double)(report->at - begin);
        mst_rate_step(design, rate, incidents, (double)step / (double)MST_MS_PER_DAY);
    }
    *until = report->at > *until ? report->at : *until;
}

void
mst__assess_indicators(mst__assessor *a)
{
    const mst_post *post = a->post;
    uint32_t *reports = mst__assess_take(a, post->report_count, sizeof *reports);
    a->indicators = mst__assess_take(a, post->indicator_count, sizeof *a->indicators);
    for (uint32_t i = 0; i < post->indicator_count && !a->failed; i++) {
        mst_rate_design design = design_of(&post->indicators[i]);
        mst_tempo tempo = {.design = design, .report_count = list_counts(a, i, reports)};
        mst_instant until = MST_TIME_MIN;
        for (uint32_t k = 0; k < tempo.report_count; k++) {
            count_one(&design, &post->reports[reports[k]], &until, &tempo.rate);
        }
        tempo.known = tempo.report_count > 0;
        tempo.mean_per_day = mst_rate_mean(&design, &tempo.rate);
        tempo.factor =
            tempo.known ? mst_rate_tempo(&design, &tempo.rate, a->settings.tempo_limit) : 1;
        tempo.none_next_day = mst_rate_chance(&design, &tempo.rate, 0);
        a->indicators[i] = tempo;
    }
}

/* ---- all ---- */

static void
assess_beliefs(mst__assessor *a)
{
    const mst_post *post = a->post;
    a->scenarios = mst__assess_take(a, post->scenario_count, sizeof *a->scenarios);
    a->propositions = mst__assess_take(a, post->proposition_count, sizeof *a->propositions);
    for (uint32_t i = 0; i < post->scenario_count && !a->failed; i++) {
        mst__assess_belief(a, (mst_subject){MST_SUBJECT_SCENARIO, i}, &post->scenarios[i].chance,
                           post->scenarios[i].actor, &a->scenarios[i]);
    }
    for (uint32_t i = 0; i < post->proposition_count && !a->failed; i++) {
        mst__assess_belief(a, (mst_subject){MST_SUBJECT_PROPOSITION, i},
                           &post->propositions[i].chance, post->propositions[i].actor,
                           &a->propositions[i]);
    }
}

mst_status
mst_evidence_assess(const mst_post *post, mst_arena *arena, mst_evidence *evidence, mst_error *err)
{
    mst__assessor a = {.post = post, .arena = arena, .settings = settings_of(post)};
    mst__assess_records(&a);
    if (!a.failed) {
        mst__assess_indicators(&a);
        assess_beliefs(&a);
    }
    mst_band *sites = mst__assess_take(&a, post->site_count, sizeof *sites);
    for (uint32_t i = 0; i < post->site_count && !a.failed; i++) {
        mst__assess_band(&a, i, &sites[i]);
    }
    if (a.failed) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to weigh the reports");
    }
    *evidence = (mst_evidence){
        .post = post,
        .scenarios = a.scenarios,
        .propositions = a.propositions,
        .sites = sites,
        .indicators = a.indicators,
        .scored_count = a.scored_count,
        .record_count = a.record_count,
        .scored = a.scored,
        .records = a.records,
    };
    return MST_OK;
}
