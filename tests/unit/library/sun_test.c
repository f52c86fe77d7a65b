/* SPDX-License-Identifier: Apache-2.0 */
#include "model/sun.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/random.h"
#include "support/scale.h"

enum { SEED = 833 };

static mst_instant
noon_of(int32_t year, int32_t month, int32_t day)
{
    return mst_date_days((mst_date){year, month, day}) * MST_MS_PER_DAY + 12 * MST_MS_PER_HOUR;
}

/* Hours and minutes count from 00:00 Z of the date; a set past midnight is above 24 h. */
static const struct {
    const char *why;
    double latitude, longitude;
    int32_t year, month, day;
    double rise_hours, set_hours;
    double minutes_off; /* how far the published figure may be: its rounding, and the town's size */
} published[] = {
    {"C14: HKIA on 3 July 2021", 34.5659, 69.2123, 2021, 7, 3, 0 + 15 / 60.0, 14 + 40 / 60.0, 2},
    {"Cupertino, to the second by NOAA's calculator", 37.3229978, -122.0321823, 2024, 1, 1,
     15 + 22 / 60.0 + 13 / 3600.0, 25 + 0 / 60.0 + 33 / 3600.0, 0.6},
    {"London at midsummer 2024", 51.5074, -0.1278, 2024, 6, 20, 3 + 43 / 60.0, 20 + 21 / 60.0, 2},
    {"London at midwinter 2024", 51.5074, -0.1278, 2024, 12, 21, 8 + 4 / 60.0, 15 + 53 / 60.0, 2},
    {"New York at midwinter 2023", 40.7128, -74.006, 2023, 12, 21, 12 + 17 / 60.0, 21 + 32 / 60.0,
     2},
    {"Sydney at midsummer 2023: the rise is on the day before in UTC", -33.8688, 151.2093, 2023, 12,
     22, -(5 + 19 / 60.0), 9 + 5 / 60.0, 2},
    {"Reykjavik at midsummer 2024: the set is past midnight", 64.1466, -21.9426, 2024, 6, 21,
     2 + 55 / 60.0, 24 + 4 / 60.0, 4},
};

static void
rise_and_set_agree_with_published_figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        mst_instant rise, set;
        mst_instant noon = noon_of(published[i].year, published[i].month, published[i].day);
        mst_sun_day kind =
            mst_sun_times(published[i].latitude, published[i].longitude, noon, &rise, &set);
        assert_int_equal(kind, MST_SUN_NORMAL);
        double midnight = (double)(noon - 12 * MST_MS_PER_HOUR);
        double rise_hours = ((double)rise - midnight) / (double)MST_MS_PER_HOUR;
        double set_hours = ((double)set - midnight) / (double)MST_MS_PER_HOUR;
        if (fabs(rise_hours - published[i].rise_hours) * 60 > published[i].minutes_off ||
            fabs(set_hours - published[i].set_hours) * 60 > published[i].minutes_off) {
            fail_msg("%s: rise %.4f h, set %.4f h", published[i].why, rise_hours, set_hours);
        }
        assert_true(rise % MST_MS_PER_SECOND == 0 && set % MST_MS_PER_SECOND == 0);
    }
}

static const struct {
    const char *why;
    double latitude, longitude;
    int32_t month, day;
    mst_sun_day kind;
} polar[] = {
    {"Tromso at midsummer", 69.6492, 18.9553, 6, 21, MST_SUN_ALWAYS_UP},
    {"Tromso at midwinter", 69.6492, 18.9553, 12, 21, MST_SUN_ALWAYS_DOWN},
    {"Tromso at the equinox", 69.6492, 18.9553, 3, 20, MST_SUN_NORMAL},
    {"Longyearbyen a week into the midnight sun (from 18 April)", 78.2232, 15.6267, 4, 25,
     MST_SUN_ALWAYS_UP},
    {"Longyearbyen a week into the polar night (from 26 October)", 78.2232, 15.6267, 11, 2,
     MST_SUN_ALWAYS_DOWN},
    {"Longyearbyen ten days before the midnight sun", 78.2232, 15.6267, 4, 8, MST_SUN_NORMAL},
    {"McMurdo in June", -77.8419, 166.6863, 6, 21, MST_SUN_ALWAYS_DOWN},
    {"McMurdo in December", -77.8419, 166.6863, 12, 21, MST_SUN_ALWAYS_UP},
    {"the north pole in summer", 90, 0, 7, 1, MST_SUN_ALWAYS_UP},
    {"the south pole in the southern winter", -90, 0, 7, 1, MST_SUN_ALWAYS_DOWN},
};

static void
near_the_poles_the_sun_stays_up_or_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof polar / sizeof polar[0]; i++) {
        mst_instant rise, set;
        mst_instant noon = noon_of(2021, polar[i].month, polar[i].day);
        mst_sun_day kind = mst_sun_times(polar[i].latitude, polar[i].longitude, noon, &rise, &set);
        if (kind != polar[i].kind) {
            fail_msg("%s: %d", polar[i].why, (int)kind);
        }
    }
}

/* The oracle: the sun's altitude by the low-precision formulas of the Astronomical Almanac (page
 * C5, good to 0.01 degrees from 1950 to 2050), which work through right ascension and sidereal
 * time and have no equation of time in them. */
static double
almanac_altitude(double latitude, double longitude, mst_instant at)
{
    const double degree = acos(-1.0) / 180;
    double days = (double)at / (double)MST_MS_PER_DAY - 10957.5; /* since J2000.0 */
    double mean_longitude = fmod(280.460 + 0.9856474 * days, 360);
    double anomaly = fmod(357.528 + 0.9856003 * days, 360) * degree;
    double ecliptic = (mean_longitude + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly)) * degree;
    double obliquity = (23.439 - 0.0000004 * days) * degree;
    double ascension = atan2(cos(obliquity) * sin(ecliptic), cos(ecliptic));
    double declination = asin(sin(obliquity) * sin(ecliptic));
    double sidereal = fmod(280.46061837 + 360.98564736629 * days, 360) * degree;
    double hour_angle = sidereal + longitude * degree - ascension;
    return asin(sin(latitude * degree) * sin(declination) +
                cos(latitude * degree) * cos(declination) * cos(hour_angle)) /
           degree;
}

static void
at_rise_and_set_the_sun_stands_on_the_horizon(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, SEED, 0);
    unsigned cases = test_scale(2000), normal = 0;
    for (unsigned i = 0; i < cases; i++) {
        double latitude = 130 * mst_random_unit(&random) - 65;
        double longitude = 360 * mst_random_unit(&random) - 180;
        mst_instant day =
            noon_of(1971, 1, 1) + mst_random_between(&random, 0, 28000) * MST_MS_PER_DAY;
        mst_instant rise, set;
        if (mst_sun_times(latitude, longitude, day, &rise, &set) != MST_SUN_NORMAL) {
            continue;
        }
        normal++;
        double at_rise = almanac_altitude(latitude, longitude, rise);
        double at_set = almanac_altitude(latitude, longitude, set);
        double after_rise = almanac_altitude(latitude, longitude, rise + 5 * MST_MS_PER_MINUTE);
        double before_set = almanac_altitude(latitude, longitude, set - 5 * MST_MS_PER_MINUTE);
        /* 0.05 degrees are 12 seconds of the sun's way at the equator. */
        if (fabs(at_rise + 0.833) > 0.05 || fabs(at_set + 0.833) > 0.05 || after_rise <= at_rise ||
            before_set <= at_set || set <= rise || set - rise >= MST_MS_PER_DAY) {
            fail_msg("seed %d, case %u: %.4f %.4f, altitude %.3f at rise, %.3f at set", SEED, i,
                     latitude, longitude, at_rise, at_set);
        }
    }
    assert_true(normal > cases / 2);
}

static void
any_moment_of_a_utc_day_gives_the_same_times(void **state)
{
    (void)state;
    mst_instant midnight = noon_of(1969, 6, 1) - 12 * MST_MS_PER_HOUR; /* before 1970 as well */
    mst_instant rise, set, rise_again, set_again;
    mst_sun_times(34.5659, 69.2123, midnight, &rise, &set);
    mst_sun_times(34.5659, 69.2123, midnight + MST_MS_PER_DAY - 1, &rise_again, &set_again);
    assert_true(rise == rise_again && set == set_again);
    mst_sun_times(34.5659, 69.2123, midnight - 1, &rise_again, &set_again);
    assert_true(rise - rise_again > 23 * MST_MS_PER_HOUR);
    assert_true(rise - rise_again < 25 * MST_MS_PER_HOUR);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rise_and_set_agree_with_published_figures),
        cmocka_unit_test(near_the_poles_the_sun_stays_up_or_down),
        cmocka_unit_test(at_rise_and_set_the_sun_stands_on_the_horizon),
        cmocka_unit_test(any_moment_of_a_utc_day_gives_the_same_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
