/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands about what is known: muster picture, explain, report.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const mst_cli_option picture_options[] = {{"as-of", true}, {"json", false}, {NULL, false}};
static const mst_cli_option no_options[] = {{NULL, false}};

/* ---- picture ---- */

static const char picture_help[] =
    "usage: muster picture POST [--as-of TIME] [--json]\n"
    "\n"
    "Prints what is known: the numbers that reports amend, how probable each\n"
    "scenario is, by when each site may be lost, how often incidents happen, which\n"
    "sources were right before, and what is stale. Each number stands with the\n"
    "reports behind it, their grades and their ages; where they differ, both the\n"
    "pool and how far they differ are shown.\n"
    "\n"
    "  --as-of TIME  the picture as it was known then, in the post's time zone:\n"
    "                reports received later do not count (default: the post's\n"
    "                as_of, or the latest receipt in its log)\n"
    "  --json        print JSON\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused.\n";

static int
put_text(const mst_cli_line *line, muster_post *post, const char *kind, const char *id)
{
    muster_error err = {0};
    char *text = NULL;
    int as_json = mst_cli_given(line, "json");
    muster_status status = kind == NULL ? muster_post_picture(post, as_json, &text, &err)
                                        : muster_post_explain(post, kind, id, as_json, &text, &err);
    muster_post_close(post);
    if (status != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    mst_cli_print(text);
    return 0;
}

static int
run_picture(const mst_cli_line *line)
{
    int code = 0;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    return post == NULL ? code : put_text(line, post, NULL, NULL);
}

const mst_cli_command mst_cli_picture = {
    .name = "picture",
    .summary = "print what is known, how old it is and who says so",
    .help = picture_help,
    .least_words = 1,
    .most_words = 1,
    .options = picture_options,
    .run = run_picture,
};

/* ---- explain ---- */

static const char explain_help[] =
    "usage: muster explain POST scenario|proposition|site|indicator ID [--as-of TIME]\n"
    "                      [--json]\n"
    "\n"
    "Prints the chain from the reports to one number: what each says, how reliable,\n"
    "how old and how heavy it is, which go back to one origin, what statements\n"
    "change, how far the reports differ, and past estimates with their score.\n"
    "docs/evidence.md has the formulas.\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused.\n";

static int
run_explain(const mst_cli_line *line)
{
    int code = 0;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    return post == NULL ? code : put_text(line, post, line->words[1], line->words[2]);
}

const mst_cli_command mst_cli_explain = {
    .name = "explain",
    .summary = "print the reports behind one number",
    .help = explain_help,
    .least_words = 3,
    .most_words = 3,
    .options = picture_options,
    .run = run_explain,
};

/* ---- report ---- */

static const char report_help[] =
    "usage: muster report add POST KEY=VALUE ...\n"
    "\n"
    "Adds a report to the log of the post: reports.log in its folder, or\n"
    "FILE.reports.log beside a post of one file. The keys are those of a report in a\n"
    "post (docs/post-format.md); a value that begins with [ or { is a list or a map.\n"
    "What has a fault is not added. Nothing in the log is ever changed: what\n"
    "corrects a report is a report of its own, with corrects=ID.\n"
    "\n"
    "  muster report add POST id=r7 at='2021-07-05 09:00' grade=B2 \\\n"
    "    source='defense attache' subject=sites.hkia lost='30 d 20..45 %'\n"
    "\n"
    "From then on the picture is as of the latest receipt in the log.\n"
    "\n"
    "Exit codes: 0 added, 2 bad input, 3 the system refused.\n";

static int
run_report(const mst_cli_line *line)
{
    muster_report_field fields[MST_CLI_MAX_WORDS];
    static char keys[MST_CLI_MAX_WORDS][64];
    uint32_t count = 0;
    if (strcmp(line->words[0], "add") != 0) {
        return mst_cli_usage("report %.40s is not known; it is: report add POST KEY=VALUE ...",
                             line->words[0]);
    }
    if (line->word_count < 3) {
        return mst_cli_usage("report add needs a post and what the report says: muster report add "
                             "POST id=r7 at='2021-07-05 09:00' grade=B2 ... (see muster report "
                             "--help)");
    }
    for (int i = 2; i < line->word_count; i++) {
        const char *equals = strchr(line->words[i], '=');
        size_t bytes = equals != NULL ? (size_t)(equals - line->words[i]) : 0;
        if (bytes == 0 || bytes >= sizeof keys[0]) {
            return mst_cli_usage("\"%.80s\" is not KEY=VALUE, such as grade=B2", line->words[i]);
        }
        memcpy(keys[count], line->words[i], bytes);
        keys[count][bytes] = '\0';
        fields[count] = (muster_report_field){.key = keys[count], .value = equals + 1};
        count++;
    }
    muster_faults *faults = NULL;
    muster_error err = {0};
    muster_status status = muster_post_add_report(line->words[1], fields, count, &faults, &err);
    int code = 0;
    if (status != MUSTER_OK && faults != NULL && muster_faults_count(faults) > 0) {
        mst_cli_print_faults(faults);
        code = muster_status_exit_code(status);
    } else if (status != MUSTER_OK) {
        code = mst_cli_fail(&err);
    }
    muster_faults_close(faults);
    return code;
}

const mst_cli_command mst_cli_report = {
    .name = "report",
    .summary = "add a report to the log of a post",
    .help = report_help,
    .least_words = 1,
    .most_words = MST_CLI_MAX_WORDS,
    .options = no_options,
    .run = run_report,
};
