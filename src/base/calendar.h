/* SPDX-License-Identifier: Apache-2.0
 *
 * The proleptic Gregorian calendar in whole numbers (Hinnant 2013, "chrono-compatible low-level
 * date algorithms"). No time zones here: see mst_post_offset_seconds.
 */
#ifndef MUSTER_BASE_CALENDAR_H
#define MUSTER_BASE_CALENDAR_H

#include "base/time.h"

typedef struct mst_date {
    int32_t year;  /* astronomical */
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
} mst_date;

/* Days since 1970-01-01 of a date that is valid. */
int64_t
mst_date_days(mst_date date);

mst_date
mst_date_of_days(int64_t days);

bool
mst_date_is_valid(mst_date date);

/* floor(a / b) for b > 0: the day or minute an instant before 1970 falls in. */
int64_t
mst_floor_divide(int64_t a, int64_t b);

#endif
