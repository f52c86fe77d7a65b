/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole tours from the linear program of a deadline, by rounding one tour after another.
 */
#include <assert.h>
#include <string.h>

#include "model/fields.h"
#include "solve/flow_master.h"

enum {
    MOST_STEPS = 16000, /* of the tables; a coarser unit where there would be more */
    ROUNDS = 60,        /* of generation, first and after each rounding */
    ROUNDS_AFTER = 12,
};

bool
mst__flow_diver_open(mst__flow_diver *diver, const mst__flow *flow, mst_time deadline,
                     const mst__flow_halt *halt)
{
    *diver = (mst__flow_diver){.flow = flow};
    mst_arena_init(&diver->arena, 0);
    /* Coarse steps cost less, but where legs back and forth take none there are no tables. */
    int64_t grains = deadline / MOST_STEPS / flow->grain + 1;
    for (bool fits = false; !fits; grains /= 2) {
        if (grains == 0) {
            return true;
        }
        if (!mst__flow_pricer_init(&diver->pricer, flow, grains * flow->grain, deadline,
                                   &diver->arena, &fits)) {
            return false;
        }
    }
    diver->column_lower =
        MST_TAKE(&diver->arena, double, MST__FLOW_COLUMNS + 2 * (size_t)flow->place_count);
    diver->fixed = MST_TAKE(&diver->arena, uint32_t, MST__FLOW_COLUMNS);
    diver->master = mst__flow_master_open(flow, &diver->pricer, halt);
    return diver->column_lower != NULL && diver->fixed != NULL && diver->master != NULL;
}

void
mst__flow_diver_close(mst__flow_diver *diver)
{
    mst__flow_master_close(diver->master);
    diver->master = NULL;
    mst_arena_release(&diver->arena);
}

/* Vehicles of the class that have a tour. */
static uint32_t
fixed_of(const mst__flow_diver *d, uint32_t class)
{
    uint32_t count = 0;
    for (uint32_t c = 0; c < d->master->column_count; c++) {
        count += d->master->columns[c].class == class ? d->fixed[c] : 0;
    }
    return count;
}

static void
fix(mst__flow_diver *d, uint32_t c, uint32_t times)
{
    d->fixed[c] = times;
    d->column_lower[d->master->columns[c].in_lp] = times;
}

/* Fixes what is used a whole number of times, and one more vehicle on the tour with the largest
 * rest; false when nothing is left to fix. */
static bool
round_once(mst__flow_diver *d)
{
    const mst__flow_master *m = d->master;
    const double *x = Clp_primalColumnSolution(m->lp);
    uint32_t best = MST_NONE;
    double most = 1e-4;
    for (uint32_t c = 0; c < m->column_count; c++) {
        double use = x[m->columns[c].in_lp];
        uint32_t whole = (uint32_t)(use + 1e-4);
        if (whole > d->fixed[c]) {
            fix(d, c, whole);
        }
        double rest = use - whole;
        if (rest > most &&
            fixed_of(d, m->columns[c].class) < m->flow->classes[m->columns[c].class].count) {
            most = rest;
            best = c;
        }
    }
    if (best == MST_NONE) {
        return false;
    }
    fix(d, best, d->fixed[best] + 1);
    Clp_chgColumnLower(m->lp, d->column_lower);
    return true;
}

bool
mst__flow_dive(mst__flow_diver *d, mst_time deadline, int64_t *work, mst__flow_tours *tours,
               bool *found)
{
    *found = false;
    mst__flow_master *m = d->master;
    if (m == NULL) {
        return true;
    }
    uint32_t steps = (uint32_t)(deadline / d->pricer.unit);
    assert(steps <= d->pricer.steps);
    m->steps = steps;
    m->branches = NULL;
    m->branch_count = 0;
    memset(d->fixed, 0, MST__FLOW_COLUMNS * sizeof *d->fixed);
    memset(d->column_lower, 0,
           (MST__FLOW_COLUMNS + 2 * (size_t)m->flow->place_count) * sizeof *d->column_lower);
    Clp_chgColumnLower(m->lp, d->column_lower);
    if (!mst__flow_set_question(m, steps)) {
        return true;
    }
    bool room = mst__flow_generate(m, steps, ROUNDS, work);
    while (room && *work > 0 && round_once(d)) {
        room = mst__flow_generate(m, steps, ROUNDS_AFTER, work);
    }
    *found = true;
    return mst__flow_write_tours(m, d->fixed, tours);
}
