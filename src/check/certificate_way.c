/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kind `way`: some people cannot be out sooner, or by the horizon, by the fastest
 * way there is from where and when they are released (docs/certificates.md).
 */
#include "check/certificate_reach.h"

/* The most of the cohort that a plan of the claim may leave. */
static int64_t
may_be_left(const mst_certificate *certificate, const mst_p_cohort *cohort)
{
    int64_t most = certificate->most_left;
    if (cohort->priority < certificate->priority_count &&
        certificate->most_left_by_priority[cohort->priority] < most) {
        most = certificate->most_left_by_priority[cohort->priority];
    }
    return most;
}

static bool
completion(mst__proof_check *check)
{
    const mst_problem *problem = check->problem;
    const mst_certificate_part *part = mst__part(check, "cohort", 1);
    if (part == NULL) {
        return false;
    }
    int64_t cohort = part->values[0];
    if (cohort < 0 || cohort >= (int64_t)problem->cohort_count ||
        !mst__reach_moves(problem, (uint32_t)cohort)) {
        return mst__refute(check, "there is no cohort %lld that has to be brought out",
                           (long long)cohort);
    }
    const mst_p_cohort *facts = &problem->cohorts[cohort];
    int64_t left = may_be_left(check->certificate, facts);
    if (left < 0 || left >= facts->count) {
        return mst__refute(check, "all of %s may be left", facts->name);
    }
    mst__reach reach;
    mst_time out;
    if (!mst__reach_init(&reach, check) ||
        !mst__reach_out(&reach, (uint32_t)cohort,
                        mst_cohort_release_time(facts, facts->count - left), &out)) {
        return false;
    }
    return mst__proves(check, out > problem->horizon ? problem->horizon + 1 : out);
}

/* None of the last `lost` of each cohort to be released can be out. */
static bool
left(mst__proof_check *check)
{
    const mst_problem *problem = check->problem;
    const mst_certificate_part *part = mst__part(check, "lost", problem->cohort_count);
    mst__reach reach;
    if (part == NULL || !mst__reach_init(&reach, check)) {
        return false;
    }
    mst_wide total = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *facts = &problem->cohorts[c];
        int64_t lost = part->values[c];
        if (lost == 0) {
            continue;
        }
        if (lost < 0 || lost > facts->count || !mst__reach_moves(problem, c)) {
            return mst__refute(check, "%lld of %s cannot be lost", (long long)lost, facts->name);
        }
        mst_time out;
        mst_time released = mst_cohort_release_time(facts, facts->count - lost + 1);
        if (!mst__reach_out(&reach, c, released, &out)) {
            return false;
        }
        if (out <= problem->horizon) {
            return mst__refute(check, "not so many of %s are lost", facts->name);
        }
        check->left_by_priority[facts->priority] += lost * facts->weight;
        total += lost;
    }
    return mst__proves(check, total);
}

bool
mst__certificate_way(mst__proof_check *check)
{
    if (check->problem->begins != 0) {
        return mst__refute(check, "the kind of certificate is for cells without surprises");
    }
    switch (check->certificate->measure) {
    case MST_MEASURE_COMPLETION:
        return completion(check);
    case MST_MEASURE_LEFT:
        return left(check);
    case MST_MEASURE_EXPOSURE:
    case MST_MEASURE_VEHICLE_HOURS:
    case MST_MEASURE_COUNT:
        break;
    }
    return mst__refute(check, "the kind of certificate is about completion, or about left");
}
