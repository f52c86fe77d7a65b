/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's other rules: every limit counted anew at every instant, every pair looked at. */
#include <string.h>

#include "model/fields.h"
#include "oracle.h"

static bool
served(const mst_plan_stop *stop)
{
    return stop->berth_begin < MST_NEVER;
}

static bool
first_of(const oracle *o, uint32_t stop)
{
    return stop == o->plan->first_stop[o->plan->stops[stop].vehicle];
}

/* ---- rules 2, 3, 4, 5, 8 of one vehicle ---- */
mst_time
oracle_transit(const oracle *o, const mst_plan_move *move, uint32_t arc, mst_time entry)
{
    uint32_t type = o->problem->vehicles[move->vehicle].type;
    size_t at = (size_t)arc * o->problem->type_count + type;
    mst_time time =
        move->loads.count > 0 ? o->problem->loaded_time[at] : o->problem->empty_time[at];
    if (time >= MST_NEVER) {
        return MST_NEVER;
    }
    int64_t slow = oracle_value(&o->problem->arcs[arc].slow, entry);
    return (time * slow + 999999) / 1000000;
}

static mst_time
transit_of(const oracle *o, const mst_plan_move *move)
{
    return oracle_transit(o, move, move->arc, move->leave);
}

uint32_t
oracle_move_end(const oracle *o, const mst_plan_move *move)
{
    const mst_p_arc *arcs = o->problem->arcs;
    if (move->turned_at >= MST_NEVER) {
        return arcs[move->arc].to;
    }
    return move->turned_arc < MST_NONE ? arcs[move->turned_arc].to : arcs[move->arc].from;
}

static void
count_move(oracle *o, uint32_t index)
{
    const mst_plan_move *move = &o->plan->moves[index];
    uint32_t k = index - o->plan->first_move[move->vehicle];
    const mst_plan_stop *from = &o->plan->stops[o->plan->first_stop[move->vehicle] + k];
    const mst_plan_stop *to = from + 1;
    const mst_p_arc *arc = &o->problem->arcs[move->arc];
    const mst_p_type *type = oracle_type(o, move->vehicle);
    if (arc->from != from->site || oracle_move_end(o, move) != to->site ||
        move->leave != from->leave || move->arrive != to->arrive) {
        oracle_break(o, MST_RULE_VEHICLES, "a move does not join its stops");
    }
    if (move->leave < o->since) {
        return;
    }
    if (move->turned_at < MST_NEVER) {
        oracle_break(o, MST_RULE_SURPRISE, "a move turns without a surprise");
    }
    mst_time transit = transit_of(o, move);
    if (transit >= MST_NEVER) {
        oracle_break(o, MST_RULE_COMPATIBILITY, "a type cannot use a link");
    } else {
        mst_time taken = move->arrive - move->leave;
        if (taken < transit) {
            oracle_break(o, MST_RULE_VEHICLES, "a move is too fast");
        }
        if (type->wait < MST_NEVER && taken - transit > type->wait) {
            oracle_break(o, MST_RULE_STOPS, "a move waits too long");
        }
    }
    bool turns = move->turned_at < MST_NEVER; /* refused already */
    if (!turns && !oracle_open(&arc->open, move->leave, move->arrive)) {
        oracle_break(o, MST_RULE_WINDOWS, "a link is not open");
    }
    if (!turns && !oracle_open(&o->problem->sites[arc->to].open, move->arrive, move->arrive)) {
        oracle_break(o, MST_RULE_WINDOWS, "a site takes no arrival");
    }
    if (!turns && type->mode == MST_MODE_AIR &&
        (!oracle_open(&o->problem->sites[arc->from].air, move->leave, move->leave) ||
         !oracle_open(&o->problem->sites[arc->to].air, move->arrive, move->arrive))) {
        oracle_break(o, MST_RULE_WINDOWS, "a landing or take-off outside its windows");
    }
    if (!oracle_open(&o->problem->vehicles[move->vehicle].usable, move->leave, move->arrive)) {
        oracle_break(o, MST_RULE_COMPATIBILITY, "a vehicle is not available");
    }
    int64_t seats = 0;
    int64_t litters = 0;
    for (uint32_t i = 0; i < move->loads.count; i++) {
        const mst_load *load = &move->loads.loads[i];
        for (int64_t person = 0; person < load->count; person++) {
            if (!o->problem->cohorts[load->cohort].litter) {
                seats++;
            } else if (litters < type->litters) {
                litters++;
            } else {
                seats += type->seats_per_litter > 0 ? type->seats_per_litter : type->seats + 1;
            }
        }
    }
    if (seats > type->seats) {
        oracle_break(o, MST_RULE_SEATS, "more people than seats");
    }
}

static int64_t
in_list(const mst_load_list *list, uint32_t cohort, uint32_t mask)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        count += list->loads[i].cohort == cohort && list->loads[i].stations == mask
                     ? list->loads[i].count
                     : 0;
    }
    return count;
}

void
oracle_count_parties(oracle *o, const mst_load_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t party = o->problem->cohorts[list->loads[i].cohort].party;
        if (list->loads[i].count / party * party != list->loads[i].count) {
            oracle_break(o, MST_RULE_SEATS, "a party is split");
        }
    }
}

/* Who is aboard after a stop, for every cohort and mask. */
static void
count_aboard(oracle *o, uint32_t stop, uint32_t move_after)
{
    static const mst_load_list nobody = {0};
    const mst_plan_stop *at = &o->plan->stops[stop];
    const mst_load_list *before =
        first_of(o, stop) ? &nobody : &o->plan->moves[move_after - 1].loads;
    bool last = stop + 1 == o->plan->first_stop[at->vehicle + 1];
    for (uint32_t c = 0; c < o->problem->cohort_count; c++) {
        for (uint32_t mask = 0; mask < UINT32_C(1) << o->problem->station_count; mask++) {
            int64_t off = in_list(&at->alight, c, mask);
            int64_t were = in_list(before, c, mask);
            int64_t are = were - off + in_list(&at->board, c, mask);
            if (off > were ||
                (!last && in_list(&o->plan->moves[move_after].loads, c, mask) != are)) {
                oracle_break(o, MST_RULE_PEOPLE, "those aboard do not add up");
            }
        }
    }
}

/* Did a surprise turn the vehicle, so that it is where it set out? */
static bool
came_back(const oracle *o, uint32_t stop)
{
    uint32_t v = o->plan->stops[stop].vehicle;
    uint32_t move = o->plan->first_move[v] + (stop - o->plan->first_stop[v]) - 1;
    return o->plan->moves[move].turned_at < MST_NEVER &&
           o->plan->moves[move].turned_arc == MST_NONE;
}

static void
count_stop(oracle *o, uint32_t index)
{
    const mst_plan_stop *stop = &o->plan->stops[index];
    const mst_p_type *type = oracle_type(o, stop->vehicle);
    const mst_p_vehicle *vehicle = &o->problem->vehicles[stop->vehicle];
    size_t at = (size_t)stop->site * o->problem->type_count + vehicle->type;
    if (!first_of(o, index) && o->problem->compatible[at] != 1 && !came_back(o, index)) {
        oracle_break_at(o, MST_RULE_COMPATIBILITY, stop->arrive, "a type comes where it cannot be");
    }
    if (first_of(o, index)) {
        bool used = served(stop) || stop->leave < MST_NEVER;
        if (stop->site != vehicle->base) {
            oracle_break(o, MST_RULE_VEHICLES, "a vehicle does not start at its base");
        }
        if (used && (stop->arrive < 0 || (vehicle->usable.count > 0 &&
                                          stop->arrive < vehicle->usable.spans[0].begin))) {
            oracle_break(o, MST_RULE_VEHICLES, "a vehicle starts before its notice");
        }
    }
    bool off = stop->alight.count > 0;
    bool on = stop->board.count > 0;
    if (served(stop) != (off || on)) {
        oracle_break(o, MST_RULE_STOPS, "a berth interval for nobody, or none for somebody");
    }
    if (!served(stop)) {
        return;
    }
    if (stop->berth_begin < stop->arrive || stop->berth_end > stop->leave) {
        oracle_break(o, MST_RULE_STOPS, "service outside the stop");
    }
    if (stop->berth_begin < o->since) {
        return;
    }
    mst_time length = stop->berth_end - stop->berth_begin;
    if (length < type->turn || length < (off ? type->unload : 0) + (on ? type->load : 0)) {
        oracle_break(o, MST_RULE_STOPS, "service too short");
    }
    if (!oracle_open(&o->problem->sites[stop->site].service, stop->berth_begin, stop->berth_end)) {
        oracle_break(o, MST_RULE_WINDOWS, "service while not open");
    }
    if (!oracle_open(&vehicle->usable, stop->berth_begin, stop->berth_end)) {
        oracle_break(o, MST_RULE_COMPATIBILITY, "service while not available");
    }
}

static void
count_range(oracle *o, uint32_t vehicle)
{
    const mst_plan *plan = o->plan;
    const mst_p_type *type = oracle_type(o, vehicle);
    /* Every stretch between refuellings, summed anew. */
    for (uint32_t m = plan->first_move[vehicle]; m < plan->first_move[vehicle + 1]; m++) {
        mst_wide distance = 0;
        for (uint32_t n = m + 1; n-- > plan->first_move[vehicle];) {
            const mst_plan_move *move = &plan->moves[n];
            mst_time transit = transit_of(o, move);
            mst_wide length = o->problem->arcs[move->arc].distance_mm;
            mst_time taken = move->arrive - move->leave;
            if (move->turned_arc != MST_NONE) {
                mst_time entry = move->leave + transit;
                mst_time on = oracle_transit(o, move, move->turned_arc, entry);
                length += (o->problem->arcs[move->turned_arc].distance_mm *
                               (mst_wide)(move->arrive - entry) +
                           on - 1) /
                          on;
            } else if (transit > 0 && transit < MST_NEVER) {
                length = (length * taken + transit - 1) / transit;
            }
            distance += length;
            uint32_t k = n - plan->first_move[vehicle];
            const mst_plan_stop *from = &plan->stops[plan->first_stop[vehicle] + k];
            if (from->refuel && k > 0) {
                break;
            }
        }
        const mst_plan_move *last = &plan->moves[m];
        bool chosen = last->leave >= o->since ||
                      (last->turned_at == o->since && last->turned_arc != MST_NONE);
        if (distance > type->range_mm && chosen) {
            oracle_break(o, MST_RULE_COMPATIBILITY, "beyond range");
        }
    }
    for (uint32_t s = plan->first_stop[vehicle] + 1; s + 1 < plan->first_stop[vehicle + 1]; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        const mst_steps *fuel = &o->problem->sites[stop->site].fuel;
        if (!stop->refuel) {
            continue;
        }
        bool there = oracle_value(fuel, stop->leave - type->refuel) == 1;
        for (uint32_t i = 0; i < fuel->count; i++) {
            bool within = fuel->from[i] > stop->leave - type->refuel && fuel->from[i] < stop->leave;
            there = there && (!within || fuel->value[i] == 1);
        }
        if (stop->leave - stop->arrive < type->refuel || !there) {
            oracle_break_at(o, MST_RULE_COMPATIBILITY, stop->leave,
                            "refuelling without fuel or time");
        }
    }
}

/* ---- rule 5: room ---- */
static bool
uses(const oracle *o, uint32_t stop, bool parking, mst_time *begin, mst_time *end)
{
    const mst_plan_stop *at = &o->plan->stops[stop];
    *begin = parking ? at->arrive : at->berth_begin;
    *end = parking ? at->leave : at->berth_end;
    bool on_the_way = !first_of(o, stop) && stop + 1 != o->plan->first_stop[at->vehicle + 1];
    return parking ? on_the_way : served(at);
}

static void
count_room(oracle *o, bool parking)
{
    for (uint32_t i = 0; i < o->instant_count; i++) {
        mst_time t = o->instants[i];
        for (uint32_t site = 0; site < o->problem->site_count; site++) {
            for (uint32_t class = 0; class < o->problem->berth_class_count; class ++) {
                int64_t inside = 0;  /* at t and right after it */
                int64_t around = 0;  /* before t, at t and after it */
                int64_t instant = 0; /* without length, at t */
                bool fresh = false;  /* one of them began in this phase */
                for (uint32_t s = 0; s < o->plan->stop_count; s++) {
                    mst_time begin;
                    mst_time end;
                    const mst_plan_stop *stop = &o->plan->stops[s];
                    if (stop->site != site || oracle_type(o, stop->vehicle)->berth_class != class ||
                        !uses(o, s, parking, &begin, &end)) {
                        continue;
                    }
                    inside += begin <= t && t < end ? 1 : 0;
                    fresh = fresh || (begin <= t && t < end && begin >= o->since);
                    around += begin < t && t < end ? 1 : 0;
                    instant += begin == t && end == t ? 1 : 0;
                }
                const mst_p_site *limits = &o->problem->sites[site];
                int64_t limit =
                    oracle_value(parking ? &limits->parking[class] : &limits->berths[class], t);
                bool hop = !parking && instant > 0 && around + 1 > limit && t >= o->since;
                if ((fresh && inside > limit) || hop) {
                    oracle_break(o, MST_RULE_STOPS, parking ? "parking" : "berths");
                }
            }
        }
    }
}

/* ---- rule 7 ---- */
static void
count_desks(oracle *o)
{
    const mst_plan *plan = o->plan;
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        const mst_p_site *site = &o->problem->sites[run->site];
        if (!site->has_process || (run->stations & UINT32_C(1) << site->station) != 0) {
            oracle_break(o, MST_RULE_DESKS, "no desks, or once more");
            continue;
        }
        for (int64_t unit = 0; unit < run->units; unit++) {
            mst_time start = run->start + unit * run->each;
            int64_t running = run->each == 0 ? 1 : 0;
            for (uint32_t j = 0; j < plan->desk_run_count; j++) {
                const mst_plan_desk_run *other = &plan->desk_runs[j];
                mst_time end = other->start + other->units * other->each;
                bool here = other->site == run->site && other->start <= start && start < end;
                running += here ? 1 : 0;
                if (here && i != j && other->desk == run->desk) {
                    oracle_break_at(o, MST_RULE_DESKS, start, "a desk serves two");
                }
            }
            if (running > oracle_value(&site->desks, start)) {
                oracle_break_at(o, MST_RULE_DESKS, start, "more intervals than desks");
            }
            if (run->each != oracle_value(&site->desk_time, start)) {
                oracle_break_at(o, MST_RULE_DESKS, start, "an interval of another length");
            }
        }
    }
}

/* ---- rule 10 ---- */
static void
count_crews(oracle *o)
{
    const mst_plan *plan = o->plan;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_p_type *type = oracle_type(o, plan->moves[m].vehicle);
        uint32_t duties = 0;
        for (uint32_t i = 0; i < plan->duty_count; i++) {
            duties += plan->duties[i].first_move <= m && m <= plan->duties[i].last_move ? 1 : 0;
        }
        if (duties != (type->duty < MST_NEVER ? 1U : 0U)) {
            oracle_break(o, MST_RULE_CREWS, "a move in no duty, in two, or in one too many");
        }
    }
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        const mst_plan_duty *duty = &plan->duties[i];
        const mst_p_type *type = oracle_type(o, duty->vehicle);
        const mst_p_vehicle *vehicle = &o->problem->vehicles[duty->vehicle];
        mst_time begin = plan->moves[duty->first_move].leave - MST_MS_PER_HOUR;
        mst_time end = plan->moves[duty->last_move].arrive;
        if (duty->begin != begin || duty->end != end || duty->crew >= vehicle->crews) {
            oracle_break(o, MST_RULE_CREWS, "a duty of another length, or of no crew");
        }
        if (end - begin > type->duty) {
            oracle_break_at(o, MST_RULE_CREWS, plan->moves[duty->last_move].leave,
                            "too long a duty");
        }
        for (uint32_t j = 0; j < plan->duty_count; j++) {
            const mst_plan_duty *next = &plan->duties[j];
            if (next->vehicle != duty->vehicle || next->first_move <= duty->last_move) {
                continue;
            }
            if (next->crew == duty->crew &&
                plan->moves[next->first_move].leave - MST_MS_PER_HOUR < end + type->rest) {
                oracle_break_at(o, MST_RULE_CREWS, plan->moves[next->first_move].leave,
                                "too little rest");
            }
            uint32_t k = next->first_move - plan->first_move[duty->vehicle];
            bool follows = next->first_move == duty->last_move + 1;
            if (follows && next->crew != duty->crew &&
                plan->stops[plan->first_stop[duty->vehicle] + k].site != vehicle->base) {
                oracle_break(o, MST_RULE_CREWS, "crews change away from base");
            }
        }
    }
}

void
oracle_count(oracle *o)
{
    const mst_plan *plan = o->plan;
    for (uint32_t v = 0; v < o->problem->vehicle_count; v++) {
        uint32_t move = plan->first_move[v];
        for (uint32_t s = plan->first_stop[v]; s < plan->first_stop[v + 1]; s++, move++) {
            count_stop(o, s);
            count_aboard(o, s, move);
            oracle_count_parties(o, &plan->stops[s].alight);
            oracle_count_parties(o, &plan->stops[s].board);
        }
        count_range(o, v);
    }
    for (uint32_t m = 0; m < plan->move_count; m++) {
        count_move(o, m);
        o->measures.vehicle_ms += plan->moves[m].arrive - plan->moves[m].leave;
    }
    count_room(o, false);
    count_room(o, true);
    oracle_count_places(o);
    count_desks(o);
    count_crews(o);
    oracle_count_ways(o);
}

static void
judge_phase(oracle *o)
{
    const mst_problem *problem = o->problem;
    o->too_large = problem->site_count > ORACLE_SITES || problem->cohort_count > ORACLE_COHORTS ||
                   problem->vehicle_count > 16;
    if (!o->too_large) {
        oracle_follow(o);
    }
    if (!o->too_large) {
        oracle_count(o);
    }
}

void
oracle_judge(oracle *o, const mst_problem *problem, const mst_plan *plan)
{
    memset(o, 0, sizeof *o);
    o->since = MST_TIME_MIN;
    o->problem = problem;
    o->plan = plan;
    judge_phase(o);
}

void
oracle_judge_case(oracle *o, const mst_case *instance, const mst_plan *plan)
{
    uint32_t broken = 0;
    for (uint32_t k = 0; k < instance->phase_count; k++) {
        const mst_plan *of_phase = plan;
        for (uint32_t back = k + 1; back < instance->phase_count; back++) {
            of_phase = of_phase != NULL ? of_phase->before : NULL;
        }
        memset(o, 0, sizeof *o);
        o->instance = instance;
        o->phase = k;
        o->since = k == 0 ? MST_TIME_MIN : instance->phases[k].begins;
        o->problem = &instance->phases[k];
        o->plan = of_phase;
        if (of_phase == NULL || (of_phase->before == NULL) != (k == 0)) {
            oracle_break(o, MST_RULE_SURPRISE, "a plan before a surprise is missing");
            return;
        }
        judge_phase(o);
        if (k > 0 && !o->too_large) {
            oracle_compare(o, &instance->phases[k - 1], of_phase->before);
        }
        o->broken |= broken;
        broken = o->broken;
        if (o->too_large) {
            return;
        }
    }
}
