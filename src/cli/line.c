/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes command lines apart.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "cli/cli.h"

const char *
mst_cli_nearest(const char *word, const char *const *names, uint32_t count)
{
    uint32_t nearest = mst_text_nearest(word, names, count);
    return nearest < count ? names[nearest] : NULL;
}

int
mst_cli_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("muster: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return muster_status_exit_code(MUSTER_USAGE);
}

int
mst_cli_fail(const muster_error *err)
{
    char text[1100];
    fprintf(stderr, "muster: %s\n", muster_error_line(err, text, sizeof text));
    return muster_status_exit_code(err->status);
}

void
mst_cli_print(char *text)
{
    fputs(text, stdout);
    muster_text_free(text);
}

bool
mst_cli_take(void *context, const char *piece, size_t bytes)
{
    (void)context;
    return fwrite(piece, 1, bytes, stdout) == bytes;
}

int
mst_cli_put_out(const mst_cli_line *line, const mst_cli_results *results)
{
    muster_error err;
    int code = 0;
    uint32_t saved = 0;
    const char *folder = mst_cli_value(line, "out");
    bool json = mst_cli_given(line, "json");
    if (folder != NULL && results->save(results->found, folder, &saved, &err) != MUSTER_OK) {
        code = mst_cli_fail(&err);
    }
    muster_status status = json ? results->print_json(results->found, &err)
                                : results->print_text(results->found, &err);
    if (status != MUSTER_OK) {
        /* Of output that could not be written, main speaks at the end. */
        return ferror(stdout) != 0 ? muster_status_exit_code(status) : mst_cli_fail(&err);
    }
    if (folder != NULL && !json) {
        printf("\n%u plan%s written to %s\n", saved, saved == 1 ? "" : "s", folder);
    }
    return code;
}

static const mst_cli_option *
find_option(const mst_cli_command *command, const char *name, size_t length)
{
    for (const mst_cli_option *option = command->options; option->name != NULL; option++) {
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0) {
            return option;
        }
    }
    return NULL;
}

static void
refuse_option(const mst_cli_command *command, const char *argument, const char *name, size_t length)
{
    const char *names[32];
    uint32_t count = 0;
    for (const mst_cli_option *option = command->options; option->name != NULL && count < 31;
         option++) {
        names[count++] = option->name;
    }
    names[count++] = "help";
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), name);
    const char *nearest = mst_cli_nearest(word, names, count);
    mst_cli_usage("%s has no option %.80s%s%s%s (see muster %s --help)", command->name, argument,
                  nearest != NULL ? "; did you mean --" : "", nearest != NULL ? nearest : "",
                  nearest != NULL ? "?" : "", command->name);
}

/* One argument that begins with dashes; *used counts the arguments it takes. */
static bool
parse_option(mst_cli_line *line, int count, char **arguments, int *used)
{
    const char *argument = arguments[0];
    const char *name = argument + (argument[1] == '-' ? 2 : 1);
    const char *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const mst_cli_option *option =
        argument[1] == '-' ? find_option(line->command, name, length) : NULL;
    *used = 1;
    if (option == NULL) {
        refuse_option(line->command, argument, name, length);
        return false;
    }
    if (option->takes_value && equals == NULL && count < 2) {
        mst_cli_usage("--%s needs a value (see muster %s --help)", option->name,
                      line->command->name);
        return false;
    }
    if (!option->takes_value && equals != NULL) {
        mst_cli_usage("--%s takes no value", option->name);
        return false;
    }
    if (line->option_count == MST_CLI_MAX_OPTIONS) {
        mst_cli_usage("there are more than %d options", MST_CLI_MAX_OPTIONS);
        return false;
    }
    const char *value = NULL;
    if (option->takes_value) {
        value = equals != NULL ? equals + 1 : arguments[1];
        *used = equals != NULL ? 1 : 2;
    }
    line->options[line->option_count].option = option;
    line->options[line->option_count++].value = value;
    return true;
}

bool
mst_cli_parse(const mst_cli_command *command, int count, char **arguments, mst_cli_line *line)
{
    *line = (mst_cli_line){.command = command};
    bool options_end = false;
    for (int i = 0; i < count;) {
        const char *argument = arguments[i];
        if (!options_end && strcmp(argument, "--") == 0) {
            options_end = true;
            i++;
        } else if (!options_end && argument[0] == '-' && argument[1] != '\0') {
            int used;
            if (!parse_option(line, count - i, arguments + i, &used)) {
                return false;
            }
            i += used;
        } else if (line->word_count == command->most_words ||
                   line->word_count == MST_CLI_MAX_WORDS) {
            mst_cli_usage("%s is one word too many: \"%.80s\" (see muster %s --help)",
                          command->name, argument, command->name);
            return false;
        } else {
            line->words[line->word_count++] = argument;
            i++;
        }
    }
    if (line->word_count < command->least_words) {
        mst_cli_usage("%s needs more (see muster %s --help)", command->name, command->name);
        return false;
    }
    return true;
}

const char *
mst_cli_value(const mst_cli_line *line, const char *name)
{
    for (int i = line->option_count - 1; i >= 0; i--) {
        if (strcmp(line->options[i].option->name, name) == 0) {
            return line->options[i].value;
        }
    }
    return NULL;
}

bool
mst_cli_given(const mst_cli_line *line, const char *name)
{
    for (int i = 0; i < line->option_count; i++) {
        if (strcmp(line->options[i].option->name, name) == 0) {
            return true;
        }
    }
    return false;
}

bool
mst_cli_number(const mst_cli_line *line, const char *name, uint64_t most, uint64_t *value)
{
    const char *text = mst_cli_value(line, name);
    if (text == NULL) {
        return true;
    }
    uint64_t number = 0;
    bool ok = text[0] != '\0';
    for (const char *p = text; *p != '\0' && ok; p++) {
        ok = *p >= '0' && *p <= '9' && !__builtin_mul_overflow(number, 10, &number) &&
             !__builtin_add_overflow(number, (uint64_t)(*p - '0'), &number);
    }
    if (!ok || number > most) {
        mst_cli_usage("--%s is \"%.80s\" and must be a whole number from 0 to %llu", name, text,
                      (unsigned long long)most);
        return false;
    }
    *value = number;
    return true;
}

bool
mst_cli_read_search(const mst_cli_line *line, mst_cli_search *search)
{
    uint64_t threads = 0, effort = 0;
    search->seed = 1;
    bool ok = mst_cli_number(line, "seed", INT64_MAX, &search->seed) &&
              mst_cli_number(line, "threads", MST_MAX_THREADS, &threads) &&
              mst_cli_number(line, "effort", UINT32_MAX, &effort);
    search->threads = (uint32_t)threads;
    search->effort = (uint32_t)effort;
    return ok;
}

/* "30 min" of "2 h 30 min", when *at stands there; seconds when it has no unit and is alone. Moves
 * *at behind it, and adds up in *sum. False when it is no such thing, or its unit is not below
 * `above` ms. */
static bool
take_part(const char **at, int64_t *above, double *sum)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"", 1000},   {"s", 1000},    {"ms", 1},      {"min", 60000},
                 {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    const char *text = *at;
    size_t whole = strspn(text, "0123456789");
    size_t digits = whole + (text[whole] == '.' ? 1 + strspn(text + whole + 1, "0123456789") : 0);
    const char *unit = text + digits + strspn(text + digits, " ");
    size_t bytes = strcspn(unit, " .0123456789");
    bool is_alone = *above == INT64_MAX && *unit == '\0';
    if (whole == 0 || digits >= 12 || (bytes == 0 && !is_alone)) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strlen(units[i].unit) == bytes && strncmp(unit, units[i].unit, bytes) == 0 &&
            units[i].ms < *above) {
            *above = units[i].ms;
            *sum += strtod(text, NULL) * (double)units[i].ms;
            *at = unit + bytes + strspn(unit + bytes, " ");
            return true;
        }
    }
    return false;
}

static bool
read_time(const mst_cli_line *line, const char *name, int64_t least, int64_t *ms)
{
    const char *text = mst_cli_value(line, name);
    if (text == NULL) {
        return true;
    }
    const char *at = text;
    int64_t above = INT64_MAX;
    double sum = 0;
    bool ok = true;
    do {
        ok = take_part(&at, &above, &sum);
    } while (ok && *at != '\0');
    *ms = (int64_t)(sum + 0.5);
    if (ok && *ms >= least) {
        return true;
    }
    mst_cli_usage("--%s is \"%.80s\" and must be a time%s such as 90 s, 2 min or 1 h 30 min", name,
                  text, least > 0 ? " above zero" : "");
    return false;
}

bool
mst_cli_duration(const mst_cli_line *line, const char *name, int64_t *ms)
{
    return read_time(line, name, 1, ms);
}

bool
mst_cli_moment(const mst_cli_line *line, const char *name, int64_t *ms)
{
    return read_time(line, name, 0, ms);
}

void
mst_cli_print_faults(const muster_faults *faults)
{
    char text[1100];
    for (uint32_t i = 0; i < muster_faults_count(faults); i++) {
        const muster_error *fault = muster_faults_at(faults, i);
        fprintf(stderr, "%s%s\n", fault->file[0] == '\0' ? "muster: " : "",
                muster_error_line(fault, text, sizeof text));
    }
    if (muster_faults_more(faults) > 0) {
        fprintf(stderr, "and %u more\n", muster_faults_more(faults));
    }
}

static bool
apply_settings(const mst_cli_line *line, muster_post *post, int *code)
{
    muster_error err = {0};
    for (int i = 0; i < line->option_count; i++) {
        if (strcmp(line->options[i].option->name, "set") == 0 &&
            muster_post_set(post, line->options[i].value, &err) != MUSTER_OK) {
            *code = mst_cli_fail(&err);
            return false;
        }
    }
    return true;
}

muster_post *
mst_cli_open_post(const mst_cli_line *line, muster_faults **found, int *code)
{
    return mst_cli_open_post_at(line, mst_cli_value(line, "as-of"), found, code);
}

muster_post *
mst_cli_open_post_at(const mst_cli_line *line, const char *as_of, muster_faults **found, int *code)
{
    muster_post *post = NULL;
    muster_faults *faults = NULL;
    muster_error err = {0};
    muster_status status = muster_post_open_as_of(line->words[0], as_of, &post, &faults, &err);
    if (status != MUSTER_OK && faults != NULL && muster_faults_count(faults) > 0) {
        mst_cli_print_faults(faults);
        *code = muster_status_exit_code(status);
    } else if (status != MUSTER_OK) {
        *code = mst_cli_fail(&err);
    } else if (!apply_settings(line, post, code)) {
        muster_post_close(post);
        post = NULL;
    }
    if (post != NULL && found != NULL) {
        *found = faults;
    } else {
        muster_faults_close(faults);
    }
    return post;
}

/* The only one, or the one that is named. */
static bool
choose(const mst_cli_line *line, const char *what, uint32_t count, const muster_post *post,
       muster_status (*find)(const muster_post *, const char *, uint32_t *, muster_error *),
       uint32_t *index, int *code)
{
    const char *id = mst_cli_value(line, what);
    muster_error err;
    *index = 0;
    if (id == NULL && count != 1) {
        *code = mst_cli_usage("the post has %u %ss: choose one with --%s", count, what, what);
        return false;
    }
    if (id != NULL && find(post, id, index, &err) != MUSTER_OK) {
        *code = mst_cli_fail(&err);
        return false;
    }
    return true;
}

bool
mst_cli_choose_cell(const mst_cli_line *line, const muster_post *post, uint32_t *scenario,
                    uint32_t *option, int *code)
{
    muster_post_summary summary;
    muster_post_describe(post, &summary);
    return choose(line, "scenario", summary.scenarios, post, muster_post_find_scenario, scenario,
                  code) &&
           choose(line, "option", summary.options, post, muster_post_find_option, option, code);
}
