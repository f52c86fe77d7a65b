/* SPDX-License-Identifier: Apache-2.0
 *
 * Fleets: how many vehicles can be used when, of which types; pins.
 *
 * V1  usable = max(1, floor(count x availability + 0.5)) where count > 0, else 0, at each time.
 * V2  A fleet has as many vehicles as it can ever use in any phase; vehicle k can be used while at
 *     least k can. Vehicles that see the same times share them.
 * V3  Notice is that of the alert state the option raises, else of the fleet's own, else of the
 *     post's, else of `normal`, else the plain one; when the fleet has none of these, its longest.
 */
#include <string.h>

#include "problem/compile.h"

/* ---- how many, when ---- */

/* Exact: availability is in millionths. */
static int64_t
usable_of(int64_t count, int64_t availability)
{
    if (count <= 0) {
        return 0;
    }
    int64_t usable = (count * availability + 500000) / 1000000;
    return usable > 1 ? usable : 1;
}

static mst_status
count_usable(mst__compile *c, uint32_t index, mst_steps *usable)
{
    const mst_fleet *fleet = &c->post->fleets[index];
    mst__number count = MST__FLEET(c, index, count);
    mst__number availability = MST__TYPE(c, fleet->type.index, availability);
    int64_t millionths;
    mst_steps counts;
    mst_status status = mst__number_value(c, &availability, &millionths);
    if (status == MST_OK) {
        status = mst__number_steps(c, &count, &counts);
    }
    if (status != MST_OK) {
        return status;
    }
    int64_t *values = MST_TAKE(c->scratch, int64_t, counts.count);
    if (values == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < counts.count; i++) {
        values[i] = usable_of(counts.value[i], millionths);
    }
    return mst__steps_make(c, counts.count, counts.from, values, usable);
}

static const mst_quantity *
notice_in_state(const mst_fleet *fleet, const char *alert)
{
    for (uint32_t i = 0; alert != NULL && i < fleet->notice_row_count; i++) {
        if (fleet->notice_rows[i].alert != NULL &&
            strcmp(fleet->notice_rows[i].alert, alert) == 0) {
            return &fleet->notice_rows[i].notice;
        }
    }
    return NULL;
}

/* V3. */
static const mst_quantity *
notice_of(const mst__compile *c, const mst_fleet *fleet)
{
    const char *const states[] = {c->choice.alert, fleet->alert, c->post->alert, "normal"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        const mst_quantity *notice = notice_in_state(fleet, states[i]);
        if (notice != NULL) {
            return notice;
        }
    }
    const mst_quantity *longest = &fleet->notice;
    for (uint32_t i = 0; !fleet->notice.given && i < fleet->notice_row_count; i++) {
        const mst_notice_row *row = &fleet->notice_rows[i];
        if (row->alert == NULL) {
            return &row->notice;
        }
        if (!longest->given || row->notice.likely > longest->likely) {
            longest = &row->notice;
        }
    }
    return longest;
}

/* There (and its base), open, permitted, after its notice and inside its dates. */
static mst_status
fleet_windows(mst__compile *c, uint32_t index, mst_windows *windows)
{
    const mst_fleet *fleet = &c->post->fleets[index];
    mst__item_times item = {
        .item_class = MST_ITEM_FLEET, .index = index, .dormant = fleet->dormant};
    mst__number notice = MST__FLEET(c, index, notice);
    notice.quantity = notice_of(c, fleet);
    mst_span dates = {0, MST_NEVER};
    int64_t ready;
    mst_status status = mst__number_value(c, &notice, &ready);
    if (status == MST_OK) {
        status = mst__item_windows(c, &item);
    }
    if (status != MST_OK) {
        return status;
    }
    dates.begin = ready;
    if (fleet->available_from.given) {
        mst_time from = mst__moment(fleet->available_from, c->post->as_of) - c->order;
        dates.begin = from > dates.begin ? from : dates.begin;
    }
    if (fleet->available_until.given) {
        dates.end = mst__moment(fleet->available_until, c->post->as_of) - c->order;
    }
    const mst_windows in_dates = {.count = dates.begin < dates.end, .spans = &dates};
    mst_windows permitted;
    mst_windows based;
    if (!mst_windows_intersect(c->scratch, &item.open, mst__granted(c, fleet->permission),
                               &permitted) ||
        !mst_windows_intersect(c->scratch, &permitted, &c->now.site_there[fleet->base.index],
                               &based) ||
        !mst_windows_intersect(c->arena, &based, &in_dates, windows)) {
        return mst__no_memory(c);
    }
    return MST_OK;
}

mst_status
mst__count_fleets(mst__compile *c)
{
    const mst_post *post = c->post;
    c->now.fleet_there = MST_TAKE(c->scratch, mst_windows, post->fleet_count);
    c->now.fleet_usable = MST_TAKE(c->scratch, mst_steps, post->fleet_count);
    if (c->now.fleet_there == NULL || c->now.fleet_usable == NULL) {
        return mst__no_memory(c);
    }
    uint64_t total = 0;
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        mst_status status = fleet_windows(c, i, &c->now.fleet_there[i]);
        if (status == MST_OK) {
            status = count_usable(c, i, &c->now.fleet_usable[i]);
        }
        if (status != MST_OK) {
            return status;
        }
        int64_t most = c->now.fleet_there[i].count > 0
                           ? mst_steps_most(&c->now.fleet_usable[i], MST_TIME_MIN, MST_NEVER)
                           : 0;
        if (most > (int64_t)c->fleet_vehicles[i]) {
            c->fleet_vehicles[i] = (uint32_t)most;
        }
        total += c->fleet_vehicles[i];
        if (total > MST_MAX_VEHICLES) {
            return mst_fail(c->err, MST_LIMIT, post->fleets[i].place,
                            "a cell has %d vehicles at most, and fleet \"%s\" goes beyond that",
                            MST_MAX_VEHICLES, post->fleets[i].id);
        }
    }
    return MST_OK;
}

/* ---- types ---- */

static mst_status
compile_type(mst__compile *c, uint32_t index, mst_p_type *result)
{
    const mst_type *type = &c->post->types[index];
    int64_t wait;
    int64_t duty;
    const struct {
        const mst_quantity *quantity;
        int64_t *value;
    } plain[] = {
        {&type->seats, &result->seats},   {&type->litters, &result->litters},
        {&type->load, &result->load},     {&type->seats_per_litter, &result->seats_per_litter},
        {&type->unload, &result->unload}, {&type->turn, &result->turn},
        {&type->refuel, &result->refuel}, {&type->range, &result->range_mm},
        {&type->rest, &result->rest},     {&type->duty, &duty},
    };
    *result = (mst_p_type){.model_type = index,
                           .name = type->id,
                           .mode = type->mode,
                           .berth_class = type->berth_class};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        mst__number number = mst__number_of(c, MST_ITEM_TYPE, index, type, plain[i].quantity);
        mst_status status = mst__number_value(c, &number, plain[i].value);
        if (status != MST_OK) {
            return status;
        }
    }
    mst__number hold = MST__TYPE(c, index, wait);
    hold.fallback = type->mode == MST_MODE_AIR ? 0 : MST_UNLIMITED;
    mst_status status = mst__number_value(c, &hold, &wait);
    if (status == MST_OK) {
        result->wait = wait < MST_NEVER ? wait : MST_NEVER;
        result->duty = duty < MST_NEVER ? duty : MST_NEVER;
    }
    return status;
}

/* Types of the fleets that have vehicles, in the order of the post. */
mst_status
mst__compile_types(mst__compile *c)
{
    const mst_post *post = c->post;
    uint32_t count = 0;
    for (uint32_t i = 0; i < post->type_count; i++) {
        c->type_index[i] = MST_NONE;
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        if (c->fleet_vehicles[i] > 0) {
            c->type_index[post->fleets[i].type.index] = 0;
        }
    }
    for (uint32_t i = 0; i < post->type_count; i++) {
        if (c->type_index[i] != MST_NONE) {
            c->type_index[i] = count++;
        }
    }
    mst_p_type *types = MST_TAKE(c->arena, mst_p_type, count);
    if (types == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < post->type_count; i++) {
        if (c->type_index[i] == MST_NONE) {
            continue;
        }
        mst_status status = compile_type(c, i, &types[c->type_index[i]]);
        if (status != MST_OK) {
            return status;
        }
    }
    c->now.problem->type_count = count;
    c->now.problem->types = types;
    return MST_OK;
}

/* ---- vehicles ---- */

static uint32_t
preference_of(const mst__compile *c, uint32_t fleet)
{
    const mst_option *option = c->choice.fleets_of;
    uint32_t count = option != NULL ? option->preferred_fleet_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        if (option->preferred_fleets[i].index == fleet) {
            return i;
        }
    }
    return count;
}

/* Does vehicle `ordinal` see other times than the one before it? */
static bool
differs_from_previous(const mst_steps *usable, uint32_t ordinal)
{
    for (uint32_t i = 0; i < usable->count; i++) {
        if (usable->value[i] == (int64_t)ordinal - 1) {
            return true;
        }
    }
    return false;
}

static mst_status
usable_windows(mst__compile *c, uint32_t fleet, uint32_t ordinal, mst_windows *windows)
{
    const mst_steps *usable = &c->now.fleet_usable[fleet];
    mst_windows enough;
    mst_status status = mst__windows_at_least(c, usable, ordinal, &enough);
    if (status == MST_OK &&
        !mst_windows_intersect(c->arena, &enough, &c->now.fleet_there[fleet], windows)) {
        return mst__no_memory(c);
    }
    return status;
}

static mst_status
compile_fleet(mst__compile *c, uint32_t index, mst_p_vehicle *vehicles)
{
    const mst_fleet *fleet = &c->post->fleets[index];
    mst__number crews = MST__FLEET(c, index, crews);
    mst__number sorties = MST__FLEET(c, index, sorties);
    crews.fallback = c->post->types[fleet->type.index].mode == MST_MODE_AIR ? 2 : 1;
    int64_t crew_count;
    int64_t sortie_limit;
    mst_status status = mst__number_value(c, &crews, &crew_count);
    if (status == MST_OK) {
        status = mst__number_value(c, &sorties, &sortie_limit);
    }
    if (status != MST_OK) {
        return status;
    }
    uint32_t preference = preference_of(c, index);
    for (uint32_t k = 0; k < c->fleet_vehicles[index]; k++) {
        mst_p_vehicle *vehicle = &vehicles[k];
        *vehicle = (mst_p_vehicle){
            .fleet = index,
            .ordinal = k + 1,
            .name = mst_arena_format(c->arena, "%s-%u", fleet->id, k + 1),
            .type = c->type_index[fleet->type.index],
            .base = fleet->base.index,
            .crews = (uint32_t)crew_count,
            .sorties = sortie_limit,
            .preference = preference,
        };
        if (vehicle->name == NULL) {
            return mst__no_memory(c);
        }
        if (k > 0 && !differs_from_previous(&c->now.fleet_usable[index], k + 1)) {
            vehicle->usable = vehicles[k - 1].usable;
            continue;
        }
        status = usable_windows(c, index, k + 1, &vehicle->usable);
        if (status != MST_OK) {
            return status;
        }
    }
    return MST_OK;
}

mst_status
mst__compile_vehicles(mst__compile *c)
{
    const mst_post *post = c->post;
    uint32_t count = 0;
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        count += c->fleet_vehicles[i];
    }
    mst_p_vehicle *vehicles = MST_TAKE(c->arena, mst_p_vehicle, count);
    if (vehicles == NULL) {
        return mst__no_memory(c);
    }
    uint32_t next = 0;
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        if (c->fleet_vehicles[i] == 0) {
            continue;
        }
        mst_status status = compile_fleet(c, i, &vehicles[next]);
        if (status != MST_OK) {
            return status;
        }
        next += c->fleet_vehicles[i];
    }
    c->now.problem->vehicle_count = count;
    c->now.problem->vehicles = vehicles;
    return MST_OK;
}

/* ---- pins ---- */

/* The first arc between the pin's sites that the fleet's type goes on. */
static uint32_t
pin_arc(const mst__compile *c, const mst_pin *pin)
{
    const mst_problem *problem = c->now.problem;
    uint32_t model_type = c->post->fleets[pin->fleet.index].type.index;
    uint32_t type = c->type_index[model_type];
    for (uint32_t k = problem->arcs_from[pin->from.index];
         k < problem->arcs_from[pin->from.index + 1]; k++) {
        const mst_p_arc *arc = &problem->arcs[k];
        if (arc->to != pin->to.index || arc->mode != c->post->types[model_type].mode) {
            continue;
        }
        if (type == MST_NONE ||
            problem->loaded_time[(size_t)k * problem->type_count + type] < MST_NEVER) {
            return k;
        }
    }
    return MST_NONE;
}

/* A pin that leaves before the order is done already. */
mst_status
mst__compile_pins(mst__compile *c)
{
    const mst_post *post = c->post;
    mst_p_pin *pins = MST_TAKE(c->arena, mst_p_pin, post->pin_count);
    if (pins == NULL) {
        return mst__no_memory(c);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < post->pin_count; i++) {
        const mst_pin *pin = &post->pins[i];
        mst_time leave = mst__moment(pin->leave, c->order) - c->order;
        if (leave < 0) {
            continue;
        }
        uint32_t arc = pin_arc(c, pin);
        if (arc == MST_NONE) {
            return mst_fail(
                c->err, MST_INVALID, pin->place,
                "pin \"%s\" has no link from \"%s\" to \"%s\" that fleet \"%s\" can use", pin->id,
                post->sites[pin->from.index].id, post->sites[pin->to.index].id,
                post->fleets[pin->fleet.index].id);
        }
        pins[count++] = (mst_p_pin){
            .pin = i,
            .fleet = pin->fleet.index,
            .ordinal = pin->ordinal,
            .arc = arc,
            .leave = leave,
            .load_count = pin->load_count,
            .loads = pin->loads,
        };
    }
    c->now.problem->pin_count = count;
    c->now.problem->pins = pins;
    return MST_OK;
}
