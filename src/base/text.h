/* SPDX-License-Identifier: Apache-2.0
 *
 * Text: spelling distance for "did you mean", UTF-8, and a stable hash of content.
 */
#ifndef MUSTER_BASE_TEXT_H
#define MUSTER_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Longest name that takes part in spelling distance; longer ones are at distance `limit + 1`. */
enum { MST_TEXT_DISTANCE_BYTES = 96 };

/*
 * Edits (insert, delete, replace, swap of neighbours; ASCII case ignored) from `a` to `b`, or
 * `limit + 1` when there are more. Optimal string alignment (Damerau 1964, restricted).
 * O(length^2), less when the limit is passed early.
 */
uint32_t
mst_text_distance(const char *a, const char *b, uint32_t limit);

/* How many edits still count as a misspelling of a name this long. */
uint32_t
mst_text_distance_limit(const char *name);

/*
 * Index of the name nearest to `name` in spelling, the first of equals; where none is near enough,
 * of a name that stands in it or in which it stands ("zone" in "time_zone", four letters or more),
 * the one nearest in length; UINT32_MAX when there is none either.
 */
uint32_t
mst_text_nearest(const char *name, const char *const *names, uint32_t count);

/* True when the ASCII letters agree but for case and the rest is the same. */
bool
mst_text_same(const char *a, const char *b);

/* True when the bytes are valid UTF-8 (no overlong forms, no surrogates); else *bad is the offset
 * of the first byte that is not. `bad` may be NULL. */
bool
mst_utf8_valid(const char *text, size_t bytes, size_t *bad);

/* Line and column (from 1, in code points) of a byte offset; LF, CR LF and CR end a line. */
void
mst_text_position(const char *text, size_t bytes, size_t offset, uint32_t *line, uint32_t *column);

/* 128-bit hash of content (MurmurHash3 x64 128, Appleby 2011, seed 0), the same on every machine.
 * It tells inputs apart; it is no protection against somebody who wants two inputs to collide. */
typedef struct mst_hash {
    uint64_t state[2];
    uint64_t total_bytes;
    uint32_t tail_bytes;
    uint8_t tail[16];
} mst_hash;

void
mst_hash_init(mst_hash *hash);
void
mst_hash_add(mst_hash *hash, const void *bytes, size_t count);
void
mst_hash_value(const mst_hash *hash, uint64_t value[2]);

#endif
