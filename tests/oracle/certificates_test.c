/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kinds `way`, `cut` and `leave` on random tiny posts, against an exhaustive
 * search: what the solver claims of ways the checker proves, and whatever is changed in a
 * certificate, no claim that the checker takes is false of the best plan there is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "check/certificate.h"
#include "exact.h"
#include "solve/solve.h"
#include "support/scale.h"
#include "tiny.h"

enum { POSTS = 250, CHANGES = 60, FEW = 10, LONGEST = WORLD_COHORTS + WORLD_SITES };

static struct sums {
    uint32_t searched, claims[MST_MEASURE_COUNT + 1], short_of[MST_MEASURE_COUNT + 1];
    uint32_t taken, refused, sharp, cuts;
} sums;

typedef struct tried {
    const mst_case *instance;
    exact_result best;
    mst_wide exposure; /* of a valid plan */
} tried;

static mst_certificate_verdict
verdict_on(const tried *t, const mst_certificate *claim)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_certificate_verdict verdict;
    mst_error err;
    assert_int_equal(mst_certificate_check(t->instance, claim, &arena, &verdict, &err), MST_OK);
    assert_true(verdict.holds || verdict.text != NULL);
    assert_true(!verdict.holds || verdict.proved == claim->bound);
    verdict.text = NULL; /* it goes with the arena */
    mst_arena_release(&arena);
    return verdict;
}

static bool
is_among(const mst_certificate *claim, const exact_result *best)
{
    bool few = best->left[0] + best->left[1] <= claim->most_left;
    for (uint32_t k = 0; k < claim->priority_count && k < 2; k++) {
        few = few && best->left[k] <= claim->most_left_by_priority[k];
    }
    return few;
}

/* A claim that the checker takes is true of the best plan. */
static void
expect_true(const tried *t, const mst_certificate *claim, const mst_certificate_verdict *verdict)
{
    switch (claim->measure) {
    case MST_MEASURE_LEFT:
        assert_true(claim->bound <= t->best.left[0] + t->best.left[1]);
        assert_true(verdict->left_by_priority[0] <= t->best.left[0]);
        assert_true(verdict->left_by_priority[1] <= t->best.left[1]);
        break;
    case MST_MEASURE_COMPLETION:
        assert_true(!is_among(claim, &t->best) || claim->bound <= TINY_UNITS(t->best.completion));
        sums.sharp += claim->bound > 0 && claim->bound == TINY_UNITS(t->best.completion);
        break;
    case MST_MEASURE_EXPOSURE:
        assert_true(claim->bound <= t->exposure);
        break;
    case MST_MEASURE_VEHICLE_HOURS:
    case MST_MEASURE_COUNT:
        fail_msg("no certificate is about this measure");
    }
}

static int64_t
changed(mst_random *random, int64_t value)
{
    static const int64_t steps[] = {-10, -1, 1, 2, 600000};
    switch (mst_random_below(random, 8)) {
    case 0:
        return 0;
    case 1:
        return INT64_MIN;
    case 2:
        return MST_UNLIMITED;
    default:
        return (int64_t)((uint64_t)value + (uint64_t)steps[mst_random_below(random, 5)]);
    }
}

/* A claim whose numbers may be changed. */
typedef struct copy {
    mst_certificate claim;
    mst_certificate_part parts[2];
    int64_t values[2][LONGEST + 1];
} copy;

static void
copy_open(copy *d, const mst_certificate *from)
{
    d->claim = *from;
    assert_true(from->part_count <= 2);
    for (uint32_t i = 0; i < from->part_count; i++) {
        d->parts[i] = from->parts[i];
        assert_true(d->parts[i].count <= LONGEST);
        memcpy(d->values[i], d->parts[i].values, sizeof(int64_t) * d->parts[i].count);
        d->parts[i].values = d->values[i];
    }
    d->claim.parts = d->parts;
}

static void
change(copy *d, mst_random *random)
{
    uint32_t k = mst_random_below(random, 2);
    switch (mst_random_below(random, 6)) {
    case 0:
        d->claim.bound = changed(random, (int64_t)d->claim.bound);
        break;
    case 1:
        d->claim.most_left = changed(random, d->claim.most_left);
        break;
    case 2:
        d->claim.priority_count = mst_random_below(random, MST_MAX_PRIORITIES + 2);
        break;
    case 3:
        d->claim.most_left_by_priority[k] = changed(random, d->claim.most_left_by_priority[k]);
        break;
    case 4:
        if (d->claim.part_count > 0) {
            uint32_t part = mst_random_below(random, d->claim.part_count);
            k = mst_random_below(random, d->parts[part].count + 1);
            d->values[part][k] = changed(random, d->values[part][k]);
        }
        break;
    default:
        if (d->claim.part_count > 0) {
            d->parts[mst_random_below(random, d->claim.part_count)].count =
                mst_random_below(random, LONGEST + 1);
        }
        break;
    }
}

/* Changes whatever stands in a claim, up to three things at once. */
static void
try_changes(const tried *t, const mst_certificate *sound, uint64_t seed)
{
    mst_random random;
    mst_random_init(&random, seed, 1 + (uint32_t)sound->measure);
    for (unsigned n = 0; n < CHANGES; n++) {
        copy d = {0};
        copy_open(&d, sound);
        for (unsigned k = 0; k <= n % 3; k++) {
            change(&d, &random);
        }
        if (d.claim.bound <= 0) {
            continue; /* says nothing */
        }
        mst_certificate_verdict verdict = verdict_on(t, &d.claim);
        sums.taken += verdict.holds;
        sums.refused += !verdict.holds;
        if (verdict.holds) {
            expect_true(t, &d.claim, &verdict);
        }
        for (uint32_t i = 0; i < sound->part_count; i++) {
            assert_true(!verdict.holds || d.parts[i].count == sound->parts[i].count);
        }
    }
}

static void
try_claims(tried *t, const mst_bound *bound, uint64_t seed)
{
    for (uint32_t i = 0; i < bound->witness_count; i++) {
        const mst_certificate *claim = bound->witnesses[i];
        mst_measure m = claim->measure;
        sums.cuts += claim->kind == MST_CERTIFICATE_CUT;
        if (claim->kind == MST_CERTIFICATE_CUT) {
            m = MST_MEASURE_COUNT; /* may claim more than it proves, as may exposure */
        }
        mst_certificate_verdict verdict = verdict_on(t, claim);
        sums.claims[m]++;
        sums.short_of[m] += !verdict.holds;
        mst_certificate shown = *claim;
        shown.bound = verdict.proved;
        if (shown.bound > 0) {
            verdict = verdict_on(t, &shown);
            assert_true(verdict.holds);
            expect_true(t, &shown, &verdict);
            try_changes(t, &shown, seed);
        }
    }
}

static void
try_post(uint64_t seed)
{
    static world w;
    tiny post;
    tiny_make(&post, seed);
    tried t = {.best = exact_best(&post, false)};
    if (t.best.too_large) {
        return;
    }
    sums.searched++;
    tiny_build(&post, &w);
    t.instance = &w.instance;
    mst_solution solution;
    mst_error err;
    mst_solve_options options = {.seed = seed, .effort = 4};
    assert_int_equal(mst_solve(&w.instance, &options, &solution, &err), MST_OK);
    mst_judgement judgement;
    assert_int_equal(mst_check(&w.instance, &solution.plan, &judgement, &err), MST_OK);
    assert_int_equal(judgement.violation_count, 0);
    t.exposure = judgement.measures.exposure;
    try_claims(&t, &solution.bound, seed);
    mst_judgement_release(&judgement);
    mst_solution_release(&solution);
    world_close(&w);
}

static int
try_posts(void **state)
{
    (void)state;
    uint32_t posts = test_scale(POSTS);
    for (uint64_t seed = 1; seed <= posts; seed++) {
        try_post(seed);
    }
    printf("%u posts: claims on left %u, completion %u, exposure %u, and %u by cuts;\n"
           "short of them %u, %u, %u, %u\n"
           "%u changed claims taken, %u refused; %u are the best end there is\n",
           sums.searched, sums.claims[0], sums.claims[1], sums.claims[2], sums.cuts,
           sums.short_of[0], sums.short_of[1], sums.short_of[2], sums.short_of[MST_MEASURE_COUNT],
           sums.taken, sums.refused, sums.sharp);
    return 0;
}

static void
what_the_solver_claims_of_ways_is_proved(void **state)
{
    (void)state;
    assert_int_equal(sums.short_of[MST_MEASURE_LEFT], 0);
    assert_int_equal(sums.short_of[MST_MEASURE_COMPLETION], 0);
}

static void
claims_are_made_and_changed_ones_tried(void **state)
{
    (void)state;
    assert_true(sums.claims[MST_MEASURE_LEFT] * 10 + FEW > sums.searched);
    assert_true(sums.claims[MST_MEASURE_COMPLETION] * 2 + FEW > sums.searched);
    assert_true(sums.claims[MST_MEASURE_EXPOSURE] * 2 + FEW > sums.searched);
    assert_true(sums.taken > 0 && sums.refused > 0 && sums.sharp > 0);
    assert_true(sums.cuts * 10 + FEW > sums.searched);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_solver_claims_of_ways_is_proved),
        cmocka_unit_test(claims_are_made_and_changed_ones_tried),
    };
    return cmocka_run_group_tests(tests, try_posts, NULL);
}
