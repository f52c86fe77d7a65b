/* SPDX-License-Identifier: Apache-2.0
 *
 * What had been done by a surprise: desks, people on their own and convoys, and who is ready then.
 */
#include "solve/past.h"

#include "solve/past_ends.h"
#include "solve/past_replay.h"

/* ---- desks and people on their own ---- */

static void
replay_desks(mst__replay *r)
{
    mst__state *state = r->state;
    for (uint32_t k = 0; k < r->plan->desk_run_count; k++) {
        const mst_plan_desk_run *run = &r->plan->desk_runs[k];
        const mst_p_site *site = &r->problem->sites[run->site];
        const mst_p_cohort *cohort = &r->problem->cohorts[run->cohort];
        int64_t begun = 0;
        if (run->start < r->now) {
            begun = run->each > 0 ? mst_ceil_divide(r->now - run->start, run->each) : run->units;
            begun = begun < run->units ? begun : run->units;
        }
        const mst_p_site *then = &r->plan->problem->sites[run->site];
        bool closed =
            !mst_windows_hold(&site->open, r->now, r->now) ||
            (mst_steps_at(&site->desks, r->now) == 0 && mst_steps_at(&then->desks, r->now) > 0);
        while (closed && begun > 0 && run->start + begun * run->each > r->now) {
            begun--; /* not complete when the place closed: undone */
        }
        if (begun == 0) {
            continue;
        }
        mst_plan_desk_run kept = *run;
        kept.units = begun;
        uint32_t record = mst__add_runs(state, kept);
        mst__site_state *at = &state->sites[run->site];
        mst_time end = kept.start + begun * kept.each;
        if (run->desk < at->desk_count && end > at->desks[run->desk].free_at) {
            mst__desk_set(at, run->desk, (mst__desk){end, record});
        }
        int64_t each = site->desk_per_party ? cohort->party : 1;
        mst_load before = {run->cohort, run->stations, begun * each};
        mst_load after = {run->cohort, run->stations | UINT32_C(1) << site->station, begun * each};
        mst__replay_stock(r, run->site, before, false, -1);
        for (int64_t u = begun; u > 0 && kept.start + u * kept.each > r->now;
             u--) { /* still at the desk */
            after.count -= each;
            mst__replay_late(r, run->site, (mst_load){after.cohort, after.stations, each},
                             kept.start + u * kept.each, MST__WAITING);
        }
        mst__replay_stock(r, run->site, after, false, 1);
    }
}

static void
replay_selfs(mst__replay *r)
{
    mst__state *state = r->state;
    for (uint32_t k = 0; k < r->plan->self_move_count; k++) {
        mst_plan_self_move move = r->plan->self_moves[k];
        const mst_p_arc *arc = &r->problem->arcs[move.arc];
        const mst_p_cohort *cohort = &r->problem->cohorts[move.cohort];
        if (move.leave >= r->now) {
            continue;
        }
        mst_load load = {move.cohort, move.stations, move.count};
        bool was_out = mst__replay_board(r, arc->from, load, false, move.leave);
        uint32_t to = mst__past_self_end(r->plan, &move);
        mst_time back = r->now + (r->now - move.leave);
        if (to != arc->from && move.arrive > r->now &&
            (back != move.arrive || mst__past_way_closed(r->problem, move.arc, r->now)) &&
            (!mst_windows_hold(&arc->open, r->now, move.arrive) ||
             !mst_windows_hold(&r->problem->sites[to].open, move.arrive, move.arrive))) {
            to = arc->from;
            move.arrive = back;
        }
        mst__add_selfs(state, move);
        if (cohort->self_means == MST_SELF_OWN_CARS) {
            state->out_of_memory |= !mst__entries_add(&state->arc_entries[move.arc], move.leave,
                                                      (uint32_t)mst_ceil_divide(move.count, 4));
        }
        if (was_out) { /* out once is out */
            mst__replay_levels(r, to, load, true, move.arrive, 1);
            continue;
        }
        if (!cohort->force && cohort->in_scope) {
            mst_time horizon = r->problem->horizon;
            state->exposure += (mst_wide)move.count *
                               (mst__threat_integral(r->problem, arc->from, move.leave) -
                                mst__threat_integral(r->problem, arc->from, horizon) +
                                mst__threat_integral(r->problem, to, horizon) -
                                mst__threat_integral(r->problem, to, move.arrive) +
                                mst_steps_at(&arc->threat_steps, move.leave) * MST_MS_PER_HOUR);
        }
        if (move.arrive <=
            r->problem->horizon) { /* else they are still on the way when time is up */
            mst__replay_alight(r, to, load, false, move.arrive);
        }
    }
}

static void
replay_convoys(mst__replay *r)
{
    mst__state *state = r->state;
    for (uint32_t k = 0; k < r->plan->convoy_count; k++) {
        const mst_plan_convoy *convoy = &r->plan->convoys[k];
        if (convoy->begin >= r->now) {
            r->convoy_of[k] = MST_NONE;
            continue;
        }
        const mst_p_arc *arc = &r->problem->arcs[convoy->arc];
        mst__level *guards = &state->sites[arc->from].guards;
        r->convoy_of[k] =
            mst__add_convoys(state, (mst__convoy){.arc = convoy->arc,
                                                  .vehicles = UINT32_MAX / 2,
                                                  .before = MST_NONE,
                                                  .begin = convoy->begin,
                                                  .last_arrival = convoy->back,
                                                  .back = convoy->back,
                                                  .detached = convoy->detached_force});
        if (convoy->detached_force > 0) {
            state->out_of_memory |=
                !mst__level_add(guards, convoy->begin, -convoy->detached_force) ||
                !mst__level_add(guards, convoy->back, convoy->detached_force);
        }
    }
}

/* ---- the end of the past ---- */

/* Was a cohort where it was at the order until that place became safe, before the surprise? */
static bool
has_waited_until(const mst__replay *r, const mst_p_cohort *cohort, mst_time end)
{
    return end <= r->now && cohort->presence == MST_PRESENT_AT_START && !cohort->uncontrolled;
}

static void
start_people(mst__replay *r)
{
    for (uint32_t c = 0; c < r->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &r->problem->cohorts[c];
        if (cohort->count == 0) {
            continue;
        }
        mst__state_start_cohort(r->state, c, false);
        if (cohort->presence == MST_PRESENT_ARRIVING) {
            mst__state_arrivals(r->state, c);
        }
        if (cohort->in_scope) {
            mst_load all = {c, 0, cohort->count};
            bool inbound = cohort->presence == MST_PRESENT_BY_FLEET;
            mst__replay_stock(r, cohort->site, all, inbound, 1);
            mst_time end = mst__end_time(r->problem, c, cohort->site, 0);
            if (!inbound && (end == 0 || has_waited_until(r, cohort, end))) {
                mst__replay_stock_out(r, cohort->site, all, cohort->count);
            }
            if (end > 0 && has_waited_until(r, cohort, end)) {
                mst__state_out(r->state, c, cohort->site, cohort->count, end);
            }
        }
    }
}

/* Those still at a place that becomes safe later are out then. */
static void
settle(mst__replay *r, uint32_t site, mst_load load, bool inbound, mst_time t)
{
    mst_time end = inbound ? MST_NEVER : mst__end_time(r->problem, load.cohort, site, t);
    if (end > t && end < MST_NEVER && load.count > 0) {
        mst__state_out(r->state, load.cohort, site, load.count, end);
    }
}

/* How many of an uncontrolled cohort set off before the surprise. */
static int64_t
set_off(const mst__replay *r, uint32_t c)
{
    int64_t gone = 0;
    for (uint32_t k = 0; k < r->plan->self_move_count; k++) {
        const mst_plan_self_move *move = &r->plan->self_moves[k];
        bool counts = move->cohort == c && move->leave < r->now &&
                      r->problem->arcs[move->arc].from == r->problem->cohorts[c].site;
        gone += counts ? move->count : 0;
    }
    int64_t all = r->problem->cohorts[c].count; /* who was brought back set off once more */
    return gone < all ? gone : all;
}

/* Those of a cohort at its first site who are not released yet come later, by its schedule. */
static void
put_stock(mst__replay *r, const mst__stock *s)
{
    settle(r, s->site, (mst_load){s->cohort, s->stations, s->now - s->out}, s->inbound, r->now);
    const mst_p_cohort *cohort = &r->problem->cohorts[s->cohort];
    int64_t count = s->now;
    mst_load load = {s->cohort, s->stations, count};
    if (s->site == cohort->site && s->stations == 0 &&
        (s->inbound || cohort->presence != MST_PRESENT_BY_FLEET)) {
        mst__standing standing = s->inbound ? MST__INBOUND : s->out > 0 ? MST__OUT : MST__WAITING;
        /* The first `gone` of them have gone on, some perhaps after the surprise in what stands. */
        int64_t gone = cohort->count > count ? cohort->count - count : 0;
        int64_t released = mst_cohort_released(cohort, r->now);
        released = released > gone ? released : gone;
        int64_t waiting = cohort->count - released;
        waiting = waiting < count ? waiting : count;
        load.count = count - waiting;
        if (cohort->uncontrolled) { /* who has not set off yet does so (self.c); who came back waits
                                     */
            load.count -= cohort->count - set_off(r, s->cohort) - waiting;
            waiting = 0;
        }
        if (load.count > 0) {
            mst__state_put_tokens(r->state, s->site, load, standing, r->now);
        }
        while (waiting > 0) {
            mst_time at = mst_cohort_release_time(cohort, released + cohort->party);
            int64_t ready = at < MST_NEVER ? mst_cohort_released(cohort, at) : cohort->count;
            load.count = ready - released < waiting ? ready - released : waiting;
            mst__state_put_tokens(r->state, s->site, load, standing, at > r->now ? at : r->now);
            waiting -= load.count;
            released = ready;
        }
        return;
    }
    mst__standing standing = s->inbound ? MST__INBOUND : MST__WAITING;
    load.count = count - s->out;
    if (load.count > 0) {
        mst__state_put_tokens(r->state, s->site, load, standing, r->now);
    }
    load.count = count < s->out ? count : s->out;
    if (load.count > 0) {
        mst__state_put_tokens(r->state, s->site, load, MST__OUT, r->now);
    }
}

/* What everyone and everything had done. */
static void
replay_all(mst__replay *r)
{
    mst__state_clear(r->state);
    r->stock_count = r->late_count = 0;
    start_people(r);
    replay_convoys(r);
    for (uint32_t v = 0; v < r->problem->vehicle_count; v++) {
        mst__replay_vehicle(r, v);
    }
    mst__replay_release_parking(r->state);
    r->board_site = MST_NONE;
    replay_desks(r);
    replay_selfs(r);
}

/* Who is where becomes who may board, and when. */
static void
put_everyone(mst__replay *r)
{
    for (uint32_t p = 0; p <= r->problem->priority_count; p++) { /* desks by priority */
        for (uint32_t i = 0; i < r->stock_count; i++) {
            if (r->problem->cohorts[r->stocks[i].cohort].priority == p) {
                put_stock(r, &r->stocks[i]);
            }
        }
    }
    for (uint32_t i = 0; i < r->late_count; i++) {
        const mst__late *late = &r->lates[i];
        if (late->load.count == 0) {
            continue;
        }
        if (late->standing != MST__OUT) {
            settle(r, late->site, late->load, late->standing == MST__INBOUND, late->at);
        }
        mst__state_put_tokens(r->state, late->site, late->load, late->standing, late->at);
    }
}

void
mst__past_replay(mst__state *state, const mst_plan *plan)
{
    const mst_problem *problem = state->problem;
    mst__replay r = {.state = state, .problem = problem, .plan = plan, .now = problem->begins};
    r.convoy_of = mst_heap_take(plan->convoy_count, sizeof *r.convoy_of);
    r.was_out = mst_heap_take(problem->cohort_count, sizeof *r.was_out);
    r.stays_aboard = mst_heap_take(plan->stop_count, sizeof *r.stays_aboard);
    if (r.convoy_of == NULL || r.was_out == NULL || r.stays_aboard == NULL) {
        state->out_of_memory = true;
    } else {
        replay_all(&r);
        if (mst__replay_find_overfill(&r)) {
            replay_all(&r);
        }
        put_everyone(&r);
        state->clock = problem->begins;
    }
    mst_heap_free(r.stays_aboard);
    mst_heap_free(r.was_out);
    mst_heap_free(r.stocks);
    mst_heap_free(r.lates);
    mst_heap_free(r.convoy_of);
}
