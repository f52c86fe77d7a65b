/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares two pictures part by part.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "present/since_internal.h"

/* Ends of a probability that moved by less are as they were, in the text and in the JSON: what is
 * shown has tenths of a percent. */
static const double least_move = 0.0005;
/* Incidents a day likewise: shown are hundredths. */
static const double least_rate = 0.005;

/* ---- reports ---- */

static bool
is_new(const mst_since_view *view, uint32_t report)
{
    return view->now->post->reports[report].known && !view->then->post->reports[report].known;
}

/* Room for every report, and the count. */
typedef struct gathered {
    uint32_t count;
    uint32_t *list;
    bool *taken; /* [report] */
} gathered;

static bool
begin(const mst_since_view *view, mst_arena *arena, gathered *g)
{
    uint32_t room = view->now->post->report_count;
    g->count = 0;
    g->list = MST_TAKE(arena, uint32_t, room);
    g->taken = MST_TAKE(arena, bool, room);
    return g->list != NULL && g->taken != NULL;
}

static void
take(gathered *g, uint32_t report)
{
    if (report != MST_NONE && !g->taken[report]) {
        g->taken[report] = true;
        g->list[g->count++] = report;
    }
}

static void
take_new(const mst_since_view *view, gathered *g, uint32_t count, const mst_heard *heard)
{
    for (uint32_t i = 0; i < count; i++) {
        if (is_new(view, heard[i].report)) {
            take(g, heard[i].report);
        }
    }
}

/* What was heard then and was corrected since: the correction is what changed it. */
static void
take_corrections(const mst_since_view *view, gathered *g, uint32_t count, const mst_heard *heard)
{
    for (uint32_t i = 0; i < count; i++) {
        const mst_report *report = &view->now->post->reports[heard[i].report];
        take(g, report->corrected_by);
    }
}

static mst__reports
reports_of(const gathered *g)
{
    return (mst__reports){g->count, g->list};
}

/* ---- facts ---- */

static const mst__amended *
find_amended(const mst__amended *list, uint32_t count, const char *path)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(list[i].path, path) == 0) {
            return &list[i];
        }
    }
    return NULL;
}

/* The new facts on an item, and corrections of old ones; none: a fact's time ended or began. */
static bool
blame_facts(const mst_since_view *view, mst_arena *arena, const mst__amended *of,
            mst__reports *because)
{
    const mst_post *post = view->now->post;
    gathered g;
    if (!begin(view, arena, &g)) {
        return false;
    }
    for (uint32_t r = 0; r < post->report_count; r++) {
        const mst_report *report = &post->reports[r];
        bool was_known = view->then->post->reports[r].known;
        for (uint32_t k = 0; k < report->change_count && report->known != was_known; k++) {
            const mst_change *change = &report->changes[k];
            if (change->item_class == of->change->item_class && change->item == of->change->item &&
                change->field == of->change->field) {
                take(&g, report->known ? r : report->corrected_by);
            }
        }
    }
    *because = reports_of(&g);
    return true;
}

static bool
find_facts(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    uint32_t then_count = 0, now_count = 0;
    const mst__amended *then = mst__amended_list(view->then->post, arena, &then_count);
    const mst__amended *now = mst__amended_list(view->now->post, arena, &now_count);
    since->facts = MST_TAKE(arena, mst__fact_change, (size_t)then_count + now_count);
    if (then == NULL || now == NULL || since->facts == NULL) {
        return false;
    }
    bool ok = true;
    for (uint32_t i = now_count; i-- > 0 && ok;) { /* the latest first */
        const mst__amended *was = find_amended(then, then_count, now[i].path);
        const char *before = was != NULL ? was->after : now[i].before;
        if (strcmp(before, now[i].after) != 0) {
            mst__fact_change *row = &since->facts[since->fact_count++];
            *row = (mst__fact_change){now[i].path, before, now[i].after, {0, NULL}};
            ok = blame_facts(view, arena, &now[i], &row->because);
        }
    }
    for (uint32_t i = 0; i < then_count && ok; i++) {
        if (find_amended(now, now_count, then[i].path) == NULL &&
            strcmp(then[i].before, then[i].after) != 0) {
            mst__fact_change *row = &since->facts[since->fact_count++];
            *row = (mst__fact_change){then[i].path, then[i].after, then[i].before, {0, NULL}};
            ok = blame_facts(view, arena, &then[i], &row->because);
        }
    }
    return ok;
}

/* ---- probabilities ---- */

static double
rise_of(mst_range then, mst_range now)
{
    double high = now.high - then.high, low = now.low - then.low;
    return fabs(high) >= least_move ? high : fabs(low) >= least_move ? low : 0.0;
}

/* The greater rise first, as it is shown; 0: they are alike. */
static int
compare_rises(double a, double b)
{
    int64_t left = mst_parts_of((mst_range){a, a}).low, right = mst_parts_of((mst_range){b, b}).low;
    return (left < right) - (left > right);
}

static bool
add_belief(const mst_since_view *view, mst_arena *arena, mst__since *since,
           const mst__belief_change *change)
{
    const mst_belief *then = change->then, *now = change->now;
    gathered g;
    double pooled = rise_of(then->interval, now->interval);
    double robust = rise_of(then->robust, now->robust);
    if (pooled == 0.0 && robust == 0.0 && then->outcome == now->outcome) {
        return true;
    }
    if (!begin(view, arena, &g)) {
        return false;
    }
    take(&g, now->outcome != then->outcome ? now->outcome : MST_NONE);
    take_new(view, &g, now->heard_count, now->heard);
    for (uint32_t i = 0; i < now->stated_count; i++) {
        take(&g, is_new(view, now->stated[i].report) ? now->stated[i].report : MST_NONE);
    }
    take_corrections(view, &g, then->heard_count, then->heard);
    mst__belief_change *row = &since->beliefs[since->belief_count++];
    *row = *change;
    row->rise = pooled != 0.0 ? pooled : robust;
    row->because = reports_of(&g);
    return true;
}

static int
compare_beliefs(const void *left, const void *right)
{
    const mst__belief_change *a = left, *b = right;
    int by = compare_rises(a->rise, b->rise);
    by = by != 0 ? by : strcmp(a->id, b->id);
    return by != 0 ? by : strcmp(b->kind, a->kind); /* a scenario before a proposition */
}

static bool
find_beliefs(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    const mst_post *post = view->now->post;
    bool ok = true;
    since->beliefs =
        MST_TAKE(arena, mst__belief_change, (size_t)post->scenario_count + post->proposition_count);
    for (uint32_t i = 0; i < post->scenario_count && since->beliefs != NULL && ok; i++) {
        mst__belief_change change = {.kind = "scenario",
                                     .id = post->scenarios[i].id,
                                     .then = &view->then->scenarios[i],
                                     .now = &view->now->scenarios[i]};
        ok = add_belief(view, arena, since, &change);
    }
    for (uint32_t i = 0; i < post->proposition_count && since->beliefs != NULL && ok; i++) {
        mst__belief_change change = {.kind = "proposition",
                                     .id = post->propositions[i].id,
                                     .then = &view->then->propositions[i],
                                     .now = &view->now->propositions[i]};
        ok = add_belief(view, arena, since, &change);
    }
    if (since->beliefs == NULL || !ok) {
        return false;
    }
    qsort(since->beliefs, since->belief_count, sizeof *since->beliefs, compare_beliefs);
    return true;
}

/* ---- sites ---- */

static double
greatest_rise(const mst_band *then, const mst_band *now)
{
    double most = 0.0;
    for (uint32_t d = 0; d < mst__band_day_count; d++) {
        mst_time after = (mst_time)mst__band_days[d] * MST_MS_PER_DAY;
        for (int robust = 0; robust < 2; robust++) {
            mst_range was = then->known ? mst_band_at(then, after, robust) : (mst_range){0, 0};
            mst_range is = now->known ? mst_band_at(now, after, robust) : (mst_range){0, 0};
            double rise = rise_of(was, is);
            most = fabs(rise) > fabs(most) ? rise : most;
        }
    }
    return most;
}

/* New estimates, outcomes, and counts of the indicators that raise the hazard there. */
static bool
blame_band(const mst_since_view *view, mst_arena *arena, mst__band_change *row)
{
    const mst_post *post = view->now->post;
    gathered g;
    if (!begin(view, arena, &g)) {
        return false;
    }
    take(&g, row->now->outcome != row->then->outcome ? row->now->outcome : MST_NONE);
    take_new(view, &g, row->now->heard_count, row->now->heard);
    take_corrections(view, &g, row->then->heard_count, row->then->heard);
    bool is_tempo = row->now->tempo != row->then->tempo || row->now->alarm != row->then->alarm;
    for (uint32_t r = 0; r < post->report_count && is_tempo; r++) {
        const mst_report *report = &post->reports[r];
        if (report->claim != MST_CLAIM_INCIDENTS || !is_new(view, r)) {
            continue;
        }
        const mst_indicator *indicator = &post->indicators[report->subjects[0].index];
        for (uint32_t i = 0; i < indicator->raises_count; i++) {
            take(&g, indicator->raises[i].index == row->site ? r : MST_NONE);
        }
    }
    row->because = reports_of(&g);
    return true;
}

static int
compare_bands(const void *left, const void *right)
{
    const mst__band_change *a = left, *b = right;
    bool a_lost = a->now->outcome != MST_NONE && a->then->outcome == MST_NONE;
    bool b_lost = b->now->outcome != MST_NONE && b->then->outcome == MST_NONE;
    if (a_lost != b_lost) {
        return a_lost ? -1 : 1;
    }
    int by = compare_rises(a->rise, b->rise);
    return by != 0 ? by : (a->site > b->site ? 1 : -1);
}

static bool
find_bands(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    const mst_post *post = view->now->post;
    since->bands = MST_TAKE(arena, mst__band_change, post->site_count);
    for (uint32_t i = 0; i < post->site_count && since->bands != NULL; i++) {
        mst__band_change row = {
            .site = i, .then = &view->then->sites[i], .now = &view->now->sites[i]};
        row.rise = greatest_rise(row.then, row.now);
        if (row.rise == 0.0 && row.then->outcome == row.now->outcome &&
            row.then->known == row.now->known && row.then->alarm == row.now->alarm) {
            continue;
        }
        if (!blame_band(view, arena, &row)) {
            return false;
        }
        since->bands[since->band_count++] = row;
    }
    if (since->bands == NULL) {
        return false;
    }
    qsort(since->bands, since->band_count, sizeof *since->bands, compare_bands);
    return true;
}

/* ---- indicators ---- */

static bool
find_tempos(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    const mst_post *post = view->now->post;
    since->tempos = MST_TAKE(arena, mst__tempo_change, post->indicator_count);
    for (uint32_t i = 0; i < post->indicator_count && since->tempos != NULL; i++) {
        const mst_tempo *then = &view->then->indicators[i], *now = &view->now->indicators[i];
        gathered g;
        if (then->known == now->known && then->rate.alarm == now->rate.alarm &&
            fabs(then->mean_per_day - now->mean_per_day) < least_rate) {
            continue;
        }
        if (!begin(view, arena, &g)) {
            return false;
        }
        for (uint32_t r = 0; r < post->report_count; r++) {
            const mst_report *report = &post->reports[r];
            bool counts = report->claim == MST_CLAIM_INCIDENTS && report->subjects[0].index == i;
            bool was_known = view->then->post->reports[r].known;
            if (counts && report->known != was_known) {
                take(&g, report->known ? r : report->corrected_by);
            }
        }
        since->tempos[since->tempo_count++] = (mst__tempo_change){i, then, now, reports_of(&g)};
    }
    return since->tempos != NULL;
}

/* ---- stale items ---- */

static bool
holds(const mst__stale *list, uint32_t count, const mst__stale *item)
{
    bool found = false;
    for (uint32_t i = 0; i < count; i++) {
        found =
            found || (strcmp(list[i].noun, item->noun) == 0 && strcmp(list[i].id, item->id) == 0);
    }
    return found;
}

static bool
find_stale(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    uint32_t then_count = 0, now_count = 0;
    const mst__stale *then = mst__stale_list(view->then->post, arena, &then_count);
    const mst__stale *now = mst__stale_list(view->now->post, arena, &now_count);
    since->stale = MST_TAKE(arena, mst__stale_change, (size_t)then_count + now_count);
    if (then == NULL || now == NULL || since->stale == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < now_count; i++) {
        if (!holds(then, then_count, &now[i])) {
            since->stale[since->stale_count++] = (mst__stale_change){now[i], true};
        }
    }
    for (uint32_t i = 0; i < then_count; i++) {
        if (!holds(now, now_count, &then[i])) {
            since->stale[since->stale_count++] = (mst__stale_change){then[i], false};
        }
    }
    return true;
}

/* ---- plans and answers ---- */

bool
mst__since_stands(mst_standing_state state)
{
    return state == MST_STANDING_HOLDS || state == MST_STANDING_CHANGED;
}

static bool
is_same_measure(const mst_measures *a, const mst_measures *b)
{
    return a->left == b->left && a->completion == b->completion && a->exposure == b->exposure;
}

static bool
find_plans(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    since->plans = MST_TAKE(arena, const mst_since_plan *, view->plan_count);
    if (since->plans == NULL) {
        return false;
    }
    for (int round = 0; round < 2; round++) { /* those that broke first */
        for (uint32_t i = 0; i < view->plan_count; i++) {
            const mst_since_plan *plan = &view->plans[i];
            bool stood = mst__since_stands(plan->then.state);
            bool stands = mst__since_stands(plan->now.state);
            bool broke = stood && !stands;
            bool changed =
                stood != stands || (stands && !is_same_measure(&plan->then.now, &plan->now.now));
            if (changed && broke == (round == 0)) {
                since->plans[since->plan_count++] = plan;
            }
        }
        since->broken = round == 0 ? since->plan_count : since->broken;
    }
    return true;
}

int
mst__since_worse(const mst_since_cell *cell)
{
    if (cell->now.left != cell->then.left) {
        return cell->now.left > cell->then.left ? 1 : -1;
    }
    return cell->now.completion != cell->then.completion
               ? (cell->now.completion > cell->then.completion ? 1 : -1)
               : 0;
}

static int
compare_answers(const void *left, const void *right)
{
    const mst_since_cell *a = *(const mst_since_cell *const *)left;
    const mst_since_cell *b = *(const mst_since_cell *const *)right;
    int64_t more_a = a->now.left - a->then.left, more_b = b->now.left - b->then.left;
    int64_t later_a = a->now.completion - a->then.completion;
    int64_t later_b = b->now.completion - b->then.completion;
    if (more_a != more_b) {
        return more_a > more_b ? -1 : 1;
    }
    if (later_a != later_b) {
        return later_a > later_b ? -1 : 1;
    }
    return a->scenario != b->scenario ? (a->scenario > b->scenario ? 1 : -1)
                                      : (a->option > b->option ? 1 : -1);
}

static bool
find_answers(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    since->answers = MST_TAKE(arena, const mst_since_cell *, view->cell_count);
    if (since->answers == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < view->cell_count; i++) {
        const mst_since_cell *cell = &view->changed[i];
        if (!cell->planned || mst__since_worse(cell) != 0) {
            since->answers[since->answer_count++] = cell;
        }
    }
    if (view->has_answers) {
        qsort(since->answers, since->answer_count, sizeof(const mst_since_cell *), compare_answers);
    }
    return true;
}

/* ---- all of it ---- */

static bool
find_reports(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    const mst_post *post = view->now->post;
    gathered received, ceased;
    if (!begin(view, arena, &received) || !begin(view, arena, &ceased)) {
        return false;
    }
    for (uint32_t r = post->report_count; r-- > 0;) {
        if (post->reports[r].received > view->then->post->as_of &&
            post->reports[r].received <= post->as_of) {
            take(&received, r);
        }
        if (view->then->post->reports[r].known && !post->reports[r].known) {
            take(&ceased, r);
        }
    }
    since->received = reports_of(&received);
    since->ceased = reports_of(&ceased);
    return true;
}

bool
mst__since_find(const mst_since_view *view, mst_arena *arena, mst__since *since)
{
    *since = (mst__since){.view = view};
    return find_plans(view, arena, since) && find_answers(view, arena, since) &&
           find_facts(view, arena, since) && find_beliefs(view, arena, since) &&
           find_bands(view, arena, since) && find_tempos(view, arena, since) &&
           find_stale(view, arena, since) && find_reports(view, arena, since);
}

mst_status
mst_since_count(const mst_since_view *view, mst_since_totals *totals, mst_error *err)
{
    mst_arena arena;
    mst__since since;
    mst_arena_init(&arena, 0);
    bool ok = mst__since_find(view, &arena, &since);
    if (ok) {
        *totals = (mst_since_totals){.broken = since.broken,
                                     .plans = since.plan_count,
                                     .facts = since.fact_count,
                                     .sites = since.band_count,
                                     .chances = since.belief_count,
                                     .indicators = since.tempo_count,
                                     .stale = since.stale_count,
                                     .reports = since.received.count};
        for (uint32_t i = 0; i < since.answer_count; i++) {
            totals->worse += since.answers[i]->planned && mst__since_worse(since.answers[i]) > 0;
        }
    }
    mst_arena_release(&arena);
    return ok ? MST_OK : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
}
