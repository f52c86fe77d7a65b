/* SPDX-License-Identifier: Apache-2.0
 *
 * What n replications of a plan say: distributions with their intervals, what the worst of them
 * have in common, and a fan of people out over time.
 *
 * U1  A run in which somebody is left is never complete: its completion is MST_NEVER and stands
 *     behind all others.
 * U2  Quantiles are order statistics, the ceil(n p)-th of n values; their intervals lie between
 *     order statistics (mst_ranks_of_quantile). Intervals of means are Student's, of shares
 *     Wilson's, all at the same confidence.
 */
#ifndef MUSTER_SIMULATE_SUMMARY_H
#define MUSTER_SIMULATE_SUMMARY_H

#include "simulate/play.h"
#include "simulate/statistics.h"

enum { MST_SUMMARY_QUANTILES = 7, MST_SUMMARY_FAN = 5, MST_SUMMARY_CAUSES = 64 };

/* 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95 */
extern const double mst_summary_quantiles[MST_SUMMARY_QUANTILES];
/* 0.05, 0.25, 0.50, 0.75, 0.95: of the fan */
extern const double mst_summary_fan[MST_SUMMARY_FAN];

typedef struct mst_distribution {
    mst_mean mean; /* of completion: over the runs that are complete */
    double quantiles[MST_SUMMARY_QUANTILES];
    mst_interval around[MST_SUMMARY_QUANTILES];
    double least, most;
} mst_distribution;

/* Something of chance that the worst tenth of the runs has more often than all of them. */
typedef struct mst_summary_cause {
    uint32_t cause;      /* mst_play_cause_name */
    double worst, all;   /* shares of the runs */
    mst_interval around; /* of `worst` */
} mst_summary_cause;

typedef struct mst_summary {
    uint32_t runs, worst_runs;
    double confidence;
    mst_play_result plan;        /* played without chance */
    mst_distribution completion; /* ms; MST_NEVER is never (U1) */
    mst_distribution left, exposure, persons;
    uint64_t complete; /* runs in which nobody is left */
    mst_interval complete_share;
    uint64_t on_time; /* complete by the plan's own completion, where the plan leaves nobody */
    mst_interval on_time_share;
    uint64_t but_refusing; /* runs in which nobody is left but as many as refuse */
    mst_interval but_refusing_share;
    double refusing;                       /* mean a run */
    double short_stops, given_up, fetches; /* means a run */
    uint64_t events;
    mst_time span;
    uint32_t fan[MST_SUMMARY_FAN][MST_PLAY_BINS]; /* persons out by the end of each bin */
    int64_t behind; /* people, of which the probability is asked; 0: not */
    mst_split_result rare;
    uint32_t rare_runs;     /* trials a level */
    const char *integrated; /* id of the loss whose time is integrated out; NULL: none */
    mst_mean integrated_left, integrated_all_out;
    uint32_t cause_count;
    mst_summary_cause causes[MST_SUMMARY_CAUSES]; /* largest difference first */
} mst_summary;

/* `results` of `runs` >= 1 replications of `play`; `plan` is the result without chance. Errors:
 * memory. O(runs log runs). */
MST_NODISCARD mst_status
mst_summarize(const mst_play *play, const mst_play_result *plan, const mst_play_result *results,
              uint32_t runs, double confidence, mst_summary *summary, mst_error *err);

/* Adds what `runs` replications played with options.integrate say. `id` of the loss must outlive
 * the summary. Errors: memory. */
MST_NODISCARD mst_status
mst_summarize_integrated(const mst_play_result *results, uint32_t runs, const char *id,
                         mst_summary *summary, mst_error *err);

#endif
