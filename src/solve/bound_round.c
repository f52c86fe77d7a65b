/* SPDX-License-Identifier: Apache-2.0
 *
 * Cuts: how many people can cross from the inside of a set of sites to the outside by a deadline.
 *
 * Rounds. Take the last time a person boards inside before being off outside; that ride is on one
 * vehicle, from a stop inside to a stop outside. Order the rides of one vehicle by their first
 * alighting A1: all rides that began before A1 are aboard together just before A1, so at most
 * `seats` people; the others board after A1. So the rides fall into rounds of at most `seats`
 * people, and between the boarding of one round and that of the next the vehicle drives out, serves
 * people there, comes back in and serves people here: at least `cycle`. Everything below counts
 * rounds.
 *
 * A leaving cut counts first departures of one site, of people who may come back: the stop at which
 * one round gets off may then be that at which the next boards, so both share one service.
 */
#include <stdlib.h>

#include "solve/bound.h"

enum { MOST_SEATS = 4096 };

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

/* Most persons of the movers inside that fit a vehicle at once: parties stay whole, so 10 seats
 * carry 8 of families of four. The largest sum of party sizes by dynamic programming over seats. */
int64_t
mst__round_seats(const mst__relax *relax, const mst__cut *cut, const mst_p_type *type)
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
    if (cut->anybody) {
        return type->seats + type->litters;
    }
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
            return mst__later(cut->need, 1);
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
    mst_time from_base,
        to_base;  /* with a duty: base to the boarding's end; entry out to base again */
    bool through; /* people can arrive at the gate aboard and stay aboard */
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
        w.out = mst__earlier(w.out, ride[a]);
        w.tail = mst__earlier(w.tail, mst__sum(ride[a], after));
    }
    for (uint32_t k = 0; k < crossing->in_count; k++) {
        w.in = mst__earlier(w.in, hop[crossing->in[k]]);
    }
    for (uint32_t k = 0; k < crossing->through_count; k++) {
        w.through = w.through || ride[crossing->through[k]] < MST_NEVER;
    }
    return w;
}

/* Least way from the base to a boarding inside, and from the entry of a way out to the base
 * again. */
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
            mst_time length = s == group->base ? 0 : mst__later(type->turn, type->load);
            w->from_base = mst__earlier(w->from_base, mst__sum(group->from_base[s], length));
        }
    }
    for (uint32_t k = 0; k < crossing->out_count; k++) {
        uint32_t a = crossing->out[k];
        w->to_base =
            mst__earlier(w->to_base, mst__sum(ride[a], group->to_base[problem->arcs[a].to]));
    }
}

/* Earliest end of a first boarding inside. */
static mst_time
first_boarding(const mst__relax *relax, const mst__cut *cut, const mst__stream *stream)
{
    const mst_problem *problem = relax->problem;
    const mst__group *group = &relax->groups[stream->group];
    const mst_p_type *type = &problem->types[group->type];
    mst_time length = mst__later(type->turn, type->load);
    mst_time best = MST_NEVER;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (!cut->inside[s] || (stream->boards_at_gate && s != cut->gate) ||
            group->at[s] >= MST_NEVER ||
            !relax->serves[(size_t)stream->type_index * problem->site_count + s]) {
            continue;
        }
        mst_time ready = mst__later(cut->ready, cut->anybody ? 0 : relax->earliest_off[s]);
        ready = mst__sum(ready, cut->anybody ? 0 : relax->fresh_desk[s]);
        if (ready >= MST_NEVER) {
            continue;
        }
        mst_time begin = mst__later(group->at[s], ready + type->load - length);
        begin = mst__service_begin(&problem->sites[s].service, begin, length);
        best = mst__earlier(best, mst__sum(begin, length));
    }
    return best;
}

typedef struct crew_limit {
    int64_t shift; /* rounds by which the crews come round; 0: not even one round */
    mst_time span; /* between a round's departure and that of the round `shift` later */
} crew_limit;

/*
 * Of K crews, at most q rounds a duty. Rounds j and j + qK are K duties apart, and of K + 1 duties
 * two are the same crew's, with its rest and the hour before the departure between them.
 *
 * Either these two follow each other: the crew rests where it likes, and one stop of the qK cycles
 * grows to rest + 1 h, or by that where no stop is. Or another crew comes between: crews change at
 * the base alone, so the vehicle goes there, rests as long, and comes from there.
 */
static crew_limit
crews_of(const mst__group *group, const mst_p_type *type, const mst__stream *stream, const ways *w)
{
    crew_limit limit = {.shift = MST__MANY};
    if (type->duty >= MST_NEVER || stream->cycle >= MST_NEVER) {
        return limit;
    }
    mst_time spare = type->duty - MST_MS_PER_HOUR - w->out;
    if (spare < 0) {
        return (crew_limit){0};
    }
    if (stream->cycle == 0) {
        return limit;
    }
    int64_t crews = (int64_t)group->crews;
    limit.shift = (1 + spare / stream->cycle) * crews;
    mst_time pause = type->rest + MST_MS_PER_HOUR;
    mst_time stop = mst__later(type->turn, type->load + type->unload);
    mst_time cycles =
        stream->cycle >= MST_NEVER / limit.shift ? MST_NEVER : stream->cycle * limit.shift;
    mst_time same = mst__sum(cycles, mst__later(0, pause - stop));
    mst_time change = mst__later(cycles, mst__sum(mst__sum(w->to_base, w->from_base), pause));
    limit.span = crews > 1 ? mst__earlier(same, change) : same;
    return limit;
}

/*
 * Departures of one vehicle's rounds, each as early as cycle, sorties and crews allow. A departure
 * with people aboard is at least 24 h after the one `sorties` before it.
 */
static bool
stream_rounds(const mst__relax *relax, const mst__cut *cut, mst__stream *stream, const ways *w)
{
    const mst__group *group = &relax->groups[stream->group];
    const mst_p_type *type = &relax->problem->types[group->type];
    int64_t wanted = mst_ceil_divide(mst_ceil_divide(cut->need, stream->seats), group->count);
    uint32_t most = wanted < MST__MOST_ROUNDS ? (uint32_t)wanted : MST__MOST_ROUNDS;
    mst_time last = mst__earlier(relax->horizon, group->end) - (cut->leaving ? 0 : w->out);
    crew_limit crews = crews_of(group, type, stream, w);
    if (crews.shift == 0 || group->sorties <= 0) {
        return true;
    }
    stream->rounds = MST_TAKE(relax->arena, mst_time, most);
    if (stream->rounds == NULL) {
        return false;
    }
    mst_time t = first_boarding(relax, cut, stream);
    for (uint32_t j = 0; j < most; j++) {
        if (j > 0) {
            t = mst__sum(stream->rounds[j - 1], stream->cycle);
        }
        if (j >= crews.shift) {
            t = mst__later(t, mst__sum(stream->rounds[j - crews.shift], crews.span));
        }
        if (j >= group->sorties) {
            t = mst__later(t, stream->rounds[j - group->sorties] + MST_MS_PER_DAY);
        }
        if (t > last) {
            break;
        }
        stream->rounds[stream->round_count++] = t;
    }
    /* A vehicle that needs more rounds than are stored counts as without limit after the last
     * one. */
    stream->endless = wanted > MST__MOST_ROUNDS && stream->round_count == MST__MOST_ROUNDS;
    return true;
}

int64_t
mst__stream_by(const mst__stream *stream, mst_time t, uint32_t *near)
{
    const mst_time *rounds = stream->rounds;
    uint32_t count = stream->round_count;
    uint32_t low = *near < count ? *near : count;
    uint32_t high = low;
    uint32_t step = 1; /* from the guess outwards by steps that double (Bentley and Yao 1976) */
    if (low < count && rounds[low] <= t) {
        for (low++; count - low >= step && rounds[low + step - 1] <= t; step *= 2) {
            low += step;
        }
        high = count - low >= step ? low + step - 1 : count;
    } else {
        for (; high >= step && rounds[high - step] > t; step *= 2) {
            high -= step;
        }
        low = high >= step ? high - step + 1 : 0;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rounds[middle] <= t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *near = low;
    return stream->endless && low == count ? MST__MANY : (int64_t)low;
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

bool
mst__crossing_arcs(mst__crossing *crossing)
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

bool
mst__crossing_streams(mst__crossing *crossing)
{
    const mst__relax *relax = crossing->relax;
    const mst__cut *cut = crossing->cut;
    const mst_problem *problem = relax->problem;
    ways *of_type = MST_TAKE(relax->arena, ways, relax->type_count);
    int64_t *seats = MST_TAKE(relax->arena, int64_t, relax->type_count);
    crossing->streams = MST_TAKE(relax->arena, mst__stream, relax->group_count);
    if (of_type == NULL || seats == NULL || crossing->streams == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < relax->type_count; i++) {
        of_type[i] = type_ways(crossing, i);
        bool crosses = of_type[i].tail < MST_NEVER;
        seats[i] = crosses ? mst__round_seats(relax, cut, &problem->types[relax->types[i]]) : 0;
    }
    for (uint32_t g = 0; g < relax->group_count; g++) {
        const mst_p_type *type = &problem->types[relax->groups[g].type];
        uint32_t i = 0;
        while (relax->types[i] != relax->groups[g].type) {
            i++;
        }
        ways w = of_type[i];
        mst__stream stream = {.group = g, .type_index = i, .tail = w.tail, .out = w.out};
        stream.seats = seats[i];
        if (w.tail >= MST_NEVER || stream.seats <= 0) {
            continue;
        }
        stream.boards_at_gate = cut->gate != MST_NONE && !w.through;
        mst_time service =
            mst__later(type->turn, type->load) + mst__later(type->turn, type->unload);
        if (cut->leaving) {
            service = mst__later(type->turn, type->load + type->unload);
        }
        stream.cycle = mst__sum(mst__sum(w.out, w.in), service);
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
    crossing->by = MST_TAKE(relax->arena, int64_t, crossing->stream_count);
    crossing->near = MST_TAKE(relax->arena, uint32_t, crossing->stream_count);
    if (crossing->by == NULL || crossing->near == NULL) {
        return false;
    }
    crossing->first = MST_NEVER;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        crossing->first = mst__earlier(crossing->first, crossing->streams[k].rounds[0]);
    }
    return true;
}
