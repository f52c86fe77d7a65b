/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: posts. A post is a file or folder that describes who may have to leave, from where,
 * with what, under which rules and what may happen (docs/post-format.md).
 */
#ifndef MUSTER_POST_H
#define MUSTER_POST_H

#include <muster/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_post muster_post;
typedef struct muster_faults muster_faults;

/*
 * Reads the post at `path` (a YAML file, or a folder with post.yaml). On MUSTER_OK the caller
 * closes *post. On MUSTER_INVALID and MUSTER_LIMIT `err` is the first fault. *faults (which may be
 * NULL) lists all faults found, and warnings also on success; the caller closes it in every case
 * where it is not NULL. Linear in the size of the input.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_open(const char *path, muster_post **post, muster_faults **faults, muster_error *err);

/* The same for the picture as it was known at `as_of`: a moment as the post writes them, in its
 * zone ("2021-08-10 12:00"), not before the post's own as_of. Only reports received by then count.
 * NULL: the post's own as_of, or the latest receipt in its log when that is later. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_open_as_of(const char *path, const char *as_of, muster_post **post,
                       muster_faults **faults, muster_error *err);

/* Runs made from the post must be closed before it. NULL is allowed. */
MUSTER_API void
muster_post_close(muster_post *post);

/* What is wrong with a post, in the order of its text; errors are owned by `faults`. */
MUSTER_API uint32_t
muster_faults_count(const muster_faults *faults);
/* How many more there are than are listed. */
MUSTER_API uint32_t
muster_faults_more(const muster_faults *faults);
MUSTER_API const muster_error *
muster_faults_at(const muster_faults *faults, uint32_t index);
/* Warnings: stale items and the like; told, not refused. */
MUSTER_API uint32_t
muster_faults_warning_count(const muster_faults *faults);
MUSTER_API const muster_error *
muster_faults_warning_at(const muster_faults *faults, uint32_t index);
MUSTER_API void
muster_faults_close(muster_faults *faults);

/* Lays `fleets.c17.count=8` over everything for runs made from now on, as `--set` does. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_set(muster_post *post, const char *text, muster_error *err);

/* Texts are owned by the post. */
typedef struct muster_post_summary {
    const char *id;
    const char *name;      /* NULL when not given */
    const char *time_zone; /* IANA */
    int64_t as_of_utc_ms;
    char as_of_utc[32];   /* "2021-07-03T03:30:00Z" */
    char as_of_local[32]; /* "2021-07-03T08:00:00+04:30" */
    char input_hash[33];  /* of all bytes read and of what was set, in hexadecimal */
    uint32_t people_items, sites, links, types, fleets, permissions, pins;
    uint32_t scenarios, options;
    uint32_t reports, known_reports; /* all, and those that count in the picture */
    /* At the likely counts as known facts make them; what only a scenario or option adds is not in
     * it. */
    int64_t persons;
    int64_t vehicles; /* likewise */
} muster_post_summary;

MUSTER_API void
muster_post_describe(const muster_post *post, muster_post_summary *summary);

/* A permission and how many items depend on it. */
typedef struct muster_post_permission {
    const char *id;
    const char *kind; /* "basing", "overflight", "landing" */
    bool granted;
    uint32_t sites, links, fleets;
} muster_post_permission;

/* The permission `index` of summary.permissions; MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_describe_permission(const muster_post *post, uint32_t index,
                                muster_post_permission *permission, muster_error *err);

/* Ids and names of scenarios and options, by index; the name is NULL when not given. */
MUSTER_API const char *
muster_post_scenario_id(const muster_post *post, uint32_t index);
MUSTER_API const char *
muster_post_scenario_name(const muster_post *post, uint32_t index);
MUSTER_API const char *
muster_post_option_id(const muster_post *post, uint32_t index);
MUSTER_API const char *
muster_post_option_name(const muster_post *post, uint32_t index);

/* Index of an id; MUSTER_NOT_FOUND names the nearest one. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_find_scenario(const muster_post *post, const char *id, uint32_t *index,
                          muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_find_option(const muster_post *post, const char *id, uint32_t *index,
                        muster_error *err);

/* Compiles every scenario with every option without planning: finds changes that contradict each
 * other. The first contradiction is `err`. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_check(const muster_post *post, muster_error *err);

/* The same; and warns of what can be used in no cell: links at whose ends nothing may stop, people
 * whom no way leads out, fleets that cannot leave their base or find no fuel. *doubts holds the
 * warnings (muster_faults_more: those beyond 100); the caller closes it where it is not NULL. Cost:
 * besides that of muster_post_check, types x (sites + arcs) for every group of people and cell. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_doubts(const muster_post *post, muster_faults **doubts, muster_error *err);

/* The post as canonical YAML; *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_write(const muster_post *post, char **text, muster_error *err);

/* Makes the folder `path` with a small commented post to start from, named after the folder. An
 * existing folder or file is left alone: MUSTER_USAGE. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_new(const char *path, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
