/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans and measures as bytes, and back.
 *
 * Records are written member by member, in the order of their declarations; what one function
 * writes the one of the same name with `read` reads.
 */
#include "problem/plan_bytes.h"

typedef struct reading {
    mst_bytes_reader *in;
    mst_arena *arena;
} reading;

#define TAKE(r, type, count) ((type *)mst_bytes_room((r)->in, (r)->arena, (count), sizeof(type)))

/* ---- plans ---- */

static void
write_loads(mst_bytes *out, const mst_load_list *list)
{
    mst_bytes_put(out, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        mst_bytes_put(out, list->loads[i].cohort);
        mst_bytes_put(out, list->loads[i].stations);
        mst_bytes_put(out, list->loads[i].count);
    }
}

static mst_load_list
read_loads(const reading *r)
{
    uint32_t count = mst_bytes_get_count(r->in);
    mst_load *loads = count > 0 ? TAKE(r, mst_load, count) : NULL;
    if (loads == NULL) {
        return (mst_load_list){0};
    }
    for (uint32_t i = 0; i < count; i++) {
        loads[i].cohort = mst_bytes_get_index(r->in);
        loads[i].stations = mst_bytes_get_index(r->in);
        loads[i].count = mst_bytes_get(r->in);
    }
    return (mst_load_list){.count = count, .loads = loads};
}

static void
write_firsts(mst_bytes *out, const uint32_t *firsts, uint32_t vehicles)
{
    for (uint32_t v = 0; v <= vehicles; v++) {
        mst_bytes_put(out, firsts[v]);
    }
}

static const uint32_t *
read_firsts(const reading *r, uint32_t vehicles)
{
    uint32_t *firsts = TAKE(r, uint32_t, (size_t)vehicles + 1);
    for (uint32_t v = 0; firsts != NULL && v <= vehicles; v++) {
        firsts[v] = mst_bytes_get_index(r->in);
    }
    return firsts;
}

static void
write_stops(mst_bytes *out, const mst_plan *plan)
{
    mst_bytes_put(out, plan->stop_count);
    for (uint32_t i = 0; i < plan->stop_count; i++) {
        const mst_plan_stop *stop = &plan->stops[i];
        mst_bytes_put(out, stop->vehicle);
        mst_bytes_put(out, stop->site);
        mst_bytes_put(out, stop->arrive);
        mst_bytes_put(out, stop->leave);
        mst_bytes_put(out, stop->berth_begin);
        mst_bytes_put(out, stop->berth_end);
        mst_bytes_put(out, stop->refuel);
        write_loads(out, &stop->alight);
        write_loads(out, &stop->board);
    }
}

static void
read_stops(const reading *r, mst_plan *plan)
{
    uint32_t count = mst_bytes_get_count(r->in);
    mst_plan_stop *stops = TAKE(r, mst_plan_stop, count);
    for (uint32_t i = 0; stops != NULL && i < count; i++) {
        mst_plan_stop *stop = &stops[i];
        stop->vehicle = mst_bytes_get_index(r->in);
        stop->site = mst_bytes_get_index(r->in);
        stop->arrive = mst_bytes_get(r->in);
        stop->leave = mst_bytes_get(r->in);
        stop->berth_begin = mst_bytes_get(r->in);
        stop->berth_end = mst_bytes_get(r->in);
        stop->refuel = mst_bytes_get_bool(r->in);
        stop->alight = read_loads(r);
        stop->board = read_loads(r);
    }
    plan->stop_count = count;
    plan->stops = stops;
}

static void
write_moves(mst_bytes *out, const mst_plan *plan)
{
    mst_bytes_put(out, plan->move_count);
    for (uint32_t i = 0; i < plan->move_count; i++) {
        const mst_plan_move *move = &plan->moves[i];
        mst_bytes_put(out, move->vehicle);
        mst_bytes_put(out, move->arc);
        mst_bytes_put(out, move->leave);
        mst_bytes_put(out, move->arrive);
        write_loads(out, &move->loads);
        mst_bytes_put(out, move->convoy);
        mst_bytes_put(out, move->turned_at);
        mst_bytes_put(out, move->turned_arc);
    }
}

static void
read_moves(const reading *r, mst_plan *plan)
{
    uint32_t count = mst_bytes_get_count(r->in);
    mst_plan_move *moves = TAKE(r, mst_plan_move, count);
    for (uint32_t i = 0; moves != NULL && i < count; i++) {
        mst_plan_move *move = &moves[i];
        move->vehicle = mst_bytes_get_index(r->in);
        move->arc = mst_bytes_get_index(r->in);
        move->leave = mst_bytes_get(r->in);
        move->arrive = mst_bytes_get(r->in);
        move->loads = read_loads(r);
        move->convoy = mst_bytes_get_index(r->in);
        move->turned_at = mst_bytes_get(r->in);
        move->turned_arc = mst_bytes_get_index(r->in);
    }
    plan->move_count = count;
    plan->moves = moves;
}

static void
write_people(mst_bytes *out, const mst_plan *plan)
{
    mst_bytes_put(out, plan->desk_run_count);
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        mst_bytes_put(out, run->site);
        mst_bytes_put(out, run->desk);
        mst_bytes_put(out, run->cohort);
        mst_bytes_put(out, run->stations);
        mst_bytes_put(out, run->units);
        mst_bytes_put(out, run->start);
        mst_bytes_put(out, run->each);
    }
    mst_bytes_put(out, plan->self_move_count);
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        mst_bytes_put(out, move->cohort);
        mst_bytes_put(out, move->stations);
        mst_bytes_put(out, move->count);
        mst_bytes_put(out, move->arc);
        mst_bytes_put(out, move->leave);
        mst_bytes_put(out, move->arrive);
    }
    mst_bytes_put(out, plan->left_count);
    for (uint32_t i = 0; i < plan->left_count; i++) {
        const mst_plan_left *left = &plan->left[i];
        mst_bytes_put(out, left->cohort);
        mst_bytes_put(out, left->site);
        mst_bytes_put(out, left->vehicle);
        mst_bytes_put(out, left->count);
    }
}

static void
read_desk_runs(const reading *r, mst_plan *plan)
{
    uint32_t count = mst_bytes_get_count(r->in);
    mst_plan_desk_run *runs = TAKE(r, mst_plan_desk_run, count);
    for (uint32_t i = 0; runs != NULL && i < count; i++) {
        runs[i].site = mst_bytes_get_index(r->in);
        runs[i].desk = mst_bytes_get_index(r->in);
        runs[i].cohort = mst_bytes_get_index(r->in);
        runs[i].stations = mst_bytes_get_index(r->in);
        runs[i].units = mst_bytes_get(r->in);
        runs[i].start = mst_bytes_get(r->in);
        runs[i].each = mst_bytes_get(r->in);
    }
    plan->desk_run_count = count;
    plan->desk_runs = runs;
}

static void
read_people(const reading *r, mst_plan *plan)
{
    read_desk_runs(r, plan);
    uint32_t count = mst_bytes_get_count(r->in);
    mst_plan_self_move *moves = TAKE(r, mst_plan_self_move, count);
    for (uint32_t i = 0; moves != NULL && i < count; i++) {
        moves[i].cohort = mst_bytes_get_index(r->in);
        moves[i].stations = mst_bytes_get_index(r->in);
        moves[i].count = mst_bytes_get(r->in);
        moves[i].arc = mst_bytes_get_index(r->in);
        moves[i].leave = mst_bytes_get(r->in);
        moves[i].arrive = mst_bytes_get(r->in);
    }
    plan->self_move_count = count;
    plan->self_moves = moves;
    count = mst_bytes_get_count(r->in);
    mst_plan_left *left = TAKE(r, mst_plan_left, count);
    for (uint32_t i = 0; left != NULL && i < count; i++) {
        left[i].cohort = mst_bytes_get_index(r->in);
        left[i].site = mst_bytes_get_index(r->in);
        left[i].vehicle = mst_bytes_get_index(r->in);
        left[i].count = mst_bytes_get(r->in);
    }
    plan->left_count = count;
    plan->left = left;
}

static void
write_crews(mst_bytes *out, const mst_plan *plan)
{
    mst_bytes_put(out, plan->convoy_count);
    for (uint32_t i = 0; i < plan->convoy_count; i++) {
        const mst_plan_convoy *convoy = &plan->convoys[i];
        mst_bytes_put(out, convoy->arc);
        mst_bytes_put(out, convoy->begin);
        mst_bytes_put(out, convoy->detached_force);
        mst_bytes_put(out, convoy->back);
    }
    mst_bytes_put(out, plan->duty_count);
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        const mst_plan_duty *duty = &plan->duties[i];
        mst_bytes_put(out, duty->vehicle);
        mst_bytes_put(out, duty->crew);
        mst_bytes_put(out, duty->first_move);
        mst_bytes_put(out, duty->last_move);
        mst_bytes_put(out, duty->begin);
        mst_bytes_put(out, duty->end);
    }
}

static void
read_crews(const reading *r, mst_plan *plan)
{
    uint32_t count = mst_bytes_get_count(r->in);
    mst_plan_convoy *convoys = TAKE(r, mst_plan_convoy, count);
    for (uint32_t i = 0; convoys != NULL && i < count; i++) {
        convoys[i].arc = mst_bytes_get_index(r->in);
        convoys[i].begin = mst_bytes_get(r->in);
        convoys[i].detached_force = mst_bytes_get(r->in);
        convoys[i].back = mst_bytes_get(r->in);
    }
    plan->convoy_count = count;
    plan->convoys = convoys;
    count = mst_bytes_get_count(r->in);
    mst_plan_duty *duties = TAKE(r, mst_plan_duty, count);
    for (uint32_t i = 0; duties != NULL && i < count; i++) {
        duties[i].vehicle = mst_bytes_get_index(r->in);
        duties[i].crew = mst_bytes_get_index(r->in);
        duties[i].first_move = mst_bytes_get_index(r->in);
        duties[i].last_move = mst_bytes_get_index(r->in);
        duties[i].begin = mst_bytes_get(r->in);
        duties[i].end = mst_bytes_get(r->in);
    }
    plan->duty_count = count;
    plan->duties = duties;
}

static void
write_plan(mst_bytes *out, const mst_plan *plan)
{
    uint32_t vehicles = plan->problem->vehicle_count;
    mst_bytes_put(out, vehicles);
    mst_bytes_put(out, plan->begins);
    write_firsts(out, plan->first_stop, vehicles);
    write_firsts(out, plan->first_move, vehicles);
    write_stops(out, plan);
    write_moves(out, plan);
    write_people(out, plan);
    write_crews(out, plan);
}

static void
read_plan(const reading *r, const mst_problem *problem, mst_plan *plan)
{
    int64_t vehicles = mst_bytes_get(r->in);
    if (r->in->is_bad || vehicles != problem->vehicle_count) {
        r->in->is_bad = true;
        return;
    }
    plan->problem = problem;
    plan->begins = mst_bytes_get(r->in);
    plan->first_stop = read_firsts(r, problem->vehicle_count);
    plan->first_move = read_firsts(r, problem->vehicle_count);
    read_stops(r, plan);
    read_moves(r, plan);
    read_people(r, plan);
    read_crews(r, plan);
}

/* From the last phase to the first. */
void
mst_plan_write(const mst_plan *plan, mst_bytes *out)
{
    for (; plan != NULL; plan = plan->before) {
        write_plan(out, plan);
    }
}

void
mst_plan_read(mst_bytes_reader *in, const mst_case *instance, mst_arena *arena, mst_plan *last)
{
    const reading r = {in, arena};
    mst_plan *plan = last;
    for (uint32_t k = instance->phase_count; k > 0 && !in->is_bad; k--) {
        read_plan(&r, &instance->phases[k - 1], plan);
        mst_plan *before = k > 1 ? TAKE(&r, mst_plan, 1) : NULL;
        plan->before = before;
        plan = before;
    }
}

/* ---- measures ---- */

void
mst_measures_write(const mst_measures *measures, mst_bytes *out)
{
    for (uint32_t p = 0; p < MST_MAX_PRIORITIES; p++) {
        mst_bytes_put(out, measures->left_by_priority[p]);
    }
    mst_bytes_put(out, measures->left);
    mst_bytes_put(out, measures->left_force);
    mst_bytes_put(out, measures->completion);
    mst_bytes_put(out, measures->completion_evacuees);
    mst_bytes_put_wide(out, measures->exposure);
    mst_bytes_put(out, measures->vehicle_ms);
    mst_bytes_put(out, measures->first_movement);
}

void
mst_measures_read(mst_bytes_reader *in, mst_measures *measures)
{
    for (uint32_t p = 0; p < MST_MAX_PRIORITIES; p++) {
        measures->left_by_priority[p] = mst_bytes_get(in);
    }
    measures->left = mst_bytes_get(in);
    measures->left_force = mst_bytes_get(in);
    measures->completion = mst_bytes_get(in);
    measures->completion_evacuees = mst_bytes_get(in);
    measures->exposure = mst_bytes_get_wide(in);
    measures->vehicle_ms = mst_bytes_get(in);
    measures->first_movement = mst_bytes_get(in);
}
