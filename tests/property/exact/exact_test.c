/* SPDX-License-Identifier: Apache-2.0
 *
 * The covering engine against an exhaustive search on random tiny posts. On any post its value is
 * never above the best plan's end; where nothing of a post is beyond the relaxation, it is that
 * end; and each certificate is proved again by the checker.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check/certificate.h"
#include "oracle/exact.h"
#include "oracle/tiny.h"
#include "solve/cover.h"
#include "support/scale.h"

enum { POSTS = 300, LEAST_SHARE = 97, MOST_TALK = 5, FEW = 3 };

static struct sums {
    uint32_t posts, too_large, compared, said, above, below, refused, talked;
} plain, any;

/* Takes off what the relaxation leaves out: limits of places and flow, desks, releases one by one,
 * and ways between unsafe places, on which people can change vehicles. Hours of places and links
 * stay, and so do notice, groups, choosy people and parties. */
static void
make_plain(tiny *post)
{
    for (int s = 0; s < post->site_count; s++) {
        post->sites[s].hold = post->sites[s].berths = TINY_NONE;
        post->sites[s].desks = post->sites[s].desk_time = 0;
    }
    int kept = 0;
    for (int a = 0; a < post->arc_count; a++) {
        post->arcs[a].flow = TINY_NONE;
        if (post->sites[post->arcs[a].from].safe || post->sites[post->arcs[a].to].safe) {
            post->arcs[kept++] = post->arcs[a];
        }
    }
    post->arc_count = kept;
    for (int g = 0; g < post->group_count; g++) {
        post->groups[g].each = 0;
        post->groups[g].priority = 0;
    }
}

static void
talk(struct sums *sums, uint64_t seed, const char *what, const tiny *post, const exact_result *best,
     mst_time value)
{
    if (sums->talked++ < MOST_TALK) {
        printf("seed %llu: %s: best %d, value %.3f\n", (unsigned long long)seed, what,
               best->completion, (double)value / (double)TINY_UNITS(1));
        tiny_print(post);
    }
}

static void
try_post(struct sums *sums, const tiny *post, uint64_t seed)
{
    static world w;
    exact_result best = exact_best(post, false);
    sums->posts++;
    if (best.too_large) {
        sums->too_large++;
        return;
    }
    if (best.left[0] + best.left[1] > 0) {
        return; /* the engine speaks of plans that leave nobody */
    }
    tiny_build(post, &w);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst__cover_run *run = MST_TAKE(&arena, mst__cover_run, 1);
    assert_non_null(run);
    mst__cover_ask ask = {.upper = MST_NEVER};
    assert_true(mst__cover_solve(run, &w.instance.phases[0], &ask, &arena, &arena));
    sums->compared++;
    sums->said += run->said;
    if (run->said) {
        mst_time end = TINY_UNITS(best.completion);
        sums->above += run->completion > end;
        sums->below += run->completion < end;
        if (run->completion > end || (sums == &plain && run->completion < end)) {
            talk(sums, seed, "not the same", post, &best, run->completion);
        }
        mst_certificate_verdict verdict;
        mst_error err;
        assert_int_equal(
            mst_certificate_check(&w.instance, run->certificate, &arena, &verdict, &err), MST_OK);
        if (!verdict.holds) {
            talk(sums, seed, verdict.text, post, &best, run->completion);
            sums->refused++;
        }
    }
    mst_arena_release(&arena);
    world_close(&w);
}

static int
try_posts(void **state)
{
    (void)state;
    uint32_t posts = test_scale(POSTS);
    for (uint64_t seed = 1; seed <= posts; seed++) {
        tiny post;
        tiny_make(&post, seed);
        try_post(&any, &post, seed);
        make_plain(&post);
        try_post(&plain, &post, seed);
    }
    printf("%u plain posts, %u compared, %u below the best, %u above; of any kind %u compared, %u "
           "below\n",
           plain.posts, plain.compared, plain.below, plain.above, any.compared, any.below);
    return 0;
}

static void
most_posts_are_compared_and_the_engine_speaks_of_them(void **state)
{
    (void)state;
    assert_true(plain.compared * 3 + FEW >= plain.posts);
    assert_int_equal(plain.said, plain.compared);
    assert_int_equal(any.said, any.compared);
}

static void
the_value_is_never_above_the_end_of_the_best_plan(void **state)
{
    (void)state;
    assert_int_equal(plain.above, 0);
    assert_int_equal(any.above, 0);
}

/* The rest are posts in which people who pass a safe place may change vehicles beyond it. */
static void
the_value_is_the_end_of_the_best_plan_where_only_covering_counts(void **state)
{
    (void)state;
    uint32_t equal = plain.compared - plain.below - plain.above;
    assert_true((equal + (plain.compared < 100 ? FEW : 0)) * 100 >= plain.compared * LEAST_SHARE);
}

static void
other_limits_do_bind_in_some_posts(void **state)
{
    (void)state;
    assert_true(any.compared < 50 || any.below > 0);
}

static void
every_certificate_is_proved_again(void **state)
{
    (void)state;
    assert_int_equal(plain.refused, 0);
    assert_int_equal(any.refused, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(most_posts_are_compared_and_the_engine_speaks_of_them),
        cmocka_unit_test(the_value_is_never_above_the_end_of_the_best_plan),
        cmocka_unit_test(the_value_is_the_end_of_the_best_plan_where_only_covering_counts),
        cmocka_unit_test(other_limits_do_bind_in_some_posts),
        cmocka_unit_test(every_certificate_is_proved_again),
    };
    return cmocka_run_group_tests(tests, try_posts, NULL);
}
