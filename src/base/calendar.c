/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

int64_t
mst_floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t
mst_date_days(mst_date date)
{
    /* Years begin in March, so that the leap day is the last of its year. */
    int64_t year = (int64_t)date.year - (date.month <= 2);
    int64_t era = mst_floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

mst_date
mst_date_of_days(int64_t days)
{
    days += 719468;
    int64_t era = mst_floor_divide(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    mst_date date = {
        .day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1),
        .month = (int32_t)(month < 10 ? month + 3 : month - 9),
    };
    date.year = (int32_t)(year_of_era + era * 400 + (date.month <= 2));
    return date;
}

bool
mst_date_is_valid(mst_date date)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.month < 1 || date.month > 12 || date.day < 1) {
        return false;
    }
    bool is_leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    return date.day <= days[date.month - 1] + (is_leap && date.month == 2);
}
