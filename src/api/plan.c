/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "api/internal.h"
#include "present/file.h"

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

muster_status
muster_plan_open(const char *path, muster_plan **plan, muster_error *err)
{
    muster_plan *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    char *text = NULL;
    size_t bytes = 0;
    mst_error inner;
    mst_status status = mst_file_read(path, MST__API_FILE_BYTES, &text, &bytes, &inner);
    if (status == MST_OK) {
        status = mst_document_read(path, text, bytes, &handle->document, &inner);
        mst_heap_free(text);
    }
    if (status != MST_OK) {
        muster_plan_close(handle);
        return mst__api_fail(err, &inner, status);
    }
    *plan = handle;
    return MUSTER_OK;
}

void
muster_plan_close(muster_plan *plan)
{
    if (plan != NULL) {
        mst_document_release(&plan->document);
        mst_heap_free(plan);
    }
}

void
muster_plan_describe(const muster_plan *plan, muster_plan_summary *summary)
{
    const mst_document *d = &plan->document;
    *summary = (muster_plan_summary){
        .post = d->post_id,
        .scenario = d->scenario,
        .option = d->option,
        .version = d->version,
        .seed = d->seed,
        .order_utc_ms = d->order,
        .status = d->has_results ? mst__api_plan_status(d->status) : MUSTER_PLAN_NONE,
        .gap_measure = mst__api_measure_name(d->gap_measure),
        .gap = d->gap,
        .left_reason = d->left_reason,
        .passed_over = d->passed_over,
        .moves = d->plan.move_count,
    };
    mst__api_hash(summary->input_hash, d->input_hash);
    mst__api_measures(&summary->measures, &d->measures);
    mst__api_bound(&summary->bound, &d->bound);
}

muster_status
muster_plan_move(const muster_plan *plan, uint32_t index, muster_move *move, muster_error *err)
{
    const mst_document *d = &plan->document;
    if (index >= d->plan.move_count) {
        return mst__api_refuse(err, MST_USAGE, "there is no move %u; the plan has %u, from 0",
                               index, d->plan.move_count);
    }
    const mst_plan_move *from = &d->plan.moves[index];
    const mst_document_arc *arc = &d->arcs[from->arc];
    *move = (muster_move){
        .vehicle = d->vehicles[from->vehicle].id,
        .from = d->sites[arc->from].id,
        .to = d->sites[arc->to].id,
        .link = arc->link,
        .leave_ms = from->leave,
        .arrive_ms = from->arrive,
        .loads = from->loads.count,
    };
    for (uint32_t i = 0; i < from->loads.count; i++) {
        move->persons += from->loads.loads[i].count;
        move->guards +=
            d->cohorts[from->loads.loads[i].cohort].guards ? from->loads.loads[i].count : 0;
    }
    return MUSTER_OK;
}

muster_status
muster_plan_load(const muster_plan *plan, uint32_t move, uint32_t load, const char **people,
                 int64_t *count, muster_error *err)
{
    const mst_document *d = &plan->document;
    if (move >= d->plan.move_count || load >= d->plan.moves[move].loads.count) {
        return mst__api_refuse(err, MST_USAGE, "move %u has no load %u", move, load);
    }
    const mst_load *from = &d->plan.moves[move].loads.loads[load];
    *people = d->cohorts[from->cohort].id;
    *count = from->count;
    return MUSTER_OK;
}

muster_status
muster_plan_write(const muster_plan *plan, muster_form form, char **text, muster_error *err)
{
    mst_error inner;
    mst_status status = MST_OK;
    switch (form) {
    case MUSTER_FORM_JSON:
        status = mst_document_write_json(&plan->document, text, &inner);
        break;
    case MUSTER_FORM_CSV:
        status = mst_document_write_csv(&plan->document, text, &inner);
        break;
    case MUSTER_FORM_PAGE:
        status = mst_document_write_page(&plan->document, text, &inner);
        break;
    default:
        return mst__api_refuse(err, MST_USAGE, "%d is not a form of a plan", (int)form);
    }
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_plan_save(const muster_plan *plan, const char *folder, muster_error *err)
{
    static const char *const names[] = {"plan.json", "schedule.csv", "plan.html"};
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_error inner;
    mst_status status = mst_file_make_folders(folder, &inner);
    for (int form = MUSTER_FORM_JSON; form <= MUSTER_FORM_PAGE && status == MST_OK; form++) {
        char *text = NULL;
        const char *path = mst_arena_format(&arena, "%s/%s", folder, names[form]);
        if (path == NULL) {
            status = mst_fail(&inner, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
            break;
        }
        muster_error outer;
        status = (mst_status)muster_plan_write(plan, (muster_form)form, &text, &outer);
        if (status != MST_OK) {
            status = mst_fail(&inner, status, mst_nowhere(), "%s", outer.text);
            break;
        }
        status = mst_file_write(path, text, strlen(text), &inner);
        mst_heap_free(text);
    }
    mst_arena_release(&arena);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_plan_show(const muster_plan *plan, muster_show_by by, char **text, muster_error *err)
{
    static const mst_show_by shows[] = {MST_SHOW_VEHICLE, MST_SHOW_SITE, MST_SHOW_PEOPLE,
                                        MST_SHOW_TIME};
    if ((unsigned)by > MUSTER_SHOW_TIME) {
        return mst__api_refuse(err, MST_USAGE, "%d is not a way to show a plan", (int)by);
    }
    mst_error inner;
    return mst__api_fail(err, &inner, mst_document_show(&plan->document, shows[by], text, &inner));
}

muster_status
muster_plan_diff(const muster_plan *a, const muster_plan *b, char **text, bool *differ,
                 muster_error *err)
{
    mst_error inner;
    mst_status status = mst_document_diff(&a->document, &b->document, text, differ, &inner);
    return mst__api_fail(err, &inner, status);
}

/* ---- judging ---- */

muster_status
mst__api_settings(muster_post *post, const mst_document *document, mst_override *overrides,
                  uint64_t hash[2], muster_error *err)
{
    mst_post *p = post->post;
    uint64_t kept[2] = {p->input_hash[0], p->input_hash[1]};
    mst_change *changes = MST_TAKE(p->arena, mst_change, document->override_count);
    mst_status status = changes != NULL ? MST_OK : MST_NO_MEMORY;
    mst_error inner = {.text = "there is not enough memory"};
    for (uint32_t i = 0; i < document->override_count && status == MST_OK; i++) {
        status = mst_override_parse(p, document->overrides[i], &changes[i], &inner);
    }
    hash[0] = p->input_hash[0];
    hash[1] = p->input_hash[1];
    p->input_hash[0] = kept[0];
    p->input_hash[1] = kept[1];
    *overrides = (mst_override){.count = document->override_count, .changes = changes};
    return mst__api_fail(err, &inner, status);
}

/* The cell that the plan names, with its settings, and the plan in its numbering. */
static muster_status
bind(muster_post *post, const mst_document *document, mst_case **instance, mst_arena *arena,
     const mst_plan **plan, uint64_t hash[2], muster_error *err)
{
    uint32_t scenario, option;
    mst_override overrides;
    muster_status found = muster_post_find_scenario(post, document->scenario, &scenario, err);
    if (found == MUSTER_OK) {
        found = muster_post_find_option(post, document->option, &option, err);
    }
    if (found == MUSTER_OK) {
        found = mst__api_settings(post, document, &overrides, hash, err);
    }
    if (found != MUSTER_OK) {
        return found;
    }
    mst_error inner;
    /* Whatever the changed post says of it, but for an order time of the option's own. */
    overrides.is_ordered =
        document->resumed || (document->stands && !post->post->options[option].order_at.given);
    overrides.order = document->order;
    mst_status status = mst_case_compile(post->post, (mst_scenario_id){scenario},
                                         (mst_option_id){option}, &overrides, instance, &inner);
    if (status == MST_OK && document->resumed) {
        status = mst_case_resume(*instance, &document->resume, &inner);
    }
    if (status == MST_OK) {
        status = mst_document_bind(document, *instance, arena, plan, &inner);
    }
    return mst__api_fail(err, &inner, status);
}

muster_status
mst__api_bind(muster_post *post, const mst_document *document, mst_case **instance,
              mst_arena *arena, const mst_plan **plan, muster_error *err)
{
    uint64_t hash[2];
    return bind(post, document, instance, arena, plan, hash, err);
}

static muster_status
judge(muster_post *post, const mst_document *document, muster_report *report, muster_error *err)
{
    uint64_t hash[2] = {0, 0};
    muster_status bound =
        bind(post, document, &report->instance, &report->arena, &report->plan, hash, err);
    if (bound != MUSTER_OK) {
        return bound;
    }
    mst_error inner;
    mst_status status = mst_check(report->instance, report->plan, &report->judgement, &inner);
    report->has_input = (document->input_hash[0] | document->input_hash[1]) != 0;
    report->same_input = hash[0] == document->input_hash[0] && hash[1] == document->input_hash[1];
    return mst__api_fail(err, &inner, status);
}

static muster_status
verify(muster_post *post, const muster_plan *plan, bool bound, muster_report **report,
       muster_error *err)
{
    muster_report *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&handle->arena, 0);
    muster_status status = judge(post, &plan->document, handle, err);
    if (status == MUSTER_OK && bound) {
        mst_error inner;
        status = mst__api_fail(err, &inner, mst__api_prove_bounds(&plan->document, handle, &inner));
    }
    if (status != MUSTER_OK) {
        muster_report_close(handle);
        return status;
    }
    *report = handle;
    if (handle->judgement.violation_count > 0) {
        const mst_violation *first = &handle->judgement.violations[0];
        return mst__api_refuse(err, MST_PLAN_INVALID, "the plan breaks rule %d (%s): %s",
                               (int)first->rule, mst_rule_name(first->rule), first->text);
    }
    if (bound && !handle->certified) {
        return mst__api_refuse(err, MST_PLAN_INVALID, "%s", handle->certificate);
    }
    return MUSTER_OK;
}

muster_status
muster_plan_verify(muster_post *post, const muster_plan *plan, muster_report **report,
                   muster_error *err)
{
    return verify(post, plan, false, report, err);
}

muster_status
muster_plan_verify_bound(muster_post *post, const muster_plan *plan, muster_report **report,
                         muster_error *err)
{
    return verify(post, plan, true, report, err);
}

const char *
muster_report_certificate(const muster_report *report)
{
    return report->certificate;
}

bool
muster_report_certified(const muster_report *report)
{
    return report->certified;
}

uint32_t
muster_report_count(const muster_report *report)
{
    return report->judgement.violation_count;
}

uint32_t
muster_report_more(const muster_report *report)
{
    return report->judgement.violations_more;
}

void
muster_report_violation(const muster_report *report, uint32_t index, muster_violation *violation)
{
    *violation = (muster_violation){.at_ms = MUSTER_NEVER};
    if (index < report->judgement.violation_count) {
        const mst_violation *from = &report->judgement.violations[index];
        *violation = (muster_violation){.rule = (int)from->rule,
                                        .name = mst_rule_name(from->rule),
                                        .clause = from->clause,
                                        .at_ms = from->at,
                                        .text = from->text};
    }
}

uint32_t
muster_report_notice_count(const muster_report *report)
{
    return report->judgement.notice_count;
}

const char *
muster_report_notice(const muster_report *report, uint32_t index)
{
    return index < report->judgement.notice_count ? report->judgement.notices[index].text : NULL;
}

void
muster_report_measures(const muster_report *report, muster_measures *measures)
{
    mst__api_measures(measures, &report->judgement.measures);
}

static void
add_verdict(mst_buffer *text, const muster_report *report)
{
    const mst_judgement *judgement = &report->judgement;
    char when[MST_WHEN_BYTES];
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        const mst_violation *violation = &judgement->violations[i];
        mst_buffer_addf(text, "rule %d (%s, %s)", (int)violation->rule,
                        mst_rule_name(violation->rule), violation->clause);
        if (violation->at > -MST_NEVER && violation->at < MST_NEVER) {
            mst_buffer_addf(text, " at %s", mst_when_after(violation->at, when));
        }
        mst_buffer_addf(text, ": %s\n", violation->text);
    }
    if (judgement->violations_more > 0) {
        mst_buffer_addf(text, "and %u more\n", judgement->violations_more);
    }
}

static void
add_measures(mst_buffer *text, const mst_measures *m)
{
    char when[MST_WHEN_BYTES];
    mst_buffer_addf(text, "left behind           %lld", (long long)m->left);
    if (m->left_force > 0) {
        mst_buffer_addf(text, " (%lld force)", (long long)m->left_force);
    }
    mst_buffer_addf(text, "\nlast out after        %s\n", mst_when_duration(m->completion, when));
    mst_buffer_addf(text, "last evacuee out      %s\n",
                    mst_when_duration(m->completion_evacuees, when));
    mst_buffer_addf(text, "first movement after  %s\n", mst_when_duration(m->first_movement, when));
    mst_buffer_addf(text, "exposure              %.1f\n", mst_exposure_hours(m->exposure));
    mst_buffer_addf(text, "vehicle hours         %.1f\n", (double)m->vehicle_ms / 3600000.0);
}

muster_status
muster_report_write_text(const muster_report *report, char **text, muster_error *err)
{
    const mst_judgement *judgement = &report->judgement;
    mst_buffer buffer = {0};
    if (judgement->violation_count > 0) {
        mst_buffer_addf(&buffer, "The plan is not valid: %u violation%s.\n",
                        judgement->violation_count + judgement->violations_more,
                        judgement->violation_count == 1 ? "" : "s");
        add_verdict(&buffer, report);
    } else {
        mst_buffer_add(&buffer, "The plan is valid.\n");
        add_measures(&buffer, &judgement->measures);
    }
    if (report->certificate != NULL) {
        mst_buffer_addf(&buffer, "%s\n", report->certificate);
    }
    for (uint32_t i = 0; i < judgement->notice_count; i++) {
        mst_buffer_addf(&buffer, "notice: %s\n", judgement->notices[i].text);
    }
    if (!report->same_input && report->has_input) {
        mst_buffer_add(&buffer, "notice: the post has changed since the plan was made.\n");
    }
    mst_error inner;
    return mst__api_fail(err, &inner, mst_buffer_finish(&buffer, text, &inner));
}

bool
muster_report_same_input(const muster_report *report)
{
    return report->same_input;
}

void
muster_report_close(muster_report *report)
{
    if (report != NULL) {
        mst_judgement_release(&report->judgement);
        mst_arena_release(&report->arena);
        mst_case_release(report->instance);
        mst_heap_free(report);
    }
}
