/* SPDX-License-Identifier: Apache-2.0
 *
 * Problems written by hand, for tests of the bounds: no reader and no compiler in between.
 */
#ifndef MUSTER_TESTS_BOUND_WORLD_H
#define MUSTER_TESTS_BOUND_WORLD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/fields.h"
#include "problem/problem.h"

enum { WORLD_SITES = 8, WORLD_ARCS = 32, WORLD_TYPES = 4, WORLD_VEHICLES = 64, WORLD_COHORTS = 8 };

#define MINUTES(n) ((mst_time)(n)*MST_MS_PER_MINUTE)
#define HOURS(n) ((mst_time)(n)*MST_MS_PER_HOUR)

typedef struct world {
    mst_post post;
    mst_option option;
    mst_fleet fleets[WORLD_VEHICLES];
    mst_p_site sites[WORLD_SITES];
    mst_steps berths[WORLD_SITES][1], parking[WORLD_SITES][1];
    mst_p_arc arcs[WORLD_ARCS];
    uint32_t arcs_from[WORLD_SITES + 1];
    mst_p_type types[WORLD_TYPES];
    mst_p_vehicle vehicles[WORLD_VEHICLES];
    mst_span notices[WORLD_VEHICLES];
    mst_p_cohort cohorts[WORLD_COHORTS];
    uint8_t accepts[WORLD_SITES];
    mst_time times[WORLD_ARCS * WORLD_TYPES];
    uint8_t compatible[WORLD_SITES * WORLD_TYPES];
    mst_time pool_from[512];
    int64_t pool_value[512];
    uint32_t pool_count;
    mst_problem problem;
} world;

/* A constant. */
static inline mst_steps
world_steps(world *w, int64_t value)
{
    uint32_t at = w->pool_count++;
    w->pool_from[at] = MST_TIME_MIN;
    w->pool_value[at] = value;
    return (mst_steps){.count = 1, .from = &w->pool_from[at], .value = &w->pool_value[at]};
}

/* `before` until `t`, `after` from then on. */
static inline mst_steps
world_step_at(world *w, int64_t before, mst_time t, int64_t after)
{
    mst_steps steps = world_steps(w, before);
    (void)world_steps(w, after);
    w->pool_from[w->pool_count - 1] = t;
    steps.count = 2;
    return steps;
}

static inline void
world_init(world *w)
{
    memset(w, 0, sizeof *w);
    w->post.options = &w->option;
    w->post.option_count = 1;
    w->post.fleets = w->fleets;
    w->problem = (mst_problem){
        .post = &w->post,
        .horizon = 30 * MST_MS_PER_DAY,
        .berth_class_count = 1,
        .priority_count = 1,
        .relocate_to = MST_NONE,
        .sites = w->sites,
        .arcs = w->arcs,
        .arcs_from = w->arcs_from,
        .types = w->types,
        .vehicles = w->vehicles,
        .cohorts = w->cohorts,
        .loaded_time = w->times,
        .empty_time = w->times,
        .compatible = w->compatible,
        .measures = {MST_MEASURE_LEFT, MST_MEASURE_COMPLETION, MST_MEASURE_EXPOSURE,
                     MST_MEASURE_VEHICLE_HOURS},
    };
    memset(w->compatible, 1, sizeof w->compatible);
}

static inline uint32_t
world_site(world *w, const char *name, bool safe)
{
    uint32_t s = w->problem.site_count++;
    w->berths[s][0] = world_steps(w, MST_UNLIMITED);
    w->parking[s][0] = w->berths[s][0];
    w->accepts[s] = safe;
    mst_steps none = world_steps(w, 0);
    w->sites[s] = (mst_p_site){
        .name = name,
        .hold = w->berths[s][0],
        .station = MST_NONE,
        .desks = none,
        .desk_time = none,
        .berths = w->berths[s],
        .parking = w->parking[s],
        .movements = w->berths[s][0],
        .fuel = none,
        .service = mst_windows_always,
        .open = mst_windows_always,
        .air = mst_windows_always,
        .force_fixed = none,
        .force_per_1000 = none,
        .force_rear = none,
        .threat = none,
        .safe = safe ? world_steps(w, 1) : none,
        .supplies = MST_UNLIMITED,
    };
    return s;
}

static inline uint32_t
world_type(world *w, const char *name, mst_mode mode, int64_t seats)
{
    w->types[w->problem.type_count] = (mst_p_type){.name = name,
                                                   .mode = mode,
                                                   .seats = seats,
                                                   .seats_per_litter = 4,
                                                   .range_mm = MST_UNLIMITED,
                                                   .wait = MST_NEVER,
                                                   .duty = MST_NEVER};
    return w->problem.type_count++;
}

/* Both ways, the same time for every type of the mode. Call after the types and sites. */
static inline void
world_link(world *w, const char *name, uint32_t a, uint32_t b, mst_time time)
{
    mst_steps all = world_steps(w, MST_UNLIMITED);
    mst_steps plain = world_steps(w, 1000000);
    for (int back = 0; back < 2; back++) {
        w->arcs[w->problem.arc_count++] = (mst_p_arc){.name = name,
                                                      .from = back ? b : a,
                                                      .to = back ? a : b,
                                                      .opposite = MST_NONE,
                                                      .mode = w->types[0].mode,
                                                      .own_time = time,
                                                      .open = mst_windows_always,
                                                      .flow = all,
                                                      .slow = plain,
                                                      .threat_steps = world_steps(w, 0)};
    }
    w->times[w->problem.arc_count - 2] = time;
    w->times[w->problem.arc_count - 1] = time;
}

static inline void
world_vehicles(world *w, uint32_t type, uint32_t base, uint32_t count, mst_time notice)
{
    static const char *const names[] = {"first", "second", "third", "fourth", "fifth", "sixth"};
    uint32_t fleet = w->post.fleet_count++;
    w->fleets[fleet].id = names[fleet % 6];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t v = w->problem.vehicle_count++;
        w->notices[v] = (mst_span){notice, MST_NEVER};
        w->vehicles[v] = (mst_p_vehicle){.fleet = fleet,
                                         .ordinal = i + 1,
                                         .name = names[fleet % 6],
                                         .type = type,
                                         .base = base,
                                         .usable = {.count = 1, .spans = &w->notices[v]},
                                         .crews = 1,
                                         .sorties = MST_UNLIMITED};
    }
}

static inline mst_p_cohort *
world_people(world *w, const char *name, uint32_t site, int64_t count)
{
    mst_p_cohort *cohort = &w->cohorts[w->problem.cohort_count++];
    *cohort = (mst_p_cohort){.name = name,
                             .site = site,
                             .count = count,
                             .party = 1,
                             .in_scope = true,
                             .weight = 1,
                             .inbound_to = MST_NONE,
                             .release_mode = MST_RELEASE_AT_ONCE,
                             .accepts = w->accepts,
                             .self_to = MST_NONE};
    return cohort;
}

/* Sorts the arcs by where they begin, with one type only, and gives the problem. */
static inline const mst_problem *
world_done(world *w)
{
    uint32_t count = w->problem.arc_count;
    for (uint32_t i = 1; i < count; i++) { /* insertion sort: stable */
        mst_p_arc arc = w->arcs[i];
        mst_time time = w->times[i];
        uint32_t k = i;
        for (; k > 0 && w->arcs[k - 1].from > arc.from; k--) {
            w->arcs[k] = w->arcs[k - 1];
            w->times[k] = w->times[k - 1];
        }
        w->arcs[k] = arc;
        w->times[k] = time;
    }
    for (uint32_t s = 0; s <= w->problem.site_count; s++) {
        w->arcs_from[s] = 0;
        while (w->arcs_from[s] < count && w->arcs[w->arcs_from[s]].from < s) {
            w->arcs_from[s]++;
        }
    }
    return &w->problem;
}

#endif
