/* SPDX-License-Identifier: Apache-2.0
 *
 * A post walked through day by day, as it was known on each: what was probable, by when sites might
 * be lost, what to do, by when, and who would be left.
 *
 * W1  Nothing of a day was received after it.
 * W2  A day says what it says whichever days are walked through with it.
 */
#ifndef MUSTER_PRESENT_HINDCAST_H
#define MUSTER_PRESENT_HINDCAST_H

#include "judge/assess.h"
#include "judge/walk.h"

typedef struct mst_hindcast_day {
    const mst_evidence *evidence; /* with its post */
    const mst_assessed_plans *plans;
    const mst_assessment *says;
    uint32_t reports;   /* received since the day before; on the first day all up to then */
    uint32_t new_cells; /* that no day before it had */
    /* [option] under the first scenario: people expected to be left or caught at a site that is
     * lost, those who guard aside, and how many they are */
    const int64_t *caught_least, *caught_most, *people;
} mst_hindcast_day;

typedef struct mst_hindcast_view {
    uint32_t day_count;
    const mst_hindcast_day *days;
    uint32_t cells, distinct; /* of all days; planned */
    uint64_t seed;
} mst_hindcast_view;

/* *text is on the heap, the caller's. Errors: memory. */
MST_NODISCARD mst_status
mst_hindcast_write_text(const mst_hindcast_view *view, char **text, mst_error *err);
MST_NODISCARD mst_status
mst_hindcast_write_json(const mst_hindcast_view *view, char **text, mst_error *err);
/* One row a day; the columns follow from the post: probabilities are fractions. */
MST_NODISCARD mst_status
mst_hindcast_write_csv(const mst_hindcast_view *view, char **text, mst_error *err);

#endif
