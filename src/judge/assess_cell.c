/* SPDX-License-Identifier: Apache-2.0
 *
 * One cell and what is believed of the loss of sites: the chance to be gone before, how long the
 * order may wait, and who would be caught. The time of a loss is never drawn for it: a run says
 * when the sites are cleared, and the curves what that is worth (conditional Monte Carlo).
 */
#include "judge/assess_internal.h"

/* When sites that people must leave, and of which somebody says when they may be lost, are cleared.
 */
typedef struct clearing {
    uint32_t count;
    const mst_band **bands; /* [count] */
    uint32_t *sites;        /* [count] */
    uint32_t runs, stride;
    const mst_time *at; /* [runs * stride] of each site, after the order; 0: nobody was there */
    mst_time order;     /* after the picture */
    mst_time last;      /* finite, after the picture */
} clearing;

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to assess the plans");
}

static const mst_played_cell *
played_cell(const mst__assessing *a, uint32_t index)
{
    const mst_played *played = a->plans->played;
    return played != NULL && played->cells[index].used > 0 ? &played->cells[index] : NULL;
}

static bool
find_clearing(const mst__assessing *a, uint32_t index, clearing *result)
{
    uint32_t sites = a->plans->site_count;
    const mst_assessed_plan *plan = &a->plans->cells[index];
    const mst_played_cell *played = played_cell(a, index);
    *result = (clearing){.runs = played != NULL ? played->used : 1,
                         .stride = sites,
                         .at = played != NULL ? played->cleared : plan->cleared,
                         .order = plan->order};
    result->bands = (const mst_band **)mst_arena_take(a->arena, sites, sizeof *result->bands);
    result->sites = MST_TAKE(a->arena, uint32_t, sites);
    if (result->bands == NULL || result->sites == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < sites; s++) {
        bool is_left = false;
        for (uint32_t r = 0; r < result->runs && a->evidence->sites[s].known; r++) {
            mst_time at = result->at[(size_t)r * sites + s];
            is_left |= at > 0;
            bool is_last = at < MST_NEVER && plan->order + at > result->last;
            result->last = is_last ? plan->order + at : result->last;
        }
        if (is_left) {
            result->bands[result->count] = &a->evidence->sites[s];
            result->sites[result->count++] = s;
        }
    }
    return true;
}

/* Bounds of the chance that all sites are cleared in time when the order waits: at least what the
 * losses leave if no two happen together, at most what the worst site leaves. */
static mst_parts
clear_chance(const clearing *c, mst_time wait)
{
    double least = 0.0, most = 0.0;
    for (uint32_t r = 0; r < c->runs; r++) {
        double lost = 0.0, best = 1.0;
        for (uint32_t i = 0; i < c->count; i++) {
            mst_time at = c->at[(size_t)r * c->stride + c->sites[i]];
            if (at == 0) {
                continue;
            }
            at = at == MST_NEVER ? MST_NEVER / 2 : c->order + at + wait;
            mst_range band = mst_band_at(c->bands[i], at > 0 ? at : 0, true);
            lost += band.high;
            best = 1.0 - band.low < best ? 1.0 - band.low : best;
        }
        least += lost < 1.0 ? 1.0 - lost : 0.0;
        most += best;
    }
    return mst_parts_of((mst_range){least / c->runs, most / c->runs});
}

/* The chance when the order waits, at its low end or `at_best`. */
static int64_t
chance_at(const clearing *c, mst_time wait, bool at_best)
{
    mst_parts chance = clear_chance(c, wait);
    return at_best ? chance.high : chance.low;
}

/* The greatest wait, to the minute, that keeps the chance at the level: it only falls. */
static mst_time
longest_wait(const clearing *c, int64_t level, bool at_best)
{
    mst_time low = -c->last, high = 10 * 366 * MST_MS_PER_DAY;
    /* Nothing is lost at the instant of the picture; a minute later doubt in the sources counts. */
    if (chance_at(c, low + MST_MS_PER_MINUTE, at_best) < level) {
        return MST_TIME_MIN;
    }
    if (chance_at(c, high, at_best) >= level) {
        return MST_NEVER;
    }
    high = high / MST_MS_PER_MINUTE;
    low = -mst_ceil_divide(-low, MST_MS_PER_MINUTE);
    while (high - low > 1) {
        mst_time middle = low + (high - low) / 2;
        if (chance_at(c, middle * MST_MS_PER_MINUTE, at_best) >= level) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low * MST_MS_PER_MINUTE;
}

/* Who is caught: each is lost at most once, so at most the sum over sites; and at least whom the
 * worst site catches. Whoever is not out without a loss is not out with one. */
static void
judge_caught(const clearing *c, const mst_played_cell *played, int64_t mean, mst_assessed_cell *out)
{
    mst_wide all = 0, worst = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        const int64_t *leaving = &played->leaving[(size_t)c->sites[i] * MST_PLAYED_HOURS];
        mst_wide low = 0;
        for (uint32_t h = 0; h < MST_PLAYED_HOURS; h++) {
            if (leaving[h] == 0) {
                continue;
            }
            mst_time from = c->order + h * MST_MS_PER_HOUR;
            mst_time until = from + MST_MS_PER_HOUR;
            mst_parts begin = mst_parts_of(mst_band_at(c->bands[i], from > 0 ? from : 0, true));
            mst_parts end = mst_parts_of(mst_band_at(c->bands[i], until > 0 ? until : 0, true));
            low += (mst_wide)leaving[h] * begin.low;
            all += (mst_wide)leaving[h] * end.high;
        }
        worst = low > worst ? low : worst;
    }
    mst_wide unit = (mst_wide)played->leaving_runs * MST_THOUSAND;
    int64_t least = (int64_t)(worst / unit);
    out->curve_low = least > mean ? least : mean;
    int64_t most = mean + (int64_t)((all + unit - 1) / unit);
    int64_t everyone = mst_ceil_divide(MST_THOUSAND * played->persons, played->leaving_runs);
    out->curve_high = most < everyone ? most : everyone;
}

mst_status
mst__assess_wait(const mst_evidence *evidence, uint32_t sites, const mst_assessed_plan *plan,
                 int64_t level, mst_arena *arena, bool *has_curve, mst_time *wait, mst_error *err)
{
    mst_assessed_plan own = *plan;
    const mst_assessed_plans plans = {.site_count = sites, .cells = &own};
    const mst__assessing a = {.plans = &plans, .evidence = evidence, .arena = arena};
    clearing where;
    if (!find_clearing(&a, 0, &where)) {
        return no_memory(err);
    }
    *has_curve = where.count > 0;
    *wait = where.count > 0 ? longest_wait(&where, level, false) : MST_NEVER;
    return MST_OK;
}

mst_status
mst__assess_cell(const mst__assessing *a, uint32_t index, mst_error *err)
{
    const mst_assessed_plan *plan = &a->plans->cells[index];
    const mst_played_cell *played = played_cell(a, index);
    mst_assessed_cell *out = &a->result->cells[index];
    out->loss = mst__assessed_not_out(plan);
    out->all_out = plan->left == 0 ? MST_MILLION : 0;
    clearing where;
    if (!find_clearing(a, index, &where)) {
        return no_memory(err);
    }
    if (played != NULL) {
        int64_t mean = mst_played_mean(played);
        out->loss = (mean + MST_THOUSAND / 2) / MST_THOUSAND;
        out->all_out = mst_played_all_out(played);
        judge_caught(&where, played, mean, out);
    }
    mst_parts chance = clear_chance(&where, 0);
    out->has_curve = where.count > 0;
    out->clear_low = chance.low;
    out->clear_high = chance.high;
    for (int level = 0; level < MST_ASSESS_LEVELS; level++) {
        out->may_wait[level] = longest_wait(&where, mst_assess_levels[level], false);
        out->may_wait_at_best[level] = longest_wait(&where, mst_assess_levels[level], true);
    }
    return MST_OK;
}
