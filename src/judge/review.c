/* SPDX-License-Identifier: Apache-2.0
 *
 * One post in a review: its matrix, a second look where the plan may be bad luck, and for each
 * scenario the losses of what its best plan uses, planned again shortly.
 */
#include "judge/review.h"

#include <stdlib.h>
#include <string.h>

#include "judge/assess.h"
#include "judge/judge.h"
#include "judge/lean.h"

/* More search where a plan leaves more than is proved: a false alarm costs a reader more than that
 * costs us. */
enum { SECOND_LOOK = 4, LOSS_EFFORT = 1 };

/* Of a choice, which is not looked at here. */
enum { TAIL = 100000 };

/* ---- what can be lost ---- */

/* What a loss came to in the scenarios so far, by the name of what is lost: the lists of two cells
 * differ, since each holds what that cell has. */
typedef struct item {
    uint32_t order; /* in which it was met */
    mst_review_single single;
} item;

typedef struct review {
    const mst_post *post;
    const mst_review_options *options;
    mst_arena *arena;   /* of the results */
    mst_arena *scratch; /* of the call */
    bool *begins;       /* [site_count] people are there from the beginning */
    uint32_t item_count, item_room;
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

/* False on lack of memory. */
static bool
find_begins(review *r)
{
    const mst_post *post = r->post;
    r->begins = MST_TAKE(r->scratch, bool, post->site_count);
    for (uint32_t i = 0; i < post->people_count && r->begins != NULL; i++) {
        if (!post->people[i].dormant && post->people[i].site.index < post->site_count) {
            r->begins[post->people[i].site.index] = true;
        }
    }
    return r->begins != NULL;
}

/* The item of that name; NULL on lack of memory. */
static item *
item_named(review *r, const char *name)
{
    for (uint32_t i = 0; i < r->item_count; i++) {
        if (strcmp(r->items[i].single.item, name) == 0) {
            return &r->items[i];
        }
    }
    void *items = r->items;
    if (!mst_arena_grow(r->scratch, &items, r->item_count, &r->item_room, sizeof(item),
                        UINT32_MAX / 64)) {
        return NULL;
    }
    r->items = items;
    item *made = &r->items[r->item_count];
    *made = (item){.order = r->item_count, .single = {.item = mst_arena_text(r->arena, name)}};
    if (made->single.item == NULL) {
        return NULL;
    }
    r->item_count++;
    return made;
}

/* ---- one loss in one scenario ---- */

/* A site where people begin is left out: without it nobody leaves it, whatever the plan. Guards may
 * have to be there without a move of theirs, so a force is always tried. */
static bool
is_asked(const review *r, const mst_plan *plan, const mst_loss *loss)
{
    if (loss->kind == MST_LOSS_SITE && r->begins[loss->item]) {
        return false;
    }
    mst_lean lean = mst_plan_lean(plan, loss);
    return loss->kind == MST_LOSS_FORCE || !mst_lean_is_none(&lean);
}

static void
plan_without(const review *r, mst_cell *cell, mst_bound_memo *memo)
{
    mst_solve_options options = {.seed = r->options->seed,
                                 .effort = LOSS_EFFORT,
                                 .only_plan = true,
                                 .memo = memo,
                                 .stop = r->options->stop};
    mst__cell_solve(cell, &options);
}

/* A reinforcement that does not come need not be taken out: then evacuees alone are compared. */
static int64_t
left_of(const mst_measures *measures, const mst_loss *loss)
{
    return measures->left - (loss->fewer_people ? measures->left_force : 0);
}

/* How many more are left without it, and whether that is proved. A loss after which the picture
 * cannot be compiled, or whose plan the checker refuses, says nothing. */
static void
lose(const review *r, const mst_cell *base, const mst_loss *loss, mst_bound_memo *memo,
     int64_t *left_more, bool *proved)
{
    mst_arena arena;
    mst_cell cell = {.scenario = base->scenario, .option = base->option};
    const mst_measures *was = &base->judgement.measures;
    *left_more = 0;
    *proved = false;
    mst_arena_init(&arena, 0);
    cell.outcome = mst_losses_compile(r->post, cell.scenario, cell.option, NULL, &loss, 1, &arena,
                                      &cell.instance, &cell.err);
    if (cell.outcome == MST_OK) {
        plan_without(r, &cell, memo);
    }
    if (cell.outcome == MST_OK) {
        int64_t more = left_of(&cell.judgement.measures, loss) - left_of(was, loss);
        *left_more = more > 0 ? more : 0;
        /* After a surprise a bound is of the future of that plan's past alone. */
        *proved = more > 0 && !loss->fewer_people && cell.instance->phase_count == 1 &&
                  cell.solution.bound.left > was->left;
    }
    mst__cell_release(&cell);
    mst_arena_release(&arena);
}

/* Adds what a loss costs in a scenario; false on lack of memory. */
static bool
add_loss(review *r, const char *name, const char *scenario, int64_t more, bool proved)
{
    item *lost = item_named(r, name);
    if (lost == NULL) {
        return false;
    }
    lost->single.scenarios++;
    lost->single.proved = lost->single.proved || proved;
    if (more > lost->single.left_more) {
        lost->single.left_more = more;
        lost->single.scenario = scenario;
    }
    return true;
}

/* Without each thing that the scenario's best plan uses. */
static mst_status
lose_each(review *r, const mst_cell *base, const char *scenario, mst_bound_memo *memo,
          mst_error *err)
{
    mst_loss *losses;
    uint32_t count;
    if (!mst_losses_find(r->post, mst__last_phase(base->instance), r->scratch, &losses, &count)) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < count && !is_stopped(r); i++) {
        int64_t more = 0;
        bool proved = false;
        if (is_asked(r, &base->solution.plan, &losses[i])) {
            lose(r, base, &losses[i], memo, &more, &proved);
        }
        if (more > 0 && !add_loss(r, losses[i].name, scenario, more, proved)) {
            return no_memory(err);
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
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static mst_status
keep_singles(review *r, mst_review_facts *facts, mst_error *err)
{
    if (r->item_count > 0) {
        qsort(r->items, r->item_count, sizeof *r->items, singles_order);
    }
    facts->singles = MST_TAKE(r->arena, mst_review_single, r->item_count);
    if (facts->singles == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < r->item_count; i++) {
        facts->singles[i] = r->items[i].single;
    }
    facts->single_count = r->item_count;
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
        .scenario = mst_arena_text(r->arena, r->post->scenarios[first->scenario.index].id),
        .decide_by = MST_NEVER};
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
    mst_status status = find_begins(r) ? MST_OK : no_memory(err);
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

/* ---- the last moment for the order ---- */

static mst_instant
decide_by(const review *r, const mst_assessed_plan *plan, const mst_assessed_cell *cell)
{
    mst_time wait = plan->latest_order;
    if (cell->has_curve && cell->may_wait[MST_ASSESS_SURE] < wait) {
        wait = cell->may_wait[MST_ASSESS_SURE];
    }
    if (wait == MST_NEVER) {
        return MST_NEVER;
    }
    mst_instant by = wait == MST_TIME_MIN ? MST_REVIEW_PAST : r->post->as_of + plan->order + wait;
    return by > MST_REVIEW_PAST ? by : MST_REVIEW_PAST;
}

/* Of the best option of each scenario in which it leaves nobody. Where some cell has no plan there
 * is nothing to assess, and the line says that first. */
static mst_status
decide(review *r, const mst_matrix *matrix, mst_review_facts *facts, mst_error *err)
{
    mst_matrix_options planning = {.seed = r->options->seed,
                                   .effort = r->options->effort,
                                   .threads = 1,
                                   .stop = r->options->stop};
    mst_assessed_plans plans;
    mst_evidence evidence;
    mst_assessment assessment;
    uint32_t count = matrix->scenario_count * matrix->option_count;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_planned(&matrix->cells[i])) {
            return MST_OK;
        }
    }
    mst_status status = mst_assess_plans(r->post, matrix, &planning, r->scratch, &plans, err);
    if (status == MST_OK) {
        status = mst_evidence_assess(r->post, r->scratch, &evidence, err);
    }
    if (status == MST_OK) {
        status = mst_assess(&plans, &evidence, TAIL, r->scratch, &assessment, err);
    }
    for (uint32_t s = 0; s < matrix->scenario_count && status == MST_OK; s++) {
        uint32_t at = (uint32_t)(best_of(matrix, s) - matrix->cells);
        if (plans.cells[at].left == 0) {
            facts->scenarios[s].decide_by = decide_by(r, &plans.cells[at], &assessment.cells[at]);
        }
    }
    return status;
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
    if (status == MST_OK && !stopped && !is_stopped(r)) {
        status = decide(r, first, facts, err);
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
