/* SPDX-License-Identifier: Apache-2.0
 *
 * muster review
 */
#include <stdio.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster review DIR [OPTION...]\n"
    "\n"
    "Reviews every post in the folder DIR (each file that ends with .yaml, each\n"
    "folder with a post.yaml in it) and prints a line for each, the one that needs\n"
    "attention most first: posts that cannot be read, standing plans that no longer\n"
    "hold, an order that nobody may give any more or that comes too late, scenarios\n"
    "without a valid plan or with people left, orders that must come within 72 h,\n"
    "incidents that have risen, single points of failure, reviews that are overdue,\n"
    "counts that are stale or doubtful. docs/review.md defines each.\n"
    "\n"
    "What is planned of a post is kept in DIR/.muster-review and taken over by a\n"
    "later review while the post, the version and the options are the same: only\n"
    "what has changed is planned, and a review that was stopped goes on.\n"
    "\n"
    "  --as-of TIME   the moment of the review, 2021-07-03T08:00Z or 2021-07-03\n"
    "                 (default: the newest as_of of the posts)\n"
    "  --threads N    posts at once (default: as many as the machine has)\n"
    "  --seed N       the same seed gives the same review (default 1)\n"
    "  --effort N     of each plan, as in muster plan (default 1)\n"
    "  --no-losses    do not look for single points of failure\n"
    "  --keep DIR     another folder for what is kept\n"
    "  --fresh        plan every post again\n"
    "  --json         with every scenario and single point, as JSON\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 5 stopped by Ctrl-C.\n";

/* A moment of UTC, or a day: its begin. */
static bool
read_moment(const mst_cli_line *line, int64_t *ms)
{
    const char *text = mst_cli_value(line, "as-of");
    if (text == NULL) {
        return true;
    }
    if (muster_moment_parse(text, ms)) {
        return true;
    }
    mst_cli_usage("--as-of is \"%.80s\" and must be a moment such as 2021-07-03T08:00Z, "
                  "2021-07-03T08:00+04:30 or 2021-07-03",
                  text);
    return false;
}

static int
put_out(const mst_cli_line *line, const muster_review *review)
{
    char *text = NULL;
    muster_error err = {0};
    muster_status status = mst_cli_given(line, "json")
                               ? muster_review_write_json(review, &text, &err)
                               : muster_review_write_text(review, &text, &err);
    if (status != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    mst_cli_print(text);
    fflush(stdout);
    fprintf(stderr, "muster: %u of %u posts planned, the rest taken over%s\n",
            muster_review_planned(review), muster_review_count(review),
            muster_review_stopped(review) ? " or not reached" : "");
    return muster_review_stopped(review) ? muster_status_exit_code(MUSTER_INTERRUPTED) : 0;
}

static int
run_review(const mst_cli_line *line)
{
    muster_review_options options = MUSTER_REVIEW_DEFAULTS;
    uint64_t threads = 0, effort = options.effort;
    if (!mst_cli_number(line, "seed", INT64_MAX, &options.seed) ||
        !mst_cli_number(line, "threads", 64, &threads) ||
        !mst_cli_number(line, "effort", 1000000, &effort) ||
        !read_moment(line, &options.as_of_utc_ms)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    mst_cli_progress progress = {0};
    options.threads = (uint32_t)threads;
    options.effort = (uint32_t)effort;
    options.without_losses = mst_cli_given(line, "no-losses");
    options.fresh = mst_cli_given(line, "fresh");
    options.keep = mst_cli_value(line, "keep");
    options.stop = &mst_cli_stop;
    options.progress = mst_cli_progress_tell;
    options.progress_context = &progress;
    mst_cli_catch_stop();
    muster_review *review = NULL;
    muster_error err = {0};
    muster_status status = muster_review_open(line->words[0], &options, &review, &err);
    mst_cli_progress_clear(&progress);
    if (status != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    int code = put_out(line, review);
    muster_review_close(review);
    return code;
}

static const mst_cli_option options_of[] = {
    {"as-of", true}, {"threads", true}, {"seed", true},  {"effort", true}, {"no-losses", false},
    {"keep", true},  {"fresh", false},  {"json", false}, {NULL, false},
};

const mst_cli_command mst_cli_review = {
    .name = "review",
    .summary = "rank the posts of a folder by how much they need attention",
    .help = help,
    .least_words = 1,
    .most_words = 1,
    .options = options_of,
    .run = run_review,
};
