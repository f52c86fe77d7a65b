/* SPDX-License-Identifier: Apache-2.0
 *
 * Pins that can be in no plan. Each proof asks less than the rules: vehicles and people take the
 * shortest way of all (Bellman 1958) at the least time a link ever takes, without berths, desks,
 * crews, fuel or company in the way, and wait wherever they like. What is too late or too little
 * even so is so in every plan.
 */
#include <stdio.h>

#include "solve/pins.h"

typedef struct proof {
    const mst_problem *problem;
    const mst_p_pin *pin;
    const char *id, *fleet;
    mst_arena *arena;
    mst_time *soonest;  /* [site_count] scratch */
    const char *reason; /* of the pin at hand; NULL: none found */
    bool found;
} proof;

/* "+26:05:00", cut to seconds. */
typedef struct clock_text {
    char text[48];
} clock_text;

static clock_text
clock_of(mst_time t)
{
    clock_text text;
    long long seconds = (long long)(t / MST_MS_PER_SECOND);
    snprintf(text.text, sizeof text.text, "+%02lld:%02lld:%02lld", seconds / 3600,
             seconds / 60 % 60, seconds % 60);
    return text;
}

static bool
fits(const proof *p, uint32_t v)
{
    const mst_p_vehicle *vehicle = &p->problem->vehicles[v];
    return vehicle->fleet == p->pin->fleet &&
           (p->pin->ordinal == 0 || p->pin->ordinal == vehicle->ordinal);
}

static void
found(proof *p, const char *reason)
{
    p->found = true;
    p->reason = reason;
}

/* ---- least times ---- */

/* The least time in which the link is ever passed by the type; MST_NEVER. */
static mst_time
least_transit(const mst_problem *problem, uint32_t arc, uint32_t type)
{
    const mst_steps *slow = &problem->arcs[arc].slow;
    mst_time least = MST_NEVER;
    for (uint32_t i = 0; i < slow->count; i++) {
        mst_time t = slow->from[i] > 0 ? slow->from[i] : 0;
        mst_time loaded = mst_arc_transit(problem, arc, type, true, t);
        mst_time empty = mst_arc_transit(problem, arc, type, false, t);
        least = loaded < least ? loaded : least;
        least = empty < least ? empty : least;
    }
    return least;
}

/* The same of people of a cohort, aboard anything or on their own. */
static mst_time
least_travel(const mst_problem *problem, uint32_t arc, uint32_t cohort)
{
    const mst_steps *slow = &problem->arcs[arc].slow;
    mst_time least = MST_NEVER;
    for (uint32_t type = 0; type < problem->type_count; type++) {
        mst_time transit = least_transit(problem, arc, type);
        least = transit < least ? transit : least;
    }
    for (uint32_t i = 0; i < slow->count; i++) {
        mst_time t = slow->from[i] > 0 ? slow->from[i] : 0;
        mst_time own = mst_arc_self_transit(problem, arc, cohort, t);
        least = own < least ? own : least;
    }
    return least;
}

/* Earliest departure from `from` on in a window of the link and one of the vehicle; MST_NEVER. */
static mst_time
earliest_leave(const mst_p_arc *arc, const mst_p_vehicle *vehicle, mst_time from, mst_time transit)
{
    mst_time leave = from;
    for (;;) {
        mst_time next = mst_windows_earliest(&vehicle->usable, leave, transit);
        next = next < MST_NEVER ? mst_windows_earliest(&arc->open, next, transit) : next;
        if (next == leave || next >= MST_NEVER) {
            return next;
        }
        leave = next;
    }
}

/* From `t` at `site` on: when the vehicle can be at each site at the soonest, into p->soonest. */
static void
vehicle_soonest(const proof *p, uint32_t v, uint32_t site, mst_time t)
{
    const mst_problem *problem = p->problem;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        p->soonest[s] = s == site ? t : MST_NEVER;
    }
    bool changed = t < MST_NEVER;
    while (changed) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *arc = &problem->arcs[a];
            mst_time transit = least_transit(problem, a, problem->vehicles[v].type);
            if (transit >= MST_NEVER || p->soonest[arc->from] >= problem->horizon) {
                continue;
            }
            mst_time leave =
                earliest_leave(arc, &problem->vehicles[v], p->soonest[arc->from], transit);
            if (leave < MST_NEVER && leave + transit < p->soonest[arc->to]) {
                p->soonest[arc->to] = leave + transit;
                changed = true;
            }
        }
    }
}

/* The least time from a cohort's start to each site, into p->soonest. */
static void
people_soonest(const proof *p, uint32_t cohort)
{
    const mst_problem *problem = p->problem;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        p->soonest[s] = s == problem->cohorts[cohort].site ? 0 : MST_NEVER;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *arc = &problem->arcs[a];
            mst_time travel =
                p->soonest[arc->from] < MST_NEVER ? least_travel(problem, a, cohort) : MST_NEVER;
            if (travel < MST_NEVER && p->soonest[arc->from] + travel < p->soonest[arc->to]) {
                p->soonest[arc->to] = p->soonest[arc->from] + travel;
                changed = true;
            }
        }
    }
}

/* ---- one pin ---- */

static mst_time
pin_transit(const proof *p, uint32_t v)
{
    return mst_arc_transit(p->problem, p->pin->arc, p->problem->vehicles[v].type,
                           p->pin->load_count > 0, p->pin->leave);
}

static void
check_vehicle(proof *p)
{
    const mst_problem *problem = p->problem;
    const mst_p_arc *arc = &problem->arcs[p->pin->arc];
    bool any = false;
    bool link = false;
    bool usable = false;
    bool takes_off = false;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        if (!fits(p, v)) {
            continue;
        }
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        mst_time end = pin_transit(p, v);
        end = end < MST_NEVER ? p->pin->leave + end : MST_NEVER;
        any = true;
        link |= end < MST_NEVER && mst_windows_hold(&arc->open, p->pin->leave, end);
        usable |= end < MST_NEVER && mst_windows_hold(&vehicle->usable, p->pin->leave, end);
        takes_off |= problem->types[vehicle->type].mode != MST_MODE_AIR ||
                     mst_windows_hold(&problem->sites[arc->from].air, p->pin->leave, p->pin->leave);
    }
    clock_text leave = clock_of(p->pin->leave);
    if (!any && p->pin->ordinal != 0) {
        found(p, mst_arena_format(p->arena, "pin \"%s\": fleet \"%s\" has no vehicle %u here",
                                  p->id, p->fleet, p->pin->ordinal));
    } else if (!any) {
        found(p, mst_arena_format(p->arena, "pin \"%s\": fleet \"%s\" has no vehicle here", p->id,
                                  p->fleet));
    } else if (p->pin->leave >= problem->horizon) {
        found(p, mst_arena_format(p->arena, "pin \"%s\" leaves at %s, after the horizon", p->id,
                                  leave.text));
    } else if (!link) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": link \"%s\" cannot be passed by fleet \"%s\" from "
                                  "%s on",
                                  p->id, arc->name, p->fleet, leave.text));
    } else if (!usable) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": no vehicle of fleet \"%s\" can be used at %s for "
                                  "as long as the move takes",
                                  p->id, p->fleet, leave.text));
    } else if (!takes_off) {
        found(p, mst_arena_format(p->arena, "pin \"%s\": nothing takes off from \"%s\" at %s",
                                  p->id, problem->sites[arc->from].name, leave.text));
    }
}

/* Least places a pinned load takes, by its people: on litter places where all of them need one. */
static void
check_seats(proof *p)
{
    const mst_problem *problem = p->problem;
    int64_t seated = 0;
    int64_t all = 0;
    for (uint32_t i = 0; i < p->pin->load_count; i++) {
        bool litters = false;
        for (uint32_t c = 0; c < problem->cohort_count; c++) {
            litters |= problem->cohorts[c].people == p->pin->loads[i].people.index &&
                       problem->cohorts[c].litter;
        }
        all += p->pin->loads[i].count;
        seated += litters ? 0 : p->pin->loads[i].count;
    }
    int64_t seats = 0;
    int64_t places = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_type *type = &problem->types[problem->vehicles[v].type];
        if (fits(p, v)) {
            seats = type->seats > seats ? type->seats : seats;
            places = type->seats + type->litters > places ? type->seats + type->litters : places;
        }
    }
    if (seated > seats || all > places) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": its load is %lld people, and a vehicle of fleet "
                                  "\"%s\" has places for %lld",
                                  p->id, (long long)(seated > seats ? seated : all), p->fleet,
                                  (long long)(seated > seats ? seats : places)));
    }
}

static void
check_way(proof *p)
{
    const mst_problem *problem = p->problem;
    uint32_t origin = problem->arcs[p->pin->arc].from;
    mst_time soonest = MST_NEVER;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        if (fits(p, v)) {
            vehicle_soonest(p, v, problem->vehicles[v].base,
                            mst_windows_earliest(&problem->vehicles[v].usable, 0, 0));
            soonest = p->soonest[origin] < soonest ? p->soonest[origin] : soonest;
        }
    }
    if (soonest >= problem->horizon) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": no vehicle of fleet \"%s\" can ever be at \"%s\"",
                                  p->id, p->fleet, problem->sites[origin].name));
    } else if (soonest > p->pin->leave) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": no vehicle of fleet \"%s\" can be at \"%s\" before "
                                  "%s, and it leaves at %s",
                                  p->id, p->fleet, problem->sites[origin].name,
                                  clock_of(soonest).text, clock_of(p->pin->leave).text));
    }
}

static void
check_people(proof *p, const mst_pin_load *load, mst_time loading)
{
    const mst_problem *problem = p->problem;
    const char *people = problem->post->people[load->people.index].id;
    uint32_t origin = problem->arcs[p->pin->arc].from;
    int64_t all = 0;
    int64_t leaving = 0; /* who stays by the option's scope boards nothing (1.4) */
    int64_t in_time = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].people != load->people.index) {
            continue;
        }
        all += problem->cohorts[c].count;
        if (!problem->cohorts[c].in_scope) {
            continue;
        }
        people_soonest(p, c);
        mst_time way = p->soonest[origin];
        leaving += problem->cohorts[c].count;
        in_time += way < MST_NEVER
                       ? mst_cohort_released(&problem->cohorts[c], p->pin->leave - loading - way)
                       : 0;
    }
    if (all < load->count) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": its load is %lld of \"%s\", and they are %lld",
                                  p->id, (long long)load->count, people, (long long)all));
    } else if (leaving < load->count) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": its load is %lld of \"%s\", and %lld of them "
                                  "leave by this option",
                                  p->id, (long long)load->count, people, (long long)leaving));
    } else if (in_time < load->count && problem->begins == 0) {
        found(p, mst_arena_format(p->arena,
                                  "pin \"%s\": its load is %lld of \"%s\", and no more than %lld "
                                  "can board at \"%s\" to leave at %s",
                                  p->id, (long long)load->count, people, (long long)in_time,
                                  problem->sites[origin].name, clock_of(p->pin->leave).text));
    }
}

/* Another pin for which the same one vehicle would have to be elsewhere. */
static void
check_other_pins(proof *p)
{
    const mst_problem *problem = p->problem;
    uint32_t only = MST_NONE;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        if (fits(p, v)) {
            if (only != MST_NONE) {
                return;
            }
            only = v;
        }
    }
    const mst_p_arc *arc = &problem->arcs[p->pin->arc];
    vehicle_soonest(p, only, arc->to,
                    p->pin->leave +
                        least_transit(problem, p->pin->arc, problem->vehicles[only].type));
    for (uint32_t q = 0; q < problem->pin_count && !p->found; q++) {
        const mst_p_pin *other = &problem->pins[q];
        bool same =
            other->fleet == p->pin->fleet && (other->ordinal == problem->vehicles[only].ordinal ||
                                              (other->ordinal == 0 && p->pin->ordinal == 0));
        bool first =
            p->pin->leave < other->leave || (p->pin->leave == other->leave && p->pin < other);
        if (other != p->pin && same && first &&
            p->soonest[problem->arcs[other->arc].from] > other->leave) {
            found(p, mst_arena_format(
                         p->arena, "pins \"%s\" and \"%s\": vehicle \"%s\" cannot make both", p->id,
                         problem->post->pins[other->pin].id, problem->vehicles[only].name));
        }
    }
}

static void
check_pin(proof *p)
{
    const mst_problem *problem = p->problem;
    mst_time loading = MST_NEVER;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        mst_time load = problem->types[problem->vehicles[v].type].load;
        loading = fits(p, v) && load < loading ? load : loading;
    }
    check_vehicle(p);
    if (!p->found) {
        check_seats(p);
    }
    /* At a surprise vehicles turn on the way, so that those proofs hold without one only. */
    if (!p->found && problem->begins == 0) {
        check_way(p);
    }
    for (uint32_t i = 0; i < p->pin->load_count && !p->found; i++) {
        check_people(p, &p->pin->loads[i], loading);
    }
    if (!p->found && problem->begins == 0) {
        check_other_pins(p);
    }
}

bool
mst__pin_impossible(const mst_problem *problem, mst_arena *arena, const char **reason)
{
    *reason = NULL;
    if (problem->pin_count == 0) {
        return true;
    }
    proof p = {.problem = problem,
               .arena = arena,
               .soonest = mst_heap_take(problem->site_count, sizeof *p.soonest)};
    if (p.soonest == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < problem->pin_count && !p.found; i++) {
        p.pin = &problem->pins[i];
        p.id = problem->post->pins[p.pin->pin].id;
        p.fleet = problem->post->fleets[p.pin->fleet].id;
        check_pin(&p);
    }
    mst_heap_free(p.soonest);
    *reason = p.reason;
    return !p.found || p.reason != NULL;
}
