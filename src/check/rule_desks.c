/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 7, desks: how long an interval takes, and how many run at once. Who sits at them is
 * settled with the pools of rule 1.
 *
 * A run is `units` intervals one after another on one desk. An interval may start while those
 * running, itself included, are no more than the desks open; a desk that closes finishes its
 * person.
 */
#include "check/judge.h"

static mst_time
run_end(const mst_plan_desk_run *run)
{
    return run->start + run->each * run->units;
}

/* The first interval of the run that starts in [from, to); MST_NEVER when none does. */
static mst_time
unit_start_in(const mst_plan_desk_run *run, mst_time from, mst_time to)
{
    mst_time first = run->start;
    if (from > first) {
        if (run->each == 0) {
            return MST_NEVER;
        }
        int64_t unit = mst_ceil_divide(from - first, run->each);
        if (unit >= run->units) {
            return MST_NEVER;
        }
        first += unit * run->each;
    }
    return first < to ? first : MST_NEVER;
}

/* The stated time is that at the start of each interval. */
static void
judge_time(mst__judge *judge, const mst_plan_desk_run *run)
{
    const mst_steps *time = &judge->problem->sites[run->site].desk_time;
    for (uint32_t i = 0; i < time->count; i++) {
        mst_time from = time->from[i] > judge->since ? time->from[i] : judge->since;
        mst_time to = i + 1 < time->count ? time->from[i + 1] : MST_NEVER;
        mst_time start = time->value[i] == run->each ? MST_NEVER : unit_start_in(run, from, to);
        if (start < MST_NEVER) {
            mst__where where = {start, MST_NONE, run->site, MST_NONE, run->cohort};
            mst__refuse(judge, MST__DESKS_TIME, where,
                        "a desk interval of %s at %s at %s takes %s, but it needs %s",
                        mst__cohort_name(judge, run->cohort), mst__site_name(judge, run->site),
                        MST__TIME(start), MST__SPAN(run->each), MST__SPAN(time->value[i]));
            return;
        }
    }
}

static int
order_by_desk(const void *left, const void *right)
{
    const mst_plan_desk_run *a = *(const mst_plan_desk_run *const *)left;
    const mst_plan_desk_run *b = *(const mst_plan_desk_run *const *)right;
    if (a->site != b->site) {
        return mst__compare_u32(a->site, b->site);
    }
    if (a->desk != b->desk) {
        return mst__compare_u32(a->desk, b->desk);
    }
    if (a->start != b->start) {
        return mst__compare_i64(a->start, b->start);
    }
    mst_time a_end = run_end(a);
    mst_time b_end = run_end(b);
    return a_end != b_end ? mst__compare_i64(a_end, b_end) : (a > b) - (a < b);
}

static void
judge_overlap(mst__judge *judge, const mst_plan_desk_run *const *runs, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const mst_plan_desk_run *before = runs[i - 1];
        const mst_plan_desk_run *run = runs[i];
        bool same = before->site == run->site && before->desk == run->desk;
        if (same && run_end(before) > run->start && run->start >= judge->since) {
            mst__where where = {run->start, MST_NONE, run->site, MST_NONE, run->cohort};
            mst__refuse(judge, MST__DESKS_ONE, where,
                        "desk %u at %s takes %s at %s, while it is busy with %s until %s",
                        run->desk + 1, mst__site_name(judge, run->site),
                        mst__cohort_name(judge, run->cohort), MST__TIME(run->start),
                        mst__cohort_name(judge, before->cohort), MST__TIME(run_end(before)));
        }
    }
}

/* ---- how many at once ---- */
typedef struct edge {
    uint32_t site;
    mst_time at;
    int change; /* -1 a run ends, 0 the number of desks changes, 1 a run begins */
    uint32_t run;
} edge;

static int
order_edges(const void *left, const void *right)
{
    const edge *a = left;
    const edge *b = right;
    if (a->site != b->site) {
        return mst__compare_u32(a->site, b->site);
    }
    if (a->at != b->at) {
        return mst__compare_i64(a->at, b->at);
    }
    if (a->change != b->change) {
        return a->change < b->change ? -1 : 1;
    }
    return mst__compare_u32(a->run, b->run);
}

/* More runs than desks over [from, to): refused when an interval starts in it. `edges` are those
 * of the site up to `from`. Rare in valid plans (a desk closed and finishes its person), so a
 * scan will do. */
static bool
start_among_too_many(mst__judge *judge, uint32_t site, mst_time from, mst_time to, int64_t running,
                     int64_t desks)
{
    from = from > judge->since ? from : judge->since;
    for (uint32_t i = 0; i < judge->plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &judge->plan->desk_runs[i];
        if (run->site != site || from >= to) {
            continue;
        }
        mst_time start = unit_start_in(run, from, to);
        if (start < MST_NEVER) {
            mst__where where = {start, MST_NONE, site, MST_NONE, run->cohort};
            mst__refuse(judge, MST__DESKS_OPEN, where,
                        "%lld desk intervals run at %s when one of %s starts at %s, but %lld desks "
                        "are open",
                        (long long)running, mst__site_name(judge, site),
                        mst__cohort_name(judge, run->cohort), MST__TIME(start), (long long)desks);
            return true;
        }
    }
    return false;
}

static void
sweep_desks(mst__judge *judge, const edge *edges, uint32_t count)
{
    int64_t running = 0;
    bool told = false;
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || edges[i].site != edges[i - 1].site) {
            running = 0;
            told = false;
        }
        running += edges[i].change;
        bool last = i + 1 == count || edges[i + 1].site != edges[i].site;
        if (!last && edges[i + 1].at == edges[i].at) {
            continue;
        }
        int64_t desks = mst_steps_at(&judge->problem->sites[edges[i].site].desks, edges[i].at);
        mst_time to = last ? MST_NEVER : edges[i + 1].at;
        if (running <= desks) {
            told = false;
        } else if (!told && running > 0) {
            told = start_among_too_many(judge, edges[i].site, edges[i].at, to, running, desks);
        }
    }
}

static void
judge_open(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    const mst_plan_desk_run *runs = plan->desk_runs;
    uint32_t room = 2 * plan->desk_run_count;
    for (uint32_t s = 0; s < judge->problem->site_count; s++) {
        room += judge->problem->sites[s].desks.count;
    }
    edge *edges = MST__TAKE(judge, edge, room);
    if (edges == NULL) {
        return;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        if (judge->problem->sites[runs[i].site].has_process && runs[i].each > 0) {
            edges[count++] = (edge){runs[i].site, runs[i].start, 1, i};
            edges[count++] = (edge){runs[i].site, run_end(&runs[i]), -1, i};
        }
    }
    for (uint32_t s = 0; s < judge->problem->site_count; s++) {
        const mst_steps *desks = &judge->problem->sites[s].desks;
        for (uint32_t k = 1; k < desks->count; k++) {
            edges[count++] = (edge){s, desks->from[k], 0, 0};
        }
    }
    mst__sort(edges, count, sizeof *edges, order_edges);
    sweep_desks(judge, edges, count);
}

/* Intervals that take no time still need an open desk. */
static void
judge_run(mst__judge *judge, const mst_plan_desk_run *run)
{
    const mst_p_site *site = &judge->problem->sites[run->site];
    mst__where where = {run->start, MST_NONE, run->site, MST_NONE, run->cohort};
    if (!site->has_process) {
        mst__refuse(judge, MST__DESKS_NONE, where,
                    "%s are processed at %s at %s, which has no desks",
                    mst__cohort_name(judge, run->cohort), site->name, MST__TIME(run->start));
        return;
    }
    if ((run->stations >> site->station & 1) != 0) {
        mst__refuse(judge, MST__DESKS_AGAIN, where,
                    "%s are processed again at %s at %s, having passed that station before",
                    mst__cohort_name(judge, run->cohort), site->name, MST__TIME(run->start));
    }
    judge_time(judge, run);
    int64_t desks = mst_steps_at(&site->desks, run->start);
    if (run->each == 0 && run->start >= judge->since && desks < 1) {
        mst__refuse(judge, MST__DESKS_OPEN, where,
                    "%s are processed at %s at %s, when no desk is "
                    "open",
                    mst__cohort_name(judge, run->cohort), site->name, MST__TIME(run->start));
    }
}

void
mst__judge_desks(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    const mst_plan_desk_run **sorted =
        MST__TAKE(judge, const mst_plan_desk_run *, plan->desk_run_count);
    if (sorted == NULL) {
        return;
    }
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        judge_run(judge, &plan->desk_runs[i]);
        sorted[i] = &plan->desk_runs[i];
    }
    mst__sort(sorted, plan->desk_run_count, sizeof(const mst_plan_desk_run *), order_by_desk);
    judge_overlap(judge, sorted, plan->desk_run_count);
    judge_open(judge);
}
