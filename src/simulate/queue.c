/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/queue.h"

#include "simulate/draw.h"

/* Ticks a unit of time: fine enough that rounding does not show. */
#define TICKS 1e9

enum { ARRIVAL, DEPARTURE };

/* Waiting times of mean 1, four a block. */
typedef struct waits {
    mst_luck luck;
    mst_draw block;
    uint32_t entity, number, used;
} waits;

static inline double
next_wait(waits *w)
{
    if (w->used == 4) {
        w->block = mst_draw_at(&w->luck, MST_DRAW_QUEUE, w->entity, w->number++);
        w->used = 0;
    }
    return mst_draw_wait(mst_draw_unit(w->block.word[w->used++]));
}

static waits
waits_of(uint64_t seed, uint32_t entity)
{
    return (waits){.luck = mst_luck_of(seed, 0, 0), .entity = entity, .used = 4};
}

mst_status
mst_queue_single(double load, uint64_t customers, uint64_t seed, mst_queue_result *result,
                 mst_error *err)
{
    mst_arena arena;
    mst_events events;
    mst_arena_init(&arena, 0);
    if (!mst_events_init(&events, &arena, 4)) {
        mst_arena_release(&arena);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    waits arrivals = waits_of(seed, 0), services = waits_of(seed, 1);
    const double between = TICKS / load;
    /* The time in the system summed up is the integral of the number in it (Little 1961). */
    double area = 0;
    int64_t last = 0;
    uint64_t inside = 0, come = 1, gone = 0;
    mst_event event;
    mst_events_post(&events, (int64_t)(next_wait(&arrivals) * between), ARRIVAL);
    while (mst_events_take(&events, &event)) {
        area += (double)inside * (double)(event.at - last);
        last = event.at;
        if (mst_event_what(&event) == ARRIVAL) {
            if (come < customers) {
                come++;
                mst_events_post(&events, event.at + (int64_t)(next_wait(&arrivals) * between),
                                ARRIVAL);
            }
            if (inside++ > 0) {
                continue;
            }
        } else {
            gone++;
            if (--inside == 0) {
                continue;
            }
        }
        mst_events_post(&events, event.at + (int64_t)(next_wait(&services) * TICKS), DEPARTURE);
    }
    *result = (mst_queue_result){
        .mean_time = area / TICKS / (double)gone,
        .throughput = (double)gone * TICKS / (double)last,
        .events = events.handled,
    };
    mst_arena_release(&arena);
    return MST_OK;
}

mst_status
mst_queue_closed(const mst_queue_fleet *queue, mst_queue_result *result, mst_error *err)
{
    mst_arena arena;
    mst_events events;
    mst_arena_init(&arena, 0);
    if (!mst_events_init(&events, &arena, queue->fleet)) {
        mst_arena_release(&arena);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    waits away = waits_of(queue->seed, 0), services = waits_of(queue->seed, 1);
    for (uint32_t v = 0; v < queue->fleet; v++) {
        mst_events_post(&events, (int64_t)(next_wait(&away) * queue->away * TICKS), ARRIVAL);
    }
    uint64_t done = 0;
    uint32_t here = 0;
    int64_t now = 0;
    mst_event event;
    while (done < queue->served && mst_events_take(&events, &event)) {
        now = event.at;
        bool begins;
        if (mst_event_what(&event) == ARRIVAL) {
            begins = here++ < queue->slots;
        } else {
            done++;
            begins = here-- > queue->slots;
            mst_events_post(&events, now + (int64_t)(next_wait(&away) * queue->away * TICKS),
                            ARRIVAL);
        }
        if (begins) {
            mst_events_post(&events, now + (int64_t)(next_wait(&services) * queue->service * TICKS),
                            DEPARTURE);
        }
    }
    *result = (mst_queue_result){
        .throughput = (double)done * TICKS / (double)now,
        .events = events.handled,
    };
    mst_arena_release(&arena);
    return MST_OK;
}

double
mst_queue_closed_exact(uint32_t fleet, uint32_t slots, double service, double away)
{
    double weight = 1, sum = 1, busy = 0;
    for (uint32_t k = 1; k <= fleet; k++) {
        double served = k < slots ? k : slots;
        weight *= (fleet - k + 1) / away * service / served;
        sum += weight;
        busy += weight * served;
    }
    return busy / sum / service;
}
