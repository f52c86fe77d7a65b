/* SPDX-License-Identifier: Apache-2.0
 *
 * One more of each mean, planned again in every scenario, and until when it is worth having.
 */
#include "judge/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "judge/assess_internal.h"
#include "judge/value_item.h"

enum { EFFORT_PART = 4 };

/* What a plan reaches for evacuees; left is compared first. */
typedef struct reached {
    bool is; /* else there is no plan */
    int64_t left;
    mst_time completion;
} reached;

/* What a cell with one more comes to. */
typedef struct outcome {
    bool is_planned;
    reached got;   /* with it */
    reached alone; /* by the same plan without it, where that obeys the rules too */
    mst_time wait; /* under the first scenario; MST_TIME_MIN: never that sure, or not planned */
} outcome;

/* One item in one scenario. */
typedef struct task {
    uint32_t scenario;    /* of the chosen ones */
    mst__value_item item; /* without a name: nothing more, by another seed */
    uint64_t seed;
    outcome result;
    int64_t left_gain;
    mst_time completion_gain;
    mst_status status;
} task;

/* The use-by date of a row, in the scenario where it gains most. */
typedef struct dating {
    const task *best;
    uint32_t row, planned;
    mst_time use_by;
    mst_status outcome;
} dating;

typedef struct finding {
    const mst_post *post;
    const mst_evidence *evidence;
    const mst_value_options *options;
    mst_value *value;
    mst_matrix matrix; /* the option's column */
    reached *bases;    /* [scenarios] the best known without anything more (V1) */
    uint32_t task_count, task_room, dating_count;
    task *tasks;
    dating *datings;
    mst_value_row *rows;
    mst_bound_memo *memos[MST_MAX_THREADS]; /* [worker]; NULL does without */
    mst_arena scratch;
} finding;

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what one more is worth");
}

static bool
is_stopped(const finding *f)
{
    return f->options->stop != NULL && *f->options->stop != 0;
}

static reached
reached_by(const mst_measures *measures)
{
    return (reached){true, measures->left - measures->left_force, measures->completion_evacuees};
}

static bool
is_better(const reached *a, const reached *b)
{
    return a->is &&
           (!b->is || a->left < b->left || (a->left == b->left && a->completion < b->completion));
}

/* What is gained over the best that is known without: people, or else time. */
static void
gain_of(const reached *base, const reached *got, int64_t *left, mst_time *completion)
{
    *left = got->is && base->left > got->left ? base->left - got->left : 0;
    bool is_sooner = got->is && base->left == got->left && got->completion < base->completion;
    *completion = is_sooner ? base->completion - got->completion : 0;
}

/* ---- one more, planned again ---- */

static mst_status
compile_item(const finding *f, const mst_cell *base, const mst__value_item *item, mst_cell *cell,
             mst_arena *arena, mst_error *err)
{
    const mst_override *given = &f->options->overrides;
    mst_change *changes = MST_TAKE(arena, mst_change, (size_t)given->count + item->change_count);
    if (changes == NULL) {
        return no_memory(err);
    }
    if (given->count > 0) {
        memcpy(changes, given->changes, given->count * sizeof *changes);
    }
    if (item->change_count > 0) {
        memcpy(changes + given->count, item->changes, item->change_count * sizeof *changes);
    }
    mst_override overrides = *given;
    overrides.count = given->count + item->change_count;
    overrides.changes = changes;
    *cell = (mst_cell){.scenario = base->scenario, .option = base->option};
    return mst_case_compile(item->post, base->scenario, base->option, &overrides, &cell->instance,
                            err);
}

/* Does a bound allow for a plan that is better? */
static bool
leaves_room(const mst_bound *bound, const mst_measures *was)
{
    return bound->left < was->left || bound->completion < was->completion;
}

/* V2: could a plan with it be better than the one without, for all that the bound says? */
static mst_status
may_gain(const mst_cell *base, const mst_cell *more, mst_bound_memo *memo, mst_arena *arena,
         bool *may, mst_error *err)
{
    *may = true;
    const mst_measures *was = &base->judgement.measures;
    if (more->instance->phase_count != 1) {
        return MST_OK;
    }
    /* Where the cell's own bound leaves room, that of one more, which is no higher, does too. */
    mst_bound bound = base->solution.bound;
    if (leaves_room(&bound, was)) {
        return MST_OK;
    }
    const mst_problem *problem = mst__last_phase(more->instance);
    mst_status status = mst_bound_plain(problem, was, &bound, arena, err);
    /* The whole bound is never below it. */
    *may = status == MST_OK && leaves_room(&bound, was);
    if (*may) {
        status = mst_bound_compute(problem, was, memo, &bound, arena, err);
        *may = leaves_room(&bound, was);
    }
    return status;
}

/* How long the order may wait with this plan. */
static mst_status
find_wait(const finding *f, const mst_cell *cell, mst_arena *arena, bool *has_curve, mst_time *wait,
          mst_error *err)
{
    mst_time *cleared = MST_TAKE(arena, mst_time, f->post->site_count);
    *wait = MST_TIME_MIN;
    if (cleared == NULL) {
        return no_memory(err);
    }
    mst_assessed_plan plan;
    mst__plan_gather(cell, f->post, cleared, &plan);
    return mst__assess_wait(f->evidence, f->post->site_count, &plan,
                            mst_assess_levels[MST_ASSESS_SURE], arena, has_curve, wait, err);
}

static mst_status
plan_more(const finding *f, uint32_t worker, const mst_cell *base, mst_cell *more, const task *asks,
          mst_arena *arena, outcome *result, mst_error *err)
{
    uint32_t effort = f->options->effort > 0 ? f->options->effort : MST_DEFAULT_EFFORT;
    /* Where tours proved the cell, they find what one more can do; elsewhere they cost alone. */
    bool has_tours = base->solution.bound.certificate != NULL;
    mst_solve_options options = {.seed = asks->seed,
                                 .effort = effort > EFFORT_PART ? effort / EFFORT_PART : 1,
                                 .recipe = base->solution.recipe,
                                 .only_plan = !has_tours,
                                 .memo = f->memos[worker],
                                 .stop = f->options->stop};
    mst_status status = mst_solve(more->instance, &options, &more->solution, err);
    if (status == MST_OK) {
        status = mst__check_or_solve(more->instance, &options, &more->solution, &more->judgement,
                                     &more->passed_over, err);
    }
    if (status == MST_OK && more->judgement.violation_count == 0) {
        const reached was = reached_by(&base->judgement.measures);
        result->got = reached_by(&more->judgement.measures);
        bool is_gain = is_better(&result->got, &was);
        mst__adopted adopted = {0};
        status = is_gain ? mst__plan_adopt(more, base, arena, &adopted, err) : MST_OK;
        if (adopted.plan != NULL) {
            result->alone = reached_by(&adopted.measures);
        }
        if (status == MST_OK && is_gain && asks->scenario == 0 && asks->item.name != NULL) {
            bool has_curve;
            status = find_wait(f, more, arena, &has_curve, &result->wait, err);
        }
    }
    mst_judgement_release(&more->judgement);
    mst_solution_release(&more->solution);
    return status;
}

/* The base cell with one more; nothing is gained where it cannot be compiled. */
static mst_status
try_item(const finding *f, uint32_t worker, const task *asks, const mst__value_item *item,
         outcome *result)
{
    const mst_cell *base = &f->matrix.cells[asks->scenario];
    mst_arena arena;
    mst_error unsaid;
    mst_cell more;
    bool may = false;
    *result = (outcome){.wait = MST_TIME_MIN};
    mst_arena_init(&arena, 0);
    mst_status status = compile_item(f, base, item, &more, &arena, &unsaid);
    if (status == MST_OK) {
        status = may_gain(base, &more, f->memos[worker], &arena, &may, &unsaid);
        result->is_planned = may;
        if (status == MST_OK && may) {
            status = plan_more(f, worker, base, &more, asks, &arena, result, &unsaid);
        }
        mst_case_release(more.instance);
    } else if (status != MST_NO_MEMORY) {
        status = MST_OK; /* a unit more than the field allows */
    }
    mst_arena_release(&arena);
    return status;
}

static void
do_task(void *context, uint32_t piece, uint32_t worker)
{
    finding *f = context;
    task *t = &f->tasks[piece];
    if (!is_stopped(f)) {
        t->status = try_item(f, worker, t, &t->item, &t->result);
    }
    if (worker == 0 && f->options->progress != NULL) {
        uint32_t done = piece + 1;
        f->options->progress(f->options->progress_context, done, f->task_count,
                             (double)done / f->task_count);
    }
}

/* ---- use-by dates ---- */

/* What counts for a date: people, or else a minute. */
static bool
is_worth_a_date(int64_t left, mst_time completion)
{
    return left > 0 || completion >= MST_MS_PER_MINUTE;
}

/* Does having it from then on still gain what counts? */
static bool
still_gains(const finding *f, uint32_t worker, dating *d, mst_time after)
{
    mst_arena arena;
    mst__value_item later;
    outcome result = {0};
    mst_arena_init(&arena, 0);
    mst_status status = MST_NO_MEMORY;
    if (mst__value_delay(&d->best->item, f->post, f->value->order, after, &arena, &later)) {
        status = try_item(f, worker, d->best, &later, &result);
        d->planned += result.is_planned ? 1 : 0;
    }
    d->outcome = status != MST_OK ? status : d->outcome;
    mst_arena_release(&arena);
    int64_t left;
    mst_time completion;
    gain_of(&f->bases[d->best->scenario], &result.got, &left, &completion);
    return is_worth_a_date(left, d->best->left_gain > 0 ? 0 : completion);
}

/* The last minute, by halving: it only gets less. */
static void
find_use_by(void *context, uint32_t piece, uint32_t worker)
{
    const finding *f = context;
    dating *d = &f->datings[piece];
    const mst_problem *problem = mst__last_phase(f->matrix.cells[d->best->scenario].instance);
    int64_t low = 0, high = problem->horizon / MST_MS_PER_MINUTE - 1;
    const mst_measures *was = &f->matrix.cells[d->best->scenario].judgement.measures;
    if (was->left == 0 && was->completion / MST_MS_PER_MINUTE + 1 < high) {
        high = was->completion / MST_MS_PER_MINUTE + 1; /* all are out by then without it */
    }
    if (high > low && still_gains(f, worker, d, high * MST_MS_PER_MINUTE)) {
        d->use_by = MST_NEVER;
        return;
    }
    while (high - low > 1 && d->outcome == MST_OK && !is_stopped(f)) {
        int64_t middle = low + (high - low) / 2;
        if (still_gains(f, worker, d, middle * MST_MS_PER_MINUTE)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    d->use_by = low * MST_MS_PER_MINUTE;
}

static mst_status
date_rows(finding *f, mst_error *err)
{
    f->datings = MST_TAKE(&f->scratch, dating, f->value->row_count);
    if (f->datings == NULL) {
        return no_memory(err);
    }
    for (uint32_t r = 0; r < f->value->row_count && f->dating_count < MST_VALUE_DATED; r++) {
        const mst_value_row *row = &f->rows[r];
        for (uint32_t t = 0; t < f->task_count; t++) {
            const task *one = &f->tasks[t];
            if (one->item.name != NULL && strcmp(one->item.name, row->name) == 0 &&
                strcmp(one->item.unit, row->unit) == 0 && one->scenario == row->scenario &&
                one->item.later != MST__LATER_NEVER &&
                is_worth_a_date(one->left_gain, one->completion_gain)) {
                f->datings[f->dating_count++] = (dating){.best = one, .row = r};
                break;
            }
        }
    }
    mst_pool_run(mst_pool_threads(f->options->threads), f->dating_count, find_use_by, f);
    for (uint32_t i = 0; i < f->dating_count; i++) {
        const dating *d = &f->datings[i];
        f->rows[d->row].is_dated = !is_stopped(f);
        f->rows[d->row].use_by = d->use_by;
        f->value->dated += d->planned;
        if (d->outcome != MST_OK) {
            return no_memory(err);
        }
    }
    return MST_OK;
}

/* ---- rows ---- */

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
row_of(const finding *f, uint32_t *count, const mst__value_item *item)
{
    for (uint32_t r = 0; r < *count; r++) {
        if (strcmp(f->rows[r].name, item->name) == 0 && strcmp(f->rows[r].unit, item->unit) == 0) {
            return r;
        }
    }
    f->rows[*count] = (mst_value_row){.name = item->name, .unit = item->unit};
    return (*count)++;
}

static void
add_to_row(mst_value_row *row, const task *t, mst_time base_wait)
{
    bool gains = t->left_gain > 0 || t->completion_gain > 0;
    bool is_best = row->scenarios == 0 || t->left_gain > row->most_gain ||
                   (t->left_gain == row->most_gain && t->completion_gain > row->completion_gain);
    if (gains && is_best) {
        row->scenario = t->scenario;
        row->most_gain = t->left_gain;
    }
    row->completion_gain =
        t->completion_gain > row->completion_gain ? t->completion_gain : row->completion_gain;
    row->scenarios += gains ? 1 : 0;
    mst_time wait = t->result.wait;
    if (t->scenario == 0 && wait > base_wait && base_wait > MST_TIME_MIN && wait < MST_NEVER) {
        row->wait_gain = wait - base_wait;
    }
}

/* Chances as the assessment has them. */
static mst_status
take_chances(finding *f, mst_credal *set, mst_error *err)
{
    mst_assessed_plans plans = {.scenario_count = f->matrix.scenario_count,
                                .option_count = 1,
                                .scenarios = f->matrix.scenarios};
    mst_assessment says = {.scenarios = plans.scenario_count, .options = 1};
    mst__assessing a = {&plans, f->evidence, &f->scratch, &says};
    mst_status status = mst__assess_chances(&a, err);
    *set = (mst_credal){plans.scenario_count, says.low, says.high};
    return status;
}

static mst_status
make_rows(finding *f, mst_time base_wait, mst_error *err)
{
    uint32_t scenarios = f->matrix.scenario_count, count = 0, kept = 0;
    mst_credal set;
    f->rows = MST_TAKE(&f->value->arena, mst_value_row, f->task_count);
    int64_t *gains = MST_TAKE(&f->scratch, int64_t, (size_t)f->task_count * scenarios);
    int64_t *p = MST_TAKE(&f->scratch, int64_t, scenarios);
    mst_status status =
        f->rows != NULL && gains != NULL && p != NULL ? take_chances(f, &set, err) : no_memory(err);
    if (status != MST_OK) {
        return status;
    }
    for (uint32_t t = 0; t < f->task_count; t++) {
        const task *one = &f->tasks[t];
        if (one->item.name == NULL) {
            continue;
        }
        uint32_t row = row_of(f, &count, &one->item);
        gains[(size_t)row * scenarios + one->scenario] = one->left_gain;
        add_to_row(&f->rows[row], one, base_wait);
    }
    for (uint32_t r = 0; r < count; r++) {
        mst_value_row *row = &f->rows[r];
        row->upper_gain = mst_credal_upper(&set, &gains[(size_t)r * scenarios], p);
        row->lower_gain = mst_credal_lower(&set, &gains[(size_t)r * scenarios], p);
        row->name = mst_arena_text(&f->value->arena, row->name);
        row->unit = mst_arena_text(&f->value->arena, row->unit);
        if (row->name == NULL || row->unit == NULL) {
            return no_memory(err);
        }
        if (row->scenarios > 0) {
            f->rows[kept++] = *row;
        }
    }
    qsort(f->rows, kept, sizeof *f->rows, compare_rows);
    f->value->rows = f->rows;
    f->value->row_count = kept;
    return MST_OK;
}

/* ---- all of it ---- */

static bool
add_task(finding *f, task one)
{
    void *items = f->tasks;
    if (!mst_arena_grow(&f->scratch, &items, f->task_count, &f->task_room, sizeof(task),
                        UINT32_MAX / 2)) {
        return false;
    }
    f->tasks = items;
    one.result.wait = MST_TIME_MIN;
    f->tasks[f->task_count++] = one;
    return true;
}

static mst_status
gather_tasks(finding *f, mst__limits *limits, mst_error *err)
{
    for (uint32_t s = 0; s < f->matrix.scenario_count; s++) {
        mst__value_list list = {0};
        if (!mst__value_items(f->post, &f->matrix.cells[s], &limits[s], &f->scratch, &list)) {
            return no_memory(err);
        }
        bool has_memory = true;
        for (uint32_t i = 0; i < list.count && has_memory; i++) {
            task one = {.scenario = s, .item = list.items[i], .seed = f->options->seed};
            has_memory = add_task(f, one);
        }
        for (uint32_t i = 1; i <= MST_VALUE_SEEDS && has_memory; i++) {
            task one = {.scenario = s, .item = {.post = f->post}, .seed = f->options->seed + i};
            has_memory = add_task(f, one);
        }
        if (!has_memory) {
            return no_memory(err);
        }
    }
    return MST_OK;
}

/* V1: what a plan with one more reaches without it too was there to be found without it. */
static bool
find_bases(finding *f)
{
    f->bases = MST_TAKE(&f->scratch, reached, f->matrix.scenario_count);
    for (uint32_t s = 0; s < f->matrix.scenario_count && f->bases != NULL; s++) {
        f->bases[s] = reached_by(&f->matrix.cells[s].judgement.measures);
    }
    for (uint32_t t = 0; t < f->task_count && f->bases != NULL; t++) {
        reached *base = &f->bases[f->tasks[t].scenario];
        const reached *alone = &f->tasks[t].result.alone;
        *base = is_better(alone, base) ? *alone : *base;
    }
    for (uint32_t t = 0; t < f->task_count && f->bases != NULL; t++) {
        task *one = &f->tasks[t];
        gain_of(&f->bases[one->scenario], &one->result.got, &one->left_gain, &one->completion_gain);
        int64_t most = one->item.gone;
        one->left_gain = most > 0 && one->left_gain > most ? most : one->left_gain;
    }
    return f->bases != NULL;
}

static mst_status
run_tasks(finding *f, mst_error *err)
{
    mst_pool_run(mst_pool_threads(f->options->threads), f->task_count, do_task, f);
    for (uint32_t t = 0; t < f->task_count; t++) {
        const task *one = &f->tasks[t];
        f->value->tried += one->item.name != NULL ? 1 : 0;
        f->value->planned += one->item.name != NULL && one->result.is_planned ? 1 : 0;
        if (one->status != MST_OK) {
            return no_memory(err);
        }
    }
    return find_bases(f) ? MST_OK : no_memory(err);
}

static mst_status
find(finding *f, mst_error *err)
{
    mst_value *value = f->value;
    mst__limits *limits = MST_TAKE(&f->scratch, mst__limits, f->matrix.scenario_count);
    if (limits == NULL) {
        return no_memory(err);
    }
    mst_time base_wait = MST_TIME_MIN;
    mst_status status = gather_tasks(f, limits, err);
    status = status == MST_OK ? run_tasks(f, err) : status;
    status = status == MST_OK ? find_wait(f, &f->matrix.cells[0], &f->scratch, &value->has_curve,
                                          &base_wait, err)
                              : status;
    status = status == MST_OK ? make_rows(f, base_wait, err) : status;
    status = status == MST_OK ? date_rows(f, err) : status;
    for (uint32_t s = 0; s < f->matrix.scenario_count; s++) {
        if (limits[s].post != NULL) {
            mst__limits_close(&limits[s]);
        }
    }
    value->stopped = is_stopped(f);
    return status;
}

static mst_status
keep_names(finding *f, mst_error *err)
{
    uint32_t count = f->matrix.scenario_count;
    mst_scenario_id *scenarios = MST_TAKE(&f->value->arena, mst_scenario_id, count);
    if (scenarios == NULL) {
        return no_memory(err);
    }
    memcpy(scenarios, f->matrix.scenarios, count * sizeof *scenarios);
    f->value->scenarios = scenarios;
    f->value->scenario_count = count;
    f->value->option = f->options->option;
    f->value->order = mst__last_phase(f->matrix.cells[0].instance)->order;
    return MST_OK;
}

mst_status
mst_value_find(const mst_post *post, const mst_evidence *evidence, const mst_value_options *options,
               mst_value *value, mst_error *err)
{
    *value = (mst_value){0};
    mst_arena_init(&value->arena, 0);
    finding f = {.post = post, .evidence = evidence, .options = options, .value = value};
    mst_arena_init(&f.scratch, 0);
    const mst_matrix_options planning = {.seed = options->seed,
                                         .effort = options->effort,
                                         .threads = options->threads,
                                         .without_binding = true,
                                         .scenario_count = options->scenario_count,
                                         .scenarios = options->scenarios,
                                         .option_count = 1,
                                         .options = &options->option,
                                         .overrides = options->overrides,
                                         .stop = options->stop};
    mst_status status = mst_matrix_plan(post, &planning, &f.matrix, err);
    if (status == MST_OK && f.matrix.stopped) {
        status = mst_fail(err, MST_INTERRUPTED, mst_nowhere(),
                          "stopped before the option was planned under every scenario");
    }
    for (uint32_t t = 0; t < mst_pool_threads(options->threads); t++) {
        f.memos[t] = mst_bound_memo_new();
    }
    status = status == MST_OK ? keep_names(&f, err) : status;
    status = status == MST_OK ? find(&f, err) : status;
    for (uint32_t t = 0; t < mst_pool_threads(options->threads); t++) {
        mst_bound_memo_free(f.memos[t]);
    }
    mst_matrix_release(&f.matrix);
    mst_arena_release(&f.scratch);
    return status;
}

void
mst_value_release(mst_value *value)
{
    mst_arena_release(&value->arena);
    *value = (mst_value){0};
}
