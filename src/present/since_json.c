/* SPDX-License-Identifier: Apache-2.0
 *
 * The changes between two pictures as JSON.
 */
#include "present/json.h"
#include "present/since_internal.h"

static json_t *
reports_of(mst__json *out, const mst_post *post, const mst__reports *reports)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < reports->count; i++) {
        mst__json_append(out, array, json_string(post->reports[reports->list[i]].id));
    }
    return array;
}

static json_t *
measures_of(mst__json *out, const mst_measures *measures)
{
    json_t *object = mst__json_object(out);
    mst__json_integer(out, object, "left", measures->left);
    mst__json_seconds(out, object, "completion_seconds", measures->completion);
    mst__json_real(out, object, "exposure", mst_exposure_hours(measures->exposure));
    return object;
}

static json_t *
standing_state_of(mst__json *out, const mst_standing_row *row)
{
    static const char *const names[] = {"holds", "holds", "breaks", "lost"};
    bool stands = row->state == MST_STANDING_HOLDS || row->state == MST_STANDING_CHANGED;
    json_t *object = mst__json_object(out);
    mst__json_text(out, object, "state", names[row->state]);
    mst__json_text(out, object, "fault", row->fault);
    mst__json_text(out, object, "move", row->move);
    mst__json_text(out, object, "report", row->report);
    mst__json_set(out, object, "measures", stands ? measures_of(out, &row->now) : json_null());
    return object;
}

static json_t *
plans_of(mst__json *out, const mst__since *since)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->plan_count; i++) {
        const mst_since_plan *plan = since->plans[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "id", plan->now.id);
        mst__json_text(out, object, "scenario", plan->now.scenario);
        mst__json_text(out, object, "option", plan->now.option);
        mst__json_text(out, object, "by", plan->now.by);
        mst__json_set(out, object, "then", standing_state_of(out, &plan->then));
        mst__json_set(out, object, "now", standing_state_of(out, &plan->now));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
answers_of(mst__json *out, const mst__since *since)
{
    const mst_post *post = since->view->now->post;
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->answer_count; i++) {
        const mst_since_cell *cell = since->answers[i];
        mst__reports because = {cell->report_count, cell->reports};
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "scenario", post->scenarios[cell->scenario].id);
        mst__json_text(out, object, "option", post->options[cell->option].id);
        mst__json_set(out, object, "then",
                      cell->planned ? measures_of(out, &cell->then) : json_null());
        mst__json_set(out, object, "now",
                      cell->planned ? measures_of(out, &cell->now) : json_null());
        mst__json_set(out, object, "reports", reports_of(out, post, &because));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
facts_of(mst__json *out, const mst__since *since)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->fact_count; i++) {
        const mst__fact_change *row = &since->facts[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "path", row->path);
        mst__json_text(out, object, "then", row->before);
        mst__json_text(out, object, "now", row->after);
        mst__json_set(out, object, "reports",
                      reports_of(out, since->view->now->post, &row->because));
        mst__json_append(out, array, object);
    }
    return array;
}

/* The band at the days that are shown; null where nothing is known of the site. */
static json_t *
band_of(mst__json *out, const mst_post *post, const mst_band *band)
{
    if (!band->known && band->outcome == MST_NONE) {
        return json_null();
    }
    json_t *object = mst__json_object(out);
    json_t *lost = mst__json_array(out);
    mst__json_text(out, object, "lost_by",
                   band->outcome != MST_NONE ? post->reports[band->outcome].id : NULL);
    mst__json_set(out, object, "alarm", json_boolean(band->alarm));
    for (uint32_t d = 0; d < mst__band_day_count && band->outcome == MST_NONE; d++) {
        mst_time after = (mst_time)mst__band_days[d] * MST_MS_PER_DAY;
        json_t *row = mst__json_object(out);
        mst__json_integer(out, row, "within_days", mst__band_days[d]);
        mst__json_set(out, row, "chance", mst__json_range(out, mst_band_at(band, after, false)));
        mst__json_set(out, row, "robust", mst__json_range(out, mst_band_at(band, after, true)));
        mst__json_append(out, lost, row);
    }
    mst__json_set(out, object, "lost", lost);
    return object;
}

static json_t *
bands_of(mst__json *out, const mst__since *since)
{
    const mst_post *post = since->view->now->post;
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->band_count; i++) {
        const mst__band_change *row = &since->bands[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "id", post->sites[row->site].id);
        mst__json_set(out, object, "then", band_of(out, post, row->then));
        mst__json_set(out, object, "now", band_of(out, post, row->now));
        mst__json_set(out, object, "reports", reports_of(out, post, &row->because));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
belief_of(mst__json *out, const mst_post *post, const mst_belief *belief)
{
    json_t *object = mst__json_object(out);
    mst__json_set(out, object, "interval", mst__json_range(out, belief->interval));
    mst__json_set(out, object, "robust", mst__json_range(out, belief->robust));
    mst__json_text(out, object, "outcome",
                   belief->outcome != MST_NONE ? post->reports[belief->outcome].id : NULL);
    return object;
}

static json_t *
beliefs_of(mst__json *out, const mst__since *since)
{
    const mst_post *post = since->view->now->post;
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->belief_count; i++) {
        const mst__belief_change *row = &since->beliefs[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "kind", row->kind);
        mst__json_text(out, object, "id", row->id);
        mst__json_set(out, object, "then", belief_of(out, post, row->then));
        mst__json_set(out, object, "now", belief_of(out, post, row->now));
        mst__json_set(out, object, "reports", reports_of(out, post, &row->because));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
tempo_of(mst__json *out, const mst_tempo *tempo)
{
    json_t *object = mst__json_object(out);
    mst__json_rounded(out, object, "mean_per_day", tempo->mean_per_day);
    mst__json_set(out, object, "alarm", json_boolean(tempo->rate.alarm));
    return object;
}

static json_t *
tempos_of(mst__json *out, const mst__since *since)
{
    const mst_post *post = since->view->now->post;
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->tempo_count; i++) {
        const mst__tempo_change *row = &since->tempos[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "id", post->indicators[row->indicator].id);
        mst__json_set(out, object, "then", tempo_of(out, row->then));
        mst__json_set(out, object, "now", tempo_of(out, row->now));
        mst__json_set(out, object, "reports", reports_of(out, post, &row->because));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
stale_of(mst__json *out, const mst__since *since)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->stale_count; i++) {
        const mst__stale_change *row = &since->stale[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "kind", row->item.noun);
        mst__json_text(out, object, "id", row->item.id);
        mst__json_set(out, object, "is_stale_now", json_boolean(row->is_new));
        mst__json_append(out, array, object);
    }
    return array;
}

static json_t *
received_of(mst__json *out, const mst__since *since)
{
    const mst_post *post = since->view->now->post;
    char when[MST_WHEN_BYTES], grade[3] = "";
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < since->received.count; i++) {
        const mst_report *report = &post->reports[since->received.list[i]];
        json_t *object = mst__json_object(out);
        grade[0] = report->meta.reliability;
        grade[1] = report->meta.credibility;
        mst__json_text(out, object, "id", report->id);
        mst__json_text(out, object, "grade", grade);
        mst__json_text(out, object, "at_utc", mst_when_utc(report->at, when));
        mst__json_text(out, object, "received_utc", mst_when_utc(report->received, when));
        mst__json_text(out, object, "claim", mst_claim_words[report->claim]);
        mst__json_text(out, object, "source", report->meta.source);
        mst__json_text(out, object, "text", report->text);
        mst__json_set(out, object, "counts", json_boolean(report->known));
        mst__json_append(out, array, object);
    }
    return array;
}

mst_status
mst_since_write_json(const mst_since_view *view, char **text, mst_error *err)
{
    char when[MST_WHEN_BYTES];
    mst_arena arena;
    mst__since since;
    mst__json out = {0};
    mst_arena_init(&arena, 0);
    out.failed = !mst__since_find(view, &arena, &since);
    json_t *root = mst__json_object(&out);
    if (!out.failed) {
        const mst_post *post = view->now->post;
        mst__json_text(&out, root, "format", "muster-since-1");
        mst__json_text(&out, root, "post", post->id);
        mst__json_text(&out, root, "from_utc", mst_when_utc(view->then->post->as_of, when));
        mst__json_text(&out, root, "to_utc", mst_when_utc(post->as_of, when));
        mst__json_set(&out, root, "standing_plans", plans_of(&out, &since));
        mst__json_integer(&out, root, "cells", view->cells);
        mst__json_integer(&out, root, "cells_changed", view->cell_count);
        mst__json_set(&out, root, "cells_planned", json_boolean(view->has_answers));
        mst__json_set(&out, root, "answers", answers_of(&out, &since));
        mst__json_set(&out, root, "numbers", facts_of(&out, &since));
        mst__json_set(&out, root, "sites", bands_of(&out, &since));
        mst__json_set(&out, root, "probabilities", beliefs_of(&out, &since));
        mst__json_set(&out, root, "indicators", tempos_of(&out, &since));
        mst__json_set(&out, root, "stale", stale_of(&out, &since));
        mst__json_set(&out, root, "reports", received_of(&out, &since));
        mst__json_set(&out, root, "reports_that_count_no_longer",
                      reports_of(&out, post, &since.ceased));
    }
    mst_arena_release(&arena);
    return mst__json_finish(&out, root, text, err);
}
