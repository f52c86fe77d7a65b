/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/wait.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#define MS_PER_DAY ((double)MST_MS_PER_DAY)

static double
survival(const mst_dated_curve *loss, mst_time at)
{
    return 1.0 - mst_dated_at(loss, at > 0 ? at : 0);
}

double
mst_clear_chance(const mst_dated_curve *loss, const mst_clearances *clearances, mst_time wait,
                 bool is_open)
{
    double sum = 0.0, open = is_open ? survival(loss, wait) : 1.0;
    for (uint32_t i = 0; i < clearances->count; i++) {
        double weight =
            clearances->weights != NULL ? clearances->weights[i] : 1.0 / clearances->count;
        sum += weight * survival(loss, wait + clearances->after[i]);
    }
    return open > 0.0 ? sum / open : 0.0;
}

bool
mst_clear_wait(const mst_dated_curve *loss, const mst_clearances *clearances, double chance,
               bool is_open, mst_time most, mst_time *wait)
{
    if (mst_clear_chance(loss, clearances, 0, is_open) < chance) {
        return false;
    }
    mst_time low = 0, high = most;
    if (mst_clear_chance(loss, clearances, high, is_open) >= chance) {
        low = high;
    }
    while (high - low > 1) {
        mst_time middle = low + (high - low) / 2;
        if (mst_clear_chance(loss, clearances, middle, is_open) >= chance) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *wait = low;
    return true;
}

double
mst_clear_chance_gamma(double hazard, double shape, double scale)
{
    return pow(1.0 + hazard * scale, -shape);
}

double
mst_clear_wait_gamma(double hazard, double shape, double scale, double chance)
{
    return (-log(chance) - shape * log(1.0 + hazard * scale)) / hazard;
}

/* The integral over `days` in which S goes from `from` to `to` > 0 with an even hazard. */
static double
open_days_evenly(double from, double to, double days)
{
    double hazard = log(from / to);
    return hazard < 1e-12 ? from * days : (from - to) / hazard * days;
}

double
mst_open_days(const mst_dated_curve *loss, mst_time from, mst_time to)
{
    double sum = 0.0;
    mst_time at = from;
    for (uint32_t i = 0; i < loss->count && at < to; i++) {
        mst_time point = loss->points[i].after;
        if (point <= at) {
            continue;
        }
        mst_time next = point < to ? point : to;
        double here = survival(loss, at), then = survival(loss, next);
        if (i == 0 || !(loss->points[i].lost < 1.0)) {
            then = here; /* level up to its first point, and to certainty: both are jumps */
        } else if (next == point) {
            then = 1.0 - loss->points[i].lost; /* a jump there belongs behind it */
        }
        sum += here > 0.0 ? open_days_evenly(here, then, (double)(next - at) / MS_PER_DAY) : 0.0;
        at = next;
    }
    return sum + (at < to ? survival(loss, at) * (double)(to - at) / MS_PER_DAY : 0.0);
}

mst_served
mst_serve(const mst_dated_curve *loss, double people, const mst_stage *stages, uint32_t count)
{
    double rest = people;
    mst_served served = {.left = people, .end = MST_NEVER};
    for (uint32_t i = 0; i < count; i++) {
        if (!(stages[i].rate > 0.0)) {
            continue;
        }
        mst_time end = stages[i].start + (mst_time)ceil(rest / stages[i].rate * MS_PER_DAY);
        bool is_last = i + 1 == count || end <= stages[i + 1].start;
        end = is_last ? end : stages[i + 1].start;
        served.left -= stages[i].rate * mst_open_days(loss, stages[i].start, end);
        if (is_last) {
            served.all_out = survival(loss, end);
            served.end = end;
            return served;
        }
        rest -= stages[i].rate * (double)(end - stages[i].start) / MS_PER_DAY;
    }
    return served;
}

/* ---- states of threat ---- */

/* The expectation of `values` after a day in `state`, the greatest that the bounds allow: what is
 * left over goes to the greatest values first. */
static double
tomorrow(const mst_threat *threat, uint32_t state, const double *values)
{
    const double *low = threat->next + (size_t)state * threat->states;
    double sum = 0.0, rest = 1.0;
    for (uint32_t i = 0; i < threat->states; i++) {
        sum += low[i] * values[i];
        rest -= low[i];
    }
    if (threat->next_high == NULL) {
        return sum;
    }
    const double *high = threat->next_high + (size_t)state * threat->states;
    bool taken[MST_MOST_STATES] = {false};
    for (uint32_t turn = 0; turn < threat->states && rest > 0.0; turn++) {
        uint32_t next = threat->states;
        for (uint32_t i = 0; i < threat->states; i++) {
            if (!taken[i] && (next == threat->states || values[i] > values[next])) {
                next = i;
            }
        }
        double more = fmin(rest, high[next] - low[next]);
        sum += more * values[next];
        rest -= more;
        taken[next] = true;
    }
    return sum;
}

void
mst_threat_lost(const mst_threat *threat, uint32_t days, double *chances)
{
    assert(threat->states >= 2 && threat->states <= MST_MOST_STATES);
    double next[MST_MOST_STATES];
    uint32_t lost = threat->states - 1;
    for (uint32_t i = 0; i < threat->states; i++) {
        chances[i] = i == lost ? 1.0 : 0.0;
    }
    for (uint32_t day = 0; day < days; day++) {
        for (uint32_t i = 0; i < lost; i++) {
            next[i] = tomorrow(threat, i, chances);
        }
        for (uint32_t i = 0; i < lost; i++) {
            chances[i] = next[i];
        }
    }
}

void
mst_threat_decide(const mst_threat *threat, uint32_t days, double *values, bool *goes)
{
    double caught[MST_MOST_STATES], wait[MST_MOST_STATES];
    uint32_t lost = threat->states - 1;
    mst_threat_lost(threat, threat->clearance_days, caught);
    for (uint32_t i = 0; i <= lost; i++) {
        values[i] = i == lost ? threat->caught_cost : 0.0;
    }
    for (uint32_t day = 0; day < days; day++) {
        for (uint32_t i = 0; i < lost; i++) {
            wait[i] = tomorrow(threat, i, values) - threat->day_value;
        }
        for (uint32_t i = 0; i < lost; i++) {
            double go = threat->go_cost + threat->caught_cost * caught[i];
            goes[i] = wait[i] > go;
            values[i] = goes[i] ? go : wait[i];
        }
    }
}

double
mst_threat_switch(const mst_threat *threat, uint32_t days, uint32_t state, double most)
{
    double values[MST_MOST_STATES], low = 0.0, high = most;
    bool goes[MST_MOST_STATES];
    mst_threat tried = *threat;
    tried.day_value = 0.0;
    mst_threat_decide(&tried, days, values, goes);
    if (!goes[state]) {
        return -1.0;
    }
    while (high - low > 1e-9) {
        tried.day_value = (low + high) / 2;
        mst_threat_decide(&tried, days, values, goes);
        low = goes[state] ? tried.day_value : low;
        high = goes[state] ? high : tried.day_value;
    }
    return low;
}
