/* SPDX-License-Identifier: Apache-2.0
 *
 * Proven lower bounds on people left, completion and exposure of one problem.
 *
 * Three kinds of argument, each of a relaxation in which every limit but a few is dropped:
 *
 *   ways  no one of a cohort is out before the fastest way from where and when they are released,
 *         with the first vehicle that can be there (bound_path.c);
 *   cuts  of the people who must cross from one set of sites to another, no more can have crossed
 *         by a deadline than rounds of vehicles, berths, desks, flows, movements and room allow
 *         (bound_cut.c);
 *   fluid vehicles and people flow, all limits over the whole time at once (bound_fluid.h).
 *
 * A bound on left counts, at the horizon, those who cannot be out. A completion bound is the least
 * deadline by which everybody who must be out in a plan at least as good on left can be. An
 * exposure bound adds, for the k-th of a site to leave, the threat until the earliest moment k
 * people can have left.
 */
#include "solve/bound.h"
#include "solve/staying.h"

#include <assert.h>
#include <string.h>

enum { WAY_WORK = 400000, GATE_WORK = 20000000 };

static bool
add_cut(mst__proof *p, const uint8_t *inside, uint32_t gate, uint32_t goals)
{
    uint32_t sites = p->relax.problem->site_count;
    mst__cut cut = {.inside = inside, .gate = gate, .goals = goals};
    cut.need = mst__proof_inside(p, &cut, MST__EVERYONE, false);
    if (cut.need == 0) {
        return true;
    }
    uint8_t *copy = MST_TAKE(p->relax.arena, uint8_t, sites);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, inside, sites);
    cut.inside = copy;
    p->cuts[p->cut_count++] = cut;
    return true;
}

/* Every gate people must pass, and every set of goals they must get to. */
static bool
list_cuts(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    uint32_t sites = problem->site_count;
    p->cuts = MST_TAKE(p->relax.arena, mst__cut, (size_t)sites + p->relax.goal_set_count);
    uint8_t *inside = MST_TAKE(p->relax.arena, uint8_t, sites);
    uint32_t *queue = MST_TAKE(p->relax.arena, uint32_t, sites);
    if (p->cuts == NULL || inside == NULL || queue == NULL) {
        return false;
    }
    for (uint32_t g = 0; g < p->relax.goal_set_count; g++) {
        for (uint32_t s = 0; s < sites; s++) {
            inside[s] = !p->relax.goal_sets[g][s];
        }
        if (!add_cut(p, inside, MST_NONE, g)) {
            return false;
        }
    }
    int64_t work = GATE_WORK;
    int64_t gates = MST__MOST_STREAMS / mst__later(1, p->relax.group_count);
    for (uint32_t s = 0; s < sites && work > 0 && p->cut_count < gates; s++) {
        work -= problem->arc_count + sites;
        if (mst__gate_inside(&p->relax, s, inside, queue) && !add_cut(p, inside, s, MST_NONE)) {
            return false;
        }
    }
    return true;
}

static bool
prove(mst__proof *p)
{
    if (!list_cuts(p) || !mst__proof_find_rooms(p)) {
        return false;
    }
    p->crossings = MST_TAKE(p->relax.arena, mst__crossing, p->cut_count);
    if (p->crossings == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < p->cut_count; i++) {
        if (!mst__crossing_init(&p->crossings[i], &p->relax, &p->cuts[i])) {
            return false;
        }
    }
    return mst__prove_left(p) && mst__prove_completion(p) && mst__prove_exposure(p) &&
           mst__prove_again(p);
}

static mst_status
compute(const mst_problem *problem, const mst_measures *value, bool plain, mst_bound_memo *memo,
        mst_bound *bound, mst_arena *arena, mst_error *err)
{
    assert(problem->priority_count <= MST_MAX_PRIORITIES);
    *bound = (mst_bound){0};
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__proof *p = MST_TAKE(&scratch, mst__proof, 1);
    bool done = p != NULL;
    if (done) {
        p->value = value;
        p->bound = bound;
        p->arena = arena;
        p->plain = plain;
        p->memo = memo;
        p->way_work = WAY_WORK;
        done = mst__relax_init(&p->relax, problem, &scratch);
        done = done && (p->relax.mover_count == 0 || prove(p));
        bound->exposure += mst__staying_exposure(problem);
        done = done && mst__certify_exposure(problem, bound, arena);
    }
    mst_arena_release(&scratch);
    if (!done) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while proving a bound");
    }
    return MST_OK;
}

mst_status
mst_bound_compute(const mst_problem *problem, const mst_measures *value, mst_bound_memo *memo,
                  mst_bound *bound, mst_arena *arena, mst_error *err)
{
    return compute(problem, value, false, memo, bound, arena, err);
}

mst_status
mst_bound_plain(const mst_problem *problem, const mst_measures *value, mst_bound *bound,
                mst_arena *arena, mst_error *err)
{
    return compute(problem, value, true, NULL, bound, arena, err);
}
