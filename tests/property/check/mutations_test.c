/* SPDX-License-Identifier: Apache-2.0
 *
 * 1,000 valid plans with one field of one record changed: each is refused, or is explained
 * because a second reading of the rules (tests/unit/check/oracle) accepts it as well.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "check/check.h"
#include "mutate.h"
#include "read/read.h"
#include "solve/solve.h"
#include "support/scale.h"
#include "unit/check/oracle.h"

enum { MUTATIONS = 1000, MAX_PLANS = 64, MAX_REASONS = 64, EFFORT = 20 };

static const char *const posts[] = {
    "tests/conformance/c01.yaml",  "tests/conformance/c02.yaml",  "tests/conformance/c03a.yaml",
    "tests/conformance/c03b.yaml", "tests/conformance/c04.yaml",  "tests/conformance/c05.yaml",
    "tests/conformance/c06.yaml",  "tests/conformance/c07.yaml",  "tests/conformance/c08.yaml",
    "tests/conformance/c09.yaml",  "tests/conformance/c10.yaml",  "tests/conformance/c11a.yaml",
    "tests/conformance/c11b.yaml", "tests/conformance/c11c.yaml", "tests/conformance/c12.yaml",
    "tests/conformance/c13.yaml",  "tests/conformance/c15.yaml",  "posts/aid-office",
};

typedef struct solved {
    mst_case *instance;
    mst_solution solution;
    const char *post;
} solved;

static solved plans[MAX_PLANS];
static uint32_t plan_count;
static mst_post *read_posts[sizeof posts / sizeof posts[0]];

static void
solve_cell(const char *name, const mst_post *post, uint32_t scenario, uint32_t option)
{
    mst_error err;
    assert_true(plan_count < MAX_PLANS);
    solved *one = &plans[plan_count];
    one->post = name;
    assert_int_equal(mst_case_compile(post, (mst_scenario_id){scenario}, (mst_option_id){option},
                                      NULL, &one->instance, &err),
                     MST_OK);
    mst_solve_options options = {.effort = EFFORT};
    assert_int_equal(mst_solve(one->instance, &options, &one->solution, &err), MST_OK);
    mst_judgement judgement;
    assert_int_equal(mst_check(one->instance, &one->solution.plan, &judgement, &err), MST_OK);
    if (judgement.violation_count > 0) {
        print_message("%s %s/%s: %s\n", name, post->scenarios[scenario].id,
                      post->options[option].id, judgement.violations[0].text);
    }
    assert_int_equal(judgement.violation_count, 0);
    mst_judgement_release(&judgement);
    plan_count++;
}

static int
solve_posts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++) {
        char path[512];
        mst_fault_list faults;
        mst_error err;
        snprintf(path, sizeof path, "%s/%s", MUSTER_SOURCE, posts[i]);
        assert_int_equal(mst_post_read(path, &read_posts[i], &faults, &err), MST_OK);
        mst_fault_list_release(&faults);
        for (uint32_t s = 0; s < read_posts[i]->scenario_count; s++) {
            for (uint32_t o = 0; o < read_posts[i]->option_count; o++) {
                solve_cell(posts[i], read_posts[i], s, o);
            }
        }
    }
    return 0;
}

static int
release_posts(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < plan_count; i++) {
        mst_solution_release(&plans[i].solution);
        mst_case_release(plans[i].instance);
    }
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++) {
        mst_post_release(read_posts[i]);
    }
    return 0;
}

/* How often a change was accepted, and why that is right. */
typedef struct reason {
    const char *record, *field;
    uint32_t count;
} reason;

typedef struct tally {
    uint32_t tried, refused, accepted, unexplained;
    uint32_t refused_by[MST_RULE_COUNT];
    uint32_t reason_count;
    reason reasons[MAX_REASONS];
} tally;

static void
note_accepted(tally *sums, const mutant *changed)
{
    uint32_t i = 0;
    while (i < sums->reason_count && (strcmp(sums->reasons[i].record, changed->record) != 0 ||
                                      strcmp(sums->reasons[i].field, changed->field) != 0)) {
        i++;
    }
    if (i == sums->reason_count && i < MAX_REASONS) {
        sums->reasons[sums->reason_count++] = (reason){changed->record, changed->field, 0};
    }
    sums->reasons[i].count++;
    sums->accepted++;
}

typedef bool (*changer)(mst_arena *, const mst_plan *, mst_random *, mutant *);

static void
try_one(const solved *from, mst_random *random, changer change, tally *sums)
{
    static oracle second;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mutant changed;
    mst_judgement judgement;
    mst_error err;
    if (!change(&arena, &from->solution.plan, random, &changed)) {
        mst_arena_release(&arena); /* a plan of nothing but people left */
        return;
    }
    sums->tried++;
    assert_int_equal(mst_check(from->instance, &changed.plan, &judgement, &err), MST_OK);
    if (judgement.violation_count > 0) {
        sums->refused++;
        sums->refused_by[judgement.violations[0].rule]++;
    } else {
        oracle_judge_case(&second, from->instance, &changed.plan);
        note_accepted(sums, &changed);
        if (second.too_large || second.broken != 0) {
            sums->unexplained++;
            print_message("%s: %s of a %s %s is accepted, but the second reading refuses it\n",
                          from->post, changed.field, changed.record, changed.how);
            oracle_talks = true;
            oracle_judge_case(&second, from->instance, &changed.plan);
            oracle_talks = false;
        }
    }
    mst_judgement_release(&judgement);
    mst_arena_release(&arena);
}

static void
try_many(changer change, uint64_t seed, tally *sums)
{
    mst_random random;
    mst_random_init(&random, seed, 1);
    *sums = (tally){0};
    for (uint32_t i = 0; sums->tried < test_scale(MUTATIONS); i++) {
        try_one(&plans[i % plan_count], &random, change, sums);
    }
    printf("seed %llu: %u changed plans of %u, %u refused, %u accepted by both readings:\n",
           (unsigned long long)seed, sums->tried, plan_count, sums->refused, sums->accepted);
    for (uint32_t i = 0; i < sums->reason_count; i++) {
        printf("  %s of a %s: %u\n", sums->reasons[i].field, sums->reasons[i].record,
               sums->reasons[i].count);
    }
    printf("  first refused by");
    for (uint32_t r = 0; r < MST_RULE_COUNT; r++) {
        printf(" %s %u", mst_rule_name((mst_rule)r), sums->refused_by[r]);
    }
    printf("\n");
    assert_int_equal(sums->unexplained, 0);
    assert_int_equal(sums->refused + sums->accepted, sums->tried);
}

static void
a_plan_with_one_field_changed_is_refused_or_truly_valid(void **state)
{
    (void)state;
    static tally sums;
    try_many(mutate, 7, &sums);
}

static void
a_plan_with_fields_changed_together_is_refused_or_truly_valid(void **state)
{
    (void)state;
    static tally sums;
    try_many(mutate_consistently, 11, &sums);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_with_one_field_changed_is_refused_or_truly_valid),
        cmocka_unit_test(a_plan_with_fields_changed_together_is_refused_or_truly_valid),
    };
    return cmocka_run_group_tests_name("plans with one field changed", tests, solve_posts,
                                       release_posts);
}
