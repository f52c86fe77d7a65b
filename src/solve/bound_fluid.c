/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns and rows of the fluid relaxation (bound_fluid.h).
 *
 * Why any valid plan is a point of it. A person counts while they are not out: what they ride is
 * cut to a way without circles from where they start to the first site at which they are out.
 * Vehicles count their transits, services and refuellings; whoever rides has a seat in a transit,
 * whoever boards a stop, and all of a vehicle's transits and services follow each other in its
 * time.
 */
#include "solve/bound_fluid.h"

#include <assert.h>
#include <string.h>

#include "model/fields.h"

#define FOLLOW_STEP (24 * MST_MS_PER_HOUR)

enum { MOST_ROWS = 6000, MOST_COLUMNS = 12000, MOST_ENTRIES = 100000, PARTIES = 2520 };

typedef struct table { /* [a * width + b] row + 1 */
    uint32_t width;
    uint32_t *rows;
} table;

typedef struct plant {
    mst__fluid *fluid;
    const mst_problem *problem;
    table tables[MST__ROW_COUNT];
    bool full;
} plant;

/* ---- who ---- */

static bool
same_class(const mst__fluid *f, const mst__class *one, uint32_t mover)
{
    const mst_p_cohort *cohort = mst__proof_cohort(f->proof, mover);
    const mst_p_cohort *means = &f->relax->problem->cohorts[one->cohort];
    return one->site == cohort->site && one->goals == f->relax->movers[mover].goals &&
           one->free == (cohort->force || cohort->uncontrolled) && one->litter == cohort->litter &&
           one->priority == cohort->priority && means->self_means == cohort->self_means &&
           means->self_to == cohort->self_to &&
           means->self_speed_mm_per_hour == cohort->self_speed_mm_per_hour;
}

/* Can they walk or drive the arc? From where a link leads straight to where they go they take no
 * other (rule 1.8). */
static bool
goes_alone(const mst__fluid *f, const mst__class *one, uint32_t arc)
{
    const mst_problem *problem = f->relax->problem;
    const mst_p_cohort *cohort = &problem->cohorts[one->cohort];
    const mst_p_arc *way = &problem->arcs[arc];
    if (cohort->self_means == MST_SELF_NONE || f->relax->self[arc] >= MST_NEVER) {
        return false;
    }
    mst_time least = MST_NEVER;
    for (uint32_t i = 0; i < way->slow.count; i++) {
        least =
            mst__earlier(least, mst_arc_self_transit(problem, arc, one->cohort, way->slow.from[i]));
    }
    if (least >= MST_NEVER ||
        mst__sum(mst_windows_earliest(&way->open, 0, least), least) > problem->horizon) {
        return false;
    }
    if (cohort->self_to == MST_NONE || way->to == cohort->self_to) {
        return true;
    }
    for (uint32_t a = problem->arcs_from[way->from]; a < problem->arcs_from[way->from + 1]; a++) {
        if (problem->arcs[a].to == cohort->self_to &&
            mst_arc_self_transit(problem, a, one->cohort, 0) < MST_NEVER) {
            return false;
        }
    }
    return true;
}

/* Marks where the class can be, off and aboard, before being out; true when that is more than
 * before. */
static bool
spread(const mst__fluid *f, mst__class *one, uint8_t *off)
{
    const mst__relax *relax = f->relax;
    const mst_problem *problem = relax->problem;
    const uint8_t *goal = relax->goal_sets[one->goals];
    bool grown = false;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        uint32_t from = problem->arcs[a].from;
        uint32_t to = problem->arcs[a].to;
        if (goes_alone(f, one, a) && off[from] && !goal[to] && !off[to]) {
            off[to] = 1;
            grown = true;
        }
        for (uint32_t i = 0; i < relax->type_count; i++) {
            uint8_t *aboard = one->aboard + (size_t)i * problem->site_count;
            const uint8_t *serves = relax->serves + (size_t)i * problem->site_count;
            bool rides = relax->ride[(size_t)i * problem->arc_count + a] < MST_NEVER;
            if (!rides || !(aboard[from] || (off[from] && serves[from]))) {
                continue;
            }
            grown = grown || !aboard[to] || (serves[to] && !goal[to] && !off[to]);
            aboard[to] = 1;
            off[to] |= serves[to] && !goal[to];
        }
    }
    return grown;
}

/* Sites the class can be at before being out, and from which it can be out. */
static bool
fill_class_reach(mst__fluid *f, mst__class *one)
{
    const mst__relax *relax = f->relax;
    const mst_problem *problem = relax->problem;
    const uint8_t *goal = relax->goal_sets[one->goals];
    uint32_t sites = problem->site_count;
    uint8_t *back = MST_TAKE(f->arena, uint8_t, sites);
    one->reach = MST_TAKE(f->arena, uint8_t, sites);
    one->aboard = MST_TAKE(f->arena, uint8_t, (size_t)sites * relax->type_count);
    if (back == NULL || one->reach == NULL || one->aboard == NULL) {
        return false;
    }
    one->reach[one->site] = 1;
    while (spread(f, one, one->reach)) {}
    memcpy(back, goal, sites);
    for (bool grown = true; grown;) { /* few sites: as many passes as the longest way has arcs */
        grown = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            uint32_t from = problem->arcs[a].from;
            if (relax->passable[a] && back[problem->arcs[a].to] && !back[from]) {
                back[from] = 1;
                grown = true;
            }
        }
    }
    for (uint32_t s = 0; s < sites; s++) {
        for (uint32_t i = 0; i < relax->type_count && !goal[s]; i++) {
            one->reach[s] |= one->aboard[(size_t)i * sites + s];
        }
        one->reach[s] = one->reach[s] && back[s];
    }
    return true;
}

static bool
fill_classes(mst__fluid *f)
{
    uint32_t movers = f->relax->mover_count;
    f->classes = MST_TAKE(f->arena, mst__class, movers);
    f->class_of = MST_TAKE(f->arena, uint32_t, movers);
    f->people = MST_TAKE(f->arena, int64_t, movers);
    if (f->classes == NULL || f->class_of == NULL || f->people == NULL) {
        return false;
    }
    for (uint32_t m = 0; m < movers; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(f->proof, m);
        uint32_t k = 0;
        while (k < f->class_count && !same_class(f, &f->classes[k], m)) {
            k++;
        }
        if (k == f->class_count) {
            f->classes[f->class_count++] =
                (mst__class){.site = cohort->site,
                             .goals = f->relax->movers[m].goals,
                             .free = cohort->force || cohort->uncontrolled,
                             .litter = cohort->litter,
                             .cohort = f->relax->movers[m].cohort,
                             .priority = cohort->priority};
            if (!fill_class_reach(f, &f->classes[k])) {
                return false;
            }
        }
        mst__class *one = &f->classes[k];
        one->party = one->party > cohort->party ? one->party : cohort->party;
        f->class_of[m] = k;
    }
    return true;
}

/* Most seats that people without litters fill, whole parties. */
static bool
fill_seats(mst__fluid *f)
{
    const mst_problem *problem = f->relax->problem;
    f->seats = MST_TAKE(f->arena, int64_t, f->relax->group_count);
    uint8_t *everywhere = MST_TAKE(f->arena, uint8_t, problem->site_count);
    if (f->seats == NULL || everywhere == NULL) {
        return false;
    }
    memset(everywhere, 1, problem->site_count);
    mst__cut all = {.inside = everywhere, .gate = MST_NONE, .goals = MST_NONE, .need = MST__MANY};
    for (uint32_t i = 0; i < f->relax->type_count; i++) {
        const mst_p_type *type = &problem->types[f->relax->types[i]];
        int64_t seats = mst__earlier(type->seats, mst__round_seats(f->relax, &all, type));
        for (uint32_t g = 0; g < f->relax->group_count; g++) {
            f->seats[g] = f->relax->groups[g].type == f->relax->types[i] ? seats : f->seats[g];
        }
    }
    return true;
}

/* ---- rows and entries ---- */

static uint32_t
row_of(plant *p, mst__row_kind kind, uint32_t a, uint32_t b)
{
    mst__fluid *f = p->fluid;
    uint32_t *cell = &p->tables[kind].rows[(size_t)a * p->tables[kind].width + b];
    if (*cell == 0) {
        if (f->row_count == MOST_ROWS) {
            p->full = true;
            return 0;
        }
        f->rows[f->row_count] = (mst__row){.kind = kind, .a = a, .b = b};
        *cell = ++f->row_count;
    }
    return *cell - 1;
}

static void
put(plant *p, mst__row_kind kind, uint32_t a, uint32_t b, int64_t value)
{
    mst__fluid *f = p->fluid;
    if (value == 0) {
        return;
    }
    if (f->entry_count == MOST_ENTRIES) {
        p->full = true;
        return;
    }
    f->entries[f->entry_count++] = (mst__entry){.row = row_of(p, kind, a, b), .value = value};
}

static void
begin_column(plant *p, mst__column_kind kind, uint32_t a, uint32_t b, uint32_t c)
{
    mst__fluid *f = p->fluid;
    if (f->column_count == MOST_COLUMNS) {
        p->full = true;
        return;
    }
    f->columns[f->column_count++] =
        (mst__column){.kind = kind, .a = a, .b = b, .c = c, .begin = f->entry_count};
}

static int64_t
seconds_down(mst_time t)
{
    return t / 1000;
}

/* What a stop takes beyond its loading and unloading, when the turn is longer. */
static int64_t
stop_seconds(const mst_p_type *type)
{
    return seconds_down(mst__later(0, type->turn - type->load - type->unload));
}

static uint32_t
type_index(const mst__relax *relax, uint32_t group)
{
    uint32_t i = 0;
    while (relax->types[i] != relax->groups[group].type) {
        i++;
    }
    return i;
}

static mst_time
ride_of(const mst__fluid *f, uint32_t group, uint32_t arc)
{
    return f->relax->ride[(size_t)type_index(f->relax, group) * f->relax->problem->arc_count + arc];
}

static mst_time
hop_of(const mst__fluid *f, uint32_t group, uint32_t arc)
{
    return f->relax->hop[(size_t)type_index(f->relax, group) * f->relax->problem->arc_count + arc];
}

/* Can the group ever get along the arc? */
static bool
drives(const mst__fluid *f, uint32_t group, uint32_t arc)
{
    const mst__group *one = &f->relax->groups[group];
    const mst_p_arc *way = &f->relax->problem->arcs[arc];
    return one->at[way->from] < MST_NEVER && one->at[way->to] < MST_NEVER &&
           hop_of(f, group, arc) < MST_NEVER;
}

static bool
limits_room(const plant *p, uint32_t site)
{
    return p->fluid->moving_on && mst__proof_room(p->fluid->proof, site) < MST__MANY;
}

static bool
limits_flow(const plant *p, uint32_t arc)
{
    return mst_steps_most(&p->problem->arcs[arc].flow, 0, p->fluid->until + 1) < MST__MANY;
}

/* Somebody aboard on an arc: a seat, and what they do at its ends. */
static void
put_aboard(plant *p, uint32_t group, uint32_t arc, bool arrives)
{
    const mst_p_arc *way = &p->problem->arcs[arc];
    put(p, MST__ROW_SEATS, group, arc, 1);
    put(p, MST__ROW_BOARD, group, way->from, 1);
    put(p, MST__ROW_ALIGHT, group, way->from, -1);
    if (arrives) {
        put(p, MST__ROW_ALIGHT, group, way->to, 1);
        put(p, MST__ROW_BOARD, group, way->to, -1);
    }
    put(p, MST__ROW_TIME, group, 0,
        seconds_down(ride_of(p->fluid, group, arc)) - seconds_down(hop_of(p->fluid, group, arc)));
    if (p->fluid->relax->groups[group].sorties < MST_UNLIMITED) {
        put(p, MST__ROW_SORTIES, group, 0, 1);
    }
}

/* Does somebody of the class come to the site aboard the group? */
static bool
comes_aboard(const mst__fluid *f, const mst__class *one, uint32_t group, uint32_t site)
{
    return one->aboard[(size_t)type_index(f->relax, group) * f->relax->problem->site_count +
                       site] != 0;
}

static bool
needs_desk(const plant *p, uint32_t k, uint32_t site)
{
    const mst__class *one = &p->fluid->classes[k];
    return p->problem->sites[site].has_process && !one->free && one->reach[site] &&
           !p->fluid->relax->goal_sets[one->goals][site];
}

/* One more person of class k leaves `from` and comes to `to`: what the desks ask. */
static void
put_desks(plant *p, uint32_t k, uint32_t group, const mst_p_arc *way)
{
    const mst__class *one = &p->fluid->classes[k];
    if (needs_desk(p, k, way->from)) {
        bool starts = one->site == way->from;
        if (starts || group == MST_NONE || !comes_aboard(p->fluid, one, group, way->from)) {
            put(p, MST__ROW_CHECKED, k, way->from, 1);
        }
    }
    if (one->site == way->to && needs_desk(p, k, way->to)) {
        put(p, MST__ROW_CHECKED, k, way->to, -1);
    }
}

static void
add_ride(plant *p, uint32_t k, uint32_t group, uint32_t arc)
{
    mst__fluid *f = p->fluid;
    const mst__class *one = &f->classes[k];
    const mst_p_arc *way = &p->problem->arcs[arc];
    const uint8_t *goal = f->relax->goal_sets[one->goals];
    begin_column(p, MST__COLUMN_RIDE, k, group, arc);
    f->columns[f->column_count - 1].gain = (goal[way->to] ? 1 : 0) - (goal[way->from] ? 1 : 0);
    put(p, MST__ROW_PEOPLE, k, way->from, 1);
    put(p, MST__ROW_PEOPLE, k, way->to, -1);
    if (goal[way->to]) {
        put(p, MST__ROW_ROOM, way->to, 0, limits_room(p, way->to) ? 1 : 0);
        put(p, MST__ROW_MOVED, way->to, 0, f->moving_on ? -1 : 0);
    }
    if (goal[way->from]) {
        put(p, MST__ROW_ROOM, way->from, 0, limits_room(p, way->from) ? -1 : 0);
        put(p, MST__ROW_MOVED, way->from, 0, f->moving_on ? 1 : 0);
    }
    put_desks(p, k, group, way);
    if (group == MST_NONE && p->problem->cohorts[one->cohort].self_means == MST_SELF_OWN_CARS) {
        put(p, MST__ROW_FLOW, arc, 0, limits_flow(p, arc) ? 1 : 0);
    }
    if (group == MST_NONE || one->litter) {
        return;
    }
    put_aboard(p, group, arc, true);
    for (uint32_t c = 0; c < f->cut_count; c++) {
        bool from = f->cuts[c].inside[way->from] != 0;
        bool to = f->cuts[c].inside[way->to] != 0;
        put(p, MST__ROW_ROUNDS, group, c, (int64_t)from - (int64_t)to);
    }
}

/* Can somebody of the class ride the group through a place where they could be out, and get off
 * where they cannot, at another site than where they got on? Else such rides are circles. */
static bool
passes_goals(const mst__fluid *f, const mst__class *one, uint32_t group)
{
    const mst__relax *relax = f->relax;
    const uint8_t *goal = relax->goal_sets[one->goals];
    const uint8_t *serves =
        relax->serves + (size_t)type_index(relax, group) * relax->problem->site_count;
    uint32_t ends = 0;
    for (uint32_t s = 0; s < relax->problem->site_count; s++) {
        ends += one->reach[s] && !goal[s] && serves[s] && relax->groups[group].at[s] < MST_NEVER;
    }
    return ends > 1;
}

static void
add_rides(plant *p, uint32_t k, uint32_t arc)
{
    mst__fluid *f = p->fluid;
    const mst__relax *relax = f->relax;
    const mst__class *one = &f->classes[k];
    const uint8_t *goal = relax->goal_sets[one->goals];
    uint32_t from = p->problem->arcs[arc].from;
    uint32_t to = p->problem->arcs[arc].to;
    if (!(one->reach[to] || goal[to])) {
        return;
    }
    if (one->reach[from] && !goal[from] && goes_alone(f, one, arc)) {
        add_ride(p, k, MST_NONE, arc);
    }
    for (uint32_t g = 0; g < relax->group_count; g++) {
        bool there = goal[from] ? comes_aboard(f, one, g, from) && passes_goals(f, one, g)
                                : one->reach[from] != 0;
        if (there && f->seats[g] > 0 && drives(f, g, arc) && ride_of(f, g, arc) < MST_NEVER) {
            add_ride(p, k, g, arc);
        }
    }
}

static void
add_people(plant *p)
{
    mst__fluid *f = p->fluid;
    for (uint32_t k = 0; k < f->class_count && !p->full; k++) {
        const mst__class *one = &f->classes[k];
        for (uint32_t a = 0; a < p->problem->arc_count && !p->full; a++) {
            add_rides(p, k, a);
        }
        for (uint32_t s = 0; s < p->problem->site_count; s++) {
            if (!needs_desk(p, k, s)) {
                continue;
            }
            begin_column(p, MST__COLUMN_DESK, k, MST_NONE, s);
            put(p, MST__ROW_DESKS, s, 0,
                p->problem->sites[s].desk_per_party ? PARTIES / (int64_t)one->party : 1);
            for (uint32_t other = 0; other < p->problem->site_count; other++) {
                bool serves = other == s ||
                              (other != one->site && needs_desk(p, k, other) &&
                               p->problem->sites[other].station == p->problem->sites[s].station);
                put(p, MST__ROW_CHECKED, k, other, serves && needs_desk(p, k, other) ? -1 : 0);
            }
        }
    }
}

/* Those who are out and go on from a safe site. Where that takes them to one that is not, no more
 * is asked of them: they may stay aboard, or get off. */
static void
add_moving_on(plant *p)
{
    mst__fluid *f = p->fluid;
    const mst__relax *relax = f->relax;
    for (uint32_t g = 0; f->moving_on && g < relax->group_count && !p->full; g++) {
        for (uint32_t a = 0; a < p->problem->arc_count; a++) {
            const mst_p_arc *way = &p->problem->arcs[a];
            if (!relax->goal[way->from] || f->seats[g] <= 0 || !drives(f, g, a) ||
                ride_of(f, g, a) >= MST_NEVER) {
                continue;
            }
            begin_column(p, MST__COLUMN_ON, MST_NONE, g, a);
            put_aboard(p, g, a, relax->goal[way->to]);
            put(p, MST__ROW_ROOM, way->from, 0, limits_room(p, way->from) ? -1 : 0);
            put(p, MST__ROW_MOVED, way->from, 0, 1);
            if (relax->goal[way->to]) {
                put(p, MST__ROW_ROOM, way->to, 0, limits_room(p, way->to) ? 1 : 0);
                put(p, MST__ROW_MOVED, way->to, 0, -1);
            }
        }
    }
}

static void
add_drive(plant *p, uint32_t g, uint32_t a)
{
    mst__fluid *f = p->fluid;
    const mst_p_arc *way = &p->problem->arcs[a];
    const mst_p_type *type = &p->problem->types[f->relax->groups[g].type];
    begin_column(p, MST__COLUMN_DRIVE, MST_NONE, g, a);
    put(p, MST__ROW_SEATS, g, a, -f->seats[g]);
    put(p, MST__ROW_PLACE, g, way->from, 1);
    put(p, MST__ROW_PLACE, g, way->to, -1);
    put(p, MST__ROW_TIME, g, 0, f->seats[g] * seconds_down(hop_of(f, g, a)));
    if (type->range_mm < MST_UNLIMITED) {
        put(p, MST__ROW_RANGE, g, 0, way->distance_mm / 1000000);
    }
    if (way->open.count != 1 || way->open.spans[0].begin > 0 ||
        way->open.spans[0].end <= f->until) {
        uint32_t link = way->opposite != MST_NONE && way->opposite < a ? way->opposite : a;
        put(p, MST__ROW_WINDOWS, g, link, 1);
    }
    put(p, MST__ROW_FLOW, a, 0, limits_flow(p, a) ? MST__CAR_SEATS : 0);
    if (type->mode == MST_MODE_AIR) {
        for (int end = 0; end < 2; end++) {
            uint32_t s = end ? way->to : way->from;
            if (mst_steps_most(&p->problem->sites[s].movements, 0, f->until + 1) < MST__MANY) {
                put(p, MST__ROW_MOVES, s, 0, 1);
            }
        }
    }
}

static void
add_services(plant *p, uint32_t g, uint32_t s)
{
    mst__fluid *f = p->fluid;
    const mst_p_type *type = &p->problem->types[f->relax->groups[g].type];
    int64_t extra = stop_seconds(type);
    bool at_once = seconds_down(type->load) == 0 && seconds_down(type->unload) == 0;
    bool berths = !f->relax->goal[s] &&
                  mst_steps_most(&p->problem->sites[s].berths[type->berth_class], 0, f->until + 1) <
                      MST__MANY;
    for (int board = 0; board < 2 && !at_once; board++) {
        begin_column(p, board ? MST__COLUMN_BOARD : MST__COLUMN_ALIGHT, MST_NONE, g, s);
        int64_t length = seconds_down(board ? type->load : type->unload);
        put(p, board ? MST__ROW_BOARD : MST__ROW_ALIGHT, g, s, -f->seats[g]);
        put(p, MST__ROW_TIME, g, 0, f->seats[g] * length);
        put(p, MST__ROW_BERTHS, type->berth_class, s, berths ? length : 0);
        put(p, MST__ROW_STOP, g, 2 * s + (uint32_t)board, extra > 0 ? 1 : 0);
    }
    if (extra > 0 || at_once) {
        begin_column(p, MST__COLUMN_STOP, MST_NONE, g, s);
        put(p, at_once ? MST__ROW_ALIGHT : MST__ROW_STOP, g, at_once ? s : 2 * s,
            at_once ? -f->seats[g] : -1);
        put(p, at_once ? MST__ROW_BOARD : MST__ROW_STOP, g, at_once ? s : 2 * s + 1,
            at_once ? -f->seats[g] : -1);
        put(p, MST__ROW_TIME, g, 0, f->seats[g] * extra);
        put(p, MST__ROW_BERTHS, type->berth_class, s, berths ? extra : 0);
    }
}

static void
add_vehicles(plant *p)
{
    mst__fluid *f = p->fluid;
    const mst__relax *relax = f->relax;
    for (uint32_t g = 0; g < relax->group_count && !p->full; g++) {
        const mst__group *group = &relax->groups[g];
        const mst_p_type *type = &p->problem->types[group->type];
        if (f->seats[g] <= 0) {
            continue;
        }
        for (uint32_t a = 0; a < p->problem->arc_count; a++) {
            if (drives(f, g, a)) {
                add_drive(p, g, a);
            }
        }
        for (uint32_t s = 0; s < p->problem->site_count; s++) {
            if (group->at[s] < MST_NEVER) {
                begin_column(p, MST__COLUMN_BEGIN, MST_NONE, g, s);
                put(p, MST__ROW_PLACE, g, s, -1);
                put(p, MST__ROW_FLEET, g, 0, 1);
                add_services(p, g, s);
            }
        }
        if (type->range_mm < MST_UNLIMITED) {
            mst_time service = mst__later(type->turn, type->load + type->unload);
            begin_column(p, MST__COLUMN_REFUEL, MST_NONE, g, MST_NONE);
            put(p, MST__ROW_RANGE, g, 0, -(type->range_mm / 1000000 + 1));
            put(p, MST__ROW_TIME, g, 0,
                f->seats[g] * seconds_down(mst__later(0, type->refuel - service)));
        }
    }
}

/* ---- cuts whose rounds are followed stop by stop ---- */

static bool
add_cut(mst__fluid *f, const uint8_t *inside)
{
    uint32_t sites = f->relax->problem->site_count;
    for (uint32_t c = 0; c < f->cut_count; c++) {
        if (memcmp(f->cuts[c].inside, inside, sites) == 0) {
            return true;
        }
    }
    if (f->cut_count == MST__FLUID_CUTS) {
        return true;
    }
    uint8_t *copy = MST_TAKE(f->arena, uint8_t, sites);
    uint8_t *boards = MST_TAKE(f->arena, uint8_t, sites);
    if (copy == NULL || boards == NULL) {
        return false;
    }
    memcpy(copy, inside, sites);
    for (uint32_t k = 0; k < f->class_count; k++) {
        for (uint32_t s = 0; s < sites; s++) {
            boards[s] |= f->classes[k].reach[s] && !f->relax->goal_sets[f->classes[k].goals][s];
        }
    }
    f->cuts[f->cut_count++] = (mst__fluid_cut){.inside = copy, .boards = boards};
    return true;
}

/* Least time of an arc by anything. */
static mst_time
least_time(const mst__relax *relax, uint32_t arc)
{
    mst_time least = relax->self[arc];
    for (uint32_t i = 0; i < relax->type_count; i++) {
        least = mst__earlier(least, relax->ride[(size_t)i * relax->problem->arc_count + arc]);
    }
    return least;
}

/* The places people start at, and all that are near them: joined by ways of at most `near`. */
static bool
add_cluster(mst__fluid *f, mst_time near)
{
    const mst_problem *problem = f->relax->problem;
    uint8_t *inside = MST_TAKE(f->arena, uint8_t, problem->site_count);
    if (inside == NULL) {
        return false;
    }
    for (uint32_t k = 0; k < f->class_count; k++) {
        inside[f->classes[k].site] = 1;
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            uint32_t to = problem->arcs[a].to;
            if (inside[problem->arcs[a].from] && !inside[to] && !f->relax->goal[to] &&
                least_time(f->relax, a) <= near) {
                inside[to] = 1;
                grown = true;
            }
        }
    }
    return add_cut(f, inside);
}

static bool
add_cuts(mst__fluid *f)
{
    static const mst_time near[] = {MST_MS_PER_HOUR, 0, 3 * MST_MS_PER_HOUR, MST_NEVER - 1,
                                    15 * MST_MS_PER_MINUTE};
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        if (!add_cluster(f, near[i])) {
            return false;
        }
    }
    f->rounds = MST_TAKE(f->arena, mst__rounds, (size_t)f->cut_count * f->relax->group_count);
    return f->rounds != NULL;
}

static bool
take_tables(plant *p)
{
    mst__fluid *f = p->fluid;
    uint32_t sites = p->problem->site_count;
    uint32_t groups = f->relax->group_count;
    uint32_t arcs = p->problem->arc_count;
    const struct {
        mst__row_kind kind;
        uint32_t height, width;
    } sizes[MST__ROW_COUNT] = {
        {MST__ROW_PEOPLE, f->class_count, sites},
        {MST__ROW_SEATS, groups, arcs},
        {MST__ROW_PLACE, groups, sites},
        {MST__ROW_FLEET, groups, 1},
        {MST__ROW_BOARD, groups, sites},
        {MST__ROW_ALIGHT, groups, sites},
        {MST__ROW_STOP, groups, 2 * sites},
        {MST__ROW_TIME, groups, 1},
        {MST__ROW_RANGE, groups, 1},
        {MST__ROW_ROUNDS, groups, MST__FLUID_CUTS},
        {MST__ROW_SORTIES, groups, 1},
        {MST__ROW_WINDOWS, groups, arcs},
        {MST__ROW_FLOW, arcs, 1},
        {MST__ROW_MOVES, sites, 1},
        {MST__ROW_BERTHS, p->problem->berth_class_count, sites},
        {MST__ROW_CHECKED, f->class_count, sites},
        {MST__ROW_DESKS, sites, 1},
        {MST__ROW_ROOM, sites, 1},
        {MST__ROW_MOVED, sites, 1},
    };
    for (int k = 0; k < MST__ROW_COUNT; k++) {
        table *t = &p->tables[sizes[k].kind];
        t->width = sizes[k].width;
        t->rows = MST_TAKE(f->arena, uint32_t, (size_t)sizes[k].height * sizes[k].width);
        if (t->rows == NULL) {
            return false;
        }
    }
    f->rows = MST_TAKE(f->arena, mst__row, MOST_ROWS);
    f->columns = MST_TAKE(f->arena, mst__column, MOST_COLUMNS + 1);
    f->entries = MST_TAKE(f->arena, mst__entry, MOST_ENTRIES);
    return f->rows != NULL && f->columns != NULL && f->entries != NULL;
}

bool
mst__fluid_init(mst__fluid *fluid, const mst__proof *proof, mst_arena *arena, mst_time until)
{
    *fluid = (mst__fluid){
        .proof = proof, .relax = &proof->relax, .arena = arena, .until = until, .ready = -1};
    fluid->followed =
        mst__earlier(proof->relax.horizon, mst_ceil_divide(until, FOLLOW_STEP) * FOLLOW_STEP);
    const mst_problem *problem = proof->relax.problem;
    for (uint32_t m = 0; m < proof->relax.mover_count; m++) {
        fluid->total += mst__proof_cohort(proof, m)->count;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        fluid->persons += problem->cohorts[c].count;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        fluid->moving_on =
            fluid->moving_on || (proof->relax.goal[s] && mst__proof_room(proof, s) < fluid->total);
    }
    plant p = {.fluid = fluid, .problem = problem};
    if (!fill_classes(fluid) || !fill_seats(fluid) || !add_cuts(fluid) || !take_tables(&p)) {
        return false;
    }
    add_people(&p);
    add_moving_on(&p);
    add_vehicles(&p);
    if (p.full) {
        fluid->row_count = 0;
        fluid->column_count = 0;
    } else {
        fluid->columns[fluid->column_count].begin = fluid->entry_count;
    }
    return true;
}
