/* SPDX-License-Identifier: Apache-2.0
 *
 * The changes between two pictures as text: short, worst first.
 */
#include "present/since.h"

#include <string.h>

#include "present/since_internal.h"

enum { ID_COLUMNS = 20, BAND_COLUMNS = 14, MOST_NAMED = 4, MOST_ANSWERS = 12, MOST_GROUPS = 8 };

typedef struct writer {
    mst_buffer *out;
    const mst__since *since;
    const mst_post *post; /* of now */
    mst_when_zone zone;
} writer;

/* "r4 B2, r5 C3 and 2 more"; `none` where there is none. */
static void
add_reports(writer *w, const mst__reports *reports, const char *none)
{
    if (reports->count == 0) {
        mst_buffer_add(w->out, none);
    }
    for (uint32_t i = 0; i < reports->count && i < MOST_NAMED; i++) {
        const mst_report *report = &w->post->reports[reports->list[i]];
        mst_buffer_addf(w->out, "%s%s %c%c", i > 0 ? ", " : "", report->id,
                        report->meta.reliability, report->meta.credibility);
    }
    if (reports->count > MOST_NAMED) {
        mst_buffer_addf(w->out, " and %u more", reports->count - MOST_NAMED);
    }
}

static const char only_age[] = "no new report; those there are grew older";

/* ---- the head ---- */

static void
add_count(mst_buffer *out, uint32_t count, const char *one, const char *many)
{
    if (count > 0) {
        mst_buffer_addf(out, ", %u %s", count, count == 1 ? one : many);
    }
}

static void
add_head(writer *w)
{
    char then[MST_WHEN_BYTES], now[MST_WHEN_BYTES], span[MST__AGE_BYTES];
    const mst__since *since = w->since;
    const mst_post *before = since->view->then->post;
    mst_buffer_addf(w->out, "%s%s%s\n", w->post->id, w->post->name != NULL ? ", " : "",
                    w->post->name != NULL ? w->post->name : "");
    mst_buffer_addf(
        w->out, "from     %s\nto       %s, %s later\n",
        mst_when_local(&w->zone, before->as_of, then),
        mst_when_local(&w->zone, w->post->as_of, now),
        mst__age_text((double)(w->post->as_of - before->as_of) / (double)MST_MS_PER_DAY, span));
    mst_buffer_addf(w->out, "changed  %u of %u standing plan%s", since->plan_count,
                    since->view->plan_count, since->view->plan_count == 1 ? "" : "s");
    if (since->broken > 0) {
        mst_buffer_addf(w->out, " (%u BROKEN)", since->broken);
    }
    add_count(w->out, since->fact_count, "number", "numbers");
    add_count(w->out, since->band_count, "site", "sites");
    add_count(w->out, since->belief_count, "probability", "probabilities");
    add_count(w->out, since->received.count, "new report", "new reports");
    mst_buffer_add(w->out, "\n");
}

/* ---- plans and answers ---- */

static void
add_measures(writer *w, const mst_measures *then, const mst_measures *now)
{
    char was[MST_WHEN_BYTES], is[MST_WHEN_BYTES];
    bool has_said = false;
    if (then->left != now->left) {
        mst_buffer_addf(w->out, "left %lld, was %lld", (long long)now->left, (long long)then->left);
        has_said = true;
    }
    if (then->completion != now->completion) {
        mst_buffer_addf(w->out, "%slast out after %s, was %s", has_said ? "; " : "",
                        mst_when_rough(now->completion, is), mst_when_rough(then->completion, was));
        has_said = true;
    }
    if (!has_said) {
        mst_buffer_addf(w->out, "exposure %.1f, was %.1f", mst_exposure_hours(now->exposure),
                        mst_exposure_hours(then->exposure));
    }
}

/* What a new plan of its cell comes to. */
static void
add_anew(writer *w, const mst_standing_row *row)
{
    char out[MST_WHEN_BYTES];
    const mst_since_view *view = w->since->view;
    for (uint32_t i = 0; i < view->cell_count; i++) {
        const mst_since_cell *cell = &view->changed[i];
        if (cell->planned && strcmp(w->post->scenarios[cell->scenario].id, row->scenario) == 0 &&
            strcmp(w->post->options[cell->option].id, row->option) == 0) {
            mst_buffer_addf(w->out, "    planned anew it leaves %lld, the last out after %s\n",
                            (long long)cell->now.left, mst_when_rough(cell->now.completion, out));
        }
    }
}

static void
add_plan(writer *w, const mst_since_plan *plan)
{
    char when[MST_WHEN_BYTES];
    const mst_standing_row *now = &plan->now;
    mst_buffer_addf(w->out, "  %s %s/%s, adopted by %s: ", now->id, now->scenario, now->option,
                    now->by);
    if (!mst__since_stands(now->state)) {
        mst_buffer_addf(w->out, "%s\n", now->state == MST_STANDING_LOST ? "LOST" : "BREAKS");
        mst_buffer_addf(w->out, "    %s\n", now->fault != NULL ? now->fault : "");
        if (now->move != NULL) {
            mst_buffer_addf(w->out, "    the move: %s\n", now->move);
        }
        if (now->report != NULL) {
            mst_buffer_addf(w->out, "    since report %s, received %s\n", now->report,
                            mst_when_local(&w->zone, now->received, when));
        }
    } else if (!mst__since_stands(plan->then.state)) {
        mst_buffer_add(w->out, "holds again\n");
    } else {
        add_measures(w, &plan->then.now, &now->now);
        mst_buffer_add(w->out, "\n");
    }
    add_anew(w, now);
}

static const char only_calendar[] = "only the calendar differs";

/* Cells that were planned, one a line. */
static void
add_planned(writer *w)
{
    const mst__since *since = w->since;
    if (since->answer_count == 0) {
        mst_buffer_add(w->out, "  with as many left, and the last out at the same time\n");
    }
    for (uint32_t i = 0; i < since->answer_count && i < MOST_ANSWERS; i++) {
        const mst_since_cell *cell = since->answers[i];
        mst__reports because = {cell->report_count, cell->reports};
        mst_buffer_addf(w->out, "  %s/%s: ", w->post->scenarios[cell->scenario].id,
                        w->post->options[cell->option].id);
        add_measures(w, &cell->then, &cell->now);
        mst_buffer_add(w->out, ": ");
        add_reports(w, &because, only_calendar);
        mst_buffer_add(w->out, "\n");
    }
    if (since->answer_count > MOST_ANSWERS) {
        mst_buffer_addf(w->out, "  and %u more (--json)\n", since->answer_count - MOST_ANSWERS);
    }
}

static bool
has_same_reports(const mst_since_cell *a, const mst_since_cell *b)
{
    return a->report_count == b->report_count &&
           memcmp(a->reports, b->reports, a->report_count * sizeof *a->reports) == 0;
}

/* Cells that were not, by what makes them others. */
static void
add_unplanned(writer *w)
{
    const mst_since_view *view = w->since->view;
    const mst_since_cell *groups[MOST_GROUPS];
    uint32_t sizes[MOST_GROUPS], count = 0, others = 0;
    for (uint32_t i = 0; i < view->cell_count; i++) {
        uint32_t g = 0;
        while (g < count && !has_same_reports(groups[g], &view->changed[i])) {
            g++;
        }
        if (g == count && count < MOST_GROUPS) {
            groups[count] = &view->changed[i];
            sizes[count++] = 0;
        }
        sizes[g < count ? g : 0] += g < count;
        others += g == count;
    }
    for (uint32_t g = 0; g < count; g++) {
        mst__reports because = {groups[g]->report_count, groups[g]->reports};
        mst_buffer_addf(w->out, "  %u: ", sizes[g]);
        add_reports(w, &because, only_calendar);
        mst_buffer_add(w->out, "\n");
    }
    if (others > 0) {
        mst_buffer_addf(w->out, "  %u more for other reports (--json)\n", others);
    }
}

static void
add_answers(writer *w)
{
    const mst_since_view *view = w->since->view;
    if (view->cell_count == 0) {
        return;
    }
    mst_buffer_addf(w->out, "\nanswers: %u of %u plans are for something else now",
                    view->cell_count, view->cells);
    mst_buffer_add(w->out, view->has_answers ? ", planned again; worst first\n"
                                             : " (--answers plans them)\n");
    if (view->has_answers) {
        add_planned(w);
    } else {
        add_unplanned(w);
    }
}

/* ---- the picture ---- */

static void
add_facts(writer *w)
{
    for (uint32_t i = 0; i < w->since->fact_count; i++) {
        const mst__fact_change *row = &w->since->facts[i];
        mst_buffer_add(w->out, i == 0 ? "\nnumbers\n" : "");
        mst_buffer_addf(w->out, "  %s %s, was %s: ", row->path, row->after, row->before);
        add_reports(w, &row->because, "no new report; the time that an old one gave came");
        mst_buffer_add(w->out, "\n");
    }
}

static void
add_band_row(writer *w, const mst__band_columns *columns, const char *name, const mst_band *band)
{
    mst_buffer_add(w->out, "  ");
    mst_buffer_pad(w->out, name, ID_COLUMNS);
    if (band->outcome != MST_NONE) {
        mst_buffer_add(w->out, " LOST\n");
        return;
    }
    if (!band->known) {
        mst_buffer_add(w->out, " nothing is known\n");
        return;
    }
    mst__band_chances(w->out, columns, band, false, 0);
    mst_buffer_addf(w->out, "%s\n", band->alarm ? " ALARM" : "");
}

static void
add_bands(writer *w)
{
    const mst__since *since = w->since;
    const mst__band_columns columns = {mst__band_days, mst__band_day_count, BAND_COLUMNS};
    for (uint32_t i = 0; i < since->band_count; i++) {
        const mst__band_change *row = &since->bands[i];
        if (i == 0) {
            mst_buffer_add(w->out, "\nsites: lost within\n  ");
            mst_buffer_pad(w->out, "", ID_COLUMNS);
            mst__band_heads(w->out, &columns);
        }
        add_band_row(w, &columns, w->post->sites[row->site].id, row->now);
        if (row->now->outcome == MST_NONE || row->then->outcome == MST_NONE) {
            add_band_row(w, &columns, "  was", row->then);
        }
        mst_buffer_add(w->out, "    ");
        add_reports(w, &row->because, only_age);
        mst_buffer_add(w->out, "\n");
    }
}

static void
add_beliefs(writer *w)
{
    char then[MST__PARTS_BYTES], now[MST__PARTS_BYTES];
    for (uint32_t i = 0; i < w->since->belief_count; i++) {
        const mst__belief_change *row = &w->since->beliefs[i];
        bool settled = row->now->outcome != MST_NONE;
        mst_buffer_add(w->out, i == 0 ? "\nhow probable\n" : "");
        mst_buffer_add(w->out, "  ");
        mst_buffer_pad(w->out, row->id, ID_COLUMNS);
        mst_buffer_addf(w->out, " %s%s, was %s", mst__parts_text(row->now->interval, now),
                        settled ? ", settled" : "", mst__parts_text(row->then->interval, then));
        if (!settled &&
            mst_parts_of(row->now->robust).high != mst_parts_of(row->now->interval).high) {
            mst_buffer_addf(w->out, " (whoever is right %s,",
                            mst__parts_text(row->now->robust, now));
            mst_buffer_addf(w->out, " was %s)", mst__parts_text(row->then->robust, then));
        }
        mst_buffer_add(w->out, ": ");
        add_reports(w, &row->because, only_age);
        mst_buffer_add(w->out, "\n");
    }
}

static void
add_tempos(writer *w)
{
    for (uint32_t i = 0; i < w->since->tempo_count; i++) {
        const mst__tempo_change *row = &w->since->tempos[i];
        mst_buffer_add(w->out, i == 0 ? "\nincidents a day\n" : "");
        mst_buffer_add(w->out, "  ");
        mst_buffer_pad(w->out, w->post->indicators[row->indicator].id, ID_COLUMNS);
        mst_buffer_addf(w->out, " %.2f, was %.2f", row->now->mean_per_day + 1e-7,
                        row->then->mean_per_day + 1e-7);
        if (row->now->rate.alarm != row->then->rate.alarm) {
            mst_buffer_add(w->out, row->now->rate.alarm ? ", ALARM" : ", no alarm any more");
        } else if (row->now->rate.alarm) {
            mst_buffer_add(w->out, ", still in ALARM");
        }
        mst_buffer_add(w->out, ": ");
        add_reports(w, &row->because, "no new count");
        mst_buffer_add(w->out, "\n");
    }
}

static void
add_stale(writer *w)
{
    char age[MST_WHEN_BYTES], review[MST_WHEN_BYTES];
    for (uint32_t i = 0; i < w->since->stale_count; i++) {
        const mst__stale_change *row = &w->since->stale[i];
        mst_buffer_add(w->out, i == 0 ? "\nstale\n" : "");
        mst_buffer_addf(w->out, "  %s %s: ", row->item.noun, row->item.id);
        if (row->is_new) {
            mst_buffer_addf(w->out, "%s old, to be reviewed every %s\n",
                            mst_when_duration(row->item.age_ms, age),
                            mst_when_duration(row->item.review_ms, review));
        } else {
            mst_buffer_add(w->out, "no longer\n");
        }
    }
}

static void
add_received(writer *w)
{
    char when[MST_WHEN_BYTES];
    const mst__since *since = w->since;
    for (uint32_t i = 0; i < since->received.count; i++) {
        const mst_report *report = &w->post->reports[since->received.list[i]];
        mst_buffer_add(w->out, i == 0 ? "\nreports, the last first\n" : "");
        mst_buffer_add(w->out, "  ");
        mst_buffer_pad(w->out, report->id, ID_COLUMNS);
        mst_buffer_addf(w->out, " %c%c %s  %s", report->meta.reliability, report->meta.credibility,
                        mst_when_local_short(&w->zone, report->received, when),
                        mst_claim_words[report->claim]);
        for (uint32_t s = 0; s < report->subject_count; s++) {
            mst_buffer_addf(w->out, "%s %s", s > 0 ? "," : "",
                            mst_subject_id(w->post, report->subjects[s]));
        }
        if (report->corrects != MST_NONE) {
            mst_buffer_addf(w->out, ", corrects %s", w->post->reports[report->corrects].id);
        }
        if (!report->known) {
            mst_buffer_add(w->out, ", corrected since");
        }
        mst_buffer_addf(w->out, ": %s\n", report->meta.source);
    }
    for (uint32_t i = 0; i < since->ceased.count; i++) {
        const mst_report *report = &w->post->reports[since->ceased.list[i]];
        mst_buffer_addf(w->out, "%s  %s: %s\n", i == 0 ? "\ncount no longer\n" : "", report->id,
                        report->corrected_by != MST_NONE ? w->post->reports[report->corrected_by].id
                                                         : "");
    }
}

mst_status
mst_since_write_text(const mst_since_view *view, char **text, mst_error *err)
{
    mst_buffer out = {0};
    mst_arena arena;
    mst__since since;
    const mst_post *post = view->now->post;
    writer w = {.out = &out,
                .since = &since,
                .post = post,
                .zone = {post->zone_row_count, post->zone_rows}};
    mst_arena_init(&arena, 0);
    if (mst__since_find(view, &arena, &since)) {
        add_head(&w);
        for (uint32_t i = 0; i < since.plan_count; i++) {
            mst_buffer_add(&out, i == 0 ? "\nstanding plans\n" : "");
            add_plan(&w, since.plans[i]);
        }
        add_answers(&w);
        add_facts(&w);
        add_bands(&w);
        add_beliefs(&w);
        add_tempos(&w);
        add_stale(&w);
        add_received(&w);
    } else {
        out.failed = true;
    }
    mst_arena_release(&arena);
    return mst_buffer_finish(&out, text, err);
}
