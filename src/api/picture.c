/* SPDX-License-Identifier: Apache-2.0 */
#include "present/picture.h"

#include <string.h>
#include <sys/stat.h>

#include "api/internal.h"
#include "present/buffer.h"
#include "store/log.h"

/* ---- the log of a post ---- */

const char *
mst__api_log_path(const char *path, mst_arena *arena)
{
    static const char first[] = "post.yaml";
    struct stat facts;
    size_t bytes = strlen(path);
    if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        bool has_slash = bytes > 0 && path[bytes - 1] == '/';
        return mst_arena_format(arena, "%s%sreports.log", path, has_slash ? "" : "/");
    }
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    if (strcmp(name, first) == 0) {
        return mst_arena_format(arena, "%.*sreports.log", (int)(name - path), path);
    }
    return mst_arena_format(arena, "%s.reports.log", path);
}

mst_status
mst__api_log_read(const char *path, mst_arena *arena, mst_read_options *options, mst_error *err)
{
    mst_log log;
    const char *name = mst__api_log_path(path, arena);
    if (name == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    mst_status status = mst_log_read(name, arena, &log, err);
    return status == MST_OK ? mst__api_log_take(&log, name, arena, NULL, options, err) : status;
}

mst_status
mst__api_log_take(const mst_log *log, const char *name, mst_arena *arena, const char *more,
                  mst_read_options *options, mst_error *err)
{
    mst_log_report *reports = MST_TAKE(arena, mst_log_report, (size_t)log->count + 1);
    if (reports == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    for (uint32_t i = 0; i < log->count; i++) {
        reports[i] = (mst_log_report){.text = log->entries[i].payload, .line = i + 1};
    }
    reports[log->count] = (mst_log_report){.text = more, .line = log->count + 1};
    options->log_name = name;
    options->log = reports;
    options->log_count = log->count + (more != NULL);
    return MST_OK;
}

/* ---- a new report ---- */

/* Text in quotes; what may not stand in them is escaped. */
static void
add_quoted(mst_buffer *buffer, const char *text)
{
    mst_buffer_add(buffer, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '"' || byte == '\\') {
            mst_buffer_addf(buffer, "\\%c", byte);
        } else if (byte < 0x20 || byte == 0x7F) {
            mst_buffer_addf(buffer, "\\x%02x", byte);
        } else {
            mst_buffer_add_bytes(buffer, at, 1);
        }
    }
    mst_buffer_add(buffer, "\"");
}

/* The report as a map in YAML's flow form, on one line. */
static void
write_payload(mst_buffer *buffer, const muster_report_field *fields, uint32_t count)
{
    mst_buffer_add(buffer, "{");
    for (uint32_t i = 0; i < count; i++) {
        mst_buffer_add(buffer, i > 0 ? ", " : "");
        add_quoted(buffer, fields[i].key);
        mst_buffer_add(buffer, ": ");
        if (fields[i].value[0] == '[' || fields[i].value[0] == '{') {
            mst_buffer_add(buffer, fields[i].value);
        } else {
            add_quoted(buffer, fields[i].value);
        }
    }
    mst_buffer_add(buffer, "}");
}

/* What is asked under the lock: does the post read with the log and this report? */
typedef struct trial {
    const char *path, *log_name, *payload;
    mst_fault_list *faults;
    bool has_faults;
    uint32_t line; /* of the log, that the report would be */
} trial;

/* What is wrong with a report that is not written yet stands nowhere. */
static void
forget_place(const trial *t, mst_error *fault)
{
    if (fault->line == t->line && strcmp(fault->file, t->log_name) == 0) {
        fault->file[0] = '\0';
        fault->line = fault->column = 0;
    }
}

static void
forget_places(const trial *t, mst_error *err)
{
    for (uint32_t i = 0; i < t->faults->count; i++) {
        forget_place(t, &t->faults->faults[i]);
    }
    forget_place(t, err);
}

static mst_status
try_report(void *context, const mst_log *log, mst_error *err)
{
    trial *t = context;
    mst_arena arena;
    mst_post *post = NULL;
    mst_read_options options = {0};
    mst_arena_init(&arena, 0);
    mst_status status = mst__api_log_take(log, t->log_name, &arena, t->payload, &options, err);
    if (status == MST_OK) {
        if (t->has_faults) {
            mst_fault_list_release(t->faults);
        }
        t->has_faults = true;
        t->line = log->count + 1;
        status = mst_post_read_with(t->path, &options, &post, t->faults, err);
    }
    /* Only what stands in a whole cell shows some contradictions: that is for muster check. */
    mst_post_release(post);
    mst_arena_release(&arena);
    return status;
}

static mst_status
append(const char *path, const char *payload, mst_fault_list *faults, mst_error *err)
{
    mst_arena arena;
    mst_log log;
    mst_arena_init(&arena, 0);
    trial t = {.path = path, .payload = payload, .faults = faults};
    t.log_name = mst__api_log_path(path, &arena);
    mst_status status = MST_OK;
    if (t.log_name == NULL) {
        status = mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    if (status == MST_OK) {
        status = mst_log_read(t.log_name, &arena, &log, err);
    }
    if (status == MST_OK) { /* before the file is made */
        status = try_report(&t, &log, err);
    }
    if (status == MST_OK) {
        status = mst_log_append_if(t.log_name, payload, try_report, &t, err);
    }
    if (status != MST_OK && t.has_faults) {
        forget_places(&t, err);
    }
    mst_arena_release(&arena);
    return status;
}

muster_status
muster_post_add_report(const char *path, const muster_report_field *fields, uint32_t count,
                       muster_faults **faults, muster_error *err)
{
    mst_buffer buffer = {0};
    char *payload = NULL;
    mst_error inner = {.status = MST_OK};
    muster_faults *found = mst_heap_take(1, sizeof *found);
    if (faults != NULL) {
        *faults = NULL;
    }
    write_payload(&buffer, fields, count);
    mst_status status = mst_buffer_finish(&buffer, &payload, &inner);
    if (found == NULL && status == MST_OK) {
        status = mst_fail(&inner, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    if (status == MST_OK) {
        status = append(path, payload, &found->list, &inner);
    }
    mst_heap_free(payload);
    if (faults != NULL) {
        *faults = found;
    } else {
        muster_faults_close(found);
    }
    return mst__api_fail(err, &inner, status);
}

/* ---- the picture ---- */

typedef mst_status (*evidence_writer)(const mst_evidence *evidence, mst_subject subject,
                                      char **text, mst_error *err);

static mst_status
write_picture(const mst_evidence *evidence, mst_subject subject, char **text, mst_error *err)
{
    (void)subject;
    return mst_picture_write_text(evidence, text, err);
}

static mst_status
write_picture_json(const mst_evidence *evidence, mst_subject subject, char **text, mst_error *err)
{
    (void)subject;
    return mst_picture_write_json(evidence, text, err);
}

static muster_status
write_with(const muster_post *post, evidence_writer writer, mst_subject subject, char **text,
           muster_error *err)
{
    mst_arena arena;
    mst_evidence evidence;
    mst_error inner = {.status = MST_OK};
    mst_arena_init(&arena, 0);
    mst_status status = mst_evidence_assess(post->post, &arena, &evidence, &inner);
    if (status == MST_OK) {
        status = writer(&evidence, subject, text, &inner);
    }
    mst_arena_release(&arena);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_post_picture(const muster_post *post, int as_json, char **text, muster_error *err)
{
    return write_with(post, as_json ? write_picture_json : write_picture, (mst_subject){0}, text,
                      err);
}

static const char *
proposition_id(const muster_post *post, uint32_t index)
{
    return post->post->propositions[index].id;
}

static const char *
site_id(const muster_post *post, uint32_t index)
{
    return post->post->sites[index].id;
}

static const char *
indicator_id(const muster_post *post, uint32_t index)
{
    return post->post->indicators[index].id;
}

muster_status
muster_post_explain(const muster_post *post, const char *kind, const char *id, int as_json,
                    char **text, muster_error *err)
{
    const mst_post *p = post->post;
    const struct {
        const char *word;
        mst_subject_class subject_class;
        uint32_t count;
        const char *(*at)(const muster_post *post, uint32_t index);
    } kinds[] = {
        {"scenario", MST_SUBJECT_SCENARIO, p->scenario_count, muster_post_scenario_id},
        {"proposition", MST_SUBJECT_PROPOSITION, p->proposition_count, proposition_id},
        {"site", MST_SUBJECT_SITE, p->site_count, site_id},
        {"indicator", MST_SUBJECT_INDICATOR, p->indicator_count, indicator_id},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kind, kinds[i].word) == 0) {
            mst_subject subject = {kinds[i].subject_class, 0};
            muster_status status =
                mst__api_find(post, id, kinds[i].count, kinds[i].at, kind, &subject.index, err);
            return status != MUSTER_OK
                       ? status
                       : write_with(post, as_json ? mst_explain_write_json : mst_explain_write_text,
                                    subject, text, err);
        }
    }
    return mst__api_refuse(err, MST_USAGE,
                           "\"%.80s\" cannot be explained; scenario, proposition, site and "
                           "indicator can",
                           kind);
}

muster_status
muster_post_scenario_chance(const muster_post *post, uint32_t index, muster_post_chance *chance,
                            muster_error *err)
{
    if (index >= post->post->scenario_count) {
        return mst__api_refuse(err, MST_USAGE, "the post has %u scenarios, no number %u",
                               post->post->scenario_count, index);
    }
    mst_arena arena;
    mst_evidence evidence;
    mst_error inner = {.status = MST_OK};
    mst_arena_init(&arena, 0);
    mst_status status = mst_evidence_assess(post->post, &arena, &evidence, &inner);
    if (status == MST_OK) {
        mst_parts interval = mst_parts_of(evidence.scenarios[index].interval);
        mst_parts robust = mst_parts_of(evidence.scenarios[index].robust);
        *chance = (muster_post_chance){
            .low = (double)interval.low / MST_CHANCE_ONE,
            .high = (double)interval.high / MST_CHANCE_ONE,
            .robust_low = (double)robust.low / MST_CHANCE_ONE,
            .robust_high = (double)robust.high / MST_CHANCE_ONE,
        };
    }
    mst_arena_release(&arena);
    return mst__api_fail(err, &inner, status);
}
