/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "read/library.h"
#include "support/scale.h"
#include "unit/library/oracle.h"

enum { SEED = 4207 };

static const struct {
    const char *why, *text;
    double latitude, longitude; /* of the centre, from GeoConvert -g -p 4 */
} known[] = {
    {"HKIA to the metre", "42SWD1948825193", 34.568319123, 69.212458819},
    {"small letters and blanks around", " 42swd1948825193 ", 34.568319123, 69.212458819},
    {"blanks between the groups", "42 S WD 19488 25193", 34.568319123, 69.212458819},
    {"a square of 10 km", "42SWD12", 34.566649487, 69.163523086},
    {"a square of 100 km", "42SWD", 34.790979877, 69.546546171},
    {"a zone of one digit", "4QFJ12345678", 21.309478092, -157.916818906},
    {"the same with a zero before it", "04QFJ12345678", 21.309478092, -157.916818906},
    {"beside the south pole", "BAN0000000000", -89.999993631, 45},
    {"beside the north pole", "ZAH0000000000", 89.999993631, 135},
};

static void
known_squares_are_where_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double latitude = 99, longitude = 999;
        bool is_read = mst_mgrs_to_degrees(known[i].text, &latitude, &longitude);
        if (!is_read || fabs(latitude - known[i].latitude) > 2e-9 ||
            fabs(longitude - known[i].longitude) > 2e-9) {
            fail_msg("%s: %.9f %.9f", known[i].why, latitude, longitude);
        }
    }
}

static const struct {
    const char *why, *text;
} refused[] = {
    {"nothing", ""},
    {"blanks only", "   "},
    {"a zone alone", "42S"},
    {"a column without a row", "42SW"},
    {"zone 0", "0SWD1234"},
    {"zone 61", "61SWD1234"},
    {"a zone of three digits", "142SWD1234"},
    {"band I", "42IWD1234"},
    {"band O", "42OWD1234"},
    {"a polar band with a zone", "42AWD1234"},
    {"a column of another zone", "42SAD1234"},
    {"row W", "42SWW1234"},
    {"a row that does not meet the band", "42SWM1234"},
    {"an odd number of digits", "42SWD123"},
    {"twelve digits", "42SWD123456123456"},
    {"a letter among the digits", "42SWD12A4"},
    {"a blank within the square", "42S W D 1234"},
    {"a blank that splits the digits unevenly", "42SWD 194 8825193"},
    {"a sign", "42SWD-1234"},
    {"a tab", "42SWD\t1234"},
    {"letters beyond ASCII", "42SWD\xc3\xa4"},
    {"a very long text",
     "42SWD194882519342SWD194882519342SWD194882519342SWD194882519342SWD1948825193"},
    {"a polar square that is not", "BIN0000000000"},
};

static void
what_is_not_mgrs_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        double latitude = 1, longitude = 2;
        if (mst_mgrs_to_degrees(refused[i].text, &latitude, &longitude)) {
            fail_msg("%s is taken as %.6f %.6f", refused[i].why, latitude, longitude);
        }
        assert_true(latitude == 1 && longitude == 2);
    }
}

static void
positions_outside_the_grid_are_not_written(void **state)
{
    (void)state;
    char text[24] = "untouched";
    assert_false(mst_mgrs_from_degrees(84.0001, 0, text));
    assert_false(mst_mgrs_from_degrees(-80.0001, 0, text));
    assert_false(mst_mgrs_from_degrees((double)NAN, 0, text));
    assert_false(mst_mgrs_from_degrees(0, (double)INFINITY, text));
    assert_string_equal(text, "untouched");
    assert_true(mst_mgrs_from_degrees(-80, 179.9999, text));
    assert_true(mst_mgrs_from_degrees(84, -180, text));
}

/* A box of the world for the random points: all of it, and where zones are not six degrees wide. */
static const struct {
    const char *why;
    double south, north, west, east;
    unsigned points;
} boxes[] = {
    {"the world", -79.99, 83.99, -180, 180, 400}, {"south-west Norway", 55, 65, -1, 13, 120},
    {"Svalbard", 71, 83.99, -2, 44, 120},         {"the equator", -0.01, 0.01, -180, 180, 40},
    {"the date line", -60, 60, 179.9, 180, 40},
};

static double
random_in(mst_random *random, double low, double high)
{
    return low + (high - low) * mst_random_unit(random);
}

static void
writing_agrees_with_geoconvert(void **state)
{
    (void)state;
    if (!oracle_is_there("GeoConvert")) {
        print_message("GeoConvert (package geographiclib-tools) is not installed\n");
        skip();
    }
    for (size_t b = 0; b < sizeof boxes / sizeof boxes[0]; b++) {
        unsigned points = test_scale(boxes[b].points);
        test_oracle oracle;
        assert_true(oracle_open(&oracle));
        mst_random random, again;
        mst_random_init(&random, SEED, (uint32_t)b);
        again = random;
        for (unsigned i = 0; i < points; i++) {
            double latitude = random_in(&random, boxes[b].south, boxes[b].north);
            double longitude = random_in(&random, boxes[b].west, boxes[b].east);
            fprintf(oracle.questions, "%.17g %.17g\n", latitude, longitude);
        }
        assert_true(oracle_run(&oracle, "GeoConvert -m -p 0 --input-file", ""));
        for (unsigned i = 0; i < points; i++) {
            double latitude = random_in(&again, boxes[b].south, boxes[b].north);
            double longitude = random_in(&again, boxes[b].west, boxes[b].east);
            char ours[24], line[64];
            assert_true(oracle_answer(&oracle, line, sizeof line));
            assert_true(mst_mgrs_from_degrees(latitude, longitude, ours));
            const char *theirs = line[0] == '0' ? line + 1 : line;
            if (strcmp(ours, theirs) != 0) {
                fail_msg("%s, seed %d, point %u: %.12f %.12f is %s, not %s", boxes[b].why, SEED, i,
                         latitude, longitude, theirs, ours);
            }
        }
        assert_int_equal(oracle_close(&oracle), 0);
    }
}

/* Squares at all precisions, made by GeoConvert from random points, read back by both. */
static void
reading_agrees_with_geoconvert(void **state)
{
    (void)state;
    if (!oracle_is_there("GeoConvert")) {
        print_message("GeoConvert (package geographiclib-tools) is not installed\n");
        skip();
    }
    unsigned points = test_scale(400);
    test_oracle squares, centres;
    assert_true(oracle_open(&squares) && oracle_open(&centres));
    mst_random random;
    mst_random_init(&random, SEED, 100);
    /* The whole sphere: the polar squares are read as well. Precision -5 is a square of 100 km. */
    static char texts[400][64];
    for (unsigned i = 0; i < points && i < 400; i++) {
        double latitude = i % 8 == 0   ? random_in(&random, 84, 90)
                          : i % 8 == 1 ? random_in(&random, -90, -80)
                                       : random_in(&random, -80, 84);
        fprintf(squares.questions, "%.17g %.17g\n", latitude, random_in(&random, -180, 180));
    }
    assert_true(oracle_run(&squares, "GeoConvert -m -p 0 --input-file", ""));
    unsigned count = 0;
    while (count < 400 && oracle_answer(&squares, texts[count], sizeof texts[count])) {
        /* Cut to 5, 4, ... 0 digits each, which is the larger square around it. */
        char *text = texts[count];
        size_t digits = 5 - count % 6, letters = strlen(text) - 10;
        memmove(text + letters + digits, text + letters + 5, digits);
        text[letters + 2 * digits] = '\0';
        fprintf(centres.questions, "%s\n", text);
        count++;
    }
    assert_int_equal(count, points > 400 ? 400 : points);
    assert_int_equal(oracle_close(&squares), 0);
    assert_true(oracle_run(&centres, "GeoConvert -g -p 6 --input-file", ""));
    for (unsigned i = 0; i < count; i++) {
        char line[64];
        assert_true(oracle_answer(&centres, line, sizeof line));
        double theirs[2], ours[2] = {99, 999};
        assert_int_equal(sscanf(line, "%lf %lf", &theirs[0], &theirs[1]), 2);
        bool is_read = mst_mgrs_to_degrees(texts[i], &ours[0], &ours[1]);
        /* A degree of longitude shrinks towards the poles; so does what an error in it means. */
        double east_error = fabs(remainder(ours[1] - theirs[1], 360.0)) * cos(ours[0] / 57.29578);
        if (!is_read || fabs(ours[0] - theirs[0]) > 2e-9 || east_error > 2e-9) {
            fail_msg("seed %d, square %u: %s is %s, not %.9f %.9f", SEED, i, texts[i], line,
                     ours[0], ours[1]);
        }
    }
    assert_int_equal(oracle_close(&centres), 0);
}

static void
a_square_that_is_written_reads_back_within_its_metre(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, SEED, 200);
    unsigned points = test_scale(2000);
    for (unsigned i = 0; i < points; i++) {
        double latitude = random_in(&random, -80, 84), longitude = random_in(&random, -180, 180);
        char text[24], again[24];
        double back[2];
        assert_true(mst_mgrs_from_degrees(latitude, longitude, text));
        assert_true(mst_mgrs_to_degrees(text, &back[0], &back[1]));
        assert_true(mst_geodesic_mm(latitude, longitude, back[0], back[1]) <= 710);
        assert_true(mst_mgrs_from_degrees(back[0], back[1], again));
        /* At the seam of two zones or bands the centre may lie on the other side. */
        if (strncmp(text, again, strlen(text) - 12) == 0) {
            assert_string_equal(text, again);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_squares_are_where_they_are),
        cmocka_unit_test(what_is_not_mgrs_is_refused),
        cmocka_unit_test(positions_outside_the_grid_are_not_written),
        cmocka_unit_test(writing_agrees_with_geoconvert),
        cmocka_unit_test(reading_agrees_with_geoconvert),
        cmocka_unit_test(a_square_that_is_written_reads_back_within_its_metre),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
