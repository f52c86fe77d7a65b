/* SPDX-License-Identifier: Apache-2.0
 *
 * Cuts: how many people can cross from the inside of a set of sites to the outside by a deadline.
 *
 * Rounds. Take the last time a person boards inside before being off outside; that ride is on one vehicle,
 * from a stop inside to a stop outside. Order the rides of one vehicle by their first alighting A1: all
 * rides that began before A1 are aboard together just before A1, so at most `seats` people; the others
 * board after A1. So the rides fall into rounds of at most `seats` people, and between the boarding of one
 * round and that of the next the vehicle drives out, serves people there, comes back in and serves people
 * here: at least `cycle`. Everything below counts rounds.
 *
 * Ladders. Sort the rounds of a berth class by the end e of their boarding at a gate. Each has its own
 * berth interval of at least L that ends at e. Were e(j) < e(j - b) + L, then b + 1 intervals would share
 * an instant; so e(j) >= e(j - b) + L. With m vehicles, two of any m + 1 rounds are one vehicle's, so
 * e(j) >= e(j - m) + cycle. Taking the least e(0), e(1), ... that fulfil these gives a lower bound of each
 * by induction, because every right side grows with what it is computed from.
 */
#include <assert.h>
#include <stdlib.h>

#include "solve/bound.h"

enum { MOST_ROUNDS = 1 << 16, MOST_SEATS = 4096 };

#define UNLIMITED (INT64_C(1) << 50)

static mst_time
earlier(mst_time a, mst_time b)
{
    return a < b ? a : b;
}

static mst_time
later(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

static mst_time
sum(mst_time a, mst_time b)
{
    return a >= MST_NEVER || b >= MST_NEVER ? MST_NEVER : a + b;
}

/* ---- the inside of a gate ---- */

bool
mst__gate_inside(const mst__relax *relax, uint32_t gate, uint8_t *inside, uint32_t *queue)
{
    const mst_problem *problem = relax->problem;
    if (relax->goal[gate] || relax->tail_off[gate] >= MST_NEVER) {
        return false;
    }
    uint32_t head = 0;
    uint32_t count = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        inside[s] = !relax->goal[s];
        if (relax->goal[s]) {
            queue[count++] = s;
        }
    }
    while (head < count) {
        uint32_t s = queue[head++];
        for (uint32_t k = relax->into_from[s]; k < relax->into_from[s + 1]; k++) {
            uint32_t a = relax->into[k];
            uint32_t from = problem->arcs[a].from;
            if (inside[from] && from != gate && relax->passable[a]) {
                inside[from] = 0;
                queue[count++] = from;
            }
        }
    }
    return true;
}

/* ---- seats of a round ---- */

/* Most persons of the movers inside that fit a vehicle at once: parties stay whole, so 10 seats carry 8 of
 * families of four. The largest sum of party sizes by dynamic programming over seats. */
static int64_t
round_seats(const mst__relax *relax, const mst__cut *cut, const mst_p_type *type)
{
    const mst_problem *problem = relax->problem;
    bool single = false;
    bool litters = false;
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        const mst_p_cohort *cohort = &problem->cohorts[relax->movers[m].cohort];
        if (cut->inside[cohort->site]) {
            litters = litters || cohort->litter;
            single = single || (cohort->party == 1 && !cohort->litter);
        }
    }
    int64_t places = litters ? type->litters : 0;
    if (single || type->seats >= MOST_SEATS || type->seats <= 0) {
        return type->seats + places;
    }
    uint16_t most[MOST_SEATS + 1] = {0};
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        const mst_p_cohort *cohort = &problem->cohorts[relax->movers[m].cohort];
        int64_t size = cohort->litter ? type->seats_per_litter : (int64_t)cohort->party;
        if (!cut->inside[cohort->site]) {
            continue;
        }
        if (size <= 0) {
            return later(cut->need, 1);
        }
        for (int64_t k = size; k <= type->seats; k++) {
            uint16_t with = (uint16_t)(most[k - size] + cohort->party);
            most[k] = with > most[k] ? with : most[k];
        }
    }
    return most[type->seats] + places;
}

/* ---- rounds of one vehicle ---- */

/* What the arcs across the cut mean for a type. */
typedef struct ways {
    mst_time out, in, tail, least_load;
    mst_time from_base, to_base; /* with a duty: base to the boarding's end; entry out to base again */
    bool through;                /* people can arrive at the gate aboard and stay aboard */
} ways;

static ways
type_ways(const mst__crossing *crossing, uint32_t i)
{
    const mst__relax *relax = crossing->relax;
    const mst_problem *problem = relax->problem;
    ways w = {.out = MST_NEVER, .in = MST_NEVER, .tail = MST_NEVER};
    const mst_time *ride = relax->ride + (size_t)i * problem->arc_count;
    const mst_time *hop = relax->hop + (size_t)i * problem->arc_count;
    for (uint32_t k = 0; k < crossing->out_count; k++) {
        uint32_t a = crossing->out[k];
        size_t there = (size_t)i * problem->site_count + problem->arcs[a].to;
        mst_time after = crossing->cut->leaving ? 0 : relax->tail_aboard[there];
        w.out = earlier(w.out, ride[a]);
        w.tail = earlier(w.tail, sum(ride[a], after));
    }
    for (uint32_t k = 0; k < crossing->in_count; k++) {
        w.in = earlier(w.in, hop[crossing->in[k]]);
    }
    for (uint32_t k = 0; k < crossing->through_count; k++) {
        w.through = w.through || ride[crossing->through[k]] < MST_NEVER;
    }
    return w;
}

/* Least way from the base to a boarding inside, and from the entry of a way out to the base again. */
static void
group_ways(const mst__crossing *crossing, const mst__stream *stream, ways *w)
{
    const mst__relax *relax = crossing->relax;
    const mst_problem *problem = relax->problem;
    const mst__group *group = &relax->groups[stream->group];
    const mst_p_type *type = &problem->types[group->type];
    const mst_time *ride = relax->ride + (size_t)stream->type_index * problem->arc_count;
    w->from_base = MST_NEVER;
    w->to_base = MST_NEVER;
    if (group->from_base == NULL) {
        return;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (crossing->cut->inside[s]) {
            /* At the base itself people may board before the duty begins. */
            mst_time length = s == group->base ? 0 : later(type->turn, type->load);
            w->from_base = earlier(w->from_base, sum(group->from_base[s], length));
        }
    }
    for (uint32_t k = 0; k < crossing->out_count; k++) {
        uint32_t a = crossing->out[k];
        w->to_base = earlier(w->to_base, sum(ride[a], group->to_base[problem->arcs[a].to]));
    }
}

/* Earliest end of a first boarding inside. */
static mst_time
first_boarding(const mst__relax *relax, const mst__cut *cut, const mst__stream *stream)
{
    const mst_problem *problem = relax->problem;
    const mst__group *group = &relax->groups[stream->group];
    const mst_p_type *type = &problem->types[group->type];
    mst_time length = later(type->turn, type->load);
    mst_time best = MST_NEVER;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (!cut->inside[s] || (stream->boards_at_gate && s != cut->gate) ||
            group->at[s] >= MST_NEVER ||
            !relax->serves[(size_t)stream->type_index * problem->site_count + s]) {
            continue;
        }
        mst_time ready = later(cut->ready, relax->earliest_off[s]);
        ready = sum(ready, relax->fresh_desk[s]);
        if (ready >= MST_NEVER) {
            continue;
        }
        mst_time begin = later(group->at[s], ready + type->load - length);
        begin = mst_windows_earliest(&problem->sites[s].service, begin, length);
        best = earlier(best, sum(begin, length));
    }
    return best;
}

/*
 * Departures of one vehicle's rounds, each as early as cycle, sorties and crews allow.
 *
 * Sorties: a departure with people aboard is at least 24 h after the one `sorties` before it. Crews: with K
 * crews and at most q rounds a duty, rounds j and j - qK are K duties apart; of K + 1 duties two are the
 * same crew's, so the rest lies between: way back to the base, rest, 1 h, way from the base.
 */
static bool
stream_rounds(const mst__relax *relax, const mst__cut *cut, mst__stream *stream, const ways *w)
{
    const mst__group *group = &relax->groups[stream->group];
    const mst_p_type *type = &relax->problem->types[group->type];
    int64_t wanted = mst_ceil_divide(mst_ceil_divide(cut->need, stream->seats), group->count);
    uint32_t most = wanted < MOST_ROUNDS ? (uint32_t)wanted : MOST_ROUNDS;
    mst_time last = earlier(relax->horizon, group->end) - (cut->leaving ? 0 : w->out);
    mst_time first = first_boarding(relax, cut, stream);
    int64_t shift = UNLIMITED; /* rounds by which crews come round */
    mst_time span = 0;
    if (type->duty < MST_NEVER) {
        mst_time spare = type->duty - MST_MS_PER_HOUR - sum(w->from_base, w->out);
        if (spare < 0) {
            return true; /* no crew can do even one */
        }
        int64_t a_duty = stream->cycle >= MST_NEVER ? 1
                         : stream->cycle <= 0       ? UNLIMITED
                                                    : 1 + spare / stream->cycle;
        shift = a_duty >= UNLIMITED ? UNLIMITED : a_duty * (int64_t)group->crews;
        span = sum(sum(w->to_base, w->from_base), type->rest + MST_MS_PER_HOUR);
    }
    stream->rounds = MST_TAKE(relax->arena, mst_time, most);
    if (stream->rounds == NULL) {
        return false;
    }
    mst_time t = first;
    for (uint32_t j = 0; j < most; j++) {
        if (j > 0) {
            t = sum(stream->rounds[j - 1], stream->cycle);
        }
        if (shift > 0 && j >= shift) {
            t = later(t, sum(stream->rounds[j - shift], span));
        }
        if (group->sorties > 0 && j >= group->sorties) {
            t = later(t, stream->rounds[j - group->sorties] + MST_MS_PER_DAY);
        }
        if (t > last || group->sorties <= 0 || shift <= 0) {
            break;
        }
        stream->rounds[stream->round_count++] = t;
    }
    /* A vehicle that needs more rounds than are stored counts as without limit after the last one. */
    stream->endless = wanted > MOST_ROUNDS && stream->round_count == MOST_ROUNDS;
    return true;
}

static int64_t
rounds_by(const mst__stream *stream, mst_time t)
{
    uint32_t low = 0;
    uint32_t high = stream->round_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (stream->rounds[middle] <= t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return stream->endless && low == stream->round_count ? UNLIMITED : (int64_t)low;
}

static int
stream_order(const void *a, const void *b)
{
    const mst__stream *one = a;
    const mst__stream *other = b;
    if (one->seats != other->seats) {
        return one->seats > other->seats ? -1 : 1;
    }
    return one->group < other->group ? -1 : 1;
}

static bool
add_arcs(mst__crossing *crossing)
{
    const mst__relax *relax = crossing->relax;
    const mst_problem *problem = relax->problem;
    const uint8_t *inside = crossing->cut->inside;
    uint32_t *arcs = MST_TAKE(relax->arena, uint32_t, problem->arc_count);
    if (arcs == NULL) {
        return false;
    }
    for (int kind = 0; kind < 3; kind++) {
        uint32_t count = 0;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *way = &problem->arcs[a];
            bool from = inside[way->from] != 0;
            bool to = inside[way->to] != 0;
            bool wanted = kind == 0   ? from && !to
                          : kind == 1 ? !from && to
                                      : from && to && way->to == crossing->cut->gate;
            if (wanted) {
                arcs[count++] = a;
            }
        }
        *(kind == 0 ? &crossing->out : kind == 1 ? &crossing->in : &crossing->through) = arcs;
        *(kind == 0   ? &crossing->out_count
          : kind == 1 ? &crossing->in_count
                      : &crossing->through_count) = count;
        arcs += count; /* every arc is of one kind at most */
    }
    return true;
}

static bool
add_streams(mst__crossing *crossing)
{
    const mst__relax *relax = crossing->relax;
    const mst__cut *cut = crossing->cut;
    const mst_problem *problem = relax->problem;
    ways *of_type = MST_TAKE(relax->arena, ways, relax->type_count);
    crossing->streams = MST_TAKE(relax->arena, mst__stream, relax->group_count);
    if (of_type == NULL || crossing->streams == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < relax->type_count; i++) {
        of_type[i] = type_ways(crossing, i);
    }
    for (uint32_t g = 0; g < relax->group_count; g++) {
        const mst_p_type *type = &problem->types[relax->groups[g].type];
        uint32_t i = 0;
        while (relax->types[i] != relax->groups[g].type) {
            i++;
        }
        ways w = of_type[i];
        mst__stream stream = {.group = g, .type_index = i, .tail = w.tail, .out = w.out};
        stream.seats = round_seats(relax, cut, type);
        if (w.tail >= MST_NEVER || stream.seats <= 0) {
            continue;
        }
        stream.boards_at_gate = cut->gate != MST_NONE && !w.through;
        stream.cycle = sum(sum(w.out, w.in), later(type->turn, type->load) +
                                                 later(type->turn, type->unload));
        group_ways(crossing, &stream, &w);
        if (!stream_rounds(relax, cut, &stream, &w)) {
            return false;
        }
        if (stream.round_count > 0) {
            crossing->streams[crossing->stream_count++] = stream;
        }
    }
    if (crossing->stream_count > 1) {
        qsort(crossing->streams, crossing->stream_count, sizeof(mst__stream), stream_order);
    }
    crossing->first = MST_NEVER;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        crossing->first = earlier(crossing->first, crossing->streams[k].rounds[0]);
    }
    return true;
}

/* ---- ladders: berths ---- */

static int
time_order(const void *a, const void *b)
{
    mst_time one = *(const mst_time *)a;
    mst_time other = *(const mst_time *)b;
    return (one > other) - (one < other);
}

typedef struct ladder_frame { /* what all rounds of a class have in common */
    int64_t vehicles, seats, wanted;
    mst_time board, alight, unload, cycle, out, tail;
    bool at_gate; /* all of the class board at the gate */
    bool endless; /* some of the class count as without limit */
} ladder_frame;

static ladder_frame
frame_of(const mst__crossing *crossing, uint32_t berth_class)
{
    const mst_problem *problem = crossing->relax->problem;
    ladder_frame f = {.board = MST_NEVER, .alight = MST_NEVER, .unload = MST_NEVER,
                      .cycle = MST_NEVER, .out = MST_NEVER, .tail = MST_NEVER, .at_gate = true};
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        const mst_p_type *type = &problem->types[group->type];
        if (type->berth_class != berth_class) {
            continue;
        }
        f.vehicles += group->count;
        f.seats = f.seats > stream->seats ? f.seats : stream->seats;
        f.board = earlier(f.board, later(type->turn, type->load));
        f.alight = earlier(f.alight, later(type->turn, type->unload));
        f.unload = earlier(f.unload, type->unload);
        f.cycle = earlier(f.cycle, stream->cycle);
        f.out = earlier(f.out, stream->out);
        f.tail = earlier(f.tail, stream->tail);
        f.at_gate = f.at_gate && stream->boards_at_gate;
        f.endless = f.endless || stream->endless;
    }
    f.wanted = f.seats > 0 ? mst_ceil_divide(crossing->cut->need, f.seats) : 0;
    return f;
}

/* All boarding ends (`departures`: all departures) of the class, sorted, at most `wanted`. */
static uint32_t
merge_rounds(const mst__crossing *crossing, uint32_t berth_class, bool departures,
             mst_time *moments, uint32_t room)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        if (crossing->relax->problem->types[group->type].berth_class != berth_class) {
            continue;
        }
        for (uint32_t j = 0; j < stream->round_count; j++) {
            mst_time t = departures || j == 0 ? stream->rounds[j]
                                              : stream->rounds[j - 1] + stream->cycle;
            for (int64_t v = 0; v < group->count && count < room; v++) {
                moments[count++] = t;
            }
        }
    }
    if (count > 1) {
        qsort(moments, count, sizeof *moments, time_order);
    }
    return count;
}

static uint32_t
rounds_in_class(const mst__crossing *crossing, uint32_t berth_class)
{
    int64_t count = 0;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        if (crossing->relax->problem->types[group->type].berth_class == berth_class) {
            count += stream->round_count * group->count;
        }
    }
    return count < 8 * MOST_ROUNDS ? (uint32_t)count : 0;
}

/* The boarding ladder of a class at the gate. */
static bool
board_ladder(mst__crossing *crossing, uint32_t berth_class, const ladder_frame *f, mst__ladder *ladder)
{
    const mst__relax *relax = crossing->relax;
    const mst_p_site *gate = &relax->problem->sites[crossing->cut->gate];
    const mst_steps *berths = &gate->berths[berth_class];
    uint32_t room = rounds_in_class(crossing, berth_class);
    ladder->moments = MST_TAKE(relax->arena, mst_time, room);
    mst_time *departures = MST_TAKE(relax->arena, mst_time, room);
    if (ladder->moments == NULL || departures == NULL) {
        return false;
    }
    mst_time *e = ladder->moments;
    uint32_t count = merge_rounds(crossing, berth_class, false, e, room);
    (void)merge_rounds(crossing, berth_class, true, departures, room);
    for (uint32_t j = 0; j < count; j++) {
        mst_time t = j > 0 ? later(e[j], e[j - 1]) : e[j];
        /* Only berths open at its interval or later can matter, so a later fall of berths counts. */
        int64_t b = mst_steps_most(berths, t - f->board, relax->horizon + 1);
        if (b <= 0) {
            t = MST_NEVER;
        } else if ((int64_t)j >= b) {
            t = later(t, sum(e[j - b], f->board));
        }
        if ((int64_t)j >= f->vehicles) {
            t = later(t, sum(e[j - f->vehicles], f->cycle));
        }
        if (t < MST_NEVER) {
            t = sum(mst_windows_earliest(&gate->service, t - f->board, f->board), f->board);
        }
        e[j] = t;
    }
    for (uint32_t j = 0; j < count; j++) {
        e[j] = later(e[j], departures[j]);
    }
    ladder->count = count;
    ladder->limits = true;
    ladder->tail = f->tail;
    return true;
}

/* Berths outside, where each round has its own interval of at least max(turn, unload) that begins at its
 * first alighting: -1 when some site there has no limit. */
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
            int64_t b = mst_steps_most(&problem->sites[s].berths[berth_class], 0, relax->horizon + 1);
            if (b >= MOST_ROUNDS) {
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
    uint32_t room = rounds_in_class(crossing, berth_class);
    if (b <= 0 || room == 0) {
        return true;
    }
    ladder->moments = MST_TAKE(relax->arena, mst_time, room);
    if (ladder->moments == NULL) {
        return false;
    }
    uint32_t count = merge_rounds(crossing, berth_class, true, ladder->moments, room);
    for (uint32_t j = 0; j < count; j++) {
        mst_time t = boarding->limits ? boarding->moments[j] : ladder->moments[j];
        t = sum(t, f->out);
        if ((int64_t)j >= b) {
            t = later(t, sum(ladder->moments[j - b], f->alight));
        }
        if ((int64_t)j >= f->vehicles) {
            t = later(t, sum(ladder->moments[j - f->vehicles], f->cycle));
        }
        ladder->moments[j] = t;
    }
    ladder->count = count;
    ladder->limits = true;
    ladder->alights = true;
    ladder->tail = f->unload;
    return true;
}

static bool
add_ladders(mst__crossing *crossing)
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
        uint32_t room = rounds_in_class(crossing, c);
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

static int64_t
ladder_by(const mst__ladder *ladder, mst_time t)
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

/* ---- rates: entries of arcs, landings and take-offs ---- */

/* Events in [begin, end] at most, where any hour holds at most `rate` of its last moment and all lie in
 * `windows`: cut each window into hours; the last event of an hour has all the others within (t - 1 h, t]. */
static int64_t
events_within(const mst_steps *rate, const mst_windows *windows, mst_time begin, mst_time end)
{
    int64_t total = 0;
    for (uint32_t i = 0; i < windows->count && total < UNLIMITED; i++) {
        mst_time from = later(windows->spans[i].begin, begin);
        mst_time until = earlier(windows->spans[i].end, end);
        if (until < from) {
            continue;
        }
        int64_t hours = (until - from) / MST_MS_PER_HOUR + 1;
        if (rate->count == 1) {
            if (rate->value[0] >= UNLIMITED / hours) {
                return UNLIMITED;
            }
            total += hours * rate->value[0];
            continue;
        }
        for (int64_t h = 0; h < hours; h++) {
            mst_time t = from + h * MST_MS_PER_HOUR;
            int64_t most = mst_steps_most(rate, t, earlier(t + MST_MS_PER_HOUR, until + 1));
            if (most >= UNLIMITED) {
                return UNLIMITED;
            }
            total += most;
        }
    }
    return total < UNLIMITED ? total : UNLIMITED;
}

static bool
add_ways(mst__crossing *crossing)
{
    const mst__relax *relax = crossing->relax;
    const mst_problem *problem = relax->problem;
    crossing->ways = MST_TAKE(relax->arena, mst__way_out, crossing->out_count);
    if (crossing->ways == NULL) {
        return false;
    }
    crossing->flow_limits = true;
    for (uint32_t n = 0; n < crossing->out_count; n++) {
        const mst_p_arc *way = &problem->arcs[crossing->out[n]];
        mst_time tail = MST_NEVER;
        for (uint32_t k = 0; k < crossing->stream_count; k++) {
            uint32_t i = crossing->streams[k].type_index;
            mst_time ride = relax->ride[(size_t)i * problem->arc_count + crossing->out[n]];
            mst_time after = relax->tail_aboard[(size_t)i * problem->site_count + way->to];
            tail = earlier(tail, crossing->cut->leaving && ride < MST_NEVER ? 0 : sum(ride, after));
        }
        if (tail < MST_NEVER) {
            crossing->ways[crossing->way_count++] = (mst__way_out){crossing->out[n], tail};
            crossing->flow_limits =
                crossing->flow_limits &&
                mst_steps_most(&way->flow, 0, relax->horizon + 1) < MOST_ROUNDS * INT64_C(1024);
        }
    }
    return true;
}

bool
mst__crossing_init(mst__crossing *crossing, const mst__relax *relax, const mst__cut *cut)
{
    *crossing = (mst__crossing){.relax = relax, .cut = cut};
    return add_arcs(crossing) && add_streams(crossing) && add_ladders(crossing) &&
           add_ways(crossing);
}

/* Rounds whose way out can have been entered in time, by the flow of all ways out together. */
static int64_t
flow_most(const mst__crossing *crossing, mst_time deadline)
{
    int64_t total = 0;
    for (uint32_t n = 0; n < crossing->way_count; n++) {
        const mst_p_arc *way = &crossing->relax->problem->arcs[crossing->ways[n].arc];
        mst_time end = deadline - crossing->ways[n].tail;
        total = earlier(UNLIMITED,
                        total + events_within(&way->flow, &way->open, crossing->first, end));
    }
    return total;
}

/* Air rounds by the landings and take-offs of the gate: each takes off there, and all but the first of a
 * vehicle that starts there have landed there before. */
static int64_t
movements_at_gate(const mst__crossing *crossing, mst_time deadline)
{
    const mst__relax *relax = crossing->relax;
    const mst_problem *problem = relax->problem;
    uint32_t gate = crossing->cut->gate;
    mst_time tail = MST_NEVER;
    mst_time begin = MST_NEVER;
    int64_t based = 0;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &relax->groups[stream->group];
        if (problem->types[group->type].mode != MST_MODE_AIR) {
            continue;
        }
        tail = earlier(tail, stream->tail);
        begin = earlier(begin, group->at[gate]);
        based += group->base == gate ? group->count : 0;
    }
    if (tail >= MST_NEVER || begin >= MST_NEVER) {
        return UNLIMITED;
    }
    const mst_p_site *site = &problem->sites[gate];
    int64_t events = events_within(&site->movements, &site->air, begin,
                                   crossing->cut->leaving ? deadline : deadline - tail);
    if (events >= UNLIMITED) {
        return UNLIMITED;
    }
    return earlier(events, (events + based) / 2);
}

/* ---- the whole cut ---- */

typedef struct room { /* rounds still free */
    int64_t all, air;
    int64_t of_class[MST_MAX_BERTH_CLASSES];
} room;

/* Most seats first: the limits are nested (a class, all), so greedy is best (Edmonds 1971). */
static int64_t
fill_rounds(const mst__crossing *crossing, mst_time deadline, room left, bool by_class)
{
    const mst_problem *problem = crossing->relax->problem;
    int64_t persons = 0;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        uint32_t group = stream->group;
        const mst_p_type *type = &problem->types[crossing->relax->groups[group].type];
        int64_t rounds = mst__stream_rounds(crossing, k, deadline);
        int64_t *part = by_class                      ? &left.of_class[type->berth_class]
                        : type->mode == MST_MODE_AIR ? &left.air
                                                      : NULL;
        rounds = earlier(rounds, left.all);
        rounds = part != NULL ? earlier(rounds, *part) : rounds;
        left.all -= rounds;
        if (part != NULL) {
            *part -= rounds;
        }
        if (rounds >= UNLIMITED / stream->seats) {
            return UNLIMITED;
        }
        persons += rounds * stream->seats;
    }
    return persons;
}

int64_t
mst__stream_rounds(const mst__crossing *crossing, uint32_t stream, mst_time deadline)
{
    const mst__stream *one = &crossing->streams[stream];
    int64_t each = rounds_by(one, crossing->cut->leaving ? deadline : deadline - one->tail);
    return each >= UNLIMITED ? UNLIMITED : each * crossing->relax->groups[one->group].count;
}

int64_t
mst__crossing_most(const mst__crossing *crossing, mst_time deadline, mst__limit without)
{
    room left = {.all = UNLIMITED, .air = UNLIMITED};
    for (uint32_t c = 0; c < MST_MAX_BERTH_CLASSES; c++) {
        left.of_class[c] = UNLIMITED;
    }
    for (uint32_t k = 0; k < crossing->ladder_count && without != MST__LIMIT_BERTH; k++) {
        const mst__ladder *ladder = &crossing->ladders[k];
        int64_t most =
            ladder_by(ladder, crossing->cut->leaving ? deadline : deadline - ladder->tail);
        int64_t *slot = &left.of_class[ladder->berth_class];
        *slot = earlier(*slot, most);
    }
    if (without != MST__LIMIT_FLOW && crossing->flow_limits) {
        left.all = flow_most(crossing, deadline);
    }
    if (without != MST__LIMIT_MOVEMENTS && crossing->cut->gate != MST_NONE) {
        left.air = movements_at_gate(crossing, deadline);
    }
    int64_t by_class = fill_rounds(crossing, deadline, left, true);
    int64_t by_air = fill_rounds(crossing, deadline, left, false);
    return earlier(by_class, by_air);
}

mst_time
mst__crossing_deadline(const mst__crossing *crossing, int64_t persons)
{
    if (persons <= 0) {
        return 0;
    }
    mst_time high = crossing->relax->horizon;
    if (mst__crossing_most(crossing, high, MST__LIMIT_COUNT) < persons) {
        return MST_NEVER;
    }
    mst_time low = 0; /* the least deadline lies in [low, high] */
    while (low < high) {
        mst_time middle = low + (high - low) / 2;
        if (mst__crossing_most(crossing, middle, MST__LIMIT_COUNT) >= persons) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* ---- desks ---- */

static int64_t
site_units(const mst_p_site *site, mst_time ready, mst_time t)
{
    int64_t total = 0;
    for (uint32_t i = 0; i < site->desks.count; i++) {
        mst_time begin = later(site->desks.from[i], ready);
        mst_time end = i + 1 < site->desks.count ? site->desks.from[i + 1] : MST_NEVER;
        int64_t desks = site->desks.value[i];
        if (desks <= 0 || begin >= end) {
            continue;
        }
        mst_time each = mst_steps_least(&site->desk_time, begin, end);
        mst_time last = earlier(end - 1, t - each);
        if (last < begin) {
            continue;
        }
        if (each <= 0 || desks >= UNLIMITED / ((last - begin) / each + 1)) {
            return UNLIMITED;
        }
        total += desks * ((last - begin) / each + 1);
    }
    return earlier(total, UNLIMITED);
}

/* While `desks` are open, any stretch of one unit's time holds at most `desks` starts. */
int64_t
mst__desk_units(const mst__relax *relax, uint32_t site, mst_time ready, mst_time t)
{
    const mst_problem *problem = relax->problem;
    int64_t total = 0;
    for (uint32_t s = 0; s < problem->site_count && total < UNLIMITED; s++) {
        if (problem->sites[s].has_process &&
            problem->sites[s].station == problem->sites[site].station) {
            total += site_units(&problem->sites[s], s == site ? ready : 0, t);
        }
    }
    return earlier(total, UNLIMITED);
}
