/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 10, crews: duty from 1 h before a crew's first departure to its last arrival, then rest;
 * crews change at base only.
 */
#include "check/judge.h"

static int
order_duties(const void *left, const void *right)
{
    const mst_plan_duty *a = *(const mst_plan_duty *const *)left;
    const mst_plan_duty *b = *(const mst_plan_duty *const *)right;
    if (a->vehicle != b->vehicle) {
        return mst__compare_u32(a->vehicle, b->vehicle);
    }
    if (a->first_move != b->first_move) {
        return mst__compare_u32(a->first_move, b->first_move);
    }
    return (a > b) - (a < b);
}

static mst__where
where_duty(const mst_plan_duty *duty)
{
    mst__where where = mst__where_at(duty->begin);
    where.vehicle = duty->vehicle;
    return where;
}

static void
judge_duty(mst__judge *judge, const mst_plan_duty *duty)
{
    const mst_plan *plan = judge->plan;
    const mst_p_vehicle *vehicle = &judge->problem->vehicles[duty->vehicle];
    const mst_p_type *type = mst__type_of(judge, duty->vehicle);
    mst_time begin = plan->moves[duty->first_move].leave - MST_MS_PER_HOUR;
    mst_time end = plan->moves[duty->last_move].arrive;
    mst__where where = where_duty(duty);
    if (type->duty >= MST_NEVER) {
        mst__refuse(judge, MST__CREWS_UNLIMITED, where,
                    "a duty of %s at %s is listed, but crews of a %s have no limit", vehicle->name,
                    MST__TIME(duty->begin), type->name);
        return;
    }
    if (duty->crew >= vehicle->crews) {
        mst__refuse(judge, MST__CREWS_NUMBER, where,
                    "crew %u of %s is on duty at %s, but it has %u crews", duty->crew + 1,
                    vehicle->name, MST__TIME(duty->begin), vehicle->crews);
    }
    if (duty->begin != begin || duty->end != end) {
        mst__refuse(judge, MST__CREWS_SPAN, where,
                    "a duty of crew %u of %s is listed from %s to %s, but its moves make it %s to "
                    "%s",
                    duty->crew + 1, vehicle->name, MST__TIME(duty->begin), MST__TIME(duty->end),
                    MST__TIME(begin), MST__TIME(end));
    }
    bool past = plan->moves[duty->last_move].leave < judge->since;
    if (!past && end - begin > type->duty) {
        mst__refuse(judge, MST__CREWS_LENGTH, where,
                    "crew %u of %s is on duty from %s to %s, longer than %s", duty->crew + 1,
                    vehicle->name, MST__TIME(begin), MST__TIME(end), MST__SPAN(type->duty));
    }
}

/* Neighbours in the order of moves: no move between or in both; another crew takes over at the
 * base. */
static void
judge_change(mst__judge *judge, const mst_plan_duty *before, const mst_plan_duty *after)
{
    const mst_plan *plan = judge->plan;
    const mst_p_vehicle *vehicle = &judge->problem->vehicles[after->vehicle];
    if (after->first_move <= before->last_move) {
        mst__refuse(judge, MST__CREWS_TWICE, where_duty(after),
                    "the move of %s at %s is in two duties", vehicle->name,
                    MST__TIME(plan->moves[after->first_move].leave));
        return;
    }
    uint32_t stop =
        plan->first_stop[after->vehicle] + (after->first_move - plan->first_move[after->vehicle]);
    if (after->crew != before->crew && plan->stops[stop].site != vehicle->base) {
        mst__refuse(judge, MST__CREWS_BASE, mst__where_stop(judge, stop, after->begin),
                    "crew %u of %s takes over from crew %u at %s, but crews change at the base %s",
                    after->crew + 1, vehicle->name, before->crew + 1,
                    mst__site_name(judge, plan->stops[stop].site),
                    mst__site_name(judge, vehicle->base));
    }
}

static int
order_by_crew(const void *left, const void *right)
{
    const mst_plan_duty *a = *(const mst_plan_duty *const *)left;
    const mst_plan_duty *b = *(const mst_plan_duty *const *)right;
    if (a->vehicle != b->vehicle) {
        return mst__compare_u32(a->vehicle, b->vehicle);
    }
    if (a->crew != b->crew) {
        return mst__compare_u32(a->crew, b->crew);
    }
    return order_duties(left, right);
}

static void
judge_rest(mst__judge *judge, const mst_plan_duty *before, const mst_plan_duty *after)
{
    const mst_plan_move *moves = judge->plan->moves;
    const mst_p_type *type = mst__type_of(judge, after->vehicle);
    mst_time off = moves[before->last_move].arrive;
    mst_time on = moves[after->first_move].leave - MST_MS_PER_HOUR;
    if (type->duty < MST_NEVER && on < off + type->rest &&
        moves[after->first_move].leave >= judge->since) {
        mst__refuse(judge, MST__CREWS_REST, where_duty(after),
                    "crew %u of %s is on duty again at %s, after resting %s of %s since %s",
                    after->crew + 1, mst__vehicle_name(judge, after->vehicle), MST__TIME(on),
                    MST__SPAN(on - off), MST__SPAN(type->rest), MST__TIME(off));
    }
}

static void
judge_missing(mst__judge *judge, const uint8_t *covered)
{
    for (uint32_t m = 0; m < judge->plan->move_count; m++) {
        const mst_plan_move *move = &judge->plan->moves[m];
        if (covered[m] == 0 && mst__type_of(judge, move->vehicle)->duty < MST_NEVER) {
            mst__refuse(judge, MST__CREWS_MISSING, mst__where_move(judge, m),
                        "the move of %s by %s at %s is in no crew's duty",
                        mst__vehicle_name(judge, move->vehicle), mst__arc_name(judge, move->arc),
                        MST__TIME(move->leave));
        }
    }
}

void
mst__judge_crews(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    const mst_plan_duty **duties = MST__TAKE(judge, const mst_plan_duty *, plan->duty_count);
    uint8_t *covered = MST__TAKE(judge, uint8_t, plan->move_count);
    if (judge->out_of_memory) {
        return;
    }
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        const mst_plan_duty *duty = &plan->duties[i];
        duties[i] = duty;
        judge_duty(judge, duty);
    }
    mst__sort(duties, plan->duty_count, sizeof(const mst_plan_duty *), order_duties);
    uint32_t next = 0; /* first move not covered yet, so that duties in excess cost nothing */
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        uint32_t m = duties[i]->first_move > next ? duties[i]->first_move : next;
        for (; m <= duties[i]->last_move; m++) {
            covered[m] = 1;
        }
        next = m > next ? m : next;
        if (i > 0 && duties[i - 1]->vehicle == duties[i]->vehicle) {
            judge_change(judge, duties[i - 1], duties[i]);
        }
    }
    judge_missing(judge, covered);
    mst__sort(duties, plan->duty_count, sizeof(const mst_plan_duty *), order_by_crew);
    for (uint32_t i = 1; i < plan->duty_count; i++) {
        if (duties[i - 1]->vehicle == duties[i]->vehicle &&
            duties[i - 1]->crew == duties[i]->crew) {
            judge_rest(judge, duties[i - 1], duties[i]);
        }
    }
}
