/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/guide.h"

#include <stdlib.h>
#include <string.h>

#include "solve/bound_fluid.h"

/* Cells of `ways` at most: 32 MiB. */
enum { MOST_WAYS = 1 << 22, LATE_PART = 12 };

static size_t
cell_count(const mst__guide *guide)
{
    return ((size_t)guide->fleet_count + 1) * guide->arc_count;
}

static size_t
cell_of(const mst__guide *guide, uint32_t fleet, uint32_t arc)
{
    return (size_t)fleet * guide->arc_count + guide->bucket[arc];
}

/* An empty one; NULL on lack of memory. */
static mst__guide *
take_guide(uint32_t fleets, uint32_t arcs, uint32_t classes, uint32_t cohorts, mst_arena *arena)
{
    mst__guide *guide = MST_TAKE(arena, mst__guide, 1);
    if (guide == NULL) {
        return NULL;
    }
    guide->fleet_count = fleets;
    guide->arc_count = arcs;
    guide->class_count = classes;
    guide->class_of = MST_TAKE(arena, uint32_t, cohorts);
    guide->class_site = MST_TAKE(arena, uint32_t, classes);
    guide->class_size = MST_TAKE(arena, int64_t, classes);
    guide->bucket = MST_TAKE(arena, uint32_t, guide->arc_count);
    guide->ways = MST_TAKE(arena, int64_t, cell_count(guide) * classes);
    guide->all = MST_TAKE(arena, int64_t, cell_count(guide));
    bool full = guide->class_of != NULL && guide->class_site != NULL && guide->class_size != NULL &&
                guide->bucket != NULL && guide->ways != NULL && guide->all != NULL;
    return full ? guide : NULL;
}

static void
sum_up(mst__guide *guide)
{
    for (size_t i = 0; i < cell_count(guide); i++) {
        guide->all[i] = 0;
        for (uint32_t k = 0; k < guide->class_count; k++) {
            guide->all[i] += guide->ways[i * guide->class_count + k];
        }
    }
}

/* ---- from the program ---- */

static void
fill_buckets(mst__guide *guide, const mst__relax *relax)
{
    const mst_problem *problem = relax->problem;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        bool ends = relax->goal[problem->arcs[a].to] != 0;
        uint32_t first = problem->arcs_from[problem->arcs[a].from];
        while (ends && !relax->goal[problem->arcs[first].to]) {
            first++;
        }
        guide->bucket[a] = ends ? first : a;
    }
}

static mst__guide *
from_program(const mst__fluid_way *way, mst_arena *arena)
{
    const mst__fluid *fluid = way->fluid;
    const mst__relax *relax = fluid->relax;
    const mst_problem *problem = relax->problem;
    mst__guide *guide = take_guide(problem->post->fleet_count, problem->arc_count,
                                   fluid->class_count, problem->cohort_count, arena);
    if (guide == NULL) {
        return NULL;
    }
    fill_buckets(guide, relax);
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        guide->class_of[c] = MST_NONE;
    }
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        uint32_t cohort = relax->movers[m].cohort;
        guide->class_of[cohort] = fluid->class_of[m];
        guide->class_size[fluid->class_of[m]] += problem->cohorts[cohort].count;
    }
    for (uint32_t k = 0; k < fluid->class_count; k++) {
        guide->class_site[k] = fluid->classes[k].site;
    }
    for (uint32_t j = 0; j < fluid->column_count; j++) {
        const mst__column *column = &fluid->columns[j];
        if (column->kind == MST__COLUMN_RIDE && way->columns[j] >= 0.5 && way->columns[j] < 1e12) {
            uint32_t fleet =
                column->b == MST_NONE ? guide->fleet_count : relax->groups[column->b].fleet;
            guide->ways[cell_of(guide, fleet, column->c) * guide->class_count + column->a] +=
                (int64_t)(way->columns[j] + 0.5);
        }
    }
    sum_up(guide);
    return guide;
}

bool
mst__guide_make(const mst_problem *problem, mst_bound_memo *memo, mst_time from, mst_arena *arena,
                const mst__guide **guide)
{
    *guide = NULL;
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst_bound bound = {0};
    mst_measures nothing = {0};
    mst__proof *proof = MST_TAKE(&scratch, mst__proof, 1);
    bool good = proof != NULL && mst__relax_init(&proof->relax, problem, &scratch);
    if (good && proof->relax.mover_count > 0) {
        proof->value = &nothing;
        proof->bound = &bound;
        proof->arena = &scratch;
        proof->memo = memo;
        mst__fluid_way way = {.deadline = from};
        good = mst__proof_find_rooms(proof) && mst__fluid_ways(proof, &way);
        size_t cells = good && way.columns != NULL ? ((size_t)problem->post->fleet_count + 1) *
                                                         problem->arc_count * way.fluid->class_count
                                                   : 0;
        if (cells > 0 && cells <= MOST_WAYS) {
            *guide = from_program(&way, arena);
            good = *guide != NULL;
        }
    }
    mst_arena_release(&scratch);
    return good;
}

/* ---- corrections ---- */

static mst__guide *
copy_guide(const mst_problem *problem, const mst__guide *from, mst_arena *arena)
{
    mst__guide *to = take_guide(from->fleet_count, from->arc_count, from->class_count,
                                problem->cohort_count, arena);
    if (to == NULL) {
        return NULL;
    }
    memcpy(to->class_of, from->class_of, problem->cohort_count * sizeof *to->class_of);
    memcpy(to->class_site, from->class_site, from->class_count * sizeof *to->class_site);
    memcpy(to->class_size, from->class_size, from->class_count * sizeof *to->class_size);
    memcpy(to->bucket, from->bucket, from->arc_count * sizeof *to->bucket);
    memcpy(to->ways, from->ways, cell_count(from) * from->class_count * sizeof *to->ways);
    memcpy(to->all, from->all, cell_count(from) * sizeof *to->all);
    return to;
}

const mst__guide *
mst__guide_copy(const mst_problem *problem, const mst__guide *guide, mst_arena *arena)
{
    return copy_guide(problem, guide, arena);
}

static int
later_first(const void *left, const void *right)
{
    const mst__guided_trip *a = left;
    const mst__guided_trip *b = right;
    if (a->off != b->off) {
        return a->off > b->off ? -1 : 1;
    }
    if (a->class != b->class) {
        return a->class < b->class ? -1 : 1;
    }
    if (a->fleet != b->fleet) {
        return a->fleet < b->fleet ? -1 : 1;
    }
    if (a->arc != b->arc) {
        return a->arc < b->arc ? -1 : 1;
    }
    return a->people != b->people ? (a->people < b->people ? -1 : 1) : (int)b->ends - (int)a->ends;
}

/* After that moment no more than a small part of all come out. */
static mst_time
late_after(const mst__guided_trip *trips, uint32_t count)
{
    int64_t all = 0;
    for (uint32_t i = 0; i < count; i++) {
        all += trips[i].ends ? trips[i].people : 0;
    }
    int64_t late = 0;
    for (uint32_t i = 0; i < count; i++) {
        late += trips[i].ends ? trips[i].people : 0;
        if (late > all / LATE_PART) {
            return trips[i].off;
        }
    }
    return MST_NEVER;
}

/* Gives `people` of a class the ways from its start that are not closed to it; false: there is
 * none. */
static bool
send_elsewhere(const mst_problem *problem, mst__guide *guide, uint32_t class, int64_t people,
               const uint8_t *closed)
{
    uint32_t site = guide->class_site[class];
    int64_t open = 0;
    for (int pass = 0; pass < 2; pass++) {
        int64_t so_far = 0;
        int64_t given = 0;
        for (uint32_t f = 0; f <= guide->fleet_count; f++) {
            for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
                size_t at = ((size_t)f * guide->arc_count + a) * guide->class_count + class;
                if (guide->bucket[a] != a || closed[at] != 0) {
                    continue;
                }
                so_far += guide->ways[at];
                if (pass == 1) { /* shares of the whole, so that roundings do not add up */
                    int64_t share = (int64_t)((mst_wide)people * so_far / open) - given;
                    guide->ways[at] += share;
                    given += share;
                }
            }
        }
        if (pass == 0) {
            open = so_far;
            if (open == 0) {
                return false;
            }
        }
    }
    return true;
}

bool
mst__guide_correct(const mst_problem *problem, const mst__guide *guide, mst__guided_trip *trips,
                   uint32_t trip_count, mst_arena *arena, const mst__guide **next)
{
    *next = NULL;
    if (trip_count > 0) {
        qsort(trips, trip_count, sizeof *trips, later_first);
    }
    mst_time late = late_after(trips, trip_count);
    mst__guide *corrected = copy_guide(problem, guide, arena);
    size_t cells = cell_count(guide) * guide->class_count;
    uint8_t *closed = mst_heap_take(cells, 1);
    int64_t *moved = mst_heap_take(guide->class_count, sizeof *moved);
    bool good = corrected != NULL && closed != NULL && moved != NULL;
    for (uint32_t i = 0; good && i < trip_count && trips[i].off > late; i++) {
        const mst__guided_trip *trip = &trips[i];
        size_t at = cell_of(guide, trip->fleet, trip->arc) * guide->class_count + trip->class;
        if (problem->arcs[trip->arc].from == guide->class_site[trip->class]) {
            closed[at] = 1;
            int64_t people =
                trip->people < corrected->ways[at] ? trip->people : corrected->ways[at];
            corrected->ways[at] -= people;
            moved[trip->class] += trip->people;
        }
    }
    bool any = false;
    for (uint32_t k = 0; good && k < guide->class_count; k++) {
        any |= moved[k] > 0 && send_elsewhere(problem, corrected, k, moved[k], closed);
    }
    mst_heap_free(closed);
    mst_heap_free(moved);
    if (good && any) {
        sum_up(corrected);
        *next = corrected;
    }
    return good;
}

/* ---- as bytes ---- */

void
mst__guide_write(const mst_problem *problem, const mst__guide *guide, mst_bytes *out)
{
    mst_bytes_put(out, guide != NULL);
    if (guide == NULL) {
        return;
    }
    mst_bytes_put(out, guide->fleet_count);
    mst_bytes_put(out, guide->arc_count);
    mst_bytes_put(out, guide->class_count);
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        mst_bytes_put(out, guide->class_of[c] == MST_NONE ? 0 : (int64_t)guide->class_of[c] + 1);
    }
    for (uint32_t k = 0; k < guide->class_count; k++) {
        mst_bytes_put(out, guide->class_site[k]);
        mst_bytes_put(out, guide->class_size[k]);
    }
    for (uint32_t a = 0; a < guide->arc_count; a++) {
        mst_bytes_put(out, guide->bucket[a]);
    }
    size_t cells = cell_count(guide) * guide->class_count;
    size_t before = 0; /* most cells are 0: only the others, by their distance */
    for (size_t i = 0; i < cells; i++) {
        if (guide->ways[i] != 0) {
            mst_bytes_put(out, (int64_t)(i - before) + 1);
            mst_bytes_put(out, guide->ways[i]);
            before = i;
        }
    }
    mst_bytes_put(out, 0);
}

/* A number below `limit`; 0 and bad when it is not. */
static uint32_t
get_below(mst_bytes_reader *in, uint32_t limit)
{
    int64_t number = mst_bytes_get(in);
    in->is_bad |= number < 0 || number >= limit;
    return in->is_bad ? 0 : (uint32_t)number;
}

static void
read_ways(mst__guide *guide, mst_bytes_reader *in)
{
    size_t cells = cell_count(guide) * guide->class_count;
    size_t at = 0;
    for (int64_t next = mst_bytes_get(in); next != 0; next = mst_bytes_get(in)) {
        in->is_bad |= next < 0 || next > (int64_t)(cells - at);
        if (in->is_bad) {
            return;
        }
        at += (size_t)(next - 1);
        guide->ways[at] = mst_bytes_get(in);
        in->is_bad |= guide->ways[at] < 0 || guide->ways[at] > INT64_MAX / MOST_WAYS;
    }
    sum_up(guide);
}

const mst__guide *
mst__guide_read(const mst_problem *problem, mst_bytes_reader *in, mst_arena *arena)
{
    if (mst_bytes_get(in) == 0) {
        return NULL;
    }
    bool fits =
        mst_bytes_get(in) == problem->post->fleet_count && mst_bytes_get(in) == problem->arc_count;
    uint32_t classes = get_below(in, problem->cohort_count + 1);
    mst__guide *guide = fits && !in->is_bad
                            ? take_guide(problem->post->fleet_count, problem->arc_count, classes,
                                         problem->cohort_count, arena)
                            : NULL;
    if (guide == NULL) {
        in->is_bad = true;
        return NULL;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        uint32_t class = get_below(in, classes + 1);
        guide->class_of[c] = class == 0 ? MST_NONE : class - 1;
    }
    for (uint32_t k = 0; k < classes; k++) {
        guide->class_site[k] = get_below(in, problem->site_count);
        guide->class_size[k] = mst_bytes_get(in);
        in->is_bad |= guide->class_size[k] <= 0;
    }
    for (uint32_t a = 0; a < guide->arc_count; a++) {
        guide->bucket[a] = get_below(in, guide->arc_count);
    }
    read_ways(guide, in);
    return in->is_bad ? NULL : guide;
}
