/* SPDX-License-Identifier: Apache-2.0
 *
 * People who walk or drive themselves: one link at a time along the shortest way to where they are
 * told to go, as many at once as are ready and as the place they reach has room for.
 */
#include "solve/build.h"

enum { PEOPLE_PER_CAR = 4, MOST_GROUPS = 4096 };

/* Least time on their own from each site to the goal of the cohort, by relaxation; MST_NEVER: no
 * way. Made once a cohort. */
static const mst_time *
times_to_goal(mst__builder *builder, uint32_t c)
{
    const mst_problem *problem = builder->problem;
    const mst_p_cohort *cohort = &problem->cohorts[c];
    const mst__class *class = &builder->routes.classes[builder->routes.cohort_class[c]];
    if (builder->self_time[c] != NULL) {
        return builder->self_time[c];
    }
    mst_time *time = MST_TAKE(&builder->routes.arena, mst_time, problem->site_count);
    if (time == NULL) {
        builder->out_of_memory = true;
        return NULL;
    }
    builder->self_time[c] = time;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        time[s] = cohort->self_to != MST_NONE ? (s == cohort->self_to ? 0 : MST_NEVER)
                                              : class->potential[s];
    }
    bool changed = true;
    for (uint32_t round = 0; changed && round <= problem->site_count; round++) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            mst_time transit = mst_arc_self_transit(problem, a, c, problem->begins);
            uint32_t to = problem->arcs[a].to;
            if (transit < MST_NEVER && time[to] < MST_NEVER &&
                time[to] + transit < time[problem->arcs[a].from]) {
                time[problem->arcs[a].from] = time[to] + transit;
                changed = true;
            }
        }
    }
    return time;
}

/* The arc to take next from a site, MST_NONE at the goal or without a way. */
static uint32_t
next_arc(const mst_problem *problem, uint32_t c, const mst_time *time, uint32_t site)
{
    uint32_t best = MST_NONE;
    mst_time best_time = MST_NEVER;
    uint32_t goal = problem->cohorts[c].self_to;
    if (site == goal) {
        return MST_NONE;
    }
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        if (problem->arcs[a].to == goal &&
            mst_arc_self_transit(problem, a, c, problem->begins) < MST_NEVER) {
            return a; /* where a link leads straight there, they take it */
        }
    }
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        mst_time transit = mst_arc_self_transit(problem, a, c, problem->begins);
        uint32_t to = problem->arcs[a].to;
        if (transit < MST_NEVER && time[to] < time[site] && time[to] + transit < best_time) {
            best_time = time[to] + transit;
            best = a;
        }
    }
    return best;
}

bool
mst__self_goes(const mst_problem *problem, uint32_t c, uint32_t arc)
{
    uint32_t goal = problem->cohorts[c].self_to;
    if (mst_arc_self_transit(problem, arc, c, problem->begins) >= MST_NEVER) {
        return false;
    }
    if (goal == MST_NONE || problem->arcs[arc].to == goal) {
        return true;
    }
    uint32_t site = problem->arcs[arc].from;
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        if (problem->arcs[a].to == goal &&
            mst_arc_self_transit(problem, a, c, problem->begins) < MST_NEVER) {
            return false;
        }
    }
    return true;
}

static uint32_t
cars_of(const mst_p_cohort *cohort, int64_t n)
{
    return cohort->self_means == MST_SELF_OWN_CARS ? (uint32_t)mst_ceil_divide(n, PEOPLE_PER_CAR)
                                                   : 0;
}

/* Records a group under way: calendars, people, measures. */
static void
set_off(mst__state *state, uint32_t arc_index, mst_load load, bool was_out, mst_time leave,
        mst_time arrive)
{
    const mst_problem *problem = state->problem;
    const mst_p_arc *arc = &problem->arcs[arc_index];
    const mst_p_cohort *cohort = &problem->cohorts[load.cohort];
    mst__site_state *from = &state->sites[arc->from];
    bool ok = mst__level_add(&from->people, leave, -load.count);
    if (cohort->guards) {
        ok = ok && mst__level_add(&from->guards, leave, -load.count);
    } else if (cohort->in_scope && !was_out) {
        ok = ok && mst__level_add(&from->leavers, leave, -load.count);
    }
    uint32_t cars = cars_of(cohort, load.count);
    if (cars > 0) {
        ok = ok && mst__entries_add(&state->arc_entries[arc_index], leave, cars);
    }
    state->out_of_memory |= !ok;
    from->departed += load.count;
    from->last_boarding = leave > from->last_boarding ? leave : from->last_boarding;
    mst__add_selfs(state, (mst_plan_self_move){.cohort = load.cohort,
                                               .stations = load.stations,
                                               .count = load.count,
                                               .arc = arc_index,
                                               .leave = leave,
                                               .arrive = arrive});
    bool in_time = arrive <= problem->horizon;
    mst_time end = in_time ? mst__end_time(problem, load.cohort, arc->to, arrive) : MST_NEVER;
    if (!cohort->force && cohort->in_scope && !was_out) {
        int64_t stay = mst__threat_integral(problem, arc->from, problem->horizon) -
                       mst__threat_integral(problem, arc->from, leave);
        int64_t next = !in_time ? 0
                                : mst__threat_integral(problem, arc->to, problem->horizon) -
                                      mst__threat_integral(problem, arc->to, arrive);
        state->exposure +=
            (mst_wide)load.count *
            (next - stay +
             (leave < problem->horizon ? mst_steps_at(&arc->threat_steps, leave) : 0) *
                 MST_MS_PER_HOUR);
    }
    state->version++;
    if (!in_time) { /* still on the way when time is up: left */
        return;
    }
    if (was_out) { /* out once is out; they only fill the place they go to */
        mst__state_put_levels(state, arc->to, load, true, arrive);
        return;
    }
    if (end < MST_NEVER && cohort->in_scope) {
        mst__state_out(state, load.cohort, arc->to, load.count, end);
    } else {
        state->sites[arc->to].delivered += load.count;
    }
    mst__state_put(state, arc->to, load, MST__WAITING, arrive);
}

/* How many of `n` the place takes at `t`; whole parties. */
static int64_t
room_at(const mst__state *state, uint32_t site, mst_time t, const mst_p_cohort *cohort, int64_t n)
{
    const mst_steps *hold = &state->problem->sites[site].hold;
    int64_t low = 0;
    int64_t high = n / cohort->party;
    while (low < high) { /* room is monotone in the number */
        int64_t middle = low + (high - low + 1) / 2;
        if (mst__level_room(&state->sites[site].people, hold, t, middle * cohort->party) == t) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low * cohort->party;
}

/* Times one group; false when it cannot go. `n` may be reduced. */
static bool
place_group(const mst__builder *builder, uint32_t arc_index, uint32_t c, int64_t *n, mst_time from,
            mst_time *leave, mst_time *arrive)
{
    const mst_problem *problem = builder->problem;
    const mst__state *state = builder->state;
    const mst_p_arc *arc = &problem->arcs[arc_index];
    const mst_p_cohort *cohort = &problem->cohorts[c];
    if (cohort->self_means == MST_SELF_OWN_CARS && !mst__steps_unlimited(&arc->flow)) {
        int64_t cars = mst_steps_most(&arc->flow, from, problem->horizon);
        if (cars < *n / PEOPLE_PER_CAR + 1) { /* the flow may be free later, without any number */
            int64_t most = cars * PEOPLE_PER_CAR;
            *n = *n < most ? *n : most - most % cohort->party;
        }
    }
    mst_time t = from;
    for (uint32_t round = 0; round < 64 && *n > 0; round++) {
        mst_time transit = mst_arc_self_transit(problem, arc_index, c, t);
        mst_time next = mst_windows_earliest(&arc->open, t, transit);
        if (next < MST_NEVER) {
            uint32_t cars = cars_of(cohort, *n);
            next = cars > 0 ? mst__entries_slot(&state->arc_entries[arc_index], &arc->flow,
                                                MST_MS_PER_HOUR, next, cars)
                            : next;
        }
        if (next < MST_NEVER) {
            mst_time there = mst_windows_earliest(&problem->sites[arc->to].open, next + transit, 0);
            next = there >= MST_NEVER ? MST_NEVER : there - transit;
        }
        if (next + transit > problem->horizon) {
            return false;
        }
        if (next > t) {
            t = next;
            continue;
        }
        int64_t room = room_at(state, arc->to, t + transit, cohort, *n);
        bool is_end = mst__ends_at(problem, c, arc->to, t + transit);
        if (room == 0) {
            next = mst__level_room(&state->sites[arc->to].people, &problem->sites[arc->to].hold,
                                   t + transit, cohort->party);
        } else {
            *n = room;
            next = cohort->guards || is_end ? t + transit
                                            : mst__guards_allow(state, arc->to, t + transit, *n);
        }
        if (next >= MST_NEVER) {
            return false;
        }
        if (next == t + transit) {
            *leave = t;
            *arrive = next;
            return true;
        }
        t = next - transit;
    }
    return false;
}

/* Is the site on the cohort's own way, before its goal? Further on they do not turn round by
 * themselves. */
static bool
on_own_way(const mst_problem *problem, uint32_t c, const mst_time *time, uint32_t site)
{
    uint32_t at = problem->cohorts[c].site;
    for (uint32_t steps = 0; steps <= problem->site_count; steps++) {
        uint32_t arc = next_arc(problem, c, time, at);
        if (arc == MST_NONE) {
            return false;
        }
        if (at == site) {
            return true;
        }
        at = problem->arcs[arc].to;
    }
    return false;
}

/* Were so many people guarded until they go, and are the others who leave later? */
static bool
leaves_guarded(const mst__state *state, uint32_t site, mst_time leave, int64_t count)
{
    mst__guards_change change = {.from = leave, .leavers = -count};
    return mst__guards_held(state, site, leave) && mst__guards_stay_held(state, site, &change);
}

bool
mst__self_move(mst__builder *builder, uint32_t c)
{
    const mst_problem *problem = builder->problem;
    const mst_p_cohort *cohort = &problem->cohorts[c];
    mst__state *state = builder->state;
    const mst_time *time = times_to_goal(builder, c);
    bool moved = false;
    for (uint32_t k = 0; time != NULL && k < state->pool_count && !moved; k++) {
        mst__pool *pool = &state->pools[k];
        if (pool->cohort != c || pool->total == 0 || pool->inbound || pool->out ||
            !on_own_way(problem, c, time, pool->site)) {
            continue;
        }
        uint32_t arc = next_arc(problem, c, time, pool->site);
        mst__pool_ripen(pool, state->clock);
        mst_time from = pool->ripe > 0              ? (pool->ripe_time > 0 ? pool->ripe_time : 0)
                        : pool->first < pool->count ? pool->batches[pool->first].time
                                                    : MST_NEVER;
        from = from < problem->begins ? problem->begins : from;
        if (arc == MST_NONE || from >= problem->horizon) {
            continue;
        }
        mst_load load = {c, pool->stations, mst__pool_ready(pool, from)};
        for (uint32_t i = pool->first; load.count < cohort->party && i < pool->count; i++) {
            /* until one party is whole */
            if (pool->batches[i].count > 0 && pool->batches[i].time < problem->horizon) {
                from = pool->batches[i].time > from ? pool->batches[i].time : from;
                load.count = mst__pool_ready(pool, from);
            }
        }
        if (builder->guide != NULL && !builder->forced) {
            int64_t most = mst__guided_self(builder, c, arc, from);
            for (uint32_t i = pool->first; most < cohort->party && i < pool->count; i++) {
                if (pool->batches[i].count > 0 && pool->batches[i].time < problem->horizon) {
                    from = pool->batches[i].time > from ? pool->batches[i].time : from;
                    most = mst__guided_self(builder, c, arc, from);
                }
            }
            load.count = mst__pool_ready(pool, from);
            load.count = load.count < most ? load.count : most;
        }
        if (cohort->guards) {
            int64_t spare = mst__guards_spare(state, pool->site, from, MST_NEVER);
            load.count = load.count < spare ? load.count : spare;
        }
        load.count -= load.count % cohort->party;
        mst_time leave;
        mst_time arrive;
        builder->work++;
        uint32_t site = pool->site;
        const mst__class *class = &builder->routes.classes[builder->routes.cohort_class[c]];
        if (load.count > 0 && place_group(builder, arc, c, &load.count, from, &leave, &arrive) &&
            arrive <= class->deadline[problem->arcs[arc].to] &&
            (cohort->guards || leaves_guarded(state, site, leave, load.count)) &&
            (!cohort->guards || mst__guards_spare(state, site, leave, MST_NEVER) >= load.count)) {
            mst__pool_take(state, k, leave, load.count);
            set_off(state, arc, load, false, leave, arrive);
            if (builder->guide != NULL && site == cohort->site) {
                builder->guide_self[c] += load.count;
                builder->forced = false;
            }
            moved = true;
        }
    }
    return moved;
}

bool
mst__self_send(mst__builder *builder, uint32_t c, uint32_t arc, int64_t count)
{
    const mst_problem *problem = builder->problem;
    const mst_p_cohort *cohort = &problem->cohorts[c];
    mst__state *state = builder->state;
    uint32_t site = problem->arcs[arc].from;
    for (uint32_t k = 0; k < state->pool_count; k++) {
        mst__pool *pool = &state->pools[k];
        if (pool->cohort != c || pool->site != site || pool->total < count || pool->inbound) {
            continue;
        }
        mst_time from = state->clock;
        for (uint32_t i = pool->first; i < pool->count && mst__pool_ready(pool, from) < count;
             i++) {
            from = pool->batches[i].time > from ? pool->batches[i].time : from;
        }
        int64_t going = count;
        mst_time leave;
        mst_time arrive;
        builder->work++;
        if (from >= problem->horizon || mst__pool_ready(pool, from) < count ||
            !place_group(builder, arc, c, &going, from, &leave, &arrive) || going < count ||
            (cohort->guards ? mst__guards_spare(state, site, leave, MST_NEVER) < count
                            : !leaves_guarded(state, site, leave, count))) {
            return false;
        }
        mst_load load = {c, pool->stations, count};
        mst__pool_take(state, k, leave, count);
        set_off(state, arc, load, false, leave, arrive);
        return true;
    }
    return false;
}

/* When a way and the place it leads to are open together, from `from` on; MST_NEVER. */
static mst_time
open_way(const mst_problem *problem, uint32_t arc, uint32_t c, mst_time from)
{
    const mst_windows *there = &problem->sites[problem->arcs[arc].to].open;
    mst_time leave = from;
    for (uint32_t round = 0; round < 16; round++) {
        mst_time transit = mst_arc_self_transit(problem, arc, c, leave);
        mst_time next = mst_windows_earliest(&problem->arcs[arc].open, leave, transit);
        next = next < MST_NEVER ? mst_windows_earliest(there, next + transit, 0) - transit : next;
        if (next == leave || next > problem->horizon) {
            return next;
        }
        leave = next;
    }
    return MST_NEVER;
}

/* Does a link lead them straight to where they want to go? */
static bool
leads_straight(const mst_problem *problem, uint32_t c, mst_time t)
{
    uint32_t site = problem->cohorts[c].site;
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        if (problem->arcs[a].to == problem->cohorts[c].self_to &&
            mst_arc_self_transit(problem, a, c, t) < MST_NEVER) {
            return true;
        }
    }
    return false;
}

/* One uncontrolled group leaves at its release, by the link that lets it off soonest: of those
 * straight to where they want to go or, where there is none, of all. */
static void
uncontrolled_group(mst__builder *builder, uint32_t c, const mst_time *time, int64_t n,
                   mst_time from)
{
    const mst_problem *problem = builder->problem;
    mst__state *state = builder->state;
    uint32_t site = problem->cohorts[c].site;
    mst_load load = {c, 0, n};
    bool straight = leads_straight(problem, c, from);
    uint32_t way = next_arc(problem, c, time, site); /* preferred where it is as soon */
    uint32_t arc = MST_NONE;
    mst_time leave = MST_NEVER;
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        bool there = problem->arcs[a].to == problem->cohorts[c].self_to;
        if ((straight && !there) || site == problem->cohorts[c].self_to ||
            mst_arc_self_transit(problem, a, c, from) >= MST_NEVER) {
            continue;
        }
        mst_time next = open_way(problem, a, c, from);
        if (next < leave || (next == leave && a == way)) {
            leave = next;
            arc = a;
        }
    }
    if (leave > problem->horizon) {
        return;
    }
    bool was_out = mst__ends_at(problem, c, site, 0) || mst__ends_at(problem, c, site, leave);
    set_off(state, arc, load, was_out, leave, leave + mst_arc_self_transit(problem, arc, c, leave));
}

/* Those of a cohort who have set off already, before a surprise. */
static int64_t
set_off_before(const mst__state *state, uint32_t c)
{
    int64_t gone = 0;
    for (uint32_t k = 0; k < state->selfs_count; k++) {
        const mst_plan_self_move *move = &state->selfs[k];
        bool from_start = state->problem->arcs[move->arc].from == state->problem->cohorts[c].site;
        gone += move->cohort == c && from_start ? move->count : 0;
    }
    return gone;
}

void
mst__self_set_off(mst__builder *builder)
{
    const mst_problem *problem = builder->problem;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (!cohort->uncontrolled || !cohort->in_scope || cohort->count == 0) {
            continue;
        }
        const mst_time *time = times_to_goal(builder, c);
        int64_t gone = set_off_before(builder->state, c);
        for (uint32_t group = 0; time != NULL && gone < cohort->count && group < MOST_GROUPS;
             group++) {
            mst_time at = mst_cohort_release_time(cohort, gone + cohort->party);
            if (at > problem->horizon) {
                break;
            }
            at = at > problem->begins ? at : problem->begins;
            int64_t ready = mst_cohort_released(cohort, at);
            uncontrolled_group(builder, c, time, ready - gone, at);
            gone = ready;
        }
    }
}
