/* SPDX-License-Identifier: Apache-2.0
 *
 * The files of a post.
 *
 * S1  Every file stands inside the post's folder, in name (no way up) and in fact (no symbolic link
 *     out).
 * S2  Only regular files are read, each at most MST_READ_MAX_FILE_BYTES, all
 *     MST_READ_MAX_TOTAL_BYTES.
 */
/* realpath with a caller's buffer is in XSI. */
#define _XOPEN_SOURCE 700

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "read/reader.h"

uint32_t
mst__control_at(const char *at)
{
    unsigned char byte = (unsigned char)*at;
    if (byte == 0xC2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] < 0xA0) {
        return (unsigned char)at[1];
    }
    bool is_control = (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
    return is_control ? byte : 0;
}

bool
mst__text_is_clean(mst__reader *reader, const char *file, const char *text, size_t bytes)
{
    size_t bad = 0;
    mst_place place = {.file = file};
    if (!mst_utf8_valid(text, bytes, &bad)) {
        mst_text_position(text, bytes, bad, &place.line, &place.column);
        mst__fault(reader, place, "the byte 0x%02X is not UTF-8; save the file as UTF-8",
                   (unsigned)(unsigned char)text[bad]);
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        uint32_t control = mst__control_at(text + i);
        if (control != 0 || text[i] == '\0') {
            mst_text_position(text, bytes, i, &place.line, &place.column);
            mst__fault(reader, place, "the control character 0x%02X is not allowed in a post",
                       (unsigned)control);
            return false;
        }
    }
    return true;
}

uint32_t
mst__file_add(mst__reader *reader, const char *name, const char *relative, const char *text,
              size_t bytes, uint32_t parent, mst_place place)
{
    if (reader->file_count == MST_READ_MAX_FILES) {
        mst__fault_limit(reader, place, "a post has at most %d files", MST_READ_MAX_FILES);
        return MST_NONE;
    }
    const char *kept = mst__keep(reader, name);
    if (kept == NULL) {
        return MST_NONE;
    }
    uint32_t index = reader->file_count++;
    reader->files[index] = (mst__file){
        .name = kept, .relative = relative, .text = text, .bytes = bytes, .parent = parent};
    reader->total_bytes += bytes;
    return index;
}

/* Reads at most one byte more than allowed, so that a file that grows meanwhile is refused too. */
static char *
read_all(mst__reader *reader, int descriptor, size_t expected, size_t *bytes)
{
    char *text = mst__take_scratch(reader, expected + 1, 1);
    if (text == NULL) {
        return NULL;
    }
    *bytes = 0;
    while (*bytes < expected) {
        ssize_t got = read(descriptor, text + *bytes, expected - *bytes);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return NULL;
        }
        if (got == 0) {
            break;
        }
        *bytes += (size_t)got;
    }
    return text;
}

static char *
read_descriptor(mst__reader *reader, int descriptor, const char *name, mst_place place,
                size_t *bytes)
{
    struct stat facts;
    if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        mst__fault(reader, place, "\"%s\" is not a regular file", mst__shown(reader, name));
        return NULL;
    }
    if (facts.st_size > MST_READ_MAX_FILE_BYTES ||
        (size_t)facts.st_size > MST_READ_MAX_TOTAL_BYTES - reader->total_bytes) {
        mst__fault_limit(reader, place,
                         "\"%s\" has %lld bytes; a file may have %d MiB and a post %d",
                         mst__shown(reader, name), (long long)facts.st_size,
                         MST_READ_MAX_FILE_BYTES >> 20, MST_READ_MAX_TOTAL_BYTES >> 20);
        return NULL;
    }
    char *text = read_all(reader, descriptor, (size_t)facts.st_size, bytes);
    if (text == NULL && !reader->out_of_memory) {
        mst__fault_of(reader, MST_IO, place,
                      mst__format(reader, "\"%s\" cannot be read: %s", name, strerror(errno)));
    }
    return text;
}

static uint32_t
open_path(mst__reader *reader, const char *path, const char *relative, uint32_t parent,
          mst_place place)
{
    /* Not blocking: the name may be a pipe that nobody writes to. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        mst_status status = errno == ENOENT || errno == ENOTDIR ? MST_NOT_FOUND : MST_IO;
        mst__fault_of(reader, status, place,
                      status == MST_NOT_FOUND ? mst__format(reader, "there is no file \"%s\"", path)
                                              : mst__format(reader, "\"%s\" cannot be opened: %s",
                                                            path, strerror(errno)));
        return MST_NONE;
    }
    size_t bytes = 0;
    char *text = read_descriptor(reader, descriptor, path, place, &bytes);
    close(descriptor);
    return text == NULL ? MST_NONE
                        : mst__file_add(reader, path, relative, text, bytes, parent, place);
}

/* A file of a post in memory. */
static uint32_t
open_text(mst__reader *reader, const char *relative, uint32_t parent, mst_place place)
{
    for (uint32_t i = 0; i < reader->text_count; i++) {
        const mst__text_file *file = &reader->texts[i];
        if (strcmp(file->name, relative) != 0) {
            continue;
        }
        if (file->bytes > MST_READ_MAX_FILE_BYTES ||
            file->bytes > MST_READ_MAX_TOTAL_BYTES - reader->total_bytes) {
            mst__fault_limit(reader, place,
                             "\"%s\" has %lld bytes; a file may have %d MiB and a post %d",
                             mst__shown(reader, relative), (long long)file->bytes,
                             MST_READ_MAX_FILE_BYTES >> 20, MST_READ_MAX_TOTAL_BYTES >> 20);
            return MST_NONE;
        }
        return mst__file_add(reader, relative, relative, file->text, file->bytes, parent, place);
    }
    mst__fault(reader, place, "\"%s\" is another file, and this post was not read from a folder",
               mst__shown(reader, relative));
    return MST_NONE;
}

uint32_t
mst__file_open(mst__reader *reader, const char *relative, uint32_t parent, mst_place place)
{
    if (reader->texts != NULL) {
        return open_text(reader, relative, parent, place);
    }
    const char *path = reader->root[0] == '\0'
                           ? relative
                           : mst__format(reader, "%s%s%s", reader->root,
                                         strcmp(reader->root, "/") == 0 ? "" : "/", relative);
    char real[PATH_MAX];
    size_t root_bytes = strlen(reader->real_root);
    if (realpath(path, real) != NULL && (strncmp(real, reader->real_root, root_bytes) != 0 ||
                                         (real[root_bytes] != '/' && root_bytes > 1))) {
        mst__fault(reader, place, "\"%s\" leads out of the post's folder",
                   mst__shown(reader, relative));
        return MST_NONE;
    }
    return open_path(reader, path, relative, parent, place);
}

/* Splits `path` into the folder and the file's name in it. */
static const char *
split_path(mst__reader *reader, const char *path)
{
    struct stat facts;
    if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        size_t bytes = strlen(path);
        while (bytes > 1 && path[bytes - 1] == '/') {
            bytes--;
        }
        reader->root = mst__format(reader, "%.*s", (int)bytes, path);
        return "post.yaml";
    }
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        reader->root = "";
        return path;
    }
    reader->root = slash == path ? "/" : mst__format(reader, "%.*s", (int)(slash - path), path);
    return slash + 1;
}

uint32_t
mst__file_open_first(mst__reader *reader, const char *path)
{
    if (strlen(path) > MST_READ_MAX_PATH_BYTES) {
        mst__fault_limit(reader, mst_nowhere(), "a path has at most %d bytes",
                         MST_READ_MAX_PATH_BYTES);
        return MST_NONE;
    }
    const char *name = split_path(reader, path);
    char real[PATH_MAX];
    if (realpath(reader->root[0] == '\0' ? "." : reader->root, real) == NULL) {
        mst__fault_of(reader, MST_NOT_FOUND, mst_nowhere(),
                      mst__format(reader, "there is no file \"%s\"", path));
        return MST_NONE;
    }
    reader->real_root = mst__format(reader, "%s", real);
    const char *full = reader->root[0] == '\0'
                           ? name
                           : mst__format(reader, "%s%s%s", reader->root,
                                         strcmp(reader->root, "/") == 0 ? "" : "/", name);
    return open_path(reader, full, name, MST_NONE, mst_nowhere());
}

const char *
mst__file_resolve(mst__reader *reader, const char *from, const char *name, mst_place place)
{
    if (name[0] == '\0' || name[0] == '/' || strlen(name) > MST_READ_MAX_PATH_BYTES ||
        strlen(from) + strlen(name) > MST_READ_MAX_PATH_BYTES) {
        mst__fault(reader, place,
                   "\"%s\" is not a path within the post's folder; write it relative to this file",
                   mst__shown(reader, name));
        return NULL;
    }
    const char *slash = strrchr(from, '/');
    const char *joined =
        slash == NULL ? name : mst__format(reader, "%.*s/%s", (int)(slash - from), from, name);
    /* Takes `.` and `..` out, part by part. */
    char *clean = mst__take_scratch(reader, strlen(joined) + 1, 1);
    size_t length = 0;
    for (const char *part = joined; clean != NULL && *part != '\0';) {
        size_t bytes = strcspn(part, "/");
        bool is_up = bytes == 2 && part[0] == '.' && part[1] == '.';
        if (is_up && length == 0) {
            mst__fault(reader, place, "\"%s\" leads out of the post's folder",
                       mst__shown(reader, name));
            return NULL;
        }
        if (is_up) {
            while (length > 0 && clean[length - 1] != '/') {
                length--;
            }
            length -= length > 0;
        } else if (bytes > 0 && !(bytes == 1 && part[0] == '.')) {
            if (length > 0) {
                clean[length++] = '/';
            }
            memcpy(clean + length, part, bytes);
            length += bytes;
        }
        part += bytes + (part[bytes] == '/');
    }
    if (clean != NULL) {
        clean[length] = '\0';
    }
    return clean;
}
