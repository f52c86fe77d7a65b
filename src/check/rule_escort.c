/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 13, escort: loaded vehicles on an escorted link go in convoys. That those detached are
 * truly at the origin is judged with rule 9 (rule_places.c), where guards are counted.
 */
#include "check/judge.h"

#define CONVOY_SPAN (5 * MST_MS_PER_MINUTE)

typedef struct convoy_sums {
    uint32_t vehicles;
    int64_t guards;       /* aboard its vehicles */
    mst_time first, last; /* entries */
    mst_time arrival;     /* the last */
} convoy_sums;

static void
judge_move(mst__judge *judge, uint32_t move)
{
    const mst_plan_move *way = &judge->plan->moves[move];
    const mst_p_arc *arc = &judge->problem->arcs[way->arc];
    bool needs = arc->escort_force > 0 && mst__carries_people(judge, &way->loads);
    bool belongs = way->convoy != MST_NONE && judge->plan->convoys[way->convoy].arc == way->arc;
    if ((needs || way->convoy != MST_NONE) && !belongs) {
        mst__refuse(judge, MST__ESCORT_CONVOY, mst__where_move(judge, move),
                    "%s enters %s at %s with people aboard but in no convoy of that link",
                    mst__vehicle_name(judge, way->vehicle), arc->name, MST__TIME(way->leave));
    }
}

static void
judge_convoy(mst__judge *judge, uint32_t index, const convoy_sums *sums)
{
    const mst_plan_convoy *convoy = &judge->plan->convoys[index];
    const mst_p_arc *arc = &judge->problem->arcs[convoy->arc];
    mst__where where = mst__where_at(convoy->begin);
    where.arc = convoy->arc;
    where.site = arc->from;
    if (sums->vehicles == 0) {
        return;
    }
    if (sums->first != convoy->begin || sums->last > convoy->begin + CONVOY_SPAN) {
        mst__refuse(judge, MST__ESCORT_WITHIN, where,
                    "the convoy of %s at %s enters %s from %s to %s, not within 5 min from there",
                    mst__site_name(judge, arc->from), MST__TIME(convoy->begin), arc->name,
                    MST__TIME(sums->first), MST__TIME(sums->last));
    }
    if (arc->escort_force > 0 && sums->vehicles > arc->escort_vehicles) {
        mst__refuse(judge, MST__ESCORT_SIZE, where,
                    "the convoy of %s at %s has %u vehicles, but at most %lld go together on %s",
                    mst__site_name(judge, arc->from), MST__TIME(convoy->begin), sums->vehicles,
                    (long long)arc->escort_vehicles, arc->name);
    }
    if (sums->guards + convoy->detached_force < arc->escort_force) {
        mst__refuse(judge, MST__ESCORT_FORCE, where,
                    "the convoy of %s at %s has %lld guards aboard and %lld along, but needs %lld "
                    "on %s",
                    mst__site_name(judge, arc->from), MST__TIME(convoy->begin),
                    (long long)sums->guards, (long long)convoy->detached_force,
                    (long long)arc->escort_force, arc->name);
    }
}

/* Of every convoy: its arrival may have changed with a surprise, and with it the way back. */
static void
judge_back(mst__judge *judge, uint32_t index, const convoy_sums *sums)
{
    const mst_plan_convoy *convoy = &judge->plan->convoys[index];
    const mst_p_arc *arc = &judge->problem->arcs[convoy->arc];
    mst__where where = mst__where_at(convoy->begin);
    where.arc = convoy->arc;
    where.site = arc->from;
    if (sums->vehicles == 0) {
        return;
    }
    if (convoy->detached_force > 0 && convoy->back < sums->arrival + arc->escort_return) {
        mst__refuse(judge, MST__ESCORT_BACK, where,
                    "the escort of the convoy of %s at %s is back at %s, but it arrives at %s and "
                    "needs %s to return",
                    mst__site_name(judge, arc->from), MST__TIME(convoy->begin),
                    MST__TIME(convoy->back), MST__TIME(sums->arrival),
                    MST__SPAN(arc->escort_return));
    }
}

void
mst__judge_escort(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    convoy_sums *sums = MST__TAKE(judge, convoy_sums, plan->convoy_count);
    if (sums == NULL) {
        return;
    }
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        if (move->leave >= judge->since) {
            judge_move(judge, m);
        }
        if (move->convoy == MST_NONE) {
            continue;
        }
        convoy_sums *sum = &sums[move->convoy];
        sum->first = sum->vehicles == 0 || move->leave < sum->first ? move->leave : sum->first;
        sum->last = sum->vehicles == 0 || move->leave > sum->last ? move->leave : sum->last;
        sum->arrival =
            sum->vehicles == 0 || move->arrive > sum->arrival ? move->arrive : sum->arrival;
        sum->vehicles++;
        for (uint32_t i = 0; i < move->loads.count; i++) {
            const mst_load *load = &move->loads.loads[i];
            sum->guards += judge->problem->cohorts[load->cohort].guards ? load->count : 0;
        }
    }
    for (uint32_t c = 0; c < plan->convoy_count; c++) {
        if (plan->convoys[c].begin >= judge->since) {
            judge_convoy(judge, c, &sums[c]);
        }
        judge_back(judge, c, &sums[c]);
    }
}
