/* SPDX-License-Identifier: Apache-2.0
 *
 * When the people of a cohort are released. Whole parties only: a party is released with its last
 * member.
 */
#include <assert.h>

#include "problem/problem.h"

static int64_t
whole_parties(const mst_p_cohort *cohort, int64_t persons)
{
    return persons - persons % (int64_t)cohort->party;
}

/* The k-th of n is ready at start + ceil(over k / n), so k are ready when over k <= elapsed n. */
static int64_t
spread_released(const mst_p_cohort *cohort, mst_time t)
{
    mst_time elapsed = t - cohort->release_start;
    if (elapsed < 0) {
        return 0;
    }
    if (elapsed >= cohort->release_over) {
        return cohort->count;
    }
    mst_wide ready = (mst_wide)elapsed * cohort->count / cohort->release_over;
    return whole_parties(cohort, (int64_t)ready);
}

static int64_t
table_released(const mst_p_cohort *cohort, mst_time t)
{
    uint32_t low = 0;
    uint32_t high = cohort->release_row_count;
    while (low < high) { /* low: the first row after t */
        uint32_t middle = low + (high - low) / 2;
        if (cohort->release_rows[middle].after_ms > t) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if (low == 0) {
        return 0;
    }
    int64_t people = cohort->release_rows[low - 1].people;
    return whole_parties(cohort, people < cohort->count ? people : cohort->count);
}

int64_t
mst_cohort_released(const mst_p_cohort *cohort, mst_time t)
{
    assert(cohort->party > 0);
    switch (cohort->release_mode) {
    case MST_RELEASE_AT_ONCE:
        return t >= cohort->release_start ? cohort->count : 0;
    case MST_RELEASE_SPREAD:
        return spread_released(cohort, t);
    case MST_RELEASE_TABLE:
        break;
    }
    return table_released(cohort, t);
}

/* Rows are cumulative, so the first with enough people is the answer. */
static mst_time
table_time(const mst_p_cohort *cohort, int64_t persons)
{
    uint32_t low = 0;
    uint32_t high = cohort->release_row_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (cohort->release_rows[middle].people >= persons) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low < cohort->release_row_count ? cohort->release_rows[low].after_ms : MST_NEVER;
}

mst_time
mst_cohort_release_time(const mst_p_cohort *cohort, int64_t persons)
{
    assert(cohort->party > 0);
    if (persons <= 0) {
        return MST_TIME_MIN;
    }
    int64_t party = (int64_t)cohort->party;
    int64_t whole = mst_ceil_divide(persons, party) * party;
    if (whole > cohort->count) {
        return MST_NEVER;
    }
    switch (cohort->release_mode) {
    case MST_RELEASE_AT_ONCE:
        return cohort->release_start;
    case MST_RELEASE_SPREAD: {
        mst_wide product = (mst_wide)cohort->release_over * whole;
        mst_wide wait = (product + cohort->count - 1) / cohort->count;
        return cohort->release_start + (mst_time)wait;
    }
    case MST_RELEASE_TABLE:
        break;
    }
    return table_time(cohort, whole);
}
