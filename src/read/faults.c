/* SPDX-License-Identifier: Apache-2.0 */
#include "read/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { SHOWN_BYTES = 60, WARNINGS_MAX = MST_MAX_FAULTS };

void
mst__faults_init(mst_fault_list *faults)
{
    *faults = (mst_fault_list){.count = 0};
    mst_arena_init(&faults->arena, (size_t)64 << 20);
}

void
mst_fault_list_release(mst_fault_list *faults)
{
    mst_arena_release(&faults->arena);
    *faults = (mst_fault_list){.count = 0};
}

/* A message is one line whatever stood in the input. */
static void
flatten(char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte == 0x7F) {
            *text = ' ';
        }
    }
}

static uint32_t
file_number(const mst__reader *reader, const char *name)
{
    for (uint32_t i = 0; name != NULL && i < reader->file_count; i++) {
        if (reader->files[i].name == name) {
            return i;
        }
    }
    return MST_NONE;
}

void
mst__fault_of(mst__reader *reader, mst_status status, mst_place place, const char *text)
{
    mst_fault_list *faults = reader->faults;
    if (faults->faults == NULL) {
        faults->faults = MST_TAKE(&faults->arena, mst_error, MST_MAX_FAULTS);
        if (faults->faults == NULL) {
            reader->out_of_memory = true;
            return;
        }
    }
    if (faults->count == MST_MAX_FAULTS) {
        faults->more++;
        return;
    }
    mst_error *fault = &faults->faults[faults->count];
    (void)mst_fail(fault, status, place, "%s", text);
    flatten(fault->text);
    flatten(fault->file);
    reader->marks[faults->count] =
        (mst__fault_mark){.file = file_number(reader, place.file), .sequence = faults->count};
    faults->count++;
}

void
mst__fault(mst__reader *reader, mst_place place, const char *format, ...)
{
    char text[MST_ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mst__fault_of(reader, MST_INVALID, place, text);
}

void
mst__fault_limit(mst__reader *reader, mst_place place, const char *format, ...)
{
    char text[MST_ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mst__fault_of(reader, MST_LIMIT, place, text);
}

void
mst__warn(mst__reader *reader, mst_place place, const char *format, ...)
{
    mst_fault_list *faults = reader->faults;
    if (faults->warnings == NULL) {
        faults->warnings = MST_TAKE(&faults->arena, mst_error, WARNINGS_MAX);
        if (faults->warnings == NULL) {
            reader->out_of_memory = true;
            return;
        }
    }
    if (faults->warning_count == WARNINGS_MAX) {
        return;
    }
    char text[MST_ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mst_error *warning = &faults->warnings[faults->warning_count++];
    (void)mst_fail(warning, MST_OK, place, "%s", text);
    flatten(warning->text);
}

static bool
stands_before(const mst_error *a, const mst__fault_mark *a_mark, const mst_error *b,
              const mst__fault_mark *b_mark)
{
    if (a_mark->file != b_mark->file) {
        return a_mark->file < b_mark->file;
    }
    if (a->line != b->line) {
        return a->line < b->line;
    }
    if (a->column != b->column) {
        return a->column < b->column;
    }
    return a_mark->sequence < b_mark->sequence;
}

mst_status
mst__faults_close(mst__reader *reader, mst_error *err)
{
    mst_fault_list *faults = reader->faults;
    for (uint32_t i = 1; i < faults->count; i++) {
        mst_error fault = faults->faults[i];
        mst__fault_mark mark = reader->marks[i];
        uint32_t at = i;
        while (at > 0 &&
               stands_before(&fault, &mark, &faults->faults[at - 1], &reader->marks[at - 1])) {
            faults->faults[at] = faults->faults[at - 1];
            reader->marks[at] = reader->marks[at - 1];
            at--;
        }
        faults->faults[at] = fault;
        reader->marks[at] = mark;
    }
    if (reader->out_of_memory) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read this post");
    }
    if (faults->count == 0) {
        return MST_OK;
    }
    if (err != NULL) {
        *err = faults->faults[0];
    }
    return faults->faults[0].status;
}

const char *
mst__shown(mst__reader *reader, const char *text)
{
    size_t bytes = strlen(text);
    if (bytes <= SHOWN_BYTES || reader->faults->count == MST_MAX_FAULTS) {
        return text;
    }
    size_t cut = SHOWN_BYTES;
    while (cut > 0 && ((unsigned char)text[cut] & 0xC0u) == 0x80u) {
        cut--;
    }
    return mst__format(reader, "%.*s...", (int)cut, text);
}

const char *
mst__did_you_mean(mst__reader *reader, const char *text, const char *const *names, uint32_t count)
{
    /* Beyond the cap nobody reads it, and looking is the costly part. */
    if (reader->faults->count == MST_MAX_FAULTS) {
        return "";
    }
    uint32_t nearest = mst_text_nearest(text, names, count);
    return nearest == UINT32_MAX ? ""
                                 : mst__format(reader, "; did you mean \"%s\"?", names[nearest]);
}

void *
mst__reader_take(mst__reader *reader, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(reader->arena, count, bytes);
    reader->out_of_memory = reader->out_of_memory || taken == NULL;
    return taken;
}

void *
mst__take_scratch(mst__reader *reader, size_t count, size_t bytes)
{
    void *taken = mst_arena_take(&reader->scratch, count, bytes);
    reader->out_of_memory = reader->out_of_memory || taken == NULL;
    return taken;
}

const char *
mst__format(mst__reader *reader, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : mst__take_scratch(reader, (size_t)length + 1, 1);
    if (text == NULL) {
        return "";
    }
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

const char *
mst__keep(mst__reader *reader, const char *text)
{
    char *copy = mst_arena_text(reader->arena, text);
    reader->out_of_memory = reader->out_of_memory || copy == NULL;
    return copy;
}

bool
mst__grow(mst__reader *reader, mst_arena *arena, void **items, uint32_t count, uint32_t *room,
          size_t bytes, uint32_t maximum)
{
    if (mst_arena_grow(arena, items, count, room, bytes, maximum)) {
        return true;
    }
    reader->out_of_memory = reader->out_of_memory || count < maximum;
    return false;
}
