/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the mixed-integer program: their numbers, names, senses and right sides.
 *
 * A row is numbered by its family, up to three indexes and a step, whether it is used or not; the
 * writer prints those that some column enters.
 */
#include <stdio.h>
#include <string.h>

#include "present/milp_internal.h"

#define MOST_ROWS (UINT64_C(64) << 20)

typedef struct shape {
    uint64_t a, b, c, t;
} shape;

static shape
shape_of(const mst__milp *m, mst__milp_family family)
{
    uint64_t sites = m->problem->site_count, groups = m->group_count, arcs = m->problem->arc_count;
    uint64_t people = m->people_count, steps = (uint64_t)m->steps + 1;
    switch (family) {
    case MST__ROW_VEHICLES:
        return (shape){groups, sites, MST__STATE_COUNT, steps};
    case MST__ROW_ABOARD:
        return (shape){groups * people, sites, 3, steps};
    case MST__ROW_POOL:
    case MST__ROW_QUEUE:
        return (shape){people, sites, 1, steps};
    case MST__ROW_SEATS:
    case MST__ROW_FULL:
        return (shape){groups, arcs, 1, steps};
    case MST__ROW_WAIT:
        return (shape){groups, sites, 3, steps};
    case MST__ROW_BOARD:
    case MST__ROW_ALIGHT:
    case MST__ROW_PASS:
        return (shape){groups, sites, 1, steps};
    case MST__ROW_BERTHS:
        return (shape){sites, m->problem->berth_class_count, 1, steps};
    case MST__ROW_HOLD:
    case MST__ROW_DESKS:
        return (shape){sites, 1, 1, steps};
    case MST__ROW_FLOW:
        return (shape){arcs, 1, 1, steps};
    case MST__ROW_ROOM:
        return (shape){sites, 1, 1, 1};
    case MST__ROW_OUT:
    case MST__ROW_LATE:
    case MST__ROW_ORDER:
        return (shape){1, 1, 1, steps};
    case MST__ROW_PEOPLE:
        return (shape){people, 1, 1, 1};
    case MST__FAMILY_COUNT:
        break;
    }
    return (shape){0};
}

mst_status
mst__milp_rows(mst__milp *m, mst_error *err)
{
    uint64_t rows = 0;
    for (uint32_t f = 0; f < MST__FAMILY_COUNT; f++) {
        shape of = shape_of(m, (mst__milp_family)f);
        m->first_row[f] = rows;
        rows += of.a * of.b * of.c * of.t; /* each at most 2^15 x 2^13 x 2^3 x 2^28 */
        if (rows > MOST_ROWS) {
            return mst_fail(err, MST_LIMIT, mst_nowhere(),
                            "the program would have more than %llu rows; take longer steps",
                            (unsigned long long)MOST_ROWS);
        }
    }
    m->first_row[MST__FAMILY_COUNT] = rows;
    return MST_OK;
}

uint64_t
mst__milp_row(const mst__milp *m, mst__milp_family family, uint32_t a, uint32_t b, uint32_t c,
              int32_t t)
{
    shape of = shape_of(m, family);
    return m->first_row[family] + ((a * of.b + b) * of.c + c) * of.t + (uint64_t)t;
}

/* ---- what a row says ---- */

/* Vehicles of the group that can first be used at the site at step `t`. */
static int64_t
supply_of_vehicles(const mst__milp *m, const mst__milp_group *group, uint32_t site, int32_t t)
{
    const mst_p_vehicle *like = &m->problem->vehicles[group->first_vehicle];
    int64_t count = 0;
    for (uint32_t v = 0; group->is_base[site] != 0 && v < m->problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &m->problem->vehicles[v];
        if (vehicle->base != site || vehicle->type != group->type || vehicle->usable.count == 0) {
            continue;
        }
        bool single = vehicle->usable.count == 1 && like->usable.count == 1 &&
                      vehicle->usable.spans[0].end > m->options->horizon &&
                      like->usable.spans[0].end > m->options->horizon;
        bool same = vehicle->usable.count == like->usable.count &&
                    memcmp(vehicle->usable.spans, like->usable.spans,
                           like->usable.count * sizeof *like->usable.spans) == 0;
        mst_time first = vehicle->usable.spans[0].begin;
        count += (single || same) && mst__milp_steps(m, first > 0 ? first : 0) == t;
    }
    return count;
}

/* Units that are released at the site between the step before and `t`. */
static int64_t
supply_of_people(const mst__milp *m, uint32_t people, uint32_t site, int32_t t)
{
    int64_t units = 0;
    for (uint32_t c = 0; c < m->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &m->problem->cohorts[c];
        if (m->cohort_people[c] != people || cohort->site != site) {
            continue;
        }
        int64_t now = mst_cohort_released(cohort, (mst_time)t * m->step);
        int64_t before = t == 0 ? 0 : mst_cohort_released(cohort, (mst_time)(t - 1) * m->step);
        units += (now - before) / cohort->party;
    }
    return units;
}

/* Persons who fill the hold of a site at `t` without being in any flow: those who stay by the
 * scope, are out from the start, or are not released yet. */
static int64_t
others_at(const mst__milp *m, uint32_t site, int32_t t)
{
    int64_t persons = 0;
    for (uint32_t c = 0; c < m->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &m->problem->cohorts[c];
        int64_t there =
            cohort->site != site || cohort->presence != MST_PRESENT_AT_START ? 0 : cohort->count;
        if (m->cohort_people[c] != MST_NONE && there > 0) {
            there -= mst_cohort_released(cohort, (mst_time)t * m->step);
        }
        persons += there;
    }
    return persons;
}

static int64_t
hold_at(const mst__milp *m, uint32_t site, int32_t t)
{
    int64_t most = mst_steps_most(&m->problem->sites[site].hold, 0, m->options->horizon + 1);
    int64_t room = most - others_at(m, site, t);
    int64_t first = 0; /* who are there from the start may be more, and only keep others away */
    for (uint32_t c = 0; c < m->problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &m->problem->cohorts[c];
        if (m->cohort_people[c] != MST_NONE && cohort->site == site) {
            first += mst_cohort_released(cohort, (mst_time)t * m->step);
        }
    }
    return room > first ? room : first;
}

static int64_t
desks_at(const mst__milp *m, uint32_t site)
{
    const mst_p_site *place = &m->problem->sites[site];
    mst_time horizon = m->options->horizon;
    int64_t desks = mst_steps_most(&place->desks, 0, horizon + 1);
    mst_time each = mst_steps_least(&place->desk_time, 0, horizon + 1);
    return each > 0 && each < m->step ? desks * (m->step / each) : desks;
}

static const char *const state_names[] = {"ready", "served", "berth", "depart", "arrive"};

static void
describe_flow_rows(const mst__milp *m, mst__milp_family family, const uint64_t index[3], int32_t t,
                   char name[288], char *sense, int64_t *right)
{
    const mst_p_site *sites = m->problem->sites;
    uint32_t a = (uint32_t)index[0], b = (uint32_t)index[1], c = (uint32_t)index[2];
    switch (family) {
    case MST__ROW_VEHICLES:
        snprintf(name, 288, "%s.%s.%s.%d", state_names[c], mst__milp_group_name(m, a),
                 sites[b].name, t);
        if (right != NULL && c == MST__READY) {
            *right = supply_of_vehicles(m, &m->groups[a], b, t);
        }
        return;
    case MST__ROW_ABOARD:
        snprintf(name, 288, "aboard-%s.%s.%s.%s.%d", state_names[c + 2],
                 mst__milp_people_name(m, a % m->people_count),
                 mst__milp_group_name(m, a / m->people_count), sites[b].name, t);
        *sense = 'E';
        return;
    case MST__ROW_POOL:
    case MST__ROW_QUEUE: {
        bool desks = mst__milp_desks_at(m, b, &m->people[a]);
        snprintf(name, 288, "%s.%s.%s.%d", family == MST__ROW_POOL ? "there" : "queue",
                 mst__milp_people_name(m, a), sites[b].name, t);
        *sense = t < m->steps ? 'E' : 'L';
        if (right != NULL && desks == (family == MST__ROW_QUEUE)) {
            *right = supply_of_people(m, a, b, t);
        }
        return;
    }
    case MST__ROW_SEATS:
    case MST__ROW_FULL:
        snprintf(name, 288, "%s.%s.%s%s.%d", family == MST__ROW_SEATS ? "seats" : "full",
                 mst__milp_group_name(m, a), m->problem->arcs[b].name,
                 m->problem->arcs[b].reverse ? "-back" : "", t);
        return;
    case MST__ROW_WAIT:
        snprintf(name, 288, "wait-%s.%s.%s.%d", state_names[c + 2], mst__milp_group_name(m, a),
                 sites[b].name, t);
        return;
    default:
        snprintf(name, 288, "%s.%s.%s.%d",
                 family == MST__ROW_BOARD    ? "board"
                 : family == MST__ROW_ALIGHT ? "alight"
                                             : "pass",
                 mst__milp_group_name(m, a), sites[b].name, t);
    }
}

static int64_t
right_of_limit(const mst__milp *m, mst__milp_family family, const uint64_t index[3], int32_t t)
{
    const mst_p_site *sites = m->problem->sites;
    mst_time end = m->options->horizon + 1;
    uint32_t a = (uint32_t)index[0];
    switch (family) {
    case MST__ROW_BERTHS:
        return mst_steps_at(&sites[a].berths[index[1]], (mst_time)t * m->step);
    case MST__ROW_HOLD:
        return hold_at(m, a, t);
    case MST__ROW_DESKS:
        return desks_at(m, a);
    case MST__ROW_FLOW:
        return mst_steps_most(&m->problem->arcs[a].flow, 0, end);
    case MST__ROW_ROOM:
        return mst_steps_most(&sites[a].hold, 0, end) - others_at(m, a, 0);
    case MST__ROW_LATE:
        return m->persons;
    case MST__ROW_PEOPLE:
        return m->people[a].units;
    default:
        return 0;
    }
}

static void
describe_limit_rows(const mst__milp *m, mst__milp_family family, const uint64_t index[3], int32_t t,
                    char name[288], char *sense, int64_t *right)
{
    const mst_p_site *sites = m->problem->sites;
    uint32_t a = (uint32_t)index[0];
    *sense = family == MST__ROW_LATE || family == MST__ROW_ORDER   ? 'G'
             : family == MST__ROW_OUT || family == MST__ROW_PEOPLE ? 'E'
                                                                   : 'L';
    if (right != NULL) {
        *right = right_of_limit(m, family, index, t);
    }
    switch (family) {
    case MST__ROW_BERTHS:
        snprintf(name, 288, "berths.%s.%u.%d", sites[a].name, (unsigned)index[1], t);
        return;
    case MST__ROW_HOLD:
        snprintf(name, 288, "hold.%s.%d", sites[a].name, t);
        return;
    case MST__ROW_DESKS:
        snprintf(name, 288, "desks.%s.%d", sites[a].name, t);
        return;
    case MST__ROW_FLOW:
        snprintf(name, 288, "flow.%s%s.%d", m->problem->arcs[a].name,
                 m->problem->arcs[a].reverse ? "-back" : "", t);
        return;
    case MST__ROW_ROOM:
        snprintf(name, 288, "room.%s", sites[a].name);
        return;
    case MST__ROW_PEOPLE:
        snprintf(name, 288, "people.%s", mst__milp_people_name(m, a));
        return;
    default:
        snprintf(name, 288, "%s.%d",
                 family == MST__ROW_OUT    ? "out"
                 : family == MST__ROW_LATE ? "late"
                                           : "order",
                 t);
    }
}

void
mst__milp_describe_row(const mst__milp *m, uint64_t row, char name[288], char *sense,
                       int64_t *right)
{
    uint32_t f = 0;
    while (row >= m->first_row[f + 1]) {
        f++;
    }
    mst__milp_family family = (mst__milp_family)f;
    shape of = shape_of(m, family);
    uint64_t rest = row - m->first_row[f];
    int32_t t = (int32_t)(rest % of.t);
    rest /= of.t;
    uint64_t index[3] = {rest / of.c / of.b, rest / of.c % of.b, rest % of.c};
    *sense = 'L';
    if (right != NULL) {
        *right = 0;
    }
    if (family < MST__ROW_BERTHS) {
        describe_flow_rows(m, family, index, t, name, sense, right);
    } else {
        describe_limit_rows(m, family, index, t, name, sense, right);
    }
}
