/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kind `cover`: the world they speak of is made from the problem, their vectors are
 * recomputed, and their combinations refuted once more.
 */
#include "check/certificate_cover.h"

#include <string.h>

#include "model/fields.h"

/* About ten seconds' worth. */
#define MOST_STEPS (INT64_C(1) << 32)

void *
mst__claim_take(mst__claim *claim, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(claim->check->scratch, count, bytes);
    claim->check->out_of_memory |= taken == NULL;
    return taken;
}

bool
mst__claim_spend(mst__claim *claim, int64_t steps)
{
    claim->steps -= steps;
    return claim->steps > 0 ||
           mst__refute(claim->check, "the proof takes more work than a check may");
}

int
mst__claim_row_order(const int64_t *a, const int64_t *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (a[i] != b[i]) {
            return a[i] > b[i] ? -1 : 1;
        }
    }
    return 0;
}

/* ---- people ---- */

static bool
ends_there(const mst_problem *problem, uint32_t cohort, uint32_t site)
{
    bool safe = mst_steps_most(&problem->sites[site].safe, 0, problem->horizon + 1) > 0;
    return problem->cohorts[cohort].accepts[site] != 0 && (safe || site == problem->relocate_to);
}

static bool
has_to_move(const mst_problem *problem, uint32_t cohort)
{
    const mst_p_cohort *facts = &problem->cohorts[cohort];
    return facts->in_scope && facts->count > 0 && facts->presence != MST_PRESENT_BY_FLEET &&
           !ends_there(problem, cohort, facts->site);
}

/* The moments at which the pace of an arc changes, none before 0. */
static mst_time
pace_moment(const mst_p_arc *arc, uint32_t i)
{
    return arc->slow.from[i] > 0 ? arc->slow.from[i] : 0;
}

static mst_time
quickest_self(const mst_problem *problem, uint32_t arc, uint32_t cohort)
{
    mst_time best = MST_NEVER;
    for (uint32_t i = 0; i < problem->arcs[arc].slow.count; i++) {
        mst_time at = pace_moment(&problem->arcs[arc], i);
        mst_time time = mst_arc_self_transit(problem, arc, cohort, at);
        best = time < best ? time : best;
    }
    return best;
}

static mst_time
quickest_ride(const mst_problem *problem, uint32_t arc)
{
    mst_time best = MST_NEVER;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        for (uint32_t i = 0; i < problem->arcs[arc].slow.count; i++) {
            mst_time time = mst_arc_transit(problem, arc, problem->vehicles[v].type, true,
                                            pace_moment(&problem->arcs[arc], i));
            best = time < best ? time : best;
        }
    }
    return best;
}

/* Fills both rows of an area by going over all arcs until nothing changes (Bellman, Ford). */
static bool
fill_area(mst__claim *claim, mst__claim_area *area, const mst_time *ride)
{
    const mst_problem *problem = claim->problem;
    const mst_p_cohort *facts = &problem->cohorts[area->cohort];
    area->ready = mst__claim_take(claim, problem->site_count, sizeof(mst_time));
    area->tail = mst__claim_take(claim, problem->site_count, sizeof(mst_time));
    mst_time *self = mst__claim_take(claim, problem->arc_count, sizeof(mst_time));
    if (area->ready == NULL || area->tail == NULL || self == NULL) {
        return false;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        self[a] = quickest_self(problem, a, area->cohort);
    }
    mst_time released = mst_cohort_release_time(facts, facts->party);
    for (uint32_t s = 0; s < problem->site_count; s++) {
        area->ready[s] = s != facts->site ? MST_NEVER : released > 0 ? released : 0;
        area->tail[s] = ends_there(problem, area->cohort, s) ? 0 : MST_NEVER;
    }
    for (uint32_t round = 1, changes = 1; round < problem->site_count && changes > 0; round++) {
        changes = 0;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            mst_time *there = &area->ready[problem->arcs[a].to];
            mst_time *here = &area->tail[problem->arcs[a].from];
            mst_time from = area->ready[problem->arcs[a].from];
            mst_time on = area->tail[problem->arcs[a].to];
            mst_time any = self[a] < ride[a] ? self[a] : ride[a];
            if (self[a] < MST_NEVER && from < MST_NEVER && from + self[a] < *there) {
                *there = from + self[a];
                changes++;
            }
            if (any < MST_NEVER && on < MST_NEVER && any + on < *here) {
                *here = any + on;
                changes++;
            }
        }
        if (!mst__claim_spend(claim, problem->arc_count)) {
            return false;
        }
    }
    area->self_out = MST_NEVER;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        bool ends = ends_there(problem, area->cohort, s);
        area->self_out = ends && area->ready[s] < area->self_out ? area->ready[s] : area->self_out;
    }
    area->persons = facts->count;
    return true;
}

static bool
is_one_area(const mst_problem *problem, const mst__claim_area *a, const mst__claim_area *b)
{
    const mst_p_cohort *one = &problem->cohorts[a->cohort];
    const mst_p_cohort *other = &problem->cohorts[b->cohort];
    bool same =
        one->party == other->party && one->litter == other->litter && a->self_out == b->self_out;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        same = same && a->ready[s] == b->ready[s] && a->tail[s] == b->tail[s];
    }
    return same;
}

/* The areas, which must be those of the certificate. */
static bool
make_areas(mst__claim *claim)
{
    const mst_problem *problem = claim->problem;
    const mst_certificate_part *said = mst__part(claim->check, "area", problem->cohort_count);
    mst_time *ride = mst__claim_take(claim, problem->arc_count, sizeof(mst_time));
    if (said == NULL || ride == NULL) {
        return false;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        ride[a] = quickest_ride(problem, a);
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        int64_t index = -1;
        if (has_to_move(problem, c)) {
            mst__claim_area area = {.cohort = c};
            if (!fill_area(claim, &area, ride)) {
                return false;
            }
            index = 0;
            while (index < claim->area_count &&
                   !is_one_area(problem, &claim->areas[index], &area)) {
                index++;
            }
            if (index == MST__CLAIM_AREAS) {
                return mst__refute(claim->check, "the post has more than %d areas of people",
                                   MST__CLAIM_AREAS);
            }
            if (index == claim->area_count) {
                claim->areas[claim->area_count++] = area;
            } else {
                claim->areas[index].persons += area.persons;
            }
        }
        if (said->values[c] != index) {
            return mst__refute(claim->check, "%s are in area %lld, not in %lld",
                               problem->cohorts[c].name, (long long)index,
                               (long long)said->values[c]);
        }
    }
    return true;
}

/* ---- vehicles ---- */

static bool
is_one_carrier(const mst_p_vehicle *a, const mst_p_vehicle *b)
{
    bool same = a->type == b->type && a->base == b->base && a->usable.count == b->usable.count;
    for (uint32_t i = 0; same && i < a->usable.count; i++) {
        same = a->usable.spans[i].begin == b->usable.spans[i].begin &&
               a->usable.spans[i].end == b->usable.spans[i].end;
    }
    return same;
}

static bool
make_carriers(mst__claim *claim)
{
    const mst_problem *problem = claim->problem;
    const mst_certificate_part *said = mst__part(claim->check, "carrier", problem->vehicle_count);
    claim->carrier_vehicle = mst__claim_take(claim, problem->vehicle_count, sizeof(uint32_t));
    claim->carrier_count_of = mst__claim_take(claim, problem->vehicle_count, sizeof(uint32_t));
    if (said == NULL || claim->carrier_vehicle == NULL || claim->carrier_count_of == NULL) {
        return false;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        int64_t index = -1;
        if (mst_windows_earliest(&vehicle->usable, 0, 0) < problem->horizon) {
            index = 0;
            while (index < claim->carrier_count &&
                   !is_one_carrier(&problem->vehicles[claim->carrier_vehicle[index]], vehicle)) {
                index++;
            }
            if (index == claim->carrier_count) {
                claim->carrier_vehicle[claim->carrier_count++] = v;
            }
            claim->carrier_count_of[index]++;
        }
        if (said->values[v] != index) {
            return mst__refute(claim->check, "vehicle %s is carrier %lld, not %lld", vehicle->name,
                               (long long)index, (long long)said->values[v]);
        }
    }
    return true;
}

/* ---- what is needed ---- */

static bool
make_needs(mst__claim *claim)
{
    const mst_certificate_part *sets = mst__part(claim->check, "set", MST_NONE);
    if (sets == NULL) {
        return false;
    }
    if (sets->count == 0 || sets->count > MST__CLAIM_SETS) {
        return mst__refute(claim->check, "the proof has %u sets of areas; 1 to %d can be",
                           sets->count, MST__CLAIM_SETS);
    }
    claim->set_count = sets->count;
    const mst_certificate_part *needs = mst__part(claim->check, "need", sets->count);
    for (uint32_t u = 0; needs != NULL && u < sets->count; u++) {
        if (sets->values[u] < 1 || sets->values[u] >= INT64_C(1) << claim->area_count) {
            return mst__refute(claim->check, "set %u names an area that is not there", u);
        }
        claim->sets[u] = (uint32_t)sets->values[u];
        for (uint32_t k = 0; k < claim->area_count; k++) {
            bool counts =
                (claim->sets[u] >> k & 1) != 0 && claim->areas[k].self_out > claim->deadline;
            claim->need[u] += counts ? claim->areas[k].persons : 0;
        }
        if (needs->values[u] != claim->need[u]) {
            return mst__refute(claim->check, "%lld people of set %u must be carried, not %lld",
                               (long long)claim->need[u], u, (long long)needs->values[u]);
        }
    }
    return needs != NULL;
}

bool
mst__claim_world(mst__claim *claim)
{
    return make_areas(claim) && make_carriers(claim) && make_needs(claim);
}

/* ---- the vectors that the certificate lists ---- */

static bool
compare_vectors(mst__claim *claim)
{
    const mst_certificate_part *counts = mst__part(claim->check, "count", claim->carrier_count);
    const mst_certificate_part *work = mst__part(claim->check, "work", MST_NONE);
    if (counts == NULL || work == NULL) {
        return false;
    }
    uint32_t at = 0;
    for (uint32_t g = 0; g < claim->carrier_count; g++) {
        const mst_p_vehicle *vehicle = &claim->problem->vehicles[claim->carrier_vehicle[g]];
        if (!mst__claim_vectors(claim, g)) {
            return false;
        }
        if (counts->values[g] != claim->vector_count[g]) {
            return mst__refute(claim->check, "vehicle %s has %u useful loads of work, not %lld",
                               vehicle->name, claim->vector_count[g], (long long)counts->values[g]);
        }
        size_t cells = (size_t)claim->vector_count[g] * claim->set_count;
        if (cells > work->count - at ||
            memcmp(work->values + at, claim->vectors[g], cells * sizeof(int64_t)) != 0) {
            return mst__refute(claim->check,
                               "the work that vehicle %s can do is not what the proof says",
                               vehicle->name);
        }
        at += (uint32_t)cells;
    }
    return at == work->count || mst__refute(claim->check, "the proof lists work of no vehicle");
}

bool
mst__certificate_cover(mst__proof_check *check)
{
    const mst_certificate *certificate = check->certificate;
    const mst_problem *problem = check->problem;
    if (certificate->measure != MST_MEASURE_COMPLETION || certificate->most_left != 0) {
        return mst__refute(check, "a cover proves completion, of plans that leave nobody");
    }
    if (problem->begins > 0) {
        return mst__refute(check, "a cover says nothing of what comes after a surprise");
    }
    if (certificate->bound < 1 || certificate->bound > problem->horizon) {
        return mst__refute(check, "the bound is outside the horizon");
    }
    mst__claim claim = {.check = check,
                        .problem = problem,
                        .deadline = (mst_time)certificate->bound - 1,
                        .steps = MOST_STEPS};
    if (!mst__claim_world(&claim)) {
        return false;
    }
    claim.vector_count = mst__claim_take(&claim, claim.carrier_count, sizeof(uint32_t));
    claim.vectors = mst__claim_take(&claim, claim.carrier_count, sizeof(int64_t *));
    if (claim.vector_count == NULL || claim.vectors == NULL) {
        return false;
    }
    return compare_vectors(&claim) && mst__claim_layers(&claim);
}
