/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands by the log (H1, H2): adopted, replaced, withdrawn, and what is no entry.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/standing.h"

static char path[] = "muster-standing-XXXXXX";

static int
begin(void **state)
{
    (void)state;
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    int file = mkstemp(path);
    return file < 0 || close(file) != 0 || unlink(path) != 0;
}

static int
end(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

/* The SHA-256 of "abc" is in FIPS 180-2, B.1. */
static void
a_digest_is_sha_256(void **state)
{
    (void)state;
    char text[MST_STANDING_DIGEST_TEXT];
    mst_standing_digest("abc", 3, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static mst_standing
plan_of(const char *text, const char *scenario, const char *option, char *digest)
{
    mst_standing_digest(text, strlen(text), digest);
    return (mst_standing){.digest = digest,
                          .scenario = scenario,
                          .option = option,
                          .by = "chief of mission",
                          .at = 1625284800000,
                          .form = "json",
                          .left = 7,
                          .completion = 379800000,
                          .exposure = (mst_wide)4691909588400 * 1000000000};
}

static void
adopt(const char *text, const char *scenario, const char *option)
{
    char digest[MST_STANDING_DIGEST_TEXT];
    mst_error err = {0};
    mst_standing plan = plan_of(text, scenario, option, digest);
    if (mst_standing_adopt(path, &plan, &err) != MST_OK) {
        fail_msg("%s", err.text);
    }
}

static mst_standing_list
read_list(mst_arena *arena)
{
    mst_standing_list list;
    mst_error err = {0};
    mst_arena_init(arena, 0);
    if (mst_standing_read(path, arena, &list, &err) != MST_OK) {
        fail_msg("%s:%u: %s", err.file, err.line, err.text);
    }
    return list;
}

static void
what_is_adopted_stands_as_it_was_written(void **state)
{
    (void)state;
    mst_arena arena;
    char digest[MST_STANDING_DIGEST_TEXT];
    assert_int_equal(read_list(&arena).count, 0); /* no log is none */
    mst_arena_release(&arena);
    adopt("one", "as-today", "go");
    mst_standing_list list = read_list(&arena);
    mst_standing was = plan_of("one", "as-today", "go", digest);
    assert_int_equal(list.count, 1);
    const mst_standing *plan = &list.plans[0];
    assert_string_equal(plan->digest, was.digest);
    assert_string_equal(plan->scenario, was.scenario);
    assert_string_equal(plan->option, was.option);
    assert_string_equal(plan->by, was.by);
    assert_string_equal(plan->form, was.form);
    assert_int_equal(plan->at, was.at);
    assert_int_equal(plan->left, was.left);
    assert_int_equal(plan->completion, was.completion);
    assert_true(plan->exposure == was.exposure); /* more than 64 bits hold */
    assert_int_equal(plan->replaced, UINT32_MAX);
    mst_arena_release(&arena);
}

static void
one_plan_stands_for_an_option_under_a_scenario(void **state)
{
    (void)state;
    mst_arena arena;
    char digest[MST_STANDING_DIGEST_TEXT];
    mst_error err = {0};
    adopt("one", "as-today", "go");
    adopt("two", "as-today", "stay");
    adopt("three", "as-today", "go");
    mst_standing_list list = read_list(&arena);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.adopted, 3);
    mst_standing_digest("three", 5, digest);
    assert_string_equal(list.plans[0].option, "stay");
    assert_string_equal(list.plans[1].digest, digest);
    assert_int_equal(list.plans[1].replaced, 0);
    mst_arena_release(&arena);
    assert_int_equal(mst_standing_withdraw(path, digest, "chief of mission", 0, &err), MST_OK);
    list = read_list(&arena);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.plans[0].option, "stay");
    mst_arena_release(&arena);
}

static void
what_is_no_entry_is_refused_with_its_line(void **state)
{
    (void)state;
    static const char *const entries[] = {
        "{\"what\":\"adopt\"}",
        "{\"what\":\"forget\"}",
        "[]",
        "not JSON",
        "{\"what\":\"withdraw\",\"plan\":\"00\",\"by\":\"x\",\"at\":0}",
    };
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        mst_arena arena;
        mst_standing_list list;
        mst_error err = {0};
        unlink(path);
        adopt("one", "as-today", "go");
        assert_int_equal(mst_log_append(path, entries[i], &err), MST_OK);
        mst_arena_init(&arena, 0);
        assert_int_equal(mst_standing_read(path, &arena, &list, &err), MST_INVALID);
        assert_int_equal(err.line, 2);
        mst_arena_release(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digest_is_sha_256),
        cmocka_unit_test_setup_teardown(what_is_adopted_stands_as_it_was_written, begin, end),
        cmocka_unit_test_setup_teardown(one_plan_stands_for_an_option_under_a_scenario, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_entry_is_refused_with_its_line, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
