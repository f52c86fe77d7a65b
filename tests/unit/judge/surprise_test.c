/* SPDX-License-Identifier: Apache-2.0
 *
 * What is planned anew after a surprise: posts on which the planner once forgot something of the
 * past, so that the checker refused its plan.
 */
#include "support.h"

#define HEAD "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"

/* The one cell of a post, with `left` people left; the checker has nothing against its plan. */
static void
assert_left(const char *text, int64_t left)
{
    mst_post *post = read_text(text);
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1});
    const mst_cell *cell = &matrix.cells[0];
    if (cell->outcome != MST_OK) {
        fail_msg("%s", cell->err.text);
    }
    assert_int_equal(cell->judgement.measures.left, left);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

/* Of 1,000 km, 450 out and 450 back are gone when it is home again: 100 are left of its range. */
#define TURNED_AFTER_450_KM(km)                                                                    \
    HEAD "people:\n  - {id: people, site: here, count: 50}\n"                                      \
         "sites:\n"                                                                                \
         "  - {id: here}\n"                                                                        \
         "  - {id: haven, safe: true}\n"                                                           \
         "  - {id: other, safe: true}\n"                                                           \
         "links:\n"                                                                                \
         "  - {id: way, between: [here, haven], mode: air, distance: 500 km, time: 1 h}\n"         \
         "  - {id: short, between: [here, other], mode: air, distance: " km ", time: 2 h}\n"       \
         "types:\n"                                                                                \
         "  - {id: aircraft, mode: air, seats: 50, range: 1000 km, berth_class: aircraft}\n"       \
         "fleets:\n"                                                                               \
         "  - {id: aircraft, type: aircraft, base: here, count: 1, notice: 0 h}\n"                 \
         "scenarios:\n"                                                                            \
         "  - {id: lost, changes: [{close: sites.haven, from: +54 min, surprise: true}]}\n"

static void
who_turns_back_has_flown_both_ways(void **state)
{
    (void)state;
    assert_left(TURNED_AFTER_450_KM("100 km"), 0);
    assert_left(TURNED_AFTER_450_KM("101 km"), 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_turns_back_has_flown_both_ways),
    };
    return cmocka_run_group_tests_name("plans after a surprise", tests, NULL, NULL);
}
