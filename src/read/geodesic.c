/* SPDX-License-Identifier: Apache-2.0
 *
 * Lengths on the ellipsoid: PROJ's geodesics (Karney, "Algorithms for geodesics", 2013), good to
 * some 15 nanometres, rounded here to whole millimetres so that no later step sees a floating-
 * point digit.
 */
#include <assert.h>
#include <geodesic.h>
#include <math.h>

#include "read/library.h"

int64_t
mst_geodesic_mm(double latitude_a, double longitude_a, double latitude_b, double longitude_b)
{
    assert(fabs(latitude_a) <= 90 && fabs(latitude_b) <= 90);
    assert(isfinite(longitude_a) && isfinite(longitude_b));
    struct geod_geodesic wgs84;
    geod_init(&wgs84, 6378137.0, 1 / 298.257223563);
    double metres;
    geod_inverse(&wgs84, latitude_a, longitude_a, latitude_b, longitude_b, &metres, NULL, NULL);
    return llround(metres * 1000);
}
