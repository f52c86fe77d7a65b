/* SPDX-License-Identifier: Apache-2.0
 *
 * Earliest moments by going over all links until nothing changes (Bellman 1958, Ford 1956): whoever
 * may wait is nowhere sooner for setting out later, so one moment a place is enough.
 */
#include "check/certificate_reach.h"

#include <string.h>

enum { MOST_SEATS = 4096 };

/* ---- one way, one service ---- */

/* The first moment at `t` or later that lies in a window. */
static mst_time
inside_from(const mst_windows *windows, mst_time t)
{
    for (uint32_t i = 0; i < windows->count; i++) {
        if (t < windows->spans[i].end) {
            return mst__reach_most(t, windows->spans[i].begin);
        }
    }
    return MST_NEVER;
}

/* The first begin at `t` or later of a use that ends at the latest when its window does. */
static mst_time
fit_from(const mst_windows *windows, mst_time t, mst_time length)
{
    for (uint32_t i = 0; i < windows->count; i++) {
        mst_time begin = mst__reach_most(t, windows->spans[i].begin);
        if (length <= windows->spans[i].end && begin <= windows->spans[i].end - length) {
            return begin;
        }
    }
    return MST_NEVER;
}

/* The first entry at `t` or later at which windows let a transit of `length` in; MST_NEVER. */
static mst_time
entered(const mst_problem *problem, const mst_p_arc *way, mst_time t, mst_time length)
{
    const mst_windows *air = &problem->sites[way->from].air;
    while (t < MST_NEVER) { /* to the next window of either, until one is in both */
        mst_time next = fit_from(&way->open, t, length);
        if (way->mode == MST_MODE_AIR && next < MST_NEVER) {
            next = inside_from(air, next);
        }
        if (next == t) {
            break;
        }
        t = next;
    }
    return t;
}

/* The earliest end of a transit that begins at `t` or later: each pace of the way by itself. */
static mst_time
crossed(const mst_problem *problem, uint32_t arc, mst_time (*pace)(const void *, mst_time),
        const void *who, mst_time t)
{
    const mst_p_arc *way = &problem->arcs[arc];
    mst_time best = MST_NEVER;
    for (uint32_t i = 0; i < way->slow.count; i++) {
        mst_time until = i + 1 < way->slow.count ? way->slow.from[i + 1] : MST_NEVER;
        mst_time begin = mst__reach_most(t, way->slow.from[i]);
        mst_time length = begin < until ? pace(who, begin) : MST_NEVER;
        mst_time enter =
            length <= problem->horizon ? entered(problem, way, begin, length) : MST_NEVER;
        best = enter < until ? mst__reach_least(best, enter + length) : best;
    }
    if (best >= MST_NEVER) {
        return MST_NEVER;
    }
    const mst_p_site *to = &problem->sites[way->to];
    for (mst_time next = best;; best = next) { /* it may wait on the way */
        next = inside_from(&to->open, best);
        next = way->mode == MST_MODE_AIR && next < MST_NEVER ? inside_from(&to->air, next) : next;
        if (next == best || next >= MST_NEVER) {
            return next;
        }
    }
}

typedef struct ride {
    const mst_problem *problem;
    uint32_t arc, type;
    bool loaded;
} ride;

static mst_time
ride_pace(const void *who, mst_time t)
{
    const ride *r = who;
    mst_time aboard = mst_arc_transit(r->problem, r->arc, r->type, true, t);
    return r->loaded
               ? aboard
               : mst__reach_least(aboard, mst_arc_transit(r->problem, r->arc, r->type, false, t));
}

static mst_time
self_pace(const void *who, mst_time t)
{
    const ride *r = who;
    return mst_arc_self_transit(r->problem, r->arc, r->type, t);
}

static bool
fits(const mst_problem *problem, uint32_t site, uint32_t type)
{
    return problem->compatible[(size_t)site * problem->type_count + type] != 0;
}

mst_time
mst__reach_drives_to(const mst_problem *problem, uint32_t arc, uint32_t type, bool loaded,
                     mst_time t)
{
    if (!fits(problem, problem->arcs[arc].to, type)) {
        return MST_NEVER;
    }
    ride r = {problem, arc, type, loaded};
    return crossed(problem, arc, ride_pace, &r, t);
}

mst_time
mst__reach_service(const mst_problem *problem, uint32_t site, mst_time t, mst_time length)
{
    return fit_from(&problem->sites[site].service, t, length);
}

/* ---- vehicles ---- */

static bool
usable_between(const mst_p_vehicle *vehicle, mst_time horizon, mst_time *begin, mst_time *end)
{
    *begin = MST_NEVER;
    for (uint32_t i = 0; i < vehicle->usable.count; i++) {
        mst_span span = vehicle->usable.spans[i];
        if (span.end > 0 && span.begin <= horizon) {
            *begin = mst__reach_least(*begin, mst__reach_most(span.begin, 0));
            *end = mst__reach_least(span.end, horizon);
        }
    }
    return *begin < MST_NEVER;
}

/* Does another vehicle before it stand for the same ways? Then they need not be found again. */
static uint32_t
alike(const mst_problem *problem, uint32_t vehicle)
{
    const mst_p_vehicle *one = &problem->vehicles[vehicle];
    mst_time begin;
    mst_time end = 0;
    mst_time first;
    mst_time last = 0;
    if (vehicle == 0 || !usable_between(one, problem->horizon, &begin, &end)) {
        return vehicle;
    }
    const mst_p_vehicle *other = one - 1;
    bool same = other->type == one->type && other->base == one->base &&
                usable_between(other, problem->horizon, &first, &last) && first == begin &&
                last == end;
    return same ? vehicle - 1 : vehicle;
}

static bool
drive_out(mst__reach *reach, uint32_t vehicle)
{
    const mst_problem *problem = reach->problem;
    const mst_p_vehicle *facts = &problem->vehicles[vehicle];
    mst_time *there = reach->there + (size_t)vehicle * problem->site_count;
    mst_time begin;
    mst_time end = 0;
    uint32_t same = alike(problem, vehicle);
    if (same != vehicle) {
        memcpy(there, reach->there + (size_t)same * problem->site_count,
               sizeof *there * problem->site_count);
        return true;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        there[s] = MST_NEVER;
    }
    if (!usable_between(facts, problem->horizon, &begin, &end)) {
        return true;
    }
    reach->used[facts->type] = 1;
    there[facts->base] = begin;
    bool changed = true;
    for (uint32_t round = 0; changed; round++) {
        if (round > problem->site_count) {
            return mst__refute(reach->check, "the ways of %s have no end", facts->name);
        }
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            mst_time from = there[problem->arcs[a].from];
            mst_time *to = &there[problem->arcs[a].to];
            if (from >= *to) {
                continue;
            }
            mst_time t = mst__reach_drives_to(problem, a, facts->type, false, from);
            if (t <= end && t < *to) {
                *to = t;
                changed = true;
            }
        }
    }
    return true;
}

static void
fill_types(mst__reach *reach)
{
    const mst_problem *problem = reach->problem;
    size_t sites = problem->site_count;
    for (size_t i = 0; i < sites * problem->type_count; i++) {
        reach->type_at[i] = MST_NEVER;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        for (uint32_t s = 0; s < sites; s++) {
            mst_time *at = &reach->type_at[vehicle->type * sites + s];
            *at = mst__reach_least(*at, reach->there[v * sites + s]);
        }
        /* Where it is based it may load although it could not land there. */
        reach->serves[vehicle->type * sites + vehicle->base] = 1;
    }
    for (uint32_t t = 0; t < problem->type_count; t++) {
        for (uint32_t s = 0; s < sites; s++) {
            const mst_p_site *site = &problem->sites[s];
            uint8_t *serves = &reach->serves[t * sites + s];
            *serves = (*serves || fits(problem, s, t)) && site->service.count > 0 &&
                      mst_steps_most(&site->berths[problem->types[t].berth_class], 0,
                                     problem->horizon + 1) > 0;
        }
    }
}

bool
mst__reach_init(mst__reach *reach, mst__proof_check *check)
{
    const mst_problem *problem = check->problem;
    size_t cells = (size_t)problem->type_count * problem->site_count;
    *reach = (mst__reach){
        .check = check,
        .problem = problem,
        .used = MST_TAKE(check->scratch, uint8_t, problem->type_count),
        .serves = MST_TAKE(check->scratch, uint8_t, cells),
        .there = MST_TAKE(check->scratch, mst_time,
                          (size_t)problem->vehicle_count * problem->site_count),
        .type_at = MST_TAKE(check->scratch, mst_time, cells),
        .desks = MST_TAKE(check->scratch, uint32_t, problem->site_count),
    };
    if (reach->used == NULL || reach->serves == NULL || reach->there == NULL ||
        reach->type_at == NULL || reach->desks == NULL) {
        check->out_of_memory = true;
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        if (!drive_out(reach, v)) {
            return false;
        }
    }
    fill_types(reach);
    for (uint32_t s = 0; s < problem->site_count; s++) {
        for (uint32_t k = 0; k < problem->site_count && problem->sites[s].has_process; k++) {
            reach->desks[s] += problem->sites[k].has_process &&
                               problem->sites[k].station == problem->sites[s].station;
        }
    }
    return true;
}

/* ---- people ---- */

int64_t
mst__reach_seats(const mst_problem *problem, const uint32_t *cohorts, uint32_t count, uint32_t type,
                 bool lying)
{
    const mst_p_type *facts = &problem->types[type];
    bool sums[MOST_SEATS + 1] = {true};
    bool counted = facts->seats <= MOST_SEATS;
    for (uint32_t i = 0; i < count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[cohorts[i]];
        if (cohort->litter && (!lying || facts->seats_per_litter == 0)) {
            continue;
        }
        int64_t party = cohort->litter ? 1 : (int64_t)cohort->party;
        for (int64_t k = party; counted && k <= facts->seats; k++) {
            sums[k] = sums[k] || sums[k - party];
        }
    }
    int64_t seated = facts->seats;
    while (counted && seated > 0 && !sums[seated]) {
        seated--;
    }
    return seated;
}

bool
mst__reach_ends(const mst_problem *problem, uint32_t cohort, uint32_t site)
{
    return problem->cohorts[cohort].accepts[site] != 0 &&
           (site == problem->relocate_to ||
            mst_steps_most(&problem->sites[site].safe, 0, problem->horizon + 1) > 0);
}

bool
mst__reach_moves(const mst_problem *problem, uint32_t cohort)
{
    const mst_p_cohort *facts = &problem->cohorts[cohort];
    return facts->in_scope && facts->count > 0 && facts->presence != MST_PRESENT_BY_FLEET &&
           !mst__reach_ends(problem, cohort, facts->site);
}

mst_time
mst__reach_processed(const mst__reach *reach, uint32_t cohort, uint32_t site, mst_time t)
{
    const mst_p_cohort *facts = &reach->problem->cohorts[cohort];
    const mst_p_site *place = &reach->problem->sites[site];
    /* At their own site, and where no other has the station, they cannot have been processed
     * before. */
    bool fresh = site == facts->site || reach->desks[site] == 1;
    if (!place->has_process || facts->force || facts->uncontrolled || !fresh) {
        return t;
    }
    mst_time best = MST_NEVER;
    for (uint32_t i = 0; i < place->desks.count; i++) {
        mst_time end = i + 1 < place->desks.count ? place->desks.from[i + 1] : MST_NEVER;
        mst_time begin = mst__reach_most(t, place->desks.from[i]);
        if (place->desks.value[i] > 0 && begin < end) {
            mst_time each = mst_steps_least(&place->desk_time, begin, end);
            best = mst__reach_least(best, begin + each);
        }
    }
    return best;
}

/* Does a party of the cohort fit the type? */
static bool
carries(const mst_p_type *type, const mst_p_cohort *cohort)
{
    int64_t party = (int64_t)cohort->party;
    if (!cohort->litter) {
        return party <= type->seats;
    }
    int64_t over = party - type->litters;
    return over <= 0 ||
           (type->seats_per_litter > 0 && over * type->seats_per_litter <= type->seats);
}

typedef struct trail { /* of one cohort */
    const mst__reach *reach;
    uint32_t cohort;
    mst_time *off;    /* [site] off vehicles there */
    mst_time *aboard; /* [type * sites + site] aboard there, free to go on or to get off */
    bool changed;
} trail;

static void
lower(trail *w, mst_time *label, mst_time t)
{
    if (t <= w->reach->problem->horizon && t < *label) {
        *label = t;
        w->changed = true;
    }
}

static void
go_alone(trail *w, uint32_t site, mst_time ready)
{
    const mst_problem *problem = w->reach->problem;
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        ride r = {problem, a, w->cohort, false};
        if (ready < w->off[problem->arcs[a].to]) {
            lower(w, &w->off[problem->arcs[a].to], crossed(problem, a, self_pace, &r, ready));
        }
    }
}

static void
board(trail *w, uint32_t type, uint32_t site, mst_time ready)
{
    const mst__reach *reach = w->reach;
    size_t cell = (size_t)type * reach->problem->site_count + site;
    if (!reach->serves[cell] || reach->type_at[cell] >= MST_NEVER) {
        return;
    }
    const mst_p_type *facts = &reach->problem->types[type];
    mst_time length = mst__reach_most(facts->turn, facts->load);
    mst_time begin = mst__reach_most(reach->type_at[cell], ready + facts->load - length);
    begin = mst__reach_service(reach->problem, site, begin, length);
    if (begin < MST_NEVER) {
        lower(w, &w->aboard[cell], begin + length);
    }
}

static void
ride_on(trail *w, uint32_t type, uint32_t site)
{
    const mst_problem *problem = w->reach->problem;
    mst_time *row = w->aboard + (size_t)type * problem->site_count;
    mst_time t = row[site];
    const mst_p_type *facts = &problem->types[type];
    if (w->reach->serves[(size_t)type * problem->site_count + site]) {
        mst_time length = mst__reach_most(facts->turn, facts->unload);
        mst_time begin = mst__reach_service(problem, site, t, length);
        lower(w, &w->off[site], begin < MST_NEVER ? begin + facts->unload : MST_NEVER);
    }
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        if (t < row[problem->arcs[a].to]) {
            lower(w, &row[problem->arcs[a].to], mst__reach_drives_to(problem, a, type, true, t));
        }
    }
}

bool
mst__reach_out(const mst__reach *reach, uint32_t cohort, mst_time from, mst_time *out)
{
    const mst_problem *problem = reach->problem;
    const mst_p_cohort *facts = &problem->cohorts[cohort];
    size_t sites = problem->site_count;
    mst_arena scratch; /* one call is one set of moments */
    mst_arena_init(&scratch, 0);
    trail w = {.reach = reach,
               .cohort = cohort,
               .off = MST_TAKE(&scratch, mst_time, sites),
               .aboard = MST_TAKE(&scratch, mst_time, sites * problem->type_count)};
    if (w.off == NULL || w.aboard == NULL) {
        reach->check->out_of_memory = true;
        mst_arena_release(&scratch);
        return false;
    }
    for (size_t i = 0; i < sites * problem->type_count; i++) {
        w.aboard[i] = MST_NEVER;
    }
    for (size_t s = 0; s < sites; s++) {
        w.off[s] = MST_NEVER;
    }
    lower(&w, &w.off[facts->site], mst__reach_most(from, 0));
    while (w.changed) { /* every round makes some moment earlier; there are finitely many ways */
        w.changed = false;
        for (uint32_t s = 0; s < sites; s++) {
            mst_time ready =
                w.off[s] < MST_NEVER ? mst__reach_processed(reach, cohort, s, w.off[s]) : MST_NEVER;
            if (ready <= problem->horizon) {
                go_alone(&w, s, ready);
            }
            for (uint32_t t = 0; t < problem->type_count; t++) {
                if (!reach->used[t] || !carries(&problem->types[t], facts)) {
                    continue;
                }
                if (ready <= problem->horizon) {
                    board(&w, t, s, ready);
                }
                if (w.aboard[t * sites + s] < MST_NEVER) {
                    ride_on(&w, t, s);
                }
            }
        }
    }
    *out = MST_NEVER;
    for (uint32_t s = 0; s < sites; s++) {
        *out = mst__reach_ends(problem, cohort, s) ? mst__reach_least(*out, w.off[s]) : *out;
    }
    mst_arena_release(&scratch);
    return true;
}
