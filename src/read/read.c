/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a post, start to end: see reader.h for the four steps.
 */
#include "read/read.h"

#include <string.h>

#include "base/text.h"
#include "model/reports.h"
#include "read/reader.h"

static mst__reader *
open_reader(mst_fault_list *faults)
{
    const size_t limit = (size_t)MST_READ_MAX_MEMORY_MIB << 20;
    mst__reader *reader = mst_heap_take(1, sizeof *reader);
    mst_arena *arena = mst_heap_take(1, sizeof *arena);
    if (reader == NULL || arena == NULL) {
        mst_heap_free(reader);
        mst_heap_free(arena);
        return NULL;
    }
    mst_arena_init(arena, limit);
    mst_arena_init(&reader->scratch, limit);
    reader->arena = arena;
    reader->faults = faults;
    reader->root = "";
    reader->suggestions_left = 4 * MST_MAX_FAULTS;
    reader->post = MST_TAKE(arena, mst_post, 1);
    if (reader->post == NULL) {
        mst_arena_release(arena);
        mst_heap_free(arena);
        mst_heap_free(reader);
        return NULL;
    }
    reader->post->arena = arena;
    return reader;
}

static void
define_all(mst__reader *reader)
{
    static void (*const steps[])(mst__reader *) = {
        mst__post_define,         mst__permissions_define, mst__types_define,
        mst__fleets_define,       mst__sites_define,       mst__people_define,
        mst__links_define,        mst__scenarios_define,   mst__options_define,
        mst__pins_define,         mst__chances_define,     mst__evidence_define,
        mst__propositions_define, mst__indicators_define,  mst__tripwires_define,
        mst__reports_define,      mst__picture_define,
    };
    for (uint32_t i = 0; i < MST__COUNT_OF(steps) && !reader->out_of_memory; i++) {
        steps[i](reader);
    }
}

/* The reports of the log, behind those of the text. */
static void
declare_log(mst__reader *reader)
{
    reader->first_logged = reader->drafts[MST__REPORT].count;
    uint32_t count = reader->options != NULL ? reader->options->log_count : 0;
    const char *name = count > 0 ? mst__keep(reader, reader->options->log_name) : NULL;
    for (uint32_t i = 0; i < count && !reader->out_of_memory; i++) {
        const mst_log_report *entry = &reader->options->log[i];
        mst_place place = {.file = name, .line = entry->line, .column = 1};
        mst__node *list = mst__node_new(reader, MST__LIST, place);
        mst__node *report = mst__yaml_read_flow(reader, place, entry->text);
        if (list == NULL || report == NULL) {
            reader->text_is_lost = true;
            return;
        }
        mst__node_append(list, report);
        mst__draft_section(reader, MST__REPORT, list, false);
    }
}

/* The picture's as_of: what was asked for, else that of the text, or of the latest receipt in the
 * log. Reports that only stand in the text and came later do not move it: they were not known. */
void
mst__picture_define(mst__reader *reader)
{
    mst_post *post = reader->post;
    post->base_as_of = post->as_of;
    for (uint32_t i = reader->first_logged; i < post->report_count; i++) {
        post->as_of =
            post->reports[i].received > post->as_of ? post->reports[i].received : post->as_of;
    }
    if (reader->options != NULL && reader->options->as_of != NULL) {
        mst__node asked = {
            .kind = MST__SCALAR, .place = mst_nowhere(), .text = reader->options->as_of};
        if (mst__instant_read(reader, &asked, "the moment asked for", &post->as_of) &&
            post->as_of < post->base_as_of) {
            mst__fault(reader, mst_nowhere(),
                       "the moment asked for is \"%s\", before the post's own as_of, %s: what was "
                       "known then is not in it",
                       mst__shown(reader, reader->options->as_of),
                       mst__instant_text(post, &reader->scratch, post->base_as_of));
        }
    }
    mst_reports_know(post, post->as_of);
}

/* Everything after the first file is open. */
static void
read_post(mst__reader *reader, uint32_t first_file)
{
    mst__gather(reader, first_file);
    if (reader->text_is_lost || reader->out_of_memory) {
        return;
    }
    declare_log(reader);
    mst__declare_additions(reader);
    if (reader->text_is_lost || reader->out_of_memory) {
        return;
    }
    define_all(reader);
    if (!reader->out_of_memory) {
        mst__finish(reader);
    }
}

static void
hash_files(mst__reader *reader)
{
    mst_hash hash;
    mst_hash_init(&hash);
    for (uint32_t i = 0; i < reader->file_count; i++) {
        mst_hash_add(&hash, reader->files[i].text, reader->files[i].bytes);
    }
    const mst_post *post = reader->post;
    for (uint32_t i = reader->first_logged; i < post->report_count; i++) {
        if (post->reports[i].received <= post->as_of) {
            const char *text = reader->options->log[i - reader->first_logged].text;
            mst_hash_add(&hash, text, strlen(text));
        }
    }
    if (post->as_of != post->base_as_of) {
        mst_hash_add(&hash, &post->as_of, sizeof post->as_of);
    }
    mst_hash_value(&hash, reader->post->input_hash);
}

/* Hands the post out or frees it. */
static mst_status
close_reader(mst__reader *reader, mst_post **post, mst_error *err)
{
    mst_status status = mst__faults_close(reader, err);
    if (status == MST_OK) {
        hash_files(reader);
        *post = reader->post;
    } else {
        mst_post_release(reader->post);
    }
    mst_arena_release(&reader->scratch);
    mst_heap_free(reader);
    return status;
}

mst_status
mst_post_read(const char *path, mst_post **post, mst_fault_list *faults, mst_error *err)
{
    return mst_post_read_with(path, NULL, post, faults, err);
}

mst_status
mst_post_read_with(const char *path, const mst_read_options *options, mst_post **post,
                   mst_fault_list *faults, mst_error *err)
{
    mst__faults_init(faults);
    mst__reader *reader = open_reader(faults);
    if (reader == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read a post");
    }
    reader->options = options;
    uint32_t file = mst__file_open_first(reader, path);
    if (file != MST_NONE) {
        reader->post->path = reader->files[file].name;
        read_post(reader, file);
    }
    return close_reader(reader, post, err);
}

mst_status
mst__post_read_texts(const mst__text_file *files, uint32_t count, mst_post **post,
                     mst_fault_list *faults, mst_error *err)
{
    mst__faults_init(faults);
    mst__reader *reader = open_reader(faults);
    if (reader == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read a post");
    }
    reader->texts = files;
    reader->text_count = count;
    uint32_t file = mst__file_open(reader, files[0].name, MST_NONE, mst_nowhere());
    if (file != MST_NONE) {
        reader->post->path = reader->files[file].name;
        read_post(reader, file);
    }
    return close_reader(reader, post, err);
}

mst_status
mst_post_read_text(const char *name, const char *text, size_t bytes, mst_post **post,
                   mst_fault_list *faults, mst_error *err)
{
    const mst__text_file file = {.name = name, .text = text, .bytes = bytes};
    return mst__post_read_texts(&file, 1, post, faults, err);
}
