/* SPDX-License-Identifier: Apache-2.0
 *
 * Column generation for a deadline. The linear program (Clp, floating point) proposes multipliers;
 * they are rounded to integers, and the deadline is refuted only when the sum in integers says so
 * (flow.h). Multipliers half way between the best so far and the new ones are tried first
 * (smoothing: Wentges 1997).
 */
#include <assert.h>
#include <string.h>

#include "model/fields.h"
#include "solve/flow_master.h"

enum {
    MOST_PRICE = 1 << 24, /* people a vehicle or a branch may be worth */
    WALKS_A_CLASS = 12,   /* columns that one pricing adds at most, a class */
};

/* ---- multipliers ---- */

/* x in 0 .. most, in units of 1 / scale. */
static int64_t
rounded(double x, int64_t most, int64_t scale)
{
    double y = x * (double)scale;
    return !(y > 0) ? 0 : y >= (double)(most * scale) ? most * scale : (int64_t)(y + 0.5);
}

/* The LP's multipliers in integers. */
static void
read_dual(mst__flow_master *m, mst__flow_dual *dual)
{
    const double *rows = Clp_dualRowSolution(m->lp);
    int64_t scale = m->pricer->scale;
    for (uint32_t i = 0; i < m->flow->place_count; i++) {
        double y = m->row[i] != MST_NONE ? rows[m->row[i]] : 0;
        dual->place[i] = rounded(y, 1, scale);
        dual->place[i] -= m->flow->places[i].safe ? 0 : rounded(-y, 1, scale);
    }
    for (uint32_t k = 0; k < m->flow->class_count; k++) {
        m->class_price[k] = rounded(-rows[m->class_row + k], MOST_PRICE, scale);
    }
    for (uint32_t b = 0; b < m->branch_count; b++) {
        double y = rows[m->branch_rows[m->branch_at[b]].row];
        int64_t most = m->flow->types[0].seats;
        dual->least[b] = rounded(y, most, scale);
        dual->most[b] = rounded(-y, MOST_PRICE, scale);
    }
}

/* The way half from one to the other. */
static void
mix(const mst__flow_master *m, const mst__flow_dual *a, const mst__flow_dual *b,
    mst__flow_dual *into)
{
    for (uint32_t i = 0; i < m->flow->place_count; i++) {
        into->place[i] = (a->place[i] + b->place[i]) / 2;
    }
    for (uint32_t i = 0; i < m->branch_count; i++) {
        into->least[i] = (a->least[i] + b->least[i]) / 2;
        into->most[i] = (a->most[i] + b->most[i]) / 2;
    }
}

static void
copy_dual(const mst__flow_master *m, const mst__flow_dual *from, mst__flow_dual *into)
{
    mix(m, from, from, into);
    into->steps = from->steps;
}

/* What must not be done at all may cost anything. */
enum { FORBIDDEN = 1 << 29 };

/* Prices for the pricing problem from multipliers. */
static void
set_prices(mst__flow_master *m, mst__flow_dual *dual, uint32_t steps)
{
    const mst__flow *flow = m->flow;
    m->prices.early_count = 0;
    m->prices.place = dual->place;
    for (uint32_t t = 0; t < flow->type_count; t++) {
        memset(m->prices.leg[t], 0, flow->types[t].leg_count * sizeof **m->prices.leg);
    }
    memset(m->prices.first, 0,
           (size_t)flow->class_count * flow->place_count * sizeof *m->prices.first);
    for (uint32_t b = 0; b < m->branch_count; b++) {
        const mst__flow_branch *branch = &m->branches[b];
        const mst__flow_count *of = &branch->of;
        dual->most[b] = branch->most == 0              ? FORBIDDEN
                        : branch->most < MST_UNLIMITED ? dual->most[b]
                                                       : 0;
        dual->least[b] = branch->least > 0 ? dual->least[b] : 0;
        int64_t price = dual->least[b] - dual->most[b];
        if (of->leg == MST_NONE) {
            m->prices.first[of->class * flow->place_count + of->place] += price;
        } else if (of->until == MST_NONE) {
            m->prices.leg[of->type][of->leg] += price;
        } else if (of->until <= steps) {
            m->prices.early[m->prices.early_count++] =
                (mst__flow_early){of->type, of->leg, steps - of->until, price};
        }
    }
}

/* The refutation's sum, exact: above 0 nobody can do it. The values are those of `dual`. */
static int64_t
refuting_sum(const mst__flow_master *m, const mst__flow_dual *dual, uint32_t steps)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < m->flow->place_count; i++) {
        sum += dual->place[i] != 0 ? mst__flow_balance(m->flow, i) * dual->place[i] : 0;
    }
    for (uint32_t b = 0; b < m->branch_count; b++) {
        const mst__flow_branch *branch = &m->branches[b];
        sum += branch->least * dual->least[b];
        sum -= branch->most > 0 && branch->most < MST_UNLIMITED ? branch->most * dual->most[b] : 0;
    }
    for (uint32_t k = 0; k < m->flow->class_count; k++) {
        sum -= m->flow->classes[k].count * mst__flow_worth(m->pricer, &m->prices, k, steps);
    }
    return sum;
}

/* ---- generation ---- */

/* Worth of a walk at other prices than those it was found at. */
static int64_t
value_at(const mst__flow_master *m, const mst__flow_dual *dual, const mst__flow_walk *walk)
{
    const mst__flow_type *type = mst__flow_type_of(m, walk->class);
    uint32_t t = m->flow->classes[walk->class].type;
    int64_t value = 0;
    for (uint32_t i = 0; i < walk->leg_count; i++) {
        const mst__flow_leg *leg = &type->legs[walk->legs[i]];
        if (leg->high != MST_NONE) {
            value += (walk->full[i] ? type->seats : 1) *
                     (dual->place[leg->high] - dual->place[leg->low]);
        }
    }
    for (uint32_t b = 0; b < m->branch_count; b++) {
        const mst__flow_count *of = &m->branches[b].of;
        int64_t price = dual->least[b] - dual->most[b];
        if (of->leg == MST_NONE) {
            value += of->class == walk->class && of->place == walk->first ? price : 0;
            continue;
        }
        uint32_t at = mst__flow_first_steps(m, walk->class, walk->first);
        for (uint32_t i = 0; i < walk->leg_count && of->type == t; i++) {
            value += walk->legs[i] == of->leg && at <= of->until ? price : 0;
            at += m->pricer->leg_steps[t][walk->legs[i]];
        }
    }
    return value;
}

/* Adds the class's best walks, one a first place, that are worth more than the class's price. */
static bool
add_walks(mst__flow_master *m, uint32_t class, uint32_t steps, uint32_t *added)
{
    const mst__flow *flow = m->flow;
    uint32_t count = 0;
    int64_t worth[WALKS_A_CLASS];
    uint32_t place[WALKS_A_CLASS];
    for (uint32_t i = 0; i < flow->place_count; i++) {
        if (!mst__flow_best_walk(m->pricer, &m->prices, class, i, steps, &m->walk)) {
            continue;
        }
        int64_t value = value_at(m, &m->dual, &m->walk);
        if (value <= m->class_price[class] + m->pricer->scale / 4096) {
            continue;
        }
        uint32_t at = count < WALKS_A_CLASS ? count : WALKS_A_CLASS;
        while (at > 0 && worth[at - 1] < value) {
            if (at < WALKS_A_CLASS) {
                worth[at] = worth[at - 1];
                place[at] = place[at - 1];
            }
            at--;
        }
        if (at < WALKS_A_CLASS) {
            worth[at] = value;
            place[at] = i;
            count += count < WALKS_A_CLASS;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (mst__flow_best_walk(m->pricer, &m->prices, class, place[i], steps, &m->walk)) {
            if (!mst__flow_add_column(m, &m->walk)) {
                return false;
            }
            (*added)++;
        }
    }
    return true;
}

/* Prices `dual`; true when it refutes. Keeps the best as the center. */
static bool
try_dual(mst__flow_master *m, mst__flow_dual *dual, uint32_t steps)
{
    set_prices(m, dual, steps);
    mst__flow_price(m->pricer, &m->prices, steps);
    int64_t sum = refuting_sum(m, dual, steps);
    if (sum > m->center_sum) {
        m->center_sum = sum;
        copy_dual(m, dual, &m->center);
        m->center.steps = steps;
    }
    return sum > 0;
}

static bool
is_whole(double x)
{
    double rest = x - (double)(int64_t)(x + 0.5);
    return rest < 1e-6 && rest > -1e-6;
}

static bool
all_whole(const mst__flow_master *m)
{
    const double *x = Clp_primalColumnSolution(m->lp);
    for (uint32_t c = 0; c < m->column_count; c++) {
        if (!is_whole(x[m->columns[c].in_lp])) {
            return false;
        }
    }
    return true;
}

mst__flow_answer
mst__flow_master_ask(mst__flow_master *m, uint32_t steps, const mst__flow_branch *branches,
                     uint32_t branch_count, int64_t *work)
{
    assert(branch_count <= MST__FLOW_BRANCH_ROWS);
    m->steps = steps;
    m->branches = branches;
    m->branch_count = branch_count;
    m->center_sum = INT64_MIN;
    if (!mst__flow_set_question(m, steps)) {
        return MST__FLOW_UNKNOWN;
    }
    while (*work > 0 && !mst__flow_is_over(m->halt)) {
        Clp_primal(m->lp, 0);
        *work -= (int64_t)(Clp_numberIterations(m->lp) + 1) * m->rows * 16;
        if (Clp_objectiveValue(m->lp) < 1e-6) {
            return all_whole(m) ? MST__FLOW_TOURS : MST__FLOW_FRACTIONS;
        }
        read_dual(m, &m->dual);
        int64_t priced = m->pricer->work;
        uint32_t added = 0;
        for (uint32_t pass = 0; pass < 2 && added == 0; pass++) {
            if (pass == 0 && m->center_sum == INT64_MIN) {
                continue;
            }
            mst__flow_dual *dual = &m->dual;
            if (pass == 0) {
                mix(m, &m->center, &m->dual, &m->mixed);
                dual = &m->mixed;
            }
            if (try_dual(m, dual, steps)) {
                *work -= m->pricer->work - priced;
                return MST__FLOW_REFUTED;
            }
            for (uint32_t k = 0; k < m->flow->class_count; k++) {
                if (!add_walks(m, k, steps, &added)) {
                    return MST__FLOW_UNKNOWN;
                }
            }
        }
        *work -= m->pricer->work - priced;
        if (added == 0) {
            /* What is left is rounding: branches may make it more. */
            return all_whole(m) ? MST__FLOW_UNKNOWN : MST__FLOW_FRACTIONS;
        }
    }
    return MST__FLOW_UNKNOWN;
}

bool
mst__flow_generate(mst__flow_master *m, uint32_t steps, uint32_t rounds, int64_t *work)
{
    for (; rounds > 0 && *work > 0 && !mst__flow_is_over(m->halt); rounds--) {
        Clp_primal(m->lp, 0);
        *work -= (int64_t)(Clp_numberIterations(m->lp) + 1) * m->rows * 16;
        if (Clp_objectiveValue(m->lp) < 1e-6) {
            break;
        }
        read_dual(m, &m->dual);
        set_prices(m, &m->dual, steps);
        int64_t priced = m->pricer->work;
        mst__flow_price(m->pricer, &m->prices, steps);
        uint32_t added = 0;
        for (uint32_t k = 0; k < m->flow->class_count; k++) {
            if (!add_walks(m, k, steps, &added)) {
                return false;
            }
        }
        *work -= m->pricer->work - priced;
        if (added == 0) {
            break;
        }
    }
    return true;
}

const mst__flow_dual *
mst__flow_master_dual(const mst__flow_master *m)
{
    return &m->center;
}
