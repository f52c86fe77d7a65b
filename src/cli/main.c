/* SPDX-License-Identifier: Apache-2.0
 *
 * muster: chooses the command, and sees to it that what was printed arrived.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static const mst_cli_command *const commands[] = {
    &mst_cli_check,    &mst_cli_plan,        &mst_cli_replan,   &mst_cli_verify,   &mst_cli_show,
    &mst_cli_diff,     &mst_cli_contingency, &mst_cli_adopt,    &mst_cli_standing, &mst_cli_depends,
    &mst_cli_assess,   &mst_cli_value_of,    &mst_cli_review,   &mst_cli_simulate, &mst_cli_since,
    &mst_cli_hindcast, &mst_cli_picture,     &mst_cli_explain,  &mst_cli_report,   &mst_cli_export,
    &mst_cli_new,      &mst_cli_types,       &mst_cli_airfield,
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void
print_help(FILE *to)
{
    fputs("usage: muster COMMAND ...\n"
          "\n"
          "Plans evacuations of an embassy, consulate, aid mission or company site, and\n"
          "checks the plans.\n"
          "\n",
          to);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(to, "  %-11s %s\n", commands[i]->name, commands[i]->summary);
    }
    fputs("  version     print the version\n"
          "\n"
          "muster COMMAND --help tells more of each; the manual is muster(1).\n",
          to);
}

static const mst_cli_command *
find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int
refuse_command(const char *name)
{
    const char *names[COMMAND_COUNT + 2];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i]->name;
    }
    names[COMMAND_COUNT] = "version";
    names[COMMAND_COUNT + 1] = "help";
    const char *nearest = mst_cli_nearest(name, names, COMMAND_COUNT + 2);
    return mst_cli_usage("there is no command \"%.80s\"%s%s%s (see muster --help)", name,
                         nearest != NULL ? "; did you mean " : "", nearest != NULL ? nearest : "",
                         nearest != NULL ? "?" : "");
}

static bool
asks_for_help(int count, char **arguments)
{
    for (int i = 0; i < count && strcmp(arguments[i], "--") != 0; i++) {
        if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

static int
run(int count, char **arguments)
{
    if (count == 0) {
        print_help(stderr);
        return muster_status_exit_code(MUSTER_USAGE);
    }
    const char *name = arguments[0];
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0) {
        printf("muster %s\n", muster_version());
        return 0;
    }
    bool is_help = strcmp(name, "help") == 0;
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || (is_help && count == 1)) {
        print_help(stdout);
        return 0;
    }
    const mst_cli_command *command = find_command(is_help ? arguments[1] : name);
    if (command == NULL) {
        return refuse_command(is_help ? arguments[1] : name);
    }
    if (is_help || asks_for_help(count - 1, arguments + 1)) {
        fputs(command->help, stdout);
        return 0;
    }
    mst_cli_line line;
    if (!mst_cli_parse(command, count - 1, arguments + 1, &line)) {
        return muster_status_exit_code(MUSTER_USAGE);
    }
    return command->run(&line);
}

/* A stream that was closed would give its number to the first file opened, and its text to that
 * file. */
static void
guard_streams(void)
{
    for (int stream = 0; stream <= 2; stream++) {
        if (fcntl(stream, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != stream) {
            return;
        }
    }
}

int
main(int argc, char **argv)
{
    guard_streams();
    int code = run(argc - 1, argv + 1);
    /* A reader that went away (SIGPIPE is quiet by default) needs no words; a full disk does. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        if (errno != EPIPE) {
            fprintf(stderr, "muster: the output could not be written: %s\n", strerror(errno));
        }
        return code != 0 ? code : muster_status_exit_code(MUSTER_IO);
    }
    return code;
}
