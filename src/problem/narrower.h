/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a case only has less than another one, and of which of its sites, ways and vehicles: what
 * was found for the wider case and does without those still holds in the narrower one.
 *
 * N1  Every plan of the narrower case is a plan of the wider one, with the same measures. So a
 *     bound of the wider case is one of the narrower, and what no plan of the wider did none does.
 * N2  A plan of the wider case that uses nothing of which the narrower has less is a plan of it.
 */
#ifndef MUSTER_PROBLEM_NARROWER_H
#define MUSTER_PROBLEM_NARROWER_H

#include "problem/plan.h"

/* A set of the sites, arcs and vehicles of a case. */
typedef struct mst_marks {
    uint32_t site_count, arc_count, vehicle_count;
    uint32_t bytes;
    uint8_t *bits;
} mst_marks;

/* An empty set for the items of `problem`, in `arena`; false on lack of memory. */
MST_NODISCARD bool
mst_marks_init(mst_marks *marks, const mst_problem *problem, mst_arena *arena);

static inline void
mst__mark(mst_marks *marks, uint32_t index)
{
    marks->bits[index / 8] |= (uint8_t)(1u << index % 8);
}
static inline void
mst_mark_site(mst_marks *marks, uint32_t site)
{
    mst__mark(marks, site);
}
static inline void
mst_mark_vehicle(mst_marks *marks, uint32_t vehicle)
{
    mst__mark(marks, marks->site_count + marks->arc_count + vehicle);
}
/* The arc and both its ends. */
void
mst_mark_arc(mst_marks *marks, const mst_problem *problem, uint32_t arc);

/* What the plan uses, in all its phases, and where people are or may turn up. */
void
mst_mark_plan(mst_marks *marks, const mst_plan *plan);

/* Have two sets of one case something in common? */
bool
mst_marks_meet(const mst_marks *marks, const uint8_t *bits);

/*
 * Is `now` as wide as `was` at most (N1)? Adds what it has less of to `lost`, a set for either, and
 * to `lost_in_play` only that of which a run of a plan takes notice (simulate/play.h does not ask
 * for hold, flow, movements, parking, force, crews and sorties again); what is there when the
 * answer is no means nothing. Cases that do not have the same items in the same
 * places are not compared, nor those with other people, types or measures. Linear in the case.
 */
bool
mst_case_is_narrower(const mst_case *now, const mst_case *was, mst_marks *lost,
                     mst_marks *lost_in_play);

#endif
