/* SPDX-License-Identifier: Apache-2.0 */
#include "present/picture.h"

#include <inttypes.h>

#include "present/picture_internal.h"
#include "present/tripwires.h"
#include "present/when.h"

enum { ID_COLUMNS = 20, BAND_COLUMNS = 14, INDENT = 2 };

/* "r1 B2 1 d": a report as a source of a number. */
static void
add_report(mst_buffer *out, const mst_post *post, uint32_t index)
{
    const mst_report *report = &post->reports[index];
    char age[MST__AGE_BYTES];
    mst_buffer_addf(
        out, "%s %c%c %s", report->id, report->meta.reliability, report->meta.credibility,
        mst__age_text((double)(post->as_of - report->at) / (double)MST_MS_PER_DAY, age));
}

static void
add_head(mst_buffer *out, const mst_post *post)
{
    char when[MST_WHEN_BYTES];
    mst_when_zone zone = {post->zone_row_count, post->zone_rows};
    uint32_t known = 0, later = 0, corrected = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        known += post->reports[i].known;
        later += post->reports[i].received > post->as_of;
        corrected += post->reports[i].corrected_by != MST_NONE;
    }
    mst_buffer_addf(out, "%s%s%s\n", post->id, post->name != NULL ? ", " : "",
                    post->name != NULL ? post->name : "");
    mst_buffer_addf(out, "as of    %s\n", mst_when_local(&zone, post->as_of, when));
    if (post->base_as_of != post->as_of) {
        mst_buffer_addf(out, "text     of %s\n", mst_when_local(&zone, post->base_as_of, when));
    }
    mst_buffer_addf(out, "reports  %u count", known);
    if (corrected > 0) {
        mst_buffer_addf(out, ", %u corrected", corrected);
    }
    if (later > 0) {
        mst_buffer_addf(out, ", %u received later", later);
    }
    mst_buffer_add(out, "\n");
}

static void
add_amended(mst_buffer *out, const mst_post *post, mst_arena *arena)
{
    uint32_t count;
    const mst__amended *list = mst__amended_list(post, arena, &count);
    if (list == NULL) {
        out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        mst_buffer_addf(out, "%s  ", i == 0 ? "\nnumbers that reports amend\n" : "");
        mst_buffer_pad(out, list[i].path, 2 * ID_COLUMNS);
        mst_buffer_addf(out, " %s, was %s: ", list[i].after, list[i].before);
        add_report(out, post, list[i].report);
        if (list[i].report_count > 1) {
            mst_buffer_addf(out, ", last of %u", list[i].report_count);
        }
        mst_buffer_add(out, "\n");
    }
}

/* ---- probabilities ---- */

static void
add_belief(mst_buffer *out, const mst_post *post, const char *id, const mst_belief *belief)
{
    char parts[MST__PARTS_BYTES];
    mst_buffer_add(out, "  ");
    mst_buffer_pad(out, id, ID_COLUMNS);
    mst_buffer_add(out, " ");
    if (belief->basis == MST_BASIS_NOTHING && belief->stated_count == 0) {
        mst_buffer_add(out, "nothing is known\n");
        return;
    }
    mst_buffer_pad(out, mst__parts_text(belief->interval, parts), 14);
    if (belief->outcome != MST_NONE) {
        mst_buffer_add(out, " it has been settled: ");
        add_report(out, post, belief->outcome);
    } else if (belief->basis == MST_BASIS_REPORTS) {
        if (belief->has_hull) {
            mst_buffer_addf(out, " reports say from %s;", mst__parts_text(belief->hull, parts));
        }
        for (uint32_t i = 0; i < belief->heard_count; i++) {
            mst_buffer_add(out, i > 0 ? ", " : " ");
            add_report(out, post, belief->heard[i].report);
        }
    } else {
        mst_buffer_add(out, " as the post says");
    }
    if (belief->stated_count > 0 && belief->outcome == MST_NONE) {
        mst_buffer_addf(out, "; %u statement%s", belief->stated_count,
                        belief->stated_count == 1 ? "" : "s");
    }
    mst_buffer_add(out, "\n");
}

static void
add_beliefs(mst_buffer *out, const mst_evidence *evidence)
{
    const mst_post *post = evidence->post;
    mst_buffer_add(out, "\nscenarios: how probable\n");
    for (uint32_t i = 0; i < post->scenario_count; i++) {
        add_belief(out, post, post->scenarios[i].id, &evidence->scenarios[i]);
    }
    for (uint32_t i = 0; i < post->proposition_count; i++) {
        mst_buffer_add(out, i == 0 ? "\npropositions: how probable\n" : "");
        add_belief(out, post, post->propositions[i].id, &evidence->propositions[i]);
    }
}

static void
add_band(mst_buffer *out, const mst__band_columns *columns, const mst_post *post, uint32_t site,
         const mst_band *band)
{
    mst_buffer_add(out, "  ");
    mst_buffer_pad(out, post->sites[site].id, ID_COLUMNS);
    if (band->outcome != MST_NONE) {
        mst_buffer_add(out, " it is lost: ");
        add_report(out, post, band->outcome);
        mst_buffer_add(out, "\n");
        return;
    }
    mst__band_chances(out, columns, band, false, columns->width);
    mst_buffer_addf(out, " %u report%s%s\n", band->heard_count, band->heard_count == 1 ? "" : "s",
                    band->alarm ? ", ALARM" : "");
    if (!band->has_hull) {
        return;
    }
    mst_buffer_add(out, "  ");
    mst_buffer_pad(out, "  whoever is right", ID_COLUMNS);
    mst__band_chances(out, columns, band, true, 0);
    mst_buffer_add(out, "\n");
}

static void
add_bands(mst_buffer *out, const mst_evidence *evidence)
{
    const mst_post *post = evidence->post;
    const mst__band_columns columns = {mst__band_days, mst__band_day_count, BAND_COLUMNS};
    bool has_begun = false;
    for (uint32_t i = 0; i < post->site_count; i++) {
        if (!evidence->sites[i].known) {
            continue;
        }
        if (!has_begun) {
            mst_buffer_add(out, "\nsites: lost within\n  ");
            mst_buffer_pad(out, "", ID_COLUMNS);
            mst__band_heads(out, &columns);
            has_begun = true;
        }
        add_band(out, &columns, post, i, &evidence->sites[i]);
    }
}

static void
add_indicators(mst_buffer *out, const mst_evidence *evidence)
{
    const mst_post *post = evidence->post;
    for (uint32_t i = 0; i < post->indicator_count; i++) {
        const mst_tempo *tempo = &evidence->indicators[i];
        mst_buffer_add(out, i == 0 ? "\nindicators: incidents a day\n  " : "  ");
        mst_buffer_pad(out, post->indicators[i].id, ID_COLUMNS);
        if (!tempo->known) {
            mst_buffer_add(out, " nothing is counted\n");
            continue;
        }
        mst_buffer_addf(out, " %.2f, %.2f times what is expected%s; %u count%s\n",
                        tempo->mean_per_day + 1e-7, tempo->factor + 1e-7,
                        tempo->rate.alarm ? ", ALARM" : "", tempo->report_count,
                        tempo->report_count == 1 ? "" : "s");
    }
}

static void
add_records(mst_buffer *out, const mst_evidence *evidence)
{
    char parts[MST__PARTS_BYTES];
    bool has_begun = false;
    for (uint32_t i = 0; i < evidence->record_count; i++) {
        const mst_record *record = &evidence->records[i];
        if (record->resolved == 0) {
            continue;
        }
        mst_buffer_add(out, has_begun ? "" : "\nsources: past estimates that came true\n");
        has_begun = true;
        mst_buffer_addf(out, "  %u of %u, reliable %s%s: %s\n", record->right, record->resolved,
                        mst__parts_text(record->reliability, parts),
                        record->counts ? "" : ", too few to count", record->source);
    }
}

static void
add_stale(mst_buffer *out, const mst_post *post, mst_arena *arena)
{
    uint32_t count;
    char age[MST_WHEN_BYTES], review[MST_WHEN_BYTES];
    const mst__stale *list = mst__stale_list(post, arena, &count);
    if (list == NULL) {
        out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        mst_buffer_add(out, i == 0 ? "\nstale\n" : "");
        mst_buffer_addf(out, "  %s %s: %s old, to be reviewed every %s", list[i].noun, list[i].id,
                        mst_when_duration(list[i].age_ms, age),
                        mst_when_duration(list[i].review_ms, review));
        if (list[i].meta->reliability != 0) {
            mst_buffer_addf(out, ", %c%c", list[i].meta->reliability, list[i].meta->credibility);
        }
        mst_buffer_addf(out, "%s%s\n", list[i].meta->source != NULL ? ": " : "",
                        list[i].meta->source != NULL ? list[i].meta->source : "");
    }
}

mst_status
mst_picture_write_text(const mst_evidence *evidence, char **text, mst_error *err)
{
    mst_buffer out = {0};
    mst_arena arena;
    const mst_tripped *tripped = NULL;
    mst_arena_init(&arena, 0);
    mst_status status = mst_tripwires_look(evidence, &arena, &tripped, err);
    if (status != MST_OK) {
        mst_arena_release(&arena);
        return status;
    }
    add_head(&out, evidence->post);
    add_amended(&out, evidence->post, &arena);
    add_beliefs(&out, evidence);
    add_bands(&out, evidence);
    add_indicators(&out, evidence);
    mst__tripwires_text(&out, evidence, tripped);
    add_records(&out, evidence);
    add_stale(&out, evidence->post, &arena);
    mst_arena_release(&arena);
    return mst_buffer_finish(&out, text, err);
}
