/* SPDX-License-Identifier: Apache-2.0
 *
 * Sites: their limits over time.
 *
 * Every site of the post is a site of the problem, at the same index; one that is not there is
 * closed.
 */
#include <string.h>

#include "problem/compile.h"

/* Steps of a plain number of a site. */
MST_NODISCARD static mst_status
site_steps(mst__compile *c, uint32_t index, const mst_quantity *quantity, mst_steps *steps)
{
    mst__number number = mst__number_of(c, MST_ITEM_SITE, index, &c->post->sites[index], quantity);
    return mst__number_steps(c, &number, steps);
}

/* ---- desks ---- */

static mst_status
compile_desks(mst__compile *c, uint32_t index, mst_p_site *result)
{
    const mst_site *site = &c->post->sites[index];
    result->has_process = site->station != MST_NONE || site->desks.given;
    result->station = MST_NONE;
    if (!result->has_process) { /* a change of every site's desks gives it none */
        mst_status status = mst__steps_constant(c, 0, &result->desks);
        result->desk_time = result->desks;
        return status;
    }
    result->station = site->station;
    result->desk_per_party = site->desk_time_per_party;
    mst_status status = site_steps(c, index, &site->desks, &result->desks);
    if (status == MST_OK) {
        status = site_steps(c, index, &site->desk_time, &result->desk_time);
    }
    return status == MST_OK ? mst__steps_mask(c, &result->desks, &result->service) : status;
}

/* ---- berths ---- */

static const mst_berth_row *
berth_row(const mst_site *site, uint32_t berth_class)
{
    for (uint32_t i = 0; i < site->berth_row_count; i++) {
        if (site->berth_rows[i].berth_class == berth_class) {
            return &site->berth_rows[i];
        }
    }
    return NULL;
}

/* A site that gives berths to any class has none for a class it does not name. */
static bool
names_berths(const mst_site *site)
{
    for (uint32_t i = 0; i < site->berth_row_count; i++) {
        if (site->berth_rows[i].berths.given) {
            return true;
        }
    }
    return false;
}

static mst_status
compile_berths(mst__compile *c, uint32_t index, mst_p_site *result)
{
    static const mst_quantity not_given = {0};
    const mst_site *site = &c->post->sites[index];
    uint32_t classes = c->post->berth_class_count;
    result->berths = MST_TAKE(c->arena, mst_steps, classes);
    result->parking = MST_TAKE(c->arena, mst_steps, classes);
    if (result->berths == NULL || result->parking == NULL) {
        return mst__no_memory(c);
    }
    int64_t unnamed = names_berths(site) ? 0 : MST_UNLIMITED;
    for (uint32_t k = 0; k < classes; k++) {
        const mst_berth_row *row = berth_row(site, k);
        mst__number number = {
            .item_class = MST_ITEM_SITE,
            .item = index,
            .field = c->berths_field,
            .berth_class = k,
            .quantity = row != NULL ? &row->berths : &not_given,
            .fallback = unnamed,
        };
        mst_status status = mst__number_steps(c, &number, &result->berths[k]);
        if (status != MST_OK) {
            return status;
        }
        number.field = c->parking_field;
        number.quantity = row != NULL ? &row->parking : &not_given;
        number.fallback = MST_UNLIMITED;
        status = mst__number_steps(c, &number, &result->parking[k]);
        if (status != MST_OK) {
            return status;
        }
    }
    return MST_OK;
}

/* Berths that reinforcements take from their notice to their last arrival. */
static mst_status
take_berths(mst__compile *c, mst_p_site *sites)
{
    for (uint32_t i = 0; i < c->choice.reinforcement_count; i++) {
        const mst_reinforcement *reinforcement = c->choice.reinforcements[i];
        mst__arrival arrival;
        mst_status status = mst__arrival_of(c, reinforcement, &arrival);
        if (status == MST_OK && reinforcement->berth_class != MST_NONE) {
            mst_p_site *site = &sites[reinforcement->site.index];
            mst_span span = {arrival.notice, arrival.notice + arrival.over};
            status =
                mst__steps_less(c, &site->berths[reinforcement->berth_class], arrival.berths, span);
        }
        if (status != MST_OK) {
            return status;
        }
    }
    return MST_OK;
}

/* ---- the rest ---- */

/* A rear that is not given is the fixed force, over time too. */
static mst_status
compile_force(mst__compile *c, uint32_t index, mst_p_site *result)
{
    const mst_site *site = &c->post->sites[index];
    mst_status status = site_steps(c, index, &site->force_fixed, &result->force_fixed);
    if (status == MST_OK) {
        status = site_steps(c, index, &site->force_per_1000, &result->force_per_1000);
    }
    if (status != MST_OK) {
        return status;
    }
    mst__number rear = MST__SITE(c, index, force_rear);
    status = mst__chain_number(c, &rear);
    if (status == MST_OK && c->chain_count == 0 && !site->force_rear.given) {
        result->force_rear = result->force_fixed;
        return MST_OK;
    }
    if (!site->force_rear.given) {
        rear.fallback = mst_steps_at(&result->force_fixed, 0);
    }
    return status == MST_OK ? mst__number_steps(c, &rear, &result->force_rear) : status;
}

static mst_status
compile_times(mst__compile *c, uint32_t index, mst_p_site *result)
{
    const mst_site *site = &c->post->sites[index];
    mst__item_times item = {
        .item_class = MST_ITEM_SITE, .index = index, .dormant = site->dormant, .list = &site->open};
    mst_steps daylight_only;
    mst_status status = mst__item_windows(c, &item);
    if (status == MST_OK) {
        status = site_steps(c, index, &site->daylight_only, &daylight_only);
    }
    if (status != MST_OK) {
        return status;
    }
    c->now.site_there[index] = item.there;
    result->open = item.open;
    result->service = item.hours;
    if (item.open.count == 0) {
        result->air = mst_windows_nowhere;
        return MST_OK;
    }
    mst_windows daylight;
    status = mst__daylight(c, index, &daylight_only, &daylight);
    if (status != MST_OK) {
        return status;
    }
    return mst_windows_intersect(c->arena, &daylight, mst__granted(c, site->permission),
                                 &result->air)
               ? MST_OK
               : mst__no_memory(c);
}

static mst_status
compile_site(mst__compile *c, uint32_t index, mst_p_site *result)
{
    const mst_site *site = &c->post->sites[index];
    const struct {
        const mst_quantity *quantity;
        mst_steps *steps;
    } plain[] = {
        {&site->hold, &result->hold}, {&site->movements, &result->movements},
        {&site->fuel, &result->fuel}, {&site->threat, &result->threat},
        {&site->safe, &result->safe},
    };
    result->name = site->id;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        mst_status status = site_steps(c, index, plain[i].quantity, plain[i].steps);
        if (status != MST_OK) {
            return status;
        }
    }
    mst__number supplies = MST__SITE(c, index, supplies);
    mst_status status = mst__number_value(c, &supplies, &result->supplies);
    if (status == MST_OK) {
        mst__number elevation = MST__SITE(c, index, elevation);
        elevation.fallback = MST_UNLIMITED;
        status = mst__number_value(c, &elevation, &result->elevation_mm);
    }
    if (status == MST_OK) {
        status = compile_times(c, index, result);
    }
    if (status == MST_OK) {
        status = compile_force(c, index, result);
    }
    if (status == MST_OK) {
        status = compile_berths(c, index, result);
    }
    return status == MST_OK ? compile_desks(c, index, result) : status;
}

mst_status
mst__compile_sites(mst__compile *c)
{
    uint32_t count = c->post->site_count;
    mst_p_site *sites = MST_TAKE(c->arena, mst_p_site, count);
    c->now.site_there = MST_TAKE(c->scratch, mst_windows, count);
    if (sites == NULL || c->now.site_there == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < count; i++) {
        mst_status status = compile_site(c, i, &sites[i]);
        if (status != MST_OK) {
            return status;
        }
    }
    mst_status status = take_berths(c, sites);
    c->now.problem->site_count = count;
    c->now.problem->sites = sites;
    return status;
}

/* ---- rule 4: type against site ---- */

static bool
surface_fits(const mst_type *type, const mst_site *site)
{
    if (type->surface_count == 0 || site->runway_surface == NULL) {
        return true;
    }
    for (uint32_t i = 0; i < type->surface_count; i++) {
        if (strcmp(type->surfaces[i], site->runway_surface) == 0) {
            return true;
        }
    }
    return false;
}

typedef struct runway {
    int64_t length, width; /* width of a site's runway: MST_UNLIMITED when not given */
} runway;

/* Values of runway fields, once a site and once a type. */
static mst_status
read_runway(mst__compile *c, const mst__number *length, const mst__number *width, runway *result)
{
    mst_status status = mst__number_value(c, length, &result->length);
    return status == MST_OK ? mst__number_value(c, width, &result->width) : status;
}

static bool
class_fits(const mst__compile *c, uint32_t site, uint32_t berth_class)
{
    const mst_berth_row *row = berth_row(&c->post->sites[site], berth_class);
    if ((row != NULL && row->berths.given) || !names_berths(&c->post->sites[site])) {
        return true;
    }
    const mst_steps *berths = &c->now.problem->sites[site].berths[berth_class];
    return mst_steps_most(berths, MST_TIME_MIN, MST_NEVER) > 0;
}

mst_status
mst__compile_compatible(mst__compile *c)
{
    mst_problem *problem = c->now.problem;
    uint32_t types = problem->type_count;
    uint8_t *compatible = MST_TAKE(c->arena, uint8_t, (size_t)problem->site_count * types);
    runway *needs = MST_TAKE(c->scratch, runway, types);
    if (compatible == NULL || needs == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t k = 0; k < types; k++) {
        mst__number length = MST__TYPE(c, problem->types[k].model_type, runway_length);
        mst__number width = MST__TYPE(c, problem->types[k].model_type, runway_width);
        mst_status status = read_runway(c, &length, &width, &needs[k]);
        if (status != MST_OK) {
            return status;
        }
    }
    for (uint32_t i = 0; i < problem->site_count; i++) {
        mst__number length = MST__SITE(c, i, runway_length);
        mst__number width = MST__SITE(c, i, runway_width);
        width.fallback = MST_UNLIMITED;
        runway has;
        mst_status status = read_runway(c, &length, &width, &has);
        if (status != MST_OK) {
            return status;
        }
        for (uint32_t k = 0; k < types; k++) {
            const mst_type *type = &c->post->types[problem->types[k].model_type];
            bool needs_runway = type->mode == MST_MODE_AIR && needs[k].length > 0;
            bool fits =
                !needs_runway || (has.length >= needs[k].length && has.width >= needs[k].width &&
                                  surface_fits(type, &c->post->sites[i]));
            compatible[(size_t)i * types + k] =
                fits && class_fits(c, i, problem->types[k].berth_class);
        }
    }
    problem->compatible = compatible;
    return MST_OK;
}
