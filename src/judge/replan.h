/* SPDX-License-Identifier: Apache-2.0
 *
 * Going on from a plan in force in a changed picture, with as few changes as are worth it.
 */
#ifndef MUSTER_JUDGE_REPLAN_H
#define MUSTER_JUDGE_REPLAN_H

#include "judge/matrix.h"

/* How much of the plan in force the new one keeps. */
typedef enum mst_replan_way {
    MST_REPLAN_KEPT,  /* all of it, word for word */
    MST_REPLAN_LATER, /* its trips, at their times or later, and what is missing */
    MST_REPLAN_ANEW,  /* what had begun or is frozen; the rest is planned anew */
} mst_replan_way;

typedef struct mst_replan_options {
    uint64_t seed;
    uint32_t effort;       /* as mst_solve_options.effort */
    int64_t time_limit_ms; /* 0: none */
    /* The plan with the fewest changes is taken whose last person is out no later than this after
     * that of the best. */
    mst_time gain;
    bool keep_sent;       /* as mst_solve_options.keep_sent */
    mst_bound_memo *memo; /* or NULL */
    const volatile int *stop;
} mst_replan_options;

typedef struct mst_replan {
    mst_cell cell; /* planned, checked and bounded; owned */
    mst_replan_way way;
    int64_t distance;      /* D of the plan in force and the new one, millionths; see distance.h */
    const char *cut_short; /* why the freeze ended before its time, from the cell; else NULL */
} mst_replan;

/*
 * Plans on from `in_force`, bound to phase 0 of `instance`, which was resumed with from = until and
 * belongs to the result from then on; the plan must outlive it. All that was begun before the
 * picture and all that is frozen stays; where the plan in force cannot go on so long, it stays as
 * long as it can. Of the plans that leave fewest (by priority, then weight) those count that end
 * within options->gain of the soonest, and of these the one with the least distance is taken.
 * MST_INVALID when the picture says fewer people than had been moved by then; MST_PLAN_INVALID when
 * a plan is refused by the checker. The caller releases the result in every case. Cost: that of
 * planning a cell.
 */
MST_NODISCARD mst_status
mst_replan_make(mst_case *instance, const mst_plan *in_force, const mst_replan_options *options,
                mst_replan *replan, mst_error *err);

void
mst_replan_release(mst_replan *replan);

#endif
