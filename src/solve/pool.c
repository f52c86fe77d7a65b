/* SPDX-License-Identifier: Apache-2.0
 *
 * Pools: the people of one kind at one site, by when they may board.
 *
 * P1  Batches are in order of time. Those before `first` are merged into `ripe`.
 * P2  sums[k] is the number of people in the batches of block k that are not merged, so that who
 *     is ready at some moment is counted by blocks.
 */
#include <assert.h>
#include <string.h>

#include "solve/state.h"

enum { BLOCK = 32 };

static void
add_up(mst__pool *pool, uint32_t block)
{
    uint32_t end = (block + 1) * BLOCK < pool->count ? (block + 1) * BLOCK : pool->count;
    uint32_t begin = block * BLOCK > pool->first ? block * BLOCK : pool->first;
    int64_t sum = 0;
    for (uint32_t i = begin; i < end; i++) {
        sum += pool->batches[i].count;
    }
    pool->sums[block] = sum;
}

/* `room`: a multiple of BLOCK. */
static bool
make_room(mst__pool *pool, uint32_t room)
{
    mst__batch *batches = mst_heap_resize(pool->batches, room, sizeof *batches);
    if (batches == NULL) {
        return false;
    }
    pool->batches = batches;
    int64_t *sums = mst_heap_resize(pool->sums, room / BLOCK, sizeof *sums);
    if (sums == NULL) {
        return false;
    }
    pool->sums = sums;
    pool->room = room;
    return true;
}

uint32_t
mst__pool_find(const mst__state *state, uint32_t site, uint32_t cohort, uint32_t stations,
               mst__standing standing)
{
    uint32_t at = state->sites[site].first_pool;
    while (at != MST_NONE) {
        const mst__pool *pool = &state->pools[at];
        if (pool->cohort == cohort && pool->stations == stations &&
            pool->inbound == (standing == MST__INBOUND) && pool->out == (standing == MST__OUT)) {
            return at;
        }
        at = pool->next;
    }
    return MST_NONE;
}

mst__pool *
mst__pool_make(mst__state *state, uint32_t site, uint32_t cohort, uint32_t stations,
               mst__standing standing)
{
    uint32_t at = mst__pool_find(state, site, cohort, stations, standing);
    if (at != MST_NONE) {
        return &state->pools[at];
    }
    if (state->free_pool == MST_NONE && state->pool_count == state->pool_room) {
        uint32_t room = state->pool_room < 64 ? 64 : state->pool_room * 2;
        mst__pool *grown = mst_heap_resize(state->pools, room, sizeof *grown);
        if (grown == NULL) {
            state->out_of_memory = true;
            return NULL;
        }
        memset(grown + state->pool_room, 0, (room - state->pool_room) * sizeof *grown);
        state->pools = grown;
        state->pool_room = room;
    }
    uint32_t index = state->free_pool;
    if (index != MST_NONE) {
        state->free_pool = state->pools[index].next;
    } else {
        index = state->pool_count++;
    }
    mst__pool *pool = &state->pools[index];
    mst__batch *batches = pool->batches; /* storage of an earlier use */
    int64_t *sums = pool->sums;
    uint32_t room = pool->room;
    *pool = (mst__pool){.site = site,
                        .cohort = cohort,
                        .stations = stations,
                        .inbound = standing == MST__INBOUND,
                        .out = standing == MST__OUT,
                        .next = MST_NONE,
                        .ripe_time = MST_TIME_MIN,
                        .batches = batches,
                        .sums = sums,
                        .room = room};
    const mst__class *class = &state->routes->classes[state->routes->cohort_class[cohort]];
    pool->waits = standing == MST__WAITING && !state->problem->cohorts[cohort].guards &&
                  class->potential[site] > 0;
    /* At the end of the site's list, so that order of making is order of looking. */
    uint32_t *link = &state->sites[site].first_pool;
    while (*link != MST_NONE) {
        link = &state->pools[*link].next;
    }
    *link = index;
    return pool;
}

void
mst__pool_ripen(mst__pool *pool, mst_time clock)
{
    while (pool->first < pool->count && pool->batches[pool->first].time <= clock) {
        pool->ripe += pool->batches[pool->first].count;
        pool->sums[pool->first / BLOCK] -= pool->batches[pool->first].count;
        /* A batch may have come in late with an earlier time: all of them count from the latest. */
        mst_time time = pool->batches[pool->first].time;
        pool->ripe_time = time > pool->ripe_time ? time : pool->ripe_time;
        pool->first++;
    }
}

/* Do the people of the pool guard, and are not out? */
static bool
guards_stay(const mst__state *state, const mst__pool *pool)
{
    return state->problem->cohorts[pool->cohort].guards && !pool->out;
}

void
mst__pool_add(mst__state *state, mst__pool *pool, mst_time time, int64_t count)
{
    if (pool == NULL || count <= 0) {
        return;
    }
    pool->total += count;
    state->sites[pool->site].version++;
    state->sites[pool->site].waiting += pool->waits ? count : 0;
    state->waiting += pool->waits ? count : 0;
    state->guards += guards_stay(state, pool) ? count : 0;
    uint32_t at = pool->count;
    while (at > pool->first && pool->batches[at - 1].time > time) {
        at--;
    }
    if (at > pool->first && pool->batches[at - 1].time == time) {
        pool->batches[at - 1].count += count;
        pool->sums[(at - 1) / BLOCK] += count;
        return;
    }
    if (pool->count == pool->room &&
        !make_room(pool, pool->room < BLOCK ? BLOCK : pool->room * 2)) {
        state->out_of_memory = true;
        return;
    }
    memmove(pool->batches + at + 1, pool->batches + at, (pool->count - at) * sizeof *pool->batches);
    pool->batches[at] = (mst__batch){time, count};
    pool->count++;
    for (uint32_t block = at / BLOCK; block <= (pool->count - 1) / BLOCK; block++) {
        add_up(pool, block);
    }
}

int64_t
mst__pool_ready(const mst__pool *pool, mst_time t)
{
    int64_t ready = pool->ripe_time <= t ? pool->ripe : 0;
    uint32_t end = pool->first; /* the first batch after t */
    uint32_t high = pool->count;
    for (uint32_t step = 1; end < high;
         step *= 2) { /* most ask for a moment soon after the clock */
        uint32_t next = step < high - end ? end + step : high - 1;
        if (pool->batches[next].time > t) {
            high = next;
            break;
        }
        end = next + 1;
    }
    while (end < high) {
        uint32_t middle = end + (high - end) / 2;
        if (pool->batches[middle].time <= t) {
            end = middle + 1;
        } else {
            high = middle;
        }
    }
    uint32_t i = end / BLOCK * BLOCK;
    i = i > pool->first ? i : pool->first;
    for (uint32_t k = i; k < end; k++) {
        ready += pool->batches[k].count;
    }
    for (uint32_t block = pool->first / BLOCK; block < i / BLOCK; block++) {
        ready += pool->sums[block];
    }
    return ready;
}

void
mst__pool_take(mst__state *state, uint32_t pool_index, mst_time t, int64_t n)
{
    mst__pool *pool = &state->pools[pool_index];
    mst__site_state *site = &state->sites[pool->site];
    pool->total -= n;
    site->version++;
    site->waiting -= pool->waits ? n : 0;
    state->waiting -= pool->waits ? n : 0;
    state->guards -= guards_stay(state, pool) ? n : 0;
    uint32_t i = pool->count;
    while (i > pool->first && n > 0) {
        if (i % BLOCK == 0 && i - pool->first >= BLOCK && pool->sums[i / BLOCK - 1] == 0) {
            i -= BLOCK; /* all of them taken already */
            continue;
        }
        mst__batch *batch = &pool->batches[--i];
        if (batch->time > t) {
            continue;
        }
        int64_t taken = batch->count < n ? batch->count : n;
        batch->count -= taken;
        pool->sums[i / BLOCK] -= taken;
        n -= taken;
    }
    if (n > 0) {
        assert(pool->ripe_time <= t && pool->ripe >= n);
        pool->ripe -= n;
    }
    while (pool->count > pool->first && pool->batches[pool->count - 1].count == 0) {
        pool->count--;
    }
    if (pool->total == 0) {
        uint32_t *link = &site->first_pool;
        while (*link != pool_index) {
            link = &state->pools[*link].next;
        }
        *link = pool->next;
        pool->next = state->free_pool;
        state->free_pool = pool_index;
    }
}

void
mst__pools_copy(mst__state *to, const mst__state *from)
{
    if (to->pool_room < from->pool_count) {
        mst__pool *grown = mst_heap_resize(to->pools, from->pool_room, sizeof *grown);
        if (grown == NULL) {
            to->out_of_memory = true;
            return;
        }
        memset(grown + to->pool_room, 0, (from->pool_room - to->pool_room) * sizeof *grown);
        to->pools = grown;
        to->pool_room = from->pool_room;
    }
    for (uint32_t k = 0; k < from->pool_count; k++) {
        const mst__pool *source = &from->pools[k];
        mst__pool *pool = &to->pools[k];
        if (pool->room < source->count && !make_room(pool, source->room)) {
            to->out_of_memory = true;
            return;
        }
        mst__pool kept = *pool;
        if (source->count > 0) {
            memcpy(kept.batches, source->batches, source->count * sizeof *kept.batches);
            memcpy(kept.sums, source->sums, ((source->count - 1) / BLOCK + 1) * sizeof *kept.sums);
        }
        *pool = *source;
        pool->batches = kept.batches;
        pool->sums = kept.sums;
        pool->room = kept.room;
    }
    to->pool_count = from->pool_count;
    to->free_pool = from->free_pool;
}
