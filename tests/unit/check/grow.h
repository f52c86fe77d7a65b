/* SPDX-License-Identifier: Apache-2.0
 *
 * Random worlds in which every rule may bind, and random plans that grow in them step by step.
 */
#ifndef MUSTER_TESTS_CHECK_GROW_H
#define MUSTER_TESTS_CHECK_GROW_H

#include "base/random.h"
#include "oracle.h"
#include "world.h"

typedef struct grower {
    mst_random random;
    world world;
    draft draft;
    oracle oracle; /* of the draft as it stands */
} grower;

void
grow_world(grower *g, uint64_t seed);

/* One more visit, desk run or walk, now and then a spoilt one; the oracle then is that of the
 * draft. */
const mst_plan *
grow_step(grower *g);

/* Fills the list of those left from the oracle, and judges again. */
const mst_plan *
grow_judge(grower *g);

#endif
