/* SPDX-License-Identifier: Apache-2.0
 *
 * One row: what is planned without its losses, and what they cost.
 */
#include "judge/contingency_internal.h"

#include <string.h>

#include "judge/judge.h"

/* ---- its plan ---- */

mst_status
mst__contingency_compile(const mst__contingency_run *r, const uint32_t *indexes, uint32_t count,
                         mst_arena *arena, mst_case **instance, mst_error *err)
{
    const mst_loss *losses[MST_MOST_LOST_TOGETHER];
    for (uint32_t i = 0; i < count; i++) {
        losses[i] = &r->result->losses[indexes[i]];
    }
    return mst_losses_compile(r->post, r->options->scenario, r->options->option,
                              &r->options->overrides, losses, count, arena, instance, err);
}

mst_status
mst__contingency_does_without(const mst_cell *from, const mst_cell *to, bool *holds, mst_error *err)
{
    *holds = false;
    if (!mst__may_borrow(from) || to->instance->phase_count > 1 ||
        !mst__same_people(mst__last_phase(from->instance), mst__last_phase(to->instance))) {
        return MST_OK;
    }
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst__adopted adopted;
    mst_status status = mst__plan_adopt(from, to, &arena, &adopted, err);
    *holds = status == MST_OK && adopted.plan != NULL &&
             mst_measures_compare(mst__last_phase(to->instance), &adopted.measures,
                                  &from->judgement.measures) == 0;
    mst_arena_release(&arena);
    return status;
}

/* What every plan without it must leave, and how late it must be. */
static mst_status
bound_row(mst_contingency_row *row, mst_error *err)
{
    mst_cell *cell = &row->cell;
    if (cell->instance->phase_count > 1 || cell->outcome != MST_OK) {
        return MST_OK;
    }
    return mst_bound_plain(mst__last_phase(cell->instance), &cell->judgement.measures,
                           &cell->solution.bound, &cell->solution.arena, err);
}

static void
plan_row(const mst__contingency_run *r, mst_contingency_row *row, uint32_t worker)
{
    mst_cell *cell = &row->cell;
    mst_solve_options options = {.seed = r->options->seed,
                                 .effort = r->options->effort,
                                 .only_plan = true,
                                 .recipe = r->base->solution.recipe,
                                 .memo = r->memos[worker],
                                 .stop = r->options->stop};
    mst__cell_solve(cell, &options);
    if (cell->outcome == MST_OK) {
        cell->outcome = bound_row(row, &cell->err);
    }
    row->state = cell->outcome == MST_OK ? MST_CONTINGENCY_PLANNED : MST_CONTINGENCY_FAILED;
    row->measures = cell->judgement.measures;
}

static const char *
shortage_in(const mst_judgement *judgement)
{
    for (uint32_t i = 0; i < judgement->notice_count; i++) {
        if (strcmp(judgement->notices[i].kind, "shortage-at-order") == 0) {
            return judgement->notices[i].text;
        }
    }
    return NULL;
}

/* Is a site short of force without it? Of an untouched row the plan in force is judged there. */
static mst_status
find_shortage(const mst__contingency_run *r, mst_contingency_row *row, mst_error *err)
{
    mst_cell *cell = &row->cell;
    if (shortage_in(&r->base->judgement) != NULL) {
        return MST_OK;
    }
    if (row->state == MST_CONTINGENCY_PLANNED) {
        const char *text = shortage_in(&cell->judgement);
        row->shortage = text != NULL ? mst_arena_text(&row->arena, text) : NULL;
        return MST_OK;
    }
    mst_arena arena;
    mst__adopted adopted;
    mst_judgement judgement;
    mst_arena_init(&arena, 0);
    mst_status status = mst__plan_adopt(r->base, cell, &arena, &adopted, err);
    if (status == MST_OK && adopted.plan != NULL) {
        status = mst_check(cell->instance, adopted.plan, &judgement, err);
        const char *text = status == MST_OK ? shortage_in(&judgement) : NULL;
        row->shortage = text != NULL ? mst_arena_text(&row->arena, text) : NULL;
        mst_judgement_release(&judgement);
    }
    mst_arena_release(&arena);
    return status;
}

void
mst__contingency_judge_compiled(const mst__contingency_run *r, mst_contingency_row *row,
                                uint32_t worker)
{
    mst_cell *cell = &row->cell;
    bool holds = false;
    if (row->loss_count == 1) {
        cell->outcome = mst__contingency_does_without(r->base, cell, &holds, &cell->err);
    }
    if (cell->outcome != MST_OK) {
        row->state = MST_CONTINGENCY_FAILED;
    } else if (holds) {
        row->state = MST_CONTINGENCY_UNTOUCHED;
        row->measures = r->base->judgement.measures;
    } else {
        plan_row(r, row, worker);
    }
    bool is_force =
        row->loss_count == 1 && r->result->losses[row->losses[0]].kind == MST_LOSS_FORCE;
    if (is_force && row->state != MST_CONTINGENCY_FAILED) {
        cell->outcome = find_shortage(r, row, &cell->err);
        row->state = cell->outcome == MST_OK ? row->state : MST_CONTINGENCY_FAILED;
    }
}

void
mst__contingency_judge_row(const mst__contingency_run *r, mst_contingency_row *row, uint32_t worker)
{
    mst_cell *cell = &row->cell;
    *cell = (mst_cell){.scenario = r->options->scenario, .option = r->options->option};
    mst_arena_init(&row->arena, 0);
    cell->outcome = mst__contingency_compile(r, row->losses, row->loss_count, &row->arena,
                                             &cell->instance, &cell->err);
    if (cell->outcome == MST_OK) {
        mst__contingency_judge_compiled(r, row, worker);
    } else {
        row->state = MST_CONTINGENCY_FAILED;
    }
}

/* ---- what it costs ---- */

static mst_measures
of_evacuees(mst_measures measures)
{
    measures.left -= measures.left_force;
    measures.completion = measures.completion_evacuees;
    return measures;
}

void
mst__contingency_cost(const mst__contingency_run *r, mst_contingency_row *row)
{
    if (row->state != MST_CONTINGENCY_UNTOUCHED && row->state != MST_CONTINGENCY_PLANNED) {
        return;
    }
    bool fewer = false;
    for (uint32_t i = 0; i < row->loss_count; i++) {
        fewer = fewer || r->result->losses[row->losses[i]].fewer_people;
    }
    const mst_problem *problem = mst__last_phase(r->base->instance);
    mst_measures was = r->base->judgement.measures;
    mst_measures now = row->measures;
    row->left_priority = 0;
    if (fewer) {
        row->left_cost = of_evacuees(now).left - of_evacuees(was).left;
        row->completion_cost = of_evacuees(now).completion - of_evacuees(was).completion;
    } else {
        row->left_cost = mst_left_gain(problem, &now, &was, &row->left_priority);
        row->completion_cost = now.completion - was.completion;
    }
    row->exposure_cost = now.exposure - was.exposure;
    if (row->state == MST_CONTINGENCY_PLANNED && !fewer) {
        const mst_bound *bound = &row->cell.solution.bound;
        int64_t left = bound->left - was.left;
        mst_time later = bound->completion - was.completion;
        row->left_at_least = left > 0 ? left : 0;
        row->completion_at_least = now.left == 0 && later > 0 ? later : 0;
    }
}
