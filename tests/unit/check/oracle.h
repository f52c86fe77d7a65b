/* SPDX-License-Identifier: Apache-2.0
 *
 * A second reading of the rules, slow and plain: every person is followed one by one, and every
 * limit is counted anew at every instant at which anything happens. It shares no code with
 * src/check.
 */
#ifndef MUSTER_TESTS_CHECK_ORACLE_H
#define MUSTER_TESTS_CHECK_ORACLE_H

#include "check/check.h"

enum {
    ORACLE_PEOPLE = 600,
    ORACLE_INSTANTS = 4096,
    ORACLE_SITES = 12,
    ORACLE_COHORTS = 12,
};

typedef enum oracle_where { AT_SITE, IN_VEHICLE, ON_WAY, NOT_YET } oracle_where;

typedef struct oracle_person {
    uint32_t cohort;
    mst_time released;
    oracle_where where;
    uint32_t place;      /* site, vehicle or self move */
    uint32_t mask;       /* of stations passed */
    mst_time busy_until; /* at a desk */
    uint32_t mask_then;  /* after the desk */
    bool been_inbound;   /* reinforcements: has been where they are wanted */
    bool moved;          /* out, and since moved to a place that is none for them */
    mst_time out;        /* MST_NEVER: not out */
} oracle_person;

typedef struct oracle {
    const mst_case *instance; /* NULL: one phase */
    uint32_t phase;
    mst_time
        since; /* of the phase: what began before is compared (oracle_past.c), not judged again */
    const mst_problem *problem;
    const mst_plan *plan;
    uint32_t broken; /* bit r: rule r is broken */
    bool too_large;  /* for the arrays above: nothing is judged */
    uint32_t person_count;
    oracle_person people[ORACLE_PEOPLE];
    uint32_t instant_count;
    mst_time instants[ORACLE_INSTANTS];
    /* After each instant: how many of a cohort are at a site, off vehicles. */
    int64_t present[ORACLE_INSTANTS][ORACLE_SITES][ORACLE_COHORTS];
    /* In each instant: someone gets off or comes as the plan says; of them anyone who is no
     * guard. */
    bool admits[ORACLE_INSTANTS][ORACLE_SITES], admits_people[ORACLE_INSTANTS][ORACLE_SITES];
    mst_measures measures;
    uint32_t left_count; /* those who are left, one row a person; what the plan should list */
    mst_plan_left left[ORACLE_PEOPLE];
} oracle;

/* Judges a plan of a case without surprises. */
void
oracle_judge(oracle *o, const mst_problem *problem, const mst_plan *plan);
/* Judges a plan of any case: every phase, and each against the one before. */
void
oracle_judge_case(oracle *o, const mst_case *instance, const mst_plan *plan);

/* The parts (oracle_people.c follows people, oracle_rules.c counts the rest). */
void
oracle_follow(oracle *o);
void
oracle_count(oracle *o);
void
oracle_count_parties(oracle *o, const mst_load_list *list);
void
oracle_count_places(oracle *o);
void
oracle_count_ways(oracle *o);
void
oracle_compare(oracle *o, const mst_problem *earlier, const mst_plan *before);

void
oracle_break(oracle *o, mst_rule rule, const char *why);
/* Only when it begins in this phase. */
void
oracle_break_at(oracle *o, mst_rule rule, mst_time begins, const char *why);
/* Is the link, or the site it leads to, closed at `t`? */
bool
oracle_closed(const mst_problem *problem, uint32_t arc, mst_time t);
/* Where people on their own end: where they came from when a surprise turned them. */
uint32_t
oracle_self_end(const oracle *o, uint32_t self_move);
/* Where a vehicle's move ends. */
uint32_t
oracle_move_end(const oracle *o, const mst_plan_move *move);
/* Transit of a move's first link, MST_NEVER where its type cannot go. */
mst_time
oracle_transit(const oracle *o, const mst_plan_move *move, uint32_t arc, mst_time entry);
int64_t
oracle_value(const mst_steps *steps, mst_time t);
bool
oracle_open(const mst_windows *windows, mst_time begin, mst_time end);
const mst_p_type *
oracle_type(const oracle *o, uint32_t vehicle);

/* Set to print every break. */
extern bool oracle_talks;

#endif
