/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { HEX_BYTES = 2 * MST_LOG_HASH_BYTES, HEAD_BYTES = HEX_BYTES + 1 };

_Static_assert(MST_LOG_HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");

static mst_status
refuse(mst_error *err, const char *path, const char *what)
{
    int number = errno;
    return mst_fail(err, MST_IO, (mst_place){.file = path}, "the log %s: %s", what,
                    strerror(number));
}

void
mst_log_hash(const uint8_t before[MST_LOG_HASH_BYTES], uint64_t number, const char *payload,
             size_t bytes, uint8_t hash[MST_LOG_HASH_BYTES])
{
    static const uint8_t zeros[MST_LOG_HASH_BYTES];
    uint8_t numbers[12];
    for (uint32_t i = 0; i < 8; i++) {
        numbers[i] = (uint8_t)(number >> (8 * i));
    }
    for (uint32_t i = 0; i < 4; i++) {
        numbers[8 + i] = (uint8_t)((uint64_t)bytes >> (8 * i));
    }
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, before != NULL ? before : zeros, MST_LOG_HASH_BYTES);
    crypto_hash_sha256_update(&state, numbers, sizeof numbers);
    crypto_hash_sha256_update(&state, (const unsigned char *)payload, bytes);
    crypto_hash_sha256_final(&state, hash);
}

/* ---- reading ---- */

/* The whole file, NULL text when there is none to read. */
static mst_status
read_all(int file, const char *path, mst_arena *arena, char **text, size_t *bytes, mst_error *err)
{
    struct stat facts;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return mst_fail(err, MST_IO, (mst_place){.file = path}, "the log is not a regular file");
    }
    if (facts.st_size > MST_LOG_MAX_BYTES) {
        return mst_fail(err, MST_LIMIT, (mst_place){.file = path},
                        "the log is larger than the limit of %d MiB", MST_LOG_MAX_BYTES >> 20);
    }
    size_t expected = (size_t)facts.st_size;
    char *read_text = MST_TAKE(arena, char, expected + 1);
    if (read_text == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read the log");
    }
    size_t got = 0;
    while (got < expected) {
        ssize_t more = pread(file, read_text + got, expected - got, (off_t)got);
        if (more < 0 && errno == EINTR) {
            continue;
        }
        if (more < 0) {
            return refuse(err, path, "cannot be read");
        }
        if (more == 0) {
            break;
        }
        got += (size_t)more;
    }
    *text = read_text;
    *bytes = got;
    return MST_OK;
}

static bool
is_control(const char *at)
{
    unsigned char byte = (unsigned char)*at;
    bool is_c1 = byte == 0xC2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] < 0xA0;
    return byte < 0x20 || byte == 0x7F || is_c1;
}

/* S2. `payload` ends with a NUL or a line end behind its bytes. */
static bool
is_payload(const char *payload, size_t bytes)
{
    bool is_sound =
        bytes > 0 && bytes <= MST_LOG_MAX_PAYLOAD && mst_utf8_valid(payload, bytes, NULL);
    for (size_t i = 0; is_sound && i < bytes; i++) {
        is_sound = !is_control(payload + i);
    }
    return is_sound;
}

static void
to_hex(const uint8_t hash[MST_LOG_HASH_BYTES], char hex[HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (uint32_t i = 0; i < MST_LOG_HASH_BYTES; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
}

/* Takes the line [text, text + bytes) apart as the next entry. */
static mst_status
read_entry(const char *path, uint32_t number, const char *text, size_t bytes,
           const mst_log_entry *before, mst_log_entry *entry, mst_error *err)
{
    mst_place place = {.file = path, .line = number + 1, .column = 1};
    bool has_head = bytes > HEAD_BYTES && text[HEX_BYTES] == ' ';
    if (!has_head || !is_payload(text + HEAD_BYTES, bytes - HEAD_BYTES)) {
        return mst_fail(err, MST_INVALID, place,
                        "this line is no entry of the log, which is a hash and what was reported; "
                        "the log has been changed");
    }
    entry->payload = text + HEAD_BYTES;
    entry->bytes = bytes - HEAD_BYTES;
    mst_log_hash(before != NULL ? before->hash : NULL, number, entry->payload, entry->bytes,
                 entry->hash);
    char hex[HEX_BYTES];
    to_hex(entry->hash, hex);
    if (memcmp(hex, text, HEX_BYTES) != 0) {
        return mst_fail(err, MST_INVALID, place,
                        "the chain of the log is broken here: this entry or one before it was "
                        "changed, removed, moved or put in");
    }
    return MST_OK;
}

static mst_status
read_log(int file, const char *path, mst_arena *arena, mst_log *log, mst_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    mst_status status = read_all(file, path, arena, &text, &bytes, err);
    if (status != MST_OK) {
        return status;
    }
    mst_log read = {0};
    void *entries = NULL;
    uint32_t room = 0;
    for (;;) {
        char *line = text + read.confirmed_bytes;
        size_t rest = bytes - read.confirmed_bytes;
        char *end = rest > 0 ? memchr(line, '\n', rest) : NULL;
        if (end == NULL) {
            read.has_torn_end = rest > 0;
            break;
        }
        if (!mst_arena_grow(arena, &entries, read.count, &room, sizeof(mst_log_entry),
                            MST_LOG_MAX_ENTRIES)) {
            return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                            "there is not enough memory to read the log");
        }
        mst_log_entry *all = entries;
        status = read_entry(path, read.count, line, (size_t)(end - line),
                            read.count > 0 ? &all[read.count - 1] : NULL, &all[read.count], err);
        if (status != MST_OK) {
            return status;
        }
        *end = '\0';
        read.count++;
        read.confirmed_bytes += (size_t)(end - line) + 1;
    }
    read.entries = entries;
    *log = read;
    return MST_OK;
}

mst_status
mst_log_read(const char *path, mst_arena *arena, mst_log *log, mst_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) {
        *log = (mst_log){0};
        return MST_OK;
    }
    if (file < 0) {
        return refuse(err, path, "cannot be opened");
    }
    mst_status status = read_log(file, path, arena, log, err);
    close(file);
    return status;
}

/* ---- appending ---- */

static bool
write_all(int file, const char *text, size_t bytes, size_t at)
{
    while (bytes > 0) {
        ssize_t put = pwrite(file, text, bytes, (off_t)at);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return false;
        }
        text += put;
        at += (size_t)put;
        bytes -= (size_t)put;
    }
    return true;
}

/* The name of a new file is lost with the power unless its folder is written too. */
static bool
sync_folder(const char *path)
{
    char folder[4096] = ".";
    const char *slash = strrchr(path, '/');
    size_t length = slash == path ? 1 : slash != NULL ? (size_t)(slash - path) : 0;
    if (length >= sizeof folder) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (length > 0) {
        memcpy(folder, path, length);
        folder[length] = '\0';
    }
    int descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    bool done = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done;
}

typedef struct open_log {
    int file;
    const char *path;
    mst_log_judge judge;
    void *context;
} open_log;

static mst_status
append_locked(const open_log *opened, const char *payload, mst_arena *arena, mst_error *err)
{
    mst_log log;
    int file = opened->file;
    const char *path = opened->path;
    mst_status status = read_log(file, path, arena, &log, err);
    if (status == MST_OK && opened->judge != NULL) {
        status = opened->judge(opened->context, &log, err);
    }
    if (status != MST_OK) {
        return status;
    }
    size_t bytes = strlen(payload);
    size_t line_bytes = HEAD_BYTES + bytes + 1;
    if (log.count == MST_LOG_MAX_ENTRIES ||
        line_bytes > (size_t)MST_LOG_MAX_BYTES - log.confirmed_bytes) {
        return mst_fail(err, MST_LIMIT, (mst_place){.file = path},
                        "the log is full: it holds %d entries and %d MiB at most",
                        MST_LOG_MAX_ENTRIES, MST_LOG_MAX_BYTES >> 20);
    }
    char *line = MST_TAKE(arena, char, line_bytes);
    if (line == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to write the log");
    }
    uint8_t hash[MST_LOG_HASH_BYTES];
    mst_log_hash(log.count > 0 ? log.entries[log.count - 1].hash : NULL, log.count, payload, bytes,
                 hash);
    to_hex(hash, line);
    line[HEX_BYTES] = ' ';
    memcpy(line + HEAD_BYTES, payload, bytes);
    line[line_bytes - 1] = '\n';
    bool is_new = log.confirmed_bytes == 0;
    if ((log.has_torn_end && ftruncate(file, (off_t)log.confirmed_bytes) != 0) ||
        !write_all(file, line, line_bytes, log.confirmed_bytes) || fsync(file) != 0 ||
        (is_new && !sync_folder(path))) {
        int number = errno;
        /* As it was; should this fail too, what is left has no line end or was never confirmed. */
        (void)!ftruncate(file, (off_t)log.confirmed_bytes);
        errno = number;
        return refuse(err, path, "cannot be written, and is as it was");
    }
    return MST_OK;
}

mst_status
mst_log_append(const char *path, const char *payload, mst_error *err)
{
    return mst_log_append_if(path, payload, NULL, NULL, err);
}

mst_status
mst_log_append_if(const char *path, const char *payload, mst_log_judge judge, void *context,
                  mst_error *err)
{
    if (!is_payload(payload, strlen(payload))) {
        return mst_fail(err, MST_INVALID, (mst_place){.file = path},
                        "an entry of the log is one line of UTF-8 without control characters, 1 to "
                        "%d bytes",
                        MST_LOG_MAX_PAYLOAD);
    }
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0666);
    if (file < 0) {
        return refuse(err, path, "cannot be opened");
    }
    int locked;
    do {
        locked = flock(file, LOCK_EX);
    } while (locked != 0 && errno == EINTR);
    if (locked != 0) {
        mst_status status = refuse(err, path, "cannot be locked");
        close(file);
        return status;
    }
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_status status =
        append_locked(&(open_log){file, path, judge, context}, payload, &arena, err);
    mst_arena_release(&arena);
    close(file); /* and with it the lock */
    return status;
}
