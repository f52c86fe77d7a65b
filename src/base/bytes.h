/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers and blocks of bytes written one after another, and read back within their bounds: the
 * form in which results are kept for later runs.
 *
 * A number takes one byte for each seven of its bits, the sign in the lowest (zigzag), so small
 * ones are short whatever their type.
 */
#ifndef MUSTER_BASE_BYTES_H
#define MUSTER_BASE_BYTES_H

#include "base/memory.h"
#include "base/wide.h"

/* Begins zeroed. `bytes` is on the heap, the owner's (mst_heap_free). */
typedef struct mst_bytes {
    uint8_t *bytes;
    size_t count, room;
    bool is_full; /* something did not fit: what was written is of no use */
} mst_bytes;

void
mst_bytes_put(mst_bytes *out, int64_t number);
void
mst_bytes_put_wide(mst_bytes *out, mst_wide number);
void
mst_bytes_put_block(mst_bytes *out, const void *block, size_t bytes);
/* NULL is told from an empty text. */
void
mst_bytes_put_text(mst_bytes *out, const char *text);

/* Over bytes of somebody else. After the first read beyond the end, or of a number of more
 * than 64 bits, everything read is 0 and `is_bad` is set. */
typedef struct mst_bytes_reader {
    const uint8_t *at;
    size_t left;
    bool is_bad;
} mst_bytes_reader;

int64_t
mst_bytes_get(mst_bytes_reader *in);
mst_wide
mst_bytes_get_wide(mst_bytes_reader *in);
void
mst_bytes_get_block(mst_bytes_reader *in, void *block, size_t bytes);
/* A number of things that take a byte each at least: 0 and bad when there cannot be so many. */
uint32_t
mst_bytes_get_count(mst_bytes_reader *in);
/* In `arena`; bad on lack of memory. */
const char *
mst_bytes_get_text(mst_bytes_reader *in, mst_arena *arena);
/* Room in `arena` for `count` things that are read next, zeroed; NULL and bad on lack of memory. */
void *
mst_bytes_room(mst_bytes_reader *in, mst_arena *arena, size_t count, size_t bytes);

static inline uint32_t
mst_bytes_get_index(mst_bytes_reader *in)
{
    return (uint32_t)mst_bytes_get(in);
}

static inline bool
mst_bytes_get_bool(mst_bytes_reader *in)
{
    return mst_bytes_get(in) != 0;
}

#endif
