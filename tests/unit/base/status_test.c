/* SPDX-License-Identifier: Apache-2.0
 *
 * Statuses keep their numbers (E3), and an error is one sentence with its place (E2).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"

/* The numbers as they were given out. A row is added for a new status and never changed. */
static const struct {
    const char *name;
    int status, number, exit_code;
} pinned[] = {
    {"OK", MST_OK, 0, 0},
    {"NO_MEMORY", MST_NO_MEMORY, 1, 3},
    {"NOT_FOUND", MST_NOT_FOUND, 2, 2},
    {"IO", MST_IO, 3, 3},
    {"USAGE", MST_USAGE, 4, 2},
    {"INVALID", MST_INVALID, 5, 2},
    {"LIMIT", MST_LIMIT, 6, 2},
    {"PLAN_INVALID", MST_PLAN_INVALID, 7, 4},
    {"INTERRUPTED", MST_INTERRUPTED, 8, 5},
    {"LEFT_BEHIND", MST_LEFT_BEHIND, 9, 6},
    {"INFEASIBLE", MST_INFEASIBLE, 10, 6},
};

static void
every_status_keeps_its_number_name_and_exit_code(void **state)
{
    (void)state;
    size_t listed = 0;
#define COUNT_ONE(name, number, exit_code, http, text) listed++;
    MST_STATUS_MAP(COUNT_ONE)
#undef COUNT_ONE
    assert_int_equal(listed, sizeof pinned / sizeof pinned[0]);
    for (size_t i = 0; i < listed; i++) {
        mst_status status = (mst_status)pinned[i].number;
        assert_int_equal(pinned[i].status, pinned[i].number);
        assert_string_equal(mst_status_name(status), pinned[i].name);
        assert_int_equal(mst_status_exit_code(status), pinned[i].exit_code);
        assert_true(strlen(mst_status_text(status)) > 1);
    }
}

static void
a_number_that_is_no_status_has_a_name_too(void **state)
{
    (void)state;
    assert_string_equal(mst_status_name((mst_status)99), "UNKNOWN");
    assert_string_equal(mst_status_text((mst_status)99), "unknown status");
    assert_int_equal(mst_status_exit_code((mst_status)99), 3); /* never taken for success */
}

static void
a_failure_gives_the_status_back_and_says_where(void **state)
{
    (void)state;
    mst_error err;
    char line[2048];
    mst_place place = {.file = "post.yaml", .line = 12, .column = 9};
    assert_int_equal(mst_fail(&err, MST_INVALID, place, "count %d is below %s", -4, "0"),
                     MST_INVALID);
    assert_int_equal(err.status, MST_INVALID);
    assert_string_equal(mst_error_line(&err, line, sizeof line),
                        "post.yaml:12:9: count -4 is below 0");
    (void)mst_fail(&err, MST_NOT_FOUND, (mst_place){.file = "gone.yaml"}, "there is no such file");
    assert_string_equal(mst_error_line(&err, line, sizeof line),
                        "gone.yaml: there is no such file");
    (void)mst_fail(&err, MST_USAGE, mst_nowhere(), "what is --fast?");
    assert_string_equal(mst_error_line(&err, line, sizeof line), "what is --fast?");
}

static void
who_wants_no_words_gets_the_status_alone(void **state)
{
    (void)state;
    assert_int_equal(mst_fail(NULL, MST_LIMIT, mst_nowhere(), "%s", "unheard"), MST_LIMIT);
}

static void
an_error_line_never_passes_its_buffer(void **state)
{
    (void)state;
    mst_error err;
    (void)mst_fail(&err, MST_IO, (mst_place){.file = "a", .line = 1, .column = 2}, "0123456789");
    char small[8];
    memset(small, 'x', sizeof small);
    mst_error_line(&err, small, 6);
    assert_string_equal(small, "a:1:2");
    assert_int_equal(small[6], 'x');
}

/* Is the text whole UTF-8: every lead byte followed by as many bytes as it promises? */
static bool
is_whole(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at != 0) {
        size_t more = *at >= 0xF0 ? 3 : *at >= 0xE0 ? 2 : *at >= 0xC0 ? 1 : 0;
        if (more == 0 && *at >= 0x80) {
            return false;
        }
        for (at++; more > 0; more--, at++) {
            if ((*at & 0xC0u) != 0x80u) {
                return false;
            }
        }
    }
    return true;
}

static void
a_text_too_long_is_cut_between_characters(void **state)
{
    (void)state;
    static const struct {
        const char *why, *character;
    } rows[] = {
        {"one byte", "a"},
        {"two bytes", "\xC3\xA9"},
        {"three bytes", "\xD9\x83"
                        "\xE2\x82\xAC"},
        {"four bytes", "\xF0\x9F\x9A\x81"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t shift = 0; shift < 8; shift++) {
            char text[3 * MST_ERROR_TEXT_BYTES] = {0};
            memset(text, '.', shift);
            size_t bytes = strlen(rows[i].character);
            for (size_t at = shift; at < MST_ERROR_TEXT_BYTES + 16; at += bytes) {
                memcpy(text + at, rows[i].character, bytes);
            }
            mst_error err;
            (void)mst_fail(&err, MST_INVALID, (mst_place){.file = text, .line = 1}, "%s", text);
            size_t kept = strlen(err.text);
            if (!is_whole(err.text) || !is_whole(err.file) || kept >= MST_ERROR_TEXT_BYTES ||
                kept < MST_ERROR_TEXT_BYTES - 4 || memcmp(err.text, text, kept) != 0) {
                fail_msg("characters of %s, shifted by %zu: %zu bytes are kept", rows[i].why, shift,
                         kept);
            }
        }
    }
}

static void
a_text_that_just_fits_is_not_cut(void **state)
{
    (void)state;
    char text[MST_ERROR_TEXT_BYTES] = {0};
    memset(text, 'a', sizeof text - 3);
    memcpy(text + sizeof text - 3, "\xC3\xA9", 2);
    mst_error err;
    (void)mst_fail(&err, MST_INVALID, mst_nowhere(), "%s", text);
    assert_string_equal(err.text, text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_keeps_its_number_name_and_exit_code),
        cmocka_unit_test(a_number_that_is_no_status_has_a_name_too),
        cmocka_unit_test(a_failure_gives_the_status_back_and_says_where),
        cmocka_unit_test(who_wants_no_words_gets_the_status_alone),
        cmocka_unit_test(an_error_line_never_passes_its_buffer),
        cmocka_unit_test(a_text_too_long_is_cut_between_characters),
        cmocka_unit_test(a_text_that_just_fits_is_not_cut),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
