/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a spreadsheet, which stands for every list of a post.
 */
#include <stdint.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "read/reader.h"

static const char post_text[] = "post: {id: fuzz, as_of: 2021-07-03 08:00}\n"
                                "people: {file: rows.csv}\n"
                                "sites: [{file: rows.csv}, {id: here}, {id: there}]\n"
                                "links: {file: rows.csv}\n"
                                "types: {file: rows.csv}\n"
                                "fleets: {file: rows.csv}\n"
                                "permissions: {file: rows.csv}\n"
                                "scenarios: [{id: worse, changes: {file: rows.csv}}]\n"
                                "options: [{id: out, reinforcements: {file: rows.csv}}]\n"
                                "pins: {file: rows.csv}\n";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    /* Once in every list, and once where a people item's tables stand. */
    const mst__text_file files[] = {
        {"fuzz.yaml", post_text, sizeof post_text - 1},
        {"rows.csv", (const char *)data, bytes},
    };
    static const char table_text[] =
        "post: {id: fuzz, as_of: 2021-07-03 08:00}\n"
        "sites: [{id: here}]\n"
        "people: [{id: a, site: here, count: 9, party: {file: rows.csv}},"
        " {id: b, site: here, count: {file: rows.csv}, release: {file: rows.csv}}]\n";
    const mst__text_file table_files[] = {
        {"fuzz.yaml", table_text, sizeof table_text - 1},
        {"rows.csv", (const char *)data, bytes},
    };
    const mst__text_file *const sets[] = {files, table_files};
    for (size_t i = 0; i < 2; i++) {
        mst_post *post = NULL;
        mst_fault_list faults;
        mst_error err = {0};
        mst_status status = mst__post_read_texts(sets[i], 2, &post, &faults, &err);
        fuzz_require((status == MST_OK) == (faults.count == 0) || status == MST_NO_MEMORY);
        fuzz_require(faults.count <= MST_MAX_FAULTS);
        mst_fault_list_release(&faults);
        if (status == MST_OK) {
            mst_post_release(post);
        }
    }
    return 0;
}
