/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands about plans that are there: muster verify, show, diff.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const mst_cli_option no_options[] = {{NULL, false}};

/* ---- verify ---- */

static const char verify_help[] =
    "usage: muster verify POST PLAN [--bound] [--as-of TIME]\n"
    "\n"
    "Judges a plan.json or a schedule.csv, also one edited by hand, against the\n"
    "post: every rule, by the checker that shares no code with the planner. The\n"
    "scenario, the option and the settings are those that the plan names.\n"
    "\n"
    "Each violation is one line with its rule, the part of the rule and the time\n"
    "after the order. A schedule may leave cells empty that can be worked out: see\n"
    "muster-plan(5).\n"
    "\n"
    "  --bound       prove the bounds of a plan.json again from its certificates,\n"
    "                and tell how much of each is proved\n"
    "  --as-of TIME  the picture as it was known then, as the plan was made for\n"
    "\n"
    "Exit codes: 0 valid, 2 bad input, 3 the system refused, 4 not valid, or (with\n"
    "--bound) not proved.\n";

static int
run_verify(const mst_cli_line *line)
{
    int code = 0;
    muster_error err = {0};
    muster_plan *plan = NULL;
    muster_report *report = NULL;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    if (muster_plan_open(line->words[1], &plan, &err) != MUSTER_OK) {
        muster_post_close(post);
        return mst_cli_fail(&err);
    }
    muster_status status = mst_cli_given(line, "bound")
                               ? muster_plan_verify_bound(post, plan, &report, &err)
                               : muster_plan_verify(post, plan, &report, &err);
    if (report == NULL) {
        code = mst_cli_fail(&err);
    } else {
        char *text = NULL;
        code = muster_status_exit_code(status);
        if (muster_report_write_text(report, &text, &err) == MUSTER_OK) {
            mst_cli_print(text);
        } else {
            code = mst_cli_fail(&err);
        }
    }
    muster_report_close(report);
    muster_plan_close(plan);
    muster_post_close(post);
    return code;
}

static const mst_cli_option verify_options[] = {{"bound", false}, {"as-of", true}, {NULL, false}};

const mst_cli_command mst_cli_verify = {
    .name = "verify",
    .summary = "judge a plan, also one edited by hand, against its post",
    .help = verify_help,
    .least_words = 2,
    .most_words = 2,
    .options = verify_options,
    .run = run_verify,
};

/* ---- show ---- */

static const char show_help[] =
    "usage: muster show PLAN [--by vehicle|site|people|time]\n"
    "\n"
    "Prints a plan.json or schedule.csv: what each vehicle does (the default), what\n"
    "happens at each site, to each group of people, or everything in order of time.\n"
    "Times are after the order, local, and Zulu.\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused.\n";

static int
run_show(const mst_cli_line *line)
{
    static const char *const names[] = {"vehicle", "site", "people", "time"};
    const char *by = mst_cli_value(line, "by");
    int chosen = MUSTER_SHOW_VEHICLE;
    if (by != NULL) {
        while (chosen <= MUSTER_SHOW_TIME && strcmp(by, names[chosen]) != 0) {
            chosen++;
        }
        if (chosen > MUSTER_SHOW_TIME) {
            return mst_cli_usage("--by is \"%.80s\" and must be vehicle, site, people or time", by);
        }
    }
    muster_plan *plan = NULL;
    muster_error err = {0};
    char *text = NULL;
    if (muster_plan_open(line->words[0], &plan, &err) != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    int code = 0;
    if (muster_plan_show(plan, (muster_show_by)chosen, &text, &err) == MUSTER_OK) {
        mst_cli_print(text);
    } else {
        code = mst_cli_fail(&err);
    }
    muster_plan_close(plan);
    return code;
}

static const mst_cli_option show_options[] = {{"by", true}, {NULL, false}};

const mst_cli_command mst_cli_show = {
    .name = "show",
    .summary = "print a plan by vehicle, site, people or time",
    .help = show_help,
    .least_words = 1,
    .most_words = 1,
    .options = show_options,
    .run = run_show,
};

/* ---- diff ---- */

static const char diff_help[] =
    "usage: muster diff PLAN PLAN\n"
    "\n"
    "Prints what differs between two plans: where they come from, what they reach,\n"
    "and the moves of each vehicle that are only in the first (-) or the second (+).\n"
    "\n"
    "Exit codes: 0 done (whether they differ or not), 2 bad input, 3 the system\n"
    "refused.\n";

static int
run_diff(const mst_cli_line *line)
{
    muster_plan *a = NULL, *b = NULL;
    muster_error err = {0};
    char *text = NULL;
    bool differ;
    int code = 0;
    if (muster_plan_open(line->words[0], &a, &err) != MUSTER_OK ||
        muster_plan_open(line->words[1], &b, &err) != MUSTER_OK ||
        muster_plan_diff(a, b, &text, &differ, &err) != MUSTER_OK) {
        code = mst_cli_fail(&err);
    } else {
        mst_cli_print(text);
    }
    muster_plan_close(a);
    muster_plan_close(b);
    return code;
}

const mst_cli_command mst_cli_diff = {
    .name = "diff",
    .summary = "compare two plans",
    .help = diff_help,
    .least_words = 2,
    .most_words = 2,
    .options = no_options,
    .run = run_diff,
};
