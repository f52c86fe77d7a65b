/* SPDX-License-Identifier: Apache-2.0
 *
 * Guides: everybody is sent out of where they are, nobody is sent out of nowhere, and who was late
 * is sent another way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "solve/guide.h"
#include "solve/improve.h"
#include "solve/kept.h"
#include "support/cells.h"
#include "support/scale.h"

#define KABUL MUSTER_SOURCE "/posts/kabul-2021"

enum { CASES = 3000, MOST_TRIPS = 12, FLEETS = 2, CLASSES = 2, ARCS = 3 };

/* ---- who is sent where ---- */

/* Persons of a class that the guide sends over the ways out of a site, or into it. The ways to
 * havens from one site are one way: they only count as ways out. */
static int64_t
sent(const mst_problem *problem, const mst__guide *guide, uint32_t class, uint32_t site, bool in)
{
    int64_t people = 0;
    for (uint32_t f = 0; f <= guide->fleet_count; f++) {
        for (uint32_t a = 0; a < guide->arc_count; a++) {
            bool counts =
                guide->bucket[a] == a && (in ? problem->arcs[a].to : problem->arcs[a].from) == site;
            people +=
                counts
                    ? guide->ways[((size_t)f * guide->arc_count + a) * guide->class_count + class]
                    : 0;
        }
    }
    return people;
}

static void
all_of_kabul_are_sent_out_and_nobody_is_sent_from_where_they_are_not(void **state)
{
    (void)state;
    static const char *const scenarios[] = {"as-today", "hkia-by-day", "udeid-full"};
    mst_post *post = cells_read(KABUL);
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        mst_case *instance = cells_compile(post, scenarios[i], "today");
        const mst_problem *problem = &instance->phases[0];
        mst_arena arena;
        mst_arena_init(&arena, 0);
        const mst__guide *guide;
        assert_true(mst__guide_make(problem, NULL, 0, &arena, &guide));
        assert_non_null(guide);
        for (uint32_t k = 0; k < guide->class_count; k++) {
            uint32_t start = guide->class_site[k];
            int64_t rounding = 8; /* half a person a column */
            assert_true(sent(problem, guide, k, start, false) -
                            sent(problem, guide, k, start, true) >=
                        guide->class_size[k] - rounding);
            for (uint32_t s = 0; s < problem->site_count; s++) {
                bool is_end = mst_steps_most(&problem->sites[s].safe, 0, problem->horizon) > 0;
                assert_true(s == start || is_end ||
                            sent(problem, guide, k, s, false) <=
                                sent(problem, guide, k, s, true) + rounding);
            }
        }
        const mst__guide *copy = mst__guide_copy(problem, guide, &arena);
        assert_non_null(copy);
        for (uint32_t k = 0; k < guide->class_count; k++) {
            for (uint32_t s = 0; s < problem->site_count; s++) {
                assert_int_equal(sent(problem, copy, k, s, false),
                                 sent(problem, guide, k, s, false));
            }
        }
        mst_arena_release(&arena);
        mst_case_release(instance);
    }
    mst_post_release(post);
}

/* ---- as bytes ---- */

static void
assert_same_guide(const mst_problem *problem, const mst__guide *a, const mst__guide *b)
{
    size_t cells = ((size_t)a->fleet_count + 1) * a->arc_count;
    assert_int_equal(a->fleet_count, b->fleet_count);
    assert_int_equal(a->arc_count, b->arc_count);
    assert_int_equal(a->class_count, b->class_count);
    assert_memory_equal(a->class_of, b->class_of, problem->cohort_count * sizeof *a->class_of);
    assert_memory_equal(a->class_site, b->class_site, a->class_count * sizeof *a->class_site);
    assert_memory_equal(a->class_size, b->class_size, a->class_count * sizeof *a->class_size);
    assert_memory_equal(a->bucket, b->bucket, a->arc_count * sizeof *a->bucket);
    assert_memory_equal(a->ways, b->ways, cells * a->class_count * sizeof *a->ways);
    assert_memory_equal(a->all, b->all, cells * sizeof *a->all);
}

static void
a_guide_comes_back_from_its_bytes_and_damaged_ones_stay_in_bounds(void **state)
{
    (void)state;
    mst_post *post = cells_read(KABUL);
    mst_case *instance = cells_compile(post, "as-today", "today");
    const mst_problem *problem = &instance->phases[0];
    mst_arena arena;
    mst_arena_init(&arena, 0);
    const mst__guide *guide;
    assert_true(mst__guide_make(problem, NULL, 0, &arena, &guide));
    assert_non_null(guide);
    mst_bytes bytes = {0};
    mst__guide_write(problem, NULL, &bytes);
    mst__guide_write(problem, guide, &bytes);
    mst_bytes_reader in = {.at = bytes.bytes, .left = bytes.count};
    assert_null(mst__guide_read(problem, &in, &arena));
    const mst__guide *again = mst__guide_read(problem, &in, &arena);
    assert_false(in.is_bad);
    assert_int_equal(in.left, 0);
    assert_non_null(again);
    assert_same_guide(problem, guide, again);
    for (size_t count = 1; count < bytes.count; count += 1 + count / 8) {
        mst_bytes_reader part = {.at = bytes.bytes + 1, .left = count - 1};
        assert_null(mst__guide_read(problem, &part, &arena));
        assert_true(part.is_bad || count == 1);
    }
    uint32_t refused = 0;
    for (uint32_t seed = 0; seed < test_scale(400); seed++) {
        mst_random random;
        mst_random_init(&random, seed, 79);
        size_t at = 1 + mst_random_below(&random, (uint32_t)bytes.count - 1);
        uint8_t before = bytes.bytes[at];
        bytes.bytes[at] = (uint8_t)mst_random_below(&random, 256);
        mst_bytes_reader damaged = {.at = bytes.bytes + 1, .left = bytes.count - 1};
        const mst__guide *other = mst__guide_read(problem, &damaged, &arena);
        bytes.bytes[at] = before;
        refused += other == NULL;
        for (uint32_t c = 0; other != NULL && c < problem->cohort_count; c++) {
            uint32_t class = other->class_of[c];
            assert_true(class == MST_NONE ||
                        (class < other->class_count && other->class_size[class] > 0 &&
                         other->class_site[class] < problem->site_count));
        }
        for (uint32_t a = 0; other != NULL && a < problem->arc_count; a++) {
            assert_true(other->bucket[a] < problem->arc_count);
        }
    }
    assert_true(refused > 0);
    mst_heap_free(bytes.bytes);
    mst_arena_release(&arena);
    mst_case_release(instance);
    mst_post_release(post);
}

/* A plan that was kept goes on as it would have: what it was guided by is kept with it. */
static void
a_kept_recipe_goes_by_its_guide(void **state)
{
    (void)state;
    mst_post *post = cells_read(KABUL);
    const mst_solve_options options = {.seed = 1, .effort = 20};
    solved_cell cell;
    cells_solve(&cell, post, "hkia-by-day", "today", &options);
    assert_non_null(cell.solution.recipe);
    assert_non_null(cell.solution.recipe->guide);
    mst_bytes bytes = {0};
    mst_solution_write(&cell.solution, &bytes);
    mst_bytes_reader in = {.at = bytes.bytes, .left = bytes.count};
    mst_solution again;
    assert_true(mst_solution_read(&in, cell.instance, &again));
    const mst_recipe *recipes[] = {cell.solution.recipe, again.recipe};
    mst_solution with[2];
    mst_error err;
    for (int i = 0; i < 2; i++) {
        const mst_solve_options once = {
            .seed = 1, .effort = 1, .recipe = recipes[i], .only_plan = true};
        assert_int_equal(mst_solve(cell.instance, &once, &with[i], &err), MST_OK);
    }
    assert_true(
        cells_same_measures(&cell.instance->phases[0], &with[0].measures, &with[1].measures));
    assert_same_guide(&cell.instance->phases[0], recipes[0]->guide, recipes[1]->guide);
    mst_solution_release(&with[0]);
    mst_solution_release(&with[1]);
    mst_solution_release(&again);
    mst_heap_free(bytes.bytes);
    cells_release(&cell);
    mst_post_release(post);
}

/* ---- corrections ---- */

typedef struct small { /* two ways out of site 0, one on from where the first leads */
    mst_post post;
    mst_p_arc arcs[ARCS];
    uint32_t arcs_from[4];
    mst_problem problem;
    uint32_t class_of[1], class_site[CLASSES], bucket[ARCS];
    int64_t class_size[CLASSES], ways[(FLEETS + 1) * ARCS * CLASSES], all[(FLEETS + 1) * ARCS];
    mst__guide guide;
} small;

static void
make_small(small *s, mst_random *random)
{
    *s = (small){.arcs = {{.from = 0, .to = 1}, {.from = 0, .to = 2}, {.from = 1, .to = 2}},
                 .arcs_from = {0, 2, 3, 3},
                 .class_size = {100, 100},
                 .bucket = {0, 1, 2}};
    s->post.fleet_count = FLEETS;
    s->problem = (mst_problem){.post = &s->post,
                               .site_count = 3,
                               .arc_count = ARCS,
                               .cohort_count = 1,
                               .arcs = s->arcs,
                               .arcs_from = s->arcs_from};
    for (size_t i = 0; i < sizeof s->ways / sizeof *s->ways; i++) {
        s->ways[i] = mst_random_below(random, 3) == 0 ? 0 : mst_random_between(random, 0, 60);
        s->all[i / CLASSES] += s->ways[i];
    }
    s->guide = (mst__guide){.fleet_count = FLEETS,
                            .arc_count = ARCS,
                            .class_count = CLASSES,
                            .class_of = s->class_of,
                            .class_site = s->class_site,
                            .class_size = s->class_size,
                            .bucket = s->bucket,
                            .ways = s->ways,
                            .all = s->all};
}

/* The last moment from which on more than a twelfth come out; INT64_MAX: there is none. */
static mst_time
late_after(const mst__guided_trip *trips, uint32_t count)
{
    int64_t all = 0;
    for (uint32_t i = 0; i < count; i++) {
        all += trips[i].ends ? trips[i].people : 0;
    }
    for (mst_time t = 100; t > 0; t--) {
        int64_t from_then = 0;
        for (uint32_t i = 0; i < count; i++) {
            from_then += trips[i].ends && trips[i].off >= t ? trips[i].people : 0;
        }
        if (from_then > all / 12) {
            return t;
        }
    }
    return INT64_MAX;
}

/* What the correction must be, class by class. True when somebody is sent another way. */
static bool
check_class(const small *s, const mst__guide *next, const mst__guided_trip *trips, uint32_t count,
            uint32_t class)
{
    mst_time late = late_after(trips, count);
    int64_t late_on[(FLEETS + 1) * ARCS] = {0};
    int64_t moved = 0;
    int64_t open = 0;
    int64_t given = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (trips[i].class == class && trips[i].off > late && trips[i].arc != 2) {
            late_on[trips[i].fleet * ARCS + trips[i].arc] += trips[i].people;
            moved += trips[i].people;
        }
    }
    for (uint32_t i = 0; i < (FLEETS + 1) * ARCS; i++) {
        open += late_on[i] == 0 && i % ARCS != 2 ? s->ways[i * CLASSES + class] : 0;
    }
    if (next == NULL) {
        return moved > 0 && open > 0;
    }
    for (uint32_t i = 0; i < (FLEETS + 1) * ARCS; i++) {
        int64_t before = s->ways[i * CLASSES + class];
        int64_t after = next->ways[i * CLASSES + class];
        if (i % ARCS == 2) {
            assert_int_equal(after, before);
        } else if (late_on[i] > 0) {
            assert_int_equal(after, before > late_on[i] ? before - late_on[i] : 0);
        } else {
            int64_t share = open > 0 ? moved * before / open : 0;
            assert_in_range(after - before, share, share + 1);
            given += after - before;
        }
    }
    assert_int_equal(given, open > 0 ? moved : 0);
    return moved > 0 && open > 0;
}

static void
who_was_late_is_sent_the_other_ways_in_their_proportion(void **state)
{
    (void)state;
    uint32_t corrected = 0;
    for (uint32_t seed = 0; seed < test_scale(CASES); seed++) {
        mst_random random;
        mst_random_init(&random, seed, 78);
        small s;
        make_small(&s, &random);
        mst__guided_trip trips[MOST_TRIPS];
        uint32_t count = mst_random_below(&random, MOST_TRIPS + 1);
        for (uint32_t i = 0; i < count; i++) {
            trips[i] = (mst__guided_trip){.off = mst_random_between(&random, 1, 100),
                                          .people = mst_random_between(&random, 1, 50),
                                          .class = mst_random_below(&random, CLASSES),
                                          .fleet = mst_random_below(&random, FLEETS),
                                          .arc = mst_random_below(&random, ARCS),
                                          .ends = mst_random_below(&random, 2) == 0};
        }
        mst_arena arena;
        mst_arena_init(&arena, 0);
        const mst__guide *next;
        assert_true(mst__guide_correct(&s.problem, &s.guide, trips, count, &arena, &next));
        bool any = false;
        for (uint32_t k = 0; k < CLASSES; k++) {
            any |= check_class(&s, next, trips, count, k);
        }
        assert_int_equal(next != NULL, any);
        for (uint32_t i = 0; next != NULL && i < (FLEETS + 1) * ARCS; i++) {
            assert_int_equal(next->all[i], next->ways[i * CLASSES] + next->ways[i * CLASSES + 1]);
        }
        corrected += any ? 1 : 0;
        mst_arena_release(&arena);
    }
    assert_true(corrected > test_scale(CASES) / 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_kabul_are_sent_out_and_nobody_is_sent_from_where_they_are_not),
        cmocka_unit_test(a_guide_comes_back_from_its_bytes_and_damaged_ones_stay_in_bounds),
        cmocka_unit_test(a_kept_recipe_goes_by_its_guide),
        cmocka_unit_test(who_was_late_is_sent_the_other_ways_in_their_proportion),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
