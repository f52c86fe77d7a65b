/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing JSON with jansson: a failure is remembered, so that a writer checks once.
 */
#ifndef MUSTER_PRESENT_JSON_H
#define MUSTER_PRESENT_JSON_H

#include <jansson.h>

#include "evidence/assess.h"
#include "present/internal.h"

typedef struct mst__json {
    bool failed;
} mst__json;

json_t *
mst__json_object(mst__json *out);
json_t *
mst__json_array(mst__json *out);
/* `value` is taken over. */
void
mst__json_set(mst__json *out, json_t *object, const char *key, json_t *value);
void
mst__json_append(mst__json *out, json_t *array, json_t *value);
/* NULL text gives null. */
void
mst__json_text(mst__json *out, json_t *object, const char *key, const char *text);
void
mst__json_integer(mst__json *out, json_t *object, const char *key, int64_t value);
/* Seconds with up to three decimals; MST_NEVER gives null. */
void
mst__json_seconds(mst__json *out, json_t *object, const char *key, mst_time ms);
void
mst__json_real(mst__json *out, json_t *object, const char *key, double value);

/* Probabilities and what is computed like them are rounded to millionths, so that they are the same
 * on every machine: [low, high] of a range, of two numbers of millionths, and one number. */
json_t *
mst__json_range(mst__json *out, mst_range range);
json_t *
mst__json_millionths(mst__json *out, int64_t low, int64_t high);
void
mst__json_rounded(mst__json *out, json_t *object, const char *key, double value);

/* The measures and the bound, with the same names everywhere. */
json_t *
mst__json_measures(mst__json *out, const mst_measures *measures, uint32_t priority_count);
json_t *
mst__json_bound(mst__json *out, const mst_bound *bound, uint32_t priority_count);
json_t *
mst__json_bindings(mst__json *out, const mst_document_binding *bindings, uint32_t count);

/* Parts of a plan that plan.json and the matrix share. */
json_t *
mst__json_moves(mst__json *out, const mst_document *document, const mst_plan *plan);
json_t *
mst__json_self_moves(mst__json *out, const mst_document *document, const mst_plan *plan);
json_t *
mst__json_left(mst__json *out, const mst_document *document, const mst_plan *plan);
/* Sets "gap" and "order_of_measures". */
void
mst__json_gap(mst__json *out, json_t *root, const mst_document *document);

/* Sets "changes" and "changed_moves" of a resumed document. */
void
mst__json_changes(mst__json *out, json_t *root, const mst_document *document);

/* Sets "certificates"; nothing where there are none. */
void
mst__json_certificates(mst__json *out, json_t *root, const mst_document *document);

/* "00ff..." of an input hash; `buffer` has 33 bytes. */
const char *
mst__hash_text(const uint64_t hash[2], char *buffer);

/*
 * An object with one line a member, and one line an element of members that are arrays of objects:
 * a form that `diff` and people can read. It is written member by member and row by row; with a
 * sink no more of the text is held than the longest of them.
 */
typedef struct mst__json_lines {
    mst__json out;        /* for the values: a failure there fails the text */
    const mst_sink *sink; /* NULL: the text is kept whole */
    mst_buffer buffer;
    bool has_members, has_rows, is_refused;
} mst__json_lines;

/* `value` is taken over. */
void
mst__json_lines_member(mst__json_lines *lines, const char *key, json_t *value);
/* A member that is an array of objects: begun, then its rows, then ended. */
void
mst__json_lines_begin(mst__json_lines *lines, const char *key);
void
mst__json_lines_row(mst__json_lines *lines, json_t *value);
void
mst__json_lines_end(mst__json_lines *lines);
/* MST_NO_MEMORY, or MST_IO when the sink refused. *text is the caller's (mst_heap_free); NULL with
 * a sink. */
MST_NODISCARD mst_status
mst__json_lines_finish(mst__json_lines *lines, char **text, mst_error *err);

/* The object as such lines. `object` is taken over. */
MST_NODISCARD mst_status
mst__json_finish(mst__json *out, json_t *object, char **text, mst_error *err);

#endif
