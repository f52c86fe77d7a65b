/* SPDX-License-Identifier: Apache-2.0
 *
 * muster simulate
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "usage: muster simulate POST [PLAN] [OPTION...]\n"
    "\n"
    "Plays a plan many times, each time with other luck, and prints when everyone\n"
    "is out, how many are left and what exposure it comes to, each with confidence\n"
    "intervals, and what the worst runs have in common. What is random is in the\n"
    "post: counts that are ranges, and its section chance. Without chance a plan is\n"
    "played just as it is checked. What the plan does not reckon with is met by a\n"
    "fixed rule, not by planning again.\n"
    "\n"
    "PLAN is a plan.json or schedule.csv; without it the cell is planned first.\n"
    "\n"
    "  --scenario ID      of the plan to be made (default: the post's first)\n"
    "  --option ID        of the plan to be made (default: the post's first)\n"
    "  --set ITEM=VALUE   lay a value over the post, as fleets.c17.count=8\n"
    "  --as-of TIME       the picture as it was known then\n"
    "  --effort N         of planning (default: by size)\n"
    "  --replications N   runs (default 1000)\n"
    "  --seed N           the same seed gives the same luck, whatever the plan\n"
    "                     (default 1)\n"
    "  --threads N        default: as many as the machine has\n"
    "  --confidence P     of all intervals, in percent (default 95)\n"
    "  --behind N         how probable it is that at some time N people fewer are out\n"
    "                     than planned, by splitting, where few runs would show it\n"
    "  --svg FILE         write a picture: people out over time\n"
    "  --json             print JSON instead of text\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused, 4 the plan is not\n"
    "valid.\n";

static bool
find(const mst_cli_line *line, const char *option,
     muster_status (*finder)(const muster_post *post, const char *id, uint32_t *index,
                             muster_error *err),
     const muster_post *post, uint32_t *index, int *code)
{
    const char *id = mst_cli_value(line, option);
    muster_error err;
    *index = 0;
    if (id != NULL && finder(post, id, index, &err) != MUSTER_OK) {
        *code = mst_cli_fail(&err);
        return false;
    }
    return true;
}

/* Plans the asked cell; NULL after a message, with the exit code in *code. */
static muster_plan *
make_plan(const mst_cli_line *line, muster_post *post, uint64_t seed, uint64_t threads, int *code)
{
    uint32_t scenario, option;
    uint64_t effort = 0;
    if (!mst_cli_number(line, "effort", UINT32_MAX, &effort)) {
        *code = muster_status_exit_code(MUSTER_USAGE);
        return NULL;
    }
    if (!find(line, "scenario", muster_post_find_scenario, post, &scenario, code) ||
        !find(line, "option", muster_post_find_option, post, &option, code)) {
        return NULL;
    }
    muster_run_options options = {
        .seed = seed,
        .effort = (uint32_t)effort,
        .threads = (uint32_t)threads,
        .without_binding = true,
        .scenario_count = 1,
        .scenarios = &scenario,
        .option_count = 1,
        .options = &option,
    };
    muster_run *run = NULL;
    muster_plan *plan = NULL;
    muster_error err;
    if (muster_run_open(post, &options, &run, &err) != MUSTER_OK ||
        muster_run_plan(run, 0, 0, &plan, &err) != MUSTER_OK) {
        *code = mst_cli_fail(&err);
    }
    muster_run_close(run);
    return plan;
}

static muster_plan *
get_plan(const mst_cli_line *line, muster_post *post, uint64_t seed, uint64_t threads, int *code)
{
    static const char *const of_planning[] = {"scenario", "option", "effort"};
    muster_plan *plan = NULL;
    muster_error err;
    if (line->word_count < 2) {
        return make_plan(line, post, seed, threads, code);
    }
    for (size_t i = 0; i < sizeof of_planning / sizeof of_planning[0]; i++) {
        if (mst_cli_given(line, of_planning[i])) {
            *code = mst_cli_usage("--%s is of planning, but %s is a plan", of_planning[i],
                                  line->words[1]);
            return NULL;
        }
    }
    if (muster_plan_open(line->words[1], &plan, &err) != MUSTER_OK) {
        *code = mst_cli_fail(&err);
    }
    return plan;
}

static int
put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    size_t bytes = strlen(text);
    bool written = file != NULL && fwrite(text, 1, bytes, file) == bytes;
    bool closed = file != NULL && fclose(file) == 0;
    if (!written || !closed) {
        fprintf(stderr, "muster: %s could not be written: %s\n", path, strerror(errno));
        return muster_status_exit_code(MUSTER_IO);
    }
    return 0;
}

static int
put_out(const mst_cli_line *line, const muster_simulation *simulation)
{
    muster_error err;
    char *text = NULL;
    const char *path = mst_cli_value(line, "svg");
    if (path != NULL) {
        if (muster_simulation_write_svg(simulation, &text, &err) != MUSTER_OK) {
            return mst_cli_fail(&err);
        }
        int code = put_file(path, text);
        muster_text_free(text);
        if (code != 0) {
            return code;
        }
    }
    muster_status status = mst_cli_given(line, "json")
                               ? muster_simulation_write_json(simulation, &text, &err)
                               : muster_simulation_write_text(simulation, &text, &err);
    if (status != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    mst_cli_print(text);
    return 0;
}

/* "95", "99.9": percent, into a share; false after a message. */
static bool
read_confidence(const mst_cli_line *line, double *confidence)
{
    const char *text = mst_cli_value(line, "confidence");
    if (text == NULL) {
        return true;
    }
    char *end = NULL;
    double percent = strtod(text, &end);
    if (end == text || *end != '\0' || !(percent >= 50 && percent < 100)) {
        mst_cli_usage("--confidence is \"%.40s\" and must be from 50 to less than 100 (percent)",
                      text);
        return false;
    }
    *confidence = percent / 100;
    return true;
}

static int
run_simulate(const mst_cli_line *line)
{
    uint64_t seed = 1, threads = 0, runs = 1000, behind = 0;
    muster_simulation_options options = {0};
    if (!mst_cli_number(line, "seed", INT64_MAX, &seed) ||
        !mst_cli_number(line, "threads", 64, &threads) ||
        !mst_cli_number(line, "replications", 10000000, &runs) ||
        !mst_cli_number(line, "behind", 10000000, &behind) ||
        !read_confidence(line, &options.confidence)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    if (runs == 0) {
        return mst_cli_usage("--replications must be at least 1");
    }
    int code = 0;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    muster_plan *plan = get_plan(line, post, seed, threads, &code);
    if (plan != NULL) {
        muster_simulation *simulation = NULL;
        muster_error err;
        options.seed = seed;
        options.threads = (uint32_t)threads;
        options.replications = (uint32_t)runs;
        options.behind = (uint32_t)behind;
        code = muster_simulation_open(post, plan, &options, &simulation, &err) == MUSTER_OK
                   ? put_out(line, simulation)
                   : mst_cli_fail(&err);
        muster_simulation_close(simulation);
    }
    muster_plan_close(plan);
    muster_post_close(post);
    return code;
}

static const mst_cli_option options_of[] = {
    {"scenario", true},     {"option", true}, {"set", true},        {"as-of", true},
    {"effort", true},       {"seed", true},   {"threads", true},    {"svg", true},
    {"replications", true}, {"json", false},  {"confidence", true}, {"behind", true},
    {NULL, false},
};

const mst_cli_command mst_cli_simulate = {
    .name = "simulate",
    .summary = "play a plan with chance: how late, how many left, and why",
    .help = help,
    .least_words = 1,
    .most_words = 2,
    .options = options_of,
    .run = run_simulate,
};
