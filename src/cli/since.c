/* SPDX-License-Identifier: Apache-2.0
 *
 * muster since
 */
#include "cli/cli.h"

static const char help[] =
    "usage: muster since POST TIME [OPTION...]\n"
    "\n"
    "What changed between TIME and now, worst first: standing plans that hold no\n"
    "longer or come to something else, numbers that reports amend, by when sites may\n"
    "be lost, how probable things are, incidents, what is stale since or no longer,\n"
    "and the reports received. Each change stands with the reports that made it. How\n"
    "many of the plans of options and scenarios are for something else now is\n"
    "counted; with --answers they are made for both pictures and compared.\n"
    "\n"
    "  --as-of TIME       compare with the picture as it was known then (default: as\n"
    "                     the post is)\n"
    "  --answers          plan all cells that something else is planned for, not only\n"
    "                     those for which a plan stands\n"
    "  --scenario IDS     only these scenarios (commas between; may be repeated)\n"
    "  --option IDS       only these options\n"
    "  --set ITEM=VALUE   lay a value over both pictures, as fleets.c17.count=8\n"
    "  --seed N           the same seed gives the same plans (default 1)\n"
    "  --threads N        default: as many as the machine has\n"
    "  --effort N         plans the search builds a cell at most (default: by size)\n"
    "  --json             print JSON instead of text\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 a standing plan that\n"
    "held then does not hold now, 5 stopped by Ctrl-C.\n";

static int
tell(const mst_cli_line *line, muster_since *since)
{
    char *text = NULL;
    muster_error err = {0};
    muster_since_summary summary = {0};
    muster_status status = mst_cli_given(line, "json")
                               ? muster_since_write_json(since, &text, &err)
                               : muster_since_write_text(since, &text, &err);
    status = status == MUSTER_OK ? muster_since_describe(since, &summary, &err) : status;
    if (status != MUSTER_OK) {
        muster_text_free(text);
        return mst_cli_fail(&err);
    }
    mst_cli_print(text);
    return summary.standing_broken > 0 ? muster_status_exit_code(MUSTER_PLAN_INVALID) : 0;
}

static int
compare(const mst_cli_line *line, muster_post *then, muster_post *now,
        muster_since_options *options)
{
    muster_since *since = NULL;
    muster_error err = {0};
    mst_cli_progress progress = {0};
    options->answers = mst_cli_given(line, "answers");
    options->stop = &mst_cli_stop;
    options->progress = mst_cli_progress_tell;
    options->progress_context = &progress;
    mst_cli_catch_stop();
    muster_status status = muster_since_open(line->words[0], then, now, options, &since, &err);
    mst_cli_progress_clear(&progress);
    int code = status == MUSTER_OK ? tell(line, since) : mst_cli_fail(&err);
    muster_since_close(since);
    return code;
}

static int
run_since(const mst_cli_line *line)
{
    mst_cli_search search;
    if (!mst_cli_read_search(line, &search)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    int code = 0;
    muster_post *now = mst_cli_open_post(line, NULL, &code);
    muster_post *then =
        now != NULL ? mst_cli_open_post_at(line, line->words[1], NULL, &code) : NULL;
    mst_cli_selection scenarios = {0}, chosen = {0};
    if (then != NULL &&
        mst_cli_select(line, "scenario", now, muster_post_find_scenario, &scenarios, &code) &&
        mst_cli_select(line, "option", now, muster_post_find_option, &chosen, &code)) {
        muster_since_options options = {
            .seed = search.seed,
            .threads = search.threads,
            .effort = search.effort,
            .scenario_count = scenarios.count,
            .scenarios = scenarios.indexes,
            .option_count = chosen.count,
            .options = chosen.indexes,
        };
        code = compare(line, then, now, &options);
    }
    muster_post_close(then);
    muster_post_close(now);
    return code;
}

static const mst_cli_option options_of[] = {
    {"as-of", true}, {"answers", false}, {"scenario", true}, {"option", true}, {"set", true},
    {"seed", true},  {"threads", true},  {"effort", true},   {"json", false},  {NULL, false},
};

const mst_cli_command mst_cli_since = {
    .name = "since",
    .summary = "what changed since a day, worst first",
    .help = help,
    .least_words = 2,
    .most_words = 2,
    .options = options_of,
    .run = run_since,
};
