/* SPDX-License-Identifier: Apache-2.0
 *
 * Random streams: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC11) as shipped in Random123. A draw is a function of a key and a counter, never of
 * what was drawn before elsewhere, so that one more vehicle in a plan leaves everybody else's
 * luck alone.
 *
 * N1  key = (seed, scenario), counter = (draw, entity, replication, stream).
 * N2  A seed above 32 bits folds its upper half into the scenario word by exclusive or.
 * N3  A stream has 2^32 blocks of 128 bits; the draw counter wraps after them.
 */
#ifndef MUSTER_BASE_RANDOM_H
#define MUSTER_BASE_RANDOM_H

#include <stdint.h>

/* Which stream: unnamed members are 0. */
typedef struct mst_random_key {
    uint64_t seed;
    uint32_t scenario;
    uint32_t stream; /* what the draws are for: one number a purpose */
    uint32_t replication;
    uint32_t entity; /* whose draws they are: a vehicle, a site, a piece of work */
} mst_random_key;

/* Caller owns it; nothing to release. Copying it copies the position in the stream. */
typedef struct mst_random {
    uint32_t key[2];
    uint32_t counter[4]; /* of the next block */
    uint32_t block[4];
    uint32_t used; /* words of `block` already given out; 4: none left */
} mst_random;

/* The bare block function, for known answers. */
void
mst_random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4]);

/* The stream of scenario 0, replication 0, entity 0. */
void
mst_random_init(mst_random *random, uint64_t seed, uint32_t stream);
void
mst_random_init_key(mst_random *random, mst_random_key key);

/* The next 32 or 64 bits. */
uint32_t
mst_random_word(mst_random *random);
uint64_t
mst_random_next(mst_random *random);

/* 0 .. n - 1, every value equally likely (Lemire, "Fast random integer generation in an interval",
 * 2019);
 * n > 0. May take more than one word. */
uint32_t
mst_random_below(mst_random *random, uint32_t n);

/* low .. high, both possible, every value equally likely; low <= high. */
int64_t
mst_random_between(mst_random *random, int64_t low, int64_t high);

/* [0, 1) in steps of 2^-53: exact, so the same on every machine. */
double
mst_random_unit(mst_random *random);

#endif
