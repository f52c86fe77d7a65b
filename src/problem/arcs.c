/* SPDX-License-Identifier: Apache-2.0
 *
 * Links: one arc a direction, and how long each type takes.
 *
 * A1  Time of a type: its own row of the link, else the link's `time`, else distance over the
 *     type's speed; changes of `links.X.time` lie over whichever it is. Rounded up to whole ms.
 * A2  Scales of a link's time that come after its last set or add, and all that begin or end after
 *     the order, are in `slow`; so they bear on people on their own too.
 * A3  Over time a link's time can only be scaled.
 */
#include <string.h>

#include "base/checked.h"
#include "problem/compile.h"

#define MILLION INT64_C(1000000)
#define SLOW_MAX (1000 * MILLION)

/* ceil(distance / speed), MST_NEVER without a speed. */
static mst_time
time_of_distance(int64_t distance_mm, int64_t speed_mm_per_hour)
{
    if (speed_mm_per_hour <= 0) {
        return MST_NEVER;
    }
    mst_wide product = (mst_wide)distance_mm * MST_MS_PER_HOUR;
    mst_wide time = (product + speed_mm_per_hour - 1) / speed_mm_per_hour;
    return time < MST_NEVER ? (mst_time)time : MST_NEVER;
}

/* What may not be done to a link's time, and where the last set or add stands: its index + 1, or
 * 0. */
static mst_status
check_time_changes(mst__compile *c, const mst__number *number, uint32_t *after_last_set)
{
    *after_last_set = 0;
    for (uint32_t i = 0; i < c->chain_count; i++) {
        const mst__applied *applied = c->chain[i];
        mst_operation operation = applied->change->operation;
        if (mst__is_timed(applied) && operation != MST_CHANGE_SCALE) {
            char subject[MST__SUBJECT_BYTES];
            return mst_fail(c->err, MST_INVALID, applied->change->place,
                            "after the order \"%s\" can only be scaled",
                            mst__subject(c, number, subject));
        }
        if (operation == MST_CHANGE_SCALE && applied->change->value <= 0) {
            return mst_fail(c->err, MST_INVALID, applied->change->place,
                            "the time of a link is scaled by more than 0");
        }
        if (operation == MST_CHANGE_SET || operation == MST_CHANGE_ADD_TO) {
            *after_last_set = i + 1;
        }
    }
    return MST_OK;
}

/* The product of the scales in the chain, over time. */
static mst_status
compile_slow(mst__compile *c, mst_steps *slow)
{
    uint32_t count = mst__chain_cuts(c);
    for (uint32_t i = 0; i < count; i++) {
        int64_t product = MILLION;
        for (uint32_t k = 0; k < c->chain_count; k++) {
            if (!mst__is_active(c->chain[k], c->cuts[i])) {
                continue;
            }
            bool fits = mst_scale_i64(product, c->chain[k]->change->value, MILLION, &product);
            if (!fits || product <= 0 || product > SLOW_MAX) {
                return mst_fail(c->err, MST_INVALID, c->chain[k]->change->place,
                                "scales of the time of a link come to more than 0 and at most "
                                "1000 in all");
            }
        }
        c->cut_values[i] = product;
    }
    return mst__steps_make(c, count, c->cuts, c->cut_values, slow);
}

/* Splits the changes of a link's time into scales of `slow` and changes of the base time (A2, A3);
 * the latter are the chain on return. */
static mst_status
compile_time_changes(mst__compile *c, const mst__number *number, mst_steps *slow)
{
    uint32_t last;
    mst_status status = mst__chain_number(c, number);
    if (status == MST_OK) {
        status = check_time_changes(c, number, &last);
    }
    if (status != MST_OK) {
        return status;
    }
    if (c->chain_count == 0) {
        return mst__steps_constant(c, MILLION, slow);
    }
    const mst__applied *base[MST__MAX_CHAIN];
    uint32_t base_count = 0;
    uint32_t scale_count = 0;
    for (uint32_t i = 0; i < c->chain_count; i++) {
        const mst__applied *applied = c->chain[i];
        bool scale = applied->change->operation == MST_CHANGE_SCALE;
        if (scale && (i >= last || mst__is_timed(applied))) {
            c->chain[scale_count++] = applied;
        } else {
            base[base_count++] = applied;
        }
    }
    c->chain_count = scale_count;
    status = compile_slow(c, slow);
    for (uint32_t i = 0; i < base_count; i++) {
        c->chain[i] = base[i];
    }
    c->chain_count = base_count;
    return status;
}

/* ---- times by type ---- */

typedef struct type_speed {
    int64_t loaded, empty, range_mm;
    mst_mode mode;
} type_speed;

/* Length of the way: the reader's geodesic is stretched on road and foot unless a change sets the
 * length. */
static mst_status
compile_distance(mst__compile *c, uint32_t index, int64_t *distance_mm)
{
    const mst_link *link = &c->post->links[index];
    mst__number distance = MST__LINK(c, index, distance);
    mst__number factor = MST__LINK(c, index, road_factor);
    int64_t millionths;
    mst_status status = mst__number_value(c, &factor, &millionths);
    if (status == MST_OK) {
        status = mst__number_value(c, &distance, distance_mm);
    }
    bool stretched = link->distance_is_geodesic && !mst__chain_sets(c) &&
                     (link->mode == MST_MODE_ROAD || link->mode == MST_MODE_FOOT);
    if (status == MST_OK && stretched) {
        mst_wide product = (mst_wide)*distance_mm * millionths + (MILLION - 1);
        *distance_mm = (int64_t)(product / MILLION);
    }
    return status;
}

/* Base time of one type; `row` is its quantity in the link's table, NULL without. */
static mst_status
type_time(mst__compile *c, const mst__number *own, const mst_quantity *row, mst_time by_distance,
          mst_time *time)
{
    mst__number number = *own;
    if (row != NULL) {
        number.quantity = row;
    }
    number.fallback = by_distance < MST_NEVER ? by_distance : MST_UNLIMITED;
    int64_t value;
    mst_status status = mst__chain_value(c, &number, 0, true, &value);
    if (status == MST_OK) {
        *time = value < MST_NEVER ? value : MST_NEVER;
    }
    return status;
}

static const mst_link_time *
time_row(const mst_link *link, uint32_t type)
{
    for (uint32_t i = 0; i < link->type_time_count; i++) {
        if (link->type_times[i].type.index == type) {
            return &link->type_times[i];
        }
    }
    return NULL;
}

typedef struct time_tables {
    mst_time *loaded, *empty; /* [link * type_count + type] */
    const type_speed *speeds; /* [type_count] */
} time_tables;

static mst_status
compile_link_times(mst__compile *c, uint32_t index, const time_tables *tables, mst_p_arc *arc)
{
    const mst_link *link = &c->post->links[index];
    const mst__number own = MST__LINK(c, index, time);
    bool knows_distance = link->distance.given || arc->distance_mm > 0;
    for (uint32_t k = 0; k < c->now.problem->type_count; k++) {
        size_t at = (size_t)index * c->now.problem->type_count + k;
        const type_speed *speed = &tables->speeds[k];
        tables->loaded[at] = tables->empty[at] = MST_NEVER;
        if (speed->mode != link->mode) {
            continue;
        }
        const mst_link_time *row = time_row(link, c->now.problem->types[k].model_type);
        const mst_quantity *loaded = row != NULL ? &row->loaded : NULL;
        const mst_quantity *empty = row != NULL && row->empty.given ? &row->empty : loaded;
        mst_time by_loaded =
            knows_distance ? time_of_distance(arc->distance_mm, speed->loaded) : MST_NEVER;
        mst_time by_empty =
            knows_distance ? time_of_distance(arc->distance_mm, speed->empty) : MST_NEVER;
        mst_status status = type_time(c, &own, loaded, by_loaded, &tables->loaded[at]);
        if (status == MST_OK) {
            status = type_time(c, &own, empty, by_empty, &tables->empty[at]);
        }
        if (status != MST_OK) {
            return status;
        }
        bool usable = tables->loaded[at] < MST_NEVER || tables->empty[at] < MST_NEVER;
        if (usable && !knows_distance && speed->range_mm != MST_UNLIMITED) {
            return mst_fail(
                c->err, MST_INVALID, link->place,
                "link \"%s\" has no \"distance\", and none follows from positions, so the "
                "range of \"%s\" cannot be kept on it",
                link->id, c->now.problem->types[k].name);
        }
    }
    return type_time(c, &own, NULL, MST_NEVER, &arc->own_time);
}

/* ---- one link ---- */

/* Its hours, while it is permitted and both its ends are there. */
static mst_status
compile_windows(mst__compile *c, uint32_t index, mst_p_arc *arc)
{
    const mst_link *link = &c->post->links[index];
    mst__item_times item = {
        .item_class = MST_ITEM_LINK, .index = index, .dormant = link->dormant, .list = &link->open};
    mst_status status = mst__item_windows(c, &item);
    if (status != MST_OK) {
        return status;
    }
    const mst_windows *const others[] = {
        mst__granted(c, link->permission),
        &c->now.site_there[link->a.index],
        &c->now.site_there[link->b.index],
    };
    arc->open = item.hours;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i]->spans == mst_windows_always.spans) {
            continue;
        }
        mst_windows both;
        if (!mst_windows_intersect(c->arena, &arc->open, others[i], &both)) {
            return mst__no_memory(c);
        }
        arc->open = both;
    }
    return MST_OK;
}

static uint32_t
preference_of(const mst__compile *c, uint32_t link)
{
    const mst_option *option = c->choice.links_of;
    uint32_t count = option != NULL ? option->preferred_link_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        if (option->preferred_links[i].index == link) {
            return i;
        }
    }
    return count;
}

/* All of a link but its direction. */
static mst_status
compile_link(mst__compile *c, uint32_t index, const time_tables *tables, mst_p_arc *arc)
{
    const mst_link *link = &c->post->links[index];
    mst__number flow = MST__LINK(c, index, flow);
    mst__number threat = MST__LINK(c, index, threat);
    mst__number force = MST__LINK(c, index, escort_force);
    mst__number vehicles = MST__LINK(c, index, escort_vehicles);
    mst__number time = MST__LINK(c, index, time);
    *arc = (mst_p_arc){
        .link = index,
        .name = link->id,
        .from = link->a.index,
        .to = link->b.index,
        .opposite = MST_NONE,
        .mode = link->mode,
        .preference = preference_of(c, index),
    };
    mst_status status = compile_distance(c, index, &arc->distance_mm);
    if (status == MST_OK) {
        status = compile_windows(c, index, arc);
    }
    if (status == MST_OK) {
        status = mst__number_steps(c, &flow, &arc->flow);
    }
    if (status == MST_OK) {
        status = mst__number_steps(c, &threat, &arc->threat_steps);
    }
    if (status == MST_OK) {
        status = mst__number_value(c, &force, &arc->escort_force);
    }
    if (status == MST_OK) {
        status = mst__number_value(c, &vehicles, &arc->escort_vehicles);
    }
    if (status == MST_OK) {
        arc->threat = mst_steps_at(&arc->threat_steps, 0);
        status = compile_time_changes(c, &time, &arc->slow);
    }
    return status == MST_OK ? compile_link_times(c, index, tables, arc) : status;
}

static mst_status
read_speeds(mst__compile *c, type_speed *speeds)
{
    for (uint32_t k = 0; k < c->now.problem->type_count; k++) {
        const mst_p_type *type = &c->now.problem->types[k];
        mst__number loaded = MST__TYPE(c, type->model_type, speed_loaded);
        mst__number empty = MST__TYPE(c, type->model_type, speed_empty);
        mst_status status = mst__number_value(c, &loaded, &speeds[k].loaded);
        empty.fallback = speeds[k].loaded;
        if (status == MST_OK) {
            status = mst__number_value(c, &empty, &speeds[k].empty);
        }
        if (status != MST_OK) {
            return status;
        }
        speeds[k].range_mm = type->range_mm;
        speeds[k].mode = type->mode;
    }
    return MST_OK;
}

/* ---- directions ---- */

/* Sorts the directions of the links by where they begin, then by the order of the post. */
static mst_status
lay_out_arcs(mst__compile *c, const mst_p_arc *links)
{
    const mst_post *post = c->post;
    mst_problem *problem = c->now.problem;
    uint32_t *first = MST_TAKE(c->arena, uint32_t, (size_t)post->site_count + 1);
    uint32_t *next = MST_TAKE(c->scratch, uint32_t, (size_t)post->site_count + 1);
    if (first == NULL || next == NULL) {
        return mst__no_memory(c);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < post->link_count; i++) {
        first[post->links[i].a.index + 1]++;
        count++;
        if (post->links[i].both_ways) {
            first[post->links[i].b.index + 1]++;
            count++;
        }
    }
    for (uint32_t i = 0; i < post->site_count; i++) {
        first[i + 1] += first[i];
        next[i] = first[i];
    }
    mst_p_arc *arcs = MST_TAKE(c->arena, mst_p_arc, count);
    if (arcs == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < post->link_count; i++) {
        uint32_t forward = next[links[i].from]++;
        arcs[forward] = links[i];
        if (!post->links[i].both_ways) {
            continue;
        }
        uint32_t back = next[links[i].to]++;
        arcs[back] = links[i];
        arcs[back].reverse = true;
        arcs[back].from = links[i].to;
        arcs[back].to = links[i].from;
        arcs[back].opposite = forward;
        arcs[forward].opposite = back;
    }
    problem->arc_count = count;
    problem->arcs = arcs;
    problem->arcs_from = first;
    return MST_OK;
}

/* A one-way link's way back is the first of its mode that leads back. */
static uint32_t
way_back(const mst_problem *problem, const mst_p_arc *arc)
{
    for (uint32_t k = problem->arcs_from[arc->to]; k < problem->arcs_from[arc->to + 1]; k++) {
        if (problem->arcs[k].to == arc->from && problem->arcs[k].mode == arc->mode) {
            return k;
        }
    }
    return MST_NONE;
}

/* By the way back's own time, else the slowest empty type's, else at once. */
static mst_time
escort_return(const mst_problem *problem, const mst_p_arc *arc)
{
    if (arc->escort_force == 0 || arc->opposite == MST_NONE) {
        return 0;
    }
    if (problem->arcs[arc->opposite].own_time < MST_NEVER) {
        return problem->arcs[arc->opposite].own_time;
    }
    mst_time slowest = 0;
    for (uint32_t k = 0; k < problem->type_count; k++) {
        mst_time time = problem->empty_time[(size_t)arc->opposite * problem->type_count + k];
        if (time < MST_NEVER && time > slowest) {
            slowest = time;
        }
    }
    return slowest;
}

mst_status
mst__compile_arcs(mst__compile *c)
{
    const mst_post *post = c->post;
    mst_problem *problem = c->now.problem;
    uint32_t types = problem->type_count;
    size_t cells = (size_t)post->link_count * types;
    mst_p_arc *links = MST_TAKE(c->scratch, mst_p_arc, post->link_count);
    type_speed *speeds = MST_TAKE(c->scratch, type_speed, types);
    time_tables tables = {.loaded = MST_TAKE(c->scratch, mst_time, cells),
                          .empty = MST_TAKE(c->scratch, mst_time, cells),
                          .speeds = speeds};
    if (links == NULL || speeds == NULL || tables.loaded == NULL || tables.empty == NULL) {
        return mst__no_memory(c);
    }
    mst_status status = read_speeds(c, speeds);
    for (uint32_t i = 0; status == MST_OK && i < post->link_count; i++) {
        status = compile_link(c, i, &tables, &links[i]);
    }
    if (status == MST_OK) {
        status = lay_out_arcs(c, links);
    }
    if (status != MST_OK) {
        return status;
    }
    mst_time *loaded = MST_TAKE(c->arena, mst_time, (size_t)problem->arc_count * types);
    mst_time *empty = MST_TAKE(c->arena, mst_time, (size_t)problem->arc_count * types);
    if (loaded == NULL || empty == NULL) {
        return mst__no_memory(c);
    }
    mst_p_arc *arcs = (mst_p_arc *)problem->arcs;
    for (uint32_t i = 0; i < problem->arc_count && types > 0; i++) {
        size_t row = (size_t)arcs[i].link * types;
        memcpy(&loaded[(size_t)i * types], &tables.loaded[row], types * sizeof *loaded);
        memcpy(&empty[(size_t)i * types], &tables.empty[row], types * sizeof *empty);
    }
    problem->loaded_time = loaded;
    problem->empty_time = empty;
    for (uint32_t i = 0; i < problem->arc_count; i++) {
        if (arcs[i].opposite == MST_NONE) {
            arcs[i].opposite = way_back(problem, &arcs[i]);
        }
        arcs[i].escort_return = escort_return(problem, &arcs[i]);
    }
    return MST_OK;
}
