/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a plan from either of its files.
 */
#include <string.h>

#include "base/text.h"
#include "present/internal.h"

mst_status
mst_document_read(const char *name, const char *text, size_t bytes, mst_document *document,
                  mst_error *err)
{
    *document = (mst_document){0};
    mst_arena_init(&document->arena, 0);
    if (bytes > MST__MAX_FILE_BYTES) {
        return mst_fail(err, MST_LIMIT, (mst_place){.file = name},
                        "the file is larger than the limit of %zu MiB", MST__MAX_FILE_BYTES >> 20);
    }
    document->source_name = mst_arena_text(&document->arena, name);
    document->source_text = mst_arena_text_bytes(&document->arena, text, bytes);
    document->source_bytes = bytes;
    if (document->source_name == NULL || document->source_text == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read the plan");
    }
    size_t bad = 0;
    if (!mst_utf8_valid(text, bytes, &bad)) {
        mst_place place = {.file = document->source_name};
        mst_text_position(text, bytes, bad, &place.line, &place.column);
        return mst_fail(err, MST_INVALID, place, "the file is not valid UTF-8 here");
    }
    const char *nul = memchr(text, 0, bytes);
    if (nul != NULL) {
        mst_place place = {.file = document->source_name};
        mst_text_position(text, bytes, (size_t)(nul - text), &place.line, &place.column);
        return mst_fail(err, MST_INVALID, place, "the file holds a NUL character here");
    }
    size_t first = strspn(document->source_text, " \t\r\n");
    bool is_json = document->source_text[first] == '{' || document->source_text[first] == '[';
    document->form = is_json ? MST_DOCUMENT_JSON : MST_DOCUMENT_CSV;
    return is_json ? mst__read_json(document, err) : mst__read_csv(document, err);
}
