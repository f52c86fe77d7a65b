/* SPDX-License-Identifier: Apache-2.0
 *
 * What one more of each of an option's means is worth, and until when: vehicles, crews, notice,
 * desks, berths, hours of opening, troops, and people gone before the order.
 *
 * V1  Every gain is the difference of two plans that the checker accepted. The plan without is one
 *     with it too, so none is negative; and a plan with it that obeys the rules without it is one
 *     without, so that luck of the search is no gain. For that the plan with it begins as the one
 *     without was made, and the plan without is also looked for by other seeds. What luck remains
 *     cannot be told from a gain. More may be gained than is found.
 * V2  What a limit that the plan reaches nowhere would gain is not asked: it binds nothing. Where
 *     the bound with one more is no better than the plan without, nothing is gained.
 * V3  One more alone: two together may be worth more or less than the sum.
 */
#ifndef MUSTER_JUDGE_VALUE_H
#define MUSTER_JUDGE_VALUE_H

#include "judge/assess.h"

enum {
    MST_VALUE_PEOPLE = 100, /* gone before the order */
    MST_VALUE_LIMITS = 24,  /* tried in each scenario: those that its plan reaches for longest */
    MST_VALUE_SEEDS = 3,    /* more plans without anything more, by other seeds (V1) */
    MST_VALUE_DATED = 16,   /* items that get a use-by date: those that gain most in a scenario */
};

typedef struct mst_value {
    mst_arena arena;
    uint32_t scenario_count;
    const mst_scenario_id *scenarios;
    mst_option_id option;
    mst_instant order;
    uint32_t row_count;
    const mst_value_row *rows; /* best first */
    uint32_t tried;            /* cells with one more of something */
    uint32_t planned;          /* of them planned again; the bound ruled the others out */
    uint32_t dated;            /* plans made for use-by dates */
    bool has_curve;            /* some site that people leave has an estimate */
    bool stopped;
} mst_value;

typedef struct mst_value_options {
    uint64_t seed;
    uint32_t effort; /* of the option's plans; one more has a quarter of it */
    uint32_t threads;
    /* At most, instead of MST_VALUE_LIMITS, of every group of people that may be gone before (the
     * largest are tried), and of MST_VALUE_DATED; 0: these. */
    uint32_t limits, groups, dated;
    mst_option_id option;
    uint32_t scenario_count; /* 0: all */
    const mst_scenario_id *scenarios;
    mst_override overrides;
    mst_kept *kept; /* as of mst_matrix_options, of mst_value_gains */
    const volatile int *stop;
    /* Called from the calling thread only. May be NULL. */
    void (*progress)(void *context, uint32_t done, uint32_t count, double fraction);
    void *progress_context;
} mst_value_options;

/*
 * Plans the option under the scenarios, and again with one more of each. Use-by dates are of the
 * best MST_VALUE_DATED rows that can come later (found by halving: a later minute may do too).
 * Errors: memory, or a cell that cannot be compiled or planned. The caller releases the result in
 * every case. Costs the bound of a cell for each limit reached in it, and a plan for each that the
 * bound does not rule out.
 */
MST_NODISCARD mst_status
mst_value_find(const mst_post *post, const mst_evidence *evidence, const mst_value_options *options,
               mst_value *value, mst_error *err);

void
mst_value_release(mst_value *value);

/*
 * The same for a column of a finished matrix, whatever is believed: fills the gains of `plans` with
 * what is found for its option number `option`, from `arena`. Options and scenarios of `options`
 * are not looked at. How much longer the order may wait is not asked. Errors: memory;
 * MST_INTERRUPTED.
 */
MST_NODISCARD mst_status
mst_value_gains(const mst_post *post, const mst_matrix *matrix, uint32_t option,
                const mst_value_options *options, mst_arena *arena, mst_assessed_plans *plans,
                mst_error *err);

#endif
