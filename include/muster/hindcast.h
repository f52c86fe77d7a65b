/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: a post walked through day by day, as it was known on each.
 */
#ifndef MUSTER_HINDCAST_H
#define MUSTER_HINDCAST_H

#include <muster/post.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_hindcast muster_hindcast;

enum { MUSTER_HINDCAST_DAYS = 1000 };

/* Zeros are the defaults. */
typedef struct muster_hindcast_options {
    /* Moments as the post writes them; a day alone has the hour of the post's own as_of. NULL: from
     * that as_of, to the last receipt. */
    const char *from, *to;
    int64_t step_ms;      /* 0: a day */
    int64_t half_life_ms; /* of reports, in alarm too, instead of the post's; 0: the post's */
    uint32_t set_count;   /* laid over every day, as by muster_post_set */
    const char *const *sets;
    uint64_t seed;           /* below 2^63 */
    uint32_t effort;         /* as muster_run_options.effort */
    uint32_t threads;        /* 0: as many as the machine has; any number gives the same bytes */
    uint32_t scenario_count; /* 0: all */
    const uint32_t *scenarios;
    uint32_t option_count; /* 0: all */
    const uint32_t *options;
    const volatile int *stop; /* as in muster_run_options */
    void (*progress)(void *context, uint32_t cells_done, uint32_t cells, double fraction);
    void *progress_context;
} muster_hindcast_options;

/*
 * Reads the post at `path` once for each day, plans the options under the scenarios, and assesses
 * each day with what had been received by then. Cells whose compiled case is the same on several
 * days are planned once; each is planned alone, as muster_run_open plans it when nothing else is
 * asked for. *hindcast is the caller's (muster_hindcast_close). *faults as in muster_post_open.
 * MUSTER_USAGE for days that run backwards or are more than MUSTER_HINDCAST_DAYS. The memory is
 * that of a post for each day.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_hindcast_open(const char *path, const muster_hindcast_options *options,
                     muster_hindcast **hindcast, muster_faults **faults, muster_error *err);
MUSTER_API void
muster_hindcast_close(muster_hindcast *hindcast);

/* Texts are owned by the hindcast. */
typedef struct muster_hindcast_day {
    int64_t as_of_utc_ms;
    uint32_t reports;    /* received since the day before; on the first day all up to then */
    uint32_t new_cells;  /* planned because of this day */
    const char *option;  /* the one to take, among all chances that agree with what is known */
    double lower, upper; /* of it: expected not to be out */
    int64_t worst;       /* of it, in the worst scenario that may come */
    bool has_curve;      /* some site that people leave has an estimate; then, with that option
                               under the first scenario: */
    double clear_low, clear_high;      /* chance that all are gone from such sites before a loss */
    int64_t caught_least, caught_most; /* expected left or caught, those who guard aside */
    /* Latest order that is 90 % sure; MUSTER_NEVER: no limit; INT64_MIN: never that sure */
    int64_t order_by_utc_ms;
    int64_t order_by_at_best_utc_ms; /* the same by the best that may be true of the reports */
} muster_hindcast_day;

MUSTER_API uint32_t
muster_hindcast_day_count(const muster_hindcast *hindcast);
/* MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_hindcast_day_at(const muster_hindcast *hindcast, uint32_t index, muster_hindcast_day *day,
                       muster_error *err);

/* A page, everything, and a table with one row a day; *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_hindcast_write_text(const muster_hindcast *hindcast, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_hindcast_write_json(const muster_hindcast *hindcast, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_hindcast_write_csv(const muster_hindcast *hindcast, char **text, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
