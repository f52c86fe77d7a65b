/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's surprises: all that either plan says about the time before the surprise is
 * written down as plain facts, and the two sets of facts are compared; then everyone under way
 * is looked at. */
#include <string.h>

#include "oracle.h"

enum { FACTS = 8192, FACT_NUMBERS = 7 };

typedef enum fact_kind {
    DEPARTURE,
    ABOARD,
    CONVOY,
    CREW,
    SERVICE,
    SERVED_OFF,
    SERVED_ON,
    DESK,
    WALK,
} fact_kind;

typedef struct fact {
    fact_kind kind;
    int64_t numbers[FACT_NUMBERS];
} fact;

typedef struct facts {
    uint32_t count;
    fact rows[FACTS];
} facts;

typedef struct past {
    oracle *o;
    const mst_problem *earlier;
    const mst_plan *before;
    mst_time at;
} surprise_past;

bool
oracle_closed(const mst_problem *problem, uint32_t arc, mst_time t)
{
    const mst_p_arc *way = &problem->arcs[arc];
    return !oracle_open(&way->open, t, t) || !oracle_open(&problem->sites[way->to].open, t, t);
}

uint32_t
oracle_self_end(const oracle *o, uint32_t self_move)
{
    const mst_plan_self_move *move = &o->plan->self_moves[self_move];
    const mst_p_arc *way = &o->problem->arcs[move->arc];
    for (uint32_t k = 1; k <= o->phase; k++) {
        const mst_problem *now = &o->instance->phases[k];
        mst_time planned = move->leave + mst_arc_self_transit(&o->instance->phases[k - 1],
                                                              move->arc, move->cohort, move->leave);
        if (move->leave < now->begins && now->begins < planned &&
            move->arrive - now->begins == now->begins - move->leave &&
            (move->arrive < planned || oracle_closed(now, move->arc, now->begins))) {
            return way->from;
        }
    }
    return way->to;
}

static void
say(facts *all, fact_kind kind, const int64_t *numbers, uint32_t count)
{
    if (all->count == FACTS) {
        return;
    }
    fact *row = &all->rows[all->count++];
    *row = (fact){.kind = kind};
    memcpy(row->numbers, numbers, count * sizeof numbers[0]);
}

#define SAY(all, kind, ...)                                                                        \
    do {                                                                                           \
        const int64_t said[] = {__VA_ARGS__};                                                      \
        say((all), (kind), said, sizeof said / sizeof said[0]);                                    \
    } while (0)

static void
say_loads(facts *all, fact_kind kind, uint32_t vehicle, mst_time t, const mst_load_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        SAY(all, kind, vehicle, t, list->loads[i].cohort, list->loads[i].stations,
            list->loads[i].count);
    }
}

/* Was the service that would last to `end` cut off by the change? */
static bool
cut_off(const surprise_past *past, uint32_t site, mst_time end)
{
    const mst_windows *now = &past->o->problem->sites[site].service;
    const mst_windows *then = &past->earlier->sites[site].service;
    bool shut = !oracle_open(now, past->at, past->at);
    bool shuts = !oracle_open(now, past->at, end) && oracle_open(then, past->at, end);
    return shut || shuts;
}

/* What a plan says of stops: of the plan before, without what is undone; `cut` says which stops
 * keep their unloading (those of the new plan that end at the surprise). */
static bool
keeps_unloading(const surprise_past *past, const mst_plan_stop *was)
{
    const mst_plan *plan = past->o->plan;
    mst_time off = was->berth_begin + oracle_type(past->o, was->vehicle)->unload;
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        const mst_plan_stop *is = &plan->stops[s];
        if (is->vehicle == was->vehicle && is->site == was->site &&
            is->berth_begin == was->berth_begin && is->berth_end == past->at) {
            return was->alight.count > 0 && off <= past->at;
        }
    }
    return false;
}

/* Nobody had begun to board by the surprise, and service goes on then. */
static bool
still_to_load(const surprise_past *past, const mst_plan_stop *stop)
{
    mst_time loading = stop->berth_end - oracle_type(past->o, stop->vehicle)->load;
    return stop->berth_end >= past->at && (stop->board.count == 0 || loading >= past->at);
}

static bool
stood_ready(const surprise_past *past, const mst_plan_stop *is)
{
    for (uint32_t s = 0; s < past->before->stop_count; s++) {
        const mst_plan_stop *was = &past->before->stops[s];
        if (was->vehicle == is->vehicle && was->site == is->site &&
            was->berth_begin == is->berth_begin) {
            return true;
        }
    }
    return false;
}

static int64_t
heads(const mst_load_list *list)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        count += list->loads[i].count;
    }
    return count;
}

/* Who is at a site at `t` when all that began before the surprise goes on, and nothing else. */
static int64_t
there_by_then(const surprise_past *past, uint32_t site, mst_time t)
{
    const oracle *o = past->o;
    const mst_plan *plan = o->plan;
    int64_t there = 0;
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &o->problem->cohorts[c];
        bool comes = cohort->presence == MST_PRESENT_ARRIVING;
        int64_t count = comes ? mst_cohort_released(cohort, t) : cohort->count;
        there += cohort->site == site ? count : 0;
    }
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        const mst_p_type *type = oracle_type(o, stop->vehicle);
        if (stop->site == site && stop->berth_begin < past->at) {
            there += stop->berth_begin + type->unload <= t ? heads(&stop->alight) : 0;
            there -= stop->berth_end - type->load < past->at ? heads(&stop->board) : 0;
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        if (move->leave < past->at) {
            there -= o->problem->arcs[move->arc].from == site ? move->count : 0;
            there += oracle_self_end(o, i) == site && move->arrive <= t ? move->count : 0;
        }
    }
    return there;
}

/* Unloading that runs, has no room by its end, and is in the new plan no more. */
static bool
stays_aboard(const surprise_past *past, const mst_plan_stop *was)
{
    mst_time off = was->berth_begin + oracle_type(past->o, was->vehicle)->unload;
    const mst_plan *plan = past->o->plan;
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        const mst_plan_stop *is = &plan->stops[s];
        if (is->vehicle == was->vehicle && is->berth_begin == was->berth_begin) {
            return false;
        }
    }
    int64_t hold = oracle_value(&past->o->problem->sites[was->site].hold, off);
    return off >= past->at && was->alight.count > 0 &&
           there_by_then(past, was->site, off) + heads(&was->alight) > hold;
}

static void
say_stops(const surprise_past *past, const mst_plan *plan, bool old, facts *all)
{
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        if (stop->berth_begin >= past->at || (old && stays_aboard(past, stop))) {
            continue;
        }
        mst_time end = stop->berth_end;
        mst_load_list board = stop->board;
        if (old && end > past->at && cut_off(past, stop->site, end)) {
            if (!keeps_unloading(past, stop)) {
                continue;
            }
            end = past->at;
            board.count = 0;
        } else if (still_to_load(past, stop)) { /* how it goes on from the surprise is no past */
            if (stop->alight.count == 0 && (old || stood_ready(past, stop))) {
                continue;
            }
            end = past->at;
            board.count = 0;
        }
        SAY(all, SERVICE, stop->vehicle, stop->site, stop->berth_begin, end);
        say_loads(all, SERVED_OFF, stop->vehicle, stop->berth_begin, &stop->alight);
        say_loads(all, SERVED_ON, stop->vehicle, stop->berth_begin, &board);
    }
}

static void
say_moves(const surprise_past *past, const mst_plan *plan, facts *all)
{
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        uint32_t k = m - plan->first_move[move->vehicle];
        const mst_plan_stop *from = &plan->stops[plan->first_stop[move->vehicle] + k];
        if (from->leave >= past->at) {
            continue;
        }
        SAY(all, DEPARTURE, move->vehicle, from->site, from->leave, from->refuel, move->arc,
            move->leave);
        say_loads(all, ABOARD, move->vehicle, move->leave, &move->loads);
        if (move->convoy != MST_NONE) {
            const mst_plan_convoy *convoy = &plan->convoys[move->convoy];
            mst_time back = convoy->back < past->at ? convoy->back : past->at;
            SAY(all, CONVOY, move->vehicle, move->leave, convoy->arc, convoy->begin,
                convoy->detached_force, back);
        }
        for (uint32_t i = 0; i < plan->duty_count; i++) {
            const mst_plan_duty *duty = &plan->duties[i];
            if (duty->first_move <= m && m <= duty->last_move) {
                SAY(all, CREW, move->vehicle, move->leave, duty->crew);
                break;
            }
        }
    }
}

static bool
desks_cut_off(const surprise_past *past, uint32_t site)
{
    const mst_p_site *now = &past->o->problem->sites[site];
    const mst_p_site *then = &past->earlier->sites[site];
    return (oracle_value(&now->desks, past->at) == 0 &&
            oracle_value(&then->desks, past->at) != 0) ||
           (!oracle_open(&now->open, past->at, past->at) &&
            oracle_open(&then->open, past->at, past->at));
}

static void
say_people(const surprise_past *past, const mst_plan *plan, bool old, facts *all)
{
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        for (int64_t unit = 0; unit < run->units; unit++) {
            mst_time start = run->start + unit * run->each;
            bool undone = old && start + run->each > past->at && desks_cut_off(past, run->site);
            if (start < past->at && !undone) {
                SAY(all, DESK, run->site, run->desk, run->cohort, run->stations, start, run->each);
            }
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        if (move->leave < past->at) {
            SAY(all, WALK, move->cohort, move->stations, move->count, move->arc, move->leave);
        }
    }
}

static uint32_t
count_same(const facts *all, const fact *wanted)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < all->count; i++) {
        const fact *row = &all->rows[i];
        count += row->kind == wanted->kind &&
                         memcmp(row->numbers, wanted->numbers, sizeof row->numbers) == 0
                     ? 1
                     : 0;
    }
    return count;
}

/* ---- those under way ---- */
typedef enum way_on { ON, EITHER, BACK } way_on;

static way_on
choice(const surprise_past *past, uint32_t arc, mst_time arrive)
{
    const mst_problem *now = past->o->problem;
    const mst_p_arc *way = &now->arcs[arc];
    bool gets_there = oracle_open(&way->open, past->at, arrive) &&
                      oracle_open(&now->sites[way->to].open, arrive, arrive);
    bool closed = oracle_closed(now, arc, past->at);
    if (closed != gets_there) {
        return closed ? BACK : ON;
    }
    return EITHER;
}

static bool
goes_back(const surprise_past *past, mst_time leave, mst_time arrive)
{
    return arrive - past->at == past->at - leave;
}

static bool
goes_elsewhere(const surprise_past *past, const mst_plan_move *is)
{
    const oracle *o = past->o;
    const mst_p_type *type = oracle_type(o, is->vehicle);
    const mst_p_arc *way = &o->problem->arcs[is->arc];
    const mst_p_arc *on = &o->problem->arcs[is->turned_arc];
    mst_time entry = is->leave + oracle_transit(o, is, is->arc, is->leave);
    entry = entry > past->at ? entry : past->at;
    mst_time transit = oracle_transit(o, is, is->turned_arc, entry);
    size_t fits = (size_t)on->to * o->problem->type_count + o->problem->vehicles[is->vehicle].type;
    bool lands = type->mode != MST_MODE_AIR ||
                 oracle_open(&o->problem->sites[on->to].air, is->arrive, is->arrive);
    return on->from == way->to && transit < MST_NEVER && o->problem->compatible[fits] == 1 &&
           oracle_open(&way->open, past->at, entry) && oracle_open(&on->open, entry, is->arrive) &&
           oracle_open(&o->problem->sites[on->to].open, is->arrive, is->arrive) && lands &&
           is->arrive >= entry + transit &&
           (type->wait >= MST_NEVER || is->arrive <= entry + transit + type->wait);
}

static const mst_plan_move *
same_move(const mst_plan *plan, const mst_plan_move *was)
{
    for (uint32_t m = 0; m < plan->move_count; m++) {
        if (plan->moves[m].vehicle == was->vehicle && plan->moves[m].leave == was->leave &&
            plan->moves[m].arc == was->arc) {
            return &plan->moves[m];
        }
    }
    return NULL;
}

static void
follow_vehicle(const surprise_past *past, const mst_plan_move *was)
{
    const mst_plan_move *is = same_move(past->o->plan, was);
    if (is == NULL) {
        return; /* a fact is missing already */
    }
    bool as_it_was = is->arrive == was->arrive && is->turned_at == was->turned_at &&
                     is->turned_arc == was->turned_arc;
    bool under_way = was->arrive > past->at && was->turned_at >= MST_NEVER;
    way_on allowed = under_way ? choice(past, was->arc, was->arrive) : ON;
    bool turned = under_way && is->turned_at == past->at;
    bool rightly = turned && (is->turned_arc == MST_NONE ? goes_back(past, is->leave, is->arrive)
                                                         : goes_elsewhere(past, is));
    if (turned ? (allowed == ON || !rightly) : (allowed == BACK || !as_it_was)) {
        oracle_break(past->o, MST_RULE_SURPRISE, "a vehicle under way does as it may not");
    }
}

static void
follow_walkers(const surprise_past *past, const mst_plan_self_move *was)
{
    const mst_plan *plan = past->o->plan;
    mst_time transit = mst_arc_self_transit(past->earlier, was->arc, was->cohort, was->leave);
    bool under_way = was->arrive > past->at && was->arrive == was->leave + transit;
    way_on allowed = under_way ? choice(past, was->arc, was->arrive) : ON;
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *is = &plan->self_moves[i];
        if (is->leave != was->leave || is->arc != was->arc || is->cohort != was->cohort ||
            is->stations != was->stations || is->count != was->count) {
            continue;
        }
        bool on = is->arrive == was->arrive && allowed != BACK;
        bool back = goes_back(past, is->leave, is->arrive) && allowed != ON;
        if (!on && !back) {
            oracle_break(past->o, MST_RULE_SURPRISE, "people under way do as they may not");
        }
    }
}

void
oracle_compare(oracle *o, const mst_problem *earlier, const mst_plan *before)
{
    static facts old;
    static facts new;
    surprise_past past = {o, earlier, before, o->since};
    old.count = 0;
    new.count = 0;
    say_stops(&past, before, true, &old);
    say_moves(&past, before, &old);
    say_people(&past, before, true, &old);
    say_stops(&past, o->plan, false, &new);
    say_moves(&past, o->plan, &new);
    say_people(&past, o->plan, false, &new);
    o->too_large = old.count == FACTS || new.count == FACTS;
    for (uint32_t i = 0; i < old.count; i++) {
        if (count_same(&new, &old.rows[i]) != count_same(&old, &old.rows[i])) {
            oracle_break(o, MST_RULE_SURPRISE, "something of the past is missing");
        }
    }
    for (uint32_t i = 0; i < new.count; i++) {
        if (count_same(&old, &new.rows[i]) != count_same(&new, &new.rows[i])) {
            oracle_break(o, MST_RULE_SURPRISE, "something in the past is new");
        }
    }
    for (uint32_t m = 0; m < before->move_count; m++) {
        if (before->moves[m].leave < past.at) {
            follow_vehicle(&past, &before->moves[m]);
        }
    }
    for (uint32_t i = 0; i < before->self_move_count; i++) {
        if (before->self_moves[i].leave < past.at) {
            follow_walkers(&past, &before->self_moves[i]);
        }
    }
}
