/* SPDX-License-Identifier: Apache-2.0
 *
 * muster value
 */
#include <stdio.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster value POST [OPTION...]\n"
    "\n"
    "What one more would be worth to an option, the best first: a vehicle of each\n"
    "fleet, a crew, a desk, a berth, 10 % longer hours, an hour less notice, the\n"
    "troops of other options, and people gone before the order. Each is planned again\n"
    "under every scenario where the bound does not rule a gain out: fewer people left\n"
    "in expectation, whatever the chances within what is known; hours sooner; how\n"
    "much longer the order may wait; and the last minute at which having it from then\n"
    "on still gains.\n"
    "\n"
    "  --option ID        default: the post's first\n"
    "  --scenario IDS     only these scenarios (commas between; may be repeated)\n"
    "  --set ITEM=VALUE   lay a value over the post, as fleets.c17.count=8\n"
    "  --as-of TIME       the picture as it was known then\n"
    "  --seed N           the same seed gives the same plans (default 1)\n"
    "  --threads N        default: as many as the machine has\n"
    "  --effort N         plans the search builds a cell at most (default: by size)\n"
    "  --json             print JSON instead of text\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 a plan is not valid,\n"
    "5 stopped by Ctrl-C; then what was found is printed.\n";

static int
value_post(const mst_cli_line *line, muster_post *post, muster_value_options *options)
{
    muster_value *value = NULL;
    muster_error err = {0};
    mst_cli_progress progress = {.noun = "tries"};
    options->stop = &mst_cli_stop;
    options->progress = mst_cli_progress_tell;
    options->progress_context = &progress;
    mst_cli_catch_stop();
    muster_status status = muster_value_open(post, options, &value, &err);
    mst_cli_progress_clear(&progress);
    char *text = NULL;
    if (status == MUSTER_OK) {
        status = mst_cli_given(line, "json") ? muster_value_write_json(value, &text, &err)
                                             : muster_value_write_text(value, &text, &err);
    }
    bool is_stopped = value != NULL && muster_value_stopped(value) != 0;
    muster_value_close(value);
    if (status != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    mst_cli_print(text);
    return is_stopped ? muster_status_exit_code(MUSTER_INTERRUPTED) : 0;
}

static int
run_value(const mst_cli_line *line)
{
    mst_cli_search search;
    if (!mst_cli_read_search(line, &search)) {
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
        muster_value_options options = {
            .option = chosen.count > 0 ? chosen.indexes[0] : 0,
            .scenario_count = scenarios.count,
            .scenarios = scenarios.indexes,
            .seed = search.seed,
            .threads = search.threads,
            .effort = search.effort,
        };
        if (chosen.count > 1) {
            fprintf(stderr, "muster: --option names %u options; value looks at one\n",
                    chosen.count);
            code = muster_status_exit_code(MUSTER_USAGE);
        } else {
            code = value_post(line, post, &options);
        }
    }
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"option", true},  {"scenario", true}, {"set", true},   {"as-of", true}, {"seed", true},
    {"threads", true}, {"effort", true},   {"json", false}, {NULL, false},
};

const mst_cli_command mst_cli_value_of = {
    .name = "value",
    .summary = "what one more of each mean is worth, and until when",
    .help = help,
    .least_words = 1,
    .most_words = 1,
    .options = options_of,
    .run = run_value,
};
