/* SPDX-License-Identifier: Apache-2.0
 *
 * The limit that a proof by the fluid relaxation leans on most, in words.
 */
#include "solve/bound_fluid.h"

static const char *
group_text(mst__proof *p, const mst__fluid *f, const mst__row *row, mst_time deadline)
{
    const mst_problem *problem = p->relax.problem;
    const mst__group *group = &p->relax.groups[row->a];
    const char *fleet = problem->post->fleets[group->fleet].id;
    int64_t limit = mst__fluid_limit(f, row, deadline);
    long long rounds = 0;
    switch (row->kind) {
    case MST__ROW_ROUNDS:
        rounds = (long long)(limit / f->seats[row->a] / group->count);
        return mst_arena_format(p->arena,
                                "seats: %lld of fleet %s make %lld round%s of %lld people by then",
                                (long long)group->count, fleet, rounds, rounds == 1 ? "" : "s",
                                (long long)f->seats[row->a]);
    case MST__ROW_SORTIES:
        return mst_arena_format(p->arena,
                                "sorties: each of fleet %s departs with people at most %lld times "
                                "in 24 h",
                                fleet, (long long)group->sorties);
    case MST__ROW_WINDOWS:
        return mst_arena_format(p->arena, "the hours in which fleet %s can use the way %s", fleet,
                                problem->arcs[row->b].name);
    default:
        return mst_arena_format(p->arena, "seats: %lld of fleet %s are under way all the time",
                                (long long)group->count, fleet);
    }
}

static const char *
row_text(mst__proof *p, const mst__fluid *f, const mst__row *row, mst_time deadline)
{
    const mst_problem *problem = p->relax.problem;
    switch (row->kind) {
    case MST__ROW_FLOW:
        return mst_arena_format(
            p->arena, "the way %s takes %lld vehicles an hour", problem->arcs[row->a].name,
            (long long)mst_steps_most(&problem->arcs[row->a].flow, 0, p->relax.horizon));
    case MST__ROW_MOVES:
        return mst_arena_format(
            p->arena, "%s takes %lld landings and take-offs an hour", problem->sites[row->a].name,
            (long long)mst_steps_most(&problem->sites[row->a].movements, 0, p->relax.horizon));
    case MST__ROW_BERTHS:
        return mst_arena_format(p->arena, "berths for the vehicles that carry people at %s",
                                problem->sites[row->b].name);
    case MST__ROW_DESKS:
        return mst__proof_desk_reason(p, row->a);
    case MST__ROW_ROOM:
        return mst_arena_format(p->arena, "%s can hold no more than %lld people",
                                problem->sites[row->a].name, (long long)mst__proof_room(p, row->a));
    default:
        return group_text(p, f, row, deadline);
    }
}

const char *
mst__fluid_reason(mst__proof *p, const mst__fluid *f, const int64_t *multipliers, mst_time deadline)
{
    const mst__row *top = NULL;
    mst_wide most = 0;
    for (uint32_t i = 0; i < f->row_count; i++) {
        const mst__row *row = &f->rows[i];
        if (multipliers[i] == 0 || row->kind == MST__ROW_PEOPLE || row->kind == MST__ROW_FLEET ||
            row->kind == MST__ROW_RANGE || row->kind == MST__ROW_MOVED) {
            continue;
        }
        mst_wide weight = (mst_wide)multipliers[i] * mst__fluid_limit(f, row, deadline);
        if (weight > most) {
            most = weight;
            top = row;
        }
    }
    return top != NULL ? row_text(p, f, top, deadline)
                       : mst_arena_format(p->arena, "no vehicle can carry people to safe sites");
}
