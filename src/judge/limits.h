/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits that a plan reaches: what may bind it, each with one more unit as changes to lay over the
 * post. Private to this folder.
 *
 * One file finds the limits of one kind of item; each adds what it finds, so the order of the calls
 * is the order of ties.
 *
 * M1  One more unit is more means: a plan of the post without it obeys every rule with it. Earlier
 *     reinforcements alone may get in each other's way; the checker decides about them.
 */
#ifndef MUSTER_JUDGE_LIMITS_H
#define MUSTER_JUDGE_LIMITS_H

#include "judge/judge.h"
#include "model/fields.h"

enum { MST__MOST_LIMITS = 64 };

typedef struct mst__limit {
    const mst_post *post; /* what to lay the changes over: the run's, or a copy that differs */
    uint32_t change_count;
    const mst_change *changes;
    const char *name, *unit;
    int64_t share; /* thousandths of the plan's time that the limit is reached */
} mst__limit;

typedef struct mst__limits {
    const mst_post *post;
    const mst_cell *cell;
    const mst_problem *problem; /* of the last phase */
    const mst_plan *plan;
    mst_arena scratch; /* of the limits and of finding them */
    uint32_t count;
    mst__limit *limits; /* [MST__MOST_LIMITS] */
    bool full;          /* out of memory */
} mst__limits;

/* Opens the list for a finished cell; `full` tells of lack of memory, then and later. */
void
mst__limits_open(mst__limits *limits, const mst_post *post, const mst_cell *cell);

void
mst__limits_close(mst__limits *limits);

/* ---- finding them ---- */

/* Desks, berths, parking, hold, flow of links, movements. O(n log n) in the plan's records. */
void
mst__limits_places(mst__limits *limits);

/* Vehicles, crews, sorties and notice of fleets. */
void
mst__limits_fleets(mst__limits *limits);

/* Windows of links and sites, and daylight, 10 % longer. */
void
mst__limits_windows(mst__limits *limits);

/* Reinforcements of the option: notice 10 % shorter, arrivals 10 % faster. */
void
mst__limits_forces(mst__limits *limits);

/* ---- for those that find them ---- */

/* Adds a limit of the run's post; beyond MST__MOST_LIMITS nothing is added. A NULL name or changes
 * is lack of memory. */
void
mst__limit_add_changes(mst__limits *limits, const mst_change *changes, uint32_t count,
                       int64_t share, const char *unit, const char *name);

/* The same with one change, which is copied. */
void
mst__limit_add(mst__limits *limits, mst_change change, int64_t share, const char *unit,
               const char *name);

/* Untimed, of one field, which must be there. */
mst_change
mst__limit_more(mst_item_class item_class, uint32_t item, const char *field,
                mst_operation operation, int64_t value);

/* How long the plan runs: to its completion, or to the horizon when somebody is left. */
mst_time
mst__limit_time(const mst__limits *limits);

/* `time` in thousandths of the plan's completion (where nobody moves, of the horizon), at least
 * 1. */
int64_t
mst__limit_share(const mst__limits *limits, mst_time time);

#endif
