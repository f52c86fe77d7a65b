/* SPDX-License-Identifier: Apache-2.0 */
#include "present/assessment.h"
#include "present/json.h"
#include "present/tripwires.h"
#include "present/value.h"

/* Millionths as a number: both are what they are, or nearest to it, in any order of work. */
static double
number(int64_t millionths)
{
    return (double)millionths / (double)MST_MILLION;
}

static const char *
scenario_id(const mst_assessment_view *view, uint32_t scenario)
{
    return view->post->scenarios[view->plans->scenarios[scenario].index].id;
}

static const char *
option_id(const mst_assessment_view *view, uint32_t option)
{
    return option < view->plans->option_count
               ? view->post->options[view->plans->options[option].index].id
               : NULL;
}

static json_t *
options_of(mst__json *out, const mst_assessment_view *view)
{
    json_t *array = mst__json_array(out);
    const mst_assessment *a = view->assessment;
    for (uint32_t o = 0; o < a->options; o++) {
        const mst_verdict *v = &a->choice.verdicts[o];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "option", option_id(view, o));
        mst__json_real(out, row, "expected_not_out_low", number(v->lower));
        mst__json_real(out, row, "expected_not_out_high", number(v->upper));
        mst__json_integer(out, row, "worst_not_out", v->worst);
        mst__json_text(out, row, "worst_scenario", scenario_id(view, v->worst_case));
        mst__json_real(out, row, "worst_tail_not_out", number(v->tail));
        mst__json_integer(out, row, "regret", v->regret);
        mst__json_text(out, row, "regret_scenario", scenario_id(view, v->regret_case));
        mst__json_real(out, row, "expected_regret_high", number(v->upper_regret));
        mst__json_real(out, row, "all_out_low", number(a->all_out_low[o]));
        mst__json_real(out, row, "all_out_high", number(a->all_out_high[o]));
        mst__json_real(out, row, "expected_exposure_high", number(a->upper_exposure[o]));
        mst__json_set(out, row, "interval_dominated", json_boolean(v->is_interval_dominated));
        mst__json_set(out, row, "maximal", json_boolean(v->is_maximal));
        mst__json_text(out, row, "beaten_by", v->is_maximal ? NULL : option_id(view, v->beaten_by));
        mst__json_set(out, row, "best_under_some_chances", json_boolean(v->is_admissible));
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
scenarios_of(mst__json *out, const mst_assessment_view *view)
{
    json_t *array = mst__json_array(out);
    const mst_assessment *a = view->assessment;
    for (uint32_t s = 0; s < a->scenarios; s++) {
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "scenario", scenario_id(view, s));
        mst__json_real(out, row, "chance_low", number(a->low[s]));
        mst__json_real(out, row, "chance_high", number(a->high[s]));
        mst__json_set(out, row, "known", json_boolean(a->is_given[s]));
        if (a->switches[s].found) {
            mst__json_real(out, row, "second_taken_from", number(a->switches[s].from));
            mst__json_real(out, row, "second_taken_to", number(a->switches[s].to));
        }
        if (a->choice.second_may_win) {
            mst__json_real(out, row, "second_gains_most_at", number(a->choice.wins_at[s]));
        }
        mst__json_append(out, array, row);
    }
    return array;
}

/* Thousandths as a number. */
static double
thousandths(int64_t value)
{
    return (double)value / (double)MST_THOUSAND;
}

/* Seconds, null for MST_NEVER. */
static void
set_completion(mst__json *out, json_t *object, const char *key, mst_time completion)
{
    if (completion == MST_NEVER) {
        mst__json_text(out, object, key, NULL);
    } else {
        mst__json_seconds(out, object, key, completion);
    }
}

static void
set_played(mst__json *out, json_t *row, const mst_played_cell *cell, const mst_assessed_cell *says)
{
    static const struct {
        const char *not_out, *completion;
        int64_t part;
    } parts[] = {{"not_out_p10", "completion_p10", 100000},
                 {"not_out_p50", "completion_p50", 500000},
                 {"not_out_p90", "completion_p90", 900000}};
    json_t *played = mst__json_object(out);
    mst__json_integer(out, played, "runs", cell->used);
    mst__json_set(out, played, "left_to_chance", json_boolean(!cell->is_sure));
    mst__json_real(out, played, "expected_not_out", thousandths(mst_played_mean(cell)));
    mst__json_real(out, played, "all_out", number(says->all_out));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        mst__json_integer(out, played, parts[i].not_out,
                          mst_played_not_out_at(cell, parts[i].part));
        set_completion(out, played, parts[i].completion,
                       mst_played_completion_at(cell, parts[i].part));
    }
    if (says->has_curve) {
        mst__json_real(out, played, "expected_not_out_with_losses_low",
                       thousandths(says->curve_low));
        mst__json_real(out, played, "expected_not_out_with_losses_high",
                       thousandths(says->curve_high));
    }
    mst__json_set(out, row, "played", played);
}

static json_t *
ranking_of(mst__json *out, const mst_assessment_view *view)
{
    const mst_ranking *ranking = view->ranking;
    json_t *object = mst__json_object(out), *rows = mst__json_array(out);
    mst__json_set(out, object, "settled", json_boolean(ranking->is_settled));
    mst__json_text(out, object, "best", option_id(view, ranking->best));
    mst__json_real(out, object, "tolerance", thousandths(ranking->tolerance));
    mst__json_integer(out, object, "looks", ranking->looks);
    mst__json_integer(out, object, "runs", (int64_t)ranking->runs);
    mst__json_integer(out, object, "fewest_runs", ranking->fewest);
    mst__json_integer(out, object, "most_runs", ranking->most);
    for (uint32_t o = 0; o < view->assessment->options; o++) {
        const mst_rank *rank = &ranking->ranks[o];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "option", option_id(view, o));
        mst__json_real(out, row, "behind", thousandths(rank->behind));
        mst__json_real(out, row, "behind_at_least", thousandths(rank->least));
        mst__json_real(out, row, "error", thousandths(rank->error));
        mst__json_set(out, row, "settled", json_boolean(rank->is_settled));
        mst__json_append(out, rows, row);
    }
    mst__json_set(out, object, "options", rows);
    return object;
}

/* Seconds, "any" for MST_NEVER, "past" for MST_TIME_MIN. */
static void
set_wait(mst__json *out, json_t *object, const char *key, mst_time wait)
{
    if (wait == MST_NEVER || wait == MST_TIME_MIN) {
        mst__json_text(out, object, key, wait == MST_NEVER ? "any" : "past");
    } else {
        mst__json_seconds(out, object, key, wait);
    }
}

static json_t *
cells_of(mst__json *out, const mst_assessment_view *view)
{
    static const char *const waits[MST_ASSESS_LEVELS] = {"may_wait_80", "may_wait_90",
                                                         "may_wait_95"};
    json_t *array = mst__json_array(out);
    const mst_assessment *a = view->assessment;
    char when[MST_WHEN_BYTES];
    for (uint32_t i = 0; i < a->scenarios * a->options; i++) {
        const mst_assessed_plan *plan = &view->plans->cells[i];
        const mst_assessed_cell *cell = &a->cells[i];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "scenario", scenario_id(view, i / a->options));
        mst__json_text(out, row, "option", option_id(view, i % a->options));
        mst__json_integer(out, row, "left", plan->left);
        mst__json_integer(out, row, "staying", plan->staying);
        mst__json_integer(out, row, "exposure", plan->exposure);
        mst__json_seconds(out, row, "completion", plan->completion);
        mst__json_text(out, row, "order_utc", mst_when_utc(view->post->as_of + plan->order, when));
        if (plan->latest_known) {
            set_wait(out, row, "latest_order_after", plan->latest_order);
        }
        if (view->plans->played->cells[i].used > 0) {
            set_played(out, row, &view->plans->played->cells[i], cell);
        }
        if (cell->has_curve) {
            mst__json_real(out, row, "gone_before_loss_low", number(cell->clear_low));
            mst__json_real(out, row, "gone_before_loss_high", number(cell->clear_high));
            for (int level = 0; level < MST_ASSESS_LEVELS; level++) {
                set_wait(out, row, waits[level], cell->may_wait[level]);
            }
        }
        mst__json_append(out, array, row);
    }
    return array;
}

static json_t *
means_of(mst__json *out, const mst_assessment_view *view)
{
    const mst_assessed_plans *plans = view->plans;
    const mst_assessed_plan *first = &plans->cells[view->assessment->choice.recommended];
    return mst__value_table_json(out,
                                 &(mst_value_table){.post = view->post,
                                                    .order = view->post->as_of + first->order,
                                                    .scenarios = plans->scenarios,
                                                    .rows = view->assessment->means,
                                                    .row_count = view->assessment->means_count});
}

/* Days that are no number are null. */
static void
set_days(mst__json *out, json_t *object, const char *key, double days)
{
    if (days < 1e9) {
        mst__json_real(out, object, key, (double)(int64_t)(days * 1000 + 0.5) / 1000);
    } else {
        mst__json_text(out, object, key, NULL);
    }
}

static json_t *
indicators_of(mst__json *out, const mst_assessment_view *view)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < view->post->indicator_count; i++) {
        const mst_ringing *alarm = &view->assessment->ringing[i];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "indicator", view->post->indicators[i].id);
        mst__json_real(out, row, "sum", (double)(int64_t)(alarm->sum * 1000000 + 0.5) / 1000000);
        mst__json_real(out, row, "threshold", alarm->threshold);
        mst__json_set(out, row, "rings", json_boolean(alarm->rings));
        set_days(out, row, "days_between_false_alarms", alarm->false_days);
        set_days(out, row, "days_until_it_rings", alarm->late_days);
        mst__json_append(out, array, row);
    }
    return array;
}

mst_status
mst_assessment_write_json(const mst_assessment_view *view, char **text, mst_error *err)
{
    mst__json out = {0};
    json_t *root = mst__json_object(&out);
    const mst_choice *choice = &view->assessment->choice;
    char when[MST_WHEN_BYTES];
    mst__json_text(&out, root, "format", "muster-assessment-1");
    mst__json_text(&out, root, "version", MUSTER_VERSION);
    mst__json_text(&out, root, "post", view->post->id);
    mst__json_text(&out, root, "input_hash", mst__hash_text(view->post->input_hash, when));
    mst__json_integer(&out, root, "seed", (int64_t)view->seed);
    mst__json_text(&out, root, "as_of_utc", mst_when_utc(view->post->as_of, when));
    mst__json_text(&out, root, "recommended", option_id(view, choice->recommended));
    mst__json_text(&out, root, "second", option_id(view, choice->second));
    mst__json_text(&out, root, "least_worst", option_id(view, choice->least_worst));
    mst__json_text(&out, root, "least_worst_tail", option_id(view, choice->least_tail));
    mst__json_text(&out, root, "least_regret", option_id(view, choice->least_regret));
    mst__json_set(&out, root, "second_may_win", json_boolean(choice->second_may_win));
    mst__json_set(&out, root, "chances_widened", json_boolean(view->assessment->widened));
    mst__json_integer(&out, root, "orders_tried", view->plans->orders_tried);
    mst__json_integer(&out, root, "plans_that_stand", view->plans->standing);
    mst__json_set(&out, root, "options", options_of(&out, view));
    mst__json_set(&out, root, "ranking", ranking_of(&out, view));
    mst__json_set(&out, root, "scenarios", scenarios_of(&out, view));
    mst__json_set(&out, root, "means", means_of(&out, view));
    mst__json_set(&out, root, "indicators", indicators_of(&out, view));
    mst__json_set(&out, root, "tripwires",
                  mst__tripwires_json(&out, view->evidence, view->assessment->tripwires));
    mst__json_set(&out, root, "cells", cells_of(&out, view));
    return mst__json_finish(&out, root, text, err);
}
