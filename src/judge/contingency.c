/* SPDX-License-Identifier: Apache-2.0
 *
 * In waves over numbered rows, as the matrix does it:
 *
 *   singles   without each thing alone: untouched, or planned again
 *   screen    each pair of which one touches the plan: explained by one alone, or bounded
 *   pairs     the worst by those bounds, planned again
 *   borrow    each cell is offered the better plans of all others (Y3)
 */
#include "judge/contingency.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "judge/judge.h"
#include "judge/lean.h"

enum { MOST_THREADS = 64 };

/* A pair that neither loss alone explains. */
typedef struct candidate {
    uint32_t a, b; /* singles, a < b */
    mst_status outcome;
    bool compounds;
    int64_t left_bound; /* what it must be at least */
    mst_time completion_bound;
} candidate;

typedef struct run {
    const mst_post *post;
    const mst_contingency_options *options;
    mst_contingency *result;
    mst_arena scratch;
    uint32_t threads;
    mst_bound_memo *memos[MOST_THREADS]; /* a worker; NULL does without */
    mst_cell *base;
    uint32_t candidate_count;
    candidate *candidates;
    mst__loan *loans; /* [singles, then pairs] */
    bool no_memory;   /* written after a wave only */
} run;

static bool
is_stopped(const run *r)
{
    return r->options->stop != NULL && *r->options->stop != 0;
}

static void
tell(const run *r, uint32_t worker, uint32_t done, uint32_t count, double fraction)
{
    if (worker == 0 && r->options->progress != NULL) {
        r->options->progress(r->options->progress_context, done, count, fraction);
    }
}

/* ---- one row ---- */

static mst_status
compile_row(const run *r, const uint32_t *indexes, uint32_t count, mst_arena *arena,
            mst_case **instance, mst_error *err)
{
    const mst_loss *losses[MST_MOST_LOST_TOGETHER];
    for (uint32_t i = 0; i < count; i++) {
        losses[i] = &r->result->losses[indexes[i]];
    }
    return mst_losses_compile(r->post, r->options->scenario, r->options->option,
                              &r->options->overrides, losses, count, arena, instance, err);
}

/* Does the plan of `from` obey every rule of `to`, and measure there what it does at home? */
static mst_status
does_without(const mst_cell *from, const mst_cell *to, bool *holds, mst_error *err)
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
plan_row(const run *r, mst_contingency_row *row, uint32_t worker)
{
    mst_cell *cell = &row->cell;
    mst_solve_options options = {.seed = r->options->seed,
                                 .effort = r->options->effort,
                                 .only_plan = true,
                                 .recipe = r->base->solution.recipe,
                                 .memo = r->memos[worker],
                                 .stop = r->options->stop};
    cell->outcome = mst_solve(cell->instance, &options, &cell->solution, &cell->err);
    if (cell->outcome == MST_OK) {
        cell->outcome =
            mst_check(cell->instance, &cell->solution.plan, &cell->judgement, &cell->err);
    }
    if (cell->outcome == MST_OK) {
        mst__cell_settle(cell);
    }
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
find_shortage(const run *r, mst_contingency_row *row, mst_error *err)
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

/* Y1, else planned again. */
static void
judge_compiled(const run *r, mst_contingency_row *row, uint32_t worker)
{
    mst_cell *cell = &row->cell;
    bool holds = false;
    if (row->loss_count == 1) {
        cell->outcome = does_without(r->base, cell, &holds, &cell->err);
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

static void
judge_row(const run *r, mst_contingency_row *row, uint32_t worker)
{
    mst_cell *cell = &row->cell;
    *cell = (mst_cell){.scenario = r->options->scenario, .option = r->options->option};
    mst_arena_init(&row->arena, 0);
    cell->outcome =
        compile_row(r, row->losses, row->loss_count, &row->arena, &cell->instance, &cell->err);
    if (cell->outcome == MST_OK) {
        judge_compiled(r, row, worker);
    } else {
        row->state = MST_CONTINGENCY_FAILED;
    }
}

static void
work_single(void *context, uint32_t piece, uint32_t worker)
{
    run *r = context;
    if (!is_stopped(r)) {
        judge_row(r, &r->result->singles[piece], worker);
        tell(r, worker, piece, r->result->loss_count,
             0.1 + 0.5 * (double)piece / r->result->loss_count);
    }
}

static void
work_pair(void *context, uint32_t piece, uint32_t worker)
{
    run *r = context;
    if (!is_stopped(r)) {
        judge_row(r, &r->result->pairs[piece], worker);
        tell(r, worker, r->result->loss_count, r->result->loss_count,
             0.8 + 0.1 * (double)piece / r->result->pair_count);
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

static void
cost_row(const run *r, mst_contingency_row *row)
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

typedef struct rank {
    const mst_problem *problem;
    const mst_contingency_row *row;
    uint32_t index;
} rank;

/* Planned before untouched before not reached; the worse plan first, as plans are compared. */
static int
rows_order(const mst_problem *problem, const mst_contingency_row *a, const mst_contingency_row *b)
{
    int order = (int)b->state - (int)a->state;
    return order != 0 ? order : mst_measures_compare(problem, &b->measures, &a->measures);
}

static int
rank_order(const void *left, const void *right)
{
    const rank *a = left;
    const rank *b = right;
    int order = rows_order(a->problem, a->row, b->row);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* Indexes of rows, the worst first; NULL on lack of memory. */
static uint32_t *
rank_rows(run *r, const mst_contingency_row *rows, uint32_t count)
{
    rank *ranks = MST_TAKE(&r->scratch, rank, count);
    uint32_t *order = MST_TAKE(&r->result->arena, uint32_t, count);
    if (ranks == NULL || order == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        ranks[i] = (rank){mst__last_phase(r->base->instance), &rows[i], i};
    }
    qsort(ranks, count, sizeof *ranks, rank_order);
    for (uint32_t i = 0; i < count; i++) {
        order[i] = ranks[i].index;
    }
    return order;
}

/* ---- pairs ---- */

/* The plan that a row stands on. */
static const mst_cell *
cell_of(const run *r, uint32_t single)
{
    const mst_contingency_row *row = &r->result->singles[single];
    return row->state == MST_CONTINGENCY_PLANNED ? &row->cell : r->base;
}

static bool
is_judged(const mst_contingency_row *row)
{
    return row->state == MST_CONTINGENCY_PLANNED || row->state == MST_CONTINGENCY_UNTOUCHED;
}

/* A haven, berths or desks are gone with their site. */
static bool
is_pair(const mst_loss *a, const mst_loss *b)
{
    return a->item_class != b->item_class || a->item != b->item;
}

/* Y4: can the plan without `a` do without `b` too? What it uses nowhere it can do without; guards
 * it may need to be there, which the checker knows. */
static mst_status
spares(const run *r, uint32_t a, uint32_t b, bool *holds, mst_error *err)
{
    const mst_cell *from = cell_of(r, a);
    const mst_cell *without = &r->result->singles[b].cell;
    const mst_loss *losses[] = {&r->result->losses[a], &r->result->losses[b]};
    *holds = false;
    if (from->instance->phase_count > 1) {
        return MST_OK;
    }
    if (losses[0]->kind != MST_LOSS_FORCE && losses[1]->kind != MST_LOSS_FORCE) {
        mst_lean lean = mst_plan_lean(&from->solution.plan, losses[1]);
        *holds = mst_lean_is_none(&lean);
        return MST_OK;
    }
    mst_arena arena;
    mst_case *both;
    mst_cell pair = *without;
    mst_arena_init(&arena, 0);
    mst_status status = compile_row(r, (uint32_t[]){a, b}, 2, &arena, &both, err);
    if (status == MST_OK) {
        pair.instance = both;
        status = does_without(from, &pair, holds, err);
        mst_case_release(both);
    }
    mst_arena_release(&arena);
    return status;
}

static mst_status
bound_pair(const run *r, candidate *one, mst_arena *arena, mst_error *err)
{
    mst_case *instance;
    mst_status status = compile_row(r, (uint32_t[]){one->a, one->b}, 2, arena, &instance, err);
    if (status != MST_OK) {
        return status;
    }
    if (instance->phase_count == 1) {
        mst_measures nothing = {.left = 0};
        mst_bound bound;
        status = mst_bound_plain(mst__last_phase(instance), &nothing, &bound, arena, err);
        if (status == MST_OK) {
            one->left_bound = bound.left;
            one->completion_bound = bound.completion;
        }
    }
    mst_case_release(instance);
    return status;
}

static void
work_screen(void *context, uint32_t piece, uint32_t worker)
{
    run *r = context;
    candidate *one = &r->candidates[piece];
    mst_arena arena;
    mst_error err;
    if (is_stopped(r)) {
        return;
    }
    bool holds = false;
    one->outcome = spares(r, one->a, one->b, &holds, &err);
    if (one->outcome == MST_OK && !holds) {
        one->outcome = spares(r, one->b, one->a, &holds, &err);
    }
    one->compounds = one->outcome == MST_OK && !holds;
    if (one->compounds) {
        mst_arena_init(&arena, 0);
        one->outcome = bound_pair(r, one, &arena, &err);
        mst_arena_release(&arena);
    }
    tell(r, worker, r->result->loss_count, r->result->loss_count,
         0.6 + 0.2 * (double)piece / r->candidate_count);
}

/* Pairs of which one touches the plan, in the order of the costs of the singles. */
static bool
list_candidates(run *r, const uint32_t *ranked)
{
    mst_contingency *result = r->result;
    void *items = NULL;
    uint32_t room = 0;
    for (uint32_t i = 0; i < result->loss_count; i++) {
        uint32_t a = ranked[i];
        const mst_contingency_row *first = &result->singles[a];
        if (first->state != MST_CONTINGENCY_PLANNED) {
            break;
        }
        for (uint32_t k = i + 1; k < result->loss_count; k++) {
            uint32_t b = ranked[k];
            if (!is_judged(&result->singles[b]) ||
                !is_pair(&result->losses[a], &result->losses[b])) {
                continue;
            }
            if (!mst_arena_grow(&r->scratch, &items, r->candidate_count, &room, sizeof(candidate),
                                UINT32_MAX / 4)) {
                return false;
            }
            r->candidates = items;
            r->candidates[r->candidate_count++] =
                (candidate){.a = a < b ? a : b, .b = a < b ? b : a};
        }
    }
    result->pairs_seen = r->candidate_count;
    return true;
}

typedef struct promise {
    const candidate *pair;
    bool known;          /* one of the two leaves people behind alone */
    int64_t left;        /* proved, or of the worse one alone */
    int64_t left_sum;    /* of both alone */
    mst_time completion; /* likewise */
    mst_time completion_sum;
} promise;

static int
larger_first(int64_t a, int64_t b)
{
    return (a < b) - (a > b);
}

static int
promise_order(const void *left, const void *right)
{
    const promise *a = left;
    const promise *b = right;
    int order = (int)a->known - (int)b->known;
    order = order != 0 ? order : larger_first(a->left, b->left);
    order = order != 0 ? order : larger_first(a->left_sum, b->left_sum);
    order = order != 0 ? order : larger_first(a->completion, b->completion);
    order = order != 0 ? order : larger_first(a->completion_sum, b->completion_sum);
    order = order != 0 ? order : (a->pair->a > b->pair->a) - (a->pair->a < b->pair->a);
    return order != 0 ? order : (a->pair->b > b->pair->b) - (a->pair->b < b->pair->b);
}

static int64_t
larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static promise
promise_of(const run *r, const candidate *pair)
{
    const mst_contingency_row *a = &r->result->singles[pair->a];
    const mst_contingency_row *b = &r->result->singles[pair->b];
    return (promise){
        .pair = pair,
        .known = a->left_cost > 0 || b->left_cost > 0,
        .left = larger(pair->left_bound, larger(a->measures.left, b->measures.left)),
        .left_sum = a->left_cost + b->left_cost,
        .completion =
            larger(pair->completion_bound, larger(a->measures.completion, b->measures.completion)),
        .completion_sum = a->completion_cost + b->completion_cost,
    };
}

/* Is there a pair among `taken` of losses that come to the same, with the same bounds? */
static bool
is_told(const run *r, const candidate *pair, const candidate *const *taken, uint32_t count)
{
    const mst_contingency_row *singles = r->result->singles;
    uint32_t one = singles[pair->a].like;
    uint32_t other = singles[pair->b].like;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t a = singles[taken[i]->a].like;
        uint32_t b = singles[taken[i]->b].like;
        if (((a == one && b == other) || (a == other && b == one)) &&
            taken[i]->left_bound == pair->left_bound &&
            taken[i]->completion_bound == pair->completion_bound) {
            return true;
        }
    }
    return false;
}

/* The worst pairs by what is proved of them, as rows to plan again; alike ones once. */
static bool
choose_pairs(run *r)
{
    mst_contingency *result = r->result;
    promise *promises = MST_TAKE(&r->scratch, promise, r->candidate_count);
    if (promises == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < r->candidate_count; i++) {
        r->no_memory = r->no_memory || r->candidates[i].outcome == MST_NO_MEMORY;
        if (r->candidates[i].compounds && r->candidates[i].outcome == MST_OK) {
            promises[result->compounding++] = promise_of(r, &r->candidates[i]);
        }
    }
    if (result->compounding > 0) {
        qsort(promises, result->compounding, sizeof *promises, promise_order);
    }
    uint32_t most = r->options->pairs < MST_CONTINGENCY_MOST_PAIRS ? r->options->pairs
                                                                   : MST_CONTINGENCY_MOST_PAIRS;
    most = result->compounding < most ? result->compounding : most;
    result->pairs = MST_TAKE(&result->arena, mst_contingency_row, most);
    const candidate **taken = MST_TAKE(&r->scratch, const candidate *, most);
    if (result->pairs == NULL || taken == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < result->compounding && result->pair_count < most; i++) {
        const candidate *pair = promises[i].pair;
        if (!is_told(r, pair, taken, result->pair_count)) {
            taken[result->pair_count] = pair;
            result->pairs[result->pair_count++] =
                (mst_contingency_row){.loss_count = 2, .losses = {pair->a, pair->b}};
        }
    }
    return true;
}

/* ---- borrowing ---- */

static uint32_t
row_count(const run *r)
{
    return r->result->loss_count + r->result->pair_count;
}

static mst_contingency_row *
row_at(const run *r, uint32_t index)
{
    mst_contingency *result = r->result;
    return index < result->loss_count ? &result->singles[index]
                                      : &result->pairs[index - result->loss_count];
}

/* Can the plan be one of a cell without these? Not where it uses one of them. */
static bool
may_do_without(const run *r, const mst_cell *cell, const mst_contingency_row *row)
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
list_lenders(const run *r, const mst_contingency_row *to, const mst_cell **lenders)
{
    const mst_problem *problem = mst__last_phase(r->base->instance);
    uint32_t count = 0;
    for (uint32_t i = 0; i < row_count(r); i++) {
        const mst_contingency_row *from = row_at(r, i);
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
find_loan(const run *r, const mst_cell *cell, const mst_contingency_row *row, uint32_t worker,
          mst__loan *loan)
{
    mst_arena arena;
    mst_error err;
    *loan = (mst__loan){0};
    if (is_stopped(r) || !mst__may_borrow(cell)) {
        return;
    }
    mst_arena_init(&arena, 0);
    const mst_cell **lenders = MST_TAKE(&arena, const mst_cell *, row_count(r));
    if (lenders != NULL) {
        uint32_t count = list_lenders(r, row, lenders);
        loan->taken = mst__borrow(lenders, count, cell, r->memos[worker], loan, &err) == MST_OK &&
                      loan->taken;
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
    cell->outcome = MST_OK;
    mst__cell_settle(cell);
}

static void
work_borrow(void *context, uint32_t piece, uint32_t worker)
{
    run *r = context;
    const mst_contingency_row *row = row_at(r, piece);
    if (row->state == MST_CONTINGENCY_PLANNED) {
        find_loan(r, &row->cell, row, worker, &r->loans[piece]);
    }
}

static void
work_again(void *context, uint32_t piece, uint32_t worker)
{
    run *r = context;
    if (r->result->singles[piece].state == MST_CONTINGENCY_UNTOUCHED && !is_stopped(r)) {
        judge_compiled(r, &r->result->singles[piece], worker);
    }
}

/* The plan in force is offered all others; where it takes one, it may lean on other things, and
 * what is then planned without them may be better again. Each round makes it better. */
static void
improve_base(run *r)
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

/* Y3. */
static bool
borrow_all(run *r)
{
    improve_base(r);
    r->loans = MST_TAKE(&r->scratch, mst__loan, row_count(r));
    if (r->loans == NULL) {
        return false;
    }
    mst_pool_run(r->threads, row_count(r), work_borrow, r);
    for (uint32_t i = 0; i < row_count(r); i++) {
        if (r->loans[i].taken) {
            take_loan(&row_at(r, i)->cell, &r->loans[i]);
        }
    }
    for (uint32_t i = 0; i < row_count(r); i++) {
        mst_contingency_row *row = row_at(r, i);
        if (row->state == MST_CONTINGENCY_PLANNED) {
            row->measures = row->cell.judgement.measures;
        } else if (row->state == MST_CONTINGENCY_UNTOUCHED) {
            row->measures = r->base->judgement.measures;
        }
        cost_row(r, row);
    }
    return true;
}

/* ---- the whole ---- */

static mst_status
plan_base(run *r, mst_error *err)
{
    const mst_contingency_options *from = r->options;
    mst_matrix_options options = {
        .seed = from->seed,
        .effort = from->effort,
        .threads = 1,
        .without_binding = true,
        .scenario_count = 1,
        .scenarios = &from->scenario,
        .option_count = 1,
        .options = &from->option,
        .overrides = from->overrides,
        .stop = from->stop,
    };
    mst_status status = mst_matrix_plan(r->post, &options, &r->result->matrix, err);
    r->base = r->result->matrix.cells;
    return status;
}

static bool
is_alike(const mst_contingency_row *a, const mst_contingency_row *b)
{
    const mst_measures *one = &a->measures;
    const mst_measures *other = &b->measures;
    bool same = a->state == b->state && one->left == other->left &&
                one->left_force == other->left_force && one->completion == other->completion &&
                one->completion_evacuees == other->completion_evacuees &&
                one->exposure == other->exposure && one->vehicle_ms == other->vehicle_ms &&
                a->left_at_least == b->left_at_least;
    for (uint32_t p = 0; same && p < MST_MAX_PRIORITIES; p++) {
        same = one->left_by_priority[p] == other->left_by_priority[p];
    }
    return same;
}

/* Which singles come to the same. Untouched ones stand each for itself. */
static void
mark_alike(run *r)
{
    mst_contingency *result = r->result;
    for (uint32_t i = 0; i < result->loss_count; i++) {
        mst_contingency_row *row = &result->singles[i];
        row->like = i;
        for (uint32_t k = 0; k < i && row->state == MST_CONTINGENCY_PLANNED && row->like == i;
             k++) {
            if (result->singles[k].like == k && is_alike(row, &result->singles[k])) {
                row->like = k;
            }
        }
    }
}

static bool
find_pairs(run *r)
{
    uint32_t *ranked = rank_rows(r, r->result->singles, r->result->loss_count);
    if (ranked == NULL) {
        return false;
    }
    if (r->options->pairs == 0) {
        return true;
    }
    if (!list_candidates(r, ranked)) {
        return false;
    }
    mst_pool_run(r->threads, r->candidate_count, work_screen, r);
    return choose_pairs(r);
}

/* Who is left in the plans that are told. Lack of memory costs the sentence. */
static void
tell_who_is_left(run *r)
{
    for (uint32_t i = 0; i < row_count(r); i++) {
        mst_contingency_row *row = row_at(r, i);
        mst_error err;
        if (row->state == MST_CONTINGENCY_PLANNED && row->cell.instance->phase_count == 1 &&
            mst__left_reason(&row->cell, &err) != MST_OK) {
            row->cell.left_reason = NULL;
        }
    }
}

static bool
sort_rows(run *r)
{
    mst_contingency *result = r->result;
    result->ranked = rank_rows(r, result->singles, result->loss_count);
    uint32_t *order = rank_rows(r, result->pairs, result->pair_count);
    mst_contingency_row *sorted = MST_TAKE(&r->scratch, mst_contingency_row, result->pair_count);
    if (result->ranked == NULL || order == NULL || sorted == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < result->pair_count; i++) {
        sorted[i] = result->pairs[order[i]];
    }
    if (result->pair_count > 0) {
        memcpy(result->pairs, sorted, result->pair_count * sizeof *sorted);
    }
    return true;
}

static mst_status
judge(run *r, mst_error *err)
{
    mst_contingency *result = r->result;
    mst_status status = plan_base(r, err);
    if (status != MST_OK) {
        return status;
    }
    if (r->base->status == MST_CELL_PENDING) {
        return mst_fail(err, MST_INTERRUPTED, mst_nowhere(), "stopped before there was a plan");
    }
    bool ok = mst_losses_find(r->post, mst__last_phase(r->base->instance), &result->arena,
                              &result->losses, &result->loss_count);
    if (ok) {
        result->singles = MST_TAKE(&result->arena, mst_contingency_row, result->loss_count);
        ok = result->singles != NULL;
    }
    for (uint32_t i = 0; ok && i < result->loss_count; i++) {
        result->singles[i].loss_count = 1;
        result->singles[i].losses[0] = i;
    }
    if (ok) {
        mst_pool_run(r->threads, result->loss_count, work_single, r);
        ok = borrow_all(r);
    }
    if (ok) {
        mark_alike(r);
        ok = find_pairs(r);
    }
    if (ok) {
        mst_pool_run(r->threads, result->pair_count, work_pair, r);
        ok = borrow_all(r);
    }
    if (ok) {
        mark_alike(r);
        tell_who_is_left(r);
        ok = sort_rows(r);
    }
    for (uint32_t i = 0; ok && i < row_count(r); i++) {
        result->stopped = result->stopped || row_at(r, i)->state == MST_CONTINGENCY_PENDING;
    }
    return ok && !r->no_memory
               ? MST_OK
               : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for the losses");
}

mst_status
mst_contingency_judge(const mst_post *post, const mst_contingency_options *options,
                      mst_contingency *contingency, mst_error *err)
{
    *contingency = (mst_contingency){0};
    mst_arena_init(&contingency->arena, 0);
    run r = {.post = post, .options = options, .result = contingency};
    r.threads = options->threads != 0 ? options->threads : mst_pool_processors();
    r.threads = r.threads < MOST_THREADS ? r.threads : MOST_THREADS;
    mst_arena_init(&r.scratch, 0);
    for (uint32_t i = 0; i < r.threads; i++) {
        r.memos[i] = mst_bound_memo_new();
    }
    mst_status status = judge(&r, err);
    for (uint32_t i = 0; i < r.threads; i++) {
        mst_bound_memo_free(r.memos[i]);
    }
    mst_arena_release(&r.scratch);
    return status;
}

static void
release_row(mst_contingency_row *row)
{
    mst__cell_release(&row->cell);
    mst_arena_release(&row->arena);
}

void
mst_contingency_release(mst_contingency *contingency)
{
    for (uint32_t i = 0; contingency->singles != NULL && i < contingency->loss_count; i++) {
        release_row(&contingency->singles[i]);
    }
    for (uint32_t i = 0; contingency->pairs != NULL && i < contingency->pair_count; i++) {
        release_row(&contingency->pairs[i]);
    }
    mst_matrix_release(&contingency->matrix);
    mst_arena_release(&contingency->arena);
    *contingency = (mst_contingency){0};
}

const mst_cell *
mst_contingency_base(const mst_contingency *contingency)
{
    return contingency->matrix.cells;
}

bool
mst_contingency_is_single_point(const mst_contingency_row *row, bool *proved)
{
    *proved = row->left_at_least > 0;
    return row->loss_count == 1 && row->left_cost > 0;
}
