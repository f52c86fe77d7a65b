/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/engine.h"

bool
mst_events_init(mst_events *events, mst_arena *arena, uint32_t room)
{
    *events = (mst_events){.heap = MST_TAKE(arena, mst_event, (size_t)room + 1), .room = room};
    return events->heap != NULL;
}
