/* SPDX-License-Identifier: Apache-2.0
 *
 * Outside programs as oracles: a file of questions in, a line of answer for each out.
 */
#ifndef MUSTER_TESTS_UNIT_LIBRARY_ORACLE_H
#define MUSTER_TESTS_UNIT_LIBRARY_ORACLE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct test_oracle {
    char path[64]; /* of the file with the questions */
    FILE *questions;
    FILE *answers;
} test_oracle;

static inline bool
oracle_is_there(const char *program)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", program);
    return system(command) == 0;
}

/* Write the questions to oracle->questions, one a line, then call oracle_run. */
static inline bool
oracle_open(test_oracle *oracle)
{
    *oracle = (test_oracle){.path = "/tmp/muster-oracle-XXXXXX"};
    int file = mkstemp(oracle->path);
    oracle->questions = file >= 0 ? fdopen(file, "w") : NULL;
    return oracle->questions != NULL;
}

/* Starts `command`, in which %s is the path of the questions. */
static inline bool
oracle_run(test_oracle *oracle, const char *before, const char *after)
{
    char command[256];
    fclose(oracle->questions);
    snprintf(command, sizeof command, "%s %s %s", before, oracle->path, after);
    oracle->answers = popen(command, "r");
    return oracle->answers != NULL;
}

/* The next line of answer without its end; false when there is none. */
static inline bool
oracle_answer(test_oracle *oracle, char *line, int bytes)
{
    if (fgets(line, bytes, oracle->answers) == NULL) {
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    return true;
}

/* The exit code of the program. */
static inline int
oracle_close(test_oracle *oracle)
{
    int code = pclose(oracle->answers);
    unlink(oracle->path);
    return code;
}

#endif
