/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 1, people: where they are. People of a cohort with the same stations behind them form a
 * pool at a site; whoever boards, walks off or sits down at a desk is taken out of a pool, and
 * no pool may run short.
 *
 * The pool in which a cohort starts holds those released by then, so one account settles
 * presence, release and processing. Additions of an instant come before what is taken at it.
 */
#include "check/judge.h"

/* A run of desk intervals takes from one pool or gives to another, unit by unit. */
typedef struct stair {
    mst_time next, each;
    int64_t units_to_come;
    int64_t persons; /* a unit */
    bool gives;
    uint32_t run;
} stair;

typedef struct pool_account {
    mst__judge *judge;
    uint32_t site, cohort, stations;
    bool starts_here; /* then those released by now are in it too */
    int64_t balance;  /* given less taken, without those who start here */
    stair *heap;      /* smallest (next, gives first, run) on top */
    uint32_t heap_count;
    int64_t *run_units; /* [desk_run_count] units that were played */
    int64_t
        missing_to_play; /* units without people that are still played: a run of billions is not */
} pool_account;

static int64_t
pool_stock(const pool_account *pool, mst_time t)
{
    const mst_p_cohort *cohort = &pool->judge->problem->cohorts[pool->cohort];
    return pool->starts_here ? mst_cohort_released(cohort, t) : 0;
}

/* All of the cohort at the site after the instant, with whatever stations. Slow: for sentences
 * only. */
static int64_t
present_of_all(const pool_account *pool, uint32_t group, mst_time t)
{
    const mst__group *people = &pool->judge->groups[group];
    int64_t present = 0;
    for (uint32_t i = 0; i < people->count; i++) {
        const mst__event *event = &pool->judge->by_place[people->first + i];
        if (event->at <= t) {
            present += mst__event_sign(event->kind) * event->count;
        }
    }
    return present;
}

static uint32_t
event_vehicle(const mst__judge *judge, const mst__event *event)
{
    return event->kind == MST__EVENT_BOARD ? judge->plan->stops[event->record].vehicle : MST_NONE;
}

/* `count` people are taken though only `there` are to be had. */
static void
refuse_shortage(const pool_account *pool, const mst__event *event, int64_t count, int64_t there,
                mst_time t)
{
    mst__judge *judge = pool->judge;
    const mst_p_cohort *cohort = &judge->problem->cohorts[pool->cohort];
    mst__where where = {t, event_vehicle(judge, event), pool->site, MST_NONE, pool->cohort};
    bool at_desk = event->kind == MST__EVENT_DESK_TAKE;
    const char *verb = at_desk                           ? "are called to a desk at"
                       : event->kind == MST__EVENT_BOARD ? "board at"
                                                         : "set off on their own from";
    mst__clause clause = MST__PEOPLE_PRESENT;
    const char *why = "are there";
    if (pool->starts_here && cohort->presence != MST_PRESENT_ARRIVING &&
        cohort->count + pool->balance >= 0) {
        clause = MST__PEOPLE_RELEASED;
        why = "are there and released";
    } else if (present_of_all(pool, event->group, t) >= 0) {
        clause = MST__PEOPLE_STATIONS;
        why = "with the stations stated behind them are there and free";
    }
    if (at_desk) {
        clause = MST__DESKS_PRESENT;
        why = "are there, released and free";
    }
    mst__refuse(judge, clause, where, "%lld of %s %s %s at %s%s%s, but only %lld %s",
                (long long)count, cohort->name, verb, mst__site_name(judge, pool->site),
                MST__TIME(t), where.vehicle != MST_NONE ? " into " : "",
                where.vehicle != MST_NONE ? mst__vehicle_name(judge, where.vehicle) : "",
                (long long)there, why);
}

/* Takes `count`; false when the pool ran short. What is missing counts as given, so that one
 * break is told once. */
static bool
pool_take(pool_account *pool, const mst__event *event, int64_t count, mst_time t)
{
    int64_t stock = pool_stock(pool, t);
    int64_t there = stock + pool->balance;
    pool->balance -= count;
    if (there >= count) {
        return true;
    }
    refuse_shortage(pool, event, count, there, t);
    pool->balance = -stock;
    return false;
}

static bool
stair_before(const stair *a, const stair *b)
{
    if (a->next != b->next) {
        return a->next < b->next;
    }
    if (a->gives != b->gives) {
        return a->gives;
    }
    return a->run < b->run;
}

static void
heap_sink(pool_account *pool, uint32_t at)
{
    for (;;) {
        uint32_t least = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2; child++) {
            if (child < pool->heap_count && stair_before(&pool->heap[child], &pool->heap[least])) {
                least = child;
            }
        }
        if (least == at) {
            return;
        }
        stair held = pool->heap[at];
        pool->heap[at] = pool->heap[least];
        pool->heap[least] = held;
        at = least;
    }
}

static void
heap_add(pool_account *pool, stair added)
{
    uint32_t at = pool->heap_count++;
    while (at > 0 && stair_before(&added, &pool->heap[(at - 1) / 2])) {
        pool->heap[at] = pool->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    pool->heap[at] = added;
}

static void
stair_open(pool_account *pool, const mst__event *event)
{
    const mst_plan_desk_run *run = &pool->judge->plan->desk_runs[event->record];
    const mst_p_site *site = &pool->judge->problem->sites[run->site];
    uint32_t party = pool->judge->problem->cohorts[run->cohort].party;
    bool gives = event->kind == MST__EVENT_DESK_GIVE;
    stair opened = {.next = event->at,
                    .each = run->each,
                    .units_to_come = gives ? pool->run_units[event->record] : run->units,
                    .persons = site->desk_per_party ? party : 1,
                    .gives = gives,
                    .run = event->record};
    if (opened.units_to_come > 0) {
        heap_add(pool, opened);
    }
}

/* Plays the next unit of the run on top. */
static void
stair_step(pool_account *pool, uint32_t group)
{
    stair *top = &pool->heap[0];
    if (top->gives) {
        pool->balance += top->persons;
        top->units_to_come--;
    } else {
        mst__event event = {.kind = MST__EVENT_DESK_TAKE, .record = top->run, .group = group};
        bool there = pool_take(pool, &event, top->persons, top->next);
        bool plays = there || pool->missing_to_play-- > 0;
        pool->run_units[top->run] += plays ? 1 : 0;
        top->units_to_come = plays ? top->units_to_come - 1 : 0;
    }
    top->next += top->each;
    if (top->units_to_come == 0) {
        pool->heap[0] = pool->heap[--pool->heap_count];
    }
    heap_sink(pool, 0);
}

/* Desk units up to `t`: those that give at `t` itself always, those that take only when
 * `takes_too`. */
static void
stairs_until(pool_account *pool, uint32_t group, mst_time t, bool takes_too)
{
    while (pool->heap_count > 0 &&
           (pool->heap[0].next < t ||
            (pool->heap[0].next == t && (pool->heap[0].gives || takes_too)))) {
        stair_step(pool, group);
    }
}

static void
pool_play(pool_account *pool, const mst__event *event)
{
    bool takes = event->kind >= MST__EVENT_DESK_TAKE;
    stairs_until(pool, event->group, event->at, false);
    if (event->kind == MST__EVENT_DESK_TAKE || event->kind == MST__EVENT_DESK_GIVE) {
        stair_open(pool, event);
    } else if (takes) {
        pool_take(pool, event, event->count, event->at);
    } else if (event->kind != MST__EVENT_START) {
        pool->balance += event->count;
    }
}

static void
judge_pools(mst__judge *judge)
{
    pool_account pool = {.judge = judge, .missing_to_play = 1 << 20};
    pool.run_units = MST__TAKE(judge, int64_t, judge->plan->desk_run_count);
    pool.heap = MST__TAKE(judge, stair, 2 * (size_t)judge->plan->desk_run_count + 1);
    if (judge->out_of_memory) {
        return;
    }
    for (uint32_t i = 0; i < judge->place_count; i++) {
        const mst__event *event = &judge->by_place[i];
        bool first =
            i == 0 || event->group != event[-1].group || event->stations != event[-1].stations;
        if (first) {
            const mst_p_cohort *cohort = &judge->problem->cohorts[event->cohort];
            pool.site = event->site;
            pool.cohort = event->cohort;
            pool.stations = event->stations;
            pool.starts_here = event->site == cohort->site && event->stations == 0 &&
                               cohort->presence != MST_PRESENT_ARRIVING;
            pool.balance = 0;
            pool.heap_count = 0;
        }
        pool_play(&pool, event);
        bool last = i + 1 == judge->place_count || event[1].group != event->group ||
                    event[1].stations != event->stations;
        if (last) {
            stairs_until(&pool, event->group, MST_NEVER, true);
        }
    }
}

/* Those who leave a site that processes have been processed there, or at a site of the same
 * station. */
static void
judge_processed(mst__judge *judge)
{
    for (uint32_t i = 0; i < judge->place_count; i++) {
        const mst__event *event = &judge->by_place[i];
        const mst_p_site *site = &judge->problem->sites[event->site];
        const mst_p_cohort *cohort = &judge->problem->cohorts[event->cohort];
        bool leaves = event->kind == MST__EVENT_BOARD || event->kind == MST__EVENT_SELF_LEAVE;
        bool exempt = cohort->force || event->at < judge->since ||
                      (event->kind == MST__EVENT_SELF_LEAVE && cohort->uncontrolled &&
                       event->site == cohort->site);
        if (!leaves || exempt || !site->has_process ||
            (event->stations >> site->station & 1) != 0) {
            continue;
        }
        mst__where where = {event->at, event_vehicle(judge, event), event->site, MST_NONE,
                            event->cohort};
        mst__refuse(judge, MST__PEOPLE_PROCESSED, where,
                    "%lld of %s leave %s at %s without having been processed there",
                    (long long)event->count, cohort->name, site->name, MST__TIME(event->at));
    }
}

static void
judge_scope(mst__judge *judge)
{
    for (uint32_t i = 0; i < judge->place_count; i++) {
        const mst__event *event = &judge->by_place[i];
        const mst_p_cohort *cohort = &judge->problem->cohorts[event->cohort];
        bool leaves = event->kind == MST__EVENT_BOARD || event->kind == MST__EVENT_SELF_LEAVE;
        if (!leaves || cohort->in_scope || event->at < judge->since) {
            continue;
        }
        mst__where where = {event->at, event_vehicle(judge, event), event->site, MST_NONE,
                            event->cohort};
        mst__refuse(judge, MST__PEOPLE_SCOPE, where,
                    "%lld of %s leave %s at %s, though the option leaves %s where they are",
                    (long long)event->count, cohort->name, mst__site_name(judge, event->site),
                    MST__TIME(event->at), cohort->name);
    }
}

/* One load of a list that is walked in order; count 0 when (cohort, stations) is not in it. */
static int64_t
list_count(const mst_load_list *list, uint32_t *at, uint32_t cohort, uint32_t stations)
{
    if (*at >= list->count || list->loads[*at].cohort != cohort ||
        list->loads[*at].stations != stations) {
        return 0;
    }
    return list->loads[(*at)++].count;
}

static uint64_t
list_key(const mst_load_list *list, uint32_t at)
{
    return at < list->count ? (uint64_t)list->loads[at].cohort << 32 | list->loads[at].stations
                            : UINT64_MAX;
}

/* Who is aboard after a stop: those before, less those off, plus those on. `after` NULL: the
 * last stop, where anyone may stay aboard. */
static void
judge_aboard(mst__judge *judge, uint32_t stop, const mst_load_list *before,
             const mst_load_list *after)
{
    const mst_load_list *lists[] = {before, &judge->plan->stops[stop].alight,
                                    &judge->plan->stops[stop].board, after};
    uint32_t at[4] = {0};
    uint32_t list_count_used = after == NULL ? 3 : 4;
    for (;;) {
        uint64_t key = UINT64_MAX;
        for (uint32_t i = 0; i < list_count_used; i++) {
            uint64_t next = list_key(lists[i], at[i]);
            key = next < key ? next : key;
        }
        if (key == UINT64_MAX) {
            return;
        }
        int64_t counts[4] = {0};
        for (uint32_t i = 0; i < list_count_used; i++) {
            counts[i] = list_count(lists[i], &at[i], (uint32_t)(key >> 32), (uint32_t)key);
        }
        int64_t expected = counts[0] - counts[1] + counts[2];
        bool wrong = counts[1] > counts[0] || (after != NULL && counts[3] != expected);
        if (wrong) {
            const mst_plan_stop *record = &judge->plan->stops[stop];
            mst__where where = mst__where_stop(judge, stop, record->arrive);
            where.cohort = (uint32_t)(key >> 32);
            mst__refuse(judge, MST__PEOPLE_ABOARD, where,
                        "%s comes to %s at %s with %lld of %s, %lld get off and %lld on, and it "
                        "goes on with %lld",
                        mst__vehicle_name(judge, record->vehicle),
                        mst__site_name(judge, record->site), MST__TIME(record->arrive),
                        (long long)counts[0], mst__cohort_name(judge, where.cohort),
                        (long long)counts[1], (long long)counts[2], (long long)counts[3]);
        }
    }
}

static void
judge_loads(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    static const mst_load_list nobody = {0, NULL};
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        bool first = s == plan->first_stop[plan->stops[s].vehicle];
        uint32_t next = judge->stop_move[s];
        /* The move before the stop is the one that leaves the stop before it. */
        const mst_load_list *before = first ? &nobody : &plan->moves[judge->stop_move[s - 1]].loads;
        judge_aboard(judge, s, before, next == MST_NONE ? NULL : &plan->moves[next].loads);
    }
}

void
mst__judge_people(mst__judge *judge)
{
    judge_scope(judge);
    judge_processed(judge);
    judge_pools(judge);
    judge_loads(judge);
}
