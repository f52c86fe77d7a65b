/* SPDX-License-Identifier: Apache-2.0
 *
 * One number and the reports behind it, in the order in which the method takes them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "present/picture_internal.h"
#include "present/when.h"

static void
add_when(mst_buffer *out, const mst_post *post, mst_instant instant)
{
    char when[MST_WHEN_BYTES];
    mst_when_zone zone = {post->zone_row_count, post->zone_rows};
    mst_buffer_add(out, mst_when_local_short(&zone, instant, when));
}

/* The report's own line: what, when, by whom. */
static void
add_origin(mst_buffer *out, const mst_post *post, uint32_t index)
{
    const mst_report *report = &post->reports[index];
    mst_buffer_addf(out, "  %s, ", report->id);
    add_when(out, post, report->at);
    if (report->received != report->at) {
        mst_buffer_add(out, ", received ");
        add_when(out, post, report->received);
    }
    mst_buffer_addf(out, ", %c%c%s: %s\n", report->meta.reliability, report->meta.credibility,
                    report->interested ? ", interested" : "", report->meta.source);
    if (report->text != NULL) {
        mst_buffer_addf(out, "      \"%s\"\n", report->text);
    }
}

static void
add_heard(mst_buffer *out, const mst_post *post, const mst_heard *heard, const char *within)
{
    char parts[MST__PARTS_BYTES], age[MST__AGE_BYTES];
    add_origin(out, post, heard->report);
    mst_buffer_addf(out, "      says %s%s; reliable %.3f%s, %s old, weight %.3f, share %.1f %%%s\n",
                    mst__parts_text(heard->says, parts), within, heard->reliability + 1e-7,
                    heard->has_record ? " by its record" : "", mst__age_text(heard->age_days, age),
                    heard->weight + 1e-7, heard->share * 100 + 1e-7,
                    heard->in_hull ? "" : "; too old or too doubtful for the disagreement");
    if (heard->origin_head != heard->report) {
        mst_buffer_addf(out, "      goes back to the same origin as %s\n",
                        post->reports[heard->origin_head].id);
    }
    if (heard->unsettled) {
        mst_buffer_add(out, "      too doubtful to settle the matter\n");
    }
}

static void
add_statements(mst_buffer *out, const mst_post *post, const mst_belief *belief, const char *actor)
{
    char before[MST__PARTS_BYTES], after[MST__PARTS_BYTES];
    for (uint32_t i = 0; i < belief->stated_count; i++) {
        const mst_stated *stated = &belief->stated[i];
        mst_buffer_add(out, i == 0 ? "statements\n" : "");
        add_origin(out, post, stated->report);
        mst_buffer_addf(out, "      by %s; likelihood ratio %.4f..%.4f; ",
                        post->reports[stated->report].actor, stated->ratio.low + 1e-7,
                        stated->ratio.high + 1e-7);
        if (stated->binds) {
            mst_buffer_addf(out, "%s becomes %s\n", mst__parts_text(stated->before, before),
                            mst__parts_text(stated->after, after));
        } else if (actor != NULL) {
            mst_buffer_addf(out, "it does not bind %s, who decides\n", actor);
        } else {
            mst_buffer_add(out, "no actor is named who decides, so it binds nobody\n");
        }
    }
}

static void
add_belief(mst_buffer *out, const mst_post *post, const mst_belief *belief, const mst_chance *given,
           const char *actor)
{
    char parts[MST__PARTS_BYTES], other[MST__PARTS_BYTES];
    if (belief->outcome != MST_NONE) {
        mst_buffer_addf(out, "it %s\n",
                        post->reports[belief->outcome].happened ? "has happened"
                                                                : "has not happened");
        add_origin(out, post, belief->outcome);
        return;
    }
    if (given->given) {
        mst_range said = {(double)given->low / MST_CHANCE_ONE,
                          (double)given->high / MST_CHANCE_ONE};
        mst_buffer_addf(out, "the post says %s%s%s\n", mst__parts_text(said, parts),
                        given->word != NULL ? ", " : "", given->word != NULL ? given->word : "");
    }
    for (uint32_t i = 0; i < belief->heard_count; i++) {
        mst_buffer_add(out, i == 0 ? "reports\n" : "");
        add_heard(out, post, &belief->heard[i], "");
    }
    if (belief->heard_count > 0) {
        mst_buffer_addf(out, "none of them is reliable with probability %.4f\n",
                        belief->nobody + 1e-7);
        mst_buffer_addf(out, "pooled %s\n", mst__parts_text(belief->pooled, parts));
    }
    add_statements(out, post, belief, actor);
    mst_buffer_addf(out, "result %s", mst__parts_text(belief->interval, parts));
    if (belief->has_hull) {
        mst_buffer_addf(out, "; they differ from %s", mst__parts_text(belief->hull, parts));
    }
    mst_buffer_addf(out, "; whoever is right %s\n", mst__parts_text(belief->robust, parts));
    if (belief->heard_count > 0) {
        mst_buffer_addf(out, "with every weight 0.1 lower %s, higher %s",
                        mst__parts_text(belief->weights_lower, parts),
                        mst__parts_text(belief->weights_higher, other));
        if (belief->has_extremised) {
            mst_buffer_addf(out, "; were they independent %.1f %%",
                            belief->extremised * 100 + 1e-7);
        }
        mst_buffer_add(out, "\n");
    }
}

static void
add_tempo(mst_buffer *out, const mst_evidence *evidence, uint32_t index)
{
    const mst_post *post = evidence->post;
    const mst_tempo *tempo = &evidence->indicators[index];
    if (!tempo->known) {
        mst_buffer_add(out, "nothing is counted\n");
        return;
    }
    mst_buffer_add(out, "counts\n");
    for (uint32_t i = 0; i < post->report_count; i++) {
        const mst_report *report = &post->reports[i];
        bool is_ours = false;
        for (uint32_t k = 0; k < report->subject_count; k++) {
            is_ours = is_ours || (report->subjects[k].subject_class == MST_SUBJECT_INDICATOR &&
                                  report->subjects[k].index == index);
        }
        if (is_ours && report->known) {
            char over[MST_WHEN_BYTES];
            add_origin(out, post, i);
            mst_buffer_addf(out, "      %" PRId64 " in %s\n", report->incidents,
                            mst_when_duration(report->over_ms, over));
        }
    }
    mst_buffer_addf(out,
                    "remembered %.4f incidents in %.4f days; %.4f a day, %.2f times what is "
                    "expected\n",
                    tempo->rate.count + 1e-7, tempo->rate.days + 1e-7, tempo->mean_per_day + 1e-7,
                    tempo->factor + 1e-7);
    mst_buffer_addf(out, "sum of what is above %.4f%s; a day without any has probability %.4f\n",
                    tempo->rate.sum + 1e-7, tempo->rate.alarm ? ", ALARM" : "",
                    tempo->none_next_day + 1e-7);
}

static void
add_band(mst_buffer *out, const mst_evidence *evidence, uint32_t site)
{
    const mst_post *post = evidence->post;
    const mst_band *band = &evidence->sites[site];
    char parts[MST__PARTS_BYTES], robust[MST__PARTS_BYTES];
    if (band->outcome != MST_NONE) {
        mst_buffer_add(out, "it is lost\n");
        add_origin(out, post, band->outcome);
        return;
    }
    if (!band->known) {
        mst_buffer_add(out, "no report says by when it may be lost\n");
        return;
    }
    mst_buffer_add(out, "reports\n");
    for (uint32_t i = 0; i < band->heard_count; i++) {
        add_heard(out, post, &band->heard[i], " lost within 30 d from now");
    }
    for (uint32_t i = 0; i < post->indicator_count; i++) {
        for (uint32_t k = 0; k < post->indicators[i].raises_count; k++) {
            if (post->indicators[i].raises[k].index == site && evidence->indicators[i].known) {
                mst_buffer_addf(out, "indicator %s: hazard times %.2f%s\n", post->indicators[i].id,
                                evidence->indicators[i].factor + 1e-7,
                                evidence->indicators[i].rate.alarm ? ", ALARM" : "");
            }
        }
    }
    for (uint32_t i = 0; i < band->eased_count; i++) {
        const mst_eased *eased = &band->eased[i];
        mst_buffer_addf(out, "branch %s, probable %s: risk falls, ",
                        post->propositions[eased->proposition].id,
                        mst__parts_text(eased->chance, parts));
        if (eased->report_count > 0) {
            mst_buffer_addf(out, "by %u report%s given it\n", eased->report_count,
                            eased->report_count == 1 ? "" : "s");
        } else {
            mst_buffer_add(out, "how far no report says\n");
        }
    }
    mst_buffer_add(out, "lost within\n");
    for (uint32_t i = 0; i < mst__band_day_count; i++) {
        mst_time after = mst__band_days[i] * MST_MS_PER_DAY;
        mst_buffer_addf(out, "  %3u d  %s; whoever is right %s\n", mst__band_days[i],
                        mst__parts_text(mst_band_at(band, after, false), parts),
                        mst__parts_text(mst_band_at(band, after, true), robust));
    }
}

/* Estimates of the subject whose time has come. */
static void
add_scores(mst_buffer *out, const mst_evidence *evidence, mst_subject subject)
{
    char parts[MST__PARTS_BYTES], age[MST_WHEN_BYTES];
    const mst_post *post = evidence->post;
    bool has_begun = false;
    for (uint32_t i = 0; i < evidence->scored_count; i++) {
        const mst_scored *scored = &evidence->scored[i];
        if (scored->subject.subject_class != subject.subject_class ||
            scored->subject.index != subject.index) {
            continue;
        }
        const mst_report *report = &post->reports[scored->report];
        mst_buffer_add(out, has_begun ? "" : "past estimates, with their Brier score\n");
        has_begun = true;
        mst_buffer_addf(out, "  %s said %s", report->id, mst__parts_text(scored->said, parts));
        if (scored->estimate != MST_NONE) {
            mst_buffer_addf(out, " within %s",
                            mst_when_duration(report->estimates[scored->estimate].within_ms, age));
        }
        mst_buffer_addf(out, "; it %s: %.3f..%.3f\n",
                        scored->happened ? "came so" : "did not come so", scored->brier.low + 1e-7,
                        scored->brier.high + 1e-7);
    }
}

static const char *
name_of(const mst_post *post, mst_subject subject)
{
    switch (subject.subject_class) {
    case MST_SUBJECT_SCENARIO:
        return post->scenarios[subject.index].name;
    case MST_SUBJECT_PROPOSITION:
        return post->propositions[subject.index].name;
    case MST_SUBJECT_SITE:
        return post->sites[subject.index].name;
    case MST_SUBJECT_INDICATOR:
        break;
    }
    return post->indicators[subject.index].name;
}

mst_status
mst_explain_write_text(const mst_evidence *evidence, mst_subject subject, char **text,
                       mst_error *err)
{
    static const char *const nouns[] = {"scenario", "proposition", "site", "indicator"};
    const mst_post *post = evidence->post;
    mst_buffer out = {0};
    const char *name = name_of(post, subject);
    mst_buffer_addf(&out, "%s %s%s%s\n", nouns[subject.subject_class],
                    mst_subject_id(post, subject), name != NULL ? ", " : "",
                    name != NULL ? name : "");
    switch (subject.subject_class) {
    case MST_SUBJECT_SCENARIO:
        add_belief(&out, post, &evidence->scenarios[subject.index],
                   &post->scenarios[subject.index].chance, post->scenarios[subject.index].actor);
        break;
    case MST_SUBJECT_PROPOSITION:
        add_belief(&out, post, &evidence->propositions[subject.index],
                   &post->propositions[subject.index].chance,
                   post->propositions[subject.index].actor);
        break;
    case MST_SUBJECT_SITE:
        add_band(&out, evidence, subject.index);
        break;
    case MST_SUBJECT_INDICATOR:
        add_tempo(&out, evidence, subject.index);
        break;
    }
    add_scores(&out, evidence, subject);
    return mst_buffer_finish(&out, text, err);
}
