/* SPDX-License-Identifier: Apache-2.0
 *
 * The tours of the covering engine as a plan: people are given to trips, walk to where these board,
 * and each trip is placed with every rule kept (trip.h). Where a rule that the relaxation leaves
 * out binds, a trip comes later or is not possible: then the plan is worse than the tours, or none.
 */
#include "solve/cover_plan.h"

#include <string.h>

enum { MOST_TRIPS = 100000 };

typedef struct trip { /* one boarding and getting off of one vehicle */
    uint32_t vehicle, pickup, target, areas;
    mst_time leave;
    int64_t seats;                   /* all who fit */
    int64_t given[MST__COVER_AREAS]; /* people of each area */
} trip;

typedef struct maker {
    const mst__cover_run *run;
    const mst__rest *rest; /* the run is of the rest of a plan; NULL: of the whole */
    mst__builder *builder;
    mst_arena arena;
    uint32_t trip_count, trip_room;
    trip *trips; /* by the time of leaving */
} maker;

static const mst_problem *
problem_of(const maker *m)
{
    return m->run->cover.problem;
}

/* The builder's cohort. */
static uint32_t
origin_of(const maker *m, uint32_t cohort)
{
    return m->rest != NULL ? m->rest->cohort[cohort] : cohort;
}

/* ---- trips ---- */

/* A tour from its end back to its start. Of a way with several boardings only the last is kept:
 * trips board at one place. */
static bool
add_trips(maker *m, uint32_t carrier, uint32_t row, uint32_t vehicle)
{
    const mst__work *work = &m->run->works[carrier];
    const mst__carrier *facts = &m->run->cover.carriers[carrier];
    uint32_t end = work->vector_tour[row];
    while (end != MST_NONE && work->tours[end].parent != MST_NONE) {
        const mst__tour *off = &work->tours[end];
        const mst__tour *on = &work->tours[off->parent];
        if (m->trip_count == MOST_TRIPS) {
            return false;
        }
        void *trips = m->trips;
        if (!mst_arena_grow(&m->arena, &trips, m->trip_count, &m->trip_room, sizeof(trip),
                            MOST_TRIPS + 1)) {
            return false;
        }
        m->trips = trips;
        m->trips[m->trip_count++] = (trip){.vehicle = vehicle,
                                           .pickup = on->site,
                                           .target = off->site,
                                           .areas = on->aboard,
                                           .leave = on->time,
                                           .seats = facts->capacity[on->aboard]};
        end = on->parent;
        while (work->tours[end].aboard != 0) {
            end = work->tours[end].parent;
        }
    }
    return true;
}

static bool
list_trips(maker *m)
{
    const mst__decision *tours = &m->run->tours;
    const mst_problem *problem = problem_of(m);
    uint32_t *next = MST_TAKE(&m->arena, uint32_t, m->run->cover.carrier_count);
    if (next == NULL) {
        return false;
    }
    for (uint32_t k = 0; k < tours->layers; k++) {
        uint32_t g = tours->carrier[k];
        while (next[g] < problem->vehicle_count && m->run->cover.carrier_of[next[g]] != g) {
            next[g]++;
        }
        uint32_t vehicle = next[g]++;
        if (tours->vector[k] != MST_NONE && !add_trips(m, g, tours->vector[k], vehicle)) {
            return false;
        }
    }
    for (uint32_t i = 1; i < m->trip_count; i++) { /* by time: nearly sorted within a vehicle */
        trip moved = m->trips[i];
        uint32_t k = i;
        for (; k > 0 &&
               (m->trips[k - 1].leave > moved.leave ||
                (m->trips[k - 1].leave == moved.leave && m->trips[k - 1].vehicle > moved.vehicle));
             k--) {
            m->trips[k] = m->trips[k - 1];
        }
        m->trips[k] = moved;
    }
    return true;
}

/* ---- people to trips: a flow, by shortest augmenting paths over the areas ---- */

static int64_t
free_seats(const trip *t)
{
    int64_t taken = 0;
    for (uint32_t k = 0; k < MST__COVER_AREAS; k++) {
        taken += t->given[k];
    }
    return t->seats - taken;
}

/* Gives seats to one area, moving others to other trips where that helps; how many it got. */
static int64_t
augment(maker *m, uint32_t area, int64_t wanted)
{
    uint32_t areas = m->run->cover.area_count;
    uint32_t from_area[MST__COVER_AREAS]; /* the area that gives up seats to which one */
    uint32_t by_trip[MST__COVER_AREAS];
    uint32_t queue[MST__COVER_AREAS];
    bool seen[MST__COVER_AREAS] = {false};
    uint32_t count = 0;
    queue[count++] = area;
    seen[area] = true;
    for (uint32_t head = 0; head < count; head++) {
        uint32_t k = queue[head];
        for (uint32_t i = 0; i < m->trip_count; i++) {
            trip *t = &m->trips[i];
            if ((t->areas >> k & 1) == 0) {
                continue;
            }
            int64_t room = free_seats(t);
            if (room > 0) { /* found: shift along the path */
                int64_t amount = room < wanted ? room : wanted;
                for (uint32_t at = k; at != area; at = from_area[at]) {
                    int64_t has = m->trips[by_trip[at]].given[at];
                    amount = has < amount ? has : amount;
                }
                trip *into = t;
                for (uint32_t at = k;; at = from_area[at]) {
                    into->given[at] += amount;
                    if (at == area) {
                        return amount;
                    }
                    into = &m->trips[by_trip[at]];
                    into->given[at] -= amount;
                }
            }
            for (uint32_t j = 0; j < areas; j++) {
                if (!seen[j] && t->given[j] > 0) {
                    seen[j] = true;
                    from_area[j] = k;
                    by_trip[j] = i;
                    queue[count++] = j;
                }
            }
        }
    }
    return 0;
}

/* Whoever gets no seat is left to the builder. */
static void
give_people(maker *m)
{
    for (uint32_t k = 0; k < m->run->cover.area_count; k++) {
        const mst__area *area = &m->run->cover.areas[k];
        int64_t wanted = area->self_out > m->run->tours_done ? area->persons : 0;
        int64_t got = 1;
        while (wanted > 0 && got > 0) {
            got = augment(m, k, wanted);
            wanted -= got;
        }
    }
}

/* ---- on foot to where they board ---- */

/* The arcs of the shortest way on foot; false when there is none. */
static bool
walk(maker *m, uint32_t cohort, uint32_t to, int64_t count)
{
    const mst_problem *problem = problem_of(m);
    mst_time *time = MST_TAKE(&m->arena, mst_time, problem->site_count);
    if (time == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        time[s] = s == to ? 0 : MST_NEVER;
    }
    bool changed = true;
    for (uint32_t round = 0; changed && round < problem->site_count; round++) {
        changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *arc = &problem->arcs[a];
            mst_time transit = mst_arc_self_transit(problem, a, cohort, problem->begins);
            /* Who has come to where they are out walks no farther. */
            bool goes = mst__self_goes(problem, cohort, a) &&
                        mst__end_time(problem, cohort, arc->from, problem->begins) >= MST_NEVER;
            if (goes && time[arc->to] < MST_NEVER && time[arc->to] + transit < time[arc->from]) {
                time[arc->from] = time[arc->to] + transit;
                changed = true;
            }
        }
    }
    uint32_t site = problem->cohorts[cohort].site;
    for (uint32_t steps = 0; site != to; steps++) {
        uint32_t best = MST_NONE;
        for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
            mst_time transit = mst_arc_self_transit(problem, a, cohort, problem->begins);
            uint32_t next = problem->arcs[a].to;
            /* A walk that takes no time has no order of leaving and arriving: none is planned. */
            if (best == MST_NONE && transit > 0 && mst__self_goes(problem, cohort, a) &&
                time[next] < MST_NEVER && time[next] + transit == time[site]) {
                best = a;
            }
        }
        if (best == MST_NONE || steps > problem->site_count ||
            !mst__self_send(m->builder, origin_of(m, cohort), best, count)) {
            return false;
        }
        site = problem->arcs[best].to;
    }
    return true;
}

/* Sends the people of an area from their cohorts, in order, to the sites their trips board at. */
static bool
walk_area(maker *m, uint32_t k)
{
    const mst_problem *problem = problem_of(m);
    int64_t *wanted = MST_TAKE(&m->arena, int64_t, problem->site_count);
    if (wanted == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < m->trip_count; i++) {
        wanted[m->trips[i].pickup] += m->trips[i].given[k];
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (m->run->cover.area_of[c] != k) {
            continue;
        }
        int64_t here = cohort->count;
        int64_t stay = wanted[cohort->site] < here ? wanted[cohort->site] : here;
        wanted[cohort->site] -= stay;
        here -= stay;
        for (uint32_t s = 0; s < problem->site_count && here > 0; s++) {
            int64_t go = wanted[s] < here ? wanted[s] : here;
            go -= go % cohort->party;
            if (go <= 0 || s == cohort->site) {
                continue;
            }
            if (!walk(m, c, s, go)) {
                return false;
            }
            wanted[s] -= go;
            here -= go;
        }
    }
    return true;
}

/* ---- the plan ---- */

/* Boards the people given to a trip, those of area `k` first; a trip without a place is left
 * out. */
static bool
place(maker *m, const trip *t, uint32_t k)
{
    const mst_problem *problem = problem_of(m);
    mst__state *state = m->builder->state;
    uint32_t cohorts = m->builder->problem->cohort_count;
    uint32_t *ranks = MST_TAKE(&m->arena, uint32_t, cohorts);
    uint32_t class = MST_NONE;
    if (ranks == NULL) {
        return false;
    }
    int64_t most = 0;
    for (uint32_t c = 0; c < cohorts; c++) {
        ranks[c] = 2;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        uint32_t area = m->run->cover.area_of[c];
        uint32_t rank = area == k ? 0 : area != MST_NONE && t->given[area] > 0 ? 1 : 2;
        uint32_t *had = &ranks[origin_of(m, c)];
        *had = rank < *had ? rank : *had;
        if (area == k && class == MST_NONE) {
            class = state->routes->cohort_class[origin_of(m, c)];
        }
    }
    for (uint32_t j = 0; j < m->run->cover.area_count; j++) {
        most += t->given[j];
    }
    mst__request request = {.vehicle = t->vehicle,
                            .pickup = t->pickup,
                            .target = t->target,
                            .class = class,
                            .fill = 1,
                            .load_from = problem->begins,
                            .leave_from = problem->begins,
                            .leave_exact = MST_NEVER,
                            .most_persons = most,
                            .ranks = ranks};
    mst__trip placed;
    m->builder->work++;
    if (mst__trip_place(state, &request, &placed)) {
        mst__trip_commit(state, &placed);
    }
    return true;
}

/* The engine's people are there from the order on and go where they are told. */
static bool
is_plain(const mst_problem *problem)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->count > 0 && cohort->in_scope &&
            (cohort->uncontrolled || cohort->presence == MST_PRESENT_BY_FLEET)) {
            return false;
        }
    }
    return problem->pin_count == 0;
}

/* What the tours do not do, the builder does from where they end. */
static void
finish(mst__builder *builder, const mst__genes *genes)
{
    mst_measures measures;
    mst__state_measure(builder->state, &measures);
    if (measures.left > 0) {
        mst__state *tours = builder->state;
        builder->state = builder->scratch;
        builder->scratch = tours;
        mst__build(builder, genes, tours);
    }
}

/* From where the builder's state stands. */
static bool
build_tours(maker *m, const mst__genes *genes)
{
    mst_arena_init(&m->arena, 0);
    bool ok = list_trips(m);
    if (ok) {
        give_people(m);
    }
    for (uint32_t k = 0; k < m->run->cover.area_count && ok; k++) {
        ok = walk_area(m, k);
    }
    for (uint32_t i = 0; i < m->trip_count && ok; i++) {
        uint32_t most = 0;
        for (uint32_t k = 1; k < m->run->cover.area_count; k++) {
            most = m->trips[i].given[k] > m->trips[i].given[most] ? k : most;
        }
        ok = m->trips[i].given[most] == 0 || place(m, &m->trips[i], most);
    }
    if (ok) {
        finish(m->builder, genes);
    }
    m->builder->out_of_memory |=
        m->builder->state->out_of_memory || m->builder->routes.out_of_memory;
    mst_arena_release(&m->arena);
    return ok && !m->builder->out_of_memory;
}

bool
mst__cover_build(const mst__cover_run *run, mst__builder *builder, const mst__genes *genes)
{
    maker m = {.run = run, .builder = builder};
    if (!run->has_tours || !is_plain(run->cover.problem)) {
        return false;
    }
    mst__state_reset(builder->state, NULL);
    builder->state->clock = builder->problem->begins;
    return build_tours(&m, genes);
}

bool
mst__cover_continue(mst__builder *builder, const mst__genes *genes, const mst__state *past,
                    mst_time upper, int64_t work)
{
    mst_arena scratch;
    mst__rest rest;
    mst_arena_init(&scratch, 0);
    mst__cover_run *run = MST_TAKE(&scratch, mst__cover_run, 1);
    bool built = false;
    if (run != NULL && is_plain(builder->problem) && mst__cover_is_loose(builder->problem) &&
        mst__rest_make(past, &scratch, &rest)) {
        mst__cover_ask ask = {.lower = builder->problem->begins + 1,
                              .upper = upper,
                              .is_near = upper < MST_NEVER,
                              .is_simple = true,
                              .work = work,
                              .stop = builder->stop};
        built = mst__cover_solve(run, &rest.problem, &ask, &scratch, &scratch) && run->has_tours;
    }
    if (built) {
        maker m = {.run = run, .rest = &rest, .builder = builder};
        mst__state_copy(builder->state, past);
        built = build_tours(&m, genes);
    }
    mst_arena_release(&scratch);
    return built;
}
