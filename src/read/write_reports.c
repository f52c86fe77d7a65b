/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "model/reports.h"
#include "read/write.h"

static void
put_chance_line(mst__out *out, const char *key, const mst_chance *chance)
{
    if (chance->given) {
        mst__put_word_line(out, key, mst__chance_text(out->arena, chance));
    }
}

/* `key: [a, b]` */
static void
put_sites(mst__out *out, const char *key, const mst_site_id *sites, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0) {
            mst__put_key(out, key);
        }
        mst__put(out, "%s", i == 0 ? " [" : ", ");
        mst__put_word(out, out->post->sites[sites[i].index].id);
    }
    mst__put(out, "%s", count > 0 ? "]\n" : "");
}

void
mst__write_evidence(mst__out *out)
{
    const mst_post *post = out->post;
    bool is_set = false;
    for (uint32_t i = 0; i < mst_evidence_field_count; i++) {
        is_set = is_set || mst_field_of(&mst_evidence_fields[i], post->evidence)->given;
    }
    if (!is_set) {
        return;
    }
    mst__put(out, "evidence:\n");
    out->indent = 2;
    mst__write_fields(out, &(mst__field_writer){.item = post->evidence,
                                                .fields = mst_evidence_fields,
                                                .field_count = mst_evidence_field_count});
}

void
mst__write_proposition(mst__out *out, uint32_t index)
{
    const mst_proposition *proposition = &out->post->propositions[index];
    mst__put_word_line(out, "id", proposition->id);
    mst__put_text_line(out, "name", proposition->name);
    put_chance_line(out, "chance", &proposition->chance);
    mst__put_text_line(out, "actor", proposition->actor);
    put_sites(out, "eases", proposition->eases, proposition->eases_count);
    mst__put_meta(out, &proposition->meta);
}

void
mst__write_indicator(mst__out *out, uint32_t index)
{
    const mst_indicator *indicator = &out->post->indicators[index];
    mst__put_word_line(out, "id", indicator->id);
    mst__put_text_line(out, "name", indicator->name);
    put_sites(out, "raises", indicator->raises, indicator->raises_count);
    mst__write_fields(out, &(mst__field_writer){.item = indicator,
                                                .fields = mst_indicator_fields,
                                                .field_count = mst_indicator_field_count});
    mst__put_meta(out, &indicator->meta);
}

/* ---- reports ---- */

static void
write_subjects(mst__out *out, const mst_report *report)
{
    for (uint32_t i = 0; i < report->subject_count; i++) {
        if (i == 0) {
            mst__put_key(out, "subject");
        }
        mst__put(out, "%s%s.%s", i == 0 ? " [" : ", ",
                 mst_subject_sections[report->subjects[i].subject_class],
                 mst_subject_id(out->post, report->subjects[i]));
    }
    mst__put(out, "%s", report->subject_count > 0 ? "]\n" : "");
}

static void
write_estimates(mst__out *out, const mst_report *report)
{
    for (uint32_t i = 0; i < report->estimate_count; i++) {
        const mst_loss_estimate *estimate = &report->estimates[i];
        if (i == 0) {
            mst__put_key(out, "lost");
        }
        const char *within =
            mst__number_text(out->arena, MST_KIND_DURATION, NULL, estimate->within_ms);
        mst__put(out, "%s{within: %s, chance: %s}", i == 0 ? " [" : ", ", within,
                 mst__chance_text(out->arena, &estimate->chance));
    }
    mst__put(out, "%s", report->estimate_count > 0 ? "]\n" : "");
    if (report->may_fall) {
        mst__put_word_line(out, "may_fall", "true");
    }
    if (report->given != MST_NONE) {
        mst__put_word_line(out, "given", out->post->propositions[report->given].id);
    }
}

static void
write_claim(mst__out *out, const mst_report *report)
{
    switch (report->claim) {
    case MST_CLAIM_FACT:
        mst__write_changes(out, report->changes, report->change_count);
        break;
    case MST_CLAIM_OUTCOME:
        mst__put_word_line(out, "happened", report->happened ? "true" : "false");
        break;
    case MST_CLAIM_CHANCE:
        put_chance_line(out, "chance", &report->chance);
        break;
    case MST_CLAIM_LOSS:
        write_estimates(out, report);
        break;
    case MST_CLAIM_STATEMENT:
        mst__put_key(out, "statement");
        mst__put(out, " {if_true: %s, ", mst__chance_text(out->arena, &report->if_true));
        mst__put(out, "if_false: %s}\n", mst__chance_text(out->arena, &report->if_false));
        break;
    case MST_CLAIM_INCIDENTS:
        mst__put_number_line(out, "incidents", MST_KIND_COUNT, report->incidents);
        mst__put_number_line(out, "over", MST_KIND_DURATION, report->over_ms);
        break;
    case MST_CLAIM_WITHDRAWAL:
        mst__put_word_line(out, "withdrawn", "true");
        break;
    case MST_CLAIM_COUNT:
        break;
    }
}

void
mst__write_report(mst__out *out, uint32_t index)
{
    const mst_post *post = out->post;
    const mst_report *report = &post->reports[index];
    mst__put_word_line(out, "id", report->id);
    mst__put_key(out, "at");
    mst__put(out, " %s\n", mst__instant_text(post, out->arena, report->at));
    mst__put_key(out, "received");
    mst__put(out, " %s\n", mst__instant_text(post, out->arena, report->received));
    mst__put_meta(out, &report->meta);
    mst__put_text_line(out, "actor", report->actor);
    mst__put_text_line(out, "origin", report->origin);
    if (report->interested) {
        mst__put_word_line(out, "interested", "true");
    }
    mst__put_text_line(out, "text", report->text);
    if (report->corrects != MST_NONE) {
        mst__put_word_line(out, "corrects", post->reports[report->corrects].id);
    }
    write_subjects(out, report);
    write_claim(out, report);
}

/* ---- tripwires ---- */

void
mst__write_tripwire(mst__out *out, uint32_t index)
{
    const mst_tripwire *tripwire = &out->post->tripwires[index];
    mst__put_word_line(out, "id", tripwire->id);
    mst__put_text_line(out, "name", tripwire->name);
    mst__put_key(out, "subject");
    mst__put(out, " %s.%s\n", mst_subject_sections[tripwire->subject.subject_class],
             mst_subject_id(out->post, tripwire->subject));
    mst__write_fields(out, &(mst__field_writer){.item = tripwire,
                                                .fields = mst_tripwire_fields,
                                                .field_count = mst_tripwire_field_count});
    if (tripwire->sure) {
        mst__put_word_line(out, "sure", "true");
    }
    mst__put_text_line(out, "confirm", tripwire->confirm);
    mst__put_text_line(out, "action", tripwire->action);
    if (tripwire->option != MST_NONE) {
        mst__put_word_line(out, "option", out->post->options[tripwire->option].id);
    }
    mst__put_meta(out, &tripwire->meta);
}
