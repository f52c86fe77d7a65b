/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: playing a plan with chance. What chance does is in the post: ranges of counts, and its
 * `chance` section. docs/simulation.md says how it is played.
 */
#ifndef MUSTER_SIMULATE_H
#define MUSTER_SIMULATE_H

#include <muster/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_simulation muster_simulation;

/* Zeros are the defaults. */
typedef struct muster_simulation_options {
    uint64_t seed;         /* below 2^63 */
    uint32_t replications; /* 0: 1000; at most 10 million */
    uint32_t threads;      /* 0: as many as the machine has; any number gives the same bytes */
    /* Asks, by splitting, how probable it is that at some time so many people fewer are out than by
     * the plan; 0: not. */
    uint32_t behind;
    double confidence; /* of all intervals, inside (0, 1); 0: 0.95 */
} muster_simulation_options;

/* Shares of the runs and what they come to. Quantiles are at 5, 10, 25, 50, 75, 90 and 95 %. */
enum { MUSTER_SIMULATION_QUANTILES = 7 };

typedef struct muster_distribution {
    double planned; /* by the plan, without chance */
    double mean, mean_low, mean_high;
    double quantile[MUSTER_SIMULATION_QUANTILES];
    double quantile_low[MUSTER_SIMULATION_QUANTILES], quantile_high[MUSTER_SIMULATION_QUANTILES];
} muster_distribution;

typedef enum muster_simulated {
    /* ms after the order, (double)MUSTER_NEVER in runs that leave somebody; the mean is over the
     * others */
    MUSTER_SIMULATED_COMPLETION,
    MUSTER_SIMULATED_LEFT,     /* persons */
    MUSTER_SIMULATED_EXPOSURE, /* person-hours times threat */
    MUSTER_SIMULATED_PEOPLE,   /* persons to bring out */
} muster_simulated;

/*
 * Plays a plan that is valid for the post (else MUSTER_PLAN_INVALID). *simulation is the caller's
 * (muster_simulation_close). The post must outlive it. Some 10 million events a second a core;
 * memory grows with the replications, about 500 bytes each.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_simulation_open(muster_post *post, const muster_plan *plan,
                       const muster_simulation_options *options, muster_simulation **simulation,
                       muster_error *err);
MUSTER_API void
muster_simulation_close(muster_simulation *simulation);

/* MUSTER_USAGE for what is no muster_simulated. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_simulation_distribution(const muster_simulation *simulation, muster_simulated of,
                               muster_distribution *distribution, muster_error *err);
/* Share of the runs in which nobody is left, with its interval. */
MUSTER_API void
muster_simulation_nobody_left(const muster_simulation *simulation, double *share, double *low,
                              double *high);

/* The probability asked for with options.behind, and its relative standard error (infinite when no
 * trial got so far). MUSTER_USAGE when it was not asked for. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_simulation_behind(const muster_simulation *simulation, double *probability,
                         double *relative_error, muster_error *err);

/* Texts are the caller's (muster_text_free): 80 columns; JSON; a fan chart as SVG 1.1. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_simulation_write_text(const muster_simulation *simulation, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_simulation_write_json(const muster_simulation *simulation, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_simulation_write_svg(const muster_simulation *simulation, char **text, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
