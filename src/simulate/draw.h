/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws: what chance hands to whom. A draw is a function of (seed, scenario, what for, whose,
 * which one, replication) and of nothing else, so that the same vehicle has the same luck on its
 * third move under every plan (common random numbers).
 *
 * R1  The only operations on floating point are + - * / and the square root, which IEEE 754 rounds
 *     the same way everywhere; the logarithm is our own. So a draw is the same on every machine.
 */
#ifndef MUSTER_SIMULATE_DRAW_H
#define MUSTER_SIMULATE_DRAW_H

#include "base/random.h"

/* What draws are for: the fourth word of the counter. */
typedef enum mst_draw_stream {
    MST_DRAW_QUEUE = 100, /* queues of the tests and the bench */
    MST_DRAW_SPLIT,       /* choices of splitting */
    MST_DRAW_GROUP,       /* entity: people item */
    MST_DRAW_TYPE,        /* vehicle type */
    MST_DRAW_LINK,
    MST_DRAW_SITE,
    MST_DRAW_FLEET,
    MST_DRAW_VEHICLE,  /* is it fit at the order */
    MST_DRAW_MOVE,     /* draw: number of the vehicle's move */
    MST_DRAW_SERVICE,  /* draw: number of the vehicle's service */
    MST_DRAW_DESK_RUN, /* draw: number of the desk's run */
    MST_DRAW_WEATHER,  /* draw: number of the spell */
    MST_DRAW_LOSS,
} mst_draw_stream;

/* Four numbers of 32 bits that belong together. */
typedef struct mst_draw {
    uint32_t word[4];
} mst_draw;

/* Whose luck: the key and the last two words of the counter. */
typedef struct mst_luck {
    uint32_t key[2];
    uint32_t replication;
} mst_luck;

mst_luck
mst_luck_of(uint64_t seed, uint32_t scenario, uint32_t replication);

/* Draw number `number` of `entity` in a stream. O(1). */
mst_draw
mst_draw_at(const mst_luck *luck, mst_draw_stream stream, uint32_t entity, uint32_t number);

/* Inside (0, 1), in steps of 2^-32: never 0, never 1. */
static inline double
mst_draw_unit(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

/* The triangular distribution over low <= likely <= high at the probability `u`, by inversion. */
double
mst_draw_triangle(double u, double low, double likely, double high);

/* Natural logarithm of a positive number, relative error below 1e-15 (R1). */
double
mst_draw_log(double x);

/* -ln(u): a waiting time of mean 1. */
static inline double
mst_draw_wait(double u)
{
    return -mst_draw_log(u);
}

/* Element `index` (from 1) of the van der Corput sequence in `base` (2 to 36): the radical inverse.
 */
double
mst_draw_corput(uint64_t index, uint32_t base);

#endif
