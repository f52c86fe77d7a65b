/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/walk.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "judge/judge.h"

typedef struct walk {
    mst_walk_cell *cells;
    const mst_walk_options *options;
    const uint32_t *firsts; /* cells that are planned */
    uint32_t first_count;
    mst_time *cleared;          /* [first * sites + site] */
    mst_departure **departures; /* [first] */
    mst_bound_memo **memos;     /* [worker] */
    _Atomic uint32_t done;
} walk;

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to walk through pictures");
}

/* ---- which cells are the same ---- */

static void
compile_cell(void *context, uint32_t index, uint32_t worker)
{
    mst_walk_cell *cell = &((mst_walk_cell *)context)[index];
    mst_case *instance = NULL;
    (void)worker;
    cell->same_as = index;
    cell->outcome = mst_case_compile(cell->post, cell->scenario, cell->option, &cell->overrides,
                                     &instance, &cell->err);
    if (cell->outcome == MST_OK) {
        mst_case_digest(instance, cell->digest);
        cell->plan.order = mst__last_phase(instance)->order - cell->post->as_of;
        mst_case_release(instance);
    }
}

typedef struct place {
    uint64_t digest[2];
    uint32_t index;
} place;

static int
compare_places(const void *left, const void *right)
{
    const place *a = left, *b = right;
    int by = memcmp(a->digest, b->digest, sizeof a->digest);
    return by != 0 ? by : (a->index > b->index) - (a->index < b->index);
}

mst_status
mst_walk_compare(uint32_t count, mst_walk_cell *cells, uint32_t threads, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    place *places = MST_TAKE(&arena, place, count);
    if (places == NULL) {
        mst_arena_release(&arena);
        return no_memory(err);
    }
    mst_pool_run(mst_pool_threads(threads), count, compile_cell, cells);
    uint32_t known = 0;
    bool failed = false;
    for (uint32_t i = 0; i < count; i++) {
        failed = failed || cells[i].outcome == MST_NO_MEMORY;
        if (cells[i].outcome == MST_OK) {
            places[known] = (place){.index = i};
            memcpy(places[known++].digest, cells[i].digest, sizeof cells[i].digest);
        }
    }
    qsort(places, known, sizeof *places, compare_places);
    for (uint32_t i = 1; i < known; i++) {
        if (memcmp(places[i].digest, places[i - 1].digest, sizeof places[i].digest) == 0) {
            cells[places[i].index].same_as = cells[places[i - 1].index].same_as;
        }
    }
    mst_arena_release(&arena);
    return failed ? no_memory(err) : MST_OK;
}

uint32_t
mst_walk_distinct(uint32_t count, const mst_walk_cell *cells)
{
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < count; i++) {
        distinct += cells[i].same_as == i;
    }
    return distinct;
}

/* ---- planning ---- */

/* On the heap until the pool is done: arenas are for one thread. */
static bool
list_departures(const mst_cell *cell, mst_walk_cell *out, mst_departure **list)
{
    mst_departures_total(cell, &out->people, &out->people_left);
    out->departure_count = mst_departures_list(cell, 0, NULL);
    *list = mst_heap_take(out->departure_count, sizeof **list);
    if (*list == NULL) {
        return false;
    }
    mst_departures_list(cell, out->departure_count, *list);
    return true;
}

static void
plan_cell(void *context, uint32_t piece, uint32_t worker)
{
    walk *w = context;
    const mst_walk_options *options = w->options;
    mst_walk_cell *out = &w->cells[w->firsts[piece]];
    mst_cell cell = {.scenario = out->scenario, .option = out->option};
    if (options->stop == NULL || *options->stop == 0) {
        mst__effort effort = {.seed = options->seed,
                              .effort = options->effort,
                              .memo = w->memos[worker],
                              .stop = options->stop};
        mst__cell_plan(out->post, &out->overrides, &effort, &cell);
    }
    out->outcome = cell.outcome;
    out->err = cell.err;
    if (cell.outcome == MST_OK && (cell.status == MST_CELL_PENDING || cell.solution.stopped)) {
        out->outcome = mst_fail(&out->err, MST_INTERRUPTED, mst_nowhere(),
                                "stopped before everything was planned");
    } else if (cell.outcome == MST_OK) {
        mst_time order = out->plan.order;
        out->measures = cell.judgement.measures;
        mst__plan_gather(&cell, out->post, w->cleared + (size_t)piece * out->post->site_count,
                         &out->plan);
        out->plan.order = order;
        if (!list_departures(&cell, out, &w->departures[piece])) {
            out->outcome = no_memory(&out->err);
        }
    }
    mst__cell_release(&cell);
    uint32_t done = ++w->done;
    if (worker == 0 && options->progress != NULL) {
        options->progress(options->progress_context, done, w->first_count,
                          (double)done / (double)w->first_count);
    }
}

/* Moves what the pool found to the arena. */
static bool
keep_departures(const walk *w, mst_arena *arena)
{
    bool ok = true;
    for (uint32_t i = 0; i < w->first_count; i++) {
        mst_walk_cell *cell = &w->cells[w->firsts[i]];
        mst_departure *list = MST_TAKE(arena, mst_departure, cell->departure_count);
        ok = ok && list != NULL;
        if (list != NULL && w->departures[i] != NULL) {
            memcpy(list, w->departures[i], cell->departure_count * sizeof *list);
        }
        cell->departures = list;
        mst_heap_free(w->departures[i]);
    }
    return ok;
}

/* The others of a digest say what the first does; their order is their own. */
static mst_status
spread(uint32_t count, mst_walk_cell *cells, mst_error *err)
{
    for (uint32_t i = 0; i < count; i++) {
        mst_walk_cell *cell = &cells[i];
        const mst_walk_cell *from = &cells[cell->same_as];
        mst_time order = cell->plan.order;
        if (cell->same_as != i) {
            cell->outcome = from->outcome;
            cell->err = from->err;
            cell->measures = from->measures;
            cell->plan = from->plan;
            cell->people = from->people;
            cell->people_left = from->people_left;
            cell->departure_count = from->departure_count;
            cell->departures = from->departures;
            cell->plan.order = order;
        }
        if (cell->outcome != MST_OK) {
            if (err != NULL) {
                *err = cell->err;
            }
            return cell->outcome;
        }
    }
    return MST_OK;
}

static bool
prepare(walk *w, uint32_t count, uint32_t threads, mst_arena *arena, mst_arena *scratch)
{
    uint32_t *firsts = MST_TAKE(scratch, uint32_t, count);
    w->memos = MST_TAKE(scratch, mst_bound_memo *, threads);
    if (firsts == NULL || w->memos == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (w->cells[i].outcome == MST_OK && w->cells[i].same_as == i) {
            firsts[w->first_count++] = i;
        }
    }
    w->firsts = firsts;
    w->departures = MST_TAKE(scratch, mst_departure *, w->first_count);
    uint32_t sites = count > 0 ? w->cells[0].post->site_count : 0;
    w->cleared = MST_TAKE(arena, mst_time, (size_t)w->first_count * sites);
    bool ok = w->cleared != NULL && w->departures != NULL;
    for (uint32_t t = 0; t < threads && ok; t++) {
        w->memos[t] = mst_bound_memo_new();
        ok = w->memos[t] != NULL;
    }
    return ok;
}

mst_status
mst_walk_plan(uint32_t count, mst_walk_cell *cells, const mst_walk_options *options,
              mst_arena *arena, mst_error *err)
{
    mst_arena scratch;
    uint32_t threads = mst_pool_threads(options->threads);
    walk w = {.cells = cells, .options = options};
    mst_status status = mst_walk_compare(count, cells, threads, err);
    if (status != MST_OK) {
        return status;
    }
    mst_arena_init(&scratch, 0);
    bool ready = prepare(&w, count, threads, arena, &scratch);
    if (ready) {
        mst_pool_run(threads, w.first_count, plan_cell, &w);
        ready = keep_departures(&w, arena);
    }
    for (uint32_t t = 0; w.memos != NULL && t < threads; t++) {
        mst_bound_memo_free(w.memos[t]);
    }
    mst_arena_release(&scratch);
    return ready ? spread(count, cells, err) : no_memory(err);
}
