/* SPDX-License-Identifier: Apache-2.0
 *
 * What the plans of a matrix and the evidence say together: which option to take, what would change
 * that, by when it must be ordered, and what one more of each means would be worth.
 * docs/judgement.md has the formulas.
 *
 * A1  The loss of a cell is who is not out at its end: those left and those who stay by the
 *     option's scope, force included. Where plans were played (played.h) it is the mean over the
 *     runs, else what the plan says.
 * A2  Chances and losses that decide are whole numbers (judge/credal.h). What is said of loss
 *     curves is rounded to millionths and decides nothing else.
 * A3  A latest order is one for which a plan was made that the checker accepted: a later one may
 *     exist, an earlier order can always do the same at the same hour.
 */
#ifndef MUSTER_JUDGE_ASSESS_H
#define MUSTER_JUDGE_ASSESS_H

#include "evidence/assess.h"
#include "judge/credal.h"
#include "judge/matrix.h"
#include "judge/played.h"
#include "judge/tripwire.h"

enum { MST_ASSESS_LEVELS = 3, MST_ASSESS_SURE = 1 /* 90 %: how sure a text tells */ };
/* 80, 90 and 95 %, in millionths. */
extern const int64_t mst_assess_levels[MST_ASSESS_LEVELS];

/* What a cell's plan says, whatever is believed: all that has to be planned for. */
typedef struct mst_assessed_plan {
    int64_t left;     /* in scope and not out at the horizon */
    int64_t staying;  /* by the option's scope, force included */
    int64_t exposure; /* person-hours times threat, rounded down */
    mst_time completion;
    mst_time order; /* after as_of */
    /* [post->site_count] when the last of them is gone, after the order; MST_NEVER when somebody
     * never is, 0 when nobody is ever there */
    const mst_time *cleared;
    /* Latest order, in whole hours after the option's own, with which nobody is left; MST_TIME_MIN:
     * somebody is left even now; MST_NEVER: to the end of the horizon. */
    mst_time latest_order;
    bool latest_known; /* it was looked for */
} mst_assessed_plan;

/* What one more of something gains in a cell (value.h). */
typedef struct mst_assessed_gain {
    uint32_t scenario; /* in the matrix */
    const char *name, *unit;
    int64_t left; /* evacuees fewer left */
    mst_time completion;
    mst_time wait; /* by how much longer the order may wait; 0: no longer, or not asked */
    /* The last minute, of the scenario where it gains most. */
    bool is_dated;
    mst_time use_by;
} mst_assessed_gain;

typedef struct mst_assessed_plans {
    uint32_t scenario_count, option_count, site_count;
    const mst_scenario_id *scenarios;
    const mst_option_id *options;
    mst_assessed_plan *cells; /* [scenario * option_count + option] */
    uint32_t orders_tried;    /* plans made to find the latest orders */
    uint32_t standing;        /* cells whose plans are those of before the newest facts (stand.h) */
    /* of one option; MST_NONE: not looked for */
    uint32_t gains_option, gain_count;
    const mst_assessed_gain *gains;
    mst_played *played; /* NULL: the plans alone are judged */
} mst_assessed_plans;

typedef struct mst_assessed_cell {
    int64_t loss;    /* A1, to the nearest person */
    int64_t all_out; /* millionths: chance that nobody is left */
    /* Millionths: bounds of the chance that at every site with an estimate the last one has left
     * before it is lost, when ordered as the option says; whatever the sites' losses have to do
     * with each other (Frechet 1935). Of played cells the mean over the runs: the time of a loss is
     * integrated out, never drawn for it. */
    int64_t clear_low, clear_high;
    bool has_curve; /* some site that people leave has an estimate */
    /* Thousandths of a person: bounds of how many are not out when whoever is still at a site with
     * an estimate stays there from its loss on; hours are rounded away from each other. Of the
     * plan alone nothing is said: 0 and 0. */
    int64_t curve_low, curve_high;
    /* By how much the order may still wait such that clear_low is at least the level. Negative:
     * already past, and everybody would have to leave so much earlier; MST_TIME_MIN: not even if
     * all were gone a minute after the picture. MST_NEVER: for as long as the estimates reach. */
    mst_time may_wait[MST_ASSESS_LEVELS];
    /* The same for clear_high: no reading of the reports lets the order wait longer. */
    mst_time may_wait_at_best[MST_ASSESS_LEVELS];
} mst_assessed_cell;

/* What one more of something is worth (value.h). */
typedef struct mst_value_row {
    const char *name; /* "fleets.c17-udeid.count" */
    const char *unit; /* "one more", "100 gone before", "with them" */
    /* Evacuees (force is not counted) fewer left in expectation, least and greatest over all
     * chances that agree with what is known, in millionths. */
    int64_t lower_gain, upper_gain;
    int64_t most_gain;        /* in its best scenario */
    mst_time completion_gain; /* greatest, among scenarios with no fewer and no more left */
    uint32_t scenario;        /* of the chosen ones, where it gains most */
    uint32_t scenarios;       /* in how many it gains */
    /* By how much the order may wait longer such that, at 90 % under the first scenario, all are
     * gone before a loss that the reports expect; 0 where that is the same, or never so sure. */
    mst_time wait_gain;
    /* The last minute after the order at which having it from then on was still found to gain in
     * its best scenario; MST_NEVER: any within the horizon. Only of rows that are `is_dated`; one
     * that gains seconds is not. */
    bool is_dated;
    mst_time use_by;
} mst_value_row;

typedef struct mst_assessment {
    uint32_t scenarios, options;
    int64_t *low, *high;      /* [scenarios] chances, tightened */
    bool *is_given;           /* [scenarios] somebody said something of it */
    bool widened;             /* what was said contradicts itself; the intervals were widened */
    mst_assessed_cell *cells; /* as the matrix's */
    mst_choice choice;
    int64_t *upper_exposure; /* [options] greatest expected, millionths of a person-hour, planned */
    int64_t *all_out_low, *all_out_high; /* [options] millionths: chance that nobody is left */
    mst_switch *switches;       /* [scenarios] chances at which the second choice would be taken */
    const mst_ringing *ringing; /* [post->indicator_count] */
    const mst_tripped *tripwires; /* [post->tripwire_count] */
    uint32_t means_count;
    const mst_value_row *means; /* one more, for the recommended option; best first */
} mst_assessment;

/*
 * What the plans of a finished matrix say. All memory is from `arena`. Fails when a cell has no
 * plan (with that cell's outcome, MST_INTERRUPTED after a stop), or for lack of memory. Latest
 * orders cost about ten plans without search for each cell in which nobody is left.
 */
MST_NODISCARD mst_status
mst_assess_plans(const mst_post *post, const mst_matrix *matrix, const mst_matrix_options *planning,
                 mst_arena *arena, mst_assessed_plans *plans, mst_error *err);

/* Looks whether plans->played settles which option to take: see mst_ranking_look. Memory is from
 * `arena`. Errors: memory. */
MST_NODISCARD mst_status
mst_assess_rank(const mst_assessed_plans *plans, const mst_evidence *evidence, uint32_t fixed,
                uint32_t look, mst_arena *arena, mst_ranking *ranking, uint32_t *wanted,
                mst_error *err);

/* Puts plans and evidence together; the gains only if they are of the recommended option. All
 * memory is from `arena`, texts are the plans'. Errors: memory. */
MST_NODISCARD mst_status
mst_assess(const mst_assessed_plans *plans, const mst_evidence *evidence, int64_t tail,
           mst_arena *arena, mst_assessment *result, mst_error *err);

#endif
