/* SPDX-License-Identifier: Apache-2.0
 *
 * Placing: see trip.h. A cursor walks the way stop by stop; each leg is pushed later until every
 * calendar agrees (the times only grow, so this ends).
 */
#include "solve/trip_internal.h"

#include <string.h>

#include "model/fields.h"

#define CONVOY_MS (5 * MST_MS_PER_MINUTE)

enum { CONVOYS_BACK = 16 }; /* of an arc, looked at for one to join */

static void
cursor_start(mst__cursor *at, mst__state *state, const mst__request *request)
{
    const mst__vehicle_state *vehicle = &state->vehicles[request->vehicle];
    *at = (mst__cursor){.request = request,
                        .state = state,
                        .vehicle = &state->problem->vehicles[request->vehicle],
                        .site = vehicle->site,
                        .arrive = vehicle->arrive,
                        .ready = vehicle->free_from,
                        .moved = vehicle->moved,
                        .range_used_mm = vehicle->range_used_mm,
                        .has_duty = vehicle->duty != MST_NONE,
                        .crew = vehicle->crew};
    at->type = &state->problem->types[at->vehicle->type];
    if (at->has_duty) {
        const mst_plan_duty *duty = &state->duties[vehicle->duty];
        at->duty_begin = duty->begin;
        at->last_arrival = duty->end;
    }
    memcpy(at->crew_rested, vehicle->crew_rested, sizeof at->crew_rested);
}

/* ---- crews ---- */

/* Earliest departure with a new duty at the present stop, and the crew that flies it (rule 10). */
static mst_time
new_duty_departure(const mst__cursor *at, uint32_t *crew)
{
    if (at->site != at->vehicle->base && at->moved) {
        *crew = at->crew;
        return at->crew_rested[at->crew] + MST_MS_PER_HOUR;
    }
    uint32_t crews = at->vehicle->crews < MST__MAX_CREWS ? at->vehicle->crews : MST__MAX_CREWS;
    uint32_t best = 0;
    for (uint32_t c = 1; c < crews; c++) {
        if (at->crew_rested[c] < at->crew_rested[best]) {
            best = c;
        }
    }
    *crew = best;
    return at->crew_rested[best] + MST_MS_PER_HOUR;
}

/* Departure with the crew in mind; sets the leg's duty. MST_NEVER when no duty is long enough. */
static mst_time
leave_with_crew(const mst__cursor *at, mst__leg *leg, mst_time leave, mst_time transit, bool fresh)
{
    leg->new_duty = false;
    leg->crew = at->crew;
    if (at->type->duty >= MST_NEVER || at->request->relaxed[10]) {
        return leave;
    }
    if (at->has_duty && !fresh && leave + transit - at->duty_begin <= at->type->duty) {
        return leave;
    }
    if (transit + MST_MS_PER_HOUR > at->type->duty) {
        return MST_NEVER;
    }
    uint32_t crew;
    mst_time earliest = new_duty_departure(at, &crew);
    leg->new_duty = true;
    leg->crew = crew;
    return leave > earliest ? leave : earliest;
}

/* ---- escort ---- */

/* Earliest entry with a convoy that is set up already; MST_NEVER when none takes the vehicle. Those
 * further back than the last few have long left. */
static mst_time
join_convoy(const mst__cursor *at, mst__leg *leg, mst_time leave, mst_time transit, int64_t taken)
{
    const mst__state *state = at->state;
    const mst_p_arc *arc = &state->problem->arcs[leg->arc];
    mst_time best = MST_NEVER;
    uint32_t index = state->arc_convoy[leg->arc];
    for (uint32_t looked = 0; index != MST_NONE && looked < CONVOYS_BACK; looked++) {
        const mst__convoy *convoy = &state->convoys[index];
        mst_time join = leave > convoy->begin ? leave : convoy->begin;
        mst_time back = join + transit + arc->escort_return;
        bool fits = join < best && join <= convoy->begin + CONVOY_MS &&
                    (int64_t)convoy->vehicles < arc->escort_vehicles;
        if (fits && back > convoy->back) {
            fits =
                mst__guards_spare(state, arc->from, convoy->back, back) >= convoy->detached + taken;
        }
        if (fits) {
            best = join;
            leg->convoy = index;
            leg->convoy_back = back > convoy->back ? back : convoy->back;
        }
        index = convoy->before;
    }
    return best;
}

/* Joins a convoy or sets up a new one, whichever leaves sooner: the departure, MST_NEVER when there
 * are no guards. */
static mst_time
leave_with_convoy(const mst__cursor *at, mst__leg *leg, mst_time leave, mst_time transit)
{
    const mst__state *state = at->state;
    const mst_p_arc *arc = &state->problem->arcs[leg->arc];
    leg->convoy = MST_NONE;
    leg->new_convoy = false;
    /* Guards aboard escort themselves; those who board here are still counted as being there. */
    int64_t aboard = at->trip->guards;
    int64_t taken = arc->from == at->trip->pickup ? aboard : 0;
    leg->convoy_detached = arc->escort_force > aboard ? arc->escort_force - aboard : 0;
    if (arc->escort_force <= 0 || !at->evacuees_aboard || at->request->relaxed[13]) {
        return leave;
    }
    mst_time join = join_convoy(at, leg, leave, transit, taken);
    for (uint32_t round = 0; round < MST__PUSHES && leave < join; round++) {
        mst_time back = leave + transit + arc->escort_return;
        if (leg->convoy_detached == 0 ||
            mst__guards_spare(state, arc->from, leave, back) >= leg->convoy_detached + taken) {
            leg->convoy = MST_NONE;
            leg->new_convoy = true;
            leg->convoy_back = back;
            return leave;
        }
        leave = mst__guards_next(state, arc->from, leave);
    }
    return join;
}

/* ---- one leg ---- */

/* Landings and take-offs of this trip at a site that share an hour with `t`. */
static uint32_t
own_movements(const mst__cursor *at, uint32_t site, mst_time t)
{
    uint32_t own = 0;
    for (uint32_t i = 0; i < at->legs_placed; i++) {
        const mst__leg *leg = &at->trip->legs[i];
        const mst_p_arc *arc = &at->state->problem->arcs[leg->arc];
        own += arc->from == site && leg->leave > t - MST_MS_PER_HOUR ? 1 : 0;
        own += arc->to == site && leg->arrive > t - MST_MS_PER_HOUR ? 1 : 0;
    }
    return own;
}

static uint32_t
own_entries(const mst__cursor *at, uint32_t arc, mst_time t)
{
    uint32_t own = 0;
    for (uint32_t i = 0; i < at->legs_placed; i++) {
        own +=
            at->trip->legs[i].arc == arc && at->trip->legs[i].leave > t - MST_MS_PER_HOUR ? 1 : 0;
    }
    return own;
}

/* Departure side: everything but the crew and the convoy. */
static mst_time
leave_slot(const mst__cursor *at, uint32_t arc_index, mst_time leave, mst_time transit)
{
    const mst__state *state = at->state;
    const mst_problem *problem = state->problem;
    const mst_p_arc *arc = &problem->arcs[arc_index];
    const bool *relaxed = at->request->relaxed;
    leave = mst_windows_earliest(&at->vehicle->usable, leave, transit);
    if (leave < MST_NEVER && !relaxed[8]) {
        leave = mst_windows_earliest(&arc->open, leave, transit);
    }
    if (leave < MST_NEVER && !relaxed[11]) {
        leave = mst__entries_slot(&state->arc_entries[arc_index], &arc->flow, MST_MS_PER_HOUR,
                                  leave, 1 + own_entries(at, arc_index, leave));
    }
    if (leave < MST_NEVER && at->type->mode == MST_MODE_AIR) {
        if (!relaxed[8]) {
            leave = mst_windows_earliest(&problem->sites[arc->from].air, leave, 0);
        }
        if (leave < MST_NEVER && !relaxed[11]) {
            leave = mst__entries_slot(&state->sites[arc->from].movements,
                                      &problem->sites[arc->from].movements, MST_MS_PER_HOUR, leave,
                                      1 + own_movements(at, arc->from, leave));
        }
    }
    if (leave < MST_NEVER && at->people_aboard && at->vehicle->sorties != MST_UNLIMITED &&
        !relaxed[11]) {
        mst_time always = MST_TIME_MIN;
        mst_steps limit = {1, &always, &at->vehicle->sorties};
        uint32_t own = 0;
        for (uint32_t i = 0; i < at->sortie_count; i++) {
            own += at->sorties[i] > leave - MST_MS_PER_DAY ? 1 : 0;
        }
        leave =
            own < at->vehicle->sorties
                ? mst__entries_slot(&state->vehicles[at->request->vehicle].sorties, &limit,
                                    MST_MS_PER_DAY, leave, 1 + own)
                : at->sorties[at->sortie_count - (uint32_t)at->vehicle->sorties] + MST_MS_PER_DAY;
    }
    return leave;
}

/* Earliest arrival >= `arrive` that the place takes. */
static mst_time
arrive_slot(const mst__cursor *at, uint32_t site, mst_time arrive)
{
    const mst_problem *problem = at->state->problem;
    const mst_p_site *to = &problem->sites[site];
    if (!at->request->relaxed[8]) {
        arrive = mst_windows_earliest(&to->open, arrive, 0);
    }
    if (arrive < MST_NEVER && at->type->mode == MST_MODE_AIR) {
        if (!at->request->relaxed[8]) {
            arrive = mst_windows_earliest(&to->air, arrive, 0);
        }
        if (arrive < MST_NEVER && !at->request->relaxed[11]) {
            arrive =
                mst__entries_slot(&at->state->sites[site].movements, &to->movements,
                                  MST_MS_PER_HOUR, arrive, 1 + own_movements(at, site, arrive));
        }
    }
    return arrive;
}

/* Times one leg from the cursor's stop, arriving no sooner than `not_before`, and moves the cursor.
 */
static bool
place_leg(mst__cursor *at, mst__leg *leg, mst_time not_before, bool fresh)
{
    const mst_problem *problem = at->state->problem;
    const mst_p_arc *arc = &problem->arcs[leg->arc];
    mst_time leave = at->ready;
    mst_time arrive = 0;
    mst_time transit = 0;
    uint32_t round = 0;
    for (; round < MST__PUSHES; round++) {
        transit = mst_arc_transit(problem, leg->arc, at->vehicle->type, at->people_aboard, leave);
        if (transit >= MST_NEVER) {
            return false;
        }
        mst_time next = leave_slot(at, leg->arc, leave, transit);
        if (next < MST_NEVER) {
            next = leave_with_crew(at, leg, next, transit, fresh);
        }
        if (next < MST_NEVER) {
            next = leave_with_convoy(at, leg, next, transit);
        }
        if (next >= problem->horizon) {
            return false;
        }
        if (next > leave) {
            leave = next;
            continue;
        }
        arrive = arrive_slot(at, arc->to, mst__trip_later(leave + transit, not_before));
        if (arrive >= problem->horizon) {
            return false;
        }
        mst_time wait = arrive - (leave + transit);
        mst_time longest = at->type->wait;
        bool waits =
            wait <= longest && mst_windows_hold(&arc->open, leave, arrive) &&
            mst_windows_hold(&at->vehicle->usable, leave, arrive) &&
            (at->type->duty >= MST_NEVER ||
             arrive - (leg->new_duty ? leave - MST_MS_PER_HOUR : at->duty_begin) <= at->type->duty);
        if (wait == 0 || (waits && at->type->range_mm == MST_UNLIMITED && !leg->new_convoy &&
                          leg->convoy == MST_NONE)) {
            break;
        }
        leave += wait;
    }
    if (round == MST__PUSHES) {
        return false;
    }
    mst_wide used = (mst_wide)arc->distance_mm * (arrive - leave);
    used = transit > 0 ? (used + transit - 1) / transit : 0;
    at->range_used_mm += (int64_t)used;
    if (at->range_used_mm > at->type->range_mm && !at->request->relaxed[4]) {
        return false;
    }
    leg->leave = leave;
    leg->arrive = arrive;
    if (leg->new_duty) {
        at->has_duty = true;
        at->crew = leg->crew;
        at->duty_begin = leave - MST_MS_PER_HOUR;
    }
    if (at->people_aboard && at->sortie_count < MST__MAX_LEGS) {
        at->sorties[at->sortie_count++] = leave;
    }
    at->legs_placed++;
    at->last_arrival = arrive;
    at->crew_rested[at->crew] = arrive + at->type->rest;
    at->site = arc->to;
    at->arrive = at->ready = arrive;
    at->moved = true;
    return true;
}

/* ---- fuel ---- */

static bool
has_fuel(const mst_problem *problem, uint32_t site, mst_time begin, mst_time end)
{
    return mst_steps_least(&problem->sites[site].fuel, begin, end + 1) > 0;
}

/* Refuels at the present stop when the way to the next fuel asks for it. */
static bool
refuel_before(mst__cursor *at, const mst__trip *trip, uint32_t from_leg, mst__leg *leg)
{
    const mst_problem *problem = at->state->problem;
    leg->refuel = false;
    if (at->type->range_mm == MST_UNLIMITED || at->request->relaxed[4] ||
        from_leg >= trip->leg_count) {
        return true;
    }
    int64_t ahead = 0;
    uint32_t i = from_leg;
    for (; i < trip->leg_count; i++) {
        ahead += problem->arcs[trip->legs[i].arc].distance_mm;
        if (has_fuel(problem, problem->arcs[trip->legs[i].arc].to, at->ready, at->ready)) {
            break;
        }
    }
    int64_t reserve = 0;
    if (i == trip->leg_count) {
        reserve =
            at->state->routes
                ->fuel_reserve[(size_t)at->vehicle->type * problem->site_count + trip->target];
        reserve = reserve >= MST_NEVER ? 0 : reserve;
    }
    if (at->range_used_mm + ahead + reserve <= at->type->range_mm) {
        return true;
    }
    bool fits_full = ahead + reserve <= at->type->range_mm;
    if (at->moved && fits_full) {
        mst_time done = mst__trip_later(at->ready, at->arrive + at->type->refuel);
        if (has_fuel(problem, at->site, done - at->type->refuel, done)) {
            at->ready = done;
            at->range_used_mm = 0;
            leg->refuel = true;
            return true;
        }
    }
    return at->range_used_mm + ahead <= at->type->range_mm; /* a last trip, with no way on */
}

/* ---- unloading ---- */

/* Rule 12: who is out may be moved on only to a place where they are out still. */
static bool
ends_well(const mst_problem *problem, const mst__trip *trip, uint32_t target)
{
    for (uint32_t i = 0; trip->boards && i < trip->load_count; i++) {
        uint32_t c = trip->loads[i].cohort;
        if (trip->out[i] && mst__end_time(problem, c, target, trip->off) >= MST_NEVER) {
            return false;
        }
    }
    return true;
}

static bool
place_alighting(mst__cursor *at, mst__trip *trip)
{
    const mst__state *state = at->state;
    const mst_problem *problem = state->problem;
    const mst_p_site *site = &problem->sites[at->site];
    const mst__site_state *here = &state->sites[at->site];
    const mst_p_type *type = at->type;
    const bool *relaxed = at->request->relaxed;
    mst_time length = mst__trip_later(type->turn, type->unload);
    int64_t leavers = 0;
    for (uint32_t i = 0; i < trip->load_count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[trip->loads[i].cohort];
        if (!cohort->guards &&
            mst__end_time(problem, trip->loads[i].cohort, at->site, at->arrive) >= MST_NEVER) {
            leavers += trip->loads[i].count;
        }
    }
    mst_time begin = trip->leg_count == 0 ? at->ready : at->arrive;
    for (uint32_t round = 0; round < MST__PUSHES; round++) {
        mst_time next = begin;
        if (!relaxed[5]) {
            next = mst__berth_slot(here, type->berth_class, &site->berths[type->berth_class], next,
                                   length);
        }
        if (next < MST_NEVER && !relaxed[8]) {
            next = mst_windows_earliest(&site->service, next, length);
        }
        if (next < MST_NEVER) {
            next = mst_windows_earliest(&at->vehicle->usable, next, length);
        }
        if (next < MST_NEVER && !relaxed[6]) {
            next = mst__level_room(&here->people, &site->hold, next + type->unload, trip->persons);
            next -= next < MST_NEVER ? type->unload : 0;
        }
        if (next < MST_NEVER && leavers > 0 && !relaxed[9]) {
            next = mst__guards_allow(state, at->site, next + type->unload, leavers);
            next -= next < MST_NEVER ? type->unload : 0;
        }
        if (next + type->unload > problem->horizon) {
            return false;
        }
        if (next == begin) {
            trip->alight_begin = begin;
            trip->alight_end = begin + length;
            trip->off = begin + type->unload;
            mst__guards_change change = {.from = trip->off, .guards = trip->guards};
            return ends_well(problem, trip, at->site) &&
                   (trip->guards == 0 || relaxed[9] ||
                    mst__guards_stay_held(state, at->site, &change));
        }
        begin = next;
    }
    return false;
}

/* ---- the whole trip ---- */

/* The stay at a stop between moves needs parking from its arrival until it leaves. */
static bool
parking_free(const mst__cursor *at, uint32_t site, mst_time arrive, mst_time leave,
             mst_time *earliest)
{
    const mst_p_site *facts = &at->state->problem->sites[site];
    uint32_t class = at->type->berth_class;
    *earliest = arrive;
    if (at->request->relaxed[5] || mst__steps_unlimited(&facts->parking[class])) {
        return true;
    }
    *earliest = mst__level_slot(&at->state->sites[site].parking[class], &facts->parking[class],
                                arrive, leave - arrive);
    return *earliest == arrive;
}

/* Will there ever be room for those aboard where they get off? Most placements of large posts fail
 * for want of it, and the rest of the way is not worth placing then. */
static bool
ever_takes(const mst__state *state, const mst__request *request, const mst__trip *trip)
{
    const mst_problem *problem = state->problem;
    return !trip->alights || request->relaxed[6] ||
           mst__level_room(&state->sites[trip->target].people, &problem->sites[trip->target].hold,
                           MST_TIME_MIN, trip->persons) <= problem->horizon;
}

/* One pass: departs no sooner than `depart_from`, reaches the pickup no sooner than `pickup_from`.
 * The outputs ask for another pass with later ones. */
typedef struct pass {
    mst_time depart_from, pickup_from, target_from;
} pass;

static bool
run_pass(mst__state *state, const mst__request *request, mst__trip *trip, const pass *in,
         pass *wanted)
{
    mst__cursor at;
    cursor_start(&at, state, request);
    at.trip = trip;
    *wanted = *in;
    at.ready = mst__trip_later(at.ready, mst__trip_later(in->depart_from, request->depart_from));
    mst_time pickup_arrive = at.arrive;
    for (uint32_t i = 0; i < trip->pickup_leg; i++) {
        mst_time stop_arrive = at.arrive;
        uint32_t site = at.site;
        bool was_moved = at.moved;
        if (!refuel_before(&at, trip, i, &trip->legs[i]) ||
            !place_leg(&at, &trip->legs[i],
                       i + 1 == trip->pickup_leg ? in->pickup_from : MST_TIME_MIN,
                       i == 0 && request->fresh_crew)) {
            return false;
        }
        mst_time earliest;
        bool asks = i > 0 || (was_moved && !state->vehicles[request->vehicle].parked);
        if (asks && !parking_free(&at, site, stop_arrive, trip->legs[i].leave, &earliest)) {
            return false;
        }
        pickup_arrive = at.arrive;
    }
    if (trip->boards && (!mst__place_boarding(&at, trip) || !ever_takes(state, request, trip))) {
        return false;
    }
    for (uint32_t i = 0; i < trip->load_count; i++) {
        at.people_aboard = true;
        at.evacuees_aboard |= !state->problem->cohorts[trip->loads[i].cohort].guards;
    }
    for (uint32_t i = trip->pickup_leg; i < trip->leg_count; i++) {
        mst_time stop_arrive = at.arrive;
        uint32_t site = at.site;
        if (i == trip->pin_leg) {
            at.ready = mst__trip_later(at.ready, request->leave_exact);
        }
        if (!refuel_before(&at, trip, i, &trip->legs[i]) ||
            !place_leg(&at, &trip->legs[i],
                       i + 1 == trip->leg_count ? in->target_from : MST_TIME_MIN,
                       i == 0 && request->fresh_crew)) {
            return false;
        }
        mst_time earliest;
        const mst__vehicle_state *vehicle = &state->vehicles[request->vehicle];
        bool counts = i > 0 || (vehicle->moved && !vehicle->parked);
        if (counts && !parking_free(&at, site, stop_arrive, trip->legs[i].leave, &earliest)) {
            if (i == 0 || i != trip->pickup_leg || earliest >= MST_NEVER) {
                return false;
            }
            wanted->pickup_from = mst__trip_later(earliest, pickup_arrive + 1);
            return true;
        }
    }
    if (trip->pin_leg != MST_NONE && trip->legs[trip->pin_leg].leave != request->leave_exact) {
        return false;
    }
    mst_time earliest;
    if (trip->leg_count > 0 && !parking_free(&at, at.site, at.arrive, MST_NEVER, &earliest)) {
        if (earliest >= MST_NEVER) {
            return false;
        }
        wanted->target_from = earliest;
        return true;
    }
    if (trip->alights && !place_alighting(&at, trip)) {
        return false;
    }
    if (trip->boards && !trip->board_here && trip->board_begin > pickup_arrive) {
        /* Arrive just in time: waiting is better done where the vehicle was. */
        wanted->depart_from = mst__trip_later(
            in->depart_from, trip->legs[0].leave + (trip->board_begin - pickup_arrive));
    } else if (!trip->boards && trip->pin_leg != MST_NONE && trip->pickup_leg > 0) {
        wanted->depart_from = mst__trip_later(
            in->depart_from, trip->legs[0].leave + (request->leave_exact - pickup_arrive));
    }
    return true;
}

/* Adds the shortest way between two sites to the trip; false when there is none. */
static bool
add_way(mst__state *state, const mst__request *request, uint32_t from, uint32_t to, bool loaded,
        mst__trip *trip)
{
    const mst_problem *problem = state->problem;
    uint32_t arcs[MST__MAX_LEGS / 2];
    if (from == to) {
        return true;
    }
    const mst__row *row =
        mst__routes_row(state->routes, problem->vehicles[request->vehicle].type, from, loaded);
    uint32_t count =
        row == NULL ? MST_NONE : mst__routes_path(problem, row, to, arcs, MST__MAX_LEGS / 2);
    if (count == MST_NONE || count > MST__MAX_LEGS - trip->leg_count) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        trip->legs[trip->leg_count++] = (mst__leg){.arc = arcs[i], .convoy = MST_NONE};
    }
    return true;
}

static bool
make_ways(mst__state *state, const mst__request *request, mst__trip *trip)
{
    trip->leg_count = 0;
    trip->pin_leg = MST_NONE;
    uint32_t site = state->vehicles[request->vehicle].site;
    if (!add_way(state, request, site, request->pickup, false, trip)) {
        return false;
    }
    trip->pickup_leg = trip->leg_count;
    if (request->pin == NULL || request->pin->arc == MST_NONE) {
        return add_way(state, request, request->pickup, request->target, true, trip);
    }
    const mst_p_arc *arc = &state->problem->arcs[request->pin->arc];
    if (!add_way(state, request, request->pickup, arc->from, true, trip) ||
        trip->leg_count == MST__MAX_LEGS) {
        return false;
    }
    trip->pin_leg = trip->leg_count;
    trip->legs[trip->leg_count++] = (mst__leg){.arc = request->pin->arc, .convoy = MST_NONE};
    return add_way(state, request, arc->to, request->target, true, trip);
}

static bool
meets_deadlines(const mst__state *state, const mst__trip *trip)
{
    for (uint32_t i = 0; i < trip->load_count; i++) {
        uint32_t cohort = trip->loads[i].cohort;
        uint32_t class = trip->inbound[i] ? state->routes->inbound_class[cohort]
                                          : state->routes->cohort_class[cohort];
        if (trip->off > state->routes->classes[class].deadline[trip->target]) {
            return false;
        }
    }
    return true;
}

bool
mst__trip_place(mst__state *state, const mst__request *request, mst__trip *trip)
{
    const mst__vehicle_state *vehicle = &state->vehicles[request->vehicle];
    trip->vehicle = request->vehicle;
    trip->pickup = request->pickup;
    trip->target = request->target;
    trip->board_here = vehicle->site == request->pickup;
    bool loads = request->pin == NULL || request->pin->load_count > 0 || request->fill_rest;
    trip->boards = vehicle->aboard_count == 0 && loads;
    trip->alights = loads || vehicle->aboard_count > 0;
    trip->off = 0;
    trip->load_count = 0;
    trip->persons = trip->guards = 0;
    for (uint32_t i = 0; i < vehicle->aboard_count && i < MST__MAX_LOADS; i++) {
        trip->loads[trip->load_count] = state->loads[vehicle->aboard_first + i];
        trip->out[trip->load_count] = (vehicle->aboard_out >> i & 1) != 0;
        trip->inbound[trip->load_count++] = (vehicle->aboard_inbound >> i & 1) != 0;
        trip->persons += state->loads[vehicle->aboard_first + i].count;
    }
    if (vehicle->free_from >= MST_NEVER || !make_ways(state, request, trip)) {
        return false;
    }
    pass in = {MST_TIME_MIN, MST_TIME_MIN, MST_TIME_MIN};
    pass wanted;
    bool found = false;
    for (uint32_t round = 0; round < 8; round++) {
        mst__trip attempt = *trip;
        if (!run_pass(state, request, &attempt, &in, &wanted)) {
            return found;
        }
        bool complete =
            wanted.pickup_from == in.pickup_from && wanted.target_from == in.target_from;
        if (complete && (!found || attempt.off <= trip->off)) {
            if (!request->anywhere && !meets_deadlines(state, &attempt)) {
                return found;
            }
            *trip = attempt;
            found = true;
        } else if (complete) {
            return found;
        }
        if (complete && wanted.depart_from == in.depart_from) {
            return found;
        }
        in = wanted;
    }
    return found;
}
