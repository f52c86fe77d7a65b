/* SPDX-License-Identifier: Apache-2.0 */
#include "present/contingency.h"
#include "present/json.h"

typedef struct writer {
    mst__json out;
    const mst_post *post;
    const mst_contingency *from;
    const mst_problem *problem;
} writer;

static const char *
state_name(mst_contingency_state state)
{
    static const char *const names[] = {"not reached", "untouched", "planned", "failed"};
    return names[state];
}

static void
set_cost(writer *w, json_t *object, const mst_contingency_row *row)
{
    json_t *cost = mst__json_object(&w->out);
    mst__json_integer(&w->out, cost, "left", row->left_cost);
    mst__json_integer(&w->out, cost, "left_priority", row->left_priority);
    mst__json_seconds(&w->out, cost, "completion_seconds", row->completion_cost);
    mst__json_real(&w->out, cost, "exposure", mst_exposure_hours(row->exposure_cost));
    mst__json_set(&w->out, object, "cost", cost);
    json_t *least = mst__json_object(&w->out);
    mst__json_integer(&w->out, least, "left", row->left_at_least);
    mst__json_seconds(&w->out, least, "completion_seconds", row->completion_at_least);
    mst__json_set(&w->out, object, "at_least", least);
}

static void
set_row(writer *w, json_t *object, const mst_contingency_row *row)
{
    mst__json_text(&w->out, object, "state", state_name(row->state));
    if (row->state == MST_CONTINGENCY_FAILED) {
        mst__json_text(&w->out, object, "error", row->cell.err.text);
    }
    if (row->state != MST_CONTINGENCY_PLANNED && row->state != MST_CONTINGENCY_UNTOUCHED) {
        return;
    }
    mst__json_set(&w->out, object, "measures",
                  mst__json_measures(&w->out, &row->measures, w->problem->priority_count));
    set_cost(w, object, row);
    mst__json_text(&w->out, object, "left_reason", row->cell.left_reason);
}

static json_t *
loss_of(writer *w, const mst_contingency_row *row)
{
    const mst_loss *loss = &w->from->losses[row->losses[0]];
    json_t *object = mst__json_object(&w->out);
    bool proved;
    bool single = mst_contingency_is_single_point(row, &proved);
    mst__json_text(&w->out, object, "item", loss->name);
    mst__json_text(&w->out, object, "kind", mst_loss_kind_name(loss->kind));
    mst__json_text(&w->out, object, "set", loss->setting);
    mst__json_text(&w->out, object, "like", w->from->losses[row->like].name);
    mst__json_set(&w->out, object, "single_point", json_boolean(single));
    mst__json_set(&w->out, object, "proved", json_boolean(single && proved));
    set_row(w, object, row);
    mst__json_text(&w->out, object, "shortage", row->shortage);
    return object;
}

static json_t *
pair_of(writer *w, const mst_contingency_row *row)
{
    json_t *object = mst__json_object(&w->out);
    json_t *items = mst__json_array(&w->out);
    for (uint32_t i = 0; i < row->loss_count; i++) {
        mst__json_append(&w->out, items, json_string(w->from->losses[row->losses[i]].name));
    }
    mst__json_set(&w->out, object, "items", items);
    set_row(w, object, row);
    return object;
}

static void
set_settings(writer *w, json_t *root, const mst_document_run *run)
{
    json_t *overrides = mst__json_array(&w->out);
    for (uint32_t i = 0; i < run->override_count; i++) {
        mst__json_append(&w->out, overrides, json_string(run->overrides[i]));
    }
    mst__json_set(&w->out, root, "set", overrides);
}

mst_status
mst_contingency_write_json(const mst_post *post, const mst_contingency *contingency,
                           const mst_document_run *run, char **text, mst_error *err)
{
    const mst_cell *base = mst_contingency_base(contingency);
    writer w = {.post = post,
                .from = contingency,
                .problem = &base->instance->phases[base->instance->phase_count - 1]};
    char when[MST_WHEN_BYTES];
    json_t *root = mst__json_object(&w.out);
    mst__json_text(&w.out, root, "format", "muster-contingency-1");
    mst__json_text(&w.out, root, "version", MUSTER_VERSION);
    mst__json_text(&w.out, root, "post", post->id);
    mst__json_text(&w.out, root, "input_hash", mst__hash_text(post->input_hash, when));
    mst__json_integer(&w.out, root, "seed", (int64_t)run->seed);
    mst__json_text(&w.out, root, "as_of_utc", mst_when_utc(post->as_of, when));
    mst__json_text(&w.out, root, "scenario", post->scenarios[base->scenario.index].id);
    mst__json_text(&w.out, root, "option", post->options[base->option.index].id);
    set_settings(&w, root, run);
    mst__json_set(&w.out, root, "stopped", json_boolean(contingency->stopped));
    mst__json_set(&w.out, root, "measures",
                  mst__json_measures(&w.out, &base->judgement.measures, w.problem->priority_count));
    json_t *losses = mst__json_array(&w.out);
    for (uint32_t i = 0; i < contingency->loss_count; i++) {
        mst__json_append(&w.out, losses,
                         loss_of(&w, &contingency->singles[contingency->ranked[i]]));
    }
    mst__json_set(&w.out, root, "losses", losses);
    mst__json_integer(&w.out, root, "pairs_seen", contingency->pairs_seen);
    mst__json_integer(&w.out, root, "pairs_bounded", contingency->compounding);
    json_t *pairs = mst__json_array(&w.out);
    for (uint32_t i = 0; i < contingency->pair_count; i++) {
        mst__json_append(&w.out, pairs, pair_of(&w, &contingency->pairs[i]));
    }
    mst__json_set(&w.out, root, "pairs", pairs);
    return mst__json_finish(&w.out, root, text, err);
}
