/* SPDX-License-Identifier: Apache-2.0
 *
 * For each clause of each rule: a plan that breaks just that clause is refused by its name, its
 * twin is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "check/clauses.h"
#include "fixture.h"

static const clause_case *const tables[] = {
    clause_cases_people, clause_cases_vehicles, clause_cases_places,
    clause_cases_limits, clause_cases_surprise,
};
enum { TABLES = sizeof tables / sizeof tables[0] };

static fixture built;

static void
judge(const clause_case *row, bool broken, mst_judgement *judgement)
{
    mst_error err;
    row->build(&built, broken);
    const mst_plan *plan = built.plan != NULL ? built.plan : draft_plan(&built.draft, NULL);
    assert_int_equal(mst_check(&built.world.instance, plan, judgement, &err), MST_OK);
    world_close(&built.world);
}

static void
print_row(const clause_case *row, const char *how, const mst_judgement *judgement)
{
    printf("%s/%s: %s, %s:\n", mst_rule_name(row->rule), row->clause, row->why, how);
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        const mst_violation *violation = &judgement->violations[i];
        printf("  %s/%s: %s\n", mst_rule_name(violation->rule), violation->clause, violation->text);
    }
}

/* The rows that did not come out as they say. */
static uint32_t
count_wrong(const clause_case *rows)
{
    uint32_t wrong = 0;
    for (const clause_case *row = rows; row->build != NULL; row++) {
        mst_judgement judgement;
        judge(row, false, &judgement);
        if (judgement.violation_count != 0) {
            print_row(row, "the twin should pass", &judgement);
            wrong++;
        }
        mst_judgement_release(&judgement);
        judge(row, true, &judgement);
        bool just_it = judgement.violation_count > 0;
        for (uint32_t i = 0; i < judgement.violation_count; i++) {
            const mst_violation *violation = &judgement.violations[i];
            just_it = just_it && violation->rule == row->rule &&
                      strcmp(violation->clause, row->clause) == 0;
        }
        if (!just_it) {
            print_row(row, "just this clause should be broken", &judgement);
            wrong++;
        }
        mst_judgement_release(&judgement);
    }
    return wrong;
}

static void
a_plan_that_breaks_one_clause_is_refused_by_its_name(void **state)
{
    (void)state;
    uint32_t wrong = 0;
    for (uint32_t t = 0; t < TABLES; t++) {
        wrong += count_wrong(tables[t]);
    }
    assert_int_equal(wrong, 0);
}

static void
every_clause_has_a_plan_that_breaks_it(void **state)
{
    (void)state;
    static const struct {
        mst_rule rule;
        const char *name, *meaning;
    } clauses[] = {
#define CLAUSE_ROW(symbol, rule, name, meaning) {MST_RULE_##rule, name, meaning},
        MST_CLAUSE_MAP(CLAUSE_ROW)
#undef CLAUSE_ROW
    };
    for (size_t c = 0; c < sizeof clauses / sizeof clauses[0]; c++) {
        bool found = false;
        for (uint32_t t = 0; t < TABLES; t++) {
            for (const clause_case *row = tables[t]; row->build != NULL; row++) {
                found = found ||
                        (row->rule == clauses[c].rule && strcmp(row->clause, clauses[c].name) == 0);
            }
        }
        if (!found) {
            print_message("no plan breaks %s/%s\n", mst_rule_name(clauses[c].rule),
                          clauses[c].name);
        }
        assert_true(found);
        assert_string_equal(mst_clause_meaning(clauses[c].name), clauses[c].meaning);
    }
    assert_null(mst_clause_meaning("no such clause"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_that_breaks_one_clause_is_refused_by_its_name),
        cmocka_unit_test(every_clause_has_a_plan_that_breaks_it),
    };
    return cmocka_run_group_tests_name("clauses of the rules", tests, NULL, NULL);
}
