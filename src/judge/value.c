/* SPDX-License-Identifier: Apache-2.0
 *
 * One more of each mean, planned again in every scenario, and until when it is worth having.
 */
#include "judge/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "judge/assess_internal.h"
#include "judge/value_try.h"

/* One item in one scenario. */
typedef struct task {
    mst__value_try asks;
    mst__value_item item; /* without a name where nothing more is asked for */
    mst__value_outcome result;
    int64_t left_gain;
    mst_time completion_gain;
    bool is_dated;
    mst_time use_by;
    mst_status status;
} task;

/* The use-by date of an item, in the scenario where it gains most. */
typedef struct dating {
    task *best;
    uint32_t planned;
    mst_status outcome;
} dating;

typedef struct finding {
    mst__value_world w;
    mst_value *value;
    mst_instant order;
    mst__reached *bases; /* [scenarios] the best known without anything more (V1) */
    uint32_t task_count, task_room, dating_count;
    task *tasks;
    dating *datings;
    uint32_t gain_count;
    mst_assessed_gain *gains;
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
    return f->w.options->stop != NULL && *f->w.options->stop != 0;
}

/* What is gained over the best that is known without: people, or else time. */
static void
gain_of(const mst__reached *base, const mst__reached *got, int64_t *left, mst_time *completion)
{
    *left = got->is && base->left > got->left ? base->left - got->left : 0;
    bool is_sooner = got->is && base->left == got->left && got->completion < base->completion;
    *completion = is_sooner ? base->completion - got->completion : 0;
}

/* ---- tries ---- */

static void
do_task(void *context, uint32_t piece, uint32_t worker)
{
    finding *f = context;
    task *t = &f->tasks[piece];
    if (!is_stopped(f)) {
        t->status = mst__value_try_item(&f->w, worker, &t->asks, &t->item, &t->result);
    }
    if (worker == 0 && f->w.options->progress != NULL) {
        uint32_t done = piece + 1;
        f->w.options->progress(f->w.options->progress_context, done, f->task_count,
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
    mst__value_outcome result = {0};
    mst_arena_init(&arena, 0);
    mst_status status = MST_NO_MEMORY;
    if (mst__value_delay(&d->best->item, f->w.post, f->order, after, &arena, &later)) {
        status = mst__value_try_item(&f->w, worker, &d->best->asks, &later, &result);
        d->planned += result.is_planned ? 1 : 0;
    }
    d->outcome = status != MST_OK ? status : d->outcome;
    mst_arena_release(&arena);
    int64_t left;
    mst_time completion;
    gain_of(&f->bases[d->best->asks.scenario], &result.got, &left, &completion);
    return is_worth_a_date(left, d->best->left_gain > 0 ? 0 : completion);
}

/* The last minute, by halving: it only gets less. */
static void
find_use_by(void *context, uint32_t piece, uint32_t worker)
{
    const finding *f = context;
    dating *d = &f->datings[piece];
    const mst_cell *base = mst__value_cell(&f->w, d->best->asks.scenario);
    int64_t low = 0, high = mst__last_phase(base->instance)->horizon / MST_MS_PER_MINUTE - 1;
    const mst_measures *was = &base->judgement.measures;
    if (was->left == 0 && was->completion / MST_MS_PER_MINUTE + 1 < high) {
        high = was->completion / MST_MS_PER_MINUTE + 1; /* all are out by then without it */
    }
    if (high > low && still_gains(f, worker, d, high * MST_MS_PER_MINUTE)) {
        d->best->use_by = MST_NEVER;
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
    d->best->use_by = low * MST_MS_PER_MINUTE;
}

static bool
is_same_item(const task *a, const task *b)
{
    return strcmp(a->item.name, b->item.name) == 0 && strcmp(a->item.unit, b->item.unit) == 0;
}

static mst_assessed_gain
gain_of_task(const task *one)
{
    return (mst_assessed_gain){.scenario = one->asks.scenario,
                               .name = one->item.name,
                               .unit = one->item.unit,
                               .left = one->left_gain,
                               .completion = one->completion_gain,
                               .is_dated = one->is_dated,
                               .use_by = one->use_by};
}

/* Does `a` gain more than `b`? */
static bool
gains_more(const task *a, const task *b)
{
    const mst_assessed_gain one = gain_of_task(a), other = gain_of_task(b);
    return mst__gains_more(&one, &other);
}

/* What gains most first, whatever the chances; then the first. */
static int
compare_datings(const void *left, const void *right)
{
    const task *a = ((const dating *)left)->best, *b = ((const dating *)right)->best;
    return gains_more(a, b) ? -1 : gains_more(b, a) ? 1 : (a > b) - (a < b);
}

/* Each item that can come later, where it gains most. */
static void
list_datings(finding *f)
{
    for (uint32_t t = 0; t < f->task_count; t++) {
        task *one = &f->tasks[t];
        if (one->item.name == NULL || one->item.later == MST__LATER_NEVER ||
            !is_worth_a_date(one->left_gain, one->completion_gain)) {
            continue;
        }
        uint32_t d = 0;
        while (d < f->dating_count && !is_same_item(f->datings[d].best, one)) {
            d++;
        }
        if (d == f->dating_count) {
            f->datings[f->dating_count++].best = one;
        } else if (gains_more(one, f->datings[d].best)) {
            f->datings[d].best = one;
        }
    }
}

static mst_status
find_dates(finding *f, mst_error *err)
{
    uint32_t most = f->w.options->dated > 0 ? f->w.options->dated : MST_VALUE_DATED;
    f->datings = MST_TAKE(&f->scratch, dating, f->task_count);
    if (f->datings == NULL) {
        return no_memory(err);
    }
    list_datings(f);
    qsort(f->datings, f->dating_count, sizeof *f->datings, compare_datings);
    f->dating_count = f->dating_count < most ? f->dating_count : most;
    mst_pool_run(mst_pool_threads(f->w.options->threads), f->dating_count, find_use_by, f);
    for (uint32_t i = 0; i < f->dating_count; i++) {
        f->datings[i].best->is_dated = !is_stopped(f);
        f->value->dated += f->datings[i].planned;
        if (f->datings[i].outcome != MST_OK) {
            return no_memory(err);
        }
    }
    return MST_OK;
}

/* ---- gains ---- */

/* Chances as the assessment has them. */
static mst_status
take_chances(finding *f, mst_credal *set, mst_error *err)
{
    mst_assessed_plans plans = {
        .scenario_count = f->w.scenario_count, .option_count = 1, .scenarios = f->value->scenarios};
    mst_assessment says = {.scenarios = plans.scenario_count, .options = 1};
    mst__assessing a = {&plans, f->w.evidence, &f->scratch, &says};
    mst_status status = mst__assess_chances(&a, err);
    *set = (mst_credal){plans.scenario_count, says.low, says.high};
    return status;
}

/* What the tasks gained, with names from `arena`. */
static mst_status
gather_gains(finding *f, mst_time base_wait, mst_arena *arena, mst_error *err)
{
    f->gains = MST_TAKE(arena, mst_assessed_gain, f->task_count);
    if (f->gains == NULL) {
        return no_memory(err);
    }
    for (uint32_t t = 0; t < f->task_count; t++) {
        const task *one = &f->tasks[t];
        mst_assessed_gain gain = gain_of_task(one);
        mst_time wait = one->result.wait;
        if (one->asks.scenario == 0 && base_wait > MST_TIME_MIN && wait > base_wait &&
            wait < MST_NEVER) {
            gain.wait = wait - base_wait;
        }
        if (gain.name == NULL || (gain.left == 0 && gain.completion == 0 && gain.wait == 0)) {
            continue;
        }
        gain.name = mst_arena_text(arena, gain.name);
        gain.unit = mst_arena_text(arena, gain.unit);
        if (gain.name == NULL || gain.unit == NULL) {
            return no_memory(err);
        }
        f->gains[f->gain_count++] = gain;
    }
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
    uint32_t most = f->w.options->limits > 0 ? f->w.options->limits : MST_VALUE_LIMITS;
    uint32_t groups = f->w.options->groups;
    for (uint32_t s = 0; s < f->w.scenario_count; s++) {
        mst__value_list list = {.most_limits = most,
                                .most_groups = groups > 0 ? groups : f->w.post->people_count};
        if (!mst__value_items(f->w.post, mst__value_cell(&f->w, s), &limits[s], &f->scratch,
                              &list)) {
            return no_memory(err);
        }
        bool has_memory = true;
        for (uint32_t i = 0; i < list.count && has_memory; i++) {
            task one = {.asks = {s, f->w.options->seed, true}, .item = list.items[i]};
            has_memory = add_task(f, one);
        }
        for (uint32_t i = 1; i <= MST_VALUE_SEEDS && has_memory; i++) {
            task one = {.asks = {s, f->w.options->seed + i, false}, .item = {.post = f->w.post}};
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
    f->bases = MST_TAKE(&f->scratch, mst__reached, f->w.scenario_count);
    for (uint32_t s = 0; s < f->w.scenario_count && f->bases != NULL; s++) {
        f->bases[s] = mst__reached_by(&mst__value_cell(&f->w, s)->judgement.measures);
    }
    for (uint32_t t = 0; t < f->task_count && f->bases != NULL; t++) {
        mst__reached *base = &f->bases[f->tasks[t].asks.scenario];
        const mst__reached *alone = &f->tasks[t].result.alone;
        *base = mst__reached_better(alone, base) ? *alone : *base;
    }
    for (uint32_t t = 0; t < f->task_count && f->bases != NULL; t++) {
        task *one = &f->tasks[t];
        gain_of(&f->bases[one->asks.scenario], &one->result.got, &one->left_gain,
                &one->completion_gain);
        int64_t most = one->item.gone;
        one->left_gain = most > 0 && one->left_gain > most ? most : one->left_gain;
    }
    return f->bases != NULL;
}

static mst_status
run_tasks(finding *f, mst_error *err)
{
    mst_pool_run(mst_pool_threads(f->w.options->threads), f->task_count, do_task, f);
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

/* Tries everything in every scenario, and gathers what was gained in `arena`. */
static mst_status
find(finding *f, mst_arena *arena, mst_error *err)
{
    mst_value *value = f->value;
    mst__limits *limits = MST_TAKE(&f->scratch, mst__limits, f->w.scenario_count);
    if (limits == NULL) {
        return no_memory(err);
    }
    f->order = mst__last_phase(mst__value_cell(&f->w, 0)->instance)->order;
    uint32_t threads = mst_pool_threads(f->w.options->threads);
    for (uint32_t t = 0; t < threads; t++) {
        f->w.memos[t] = mst_bound_memo_new();
    }
    mst_time base_wait = MST_TIME_MIN;
    mst_status status = gather_tasks(f, limits, err);
    status = status == MST_OK ? run_tasks(f, err) : status;
    if (status == MST_OK && f->w.evidence != NULL) {
        status = mst__value_wait(&f->w, mst__value_cell(&f->w, 0), &f->scratch, &value->has_curve,
                                 &base_wait, err);
    }
    status = status == MST_OK ? find_dates(f, err) : status;
    status = status == MST_OK ? gather_gains(f, base_wait, arena, err) : status;
    for (uint32_t t = 0; t < threads; t++) {
        mst_bound_memo_free(f->w.memos[t]);
    }
    for (uint32_t s = 0; s < f->w.scenario_count; s++) {
        if (limits[s].post != NULL) {
            mst__limits_close(&limits[s]);
        }
    }
    value->stopped = is_stopped(f);
    return status;
}

static mst_status
keep_names(const finding *f, const mst_matrix *matrix, mst_error *err)
{
    mst_scenario_id *scenarios = MST_TAKE(&f->value->arena, mst_scenario_id, f->w.scenario_count);
    if (scenarios == NULL) {
        return no_memory(err);
    }
    memcpy(scenarios, matrix->scenarios, f->w.scenario_count * sizeof *scenarios);
    f->value->scenarios = scenarios;
    f->value->scenario_count = f->w.scenario_count;
    f->value->option = f->w.options->option;
    f->value->order = mst__last_phase(mst__value_cell(&f->w, 0)->instance)->order;
    return MST_OK;
}

/* Finds what is gained, and weighs it. */
static mst_status
find_rows(finding *f, const mst_matrix *matrix, mst_error *err)
{
    mst_value *value = f->value;
    mst_credal set;
    mst_status status = keep_names(f, matrix, err);
    status = status == MST_OK ? find(f, &value->arena, err) : status;
    status = status == MST_OK ? take_chances(f, &set, err) : status;
    return status == MST_OK ? mst__value_weigh(&set, f->gain_count, f->gains, &value->arena,
                                               &value->rows, &value->row_count, err)
                            : status;
}

mst_status
mst_value_find(const mst_post *post, const mst_evidence *evidence, const mst_value_options *options,
               mst_value *value, mst_error *err)
{
    *value = (mst_value){0};
    mst_arena_init(&value->arena, 0);
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
    mst_matrix matrix;
    mst_status status = mst_matrix_plan(post, &planning, &matrix, err);
    if (status == MST_OK && matrix.stopped) {
        status = mst_fail(err, MST_INTERRUPTED, mst_nowhere(),
                          "stopped before the option was planned under every scenario");
    }
    finding f = {.w = {.post = post,
                       .evidence = evidence,
                       .options = options,
                       .cells = matrix.cells,
                       .scenario_count = matrix.scenario_count,
                       .stride = 1},
                 .value = value};
    mst_arena_init(&f.scratch, 0);
    status = status == MST_OK ? find_rows(&f, &matrix, err) : status;
    mst_matrix_release(&matrix);
    mst_arena_release(&f.scratch);
    return status;
}

mst_status
mst_value_gains(const mst_post *post, const mst_matrix *matrix, uint32_t option,
                const mst_value_options *options, mst_arena *arena, mst_assessed_plans *plans,
                mst_error *err)
{
    mst_value unsaid = {0};
    finding f = {.w = {.post = post,
                       .options = options,
                       .cells = &matrix->cells[option],
                       .scenario_count = matrix->scenario_count,
                       .stride = matrix->option_count},
                 .value = &unsaid};
    mst_arena_init(&f.scratch, 0);
    mst_status status =
        options->kept != NULL ? mst__value_find_keys(&f.w, &f.scratch, err) : MST_OK;
    status = status == MST_OK ? find(&f, arena, err) : status;
    if (status == MST_OK && unsaid.stopped) {
        status = mst_fail(err, MST_INTERRUPTED, mst_nowhere(),
                          "stopped before it was found what one more is worth");
    }
    if (status == MST_OK) {
        plans->gains_option = option;
        plans->gain_count = f.gain_count;
        plans->gains = f.gains;
    }
    mst_arena_release(&f.scratch);
    return status;
}

void
mst_value_release(mst_value *value)
{
    mst_arena_release(&value->arena);
    *value = (mst_value){0};
}
