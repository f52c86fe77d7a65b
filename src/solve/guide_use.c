/* SPDX-License-Identifier: Apache-2.0
 *
 * What the builder makes of a guide (guide.h): trips and walks that it asks for count in full,
 * others little, and those it sends by a fleet board that fleet first. Ways out of one place that
 * end at havens are one way: which haven it is to be is chosen trip by trip.
 */
#include "solve/guide.h"

#include <string.h>

#include "solve/build.h"

static size_t
cell(const mst__guide *guide, uint32_t fleet, uint32_t arc)
{
    return (size_t)fleet * guide->arc_count + guide->bucket[arc];
}

const mst__guide *
mst__guide_of(const mst__builder *builder, const mst__genes *genes)
{
    uint32_t k = genes->guided < builder->guide_count ? genes->guided : builder->guide_count;
    return k > 0 ? builder->guides[k - 1] : NULL;
}

void
mst__guided_begin(mst__builder *builder)
{
    const mst__guide *guide = mst__guide_of(builder, builder->genes);
    builder->guide = guide;
    if (guide == NULL) {
        return;
    }
    builder->guided_trip_count = 0;
    size_t cells = ((size_t)guide->fleet_count + 1) * guide->arc_count;
    memcpy(builder->guide_left, guide->ways, cells * guide->class_count * sizeof *guide->ways);
    memcpy(builder->guide_all, guide->all, cells * sizeof *guide->all);
    memset(builder->guide_self, 0, builder->problem->cohort_count * sizeof *builder->guide_self);
}

/* What the builder keeps of a guide in force: all guides of a problem are of one size. */
static bool
take_room(mst__builder *builder, const mst__guide *guide)
{
    mst_arena *arena = &builder->routes.arena;
    size_t cells = ((size_t)guide->fleet_count + 1) * guide->arc_count;
    builder->guide_left = MST_TAKE(arena, int64_t, cells * guide->class_count);
    builder->guide_all = MST_TAKE(arena, int64_t, cells);
    builder->guide_self = MST_TAKE(arena, int64_t, builder->problem->cohort_count);
    builder->guided_trips = MST_TAKE(arena, mst__guided_trip, MST__GUIDED_TRIPS);
    return builder->guide_left != NULL && builder->guide_all != NULL &&
           builder->guide_self != NULL && builder->guided_trips != NULL;
}

static bool
keep(mst__builder *builder, const mst__guide *guide)
{
    if (builder->guide_count == 0 && !take_room(builder, guide)) {
        builder->out_of_memory = true;
        return false;
    }
    builder->guides[builder->guide_count++] = guide;
    return true;
}

uint32_t
mst__guide_adopt(mst__builder *builder, const mst__guide *guide)
{
    const mst_problem *problem = builder->problem;
    const mst__guide *like = builder->guide_count > 0 ? builder->guides[0] : guide;
    if (guide == NULL || guide->fleet_count != problem->post->fleet_count ||
        guide->arc_count != problem->arc_count || guide->class_count != like->class_count) {
        return 0;
    }
    for (uint32_t k = 0; k < builder->guide_count; k++) {
        if (builder->guides[k] == guide) {
            return k + 1;
        }
    }
    return builder->guide_count < MST__GUIDES && keep(builder, guide) ? builder->guide_count : 0;
}

bool
mst__guide_next(mst__builder *builder, mst_bound_memo *memo, mst_time from)
{
    uint32_t n = builder->guide_count;
    if (n >= MST__OWN_GUIDES) {
        return false;
    }
    const mst__guide *next = NULL;
    mst_arena *arena = &builder->routes.arena;
    bool good =
        n == 0 ? mst__guide_make(builder->problem, memo, from, arena, &next)
               : mst__guide_correct(builder->problem, builder->guides[n - 1], builder->guided_trips,
                                    builder->guided_trip_count, arena, &next);
    builder->out_of_memory |= !good;
    return good && next != NULL && keep(builder, next);
}

int64_t
mst__guided_people(const mst__builder *builder, uint32_t v, const mst__row *row, uint32_t to)
{
    const mst__guide *guide = builder->guide;
    int64_t people = INT64_MAX;
    for (uint32_t s = to; row->last_arc[s] != MST_NONE;) {
        uint32_t arc = row->last_arc[s];
        int64_t here = builder->guide_all[cell(guide, builder->problem->vehicles[v].fleet, arc)];
        people = here < people ? here : people;
        s = builder->problem->arcs[arc].from;
    }
    return people;
}

const int64_t *
mst__guided_first(const mst__builder *builder, uint32_t v, const mst__row *row, uint32_t to)
{
    const mst__guide *guide = builder->guide;
    uint32_t arc = MST_NONE;
    for (uint32_t s = to; row->last_arc[s] != MST_NONE;) {
        arc = row->last_arc[s];
        s = builder->problem->arcs[arc].from;
    }
    return arc == MST_NONE
               ? NULL
               : builder->guide_left +
                     cell(guide, builder->problem->vehicles[v].fleet, arc) * guide->class_count;
}

static void
take(mst__builder *builder, uint32_t fleet, uint32_t arc, uint32_t cohort, int64_t count)
{
    const mst__guide *guide = builder->guide;
    uint32_t class = guide->class_of[cohort];
    if (class == MST_NONE) {
        return;
    }
    size_t at = cell(guide, fleet, arc);
    int64_t *left = &builder->guide_left[at * guide->class_count + class];
    int64_t taken = count < *left ? count : *left;
    *left -= taken;
    builder->guide_all[at] -= taken;
}

/* Who of the trip gets off when: to correct the guide by. Guards leave when the rest have. */
static void
note(mst__builder *builder, const mst__trip *trip, uint32_t load)
{
    const mst__guide *guide = builder->guide;
    uint32_t cohort = trip->loads[load].cohort;
    if (builder->guided_trip_count == MST__GUIDED_TRIPS || guide->class_of[cohort] == MST_NONE ||
        builder->guards_phase || trip->pickup_leg >= trip->leg_count) {
        return;
    }
    builder->guided_trips[builder->guided_trip_count++] =
        (mst__guided_trip){.off = trip->off,
                           .people = trip->loads[load].count,
                           .class = guide->class_of[cohort],
                           .fleet = builder->problem->vehicles[trip->vehicle].fleet,
                           .arc = trip->legs[trip->pickup_leg].arc,
                           .ends = mst__ends_at(builder->problem, cohort, trip->target, trip->off)};
}

void
mst__guided_count(mst__builder *builder, const mst__trip *trip)
{
    if (builder->guide == NULL) {
        return;
    }
    uint32_t fleet = builder->problem->vehicles[trip->vehicle].fleet;
    for (uint32_t k = 0; k < trip->load_count; k++) {
        if (trip->out[k] || trip->inbound[k]) {
            continue;
        }
        note(builder, trip, k);
        for (uint32_t i = trip->pickup_leg; i < trip->leg_count; i++) {
            take(builder, fleet, trip->legs[i].arc, trip->loads[k].cohort, trip->loads[k].count);
        }
    }
}

/* Of a class so many set off on their own over the arc, and of each of its cohorts the same part
 * of those released. */
int64_t
mst__guided_self(const mst__builder *builder, uint32_t c, uint32_t arc, mst_time t)
{
    const mst__guide *guide = builder->guide;
    const mst_p_cohort *cohort = &builder->problem->cohorts[c];
    uint32_t class = guide->class_of[c];
    if (class == MST_NONE || builder->problem->arcs[arc].from != cohort->site) {
        return INT64_MAX;
    }
    int64_t most = guide->ways[cell(guide, guide->fleet_count, arc) * guide->class_count + class];
    int64_t released = mst_cohort_released(cohort, t);
    return mst_ceil_divide(released * most, guide->class_size[class]) - builder->guide_self[c];
}
