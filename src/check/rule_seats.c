/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 3, seats: loads fit seats and litter places, and parties are whole.
 */
#include "check/judge.h"

static void
judge_places(mst__judge *judge, uint32_t move)
{
    const mst_plan_move *way = &judge->plan->moves[move];
    const mst_p_type *type = mst__type_of(judge, way->vehicle);
    int64_t seated = 0;
    int64_t lying = 0;
    for (uint32_t i = 0; i < way->loads.count; i++) {
        const mst_load *load = &way->loads.loads[i];
        if (judge->problem->cohorts[load->cohort].litter) {
            lying += load->count;
        } else {
            seated += load->count;
        }
    }
    int64_t over = lying > type->litters ? lying - type->litters : 0;
    mst_wide needed = (mst_wide)seated + (mst_wide)over * type->seats_per_litter;
    bool litters_fit = over == 0 || type->seats_per_litter > 0;
    if (needed > type->seats || !litters_fit) {
        mst__refuse(judge, MST__SEATS_SEATS, mst__where_move(judge, move),
                    "%s carries %lld seated and %lld on litters by %s at %s, but a %s has %lld "
                    "seats and %lld litter places (%lld seats a litter beyond them)",
                    mst__vehicle_name(judge, way->vehicle), (long long)seated, (long long)lying,
                    mst__arc_name(judge, way->arc), MST__TIME(way->leave), type->name,
                    (long long)type->seats, (long long)type->litters,
                    (long long)type->seats_per_litter);
    }
}

static void
judge_parties(mst__judge *judge, const mst_load_list *list, mst__where where, const char *what)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const mst_load *load = &list->loads[i];
        const mst_p_cohort *cohort = &judge->problem->cohorts[load->cohort];
        if (load->count % (int64_t)cohort->party != 0) {
            where.cohort = load->cohort;
            mst__refuse(judge, MST__SEATS_PARTY, where,
                        "%lld of %s %s at %s, which splits a party of %u", (long long)load->count,
                        cohort->name, what, MST__TIME(where.at), cohort->party);
        }
    }
}

void
mst__judge_seats(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        if (plan->moves[m].leave >= judge->since) {
            judge_places(judge, m);
        }
    }
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        mst__where where = mst__where_stop(judge, s, stop->arrive);
        judge_parties(judge, &stop->alight, where, "get off");
        judge_parties(judge, &stop->board, where, "board");
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        mst__where where = mst__where_at(move->leave);
        where.arc = move->arc;
        mst_load load = {move->cohort, move->stations, move->count};
        judge_parties(judge, &(mst_load_list){1, &load}, where, "set off on their own");
    }
}
