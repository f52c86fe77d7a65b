/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/score.h"

#include <assert.h>
#include <math.h>

double
mst_score_brier(double probability, bool happened)
{
    double miss = probability - (happened ? 1.0 : 0.0);
    return miss * miss;
}

mst_range
mst_score_brier_range(mst_range interval, bool happened)
{
    double of_low = mst_score_brier(interval.low, happened);
    double of_high = mst_score_brier(interval.high, happened);
    return of_low < of_high ? (mst_range){of_low, of_high} : (mst_range){of_high, of_low};
}

double
mst_score_log(double probability, bool happened)
{
    return -log(happened ? probability : 1 - probability);
}

double
mst_score_of_interval(double low, double high, double alpha, double value)
{
    assert(low <= high && alpha > 0 && alpha < 1);
    double below = value < low ? low - value : 0;
    double above = value > high ? value - high : 0;
    return high - low + 2 / alpha * (below + above);
}
