/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory by lifetime: an arena a request, freed in one call. The only file that calls malloc is
 * memory.c.
 *
 * M1  Every arena has a byte limit; going over it is MST_NO_MEMORY for the taker (NULL), never a
 * crash. M2  Memory taken is zeroed and aligned for any type. M3  An arena belongs to one thread at
 * a time.
 */
#ifndef MUSTER_BASE_MEMORY_H
#define MUSTER_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct mst_arena_chunk mst_arena_chunk;

typedef struct mst_arena {
    mst_arena_chunk *newest;
    size_t taken_bytes; /* handed out, padding included */
    size_t limit_bytes;
} mst_arena;

/* `limit_bytes` 0 means the default of 4 GiB. */
void
mst_arena_init(mst_arena *arena, size_t limit_bytes);

/* Frees everything taken. The arena may be used again. */
void
mst_arena_release(mst_arena *arena);

/* Zeroed memory for `count` things of `bytes` each, NULL when the limit, the product or the system
 * refuses. A count of 0 gives a valid pointer. */
void *
mst_arena_take(mst_arena *arena, size_t count, size_t bytes) MST_NODISCARD;

/* Copies of text; NULL on lack of memory. */
char *
mst_arena_text(mst_arena *arena, const char *text) MST_NODISCARD;
char *
mst_arena_text_bytes(mst_arena *arena, const char *text, size_t bytes) MST_NODISCARD;
char *
mst_arena_format(mst_arena *arena, const char *format, ...) MST_PRINTF(2, 3) MST_NODISCARD;

/* Makes room for one more in a growable array that lives in an arena (old storage stays until
 * release).
 * `*items`, `*room` are updated; false on lack of memory or when `maximum` would be passed. */
bool
mst_arena_grow(mst_arena *arena, void **items, uint32_t count, uint32_t *room, size_t bytes,
               uint32_t maximum) MST_NODISCARD;

/* Heap blocks for things that outgrow arenas (the search's timelines). Zeroed; NULL on failure. */
void *
mst_heap_take(size_t count, size_t bytes) MST_NODISCARD;
void *
mst_heap_resize(void *block, size_t count,
                size_t bytes) MST_NODISCARD; /* new bytes are not zeroed */
void
mst_heap_free(void *block);

#define MST_TAKE(arena, type, count) ((type *)mst_arena_take((arena), (count), sizeof(type)))

#endif
