/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest program that plans with libmuster:
 *
 *   cc first-plan.c $(pkg-config --cflags --libs muster) -o first-plan
 *   ./first-plan POST
 *
 * It plans the first option of a post under its first scenario, prints the first moves, and has the
 * plan judged once more by the checker.
 */
#include <muster/muster.h>
#include <stdio.h>

static int
fail(const muster_error *err)
{
    char line[1100];
    fprintf(stderr, "first-plan: %s\n", muster_error_line(err, line, sizeof line));
    return muster_status_exit_code(err->status);
}

static muster_status
print_plan(const muster_plan *plan, muster_error *err)
{
    muster_plan_summary summary;
    muster_plan_describe(plan, &summary);
    printf("option %s under scenario %s: %lld left behind, the last out after %.0f min\n",
           summary.option, summary.scenario, (long long)summary.measures.left,
           (double)summary.measures.completion_ms / 60000.0);
    for (uint32_t i = 0; i < summary.moves && i < 5; i++) {
        muster_move move;
        muster_status status = muster_plan_move(plan, i, &move, err);
        if (status != MUSTER_OK) {
            return status;
        }
        printf("  after %5.0f min %s goes from %s to %s with %lld people\n",
               (double)move.leave_ms / 60000.0, move.vehicle, move.from, move.to,
               (long long)move.persons);
    }
    return MUSTER_OK;
}

static muster_status
plan_and_verify(muster_post *post, muster_error *err)
{
    /* One cell, a little search, no time lost on what binds. */
    const uint32_t first = 0;
    muster_run_options options = {
        .seed = 1,
        .effort = 50,
        .without_binding = true,
        .scenario_count = 1,
        .scenarios = &first,
        .option_count = 1,
        .options = &first,
    };
    muster_run *run = NULL;
    muster_plan *plan = NULL;
    muster_report *report = NULL;
    muster_status status = muster_run_open(post, &options, &run, err);
    if (status == MUSTER_OK) {
        status = muster_run_plan(run, 0, 0, &plan, err);
    }
    if (status == MUSTER_OK) {
        status = print_plan(plan, err);
    }
    if (status == MUSTER_OK) {
        status = muster_plan_verify(post, plan, &report, err);
    }
    if (status == MUSTER_OK) {
        printf("the checker accepts the plan\n");
    }
    muster_report_close(report);
    muster_plan_close(plan);
    muster_run_close(run);
    return status;
}

int
main(int argc, char **argv)
{
    muster_error err;
    muster_post *post = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: first-plan POST\n");
        return 2;
    }
    if (muster_post_open(argv[1], &post, NULL, &err) != MUSTER_OK) {
        return fail(&err);
    }
    muster_status status = plan_and_verify(post, &err);
    muster_post_close(post);
    return status == MUSTER_OK ? 0 : fail(&err);
}
