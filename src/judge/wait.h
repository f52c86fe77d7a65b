/* SPDX-License-Identifier: Apache-2.0
 *
 * Going now, or waiting: by when an order still does, what waiting costs in people, and in which
 * states of threat to go. Closed forms, for screening many cases and for checking what is planned.
 *
 * Survival S = 1 - F of a loss curve (evidence/curve.h). With the lower curve of a band each result
 * is the exact worst over the band, since all of them grow with S.
 */
#ifndef MUSTER_JUDGE_WAIT_H
#define MUSTER_JUDGE_WAIT_H

#include "evidence/curve.h"

/* How long it takes until all are out, as draws or as a distribution: weights sum to 1. */
typedef struct mst_clearances {
    uint32_t count;
    const mst_time *after; /* the order */
    const double *weights; /* NULL: all the same */
} mst_clearances;

/* P(all are out before the loss) when the order waits: sum of w S(wait + after). `is_open`: given
 * that it is not lost when the order is given. O(count log points). */
double
mst_clear_chance(const mst_dated_curve *loss, const mst_clearances *clearances, mst_time wait,
                 bool is_open);

/* The longest wait in 0 .. most, in ms, with at least that chance; false when even at once there is
 * less. The chance must fall with waiting: it does without `is_open`, and with it where hazards do
 * not fall. */
bool
mst_clear_wait(const mst_dated_curve *loss, const mst_clearances *clearances, double chance,
               bool is_open, mst_time most, mst_time *wait);

/* The same for an even hazard (a day) and a clearance of Gamma(shape, scale days): the chance when
 * ordered at once, and the longest wait in days, negative when it is past. */
double
mst_clear_chance_gamma(double hazard, double shape, double scale);
double
mst_clear_wait_gamma(double hazard, double shape, double scale, double chance);

/* Days within [from, to) in which it is expected to be open: the integral of S. O(points). */
double
mst_open_days(const mst_dated_curve *loss, mst_time from, mst_time to);

/* People go at `rate` a day from `start` on, until the next stage or until all are gone. */
typedef struct mst_stage {
    mst_time start;
    double rate;
} mst_stage;

typedef struct mst_served {
    double left;    /* expected, N minus the integral of rate times S */
    double all_out; /* chance */
    mst_time end;   /* when the last would go; MST_NEVER */
} mst_served;

/* Stages ascend. From the moment at which all are gone without a stage, that stage changes nothing:
 * the use-by date of the authority for it is `end` without it, less its own notice. */
mst_served
mst_serve(const mst_dated_curve *loss, double people, const mst_stage *stages, uint32_t count);

/* ---- states of threat ---- */

enum { MST_MOST_STATES = 16 };

/* A chain of states by day, the last of which is the loss. Costs are political numbers of the user:
 * which states to go in hangs on them. */
typedef struct mst_threat {
    uint32_t states;         /* with the loss */
    const double *next;      /* [states * states], rows sum to 1; the lower ends with `next_high` */
    const double *next_high; /* upper ends; NULL: `next` is exact */
    uint32_t clearance_days;
    double go_cost, caught_cost, day_value;
} mst_threat;

/* Chance of each state to be lost within `days`; the highest where the chain is known in bounds. */
void
mst_threat_lost(const mst_threat *threat, uint32_t days, double *chances);

/* Backward induction over `days` to go (Bellman 1957): what each state costs at best, and whether
 * to go in it; with bounds against the worst chain. `values` has a place for each state, `goes` for
 * each but the loss. Ties wait. */
void
mst_threat_decide(const mst_threat *threat, uint32_t days, double *values, bool *goes);

/* The day's value above which one no longer goes in `state`, found by halving 0 .. most; below 0:
 * one never goes. */
double
mst_threat_switch(const mst_threat *threat, uint32_t days, uint32_t state, double most);

#endif
