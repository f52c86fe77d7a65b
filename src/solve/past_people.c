/* SPDX-License-Identifier: Apache-2.0
 *
 * People while the past is replayed: who is where, who left, who came, who is out.
 */
#include "solve/past_replay.h"

static mst__stock *
stock_of(mst__replay *r, uint32_t site, uint32_t cohort, uint32_t stations, bool inbound)
{
    for (uint32_t i = 0; i < r->stock_count; i++) {
        mst__stock *s = &r->stocks[i];
        if (s->site == site && s->cohort == cohort && s->stations == stations &&
            s->inbound == inbound) {
            return s;
        }
    }
    if (r->stock_count == r->stock_room) {
        uint32_t room = r->stock_room < 64 ? 64 : r->stock_room * 2;
        mst__stock *grown = mst_heap_resize(r->stocks, room, sizeof *grown);
        if (grown == NULL) {
            r->state->out_of_memory = true;
            return NULL;
        }
        r->stocks = grown;
        r->stock_room = room;
    }
    r->stocks[r->stock_count] = (mst__stock){site, cohort, stations, inbound, 0, 0};
    return &r->stocks[r->stock_count++];
}

int64_t
mst__replay_stock(mst__replay *r, uint32_t site, mst_load load, bool inbound, int64_t sign)
{
    mst__stock *s = stock_of(r, site, load.cohort, load.stations, inbound);
    if (s == NULL) {
        return 0;
    }
    s->now += sign * load.count;
    int64_t gone = s->out > s->now ? s->out - (s->now > 0 ? s->now : 0) : 0;
    s->out -= gone;
    return gone;
}

void
mst__replay_stock_out(mst__replay *r, uint32_t site, mst_load load, int64_t count)
{
    mst__stock *s = stock_of(r, site, load.cohort, load.stations, false);
    if (s != NULL) {
        s->out += count;
    }
}

void
mst__replay_late(mst__replay *r, uint32_t site, mst_load load, mst_time at, mst__standing standing)
{
    if (r->late_count == r->late_room) {
        uint32_t room = r->late_room < 64 ? 64 : r->late_room * 2;
        mst__late *grown = mst_heap_resize(r->lates, room, sizeof *grown);
        if (grown == NULL) {
            r->state->out_of_memory = true;
            return;
        }
        r->lates = grown;
        r->late_room = room;
    }
    r->lates[r->late_count++] = (mst__late){site, load, at, standing};
}

void
mst__replay_levels(mst__replay *r, uint32_t site, mst_load load, bool is_out, mst_time t,
                   int64_t sign)
{
    const mst_p_cohort *cohort = &r->problem->cohorts[load.cohort];
    mst__site_state *at = &r->state->sites[site];
    bool ok = mst__level_add(&at->people, t, sign * load.count);
    if (cohort->guards) {
        ok = ok && mst__level_add(&at->guards, t, sign * load.count);
    } else if (cohort->in_scope && !is_out) {
        ok = ok && mst__level_add(&at->leavers, t, sign * load.count);
    }
    r->state->out_of_memory |= !ok;
}

bool
mst__replay_board(mst__replay *r, uint32_t site, mst_load load, bool inbound, mst_time t)
{
    int64_t gone = mst__replay_stock(r, site, load, inbound, -1);
    bool out = gone > 0 || (!inbound && mst__ends_at(r->problem, load.cohort, site, t));
    mst__replay_levels(r, site, load, out, t, -1);
    mst__site_state *at = &r->state->sites[site];
    at->departed += load.count;
    at->last_boarding = t > at->last_boarding ? t : at->last_boarding;
    return out;
}

void
mst__replay_alight(mst__replay *r, uint32_t site, mst_load load, bool were_out, mst_time t)
{
    mst__state *state = r->state;
    const mst_p_cohort *cohort = &r->problem->cohorts[load.cohort];
    bool inbound = cohort->presence == MST_PRESENT_BY_FLEET && r->board_site != MST_NONE &&
                   r->board_inbound && site != cohort->inbound_to;
    /* Who got off before the place was safe waited for that: nobody boards before. */
    mst_time end = inbound ? MST_NEVER : mst__end_time(r->problem, load.cohort, site, t);
    bool is_end = end == t || end <= r->now;
    if (cohort->presence == MST_PRESENT_BY_FLEET && site == cohort->inbound_to) {
        state->deployed[load.cohort] += load.count;
    }
    if (is_end && cohort->in_scope && !were_out) {
        mst__state_out(state, load.cohort, site, load.count, end);
    }
    bool is_out = were_out || (is_end && cohort->in_scope);
    state->sites[site].delivered += is_end ? 0 : load.count;
    mst__replay_levels(r, site, load, is_out || is_end, t, 1);
    if (t <= r->now) {
        mst__replay_stock(r, site, load, inbound, 1);
        mst__replay_stock_out(r, site, load, is_out ? load.count : 0);
    } else {
        state->late_leavers |= !cohort->guards && !is_out;
        mst__replay_late(r, site, load, t,
                         inbound  ? MST__INBOUND
                         : is_out ? MST__OUT
                                  : MST__WAITING);
    }
}
