/* SPDX-License-Identifier: Apache-2.0
 *
 * Files: read whole within a limit; written whole or not at all.
 */
#ifndef MUSTER_PRESENT_FILE_H
#define MUSTER_PRESENT_FILE_H

#include "base/memory.h"

/* Reads the regular file at `path`. *text is on the heap with a NUL behind it, the caller's
 * (mst_heap_free). MST_LIMIT beyond `limit_bytes`. */
MST_NODISCARD mst_status
mst_file_read(const char *path, size_t limit_bytes, char **text, size_t *bytes, mst_error *err);

/* Writes beside `path` under a name of its own, then renames: whoever looks sees the old file or
 * the new one. A symbolic link of that name is replaced, not followed. */
MST_NODISCARD mst_status
mst_file_write(const char *path, const char *text, size_t bytes, mst_error *err);

/* The folder and those above it that are missing. */
MST_NODISCARD mst_status
mst_file_make_folders(const char *path, mst_error *err);

#endif
