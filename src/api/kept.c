/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of what earlier runs found of a post. Its name holds the version and the post's id, so
 * that each post has its own and another version finds none.
 */
#include <string.h>

#include "api/internal.h"
#include "base/text.h"
#include "present/file.h"

mst_status
mst__api_kept_open(const muster_post *post, const char *folder, mst_arena *arena,
                   mst__api_kept *kept, mst_error *err)
{
    *kept = (mst__api_kept){0};
    uint64_t value[2];
    char name[33];
    size_t bytes = 0;
    mst_error unread;
    mst_hash hash;
    mst_hash_init(&hash);
    mst_hash_add(&hash, MUSTER_VERSION, sizeof MUSTER_VERSION);
    mst_hash_add(&hash, post->post->id, strlen(post->post->id) + 1);
    mst_hash_value(&hash, value);
    mst__api_hash(name, value);
    kept->path = mst_arena_format(arena, "%s/kept-%s.bin", folder, name);
    if (kept->path != NULL &&
        mst_file_read(kept->path, MST_KEPT_MOST_BYTES, &kept->file, &bytes, &unread) != MST_OK) {
        kept->file = NULL;
        bytes = 0;
    }
    kept->map = kept->path != NULL ? mst_kept_open(kept->file, bytes) : NULL;
    return kept->map != NULL
               ? MST_OK
               : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
}

mst_status
mst__api_kept_save(const mst__api_kept *kept, const char *folder, mst_error *err)
{
    if (!mst_kept_has_news(kept->map)) {
        return MST_OK;
    }
    mst_bytes out = {0};
    mst_status status = mst_kept_write(kept->map, &out, err);
    status = status == MST_OK ? mst_file_make_folders(folder, err) : status;
    status = status == MST_OK ? mst_file_write(kept->path, (const char *)out.bytes, out.count, err)
                              : status;
    mst_heap_free(out.bytes);
    return status;
}

void
mst__api_kept_close(mst__api_kept *kept)
{
    mst_kept_close(kept->map);
    mst_heap_free(kept->file);
    *kept = (mst__api_kept){0};
}
