/* SPDX-License-Identifier: Apache-2.0
 *
 * Times, widths and wrapping, row by row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/random.h"
#include "present/sheet.h"
#include "present/when.h"

static void
test_forms_of_a_time(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        mst_time ms;
        const char *seconds, *duration, *rough, *after;
    } rows[] = {
        {"nothing", 0, "0", "0 min", "0 min", "+0:00"},
        {"whole hours", 7200000, "7200", "2 h", "2 h", "+2:00"},
        {"hours and minutes", 138 * 60000, "8280", "2 h 18 min", "2 h 18 min", "+2:18"},
        {"a millisecond", 1, "0.001", "0.001 s", "1 min", "+0:00:00.001"},
        {"half a second", 1500, "1.5", "1.5 s", "1 min", "+0:00:01.5"},
        {"rounded up, never down", 3600001, "3600.001", "1 h 0.001 s", "1 h 1 min", "+1:00:00.001"},
        {"before the order", -3600000, "-3600", "-1 h", "-1 h", "-1:00"},
        {"a month", 30 * MST_MS_PER_DAY, "2592000", "720 h", "720 h", "+720:00"},
        {"never", MST_NEVER, "", "never", "never", "never"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[MST_WHEN_BYTES];
        assert_string_equal(mst_when_seconds(rows[i].ms, text), rows[i].seconds);
        assert_string_equal(mst_when_duration(rows[i].ms, text), rows[i].duration);
        assert_string_equal(mst_when_rough(rows[i].ms, text), rows[i].rough);
        assert_string_equal(mst_when_after(rows[i].ms, text), rows[i].after);
    }
}

static void
test_seconds_are_read_exactly_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        mst_time ms;
    } rows[] = {
        {"0", true, 0},
        {"12.5", true, 12500},
        {"-0.001", true, -1},
        {"1.2340", true, 1234},
        {"0.1", true, 100},
        {"100000000000", true, MST_MS_PER_SECOND * 100000000000},
        {"", false, 0},
        {"-", false, 0},
        {"1.2345", false, 0},
        {"1.", false, 0},
        {".5", false, 0},
        {"1e3", false, 0},
        {"0x10", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"nan", false, 0},
        {"inf", false, 0},
        {"100000000001", false, 0},
        {"9999999999999999999999", false, 0},
        {"--1", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_time ms = 77;
        if (mst_when_parse_seconds(rows[i].text, &ms) != rows[i].ok ||
            (rows[i].ok && ms != rows[i].ms)) {
            fail_msg("\"%s\" was read as %lld", rows[i].text, (long long)ms);
        }
    }
}

static void
test_moments_in_utc_and_local_time(void **state)
{
    (void)state;
    static const mst_zone_row zone_rows[] = {{0, 12600}, {INT64_C(1625700000000), 16200}};
    mst_when_zone zone = {2, zone_rows}, utc = {0, NULL};
    static const struct {
        mst_instant at;
        const char *utc, *local, *brief, *zulu;
    } rows[] = {
        {INT64_C(1625283000000), "2021-07-03T03:30:00Z", "2021-07-03T07:00:00+03:30",
         "Sat 3 Jul 07:00", "03 0330Z"},
        {INT64_C(1625699999999), "2021-07-07T23:19:59.999Z", "2021-07-08T02:49:59.999+03:30",
         "Thu 8 Jul 02:49", "07 2319Z"},
        {INT64_C(1625700000000), "2021-07-07T23:20:00Z", "2021-07-08T03:50:00+04:30",
         "Thu 8 Jul 03:50", "07 2320Z"},
        {-1, "1969-12-31T23:59:59.999Z", "1970-01-01T03:29:59.999+03:30", "Thu 1 Jan 03:29",
         "31 2359Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[MST_WHEN_BYTES];
        mst_instant back;
        assert_string_equal(mst_when_utc(rows[i].at, text), rows[i].utc);
        assert_true(mst_when_parse(text, &back) && back == rows[i].at);
        assert_string_equal(mst_when_local(&zone, rows[i].at, text), rows[i].local);
        assert_true(mst_when_parse(text, &back) && back == rows[i].at);
        assert_string_equal(mst_when_local_short(&zone, rows[i].at, text), rows[i].brief);
        assert_string_equal(mst_when_zulu(rows[i].at, text), rows[i].zulu);
        mst_when_local(&utc, rows[i].at, text);
        assert_string_equal(text + strlen(text) - 6, "+00:00");
    }
}

static void
test_texts_that_are_no_moments_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "2021-07-03",
        "2021-07-03T03:30:00", /* whose time? */
        "2021-7-3T03:30:00Z",
        "2021-02-29T03:30:00Z", /* no leap year */
        "2021-07-03T24:00:00Z",
        "2021-07-03T03:60:00Z",
        "2021-07-03T03:30:00+25:00",
        "2021-07-03T03:30:00Zulu",
        "7/3/2021 3:30",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_instant at;
        if (mst_when_parse(rows[i], &at)) {
            fail_msg("\"%s\" was read as a moment", rows[i]);
        }
    }
}

/* Every moment survives being written and read; the calendar itself is tested in base. */
static void
test_moments_survive_writing_and_reading(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 5, 1);
    for (int i = 0; i < 5000; i++) {
        char text[MST_WHEN_BYTES];
        mst_instant at = mst_random_between(&random, 0, INT64_C(4102444800000)), back = 0;
        assert_true(mst_when_parse(mst_when_utc(at, text), &back));
        assert_int_equal(at, back);
        mst_time ms = mst_random_between(&random, -MST_MS_PER_DAY, 40 * MST_MS_PER_DAY), again = 0;
        assert_true(mst_when_parse_seconds(mst_when_seconds(ms, text), &again));
        assert_int_equal(ms, again);
    }
}

static void
test_width_counts_columns_not_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } rows[] = {
        {"abc", 3},    {"", 0},      {"Zürich", 6}, {"e\xCC\x81", 1} /* e and an accent */,
        {"大使館", 6}, {"بوابة", 5}, {"\xFF", 1},   {"👩", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (mst_buffer_width(rows[i].text) != rows[i].columns) {
            fail_msg("\"%s\" has %zu columns", rows[i].text, mst_buffer_width(rows[i].text));
        }
    }
}

static void
test_wrapping_cuts_between_words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns, indent;
        const char *wrapped;
    } rows[] = {
        {"short", 20, 2, "short"},
        {"one two three", 8, 2, "one two\n  three"},
        {"as of 2021-07-03T03:30:00Z", 20, 0, "as of 2021-07-\n03T03:30:00Z"},
        {"sites.hkia.process.desks", 14, 2, "sites.hkia.\n  process.\n  desks"},
        {"abcdefghij", 4, 0, "abcd\nefgh\nij"},
        {"大使館大使館", 5, 0, "大使\n館大\n使館"},
        {"a  b", 1, 0, "a\nb"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_buffer buffer = {0};
        char *text = NULL;
        mst_buffer_wrap(&buffer, rows[i].text, rows[i].columns, rows[i].indent);
        assert_int_equal(mst_buffer_finish(&buffer, &text, NULL), MST_OK);
        assert_string_equal(text, rows[i].wrapped);
        mst_heap_free(text);
    }
}

static void
test_sheets_read_what_spreadsheets_write(void **state)
{
    (void)state;
    static const struct {
        const char *why, *text, *last;
        uint32_t cells, line;
    } rows[] = {
        {"commas", "a,b\n1,2\n", "2", 2, 2},
        {"semicolons", "a;b\n1;\"2;3\"\n", "2;3", 2, 2},
        {"tabs and CR LF", "a\tb\r\n1\t2\r\n", "2", 2, 2},
        {"a byte order mark",
         "\xEF\xBB\xBF"
         "a,b\n1,2",
         "2", 2, 2},
        {"doubled quotes", "a,b\n1,\"say \"\"go\"\"\"\n", "say \"go\"", 2, 2},
        {"a line break inside quotes", "a,b\n1,\"x\ny\"\n3,4\n", "4", 2, 4},
        {"blank lines", "a,b\n\n,\n1, 2 \n", "2", 2, 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_arena arena;
        mst_arena_init(&arena, 0);
        mst__sheet *sheet = MST_TAKE(&arena, mst__sheet, 1);
        char last[64] = "";
        uint32_t cells = 0, line = 0;
        bool more = true;
        mst_error err;
        mst__sheet_open(sheet, "x.csv", rows[i].text, strlen(rows[i].text), &arena);
        while (true) {
            assert_int_equal(mst__sheet_next(sheet, &more, &err), MST_OK);
            if (!more) {
                break;
            }
            cells = sheet->cell_count;
            line = sheet->line;
            snprintf(last, sizeof last, "%s", sheet->cells[cells - 1].text);
        }
        if (strcmp(last, rows[i].last) != 0 || cells != rows[i].cells || line != rows[i].line) {
            fail_msg("%s: \"%s\", %u cells, line %u", rows[i].why, last, cells, line);
        }
        mst_arena_release(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms_of_a_time),
        cmocka_unit_test(test_seconds_are_read_exactly_or_not_at_all),
        cmocka_unit_test(test_moments_in_utc_and_local_time),
        cmocka_unit_test(test_texts_that_are_no_moments_are_refused),
        cmocka_unit_test(test_moments_survive_writing_and_reading),
        cmocka_unit_test(test_width_counts_columns_not_bytes),
        cmocka_unit_test(test_wrapping_cuts_between_words),
        cmocka_unit_test(test_sheets_read_what_spreadsheets_write),
    };
    return cmocka_run_group_tests_name("times and text", tests, NULL, NULL);
}
