/* SPDX-License-Identifier: Apache-2.0 */
#include "base/kept.h"

#include <pthread.h>
#include <string.h>

#include "base/text.h"

#define FORM UINT64_C(0x3274706b74736d01) /* "mstkpt2" */

enum { FIRST_SLOTS = 1 << 10 };

typedef struct entry {
    uint64_t key[2];
    const uint8_t *bytes;
    size_t count;
    uint64_t age;       /* writes since it was last used */
    bool is_own;        /* its bytes are on the heap */
    const uint8_t *old; /* as the file held them; NULL: it did not */
    bool is_used;
} entry;

struct mst_kept {
    pthread_mutex_t lock;
    uint32_t count, room, slot_count;
    entry *entries;
    uint32_t *slots; /* [slot_count] a power of two; index + 1, 0: free */
    size_t bytes;
    uint32_t added, found, missed;
};

/* ---- the table ---- */

static uint32_t *
slot_of(const mst_kept *kept, const uint64_t key[2])
{
    uint32_t mask = kept->slot_count - 1, at = (uint32_t)key[0] & mask;
    while (kept->slots[at] != 0) {
        if (memcmp(kept->entries[kept->slots[at] - 1].key, key, 2 * sizeof *key) == 0) {
            break;
        }
        at = (at + 1) & mask;
    }
    return &kept->slots[at];
}

/* Twice as many slots, at most half of them taken. */
static bool
widen(mst_kept *kept)
{
    uint32_t slot_count = kept->slot_count > 0 ? 2 * kept->slot_count : FIRST_SLOTS;
    uint32_t *slots = mst_heap_take(slot_count, sizeof *slots);
    entry *entries = mst_heap_resize(kept->entries, slot_count / 2, sizeof *entries);
    kept->entries = entries != NULL ? entries : kept->entries;
    if (slots == NULL || entries == NULL) {
        mst_heap_free(slots);
        return false;
    }
    mst_heap_free(kept->slots);
    kept->slots = slots;
    kept->slot_count = slot_count;
    kept->room = slot_count / 2;
    for (uint32_t i = 0; i < kept->count; i++) {
        *slot_of(kept, kept->entries[i].key) = i + 1;
    }
    return true;
}

/* NULL when it is there already, or there is no room. */
static entry *
insert(mst_kept *kept, const uint64_t key[2])
{
    if (kept->count == MST_KEPT_MOST_ENTRIES || (kept->count == kept->room && !widen(kept))) {
        return NULL;
    }
    uint32_t *slot = slot_of(kept, key);
    if (*slot != 0) {
        return NULL;
    }
    entry *made = &kept->entries[kept->count++];
    *slot = kept->count;
    *made = (entry){.key = {key[0], key[1]}};
    return made;
}

/* ---- the file ---- */

static size_t
padded(size_t bytes)
{
    return (bytes + 7) & ~(size_t)7;
}

static bool
is_form(const uint8_t *file, size_t bytes)
{
    uint64_t form, told[2], value[2];
    if (bytes < 4 * sizeof form) {
        return false;
    }
    memcpy(&form, file, sizeof form);
    memcpy(told, file + sizeof form, sizeof told);
    mst_hash hash;
    mst_hash_init(&hash);
    mst_hash_add(&hash, file + 24, bytes - 24);
    mst_hash_value(&hash, value);
    return form == FORM && memcmp(told, value, sizeof told) == 0;
}

static void
read_entries(mst_kept *kept, const uint8_t *file, size_t bytes)
{
    uint64_t count, head[4];
    memcpy(&count, file + 24, sizeof count);
    size_t at = 32;
    for (uint64_t i = 0; i < count && bytes - at >= sizeof head; i++) {
        memcpy(head, file + at, sizeof head);
        at += sizeof head;
        if (head[3] > bytes - at || padded((size_t)head[3]) > bytes - at) {
            return;
        }
        entry *made = insert(kept, head);
        if (made != NULL) {
            made->age = head[2];
            made->bytes = made->old = file + at;
            made->count = (size_t)head[3];
            kept->bytes += made->count;
        }
        at += padded((size_t)head[3]);
    }
}

mst_kept *
mst_kept_open(const void *file, size_t bytes)
{
    mst_kept *kept = mst_heap_take(1, sizeof *kept);
    if (kept == NULL || pthread_mutex_init(&kept->lock, NULL) != 0) {
        mst_heap_free(kept);
        return NULL;
    }
    if (file != NULL && is_form(file, bytes)) {
        read_entries(kept, file, bytes);
    }
    return kept;
}

void
mst_kept_close(mst_kept *kept)
{
    if (kept == NULL) {
        return;
    }
    for (uint32_t i = 0; i < kept->count; i++) {
        if (kept->entries[i].is_own) {
            mst_heap_free((void *)(uintptr_t)kept->entries[i].bytes);
        }
    }
    pthread_mutex_destroy(&kept->lock);
    mst_heap_free(kept->entries);
    mst_heap_free(kept->slots);
    mst_heap_free(kept);
}

static bool
find(mst_kept *kept, const uint64_t key[2], bool is_old, mst_bytes_reader *bytes)
{
    if (kept == NULL) {
        return false;
    }
    pthread_mutex_lock(&kept->lock);
    uint32_t index = kept->slot_count > 0 ? *slot_of(kept, key) : 0;
    bool is_there = index != 0 && (!is_old || kept->entries[index - 1].old != NULL);
    if (is_there) {
        entry *one = &kept->entries[index - 1];
        one->is_used = true;
        *bytes = (mst_bytes_reader){.at = is_old ? one->old : one->bytes, .left = one->count};
    }
    kept->found += is_there && !is_old;
    kept->missed += !is_there && !is_old;
    pthread_mutex_unlock(&kept->lock);
    return is_there;
}

bool
mst_kept_find(mst_kept *kept, const uint64_t key[2], mst_bytes_reader *bytes)
{
    return find(kept, key, false, bytes);
}

bool
mst_kept_find_old(mst_kept *kept, const uint64_t key[2], mst_bytes_reader *bytes)
{
    return find(kept, key, true, bytes);
}

void
mst_kept_add(mst_kept *kept, const uint64_t key[2], const mst_bytes *bytes)
{
    if (kept == NULL || bytes->is_full) {
        return;
    }
    uint8_t *copy = mst_heap_take(bytes->count + 1, 1);
    if (copy == NULL) {
        return;
    }
    if (bytes->count > 0) {
        memcpy(copy, bytes->bytes, bytes->count);
    }
    pthread_mutex_lock(&kept->lock);
    entry *made = insert(kept, key);
    if (made != NULL) {
        made->bytes = copy;
        made->count = bytes->count;
        made->is_own = made->is_used = true;
        kept->bytes += made->count;
        kept->added++;
    }
    pthread_mutex_unlock(&kept->lock);
    if (made == NULL) {
        mst_heap_free(copy);
    }
}

/* Bytes of its own for an entry, so that bits can be added to them. */
static uint8_t *
own_bytes(entry *one)
{
    if (!one->is_own) {
        uint8_t *copy = mst_heap_take(one->count + 1, 1);
        if (copy == NULL) {
            return NULL;
        }
        memcpy(copy, one->bytes, one->count);
        one->bytes = copy;
        one->is_own = true;
    }
    return (uint8_t *)(uintptr_t)one->bytes;
}

bool
mst_kept_mark(mst_kept *kept, const uint64_t key[2], const uint8_t *bits, size_t bytes)
{
    const mst_bytes first = {(uint8_t *)(uintptr_t)bits, bytes, bytes, false};
    if (kept == NULL) {
        return false;
    }
    mst_kept_add(kept, key, &first);
    pthread_mutex_lock(&kept->lock);
    uint32_t index = kept->slot_count > 0 ? *slot_of(kept, key) : 0;
    entry *one = index != 0 ? &kept->entries[index - 1] : NULL;
    bool is_kept = one != NULL && one->count == bytes;
    for (size_t i = 0; is_kept && i < bytes; i++) {
        if ((bits[i] & ~one->bytes[i]) != 0) {
            uint8_t *own = own_bytes(one);
            is_kept = own != NULL;
            kept->added++;
            if (is_kept) {
                own[i] |= bits[i];
            }
        }
    }
    if (is_kept) {
        one->is_used = true;
    }
    pthread_mutex_unlock(&kept->lock);
    return is_kept;
}

bool
mst_kept_has_news(const mst_kept *kept)
{
    return kept != NULL && kept->added > 0;
}

void
mst_kept_count(const mst_kept *kept, uint32_t *found, uint32_t *missed)
{
    *found = kept != NULL ? kept->found : 0;
    *missed = kept != NULL ? kept->missed : 0;
}

/* Used ones, or the others; returns how many. */
static uint64_t
write_entries(const mst_kept *kept, bool used, mst_bytes *out)
{
    static const uint8_t zeros[8] = {0};
    uint64_t count = 0;
    for (uint32_t i = 0; i < kept->count; i++) {
        const entry *one = &kept->entries[i];
        const uint64_t head[4] = {one->key[0], one->key[1], used ? 0 : one->age + 1, one->count};
        if (one->is_used != used || head[2] > MST_KEPT_WRITES ||
            out->count + sizeof head + padded(one->count) > MST_KEPT_MOST_BYTES) {
            continue;
        }
        mst_bytes_put_block(out, head, sizeof head);
        mst_bytes_put_block(out, one->bytes, one->count);
        mst_bytes_put_block(out, zeros, padded(one->count) - one->count);
        count++;
    }
    return count;
}

mst_status
mst_kept_write(const mst_kept *kept, mst_bytes *out, mst_error *err)
{
    const uint64_t form = FORM, room[3] = {0};
    mst_bytes_put_block(out, &form, sizeof form);
    mst_bytes_put_block(out, room, sizeof room);
    uint64_t count = write_entries(kept, true, out);
    count += write_entries(kept, false, out);
    if (out->is_full) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what is kept");
    }
    memcpy(out->bytes + 24, &count, sizeof count);
    uint64_t value[2];
    mst_hash hash;
    mst_hash_init(&hash);
    mst_hash_add(&hash, out->bytes + 24, out->count - 24);
    mst_hash_value(&hash, value);
    memcpy(out->bytes + sizeof form, value, sizeof value);
    return MST_OK;
}
