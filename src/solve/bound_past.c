/* SPDX-License-Identifier: Apache-2.0
 *
 * The bound for the future after a surprise, given the past: the problem as it stands then.
 *
 * What had begun before the surprise is fixed. Those who are out count no more; those off at a site
 * are there; those aboard, whose vehicle may turn, go on or divert, are taken to be out, and the
 * vehicle to be at both ends of its way at once. Crews are taken to be fresh, and people who have
 * moved to need no desk. So the problem made here is easier than the true one, and its bound holds.
 * Exposure is what the past has cost, at the least, and what the future must. No plan is complete
 * before the last who was out already.
 */
#include <string.h>

#include "solve/bound.h"
#include "solve/past_ends.h"
#include "solve/staying.h"

typedef struct past {
    const mst_problem *problem;
    const mst_plan *plan;
    mst_time now; /* of the surprise */
    mst_time longest_load;
    mst_arena *arena;
    int64_t *there; /* [site * cohorts + cohort] persons off there at `now` */
    mst_problem *after;
    /* [cohort] some of them left a place where they may have been out already: who of them is where
     * is not followed, and they are taken to be out */
    uint8_t *moved_on;
    bool full; /* out of memory */
} past;

static void *
take(past *p, size_t count, size_t bytes)
{
    void *memory = mst_arena_take(p->arena, count, bytes);
    p->full = p->full || memory == NULL;
    return memory;
}

static bool
may_end(const past *p, uint32_t cohort, uint32_t site)
{
    return p->problem->cohorts[cohort].accepts[site] &&
           (site == p->problem->relocate_to ||
            mst_steps_most(&p->problem->sites[site].safe, 0, p->problem->horizon + 1) > 0);
}

static void
move_people(past *p, uint32_t site, const mst_load_list *list, int sign)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const mst_load *load = &list->loads[i];
        p->there[(size_t)site * p->problem->cohort_count + load->cohort] += sign * load->count;
        p->moved_on[load->cohort] |= sign < 0 && may_end(p, load->cohort, site);
    }
}

/* People who board are gone once their service has begun, which may stand; people who get off are
 * there once the unloading was over. */
static void
follow_vehicles(past *p)
{
    const mst_plan *plan = p->plan;
    for (uint32_t v = 0; v < p->problem->vehicle_count; v++) {
        mst_time unload = p->problem->types[p->problem->vehicles[v].type].unload;
        for (uint32_t k = plan->first_stop[v]; k < plan->first_stop[v + 1]; k++) {
            const mst_plan_stop *stop = &plan->stops[k];
            if (stop->berth_begin == MST_NEVER) {
                continue;
            }
            if (stop->leave < p->now || stop->berth_begin < p->now) {
                move_people(p, stop->site, &stop->board, -1);
            }
            if (stop->berth_begin + unload <= p->now) {
                move_people(p, stop->site, &stop->alight, 1);
            }
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        const mst_p_arc *arc = &p->problem->arcs[move->arc];
        if (move->leave < p->now) {
            p->there[(size_t)arc->from * p->problem->cohort_count + move->cohort] -= move->count;
            p->moved_on[move->cohort] |= may_end(p, move->cohort, arc->from);
        }
        if (move->leave < p->now && move->arrive <= p->now) {
            uint32_t to = mst__past_self_end(plan, move);
            p->there[(size_t)to * p->problem->cohort_count + move->cohort] += move->count;
        }
    }
}

/* Those who are still where they started: the k-th of the rest is released no earlier than the k-th
 * of all. */
static mst_p_cohort
rest_of(const mst_p_cohort *cohort, int64_t count)
{
    mst_p_cohort rest = *cohort;
    rest.release_over = (mst_time)((mst_wide)cohort->release_over * count / cohort->count);
    rest.count = count;
    return rest;
}

static void
list_cohorts(past *p)
{
    const mst_problem *problem = p->problem;
    size_t cells = (size_t)problem->site_count * problem->cohort_count;
    size_t most = 0;
    for (size_t i = 0; i < cells; i++) {
        most += p->there[i] > 0;
    }
    mst_p_cohort *cohorts = take(p, most + problem->cohort_count, sizeof *cohorts);
    if (p->full) {
        return;
    }
    uint32_t count = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->presence == MST_PRESENT_BY_FLEET) {
            cohorts[count++] = *cohort;
            continue;
        }
        for (uint32_t s = 0; s < problem->site_count && p->moved_on[c] == 0; s++) {
            int64_t persons = p->there[(size_t)s * problem->cohort_count + c];
            persons -= persons % (int64_t)cohort->party;
            if (persons <= 0) {
                continue;
            }
            if (s == cohort->site) {
                cohorts[count++] = rest_of(cohort, persons);
                continue;
            }
            mst_p_cohort moved = *cohort;
            moved.site = s;
            moved.count = persons;
            moved.presence = MST_PRESENT_AT_START;
            moved.release_mode = MST_RELEASE_AT_ONCE;
            moved.release_start = p->now - p->longest_load; /* they may join a loading under way */
            moved.release_over = 0;
            moved.uncontrolled = true; /* needs no desk */
            cohorts[count++] = moved;
        }
    }
    p->after->cohorts = cohorts;
    p->after->cohort_count = count;
}

/* The vehicle at `site` from `since` on. */
static void
add_vehicle(past *p, const mst_p_vehicle *vehicle, uint32_t site, mst_time since)
{
    mst_p_vehicle *vehicles = (mst_p_vehicle *)p->after->vehicles;
    mst_span *spans = take(p, vehicle->usable.count, sizeof *spans);
    if (p->full) {
        return;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < vehicle->usable.count; i++) {
        mst_span span = vehicle->usable.spans[i];
        span.begin = mst__later(span.begin, since);
        if (span.begin < span.end) {
            spans[count++] = span;
        }
    }
    mst_p_vehicle one = *vehicle;
    one.base = site;
    one.usable = (mst_windows){.count = count, .spans = spans};
    vehicles[p->after->vehicle_count++] = one;
}

static void
list_vehicles(past *p)
{
    const mst_problem *problem = p->problem;
    const mst_plan *plan = p->plan;
    p->after->vehicles = take(p, 2 * (size_t)problem->vehicle_count, sizeof(mst_p_vehicle));
    p->after->vehicle_count = 0;
    for (uint32_t v = 0; v < problem->vehicle_count && !p->full; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        uint32_t site = vehicle->base;
        uint32_t other = MST_NONE;
        mst_time since = MST_TIME_MIN;
        for (uint32_t k = plan->first_move[v]; k < plan->first_move[v + 1]; k++) {
            const mst_plan_move *move = &plan->moves[k];
            const mst_p_arc *arc = &problem->arcs[move->arc];
            if (move->leave >= p->now) {
                break;
            }
            site = mst__past_move_end(plan, move);
            other = move->arrive > p->now ? arc->from : MST_NONE;
            since = mst__earlier(move->arrive, p->now);
        }
        add_vehicle(p, vehicle, site, since);
        if (other != MST_NONE && !p->full) {
            add_vehicle(p, vehicle, other, p->now);
        }
    }
}

/* Types whose crews are fresh; sites whose threat begins with the surprise. */
static void
ease(past *p)
{
    const mst_problem *problem = p->problem;
    mst_p_type *types = take(p, problem->type_count, sizeof *types);
    mst_p_site *sites = take(p, problem->site_count, sizeof *sites);
    if (p->full) {
        return;
    }
    for (uint32_t t = 0; t < problem->type_count; t++) {
        types[t] = problem->types[t];
        types[t].duty = MST_NEVER;
    }
    for (uint32_t s = 0; s < problem->site_count && !p->full; s++) {
        const mst_steps *threat = &problem->sites[s].threat;
        mst_time *from = take(p, (size_t)threat->count + 1, sizeof *from);
        int64_t *value = take(p, (size_t)threat->count + 1, sizeof *value);
        if (p->full) {
            return;
        }
        uint32_t count = 1;
        from[0] = MST_TIME_MIN;
        for (uint32_t i = 0; i < threat->count; i++) {
            bool over = i + 1 < threat->count && threat->from[i + 1] <= p->now;
            if (!over) {
                from[count] = mst__later(threat->from[i], p->now);
                value[count++] = threat->value[i];
            }
        }
        sites[s] = problem->sites[s];
        sites[s].threat = (mst_steps){.count = count, .from = from, .value = value};
    }
    p->after->types = types;
    p->after->sites = sites;
}

/* ---- what the past has cost ---- */

static bool
is_exposed(const past *p, uint32_t cohort, uint32_t site)
{
    const mst_p_cohort *people = &p->problem->cohorts[cohort];
    /* Where they may end they may be out. */
    return people->in_scope && !people->force && people->presence == MST_PRESENT_AT_START &&
           p->moved_on[cohort] == 0 && !may_end(p, cohort, site);
}

/* Threat x ms at a site from `t` to the surprise. */
static mst_wide
threat_since(const past *p, uint32_t site, mst_time t)
{
    const mst_steps *threat = &p->problem->sites[site].threat;
    mst_wide total = 0;
    for (uint32_t i = 0; i < threat->count; i++) {
        mst_time begin = mst__later(threat->from[i], mst__later(t, 0));
        mst_time end = i + 1 < threat->count ? threat->from[i + 1] : MST_NEVER;
        end = mst__earlier(end, p->now);
        if (begin < end) {
            total += (mst_wide)(end - begin) * threat->value[i];
        }
    }
    return total;
}

static mst_wide
list_cost(const past *p, const mst_load_list *list, uint32_t site, mst_time t)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        persons += is_exposed(p, list->loads[i].cohort, site) ? list->loads[i].count : 0;
    }
    return persons > 0 && t < p->now ? threat_since(p, site, t) * persons : 0;
}

/* Everybody who was ever at a site, from their coming, less the time after their leaving. Waiting
 * aboard at a site on the way is left out. */
static mst_wide
cost_of_past(const past *p)
{
    const mst_problem *problem = p->problem;
    const mst_plan *plan = p->plan;
    mst_wide total = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        uint32_t site = problem->cohorts[c].site;
        if (is_exposed(p, c, site)) {
            total += threat_since(p, site, 0) * problem->cohorts[c].count;
        }
    }
    for (uint32_t k = 0; k < plan->stop_count; k++) {
        const mst_plan_stop *stop = &plan->stops[k];
        total += list_cost(p, &stop->alight, stop->site, stop->berth_begin);
        total -= list_cost(p, &stop->board, stop->site, stop->leave);
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        const mst_p_arc *arc = &problem->arcs[move->arc];
        mst_load load = {.cohort = move->cohort, .count = move->count};
        mst_load_list list = {.count = 1, .loads = &load};
        total -= list_cost(p, &list, arc->from, move->leave);
        total += list_cost(p, &list, mst__past_self_end(plan, move), move->arrive);
    }
    return total > 0 ? total : 0;
}

/* ---- who was out already ---- */

/* Do those of the load become out by getting off at the site at `t`? For the first time, when none
 * of them was ever where they may have been out. */
static bool
become_out(const past *p, uint32_t cohort, uint32_t site, mst_time t)
{
    const mst_problem *problem = p->problem;
    return p->moved_on[cohort] == 0 && problem->cohorts[cohort].presence != MST_PRESENT_BY_FLEET &&
           problem->cohorts[cohort].accepts[site] != 0 &&
           (site == problem->relocate_to || mst_steps_at(&problem->sites[site].safe, t) > 0);
}

/* The last moment before the surprise at which somebody became out: no plan is complete sooner. A
 * service that was not over may be undone, and says nothing. */
static mst_time
last_out(const past *p)
{
    const mst_plan *plan = p->plan;
    mst_time last = 0;
    for (uint32_t v = 0; v < p->problem->vehicle_count; v++) {
        mst_time unload = p->problem->types[p->problem->vehicles[v].type].unload;
        for (uint32_t k = plan->first_stop[v]; k < plan->first_stop[v + 1]; k++) {
            const mst_plan_stop *stop = &plan->stops[k];
            bool stands = stop->berth_begin != MST_NEVER && stop->berth_end < p->now;
            for (uint32_t i = 0; stands && i < stop->alight.count; i++) {
                mst_time off = stop->berth_begin + unload;
                bool out = become_out(p, stop->alight.loads[i].cohort, stop->site, off);
                last = out ? mst__later(last, off) : last;
            }
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        if (move->arrive < p->now &&
            become_out(p, move->cohort, mst__past_self_end(plan, move), move->arrive)) {
            last = mst__later(last, move->arrive);
        }
    }
    return last;
}

mst_status
mst_bound_after(const mst_problem *problem, const mst_plan *plan, const mst_measures *value,
                mst_bound_memo *memo, mst_bound *bound, mst_arena *arena, mst_error *err)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst_problem after = *problem;
    past p = {.problem = problem,
              .plan = plan,
              .now = problem->begins,
              .arena = &scratch,
              .after = &after};
    p.there = take(&p, (size_t)problem->site_count * problem->cohort_count, sizeof *p.there);
    p.moved_on = take(&p, problem->cohort_count, sizeof *p.moved_on);
    for (uint32_t t = 0; t < problem->type_count; t++) {
        p.longest_load = mst__later(p.longest_load, problem->types[t].load);
    }
    if (!p.full) {
        for (uint32_t c = 0; c < problem->cohort_count; c++) {
            const mst_p_cohort *cohort = &problem->cohorts[c];
            p.there[(size_t)cohort->site * problem->cohort_count + c] = cohort->count;
        }
        follow_vehicles(&p);
        list_cohorts(&p);
        list_vehicles(&p);
        ease(&p);
    }
    mst_status status =
        p.full ? mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while proving a bound")
               : mst_bound_compute(&after, value, memo, bound, arena, err);
    if (status == MST_OK) {
        mst_time out = last_out(&p);
        if (out > bound->completion) {
            bound->completion = out;
            bound->completion_reason = "so long it took who was out before the surprise";
        }
        bound->exposure += cost_of_past(&p) + mst__staying_exposure(problem) -
                           mst__staying_exposure(&after); /* who stays, before the surprise too */
    }
    mst_arena_release(&scratch);
    return status;
}
