/* SPDX-License-Identifier: Apache-2.0
 *
 * A walk through the days of a post as JSON: everything of each day.
 */
#include "present/hindcast_internal.h"
#include "present/json.h"

static json_t *
order_by_of(const mst_hindcast_day *day, uint32_t option, mst_time wait)
{
    char when[MST_WHEN_BYTES];
    if (wait == MST_TIME_MIN) {
        return json_string("never");
    }
    if (wait == MST_NEVER) {
        return json_null();
    }
    mst_instant at = day->evidence->post->as_of + day->plans->cells[option].order + wait;
    return json_string(mst_when_utc(at, when));
}

static json_t *
option_of(mst__json *out, const mst_hindcast_day *day, uint32_t o)
{
    static const char *const levels[MST_ASSESS_LEVELS] = {"80", "90", "95"};
    const mst_post *post = day->evidence->post;
    const mst_verdict *verdict = &day->says->choice.verdicts[o];
    const mst_assessed_cell *cell = &day->says->cells[o];
    json_t *row = mst__json_object(out), *caught = mst__json_array(out);
    mst__json_text(out, row, "id", post->options[day->plans->options[o].index].id);
    mst__json_set(out, row, "expected_not_out",
                  mst__json_millionths(out, verdict->lower, verdict->upper));
    mst__json_integer(out, row, "worst", verdict->worst);
    mst__json_set(out, row, "is_beaten", json_boolean(!verdict->is_maximal));
    mst__json_integer(out, row, "people", day->people[o]);
    mst__json_append(out, caught, json_integer(day->caught_least[o]));
    mst__json_append(out, caught, json_integer(day->caught_most[o]));
    mst__json_set(out, row, "caught_or_left", caught);
    if (cell->has_curve) {
        json_t *by = mst__json_object(out), *best = mst__json_object(out);
        for (int level = 0; level < MST_ASSESS_LEVELS; level++) {
            mst__json_set(out, by, levels[level], order_by_of(day, o, cell->may_wait[level]));
            mst__json_set(out, best, levels[level],
                          order_by_of(day, o, cell->may_wait_at_best[level]));
        }
        mst__json_set(out, row, "gone_before_a_loss",
                      mst__json_millionths(out, cell->clear_low, cell->clear_high));
        mst__json_set(out, row, "order_by_utc", by);
        mst__json_set(out, row, "order_by_at_best_utc", best);
    }
    return row;
}

static json_t *
sites_of(mst__json *out, const mst_hindcast_view *view, const mst_hindcast_day *day)
{
    const mst_post *post = day->evidence->post;
    json_t *array = mst__json_array(out);
    for (uint32_t s = 0; s < post->site_count; s++) {
        const mst_band *band = &day->evidence->sites[s];
        if (!mst__hindcast_has_site(view, s)) {
            continue;
        }
        json_t *row = mst__json_object(out), *lost = mst__json_array(out);
        mst__json_text(out, row, "id", post->sites[s].id);
        mst__json_set(out, row, "known", json_boolean(band->known));
        mst__json_text(out, row, "lost_by",
                       band->outcome != MST_NONE ? post->reports[band->outcome].id : NULL);
        mst__json_set(out, row, "alarm", json_boolean(band->alarm));
        for (uint32_t k = 0; k < MST__HINDCAST_DAYS && band->known; k++) {
            mst_time after = (mst_time)mst__hindcast_days[k] * MST_MS_PER_DAY;
            json_t *at = mst__json_object(out);
            mst__json_integer(out, at, "within_days", mst__hindcast_days[k]);
            mst__json_set(out, at, "chance", mst__json_range(out, mst_band_at(band, after, false)));
            mst__json_set(out, at, "robust", mst__json_range(out, mst_band_at(band, after, true)));
            mst__json_append(out, lost, at);
        }
        mst__json_set(out, row, "lost", lost);
        mst__json_append(out, array, row);
    }
    return array;
}

static void
append_belief(mst__json *out, json_t *array, const char *id, const mst_belief *belief)
{
    static const char *const words[] = {"nothing", "given", "reports", "outcome"};
    json_t *row = mst__json_object(out);
    mst__json_text(out, row, "id", id);
    mst__json_text(out, row, "basis", words[belief->basis]);
    mst__json_set(out, row, "interval", mst__json_range(out, belief->interval));
    mst__json_set(out, row, "robust", mst__json_range(out, belief->robust));
    mst__json_append(out, array, row);
}

static json_t *
day_of(mst__json *out, const mst_hindcast_view *view, const mst_hindcast_day *day)
{
    const mst_post *post = day->evidence->post;
    const mst_choice *choice = &day->says->choice;
    char when[MST_WHEN_BYTES];
    json_t *object = mst__json_object(out), *options = mst__json_array(out);
    json_t *scenarios = mst__json_array(out), *propositions = mst__json_array(out);
    mst__json_text(out, object, "as_of_utc", mst_when_utc(post->as_of, when));
    mst__json_integer(out, object, "new_reports", day->reports);
    mst__json_integer(out, object, "new_cells", day->new_cells);
    mst__json_text(out, object, "take",
                   post->options[day->plans->options[choice->recommended].index].id);
    mst__json_text(out, object, "next",
                   choice->second < day->plans->option_count
                       ? post->options[day->plans->options[choice->second].index].id
                       : NULL);
    for (uint32_t o = 0; o < day->plans->option_count; o++) {
        mst__json_append(out, options, option_of(out, day, o));
    }
    for (uint32_t s = 0; s < day->plans->scenario_count; s++) {
        uint32_t index = day->plans->scenarios[s].index;
        append_belief(out, scenarios, post->scenarios[index].id, &day->evidence->scenarios[index]);
    }
    for (uint32_t p = 0; p < post->proposition_count; p++) {
        append_belief(out, propositions, post->propositions[p].id, &day->evidence->propositions[p]);
    }
    mst__json_set(out, object, "options", options);
    mst__json_set(out, object, "sites", sites_of(out, view, day));
    mst__json_set(out, object, "scenarios", scenarios);
    mst__json_set(out, object, "propositions", propositions);
    return object;
}

mst_status
mst_hindcast_write_json(const mst_hindcast_view *view, char **text, mst_error *err)
{
    mst__json out = {0};
    const mst_post *post = view->days[0].evidence->post;
    json_t *root = mst__json_object(&out), *days = mst__json_array(&out);
    for (uint32_t d = 0; d < view->day_count; d++) {
        mst__json_append(&out, days, day_of(&out, view, &view->days[d]));
    }
    mst__json_text(&out, root, "format", "muster-hindcast-1");
    mst__json_text(&out, root, "version", MUSTER_VERSION);
    mst__json_text(&out, root, "post", post->id);
    mst__json_integer(&out, root, "seed", (int64_t)view->seed);
    mst__json_text(&out, root, "first_scenario",
                   post->scenarios[view->days[0].plans->scenarios[0].index].id);
    mst__json_integer(&out, root, "cells", view->cells);
    mst__json_integer(&out, root, "cells_planned", view->distinct);
    mst__json_set(&out, root, "days", days);
    return mst__json_finish(&out, root, text, err);
}
