/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept: numbers as bytes and back, a map against a plain list, its file whole and damaged,
 * and how long an entry that nobody uses stays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/kept.h"
#include "base/pool.h"
#include "base/random.h"
#include "support/scale.h"

static void
numbers_come_back_whatever_their_size(void **state)
{
    (void)state;
    static const int64_t ends[] = {0, 1, -1, 63, 64, -64, -65, INT64_MAX, INT64_MIN};
    enum { ENDS = sizeof ends / sizeof ends[0], DRAWN = 200 };
    int64_t numbers[ENDS + DRAWN];
    mst_random random;
    mst_random_init(&random, 5, 0);
    memcpy(numbers, ends, sizeof ends);
    for (int i = 0; i < DRAWN; i++) {
        numbers[ENDS + i] = (int64_t)(mst_random_next(&random) >> mst_random_below(&random, 64));
        numbers[ENDS + i] *= mst_random_below(&random, 2) == 0 ? 1 : -1;
    }
    mst_bytes out = {0};
    for (int i = 0; i < ENDS + DRAWN; i++) {
        mst_bytes_put(&out, numbers[i]);
        mst_bytes_put_wide(&out, (mst_wide)numbers[i] * numbers[(i + 1) % (ENDS + DRAWN)]);
    }
    mst_bytes_reader in = {.at = out.bytes, .left = out.count};
    for (int i = 0; i < ENDS + DRAWN; i++) {
        assert_int_equal(mst_bytes_get(&in), numbers[i]);
        assert_true(mst_bytes_get_wide(&in) ==
                    (mst_wide)numbers[i] * numbers[(i + 1) % (ENDS + DRAWN)]);
    }
    assert_false(in.is_bad);
    assert_int_equal(in.left, 0);
    mst_heap_free(out.bytes);
}

static void
small_numbers_take_one_byte(void **state)
{
    (void)state;
    for (int64_t n = -64; n < 64; n++) {
        mst_bytes out = {0};
        mst_bytes_put(&out, n);
        assert_int_equal(out.count, 1);
        mst_heap_free(out.bytes);
    }
}

static void
texts_come_back_and_none_is_told_from_an_empty_one(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_bytes out = {0};
    mst_bytes_put_text(&out, "desks at ecc");
    mst_bytes_put_text(&out, NULL);
    mst_bytes_put_text(&out, "");
    mst_bytes_reader in = {.at = out.bytes, .left = out.count};
    assert_string_equal(mst_bytes_get_text(&in, &arena), "desks at ecc");
    assert_null(mst_bytes_get_text(&in, &arena));
    assert_string_equal(mst_bytes_get_text(&in, &arena), "");
    assert_false(in.is_bad);
    mst_heap_free(out.bytes);
    mst_arena_release(&arena);
}

static void
reading_ends_at_the_end(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    uint8_t long_number[] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01};
    mst_bytes_reader in = {.at = long_number, .left = sizeof long_number};
    assert_int_equal(mst_bytes_get(&in), 0);
    assert_true(in.is_bad);
    uint8_t many[] = {0x08, 0x01}; /* four, of which one is there */
    in = (mst_bytes_reader){.at = many, .left = sizeof many};
    assert_int_equal(mst_bytes_get_count(&in), 0);
    assert_true(in.is_bad);
    in = (mst_bytes_reader){.at = many, .left = sizeof many};
    assert_null(mst_bytes_get_text(&in, &arena));
    assert_true(in.is_bad);
    uint64_t block;
    in = (mst_bytes_reader){.at = many, .left = sizeof many};
    mst_bytes_get_block(&in, &block, sizeof block);
    assert_true(in.is_bad && block == 0);
    mst_arena_release(&arena);
}

/* ---- the map ---- */

enum { KEYS = 3000 };

static void
key_of(uint64_t key[2], uint64_t number)
{
    key[0] = number % 7 << 32; /* many begin in the same place of the table */
    key[1] = number;
}

static void
add(mst_kept *kept, uint64_t number, int64_t value)
{
    uint64_t key[2];
    mst_bytes bytes = {0};
    key_of(key, number);
    mst_bytes_put(&bytes, value);
    mst_kept_add(kept, key, &bytes);
    mst_heap_free(bytes.bytes);
}

/* The value, or -1 where there is none. */
static int64_t
look(mst_kept *kept, uint64_t number)
{
    uint64_t key[2];
    mst_bytes_reader in;
    key_of(key, number);
    return mst_kept_find(kept, key, &in) ? mst_bytes_get(&in) : -1;
}

static void
what_is_added_is_found_and_nothing_else(void **state)
{
    (void)state;
    mst_kept *kept = mst_kept_open(NULL, 0);
    assert_non_null(kept);
    assert_false(mst_kept_has_news(kept));
    for (uint64_t n = 0; n < KEYS; n += 3) {
        add(kept, n, (int64_t)(n * n));
        add(kept, n, 5); /* the first stays */
    }
    assert_true(mst_kept_has_news(kept));
    for (uint64_t n = 0; n < KEYS; n++) {
        assert_int_equal(look(kept, n), n % 3 == 0 ? (int64_t)(n * n) : -1);
    }
    uint32_t found, missed;
    mst_kept_count(kept, &found, &missed);
    assert_int_equal(found, KEYS / 3);
    assert_int_equal(missed, KEYS - KEYS / 3);
    mst_kept_close(kept);
}

static void
without_a_map_nothing_is_found_or_added(void **state)
{
    (void)state;
    add(NULL, 1, 1);
    assert_int_equal(look(NULL, 1), -1);
    assert_false(mst_kept_has_news(NULL));
    mst_kept_close(NULL);
}

static mst_bytes
write_out(const mst_kept *kept)
{
    mst_bytes file = {0};
    mst_error err;
    assert_int_equal(mst_kept_write(kept, &file, &err), MST_OK);
    return file;
}

static void
a_file_holds_what_the_map_did(void **state)
{
    (void)state;
    mst_kept *kept = mst_kept_open(NULL, 0);
    for (uint64_t n = 0; n < KEYS; n += 3) {
        add(kept, n, (int64_t)n << 20);
    }
    mst_bytes file = write_out(kept);
    mst_kept_close(kept);
    kept = mst_kept_open(file.bytes, file.count);
    assert_false(mst_kept_has_news(kept));
    for (uint64_t n = 0; n < KEYS; n++) {
        assert_int_equal(look(kept, n), n % 3 == 0 ? (int64_t)n << 20 : -1);
    }
    mst_kept_close(kept);
    mst_heap_free(file.bytes);
}

static void
a_damaged_file_is_empty(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 6, 0);
    mst_kept *kept = mst_kept_open(NULL, 0);
    for (uint64_t n = 0; n < 40; n++) {
        add(kept, n, 3);
    }
    mst_bytes file = write_out(kept);
    mst_kept_close(kept);
    for (uint32_t i = 0; i < test_scale(400); i++) {
        size_t at = mst_random_below(&random, (uint32_t)file.count);
        uint8_t bit = (uint8_t)(1u << mst_random_below(&random, 8));
        bool cut = mst_random_below(&random, 4) == 0;
        file.bytes[at] ^= cut ? 0 : bit;
        kept = mst_kept_open(file.bytes, cut ? at : file.count);
        assert_non_null(kept);
        for (uint64_t n = 0; n < 40; n++) {
            assert_int_equal(look(kept, n), -1);
        }
        mst_kept_close(kept);
        file.bytes[at] ^= cut ? 0 : bit;
    }
    mst_heap_free(file.bytes);
}

static void
what_is_not_used_is_left_out_after_some_writes(void **state)
{
    (void)state;
    mst_bytes file = {0};
    for (uint64_t n = 0; n < MST_KEPT_WRITES + 3; n++) {
        mst_kept *kept = mst_kept_open(file.bytes, file.count);
        int64_t wanted = n == 0 ? -1 : 11; /* number 1 is asked for each time, 0 never again */
        assert_int_equal(look(kept, 1), wanted);
        if (n == 0) {
            add(kept, 0, 10);
            add(kept, 1, 11);
        }
        add(kept, 100 + n, 1);
        mst_bytes next = write_out(kept);
        mst_kept_close(kept);
        mst_heap_free(file.bytes);
        file = next;
        kept = mst_kept_open(file.bytes, file.count);
        assert_int_equal(look(kept, 0), n <= MST_KEPT_WRITES ? 10 : -1);
        mst_kept_close(kept);
    }
    mst_heap_free(file.bytes);
}

static void
add_and_look(void *context, uint32_t piece, uint32_t worker)
{
    mst_kept *kept = context;
    (void)worker;
    add(kept, piece % 500, piece % 500);
    if (look(kept, piece % 500) != piece % 500) {
        add(kept, 999999, 1); /* seen by the test */
    }
}

static void
threads_may_add_and_look_at_a_time(void **state)
{
    (void)state;
    mst_kept *kept = mst_kept_open(NULL, 0);
    mst_pool_run(8, 5000, add_and_look, kept);
    assert_int_equal(look(kept, 999999), -1);
    for (uint64_t n = 0; n < 500; n++) {
        assert_int_equal(look(kept, n), (int64_t)n);
    }
    mst_kept_close(kept);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back_whatever_their_size),
        cmocka_unit_test(small_numbers_take_one_byte),
        cmocka_unit_test(texts_come_back_and_none_is_told_from_an_empty_one),
        cmocka_unit_test(reading_ends_at_the_end),
        cmocka_unit_test(what_is_added_is_found_and_nothing_else),
        cmocka_unit_test(without_a_map_nothing_is_found_or_added),
        cmocka_unit_test(a_file_holds_what_the_map_did),
        cmocka_unit_test(a_damaged_file_is_empty),
        cmocka_unit_test(what_is_not_used_is_left_out_after_some_writes),
        cmocka_unit_test(threads_may_add_and_look_at_a_time),
    };
    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
