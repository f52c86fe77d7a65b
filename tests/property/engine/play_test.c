/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans of random posts, played without chance, measure what the checker measures. Played with
 * whatever chance, nobody is lost from the count, and every run comes to its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "support/played.h"
#include "support/scale.h"

enum { CASES = 1500, CHANCES = 500, EFFORT = 1, RUNS = 20 };

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

/* A random section behind the text of the post; what it names is taken from the post. */
static void
append_chance(const mst_post *post, mst_random *random, char *text)
{
    size_t used = strlen(text);
    const char *site = post->sites[mst_random_below(random, post->site_count)].id;
    const char *other = post->sites[mst_random_below(random, post->site_count)].id;
    snprintf(text + used, DRAFT_TEXT_BYTES - used,
             "chance:\n  travel: {low: 0.5, likely: 1, high: %u}\n"
             "  service: {low: 0.5, likely: 1, high: %u}\n"
             "  desks: {low: 0.5, likely: 1, high: 3}\n"
             "  late: {low: 0 h, likely: 10 min, high: %u h}\n"
             "  refuse: {low: 0 %%, likely: %u %%, high: 90 %%}\n"
             "  breakdown: %u %%\n  patience: %u min\n"
             "  weather: [{id: fog, sites: [%s], every: %u h, lasts: 2 h}]\n"
             "  losses:\n    - {id: one, sites: [%s], by: [{at: %u h, lost: 70 %%}]}\n",
             1 + mst_random_below(random, 4), 1 + mst_random_below(random, 4),
             1 + mst_random_below(random, 9), mst_random_below(random, 50),
             mst_random_below(random, 40), mst_random_below(random, 200), other,
             1 + mst_random_below(random, 9), site, 1 + mst_random_below(random, 20));
    used = strlen(text);
    if (post->link_count > 0 && post->fleet_count > 0) {
        snprintf(text + used, DRAFT_TEXT_BYTES - used,
                 "    - {id: two, links: [%s], fleets: [%s], by: [{at: 10 h, lost: 50 %%}]}\n",
                 post->links[mst_random_below(random, post->link_count)].id,
                 post->fleets[mst_random_below(random, post->fleet_count)].id);
    }
}

static void
check_runs(const mst_case *instance, const mst_plan *plan, char *fault)
{
    mst_play_options options = {.seed = 3};
    mst_play *play = NULL;
    mst_error err = {0};
    static mst_play_result results[RUNS];
    if (mst_play_build(instance, plan, &options, &play, &err) != MST_OK ||
        mst_play_many(play, 0, RUNS, 1, results, &err) != MST_OK) {
        say(fault, "no player: %s", err.text);
    }
    for (uint32_t i = 0; play != NULL && i < RUNS; i++) {
        const mst_play_result *r = &results[i];
        int64_t out = r->out[MST_PLAY_BINS - 1];
        if (r->measures.left < 0 || out + r->measures.left != r->persons) {
            say(fault, "count: run %u has %lld out and %lld left of %lld", i, (long long)out,
                (long long)r->measures.left, (long long)r->persons);
        }
        if (r->measures.exposure < 0 || r->events > 1000000) {
            say(fault, "run: run %u has exposure %.0f after %llu events", i,
                (double)r->measures.exposure, (unsigned long long)r->events);
        }
    }
    mst_play_close(play);
}

static void
ask_chance(const draft *post, uint64_t seed, char *fault)
{
    static char text[DRAFT_TEXT_BYTES];
    mst_random random;
    mst_random_init(&random, seed, 77);
    mst_post *read = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t bytes = draft_write(post, NULL, text);
    for (uint32_t turn = 0; turn < 2; turn++) { /* once for the ids, once with chance */
        mst_status status = mst_post_read_text("drawn", text, bytes, &read, &faults, &err);
        mst_fault_list_release(&faults);
        if (status != MST_OK) {
            say(fault, "the post is refused: line %u: %s", err.line, err.text);
            return;
        }
        if (turn == 0) {
            append_chance(read, &random, text);
            bytes = strlen(text);
            mst_post_release(read);
        }
    }
    mst_case *instance = NULL;
    mst_solution solution;
    mst_solve_options options = {.seed = 1, .effort = EFFORT, .only_plan = true};
    if (mst_case_compile(read, (mst_scenario_id){0}, (mst_option_id){0}, NULL, &instance, &err) ==
        MST_OK) {
        if (mst_solve(instance, &options, &solution, &err) == MST_OK) {
            check_runs(instance, &solution.plan, fault);
        }
        mst_solution_release(&solution);
    }
    mst_case_release(instance);
    mst_post_release(read);
}

static void
nobody_is_lost_from_the_count(void **state)
{
    (void)state;
    assert_int_equal(ask_many("chance", test_scale(CHANCES), ask_chance), 0);
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
        cmocka_unit_test(nobody_is_lost_from_the_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
