/* SPDX-License-Identifier: Apache-2.0
 *
 * What a solution of the linear program says of whole tours: the tours, or something that is done a
 * fractional number of times.
 */
#include <assert.h>
#include <string.h>

#include "model/fields.h"
#include "solve/flow_master.h"

/* ---- tours ---- */

/* The loads of a column: where somebody gets on, and where all are off. */
static void
add_loads(const mst__flow_master *m, const mst__flow_column *c, mst__flow_tours *tours,
          uint32_t *count)
{
    const mst__flow_type *type = mst__flow_type_of(m, c->class);
    uint32_t pickup = MST_NONE;
    for (uint32_t i = 0; i < c->leg_count; i++) {
        const mst__flow_leg *leg = &type->legs[c->legs[i] / 2];
        pickup = pickup == MST_NONE && leg->high != MST_NONE ? leg->high : pickup;
        if (pickup != MST_NONE && type->may_stop[leg->to]) {
            tours->loads[(*count)++] = (mst__flow_load){pickup, type->place[leg->to]};
            pickup = MST_NONE;
        }
    }
}

bool
mst__flow_write_tours(const mst__flow_master *m, const uint32_t *times, mst__flow_tours *tours)
{
    const mst__flow *flow = m->flow;
    uint32_t vehicles = 0;
    uint32_t legs = 0;
    for (uint32_t k = 0; k < flow->class_count; k++) {
        vehicles += flow->classes[k].count;
    }
    for (uint32_t c = 0; c < m->column_count; c++) {
        legs += m->columns[c].leg_count * times[c];
    }
    *tours = (mst__flow_tours){.vehicles = MST_TAKE(flow->arena, uint32_t, vehicles),
                               .first = MST_TAKE(flow->arena, uint32_t, (size_t)vehicles + 1),
                               .loads = MST_TAKE(flow->arena, mst__flow_load, legs)};
    if (tours->vehicles == NULL || tours->first == NULL || tours->loads == NULL) {
        return false;
    }
    uint32_t loads = 0;
    for (uint32_t k = 0; k < flow->class_count; k++) {
        uint32_t used = 0;
        for (uint32_t c = 0; c < m->column_count; c++) {
            uint32_t left = m->columns[c].class == k ? times[c] : 0;
            for (; left > 0 && used < flow->classes[k].count; left--) {
                add_loads(m, &m->columns[c], tours, &loads);
                tours->vehicles[tours->vehicle_count++] = flow->classes[k].vehicles[used++];
                tours->first[tours->vehicle_count] = loads;
            }
        }
    }
    tours->longest = (mst_time)m->steps * m->pricer->unit;
    return true;
}

bool
mst__flow_master_tours(const mst__flow_master *m, mst__flow_tours *tours)
{
    const double *x = Clp_primalColumnSolution(m->lp);
    uint32_t *times = MST_TAKE(m->flow->arena, uint32_t, m->column_count);
    if (times == NULL) {
        return false;
    }
    for (uint32_t c = 0; c < m->column_count; c++) {
        times[c] = (uint32_t)(x[m->columns[c].in_lp] + 0.5);
    }
    return mst__flow_write_tours(m, times, tours);
}

/* ---- fractions ---- */

static void
closest(double times, const mst__flow_count *of, double *best, mst__flow_count *best_of,
        double *best_times)
{
    double rest = times - (double)(int64_t)times;
    double near = rest < 0.5 ? rest : 1 - rest;
    if (near > *best + 1e-9) {
        *best = near;
        *best_of = *of;
        *best_times = times;
    }
}

/* How often each leg of a type is walked by the LP; those only that begin within `until`. */
static void
sum_legs(const mst__flow_master *m, uint32_t t, uint32_t until, double *sum)
{
    const mst__flow *flow = m->flow;
    const double *x = Clp_primalColumnSolution(m->lp);
    memset(sum, 0, flow->types[t].leg_count * sizeof *sum);
    for (uint32_t c = 0; c < m->column_count; c++) {
        const mst__flow_column *col = &m->columns[c];
        double share = x[col->in_lp];
        if (share <= 1e-9 || flow->classes[col->class].type != t) {
            continue;
        }
        uint32_t at = mst__flow_first_steps(m, col->class, col->first);
        for (uint32_t i = 0; i < col->leg_count && at <= until; i++) {
            sum[col->legs[i] / 2] += share;
            at += m->pricer->leg_steps[t][col->legs[i] / 2];
        }
    }
}

static bool
is_unloading(const mst__flow_type *type, uint32_t leg)
{
    return type->legs[leg].high == MST_NONE && !type->may_stop[type->legs[leg].from];
}

bool
mst__flow_master_fraction(const mst__flow_master *m, mst__flow_count *of, double *times)
{
    const mst__flow *flow = m->flow;
    const double *x = Clp_primalColumnSolution(m->lp);
    double *sum = m->element;
    double best = 1e-5;
    *times = -1;
    for (uint32_t t = 0; t < flow->type_count; t++) {
        sum_legs(m, t, MST_NONE, sum);
        for (uint32_t e = 0; e < flow->types[t].leg_count; e++) {
            mst__flow_count count = {t, e, MST_NONE, MST_NONE, MST_NONE};
            if (is_unloading(&flow->types[t], e)) {
                continue; /* done as often as loaded legs lead there */
            }
            closest(sum[e], &count, &best, of, times);
        }
    }
    for (uint32_t k = 0; k < flow->class_count; k++) {
        memset(sum, 0, flow->place_count * sizeof *sum);
        for (uint32_t c = 0; c < m->column_count; c++) {
            if (m->columns[c].class == k) {
                sum[m->columns[c].first] += x[m->columns[c].in_lp];
            }
        }
        for (uint32_t i = 0; i < flow->place_count; i++) {
            mst__flow_count count = {MST_NONE, MST_NONE, MST_NONE, k, i};
            closest(sum[i], &count, &best, of, times);
        }
    }
    /* Only when all these are whole: walks by when they begin. When those are whole, too, the flow
     * over place and time is, and its walks can be told apart. */
    for (uint32_t until = 0; *times < 0 && until < m->steps; until++) {
        for (uint32_t t = 0; t < flow->type_count; t++) {
            sum_legs(m, t, until, sum);
            for (uint32_t e = 0; e < flow->types[t].leg_count; e++) {
                mst__flow_count count = {t, e, until, MST_NONE, MST_NONE};
                if (is_unloading(&flow->types[t], e)) {
                    continue;
                }
                closest(sum[e], &count, &best, of, times);
            }
        }
    }
    return *times >= 0;
}
