/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell with one more of something: bounded where that may rule a gain out, planned again, and its
 * plan tried without it. What was tried before is taken from what is kept.
 */
#include "judge/value_try.h"

#include <string.h>

#include "base/text.h"
#include "judge/assess_internal.h"
#include "judge/stand.h"
#include "solve/kept.h"

enum { EFFORT_PART = 4 };

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what one more is worth");
}

static bool
is_stopped(const mst__value_world *w)
{
    return w->options->stop != NULL && *w->options->stop != 0;
}

const mst_cell *
mst__value_cell(const mst__value_world *w, uint32_t scenario)
{
    return &w->cells[(size_t)scenario * w->stride];
}

mst__reached
mst__reached_by(const mst_measures *measures)
{
    return (mst__reached){true, measures->left - measures->left_force,
                          measures->completion_evacuees};
}

bool
mst__reached_better(const mst__reached *a, const mst__reached *b)
{
    return a->is &&
           (!b->is || a->left < b->left || (a->left == b->left && a->completion < b->completion));
}

/* ---- one more, planned again ---- */

static mst_status
compile_item(const mst__value_world *w, const mst_cell *base, const mst__value_item *item,
             mst_cell *cell, mst_arena *arena, mst_error *err)
{
    const mst_override *given = &w->options->overrides;
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
    mst_status status = mst_case_compile(item->post, base->scenario, base->option, &overrides,
                                         &cell->instance, err);
    if (status == MST_OK && w->base_keys != NULL) {
        mst__stand(item->post, &overrides, MST__STAND_PART, w->options->kept, cell->instance);
    }
    return status;
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

mst_status
mst__value_wait(const mst__value_world *w, const mst_cell *cell, mst_arena *arena, bool *has_curve,
                mst_time *wait, mst_error *err)
{
    mst_time *cleared = MST_TAKE(arena, mst_time, w->post->site_count);
    *wait = MST_TIME_MIN;
    if (cleared == NULL) {
        return no_memory(err);
    }
    mst_assessed_plan plan;
    mst__plan_gather(cell, w->post, cleared, &plan);
    return mst__assess_wait(w->evidence, w->post->site_count, &plan,
                            mst_assess_levels[MST_ASSESS_SURE], arena, has_curve, wait, err);
}

static mst_status
plan_more(const mst__value_world *w, uint32_t worker, const mst_cell *base, mst_cell *more,
          const mst__value_try *asks, mst_arena *arena, mst__value_outcome *result,
          mst_marks *marks)
{
    uint32_t effort = w->options->effort > 0 ? w->options->effort : MST_DEFAULT_EFFORT;
    /* Where tours proved the cell, they find what one more can do; elsewhere they cost alone. */
    bool has_tours = base->solution.bound.certificate != NULL;
    mst_solve_options options = {.seed = asks->seed,
                                 .effort = effort > EFFORT_PART ? effort / EFFORT_PART : 1,
                                 .recipe = base->solution.recipe,
                                 .only_plan = !has_tours,
                                 .memo = w->memos[worker],
                                 .stop = w->options->stop};
    mst_error unsaid, *err = &unsaid;
    mst_status status = mst_solve(more->instance, &options, &more->solution, err);
    if (status == MST_OK) {
        status = mst__check_or_solve(more->instance, &options, &more->solution, &more->judgement,
                                     &more->passed_over, err);
    }
    if (status == MST_OK) {
        mst_mark_plan(marks, &more->solution.plan);
    }
    if (status == MST_OK && more->judgement.violation_count == 0) {
        const mst__reached was = mst__reached_by(&base->judgement.measures);
        result->got = mst__reached_by(&more->judgement.measures);
        bool is_gain = mst__reached_better(&result->got, &was);
        mst__adopted adopted = {0};
        status = is_gain ? mst__plan_adopt(more, base, arena, &adopted, err) : MST_OK;
        if (adopted.plan != NULL) {
            result->alone = mst__reached_by(&adopted.measures);
        }
        if (status == MST_OK && is_gain && w->evidence != NULL && asks->scenario == 0 &&
            asks->is_more) {
            bool has_curve;
            status = mst__value_wait(w, more, arena, &has_curve, &result->wait, err);
        }
    }
    mst_judgement_release(&more->judgement);
    mst_solution_release(&more->solution);
    return status;
}

/* ---- tries made before ---- */

/* Of all that a try hangs on; false where nothing is kept. */
static bool
key_of_try(const mst__value_world *w, const mst__value_try *asks, const mst_cell *more,
           uint64_t key[2])
{
    if (w->base_keys == NULL) {
        return false;
    }
    const mst__effort effort = {.seed = asks->seed, .effort = w->options->effort};
    mst_hash hash;
    mst_hash_init(&hash);
    mst__kept_key("one more", &effort, more->instance, key);
    mst_hash_add(&hash, key, 2 * sizeof *key);
    mst_hash_add(&hash, w->base_keys[asks->scenario], sizeof w->base_keys[0]);
    mst_hash_value(&hash, key);
    return true;
}

static void
put_reached(mst_bytes *out, const mst__reached *what)
{
    mst_bytes_put(out, what->is);
    mst_bytes_put(out, what->left);
    mst_bytes_put(out, what->completion);
}

static mst__reached
get_reached(mst_bytes_reader *in)
{
    mst__reached what = {.is = mst_bytes_get(in) != 0};
    what.left = mst_bytes_get(in);
    what.completion = mst_bytes_get(in);
    return what;
}

static void
keep_try(const mst__value_world *w, const mst_cell *more, const uint64_t key[2],
         const mst__value_outcome *result, const mst_marks *marks)
{
    mst_bytes out = {0};
    mst_bytes_put(&out, result->is_planned);
    put_reached(&out, &result->got);
    put_reached(&out, &result->alone);
    mst__stand_add(w->options->kept, more->instance, MST__STAND_PART, key, &out, NULL, marks);
    mst_heap_free(out.bytes);
}

static bool
take_try(const mst__value_world *w, const mst_case *of, const uint64_t key[2],
         mst__value_outcome *result)
{
    mst_bytes_reader in;
    if (!mst__stand_find(w->options->kept, of, MST__STAND_PART, key, &in)) {
        return false;
    }
    result->is_planned = mst_bytes_get(&in) != 0;
    result->got = get_reached(&in);
    result->alone = get_reached(&in);
    return !in.is_bad && in.left == 0;
}

mst_status
mst__value_find_keys(mst__value_world *w, mst_arena *arena, mst_error *err)
{
    w->base_keys = (uint64_t(*)[2])mst_arena_take(arena, w->scenario_count, sizeof w->base_keys[0]);
    for (uint32_t s = 0; s < w->scenario_count && w->base_keys != NULL; s++) {
        const mst_cell *cell = mst__value_cell(w, s);
        mst_bytes bytes = {0};
        mst_hash hash;
        mst_solution_write(&cell->solution, &bytes);
        mst_case_digest(cell->instance, w->base_keys[s]);
        mst_hash_init(&hash);
        mst_hash_add(&hash, w->base_keys[s], sizeof w->base_keys[s]);
        mst_hash_add(&hash, bytes.bytes, bytes.count);
        mst_hash_value(&hash, w->base_keys[s]);
        mst_heap_free(bytes.bytes);
        if (bytes.is_full) {
            return no_memory(err);
        }
    }
    return w->base_keys != NULL ? MST_OK : no_memory(err);
}

static mst_status
try_compiled(const mst__value_world *w, uint32_t worker, const mst__value_try *asks, mst_cell *more,
             mst_arena *arena, mst__value_outcome *result)
{
    const mst_cell *base = mst__value_cell(w, asks->scenario);
    mst_error unsaid;
    uint64_t key[2];
    bool has_key = key_of_try(w, asks, more, key);
    bool stands = mst_case_stands(base->instance) || mst_case_stands(more->instance);
    const mst_case *of = mst_case_stands(base->instance) ? base->instance : more->instance;
    if (has_key && take_try(w, of, key, result)) {
        return MST_OK;
    }
    mst_marks marks;
    if (!mst_marks_init(&marks, more->instance->phases, arena)) {
        return MST_NO_MEMORY;
    }
    *result = (mst__value_outcome){.wait = MST_TIME_MIN};
    mst_status status = may_gain(base, more, w->memos[worker], arena, &result->is_planned, &unsaid);
    if (status == MST_OK && result->is_planned) {
        status = plan_more(w, worker, base, more, asks, arena, result, &marks);
    }
    if (has_key && status == MST_OK && !stands && !is_stopped(w)) {
        keep_try(w, more, key, result, &marks);
    }
    return status;
}

/* The base cell with one more; nothing is gained where it cannot be compiled. */
mst_status
mst__value_try_item(const mst__value_world *w, uint32_t worker, const mst__value_try *asks,
                    const mst__value_item *item, mst__value_outcome *result)
{
    mst_arena arena;
    mst_error unsaid;
    mst_cell more;
    *result = (mst__value_outcome){.wait = MST_TIME_MIN};
    mst_arena_init(&arena, 0);
    mst_status status =
        compile_item(w, mst__value_cell(w, asks->scenario), item, &more, &arena, &unsaid);
    if (status == MST_OK) {
        status = try_compiled(w, worker, asks, &more, &arena, result);
        mst_case_release(more.instance);
    } else if (status != MST_NO_MEMORY) {
        status = MST_OK; /* a unit more than the field allows */
    }
    mst_arena_release(&arena);
    return status;
}
