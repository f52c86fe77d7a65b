/* SPDX-License-Identifier: Apache-2.0
 *
 * Cuts: how many people can cross from the inside of a set of sites to the outside by a deadline,
 * by rounds of vehicles (bound_round.c), berths (bound_ladder.c), flows, movements and desks.
 */
#include "solve/bound.h"

/* ---- rates: entries of arcs, landings and take-offs ---- */

/* Cut each window into hours; the last event of an hour has all the others within (t - 1 h, t]. */
int64_t
mst__events_within(const mst_steps *rate, const mst_windows *windows, mst_time begin, mst_time end)
{
    int64_t total = 0;
    for (uint32_t i = 0; i < windows->count && total < MST__MANY; i++) {
        mst_time from = mst__later(windows->spans[i].begin, begin);
        mst_time until = mst__earlier(windows->spans[i].end, end);
        if (until < from) {
            continue;
        }
        int64_t hours = (until - from) / MST_MS_PER_HOUR + 1;
        if (rate->count == 1) {
            if (rate->value[0] >= MST__MANY / hours) {
                return MST__MANY;
            }
            total += hours * rate->value[0];
            continue;
        }
        for (int64_t h = 0; h < hours; h++) {
            mst_time t = from + h * MST_MS_PER_HOUR;
            int64_t most = mst_steps_most(rate, t, mst__earlier(t + MST_MS_PER_HOUR, until + 1));
            if (most >= MST__MANY) {
                return MST__MANY;
            }
            total += most;
        }
    }
    return total < MST__MANY ? total : MST__MANY;
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
            tail = mst__earlier(
                tail, crossing->cut->leaving && ride < MST_NEVER ? 0 : mst__sum(ride, after));
        }
        if (tail < MST_NEVER) {
            crossing->ways[crossing->way_count++] = (mst__way_out){crossing->out[n], tail};
            crossing->flow_limits =
                crossing->flow_limits && mst_steps_most(&way->flow, 0, relax->horizon + 1) <
                                             MST__MOST_ROUNDS * INT64_C(1024);
        }
    }
    return true;
}

/* The streams by air over the gate: the least way out and begin, and those based there. */
static void
add_air(mst__crossing *crossing)
{
    uint32_t gate = crossing->cut->gate;
    crossing->air_tail = crossing->air_begin = MST_NEVER;
    for (uint32_t k = 0; gate != MST_NONE && k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        if (crossing->relax->problem->types[group->type].mode == MST_MODE_AIR) {
            crossing->air_tail = mst__earlier(crossing->air_tail, stream->tail);
            crossing->air_begin = mst__earlier(crossing->air_begin, group->at[gate]);
            crossing->air_based += group->base == gate ? group->count : 0;
        }
    }
}

bool
mst__crossing_init(mst__crossing *crossing, const mst__relax *relax, const mst__cut *cut)
{
    *crossing = (mst__crossing){.relax = relax, .cut = cut};
    if (!mst__crossing_arcs(crossing) || !mst__crossing_streams(crossing)) {
        return false;
    }
    add_air(crossing);
    return mst__crossing_ladders(crossing) && add_ways(crossing);
}

/* Rounds whose way out can have been entered in time, by the flow of all ways out together. */
static int64_t
flow_most(const mst__crossing *crossing, mst_time deadline)
{
    int64_t total = 0;
    for (uint32_t n = 0; n < crossing->way_count; n++) {
        const mst_p_arc *way = &crossing->relax->problem->arcs[crossing->ways[n].arc];
        mst_time end = deadline - crossing->ways[n].tail;
        total = mst__earlier(
            MST__MANY, total + mst__events_within(&way->flow, &way->open, crossing->first, end));
    }
    return total;
}

/* Air rounds by the landings and take-offs of the gate: each takes off there, and all but the first
 * of a vehicle that starts there have landed there before. */
static int64_t
movements_at_gate(const mst__crossing *crossing, mst_time deadline)
{
    mst_time tail = crossing->air_tail;
    mst_time begin = crossing->air_begin;
    if (tail >= MST_NEVER || begin >= MST_NEVER) {
        return MST__MANY;
    }
    const mst_p_site *site = &crossing->relax->problem->sites[crossing->cut->gate];
    int64_t events = mst__events_within(&site->movements, &site->air, begin,
                                        crossing->cut->leaving ? deadline : deadline - tail);
    if (events >= MST__MANY) {
        return MST__MANY;
    }
    return mst__earlier(events, (events + crossing->air_based) / 2);
}

/* ---- the whole cut ---- */

typedef struct room { /* rounds still free */
    int64_t all, air;
    int64_t of_class[MST_MAX_BERTH_CLASSES];
} room;

/* Most seats first: the limits are nested (a class, all), so greedy is best (Edmonds 1971). */
static int64_t
fill_rounds(const mst__crossing *crossing, mst_time deadline, room left, bool by_class,
            int64_t enough)
{
    const mst_problem *problem = crossing->relax->problem;
    int64_t persons = 0;
    for (uint32_t k = 0; k < crossing->stream_count && persons < enough; k++) {
        const mst__stream *stream = &crossing->streams[k];
        uint32_t group = stream->group;
        const mst_p_type *type = &problem->types[crossing->relax->groups[group].type];
        if (crossing->by[k] < 0) {
            crossing->by[k] = mst__stream_rounds(crossing, k, deadline);
        }
        int64_t rounds = crossing->by[k];
        int64_t *part = by_class                     ? &left.of_class[type->berth_class]
                        : type->mode == MST_MODE_AIR ? &left.air
                                                     : NULL;
        rounds = mst__earlier(rounds, left.all);
        rounds = part != NULL ? mst__earlier(rounds, *part) : rounds;
        left.all -= rounds;
        if (part != NULL) {
            *part -= rounds;
        }
        if (rounds >= MST__MANY / stream->seats) {
            return MST__MANY;
        }
        persons += rounds * stream->seats;
    }
    return persons;
}

int64_t
mst__stream_rounds(const mst__crossing *crossing, uint32_t stream, mst_time deadline)
{
    const mst__stream *one = &crossing->streams[stream];
    int64_t each = mst__stream_by(one, crossing->cut->leaving ? deadline : deadline - one->tail,
                                  &crossing->near[stream]);
    return each >= MST__MANY ? MST__MANY : each * crossing->relax->groups[one->group].count;
}

/* The most, or any number from `enough` on when it is no less. */
static int64_t
most_up_to(const mst__crossing *crossing, mst_time deadline, mst__limit without, int64_t enough)
{
    room left = {.all = MST__MANY, .air = MST__MANY};
    for (uint32_t c = 0; c < MST_MAX_BERTH_CLASSES; c++) {
        left.of_class[c] = MST__MANY;
    }
    for (uint32_t k = 0; k < crossing->ladder_count && without != MST__LIMIT_BERTH; k++) {
        const mst__ladder *ladder = &crossing->ladders[k];
        int64_t most =
            mst__ladder_by(ladder, crossing->cut->leaving ? deadline : deadline - ladder->tail);
        int64_t *slot = &left.of_class[ladder->berth_class];
        *slot = mst__earlier(*slot, most);
    }
    if (without != MST__LIMIT_FLOW && crossing->flow_limits) {
        left.all = flow_most(crossing, deadline);
    }
    if (without != MST__LIMIT_MOVEMENTS && crossing->cut->gate != MST_NONE) {
        left.air = movements_at_gate(crossing, deadline);
    }
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        crossing->by[k] = -1;
    }
    int64_t by_class = fill_rounds(crossing, deadline, left, true, enough);
    int64_t by_air = fill_rounds(crossing, deadline, left, false, enough);
    return mst__earlier(by_class, by_air);
}

int64_t
mst__crossing_most(const mst__crossing *crossing, mst_time deadline, mst__limit without)
{
    return most_up_to(crossing, deadline, without, INT64_MAX);
}

static bool
can_be_out(const mst__crossing *crossing, mst_time deadline, int64_t persons)
{
    return most_up_to(crossing, deadline, MST__LIMIT_COUNT, persons) >= persons;
}

mst_time
mst__crossing_deadline_from(const mst__crossing *crossing, int64_t persons, mst_time low)
{
    mst_time high = crossing->relax->horizon;
    if (persons <= 0 || low >= high) {
        return low;
    }
    if (!can_be_out(crossing, high, persons)) {
        return MST_NEVER;
    }
    if (can_be_out(crossing, low, persons)) {
        return low;
    }
    while (low < high) { /* the least deadline lies in [low, high] */
        mst_time middle = low + (high - low) / 2;
        if (can_be_out(crossing, middle, persons)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

mst_time
mst__crossing_deadline(const mst__crossing *crossing, int64_t persons)
{
    return mst__crossing_deadline_from(crossing, persons, 0);
}

/* Persons who can have begun to board by `t`: the boarding of a round ends a cycle after the
 * departure of the one before, at the earliest, and begins its load before that. */
int64_t
mst__crossing_boarded(const mst__crossing *crossing, mst_time t)
{
    int64_t persons = 0;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        const mst__group *group = &crossing->relax->groups[stream->group];
        mst_time load = crossing->relax->problem->types[group->type].load;
        int64_t rounds = stream->rounds[0] - load <= t;
        if (rounds > 0 && stream->cycle < MST_NEVER) {
            rounds += mst__stream_by(stream, t + load - stream->cycle, &crossing->near[k]);
        }
        if (rounds >= MST__MANY / (group->count * stream->seats)) {
            return MST__MANY;
        }
        persons += rounds * group->count * stream->seats;
    }
    return mst__earlier(persons, MST__MANY);
}

/* ---- desks ---- */

int64_t
mst__site_units(const mst_p_site *site, mst_time ready, mst_time t)
{
    int64_t total = 0;
    for (uint32_t i = 0; i < site->desks.count; i++) {
        mst_time begin = mst__later(site->desks.from[i], ready);
        mst_time end = i + 1 < site->desks.count ? site->desks.from[i + 1] : MST_NEVER;
        int64_t desks = site->desks.value[i];
        if (desks <= 0 || begin >= end) {
            continue;
        }
        mst_time each = mst_steps_least(&site->desk_time, begin, end);
        mst_time last = mst__earlier(end - 1, t - each);
        if (last < begin) {
            continue;
        }
        if (each <= 0 || desks >= MST__MANY / ((last - begin) / each + 1)) {
            return MST__MANY;
        }
        total += desks * ((last - begin) / each + 1);
    }
    return mst__earlier(total, MST__MANY);
}

/* While `desks` are open, any stretch of one unit's time holds at most `desks` starts. */
int64_t
mst__desk_units(const mst__relax *relax, uint32_t site, mst_time ready, mst_time t)
{
    const mst_problem *problem = relax->problem;
    int64_t total = 0;
    for (uint32_t s = 0; s < problem->site_count && total < MST__MANY; s++) {
        if (problem->sites[s].has_process &&
            problem->sites[s].station == problem->sites[site].station) {
            total += mst__site_units(&problem->sites[s], s == site ? ready : 0, t);
        }
    }
    return mst__earlier(total, MST__MANY);
}
