/* SPDX-License-Identifier: Apache-2.0
 *
 * A log that only grows: one entry a line, each bound to all before it.
 *
 *   HASH SP PAYLOAD LF
 *
 * S1  HASH is 64 hexadecimal digits of h_i = SHA-256(h_(i-1) | u64le(i) | u32le(bytes) | PAYLOAD),
 *     with h_(-1) all zeros and i counted from 0. Whoever changes, removes, moves or puts in an
 *     entry other than at the end breaks the chain at that line.
 * S2  PAYLOAD is UTF-8 on one line, without control characters, 1 to MST_LOG_MAX_PAYLOAD bytes.
 * S3  An entry is there when mst_log_append has returned MST_OK: it is on the disk. What a failure
 *     left behind the last line end was never confirmed; it is not read, and the next append cuts
 *     it off.
 * S4  Appending locks the file against other programs that append; reading takes no lock and sees
 *     whole entries.
 */
#ifndef MUSTER_STORE_LOG_H
#define MUSTER_STORE_LOG_H

#include "base/memory.h"

enum {
    MST_LOG_HASH_BYTES = 32,
    MST_LOG_MAX_PAYLOAD = 1 << 20,
    MST_LOG_MAX_BYTES = 64 << 20,
    MST_LOG_MAX_ENTRIES = 1 << 20,
};

typedef struct mst_log_entry {
    const char *payload; /* ends with a NUL that `bytes` does not count */
    size_t bytes;
    uint8_t hash[MST_LOG_HASH_BYTES];
} mst_log_entry;

typedef struct mst_log {
    uint32_t count;
    const mst_log_entry *entries; /* entries[i] stands in line i + 1 */
    size_t confirmed_bytes;       /* of the file */
    bool has_torn_end;            /* something stands behind them (S3) */
} mst_log;

/* h_i of S1; `before` NULL is h_(-1). */
void
mst_log_hash(const uint8_t before[MST_LOG_HASH_BYTES], uint64_t number, const char *payload,
             size_t bytes, uint8_t hash[MST_LOG_HASH_BYTES]);

/* Reads and proves the log at `path` into `arena`; no file is an empty log. MST_INVALID with the
 * line where the chain breaks. Linear in the size of the file. */
MST_NODISCARD mst_status
mst_log_read(const char *path, mst_arena *arena, mst_log *log, mst_error *err);

/*
 * Appends one entry, making the file where there is none. MST_INVALID when the payload breaks S2
 * or the chain is broken already; MST_IO when the system refuses: the log is then as it was.
 * Proves the whole chain first, so linear in the size of the file.
 */
MST_NODISCARD mst_status
mst_log_append(const char *path, const char *payload, mst_error *err);

/* What must hold of the log, as it is, for an entry to be appended; its status is that of the
 * append when it is not MST_OK. */
typedef mst_status (*mst_log_judge)(void *context, const mst_log *log, mst_error *err);

/* The same once `judge` agrees, which is asked under the lock: nobody can append in between. */
MST_NODISCARD mst_status
mst_log_append_if(const char *path, const char *payload, mst_log_judge judge, void *context,
                  mst_error *err);

#endif
