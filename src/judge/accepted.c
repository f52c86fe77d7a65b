/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans that the checker accepts. Mostly the best one found is one; where it is not, which is a
 * fault of the planner, the search is made once more and the checker asked of every plan that would
 * be the best so far. So what the planner got wrong costs time, and perhaps a better plan, but not
 * the cell.
 */
#include "judge/judge.h"

bool
mst__misses_only_pins(const mst_judgement *judgement)
{
    bool only = judgement->violations_more == 0;
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        only = only && judgement->violations[i].rule == MST_RULE_PIN;
    }
    return only;
}

/* The plan of a phase, judged as that of the case that ends there. Pins are told by the planner. */
static bool
is_accepted(void *context, uint32_t phase, const mst_plan *plan)
{
    mst_case part = *(const mst_case *)context;
    part.phase_count = phase + 1;
    mst_judgement judgement;
    mst_error err;
    bool accepted =
        mst_check(&part, plan, &judgement, &err) == MST_OK && mst__misses_only_pins(&judgement);
    mst_judgement_release(&judgement);
    return accepted;
}

mst_status
mst__check_or_solve(mst_case *instance, const mst_solve_options *options, mst_solution *solution,
                    mst_judgement *judgement, const char **passed_over, mst_error *err)
{
    *passed_over = NULL;
    mst_status status = mst_check(instance, &solution->plan, judgement, err);
    if (status != MST_OK || mst__misses_only_pins(judgement)) {
        return status;
    }
    mst_solve_options careful = *options;
    careful.accepts = is_accepted;
    careful.accepts_context = instance;
    mst_solution again;
    mst_judgement better = {0};
    status = mst_solve(instance, &careful, &again, err);
    if (status == MST_OK) {
        status = mst_check(instance, &again.plan, &better, err);
    }
    const mst_violation *first = &judgement->violations[0];
    const char *said = mst_arena_format(&again.arena,
                                        "The best plan found breaks rule %s (%s): %s. This is the "
                                        "best one found that keeps every rule.",
                                        mst_rule_name(first->rule), first->clause, first->text);
    if (status != MST_OK || !mst__misses_only_pins(&better) || said == NULL) {
        mst_judgement_release(&better);
        mst_solution_release(&again);
        return status; /* as it was: what is wrong with it is told */
    }
    mst_judgement_release(judgement);
    mst_solution_release(solution);
    *solution = again;
    *judgement = better;
    *passed_over = said;
    return MST_OK;
}
