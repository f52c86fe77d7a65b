/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of numeric fields: one row says how a field is written, what it means, its limits, its
 * default and whether a scenario may change it over time. The reader, the writer, the changes and
 * the manual are all made from this table, so a field cannot be known to one and forgotten by
 * another.
 */
#ifndef MUSTER_MODEL_FIELDS_H
#define MUSTER_MODEL_FIELDS_H

#include "model/model.h"

typedef struct mst_field {
    mst_item_class item_class;
    const char *path; /* as written under the item: "hold", "process.desks", "secure.fixed" */
    mst_kind kind;
    size_t offset;  /* of the mst_quantity in the item; for berths and parking, in mst_berth_row */
    bool per_class; /* sites' `berths.CLASS` and `parking.CLASS` */
    bool timed;     /* may be changed with from/until inside the horizon */
    int64_t minimum, maximum; /* allowed, in the base unit */
    int64_t fallback;         /* value when not given; MST_UNLIMITED where absence means no limit */
    const char *meaning;      /* one line for the manual, with the unit */
    const char
        *noun; /* what a rate counts: "people", "vehicles", "movements"; NULL for other kinds */
} mst_field;

#define MST_UNLIMITED INT64_MAX

extern const mst_field mst_fields[];
extern const uint32_t mst_field_count;

/* Index of the field of `item_class` written `path` (for per_class fields: the part before the
 * class), or MST_NONE. */
uint32_t
mst_field_find(mst_item_class item_class, const char *path);

/* The quantity of a plain field in an item (not per_class). */
mst_quantity *
mst_field_of(const mst_field *field, void *item);

/* A field's value at the planner's pick: low, likely or high, or the fallback when not given. */
int64_t
mst_field_value(const mst_field *field, const mst_quantity *quantity, mst_operation pick);

#endif
