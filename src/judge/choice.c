/* SPDX-License-Identifier: Apache-2.0
 *
 * Options side by side: what is known of each, which none beats, which to take, and what would
 * change that. The yardsticks differ on purpose and are shown together; one has to be the default.
 */
#include <assert.h>
#include <float.h>
#include <string.h>

#include <Clp_C_Interface.h>

#include "judge/credal.h"

/* Persons by which a linear program may err and still be believed. */
#define LP_TOLERANCE 1e-6

enum { CHANCES_TRIED = 1000 };

typedef struct comparison {
    const mst_credal *set;
    uint32_t options, cases;
    const int64_t *losses, *ties;
    const bool *may_come; /* [cases] */
    int64_t *difference, *p;
    double *least, *most, *value; /* [cases + 1] of a linear program */
    int *starts, *index;
    mst_choice *choice;
} comparison;

static const int64_t *
losses_of(const comparison *c, uint32_t option)
{
    return c->losses + (size_t)option * c->cases;
}

static void
subtract(const comparison *c, uint32_t option, uint32_t other)
{
    for (uint32_t i = 0; i < c->cases; i++) {
        c->difference[i] = losses_of(c, option)[i] - losses_of(c, other)[i];
    }
}

/* What the option loses to the best one of each case. */
static void
regret_of(const comparison *c, uint32_t option)
{
    for (uint32_t i = 0; i < c->cases; i++) {
        int64_t best = losses_of(c, 0)[i];
        for (uint32_t other = 1; other < c->options; other++) {
            best = losses_of(c, other)[i] < best ? losses_of(c, other)[i] : best;
        }
        c->difference[i] = losses_of(c, option)[i] - best;
    }
}

/* The greatest value in a case that may come, and where. */
static int64_t
greatest(const comparison *c, const int64_t *values, uint32_t *where)
{
    *where = c->cases;
    for (uint32_t i = 0; i < c->cases; i++) {
        if (c->may_come[i] && (*where == c->cases || values[i] > values[*where])) {
            *where = i;
        }
    }
    return values[*where];
}

static void
judge_alone(const comparison *c, uint32_t option, int64_t tail)
{
    mst_verdict *v = &c->choice->verdicts[option];
    const int64_t *loss = losses_of(c, option);
    v->lower = mst_credal_lower(c->set, loss, c->p);
    v->upper = mst_credal_upper(c->set, loss, c->p);
    v->tail = mst_credal_tail(c->set, loss, tail, c->p);
    v->worst = greatest(c, loss, &v->worst_case);
    regret_of(c, option);
    v->regret = greatest(c, c->difference, &v->regret_case);
    v->upper_regret = mst_credal_upper(c->set, c->difference, c->p);
}

/* Who is beaten: by the bounds alone, and by some option under every p. */
static void
judge_beaten(const comparison *c, uint32_t option)
{
    mst_verdict *v = &c->choice->verdicts[option];
    v->is_maximal = true;
    v->beaten_by = option;
    for (uint32_t other = 0; other < c->options; other++) {
        v->is_interval_dominated |= v->lower > c->choice->verdicts[other].upper;
        if (!v->is_maximal || other == option) {
            continue;
        }
        subtract(c, option, other);
        if (mst_credal_lower(c->set, c->difference, c->p) > 0) {
            v->is_maximal = false;
            v->beaten_by = other;
        }
    }
}

/*
 * Is the option best under some p? The least z with E_p[option - other] <= z for every other must
 * not be above 0 (Utkin and Augustin 2005).
 */
static bool
admissible(const comparison *c, uint32_t option, mst_status *status)
{
    uint32_t rows = c->options - 1 + 1, columns = c->cases + 1;
    Clp_Simplex *model = Clp_newModel();
    if (model == NULL) {
        *status = MST_NO_MEMORY;
        return false;
    }
    double *row_least = c->value + (size_t)columns * rows, *row_most = row_least + rows;
    double *cost = row_most + rows;
    for (uint32_t j = 0; j < columns; j++) {
        bool is_slack = j == c->cases;
        c->starts[j] = (int)(j * rows);
        c->least[j] = is_slack ? -DBL_MAX : (double)c->set->low[j] / (double)MST_MILLION;
        c->most[j] = is_slack ? DBL_MAX : (double)c->set->high[j] / (double)MST_MILLION;
        cost[j] = is_slack ? 1.0 : 0.0;
        uint32_t row = 0;
        for (uint32_t other = 0; other < c->options; other++) {
            if (other != option) {
                c->value[j * rows + row] =
                    is_slack ? -1.0 : (double)(losses_of(c, option)[j] - losses_of(c, other)[j]);
                c->index[j * rows + row] = (int)row;
                row_least[row] = -DBL_MAX;
                row_most[row] = 0.0;
                row++;
            }
        }
        c->value[j * rows + row] = is_slack ? 0.0 : 1.0;
        c->index[j * rows + row] = (int)row;
        row_least[row] = row_most[row] = 1.0;
    }
    c->starts[columns] = (int)(columns * rows);
    Clp_setLogLevel(model, 0);
    Clp_loadProblem(model, (int)columns, (int)rows, c->starts, c->index, c->value, c->least,
                    c->most, cost, row_least, row_most);
    (void)Clp_dual(model, 0);
    bool is = Clp_status(model) == 0 && Clp_objectiveValue(model) <= LP_TOLERANCE;
    Clp_deleteModel(model);
    return is;
}

static mst_status
judge_admissible(comparison *c, mst_arena *arena, mst_error *err)
{
    size_t rows = c->options, columns = (size_t)c->cases + 1;
    c->least = MST_TAKE(arena, double, columns);
    c->most = MST_TAKE(arena, double, columns);
    c->value = MST_TAKE(arena, double, columns *rows + 2 * rows + columns);
    c->starts = MST_TAKE(arena, int, columns + 1);
    c->index = MST_TAKE(arena, int, columns *rows);
    mst_status status = MST_OK;
    if (c->least == NULL || c->most == NULL || c->value == NULL || c->starts == NULL ||
        c->index == NULL) {
        status = MST_NO_MEMORY;
    }
    for (uint32_t option = 0; option < c->options && status == MST_OK; option++) {
        mst_verdict *v = &c->choice->verdicts[option];
        v->is_admissible = v->is_maximal && (c->options == 1 || admissible(c, option, &status));
    }
    return status == MST_OK
               ? MST_OK
               : mst_fail(err, status, mst_nowhere(), "out of memory to compare options");
}

/* Is `a` to be taken before `b`? */
static bool
is_better(const comparison *c, uint32_t a, uint32_t b)
{
    const mst_choice *choice = c->choice;
    const mst_verdict *x = &choice->verdicts[a], *y = &choice->verdicts[b];
    if (x->upper != y->upper) {
        return x->upper < y->upper;
    }
    if (x->regret != y->regret) {
        return x->regret < y->regret;
    }
    return c->ties != NULL && c->ties[a] != c->ties[b] ? c->ties[a] < c->ties[b] : a < b;
}

static void
recommend(const comparison *c)
{
    mst_choice *choice = c->choice;
    choice->recommended = choice->second = c->options;
    for (uint32_t option = 0; option < c->options; option++) {
        const mst_verdict *v = choice->verdicts;
        if (choice->recommended == c->options || is_better(c, option, choice->recommended)) {
            choice->recommended = option;
        }
        choice->least_worst =
            v[option].worst < v[choice->least_worst].worst ? option : choice->least_worst;
        choice->least_tail =
            v[option].tail < v[choice->least_tail].tail ? option : choice->least_tail;
        choice->least_regret =
            v[option].regret < v[choice->least_regret].regret ? option : choice->least_regret;
    }
    assert(choice->verdicts[choice->recommended].is_maximal);
    for (uint32_t option = 0; option < c->options; option++) {
        if (option != choice->recommended && choice->verdicts[option].is_maximal &&
            (choice->second == c->options || is_better(c, option, choice->second))) {
            choice->second = option;
        }
    }
    if (choice->second < c->options) {
        subtract(c, choice->recommended, choice->second);
        choice->wins_by = mst_credal_upper(c->set, c->difference, choice->wins_at);
        choice->second_may_win = choice->wins_by > 0;
    }
}

static bool *
cases_that_may_come(const mst_credal *set, mst_arena *arena)
{
    int64_t *low = MST_TAKE(arena, int64_t, set->count);
    int64_t *high = MST_TAKE(arena, int64_t, set->count);
    bool *may_come = MST_TAKE(arena, bool, set->count);
    if (low == NULL || high == NULL || may_come == NULL) {
        return NULL;
    }
    mst_credal_tighten(set, low, high);
    for (uint32_t i = 0; i < set->count; i++) {
        may_come[i] = high[i] > 0;
    }
    return may_come;
}

mst_status
mst_choice_make(const mst_credal *set, uint32_t options, const int64_t *losses, const int64_t *ties,
                int64_t tail, mst_arena *arena, mst_choice *choice, mst_error *err)
{
    assert(options > 0 && set->count > 0 && mst_credal_is_possible(set));
    comparison c = {
        .set = set, .options = options, .cases = set->count, .losses = losses, .ties = ties};
    mst_choice made = {.verdicts = MST_TAKE(arena, mst_verdict, options),
                       .wins_at = MST_TAKE(arena, int64_t, set->count)};
    c.may_come = cases_that_may_come(set, arena);
    c.difference = MST_TAKE(arena, int64_t, set->count);
    c.p = MST_TAKE(arena, int64_t, set->count);
    c.choice = &made;
    if (made.verdicts == NULL || made.wins_at == NULL || c.may_come == NULL ||
        c.difference == NULL || c.p == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to compare options");
    }
    for (uint32_t option = 0; option < options; option++) {
        judge_alone(&c, option, tail);
    }
    for (uint32_t option = 0; option < options; option++) {
        judge_beaten(&c, option);
    }
    mst_status status = judge_admissible(&c, arena, err);
    if (status == MST_OK) {
        recommend(&c);
        *choice = made;
    }
    return status;
}

/* ---- what would change the choice ---- */

static int64_t
distance(int64_t from, int64_t to, int64_t low, int64_t high)
{
    return to < low ? low - to : from > high ? from - high : 0;
}

mst_status
mst_choice_switch(const mst_credal *set, const int64_t *best, const int64_t *second, uint32_t which,
                  mst_switch *found, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    int64_t *low = MST_TAKE(&arena, int64_t, set->count);
    int64_t *high = MST_TAKE(&arena, int64_t, set->count);
    int64_t *p = MST_TAKE(&arena, int64_t, set->count);
    if (low == NULL || high == NULL || p == NULL) {
        mst_arena_release(&arena);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to compare options");
    }
    memcpy(low, set->low, set->count * sizeof(*low));
    memcpy(high, set->high, set->count * sizeof(*high));
    mst_credal fixed = {.count = set->count, .low = low, .high = high};
    mst_switch nearest = {0}, stretch = {0};
    for (int64_t k = 0; k <= CHANCES_TRIED + 1; k++) {
        int64_t chance = k * (MST_MILLION / CHANCES_TRIED);
        low[which] = high[which] = chance;
        bool wins = k <= CHANCES_TRIED && mst_credal_is_possible(&fixed) &&
                    mst_credal_upper(&fixed, second, p) < mst_credal_upper(&fixed, best, p);
        if (wins) {
            stretch = stretch.found ? stretch : (mst_switch){.found = true, .from = chance};
            stretch.to = chance;
        } else if (stretch.found) {
            if (!nearest.found ||
                distance(stretch.from, stretch.to, set->low[which], set->high[which]) <
                    distance(nearest.from, nearest.to, set->low[which], set->high[which])) {
                nearest = stretch;
            }
            stretch.found = false;
        }
    }
    mst_arena_release(&arena);
    *found = nearest;
    return MST_OK;
}
