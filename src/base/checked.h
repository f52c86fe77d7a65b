/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic that refuses instead of wrapping. Every function is true and writes `result` when
 * the exact value fits, and is false with `result` untouched when it does not.
 */
#ifndef MUSTER_BASE_CHECKED_H
#define MUSTER_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/wide.h"

#define MST_CHECKED_TWO(name, type, builtin)                                                       \
    MST_NODISCARD static inline bool name(type a, type b, type *result)                            \
    {                                                                                              \
        type exact;                                                                                \
        if (builtin(a, b, &exact)) {                                                               \
            return false;                                                                          \
        }                                                                                          \
        *result = exact;                                                                           \
        return true;                                                                               \
    }

MST_CHECKED_TWO(mst_add_i64, int64_t, __builtin_add_overflow)
MST_CHECKED_TWO(mst_subtract_i64, int64_t, __builtin_sub_overflow)
MST_CHECKED_TWO(mst_multiply_i64, int64_t, __builtin_mul_overflow)
MST_CHECKED_TWO(mst_add_u64, uint64_t, __builtin_add_overflow)
MST_CHECKED_TWO(mst_multiply_u64, uint64_t, __builtin_mul_overflow)
MST_CHECKED_TWO(mst_add_u32, uint32_t, __builtin_add_overflow)
MST_CHECKED_TWO(mst_multiply_u32, uint32_t, __builtin_mul_overflow)
MST_CHECKED_TWO(mst_add_size, size_t, __builtin_add_overflow)
MST_CHECKED_TWO(mst_multiply_size, size_t, __builtin_mul_overflow)

#undef MST_CHECKED_TWO

/* A wide value back to 64 bits. */
MST_NODISCARD static inline bool
mst_narrow_i64(mst_wide value, int64_t *result)
{
    if (value < INT64_MIN || value > INT64_MAX) {
        return false;
    }
    *result = (int64_t)value;
    return true;
}

/* A 64-bit value back to an index or a count of 32 bits. */
MST_NODISCARD static inline bool
mst_narrow_u32(int64_t value, uint32_t *result)
{
    if (value < 0 || value > UINT32_MAX) {
        return false;
    }
    *result = (uint32_t)value;
    return true;
}

/* value x numerator / denominator in 128 bits, rounded to the nearest, halves away from zero;
 * false also when `denominator` is 0. For units and for ratios in millionths. */
MST_NODISCARD static inline bool
mst_scale_i64(int64_t value, int64_t numerator, int64_t denominator, int64_t *result)
{
    if (denominator == 0) {
        return false;
    }
    mst_wide product = (mst_wide)value * numerator;
    mst_wide divisor = denominator;
    if (divisor < 0) {
        product = -product;
        divisor = -divisor;
    }
    mst_wide half = divisor / 2;
    mst_wide rounded = product >= 0 ? (product + half) / divisor : -((-product + half) / divisor);
    return mst_narrow_i64(rounded, result);
}

#endif
