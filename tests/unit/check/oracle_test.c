/* SPDX-License-Identifier: Apache-2.0
 *
 * The checker against a slow second reading of the rules, on random plans, valid and broken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "support/scale.h"

enum { WORLDS = 250, STEPS = 24 };

static uint32_t
broken_rules(const mst_judgement *judgement)
{
    uint32_t broken = 0;
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        broken |= UINT32_C(1) << judgement->violations[i].rule;
    }
    return broken;
}

/* Where people are not where the plan has them, what follows for the places is anyone's reading. */
static uint32_t
comparable(uint32_t broken)
{
    const uint32_t of_people = UINT32_C(1) << MST_RULE_PEOPLE | UINT32_C(1) << MST_RULE_DESKS;
    const uint32_t of_places = UINT32_C(1) << MST_RULE_HOLD | UINT32_C(1) << MST_RULE_FORCE |
                               UINT32_C(1) << MST_RULE_DESTINATION | UINT32_C(1) << MST_RULE_ESCORT;
    return (broken & of_people) != 0 ? (broken | of_people) & ~of_places : broken;
}

static void
print_disagreement(const grower *g, const mst_judgement *judgement, uint64_t seed, uint32_t step)
{
    static oracle again;
    printf("seed %llu, step %u:\n", (unsigned long long)seed, step);
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        printf("  checker: %s/%s: %s\n", mst_rule_name(judgement->violations[i].rule),
               judgement->violations[i].clause, judgement->violations[i].text);
    }
    oracle_talks = true;
    oracle_judge(&again, &g->world.problems[0], &g->draft.plan);
    oracle_talks = false;
}

static bool
same_measures(const mst_measures *a, const mst_measures *b)
{
    return a->left == b->left && a->left_force == b->left_force &&
           memcmp(a->left_by_priority, b->left_by_priority, sizeof a->left_by_priority) == 0 &&
           a->completion == b->completion && a->completion_evacuees == b->completion_evacuees &&
           a->exposure == b->exposure && a->vehicle_ms == b->vehicle_ms;
}

typedef struct tally_sums {
    uint32_t plans, valid, disagreed;
    uint32_t by_rule[MST_RULE_COUNT];
} tally_sums;

static void
compare(grower *g, const mst_plan *plan, uint64_t seed, uint32_t step, tally_sums *tally)
{
    mst_judgement judgement;
    mst_error err;
    assert_int_equal(mst_check(&g->world.instance, plan, &judgement, &err), MST_OK);
    uint32_t broken = broken_rules(&judgement);
    /* The second reading takes the form of a plan for granted. */
    bool formless = (broken >> MST_RULE_FORM & 1) != 0;
    bool same = formless || comparable(broken) == comparable(g->oracle.broken);
    bool measured = broken != 0 || same_measures(&judgement.measures, &g->oracle.measures);
    if (!same || !measured) {
        tally->disagreed++;
        if (tally->disagreed <= 5) {
            print_disagreement(g, &judgement, seed, step);
            printf("  measures %s\n", measured ? "agree or do not matter" : "differ");
        }
    }
    tally->plans++;
    tally->valid += broken == 0 ? 1 : 0;
    for (uint32_t r = 0; r < MST_RULE_COUNT; r++) {
        tally->by_rule[r] += broken >> r & 1;
    }
    mst_judgement_release(&judgement);
}

static void
grow_one(uint64_t seed, tally_sums *tally)
{
    static grower g;
    grow_world(&g, seed);
    grow_judge(&g);
    for (uint32_t step = 0; step < STEPS; step++) {
        static draft before;
        before = g.draft;
        const mst_plan *plan = grow_step(&g);
        if (g.oracle.too_large) {
            break;
        }
        compare(&g, plan, seed, step, tally);
        if (g.oracle.broken != 0 && mst_random_below(&g.random, 10) > 0) {
            g.draft =
                before; /* its lists point into g.draft, whose loads are those of before, too */
            grow_judge(&g);
        }
    }
    world_close(&g.world);
}

static void
the_checker_and_the_second_reading_agree(void **state)
{
    (void)state;
    const char *text = getenv("MUSTER_TEST_SEED");
    uint64_t seed = text != NULL ? strtoull(text, NULL, 10) : 1;
    tally_sums tally = {0};
    uint32_t worlds = text != NULL ? 1 : test_scale(WORLDS);
    for (uint32_t i = 0; i < worlds; i++) {
        grow_one(seed + i, &tally);
    }
    printf("seed %llu: %u plans, %u valid; broken", (unsigned long long)seed, tally.plans,
           tally.valid);
    for (uint32_t r = 0; r < MST_RULE_COUNT; r++) {
        printf(" %s %u", mst_rule_name((mst_rule)r), tally.by_rule[r]);
    }
    printf("\n");
    assert_int_equal(tally.disagreed, 0);
    assert_true(tally.valid > 0);
    for (uint32_t r = MST_RULE_PEOPLE; r <= MST_RULE_ESCORT && worlds == WORLDS; r++) {
        assert_true(tally.by_rule[r] > 0); /* else the readings were not compared on it */
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_and_the_second_reading_agree),
    };
    return cmocka_run_group_tests_name("a second reading of the rules", tests, NULL, NULL);
}
