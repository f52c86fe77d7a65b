/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

void
mst_post_release(mst_post *post)
{
    if (post == NULL) {
        return;
    }
    /* The post itself stands in its arena. */
    mst_arena *arena = post->arena;
    mst_arena_release(arena);
    mst_heap_free(arena);
}

int32_t
mst_post_offset_seconds(const mst_post *post, mst_instant instant)
{
    if (post->zone_row_count == 0) {
        return 0;
    }
    /* The last row that begins at or before the instant; the first holds from the beginning of
     * time. */
    uint32_t low = 0;
    uint32_t high = post->zone_row_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (post->zone_rows[middle].from <= instant) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return post->zone_rows[low].offset_seconds;
}
