/* SPDX-License-Identifier: Apache-2.0
 *
 * What of a cell goes into the mixed-integer program: flows of people, groups of vehicles, and the
 * list of what has to be left out.
 */
#include <string.h>

#include "base/checked.h"
#include "present/milp_internal.h"

static void
omit(mst__milp *m, const char *sentence)
{
    for (uint32_t i = 0; i < m->omitted_count; i++) {
        if (strcmp(m->omitted[i], sentence) == 0) {
            return;
        }
    }
    if (m->omitted_count < MST__MILP_MOST_OMITTED) {
        m->omitted[m->omitted_count++] = sentence;
    }
}

static bool
ever_above(const mst_steps *steps, int64_t value)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        if (steps->value[i] > value) {
            return true;
        }
    }
    return false;
}

/* ---- people ---- */

/* Where a cohort ends: places it accepts that are safe at any time, and that of a relocation. */
static const uint8_t *
ends_of(mst__milp *m, uint32_t c)
{
    const mst_problem *problem = m->problem;
    uint8_t *ends = MST_TAKE(m->arena, uint8_t, problem->site_count);
    for (uint32_t s = 0; ends != NULL && s < problem->site_count; s++) {
        bool safe = ever_above(&problem->sites[s].safe, 0) || s == problem->relocate_to;
        ends[s] = problem->cohorts[c].accepts[s] != 0 && safe;
        if (ends[s] != 0 && s != problem->relocate_to && problem->sites[s].safe.count > 1) {
            omit(m, "when a place becomes safe, or is no longer");
        }
    }
    return ends;
}

static bool
flow_together(const mst_problem *problem, const mst__milp_people *flow, uint32_t c,
              const uint8_t *ends)
{
    const mst_p_cohort *a = &problem->cohorts[flow->cohort];
    const mst_p_cohort *b = &problem->cohorts[c];
    return a->party == b->party && a->priority == b->priority && a->weight == b->weight &&
           a->force == b->force && a->self_means == b->self_means && a->self_to == b->self_to &&
           a->self_speed_mm_per_hour == b->self_speed_mm_per_hour &&
           memcmp(flow->ends, ends, problem->site_count) == 0;
}

static bool
add_cohort(mst__milp *m, uint32_t c)
{
    const mst_problem *problem = m->problem;
    const mst_p_cohort *cohort = &problem->cohorts[c];
    m->cohort_people[c] = MST_NONE;
    if (cohort->presence == MST_PRESENT_BY_FLEET) {
        omit(m, "reinforcements that come by fleet");
        return true;
    }
    const uint8_t *ends = ends_of(m, c);
    if (ends == NULL) {
        return false;
    }
    if (!cohort->in_scope || cohort->count == 0 || ends[cohort->site] != 0) {
        return true; /* they stay, or are out from the start */
    }
    if (cohort->litter) {
        omit(m, "litters: they count as people who sit, on seats and litter places alike");
    }
    if (cohort->uncontrolled) {
        omit(m, "that some set off by themselves: they go when the plan says");
    }
    uint32_t k = 0;
    while (k < m->people_count && !flow_together(problem, &m->people[k], c, ends)) {
        k++;
    }
    if (k == m->people_count) {
        m->people[m->people_count++] =
            (mst__milp_people){.cohort = c, .party = cohort->party, .ends = ends};
    }
    m->people[k].units += cohort->count / cohort->party;
    m->persons += cohort->count;
    m->cohort_people[c] = k;
    return true;
}

/* What a unit left costs: priorities in turn, each more than all behind it together. */
static mst_status
price_people(mst__milp *m, mst_error *err)
{
    int64_t scale = 1;
    for (uint32_t p = m->problem->priority_count; p-- > 0;) {
        int64_t whole = 0;
        for (uint32_t k = 0; k < m->people_count; k++) {
            mst__milp_people *people = &m->people[k];
            const mst_p_cohort *cohort = &m->problem->cohorts[people->cohort];
            int64_t all;
            if (cohort->priority != p) {
                continue;
            }
            if (!mst_multiply_i64(scale, cohort->weight * people->party, &people->cost) ||
                !mst_multiply_i64(people->cost, people->units, &all) ||
                !mst_add_i64(whole, all, &whole)) {
                return mst_fail(err, MST_LIMIT, mst_nowhere(),
                                "the priorities and weights of people are too large to be added "
                                "up in one number");
            }
        }
        scale = scale > whole ? scale : whole + 1;
    }
    return MST_OK;
}

/* ---- vehicles ---- */

/* Can be used from some moment on, for good? */
static bool
is_open_ended(const mst_windows *windows, mst_time horizon)
{
    return windows->count == 1 && windows->spans[0].end > horizon;
}

static bool
drive_together(const mst__milp *m, const mst__milp_group *group, const mst_p_vehicle *b)
{
    const mst_p_vehicle *a = &m->problem->vehicles[group->first_vehicle];
    if (a->type != b->type) {
        return false;
    }
    mst_time horizon = m->options->horizon;
    if (is_open_ended(&a->usable, horizon) && is_open_ended(&b->usable, horizon)) {
        return true;
    }
    return a->usable.count == b->usable.count &&
           memcmp(a->usable.spans, b->usable.spans, a->usable.count * sizeof *a->usable.spans) == 0;
}

/* People of one kind only fill whole parties. */
static int64_t
useful_seats(const mst__milp *m, const mst_p_type *type)
{
    int64_t places = type->seats + type->litters;
    int64_t party = m->people_count > 0 ? m->people[0].party : 1;
    for (uint32_t k = 0; k < m->people_count; k++) {
        if (m->people[k].party != party) {
            return places;
        }
    }
    return places - places % party;
}

static void
omit_of_type(mst__milp *m, const mst_p_type *type, const mst_p_vehicle *vehicle)
{
    if (type->range_mm < MST_UNLIMITED) {
        omit(m, "range and refuelling");
    }
    if (type->duty < MST_NEVER) {
        omit(m, "crews and their rest");
    }
    if (vehicle->sorties < MST_UNLIMITED) {
        omit(m, "sorties per vehicle in any 24 h");
    }
}

static void
add_vehicle(mst__milp *m, uint32_t v)
{
    const mst_problem *problem = m->problem;
    const mst_p_vehicle *vehicle = &problem->vehicles[v];
    const mst_p_type *type = &problem->types[vehicle->type];
    uint32_t g = 0;
    while (g < m->group_count && !drive_together(m, &m->groups[g], vehicle)) {
        g++;
    }
    if (g == m->group_count) {
        m->groups[m->group_count++] = (mst__milp_group){
            .type = vehicle->type, .first_vehicle = v, .seats = useful_seats(m, type)};
    }
    m->groups[g].count++;
    omit_of_type(m, type, vehicle);
}

/* ---- places ---- */

static void
omit_of_site(mst__milp *m, uint32_t s)
{
    const mst_problem *problem = m->problem;
    const mst_p_site *site = &problem->sites[s];
    if (ever_above(&site->force_fixed, 0) || ever_above(&site->force_per_1000, 0) ||
        ever_above(&site->force_rear, 0)) {
        omit(m, "force and last waves");
    }
    for (uint32_t k = 0; k < problem->berth_class_count; k++) {
        if (mst__milp_limits(m, &site->parking[k], mst__milp_class_count(m, k))) {
            omit(m, "parking");
        }
    }
    if (mst__milp_limits(m, &site->movements, MST_UNLIMITED)) {
        omit(m, "landings and take-offs in any hour");
    }
    if (site->has_process && (site->desks.count > 1 || site->desk_time.count > 1)) {
        omit(m, "that desks change over time: the most of them, and the shortest time, hold");
    }
    for (uint32_t other = 0; site->has_process && other < s; other++) {
        if (problem->sites[other].has_process && problem->sites[other].station == site->station) {
            omit(m, "desks of one station at several sites");
        }
    }
    if (mst__milp_limits(m, &site->hold, MST_UNLIMITED) && site->hold.count > 1) {
        omit(m, "that hold changes over time: the most of it holds");
    }
}

/* A place where people end, with a limit, from which they could be taken on to make room. */
static void
omit_moving_on(mst__milp *m)
{
    const mst_problem *problem = m->problem;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *arc = &problem->arcs[a];
        for (uint32_t k = 0; k < m->people_count; k++) {
            bool goes = m->people[k].ends[arc->from] != 0 && m->people[k].ends[arc->to] != 0 &&
                        mst__milp_limits(m, &problem->sites[arc->from].hold, m->persons);
            for (uint32_t g = 0; goes && g < m->group_count; g++) {
                if (problem->loaded_time[(size_t)a * problem->type_count + m->groups[g].type] <=
                    m->options->horizon) {
                    omit(m, "the hold of a safe site from which people can be taken on");
                }
            }
        }
    }
}

static void
omit_of_arcs(mst__milp *m)
{
    const mst_problem *problem = m->problem;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *arc = &problem->arcs[a];
        if (arc->escort_force > 0) {
            omit(m, "escorts and convoys");
        }
        bool limited = mst__milp_limits(m, &arc->flow, MST_UNLIMITED);
        if (limited && arc->flow.count > 1) {
            omit(m, "that the flow of a link changes over time: the most of it holds");
        }
        for (uint32_t k = 0; limited && k < m->people_count; k++) {
            if (problem->cohorts[m->people[k].cohort].self_means == MST_SELF_OWN_CARS) {
                omit(m, "own cars in the flow of a link");
            }
        }
    }
}

static mst_status
refuse_omitted(const mst__milp *m, mst_error *err)
{
    char list[512] = "";
    size_t length = 0;
    for (uint32_t i = 0; i < m->omitted_count; i++) {
        size_t bytes = strlen(m->omitted[i]);
        if (length + bytes + 3 < sizeof list) {
            memcpy(list + length, i == 0 ? "" : "; ", i == 0 ? 0 : 2);
            length += i == 0 ? 0 : 2;
            memcpy(list + length, m->omitted[i], bytes + 1);
            length += bytes;
        }
    }
    return mst_fail(err, MST_USAGE, mst_nowhere(),
                    "the program cannot say: %s. With --relax it is left out", list);
}

mst_status
mst__milp_scope(mst__milp *m, const mst_case *instance, mst_error *err)
{
    const mst_problem *problem = m->problem;
    m->cohort_people = MST_TAKE(m->arena, uint32_t, problem->cohort_count);
    m->people = MST_TAKE(m->arena, mst__milp_people, problem->cohort_count);
    m->groups = MST_TAKE(m->arena, mst__milp_group, problem->vehicle_count);
    bool fine = m->cohort_people != NULL && m->people != NULL && m->groups != NULL;
    if (instance->phase_count > 1) {
        omit(m, "surprises: this is the cell as it is known at the order");
    }
    for (uint32_t c = 0; fine && c < problem->cohort_count; c++) {
        fine = add_cohort(m, c);
    }
    if (!fine) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    for (uint32_t k = 1; k < m->people_count; k++) {
        if (m->people[k].party != m->people[0].party) {
            omit(m, "that a party is in one vehicle, where parties of several sizes share one");
            break;
        }
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        add_vehicle(m, v);
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        omit_of_site(m, s);
    }
    omit_of_arcs(m);
    omit_moving_on(m);
    if (problem->pin_count > 0) {
        omit(m, "pins");
    }
    if (m->omitted_count > 0 && !m->options->relax) {
        return refuse_omitted(m, err);
    }
    return price_people(m, err);
}

const char *
mst__milp_group_name(const mst__milp *m, uint32_t group)
{
    return m->problem->vehicles[m->groups[group].first_vehicle].name;
}

const char *
mst__milp_people_name(const mst__milp *m, uint32_t people)
{
    return m->problem->cohorts[m->people[people].cohort].name;
}
