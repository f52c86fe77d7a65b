/* SPDX-License-Identifier: Apache-2.0
 *
 * A walk through the days of a post as text and as CSV.
 *
 * The text has one line a day of what to do, a table of loss curves for each site that reports
 * speak of, and of probabilities only the days on which one moved: a line for every day would hide
 * that little happens on most.
 */
#include "present/hindcast.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "present/hindcast_internal.h"

const uint32_t mst__hindcast_days[MST__HINDCAST_DAYS] = {7, 14, 30};

enum { CELL = 48, WHEN_COLUMNS = 16, ID_COLUMNS = 14, PARTS_COLUMNS = 15 };

/* Ends of a probability that moved by less than a percent since the last line are no news. */
static const double news = 0.01;

typedef struct writer {
    mst_buffer *out;
    const mst_hindcast_view *view;
    const mst_post *post; /* of the first day: names and zone */
    mst_when_zone zone;
} writer;

static const char *
day_text(const writer *w, uint32_t d, char when[MST_WHEN_BYTES])
{
    return mst_when_local_short(&w->zone, w->view->days[d].evidence->post->as_of, when);
}

/* "1203..4857", one number where both are equal. */
static const char *
people_text(int64_t low, int64_t high, char text[CELL])
{
    if (low == high) {
        snprintf(text, CELL, "%" PRId64, low);
    } else {
        snprintf(text, CELL, "%" PRId64 "..%" PRId64, low, high);
    }
    return text;
}

static const char *
chance_text(int64_t low, int64_t high, char text[MST__PARTS_BYTES])
{
    const double one = MST_CHANCE_ONE;
    return mst__parts_text((mst_range){(double)low / one, (double)high / one}, text);
}

/* ---- what to do ---- */

static const char *
order_by_text(const writer *w, const mst_hindcast_day *day, uint32_t option, mst_time wait,
              char text[CELL])
{
    char when[MST_WHEN_BYTES];
    if (!day->says->cells[option].has_curve) {
        snprintf(text, CELL, "-");
    } else if (wait == MST_TIME_MIN) {
        snprintf(text, CELL, "never sure");
    } else if (wait == MST_NEVER) {
        snprintf(text, CELL, "no limit");
    } else if (wait < 0) {
        snprintf(text, CELL, "past by %s", mst_when_rough(-wait, when));
    } else {
        mst_instant at = day->evidence->post->as_of + day->plans->cells[option].order + wait;
        snprintf(text, CELL, "%s", mst_when_local_short(&w->zone, at, when));
    }
    return text;
}

static void
add_advice(writer *w)
{
    mst_buffer *out = w->out;
    char when[MST_WHEN_BYTES], text[CELL], parts[MST__PARTS_BYTES];
    mst_buffer_add(out, "\n");
    mst_buffer_pad(out, "as of", WHEN_COLUMNS);
    mst_buffer_add(out, " new  ");
    mst_buffer_pad(out, "take", ID_COLUMNS);
    mst_buffer_add(
        out, " expected not out  caught or left  gone before a loss  90 % sure until  at best\n");
    for (uint32_t d = 0; d < w->view->day_count; d++) {
        const mst_hindcast_day *day = &w->view->days[d];
        uint32_t chosen = day->says->choice.recommended;
        const mst_verdict *verdict = &day->says->choice.verdicts[chosen];
        const mst_assessed_cell *cell = &day->says->cells[chosen];
        mst_buffer_pad(out, day_text(w, d, when), WHEN_COLUMNS);
        mst_buffer_addf(out, " %3u  ", day->reports);
        mst_buffer_pad(out, w->post->options[day->plans->options[chosen].index].id, ID_COLUMNS);
        mst_buffer_add(out, " ");
        mst_buffer_pad_left(out,
                            people_text(verdict->lower / MST_MILLION,
                                        mst_ceil_divide(verdict->upper, MST_MILLION), text),
                            16);
        mst_buffer_add(out, "  ");
        mst_buffer_pad_left(
            out, people_text(day->caught_least[chosen], day->caught_most[chosen], text), 14);
        mst_buffer_add(out, "  ");
        mst_buffer_pad_left(
            out, cell->has_curve ? chance_text(cell->clear_low, cell->clear_high, parts) : "-", 18);
        mst_buffer_add(out, "  ");
        mst_buffer_pad(out, order_by_text(w, day, chosen, cell->may_wait[MST_ASSESS_SURE], text),
                       16);
        mst_buffer_addf(
            out, " %s\n",
            order_by_text(w, day, chosen, cell->may_wait_at_best[MST_ASSESS_SURE], text));
    }
}

/* ---- sites ---- */

bool
mst__hindcast_has_site(const mst_hindcast_view *view, uint32_t site)
{
    bool has = false;
    for (uint32_t d = 0; d < view->day_count; d++) {
        const mst_band *band = &view->days[d].evidence->sites[site];
        has = has || band->known || band->outcome != MST_NONE;
    }
    return has;
}

static bool
has_same_bands(const mst_hindcast_view *view, uint32_t a, uint32_t b)
{
    bool same = true;
    for (uint32_t d = 0; d < view->day_count && same; d++) {
        const mst_band *x = &view->days[d].evidence->sites[a];
        const mst_band *y = &view->days[d].evidence->sites[b];
        same = x->known == y->known && x->outcome == y->outcome && x->alarm == y->alarm;
        for (uint32_t k = 0; k < MST__HINDCAST_DAYS && same && x->known; k++) {
            mst_time after = (mst_time)mst__hindcast_days[k] * MST_MS_PER_DAY;
            mst_parts p = mst_parts_of(mst_band_at(x, after, false));
            mst_parts q = mst_parts_of(mst_band_at(y, after, false));
            same = p.low == q.low && p.high == q.high;
        }
    }
    return same;
}

static const mst__band_columns columns = {mst__hindcast_days, MST__HINDCAST_DAYS, PARTS_COLUMNS};

static void
add_band(writer *w, const mst_band *band)
{
    if (band->outcome != MST_NONE) {
        mst_buffer_add(w->out, " it is lost");
        return;
    }
    if (!band->known) {
        mst_buffer_add(w->out, " nothing is known");
        return;
    }
    mst__band_chances(w->out, &columns, band, false, band->alarm ? PARTS_COLUMNS : 0);
    mst_buffer_add(w->out, band->alarm ? " ALARM" : "");
}

static void
add_site(writer *w, uint32_t site)
{
    char when[MST_WHEN_BYTES];
    mst_buffer_addf(w->out, "\n%s", w->post->sites[site].id);
    for (uint32_t s = site + 1; s < w->post->site_count; s++) {
        if (mst__hindcast_has_site(w->view, s) && has_same_bands(w->view, site, s)) {
            mst_buffer_addf(w->out, ", %s", w->post->sites[s].id);
        }
    }
    mst_buffer_add(w->out, ": lost within\n");
    mst_buffer_pad(w->out, "", WHEN_COLUMNS);
    mst__band_heads(w->out, &columns);
    for (uint32_t d = 0; d < w->view->day_count; d++) {
        mst_buffer_pad(w->out, day_text(w, d, when), WHEN_COLUMNS);
        add_band(w, &w->view->days[d].evidence->sites[site]);
        mst_buffer_add(w->out, "\n");
    }
}

static void
add_sites(writer *w)
{
    for (uint32_t s = 0; s < w->post->site_count; s++) {
        bool is_told = !mst__hindcast_has_site(w->view, s);
        for (uint32_t earlier = 0; earlier < s && !is_told; earlier++) {
            is_told =
                mst__hindcast_has_site(w->view, earlier) && has_same_bands(w->view, earlier, s);
        }
        if (!is_told) {
            add_site(w, s);
        }
    }
}

/* ---- probabilities ---- */

static const mst_belief *
belief_of(const mst_hindcast_day *day, bool of_scenarios, uint32_t index)
{
    return of_scenarios ? &day->evidence->scenarios[index] : &day->evidence->propositions[index];
}

static void
add_belief(writer *w, bool of_scenarios, uint32_t index, const char *id)
{
    char when[MST_WHEN_BYTES], parts[MST__PARTS_BYTES];
    const mst_belief *told = NULL;
    for (uint32_t d = 0; d < w->view->day_count; d++) {
        const mst_belief *belief = belief_of(&w->view->days[d], of_scenarios, index);
        bool is_news = told == NULL || told->basis != belief->basis ||
                       fabs(told->interval.low - belief->interval.low) >= news ||
                       fabs(told->interval.high - belief->interval.high) >= news;
        if (!is_news) {
            continue;
        }
        mst_buffer_add(w->out, "  ");
        mst_buffer_pad(w->out, told == NULL ? id : "", 20);
        mst_buffer_addf(w->out, " from %s  ", day_text(w, d, when));
        mst_buffer_pad(w->out,
                       belief->basis == MST_BASIS_NOTHING
                           ? "nothing is known"
                           : mst__parts_text(belief->interval, parts),
                       belief->basis == MST_BASIS_OUTCOME ? PARTS_COLUMNS : 0);
        mst_buffer_add(w->out, belief->basis == MST_BASIS_OUTCOME ? "settled\n" : "\n");
        told = belief;
    }
}

static void
add_beliefs(writer *w)
{
    const mst_assessed_plans *plans = w->view->days[0].plans;
    mst_buffer_add(w->out, "\nhow probable; days on which it moved by a percent\n");
    for (uint32_t s = 0; s < plans->scenario_count; s++) {
        uint32_t index = plans->scenarios[s].index;
        add_belief(w, true, index, w->post->scenarios[index].id);
    }
    for (uint32_t p = 0; p < w->post->proposition_count; p++) {
        add_belief(w, false, p, w->post->propositions[p].id);
    }
}

static void
begin(writer *w, mst_buffer *out, const mst_hindcast_view *view)
{
    const mst_post *post = view->days[0].evidence->post;
    *w = (writer){
        .out = out, .view = view, .post = post, .zone = {post->zone_row_count, post->zone_rows}};
}

mst_status
mst_hindcast_write_text(const mst_hindcast_view *view, char **text, mst_error *err)
{
    writer w;
    mst_buffer out = {0};
    char when[MST_WHEN_BYTES];
    begin(&w, &out, view);
    mst_buffer_addf(&out, "%s, day by day, as known on each\n",
                    w.post->name != NULL ? w.post->name : w.post->id);
    mst_buffer_addf(&out, "from     %s\n", mst_when_local(&w.zone, w.post->as_of, when));
    mst_buffer_addf(&out, "plans    %u of %u cells; the others are the same case again\n",
                    view->distinct, view->cells);
    mst_buffer_addf(&out, "muster %s, seed %" PRIu64 "\n", MUSTER_VERSION, view->seed);
    add_advice(&w);
    const char *first = w.post->scenarios[view->days[0].plans->scenarios[0].index].id;
    mst_buffer_addf(
        &out,
        "  new: reports since the line before. expected not out: over the scenarios,\n"
        "  whatever their chances. The columns behind it: by the loss curves, under "
        "%s;\n  90 %% sure that all are gone if ordered until then, by the worst and by "
        "the best\n  that may be true of the reports\n",
        first);
    add_sites(&w);
    add_beliefs(&w);
    return mst_buffer_finish(&out, text, err);
}

/* ---- CSV ---- */

static void
add_parts(mst_buffer *out, int64_t low, int64_t high)
{
    mst_buffer_addf(out, ",%" PRId64 ".%06" PRId64 ",%" PRId64 ".%06" PRId64, low / MST_CHANCE_ONE,
                    low % MST_CHANCE_ONE, high / MST_CHANCE_ONE, high % MST_CHANCE_ONE);
}

static void
add_range(mst_buffer *out, mst_range range)
{
    mst_parts parts = mst_parts_of(range);
    add_parts(out, parts.low, parts.high);
}

static void
add_csv_head(writer *w)
{
    const mst_assessed_plans *plans = w->view->days[0].plans;
    mst_buffer_add(
        w->out,
        "as_of_local,as_of_utc,new_reports,take,expected_low,expected_high,worst,"
        "people,caught_low,caught_high,clear_low,clear_high,order_by_utc,order_by_at_best_utc");
    for (uint32_t s = 0; s < w->post->site_count; s++) {
        const char *id = w->post->sites[s].id;
        for (uint32_t k = 0; k < MST__HINDCAST_DAYS && mst__hindcast_has_site(w->view, s); k++) {
            mst_buffer_addf(w->out, ",%s_%ud_low,%s_%ud_high", id, mst__hindcast_days[k], id,
                            mst__hindcast_days[k]);
        }
    }
    for (uint32_t s = 0; s < plans->scenario_count; s++) {
        const char *id = w->post->scenarios[plans->scenarios[s].index].id;
        mst_buffer_addf(w->out, ",%s_low,%s_high", id, id);
    }
    mst_buffer_add(w->out, "\n");
}

static void
add_csv_wait(writer *w, bool has_curve, mst_instant order, mst_time wait)
{
    char when[MST_WHEN_BYTES];
    if (!has_curve || wait == MST_NEVER) {
        mst_buffer_add(w->out, ",");
    } else {
        mst_buffer_addf(w->out, ",%s",
                        wait == MST_TIME_MIN ? "never" : mst_when_utc(order + wait, when));
    }
}

static void
add_csv_day(writer *w, uint32_t d)
{
    char when[MST_WHEN_BYTES];
    const mst_hindcast_day *day = &w->view->days[d];
    uint32_t chosen = day->says->choice.recommended;
    const mst_verdict *verdict = &day->says->choice.verdicts[chosen];
    const mst_assessed_cell *cell = &day->says->cells[chosen];
    mst_instant as_of = day->evidence->post->as_of;
    mst_buffer_addf(w->out, "%s,", mst_when_local(&w->zone, as_of, when));
    mst_buffer_addf(w->out, "%s,%u,%s,", mst_when_utc(as_of, when), day->reports,
                    w->post->options[day->plans->options[chosen].index].id);
    mst_buffer_addf(w->out, "%" PRId64 ".%06" PRId64 ",%" PRId64 ".%06" PRId64 ",%" PRId64,
                    verdict->lower / MST_MILLION, verdict->lower % MST_MILLION,
                    verdict->upper / MST_MILLION, verdict->upper % MST_MILLION, verdict->worst);
    mst_buffer_addf(w->out, ",%" PRId64 ",%" PRId64 ",%" PRId64, day->people[chosen],
                    day->caught_least[chosen], day->caught_most[chosen]);
    if (cell->has_curve) {
        add_parts(w->out, cell->clear_low, cell->clear_high);
    } else {
        mst_buffer_add(w->out, ",,");
    }
    mst_instant order = as_of + day->plans->cells[chosen].order;
    add_csv_wait(w, cell->has_curve, order, cell->may_wait[MST_ASSESS_SURE]);
    add_csv_wait(w, cell->has_curve, order, cell->may_wait_at_best[MST_ASSESS_SURE]);
    for (uint32_t s = 0; s < w->post->site_count; s++) {
        const mst_band *band = &day->evidence->sites[s];
        for (uint32_t k = 0; k < MST__HINDCAST_DAYS && mst__hindcast_has_site(w->view, s); k++) {
            mst_time after = (mst_time)mst__hindcast_days[k] * MST_MS_PER_DAY;
            add_range(w->out, band->outcome != MST_NONE ? (mst_range){1, 1}
                              : band->known             ? mst_band_at(band, after, false)
                                                        : (mst_range){0, 1});
        }
    }
    for (uint32_t s = 0; s < day->plans->scenario_count; s++) {
        add_range(w->out, day->evidence->scenarios[day->plans->scenarios[s].index].interval);
    }
    mst_buffer_add(w->out, "\n");
}

mst_status
mst_hindcast_write_csv(const mst_hindcast_view *view, char **text, mst_error *err)
{
    writer w;
    mst_buffer out = {0};
    begin(&w, &out, view);
    add_csv_head(&w);
    for (uint32_t d = 0; d < view->day_count; d++) {
        add_csv_day(&w, d);
    }
    return mst_buffer_finish(&out, text, err);
}
