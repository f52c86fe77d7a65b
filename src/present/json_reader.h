/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes values out of a plan.json, each checked for its kind and range. The first failure is kept
 * with its place; later calls do nothing, so that readers test `status` only before they use what
 * they read.
 */
#ifndef MUSTER_PRESENT_JSON_READER_H
#define MUSTER_PRESENT_JSON_READER_H

#include "present/json.h"

enum { MST__INPUT_DEPTH = 12 };

typedef struct mst__input {
    mst_document *document;
    mst_arena *arena;
    mst_error *err;
    mst_status status; /* of the first failure; later calls do nothing */
    mst__step path[MST__INPUT_DEPTH];
    uint32_t depth;
    mst__index sites, vehicles, cohorts, stations, links;
} mst__input;

/* Writes the first failure, at member `key` of where the reader stands (NULL: there itself). */
void
mst__input_fail(mst__input *r, const char *key, const char *format, ...) MST_PRINTF(3, 4);
/* Zeroed memory of the document; NULL after a failure. */
void *
mst__input_take(mst__input *r, size_t count, size_t bytes);
void
mst__input_push(mst__input *r, const char *key, size_t index);
void
mst__input_pop(mst__input *r);
bool
mst__input_is_absent(const json_t *value);
/* The text of a member, copied; NULL when it is absent or null. */
const char *
mst__input_optional_text(mst__input *r, const json_t *object, const char *key);
/* Never NULL. */
const char *
mst__input_required_text(mst__input *r, const json_t *object, const char *key);
int64_t
mst__input_integer_within(mst__input *r, const json_t *object, const char *key, int64_t minimum,
                          int64_t maximum);
bool
mst__input_flag(mst__input *r, const json_t *object, const char *key);
double
mst__input_real(mst__input *r, const json_t *object, const char *key);
/* Seconds as ms; null is MST_NEVER. */
mst_time
mst__input_time_at(mst__input *r, const json_t *object, const char *key);
/* Absent means never. */
mst_time
mst__input_optional_time(mst__input *r, const json_t *object, const char *key);
mst_instant
mst__input_instant_at(mst__input *r, const json_t *object, const char *key);
mst_wide
mst__input_wide_at(mst__input *r, const json_t *object, const char *key);
/* Index of the name that a member holds; `what` is the word for the message. */
uint32_t
mst__input_named(mst__input *r, const json_t *object, const char *key, const mst__index *index,
                 const char *what);
/* The way of a link between two sites, by three members. */
uint32_t
mst__input_arc_at(mst__input *r, const json_t *object, const char *link_key, const char *from_key,
                  const char *to_key);
/* A time written twice must say the same twice. */
void
mst__input_check_copy(mst__input *r, const json_t *object, const char *key, mst_time at);
void
mst__input_check_copies(mst__input *r, const json_t *object, mst_time leave, mst_time arrive);
/* The array of a member, NULL (and 0 elements) when absent. */
const json_t *
mst__input_array_at(mst__input *r, const json_t *object, const char *key, uint32_t *count);
/* Element `i`, which must be an object; the path is inside it until leave_element. */
const json_t *
mst__input_enter_element(mst__input *r, const json_t *array, const char *key, uint32_t i);
void
mst__input_leave_element(mst__input *r);
uint32_t
mst__input_stations_at(mst__input *r, const json_t *object);
/* The cohort, by "cohort" or else by "people". */
uint32_t
mst__input_cohort_at(mst__input *r, const json_t *object);
mst_load_list
mst__input_loads_at(mst__input *r, const json_t *object, const char *key);
/* The object of a member; the path is inside it until pop. */
const json_t *
mst__input_enter_object(mst__input *r, const json_t *root, const char *key);

/* The measure that a text names; `key` is where it stands. */
mst_measure
mst__input_measure(mst__input *r, const char *text, const char *key);
/* "certificates", or "certificate" of older plans; both may be absent. */
void
mst__read_certificates(mst__input *r, const json_t *root);

/* Moves, stops and the other records of every phase; the names are known by then. */
void
mst__read_phases(mst__input *r, const json_t *root);
/* Where the plan comes from. */
void
mst__read_provenance(mst__input *r, const json_t *root);
/* What the run that made it found. */
void
mst__read_results(mst__input *r, const json_t *root);

#endif
