/* SPDX-License-Identifier: Apache-2.0
 *
 * People while a plan is played: who stands where, who may board, who is out, and what exposure
 * that comes to (rules 1 and 12; the measures).
 */
#include <assert.h>

#include "simulate/play_internal.h"

/* ---- exposure, summed by differences: who comes under a threat at t adds its integral from t to
 * the horizon, who leaves it takes that off again ---- */

static mst_wide
danger_from(const mst_play *play, uint32_t site, mst_time t)
{
    const mst__s_place *place = &play->places[site];
    const mst_steps *threat = &play->world->sites[site].threat;
    t = t > 0 ? t : 0;
    if (place->one_threat) {
        return (mst_wide)(play->world->horizon - t) * threat->value[0];
    }
    uint32_t low = 0;
    uint32_t high = threat->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (threat->from[middle] <= t) {
            low = middle;
        } else {
            high = middle;
        }
    }
    mst_time from = threat->from[low] > 0 ? threat->from[low] : 0;
    return place->danger_all - place->danger[low] - (mst_wide)(t - from) * threat->value[low];
}

void
mst__expose(mst_play_room *room, uint32_t site, int64_t count, mst_time t)
{
    const mst_play *play = room->play;
    if (count != 0 && !play->places[site].no_threat && t < play->world->horizon) {
        room->result->measures.exposure += danger_from(play, site, t) * count;
    }
}

void
mst__expose_way(mst_play_room *room, uint32_t arc, int64_t count, mst_time t)
{
    const mst_problem *world = room->play->world;
    if (count != 0 && t < world->horizon) {
        int64_t threat = mst_steps_at(&world->arcs[arc].threat_steps, t);
        room->result->measures.exposure += (mst_wide)count * threat * MST_MS_PER_HOUR;
    }
}

/* ---- out ---- */

static bool
is_accepted(const mst_play_room *room, uint32_t site, uint32_t cohort, mst_time t)
{
    const mst_problem *world = room->play->world;
    return room->site_lost[site] == 0 && world->cohorts[cohort].accepts[site] != 0 &&
           (site == world->relocate_to || mst_steps_at(&world->sites[site].safe, t) != 0);
}

static void
count_out(mst_play_room *room, uint32_t cohort, int32_t count, mst_time t)
{
    const mst_play *play = room->play;
    const mst_p_cohort *people = &play->world->cohorts[cohort];
    if (t > play->world->horizon) {
        return;
    }
    room->outs[cohort] += count;
    if (!people->in_scope) {
        return;
    }
    room->out_count += count;
    mst_time span = mst_play_span(play);
    uint32_t bin = t <= 0 ? 0 : (uint32_t)((t - 1) / mst_ceil_divide(span, MST_PLAY_BINS));
    if (bin < MST_PLAY_BINS) {
        room->result->out[bin] += (uint32_t)count;
    }
    if (t <= 0) {
        return;
    }
    mst_measures *measures = &room->result->measures;
    measures->completion = t > measures->completion ? t : measures->completion;
    if (!people->force && t > measures->completion_evacuees) {
        measures->completion_evacuees = t;
    }
}

/* Whoever waits at a site that takes them is out from now on. */
void
mst__come_out(mst_play_room *room, uint32_t site, uint32_t cohort, mst_time t)
{
    const mst_problem *world = room->play->world;
    mst__heads *there = &room->groups[mst__group_at(room->play, site, cohort)];
    int32_t waiting = there->count[MST__WAITING];
    if (waiting + there->count[MST__MOVED] <= 0 ||
        !is_accepted(room, site, cohort, t > 0 ? t : 0)) {
        return;
    }
    there->count[MST__OUT] += waiting + there->count[MST__MOVED];
    there->count[MST__WAITING] = 0;
    there->count[MST__MOVED] = 0;
    if (waiting == 0) {
        return;
    }
    if (!world->cohorts[cohort].force) {
        mst__expose(room, site, -(int64_t)waiting, t);
    }
    count_out(room, cohort, waiting, t);
}

/* ---- coming and going ---- */

void
mst__people_arrive(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask,
                   int32_t count, mst__heads coming)
{
    const mst_play *play = room->play;
    const mst_p_cohort *people = &play->world->cohorts[cohort];
    if (people->presence == MST_PRESENT_BY_FLEET && site == people->inbound_to) {
        coming.count[MST__WAITING] += coming.count[MST__INBOUND];
        coming.count[MST__INBOUND] = 0;
    }
    mst__heads *there = &room->groups[mst__group_at(play, site, cohort)];
    there->count[MST__WAITING] += coming.count[MST__WAITING];
    there->count[MST__INBOUND] += coming.count[MST__INBOUND];
    /* Who was out counts as moved on until the place takes them. */
    there->count[MST__MOVED] += coming.count[MST__MOVED] + coming.count[MST__OUT];
    room->pools[mst__pool_at(play, site, cohort, mask)].here += count;
    uint32_t group = mst__group_at(play, site, cohort);
    if (!room->is_live[group]) {
        room->is_live[group] = 1;
        room->live[room->live_count++] = group;
    }
    mst__come_out(room, site, cohort, room->now);
}

/* Of those of one cohort at one place, those who are not out go first. */
mst__heads
mst__people_take(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask, int32_t count)
{
    const mst_play *play = room->play;
    mst__heads *there = &room->groups[mst__group_at(play, site, cohort)];
    mst__heads taken;
    room->pools[mst__pool_at(play, site, cohort, mask)].here -= count;
    for (uint32_t s = 0; s < MST__STATES; s++) {
        int32_t part = there->count[s] < count ? there->count[s] : count;
        there->count[s] -= part;
        taken.count[s] = part;
        count -= part;
    }
    assert(count == 0);
    return taken;
}

/* ---- release ---- */

int32_t
mst__released(const mst_play_room *room, uint32_t cohort, mst_time t)
{
    const mst_p_cohort *people = &room->play->world->cohorts[cohort];
    int32_t willing = room->drawn[cohort] - room->refusing[cohort];
    t -= room->late[cohort];
    if (t >= room->play->all_released[cohort]) {
        return willing;
    }
    int64_t planned = mst_cohort_released(people, t);
    if (room->drawn[cohort] != people->count) {
        planned = planned * room->drawn[cohort] / people->count;
        planned -= planned % (int64_t)people->party;
    }
    return planned < willing ? (int32_t)planned : willing;
}

mst_time
mst__release_time(const mst_play_room *room, uint32_t cohort, int32_t persons)
{
    const mst_p_cohort *people = &room->play->world->cohorts[cohort];
    mst_time late = room->late[cohort];
    if (persons > room->drawn[cohort] - room->refusing[cohort]) {
        return MST_NEVER;
    }
    if (room->drawn[cohort] == people->count) {
        mst_time planned = mst_cohort_release_time(people, persons);
        return planned < MST_NEVER ? planned + late : planned;
    }
    int64_t wanted = mst_ceil_divide((int64_t)persons * people->count, room->drawn[cohort]);
    wanted = wanted < people->count ? wanted : people->count;
    mst_time at = mst_cohort_release_time(people, wanted);
    while (at < MST_NEVER && mst__released(room, cohort, at + late) < persons &&
           wanted < people->count) {
        wanted++;
        at = mst_cohort_release_time(people, wanted);
    }
    return at < MST_NEVER ? at + late : at;
}

int32_t
mst__play_ready(mst_play_room *room, uint32_t site, uint32_t cohort, uint32_t mask)
{
    const mst_play *play = room->play;
    const mst_p_cohort *people = &play->world->cohorts[cohort];
    if (room->working[site] > 0) {
        mst__desks_settle(room, site);
    }
    int32_t ready = room->pools[mst__pool_at(play, site, cohort, mask)].here;
    if (mask == 0 && site == people->site && people->presence != MST_PRESENT_ARRIVING &&
        (room->refusing[cohort] > 0 ||
         room->now < play->all_released[cohort] + room->late[cohort])) {
        ready -= room->drawn[cohort] - mst__released(room, cohort, room->now);
    }
    return ready > 0 ? ready : 0;
}

mst_time
mst__pool_next(mst_play_room *room, uint32_t site, uint32_t cohort)
{
    const mst_play *play = room->play;
    const mst_p_cohort *people = &play->world->cohorts[cohort];
    mst_time next = mst__desks_next(room, site, cohort);
    if (site == people->site && people->presence != MST_PRESENT_ARRIVING &&
        room->now < play->all_released[cohort] + room->late[cohort]) {
        mst_time at = mst__release_time(room, cohort, mst__released(room, cohort, room->now) + 1);
        next = at > room->now && at < next ? at : next;
    }
    return next;
}

static int32_t
present(const mst__heads *heads)
{
    return heads->count[MST__WAITING] + heads->count[MST__INBOUND] + heads->count[MST__MOVED] +
           heads->count[MST__OUT];
}

bool
mst__pool_grows(const mst_play_room *room, uint32_t site, uint32_t cohort, int32_t ready)
{
    const mst_play *play = room->play;
    const mst_p_cohort *people = &play->world->cohorts[cohort];
    uint32_t group = mst__group_at(play, site, cohort);
    if (present(&room->groups[group]) > ready || room->coming[group] > 0) {
        return true;
    }
    if (people->presence == MST_PRESENT_ARRIVING && site == people->site &&
        room->arrived[cohort] < room->drawn[cohort]) {
        return true;
    }
    for (uint32_t i = play->upstream_first[group]; i < play->upstream_first[group + 1]; i++) {
        uint32_t from = mst__group_at(play, play->upstream[i], cohort);
        bool arrives = people->presence == MST_PRESENT_ARRIVING &&
                       play->upstream[i] == people->site &&
                       room->arrived[cohort] < room->drawn[cohort];
        if (present(&room->groups[from]) > 0 || room->coming[from] > 0 || arrives) {
            return true;
        }
    }
    return false;
}

/* ---- by their own means ---- */

/* Those who come by themselves turn up. */
void
mst__release(mst_play_room *room, uint32_t cohort)
{
    const mst_p_cohort *people = &room->play->world->cohorts[cohort];
    int32_t count = mst__released(room, cohort, room->now) - room->arrived[cohort];
    if (count > 0) {
        mst__heads coming = {{0}};
        coming.count[MST__WAITING] = count;
        room->arrived[cohort] += count;
        if (!people->force) {
            mst__expose(room, people->site, count, room->now);
        }
        mst__people_arrive(room, people->site, cohort, 0, count, coming);
        mst__stir(room, people->site);
    }
    mst_time next = mst__release_time(room, cohort, room->arrived[cohort] + 1);
    if (next < MST_NEVER) {
        mst__post(room, next, MST__AT_RELEASE, MST__KIND_RELEASE, cohort, NULL);
    }
}

/* First t at or after `from` at which people of the cohort may set out on the arc. */
static mst_time
walk_start(const mst_play_room *room, const mst__s_walk *walk, mst_time from)
{
    const mst_problem *world = room->world;
    const mst_p_arc *arc = &world->arcs[walk->arc];
    const mst_windows *open = &world->sites[arc->to].open;
    if (room->arc_lost[walk->arc] != 0 || room->site_lost[arc->to] != 0) {
        return MST_NEVER;
    }
    for (uint32_t turn = 0; turn < 64 && from < MST_NEVER; turn++) {
        mst_time transit = mst_arc_self_transit(world, walk->arc, walk->cohort, from);
        mst_time at =
            transit < MST_NEVER ? mst_windows_earliest(&arc->open, from, transit) : MST_NEVER;
        if (at == from && mst_windows_hold(open, at + transit, at + transit)) {
            return at;
        }
        mst_time there = at == from ? mst_windows_earliest(open, at + transit, 0) : MST_NEVER;
        from = at > from ? at : there < MST_NEVER ? there - transit : MST_NEVER;
    }
    return MST_NEVER;
}

void
mst__walk_leave(mst_play_room *room, uint32_t index)
{
    const mst_play *play = room->play;
    const mst__s_walk *walk = &play->walks[index];
    const mst_p_arc *arc = &play->world->arcs[walk->arc];
    const mst_p_cohort *people = &play->world->cohorts[walk->cohort];
    mst_time at = walk_start(room, walk, room->now);
    if (at > room->now) {
        if (at < MST_NEVER) {
            mst__post(room, at, MST__AT_SELF_LEAVE, MST__KIND_SELF_LEAVE, index, NULL);
        }
        return;
    }
    int32_t ready = mst__play_ready(room, arc->from, walk->cohort, walk->mask);
    int32_t count = ready < walk->count ? ready : walk->count;
    mst_time limit = walk->leave + room->late[walk->cohort] + play->patience;
    if (count < walk->count && room->now < limit &&
        mst__pool_grows(room, arc->from, walk->cohort, ready)) { /* they wait for each other */
        mst_time next = mst__pool_next(room, arc->from, walk->cohort);
        mst_time least = room->now + 10 * MST_MS_PER_MINUTE;
        next = next > least ? next : least;
        mst__post(room, next < limit ? next : limit, MST__AT_SELF_LEAVE, MST__KIND_SELF_LEAVE,
                  index, NULL);
        return;
    }
    room->pools[mst__pool_at(play, arc->from, walk->cohort, walk->mask)].to_come -= walk->count;
    room->disturbed = room->disturbed || count != walk->count;
    count -= count % (int32_t)people->party;
    if (count <= 0) {
        return;
    }
    mst__heads going = mst__people_take(room, arc->from, walk->cohort, walk->mask, count);
    int64_t exposed = people->force ? 0 : going.count[MST__WAITING];
    mst__expose(room, arc->from, -exposed, room->now);
    if (mst__is_watched(room) && people->in_scope) {
        mst__note_leaving(room, arc->from, going.count[MST__WAITING]);
    }
    mst__expose_way(room, walk->arc, exposed, room->now);
    room->walking[index] = going;
    room->coming[mst__group_at(play, arc->to, walk->cohort)] += count;
    mst_measures *measures = &room->result->measures;
    measures->first_movement =
        room->now < measures->first_movement ? room->now : measures->first_movement;
    mst_time transit = mst_arc_self_transit(room->world, walk->arc, walk->cohort, room->now);
    room->walk_left[index] = room->now;
    room->walk_back[index] = 0;
    mst__post(room, room->now + transit, MST__AT_SELF_ARRIVE, MST__KIND_SELF_ARRIVE, index,
              &room->walk_ticket[index]);
}

void
mst__walk_arrive(mst_play_room *room, uint32_t index)
{
    const mst_play *play = room->play;
    const mst__s_walk *walk = &play->walks[index];
    const mst_p_arc *arc = &play->world->arcs[walk->arc];
    uint32_t site = room->walk_back[index] != 0 ? arc->from : arc->to;
    mst__heads going = room->walking[index];
    room->walk_left[index] = MST_NEVER;
    int32_t count = present(&going);
    room->walking[index] = (mst__heads){{0}};
    room->coming[mst__group_at(play, site, walk->cohort)] -= count;
    if (!play->world->cohorts[walk->cohort].force) {
        mst__expose(room, site, going.count[MST__WAITING], room->now);
    }
    mst__people_arrive(room, site, walk->cohort, walk->mask, count, going);
    mst__stir(room, site);
}

void
mst__walk_turn(mst_play_room *room, uint32_t index)
{
    const mst_play *play = room->play;
    const mst__s_walk *walk = &play->walks[index];
    const mst_p_arc *arc = &play->world->arcs[walk->arc];
    if (room->walk_left[index] >= MST_NEVER || room->walk_back[index] != 0 ||
        !mst__is_shut(room, walk->arc, room->now)) {
        return;
    }
    int32_t count = present(&room->walking[index]);
    room->walk_back[index] = 1;
    room->coming[mst__group_at(play, arc->to, walk->cohort)] -= count;
    room->coming[mst__group_at(play, arc->from, walk->cohort)] += count;
    mst__post(room, 2 * room->now - room->walk_left[index], MST__AT_SELF_ARRIVE,
              MST__KIND_SELF_ARRIVE, index, &room->walk_ticket[index]);
}

/* ---- the beginning and the end ---- */

void
mst__people_begin(mst_play_room *room)
{
    const mst_play *play = room->play;
    const mst_problem *world = play->world;
    for (uint32_t c = 0; c < world->cohort_count; c++) {
        const mst_p_cohort *cohort = &world->cohorts[c];
        room->outs[c] = 0;
        room->arrived[c] = 0;
        if (room->drawn[c] <= 0) {
            continue;
        }
        room->in_scope += cohort->in_scope ? room->drawn[c] : 0;
        if (cohort->presence == MST_PRESENT_ARRIVING) {
            mst_time first = mst__release_time(room, c, 1);
            if (first < MST_NEVER) {
                mst__post(room, first, MST__AT_RELEASE, MST__KIND_RELEASE, c, NULL);
            }
            continue;
        }
        mst__heads coming = {{0}};
        bool inbound = cohort->presence == MST_PRESENT_BY_FLEET;
        coming.count[inbound ? MST__INBOUND : MST__WAITING] = room->drawn[c];
        if (!cohort->force) {
            mst__expose(room, cohort->site, room->drawn[c], MST_TIME_MIN);
        }
        room->now = MST_TIME_MIN;
        mst__people_arrive(room, cohort->site, c, 0, room->drawn[c], coming);
    }
    room->now = 0;
}

/* Whoever is still there, or aboard there, and does not refuse to come keeps a site from being
 * cleared. */
static void
close_sites(mst_play_room *room)
{
    const mst_problem *world = room->play->world;
    for (uint32_t s = 0; s < world->site_count; s++) {
        for (uint32_t c = 0; c < world->cohort_count; c++) {
            const mst__heads *there = &room->groups[mst__group_at(room->play, s, c)];
            int32_t refusing = world->cohorts[c].site == s ? room->refusing[c] : 0;
            if (there->count[MST__WAITING] > refusing) {
                room->cleared[s] = MST_NEVER;
            }
        }
    }
    for (uint32_t v = 0; v < world->vehicle_count; v++) {
        const mst__vehicle *vehicle = &room->vehicles[v];
        const mst__head_row *heads = &room->head_rows[room->play->vehicles[v].first_row];
        for (uint32_t i = 0; i < vehicle->head_count && vehicle->arc == MST_NONE; i++) {
            if (heads[i].heads.count[MST__WAITING] > 0) {
                room->cleared[vehicle->site] = MST_NEVER;
            }
        }
    }
}

/* Everyone in scope who is not out at the horizon. Reinforcements that never moved are nowhere. */
void
mst__close_left(mst_play_room *room)
{
    const mst_play *play = room->play;
    const mst_problem *world = play->world;
    mst_measures *measures = &room->result->measures;
    room->is_closed = true;
    for (uint32_t c = 0; c < world->cohort_count; c++) {
        const mst_p_cohort *cohort = &world->cohorts[c];
        if (!cohort->in_scope) {
            room->result->staying += room->drawn[c];
            continue;
        }
        int32_t left = room->drawn[c] - room->outs[c];
        if (cohort->presence == MST_PRESENT_BY_FLEET) {
            left -= room->groups[mst__group_at(play, cohort->site, c)].count[MST__INBOUND];
        }
        room->result->persons += left + room->outs[c];
        room->result->refusing += room->refusing[c];
        measures->left += left;
        measures->left_force += cohort->force ? left : 0;
        measures->left_by_priority[cohort->priority] += left * cohort->weight;
    }
    if (room->cleared != NULL) {
        close_sites(room);
    }
}
