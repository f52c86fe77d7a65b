/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: what changed between two pictures of a post, for somebody who comes back to it.
 */
#ifndef MUSTER_SINCE_H
#define MUSTER_SINCE_H

#include <muster/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_since muster_since;

/* Zeros are the defaults. */
typedef struct muster_since_options {
    /* Plan every cell that something else is planned for now, under both pictures; without it only
     * those for which a plan stands, and the others are counted. */
    bool answers;
    uint64_t seed;           /* below 2^63 */
    uint32_t effort;         /* as muster_run_options.effort */
    uint32_t threads;        /* 0: as many as the machine has; any number gives the same bytes */
    uint32_t scenario_count; /* 0: all */
    const uint32_t *scenarios;
    uint32_t option_count; /* 0: all */
    const uint32_t *options;
    const volatile int *stop; /* as in muster_run_options */
    void (*progress)(void *context, uint32_t cells_done, uint32_t cells, double fraction);
    void *progress_context;
} muster_since_options;

/*
 * Compares the post at `path` as it was known then (muster_post_open_as_of) and as it is known now.
 * Both must have been read from the same text: MUSTER_USAGE else, and where `then` is the later
 * picture. Every standing plan is judged under both. *since is the caller's (muster_since_close);
 * the posts must outlive it. The cost is that of compiling every cell twice, and with `answers`
 * that of planning twice those that differ; else those of standing plans.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_since_open(const char *path, muster_post *then, muster_post *now,
                  const muster_since_options *options, muster_since **since, muster_error *err);
MUSTER_API void
muster_since_close(muster_since *since);

/* How much changed. */
typedef struct muster_since_summary {
    uint32_t standing_plans;       /* that stand now */
    uint32_t standing_changed;     /* of them, those that do not come to what they came to */
    uint32_t standing_broken;      /* of those, the ones that held then and do not hold now */
    uint32_t cells, cells_changed; /* compared; for which something else is planned now */
    uint32_t answers_worse;        /* with `answers`: that leave more, or as many later */
    uint32_t numbers;              /* that reports amend otherwise */
    uint32_t sites;                /* with another band of loss curves */
    uint32_t probabilities;        /* of scenarios and propositions */
    uint32_t indicators;
    uint32_t stale;   /* items that are stale since, or no longer */
    uint32_t reports; /* received since */
} muster_since_summary;

MUSTER_API MUSTER_NODISCARD muster_status
muster_since_describe(const muster_since *since, muster_since_summary *summary, muster_error *err);

/* Worst first, and everything; *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_since_write_text(const muster_since *since, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_since_write_json(const muster_since *since, char **text, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
