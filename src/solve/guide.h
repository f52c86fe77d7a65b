/* SPDX-License-Identifier: Apache-2.0
 *
 * Who should go which way: the fluid relaxation (bound_fluid.h) at the least deadline by which it
 * has everybody out, as a guide for the builder, which by itself sees one trip at a time.
 *
 * A guide says nothing about time, and nothing has to follow it. It comes from a linear program in
 * floating point, rounded to whole persons. The program believes more of vehicles than they can do:
 * nights before closed roads are not in it. So a plan built with a guide corrects it: who was late
 * by the way they were sent is sent another way.
 */
#ifndef MUSTER_SOLVE_GUIDE_H
#define MUSTER_SOLVE_GUIDE_H

#include "base/bytes.h"
#include "solve/solve.h"

typedef struct mst__guide {
    uint32_t fleet_count; /* of the post; that number itself is people on their own */
    uint32_t arc_count, class_count;
    uint32_t *class_of; /* [cohort] people the relaxation cannot tell apart; MST_NONE: not moved */
    uint32_t *class_site; /* [class] where they start */
    int64_t *class_size;  /* [class] persons */
    uint32_t *bucket;     /* [arc] itself, or the first of the ways to havens from there */
    int64_t *ways;        /* [(fleet * arcs + bucket) * classes + class] persons who go that way */
    int64_t *all;         /* [fleet * arcs + bucket] of all classes */
} mst__guide;

/* People of one class aboard a trip of a plan built with a guide. */
typedef struct mst__guided_trip {
    mst_time off; /* when they got off */
    int64_t people;
    uint32_t class, fleet, arc; /* the first link they rode */
    bool ends;                  /* they are out there */
} mst__guided_trip;

/*
 * In `arena`; `*guide` is NULL where the post is too large for the program, or it finds nothing.
 * No deadline before `from` is asked for. False on lack of memory. Cost: some linear programs,
 * hundredths of a second for a city's post.
 */
bool
mst__guide_make(const mst_problem *problem, mst_bound_memo *memo, mst_time from, mst_arena *arena,
                const mst__guide **guide) MST_NODISCARD;

/*
 * The guide after a plan of these trips: of the last twelfth of the people to be out, those
 * who took a vehicle where they started are sent the other ways on which nobody of their class was
 * so late, in the proportion of those who go there. `*next` is NULL where there is nobody such.
 * False on lack of memory. Reorders the trips.
 */
bool
mst__guide_correct(const mst_problem *problem, const mst__guide *guide, mst__guided_trip *trips,
                   uint32_t trip_count, mst_arena *arena, const mst__guide **next) MST_NODISCARD;

/* A copy in `arena`, for a problem with as many cohorts; NULL on lack of memory. */
const mst__guide *
mst__guide_copy(const mst_problem *problem, const mst__guide *guide, mst_arena *arena);

/* A guide of a problem, or NULL, as bytes and back; what is read is in `arena`. What does not fit
 * the problem, or the memory, is bad and read as NULL. */
void
mst__guide_write(const mst_problem *problem, const mst__guide *guide, mst_bytes *out);
const mst__guide *
mst__guide_read(const mst_problem *problem, mst_bytes_reader *in, mst_arena *arena);

#endif
