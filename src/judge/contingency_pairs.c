/* SPDX-License-Identifier: Apache-2.0
 *
 * Pairs of losses: those that one of the two explains, bounds of the others, and the worst by them.
 */
#include "judge/contingency_internal.h"

#include <stdlib.h>

#include "base/pool.h"
#include "judge/lean.h"

struct mst__candidate {
    uint32_t a, b; /* singles, a < b */
    mst_status outcome;
    bool compounds;
    int64_t left_bound; /* what it must be at least */
    mst_time completion_bound;
};

/* The plan that a row stands on. */
static const mst_cell *
cell_of(const mst__contingency_run *r, uint32_t single)
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
spares(const mst__contingency_run *r, uint32_t a, uint32_t b, bool *holds, mst_error *err)
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
    mst_status status = mst__contingency_compile(r, (uint32_t[]){a, b}, 2, &arena, &both, err);
    if (status == MST_OK) {
        pair.instance = both;
        status = mst__contingency_does_without(from, &pair, holds, err);
        mst_case_release(both);
    }
    mst_arena_release(&arena);
    return status;
}

static mst_status
bound_pair(const mst__contingency_run *r, mst__candidate *one, mst_arena *arena, mst_error *err)
{
    mst_case *instance;
    mst_status status =
        mst__contingency_compile(r, (uint32_t[]){one->a, one->b}, 2, arena, &instance, err);
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
    mst__contingency_run *r = context;
    mst__candidate *one = &r->candidates[piece];
    mst_arena arena;
    mst_error err;
    if (mst__contingency_is_stopped(r)) {
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
    mst__contingency_tell(r, worker, r->result->loss_count, r->result->loss_count,
                          0.6 + 0.2 * (double)piece / r->candidate_count);
}

/* Pairs of which one touches the plan, in the order of the costs of the singles. */
static bool
list_candidates(mst__contingency_run *r, const uint32_t *ranked)
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
            if (!mst_arena_grow(&r->scratch, &items, r->candidate_count, &room,
                                sizeof(mst__candidate), UINT32_MAX / 4)) {
                return false;
            }
            r->candidates = items;
            r->candidates[r->candidate_count++] =
                (mst__candidate){.a = a < b ? a : b, .b = a < b ? b : a};
        }
    }
    result->pairs_seen = r->candidate_count;
    return true;
}

typedef struct promise {
    const mst__candidate *pair;
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
promise_of(const mst__contingency_run *r, const mst__candidate *pair)
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
is_told(const mst__contingency_run *r, const mst__candidate *pair,
        const mst__candidate *const *taken, uint32_t count)
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
choose_pairs(mst__contingency_run *r)
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
    const mst__candidate **taken = MST_TAKE(&r->scratch, const mst__candidate *, most);
    if (result->pairs == NULL || taken == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < result->compounding && result->pair_count < most; i++) {
        const mst__candidate *pair = promises[i].pair;
        if (!is_told(r, pair, taken, result->pair_count)) {
            taken[result->pair_count] = pair;
            result->pairs[result->pair_count++] =
                (mst_contingency_row){.loss_count = 2, .losses = {pair->a, pair->b}};
        }
    }
    return true;
}

bool
mst__contingency_find_pairs(mst__contingency_run *r)
{
    uint32_t *ranked = mst__contingency_rank(r, r->result->singles, r->result->loss_count);
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
