/* SPDX-License-Identifier: Apache-2.0
 *
 * Can people be out in time from where a trip would bring them? A way that is short in itself may
 * wait for a road that is shut at night; the plan's aim (genes->due) tells such trips apart.
 */
#include <string.h>

#include "solve/build.h"

bool
mst__in_time(mst__builder *builder, const mst__class *class, uint32_t site, mst_time off)
{
    const mst_problem *problem = builder->problem;
    mst_time due = builder->genes->due;
    if (off > due) {
        return false;
    }
    if (class->potential[site] == 0 || due >= MST_NEVER) {
        return true;
    }
    if (off + class->potential[site] > due) {
        return false;
    }
    /* Soonest first, until an end; beyond the aim nothing is looked at. */
    mst_time *at = builder->due_at;
    uint8_t *done = builder->due_done;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        at[s] = MST_NEVER;
        done[s] = 0;
    }
    at[site] = off;
    for (;;) {
        uint32_t next = MST_NONE;
        for (uint32_t s = 0; s < problem->site_count; s++) {
            if (!done[s] && at[s] < MST_NEVER && (next == MST_NONE || at[s] < at[next])) {
                next = s;
            }
        }
        if (next == MST_NONE) {
            return false;
        }
        if (class->potential[next] == 0) {
            return true;
        }
        done[next] = 1;
        for (uint32_t a = problem->arcs_from[next]; a < problem->arcs_from[next + 1]; a++) {
            const mst_p_arc *arc = &problem->arcs[a];
            mst_time over = class->over[a];
            if (over >= MST_NEVER || class->potential[arc->to] >= MST_NEVER) {
                continue;
            }
            mst_time enter = mst_windows_earliest(&arc->open, at[next], over);
            mst_time there = enter >= MST_NEVER ? MST_NEVER : enter + over;
            if (there < MST_NEVER) { /* and the site takes them */
                there = mst_windows_earliest(&problem->sites[arc->to].service, there, 0);
            }
            if (there <= due - class->potential[arc->to] && there < at[arc->to]) {
                at[arc->to] = there;
            }
        }
    }
}
