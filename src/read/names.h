/* SPDX-License-Identifier: Apache-2.0
 *
 * A set of names in the order they came, with an open-addressing index over them.
 */
#ifndef MUSTER_READ_NAMES_H
#define MUSTER_READ_NAMES_H

#include "model/model.h"

typedef struct mst__names {
    const char **texts;
    uint32_t count, room;
    uint32_t *slots; /* index + 1 into texts; 0 is free; slot_count is a power of two */
    uint32_t slot_count;
} mst__names;

/* Adds `text` (kept by reference) as number `count`; false on lack of memory. The caller has looked
 * first that it is not there. */
bool
mst__names_add(mst__names *names, mst_arena *arena, const char *text) MST_NODISCARD;

/* Its number, MST_NONE when it is not there. O(1). */
uint32_t
mst__names_find(const mst__names *names, const char *text);

#endif
