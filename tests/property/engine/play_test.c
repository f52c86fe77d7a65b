/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans of random posts, played without chance, measure what the checker measures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "cells.h"
#include "support/played.h"
#include "support/scale.h"

enum { CASES = 1500, EFFORT = 1 };

static void
ask_play(const draft *post, uint64_t seed, char *fault)
{
    (void)seed;
    char invalid[FAULT_BYTES] = ""; /* plans_test.c tells of those */
    planned cell;
    planned_open(&cell, post, NULL, EFFORT, invalid);
    if (invalid[0] == '\0') {
        const char *difference = played_alike(cell.instance, &cell.solution.plan);
        if (difference != NULL) {
            say(fault, "played: %s", difference);
        }
    }
    planned_close(&cell);
}

static void
plans_are_played_as_the_checker_measures_them(void **state)
{
    (void)state;
    assert_int_equal(ask_many("play", test_scale(CASES), ask_play), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_played_as_the_checker_measures_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
