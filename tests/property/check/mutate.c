/* SPDX-License-Identifier: Apache-2.0 */
#include "mutate.h"

#include <string.h>

static void *
copied(mst_arena *arena, const void *items, size_t count, size_t bytes)
{
    void *copy = mst_arena_take(arena, count, bytes);
    if (copy != NULL && count > 0) {
        memcpy(copy, items, count * bytes);
    }
    return copy;
}

static void
copy_loads(mst_arena *arena, mst_load_list *list)
{
    list->loads = copied(arena, list->loads, list->count, sizeof list->loads[0]);
}

bool
mutant_copy(mst_arena *arena, const mst_plan *plan, mutant *m)
{
    *m = (mutant){.plan = *plan};
    uint32_t vehicles = plan->problem->vehicle_count;
    m->stops = copied(arena, plan->stops, plan->stop_count, sizeof *m->stops);
    m->moves = copied(arena, plan->moves, plan->move_count, sizeof *m->moves);
    m->desk_runs = copied(arena, plan->desk_runs, plan->desk_run_count, sizeof *m->desk_runs);
    m->self_moves = copied(arena, plan->self_moves, plan->self_move_count, sizeof *m->self_moves);
    m->convoys = copied(arena, plan->convoys, plan->convoy_count, sizeof *m->convoys);
    m->duties = copied(arena, plan->duties, plan->duty_count, sizeof *m->duties);
    m->left = copied(arena, plan->left, plan->left_count, sizeof *m->left);
    m->plan.first_stop =
        copied(arena, plan->first_stop, (size_t)vehicles + 1, sizeof plan->first_stop[0]);
    m->plan.first_move =
        copied(arena, plan->first_move, (size_t)vehicles + 1, sizeof plan->first_move[0]);
    if (m->plan.first_move == NULL || m->left == NULL || m->duties == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < plan->stop_count; i++) {
        copy_loads(arena, &m->stops[i].alight);
        copy_loads(arena, &m->stops[i].board);
    }
    for (uint32_t i = 0; i < plan->move_count; i++) {
        copy_loads(arena, &m->moves[i].loads);
    }
    m->plan.stops = m->stops;
    m->plan.moves = m->moves;
    m->plan.desk_runs = m->desk_runs;
    m->plan.self_moves = m->self_moves;
    m->plan.convoys = m->convoys;
    m->plan.duties = m->duties;
    m->plan.left = m->left;
    return true;
}

/* ---- fields ---- */
static void
change_time(mst_random *random, mutant *m, const char *field, mst_time *time)
{
    static const struct {
        mst_time by;
        const char *how;
    } ways[] = {
        {1, "+1 ms"},
        {-1, "-1 ms"},
        {MST_MS_PER_MINUTE, "+1 min"},
        {-MST_MS_PER_MINUTE, "-1 min"},
        {MST_MS_PER_HOUR, "+1 h"},
        {-MST_MS_PER_HOUR, "-1 h"},
    };
    uint32_t way = mst_random_below(random, sizeof ways / sizeof ways[0]);
    *time += ways[way].by;
    m->field = field;
    m->how = ways[way].how;
}

static void
change_count(mst_random *random, mutant *m, const char *field, int64_t *count)
{
    bool more = mst_random_below(random, 2) == 0;
    *count += more ? 1 : -1;
    m->field = field;
    m->how = more ? "one more" : "one less";
}

/* Another of `count` things. */
static void
change_index(mst_random *random, mutant *m, const char *field, uint32_t *index, uint32_t count)
{
    uint32_t other = mst_random_below(random, count > 1 ? count - 1 : 1);
    *index = other >= *index ? other + 1 : other;
    m->field = field;
    m->how = "another";
}

static void
change_mask(mst_random *random, mutant *m, uint32_t *stations)
{
    *stations ^= UINT32_C(1) << mst_random_below(random, 3);
    m->field = "stations";
    m->how = "one more or less";
}

/* A load of the list: its count, cohort or stations, or the load itself. False when there is
 * none. */
static bool
change_loads(mst_random *random, mutant *m, const char *field, mst_load_list *list)
{
    if (list->count == 0) {
        return false;
    }
    uint32_t which = mst_random_below(random, list->count);
    mst_load *load = (mst_load *)(uintptr_t)&list->loads[which]; /* the copy's own */
    switch (mst_random_below(random, 4)) {
    case 0:
        change_index(random, m, field, &load->cohort, m->plan.problem->cohort_count);
        break;
    case 1:
        change_mask(random, m, &load->stations);
        break;
    case 2:
        memmove(load, load + 1, (list->count - which - 1) * sizeof *load);
        list->count--;
        m->how = "dropped";
        break;
    default:
        change_count(random, m, field, &load->count);
        break;
    }
    m->field = field;
    return true;
}

/* ---- records ---- */
static bool
mutate_stop(mst_random *random, mutant *m)
{
    mst_plan_stop *stop = &m->stops[mst_random_below(random, m->plan.stop_count)];
    m->record = "stop";
    switch (mst_random_below(random, 8)) {
    case 0:
        change_index(random, m, "site", &stop->site, m->plan.problem->site_count);
        return true;
    case 1:
        change_time(random, m, "arrive", &stop->arrive);
        return true;
    case 2:
        change_time(random, m, "leave", &stop->leave);
        return true;
    case 3:
        change_time(random, m, "berth_begin", &stop->berth_begin);
        return true;
    case 4:
        change_time(random, m, "berth_end", &stop->berth_end);
        return true;
    case 5:
        stop->refuel = !stop->refuel;
        m->field = "refuel";
        m->how = "the other way";
        return true;
    case 6:
        return change_loads(random, m, "alight", &stop->alight);
    default:
        return change_loads(random, m, "board", &stop->board);
    }
}

static bool
mutate_move(mst_random *random, mutant *m)
{
    if (m->plan.move_count == 0) {
        return false;
    }
    mst_plan_move *move = &m->moves[mst_random_below(random, m->plan.move_count)];
    m->record = "move";
    switch (mst_random_below(random, 6)) {
    case 0:
        change_index(random, m, "arc", &move->arc, m->plan.problem->arc_count);
        return true;
    case 1:
        change_time(random, m, "leave", &move->leave);
        return true;
    case 2:
        change_time(random, m, "arrive", &move->arrive);
        return true;
    case 3:
        change_index(random, m, "vehicle", &move->vehicle, m->plan.problem->vehicle_count);
        return true;
    case 4:
        if (m->plan.convoy_count == 0) {
            return false;
        }
        change_index(random, m, "convoy", &move->convoy, m->plan.convoy_count);
        move->convoy = move->convoy == m->plan.convoy_count ? MST_NONE : move->convoy;
        return true;
    default:
        return change_loads(random, m, "loads", &move->loads);
    }
}

static bool
mutate_desk_run(mst_random *random, mutant *m)
{
    if (m->plan.desk_run_count == 0) {
        return false;
    }
    uint32_t which = mst_random_below(random, m->plan.desk_run_count);
    mst_plan_desk_run *run = &m->desk_runs[which];
    m->record = "desk run";
    switch (mst_random_below(random, 8)) {
    case 0:
        change_index(random, m, "site", &run->site, m->plan.problem->site_count);
        return true;
    case 1:
        change_index(random, m, "desk", &run->desk, 3);
        return true;
    case 2:
        change_index(random, m, "cohort", &run->cohort, m->plan.problem->cohort_count);
        return true;
    case 3:
        change_mask(random, m, &run->stations);
        return true;
    case 4:
        change_count(random, m, "units", &run->units);
        return true;
    case 5:
        change_time(random, m, "start", &run->start);
        return true;
    case 6:
        change_time(random, m, "each", &run->each);
        return true;
    default:
        memmove(run, run + 1, (m->plan.desk_run_count - which - 1) * sizeof *run);
        m->plan.desk_run_count--;
        m->field = "record";
        m->how = "dropped";
        return true;
    }
}

static bool
mutate_self_move(mst_random *random, mutant *m)
{
    if (m->plan.self_move_count == 0) {
        return false;
    }
    uint32_t which = mst_random_below(random, m->plan.self_move_count);
    mst_plan_self_move *move = &m->self_moves[which];
    m->record = "move on their own";
    switch (mst_random_below(random, 7)) {
    case 0:
        change_index(random, m, "cohort", &move->cohort, m->plan.problem->cohort_count);
        return true;
    case 1:
        change_mask(random, m, &move->stations);
        return true;
    case 2:
        change_count(random, m, "count", &move->count);
        return true;
    case 3:
        change_index(random, m, "arc", &move->arc, m->plan.problem->arc_count);
        return true;
    case 4:
        change_time(random, m, "leave", &move->leave);
        return true;
    case 5:
        change_time(random, m, "arrive", &move->arrive);
        return true;
    default:
        memmove(move, move + 1, (m->plan.self_move_count - which - 1) * sizeof *move);
        m->plan.self_move_count--;
        m->field = "record";
        m->how = "dropped";
        return true;
    }
}

static bool
mutate_convoy(mst_random *random, mutant *m)
{
    if (m->plan.convoy_count == 0) {
        return false;
    }
    mst_plan_convoy *convoy = &m->convoys[mst_random_below(random, m->plan.convoy_count)];
    m->record = "convoy";
    switch (mst_random_below(random, 4)) {
    case 0:
        change_index(random, m, "arc", &convoy->arc, m->plan.problem->arc_count);
        return true;
    case 1:
        change_time(random, m, "begin", &convoy->begin);
        return true;
    case 2:
        change_count(random, m, "detached_force", &convoy->detached_force);
        return true;
    default:
        change_time(random, m, "back", &convoy->back);
        return true;
    }
}

static bool
mutate_duty(mst_random *random, mutant *m)
{
    if (m->plan.duty_count == 0) {
        return false;
    }
    uint32_t which = mst_random_below(random, m->plan.duty_count);
    mst_plan_duty *duty = &m->duties[which];
    m->record = "duty";
    switch (mst_random_below(random, 7)) {
    case 0:
        change_index(random, m, "vehicle", &duty->vehicle, m->plan.problem->vehicle_count);
        return true;
    case 1:
        change_index(random, m, "crew", &duty->crew, 3);
        return true;
    case 2:
        change_index(random, m, "first_move", &duty->first_move, m->plan.move_count);
        return true;
    case 3:
        change_index(random, m, "last_move", &duty->last_move, m->plan.move_count);
        return true;
    case 4:
        change_time(random, m, "begin", &duty->begin);
        return true;
    case 5:
        change_time(random, m, "end", &duty->end);
        return true;
    default:
        memmove(duty, duty + 1, (m->plan.duty_count - which - 1) * sizeof *duty);
        m->plan.duty_count--;
        m->field = "record";
        m->how = "dropped";
        return true;
    }
}

static bool
mutate_left(mst_random *random, mutant *m)
{
    if (m->plan.left_count == 0) {
        return false;
    }
    uint32_t which = mst_random_below(random, m->plan.left_count);
    mst_plan_left *left = &m->left[which];
    m->record = "left";
    switch (mst_random_below(random, 4)) {
    case 0:
        change_index(random, m, "cohort", &left->cohort, m->plan.problem->cohort_count);
        return true;
    case 1:
        change_index(random, m, "site", &left->site, m->plan.problem->site_count);
        return true;
    case 2:
        change_count(random, m, "count", &left->count);
        return true;
    default:
        memmove(left, left + 1, (m->plan.left_count - which - 1) * sizeof *left);
        m->plan.left_count--;
        m->field = "record";
        m->how = "dropped";
        return true;
    }
}

bool
mutate(mst_arena *arena, const mst_plan *plan, mst_random *random, mutant *result)
{
    static bool (*const kinds[])(mst_random *, mutant *) = {
        mutate_stop,      mutate_stop,   mutate_move, mutate_move, mutate_desk_run,
        mutate_self_move, mutate_convoy, mutate_duty, mutate_left,
    };
    if (!mutant_copy(arena, plan, result)) {
        return false;
    }
    /* Kinds of which the plan has no record are passed over; every plan has stops or people
     * left. */
    for (;;) {
        uint32_t kind = mst_random_below(random, sizeof kinds / sizeof kinds[0]);
        if (kind < 2 && plan->stop_count == 0) {
            continue;
        }
        if (kinds[kind](random, result)) {
            return true;
        }
    }
}
