/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a post from YAML and CSV, and writes it back.
 *
 * R1  As many faults as can be found in one pass are reported, at most MST_MAX_FAULTS, in the order
 *     of the text; each is one sentence with file, line, column, the value, the rule and the
 *     nearest valid name.
 * R2  Hostile input is refused within the limits of limits.h, never by a crash or a hang.
 */
#ifndef MUSTER_READ_READ_H
#define MUSTER_READ_READ_H

#include "model/model.h"

enum { MST_MAX_FAULTS = 100 };

typedef struct mst_fault_list {
    mst_arena arena;
    uint32_t count;
    uint32_t more; /* not listed, beyond the cap */
    mst_error *faults;
    uint32_t warning_count; /* stale items and the like: told, not refused */
    mst_error *warnings;
} mst_fault_list;

/* One report of a log, as a map in JSON on one line. */
typedef struct mst_log_report {
    const char *text;
    uint32_t line; /* of the log */
} mst_log_report;

/* How a post is read. All zero: as it stands. */
typedef struct mst_read_options {
    const char *as_of;    /* moment of the picture in the post's zone, not before the text's own;
                             NULL: as the text says, or the latest receipt in the log when later */
    const char *log_name; /* the log in messages */
    uint32_t log_count;
    const mst_log_report *log; /* reports received besides those of the text */
} mst_read_options;

/*
 * Reads the post at `path` (a file or a folder with post.yaml). On success *post belongs to the
 * caller (mst_post_release). On MST_INVALID or MST_LIMIT `faults` lists what is wrong and `err` is
 * the first. The caller releases `faults` in every case.
 */
MST_NODISCARD mst_status
mst_post_read(const char *path, mst_post **post, mst_fault_list *faults, mst_error *err);

/* The same with options, which may be NULL. A fault of a report of the log has the log's name and
 * line. */
MST_NODISCARD mst_status
mst_post_read_with(const char *path, const mst_read_options *options, mst_post **post,
                   mst_fault_list *faults, mst_error *err);

/* The same from memory: for tests and the fuzzer. `name` stands for the file in messages; other
 * files cannot be named. */
MST_NODISCARD mst_status
mst_post_read_text(const char *name, const char *text, size_t bytes, mst_post **post,
                   mst_fault_list *faults, mst_error *err);

void
mst_fault_list_release(mst_fault_list *faults);

/* A value of a field as the text says it ("45 min"), "unlimited" for MST_UNLIMITED; from `arena`,
 * never NULL. */
const char *
mst_value_text(mst_arena *arena, mst_kind kind, const char *noun, int64_t value);

/* Parses `fleets.c17.count=8` into an untimed change of
 * `post`; memory from post->arena; mixes the text into post->input_hash. */
MST_NODISCARD mst_status
mst_override_parse(mst_post *post, const char *text, mst_change *change, mst_error *err);

/* Writes the post as canonical YAML that reads back to the same post. *text is from `arena`. */
MST_NODISCARD mst_status
mst_post_write(const mst_post *post, mst_arena *arena, const char **text, mst_error *err);

#endif
