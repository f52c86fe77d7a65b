/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: what the plans of all options under all scenarios, and the reports, say together.
 * docs/judgement.md has the formulas.
 */
#ifndef MUSTER_ASSESS_H
#define MUSTER_ASSESS_H

#include <muster/run.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_assessment muster_assessment;

/* Zeros are the defaults. */
typedef struct muster_assess_options {
    uint64_t seed;           /* below 2^63 */
    uint32_t effort;         /* as muster_run_options.effort */
    uint32_t threads;        /* 0: as many as the machine has; any number gives the same bytes */
    uint32_t scenario_count; /* 0: all */
    const uint32_t *scenarios;
    uint32_t option_count; /* 0: all */
    const uint32_t *options;
    uint32_t replications; /* of each cell's plan; 0: until it is settled which option to take */
    /* A folder to keep what is found in, and to take it from: the whole answer while nothing that
     * was planned for has changed (a report that moves a chance or an estimate does not), else what
     * the change does not touch. It changes no byte of what is said, but where a new fact only
     * takes away: plans of before may stand then that a search anew would not find, and how many
     * do is said (docs/judgement.md). NULL: none. */
    const char *cache;
    const volatile int *stop; /* as in muster_run_options */
    void (*progress)(void *context, uint32_t cells_done, uint32_t cells, double fraction);
    void *progress_context;
} muster_assess_options;

/*
 * Plans, and assesses the plans with what the reports say as of the post's `as_of`. *assessment is
 * the caller's (muster_assessment_close); the post must outlive it. MUSTER_INTERRUPTED when it was
 * stopped before every cell had a plan and was played; MUSTER_USAGE for more than 10,000
 * replications. The cost is that of a run, of about ten plans without search for each cell in which
 * nobody is left, and of 64 replications or more of each cell.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_assessment_open(muster_post *post, const muster_assess_options *options,
                       muster_assessment **assessment, muster_error *err);
MUSTER_API void
muster_assessment_close(muster_assessment *assessment);

/* Of one option; expected numbers are of persons not out: left, or staying by its scope. Texts are
 * the post's. */
typedef struct muster_verdict {
    const char *option;
    double lower, upper; /* expected, over all chances that agree with what is known */
    int64_t worst;       /* in the worst scenario that may come */
    double tail;         /* mean of the worst tenth */
    int64_t regret;      /* more than the best option of a scenario, at most */
    bool is_maximal;     /* no other option is better under every chance */
    bool is_admissible;  /* best under some */
} muster_verdict;

MUSTER_API uint32_t
muster_assessment_option_count(const muster_assessment *assessment);
/* MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_assessment_verdict(const muster_assessment *assessment, uint32_t option,
                          muster_verdict *verdict, muster_error *err);
/* The option to take, and the next; the latter is the number of options when every other one is
 * beaten. */
MUSTER_API void
muster_assessment_choice(const muster_assessment *assessment, uint32_t *recommended,
                         uint32_t *second);

/* One page, and everything; *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_assessment_write_text(const muster_assessment *assessment, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_assessment_write_json(const muster_assessment *assessment, char **text, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
