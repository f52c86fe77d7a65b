/* SPDX-License-Identifier: Apache-2.0
 *
 * The handles of libmuster and what its files share.
 */
#ifndef MUSTER_API_INTERNAL_H
#define MUSTER_API_INTERNAL_H

#include <muster/muster.h>

#include "check/certificate.h"
#include "judge/assess.h"
#include "judge/matrix.h"
#include "present/document.h"
#include "read/read.h"
#include "store/log.h"

/* Files of posts and plans larger than this are refused before they are read. */
#define MST__API_FILE_BYTES ((size_t)512 << 20)

struct muster_post {
    mst_post *post;
    uint32_t set_count, change_room, text_room;
    mst_change *changes; /* in post->arena */
    const char **texts;  /* likewise */
    uint32_t fact_count; /* known reports of facts, by receipt */
    uint32_t *facts;     /* likewise */
};

struct muster_faults {
    mst_fault_list list;
};

struct muster_plan {
    mst_document document;
};

struct muster_run {
    const muster_post *post;
    mst_matrix matrix;
    mst_document_run run;
    mst_arena arena; /* texts of the settings */
};

struct muster_report {
    mst_case *instance;
    mst_arena arena;      /* of the plan bound to the case */
    const mst_plan *plan; /* of the case, in `arena` */
    mst_judgement judgement;
    const char *certificate; /* what became of the bound; NULL when it was not asked for */
    bool certified;
    bool has_input; /* the plan says which input it was made from */
    bool same_input;
};

/* Writes `from` to `to` (which may be NULL) and returns its status. */
muster_status
mst__api_fail(muster_error *to, const mst_error *from, mst_status status);
/* An error of the interface itself. */
muster_status
mst__api_refuse(muster_error *to, mst_status status, const char *format, ...) MST_PRINTF(3, 4);

/* What of the bounds of a plan its certificates prove, in words and whether all of them, to the
 * report. As long as their checks. Errors: memory. */
mst_status
mst__api_prove_bounds(const mst_document *document, muster_report *report, mst_error *err);

/* What of a post is to be planned: its scenarios and options by number, and how. */
typedef struct mst__api_choice {
    uint64_t seed;
    uint32_t scenario_count, option_count;
    const uint32_t *scenarios, *options;
} mst__api_choice;

/* MUSTER_USAGE for a number that the post does not have, or a seed of 2^63 or more. */
muster_status
mst__api_check_choice(const mst_post *post, const mst__api_choice *choice, muster_error *err);

/* Numbers of scenarios and options in the order of the matrix, and the site count; from `arena`.
 * False on lack of memory. */
bool
mst__api_name_cells(const mst_post *post, const mst__api_choice *choice, mst_arena *arena,
                    mst_assessed_plans *plans) MST_NODISCARD;

/* The changes of the plan's settings, parsed for the post; the post's own hash stays as it was, and
 * *hash is the one with the settings. */
muster_status
mst__api_settings(muster_post *post, const mst_document *document, mst_override *overrides,
                  uint64_t hash[2], muster_error *err);

void
mst__api_measures(muster_measures *to, const mst_measures *from);
void
mst__api_bound(muster_measures *to, const mst_bound *from);
muster_plan_status
mst__api_plan_status(mst_cell_status status);
const char *
mst__api_measure_name(mst_measure measure);
void
mst__api_hash(char text[33], const uint64_t hash[2]);

typedef const char *(*mst__api_name_at)(const muster_post *post, uint32_t index);

/* The item called `id` among `count`; MUSTER_NOT_FOUND names the nearest. */
muster_status
mst__api_find(const muster_post *post, const char *id, uint32_t count, mst__api_name_at at,
              const char *word, uint32_t *index, muster_error *err);

/* Where the reports of the post at `path` are logged; from `arena`, NULL on lack of memory. */
const char *
mst__api_log_path(const char *path, mst_arena *arena);

/* Reads that log into `options`; no file is an empty log. */
mst_status
mst__api_log_read(const char *path, mst_arena *arena, mst_read_options *options,
                  mst_error *err) MST_NODISCARD;

/* The reports of a log called `name`, and one more behind them where it is not NULL. */
mst_status
mst__api_log_take(const mst_log *log, const char *name, mst_arena *arena, const char *more,
                  mst_read_options *options, mst_error *err) MST_NODISCARD;

/* What earlier runs found of a post: kept-KEY.bin in a cache's folder, and the map it holds. */
typedef struct mst__api_kept {
    mst_kept *map; /* NULL: nothing is kept */
    char *file;
    const char *path;
} mst__api_kept;

/* Reads it from `folder`; where it cannot be read, nothing is known. Path from `arena`. Errors:
 * memory. The caller closes it in every case. */
MST_NODISCARD mst_status
mst__api_kept_open(const muster_post *post, const char *folder, mst_arena *arena,
                   mst__api_kept *kept, mst_error *err);

/* Writes what is new. */
MST_NODISCARD mst_status
mst__api_kept_save(const mst__api_kept *kept, const char *folder, mst_error *err);

void
mst__api_kept_close(mst__api_kept *kept);

/* muster_run_open with what earlier runs found; `kept` may be NULL. */
muster_status
mst__api_run_open(muster_post *post, const muster_run_options *options, mst_kept *kept,
                  muster_run **run, muster_error *err);

/* "; did you mean \"x\"?" or "" in `buffer`; returns `buffer`. */
enum { MST__API_HINT_BYTES = 128 };
const char *
mst__api_hint(char buffer[MST__API_HINT_BYTES], const char *nearest);

/* Compiles the cell that a plan names, with its settings, into *instance (the caller's, also on
 * failure where it is not NULL), and binds the plan to it in `arena`. */
muster_status
mst__api_bind(muster_post *post, const mst_document *document, mst_case **instance,
              mst_arena *arena, const mst_plan **plan, muster_error *err);

/* Are these pictures of one text: the same items, options, scenarios and reports in the same
 * order? */
bool
mst__api_one_text(const mst_post *a, const mst_post *b);

/* The text of data/new-post.yaml. */
extern const char mst__new_post_text[];

#endif
