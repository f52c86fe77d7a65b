/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "present/json.h"
#include "present/simulation.h"

/* A number of six decimals at most: what is printed does not hang on the last bits. */
static void
set_real(mst__json *out, json_t *object, const char *key, double value)
{
    mst__json_real(out, object, key, round(value * 1e6) / 1e6);
}

static void
set_value(mst__json *out, json_t *object, const char *key, double value, double unit)
{
    if (value >= (double)MST_NEVER) {
        mst__json_set(out, object, key, json_null());
    } else {
        set_real(out, object, key, value / unit);
    }
}

static json_t *
distribution(mst__json *out, const mst_distribution *of, double planned, double unit)
{
    json_t *object = mst__json_object(out);
    set_value(out, object, "planned", planned, unit);
    set_value(out, object, "mean", of->mean.mean, unit);
    set_value(out, object, "mean_low", of->mean.interval.low, unit);
    set_value(out, object, "mean_high", of->mean.interval.high, unit);
    set_value(out, object, "deviation", of->mean.deviation, unit);
    set_value(out, object, "least", of->least, unit);
    set_value(out, object, "most", of->most, unit);
    json_t *rows = mst__json_array(out);
    for (uint32_t q = 0; q < MST_SUMMARY_QUANTILES; q++) {
        json_t *row = mst__json_object(out);
        set_real(out, row, "share", mst_summary_quantiles[q]);
        set_value(out, row, "value", of->quantiles[q], unit);
        set_value(out, row, "low", of->around[q].low, unit);
        set_value(out, row, "high", of->around[q].high, unit);
        mst__json_append(out, rows, row);
    }
    mst__json_set(out, object, "quantiles", rows);
    return object;
}

static json_t *
share(mst__json *out, uint64_t count, uint32_t runs, mst_interval around)
{
    json_t *object = mst__json_object(out);
    set_real(out, object, "share", (double)count / runs);
    set_real(out, object, "low", around.low);
    set_real(out, object, "high", around.high);
    return object;
}

static void
set_mean(mst__json *out, json_t *object, const char *key, const mst_mean *mean)
{
    json_t *of = mst__json_object(out);
    set_real(out, of, "mean", mean->mean);
    set_real(out, of, "low", mean->interval.low);
    set_real(out, of, "high", mean->interval.high);
    mst__json_set(out, object, key, of);
}

static json_t *
integrated(mst__json *out, const mst_summary *s)
{
    json_t *object = mst__json_object(out);
    mst__json_text(out, object, "loss", s->integrated);
    set_mean(out, object, "left", &s->integrated_left);
    set_mean(out, object, "nobody_left", &s->integrated_all_out);
    return object;
}

static json_t *
behind(mst__json *out, const mst_summary *s)
{
    const mst_split_result *rare = &s->rare;
    json_t *object = mst__json_object(out);
    mst__json_integer(out, object, "people", s->behind);
    mst__json_real(out, object, "probability", rare->probability);
    if (rare->probability > 0) {
        set_real(out, object, "relative_error", rare->relative_error);
    }
    mst__json_integer(out, object, "trials", (int64_t)rare->trials);
    return object;
}

static json_t *
fan(mst__json *out, const mst_summary *s)
{
    json_t *rows = mst__json_array(out);
    static const char *const names[MST_SUMMARY_FAN] = {"out_05", "out_25", "out_50", "out_75",
                                                       "out_95"};
    mst_time step = mst_ceil_divide(s->span, MST_PLAY_BINS);
    for (uint32_t b = 0; b < MST_PLAY_BINS; b++) {
        json_t *row = mst__json_object(out);
        mst__json_seconds(out, row, "seconds", step * (b + 1));
        mst__json_integer(out, row, "planned", s->plan.out[b]);
        for (uint32_t f = 0; f < MST_SUMMARY_FAN; f++) {
            mst__json_integer(out, row, names[f], s->fan[f][b]);
        }
        mst__json_append(out, rows, row);
    }
    return rows;
}

static json_t *
causes(mst__json *out, const mst_play *play, const mst_summary *s)
{
    json_t *rows = mst__json_array(out);
    for (uint32_t c = 0; c < s->cause_count; c++) {
        const mst_summary_cause *cause = &s->causes[c];
        json_t *row = mst__json_object(out);
        mst__json_text(out, row, "cause", mst_play_cause_name(play, cause->cause));
        set_real(out, row, "share_of_worst", cause->worst);
        set_real(out, row, "low", cause->around.low);
        set_real(out, row, "high", cause->around.high);
        set_real(out, row, "share_of_all", cause->all);
        mst__json_append(out, rows, row);
    }
    return rows;
}

mst_status
mst_simulation_write_json(const mst_simulation_view *view, char **text, mst_error *err)
{
    mst__json out = {0};
    const mst_summary *s = view->summary;
    const mst_measures *plan = &s->plan.measures;
    char hash[33];
    json_t *root = mst__json_object(&out);
    mst__json_text(&out, root, "post", view->post->id);
    mst__json_text(&out, root, "scenario", view->scenario);
    mst__json_text(&out, root, "option", view->option);
    mst__json_text(&out, root, "version", MUSTER_VERSION);
    mst__json_text(&out, root, "input_hash", mst__hash_text(view->post->input_hash, hash));
    mst__json_integer(&out, root, "seed", (int64_t)view->seed);
    mst__json_integer(&out, root, "runs", s->runs);
    set_real(&out, root, "confidence", s->confidence);
    mst__json_set(&out, root, "nobody_left", share(&out, s->complete, s->runs, s->complete_share));
    mst__json_set(&out, root, "nobody_left_but_refusing",
                  share(&out, s->but_refusing, s->runs, s->but_refusing_share));
    set_real(&out, root, "refusing", s->refusing);
    mst__json_set(&out, root, "as_early_as_planned",
                  share(&out, s->on_time, s->runs, s->on_time_share));
    mst__json_set(&out, root, "completion_seconds",
                  distribution(&out, &s->completion,
                               plan->left > 0 ? (double)MST_NEVER : (double)plan->completion,
                               1000));
    mst__json_set(&out, root, "left", distribution(&out, &s->left, (double)plan->left, 1));
    mst__json_set(&out, root, "exposure",
                  distribution(&out, &s->exposure, mst_exposure_hours(plan->exposure), 1));
    mst__json_set(&out, root, "people",
                  distribution(&out, &s->persons, (double)s->plan.persons, 1));
    set_real(&out, root, "vehicles_short", s->short_stops);
    set_real(&out, root, "routes_given_up", s->given_up);
    set_real(&out, root, "extra_ways", s->fetches);
    if (s->integrated != NULL) {
        mst__json_set(&out, root, "integrated", integrated(&out, s));
    }
    if (s->behind > 0) {
        mst__json_set(&out, root, "behind", behind(&out, s));
    }
    mst__json_integer(&out, root, "worst_runs", s->worst_runs);
    mst__json_set(&out, root, "causes", causes(&out, view->play, s));
    mst__json_set(&out, root, "fan", fan(&out, s));
    return mst__json_finish(&out, root, text, err);
}
