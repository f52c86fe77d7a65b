/* SPDX-License-Identifier: Apache-2.0
 *
 * A case that goes on from a plan in force: the world as the changed post has it from a moment on,
 * and before it whatever the plan in force did.
 */
#include <assert.h>

#include "problem/problem.h"

/* What had begun was allowed when it began: the changed post need not know why. */
static bool
open_everything(mst_problem *problem, mst_arena *arena)
{
    mst_p_site *sites = MST_TAKE(arena, mst_p_site, problem->site_count);
    mst_p_arc *arcs = MST_TAKE(arena, mst_p_arc, problem->arc_count);
    if (sites == NULL || arcs == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        sites[s] = problem->sites[s];
        sites[s].open = sites[s].service = mst_windows_always;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        arcs[a] = problem->arcs[a];
        arcs[a].open = mst_windows_always;
    }
    problem->sites = sites;
    problem->arcs = arcs;
    return true;
}

mst_status
mst_case_resume(mst_case *instance, const mst_resume *resume, mst_error *err)
{
    assert(0 <= resume->at && resume->at <= resume->from && resume->from <= resume->until);
    uint32_t own_count = instance->resumed ? instance->own_phase_count : instance->phase_count;
    const mst_problem *own = instance->resumed ? instance->own_phases : instance->phases;
    mst_problem *phases = instance->resumed
                              ? (mst_problem *)instance->phases
                              : MST_TAKE(instance->arena, mst_problem, (size_t)own_count + 1);
    mst_problem opened = own[0];
    if (phases == NULL || !open_everything(&opened, instance->arena)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while compiling a cell");
    }
    uint32_t known = 0;
    while (known + 1 < own_count && own[known + 1].begins <= resume->from) {
        known++;
    }
    phases[0] = opened;
    phases[1] = own[known];
    phases[1].begins = resume->from;
    uint32_t count = 2;
    for (uint32_t k = known + 1; k < own_count; k++) {
        phases[count++] = own[k];
    }
    instance->phases = phases;
    instance->phase_count = count;
    instance->own_phases = own;
    instance->own_phase_count = own_count;
    instance->resumed = true;
    instance->resume = *resume;
    return MST_OK;
}

const mst_problem *
mst_case_known(const mst_case *instance, mst_time *until)
{
    uint32_t known = 0;
    while (known + 1 < instance->own_phase_count &&
           instance->own_phases[known + 1].begins <= instance->resume.at) {
        known++;
    }
    *until = instance->resume.until;
    if (known + 1 < instance->own_phase_count && instance->own_phases[known + 1].begins < *until) {
        *until = instance->own_phases[known + 1].begins;
    }
    return known > 0 ? &instance->own_phases[known] : instance->own_phases;
}
