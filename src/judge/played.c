/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/played.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "judge/judge.h"
#include "judge/stand.h"
#include "simulate/play.h"

typedef struct playing {
    const mst_matrix *matrix;
    const mst_matrix_options *planning;
    const uint32_t *runs;
    mst_played *played;
    mst_status *outcomes;  /* [cells] */
    _Atomic uint32_t done; /* cells */
} playing;

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to play the plans");
}

/* ---- playing ---- */

static bool
is_stopped(const playing *p)
{
    return p->planning->stop != NULL && *p->planning->stop != 0;
}

/* Runs from cell->runs up to `until`. */
static mst_status
play_runs(const playing *p, const mst_play *play, mst_played_cell *cell, uint32_t until,
          mst_marks *marks)
{
    mst_play_room *room = NULL;
    mst_error unsaid;
    mst_status status = mst_play_room_open(play, &room, &unsaid);
    uint32_t sites = p->played->site_count;
    mst_play_result result;
    if (status == MST_OK) {
        mst_play_mark(room, marks);
    }
    for (uint32_t r = cell->runs; r < until && status == MST_OK; r++) {
        bool counts = r < cell->leaving_runs;
        mst_play_watch(room, &cell->cleared[(size_t)r * sites], counts ? cell->leaving : NULL,
                       MST_PLAYED_HOURS);
        mst_play_once(play, room, r, &result);
        cell->persons += counts ? result.persons + result.staying : 0;
        cell->not_out[r] = result.measures.left + result.staying;
        cell->completion[r] = result.measures.left > 0 ? MST_NEVER : result.measures.completion;
        status = is_stopped(p) ? MST_INTERRUPTED : MST_OK;
    }
    cell->runs = status == MST_OK ? until : cell->runs;
    mst_play_room_close(room);
    return status;
}

/* ---- runs made before ---- */

/* The key of the runs from cell->runs up to `until`; false on lack of memory. */
static bool
key_of_runs(const mst_play *play, const mst_played_cell *cell, uint32_t until, uint64_t key[2])
{
    const uint32_t which[] = {cell->leaving_runs, cell->runs, until};
    mst_hash hash;
    mst_hash_init(&hash);
    if (!mst_play_digest(play, key)) {
        return false;
    }
    mst_hash_add(&hash, "played", sizeof "played");
    mst_hash_add(&hash, key, 2 * sizeof *key);
    mst_hash_add(&hash, which, sizeof which);
    mst_hash_value(&hash, key);
    return true;
}

/* Runs `from` .. cell->runs - 1; of the sums, all there is when these are the first. */
static void
keep_runs(const playing *p, const mst_cell *of, const mst_played_cell *cell, uint32_t from,
          const uint64_t key[2], const mst_marks *marks)
{
    size_t sites = p->played->site_count, hours = from == 0 ? sites * MST_PLAYED_HOURS : 0;
    mst_bytes out = {0};
    mst_bytes_put(&out, from == 0 ? cell->persons : 0);
    for (uint32_t r = from; r < cell->runs; r++) {
        mst_bytes_put(&out, cell->not_out[r]);
        mst_bytes_put(&out, cell->completion[r]);
    }
    for (size_t i = from * sites; i < cell->runs * sites; i++) {
        mst_bytes_put(&out, cell->cleared[i]);
    }
    for (size_t i = 0; i < hours; i++) {
        mst_bytes_put(&out, cell->leaving[i]);
    }
    mst__stand_add(p->planning->kept, of->instance, MST__STAND_RUNS, key, &out, &of->solution.plan,
                   marks);
    mst_heap_free(out.bytes);
}

/* False when the bytes are of no such runs; then the runs may be anything, and the sums are as they
 * were. */
static bool
take_runs(const playing *p, mst_bytes_reader *in, mst_played_cell *cell, uint32_t until)
{
    size_t sites = p->played->site_count;
    size_t hours = cell->runs == 0 ? sites * MST_PLAYED_HOURS : 0;
    int64_t persons = mst_bytes_get(in);
    for (uint32_t r = cell->runs; r < until; r++) {
        cell->not_out[r] = mst_bytes_get(in);
        cell->completion[r] = mst_bytes_get(in);
    }
    for (size_t i = cell->runs * sites; i < until * sites; i++) {
        cell->cleared[i] = mst_bytes_get(in);
    }
    for (size_t i = 0; i < hours; i++) {
        cell->leaving[i] = mst_bytes_get(in);
    }
    if (in->is_bad || in->left > 0) {
        memset(cell->leaving, 0, hours * sizeof *cell->leaving);
        return false;
    }
    cell->persons += persons;
    cell->runs = until;
    return true;
}

/* Takes the runs from what is kept, or plays them and keeps them. */
static mst_status
find_runs(const playing *p, const mst_cell *of, const mst_play *play, mst_played_cell *cell,
          uint32_t until)
{
    uint64_t key[2];
    mst_bytes_reader bytes;
    uint32_t from = cell->runs;
    /* The sums are of the first runs: with those made at once, all of them or none. */
    bool is_kept = p->planning->kept != NULL && from < until &&
                   (from == 0 ? cell->leaving_runs <= until : cell->leaving_runs <= from) &&
                   key_of_runs(play, cell, until, key);
    if (is_kept && mst__stand_find(p->planning->kept, of->instance, MST__STAND_RUNS, key, &bytes) &&
        take_runs(p, &bytes, cell, until)) {
        return MST_OK;
    }
    mst_arena arena;
    mst_marks marks;
    mst_arena_init(&arena, 0);
    is_kept = is_kept && mst_marks_init(&marks, of->instance->phases, &arena);
    mst_status status = play_runs(p, play, cell, until, is_kept ? &marks : NULL);
    if (is_kept && status == MST_OK) {
        keep_runs(p, of, cell, from, key, &marks);
    }
    mst_arena_release(&arena);
    return status;
}

static void
play_one(const playing *p, uint32_t index)
{
    const mst_cell *from = &p->matrix->cells[index];
    mst_played_cell *cell = &p->played->cells[index];
    if (cell->runs >= p->runs[index]) {
        return;
    }
    mst_play_options options = {.seed = p->planning->seed};
    mst_play *play = NULL;
    mst_error unsaid;
    mst_status status =
        mst_play_build(from->instance, &from->solution.plan, &options, &play, &unsaid);
    if (status == MST_LIMIT) {
        cell->is_sure = true;
        cell->runs = 0;
        return;
    }
    if (status == MST_OK) {
        cell->is_sure = mst_play_is_sure(play);
        cell->leaving_runs = cell->is_sure ? 1 : cell->leaving_runs;
        status = find_runs(p, from, play, cell, cell->is_sure ? 1 : p->runs[index]);
    }
    mst_play_close(play);
    p->outcomes[index] = status;
}

static void
play_cell(void *context, uint32_t index, uint32_t worker)
{
    playing *p = context;
    const mst_matrix_options *planning = p->planning;
    play_one(p, index);
    uint32_t done = ++p->done, count = p->played->cell_count;
    if (worker == 0 && planning->progress != NULL) {
        planning->progress(planning->progress_context, done, count, (double)done / count);
    }
}

/* Room for more runs, with those there were. */
static bool
make_room(const mst_played *played, mst_played_cell *cell, uint32_t runs, mst_arena *arena)
{
    size_t sites = played->site_count;
    int64_t *not_out = MST_TAKE(arena, int64_t, runs);
    mst_time *completion = MST_TAKE(arena, mst_time, runs);
    mst_time *cleared = MST_TAKE(arena, mst_time, runs * sites);
    if (cell->leaving == NULL) {
        cell->leaving = MST_TAKE(arena, int64_t, sites * MST_PLAYED_HOURS);
        cell->leaving_runs = runs;
    }
    if (not_out == NULL || completion == NULL || cleared == NULL || cell->leaving == NULL) {
        return false;
    }
    if (cell->runs > 0) {
        memcpy(not_out, cell->not_out, cell->runs * sizeof *not_out);
        memcpy(completion, cell->completion, cell->runs * sizeof *completion);
        memcpy(cleared, cell->cleared, cell->runs * sites * sizeof *cleared);
    }
    cell->not_out = not_out;
    cell->completion = completion;
    cell->cleared = cleared;
    return true;
}

mst_status
mst_played_more(const mst_matrix *matrix, const mst_matrix_options *planning, const uint32_t *runs,
                mst_arena *arena, mst_played *played, mst_error *err)
{
    uint32_t count = played->cell_count;
    playing p = {.matrix = matrix,
                 .planning = planning,
                 .runs = runs,
                 .played = played,
                 .outcomes = MST_TAKE(arena, mst_status, count)};
    bool has_room = p.outcomes != NULL;
    for (uint32_t i = 0; i < count && has_room; i++) {
        has_room = played->cells[i].runs >= runs[i] ||
                   make_room(played, &played->cells[i], runs[i], arena);
    }
    if (!has_room) {
        return no_memory(err);
    }
    mst_pool_run(mst_pool_threads(planning->threads), count, play_cell, &p);
    for (uint32_t i = 0; i < count; i++) {
        if (p.outcomes[i] == MST_INTERRUPTED) {
            return mst_fail(err, MST_INTERRUPTED, mst_nowhere(),
                            "stopped before every plan was played");
        }
        if (p.outcomes[i] != MST_OK) {
            return no_memory(err);
        }
    }
    return MST_OK;
}

/* ---- what the runs say ---- */

int64_t
mst_played_mean(const mst_played_cell *cell)
{
    int64_t sum = 0;
    for (uint32_t r = 0; r < cell->used; r++) {
        sum += cell->not_out[r];
    }
    int64_t n = cell->used;
    return (2 * MST_THOUSAND * sum + n) / (2 * n);
}

int64_t
mst_played_all_out(const mst_played_cell *cell)
{
    int64_t complete = 0, n = cell->used;
    for (uint32_t r = 0; r < cell->used; r++) {
        complete += cell->completion[r] < MST_NEVER ? 1 : 0;
    }
    return (2 * MST_MILLION * complete + n) / (2 * n);
}

static int
compare_numbers(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int64_t
order_statistic(const int64_t *values, uint32_t count, int64_t part)
{
    int64_t sorted[MST_PLAYED_MOST];
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_numbers);
    int64_t rank = mst_ceil_divide(part * count, MST_MILLION);
    return sorted[rank > 0 ? rank - 1 : 0];
}

int64_t
mst_played_not_out_at(const mst_played_cell *cell, int64_t part)
{
    return order_statistic(cell->not_out, cell->used, part);
}

mst_time
mst_played_completion_at(const mst_played_cell *cell, int64_t part)
{
    return order_statistic(cell->completion, cell->used, part);
}

/* t + upper expectation of (loss - t)+ / tail, in millionths of thousandths. */
static mst_wide
beyond(const mst_credal *set, const mst_played_cell *const *cells, const int64_t *planned,
       int64_t tail, int64_t t, int64_t *room)
{
    int64_t *excess = room, *p = room + set->count;
    for (uint32_t s = 0; s < set->count; s++) {
        const mst_played_cell *cell = cells[s];
        int64_t sum = 0, n = cell->used;
        for (uint32_t r = 0; r < cell->used; r++) {
            int64_t over = MST_THOUSAND * cell->not_out[r] - t;
            sum += over > 0 ? over : 0;
        }
        int64_t alone = MST_THOUSAND * planned[s] - t;
        excess[s] = n > 0 ? mst_ceil_divide(sum, n) : (alone > 0 ? alone : 0);
    }
    mst_wide upper = mst_credal_upper(set, excess, p);
    return (mst_wide)t * MST_MILLION + upper * MST_MILLION / tail;
}

int64_t
mst_played_tail(const mst_credal *set, const mst_played_cell *const *cells, const int64_t *planned,
                int64_t tail, int64_t *room)
{
    int64_t low = 0, high = 0;
    for (uint32_t s = 0; s < set->count; s++) {
        for (uint32_t r = 0; r < cells[s]->used; r++) {
            int64_t loss = MST_THOUSAND * cells[s]->not_out[r];
            high = loss > high ? loss : high;
        }
        high = MST_THOUSAND * planned[s] > high && cells[s]->used == 0 ? MST_THOUSAND * planned[s]
                                                                       : high;
    }
    while (high - low > 2) {
        int64_t left = low + (high - low) / 3, right = high - (high - low) / 3;
        if (beyond(set, cells, planned, tail, left, room) <=
            beyond(set, cells, planned, tail, right, room)) {
            high = right;
        } else {
            low = left;
        }
    }
    mst_wide best = beyond(set, cells, planned, tail, low, room);
    for (int64_t t = low + 1; t <= high; t++) {
        mst_wide value = beyond(set, cells, planned, tail, t, room);
        best = value < best ? value : best;
    }
    return (int64_t)((best + MST_MILLION - 1) / MST_MILLION);
}
