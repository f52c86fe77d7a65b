/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/random.h"
#include "read/library.h"
#include "read/zone_file.h"
#include "support/scale.h"
#include "unit/library/oracle.h"

enum { SEED = 1970, ZONE_LIMIT = 800, INSTANTS = 24 };

/* How mst_post_offset_seconds reads the rows. */
static int32_t
offset_at(const mst_zone_row *rows, uint32_t count, mst_instant at)
{
    int32_t offset = rows[0].offset_seconds;
    for (uint32_t i = 0; i < count && rows[i].from <= at; i++) {
        offset = rows[i].offset_seconds;
    }
    return offset;
}

static void
assert_rows_are_sound(const mst_zone_row *rows, uint32_t count)
{
    assert_true(count > 0 && count < 10000);
    assert_true(rows[0].from == MST_TIME_MIN);
    for (uint32_t i = 1; i < count; i++) {
        assert_true(rows[i - 1].from < rows[i].from);
        assert_true(rows[i - 1].offset_seconds != rows[i].offset_seconds);
    }
}

/* Asks `date` for the offsets of `zone` at `count` instants (in seconds) and compares. */
static void
compare_with_date(const char *zone, const mst_zone_row *rows, uint32_t row_count,
                  const int64_t *seconds, unsigned count)
{
    test_oracle oracle;
    assert_true(oracle_open(&oracle));
    for (unsigned i = 0; i < count; i++) {
        fprintf(oracle.questions, "@%lld\n", (long long)seconds[i]);
    }
    char before[160];
    snprintf(before, sizeof before, "TZ='%s' date -f", zone);
    assert_true(oracle_run(&oracle, before, "+%::z"));
    for (unsigned i = 0; i < count; i++) {
        char line[64], sign;
        int hours, minutes, rest;
        assert_true(oracle_answer(&oracle, line, sizeof line));
        assert_int_equal(sscanf(line, "%c%d:%d:%d", &sign, &hours, &minutes, &rest), 4);
        int32_t theirs = (hours * 3600 + minutes * 60 + rest) * (sign == '-' ? -1 : 1);
        int32_t ours = offset_at(rows, row_count, seconds[i] * MST_MS_PER_SECOND);
        if (ours != theirs) {
            fail_msg("seed %d: %s at %lld is %s, not %d s", SEED, zone, (long long)seconds[i], line,
                     ours);
        }
    }
    assert_int_equal(oracle_close(&oracle), 0);
}

/* The names in tzdata.zi, or none when there is no such file. */
static unsigned
list_zones(char names[ZONE_LIMIT][64])
{
    FILE *file = fopen("/usr/share/zoneinfo/tzdata.zi", "r");
    unsigned count = 0;
    char line[512];
    while (file != NULL && count < ZONE_LIMIT && fgets(line, sizeof line, file) != NULL) {
        /* Links ("L") are other names of the same files. */
        bool is_name = sscanf(line, "Z %63s", names[count]) == 1;
        count += is_name && strcmp(names[count], "Factory") != 0;
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

static void
every_zone_agrees_with_date_on_both_sides_of_every_transition(void **state)
{
    (void)state;
    static char names[ZONE_LIMIT][64];
    unsigned zones = list_zones(names);
    if (zones == 0 || !oracle_is_there("date")) {
        print_message("/usr/share/zoneinfo/tzdata.zi (package tzdata) or date is not there\n");
        skip();
    }
    assert_true(zones > 300 && zones < ZONE_LIMIT);
    mst_random random;
    mst_random_init(&random, SEED, 0);
    unsigned wanted = test_scale(zones), row_total = 0;
    for (unsigned z = 0; z < wanted && z < zones; z++) {
        const char *zone = names[wanted < zones ? mst_random_below(&random, zones) : z];
        mst_arena arena;
        mst_arena_init(&arena, 1 << 20);
        mst_zone_row *rows;
        uint32_t count;
        mst_error err;
        if (mst_zone_read(zone, &arena, &rows, &count, &err) != MST_OK) {
            fail_msg("%s: %s", zone, err.text);
        }
        assert_rows_are_sound(rows, count);
        static int64_t seconds[INSTANTS + 1000];
        unsigned asked = 0;
        for (; asked < INSTANTS; asked++) {
            /* 1970-01-01 to the last second of 2100 */
            seconds[asked] = mst_random_between(&random, 0, INT64_C(4133980799));
        }
        for (uint32_t i = 1; i < count && asked + 2 <= INSTANTS + 1000; i++) {
            seconds[asked++] = rows[i].from / MST_MS_PER_SECOND - 1;
            seconds[asked++] = rows[i].from / MST_MS_PER_SECOND;
        }
        row_total += count;
        compare_with_date(zone, rows, count, seconds, asked);
        mst_arena_release(&arena);
    }
    assert_true(row_total > 10 * wanted);
}

static void
utc_needs_no_file(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 4096);
    mst_zone_row *rows;
    uint32_t count;
    assert_int_equal(mst_zone_read("UTC", &arena, &rows, &count, NULL), MST_OK);
    assert_rows_are_sound(rows, count);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].offset_seconds, 0);
    mst_arena_release(&arena);
}

static const struct {
    const char *name, *text; /* text NULL: any, as long as it is refused */
} unknown[] = {
    {"Asia/Kabull", "there is no time zone \"Asia/Kabull\"; the nearest is \"Asia/Kabul\""},
    {"kabul", "there is no time zone \"kabul\"; the nearest is \"Asia/Kabul\""},
    {"new york", "there is no time zone \"new york\"; the nearest is \"America/New_York\""},
    {"Europe/Kiew", "there is no time zone \"Europe/Kiew\"; the nearest is \"Europe/Kiev\""},
    {"utc", "there is no time zone \"utc\"; the nearest is \"UTC\""},
    {"Asia/\nKabul", "there is no time zone \"Asia/?Kabul\"; the nearest is \"Asia/Kabul\""},
    {"", NULL},
    {"Asia", NULL},
    {"Asia/", NULL},
    {"/etc/passwd", NULL},
    {"../../../etc/passwd", NULL},
    {"Asia/../Asia/Kabul", NULL},
    {"Asia//Kabul", NULL},
    {"right/Asia/Kabul", NULL},
    {"posix/Asia/Kabul", NULL},
    {"localtime", NULL},
    {"tzdata.zi", NULL},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa4"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     NULL},
};

static void
names_that_are_no_zone_are_refused_and_the_nearest_is_named(void **state)
{
    (void)state;
    static char names[ZONE_LIMIT][64];
    bool has_list = list_zones(names) > 0;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        mst_arena arena;
        mst_arena_init(&arena, 1 << 20);
        mst_zone_row *rows = NULL;
        uint32_t count = 77;
        mst_error err;
        assert_int_equal(mst_zone_read(unknown[i].name, &arena, &rows, &count, &err),
                         MST_NOT_FOUND);
        assert_true(rows == NULL && count == 77);
        if (has_list && unknown[i].text != NULL) {
            assert_string_equal(err.text, unknown[i].text);
        }
        mst_arena_release(&arena);
    }
}

/* ---- files made by hand ---- */

typedef struct zone_bytes {
    uint8_t bytes[1024];
    size_t size;
} zone_bytes;

static void
put_32(zone_bytes *file, int64_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        file->bytes[file->size++] = (uint8_t)(value >> shift);
    }
}

static void
put_header(zone_bytes *file, char version, unsigned times)
{
    memcpy(file->bytes + file->size, "TZif", 4);
    file->bytes[file->size + 4] = (uint8_t)version;
    memset(file->bytes + file->size + 5, 0, 15);
    file->size += 20;
    const unsigned counts[] = {0, 0, 0, times, 2, 4};
    for (int i = 0; i < 6; i++) {
        put_32(file, counts[i]);
    }
}

/* Transitions to the types 1, 0, 1 ..., of UTC + 1 h and UTC + 2 h. */
static void
put_block(zone_bytes *file, int time_bytes, const int64_t *times, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (time_bytes == 8) {
            put_32(file, times[i] >> 32);
        }
        put_32(file, times[i]);
    }
    for (unsigned i = 0; i < count; i++) {
        file->bytes[file->size++] = (i + 1) % 2;
    }
    const uint8_t types[] = {0, 0, 0x0e, 0x10, 0, 0, 0, 0, 0x1c, 0x20, 1, 0, 'A', 'B', 'C', 0};
    memcpy(file->bytes + file->size, types, sizeof types);
    file->size += sizeof types;
}

static zone_bytes
make_file(char version, const int64_t *times, unsigned count, const char *rule)
{
    zone_bytes file = {.size = 0};
    put_header(&file, version, version == '\0' ? count : 0);
    put_block(&file, 4, times, version == '\0' ? count : 0);
    if (version != '\0') {
        put_header(&file, version, count);
        put_block(&file, 8, times, count);
        file.size += (size_t)snprintf((char *)file.bytes + file.size, 128, "\n%s\n", rule);
    }
    return file;
}

static mst_status
parse(const zone_bytes *file, size_t size, mst_arena *arena, mst_zone_row **rows, uint32_t *count)
{
    mst__zone_file zone = {.zone = "Test/Zone", .bytes = file->bytes, .size = size};
    mst_error err;
    return mst__zone_parse(&zone, arena, rows, count, &err);
}

static void
rules_for_the_future_agree_with_date(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "EST5EDT,M3.2.0,M11.1.0",
        "IST-1GMT0,M10.5.0,M3.5.0/1",
        "AEST-10AEDT,M10.1.0,M4.1.0/3",
        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "IST-2IDT,M3.4.4/26,M10.5.0",
        "AAA3BBB,J60,J300",
        "AAA3BBB,59,300/12:30:15",
        "NPT-5:45",
        "EST3EDT4,0/0,J365/23",
        "AAA-1BBB,M2.5.6/-167,M12.1.3/167",
    };
    if (!oracle_is_there("date")) {
        print_message("date is not there\n");
        skip();
    }
    mst_random random;
    mst_random_init(&random, SEED, 1);
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        const int64_t long_ago[] = {-100000000};
        zone_bytes file = make_file('3', long_ago, 1, rules[r]);
        mst_arena arena;
        mst_arena_init(&arena, 1 << 20);
        mst_zone_row *rows;
        uint32_t count;
        assert_int_equal(parse(&file, file.size, &arena, &rows, &count), MST_OK);
        assert_rows_are_sound(rows, count);
        static int64_t seconds[1000];
        unsigned asked = 0;
        for (; asked < 200; asked++) {
            /* From 1972 on, when the first year of every rule is over. */
            seconds[asked] = mst_random_between(&random, 63072000, INT64_C(4133980799));
        }
        for (uint32_t i = 4; i < count && asked + 2 <= 1000; i++) {
            seconds[asked++] = rows[i].from / MST_MS_PER_SECOND - 1;
            seconds[asked++] = rows[i].from / MST_MS_PER_SECOND;
        }
        if (strchr(rules[r], ',') != NULL) {
            compare_with_date(rules[r], rows, count, seconds, asked);
        } else {
            /* No daylight time: what the transitions end with stays, here UTC + 2 h. */
            assert_int_equal(count, 1);
            assert_int_equal(rows[0].offset_seconds, 7200);
        }
        mst_arena_release(&arena);
    }
}

static void
transitions_of_both_versions_are_read(void **state)
{
    (void)state;
    const int64_t times[] = {-86400, 86400, 864000};
    const char versions[] = {'\0', '2', '3', '4'};
    for (size_t v = 0; v < sizeof versions; v++) {
        zone_bytes file = make_file(versions[v], times, 3, "");
        mst_arena arena;
        mst_arena_init(&arena, 1 << 20);
        mst_zone_row *rows;
        uint32_t count;
        assert_int_equal(parse(&file, file.size, &arena, &rows, &count), MST_OK);
        assert_rows_are_sound(rows, count);
        assert_int_equal(count, 3);
        assert_int_equal(offset_at(rows, count, 0), 7200);
        assert_int_equal(offset_at(rows, count, 86400000 - 1), 7200);
        assert_int_equal(offset_at(rows, count, 86400000), 3600);
        assert_int_equal(offset_at(rows, count, 864000000), 7200);
        mst_arena_release(&arena);
    }
}

static void
a_damaged_file_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *why, *rule;
        size_t at; /* byte of the file to change, 0: none */
        uint8_t to;
    } rows[] = {
        {"not the magic", "", 1, 'z'},
        {"a huge count of times", "", 32, 0x7f},
        {"no types", "", 60 + 39, 0},
        {"leap seconds", "", 60 + 31, 1},
        {"an unfinished rule", "EST5EDT,M3.2.0", 0, 0},
        {"month 13", "EST5EDT,M13.2.0,M11.1.0", 0, 0},
        {"week 6", "EST5EDT,M3.6.0,M11.1.0", 0, 0},
        {"weekday 7", "EST5EDT,M3.2.7,M11.1.0", 0, 0},
        {"day 0 without leap days", "EST5EDT,J0,J200", 0, 0},
        {"day 366", "EST5EDT,366,J200", 0, 0},
        {"168 hours", "EST5EDT,M3.2.0/168,M11.1.0", 0, 0},
        {"60 minutes", "EST5:60EDT,M3.2.0,M11.1.0", 0, 0},
        {"a number that would overflow", "EST99999999999EDT,M3.2.0,M11.1.0", 0, 0},
        {"a name of two letters", "ES5EDT,M3.2.0,M11.1.0", 0, 0},
        {"a name without an end", "<EST5EDT,M3.2.0,M11.1.0", 0, 0},
        {"more after the rule", "EST5EDT,M3.2.0,M11.1.0,", 0, 0},
        {"years that overlap", "EST5EDT,J1/-167,J365/167", 0, 0},
    };
    const int64_t times[] = {86400, 864000};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        zone_bytes file = make_file('2', times, 2, rows[i].rule);
        if (rows[i].at != 0) {
            file.bytes[rows[i].at] = rows[i].to;
        }
        mst_arena arena;
        mst_arena_init(&arena, 1 << 20);
        mst_zone_row *made = NULL;
        uint32_t count = 0;
        if (parse(&file, file.size, &arena, &made, &count) != MST_INVALID) {
            fail_msg("%s is taken", rows[i].why);
        }
        assert_null(made);
        mst_arena_release(&arena);
    }
    const int64_t backwards[] = {864000, 86400};
    zone_bytes file = make_file('2', backwards, 2, "");
    mst_arena arena;
    mst_arena_init(&arena, 1 << 20);
    mst_zone_row *made;
    uint32_t count;
    assert_int_equal(parse(&file, file.size, &arena, &made, &count), MST_INVALID);
    mst_arena_release(&arena);
}

static void
no_damage_is_worse_than_a_refusal(void **state)
{
    (void)state;
    const int64_t times[] = {-86400, 86400, 864000};
    zone_bytes whole = make_file('2', times, 3, "EST5EDT,M3.2.0,M11.1.0");
    mst_random random;
    mst_random_init(&random, SEED, 2);
    unsigned cases = test_scale(20000), refused = 0;
    for (unsigned i = 0; i < cases; i++) {
        zone_bytes file = whole;
        size_t size = i < file.size ? i : file.size;
        unsigned changes = i < file.size ? 0 : 1 + mst_random_below(&random, 4);
        for (unsigned k = 0; k < changes; k++) {
            uint8_t *byte = &file.bytes[mst_random_below(&random, (uint32_t)size)];
            *byte = (uint8_t)mst_random_word(&random);
        }
        /* A copy of just the size, so that a sanitizer sees one byte too far. */
        uint8_t *exact = malloc(size > 0 ? size : 1);
        assert_non_null(exact);
        memcpy(exact, file.bytes, size);
        mst__zone_file zone = {.zone = "Test/Zone", .bytes = exact, .size = size};
        mst_arena arena;
        mst_arena_init(&arena, 1 << 20);
        mst_zone_row *rows;
        uint32_t count;
        mst_error err;
        mst_status status = mst__zone_parse(&zone, &arena, &rows, &count, &err);
        if (status == MST_OK) {
            assert_rows_are_sound(rows, count);
        } else {
            assert_int_equal(status, MST_INVALID);
            refused++;
        }
        mst_arena_release(&arena);
        free(exact);
    }
    assert_true(refused > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utc_needs_no_file),
        cmocka_unit_test(every_zone_agrees_with_date_on_both_sides_of_every_transition),
        cmocka_unit_test(names_that_are_no_zone_are_refused_and_the_nearest_is_named),
        cmocka_unit_test(rules_for_the_future_agree_with_date),
        cmocka_unit_test(transitions_of_both_versions_are_read),
        cmocka_unit_test(a_damaged_file_is_refused),
        cmocka_unit_test(no_damage_is_worse_than_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
