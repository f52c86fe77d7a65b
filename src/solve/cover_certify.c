/* SPDX-License-Identifier: Apache-2.0
 *
 * A refuted deadline as a certificate of kind `cover`; its parts are stated in
 * docs/certificates.md.
 */
#include <string.h>

#include "solve/cover.h"

enum { PART_COUNT = 11 };

typedef struct writer {
    mst_arena *arena;
    mst_certificate_part *parts;
    uint32_t count;
    bool ok;
} writer;

/* Room for a part's numbers; NULL on lack of memory. */
static int64_t *
add_part(writer *w, const char *name, size_t count)
{
    int64_t *values = MST_TAKE(w->arena, int64_t, count);
    if (values == NULL || count > MST_CERTIFICATE_MOST_VALUES) {
        w->ok = false;
        return NULL;
    }
    w->parts[w->count++] = (mst_certificate_part){name, (uint32_t)count, values};
    return values;
}

static void
add_indexes(writer *w, const char *name, const uint32_t *indexes, uint32_t count)
{
    int64_t *values = add_part(w, name, count);
    for (uint32_t i = 0; values != NULL && i < count; i++) {
        values[i] = indexes[i] == MST_NONE ? -1 : (int64_t)indexes[i];
    }
}

typedef struct chosen { /* of each carrier */
    uint32_t *count;
    int64_t **work; /* [carrier] vectors, most in the first coordinate first, then the second.. */
} chosen;

static int
row_order(const int64_t *a, const int64_t *b, uint32_t sets)
{
    for (uint32_t u = 0; u < sets; u++) {
        if (a[u] != b[u]) {
            return a[u] > b[u] ? -1 : 1;
        }
    }
    return 0;
}

/* Merge sort of rows by row_order. */
static void
sort_rows(int64_t *rows, int64_t *spare, uint32_t count, uint32_t sets)
{
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t begin = 0; begin < count; begin += 2 * width) {
            uint32_t middle = begin + width < count ? begin + width : count;
            uint32_t end = begin + 2 * width < count ? begin + 2 * width : count;
            uint32_t a = begin;
            uint32_t b = middle;
            for (uint32_t k = begin; k < end; k++) {
                bool first =
                    b >= end || (a < middle && row_order(rows + (size_t)a * sets,
                                                         rows + (size_t)b * sets, sets) <= 0);
                memcpy(spare + (size_t)k * sets, rows + (size_t)(first ? a++ : b++) * sets,
                       sizeof *rows * sets);
            }
        }
        memcpy(rows, spare, sizeof *rows * sets * count);
    }
}

static bool
choose_work(mst__cover *cover, const mst__work *works, mst_time deadline, const int32_t *need,
            chosen *c)
{
    uint32_t sets = cover->set_count;
    c->count = MST_TAKE(cover->arena, uint32_t, cover->carrier_count);
    c->work = MST_TAKE(cover->arena, int64_t *, cover->carrier_count);
    if (c->count == NULL || c->work == NULL) {
        return false;
    }
    for (uint32_t g = 0; g < cover->carrier_count; g++) {
        uint32_t *rows;
        if (!mst__cover_choose(cover, &works[g], deadline, need, cover->arena, &rows,
                               &c->count[g])) {
            return false;
        }
        size_t cells = (size_t)c->count[g] * sets;
        c->work[g] = MST_TAKE(cover->arena, int64_t, cells);
        int64_t *spare = MST_TAKE(cover->arena, int64_t, cells);
        if (c->work[g] == NULL || spare == NULL) {
            return false;
        }
        for (uint32_t i = 0; i < c->count[g]; i++) {
            for (uint32_t u = 0; u < sets; u++) {
                int32_t amount = works[g].vectors[(size_t)rows[i] * sets + u];
                c->work[g][(size_t)i * sets + u] = amount < need[u] ? amount : need[u];
            }
        }
        sort_rows(c->work[g], spare, c->count[g], sets);
    }
    return true;
}

static void
add_work(writer *w, const mst__cover *cover, const chosen *c)
{
    size_t total = 0;
    for (uint32_t g = 0; g < cover->carrier_count; g++) {
        total += (size_t)c->count[g] * cover->set_count;
    }
    add_indexes(w, "count", c->count, cover->carrier_count);
    int64_t *values = add_part(w, "work", total);
    for (uint32_t g = 0; values != NULL && g < cover->carrier_count; g++) {
        size_t cells = (size_t)c->count[g] * cover->set_count;
        memcpy(values, c->work[g], sizeof *values * cells);
        values += cells;
    }
}

static void
add_multipliers(writer *w, const mst__cover *cover, const chosen *c, const mst__decision *decision,
                const int32_t *need)
{
    uint32_t sets = cover->set_count;
    uint32_t rows = decision->multiplier_count;
    int64_t *values = add_part(w, "multiplier", (size_t)rows * sets);
    int64_t *reach = add_part(w, "reach", (size_t)rows * cover->carrier_count);
    int64_t *worth = add_part(w, "worth", rows);
    if (values == NULL || reach == NULL || worth == NULL) {
        return;
    }
    memcpy(values, decision->multipliers, sizeof *values * rows * sets);
    for (uint32_t m = 0; m < rows; m++) {
        for (uint32_t u = 0; u < sets; u++) {
            worth[m] += values[(size_t)m * sets + u] * need[u];
        }
        for (uint32_t g = 0; g < cover->carrier_count; g++) {
            int64_t most = 0;
            for (uint32_t i = 0; i < c->count[g]; i++) {
                int64_t sum = 0;
                for (uint32_t u = 0; u < sets; u++) {
                    sum += values[(size_t)m * sets + u] * c->work[g][(size_t)i * sets + u];
                }
                most = sum > most ? sum : most;
            }
            reach[(size_t)m * cover->carrier_count + g] = most;
        }
    }
}

const mst_certificate *
mst__cover_certify(mst__cover *cover, const mst__work *works, mst_time bound,
                   const mst__decision *decision, mst_arena *keep)
{
    const mst_problem *problem = cover->problem;
    int32_t need[MST__COVER_SETS];
    mst__cover_need(cover, bound - 1, need);
    chosen c;
    mst_certificate *certificate = MST_TAKE(keep, mst_certificate, 1);
    writer w = {.arena = keep, .ok = true};
    w.parts = MST_TAKE(keep, mst_certificate_part, PART_COUNT);
    if (certificate == NULL || w.parts == NULL || !choose_work(cover, works, bound - 1, need, &c)) {
        cover->out_of_memory = true;
        return NULL;
    }
    add_indexes(&w, "area", cover->area_of, problem->cohort_count);
    add_indexes(&w, "carrier", cover->carrier_of, problem->vehicle_count);
    add_indexes(&w, "set", cover->sets, cover->set_count);
    int64_t *needs = add_part(&w, "need", cover->set_count);
    for (uint32_t u = 0; needs != NULL && u < cover->set_count; u++) {
        needs[u] = need[u];
    }
    add_work(&w, cover, &c);
    add_multipliers(&w, cover, &c, decision, need);
    add_indexes(&w, "layer", decision->carrier, decision->layers);
    add_indexes(&w, "open", decision->open, decision->layers);
    *certificate = (mst_certificate){.kind = MST_CERTIFICATE_COVER,
                                     .measure = MST_MEASURE_COMPLETION,
                                     .bound = bound,
                                     .most_left = 0,
                                     .part_count = w.count,
                                     .parts = w.parts};
    return w.ok ? certificate : NULL;
}
