/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/scan.h"

#include <stdlib.h>

/* Densities closer than this tie. */
#define TIE 1e-12

typedef struct scanning {
    uint32_t cases, inputs;
    const double *values;
    const bool *fails;
    bool *inside;
    double *sorted;
    uint32_t count, failures; /* inside */
} scanning;

typedef struct cut {
    uint32_t input;
    bool is_high;
    double at; /* what is inside stays strictly on the other side of it */
    uint32_t count, failures;
    double density;
} cut;

static int
compare_values(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double
value_of(const scanning *s, uint32_t one, uint32_t input)
{
    return s->values[(size_t)one * s->inputs + input];
}

static bool
stays(const scanning *s, uint32_t one, const cut *c)
{
    double value = value_of(s, one, c->input);
    return s->inside[one] && (c->is_high ? value < c->at : value > c->at);
}

static void
try_cut(const scanning *s, uint32_t least, cut *tried, cut *best)
{
    for (uint32_t i = 0; i < s->cases; i++) {
        bool kept = stays(s, i, tried);
        tried->count += kept;
        tried->failures += kept && s->fails[i];
    }
    if (tried->count < least || tried->count == 0) {
        return;
    }
    tried->density = (double)tried->failures / tried->count;
    if (best->count == 0 || tried->density > best->density + TIE) {
        *best = *tried;
    }
}

static cut
best_cut(const scanning *s, double peel, uint32_t least)
{
    cut best = {0};
    uint32_t away = (uint32_t)(peel * s->count);
    away = away > 0 ? away : 1;
    for (uint32_t input = 0; input < s->inputs; input++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < s->cases; i++) {
            if (s->inside[i]) {
                s->sorted[n++] = value_of(s, i, input);
            }
        }
        qsort(s->sorted, n, sizeof *s->sorted, compare_values);
        cut low = {.input = input, .at = s->sorted[away - 1]};
        cut high = {.input = input, .is_high = true, .at = s->sorted[n - away]};
        try_cut(s, least, &low, &best);
        try_cut(s, least, &high, &best);
    }
    return best;
}

static void
describe(const scanning *s, uint32_t all_failures, mst_scan_box *box)
{
    bool any = false;
    for (uint32_t i = 0; i < s->cases; i++) {
        for (uint32_t input = 0; s->inside[i] && input < s->inputs; input++) {
            mst_scan_range *range = &box->ranges[input];
            double value = value_of(s, i, input);
            range->low = !any || value < range->low ? value : range->low;
            range->high = !any || value > range->high ? value : range->high;
        }
        any |= s->inside[i];
    }
    box->inside = s->count;
    box->failures = s->failures;
    box->mass = s->cases > 0 ? (double)s->count / s->cases : 0.0;
    box->coverage = all_failures > 0 ? (double)s->failures / all_failures : 0.0;
    box->density = s->count > 0 ? (double)s->failures / s->count : 0.0;
}

mst_status
mst_scan_peel(uint32_t cases, uint32_t inputs, const double *values, const bool *fails, double peel,
              uint32_t least, mst_arena *arena, mst_scan_box *box, mst_error *err)
{
    scanning s = {.cases = cases,
                  .inputs = inputs,
                  .values = values,
                  .fails = fails,
                  .inside = MST_TAKE(arena, bool, cases),
                  .sorted = MST_TAKE(arena, double, cases),
                  .count = cases};
    *box = (mst_scan_box){.ranges = MST_TAKE(arena, mst_scan_range, inputs)};
    if (s.inside == NULL || s.sorted == NULL || box->ranges == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to scan for failures");
    }
    for (uint32_t i = 0; i < cases; i++) {
        s.inside[i] = true;
        s.failures += fails[i];
    }
    uint32_t all_failures = s.failures;
    while (s.count > 0) {
        cut best = best_cut(&s, peel, least);
        if (best.count == 0 || best.density <= (double)s.failures / s.count + TIE) {
            break;
        }
        for (uint32_t i = 0; i < cases; i++) {
            s.inside[i] = stays(&s, i, &best);
        }
        s.count = best.count;
        s.failures = best.failures;
        box->peels++;
    }
    describe(&s, all_failures, box);
    return MST_OK;
}
