/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/lean.h"

typedef struct count {
    const mst_problem *problem;
    const mst_post *post;
    const mst_plan *plan;
    const mst_loss *loss;
    mst_lean lean;
} count;

static bool
asks(mst_permission_id permission, uint32_t item)
{
    return permission.index == item;
}

/* A permission of a site is for landing: who comes by road needs none. */
static bool
arc_needs(const count *c, const mst_p_arc *arc)
{
    uint32_t item = c->loss->item;
    return asks(c->post->links[arc->link].permission, item) ||
           (arc->mode == MST_MODE_AIR && (asks(c->post->sites[arc->from].permission, item) ||
                                          asks(c->post->sites[arc->to].permission, item)));
}

/* Is it used by who goes over the arc, whatever vehicle that is? */
static bool
arc_uses(const count *c, const mst_p_arc *arc)
{
    const mst_loss *loss = c->loss;
    switch (loss->kind) {
    case MST_LOSS_SITE:
        return arc->from == loss->item || arc->to == loss->item;
    case MST_LOSS_HAVEN:
        return arc->to == loss->item;
    case MST_LOSS_LINK:
        return arc->link == loss->item;
    case MST_LOSS_PERMISSION:
        return arc_needs(c, arc);
    case MST_LOSS_BERTHS:
    case MST_LOSS_DESKS:
    case MST_LOSS_FLEET:
    case MST_LOSS_FORCE:
    case MST_LOSS_KIND_COUNT:
        break;
    }
    return false;
}

static bool
vehicle_uses(const count *c, uint32_t v, const mst_p_arc *arc)
{
    const mst_loss *loss = c->loss;
    const mst_p_vehicle *vehicle = &c->problem->vehicles[v];
    if (loss->kind == MST_LOSS_FLEET) {
        return vehicle->fleet == loss->item;
    }
    if (loss->kind == MST_LOSS_PERMISSION &&
        asks(c->post->fleets[vehicle->fleet].permission, loss->item)) {
        return true;
    }
    if (loss->kind == MST_LOSS_BERTHS) {
        return c->problem->types[vehicle->type].berth_class == loss->berth_class &&
               (arc->from == loss->item || arc->to == loss->item);
    }
    return arc_uses(c, arc);
}

static int64_t
persons_of(const count *c, const mst_load_list *loads, bool *of_force)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < loads->count; i++) {
        persons += loads->loads[i].count;
        *of_force = *of_force ||
                    c->problem->cohorts[loads->loads[i].cohort].people == c->loss->force_people;
    }
    return persons;
}

static void
add(count *c, int64_t persons, mst_time begin, mst_time end)
{
    c->lean.persons += persons;
    c->lean.first = begin < c->lean.first ? begin : c->lean.first;
    c->lean.last = c->lean.last == MST_NEVER || end > c->lean.last ? end : c->lean.last;
}

static void
count_moves(count *c)
{
    bool is_force = c->loss->kind == MST_LOSS_FORCE;
    for (uint32_t m = 0; m < c->plan->move_count; m++) {
        const mst_plan_move *move = &c->plan->moves[m];
        bool of_force = false;
        int64_t persons = persons_of(c, &move->loads, &of_force);
        if (is_force ? of_force : vehicle_uses(c, move->vehicle, &c->problem->arcs[move->arc])) {
            c->lean.moves++;
            add(c, persons, move->leave, move->arrive);
        }
    }
    for (uint32_t m = 0; m < c->plan->self_move_count; m++) {
        const mst_plan_self_move *move = &c->plan->self_moves[m];
        bool of_force = c->problem->cohorts[move->cohort].people == c->loss->force_people;
        if (is_force ? of_force : arc_uses(c, &c->problem->arcs[move->arc])) {
            c->lean.moves++;
            add(c, move->count, move->leave, move->arrive);
        }
    }
}

static void
count_desks(count *c)
{
    bool desks = c->loss->kind == MST_LOSS_DESKS;
    for (uint32_t d = 0; (desks || c->loss->kind == MST_LOSS_SITE) && d < c->plan->desk_run_count;
         d++) {
        const mst_plan_desk_run *run = &c->plan->desk_runs[d];
        if (run->site == c->loss->item) {
            int64_t unit = c->problem->sites[run->site].desk_per_party
                               ? c->problem->cohorts[run->cohort].party
                               : 1;
            c->lean.desk_runs++;
            add(c, desks ? run->units * unit : 0, run->start, run->start + run->units * run->each);
        }
    }
}

/* Who starts there, leaves or not: they may be out at the order, or once it is safe. */
static void
count_staying(count *c)
{
    for (uint32_t i = 0; c->loss->kind == MST_LOSS_HAVEN && i < c->problem->cohort_count; i++) {
        const mst_p_cohort *cohort = &c->problem->cohorts[i];
        if (cohort->site == c->loss->item && cohort->accepts[cohort->site] != 0) {
            c->lean.staying += cohort->count;
        }
    }
}

mst_lean
mst_plan_lean(const mst_plan *plan, const mst_loss *loss)
{
    count c = {.problem = plan->problem,
               .post = plan->problem->post,
               .plan = plan,
               .loss = loss,
               .lean = {.first = MST_NEVER, .last = MST_NEVER}};
    count_moves(&c);
    count_desks(&c);
    count_staying(&c);
    return c.lean;
}
