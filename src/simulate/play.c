/* SPDX-License-Identifier: Apache-2.0
 *
 * The player: its life, the beginning of a replication, and its events.
 */
#include "simulate/play.h"

#include <assert.h>
#include <string.h>

#include "base/pool.h"
#include "simulate/loss.h"
#include "simulate/play_internal.h"

/* ---- a room ---- */

typedef struct carver {
    char *block;
    size_t bytes;
} carver;

static void *
carve(carver *c, size_t count, size_t bytes)
{
    void *at = c->block != NULL ? c->block + c->bytes : NULL;
    c->bytes += (count * bytes + 15) / 16 * 16;
    return at;
}

#define CARVE(c, type, count) ((type *)carve((c), (count), sizeof(type)))

size_t
mst__room_lay(const mst_play *play, mst_play_room *room, char *block)
{
    const mst_problem *world = play->world;
    size_t places = (size_t)world->site_count * world->berth_class_count;
    carver c = {block, 0};
    room->pools = CARVE(&c, mst__pool, play->pool_count);
    room->groups = CARVE(&c, mst__heads, play->group_count);
    room->vehicles = CARVE(&c, mst__vehicle, world->vehicle_count);
    room->rows = CARVE(&c, mst__row, play->row_count);
    room->head_rows = CARVE(&c, mst__head_row, play->row_count);
    room->desks = CARVE(&c, mst__desk, play->desk_count);
    room->run_left = CARVE(&c, int32_t, play->run_count);
    room->walking = CARVE(&c, mst__heads, play->walk_count);
    room->walk_left = CARVE(&c, mst_time, play->walk_count);
    room->walk_ticket = CARVE(&c, uint32_t, play->walk_count);
    room->walk_back = CARVE(&c, uint8_t, play->walk_count);
    room->site_lost = CARVE(&c, uint8_t, world->site_count);
    room->arc_lost = CARVE(&c, uint8_t, world->arc_count);
    room->drawn = CARVE(&c, int32_t, world->cohort_count);
    room->refusing = CARVE(&c, int32_t, world->cohort_count);
    room->late = CARVE(&c, mst_time, world->cohort_count);
    room->breakdowns = CARVE(&c, uint32_t, world->post->fleet_count);
    room->spells = CARVE(&c, mst_span, play->spell_count);
    room->outs = CARVE(&c, int32_t, world->cohort_count);
    room->arrived = CARVE(&c, int32_t, world->cohort_count);
    room->leaving = CARVE(&c, mst_loss_leaving, play->leaving_room);
    room->berths_used = CARVE(&c, uint32_t, places);
    room->queue_head = CARVE(&c, uint32_t, places);
    room->queue_tail = CARVE(&c, uint32_t, places);
    room->waiting = CARVE(&c, uint32_t, world->site_count);
    room->working = CARVE(&c, uint32_t, world->site_count);
    room->desks_due = CARVE(&c, mst_time, world->site_count);
    room->coming = CARVE(&c, int32_t, play->group_count);
    room->live = CARVE(&c, uint32_t, play->group_count);
    room->is_live = CARVE(&c, uint8_t, play->group_count);
    room->spare = CARVE(&c, mst__spare, MST__MAX_SPARE);
    room->ways_time = CARVE(&c, mst_time, world->site_count);
    room->ways_first = CARVE(&c, uint32_t, world->site_count);
    room->ways_last = CARVE(&c, uint32_t, world->site_count);
    room->hops_marked = CARVE(&c, uint8_t, (size_t)play->hops_rows * world->site_count);
    room->own_arc_ok = CARVE(&c, uint8_t, world->arc_count);
    room->own_hops = CARVE(&c, uint32_t, (size_t)play->hops_rows * world->site_count);
    room->ways.heap = CARVE(&c, mst_event, (size_t)world->arc_count + 2);
    room->ways.room = world->arc_count + 1;
    room->events.heap = CARVE(&c, mst_event, (size_t)play->event_room + 1);
    room->events.room = play->event_room;
    return c.bytes;
}

mst_status
mst_play_room_open(const mst_play *play, mst_play_room **room, mst_error *err)
{
    mst_play_room *made = mst_heap_take(1, sizeof *made);
    void *block = mst_heap_take(1, play->room_bytes);
    if (made == NULL || block == NULL) {
        mst_heap_free(made);
        mst_heap_free(block);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    made->play = play;
    made->block = block;
    (void)mst__room_lay(play, made, block);
    *room = made;
    return MST_OK;
}

void
mst_play_room_close(mst_play_room *room)
{
    if (room != NULL) {
        mst_heap_free(room->block);
        mst_heap_free(room);
    }
}

void
mst_play_watch(mst_play_room *room, mst_time *cleared, int64_t *leaving, uint32_t hours)
{
    room->cleared = cleared;
    room->leaving_by_hour = leaving;
    room->leaving_hours = hours;
}

void
mst_play_mark(mst_play_room *room, mst_marks *marks)
{
    room->marks = marks;
}

/* ---- events ---- */

static bool
is_stale(const mst_play_room *room, const mst_event *event)
{
    uint32_t index = mst_event_what(event) & ((UINT32_C(1) << 28) - 1);
    uint32_t sequence = mst_event_sequence(event);
    switch ((mst__kind)(mst_event_what(event) >> 28)) {
    case MST__KIND_VEHICLE:
        return room->vehicles[index].ticket != sequence;
    case MST__KIND_DESK:
        return room->desks[index].ticket != sequence;
    case MST__KIND_DISPATCH:
        return room->dispatch_ticket != sequence;
    case MST__KIND_SELF_ARRIVE:
        return room->walk_ticket[index] != sequence;
    case MST__KIND_RELEASE:
    case MST__KIND_SELF_LEAVE:
    case MST__KIND_STEP:
    case MST__KIND_SURPRISE:
    case MST__KIND_LOSS:
        break;
    }
    return false;
}

/* Throws away events that do not count any more: so that there is room, and as soon as they may be
 * half of all, since a short heap is a quick one. */
static void
drop_stale(mst_play_room *room)
{
    enum { FEW = 64 };
    mst_event *heap = room->events.heap;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < room->events.count; i++) {
        if (!is_stale(room, &heap[i])) {
            heap[kept++] = heap[i];
        }
    }
    room->events.count = kept;
    mst_events_restore(&room->events);
    uint32_t limit = 2 * kept + FEW;
    room->drop_at = limit < room->events.room ? limit : room->events.room;
}

void
mst__post(mst_play_room *room, mst_time at, mst__instant instant, mst__kind kind, uint32_t index,
          uint32_t *ticket)
{
    assert(at > -(INT64_C(1) << 58) && at < INT64_C(1) << 58);
    if (room->events.count >= room->drop_at) {
        drop_stale(room);
    }
    mst_event event = mst__event_of(at, instant, kind, index);
    uint32_t sequence = mst_events_post(&room->events, event.at, mst_event_what(&event));
    if (ticket != NULL) {
        *ticket = sequence;
    }
}

static void
take_event(mst_play_room *room, const mst_event *event)
{
    uint32_t index = mst_event_what(event) & ((UINT32_C(1) << 28) - 1);
    const mst_play *play = room->play;
    switch ((mst__kind)(mst_event_what(event) >> 28)) {
    case MST__KIND_VEHICLE:
        mst__vehicle_event(room, index);
        break;
    case MST__KIND_DESK:
        mst__desk_look(room, index);
        break;
    case MST__KIND_RELEASE:
        mst__release(room, index);
        break;
    case MST__KIND_SELF_LEAVE:
        mst__walk_leave(room, index);
        break;
    case MST__KIND_SELF_ARRIVE:
        mst__walk_arrive(room, index);
        break;
    case MST__KIND_STEP:
        for (uint32_t c = 0; c < play->world->cohort_count; c++) {
            mst__come_out(room, index, c, room->now);
        }
        break;
    case MST__KIND_DISPATCH:
        mst__dispatch(room);
        break;
    case MST__KIND_SURPRISE:
        mst__surprise(room, index);
        break;
    case MST__KIND_LOSS:
        mst__lose(room, index);
        break;
    }
}

/* ---- a replication ---- */

static void
begin_vehicles(mst_play_room *room)
{
    const mst_play *play = room->play;
    for (uint32_t v = 0; v < play->world->vehicle_count; v++) {
        const mst__s_vehicle *fixed = &play->vehicles[v];
        mst__vehicle *vehicle = &room->vehicles[v];
        *vehicle = (mst__vehicle){
            .stop = fixed->first_stop,
            .ticket = MST_NONE,
            .site = play->world->vehicles[v].base,
            .arc = MST_NONE,
            .phase = fixed->stop_count > 0 ? MST__PHASE_ARRIVE : MST__PHASE_IDLE,
            .is_free = fixed->stop_count == 0,
            .next = MST_NONE,
            .goal = MST_NONE,
            .fetch_cohort = MST_NONE,
        };
        if (fixed->stop_count > 0) {
            const mst__s_stop *stop = &play->stops[fixed->first_stop];
            mst__post(room, stop->arrive, MST__AT_ARRIVE, MST__KIND_VEHICLE, v, &vehicle->ticket);
        }
    }
}

static void
begin_places(mst_play_room *room)
{
    const mst_play *play = room->play;
    const mst_problem *world = play->world;
    size_t places = (size_t)world->site_count * world->berth_class_count;
    for (size_t p = 0; p < places; p++) {
        room->berths_used[p] = 0;
        room->queue_head[p] = MST_NONE;
        room->queue_tail[p] = MST_NONE;
    }
    for (uint32_t s = 0; s < world->site_count; s++) {
        room->waiting[s] = MST_NONE;
        room->working[s] = 0;
        room->desks_due[s] = MST_NEVER;
        const mst_steps *safe = &world->sites[s].safe;
        for (uint32_t i = 1; i < safe->count; i++) {
            if (safe->from[i] > 0) {
                mst__post(room, safe->from[i], MST__AT_STEP, MST__KIND_STEP, s, NULL);
            }
        }
    }
    for (uint32_t d = 0; d < play->desk_count; d++) {
        mst__desk *desk = &room->desks[d];
        *desk = (mst__desk){.ticket = MST_NONE, .run = MST_NONE, .next = MST_NEVER, .waits = true};
        if (play->desks[d].run_count > 0) {
            mst__post(room, play->runs[play->desks[d].first_run].start, MST__AT_DESK,
                      MST__KIND_DESK, d, &desk->ticket);
            desk->waits = false;
        }
    }
    for (uint32_t r = 0; r < play->run_count; r++) {
        room->run_left[r] = play->runs[r].units;
    }
    for (uint32_t i = 0; i < play->walk_count; i++) {
        room->walk_left[i] = MST_NEVER;
    }
}

void
mst__begin(mst_play_room *room, mst_luck luck, mst_play_result *result)
{
    const mst_play *play = room->play;
    *result = (mst_play_result){.measures.first_movement = MST_NEVER};
    for (uint32_t s = 0; s < play->world->site_count && room->cleared != NULL; s++) {
        room->cleared[s] = 0;
    }
    room->result = result;
    room->luck = luck;
    room->bin = 0;
    room->in_scope = 0;
    room->out_count = 0;
    room->now = 0;
    room->live_count = 0;
    room->leaving_count = 0;
    room->walk_next = 0;
    room->disturbed = false;
    room->dispatch_posted = false;
    room->dispatch_ticket = MST_NONE;
    room->dispatch_every = 30 * MST_MS_PER_MINUTE;
    room->is_closed = false;
    mst_events_clear(&room->events);
    room->drop_at = 0;
    mst__world_begin(room);
    memcpy(room->pools, play->pools, play->pool_count * sizeof *room->pools);
    memset(room->groups, 0, play->group_count * sizeof *room->groups);
    memset(room->coming, 0, play->group_count * sizeof *room->coming);
    memset(room->is_live, 0, play->group_count * sizeof *room->is_live);
    memset(room->walking, 0, play->walk_count * sizeof *room->walking);
    mst__chance_begin(room);
    mst__people_begin(room);
    begin_vehicles(room);
    begin_places(room);
}

/* The next event that still counts: those who set out by the plan are many and known beforehand,
 * so they wait in their own list and not in the heap. One of them comes before one posted later. */
static bool
next_event(mst_play_room *room, mst_event *event)
{
    const mst_play *play = room->play;
    while (true) {
        const mst_event *walk =
            room->walk_next < play->walk_count ? &play->walk_events[room->walk_next] : NULL;
        if (walk != NULL && (room->events.count == 0 || walk->at <= room->events.heap[0].at)) {
            *event = *walk;
            room->walk_next++;
            return true;
        }
        if (!mst_events_take(&room->events, event)) {
            return false;
        }
        if (!is_stale(room, event)) {
            return true;
        }
    }
}

bool
mst__step(mst_play_room *room)
{
    const mst_play *play = room->play;
    mst_event event;
    if (!next_event(room, &event)) {
        return false;
    }
    room->now = event.at >> 4;
    if (play->options.planned != NULL) {
        mst__look_behind(room, room->now);
    }
    if (room->now > play->world->horizon && !room->is_closed) {
        mst__close_left(room);
    }
    room->result->events++;
    take_event(room, &event);
    return true;
}

void
mst_play_once(const mst_play *play, mst_play_room *room, uint32_t replication,
              mst_play_result *result)
{
    assert(room->play == play);
    mst__begin(room, mst_luck_of(play->options.seed, play->world->scenario, replication), result);
    while (mst__step(room)) {}
    if (play->options.planned != NULL) {
        mst__look_behind(room, MST_NEVER);
    }
    if (!room->is_closed) {
        mst__close_left(room);
    }
    if (play->integrated != NULL) {
        mst__integrate(room);
    }
    for (uint32_t b = 1; b < MST_PLAY_BINS; b++) {
        result->out[b] += result->out[b - 1];
    }
}

/* ---- many ---- */

typedef struct crowd {
    const mst_play *play;
    mst_play_room **rooms;
    uint32_t first, count;
    mst_play_result *results;
} crowd;

enum { PIECE = 32 }; /* replications */

static void
play_piece(void *context, uint32_t piece, uint32_t worker)
{
    const crowd *c = context;
    uint32_t end = (piece + 1) * PIECE < c->count ? (piece + 1) * PIECE : c->count;
    for (uint32_t i = piece * PIECE; i < end; i++) {
        mst_play_once(c->play, c->rooms[worker], c->first + i, &c->results[i]);
    }
}

mst_status
mst_play_many(const mst_play *play, uint32_t first, uint32_t count, uint32_t threads,
              mst_play_result *results, mst_error *err)
{
    mst_play_room *rooms[MST_MAX_THREADS] = {NULL};
    uint32_t pieces = (count + PIECE - 1) / PIECE;
    threads = mst_pool_threads(threads);
    threads = threads < pieces ? threads : pieces;
    mst_status status = MST_OK;
    for (uint32_t t = 0; t < threads && status == MST_OK; t++) {
        status = mst_play_room_open(play, &rooms[t], err);
    }
    if (status == MST_OK) {
        crowd c = {play, rooms, first, count, results};
        mst_pool_run(threads, pieces, play_piece, &c);
    }
    for (uint32_t t = 0; t < threads; t++) {
        mst_play_room_close(rooms[t]);
    }
    return status;
}

/* ---- a player ---- */

/* Events that can be pending, with as many again that do not count any more. */
static uint32_t
events_at_most(const mst_play *play)
{
    const mst_problem *world = play->world;
    uint32_t count = world->vehicle_count + play->desk_count + world->cohort_count +
                     2 * play->walk_count + play->instance->phase_count + play->loss_count +
                     play->reported_count + 1;
    for (uint32_t s = 0; s < world->site_count; s++) {
        count += world->sites[s].safe.count;
    }
    return 2 * count + 64;
}

mst_status
mst_play_build(const mst_case *instance, const mst_plan *plan, const mst_play_options *options,
               mst_play **play, mst_error *err)
{
    if (instance->resumed) {
        return mst_fail(err, MST_LIMIT, mst_nowhere(),
                        "a plan that goes on from one in force cannot be played: its past is "
                        "settled");
    }
    mst_play *made = mst_heap_take(1, sizeof *made);
    if (made == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    mst_arena_init(&made->arena, 0);
    made->instance = instance;
    made->world = &instance->phases[instance->phase_count - 1];
    made->plan = plan;
    while (made->plan->before != NULL) {
        made->plan = made->plan->before;
    }
    made->options = *options;
    mst_status status = mst__chance_compile(made) ? mst__play_compile(made, err)
                                                  : mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                                             "there is not enough memory");
    if (status != MST_OK) {
        mst_play_close(made);
        return status;
    }
    made->event_room = events_at_most(made);
    mst_play_room room;
    made->room_bytes = mst__room_lay(made, &room, NULL);
    *play = made;
    return MST_OK;
}

void
mst_play_close(mst_play *play)
{
    if (play != NULL) {
        mst_arena_release(&play->arena);
        mst_heap_free(play);
    }
}

mst_time
mst_play_span(const mst_play *play)
{
    return play->options.span > 0 ? play->options.span : play->world->horizon;
}

size_t
mst_play_room_bytes(const mst_play *play)
{
    return sizeof(mst_play_room) + play->room_bytes;
}
