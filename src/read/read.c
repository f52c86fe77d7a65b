/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a post, start to end: see reader.h for the four steps.
 */
#include "read/read.h"

#include <string.h>

#include "base/text.h"
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
        mst__post_define,    mst__permissions_define, mst__types_define, mst__fleets_define,
        mst__sites_define,   mst__people_define,      mst__links_define, mst__scenarios_define,
        mst__options_define, mst__pins_define,
    };
    for (uint32_t i = 0; i < MST__COUNT_OF(steps) && !reader->out_of_memory; i++) {
        steps[i](reader);
    }
}

/* Everything after the first file is open. */
static void
read_post(mst__reader *reader, uint32_t first_file)
{
    mst__gather(reader, first_file);
    if (reader->text_is_lost || reader->out_of_memory) {
        return;
    }
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
    mst__faults_init(faults);
    mst__reader *reader = open_reader(faults);
    if (reader == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read a post");
    }
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
