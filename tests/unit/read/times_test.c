/* SPDX-License-Identifier: Apache-2.0
 *
 * Moments, zones, opening hours (T1, T2 of moment.c), and positions.
 */
#include "help.h"

/* Instants below are `date -u -d "..." +%s` times 1000. */
static const struct {
    const char *why;
    const char *zone;
    const char *text;
    mst_instant instant;
} date_rows[] = {
    {"Zulu time", "UTC", "2021-07-03T03:30Z", INT64_C(1625283000000)},
    {"Zulu time with a space", "Asia/Kabul", "2021-07-03 03:30 Z", INT64_C(1625283000000)},
    {"local time of a zone of half hours", "Asia/Kabul", "2021-07-03 08:00",
     INT64_C(1625283000000)},
    {"another offset", "Asia/Kabul", "2021-07-03 05:30+02:00", INT64_C(1625283000000)},
    {"an offset west of Greenwich", "UTC", "2021-07-02 23:30:00-04:00", INT64_C(1625283000000)},
    {"a day begins at midnight", "Asia/Kabul", "2021-07-03", INT64_C(1625254200000)},
    {"seconds and milliseconds", "UTC", "2021-07-03 03:30:01.250", INT64_C(1625283001250)},
    {"summer time", "Europe/Berlin", "2021-07-03 05:30", INT64_C(1625283000000)},
    {"winter time", "Europe/Berlin", "2021-01-03 04:30", INT64_C(1609644600000)},
    {"the hour that comes twice is the first", "Europe/Berlin", "2021-10-31 02:30",
     INT64_C(1635640200000)},
    {"the minute before the clocks spring", "Europe/Berlin", "2021-03-28 01:59",
     INT64_C(1616893140000)},
    {"the minute after the clocks sprang", "Europe/Berlin", "2021-03-28 03:00",
     INT64_C(1616893200000)},
    {"a leap day", "UTC", "2024-02-29 00:00", INT64_C(1709164800000)},
    {"the first moment there is", "UTC", "1970-01-01 00:00Z", 0},
};

static void
dates_are_read_in_the_zone_of_the_post(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof date_rows / sizeof date_rows[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "post: {id: a, time_zone: %s, as_of: %s}\n", date_rows[i].zone,
                 date_rows[i].text);
        mst_post *post = help_read(text);
        if (post->as_of != date_rows[i].instant) {
            print_error("%s\n", date_rows[i].why);
        }
        assert_int_equal(post->as_of, date_rows[i].instant);
        mst_post_release(post);
    }
}

static void
dates_are_written_so_that_they_read_back(void **state)
{
    (void)state;
    /* Every half hour around both changes of the clocks in Berlin. */
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_post *berlin = help_read("post: {id: a, time_zone: Europe/Berlin, as_of: 2021-07-03}\n");
    static const mst_instant changes[] = {INT64_C(1616893200000), INT64_C(1635642000000)};
    for (uint32_t i = 0; i < 2; i++) {
        for (int64_t step = -6; step <= 6; step++) {
            mst_instant instant = changes[i] + step * 30 * MST_MS_PER_MINUTE;
            char text[256];
            snprintf(text, sizeof text, "post: {id: a, time_zone: Europe/Berlin, as_of: %s}\n",
                     mst__instant_text(berlin, &arena, instant));
            mst_post *post = help_read(text);
            assert_int_equal(post->as_of, instant);
            mst_post_release(post);
        }
    }
    mst_post_release(berlin);
    mst_arena_release(&arena);
}

static void
relative_moments_stay_relative(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "open: [{from: -2 h, until: +48 h}, {until: 0 h}, {from: 2021-07-04T00:00Z}]", ""));
    const mst_window_list open = help_site(post, "town")->open;
    assert_int_equal(open.count, 3);
    assert_false(open.windows[0].daily);
    assert_false(open.windows[0].from.absolute);
    assert_int_equal(open.windows[0].from.ms, -2 * MST_MS_PER_HOUR);
    assert_int_equal(open.windows[0].until.ms, 48 * MST_MS_PER_HOUR);
    assert_false(open.windows[1].from.given);
    assert_true(open.windows[1].until.given);
    assert_int_equal(open.windows[1].until.ms, 0);
    assert_true(open.windows[2].from.absolute);
    assert_false(open.windows[2].until.given);
    mst_post_release(post);
}

static const struct {
    const char *why;
    const char *text;
    int32_t begin, end;
} hours_rows[] = {
    {"a day", "06:00-22:00", 360, 1320},
    {"over midnight", "22:00-04:00", 1320, 240},
    {"until midnight", "06:00-24:00", 360, 1440},
    {"until midnight, written 00:00", "06:00-00:00", 360, 1440},
    {"all day", "00:00-24:00", 0, 1440},
};

static void
hours_are_minutes_of_the_day(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hours_rows / sizeof hours_rows[0]; i++) {
        char site[64];
        snprintf(site, sizeof site, "open: [\"%s\"]", hours_rows[i].text);
        mst_post *post = help_read(help_town(site, ""));
        const mst_window *window = &help_site(post, "town")->open.windows[0];
        if (window->begin_minute != hours_rows[i].begin ||
            window->end_minute != hours_rows[i].end) {
            print_error("%s\n", hours_rows[i].why);
        }
        assert_true(window->daily);
        assert_int_equal(window->begin_minute, hours_rows[i].begin);
        assert_int_equal(window->end_minute, hours_rows[i].end);
        mst_post_release(post);
    }
}

static void
one_window_needs_no_list(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town("open: 06:00-12:00 14:00-20:00", ""));
    assert_int_equal(help_site(post, "town")->open.count, 2);
    mst_post_release(post);
    post = help_read(help_town("open: {until: +4 h}", ""));
    assert_int_equal(help_site(post, "town")->open.count, 1);
    mst_post_release(post);
}

/* Nano-degrees, so that the comparison is exact. */
static const struct {
    const char *why;
    const char *text;
    int64_t latitude, longitude;
} position_rows[] = {
    {"decimal degrees", "34.5659, 69.2123", INT64_C(34565900000), INT64_C(69212300000)},
    {"south and west", "-33.9, -18.4", INT64_C(-33900000000), INT64_C(-18400000000)},
    {"without a comma", "34.5 69.2", INT64_C(34500000000), INT64_C(69200000000)},
    {"degrees, minutes and seconds", "34°33'57\\\"N 69°12'44\\\"E", INT64_C(34565833333),
     INT64_C(69212222222)},
    {"degrees and decimal minutes", "34°33.95'N 69°12.74'E", INT64_C(34565833333),
     INT64_C(69212333333)},
    {"spaces for the signs", "34 33 57 N 69 12 44 E", INT64_C(34565833333), INT64_C(69212222222)},
    {"the letter first", "S16 10.5, E033 35", INT64_C(-16175000000), INT64_C(33583333333)},
    {"no minutes", "34N 69 W", INT64_C(34000000000), INT64_C(-69000000000)},
    {"degrees with a letter", "34.5659°S, 69.2123°W", INT64_C(-34565900000), INT64_C(-69212300000)},
    {"the poles and the date line", "90, -180", INT64_C(90000000000), INT64_C(-180000000000)},
    {"more digits than matter", "34.56590000000000001, 69.2123", INT64_C(34565900000),
     INT64_C(69212300000)},
};

static void
positions_are_kept_in_billionths_of_a_degree(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof position_rows / sizeof position_rows[0]; i++) {
        char site[128];
        snprintf(site, sizeof site, "position: \"%s\"", position_rows[i].text);
        mst_post *post = help_read(help_town(site, ""));
        const mst_site *read = help_site(post, "town");
        if (read->latitude_degrees != (double)position_rows[i].latitude / 1e9 ||
            read->longitude_degrees != (double)position_rows[i].longitude / 1e9) {
            print_error("%s: %.10f %.10f\n", position_rows[i].why, read->latitude_degrees,
                        read->longitude_degrees);
        }
        assert_true(read->position_given);
        assert_true(read->latitude_degrees == (double)position_rows[i].latitude / 1e9);
        assert_true(read->longitude_degrees == (double)position_rows[i].longitude / 1e9);
        mst_post_release(post);
    }
}

static void
a_grid_reference_is_a_position(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town("position: 42SWD1948825193", ""));
    assert_true(help_site(post, "town")->latitude_degrees > 34.567 &&
                help_site(post, "town")->latitude_degrees < 34.570);
    assert_true(help_site(post, "town")->longitude_degrees > 69.211 &&
                help_site(post, "town")->longitude_degrees < 69.214);
    mst_post_release(post);
}

static const struct {
    const char *why;
    const char *text;
} no_position_rows[] = {
    {"60 minutes", "34°60'N 69°12'E"},
    {"60 minutes without a sign", "34 60 N 69 12 E"},
    {"four numbers", "34 33 57 12 N 69 12 E"},
    {"a letter too many", "N34 33 N 69 12 E"},
    {"longitude first", "69°12'E 34°33'N"},
    {"one number", "34.5"},
    {"a word", "Kabul"},
    {"east of everything", "34.5, 180.1"},
    {"no digit behind the point", "34., 69.2"},
};

static void
what_is_no_position_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_position_rows / sizeof no_position_rows[0]; i++) {
        char site[128];
        snprintf(site, sizeof site, "position: \"%s\"", no_position_rows[i].text);
        const char *fault = help_first_fault(help_town(site, ""));
        if (strncmp(fault, "3:26: position is ", 18) != 0) {
            print_error("%s: %s\n", no_position_rows[i].why, fault);
        }
        assert_int_equal(strncmp(fault, "3:26: position is ", 18), 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_the_zone_of_the_post),
        cmocka_unit_test(dates_are_written_so_that_they_read_back),
        cmocka_unit_test(relative_moments_stay_relative),
        cmocka_unit_test(hours_are_minutes_of_the_day),
        cmocka_unit_test(one_window_needs_no_list),
        cmocka_unit_test(positions_are_kept_in_billionths_of_a_degree),
        cmocka_unit_test(a_grid_reference_is_a_position),
        cmocka_unit_test(what_is_no_position_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
