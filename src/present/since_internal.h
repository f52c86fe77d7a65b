/* SPDX-License-Identifier: Apache-2.0
 *
 * The changes between two pictures as lists, which the text and the JSON write.
 */
#ifndef MUSTER_PRESENT_SINCE_INTERNAL_H
#define MUSTER_PRESENT_SINCE_INTERNAL_H

#include "present/picture_internal.h"
#include "present/since.h"

/* Reports, by index. */
typedef struct mst__reports {
    uint32_t count;
    const uint32_t *list;
} mst__reports;

typedef struct mst__fact_change { /* a number that reports amend otherwise than before */
    const char *path, *before, *after;
    mst__reports because;
} mst__fact_change;

typedef struct mst__belief_change {
    const char *kind, *id; /* "scenario", "proposition" */
    const mst_belief *then, *now;
    double rise; /* of the upper end, else of the lower */
    mst__reports because;
} mst__belief_change;

typedef struct mst__band_change {
    uint32_t site;
    const mst_band *then, *now;
    double rise; /* greatest, of the upper end, over the days that are shown */
    mst__reports because;
} mst__band_change;

typedef struct mst__tempo_change {
    uint32_t indicator;
    const mst_tempo *then, *now;
    mst__reports because;
} mst__tempo_change;

typedef struct mst__stale_change {
    mst__stale item;
    bool is_new; /* else it is stale no longer */
} mst__stale_change;

typedef struct mst__since {
    const mst_since_view *view;
    uint32_t plan_count; /* of those that changed, worst first */
    uint32_t broken;     /* the first of them: they broke, or were lost, since then */
    const mst_since_plan **plans;
    uint32_t answer_count; /* likewise; without answers the cells as they are */
    const mst_since_cell **answers;
    uint32_t fact_count, belief_count, band_count, tempo_count, stale_count;
    mst__fact_change *facts;
    mst__belief_change *beliefs;
    mst__band_change *bands;
    mst__tempo_change *tempos;
    mst__stale_change *stale;
    mst__reports received, ceased; /* since; counted then and do not now */
} mst__since;

/* All changes, from `arena`; false on lack of memory. */
bool
mst__since_find(const mst_since_view *view, mst_arena *arena, mst__since *since) MST_NODISCARD;

/* Does a plan that was judged so still hold? */
bool
mst__since_stands(mst_standing_state state);

/* Above 0: now is worse: more are left, or as many and the last is out later; below 0: better. */
int
mst__since_worse(const mst_since_cell *cell);

#endif
