/* SPDX-License-Identifier: Apache-2.0
 *
 * What leans on an item: told from plans as they are, before anything is planned.
 */
#include <string.h>

#include "api/standing.h"
#include "base/text.h"
#include "present/standing.h"

struct muster_leaning {
    mst_arena arena;
    const mst_loss *item;
    uint32_t count;
    mst_leaning_row *rows;
};

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

/* ---- the item ---- */

/* "bagram" for "sites.bagram": what stands behind the first dot. */
static bool
is_short_for(const char *text, const char *name)
{
    const char *dot = strchr(name, '.');
    return dot != NULL && strcmp(dot + 1, text) == 0;
}

static muster_status
find_item(const mst_loss *losses, uint32_t count, const char *item, const mst_loss **found,
          mst_arena *arena, muster_error *err)
{
    const char **names = MST_TAKE(arena, const char *, 2 * (size_t)count);
    if (names == NULL) {
        return no_memory(err);
    }
    uint32_t fitting = 0;
    for (uint32_t i = 0; i < count; i++) {
        names[i] = losses[i].name;
        names[count + i] = strchr(losses[i].name, '.') + 1;
        if (strcmp(losses[i].name, item) == 0) {
            *found = &losses[i];
            return MUSTER_OK;
        }
        if (is_short_for(item, losses[i].name)) {
            *found = &losses[i];
            fitting++;
        }
    }
    if (fitting == 1) {
        return MUSTER_OK;
    }
    if (fitting > 1) {
        return mst__api_refuse(err, MST_USAGE,
                               "\"%s\" is the name of more than one item: say which, as in \"%s\"",
                               item, (*found)->name);
    }
    char hint[MST__API_HINT_BYTES];
    uint32_t near = mst_text_nearest(item, names, 2 * count);
    return mst__api_refuse(err, MST_NOT_FOUND, "the post has no item \"%s\" that can be lost%s",
                           item, mst__api_hint(hint, near != UINT32_MAX ? names[near] : NULL));
}

/* ---- a plan ---- */

/* The plan in the case without the item: what it breaks there, NULL for nothing. */
static muster_status
find_fault(muster_post *post, const mst_document *document, const mst_loss *loss, mst_arena *arena,
           const char **fault, muster_error *err)
{
    uint32_t scenario, option;
    uint64_t hash[2];
    mst_override overrides = {0};
    mst_case *instance = NULL;
    const mst_plan *plan;
    mst_judgement judgement;
    mst_error inner;
    muster_status status = muster_post_find_scenario(post, document->scenario, &scenario, err);
    if (status == MUSTER_OK) {
        status = muster_post_find_option(post, document->option, &option, err);
    }
    if (status == MUSTER_OK) {
        status = mst__api_settings(post, document, &overrides, hash, err);
        overrides.is_ordered =
            document->stands && status == MUSTER_OK && !post->post->options[option].order_at.given;
        overrides.order = document->order;
    }
    if (status != MUSTER_OK) {
        return status;
    }
    const mst_loss *losses[] = {loss};
    mst_status without =
        mst_losses_compile(post->post, (mst_scenario_id){scenario}, (mst_option_id){option},
                           &overrides, losses, 1, arena, &instance, &inner);
    if (without == MST_OK) {
        without = mst_document_bind(document, instance, arena, &plan, &inner);
        if (without == MST_OK) {
            without = mst_check(instance, plan, &judgement, &inner);
            if (without == MST_OK && judgement.violation_count > 0) {
                *fault = mst__standing_fault(&judgement.violations[0], arena);
                without = *fault != NULL ? MST_OK : MST_NO_MEMORY;
            }
            mst_judgement_release(&judgement);
        }
        mst_case_release(instance);
    }
    if (without == MST_NO_MEMORY) {
        return no_memory(err);
    }
    if (without != MST_OK) { /* the plan does not even fit the post without it */
        *fault = mst_arena_text(arena, inner.text);
    }
    return without == MST_OK || *fault != NULL ? MUSTER_OK : no_memory(err);
}

static muster_status
fill_row(muster_leaning *leaning, muster_post *post, const muster_plan *plan, mst_leaning_row *row,
         muster_error *err)
{
    const mst_document *document = &plan->document;
    mst_arena *arena = &leaning->arena;
    row->scenario = mst_arena_text(arena, document->scenario);
    row->option = mst_arena_text(arena, document->option);
    if (row->scenario == NULL || row->option == NULL) {
        return no_memory(err);
    }
    mst_case *instance = NULL;
    const mst_plan *bound = NULL;
    muster_error refused = {0};
    muster_status status = mst__api_bind(post, document, &instance, arena, &bound, &refused);
    if (status == MUSTER_OK) {
        row->lean = mst_plan_lean(bound, leaning->item);
        row->leans = !mst_lean_is_none(&row->lean);
        /* A plan that goes on from one in force cannot lose what it used already. */
        if (!document->resumed) {
            status = find_fault(post, document, leaning->item, arena, &row->fault, err);
            row->leans = row->leans || row->fault != NULL;
        }
    } else if (status != MUSTER_NO_MEMORY) { /* it is no plan of the post any more */
        row->leans = true;
        row->fault = mst_arena_format(arena, "it cannot be judged: %s", refused.text);
        status = row->fault != NULL ? MUSTER_OK : no_memory(err);
    }
    if (instance != NULL) {
        mst_case_release(instance);
    }
    return status;
}

static muster_status
add_standing(muster_leaning *leaning, muster_post *post, const mst__standing_place *place,
             const mst_standing *from, muster_error *err)
{
    muster_plan *plan = NULL;
    const char *lost = NULL;
    mst_leaning_row *row = &leaning->rows[leaning->count];
    *row = (mst_leaning_row){
        .plan = mst_arena_text_bytes(&leaning->arena, from->digest, MST_STANDING_ID_DIGITS),
        .scenario = from->scenario,
        .option = from->option,
        .by = from->by,
        .lean = {.first = MST_NEVER, .last = MST_NEVER}};
    muster_status status = row->plan != NULL
                               ? mst__standing_load(place, from, &leaning->arena, &plan, &lost, err)
                               : no_memory(err);
    if (status == MUSTER_OK && plan != NULL) {
        status = fill_row(leaning, post, plan, row, err);
    } else if (status == MUSTER_OK) {
        row->leans = true;
        row->fault = mst_arena_format(&leaning->arena, "it cannot be judged: %s", lost);
        status = row->fault != NULL ? MUSTER_OK : no_memory(err);
    }
    muster_plan_close(plan);
    leaning->count += status == MUSTER_OK;
    return status;
}

static muster_status
add_file(muster_leaning *leaning, muster_post *post, const char *file, muster_error *err)
{
    muster_plan *plan = NULL;
    mst_leaning_row *row = &leaning->rows[leaning->count];
    *row = (mst_leaning_row){.plan = mst_arena_text(&leaning->arena, file),
                             .lean = {.first = MST_NEVER, .last = MST_NEVER}};
    muster_status status = row->plan != NULL ? muster_plan_open(file, &plan, err) : no_memory(err);
    if (status == MUSTER_OK) {
        status = fill_row(leaning, post, plan, row, err);
    }
    muster_plan_close(plan);
    leaning->count += status == MUSTER_OK;
    return status;
}

/* ---- the whole ---- */

static muster_status
find_all(muster_leaning *leaning, const char *path, muster_post *post, uint32_t file_count,
         const char *const *files, muster_error *err)
{
    mst__standing_place place;
    mst_standing_list list = {0};
    mst_error inner = {.text = "there is not enough memory"};
    mst_status read = mst__standing_places(path, &leaning->arena, &place)
                          ? mst_standing_read(place.log, &leaning->arena, &list, &inner)
                          : MST_NO_MEMORY;
    muster_status status = mst__api_fail(err, &inner, read);
    leaning->rows = MST_TAKE(&leaning->arena, mst_leaning_row, (size_t)list.count + file_count);
    if (status == MUSTER_OK && leaning->rows == NULL) {
        status = no_memory(err);
    }
    for (uint32_t i = 0; status == MUSTER_OK && i < list.count; i++) {
        status = add_standing(leaning, post, &place, &list.plans[i], err);
    }
    for (uint32_t i = 0; status == MUSTER_OK && i < file_count; i++) {
        status = add_file(leaning, post, files[i], err);
    }
    return status;
}

muster_status
muster_leaning_open(const char *path, muster_post *post, const char *item, uint32_t file_count,
                    const char *const *files, muster_leaning **leaning, muster_error *err)
{
    muster_leaning *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&handle->arena, 0);
    mst_loss *losses = NULL;
    uint32_t count = 0;
    muster_status status = MUSTER_OK;
    if (!mst_losses_find(post->post, NULL, &handle->arena, &losses, &count)) {
        status = no_memory(err);
    }
    if (status == MUSTER_OK) {
        status = find_item(losses, count, item, &handle->item, &handle->arena, err);
    }
    if (status == MUSTER_OK) {
        status = find_all(handle, path, post, file_count, files, err);
    }
    if (status != MUSTER_OK) {
        muster_leaning_close(handle);
        return status;
    }
    *leaning = handle;
    return MUSTER_OK;
}

void
muster_leaning_close(muster_leaning *leaning)
{
    if (leaning != NULL) {
        mst_arena_release(&leaning->arena);
        mst_heap_free(leaning);
    }
}

const char *
muster_leaning_item(const muster_leaning *leaning)
{
    return leaning->item->name;
}

uint32_t
muster_leaning_count(const muster_leaning *leaning)
{
    return leaning->count;
}

muster_status
muster_leaning_at(const muster_leaning *leaning, uint32_t index, muster_leaning_plan *plan,
                  muster_error *err)
{
    if (index >= leaning->count) {
        return mst__api_refuse(err, MST_USAGE, "there is no plan %u", index);
    }
    const mst_leaning_row *row = &leaning->rows[index];
    *plan = (muster_leaning_plan){.plan = row->plan,
                                  .scenario = row->scenario,
                                  .option = row->option,
                                  .by = row->by,
                                  .moves = row->lean.moves,
                                  .persons = row->lean.persons,
                                  .first_ms = row->lean.first,
                                  .last_ms = row->lean.last,
                                  .leans = row->leans,
                                  .fault = row->fault};
    return MUSTER_OK;
}

muster_status
muster_leaning_write_text(const muster_leaning *leaning, char **text, muster_error *err)
{
    mst_error inner;
    mst_status status =
        mst_leaning_write_text(leaning->item->name, leaning->rows, leaning->count, text, &inner);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_leaning_write_json(const muster_leaning *leaning, char **text, muster_error *err)
{
    mst_error inner;
    mst_status status =
        mst_leaning_write_json(leaning->item->name, leaning->rows, leaning->count, text, &inner);
    return mst__api_fail(err, &inner, status);
}
