/* SPDX-License-Identifier: Apache-2.0
 *
 * Pins are placed before everything else, in order of departure; the rest of the plan is built
 * around them. Or (`pins_late`) their vehicles are left the time for them, and they are placed when
 * nobody else moves any more. A pinned move may be any leg of its vehicle's trip: the people may
 * have boarded sooner, and may go on further. Where too few of them are at hand, others bring them.
 */
#include "solve/pins_internal.h"

#include <string.h>

enum {
    MOST_TRIES = 700,  /* placements a pin in one build */
    MOST_FEEDERS = 64, /* trips that bring people to one pin */
    MOST_RELAYS = 2,   /* places at which people change on their way to a pin's origin */
    MOST_BEFORE = 64,  /* trips of the pinned vehicle before its pin */
};

typedef struct attempt {
    mst__builder *builder;
    const mst_p_pin *pin;
    uint32_t tries;
    bool wave; /* the guards of the pickup all go, as its last wave */
    mst__trip trip;
} attempt;

mst__request
mst__pin_request(const mst__builder *builder, uint32_t v, const mst_p_pin *pin)
{
    mst__request request = {.vehicle = v,
                            .pin = pin,
                            .load_from = MST_TIME_MIN,
                            .leave_from = MST_TIME_MIN,
                            .leave_exact = MST_NEVER,
                            .most_persons = INT64_MAX,
                            .ranks = builder->genes->ranks};
    memcpy(request.relaxed, builder->relaxed, sizeof request.relaxed);
    return request;
}

/* Persons of a people item in a trip. */
static int64_t
aboard_of(const mst_problem *problem, const mst__trip *trip, uint32_t people)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < trip->load_count; i++) {
        count +=
            problem->cohorts[trip->loads[i].cohort].people == people ? trip->loads[i].count : 0;
    }
    return count;
}

static bool
carries(const mst_problem *problem, const mst__trip *trip, const mst_p_pin *pin)
{
    for (uint32_t i = 0; i < pin->load_count; i++) {
        if (aboard_of(problem, trip, pin->loads[i].people.index) < pin->loads[i].count) {
            return false;
        }
    }
    return true;
}

bool
mst__pin_fits(const mst_problem *problem, uint32_t v, const mst_p_pin *pin)
{
    const mst_p_vehicle *vehicle = &problem->vehicles[v];
    return vehicle->fleet == pin->fleet && (pin->ordinal == 0 || pin->ordinal == vehicle->ordinal);
}

static bool
place(attempt *a, const mst__request *request)
{
    a->tries++;
    a->builder->work++;
    mst__state *state = a->builder->state;
    if (!mst__trip_place(state, request, &a->trip) ||
        !carries(a->builder->problem, &a->trip, a->pin)) {
        return false;
    }
    return !a->wave || (a->trip.guards == mst__guards_waiting(state, request->pickup) &&
                        a->trip.load_start >= mst__leavers_gone(state, request->pickup) &&
                        !mst__guards_to_come(a->builder, request->pickup));
}

/* ---- the pinned trip ---- */

mst_time
mst__pin_way(mst__builder *builder, uint32_t v, uint32_t from, uint32_t to, bool loaded)
{
    const mst__row *row =
        mst__routes_row(&builder->routes, builder->problem->vehicles[v].type, from, loaded);
    return row == NULL ? MST_NEVER : row->time[to];
}

/* Loads as late as it can be, or some time sooner: a berth or a window may ask for it. */
static bool
place_at_some_time(attempt *a, mst__request *request)
{
    static const mst_time sooner[] = {
        0,        15 * MST_MS_PER_MINUTE, MST_MS_PER_HOUR, 3 * MST_MS_PER_HOUR, 8 * MST_MS_PER_HOUR,
        MST_NEVER};
    mst__builder *builder = a->builder;
    const mst_problem *problem = builder->problem;
    const mst__vehicle_state *vehicle = &builder->state->vehicles[request->vehicle];
    const mst_p_type *type = &problem->types[problem->vehicles[request->vehicle].type];
    uint32_t origin = problem->arcs[a->pin->arc].from;
    mst_time way = mst__pin_way(builder, request->vehicle, request->pickup, origin, true);
    mst_time empty = mst__pin_way(builder, request->vehicle, vehicle->site, request->pickup, false);
    if (way >= MST_NEVER || empty >= MST_NEVER) {
        return false;
    }
    mst_time latest = a->pin->leave - way - type->load;
    /* Loading may follow unloading at the stop at once, whatever turn-round takes. */
    bool shares = vehicle->site == request->pickup && vehicle->berth_begin < MST_NEVER;
    mst_time ready = (shares ? vehicle->berth_begin : vehicle->free_from) + empty;
    if (ready > latest) {
        return false;
    }
    for (uint32_t k = 0; k < sizeof sooner / sizeof sooner[0] && a->tries < MOST_TRIES; k++) {
        mst_time load_from = latest - sooner[k];
        bool earliest = load_from < ready;
        request->load_from = earliest ? MST_TIME_MIN : load_from;
        mst_time stay = type->turn > type->load ? type->turn - type->load : 0;
        for (uint32_t late = 0; late < 2; late++) { /* sets out just in time, or at once */
            mst_time depart = load_from - stay - empty;
            request->depart_from = late == 0 && !earliest && depart > 0 ? depart : 0;
            request->fill_rest = true;
            if (place(a, request)) {
                return true;
            }
            request->fill_rest = false;
            if (request->pin->load_count > 0 && place(a, request)) {
                return true;
            }
            if (request->depart_from == 0) {
                break;
            }
        }
        if (earliest) {
            break;
        }
    }
    return false;
}

/* Sites by the time of a row, nearest first; those without a way are not among them. */
static uint32_t
sites_by_time(const mst_problem *problem, const mst_time *time, uint32_t *sites)
{
    uint32_t count = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (time[s] >= MST_NEVER) {
            continue;
        }
        uint32_t at = count++;
        while (at > 0 && time[sites[at - 1]] > time[s]) {
            sites[at] = sites[at - 1];
            at--;
        }
        sites[at] = s;
    }
    return count;
}

static bool
place_onward(attempt *a, mst__request *request, uint32_t *sites)
{
    const mst_problem *problem = a->builder->problem;
    uint32_t type = problem->vehicles[request->vehicle].type;
    const mst__row *row =
        mst__routes_row(&a->builder->routes, type, problem->arcs[a->pin->arc].to, true);
    uint32_t count = row == NULL ? 0 : sites_by_time(problem, row->time, sites);
    for (uint32_t i = 0; i < count && a->tries < MOST_TRIES; i++) {
        request->target = sites[i];
        if (mst__routes_can_serve(problem, sites[i], type) && place_at_some_time(a, request)) {
            return true;
        }
    }
    return false;
}

bool
mst__pin_wanted_at(const mst__state *state, uint32_t site, const mst_p_pin *pin)
{
    uint32_t origin = pin->arc != MST_NONE ? state->problem->arcs[pin->arc].from : MST_NONE;
    for (uint32_t k = state->sites[site].first_pool; k != MST_NONE; k = state->pools[k].next) {
        const mst__pool *pool = &state->pools[k];
        bool out = pool->out || (!pool->inbound && mst__ends_at(state->problem, pool->cohort, site,
                                                                state->problem->begins));
        if (out && site != origin) {
            continue;
        }
        for (uint32_t i = 0; i < pin->load_count; i++) {
            if (pool->total > 0 &&
                state->problem->cohorts[pool->cohort].people == pin->loads[i].people.index) {
                return true;
            }
        }
        if (pin->load_count == 0 && pool->total > 0) {
            return true;
        }
    }
    return false;
}

static bool
place_loaded(attempt *a, uint32_t v, bool anywhere, uint32_t *sites)
{
    const mst_problem *problem = a->builder->problem;
    mst__state *state = a->builder->state;
    uint32_t origin = problem->arcs[a->pin->arc].from;
    uint32_t rest = problem->site_count;
    mst__request request = mst__pin_request(a->builder, v, a->pin);
    request.leave_exact = a->pin->leave;
    request.anywhere = anywhere;
    request.wave = request.guards_fill = a->wave;
    request.wave_guards = INT64_MAX;
    for (uint32_t inbound = 0; inbound < 2; inbound++) {
        request.inbound = inbound != 0;
        /* The nearest pickups first. */
        uint32_t count = 0;
        mst_time time[2] = {0, 0};
        for (uint32_t s = 0; s < problem->site_count; s++) {
            time[0] = mst__pin_wanted_at(state, s, a->pin)
                          ? mst__pin_way(a->builder, v, s, origin, true)
                          : MST_NEVER;
            if (time[0] >= MST_NEVER || (a->pin->load_count == 0 && s != origin)) {
                continue;
            }
            uint32_t at = count++;
            while (at > 0) {
                time[1] = mst__pin_way(a->builder, v, sites[rest + at - 1], origin, true);
                if (time[1] <= time[0]) {
                    break;
                }
                sites[rest + at] = sites[rest + at - 1];
                at--;
            }
            sites[rest + at] = s;
        }
        for (uint32_t i = 0; i < count && a->tries < MOST_TRIES; i++) {
            request.pickup = sites[rest + i];
            if (place_onward(a, &request, sites)) {
                return true;
            }
        }
    }
    return false;
}

static bool
place_empty(attempt *a, uint32_t v)
{
    const mst_p_arc *arc = &a->builder->problem->arcs[a->pin->arc];
    mst__request request = mst__pin_request(a->builder, v, a->pin);
    request.leave_exact = a->pin->leave;
    request.pickup = arc->from;
    request.target = arc->to;
    mst_time way =
        mst__pin_way(a->builder, v, a->builder->state->vehicles[v].site, arc->from, false);
    if (way >= MST_NEVER) {
        return false;
    }
    request.depart_from = a->pin->leave > way ? a->pin->leave - way : 0;
    if (place(a, &request)) {
        return true;
    }
    request.depart_from = 0;
    return place(a, &request);
}

/* People aboard since before a surprise go on by the pinned move, or to where they are wanted
 * first. */
static bool
place_aboard(attempt *a, uint32_t v, uint32_t *sites)
{
    mst__builder *builder = a->builder;
    mst__request request = mst__pin_request(builder, v, a->pin);
    request.leave_exact = a->pin->leave;
    request.pickup = builder->state->vehicles[v].site;
    request.anywhere = true;
    if (request.pickup == builder->problem->arcs[a->pin->arc].from) {
        uint32_t type = builder->problem->vehicles[v].type;
        const mst__row *row =
            mst__routes_row(&builder->routes, type, builder->problem->arcs[a->pin->arc].to, true);
        uint32_t count = row == NULL ? 0 : sites_by_time(builder->problem, row->time, sites);
        for (uint32_t i = 0; i < count; i++) {
            request.target = sites[i];
            if (place(a, &request)) {
                return true;
            }
        }
    }
    mst__trip trip;
    if (mst__choose_trip(builder, v, &trip)) {
        mst__trip_commit(builder->state, &trip);
    }
    return false;
}

/* Can an earlier vehicle of the fleet stand for this one? */
static bool
is_repeated(const mst__builder *builder, uint32_t v, const mst_p_pin *pin)
{
    const mst_problem *problem = builder->problem;
    const mst__vehicle_state *state = &builder->state->vehicles[v];
    for (uint32_t u = 0; u < v; u++) {
        const mst__vehicle_state *other = &builder->state->vehicles[u];
        if (mst__pin_fits(problem, u, pin) && !other->moved && !state->moved &&
            other->free_from == state->free_from && other->site == state->site &&
            problem->vehicles[u].usable.count == 1 && problem->vehicles[v].usable.count == 1 &&
            problem->vehicles[u].usable.spans[0].end == problem->vehicles[v].usable.spans[0].end) {
            return true;
        }
    }
    return false;
}

static bool
place_by(attempt *a, uint32_t v, uint32_t *sites)
{
    if (a->builder->state->vehicles[v].aboard_count > 0 && place_aboard(a, v, sites)) {
        return true;
    }
    return place_loaded(a, v, false, sites) || place_loaded(a, v, true, sites) ||
           (a->pin->load_count == 0 && place_empty(a, v));
}

static bool
place_pin(attempt *a, uint32_t *sites)
{
    const mst_problem *problem = a->builder->problem;
    for (uint32_t v = 0; v < problem->vehicle_count && a->tries < MOST_TRIES; v++) {
        if (mst__pin_fits(problem, v, a->pin) && !is_repeated(a->builder, v, a->pin) &&
            place_by(a, v, sites)) {
            return true;
        }
    }
    return false;
}

/* ---- putting back what did not help ---- */

static void
keep_state(mst__builder *builder)
{
    mst__state_copy(builder->scratch, builder->state);
}

static void
put_back(mst__builder *builder)
{
    mst__state_copy(builder->state, builder->scratch);
    for (uint32_t s = 0; s < builder->problem->site_count; s++) {
        builder->groups[s].valid = false; /* versions of sites went back, too */
    }
}

/* The vehicle of a placed pin makes what trips it can before, as long as the pin stays possible. */
static void
work_before(attempt *a, uint32_t *sites)
{
    mst__builder *builder = a->builder;
    uint32_t v = a->trip.vehicle;
    for (uint32_t n = 0; n < MOST_BEFORE; n++) {
        attempt later = {.builder = builder, .pin = a->pin};
        mst__trip trip;
        const mst_p_pin *spared = builder->spared;
        builder->spared = a->pin;
        bool chosen = mst__choose_trip(builder, v, &trip);
        builder->spared = spared;
        if (!chosen || trip.alight_end > a->pin->leave) {
            return;
        }
        keep_state(builder);
        mst__trip_commit(builder->state, &trip);
        if (!place_by(&later, v, sites)) {
            put_back(builder);
            return;
        }
        a->trip = later.trip;
    }
}

/* ---- all of them ---- */

static void
note_lack(mst__builder *builder, uint32_t p)
{
    const mst_problem *problem = builder->problem;
    const mst_p_pin *pin = &problem->pins[p];
    uint32_t origin = problem->arcs[pin->arc].from;
    mst__pin_lack lack = {.pin = p, .vehicle = true};
    mst_time load = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst__vehicle_state *vehicle = &builder->state->vehicles[v];
        if (mst__pin_fits(problem, v, pin)) {
            mst_time way = mst__pin_way(builder, v, vehicle->site, origin, false);
            load = problem->types[problem->vehicles[v].type].load;
            lack.vehicle &= way >= MST_NEVER || vehicle->free_from + way > pin->leave;
        }
    }
    for (uint32_t i = 0; i < pin->load_count && lack.people == 0; i++) {
        int64_t ready =
            mst__pin_ready(builder->state, origin, pin->loads[i].people.index, pin->leave - load);
        if (ready < pin->loads[i].count) {
            lack.load = i;
            lack.people = pin->loads[i].count - ready;
        }
    }
    builder->lack = lack;
}

static void
fly(attempt *a, uint32_t *sites)
{
    if (a->builder->genes->work_before_pins &&
        a->builder->state->vehicles[a->trip.vehicle].aboard_count == 0) {
        work_before(a, sites);
    }
    mst__trip_commit(a->builder->state, &a->trip);
}

static void
miss(mst__builder *builder, uint32_t p)
{
    if (builder->pins_missed == 0) {
        note_lack(builder, p);
    }
    builder->pins_missed++;
}

/* Guards may be free to go only when the evacuees are gone: a vehicle keeps the time for it. `any`:
 * whoever the pin asks for. */
static bool
put_off(mst__builder *builder, uint32_t p, bool any)
{
    const mst_problem *problem = builder->problem;
    const mst_p_pin *pin = &problem->pins[p];
    bool guards = any;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        for (uint32_t i = 0; i < pin->load_count; i++) {
            guards |= problem->cohorts[c].guards &&
                      problem->cohorts[c].people == pin->loads[i].people.index;
        }
    }
    for (uint32_t v = 0; guards && v < problem->vehicle_count; v++) {
        mst_time way = mst__pin_fits(problem, v, pin)
                           ? mst__pin_way(builder, v, builder->state->vehicles[v].site,
                                          problem->arcs[pin->arc].from, false)
                           : MST_NEVER;
        if (builder->late_pin[v] == MST_NONE && way < MST_NEVER &&
            builder->state->vehicles[v].free_from + way <= pin->leave) {
            builder->late_pin[v] = p;
            builder->spared = builder->spared == NULL ? pin : builder->spared;
            return true;
        }
    }
    return false;
}

bool
mst__pin_leaves_time(mst__builder *builder, const mst__trip *trip)
{
    uint32_t p = builder->late_pin[trip->vehicle];
    if (p == MST_NONE) {
        return true;
    }
    const mst_p_pin *pin = &builder->problem->pins[p];
    const mst_p_type *type =
        &builder->problem->types[builder->problem->vehicles[trip->vehicle].type];
    mst_time way = mst__pin_way(builder, trip->vehicle, trip->target,
                                builder->problem->arcs[pin->arc].from, false);
    return way < MST_NEVER && trip->alight_end + way + type->load <= pin->leave;
}

static void
place_or_miss(mst__builder *builder, uint32_t p, uint32_t *sites)
{
    const mst_p_pin *pin = &builder->problem->pins[p];
    attempt a = {.builder = builder, .pin = pin};
    if (builder->genes->pins_late && put_off(builder, p, true)) {
        return;
    }
    if (place_pin(&a, sites)) {
        fly(&a, sites);
        return;
    }
    /* First with all other vehicles as feeders, then with its own fleet's, too. */
    for (uint32_t own = 0; own < 2 && pin->load_count > 0; own++) {
        keep_state(builder);
        a.tries = 0;
        if (mst__pin_feed(builder, pin, own == 0 ? pin->fleet : MST_NONE) && place_pin(&a, sites)) {
            fly(&a, sites);
            return;
        }
        put_back(builder);
    }
    for (uint32_t own = 0; own < 2 && pin->load_count > 0; own++) {
        uint32_t keep = own == 0 ? pin->fleet : MST_NONE;
        keep_state(builder);
        a.tries = 0;
        if (mst__pin_feed_escort(builder, pin, keep) &&
            (place_pin(&a, sites) || (mst__pin_feed(builder, pin, keep) && place_pin(&a, sites)))) {
            fly(&a, sites);
            return;
        }
        put_back(builder);
    }
    if (!put_off(builder, p, false)) {
        miss(builder, p);
    }
}

static bool
place_late(mst__builder *builder, uint32_t v, uint32_t *sites)
{
    const mst_p_pin *pin = &builder->problem->pins[builder->late_pin[v]];
    for (uint32_t fed = 0; fed < 2; fed++) {
        keep_state(builder);
        if (fed == 0 || mst__pin_feed(builder, pin, pin->fleet) ||
            mst__pin_feed(builder, pin, MST_NONE)) {
            for (uint32_t wave = 0; wave < 2; wave++) {
                attempt a = {.builder = builder, .pin = pin, .wave = wave != 0};
                if (place_by(&a, v, sites)) {
                    mst__trip_commit(builder->state, &a.trip);
                    return true;
                }
            }
        }
        put_back(builder);
    }
    return false;
}

void
mst__pins_place_late(mst__builder *builder)
{
    uint32_t *sites = NULL;
    for (uint32_t v = 0; v < builder->problem->vehicle_count; v++) {
        if (builder->late_pin[v] == MST_NONE) {
            continue;
        }
        if (sites == NULL) {
            sites = mst_heap_take(2 * (size_t)builder->problem->site_count, sizeof *sites);
        }
        if (sites == NULL) {
            builder->out_of_memory = true;
            return;
        }
        if (!place_late(builder, v, sites)) {
            miss(builder, builder->late_pin[v]);
        }
        builder->late_pin[v] = MST_NONE;
    }
    mst_heap_free(sites);
}

void
mst__pins_place(mst__builder *builder)
{
    const mst_problem *problem = builder->problem;
    builder->spared = NULL;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        builder->late_pin[v] = MST_NONE;
    }
    if (problem->pin_count == 0) {
        return;
    }
    uint32_t *sites = mst_heap_take(2 * (size_t)problem->site_count, sizeof *sites);
    uint8_t *done = mst_heap_take(problem->pin_count, 1);
    if (sites == NULL || done == NULL) {
        builder->out_of_memory = true;
    }
    for (uint32_t n = 0; n < problem->pin_count && sites != NULL && done != NULL; n++) {
        uint32_t next = MST_NONE;
        for (uint32_t p = 0; p < problem->pin_count; p++) {
            if (!done[p] &&
                (next == MST_NONE || problem->pins[p].leave < problem->pins[next].leave)) {
                next = p;
            }
        }
        done[next] = 1;
        if (problem->pins[next].leave >= problem->begins) {
            place_or_miss(builder, next, sites);
        }
    }
    mst_heap_free(sites);
    mst_heap_free(done);
}

const char *
mst__pin_lack_text(const mst_problem *problem, const mst__pin_lack *lack, mst_arena *arena)
{
    const mst_p_pin *pin = &problem->pins[lack->pin];
    const char *id = problem->post->pins[pin->pin].id;
    const char *site = problem->sites[problem->arcs[pin->arc].from].name;
    if (lack->people > 0) {
        const mst_pin_load *load = &pin->loads[lack->load];
        return mst_arena_format(arena,
                                "pin \"%s\" is neither kept nor proved impossible: of %lld of "
                                "\"%s\" %lld were not brought to \"%s\" in time",
                                id, (long long)load->count,
                                problem->post->people[load->people.index].id,
                                (long long)lack->people, site);
    }
    return mst_arena_format(arena,
                            lack->vehicle ? "pin \"%s\" is neither kept nor proved impossible: no "
                                            "vehicle of the fleet was free to be at \"%s\" in time"
                                          : "pin \"%s\" is neither kept nor proved impossible: no "
                                            "room, berth or guards were found for the move from "
                                            "\"%s\"",
                            id, site);
}
