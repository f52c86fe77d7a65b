/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan of one cell written in the numbering of another: vehicles by fleet and number within it,
 * people by name, links by name and direction. Scenarios and options add and remove items, so
 * indexes differ.
 */
#include <string.h>

#include "judge/judge.h"

typedef struct adoption {
    const mst_problem *from, *to;
    const mst_plan *plan;
    mst_arena *arena;
    uint32_t *vehicles, *arcs; /* [from] index in `to`, MST_NONE: not there */
    bool full;                 /* out of memory */
} adoption;

static void *
take(adoption *a, size_t count, size_t bytes)
{
    void *memory = mst_arena_take(a->arena, count, bytes);
    a->full = a->full || memory == NULL;
    return memory;
}

bool
mst__same_people(const mst_problem *a, const mst_problem *b)
{
    if (a->cohort_count != b->cohort_count || a->relocate_to != b->relocate_to) {
        return false;
    }
    for (uint32_t c = 0; c < a->cohort_count; c++) {
        const mst_p_cohort *one = &a->cohorts[c];
        const mst_p_cohort *other = &b->cohorts[c];
        if (one->people != other->people || one->count != other->count ||
            one->party != other->party || one->litter != other->litter ||
            one->in_scope != other->in_scope) {
            return false;
        }
    }
    return true;
}

/* Both are in the order of the post, so one pass over the other finds each. */
static bool
map_vehicles(adoption *a)
{
    uint32_t next = 0;
    for (uint32_t v = 0; v < a->from->vehicle_count; v++) {
        const mst_p_vehicle *one = &a->from->vehicles[v];
        while (next < a->to->vehicle_count && (a->to->vehicles[next].fleet < one->fleet ||
                                               (a->to->vehicles[next].fleet == one->fleet &&
                                                a->to->vehicles[next].ordinal < one->ordinal))) {
            next++;
        }
        bool there = next < a->to->vehicle_count && a->to->vehicles[next].fleet == one->fleet &&
                     a->to->vehicles[next].ordinal == one->ordinal;
        a->vehicles[v] = there ? next : MST_NONE;
        bool moves = a->plan->first_stop[v + 1] > a->plan->first_stop[v];
        if (moves && !there) {
            return false;
        }
    }
    return true;
}

/* Arcs are sorted by where they begin, then by the order of the post. */
static bool
map_arcs(adoption *a)
{
    if (a->from->site_count != a->to->site_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->from->arc_count; i++) {
        const mst_p_arc *one = &a->from->arcs[i];
        a->arcs[i] = MST_NONE;
        for (uint32_t k = a->to->arcs_from[one->from]; k < a->to->arcs_from[one->from + 1]; k++) {
            if (a->to->arcs[k].link == one->link && a->to->arcs[k].reverse == one->reverse) {
                a->arcs[i] = k;
            }
        }
    }
    for (uint32_t m = 0; m < a->plan->move_count; m++) {
        if (a->arcs[a->plan->moves[m].arc] == MST_NONE) {
            return false;
        }
    }
    for (uint32_t m = 0; m < a->plan->self_move_count; m++) {
        if (a->arcs[a->plan->self_moves[m].arc] == MST_NONE) {
            return false;
        }
    }
    return true;
}

static mst_load_list
copy_loads(adoption *a, mst_load_list old)
{
    mst_load *loads = take(a, old.count, sizeof *loads);
    if (loads == NULL) {
        return (mst_load_list){0};
    }
    if (old.count > 0) {
        memcpy(loads, old.loads, old.count * sizeof *loads);
    }
    return (mst_load_list){.count = old.count, .loads = loads};
}

static void
copy_vehicles(adoption *a, mst_plan *plan)
{
    const mst_plan *old = a->plan;
    uint32_t vehicles = a->to->vehicle_count;
    uint32_t *first_stop = take(a, (size_t)vehicles + 1, sizeof(uint32_t));
    uint32_t *first_move = take(a, (size_t)vehicles + 1, sizeof(uint32_t));
    uint32_t *source = take(a, vehicles, sizeof(uint32_t));
    uint32_t *new_move = take(a, old->move_count, sizeof(uint32_t));
    mst_plan_stop *stops = take(a, old->stop_count, sizeof *stops);
    mst_plan_move *moves = take(a, old->move_count, sizeof *moves);
    mst_plan_duty *duties = take(a, old->duty_count, sizeof *duties);
    if (a->full) {
        return;
    }
    for (uint32_t v = 0; v < vehicles; v++) {
        source[v] = MST_NONE;
    }
    for (uint32_t v = 0; v < a->from->vehicle_count; v++) {
        if (a->vehicles[v] != MST_NONE) {
            source[a->vehicles[v]] = v;
        }
    }
    uint32_t stop_count = 0;
    uint32_t move_count = 0;
    for (uint32_t v = 0; v < vehicles; v++) {
        first_stop[v] = stop_count;
        first_move[v] = move_count;
        uint32_t s = source[v];
        for (uint32_t k = s == MST_NONE ? 0 : old->first_stop[s];
             s != MST_NONE && k < old->first_stop[s + 1]; k++) {
            stops[stop_count] = old->stops[k];
            stops[stop_count].alight = copy_loads(a, old->stops[k].alight);
            stops[stop_count].board = copy_loads(a, old->stops[k].board);
            stops[stop_count++].vehicle = v;
        }
        for (uint32_t k = s == MST_NONE ? 0 : old->first_move[s];
             s != MST_NONE && k < old->first_move[s + 1]; k++) {
            new_move[k] = move_count;
            moves[move_count] = old->moves[k];
            moves[move_count].vehicle = v;
            moves[move_count].arc = a->arcs[old->moves[k].arc];
            moves[move_count].loads = copy_loads(a, old->moves[k].loads);
            move_count++;
        }
    }
    first_stop[vehicles] = stop_count;
    first_move[vehicles] = move_count;
    for (uint32_t d = 0; d < old->duty_count; d++) {
        duties[d] = old->duties[d];
        duties[d].vehicle = a->vehicles[old->duties[d].vehicle];
        duties[d].first_move = new_move[old->duties[d].first_move];
        duties[d].last_move = new_move[old->duties[d].last_move];
    }
    plan->first_stop = first_stop;
    plan->first_move = first_move;
    plan->stops = stops;
    plan->moves = moves;
    plan->duties = duties;
    plan->stop_count = stop_count;
    plan->move_count = move_count;
}

/* Who is left at a place that is no end there, but is one here at the last, is out here: if they
 * were there then, which the checker sees. */
static bool
is_out_here(const mst_problem *to, const mst_plan_left *left)
{
    return left->site != MST_NONE && to->cohorts[left->cohort].accepts[left->site] != 0 &&
           mst_steps_at(&to->sites[left->site].safe, to->horizon - 1) != 0;
}

static void
copy_others(adoption *a, mst_plan *plan)
{
    const mst_plan *old = a->plan;
    mst_plan_self_move *self_moves = take(a, old->self_move_count, sizeof *self_moves);
    mst_plan_convoy *convoys = take(a, old->convoy_count, sizeof *convoys);
    mst_plan_left *left = take(a, old->left_count, sizeof *left);
    mst_plan_desk_run *desk_runs = take(a, old->desk_run_count, sizeof *desk_runs);
    if (a->full) {
        return;
    }
    if (old->desk_run_count > 0) {
        memcpy(desk_runs, old->desk_runs, old->desk_run_count * sizeof *desk_runs);
    }
    for (uint32_t i = 0; i < old->self_move_count; i++) {
        self_moves[i] = old->self_moves[i];
        self_moves[i].arc = a->arcs[old->self_moves[i].arc];
    }
    for (uint32_t i = 0; i < old->convoy_count; i++) {
        convoys[i] = old->convoys[i];
        convoys[i].arc = a->arcs[old->convoys[i].arc];
    }
    plan->left_count = 0;
    for (uint32_t i = 0; i < old->left_count; i++) {
        if (!is_out_here(a->to, &old->left[i])) {
            mst_plan_left *one = &left[plan->left_count++];
            *one = old->left[i];
            one->vehicle = one->vehicle == MST_NONE ? MST_NONE : a->vehicles[one->vehicle];
        }
    }
    plan->desk_runs = desk_runs;
    plan->self_moves = self_moves;
    plan->convoys = convoys;
    plan->left = left;
}

mst_status
mst__plan_adopt(const mst_cell *from, const mst_cell *to, mst_arena *arena, mst__adopted *adopted,
                mst_error *err)
{
    *adopted = (mst__adopted){0};
    adoption a = {.from = mst__last_phase(from->instance),
                  .to = mst__last_phase(to->instance),
                  .arena = arena};
    mst_status status = mst__plan_unturn(&from->solution.plan, arena, &a.plan, err);
    if (status != MST_OK || a.plan == NULL) {
        return status;
    }
    a.vehicles = take(&a, a.from->vehicle_count, sizeof(uint32_t));
    a.arcs = take(&a, a.from->arc_count, sizeof(uint32_t));
    mst_plan *copy = take(&a, 1, sizeof *copy);
    if (a.full) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for a plan's copy");
    }
    if (!mst__same_people(a.from, a.to) || !map_vehicles(&a) || !map_arcs(&a)) {
        return MST_OK;
    }
    *copy = *a.plan;
    copy->problem = a.to;
    copy->before = NULL;
    copy_vehicles(&a, copy);
    copy_others(&a, copy);
    if (a.full) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for a plan's copy");
    }
    mst_judgement judgement;
    adopted->checked = true;
    status = mst_check(to->instance, copy, &judgement, err);
    if (status == MST_OK && judgement.violation_count == 0) {
        adopted->plan = copy;
        adopted->from = from;
        adopted->measures = judgement.measures;
    }
    mst_judgement_release(&judgement);
    return status;
}
