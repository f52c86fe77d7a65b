/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell is offered the better plans of the others, and takes the best that the checker accepts.
 *
 * Whatever the cells have in common or not, a plan that obeys every rule of a cell is a plan of it;
 * so means that include another cell's never end worse than it did. Plans are offered as they were
 * before any was borrowed: each is offered to each, so nothing is lost by that, and the order of
 * the work does not matter.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/text.h"
#include "judge/judge.h"

/* The checker is asked so many times a cell; offers that cannot fit are refused before it is. */
enum { MOST_CHECKS = 64 };

static bool
has_plan(const mst_cell *cell)
{
    return cell->outcome == MST_OK && cell->status != MST_CELL_PENDING && cell->instance != NULL;
}

/* What has a surprise in it is tied to the plan of the time before, so it borrows nothing. */
bool
mst__may_borrow(const mst_cell *cell)
{
    bool judged = cell->outcome == MST_OK || cell->outcome == MST_PLAN_INVALID;
    return cell->instance != NULL && judged && cell->instance->phase_count == 1 &&
           cell->status != MST_CELL_INFEASIBLE;
}

/* Would the plan be better than what `to` has? */
static bool
is_better(const mst_cell *from, const mst_cell *to)
{
    return !has_plan(to) ||
           mst_measures_compare(mst__last_phase(to->instance), &from->judgement.measures,
                                &to->judgement.measures) < 0;
}

typedef struct offer {
    const mst_cell *from;
    const mst_problem *problem; /* for its order of measures */
    uint32_t number;            /* the tie-break */
} offer;

static int
offer_order(const void *a, const void *b)
{
    const offer *one = a;
    const offer *other = b;
    int order = mst_measures_compare(one->problem, &one->from->judgement.measures,
                                     &other->from->judgement.measures);
    return order != 0 ? order : (one->number > other->number) - (one->number < other->number);
}

static uint32_t
collect(const mst__lenders *lenders, const mst_cell *to, offer *offers)
{
    const mst_problem *problem = mst__last_phase(to->instance);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < lenders->count; i++) {
        const mst_cell *from = lenders->cells[i];
        if (from != to && has_plan(from) && from->status != MST_CELL_INFEASIBLE &&
            is_better(from, to) && mst__same_people(mst__last_phase(from->instance), problem)) {
            offers[kept++] = (offer){from, problem, i};
        }
    }
    qsort(offers, kept, sizeof *offers, offer_order);
    return kept;
}

/* The key of what became of an offer; false where the cells are not of what is kept. */
static bool
key_of_offer(const mst__lenders *lenders, const mst_cell *from, const mst_cell *to, uint64_t key[2])
{
    bool is_known = lenders->kept != NULL && (from->kept_key[0] | from->kept_key[1]) != 0 &&
                    (to->kept_key[0] | to->kept_key[1]) != 0;
    if (is_known) {
        mst_hash hash;
        mst_hash_init(&hash);
        mst_hash_add(&hash, "offer", sizeof "offer");
        mst_hash_add(&hash, from->kept_key, sizeof from->kept_key);
        mst_hash_add(&hash, to->kept_key, sizeof to->kept_key);
        mst_hash_value(&hash, key);
    }
    return is_known;
}

/* Adopts an offer; adopted->plan is NULL where it is of no use. What was of none before is not
 * looked at again: of what is of use, the checker is asked each time. */
static mst_status
take_offer(const mst__lenders *lenders, const mst_cell *from, const mst_cell *to, mst_arena *copy,
           mst__adopted *adopted, mst_error *err)
{
    uint64_t key[2];
    mst_bytes_reader known;
    bool has_key = key_of_offer(lenders, from, to, key);
    bool is_known = has_key && mst_kept_find(lenders->kept, key, &known);
    *adopted = (mst__adopted){0};
    if (is_known && mst_bytes_get(&known) == 0) {
        adopted->checked = mst_bytes_get(&known) != 0;
        return MST_OK;
    }
    mst_status status = mst__plan_adopt(from, to, copy, adopted, err);
    /* Mended on the way, it may be worse than it was. */
    if (status == MST_OK && adopted->plan != NULL && has_plan(to) &&
        mst_measures_compare(mst__last_phase(to->instance), &adopted->measures,
                             &to->judgement.measures) >= 0) {
        adopted->plan = NULL;
    }
    if (status == MST_OK && has_key && !is_known) {
        mst_bytes became = {0};
        mst_bytes_put(&became, adopted->plan != NULL);
        mst_bytes_put(&became, adopted->checked);
        mst_kept_add(lenders->kept, key, &became);
        mst_heap_free(became.bytes);
    }
    return status;
}

mst_status
mst__borrow_best(const mst__lenders *lenders, const mst_cell *to, mst_arena *arena,
                 mst__adopted *adopted, mst_error *err)
{
    *adopted = (mst__adopted){0};
    mst_arena list;
    mst_arena_init(&list, 0);
    offer *offers = MST_TAKE(&list, offer, lenders->count);
    mst_status status =
        offers == NULL ? mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for offers")
                       : MST_OK;
    uint32_t kept = status == MST_OK ? collect(lenders, to, offers) : 0;
    uint32_t checks = 0;
    for (uint32_t i = 0; i < kept && checks < MOST_CHECKS && status == MST_OK; i++) {
        mst_arena copy;
        mst_arena_init(&copy, 0);
        status = take_offer(lenders, offers[i].from, to, &copy, adopted, err);
        checks += adopted->checked;
        if (status == MST_OK && adopted->plan != NULL) {
            *arena = copy;
            mst_arena_release(&list);
            return MST_OK;
        }
        mst_arena_release(&copy);
        *adopted = (mst__adopted){0};
    }
    mst_arena_release(&list);
    return status;
}

/* Zeros where the cells are not of what is kept. */
static void
key_of_loan(const mst__lenders *lenders, const mst_cell *from, const mst_cell *to, uint64_t key[2])
{
    uint64_t offered[2];
    key[0] = key[1] = 0;
    if (key_of_offer(lenders, from, to, offered)) {
        mst_hash hash;
        mst_hash_init(&hash);
        mst_hash_add(&hash, "loan", sizeof "loan");
        mst_hash_add(&hash, offered, sizeof offered);
        mst_hash_value(&hash, key);
    }
}

mst_status
mst__borrow(const mst__lenders *lenders, const mst_cell *cell, mst_bound_memo *memo,
            mst__loan *loan, mst_error *err)
{
    *loan = (mst__loan){0};
    mst_solution *found = &loan->solution;
    mst_arena_init(&found->arena, 0);
    mst__adopted adopted;
    mst_status status = mst__borrow_best(lenders, cell, &found->arena, &adopted, err);
    if (status != MST_OK || adopted.plan == NULL) {
        mst_arena_release(&found->arena);
        return status;
    }
    const mst_problem *problem = mst__last_phase(cell->instance);
    found->plan = *adopted.plan;
    found->measures = adopted.measures;
    found->plans_built = cell->solution.plans_built;
    found->placements = cell->solution.placements;
    found->stopped = cell->solution.stopped;
    status = mst_bound_compute(problem, &found->measures, memo, &found->bound, &found->arena, err);
    const mst_recipe *recipe = adopted.from->solution.recipe;
    recipe = recipe != NULL ? recipe : cell->solution.recipe;
    if (status == MST_OK &&
        (!mst_recipe_keep(problem, recipe, &found->arena, &found->recipe) ||
         !mst_bound_keep(&cell->solution.bound, &found->measures, &found->bound, &found->arena))) {
        status = mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while borrowing");
    }
    found->proved_optimal = mst_bound_proves(problem, &found->measures, &found->bound);
    if (status == MST_OK) {
        status = mst_check(cell->instance, &found->plan, &loan->judgement, err);
    }
    loan->taken = status == MST_OK;
    if (loan->taken) {
        key_of_loan(lenders, adopted.from, cell, loan->kept_key);
    }
    if (!loan->taken) {
        mst_judgement_release(&loan->judgement);
        mst_solution_release(found);
    }
    return status;
}
