/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/rank.h"

#include <math.h>

#include "solve/guide.h"

/* A guard brought to a site that cannot be used without, in hours of one person's way. */
#define RELIEF_WORTH 1000.0

/* Does the way to `to` pass a place farther from safety than its start? */
static bool
leads_astray(const mst_problem *problem, const mst__class *class, const mst__row *row, uint32_t to)
{
    uint32_t from = to;
    while (row->last_arc[from] != MST_NONE) {
        from = problem->arcs[row->last_arc[from]].from;
    }
    for (uint32_t s = to; row->last_arc[s] != MST_NONE; s = problem->arcs[row->last_arc[s]].from) {
        if (class->potential[s] > class->potential[from]) {
            return true;
        }
    }
    return false;
}

const mst__targets *
mst__targets_of(mst__builder *builder, uint32_t type, uint32_t class_index, uint32_t site)
{
    const mst_problem *problem = builder->problem;
    size_t at = (((size_t)builder->genes->detours * problem->type_count + type) *
                     builder->routes.class_count +
                 class_index) *
                    problem->site_count +
                site;
    if (builder->routes.targets[at] != NULL) {
        return builder->routes.targets[at];
    }
    const mst__row *row = mst__routes_row(&builder->routes, type, site, true);
    mst__targets *targets = MST_TAKE(&builder->routes.arena, mst__targets, 1);
    if (row == NULL || targets == NULL) {
        builder->out_of_memory = true;
        return NULL;
    }
    const mst__class *class = &builder->routes.classes[class_index];
    mst_time total[4] = {0};
    for (uint32_t q = 0; q < problem->site_count; q++) {
        bool onward = class->potential[site] == 0 && class->potential[q] == 0 &&
                      class->inbound_to == MST_NONE;
        if (q == site || row->time[q] >= MST_NEVER || !mst__routes_can_serve(problem, q, type) ||
            class->potential[q] >= MST_NEVER ||
            (class->potential[q] >= class->potential[site] && !onward) ||
            (class->inbound_to != MST_NONE && q != class->inbound_to) || /* carried in at one go */
            ((!builder->genes->detours || onward) && leads_astray(problem, class, row, q))) {
            continue;
        }
        mst_time whole = row->time[q] + class->potential[q];
        uint32_t place = targets->count < 4 ? targets->count : 4;
        while (place > 0 && whole < total[place - 1]) {
            if (place < 4) {
                total[place] = total[place - 1];
                targets->site[place] = targets->site[place - 1];
            }
            place--;
        }
        if (place < 4) {
            total[place] = whole;
            targets->site[place] = q;
            targets->count += targets->count < 4 ? 1 : 0;
        }
    }
    builder->routes.targets[at] = targets;
    return targets;
}

static double
power_of_halves(double x, int32_t halves)
{
    double root = sqrt(x);
    double result = 1;
    int32_t steps = halves < 0 ? -halves : halves;
    for (int32_t i = 0; i < steps; i++) {
        result *= root;
    }
    return halves < 0 ? 1 / result : result;
}

/* How long those brought to a place wait for their way on, by what has gone on from there so far:
 * hours. */
static double
wait_hours(const mst__builder *builder, uint32_t site)
{
    const mst__site_state *at = &builder->state->sites[site];
    double hours = (double)builder->state->clock / (double)MST_MS_PER_HOUR;
    if (at->waiting <= 0 || hours < 1) {
        return 0;
    }
    double departed = at->departed > 1 ? (double)at->departed : 1;
    double wait = (double)at->waiting * hours / departed;
    return wait < 1000 ? wait : 1000;
}

/* From when a desk is free at some place of a station, asked once for a choice. */
static mst_time
station_free(mst__builder *builder, uint32_t station)
{
    const mst_problem *problem = builder->problem;
    if ((builder->stations_known >> station & 1) == 0) {
        mst_time least = MST_NEVER;
        for (uint32_t i = 0; i < builder->desk_site_count; i++) {
            uint32_t s = builder->desk_sites[i];
            mst_time there = builder->state->sites[s].desks_free;
            least = problem->sites[s].station == station && there < least ? there : least;
        }
        builder->station_free[station] = least;
        builder->stations_known |= UINT32_C(1) << station;
    }
    return builder->station_free[station];
}

/* How much longer people who come to a place at `t` wait for a desk there than they would at the
 * place of the same station where one is free first: hours. */
static double
desk_hours(mst__builder *builder, uint32_t site, uint32_t stations, mst_time t)
{
    const mst_p_site *facts = &builder->problem->sites[site];
    if (!facts->has_process || (stations >> facts->station & 1) != 0) {
        return 0;
    }
    mst_time here = builder->state->sites[site].desks_free;
    if (here <= t) {
        return 0;
    }
    mst_time least = station_free(builder, facts->station);
    least = least > t ? least : t;
    return here > least ? (double)(here - least) / (double)MST_MS_PER_HOUR : 0;
}

/* What bringing one person from one place to the other is worth, in hours of their way to safety.
 */
static double
person_value(const mst__builder *builder, const mst__class *class, uint32_t from, uint32_t to,
             uint32_t priority, double desks)
{
    const mst_problem *problem = builder->problem;
    const mst__genes *genes = builder->genes;
    double hours =
        (double)(class->potential[from] - class->potential[to]) / (double)MST_MS_PER_HOUR;
    if (genes->congestion > 0 && class->potential[to] > 0 && class->inbound_to == MST_NONE) {
        double wait = genes->congestion * wait_hours(builder, to);
        hours = hours - wait > hours / 64 ? hours - wait : hours / 64;
    }
    if (desks > 0 && class->potential[to] > 0 && class->inbound_to == MST_NONE) {
        hours = hours - desks > hours / 64 ? hours - desks : hours / 64;
    }
    if (class->potential[from] >= MST_NEVER) {
        hours = 100;
    }
    if (class->potential[from] == 0) {
        hours = genes->room; /* moving on from an end only makes room */
    }
    double value = hours * genes->pickup_weight[from] * genes->target_weight[to];
    if (genes->far != 0 && class->potential[from] < MST_NEVER) {
        value *= power_of_halves(1 + (double)class->potential[from] / (double)MST_MS_PER_HOUR,
                                 genes->far);
    }
    for (uint32_t p = priority + 1; p < problem->priority_count; p++) {
        value *= genes->priority;
    }
    double threat = (double)mst_steps_at(&problem->sites[from].threat, builder->state->clock) / 1e6;
    return value * (1 + genes->threat * threat);
}

/* Who still has to come out: those who wait, and in the last phase the guards. */
static int64_t
still_to_come(const mst__builder *builder)
{
    return builder->state->waiting + (builder->guards_phase ? builder->state->guards : 0);
}

/* Does an end stand in the way of others because it is nearly full, or will be? */
static bool
is_nearly_full(const mst__builder *builder, uint32_t site)
{
    const mst_problem *problem = builder->problem;
    const mst__level *people = &builder->state->sites[site].people;
    if (mst__steps_unlimited(&problem->sites[site].hold) || people->count == 0) {
        return false;
    }
    int64_t hold = mst_steps_at(&problem->sites[site].hold, builder->state->clock);
    int64_t coming = still_to_come(builder);
    return coming > 0 && 10 * (people->value[people->count - 1] + coming / 4) >= 7 * hold;
}

/* How full a place is, in twentieths of its hold. */
static int64_t
fullness(const mst__builder *builder, uint32_t site)
{
    const mst_p_site *facts = &builder->problem->sites[site];
    const mst__level *people = &builder->state->sites[site].people;
    int64_t hold = mst_steps_at(&facts->hold, builder->state->clock);
    return mst__steps_unlimited(&facts->hold) || people->count == 0 ? 0
           : hold <= 0                                              ? 20
                       : 20 * people->value[people->count - 1] / hold;
}

static void
count_group(const mst__builder *builder, const mst__pool *pool, mst__groups *groups)
{
    const mst_p_cohort *cohort = &builder->problem->cohorts[pool->cohort];
    bool guards = cohort->guards && !pool->inbound;
    int64_t people = pool->total;
    if (pool->count > pool->first && pool->batches[pool->count - 1].time >= MST_NEVER) {
        people -= pool->batches[pool->count - 1].count;
    }
    if (people <= 0 || (guards != builder->guards_phase && !pool->out) ||
        (pool->inbound && !builder->genes->deploy)) {
        return;
    }
    uint32_t class = pool->inbound ? builder->routes.inbound_class[pool->cohort]
                                   : builder->routes.cohort_class[pool->cohort];
    uint32_t g = 0;
    while (g < groups->count &&
           (groups->items[g].class != class || groups->items[g].inbound != pool->inbound ||
            groups->items[g].out != pool->out)) {
        g++;
    }
    if (g == sizeof groups->items / sizeof groups->items[0]) {
        return;
    }
    mst__group_at *item = &groups->items[g];
    if (g == groups->count) {
        groups->count++;
        *item = (mst__group_at){.class = class,
                                .inbound = pool->inbound,
                                .out = pool->out,
                                .priority = cohort->priority,
                                .stations = cohort->force ? UINT32_MAX : pool->stations};
    }
    item->stations &= cohort->force ? UINT32_MAX : pool->stations;
    item->people += people;
    item->priority = cohort->priority < item->priority ? cohort->priority : item->priority;
}

/* People at a site by where they may end; counted anew only when a pool there has changed. */
static const mst__groups *
groups_at(mst__builder *builder, uint32_t site)
{
    const mst__state *state = builder->state;
    mst__groups *groups = &builder->groups[site];
    if (groups->valid && groups->version == state->sites[site].version &&
        groups->guards_phase == builder->guards_phase) {
        return groups;
    }
    groups->valid = true;
    groups->version = state->sites[site].version;
    groups->guards_phase = builder->guards_phase;
    groups->count = 0;
    for (uint32_t k = state->sites[site].first_pool; k != MST_NONE; k = state->pools[k].next) {
        count_group(builder, &state->pools[k], groups);
    }
    return groups;
}

static void
keep_best(mst__candidate *best, uint32_t *count, mst__candidate item)
{
    uint32_t at = *count < MST__RANKED ? (*count)++ : MST__RANKED;
    if (at == MST__RANKED) {
        if (item.score <= best[MST__RANKED - 1].score) {
            return;
        }
        at = MST__RANKED - 1;
    }
    while (at > 0 && best[at - 1].score < item.score) {
        best[at] = best[at - 1];
        at--;
    }
    best[at] = item;
}

/* How many more a place will ever have room for, as things stand. */
static int64_t
lasting_room(const mst__builder *builder, uint32_t site)
{
    const mst_problem *problem = builder->problem;
    const mst_steps *hold = &problem->sites[site].hold;
    const mst__level *people = &builder->state->sites[site].people;
    if (builder->relaxed[6] || mst__steps_unlimited(hold)) {
        return INT64_MAX;
    }
    int64_t there = people->count > 0 ? people->value[people->count - 1] : people->start;
    mst_time last = people->count > 0 ? people->time[people->count - 1] : MST_TIME_MIN;
    mst_time from = last < problem->horizon ? last : problem->horizon;
    int64_t most = mst_steps_most(hold, from, problem->horizon + 1);
    return most > there ? most - there : 0;
}

int64_t
mst__delivery_room(const mst__builder *builder, uint32_t site, bool is_end)
{
    int64_t cap = builder->genes->delivery_cap[site];
    int64_t learnt =
        is_end || cap == INT64_MAX ? INT64_MAX : cap - builder->state->sites[site].delivered;
    int64_t room = lasting_room(builder, site);
    return learnt < room ? learnt : room;
}

/* Can guards leave the place now or later? */
static bool
spares_guards(const mst__builder *builder, uint32_t site)
{
    return builder->relaxed[9] || mst__guards_spare_ever(builder->state, site) > 0;
}

mst_time
mst__rest_cost(const mst__builder *builder, uint32_t v, uint32_t target)
{
    const mst_p_vehicle *vehicle = &builder->problem->vehicles[v];
    const mst_p_type *type = &builder->problem->types[vehicle->type];
    if (type->duty >= MST_NEVER || target == vehicle->base) {
        return 0;
    }
    return (mst_time)((double)type->rest * builder->genes->rest);
}

/* Has anything happened since the vehicle last found nothing to do that could change that? */
static bool
worth_a_look(const mst__builder *builder, uint32_t v, uint32_t pickup, uint32_t target)
{
    uint64_t looked = builder->looked[v];
    return builder->came_at[pickup] > looked || builder->freed_at[target] > looked ||
           builder->freed_at[pickup] > looked;
}

/* The same for any target: false is certain. */
static bool
worth_ranking(const mst__builder *builder, uint32_t v, uint32_t pickup)
{
    uint64_t looked = builder->looked[v];
    return builder->last_freed > looked || builder->came_at[pickup] > looked;
}

/* Which part of so many people counts: those whom the guide sends that way in full. */
static double
guided_part(const mst__builder *builder, uint32_t v, const mst__row *row, uint32_t to,
            int64_t people, uint32_t cohort)
{
    if (builder->guide == NULL) {
        return 1;
    }
    int64_t asked = mst__guided_people(builder, v, row, to);
    if (cohort != MST_NONE && builder->guide->class_of[cohort] != MST_NONE) {
        const int64_t *those = mst__guided_first(builder, v, row, to);
        int64_t of_class = those != NULL ? those[builder->guide->class_of[cohort]] : 0;
        asked = asked < of_class ? asked : of_class;
    }
    asked = asked < people ? asked : people;
    return ((double)asked + (double)(people - asked) / 16) / (double)people;
}

static void
rank_pickup(mst__builder *builder, uint32_t v, uint32_t pickup, mst_time deadhead,
            mst__candidate *best, uint32_t *count)
{
    const mst_problem *problem = builder->problem;
    uint32_t type_index = problem->vehicles[v].type;
    const mst_p_type *type = &problem->types[type_index];
    const mst__groups *groups = groups_at(builder, pickup);
    for (uint32_t g = 0; g < groups->count; g++) {
        const mst__group_at *group = &groups->items[g];
        const mst__class *class = &builder->routes.classes[group->class];
        bool onward = group->out;
        if (onward ? !is_nearly_full(builder, pickup)
                   : builder->guards_phase && !spares_guards(builder, pickup)) {
            continue;
        }
        const mst__targets *targets = mst__targets_of(builder, type_index, group->class, pickup);
        const mst__row *row = mst__routes_row(&builder->routes, type_index, pickup, true);
        if (targets == NULL || row == NULL) {
            continue;
        }
        for (uint32_t i = 0; i < targets->count; i++) {
            uint32_t target = targets->site[i];
            if (!worth_a_look(builder, v, pickup, target)) {
                continue;
            }
            int64_t cap = mst__delivery_room(builder, target, class->potential[target] == 0);
            int64_t people = group->people < type->seats ? group->people : type->seats;
            if (type->seats == 0) {
                people = group->people < type->litters ? group->people : type->litters;
            }
            people = people < cap ? people : cap;
            double gained = (double)(class->potential[pickup] - class->potential[target]);
            bool wasteful = class->potential[target] > 0 && class->potential[pickup] < MST_NEVER &&
                            gained < builder->genes->efficiency * (double)row->time[target];
            /* From the fuller to the emptier, or they would only go round in circles. */
            bool circles = onward && fullness(builder, target) >= fullness(builder, pickup);
            if (people <= 0 || circles || (wasteful && !builder->forced)) {
                continue;
            }
            mst_time busy = deadhead + row->time[target] + type->load + type->unload + type->turn +
                            mst__rest_cost(builder, v, target);
            mst_time free_from = builder->state->vehicles[v].free_from;
            double desks = desk_hours(builder, target, group->stations,
                                      free_from + deadhead + row->time[target]);
            double value = person_value(builder, class, pickup, target, group->priority, desks) *
                           guided_part(builder, v, row, target, people, MST_NONE);
            double hours = (double)(busy + 5 * MST_MS_PER_MINUTE) / (double)MST_MS_PER_HOUR;
            keep_best(best, count,
                      (mst__candidate){.pickup = pickup,
                                       .target = target,
                                       .class = group->class,
                                       .inbound = group->inbound,
                                       .out = group->out,
                                       .people = group->people,
                                       .value = value,
                                       .score = value * (double)people / hours});
        }
    }
}

/* Guards who can be spared here and go to safety. */
static void
rank_spare(mst__builder *builder, uint32_t v, uint32_t pickup, mst_time deadhead,
           mst__candidate *best, uint32_t *count)
{
    const mst_problem *problem = builder->problem;
    const mst__state *state = builder->state;
    uint32_t type_index = problem->vehicles[v].type;
    const mst_p_type *type = &problem->types[type_index];
    uint32_t cohort = MST_NONE;
    for (uint32_t k = state->sites[pickup].first_pool; k != MST_NONE; k = state->pools[k].next) {
        const mst__pool *pool = &state->pools[k];
        if (pool->total > 0 && problem->cohorts[pool->cohort].guards && !pool->inbound &&
            !pool->out) {
            cohort = pool->cohort;
            break;
        }
    }
    if (cohort == MST_NONE) {
        return;
    }
    uint32_t class_index = builder->routes.cohort_class[cohort];
    const mst__class *class = &builder->routes.classes[class_index];
    int64_t spare = class->potential[pickup] == 0 ? 0 : mst__relief_spare(builder, pickup);
    const mst__targets *targets = mst__targets_of(builder, type_index, class_index, pickup);
    const mst__row *row = mst__routes_row(&builder->routes, type_index, pickup, true);
    for (uint32_t i = 0; spare > 0 && targets != NULL && row != NULL && i < targets->count; i++) {
        uint32_t target = targets->site[i];
        int64_t people = spare < type->seats ? spare : type->seats;
        double gained = (double)(class->potential[pickup] - class->potential[target]);
        bool wasteful = class->potential[target] > 0 && class->potential[pickup] < MST_NEVER &&
                        gained < builder->genes->efficiency * (double)row->time[target];
        if (people <= 0 || (wasteful && !builder->forced)) {
            continue;
        }
        double value =
            person_value(builder, class, pickup, target, problem->cohorts[cohort].priority, 0) *
            guided_part(builder, v, row, target, people, cohort);
        mst_time busy = deadhead + row->time[target] + type->load + type->unload + type->turn +
                        mst__rest_cost(builder, v, target);
        double hours = (double)(busy + 5 * MST_MS_PER_MINUTE) / (double)MST_MS_PER_HOUR;
        keep_best(best, count,
                  (mst__candidate){.pickup = pickup,
                                   .target = target,
                                   .class = class_index,
                                   .spare = spare,
                                   .people = people,
                                   .value = value,
                                   .score = value * (double)people / hours});
    }
}

/* Guards who can be spared here for a site that is short of them. */
static void
rank_relief(mst__builder *builder, uint32_t v, uint32_t pickup, mst_time deadhead,
            mst__candidate *best, uint32_t *count)
{
    const mst_problem *problem = builder->problem;
    const mst_p_type *type = &problem->types[problem->vehicles[v].type];
    int64_t spare = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        int64_t wanted = builder->relief[s];
        if (wanted <= 0 || s == pickup) {
            continue;
        }
        spare = spare == 0 ? mst__relief_spare(builder, pickup) : spare;
        uint32_t class = builder->routes.relief_class[s];
        const mst__targets *targets =
            mst__targets_of(builder, problem->vehicles[v].type, class, pickup);
        if (spare <= 0 || targets == NULL || targets->count == 0) {
            continue;
        }
        const mst__row *row =
            mst__routes_row(&builder->routes, problem->vehicles[v].type, pickup, true);
        int64_t people = spare < wanted ? spare : wanted;
        people = people < type->seats ? people : type->seats;
        mst_time busy = deadhead + row->time[s] + type->load + type->unload + type->turn;
        double hours = (double)(busy + 5 * MST_MS_PER_MINUTE) / (double)MST_MS_PER_HOUR;
        double value = RELIEF_WORTH;
        keep_best(best, count,
                  (mst__candidate){.pickup = pickup,
                                   .target = s,
                                   .class = class,
                                   .relief = wanted,
                                   .people = people,
                                   .value = value,
                                   .score = value * (double)people / hours});
    }
}

/* Which sites are short of guards; false: none. */
static bool
find_relief(mst__builder *builder)
{
    bool any = false;
    for (uint32_t s = 0; s < builder->problem->site_count; s++) {
        bool asks = builder->routes.relief_class[s] != MST_NONE;
        builder->relief[s] = asks ? mst__relief_wanted(builder, s) : 0;
        any |= builder->relief[s] > 0;
    }
    return any;
}

uint32_t
mst__rank_trips(mst__builder *builder, uint32_t v, const mst__row *row, mst__candidate *ranked)
{
    const mst_problem *problem = builder->problem;
    const mst__state *state = builder->state;
    uint32_t type = problem->vehicles[v].type;
    uint32_t home = state->vehicles[v].site;
    uint32_t count = 0;
    builder->stations_known = 0;
    bool short_of_guards = find_relief(builder);
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (state->sites[s].first_pool != MST_NONE && row->time[s] < MST_NEVER &&
            (s == home || problem->compatible[(size_t)s * problem->type_count + type])) {
            if (worth_ranking(builder, v, s)) {
                rank_pickup(builder, v, s, row->time[s], ranked, &count);
            }
            if (builder->genes->guards_early && !builder->guards_phase) {
                rank_spare(builder, v, s, row->time[s], ranked, &count);
            }
            if (short_of_guards) {
                rank_relief(builder, v, s, row->time[s], ranked, &count);
            }
        }
    }
    return count;
}
