/* SPDX-License-Identifier: Apache-2.0
 *
 * Steps of time of the mixed-integer program, and what can be reached in them: so that no column is
 * written that no plan within the horizon uses.
 */
#include "present/milp_internal.h"

enum { MOST_STEPS_DEFAULT = 500 };

int32_t
mst__milp_steps(const mst__milp *m, mst_time duration)
{
    int64_t steps = duration >= MST_NEVER ? MST__MILP_FAR : mst_ceil_divide(duration, m->step);
    return steps < MST__MILP_FAR ? (int32_t)steps : MST__MILP_FAR;
}

/* ---- the step ---- */

static void
divide(mst_time *step, mst_time t, mst_time horizon)
{
    if (t <= 0 || t > horizon) {
        return;
    }
    mst_time a = *step;
    while (t != 0) {
        mst_time rest = a % t;
        a = t;
        t = rest;
    }
    *step = a;
}

static void
divide_windows(mst_time *step, const mst_windows *windows, mst_time horizon)
{
    for (uint32_t i = 0; i < windows->count; i++) {
        divide(step, windows->spans[i].begin, horizon);
        divide(step, windows->spans[i].end, horizon);
    }
}

static void
divide_steps(mst_time *step, const mst_steps *steps, mst_time horizon)
{
    for (uint32_t i = 1; i < steps->count; i++) {
        divide(step, steps->from[i], horizon);
    }
}

static void
divide_arcs(const mst__milp *m, mst_time *step)
{
    const mst_problem *problem = m->problem;
    mst_time horizon = m->options->horizon;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *arc = &problem->arcs[a];
        divide_windows(step, &arc->open, horizon);
        divide_steps(step, &arc->slow, horizon);
        if (mst__milp_limits(m, &arc->flow, MST_UNLIMITED)) {
            divide(step, MST_MS_PER_HOUR, MST_NEVER);
        }
        for (uint32_t i = 0; i < arc->slow.count; i++) {
            mst_time t = arc->slow.from[i] > 0 ? arc->slow.from[i] : 0;
            for (uint32_t g = 0; g < m->group_count; g++) {
                uint32_t type = m->groups[g].type;
                divide(step, mst_arc_transit(problem, a, type, true, t), horizon);
                divide(step, mst_arc_transit(problem, a, type, false, t), horizon);
            }
            for (uint32_t k = 0; k < m->people_count; k++) {
                divide(step, mst_arc_self_transit(problem, a, m->people[k].cohort, t), horizon);
            }
        }
    }
}

static void
divide_people(const mst__milp *m, mst_time *step)
{
    const mst_problem *problem = m->problem;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (m->cohort_people[c] == MST_NONE) {
            continue;
        }
        divide(step, cohort->release_start, m->options->horizon);
        for (uint32_t i = 0; i < cohort->release_row_count; i++) {
            divide(step, mst_cohort_release_time(cohort, cohort->release_rows[i].people),
                   m->options->horizon);
        }
        int64_t parties = cohort->count / cohort->party;
        for (int64_t i = 1; cohort->release_over > 0 && i <= parties && *step > 1; i++) {
            divide(step, mst_cohort_release_time(cohort, i * cohort->party), m->options->horizon);
        }
    }
}

static void
divide_sites(const mst__milp *m, mst_time *step)
{
    mst_time horizon = m->options->horizon;
    for (uint32_t s = 0; s < m->problem->site_count; s++) {
        const mst_p_site *site = &m->problem->sites[s];
        divide_windows(step, &site->service, horizon);
        divide_windows(step, &site->open, horizon);
        divide_windows(step, &site->air, horizon);
        for (uint32_t k = 0; k < m->problem->berth_class_count; k++) {
            divide_steps(step, &site->berths[k], horizon);
        }
        if (site->has_process) {
            for (uint32_t i = 0; i < site->desk_time.count; i++) {
                divide(step, site->desk_time.value[i], horizon);
            }
        }
    }
}

/* Steps at whose end the vehicle's last move and what follows it are over when each transit and
 * each loading and unloading is rounded up, and no wait is shorter than it was. */
static int64_t
rounded_end(const mst__milp *m, const mst_plan *plan, uint32_t vehicle)
{
    int64_t end = 0;
    mst_time before = 0;
    for (uint32_t i = plan->first_move[vehicle]; i < plan->first_move[vehicle + 1]; i++) {
        const mst_plan_move *move = &plan->moves[i];
        bool both = i > plan->first_move[vehicle]; /* a stop between may unload and load */
        end += mst_ceil_divide(move->leave - before, m->step) + both +
               mst_ceil_divide(move->arrive - move->leave, m->step);
        before = move->arrive;
    }
    const mst_p_vehicle *facts = &m->problem->vehicles[vehicle];
    return end + mst_ceil_divide(m->problem->types[facts->type].unload, m->step);
}

/* Makes the horizon so late that the plan fits it in rounded times; not later than the cell's. */
static void
allow_rounding(mst__milp *m)
{
    const mst_plan *plan = m->options->fit;
    if (m->exact || plan == NULL) {
        return;
    }
    int64_t steps = 0;
    for (uint32_t v = 0; v < m->problem->vehicle_count; v++) {
        int64_t end = rounded_end(m, plan, v);
        steps = end > steps ? end : steps;
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) { /* whoever walks is there later, too */
        const mst_plan_self_move *move = &plan->self_moves[i];
        steps += i == 0 ? mst_ceil_divide(move->arrive - move->leave, m->step) : 0;
    }
    int64_t most = m->problem->horizon / m->step;
    steps = steps < most ? steps : most;
    if (steps > m->steps && steps <= MST__MILP_FAR / 4) {
        m->steps = (int32_t)steps;
        m->options->horizon = steps * m->step;
    }
}

static mst_status
choose_step(mst__milp *m, mst_error *err)
{
    mst_time horizon = m->options->horizon;
    mst_time step = 0; /* of nothing yet: the first time divided is the step */
    for (uint32_t g = 0; g < m->group_count; g++) {
        const mst_p_type *type = &m->problem->types[m->groups[g].type];
        divide(&step, type->load, horizon);
        divide(&step, type->unload, horizon);
        divide(&step, type->turn, horizon);
    }
    for (uint32_t v = 0; v < m->problem->vehicle_count; v++) {
        divide_windows(&step, &m->problem->vehicles[v].usable, horizon);
    }
    divide_arcs(m, &step);
    divide_people(m, &step);
    divide_sites(m, &step);
    step = step > 0 ? step : horizon;
    int64_t most = m->options->most_steps > 0 ? m->options->most_steps : MOST_STEPS_DEFAULT;
    mst_time exact = step;
    if (m->options->step > 0) {
        step = m->options->step;
    } else if (horizon / step > most) {
        step = mst_ceil_divide(horizon, most);
    }
    if (horizon <= 0 || horizon / step > MST__MILP_FAR / 4) {
        return mst_fail(err, MST_USAGE, mst_nowhere(),
                        "a horizon of %lld ms cannot be cut into steps of %lld ms",
                        (long long)horizon, (long long)step);
    }
    m->step = step;
    m->steps = (int32_t)(horizon / step);
    m->exact = exact % step == 0;
    allow_rounding(m);
    return MST_OK;
}

/* ---- what is allowed when ---- */

static mst_time
time_of(const mst__milp *m, int32_t t)
{
    return (mst_time)t * m->step;
}

bool
mst__milp_serves(const mst__milp *m, const mst__milp_group *group, uint32_t site, int32_t t,
                 int32_t steps)
{
    const mst_p_vehicle *vehicle = &m->problem->vehicles[group->first_vehicle];
    mst_time begin = time_of(m, t), end = time_of(m, t + steps);
    return t + steps <= m->steps &&
           mst_windows_hold(&m->problem->sites[site].service, begin, end) &&
           (vehicle->usable.count == 1 || mst_windows_hold(&vehicle->usable, begin, end));
}

int32_t
mst__milp_transit(const mst__milp *m, const mst__milp_group *group, uint32_t arc, bool loaded,
                  int32_t t)
{
    const mst_problem *problem = m->problem;
    const mst_p_arc *way = &problem->arcs[arc];
    const mst_p_vehicle *vehicle = &problem->vehicles[group->first_vehicle];
    mst_time begin = time_of(m, t);
    mst_time transit = mst_arc_transit(problem, arc, group->type, loaded, begin);
    int32_t steps = mst__milp_steps(m, transit);
    if (steps > m->steps - t ||
        !problem->compatible[(size_t)way->to * problem->type_count + group->type]) {
        return MST__MILP_FAR;
    }
    mst_time end = time_of(m, t + steps);
    bool air = problem->types[group->type].mode == MST_MODE_AIR;
    bool fine = mst_windows_hold(&way->open, begin, begin + transit) &&
                mst_windows_hold(&problem->sites[way->to].open, end, end) &&
                (vehicle->usable.count == 1 || mst_windows_hold(&vehicle->usable, begin, end)) &&
                (!air || (mst_windows_hold(&problem->sites[way->from].air, begin, begin) &&
                          mst_windows_hold(&problem->sites[way->to].air, end, end)));
    return fine ? steps : MST__MILP_FAR;
}

bool
mst__milp_limits(const mst__milp *m, const mst_steps *limit, int64_t most)
{
    return mst_steps_least(limit, 0, m->options->horizon + 1) < most;
}

int64_t
mst__milp_class_count(const mst__milp *m, uint32_t berth_class)
{
    int64_t count = 0;
    for (uint32_t g = 0; g < m->group_count; g++) {
        bool same = m->problem->types[m->groups[g].type].berth_class == berth_class;
        count += same ? m->groups[g].count : 0;
    }
    return count;
}

bool
mst__milp_desks_at(const mst__milp *m, uint32_t site, const mst__milp_people *people)
{
    return m->problem->sites[site].has_process && people->ends[site] == 0 &&
           !m->problem->cohorts[people->cohort].force;
}

/* ---- what can be reached ---- */

/* Least steps of a transit at any time of entry. */
static int32_t
least_transit(const mst__milp *m, const mst__milp_group *group, uint32_t arc, bool loaded)
{
    const mst_problem *problem = m->problem;
    const mst_steps *slow = &problem->arcs[arc].slow;
    int32_t least = MST__MILP_FAR;
    if (!problem->compatible[(size_t)problem->arcs[arc].to * problem->type_count + group->type]) {
        return least;
    }
    for (uint32_t i = 0; i < slow->count; i++) {
        int32_t steps =
            mst__milp_steps(m, mst_arc_transit(problem, arc, group->type, loaded, slow->from[i]));
        least = steps < least ? steps : least;
    }
    return least;
}

static int32_t
least_self(const mst__milp *m, uint32_t arc)
{
    const mst_steps *slow = &m->problem->arcs[arc].slow;
    int32_t least = MST__MILP_FAR;
    for (uint32_t k = 0; k < m->people_count; k++) {
        for (uint32_t i = 0; i < slow->count; i++) {
            int32_t steps = mst__milp_steps(
                m, mst_arc_self_transit(m->problem, arc, m->people[k].cohort, slow->from[i]));
            least = steps < least ? steps : least;
        }
    }
    return least;
}

static bool
lower(int32_t *value, int32_t to)
{
    if (to >= *value || to > MST__MILP_FAR / 2) {
        return false;
    }
    *value = to;
    return true;
}

static int32_t
later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* One round over the arcs: what leads on from what can be reached by now. */
static bool
spread_forward(mst__milp *m)
{
    bool changed = false;
    for (uint32_t a = 0; a < m->problem->arc_count; a++) {
        uint32_t from = m->problem->arcs[a].from, to = m->problem->arcs[a].to;
        int32_t self = least_self(m, a);
        changed |= m->pool_from[from] < MST__MILP_FAR &&
                   lower(&m->pool_from[to], m->pool_from[from] + self);
        for (uint32_t g = 0; g < m->group_count; g++) {
            mst__milp_group *group = &m->groups[g];
            int32_t empty = least_transit(m, group, a, false);
            int32_t ride = least_transit(m, group, a, true);
            int32_t loaded = later(group->ready_from[from], m->pool_from[from]) + group->load;
            int32_t through = group->arrive_from[from];
            loaded = loaded < through ? loaded : through;
            changed |= lower(&group->ready_from[to], group->ready_from[from] + empty);
            if (ride >= MST__MILP_FAR || loaded > m->steps) {
                continue;
            }
            changed |= lower(&group->arrive_from[to], loaded + ride);
            changed |= lower(&group->ready_from[to], loaded + ride + group->unload);
            changed |= lower(&m->pool_from[to], loaded + ride + group->unload);
        }
    }
    return changed;
}

/* One round backwards: how long it takes at least from there until somebody is out. */
static bool
spread_backward(mst__milp *m)
{
    bool changed = false;
    for (uint32_t a = 0; a < m->problem->arc_count; a++) {
        uint32_t from = m->problem->arcs[a].from, to = m->problem->arcs[a].to;
        changed |= lower(&m->pool_rest[from], m->pool_rest[to] + least_self(m, a));
        for (uint32_t g = 0; g < m->group_count; g++) {
            mst__milp_group *group = &m->groups[g];
            int32_t empty = least_transit(m, group, a, false);
            int32_t ride = least_transit(m, group, a, true);
            changed |= lower(&group->arrive_rest[to], group->unload + m->pool_rest[to]);
            changed |= lower(&group->arrive_rest[to], group->depart_rest[to]);
            changed |= lower(&group->depart_rest[from], ride + group->arrive_rest[to]);
            changed |= lower(&group->ready_rest[from], group->load + group->depart_rest[from]);
            changed |= lower(&group->ready_rest[from], empty + group->ready_rest[to]);
            changed |= lower(&m->pool_rest[from], group->load + group->depart_rest[from]);
        }
    }
    return changed;
}

static int32_t *
take_far(mst__milp *m)
{
    int32_t *values = MST_TAKE(m->arena, int32_t, m->problem->site_count);
    for (uint32_t s = 0; values != NULL && s < m->problem->site_count; s++) {
        values[s] = MST__MILP_FAR;
    }
    return values;
}

static bool
prepare_group(mst__milp *m, mst__milp_group *group)
{
    const mst_p_type *type = &m->problem->types[group->type];
    group->load = mst__milp_steps(m, type->load);
    group->unload = mst__milp_steps(m, type->unload);
    int32_t turn = mst__milp_steps(m, type->turn);
    group->load_stay = later(turn, group->load);
    group->unload_stay = later(turn, group->unload);
    group->both_stay = later(turn, group->load + group->unload);
    group->is_base = MST_TAKE(m->arena, uint8_t, m->problem->site_count);
    group->ready_from = take_far(m);
    group->arrive_from = take_far(m);
    group->ready_rest = take_far(m);
    group->depart_rest = take_far(m);
    group->arrive_rest = take_far(m);
    return group->is_base != NULL && group->ready_from != NULL && group->arrive_from != NULL &&
           group->ready_rest != NULL && group->depart_rest != NULL && group->arrive_rest != NULL;
}

static bool
prepare_reach(mst__milp *m)
{
    m->pool_from = take_far(m);
    m->pool_rest = take_far(m);
    bool fine = m->pool_from != NULL && m->pool_rest != NULL;
    for (uint32_t g = 0; fine && g < m->group_count; g++) {
        fine = prepare_group(m, &m->groups[g]);
    }
    return fine;
}

static void
begin_reach(mst__milp *m)
{
    const mst_problem *problem = m->problem;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (m->cohort_people[c] != MST_NONE) {
            mst_time first =
                mst_cohort_release_time(&problem->cohorts[c], problem->cohorts[c].party);
            lower(&m->pool_from[problem->cohorts[c].site], mst__milp_steps(m, first));
        }
    }
    for (uint32_t k = 0; k < m->people_count; k++) {
        for (uint32_t s = 0; s < problem->site_count; s++) {
            m->pool_rest[s] = m->people[k].ends[s] != 0 ? 0 : m->pool_rest[s];
        }
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[v];
        for (uint32_t g = 0; g < m->group_count; g++) {
            if (m->groups[g].type == vehicle->type && vehicle->usable.count > 0) {
                mst_time first = vehicle->usable.spans[0].begin;
                m->groups[g].is_base[vehicle->base] = 1;
                lower(&m->groups[g].ready_from[vehicle->base],
                      mst__milp_steps(m, first > 0 ? first : 0));
            }
        }
    }
}

mst_status
mst__milp_time(mst__milp *m, mst_error *err)
{
    mst_status status = choose_step(m, err);
    if (status != MST_OK) {
        return status;
    }
    if (!prepare_reach(m)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    begin_reach(m);
    while (spread_forward(m)) {}
    while (spread_backward(m)) {}
    return MST_OK;
}
