/* SPDX-License-Identifier: Apache-2.0
 *
 * Rounds of vehicles remembered from one bound to the next.
 *
 * One more desk, berth or seat leaves the way of every single vehicle as it was, and to follow a
 * vehicle is the dear part of a bound. What is remembered is found again by all that is read to
 * follow it (bound_vehicle.c), word for word, so that a memory can save work and never change a
 * bound. That is much, and most of it is the same for all vehicles of a type: the map. Each map is
 * kept once, with a number.
 */
#include <string.h>

#include "solve/bound_fluid.h"

enum { SLOTS = 4096, MOST_BYTES = 24 << 20 };

typedef struct word { /* a key, with what it stands for */
    struct word *next;
    uint64_t hash;
    size_t length;
    const int64_t *key;
    uint32_t count; /* of offs; of a map, its number */
    bool all;
    const mst_time *offs;
} word;

struct mst_bound_memo {
    mst_arena arena;
    word *slots[SLOTS];
    uint32_t map_count;
    size_t length, room;
    int64_t *key; /* being written */
    bool failed;
};

mst_bound_memo *
mst_bound_memo_new(void)
{
    mst_bound_memo *memo = mst_heap_take(1, sizeof *memo);
    if (memo != NULL) {
        mst_arena_init(&memo->arena, 0);
    }
    return memo;
}

void
mst_bound_memo_free(mst_bound_memo *memo)
{
    if (memo != NULL) {
        mst_arena_release(&memo->arena);
        mst_heap_free(memo->key);
        mst_heap_free(memo);
    }
}

/* ---- keys ---- */

static void
put(mst_bound_memo *memo, int64_t value)
{
    if (memo->length == memo->room) {
        size_t room = memo->room > 0 ? 2 * memo->room : 1024;
        int64_t *key = mst_heap_resize(memo->key, room, sizeof *key);
        if (key == NULL) {
            memo->failed = true;
            return;
        }
        memo->key = key;
        memo->room = room;
    }
    memo->key[memo->length++] = value;
}

static void
put_windows(mst_bound_memo *memo, const mst_windows *windows)
{
    put(memo, windows->count);
    for (uint32_t i = 0; i < windows->count; i++) {
        put(memo, windows->spans[i].begin);
        put(memo, windows->spans[i].end);
    }
}

static void
put_site(mst_bound_memo *memo, const mst__fluid *f, uint32_t i, uint32_t s)
{
    const mst_p_site *site = &f->relax->problem->sites[s];
    bool fuel = mst_steps_most(&site->fuel, 0, f->followed + 1) > 0;
    bool serves = f->relax->serves[(size_t)i * f->relax->problem->site_count + s] != 0;
    put(memo, fuel + 2 * serves);
    put(memo, f->relax->earliest_off[s]);
    put(memo, f->relax->fresh_desk[s]);
    put_windows(memo, &site->service);
    put_windows(memo, &site->open);
    put_windows(memo, &site->air);
}

static void
put_arc(mst_bound_memo *memo, const mst__relax *relax, uint32_t i, uint32_t a)
{
    const mst_problem *problem = relax->problem;
    const mst_p_arc *way = &problem->arcs[a];
    size_t cell = (size_t)a * problem->type_count + relax->types[i];
    put(memo, way->from);
    put(memo, way->to);
    put(memo, way->mode);
    put(memo, way->distance_mm);
    put(memo, relax->ride[(size_t)i * problem->arc_count + a]);
    put(memo, relax->hop[(size_t)i * problem->arc_count + a]);
    put(memo, problem->loaded_time[cell]);
    put(memo, problem->empty_time[cell]);
    put_windows(memo, &way->open);
    put(memo, way->slow.count);
    for (uint32_t k = 0; k < way->slow.count; k++) {
        put(memo, way->slow.from[k]);
        put(memo, way->slow.value[k]);
    }
}

/* The world as the i-th type sees it. */
static void
write_map(mst_bound_memo *memo, const mst__fluid *f, uint32_t i)
{
    const mst_problem *problem = f->relax->problem;
    const mst_p_type *type = &problem->types[f->relax->types[i]];
    const int64_t values[] = {f->ready,     type->mode,          type->turn,        type->load,
                              type->unload, type->range_mm,      type->refuel,      type->duty,
                              type->rest,   problem->site_count, problem->arc_count};
    memo->length = 0;
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        put(memo, values[k]);
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        put_site(memo, f, i, s);
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        put_arc(memo, f->relax, i, a);
    }
}

/* One of its vehicles over a cut. */
static void
write_vehicle(mst_bound_memo *memo, const mst__fluid *f, const mst__fluid_cut *cut, uint32_t map,
              const mst__group *group)
{
    const int64_t values[] = {map,          mst__earlier(f->followed, group->end),
                              group->base,  group->start,
                              group->crews, group->sorties};
    memo->length = 0;
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        put(memo, values[k]);
    }
    for (uint32_t s = 0; s < f->relax->problem->site_count; s++) {
        put(memo, cut->inside[s] + 2 * cut->boards[s]);
    }
}

/* FNV-1a (Fowler, Noll, Vo 1991), a word at a time. */
static uint64_t
hash_of(const int64_t *key, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (uint64_t)key[i]) * UINT64_C(1099511628211);
        hash ^= hash >> 29;
    }
    return hash;
}

/* ---- the memory ---- */

/* Numbers of maps go on, so that one still held stands for nothing else. */
static void
forget(mst_bound_memo *memo)
{
    mst_arena_release(&memo->arena);
    mst_arena_init(&memo->arena, 0);
    memset(memo->slots, 0, sizeof memo->slots);
}

/* The word for the key just written; a new one, with `*fresh` set, when it is not known. NULL on
 * lack of memory. */
static word *
look_up(mst_bound_memo *memo, bool *fresh)
{
    *fresh = false;
    if (memo->failed) {
        return NULL;
    }
    uint64_t hash = hash_of(memo->key, memo->length);
    for (word *one = memo->slots[hash % SLOTS]; one != NULL; one = one->next) {
        if (one->hash == hash && one->length == memo->length &&
            memcmp(one->key, memo->key, memo->length * sizeof *memo->key) == 0) {
            return one;
        }
    }
    if (memo->arena.taken_bytes > MOST_BYTES) {
        forget(memo);
    }
    word *one = MST_TAKE(&memo->arena, word, 1);
    int64_t *key = MST_TAKE(&memo->arena, int64_t, memo->length);
    if (one == NULL || key == NULL) {
        return NULL;
    }
    memcpy(key, memo->key, memo->length * sizeof *key);
    *one =
        (word){.next = memo->slots[hash % SLOTS], .hash = hash, .length = memo->length, .key = key};
    memo->slots[hash % SLOTS] = one;
    *fresh = true;
    return one;
}

bool
mst__memo_map(const mst__fluid *fluid, uint32_t i, uint32_t *map)
{
    mst_bound_memo *memo = fluid->proof->memo;
    *map = 0;
    if (memo == NULL) {
        return true;
    }
    bool fresh;
    write_map(memo, fluid, i);
    word *one = look_up(memo, &fresh);
    if (one == NULL) {
        return false;
    }
    if (fresh) {
        one->count = ++memo->map_count;
    }
    *map = one->count;
    return true;
}

bool
mst__memo_rounds(const mst__fluid *fluid, const mst__fluid_cut *cut, uint32_t group, uint32_t map,
                 mst__rounds *rounds)
{
    mst_bound_memo *memo = fluid->proof->memo;
    if (memo == NULL) {
        return mst__vehicle_rounds(fluid, cut, group, rounds);
    }
    bool fresh;
    write_vehicle(memo, fluid, cut, map, &fluid->relax->groups[group]);
    word *one = look_up(memo, &fresh);
    if (one == NULL) {
        return false;
    }
    if (!fresh) {
        rounds->count = one->count;
        rounds->all = one->all;
        memcpy(rounds->offs, one->offs, one->count * sizeof *one->offs);
        return true;
    }
    mst_time *offs = NULL;
    if (!mst__vehicle_rounds(fluid, cut, group, rounds) ||
        (offs = MST_TAKE(&memo->arena, mst_time, rounds->count + 1)) == NULL) {
        memo->failed = true; /* the new word stands for nothing */
        return false;
    }
    memcpy(offs, rounds->offs, rounds->count * sizeof *offs);
    one->count = rounds->count;
    one->all = rounds->all;
    one->offs = offs;
    return true;
}
