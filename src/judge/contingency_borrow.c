/* SPDX-License-Identifier: Apache-2.0
 *
 * Every plan is offered to the cells it may be better in (Y3).
 */
#include "judge/contingency_internal.h"

#include "base/pool.h"
#include "judge/lean.h"

uint32_t
mst__contingency_row_count(const mst__contingency_run *r)
{
    return r->result->loss_count + r->result->pair_count;
}

mst_contingency_row *
mst__contingency_row_at(const mst__contingency_run *r, uint32_t index)
{
    mst_contingency *result = r->result;
    return index < result->loss_count ? &result->singles[index]
                                      : &result->pairs[index - result->loss_count];
}

/* Can the plan be one of a cell without these? Not where it uses one of them. */
static bool
may_do_without(const mst__contingency_run *r, const mst_cell *cell, const mst_contingency_row *row)
{
    for (uint32_t i = 0; i < row->loss_count; i++) {
        const mst_loss *loss = &r->result->losses[row->losses[i]];
        mst_lean lean = mst_plan_lean(&cell->solution.plan, loss);
        if (loss->kind != MST_LOSS_FORCE && !mst_lean_is_none(&lean)) {
            return false;
        }
    }
    return true;
}

/* Is all that is lost to one lost to the other too? Then so is its plan one of it (N1). */
static bool
loses_as_much(const mst_contingency_row *from, const mst_contingency_row *to)
{
    for (uint32_t i = 0; i < to->loss_count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < from->loss_count; k++) {
            found = found || from->losses[k] == to->losses[i];
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool
measures_same(const mst_problem *problem, const mst_cell *a, const mst_cell *b)
{
    return mst_measures_compare(problem, &a->judgement.measures, &b->judgement.measures) == 0;
}

/* The plans that a row, or the plan in force (NULL), may be offered; of equally good ones one. */
static uint32_t
list_lenders(const mst__contingency_run *r, const mst_contingency_row *to, const mst_cell **lenders)
{
    const mst_problem *problem = mst__last_phase(r->base->instance);
    uint32_t count = 0;
    for (uint32_t i = 0; i < mst__contingency_row_count(r); i++) {
        const mst_contingency_row *from = mst__contingency_row_at(r, i);
        bool told = from == to || from->state != MST_CONTINGENCY_PLANNED;
        for (uint32_t k = 0; k < count && !told; k++) {
            told = measures_same(problem, lenders[k], &from->cell);
        }
        if (!told &&
            (to == NULL || loses_as_much(from, to) || may_do_without(r, &from->cell, to))) {
            lenders[count++] = &from->cell;
        }
    }
    return count;
}

/* Lack of memory costs the improvement, not the plan. */
static void
find_loan(const mst__contingency_run *r, const mst_cell *cell, const mst_contingency_row *row,
          uint32_t worker, mst__loan *loan)
{
    mst_arena arena;
    mst_error err;
    *loan = (mst__loan){0};
    if (mst__contingency_is_stopped(r) || !mst__may_borrow(cell)) {
        return;
    }
    mst_arena_init(&arena, 0);
    const mst_cell **lenders = MST_TAKE(&arena, const mst_cell *, mst__contingency_row_count(r));
    if (lenders != NULL) {
        const mst__lenders all = {.cells = lenders, .count = list_lenders(r, row, lenders)};
        loan->taken =
            mst__borrow(&all, cell, r->memos[worker], loan, &err) == MST_OK && loan->taken;
    }
    mst_arena_release(&arena);
}

static void
take_loan(mst_cell *cell, mst__loan *loan)
{
    mst_solution_release(&cell->solution);
    mst_judgement_release(&cell->judgement);
    cell->solution = loan->solution;
    cell->judgement = loan->judgement;
    cell->passed_over = NULL;
    cell->outcome = MST_OK;
    mst__cell_settle(cell);
}

static void
work_borrow(void *context, uint32_t piece, uint32_t worker)
{
    mst__contingency_run *r = context;
    const mst_contingency_row *row = mst__contingency_row_at(r, piece);
    if (row->state == MST_CONTINGENCY_PLANNED) {
        find_loan(r, &row->cell, row, worker, &r->loans[piece]);
    }
}

static void
work_again(void *context, uint32_t piece, uint32_t worker)
{
    mst__contingency_run *r = context;
    if (r->result->singles[piece].state == MST_CONTINGENCY_UNTOUCHED &&
        !mst__contingency_is_stopped(r)) {
        mst__contingency_judge_compiled(r, &r->result->singles[piece], worker);
    }
}

/* The plan in force is offered all others; where it takes one, it may lean on other things, and
 * what is then planned without them may be better again. Each round makes it better. */
static void
improve_base(mst__contingency_run *r)
{
    enum { MOST_ROUNDS = 16 };
    bool taken = true;
    for (uint32_t round = 0; round < MOST_ROUNDS && taken; round++) {
        mst__loan loan;
        find_loan(r, r->base, NULL, 0, &loan);
        taken = loan.taken;
        if (taken) {
            take_loan(r->base, &loan);
            mst_pool_run(r->threads, r->result->loss_count, work_again, r);
        }
    }
}

bool
mst__contingency_borrow(mst__contingency_run *r)
{
    improve_base(r);
    r->loans = MST_TAKE(&r->scratch, mst__loan, mst__contingency_row_count(r));
    if (r->loans == NULL) {
        return false;
    }
    mst_pool_run(r->threads, mst__contingency_row_count(r), work_borrow, r);
    for (uint32_t i = 0; i < mst__contingency_row_count(r); i++) {
        if (r->loans[i].taken) {
            take_loan(&mst__contingency_row_at(r, i)->cell, &r->loans[i]);
        }
    }
    for (uint32_t i = 0; i < mst__contingency_row_count(r); i++) {
        mst_contingency_row *row = mst__contingency_row_at(r, i);
        if (row->state == MST_CONTINGENCY_PLANNED) {
            row->measures = row->cell.judgement.measures;
        } else if (row->state == MST_CONTINGENCY_UNTOUCHED) {
            row->measures = r->base->judgement.measures;
        }
        mst__contingency_cost(r, row);
    }
    return true;
}
