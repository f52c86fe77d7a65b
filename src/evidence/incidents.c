/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/incidents.h"

#include <assert.h>
#include <math.h>

double
mst_rate_reference(const mst_rate_design *design)
{
    assert(design->expected_per_day > 0 && design->alarm_per_day > design->expected_per_day);
    return (design->alarm_per_day - design->expected_per_day) /
           log(design->alarm_per_day / design->expected_per_day);
}

void
mst_rate_step(const mst_rate_design *design, mst_rate *rate, double incidents, double days)
{
    assert(incidents >= 0 && days >= 0 && days <= 1);
    rate->count = design->forgetting * rate->count + incidents;
    rate->days = design->forgetting * rate->days + days;
    double sum = rate->sum + incidents - days * mst_rate_reference(design);
    rate->sum = sum > 0 ? sum : 0;
    rate->alarm = rate->sum >= design->threshold;
}

double
mst_rate_mean(const mst_rate_design *design, const mst_rate *rate)
{
    return (design->prior_count + rate->count) / (design->prior_days + rate->days);
}

double
mst_rate_chance(const mst_rate_design *design, const mst_rate *rate, uint32_t incidents)
{
    double size = design->prior_count + rate->count;
    double days = design->prior_days + rate->days;
    double chance = pow(days / (days + 1), size);
    for (uint32_t k = 1; k <= incidents; k++) {
        chance *= (size + k - 1) / (k * (days + 1));
    }
    return chance;
}

double
mst_rate_tempo(const mst_rate_design *design, const mst_rate *rate, double limit)
{
    double tempo = mst_rate_mean(design, rate) / design->expected_per_day;
    return tempo > limit ? limit : tempo < 1 / limit ? 1 / limit : tempo;
}
