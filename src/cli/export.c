/* SPDX-License-Identifier: Apache-2.0
 *
 * muster export
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster export --mps POST [OPTION...]\n"
    "\n"
    "Writes one cell of the post as a time-indexed mixed-integer program in free\n"
    "MPS, for solvers that know nothing of Muster. Its head says how long a step\n"
    "is, whether every time is a multiple of it (else times are rounded up), what\n"
    "is minimised, and what was left out.\n"
    "\n"
    "  --mps              the form; there is no other yet\n"
    "  --scenario ID      needed when the post has several\n"
    "  --option ID        likewise\n"
    "  --deadline T       minimise who is left at T (90 min, 12 h); 0 says that all\n"
    "                     can be out by then. Without it the horizon is the end of a\n"
    "                     plan made quickly, and a sooner end is sought\n"
    "  --step T           length of a step (default: the longest that is exact)\n"
    "  --steps N          at most so many steps where none was given (default 500);\n"
    "                     when the exact step is shorter, times are rounded up\n"
    "  --relax            leave out what the program cannot say, instead of refusing\n"
    "  --set ITEM=VALUE   lay a value over the post, as fleets.c17.count=8\n"
    "  --as-of TIME       the picture as it was known then (muster picture)\n"
    "  --out FILE         write there instead of to the standard output\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused.\n";

static int
put_out(const mst_cli_line *line, char *text)
{
    const char *path = mst_cli_value(line, "out");
    if (path == NULL) {
        mst_cli_print(text);
        return 0;
    }
    FILE *file = fopen(path, "wb");
    size_t bytes = strlen(text);
    bool written = file != NULL && fwrite(text, 1, bytes, file) == bytes;
    bool closed = file != NULL && fclose(file) == 0;
    muster_text_free(text);
    if (!written || !closed) {
        fprintf(stderr, "muster: %s could not be written: %s\n", path, strerror(errno));
        return muster_status_exit_code(MUSTER_IO);
    }
    return 0;
}

static int
run_export(const mst_cli_line *line)
{
    int code = 0;
    uint64_t steps = 0;
    muster_export_options options = {.relax = mst_cli_given(line, "relax")};
    if (!mst_cli_given(line, "mps")) {
        return mst_cli_usage("export needs a form: --mps");
    }
    if (!mst_cli_number(line, "steps", 1000000, &steps) ||
        !mst_cli_duration(line, "deadline", &options.deadline_ms) ||
        !mst_cli_duration(line, "step", &options.step_ms)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    options.most_steps = (uint32_t)steps;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    if (mst_cli_choose_cell(line, post, &options.scenario, &options.option, &code)) {
        char *text = NULL;
        muster_error err;
        code = muster_post_write_mps(post, &options, &text, &err) == MUSTER_OK ? put_out(line, text)
                                                                               : mst_cli_fail(&err);
    }
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"mps", false},  {"scenario", true}, {"option", true}, {"deadline", true},
    {"step", true},  {"steps", true},    {"relax", false}, {"set", true},
    {"as-of", true}, {"out", true},      {NULL, false},
};

const mst_cli_command mst_cli_export = {
    .name = "export",
    .summary = "write a cell as a mixed-integer program for other solvers",
    .help = help,
    .least_words = 1,
    .most_words = 1,
    .options = options_of,
    .run = run_export,
};
