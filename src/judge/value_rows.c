/* SPDX-License-Identifier: Apache-2.0
 *
 * What one more gains in each scenario, weighed with the chances of the scenarios.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/assess_internal.h"

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what one more is worth");
}

static int
compare_rows(const void *left, const void *right)
{
    const mst_value_row *a = left, *b = right;
    if (a->upper_gain != b->upper_gain) {
        return a->upper_gain > b->upper_gain ? -1 : 1;
    }
    if (a->lower_gain != b->lower_gain) {
        return a->lower_gain > b->lower_gain ? -1 : 1;
    }
    if (a->completion_gain != b->completion_gain) {
        return a->completion_gain > b->completion_gain ? -1 : 1;
    }
    int by_name = strcmp(a->name, b->name);
    return by_name != 0 ? by_name : strcmp(a->unit, b->unit);
}

/* The row of an item, made when it is new. */
static uint32_t
row_of(mst_value_row *rows, uint32_t *count, const mst_assessed_gain *gain)
{
    for (uint32_t r = 0; r < *count; r++) {
        if (strcmp(rows[r].name, gain->name) == 0 && strcmp(rows[r].unit, gain->unit) == 0) {
            return r;
        }
    }
    rows[*count] = (mst_value_row){.name = gain->name, .unit = gain->unit};
    return (*count)++;
}

bool
mst__gains_more(const mst_assessed_gain *a, const mst_assessed_gain *b)
{
    return a->left != b->left ? a->left > b->left : a->completion > b->completion;
}

static void
add_to_row(mst_value_row *row, const mst_assessed_gain *gain, mst_assessed_gain *best)
{
    row->wait_gain = gain->wait > row->wait_gain ? gain->wait : row->wait_gain;
    if (gain->left == 0 && gain->completion == 0) {
        return;
    }
    if (row->scenarios == 0 || mst__gains_more(gain, best)) {
        row->scenario = gain->scenario;
        row->most_gain = gain->left;
        *best = *gain;
    }
    row->completion_gain =
        gain->completion > row->completion_gain ? gain->completion : row->completion_gain;
    row->is_dated |= gain->is_dated;
    row->use_by = gain->is_dated ? gain->use_by : row->use_by;
    row->scenarios++;
}

mst_status
mst__value_weigh(const mst_credal *set, uint32_t gain_count, const mst_assessed_gain *gains,
                 mst_arena *arena, const mst_value_row **result, uint32_t *result_count,
                 mst_error *err)
{
    uint32_t count = 0, kept = 0;
    mst_value_row *rows = MST_TAKE(arena, mst_value_row, gain_count);
    mst_assessed_gain *best = MST_TAKE(arena, mst_assessed_gain, gain_count);
    int64_t *fewer = MST_TAKE(arena, int64_t, (size_t)gain_count * set->count);
    int64_t *p = MST_TAKE(arena, int64_t, set->count);
    if (rows == NULL || best == NULL || fewer == NULL || p == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < gain_count; i++) {
        uint32_t row = row_of(rows, &count, &gains[i]);
        fewer[(size_t)row * set->count + gains[i].scenario] = gains[i].left;
        add_to_row(&rows[row], &gains[i], &best[row]);
    }
    for (uint32_t r = 0; r < count; r++) {
        rows[r].upper_gain = mst_credal_upper(set, &fewer[(size_t)r * set->count], p);
        rows[r].lower_gain = mst_credal_lower(set, &fewer[(size_t)r * set->count], p);
        if (rows[r].scenarios > 0) {
            rows[kept++] = rows[r];
        }
    }
    qsort(rows, kept, sizeof *rows, compare_rows);
    *result = rows;
    *result_count = kept;
    return MST_OK;
}
