/* SPDX-License-Identifier: Apache-2.0
 *
 * Small worlds and plans for the tests of the checker, written out record by record.
 *
 * A world starts with nothing; every limit is absent until a test sets it. Links are sorted when
 * the world is finished, so tests name arcs by their ends (`arc_of`).
 */
#ifndef MUSTER_TESTS_CHECK_WORLD_H
#define MUSTER_TESTS_CHECK_WORLD_H

#include "check/check.h"
#include "model/fields.h"

#define MINUTES(n) ((mst_time)(n)*MST_MS_PER_MINUTE)
#define HOURS(n) ((mst_time)(n)*MST_MS_PER_HOUR)

enum {
    WORLD_SITES = 8,
    WORLD_ARCS = 32,
    WORLD_TYPES = 4,
    WORLD_VEHICLES = 8,
    WORLD_COHORTS = 8,
    WORLD_PINS = 4,
    WORLD_CLASSES = 2,
    WORLD_PHASES = 3,
    DRAFT_RECORDS = 256,
    DRAFT_LOADS = 2048,
};

/* One phase's arrays. */
typedef struct world_phase {
    mst_p_site sites[WORLD_SITES];
    mst_p_arc arcs[WORLD_ARCS];
    mst_p_type types[WORLD_TYPES];
    mst_p_vehicle vehicles[WORLD_VEHICLES];
    mst_p_cohort cohorts[WORLD_COHORTS];
    mst_p_pin pins[WORLD_PINS];
    mst_steps berths[WORLD_SITES][WORLD_CLASSES], parking[WORLD_SITES][WORLD_CLASSES];
    uint8_t accepts[WORLD_COHORTS][WORLD_SITES];
    uint8_t compatible[WORLD_SITES * WORLD_TYPES];
    mst_time loaded_time[WORLD_ARCS * WORLD_TYPES], empty_time[WORLD_ARCS * WORLD_TYPES];
    uint32_t arcs_from[WORLD_SITES + 1];
    mst_problem problem;
} world_phase;

typedef struct world {
    mst_arena arena;
    mst_post post; /* names alone */
    mst_people people[WORLD_COHORTS];
    mst_site sites[WORLD_SITES];
    mst_link links[WORLD_ARCS];
    mst_type types[WORLD_TYPES];
    mst_fleet fleets[WORLD_VEHICLES];
    mst_scenario scenario;
    mst_option option;
    uint32_t phase_count;
    world_phase phases[WORLD_PHASES];
    mst_problem problems[WORLD_PHASES];
    mst_case instance;
    mst_time transit[WORLD_ARCS]; /* of the arc, for the types of its mode */
} world;

void
world_open(world *w);
void
world_close(world *w);

mst_steps
steady(world *w, int64_t value);
/* `first` before `at`, `then` from it on. */
mst_steps
stepped(world *w, int64_t first, mst_time at, int64_t then);
mst_windows
window(world *w, mst_time begin, mst_time end);
mst_windows
two_windows(world *w, mst_span first, mst_span second);

uint32_t
add_site(world *w, const char *name, bool safe);
/* One direction; every type of the mode takes `transit`. */
void
add_arc(world *w, uint32_t from, uint32_t to, mst_mode mode, mst_time transit);
void
add_link(world *w, uint32_t a, uint32_t b, mst_mode mode, mst_time transit);
/* 10 seats, load 2 min, unload 1 min, turn 4 min; no wait in the air, as long as wanted
 * elsewhere. */
uint32_t
add_type(world *w, const char *name, mst_mode mode);
uint32_t
add_vehicle(world *w, const char *name, uint32_t type, uint32_t base);
uint32_t
add_people(world *w, const char *name, uint32_t site, int64_t count);
uint32_t
add_guards(world *w, const char *name, uint32_t site, int64_t count);

/* Sorts links and fills tables; call once before plans are made. */
void
world_finish(world *w);
/* Adds a phase that knows a surprise at `at`, equal to the one before; the test then changes it. */
world_phase *
world_surprise(world *w, mst_time at);

uint32_t
arc_of(const world *w, uint32_t from, uint32_t to);

/* ---- plans ---- */
typedef struct draft {
    const world *world;
    uint32_t phase;
    uint32_t stop_count, move_count, desk_run_count, self_move_count, convoy_count, duty_count;
    uint32_t left_count, load_count;
    mst_plan_stop stops[DRAFT_RECORDS];
    mst_plan_move moves[DRAFT_RECORDS];
    mst_plan_desk_run desk_runs[DRAFT_RECORDS];
    mst_plan_self_move self_moves[DRAFT_RECORDS];
    mst_plan_convoy convoys[DRAFT_RECORDS];
    mst_plan_duty duties[DRAFT_RECORDS];
    mst_plan_left left[DRAFT_RECORDS];
    mst_load loads[DRAFT_LOADS];
    uint32_t first_stop[WORLD_VEHICLES + 1], first_move[WORLD_VEHICLES + 1];
    uint32_t vehicle; /* the one whose stops are being added */
    mst_plan plan;
} draft;

void
draft_open(draft *d, const world *w);
/* The vehicle's first stop; vehicles come in the order of their index. */
void
draft_vehicle(draft *d, uint32_t vehicle, mst_time arrive);
/* Service at the stop that was added last. */
void
draft_service(draft *d, mst_time begin, mst_time end);
void
draft_off(draft *d, uint32_t cohort, uint32_t stations, int64_t count);
void
draft_on(draft *d, uint32_t cohort, uint32_t stations, int64_t count);
/* The next move, and the stop it leads to. Who is aboard follows from the stops before. */
void
draft_move(draft *d, uint32_t to, mst_time leave, mst_time arrive);
void
draft_desk(draft *d, uint32_t site, uint32_t desk, uint32_t cohort, int64_t units, mst_time start,
           mst_time each);
void
draft_walk(draft *d, uint32_t cohort, int64_t count, uint32_t to_arc, mst_time leave,
           mst_time arrive);
uint32_t
draft_convoy(draft *d, uint32_t arc, mst_time begin, int64_t detached, mst_time back);
void
draft_duty(draft *d, uint32_t vehicle, uint32_t crew, uint32_t first, uint32_t last);
void
draft_left(draft *d, uint32_t cohort, uint32_t site, int64_t count);
void
draft_left_aboard(draft *d, uint32_t cohort, uint32_t vehicle, int64_t count);
/* Fills what is counted and makes the plan. `before` NULL without surprises. */
const mst_plan *
draft_plan(draft *d, const mst_plan *before);

#endif
