/* SPDX-License-Identifier: Apache-2.0
 *
 * One cell on its own: compiled, planned, checked, bounded.
 */
#include <string.h>

#include "base/text.h"
#include "judge/judge.h"
#include "judge/stand.h"
#include "solve/kept.h"

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

/* ---- planning ---- */

/* Takes the checker's verdict: a plan it refuses is never shown as a plan (X2). Where a pin is
 * proved impossible, the cell is infeasible, and its plan is what can be done without that pin. */
void
mst__cell_settle(mst_cell *cell)
{
    bool only_pins = mst__misses_only_pins(&cell->judgement);
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
    if (!mst__cell_judge_deadline(cell)) {
        cell->outcome = mst_fail(&cell->err, MST_NO_MEMORY, mst_nowhere(),
                                 "not enough memory to judge the deadline");
        return;
    }
    cell->status = cell->solution.infeasible       ? MST_CELL_INFEASIBLE
                   : cell->solution.proved_optimal ? MST_CELL_OPTIMAL
                                                   : MST_CELL_BOUNDED;
    set_gap(cell);
}

void
mst__cell_solve(mst_cell *cell, const mst_solve_options *options)
{
    cell->outcome = mst_solve(cell->instance, options, &cell->solution, &cell->err);
    if (cell->outcome == MST_OK) {
        cell->outcome = mst__check_or_solve(cell->instance, options, &cell->solution,
                                            &cell->judgement, &cell->passed_over, &cell->err);
    }
    if (cell->outcome == MST_OK) {
        mst__cell_settle(cell);
    }
}

/* ---- what was found before ---- */

/* What texts of a solution hang on beside the case: how things are called, and the clock. */
static void
add_names(mst_hash *hash, const mst_problem *problem)
{
    const mst_post *post = problem->post;
    mst_hash_add(hash, &problem->order, sizeof problem->order);
    mst_hash_add(hash, post->zone, strlen(post->zone) + 1);
    for (uint32_t i = 0; i < problem->site_count; i++) {
        mst_hash_add(hash, problem->sites[i].name, strlen(problem->sites[i].name) + 1);
    }
    for (uint32_t i = 0; i < problem->arc_count; i++) {
        mst_hash_add(hash, problem->arcs[i].name, strlen(problem->arcs[i].name) + 1);
    }
    for (uint32_t i = 0; i < problem->type_count; i++) {
        mst_hash_add(hash, problem->types[i].name, strlen(problem->types[i].name) + 1);
    }
    for (uint32_t i = 0; i < problem->vehicle_count; i++) {
        mst_hash_add(hash, problem->vehicles[i].name, strlen(problem->vehicles[i].name) + 1);
    }
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        mst_hash_add(hash, problem->cohorts[i].name, strlen(problem->cohorts[i].name) + 1);
    }
    for (uint32_t i = 0; i < problem->pin_count; i++) {
        const char *id = post->pins[problem->pins[i].pin].id;
        mst_hash_add(hash, id, strlen(id) + 1);
    }
}

void
mst__kept_key(const char *what, const mst__effort *effort, const mst_case *instance,
              uint64_t key[2])
{
    const uint64_t settings[] = {effort->seed, effort->effort};
    mst_hash hash;
    mst_hash_init(&hash);
    mst_case_digest(instance, key);
    mst_hash_add(&hash, what, strlen(what) + 1);
    mst_hash_add(&hash, settings, sizeof settings);
    mst_hash_add(&hash, key, 2 * sizeof *key);
    add_names(&hash, mst__last_phase(instance));
    mst_hash_value(&hash, key);
}

static const char final_solution[] = "final solution";

void
mst__cell_keep_final(const mst__effort *effort, const mst_cell *cell)
{
    if (effort->kept == NULL || effort->time_limit_ms != 0 || cell->outcome != MST_OK ||
        cell->status == MST_CELL_PENDING || cell->solution.stopped || cell->passed_over != NULL) {
        return;
    }
    uint64_t key[2];
    mst_bytes out = {0};
    mst__kept_key(final_solution, effort, cell->instance, key);
    mst_solution_write(&cell->solution, &out);
    mst__stand_add(effort->kept, cell->instance, MST__STAND_CELL, key, &out, &cell->solution.plan,
                   NULL);
    mst_heap_free(out.bytes);
}

/* Does the plan of before obey every rule, with the measures it had? Else it is released. */
static bool
is_accepted(mst_cell *cell)
{
    mst_judgement judgement;
    mst_error unsaid;
    bool is = mst_check(cell->instance, &cell->solution.plan, &judgement, &unsaid) == MST_OK &&
              judgement.violation_count == 0 &&
              mst_measures_compare(mst__last_phase(cell->instance), &judgement.measures,
                                   &cell->solution.measures) == 0;
    mst_judgement_release(&judgement);
    if (!is) {
        mst_solution_release(&cell->solution);
    }
    return is;
}

static void
stand_no_more(mst_cell *cell)
{
    cell->instance->stands_for[0] = cell->instance->stands_for[1] = 0;
    cell->instance->stands_in_play = false;
}

/* Takes the solution of this very case from what is kept, or finds it and keeps it. */
static mst_status
solve(const mst__effort *effort, const mst_solve_options *options, mst_cell *cell)
{
    mst_kept *kept = effort->time_limit_ms == 0 ? effort->kept : NULL;
    mst_bytes_reader bytes;
    if (kept != NULL && mst_case_stands(cell->instance)) {
        mst__kept_key(final_solution, effort, cell->instance, cell->kept_key);
        cell->is_final =
            mst__stand_find(kept, cell->instance, MST__STAND_CELL, cell->kept_key, &bytes) &&
            mst_solution_read(&bytes, cell->instance, &cell->solution) && is_accepted(cell);
        if (cell->is_final) {
            return MST_OK;
        }
        stand_no_more(cell);
    }
    if (kept != NULL) {
        mst__kept_key("solution", effort, cell->instance, cell->kept_key);
        if (mst_kept_find(kept, cell->kept_key, &bytes) &&
            mst_solution_read(&bytes, cell->instance, &cell->solution)) {
            return MST_OK;
        }
    }
    mst_status status = mst_solve(cell->instance, options, &cell->solution, &cell->err);
    if (status != MST_OK || cell->solution.stopped) {
        cell->kept_key[0] = cell->kept_key[1] = 0; /* not what the key stands for */
    } else if (kept != NULL) {
        mst_bytes out = {0};
        mst_solution_write(&cell->solution, &out);
        mst_kept_add(kept, cell->kept_key, &out);
        mst_heap_free(out.bytes);
    }
    return status;
}

void
mst__cell_plan_compiled(const mst__effort *effort, mst_cell *cell)
{
    cell->deadline = effort->deadline;
    mst_solve_options options = {.seed = effort->seed,
                                 .effort = effort->effort,
                                 .time_limit_ms = effort->time_limit_ms,
                                 .memo = effort->memo,
                                 .stop = effort->stop};
    cell->outcome = solve(effort, &options, cell);
    if (cell->outcome == MST_OK) {
        cell->outcome = mst__check_or_solve(cell->instance, &options, &cell->solution,
                                            &cell->judgement, &cell->passed_over, &cell->err);
    }
    if (cell->passed_over != NULL) {
        stand_no_more(cell);
        cell->is_final = false;
        cell->kept_key[0] = cell->kept_key[1] = 0;
    }
    if (cell->outcome == MST_OK) {
        mst__cell_settle(cell);
    }
}

void
mst__cell_plan(const mst_post *post, const mst_override *overrides, const mst__effort *effort,
               mst_cell *cell)
{
    cell->outcome = mst_case_compile(post, cell->scenario, cell->option, overrides, &cell->instance,
                                     &cell->err);
    if (cell->outcome == MST_OK) {
        mst__stand(post, overrides, MST__STAND_CELL,
                   effort->time_limit_ms == 0 ? effort->kept : NULL, cell->instance);
        mst__cell_plan_compiled(effort, cell);
    }
}

void
mst__cell_release(mst_cell *cell)
{
    if (cell->instance != NULL) {
        mst_judgement_release(&cell->judgement);
        mst_solution_release(&cell->solution);
        mst_case_release(cell->instance);
    }
}

/* ---- foresight ---- */

/* The post with every change of every scenario known at the order. */
bool
mst__foresee(const mst_post *post, mst_post *copy, mst_arena *arena)
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
