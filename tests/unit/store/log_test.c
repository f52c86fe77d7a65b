/* SPDX-License-Identifier: Apache-2.0
 *
 * The log of store/log.h (S1 to S4): its hashes as worked out elsewhere, what becomes of it when
 * somebody meddles, when the disk is full, and when two programs write at once.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/log.h"

static const char *const payloads[] = {
    "{\"t\":\"sitrep\",\"id\":1}",
    "{\"t\":\"base_closed\",\"id\":\"A2\"}",
    "{\"t\":\"troops_authorised\",\"n\":3000}",
};
static const char *const hashes[] = {
    "ac926c9683e85c45385d8d87fda27437063c69c240570887a5bf927405c7a607",
    "934e928b9d1e44a854ffdcb7622d3d8091df200519fb08c1ae2e8737c57e15fb",
    "e3b8e764beea52b9f621728762420d7d3d18e87f25f88106789259165ee3fdd4",
};
static char path[] = "muster-log-XXXXXX";

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

static void
append(const char *payload)
{
    mst_error err;
    assert_int_equal(mst_log_append(path, payload, &err), MST_OK);
}

static size_t
slurp(char *text, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t bytes = fread(text, 1, room - 1, file);
    fclose(file);
    text[bytes] = '\0';
    return bytes;
}

static void
spill(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) < 0, 0);
    fclose(file);
}

/* The status of reading, with the line of the fault; *count is how many entries there are. */
static mst_status
read_back(uint32_t *count, mst_error *err)
{
    mst_arena arena;
    mst_log log = {0};
    mst_arena_init(&arena, 0);
    mst_status status = mst_log_read(path, &arena, &log, err);
    *count = log.count;
    mst_arena_release(&arena);
    return status;
}

static void
the_chain_has_the_hashes_of_the_methods(void **state)
{
    (void)state;
    char text[1024], wanted[1024] = "";
    for (size_t i = 0; i < 3; i++) {
        append(payloads[i]);
        snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "%s %s\n", hashes[i],
                 payloads[i]);
    }
    slurp(text, sizeof text);
    assert_string_equal(text, wanted); /* T7.2 */
    mst_arena arena;
    mst_log log;
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_log_read(path, &arena, &log, NULL), MST_OK);
    assert_int_equal(log.count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_string_equal(log.entries[i].payload, payloads[i]);
        assert_int_equal(log.entries[i].bytes, strlen(payloads[i]));
    }
    mst_arena_release(&arena);
}

static void
no_file_is_an_empty_log(void **state)
{
    (void)state;
    uint32_t count = 7;
    assert_int_equal(read_back(&count, NULL), MST_OK);
    assert_int_equal(count, 0);
}

static void
meddling_is_told_with_its_line(void **state)
{
    (void)state;
    char text[1024], other[2048];
    mst_error err;
    uint32_t count;
    for (size_t i = 0; i < 3; i++) {
        append(payloads[i]);
    }
    size_t bytes = slurp(text, sizeof text);
    size_t line = (size_t)(strchr(text, '\n') - text) + 1;
    /* Any byte but the line ends: the chain breaks in its own line. */
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '\n') {
            continue;
        }
        memcpy(other, text, bytes + 1);
        other[i] = other[i] == 'x' ? 'y' : 'x';
        spill(other);
        uint32_t at = 1;
        for (size_t k = 0; k < i; k++) {
            at += text[k] == '\n';
        }
        assert_int_equal(read_back(&count, &err), MST_INVALID);
        assert_int_equal(err.line, at);
    }
    spill(text + line); /* the first entry removed */
    assert_int_equal(read_back(&count, &err), MST_INVALID);
    assert_int_equal(err.line, 1);
    snprintf(other, sizeof other, "%.*s%s", (int)line, text, text); /* put in twice */
    spill(other);
    assert_int_equal(mst_log_append(path, "{}", &err), MST_INVALID);
    assert_int_equal(err.line, 2);
    assert_string_equal(err.text,
                        "the chain of the log is broken here: this entry or one before it was "
                        "changed, removed, moved or put in");
    spill("hello\n");
    assert_int_equal(read_back(&count, &err), MST_INVALID);
    assert_string_equal(err.text,
                        "this line is no entry of the log, which is a hash and what was reported; "
                        "the log has been changed");
}

static void
what_was_never_confirmed_is_cut_off(void **state)
{
    (void)state;
    char text[1024];
    uint32_t count;
    append(payloads[0]);
    append(payloads[1]);
    size_t bytes = slurp(text, sizeof text);
    size_t line = (size_t)(strchr(text, '\n') - text) + 1;
    for (size_t i = line; i < bytes; i++) { /* the power goes while the second is written */
        char kept = text[i];
        text[i] = '\0';
        spill(text);
        text[i] = kept;
        assert_int_equal(read_back(&count, NULL), MST_OK);
        assert_int_equal(count, 1);
        append(payloads[1]);
        char again[1024];
        slurp(again, sizeof again);
        assert_string_equal(again, text);
    }
}

static void
a_full_disk_leaves_the_log_as_it_was(void **state)
{
    (void)state;
    char before[1024], after[1024];
    mst_error err;
    append(payloads[0]);
    size_t bytes = slurp(before, sizeof before);
    struct rlimit old, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_IGN);
    small = old;
    small.rlim_cur = bytes + 10; /* ten bytes of the next line fit */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    mst_status status = mst_log_append(path, payloads[1], &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, MST_IO);
    assert_non_null(strstr(err.text, "the log cannot be written, and is as it was: "));
    slurp(after, sizeof after);
    assert_string_equal(after, before);
    append(payloads[1]);
}

static void
two_programs_lose_nothing(void **state)
{
    (void)state;
    enum { EACH = 40, PROGRAMS = 3 };
    for (int k = 0; k < PROGRAMS; k++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            int failed = 0;
            for (int i = 0; i < EACH; i++) {
                char payload[32];
                snprintf(payload, sizeof payload, "{\"of\":%d,\"n\":%d}", k, i);
                failed |= mst_log_append(path, payload, NULL) != MST_OK;
            }
            _exit(failed);
        }
    }
    for (int k = 0; k < PROGRAMS; k++) {
        int how;
        assert_true(wait(&how) > 0);
        assert_int_equal(how, 0);
    }
    uint32_t count;
    assert_int_equal(read_back(&count, NULL), MST_OK);
    assert_int_equal(count, EACH * PROGRAMS);
}

static void
an_entry_is_one_clean_line(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "a\nb", "tab\there", "\x7f", "\xff\xfe", "\xc2\x85"};
    mst_error err;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(mst_log_append(path, bad[i], &err), MST_INVALID);
        assert_string_equal(err.text,
                            "an entry of the log is one line of UTF-8 without control characters, "
                            "1 to 1048576 bytes");
    }
    append("{\"text\":\"Qala-e-Naw ist gefallen \xe2\x80\x93 best\xc3\xa4tigt\"}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_chain_has_the_hashes_of_the_methods, begin, end),
        cmocka_unit_test_setup_teardown(no_file_is_an_empty_log, begin, end),
        cmocka_unit_test_setup_teardown(meddling_is_told_with_its_line, begin, end),
        cmocka_unit_test_setup_teardown(what_was_never_confirmed_is_cut_off, begin, end),
        cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_log_as_it_was, begin, end),
        cmocka_unit_test_setup_teardown(two_programs_lose_nothing, begin, end),
        cmocka_unit_test_setup_teardown(an_entry_is_one_clean_line, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
