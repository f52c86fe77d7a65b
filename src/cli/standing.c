/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands about standing plans: muster adopt, standing, depends.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"

/* When something is adopted is told, and decides nothing. */
static int64_t
now_utc_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- adopt ---- */

static const char adopt_help[] =
    "usage: muster adopt POST PLAN --by ROLE\n"
    "       muster adopt POST ID --withdraw --by ROLE\n"
    "\n"
    "Adopts a plan.json or schedule.csv as the standing plan of its option under its\n"
    "scenario: it is judged, copied into the folder `standing` of the post, and named\n"
    "in standing.log, which only grows; each line is bound to those before it. A plan\n"
    "adopted earlier for the same option and scenario stands no more.\n"
    "\n"
    "Only the role that the option names (ordered_by) may adopt. A plan that breaks a\n"
    "rule is refused.\n"
    "\n"
    "  --by ROLE    who adopts, as in ordered_by of the option\n"
    "  --withdraw   takes a standing plan back, by its id or the beginning of it\n"
    "  --as-of TIME judges it under the picture as it was known then\n"
    "\n"
    "Exit codes: 0 done, 2 bad input or another role, 3 the system refused, 4 the\n"
    "plan is not valid.\n";

static int
run_adopt(const mst_cli_line *line)
{
    int code = 0;
    muster_error err = {0};
    const char *path = line->words[0];
    const char *by = mst_cli_value(line, "by");
    if (by == NULL) {
        return mst_cli_usage("adopt needs --by ROLE (see muster adopt --help)");
    }
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    muster_plan *plan = NULL;
    if (mst_cli_given(line, "withdraw")) {
        if (muster_standing_withdraw(path, post, line->words[1], by, now_utc_ms(), &err) !=
            MUSTER_OK) {
            code = mst_cli_fail(&err);
        } else {
            printf("%s stands no more\n", line->words[1]);
        }
    } else {
        char id[MUSTER_STANDING_ID_BYTES];
        if (muster_plan_open(line->words[1], &plan, &err) != MUSTER_OK ||
            muster_standing_adopt(path, post, plan, by, now_utc_ms(), id, &err) != MUSTER_OK) {
            code = mst_cli_fail(&err);
        } else {
            muster_plan_summary summary;
            muster_plan_describe(plan, &summary);
            printf("%s stands for %s/%s, adopted by %s\n", id, summary.scenario, summary.option,
                   by);
        }
    }
    muster_plan_close(plan);
    muster_post_close(post);
    return code;
}

static const mst_cli_option adopt_options[] = {
    {"by", true}, {"withdraw", false}, {"as-of", true}, {NULL, false}};

const mst_cli_command mst_cli_adopt = {
    .name = "adopt",
    .summary = "adopt a plan as the standing one",
    .help = adopt_help,
    .least_words = 2,
    .most_words = 2,
    .options = adopt_options,
    .run = run_adopt,
};

/* ---- standing ---- */

static const char standing_help[] =
    "usage: muster standing POST [--as-of TIME] [--json]\n"
    "\n"
    "Judges every standing plan under the post as it is: it holds; its measures have\n"
    "changed; or it breaks a rule, and then which, and the move that breaks it. A\n"
    "plan whose file was changed or is gone is lost.\n"
    "\n"
    "  --as-of TIME   the picture as it was known then\n"
    "  --json         JSON instead of text\n"
    "\n"
    "Exit codes: 0 all hold, or come to something else; 2 bad input, or the log was\n"
    "meddled with; 3 the system refused; 4 a plan breaks a rule or is lost.\n";

static int
run_standing(const mst_cli_line *line)
{
    int code = 0;
    muster_error err = {0};
    char *text = NULL;
    muster_standing *standing = NULL;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    muster_status status = muster_standing_open(line->words[0], post, &standing, &err);
    if (status == MUSTER_OK) {
        status = mst_cli_given(line, "json") ? muster_standing_write_json(standing, &text, &err)
                                             : muster_standing_write_text(standing, &text, &err);
    }
    if (status != MUSTER_OK) {
        code = mst_cli_fail(&err);
    } else {
        mst_cli_print(text);
        for (uint32_t i = 0; i < muster_standing_count(standing); i++) {
            muster_standing_plan plan;
            if (muster_standing_at(standing, i, &plan, NULL) == MUSTER_OK &&
                (plan.state == MUSTER_STANDING_BREAKS || plan.state == MUSTER_STANDING_LOST)) {
                code = muster_status_exit_code(MUSTER_PLAN_INVALID);
            }
        }
    }
    muster_standing_close(standing);
    muster_post_close(post);
    return code;
}

static const mst_cli_option standing_options[] = {{"as-of", true}, {"json", false}, {NULL, false}};

const mst_cli_command mst_cli_standing = {
    .name = "standing",
    .summary = "judge every standing plan under the post as it is",
    .help = standing_help,
    .least_words = 1,
    .most_words = 1,
    .options = standing_options,
    .run = run_standing,
};

/* ---- depends ---- */

static const char depends_help[] =
    "usage: muster depends POST ITEM [PLAN...] [--json]\n"
    "\n"
    "Which standing plans, and which of the plans named, lean on an item: the moves\n"
    "that use it, who is in them, and what rule breaks without it. Nothing is\n"
    "planned.\n"
    "\n"
    "ITEM is sites.ID, sites.ID.safe, sites.ID.berths.CLASS, sites.ID.process.desks,\n"
    "links.ID, fleets.ID, permissions.ID or people.ID (guards); the ID alone where it\n"
    "is unmistakable. Up to 14 plans may be named.\n"
    "\n"
    "  --as-of TIME   the picture as it was known then\n"
    "  --json         JSON instead of text\n"
    "\n"
    "Exit codes: 0 done, 2 bad input, 3 the system refused.\n";

static int
run_depends(const mst_cli_line *line)
{
    int code = 0;
    muster_error err = {0};
    char *text = NULL;
    muster_leaning *leaning = NULL;
    muster_post *post = mst_cli_open_post(line, NULL, &code);
    if (post == NULL) {
        return code;
    }
    muster_status status =
        muster_leaning_open(line->words[0], post, line->words[1], (uint32_t)line->word_count - 2,
                            &line->words[2], &leaning, &err);
    if (status == MUSTER_OK) {
        status = mst_cli_given(line, "json") ? muster_leaning_write_json(leaning, &text, &err)
                                             : muster_leaning_write_text(leaning, &text, &err);
    }
    if (status == MUSTER_OK) {
        mst_cli_print(text);
    } else {
        code = mst_cli_fail(&err);
    }
    muster_leaning_close(leaning);
    muster_post_close(post);
    return code;
}

static const mst_cli_option depends_options[] = {{"as-of", true}, {"json", false}, {NULL, false}};

const mst_cli_command mst_cli_depends = {
    .name = "depends",
    .summary = "which plans lean on an item",
    .help = depends_help,
    .least_words = 2,
    .most_words = MST_CLI_MAX_WORDS,
    .options = depends_options,
    .run = run_depends,
};
