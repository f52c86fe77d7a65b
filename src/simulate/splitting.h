/* SPDX-License-Identifier: Apache-2.0
 *
 * Rare failures by fixed-effort splitting (L'Ecuyer, Demers & Tuffin 2006): the way to the failure
 * is cut at levels of an importance, `runs` trials start at each level from the states that reached
 * it, and the probability is the product of the shares that go on.
 *
 * S1  A state is a flat piece of memory; a trial copies the entrance state it starts from, and from
 *     then on draws with luck of its own (`luck.replication` is the number of the trial).
 * S2  The estimate is unbiased whatever the levels; bad ones cost precision (and, before enough
 *     trials were seen, look biased low: Glasserman et al. 1998).
 */
#ifndef MUSTER_SIMULATE_SPLITTING_H
#define MUSTER_SIMULATE_SPLITTING_H

#include "simulate/draw.h"
#include "simulate/statistics.h"

typedef struct mst_split_model {
    const void *context;
    size_t state_bytes;
    /* The state at the beginning. */
    void (*begin)(const void *context, void *state, const mst_luck *luck);
    /* Goes on with `luck` until the importance is at least `level` (true) or the trial is over
     * (false). */
    bool (*advance)(const void *context, void *state, double level, const mst_luck *luck);
} mst_split_model;

enum { MST_SPLIT_MAX_LEVELS = 64 };

typedef struct mst_split_result {
    double probability;
    double relative_error; /* by mst_splitting_error; infinite when nothing got through */
    uint32_t level_count;
    double shares[MST_SPLIT_MAX_LEVELS]; /* of trials that reached each level from the one before */
    uint64_t trials;
} mst_split_result;

/*
 * `levels` ascend; the last one is the failure. `runs` trials a level. Memory: 2 x runs states from
 * `arena`. Fails with MST_NO_MEMORY only.
 */
MST_NODISCARD mst_status
mst_split(const mst_split_model *model, const double *levels, uint32_t level_count, uint32_t runs,
          uint64_t seed, mst_arena *arena, mst_split_result *result, mst_error *err);

#endif
