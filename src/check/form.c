/* SPDX-License-Identifier: Apache-2.0
 *
 * Form: is the plan a plan at all? What is wrong here makes the other rules unreadable, so
 * nothing else is judged when this refuses (J3).
 */
#include "check/judge.h"

static void
malformed(mst__judge *judge, mst__clause clause, const char *list, uint32_t record)
{
    judge->malformed = true;
    const char *why = "is out of order";
    if (clause == MST__FORM_INDEX) {
        why = "names something that does not exist, or counts what cannot be";
    } else if (clause == MST__FORM_LOADS) {
        why = "has loads that are not sorted, not unique or not of at least one person";
    } else if (clause == MST__FORM_TIMES) {
        why = "has times that are not in order or beyond what a plan may use";
    }
    mst__refuse(judge, clause, mst__where_at(0), "record %u of the plan's %s %s", record, list,
                why);
}

static bool
is_time(mst_time t)
{
    return t >= -MST__FAR && t <= MST__FAR;
}

static bool
is_count(int64_t count)
{
    return count > 0 && count <= INT64_C(1) << 31;
}

static bool
are_stations(const mst_problem *problem, uint32_t stations)
{
    return problem->station_count >= 32 || (stations >> problem->station_count) == 0;
}

static bool
is_group(const mst_problem *problem, uint32_t cohort, uint32_t stations)
{
    return cohort < problem->cohort_count && are_stations(problem, stations);
}

static void
form_loads(mst__judge *judge, const mst_load_list *list, const char *name, uint32_t record)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const mst_load *load = &list->loads[i];
        if (!is_group(judge->problem, load->cohort, load->stations)) {
            malformed(judge, MST__FORM_INDEX, name, record);
            return;
        }
        bool sorted = i == 0 || load[-1].cohort < load->cohort ||
                      (load[-1].cohort == load->cohort && load[-1].stations < load->stations);
        if (!sorted || !is_count(load->count)) {
            malformed(judge, MST__FORM_LOADS, name, record);
            return;
        }
    }
}

/* Stops and moves are grouped by vehicle: first_stop and first_move ascend and end at the
 * counts. */
static bool
form_counts(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    uint32_t vehicles = judge->problem->vehicle_count;
    bool right = plan->first_stop[0] == 0 && plan->first_move[0] == 0 &&
                 plan->first_stop[vehicles] == plan->stop_count &&
                 plan->first_move[vehicles] == plan->move_count;
    for (uint32_t v = 0; right && v < vehicles; v++) {
        right = plan->first_stop[v] <= plan->first_stop[v + 1] &&
                plan->first_move[v] <= plan->first_move[v + 1];
        uint32_t stops = plan->first_stop[v + 1] - plan->first_stop[v];
        uint32_t moves = plan->first_move[v + 1] - plan->first_move[v];
        right = right && (stops == 0 ? moves == 0 : moves == stops - 1);
    }
    if (!right) {
        judge->malformed = true;
        mst__refuse(
            judge, MST__FORM_COUNTS, mst__where_at(0),
            "the stops and moves are not grouped by vehicle with one move fewer than stops");
    }
    return right;
}

static bool
stop_times_fit(const mst_plan_stop *stop, bool last)
{
    bool service = stop->berth_begin < MST_NEVER || stop->berth_end < MST_NEVER;
    if (!is_time(stop->arrive) || (last ? stop->leave != MST_NEVER : !is_time(stop->leave)) ||
        stop->leave < stop->arrive) {
        return false;
    }
    if (!service) {
        return stop->berth_begin == MST_NEVER && stop->berth_end == MST_NEVER;
    }
    return is_time(stop->berth_begin) && is_time(stop->berth_end) &&
           stop->berth_begin <= stop->berth_end;
}

static void
form_stops(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    for (uint32_t v = 0; v < judge->problem->vehicle_count; v++) {
        for (uint32_t s = plan->first_stop[v]; s < plan->first_stop[v + 1]; s++) {
            const mst_plan_stop *stop = &plan->stops[s];
            if (stop->vehicle != v || stop->site >= judge->problem->site_count) {
                malformed(judge, MST__FORM_INDEX, "stops", s);
                continue;
            }
            if (!stop_times_fit(stop, s + 1 == plan->first_stop[v + 1])) {
                malformed(judge, MST__FORM_TIMES, "stops", s);
            }
            form_loads(judge, &stop->alight, "stops", s);
            form_loads(judge, &stop->board, "stops", s);
        }
    }
}

static void
form_moves(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    for (uint32_t v = 0; v < judge->problem->vehicle_count; v++) {
        for (uint32_t m = plan->first_move[v]; m < plan->first_move[v + 1]; m++) {
            const mst_plan_move *move = &plan->moves[m];
            bool turned = move->turned_at < MST_NEVER;
            if (move->vehicle != v || move->arc >= judge->problem->arc_count ||
                (move->convoy != MST_NONE && move->convoy >= plan->convoy_count) ||
                (move->turned_arc != MST_NONE &&
                 (!turned || move->turned_arc >= judge->problem->arc_count))) {
                malformed(judge, MST__FORM_INDEX, "moves", m);
                continue;
            }
            if (!is_time(move->leave) || !is_time(move->arrive) || move->arrive < move->leave ||
                (turned && (!is_time(move->turned_at) || move->turned_at <= move->leave ||
                            move->turned_at > move->arrive))) {
                malformed(judge, MST__FORM_TIMES, "moves", m);
            }
            form_loads(judge, &move->loads, "moves", m);
        }
    }
}

static void
form_desk_runs(mst__judge *judge)
{
    for (uint32_t i = 0; i < judge->plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &judge->plan->desk_runs[i];
        if (run->site >= judge->problem->site_count ||
            !is_group(judge->problem, run->cohort, run->stations) || !is_count(run->units)) {
            malformed(judge, MST__FORM_INDEX, "desk runs", i);
        } else if (!is_time(run->start) || run->each < 0 || run->each > MST__FAR / run->units) {
            malformed(judge, MST__FORM_TIMES, "desk runs", i);
        }
    }
}

static void
form_self_moves(mst__judge *judge)
{
    for (uint32_t i = 0; i < judge->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &judge->plan->self_moves[i];
        if (!is_group(judge->problem, move->cohort, move->stations) || !is_count(move->count) ||
            move->arc >= judge->problem->arc_count) {
            malformed(judge, MST__FORM_INDEX, "moves of people on their own", i);
        } else if (!is_time(move->leave) || !is_time(move->arrive) || move->arrive < move->leave) {
            malformed(judge, MST__FORM_TIMES, "moves of people on their own", i);
        }
    }
}

static void
form_convoys(mst__judge *judge)
{
    for (uint32_t i = 0; i < judge->plan->convoy_count; i++) {
        const mst_plan_convoy *convoy = &judge->plan->convoys[i];
        if (convoy->arc >= judge->problem->arc_count || convoy->detached_force < 0 ||
            (convoy->detached_force > 0 && !is_count(convoy->detached_force))) {
            malformed(judge, MST__FORM_INDEX, "convoys", i);
        } else if (!is_time(convoy->begin) ||
                   (convoy->detached_force > 0 &&
                    (!is_time(convoy->back) || convoy->back < convoy->begin))) {
            malformed(judge, MST__FORM_TIMES, "convoys", i);
        }
    }
}

static void
form_duties(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        const mst_plan_duty *duty = &plan->duties[i];
        if (duty->vehicle >= judge->problem->vehicle_count || duty->first_move > duty->last_move ||
            duty->first_move < plan->first_move[duty->vehicle] ||
            duty->last_move >= plan->first_move[duty->vehicle + 1]) {
            malformed(judge, MST__FORM_INDEX, "duties", i);
        } else if (!is_time(duty->begin) || !is_time(duty->end)) {
            malformed(judge, MST__FORM_TIMES, "duties", i);
        }
    }
}

static void
form_left(mst__judge *judge)
{
    for (uint32_t i = 0; i < judge->plan->left_count; i++) {
        const mst_plan_left *left = &judge->plan->left[i];
        bool at_site = left->site != MST_NONE;
        bool aboard = left->vehicle != MST_NONE;
        if (left->cohort >= judge->problem->cohort_count || !is_count(left->count) ||
            (at_site && left->site >= judge->problem->site_count) ||
            (aboard && left->vehicle >= judge->problem->vehicle_count) || at_site == aboard) {
            malformed(judge, MST__FORM_INDEX, "people left", i);
        }
    }
}

/* Who may order the option may do so up to a moment, and no later. */
static void
form_authority(mst__judge *judge)
{
    const mst_problem *problem = judge->problem;
    if (judge->phase == 0 && !judge->instance->resumed && problem->order > problem->order_until) {
        mst__refuse(judge, MST__FORM_AUTHORITY, mst__where_at(0),
                    "the order is given %s after the last moment at which %s may give it",
                    MST__SPAN(problem->order - problem->order_until),
                    problem->ordered_by != NULL ? problem->ordered_by : "anybody");
    }
}

void
mst__judge_form(mst__judge *judge)
{
    form_authority(judge);
    if (!form_counts(judge)) {
        return;
    }
    form_stops(judge);
    form_moves(judge);
    form_desk_runs(judge);
    form_self_moves(judge);
    form_convoys(judge);
    form_duties(judge);
    form_left(judge);
    if (judge->malformed) {
        return;
    }
    judge->stop_move = MST__TAKE(judge, uint32_t, judge->plan->stop_count);
    if (judge->stop_move == NULL) {
        return;
    }
    for (uint32_t v = 0; v < judge->problem->vehicle_count; v++) {
        uint32_t move = judge->plan->first_move[v];
        for (uint32_t s = judge->plan->first_stop[v]; s < judge->plan->first_stop[v + 1]; s++) {
            judge->stop_move[s] = move < judge->plan->first_move[v + 1] ? move : MST_NONE;
            move++;
        }
    }
}
