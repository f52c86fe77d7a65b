/* SPDX-License-Identifier: Apache-2.0
 *
 * Random posts: every plan is accepted by the checker and measured alike, its bounds hold against
 * every other plan found, and it stays the same plan through plan.json.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "problem/doubts.h"
#include "solve/build.h"
#include "support/scale.h"

enum { CASES = 400, EFFORT = 4, OTHER_EFFORT = 12 };

static uint32_t planned_count, moving, all_out, proved, surprised;
static uint32_t gone_on, improved;

static void
ask_plan(const draft *post, uint64_t seed, char *fault)
{
    planned cell;
    (void)seed;
    planned_open(&cell, post, NULL, EFFORT, fault);
    if (fault[0] == '\0') {
        planned_count++;
        moving += cell.solution.plan.move_count > 0 ? 1 : 0;
        all_out += cell.judgement.measures.left == 0 ? 1 : 0;
        proved += cell.solution.proved_optimal ? 1 : 0;
        surprised += cell.instance->phase_count > 1 ? 1 : 0;
    }
    planned_close(&cell);
}

static void
every_plan_is_accepted_and_measured_alike(void **state)
{
    (void)state;
    uint32_t failed = ask_many("plans", test_scale(CASES), ask_plan);
    printf(
        "plans: %u planned, %u with vehicles that move, %u with everyone out, %u proved, %u with "
        "surprises\n",
        planned_count, moving, all_out, proved, surprised);
    assert_int_equal(failed, 0);
}

/* With aims, stages, ways past farther places and guards who leave early. */
static void
ask_further(const draft *post, uint64_t seed, char *fault)
{
    planned cell;
    char first_fault[FAULT_BYTES] = ""; /* told by the test above */
    (void)seed;
    planned_open(&cell, post, NULL, 1, first_fault);
    if (first_fault[0] == '\0') {
        mst_measures first = cell.solution.measures;
        if (planned_go_on(&cell, EFFORT, fault)) {
            gone_on++;
            improved +=
                mst_measures_compare(planned_problem(&cell), &cell.solution.measures, &first) < 0;
        }
    }
    planned_close(&cell);
}

static void
a_search_that_goes_on_keeps_the_rules(void **state)
{
    (void)state;
    uint32_t failed = ask_many("further", test_scale(CASES), ask_further);
    printf("further: %u searched on, %u of them better\n", gone_on, improved);
    assert_int_equal(failed, 0);
    assert_true(improved > 0);
}

/* Bounds of one search against the plans of another. With surprises the bound is for the future
 * given the past of that very search, so those are left out. */
static void
ask_bounds(const draft *post, uint64_t seed, char *fault)
{
    planned one;
    planned other;
    char other_fault[FAULT_BYTES] = ""; /* told by the test above */
    (void)seed;
    planned_open(&one, post, NULL, 1, other_fault);
    planned_open(&other, post, NULL, OTHER_EFFORT, other_fault);
    if (other_fault[0] == '\0' && one.instance->phase_count == 1) {
        const char *broken = bound_broken(planned_problem(&one), &one.solution.bound,
                                          &one.solution.measures, &other.solution.measures);
        if (broken == NULL) {
            broken = bound_broken(planned_problem(&one), &other.solution.bound,
                                  &other.solution.measures, &one.solution.measures);
        }
        if (broken != NULL) {
            say(fault,
                "the bound of %s is above what another search finds: quick plan left %lld, "
                "completion %lld, exposure %.0f, its bounds %lld, %lld, %.0f; long search %lld, "
                "%lld, %.0f, its bounds %lld, %lld, %.0f",
                broken, (long long)one.solution.measures.left,
                (long long)one.solution.measures.completion, (double)one.solution.measures.exposure,
                (long long)one.solution.bound.left, (long long)one.solution.bound.completion,
                (double)one.solution.bound.exposure, (long long)other.solution.measures.left,
                (long long)other.solution.measures.completion,
                (double)other.solution.measures.exposure, (long long)other.solution.bound.left,
                (long long)other.solution.bound.completion, (double)other.solution.bound.exposure);
        }
        if (mst_measures_compare(planned_problem(&one), &other.solution.measures,
                                 &one.solution.measures) > 0) {
            say(fault,
                "a longer search finds less: left %lld after %lld, completion %lld after "
                "%lld",
                (long long)other.solution.measures.left, (long long)one.solution.measures.left,
                (long long)other.solution.measures.completion,
                (long long)one.solution.measures.completion);
        }
    }
    planned_close(&one);
    planned_close(&other);
}

static void
bounds_hold_against_other_searches(void **state)
{
    (void)state;
    assert_int_equal(ask_many("bounds", test_scale(CASES), ask_bounds), 0);
}

static uint32_t given_up, whole;

/* A build towards an aim against the whole plan of the same genes: given up only what misses it. */
static void
ask_aim(const draft *post, uint64_t seed, char *fault)
{
    planned cell;
    char other_fault[FAULT_BYTES] = ""; /* told by the test above */
    planned_open(&cell, post, NULL, 1, other_fault);
    if (other_fault[0] == '\0') {
        const mst_problem *problem = &cell.instance->phases[0];
        mst_arena arena;
        mst_arena_init(&arena, 0);
        mst__builder builder;
        assert_true(mst__builder_open(&builder, problem));
        bool everybody = true;
        for (uint32_t c = 0; c < problem->cohort_count; c++) {
            everybody = everybody && problem->cohorts[c].in_scope;
        }
        for (uint32_t k = 0; k < 8; k++) {
            mst__genes *genes = mst__genes_make(problem, (uint32_t)(seed + k / 4) % 8, &arena);
            assert_non_null(genes);
            mst_measures full, towards;
            builder.aim.completion = MST_NEVER;
            mst__build(&builder, genes, NULL);
            mst__state_measure(builder.state, &full);
            bool misses_none = builder.gave_up;
            mst_wide burden = builder.state->burden;
            builder.aim = (mst__aim){.completion = k % 4 == 0   ? full.completion
                                                   : k % 4 == 1 ? full.completion - 1
                                                                : full.completion / (k % 4),
                                     .burden = k < 4 ? -1 : burden - (k % 2),
                                     .everybody = everybody};
            mst__build(&builder, genes, NULL);
            mst__state_measure(builder.state, &towards);
            bool misses = (full.left > 0 || full.completion > builder.aim.completion) &&
                          burden > builder.aim.burden;
            given_up += builder.gave_up;
            whole += !builder.gave_up;
            if (misses_none) {
                say(fault, "given up without an aim");
            } else if (builder.gave_up && !misses) {
                say(fault, "given up: a plan that reaches its aim of %lld",
                    (long long)builder.aim.completion);
            } else if (!builder.gave_up && measures_differ(&full, &towards) != NULL) {
                say(fault, "another plan: with an aim of %lld", (long long)builder.aim.completion);
            }
        }
        mst__builder_close(&builder);
        mst_arena_release(&arena);
    }
    planned_close(&cell);
}

static void
only_what_misses_its_aim_is_given_up(void **state)
{
    (void)state;
    uint32_t failed = ask_many("aim", test_scale(CASES), ask_aim);
    printf("aim: %u given up, %u built to the end\n", given_up, whole);
    assert_int_equal(failed, 0);
    assert_true(given_up > 0 && whole > 0);
}

static uint32_t stranded;

/* In scope and not left where they began, or under way, when the plan ends. */
static int64_t
people_moved(const planned *cell, uint32_t people)
{
    const mst_problem *problem = planned_problem(cell);
    const mst_plan *plan = &cell->solution.plan;
    int64_t moved = 0;
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[i];
        bool is_one = cohort->people == people && cohort->in_scope;
        /* Reinforcements that nobody brings in are not left either. */
        moved += is_one && cohort->presence != MST_PRESENT_BY_FLEET ? cohort->count : 0;
    }
    for (uint32_t i = 0; i < plan->left_count; i++) {
        bool is_one = problem->cohorts[plan->left[i].cohort].people == people;
        moved -= is_one ? plan->left[i].count : 0;
    }
    return moved;
}

/* Of one cell each doubt is a claim about its plans. Doubts say no more of a surprise. */
static void
ask_doubts(const draft *post, uint64_t seed, char *fault)
{
    planned cell;
    (void)seed;
    planned_open(&cell, post, NULL, EFFORT, fault);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_doubts *doubts = fault[0] == '\0' ? mst_doubts_new(cell.post, &arena) : NULL;
    uint32_t count = 0, more = 0;
    mst_error *list = NULL;
    if (doubts != NULL && (!mst_doubts_add(doubts, cell.instance) ||
                           !mst_doubts_list(doubts, &count, &more, &list))) {
        say(fault, "no memory for doubts");
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < cell.post->people_count; k++) {
            const mst_place *place = &cell.post->people[k].place;
            if (place->line != list[i].line || place->column != list[i].column) {
                continue;
            }
            stranded++;
            if (people_moved(&cell, k) > 0) {
                say(fault, "doubted people get out: %s", list[i].text);
            }
        }
    }
    mst_arena_release(&arena);
    planned_close(&cell);
}

/* Before a surprise the plan is that of the same cell without it. */
static uint32_t foreless;

static bool
same_moves(const mst_plan *a, const mst_plan *b)
{
    bool same = a->move_count == b->move_count;
    for (uint32_t i = 0; same && i < a->move_count; i++) {
        const mst_plan_move *x = &a->moves[i];
        const mst_plan_move *y = &b->moves[i];
        same = x->vehicle == y->vehicle && x->arc == y->arc && x->leave == y->leave &&
               x->arrive == y->arrive && x->loads.count == y->loads.count;
    }
    return same;
}

static void
ask_before(const draft *post, uint64_t seed, char *fault)
{
    planned told;
    draft plain = *post;
    (void)seed;
    /* What is a surprise no more when a later order is given is known to one of them. */
    bool asks = post->pins[0].there == 0 && post->order_at == DRAFT_NONE;
    for (uint32_t i = 0; i < DRAFT_CHANGES; i++) {
        bool is_surprise = post->changes[i].there != 0 && post->changes[i].surprise != 0;
        plain.changes[i].there = is_surprise ? 0 : post->changes[i].there;
    }
    char ignored[FAULT_BYTES] = ""; /* plans of whole posts are another test's matter */
    planned_open(&told, post, NULL, EFFORT, ignored);
    const mst_plan *first = &told.solution.plan;
    while (ignored[0] == '\0' && first->before != NULL) {
        first = first->before;
    }
    if (asks && ignored[0] == '\0' && told.instance->phase_count > 1) {
        planned alone;
        planned_open(&alone, &plain, NULL, EFFORT, ignored);
        foreless++;
        /* Where people are added there are other numbers to search with. */
        bool same_people = ignored[0] == '\0' && planned_problem(&alone)->cohort_count ==
                                                     planned_problem(&told)->cohort_count;
        if (same_people && !same_moves(first, &alone.solution.plan)) {
            say(fault, "the plan before the surprise is another one: %u moves, %u without it",
                first->move_count, alone.solution.plan.move_count);
        }
        planned_close(&alone);
    }
    planned_close(&told);
}

static void
before_a_surprise_nobody_knows_of_it(void **state)
{
    (void)state;
    uint32_t failed = ask_many("before", test_scale(CASES), ask_before);
    printf("before: %u posts with a surprise\n", foreless);
    assert_int_equal(failed, 0);
    assert_true(foreless > 0);
}

static void
nobody_gets_out_of_whom_it_is_doubted(void **state)
{
    (void)state;
    uint32_t failed = ask_many("doubts", test_scale(CASES), ask_doubts);
    printf("doubts: %u groups without a way out\n", stranded);
    assert_int_equal(failed, 0);
}

/* Posts whose plans the checker refused once: for hold, force, landings, reinforcements and people
 * who are left, mostly after a surprise. Small ones are in tests/unit/judge/refused_test.c. */
static void
plans_refused_once_are_accepted(void **state)
{
    (void)state;
    static const uint64_t seeds[] = {62616,  71831,  91210,  121457, 132938, 140648,
                                     170759, 182291, 191922, 200758, 201059, 211712,
                                     212534, 221611, 242009, 252885, 500771, 910552};
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        draft post;
        planned cell;
        char fault[FAULT_BYTES] = "";
        draft_random(&post, seeds[i]);
        planned_open(&cell, &post, NULL, EFFORT, fault);
        planned_close(&cell);
        if (fault[0] != '\0') {
            fail_msg("seed %llu: %s", (unsigned long long)seeds[i], fault);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_refused_once_are_accepted),
        cmocka_unit_test(every_plan_is_accepted_and_measured_alike),
        cmocka_unit_test(a_search_that_goes_on_keeps_the_rules),
        cmocka_unit_test(bounds_hold_against_other_searches),
        cmocka_unit_test(only_what_misses_its_aim_is_given_up),
        cmocka_unit_test(before_a_surprise_nobody_knows_of_it),
        cmocka_unit_test(nobody_gets_out_of_whom_it_is_doubted),
    };
    return cmocka_run_group_tests_name("plans of random posts", tests, NULL, NULL);
}
