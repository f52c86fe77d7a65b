/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: what breaks a plan. One cell planned again without each thing that can be lost (sites,
 * safe havens, berths, desks, links, fleets, permissions, forces), and without the worst pairs.
 */
#ifndef MUSTER_CONTINGENCY_H
#define MUSTER_CONTINGENCY_H

#include <muster/run.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_contingency muster_contingency;

/* Zeros are the defaults, but for the cell. */
typedef struct muster_contingency_options {
    uint32_t scenario, option; /* by index */
    uint64_t seed;             /* below 2^63 */
    uint32_t effort;           /* of each plan, as muster_run_options.effort */
    uint32_t threads;          /* 0: as many as the machine has */
    uint32_t pairs;            /* planned again at most; 0: 10 */
    bool without_pairs;
    /* As muster_run_options: set to non-zero to stop; what was judged until then is kept. */
    const volatile int *stop;
    void (*progress)(void *context, uint32_t done, uint32_t losses, double fraction);
    void *progress_context;
} muster_contingency_options;

/*
 * Plans the cell and judges its losses; *contingency is the caller's (muster_contingency_close).
 * The post must outlive it. The same bytes on any number of threads. The cost is that of planning a
 * cell for each loss that touches the plan and for each pair; a loss the plan does without as it
 * stands costs one run of the checker.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_contingency_open(muster_post *post, const muster_contingency_options *options,
                        muster_contingency **contingency, muster_error *err);
MUSTER_API void
muster_contingency_close(muster_contingency *contingency);

typedef enum muster_loss_state {
    MUSTER_LOSS_PENDING = 0,   /* not reached before a stop */
    MUSTER_LOSS_UNTOUCHED = 1, /* the plan in force obeys every rule without it */
    MUSTER_LOSS_PLANNED = 2,   /* planned again; the plan passed the checker */
    MUSTER_LOSS_FAILED = 3,    /* `failure` says why there is no plan */
} muster_loss_state;

/* Texts are owned by the contingency. */
typedef struct muster_loss {
    const char *item;  /* "sites.hkia.berths.heavy" */
    const char *other; /* of a pair the second one; NULL */
    const char *kind;  /* "site", "safe haven", "berths", "desks", "link", ...; of the first */
    const char *set;   /* what says the same to `muster plan --set`; NULL: nothing, or a pair */
    const char *like;  /* the first loss that comes to the same plan, measure for measure */
    muster_loss_state state;
    const char *failure;
    muster_measures measures; /* of its plan */
    /* More persons left; where no more of all are, more by weight of those of `left_priority` (else
     * 0). A reinforcement that does not come need not be taken out: then of evacuees alone, and
     * negative where it is fewer. */
    int64_t left_cost;
    uint32_t left_priority;
    int64_t completion_cost_ms; /* later; negative where somebody is left and the rest are sooner */
    double exposure_cost;
    int64_t left_at_least; /* proved: so many more are left in every plan without it */
    int64_t completion_at_least_ms;
    const char *left_reason; /* who is left and what stops them; NULL */
    /* Of a force: the site that is short of guards without it, one sentence; NULL. It binds nobody
     * who is there already, so no cost shows it. */
    const char *shortage;
    bool single_point; /* lost alone, it leaves people behind */
} muster_loss;

/* Losses of one thing, the worst first; and pairs. */
MUSTER_API uint32_t
muster_contingency_count(const muster_contingency *contingency);
MUSTER_API uint32_t
muster_contingency_pair_count(const muster_contingency *contingency);
/* MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_contingency_loss(const muster_contingency *contingency, uint32_t index, muster_loss *loss,
                        muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_contingency_pair(const muster_contingency *contingency, uint32_t index, muster_loss *loss,
                        muster_error *err);
/* Was it stopped before every loss was judged? */
MUSTER_API bool
muster_contingency_stopped(const muster_contingency *contingency);

/* *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_contingency_write_text(const muster_contingency *contingency, uint32_t columns, bool color,
                              char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_contingency_write_json(const muster_contingency *contingency, char **text,
                              muster_error *err);

/*
 * Saves the plan in force into folder/in-force and the plan without each thing into folder/ITEM, as
 * muster_plan_save does; of losses that come to the same the first. What no setting can say
 * (forces) and pairs are left out. *saved counts them, also on failure.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_contingency_save(muster_contingency *contingency, const char *folder, uint32_t *saved,
                        muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
