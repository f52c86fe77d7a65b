/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture as JSON.
 */
#include "present/json.h"
#include "present/picture_internal.h"
#include "present/tripwires.h"

static json_t *
heard_of(mst__json *out, const mst_post *post, uint32_t count, const mst_heard *heard)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < count; i++) {
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "report", post->reports[heard[i].report].id);
        mst__json_set(out, row, "says", mst__json_range(out, heard[i].says));
        mst__json_rounded(out, row, "reliability", heard[i].reliability);
        mst__json_set(out, row, "by_record", json_boolean(heard[i].has_record));
        mst__json_rounded(out, row, "age_days", heard[i].age_days);
        mst__json_rounded(out, row, "weight", heard[i].weight);
        mst__json_rounded(out, row, "share", heard[i].share);
        mst__json_text(out, row, "origin", post->reports[heard[i].origin_head].id);
        mst__json_set(out, row, "in_hull", json_boolean(heard[i].in_hull));
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
stated_of(mst__json *out, const mst_post *post, const mst_belief *belief)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < belief->stated_count; i++) {
        const mst_stated *stated = &belief->stated[i];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "report", post->reports[stated->report].id);
        mst__json_set(out, row, "binds", json_boolean(stated->binds));
        mst__json_set(out, row, "likelihood_ratio", mst__json_range(out, stated->ratio));
        mst__json_set(out, row, "before", mst__json_range(out, stated->before));
        mst__json_set(out, row, "after", mst__json_range(out, stated->after));
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
belief_of(mst__json *out, const mst_post *post, const char *id, const mst_belief *belief)
{
    static const char *const words[] = {"nothing", "given", "reports", "outcome"};
    json_t *object = mst__json_object(out);
    mst__json_text(out, object, "id", id);
    mst__json_text(out, object, "basis", words[belief->basis]);
    mst__json_set(out, object, "interval", mst__json_range(out, belief->interval));
    mst__json_set(out, object, "pooled", mst__json_range(out, belief->pooled));
    mst__json_set(out, object, "hull",
                  belief->has_hull ? mst__json_range(out, belief->hull) : json_null());
    mst__json_set(out, object, "robust", mst__json_range(out, belief->robust));
    mst__json_text(out, object, "outcome",
                   belief->outcome != MST_NONE ? post->reports[belief->outcome].id : NULL);
    mst__json_set(out, object, "reports", heard_of(out, post, belief->heard_count, belief->heard));
    mst__json_set(out, object, "statements", stated_of(out, post, belief));
    return object;
}

static json_t *
band_of(mst__json *out, const mst_evidence *evidence, uint32_t site)
{
    const mst_post *post = evidence->post;
    const mst_band *band = &evidence->sites[site];
    json_t *object = mst__json_object(out);
    json_t *curve = mst__json_array(out);
    json_t *eased = mst__json_array(out);
    mst__json_text(out, object, "id", post->sites[site].id);
    mst__json_set(out, object, "known", json_boolean(band->known));
    mst__json_text(out, object, "lost_by",
                   band->outcome != MST_NONE ? post->reports[band->outcome].id : NULL);
    mst__json_rounded(out, object, "tempo", band->tempo);
    mst__json_set(out, object, "alarm", json_boolean(band->alarm));
    for (uint32_t i = 0; i < band->count; i++) {
        json_t *row = mst__json_object(out);
        mst__json_seconds(out, row, "after_seconds", band->after[i]);
        mst__json_set(out, row, "lost", mst__json_range(out, band->pooled[i]));
        mst__json_set(out, row, "robust", mst__json_range(out, band->robust[i]));
        mst__json_append(out, curve, row);
    }
    for (uint32_t i = 0; i < band->eased_count; i++) {
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "proposition", post->propositions[band->eased[i].proposition].id);
        mst__json_set(out, row, "chance", mst__json_range(out, band->eased[i].chance));
        mst__json_integer(out, row, "reports", band->eased[i].report_count);
        mst__json_append(out, eased, row);
    }
    mst__json_set(out, object, "branches", eased);
    mst__json_set(out, object, "reports", heard_of(out, post, band->heard_count, band->heard));
    mst__json_set(out, object, "curve", curve);
    return object;
}

static json_t *
tempo_of(mst__json *out, const mst_post *post, uint32_t index, const mst_tempo *tempo)
{
    json_t *object = mst__json_object(out);
    mst__json_text(out, object, "id", post->indicators[index].id);
    mst__json_set(out, object, "known", json_boolean(tempo->known));
    mst__json_rounded(out, object, "mean_per_day", tempo->mean_per_day);
    mst__json_rounded(out, object, "factor", tempo->factor);
    mst__json_rounded(out, object, "sum", tempo->rate.sum);
    mst__json_set(out, object, "alarm", json_boolean(tempo->rate.alarm));
    mst__json_rounded(out, object, "none_next_day", tempo->none_next_day);
    mst__json_integer(out, object, "reports", tempo->report_count);
    return object;
}

static json_t *
amended_of(mst__json *out, const mst_post *post, mst_arena *arena)
{
    uint32_t count = 0;
    const mst__amended *list = mst__amended_list(post, arena, &count);
    json_t *array = mst__json_array(out);
    out->failed = out->failed || list == NULL;
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "path", list[i].path);
        mst__json_text(out, row, "before", list[i].before);
        mst__json_text(out, row, "after", list[i].after);
        mst__json_text(out, row, "report", post->reports[list[i].report].id);
        mst__json_integer(out, row, "reports", list[i].report_count);
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
reports_of(mst__json *out, const mst_post *post)
{
    char when[MST_WHEN_BYTES], grade[3] = "";
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < post->report_count; i++) {
        const mst_report *report = &post->reports[i];
        json_t *row = mst__json_object(out);
        grade[0] = report->meta.reliability;
        grade[1] = report->meta.credibility;
        mst__json_text(out, row, "id", report->id);
        mst__json_text(out, row, "at_utc", mst_when_utc(report->at, when));
        mst__json_text(out, row, "received_utc", mst_when_utc(report->received, when));
        mst__json_text(out, row, "source", report->meta.source);
        mst__json_text(out, row, "grade", grade);
        mst__json_text(out, row, "claim", mst_claim_words[report->claim]);
        mst__json_set(out, row, "counts", json_boolean(report->known));
        mst__json_text(out, row, "corrected_by",
                       report->corrected_by != MST_NONE ? post->reports[report->corrected_by].id
                                                        : NULL);
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
stale_of(mst__json *out, const mst_post *post, mst_arena *arena)
{
    uint32_t count = 0;
    const mst__stale *list = mst__stale_list(post, arena, &count);
    json_t *array = mst__json_array(out);
    out->failed = out->failed || list == NULL;
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "kind", list[i].noun);
        mst__json_text(out, row, "id", list[i].id);
        mst__json_seconds(out, row, "age_seconds", list[i].age_ms);
        mst__json_seconds(out, row, "review_seconds", list[i].review_ms);
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
records_of(mst__json *out, const mst_evidence *evidence)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < evidence->record_count; i++) {
        const mst_record *record = &evidence->records[i];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "source", record->source);
        mst__json_integer(out, row, "right", record->right);
        mst__json_integer(out, row, "resolved", record->resolved);
        mst__json_set(out, row, "reliability", mst__json_range(out, record->reliability));
        mst__json_set(out, row, "counts", json_boolean(record->counts));
        mst__json_append(out, array, row);
    }
    return array;
}

static void
set_head(mst__json *out, json_t *root, const mst_post *post, const char *format)
{
    char when[MST_WHEN_BYTES];
    mst__json_text(out, root, "format", format);
    mst__json_integer(out, root, "format_version", 1);
    mst__json_text(out, root, "post", post->id);
    mst__json_text(out, root, "as_of_utc", mst_when_utc(post->as_of, when));
}

mst_status
mst_picture_write_json(const mst_evidence *evidence, char **text, mst_error *err)
{
    const mst_post *post = evidence->post;
    mst__json out = {.failed = false};
    mst_arena arena;
    const mst_tripped *tripped = NULL;
    mst_arena_init(&arena, 0);
    mst_status status = mst_tripwires_look(evidence, &arena, &tripped, err);
    if (status != MST_OK) {
        mst_arena_release(&arena);
        return status;
    }
    json_t *root = mst__json_object(&out);
    json_t *scenarios = mst__json_array(&out), *propositions = mst__json_array(&out);
    json_t *sites = mst__json_array(&out), *indicators = mst__json_array(&out);
    set_head(&out, root, post, "muster-picture");
    for (uint32_t i = 0; i < post->scenario_count; i++) {
        mst__json_append(&out, scenarios,
                         belief_of(&out, post, post->scenarios[i].id, &evidence->scenarios[i]));
    }
    for (uint32_t i = 0; i < post->proposition_count; i++) {
        mst__json_append(
            &out, propositions,
            belief_of(&out, post, post->propositions[i].id, &evidence->propositions[i]));
    }
    for (uint32_t i = 0; i < post->site_count; i++) {
        if (evidence->sites[i].known) {
            mst__json_append(&out, sites, band_of(&out, evidence, i));
        }
    }
    for (uint32_t i = 0; i < post->indicator_count; i++) {
        mst__json_append(&out, indicators, tempo_of(&out, post, i, &evidence->indicators[i]));
    }
    mst__json_set(&out, root, "amended", amended_of(&out, post, &arena));
    mst__json_set(&out, root, "scenarios", scenarios);
    mst__json_set(&out, root, "propositions", propositions);
    mst__json_set(&out, root, "sites", sites);
    mst__json_set(&out, root, "indicators", indicators);
    mst__json_set(&out, root, "tripwires", mst__tripwires_json(&out, evidence, tripped));
    mst__json_set(&out, root, "sources", records_of(&out, evidence));
    mst__json_set(&out, root, "stale", stale_of(&out, post, &arena));
    mst__json_set(&out, root, "reports", reports_of(&out, post));
    mst_arena_release(&arena);
    return mst__json_finish(&out, root, text, err);
}

mst_status
mst_explain_write_json(const mst_evidence *evidence, mst_subject subject, char **text,
                       mst_error *err)
{
    const mst_post *post = evidence->post;
    uint32_t i = subject.index;
    mst__json out = {.failed = false};
    json_t *root = mst__json_object(&out);
    set_head(&out, root, post, "muster-explanation");
    switch (subject.subject_class) {
    case MST_SUBJECT_SCENARIO:
        mst__json_set(&out, root, "scenario",
                      belief_of(&out, post, post->scenarios[i].id, &evidence->scenarios[i]));
        break;
    case MST_SUBJECT_PROPOSITION:
        mst__json_set(&out, root, "proposition",
                      belief_of(&out, post, post->propositions[i].id, &evidence->propositions[i]));
        break;
    case MST_SUBJECT_SITE:
        mst__json_set(&out, root, "site", band_of(&out, evidence, i));
        break;
    case MST_SUBJECT_INDICATOR:
        mst__json_set(&out, root, "indicator", tempo_of(&out, post, i, &evidence->indicators[i]));
        break;
    }
    return mst__json_finish(&out, root, text, err);
}
