/* SPDX-License-Identifier: Apache-2.0
 *
 * Text that grows, and the width of UTF-8 on a terminal.
 *
 * T1  A lack of memory is remembered in `failed`; later additions do nothing, so that a writer
 *     checks once, at its end, with mst_buffer_finish.
 * T2  `bytes` always ends with a NUL that `length` does not count.
 */
#ifndef MUSTER_PRESENT_BUFFER_H
#define MUSTER_PRESENT_BUFFER_H

#include "base/status.h"

typedef struct mst_buffer {
    char *bytes; /* on the heap; NULL until something was added */
    size_t length, room;
    bool failed;
} mst_buffer;

void
mst_buffer_release(mst_buffer *buffer);

void
mst_buffer_add(mst_buffer *buffer, const char *piece);
void
mst_buffer_add_bytes(mst_buffer *buffer, const char *piece, size_t bytes);
void
mst_buffer_addf(mst_buffer *buffer, const char *format, ...) MST_PRINTF(2, 3);
void
mst_buffer_repeat(mst_buffer *buffer, char character, size_t times);

/* MST_NO_MEMORY when an addition failed. On success *result is the text, on the heap, the caller's
 * (mst_heap_free); `buffer` is empty again in both cases. */
MST_NODISCARD mst_status
mst_buffer_finish(mst_buffer *buffer, char **result, mst_error *err);

/* Where a text goes that is too long to hold; `take` is false when no more can be taken. */
typedef struct mst_sink {
    bool (*take)(void *context, const char *piece, size_t bytes);
    void *context;
} mst_sink;

/* Hands on what was added so far and forgets it, so that long texts need no more room than their
 * longest piece. False when the sink refuses or an addition failed. */
bool
mst_buffer_pass(mst_buffer *buffer, const mst_sink *sink);

/* Adds `piece` padded with spaces to `columns` (never cut). */
void
mst_buffer_pad(mst_buffer *buffer, const char *piece, size_t columns);
/* The same, flush right. */
void
mst_buffer_pad_left(mst_buffer *buffer, const char *piece, size_t columns);

/* Adds what is after the last newline so far in columns; 0 at the start of a line. */
size_t
mst_buffer_column(const mst_buffer *buffer);

/* Columns a terminal gives the text: combining marks and joiners take none, East Asian wide ones
 * two. Invalid bytes count as one each. */
size_t
mst_buffer_width(const char *piece);

/* Bytes of the longest prefix of `piece` that fits `columns`, cut after a space past its half, else
 * after a '.', '-' or '/' past its half, else after a space, else inside the word. At least one
 * character, so that callers advance. */
size_t
mst_buffer_fit(const char *piece, size_t columns);

/* Adds `piece` in lines of at most `columns`, each after the first begun with `indent` spaces; the
 * first begins at the current column. No newline at the end. */
void
mst_buffer_wrap(mst_buffer *buffer, const char *piece, size_t columns, size_t indent);

/* Decodes one character at `piece` (not at its end); *bytes is its length, 1 for an invalid byte,
 * for which the result is U+FFFD. */
uint32_t
mst_buffer_decode(const char *piece, size_t *bytes);

#endif
