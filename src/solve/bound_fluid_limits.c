/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits of the rows of the fluid relaxation, for one ready moment and any deadline, and the most
 * each column can be.
 */
#include "model/fields.h"
#include "solve/bound_fluid.h"

enum { PARTIES = 2520 };

static int64_t
seconds_up(mst_time t)
{
    return t <= 0 ? 0 : mst_ceil_divide(t, 1000);
}

static int64_t
times(int64_t a, int64_t b)
{
    if (a <= 0 || b <= 0) {
        return 0;
    }
    return a >= MST__MANY / b ? MST__MANY : a * b;
}

/* Time of one vehicle between its first boarding of people who are ready and the deadline. Of the
 * first service all but the loading may be before they are, of the last one all but the unloading
 * after the deadline. */
static mst_time
vehicle_time(const mst__fluid *f, uint32_t g, mst_time deadline)
{
    const mst__group *group = &f->relax->groups[g];
    const mst_p_type *type = &f->relax->problem->types[group->type];
    mst_time before = mst__later(type->turn, type->load) - type->load;
    mst_time after = mst__later(type->turn, type->unload) - type->unload;
    mst_time begin = mst__later(group->start, f->ready - before);
    return mst__earlier(deadline, group->end) + after - begin;
}

static int64_t
rounds_limit(const mst__fluid *f, const mst__row *row, mst_time deadline)
{
    const mst__rounds *rounds = &f->rounds[(size_t)row->b * f->relax->group_count + row->a];
    uint32_t count = 0;
    while (count < rounds->count && rounds->offs[count] <= deadline) {
        count++;
    }
    return count == rounds->count && !rounds->all
               ? MST__MANY
               : times(f->seats[row->a], times(f->relax->groups[row->a].count, count));
}

/* Transits of one vehicle there and back that fit the windows one after another. */
static int64_t
windows_limit(const mst__fluid *f, const mst__row *row, mst_time deadline)
{
    const mst_problem *problem = f->relax->problem;
    const mst__group *group = &f->relax->groups[row->a];
    const mst_p_arc *way = &problem->arcs[row->b];
    uint32_t i = 0;
    while (f->relax->types[i] != group->type) {
        i++;
    }
    const mst_time *hop = f->relax->hop + (size_t)i * problem->arc_count;
    mst_time least = hop[row->b];
    if (way->opposite != MST_NONE) {
        least = mst__earlier(least, hop[way->opposite]);
    }
    if (least <= 0 || least >= MST_NEVER) {
        return MST__MANY;
    }
    mst_time begin = mst__later(group->start, f->ready);
    mst_time end = mst__earlier(deadline, group->end);
    int64_t total = 0;
    for (uint32_t w = 0; w < way->open.count; w++) {
        mst_time from = mst__later(way->open.spans[w].begin, begin);
        mst_time until = mst__earlier(way->open.spans[w].end, end);
        total += until > from ? (until - from) / least : 0;
    }
    return times(group->count, total);
}

static int64_t
berths_limit(const mst__fluid *f, const mst__row *row, mst_time deadline)
{
    const mst_problem *problem = f->relax->problem;
    const mst_p_site *site = &problem->sites[row->b];
    const mst_steps *berths = &site->berths[row->a];
    mst_time margin = 0; /* parts of services before people are ready or after the deadline */
    for (uint32_t i = 0; i < f->relax->type_count; i++) {
        const mst_p_type *type = &problem->types[f->relax->types[i]];
        if (type->berth_class == row->a) {
            margin = mst__later(margin, mst__later(type->turn, type->load + type->unload));
        }
    }
    mst_wide total = 0;
    for (uint32_t w = 0; w < site->service.count; w++) {
        mst_time from = mst__later(mst__later(site->service.spans[w].begin, f->ready - margin), 0);
        mst_time until = mst__earlier(site->service.spans[w].end, deadline + margin);
        for (uint32_t i = 0; i < berths->count; i++) {
            mst_time begin = mst__later(from, berths->from[i]);
            mst_time end = i + 1 < berths->count ? berths->from[i + 1] + margin : MST_NEVER;
            end = mst__earlier(until, end);
            total += end > begin
                         ? (mst_wide)(end - begin) * mst__earlier(berths->value[i], MST__MANY)
                         : 0;
        }
    }
    total = total / 1000 + 1;
    return total >= MST__MANY ? MST__MANY : (int64_t)total;
}

static int64_t
already_out(const mst__fluid *f, uint32_t site)
{
    const mst_problem *problem = f->relax->problem;
    int64_t persons = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        persons += problem->cohorts[c].site == site ? problem->cohorts[c].count : 0;
    }
    return persons;
}

int64_t
mst__fluid_limit(const mst__fluid *f, const mst__row *row, mst_time deadline)
{
    const mst_problem *problem = f->relax->problem;
    const mst__group *group = &f->relax->groups[row->a];
    switch (row->kind) {
    case MST__ROW_PEOPLE:
        return f->classes[row->a].site == row->b ? f->people[row->a] : 0;
    case MST__ROW_FLEET:
        return group->count;
    case MST__ROW_TIME:
        return times(times(f->seats[row->a], group->count),
                     seconds_up(vehicle_time(f, row->a, deadline)));
    case MST__ROW_RANGE:
        return times(group->count, problem->types[group->type].range_mm / 1000000 + 1);
    case MST__ROW_ROUNDS:
        return rounds_limit(f, row, deadline);
    case MST__ROW_SORTIES: {
        mst_time span = mst__earlier(deadline, group->end) - mst__later(group->start, f->ready);
        return span < 0 ? 0
                        : times(times(f->seats[row->a], group->count),
                                times(group->sorties, span / MST_MS_PER_DAY + 1));
    }
    case MST__ROW_WINDOWS:
        return windows_limit(f, row, deadline);
    case MST__ROW_FLOW:
        return times(MST__CAR_SEATS,
                     mst__events_within(&problem->arcs[row->a].flow, &problem->arcs[row->a].open,
                                        f->ready, deadline));
    case MST__ROW_MOVES:
        return mst__events_within(&problem->sites[row->a].movements, &problem->sites[row->a].air,
                                  f->ready, deadline);
    case MST__ROW_BERTHS:
        return berths_limit(f, row, deadline);
    case MST__ROW_DESKS: {
        int64_t units =
            mst__site_units(&problem->sites[row->a],
                            mst__later(f->ready, f->relax->earliest_off[row->a]), deadline);
        return problem->sites[row->a].desk_per_party ? times(units, PARTIES) : units;
    }
    case MST__ROW_ROOM:
        return mst__proof_room(f->proof, row->a);
    case MST__ROW_MOVED:
        return f->ready > 0 ? MST__MANY : already_out(f, row->a);
    case MST__ROW_SEATS:
    case MST__ROW_PLACE:
    case MST__ROW_BOARD:
    case MST__ROW_ALIGHT:
    case MST__ROW_STOP:
    case MST__ROW_CHECKED:
    case MST__ROW_COUNT:
        break;
    }
    return 0;
}

int64_t
mst__fluid_cap(const mst__fluid *f, const mst__column *column, mst_time deadline)
{
    const mst_problem *problem = f->relax->problem;
    switch (column->kind) {
    case MST__COLUMN_RIDE: /* no site is the end of two rides of one person */
        return times(f->people[column->a], problem->site_count);
    case MST__COLUMN_DESK:
        return f->people[column->a];
    case MST__COLUMN_ON:
        return times(f->persons, problem->site_count);
    case MST__COLUMN_BEGIN:
        return f->relax->groups[column->b].count;
    case MST__COLUMN_DRIVE: {
        const mst__group *group = &f->relax->groups[column->b];
        uint32_t i = 0;
        while (f->relax->types[i] != group->type) {
            i++;
        }
        mst_time hop = f->relax->hop[(size_t)i * problem->arc_count + column->c];
        mst_time span = mst__later(0, vehicle_time(f, column->b, deadline));
        return hop <= 0 ? MST__MANY : times(group->count, span / hop + 1);
    }
    case MST__COLUMN_REFUEL: {
        const mst__group *group = &f->relax->groups[column->b];
        mst_time refuel = problem->types[group->type].refuel;
        mst_time span = mst__later(0, vehicle_time(f, column->b, deadline));
        return refuel <= 0 ? MST__MANY : times(group->count, span / refuel + 1);
    }
    case MST__COLUMN_BOARD: /* each person at most once before and once after being out */
    case MST__COLUMN_ALIGHT:
    case MST__COLUMN_STOP:
        return 2 * f->persons / f->seats[column->b] + 1;
    }
    return MST__MANY;
}

/* Is what the group can do at the two cuts the same? */
static bool
same_rounds(const mst__fluid *f, uint32_t one, uint32_t other, uint32_t g)
{
    for (uint32_t s = 0; s < f->relax->problem->site_count; s++) {
        if (f->relax->groups[g].at[s] < MST_NEVER &&
            f->cuts[one].inside[s] != f->cuts[other].inside[s]) {
            return false;
        }
    }
    return true;
}

static bool
follow_rounds(mst__fluid *f, uint32_t c, uint32_t g, const uint32_t *maps)
{
    const mst__relax *relax = f->relax;
    mst__rounds *rounds = &f->rounds[(size_t)c * relax->group_count + g];
    for (uint32_t k = 0; k < c; k++) {
        if (same_rounds(f, k, c, g)) {
            *rounds = f->rounds[(size_t)k * relax->group_count + g];
            return true;
        }
    }
    if (f->seats[g] <= 0) {
        *rounds = (mst__rounds){.all = true};
        return true;
    }
    uint32_t i = 0;
    while (relax->types[i] != relax->groups[g].type) {
        i++;
    }
    return mst__memo_rounds(f, &f->cuts[c], g, maps[i], rounds);
}

bool
mst__fluid_ready(mst__fluid *f, mst_time ready)
{
    if (f->ready == ready) {
        return true;
    }
    f->ready = ready;
    f->total = 0;
    for (uint32_t k = 0; k < f->class_count; k++) {
        f->people[k] = 0;
    }
    for (uint32_t m = 0; m < f->relax->mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(f->proof, m);
        int64_t late = cohort->count - (ready > 0 ? mst_cohort_released(cohort, ready) : 0);
        f->people[f->class_of[m]] += late;
        f->total += late;
    }
    uint32_t *maps = MST_TAKE(f->arena, uint32_t, f->relax->type_count);
    for (uint32_t i = 0; maps != NULL && i < f->relax->type_count; i++) {
        if (!mst__memo_map(f, i, &maps[i])) {
            return false;
        }
    }
    for (uint32_t c = 0; maps != NULL && c < f->cut_count; c++) {
        for (uint32_t g = 0; g < f->relax->group_count; g++) {
            if (!follow_rounds(f, c, g, maps)) {
                return false;
            }
        }
    }
    return maps != NULL;
}
