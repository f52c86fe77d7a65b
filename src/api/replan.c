/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/replan.h"
#include "api/internal.h"

typedef struct again {
    muster_post *post;
    const mst_document *was;
    const muster_replan_options *options;
    mst_document_run run;
    mst_override overrides;
    mst_arena arena;    /* of the plan in force as bound */
    mst_case *instance; /* until the re-planned cell owns it */
    const mst_plan *in_force;
} again;

static muster_status
check_options(const muster_replan_options *options, muster_error *err)
{
    if (options->at_ms < 0) {
        return mst__api_refuse(err, MST_USAGE, "a plan can be gone on with only from its order on");
    }
    if (options->at_ms >= MST_NEVER / 4 || options->freeze_ms >= MST_NEVER / 4) {
        return mst__api_refuse(err, MST_USAGE, "the moment of the picture is too far away");
    }
    if (options->gain_ms < 0 || options->time_limit_ms < 0) {
        return mst__api_refuse(err, MST_USAGE, "a gain or a limit of time must not be negative");
    }
    if (options->seed > INT64_MAX) {
        return mst__api_refuse(err, MST_USAGE, "a seed must be below 2^63");
    }
    return MUSTER_OK;
}

/* The settings of the post where it has any, else those of the plan. */
static muster_status
settle(again *a, muster_error *err)
{
    const muster_post *post = a->post;
    bool own = post->set_count > 0;
    uint64_t hash[2];
    a->run = (mst_document_run){
        .seed = a->options->seed,
        .effort = a->options->effort,
        .time_limit_ms = a->options->time_limit_ms,
        .override_count = own ? post->set_count : a->was->override_count,
        .overrides = own ? (const char *const *)post->texts : a->was->overrides,
    };
    a->overrides = (mst_override){.count = post->set_count, .changes = post->changes};
    muster_status status =
        own ? MUSTER_OK : mst__api_settings(a->post, a->was, &a->overrides, hash, err);
    a->overrides.is_ordered = true;
    a->overrides.order = a->was->order;
    return status;
}

/* The case, resumed, and the plan in force bound to it. */
static mst_status
compile(again *a, uint32_t scenario, uint32_t option, mst_error *err)
{
    const mst_post *post = a->post->post;
    mst_time freeze = a->options->freeze_ms >= 0 ? a->options->freeze_ms : post->freeze_ms;
    mst_time until = a->options->at_ms + freeze;
    mst_resume resume = {a->options->at_ms, until, until};
    mst_status status = mst_case_compile(post, (mst_scenario_id){scenario}, (mst_option_id){option},
                                         &a->overrides, &a->instance, err);
    if (status == MST_OK) {
        status = mst_case_resume(a->instance, &resume, err);
    }
    const char *notes = NULL;
    if (status == MST_OK) {
        status = mst_document_bind_force(a->was, a->instance, &a->arena, &a->in_force, &notes, err);
    }
    a->run.left_out = notes != NULL && notes[0] != '\0' ? notes : NULL;
    return status;
}

static mst_status
plan_again(again *a, mst_document *document, mst_error *err)
{
    mst_bound_memo *memo = mst_bound_memo_new();
    if (memo == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    mst_replan_options options = {.seed = a->options->seed,
                                  .effort = a->options->effort,
                                  .time_limit_ms = a->options->time_limit_ms,
                                  .gain = a->options->gain_ms,
                                  .keep_sent = a->options->keep_sent,
                                  .memo = memo,
                                  .stop = a->options->stop};
    mst_replan replan;
    mst_status status = mst_replan_make(a->instance, a->in_force, &options, &replan, err);
    a->instance = NULL;
    if (status == MST_OK) {
        a->run.cut_short = replan.cut_short;
        status = mst_document_make(a->post->post, &replan.cell, &a->run, document, err);
    }
    mst_replan_release(&replan);
    mst_bound_memo_free(memo);
    return status;
}

muster_status
muster_replan(muster_post *post, const muster_plan *in_force, const muster_replan_options *options,
              muster_plan **plan, muster_error *err)
{
    again a = {.post = post, .was = &in_force->document, .options = options};
    uint32_t scenario = 0, option = 0;
    muster_status checked = check_options(options, err);
    if (checked == MUSTER_OK && a.was->form == MST_DOCUMENT_CSV) {
        checked = mst__api_refuse(err, MST_USAGE,
                                  "a schedule does not say all that was planned: go on from the "
                                  "plan.json");
    }
    if (checked == MUSTER_OK) {
        checked = muster_post_find_scenario(post, a.was->scenario, &scenario, err);
    }
    if (checked == MUSTER_OK) {
        checked = muster_post_find_option(post, a.was->option, &option, err);
    }
    if (checked == MUSTER_OK) {
        checked = settle(&a, err);
    }
    if (checked != MUSTER_OK) {
        return checked;
    }
    muster_plan *handle = mst_heap_take(1, sizeof *handle);
    if (handle == NULL) {
        return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
    }
    mst_error inner = {.status = MST_OK};
    mst_arena_init(&a.arena, 0);
    mst_status status = compile(&a, scenario, option, &inner);
    if (status == MST_OK) {
        status = plan_again(&a, &handle->document, &inner);
    }
    mst_case_release(a.instance);
    mst_arena_release(&a.arena);
    if (status == MST_OK) {
        *plan = handle;
    } else {
        muster_plan_close(handle);
    }
    return mst__api_fail(err, &inner, status);
}

/* ---- what changes ---- */

static muster_status
check_resumed(const muster_plan *plan, muster_error *err)
{
    return plan->document.resumed
               ? MUSTER_OK
               : mst__api_refuse(err, MST_USAGE, "the plan goes on from no other");
}

muster_status
muster_plan_changes(const muster_plan *plan, muster_changes *changes, muster_error *err)
{
    muster_status checked = check_resumed(plan, err);
    if (checked != MUSTER_OK) {
        return checked;
    }
    mst_arena arena;
    mst_document_changes found;
    mst_error inner = {.status = MST_OK};
    mst_arena_init(&arena, 0);
    mst_status status = mst_document_find_changes(&plan->document, &arena, &found, &inner);
    const mst_resume *resume = &plan->document.resume;
    *changes = (muster_changes){
        .at_ms = resume->at,
        .from_ms = resume->from,
        .until_ms = resume->until,
        .same = found.same,
        .added = found.added,
        .dropped = found.dropped,
        .retimed = found.retimed,
        .by_others = found.by_others,
        .elsewhere = found.elsewhere,
        .reloaded = found.reloaded,
        .told = found.told,
        .distance = (double)found.distance / 1e6,
    };
    mst_arena_release(&arena);
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_plan_write_changes(const muster_plan *plan, const muster_plan *was, char **text,
                          muster_error *err)
{
    muster_status checked = check_resumed(plan, err);
    mst_error inner = {.status = MST_OK};
    return checked != MUSTER_OK
               ? checked
               : mst__api_fail(err, &inner,
                               mst_document_write_changes(&plan->document,
                                                          was != NULL ? &was->document : NULL, text,
                                                          &inner));
}
