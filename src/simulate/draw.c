/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate/draw.h"

#include <assert.h>
#include <math.h>
#include <string.h>

mst_luck
mst_luck_of(uint64_t seed, uint32_t scenario, uint32_t replication)
{
    /* As base/random.h has it (N1, N2). */
    return (mst_luck){{(uint32_t)seed, scenario ^ (uint32_t)(seed >> 32)}, replication};
}

mst_draw
mst_draw_at(const mst_luck *luck, mst_draw_stream stream, uint32_t entity, uint32_t number)
{
    const uint32_t counter[4] = {number, entity, luck->replication, (uint32_t)stream};
    mst_draw draw;
    mst_random_block(counter, luck->key, draw.word);
    return draw;
}

double
mst_draw_triangle(double u, double low, double likely, double high)
{
    double width = high - low;
    if (width <= 0) {
        return likely;
    }
    double left = (likely - low) / width;
    return u < left ? low + sqrt(u * width * (likely - low))
                    : high - sqrt((1 - u) * width * (high - likely));
}

/* ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)), m within a factor of sqrt 2 of 1; the series is cut
 * where its terms fall below 2^-53 (Abramowitz & Stegun 1964, 4.1.27). */
double
mst_draw_log(double x)
{
    assert(x > 0);
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52) - 1023;
    bits = (bits & UINT64_C(0xFFFFFFFFFFFFF)) | UINT64_C(0x3FF0000000000000);
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        exponent++;
    }
    double s = (m - 1) / (m + 1), z = s * s, w = z * z;
    /* Even and odd terms apart: two short chains instead of a long one. */
    double even = 1 + w * (1.0 / 5 + w * (1.0 / 9 + w * (1.0 / 13 + w * (1.0 / 17))));
    double odd = 1.0 / 3 + w * (1.0 / 7 + w * (1.0 / 11 + w * (1.0 / 15 + w * (1.0 / 19))));
    return (double)exponent * 0.6931471805599453 + 2 * s * (even + z * odd);
}

double
mst_draw_corput(uint64_t index, uint32_t base)
{
    assert(base >= 2 && base <= 36);
    double value = 0, step = 1;
    for (; index > 0; index /= base) {
        step /= base;
        value += step * (double)(index % base);
    }
    return value;
}
