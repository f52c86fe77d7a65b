/* SPDX-License-Identifier: Apache-2.0
 *
 * What one vehicle can do: least times for every work vector, by Dijkstra over the states
 * (site, areas aboard, work done).
 *
 *   nobody aboard --board--> areas aboard --board more--> ... --get off--> nobody aboard, more work
 *
 * The time of a state with nobody aboard is the begin of its unloading (where it boards again at
 * once, the two are one service); of one with people aboard, that of leaving.
 */
#include <string.h>

#include "solve/cover.h"

enum { MOST_TOURS = 400000, MOST_STEPS = 1 << 26 };

static mst_time
later(mst_time a, mst_time b)
{
    return a > b ? a : b;
}

typedef struct table { /* open addressing; slots hold index + 1 */
    uint32_t room, count;
    uint32_t *slots;
} table;

typedef struct search {
    mst__cover *cover;
    mst__work *work;
    uint32_t carrier;
    mst_time latest;
    mst_time load_length, unload_length, both_length;
    table tours, vectors;
    uint32_t heap_count, heap_room;
    uint32_t *heap;
    uint8_t *settled;
    uint32_t settled_room;
    int32_t trial[MST__COVER_SETS];
    bool full;
} search;

static uint64_t
mix(uint64_t h, uint64_t value)
{
    h ^= value + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    return h * 0xff51afd7ed558ccdu;
}

static bool
grow(mst_arena *arena, void **items, uint32_t count, uint32_t *room, size_t bytes)
{
    return mst_arena_grow(arena, items, count, room, bytes, UINT32_MAX / 64);
}

/* ---- work vectors ---- */

static uint64_t
vector_hash(const int32_t *vector, uint32_t sets)
{
    uint64_t h = 1;
    for (uint32_t u = 0; u < sets; u++) {
        h = mix(h, (uint64_t)vector[u]);
    }
    return h;
}

static bool
table_grow(search *s, table *t, bool of_tours)
{
    uint32_t room = t->room == 0 ? 1024 : t->room * 2;
    uint32_t *slots = MST_TAKE(s->cover->arena, uint32_t, room);
    if (slots == NULL) {
        s->cover->out_of_memory = true;
        return false;
    }
    for (uint32_t i = 0; i < t->room; i++) {
        uint32_t kept = t->slots[i];
        if (kept == 0) {
            continue;
        }
        uint64_t h;
        if (of_tours) {
            const mst__tour *tour = &s->work->tours[kept - 1];
            h = mix(mix(mix(2, tour->site), tour->aboard), tour->work);
        } else {
            uint32_t sets = s->cover->set_count;
            h = vector_hash(s->work->vectors + (size_t)(kept - 1) * sets, sets);
        }
        uint32_t k = (uint32_t)(h >> 32) & (room - 1);
        while (slots[k] != 0) {
            k = (k + 1) & (room - 1);
        }
        slots[k] = kept;
    }
    t->slots = slots;
    t->room = room;
    return true;
}

/* The row of a vector, made when it is new; MST_NONE when there is no room. */
static uint32_t
vector_of(search *s, const int32_t *vector)
{
    mst__work *work = s->work;
    uint32_t sets = s->cover->set_count;
    if (s->vectors.count * 2 >= s->vectors.room && !table_grow(s, &s->vectors, false)) {
        return MST_NONE;
    }
    uint32_t mask = s->vectors.room - 1;
    uint32_t k = (uint32_t)(vector_hash(vector, sets) >> 32) & mask;
    while (s->vectors.slots[k] != 0) {
        uint32_t row = s->vectors.slots[k] - 1;
        if (memcmp(work->vectors + (size_t)row * sets, vector, sizeof *vector * sets) == 0) {
            return row;
        }
        k = (k + 1) & mask;
    }
    uint32_t room = work->vector_room;
    void *vectors = work->vectors;
    void *done = work->vector_done;
    void *tour = work->vector_tour;
    void *next = work->vector_next;
    uint32_t room2 = room;
    uint32_t room3 = room;
    uint32_t room4 = room;
    mst_arena *arena = s->cover->arena;
    if (!grow(arena, &vectors, work->vector_count, &room, sizeof(int32_t) * sets) ||
        !grow(arena, &done, work->vector_count, &room2, sizeof(mst_time)) ||
        !grow(arena, &tour, work->vector_count, &room3, sizeof(uint32_t)) ||
        !grow(arena, &next, work->vector_count, &room4, sizeof(mst_time))) {
        s->cover->out_of_memory = true;
        return MST_NONE;
    }
    work->vectors = vectors;
    work->vector_done = done;
    work->vector_tour = tour;
    work->vector_next = next;
    work->vector_room = room;
    uint32_t row = work->vector_count++;
    memcpy(work->vectors + (size_t)row * sets, vector, sizeof *vector * sets);
    work->vector_done[row] = MST_NEVER;
    work->vector_next[row] = MST_NEVER;
    work->vector_tour[row] = MST_NONE;
    s->vectors.slots[k] = row + 1;
    s->vectors.count++;
    return row;
}

/* ---- states ---- */

static bool
is_before(const search *s, uint32_t a, uint32_t b)
{
    const mst__tour *tours = s->work->tours;
    return tours[a].time != tours[b].time ? tours[a].time < tours[b].time : a < b;
}

static bool
heap_push(search *s, uint32_t tour)
{
    void *heap = s->heap;
    if (!grow(s->cover->arena, &heap, s->heap_count, &s->heap_room, sizeof *s->heap)) {
        s->cover->out_of_memory = true;
        return false;
    }
    s->heap = heap;
    uint32_t k = s->heap_count++;
    while (k > 0 && is_before(s, tour, s->heap[(k - 1) / 2])) {
        s->heap[k] = s->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    s->heap[k] = tour;
    return true;
}

static uint32_t
heap_pop(search *s)
{
    uint32_t top = s->heap[0];
    uint32_t last = s->heap[--s->heap_count];
    uint32_t k = 0;
    while (2 * k + 1 < s->heap_count) {
        uint32_t child = 2 * k + 1;
        if (child + 1 < s->heap_count && is_before(s, s->heap[child + 1], s->heap[child])) {
            child++;
        }
        if (!is_before(s, s->heap[child], last)) {
            break;
        }
        s->heap[k] = s->heap[child];
        k = child;
    }
    s->heap[k] = last;
    return top;
}

/* The slot of a state in the table; it may be empty. */
static uint32_t
slot_of(const search *s, const mst__tour *tour)
{
    uint32_t mask = s->tours.room - 1;
    uint64_t h = mix(mix(mix(2, tour->site), tour->aboard), tour->work);
    uint32_t k = (uint32_t)(h >> 32) & mask;
    while (s->tours.slots[k] != 0) {
        const mst__tour *kept = &s->work->tours[s->tours.slots[k] - 1];
        if (kept->site == tour->site && kept->aboard == tour->aboard && kept->work == tour->work) {
            break;
        }
        k = (k + 1) & mask;
    }
    return k;
}

/* Adds a state unless a sooner one is known; keeps the tour that ends its work soonest anyway. */
static bool
reach(search *s, mst__tour tour)
{
    mst__work *work = s->work;
    if (tour.time > s->latest) {
        return true;
    }
    if (s->tours.count * 2 >= s->tours.room && !table_grow(s, &s->tours, true)) {
        return false;
    }
    uint32_t slot = slot_of(s, &tour);
    bool sooner =
        s->tours.slots[slot] == 0 || tour.time < work->tours[s->tours.slots[slot] - 1].time;
    bool ends = tour.aboard == 0 && tour.done < work->vector_done[tour.work];
    if (!sooner && !ends) {
        return true;
    }
    if (work->tour_count >= MOST_TOURS) {
        s->full = true;
        return false;
    }
    void *tours = work->tours;
    if (!grow(s->cover->arena, &tours, work->tour_count, &work->tour_room, sizeof tour)) {
        s->cover->out_of_memory = true;
        return false;
    }
    work->tours = tours;
    uint32_t index = work->tour_count++;
    work->tours[index] = tour;
    if (ends) {
        work->vector_done[tour.work] = tour.done;
        work->vector_tour[tour.work] = index;
    }
    if (!sooner) {
        return true;
    }
    s->tours.count += s->tours.slots[slot] == 0;
    s->tours.slots[slot] = index + 1;
    return heap_push(s, index);
}

/* ---- what comes after a state ---- */

/* People of every area who are at `site` by the loading can board: one state for each moment that
 * lets more of them. `earliest` is of the service, `length` long. */
static bool
board(search *s, uint32_t from, uint32_t site, mst_time earliest, mst_time length)
{
    mst__cover *cover = s->cover;
    const mst__carrier *carrier = &cover->carriers[s->carrier];
    const mst_p_type *type = &cover->problem->types[carrier->type];
    uint32_t aboard = s->work->tours[from].aboard;
    uint32_t taken = aboard;
    mst_time after = MST_TIME_MIN;
    while (true) {
        /* the next moment at which somebody else could begin to board */
        mst_time ready = MST_NEVER;
        for (uint32_t k = 0; k < cover->area_count; k++) {
            mst_time at = cover->areas[k].ready[site];
            if ((taken >> k & 1) == 0 && carrier->capacity[1u << k] > 0 && at > after &&
                at < ready) {
                ready = at;
            }
        }
        if (ready >= s->latest) {
            return true;
        }
        after = ready;
        mst_time begin = mst__cover_service(cover, s->carrier, site,
                                            later(earliest, ready + type->load - length), length);
        if (begin >= s->latest) {
            return true;
        }
        mst__tour next = s->work->tours[from];
        next.time = begin + length;
        next.site = site;
        next.parent = from;
        for (uint32_t k = 0; k < cover->area_count; k++) {
            if (carrier->capacity[1u << k] > 0 &&
                cover->areas[k].ready[site] <= next.time - type->load) {
                next.aboard |= 1u << k;
                after = later(after, cover->areas[k].ready[site]);
            }
        }
        taken = next.aboard;
        if (next.aboard != aboard && !reach(s, next)) {
            return false;
        }
    }
}

/* Everybody aboard gets off at `site`. */
static bool
get_off(search *s, uint32_t from, uint32_t site, mst_time arrive)
{
    mst__cover *cover = s->cover;
    const mst__carrier *carrier = &cover->carriers[s->carrier];
    uint32_t aboard = s->work->tours[from].aboard;
    mst_time tail = MST_NEVER;
    for (uint32_t k = 0; k < cover->area_count; k++) {
        if ((aboard >> k & 1) != 0 && cover->areas[k].tail[site] < tail) {
            tail = cover->areas[k].tail[site];
        }
    }
    if (tail >= MST_NEVER || (cover->is_simple && tail > 0)) {
        return true;
    }
    mst_time begin = mst__cover_service(cover, s->carrier, site, arrive, s->unload_length);
    if (begin >= s->latest) {
        return true;
    }
    mst__tour next = {.time = begin,
                      .done = begin + cover->problem->types[carrier->type].unload + tail,
                      .site = site,
                      .parent = from};
    const int32_t *before = s->work->vectors + (size_t)s->work->tours[from].work * cover->set_count;
    bool more = false;
    for (uint32_t u = 0; u < cover->set_count; u++) {
        int64_t sum = before[u] + carrier->capacity[aboard & cover->sets[u]];
        s->trial[u] = (int32_t)(sum < cover->need[u] ? sum : cover->need[u]);
        more |= s->trial[u] > before[u];
    }
    if (!more || next.done > s->latest) {
        return true;
    }
    mst_time *more_done = &s->work->vector_next[s->work->tours[from].work];
    *more_done = next.done < *more_done ? next.done : *more_done;
    next.work = vector_of(s, s->trial);
    return next.work != MST_NONE && reach(s, next);
}

static bool
expand(search *s, uint32_t index)
{
    mst__cover *cover = s->cover;
    const mst_problem *problem = cover->problem;
    const mst__carrier *carrier = &cover->carriers[s->carrier];
    mst__tour tour = s->work->tours[index];
    bool starts = tour.parent == MST_NONE;
    bool empty = tour.aboard == 0;
    mst__cover_way way = !empty ? MST__WAY_LOADED : starts ? MST__WAY_EMPTY : MST__WAY_FREE;
    mst_time leave = empty && !starts ? tour.time + s->unload_length : tour.time;
    const mst_time *arrivals = mst__cover_arrivals(cover, s->carrier, way, tour.site, leave);
    if (arrivals == NULL) {
        return false;
    }
    for (uint32_t b = 0; b < problem->site_count; b++) {
        if (!carrier->serves[b] || (b == tour.site && !empty)) {
            continue;
        }
        bool here = b == tour.site;
        mst_time arrive = here ? tour.time : arrivals[b];
        if (arrive >= s->latest) {
            continue;
        }
        mst_time length = here && !starts ? s->both_length : s->load_length;
        bool boards = empty || !cover->is_simple;
        if ((boards && !board(s, index, b, arrive, length)) ||
            (!empty && !get_off(s, index, b, arrive))) {
            return false;
        }
    }
    cover->work -= problem->site_count * (1 + cover->set_count);
    return true;
}

/* ---- the whole ---- */

/* Most work first, ties by row; insertion into a heap is not needed for a few thousand. */
static bool
sort_by_size(mst__cover *cover, mst__work *work)
{
    uint32_t n = work->vector_count;
    int64_t *size = MST_TAKE(cover->arena, int64_t, n);
    uint32_t *spare = MST_TAKE(cover->arena, uint32_t, n);
    work->by_size = MST_TAKE(cover->arena, uint32_t, n);
    if (size == NULL || spare == NULL || work->by_size == NULL) {
        cover->out_of_memory = true;
        return false;
    }
    work->useful_count = n;
    for (uint32_t i = 0; i < n; i++) {
        work->by_size[i] = i;
        for (uint32_t u = 0; u < cover->set_count; u++) {
            size[i] += work->vectors[(size_t)i * cover->set_count + u];
        }
    }
    for (uint32_t width = 1; width < n; width *= 2) { /* merge sort: stable, no recursion */
        for (uint32_t begin = 0; begin < n; begin += 2 * width) {
            uint32_t middle = begin + width < n ? begin + width : n;
            uint32_t end = begin + 2 * width < n ? begin + 2 * width : n;
            uint32_t a = begin;
            uint32_t b = middle;
            for (uint32_t k = begin; k < end; k++) {
                bool first =
                    a < middle && (b >= end || size[work->by_size[a]] >= size[work->by_size[b]]);
                spare[k] = work->by_size[first ? a++ : b++];
            }
        }
        memcpy(work->by_size, spare, sizeof *spare * n);
    }
    return true;
}

bool
mst__cover_tours(mst__cover *cover, uint32_t g, mst_time latest, mst__work *work)
{
    const mst__carrier *carrier = &cover->carriers[g];
    const mst_p_type *type = &cover->problem->types[carrier->type];
    *work = (mst__work){0};
    search s = {.cover = cover,
                .work = work,
                .carrier = g,
                .latest = latest,
                .load_length = later(type->turn, type->load),
                .unload_length = later(type->turn, type->unload),
                .both_length = later(type->turn, type->unload + type->load)};
    uint32_t nothing = vector_of(&s, s.trial);
    if (nothing == MST_NONE) {
        return false;
    }
    work->vector_done[nothing] = 0;
    mst__tour start = {
        .time = carrier->start, .site = carrier->base, .work = nothing, .parent = MST_NONE};
    if (!reach(&s, start)) {
        return false;
    }
    while (s.heap_count > 0 && cover->work > 0) {
        uint32_t index = heap_pop(&s);
        const mst__tour *tour = &work->tours[index];
        if (s.tours.slots[slot_of(&s, tour)] != index + 1) {
            continue; /* a sooner one took its place */
        }
        if (!expand(&s, index)) {
            return false;
        }
    }
    return cover->work > 0 && sort_by_size(cover, work);
}

/* ---- the vectors that count by a deadline ---- */

/* Does `a` do at least the work of `b`, as far as it is needed? */
static bool
does_all_of(const int32_t *a, const int32_t *b, const int32_t *need, uint32_t sets)
{
    for (uint32_t u = 0; u < sets; u++) {
        if (a[u] < b[u] && a[u] < need[u]) {
            return false;
        }
    }
    return true;
}

bool
mst__cover_choose(mst__cover *cover, const mst__work *work, mst_time deadline, const int32_t *need,
                  mst_arena *arena, uint32_t **rows, uint32_t *row_count)
{
    uint32_t sets = cover->set_count;
    uint32_t *kept = MST_TAKE(arena, uint32_t, work->useful_count);
    if (kept == NULL) {
        cover->out_of_memory = true;
        return false;
    }
    uint32_t count = 0;
    uint32_t hint = 0;
    for (uint32_t i = 0; i < work->useful_count; i++) {
        const int32_t *vector = work->vectors + (size_t)work->by_size[i] * sets;
        if (work->vector_done[work->by_size[i]] > deadline ||
            work->vector_next[work->by_size[i]] <= deadline) {
            continue;
        }
        /* The one that did all of the vector before likely does all of this one. */
        bool better =
            count > 0 && does_all_of(work->vectors + (size_t)kept[hint] * sets, vector, need, sets);
        uint32_t k = 0;
        for (; k < count && !better; k++) {
            better = does_all_of(work->vectors + (size_t)kept[k] * sets, vector, need, sets);
            hint = better ? k : hint;
        }
        cover->work -= k;
        if (better) {
            continue;
        }
        /* What comes later may do more of what is needed although it is smaller in all. */
        uint32_t left = 0;
        for (k = 0; k < count; k++) {
            if (!does_all_of(vector, work->vectors + (size_t)kept[k] * sets, need, sets)) {
                kept[left++] = kept[k];
            }
        }
        kept[left] = work->by_size[i];
        hint = left;
        count = left + 1;
    }
    *rows = kept;
    *row_count = count;
    return true;
}

bool
mst__cover_narrow(mst__cover *cover, mst__work *work, mst_time refuted, mst_time possible)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    int32_t need[MST__COVER_SETS];
    uint32_t *kept;
    uint32_t kept_count;
    /* What is of no use for a larger need is of none for a smaller one. */
    mst__cover_need(cover, refuted, need);
    uint8_t *stays = MST_TAKE(&scratch, uint8_t, work->vector_count);
    bool ok = stays != NULL &&
              mst__cover_choose(cover, work, refuted, need, &scratch, &kept, &kept_count);
    for (uint32_t i = 0; ok && i < kept_count; i++) {
        stays[kept[i]] = 1;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; ok && i < work->useful_count; i++) {
        mst_time done = work->vector_done[work->by_size[i]];
        if (stays[work->by_size[i]] || (done > refuted && done <= possible)) {
            work->by_size[count++] = work->by_size[i];
        }
    }
    work->useful_count = ok ? count : work->useful_count;
    cover->out_of_memory |= !ok;
    mst_arena_release(&scratch);
    return ok;
}
