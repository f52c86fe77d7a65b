/* SPDX-License-Identifier: Apache-2.0
 *
 * Sunrise and sunset, zenith 90.833 degrees, after NOAA's solar calculation (Meeus, Astronomical
 * Algorithms, 1991, ch. 25), rounded to whole seconds here and nowhere else.
 */
#ifndef MUSTER_MODEL_SUN_H
#define MUSTER_MODEL_SUN_H

#include <stdbool.h>

#include "base/time.h"

typedef enum mst_sun_day {
    MST_SUN_NORMAL,
    MST_SUN_ALWAYS_UP,
    MST_SUN_ALWAYS_DOWN,
} mst_sun_day;

/* For the UTC calendar day that contains `day`, sunrise and sunset nearest the local solar noon of
 * it: that is 12:00 of the same date by the local sun, so far east and west one of the two falls on
 * the UTC day before or after. Who wants all daylight of a span asks from a day before to a day
 * after it. Both are written only with MST_SUN_NORMAL. */
mst_sun_day
mst_sun_times(double latitude_degrees, double longitude_degrees, mst_instant day,
              mst_instant *sunrise, mst_instant *sunset);

#endif
