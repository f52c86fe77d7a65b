/* SPDX-License-Identifier: Apache-2.0
 *
 * Choice over intervals of probability: the numbered examples T2.1 to T2.6 and T2.9 to the digits
 * worked out for them, and on random sets the extremes against every vertex.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/random.h"
#include "judge/credal.h"
#include "support/scale.h"

enum { CASES = 4, OPTIONS = 5, MOST = 6 };

static const int64_t low[CASES] = {100000, 200000, 200000, 50000};
static const int64_t high[CASES] = {500000, 500000, 400000, 200000};
static const mst_credal known = {.count = CASES, .low = low, .high = high};
static const int64_t losses[OPTIONS * CASES] = {
    0,   400, 2500, 4000, /* P1 stay */
    120, 170, 700,  1600, /* P2 drawdown */
    480, 430, 420,  500,  /* P3 evacuate now */
    330, 250, 360,  900,  /* P4 drawdown and troops */
    230, 300, 620,  760,  /* P5 overland mix */
};

static void
bounds_are_tight_and_events_follow(void **state)
{
    (void)state;
    int64_t l[CASES], h[CASES];
    mst_credal_tighten(&known, l, h);
    assert_memory_equal(l, low, sizeof(l));
    assert_memory_equal(h, high, sizeof(h));
    int64_t from, to;
    mst_credal_event(&known, (bool[]){false, false, true, true}, &from, &to);
    assert_int_equal(from, 250000);
    assert_int_equal(to, 600000);
    mst_credal_event(&known, (bool[]){true, true, false, false}, &from, &to);
    assert_int_equal(from, 400000);
    assert_int_equal(to, 750000);
    int64_t p[CASES];
    (void)mst_credal_upper(&known, losses + 3 * CASES, p);
    assert_memory_equal(p, ((int64_t[]){200000, 200000, 400000, 200000}), sizeof(p));
    (void)mst_credal_upper(&known, losses + 2 * CASES, p);
    assert_memory_equal(p, ((int64_t[]){400000, 200000, 200000, 200000}), sizeof(p));
}

static void
the_table_of_five_plans(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        double lower, upper, worst, tail, regret, upper_regret;
        bool interval, maximal, admissible;
    } rows[OPTIONS] = {
        {"P1", 800, 1920, 4000, 4000, 3500, 1625, true, false, false},
        {"P2", 322.5, 663, 1600, 1600, 1100, 380, false, true, true},
        {"P3", 434.5, 462, 500, 500, 480, 317, false, false, false},
        {"P4", 324.5, 440, 900, 900, 400, 228, false, true, true},
        {"P5", 352, 513, 760, 760, 260, 228, false, true, true},
    };
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_choice choice;
    assert_int_equal(mst_choice_make(&known, OPTIONS, losses, NULL, 100000, &arena, &choice, NULL),
                     MST_OK);
    for (int i = 0; i < OPTIONS; i++) {
        const mst_verdict *v = &choice.verdicts[i];
        print_message("%s\n", rows[i].why);
        assert_int_equal(v->lower, llround(rows[i].lower * 1e6));
        assert_int_equal(v->upper, llround(rows[i].upper * 1e6));
        assert_int_equal(v->worst, llround(rows[i].worst));
        assert_int_equal(v->tail, llround(rows[i].tail * 1e6));
        assert_int_equal(v->regret, llround(rows[i].regret));
        assert_int_equal(v->upper_regret, llround(rows[i].upper_regret * 1e6));
        assert_int_equal(v->is_interval_dominated, rows[i].interval);
        assert_int_equal(v->is_maximal, rows[i].maximal);
        assert_int_equal(v->is_admissible, rows[i].admissible);
    }
    assert_int_equal(choice.recommended, 3);
    assert_int_equal(choice.second, 4);
    assert_int_equal(choice.least_worst, 2);
    assert_int_equal(choice.least_tail, 2);
    assert_int_equal(choice.least_regret, 4);
    assert_int_equal(choice.verdicts[2].beaten_by, 3);
    mst_arena_release(&arena);
}

static void
the_second_choice_wins_where_its_upper_loss_is_less(void **state)
{
    (void)state;
    mst_switch found;
    /* S4 (airport lost), P4 against P5: at chance c the others share 1 - c. */
    assert_int_equal(
        mst_choice_switch(&known, losses + 3 * CASES, losses + 4 * CASES, 3, &found, NULL), MST_OK);
    assert_true(found.found);
    for (int64_t c = found.from - 1000; c <= found.to + 1000; c += 1000) {
        int64_t l[CASES] = {100000, 200000, 200000, c}, h[CASES] = {500000, 500000, 400000, c};
        int64_t p[CASES];
        mst_credal at = {.count = CASES, .low = l, .high = h};
        if (mst_credal_is_possible(&at)) {
            bool wins = mst_credal_upper(&at, losses + 4 * CASES, p) <
                        mst_credal_upper(&at, losses + 3 * CASES, p);
            assert_int_equal(wins, c >= found.from && c <= found.to);
        }
    }
    /* An option never wins against itself. */
    assert_int_equal(mst_choice_switch(&known, losses, losses, 0, &found, NULL), MST_OK);
    assert_false(found.found);
}

static void
how_wrong_the_guess_may_be(void **state)
{
    (void)state;
    static const double guess[CASES] = {.35, .30, .25, .10};
    static const double wanted[OPTIONS] = {-1, 0.416382, 50, 2.518519, 0.986711};
    for (int i = 0; i < OPTIONS; i++) {
        double loss[CASES];
        for (int k = 0; k < CASES; k++) {
            loss[k] = (double)losses[i * CASES + k];
        }
        double got = mst_info_gap(CASES, guess, loss, 550, 50);
        assert_true(fabs(got - wanted[i]) < 1e-6);
    }
}

static void
a_tree_is_exact_where_leaves_are_not(void **state)
{
    (void)state;
    const mst_branch nodes[] = {
        {.first = 0, .loss = 2000},
        {.first = 1, .loss = 600},
        {.first = 2, .loss = 300},
        {.first = 3, .loss = 50},
        {.low = 300000, .high = 600000, .first = 0, .other = 1},
        {.low = 100000, .high = 300000, .first = 2, .other = 3},
        {.low = 200000, .high = 450000, .first = 4, .other = 5},
    };
    int64_t lower[7], upper[7];
    mst_branches_expect(7, nodes, lower, upper);
    assert_int_equal(lower[6], 264000000);
    assert_int_equal(upper[6], 716750000);
    const int64_t l[] = {60000, 80000, 55000, 385000}, h[] = {270000, 315000, 240000, 720000};
    const int64_t loss[] = {2000, 600, 300, 50};
    int64_t p[4];
    mst_credal flat = {.count = 4, .low = l, .high = h};
    assert_int_equal(mst_credal_lower(&flat, loss, p), 246000000);
    assert_int_equal(mst_credal_upper(&flat, loss, p), 749750000);
}

/* ---- random sets, against every vertex ---- */

typedef struct sample {
    uint32_t count;
    int64_t low[MOST], high[MOST];
} sample;

static bool
draw(mst_random *random, sample *s)
{
    s->count = 1 + (uint32_t)mst_random_below(random, MOST);
    for (uint32_t i = 0; i < s->count; i++) {
        int64_t a = (int64_t)mst_random_below(random, 11) * 100000;
        int64_t b = (int64_t)mst_random_below(random, 11) * 100000;
        s->low[i] = (a < b ? a : b) / (1 + (int64_t)mst_random_below(random, 4));
        s->high[i] = a < b ? b : a;
    }
    return mst_credal_is_possible(&(mst_credal){s->count, s->low, s->high});
}

/* Extremes over the vertices: all but one case stand at a bound, that one takes the rest. */
static void
by_vertices(const sample *s, const int64_t *loss, int64_t *least, int64_t *most)
{
    *least = INT64_MAX;
    *most = INT64_MIN;
    for (uint32_t rest = 0; rest < s->count; rest++) {
        for (uint32_t mask = 0; mask < 1u << s->count; mask++) {
            int64_t left = MST_MILLION, sum = 0;
            for (uint32_t i = 0; i < s->count; i++) {
                int64_t p = mask >> i & 1 ? s->high[i] : s->low[i];
                left -= i == rest ? 0 : p;
                sum += i == rest ? 0 : p * loss[i];
            }
            if (left >= s->low[rest] && left <= s->high[rest]) {
                sum += left * loss[rest];
                *least = sum < *least ? sum : *least;
                *most = sum > *most ? sum : *most;
            }
        }
    }
}

static void
greedy_reaches_the_extreme_vertex(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 22, 0);
    print_message("seed 22\n");
    int cases = (int)test_scale(2000), possible = 0;
    for (int n = 0; n < cases; n++) {
        sample s;
        if (!draw(&random, &s)) {
            continue;
        }
        possible++;
        mst_credal set = {s.count, s.low, s.high};
        int64_t loss[MOST], minus[MOST], p[MOST], least, most;
        for (uint32_t i = 0; i < s.count; i++) {
            loss[i] = (int64_t)mst_random_below(&random, 12) - 5;
            minus[i] = -loss[i];
        }
        by_vertices(&s, loss, &least, &most);
        assert_int_equal(mst_credal_upper(&set, loss, p), most);
        assert_int_equal(mst_credal_lower(&set, loss, p), least);
        assert_int_equal(mst_credal_upper(&set, minus, p), -least);
        assert_int_equal(mst_credal_tail(&set, loss, MST_MILLION, p), most);
    }
    assert_true(possible > cases / 10);
}

static void
choices_keep_their_order(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 23, 0);
    print_message("seed 23\n");
    int cases = (int)test_scale(400), beaten = 0, only_maximal = 0;
    for (int n = 0; n < cases; n++) {
        sample s;
        if (!draw(&random, &s)) {
            continue;
        }
        bool is_point = n % 4 == 0;
        if (is_point) { /* one p: everything is expected loss */
            int64_t p[MOST];
            (void)mst_credal_upper(&(mst_credal){s.count, s.low, s.high}, s.low, p);
            for (uint32_t i = 0; i < s.count; i++) {
                s.low[i] = s.high[i] = p[i];
            }
        }
        mst_credal set = {s.count, s.low, s.high};
        int64_t loss[4 * MOST];
        for (uint32_t i = 0; i < 4 * s.count; i++) {
            loss[i] = (int64_t)mst_random_below(&random, 30);
        }
        mst_arena arena;
        mst_arena_init(&arena, 0);
        mst_choice choice;
        assert_int_equal(mst_choice_make(&set, 4, loss, NULL, 100000, &arena, &choice, NULL),
                         MST_OK);
        assert_true(choice.verdicts[choice.recommended].is_maximal);
        for (uint32_t i = 0; i < 4; i++) {
            const mst_verdict *v = &choice.verdicts[i];
            assert_true(!v->is_admissible || v->is_maximal);
            assert_true(!v->is_maximal || !v->is_interval_dominated);
            assert_true(v->lower <= v->upper && v->upper <= v->tail);
            assert_true(v->tail <= v->worst * MST_MILLION);
            beaten += !v->is_maximal;
            only_maximal += v->is_maximal && !v->is_admissible;
            if (is_point) {
                bool best = v->upper == choice.verdicts[choice.recommended].upper;
                assert_int_equal(v->is_maximal, best);
                assert_int_equal(v->is_admissible, best);
            }
        }
        mst_arena_release(&arena);
    }
    print_message("%d beaten, %d maximal but never best\n", beaten, only_maximal);
    assert_true(beaten > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_tight_and_events_follow),
        cmocka_unit_test(the_table_of_five_plans),
        cmocka_unit_test(the_second_choice_wins_where_its_upper_loss_is_less),
        cmocka_unit_test(how_wrong_the_guess_may_be),
        cmocka_unit_test(a_tree_is_exact_where_leaves_are_not),
        cmocka_unit_test(greedy_reaches_the_extreme_vertex),
        cmocka_unit_test(choices_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
