/* SPDX-License-Identifier: Apache-2.0
 *
 * The relaxed world of certificates of kind `dual` and `tree`: places, people, room and ways.
 */
#include "check/certificate_flow.h"

enum { MOST_SITES = 400 };

static int64_t
divisor(int64_t a, int64_t b)
{
    return b == 0 ? a : divisor(b, a % b); /* as deep as 64 bits allow, some 90 calls */
}

static bool
safe_for_somebody(const mst_problem *problem, uint32_t site)
{
    if (site != problem->relocate_to &&
        mst_steps_most(&problem->sites[site].safe, 0, problem->horizon) == 0) {
        return false;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].in_scope && problem->cohorts[c].accepts[site]) {
            return true;
        }
    }
    return false;
}

static bool
sees_people(mst__tour_world *w, mst__proof_check *check)
{
    const mst_problem *problem = w->problem;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (!cohort->in_scope) {
            continue;
        }
        if (cohort->presence != MST_PRESENT_AT_START || cohort->self_means != MST_SELF_NONE ||
            cohort->uncontrolled || cohort->guards || cohort->force) {
            return mst__refute(check,
                               "the kind of certificate is for people who wait for a vehicle");
        }
        w->party = cohort->count > 0 ? divisor(cohort->party, w->party) : w->party;
    }
    return w->party > 0 || mst__refute(check, "there is nobody to carry");
}

/* ---- what a type can do ---- */

static bool
ever(const mst_windows *windows)
{
    return windows->count > 0 && windows->spans[windows->count - 1].end > 0;
}

static bool
is_served(const mst_problem *problem, uint32_t site, uint32_t type)
{
    const mst_p_site *facts = &problem->sites[site];
    const mst_p_type *vehicle = &problem->types[type];
    return problem->compatible[(size_t)site * problem->type_count + type] && ever(&facts->open) &&
           (vehicle->mode != MST_MODE_AIR || ever(&facts->air)) && ever(&facts->service) &&
           mst_steps_most(&facts->berths[vehicle->berth_class], 0, problem->horizon) > 0;
}

/* Floyd and Warshall's tables, each arc at the least it can take at any time. */
static bool
fill_times(const mst__tour_world *w, uint32_t type, bool loaded, mst_time **table)
{
    const mst_problem *problem = w->problem;
    size_t sites = problem->site_count;
    mst_time *t = MST_TAKE(w->arena, mst_time, sites * sites);
    *table = t;
    if (t == NULL) {
        return false;
    }
    for (size_t i = 0; i < sites * sites; i++) {
        t[i] = i % (sites + 1) == 0 ? 0 : MST_NEVER;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *arc = &problem->arcs[a];
        const mst_time *base = loaded ? problem->loaded_time : problem->empty_time;
        mst_time time = base[(size_t)a * problem->type_count + type];
        int64_t slow = mst_steps_least(&arc->slow, 0, problem->horizon);
        if (arc->open.count == 0 || time > problem->horizon) {
            continue;
        }
        mst_wide least = ((mst_wide)time * slow + 999999) / 1000000;
        time = least < time ? (mst_time)least : time;
        mst_time *cell = &t[(size_t)arc->from * sites + arc->to];
        *cell = time < *cell ? time : *cell;
    }
    for (size_t m = 0; m < sites; m++) {
        for (size_t a = 0; a < sites; a++) {
            for (size_t b = 0; b < sites && t[a * sites + m] < MST_NEVER; b++) {
                mst_time by = t[a * sites + m] + t[m * sites + b];
                t[a * sites + b] = by < t[a * sites + b] ? by : t[a * sites + b];
            }
        }
    }
    for (size_t i = 0; i < sites * sites; i++) {
        t[i] = t[i] > problem->horizon ? MST_NEVER : t[i];
    }
    return true;
}

static bool
list_types(mst__tour_world *w, mst__proof_check *check)
{
    const mst_problem *problem = w->problem;
    w->types = MST_TAKE(w->arena, mst__tour_ways, problem->type_count);
    if (w->types == NULL) {
        check->out_of_memory = true;
        return false;
    }
    for (uint32_t t = 0; t < problem->type_count; t++) {
        const mst_p_type *facts = &problem->types[t];
        bool used = false;
        for (uint32_t v = 0; v < problem->vehicle_count; v++) {
            used |= problem->vehicles[v].type == t && problem->vehicles[v].usable.count > 0;
        }
        if (!used || facts->seats + facts->litters == 0) {
            continue;
        }
        mst__tour_ways *ways = &w->types[w->type_count++];
        *ways = (mst__tour_ways){.type = t,
                                 .seats = (facts->seats + facts->litters) / w->party,
                                 .load = facts->load,
                                 .unload = facts->unload};
        if (!fill_times(w, t, true, &ways->loaded) || !fill_times(w, t, false, &ways->empty)) {
            check->out_of_memory = true;
            return false;
        }
    }
    return true;
}

/* ---- places ---- */

static int64_t
people_at(const mst_problem *problem, uint32_t site)
{
    bool is_safe = site == problem->relocate_to ||
                   mst_steps_most(&problem->sites[site].safe, 0, problem->horizon) > 0;
    int64_t people = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->in_scope && cohort->site == site && !(is_safe && cohort->accepts[site])) {
            people += cohort->count;
        }
    }
    return people;
}

/* Does anybody begin there who is out already? They may be carried on. */
static bool
are_out_at(const mst_problem *problem, uint32_t site)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->in_scope && cohort->site == site && cohort->count > 0) {
            return true;
        }
    }
    return false;
}

static int64_t
room_at(const mst_problem *problem, uint32_t site)
{
    int64_t room = mst_steps_most(&problem->sites[site].hold, 0, problem->horizon);
    for (uint32_t c = 0; c < problem->cohort_count && room < MST_UNLIMITED; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        bool stays = cohort->site == site && !cohort->in_scope &&
                     cohort->presence == MST_PRESENT_AT_START &&
                     cohort->self_means == MST_SELF_NONE;
        room -= stays ? cohort->count : 0;
    }
    return room > 0 ? room : 0;
}

static bool
list_places(mst__tour_world *w, mst__proof_check *check)
{
    const mst_problem *problem = w->problem;
    w->places = MST_TAKE(w->arena, mst__tour_place, problem->site_count);
    check->out_of_memory = w->places == NULL;
    for (uint32_t s = 0; s < problem->site_count && !check->out_of_memory; s++) {
        int64_t people = people_at(problem, s);
        bool served = false;
        for (uint32_t t = 0; t < w->type_count; t++) {
            served |= is_served(problem, s, w->types[t].type);
        }
        if (people == 0 && !served) {
            continue;
        }
        bool safe = safe_for_somebody(problem, s);
        int64_t room = safe ? room_at(problem, s) : 0;
        w->places[w->place_count++] =
            (mst__tour_place){.site = s,
                              .parties = people / w->party,
                              .safe = safe,
                              .room = room < MST_UNLIMITED ? room / w->party : MST_UNLIMITED,
                              .peopled = people > 0 || are_out_at(problem, s)};
    }
    return !check->out_of_memory;
}

static mst_time
loaded_time(const mst__tour_world *w, const mst__tour_ways *ways, uint32_t from, uint32_t to)
{
    return ways->loaded[(size_t)w->places[from].site * w->problem->site_count + w->places[to].site];
}

static bool
leads(const mst__tour_world *w, const mst__tour_ways *ways, uint32_t from, uint32_t to)
{
    return from != to && loaded_time(w, ways, from, to) < MST_NEVER;
}

/* Where people can come to, until nothing changes. */
static bool
spread_people(mst__tour_world *w, mst__proof_check *check)
{
    for (uint32_t t = 0; t < w->type_count; t++) {
        w->types[t].serves = MST_TAKE(w->arena, uint8_t, w->place_count);
        w->types[t].leads_on = MST_TAKE(w->arena, uint8_t, w->place_count);
        if (w->types[t].serves == NULL || w->types[t].leads_on == NULL) {
            check->out_of_memory = true;
            return false;
        }
        for (uint32_t i = 0; i < w->place_count; i++) {
            w->types[t].serves[i] = is_served(w->problem, w->places[i].site, w->types[t].type);
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t t = 0; t < w->type_count; t++) {
            mst__tour_ways *ways = &w->types[t];
            for (uint32_t i = 0; i < w->place_count * w->place_count; i++) {
                uint32_t a = i / w->place_count;
                uint32_t b = i % w->place_count;
                if (!w->places[a].peopled || !leads(w, ways, a, b)) {
                    continue;
                }
                ways->leads_on[a] = 1;
                if (ways->serves[b] && !w->places[b].brought) {
                    w->places[b].brought = w->places[b].peopled = changed = true;
                }
            }
        }
    }
    return true;
}

bool
mst__tour_direct(const mst__tour_world *w, const mst__tour_ways *ways, uint32_t from, uint32_t to)
{
    if (!leads(w, ways, from, to)) {
        return false;
    }
    mst_time whole = loaded_time(w, ways, from, to);
    for (uint32_t m = 0; m < w->place_count; m++) {
        if (m == from || m == to || !w->places[m].peopled) {
            continue;
        }
        mst_time first = loaded_time(w, ways, from, m);
        mst_time second = loaded_time(w, ways, m, to);
        if (first > 0 && second > 0 && first < MST_NEVER && second < MST_NEVER &&
            first + second <= whole) {
            return false;
        }
    }
    return true;
}

bool
mst__tour_world_init(mst__tour_world *w, mst__proof_check *check)
{
    *w = (mst__tour_world){.problem = check->problem, .arena = check->scratch};
    if (w->problem->begins != 0 || w->problem->site_count > MOST_SITES) {
        return mst__refute(check, "the kind of certificate is for small cells without surprises");
    }
    return sees_people(w, check) && list_types(w, check) && list_places(w, check) &&
           spread_people(w, check);
}
