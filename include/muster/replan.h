/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: going on from a plan in force when the picture has changed.
 */
#ifndef MUSTER_REPLAN_H
#define MUSTER_REPLAN_H

#include <muster/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/* `muster_replan_options options = MUSTER_REPLAN_DEFAULTS;` */
typedef struct muster_replan_options {
    int64_t at_ms;         /* the moment of the changed picture, after the order; not negative */
    int64_t freeze_ms;     /* what begins so soon after it stays; < 0: the post's own freeze */
    int64_t gain_ms;       /* a plan with more changes must end so much sooner, or leave fewer */
    bool keep_sent;        /* vehicles on their way empty fetch just whom they were sent for */
    uint64_t seed;         /* below 2^63; the same seed gives the same plan */
    uint32_t effort;       /* as in muster_run_options */
    int64_t time_limit_ms; /* 0: none. With one, results may differ from run to run */
    const volatile int
        *stop; /* set to non-zero to stop; the best plan so far is kept. May be NULL */
} muster_replan_options;

#define MUSTER_REPLAN_DEFAULTS                                                                     \
    {                                                                                              \
        0, -1, 15 * 60000, false, 1, 0, 0, 0                                                       \
    }

/*
 * Plans on from `in_force` (a plan.json of any post that the changed one grew from) for the same
 * scenario, option and moment of the order. What that plan had begun by options->at_ms stays, also
 * what it begins within the freeze, as long as it can go on so; the rest is planned anew, with as
 * few changes as the gain is worth. Settings laid over `post` count; where there are none, those of
 * the plan. The counts of the post are of all people, also of those who are out. MUSTER_INVALID
 * when the post lacks what had been used by then, or counts fewer people than had been moved.
 * *plan is the caller's (muster_plan_close); it stands alone and carries the plan in force, so that
 * muster_plan_verify proves that nothing of the past or of the freeze is another. Cost: that of
 * planning one cell.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_replan(muster_post *post, const muster_plan *in_force, const muster_replan_options *options,
              muster_plan **plan, muster_error *err);

/* What a plan made by muster_replan changes of the one in force. */
typedef struct muster_changes {
    /* The picture; from when on the plan may differ; when the freeze was to end. */
    int64_t at_ms, from_ms, until_ms;
    uint32_t same, added, dropped; /* moves with people aboard, and of people on their own */
    uint32_t retimed, by_others, elsewhere,
        reloaded;    /* of the others: one may be several of them */
    int64_t told;    /* people who are told something new at least */
    double distance; /* of the two plans, as in src/problem/distance.h */
} muster_changes;

/* MUSTER_USAGE for a plan that goes on from none. O(n log n) in its moves. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_changes(const muster_plan *plan, muster_changes *changes, muster_error *err);

/* What the plan reaches, beside what `was`, the plan in force (NULL: not shown), was to reach; and
 * the changes, each a line. *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_write_changes(const muster_plan *plan, const muster_plan *was, char **text,
                          muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
