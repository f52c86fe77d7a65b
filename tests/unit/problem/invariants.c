/* SPDX-License-Identifier: Apache-2.0 */
#include "invariants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model/fields.h"

/* What is being looked at, for the message. */
typedef struct look {
    uint64_t seed;
    uint32_t phase;
    const char *name, *part;
} look;

static void
broken(const look *at, const char *rule)
{
    fail_msg("seed %llu, phase %u: %s of %s: %s", (unsigned long long)at->seed, at->phase, at->part,
             at->name, rule);
}

static void
require(bool holds, const look *at, const char *rule)
{
    if (!holds) {
        broken(at, rule);
    }
}

/* ---- S1, S2 ---- */

static void
check_steps(const look *at, const mst_steps *steps)
{
    require(steps->count >= 1 && steps->from[0] == MST_TIME_MIN, at, "S1: steps begin with time");
    for (uint32_t i = 1; i < steps->count; i++) {
        require(steps->from[i - 1] < steps->from[i], at, "S1: steps ascend");
        require(steps->value[i - 1] != steps->value[i], at, "S1: neighbours differ");
    }
    for (uint32_t i = 0; i < steps->count; i++) {
        require(steps->value[i] >= 0, at, "a limit is not negative");
    }
}

static void
check_windows(const look *at, const mst_windows *windows)
{
    for (uint32_t i = 0; i < windows->count; i++) {
        mst_span span = windows->spans[i];
        require(span.begin < span.end, at, "S2: a window is not empty");
        require(i == 0 || windows->spans[i - 1].end < span.begin, at, "S2: windows are apart");
    }
}

/* ---- P3: a phase agrees with the one before it up to its beginning ---- */

static void
check_same_steps(const look *at, const mst_steps *a, const mst_steps *b, mst_time until)
{
    for (uint32_t i = 0; i < a->count && a->from[i] < until; i++) {
        require(mst_steps_at(b, a->from[i]) == a->value[i], at, "P3: the past is the same");
    }
    for (uint32_t i = 0; i < b->count && b->from[i] < until; i++) {
        require(mst_steps_at(a, b->from[i]) == b->value[i], at, "P3: the past is the same");
    }
}

static bool
windows_covered(const mst_windows *a, const mst_windows *b, mst_time until)
{
    for (uint32_t i = 0; i < a->count; i++) {
        mst_span span = a->spans[i];
        span.end = span.end < until ? span.end : until;
        if (span.begin < span.end && !mst_windows_hold(b, span.begin, span.end)) {
            return false;
        }
    }
    return true;
}

static void
check_same_windows(const look *at, const mst_windows *a, const mst_windows *b, mst_time until)
{
    require(windows_covered(a, b, until) && windows_covered(b, a, until), at,
            "P3: the past is the same");
}

/* ---- the parts ---- */

typedef struct site_part {
    const char *name;
    size_t offset;
} site_part;

static const site_part site_steps[] = {
    {"hold", offsetof(mst_p_site, hold)},
    {"desks", offsetof(mst_p_site, desks)},
    {"desk time", offsetof(mst_p_site, desk_time)},
    {"movements", offsetof(mst_p_site, movements)},
    {"fuel", offsetof(mst_p_site, fuel)},
    {"fixed", offsetof(mst_p_site, force_fixed)},
    {"rear", offsetof(mst_p_site, force_rear)},
    {"safe", offsetof(mst_p_site, safe)},
    {"threat", offsetof(mst_p_site, threat)},
    {"per 1000", offsetof(mst_p_site, force_per_1000)},
};
static const site_part site_windows[] = {
    {"service", offsetof(mst_p_site, service)},
    {"open", offsetof(mst_p_site, open)},
    {"air", offsetof(mst_p_site, air)},
};

#define PART(type, site, part) ((const type *)(const void *)((const char *)(site) + (part)->offset))

static void
check_site(look *at, const mst_problem *problem, uint32_t index, const mst_problem *before)
{
    const mst_p_site *site = &problem->sites[index];
    const mst_p_site *old = before != NULL ? &before->sites[index] : NULL;
    at->name = site->name;
    for (size_t i = 0; i < sizeof site_steps / sizeof site_steps[0]; i++) {
        at->part = site_steps[i].name;
        check_steps(at, PART(mst_steps, site, &site_steps[i]));
        if (old != NULL) {
            check_same_steps(at, PART(mst_steps, site, &site_steps[i]),
                             PART(mst_steps, old, &site_steps[i]), problem->begins);
        }
    }
    for (size_t i = 0; i < sizeof site_windows / sizeof site_windows[0]; i++) {
        at->part = site_windows[i].name;
        check_windows(at, PART(mst_windows, site, &site_windows[i]));
        if (old != NULL) {
            check_same_windows(at, PART(mst_windows, site, &site_windows[i]),
                               PART(mst_windows, old, &site_windows[i]), problem->begins);
        }
    }
    at->part = "service";
    require(windows_covered(&site->service, &site->open, MST_NEVER), at, "it serves while open");
    for (uint32_t k = 0; k < problem->berth_class_count; k++) {
        at->part = "berths";
        check_steps(at, &site->berths[k]);
        check_steps(at, &site->parking[k]);
        if (old != NULL) {
            check_same_steps(at, &site->berths[k], &old->berths[k], problem->begins);
        }
    }
    at->part = "desks";
    for (uint32_t i = 0; i < site->desks.count; i++) {
        bool shut = !mst_windows_hold(&site->service, site->desks.from[i], site->desks.from[i]);
        require(!shut || site->desks.value[i] == 0, at, "no desk works in a shut site");
    }
    at->part = "station";
    require(site->station == MST_NONE || (site->has_process && site->station < MST_MAX_STATIONS),
            at, "a station is a bit of a process");
}

static void
check_arc(look *at, const mst_problem *problem, uint32_t index, const mst_problem *before)
{
    const mst_p_arc *arc = &problem->arcs[index];
    at->name = arc->name;
    at->part = "ends";
    require(arc->from < problem->site_count && arc->to < problem->site_count, at, "P5: sites");
    require(problem->arcs_from[arc->from] <= index && index < problem->arcs_from[arc->from + 1], at,
            "arcs are sorted by where they begin");
    const mst_p_arc *back = arc->opposite != MST_NONE ? &problem->arcs[arc->opposite] : NULL;
    require(back == NULL || (back->from == arc->to && back->to == arc->from), at, "the way back");
    at->part = "windows and steps";
    check_windows(at, &arc->open);
    check_steps(at, &arc->flow);
    check_steps(at, &arc->slow);
    check_steps(at, &arc->threat_steps);
    for (uint32_t k = 0; k < problem->type_count; k++) {
        size_t cell = (size_t)index * problem->type_count + k;
        bool same_mode = problem->types[k].mode == arc->mode;
        require(problem->loaded_time[cell] >= 0 && problem->empty_time[cell] >= 0, at, "P5: times");
        require(same_mode || problem->loaded_time[cell] == MST_NEVER, at, "modes do not mix");
    }
    if (before != NULL) {
        const mst_p_arc *old = &before->arcs[index];
        require(old->link == arc->link && old->reverse == arc->reverse, at, "P2: indexes");
        check_same_windows(at, &arc->open, &old->open, problem->begins);
        check_same_steps(at, &arc->flow, &old->flow, problem->begins);
        check_same_steps(at, &arc->slow, &old->slow, problem->begins);
        check_same_steps(at, &arc->threat_steps, &old->threat_steps, problem->begins);
    }
}

static void
check_vehicle(look *at, const mst_problem *problem, uint32_t index, const mst_problem *before)
{
    const mst_p_vehicle *vehicle = &problem->vehicles[index];
    at->name = vehicle->name;
    at->part = "use";
    check_windows(at, &vehicle->usable);
    require(vehicle->usable.count == 0 || vehicle->usable.spans[0].begin >= 0, at,
            "P1: nothing before the order");
    require(vehicle->type < problem->type_count && vehicle->base < problem->site_count, at, "P2");
    if (index > 0 && problem->vehicles[index - 1].fleet == vehicle->fleet) {
        require(windows_covered(&vehicle->usable, &problem->vehicles[index - 1].usable, MST_NEVER),
                at, "a later one of a fleet is used no longer than an earlier one");
    }
    if (before != NULL) {
        require(strcmp(before->vehicles[index].name, vehicle->name) == 0, at, "P2: indexes");
        check_same_windows(at, &vehicle->usable, &before->vehicles[index].usable, problem->begins);
    }
}

static void
check_cohort(look *at, const mst_problem *problem, uint32_t index, const mst_problem *before)
{
    const mst_p_cohort *cohort = &problem->cohorts[index];
    at->name = cohort->name;
    at->part = "count";
    require(cohort->party > 0 && cohort->count >= 0 && cohort->count % (int64_t)cohort->party == 0,
            at, "P6: whole parties");
    require(!cohort->litter || cohort->party == 1, at, "P6: litters travel one by one");
    require(cohort->priority < problem->priority_count, at, "ranked priority");
    for (uint32_t k = 0; k < index; k++) {
        require(strcmp(problem->cohorts[k].name, cohort->name) != 0, at, "P6: one name each");
    }
    at->part = "release";
    int64_t all = mst_cohort_released(cohort, problem->horizon * 2 + 1000 * MST_MS_PER_DAY);
    require(all == cohort->count, at, "everyone is released some day");
    require(mst_cohort_released(cohort, -1) == 0, at, "P1: nobody before the order");
    if (before != NULL) {
        const mst_p_cohort *old = &before->cohorts[index];
        require(strcmp(old->name, cohort->name) == 0, at, "P2: indexes");
        require(old->count == 0 || old->count == cohort->count, at, "P3: people");
        require(old->count > 0 || mst_cohort_released(cohort, problem->begins - 1) == 0, at,
                "P3: who comes by surprise is not there before");
    }
}

static void
check_phase(look *at, const mst_problem *problem, const mst_problem *before)
{
    at->name = "the phase";
    at->part = "size";
    require(problem->priority_count >= 1 && problem->priority_count <= MST_MAX_PRIORITIES, at, "");
    if (before != NULL) {
        require(before->begins < problem->begins, at, "phases ascend");
        require(before->site_count == problem->site_count &&
                    before->arc_count == problem->arc_count &&
                    before->vehicle_count == problem->vehicle_count &&
                    before->cohort_count == problem->cohort_count &&
                    before->type_count == problem->type_count &&
                    before->priority_count == problem->priority_count,
                at, "P2: the same things in every phase");
    } else {
        require(problem->begins == 0, at, "the first phase begins with the order");
    }
    for (uint32_t i = 0; i < problem->site_count; i++) {
        check_site(at, problem, i, before);
    }
    for (uint32_t i = 0; i < problem->arc_count; i++) {
        check_arc(at, problem, i, before);
    }
    for (uint32_t i = 0; i < problem->vehicle_count; i++) {
        check_vehicle(at, problem, i, before);
    }
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        check_cohort(at, problem, i, before);
    }
}

void
assert_invariants(const mst_case *instance, uint64_t seed)
{
    look at = {.seed = seed};
    for (uint32_t k = 0; k < instance->phase_count; k++) {
        at.phase = k;
        check_phase(&at, &instance->phases[k], k > 0 ? &instance->phases[k - 1] : NULL);
    }
}
