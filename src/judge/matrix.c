/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans the cells of the matrix in waves:
 *
 *   plan     compile, solve and check each cell on its own, and its foreseen version
 *   borrow   a cell, and a foreseen version, is offered the better plans of all others
 *   go on    search each cell on from what the cells beside it found
 *   again    borrow once more, now from what that found
 *   explain  what binds and why people are left
 *
 * Each wave is a pool run over numbered cells; a cell reads only what earlier waves finished (J2),
 * so the number of threads changes nothing.
 */
#include "judge/matrix.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/pool.h"
#include "judge/judge.h"

enum { PROGRESS_EVERY_MS = 250 };

typedef enum wave { WAVE_PLAN, WAVE_BORROW, WAVE_GO_ON, WAVE_AGAIN, WAVE_EXPLAIN, WAVE_COUNT } wave;

typedef struct run {
    const mst_post *post;
    mst_post foreseen; /* the post without surprises */
    const mst_matrix_options *options;
    mst_matrix *matrix;
    uint32_t cell_count, threads;
    wave wave;
    int64_t began_ms, deadline_ms; /* deadline 0: none */
    int64_t told_ms;               /* of worker 0 */
    _Atomic uint32_t done;         /* cells done in this wave */
    mst_cell *twins; /* [cell] its foreseen version; not compiled for a cell without surprises */
    const mst_cell **lenders; /* [2 * cell] cells, then twins */
    const mst_cell **offers;  /* [2 * cell] those whose plans are new since plans were lent */
    uint32_t offer_count;
    mst_bound_memo **memos; /* [worker] */
    mst__loan *loans;       /* [cell] found in a wave, taken over after it */
} run;

static int64_t
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
is_stopped(const run *r)
{
    return (r->options->stop != NULL && *r->options->stop != 0) ||
           (r->deadline_ms != 0 && now_ms() >= r->deadline_ms);
}

/* A share of what is left of the run's time: as if the cells still to come took equal parts. */
static int64_t
time_share(const run *r)
{
    if (r->deadline_ms == 0) {
        return 0;
    }
    uint32_t done = r->done;
    int64_t left = r->deadline_ms - now_ms();
    int64_t cells = r->cell_count > done ? r->cell_count - done : 1;
    int64_t share = left * r->threads / cells;
    share = share < left ? share : left;
    return share > 1 ? share : 1;
}

static mst__effort
effort_of(const run *r, const mst_cell *cell, uint32_t worker)
{
    /* The same whatever part of the matrix is planned. */
    uint32_t number = cell->scenario.index * r->post->option_count + cell->option.index;
    return (mst__effort){.seed = r->options->seed,
                         .stream = number,
                         .effort = r->options->effort,
                         .deadline = r->options->deadline,
                         .time_limit_ms = time_share(r),
                         .memo = r->memos[worker],
                         .kept = r->options->kept,
                         .stop = r->options->stop};
}

/* ---- planning ---- */

static void
plan_cell(const run *r, uint32_t index, uint32_t worker)
{
    int64_t began = now_ms();
    mst_cell *cell = &r->matrix->cells[index];
    mst__effort effort = effort_of(r, cell, worker);
    mst__cell_plan(r->post, &r->options->overrides, &effort, cell);
    if (cell->outcome == MST_OK && cell->instance->phase_count > 1 && !is_stopped(r)) {
        mst_cell *twin = &r->twins[index];
        twin->scenario = cell->scenario;
        twin->option = cell->option;
        effort = effort_of(r, cell, worker);
        mst__cell_plan(&r->foreseen, &r->options->overrides, &effort, twin);
        if (twin->outcome != MST_OK && twin->outcome != MST_PLAN_INVALID) {
            cell->outcome = twin->outcome;
            cell->err = twin->err;
        }
    }
    cell->solve_seconds = (double)(now_ms() - began) / 1000;
}

/* ---- borrowing ---- */

/* What was offered once need not be again: a cell's plan has only become better since, and what the
 * checker refused it refuses still. */
static mst__lenders
lenders_of(const run *r)
{
    return (mst__lenders){r->offers, r->offer_count, r->options->kept};
}

/* As good on who is left and when all are out, and in the post's order of the two. */
static bool
is_as_good(const mst_problem *problem, mst_measures foreseen, mst_measures now)
{
    foreseen.exposure = now.exposure;
    foreseen.vehicle_ms = now.vehicle_ms;
    return mst_measures_compare(problem, &foreseen, &now) <= 0;
}

/* The measures had the surprises been foreseen: the difference is what the surprise costs. Who
 * knows of it can still do as if not, but for what turns back: so where no plan is known that is as
 * good, none is told. */
static mst_status
borrow_foresight(const run *r, uint32_t index)
{
    mst_cell *cell = &r->matrix->cells[index];
    const mst_cell *twin = &r->twins[index];
    if (!mst__may_borrow(twin)) {
        return MST_OK;
    }
    mst_arena copy;
    mst__adopted adopted;
    mst_error err;
    const mst__lenders lenders = lenders_of(r);
    mst_status status = mst__borrow_best(&lenders, twin, &copy, &adopted, &err);
    bool known = twin->outcome == MST_OK || adopted.plan != NULL;
    const mst_problem *problem = mst__last_phase(twin->instance);
    mst_measures best = adopted.plan != NULL ? adopted.measures : twin->judgement.measures;
    if (adopted.plan != NULL) {
        mst_arena_release(&copy);
    }
    /* What was known of when plans were lent before is still known. */
    if (known &&
        (!cell->has_foreseen || mst_measures_compare(problem, &best, &cell->foreseen) < 0)) {
        cell->foreseen = best;
    }
    cell->has_foreseen = known && is_as_good(problem, cell->foreseen, cell->judgement.measures);
    return status;
}

static void
borrow_cell(const run *r, uint32_t index, uint32_t worker)
{
    const mst_cell *cell = &r->matrix->cells[index];
    mst_error err;
    /* Lack of memory costs the improvement, not the plan. */
    mst_status status = MST_OK;
    if (cell->outcome != MST_OK) {
        return;
    }
    if (cell->is_final) {
        return;
    }
    if (mst__may_borrow(cell)) {
        const mst__lenders lenders = lenders_of(r);
        status = mst__borrow(&lenders, cell, r->memos[worker], &r->loans[index], &err);
    } else {
        status = borrow_foresight(r, index);
    }
    (void)status;
}

static void
take_loans(run *r)
{
    r->offer_count = 0;
    for (uint32_t i = 0; i < r->cell_count; i++) {
        mst_cell *cell = &r->matrix->cells[i];
        cell->solution.stopped |= r->loans[i].stopped;
        if (r->loans[i].taken) {
            mst_solution_release(&cell->solution);
            mst_judgement_release(&cell->judgement);
            cell->solution = r->loans[i].solution;
            cell->judgement = r->loans[i].judgement;
            cell->passed_over = NULL;
            memcpy(cell->kept_key, r->loans[i].kept_key, sizeof cell->kept_key);
            r->loans[i] = (mst__loan){0};
            cell->outcome = MST_OK;
            mst__cell_settle(cell);
            r->offers[r->offer_count++] = cell;
        }
    }
}

/* ---- going on ---- */

static void
go_on_with_cell(const run *r, uint32_t index, uint32_t worker)
{
    int64_t began = now_ms();
    mst_cell *cell = &r->matrix->cells[index];
    mst__effort effort = effort_of(r, cell, worker);
    mst_error err;
    if (cell->is_final) {
        return;
    }
    /* Lack of memory costs the improvement, not the plan. */
    const mst__lenders beside = {r->lenders, r->cell_count, r->options->kept};
    mst_status status = mst__exchange(&beside, cell, &effort, &r->loans[index], &err);
    (void)status;
    cell->solve_seconds += (double)(now_ms() - began) / 1000;
}

/* ---- explaining ---- */

static void
explain_cell(const run *r, mst_cell *cell, uint32_t worker)
{
    if (cell->outcome != MST_OK || cell->status == MST_CELL_PENDING) {
        return;
    }
    int64_t began = now_ms();
    mst__effort effort = effort_of(r, cell, worker);
    mst__cell_keep_final(&effort, cell);
    if (r->twins[cell - r->matrix->cells].instance != NULL) {
        mst__cell_keep_final(&effort, &r->twins[cell - r->matrix->cells]);
    }
    if (r->options->without_binding || is_stopped(r) || cell->status == MST_CELL_INFEASIBLE) {
        cell->outcome = mst__left_reason(cell, &cell->err);
        return;
    }
    cell->outcome = mst__bindings_find(r->post, r->options, &effort, cell, &cell->err);
    if (cell->outcome == MST_OK) {
        cell->outcome = mst__left_reason(cell, &cell->err);
    }
    cell->solve_seconds += (double)(now_ms() - began) / 1000;
}

/* ---- the run ---- */

static void
tell(run *r)
{
    if (r->options->progress == NULL || now_ms() - r->told_ms < PROGRESS_EVERY_MS) {
        return;
    }
    r->told_ms = now_ms();
    uint32_t done = r->done;
    static const double before[WAVE_COUNT + 1] = {0, 0.4, 0.45, 0.65, 0.7, 1};
    double part = (double)done / (double)r->cell_count;
    double fraction = before[r->wave] + part * (before[r->wave + 1] - before[r->wave]);
    r->options->progress(r->options->progress_context, r->wave == WAVE_PLAN ? done : r->cell_count,
                         r->cell_count, fraction);
}

static void
work(void *context, uint32_t piece, uint32_t worker)
{
    run *r = context;
    mst_cell *cell = &r->matrix->cells[piece];
    if (!is_stopped(r)) {
        if (r->wave == WAVE_PLAN) {
            plan_cell(r, piece, worker);
        } else if (r->wave == WAVE_GO_ON) {
            go_on_with_cell(r, piece, worker);
        } else if (r->wave == WAVE_EXPLAIN) {
            explain_cell(r, cell, worker);
        } else {
            borrow_cell(r, piece, worker);
        }
    } else if (r->wave == WAVE_GO_ON) {
        const mst__lenders beside = {r->lenders, r->cell_count, NULL};
        r->loans[piece].stopped = mst__may_go_on(&beside, cell);
    } else if (r->wave == WAVE_EXPLAIN && cell->status != MST_CELL_PENDING &&
               cell->outcome == MST_OK) {
        cell->outcome = mst__left_reason(cell, &cell->err); /* cheap, and nobody is lost silently */
    }
    r->done++;
    if (worker == 0) {
        tell(r);
    }
}

static bool
choose(mst_matrix *matrix, const mst_post *post, const mst_matrix_options *options)
{
    matrix->scenario_count =
        options->scenario_count != 0 ? options->scenario_count : post->scenario_count;
    matrix->option_count = options->option_count != 0 ? options->option_count : post->option_count;
    mst_scenario_id *scenarios = MST_TAKE(&matrix->arena, mst_scenario_id, matrix->scenario_count);
    mst_option_id *chosen = MST_TAKE(&matrix->arena, mst_option_id, matrix->option_count);
    size_t cells = (size_t)matrix->scenario_count * matrix->option_count;
    matrix->cells = MST_TAKE(&matrix->arena, mst_cell, cells);
    if (scenarios == NULL || chosen == NULL || matrix->cells == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < matrix->scenario_count; s++) {
        scenarios[s] = options->scenario_count != 0 ? options->scenarios[s] : (mst_scenario_id){s};
    }
    for (uint32_t o = 0; o < matrix->option_count; o++) {
        chosen[o] = options->option_count != 0 ? options->options[o] : (mst_option_id){o};
    }
    for (size_t i = 0; i < cells; i++) {
        matrix->cells[i].scenario = scenarios[i / matrix->option_count];
        matrix->cells[i].option = chosen[i % matrix->option_count];
    }
    matrix->scenarios = scenarios;
    matrix->options = chosen;
    return true;
}

static bool
prepare(run *r, mst_arena *scratch)
{
    uint32_t threads = mst_pool_threads(r->options->threads);
    r->threads = threads;
    r->cell_count = r->matrix->scenario_count * r->matrix->option_count;
    r->twins = MST_TAKE(scratch, mst_cell, r->cell_count);
    r->lenders = MST_TAKE(scratch, const mst_cell *, 2 * (size_t)r->cell_count);
    r->offers = MST_TAKE(scratch, const mst_cell *, 2 * (size_t)r->cell_count);
    r->loans = MST_TAKE(scratch, mst__loan, r->cell_count);
    r->memos = MST_TAKE(scratch, mst_bound_memo *, threads);
    r->began_ms = now_ms();
    r->deadline_ms = r->options->time_limit_ms > 0 ? r->began_ms + r->options->time_limit_ms : 0;
    if (r->twins == NULL || r->lenders == NULL || r->offers == NULL || r->loans == NULL ||
        r->memos == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < threads; i++) {
        r->memos[i] = mst_bound_memo_new();
        if (r->memos[i] == NULL) {
            return false;
        }
    }
    r->offer_count = 2 * r->cell_count;
    for (uint32_t i = 0; i < r->cell_count; i++) {
        r->lenders[i] = r->offers[i] = &r->matrix->cells[i];
        r->lenders[r->cell_count + i] = r->offers[r->cell_count + i] = &r->twins[i];
    }
    return mst__foresee(r->post, &r->foreseen, scratch);
}

static void
forget(run *r)
{
    for (uint32_t i = 0; r->memos != NULL && i < r->threads; i++) {
        mst_bound_memo_free(r->memos[i]);
    }
}

/* The status of the run is that of its first cell that failed. */
static mst_status
first_failure(const mst_matrix *matrix, uint32_t cell_count, mst_error *err)
{
    for (uint32_t i = 0; i < cell_count; i++) {
        const mst_cell *cell = &matrix->cells[i];
        if (cell->outcome != MST_OK) {
            if (err != NULL) {
                *err = cell->err;
            }
            return cell->outcome;
        }
    }
    return MST_OK;
}

mst_status
mst_matrix_plan(const mst_post *post, const mst_matrix_options *options, mst_matrix *matrix,
                mst_error *err)
{
    *matrix = (mst_matrix){0};
    mst_arena_init(&matrix->arena, 0);
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    run r = {.post = post, .options = options, .matrix = matrix};
    if (!choose(matrix, post, options) || !prepare(&r, &scratch)) {
        forget(&r);
        mst_arena_release(&scratch);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for the matrix");
    }
    for (r.wave = WAVE_PLAN; r.wave < WAVE_COUNT; r.wave++) {
        r.done = 0;
        mst_pool_run(r.threads, r.cell_count, work, &r);
        if (r.wave != WAVE_PLAN && r.wave != WAVE_EXPLAIN) {
            take_loans(&r);
        }
    }
    for (uint32_t i = 0; i < r.cell_count; i++) {
        matrix->stopped =
            matrix->stopped || matrix->cells[i].solution.stopped ||
            (matrix->cells[i].status == MST_CELL_PENDING && matrix->cells[i].outcome == MST_OK);
    }
    if (options->progress != NULL && !matrix->stopped) {
        options->progress(options->progress_context, r.cell_count, r.cell_count, 1);
    }
    for (uint32_t i = 0; i < r.cell_count; i++) {
        mst__cell_release(&r.twins[i]);
    }
    mst_status status = first_failure(matrix, r.cell_count, err);
    forget(&r);
    mst_arena_release(&scratch);
    return status;
}

void
mst_matrix_release(mst_matrix *matrix)
{
    for (uint32_t i = 0; i < matrix->scenario_count * matrix->option_count; i++) {
        if (matrix->cells != NULL) {
            mst__cell_release(&matrix->cells[i]);
        }
    }
    mst_arena_release(&matrix->arena);
    *matrix = (mst_matrix){0};
}
