/* SPDX-License-Identifier: Apache-2.0
 *
 * A state as measures and as a plan.
 */
#include <string.h>

#include "solve/state.h"

/* Reinforcements of a cohort who were being carried in at a surprise, and are aboard still. */
static int64_t
stuck_aboard(const mst__state *state, uint32_t c)
{
    int64_t count = 0;
    for (uint32_t v = 0; v < state->problem->vehicle_count; v++) {
        const mst__vehicle_state *vehicle = &state->vehicles[v];
        for (uint32_t i = 0; i < vehicle->aboard_count && i < 32; i++) {
            mst_load load = state->loads[vehicle->aboard_first + i];
            bool inbound = (vehicle->aboard_inbound >> i & 1) != 0;
            count += inbound && load.cohort == c ? load.count : 0;
        }
    }
    return count;
}

/* Persons of a cohort the plan has to bring out: of reinforcements by fleet those who moved. */
static int64_t
to_bring_out(const mst__state *state, uint32_t c)
{
    const mst_p_cohort *cohort = &state->problem->cohorts[c];
    if (!cohort->in_scope) {
        return 0;
    }
    return cohort->presence == MST_PRESENT_BY_FLEET ? state->deployed[c] + stuck_aboard(state, c)
                                                    : cohort->count;
}

void
mst__state_measure(const mst__state *state, mst_measures *measures)
{
    const mst_problem *problem = state->problem;
    *measures = (mst_measures){.completion = state->completion,
                               .completion_evacuees = state->completion_evacuees,
                               .exposure = state->exposure + state->staying,
                               .vehicle_ms = state->vehicle_ms,
                               .first_movement = MST_NEVER};
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        int64_t left = to_bring_out(state, c) - (cohort->in_scope ? state->out[c] : 0);
        measures->left += left;
        measures->left_force += cohort->force ? left : 0;
        measures->left_by_priority[cohort->priority] += left * cohort->weight;
    }
    for (uint32_t m = 0; m < state->moves_count; m++) {
        if (state->moves[m].leave < measures->first_movement) {
            measures->first_movement = state->moves[m].leave;
        }
    }
    for (uint32_t m = 0; m < state->selfs_count; m++) {
        if (state->selfs[m].leave < measures->first_movement) {
            measures->first_movement = state->selfs[m].leave;
        }
    }
}

static bool
load_before(const mst_load *a, const mst_load *b)
{
    return a->cohort != b->cohort ? a->cohort < b->cohort : a->stations < b->stations;
}

/* Copies a list, sorted, equal ones merged. */
static bool
export_loads(mst_arena *arena, const mst_load *loads, uint32_t count, mst_load_list *list)
{
    if (count == 0) {
        *list = (mst_load_list){0, NULL};
        return true;
    }
    mst_load *sorted = MST_TAKE(arena, mst_load, count);
    if (sorted == NULL) {
        return false;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = kept;
        while (at > 0 && load_before(&loads[i], &sorted[at - 1])) {
            at--;
        }
        if (at > 0 && !load_before(&sorted[at - 1], &loads[i])) {
            sorted[at - 1].count += loads[i].count;
            continue;
        }
        memmove(sorted + at + 1, sorted + at, (kept - at) * sizeof *sorted);
        sorted[at] = loads[i];
        kept++;
    }
    *list = (mst_load_list){kept, sorted};
    return true;
}

/* A list of the state's loads; NULL when it is empty, for then there may be none at all. */
static const mst_load *
list_of(const mst__state *state, uint32_t first, uint32_t count)
{
    return count > 0 ? state->loads + first : NULL;
}

/* Offsets by vehicle of records that name theirs: counting sort, stable. */
static uint32_t *
offsets(mst_arena *arena, const mst_problem *problem)
{
    return MST_TAKE(arena, uint32_t, (size_t)problem->vehicle_count + 1);
}

static void
accumulate(uint32_t *first, uint32_t count)
{
    for (uint32_t v = 0; v < count; v++) {
        first[v + 1] += first[v];
    }
}

static bool
export_stops(const mst__state *state, mst_arena *arena, mst_plan *plan)
{
    const mst_problem *problem = state->problem;
    uint32_t *first = offsets(arena, problem);
    uint32_t *next = offsets(arena, problem);
    mst_plan_stop *stops = MST_TAKE(arena, mst_plan_stop, state->stops_count);
    if (first == NULL || next == NULL || stops == NULL) {
        return false;
    }
    for (uint32_t k = 0; k < state->stops_count; k++) {
        first[state->stops[k].vehicle + 1]++;
    }
    accumulate(first, problem->vehicle_count);
    memcpy(next, first, ((size_t)problem->vehicle_count + 1) * sizeof *next);
    for (uint32_t k = 0; k < state->stops_count; k++) {
        const mst__stop *stop = &state->stops[k];
        mst_plan_stop *copy = &stops[next[stop->vehicle]++];
        *copy = (mst_plan_stop){.vehicle = stop->vehicle,
                                .site = stop->site,
                                .arrive = stop->arrive,
                                .leave = stop->leave,
                                .berth_begin = stop->berth_begin,
                                .berth_end = stop->berth_end,
                                .refuel = stop->refuel};
        if (!export_loads(arena, list_of(state, stop->alight_first, stop->alight_count),
                          stop->alight_count, &copy->alight) ||
            !export_loads(arena, list_of(state, stop->board_first, stop->board_count),
                          stop->board_count, &copy->board)) {
            return false;
        }
    }
    plan->first_stop = first;
    plan->stops = stops;
    plan->stop_count = state->stops_count;
    return true;
}

/* `place[k]` becomes the index in the plan of the state's move k. */
static bool
export_moves(const mst__state *state, mst_arena *arena, mst_plan *plan, uint32_t **place)
{
    const mst_problem *problem = state->problem;
    uint32_t *first = offsets(arena, problem);
    uint32_t *next = offsets(arena, problem);
    mst_plan_move *moves = MST_TAKE(arena, mst_plan_move, state->moves_count);
    *place = MST_TAKE(arena, uint32_t, state->moves_count);
    if (first == NULL || next == NULL || moves == NULL || *place == NULL) {
        return false;
    }
    for (uint32_t k = 0; k < state->moves_count; k++) {
        first[state->moves[k].vehicle + 1]++;
    }
    accumulate(first, problem->vehicle_count);
    memcpy(next, first, ((size_t)problem->vehicle_count + 1) * sizeof *next);
    for (uint32_t k = 0; k < state->moves_count; k++) {
        const mst__move *move = &state->moves[k];
        (*place)[k] = next[move->vehicle]++;
        mst_plan_move *copy = &moves[(*place)[k]];
        *copy = (mst_plan_move){.vehicle = move->vehicle,
                                .arc = move->arc,
                                .leave = move->leave,
                                .arrive = move->arrive,
                                .convoy = move->convoy,
                                .turned_at = move->turned_at,
                                .turned_arc = move->turned_arc};
        if (!export_loads(arena, list_of(state, move->load_first, move->load_count),
                          move->load_count, &copy->loads)) {
            return false;
        }
    }
    plan->first_move = first;
    plan->moves = moves;
    plan->move_count = state->moves_count;
    return true;
}

static bool
export_left(const mst__state *state, mst_arena *arena, mst_plan *plan)
{
    const mst_problem *problem = state->problem;
    uint32_t room = state->pool_count + problem->cohort_count;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        room += state->vehicles[v].aboard_count;
    }
    mst_plan_left *left = MST_TAKE(arena, mst_plan_left, room);
    int64_t *rest = MST_TAKE(arena, int64_t, problem->cohort_count);
    if (left == NULL || rest == NULL) {
        return false;
    }
    uint32_t count = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        rest[c] = to_bring_out(state, c) - (problem->cohorts[c].in_scope ? state->out[c] : 0);
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst__vehicle_state *vehicle = &state->vehicles[v];
        for (uint32_t i = 0; i < vehicle->aboard_count; i++) {
            mst_load load = state->loads[vehicle->aboard_first + i];
            bool out = i < 32 && (vehicle->aboard_out >> i & 1) != 0;
            if (load.count > 0 && rest[load.cohort] > 0 && !out) {
                left[count++] = (mst_plan_left){load.cohort, MST_NONE, v, load.count};
                rest[load.cohort] -= load.count;
            }
        }
    }
    for (uint32_t k = 0; k < state->pool_count; k++) {
        const mst__pool *pool = &state->pools[k];
        if (pool->total <= 0 || rest[pool->cohort] <= 0 || pool->inbound || pool->out) {
            continue;
        }
        int64_t n = pool->total < rest[pool->cohort] ? pool->total : rest[pool->cohort];
        left[count++] = (mst_plan_left){pool->cohort, pool->site, MST_NONE, n};
        rest[pool->cohort] -= n;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (rest[c] > 0) { /* uncontrolled people who never set off */
            left[count++] = (mst_plan_left){c, problem->cohorts[c].site, MST_NONE, rest[c]};
        }
    }
    plan->left = left;
    plan->left_count = count;
    return true;
}

bool
mst__state_export(const mst__state *state, mst_arena *arena, mst_plan *plan)
{
    *plan = (mst_plan){.problem = state->problem, .begins = state->problem->begins};
    uint32_t *place;
    if (!export_stops(state, arena, plan) || !export_moves(state, arena, plan, &place)) {
        return false;
    }
    mst_plan_desk_run *runs = MST_TAKE(arena, mst_plan_desk_run, state->runs_count);
    mst_plan_self_move *selfs = MST_TAKE(arena, mst_plan_self_move, state->selfs_count);
    mst_plan_convoy *convoys = MST_TAKE(arena, mst_plan_convoy, state->convoys_count);
    mst_plan_duty *duties = MST_TAKE(arena, mst_plan_duty, state->duties_count);
    if (runs == NULL || selfs == NULL || convoys == NULL || duties == NULL) {
        return false;
    }
    if (state->runs_count > 0) {
        memcpy(runs, state->runs, state->runs_count * sizeof *runs);
    }
    if (state->selfs_count > 0) {
        memcpy(selfs, state->selfs, state->selfs_count * sizeof *selfs);
    }
    for (uint32_t k = 0; k < state->convoys_count; k++) {
        convoys[k] = (mst_plan_convoy){.arc = state->convoys[k].arc,
                                       .begin = state->convoys[k].begin,
                                       .detached_force = state->convoys[k].detached,
                                       .back = state->convoys[k].back};
    }
    for (uint32_t k = 0; k < state->duties_count; k++) {
        duties[k] = state->duties[k];
        duties[k].first_move = place[duties[k].first_move];
        duties[k].last_move = place[duties[k].last_move];
    }
    plan->desk_runs = runs;
    plan->desk_run_count = state->runs_count;
    plan->self_moves = selfs;
    plan->self_move_count = state->selfs_count;
    plan->convoys = convoys;
    plan->convoy_count = state->convoys_count;
    plan->duties = duties;
    plan->duty_count = state->duties_count;
    return export_left(state, arena, plan);
}
