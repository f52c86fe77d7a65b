/* SPDX-License-Identifier: Apache-2.0 */
#include "read/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { SHOWN_BYTES = 60 };

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

/* B1  order[0 .. count) are the slots taken, by place in the text: files in the order of
 *     reading. So the first MST_MAX_FAULTS of the text are kept, in whatever order they are
 *     found. */
static bool
stands_before(const mst__fault_mark *a, const mst__fault_mark *b)
{
    if (a->file != b->file) {
        return a->file < b->file;
    }
    if (a->line != b->line) {
        return a->line < b->line;
    }
    if (a->column != b->column) {
        return a->column < b->column;
    }
    return a->sequence < b->sequence;
}

/* The slot for what stands at `mark`; MST_NONE when it comes after all that are kept. */
static uint32_t
find_slot(mst__fault_book *book, const mst__fault_mark *mark)
{
    uint32_t slot = book->count;
    if (book->count == MST_MAX_FAULTS) {
        book->more++;
        slot = book->order[MST_MAX_FAULTS - 1];
        if (!stands_before(mark, &book->marks[slot])) {
            return MST_NONE;
        }
    } else {
        book->count++;
    }
    uint32_t at = book->count - 1;
    while (at > 0 && stands_before(mark, &book->marks[book->order[at - 1]])) {
        book->order[at] = book->order[at - 1];
        at--;
    }
    book->order[at] = slot;
    book->marks[slot] = *mark;
    return slot;
}

static void
keep_fault(mst__reader *reader, mst__fault_book *book, mst_status status, mst_place place,
           const char *text)
{
    if (reader->is_muted) {
        return;
    }
    if (book->slots == NULL) {
        book->slots = MST_TAKE(&reader->faults->arena, mst_error, MST_MAX_FAULTS);
        if (book->slots == NULL) {
            reader->out_of_memory = true;
            return;
        }
    }
    mst__fault_mark mark = {.file = file_number(reader, place.file),
                            .line = place.line,
                            .column = place.column,
                            .sequence = book->sequence++};
    uint32_t slot = find_slot(book, &mark);
    if (slot != MST_NONE) {
        (void)mst_fail(&book->slots[slot], status, place, "%s", text);
        flatten(book->slots[slot].text);
        flatten(book->slots[slot].file);
    }
}

/* The book's faults in their order, NULL when there are none or no memory is left. */
static mst_error *
sorted_faults(mst__reader *reader, const mst__fault_book *book)
{
    mst_error *sorted = NULL;
    if (book->count > 0) {
        sorted = MST_TAKE(&reader->faults->arena, mst_error, book->count);
        reader->out_of_memory = reader->out_of_memory || sorted == NULL;
    }
    for (uint32_t i = 0; sorted != NULL && i < book->count; i++) {
        sorted[i] = book->slots[book->order[i]];
    }
    return sorted;
}

uint32_t
mst__fault_total(const mst__reader *reader)
{
    return reader->fault_book.count + reader->fault_book.more;
}

void
mst__fault_of(mst__reader *reader, mst_status status, mst_place place, const char *text)
{
    keep_fault(reader, &reader->fault_book, status, place, text);
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
    char text[MST_ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    keep_fault(reader, &reader->warning_book, MST_OK, place, text);
}

mst_status
mst__faults_close(mst__reader *reader, mst_error *err)
{
    mst_fault_list *faults = reader->faults;
    faults->faults = sorted_faults(reader, &reader->fault_book);
    faults->warnings = sorted_faults(reader, &reader->warning_book);
    faults->count = faults->faults != NULL ? reader->fault_book.count : 0;
    faults->warning_count = faults->warnings != NULL ? reader->warning_book.count : 0;
    faults->more = reader->fault_book.more;
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
    if (bytes <= SHOWN_BYTES) {
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
    /* Looking is the costly part of a fault, and few of them are listed. */
    if (reader->suggestions_left == 0) {
        return "";
    }
    reader->suggestions_left--;
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
