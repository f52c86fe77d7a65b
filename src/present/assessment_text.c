/* SPDX-License-Identifier: Apache-2.0
 *
 * One page: what to order, what would change that, by when, and what would help.
 */
#include <stdio.h>
#include <string.h>

#include "present/assessment.h"
#include "present/tripwires.h"
#include "present/value.h"

enum { CELL = 96, COLUMNS = 80, MOST_MEANS = 10 };

typedef struct page {
    const mst_assessment_view *view;
    const mst_assessed_plans *plans;
    const mst_assessment *says;
    mst_when_zone zone;
    size_t option_columns, scenario_columns;
    mst_buffer out;
} page;

static const char *
option_id(const page *p, uint32_t option)
{
    return p->view->post->options[p->plans->options[option].index].id;
}

static const char *
scenario_id(const page *p, uint32_t scenario)
{
    return p->view->post->scenarios[p->plans->scenarios[scenario].index].id;
}

/* Millionths of persons as whole ones, away from the hopeful side. */
static long long
persons(int64_t millionths, bool up)
{
    return (long long)((millionths + (up ? MST_MILLION - 1 : 0)) / MST_MILLION);
}

/* "5-20", "100" where both are the same. */
static const char *
range_text(int64_t low, int64_t high, const char *between, char *text)
{
    if (persons(low, false) == persons(high, true)) {
        snprintf(text, CELL, "%lld", persons(low, false));
    } else {
        snprintf(text, CELL, "%lld%s%lld", persons(low, false), between, persons(high, true));
    }
    return text;
}

/* "12.5", with the decimal only where it says something. */
static const char *
percent(int64_t millionths, char *text)
{
    int64_t tenths = (millionths + 500) / 1000;
    snprintf(text, CELL, tenths % 10 == 0 ? "%lld" : "%lld.%lld", (long long)(tenths / 10),
             (long long)(tenths % 10));
    return text;
}

static const char *
percents(int64_t low, int64_t high, char *text)
{
    char from[CELL], to[CELL];
    percent(low, from);
    percent(high, to);
    if (low == high) {
        snprintf(text, CELL, "%.40s %%", from);
    } else {
        snprintf(text, CELL, "%.40s to %.40s %%", from, to);
    }
    return text;
}

static const char *
moment(const page *p, mst_instant at, char *text)
{
    return mst_when_local_short(&p->zone, at, text);
}

/* ---- the answer ---- */

static void
add_answer(page *p)
{
    const mst_choice *choice = &p->says->choice;
    const mst_verdict *v = &choice->verdicts[choice->recommended];
    const mst_post *post = p->view->post;
    const mst_option *option = &post->options[p->plans->options[choice->recommended].index];
    mst_buffer_addf(&p->out, "TAKE   %s", option->id);
    if (option->name != NULL) {
        mst_buffer_addf(&p->out, ": %s", option->name);
    }
    char text[512], range[CELL];
    snprintf(text, sizeof text,
             "%s expected not to be out, whatever the chances within what is known; %lld in "
             "the worst scenario, %s",
             range_text(v->lower, v->upper, " to ", range), (long long)v->worst,
             scenario_id(p, v->worst_case));
    mst_buffer_add(&p->out, "\n       ");
    mst_buffer_wrap(&p->out, text, COLUMNS, 7);
    mst_buffer_add(&p->out, "\n");
}

static void
add_second(page *p)
{
    const mst_choice *choice = &p->says->choice;
    if (choice->second == p->says->options) {
        mst_buffer_add(&p->out, "NEXT   nothing: every other option is worse under any chances\n");
        return;
    }
    mst_buffer_addf(&p->out, "NEXT   %s", option_id(p, choice->second));
    char text[CELL];
    uint32_t shown = 0;
    for (uint32_t s = 0; s < p->says->scenarios; s++) {
        const mst_switch *at = &p->says->switches[s];
        if (at->found) {
            mst_buffer_addf(&p->out, "%s\n       %s is %s",
                            shown++ == 0 ? ", to be taken where the chance of" : ", or of",
                            scenario_id(p, s), percents(at->from, at->to, text));
        }
    }
    if (shown == 0) {
        mst_buffer_add(&p->out, "; no chance of a single scenario would put it first");
    }
    mst_buffer_add(&p->out, "\n");
}

/* Is nobody moved by the option, whatever the scenario? Then no hour is late. */
static bool
moves_nobody(const page *p, uint32_t option)
{
    bool moves = false;
    for (uint32_t s = 0; s < p->says->scenarios; s++) {
        const mst_assessed_plan *plan = &p->plans->cells[s * p->says->options + option];
        moves |= plan->left > 0 || plan->completion > 0;
    }
    return !moves;
}

/* The first of the latest orders over the scenarios in which nobody is left; *safe counts those. */
static mst_time
first_latest(const page *p, uint32_t option, uint32_t *safe)
{
    mst_time first = MST_NEVER;
    *safe = 0;
    for (uint32_t s = 0; s < p->says->scenarios; s++) {
        const mst_assessed_plan *plan = &p->plans->cells[s * p->says->options + option];
        if (plan->latest_order != MST_TIME_MIN) {
            (*safe)++;
            first = plan->latest_order < first ? plan->latest_order : first;
        }
    }
    return first;
}

static const char *
latest_text(const page *p, const mst_assessed_plan *plan, mst_time latest, char *text)
{
    if (latest == MST_TIME_MIN) {
        snprintf(text, CELL, "past");
    } else if (latest == MST_NEVER) {
        snprintf(text, CELL, "no limit seen");
    } else {
        (void)moment(p, p->view->post->as_of + plan->order + latest, text);
    }
    return text;
}

/* By when the order must be given to be 90 % sure under the first scenario. */
static const char *
wait_text(const page *p, uint32_t option, char *text)
{
    const mst_assessed_cell *cell = &p->says->cells[option];
    mst_time wait = cell->may_wait[MST_ASSESS_SURE];
    if (!cell->has_curve) {
        snprintf(text, CELL, "-");
    } else if (wait == MST_TIME_MIN) {
        snprintf(text, CELL, "never that sure");
    } else if (wait == MST_NEVER) {
        snprintf(text, CELL, "no limit seen");
    } else if (wait < 0) {
        char by[MST_WHEN_BYTES];
        snprintf(text, CELL, "past by %s", mst_when_rough(-wait, by));
    } else {
        (void)moment(p, p->view->post->as_of + p->plans->cells[option].order + wait, text);
    }
    return text;
}

static void
add_by(page *p)
{
    uint32_t chosen = p->says->choice.recommended, safe;
    mst_time latest = first_latest(p, chosen, &safe);
    const char *others = "; under the others somebody is left even if ordered now";
    char text[CELL], line[512];
    latest_text(p, &p->plans->cells[chosen], latest, text);
    mst_buffer_add(&p->out, "BY     ");
    if (moves_nobody(p, chosen)) {
        snprintf(line, sizeof line, "no hour: it moves nobody\n");
    } else if (safe == 0) {
        snprintf(line, sizeof line,
                 "already past: somebody is left under every scenario even if ordered now\n");
    } else if (latest == MST_NEVER) {
        snprintf(line, sizeof line,
                 "no hour within the horizon is too late under %u of %u scenarios%s\n", safe,
                 p->says->scenarios, safe < p->says->scenarios ? others : "");
    } else {
        snprintf(line, sizeof line, "%s, so that nobody is left under %u of %u scenarios%s\n", text,
                 safe, p->says->scenarios,
                 safe < p->says->scenarios
                     ? "; under the others somebody is left even if ordered now"
                     : "");
    }
    mst_buffer_wrap(&p->out, line, COLUMNS, 7);
    const mst_assessed_cell *cell = &p->says->cells[chosen];
    if (cell->has_curve && !moves_nobody(p, chosen) &&
        cell->may_wait[MST_ASSESS_SURE] == MST_TIME_MIN) {
        snprintf(line, sizeof line,
                 "       nobody can be 90 %% sure under %s that all are gone before a loss: the "
                 "reports leave too much doubt, or the loss comes too early\n",
                 scenario_id(p, 0));
        mst_buffer_wrap(&p->out, line, COLUMNS, 7);
    } else if (cell->has_curve && !moves_nobody(p, chosen)) {
        snprintf(line, sizeof line,
                 "       90 %% sure under %s that all are gone before a loss that the reports "
                 "expect: %s\n",
                 scenario_id(p, 0), wait_text(p, chosen, text));
        mst_buffer_wrap(&p->out, line, COLUMNS, 7);
    }
}

/* ---- tables ---- */

static void
verdict_text(const page *p, uint32_t option, char *text)
{
    const mst_choice *choice = &p->says->choice;
    const mst_verdict *v = &choice->verdicts[option];
    if (!v->is_maximal) {
        snprintf(text, CELL, "%s is better", option_id(p, v->beaten_by));
    } else if (option == choice->recommended) {
        snprintf(text, CELL, "take");
    } else {
        snprintf(text, CELL, "%s", v->is_admissible ? "may be best" : "never quite best");
    }
}

static void
add_options(page *p)
{
    mst_buffer_add(&p->out, "\n");
    mst_buffer_pad(&p->out, "Not out", p->option_columns);
    mst_buffer_add(&p->out, "     expected   worst  worst 10 %  regret  under any chances\n");
    for (uint32_t o = 0; o < p->says->options; o++) {
        const mst_verdict *v = &p->says->choice.verdicts[o];
        char text[CELL];
        mst_buffer_pad(&p->out, option_id(p, o), p->option_columns);
        mst_buffer_pad_left(&p->out, range_text(v->lower, v->upper, "-", text), 13);
        snprintf(text, sizeof text, "%lld", (long long)v->worst);
        mst_buffer_pad_left(&p->out, text, 8);
        snprintf(text, sizeof text, "%lld", persons(v->tail, true));
        mst_buffer_pad_left(&p->out, text, 12);
        snprintf(text, sizeof text, "%lld", (long long)v->regret);
        mst_buffer_pad_left(&p->out, text, 8);
        verdict_text(p, o, text);
        mst_buffer_addf(&p->out, "  %s\n", text);
    }
    mst_buffer_add(&p->out, "  not out: left, or staying by the option's scope; force included\n");
}

static void
add_times(page *p)
{
    bool any_curve = false;
    for (uint32_t o = 0; o < p->says->options; o++) {
        any_curve |= p->says->cells[o].has_curve;
    }
    mst_buffer_add(&p->out, "\n");
    mst_buffer_pad(&p->out, "Latest order", p->option_columns);
    mst_buffer_addf(&p->out, "  %-16.16s  %-16s  scenarios%s\n", scenario_id(p, 0), "any of those",
                    any_curve ? "  gone before a loss" : "");
    for (uint32_t o = 0; o < p->says->options; o++) {
        char text[CELL], chance[CELL];
        uint32_t safe;
        mst_time first = first_latest(p, o, &safe);
        const mst_assessed_plan *plan = &p->plans->cells[o];
        mst_buffer_pad(&p->out, option_id(p, o), p->option_columns);
        if (moves_nobody(p, o)) {
            mst_buffer_add(&p->out, "  moves nobody\n");
            continue;
        }
        mst_buffer_addf(&p->out, "  %-16s", latest_text(p, plan, plan->latest_order, text));
        mst_buffer_addf(&p->out, "  %-16s", safe == 0 ? "past" : latest_text(p, plan, first, text));
        snprintf(text, sizeof text, "%u of %u", safe, p->says->scenarios);
        mst_buffer_pad_left(&p->out, text, 11);
        const mst_assessed_cell *cell = &p->says->cells[o];
        if (cell->has_curve) {
            mst_buffer_addf(&p->out, "  %s", percents(cell->clear_low, cell->clear_high, chance));
        }
        mst_buffer_add(&p->out, "\n");
    }
    mst_buffer_add(&p->out,
                   "  any of those: under every scenario in which nobody is left if ordered "
                   "now\n");
    if (any_curve) {
        mst_buffer_addf(&p->out, "\n");
        mst_buffer_pad(&p->out, "90 % sure", p->option_columns);
        mst_buffer_add(&p->out,
                       "  order by, so that all are gone before a loss as reports have it\n");
        for (uint32_t o = 0; o < p->says->options; o++) {
            char text[CELL];
            mst_buffer_pad(&p->out, option_id(p, o), p->option_columns);
            mst_buffer_addf(&p->out, "  %s\n", wait_text(p, o, text));
        }
    } else {
        mst_buffer_add(&p->out, "  no report says when a site may be lost\n");
    }
}

/* A time after the order, up: "9.5 h", "4.4 d", "never" where it is none. */
static const char *
after_text(mst_time after, char *text)
{
    bool in_days = after >= 2 * MST_MS_PER_DAY;
    mst_time tenth = (in_days ? MST_MS_PER_DAY : MST_MS_PER_HOUR) / 10;
    long long tenths = (long long)mst_ceil_divide(after, tenth);
    if (after == MST_NEVER) {
        snprintf(text, CELL, "never");
    } else {
        snprintf(text, CELL, "%lld.%lld %s", tenths / 10, tenths % 10, in_days ? "d" : "h");
    }
    return text;
}

/* What the runs of the plans say. */
static void
add_played(page *p)
{
    const mst_played *played = p->plans->played;
    mst_buffer_add(&p->out, "\n");
    mst_buffer_pad(&p->out, "Played", p->option_columns);
    bool any_curve = false;
    for (uint32_t o = 0; o < p->says->options; o++) {
        any_curve |= p->says->cells[o].has_curve;
    }
    mst_buffer_addf(&p->out, "  all are out     half by  9 of 10 by%s\n",
                    any_curve ? "  with the losses reported" : "");
    for (uint32_t o = 0; o < p->says->options; o++) {
        char text[CELL];
        const mst_played_cell *cell = &played->cells[o];
        const mst_assessed_cell *says = &p->says->cells[o];
        mst_buffer_pad(&p->out, option_id(p, o), p->option_columns);
        percents(p->says->all_out_low[o], p->says->all_out_high[o], text);
        mst_buffer_pad_left(&p->out, text, 13);
        for (int64_t part = 500000; part <= 900000 && cell->used > 0; part += 400000) {
            after_text(mst_played_completion_at(cell, part), text);
            mst_buffer_pad_left(&p->out, text, 12);
        }
        if (cell->used > 0 && says->has_curve) {
            range_text(says->curve_low * MST_THOUSAND, says->curve_high * MST_THOUSAND, " to ",
                       text);
            mst_buffer_addf(&p->out, "  %s not out", text);
        }
        mst_buffer_add(&p->out, "\n");
    }
    char line[CELL + 160];
    snprintf(line, sizeof line,
             "  half by: after the order, in half of the runs under %s; never: somebody is left\n",
             scenario_id(p, 0));
    mst_buffer_wrap(&p->out, line, COLUMNS, 2);
}

static void
add_scenarios(page *p)
{
    const mst_choice *choice = &p->says->choice;
    uint32_t best = choice->recommended, second = choice->second;
    mst_buffer_add(&p->out, "\n");
    mst_buffer_pad(&p->out, "Scenario", p->scenario_columns);
    mst_buffer_addf(&p->out, "  %-16s  not out: %s%s%s\n", "chance", option_id(p, best),
                    second < p->says->options ? ", " : "",
                    second < p->says->options ? option_id(p, second) : "");
    bool any_unknown = false;
    for (uint32_t s = 0; s < p->says->scenarios; s++) {
        char text[CELL];
        const mst_assessed_cell *row = &p->says->cells[s * p->says->options];
        mst_buffer_pad(&p->out, scenario_id(p, s), p->scenario_columns);
        percents(p->says->low[s], p->says->high[s], text);
        mst_buffer_addf(&p->out, "  %s", p->says->is_given[s] ? " " : "?");
        mst_buffer_pad(&p->out, text, 15);
        mst_buffer_addf(&p->out, "  %lld", (long long)row[best].loss);
        if (second < p->says->options) {
            mst_buffer_addf(&p->out, ", %lld", (long long)row[second].loss);
        }
        mst_buffer_add(&p->out, "\n");
        any_unknown |= !p->says->is_given[s];
    }
    if (any_unknown) {
        mst_buffer_add(&p->out, "  ? nobody has said how probable it is (`chance`, or a report)\n");
    }
    if (p->says->widened) {
        mst_buffer_add(&p->out, "  what was said of the chances contradicts itself; they were "
                                "widened\n");
    }
}

static void
add_means(page *p)
{
    uint32_t chosen = p->says->choice.recommended;
    if (p->plans->gains_option != chosen) {
        return;
    }
    mst_buffer_addf(&p->out, "\nWhat would help %s\n", option_id(p, chosen));
    mst__value_add_table(
        &p->out, &(mst_value_table){.post = p->view->post,
                                    .order = p->view->post->as_of + p->plans->cells[chosen].order,
                                    .scenarios = p->plans->scenarios,
                                    .rows = p->says->means,
                                    .row_count = p->says->means_count,
                                    .most = MOST_MEANS});
    if (p->says->means_count > MOST_MEANS) {
        mst_buffer_addf(&p->out, "  and %u more (--json); `muster value` tries more\n",
                        p->says->means_count - MOST_MEANS);
    }
}

static void
add_ringing(page *p)
{
    const mst_post *post = p->view->post;
    for (uint32_t i = 0; i < post->indicator_count; i++) {
        const mst_ringing *alarm = &p->says->ringing[i];
        char text[CELL];
        if (i == 0) {
            mst_buffer_add(&p->out, "\n");
            mst_buffer_pad(&p->out, "Indicator", p->scenario_columns);
            mst_buffer_add(&p->out, "  today   rings at  false alarm every  rings after\n");
        }
        mst_buffer_pad(&p->out, post->indicators[i].id, p->scenario_columns);
        snprintf(text, sizeof text, "%.1f", alarm->sum);
        mst_buffer_pad_left(&p->out, text, 7);
        snprintf(text, sizeof text, "%.1f", alarm->threshold);
        mst_buffer_pad_left(&p->out, text, 11);
        mst_buffer_pad_left(&p->out, mst__days_text(alarm->false_days, text), 19);
        mst_buffer_pad_left(&p->out, mst__days_text(alarm->late_days, text), 13);
        mst_buffer_addf(&p->out, "%s\n", alarm->rings ? "  IT RINGS" : "");
    }
}

/* Thousandths of a person, up. */
static long long
people_up(int64_t thousandths)
{
    return persons(thousandths * MST_THOUSAND, true);
}

/* How often the plans were played, and what that settles. */
static void
add_runs(page *p)
{
    const mst_ranking *ranking = p->view->ranking;
    char line[512], runs[CELL] = "once, since nothing in them is left to chance";
    if (ranking->fewest > 0 && ranking->fewest == ranking->most) {
        snprintf(runs, sizeof runs, "%u times each", ranking->most);
    } else if (ranking->fewest > 0) {
        snprintf(runs, sizeof runs, "%u to %u times each", ranking->fewest, ranking->most);
    }
    mst_buffer_add(&p->out, "\n");
    snprintf(line, sizeof line, "Plans were played %s, %llu runs in all.", runs,
             (unsigned long long)ranking->runs);
    if (ranking->unplayed > 0) {
        snprintf(line + strlen(line), sizeof line - strlen(line),
                 " %u are too large to be played and stand as planned.", ranking->unplayed);
    }
    const mst_rank *best = &ranking->ranks[ranking->best];
    if (best->error > 0) {
        snprintf(line + strlen(line), sizeof line - strlen(line),
                 " What is expected of %s is so to within %lld.", option_id(p, ranking->best),
                 people_up(best->error));
    }
    if (ranking->is_settled) {
        snprintf(line + strlen(line), sizeof line - strlen(line),
                 " Settled at 95 %%: no other option is better by more than %lld in its greatest "
                 "expectation.",
                 people_up(ranking->tolerance));
    } else {
        snprintf(line + strlen(line), sizeof line - strlen(line),
                 " Not settled at 95 %%: %u option%s may still be better by more than %lld.",
                 ranking->unsettled, ranking->unsettled == 1 ? "" : "s",
                 people_up(ranking->tolerance));
    }
    mst_buffer_wrap(&p->out, line, COLUMNS, 0);
    mst_buffer_add(&p->out, "\n");
}

static size_t
widest(const page *p, bool options)
{
    size_t width = options ? 12 : p->view->post->indicator_count > 0 ? 9 : 8;
    uint32_t count = options ? p->says->options : p->says->scenarios;
    for (uint32_t i = 0; i < count; i++) {
        size_t own = mst_buffer_width(options ? option_id(p, i) : scenario_id(p, i));
        width = own > width ? own : width;
    }
    for (uint32_t i = 0; i < p->view->post->indicator_count && !options; i++) {
        size_t own = mst_buffer_width(p->view->post->indicators[i].id);
        width = own > width ? own : width;
    }
    return width;
}

mst_status
mst_assessment_write_text(const mst_assessment_view *view, char **text, mst_error *err)
{
    page p = {.view = view,
              .plans = view->plans,
              .says = view->assessment,
              .zone = {view->post->zone_row_count, view->post->zone_rows}};
    p.option_columns = widest(&p, true);
    p.scenario_columns = widest(&p, false);
    char when[MST_WHEN_BYTES], zulu[MST_WHEN_BYTES];
    mst_buffer_addf(&p.out, "%s, as of %s (%s)\n\n",
                    view->post->name != NULL ? view->post->name : view->post->id,
                    moment(&p, view->post->as_of, when), mst_when_zulu(view->post->as_of, zulu));
    add_answer(&p);
    add_second(&p);
    add_by(&p);
    add_options(&p);
    add_times(&p);
    add_played(&p);
    add_scenarios(&p);
    add_means(&p);
    add_ringing(&p);
    mst__tripwires_text(&p.out, view->evidence, p.says->tripwires);
    add_runs(&p);
    uint32_t cells = p.says->scenarios * p.says->options;
    if (p.plans->standing > 0) {
        mst_buffer_addf(
            &p.out,
            "\n%u of %u plans are those made before the newest facts, which take away "
            "nothing\nthat these plans use; the checker accepts them, and what was proved "
            "of them holds.\n",
            p.plans->standing, cells);
    }
    mst_buffer_addf(&p.out, "\nmuster %s, seed %llu, %u plans, %u more to find the latest orders\n",
                    MUSTER_VERSION, (unsigned long long)view->seed, cells, p.plans->orders_tried);
    return mst_buffer_finish(&p.out, text, err);
}
