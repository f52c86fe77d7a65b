/* SPDX-License-Identifier: Apache-2.0
 *
 * From reports to voices: grades, records, ages, origins.
 */
#include <assert.h>
#include <string.h>

#include "evidence/assess_internal.h"
#include "evidence/score.h"

void *
mst__assess_take(mst__assessor *a, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(a->arena, count, bytes);
    a->failed = a->failed || taken == NULL;
    return taken;
}

double
mst__age_days(const mst__assessor *a, const mst_report *report)
{
    return (double)(a->post->as_of - report->at) / (double)MST_MS_PER_DAY;
}

static double
clipped(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

double
mst__reliability(const mst__assessor *a, uint32_t report, bool *has_record)
{
    const mst_report *r = &a->post->reports[report];
    const mst_record *record = a->records != NULL ? &a->records[a->record_of[report]] : NULL;
    double weights[6];
    for (uint32_t i = 0; i < 6; i++) {
        weights[i] = clipped(a->settings.weights[i] + a->weight_shift);
    }
    *has_record = record != NULL && record->counts;
    if (!*has_record) {
        return mst_grade_weight(weights, r->meta.reliability, r->meta.credibility);
    }
    double letter = record->reliability.low;
    double digit = weights[r->meta.credibility - '1'];
    return letter < digit ? letter : digit;
}

mst_voice
mst__voice(const mst__assessor *a, uint32_t report, mst_range says, double half_life_days)
{
    bool has_record;
    double age = mst__age_days(a, &a->post->reports[report]);
    double reliability = mst__reliability(a, report, &has_record);
    return (mst_voice){
        .says = says,
        .reliability = reliability,
        .weight = reliability * mst_age_factor(age, half_life_days),
        .age_days = age,
        .origin = a->origins[report],
    };
}

bool
mst__speaks_to(const mst_report *report, mst_subject subject)
{
    for (uint32_t i = 0; i < report->subject_count; i++) {
        if (report->subjects[i].subject_class == subject.subject_class &&
            report->subjects[i].index == subject.index) {
            return true;
        }
    }
    return false;
}

bool
mst__settles(const mst__assessor *a, uint32_t report)
{
    bool has_record;
    return mst__reliability(a, report, &has_record) >= a->settings.hull_weight;
}

uint32_t
mst__outcome(const mst__assessor *a, mst_subject subject)
{
    uint32_t latest = MST_NONE;
    for (uint32_t i = 0; i < a->post->report_count; i++) {
        const mst_report *report = &a->post->reports[i];
        if (report->known && report->claim == MST_CLAIM_OUTCOME &&
            mst__speaks_to(report, subject) && mst__settles(a, i) &&
            (latest == MST_NONE || report->at >= a->post->reports[latest].at)) {
            latest = i;
        }
    }
    return latest;
}

/* ---- joined ---- */

mst__joint
mst__join(const mst__assessor *a, uint32_t count, const mst_voice *voices, const bool *interested,
          mst_range without, mst_voice *scratch)
{
    mst__joint joint;
    uint32_t kept = mst_voices_join(count, voices, scratch);
    joint.pool = mst_voices_pool(kept, scratch);
    joint.has_hull = mst_voices_hull(count, voices, a->settings.hull_weight,
                                     a->settings.hull_age_days, &joint.hull);
    mst_voice *others = scratch; /* the joined ones are no longer needed */
    uint32_t other_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!interested[i]) {
            others[other_count++] = voices[i];
        }
    }
    if (other_count == count) {
        return joint;
    }
    /* mst_voices_join may not work in place: it looks back at voices it has passed. */
    double high = without.high;
    if (other_count > 0) {
        high =
            mst_voices_pool(mst_voices_join(other_count, others, scratch + count), scratch + count)
                .interval.high;
    }
    if (joint.pool.interval.high < high) {
        joint.pool.interval.high = high;
    }
    return joint;
}

void
mst__share(const mst__assessor *a, uint32_t count, const mst_voice *voices, mst_heard *heard)
{
    double total = 0;
    for (uint32_t i = 0; i < count; i++) {
        double sum = 0, largest = 0;
        uint32_t head = i;
        for (uint32_t k = 0; k < count; k++) {
            if (voices[k].origin == voices[i].origin) {
                sum += voices[k].weight;
                largest = voices[k].weight > largest ? voices[k].weight : largest;
                head = k < head ? k : head;
            }
        }
        heard[i].origin_head = heard[head].report;
        heard[i].share = sum > 0 ? largest * voices[i].weight / sum : 0;
        heard[i].in_hull = voices[i].reliability >= a->settings.hull_weight &&
                           voices[i].age_days <= a->settings.hull_age_days;
        total += heard[i].share;
    }
    for (uint32_t i = 0; i < count && total > 0; i++) {
        heard[i].share /= total;
    }
}

/* ---- records of sources ---- */

static void
score(mst__assessor *a, uint32_t report, uint32_t estimate, mst_subject subject,
      const mst_chance *said, bool happened)
{
    mst_range range = {(double)said->low / MST_CHANCE_ONE, (double)said->high / MST_CHANCE_ONE};
    a->scored[a->scored_count++] = (mst_scored){
        .report = report,
        .estimate = estimate,
        .subject = subject,
        .said = range,
        .happened = happened,
        .brier = mst_score_brier_range(range, happened),
    };
    /* An interval about one half says neither. */
    int64_t middle = said->low + said->high;
    mst_record *record = &a->records[a->record_of[report]];
    if (middle != MST_CHANCE_ONE) {
        record->resolved++;
        record->right += (middle > MST_CHANCE_ONE) == happened;
    }
}

/* Every estimate whose time has come, and every chance whose outcome is known. */
static void
score_report(mst__assessor *a, uint32_t index)
{
    const mst_post *post = a->post;
    const mst_report *report = &post->reports[index];
    for (uint32_t s = 0; s < report->subject_count; s++) {
        mst_subject subject = report->subjects[s];
        uint32_t found = mst__outcome(a, subject);
        const mst_report *outcome = found != MST_NONE ? &post->reports[found] : NULL;
        if (report->claim == MST_CLAIM_CHANCE && outcome != NULL && outcome->at >= report->at) {
            score(a, index, MST_NONE, subject, &report->chance, outcome->happened);
        }
        bool is_loss = report->claim == MST_CLAIM_LOSS && report->given == MST_NONE;
        for (uint32_t k = 0; is_loss && k < report->estimate_count; k++) {
            mst_instant until = report->at + report->estimates[k].within_ms;
            bool was_lost = outcome != NULL && outcome->happened && outcome->at >= report->at;
            if (was_lost || until <= post->as_of) {
                score(a, index, k, subject, &report->estimates[k].chance,
                      was_lost && outcome->at <= until);
            }
        }
    }
}

static void
find_sources(mst__assessor *a)
{
    const mst_post *post = a->post;
    for (uint32_t i = 0; i < post->report_count; i++) {
        const char *source = post->reports[i].meta.source;
        uint32_t k = 0;
        while (k < a->record_count && strcmp(a->records[k].source, source) != 0) {
            k++;
        }
        if (k == a->record_count) {
            a->records[a->record_count++] = (mst_record){.source = source};
        }
        a->record_of[i] = k;
    }
}

static void
find_origins(mst__assessor *a)
{
    const mst_post *post = a->post;
    for (uint32_t i = 0; i < post->report_count; i++) {
        a->origins[i] = i;
        for (uint32_t k = 0; k < i && post->reports[i].origin != NULL; k++) {
            if (post->reports[k].origin != NULL &&
                strcmp(post->reports[k].origin, post->reports[i].origin) == 0) {
                a->origins[i] = a->origins[k];
                break;
            }
        }
    }
}

void
mst__assess_records(mst__assessor *a)
{
    const mst_post *post = a->post;
    size_t claims = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        const mst_report *report = &post->reports[i];
        claims += (size_t)report->subject_count * (1 + (size_t)report->estimate_count);
    }
    a->origins = mst__assess_take(a, post->report_count, sizeof *a->origins);
    a->record_of = mst__assess_take(a, post->report_count, sizeof *a->record_of);
    a->records = mst__assess_take(a, post->report_count, sizeof *a->records);
    a->scored = mst__assess_take(a, claims, sizeof *a->scored);
    if (a->failed) {
        return;
    }
    find_origins(a);
    find_sources(a);
    for (uint32_t i = 0; i < post->report_count; i++) {
        if (post->reports[i].known) {
            score_report(a, i);
        }
    }
    /* Only now: a record must not decide which outcome settles what it is made from. */
    for (uint32_t i = 0; i < a->record_count; i++) {
        mst_record *record = &a->records[i];
        record->reliability =
            mst_record_range(record->right, record->resolved, a->settings.record_strength);
        record->counts = record->resolved >= a->settings.record_least;
    }
}
