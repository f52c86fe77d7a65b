/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/splitting.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Trials of one level; the states that reached it go to `next`. Returns how many. */
static uint32_t
run_level(const mst_split_model *model, double level, uint32_t number, uint32_t runs, uint64_t seed,
          const char *entrances, uint32_t entrance_count, char *next)
{
    uint32_t reached = 0;
    for (uint32_t i = 0; i < runs; i++) {
        char *state = next + (size_t)reached * model->state_bytes;
        mst_luck luck = mst_luck_of(seed, 0, number * runs + i);
        if (number == 0) {
            model->begin(model->context, state, &luck);
        } else {
            /* Every entrance as often as any other, the rest by lot. */
            uint32_t whole = runs / entrance_count * entrance_count;
            mst_draw draw = mst_draw_at(&luck, MST_DRAW_SPLIT, 0, 0);
            uint32_t from = i < whole ? i % entrance_count
                                      : (uint32_t)((uint64_t)draw.word[0] * entrance_count >> 32);
            memcpy(state, entrances + (size_t)from * model->state_bytes, model->state_bytes);
        }
        reached += model->advance(model->context, state, level, &luck);
    }
    return reached;
}

mst_status
mst_split(const mst_split_model *model, const double *levels, uint32_t level_count, uint32_t runs,
          uint64_t seed, mst_arena *arena, mst_split_result *result, mst_error *err)
{
    assert(level_count > 0 && level_count <= MST_SPLIT_MAX_LEVELS && runs > 0);
    char *entrances = mst_arena_take(arena, (size_t)runs + 1, model->state_bytes);
    char *next = mst_arena_take(arena, (size_t)runs + 1, model->state_bytes);
    if (entrances == NULL || next == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory for %u states of splitting", runs);
    }
    *result = (mst_split_result){.probability = 1, .level_count = level_count};
    uint32_t entrance_count = 0;
    for (uint32_t l = 0; l < level_count && result->probability > 0; l++) {
        uint32_t reached =
            run_level(model, levels[l], l, runs, seed, entrances, entrance_count, next);
        result->trials += runs;
        result->shares[l] = (double)reached / runs;
        result->probability *= result->shares[l];
        char *kept = entrances;
        entrances = next;
        next = kept;
        entrance_count = reached;
    }
    result->relative_error =
        result->probability > 0 ? mst_splitting_error(result->shares, level_count, runs) : INFINITY;
    return MST_OK;
}
