/* SPDX-License-Identifier: Apache-2.0
 *
 * A small world written by hand for the tests of the outputs: an office and a gate with a desk, two
 * safe places, a car, a coach and an aircraft, staff, families of four and of two, and guards.
 * Plans for it need not be sensible, only complete: the outputs must carry whatever a plan may
 * hold.
 */
#ifndef MUSTER_TESTS_PRESENT_WORLD_H
#define MUSTER_TESTS_PRESENT_WORLD_H

#include "base/random.h"
#include "present/document.h"

enum { SITE_OFFICE, SITE_GATE, SITE_BORDER, SITE_HAVEN, SITE_COUNT };
enum { COHORT_STAFF, COHORT_FAMILIES_4, COHORT_FAMILIES_2, COHORT_GUARDS, COHORT_COUNT };
enum { VEHICLE_CAR, VEHICLE_COACH, VEHICLE_PLANE, VEHICLE_COUNT };
enum { ARC_COUNT = 6 };

typedef struct world {
    mst_arena arena;
    mst_post post;
    mst_problem phases[2];
    mst_case instance;
    mst_cell cell; /* its plan is `cell.solution.plan` */
} world;

/* `phase_count` 1 or 2. Released by world_close. */
void
world_open(world *w, uint32_t phase_count);
void
world_close(world *w);

/* A plan in which loads, stops and moves agree (L1 to L4) and everything else is drawn. */
const mst_plan *
world_random_plan(world *w, uint32_t phase, mst_random *random);

/* Are the plans the same in every field? Returns NULL or the name of the first that differs. */
const char *
world_plans_differ(const mst_plan *a, const mst_plan *b, uint32_t vehicle_count);

/* The document of the world's cell. */
void
world_document(world *w, mst_document *document);

#endif
