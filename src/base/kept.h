/* SPDX-License-Identifier: Apache-2.0
 *
 * What was found before, by a hash of all that it was found from, and its form as a file.
 *
 * K1  The key of an entry is made of everything its bytes hang on. So whether it is there changes
 *     how long an answer takes and never what the answer is; entries may be lost at any time. (What
 *     is looked up under the key of another case on purpose: judge/stand.h.)
 * K2  Any number of threads may look and add at a time. What was found stays where it is until the
 *     map is closed.
 * K3  A file is of one kind of machine and of one form: anything else, and anything that was
 *     damaged, is read as empty.
 *
 *     8 bytes    which form, in the order of bytes of the machine
 *     16 bytes   hash of all that follows (base/text.h)
 *     8 bytes    number of entries
 *     entries    key 16, writes since it was last used 8, length 8, bytes, to a multiple of 8
 */
#ifndef MUSTER_BASE_KEPT_H
#define MUSTER_BASE_KEPT_H

#include "base/bytes.h"

enum {
    MST_KEPT_WRITES = 16, /* an entry not used for so many writes is left out */
    MST_KEPT_MOST_ENTRIES = 1 << 18,
};
#define MST_KEPT_MOST_BYTES ((size_t)256 << 20) /* of a file */

typedef struct mst_kept mst_kept;

/* The map that `file` holds; it must outlive it. NULL and 0: nothing. NULL on lack of memory. The
 * caller closes it. O(bytes). */
MST_NODISCARD mst_kept *
mst_kept_open(const void *file, size_t bytes);

/* NULL is allowed. */
void
mst_kept_close(mst_kept *kept);

/* False when there is none, or `kept` is NULL; else a reader over its bytes. O(1). */
bool
mst_kept_find(mst_kept *kept, const uint64_t key[2], mst_bytes_reader *bytes);

/* The same among what the file held, whatever was added since. It is not counted. */
bool
mst_kept_find_old(mst_kept *kept, const uint64_t key[2], mst_bytes_reader *bytes);

/* Takes a copy. The first entry of a key stays; with `kept` NULL, on lack of memory, beyond the
 * limits and of bytes that are full nothing is added. */
void
mst_kept_add(mst_kept *kept, const uint64_t key[2], const mst_bytes *bytes);

/* Adds the bits to the set of `bytes` bytes under the key, a new one where there is none of that
 * size. Look it up as the file held it (mst_kept_find_old): it grows. False when it could not be
 * kept. O(bytes). */
MST_NODISCARD bool
mst_kept_mark(mst_kept *kept, const uint64_t key[2], const uint8_t *bits, size_t bytes);

/* Was something added? */
bool
mst_kept_has_news(const mst_kept *kept);

/* How often something was looked for and found, and not found. */
void
mst_kept_count(const mst_kept *kept, uint32_t *found, uint32_t *missed);

/* The file: entries that were found or added first, then the others while they are few writes old
 * and fit. `out` begins zeroed. Errors: memory. */
MST_NODISCARD mst_status
mst_kept_write(const mst_kept *kept, mst_bytes *out, mst_error *err);

#endif
