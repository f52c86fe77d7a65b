/* SPDX-License-Identifier: Apache-2.0 */
#include "model/reports.h"

#include <assert.h>
#include <stddef.h>

#define YEARS_TEN (3660 * MST_MS_PER_DAY)

#define SETTING(member, written, unit, least, most, absent, about)                                 \
    {                                                                                              \
        .path = written, .kind = unit, .offset = offsetof(struct mst_evidence_settings, member),   \
        .minimum = least, .maximum = most, .fallback = absent, .meaning = about                    \
    }

const mst_field mst_evidence_fields[] = {
    SETTING(weights[0], "weights.A", MST_KIND_RATIO, 0, 1000000, 950000, "of grades A and 1"),
    SETTING(weights[1], "weights.B", MST_KIND_RATIO, 0, 1000000, 850000, "of grades B and 2"),
    SETTING(weights[2], "weights.C", MST_KIND_RATIO, 0, 1000000, 700000, "of grades C and 3"),
    SETTING(weights[3], "weights.D", MST_KIND_RATIO, 0, 1000000, 450000, "of grades D and 4"),
    SETTING(weights[4], "weights.E", MST_KIND_RATIO, 0, 1000000, 200000, "of grades E and 5"),
    SETTING(weights[5], "weights.F", MST_KIND_RATIO, 0, 1000000, 0, "of grades F and 6"),
    SETTING(half_life, "half_life", MST_KIND_DURATION, MST_MS_PER_HOUR, YEARS_TEN,
            7 * MST_MS_PER_DAY, "age at which a report weighs half"),
    SETTING(half_life_in_alarm, "half_life_in_alarm", MST_KIND_DURATION, MST_MS_PER_HOUR, YEARS_TEN,
            3 * MST_MS_PER_DAY, "the same where an indicator of the site is in alarm"),
    SETTING(hull_weight, "hull_weight", MST_KIND_RATIO, 0, 1000000, 700000,
            "least weight of grade of a report that counts as disagreement"),
    SETTING(hull_age, "hull_age", MST_KIND_DURATION, MST_MS_PER_HOUR, YEARS_TEN,
            14 * MST_MS_PER_DAY, "greatest age of a report that counts as disagreement"),
    SETTING(record_least, "record_least", MST_KIND_COUNT, 1, 1000000, 8,
            "resolved estimates from which a source is weighed by its record"),
    SETTING(record_strength, "record_strength", MST_KIND_RATIO, 1, 100000000, 2000000,
            "claims that the caution about a record stands for"),
    SETTING(tempo_limit, "tempo_limit", MST_KIND_RATIO, 1000000, 100000000, 4000000,
            "greatest factor by which incidents raise or lower a hazard"),
};

const uint32_t mst_evidence_field_count =
    sizeof mst_evidence_fields / sizeof mst_evidence_fields[0];

#define INDICATOR(member, written, unit, least, most, absent, about)                               \
    {                                                                                              \
        .path = written, .kind = unit, .offset = offsetof(struct mst_indicator, member),           \
        .minimum = least, .maximum = most, .fallback = absent, .meaning = about                    \
    }

const mst_field mst_indicator_fields[] = {
    INDICATOR(expected_per_day, "expected_per_day", MST_KIND_RATIO, 1, INT64_C(1000000000), 100000,
              "incidents a day in quiet times"),
    INDICATOR(alarm_per_day, "alarm_per_day", MST_KIND_RATIO, 1, INT64_C(1000000000), 1000000,
              "incidents a day that the alarm is to find"),
    INDICATOR(threshold, "threshold", MST_KIND_RATIO, 1, INT64_C(1000000000), 2000000,
              "sum at which the alarm is given"),
    INDICATOR(forgetting, "forgetting", MST_KIND_RATIO, 0, 1000000, 800000,
              "part of what was counted that a day leaves"),
    INDICATOR(prior_count, "prior.count", MST_KIND_RATIO, 1, INT64_C(1000000000), 500000,
              "incidents taken to be known beforehand"),
    INDICATOR(prior_time, "prior.over", MST_KIND_DURATION, MST_MS_PER_HOUR, YEARS_TEN,
              5 * MST_MS_PER_DAY, "time over which they are taken to have been counted"),
};

const uint32_t mst_indicator_field_count =
    sizeof mst_indicator_fields / sizeof mst_indicator_fields[0];

#define TRIPWIRE(member, written, unit, least, most, absent, about)                                \
    {                                                                                              \
        .path = written, .kind = unit, .offset = offsetof(struct mst_tripwire, member),            \
        .minimum = least, .maximum = most, .fallback = absent, .meaning = about                    \
    }

const mst_field mst_tripwire_fields[] = {
    TRIPWIRE(threshold, "threshold", MST_KIND_RATIO, 1, INT64_C(1000000000), 0,
             "sum of the indicator, or greatest chance, at which it trips"),
    TRIPWIRE(within, "within", MST_KIND_DURATION, MST_MS_PER_HOUR, YEARS_TEN, 30 * MST_MS_PER_DAY,
             "time within which the site may be lost"),
    TRIPWIRE(persistence, "persistence", MST_KIND_DURATION, 0, YEARS_TEN, 0,
             "how long it must stay there"),
    TRIPWIRE(lead, "lead", MST_KIND_DURATION, 0, YEARS_TEN, 0, "time that the action needs"),
};

const uint32_t mst_tripwire_field_count =
    sizeof mst_tripwire_fields / sizeof mst_tripwire_fields[0];

const char *const mst_claim_words[MST_CLAIM_COUNT] = {
    [MST_CLAIM_FACT] = "changes",         [MST_CLAIM_OUTCOME] = "happened",
    [MST_CLAIM_CHANCE] = "chance",        [MST_CLAIM_LOSS] = "lost",
    [MST_CLAIM_STATEMENT] = "statement",  [MST_CLAIM_INCIDENTS] = "incidents",
    [MST_CLAIM_WITHDRAWAL] = "withdrawn",
};

int64_t
mst_evidence_value(const mst_post *post, size_t offset)
{
    for (uint32_t i = 0; i < mst_evidence_field_count; i++) {
        if (mst_evidence_fields[i].offset == offset) {
            return mst_field_value(&mst_evidence_fields[i],
                                   mst_field_of(&mst_evidence_fields[i], post->evidence),
                                   MST_CHANGE_LIKELY);
        }
    }
    assert(false && "no such setting");
    return 0;
}

void
mst_reports_know(mst_post *post, mst_instant as_of)
{
    for (uint32_t i = 0; i < post->report_count; i++) {
        post->reports[i].known = post->reports[i].received <= as_of;
        post->reports[i].corrected_by = MST_NONE;
    }
    for (uint32_t i = 0; i < post->report_count; i++) {
        mst_report *corrected = post->reports[i].corrects != MST_NONE
                                    ? &post->reports[post->reports[i].corrects]
                                    : NULL;
        if (corrected != NULL && post->reports[i].received <= as_of &&
            corrected->corrected_by == MST_NONE) {
            corrected->corrected_by = i;
            corrected->known = false;
        }
    }
}

const char *const mst_subject_sections[] = {"scenarios", "propositions", "sites", "indicators"};

const char *
mst_subject_id(const mst_post *post, mst_subject subject)
{
    switch (subject.subject_class) {
    case MST_SUBJECT_SCENARIO:
        return post->scenarios[subject.index].id;
    case MST_SUBJECT_PROPOSITION:
        return post->propositions[subject.index].id;
    case MST_SUBJECT_SITE:
        return post->sites[subject.index].id;
    case MST_SUBJECT_INDICATOR:
        break;
    }
    return post->indicators[subject.index].id;
}

static int64_t
tripwire_value(const mst_tripwire *tripwire, const mst_quantity *quantity)
{
    size_t offset = (size_t)((const char *)quantity - (const char *)tripwire);
    int64_t value = 0;
    for (uint32_t i = 0; i < mst_tripwire_field_count; i++) {
        if (mst_tripwire_fields[i].offset == offset) {
            value = mst_field_value(&mst_tripwire_fields[i], quantity, MST_CHANGE_LIKELY);
        }
    }
    return value;
}

int64_t
mst_tripwire_time(const mst_tripwire *tripwire, const mst_quantity *quantity)
{
    return tripwire_value(tripwire, quantity);
}

int64_t
mst_tripwire_threshold(const mst_post *post, const mst_tripwire *tripwire)
{
    if (!tripwire->threshold.given && tripwire->subject.subject_class == MST_SUBJECT_INDICATOR) {
        const mst_indicator *indicator = &post->indicators[tripwire->subject.index];
        for (uint32_t i = 0; i < mst_indicator_field_count; i++) {
            if (mst_indicator_fields[i].offset == offsetof(struct mst_indicator, threshold)) {
                return mst_field_value(&mst_indicator_fields[i], &indicator->threshold,
                                       MST_CHANGE_LIKELY);
            }
        }
    }
    return tripwire_value(tripwire, &tripwire->threshold);
}
