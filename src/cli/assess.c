/* SPDX-License-Identifier: Apache-2.0
 *
 * muster assess
 */
#include <stdio.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster assess POST [OPTION...]\n"
    "\n"
    "Plans every option under every scenario, plays the plans with other luck each\n"
    "time, weighs the reports, and prints one page: which option to take and what\n"
    "would change that, by when it must be ordered, how each option does whatever\n"
    "the chances are, and what one more aircraft, desk or berth would be worth.\n"
    "Nothing more likely than the reports say is assumed: chances are intervals, and\n"
    "every number holds for all of them.\n"
    "\n"
    "  --scenario IDS     only these scenarios (commas between; may be repeated)\n"
    "  --option IDS       only these options\n"
    "  --set ITEM=VALUE   lay a value over the post, as fleets.c17.count=8\n"
    "  --as-of TIME       the picture as it was known then\n"
    "  --cache DIR        keep what is found in DIR, and plan again only what a new\n"
    "                     report or a change of the post touches\n"
    "  --replications N   play each plan N times with other luck (default: until it\n"
    "                     is settled at 95 % which option to take)\n"
    "  --seed N           the same seed gives the same plans and luck (default 1)\n"
    "  --threads N        default: as many as the machine has\n"
    "  --effort N         plans the search builds a cell at most (default: by size)\n"
    "  --json             print all of it as JSON\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 a plan is not valid,\n"
    "5 stopped by Ctrl-C.\n";

static int
assess_post(const mst_cli_line *line, muster_post *post, muster_assess_options *options)
{
    muster_assessment *assessment = NULL;
    muster_error err = {0};
    mst_cli_progress progress = {0};
    options->cache = mst_cli_value(line, "cache");
    options->stop = &mst_cli_stop;
    options->progress = mst_cli_progress_tell;
    options->progress_context = &progress;
    mst_cli_catch_stop();
    muster_status status = muster_assessment_open(post, options, &assessment, &err);
    mst_cli_progress_clear(&progress);
    char *text = NULL;
    if (status == MUSTER_OK) {
        status = mst_cli_given(line, "json")
                     ? muster_assessment_write_json(assessment, &text, &err)
                     : muster_assessment_write_text(assessment, &text, &err);
    }
    muster_assessment_close(assessment);
    if (status != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    mst_cli_print(text);
    return 0;
}

static int
run_assess(const mst_cli_line *line)
{
    mst_cli_search search;
    uint64_t replications = 0;
    if (!mst_cli_read_search(line, &search) ||
        !mst_cli_number(line, "replications", UINT32_MAX, &replications)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    if (mst_cli_given(line, "replications") && replications == 0) {
        return mst_cli_usage("--replications must be at least 1");
    }
    int code = 0;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    mst_cli_selection scenarios = {0}, chosen = {0};
    if (mst_cli_select(line, "scenario", post, muster_post_find_scenario, &scenarios, &code) &&
        mst_cli_select(line, "option", post, muster_post_find_option, &chosen, &code)) {
        muster_assess_options options = {
            .seed = search.seed,
            .threads = search.threads,
            .effort = search.effort,
            .replications = (uint32_t)replications,
            .scenario_count = scenarios.count,
            .scenarios = scenarios.indexes,
            .option_count = chosen.count,
            .options = chosen.indexes,
        };
        code = assess_post(line, post, &options);
    }
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"scenario", true},     {"option", true}, {"set", true},     {"as-of", true},
    {"cache", true},        {"seed", true},   {"threads", true}, {"effort", true},
    {"replications", true}, {"json", false},  {NULL, false},
};

const mst_cli_command mst_cli_assess = {
    .name = "assess",
    .summary = "compare the options: which to take, by when, and what would help",
    .help = help,
    .least_words = 1,
    .most_words = 1,
    .options = options_of,
    .run = run_assess,
};
