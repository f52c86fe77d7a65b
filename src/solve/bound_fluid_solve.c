/* SPDX-License-Identifier: Apache-2.0
 *
 * Proofs by the fluid relaxation. Clp finds multipliers; what is proved is recomputed from whole
 * numbers alone (U3), so that its arithmetic can weaken a bound and never make it wrong.
 *
 * Multipliers of one deadline prove something for every other (U2). So from a deadline at which the
 * needed persons cannot be out one goes straight to the last one that the same multipliers refute,
 * and solves again there.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include <Clp_C_Interface.h>

#include "solve/bound_fluid.h"

enum { SHIFT = 40, MOST_STEPS = 12, SLACK = 16 };

#define OUT_WORTH 1000.0 /* hours on the way */

typedef struct surplus { /* a column worth more than its rows charge it */
    uint32_t column;
    mst_wide over;
} surplus;

typedef struct program {
    mst__fluid *fluid;
    Clp_Simplex *model;
    bool solved;
    uint32_t set;          /* of priorities whose persons count */
    double *gains;         /* [column] */
    double *upper;         /* [row] */
    const uint8_t *barred; /* [column] not to be used, whatever it is worth; NULL: none */
    int64_t *multipliers;  /* [row] in units of 1 / 2^SHIFT persons */
    uint32_t surplus_count;
    surplus *surpluses;
} program;

static bool
load(program *p, mst_arena *arena)
{
    const mst__fluid *f = p->fluid;
    int *starts = MST_TAKE(arena, int, (size_t)f->column_count + 1);
    int *index = MST_TAKE(arena, int, f->entry_count);
    double *value = MST_TAKE(arena, double, f->entry_count);
    double *zero = MST_TAKE(arena, double, f->column_count);
    double *most = MST_TAKE(arena, double, f->column_count);
    double *least = MST_TAKE(arena, double, f->row_count);
    p->gains = MST_TAKE(arena, double, f->column_count);
    p->upper = MST_TAKE(arena, double, f->row_count);
    p->multipliers = MST_TAKE(arena, int64_t, f->row_count);
    p->surpluses = MST_TAKE(arena, surplus, f->column_count);
    if (starts == NULL || index == NULL || value == NULL || p->gains == NULL || zero == NULL ||
        most == NULL || least == NULL || p->upper == NULL || p->multipliers == NULL ||
        p->surpluses == NULL) {
        return false;
    }
    for (uint32_t j = 0; j <= f->column_count; j++) {
        starts[j] = (int)f->columns[j].begin;
    }
    for (uint32_t e = 0; e < f->entry_count; e++) {
        index[e] = (int)f->entries[e].row;
        value[e] = (double)f->entries[e].value;
    }
    for (uint32_t j = 0; j < f->column_count; j++) {
        p->gains[j] = -(double)f->columns[j].gain;
        most[j] = DBL_MAX;
    }
    for (uint32_t i = 0; i < f->row_count; i++) {
        least[i] = -DBL_MAX;
        p->upper[i] = DBL_MAX;
    }
    p->model = Clp_newModel();
    if (p->model == NULL) {
        return false;
    }
    Clp_setLogLevel(p->model, 0);
    Clp_loadProblem(p->model, (int)f->column_count, (int)f->row_count, starts, index, value, zero,
                    most, p->gains, least, p->upper);
    return true;
}

/* Persons out that a unit of a column is worth. */
static int64_t
gain_of(const program *p, const mst__column *column)
{
    bool counts = column->kind == MST__COLUMN_RIDE &&
                  mst__in_set(p->set, p->fluid->classes[column->a].priority);
    return counts ? column->gain : 0;
}

/* Counts the persons of other priorities. */
static void
count_set(program *p, uint32_t set)
{
    const mst__fluid *f = p->fluid;
    p->set = set;
    for (uint32_t j = 0; j < f->column_count; j++) {
        p->gains[j] = -(double)gain_of(p, &f->columns[j]);
    }
    Clp_chgObjCoefficients(p->model, p->gains);
    p->solved = false;
}

/* What each column is worth over what the multipliers charge it. */
static void
price(program *p)
{
    const mst__fluid *f = p->fluid;
    p->surplus_count = 0;
    for (uint32_t j = 0; j < f->column_count; j++) {
        mst_wide over = (mst_wide)gain_of(p, &f->columns[j]) * ((mst_wide)1 << SHIFT);
        for (uint32_t e = f->columns[j].begin; e < f->columns[j + 1].begin; e++) {
            over -= (mst_wide)p->multipliers[f->entries[e].row] * f->entries[e].value;
        }
        if (over > 0 && (p->barred == NULL || !p->barred[j])) {
            p->surpluses[p->surplus_count++] = (surplus){.column = j, .over = over};
        }
    }
}

/* Persons who can be out by `deadline` at most, by the multipliers at hand. */
static int64_t
most_out(const program *p, mst_time deadline)
{
    const mst__fluid *f = p->fluid;
    mst_wide sum = 0;
    for (uint32_t i = 0; i < f->row_count; i++) {
        if (p->multipliers[i] == 0) {
            continue;
        }
        int64_t limit = mst__fluid_limit(f, &f->rows[i], deadline);
        if (limit >= MST__MANY) {
            return MST__MANY;
        }
        sum += (mst_wide)p->multipliers[i] * limit;
    }
    for (uint32_t k = 0; k < p->surplus_count; k++) {
        int64_t cap = mst__fluid_cap(f, &f->columns[p->surpluses[k].column], deadline);
        if (cap >= MST__MANY || p->surpluses[k].over > ((mst_wide)1 << 60)) {
            return MST__MANY;
        }
        sum += p->surpluses[k].over * cap;
    }
    sum >>= SHIFT;
    return sum >= MST__MANY ? MST__MANY : (int64_t)sum;
}

/* Multipliers for a deadline; false when Clp finds none. */
static bool
solve(program *p, mst_time deadline)
{
    const mst__fluid *f = p->fluid;
    for (uint32_t i = 0; i < f->row_count; i++) {
        int64_t limit = mst__fluid_limit(f, &f->rows[i], deadline);
        p->upper[i] = limit >= MST__MANY ? DBL_MAX : (double)limit;
    }
    Clp_chgRowUpper(p->model, p->upper);
    if (p->solved) {
        (void)Clp_dual(p->model, 0);
    } else {
        (void)Clp_primal(p->model, 0);
    }
    p->solved = Clp_status(p->model) == 0;
    if (!p->solved) {
        return false;
    }
    const double *duals = Clp_dualRowSolution(p->model);
    for (uint32_t i = 0; i < f->row_count; i++) {
        double y = ldexp(-duals[i], SHIFT);
        p->multipliers[i] =
            p->upper[i] >= DBL_MAX || !(y >= 0.5) ? 0 : (int64_t)fmin(y + 0.5, 0x1p60);
    }
    price(p);
    return true;
}

/* The last deadline up to `high` that the multipliers refute, given that they refute `low`. */
static mst_time
last_refuted(const program *p, int64_t needed, mst_time low, mst_time high)
{
    while (low < high) {
        mst_time middle = low + (high - low + 1) / 2;
        if (most_out(p, middle) < needed) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/* Of the persons counted, those who must be out in a plan at least as good on left. */
static int64_t
must_be_out(const mst__proof *proof, const mst__fluid *f)
{
    int64_t persons = 0;
    for (uint32_t k = 0; k < proof->relax.problem->priority_count; k++) {
        int64_t those = 0;
        for (uint32_t c = 0; c < f->class_count; c++) {
            those += f->classes[c].priority == k ? f->people[c] : 0;
        }
        persons += mst__later(0, those - proof->allowed[k]);
    }
    return persons;
}

/* The cut whose rounds the multipliers lean on most; without any, the first. NULL: none. */
static const uint8_t *
leading_cut(const program *p, mst_time deadline)
{
    const mst__fluid *f = p->fluid;
    mst_wide weights[MST__FLUID_CUTS] = {0};
    uint32_t best = 0;
    for (uint32_t i = 0; i < f->row_count; i++) {
        if (f->rows[i].kind == MST__ROW_ROUNDS) {
            weights[f->rows[i].b] +=
                (mst_wide)p->multipliers[i] * mst__fluid_limit(f, &f->rows[i], deadline);
        }
    }
    for (uint32_t c = 1; c < f->cut_count; c++) {
        best = weights[c] > weights[best] ? c : best;
    }
    return f->cut_count > 0 ? f->cuts[best].inside : NULL;
}

static bool
complete_from(mst__proof *proof, program *p, mst_time ready)
{
    mst__fluid *f = p->fluid;
    if (!mst__fluid_ready(f, ready)) {
        return false;
    }
    int64_t needed = must_be_out(proof, f);
    mst_time at = proof->completion;
    const char *reason = NULL; /* of the multipliers that refuted the deadline before `at` */
    for (int step = 0; step < MOST_STEPS && needed > 0 && at < f->until && solve(p, at); step++) {
        if (most_out(p, at) >= needed) {
            break;
        }
        at = last_refuted(p, needed, at, f->until - 1) + 1;
        reason = mst__fluid_reason(proof, f, p->multipliers, at - 1);
        proof->completion_cut = (mst__crossed){.inside = leading_cut(p, at - 1)};
        if (reason == NULL) {
            return false;
        }
    }
    return at <= proof->completion || mst__proof_hear(proof, at, reason);
}

/* A program for deadlines up to `until`; no model when the relaxation says nothing. */
static bool
program_open(program *p, const mst__proof *proof, mst_time until)
{
    mst_arena *arena = proof->relax.arena;
    *p = (program){.fluid = MST_TAKE(arena, mst__fluid, 1), .set = MST__EVERYONE};
    if (p->fluid == NULL || !mst__fluid_init(p->fluid, proof, arena, until)) {
        return false;
    }
    return p->fluid->row_count == 0 || p->fluid->column_count == 0 || load(p, arena);
}

static void
program_close(program *p)
{
    if (p->model != NULL) {
        Clp_deleteModel(p->model);
    }
}

bool
mst__fluid_completes(mst__proof *proof)
{
    mst_time until = mst__earlier(proof->value->completion, proof->relax.horizon);
    if (proof->plain || until <= proof->completion) {
        return true;
    }
    program p;
    bool done = program_open(&p, proof, until);
    if (done && p.model != NULL) {
        done = complete_from(proof, &p, 0);
    }
    program_close(&p);
    return done;
}

/* Persons of a set left at the horizon, when they are those who count. */
static bool
leave_set(mst__proof *proof, program *p, uint32_t set)
{
    int64_t persons = 0;
    for (uint32_t m = 0; m < proof->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(proof, m);
        persons += mst__in_set(set, cohort->priority) ? cohort->count : 0;
    }
    if (persons <= proof->left[set]) {
        return true;
    }
    count_set(p, set);
    if (!solve(p, proof->relax.horizon)) {
        return true;
    }
    int64_t left = persons - most_out(p, proof->relax.horizon);
    if (left <= proof->left[set]) {
        return true;
    }
    proof->left[set] = left;
    if (left > proof->left_explained) {
        proof->left_explained = left;
        proof->left_cut.inside = leading_cut(p, proof->relax.horizon);
        proof->left_reason =
            mst__fluid_reason(proof, p->fluid, p->multipliers, proof->relax.horizon);
        return proof->left_reason != NULL;
    }
    return true;
}

bool
mst__fluid_leaves(mst__proof *proof)
{
    uint32_t priorities = proof->relax.problem->priority_count;
    int64_t value = 0;
    for (uint32_t k = 0; k < priorities; k++) {
        value += proof->value->left_by_priority[k];
    }
    if (proof->plain || value == 0) {
        return true;
    }
    program p;
    bool done = program_open(&p, proof, proof->relax.horizon) &&
                (p.model == NULL || mst__fluid_ready(p.fluid, 0));
    for (uint32_t k = 0; done && p.model != NULL && k < priorities; k++) {
        done = leave_set(proof, &p, k) && leave_set(proof, &p, MST_MAX_PRIORITIES + k);
    }
    program_close(&p);
    return done;
}

static mst_time
ride_time(const mst__fluid *f, uint32_t group, uint32_t arc)
{
    const mst__relax *relax = f->relax;
    uint32_t i = 0;
    while (relax->types[i] != relax->groups[group].type) {
        i++;
    }
    return relax->ride[(size_t)i * relax->problem->arc_count + arc];
}

/* Everybody out by the deadline, on the way in as few hours as can be. */
static bool
solve_short(program *p, mst_time deadline)
{
    const mst__fluid *f = p->fluid;
    const mst__relax *relax = f->relax;
    for (uint32_t j = 0; j < f->column_count; j++) {
        const mst__column *column = &f->columns[j];
        p->gains[j] = -(double)gain_of(p, column) * OUT_WORTH;
        if (column->kind == MST__COLUMN_RIDE || column->kind == MST__COLUMN_ON) {
            mst_time ride = column->b == MST_NONE ? relax->self[column->c] / 16
                                                  : ride_time(f, column->b, column->c);
            p->gains[j] += 0.05 + (double)ride / (double)MST_MS_PER_HOUR;
        }
    }
    Clp_chgObjCoefficients(p->model, p->gains);
    for (uint32_t i = 0; i < f->row_count; i++) {
        int64_t limit = mst__fluid_limit(f, &f->rows[i], deadline);
        p->upper[i] = limit >= MST__MANY ? DBL_MAX : (double)limit;
    }
    Clp_chgRowUpper(p->model, p->upper);
    (void)Clp_primal(p->model, 0);
    return Clp_status(p->model) == 0;
}

/* People on their own go only where they come from their start on their own: nobody is driven to
 * where they could walk on from. */
static bool
keep_own_ways(program *p)
{
    const mst__fluid *f = p->fluid;
    const mst_problem *problem = f->relax->problem;
    uint8_t *alone = MST_TAKE(f->arena, uint8_t, (size_t)f->class_count * problem->site_count);
    double *most = MST_TAKE(f->arena, double, f->column_count);
    uint8_t *barred = MST_TAKE(f->arena, uint8_t, f->column_count);
    if (alone == NULL || most == NULL || barred == NULL) {
        return false;
    }
    for (uint32_t k = 0; k < f->class_count; k++) {
        alone[(size_t)k * problem->site_count + f->classes[k].site] = 1;
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t j = 0; j < f->column_count; j++) {
            const mst__column *column = &f->columns[j];
            if (column->kind != MST__COLUMN_RIDE || column->b != MST_NONE) {
                continue;
            }
            uint8_t *at = alone + (size_t)column->a * problem->site_count;
            const mst_p_arc *way = &problem->arcs[column->c];
            if (at[way->from] && !at[way->to]) {
                at[way->to] = 1;
                grown = true;
            }
        }
    }
    for (uint32_t j = 0; j < f->column_count; j++) {
        const mst__column *column = &f->columns[j];
        bool own = column->kind == MST__COLUMN_RIDE && column->b == MST_NONE;
        barred[j] =
            own && !alone[(size_t)column->a * problem->site_count + problem->arcs[column->c].from];
        most[j] = barred[j] ? 0 : DBL_MAX;
    }
    p->barred = barred;
    Clp_chgColumnUpper(p->model, most);
    return true;
}

bool
mst__fluid_ways(mst__proof *proof, mst__fluid_way *way)
{
    program p;
    mst_time until = proof->relax.horizon;
    bool done = program_open(&p, proof, until);
    way->fluid = p.fluid;
    way->columns = NULL;
    if (!done || p.model == NULL) {
        program_close(&p);
        return done;
    }
    done = mst__fluid_ready(p.fluid, 0) && keep_own_ways(&p);
    bool found = false;
    mst_time at = way->deadline;
    for (int step = 0; done && step < MOST_STEPS && at < until && !found; step++) {
        if (!solve(&p, at)) {
            break;
        }
        found = most_out(&p, at) >= p.fluid->total;
        at = found ? at : last_refuted(&p, p.fluid->total, at, until - 1) + 1;
    }
    way->deadline = at;
    if (found && solve_short(&p, at + at / SLACK)) {
        double *columns = MST_TAKE(proof->relax.arena, double, p.fluid->column_count);
        done = columns != NULL;
        if (done) {
            memcpy(columns, Clp_primalColumnSolution(p.model),
                   p.fluid->column_count * sizeof *columns);
        }
        way->columns = columns;
    }
    program_close(&p);
    return done;
}
