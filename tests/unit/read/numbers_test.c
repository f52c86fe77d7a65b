/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers with units (Q1 to Q3 of quantity.c), and their text.
 */
#include "help.h"

static const struct {
    const char *why;
    const char *key; /* of a site or a type */
    const char *text;
    int64_t value;
} site_rows[] = {
    {"a count is whole", "hold", "1400", 1400},
    {"a count may have a plus", "hold", "+12", 12},
    {"zeros in front do not count", "hold", "0000000000000000000000012", 12},
    {"minutes", "supplies", "45 min", 45 * MST_MS_PER_MINUTE},
    {"hours and minutes", "supplies", "9 h 30 min", 570 * MST_MS_PER_MINUTE},
    {"parts without spaces", "supplies", "9h30min", 570 * MST_MS_PER_MINUTE},
    {"a fraction of the last part", "supplies", "1 d 2 h 0.5 min",
     26 * MST_MS_PER_HOUR + MST_MS_PER_MINUTE / 2},
    {"all units, in words", "supplies", "1 day 1 hour 1 minute 1 second 1 ms",
     25 * MST_MS_PER_HOUR + MST_MS_PER_MINUTE + 1001},
    {"nothing of the larger unit", "supplies", "0 h 5 min", 5 * MST_MS_PER_MINUTE},
    {"half hours", "supplies", "3.5 h", 210 * MST_MS_PER_MINUTE},
    {"a tenth of an hour is exactly six minutes", "supplies", "0.1 h", 360000},
    {"three tenths of a second are exact", "supplies", "0.3 s", 300},
    {"days", "supplies", "2 d", 2 * MST_MS_PER_DAY},
    {"seconds", "supplies", "90 s", 90000},
    {"milliseconds", "supplies", "500 ms", 500},
    {"the space may be left out", "supplies", "90min", 90 * MST_MS_PER_MINUTE},
    {"a unit may be written out", "supplies", "5 days", 5 * MST_MS_PER_DAY},
    {"a third of a second is rounded down", "supplies", "0.3333 s", 333},
    {"half a millisecond is rounded up", "supplies", "1.0005 s", 1001},
    {"just below half is rounded down", "supplies", "1.000499999999999 s", 1000},
    {"kilometres", "elevation", "5.6 km", 5600000},
    {"metres", "elevation", "800 m", 800000},
    {"feet are 304.8 mm, rounded: 5877 ft is 1791309.6 mm", "elevation", "5877 ft", 1791310},
    {"a foot alone", "elevation", "1 ft", 305},
    {"nautical miles", "elevation", "2 nm", 3704000},
    {"miles", "elevation", "3 mi", 4828032},
    {"below the sea", "elevation", "-430 m", -430000},
    {"movements an hour", "movements", "12 movements/h", 12},
    {"two a minute are 120 an hour", "movements", "2/min", 120},
    {"48 a day are two an hour", "movements", "48 movements/d", 2},
    {"40 a day are 1.67 an hour, rounded", "movements", "40/d", 2},
    {"an hour of movements may be none", "movements", "0 movements/h", 0},
    {"threat in millionths", "threat", "0.2", 200000},
    {"the smallest threat", "threat", "0.000001", 1},
    {"a tenth of a millionth more is rounded", "threat", "0.0000014", 1},
    {"true", "fuel", "true", 1},
    {"yes", "fuel", "yes", 1},
    {"no", "fuel", "no", 0},
    {"False with a capital", "fuel", "False", 0},
};

static const mst_quantity *
site_quantity(const mst_post *post, const char *key)
{
    uint32_t field = mst_field_find(MST_ITEM_SITE, key);
    assert_int_not_equal(field, MST_NONE);
    return mst_field_of(&mst_fields[field], help_site(post, "town"));
}

static void
numbers_are_read_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof site_rows / sizeof site_rows[0]; i++) {
        char site[128];
        snprintf(site, sizeof site, "%s: %s", site_rows[i].key, site_rows[i].text);
        mst_post *post = help_read(help_town(site, ""));
        const mst_quantity *quantity = site_quantity(post, site_rows[i].key);
        if (!quantity->given || quantity->likely != site_rows[i].value) {
            print_error("%s: %s is %lld\n", site_rows[i].why, site_rows[i].text,
                        (long long)quantity->likely);
        }
        assert_true(quantity->given);
        assert_int_equal(quantity->low, site_rows[i].value);
        assert_int_equal(quantity->likely, site_rows[i].value);
        assert_int_equal(quantity->high, site_rows[i].value);
        mst_post_release(post);
    }
}

static const struct {
    const char *why;
    const char *text;
    int64_t value;
} speed_rows[] = {
    {"kilometres an hour", "60 km/h", 60000000},
    {"knots", "450 kn", 833400000},
    {"miles an hour", "100 mph", 160934400},
    {"metres a second", "10 m/s", 36000000},
};

static void
speeds_are_read_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof speed_rows / sizeof speed_rows[0]; i++) {
        char more[160];
        snprintf(more, sizeof more, "types: [{id: t, mode: air, seats: 9, speed: %s}]\n",
                 speed_rows[i].text);
        mst_post *post = help_read(help_town("", more));
        if (post->types[0].speed_loaded.likely != speed_rows[i].value) {
            print_error("%s\n", speed_rows[i].why);
        }
        assert_int_equal(post->types[0].speed_loaded.likely, speed_rows[i].value);
        assert_int_equal(post->types[0].speed_empty.likely, speed_rows[i].value);
        mst_post_release(post);
    }
}

static void
a_ratio_is_bare_or_a_percentage(void **state)
{
    (void)state;
    static const char *const texts[] = {"0.85", "85 %", "85%"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char more[160];
        snprintf(more, sizeof more, "types: [{id: t, mode: air, seats: 9, availability: %s}]\n",
                 texts[i]);
        mst_post *post = help_read(help_town("", more));
        assert_int_equal(post->types[0].availability.likely, 850000);
        mst_post_release(post);
    }
}

static void
a_range_keeps_its_three_numbers(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town("supplies: {low: 1 d, likely: 36 h, high: 2 d}", ""));
    const mst_quantity *quantity = &help_site(post, "town")->supplies;
    assert_int_equal(quantity->low, MST_MS_PER_DAY);
    assert_int_equal(quantity->likely, 36 * MST_MS_PER_HOUR);
    assert_int_equal(quantity->high, 2 * MST_MS_PER_DAY);
    uint32_t field = mst_field_find(MST_ITEM_SITE, "supplies");
    assert_int_equal(mst_field_value(&mst_fields[field], quantity, MST_CHANGE_LOW), MST_MS_PER_DAY);
    assert_int_equal(mst_field_value(&mst_fields[field], quantity, MST_CHANGE_HIGH),
                     2 * MST_MS_PER_DAY);
    mst_post_release(post);
}

/* The same by other means: the mean and the population's standard deviation in floating point. */
static void
a_count_that_was_seen_is_a_range(void **state)
{
    (void)state;
    static const struct {
        const char *seen;
        int64_t low, likely, high;
    } rows[] = {
        {"[700]", 700, 700, 700},
        {"[821, 659, 952, 771]", 659, 801, 1012}, /* 800.75 + 2 x 105.196 = 1011.14 */
        {"[0, 0, 0]", 0, 0, 0},
        {"[1, 2]", 1, 2, 3},                     /* 1.5 + 2 x 0.5 = 2.5; halves of the mean go up */
        {"[0, 0, 0, 0, 0, 0, 9]", 0, 1, 9},      /* 1.286 + 2 x 3.149 = 7.58, but 9 was seen */
        {"[10000000, 0]", 0, 5000000, 10000000}, /* no count is larger */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char more[160];
        snprintf(more, sizeof more, "people: [{id: them, site: town, count: {seen: %s}}]\n",
                 rows[i].seen);
        mst_post *post = help_read(help_town("", more));
        const mst_quantity *count = &help_people(post, "them")->count;
        assert_int_equal(count->low, rows[i].low);
        assert_int_equal(count->likely, rows[i].likely);
        assert_int_equal(count->high, rows[i].high);
        mst_post_release(post);
    }
}

static void
a_count_that_was_seen_is_a_list_of_counts(void **state)
{
    (void)state;
    static const struct {
        const char *count, *fault;
    } rows[] = {
        {"{seen: 700}", "it is a list of numbers"},
        {"{seen: []}", "is an empty table"},
        {"{seen: [700, many]}", "many"},
        {"{seen: [700], high: 800}", "high"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char more[160];
        snprintf(more, sizeof more, "people: [{id: them, site: town, count: %s}]\n", rows[i].count);
        assert_non_null(strstr(help_first_fault(help_town("", more)), rows[i].fault));
    }
}

static void
what_is_not_given_has_its_fallback(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town("", ""));
    uint32_t field = mst_field_find(MST_ITEM_SITE, "hold");
    assert_false(help_site(post, "town")->hold.given);
    assert_int_equal(
        mst_field_value(&mst_fields[field], &help_site(post, "town")->hold, MST_CHANGE_LIKELY),
        MST_UNLIMITED);
    mst_post_release(post);
}

static const struct {
    const char *why;
    mst_kind kind;
    const char *noun;
    int64_t value;
    const char *text;
} text_rows[] = {
    {"nothing of a duration", MST_KIND_DURATION, NULL, 0, "0 s"},
    {"one day is 24 h", MST_KIND_DURATION, NULL, MST_MS_PER_DAY, "24 h"},
    {"two days", MST_KIND_DURATION, NULL, 2 * MST_MS_PER_DAY, "2 d"},
    {"minutes", MST_KIND_DURATION, NULL, 90 * MST_MS_PER_MINUTE, "90 min"},
    {"milliseconds", MST_KIND_DURATION, NULL, 61001, "61001 ms"},
    {"less than nothing", MST_KIND_DURATION, NULL, -600000, "-10 min"},
    {"kilometres", MST_KIND_DISTANCE, NULL, 185000000, "185 km"},
    {"metres", MST_KIND_DISTANCE, NULL, 1791310, "1791.31 m"},
    {"kilometres and a bit", MST_KIND_DISTANCE, NULL, 12345678, "12.345678 km"},
    {"a speed", MST_KIND_SPEED, NULL, 833400000, "833.4 km/h"},
    {"a rate", MST_KIND_RATE, "vehicles", 60, "60 vehicles/h"},
    {"a ratio", MST_KIND_RATIO, NULL, 850000, "0.85"},
    {"a threat", MST_KIND_THREAT, NULL, 10, "0.00001"},
    {"a flag", MST_KIND_FLAG, NULL, 1, "true"},
};

static void
numbers_are_written_in_their_shortest_text(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof text_rows / sizeof text_rows[0]; i++) {
        const char *text =
            mst__number_text(&arena, text_rows[i].kind, text_rows[i].noun, text_rows[i].value);
        if (strcmp(text, text_rows[i].text) != 0) {
            print_error("%s\n", text_rows[i].why);
        }
        assert_string_equal(text, text_rows[i].text);
    }
    mst_arena_release(&arena);
}

/* Whatever text a value is written in, it reads back to the same value. */
static void
text_of_any_value_reads_back(void **state)
{
    (void)state;
    static const char *const keys[] = {"supplies", "elevation", "threat", "hold", "movements"};
    uint64_t seed = 20210703;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    for (uint32_t i = 0; i < 400; i++) {
        const char *key = keys[i % (sizeof keys / sizeof keys[0])];
        const mst_field *field = &mst_fields[mst_field_find(MST_ITEM_SITE, key)];
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int64_t span = field->maximum - field->minimum;
        uint64_t room = ((uint64_t)span >> (i % 30)) + 1;
        int64_t value = field->minimum + (int64_t)((seed >> 20) % room);
        char site[128];
        snprintf(site, sizeof site, "%s: %s", key,
                 mst__number_text(&arena, field->kind, field->noun, value));
        mst_post *post = help_read(help_town(site, ""));
        if (site_quantity(post, key)->likely != value) {
            print_error("%s\n", site);
        }
        assert_int_equal(site_quantity(post, key)->likely, value);
        mst_post_release(post);
    }
    mst_arena_release(&arena);
}

static void
a_field_has_one_row_and_sound_limits(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < mst_field_count; i++) {
        const mst_field *field = &mst_fields[i];
        assert_int_equal(mst_field_find(field->item_class, field->path), i);
        assert_true(field->minimum < field->maximum);
        assert_true(field->fallback == MST_UNLIMITED || field->fallback <= field->maximum);
        assert_int_equal(field->kind == MST_KIND_RATE, field->noun != NULL);
        assert_true(strlen(field->meaning) > 0);
        for (uint32_t j = 0; j < i; j++) {
            bool same_place = mst_fields[j].item_class == field->item_class &&
                              mst_fields[j].per_class == field->per_class &&
                              mst_fields[j].offset == field->offset;
            assert_false(same_place);
        }
    }
    assert_int_equal(mst_field_find(MST_ITEM_SITE, "no such field"), MST_NONE);
}

static void
a_party_without_litters_adds_up(void **state)
{
    (void)state;
    mst_post *post = help_read(help_town(
        "", "people: [{id: a, site: town, count: 24, litters: 2, party: [{size: 4, parties: 5}, "
            "{size: 2, parties: 1}]}]\n"));
    assert_int_equal(post->people[0].party_row_count, 2);
    assert_int_equal(post->people[0].party_rows[0].size, 4);
    assert_int_equal(post->people[0].party_rows[0].parties, 5);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(speeds_are_read_exactly),
        cmocka_unit_test(a_ratio_is_bare_or_a_percentage),
        cmocka_unit_test(a_range_keeps_its_three_numbers),
        cmocka_unit_test(a_count_that_was_seen_is_a_range),
        cmocka_unit_test(a_count_that_was_seen_is_a_list_of_counts),
        cmocka_unit_test(what_is_not_given_has_its_fallback),
        cmocka_unit_test(numbers_are_written_in_their_shortest_text),
        cmocka_unit_test(text_of_any_value_reads_back),
        cmocka_unit_test(a_field_has_one_row_and_sound_limits),
        cmocka_unit_test(a_party_without_litters_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
