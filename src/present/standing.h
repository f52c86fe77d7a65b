/* SPDX-License-Identifier: Apache-2.0
 *
 * Standing plans as judged, and what leans on an item, as text and as JSON.
 */
#ifndef MUSTER_PRESENT_STANDING_H
#define MUSTER_PRESENT_STANDING_H

#include "judge/lean.h"
#include "present/document.h"

typedef enum mst_standing_state {
    MST_STANDING_HOLDS,
    MST_STANDING_CHANGED,
    MST_STANDING_BREAKS,
    MST_STANDING_LOST,
} mst_standing_state;

/* Left, completion and exposure of `then` and, where it breaks nothing, of `now`. */
typedef struct mst_standing_row {
    const char *id, *scenario, *option, *by;
    mst_instant at;
    mst_standing_state state;
    const char *fault, *move; /* NULL */
    const char *report;       /* the fact without which it would break nothing; NULL */
    mst_instant received;     /* of that report */
    mst_measures then, now;
} mst_standing_row;

typedef struct mst_leaning_row {
    const char *plan, *scenario, *option;
    const char *by; /* NULL: it does not stand */
    mst_lean lean;
    bool leans;
    const char *fault; /* what breaks without it; why it cannot be judged; NULL */
} mst_leaning_row;

/* *text is on the heap, the caller's. */
MST_NODISCARD mst_status
mst_standing_write_text(const char *post, const mst_standing_row *rows, uint32_t count, char **text,
                        mst_error *err);
MST_NODISCARD mst_status
mst_standing_write_json(const char *post, const mst_standing_row *rows, uint32_t count, char **text,
                        mst_error *err);
MST_NODISCARD mst_status
mst_leaning_write_text(const char *item, const mst_leaning_row *rows, uint32_t count, char **text,
                       mst_error *err);
MST_NODISCARD mst_status
mst_leaning_write_json(const char *item, const mst_leaning_row *rows, uint32_t count, char **text,
                       mst_error *err);

#endif
