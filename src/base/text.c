/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <string.h>

/* Bytes that two names must share before one counts as the other with something left out. */
#define SHORTEST_PART 4

static unsigned char
lower(char character)
{
    unsigned char byte = (unsigned char)character;
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint32_t
mst_text_distance(const char *a, const char *b, uint32_t limit)
{
    size_t a_bytes = strlen(a);
    size_t b_bytes = strlen(b);
    size_t difference = a_bytes > b_bytes ? a_bytes - b_bytes : b_bytes - a_bytes;
    if (a_bytes > MST_TEXT_DISTANCE_BYTES || b_bytes > MST_TEXT_DISTANCE_BYTES ||
        difference > limit) {
        return limit + 1;
    }
    uint32_t rows[3][MST_TEXT_DISTANCE_BYTES + 1];
    uint32_t *before = rows[0], *last = rows[1], *row = rows[2];
    memset(rows, 0, sizeof rows);
    for (size_t j = 0; j <= b_bytes; j++) {
        last[j] = (uint32_t)j;
    }
    for (size_t i = 1; i <= a_bytes; i++) {
        uint32_t best = row[0] = (uint32_t)i;
        for (size_t j = 1; j <= b_bytes; j++) {
            uint32_t replaced = last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            uint32_t edits = least(replaced, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1])) {
                edits = least(edits, before[j - 2] + 1);
            }
            row[j] = edits;
            best = least(best, edits);
        }
        /* A swap reaches back two rows, so both must be past the limit. */
        uint32_t reach = best;
        for (size_t j = 0; j <= b_bytes; j++) {
            reach = least(reach, last[j]);
        }
        if (reach > limit) {
            return limit + 1;
        }
        uint32_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return least(last[b_bytes], limit + 1);
}

uint32_t
mst_text_distance_limit(const char *name)
{
    size_t bytes = strlen(name);
    return bytes <= 3 ? 1 : bytes <= 6 ? 2 : bytes <= 12 ? 3 : 4;
}

/* True when the shorter of both stands in the longer, letters of any case. */
static bool
stands_in(const char *a, const char *b)
{
    const char *within = strlen(a) < strlen(b) ? b : a;
    const char *part = within == a ? b : a;
    size_t bytes = strlen(part);
    if (bytes < SHORTEST_PART) {
        return false;
    }
    for (; strlen(within) >= bytes; within++) {
        size_t same = 0;
        while (same < bytes && lower(within[same]) == lower(part[same])) {
            same++;
        }
        if (same == bytes) {
            return true;
        }
    }
    return false;
}

/* The first of the names that share a part with `name`, of those the one nearest in length. */
static uint32_t
nearest_by_part(const char *name, const char *const *names, uint32_t count)
{
    uint32_t nearest = UINT32_MAX;
    size_t nearest_difference = SIZE_MAX;
    size_t bytes = strlen(name);
    if (bytes > MST_TEXT_DISTANCE_BYTES) {
        return nearest;
    }
    for (uint32_t i = 0; i < count; i++) {
        size_t other = strlen(names[i]);
        size_t difference = other > bytes ? other - bytes : bytes - other;
        if (difference < nearest_difference && other <= MST_TEXT_DISTANCE_BYTES &&
            stands_in(name, names[i])) {
            nearest = i;
            nearest_difference = difference;
        }
    }
    return nearest;
}

uint32_t
mst_text_nearest(const char *name, const char *const *names, uint32_t count)
{
    uint32_t limit = mst_text_distance_limit(name);
    uint32_t nearest = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t distance = mst_text_distance(name, names[i], limit);
        if (distance <= limit) {
            nearest = i;
            if (distance == 0) {
                return i;
            }
            limit = distance - 1;
        }
    }
    return nearest != UINT32_MAX ? nearest : nearest_by_part(name, names, count);
}

bool
mst_text_same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

/* Bytes of the character at `at`, 0 when it is not valid (Unicode 15, table 3-7). */
static size_t
character_bytes(const unsigned char *at, size_t room)
{
    unsigned char lead = at[0];
    if (lead < 0x80) {
        return 1;
    }
    size_t need = lead >= 0xC2 && lead <= 0xDF   ? 2
                  : lead >= 0xE0 && lead <= 0xEF ? 3
                  : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                 : 0;
    if (need == 0 || need > room) {
        return 0;
    }
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < low || at[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < need; i++) {
        if (at[i] < 0x80 || at[i] > 0xBF) {
            return 0;
        }
    }
    return need;
}

bool
mst_utf8_valid(const char *text, size_t bytes, size_t *bad)
{
    size_t offset = 0;
    while (offset < bytes) {
        size_t step = character_bytes((const unsigned char *)text + offset, bytes - offset);
        if (step == 0) {
            if (bad != NULL) {
                *bad = offset;
            }
            return false;
        }
        offset += step;
    }
    return true;
}

void
mst_text_position(const char *text, size_t bytes, size_t offset, uint32_t *line, uint32_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset && i < bytes; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool is_crlf = byte == '\r' && i + 1 < bytes && text[i + 1] == '\n';
        if (byte == '\n' || (byte == '\r' && !is_crlf)) {
            *line += 1;
            *column = 1;
        } else if ((byte & 0xC0u) != 0x80u && !is_crlf) {
            *column += 1;
        }
    }
}

/* ---- MurmurHash3 x64 128 (public domain), fed in pieces ---- */

static const uint64_t multiplier_1 = UINT64_C(0x87c37b91114253d5);
static const uint64_t multiplier_2 = UINT64_C(0x4cf5ad432745937f);

static uint64_t
rotate_left(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static uint64_t
load_little_endian(const uint8_t *bytes)
{
    uint64_t value = 0;
    for (unsigned i = 8; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

static uint64_t
final_mix(uint64_t value)
{
    value ^= value >> 33;
    value *= UINT64_C(0xff51afd7ed558ccd);
    value ^= value >> 33;
    value *= UINT64_C(0xc4ceb9fe1a85ec53);
    value ^= value >> 33;
    return value;
}

static void
mix_block(uint64_t state[2], const uint8_t *block)
{
    state[0] ^= rotate_left(load_little_endian(block) * multiplier_1, 31) * multiplier_2;
    state[0] = (rotate_left(state[0], 27) + state[1]) * 5 + 0x52dce729;
    state[1] ^= rotate_left(load_little_endian(block + 8) * multiplier_2, 33) * multiplier_1;
    state[1] = (rotate_left(state[1], 31) + state[0]) * 5 + 0x38495ab5;
}

void
mst_hash_init(mst_hash *hash)
{
    *hash = (mst_hash){.total_bytes = 0};
}

void
mst_hash_add(mst_hash *hash, const void *bytes, size_t count)
{
    const uint8_t *from = bytes;
    hash->total_bytes += count;
    while (count > 0) {
        if (hash->tail_bytes == 0 && count >= sizeof hash->tail) {
            mix_block(hash->state, from);
            from += sizeof hash->tail;
            count -= sizeof hash->tail;
            continue;
        }
        hash->tail[hash->tail_bytes++] = *from++;
        count--;
        if (hash->tail_bytes == sizeof hash->tail) {
            mix_block(hash->state, hash->tail);
            hash->tail_bytes = 0;
        }
    }
}

void
mst_hash_value(const mst_hash *hash, uint64_t value[2])
{
    uint64_t a = hash->state[0];
    uint64_t b = hash->state[1];
    uint8_t tail[16] = {0};
    memcpy(tail, hash->tail, hash->tail_bytes);
    if (hash->tail_bytes > 8) {
        b ^= rotate_left(load_little_endian(tail + 8) * multiplier_2, 33) * multiplier_1;
    }
    if (hash->tail_bytes > 0) {
        a ^= rotate_left(load_little_endian(tail) * multiplier_1, 31) * multiplier_2;
    }
    a ^= hash->total_bytes;
    b ^= hash->total_bytes;
    a += b;
    b += a;
    a = final_mix(a);
    b = final_mix(b);
    a += b;
    b += a;
    value[0] = a;
    value[1] = b;
}
