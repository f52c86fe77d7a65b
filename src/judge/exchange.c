/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell goes on searching from what the cells beside it found.
 *
 * Cells of a matrix differ in a few means or a few losses, so what made a good plan of one mostly
 * makes a good plan of the next. Not the plan is handed on (that is borrowing), but how the search
 * came to it: the same weights find each cell's own plan. All recipes are of the first search, so
 * the order of the work does not matter.
 */
#include <string.h>

#include "base/text.h"
#include "judge/judge.h"
#include "solve/kept.h"

static bool
has_recipe(const mst_cell *cell)
{
    return cell->outcome == MST_OK && cell->instance != NULL && cell->solution.recipe != NULL;
}

static bool
is_beside(const mst_cell *lender, const mst_cell *cell)
{
    return lender != cell && has_recipe(lender) &&
           (lender->scenario.index == cell->scenario.index ||
            lender->option.index == cell->option.index);
}

bool
mst__may_go_on(const mst__lenders *lenders, const mst_cell *cell)
{
    if (!has_recipe(cell) || !mst__may_borrow(cell) || cell->solution.proved_optimal) {
        return false;
    }
    return mst__recipes_beside(lenders, cell, NULL) > 0;
}

uint32_t
mst__recipes_beside(const mst__lenders *lenders, const mst_cell *cell, const mst_recipe **recipes)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < lenders->count; i++) {
        if (!is_beside(lenders->cells[i], cell)) {
            continue;
        }
        if (recipes != NULL) {
            recipes[found] = lenders->cells[i]->solution.recipe;
        }
        found++;
    }
    return found;
}

/* Takes what was found where it is better by the measures in their order and obeys the rules. */
static mst_status
judge_found(const mst_cell *cell, mst_bound_memo *memo, mst__loan *loan, mst_error *err)
{
    const mst_problem *problem = mst__last_phase(cell->instance);
    mst_solution *found = &loan->solution;
    if (mst_measures_compare(problem, &found->measures, &cell->judgement.measures) >= 0) {
        return MST_OK;
    }
    mst_status status = mst_check(cell->instance, &found->plan, &loan->judgement, err);
    if (status != MST_OK || loan->judgement.violation_count > 0) {
        return status;
    }
    mst_bound bound = {0};
    status = mst_bound_compute(problem, &found->measures, memo, &bound, &found->arena, err);
    if (status != MST_OK) {
        return status;
    }
    found->bound = bound;
    if (!mst_bound_keep(&cell->solution.bound, &found->measures, &found->bound, &found->arena)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for a bound");
    }
    found->proved_optimal = mst_bound_proves(problem, &found->measures, &found->bound);
    found->stopped = found->stopped || cell->solution.stopped;
    found->plans_built += cell->solution.plans_built;
    found->placements += cell->solution.placements;
    loan->taken = true;
    return MST_OK;
}

/* ---- what was found before ---- */

/* The key of what a search finds: by its own plan and recipe, and those of the cells beside it.
 * False where one of them is not of what is kept. */
static bool
key_of_search(const mst__lenders *lenders, const mst_cell *cell, const mst__effort *effort,
              uint64_t key[2])
{
    mst_hash hash;
    mst_hash_init(&hash);
    mst_hash_add(&hash, "exchange", sizeof "exchange");
    mst_hash_add(&hash, &effort->stream, sizeof effort->stream);
    mst_hash_add(&hash, cell->kept_key, sizeof cell->kept_key);
    bool is_known = lenders->kept != NULL && (cell->kept_key[0] | cell->kept_key[1]) != 0;
    for (uint32_t i = 0; i < lenders->count; i++) {
        const mst_cell *lender = lenders->cells[i];
        if (is_beside(lender, cell)) {
            mst_hash_add(&hash, lender->kept_key, sizeof lender->kept_key);
            is_known = is_known && (lender->kept_key[0] | lender->kept_key[1]) != 0;
        }
    }
    mst_hash_value(&hash, key);
    return is_known;
}

/* Takes from what is kept what the search found, judged again; false where it is not known. */
static bool
recall(const mst__lenders *lenders, const mst_cell *cell, const uint64_t key[2], mst__loan *loan)
{
    mst_bytes_reader bytes;
    if (!mst_kept_find(lenders->kept, key, &bytes)) {
        return false;
    }
    if (mst_bytes_get(&bytes) == 0) {
        return true; /* nothing better */
    }
    mst_error err;
    if (!mst_solution_read(&bytes, cell->instance, &loan->solution)) {
        return false;
    }
    loan->taken =
        mst_check(cell->instance, &loan->solution.plan, &loan->judgement, &err) == MST_OK &&
        loan->judgement.violation_count == 0;
    if (!loan->taken) {
        mst_judgement_release(&loan->judgement);
        mst_solution_release(&loan->solution);
    }
    return loan->taken;
}

static void
keep(const mst__lenders *lenders, const uint64_t key[2], const mst__loan *loan)
{
    mst_bytes out = {0};
    mst_bytes_put(&out, loan->taken);
    if (loan->taken) {
        mst_solution_write(&loan->solution, &out);
    }
    mst_kept_add(lenders->kept, key, &out);
    mst_heap_free(out.bytes);
}

/* ---- searching on ---- */

static mst_status
search_on(const mst__lenders *lenders, const mst_cell *cell, const mst__effort *effort,
          mst__loan *loan, mst_error *err)
{
    mst_arena list;
    mst_arena_init(&list, 0);
    const mst_recipe **recipes = MST_TAKE(&list, const mst_recipe *, (size_t)lenders->count + 1);
    if (recipes == NULL) {
        mst_arena_release(&list);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for recipes");
    }
    recipes[0] = cell->solution.recipe;
    uint32_t beside = mst__recipes_beside(lenders, cell, recipes + 1);
    mst_solve_options options = {.seed = effort->seed,
                                 .effort = effort->effort,
                                 .time_limit_ms = effort->time_limit_ms,
                                 .stream = effort->stream,
                                 .recipes = recipes,
                                 .recipe_count = 1 + beside,
                                 .only_plan = true,
                                 .memo = effort->memo,
                                 .stop = effort->stop};
    mst_status status = mst_solve(cell->instance, &options, &loan->solution, err);
    mst_arena_release(&list);
    loan->stopped = loan->solution.stopped;
    if (status == MST_OK) {
        status = judge_found(cell, effort->memo, loan, err);
    }
    if (!loan->taken) {
        mst_judgement_release(&loan->judgement);
        mst_solution_release(&loan->solution);
    }
    return status;
}

mst_status
mst__exchange(const mst__lenders *lenders, const mst_cell *cell, const mst__effort *effort,
              mst__loan *loan, mst_error *err)
{
    *loan = (mst__loan){0};
    if (!mst__may_go_on(lenders, cell)) {
        return MST_OK;
    }
    uint64_t key[2];
    bool has_key = key_of_search(lenders, cell, effort, key);
    mst_status status = MST_OK;
    if (!has_key || !recall(lenders, cell, key, loan)) {
        status = search_on(lenders, cell, effort, loan, err);
        if (has_key && status == MST_OK && !loan->stopped) {
            keep(lenders, key, loan);
        }
    }
    if (loan->taken && has_key && !loan->stopped) {
        memcpy(loan->kept_key, key, sizeof loan->kept_key);
    }
    return status;
}
