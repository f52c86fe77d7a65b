/* SPDX-License-Identifier: Apache-2.0
 *
 * What may be had one more of in a cell. Private to this folder.
 */
#ifndef MUSTER_JUDGE_VALUE_ITEM_H
#define MUSTER_JUDGE_VALUE_ITEM_H

#include "judge/limits.h"

/* How it can be had later than from the order on. */
typedef enum mst__value_later {
    MST__LATER_NEVER,  /* it cannot, or nothing is asked */
    MST__LATER_CHANGE, /* its change holds from then on */
    MST__LATER_TROOPS, /* they have so much notice */
} mst__value_later;

typedef struct mst__value_item {
    const char *name, *unit;
    const mst_post *post;
    const mst_change *changes;
    uint32_t change_count;
    /* People it takes away before; 0: none. A plan without them is one with them in which they are
     * left, so no more than so many fewer can be left. */
    int64_t gone;
    mst__value_later later;
    /* Whom `post`, a copy that is this item's own, has come with this option too. */
    const mst_reinforcement *troops;
    uint32_t option;
} mst__value_item;

typedef struct mst__value_list {
    uint32_t most_limits; /* given: so many of the limits, those reached for longest, */
    uint32_t most_groups; /* and of the groups of people, the largest */
    uint32_t count, room;
    mst__value_item *items;
} mst__value_list;

/* Everything to be tried in a finished cell: the limits that its plan reaches, groups of people of
 * whom some would be gone, all notice an hour less, and troops of other options. Memory from
 * `arena`; false on lack of it. `limits` is opened here and closed by the caller. */
MST_NODISCARD bool
mst__value_items(const mst_post *post, const mst_cell *cell, mst__limits *limits, mst_arena *arena,
                 mst__value_list *list);

/* The item, found in `post`, as had from `after` after the order on; that of troops has another
 * copy of the post, in `arena`. False on lack of memory. */
MST_NODISCARD bool
mst__value_delay(const mst__value_item *item, const mst_post *post, mst_instant order,
                 mst_time after, mst_arena *arena, mst__value_item *later);

#endif
