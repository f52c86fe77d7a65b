/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kind `cut`: of the people who must get out of a set of sites no more can do so by
 * a moment than vehicles make rounds with seats, and cars of their own find room on the ways out
 * (docs/certificates.md).
 */
#include "check/certificate_rounds.h"

enum { CAR = 4 };

typedef struct carrier { /* vehicles that are alike */
    int64_t places;      /* of all of them together in a round */
    mst__rounds_of rounds;
} carrier;

typedef struct cut {
    mst__proof_check *check;
    const mst_problem *problem;
    mst__reach reach;
    uint8_t *inside; /* [site] */
    mst_time ready;  /* those count who are released then or later */
    mst_time last;   /* the latest deadline asked for */
    uint32_t cohort_count;
    uint32_t *cohorts;
    int64_t persons[MST_MAX_PRIORITIES];
    int64_t total, lying, alone; /* all of them; on litters; with means of their own */
    uint32_t carrier_count;
    carrier *carriers;
} cut;

/* ---- people ---- */

/* Does everybody of the cohort have to cross: inside at first, and out nowhere inside? */
static bool
crosses(const cut *c, uint32_t cohort)
{
    if (!mst__reach_moves(c->problem, cohort) || !c->inside[c->problem->cohorts[cohort].site]) {
        return false;
    }
    for (uint32_t s = 0; s < c->problem->site_count; s++) {
        if (c->inside[s] && mst__reach_ends(c->problem, cohort, s)) {
            return false;
        }
    }
    return true;
}

static void
count_people(cut *c)
{
    for (uint32_t i = 0; i < c->problem->cohort_count; i++) {
        const mst_p_cohort *cohort = &c->problem->cohorts[i];
        if (!crosses(c, i)) {
            continue;
        }
        int64_t late =
            cohort->count - (c->ready > 0 ? mst_cohort_released(cohort, c->ready - 1) : 0);
        c->persons[cohort->priority] += late;
        c->total += late;
        if (cohort->self_means != MST_SELF_NONE) {
            c->alone += late;
        } else if (cohort->litter) {
            c->lying += late;
        }
        c->cohorts[c->cohort_count++] = i;
    }
}

/* Of those, the ones who are out in every plan of the claim. */
static int64_t
must_cross(const cut *c)
{
    const mst_certificate *claim = c->check->certificate;
    int64_t persons = 0;
    for (uint32_t k = 0; k < MST_MAX_PRIORITIES; k++) {
        int64_t left = k < claim->priority_count ? claim->most_left_by_priority[k] : MST_UNLIMITED;
        left = left < claim->most_left ? left : claim->most_left;
        persons += c->persons[k] > left ? c->persons[k] - left : 0;
    }
    if (claim->most_left < MST_UNLIMITED && c->total - claim->most_left < persons) {
        persons = c->total - claim->most_left;
    }
    return persons;
}

/* ---- on their own ---- */

/* Entries to an arc, of transits of at least `least` that end by `end`: in any hour no more than
 * its flow. */
static int64_t
entries(const mst_p_arc *arc, mst_time least, mst_time end)
{
    int64_t total = 0;
    for (uint32_t w = 0; w < arc->open.count; w++) {
        for (uint32_t i = 0; i < arc->flow.count; i++) {
            mst_time from = mst__reach_most(0, arc->open.spans[w].begin);
            mst_time until = mst__reach_least(end, arc->open.spans[w].end) - least;
            from = mst__reach_most(from, arc->flow.from[i]);
            until =
                i + 1 < arc->flow.count ? mst__reach_least(until, arc->flow.from[i + 1]) : until;
            if (from > until) {
                continue;
            }
            if (arc->flow.value[i] >= MST_MAX_PEOPLE) {
                return MST_MAX_PEOPLE;
            }
            total += arc->flow.value[i] * ((until - from) / MST_MS_PER_HOUR + 1);
            total = total < MST_MAX_PEOPLE ? total : MST_MAX_PEOPLE;
        }
    }
    return total;
}

/* The least a cohort ever takes along an arc; MST_NEVER where there is never time for it. */
static mst_time
least_alone(const mst_problem *problem, uint32_t cohort, uint32_t arc)
{
    const mst_p_arc *way = &problem->arcs[arc];
    mst_time least = MST_NEVER;
    for (uint32_t i = 0; i < way->slow.count; i++) {
        mst_time pace =
            mst_arc_self_transit(problem, arc, cohort, mst__reach_most(way->slow.from[i], 0));
        least = mst__reach_least(least, pace);
    }
    bool fits = least <= problem->horizon &&
                mst_windows_earliest(&way->open, 0, least) <= problem->horizon - least;
    return fits ? least : MST_NEVER;
}

/* Do those of the cohort take the arc on their own? From where a link leads straight to where they
 * go they take no other (reading 1.8). */
static bool
takes(const mst_problem *problem, uint32_t cohort, uint32_t arc)
{
    const mst_p_arc *way = &problem->arcs[arc];
    uint32_t to = problem->cohorts[cohort].self_to;
    for (uint32_t a = problem->arcs_from[way->from];
         to != MST_NONE && way->to != to && a < problem->arcs_from[way->from + 1]; a++) {
        if (problem->arcs[a].to == to && mst_arc_self_transit(problem, a, cohort, 0) < MST_NEVER) {
            return false;
        }
    }
    return true;
}

/* Those who can cross an arc by themselves: all that like, or as cars find room. */
static int64_t
along(const cut *c, uint32_t arc, mst_time deadline)
{
    const mst_p_arc *way = &c->problem->arcs[arc];
    mst_time least = MST_NEVER;
    for (uint32_t i = 0; i < c->cohort_count; i++) {
        uint32_t cohort = c->cohorts[i];
        mst_time transit = least_alone(c->problem, cohort, arc);
        if (transit >= MST_NEVER || !takes(c->problem, cohort, arc)) {
            continue;
        }
        if (c->problem->cohorts[cohort].self_means != MST_SELF_OWN_CARS) {
            return c->alone;
        }
        least = mst__reach_least(least, transit);
    }
    return least < MST_NEVER ? CAR * entries(way, least, deadline) : 0;
}

static int64_t
by_themselves(const cut *c, mst_time deadline)
{
    int64_t most = 0;
    for (uint32_t a = 0; a < c->problem->arc_count && c->alone > 0; a++) {
        const mst_p_arc *way = &c->problem->arcs[a];
        most += c->inside[way->from] && !c->inside[way->to] ? along(c, a, deadline) : 0;
    }
    return most < c->alone ? most : c->alone;
}

/* ---- vehicles ---- */

static bool
same_vehicle(const mst_p_vehicle *a, const mst_p_vehicle *b)
{
    bool same = a->type == b->type && a->base == b->base && a->crews == b->crews &&
                a->sorties == b->sorties && a->usable.count == b->usable.count;
    for (uint32_t i = 0; same && i < a->usable.count; i++) {
        same = a->usable.spans[i].begin == b->usable.spans[i].begin &&
               a->usable.spans[i].end == b->usable.spans[i].end;
    }
    return same;
}

static bool
list_carriers(cut *c)
{
    const mst_problem *problem = c->problem;
    c->carriers = MST_TAKE(c->check->scratch, carrier, problem->vehicle_count);
    if (c->carriers == NULL) {
        c->check->out_of_memory = true;
        return false;
    }
    int64_t seats = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        if (v > 0 && same_vehicle(vehicle, vehicle - 1)) {
            c->carriers[c->carrier_count - 1].places += seats;
            continue;
        }
        seats = mst__reach_seats(problem, c->cohorts, c->cohort_count, vehicle->type, false);
        carrier *one = &c->carriers[c->carrier_count++];
        one->places = seats;
        if (!mst__follow_rounds(&c->reach, v, c->inside, c->ready, c->last, &one->rounds)) {
            return false;
        }
    }
    return true;
}

/* The most who can have crossed by a deadline that is not after `last`. */
static mst_wide
most_by(const cut *c, mst_time deadline)
{
    mst_wide most = c->lying + by_themselves(c, deadline);
    for (uint32_t i = 0; i < c->carrier_count; i++) {
        const carrier *one = &c->carriers[i];
        uint32_t n = 0;
        while (n < one->rounds.count && one->rounds.off[n] <= deadline) {
            n++;
        }
        bool unknown = n == one->rounds.count && !one->rounds.all;
        most += one->places == 0 ? 0 : unknown ? c->total : (mst_wide)one->places * n;
    }
    return most;
}

/* ---- claims ---- */

static bool
open_cut(cut *c, mst__proof_check *check)
{
    const mst_problem *problem = check->problem;
    const mst_certificate_part *inside = mst__part(check, "inside", problem->site_count);
    const mst_certificate_part *ready = mst__part(check, "ready", 1);
    if (inside == NULL || ready == NULL) {
        return false;
    }
    *c = (cut){.check = check,
               .problem = problem,
               .inside = MST_TAKE(check->scratch, uint8_t, problem->site_count),
               .cohorts = MST_TAKE(check->scratch, uint32_t, problem->cohort_count),
               .ready = ready->values[0]};
    if (c->inside == NULL || c->cohorts == NULL) {
        check->out_of_memory = true;
        return false;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (inside->values[s] != 0 && inside->values[s] != 1) {
            return mst__refute(check, "%s is neither inside nor outside", problem->sites[s].name);
        }
        c->inside[s] = inside->values[s] != 0;
    }
    if (c->ready < 0 || c->ready > problem->horizon) {
        return mst__refute(check, "nobody is ready at %lld", (long long)c->ready);
    }
    count_people(c);
    return mst__reach_init(&c->reach, check);
}

static bool
completes(cut *c)
{
    mst_time low = 0; /* proved: not everybody is out before it */
    mst_time high = c->problem->horizon + 1;
    high = c->check->certificate->bound < high ? (mst_time)c->check->certificate->bound : high;
    int64_t needed = must_cross(c);
    c->last = high - 1;
    if (!list_carriers(c)) {
        return false;
    }
    while (low < high) {
        mst_time middle = low + (high - low + 1) / 2;
        if (most_by(c, middle - 1) < needed) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return mst__proves(c->check, low);
}

static bool
leaves_behind(cut *c)
{
    c->last = c->problem->horizon;
    if (!list_carriers(c)) {
        return false;
    }
    mst_wide most = most_by(c, c->last);
    for (uint32_t k = 0; k < MST_MAX_PRIORITIES; k++) {
        int64_t lightest = INT64_MAX;
        for (uint32_t i = 0; i < c->cohort_count; i++) {
            const mst_p_cohort *cohort = &c->problem->cohorts[c->cohorts[i]];
            bool counts = cohort->priority == k && cohort->weight < lightest;
            lightest = counts ? cohort->weight : lightest;
        }
        if (c->persons[k] > most) {
            c->check->left_by_priority[k] = (c->persons[k] - (int64_t)most) * lightest;
        }
    }
    return mst__proves(c->check, c->total > most ? c->total - most : 0);
}

bool
mst__certificate_cut(mst__proof_check *check)
{
    cut *c = MST_TAKE(check->scratch, cut, 1);
    check->out_of_memory |= c == NULL;
    if (c == NULL) {
        return false;
    }
    if (check->problem->begins != 0) {
        return mst__refute(check, "the kind of certificate is for cells without surprises");
    }
    if (!open_cut(c, check)) {
        return false;
    }
    if (check->certificate->measure == MST_MEASURE_COMPLETION) {
        return completes(c);
    }
    return check->certificate->measure == MST_MEASURE_LEFT
               ? leaves_behind(c)
               : mst__refute(check, "the kind of certificate is about completion, or about left");
}
