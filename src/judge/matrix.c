/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans the cells of the matrix in three waves:
 *
 *   plan     compile, solve and check each cell on its own (and its foreseen version)
 *   borrow   a cell is offered the better plans of its row and column
 *   explain  what binds and why people are left
 *
 * Each wave is a pool run over numbered cells; a cell reads only what earlier waves finished (J2),
 * so the number of threads changes nothing.
 */
#include "judge/matrix.h"

#include <assert.h>
#include <stdatomic.h>
#include <time.h>

#include "base/pool.h"
#include "judge/judge.h"

enum { MOST_THREADS = 64, MOST_OFFERS = 6, PROGRESS_EVERY_MS = 250 };

typedef enum wave { WAVE_PLAN, WAVE_BORROW, WAVE_EXPLAIN, WAVE_COUNT } wave;

typedef struct run {
    const mst_post *post;
    const mst_matrix_options *options;
    mst_matrix *matrix;
    uint32_t cell_count, threads;
    wave wave;
    int64_t began_ms, deadline_ms; /* deadline 0: none */
    int64_t told_ms;               /* of worker 0 */
    _Atomic uint32_t done;         /* cells done in this wave */
    mst_solution *borrowed;        /* [cell] found in the borrow wave, taken over after it */
    mst_judgement *judged;         /* [cell] */
    bool *has_borrowed;            /* [cell] */
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

/* ---- measures ---- */

mst_wide
mst__measure_value(const mst_measures *measures, mst_measure measure)
{
    switch (measure) {
    case MST_MEASURE_LEFT:
        return measures->left;
    case MST_MEASURE_COMPLETION:
        return measures->completion;
    case MST_MEASURE_EXPOSURE:
        return measures->exposure;
    case MST_MEASURE_VEHICLE_HOURS:
        return measures->vehicle_ms;
    case MST_MEASURE_COUNT:
        break;
    }
    return 0;
}

/* Vehicle-hours have no bound of their own: none of them is proved necessary. */
mst_wide
mst__measure_bound(const mst_bound *bound, mst_measure measure)
{
    switch (measure) {
    case MST_MEASURE_LEFT:
        return bound->left;
    case MST_MEASURE_COMPLETION:
        return bound->completion;
    case MST_MEASURE_EXPOSURE:
        return bound->exposure;
    case MST_MEASURE_VEHICLE_HOURS:
    case MST_MEASURE_COUNT:
        break;
    }
    return 0;
}

/* The gap is that of the first measure above zero, in the post's order. */
static void
set_gap(mst_cell *cell)
{
    const mst_problem *problem = mst__last_phase(cell->instance);
    cell->gap = 0;
    cell->gap_measure = problem->measures[0];
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        mst_wide value = mst__measure_value(&cell->judgement.measures, problem->measures[i]);
        if (value <= 0) {
            continue;
        }
        mst_wide bound = mst__measure_bound(&cell->solution.bound, problem->measures[i]);
        cell->gap_measure = problem->measures[i];
        cell->gap = (double)(value - bound) / (double)value;
        return;
    }
}

/* ---- planning one cell ---- */

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

static mst_solve_options
solve_options(const run *r)
{
    return (mst_solve_options){.seed = r->options->seed,
                               .effort = r->options->effort,
                               .time_limit_ms = time_share(r),
                               .stop = r->options->stop};
}

/* Is a pin all that is wrong with the plan? */
static bool
misses_only_pins(const mst_judgement *judgement)
{
    bool only = judgement->violations_more == 0;
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        only = only && judgement->violations[i].rule == MST_RULE_PIN;
    }
    return only;
}

/* Takes the checker's verdict: a plan it refuses is never shown as a plan (X2). Where a pin is
 * proved impossible, the cell is infeasible, and its plan is what can be done without that pin. */
static void
settle(mst_cell *cell)
{
    bool only_pins = misses_only_pins(&cell->judgement);
    if (cell->judgement.violation_count > 0 && only_pins && !cell->solution.infeasible &&
        cell->solution.pin_missed != NULL) {
        cell->outcome = mst_fail(&cell->err, MST_PLAN_INVALID, mst_nowhere(),
                                 "no valid plan was found: %s", cell->solution.pin_missed);
        return;
    }
    if (cell->judgement.violation_count > 0 && !(only_pins && cell->solution.infeasible)) {
        const mst_violation *first = &cell->judgement.violations[0];
        cell->outcome = mst_fail(&cell->err, MST_PLAN_INVALID, mst_nowhere(),
                                 "the plan breaks rule %s (%s): %s", mst_rule_name(first->rule),
                                 first->clause, first->text);
        return;
    }
    cell->status = cell->solution.infeasible       ? MST_CELL_INFEASIBLE
                   : cell->solution.proved_optimal ? MST_CELL_OPTIMAL
                                                   : MST_CELL_BOUNDED;
    set_gap(cell);
}

/* The post with every change of every scenario known at the order. */
static bool
foresee(const mst_post *post, mst_post *copy, mst_arena *arena)
{
    *copy = *post;
    copy->scenarios = MST_TAKE(arena, mst_scenario, post->scenario_count);
    if (copy->scenarios == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < post->scenario_count; s++) {
        const mst_scenario *scenario = &post->scenarios[s];
        mst_change *changes = MST_TAKE(arena, mst_change, scenario->change_count);
        if (changes == NULL) {
            return false;
        }
        for (uint32_t i = 0; i < scenario->change_count; i++) {
            changes[i] = scenario->changes[i];
            changes[i].surprise = false;
        }
        copy->scenarios[s] = *scenario;
        copy->scenarios[s].changes = changes;
    }
    return true;
}

/* The foreseen version: the plan found, or that of the surprise where it holds, too. */
static mst_status
judge_foreseen(mst_cell *cell, mst_case *instance, const mst_solution *solution)
{
    mst_judgement judgement;
    mst_status status = mst_check(instance, &solution->plan, &judgement, &cell->err);
    cell->has_foreseen = status == MST_OK && judgement.violation_count == 0;
    cell->foreseen = judgement.measures;
    mst_judgement_release(&judgement);
    if (status != MST_OK) {
        return status;
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst_cell foreseen = {.instance = instance};
    mst__adopted adopted;
    status = mst__plan_adopt(cell, &foreseen, &scratch, &adopted, &cell->err);
    if (status == MST_OK && adopted.plan != NULL &&
        (!cell->has_foreseen ||
         mst_measures_compare(mst__last_phase(instance), &adopted.measures, &cell->foreseen) < 0)) {
        cell->foreseen = adopted.measures;
        cell->has_foreseen = true;
    }
    mst_arena_release(&scratch);
    return status;
}

/* The measures had the surprises been foreseen: the difference is what the surprise costs. */
static mst_status
plan_foreseen(const run *r, mst_cell *cell)
{
    mst_arena scratch;
    mst_post post;
    mst_case *instance = NULL;
    mst_solution solution;
    mst_arena_init(&scratch, 0);
    mst_status status = MST_OK;
    if (!foresee(r->post, &post, &scratch)) {
        status = mst_fail(&cell->err, MST_NO_MEMORY, mst_nowhere(), "out of memory for the matrix");
    } else {
        status = mst_case_compile(&post, cell->scenario, cell->option, &r->options->overrides,
                                  &instance, &cell->err);
    }
    if (status == MST_OK) {
        mst_solve_options options = solve_options(r);
        status = mst_solve(instance, &options, &solution, &cell->err);
        if (status == MST_OK) {
            status = judge_foreseen(cell, instance, &solution);
        }
        mst_solution_release(&solution);
        mst_case_release(instance);
    }
    mst_arena_release(&scratch);
    return status;
}

/* As the solver has it: left and completion are proved; exposure and vehicle-hours break ties. */
static bool
is_proved(const mst_problem *problem, const mst_measures *value, const mst_bound *bound)
{
    bool proved = value->completion <= bound->completion;
    for (uint32_t k = 0; k < problem->priority_count; k++) {
        proved = proved && value->left_by_priority[k] <= bound->left_by_priority[k];
    }
    return proved;
}

/* After a surprise the past is given: the bound is for what can still be done from there. */
static mst_status
bound_future(mst_cell *cell)
{
    const mst_problem *problem = mst__last_phase(cell->instance);
    mst_status status = mst_bound_after(problem, &cell->solution.plan, &cell->judgement.measures,
                                        &cell->solution.bound, &cell->solution.arena, &cell->err);
    if (status == MST_OK) {
        cell->solution.proved_optimal =
            is_proved(problem, &cell->judgement.measures, &cell->solution.bound);
    }
    return status;
}

static void
plan_cell(const run *r, mst_cell *cell)
{
    int64_t began = now_ms();
    cell->outcome = mst_case_compile(r->post, cell->scenario, cell->option, &r->options->overrides,
                                     &cell->instance, &cell->err);
    if (cell->outcome != MST_OK) {
        return;
    }
    mst_solve_options options = solve_options(r);
    cell->outcome = mst_solve(cell->instance, &options, &cell->solution, &cell->err);
    if (cell->outcome == MST_OK) {
        cell->outcome =
            mst_check(cell->instance, &cell->solution.plan, &cell->judgement, &cell->err);
    }
    bool surprised = cell->instance->phase_count > 1;
    if (cell->outcome == MST_OK && surprised && cell->judgement.violation_count == 0) {
        cell->outcome = bound_future(cell);
    }
    if (cell->outcome == MST_OK && surprised && !is_stopped(r)) {
        cell->outcome = plan_foreseen(r, cell);
    }
    if (cell->outcome == MST_OK) {
        settle(cell);
    }
    cell->solve_seconds = (double)(now_ms() - began) / 1000;
}

/* ---- borrowing ---- */

static bool
may_lend(const mst_cell *from, const mst_cell *to)
{
    return from != to && from->outcome == MST_OK && from->status != MST_CELL_PENDING &&
           from->instance->phase_count == 1 &&
           (from->scenario.index == to->scenario.index || from->option.index == to->option.index) &&
           mst_measures_compare(mst__last_phase(to->instance), &from->judgement.measures,
                                &to->judgement.measures) < 0 &&
           mst__same_people(mst__last_phase(from->instance), mst__last_phase(to->instance));
}

/* The adopted plan itself as a solution, with the bound that holds against it. */
static mst_status
solution_of(const mst_cell *from, const mst_cell *cell, mst_solution *found, mst_error *err)
{
    *found = (mst_solution){.plans_built = cell->solution.plans_built};
    mst_arena_init(&found->arena, 0);
    mst__adopted adopted;
    mst_status status = mst__plan_adopt(from, cell, &found->arena, &adopted, err);
    if (status == MST_OK) {
        const mst_problem *problem = mst__last_phase(cell->instance);
        assert(adopted.plan != NULL);
        found->plan = *adopted.plan;
        found->measures = adopted.measures;
        status = mst_bound_compute(problem, &found->measures, &found->bound, &found->arena, err);
        found->proved_optimal = is_proved(problem, &found->measures, &found->bound);
    }
    return status;
}

/* Searches on from the adopted plan; what is found is never worse than it. */
static mst_status
search_from(const run *r, const mst_cell *from, uint32_t index, const mst__adopted *start,
            mst_error *err)
{
    const mst_cell *cell = &r->matrix->cells[index];
    mst_solution *found = &r->borrowed[index];
    mst_solve_options options = solve_options(r);
    options.start = start->plan;
    mst_status status = mst_solve(cell->instance, &options, found, err);
    if (status == MST_OK) {
        status = mst_check(cell->instance, &found->plan, &r->judged[index], err);
    }
    if (status == MST_OK &&
        (r->judged[index].violation_count > 0 ||
         mst_measures_compare(mst__last_phase(cell->instance), &r->judged[index].measures,
                              &start->measures) > 0)) {
        mst_judgement_release(&r->judged[index]);
        mst_solution_release(found);
        status = solution_of(from, cell, found, err);
        if (status == MST_OK) {
            status = mst_check(cell->instance, &found->plan, &r->judged[index], err);
        }
    }
    return status;
}

static mst_status
borrow_from(const run *r, uint32_t index, const mst_cell *from, bool *taken)
{
    const mst_cell *cell = &r->matrix->cells[index];
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__adopted start;
    mst_error err;
    mst_status status = mst__plan_adopt(from, cell, &scratch, &start, &err);
    if (status == MST_OK && start.plan != NULL) {
        status = search_from(r, from, index, &start, &err);
        *taken = status == MST_OK;
        if (!*taken) {
            mst_judgement_release(&r->judged[index]);
            mst_solution_release(&r->borrowed[index]);
        }
    }
    mst_arena_release(&scratch);
    return status;
}

/* The better plans of the same row and column, best first, until one helps. */
static void
borrow_cell(const run *r, uint32_t index)
{
    mst_cell *cells = r->matrix->cells;
    mst_cell *cell = &cells[index];
    if (cell->outcome != MST_OK ||
        (cell->status != MST_CELL_BOUNDED && cell->status != MST_CELL_OPTIMAL) ||
        cell->instance->phase_count > 1) {
        return;
    }
    const mst_problem *problem = mst__last_phase(cell->instance);
    const mst_cell *last = NULL;
    for (int offer = 0; offer < MOST_OFFERS; offer++) {
        const mst_cell *best = NULL;
        for (uint32_t i = 0; i < r->cell_count; i++) {
            if (!may_lend(&cells[i], cell)) {
                continue;
            }
            const mst_measures *m = &cells[i].judgement.measures;
            /* In order of measures, ties in order of cells. */
            int after =
                last == NULL ? 1 : mst_measures_compare(problem, m, &last->judgement.measures);
            if (after < 0 || (after == 0 && &cells[i] <= last)) {
                continue;
            }
            if (best == NULL || mst_measures_compare(problem, m, &best->judgement.measures) < 0) {
                best = &cells[i];
            }
        }
        if (best == NULL) {
            return;
        }
        mst_status status = borrow_from(r, index, best, &r->has_borrowed[index]);
        if (status != MST_OK || r->has_borrowed[index]) {
            return; /* lack of memory costs the improvement, not the plan */
        }
        last = best;
    }
}

static void
take_borrowed(run *r)
{
    for (uint32_t i = 0; i < r->cell_count; i++) {
        mst_cell *cell = &r->matrix->cells[i];
        if (r->has_borrowed[i]) {
            mst_solution_release(&cell->solution);
            mst_judgement_release(&cell->judgement);
            cell->solution = r->borrowed[i];
            cell->judgement = r->judged[i];
            settle(cell);
        }
    }
}

/* ---- explaining ---- */

static void
explain_cell(const run *r, mst_cell *cell)
{
    if (cell->outcome != MST_OK || cell->status == MST_CELL_PENDING) {
        return;
    }
    int64_t began = now_ms();
    if (r->options->without_binding || is_stopped(r) || cell->status == MST_CELL_INFEASIBLE) {
        cell->outcome = mst__left_reason(cell, &cell->err);
        return;
    }
    mst__effort effort = {.seed = r->options->seed,
                          .effort = r->options->effort,
                          .time_limit_ms = time_share(r),
                          .stop = r->options->stop};
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
    static const double before[WAVE_COUNT + 1] = {0, 0.6, 0.7, 1};
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
            plan_cell(r, cell);
        } else if (r->wave == WAVE_BORROW) {
            borrow_cell(r, piece);
        } else {
            explain_cell(r, cell);
        }
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
    uint32_t threads = r->options->threads != 0 ? r->options->threads : mst_pool_processors();
    threads = threads > MOST_THREADS ? MOST_THREADS : threads;
    r->threads = threads;
    r->cell_count = r->matrix->scenario_count * r->matrix->option_count;
    r->borrowed = MST_TAKE(scratch, mst_solution, r->cell_count);
    r->judged = MST_TAKE(scratch, mst_judgement, r->cell_count);
    r->has_borrowed = MST_TAKE(scratch, bool, r->cell_count);
    r->began_ms = now_ms();
    r->deadline_ms = r->options->time_limit_ms > 0 ? r->began_ms + r->options->time_limit_ms : 0;
    return r->borrowed != NULL && r->judged != NULL && r->has_borrowed != NULL;
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
        mst_arena_release(&scratch);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for the matrix");
    }
    for (r.wave = WAVE_PLAN; r.wave < WAVE_COUNT; r.wave++) {
        r.done = 0;
        mst_pool_run(r.threads, r.cell_count, work, &r);
        if (r.wave == WAVE_BORROW) {
            take_borrowed(&r);
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
    mst_status status = first_failure(matrix, r.cell_count, err);
    mst_arena_release(&scratch);
    return status;
}

void
mst_matrix_release(mst_matrix *matrix)
{
    for (uint32_t i = 0; i < matrix->scenario_count * matrix->option_count; i++) {
        mst_cell *cell = matrix->cells != NULL ? &matrix->cells[i] : NULL;
        if (cell != NULL && cell->instance != NULL) {
            mst_judgement_release(&cell->judgement);
            mst_solution_release(&cell->solution);
            mst_case_release(cell->instance);
        }
    }
    mst_arena_release(&matrix->arena);
    *matrix = (mst_matrix){0};
}
