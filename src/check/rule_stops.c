/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 5, stops: service in berth intervals, and how many vehicles a site has room for.
 *
 * Uses are half-open [begin, end): a place freed at t can be used from t. A berth interval
 * without length uses its berth against those alone that are there before and after it.
 */
#include "check/judge.h"

static void
judge_service(mst__judge *judge, uint32_t stop)
{
    const mst_plan_stop *record = &judge->plan->stops[stop];
    const mst_p_type *type = mst__type_of(judge, record->vehicle);
    bool off = record->alight.count > 0;
    bool on = record->board.count > 0;
    const char *vehicle = mst__vehicle_name(judge, record->vehicle);
    const char *site = mst__site_name(judge, record->site);
    if (record->berth_begin >= MST_NEVER) {
        if (off || on) {
            mst__refuse(judge, MST__STOPS_BERTH, mst__where_stop(judge, stop, record->arrive),
                        "people board or get off %s at %s at %s without a berth interval", vehicle,
                        site, MST__TIME(record->arrive));
        }
        return;
    }
    if (!off && !on) {
        mst__refuse(judge, MST__STOPS_BERTH, mst__where_stop(judge, stop, record->arrive),
                    "%s has a berth interval at %s at %s, but nobody boards or gets off", vehicle,
                    site, MST__TIME(record->berth_begin));
    }
    if (record->berth_begin < record->arrive || record->berth_end > record->leave) {
        mst__refuse(judge, MST__STOPS_INSIDE, mst__where_stop(judge, stop, record->berth_begin),
                    "%s is in service at %s from %s to %s, but is there only from %s to %s",
                    vehicle, site, MST__TIME(record->berth_begin), MST__TIME(record->berth_end),
                    MST__TIME(record->arrive), MST__TIME(record->leave));
    }
    mst_time needed = (off ? type->unload : 0) + (on ? type->load : 0);
    bool cut_short = record->berth_begin < judge->since; /* judged with the surprises */
    needed = type->turn > needed ? type->turn : needed;
    if (!cut_short && record->berth_end - record->berth_begin < needed) {
        mst__refuse(judge, MST__STOPS_SERVICE, mst__where_stop(judge, stop, record->berth_begin),
                    "%s is in service at %s for %s from %s, but a %s needs %s", vehicle, site,
                    MST__SPAN(record->berth_end - record->berth_begin),
                    MST__TIME(record->berth_begin), type->name, MST__SPAN(needed));
    }
}

/* ---- how many at once ---- */
typedef struct room_use {
    uint32_t place; /* site x berth classes + class */
    mst_time begin, end;
    uint32_t stop;
} room_use;

typedef struct room_edge {
    uint32_t place;
    mst_time at;
    int kind; /* in the order of one instant: -1 ends, 0 a limit changes, 1 begins */
    uint32_t use;
} room_edge;

static int
order_edges(const void *left, const void *right)
{
    const room_edge *a = left;
    const room_edge *b = right;
    if (a->place != b->place) {
        return mst__compare_u32(a->place, b->place);
    }
    if (a->at != b->at) {
        return mst__compare_i64(a->at, b->at);
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return mst__compare_u32(a->use, b->use);
}

typedef struct room_sweep { /* berths or parking */
    mst__judge *judge;
    bool parking;
    uint32_t use_count, edge_count, edge_room;
    room_use *uses;
    room_edge *edges;
} room_sweep;

static const mst_steps *
room_limit(const room_sweep *room, uint32_t place)
{
    uint32_t classes = room->judge->problem->berth_class_count;
    const mst_p_site *site = &room->judge->problem->sites[place / classes];
    return room->parking ? &site->parking[place % classes] : &site->berths[place % classes];
}

static void
refuse_room(const room_sweep *room, uint32_t place, mst_time at, uint32_t use, int64_t count,
            int64_t limit)
{
    mst__judge *judge = room->judge;
    uint32_t classes = judge->problem->berth_class_count;
    uint32_t stop = room->uses[use].stop;
    mst__where where = mst__where_stop(judge, stop, at);
    mst__refuse(judge, room->parking ? MST__STOPS_PARKING : MST__STOPS_BERTHS, where,
                "%lld vehicles of class %s are %s at %s at %s, %s among them, but there %s %lld "
                "%s",
                (long long)count, judge->problem->post->berth_classes[place % classes],
                room->parking ? "on the ground" : "in service", mst__site_name(judge, where.site),
                MST__TIME(at), mst__vehicle_name(judge, where.vehicle), limit == 1 ? "is" : "are",
                (long long)limit, room->parking ? "parking places" : "berths");
}

/* Uses are told apart by whether they began in this phase: those before it stay, whatever the
 * limit. */
static void
sweep_room(room_sweep *room)
{
    int64_t inside = 0;
    int64_t judged = 0; /* of them begun in this phase */
    bool told = false;
    uint32_t newest = MST_NONE;
    for (uint32_t i = 0; i < room->edge_count; i++) {
        const room_edge *at = &room->edges[i];
        if (i == 0 || at->place != at[-1].place) {
            inside = 0;
            judged = 0;
            told = false;
            newest = MST_NONE;
        }
        if (at->kind != 0) {
            bool counts = room->uses[at->use].begin >= room->judge->since;
            inside += at->kind;
            judged += counts ? at->kind : 0;
            newest = at->kind > 0 && counts ? at->use : newest;
        }
        bool instant_ends =
            i + 1 == room->edge_count || at[1].place != at->place || at[1].at != at->at;
        if (!instant_ends) {
            continue;
        }
        int64_t limit = mst_steps_at(room_limit(room, at->place), at->at);
        if (inside <= limit || judged == 0) {
            told = false;
        } else if (!told) {
            refuse_room(room, at->place, at->at, newest, inside, limit);
            told = true;
        }
    }
}

static int
order_uses(const void *left, const void *right)
{
    const room_use *a = left;
    const room_use *b = right;
    if (a->place != b->place) {
        return mst__compare_u32(a->place, b->place);
    }
    if (a->begin != b->begin) {
        return mst__compare_i64(a->begin, b->begin);
    }
    return mst__compare_u32(a->stop, b->stop);
}

static void
add_edge(room_sweep *room, room_edge added)
{
    void *items = room->edges;
    if (room->judge->out_of_memory ||
        !mst_arena_grow(room->judge->scratch, &items, room->edge_count, &room->edge_room,
                        sizeof added, UINT32_MAX / 2)) {
        room->judge->out_of_memory = true;
        return;
    }
    room->edges = items;
    room->edges[room->edge_count++] = added;
}

static void
add_edges(room_sweep *room)
{
    for (uint32_t i = 0; i < room->use_count; i++) {
        const room_use *use = &room->uses[i];
        if (use->begin < use->end) {
            add_edge(room, (room_edge){use->place, use->begin, 1, i});
            add_edge(room, (room_edge){use->place, use->end, -1, i});
        }
        bool first = i == 0 || room->uses[i - 1].place != use->place;
        const mst_steps *limit = room_limit(room, use->place);
        for (uint32_t k = 1; first && k < limit->count; k++) {
            add_edge(room, (room_edge){use->place, limit->from[k], 0, 0});
        }
    }
}

/* Berth intervals without length: those strictly around the instant, and itself, within the
 * limit. `uses` are sorted by place and begin; an interval around b began before it, so a
 * running count of begins less the ends up to b gives them. */
static void
judge_instants(room_sweep *room)
{
    mst__judge *judge = room->judge;
    uint32_t e =
        0; /* edges are sorted by place and time: what is before the instant of the room_use */
    int64_t inside = 0;
    for (uint32_t i = 0; i < room->use_count; i++) {
        const room_use *use = &room->uses[i];
        if (use->begin < use->end) {
            continue;
        }
        while (e < room->edge_count && room->edges[e].place < use->place) {
            e++;
            inside = 0;
        }
        while (e < room->edge_count && room->edges[e].place == use->place &&
               (room->edges[e].at < use->begin ||
                (room->edges[e].at == use->begin && room->edges[e].kind < 0))) {
            inside += room->edges[e].kind;
            e++;
        }
        int64_t limit = mst_steps_at(room_limit(room, use->place), use->begin);
        if (use->begin >= judge->since && inside + 1 > limit) {
            refuse_room(room, use->place, use->begin, i, inside + 1, limit);
        }
    }
}

/* The place a stop uses, MST_NONE when it uses none: site and berth class. */
static uint32_t
place_used(const mst__judge *judge, uint32_t stop, bool parking)
{
    const mst_plan_stop *record = &judge->plan->stops[stop];
    bool first = stop == judge->plan->first_stop[record->vehicle];
    bool last = record->leave >= MST_NEVER;
    bool uses = parking ? !first && !last : record->berth_begin < MST_NEVER;
    uint32_t classes = judge->problem->berth_class_count;
    return uses ? record->site * classes + mst__type_of(judge, record->vehicle)->berth_class
                : MST_NONE;
}

/* The uses of places that have fewer rooms than uses in all: the others can never be full. */
static void
find_uses(room_sweep *room, uint32_t *uses_of)
{
    mst__judge *judge = room->judge;
    const mst_plan *plan = judge->plan;
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        uint32_t place = place_used(judge, s, room->parking);
        if (place != MST_NONE) {
            uses_of[place]++;
        }
    }
    uint32_t places = judge->problem->site_count * judge->problem->berth_class_count;
    for (uint32_t p = 0; p < places; p++) {
        bool roomy = uses_of[p] == 0 ||
                     mst_steps_least(room_limit(room, p), MST_TIME_MIN, MST_NEVER) >= uses_of[p];
        uses_of[p] = roomy ? 0 : uses_of[p];
    }
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        uint32_t place = place_used(judge, s, room->parking);
        if (place == MST_NONE || uses_of[place] == 0) {
            continue;
        }
        room->uses[room->use_count++] =
            room->parking ? (room_use){place, stop->arrive, stop->leave, s}
                          : (room_use){place, stop->berth_begin, stop->berth_end, s};
    }
}

static void
judge_room(mst__judge *judge, bool parking)
{
    uint32_t places = judge->problem->site_count * judge->problem->berth_class_count;
    room_sweep room = {.judge = judge, .parking = parking};
    room.uses = MST__TAKE(judge, room_use, judge->plan->stop_count);
    uint32_t *uses_of = MST__TAKE(judge, uint32_t, places);
    if (judge->out_of_memory || places == 0) {
        return;
    }
    find_uses(&room, uses_of);
    mst__sort(room.uses, room.use_count, sizeof *room.uses, order_uses);
    add_edges(&room);
    if (judge->out_of_memory) {
        return;
    }
    mst__sort(room.edges, room.edge_count, sizeof *room.edges, order_edges);
    sweep_room(&room);
    if (!parking) {
        judge_instants(&room);
    }
}

void
mst__judge_stops(mst__judge *judge)
{
    for (uint32_t s = 0; s < judge->plan->stop_count; s++) {
        judge_service(judge, s);
    }
    judge_room(judge, false);
    judge_room(judge, true);
}
