/* SPDX-License-Identifier: Apache-2.0
 *
 * Time: whole milliseconds in 64 bits.
 *
 * An mst_time in a plan or a problem counts from the order (t = 0). An mst_instant counts from
 * 1970-01-01T00:00:00Z (leap seconds ignored, as POSIX does). The two never mix without an explicit
 * addition of the order's instant.
 */
#ifndef MUSTER_BASE_TIME_H
#define MUSTER_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t mst_time;    /* ms after the order */
typedef int64_t mst_instant; /* ms since 1970-01-01T00:00:00Z */

#define MST_MS_PER_SECOND INT64_C(1000)
#define MST_MS_PER_MINUTE INT64_C(60000)
#define MST_MS_PER_HOUR INT64_C(3600000)
#define MST_MS_PER_DAY INT64_C(86400000)

/* Sentinels, far from overflow: any sum of a handful of them still fits. */
#define MST_TIME_MIN (-(INT64_C(1) << 60))
#define MST_NEVER (INT64_C(1) << 60)

/* Half-open: begin <= t < end. */
typedef struct mst_span {
    mst_time begin;
    mst_time end;
} mst_span;

/* ceil(a / b) for a >= 0, b > 0. */
static inline int64_t
mst_ceil_divide(int64_t a, int64_t b)
{
    return a / b + (a % b != 0);
}

#endif
