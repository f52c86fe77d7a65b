/* SPDX-License-Identifier: Apache-2.0
 *
 * Which post needs attention first: terms one after another, never weighed against each other.
 */
#include <string.h>

#include "judge/review.h"

mst_review_sums
mst_review_sum(const mst_review_facts *facts)
{
    mst_review_sums sums = {0};
    for (uint32_t i = 0; i < facts->scenario_count; i++) {
        const mst_review_scenario *scenario = &facts->scenarios[i];
        if (scenario->option == NULL) {
            sums.unplanned++;
            continue;
        }
        if (scenario->decide_by < (sums.first != NULL ? sums.first->decide_by : MST_NEVER)) {
            sums.first = scenario;
        }
        sums.leaving_proved += scenario->left_at_least > 0;
        sums.leaving += scenario->left > 0;
        if (scenario->left > (sums.worst != NULL ? sums.worst->left : 0)) {
            sums.worst = scenario;
        }
    }
    for (uint32_t i = 0; i < facts->single_count; i++) {
        sums.singles_proved += facts->singles[i].proved;
    }
    return sums;
}

/* The larger first. */
static int
more_first(int64_t a, int64_t b)
{
    return (a < b) - (a > b);
}

/* How soon it must be ordered, seen from `at`: what is far is all one. */
static int64_t
hours_left(const mst_review_line *line, const mst_review_sums *sums, mst_instant at)
{
    mst_instant by = line->age.authority_ends;
    by = sums->first != NULL && sums->first->decide_by < by ? sums->first->decide_by : by;
    int64_t left = by - at;
    return left < MST_REVIEW_NEAR_MS ? left : MST_REVIEW_NEAR_MS;
}

enum { MOST_TERMS = 20 };

/* The terms in their order; of each the larger is the worse. */
static uint32_t
list_terms(const mst_review_line *line, mst_instant at, int64_t terms[MOST_TERMS])
{
    mst_review_sums sums = mst_review_sum(&line->facts);
    const mst_review_age *age = &line->age;
    int64_t left = hours_left(line, &sums, at);
    uint32_t n = 0;
    terms[n++] = !line->pending;
    terms[n++] = line->fault != NULL;
    terms[n++] = line->broken_count;
    terms[n++] = line->fault == NULL && left < 0;
    terms[n++] = sums.unplanned;
    terms[n++] = sums.leaving_proved;
    terms[n++] = sums.leaving;
    terms[n++] = sums.worst != NULL ? sums.worst->left : 0;
    terms[n++] = line->fault == NULL ? MST_REVIEW_NEAR_MS - left : 0;
    terms[n++] = age->alarms;
    terms[n++] = sums.singles_proved;
    terms[n++] = line->facts.single_count;
    terms[n++] = line->facts.single_count > 0 ? line->facts.singles[0].left_more : 0;
    terms[n++] = age->overdue_ms;
    terms[n++] = (int64_t)age->stale_counts + age->doubtful_counts;
    terms[n++] = (int64_t)age->stale + age->doubtful;
    return n;
}

int
mst_review_compare(const mst_review_line *a, const mst_review_line *b, mst_instant at)
{
    int64_t of_a[MOST_TERMS], of_b[MOST_TERMS];
    uint32_t count = list_terms(a, at, of_a);
    list_terms(b, at, of_b);
    for (uint32_t i = 0; i < count; i++) {
        int order = more_first(of_a[i], of_b[i]);
        if (order != 0) {
            return order;
        }
    }
    return strcmp(a->file, b->file);
}
