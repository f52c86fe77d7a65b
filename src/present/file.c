/* SPDX-License-Identifier: Apache-2.0 */
#include "present/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "present/buffer.h"

static mst_status
refuse(mst_error *err, const char *path, const char *what)
{
    int number = errno;
    mst_status status = number == ENOENT ? MST_NOT_FOUND : MST_IO;
    return mst_fail(err, status, (mst_place){.file = path}, "%s: %s", what, strerror(number));
}

/* Reads to the end, one byte past the limit at most. */
static mst_status
read_all(int file, const char *path, size_t limit_bytes, mst_buffer *buffer, mst_error *err)
{
    char chunk[1 << 16];
    for (;;) {
        ssize_t got = read(file, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return refuse(err, path, "cannot be read");
        }
        if (got == 0) {
            return MST_OK;
        }
        if ((size_t)got > limit_bytes - buffer->length) {
            return mst_fail(err, MST_LIMIT, (mst_place){.file = path},
                            "the file is larger than the limit of %zu bytes", limit_bytes);
        }
        mst_buffer_add_bytes(buffer, chunk, (size_t)got);
        if (buffer->failed) {
            return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                            "there is not enough memory to read %s", path);
        }
    }
}

mst_status
mst_file_read(const char *path, size_t limit_bytes, char **text, size_t *bytes, mst_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return refuse(err, path, "cannot be opened");
    }
    struct stat info;
    mst_buffer buffer = {0};
    mst_status status = MST_OK;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        status = mst_fail(err, MST_IO, (mst_place){.file = path}, "this is not a regular file");
    } else {
        status = read_all(file, path, limit_bytes, &buffer, err);
    }
    close(file);
    if (status == MST_OK) {
        *bytes = buffer.length;
        return mst_buffer_finish(&buffer, text, err);
    }
    mst_buffer_release(&buffer);
    return status;
}

static bool
write_all(int file, const char *text, size_t bytes)
{
    while (bytes > 0) {
        ssize_t put = write(file, text, bytes);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return false;
        }
        text += put;
        bytes -= (size_t)put;
    }
    return true;
}

mst_status
mst_file_write(const char *path, const char *text, size_t bytes, mst_error *err)
{
    char temporary[4096];
    int length = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof temporary) {
        return mst_fail(err, MST_LIMIT, mst_nowhere(),
                        "the name of an output file is too long: %.200s", path);
    }
    int file = mkstemp(temporary);
    if (file < 0) {
        return refuse(err, path, "cannot be written");
    }
    /* No fsync: a plan lost with the power can be made again, and a matrix writes hundreds of
     * files. */
    mode_t mask = umask(0);
    umask(mask);
    bool ok = fchmod(file, 0666 & ~mask) == 0 && write_all(file, text, bytes);
    int number = errno;
    if (close(file) != 0 && ok) {
        number = errno;
        ok = false;
    }
    if (ok && rename(temporary, path) != 0) {
        number = errno;
        ok = false;
    }
    if (!ok) {
        unlink(temporary);
        errno = number;
        return refuse(err, path, "cannot be written");
    }
    return MST_OK;
}

mst_status
mst_file_make_folders(const char *path, mst_error *err)
{
    char part[4096];
    if (strlen(path) >= sizeof part) {
        return mst_fail(err, MST_LIMIT, mst_nowhere(), "the name of a folder is too long: %.200s",
                        path);
    }
    for (size_t i = 1;; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        struct stat info;
        if (mkdir(part, 0777) != 0 &&
            (errno != EEXIST || stat(part, &info) != 0 || !S_ISDIR(info.st_mode))) {
            errno = errno == EEXIST ? ENOTDIR : errno;
            return refuse(err, part, "the folder cannot be made");
        }
        if (path[i] == '\0') {
            return MST_OK;
        }
    }
}
