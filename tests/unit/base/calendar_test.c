/* SPDX-License-Identifier: Apache-2.0
 *
 * The calendar against a walk that knows only how long months are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"

static int32_t
month_days(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

static void
every_day_of_eight_centuries_follows_the_day_before(void **state)
{
    (void)state;
    /* Count back from 1970-01-01 to the start of the walk, a year at a time. */
    int64_t number = 0;
    for (int32_t year = 1969; year >= 1600; year--) {
        number -= month_days(year, 2) == 29 ? 366 : 365;
    }
    for (mst_date date = {1600, 1, 1}; date.year < 2400; number++) {
        mst_date back = mst_date_of_days(number);
        if (mst_date_days(date) != number || back.year != date.year || back.month != date.month ||
            back.day != date.day || !mst_date_is_valid(date)) {
            fail_msg("%d-%02d-%02d is not day %lld", date.year, date.month, date.day,
                     (long long)number);
        }
        date.day++;
        if (date.day > month_days(date.year, date.month)) {
            assert_false(mst_date_is_valid(date));
            date.day = 1;
            date.month++;
        }
        if (date.month > 12) {
            assert_false(mst_date_is_valid(date));
            date.month = 1;
            date.year++;
        }
    }
}

static void
days_that_are_known_have_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(mst_date_days((mst_date){1970, 1, 1}), 0);
    assert_int_equal(mst_date_days((mst_date){1969, 12, 31}), -1);
    /* 1625270400 s is 2021-07-03T00:00:00Z. */
    assert_int_equal(mst_date_days((mst_date){2021, 7, 3}), 1625270400 / 86400);
    /* The last second of a signed 32-bit clock falls on 2038-01-19. */
    assert_int_equal(mst_date_days((mst_date){2038, 1, 19}), INT32_MAX / 86400);
}

static void
dates_that_are_not_are_refused(void **state)
{
    (void)state;
    static const mst_date bad[] = {
        {2021, 0, 1},  {2021, 13, 1}, {2021, 1, 0},  {2021, 1, 32}, {2021, 2, 29},
        {1900, 2, 29}, {2100, 2, 29}, {2021, 4, 31}, {2021, -1, 1}, {2021, 1, -1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (mst_date_is_valid(bad[i])) {
            fail_msg("%d-%d-%d is taken", bad[i].year, bad[i].month, bad[i].day);
        }
    }
    assert_true(mst_date_is_valid((mst_date){2000, 2, 29}));
    assert_true(mst_date_is_valid((mst_date){2024, 2, 29}));
}

static void
floor_division_rounds_down_on_both_sides_of_zero(void **state)
{
    (void)state;
    for (int64_t a = -50; a <= 50; a++) {
        for (int64_t b = 1; b <= 12; b++) {
            int64_t floor = mst_floor_divide(a, b);
            if (floor * b > a || (floor + 1) * b <= a) {
                fail_msg("%lld over %lld is not %lld", (long long)a, (long long)b,
                         (long long)floor);
            }
        }
    }
    assert_true(mst_floor_divide(INT64_MIN, 1) == INT64_MIN);
    assert_true(mst_floor_divide(INT64_MAX, INT64_MAX) == 1);
    assert_true(mst_floor_divide(-1, INT64_MAX) == -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_eight_centuries_follows_the_day_before),
        cmocka_unit_test(days_that_are_known_have_their_numbers),
        cmocka_unit_test(dates_that_are_not_are_refused),
        cmocka_unit_test(floor_division_rounds_down_on_both_sides_of_zero),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
