/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: planning. A run plans every asked scenario with every asked option and has every plan
 * checked before it is handed out.
 */
#ifndef MUSTER_RUN_H
#define MUSTER_RUN_H

#include <muster/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_run muster_run;

/* Zeros are the defaults: `muster_run_options options = {0};` */
typedef struct muster_run_options {
    uint64_t seed;   /* below 2^63; the same seed gives the same plans on any number of threads */
    uint32_t effort; /* plans built by the search a cell at most; 0: by the size of the cell */
    int64_t
        time_limit_ms; /* of the whole run; 0: none. With one, results may differ from run to run */
    /* Everyone must be out so long after the order; 0: no such wish. A cell in which that is proved
     * impossible is MUSTER_PLAN_INFEASIBLE, and its plan is the best there is without the wish. */
    int64_t deadline_ms;
    uint32_t threads;     /* 0: as many as the machine has */
    bool without_binding; /* skips finding what binds, which plans again with one more of each limit
                           */
    uint32_t scenario_count; /* 0: all */
    const uint32_t *scenarios;
    uint32_t option_count; /* 0: all */
    const uint32_t *options;
    /* Set to non-zero (by a signal handler, say) to stop; the best plans so far are kept. May be
     * NULL. */
    const volatile int *stop;
    /* Told from the calling thread at most a few times a second; `fraction` of the work is done.
     * May be NULL. */
    void (*progress)(void *context, uint32_t cells_done, uint32_t cells, double fraction);
    void *progress_context;
} muster_run_options;

/*
 * Plans. *run is the caller's (muster_run_close) whenever it is not NULL afterwards: also when some
 * cell failed, in which case the status and `err` are those of the first. The post must outlive the
 * run. Memory grows with the cells and their plans.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_run_open(muster_post *post, const muster_run_options *options, muster_run **run,
                muster_error *err);
MUSTER_API void
muster_run_close(muster_run *run);

MUSTER_API uint32_t
muster_run_scenario_count(const muster_run *run);
MUSTER_API uint32_t
muster_run_option_count(const muster_run *run);
/* Was it stopped, by a limit of time or by `stop`, before every cell was planned to its end? */
MUSTER_API bool
muster_run_stopped(const muster_run *run);

/* Texts are owned by the run. */
typedef struct muster_cell {
    const char *scenario, *option; /* ids */
    muster_status outcome;         /* why there is no plan; MUSTER_OK when there is */
    const char *failure;           /* a sentence; NULL when there is a plan */
    muster_plan_status status;     /* MUSTER_PLAN_NONE: not reached before a stop */
    muster_measures measures;
    muster_measures bound; /* left, completion_ms and exposure */
    const char *gap_measure;
    double gap;
    bool has_foreseen;        /* the cell has surprises: */
    muster_measures foreseen; /* the measures had they been foreseen */
    const char *left_reason;  /* NULL when nobody is left */
    const char *passed_over;  /* what the best plan found breaks, and this one keeps; mostly NULL */
    uint32_t bindings;
    double solve_seconds; /* differs from run to run */
} muster_cell;

/* By position in the run, not in the post. MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_run_cell(const muster_run *run, uint32_t scenario, uint32_t option, muster_cell *cell,
                muster_error *err);

/* A limit that binds, best first: what one more unit of it gains. */
typedef struct muster_binding {
    const char *limit; /* "sites.hkia.process.desks" */
    const char *unit;  /* "one more" */
    int64_t left_gain; /* fewer persons left; no gain is negative */
    /* 0: fewer of all; else fewer, by weight, of those of this priority, though not of all */
    uint32_t left_priority;
    int64_t completion_gain_ms;
    double exposure_gain;
    bool of_bound; /* the gain is of the bound, else of the best plan found */
} muster_binding;

MUSTER_API MUSTER_NODISCARD muster_status
muster_run_binding(const muster_run *run, uint32_t scenario, uint32_t option, uint32_t index,
                   muster_binding *binding, muster_error *err);

/* The plan of a cell, the caller's (muster_plan_close). MUSTER_NOT_FOUND where there is none. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_run_plan(const muster_run *run, uint32_t scenario, uint32_t option, muster_plan **plan,
                muster_error *err);

/* The matrix as text `columns` wide, with ANSI colours or without; *text is the caller's
 * (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_run_write_text(const muster_run *run, uint32_t columns, bool color, char **text,
                      muster_error *err);
/* As JSON, the moves of every plan included: a hundred megabytes for a large post. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_run_write_json(const muster_run *run, char **text, muster_error *err);

/* Takes the next `bytes` of a text; false when it can take no more. */
typedef bool (*muster_taker)(void *context, const char *piece, size_t bytes);
/* The same text handed to `take` piece by piece, in the calling thread, so that no more of it is
 * held than one plan. MUSTER_IO when `take` refused, which is not asked again. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_run_pass_json(const muster_run *run, muster_taker take, void *context, muster_error *err);

/* Saves every plan into folder/SCENARIO/OPTION; *saved counts them, also on failure. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_run_save(const muster_run *run, const char *folder, uint32_t *saved, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
