/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the checker refuses the best plan found, the best one that it accepts is shown.
 */
#include "support.h"

#include "judge/judge.h"

/* Ten fit, and the planner is made blind to that (rule 6): every plan in which the buses go is
 * refused. */
static const char full_haven[] =
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 24 h}\n"
    "people: [{id: people, site: here, count: 20}]\n"
    "sites:\n  - {id: here}\n  - {id: haven, safe: true, hold: 10}\n"
    "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min}\n"
    "types:\n  - {id: bus, mode: road, seats: 10, berth_class: bus}\n"
    "fleets:\n  - {id: bus, type: bus, base: here, count: 2, notice: 0 h}\n";

typedef struct solved {
    mst_post *post;
    mst_case *instance;
    mst_solution solution;
    mst_judgement judgement;
    const char *passed_over;
} solved;

static void
solve(solved *s, const mst_solve_options *options)
{
    mst_error err;
    *s = (solved){.post = read_text(full_haven)};
    assert_int_equal(mst_case_compile(s->post, (mst_scenario_id){0}, (mst_option_id){0}, NULL,
                                      &s->instance, &err),
                     MST_OK);
    assert_int_equal(mst_solve(s->instance, options, &s->solution, &err), MST_OK);
    assert_int_equal(mst__check_or_solve(s->instance, options, &s->solution, &s->judgement,
                                         &s->passed_over, &err),
                     MST_OK);
}

static void
release(solved *s)
{
    mst_judgement_release(&s->judgement);
    mst_solution_release(&s->solution);
    mst_case_release(s->instance);
    mst_post_release(s->post);
}

static void
a_plan_that_is_accepted_is_kept(void **state)
{
    (void)state;
    solved s;
    solve(&s, &(mst_solve_options){.seed = 1, .effort = 1});
    assert_null(s.passed_over);
    assert_int_equal(s.judgement.measures.left, 10);
    release(&s);
}

static void
of_plans_that_break_a_rule_none_is_shown(void **state)
{
    (void)state;
    solved s;
    mst_solve_options blind = {.seed = 1, .effort = 1, .relaxed_rules = {[6] = true}};
    solve(&s, &blind);
    assert_int_equal(s.judgement.violation_count, 0);
    assert_int_equal(s.judgement.measures.left, 20);
    assert_int_equal(s.solution.plan.move_count, 0);
    assert_non_null(s.passed_over);
    assert_non_null(strstr(s.passed_over, "breaks rule hold (hold): people get off at haven"));
    release(&s);
}

/* ---- what the planner is told ---- */

typedef struct asked {
    uint32_t plans, least_moves;
} asked;

static bool
accept_few_moves(void *context, uint32_t phase, const mst_plan *plan)
{
    asked *a = context;
    assert_int_equal(phase, 0);
    assert_null(plan->before);
    a->plans++;
    a->least_moves = plan->move_count < a->least_moves ? plan->move_count : a->least_moves;
    return plan->move_count == 0;
}

static void
a_planner_is_told_which_plans_are_taken(void **state)
{
    (void)state;
    solved s;
    asked a = {.least_moves = UINT32_MAX};
    solve(&s, &(mst_solve_options){
                  .seed = 1, .effort = 1, .accepts = accept_few_moves, .accepts_context = &a});
    assert_true(a.plans > 1);
    assert_int_equal(a.least_moves, 0);
    assert_int_equal(s.solution.plan.move_count, 0);
    assert_int_equal(s.solution.measures.left, 20);
    release(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_that_is_accepted_is_kept),
        cmocka_unit_test(of_plans_that_break_a_rule_none_is_shown),
        cmocka_unit_test(a_planner_is_told_which_plans_are_taken),
    };
    return cmocka_run_group_tests_name("plans that are passed over", tests, NULL, NULL);
}
