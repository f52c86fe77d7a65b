/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes of several fields that belong together, so that the form of the plan holds and the rules
 * themselves have to speak.
 */
#include "mutate.h"

static mst_time
shift_of(mst_random *random, mutant *m)
{
    static const struct {
        mst_time by;
        const char *how;
    } ways[] = {
        {1, "+1 ms"},
        {-1, "-1 ms"},
        {MST_MS_PER_MINUTE, "+1 min"},
        {-MST_MS_PER_MINUTE, "-1 min"},
        {10 * MST_MS_PER_MINUTE, "+10 min"},
        {-10 * MST_MS_PER_MINUTE, "-10 min"},
    };
    uint32_t way = mst_random_below(random, sizeof ways / sizeof ways[0]);
    m->how = ways[way].how;
    return ways[way].by;
}

/* Duties follow their moves. */
static void
fit_duties(mutant *m)
{
    for (uint32_t i = 0; i < m->plan.duty_count; i++) {
        mst_plan_duty *duty = &m->duties[i];
        duty->begin = m->moves[duty->first_move].leave - MST_MS_PER_HOUR;
        duty->end = m->moves[duty->last_move].arrive;
    }
}

/* A convoy begins with its first entry. */
static void
fit_convoys(mutant *m)
{
    for (uint32_t c = 0; c < m->plan.convoy_count; c++) {
        mst_time first = MST_NEVER;
        for (uint32_t i = 0; i < m->plan.move_count; i++) {
            if (m->moves[i].convoy == c && m->moves[i].leave < first) {
                first = m->moves[i].leave;
            }
        }
        m->convoys[c].begin = first < MST_NEVER ? first : m->convoys[c].begin;
    }
}

/* The stop that a move leaves. */
static uint32_t
stop_of(const mutant *m, uint32_t move)
{
    uint32_t vehicle = m->moves[move].vehicle;
    return m->plan.first_stop[vehicle] + (move - m->plan.first_move[vehicle]);
}

static void
shift_service(mst_plan_stop *stop, mst_time by)
{
    if (stop->berth_begin < MST_NEVER) {
        stop->berth_begin += by;
        stop->berth_end += by;
    }
}

/* Everything of the vehicle from the departure of a move on, or the departure or arrival alone. */
static bool
shift_move(mst_random *random, mutant *m)
{
    if (m->plan.move_count == 0) {
        return false;
    }
    uint32_t move = mst_random_below(random, m->plan.move_count);
    uint32_t stop = stop_of(m, move);
    uint32_t vehicle = m->moves[move].vehicle;
    mst_time by = shift_of(random, m);
    uint32_t what = mst_random_below(random, 4);
    m->record = "move";
    if (what == 0) {
        m->field = "departure";
        m->moves[move].leave += by;
        m->stops[stop].leave += by;
    } else if (what == 1) {
        m->field = "arrival";
        m->moves[move].arrive += by;
        m->stops[stop + 1].arrive += by;
    } else if (what == 2) {
        m->field = "service at the end";
        shift_service(&m->stops[stop + 1], by);
    } else {
        m->field = "all from the departure on";
        m->stops[stop].leave += by;
        for (uint32_t i = move; i < m->plan.first_move[vehicle + 1]; i++) {
            m->moves[i].leave += by;
            m->moves[i].arrive += by;
            mst_plan_stop *next = &m->stops[stop_of(m, i) + 1];
            next->arrive += by;
            next->leave += next->leave < MST_NEVER ? by : 0;
            shift_service(next, by);
        }
    }
    return true;
}

/* A whole party more or less on a load from where it boards to where it gets off. */
static bool
change_party(mst_random *random, mutant *m)
{
    if (m->plan.move_count == 0) {
        return false;
    }
    uint32_t move = mst_random_below(random, m->plan.move_count);
    mst_plan_stop *from = &m->stops[stop_of(m, move)];
    if (from->board.count == 0) {
        return false;
    }
    mst_load load = from->board.loads[mst_random_below(random, from->board.count)];
    int64_t party = m->plan.problem->cohorts[load.cohort].party;
    int64_t by = mst_random_below(random, 2) == 0 ? party : -party;
    uint32_t last = m->plan.first_move[m->moves[move].vehicle + 1];
    mst_load_list *lists[2] = {&from->board, NULL};
    for (uint32_t i = move; i < last; i++) {
        lists[1] = &m->stops[stop_of(m, i) + 1].alight;
        mst_load_list *chain[3] = {i == move ? lists[0] : NULL, &m->moves[i].loads, lists[1]};
        bool off = false;
        for (uint32_t k = 0; k < 3; k++) {
            for (uint32_t l = 0; chain[k] != NULL && l < chain[k]->count; l++) {
                mst_load *found = (mst_load *)(uintptr_t)&chain[k]->loads[l];
                if (found->cohort == load.cohort && found->stations == load.stations) {
                    found->count += by;
                    off = off || k == 2;
                }
            }
        }
        if (off) {
            break;
        }
    }
    m->record = "load";
    m->field = "people";
    m->how = by > 0 ? "a party more" : "a party less";
    return true;
}

static bool
shift_desks(mst_random *random, mutant *m)
{
    if (m->plan.desk_run_count == 0) {
        return false;
    }
    mst_plan_desk_run *run = &m->desk_runs[mst_random_below(random, m->plan.desk_run_count)];
    run->start += shift_of(random, m);
    m->record = "desk run";
    m->field = "start";
    return true;
}

static bool
shift_walk(mst_random *random, mutant *m)
{
    if (m->plan.self_move_count == 0) {
        return false;
    }
    mst_plan_self_move *move = &m->self_moves[mst_random_below(random, m->plan.self_move_count)];
    mst_time by = shift_of(random, m);
    move->leave += by;
    move->arrive += by;
    m->record = "move on their own";
    m->field = "times";
    return true;
}

bool
mutate_consistently(mst_arena *arena, const mst_plan *plan, mst_random *random, mutant *result)
{
    static bool (*const kinds[])(mst_random *, mutant *) = {
        shift_move, shift_move, shift_move, change_party, shift_desks, shift_walk,
    };
    for (uint32_t tries = 0; tries < 100; tries++) {
        if (!mutant_copy(arena, plan, result)) {
            return false;
        }
        if (kinds[mst_random_below(random, sizeof kinds / sizeof kinds[0])](random, result)) {
            fit_duties(result);
            fit_convoys(result);
            return true;
        }
    }
    return false;
}
