/* SPDX-License-Identifier: Apache-2.0
 *
 * Sunrise and sunset after NOAA's solar calculation, which follows Meeus, Astronomical Algorithms
 * (1991), chapters 22, 25 and 28. Good to a minute below 72 degrees of latitude and to ten
 * minutes nearer the poles.
 *
 * S1  Noon is found first, at the moment the equation of time holds for; then each event, at the
 *     moment it happens, in ROUNDS steps. Within a day the declination moves by at most 0.4
 *     degrees, so each step gains two digits and more.
 * S2  Whether the sun rises at all is decided by the declination at noon.
 */
#include "model/sun.h"

#include <math.h>

enum { ROUNDS = 4 };

#define DEGREES_PER_RADIAN 57.295779513082320876798154814105
#define ZENITH_DEGREES                                                                             \
    90.833 /* half the sun's width and 34 minutes of refraction below the horizon */
#define MS_PER_DAY ((double)MST_MS_PER_DAY)
#define MINUTES_PER_DAY 1440.0

static double
radians(double degrees)
{
    return degrees / DEGREES_PER_RADIAN;
}

/* The sun at a moment: declination in degrees and equation of time in minutes. */
static void
place_sun(double ms, double *declination, double *equation_minutes)
{
    double t = (ms / MS_PER_DAY - 10957.5) / 36525.0; /* Julian centuries since 2000-01-01 12:00 */
    double mean_longitude = radians(fmod(280.46646 + t * (36000.76983 + t * 0.0003032), 360.0));
    double mean_anomaly = radians(357.52911 + t * (35999.05029 - 0.0001537 * t));
    double eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
    double centre = sin(mean_anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
                    sin(2 * mean_anomaly) * (0.019993 - 0.000101 * t) +
                    sin(3 * mean_anomaly) * 0.000289;
    double omega = radians(125.04 - 1934.136 * t);
    double longitude = mean_longitude + radians(centre - 0.00569 - 0.00478 * sin(omega));
    double obliquity_seconds = 21.448 - t * (46.8150 + t * (0.00059 - t * 0.001813));
    double obliquity =
        radians(23.0 + (26.0 + obliquity_seconds / 60.0) / 60.0 + 0.00256 * cos(omega));
    double y = tan(obliquity / 2) * tan(obliquity / 2);
    double equation = y * sin(2 * mean_longitude) - 2 * eccentricity * sin(mean_anomaly) +
                      4 * eccentricity * y * sin(mean_anomaly) * cos(2 * mean_longitude) -
                      0.5 * y * y * sin(4 * mean_longitude) -
                      1.25 * eccentricity * eccentricity * sin(2 * mean_anomaly);
    *declination = DEGREES_PER_RADIAN * asin(sin(obliquity) * sin(longitude));
    *equation_minutes = 4 * DEGREES_PER_RADIAN * equation;
}

/* Cosine of the hour angle at which the sun stands on the zenith distance of rise and set. */
static double
hour_angle_cosine(double latitude, double declination)
{
    return cos(radians(ZENITH_DEGREES)) / (cos(radians(latitude)) * cos(radians(declination))) -
           tan(radians(latitude)) * tan(radians(declination));
}

/* The moment the sun is at `side` (-1 rise, 0 noon, 1 set) on the day that begins at `midnight`. */
static double
find_event(double latitude, double longitude, double midnight, double guess, int side)
{
    double moment = guess;
    for (int round = 0; round < ROUNDS; round++) {
        double declination, equation, angle = 0;
        place_sun(moment, &declination, &equation);
        if (side != 0) {
            double cosine = hour_angle_cosine(latitude, declination);
            angle = DEGREES_PER_RADIAN * acos(fmax(-1, fmin(1, cosine)));
        }
        double minutes = MINUTES_PER_DAY / 2 - 4 * (longitude - side * angle) - equation;
        moment = midnight + minutes * (double)MST_MS_PER_MINUTE;
    }
    return moment;
}

static mst_instant
whole_second(double ms)
{
    return llround(ms / (double)MST_MS_PER_SECOND) * MST_MS_PER_SECOND;
}

mst_sun_day
mst_sun_times(double latitude_degrees, double longitude_degrees, mst_instant day,
              mst_instant *sunrise, mst_instant *sunset)
{
    mst_instant into_day = day % MST_MS_PER_DAY;
    mst_instant midnight = day - into_day - (into_day < 0 ? MST_MS_PER_DAY : 0);
    /* The formulas divide by the cosine of the latitude; a metre from the pole is the pole. */
    double latitude = fmax(-89.99999, fmin(89.99999, latitude_degrees));
    double start = (double)midnight;
    double noon = find_event(latitude, longitude_degrees, start, start + MS_PER_DAY / 2, 0);
    double declination, equation;
    place_sun(noon, &declination, &equation);
    double cosine = hour_angle_cosine(latitude, declination);
    if (cosine <= -1) {
        return MST_SUN_ALWAYS_UP;
    }
    if (cosine >= 1) {
        return MST_SUN_ALWAYS_DOWN;
    }
    *sunrise = whole_second(find_event(latitude, longitude_degrees, start, noon, -1));
    *sunset = whole_second(find_event(latitude, longitude_degrees, start, noon, 1));
    return MST_SUN_NORMAL;
}
