/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/engine.h"

bool
mst_events_init(mst_events *events, mst_arena *arena, uint32_t room)
{
    *events = (mst_events){.heap = MST_TAKE(arena, mst_event, (size_t)room + 1), .room = room};
    return events->heap != NULL;
}

void
mst_events_restore(mst_events *events)
{
    for (uint32_t parent = events->count / 2; parent-- > 0;) {
        mst_event moved = events->heap[parent];
        uint32_t hole = parent;
        uint32_t child;
        while ((child = 2 * hole + 1) < events->count) {
            if (child + 1 < events->count &&
                mst__event_before(&events->heap[child + 1], &events->heap[child])) {
                child++;
            }
            if (!mst__event_before(&events->heap[child], &moved)) {
                break;
            }
            events->heap[hole] = events->heap[child];
            hole = child;
        }
        events->heap[hole] = moved;
    }
}
