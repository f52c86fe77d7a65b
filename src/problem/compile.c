/* SPDX-License-Identifier: Apache-2.0
 *
 * A picture under one scenario and one option becomes a problem a phase.
 *
 *   changes (includes, order, conflicts, phases) -> per phase: permissions, sites, fleets, people
 *   there
 *     -> what all phases share: which vehicles, types and people there are
 *     -> per phase: types, arcs, vehicles, type against site, people, pins
 */
#include "problem/compile.h"

#include <assert.h>

mst_status
mst__no_memory(mst__compile *c)
{
    return mst_fail(c->err, MST_NO_MEMORY, mst_nowhere(), "out of memory while compiling a cell");
}

/* Where each plain field stands, so that a number finds its row of the table at once. */
static void
index_fields(mst__compile *c)
{
    for (uint32_t i = 0; i < mst_field_count; i++) {
        const mst_field *field = &mst_fields[i];
        if (!field->per_class) {
            assert(field->offset / 8 < MST__FIELD_SLOTS);
            c->field_at[field->item_class][field->offset / 8] = (uint16_t)(i + 1);
        }
    }
    c->berths_field = mst_field_find(MST_ITEM_SITE, "berths");
    c->parking_field = mst_field_find(MST_ITEM_SITE, "parking");
    assert(c->berths_field != MST_NONE && c->parking_field != MST_NONE);
}

static mst_status
take_working_memory(mst__compile *c)
{
    const mst_post *post = c->post;
    c->chain = MST_TAKE(c->scratch, const mst__applied *, MST__MAX_CHAIN);
    c->cuts = MST_TAKE(c->scratch, mst_time, 2 * MST__MAX_CHAIN + 1);
    c->cut_values = MST_TAKE(c->scratch, int64_t, 2 * MST__MAX_CHAIN + 1);
    c->type_index = MST_TAKE(c->scratch, uint32_t, post->type_count);
    c->fleet_vehicles = MST_TAKE(c->scratch, uint32_t, post->fleet_count);
    c->daylight = MST_TAKE(c->scratch, mst_windows, post->site_count);
    c->people_there = MST_TAKE(c->scratch, bool, post->people_count);
    bool complete = c->chain != NULL && c->cuts != NULL && c->cut_values != NULL &&
                    c->type_index != NULL && c->fleet_vehicles != NULL && c->people_there != NULL &&
                    c->daylight != NULL;
    return complete ? MST_OK : mst__no_memory(c);
}

static void
describe(const mst__compile *c, mst_problem *problem)
{
    const mst_option *option = c->choice.option;
    *problem = (mst_problem){
        .post = c->post,
        .scenario = c->scenario,
        .option = c->option,
        .order = c->order,
        .ordered_by = c->choice.ordered_by,
        .order_until = c->choice.order_until,
        .begins = c->now.begins,
        .horizon = c->horizon,
        .berth_class_count = c->post->berth_class_count,
        .station_count = c->post->station_count,
        .relocate_to = option->scope == MST_SCOPE_RELOCATE ? option->relocate_to.index : MST_NONE,
    };
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        problem->measures[i] = c->post->measures[i];
    }
}

/* What decides which vehicles and people there are. */
static mst_status
compile_first_half(mst__compile *c)
{
    describe(c, c->now.problem);
    mst_status status = mst__compile_permissions(c);
    if (status == MST_OK) {
        status = mst__compile_sites(c);
    }
    if (status == MST_OK) {
        status = mst__count_fleets(c);
    }
    return status == MST_OK ? mst__find_people(c) : status;
}

static mst_status
compile_second_half(mst__compile *c)
{
    static mst_status (*const parts[])(mst__compile *) = {
        mst__compile_types,      mst__compile_arcs,   mst__compile_vehicles,
        mst__compile_compatible, mst__compile_people, mst__compile_pins,
    };
    mst_status status = MST_OK;
    for (size_t i = 0; status == MST_OK && i < sizeof parts / sizeof parts[0]; i++) {
        status = parts[i](c);
    }
    return status;
}

static mst_status
compile_phases(mst__compile *c, mst_case *instance)
{
    mst_problem *phases = MST_TAKE(c->arena, mst_problem, c->phase_count);
    mst__now *halves = MST_TAKE(c->scratch, mst__now, c->phase_count);
    if (phases == NULL || halves == NULL) {
        return mst__no_memory(c);
    }
    mst_status status = MST_OK;
    for (uint32_t k = 0; status == MST_OK && k < c->phase_count; k++) {
        c->now = (mst__now){.begins = c->phase_begins[k], .problem = &phases[k]};
        status = compile_first_half(c);
        halves[k] = c->now;
    }
    for (uint32_t k = 0; status == MST_OK && k < c->phase_count; k++) {
        c->now = halves[k];
        status = compile_second_half(c);
    }
    instance->phase_count = c->phase_count;
    instance->phases = phases;
    return status;
}

static mst_arena *
take_arena(void)
{
    mst_arena *arena = mst_heap_take(1, sizeof *arena);
    if (arena != NULL) {
        mst_arena_init(arena, 0);
    }
    return arena;
}

static void
release_arena(mst_arena *arena)
{
    if (arena != NULL) {
        mst_arena_release(arena);
        mst_heap_free(arena);
    }
}

mst_status
mst_case_compile(const mst_post *post, mst_scenario_id scenario, mst_option_id option,
                 const mst_override *overrides, mst_case **result, mst_error *err)
{
    assert(scenario.index < post->scenario_count && option.index < post->option_count);
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst_arena *arena = take_arena();
    mst__compile *c = MST_TAKE(&scratch, mst__compile, 1);
    mst_case *instance = arena != NULL ? MST_TAKE(arena, mst_case, 1) : NULL;
    mst_status status = MST_OK;
    if (c == NULL || instance == NULL) {
        status =
            mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory while compiling a cell");
        goto done;
    }
    instance->arena = arena;
    c->post = post;
    c->scenario = scenario.index;
    c->option = option.index;
    c->overrides = overrides;
    c->horizon = post->horizon_ms;
    c->arena = arena;
    c->scratch = &scratch;
    c->err = err;
    index_fields(c);
    status = take_working_memory(c);
    if (status == MST_OK) {
        status = mst__collect(c);
    }
    if (status == MST_OK) {
        status = compile_phases(c, instance);
    }
done:
    if (status == MST_OK) {
        *result = instance;
    } else {
        release_arena(arena);
    }
    mst_arena_release(&scratch);
    return status;
}

void
mst_case_release(mst_case *instance)
{
    if (instance != NULL) {
        release_arena(instance->arena); /* the case itself stands in it */
    }
}
