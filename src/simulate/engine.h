/* SPDX-License-Identifier: Apache-2.0
 *
 * The event engine: a binary heap of 16-byte entries, by time and then by the order in which they
 * were posted. Everything that is simulated goes through it, a plan as well as the queues of the
 * tests.
 *
 * E1  An entry is {time, sequence << 32 | what}: two equal times never tie, and what is posted
 *     first comes first. `what` is the caller's: a kind and an index, say.
 * E2  Nothing is allocated after mst_events_init; an engine that is full is a fault of the caller,
 *     who knows how many events can be pending at once.
 * E3  The sequence number is handed back, so that a caller can tell an event it has since
 *     replaced.
 */
#ifndef MUSTER_SIMULATE_ENGINE_H
#define MUSTER_SIMULATE_ENGINE_H

#include <assert.h>

#include "base/memory.h"
#include "base/time.h"

typedef struct mst_event {
    int64_t at;
    uint64_t key; /* E1 */
} mst_event;

typedef struct mst_events {
    mst_event *heap; /* [room], heap[0] is the next */
    uint32_t count, room;
    uint32_t sequence;
    uint64_t handled; /* events taken so far */
} mst_events;

/* Room for `room` pending events from `arena`; false on lack of memory. */
bool
mst_events_init(mst_events *events, mst_arena *arena, uint32_t room) MST_NODISCARD;

/* Empties it, keeps its room. */
static inline void
mst_events_clear(mst_events *events)
{
    events->count = 0;
    events->sequence = 0;
    events->handled = 0;
}

static inline bool
mst__event_before(const mst_event *a, const mst_event *b)
{
    /* without a branch: which of two comes first is anybody's guess */
    return (a->at < b->at) | ((a->at == b->at) & (a->key < b->key));
}

/* Puts the entry into the hole, or as far above it as it comes before what is there. */
static inline void
mst__events_rise(mst_events *events, uint32_t hole, mst_event entry)
{
    while (hole > 0) {
        uint32_t parent = (hole - 1) / 2;
        if (!mst__event_before(&entry, &events->heap[parent])) {
            break;
        }
        events->heap[hole] = events->heap[parent];
        hole = parent;
    }
    events->heap[hole] = entry;
}

/* Posts `what` at `at`; returns its sequence number (E3). O(log pending). */
static inline uint32_t
mst_events_post(mst_events *events, int64_t at, uint32_t what)
{
    assert(events->count < events->room);
    uint32_t sequence = events->sequence++;
    mst__events_rise(events, events->count++, (mst_event){at, (uint64_t)sequence << 32 | what});
    return sequence;
}

static inline uint32_t
mst_event_what(const mst_event *event)
{
    return (uint32_t)event->key;
}

static inline uint32_t
mst_event_sequence(const mst_event *event)
{
    return (uint32_t)(event->key >> 32);
}

/* Puts the heap in order again after entries were taken out of the middle. O(pending). */
void
mst_events_restore(mst_events *events);

/* Takes the next event; false when there is none. The hole it leaves goes down to a leaf first, and
 * the last entry, which mostly belongs near one, up from there (Wegener 1993): one comparison a
 * level. O(log pending). */
static inline bool
mst_events_take(mst_events *events, mst_event *next)
{
    if (events->count == 0) {
        return false;
    }
    *next = events->heap[0];
    events->handled++;
    mst_event last = events->heap[--events->count];
    uint32_t hole = 0, child;
    while ((child = 2 * hole + 2) < events->count) {
        child -= mst__event_before(&events->heap[child - 1], &events->heap[child]);
        events->heap[hole] = events->heap[child];
        hole = child;
    }
    if (child == events->count) { /* a leaf without a brother */
        events->heap[hole] = events->heap[child - 1];
        hole = child - 1;
    }
    mst__events_rise(events, hole, last);
    return true;
}

#endif
