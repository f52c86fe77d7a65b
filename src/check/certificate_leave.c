/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kind `leave`: what people are exposed to at the least before they can leave the
 * places where they start (docs/certificates.md). The k-th of a place to leave does so no sooner
 * than k of them are released and processed, nor than the vehicles that can be there by then have
 * seats for k.
 */
#include "check/certificate_reach.h"

#include <string.h>

enum { MOST_PARTS = 200 };

/* ---- threat ---- */

/* Threat x ms at a site from `begin` to `end`. */
static mst_wide
threat_between(const mst_p_site *site, mst_time begin, mst_time end)
{
    mst_wide total = 0;
    for (uint32_t i = 0; i < site->threat.count; i++) {
        mst_time from = mst__reach_most(begin, site->threat.from[i]);
        mst_time until =
            i + 1 < site->threat.count ? mst__reach_least(end, site->threat.from[i + 1]) : end;
        total += from < until ? (mst_wide)(until - from) * site->threat.value[i] : 0;
    }
    return total;
}

static mst_wide
threat_until(const mst_problem *problem, uint32_t site, mst_time t)
{
    return threat_between(&problem->sites[site], 0, mst__reach_least(t, problem->horizon));
}

/* ---- those who stay ---- */

/* Until when somebody who is at the site at `t`, and stays, is exposed there. */
static mst_time
exposed_until(const mst_problem *problem, const mst_p_cohort *cohort, mst_time t)
{
    const mst_steps *safe = &problem->sites[cohort->site].safe;
    if (!cohort->accepts[cohort->site]) {
        return problem->horizon;
    }
    if (cohort->site == problem->relocate_to || mst_steps_at(safe, t) > 0) {
        return t;
    }
    for (uint32_t i = 0; i < safe->count; i++) {
        if (safe->from[i] > t && safe->value[i] > 0) {
            return mst__reach_least(safe->from[i], problem->horizon);
        }
    }
    return problem->horizon;
}

static mst_wide
of_those_who_stay(const mst_problem *problem)
{
    mst_wide total = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->in_scope || cohort->force) {
            continue;
        }
        bool comes = cohort->presence == MST_PRESENT_ARRIVING;
        int64_t step = comes ? (int64_t)cohort->party : cohort->count;
        for (int64_t k = step; k <= cohort->count && step > 0; k += step) {
            mst_time at = comes ? mst_cohort_release_time(cohort, k) : 0;
            if (at >= problem->horizon) {
                break;
            }
            at = mst__reach_most(at, 0);
            total += threat_between(&problem->sites[cohort->site], at,
                                    exposed_until(problem, cohort, at)) *
                     step;
        }
    }
    return total;
}

/* ---- the vehicles at a place ---- */

typedef struct shuttle { /* vehicles that are alike at the place */
    const mst_p_vehicle *vehicle;
    int64_t count, seats;
    mst_time first, cycle; /* when a first round can have loaded there, and one round more */
} shuttle;

typedef struct place {
    const mst__reach *reach;
    uint32_t site;
    bool alone; /* its people can go on their own */
    uint32_t cohort_count;
    uint32_t *cohorts;
    int64_t persons;
    mst_time ready; /* nobody is ready before */
    uint32_t shuttle_count;
    shuttle *shuttles;
} place;

/* Of the people who start there and are exposed, those who can go on their own, or those who
 * cannot. */
static void
list_people(place *p)
{
    const mst_problem *problem = p->reach->problem;
    p->cohort_count = 0;
    p->persons = 0;
    p->ready = MST_NEVER;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->site != p->site || cohort->force || !mst__reach_moves(problem, c) ||
            (cohort->self_means != MST_SELF_NONE) != p->alone) {
            continue;
        }
        mst_time first = mst__reach_most(mst_cohort_release_time(cohort, 1), 0);
        first = mst__reach_processed(p->reach, c, p->site, first);
        p->ready = mst__reach_least(p->ready, first);
        p->persons += cohort->count;
        p->cohorts[p->cohort_count++] = c;
    }
}

/* The most of them who fit a vehicle at once, on its litters too. */
static int64_t
seats_for(const place *p, uint32_t type)
{
    const mst_problem *problem = p->reach->problem;
    int64_t lying = 0;
    for (uint32_t i = 0; i < p->cohort_count; i++) {
        lying = problem->cohorts[p->cohorts[i]].litter ? problem->types[type].litters : lying;
    }
    return mst__reach_seats(problem, p->cohorts, p->cohort_count, type, true) + lying;
}

/* Least time of a type over the ways out of the place with people aboard, or into it. */
static mst_time
least_way(const place *p, uint32_t type, bool out)
{
    const mst_problem *problem = p->reach->problem;
    mst_time best = MST_NEVER;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *way = &problem->arcs[a];
        if ((out ? way->from : way->to) != p->site || way->open.count == 0 ||
            problem->compatible[(size_t)way->to * problem->type_count + type] == 0) {
            continue;
        }
        for (uint32_t i = 0; i < way->slow.count; i++) {
            mst_time t = mst__reach_most(way->slow.from[i], 0);
            best = mst__reach_least(best, mst_arc_transit(problem, a, type, true, t));
            best = out ? best : mst__reach_least(best, mst_arc_transit(problem, a, type, false, t));
        }
    }
    return best;
}

static bool
same_shuttle(const shuttle *one, const shuttle *other)
{
    return one->vehicle->type == other->vehicle->type && one->first == other->first &&
           one->vehicle->sorties == other->vehicle->sorties;
}

static bool
list_shuttles(place *p)
{
    const mst__reach *reach = p->reach;
    const mst_problem *problem = reach->problem;
    p->shuttle_count = 0;
    p->shuttles = MST_TAKE(reach->check->scratch, shuttle, problem->vehicle_count);
    if (p->shuttles == NULL) {
        reach->check->out_of_memory = true;
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        const mst_p_type *type = &problem->types[vehicle->type];
        mst_time there = reach->there[(size_t)v * problem->site_count + p->site];
        if (there >= MST_NEVER || vehicle->sorties <= 0 ||
            !reach->serves[(size_t)vehicle->type * problem->site_count + p->site]) {
            continue;
        }
        mst_time length = mst__reach_most(type->turn, type->load);
        mst_time begin = mst__reach_most(there, p->ready + type->load - length);
        begin = mst__reach_service(problem, p->site, begin, length);
        if (begin >= MST_NEVER || begin + length > problem->horizon) {
            continue;
        }
        shuttle one = {.vehicle = vehicle, .count = 1, .first = begin + length};
        uint32_t k = p->shuttle_count;
        if (k > 0 && same_shuttle(&p->shuttles[k - 1], &one)) {
            p->shuttles[k - 1].count++;
            continue;
        }
        one.seats = seats_for(p, vehicle->type);
        mst_time out = least_way(p, vehicle->type, true);
        mst_time in = least_way(p, vehicle->type, false);
        one.cycle = in >= MST_NEVER
                        ? MST_NEVER
                        : out + in + mst__reach_most(type->turn, type->load + type->unload);
        if (out < MST_NEVER && one.seats > 0) {
            p->shuttles[p->shuttle_count++] = one;
        }
    }
    return true;
}

/* Rounds of one vehicle that can have loaded by `t`: in any 24 h no more than its sorties. */
static int64_t
rounds_by(const shuttle *one, mst_time t)
{
    if (t < one->first) {
        return 0;
    }
    mst_time since = t - one->first;
    if (one->cycle >= MST_NEVER) {
        return 1;
    }
    int64_t rounds = one->cycle > 0 ? since / one->cycle + 1 : MST_MAX_PEOPLE;
    if (one->vehicle->sorties < MST_MAX_PEOPLE) {
        int64_t days = since / MST_MS_PER_DAY;
        mst_time rest = since % MST_MS_PER_DAY;
        int64_t last = one->cycle > 0 ? rest / one->cycle + 1 : MST_MAX_PEOPLE;
        int64_t allowed = days * one->vehicle->sorties +
                          (last < one->vehicle->sorties ? last : one->vehicle->sorties);
        rounds = allowed < rounds ? allowed : rounds;
    }
    return rounds;
}

/* Can `persons` have left by vehicle by `t`? */
static bool
have_left(const place *p, int64_t persons, mst_time t)
{
    mst_wide seats = 0;
    for (uint32_t k = 0; k < p->shuttle_count && seats < persons; k++) {
        const shuttle *one = &p->shuttles[k];
        seats += (mst_wide)one->count * one->seats * rounds_by(one, t);
    }
    return seats >= persons;
}

/* ---- the people of a place ---- */

static bool
are_ready(const place *p, int64_t persons, mst_time t)
{
    int64_t ready = 0;
    for (uint32_t i = 0; i < p->cohort_count && ready < persons; i++) {
        ready += mst_cohort_released(&p->reach->problem->cohorts[p->cohorts[i]], t);
    }
    return ready >= persons;
}

/* The first moment from `low` on at which the k-th of them can leave; the horizon at the latest. */
static mst_time
leaves(const place *p, int64_t k, mst_time low)
{
    mst_time high = p->reach->problem->horizon;
    while (low < high) {
        mst_time middle = low + (high - low) / 2;
        if (are_ready(p, k, middle) && (p->alone || have_left(p, k, middle))) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* What those who come after the order would have been exposed to before. */
static mst_wide
before_they_come(const place *p)
{
    const mst_problem *problem = p->reach->problem;
    mst_wide before = 0;
    for (uint32_t i = 0; i < p->cohort_count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[p->cohorts[i]];
        if (cohort->presence != MST_PRESENT_ARRIVING) {
            continue;
        }
        int64_t step = mst_ceil_divide(cohort->count, MOST_PARTS);
        for (int64_t k = 0; k < cohort->count; k += step) {
            int64_t last = k + step < cohort->count ? k + step : cohort->count;
            before +=
                threat_until(problem, p->site, mst_cohort_release_time(cohort, last)) * (last - k);
        }
    }
    return before;
}

static bool
of_place(place *p, mst_wide *total)
{
    const mst_problem *problem = p->reach->problem;
    list_people(p);
    if (p->persons == 0) {
        return true;
    }
    if (!p->alone && !list_shuttles(p)) {
        return false;
    }
    int64_t step = mst_ceil_divide(p->persons, MOST_PARTS);
    mst_wide here = -before_they_come(p);
    mst_time t = mst__reach_least(p->ready, problem->horizon);
    for (int64_t k = 1; k <= p->persons; k += step) {
        int64_t together = k + step <= p->persons ? step : p->persons - k + 1;
        t = leaves(p, k, t);
        here += threat_until(problem, p->site, t) * together;
    }
    *total += here > 0 ? here : 0;
    return true;
}

/* Both kinds of people of every place with a threat. */
static bool
of_places(mst__proof_check *check, mst_wide *total)
{
    const mst_problem *problem = check->problem;
    mst__reach reach;
    uint32_t *cohorts = MST_TAKE(check->scratch, uint32_t, problem->cohort_count);
    check->out_of_memory |= cohorts == NULL;
    if (cohorts == NULL || !mst__reach_init(&reach, check)) {
        return false;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (mst_steps_most(&problem->sites[s].threat, 0, problem->horizon) <= 0) {
            continue;
        }
        for (int alone = 0; alone < 2; alone++) {
            place p = {.reach = &reach, .site = s, .alone = alone != 0, .cohorts = cohorts};
            if (!of_place(&p, total)) {
                return false;
            }
        }
    }
    return true;
}

bool
mst__certificate_leave(mst__proof_check *check)
{
    const mst_problem *problem = check->problem;
    if (problem->begins != 0) {
        return mst__refute(check, "the kind of certificate is for cells without surprises");
    }
    if (check->certificate->measure != MST_MEASURE_EXPOSURE) {
        return mst__refute(check, "the kind of certificate is about exposure");
    }
    mst_wide total = of_those_who_stay(problem);
    return of_places(check, &total) && mst__proves(check, total);
}
