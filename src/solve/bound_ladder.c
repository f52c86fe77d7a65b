/* SPDX-License-Identifier: Apache-2.0
 *
 * Ladders. Sort the rounds of a berth class by the end e of their boarding at a gate. Each has its
 * own berth interval of at least L that ends at e. Were e(j) < e(j - b) + L, then b + 1 intervals
 * would share an instant; so e(j) >= e(j - b) + L. With m vehicles, two of any m + 1 rounds are one
 * vehicle's, so e(j) >= e(j - m) + cycle. Taking the least e(0), e(1), ... that fulfil these gives
 * a lower bound of each by induction, because every right side grows with what it is computed from.
 */
#include <string.h>

#include "solve/bound.h"

/* ---- ladders: berths ---- */

/* The rounds of one stream as they come up, ascending. */
typedef struct run {
    const mst__stream *stream;
    uint32_t next, count; /* of its rounds */
    int64_t vehicles;     /* each round is that of so many */
    mst_time moment;      /* of round `next` */
} run;

static void
set_moment(run *one, bool departures)
{
    const mst__stream *stream = one->stream;
    uint32_t j = one->next;
    one->moment = departures || j == 0 ? stream->rounds[j] : stream->rounds[j - 1] + stream->cycle;
}

/* Restores the heap of `count` runs, the earliest moment first, below `i`. */
static void
sink(run *heap, uint32_t count, uint32_t i)
{
    run one = heap[i];
    for (uint32_t child = 2 * i + 1; child < count; child = 2 * i + 1) {
        child += child + 1 < count && heap[child + 1].moment < heap[child].moment ? 1 : 0;
        if (heap[child].moment >= one.moment) {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = one;
}

/* The first `room` moments of all runs, sorted; O(room log count). */
static uint32_t
merge_runs(run *heap, uint32_t count, bool departures, mst_time *moments, uint32_t room)
{
    uint32_t kept = 0;
    for (uint32_t i = count / 2; i-- > 0;) {
        sink(heap, count, i);
    }
    while (count > 0 && kept < room) {
        for (int64_t v = 0; v < heap[0].vehicles && kept < room; v++) {
            moments[kept++] = heap[0].moment;
        }
        if (++heap[0].next == heap[0].count) {
            heap[0] = heap[--count];
        } else {
            set_moment(&heap[0], departures);
        }
        if (count > 0) {
            sink(heap, count, 0);
        }
    }
    return kept;
}

typedef struct ladder_frame { /* what all rounds of a class have in common */
    int64_t vehicles, seats;  /* the fewest seats */
    int64_t wanted; /* rounds that are enough for all who must cross: later ones cannot matter */
    mst_time board, alight, unload, cycle, out, tail;
    bool at_gate; /* all of the class board at the gate */
    bool endless; /* some of the class count as without limit */
} ladder_frame;

static ladder_frame
frame_of(const mst__crossing *crossing, uint32_t berth_class)
{
    const mst_problem *problem = crossing->relax->problem;
    ladder_frame f = {.seats = MST__MANY,
                      .board = MST_NEVER,
                      .alight = MST_NEVER,
                      .unload = MST_NEVER,
                      .cycle = MST_NEVER,
                      .out = MST_NEVER,
                      .tail = MST_NEVER,
                      .at_gate = true};
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        const mst_p_type *type = &problem->types[group->type];
        if (type->berth_class != berth_class) {
            continue;
        }
        f.vehicles += group->count;
        f.seats = mst__earlier(f.seats, stream->seats);
        f.board = mst__earlier(f.board, mst__later(type->turn, type->load));
        f.alight = mst__earlier(f.alight, mst__later(type->turn, type->unload));
        f.unload = mst__earlier(f.unload, type->unload);
        f.cycle = mst__earlier(f.cycle, stream->cycle);
        f.out = mst__earlier(f.out, stream->out);
        f.tail = mst__earlier(f.tail, stream->tail);
        f.at_gate = f.at_gate && stream->boards_at_gate;
        f.endless = f.endless || stream->endless;
    }
    f.wanted = f.seats > 0 ? mst_ceil_divide(crossing->cut->need, f.seats) : MST__MANY;
    return f;
}

/* Of a stream so many rounds of each vehicle can be among the first `wanted` of the class. */
static uint32_t
rounds_among(const mst__stream *stream, const mst__group *group, int64_t wanted)
{
    int64_t each = mst_ceil_divide(wanted, group->count);
    return each < stream->round_count ? (uint32_t)each : stream->round_count;
}

/* The first `wanted` boarding ends (`departures`: departures) of the class, sorted; false on lack
 * of memory. */
static bool
merge_rounds(const mst__crossing *crossing, uint32_t berth_class, bool departures, int64_t wanted,
             mst_time *moments, uint32_t room, uint32_t *kept)
{
    uint32_t count = 0;
    run *heap = MST_TAKE(crossing->relax->arena, run, crossing->stream_count);
    if (heap == NULL) {
        return false;
    }
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        uint32_t rounds = rounds_among(stream, group, wanted);
        if (crossing->relax->problem->types[group->type].berth_class == berth_class && rounds > 0) {
            heap[count] = (run){.stream = stream, .count = rounds, .vehicles = group->count};
            set_moment(&heap[count++], departures);
        }
    }
    *kept = merge_runs(heap, count, departures, moments, room);
    return true;
}

/* Of the rounds of a class, so many are looked at: the first `wanted`. 0: too many to tell. */
static uint32_t
rounds_in_class(const mst__crossing *crossing, uint32_t berth_class, int64_t wanted)
{
    int64_t count = 0;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        if (crossing->relax->problem->types[group->type].berth_class == berth_class) {
            count += rounds_among(stream, group, wanted) * group->count;
        }
    }
    return count >= 8 * MST__MOST_ROUNDS ? 0 : (uint32_t)mst__earlier(count, wanted);
}

/* The boarding ladder of a class at the gate. */
static bool
board_ladder(mst__crossing *crossing, uint32_t berth_class, const ladder_frame *f,
             mst__ladder *ladder)
{
    const mst__relax *relax = crossing->relax;
    const mst_p_site *gate = &relax->problem->sites[crossing->cut->gate];
    const mst_steps *berths = &gate->berths[berth_class];
    uint32_t room = rounds_in_class(crossing, berth_class, f->wanted);
    ladder->moments = MST_TAKE(relax->arena, mst_time, room);
    mst_time *departures = MST_TAKE(relax->arena, mst_time, room);
    if (ladder->moments == NULL || departures == NULL) {
        return false;
    }
    mst_time *e = ladder->moments;
    uint32_t count = 0;
    if (!merge_rounds(crossing, berth_class, false, f->wanted, e, room, &count) ||
        !merge_rounds(crossing, berth_class, true, f->wanted, departures, room, &count)) {
        return false;
    }
    for (uint32_t j = 0; j < count; j++) {
        mst_time t = j > 0 ? mst__later(e[j], e[j - 1]) : e[j];
        /* Only berths open at its interval or later can matter, so a later fall of berths
         * counts. */
        int64_t b = mst_steps_most(berths, t - f->board, relax->horizon + 1);
        if (b <= 0) {
            t = MST_NEVER;
        } else if ((int64_t)j >= b) {
            t = mst__later(t, mst__sum(e[j - b], f->board));
        }
        if ((int64_t)j >= f->vehicles) {
            t = mst__later(t, mst__sum(e[j - f->vehicles], f->cycle));
        }
        if (t < MST_NEVER) {
            t = mst__sum(mst__service_begin(&gate->service, t - f->board, f->board), f->board);
        }
        e[j] = t;
    }
    for (uint32_t j = 0; j < count; j++) {
        e[j] = mst__later(e[j], departures[j]);
    }
    ladder->count = count;
    ladder->limits = true;
    ladder->tail = f->tail;
    return true;
}

/* Berths outside, where each round has its own interval of at least max(turn, unload) that begins
 * at its first alighting: -1 when some site there has no limit. */
static int64_t
berths_outside(const mst__crossing *crossing, uint32_t berth_class)
{
    const mst__relax *relax = crossing->relax;
    const mst_problem *problem = relax->problem;
    int64_t total = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        bool serves = false;
        for (uint32_t k = 0; k < crossing->stream_count && !crossing->cut->inside[s]; k++) {
            uint32_t i = crossing->streams[k].type_index;
            serves = serves || (problem->types[relax->types[i]].berth_class == berth_class &&
                                relax->serves[(size_t)i * problem->site_count + s]);
        }
        if (serves) {
            int64_t b =
                mst_steps_most(&problem->sites[s].berths[berth_class], 0, relax->horizon + 1);
            if (b >= MST__MOST_ROUNDS) {
                return -1;
            }
            total += b;
        }
    }
    return total;
}

static bool
alight_ladder(mst__crossing *crossing, uint32_t berth_class, const ladder_frame *f,
              const mst__ladder *boarding, mst__ladder *ladder)
{
    const mst__relax *relax = crossing->relax;
    int64_t b = berths_outside(crossing, berth_class);
    uint32_t room = rounds_in_class(crossing, berth_class, f->wanted);
    if (b <= 0 || room == 0) {
        return true;
    }
    ladder->moments = MST_TAKE(relax->arena, mst_time, room);
    if (ladder->moments == NULL) {
        return false;
    }
    uint32_t count = 0;
    if (!merge_rounds(crossing, berth_class, true, f->wanted, ladder->moments, room, &count)) {
        return false;
    }
    for (uint32_t j = 0; j < count; j++) {
        mst_time t = boarding->limits ? boarding->moments[j] : ladder->moments[j];
        t = mst__sum(t, f->out);
        if ((int64_t)j >= b) {
            t = mst__later(t, mst__sum(ladder->moments[j - b], f->alight));
        }
        if ((int64_t)j >= f->vehicles) {
            t = mst__later(t, mst__sum(ladder->moments[j - f->vehicles], f->cycle));
        }
        ladder->moments[j] = t;
    }
    ladder->count = count;
    ladder->limits = true;
    ladder->alights = true;
    ladder->tail = f->unload;
    return true;
}

bool
mst__crossing_ladders(mst__crossing *crossing)
{
    const mst__relax *relax = crossing->relax;
    const mst__cut *cut = crossing->cut;
    uint32_t classes = relax->problem->berth_class_count;
    crossing->ladders = MST_TAKE(relax->arena, mst__ladder, 2 * (size_t)classes);
    if (crossing->ladders == NULL) {
        return false;
    }
    for (uint32_t c = 0; c < classes; c++) {
        ladder_frame f = frame_of(crossing, c);
        if (f.vehicles == 0 || f.endless) {
            continue;
        }
        uint32_t room = rounds_in_class(crossing, c, f.wanted);
        mst__ladder boarding = {.berth_class = c};
        if (f.at_gate && room > 0 && f.board > 0 && cut->gate != MST_NONE &&
            !board_ladder(crossing, c, &f, &boarding)) {
            return false;
        }
        if (boarding.limits) {
            crossing->ladders[crossing->ladder_count++] = boarding;
        }
        mst__ladder alighting = {.berth_class = c};
        if (cut->goals != MST_NONE && f.alight > 0 &&
            !alight_ladder(crossing, c, &f, &boarding, &alighting)) {
            return false;
        }
        if (alighting.limits) {
            crossing->ladders[crossing->ladder_count++] = alighting;
        }
    }
    return true;
}

int64_t
mst__ladder_by(const mst__ladder *ladder, mst_time t)
{
    uint32_t low = 0;
    uint32_t high = ladder->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ladder->moments[middle] <= t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
