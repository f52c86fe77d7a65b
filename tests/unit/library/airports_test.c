/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "read/library.h"

enum { AIRPORTS = 5210 }; /* rows of data/airports.csv */

static void
every_airport_is_found_by_its_ident_and_by_its_iata_code(void **state)
{
    (void)state;
    assert_int_equal(mst_airport_count(), AIRPORTS);
    uint32_t with_iata = 0, hidden = 0;
    for (uint32_t i = 0; i < mst_airport_count(); i++) {
        const mst_airport *airport = mst_airport_at(i);
        assert_ptr_equal(mst_airport_find(airport->ident), airport);
        char small[8] = {0};
        for (size_t k = 0; airport->ident[k] != '\0'; k++) {
            bool is_capital = airport->ident[k] >= 'A' && airport->ident[k] <= 'Z';
            small[k] = (char)(airport->ident[k] + (is_capital ? 'a' - 'A' : 0));
        }
        assert_ptr_equal(mst_airport_find(small), airport);
        if (airport->iata[0] == '\0') {
            continue;
        }
        with_iata++;
        const mst_airport *found = mst_airport_find(airport->iata);
        /* A1: a code that is another field's ident means that field. */
        hidden += found != airport && strcmp(found->ident, airport->iata) == 0;
        assert_true(found == airport || strcmp(found->ident, airport->iata) == 0);
    }
    assert_int_equal(with_iata, 4517);
    assert_true(hidden < 5);
}

static const struct {
    const char *code, *name, *iata, *country, *surface;
    double latitude, longitude;
    int64_t elevation_mm, length_mm, width_mm; /* feet x 304.8, rounded */
} known[] = {
    {"OAKB", "Kabul International Airport", "KBL", "AF", "asphalt", 34.565899, 69.212303, 1791310,
     3500018, 49987},
    {"OAIX", "Bagram Airfield", "OAI", "AF", "concrete", 34.946098, 69.264999, 1491996, 3602736,
     46025},
    {"etar", "Ramstein Air Base", "RMS", "DE", "asphalt", 49.436901, 7.60028, 236525, 3199790,
     45110},
    {"xjd", "Al Udeid Air Base", "XJD", "QA", "asphalt", 25.1173000336, 51.3149986267, 39624,
     3749954, 45110},
};

static void
known_airfields_have_their_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const mst_airport *airport = mst_airport_find(known[i].code);
        assert_non_null(airport);
        assert_string_equal(airport->name, known[i].name);
        assert_string_equal(airport->iata, known[i].iata);
        assert_string_equal(airport->country, known[i].country);
        assert_string_equal(airport->surface, known[i].surface);
        assert_true(airport->latitude_degrees == known[i].latitude);
        assert_true(airport->longitude_degrees == known[i].longitude);
        assert_true(airport->elevation_known);
        assert_int_equal(airport->elevation_mm, known[i].elevation_mm);
        assert_int_equal(airport->runway_length_mm, known[i].length_mm);
        assert_int_equal(airport->runway_width_mm, known[i].width_mm);
    }
}

static void
codes_that_are_none_are_not_found(void **state)
{
    (void)state;
    static const char *const codes[] = {"",     "O",        "OAK B",    "OAKB ",
                                        "XQZQ", "OAKBOAKB", "\xff\xfe", "ZZZZZZZZZZZZZZZZZZZZ"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (mst_airport_find(codes[i]) != NULL) {
            fail_msg("\"%s\" is %s", codes[i], mst_airport_find(codes[i])->name);
        }
        assert_non_null(mst_airport_nearest(codes[i]));
    }
}

static void
the_nearest_code_is_one_slip_away(void **state)
{
    (void)state;
    assert_string_equal(mst_airport_nearest("OABK"), "OAKB"); /* two letters swapped */
    assert_string_equal(mst_airport_nearest("OTBHH"), "OTBH");
    assert_string_equal(mst_airport_nearest("hkb1"), mst_airport_nearest("HKB1"));
    assert_non_null(mst_airport_find(mst_airport_nearest("0AKB")));
}

static void
every_row_is_possible(void **state)
{
    (void)state;
    static const char *const surfaces[] = {"asphalt", "concrete", "gravel", "dirt",
                                           "grass",   "water",    "other"};
    uint32_t without_runway = 0, without_elevation = 0, by_surface[7] = {0};
    for (uint32_t i = 0; i < mst_airport_count(); i++) {
        const mst_airport *airport = mst_airport_at(i);
        assert_true(i == 0 || strcmp(mst_airport_at(i - 1)->ident, airport->ident) < 0);
        assert_true(fabs(airport->latitude_degrees) <= 90);
        assert_true(fabs(airport->longitude_degrees) <= 180);
        assert_true(airport->elevation_mm > -500000 && airport->elevation_mm < 5000000);
        assert_true(airport->runway_length_mm >= 0 && airport->runway_length_mm < 7000000);
        bool is_water = airport->surface != NULL && strcmp(airport->surface, "water") == 0;
        assert_true(airport->runway_width_mm >= 0);
        assert_true(airport->runway_width_mm < (is_water ? 500000 : 130000));
        without_runway += airport->runway_length_mm == 0;
        without_elevation += !airport->elevation_known;
        if (airport->surface != NULL) {
            size_t k = 0;
            while (k < 7 && strcmp(surfaces[k], airport->surface) != 0) {
                k++;
            }
            assert_true(k < 7);
            by_surface[k]++;
        }
    }
    assert_int_equal(without_runway, 328);
    assert_int_equal(without_elevation, 176);
    assert_true(by_surface[0] > 3500 && by_surface[1] > 800 && by_surface[2] > 100);
    assert_true(by_surface[3] > 0 && by_surface[4] > 0 && by_surface[5] > 0 && by_surface[6] < 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_airport_is_found_by_its_ident_and_by_its_iata_code),
        cmocka_unit_test(known_airfields_have_their_numbers),
        cmocka_unit_test(codes_that_are_none_are_not_found),
        cmocka_unit_test(the_nearest_code_is_one_slip_away),
        cmocka_unit_test(every_row_is_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
