/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 1 << 16 };

struct mst_arena_chunk {
    mst_arena_chunk *older;
    size_t used;
    size_t room;
    alignas(max_align_t) unsigned char bytes[];
};

void
mst_arena_init(mst_arena *arena, size_t limit_bytes)
{
    *arena = (mst_arena){.limit_bytes = limit_bytes != 0 ? limit_bytes : (size_t)4 << 30};
}

void
mst_arena_release(mst_arena *arena)
{
    mst_arena_chunk *chunk = arena->newest;
    while (chunk != NULL) {
        mst_arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
    arena->newest = NULL;
    arena->taken_bytes = 0;
}

void *
mst_arena_take(mst_arena *arena, size_t count, size_t bytes)
{
    size_t size;
    if (__builtin_mul_overflow(count, bytes, &size) || size > arena->limit_bytes) {
        return NULL;
    }
    size_t align = alignof(max_align_t);
    size = (size + align - 1) / align * align;
    if (size == 0) {
        size = align;
    }
    if (size > arena->limit_bytes - arena->taken_bytes) {
        return NULL;
    }
    mst_arena_chunk *chunk = arena->newest;
    if (chunk == NULL || chunk->room - chunk->used < size) {
        /* Chunks double with the arena, so that big arenas have few of them. */
        size_t room = arena->taken_bytes > CHUNK_BYTES ? arena->taken_bytes : (size_t)CHUNK_BYTES;
        if (room > (size_t)64 << 20) {
            room = (size_t)64 << 20;
        }
        if (room < size) {
            room = size;
        }
        chunk = calloc(1, sizeof *chunk + room);
        if (chunk == NULL) {
            return NULL;
        }
        chunk->room = room;
        chunk->older = arena->newest;
        arena->newest = chunk;
    }
    void *taken = chunk->bytes + chunk->used;
    chunk->used += size;
    arena->taken_bytes += size;
    return taken;
}

char *
mst_arena_text_bytes(mst_arena *arena, const char *text, size_t bytes)
{
    char *copy = mst_arena_take(arena, bytes + 1, 1);
    if (copy != NULL) {
        memcpy(copy, text, bytes);
        copy[bytes] = '\0';
    }
    return copy;
}

char *
mst_arena_text(mst_arena *arena, const char *text)
{
    return mst_arena_text_bytes(arena, text, strlen(text));
}

char *
mst_arena_format(mst_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        return NULL;
    }
    char *text = mst_arena_take(arena, (size_t)length + 1, 1);
    if (text == NULL) {
        return NULL;
    }
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

bool
mst_arena_grow(mst_arena *arena, void **items, uint32_t count, uint32_t *room, size_t bytes,
               uint32_t maximum)
{
    if (count < *room) {
        return true;
    }
    if (count >= maximum) {
        return false;
    }
    uint32_t wanted = *room < 8 ? 8 : *room > maximum / 2 ? maximum : *room * 2;
    wanted = wanted < maximum ? wanted : maximum;
    void *grown = mst_arena_take(arena, wanted, bytes);
    if (grown == NULL) {
        return false;
    }
    if (count > 0) {
        memcpy(grown, *items, (size_t)count * bytes);
    }
    *items = grown;
    *room = wanted;
    return true;
}

void *
mst_heap_take(size_t count, size_t bytes)
{
    size_t size;
    if (__builtin_mul_overflow(count, bytes, &size)) {
        return NULL;
    }
    return calloc(1, size > 0 ? size : 1);
}

void *
mst_heap_resize(void *block, size_t count, size_t bytes)
{
    size_t size;
    if (__builtin_mul_overflow(count, bytes, &size)) {
        return NULL;
    }
    return realloc(block, size > 0 ? size : 1);
}

void
mst_heap_free(void *block)
{
    free(block);
}
