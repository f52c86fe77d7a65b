/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: what one more of each of an option's means is worth (vehicles, crews, desks, berths,
 * hours, troops, people gone before the order), and until when it is worth having.
 */
#ifndef MUSTER_VALUE_H
#define MUSTER_VALUE_H

#include <muster/run.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_value muster_value;

/* Zeros are the defaults, but for the option. */
typedef struct muster_value_options {
    uint32_t option;         /* by index */
    uint32_t scenario_count; /* 0: all */
    const uint32_t *scenarios;
    uint64_t seed;            /* below 2^63 */
    uint32_t effort;          /* of each plan, as muster_run_options.effort */
    uint32_t threads;         /* 0: as many as the machine has; any number gives the same bytes */
    const volatile int *stop; /* as in muster_run_options; what was found until then is kept */
    void (*progress)(void *context, uint32_t done, uint32_t tries, double fraction);
    void *progress_context;
} muster_value_options;

/*
 * Plans the option under the scenarios, and again with one more of each of its means; *value is the
 * caller's (muster_value_close). The post must outlive it. MUSTER_INTERRUPTED when it was stopped
 * before the option had a plan under every scenario. The cost is that of a run of the column, of
 * the bound of a cell for each limit that its plan reaches, of a plan for each that the bound does
 * not rule out, and of some ten plans for each use-by date.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_value_open(muster_post *post, const muster_value_options *options, muster_value **value,
                  muster_error *err);
/* NULL is allowed. */
MUSTER_API void
muster_value_close(muster_value *value);

typedef enum muster_use_by {
    MUSTER_USE_BY_UNKNOWN = 0, /* it cannot be had later, or was not looked for */
    MUSTER_USE_BY_AFTER = 1,   /* `use_by_seconds` after the order */
    MUSTER_USE_BY_ANY = 2,     /* it gains whenever it comes */
} muster_use_by;

/* Texts are owned by the value. People are evacuees; force is not counted. */
typedef struct muster_worth {
    const char *item;      /* "fleets.c17-udeid.count" */
    const char *unit;      /* "one more" */
    double lower, upper;   /* fewer left in expectation, over all chances that agree with what is
                             known */
    int64_t most;          /* fewer left in its best scenario */
    const char *scenario;  /* that one */
    double sooner_seconds; /* all are out, at most */
    double wait_longer_seconds; /* may the order, at 90 % under the first scenario */
    muster_use_by use_by;
    double use_by_seconds;
} muster_worth;

/* Rows that gain something, the best first. */
MUSTER_API uint32_t
muster_value_count(const muster_value *value);
/* MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_value_row(const muster_value *value, uint32_t row, muster_worth *worth, muster_error *err);
/* Was it stopped before the end? */
MUSTER_API int
muster_value_stopped(const muster_value *value);

/* One page, and everything; *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_value_write_text(const muster_value *value, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_value_write_json(const muster_value *value, char **text, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
