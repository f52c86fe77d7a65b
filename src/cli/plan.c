/* SPDX-License-Identifier: Apache-2.0
 *
 * muster plan
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster plan POST [OPTION...]\n"
    "\n"
    "Plans every option under every scenario of the post, checks every plan, and\n"
    "prints the matrix: who is left behind, when the last is out, how far the\n"
    "answer can be from the best possible, what binds and what one more unit of it\n"
    "gains, the first movement after the order, what a surprise costs.\n"
    "\n"
    "  --scenario IDS     only these scenarios (commas between; may be repeated)\n"
    "  --option IDS       only these options\n"
    "  --set ITEM=VALUE   lay a value over the post, as fleets.c17.count=8\n"
    "  --as-of TIME       plan for the picture as it was known then\n"
    "  --out DIR          write plan.json, schedule.csv and plan.html of every plan\n"
    "                     into DIR/SCENARIO/OPTION\n"
    "  --seed N           the same seed gives the same plans (default 1)\n"
    "  --threads N        default: as many as the machine has\n"
    "  --effort N         plans the search builds a cell at most (default: by size)\n"
    "  --time-limit T     of the whole run: 90 s, 2 min, 1 h; then the best plans so\n"
    "                     far are shown\n"
    "  --deadline T       everyone is to be out so long after the order; where that\n"
    "                     is proved impossible the cell is infeasible, the exit 6\n"
    "  --strict           exit with 6 when someone is left behind\n"
    "  --json             print the plans as JSON instead of the matrix\n"
    "\n"
    "Ctrl-C stops the search and keeps the best plans so far; a second Ctrl-C ends\n"
    "at once.\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 a plan is not valid,\n"
    "5 stopped by Ctrl-C, 6 someone is left behind (with --strict) or a deadline is\n"
    "impossible.\n";

/* Was anybody left, or a pin proved impossible, in some cell that was planned? */
static bool
is_anyone_left(const muster_run *run)
{
    for (uint32_t s = 0; s < muster_run_scenario_count(run); s++) {
        for (uint32_t o = 0; o < muster_run_option_count(run); o++) {
            muster_cell cell;
            if (muster_run_cell(run, s, o, &cell, NULL) == MUSTER_OK &&
                cell.status != MUSTER_PLAN_NONE &&
                (cell.measures.left > 0 || cell.status == MUSTER_PLAN_INFEASIBLE)) {
                return true;
            }
        }
    }
    return false;
}

static bool
is_infeasible(const muster_run *run)
{
    for (uint32_t s = 0; s < muster_run_scenario_count(run); s++) {
        for (uint32_t o = 0; o < muster_run_option_count(run); o++) {
            muster_cell cell;
            if (muster_run_cell(run, s, o, &cell, NULL) == MUSTER_OK &&
                cell.status == MUSTER_PLAN_INFEASIBLE) {
                return true;
            }
        }
    }
    return false;
}

static muster_status
save(void *found, const char *folder, uint32_t *saved, muster_error *err)
{
    return muster_run_save(found, folder, saved, err);
}

static muster_status
print_json(void *found, muster_error *err)
{
    return muster_run_pass_json(found, mst_cli_take, NULL, err);
}

static muster_status
print_text(void *found, muster_error *err)
{
    char *text = NULL;
    muster_status status =
        muster_run_write_text(found, mst_cli_columns(), mst_cli_color(), &text, err);
    if (status == MUSTER_OK) {
        mst_cli_print(text);
    }
    return status;
}

static int
put_out(const mst_cli_line *line, muster_run *run)
{
    const mst_cli_results results = {run, save, print_json, print_text};
    return mst_cli_put_out(line, &results);
}

/* Where somebody is left, what is of no use anywhere in the post may be why. */
static void
tell_doubts(const muster_post *post)
{
    muster_faults *doubts = NULL;
    if (muster_post_doubts(post, &doubts, NULL) == MUSTER_OK) {
        fflush(stdout);
        mst_cli_print_doubts(stderr, doubts);
    }
    muster_faults_close(doubts);
}

static int
plan_post(const mst_cli_line *line, muster_post *post, muster_run_options *options)
{
    muster_run *run = NULL;
    muster_error err = {0};
    mst_cli_progress progress = {0};
    options->stop = &mst_cli_stop;
    options->progress = mst_cli_progress_tell;
    options->progress_context = &progress;
    mst_cli_catch_stop();
    muster_status status = muster_run_open(post, options, &run, &err);
    mst_cli_progress_clear(&progress);
    if (run == NULL) {
        return mst_cli_fail(&err);
    }
    int code = put_out(line, run);
    if (status != MUSTER_OK) {
        int failure = mst_cli_fail(&err);
        code = code != 0 ? code : failure;
    }
    if (is_anyone_left(run)) {
        tell_doubts(post);
    }
    if (muster_run_stopped(run)) {
        fflush(stdout);
        fprintf(stderr, "muster: stopped before the end; the best plans so far were kept\n");
    }
    if (code == 0 && mst_cli_stop != 0) {
        code = muster_status_exit_code(MUSTER_INTERRUPTED);
    } else if (code == 0 && mst_cli_given(line, "strict") && is_anyone_left(run)) {
        code = muster_status_exit_code(MUSTER_LEFT_BEHIND);
    } else if (code == 0 && options->deadline_ms > 0 && is_infeasible(run)) {
        code = muster_status_exit_code(MUSTER_INFEASIBLE);
    }
    muster_run_close(run);
    return code;
}

static int
run_plan(const mst_cli_line *line)
{
    mst_cli_search search;
    muster_run_options options = {0};
    if (!mst_cli_read_search(line, &search) ||
        !mst_cli_duration(line, "deadline", &options.deadline_ms) ||
        !mst_cli_duration(line, "time-limit", &options.time_limit_ms)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    int code = 0;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    mst_cli_selection scenarios = {0}, chosen = {0};
    if (mst_cli_select(line, "scenario", post, muster_post_find_scenario, &scenarios, &code) &&
        mst_cli_select(line, "option", post, muster_post_find_option, &chosen, &code)) {
        options.seed = search.seed;
        options.threads = search.threads;
        options.effort = search.effort;
        options.scenario_count = scenarios.count;
        options.scenarios = scenarios.indexes;
        options.option_count = chosen.count;
        options.options = chosen.indexes;
        code = plan_post(line, post, &options);
    }
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"scenario", true},   {"option", true},   {"set", true},     {"as-of", true},
    {"out", true},        {"seed", true},     {"threads", true}, {"effort", true},
    {"time-limit", true}, {"deadline", true}, {"strict", false}, {"json", false},
    {NULL, false},
};

const mst_cli_command mst_cli_plan = {
    .name = "plan",
    .summary = "plan every option under every scenario of a post",
    .help = help,
    .least_words = 1,
    .most_words = 1,
    .options = options_of,
    .run = run_plan,
};
