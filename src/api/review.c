/* SPDX-License-Identifier: Apache-2.0
 *
 * A review: the folder, the posts one by one on the threads, what is kept of them, the ranking.
 */
#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/internal.h"
#include "api/standing.h"
#include "base/pool.h"
#include "judge/review.h"
#include "present/file.h"
#include "present/review.h"
#include "present/when.h"

enum {
    MOST_POSTS = 4096,
    MOST_PLANS = 256, /* standing plans of a post */
    KEPT_BYTES = 16 << 20,
    DEFAULT_EFFORT = 1,
};

/* A post of the folder; the thread that works on it owns it. */
typedef struct entry {
    mst_arena arena; /* of everything below */
    const char *file, *path, *kept_path, *standing;
    muster_post *post; /* NULL: it cannot be read */
    mst_review_line line;
    bool planned;      /* by this review */
    mst_status status; /* what went wrong with us, not with the post */
    mst_error err;
} entry;

struct muster_review {
    mst_arena arena;
    const char *folder, *keep;
    muster_review_options options;
    uint32_t count;
    entry *entries;
    const mst_review_line **ranked;
    mst_instant at;
    bool stopped;
    atomic_uint done;
};

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory for a review");
}

static bool
is_stopped(const muster_review *review)
{
    return review->options.stop != NULL && *review->options.stop != 0;
}

/* ---- the folder ---- */

static bool
is_file(const char *path, bool folder)
{
    struct stat found;
    return stat(path, &found) == 0 && (folder ? S_ISDIR(found.st_mode) : S_ISREG(found.st_mode));
}

static bool
ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), ending = strlen(end);
    return length > ending && strcmp(name + length - ending, end) == 0;
}

static int
names_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder that end so, in the order of their bytes, from `arena`; *count is at most
 * `most` + 1. */
static mst_status
list_names(const char *path, const char *end, uint32_t most, mst_arena *arena, const char ***names,
           uint32_t *count, mst_error *err)
{
    DIR *folder = opendir(path);
    void *items = NULL;
    uint32_t room = 0;
    bool ok = true;
    *count = 0;
    if (folder == NULL) {
        return mst_fail(err, errno == ENOENT || errno == ENOTDIR ? MST_NOT_FOUND : MST_IO,
                        mst_nowhere(), "there is no folder \"%.300s\": %s", path, strerror(errno));
    }
    for (struct dirent *at; ok && *count <= most && (at = readdir(folder)) != NULL;) {
        if (at->d_name[0] == '.' || (end != NULL && !ends_with(at->d_name, end))) {
            continue;
        }
        ok = mst_arena_grow(arena, &items, *count, &room, sizeof(char *), UINT32_MAX / 8);
        if (ok) {
            *names = items;
            (*names)[*count] = mst_arena_text(arena, at->d_name);
            ok = (*names)[(*count)++] != NULL;
        }
    }
    closedir(folder);
    if (!ok) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    if (*count > 0) {
        qsort(*names, *count, sizeof **names, names_order);
    }
    return MST_OK;
}

/* Is it a post? Fills the entry then. */
static bool
take_entry(muster_review *review, const char *name, entry *to, bool *ok)
{
    mst_arena *arena = &review->arena;
    const char *path = mst_arena_format(arena, "%s/%s", review->folder, name);
    const char *inner = mst_arena_format(arena, "%s/%s/post.yaml", review->folder, name);
    *ok = path != NULL && inner != NULL;
    bool folder = *ok && is_file(path, true) && is_file(inner, false);
    bool file = *ok && ends_with(name, ".yaml") && is_file(path, false);
    if (!folder && !file) {
        return false;
    }
    *to = (entry){.file = name,
                  .path = path,
                  .kept_path = mst_arena_format(arena, "%s/%s.json", review->keep, name)};
    to->standing = folder ? mst_arena_format(arena, "%s/standing", path)
                          : mst_arena_format(arena, "%.*s.standing",
                                             (int)(strlen(path) - strlen(".yaml")), path);
    to->line = (mst_review_line){.file = name, .pending = true};
    *ok = to->kept_path != NULL && to->standing != NULL;
    return true;
}

static muster_status
list_posts(muster_review *review, muster_error *err)
{
    mst_error inner;
    const char **names = NULL;
    uint32_t count;
    mst_status status =
        list_names(review->folder, NULL, 4 * MOST_POSTS, &review->arena, &names, &count, &inner);
    if (status != MST_OK) {
        return mst__api_fail(err, &inner, status);
    }
    review->entries = MST_TAKE(&review->arena, entry, count);
    if (review->entries == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        bool ok;
        entry *next = &review->entries[review->count];
        if (take_entry(review, names[i], next, &ok)) {
            mst_arena_init(&next->arena, 0);
            review->count++;
        }
        if (!ok) {
            return no_memory(err);
        }
    }
    if (review->count > MOST_POSTS || count > 4 * MOST_POSTS) {
        return mst__api_refuse(err, MST_LIMIT, "there are more than %d posts in \"%.300s\"",
                               MOST_POSTS, review->folder);
    }
    if (review->count == 0) {
        return mst__api_refuse(err, MST_NOT_FOUND,
                               "there is no post in \"%.300s\": no file that ends with .yaml, no "
                               "folder with a post.yaml",
                               review->folder);
    }
    return MUSTER_OK;
}

/* ---- standing plans ---- */

/* Why a standing plan no longer holds; NULL when it does. */
static const char *
why_broken(entry *e, const char *path)
{
    muster_plan *plan = NULL;
    muster_report *report = NULL;
    muster_error err = {0};
    const char *why = NULL;
    muster_status status = muster_plan_open(path, &plan, &err);
    if (status == MUSTER_OK) {
        plan->document.stands = true;
        status = muster_plan_verify(e->post, plan, &report, &err);
    }
    if (status != MUSTER_OK) {
        why = mst_arena_text(&e->arena, err.text);
    } else {
        muster_plan_summary said;
        muster_measures now;
        muster_plan_describe(plan, &said);
        muster_report_measures(report, &now);
        if (said.status != MUSTER_PLAN_NONE && now.left > said.measures.left) {
            why = mst_arena_format(&e->arena, "it leaves %lld people now, %lld when it was made",
                                   (long long)now.left, (long long)said.measures.left);
        }
    }
    muster_report_close(report);
    muster_plan_close(plan);
    return why;
}

/* Names of the files in the folder that stand: those of the log where plans were adopted by it,
 * else each plan.json that was put there. */
static mst_status
list_standing(entry *e, const char ***names, uint32_t *count, mst_error *err)
{
    mst__standing_place place;
    mst_standing_list list;
    if (!mst__standing_places(e->path, &e->arena, &place)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    mst_status status = mst_standing_read(place.log, &e->arena, &list, err);
    if (status != MST_OK) {
        return status;
    }
    if (list.adopted == 0) {
        *count = 0;
        return is_file(e->standing, true)
                   ? list_names(e->standing, ".json", MOST_PLANS, &e->arena, names, count, err)
                   : MST_OK;
    }
    *names = MST_TAKE(&e->arena, const char *, list.count);
    *count = 0;
    for (uint32_t i = 0; *names != NULL && i < list.count; i++) {
        const char *name = mst_arena_format(&e->arena, "%.*s.%s", MST_STANDING_ID_DIGITS,
                                            list.plans[i].digest, list.plans[i].form);
        if (name == NULL) {
            *names = NULL;
            break;
        }
        (*names)[(*count)++] = name;
    }
    return *names != NULL
               ? MST_OK
               : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
}

/* A log that was meddled with, or a folder that cannot be listed, is no plan that holds. */
static mst_status
judge_standing(entry *e, mst_error *err)
{
    const char **names = NULL;
    uint32_t count = 0;
    mst_status status = list_standing(e, &names, &count, err);
    if (status == MST_OK && count > MOST_PLANS) {
        status = mst_fail(err, MST_LIMIT, mst_nowhere(),
                          "there are more than %d standing plans in \"%.300s\"", MOST_PLANS,
                          e->standing);
    }
    if (status != MST_OK && status != MST_NO_MEMORY) {
        char line[1100];
        e->line.standing_count = e->line.broken_count = 1;
        e->line.broken = mst_arena_text(&e->arena, mst_error_line(err, line, sizeof line));
        return e->line.broken != NULL ? MST_OK : MST_NO_MEMORY;
    }
    for (uint32_t i = 0; i < count && status == MST_OK; i++) {
        const char *path = mst_arena_format(&e->arena, "%s/%s", e->standing, names[i]);
        const char *why = path != NULL ? why_broken(e, path) : NULL;
        if (path == NULL) {
            return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
        }
        e->line.standing_count++;
        if (why != NULL && e->line.broken_count++ == 0) {
            e->line.broken = mst_arena_format(&e->arena, "%s: %s", names[i], why);
        }
    }
    return status;
}

/* ---- one post ---- */

/* From what facts come: while it is the same, so are they. */
static const char *
key_of(const muster_review *review, entry *e)
{
    char hash[33];
    mst__api_hash(hash, e->post->post->input_hash);
    return mst_arena_format(&e->arena, "muster %s, input %s, seed %llu, effort %u%s",
                            muster_version(), hash, (unsigned long long)review->options.seed,
                            review->options.effort,
                            review->options.without_losses ? ", no losses" : "");
}

static bool
take_kept(const muster_review *review, entry *e, const char *key)
{
    char *text = NULL;
    size_t bytes;
    mst_error ignored; /* what is not there or damaged is planned again */
    if (review->options.fresh ||
        mst_file_read(e->kept_path, KEPT_BYTES, &text, &bytes, &ignored) != MST_OK) {
        return false;
    }
    bool ok = mst_review_read_facts(text, bytes, key, &e->arena, &e->line.facts);
    mst_heap_free(text);
    return ok;
}

static mst_status
plan_post(const muster_review *review, entry *e, const char *key, mst_error *err)
{
    mst_review_options options = {
        .seed = review->options.seed,
        .effort = review->options.effort,
        .without_losses = review->options.without_losses,
        .stop = review->options.stop,
    };
    char *text = NULL;
    mst_status status = mst_review_post(e->post->post, &options, &e->arena, &e->line.facts, err);
    if (status == MST_OK) {
        e->planned = true;
        status = mst_review_write_facts(&e->line.facts, key, &text, err);
    }
    if (status == MST_OK) {
        status = mst_file_write(e->kept_path, text, strlen(text), err);
    }
    mst_heap_free(text);
    return status;
}

/* As muster_post_open does: with the reports of its log. */
static mst_status
read_post(entry *e, mst_error *err)
{
    char line[1100];
    muster_error fault = {0};
    muster_status status = muster_post_open(e->path, &e->post, NULL, &fault);
    if (status == MUSTER_OK) {
        e->line.id = e->post->post->id;
        e->line.name = e->post->post->name;
        return MST_OK;
    }
    e->post = NULL;
    e->line.pending = false;
    e->line.fault = mst_arena_text(&e->arena, muster_error_line(&fault, line, sizeof line));
    return e->line.fault != NULL && status != MUSTER_NO_MEMORY
               ? MST_OK
               : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
}

static mst_status
review_post(const muster_review *review, entry *e, mst_error *err)
{
    mst_status status = read_post(e, err);
    if (status != MST_OK || e->post == NULL) {
        return status;
    }
    const char *key = key_of(review, e);
    if (key == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    if (!take_kept(review, e, key)) {
        status = plan_post(review, e, key, err);
    }
    if (status == MST_OK) {
        status = judge_standing(e, err);
    }
    if (status == MST_OK) {
        e->line.pending = false;
    }
    return status == MST_INTERRUPTED ? MST_OK : status;
}

static void
work(void *context, uint32_t piece, uint32_t worker)
{
    muster_review *review = context;
    entry *e = &review->entries[piece];
    if (is_stopped(review)) {
        return;
    }
    e->status = review_post(review, e, &e->err);
    uint32_t done = atomic_fetch_add(&review->done, 1) + 1;
    if (worker == 0 && review->options.progress != NULL) {
        review->options.progress(review->options.progress_context, done, review->count,
                                 (double)done / review->count);
    }
}

/* ---- the ranking ---- */

static void
settle_moment(muster_review *review)
{
    review->at = review->options.as_of_utc_ms;
    if (review->at != MUSTER_NEVER) {
        return;
    }
    review->at = 0;
    for (uint32_t i = 0; i < review->count; i++) {
        const muster_post *post = review->entries[i].post;
        if (post != NULL && post->post->as_of > review->at) {
            review->at = post->post->as_of;
        }
    }
}

/* By insertion of each into those before it, halving: qsort has no room for the moment. */
static void
rank(muster_review *review)
{
    for (uint32_t i = 0; i < review->count; i++) {
        const mst_review_line *line = &review->entries[i].line;
        uint32_t low = 0, high = i;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            bool before = mst_review_compare(line, review->ranked[middle], review->at) < 0;
            low = before ? low : middle + 1;
            high = before ? middle : high;
        }
        memmove(review->ranked + low + 1, review->ranked + low, (i - low) * sizeof *review->ranked);
        review->ranked[low] = line;
    }
}

static muster_status
run(muster_review *review, muster_error *err)
{
    mst_error inner;
    mst_status status = mst_file_make_folders(review->keep, &inner);
    if (status != MST_OK) {
        return mst__api_fail(err, &inner, status);
    }
    mst_pool_run(mst_pool_threads(review->options.threads), review->count, work, review);
    settle_moment(review);
    for (uint32_t i = 0; i < review->count; i++) {
        entry *e = &review->entries[i];
        if (e->status != MST_OK) {
            return mst__api_fail(err, &e->err, e->status);
        }
        review->stopped = review->stopped || e->line.pending;
        if (e->post != NULL) {
            status = mst_review_age_of(e->post->post, review->at, &e->line.age, &inner);
        }
        if (status != MST_OK) {
            return mst__api_fail(err, &inner, status);
        }
    }
    rank(review);
    return MUSTER_OK;
}

muster_status
muster_review_open(const char *folder, const muster_review_options *options, muster_review **review,
                   muster_error *err)
{
    if (options->seed > INT64_MAX) {
        return mst__api_refuse(err, MST_USAGE, "a seed must be below 2^63");
    }
    muster_review *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&handle->arena, 0);
    atomic_init(&handle->done, 0);
    handle->options = *options;
    handle->options.effort = options->effort > 0 ? options->effort : DEFAULT_EFFORT;
    handle->folder = mst_arena_text(&handle->arena, folder);
    handle->keep = options->keep != NULL
                       ? mst_arena_text(&handle->arena, options->keep)
                       : mst_arena_format(&handle->arena, "%s/.muster-review", folder);
    muster_status status =
        handle->folder != NULL && handle->keep != NULL ? list_posts(handle, err) : no_memory(err);
    if (status == MUSTER_OK) {
        handle->ranked = MST_TAKE(&handle->arena, const mst_review_line *, handle->count);
        status = handle->ranked != NULL ? run(handle, err) : no_memory(err);
    }
    if (status != MUSTER_OK) {
        muster_review_close(handle);
        return status;
    }
    *review = handle;
    return MUSTER_OK;
}

void
muster_review_close(muster_review *review)
{
    if (review != NULL) {
        for (uint32_t i = 0; i < review->count; i++) {
            muster_post_close(review->entries[i].post);
            mst_arena_release(&review->entries[i].arena);
        }
        mst_arena_release(&review->arena);
        mst_heap_free(review);
    }
}

/* ---- what it found ---- */

uint32_t
muster_review_count(const muster_review *review)
{
    return review->count;
}

uint32_t
muster_review_planned(const muster_review *review)
{
    uint32_t planned = 0;
    for (uint32_t i = 0; i < review->count; i++) {
        planned += review->entries[i].planned;
    }
    return planned;
}

bool
muster_review_stopped(const muster_review *review)
{
    return review->stopped;
}

muster_status
muster_review_at(const muster_review *review, uint32_t rank_of, muster_review_line *line,
                 muster_error *err)
{
    if (rank_of >= review->count) {
        return mst__api_refuse(err, MST_USAGE, "the review has %u posts, no number %u",
                               review->count, rank_of);
    }
    const mst_review_line *from = review->ranked[rank_of];
    mst_review_sums sums = mst_review_sum(&from->facts);
    *line = (muster_review_line){
        .file = from->file,
        .post = from->id,
        .fault = from->fault,
        .reached = !from->pending,
        .standing_plans = from->standing_count,
        .standing_plans_broken = from->broken_count,
        .authority_ends_utc_ms =
            from->fault == NULL && !from->pending ? from->age.authority_ends : MUSTER_NEVER,
        .decide_by_utc_ms = sums.first != NULL ? sums.first->decide_by : MUSTER_NEVER,
        .scenarios = from->facts.scenario_count,
        .unplanned = sums.unplanned,
        .leaving = sums.leaving,
        .leaving_proved = sums.leaving_proved,
        .most_left = sums.worst != NULL ? sums.worst->left : 0,
        .single_points = from->facts.single_count,
        .single_points_proved = sums.singles_proved,
        .incident_alarms = from->age.alarms,
        .overdue_ms = from->age.overdue_ms,
        .stale_counts = from->age.stale_counts,
        .doubtful_counts = from->age.doubtful_counts,
        .stale = from->age.stale,
        .doubtful = from->age.doubtful,
    };
    return MUSTER_OK;
}

static mst_review_page
page_of(const muster_review *review)
{
    return (mst_review_page){
        .folder = review->folder,
        .at = review->at,
        .seed = review->options.seed,
        .effort = review->options.effort,
        .without_losses = review->options.without_losses,
        .stopped = review->stopped,
        .count = review->count,
        .lines = review->ranked,
    };
}

muster_status
muster_review_write_text(const muster_review *review, char **text, muster_error *err)
{
    mst_review_page page = page_of(review);
    mst_error inner;
    return mst__api_fail(err, &inner, mst_review_write_text(&page, text, &inner));
}

muster_status
muster_review_write_json(const muster_review *review, char **text, muster_error *err)
{
    mst_review_page page = page_of(review);
    mst_error inner;
    return mst__api_fail(err, &inner, mst_review_write_json(&page, text, &inner));
}

bool
muster_moment_parse(const char *text, int64_t *utc_ms)
{
    char moment[MST_WHEN_BYTES];
    bool is_day = strlen(text) == strlen("2021-07-03");
    snprintf(moment, sizeof moment, "%.40s%s", text, is_day ? "T00:00Z" : "");
    mst_instant instant;
    if (strlen(text) > 40 || !mst_when_parse(moment, &instant)) {
        return false;
    }
    *utc_ms = instant;
    return true;
}
