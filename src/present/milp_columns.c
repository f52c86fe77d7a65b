/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns of the mixed-integer program, made one after the other and never kept: the writer asks
 * for them once to see which rows are used, and again to print them.
 *
 * Flow rows read: what leaves less what comes is at most the supply.
 */
#include <stdio.h>

#include "present/milp_internal.h"

typedef struct walk {
    const mst__milp *m;
    mst__milp_visit visit;
    void *context;
    mst__milp_column column;
} walk;

static void
begin(walk *w, bool integer, int64_t cost, int64_t most)
{
    w->column.integer = integer;
    w->column.cost = cost;
    w->column.most = most;
    w->column.count = 0;
}

static void
enter(walk *w, uint64_t row, int64_t value)
{
    mst__milp_column *column = &w->column;
    if (column->count == column->room) {
        uint32_t room = column->room == 0 ? 64 : 2 * column->room;
        void *entries = mst_heap_resize(column->entries, room, sizeof *column->entries);
        if (entries == NULL) {
            column->failed = true;
            return;
        }
        column->entries = entries;
        column->room = room;
    }
    column->entries[column->count++] = (mst__milp_entry){row, value};
}

/* A column without rows says nothing and is not there. */
static void
end(walk *w)
{
    if (w->column.count > 0 && !w->column.failed) {
        w->visit(w->context, &w->column);
    }
}

static void
vehicles(walk *w, uint32_t g, uint32_t site, mst__milp_state state, int32_t t, int64_t value)
{
    if (t <= w->m->steps) {
        enter(w, mst__milp_row(w->m, MST__ROW_VEHICLES, g, site, state, t), value);
    }
}

static void
aboard(walk *w, uint32_t g, uint32_t k, uint32_t site, mst__milp_state state, int32_t t,
       int64_t value)
{
    if (t <= w->m->steps) {
        uint32_t pair = g * w->m->people_count + k;
        enter(w, mst__milp_row(w->m, MST__ROW_ABOARD, pair, site, state - 2, t), value);
    }
}

static void
berths(walk *w, uint32_t g, uint32_t site, int32_t t, int32_t steps)
{
    const mst__milp *m = w->m;
    uint32_t class = m->problem->types[m->groups[g].type].berth_class;
    if (!mst__milp_limits(m, &m->problem->sites[site].berths[class],
                          mst__milp_class_count(m, class))) {
        return;
    }
    for (int32_t i = t; i < t + steps && i <= m->steps; i++) {
        enter(w, mst__milp_row(m, MST__ROW_BERTHS, site, class, 0, i), 1);
    }
}

static bool
berths_limited(const mst__milp *m, uint32_t g, uint32_t site)
{
    uint32_t class = m->problem->types[m->groups[g].type].berth_class;
    const mst_p_site *place = &m->problem->sites[site];
    return mst__milp_limits(m, &place->berths[class], mst__milp_class_count(m, class)) ||
           !mst_windows_hold(&place->service, 0, m->options->horizon);
}

/* ---- vehicles ---- */

static bool
is_ready(const mst__milp *m, const mst__milp_group *group, uint32_t site, int32_t t)
{
    return t >= group->ready_from[site] && group->ready_rest[site] <= m->steps - t;
}

static bool
may_depart(const mst__milp *m, const mst__milp_group *group, uint32_t site, int32_t t)
{
    int32_t pool = m->pool_from[site];
    int32_t first = group->ready_from[site] > pool ? group->ready_from[site] : pool;
    first = first > MST__MILP_FAR / 2 ? MST__MILP_FAR : first + group->load;
    first = first < group->arrive_from[site] ? first : group->arrive_from[site];
    return t >= first && group->depart_rest[site] <= m->steps - t;
}

static bool
may_arrive(const mst__milp *m, const mst__milp_group *group, uint32_t site, int32_t t)
{
    return t >= group->arrive_from[site] && group->arrive_rest[site] <= m->steps - t;
}

static bool
ends_at(const mst__milp *m, uint32_t site)
{
    bool all = true;
    for (uint32_t k = 0; k < m->people_count; k++) {
        all = all && m->people[k].ends[site] != 0;
    }
    return all;
}

/* Has a link from the site hours, a flow, or a time that changes? Then it is better to stand
 * loaded. */
static bool
links_limited(const mst__milp *m, uint32_t site)
{
    for (uint32_t a = m->problem->arcs_from[site]; a < m->problem->arcs_from[site + 1]; a++) {
        const mst_p_arc *arc = &m->problem->arcs[a];
        if (arc->slow.count > 1 || mst__milp_limits(m, &arc->flow, MST_UNLIMITED) ||
            !mst_windows_hold(&arc->open, 0, m->options->horizon) ||
            !mst_windows_hold(&m->problem->sites[arc->to].open, 0, m->options->horizon)) {
            return true;
        }
    }
    return !mst_windows_hold(&m->problem->sites[site].air, 0, m->options->horizon);
}

/* Is there a reason to wait in the state with people aboard? Else loading later is as good. */
static bool
waits_loaded(const mst__milp *m, uint32_t g, uint32_t site, mst__milp_state state)
{
    const mst__milp_group *group = &m->groups[g];
    bool goes_on = group->arrive_from[site] <= m->steps && group->depart_rest[site] <= m->steps;
    return berths_limited(m, g, site) || goes_on ||
           (mst__milp_limits(m, &m->problem->sites[site].hold, MST_UNLIMITED) &&
            !ends_at(m, site)) ||
           (state == MST__DEPART && links_limited(m, site));
}

/* Once unloaded the vehicle may leave again; without limits of berths it may as well load. */
static mst__milp_state
after_unloading(const mst__milp *m, uint32_t g, uint32_t site)
{
    return berths_limited(m, g, site) ? MST__SERVED : MST__READY;
}

static bool
ready_somewhere_after(const mst__milp *m, const mst__milp_group *group, uint32_t site, int32_t t)
{
    return group->ready_rest[site] <= m->steps - t;
}

static void
wait_column(walk *w, uint32_t g, uint32_t site, mst__milp_state state, int32_t t)
{
    static const char *const names[] = {"wait", "waits", "waitb", "waitd", "waita"};
    const mst__milp *m = w->m;
    begin(w, true, 0, m->groups[g].count);
    snprintf(w->column.name, sizeof w->column.name, "%s.%s.%s.%d", names[state],
             mst__milp_group_name(m, g), m->problem->sites[site].name, t);
    vehicles(w, g, site, state, t, 1);
    vehicles(w, g, site, state, t + 1, -1);
    if (state >= MST__BERTH) {
        enter(w, mst__milp_row(m, MST__ROW_WAIT, g, site, state - 2, t), -m->groups[g].seats);
    }
    if (state == MST__BERTH) {
        berths(w, g, site, t, 1);
    }
    end(w);
}

static void
service_columns(walk *w, uint32_t g, uint32_t site, int32_t t)
{
    const mst__milp *m = w->m;
    const mst__milp_group *group = &m->groups[g];
    const char *place = m->problem->sites[site].name;
    int32_t rest = m->steps - t;
    bool boards = t + group->load_stay >= m->pool_from[site] + group->load;
    if (is_ready(m, group, site, t) && boards &&
        group->load_stay + group->depart_rest[site] <= rest &&
        mst__milp_serves(m, group, site, t, group->load_stay)) {
        begin(w, true, 0, group->count);
        snprintf(w->column.name, sizeof w->column.name, "load.%s.%s.%d", mst__milp_group_name(m, g),
                 place, t);
        vehicles(w, g, site, MST__READY, t, 1);
        vehicles(w, g, site, MST__DEPART, t + group->load_stay, -1);
        berths(w, g, site, t, group->load_stay);
        enter(w, mst__milp_row(m, MST__ROW_BOARD, g, site, 0, t + group->load_stay - group->load),
              -group->seats);
        end(w);
    }
    if (!may_arrive(m, group, site, t)) {
        return;
    }
    /* Who gets off at the horizon is in time, though the vehicle may be in its berth longer. */
    int32_t stay = group->unload_stay <= rest ? group->unload_stay : group->unload;
    if (group->unload <= rest && mst__milp_serves(m, group, site, t, stay)) {
        begin(w, true, 0, group->count);
        snprintf(w->column.name, sizeof w->column.name, "unload.%s.%s.%d",
                 mst__milp_group_name(m, g), place, t);
        vehicles(w, g, site, MST__ARRIVE, t, 1);
        if (ready_somewhere_after(m, group, site, t + group->unload_stay)) {
            vehicles(w, g, site, after_unloading(m, g, site), t + group->unload_stay, -1);
        }
        berths(w, g, site, t, group->unload_stay);
        enter(w, mst__milp_row(m, MST__ROW_ALIGHT, g, site, 0, t), -group->seats);
        end(w);
    }
    int32_t first = group->both_stay - group->load; /* until the loading may begin */
    if (first + group->load + group->depart_rest[site] <= rest &&
        mst__milp_serves(m, group, site, t, first)) {
        begin(w, true, 0, group->count);
        snprintf(w->column.name, sizeof w->column.name, "both.%s.%s.%d", mst__milp_group_name(m, g),
                 place, t);
        vehicles(w, g, site, MST__ARRIVE, t, 1);
        vehicles(w, g, site, MST__BERTH, t + first, -1);
        berths(w, g, site, t, first);
        enter(w, mst__milp_row(m, MST__ROW_ALIGHT, g, site, 0, t), -group->seats);
        end(w);
    }
}

/* From the berth on: loading after unloading, and vehicles that go on with those aboard. */
static void
onward_columns(walk *w, uint32_t g, uint32_t site, int32_t t)
{
    const mst__milp *m = w->m;
    const mst__milp_group *group = &m->groups[g];
    const char *place = m->problem->sites[site].name;
    int32_t rest = m->steps - t;
    if (t >= group->arrive_from[site] + group->both_stay - group->load &&
        group->load + group->depart_rest[site] <= rest) {
        if (mst__milp_serves(m, group, site, t, group->load)) {
            begin(w, true, 0, group->count);
            snprintf(w->column.name, sizeof w->column.name, "reload.%s.%s.%d",
                     mst__milp_group_name(m, g), place, t);
            vehicles(w, g, site, MST__BERTH, t, 1);
            vehicles(w, g, site, MST__DEPART, t + group->load, -1);
            berths(w, g, site, t, group->load);
            enter(w, mst__milp_row(m, MST__ROW_BOARD, g, site, 0, t), -group->seats);
            end(w);
        }
        if (t < m->steps && mst__milp_serves(m, group, site, t, 1)) {
            wait_column(w, g, site, MST__BERTH, t);
        }
    }
    if (t >= group->arrive_from[site] && group->depart_rest[site] <= rest) {
        begin(w, true, 0, group->count);
        snprintf(w->column.name, sizeof w->column.name, "pass.%s.%s.%d", mst__milp_group_name(m, g),
                 place, t);
        vehicles(w, g, site, MST__ARRIVE, t, 1);
        vehicles(w, g, site, MST__DEPART, t, -1);
        enter(w, mst__milp_row(m, MST__ROW_PASS, g, site, 0, t), -group->seats);
        end(w);
    }
}

static void
flow_entries(walk *w, uint32_t arc, int32_t t)
{
    const mst__milp *m = w->m;
    if (!mst__milp_limits(m, &m->problem->arcs[arc].flow, MST_UNLIMITED)) {
        return;
    }
    int32_t hour = mst__milp_steps(m, MST_MS_PER_HOUR);
    for (int32_t i = t; i < t + hour && i <= m->steps; i++) {
        enter(w, mst__milp_row(m, MST__ROW_FLOW, arc, 0, 0, i), 1);
    }
}

/* Would it help to go as a loaded vehicle with nobody aboard? */
static bool
rides_faster(const mst__milp *m, const mst__milp_group *group, uint32_t arc, int32_t t)
{
    mst_time leave = (mst_time)t * m->step;
    return mst_arc_transit(m->problem, arc, group->type, true, leave) <
           mst_arc_transit(m->problem, arc, group->type, false, leave);
}

static void
move_columns(walk *w, uint32_t g, uint32_t arc, int32_t t)
{
    const mst__milp *m = w->m;
    const mst__milp_group *group = &m->groups[g];
    const mst_p_arc *way = &m->problem->arcs[arc];
    const char *back = way->reverse ? "-back" : "";
    int32_t empty = t >= group->ready_from[way->from] ? mst__milp_transit(m, group, arc, false, t)
                                                      : MST__MILP_FAR;
    if (empty < MST__MILP_FAR && is_ready(m, group, way->to, t + empty)) {
        for (int served = 0; served <= berths_limited(m, g, way->from); served++) {
            begin(w, true, 0, group->count);
            snprintf(w->column.name, sizeof w->column.name, "%s.%s.%s%s.%d",
                     served ? "leave" : "empty", mst__milp_group_name(m, g), way->name, back, t);
            vehicles(w, g, way->from, served ? MST__SERVED : MST__READY, t, 1);
            vehicles(w, g, way->to, MST__READY, t + empty, -1);
            flow_entries(w, arc, t);
            end(w);
        }
    }
    int32_t ride = may_depart(m, group, way->from, t) ? mst__milp_transit(m, group, arc, true, t)
                                                      : MST__MILP_FAR;
    if (ride < MST__MILP_FAR && may_arrive(m, group, way->to, t + ride)) {
        begin(w, true, 0, group->count);
        snprintf(w->column.name, sizeof w->column.name, "ride.%s.%s%s.%d",
                 mst__milp_group_name(m, g), way->name, back, t);
        vehicles(w, g, way->from, MST__DEPART, t, 1);
        vehicles(w, g, way->to, MST__ARRIVE, t + ride, -1);
        enter(w, mst__milp_row(m, MST__ROW_SEATS, g, arc, 0, t), -group->seats);
        if (rides_faster(m, group, arc, t)) {
            enter(w, mst__milp_row(m, MST__ROW_FULL, g, arc, 0, t), 1);
        }
        flow_entries(w, arc, t);
        end(w);
    }
}

static void
vehicle_columns(walk *w, uint32_t g)
{
    const mst__milp *m = w->m;
    const mst__milp_group *group = &m->groups[g];
    for (uint32_t s = 0; s < m->problem->site_count; s++) {
        bool fits = m->problem->compatible[(size_t)s * m->problem->type_count + group->type] != 0;
        for (int32_t t = 0; t <= m->steps; t++) {
            if (is_ready(m, group, s, t) && t < m->steps) {
                wait_column(w, g, s, MST__READY, t);
                if (berths_limited(m, g, s)) {
                    wait_column(w, g, s, MST__SERVED, t);
                }
            }
            if (may_depart(m, group, s, t) && t < m->steps && waits_loaded(m, g, s, MST__DEPART)) {
                wait_column(w, g, s, MST__DEPART, t);
            }
            if (may_arrive(m, group, s, t) && t < m->steps && waits_loaded(m, g, s, MST__ARRIVE)) {
                wait_column(w, g, s, MST__ARRIVE, t);
            }
            if (fits) {
                service_columns(w, g, s, t);
                onward_columns(w, g, s, t);
            }
        }
    }
    for (uint32_t a = 0; a < m->problem->arc_count; a++) {
        for (int32_t t = 0; t <= m->steps; t++) {
            move_columns(w, g, a, t);
        }
    }
}

/* ---- people ---- */

/* Where units that get off at `t` go: out, to the queue before the desks, or into the pool. */
static void
people_arrive(walk *w, uint32_t k, uint32_t site, int32_t t)
{
    const mst__milp *m = w->m;
    const mst__milp_people *people = &m->people[k];
    if (t > m->steps) {
        return;
    }
    if (people->ends[site] == 0) {
        bool desks = mst__milp_desks_at(m, site, people);
        enter(w, mst__milp_row(m, desks ? MST__ROW_QUEUE : MST__ROW_POOL, k, site, 0, t), -1);
        return;
    }
    enter(w, mst__milp_row(m, MST__ROW_PEOPLE, k, 0, 0, 0), 1);
    if (!m->options->by_deadline && t < m->steps) {
        enter(w, mst__milp_row(m, MST__ROW_OUT, 0, 0, 0, t), -people->party);
    }
    if (mst__milp_limits(m, &m->problem->sites[site].hold, m->persons)) {
        enter(w, mst__milp_row(m, MST__ROW_ROOM, site, 0, 0, 0), people->party);
    }
}

static void
hold_entries(walk *w, uint32_t k, uint32_t site, int32_t t, int32_t steps)
{
    const mst__milp *m = w->m;
    if (!mst__milp_limits(m, &m->problem->sites[site].hold, MST_UNLIMITED)) {
        return;
    }
    for (int32_t i = t; i < t + steps && i <= m->steps; i++) {
        enter(w, mst__milp_row(m, MST__ROW_HOLD, site, 0, 0, i), m->people[k].party);
    }
}

static void
begin_people(walk *w, uint32_t k)
{
    begin(w, w->m->people[k].party > 1, 0, w->m->people[k].units);
}

static bool
is_pool(const mst__milp *m, uint32_t k, uint32_t site, int32_t t)
{
    return m->people[k].ends[site] == 0 && t >= m->pool_from[site] && t < m->steps;
}

static void
desk_column(walk *w, uint32_t k, uint32_t site, int32_t t)
{
    const mst__milp *m = w->m;
    const mst_p_site *place = &m->problem->sites[site];
    mst_time each = mst_steps_least(&place->desk_time, 0, m->options->horizon + 1);
    int32_t steps = mst__milp_steps(m, each);
    int64_t work = place->desk_per_party ? 1 : m->people[k].party;
    if (steps > m->steps - t || mst_steps_at(&place->desks, (mst_time)t * m->step) == 0) {
        return;
    }
    begin_people(w, k);
    snprintf(w->column.name, sizeof w->column.name, "desk.%s.%s.%d", mst__milp_people_name(m, k),
             place->name, t);
    enter(w, mst__milp_row(m, MST__ROW_QUEUE, k, site, 0, t), 1);
    enter(w, mst__milp_row(m, MST__ROW_POOL, k, site, 0, t + steps), -1);
    for (int32_t i = t; i < t + steps; i++) {
        enter(w, mst__milp_row(m, MST__ROW_DESKS, site, 0, 0, i), work);
    }
    hold_entries(w, k, site, t, steps);
    end(w);
}

static void
pool_columns(walk *w, uint32_t k, uint32_t site, int32_t t)
{
    const mst__milp *m = w->m;
    bool desks = mst__milp_desks_at(m, site, &m->people[k]);
    for (int queue = 0; queue <= desks; queue++) {
        begin_people(w, k);
        snprintf(w->column.name, sizeof w->column.name, "%s.%s.%s.%d", queue ? "queue" : "stay",
                 mst__milp_people_name(m, k), m->problem->sites[site].name, t);
        mst__milp_family family = queue ? MST__ROW_QUEUE : MST__ROW_POOL;
        enter(w, mst__milp_row(m, family, k, site, 0, t), 1);
        enter(w, mst__milp_row(m, family, k, site, 0, t + 1), -1);
        hold_entries(w, k, site, t, 1);
        end(w);
    }
    if (desks) {
        desk_column(w, k, site, t);
    }
}

static bool
goes_by_itself(const mst_problem *problem, uint32_t cohort, uint32_t arc)
{
    uint32_t goal = problem->cohorts[cohort].self_to;
    bool straight = false;
    for (uint32_t a = problem->arcs_from[problem->arcs[arc].from];
         a < problem->arcs_from[problem->arcs[arc].from + 1]; a++) {
        straight |= problem->arcs[a].to == goal &&
                    mst_arc_self_transit(problem, a, cohort, problem->begins) < MST_NEVER;
    }
    return problem->cohorts[cohort].self_means != MST_SELF_NONE &&
           (!straight || problem->arcs[arc].to == goal);
}

static void
self_columns(walk *w, uint32_t k, uint32_t arc)
{
    const mst__milp *m = w->m;
    const mst_p_arc *way = &m->problem->arcs[arc];
    uint32_t cohort = m->people[k].cohort;
    if (!goes_by_itself(m->problem, cohort, arc) || m->people[k].ends[way->from] != 0) {
        return;
    }
    for (int32_t t = m->pool_from[way->from]; t <= m->steps; t++) {
        mst_time leave = (mst_time)t * m->step;
        mst_time transit = mst_arc_self_transit(m->problem, arc, cohort, leave);
        int32_t steps = mst__milp_steps(m, transit);
        if (steps > m->steps - t || m->pool_rest[way->to] > m->steps - t - steps ||
            !mst_windows_hold(&way->open, leave, leave + transit) ||
            !mst_windows_hold(&m->problem->sites[way->to].open, leave + transit, leave + transit)) {
            continue;
        }
        begin_people(w, k);
        snprintf(w->column.name, sizeof w->column.name, "walk.%s.%s%s.%d",
                 mst__milp_people_name(m, k), way->name, way->reverse ? "-back" : "", t);
        enter(w, mst__milp_row(m, MST__ROW_POOL, k, way->from, 0, t), 1);
        people_arrive(w, k, way->to, t + steps);
        end(w);
    }
}

static void
aboard_wait(walk *w, uint32_t g, uint32_t k, uint32_t site, mst__milp_state state, int32_t t)
{
    static const char *const names[] = {"sitb", "sitd", "sita"};
    const mst__milp *m = w->m;
    begin_people(w, k);
    snprintf(w->column.name, sizeof w->column.name, "%s.%s.%s.%s.%d", names[state - 2],
             mst__milp_people_name(m, k), mst__milp_group_name(m, g), m->problem->sites[site].name,
             t);
    aboard(w, g, k, site, state, t, 1);
    aboard(w, g, k, site, state, t + 1, -1);
    enter(w, mst__milp_row(m, MST__ROW_WAIT, g, site, state - 2, t), m->people[k].party);
    end(w);
}

/* People who stay aboard from one state to another, within the vehicles that do the same. */
static void
aboard_change(walk *w, uint32_t g, uint32_t k, uint32_t site, const char *kind,
              mst__milp_state from, mst__milp_state to, int32_t t, int32_t steps,
              mst__milp_family seats)
{
    const mst__milp *m = w->m;
    begin_people(w, k);
    snprintf(w->column.name, sizeof w->column.name, "%s.%s.%s.%s.%d", kind,
             mst__milp_people_name(m, k), mst__milp_group_name(m, g), m->problem->sites[site].name,
             t);
    aboard(w, g, k, site, from, t, 1);
    aboard(w, g, k, site, to, t + steps, -1);
    enter(w, mst__milp_row(m, seats, g, site, 0, t), m->people[k].party);
    end(w);
}

static void
stop_columns(walk *w, uint32_t g, uint32_t k, uint32_t site, int32_t t)
{
    const mst__milp *m = w->m;
    const mst__milp_group *group = &m->groups[g];
    int32_t rest = m->steps - t;
    if (m->people[k].ends[site] == 0 && t >= m->pool_from[site] && t >= group->ready_from[site] &&
        group->load + group->depart_rest[site] <= rest) {
        begin_people(w, k);
        snprintf(w->column.name, sizeof w->column.name, "on.%s.%s.%s.%d",
                 mst__milp_people_name(m, k), mst__milp_group_name(m, g),
                 m->problem->sites[site].name, t);
        enter(w, mst__milp_row(m, MST__ROW_POOL, k, site, 0, t), 1);
        aboard(w, g, k, site, MST__DEPART, t + group->load, -1);
        enter(w, mst__milp_row(m, MST__ROW_BOARD, g, site, 0, t), m->people[k].party);
        end(w);
    }
    if (may_depart(m, group, site, t) && t < m->steps && waits_loaded(m, g, site, MST__DEPART)) {
        aboard_wait(w, g, k, site, MST__DEPART, t);
    }
    if (!may_arrive(m, group, site, t)) {
        return;
    }
    if (group->unload + m->pool_rest[site] <= rest) {
        begin_people(w, k);
        snprintf(w->column.name, sizeof w->column.name, "off.%s.%s.%s.%d",
                 mst__milp_people_name(m, k), mst__milp_group_name(m, g),
                 m->problem->sites[site].name, t);
        aboard(w, g, k, site, MST__ARRIVE, t, 1);
        enter(w, mst__milp_row(m, MST__ROW_ALIGHT, g, site, 0, t), m->people[k].party);
        people_arrive(w, k, site, t + group->unload);
        end(w);
    }
    if (t < m->steps && waits_loaded(m, g, site, MST__ARRIVE)) {
        aboard_wait(w, g, k, site, MST__ARRIVE, t);
    }
    if (group->depart_rest[site] <= rest) {
        aboard_change(w, g, k, site, "on-with", MST__ARRIVE, MST__DEPART, t, 0, MST__ROW_PASS);
    }
    int32_t first = group->both_stay - group->load;
    if (first + group->load + group->depart_rest[site] <= rest) {
        aboard_change(w, g, k, site, "stays", MST__ARRIVE, MST__BERTH, t, first, MST__ROW_ALIGHT);
    }
}

/* Those who stayed aboard while others got off, until the loading is done. */
static void
berth_columns(walk *w, uint32_t g, uint32_t k, uint32_t site, int32_t t)
{
    const mst__milp *m = w->m;
    const mst__milp_group *group = &m->groups[g];
    int32_t first = group->arrive_from[site] + group->both_stay - group->load;
    if (t < first || group->load + group->depart_rest[site] > m->steps - t) {
        return;
    }
    aboard_change(w, g, k, site, "kept", MST__BERTH, MST__DEPART, t, group->load, MST__ROW_BOARD);
    if (t < m->steps) {
        aboard_wait(w, g, k, site, MST__BERTH, t);
    }
}

static void
ride_columns(walk *w, uint32_t g, uint32_t k, uint32_t arc)
{
    const mst__milp *m = w->m;
    const mst__milp_group *group = &m->groups[g];
    const mst_p_arc *way = &m->problem->arcs[arc];
    for (int32_t t = 0; t <= m->steps; t++) {
        int32_t ride = may_depart(m, group, way->from, t)
                           ? mst__milp_transit(m, group, arc, true, t)
                           : MST__MILP_FAR;
        if (ride >= MST__MILP_FAR || !may_arrive(m, group, way->to, t + ride)) {
            continue;
        }
        begin_people(w, k);
        snprintf(w->column.name, sizeof w->column.name, "go.%s.%s.%s%s.%d",
                 mst__milp_people_name(m, k), mst__milp_group_name(m, g), way->name,
                 way->reverse ? "-back" : "", t);
        aboard(w, g, k, way->from, MST__DEPART, t, 1);
        aboard(w, g, k, way->to, MST__ARRIVE, t + ride, -1);
        enter(w, mst__milp_row(m, MST__ROW_SEATS, g, arc, 0, t), m->people[k].party);
        if (rides_faster(m, group, arc, t)) {
            enter(w, mst__milp_row(m, MST__ROW_FULL, g, arc, 0, t), -1);
        }
        end(w);
    }
}

static void
people_columns(walk *w, uint32_t k)
{
    const mst__milp *m = w->m;
    for (uint32_t s = 0; s < m->problem->site_count; s++) {
        for (int32_t t = 0; t < m->steps; t++) {
            if (is_pool(m, k, s, t)) {
                pool_columns(w, k, s, t);
            }
        }
    }
    for (uint32_t a = 0; a < m->problem->arc_count; a++) {
        self_columns(w, k, a);
    }
    for (uint32_t g = 0; g < m->group_count; g++) {
        for (uint32_t s = 0; s < m->problem->site_count; s++) {
            for (int32_t t = 0; t <= m->steps; t++) {
                stop_columns(w, g, k, s, t);
                berth_columns(w, g, k, s, t);
            }
        }
        for (uint32_t a = 0; a < m->problem->arc_count; a++) {
            ride_columns(w, g, k, a);
        }
    }
    begin_people(w, k);
    w->column.cost = m->people[k].cost;
    snprintf(w->column.name, sizeof w->column.name, "left.%s", mst__milp_people_name(m, k));
    enter(w, mst__milp_row(m, MST__ROW_PEOPLE, k, 0, 0, 0), 1);
    for (int32_t t = 0; !m->options->by_deadline && t < m->steps; t++) {
        enter(w, mst__milp_row(m, MST__ROW_LATE, 0, 0, 0, t), m->people[k].party);
    }
    end(w);
}

/* How many are out by each step, and whether that is all who will be. */
static void
completion_columns(walk *w)
{
    const mst__milp *m = w->m;
    for (int32_t t = 0; t < m->steps; t++) {
        begin(w, false, 0, m->persons);
        snprintf(w->column.name, sizeof w->column.name, "out.%d", t);
        enter(w, mst__milp_row(m, MST__ROW_OUT, 0, 0, 0, t), 1);
        if (t + 1 < m->steps) {
            enter(w, mst__milp_row(m, MST__ROW_OUT, 0, 0, 0, t + 1), -1);
        }
        enter(w, mst__milp_row(m, MST__ROW_LATE, 0, 0, 0, t), 1);
        end(w);
        begin(w, true, 1, 1);
        snprintf(w->column.name, sizeof w->column.name, "late.%d", t);
        enter(w, mst__milp_row(m, MST__ROW_LATE, 0, 0, 0, t), m->persons);
        enter(w, mst__milp_row(m, MST__ROW_ORDER, 0, 0, 0, t), 1);
        if (t > 0) { /* late.t >= late.(t+1) */
            enter(w, mst__milp_row(m, MST__ROW_ORDER, 0, 0, 0, t - 1), -1);
        }
        end(w);
    }
}

bool
mst__milp_columns(const mst__milp *m, mst__milp_visit visit, void *context)
{
    walk w = {.m = m, .visit = visit, .context = context};
    for (uint32_t g = 0; g < m->group_count; g++) {
        vehicle_columns(&w, g);
    }
    for (uint32_t k = 0; k < m->people_count; k++) {
        people_columns(&w, k);
    }
    if (!m->options->by_deadline) {
        completion_columns(&w);
    }
    bool fine = !w.column.failed;
    mst_heap_free(w.column.entries);
    return fine;
}
