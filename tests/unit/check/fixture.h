/* SPDX-License-Identifier: Apache-2.0
 *
 * A clause and the plan that breaks it: each row builds one world and one plan twice, as it
 * should be and with just that clause broken.
 */
#ifndef MUSTER_TESTS_CHECK_FIXTURE_H
#define MUSTER_TESTS_CHECK_FIXTURE_H

#include "world.h"

/* The world of the clause tests: two buses at a camp, a plane at a strip. */
enum { CAMP, HAVEN, HUB, STRIP };
enum { BUS_1, BUS_2, PLANE, BUS_3 };
enum { BUS, JET };
enum { STAFF, GUARDS };

typedef struct fixture {
    world world;
    world_phase *now; /* of phase 0 */
    draft before;
    draft draft;
    const mst_plan *plan; /* NULL: the draft as it stands when the builder returns */
} fixture;

/* 10 staff at the camp, and `guards` guards. Roads of 10 min between camp, haven and hub, and
 * from the camp to the strip; a flight of 60 min from the strip to the haven. */
void
fixture_open(fixture *f, int64_t guards);

/* Bus 1 takes 10 of the staff from the camp (service 0 to 4 min) to the haven (10 min, service 4
 * min). */
void
fixture_trip(fixture *f);

typedef struct clause_case {
    mst_rule rule;
    const char *clause;
    const char *why; /* what the broken plan does */
    void (*build)(fixture *f, bool broken);
} clause_case;

extern const clause_case clause_cases_people[];
extern const clause_case clause_cases_vehicles[];
extern const clause_case clause_cases_places[];
extern const clause_case clause_cases_limits[];
extern const clause_case clause_cases_surprise[];

#endif
