/* SPDX-License-Identifier: Apache-2.0
 *
 * One post in a review: its matrix, a second look where the plan may be bad luck, and for each
 * scenario the losses of what its best plan uses, planned again shortly.
 */
#include "judge/review.h"

#include <stdlib.h>
#include <string.h>

#include "judge/judge.h"

/* More search where a plan leaves more than is proved: a false alarm costs a reader more than that
 * costs us. */
enum { SECOND_LOOK = 4, LOSS_EFFORT = 1 };

/* ---- what can be lost ---- */

typedef struct item {
    mst_item_class item_class;
    uint32_t index; /* in its class */
    mst_review_single single;
} item;

typedef struct review {
    const mst_post *post;
    const mst_review_options *options;
    mst_arena *arena;   /* of the results */
    mst_arena *scratch; /* of the call */
    uint32_t item_count;
    item *items;
} review;

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory for a review");
}

static bool
is_stopped(const review *r)
{
    return r->options->stop != NULL && *r->options->stop != 0;
}

/* Every site where nobody begins, link, fleet and permission of the post: without where they are,
 * people cannot leave whatever the plan. False on lack of memory. */
static bool
list_items(review *r)
{
    const mst_post *post = r->post;
    uint32_t room =
        post->site_count + post->link_count + post->fleet_count + post->permission_count;
    r->items = MST_TAKE(r->scratch, item, room);
    bool *begins = MST_TAKE(r->scratch, bool, post->site_count);
    if (r->items == NULL || begins == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < post->people_count; i++) {
        bool comes = post->people[i].dormant;
        if (!comes && post->people[i].site.index < post->site_count) {
            begins[post->people[i].site.index] = true;
        }
    }
    for (uint32_t i = 0; i < post->site_count; i++) {
        if (!begins[i]) {
            r->items[r->item_count++] = (item){.item_class = MST_ITEM_SITE, .index = i};
        }
    }
    for (uint32_t i = 0; i < post->link_count; i++) {
        r->items[r->item_count++] = (item){.item_class = MST_ITEM_LINK, .index = i};
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        r->items[r->item_count++] = (item){.item_class = MST_ITEM_FLEET, .index = i};
    }
    for (uint32_t i = 0; i < post->permission_count; i++) {
        r->items[r->item_count++] = (item){.item_class = MST_ITEM_PERMISSION, .index = i};
    }
    return true;
}

static const char *
item_name(const review *r, const item *lost)
{
    const mst_post *post = r->post;
    switch (lost->item_class) {
    case MST_ITEM_SITE:
        return mst_arena_format(r->arena, "sites.%s", post->sites[lost->index].id);
    case MST_ITEM_LINK:
        return mst_arena_format(r->arena, "links.%s", post->links[lost->index].id);
    case MST_ITEM_FLEET:
        return mst_arena_format(r->arena, "fleets.%s", post->fleets[lost->index].id);
    default:
        return mst_arena_format(r->arena, "permissions.%s", post->permissions[lost->index].id);
    }
}

/* Does the plan move anything by it? Guards that stand there are not asked about: what they guard
 * is a site that is used, or that nobody leaves. */
typedef struct uses {
    bool *sites, *links, *fleets; /* by index in the post */
} uses;

static void
use_arc(const mst_problem *problem, uint32_t arc, uses *used)
{
    const mst_p_arc *a = &problem->arcs[arc];
    used->links[a->link] = true;
    used->sites[a->from] = true;
    used->sites[a->to] = true;
}

/* False on lack of memory. */
static bool
find_used(const review *r, const mst_plan *plan, uses *used)
{
    const mst_problem *problem = plan->problem;
    used->sites = MST_TAKE(r->scratch, bool, problem->site_count);
    used->links = MST_TAKE(r->scratch, bool, r->post->link_count);
    used->fleets = MST_TAKE(r->scratch, bool, r->post->fleet_count);
    if (used->sites == NULL || used->links == NULL || used->fleets == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < plan->move_count; i++) {
        use_arc(problem, plan->moves[i].arc, used);
        used->fleets[problem->vehicles[plan->moves[i].vehicle].fleet] = true;
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        use_arc(problem, plan->self_moves[i].arc, used);
    }
    return true;
}

static bool
depends(const review *r, const uses *used, uint32_t permission)
{
    const mst_post *post = r->post;
    bool any = false;
    for (uint32_t i = 0; i < post->site_count; i++) {
        any = any || (used->sites[i] && post->sites[i].permission.index == permission);
    }
    for (uint32_t i = 0; i < post->link_count; i++) {
        any = any || (used->links[i] && post->links[i].permission.index == permission);
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        any = any || (used->fleets[i] && post->fleets[i].permission.index == permission);
    }
    return any;
}

static bool
is_used(const review *r, const uses *used, const item *lost)
{
    switch (lost->item_class) {
    case MST_ITEM_SITE:
        return used->sites[lost->index];
    case MST_ITEM_LINK:
        return used->links[lost->index];
    case MST_ITEM_FLEET:
        return used->fleets[lost->index];
    default:
        return depends(r, used, lost->index);
    }
}

/* ---- one loss in one scenario ---- */

static void
plan_without(const review *r, mst_cell *cell, mst_bound_memo *memo)
{
    mst_solve_options options = {.seed = r->options->seed,
                                 .effort = LOSS_EFFORT,
                                 .only_plan = true,
                                 .memo = memo,
                                 .stop = r->options->stop};
    cell->outcome = mst_solve(cell->instance, &options, &cell->solution, &cell->err);
    if (cell->outcome == MST_OK) {
        cell->outcome =
            mst_check(cell->instance, &cell->solution.plan, &cell->judgement, &cell->err);
    }
    if (cell->outcome == MST_OK) {
        mst__cell_settle(cell);
    }
}

/* How many more are left without the item, and whether that is proved. A loss after which the
 * picture cannot be compiled, or whose plan the checker refuses, says nothing. */
static void
lose(const review *r, const mst_cell *base, const item *lost, mst_bound_memo *memo,
     int64_t *left_more, bool *proved)
{
    mst_change change = {.item_class = lost->item_class,
                         .item = lost->index,
                         .field = MST_NONE,
                         .berth_class = MST_NONE,
                         .operation = MST_CHANGE_CLOSE};
    mst_override overrides = {.count = 1, .changes = &change};
    mst_cell cell = {.scenario = base->scenario, .option = base->option};
    *left_more = 0;
    *proved = false;
    cell.outcome = mst_case_compile(r->post, cell.scenario, cell.option, &overrides, &cell.instance,
                                    &cell.err);
    if (cell.outcome != MST_OK) {
        return;
    }
    plan_without(r, &cell, memo);
    if (cell.outcome == MST_OK && cell.judgement.measures.left > base->judgement.measures.left) {
        *left_more = cell.judgement.measures.left - base->judgement.measures.left;
        /* After a surprise a bound is of the future of that plan's past alone. */
        *proved = cell.instance->phase_count == 1 &&
                  cell.solution.bound.left > base->judgement.measures.left;
    }
    mst__cell_release(&cell);
}

/* Without each item that the scenario's best plan uses. */
static mst_status
lose_each(review *r, const mst_cell *base, const char *scenario, mst_bound_memo *memo,
          mst_error *err)
{
    uses used;
    if (!find_used(r, &base->solution.plan, &used)) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < r->item_count && !is_stopped(r); i++) {
        item *lost = &r->items[i];
        int64_t more;
        bool proved;
        if (!is_used(r, &used, lost)) {
            continue;
        }
        lose(r, base, lost, memo, &more, &proved);
        lost->single.scenarios += more > 0;
        lost->single.proved = lost->single.proved || proved;
        if (more > lost->single.left_more) {
            lost->single.left_more = more;
            lost->single.scenario = scenario;
        }
    }
    return MST_OK;
}

static int
singles_order(const void *left, const void *right)
{
    const item *a = left;
    const item *b = right;
    int order =
        (a->single.left_more < b->single.left_more) - (a->single.left_more > b->single.left_more);
    order = order != 0 ? order : (int)a->item_class - (int)b->item_class;
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static mst_status
keep_singles(review *r, mst_review_facts *facts, mst_error *err)
{
    qsort(r->items, r->item_count, sizeof *r->items, singles_order);
    while (facts->single_count < r->item_count &&
           r->items[facts->single_count].single.left_more > 0) {
        facts->single_count++;
    }
    facts->singles = MST_TAKE(r->arena, mst_review_single, facts->single_count);
    if (facts->singles == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < facts->single_count; i++) {
        facts->singles[i] = r->items[i].single;
        facts->singles[i].item = item_name(r, &r->items[i]);
        if (facts->singles[i].item == NULL) {
            return no_memory(err);
        }
    }
    return MST_OK;
}

/* ---- scenarios ---- */

static bool
is_planned(const mst_cell *cell)
{
    return cell->outcome == MST_OK &&
           (cell->status == MST_CELL_OPTIMAL || cell->status == MST_CELL_BOUNDED);
}

static bool
is_better(const mst_cell *a, const mst_cell *b)
{
    const mst_measures *x = &a->judgement.measures, *y = &b->judgement.measures;
    return x->left != y->left ? x->left < y->left : x->completion < y->completion;
}

/* The best planned cell of a scenario, NULL where none is. */
static const mst_cell *
best_of(const mst_matrix *matrix, uint32_t scenario)
{
    const mst_cell *best = NULL;
    for (uint32_t o = 0; o < matrix->option_count; o++) {
        const mst_cell *cell = &matrix->cells[(size_t)scenario * matrix->option_count + o];
        if (is_planned(cell) && (best == NULL || is_better(cell, best))) {
            best = cell;
        }
    }
    return best;
}

static mst_status
keep_scenario(const review *r, const mst_matrix *matrix, uint32_t s, mst_review_scenario *to,
              mst_error *err)
{
    const mst_cell *first = &matrix->cells[(size_t)s * matrix->option_count];
    const mst_cell *best = best_of(matrix, s);
    *to = (mst_review_scenario){
        .scenario = mst_arena_text(r->arena, r->post->scenarios[first->scenario.index].id)};
    if (best == NULL) {
        to->failure = mst_arena_text(r->arena, first->outcome != MST_OK ? first->err.text
                                               : first->solution.infeasible_reason != NULL
                                                   ? first->solution.infeasible_reason
                                                   : "no plan was found");
        return to->scenario != NULL && to->failure != NULL ? MST_OK : no_memory(err);
    }
    to->option = mst_arena_text(r->arena, r->post->options[best->option.index].id);
    to->left = best->judgement.measures.left;
    to->left_at_least = best->solution.bound.left;
    to->completion = best->judgement.measures.completion;
    return to->scenario != NULL && to->option != NULL ? MST_OK : no_memory(err);
}

static bool
is_doubtful(const mst_review_scenario *scenario)
{
    return scenario->option != NULL && scenario->left > scenario->left_at_least;
}

/* Plans scenarios (all when `count` is 0) and keeps what is better than what was kept, and its
 * single losses when asked. `stopped` says that it did not come to its end. */
typedef struct sweep {
    uint32_t count;
    const mst_scenario_id *scenarios;
    uint32_t effort;
} sweep;

static mst_status
look(review *r, const sweep *pass, mst_matrix *matrix, bool *stopped, mst_error *err)
{
    mst_matrix_options options = {.seed = r->options->seed,
                                  .effort = pass->effort,
                                  .threads = 1,
                                  .without_binding = true,
                                  .scenario_count = pass->count,
                                  .scenarios = pass->scenarios,
                                  .stop = r->options->stop};
    mst_error cell_err;
    mst_status status = mst_matrix_plan(r->post, &options, matrix, &cell_err);
    *stopped = matrix->stopped || is_stopped(r);
    if (status == MST_NO_MEMORY || matrix->cells == NULL) {
        return no_memory(err);
    }
    return MST_OK; /* a cell that failed says so itself */
}

static mst_status
interrupted(mst_error *err)
{
    return mst_fail(err, MST_INTERRUPTED, mst_nowhere(),
                    "the review was stopped before this post was done");
}

/* The second look at scenarios whose plan leaves more than is proved. */
static mst_status
look_again(review *r, mst_review_facts *facts, mst_matrix *matrix, bool *stopped, mst_error *err)
{
    mst_scenario_id *again = MST_TAKE(r->scratch, mst_scenario_id, facts->scenario_count);
    uint32_t count = 0;
    if (again == NULL) {
        return no_memory(err);
    }
    for (uint32_t s = 0; s < facts->scenario_count; s++) {
        if (is_doubtful(&facts->scenarios[s])) {
            again[count++].index = s;
        }
    }
    if (count == 0) {
        return MST_OK;
    }
    sweep pass = {count, again, r->options->effort * SECOND_LOOK};
    mst_status status = look(r, &pass, matrix, stopped, err);
    for (uint32_t i = 0; i < count && status == MST_OK && !*stopped; i++) {
        mst_review_scenario now;
        mst_review_scenario *was = &facts->scenarios[again[i].index];
        status = keep_scenario(r, matrix, i, &now, err);
        if (status == MST_OK && now.option != NULL && now.left < was->left) {
            *was = now;
        }
    }
    return status;
}

/* Losses of each scenario, without the plan that the second look may have found. */
static mst_status
lose_all(review *r, const mst_matrix *first, const mst_matrix *second, mst_review_facts *facts,
         mst_error *err)
{
    mst_bound_memo *memo = mst_bound_memo_new();
    mst_status status = list_items(r) ? MST_OK : no_memory(err);
    uint32_t next = 0; /* in the second matrix, whose scenarios are some of the first's */
    for (uint32_t s = 0; s < first->scenario_count && status == MST_OK; s++) {
        const mst_cell *best = best_of(first, s);
        if (next < second->scenario_count && second->scenarios[next].index == s) {
            const mst_cell *other = best_of(second, next++);
            best = other != NULL && best != NULL && is_better(other, best) ? other : best;
        }
        if (best != NULL) {
            status = lose_each(r, best, facts->scenarios[s].scenario, memo, err);
        }
    }
    mst_bound_memo_free(memo);
    return status == MST_OK ? keep_singles(r, facts, err) : status;
}

static mst_status
judge(review *r, mst_matrix *first, mst_matrix *second, mst_review_facts *facts, mst_error *err)
{
    bool stopped = false;
    sweep all = {0, NULL, r->options->effort};
    mst_status status = look(r, &all, first, &stopped, err);
    if (status != MST_OK || stopped) {
        return status != MST_OK ? status : interrupted(err);
    }
    facts->scenario_count = first->scenario_count;
    facts->scenarios = MST_TAKE(r->arena, mst_review_scenario, facts->scenario_count);
    if (facts->scenarios == NULL) {
        return no_memory(err);
    }
    for (uint32_t s = 0; s < facts->scenario_count && status == MST_OK; s++) {
        status = keep_scenario(r, first, s, &facts->scenarios[s], err);
    }
    if (status == MST_OK) {
        status = look_again(r, facts, second, &stopped, err);
    }
    if (status == MST_OK && !stopped && !r->options->without_losses) {
        status = lose_all(r, first, second, facts, err);
    }
    return status == MST_OK && (stopped || is_stopped(r)) ? interrupted(err) : status;
}

mst_status
mst_review_post(const mst_post *post, const mst_review_options *options, mst_arena *arena,
                mst_review_facts *facts, mst_error *err)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst_matrix first = {0}, second = {0};
    review r = {.post = post, .options = options, .arena = arena, .scratch = &scratch};
    *facts = (mst_review_facts){0};
    mst_status status = judge(&r, &first, &second, facts, err);
    mst_matrix_release(&first);
    mst_matrix_release(&second);
    mst_arena_release(&scratch);
    return status;
}
