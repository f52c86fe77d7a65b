/* SPDX-License-Identifier: Apache-2.0
 *
 * Arenas (M1, M2) and heap blocks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"

enum { LIMIT_BYTES = 1 << 20 };

static bool
is_zeroed(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void
what_is_taken_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    unsigned char *blocks[64];
    for (size_t i = 0; i < 64; i++) {
        size_t bytes = 1 + 37 * i;
        blocks[i] = mst_arena_take(&arena, bytes, 1);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        assert_true(is_zeroed(blocks[i], bytes));
        memset(blocks[i], (int)i + 1, bytes);
    }
    for (size_t i = 0; i < 64; i++) {
        for (size_t k = 0; k < 1 + 37 * i; k++) {
            assert_int_equal(blocks[i][k], i + 1); /* no block was written through another */
        }
    }
    mst_arena_release(&arena);
}

static void
a_released_arena_gives_zeroed_memory_again(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    for (int round = 0; round < 3; round++) {
        unsigned char *block = MST_TAKE(&arena, unsigned char, 1000);
        assert_non_null(block);
        assert_true(is_zeroed(block, 1000));
        memset(block, 0xFF, 1000);
        mst_arena_release(&arena);
        assert_int_equal(arena.taken_bytes, 0);
    }
    mst_arena_release(&arena); /* releasing an empty arena is harmless */
}

static void
nothing_is_a_place_of_its_own(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    void *a = mst_arena_take(&arena, 0, 8);
    void *b = mst_arena_take(&arena, 0, 8);
    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_not_equal(a, b);
    mst_arena_release(&arena);
}

static void
the_limit_refuses_and_leaves_the_rest_usable(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    assert_null(mst_arena_take(&arena, LIMIT_BYTES + 1, 1));
    assert_int_equal(arena.taken_bytes, 0);
    assert_non_null(mst_arena_take(&arena, LIMIT_BYTES / 2, 1));
    assert_null(mst_arena_take(&arena, LIMIT_BYTES / 2 + 1, 1));
    assert_non_null(mst_arena_take(&arena, LIMIT_BYTES / 2, 1)); /* exactly full */
    assert_null(mst_arena_take(&arena, 1, 1));
    mst_arena_release(&arena);
    /* The limit is of what is held at once. */
    assert_non_null(mst_arena_take(&arena, LIMIT_BYTES, 1));
    mst_arena_release(&arena);
}

static void
a_product_that_overflows_is_refused(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 0); /* the default limit */
    assert_null(mst_arena_take(&arena, SIZE_MAX / 2 + 1, 2));
    assert_null(mst_arena_take(&arena, SIZE_MAX, 1));
    assert_null(mst_arena_take(&arena, (size_t)5 << 30, 1));
    assert_null(mst_heap_resize(NULL, SIZE_MAX / 2 + 1, 2));
    assert_null(mst_heap_take(SIZE_MAX / 2 + 1, 2));
    mst_arena_release(&arena);
}

static void
texts_are_copied_to_the_last_byte(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    char text[] = "hkia";
    char *copy = mst_arena_text(&arena, text);
    assert_non_null(copy);
    text[0] = 'x';
    assert_string_equal(copy, "hkia");
    char *part = mst_arena_text_bytes(&arena, "bagram", 3);
    assert_non_null(part);
    assert_string_equal(part, "bag");
    char *empty = mst_arena_text(&arena, "");
    assert_non_null(empty);
    assert_string_equal(empty, "");
    mst_arena_release(&arena);
}

static void
formatted_text_is_never_cut(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    char *text = mst_arena_format(&arena, "%s-%d %0*d", "c17", 12, 5000, 7);
    assert_non_null(text);
    assert_int_equal(strlen(text), strlen("c17-12 ") + 5000);
    assert_memory_equal(text, "c17-12 000", 10);
    assert_int_equal(text[strlen(text) - 1], '7');
    mst_arena_release(&arena);
    mst_arena small;
    mst_arena_init(&small, 64);
    assert_null(mst_arena_format(&small, "%0*d", 100, 1));
    assert_null(mst_arena_text(&small, "a text longer than the sixty-four bytes of this arena, "
                                       "which does not take it in part"));
    mst_arena_release(&small);
}

static void
a_growing_array_keeps_its_items_up_to_its_maximum(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    uint64_t *items = NULL;
    uint32_t room = 0;
    uint32_t count = 0;
    for (; count < 1000; count++) {
        void *grown = items;
        assert_true(mst_arena_grow(&arena, &grown, count, &room, sizeof *items, 1000));
        items = grown;
        assert_true(room > count && room <= 1000);
        items[count] = UINT64_C(0x100000000) * count + 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        assert_true(items[i] == UINT64_C(0x100000000) * i + 1);
    }
    void *same = items;
    assert_false(mst_arena_grow(&arena, &same, count, &room, sizeof *items, 1000));
    assert_ptr_equal(same, items); /* on failure the arguments are as they were */
    assert_int_equal(room, 1000);
    mst_arena_release(&arena);
}

static void
a_growing_array_stops_at_a_maximum_below_its_first_step(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, LIMIT_BYTES);
    void *items = NULL;
    uint32_t room = 0;
    uint32_t count = 0;
    while (count < 100 && mst_arena_grow(&arena, &items, count, &room, 4, 3)) {
        count++;
    }
    assert_int_equal(count, 3);
    mst_arena_release(&arena);
}

static void
a_growing_array_fails_whole_when_the_arena_is_full(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 1024);
    void *items = NULL;
    uint32_t room = 0;
    assert_true(mst_arena_grow(&arena, &items, 0, &room, 64, 100));
    void *before = items;
    uint32_t room_before = room;
    assert_false(mst_arena_grow(&arena, &items, room, &room, 64, 100));
    assert_ptr_equal(items, before);
    assert_int_equal(room, room_before);
    mst_arena_release(&arena);
}

static void
heap_blocks_are_zeroed_and_keep_their_bytes_when_resized(void **state)
{
    (void)state;
    unsigned char *block = mst_heap_take(100, 3);
    assert_non_null(block);
    assert_true(is_zeroed(block, 300));
    memset(block, 7, 300);
    unsigned char *larger = mst_heap_resize(block, 1000, 3);
    assert_non_null(larger);
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(larger[i], 7);
    }
    mst_heap_free(larger);
    void *nothing = mst_heap_take(0, 8);
    assert_non_null(nothing);
    mst_heap_free(nothing);
    mst_heap_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_zeroed_aligned_and_apart),
        cmocka_unit_test(a_released_arena_gives_zeroed_memory_again),
        cmocka_unit_test(nothing_is_a_place_of_its_own),
        cmocka_unit_test(the_limit_refuses_and_leaves_the_rest_usable),
        cmocka_unit_test(a_product_that_overflows_is_refused),
        cmocka_unit_test(texts_are_copied_to_the_last_byte),
        cmocka_unit_test(formatted_text_is_never_cut),
        cmocka_unit_test(a_growing_array_keeps_its_items_up_to_its_maximum),
        cmocka_unit_test(a_growing_array_stops_at_a_maximum_below_its_first_step),
        cmocka_unit_test(a_growing_array_fails_whole_when_the_arena_is_full),
        cmocka_unit_test(heap_blocks_are_zeroed_and_keep_their_bytes_when_resized),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
