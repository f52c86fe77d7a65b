/* SPDX-License-Identifier: Apache-2.0
 *
 * muster contingency
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster contingency POST [--scenario ID] [--option ID] [OPTION...]\n"
    "\n"
    "Plans one cell, then plans it again without each thing that can be lost: every\n"
    "site, safe haven, berth class and desk set of a site, link, fleet, permission\n"
    "and force. What the plan in force does without as it stands costs nothing and\n"
    "is not planned again. Then the worst pairs, told apart by bounds, of which\n"
    "neither alone leaves people behind. Ranked by people left, then hours; the\n"
    "single points of failure stand first. Every plan passed the checker.\n"
    "\n"
    "  --scenario ID      the cell; needed where the post has several\n"
    "  --option ID\n"
    "  --set ITEM=VALUE   lay a value over the post, as fleets.c17.count=8\n"
    "  --as-of TIME       the picture as it was known then\n"
    "  --pairs N          how many pairs are planned again (default 10; 0: none)\n"
    "  --out DIR          write the plan in force into DIR/in-force, and the plan\n"
    "                     without each thing into DIR/ITEM, to have it at hand\n"
    "  --seed N           the same seed gives the same plans (default 1)\n"
    "  --threads N        default: as many as the machine has\n"
    "  --effort N         plans the search builds a plan at most (default: by size)\n"
    "  --json             print every loss and pair as JSON\n"
    "\n"
    "Ctrl-C stops; what was judged until then is shown.\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 the cell has no valid\n"
    "plan, 5 stopped by Ctrl-C.\n";

enum { MOST_PAIRS = 1000 };

static muster_status
save(void *found, const char *folder, uint32_t *saved, muster_error *err)
{
    return muster_contingency_save(found, folder, saved, err);
}

static muster_status
print_json(void *found, muster_error *err)
{
    char *text = NULL;
    muster_status status = muster_contingency_write_json(found, &text, err);
    if (status == MUSTER_OK) {
        mst_cli_print(text);
    }
    return status;
}

static muster_status
print_text(void *found, muster_error *err)
{
    char *text = NULL;
    muster_status status =
        muster_contingency_write_text(found, mst_cli_columns(), mst_cli_color(), &text, err);
    if (status == MUSTER_OK) {
        mst_cli_print(text);
    }
    return status;
}

static int
put_out(const mst_cli_line *line, muster_contingency *found)
{
    const mst_cli_results results = {found, save, print_json, print_text};
    return mst_cli_put_out(line, &results);
}

static int
judge_post(const mst_cli_line *line, muster_post *post, muster_contingency_options *options)
{
    muster_contingency *found = NULL;
    muster_error err = {0};
    mst_cli_progress progress = {.noun = "losses"};
    options->stop = &mst_cli_stop;
    options->progress = mst_cli_progress_tell;
    options->progress_context = &progress;
    mst_cli_catch_stop();
    muster_status status = muster_contingency_open(post, options, &found, &err);
    mst_cli_progress_clear(&progress);
    if (status != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    int code = put_out(line, found);
    if (muster_contingency_stopped(found)) {
        fflush(stdout);
        fprintf(stderr, "muster: stopped before the end; what was judged so far was kept\n");
        code = code != 0 ? code : muster_status_exit_code(MUSTER_INTERRUPTED);
    }
    muster_contingency_close(found);
    return code;
}

static int
run_contingency(const mst_cli_line *line)
{
    mst_cli_search search;
    uint64_t pairs = 10;
    if (!mst_cli_read_search(line, &search) || !mst_cli_number(line, "pairs", MOST_PAIRS, &pairs)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    muster_contingency_options options = {.seed = search.seed,
                                          .threads = search.threads,
                                          .effort = search.effort,
                                          .pairs = (uint32_t)pairs,
                                          .without_pairs = pairs == 0};
    int code = 0;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    if (mst_cli_choose_cell(line, post, &options.scenario, &options.option, &code)) {
        code = judge_post(line, post, &options);
    }
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"scenario", true}, {"option", true}, {"set", true},  {"as-of", true},
    {"pairs", true},    {"out", true},    {"seed", true}, {"threads", true},
    {"effort", true},   {"json", false},  {NULL, false},
};

const mst_cli_command mst_cli_contingency = {
    .name = "contingency",
    .summary = "what breaks a plan: every single loss and the worst pairs",
    .help = help,
    .least_words = 1,
    .most_words = 1,
    .options = options_of,
    .run = run_contingency,
};
