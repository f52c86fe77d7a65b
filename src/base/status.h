/* SPDX-License-Identifier: Apache-2.0
 *
 * Status codes and the one error sentence a user reads.
 *
 * E1  A function that can fail returns mst_status, MST_OK on success, and takes `mst_error *err`
 * last. E2  The first failure writes `err`; nobody on the way up rewrites it. E3  Numbers are
 * pinned: never renumber, never reuse.
 */
#ifndef MUSTER_BASE_STATUS_H
#define MUSTER_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MST_NODISCARD __attribute__((warn_unused_result))
#define MST_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))

/*   X(name, number, exit code, HTTP status, text)     never renumber, never reuse */
#define MST_STATUS_MAP(X)                                                                          \
    X(OK, 0, 0, 200, "ok")                                                                         \
    X(NO_MEMORY, 1, 3, 503, "out of memory")                                                       \
    X(NOT_FOUND, 2, 2, 404, "no such file or item")                                                \
    X(IO, 3, 3, 500, "the system refused to read or write")                                        \
    X(USAGE, 4, 2, 400, "the command line is wrong")                                               \
    X(INVALID, 5, 2, 422, "input breaks a rule")                                                   \
    X(LIMIT, 6, 2, 413, "input is larger than a stated limit")                                     \
    X(PLAN_INVALID, 7, 4, 409, "the plan breaks a rule")                                           \
    X(INTERRUPTED, 8, 5, 499, "stopped before the end; the best so far was kept")                  \
    X(LEFT_BEHIND, 9, 6, 200, "not everyone can get out")                                          \
    X(INFEASIBLE, 10, 6, 200, "a deadline or pin is proved impossible")

typedef enum mst_status {
#define MST_STATUS_ENUM(name, number, exit_code, http, text) MST_##name = number,
    MST_STATUS_MAP(MST_STATUS_ENUM)
#undef MST_STATUS_ENUM
} mst_status;

/* Where a value stands in the user's input. `file` is NULL when it came from no file. */
typedef struct mst_place {
    const char *file; /* owned by the arena of whatever holds the place */
    uint32_t line;    /* from 1; 0 when unknown */
    uint32_t column;  /* from 1, in characters (code points) */
} mst_place;

enum { MST_ERROR_TEXT_BYTES = 768, MST_ERROR_FILE_BYTES = 256 };

typedef struct mst_error {
    mst_status status;
    char file[MST_ERROR_FILE_BYTES]; /* empty when there is no place */
    uint32_t line;
    uint32_t column;
    char text[MST_ERROR_TEXT_BYTES]; /* one sentence, no newline, valid UTF-8 */
} mst_error;

/* Writes the error and returns `status`, so that a guard is one line:
 * `return mst_fail(err, MST_INVALID, place, "...", ...);` `err` may be NULL. Texts too long are cut
 * at a character boundary. */
mst_status
mst_fail(mst_error *err, mst_status status, mst_place place, const char *format, ...)
    MST_PRINTF(4, 5);

/* `file:line:column: text`, or the text alone without a place. Returns `buffer`. */
const char *
mst_error_line(const mst_error *err, char *buffer, size_t bytes);

const char *
mst_status_name(mst_status status);
const char *
mst_status_text(mst_status status);
int
mst_status_exit_code(mst_status status);

static inline mst_place
mst_nowhere(void)
{
    return (mst_place){0};
}

#endif
