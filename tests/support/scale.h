/* SPDX-License-Identifier: Apache-2.0
 *
 * How many random cases a test tries: all of them, or fewer where each costs more (under
 * sanitizers), or more on a quiet night. MUSTER_TEST_SCALE is a percentage, 100 when not set.
 */
#ifndef MUSTER_TESTS_SUPPORT_SCALE_H
#define MUSTER_TESTS_SUPPORT_SCALE_H

#include <stdlib.h>

/* `cases` times the scale, rounded up: at least 1 for any positive number of cases. */
static inline unsigned
test_scale(unsigned cases)
{
    const char *text = getenv("MUSTER_TEST_SCALE");
    unsigned long percent = text != NULL ? strtoul(text, NULL, 10) : 100;
    return (unsigned)((cases * percent + 99) / 100);
}

#endif
