/* SPDX-License-Identifier: Apache-2.0
 *
 * The matrix: every option under every scenario, planned, checked, bounded, with what binds.
 *
 * X1  Cells are numbered scenario by scenario, option by option; results are merged in that order,
 *     so any number of threads gives the same bytes.
 * X2  No cell is handed out before the checker accepted its plan. A plan the checker refuses is a
 *     fault of ours: the cell carries the violations and MST_PLAN_INVALID, never a plan that looks
 *     good.
 * X3  Within one run a cell whose means include another's is offered that cell's plan as a start.
 * X4  No cell of a run ends worse than in a run of that cell alone, unless time is limited.
 */
#ifndef MUSTER_JUDGE_MATRIX_H
#define MUSTER_JUDGE_MATRIX_H

#include "base/kept.h"
#include "check/check.h"
#include "solve/solve.h"

/* A limit that binds, and what one more unit of it gains. */
typedef struct mst_binding {
    const char *name;  /* "sites.hkia.process.desks", "fleets.c17-udeid.count", "links.road.flow" */
    const char *unit;  /* "one more", "10 % more", "10 % longer" ... in words */
    int64_t left_gain; /* fewer persons left, 0 when no fewer; see mst_left_gain */
    uint32_t left_priority;   /* 0: of all; else of those of this priority, as the post has it */
    mst_time completion_gain; /* earlier completion, ms; 0 when it is not */
    mst_wide exposure_gain;   /* 0 when it is no less */
    bool of_bound;            /* the gain is of the bound; else of the best plan found */
} mst_binding;

typedef enum mst_cell_status {
    MST_CELL_PENDING, /* not reached before a stop */
    MST_CELL_OPTIMAL,
    MST_CELL_BOUNDED,
    MST_CELL_INFEASIBLE,
} mst_cell_status;

typedef struct mst_cell {
    mst_scenario_id scenario;
    mst_option_id option;
    mst_cell_status status;
    mst_status outcome; /* MST_OK, or why there is no plan (err says it) */
    mst_error err;
    mst_time deadline;       /* everyone is asked to be out by then; 0: no such wish */
    const char *late_reason; /* the deadline is missed, but not proved impossible; else NULL */
    mst_case *instance;      /* owned by the cell */
    mst_solution solution;   /* owned by the cell */
    mst_judgement judgement; /* owned by the cell */
    /* NULL, or what the best plan found breaks, so that this one is shown (accepted.c). */
    const char *passed_over;
    mst_measures foreseen; /* with surprises: measures of the same cell had they been foreseen */
    bool has_foreseen;
    mst_measure gap_measure; /* the first measure whose value is above zero */
    double gap;              /* (value - bound) / value of it; 0 when every value is zero */
    uint32_t binding_count;  /* sorted by gain, best first */
    const mst_binding *bindings;
    /* Who is left and which rule stops them, one sentence; NULL when nobody is. */
    const char *left_reason;
    double solve_seconds;
    /* What its solution hangs on, for mst_matrix_options.kept; zeros without. */
    uint64_t kept_key[2];
    bool is_final; /* of before, when all cells were planned: it stands, and is not searched on */
} mst_cell;

typedef struct mst_matrix_options {
    uint64_t seed;
    mst_time deadline;       /* everyone out by then; 0: none */
    uint32_t effort;         /* as mst_solve_options.effort */
    int64_t time_limit_ms;   /* of the whole run; 0: none */
    uint32_t threads;        /* 0: as many as the machine has, at most 64 */
    bool without_binding;    /* skips the re-runs with one more unit */
    uint32_t scenario_count; /* 0: all */
    const mst_scenario_id *scenarios;
    uint32_t option_count; /* 0: all */
    const mst_option_id *options;
    mst_override overrides; /* --set */
    /* What earlier runs found is taken up from it, and what is found is added; NULL: neither. It
     * changes no result. A run with a time limit does without. */
    mst_kept *kept;
    const volatile int *stop;
    /* Called from the calling thread only, at most a few times a second. May be NULL. */
    void (*progress)(void *context, uint32_t cells_done, uint32_t cells, double fraction);
    void *progress_context;
} mst_matrix_options;

typedef struct mst_matrix {
    mst_arena arena;
    uint32_t scenario_count, option_count;
    const mst_scenario_id *scenarios;
    const mst_option_id *options;
    mst_cell *cells; /* [scenario_index * option_count + option_index] */
    bool stopped;
} mst_matrix;

/*
 * Plans every asked cell. Errors: memory, or a cell's picture that cannot be compiled (then that
 * cell's outcome says so and the others are still planned; the status returned is the first cell's
 * failure). The caller releases the matrix in every case.
 */
MST_NODISCARD mst_status
mst_matrix_plan(const mst_post *post, const mst_matrix_options *options, mst_matrix *matrix,
                mst_error *err);

void
mst_matrix_release(mst_matrix *matrix);

/*
 * How many fewer `now` leaves than `was`, 0 when no fewer. Left is compared by priority, so that
 * fewer of a high one may be left and more of all: then it is the gain among the first priority
 * that differs, by weight, and *priority says which, as the post has it; else *priority is 0.
 */
int64_t
mst_left_gain(const mst_problem *problem, const mst_measures *was, const mst_measures *now,
              uint32_t *priority);

#endif
