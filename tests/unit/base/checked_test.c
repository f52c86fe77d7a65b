/* SPDX-License-Identifier: Apache-2.0 */
#include "base/checked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
sums_and_products_at_the_edge_are_exact_and_past_it_are_refused(void **state)
{
    (void)state;
    int64_t i64 = 7;
    assert_true(mst_add_i64(INT64_MAX - 1, 1, &i64) && i64 == INT64_MAX);
    i64 = 7;
    assert_false(mst_add_i64(INT64_MAX, 1, &i64));
    assert_false(mst_subtract_i64(INT64_MIN, 1, &i64));
    assert_false(mst_multiply_i64(INT64_MIN, -1, &i64));
    assert_true(i64 == 7); /* untouched by a refusal */
    assert_true(mst_subtract_i64(-1, INT64_MAX, &i64) && i64 == INT64_MIN);
    assert_true(mst_multiply_i64(INT64_C(1) << 31, INT64_C(1) << 31, &i64) && i64 == INT64_C(1)
                                                                                         << 62);
    uint64_t u64 = 7;
    assert_false(mst_add_u64(UINT64_MAX, 1, &u64));
    assert_false(mst_multiply_u64(UINT64_C(1) << 32, UINT64_C(1) << 32, &u64));
    assert_true(u64 == 7);
    uint32_t u32 = 7;
    assert_false(mst_add_u32(UINT32_MAX, 1, &u32));
    assert_false(mst_multiply_u32(UINT32_C(1) << 16, UINT32_C(1) << 16, &u32));
    assert_true(u32 == 7);
    size_t size = 7;
    assert_false(mst_add_size(SIZE_MAX, 1, &size));
    assert_false(mst_multiply_size(SIZE_MAX / 2 + 1, 2, &size));
    assert_true(size == 7);
}

static void
narrowing_keeps_what_fits_and_refuses_the_rest(void **state)
{
    (void)state;
    int64_t i64 = 7;
    assert_true(mst_narrow_i64((mst_wide)INT64_MIN, &i64) && i64 == INT64_MIN);
    assert_false(mst_narrow_i64((mst_wide)INT64_MAX + 1, &i64));
    assert_false(mst_narrow_i64((mst_wide)INT64_MIN - 1, &i64));
    uint32_t u32 = 7;
    assert_false(mst_narrow_u32(-1, &u32));
    assert_false(mst_narrow_u32(INT64_C(1) << 32, &u32));
    assert_int_equal(u32, 7);
    assert_true(mst_narrow_u32(UINT32_MAX, &u32) && u32 == UINT32_MAX);
}

static const struct {
    const char *why;
    int64_t value, numerator, denominator;
    bool fits;
    int64_t result;
} scales[] = {
    {"half rounds away from zero", 1, 1, 2, true, 1},
    {"half of a negative too", -1, 1, 2, true, -1},
    {"below half rounds down", 14, 1, 10, true, 1},
    {"a negative denominator", 15, 1, -10, true, -2},
    {"the product passes 64 bits, the result does not", INT64_MAX, 1000000, 1000000, true,
     INT64_MAX},
    {"the result passes 64 bits", INT64_MAX, 3, 2, false, 0},
    {"division by zero", 1, 1, 0, false, 0},
};

static void
scaling_rounds_to_the_nearest(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        int64_t result = 77;
        bool fits =
            mst_scale_i64(scales[i].value, scales[i].numerator, scales[i].denominator, &result);
        if (fits != scales[i].fits || result != (fits ? scales[i].result : 77)) {
            fail_msg("%s: %lld", scales[i].why, (long long)result);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_products_at_the_edge_are_exact_and_past_it_are_refused),
        cmocka_unit_test(narrowing_keeps_what_fits_and_refuses_the_rest),
        cmocka_unit_test(scaling_rounds_to_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
