/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine of full loads against an exhaustive search on random tiny posts. On any post its bound
 * is never above the best plan's end; where buses run to and fro between sites to be left and
 * havens with room, bound and tours are that end; each certificate is proved again by the checker.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "check/certificate.h"
#include "oracle/exact.h"
#include "oracle/tiny.h"
#include "solve/flow.h"
#include "support/scale.h"

enum { POSTS = 300, MOST_TALK = 5, PICKUPS = 2, SITES = 4, MOVES = 20000, ROUNDS = 8 };

static struct sums {
    uint32_t compared, said, above, below, worse, refused, trees, talked;
} full, any;

/* ---- posts of full loads ---- */

static int
between(mst_random *random, int low, int high)
{
    return (int)mst_random_between(random, low, high);
}

/* Sites 0 and 1 are to be left, 2 and 3 havens; each pair of them is joined, and the times need not
 * be those of a map. Whole loads wait and there is room for whole loads. */
static void
make_full(tiny *post, uint64_t seed)
{
    mst_random random;
    mst_random_init(&random, seed, 11);
    *post = (tiny){.horizon = 60, .site_count = SITES, .vehicle_count = between(&random, 1, 2)};
    int seats = between(&random, 1, 3);
    int loads[PICKUPS] = {between(&random, 1, 3), between(&random, 0, 3)};
    int room = between(&random, 0, loads[0] + loads[1]);
    int spare = between(&random, 0, 2);
    for (int s = 0; s < SITES; s++) {
        post->sites[s] = (tiny_site){
            .safe = s >= PICKUPS, .hold = TINY_NONE, .berths = TINY_NONE, .shuts = TINY_NONE};
    }
    post->sites[PICKUPS].hold = room * seats;
    if (spare < 2) {
        post->sites[PICKUPS + 1].hold = (loads[0] + loads[1] - room + spare) * seats;
    }
    for (int a = 0; a < PICKUPS; a++) {
        for (int b = PICKUPS; b < SITES; b++) {
            for (int back = 0; back < 2; back++) {
                post->arcs[post->arc_count++] = (tiny_arc){.from = back ? b : a,
                                                           .to = back ? a : b,
                                                           .time = between(&random, 1, 5),
                                                           .flow = TINY_NONE,
                                                           .shuts = TINY_NONE};
            }
        }
    }
    int load = between(&random, 0, 1);
    int unload = between(&random, 0, 1);
    for (int v = 0; v < post->vehicle_count; v++) {
        post->vehicles[v] = (tiny_vehicle){.base = between(&random, 0, SITES - 1),
                                           .seats = seats,
                                           .load = load,
                                           .unload = unload,
                                           .notice = between(&random, 0, 2)};
    }
    post->group_count = PICKUPS;
    for (int g = 0; g < PICKUPS; g++) {
        post->groups[g] = (tiny_group){.site = g, .parties = loads[g], .party = seats};
        for (int s = 0; s < SITES; s++) {
            post->groups[g].accepts[s] = true;
        }
    }
}

/* People are not taken on from havens, so that room is what it says: links back are for empty
 * vehicles. */
static void
close_ways_back(world *w)
{
    world_phase *phase = &w->phases[0];
    for (uint32_t a = 0; a < phase->problem.arc_count; a++) {
        for (uint32_t t = 0; t < phase->problem.type_count && phase->arcs[a].from >= PICKUPS; t++) {
            phase->loaded_time[a * phase->problem.type_count + t] = MST_NEVER;
        }
    }
}

/* ---- exhaustive search: every sequence of loads of every vehicle ---- */

typedef struct tours_left {
    const tiny *post;
    int empty[SITES][SITES], loaded[SITES][SITES];
    int loads[PICKUPS], room[SITES]; /* still */
    int best;
} tours_left;

static void
fill_times(tours_left *left)
{
    for (int a = 0; a < SITES; a++) {
        for (int b = 0; b < SITES; b++) {
            left->empty[a][b] = a == b ? 0 : TINY_NONE;
        }
    }
    for (int i = 0; i < left->post->arc_count; i++) {
        const tiny_arc *arc = &left->post->arcs[i];
        left->empty[arc->from][arc->to] = left->loaded[arc->from][arc->to] = arc->time;
    }
    for (int m = 0; m < SITES; m++) {
        for (int a = 0; a < SITES; a++) {
            for (int b = 0; b < SITES; b++) {
                int by = left->empty[a][m] + left->empty[m][b];
                left->empty[a][b] = by < left->empty[a][b] ? by : left->empty[a][b];
            }
        }
    }
}

/* Vehicle v is at `place` at `time`, and nobody is out later than `end`. */
static void
go_on(tours_left *left, int v, int place, int time, int end)
{
    const tiny_vehicle *facts = &left->post->vehicles[v];
    if (end >= left->best) {
        return;
    }
    if (left->loads[0] + left->loads[1] == 0) {
        left->best = end;
        return;
    }
    for (int p = 0; p < PICKUPS; p++) {
        for (int s = PICKUPS; s < SITES && left->loads[p] > 0; s++) {
            if (left->room[s] == 0) {
                continue;
            }
            int off =
                time + left->empty[place][p] + facts->load + left->loaded[p][s] + facts->unload;
            left->loads[p]--;
            left->room[s]--;
            go_on(left, v, s, off, off > end ? off : end);
            left->loads[p]++;
            left->room[s]++;
        }
    }
    if (v + 1 < left->post->vehicle_count) {
        const tiny_vehicle *next = &left->post->vehicles[v + 1];
        go_on(left, v + 1, next->base, next->notice, end);
    }
}

/* The end of the best tours, in units. */
static int
best_tours(const tiny *post)
{
    tours_left left = {.post = post, .best = TINY_NONE};
    fill_times(&left);
    for (int p = 0; p < PICKUPS; p++) {
        left.loads[p] = post->groups[p].parties;
    }
    for (int s = PICKUPS; s < SITES; s++) {
        left.room[s] = post->sites[s].hold / post->vehicles[0].seats;
    }
    go_on(&left, 0, post->vehicles[0].base, post->vehicles[0].notice, 0);
    return left.best;
}

/* ---- the engine ---- */

typedef struct outcome {
    bool applies, has_tours;
    mst_time bound, end;
    const mst_certificate *certificate;
    bool is_tree;
} outcome;

/* Tours by annealing; then the linear program, and branching while the two do not meet. */
static outcome
run(const mst_problem *problem, uint64_t seed, mst_arena *arena)
{
    outcome out = {.end = 0};
    static mst__flow flow;
    assert_true(mst__flow_init(&flow, problem, arena, &out.applies));
    if (!out.applies) {
        return out;
    }
    mst__flow_tours tours = {.longest = 0};
    mst__flow_search search = {.seed = seed, .work = MOVES};
    assert_true(mst__flow_anneal(&flow, &search, &tours, &out.has_tours));
    out.end = out.has_tours ? tours.longest : problem->horizon;
    mst__flow_proof proof = {.work = INT64_C(100000000)};
    assert_true(mst__flow_prove(&flow, out.end, NULL, &proof));
    for (int round = 0; round < ROUNDS && out.has_tours && proof.bound < out.end; round++) {
        bool found;
        mst_time before = (out.end - 1) / flow.grain * flow.grain; /* the last step before it */
        assert_true(mst__flow_branch_at(&flow, before, NULL, &proof, &tours, &found));
        out.end = found ? tours.longest : out.end;
    }
    out.bound = proof.bound;
    if (proof.has_tree) {
        out.certificate = mst__flow_certify(&flow, &proof.tree, arena);
        assert_non_null(out.certificate);
        out.is_tree = proof.tree.node_count > 1;
    }
    return out;
}

static void
talk(struct sums *sums, uint64_t seed, const char *what, const tiny *post, int best,
     const outcome *out)
{
    if (sums->talked++ < MOST_TALK) {
        printf("seed %llu: %s: best %d, bound %.3f, tours %.3f\n", (unsigned long long)seed, what,
               best, (double)out->bound / (double)TINY_UNITS(1),
               (double)out->end / (double)TINY_UNITS(1));
        tiny_print(post);
    }
}

static void
compare(struct sums *sums, const outcome *out, const tiny *post, int best, uint64_t seed)
{
    mst_time end = TINY_UNITS(best);
    sums->compared++;
    sums->said += out->applies;
    if (!out->applies) {
        return;
    }
    sums->above += out->bound > end;
    sums->below += out->bound < end;
    sums->worse += sums == &full && out->end != end;
    sums->trees += out->is_tree;
    if (out->bound > end || (sums == &full && (out->bound < end || out->end != end))) {
        talk(sums, seed, "not the same", post, best, out);
    }
}

/* The engine on a post whose best end is known. */
static void
try_post(struct sums *sums, const tiny *post, int best, uint64_t seed)
{
    static world w;
    tiny_build(post, &w);
    if (sums == &full) {
        close_ways_back(&w);
    }
    mst_arena arena;
    mst_arena_init(&arena, 0);
    outcome out = run(&w.instance.phases[0], seed, &arena);
    compare(sums, &out, post, best, seed);
    if (out.certificate != NULL) {
        mst_certificate_verdict verdict;
        mst_error err;
        assert_int_equal(
            mst_certificate_check(&w.instance, out.certificate, &arena, &verdict, &err), MST_OK);
        if (!verdict.holds) {
            talk(sums, seed, verdict.text, post, best, &out);
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
        exact_result best = exact_best(&post, false);
        if (!best.too_large && best.left[0] + best.left[1] == 0) {
            /* the engine speaks of plans that leave nobody */
            try_post(&any, &post, best.completion, seed);
        }
        make_full(&post, seed);
        try_post(&full, &post, best_tours(&post), seed);
    }
    printf("%u posts of full loads, %u below the best, %u above, %u tours not the best, %u trees; "
           "of any kind %u, %u spoken of, %u below\n",
           full.compared, full.below, full.above, full.worse, full.trees, any.compared, any.said,
           any.below);
    return 0;
}

static void
posts_of_full_loads_are_recognised(void **state)
{
    (void)state;
    assert_int_equal(full.compared, test_scale(POSTS));
    assert_int_equal(full.said, full.compared);
    assert_true(any.compared < 50 || any.said > 0);
}

static void
the_bound_is_never_above_the_end_of_the_best_plan(void **state)
{
    (void)state;
    assert_int_equal(full.above, 0);
    assert_int_equal(any.above, 0);
}

static void
bound_and_tours_are_the_end_of_the_best_plan_of_full_loads(void **state)
{
    (void)state;
    assert_int_equal(full.below, 0);
    assert_int_equal(full.worse, 0);
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
    assert_int_equal(full.refused, 0);
    assert_int_equal(any.refused, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posts_of_full_loads_are_recognised),
        cmocka_unit_test(the_bound_is_never_above_the_end_of_the_best_plan),
        cmocka_unit_test(bound_and_tours_are_the_end_of_the_best_plan_of_full_loads),
        cmocka_unit_test(other_limits_do_bind_in_some_posts),
        cmocka_unit_test(every_certificate_is_proved_again),
    };
    return cmocka_run_group_tests(tests, try_posts, NULL);
}
