/* SPDX-License-Identifier: Apache-2.0
 *
 * A review of many posts as text and JSON, and the facts of one post as a file that is read back.
 */
#ifndef MUSTER_PRESENT_REVIEW_H
#define MUSTER_PRESENT_REVIEW_H

#include "judge/review.h"
#include "present/buffer.h"

typedef struct mst_review_page {
    const char *folder;
    mst_instant at; /* the moment of the review */
    uint64_t seed;
    uint32_t effort;
    bool without_losses;
    bool stopped;
    uint32_t count;
    const mst_review_line *const *lines; /* the worst first */
} mst_review_page;

/* One line a post. *text is on the heap, the caller's. Linear in the lines. */
MST_NODISCARD mst_status
mst_review_write_text(const mst_review_page *page, char **text, mst_error *err);

/* The same with every scenario and single point. */
MST_NODISCARD mst_status
mst_review_write_json(const mst_review_page *page, char **text, mst_error *err);

/* Facts bound to a key, which says from what they came. *text is on the heap, the caller's. */
MST_NODISCARD mst_status
mst_review_write_facts(const mst_review_facts *facts, const char *key, char **text, mst_error *err);

/* False when the text is not what mst_review_write_facts wrote for that key: then nothing is known.
 * Texts and tables are from `arena`; a lack of memory is false too. */
bool
mst_review_read_facts(const char *text, size_t bytes, const char *key, mst_arena *arena,
                      mst_review_facts *facts) MST_NODISCARD;

#endif
