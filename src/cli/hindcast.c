/* SPDX-License-Identifier: Apache-2.0
 *
 * muster hindcast
 */
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster hindcast POST [OPTION...]\n"
    "\n"
    "Walks through a post day by day as it was known on each, and prints for each\n"
    "day which option to take, who is expected not to be out, by when the order must\n"
    "be given, by when sites may be lost, and how probable each scenario is. Reports\n"
    "received later do not count. A plan that is the same on several days is made\n"
    "once. docs/validation.md has one.\n"
    "\n"
    "  --from TIME        the first day; a date alone has the hour of the post's\n"
    "                     as_of (default: that as_of)\n"
    "  --to TIME          the last day (default: the last receipt of a report)\n"
    "  --step TIME        from one day to the next: 12 h, 7 d (default 1 d)\n"
    "  --scenario IDS     only these scenarios (commas between; may be repeated)\n"
    "  --option IDS       only these options\n"
    "  --half-life TIME   the time in which a report loses half its weight, instead\n"
    "                     of the post's: how much hangs on it\n"
    "  --set ITEM=VALUE   lay a value over every day, as fleets.c17.count=8\n"
    "  --seed N           the same seed gives the same plans (default 1)\n"
    "  --threads N        default: as many as the machine has\n"
    "  --effort N         plans the search builds a cell at most (default: by size)\n"
    "  --json             print all of it as JSON\n"
    "  --csv              print one row a day\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 a plan is not valid,\n"
    "5 stopped by Ctrl-C.\n";

static muster_status
put(const mst_cli_line *line, const muster_hindcast *hindcast, muster_error *err)
{
    char *text = NULL;
    muster_status status =
        mst_cli_given(line, "json")  ? muster_hindcast_write_json(hindcast, &text, err)
        : mst_cli_given(line, "csv") ? muster_hindcast_write_csv(hindcast, &text, err)
                                     : muster_hindcast_write_text(hindcast, &text, err);
    if (status == MUSTER_OK) {
        mst_cli_print(text);
    }
    return status;
}

static int
walk(const mst_cli_line *line, muster_hindcast_options *options)
{
    muster_hindcast *hindcast = NULL;
    muster_faults *faults = NULL;
    muster_error err = {0};
    mst_cli_progress progress = {0};
    options->stop = &mst_cli_stop;
    options->progress = mst_cli_progress_tell;
    options->progress_context = &progress;
    mst_cli_catch_stop();
    muster_status status = muster_hindcast_open(line->words[0], options, &hindcast, &faults, &err);
    mst_cli_progress_clear(&progress);
    status = status == MUSTER_OK ? put(line, hindcast, &err) : status;
    int code = muster_status_exit_code(status);
    if (status != MUSTER_OK && faults != NULL && muster_faults_count(faults) > 0) {
        mst_cli_print_faults(faults);
    } else if (status != MUSTER_OK) {
        code = mst_cli_fail(&err);
    }
    muster_faults_close(faults);
    muster_hindcast_close(hindcast);
    return code;
}

static int
run_hindcast(const mst_cli_line *line)
{
    mst_cli_search search;
    int64_t step_ms = 0, half_life_ms = 0;
    if (!mst_cli_read_search(line, &search) || !mst_cli_duration(line, "step", &step_ms) ||
        !mst_cli_duration(line, "half-life", &half_life_ms)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    if (mst_cli_given(line, "json") && mst_cli_given(line, "csv")) {
        return mst_cli_usage("--json and --csv ask for two forms of one text");
    }
    int code = 0;
    const char *sets[MST_CLI_MAX_OPTIONS];
    uint32_t set_count = 0;
    for (int i = 0; i < line->option_count; i++) {
        if (strcmp(line->options[i].option->name, "set") == 0) {
            sets[set_count++] = line->options[i].value;
        }
    }
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    mst_cli_selection scenarios = {0}, chosen = {0};
    if (post != NULL &&
        mst_cli_select(line, "scenario", post, muster_post_find_scenario, &scenarios, &code) &&
        mst_cli_select(line, "option", post, muster_post_find_option, &chosen, &code)) {
        muster_hindcast_options options = {
            .from = mst_cli_value(line, "from"),
            .to = mst_cli_value(line, "to"),
            .step_ms = step_ms,
            .half_life_ms = half_life_ms,
            .set_count = set_count,
            .sets = sets,
            .seed = search.seed,
            .threads = search.threads,
            .effort = search.effort,
            .scenario_count = scenarios.count,
            .scenarios = scenarios.indexes,
            .option_count = chosen.count,
            .options = chosen.indexes,
        };
        code = walk(line, &options);
    }
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"from", true},  {"to", true},   {"step", true},    {"scenario", true}, {"option", true},
    {"set", true},   {"seed", true}, {"threads", true}, {"effort", true},   {"half-life", true},
    {"json", false}, {"csv", false}, {NULL, false},
};

const mst_cli_command mst_cli_hindcast = {
    .name = "hindcast",
    .summary = "walk through a post day by day, as it was known on each",
    .help = help,
    .least_words = 1,
    .most_words = 1,
    .options = options_of,
    .run = run_hindcast,
};
