/* SPDX-License-Identifier: Apache-2.0
 *
 * What a review knows of one post: what becomes of each scenario, and what alone would leave people
 * behind. Of the post's text alone: how old it is and what of it is doubtful.
 *
 * V1  Every number of people comes from a plan that the checker accepted, or from a proved bound.
 * V2  A single point is an item that the plan uses and without which more are left in the best plan
 *     found without it; `proved` when every plan without it leaves more.
 * V3  Same post, options and version give the same facts, on any number of threads.
 */
#ifndef MUSTER_JUDGE_REVIEW_H
#define MUSTER_JUDGE_REVIEW_H

#include "judge/matrix.h"

typedef struct mst_review_options {
    uint64_t seed;
    uint32_t effort; /* of a cell; four times it where the plan leaves more than is proved */
    bool without_losses;
    const volatile int *stop; /* may be NULL */
} mst_review_options;

/* A moment behind every picture. */
#define MST_REVIEW_PAST INT64_C(0)

/* The best option of a scenario: fewest left, then soonest out, then first in the post. */
typedef struct mst_review_scenario {
    const char *scenario, *option; /* ids; `option` NULL: no option has a valid plan */
    const char *failure;           /* then why the first has none, a sentence; else NULL */
    int64_t left, left_at_least;   /* of the plan; proved of every plan of that option */
    mst_time completion;
    /* The last moment at which the order is safe: for a later one no plan with nobody left was
     * found, or the chance that the last one has left each site before it is lost falls below
     * 90 %. MST_NEVER: no such moment within what was looked at, or somebody is left;
     * MST_REVIEW_PAST: before the picture. */
    mst_instant decide_by;
} mst_review_scenario;

/* Something used by the plan of at least one scenario, without which more are left in it. */
typedef struct mst_review_single {
    const char *item;     /* as a loss is called: "fleets.charter", "sites.field.berths.road" */
    const char *scenario; /* in which it costs most */
    uint32_t scenarios;   /* how many of them */
    int64_t left_more;    /* persons, in that scenario */
    bool proved;          /* in at least one scenario: every plan without it leaves more */
} mst_review_single;

typedef struct mst_review_facts {
    uint32_t scenario_count, single_count;
    mst_review_scenario *scenarios;
    mst_review_single
        *singles; /* the one that costs most first; ties as they were met, scenario by scenario */
} mst_review_facts;

/*
 * Plans the post and judges its single losses, on the calling thread. Texts and tables are from
 * `arena`. Errors: memory, or MST_INTERRUPTED when `stop` came before the end: nothing is known
 * then. Cost: that of every cell, and of a short plan for each item that a best plan uses.
 */
MST_NODISCARD mst_status
mst_review_post(const mst_post *post, const mst_review_options *options, mst_arena *arena,
                mst_review_facts *facts, mst_error *err);

/* How old and how sure the numbers of a post are, at a moment of review. */
typedef struct mst_review_age {
    int64_t overdue_ms; /* the post is so much older than its review period; 0 when it is not */
    uint32_t stale_counts, doubtful_counts; /* people items older than their review period; graded
                                               D or worse, or 4 or worse */
    uint32_t stale, doubtful;               /* of all other items */
    mst_instant authority_ends;   /* of the option that can be ordered least long; MST_NEVER */
    const char *authority_option; /* its id, owned by the post; NULL */
    uint32_t alarms;              /* indicators whose incidents have risen, as of the picture */
    const char *alarm;            /* id of the first of them, owned by the post; NULL */
} mst_review_age;

/* O(items), at most one compilation for each option, and weighing the reports where the post has
 * indicators. Errors: memory. */
MST_NODISCARD mst_status
mst_review_age_of(const mst_post *post, mst_instant at, mst_review_age *age, mst_error *err);

/* Authority that ends within it is near. */
#define MST_REVIEW_NEAR_MS (INT64_C(72) * 3600000)

/* A line of the review. Texts are owned by whoever made it. */
typedef struct mst_review_line {
    const char *file;      /* of the folder: what the post is called there */
    const char *id, *name; /* NULL when it cannot be read */
    const char *fault;     /* then its first fault, with its place; else NULL */
    bool pending;          /* the review was stopped before it: nothing else is known */
    uint32_t standing_count, broken_count; /* standing plans, and those that no longer hold */
    const char *broken;                    /* the first of them and why */
    mst_review_facts facts;
    mst_review_age age;
} mst_review_line;

/* What of its facts decides its place. */
typedef struct mst_review_sums {
    uint32_t unplanned;               /* scenarios without a valid plan */
    uint32_t leaving_proved, leaving; /* in which every plan leaves somebody, and the best found */
    const mst_review_scenario *worst; /* the one that leaves most; NULL */
    const mst_review_scenario *first; /* the one to be decided first; NULL: none has a moment */
    uint32_t singles_proved;
} mst_review_sums;

mst_review_sums
mst_review_sum(const mst_review_facts *facts);

/*
 * < 0 when `a` needs attention more than `b` at the moment `at`: the first of the terms of
 * docs/review.md that differs decides, at last the file's name, so that only a line compares equal
 * to itself.
 */
int
mst_review_compare(const mst_review_line *a, const mst_review_line *b, mst_instant at);

#endif
