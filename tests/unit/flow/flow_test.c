/* SPDX-License-Identifier: Apache-2.0
 *
 * Full loads: proved ends of a post through the whole solver, and what the checker says of
 * certificates of kind `dual` and `tree` when they are sound and when they are not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "check/certificate.h"
#include "support/cells.h"
#include "support/scale.h"

#define VILLAGES MUSTER_SOURCE "/tests/unit/flow/villages.yaml"
#define ONWARD MUSTER_SOURCE "/tests/unit/flow/onward.yaml"
#define SECONDS(n) ((mst_time)(n)*1000)

enum { DAMAGES = 400 };

static bool
holds(const mst_case *instance, const mst_certificate *certificate)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_certificate_verdict verdict;
    mst_error err;
    assert_int_equal(mst_certificate_check(instance, certificate, &arena, &verdict, &err), MST_OK);
    assert_true(verdict.holds || verdict.text != NULL);
    mst_arena_release(&arena);
    return verdict.holds;
}

static void
solve(solved_cell *cell, const mst_post *post, const char *scenario)
{
    mst_solve_options options = {.seed = 1};
    cells_solve(cell, post, scenario, "all-out", &options);
    assert_int_equal(cell->judgement.violation_count, 0);
    assert_int_equal(cell->solution.measures.left, 0);
    assert_true(cell->solution.proved_optimal);
    assert_non_null(cell->solution.bound.certificate);
}

/* ---- what is proved ---- */

static void
fewer_buses_take_longer_and_each_end_is_proved(void **state)
{
    (void)state;
    static const char *const scenarios[] = {"four", "base", "one"};
    mst_post *post = cells_read(VILLAGES);
    mst_time before = 0;
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        solved_cell cell;
        solve(&cell, post, scenarios[i]);
        assert_true(cell.solution.measures.completion > before);
        before = cell.solution.measures.completion;
        assert_true(holds(cell.instance, cell.solution.bound.certificate));
        cells_release(&cell);
    }
    mst_post_release(post);
}

static void
branching_proves_what_the_linear_program_does_not(void **state)
{
    (void)state;
    mst_post *post = cells_read(VILLAGES);
    solved_cell cell;
    solve(&cell, post, "base");
    assert_int_equal(cell.solution.measures.completion, SECONDS(26));
    assert_int_equal(cell.solution.bound.completion, SECONDS(26));
    assert_int_equal(cell.solution.bound.certificate->kind, MST_CERTIFICATE_TREE);
    cells_release(&cell);
    mst_post_release(post);
}

/* ---- certificates that are not sound ---- */

/* A copy whose numbers may be changed. */
typedef struct draft {
    mst_arena arena;
    mst_certificate certificate;
    mst_certificate_part parts[MST_CERTIFICATE_MOST_PARTS];
    int64_t *values[MST_CERTIFICATE_MOST_PARTS];
} draft;

static void
draft_open(draft *d, const mst_certificate *from)
{
    mst_arena_init(&d->arena, 0);
    d->certificate = *from;
    d->certificate.parts = d->parts;
    for (uint32_t i = 0; i < from->part_count; i++) {
        d->parts[i] = from->parts[i];
        d->values[i] = MST_TAKE(&d->arena, int64_t, from->parts[i].count + 1);
        assert_non_null(d->values[i]);
        memcpy(d->values[i], from->parts[i].values, sizeof(int64_t) * from->parts[i].count);
        d->parts[i].values = d->values[i];
    }
}

static int64_t *
values_of(draft *d, const char *name)
{
    for (uint32_t i = 0; i < d->certificate.part_count; i++) {
        if (strcmp(d->parts[i].name, name) == 0) {
            return d->values[i];
        }
    }
    fail_msg("no part is called %s", name);
    return NULL;
}

static int64_t
damaged(mst_random *random, int64_t value)
{
    switch (mst_random_below(random, 6)) {
    case 0:
        return 0;
    case 1:
        return (int64_t)(0 - (uint64_t)value); /* damage may wrap around */
    case 2:
        return (int64_t)((uint64_t)value + 1);
    case 3:
        return (int64_t)((uint64_t)value * 2);
    case 4:
        return INT64_MIN;
    default:
        return INT64_MAX;
    }
}

/* Claims one step more than the best tours take, which is false: whatever numbers stand in it, the
 * certificate is refused. */
static void
try_false_claim(const mst_case *instance, const mst_certificate *sound, uint64_t seed)
{
    draft d;
    draft_open(&d, sound);
    values_of(&d, "steps")[1]++;
    d.certificate.bound += values_of(&d, "steps")[0];
    assert_false(holds(instance, &d.certificate));
    mst_random random;
    mst_random_init(&random, seed, 1);
    for (unsigned n = 0; n < test_scale(DAMAGES); n++) {
        uint32_t part = 1 + mst_random_below(&random, d.certificate.part_count - 1);
        uint32_t k = mst_random_below(&random, d.parts[part].count);
        int64_t before = d.values[part][k];
        d.values[part][k] = damaged(&random, before);
        if (holds(instance, &d.certificate)) {
            fail_msg("taken: %s %u, %lld for %lld", d.parts[part].name, k,
                     (long long)d.values[part][k], (long long)before);
        }
        /* some damages stay, so that there are several at once */
        d.values[part][k] = n % 4 == 0 ? d.values[part][k] : before;
    }
    mst_arena_release(&d.arena);
}

/* Each of these takes away what the proof needs. */
static void
try_damage(const mst_case *instance, const mst_certificate *sound)
{
    draft d;
    draft_open(&d, sound);
    for (uint32_t i = 0; i < d.certificate.part_count; i++) {
        mst_certificate_part kept = d.parts[i];
        d.parts[i].name = "other";
        assert_false(holds(instance, &d.certificate));
        d.parts[i] = kept;
        d.parts[i].count--;
        assert_false(holds(instance, &d.certificate));
        d.parts[i].count += 2;
        assert_false(holds(instance, &d.certificate));
        d.parts[i] = kept;
    }
    int64_t *places = values_of(&d, "places");
    memset(places, 0, sizeof *places * instance->phases[0].site_count);
    assert_false(holds(instance, &d.certificate));
    mst_arena_release(&d.arena);
    draft_open(&d, sound);
    d.certificate.bound++;
    assert_false(holds(instance, &d.certificate));
    d.certificate.bound--;
    d.certificate.most_left = 1;
    assert_false(holds(instance, &d.certificate));
    d.certificate.most_left = 0;
    d.certificate.measure = MST_MEASURE_LEFT;
    assert_false(holds(instance, &d.certificate));
    d.certificate.measure = MST_MEASURE_COMPLETION;
    assert_true(holds(instance, &d.certificate)); /* everything was put back */
    mst_arena_release(&d.arena);
}

static void
damaged_certificates_are_refused(void **state)
{
    (void)state;
    static const char *const scenarios[] = {"base", "four", "one"};
    mst_post *post = cells_read(VILLAGES);
    uint32_t kinds[MST_CERTIFICATE_COUNT] = {0};
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        solved_cell cell;
        solve(&cell, post, scenarios[i]);
        const mst_certificate *sound = cell.solution.bound.certificate;
        kinds[sound->kind]++;
        if (sound->kind != MST_CERTIFICATE_COVER) {
            try_false_claim(cell.instance, sound, i);
            try_damage(cell.instance, sound);
        }
        cells_release(&cell);
    }
    mst_post_release(post);
    assert_true(kinds[MST_CERTIFICATE_TREE] > 0);
    assert_true(kinds[MST_CERTIFICATE_DUAL] > 0);
}

static void
a_certificate_of_a_cell_with_fewer_buses_is_refused(void **state)
{
    (void)state;
    mst_post *post = cells_read(VILLAGES);
    solved_cell three, four;
    solve(&three, post, "base");
    solve(&four, post, "four");
    assert_false(holds(four.instance, three.solution.bound.certificate));
    assert_true(holds(three.instance, three.solution.bound.certificate));
    cells_release(&three);
    cells_release(&four);
    mst_post_release(post);
}

/* Who is safe already may be carried on, so no bound may say that a bus cannot be ahead by it. */
static void
people_who_are_safe_may_fill_a_bus(void **state)
{
    (void)state;
    mst_post *post = cells_read(ONWARD);
    solved_cell with, without;
    solve(&with, post, "base");
    solve(&without, post, "full");
    assert_int_equal(with.solution.measures.completion, SECONDS(6));
    assert_int_equal(without.solution.measures.completion, SECONDS(10));
    assert_true(holds(with.instance, with.solution.bound.certificate));
    assert_true(holds(without.instance, without.solution.bound.certificate));
    assert_false(holds(with.instance, without.solution.bound.certificate));
    cells_release(&with);
    cells_release(&without);
    mst_post_release(post);
}

/* Loads of B count 2 and those of A -1, so 3 in all; by 9 s a bus gets to B only by way of A, or
 * with guests. */
static bool
holds_that_nine_seconds_are_too_few(const char *scenario)
{
    mst_post *post = cells_read(ONWARD);
    mst_case *instance = cells_compile(post, scenario, "all-out");
    const mst_problem *problem = &instance->phases[0];
    static const int64_t steps[2] = {SECONDS(1), 9};
    int64_t places[8] = {0};
    assert_true(problem->site_count <= 8);
    for (uint32_t s = 0; s < problem->site_count; s++) {
        places[s] = strcmp(problem->sites[s].name, "a") == 0   ? -1
                    : strcmp(problem->sites[s].name, "b") == 0 ? 2
                                                               : 0;
    }
    const mst_certificate_part parts[2] = {{"steps", 2, steps},
                                           {"places", problem->site_count, places}};
    const mst_certificate claim = {.kind = MST_CERTIFICATE_DUAL,
                                   .measure = MST_MEASURE_COMPLETION,
                                   .bound = SECONDS(10),
                                   .part_count = 2,
                                   .parts = parts};
    bool taken = holds(instance, &claim);
    mst_case_release(instance);
    mst_post_release(post);
    return taken;
}

static void
a_certificate_that_forgets_who_is_safe_is_refused(void **state)
{
    (void)state;
    assert_true(holds_that_nine_seconds_are_too_few("alone"));
    assert_false(holds_that_nine_seconds_are_too_few("base"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fewer_buses_take_longer_and_each_end_is_proved),
        cmocka_unit_test(branching_proves_what_the_linear_program_does_not),
        cmocka_unit_test(damaged_certificates_are_refused),
        cmocka_unit_test(a_certificate_of_a_cell_with_fewer_buses_is_refused),
        cmocka_unit_test(people_who_are_safe_may_fill_a_bus),
        cmocka_unit_test(a_certificate_that_forgets_who_is_safe_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
