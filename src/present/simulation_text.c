/* SPDX-License-Identifier: Apache-2.0
 *
 * A simulation as text of 80 columns.
 */
#include <stdio.h>

#include "present/simulation.h"

enum { CELL = 64 };

/* "106.8" hours; "never". */
static void
hours(double ms, char *text)
{
    if (ms >= (double)MST_NEVER) {
        snprintf(text, CELL, "never");
    } else {
        snprintf(text, CELL, "%.1f", ms / (double)MST_MS_PER_HOUR);
    }
}

static void
whole(double value, char *text)
{
    snprintf(text, CELL, "%.0f", value);
}

/* A decimal where it says something; thousands where there are many. */
static void
tenths(double value, char *text)
{
    if (value >= 1e5) {
        snprintf(text, CELL, "%.0fk", value / 1000);
    } else {
        snprintf(text, CELL, value < 1000 ? "%.1f" : "%.0f", value);
    }
}

typedef void (*printer)(double value, char *text);

static void
add_cell(mst_buffer *text, double value, const mst_interval *around, printer print, size_t columns)
{
    char middle[CELL], low[CELL], high[CELL], cell[4 * CELL];
    print(value, middle);
    if (around != NULL) {
        print(around->low, low);
        print(around->high, high);
        snprintf(cell, sizeof cell, "%s (%s - %s)", middle, low, high);
    } else {
        snprintf(cell, sizeof cell, "%s", middle);
    }
    if (columns > 0) {
        mst_buffer_pad(text, cell, columns);
    } else {
        mst_buffer_add(text, cell);
    }
}

static void
add_rows(mst_buffer *text, const mst_summary *s)
{
    const mst_measures *plan = &s->plan.measures;
    mst_buffer_add(text, "             out after, hours         left behind          exposure\n");
    mst_buffer_pad(text, "no chance", 13);
    add_cell(text, plan->left > 0 ? (double)MST_NEVER : (double)plan->completion, NULL, hours, 25);
    add_cell(text, (double)plan->left, NULL, whole, 21);
    add_cell(text, mst_exposure_hours(plan->exposure), NULL, tenths, 0);
    for (uint32_t q = 0; q < MST_SUMMARY_QUANTILES; q++) {
        char name[CELL];
        snprintf(name, sizeof name, "%2.0f %% of runs", mst_summary_quantiles[q] * 100);
        mst_buffer_add(text, "\n");
        mst_buffer_pad(text, name, 13);
        add_cell(text, s->completion.quantiles[q], &s->completion.around[q], hours, 25);
        add_cell(text, s->left.quantiles[q], &s->left.around[q], whole, 21);
        add_cell(text, s->exposure.quantiles[q], &s->exposure.around[q], tenths, 0);
    }
    mst_buffer_add(text, "\n");
    mst_buffer_pad(text, "mean", 13);
    if (s->complete > 0) {
        add_cell(text, s->completion.mean.mean, &s->completion.mean.interval, hours, 25);
    } else {
        mst_buffer_pad(text, "never", 25);
    }
    add_cell(text, s->left.mean.mean, &s->left.mean.interval, tenths, 21);
    add_cell(text, s->exposure.mean.mean, &s->exposure.mean.interval, tenths, 0);
    mst_buffer_add(text, "\n\n");
}

static void
add_share(mst_buffer *text, const char *what, uint64_t count, uint32_t runs, mst_interval around)
{
    mst_buffer_addf(text, "%s in %.1f %% of the runs (%.1f to %.1f %%).\n", what,
                    100 * (double)count / runs, 100 * around.low, 100 * around.high);
}

static void
add_integrated(mst_buffer *text, const mst_summary *s)
{
    const mst_mean *left = &s->integrated_left;
    const mst_mean *out = &s->integrated_all_out;
    if (s->integrated == NULL) {
        return;
    }
    mst_buffer_addf(
        text,
        "\nWith the time of the loss %s integrated out, and nobody saved after it:\n"
        "%.1f are left on average (%.1f to %.1f; with the loss drawn, and with\n"
        "what is saved after it, %.1f); everyone is out in %.1f %% (%.1f to %.1f %%).\n",
        s->integrated, left->mean, left->interval.low, left->interval.high, s->left.mean.mean,
        100 * out->mean, 100 * out->interval.low, 100 * out->interval.high);
}

static void
add_rare(mst_buffer *text, const mst_summary *s)
{
    const mst_split_result *rare = &s->rare;
    if (s->behind == 0) {
        return;
    }
    mst_buffer_addf(text,
                    "\nTo be %lld people behind the plan at some time: ", (long long)s->behind);
    if (rare->probability <= 0) {
        mst_buffer_addf(text, "none of %llu trials got so far.\n",
                        (unsigned long long)rare->trials);
        return;
    }
    mst_buffer_addf(text,
                    "probability %.2g, give or take\n%.0f %% of it (standard error; splitting, "
                    "%u levels of %u trials).\n",
                    rare->probability, 100 * rare->relative_error, rare->level_count, s->rare_runs);
}

static void
add_causes(mst_buffer *text, const mst_play *play, const mst_summary *s)
{
    if (mst_play_cause_name(play, 0) == NULL) {
        mst_buffer_add(text, "\nNothing in this post is random: every run is the same.\n");
        return;
    }
    if (s->cause_count == 0) {
        mst_buffer_addf(text, "\nThe worst %u runs have nothing in common that the others lack.\n",
                        s->worst_runs);
        return;
    }
    mst_buffer_addf(text, "\nWhat the worst %u runs have more often than all of them:\n",
                    s->worst_runs);
    for (uint32_t c = 0; c < s->cause_count; c++) {
        const mst_summary_cause *cause = &s->causes[c];
        mst_buffer_addf(text, "  %3.0f %% (%.0f to %.0f %%), of all %3.0f %%: ", 100 * cause->worst,
                        100 * cause->around.low, 100 * cause->around.high, 100 * cause->all);
        mst_buffer_wrap(text, mst_play_cause_name(play, cause->cause), 80, 6);
        mst_buffer_add(text, "\n");
    }
}

mst_status
mst_simulation_write_text(const mst_simulation_view *view, char **text, mst_error *err)
{
    mst_buffer out = {0};
    const mst_summary *s = view->summary;
    mst_buffer_addf(&out, "%s under %s: %u runs, seed %llu\n\n", view->option, view->scenario,
                    s->runs, (unsigned long long)view->seed);
    add_rows(&out, s);
    mst_buffer_addf(
        &out,
        "Half of the runs are as good as the row of 50 %%, and so on; in brackets where\n"
        "the value may lie with a confidence of %.0f %%.",
        100 * s->confidence);
    if (s->complete > 0 && s->complete < s->runs) {
        mst_buffer_add(&out, " The mean of the times is of the\nruns that bring everyone out.");
    }
    mst_buffer_add(&out, "\n\n");
    add_share(&out, "Nobody is left", s->complete, s->runs, s->complete_share);
    if (s->refusing > 0) {
        add_share(&out, "Nobody is left but those who refuse", s->but_refusing, s->runs,
                  s->but_refusing_share);
        mst_buffer_addf(&out, "On average %.1f refuse to come, and are left.\n", s->refusing);
    }
    if (s->plan.measures.left == 0) {
        add_share(&out, "Everyone is out as early as planned", s->on_time, s->runs,
                  s->on_time_share);
    }
    mst_buffer_addf(&out, "People to bring out: %.0f to %.0f, on average %.0f (planned %lld).\n",
                    s->persons.least, s->persons.most, s->persons.mean.mean,
                    (long long)s->plan.persons);
    mst_buffer_addf(
        &out,
        "On average %.1f vehicles leave without all they were to take, %.1f give up\n"
        "their route, and %.1f ways are made for people the plan does not reckon with.\n",
        s->short_stops, s->given_up, s->fetches);
    add_integrated(&out, s);
    add_rare(&out, s);
    add_causes(&out, view->play, s);
    return mst_buffer_finish(&out, text, err);
}
