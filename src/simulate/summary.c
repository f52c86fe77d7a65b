/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/summary.h"

#include <math.h>
#include <stdlib.h>

const double mst_summary_quantiles[MST_SUMMARY_QUANTILES] = {0.05, 0.10, 0.25, 0.50,
                                                             0.75, 0.90, 0.95};
const double mst_summary_fan[MST_SUMMARY_FAN] = {0.05, 0.25, 0.50, 0.75, 0.95};

static int
order_values(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;
    return (*a > *b) - (*a < *b);
}

static uint64_t
rank_of(uint64_t n, double p)
{
    uint64_t rank = (uint64_t)ceil((double)n * p);
    return rank < 1 ? 1 : rank < n ? rank : n;
}

/* `values` are sorted here; `finite` of them are below MST_NEVER. */
static void
describe(double *values, uint64_t n, double confidence, mst_distribution *of)
{
    qsort(values, n, sizeof *values, order_values);
    uint64_t finite = n;
    while (finite > 0 && values[finite - 1] >= (double)MST_NEVER) {
        finite--;
    }
    *of = (mst_distribution){.least = values[0], .most = values[n - 1]};
    if (finite > 0) {
        of->mean = mst_mean_of(values, finite, confidence);
    }
    for (uint32_t q = 0; q < MST_SUMMARY_QUANTILES; q++) {
        double p = mst_summary_quantiles[q];
        mst_ranks ranks = mst_ranks_of_quantile(n, p, confidence);
        of->quantiles[q] = values[rank_of(n, p) - 1];
        of->around[q] = (mst_interval){values[ranks.low - 1], values[ranks.high - 1]};
    }
}

/* ---- what the worst have in common ---- */

typedef struct graded {
    const mst_play_result *result;
    uint32_t index;
} graded;

/* Worst first: more left, later, more exposed; ties by number. */
static int
order_worst(const void *left, const void *right)
{
    const graded *x = left;
    const graded *y = right;
    const mst_measures *a = &x->result->measures;
    const mst_measures *b = &y->result->measures;
    if (a->left != b->left) {
        return a->left > b->left ? -1 : 1;
    }
    if (a->completion != b->completion) {
        return a->completion > b->completion ? -1 : 1;
    }
    if (a->exposure != b->exposure) {
        return a->exposure > b->exposure ? -1 : 1;
    }
    return x->index < y->index ? -1 : 1;
}

static int
order_causes(const void *left, const void *right)
{
    const mst_summary_cause *a = left;
    const mst_summary_cause *b = right;
    double x = a->worst - a->all;
    double y = b->worst - b->all;
    if (x != y) {
        return x > y ? -1 : 1;
    }
    return a->cause < b->cause ? -1 : 1;
}

static void
find_causes(const mst_play *play, const graded *order, mst_summary *summary)
{
    uint32_t worst = summary->runs / 10 > 0 ? summary->runs / 10 : 1;
    summary->worst_runs = worst;
    for (uint32_t c = 0; mst_play_cause_name(play, c) != NULL; c++) {
        uint64_t in_worst = 0;
        uint64_t in_all = 0;
        for (uint32_t i = 0; i < summary->runs; i++) {
            uint64_t has = order[i].result->causes >> c & 1;
            in_all += has;
            in_worst += i < worst ? has : 0;
        }
        mst_summary_cause cause = {
            .cause = c,
            .worst = (double)in_worst / worst,
            .all = (double)in_all / summary->runs,
            .around = mst_interval_wilson(in_worst, worst, summary->confidence),
        };
        if (cause.around.low > cause.all) { /* more often than luck would have it */
            summary->causes[summary->cause_count++] = cause;
        }
    }
    qsort(summary->causes, summary->cause_count, sizeof *summary->causes, order_causes);
}

/* ---- the whole ---- */

static void
fill_fan(const mst_play_result *results, double *values, mst_summary *summary)
{
    uint32_t n = summary->runs;
    for (uint32_t b = 0; b < MST_PLAY_BINS; b++) {
        for (uint32_t i = 0; i < n; i++) {
            values[i] = results[i].out[b];
        }
        qsort(values, n, sizeof *values, order_values);
        for (uint32_t f = 0; f < MST_SUMMARY_FAN; f++) {
            summary->fan[f][b] = (uint32_t)values[rank_of(n, mst_summary_fan[f]) - 1];
        }
    }
}

static void
fill_distributions(const mst_play_result *results, double *values, mst_summary *summary)
{
    uint32_t n = summary->runs;
    double confidence = summary->confidence;
    for (uint32_t i = 0; i < n; i++) {
        const mst_measures *m = &results[i].measures;
        values[i] = m->left > 0 ? (double)MST_NEVER : (double)m->completion;
        summary->complete += m->left == 0 ? 1 : 0;
        summary->on_time +=
            m->left == 0 && m->completion <= summary->plan.measures.completion ? 1 : 0;
        summary->events += results[i].events;
        summary->but_refusing += m->left <= results[i].refusing ? 1 : 0;
        summary->refusing += (double)results[i].refusing / n;
        summary->short_stops += (double)results[i].short_stops / n;
        summary->given_up += (double)results[i].given_up / n;
        summary->fetches += (double)results[i].fetches / n;
    }
    describe(values, n, confidence, &summary->completion);
    for (uint32_t i = 0; i < n; i++) {
        values[i] = (double)results[i].measures.left;
    }
    describe(values, n, confidence, &summary->left);
    for (uint32_t i = 0; i < n; i++) {
        values[i] = mst_exposure_hours(results[i].measures.exposure);
    }
    describe(values, n, confidence, &summary->exposure);
    for (uint32_t i = 0; i < n; i++) {
        values[i] = (double)results[i].persons;
    }
    describe(values, n, confidence, &summary->persons);
    summary->complete_share = mst_interval_wilson(summary->complete, n, confidence);
    summary->but_refusing_share = mst_interval_wilson(summary->but_refusing, n, confidence);
    summary->on_time_share = mst_interval_wilson(summary->on_time, n, confidence);
}

mst_status
mst_summarize(const mst_play *play, const mst_play_result *plan, const mst_play_result *results,
              uint32_t runs, double confidence, mst_summary *summary, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    double *values = MST_TAKE(&arena, double, runs);
    graded *order = MST_TAKE(&arena, graded, runs);
    if (values == NULL || order == NULL) {
        mst_arena_release(&arena);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    *summary = (mst_summary){
        .runs = runs, .confidence = confidence, .plan = *plan, .span = mst_play_span(play)};
    fill_distributions(results, values, summary);
    fill_fan(results, values, summary);
    for (uint32_t i = 0; i < runs; i++) {
        order[i] = (graded){&results[i], i};
    }
    qsort(order, runs, sizeof *order, order_worst);
    find_causes(play, order, summary);
    mst_arena_release(&arena);
    return MST_OK;
}

mst_status
mst_summarize_integrated(const mst_play_result *results, uint32_t runs, const char *id,
                         mst_summary *summary, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    double *values = MST_TAKE(&arena, double, runs);
    if (values == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    for (uint32_t i = 0; i < runs; i++) {
        values[i] = results[i].integrated_left;
    }
    summary->integrated_left = mst_mean_of(values, runs, summary->confidence);
    for (uint32_t i = 0; i < runs; i++) {
        values[i] = results[i].integrated_all_out;
    }
    summary->integrated_all_out = mst_mean_of(values, runs, summary->confidence);
    summary->integrated = id;
    mst_arena_release(&arena);
    return MST_OK;
}
