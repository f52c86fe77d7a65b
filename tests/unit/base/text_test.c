/* SPDX-License-Identifier: Apache-2.0
 *
 * Spelling distance against its definition, UTF-8 against an encoder, places, and the hash against
 * published values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/text.h"
#include "support/scale.h"

enum { LONGEST = 6 };

static char
fold(char character)
{
    return (char)(character >= 'A' && character <= 'Z' ? character + 32 : character);
}

static uint32_t
lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The oracle: optimal string alignment as it is defined, by recursion on the last characters. */
static uint32_t
slow_distance(const char *a, size_t m, const char *b, size_t n)
{
    if (m == 0 || n == 0) {
        return (uint32_t)(m + n);
    }
    uint32_t differ = fold(a[m - 1]) != fold(b[n - 1]);
    uint32_t best = slow_distance(a, m - 1, b, n - 1) + differ;
    best = lesser(best, slow_distance(a, m - 1, b, n) + 1);
    best = lesser(best, slow_distance(a, m, b, n - 1) + 1);
    if (m > 1 && n > 1 && fold(a[m - 1]) == fold(b[n - 2]) && fold(a[m - 2]) == fold(b[n - 1])) {
        best = lesser(best, slow_distance(a, m - 2, b, n - 2) + 1);
    }
    return best;
}

static void
draw_word(mst_random *random, char *word)
{
    size_t length = mst_random_below(random, LONGEST + 1);
    for (size_t i = 0; i < length; i++) {
        word[i] = "abcA"[mst_random_below(random, 4)];
    }
    word[length] = '\0';
}

static void
distance_agrees_with_its_definition_up_to_the_limit(void **state)
{
    (void)state;
    uint64_t seed = 20210703;
    mst_random random;
    mst_random_init(&random, seed, 0);
    for (unsigned i = 0; i < test_scale(4000); i++) {
        char a[LONGEST + 1];
        char b[LONGEST + 1];
        draw_word(&random, a);
        draw_word(&random, b);
        uint32_t limit = mst_random_below(&random, LONGEST + 2);
        uint32_t expected = lesser(slow_distance(a, strlen(a), b, strlen(b)), limit + 1);
        uint32_t found = mst_text_distance(a, b, limit);
        if (found != expected) {
            fail_msg("seed %llu: %s to %s within %u: %u, not %u", (unsigned long long)seed, a, b,
                     limit, found, expected);
        }
    }
}

static void
names_too_long_are_far_from_everything(void **state)
{
    (void)state;
    char longest[MST_TEXT_DISTANCE_BYTES + 2] = {0};
    memset(longest, 'a', MST_TEXT_DISTANCE_BYTES);
    assert_int_equal(mst_text_distance(longest, longest, 3), 0);
    longest[MST_TEXT_DISTANCE_BYTES] = 'a';
    assert_int_equal(mst_text_distance(longest, longest, 3), 4);
}

static void
the_nearest_name_is_the_first_of_the_nearest_within_the_limit(void **state)
{
    (void)state;
    uint64_t seed = 4711;
    mst_random random;
    mst_random_init(&random, seed, 0);
    for (unsigned i = 0; i < test_scale(1000); i++) {
        char words[8][LONGEST + 1];
        const char *names[8];
        for (size_t k = 0; k < 8; k++) {
            draw_word(&random, words[k]);
            names[k] = words[k];
        }
        char name[LONGEST + 1];
        draw_word(&random, name);
        uint32_t best = UINT32_MAX;
        uint32_t best_edits = mst_text_distance_limit(name) + 1;
        for (uint32_t k = 0; k < 8; k++) {
            uint32_t edits = slow_distance(name, strlen(name), names[k], strlen(names[k]));
            if (edits < best_edits) {
                best = k;
                best_edits = edits;
            }
        }
        if (mst_text_nearest(name, names, 8) != best) {
            fail_msg("seed %llu, case %u: %s has another nearest name", (unsigned long long)seed, i,
                     name);
        }
    }
    const char *fields[] = {"count", "site", "priority"};
    assert_int_equal(mst_text_nearest("cuont", fields, 3), 0);
    assert_int_equal(mst_text_nearest("prioritty", fields, 3), 2);
    assert_int_equal(mst_text_nearest("elephants", fields, 3), UINT32_MAX);
    assert_int_equal(mst_text_nearest("site", fields, 0), UINT32_MAX);
}

/* The words drawn above are too short to share four letters without being near anyway. */
static void
a_name_with_something_left_out_or_added_is_the_nearest_when_none_is_like_it(void **state)
{
    (void)state;
    const char *keys[] = {"as_of", "time_zone", "zone_of_someone_else", "car"};
    assert_int_equal(mst_text_nearest("zone", keys, 4), 1);
    assert_int_equal(mst_text_nearest("the_TIME_zone_of_it", keys, 4), 1);
    assert_int_equal(mst_text_nearest("land-cruiser-car", keys, 4), UINT32_MAX);
    assert_int_equal(mst_text_nearest("one", keys, 4), UINT32_MAX);
}

static void
names_are_the_same_but_for_the_case_of_ascii_letters(void **state)
{
    (void)state;
    assert_true(mst_text_same("OAKB", "oakb"));
    assert_true(mst_text_same("", ""));
    assert_false(mst_text_same("OAK", "oakb"));
    assert_false(mst_text_same("oakb", "OAK"));
    assert_false(mst_text_same("[", "{")); /* 32 apart, but no letters */
    assert_false(mst_text_same("\xC3\x89", "\xC3\xA9"));
}

/* Bytes of a code point in UTF-8 (RFC 3629, section 3); 0 for what is not a character. */
static size_t
encode(uint32_t point, unsigned char *bytes)
{
    if (point < 0x80) {
        bytes[0] = (unsigned char)point;
        return 1;
    }
    if ((point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF) {
        return 0;
    }
    size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char heads[] = {0, 0xC0, 0xE0, 0xF0};
    bytes[0] = (unsigned char)(heads[more] | point >> (6 * more));
    for (size_t i = 1; i <= more; i++) {
        bytes[i] = (unsigned char)(0x80 | (point >> (6 * (more - i)) & 0x3F));
    }
    return more + 1;
}

static void
every_character_is_valid_and_no_part_of_one(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        char text[4];
        size_t bytes = encode(point, (unsigned char *)text);
        if (bytes == 0) {
            continue;
        }
        size_t bad = 99;
        if (!mst_utf8_valid(text, bytes, &bad) || bad != 99) {
            fail_msg("U+%04X is refused", point);
        }
        for (size_t cut = 1; cut < bytes; cut++) {
            bad = 99;
            if (mst_utf8_valid(text, cut, &bad) || bad != 0 ||
                mst_utf8_valid(text + cut, bytes - cut, NULL)) {
                fail_msg("a part of U+%04X, cut at %zu, is taken", point, cut);
            }
        }
    }
}

static void
three_bytes_are_valid_just_when_characters_encode_to_them(void **state)
{
    (void)state;
    /* Which 2 and 3 bytes encode one character: a bit each. */
    static uint8_t two[1 << 13];
    static uint8_t three[1 << 21];
    memset(two, 0, sizeof two);
    memset(three, 0, sizeof three);
    for (uint32_t point = 0x80; point < 0x10000; point++) {
        unsigned char b[4];
        size_t bytes = encode(point, b);
        uint32_t key = (uint32_t)b[0] << 8 | b[1];
        if (bytes == 2) {
            two[key >> 3] |= (uint8_t)(1u << (key & 7));
        } else if (bytes == 3) {
            key = key << 8 | b[2];
            three[key >> 3] |= (uint8_t)(1u << (key & 7));
        }
    }
    /* Every step-th of the 2^24 texts; 7 is prime to 256, so all values of each byte come up. */
    uint32_t step = test_scale(100) >= 100 ? 1 : 7;
    for (uint32_t key = 0; key < 1u << 24; key += step) {
        const unsigned char b[3] = {(unsigned char)(key >> 16), (unsigned char)(key >> 8),
                                    (unsigned char)key};
        uint32_t head = key >> 8;
        uint32_t tail = key & 0xFFFF;
        bool head_is_one = two[head >> 3] >> (head & 7) & 1;
        bool tail_is_one = two[tail >> 3] >> (tail & 7) & 1;
        bool is_plain = b[0] < 0x80 && b[1] < 0x80 && b[2] < 0x80;
        bool expected = is_plain || (b[0] < 0x80 && tail_is_one) || (head_is_one && b[2] < 0x80) ||
                        (three[key >> 3] >> (key & 7) & 1);
        if (mst_utf8_valid((const char *)b, 3, NULL) != expected) {
            fail_msg("%02X %02X %02X: %s", b[0], b[1], b[2], expected ? "refused" : "taken");
        }
    }
}

static void
the_first_bad_byte_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *why, *text;
        size_t bad;
    } rows[] = {
        {"a stray continuation", "ab\x80", 2},
        {"an overlong slash", "a\xC0\xAF", 1},
        {"a surrogate", "\xC3\xA9\xED\xA0\x80", 2},
        {"beyond the last plane", "x\xF4\x90\x80\x80", 1},
        {"a character cut short", "abc\xE2\x82", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t bad = 99;
        if (mst_utf8_valid(rows[i].text, strlen(rows[i].text), &bad) || bad != rows[i].bad) {
            fail_msg("%s: %zu, not %zu", rows[i].why, bad, rows[i].bad);
        }
    }
    assert_true(mst_utf8_valid("", 0, NULL));
    assert_true(mst_utf8_valid("a\0b", 3, NULL));
}

static void
places_count_lines_and_characters(void **state)
{
    (void)state;
    static const struct {
        const char *why, *text;
        size_t offset;
        uint32_t line, column;
    } rows[] = {
        {"the beginning", "abc", 0, 1, 1},
        {"a byte on", "abc", 1, 1, 2},
        {"a line feed is at the end of its line", "ab\ncd", 2, 1, 3},
        {"after a line feed", "ab\ncd", 3, 2, 1},
        {"after CR LF, which ends one line", "ab\r\ncd", 4, 2, 1},
        {"between CR and LF", "ab\r\ncd", 3, 1, 3},
        {"after CR alone", "ab\rcd", 3, 2, 1},
        {"after two CR", "a\r\rb", 3, 3, 1},
        {"characters of several bytes count once",
         "\xC3\xA9\xE2\x82\xAC"
         "x",
         5, 1, 3},
        {"past the end is the end", "ab", 9, 1, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t line = 0;
        uint32_t column = 0;
        mst_text_position(rows[i].text, strlen(rows[i].text), rows[i].offset, &line, &column);
        if (line != rows[i].line || column != rows[i].column) {
            fail_msg("%s: %u:%u, not %u:%u", rows[i].why, line, column, rows[i].line,
                     rows[i].column);
        }
    }
}

static void
the_hash_is_murmur3_as_published(void **state)
{
    (void)state;
    /* MurmurHash3_x64_128, seed 0, as other implementations print it. */
    static const struct {
        const char *text;
        uint64_t value[2];
    } rows[] = {
        {"", {0, 0}},
        {"hello", {UINT64_C(0xcbd8a7b341bd9b02), UINT64_C(0x5b1e906a48ae1d19)}},
        {"The quick brown fox jumps over the lazy dog",
         {UINT64_C(0xe34bbc7bbc071b6c), UINT64_C(0x7a433ca9c49a9347)}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_hash hash;
        uint64_t value[2];
        mst_hash_init(&hash);
        mst_hash_add(&hash, rows[i].text, strlen(rows[i].text));
        mst_hash_value(&hash, value);
        assert_true(value[0] == rows[i].value[0] && value[1] == rows[i].value[1]);
    }
}

static void
the_hash_does_not_depend_on_how_the_bytes_come(void **state)
{
    (void)state;
    uint8_t bytes[100];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 37);
    }
    mst_hash whole;
    uint64_t expected[2];
    mst_hash_init(&whole);
    mst_hash_add(&whole, bytes, sizeof bytes);
    mst_hash_value(&whole, expected);
    for (size_t a = 0; a <= sizeof bytes; a++) {
        for (size_t b = a; b <= sizeof bytes; b++) {
            mst_hash hash;
            uint64_t value[2];
            mst_hash_init(&hash);
            mst_hash_add(&hash, bytes, a);
            mst_hash_value(&hash, value); /* asking in between changes nothing */
            mst_hash_add(&hash, bytes + a, b - a);
            mst_hash_add(&hash, bytes + b, sizeof bytes - b);
            mst_hash_value(&hash, value);
            assert_true(value[0] == expected[0] && value[1] == expected[1]);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_agrees_with_its_definition_up_to_the_limit),
        cmocka_unit_test(names_too_long_are_far_from_everything),
        cmocka_unit_test(the_nearest_name_is_the_first_of_the_nearest_within_the_limit),
        cmocka_unit_test(
            a_name_with_something_left_out_or_added_is_the_nearest_when_none_is_like_it),
        cmocka_unit_test(names_are_the_same_but_for_the_case_of_ascii_letters),
        cmocka_unit_test(every_character_is_valid_and_no_part_of_one),
        cmocka_unit_test(three_bytes_are_valid_just_when_characters_encode_to_them),
        cmocka_unit_test(the_first_bad_byte_is_named),
        cmocka_unit_test(places_count_lines_and_characters),
        cmocka_unit_test(the_hash_is_murmur3_as_published),
        cmocka_unit_test(the_hash_does_not_depend_on_how_the_bytes_come),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
