/* SPDX-License-Identifier: Apache-2.0
 *
 * Planner's arithmetic of lift, processing and force: what one works out by hand before there is a
 * plan, and what a plan can be held against. Inputs and results are in the units that names say.
 */
#ifndef MUSTER_JUDGE_LIFT_H
#define MUSTER_JUDGE_LIFT_H

#include <stdbool.h>
#include <stdint.h>

/* Air Force Pamphlet 10-1403's form. */
typedef struct mst_lift {
    double aircraft, seats;                             /* usable ones; people each */
    double cycle_hours;                                 /* round trip, ground times included */
    double working_on_ground, ground_hours, open_hours; /* a day */
    double queuing;                                     /* share of the slots' time that is used */
    double first_departure_hours;
} mst_lift;

typedef struct mst_lift_rate {
    double fleet, field; /* sorties a day that each allows */
    bool field_binds;
    double people_a_day;
    uint64_t missions;
    double closure_hours; /* when the last mission departs */
} mst_lift_rate;

mst_lift_rate
mst_lift_close(const mst_lift *lift, uint64_t people);

/* The queuing share is not a constant: a fleet that cycles through slots is a closed queue, whose
 * throughput over the lesser of what fleet and slots allow is the share. All an hour; hours away
 * and on the ground are means of exponential times. */
typedef struct mst_slots {
    double throughput, wait_hours, share;
} mst_slots;

mst_slots
mst_slots_closed(uint32_t fleet, uint32_t slots, double ground_hours, double away_hours);

/* Slots that so many sorties a day need, and sorties a day that slots allow. */
double
mst_slots_needed(double sorties, double ground_hours, double queuing);
double
mst_slots_allow(double slots, double ground_hours, double queuing);

/* A desk's line: offered load, servers to stay at a utilisation, and the queue (Erlang 1917). */
double
mst_line_load(double arrivals_an_hour, double service_minutes);
uint32_t
mst_line_servers(double load, double utilisation);
/* P(one has to wait); load < servers. */
double
mst_line_delay(uint32_t servers, double load);
double
mst_line_wait_minutes(uint32_t servers, double load, double service_minutes);

/* A convoy of march units: minutes until its tail has passed, and until the tail arrives. */
typedef struct mst_convoy_march {
    double vehicles, pitch_metres, speed_kmh, distance_km;
    uint32_t units;
    double unit_gap_minutes;
} mst_convoy_march;

double
mst_convoy_pass_minutes(const mst_convoy_march *march);
double
mst_convoy_tail_minutes(const mst_convoy_march *march);
uint32_t
mst_convoy_escorts(uint32_t vehicles, uint32_t vehicles_each, uint32_t least);

/* People for `posts` of `each` manned round the clock in shifts. */
double
mst_guard_force(double posts, double each, double shift_hours);

/* The last out: how many fit the last wave, and by when the lift must turn from evacuees to force
 * to be gone at the deadline. */
typedef struct mst_last_out {
    uint64_t last_wave, sorties;
    double stop_day;
} mst_last_out;

mst_last_out
mst_last_out_of(uint64_t force, uint64_t seats, uint64_t on_ground, double sorties_a_day,
                double deadline_day);

/* Smith's rule (1956): the order of groups that makes the sum of cost times finish least: falling
 * cost an hour over hours. Ties keep their order. O(count^2). */
void
mst_serve_order(uint32_t count, const double *cost_an_hour, const double *hours, uint32_t *order);

#endif
