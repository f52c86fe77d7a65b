/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line: a command is a descriptor and one function, which returns the exit code. It
 * uses libmuster as any other program would.
 */
#ifndef MUSTER_CLI_CLI_H
#define MUSTER_CLI_CLI_H

#include <stdio.h>

#include <muster/muster.h>

/* An option of a command. `name` is without the dashes. */
typedef struct mst_cli_option {
    const char *name;
    bool takes_value;
} mst_cli_option;

typedef struct mst_cli_line mst_cli_line;

typedef struct mst_cli_command {
    const char *name;
    const char *summary; /* one line for `muster --help` */
    const char *help;    /* the whole of `muster COMMAND --help` */
    int least_words, most_words;
    const mst_cli_option *options; /* ends with a NULL name */
    int (*run)(const mst_cli_line *line);
} mst_cli_command;

enum { MST_CLI_MAX_WORDS = 16, MST_CLI_MAX_OPTIONS = 256 };

/* A command line taken apart. Texts belong to argv. */
struct mst_cli_line {
    const mst_cli_command *command;
    int word_count;
    const char *words[MST_CLI_MAX_WORDS];
    int option_count;
    struct {
        const mst_cli_option *option;
        const char *value; /* NULL for one without */
    } options[MST_CLI_MAX_OPTIONS];
};

extern const mst_cli_command mst_cli_check, mst_cli_plan, mst_cli_replan, mst_cli_verify,
    mst_cli_show, mst_cli_diff, mst_cli_contingency, mst_cli_adopt, mst_cli_standing,
    mst_cli_depends, mst_cli_assess, mst_cli_value_of, mst_cli_review, mst_cli_simulate,
    mst_cli_since, mst_cli_hindcast, mst_cli_export, mst_cli_picture, mst_cli_explain,
    mst_cli_report, mst_cli_new, mst_cli_types, mst_cli_airfield;

/* Takes `arguments` (behind the command's name) apart. false after a message on stderr. */
bool
mst_cli_parse(const mst_cli_command *command, int count, char **arguments, mst_cli_line *line);
/* The last value given for an option, NULL when it was not given. */
const char *
mst_cli_value(const mst_cli_line *line, const char *name);
bool
mst_cli_given(const mst_cli_line *line, const char *name);
/* A whole number within limits; false after a message. *value is left alone when it was not given.
 */
bool
mst_cli_number(const mst_cli_line *line, const char *name, uint64_t most, uint64_t *value);
/* How plans are looked for. 0 threads: as many as the machine has; 0 effort: by size. */
typedef struct mst_cli_search {
    uint64_t seed;
    uint32_t threads, effort;
} mst_cli_search;
/* --seed (1 when not given), --threads and --effort; false after a message. */
bool
mst_cli_read_search(const mst_cli_line *line, mst_cli_search *search);
/* "90 s", "2 min", "1 h", "500 ms"; a bare number is seconds. Above zero. */
bool
mst_cli_duration(const mst_cli_line *line, const char *name, int64_t *ms);
/* The same from zero on. */
bool
mst_cli_moment(const mst_cli_line *line, const char *name, int64_t *ms);

/* Ids of a post's scenarios or options, as indexes. */
enum { MST_CLI_MAX_SELECTED = 512 };
typedef struct mst_cli_selection {
    uint32_t count;
    uint32_t indexes[MST_CLI_MAX_SELECTED];
} mst_cli_selection;
typedef muster_status (*mst_cli_finder)(const muster_post *post, const char *id, uint32_t *index,
                                        muster_error *err);
/* Adds what every `option` of the line names (commas between). false after a message, with the
 * exit code in *code. */
bool
mst_cli_select(const mst_cli_line *line, const char *option, const muster_post *post,
               mst_cli_finder find, mst_cli_selection *s, int *code);

/* `muster: text` on stderr; returns the exit code of the status. */
int
mst_cli_fail(const muster_error *err);
__attribute__((format(printf, 1, 2))) int
mst_cli_usage(const char *format, ...);

/* Prints a text that the library gave away and frees it. */
void
mst_cli_print(char *text);

/* A muster_taker that prints. */
bool
mst_cli_take(void *context, const char *piece, size_t bytes);

/* What a command found, as it is put out; `save` writes its plans into a folder and counts them. */
typedef struct mst_cli_results {
    void *found;
    muster_status (*save)(void *found, const char *folder, uint32_t *saved, muster_error *err);
    muster_status (*print_json)(void *found, muster_error *err);
    muster_status (*print_text)(void *found, muster_error *err);
} mst_cli_results;
/* Saves with --out, and prints then, so that a reader who has seen enough does not lose the files.
 * Returns the exit code, after a message on stderr where it is not 0. */
int
mst_cli_put_out(const mst_cli_line *line, const mst_cli_results *results);

/* Reads a post and lays --set over it. NULL after messages on stderr, with the exit code in *code.
 * What was found besides goes to *found where that is not NULL; the caller closes it. */
muster_post *
mst_cli_open_post(const mst_cli_line *line, muster_faults **found, int *code);

/* What is of no use in any cell (muster_post_doubts), with a head; nothing without doubts. */
void
mst_cli_print_doubts(FILE *out, const muster_faults *doubts);

/* The same for the picture of a time, whatever --as-of says. */
muster_post *
mst_cli_open_post_at(const mst_cli_line *line, const char *as_of, muster_faults **found, int *code);

/* The cell that --scenario and --option name; each may be left out where the post has one. False
 * after a message, with the exit code in *code. */
bool
mst_cli_choose_cell(const mst_cli_line *line, const muster_post *post, uint32_t *scenario,
                    uint32_t *option, int *code);

/* Every fault on stderr, one a line. */
void
mst_cli_print_faults(const muster_faults *faults);

/* The name in `names` nearest to a word, NULL when none is near. */
const char *
mst_cli_nearest(const char *word, const char *const *names, uint32_t count);

/* ---- the terminal ---- */

/* Columns of stdout: COLUMNS when set, else what the terminal says, else 80. */
uint32_t
mst_cli_columns(void);
/* Is stdout a terminal that wants colour (NO_COLOR is not set, TERM is not dumb)? */
bool
mst_cli_color(void);
/* Set by the first SIGINT or SIGTERM once mst_cli_catch_stop was called; a second one ends at once.
 */
extern volatile int mst_cli_stop;
void
mst_cli_catch_stop(void);
/* A line on stderr that tells how far a run is, only where stderr is a terminal. */
typedef struct mst_cli_progress {
    const char *noun; /* of what is done; NULL: "cells" */
    bool shown;
    double began_seconds;
    double told_seconds;
} mst_cli_progress;
void
mst_cli_progress_tell(void *progress, uint32_t cells_done, uint32_t cells, double fraction);
void
mst_cli_progress_clear(mst_cli_progress *progress);

#endif
