/* SPDX-License-Identifier: Apache-2.0
 *
 * Random worlds with surprises: plans made for them, and changed copies of those, judged by the
 * checker and by the second reading (tests/unit/check/oracle), which have to agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "mutate.h"
#include "solve/solve.h"
#include "support/scale.h"
#include "unit/check/grow.h"

enum { WORLDS = 300, CHANGES = 12, EFFORT = 2 };

static grower g;

/* A few things change at the surprise: what closes, what falls, what is needed. */
static void
surprise(uint32_t phases)
{
    world *w = &g.world;
    for (uint32_t k = 1; k < phases; k++) {
        mst_time at =
            MINUTES(mst_random_between(&g.random, 5, 40)) * k + mst_random_between(&g.random, 0, 1);
        world_phase *phase = world_surprise(w, at);
        uint32_t sites = phase->problem.site_count;
        uint32_t arcs = phase->problem.arc_count;
        for (uint32_t i = 0; i < 2; i++) {
            uint32_t site = mst_random_below(&g.random, sites);
            uint32_t arc = mst_random_below(&g.random, arcs);
            mst_time again = at + MINUTES(mst_random_between(&g.random, 1, 90));
            mst_windows shut =
                mst_random_below(&g.random, 2) == 0
                    ? window(w, MST_TIME_MIN, at)
                    : two_windows(w, (mst_span){MST_TIME_MIN, at}, (mst_span){again, MST_NEVER});
            mst_p_site *here = &phase->sites[site];
            switch (mst_random_below(&g.random, 7)) {
            case 0:
                phase->arcs[arc].open = shut;
                break;
            case 1:
                here->open = shut;
                here->service = shut;
                here->desks = stepped(w, mst_steps_at(&here->desks, at - 1), at, 0);
                break;
            case 2:
                here->service = shut;
                break;
            case 3:
                here->desks = stepped(w, mst_steps_at(&here->desks, at - 1), at, 0);
                break;
            case 4:
                phase->berths[site][0] =
                    stepped(w, mst_steps_at(&phase->berths[site][0], at - 1), at, 1);
                break;
            case 5:
                here->hold = stepped(w, mst_steps_at(&here->hold, at - 1), at,
                                     mst_random_between(&g.random, 0, 20));
                break;
            default:
                here->force_fixed = stepped(w, mst_steps_at(&here->force_fixed, at - 1), at, 3);
                break;
            }
        }
    }
}

typedef struct tally {
    uint32_t plans, refused_of_solver, changed, accepted, disagreed;
    uint32_t by_rule[MST_RULE_COUNT];
} tally_sums;

/* What is left to compare: where people are not where the plan has them, what follows for the
 * places is anyone's reading; and a record out of place may be one of the past or not. */
static uint32_t
comparable(uint32_t broken)
{
    const uint32_t of_people = UINT32_C(1) << MST_RULE_PEOPLE | UINT32_C(1) << MST_RULE_DESKS;
    const uint32_t of_places = UINT32_C(1) << MST_RULE_HOLD | UINT32_C(1) << MST_RULE_FORCE |
                               UINT32_C(1) << MST_RULE_DESTINATION | UINT32_C(1) << MST_RULE_ESCORT;
    const uint32_t of_past = UINT32_C(1) << MST_RULE_SURPRISE;
    broken = (broken & of_people) != 0 ? (broken | of_people) & ~of_places : broken;
    return (broken & ~of_past) != 0 ? broken & ~of_past : broken;
}

/* True when both accept. */
static bool
judge_both(const mst_plan *plan, uint64_t seed, const char *what, tally_sums *sums)
{
    static oracle second;
    mst_judgement judgement;
    mst_error err;
    assert_int_equal(mst_check(&g.world.instance, plan, &judgement, &err), MST_OK);
    oracle_judge_case(&second, &g.world.instance, plan);
    uint32_t broken = 0;
    for (uint32_t i = 0; i < judgement.violation_count; i++) {
        broken |= UINT32_C(1) << judgement.violations[i].rule;
    }
    bool formless = (broken >> MST_RULE_FORM & 1) != 0;
    bool same = formless || second.too_large || comparable(broken) == comparable(second.broken);
    bool measured = broken != 0 || second.too_large ||
                    (judgement.measures.left == second.measures.left &&
                     judgement.measures.completion == second.measures.completion &&
                     judgement.measures.exposure == second.measures.exposure);
    if (!same || !measured) {
        sums->disagreed++;
        if (sums->disagreed <= 5) {
            printf("seed %llu, %s:\n", (unsigned long long)seed, what);
            for (uint32_t i = 0; i < judgement.violation_count; i++) {
                printf("  checker: %s/%s: %s\n", mst_rule_name(judgement.violations[i].rule),
                       judgement.violations[i].clause, judgement.violations[i].text);
            }
            oracle_talks = true;
            oracle_judge_case(&second, &g.world.instance, plan);
            oracle_talks = false;
            printf("  measures %s\n", measured ? "agree or do not matter" : "differ");
        }
    }
    for (uint32_t r = 0; r < MST_RULE_COUNT; r++) {
        sums->by_rule[r] += broken >> r & 1;
    }
    if (broken != 0 && strcmp(what, "as it was made") == 0 && getenv("MUSTER_TEST_TALK") != NULL) {
        printf("seed %llu: the plan as made: %s/%s %s\n", (unsigned long long)seed,
               mst_rule_name(judgement.violations[0].rule), judgement.violations[0].clause,
               judgement.violations[0].text);
    }
    mst_judgement_release(&judgement);
    return broken == 0;
}

static void
change_and_judge(const mst_plan *plan, uint64_t seed, tally_sums *sums)
{
    for (uint32_t i = 0; i < CHANGES; i++) {
        mst_arena arena;
        mst_arena_init(&arena, 0);
        mutant changed;
        bool together = i % 2 == 0;
        if (together ? mutate_consistently(&arena, plan, &g.random, &changed)
                     : plan->stop_count > 0 && mutate(&arena, plan, &g.random, &changed)) {
            sums->changed++;
            sums->accepted += judge_both(&changed.plan, seed, changed.field, sums) ? 1 : 0;
        }
        mst_arena_release(&arena);
    }
}

static void
the_readings_agree_on_plans_with_surprises(void **state)
{
    (void)state;
    const char *text = getenv("MUSTER_TEST_SEED");
    uint64_t seed = text != NULL ? strtoull(text, NULL, 10) : 1;
    tally_sums sums = {0};
    uint32_t worlds = text != NULL ? 1 : test_scale(WORLDS);
    for (uint32_t i = 0; i < worlds; i++) {
        grow_world(&g, seed + i);
        surprise(1 + (uint32_t)((seed + i) % 3));
        mst_solution solution;
        mst_error err;
        mst_solve_options options = {.effort = EFFORT, .seed = 1};
        assert_int_equal(mst_solve(&g.world.instance, &options, &solution, &err), MST_OK);
        sums.plans++;
        if (!judge_both(&solution.plan, seed + i, "as it was made", &sums)) {
            sums.refused_of_solver++;
        }
        change_and_judge(&solution.plan, seed + i, &sums);
        mst_solution_release(&solution);
        world_close(&g.world);
    }
    printf("seed %llu: %u plans made, %u of them refused, %u changed, %u of them accepted; broken",
           (unsigned long long)seed, sums.plans, sums.refused_of_solver, sums.changed,
           sums.accepted);
    for (uint32_t r = 0; r < MST_RULE_COUNT; r++) {
        printf(" %s %u", mst_rule_name((mst_rule)r), sums.by_rule[r]);
    }
    printf("\n");
    assert_int_equal(sums.disagreed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_readings_agree_on_plans_with_surprises),
    };
    return cmocka_run_group_tests_name("surprises read twice", tests, NULL, NULL);
}
