/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share: loads, lookups by name, JSON helpers.
 */
#ifndef MUSTER_PRESENT_INTERNAL_H
#define MUSTER_PRESENT_INTERNAL_H

#include "present/document.h"

/* No more phases than this are read from a file; a cell has one more than it has surprises. */
enum { MST__MAX_PHASES = 256 };

/* Files larger than this are refused. */
#define MST__MAX_FILE_BYTES ((size_t)512 << 20)

/* Texts to indexes. Sorted by text; equal texts by index. */
typedef struct mst__index_row {
    const char *text;
    uint32_t index;
} mst__index_row;

typedef struct mst__index {
    uint32_t count;
    mst__index_row *rows;
} mst__index;

/* Sorts; call once after the rows are filled in. */
void
mst__index_sort(mst__index *index);
/* Position of the first row with the text, or MST_NONE. O(log count). */
uint32_t
mst__index_first(const mst__index *index, const char *text);
/* Index of the first row with the text, or MST_NONE. */
uint32_t
mst__index_find(const mst__index *index, const char *text);
/* The nearest text, for "did you mean"; NULL when none is near. */
const char *
mst__index_nearest(const mst__index *index, const char *text);

/* Compares loads by (cohort, stations). */
int
mst__load_compare(const mst_load *a, const mst_load *b);
/* Sorts and merges equal ones in place; drops zeros. Returns the new count. */
uint32_t
mst__load_normalize(mst_load *loads, uint32_t count);
/*
 * Who gets off and on between two lists, by (cohort, stations); by cohort alone, with stations
 * unknown, for cohorts of which some load has unknown stations. Lists are from `arena`; false on
 * lack of memory.
 */
bool
mst__load_difference(mst_arena *arena, mst_load_list before, mst_load_list after,
                     mst_load_list *alight, mst_load_list *board) MST_NODISCARD;
bool
mst__load_equal(mst_load_list a, mst_load_list b);
int64_t
mst__load_persons(mst_load_list list);
/* Of them guards. */
int64_t
mst__load_guards(const mst_document *document, mst_load_list list);

/* "90 staff, 12 families/4" for people to read; stations are not shown. */
void
mst__load_text(mst_buffer *buffer, const mst_document *document, mst_load_list list);

/* Where name `index` of a table stands in the file the document was read from. */
mst_place
mst__document_place(const mst_document *document, mst_names table, uint32_t index);

/* Line and column of the value at a path of keys and indexes in JSON text that is known to be
 * valid. */
typedef struct mst__step {
    const char *key; /* NULL: an index into an array */
    size_t index;
} mst__step;
mst_place
mst__json_place(const char *name, const char *text, size_t bytes, const mst__step *path,
                uint32_t depth);

/* The readers of the two forms; `document` has its arena and its source set. */
MST_NODISCARD mst_status
mst__read_json(mst_document *document, mst_error *err);
MST_NODISCARD mst_status
mst__read_csv(mst_document *document, mst_error *err);

/* "optimal", "bounded", "infeasible", "not planned". */
const char *
mst__cell_status_name(mst_cell_status status);
/* "left", "completion", "exposure", "vehicle_hours". */
const char *
mst__measure_name(mst_measure measure);
/* For a heading: "left behind", "completion", "exposure", "vehicle hours". */
const char *
mst__measure_title(mst_measure measure);
const char *
mst__kind_name(mst_people_kind kind);

/* What one more unit gains; none is negative. */
typedef struct mst__gain {
    int64_t left;
    uint32_t left_priority; /* 0: of all; else of those of this priority */
    mst_time completion;
    mst_wide exposure;
} mst__gain;

/* The first of them that is above zero, in words: "40 min sooner". */
void
mst__gain_text(mst_buffer *buffer, const mst__gain *gain);

/* " of priority 2"; nothing for 0. */
void
mst__priority_text(mst_buffer *buffer, uint32_t priority);

/* Decimal text of a 128-bit number; `buffer` has 48 bytes. */
const char *
mst__wide_text(mst_wide value, char *buffer);
bool
mst__wide_parse(const char *text, mst_wide *value) MST_NODISCARD;

/* Reads 32 hexadecimal digits in small letters. */
bool
mst__hash_parse(const char *text, uint64_t hash[2]) MST_NODISCARD;

/* "41 people" and "1 person". */
void
mst__count_text(mst_buffer *buffer, int64_t count, const char *one, const char *many);

#endif
