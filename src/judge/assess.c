/* SPDX-License-Identifier: Apache-2.0
 *
 * Puts plans and evidence together. The parts are elsewhere: choice.c compares options,
 * evidence/assess.c has intervals and bands, cell.c plans.
 */
#include "judge/assess.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "judge/assess_internal.h"
#include "judge/judge.h"
#include "judge/stand.h"

const int64_t mst_assess_levels[MST_ASSESS_LEVELS] = {800000, 900000, 950000};

#define PERSON_HOUR ((mst_wide)MST_MS_PER_HOUR * MST_MILLION)

enum { WORST_TENTH = 100000, WITHOUT_SEARCH = 1 };

/* While plans are looked at. */
typedef struct gathering {
    const mst_post *post;
    const mst_matrix *matrix;
    const mst_matrix_options *planning;
    mst_arena *arena;
    mst_assessed_plans *plans;
    uint32_t *tried; /* [cell] plans made for its latest order */
    bool *failed;    /* [cell] for lack of memory */
} gathering;

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to assess the plans");
}

/* ---- what the plans say ---- */

/* Who leaves with the order leaves a millisecond later: 0 is for a site where nobody was. */
static mst_time
later_of(mst_time last, mst_time leave)
{
    mst_time at = leave > 0 ? leave : 1;
    return at > last ? at : last;
}

/* When the last of those who are to leave is gone from `site`; MST_NEVER when somebody never is, 0
 * when nobody is ever there. */
static mst_time
cleared_at(const mst_cell *cell, uint32_t site)
{
    const mst_plan *plan = &cell->solution.plan;
    const mst_problem *problem = plan->problem;
    mst_time last = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (!problem->cohorts[c].in_scope && problem->cohorts[c].site == site &&
            problem->cohorts[c].count > 0) {
            return MST_NEVER;
        }
    }
    for (uint32_t i = 0; i < plan->left_count; i++) {
        if (plan->left[i].site == site && plan->left[i].count > 0) {
            return MST_NEVER;
        }
    }
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        if (move->loads.count > 0 && problem->arcs[move->arc].from == site) {
            last = later_of(last, move->leave);
        }
    }
    for (uint32_t m = 0; m < plan->self_move_count; m++) {
        const mst_plan_self_move *move = &plan->self_moves[m];
        if (problem->arcs[move->arc].from == site) {
            last = later_of(last, move->leave);
        }
    }
    return last;
}

void
mst__plan_gather(const mst_cell *cell, const mst_post *post, mst_time *cleared,
                 mst_assessed_plan *out)
{
    const mst_problem *problem = mst__last_phase(cell->instance);
    const mst_measures *measures = &cell->judgement.measures;
    *out = (mst_assessed_plan){.left = measures->left,
                               .exposure = (int64_t)(measures->exposure / PERSON_HOUR),
                               .completion = measures->completion,
                               .order = problem->order - post->as_of,
                               .cleared = cleared};
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        out->staying += problem->cohorts[c].in_scope ? 0 : problem->cohorts[c].count;
    }
    for (uint32_t s = 0; s < post->site_count && s < problem->site_count; s++) {
        cleared[s] = cleared_at(cell, s);
    }
}

static mst_status
gather_cell(const gathering *g, uint32_t index, mst_error *err)
{
    const mst_cell *cell = &g->matrix->cells[index];
    if (cell->outcome != MST_OK) {
        if (err != NULL) {
            *err = cell->err;
        }
        return cell->outcome;
    }
    if (cell->status == MST_CELL_PENDING) {
        return mst_fail(err, MST_INTERRUPTED, mst_nowhere(),
                        "stopped before every option was planned under every scenario, so there "
                        "is nothing to compare");
    }
    mst_time *cleared = MST_TAKE(g->arena, mst_time, g->post->site_count);
    if (cleared == NULL) {
        return no_memory(err);
    }
    mst__plan_gather(cell, g->post, cleared, &g->plans->cells[index]);
    return MST_OK;
}

/* The latest order. */

/* Plans a compiled cell and looks whether nobody is left. */
static bool
plan_all_out(const mst__effort *effort, mst_cell *cell, bool *failed)
{
    mst__cell_plan_compiled(effort, cell);
    *failed |= cell->outcome == MST_NO_MEMORY;
    return cell->outcome == MST_OK && cell->status != MST_CELL_PENDING &&
           cell->judgement.measures.left == 0;
}

/* Is nobody left when the order is given so many hours later? */
static bool
all_out(const gathering *g, uint32_t index, int64_t hours, uint32_t effort_of_search)
{
    const mst_cell *planned = &g->matrix->cells[index];
    mst_cell cell = {.scenario = planned->scenario, .option = planned->option};
    mst_override overrides = g->planning->overrides;
    overrides.is_ordered = true;
    overrides.order = mst__last_phase(planned->instance)->order + hours * MST_MS_PER_HOUR;
    const mst__effort effort = {.seed = g->planning->seed, .effort = effort_of_search};
    g->tried[index]++;
    cell.outcome = mst_case_compile(g->post, cell.scenario, cell.option, &overrides, &cell.instance,
                                    &cell.err);
    if (cell.outcome != MST_OK) {
        g->failed[index] |= cell.outcome == MST_NO_MEMORY;
        return false;
    }
    uint64_t key[2];
    mst_bytes_reader known;
    mst__stand(g->post, &overrides, MST__STAND_PART, g->planning->kept, cell.instance);
    mst__kept_key("all out", &effort, cell.instance, key);
    bool out = false;
    if (mst__stand_find(g->planning->kept, cell.instance, MST__STAND_PART, key, &known)) {
        out = mst_bytes_get(&known) != 0;
    } else {
        mst_bytes answer = {0};
        out = plan_all_out(&effort, &cell, &g->failed[index]);
        mst_bytes_put(&answer, out);
        if (!g->failed[index]) {
            mst__stand_add(g->planning->kept, cell.instance, MST__STAND_PART, key, &answer,
                           out ? &cell.solution.plan : NULL, NULL);
        }
        mst_heap_free(answer.bytes);
    }
    mst__cell_release(&cell);
    return out;
}

/* The latest whole hour, at most `most`, with which nobody is left; it only gets harder. */
static int64_t
latest_hour(const gathering *g, uint32_t index, int64_t most, uint32_t effort)
{
    if (all_out(g, index, most, effort)) {
        return most;
    }
    int64_t low = 0, high = most;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (all_out(g, index, middle, effort)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static void
find_latest_order(void *context, uint32_t index, uint32_t worker)
{
    const gathering *g = context;
    const mst_cell *cell = &g->matrix->cells[index];
    mst_assessed_plan *out = &g->plans->cells[index];
    (void)worker;
    out->latest_known = true;
    out->latest_order = out->left > 0 ? MST_TIME_MIN : MST_NEVER;
    int64_t most = mst__last_phase(cell->instance)->horizon / MST_MS_PER_HOUR;
    if (out->left > 0 || out->completion == 0 || most == 0) {
        return;
    }
    /* Plans without search mostly do. Where they fail at once, the search is what got all out. */
    int64_t hour = latest_hour(g, index, most, WITHOUT_SEARCH);
    hour = hour > 0 ? hour : latest_hour(g, index, most, g->planning->effort);
    out->latest_order = hour < most ? hour * MST_MS_PER_HOUR : MST_NEVER;
}

static mst_status
find_latest_orders(gathering *g, mst_error *err)
{
    uint32_t count = g->plans->scenario_count * g->plans->option_count;
    g->tried = MST_TAKE(g->arena, uint32_t, count);
    g->failed = MST_TAKE(g->arena, bool, count);
    if (g->tried == NULL || g->failed == NULL) {
        return no_memory(err);
    }
    mst_pool_run(mst_pool_threads(g->planning->threads), count, find_latest_order, g);
    bool failed = false;
    for (uint32_t i = 0; i < count; i++) {
        g->plans->orders_tried += g->tried[i];
        failed |= g->failed[i];
    }
    return failed ? no_memory(err) : MST_OK;
}

mst_status
mst_assess_plans(const mst_post *post, const mst_matrix *matrix, const mst_matrix_options *planning,
                 mst_arena *arena, mst_assessed_plans *plans, mst_error *err)
{
    uint32_t count = matrix->scenario_count * matrix->option_count;
    *plans = (mst_assessed_plans){.scenario_count = matrix->scenario_count,
                                  .option_count = matrix->option_count,
                                  .site_count = post->site_count,
                                  .scenarios = matrix->scenarios,
                                  .options = matrix->options,
                                  .cells = MST_TAKE(arena, mst_assessed_plan, count),
                                  .gains_option = MST_NONE};
    gathering g = {
        .post = post, .matrix = matrix, .planning = planning, .arena = arena, .plans = plans};
    mst_status status = plans->cells != NULL ? MST_OK : no_memory(err);
    for (uint32_t i = 0; i < count && status == MST_OK; i++) {
        status = gather_cell(&g, i, err);
        plans->standing += status == MST_OK && mst_case_stands(matrix->cells[i].instance) ? 1 : 0;
    }
    return status == MST_OK ? find_latest_orders(&g, err) : status;
}

/* ---- chances ---- */

/* Makes room for a probability where there is none: low ones above one in sum shrink in
 * proportion, and what high ones lack may be any scenario's. */
static void
make_possible(mst_assessment *result)
{
    int64_t lows = 0, highs = 0;
    for (uint32_t s = 0; s < result->scenarios; s++) {
        lows += result->low[s];
        highs += result->high[s];
    }
    result->widened = lows > MST_MILLION || highs < MST_MILLION;
    for (uint32_t s = 0; s < result->scenarios; s++) {
        if (lows > MST_MILLION) {
            result->low[s] = (int64_t)((mst_wide)result->low[s] * MST_MILLION / lows);
        }
        if (highs < MST_MILLION) {
            result->high[s] += MST_MILLION - highs;
        }
    }
}

mst_status
mst__assess_chances(const mst__assessing *a, mst_error *err)
{
    mst_assessment *result = a->result;
    uint32_t count = result->scenarios;
    int64_t *low = MST_TAKE(a->arena, int64_t, count), *high = MST_TAKE(a->arena, int64_t, count);
    result->low = MST_TAKE(a->arena, int64_t, count);
    result->high = MST_TAKE(a->arena, int64_t, count);
    result->is_given = MST_TAKE(a->arena, bool, count);
    if (low == NULL || high == NULL || result->low == NULL || result->high == NULL ||
        result->is_given == NULL) {
        return no_memory(err);
    }
    for (uint32_t s = 0; s < count; s++) {
        const mst_belief *belief = &a->evidence->scenarios[a->plans->scenarios[s].index];
        mst_parts parts = mst_parts_of(belief->robust);
        result->low[s] = parts.low;
        result->high[s] = parts.high;
        result->is_given[s] = belief->basis != MST_BASIS_NOTHING;
    }
    make_possible(result);
    mst_credal_tighten(&(mst_credal){count, result->low, result->high}, low, high);
    result->low = low;
    result->high = high;
    return MST_OK;
}

/* ---- the choice ---- */

int64_t
mst__assessed_not_out(const mst_assessed_plan *plan)
{
    return plan->left + plan->staying;
}

/* Thousandths of a person; of a cell that is not played what its plan says. */
static int64_t
loss_of(const mst__assessing *a, uint32_t index)
{
    const mst_played *played = a->plans->played;
    if (played == NULL || played->cells[index].used == 0) {
        return MST_THOUSAND * mst__assessed_not_out(&a->plans->cells[index]);
    }
    return mst_played_mean(&played->cells[index]);
}

/* From thousandths of a person to persons, away from the hopeful side. */
static int64_t
whole(int64_t thousandths)
{
    return mst_ceil_divide(thousandths, MST_THOUSAND);
}

static mst_status
judge_tails(const mst__assessing *a, int64_t tail, mst_error *err)
{
    mst_assessment *result = a->result;
    uint32_t scenarios = result->scenarios, options = result->options;
    mst_credal set = {scenarios, result->low, result->high};
    const mst_played_cell **cells =
        (const mst_played_cell **)mst_arena_take(a->arena, scenarios, sizeof *cells);
    int64_t *planned = MST_TAKE(a->arena, int64_t, scenarios);
    int64_t *room = MST_TAKE(a->arena, int64_t, 2 * (size_t)scenarios);
    if (cells == NULL || planned == NULL || room == NULL) {
        return no_memory(err);
    }
    for (uint32_t o = 0; o < options; o++) {
        for (uint32_t s = 0; s < scenarios; s++) {
            cells[s] = &a->plans->played->cells[s * options + o];
            planned[s] = mst__assessed_not_out(&a->plans->cells[s * options + o]);
        }
        result->choice.verdicts[o].tail =
            MST_MILLION * mst_played_tail(&set, cells, planned, tail, room);
    }
    return MST_OK;
}

/* Verdicts were made in thousandths. */
static void
rescale(mst_assessment *result)
{
    mst_choice *choice = &result->choice;
    for (uint32_t o = 0; o < result->options; o++) {
        mst_verdict *v = &choice->verdicts[o];
        v->lower = v->lower / MST_THOUSAND;
        v->upper = whole(v->upper);
        v->tail = whole(v->tail);
        v->worst = whole(v->worst);
        v->regret = whole(v->regret);
        v->upper_regret = whole(v->upper_regret);
    }
    choice->wins_by /= MST_THOUSAND;
}

/* Bounds of the chance that nobody is left. */
static void
judge_all_out(const mst__assessing *a, uint32_t option, int64_t *shares, int64_t *p)
{
    mst_assessment *result = a->result;
    mst_credal set = {result->scenarios, result->low, result->high};
    for (uint32_t s = 0; s < result->scenarios; s++) {
        shares[s] = result->cells[s * result->options + option].all_out;
    }
    result->all_out_low[option] = mst_credal_lower(&set, shares, p) / MST_MILLION;
    result->all_out_high[option] = mst_credal_upper(&set, shares, p) / MST_MILLION;
}

static mst_status
choose(const mst__assessing *a, int64_t tail, mst_error *err)
{
    mst_assessment *result = a->result;
    uint32_t scenarios = result->scenarios, options = result->options;
    mst_credal set = {scenarios, result->low, result->high};
    int64_t *losses = MST_TAKE(a->arena, int64_t, (size_t)scenarios * options);
    int64_t *exposures = MST_TAKE(a->arena, int64_t, scenarios);
    int64_t *p = MST_TAKE(a->arena, int64_t, scenarios);
    result->upper_exposure = MST_TAKE(a->arena, int64_t, options);
    result->all_out_low = MST_TAKE(a->arena, int64_t, options);
    result->all_out_high = MST_TAKE(a->arena, int64_t, options);
    result->switches = MST_TAKE(a->arena, mst_switch, scenarios);
    if (losses == NULL || exposures == NULL || p == NULL || result->upper_exposure == NULL ||
        result->all_out_low == NULL || result->all_out_high == NULL || result->switches == NULL) {
        return no_memory(err);
    }
    for (uint32_t o = 0; o < options; o++) {
        judge_all_out(a, o, exposures, p);
        for (uint32_t s = 0; s < scenarios; s++) {
            losses[o * scenarios + s] = loss_of(a, s * options + o);
            exposures[s] = a->plans->cells[s * options + o].exposure;
            exposures[s] = exposures[s] < MST_MOST_LOSS ? exposures[s] : MST_MOST_LOSS;
        }
        result->upper_exposure[o] = mst_credal_upper(&set, exposures, p);
    }
    mst_choice *choice = &result->choice;
    mst_status status =
        mst_choice_make(&set, options, losses, result->upper_exposure, tail, a->arena, choice, err);
    for (uint32_t s = 0; s < scenarios && status == MST_OK && choice->second < options; s++) {
        status = mst_choice_switch(&set, losses + (size_t)choice->recommended * scenarios,
                                   losses + (size_t)choice->second * scenarios, s,
                                   &result->switches[s], err);
    }
    if (status == MST_OK && a->plans->played != NULL) {
        status = judge_tails(a, tail, err);
    }
    if (status == MST_OK) {
        rescale(result);
    }
    return status;
}

mst_status
mst_assess(const mst_assessed_plans *plans, const mst_evidence *evidence, int64_t tail,
           mst_arena *arena, mst_assessment *result, mst_error *err)
{
    uint32_t count = plans->scenario_count * plans->option_count;
    *result = (mst_assessment){.scenarios = plans->scenario_count,
                               .options = plans->option_count,
                               .cells = MST_TAKE(arena, mst_assessed_cell, count)};
    mst__assessing a = {.plans = plans, .evidence = evidence, .arena = arena, .result = result};
    mst_status status = result->cells != NULL ? mst__assess_chances(&a, err) : no_memory(err);
    for (uint32_t i = 0; i < count && status == MST_OK; i++) {
        status = mst__assess_cell(&a, i, err);
    }
    status = status == MST_OK ? choose(&a, tail > 0 ? tail : WORST_TENTH, err) : status;
    status = status == MST_OK ? mst_tripwires_ring(evidence, arena, &result->ringing, err) : status;
    status =
        status == MST_OK ? mst_tripwires_look(evidence, arena, &result->tripwires, err) : status;
    if (status == MST_OK && plans->gains_option == result->choice.recommended) {
        mst_credal set = {result->scenarios, result->low, result->high};
        status = mst__value_weigh(&set, plans->gain_count, plans->gains, arena, &result->means,
                                  &result->means_count, err);
    }
    return status;
}

mst_status
mst_assess_rank(const mst_assessed_plans *plans, const mst_evidence *evidence, uint32_t fixed,
                uint32_t look, mst_arena *arena, mst_ranking *ranking, uint32_t *wanted,
                mst_error *err)
{
    uint32_t count = plans->scenario_count * plans->option_count;
    mst_assessment chances = {.scenarios = plans->scenario_count, .options = plans->option_count};
    mst__assessing a = {.plans = plans, .evidence = evidence, .arena = arena, .result = &chances};
    int64_t *planned = MST_TAKE(arena, int64_t, count);
    mst_status status = planned != NULL ? mst__assess_chances(&a, err) : no_memory(err);
    if (status != MST_OK) {
        return status;
    }
    for (uint32_t i = 0; i < count; i++) {
        planned[i] = mst__assessed_not_out(&plans->cells[i]);
    }
    mst_credal set = {chances.scenarios, chances.low, chances.high};
    return mst_ranking_look(&set, chances.options, plans->played, planned, fixed, look, arena,
                            ranking, wanted, err);
}
