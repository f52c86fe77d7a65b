/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: status codes and the error sentence.
 *
 * Every function that can fail returns a muster_status, MUSTER_OK on success, and takes a
 * `muster_error *err` last (NULL is allowed), which it writes on failure only. On failure its other
 * arguments are as they were, unless it says otherwise. Numbers never change their meaning.
 *
 * Units: times are whole milliseconds in 64 bits (after the order, or since 1970-01-01T00:00:00Z
 * where the name says utc); counts of people are whole numbers.
 *
 * Threads: handles are not locked. One thread may use a handle at a time; different handles are
 * independent, but for a plan or run made from a post, which reads that post.
 */
#ifndef MUSTER_STATUS_H
#define MUSTER_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUSTER_API __attribute__((visibility("default")))
#define MUSTER_NODISCARD __attribute__((warn_unused_result))

#ifdef __cplusplus
extern "C" {
#endif

/* A moment that never comes: no limit, not there. */
#define MUSTER_NEVER (INT64_C(1) << 60)

typedef enum muster_status {
    MUSTER_OK = 0,
    MUSTER_NO_MEMORY = 1,
    MUSTER_NOT_FOUND = 2,    /* no such file or item */
    MUSTER_IO = 3,           /* the system refused to read or write */
    MUSTER_USAGE = 4,        /* an argument makes no sense */
    MUSTER_INVALID = 5,      /* input breaks a rule; err has its place */
    MUSTER_LIMIT = 6,        /* input is larger than a stated limit */
    MUSTER_PLAN_INVALID = 7, /* a plan breaks a rule of a valid plan */
    MUSTER_INTERRUPTED = 8,  /* stopped before the end; the best so far was kept */
    MUSTER_LEFT_BEHIND = 9,  /* not everyone can get out */
    MUSTER_INFEASIBLE = 10,  /* a deadline or pin is proved impossible */
} muster_status;

typedef struct muster_error {
    muster_status status;
    char file[256];  /* empty when there is no place */
    uint32_t line;   /* from 1; 0 when unknown */
    uint32_t column; /* from 1, in characters */
    char text[768];  /* one sentence, no newline, valid UTF-8 */
} muster_error;

/* "out of memory"; never NULL. */
MUSTER_API const char *
muster_status_text(muster_status status);

/* The exit code of the command line for a status: 0 done, 2 bad input, 3 the system refused, 4 plan
 * invalid, 5 interrupted, 6 not everyone can get out. */
MUSTER_API int
muster_status_exit_code(muster_status status);

/* `file:line:column: text`, as much as is known, in `buffer` of `bytes`. Returns `buffer`. */
MUSTER_API const char *
muster_error_line(const muster_error *err, char *buffer, size_t bytes);

/* "0.1.0" */
MUSTER_API const char *
muster_version(void);

/* Frees a text that a function of this library gave away. NULL is allowed. */
MUSTER_API void
muster_text_free(char *text);

#ifdef __cplusplus
}
#endif

#endif
