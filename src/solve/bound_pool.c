/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicle time as work: bounds where one pool of vehicles serves several sites in turn.
 *
 * Work. A person who boards at b takes 1 / seats of a round, and a round that serves b takes at
 * least p(b) = way in to b + service + way out of b + service. A round that serves several sites
 * takes at least the largest of their p, and its people are at most `seats`; so its length is at
 * least the sum of its people's p / seats. Hence N people of b cost N p(b) / seats of the time of
 * the pool's vehicles, whoever carries them; of several types the cheapest counts.
 *
 * Starts. A vehicle's first round begins at its base, not at the outside: its clock starts at the
 * least (earliest moment at b - way in to b), so that for the first round too a departure from b is
 * at least the way in and the service after the round's beginning.
 *
 * Completion. All of the work is done no earlier than the moment the pool's machines have that much
 * time behind them; the last person is off `unload` after the last berth interval begins.
 *
 * Exposure. Rides are first departures of a source, up to first getting off, be it at the source
 * again: the stop at which one round gets off may be that at which the next boards, so p = way in +
 * max(turn, load + unload) + way out, and the clock of a round that begins at a source is set back
 * by its way in (the rounds before it then end earlier by as much, since no way leads from one
 * source straight into another). Spread a person's work evenly over the first p(b) ms of their
 * round: the rate of one vehicle is never above 1. The mean of that work's time is the round's
 * beginning + p(b) / 2, and the person leaves b at least `way in + service` after the beginning.
 * The weighted sum of those means is least when work is done in the order of threat per work (Smith
 * 1956; for parallel machines Eastman, Even and Isaacs 1964, by the argument of mean busy times of
 * Goemans 1997).
 */
#include <stdlib.h>
#include <string.h>

#include "solve/bound.h"

/* ---- the pool ---- */

static int
start_order(const void *a, const void *b)
{
    mst_time one = *(const mst_time *)a;
    mst_time other = *(const mst_time *)b;
    return (one > other) - (one < other);
}

/* floor(a / b) for any a, b > 0. */
static mst_wide
floor_divide(mst_wide a, mst_wide b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

mst_time
mst__pool_time(const mst__pool *pool, mst_wide work)
{
    mst_wide starts = 0;
    for (uint32_t k = 0; k < pool->count; k++) {
        starts += pool->starts[k];
        /* With the first k + 1 machines: sum of (t - start) = work. */
        mst_wide t = floor_divide(work + starts, k + 1);
        if (k + 1 == pool->count || t <= pool->starts[k + 1]) {
            return t < MST_NEVER ? (mst_time)t : MST_NEVER;
        }
    }
    return MST_NEVER;
}

/* Between two starts k machines work, so the moment is linear in the work: a trapezium each. */
mst_wide
mst__pool_moment(const mst__pool *pool, mst_wide begin, mst_wide end)
{
    mst_wide total = 0;
    mst_wide starts = 0;
    for (uint32_t k = 0; k < pool->count && begin < end; k++) {
        starts += pool->starts[k];
        mst_wide machines = k + 1;
        mst_wide stop = end;
        if (k + 1 < pool->count) {
            mst_wide full =
                machines * pool->starts[k + 1] - starts; /* work done when the next joins */
            stop = full < end ? full : end;
        }
        if (stop > begin) {
            mst_wide from = floor_divide(begin + starts, machines);
            mst_wide to = floor_divide(stop + starts, machines);
            total += (stop - begin) * (from + to);
            begin = stop;
        }
    }
    return total;
}

/* ---- least ways of one type ---- */

/* Least time of type i from any marked site to each (`outward` false: from each to a marked one),
 * over rides or over any transits. Bellman's method (1958) by rounds until nothing changes: graphs
 * are shallow. */
static void
least_ways(const mst__relax *relax, const mst_time *times, const uint8_t *marked, bool towards,
           mst_time *result)
{
    const mst_problem *problem = relax->problem;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        result[s] = marked[s] ? 0 : MST_NEVER;
    }
    for (uint32_t pass = 0; pass < problem->site_count; pass++) {
        bool changed = false;
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *way = &problem->arcs[a];
            uint32_t known = towards ? way->to : way->from;
            uint32_t next = towards ? way->from : way->to;
            mst_time t = mst__sum(result[known], times[a]);
            if (t < result[next]) {
                result[next] = t;
                changed = true;
            }
        }
        if (!changed) {
            return;
        }
    }
}

/* ---- what a round costs ---- */

typedef struct cost { /* p / seats, and the parts of p */
    mst_time round;
    int64_t seats;   /* 0: cannot be served */
    mst_time leaves; /* way in and service */
} cost;

/* a / b < c / d */
static bool
cheaper(cost a, cost b)
{
    if (a.seats == 0 || b.seats == 0) {
        return a.seats != 0;
    }
    return (mst_wide)a.round * b.seats < (mst_wide)b.round * a.seats;
}

static mst_wide
work_of(cost one, int64_t persons)
{
    return (mst_wide)one.round * persons / one.seats;
}

/* Adds the vehicles of the groups of type i. Their clocks start so early that for a first round,
 * too, the departure from a site is at least `leaves` after the round's beginning. */
static void
join_pool(const mst__relax *relax, uint32_t i, const uint8_t *boards, const mst_time *leaves,
          mst__pool *pool)
{
    const mst_p_type *type = &relax->problem->types[relax->types[i]];
    mst_time length = mst__later(type->turn, type->load);
    for (uint32_t g = 0; g < relax->group_count; g++) {
        const mst__group *group = &relax->groups[g];
        if (group->type != relax->types[i]) {
            continue;
        }
        mst_time start = MST_NEVER;
        for (uint32_t s = 0; s < relax->problem->site_count; s++) {
            if (boards[s] && group->at[s] < MST_NEVER) {
                start = mst__earlier(start, group->at[s] + length - leaves[s]);
            }
        }
        for (int64_t v = 0; v < group->count && start < MST_NEVER; v++) {
            pool->starts[pool->count++] = start;
        }
    }
}

static bool
take_pool(const mst__relax *relax, mst__pool *pool)
{
    pool->count = 0;
    pool->starts = MST_TAKE(relax->arena, mst_time, relax->problem->vehicle_count);
    return pool->starts != NULL;
}

static void
sort_pool(mst__pool *pool)
{
    if (pool->count > 1) {
        qsort(pool->starts, pool->count, sizeof *pool->starts, start_order);
    }
}

/* ---- completion ----
 *
 * Which ride of a person counts. Where everybody starts at sites whose ways all lead straight to
 * goals, it is the first one, from its boarding to its first arrival; those aboard need not get off
 * there, so no service outside is counted. Else it is the last one before being out, which may
 * begin wherever people can get to, and ends with getting off.
 */

/* Sites people of `start` can be at. */
static void
mark_reach(const mst__relax *relax, uint32_t start, uint8_t *reach, uint32_t *queue)
{
    const mst_problem *problem = relax->problem;
    memset(reach, 0, problem->site_count);
    uint32_t count = 0;
    reach[start] = 1;
    queue[count++] = start;
    for (uint32_t head = 0; head < count; head++) {
        uint32_t s = queue[head];
        for (uint32_t a = problem->arcs_from[s]; a < problem->arcs_from[s + 1]; a++) {
            uint32_t to = problem->arcs[a].to;
            if (relax->passable[a] && !reach[to]) {
                reach[to] = 1;
                queue[count++] = to;
            }
        }
    }
}

static bool
is_star(const mst__proof *p, uint32_t goals)
{
    const mst__relax *relax = &p->relax;
    const mst_problem *problem = relax->problem;
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        uint32_t s = mst__proof_cohort(p, m)->site;
        for (uint32_t a = problem->arcs_from[s];
             relax->movers[m].goals == goals && a < problem->arcs_from[s + 1]; a++) {
            if (relax->passable[a] && !relax->goal_sets[goals][problem->arcs[a].to]) {
                return false;
            }
        }
    }
    return true;
}

typedef struct goal_pool {
    const uint8_t *goal;
    bool star;
    cost *costs; /* [site] of the cheapest type, for people whose ride begins there */
    mst__pool pool;
    mst_time overhang; /* of the pool's time over the last person's being off */
} goal_pool;

static bool
goal_costs(mst__proof *p, goal_pool *g)
{
    const mst__relax *relax = &p->relax;
    const mst_problem *problem = relax->problem;
    uint32_t sites = problem->site_count;
    mst_time *in = MST_TAKE(relax->arena, mst_time, sites);
    mst_time *out = MST_TAKE(relax->arena, mst_time, sites);
    mst_time *leaves = MST_TAKE(relax->arena, mst_time, sites);
    uint8_t *inside = MST_TAKE(relax->arena, uint8_t, sites);
    uint8_t *boards = MST_TAKE(relax->arena, uint8_t, sites);
    if (in == NULL || out == NULL || leaves == NULL || inside == NULL || boards == NULL ||
        !take_pool(relax, &g->pool)) {
        return false;
    }
    for (uint32_t s = 0; s < sites; s++) {
        inside[s] = !g->goal[s];
    }
    mst__cut cut = {.inside = inside, .gate = MST_NONE, .goals = MST_NONE, .need = 1};
    g->overhang = g->star ? -MST_NEVER : 0;
    for (uint32_t i = 0; i < relax->type_count; i++) {
        const mst_p_type *type = &problem->types[relax->types[i]];
        size_t row = (size_t)i * problem->arc_count;
        int64_t seats = mst__round_seats(relax, &cut, type);
        mst_time alight = g->star ? 0 : mst__later(type->turn, type->unload);
        bool some = false;
        least_ways(relax, relax->hop + row, g->goal, false, in);
        least_ways(relax, relax->ride + row, g->goal, true, out);
        for (uint32_t s = 0; s < sites; s++) {
            bool serves = relax->serves[(size_t)i * sites + s] && out[s] < MST_NEVER;
            boards[s] = seats > 0 && !g->goal[s] && serves;
            if (!boards[s]) {
                continue;
            }
            /* A vehicle that cannot come back makes one round only; 0 for the way in is safe. */
            leaves[s] = (in[s] < MST_NEVER ? in[s] : 0) + mst__later(type->turn, type->load);
            cost one = {.seats = seats, .leaves = leaves[s], .round = leaves[s] + out[s] + alight};
            some = true;
            g->costs[s] = cheaper(one, g->costs[s]) ? one : g->costs[s];
        }
        if (some) {
            join_pool(relax, i, boards, leaves, &g->pool);
            g->overhang =
                mst__later(g->overhang, g->star ? -type->unload : type->turn - type->unload);
        }
    }
    sort_pool(&g->pool);
    return true;
}

typedef struct share { /* of one cohort */
    uint32_t priority;
    int64_t persons;
    cost each;
} share;

static int
dear_order(const void *a, const void *b)
{
    const share *one = a;
    const share *other = b;
    if (one->priority != other->priority) {
        return one->priority < other->priority ? -1 : 1;
    }
    return cheaper(other->each, one->each) ? -1 : cheaper(one->each, other->each) ? 1 : 0;
}

/* The work of those who must be out; who may be left are the dearest. */
static mst_wide
needed_work(const mst__proof *p, share *shares, uint32_t count)
{
    mst_wide work = 0;
    int64_t spare = 0;
    if (count > 1) {
        qsort(shares, count, sizeof *shares, dear_order);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || shares[i].priority != shares[i - 1].priority) {
            spare = p->allowed[shares[i].priority];
        }
        int64_t left = mst__earlier(spare, shares[i].persons);
        spare -= left;
        work += work_of(shares[i].each, shares[i].persons - left);
    }
    return work;
}

/* Each cohort's people with the cheapest round that can carry them; those who can walk are left
 * out. */
static bool
list_shares(mst__proof *p, uint32_t goals, const goal_pool *g, share *shares, uint32_t *count)
{
    const mst__relax *relax = &p->relax;
    uint32_t sites = relax->problem->site_count;
    uint8_t *reach = MST_TAKE(relax->arena, uint8_t, sites);
    uint32_t *queue = MST_TAKE(relax->arena, uint32_t, sites);
    if (reach == NULL || queue == NULL) {
        return false;
    }
    uint32_t reached_from = MST_NONE;
    cost least = {0};
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        if (relax->movers[m].goals != goals || cohort->self_means != MST_SELF_NONE) {
            continue;
        }
        if (reached_from != cohort->site) {
            reached_from = cohort->site;
            mark_reach(relax, cohort->site, reach, queue);
            least = g->costs[cohort->site];
            for (uint32_t s = 0; s < sites && !g->star; s++) {
                least = reach[s] && cheaper(g->costs[s], least) ? g->costs[s] : least;
            }
        }
        if (least.seats > 0) {
            shares[(*count)++] =
                (share){.priority = cohort->priority, .persons = cohort->count, .each = least};
        }
    }
    return true;
}

bool
mst__work_completes(mst__proof *p, uint32_t goals)
{
    const mst__relax *relax = &p->relax;
    goal_pool g = {.goal = relax->goal_sets[goals], .star = is_star(p, goals)};
    g.costs = MST_TAKE(relax->arena, cost, relax->problem->site_count);
    share *shares = MST_TAKE(relax->arena, share, relax->mover_count);
    uint32_t count = 0;
    if (g.costs == NULL || shares == NULL || !goal_costs(p, &g) ||
        !list_shares(p, goals, &g, shares, &count)) {
        return false;
    }
    mst_wide work = needed_work(p, shares, count);
    if (work <= 0 || g.pool.count == 0) {
        return true;
    }
    mst_time done = mst__pool_time(&g.pool, work) - g.overhang;
    if (done <= p->completion || done >= MST_NEVER) {
        return true;
    }
    return mst__proof_hear(
        p, done,
        mst_arena_format(p->arena,
                         "the rounds of all sites take the time of %u vehicles until then",
                         g.pool.count));
}

/* ---- exposure ---- */

typedef struct source { /* people of one threatened site */
    uint32_t site;
    int64_t persons, threat;
    cost each;
    mst_time
        late; /* least of 2 x leaves - round over the types: twice the departure after the mean */
} source;

/* More threat per work first. */
static int
smith_order(const void *a, const void *b)
{
    const source *one = a;
    const source *other = b;
    mst_wide left = (mst_wide)one->threat * one->each.seats * other->each.round;
    mst_wide right = (mst_wide)other->threat * other->each.seats * one->each.round;
    if (left != right) {
        return left > right ? -1 : 1;
    }
    return one->site < other->site ? -1 : 1;
}

/* Threatened sites with people; false when a threat changes, or people come later or can walk, or a
 * way leads from one source straight into another, where the argument does not hold. */
static bool
list_sources(const mst__proof *p, source *sources, uint32_t *count, uint8_t *is_source)
{
    const mst__relax *relax = &p->relax;
    const mst_problem *problem = relax->problem;
    *count = 0;
    for (uint32_t m = 0; m < relax->mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        const mst_steps *threat = &problem->sites[cohort->site].threat;
        if (cohort->force || mst_steps_most(threat, 0, relax->horizon) <= 0) {
            continue;
        }
        if (cohort->self_means != MST_SELF_NONE || threat->count != 1 ||
            cohort->presence == MST_PRESENT_ARRIVING) {
            return false;
        }
        uint32_t k = 0;
        while (k < *count && sources[k].site != cohort->site) {
            k++;
        }
        if (k == *count) {
            sources[(*count)++] =
                (source){.site = cohort->site, .threat = threat->value[0], .late = MST_NEVER};
            is_source[cohort->site] = 1;
        }
        sources[k].persons += cohort->count;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *way = &problem->arcs[a];
        if (is_source[way->from] && is_source[way->to]) {
            return false;
        }
    }
    return *count > 1; /* of one site the ladder of its cut says more */
}

/* The cheapest round of each source, and the pool of all vehicles that can serve any. */
static bool
source_costs(mst__proof *p, source *sources, uint32_t count, mst__pool *pool)
{
    const mst__relax *relax = &p->relax;
    const mst_problem *problem = relax->problem;
    mst_time *in = MST_TAKE(relax->arena, mst_time, problem->site_count);
    mst_time *leaves = MST_TAKE(relax->arena, mst_time, problem->site_count);
    uint8_t *boards = MST_TAKE(relax->arena, uint8_t, problem->site_count);
    uint8_t *inside = MST_TAKE(relax->arena, uint8_t, problem->site_count);
    if (in == NULL || leaves == NULL || boards == NULL || inside == NULL ||
        !take_pool(relax, pool)) {
        return false;
    }
    for (uint32_t k = 0; k < count; k++) {
        inside[sources[k].site] = 1;
    }
    mst__cut cut = {.inside = inside, .gate = MST_NONE, .goals = MST_NONE, .need = 1};
    for (uint32_t i = 0; i < relax->type_count; i++) {
        const mst_p_type *type = &problem->types[relax->types[i]];
        int64_t seats = mst__round_seats(relax, &cut, type);
        bool some = false;
        memset(boards, 0, problem->site_count);
        for (uint32_t k = 0; k < count; k++) {
            uint32_t s = sources[k].site;
            mst_time out = MST_NEVER;
            in[s] = MST_NEVER;
            for (uint32_t a = problem->arcs_from[s]; a < problem->arcs_from[s + 1]; a++) {
                out = mst__earlier(out, relax->ride[(size_t)i * problem->arc_count + a]);
            }
            for (uint32_t n = relax->into_from[s]; n < relax->into_from[s + 1]; n++) {
                in[s] = mst__earlier(in[s],
                                     relax->hop[(size_t)i * problem->arc_count + relax->into[n]]);
            }
            if (seats <= 0 || out >= MST_NEVER ||
                !relax->serves[(size_t)i * problem->site_count + s]) {
                continue;
            }
            boards[s] = 1;
            some = true;
            leaves[s] =
                (in[s] < MST_NEVER ? in[s] : 0) + mst__later(type->turn, type->load + type->unload);
            cost one = {.seats = seats, .leaves = leaves[s], .round = leaves[s] + out};
            sources[k].each = cheaper(one, sources[k].each) ? one : sources[k].each;
            sources[k].late = mst__earlier(sources[k].late, 2 * one.leaves - one.round);
        }
        if (some) {
            join_pool(relax, i, boards, leaves, pool);
        }
    }
    sort_pool(pool);
    return true;
}

bool
mst__work_exposes(mst__proof *p, mst_wide *exposure)
{
    const mst__relax *relax = &p->relax;
    const mst_problem *problem = relax->problem;
    source *sources = MST_TAKE(relax->arena, source, relax->mover_count);
    uint8_t *is_source = MST_TAKE(relax->arena, uint8_t, problem->site_count);
    uint32_t count = 0;
    mst__pool pool;
    if (sources == NULL || is_source == NULL) {
        return false;
    }
    *exposure = 0;
    if (!list_sources(p, sources, &count, is_source)) {
        return true;
    }
    if (!source_costs(p, sources, count, &pool)) {
        return false;
    }
    for (uint32_t k = 0; k < count; k++) {
        if (sources[k].each.seats == 0 || sources[k].each.round <= 0 || pool.count == 0) {
            return true;
        }
    }
    qsort(sources, count, sizeof *sources, smith_order);
    mst_wide done = 0;
    mst_wide total = 0;
    mst_time longest = 0;
    for (uint32_t k = 0; k < count; k++) {
        const source *one = &sources[k];
        mst_wide work = work_of(one->each, one->persons);
        if (work > 0) {
            /* persons x (mean of the work + leaves - round / 2), all doubled */
            mst_wide mean =
                floor_divide(mst__pool_moment(&pool, done, done + work) * one->persons, work);
            mst_wide sum = mean + (mst_wide)one->persons * one->late;
            total += floor_divide(sum * one->threat, 2);
        }
        done += work;
        longest = mst__later(longest, one->each.round);
    }
    /* Those who never leave are exposed to the horizon, which is more than a place at the end of
     * the queue only when the queue ends before it. */
    if (mst__pool_time(&pool, done) + longest > relax->horizon) {
        return true;
    }
    *exposure = total > 0 ? total : 0;
    return true;
}
