/* SPDX-License-Identifier: Apache-2.0
 *
 * Judges a plan against the thirteen rules of a valid plan, and measures it. Written from the
 * rules alone; shares no code with src/solve.
 */
#ifndef MUSTER_CHECK_CHECK_H
#define MUSTER_CHECK_CHECK_H

#include "problem/plan.h"

typedef enum mst_rule {
    MST_RULE_FORM = 0, /* the plan is not even a plan: indexes, order, totals */
    MST_RULE_PEOPLE = 1,
    MST_RULE_VEHICLES = 2,
    MST_RULE_SEATS = 3,
    MST_RULE_COMPATIBILITY = 4,
    MST_RULE_STOPS = 5,
    MST_RULE_HOLD = 6,
    MST_RULE_DESKS = 7,
    MST_RULE_WINDOWS = 8,
    MST_RULE_FORCE = 9,
    MST_RULE_CREWS = 10,
    MST_RULE_FLOW = 11,
    MST_RULE_DESTINATION = 12,
    MST_RULE_ESCORT = 13,
    MST_RULE_SURPRISE = 14,
    MST_RULE_PIN = 15,
    MST_RULE_COUNT = 16,
} mst_rule;

typedef struct mst_violation {
    mst_rule rule;
    const char *clause; /* short stable name of the clause: "berths", "parking", "last-wave", ... */
    mst_time at;
    uint32_t vehicle, site, arc, cohort; /* MST_NONE where it does not apply */
    const char *text;                    /* one sentence with names, values and the limit */
} mst_violation;

/* What is not a violation but must be told. */
typedef struct mst_notice {
    const char *kind; /* "shortage-at-order", "shortage-at-surprise", "uncontrolled-overfill",
                         "reinforcement-overfill", "hold-lowered", "supplies" */
    mst_time at;
    uint32_t site;
    const char *text;
} mst_notice;

typedef struct mst_judgement {
    mst_arena arena;
    uint32_t
        violation_count; /* capped at MST_MAX_VIOLATIONS; `violations_more` tells of the rest */
    uint32_t violations_more;
    mst_violation *violations;
    uint32_t notice_count;
    mst_notice *notices;
    mst_measures measures; /* recomputed from the plan, meaningful when there is no violation */
} mst_judgement;

enum { MST_MAX_VIOLATIONS = 200, MST_MAX_NOTICES = 200 };

/*
 * Judges `plan` for `instance`. Returns MST_OK whether the plan is valid or not (see
 * violation_count); errors are lack of memory only. The caller releases the judgement in every
 * case. Cost: O(n log n) in the records of the plan.
 */
MST_NODISCARD mst_status
mst_check(const mst_case *instance, const mst_plan *plan, mst_judgement *judgement, mst_error *err);

void
mst_judgement_release(mst_judgement *judgement);

/* How long a plan in force can be followed. */
typedef struct mst_following {
    mst_time until;   /* MST_NEVER: to its end */
    const char *text; /* what it breaks then, from the arena given; NULL */
} mst_following;

/*
 * How far `plan`, which is the plan in force of the resumed `instance`, can be followed word for
 * word from instance->resume.at on, by the rules of what is known then: the moment of the first
 * thing it would begin and may not. That some are left whom it does not list, or that it lacks a
 * new pin, does not keep it from going on. Errors: memory. O(n log n) in the records of the plan.
 */
MST_NODISCARD mst_status
mst_check_following(const mst_case *instance, const mst_plan *plan, mst_arena *arena,
                    mst_following *following, mst_error *err);

/* What a clause asks, one sentence (the list is in clauses.h); NULL for a name that is none. */
const char *
mst_clause_meaning(const char *clause);

/* "people", "vehicles", ... */
const char *
mst_rule_name(mst_rule rule);

#endif
