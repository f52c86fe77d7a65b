/* SPDX-License-Identifier: Apache-2.0
 *
 * Tripwires: where to set them, how often they ring for nothing, how late they ring, and what being
 * told is worth.
 */
#ifndef MUSTER_JUDGE_ALARM_H
#define MUSTER_JUDGE_ALARM_H

#include <stdbool.h>
#include <stdint.h>

/* P(at least `count`) of a Poisson count. */
double
mst_poisson_tail(uint32_t count, double rate);

/* A count above the result is to ring (Bayes): with prior chance p of what is feared, counts at
 * `rate` or, when it is coming, at `raised`, and a false alarm costing `cost_ratio` of a miss. */
double
mst_alarm_threshold(double prior, double rate, double raised, double cost_ratio);

/*
 * Mean number of steps until the CUSUM C = max(0, C + y - reference) of Poisson counts is at least
 * `threshold` (Brook and Evans 1972): exact when reference and threshold are whole multiples of
 * 1 / parts, else rounded to it. At most MST_MOST_ALARM_STATES states, threshold * parts; `room`
 * holds the square of their number and their number again. Infinity when it never rings.
 */
enum { MST_MOST_ALARM_STATES = 256 };
double
mst_cusum_steps(double rate, double reference, double threshold, uint32_t parts, double *room);

/*
 * The same until it is at least `threshold` and was so at each of the `held` steps before: a chain
 * over the values below, and over those above by how long. Those from which it cannot come down in
 * time count as one, so this is exact as that is. (threshold + (held + 1) reference) parts is at
 * most MST_MOST_ALARM_STATES - 1; `room` holds MST_ALARM_ROOM. O(states^3 + held states^3).
 */
enum { MST_ALARM_ROOM = MST_MOST_ALARM_STATES * (2 * MST_MOST_ALARM_STATES + 4) };
double
mst_cusum_steps_held(double rate, double reference, double threshold, uint32_t parts, uint32_t held,
                     double *room);

/* An alarm that may be bought: it rings with chance `hit` if what is feared comes, else with
 * `false_alarm`. Costs: of acting, or of being caught. */
typedef struct mst_alarm_value {
    double without; /* least expected cost without being told */
    double perfect; /* value of knowing for sure (EVPI) */
    double rings;   /* chance */
    double alarm;   /* value of the alarm (EVSI) */
} mst_alarm_value;

mst_alarm_value
mst_alarm_worth(double prior, double caught_cost, double act_cost, double hit, double false_alarm);

#endif
