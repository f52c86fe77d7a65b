/* SPDX-License-Identifier: Apache-2.0
 *
 * Every cell of the conformance posts and of the posts that ship, planned and then played without
 * chance: the player and the checker measure alike.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/cells.h"
#include "support/played.h"

typedef struct row {
    const char *title, *path;
} row;

static const row rows[] = {
    {"Kabul", "posts/kabul-2021"},
    {"the aid office", "posts/aid-office"},
    {"C1", "tests/conformance/c01.yaml"},
    {"C2", "tests/conformance/c02.yaml"},
    {"C3, first", "tests/conformance/c03a.yaml"},
    {"C3, second", "tests/conformance/c03b.yaml"},
    {"C4", "tests/conformance/c04.yaml"},
    {"C5", "tests/conformance/c05.yaml"},
    {"C6", "tests/conformance/c06.yaml"},
    {"C7", "tests/conformance/c07.yaml"},
    {"C8", "tests/conformance/c08.yaml"},
    {"C9", "tests/conformance/c09.yaml"},
    {"C10", "tests/conformance/c10.yaml"},
    {"C11, first", "tests/conformance/c11a.yaml"},
    {"C11, second", "tests/conformance/c11b.yaml"},
    {"C11, third", "tests/conformance/c11c.yaml"},
    {"C12", "tests/conformance/c12.yaml"},
    {"C13", "tests/conformance/c13.yaml"},
    {"C15", "tests/conformance/c15.yaml"},
};

enum { ROWS = sizeof rows / sizeof rows[0], EFFORT = 1 };

static void
every_cell_is_played_as_checked(void **state)
{
    const row *of = *state;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", MUSTER_SOURCE, of->path);
    mst_post *post = cells_read(path);
    uint32_t failed = 0;
    for (uint32_t s = 0; s < post->scenario_count; s++) {
        for (uint32_t o = 0; o < post->option_count; o++) {
            mst_solve_options options = {.seed = 1, .effort = EFFORT, .only_plan = true};
            solved_cell cell;
            cells_solve(&cell, post, post->scenarios[s].id, post->options[o].id, &options);
            const char *difference = played_alike(cell.instance, &cell.solution.plan);
            if (difference != NULL) {
                print_error("%s under %s: %s\n", post->options[o].id, post->scenarios[s].id,
                            difference);
                failed++;
            }
            cells_release(&cell);
        }
    }
    mst_post_release(post);
    assert_int_equal(failed, 0);
}

int
main(void)
{
    struct CMUnitTest tests[ROWS];
    for (uint32_t i = 0; i < ROWS; i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].title,
            .test_func = every_cell_is_played_as_checked,
            .initial_state = (void *)(uintptr_t)&rows[i],
        };
    }
    return _cmocka_run_group_tests("played as checked", tests, ROWS, NULL, NULL);
}
