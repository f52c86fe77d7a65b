/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/lift.h"

#include <assert.h>
#include <math.h>

enum { HOURS_A_DAY = 24 };

mst_lift_rate
mst_lift_close(const mst_lift *lift, uint64_t people)
{
    mst_lift_rate rate = {.fleet = lift->aircraft * HOURS_A_DAY / lift->cycle_hours,
                          .field = lift->working_on_ground * lift->open_hours / lift->ground_hours *
                                   lift->queuing};
    rate.field_binds = rate.field < rate.fleet;
    double sorties = fmin(rate.fleet, rate.field);
    rate.people_a_day = sorties * lift->seats;
    rate.missions = (uint64_t)ceil((double)people / lift->seats);
    rate.closure_hours =
        lift->first_departure_hours +
        (double)(rate.missions > 0 ? rate.missions - 1 : 0) * HOURS_A_DAY / sorties;
    return rate;
}

mst_slots
mst_slots_closed(uint32_t fleet, uint32_t slots, double ground_hours, double away_hours)
{
    double p = 1.0, sum = 1.0, busy = 0.0, waiting = 0.0;
    for (uint32_t k = 1; k <= fleet; k++) {
        double served = k < slots ? k : slots;
        p *= (fleet - k + 1) * (ground_hours / away_hours) / served;
        sum += p;
        busy += p * served;
        waiting += k > slots ? p * (k - slots) : 0.0;
    }
    mst_slots result = {.throughput = busy / sum / ground_hours};
    result.wait_hours = waiting / sum / result.throughput;
    result.share =
        result.throughput / fmin(fleet / (ground_hours + away_hours), slots / ground_hours);
    return result;
}

double
mst_slots_needed(double sorties, double ground_hours, double queuing)
{
    return sorties * ground_hours / HOURS_A_DAY / queuing;
}

double
mst_slots_allow(double slots, double ground_hours, double queuing)
{
    return slots * HOURS_A_DAY / ground_hours * queuing;
}

double
mst_line_load(double arrivals_an_hour, double service_minutes)
{
    return arrivals_an_hour * service_minutes / 60.0;
}

uint32_t
mst_line_servers(double load, double utilisation)
{
    return (uint32_t)ceil(load / utilisation - 1e-9);
}

double
mst_line_delay(uint32_t servers, double load)
{
    assert(load < servers);
    double blocked = 1.0; /* Erlang B, by its recursion */
    for (uint32_t k = 1; k <= servers; k++) {
        blocked = load * blocked / (k + load * blocked);
    }
    return blocked / (1.0 - load / servers * (1.0 - blocked));
}

double
mst_line_wait_minutes(uint32_t servers, double load, double service_minutes)
{
    return mst_line_delay(servers, load) * service_minutes / (servers - load);
}

double
mst_convoy_pass_minutes(const mst_convoy_march *march)
{
    double column_km = march->vehicles * march->pitch_metres / 1000.0;
    double gaps = march->units > 0 ? march->units - 1 : 0;
    return column_km / march->speed_kmh * 60.0 + gaps * march->unit_gap_minutes;
}

double
mst_convoy_tail_minutes(const mst_convoy_march *march)
{
    return march->distance_km / march->speed_kmh * 60.0 + mst_convoy_pass_minutes(march);
}

uint32_t
mst_convoy_escorts(uint32_t vehicles, uint32_t vehicles_each, uint32_t least)
{
    uint32_t needed = vehicles / vehicles_each + (vehicles % vehicles_each != 0);
    return needed > least ? needed : least;
}

double
mst_guard_force(double posts, double each, double shift_hours)
{
    return posts * each * HOURS_A_DAY / shift_hours;
}

mst_last_out
mst_last_out_of(uint64_t force, uint64_t seats, uint64_t on_ground, double sorties_a_day,
                double deadline_day)
{
    mst_last_out result = {.last_wave = seats * on_ground,
                           .sorties = force / seats + (force % seats != 0)};
    result.stop_day = deadline_day - (double)result.sorties / sorties_a_day;
    return result;
}

void
mst_serve_order(uint32_t count, const double *cost_an_hour, const double *hours, uint32_t *order)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        for (; at > 0; at--) {
            uint32_t before = order[at - 1];
            if (!(cost_an_hour[i] / hours[i] > cost_an_hour[before] / hours[before])) {
                break;
            }
            order[at] = before;
        }
        order[at] = i;
    }
}
