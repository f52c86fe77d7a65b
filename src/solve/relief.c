/* SPDX-License-Identifier: Apache-2.0
 *
 * Guards moved from where they can be spared to a site that is short of them (rule 9): nobody may
 * be moved into such a site, so relief comes before those who are to pass through it.
 */
#include "solve/build.h"

static bool
ever_needs_force(const mst_p_site *facts)
{
    int64_t most = 0;
    for (uint32_t i = 0; i < facts->force_fixed.count; i++) {
        most += facts->force_fixed.value[i];
    }
    for (uint32_t i = 0; i < facts->force_per_1000.count; i++) {
        most += facts->force_per_1000.value[i];
    }
    return most > 0;
}

/* How many to protect a site may come to hold: all who wait anywhere, as far as they fit. */
int64_t
mst__relief_expected(const mst__state *state, uint32_t site)
{
    int64_t waiting = state->waiting;
    const mst_steps *hold = &state->problem->sites[site].hold;
    int64_t room = mst__steps_unlimited(hold) ? waiting : mst_steps_at(hold, state->clock);
    return waiting < room ? waiting : room;
}

/* Does the way of anybody who waits lead through the site, or do they wait there? */
static bool
is_on_the_way(const mst__state *state, uint32_t site)
{
    const mst__routes *routes = state->routes;
    for (uint32_t k = 0; k < state->pool_count; k++) {
        const mst__pool *pool = &state->pools[k];
        const mst__class *class = &routes->classes[routes->cohort_class[pool->cohort]];
        if (pool->total > 0 && pool->waits && class->potential[site] < MST_NEVER &&
            (pool->site == site || class->potential[site] < class->potential[pool->site])) {
            return true;
        }
    }
    return false;
}

int64_t
mst__relief_wanted(const mst__builder *builder, uint32_t site)
{
    const mst__state *state = builder->state;
    const mst_p_site *facts = &builder->problem->sites[site];
    if (builder->guards_phase || builder->relaxed[9] || !ever_needs_force(facts)) {
        return 0;
    }
    int64_t expected = mst__relief_expected(state, site);
    int64_t most = 0;
    for (uint32_t i = 0; i < facts->force_fixed.count; i++) { /* also what is asked for later */
        bool past =
            i + 1 < facts->force_fixed.count && facts->force_fixed.from[i + 1] <= state->clock;
        int64_t fixed = facts->force_fixed.value[i];
        most = !past && fixed > most ? fixed : most;
    }
    int64_t each = mst_steps_at(&facts->force_per_1000, state->clock);
    int64_t need = most + mst_ceil_divide(expected * each, 1000);
    const mst__level *guards = &state->sites[site].guards;
    int64_t there = guards->count > 0 ? guards->value[guards->count - 1] : 0;
    if (need <= there || !is_on_the_way(state, site)) {
        return 0;
    }
    for (uint32_t k = 0; k < state->pool_count; k++) { /* and those still to be carried in */
        const mst__pool *pool = &state->pools[k];
        const mst_p_cohort *cohort = &builder->problem->cohorts[pool->cohort];
        there += pool->inbound && cohort->inbound_to == site ? pool->total : 0;
    }
    return need > there ? need - there : 0;
}

int64_t
mst__relief_spare(const mst__builder *builder, uint32_t site)
{
    const mst__state *state = builder->state;
    int64_t guards = 0;
    for (uint32_t k = state->sites[site].first_pool; k != MST_NONE; k = state->pools[k].next) {
        const mst__pool *pool = &state->pools[k];
        bool counts =
            builder->problem->cohorts[pool->cohort].guards && !pool->inbound && !pool->out;
        guards += counts ? pool->total : 0;
    }
    if (guards == 0) {
        return 0;
    }
    int64_t expected = mst__relief_expected(state, site);
    int64_t spare = mst__guards_spare_for(state, site, state->clock, MST_NEVER, expected);
    return spare < guards ? spare : guards;
}
