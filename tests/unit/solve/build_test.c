/* SPDX-License-Identifier: Apache-2.0
 *
 * What one build with one start configuration does on small posts: vehicles do not stand idle while
 * people wait. The moments are worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "solve/build.h"
#include "support/cells.h"

#define HEAD_OF(scope)                                                                             \
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 48 h}\n"                     \
    "scenarios:\n  - {id: base}\n"                                                                 \
    "options:\n  - {id: go, scope: " scope "}\n"
#define HEAD HEAD_OF("full")

/* A vehicle that people board for 10 min, and leave at once. */
#define BUS(seats)                                                                                 \
    "  - {id: bus, mode: road, seats: " seats ", load: 10 min, unload: 0 min, turn: 0 min,\n"      \
    "     berth_class: bus}\n"

enum { MOST_MOVES = 32 };

typedef struct built {
    mst_measures measures;
    uint32_t move_count;
    mst__move moves[MOST_MOVES];
} built;

static built
build(const char *text, uint32_t start)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    if (mst_post_read_text("small.yaml", text, strlen(text), &post, &faults, &err) != MST_OK) {
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    mst_case *instance = cells_compile(post, "base", "go");
    const mst_problem *problem = &instance->phases[0];
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst__genes *genes = mst__genes_make(problem, start, &arena);
    assert_non_null(genes);
    mst__builder builder;
    assert_true(mst__builder_open(&builder, problem));
    mst__build(&builder, genes, NULL);
    assert_false(builder.out_of_memory);
    built result = {.move_count = builder.state->moves_count};
    mst__state_measure(builder.state, &result.measures);
    assert_true(result.move_count <= MOST_MOVES);
    for (uint32_t i = 0; i < result.move_count; i++) {
        result.moves[i] = builder.state->moves[i];
    }
    mst__builder_close(&builder);
    mst_arena_release(&arena);
    mst_case_release(instance);
    mst_post_release(post);
    return result;
}

static mst_time
minutes(int64_t n)
{
    return n * MST_MS_PER_MINUTE;
}

/* One berth: the buses are full at 10, 20, 30 and 40 min. The first leaves at once; its escort is
 * back at 10 + 60 + 60 = 130, and then the others go together and are there at 190. */
static void
buses_that_wait_for_an_escort_go_with_it_together(void **state)
{
    (void)state;
    built plan =
        build(HEAD_OF("{ordered: [people]}") "people:\n"
                                             "  - {id: people, site: here, count: 40}\n"
                                             "  - {id: guard, site: here, count: 1, kind: force}\n"
                                             "sites:\n"
                                             "  - {id: here, berths: {bus: 1}}\n"
                                             "  - {id: haven, safe: true, berths: {bus: 9}}\n"
                                             "links:\n"
                                             "  - {id: road, between: [here, haven], mode: road, "
                                             "time: 60 min,\n"
                                             "     escort: {force: 1, vehicles: 4}}\n"
                                             "types:\n" BUS("10") //
              "fleets:\n"
              "  - {id: bus, type: bus, base: here, count: 4, notice: 0 h}\n",
              0);
    assert_int_equal(plan.measures.left, 0);
    assert_int_equal(plan.measures.completion, minutes(190));
}

#define TWO_PLACES(behind)                                                                         \
    HEAD "people:\n"                                                                               \
         "  - {id: people, site: near, count: 5}\n"                                                \
         "  - {id: more, site: other, count: 5}\n"                                                 \
         "  - {id: family, site: behind, count: 60, party: 60}\n"                                  \
         "sites:\n"                                                                                \
         "  - {id: near}\n"                                                                        \
         "  - {id: other}\n"                                                                       \
         "  - {id: behind}\n"                                                                      \
         "  - {id: haven, safe: true}\n"                                                           \
         "links:\n"                                                                                \
         "  - {id: a, between: [near, haven], mode: road, time: 60 min}\n"                         \
         "  - {id: b, between: [other, haven], mode: road, time: 60 min}\n" behind                 \
         "types:\n" BUS("50") "fleets:\n"                                                          \
                              "  - {id: first, type: bus, base: near, count: 1, notice: 0 h}\n"    \
                              "  - {id: second, type: bus, base: other, count: 1, notice: 0 h}\n"

/* Both buses wait for the family, who fit into neither: when nothing else is to come both go, not
 * the second when the first is done. */
static void
buses_that_wait_in_vain_all_go_at_once(void **state)
{
    (void)state;
    built plan =
        build(TWO_PLACES("  - {id: c, from: behind, to: near, mode: road, time: 9 min}\n"
                         "  - {id: d, from: behind, to: other, mode: road, time: 9 min}\n"),
              1);
    assert_int_equal(plan.measures.left, 60);
    assert_int_equal(plan.move_count, 2);
    assert_int_equal(plan.moves[0].leave, minutes(10));
    assert_int_equal(plan.moves[1].leave, minutes(10));
}

/* The road of those farther out does not pass the first bus: it has nobody to wait for. */
static void
nobody_waits_for_people_whose_way_is_another(void **state)
{
    (void)state;
    built plan = build(HEAD "people:\n"
                            "  - {id: people, site: near, count: 5}\n"
                            "  - {id: late, site: far, count: 5}\n"
                            "sites:\n"
                            "  - {id: near}\n"
                            "  - {id: far}\n"
                            "  - {id: haven, safe: true}\n"
                            "links:\n"
                            "  - {id: a, from: near, to: haven, mode: road, time: 60 min}\n"
                            "  - {id: b, from: far, to: haven, mode: road, time: 120 min}\n"
                            "types:\n" BUS("50") //
                       "fleets:\n"
                       "  - {id: first, type: bus, base: near, count: 1, notice: 0 h}\n"
                       "  - {id: second, type: bus, base: far, count: 1, notice: 10 h}\n",
                       1);
    assert_int_equal(plan.measures.left, 0);
    assert_int_equal(plan.moves[0].leave, minutes(10));
}

/* Each place has one desk, which takes 30 min a person: at one of them alone the twenty would be
 * done at 600 min at the soonest. With ten at each, those of the center are done at
 * 10 + 10 + 300 min, and the airfield is 30 min away. */
static void
people_are_brought_where_a_desk_is_free(void **state)
{
    (void)state;
    built plan =
        build(HEAD "people:\n"
                   "  - {id: people, site: area, count: 20}\n"
                   "sites:\n"
                   "  - {id: area}\n"
                   "  - {id: center, process: {desks: 1, time: 30 min, station: ecc}}\n"
                   "  - {id: airfield, process: {desks: 1, time: 30 min, station: ecc}}\n"
                   "  - {id: haven, safe: true}\n"
                   "links:\n"
                   "  - {id: a, between: [area, center], mode: road, time: 10 min}\n"
                   "  - {id: b, between: [center, airfield], mode: road, time: 30 min}\n"
                   "  - {id: c, between: [airfield, haven], mode: air, time: 60 min,\n"
                   "     distance: 100 km}\n"
                   "types:\n" BUS("10") //
              "  - {id: plane, mode: air, seats: 20, load: 0 min, unload: 0 min, turn: 0 min,\n"
              "     berth_class: plane}\n"
              "fleets:\n"
              "  - {id: bus, type: bus, base: area, count: 2, notice: 0 h}\n"
              "  - {id: plane, type: plane, base: airfield, count: 1, notice: 0 h}\n",
              0);
    assert_int_equal(plan.measures.left, 0);
    assert_true(plan.measures.completion < minutes(600));
}

/* The first crew's duty begins an hour before the order and ends at 6.5 h: it is home at 3 h and
 * can leave at 4, but would be back at 7. Another takes over at the base; who rested at the
 * airfield would be home at 17 h. */
static void
another_crew_takes_over_at_the_base(void **state)
{
    (void)state;
    built plan = build(HEAD "people:\n"
                            "  - {id: people, site: airfield, count: 40}\n"
                            "sites:\n"
                            "  - {id: airfield}\n"
                            "  - {id: haven, safe: true}\n"
                            "links:\n"
                            "  - {id: a, between: [airfield, haven], mode: air, time: 60 min,\n"
                            "     distance: 100 km}\n"
                            "types:\n"
                            "  - {id: plane, mode: air, seats: 20, load: 0 min, unload: 0 min,\n"
                            "     turn: 60 min, duty: 7.5 h, rest: 10 h, berth_class: plane}\n"
                            "fleets:\n"
                            "  - {id: plane, type: plane, base: haven, count: 1, notice: 0 h,\n"
                            "     crews: 2}\n",
                       6);
    assert_int_equal(plan.measures.left, 0);
    assert_int_equal(plan.measures.completion, minutes(7 * 60));
}

/* The road opens at 600 min, and one person comes every 20 min: a bus that loads when it can takes
 * one, one that loads at 590 min takes the 29 who are there by then. */
static void
who_waits_for_the_road_to_open_loads_late(void **state)
{
    (void)state;
    static const char text[] =
        HEAD "people:\n"
             "  - {id: people, site: here, count: 40, release: {start: 0 h, over: 800 min}}\n"
             "sites:\n"
             "  - {id: here, berths: {bus: 1}}\n"
             "  - {id: haven, safe: true}\n"
             "links:\n"
             "  - {id: a, from: here, to: haven, mode: road, time: 60 min,\n"
             "     open: [\"18:00-20:00\"]}\n"
             "types:\n" BUS("40") //
        "fleets:\n"
        "  - {id: bus, type: bus, base: here, count: 1, notice: 0 h}\n";
    built plan = build(text, 0);
    assert_int_equal(plan.move_count, 1);
    assert_int_equal(plan.moves[0].leave, minutes(600));
    assert_int_equal(plan.measures.left, 40 - 29);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buses_that_wait_for_an_escort_go_with_it_together),
        cmocka_unit_test(buses_that_wait_in_vain_all_go_at_once),
        cmocka_unit_test(nobody_waits_for_people_whose_way_is_another),
        cmocka_unit_test(people_are_brought_where_a_desk_is_free),
        cmocka_unit_test(another_crew_takes_over_at_the_base),
        cmocka_unit_test(who_waits_for_the_road_to_open_loads_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
