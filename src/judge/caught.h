/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is caught when places are lost at a time that nobody knows: a plan's departures against the
 * bands of loss curves that reports give its sites.
 *
 * With S(t) the chance that the way out is open and n people leaving at t, those left are expected
 * to be N - sum of n S(t): linear in S, so the ends of the band give the ends of the answer. People
 * may pass several sites whose losses have to do with each other in a way that nobody knows: then
 * at most the sum over sites is caught, and at least the most of one of them.
 */
#ifndef MUSTER_JUDGE_CAUGHT_H
#define MUSTER_JUDGE_CAUGHT_H

#include "evidence/assess.h"
#include "judge/matrix.h"

/* People, those who guard aside, who leave a site together. */
typedef struct mst_departure {
    uint32_t site;
    mst_time leave; /* after the order */
    int64_t people;
} mst_departure;

/* The departures of a finished cell, in the order of its plan; how many there are, also where
 * `room` is less. `list` may be NULL with room 0. */
uint32_t
mst_departures_list(const mst_cell *cell, uint32_t room, mst_departure *list);

/* Those who do not guard: in scope, and of them left at the end of the plan. */
void
mst_departures_total(const mst_cell *cell, int64_t *people, int64_t *left);

/* Expected to be left or caught of `people`, in whole people outwards: at least and at most.
 * `order` is after the picture. Sites without a band lose nobody. */
void
mst_caught(const mst_evidence *evidence, uint32_t count, const mst_departure *list, mst_time order,
           int64_t people, int64_t left, int64_t *least, int64_t *most);

#endif
