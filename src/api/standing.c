/* SPDX-License-Identifier: Apache-2.0
 *
 * Standing plans: adopted into a folder beside the post, named in a log, judged under the picture.
 */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "api/standing.h"
#include "present/file.h"
#include "present/standing.h"
#include "problem/facts.h"

struct muster_standing {
    mst_arena arena;
    const char *post;
    uint32_t count;
    mst_standing_row *rows;
};

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

/* ---- where they stand ---- */

bool
mst__standing_places(const char *path, mst_arena *arena, mst__standing_place *place)
{
    static const char first[] = "post.yaml";
    struct stat facts;
    size_t bytes = strlen(path);
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *stem;
    if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        bool has_slash = bytes > 0 && path[bytes - 1] == '/';
        stem = mst_arena_format(arena, "%s%s", path, has_slash ? "" : "/");
    } else if (strcmp(name, first) == 0) {
        stem = mst_arena_format(arena, "%.*s", (int)(name - path), path);
    } else {
        bool yaml = bytes > 5 && strcmp(path + bytes - 5, ".yaml") == 0;
        stem = mst_arena_format(arena, "%.*s.", (int)(yaml ? bytes - 5 : bytes), path);
    }
    if (stem == NULL) {
        return false;
    }
    place->log = mst_arena_format(arena, "%sstanding.log", stem);
    place->folder = mst_arena_format(arena, "%sstanding", stem);
    return place->log != NULL && place->folder != NULL;
}

const char *
mst__standing_file(const mst__standing_place *place, const mst_standing *plan, mst_arena *arena)
{
    return mst_arena_format(arena, "%s/%.*s.%s", place->folder, MST_STANDING_ID_DIGITS,
                            plan->digest, plan->form);
}

/* ---- adopting ---- */

/* Roles are people's words: case is ignored. */
static muster_status
check_role(const char *option, const char *role, const char *by, muster_error *err)
{
    if (by == NULL || by[0] == '\0') {
        return mst__api_refuse(err, MST_USAGE, "it must be said by which role");
    }
    if (role == NULL) {
        return mst__api_refuse(err, MST_USAGE,
                               "option \"%s\" names nobody who may order it: give it ordered_by",
                               option);
    }
    if (strcasecmp(role, by) != 0) {
        return mst__api_refuse(err, MST_USAGE,
                               "option \"%s\" may be ordered by \"%s\", not by \"%s\"", option,
                               role, by);
    }
    return MUSTER_OK;
}

/* The file first and the log then: what the log names is there, whenever this is interrupted. */
static mst_status
keep_plan(const mst__standing_place *place, const mst_standing *plan, const mst_document *document,
          mst_arena *arena, mst_error *err)
{
    const char *file = mst__standing_file(place, plan, arena);
    if (file == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    mst_status status = mst_file_make_folders(place->folder, err);
    if (status == MST_OK) {
        status = mst_file_write(file, document->source_text, document->source_bytes, err);
    }
    return status == MST_OK ? mst_standing_adopt(place->log, plan, err) : status;
}

static muster_status
adopt(const char *path, const muster_report *report, const mst_document *document, const char *by,
      int64_t at_utc_ms, char id[MUSTER_STANDING_ID_BYTES], muster_error *err)
{
    char digest[MST_STANDING_DIGEST_TEXT];
    const mst_measures *measures = &report->judgement.measures;
    mst_standing_digest(document->source_text, document->source_bytes, digest);
    mst_standing plan = {.digest = digest,
                         .scenario = document->scenario,
                         .option = document->option,
                         .by = by,
                         .at = at_utc_ms,
                         .form = document->form == MST_DOCUMENT_CSV ? "csv" : "json",
                         .left = measures->left,
                         .completion = measures->completion,
                         .exposure = measures->exposure};
    mst_arena arena;
    mst_error inner;
    mst__standing_place place;
    mst_arena_init(&arena, 0);
    mst_status status = mst__standing_places(path, &arena, &place)
                            ? keep_plan(&place, &plan, document, &arena, &inner)
                            : mst_fail(&inner, MST_NO_MEMORY, mst_nowhere(), "out of memory");
    mst_arena_release(&arena);
    if (status == MST_OK) {
        memcpy(id, digest, MST_STANDING_ID_DIGITS);
        id[MST_STANDING_ID_DIGITS] = '\0';
    }
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_standing_adopt(const char *path, muster_post *post, const muster_plan *plan, const char *by,
                      int64_t at_utc_ms, char id[MUSTER_STANDING_ID_BYTES], muster_error *err)
{
    const mst_document *document = &plan->document;
    muster_report *report = NULL;
    if (document->source_text == NULL) {
        return mst__api_refuse(err, MST_USAGE, "only a plan that was read from a file is adopted");
    }
    muster_status status = muster_plan_verify(post, plan, &report, err);
    if (status == MUSTER_OK) {
        const mst_problem *problem = &report->instance->phases[report->instance->phase_count - 1];
        status = check_role(document->option, problem->ordered_by, by, err);
    }
    if (status == MUSTER_OK) {
        status = adopt(path, report, document, by, at_utc_ms, id, err);
    }
    muster_report_close(report);
    return status;
}

/* The role of the option as the post has it now; the option's own word, or that of what it
 * includes. */
static const char *
role_of(const mst_post *post, uint32_t option)
{
    mst_case *instance;
    const char *role = post->options[option].ordered_by;
    for (uint32_t s = 0; s < post->scenario_count && role == NULL; s++) {
        mst_error err;
        if (mst_case_compile(post, (mst_scenario_id){s}, (mst_option_id){option}, NULL, &instance,
                             &err) == MST_OK) {
            role = instance->phases[0].ordered_by; /* of the post, not of the case */
            mst_case_release(instance);
        }
    }
    return role;
}

muster_status
muster_standing_withdraw(const char *path, muster_post *post, const char *id, const char *by,
                         int64_t at_utc_ms, muster_error *err)
{
    mst_arena arena;
    mst_error inner = {.text = "there is not enough memory"};
    mst__standing_place place;
    mst_standing_list list;
    mst_arena_init(&arena, 0);
    mst_status status = mst__standing_places(path, &arena, &place)
                            ? mst_standing_read(place.log, &arena, &list, &inner)
                            : MST_NO_MEMORY;
    muster_status result = mst__api_fail(err, &inner, status);
    const mst_standing *found = NULL;
    for (uint32_t i = 0; result == MUSTER_OK && i < list.count; i++) {
        bool fits = id[0] != '\0' && strncmp(list.plans[i].digest, id, strlen(id)) == 0;
        if (fits && found != NULL) {
            result = mst__api_refuse(err, MST_USAGE, "more than one plan begins with \"%s\"", id);
        }
        found = fits ? &list.plans[i] : found;
    }
    if (result == MUSTER_OK && found == NULL) {
        result = mst__api_refuse(err, MST_NOT_FOUND, "no plan \"%s\" stands", id);
    }
    if (result == MUSTER_OK) {
        uint32_t option;
        /* An option that is gone names nobody: then the role that adopted it may take it back. */
        const char *role = muster_post_find_option(post, found->option, &option, NULL) == MUSTER_OK
                               ? role_of(post->post, option)
                               : found->by;
        result = check_role(found->option, role, by, err);
    }
    if (result == MUSTER_OK) {
        status = mst_standing_withdraw(place.log, found->digest, by, at_utc_ms, &inner);
        result = mst__api_fail(err, &inner, status);
    }
    mst_arena_release(&arena);
    return result;
}

/* ---- judging ---- */

muster_status
mst__standing_load(const mst__standing_place *place, const mst_standing *from, mst_arena *arena,
                   muster_plan **plan, const char **fault, muster_error *err)
{
    char digest[MST_STANDING_DIGEST_TEXT];
    const char *file = mst__standing_file(place, from, arena);
    *fault = NULL;
    if (file == NULL) {
        return no_memory(err);
    }
    muster_error refused;
    muster_status status = muster_plan_open(file, plan, &refused);
    if (status == MUSTER_NO_MEMORY) {
        return no_memory(err);
    }
    if (status != MUSTER_OK) {
        *fault = mst_arena_text(arena, refused.text);
    } else {
        const mst_document *document = &(*plan)->document;
        (*plan)->document.stands = true;
        mst_standing_digest(document->source_text, document->source_bytes, digest);
        if (strcmp(digest, from->digest) != 0) {
            *fault = mst_arena_format(arena, "%s is not the plan that was adopted", file);
            muster_plan_close(*plan);
            *plan = NULL;
        }
    }
    return status == MUSTER_OK || *fault != NULL ? MUSTER_OK : no_memory(err);
}

const char *
mst__standing_fault(const mst_violation *violation, mst_arena *arena)
{
    char when[MST_WHEN_BYTES];
    bool timed = violation->at > -MST_NEVER && violation->at < MST_NEVER;
    return mst_arena_format(arena, "rule %d (%s, %s)%s%s: %s", (int)violation->rule,
                            mst_rule_name(violation->rule), violation->clause, timed ? " at " : "",
                            timed ? mst_when_after(violation->at, when) : "", violation->text);
}

/* The move of the vehicle that is under way at that time, or leaves next, or was its last. */
static const char *
name_move(const mst_plan *plan, const mst_violation *violation, mst_arena *arena)
{
    const mst_plan_move *found = NULL;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        bool fits = violation->vehicle != MST_NONE ? move->vehicle == violation->vehicle
                    : violation->arc != MST_NONE   ? move->arc == violation->arc
                                                   : false;
        if (fits && (found == NULL || found->arrive < violation->at)) {
            found = move;
        }
    }
    if (found == NULL) {
        return NULL;
    }
    const mst_problem *p = plan->problem;
    char leaves[MST_WHEN_BYTES];
    return mst_arena_format(arena, "%s from %s to %s, leaves %s", p->vehicles[found->vehicle].name,
                            p->sites[p->arcs[found->arc].from].name,
                            p->sites[p->arcs[found->arc].to].name,
                            mst_when_after(found->leave, leaves));
}

/* Does the plan obey every rule, as far as reports are known now? */
static bool
obeys(muster_post *post, const muster_plan *plan)
{
    muster_report *report = NULL;
    bool valid = muster_plan_verify(post, plan, &report, NULL) == MUSTER_OK;
    muster_report_close(report);
    return valid;
}

/* Facts are forgotten one by one, the last received first, until the plan breaks nothing: the one
 * forgotten last broke it. What is known is then as it was. One judgement a fact. */
static muster_status
find_report(muster_post *post, const muster_plan *plan, mst_standing_row *row, mst_arena *arena,
            muster_error *err)
{
    mst_post *p = post->post;
    uint32_t *facts = MST_TAKE(arena, uint32_t, p->report_count);
    if (facts == NULL) {
        return no_memory(err);
    }
    uint32_t count = mst_facts_list(p, facts);
    uint32_t k = count;
    bool found = false;
    while (k > 0 && !found) {
        p->reports[facts[--k]].known = false;
        found = obeys(post, plan);
    }
    for (uint32_t i = k; i < count; i++) {
        p->reports[facts[i]].known = true;
    }
    if (found) {
        row->report = mst_arena_text(arena, p->reports[facts[k]].id);
        row->received = p->reports[facts[k]].received;
    }
    return !found || row->report != NULL ? MUSTER_OK : no_memory(err);
}

static muster_status
judge_plan(muster_post *post, const muster_plan *plan, const mst_standing *from, mst_arena *arena,
           mst_standing_row *row, muster_error *err)
{
    muster_report *report = NULL;
    muster_error refused = {0};
    muster_status status = muster_plan_verify(post, plan, &report, &refused);
    if (status == MUSTER_NO_MEMORY) {
        muster_report_close(report);
        return no_memory(err);
    }
    if (report == NULL) { /* something it is made of is not in the post any more */
        row->state = MST_STANDING_BREAKS;
        row->fault = mst_arena_text(arena, refused.text);
        return row->fault != NULL ? MUSTER_OK : no_memory(err);
    }
    const mst_judgement *judgement = &report->judgement;
    if (judgement->violation_count > 0) {
        row->state = MST_STANDING_BREAKS;
        row->fault = mst__standing_fault(&judgement->violations[0], arena);
        row->move = name_move(report->plan, &judgement->violations[0], arena);
        status = row->fault != NULL ? find_report(post, plan, row, arena, err) : no_memory(err);
    } else {
        const mst_measures *now = &judgement->measures;
        bool same = now->left == from->left && now->completion == from->completion &&
                    now->exposure == from->exposure;
        row->now = *now;
        row->state = same ? MST_STANDING_HOLDS : MST_STANDING_CHANGED;
    }
    muster_report_close(report);
    return status;
}

static muster_status
fill_plan(const mst__standing_place *place, muster_post *post, const mst_standing *from,
          muster_standing *standing, muster_error *err)
{
    muster_plan *plan = NULL;
    mst_standing_row *row = &standing->rows[standing->count];
    *row = (mst_standing_row){
        .id = mst_arena_text_bytes(&standing->arena, from->digest, MST_STANDING_ID_DIGITS),
        .scenario = from->scenario,
        .option = from->option,
        .by = from->by,
        .at = from->at,
        .then = {.left = from->left, .completion = from->completion, .exposure = from->exposure}};
    muster_status status =
        row->id != NULL ? mst__standing_load(place, from, &standing->arena, &plan, &row->fault, err)
                        : no_memory(err);
    if (status == MUSTER_OK && plan == NULL) {
        row->state = MST_STANDING_LOST;
    } else if (status == MUSTER_OK) {
        status = judge_plan(post, plan, from, &standing->arena, row, err);
    }
    muster_plan_close(plan);
    standing->count += status == MUSTER_OK;
    return status;
}

muster_status
muster_standing_open(const char *path, muster_post *post, muster_standing **standing,
                     muster_error *err)
{
    muster_standing *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&handle->arena, 0);
    mst__standing_place place;
    mst_standing_list list = {0};
    mst_error inner = {.text = "there is not enough memory"};
    mst_status read = mst__standing_places(path, &handle->arena, &place)
                          ? mst_standing_read(place.log, &handle->arena, &list, &inner)
                          : MST_NO_MEMORY;
    muster_status status = mst__api_fail(err, &inner, read);
    handle->post = post->post->id;
    handle->rows = MST_TAKE(&handle->arena, mst_standing_row, list.count);
    if (status == MUSTER_OK && handle->rows == NULL) {
        status = no_memory(err);
    }
    for (uint32_t i = 0; status == MUSTER_OK && i < list.count; i++) {
        status = fill_plan(&place, post, &list.plans[i], handle, err);
    }
    if (status != MUSTER_OK) {
        muster_standing_close(handle);
        return status;
    }
    *standing = handle;
    return MUSTER_OK;
}

void
muster_standing_close(muster_standing *standing)
{
    if (standing != NULL) {
        mst_arena_release(&standing->arena);
        mst_heap_free(standing);
    }
}

uint32_t
muster_standing_count(const muster_standing *standing)
{
    return standing->count;
}

const mst_standing_row *
mst__standing_row(const muster_standing *standing, uint32_t index)
{
    return index < standing->count ? &standing->rows[index] : NULL;
}

muster_status
muster_standing_at(const muster_standing *standing, uint32_t index, muster_standing_plan *plan,
                   muster_error *err)
{
    if (index >= standing->count) {
        return mst__api_refuse(err, MST_USAGE, "there is no standing plan %u", index);
    }
    const mst_standing_row *row = &standing->rows[index];
    *plan = (muster_standing_plan){.id = row->id,
                                   .scenario = row->scenario,
                                   .option = row->option,
                                   .by = row->by,
                                   .at_utc_ms = row->at,
                                   .state = (muster_standing_state)row->state,
                                   .fault = row->fault,
                                   .move = row->move,
                                   .report = row->report};
    mst__api_measures(&plan->then, &row->then);
    mst__api_measures(&plan->now, &row->now);
    return MUSTER_OK;
}

/* ---- writing ---- */

muster_status
muster_standing_write_text(const muster_standing *standing, char **text, muster_error *err)
{
    mst_error inner;
    mst_status status =
        mst_standing_write_text(standing->post, standing->rows, standing->count, text, &inner);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_standing_write_json(const muster_standing *standing, char **text, muster_error *err)
{
    mst_error inner;
    mst_status status =
        mst_standing_write_json(standing->post, standing->rows, standing->count, text, &inner);
    return mst__api_fail(err, &inner, status);
}
