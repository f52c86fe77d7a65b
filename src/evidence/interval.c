/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/interval.h"

#include <assert.h>
#include <math.h>

static const mst_range anything = {0.0, 1.0};

static double
clipped(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

double
mst_grade_weight(const double weights[6], char letter, char digit)
{
    assert(letter >= 'A' && letter <= 'F' && digit >= '1' && digit <= '6');
    double of_letter = weights[letter - 'A'];
    double of_digit = weights[digit - '1'];
    return of_letter < of_digit ? of_letter : of_digit;
}

mst_range
mst_record_range(uint32_t right, uint32_t resolved, double strength)
{
    assert(right <= resolved && strength > 0);
    double of = resolved + strength;
    return (mst_range){right / of, (right + strength) / of};
}

double
mst_age_factor(double age_days, double half_life_days)
{
    assert(half_life_days > 0);
    return age_days <= 0 ? 1.0 : exp2(-age_days / half_life_days);
}

mst_range
mst_range_discount(mst_range interval, double reliability)
{
    return (mst_range){reliability * interval.low, reliability * interval.high + (1 - reliability)};
}

/* True when all are of different origins for sure: the common case, found in one pass. */
static bool
are_apart(uint32_t count, const mst_voice *voices)
{
    for (uint32_t i = 1; i < count; i++) {
        if (voices[i].origin <= voices[i - 1].origin) {
            return false;
        }
    }
    return true;
}

uint32_t
mst_voices_join(uint32_t count, const mst_voice *voices, mst_voice *joined)
{
    if (are_apart(count, voices)) {
        for (uint32_t i = 0; i < count; i++) {
            joined[i] = voices[i];
        }
        return count;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t k = 0;
        while (k < kept && joined[k].origin != voices[i].origin) {
            k++;
        }
        if (k < kept) {
            continue;
        }
        mst_voice one = voices[i];
        double total = 0, low = 0, high = 0;
        for (uint32_t j = i; j < count; j++) {
            if (voices[j].origin != one.origin) {
                continue;
            }
            total += voices[j].weight;
            low += voices[j].weight * voices[j].says.low;
            high += voices[j].weight * voices[j].says.high;
            if (voices[j].weight > one.weight) {
                one.weight = voices[j].weight;
                one.reliability = voices[j].reliability;
                one.age_days = voices[j].age_days;
            }
        }
        one.says = total > 0 ? (mst_range){low / total, high / total} : voices[i].says;
        joined[kept++] = one;
    }
    return kept;
}

mst_pool
mst_voices_pool(uint32_t count, const mst_voice *voices)
{
    double total = 0, low = 0, high = 0, nobody = 1;
    for (uint32_t i = 0; i < count; i++) {
        total += voices[i].weight;
        low += voices[i].weight * voices[i].says.low;
        high += voices[i].weight * voices[i].says.high;
        nobody *= 1 - voices[i].weight;
    }
    if (total <= 0) {
        return (mst_pool){.interval = anything, .nobody = 1.0, .voices = count};
    }
    mst_range mean = {(1 - nobody) * low / total, (1 - nobody) * high / total + nobody};
    mean.low = clipped(mean.low, 0, 1);
    mean.high = clipped(mean.high, mean.low, 1);
    return (mst_pool){.interval = mean, .nobody = nobody, .voices = count};
}

bool
mst_voices_hull(uint32_t count, const mst_voice *voices, double least_reliability,
                double most_age_days, mst_range *hull)
{
    bool found = false;
    *hull = anything;
    for (uint32_t i = 0; i < count; i++) {
        if (voices[i].reliability < least_reliability || voices[i].age_days > most_age_days) {
            continue;
        }
        mst_range says = voices[i].says;
        if (!found) {
            *hull = says;
        }
        hull->low = says.low < hull->low ? says.low : hull->low;
        hull->high = says.high > hull->high ? says.high : hull->high;
        found = true;
    }
    return found;
}

mst_range
mst_likelihood_ratio(mst_range if_true, mst_range if_false)
{
    assert(if_false.low > 0 && if_false.high > 0);
    return (mst_range){if_true.low / if_false.high, if_true.high / if_false.low};
}

static double
updated(double probability, double ratio)
{
    if (probability <= 0 || probability >= 1) {
        return probability;
    }
    double odds = probability / (1 - probability) * ratio;
    return odds / (1 + odds);
}

mst_range
mst_range_update(mst_range interval, mst_range ratio)
{
    return (mst_range){updated(interval.low, ratio.low), updated(interval.high, ratio.high)};
}

mst_range
mst_range_given(mst_range both, mst_range only_condition)
{
    double low_of = both.low + only_condition.high;
    double high_of = both.high + only_condition.low;
    return (mst_range){low_of > 0 ? both.low / low_of : 0.0,
                       high_of > 0 ? both.high / high_of : 1.0};
}

/* ---- sensitivity ---- */

static const double nearly_never = 1e-6;

static double
log_odds(double probability)
{
    double p = clipped(probability, nearly_never, 1 - nearly_never);
    return log(p / (1 - p));
}

static double
from_log_odds(double log_of_odds)
{
    return 1 / (1 + exp(-log_of_odds));
}

double
mst_log_pool(uint32_t count, const double *probabilities)
{
    assert(count > 0);
    double sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += log_odds(probabilities[i]);
    }
    return from_log_odds(sum / count);
}

double
mst_extremising_factor(uint32_t n)
{
    if (n < 2) {
        return 1.0;
    }
    double m = n;
    return m * (sqrt(3 * m * m - 3 * m + 1) - 2) / (m * m - m - 1);
}

double
mst_extremised(double probability, double factor)
{
    return from_log_odds(factor * log_odds(probability));
}

/* ---- hypotheses ---- */

bool
mst_hypotheses_update(uint32_t count, double *probabilities, const double *likelihoods)
{
    double total = 0;
    for (uint32_t i = 0; i < count; i++) {
        assert(likelihoods[i] >= 0 && likelihoods[i] <= 1);
        total += probabilities[i] * likelihoods[i];
    }
    if (total <= 0) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        probabilities[i] = probabilities[i] * likelihoods[i] / total;
    }
    return true;
}

double
mst_diagnosticity(uint32_t count, const double *likelihoods)
{
    assert(count > 0);
    double least = likelihoods[0], greatest = likelihoods[0];
    for (uint32_t i = 1; i < count; i++) {
        least = likelihoods[i] < least ? likelihoods[i] : least;
        greatest = likelihoods[i] > greatest ? likelihoods[i] : greatest;
    }
    assert(least > 0);
    return log(greatest / least);
}
