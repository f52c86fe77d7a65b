/* SPDX-License-Identifier: Apache-2.0
 *
 * Two pictures of one post, their standing plans and their cells side by side.
 */
#include "present/since.h"

#include <string.h>

#include "api/internal.h"
#include "api/standing.h"
#include "judge/walk.h"
#include "problem/facts.h"

struct muster_since {
    mst_arena arena;
    mst_evidence then_evidence, now_evidence;
    muster_standing *then_standing, *now_standing;
    mst_since_view view;
};

typedef struct comparing {
    const char *path;
    muster_post *then, *now;
    const muster_since_options *options;
    muster_since *made;
} comparing;

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

/* ---- are they two pictures of one text? ---- */

bool
mst__api_one_text(const mst_post *a, const mst_post *b)
{
    bool same = strcmp(a->id, b->id) == 0 && a->report_count == b->report_count &&
                a->scenario_count == b->scenario_count && a->option_count == b->option_count &&
                a->proposition_count == b->proposition_count && a->site_count == b->site_count &&
                a->people_count == b->people_count && a->indicator_count == b->indicator_count &&
                a->base_as_of == b->base_as_of;
    for (uint32_t i = 0; i < a->report_count && same; i++) {
        same = strcmp(a->reports[i].id, b->reports[i].id) == 0;
    }
    for (uint32_t i = 0; i < a->site_count && same; i++) {
        same = strcmp(a->sites[i].id, b->sites[i].id) == 0;
    }
    for (uint32_t i = 0; i < a->scenario_count && same; i++) {
        same = strcmp(a->scenarios[i].id, b->scenarios[i].id) == 0;
    }
    for (uint32_t i = 0; i < a->option_count && same; i++) {
        same = strcmp(a->options[i].id, b->options[i].id) == 0;
    }
    return same;
}

static muster_status
check_pictures(const comparing *c, muster_error *err)
{
    const mst_post *then = c->then->post, *now = c->now->post;
    const mst__api_choice choice = {.seed = c->options->seed,
                                    .scenario_count = c->options->scenario_count,
                                    .option_count = c->options->option_count,
                                    .scenarios = c->options->scenarios,
                                    .options = c->options->options};
    muster_status status = mst__api_check_choice(now, &choice, err);
    if (status != MUSTER_OK) {
        return status;
    }
    if (!mst__api_one_text(then, now)) {
        return mst__api_refuse(err, MST_USAGE,
                               "the two pictures are not of one text: was the post written in "
                               "between?");
    }
    if (then->as_of > now->as_of) {
        muster_post_summary a, b;
        muster_post_describe(c->then, &a);
        muster_post_describe(c->now, &b);
        return mst__api_refuse(err, MST_USAGE, "%s is after %s, the picture to compare with",
                               a.as_of_local, b.as_of_local);
    }
    return MUSTER_OK;
}

/* ---- standing plans ---- */

static muster_status
compare_standing(const comparing *c, muster_error *err)
{
    muster_since *made = c->made;
    muster_status status = muster_standing_open(c->path, c->then, &made->then_standing, err);
    if (status == MUSTER_OK) {
        status = muster_standing_open(c->path, c->now, &made->now_standing, err);
    }
    if (status != MUSTER_OK) {
        return status;
    }
    uint32_t count = muster_standing_count(made->now_standing);
    mst_since_plan *plans = MST_TAKE(&made->arena, mst_since_plan, count);
    if (plans == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        const mst_standing_row *then = mst__standing_row(made->then_standing, i);
        const mst_standing_row *now = mst__standing_row(made->now_standing, i);
        if (then == NULL || strcmp(then->id, now->id) != 0) {
            return mst__api_refuse(err, MST_USAGE, "a plan was adopted in between: try again");
        }
        plans[i] = (mst_since_plan){*then, *now};
    }
    made->view.plan_count = count;
    made->view.plans = plans;
    return MUSTER_OK;
}

/* ---- cells ---- */

/* Facts known now and not then, without one of which the cell would be another case. */
static muster_status
blame(const comparing *c, const mst_walk_cell *now, mst_since_cell *cell, muster_error *err)
{
    mst_post *post = c->now->post;
    uint32_t *reports = MST_TAKE(&c->made->arena, uint32_t, post->report_count);
    if (reports == NULL) {
        return no_memory(err);
    }
    for (uint32_t r = 0; r < post->report_count; r++) {
        const mst_post *was = c->then->post;
        if (!post->reports[r].known || was->reports[r].known ||
            post->reports[r].change_count == 0) {
            continue;
        }
        mst_walk_cell without = *now;
        mst_error inner;
        post->reports[r].known = false;
        mst_status status = mst_walk_compare(1, &without, 1, &inner);
        post->reports[r].known = true;
        if (status != MST_OK) {
            return mst__api_fail(err, &inner, status);
        }
        if (without.outcome != MST_OK ||
            memcmp(without.digest, now->digest, sizeof now->digest) != 0) {
            reports[cell->report_count++] = r;
        }
    }
    cell->reports = reports;
    return MUSTER_OK;
}

/* Cells of then in the first half, of now in the second. */
static mst_walk_cell *
list_cells(const comparing *c, uint32_t *count)
{
    const mst_post *post = c->now->post;
    const muster_since_options *options = c->options;
    uint32_t scenarios =
        options->scenario_count > 0 ? options->scenario_count : post->scenario_count;
    uint32_t chosen = options->option_count > 0 ? options->option_count : post->option_count;
    *count = scenarios * chosen;
    mst_walk_cell *cells = MST_TAKE(&c->made->arena, mst_walk_cell, 2 * (size_t)*count);
    for (uint32_t i = 0; cells != NULL && i < 2 * *count; i++) {
        const muster_post *from = i < *count ? c->then : c->now;
        uint32_t s = i % *count / chosen, o = i % *count % chosen;
        cells[i] =
            (mst_walk_cell){.post = from->post,
                            .overrides = {.count = from->set_count, .changes = from->changes},
                            .scenario = {options->scenario_count > 0 ? options->scenarios[s] : s},
                            .option = {options->option_count > 0 ? options->options[o] : o}};
    }
    return cells;
}

/* Does a plan stand for the cell? */
static bool
has_standing(const comparing *c, const mst_since_cell *cell)
{
    const mst_post *post = c->now->post;
    const mst_since_view *view = &c->made->view;
    bool found = false;
    for (uint32_t i = 0; i < view->plan_count; i++) {
        const mst_standing_row *row = &view->plans[i].now;
        found = found || (strcmp(row->scenario, post->scenarios[cell->scenario].id) == 0 &&
                          strcmp(row->option, post->options[cell->option].id) == 0);
    }
    return found;
}

/* Plans the changed cells that are asked for under both pictures; `cells` has those of all cells,
 * then first, now behind. */
static mst_status
plan_cells(const comparing *c, const mst_walk_cell *cells, uint32_t count, mst_since_cell *changed,
           mst_error *err)
{
    mst_arena arena;
    mst_walk_options options = {.seed = c->options->seed,
                                .effort = c->options->effort,
                                .threads = c->options->threads,
                                .stop = c->options->stop,
                                .progress = c->options->progress,
                                .progress_context = c->options->progress_context};
    mst_arena_init(&arena, 0);
    mst_walk_cell *both = MST_TAKE(&arena, mst_walk_cell, 2 * (size_t)count);
    mst_since_cell **told = (mst_since_cell **)mst_arena_take(&arena, count, sizeof *told);
    mst_status status = both != NULL && told != NULL ? MST_OK
                                                     : mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                                                "there is not enough memory");
    uint32_t k = 0, planned = 0;
    for (uint32_t i = 0; i < count && status == MST_OK; i++) {
        if (memcmp(cells[i].digest, cells[count + i].digest, sizeof cells[i].digest) == 0) {
            continue;
        }
        mst_since_cell *cell = &changed[k++];
        if (c->options->answers || has_standing(c, cell)) {
            both[2 * planned] = cells[i];
            both[2 * planned + 1] = cells[count + i];
            told[planned++] = cell;
        }
    }
    if (status == MST_OK) {
        status = mst_walk_plan(2 * planned, both, &options, &arena, err);
    }
    for (uint32_t i = 0; i < planned && status == MST_OK; i++) {
        told[i]->planned = true;
        told[i]->then = both[2 * i].measures;
        told[i]->now = both[2 * i + 1].measures;
    }
    mst_arena_release(&arena);
    return status;
}

static muster_status
compare_cells(const comparing *c, muster_error *err)
{
    uint32_t count = 0, changed_count = 0;
    mst_error inner = {.status = MST_OK};
    mst_walk_cell *cells = list_cells(c, &count);
    mst_since_cell *changed = MST_TAKE(&c->made->arena, mst_since_cell, count);
    if (cells == NULL || changed == NULL) {
        return no_memory(err);
    }
    mst_status status = mst_walk_compare(2 * count, cells, c->options->threads, &inner);
    for (uint32_t i = 0; i < 2 * count && status == MST_OK; i++) {
        inner = cells[i].err;
        status = cells[i].outcome;
    }
    if (status != MST_OK) {
        return mst__api_fail(err, &inner, status);
    }
    for (uint32_t i = 0; i < count; i++) {
        const mst_walk_cell *now = &cells[count + i];
        if (memcmp(cells[i].digest, now->digest, sizeof now->digest) == 0) {
            continue;
        }
        mst_since_cell *cell = &changed[changed_count++];
        *cell = (mst_since_cell){.scenario = now->scenario.index, .option = now->option.index};
        muster_status blamed = blame(c, now, cell, err);
        if (blamed != MUSTER_OK) {
            return blamed;
        }
    }
    status = plan_cells(c, cells, count, changed, &inner);
    c->made->view.cells = count;
    c->made->view.cell_count = changed_count;
    c->made->view.changed = changed;
    c->made->view.has_answers = c->options->answers;
    return mst__api_fail(err, &inner, status);
}

/* ---- the whole ---- */

static muster_status
weigh(const comparing *c, muster_error *err)
{
    muster_since *made = c->made;
    mst_error inner = {.status = MST_OK};
    mst_status status =
        mst_evidence_assess(c->then->post, &made->arena, &made->then_evidence, &inner);
    if (status == MST_OK) {
        status = mst_evidence_assess(c->now->post, &made->arena, &made->now_evidence, &inner);
    }
    made->view.then = &made->then_evidence;
    made->view.now = &made->now_evidence;
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_since_open(const char *path, muster_post *then, muster_post *now,
                  const muster_since_options *options, muster_since **since, muster_error *err)
{
    comparing c = {.path = path, .then = then, .now = now, .options = options};
    muster_status status = check_pictures(&c, err);
    if (status != MUSTER_OK) {
        return status;
    }
    c.made = mst_heap_take(1, sizeof *c.made);
    if (c.made == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&c.made->arena, 0);
    status = weigh(&c, err);
    status = status == MUSTER_OK ? compare_standing(&c, err) : status;
    status = status == MUSTER_OK ? compare_cells(&c, err) : status;
    if (status != MUSTER_OK) {
        muster_since_close(c.made);
        return status;
    }
    *since = c.made;
    return MUSTER_OK;
}

void
muster_since_close(muster_since *since)
{
    if (since != NULL) {
        muster_standing_close(since->then_standing);
        muster_standing_close(since->now_standing);
        mst_arena_release(&since->arena);
        mst_heap_free(since);
    }
}

muster_status
muster_since_describe(const muster_since *since, muster_since_summary *summary, muster_error *err)
{
    mst_since_totals totals;
    mst_error inner;
    mst_status status = mst_since_count(&since->view, &totals, &inner);
    if (status == MST_OK) {
        *summary = (muster_since_summary){.standing_plans = since->view.plan_count,
                                          .standing_changed = totals.plans,
                                          .standing_broken = totals.broken,
                                          .cells = since->view.cells,
                                          .cells_changed = since->view.cell_count,
                                          .answers_worse = totals.worse,
                                          .numbers = totals.facts,
                                          .sites = totals.sites,
                                          .probabilities = totals.chances,
                                          .indicators = totals.indicators,
                                          .stale = totals.stale,
                                          .reports = totals.reports};
    }
    return mst__api_fail(err, &inner, status);
}

muster_status
muster_since_write_text(const muster_since *since, char **text, muster_error *err)
{
    mst_error inner;
    return mst__api_fail(err, &inner, mst_since_write_text(&since->view, text, &inner));
}

muster_status
muster_since_write_json(const muster_since *since, char **text, muster_error *err)
{
    mst_error inner;
    return mst__api_fail(err, &inner, mst_since_write_json(&since->view, text, &inner));
}
