/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <string.h>

enum { FIRST_ROOM = 4096, LONGEST_NUMBER = 10 };

/* ---- writing ---- */

static uint8_t *
extend(mst_bytes *out, size_t bytes)
{
    if (out->is_full || bytes > SIZE_MAX / 4 || out->count > SIZE_MAX / 4) {
        out->is_full = true;
        return NULL;
    }
    size_t wanted = out->count + bytes;
    if (wanted > out->room) {
        size_t room = out->room > 0 ? out->room : FIRST_ROOM;
        while (room < wanted) {
            room *= 2;
        }
        uint8_t *larger = mst_heap_resize(out->bytes, room, 1);
        if (larger == NULL) {
            out->is_full = true;
            return NULL;
        }
        out->bytes = larger;
        out->room = room;
    }
    uint8_t *at = out->bytes + out->count;
    out->count = wanted;
    return at;
}

void
mst_bytes_put(mst_bytes *out, int64_t number)
{
    uint64_t rest = (uint64_t)number << 1;
    rest = number < 0 ? ~rest : rest;
    uint8_t digits[LONGEST_NUMBER];
    size_t count = 0;
    for (; rest >= 0x80; rest >>= 7) {
        digits[count++] = (uint8_t)(rest | 0x80);
    }
    digits[count++] = (uint8_t)rest;
    mst_bytes_put_block(out, digits, count);
}

void
mst_bytes_put_wide(mst_bytes *out, mst_wide number)
{
    uint64_t low = (uint64_t)number;
    mst_bytes_put(out, (int64_t)(number >> 64));
    mst_bytes_put_block(out, &low, sizeof low);
}

void
mst_bytes_put_block(mst_bytes *out, const void *block, size_t bytes)
{
    uint8_t *at = extend(out, bytes);
    if (at != NULL && bytes > 0) {
        memcpy(at, block, bytes);
    }
}

void
mst_bytes_put_text(mst_bytes *out, const char *text)
{
    size_t bytes = text != NULL ? strlen(text) : 0;
    mst_bytes_put(out, text != NULL ? (int64_t)bytes : -1);
    mst_bytes_put_block(out, text, bytes);
}

/* ---- reading ---- */

static void
give_up(mst_bytes_reader *in)
{
    in->is_bad = true;
    in->left = 0;
}

int64_t
mst_bytes_get(mst_bytes_reader *in)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && in->left > 0; shift += 7) {
        uint8_t digit = *in->at++;
        in->left--;
        number |= (uint64_t)(digit & 0x7f) << shift;
        if (digit < 0x80) {
            return (int64_t)(number >> 1 ^ (~(number & 1) + 1));
        }
    }
    give_up(in);
    return 0;
}

mst_wide
mst_bytes_get_wide(mst_bytes_reader *in)
{
    uint64_t low;
    int64_t high = mst_bytes_get(in);
    mst_bytes_get_block(in, &low, sizeof low);
    return (mst_wide)high * ((mst_wide)1 << 64) + (mst_wide)low;
}

void
mst_bytes_get_block(mst_bytes_reader *in, void *block, size_t bytes)
{
    if (bytes > in->left) {
        give_up(in);
        memset(block, 0, bytes);
        return;
    }
    if (bytes > 0) {
        memcpy(block, in->at, bytes);
    }
    in->at += bytes;
    in->left -= bytes;
}

uint32_t
mst_bytes_get_count(mst_bytes_reader *in)
{
    int64_t count = mst_bytes_get(in);
    if (count < 0 || (uint64_t)count > in->left || count > UINT32_MAX - 1) {
        give_up(in);
        return 0;
    }
    return (uint32_t)count;
}

const char *
mst_bytes_get_text(mst_bytes_reader *in, mst_arena *arena)
{
    int64_t bytes = mst_bytes_get(in);
    if (bytes == -1) {
        return NULL;
    }
    if (bytes < 0 || (uint64_t)bytes > in->left) {
        give_up(in);
        return NULL;
    }
    const char *text = mst_arena_text_bytes(arena, (const char *)in->at, (size_t)bytes);
    in->is_bad |= text == NULL;
    in->at += bytes;
    in->left -= (size_t)bytes;
    return text;
}

void *
mst_bytes_room(mst_bytes_reader *in, mst_arena *arena, size_t count, size_t bytes)
{
    void *memory = mst_arena_take(arena, count, bytes);
    in->is_bad |= memory == NULL;
    return memory;
}
