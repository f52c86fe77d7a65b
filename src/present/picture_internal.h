/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages of the picture share.
 */
#ifndef MUSTER_PRESENT_PICTURE_INTERNAL_H
#define MUSTER_PRESENT_PICTURE_INTERNAL_H

#include "present/picture.h"

enum { MST__PARTS_BYTES = 64, MST__AGE_BYTES = 32 };

/* "41.8..58.1 %", one number where both ends are shown alike. Returns `buffer`. */
const char *
mst__parts_text(mst_range range, char buffer[MST__PARTS_BYTES]);

/* "5 h" below two days, else "12 d". Returns `buffer`. */
const char *
mst__age_text(double age_days, char buffer[MST__AGE_BYTES]);

/* A number that facts amend, before and after, and the report that amended it last. */
typedef struct mst__amended {
    const mst_change *change; /* the last one */
    const char *path;         /* "sites.hkia.hold" */
    const char *before, *after;
    uint32_t report;
    uint32_t report_count; /* of those that amend it */
} mst__amended;

/* Those numbers and items, in the order of the first report on each; from `arena`, NULL on lack of
 * memory. */
mst__amended *
mst__amended_list(const mst_post *post, mst_arena *arena, uint32_t *count);

/* Items past their review period, and what they are; from `arena`. */
typedef struct mst__stale {
    const char *noun, *id;
    const mst_meta *meta;
    int64_t age_ms, review_ms;
} mst__stale;

mst__stale *
mst__stale_list(const mst_post *post, mst_arena *arena, uint32_t *count);

/* Times after the picture at which a band is shown. */
extern const uint32_t mst__band_days[];
extern const uint32_t mst__band_day_count;

/* A table of bands: a column for each time. */
typedef struct mst__band_columns {
    const uint32_t *days;
    uint32_t count, width;
} mst__band_columns;

/* " 7 d            14 d" and a new line. */
void
mst__band_heads(mst_buffer *out, const mst__band_columns *columns);
/* The chances of a band that is known, or whoever is right; `last` is the width of the last one. */
void
mst__band_chances(mst_buffer *out, const mst__band_columns *columns, const mst_band *band,
                  bool robust, uint32_t last);

#endif
