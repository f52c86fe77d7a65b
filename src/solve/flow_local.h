/* SPDX-License-Identifier: Apache-2.0
 *
 * What annealing of tours works on. Private to flow_local*.c.
 */
#ifndef MUSTER_SOLVE_FLOW_LOCAL_H
#define MUSTER_SOLVE_FLOW_LOCAL_H

#include "base/random.h"
#include "solve/flow.h"

typedef struct mst__local_tour {
    uint32_t class, type, count; /* nodes */
    uint32_t *node;
    mst_time *at; /* [count] elapsed at the node */
} mst__local_tour;

typedef struct mst__local {
    const mst__flow *flow;
    mst_arena *arena;
    uint32_t pickups, nodes; /* nodes 0 .. pickups - 1 are pickups, the rest targets */
    uint32_t must;           /* pickups from here on are of people who need not go */
    uint32_t *place;         /* [node] */
    mst_time *time;          /* [(type * nodes + from) * nodes + to] */
    mst_time *first;         /* [class * nodes + node] */
    int64_t *spare;          /* [node] loads a target may still take, or that need not go */
    uint32_t loads, tours, room;
    uint32_t most_loads, all_loads; /* with those that need not go: at most, and now */
    mst__local_tour *tour;
    mst_time deadline;
    mst_time aim;         /* lengths beyond it cost PENALTY times as much */
    mst_time late;        /* sum over tours of what is beyond the deadline */
    uint32_t *scratch[2]; /* new sequences */
    mst_random random;
} mst__local;

/* ---- before the first move (flow_local_world.c, flow_local_start.c) ---- */

/* Fills in nodes, ways between them and rooms of a world of which flow and arena are set. False on
 * lack of memory. Cost: types x nodes^2 x legs at most. */
bool
mst__local_tables(mst__local *w) MST_NODISCARD;

/* Takes room for as many tours as there are vehicles, each for w->most_loads or less, all empty.
 * False on lack of memory. */
bool
mst__local_take_tours(mst__local *w) MST_NODISCARD;

/* Takes over tours so far as there are people for them and room; others are left out. */
void
mst__local_take_over(mst__local *w, const mst__flow_tours *from);

/* Gives every load that is not given yet to the vehicle that has it out first; w->late is MST_NEVER
 * when there is no room for all. */
void
mst__local_begin(mst__local *w);

/* ---- lengths: moves ask for them all the time ---- */

static inline mst_time
mst__local_step(const mst__local *w, const mst__local_tour *t, uint32_t from, uint32_t to)
{
    return from == MST_NONE ? w->first[(size_t)t->class * w->nodes + to]
                            : w->time[((size_t)t->type * w->nodes + from) * w->nodes + to];
}

/* A sum that has several impossible steps in it already grows no more, or it would overflow. */
static inline mst_time
mst__local_plus(mst_time sum, mst_time more)
{
    return sum < 2 * MST_NEVER ? sum + more : sum;
}

static inline mst_time
mst__local_length(const mst__local_tour *t)
{
    return t->count > 0 ? t->at[t->count - 1] : 0;
}

/* Counts elapsed times anew from node `from` on. */
void
mst__local_refresh(const mst__local *w, mst__local_tour *t, uint32_t from);

#endif
