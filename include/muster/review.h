/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: a review of many posts: which of them needs attention first, and why.
 */
#ifndef MUSTER_REVIEW_H
#define MUSTER_REVIEW_H

#include <muster/post.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_review muster_review;

/* `muster_review_options options = MUSTER_REVIEW_DEFAULTS;` */
typedef struct muster_review_options {
    uint64_t seed;    /* below 2^63; the same seed gives the same review */
    uint32_t effort;  /* of a cell, as in muster_run_options; 0 counts as 1 */
    uint32_t threads; /* posts at once; 0: as many as the machine has, at most 64 */
    int64_t
        as_of_utc_ms; /* the moment of the review; MUSTER_NEVER: the newest `as_of` of the posts */
    bool without_losses; /* does not plan again without what the plans use */
    bool fresh;          /* plans every post again, whatever is kept */
    const char *keep;    /* folder of what is kept; NULL: `.muster-review` in the folder */
    /* Set to non-zero (by a signal handler, say) to stop; what is done by then is kept. May be
     * NULL. */
    const volatile int *stop;
    /* Told from the calling thread: posts done, of how many. May be NULL. */
    void (*progress)(void *context, uint32_t done, uint32_t count, double fraction);
    void *progress_context;
} muster_review_options;

#define MUSTER_REVIEW_DEFAULTS                                                                     \
    {                                                                                              \
        1, 1, 0, MUSTER_NEVER, false, false, 0, 0, 0, 0                                            \
    }

/*
 * Reviews the posts of `folder`: each file that ends with .yaml and each folder with a post.yaml in
 * it, names that begin with a dot left out. A plan.json of NAME.standing/ (beside NAME.yaml), or of
 * standing/ (in the folder of the post), is a standing plan and is judged against the post.
 *
 * What is planned of a post is kept in a file of its own, written whole or not at all, as soon as
 * it is done; a later review takes it over while the post, the version and the options are the
 * same. So a review that was stopped goes on. A post that cannot be read has its line too.
 *
 * MUSTER_NOT_FOUND: no such folder, or no post in it. MUSTER_LIMIT: more than 4096 posts. MUSTER_IO
 * when what is done cannot be kept. *review is the caller's (muster_review_close). Cost: what is
 * kept, about that of reading the posts; else that of planning every cell, and shortly again
 * without each item its plan uses.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_review_open(const char *folder, const muster_review_options *options, muster_review **review,
                   muster_error *err);
MUSTER_API void
muster_review_close(muster_review *review);

/* How many posts, how many of them were planned by this review, and was it stopped before its end?
 */
MUSTER_API uint32_t
muster_review_count(const muster_review *review);
MUSTER_API uint32_t
muster_review_planned(const muster_review *review);
MUSTER_API bool
muster_review_stopped(const muster_review *review);

/* A post, by rank from 0, the one that needs attention most. Texts are owned by the review. The
 * terms are those of docs/review.md. */
typedef struct muster_review_line {
    const char *file;  /* what it is called in the folder */
    const char *post;  /* its id; NULL when it cannot be read */
    const char *fault; /* then its first fault, with file, line and column; else NULL */
    bool reached;      /* false: the review was stopped before it */
    uint32_t standing_plans, standing_plans_broken;
    int64_t authority_ends_utc_ms; /* MUSTER_NEVER: no end */
    int64_t decide_by_utc_ms; /* the first last safe order of a scenario; 0: before the picture */
    uint32_t scenarios;
    uint32_t unplanned;               /* of them without a valid plan */
    uint32_t leaving, leaving_proved; /* in which the best plan found leaves somebody, every plan */
    int64_t most_left;                /* persons, in the scenario that leaves most */
    uint32_t single_points, single_points_proved;
    uint32_t incident_alarms; /* indicators whose incidents have risen, as of the picture */
    int64_t overdue_ms;       /* the post is so much older than its review period */
    uint32_t stale_counts, doubtful_counts, stale, doubtful; /* of people; of all other items */
} muster_review_line;

/* MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_review_at(const muster_review *review, uint32_t rank, muster_review_line *line,
                 muster_error *err);

/* One line a post, the worst first; *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_review_write_text(const muster_review *review, char **text, muster_error *err);
/* As JSON, with every scenario and single point. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_review_write_json(const muster_review *review, char **text, muster_error *err);

/* A moment as --as-of takes it: "2021-07-03T08:00Z", "2021-07-03T08:00+04:30", or a day, whose
 * begin in UTC it is. False when the text is neither; then *utc_ms is left alone. */
MUSTER_API bool
muster_moment_parse(const char *text, int64_t *utc_ms);

#ifdef __cplusplus
}
#endif

#endif
