/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

#include <Random123/philox.h>
#include <assert.h>

enum { BLOCK_WORDS = 4 };

void
mst_random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4])
{
    philox4x32_ctr_t at = {{counter[0], counter[1], counter[2], counter[3]}};
    philox4x32_key_t with = {{key[0], key[1]}};
    philox4x32_ctr_t made = philox4x32_R(10, at, with);
    for (unsigned i = 0; i < BLOCK_WORDS; i++) {
        block[i] = made.v[i];
    }
}

void
mst_random_init(mst_random *random, uint64_t seed, uint32_t stream)
{
    mst_random_init_key(random, (mst_random_key){.seed = seed, .stream = stream});
}

void
mst_random_init_key(mst_random *random, mst_random_key key)
{
    *random = (mst_random){
        .key = {(uint32_t)key.seed, (uint32_t)(key.seed >> 32) ^ key.scenario},
        .counter = {0, key.entity, key.replication, key.stream},
        .used = BLOCK_WORDS,
    };
}

uint32_t
mst_random_word(mst_random *random)
{
    if (random->used >= BLOCK_WORDS) {
        mst_random_block(random->counter, random->key, random->block);
        random->counter[0]++;
        random->used = 0;
    }
    return random->block[random->used++];
}

uint64_t
mst_random_next(mst_random *random)
{
    uint64_t low = mst_random_word(random);
    uint64_t high = mst_random_word(random);
    return high << 32 | low;
}

uint32_t
mst_random_below(mst_random *random, uint32_t n)
{
    assert(n > 0);
    uint64_t product = (uint64_t)mst_random_word(random) * n;
    uint32_t rest = (uint32_t)product;
    if (rest < n) {
        /* 2^32 mod n values of `rest` would come up once too often: draw again for them. */
        uint32_t refused = (uint32_t)(-n) % n;
        while (rest < refused) {
            product = (uint64_t)mst_random_word(random) * n;
            rest = (uint32_t)product;
        }
    }
    return (uint32_t)(product >> 32);
}

int64_t
mst_random_between(mst_random *random, int64_t low, int64_t high)
{
    assert(low <= high);
    uint64_t width = (uint64_t)high - (uint64_t)low; /* one less than the number of values */
    if (width < UINT32_MAX) {
        return (int64_t)((uint64_t)low + mst_random_below(random, (uint32_t)width + 1));
    }
    /* Bits under the smallest mask that covers the width, until they fit: two draws on average. */
    uint64_t mask = UINT64_MAX >> __builtin_clzll(width);
    uint64_t drawn = mst_random_next(random) & mask;
    while (drawn > width) {
        drawn = mst_random_next(random) & mask;
    }
    return (int64_t)((uint64_t)low + drawn);
}

double
mst_random_unit(mst_random *random)
{
    return (double)(mst_random_next(random) >> 11) * 0x1p-53;
}
