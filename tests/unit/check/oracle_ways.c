/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's flow, and people who move themselves.
 */
#include "model/fields.h"
#include "oracle.h"

static bool
served(const mst_plan_stop *stop)
{
    return stop->berth_begin < MST_NEVER;
}

static bool
within_window(mst_time at, mst_time t, mst_time window)
{
    return at > t - window && at <= t;
}

/* Is the move of this phase, so that the plan could have had it otherwise? `lands`: its end, which
 * is also chosen where a surprise makes it go on elsewhere. */
static bool
is_chosen(const oracle *o, const mst_plan_move *move, bool lands)
{
    bool elsewhere = move->turned_arc != MST_NONE && move->turned_at == o->since;
    return move->leave >= o->since || (lands && elsewhere);
}

static void
count_link(oracle *o, uint32_t arc, mst_time t)
{
    int64_t entries = 0;
    bool sent = false;
    for (uint32_t m = 0; m < o->plan->move_count; m++) {
        const mst_plan_move *move = &o->plan->moves[m];
        if (move->arc == arc && within_window(move->leave, t, MST_MS_PER_HOUR)) {
            entries++;
            sent = sent || is_chosen(o, move, false);
        }
        mst_time on = move->leave + oracle_transit(o, move, move->arc, move->leave);
        if (move->turned_arc == arc && within_window(on, t, MST_MS_PER_HOUR)) {
            entries++;
            sent = sent || is_chosen(o, move, true);
        }
    }
    for (uint32_t i = 0; i < o->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &o->plan->self_moves[i];
        const mst_p_cohort *cohort = &o->problem->cohorts[move->cohort];
        if (move->arc == arc && cohort->self_means == MST_SELF_OWN_CARS &&
            within_window(move->leave, t, MST_MS_PER_HOUR)) {
            entries += (move->count + 3) / 4;
            sent = sent || (!cohort->uncontrolled && move->leave >= o->since);
        }
    }
    if (sent && entries > oracle_value(&o->problem->arcs[arc].flow, t)) {
        oracle_break_at(o, MST_RULE_FLOW, t, "too many entries");
    }
}

static void
count_flow(oracle *o)
{
    const mst_plan *plan = o->plan;
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        if (o->problem->cohorts[move->cohort].self_means == MST_SELF_OWN_CARS) {
            count_link(o, move->arc, move->leave);
        }
    }
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        count_link(o, move->arc, move->leave);
        int64_t sorties = 0;
        int64_t movements[2] = {0, 0};
        bool sent[2] = {false, false};
        const mst_p_arc *arc = &o->problem->arcs[move->arc];
        uint32_t ends[2] = {arc->from, oracle_move_end(o, move)};
        mst_time times[2] = {move->leave, move->arrive};
        for (uint32_t n = 0; n < plan->move_count; n++) {
            const mst_plan_move *other = &plan->moves[n];
            const mst_p_arc *way = &o->problem->arcs[other->arc];
            sorties += other->vehicle == move->vehicle && other->loads.count > 0 &&
                               within_window(other->leave, move->leave, MST_MS_PER_DAY)
                           ? 1
                           : 0;
            bool flies = oracle_type(o, other->vehicle)->mode == MST_MODE_AIR;
            for (uint32_t end = 0; flies && end < 2; end++) {
                bool off = way->from == ends[end] &&
                           within_window(other->leave, times[end], MST_MS_PER_HOUR);
                bool on = oracle_move_end(o, other) == ends[end] &&
                          within_window(other->arrive, times[end], MST_MS_PER_HOUR);
                movements[end] += (off ? 1 : 0) + (on ? 1 : 0);
                sent[end] = sent[end] || (off && is_chosen(o, other, false)) ||
                            (on && is_chosen(o, other, true));
            }
        }
        if (move->loads.count > 0 && sorties > o->problem->vehicles[move->vehicle].sorties) {
            oracle_break_at(o, MST_RULE_FLOW, move->leave, "too many sorties");
        }
        bool flies = oracle_type(o, move->vehicle)->mode == MST_MODE_AIR;
        for (uint32_t end = 0; flies && end < 2; end++) {
            if (sent[end] && movements[end] > oracle_value(&o->problem->sites[ends[end]].movements,
                                                           times[end])) {
                oracle_break_at(o, MST_RULE_FLOW, times[end], "too many landings and take-offs");
            }
        }
    }
}

/* ---- people on their own ---- */
static bool
leads(const oracle *o, uint32_t arc, uint32_t cohort, uint32_t from, uint32_t to)
{
    const mst_p_arc *way = &o->problem->arcs[arc];
    return way->from == from && way->to == to &&
           mst_arc_self_transit(o->problem, arc, cohort, 0) < MST_NEVER;
}

/* Straight to where they go; any way where none leads straight there. */
static bool
goes_by(const oracle *o, uint32_t arc, uint32_t cohort)
{
    const mst_p_arc *way = &o->problem->arcs[arc];
    uint32_t to = o->problem->cohorts[cohort].self_to;
    bool straight = false;
    for (uint32_t a = 0; a < o->problem->arc_count; a++) {
        straight = straight || leads(o, a, cohort, way->from, to);
    }
    return leads(o, arc, cohort, way->from, straight ? to : way->to);
}

static void
count_self(oracle *o)
{
    for (uint32_t i = 0; i < o->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &o->plan->self_moves[i];
        const mst_p_arc *arc = &o->problem->arcs[move->arc];
        mst_time transit = mst_arc_self_transit(o->problem, move->arc, move->cohort, move->leave);
        if (!goes_by(o, move->arc, move->cohort) || move->arrive != move->leave + transit) {
            oracle_break_at(o, MST_RULE_PEOPLE, move->leave,
                            "people on their own as they cannot go");
        }
        if (!oracle_open(&arc->open, move->leave, move->arrive) ||
            !oracle_open(&o->problem->sites[arc->to].open, move->arrive, move->arrive)) {
            oracle_break_at(o, MST_RULE_WINDOWS, move->leave,
                            "people on their own where it is shut");
        }
        mst_load load = {move->cohort, move->stations, move->count};
        oracle_count_parties(o, &(mst_load_list){1, &load});
    }
}

/* Can people of the cohort set off on their own from where they start at `t`? */
static bool
can_set_off(const oracle *o, uint32_t cohort, mst_time t)
{
    for (uint32_t a = 0; a < o->problem->arc_count; a++) {
        const mst_p_arc *arc = &o->problem->arcs[a];
        if (arc->from != o->problem->cohorts[cohort].site || !goes_by(o, a, cohort)) {
            continue;
        }
        mst_time arrive = t + mst_arc_self_transit(o->problem, a, cohort, t);
        if (oracle_open(&arc->open, t, arrive) &&
            oracle_open(&o->problem->sites[arc->to].open, arrive, arrive)) {
            return true;
        }
    }
    return false;
}

/* How many of the cohort have left where they start by `t`, the instant included? */
static int64_t
gone_by(const oracle *o, uint32_t cohort, mst_time t)
{
    int64_t gone = 0;
    uint32_t site = o->problem->cohorts[cohort].site;
    for (uint32_t i = 0; i < o->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &o->plan->self_moves[i];
        bool here = move->cohort == cohort && o->problem->arcs[move->arc].from == site;
        gone += here && move->leave <= t ? move->count : 0;
    }
    for (uint32_t s = 0; s < o->plan->stop_count; s++) {
        const mst_plan_stop *stop = &o->plan->stops[s];
        bool on = served(stop) && stop->site == site &&
                  stop->berth_end - oracle_type(o, stop->vehicle)->load <= t;
        for (uint32_t i = 0; on && i < stop->board.count; i++) {
            gone += stop->board.loads[i].cohort == cohort ? stop->board.loads[i].count : 0;
        }
    }
    return gone;
}

/* The uncontrolled: the k-th is gone by the first moment from their release on at which they can
 * set off. All that is random lies on whole minutes, so minutes are looked at one by one. */
static void
count_uncontrolled(oracle *o)
{
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &o->problem->cohorts[c];
        bool sets_off = cohort->uncontrolled && cohort->in_scope && cohort->self_to != cohort->site;
        for (int64_t k = 1; sets_off && k <= cohort->count; k++) {
            mst_time t = mst_cohort_release_time(cohort, k);
            t = t > 0 ? t : 0;
            while (t <= o->problem->horizon && !can_set_off(o, c, t)) {
                t += MST_MS_PER_MINUTE - t % MST_MS_PER_MINUTE;
            }
            if (t <= o->problem->horizon && gone_by(o, c, t) < k) {
                oracle_break_at(o, MST_RULE_PEOPLE, t, "the uncontrolled stay");
            }
        }
    }
}

void
oracle_count_ways(oracle *o)
{
    count_flow(o);
    count_self(o);
    count_uncontrolled(o);
}
