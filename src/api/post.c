/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/internal.h"
#include "base/text.h"
#include "present/buffer.h"
#include "present/file.h"
#include "problem/doubts.h"
#include "problem/facts.h"

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

/* On failure the post is released. */
static mst_status
list_facts(muster_post *handle, mst_error *err)
{
    const mst_post *post = handle->post;
    handle->facts = MST_TAKE(post->arena, uint32_t, post->report_count);
    if (handle->facts == NULL) {
        mst_post_release(handle->post);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    handle->fact_count = mst_facts_list(post, handle->facts);
    return MST_OK;
}

muster_status
muster_post_open(const char *path, muster_post **post, muster_faults **faults, muster_error *err)
{
    return muster_post_open_as_of(path, NULL, post, faults, err);
}

muster_status
muster_post_open_as_of(const char *path, const char *as_of, muster_post **post,
                       muster_faults **faults, muster_error *err)
{
    muster_faults *found = mst_heap_take(1, sizeof *found);
    muster_post *handle = mst_heap_take(1, sizeof *handle);
    if (faults != NULL) {
        *faults = NULL;
    }
    if (found == NULL || handle == NULL) {
        mst_heap_free(found);
        mst_heap_free(handle);
        return no_memory(err);
    }
    mst_error inner = {.status = MST_OK};
    mst_arena arena;
    mst_read_options options = {.as_of = as_of};
    mst_arena_init(&arena, 0);
    mst_status status = mst__api_log_read(path, &arena, &options, &inner);
    if (status == MST_OK) {
        status = mst_post_read_with(path, &options, &handle->post, &found->list, &inner);
    }
    mst_arena_release(&arena);
    if (status == MST_OK) {
        status = list_facts(handle, &inner);
    }
    if (faults != NULL) {
        *faults = found;
    } else {
        muster_faults_close(found);
    }
    if (status != MST_OK) {
        mst_heap_free(handle);
        return mst__api_fail(err, &inner, status);
    }
    *post = handle;
    return MUSTER_OK;
}

void
muster_post_close(muster_post *post)
{
    if (post != NULL) {
        mst_post_release(post->post);
        mst_heap_free(post);
    }
}

/* mst_error and muster_error are one layout (status.c proves it), and lists hand out the former. */
static const muster_error *
as_public(const mst_error *err)
{
    return (const muster_error *)(const void *)err;
}

uint32_t
muster_faults_count(const muster_faults *faults)
{
    return faults->list.count;
}

uint32_t
muster_faults_more(const muster_faults *faults)
{
    return faults->list.more;
}

const muster_error *
muster_faults_at(const muster_faults *faults, uint32_t index)
{
    return index < faults->list.count ? as_public(&faults->list.faults[index]) : NULL;
}

uint32_t
muster_faults_warning_count(const muster_faults *faults)
{
    return faults->list.warning_count;
}

const muster_error *
muster_faults_warning_at(const muster_faults *faults, uint32_t index)
{
    return index < faults->list.warning_count ? as_public(&faults->list.warnings[index]) : NULL;
}

void
muster_faults_close(muster_faults *faults)
{
    if (faults != NULL) {
        mst_fault_list_release(&faults->list);
        mst_heap_free(faults);
    }
}

muster_status
muster_post_set(muster_post *post, const char *text, muster_error *err)
{
    mst_arena *arena = post->post->arena;
    void *changes = post->changes, *texts = post->texts;
    if (!mst_arena_grow(arena, &changes, post->set_count, &post->change_room, sizeof(mst_change),
                        MST_MAX_CHANGES)) {
        return no_memory(err);
    }
    post->changes = changes;
    if (!mst_arena_grow(arena, &texts, post->set_count, &post->text_room, sizeof(char *),
                        MST_MAX_CHANGES)) {
        return no_memory(err);
    }
    post->texts = texts;
    char *copy = mst_arena_text(arena, text);
    if (copy == NULL) {
        return no_memory(err);
    }
    mst_error inner;
    mst_status status =
        mst_override_parse(post->post, text, &post->changes[post->set_count], &inner);
    if (status != MST_OK) {
        return mst__api_fail(err, &inner, status);
    }
    post->texts[post->set_count++] = copy;
    return MUSTER_OK;
}

/* The likely number of an item once the facts of reports are folded in. */
static int64_t
known_count(const muster_post *post, mst_item_class item_class, uint32_t item,
            mst_quantity quantity)
{
    const mst_change subject = {
        .item_class = item_class, .item = item, .field = mst_field_find(item_class, "count")};
    return mst_facts_fold(post->post, post->facts, post->fact_count, &subject, quantity).likely;
}

static mst_quantity
written_count(const mst_people *people)
{
    int64_t first = people->count_row_count > 0 ? people->count_rows[0].count : 0;
    return people->count_row_count == 0
               ? people->count
               : (mst_quantity){.low = first, .likely = first, .high = first, .given = true};
}

void
muster_post_describe(const muster_post *post, muster_post_summary *summary)
{
    const mst_post *p = post->post;
    *summary = (muster_post_summary){
        .id = p->id,
        .name = p->name,
        .time_zone = p->zone,
        .as_of_utc_ms = p->as_of,
        .links = p->link_count,
        .types = p->type_count,
        .permissions = p->permission_count,
        .pins = p->pin_count,
        .scenarios = p->scenario_count,
        .options = p->option_count,
        .reports = p->report_count,
    };
    for (uint32_t i = 0; i < p->report_count; i++) {
        summary->known_reports += p->reports[i].known;
    }
    mst__api_hash(summary->input_hash, p->input_hash);
    mst_when_zone zone = {p->zone_row_count, p->zone_rows};
    char when[MST_WHEN_BYTES];
    snprintf(summary->as_of_utc, sizeof summary->as_of_utc, "%.31s", mst_when_utc(p->as_of, when));
    snprintf(summary->as_of_local, sizeof summary->as_of_local, "%.31s",
             mst_when_local(&zone, p->as_of, when));
    for (uint32_t i = 0; i < p->people_count; i++) {
        if (!p->people[i].dormant) {
            summary->people_items++;
            summary->persons += known_count(post, MST_ITEM_PEOPLE, i, written_count(&p->people[i]));
        }
    }
    for (uint32_t i = 0; i < p->site_count; i++) {
        summary->sites += p->sites[i].dormant ? 0 : 1;
    }
    for (uint32_t i = 0; i < p->fleet_count; i++) {
        if (!p->fleets[i].dormant) {
            summary->fleets++;
            summary->vehicles += known_count(post, MST_ITEM_FLEET, i, p->fleets[i].count);
        }
    }
}

muster_status
muster_post_describe_permission(const muster_post *post, uint32_t index,
                                muster_post_permission *permission, muster_error *err)
{
    const mst_post *p = post->post;
    if (index >= p->permission_count) {
        return mst__api_refuse(err, MST_USAGE, "the post has %u permissions, no number %u",
                               p->permission_count, index);
    }
    const mst_permission *from = &p->permissions[index];
    *permission = (muster_post_permission){
        .id = from->id,
        .kind = from->kind,
        .granted = !from->granted.given || from->granted.likely != 0,
    };
    for (uint32_t i = 0; i < p->site_count; i++) {
        permission->sites += p->sites[i].permission.index == index;
    }
    for (uint32_t i = 0; i < p->link_count; i++) {
        permission->links += p->links[i].permission.index == index;
    }
    for (uint32_t i = 0; i < p->fleet_count; i++) {
        permission->fleets += p->fleets[i].permission.index == index;
    }
    return MUSTER_OK;
}

const char *
muster_post_scenario_id(const muster_post *post, uint32_t index)
{
    return index < post->post->scenario_count ? post->post->scenarios[index].id : NULL;
}

const char *
muster_post_scenario_name(const muster_post *post, uint32_t index)
{
    return index < post->post->scenario_count ? post->post->scenarios[index].name : NULL;
}

const char *
muster_post_option_id(const muster_post *post, uint32_t index)
{
    return index < post->post->option_count ? post->post->options[index].id : NULL;
}

const char *
muster_post_option_name(const muster_post *post, uint32_t index)
{
    return index < post->post->option_count ? post->post->options[index].name : NULL;
}

muster_status
mst__api_find(const muster_post *post, const char *id, uint32_t count, mst__api_name_at at,
              const char *word, uint32_t *index, muster_error *err)
{
    char hint[MST__API_HINT_BYTES];
    uint32_t limit = mst_text_distance_limit(id);
    const char *nearest = NULL;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t distance = mst_text_distance(id, at(post, i), limit);
        if (strcmp(id, at(post, i)) == 0) {
            *index = i;
            return MUSTER_OK;
        }
        if (distance < limit || (distance == limit && nearest == NULL)) {
            nearest = at(post, i);
            limit = distance;
        }
    }
    return mst__api_refuse(err, MST_NOT_FOUND, "the post has no %s \"%s\"%s", word, id,
                           mst__api_hint(hint, nearest));
}

muster_status
muster_post_find_scenario(const muster_post *post, const char *id, uint32_t *index,
                          muster_error *err)
{
    return mst__api_find(post, id, post->post->scenario_count, muster_post_scenario_id, "scenario",
                         index, err);
}

muster_status
muster_post_find_option(const muster_post *post, const char *id, uint32_t *index, muster_error *err)
{
    return mst__api_find(post, id, post->post->option_count, muster_post_option_id, "option", index,
                         err);
}

/* Compiles every cell; `doubts` may be NULL. */
static mst_status
compile_cells(const muster_post *post, mst_doubts *doubts, mst_error *err)
{
    mst_override overrides = {.count = post->set_count, .changes = post->changes};
    for (uint32_t s = 0; s < post->post->scenario_count; s++) {
        for (uint32_t o = 0; o < post->post->option_count; o++) {
            mst_case *instance = NULL;
            mst_status status = mst_case_compile(post->post, (mst_scenario_id){s},
                                                 (mst_option_id){o}, &overrides, &instance, err);
            bool had_memory =
                status != MST_OK || doubts == NULL || mst_doubts_add(doubts, instance);
            mst_case_release(instance);
            if (status != MST_OK || !had_memory) {
                return status != MST_OK ? status
                                        : mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                                   "there is not enough memory");
            }
        }
    }
    return MST_OK;
}

muster_status
muster_post_check(const muster_post *post, muster_error *err)
{
    mst_error inner;
    mst_status status = compile_cells(post, NULL, &inner);
    return status == MST_OK ? MUSTER_OK : mst__api_fail(err, &inner, status);
}

muster_status
muster_post_doubts(const muster_post *post, muster_faults **doubts, muster_error *err)
{
    *doubts = NULL;
    muster_faults *found = mst_heap_take(1, sizeof *found);
    if (found == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&found->list.arena, 0);
    mst_error inner = {.status = MST_OK};
    mst_doubts *tally = mst_doubts_new(post->post, &found->list.arena);
    mst_status status = tally != NULL ? compile_cells(post, tally, &inner) : MST_NO_MEMORY;
    if (status == MST_OK && !mst_doubts_list(tally, &found->list.warning_count, &found->list.more,
                                             &found->list.warnings)) {
        status = MST_NO_MEMORY;
    }
    if (status != MST_OK) {
        muster_faults_close(found);
        return inner.status != MST_OK ? mst__api_fail(err, &inner, status) : no_memory(err);
    }
    *doubts = found;
    return MUSTER_OK;
}

muster_status
muster_post_write(const muster_post *post, char **text, muster_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    const char *written = NULL;
    mst_error inner;
    mst_buffer buffer = {0};
    mst_status status = mst_post_write(post->post, &arena, &written, &inner);
    if (status == MST_OK) {
        mst_buffer_add(&buffer, written);
        status = mst_buffer_finish(&buffer, text, &inner);
    }
    mst_arena_release(&arena);
    return mst__api_fail(err, &inner, status);
}

/* The last part of a path without slashes at its end. */
static const char *
base_name(const char *path, size_t *length)
{
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    size_t begin = end;
    while (begin > 0 && path[begin - 1] != '/') {
        begin--;
    }
    *length = end - begin;
    return path + begin;
}

static bool
is_id(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
        if (!allowed) {
            return false;
        }
    }
    return length > 0 && length <= MST_MAX_ID_BYTES;
}

/* The template with the name in place of @NAME@. */
static void
fill_template(mst_buffer *buffer, const char *name, size_t length)
{
    static const char mark[] = "@NAME@";
    const char *rest = mst__new_post_text;
    for (const char *found; (found = strstr(rest, mark)) != NULL; rest = found + strlen(mark)) {
        mst_buffer_add_bytes(buffer, rest, (size_t)(found - rest));
        mst_buffer_add_bytes(buffer, name, length);
    }
    mst_buffer_add(buffer, rest);
}

muster_status
muster_post_new(const char *path, muster_error *err)
{
    size_t length;
    const char *name = base_name(path, &length);
    if (!is_id(name, length)) {
        return mst__api_refuse(
            err, MST_USAGE, "\"%.*s\" cannot name a post: use letters, digits, - and _, at most %d",
            (int)(length < 200 ? length : 200), name, MST_MAX_ID_BYTES);
    }
    if (mkdir(path, 0777) != 0) {
        int number = errno;
        return mst__api_refuse(err, number == EEXIST ? MST_USAGE : MST_IO, "%.300s: %s", path,
                               number == EEXIST ? "it exists already and is left alone"
                                                : strerror(number));
    }
    mst_buffer file = {0}, text = {0};
    mst_buffer_add_bytes(&file, path, (size_t)(name - path) + length);
    mst_buffer_add(&file, "/post.yaml");
    fill_template(&text, name, length);
    mst_error inner = {.status = MST_OK};
    mst_status status = MST_NO_MEMORY;
    if (!file.failed && !text.failed) {
        status = mst_file_write(file.bytes, text.bytes, text.length, &inner);
    } else {
        status = mst_fail(&inner, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    mst_buffer_release(&file);
    mst_buffer_release(&text);
    if (status != MST_OK) {
        rmdir(path);
    }
    return mst__api_fail(err, &inner, status);
}
