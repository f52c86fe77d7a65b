/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a plan.json or a schedule.csv. What reads can be shown, and written and read again
 * without a change.
 */
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "fuzz/fuzz.h"
#include "present/document.h"

typedef mst_status (*writer)(const mst_document *document, char **text, mst_error *err);

/* Written, read and written again: the two texts agree. */
static void
check_round_trip(const mst_document *document, writer write)
{
    mst_document again;
    mst_error err = {0};
    char *first = NULL, *second = NULL;
    fuzz_require(write(document, &first, &err) == MST_OK);
    fuzz_require(mst_document_read("again", first, strlen(first), &again, &err) == MST_OK);
    fuzz_require(write(&again, &second, &err) == MST_OK);
    fuzz_require(strcmp(first, second) == 0);
    mst_heap_free(first);
    mst_heap_free(second);
    mst_document_release(&again);
}

static void
check_texts(const mst_document *document)
{
    char *text = NULL;
    bool differ = true;
    for (int by = MST_SHOW_VEHICLE; by <= MST_SHOW_TIME; by++) {
        fuzz_require(mst_document_show(document, (mst_show_by)by, &text, NULL) == MST_OK);
        mst_heap_free(text);
    }
    fuzz_require(mst_document_write_page(document, &text, NULL) == MST_OK);
    mst_heap_free(text);
    fuzz_require(mst_document_diff(document, document, &text, &differ, NULL) == MST_OK && !differ);
    mst_heap_free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    mst_document document;
    mst_error err = {0};
    mst_status status = mst_document_read("fuzz", (const char *)data, bytes, &document, &err);
    if (status == MST_OK) {
        bool is_json = document.form == MST_DOCUMENT_JSON;
        check_texts(&document);
        check_round_trip(&document, is_json ? mst_document_write_json : mst_document_write_csv);
    } else {
        fuzz_require(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
        fuzz_require(status == MST_NO_MEMORY || err.line > 0);
    }
    mst_document_release(&document);
    return 0;
}
