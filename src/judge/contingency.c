/* SPDX-License-Identifier: Apache-2.0
 *
 * In waves over numbered rows, as the matrix does it:
 *
 *   singles   without each thing alone: untouched, or planned again
 *   screen    each pair of which one touches the plan: explained by one alone, or bounded
 *   pairs     the worst by those bounds, planned again
 *   borrow    each cell is offered the better plans of all others (Y3)
 */
#include "judge/contingency_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

bool
mst__contingency_is_stopped(const mst__contingency_run *r)
{
    return r->options->stop != NULL && *r->options->stop != 0;
}

void
mst__contingency_tell(const mst__contingency_run *r, uint32_t worker, uint32_t done, uint32_t count,
                      double fraction)
{
    if (worker == 0 && r->options->progress != NULL) {
        r->options->progress(r->options->progress_context, done, count, fraction);
    }
}

static void
work_single(void *context, uint32_t piece, uint32_t worker)
{
    mst__contingency_run *r = context;
    if (!mst__contingency_is_stopped(r)) {
        mst__contingency_judge_row(r, &r->result->singles[piece], worker);
        mst__contingency_tell(r, worker, piece, r->result->loss_count,
                              0.1 + 0.5 * (double)piece / r->result->loss_count);
    }
}

static void
work_pair(void *context, uint32_t piece, uint32_t worker)
{
    mst__contingency_run *r = context;
    if (!mst__contingency_is_stopped(r)) {
        mst__contingency_judge_row(r, &r->result->pairs[piece], worker);
        mst__contingency_tell(r, worker, r->result->loss_count, r->result->loss_count,
                              0.8 + 0.1 * (double)piece / r->result->pair_count);
    }
}

/* ---- the worst first ---- */

typedef struct rank {
    const mst_problem *problem;
    const mst_contingency_row *row;
    uint32_t index;
} rank;

/* Planned before untouched before not reached; the worse plan first, as plans are compared. */
static int
rows_order(const mst_problem *problem, const mst_contingency_row *a, const mst_contingency_row *b)
{
    int order = (int)b->state - (int)a->state;
    return order != 0 ? order : mst_measures_compare(problem, &b->measures, &a->measures);
}

static int
rank_order(const void *left, const void *right)
{
    const rank *a = left;
    const rank *b = right;
    int order = rows_order(a->problem, a->row, b->row);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

uint32_t *
mst__contingency_rank(mst__contingency_run *r, const mst_contingency_row *rows, uint32_t count)
{
    rank *ranks = MST_TAKE(&r->scratch, rank, count);
    uint32_t *order = MST_TAKE(&r->result->arena, uint32_t, count);
    if (ranks == NULL || order == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        ranks[i] = (rank){mst__last_phase(r->base->instance), &rows[i], i};
    }
    qsort(ranks, count, sizeof *ranks, rank_order);
    for (uint32_t i = 0; i < count; i++) {
        order[i] = ranks[i].index;
    }
    return order;
}

/* ---- the whole ---- */

static mst_status
plan_base(mst__contingency_run *r, mst_error *err)
{
    const mst_contingency_options *from = r->options;
    mst_matrix_options options = {
        .seed = from->seed,
        .effort = from->effort,
        .threads = 1,
        .without_binding = true,
        .scenario_count = 1,
        .scenarios = &from->scenario,
        .option_count = 1,
        .options = &from->option,
        .overrides = from->overrides,
        .stop = from->stop,
    };
    mst_status status = mst_matrix_plan(r->post, &options, &r->result->matrix, err);
    r->base = r->result->matrix.cells;
    return status;
}

static bool
is_alike(const mst_contingency_row *a, const mst_contingency_row *b)
{
    const mst_measures *one = &a->measures;
    const mst_measures *other = &b->measures;
    bool same = a->state == b->state && one->left == other->left &&
                one->left_force == other->left_force && one->completion == other->completion &&
                one->completion_evacuees == other->completion_evacuees &&
                one->exposure == other->exposure && one->vehicle_ms == other->vehicle_ms &&
                a->left_at_least == b->left_at_least;
    for (uint32_t p = 0; same && p < MST_MAX_PRIORITIES; p++) {
        same = one->left_by_priority[p] == other->left_by_priority[p];
    }
    return same;
}

/* Which singles come to the same. Untouched ones stand each for itself. */
static void
mark_alike(mst__contingency_run *r)
{
    mst_contingency *result = r->result;
    for (uint32_t i = 0; i < result->loss_count; i++) {
        mst_contingency_row *row = &result->singles[i];
        row->like = i;
        for (uint32_t k = 0; k < i && row->state == MST_CONTINGENCY_PLANNED && row->like == i;
             k++) {
            if (result->singles[k].like == k && is_alike(row, &result->singles[k])) {
                row->like = k;
            }
        }
    }
}

/* Who is left in the plans that are told. Lack of memory costs the sentence. */
static void
tell_who_is_left(mst__contingency_run *r)
{
    for (uint32_t i = 0; i < mst__contingency_row_count(r); i++) {
        mst_contingency_row *row = mst__contingency_row_at(r, i);
        mst_error err;
        if (row->state == MST_CONTINGENCY_PLANNED && row->cell.instance->phase_count == 1 &&
            mst__left_reason(&row->cell, &err) != MST_OK) {
            row->cell.left_reason = NULL;
        }
    }
}

static bool
sort_rows(mst__contingency_run *r)
{
    mst_contingency *result = r->result;
    result->ranked = mst__contingency_rank(r, result->singles, result->loss_count);
    uint32_t *order = mst__contingency_rank(r, result->pairs, result->pair_count);
    mst_contingency_row *sorted = MST_TAKE(&r->scratch, mst_contingency_row, result->pair_count);
    if (result->ranked == NULL || order == NULL || sorted == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < result->pair_count; i++) {
        sorted[i] = result->pairs[order[i]];
    }
    if (result->pair_count > 0) {
        memcpy(result->pairs, sorted, result->pair_count * sizeof *sorted);
    }
    return true;
}

static mst_status
judge(mst__contingency_run *r, mst_error *err)
{
    mst_contingency *result = r->result;
    mst_status status = plan_base(r, err);
    if (status != MST_OK) {
        return status;
    }
    if (r->base->status == MST_CELL_PENDING) {
        return mst_fail(err, MST_INTERRUPTED, mst_nowhere(), "stopped before there was a plan");
    }
    bool ok = mst_losses_find(r->post, mst__last_phase(r->base->instance), &result->arena,
                              &result->losses, &result->loss_count);
    if (ok) {
        result->singles = MST_TAKE(&result->arena, mst_contingency_row, result->loss_count);
        ok = result->singles != NULL;
    }
    for (uint32_t i = 0; ok && i < result->loss_count; i++) {
        result->singles[i].loss_count = 1;
        result->singles[i].losses[0] = i;
    }
    if (ok) {
        mst_pool_run(r->threads, result->loss_count, work_single, r);
        ok = mst__contingency_borrow(r);
    }
    if (ok) {
        mark_alike(r);
        ok = mst__contingency_find_pairs(r);
    }
    if (ok) {
        mst_pool_run(r->threads, result->pair_count, work_pair, r);
        ok = mst__contingency_borrow(r);
    }
    if (ok) {
        mark_alike(r);
        tell_who_is_left(r);
        ok = sort_rows(r);
    }
    for (uint32_t i = 0; ok && i < mst__contingency_row_count(r); i++) {
        result->stopped =
            result->stopped || mst__contingency_row_at(r, i)->state == MST_CONTINGENCY_PENDING;
    }
    return ok && !r->no_memory
               ? MST_OK
               : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for the losses");
}

mst_status
mst_contingency_judge(const mst_post *post, const mst_contingency_options *options,
                      mst_contingency *contingency, mst_error *err)
{
    *contingency = (mst_contingency){0};
    mst_arena_init(&contingency->arena, 0);
    mst__contingency_run r = {.post = post, .options = options, .result = contingency};
    r.threads = mst_pool_threads(options->threads);
    mst_arena_init(&r.scratch, 0);
    for (uint32_t i = 0; i < r.threads; i++) {
        r.memos[i] = mst_bound_memo_new();
    }
    mst_status status = judge(&r, err);
    for (uint32_t i = 0; i < r.threads; i++) {
        mst_bound_memo_free(r.memos[i]);
    }
    mst_arena_release(&r.scratch);
    return status;
}

static void
release_row(mst_contingency_row *row)
{
    mst__cell_release(&row->cell);
    mst_arena_release(&row->arena);
}

void
mst_contingency_release(mst_contingency *contingency)
{
    for (uint32_t i = 0; contingency->singles != NULL && i < contingency->loss_count; i++) {
        release_row(&contingency->singles[i]);
    }
    for (uint32_t i = 0; contingency->pairs != NULL && i < contingency->pair_count; i++) {
        release_row(&contingency->pairs[i]);
    }
    mst_matrix_release(&contingency->matrix);
    mst_arena_release(&contingency->arena);
    *contingency = (mst_contingency){0};
}

const mst_cell *
mst_contingency_base(const mst_contingency *contingency)
{
    return contingency->matrix.cells;
}

bool
mst_contingency_is_single_point(const mst_contingency_row *row, bool *proved)
{
    *proved = row->left_at_least > 0;
    return row->loss_count == 1 && row->left_cost > 0;
}
