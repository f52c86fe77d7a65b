/* SPDX-License-Identifier: Apache-2.0
 *
 * muster replan
 */
#include <stdio.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster replan POST PLAN --at TIME [OPTION...]\n"
    "\n"
    "Goes on from PLAN, a plan.json in force, when the post has changed: what had\n"
    "begun TIME after the order stays as it was, also what begins within the freeze,\n"
    "as long as the plan can go on so; the rest is planned anew. Prints what that\n"
    "reaches and what is new: moves that are added (+), dropped (-), or are at\n"
    "another time, by another vehicle, to another place or with others aboard (~),\n"
    "and how many people are told something new.\n"
    "\n"
    "The moment of the order, scenario and option are those of PLAN. The counts of\n"
    "the post are of all people, also of those who are out. What was used by then\n"
    "must still be in the post: close it, do not delete it.\n"
    "\n"
    "  --at TIME       the moment of the changed picture, after the order: 6 h\n"
    "  --freeze TIME   what begins so soon after it stays (default: the post's)\n"
    "  --gain TIME     a plan with more changes is taken only when fewer are left\n"
    "                  behind or the last is out so much sooner (default 15 min)\n"
    "  --keep-sent     vehicles on their way empty fetch just whom they were sent\n"
    "                  for, as far as they still can\n"
    "  --as-of TIME    the picture as it was known then (muster picture)\n"
    "  --set ITEM=VALUE  lay a value over the post (default: those of PLAN)\n"
    "  --out DIR       write plan.json, schedule.csv and plan.html into DIR\n"
    "  --seed N        the same seed gives the same plan (default 1)\n"
    "  --effort N      as in muster plan\n"
    "  --time-limit T  then the best plan so far is shown\n"
    "  --strict        exit with 6 when someone is left behind\n"
    "  --json          print the new plan as JSON\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 no valid plan,\n"
    "5 stopped by Ctrl-C, 6 someone is left behind (with --strict).\n";

static int
read_options(const mst_cli_line *line, muster_replan_options *options)
{
    uint64_t effort = 0;
    if (!mst_cli_given(line, "at")) {
        return mst_cli_usage("replan needs --at TIME, the moment of the picture after the order");
    }
    if (!mst_cli_moment(line, "at", &options->at_ms) ||
        !mst_cli_moment(line, "freeze", &options->freeze_ms) ||
        !mst_cli_moment(line, "gain", &options->gain_ms) ||
        !mst_cli_number(line, "seed", INT64_MAX, &options->seed) ||
        !mst_cli_number(line, "effort", UINT32_MAX, &effort) ||
        !mst_cli_duration(line, "time-limit", &options->time_limit_ms)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    options->effort = (uint32_t)effort;
    options->keep_sent = mst_cli_given(line, "keep-sent");
    options->stop = &mst_cli_stop;
    return 0;
}

/* Saves first and prints then. */
static int
put_out(const mst_cli_line *line, const muster_plan *was, const muster_plan *is)
{
    muster_error err = {0};
    char *text = NULL;
    const char *folder = mst_cli_value(line, "out");
    if (folder != NULL && muster_plan_save(is, folder, &err) != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    if (mst_cli_given(line, "json")) {
        if (muster_plan_write(is, MUSTER_FORM_JSON, &text, &err) != MUSTER_OK) {
            return mst_cli_fail(&err);
        }
        mst_cli_print(text);
        return 0;
    }
    if (muster_plan_write_changes(is, was, &text, &err) != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    mst_cli_print(text);
    return 0;
}

static int
go_on(const mst_cli_line *line, muster_post *post, const muster_plan *was,
      const muster_replan_options *options)
{
    muster_error err = {0};
    muster_plan *is = NULL;
    mst_cli_catch_stop();
    if (muster_replan(post, was, options, &is, &err) != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    muster_plan_summary summary;
    muster_plan_describe(is, &summary);
    int code = put_out(line, was, is);
    if (code == 0 && mst_cli_stop != 0) {
        code = muster_status_exit_code(MUSTER_INTERRUPTED);
    } else if (code == 0 && mst_cli_given(line, "strict") && summary.measures.left > 0) {
        code = muster_status_exit_code(MUSTER_LEFT_BEHIND);
    }
    muster_plan_close(is);
    return code;
}

static int
run_replan(const mst_cli_line *line)
{
    muster_replan_options options = MUSTER_REPLAN_DEFAULTS;
    muster_error err = {0};
    muster_plan *was = NULL;
    int code = read_options(line, &options);
    if (code != 0) {
        return code;
    }
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    if (muster_plan_open(line->words[1], &was, &err) != MUSTER_OK) {
        code = mst_cli_fail(&err);
    } else {
        code = go_on(line, post, was, &options);
    }
    muster_plan_close(was);
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"at", true},      {"freeze", true}, {"gain", true}, {"keep-sent", false}, {"set", true},
    {"as-of", true},   {"out", true},    {"seed", true}, {"effort", true},     {"time-limit", true},
    {"strict", false}, {"json", false},  {NULL, false},
};

const mst_cli_command mst_cli_replan = {
    .name = "replan",
    .summary = "go on from a plan in force when the post has changed",
    .help = help,
    .least_words = 2,
    .most_words = 2,
    .options = options_of,
    .run = run_replan,
};
