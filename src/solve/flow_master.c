/* SPDX-License-Identifier: Apache-2.0
 *
 * The linear program of a deadline: a column is a walk of a class; rows are places, classes and
 * branches; the objective is how many cannot be served (Dantzig and Wolfe 1960).
 */
#include <assert.h>
#include <float.h>
#include <string.h>

#include "model/fields.h"
#include "solve/flow_master.h"

/* ---- rows ---- */

/* People who have to leave on balance; negative: who may stay. */
int64_t
mst__flow_balance(const mst__flow *flow, uint32_t place)
{
    const mst__flow_place *p = &flow->places[place];
    return p->people - (p->safe ? p->room : 0);
}

static bool
is_limited(const mst__flow_place *place)
{
    return !place->safe || place->room < MST_UNLIMITED;
}

static void
add_lp_column(mst__flow_master *m, uint32_t count, double cost)
{
    double zero = 0;
    double upper = DBL_MAX;
    CoinBigIndex starts[2] = {0, (CoinBigIndex)count};
    Clp_addColumns(m->lp, 1, &zero, &upper, &cost, starts, m->index, m->element);
    m->column_upper[m->lp_columns++] = DBL_MAX;
}

static bool
take_dual(mst__flow_master *m, mst__flow_dual *dual)
{
    dual->place = MST_TAKE(&m->arena, int64_t, m->flow->place_count);
    dual->least = MST_TAKE(&m->arena, int64_t, MST__FLOW_BRANCH_ROWS);
    dual->most = MST_TAKE(&m->arena, int64_t, MST__FLOW_BRANCH_ROWS);
    return dual->place != NULL && dual->least != NULL && dual->most != NULL;
}

static bool
take_memory(mst__flow_master *m)
{
    const mst__flow *flow = m->flow;
    size_t rows = 2 * (size_t)flow->place_count + flow->class_count + MST__FLOW_BRANCH_ROWS;
    m->row = MST_TAKE(&m->arena, uint32_t, flow->place_count);
    m->lower = MST_TAKE(&m->arena, double, rows);
    m->upper = MST_TAKE(&m->arena, double, rows);
    m->column_upper = MST_TAKE(&m->arena, double, rows + MST__FLOW_COLUMNS);
    m->index = MST_TAKE(&m->arena, int, rows + MST__FLOW_COLUMNS);
    m->element = MST_TAKE(&m->arena, double, rows + MST__FLOW_COLUMNS);
    m->branch_rows = MST_TAKE(&m->arena, mst__flow_branch_row, MST__FLOW_BRANCH_ROWS);
    m->branch_at = MST_TAKE(&m->arena, uint32_t, MST__FLOW_BRANCH_ROWS);
    m->class_price = MST_TAKE(&m->arena, int64_t, flow->class_count);
    m->candidate = MST_TAKE(&m->arena, uint32_t, flow->place_count);
    m->prices.leg = MST_TAKE(&m->arena, int64_t *, flow->type_count);
    m->prices.first = MST_TAKE(&m->arena, int64_t, (size_t)flow->class_count * flow->place_count);
    m->prices.early = MST_TAKE(&m->arena, mst__flow_early, MST__FLOW_BRANCH_ROWS);
    bool done = m->prices.early != NULL && m->row != NULL && m->lower != NULL && m->upper != NULL &&
                m->column_upper != NULL && m->index != NULL && m->element != NULL &&
                m->branch_rows != NULL && m->branch_at != NULL && m->class_price != NULL &&
                m->candidate != NULL && m->prices.leg != NULL && m->prices.first != NULL &&
                take_dual(m, &m->dual) && take_dual(m, &m->center) && take_dual(m, &m->mixed);
    for (uint32_t t = 0; t < flow->type_count && done; t++) {
        m->prices.leg[t] = MST_TAKE(&m->arena, int64_t, flow->types[t].leg_count);
        done = m->prices.leg[t] != NULL;
    }
    return done;
}

static void
make_rows(mst__flow_master *m)
{
    const mst__flow *flow = m->flow;
    for (uint32_t i = 0; i < flow->place_count; i++) {
        m->row[i] = MST_NONE;
        if (is_limited(&flow->places[i])) {
            m->lower[m->rows] = (double)mst__flow_balance(flow, i);
            /* Where nobody may end, just those leave who have to. */
            m->upper[m->rows] = flow->places[i].safe ? DBL_MAX : m->lower[m->rows];
            m->row[i] = m->rows++;
        }
    }
    m->class_row = m->rows;
    for (uint32_t k = 0; k < flow->class_count; k++) {
        m->lower[m->rows] = -DBL_MAX;
        m->upper[m->rows++] = flow->classes[k].count;
    }
    Clp_setLogLevel(m->lp, 0);
    Clp_scaling(m->lp, 0);
    Clp_resize(m->lp, (int)m->rows, 0);
    Clp_chgRowLower(m->lp, m->lower);
    Clp_chgRowUpper(m->lp, m->upper);
    for (uint32_t i = 0; i < flow->place_count; i++) {
        /* Those who are not served or have no room, and those served who are not there: a unit of
         * cost each, so that no multiplier is beyond 1. */
        for (int sign = 1; sign >= -1 && m->row[i] != MST_NONE; sign -= 2) {
            m->index[0] = (int)m->row[i];
            m->element[0] = sign;
            if (sign > 0 || !flow->places[i].safe) {
                add_lp_column(m, 1, 1);
            }
        }
    }
}

mst__flow_master *
mst__flow_master_open(const mst__flow *flow, mst__flow_pricer *pricer, const mst__flow_halt *halt)
{
    mst__flow_master *m = mst_heap_take(1, sizeof *m);
    if (m == NULL) {
        return NULL;
    }
    m->flow = flow;
    m->pricer = pricer;
    m->halt = halt;
    mst_arena_init(&m->arena, 0);
    m->lp = Clp_newModel();
    if (m->lp == NULL || !take_memory(m)) {
        mst__flow_master_close(m);
        return NULL;
    }
    make_rows(m);
    return m;
}

void
mst__flow_master_close(mst__flow_master *m)
{
    if (m != NULL) {
        if (m->lp != NULL) {
            Clp_deleteModel(m->lp);
        }
        mst_arena_release(&m->arena);
        mst_heap_free(m);
    }
}

/* ---- columns ---- */

const mst__flow_type *
mst__flow_type_of(const mst__flow_master *m, uint32_t class)
{
    return &m->flow->types[m->flow->classes[class].type];
}

uint32_t
mst__flow_first_steps(const mst__flow_master *m, uint32_t class, uint32_t place)
{
    return m->pricer->first_steps[class * m->flow->place_count + place];
}

/* How often a column does what is counted. */
static uint32_t
times_of(const mst__flow_master *m, const mst__flow_column *c, const mst__flow_count *of)
{
    if (of->leg == MST_NONE) {
        return of->class == c->class && of->place == c->first;
    }
    uint32_t times = 0;
    uint32_t at = mst__flow_first_steps(m, c->class, c->first);
    for (uint32_t i = 0; i < c->leg_count && m->flow->classes[c->class].type == of->type; i++) {
        times += c->legs[i] / 2 == of->leg && at <= of->until;
        at += m->pricer->leg_steps[of->type][c->legs[i] / 2];
    }
    return times;
}

static void
add_element(mst__flow_master *m, uint32_t *count, uint32_t row, double by)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (m->index[i] == (int)row) {
            m->element[i] += by;
            return;
        }
    }
    m->index[*count] = (int)row;
    m->element[(*count)++] = by;
}

bool
mst__flow_add_column(mst__flow_master *m, const mst__flow_walk *walk)
{
    if (m->column_count >= MST__FLOW_COLUMNS ||
        (m->column_count == m->column_room &&
         !mst_arena_grow(&m->arena, (void **)&m->columns, m->column_count, &m->column_room,
                         sizeof *m->columns, MST__FLOW_COLUMNS))) {
        return false;
    }
    mst__flow_column c = {.class = walk->class,
                          .first = walk->first,
                          .steps = walk->steps,
                          .leg_count = walk->leg_count,
                          .legs = MST_TAKE(&m->arena, uint32_t, walk->leg_count),
                          .in_lp = m->lp_columns};
    if (c.legs == NULL) {
        return false;
    }
    const mst__flow_type *type = mst__flow_type_of(m, walk->class);
    uint32_t count = 0;
    add_element(m, &count, m->class_row + walk->class, 1);
    for (uint32_t i = 0; i < walk->leg_count; i++) {
        const mst__flow_leg *leg = &type->legs[walk->legs[i]];
        double persons = walk->full[i] ? (double)type->seats : 1;
        c.legs[i] = 2 * walk->legs[i] + walk->full[i];
        if (leg->high != MST_NONE && m->row[leg->high] != MST_NONE) {
            add_element(m, &count, m->row[leg->high], persons);
        }
        if (leg->low != MST_NONE && m->row[leg->low] != MST_NONE) {
            add_element(m, &count, m->row[leg->low], -persons);
        }
    }
    for (uint32_t b = 0; b < m->branch_row_count; b++) {
        uint32_t times = times_of(m, &c, &m->branch_rows[b].of);
        if (times > 0) {
            add_element(m, &count, m->branch_rows[b].row, times);
        }
    }
    m->columns[m->column_count++] = c;
    add_lp_column(m, count, 0);
    return true;
}

/* ---- branches ---- */

bool
mst__flow_same_count(const mst__flow_count *a, const mst__flow_count *b)
{
    return a->type == b->type && a->leg == b->leg && a->until == b->until && a->class == b->class &&
           a->place == b->place;
}

static uint32_t
find_branch_row(mst__flow_master *m, const mst__flow_count *of)
{
    for (uint32_t b = 0; b < m->branch_row_count; b++) {
        if (mst__flow_same_count(&m->branch_rows[b].of, of)) {
            return b;
        }
    }
    if (m->branch_row_count == MST__FLOW_BRANCH_ROWS) {
        return MST_NONE;
    }
    uint32_t count = 0;
    for (uint32_t c = 0; c < m->column_count; c++) {
        uint32_t times = times_of(m, &m->columns[c], of);
        if (times > 0) {
            m->index[count] = (int)m->columns[c].in_lp;
            m->element[count++] = times;
        }
    }
    CoinBigIndex starts[2] = {0, (CoinBigIndex)count};
    double lower = -DBL_MAX;
    double upper = DBL_MAX;
    Clp_addRows(m->lp, 1, &lower, &upper, starts, m->index, m->element);
    mst__flow_branch_row *row = &m->branch_rows[m->branch_row_count];
    *row = (mst__flow_branch_row){.of = *of, .row = m->rows++, .spare = m->lp_columns};
    m->index[0] = (int)row->row;
    m->element[0] = 1;
    add_lp_column(
        m, 1,
        (double)m->flow->types[of->leg != MST_NONE ? of->type : m->flow->classes[of->class].type]
            .seats);
    return m->branch_row_count++;
}

/* Sets the bounds of the question. */
bool
mst__flow_set_question(mst__flow_master *m, uint32_t steps)
{
    for (uint32_t b = 0; b < m->branch_count; b++) {
        m->branch_at[b] = find_branch_row(m, &m->branches[b].of);
        if (m->branch_at[b] == MST_NONE) {
            return false;
        }
    }
    for (uint32_t b = 0; b < m->branch_row_count; b++) {
        m->lower[m->branch_rows[b].row] = -DBL_MAX;
        m->upper[m->branch_rows[b].row] = DBL_MAX;
    }
    for (uint32_t b = 0; b < m->branch_count; b++) {
        const mst__flow_branch *branch = &m->branches[b];
        uint32_t row = m->branch_rows[m->branch_at[b]].row;
        m->lower[row] = branch->least > 0 ? (double)branch->least : -DBL_MAX;
        m->upper[row] = branch->most < MST_UNLIMITED ? (double)branch->most : DBL_MAX;
    }
    for (uint32_t c = 0; c < m->column_count; c++) {
        m->column_upper[m->columns[c].in_lp] = m->columns[c].steps <= steps ? DBL_MAX : 0;
    }
    Clp_chgRowLower(m->lp, m->lower);
    Clp_chgRowUpper(m->lp, m->upper);
    Clp_chgColumnUpper(m->lp, m->column_upper);
    return true;
}
