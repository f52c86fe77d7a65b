/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/narrower.h"

#include <string.h>

/* ---- sets ---- */

bool
mst_marks_init(mst_marks *marks, const mst_problem *problem, mst_arena *arena)
{
    uint64_t count = (uint64_t)problem->site_count + problem->arc_count + problem->vehicle_count;
    *marks = (mst_marks){.site_count = problem->site_count,
                         .arc_count = problem->arc_count,
                         .vehicle_count = problem->vehicle_count,
                         .bytes = (uint32_t)(count / 8 + 1)};
    marks->bits = MST_TAKE(arena, uint8_t, marks->bytes);
    return marks->bits != NULL;
}

void
mst_mark_arc(mst_marks *marks, const mst_problem *problem, uint32_t arc)
{
    mst__mark(marks, marks->site_count + arc);
    mst_mark_site(marks, problem->arcs[arc].from);
    mst_mark_site(marks, problem->arcs[arc].to);
}

static void
mark_people(mst_marks *marks, const mst_problem *problem)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        mst_mark_site(marks, cohort->site);
        if (cohort->presence == MST_PRESENT_BY_FLEET) {
            mst_mark_site(marks, cohort->inbound_to);
        }
    }
}

void
mst_mark_plan(mst_marks *marks, const mst_plan *plan)
{
    for (; plan != NULL; plan = plan->before) {
        const mst_problem *problem = plan->problem;
        mark_people(marks, problem);
        for (uint32_t i = 0; i < plan->stop_count; i++) {
            mst_mark_site(marks, plan->stops[i].site);
            mst_mark_vehicle(marks, plan->stops[i].vehicle);
        }
        for (uint32_t i = 0; i < plan->move_count; i++) {
            mst_mark_arc(marks, problem, plan->moves[i].arc);
            if (plan->moves[i].turned_arc != MST_NONE) {
                mst_mark_arc(marks, problem, plan->moves[i].turned_arc);
            }
        }
        for (uint32_t i = 0; i < plan->self_move_count; i++) {
            mst_mark_arc(marks, problem, plan->self_moves[i].arc);
        }
        for (uint32_t i = 0; i < plan->desk_run_count; i++) {
            mst_mark_site(marks, plan->desk_runs[i].site);
        }
        for (uint32_t i = 0; i < plan->left_count; i++) {
            if (plan->left[i].site != MST_NONE) {
                mst_mark_site(marks, plan->left[i].site);
            }
        }
    }
}

bool
mst_marks_meet(const mst_marks *marks, const uint8_t *bits)
{
    for (uint32_t i = 0; i < marks->bytes; i++) {
        if ((marks->bits[i] & bits[i]) != 0) {
            return true;
        }
    }
    return false;
}

/* ---- less of something ---- */

typedef enum order { SAME, LESS, NEITHER } order;

/* Of two findings about one thing. */
static order
both(order a, order b)
{
    return a > b ? a : b;
}

static order
equal(bool is)
{
    return is ? SAME : NEITHER;
}

static order
least(int64_t now, int64_t was)
{
    return now == was ? SAME : now < was ? LESS : NEITHER;
}

static bool
same_steps(const mst_steps *a, const mst_steps *b)
{
    return a->count == b->count && memcmp(a->from, b->from, a->count * sizeof *a->from) == 0 &&
           memcmp(a->value, b->value, a->count * sizeof *a->value) == 0;
}

static bool
is_below(const mst_steps *low, const mst_steps *high)
{
    bool is = true;
    for (uint32_t i = 0; i < low->count && is; i++) {
        is = low->value[i] <= mst_steps_at(high, low->from[i]);
    }
    for (uint32_t i = 0; i < high->count && is; i++) {
        is = mst_steps_at(low, high->from[i]) <= high->value[i];
    }
    return is;
}

static order
lower(const mst_steps *now, const mst_steps *was)
{
    return same_steps(now, was) ? SAME : is_below(now, was) ? LESS : NEITHER;
}

/* Of needs: more of them leave less. */
static order
higher(const mst_steps *now, const mst_steps *was)
{
    return same_steps(now, was) ? SAME : is_below(was, now) ? LESS : NEITHER;
}

static order
inside(const mst_windows *now, const mst_windows *was)
{
    bool same = now->count == was->count;
    for (uint32_t i = 0; i < now->count; i++) {
        const mst_span *span = &now->spans[i];
        same = same && span->begin == was->spans[i].begin && span->end == was->spans[i].end;
        if (!mst_windows_hold(was, span->begin, span->end)) {
            return NEITHER;
        }
    }
    return same ? SAME : LESS;
}

/* What a plan is played by (simulate/play.h), which does not ask for every limit again. */
static order
compare_sites_in_play(const mst_problem *p, const mst_p_site *now, const mst_p_site *was)
{
    order o = equal(now->has_process == was->has_process && now->supplies == was->supplies &&
                    same_steps(&now->threat, &was->threat));
    if (o == SAME && now->has_process) {
        o = equal(now->station == was->station && now->desk_per_party == was->desk_per_party);
        o = both(o, lower(&now->desks, &was->desks));
        o = both(o, equal(same_steps(&now->desk_time, &was->desk_time)));
    }
    for (uint32_t c = 0; c < p->berth_class_count; c++) {
        o = both(o, lower(&now->berths[c], &was->berths[c]));
    }
    o = both(o, lower(&now->safe, &was->safe));
    o = both(o, inside(&now->service, &was->service));
    o = both(o, inside(&now->open, &was->open));
    return both(o, inside(&now->air, &was->air));
}

static order
compare_sites(const mst_problem *p, const mst_p_site *now, const mst_p_site *was)
{
    order o = lower(&now->hold, &was->hold);
    for (uint32_t c = 0; c < p->berth_class_count; c++) {
        o = both(o, lower(&now->parking[c], &was->parking[c]));
    }
    o = both(o, lower(&now->movements, &was->movements));
    o = both(o, lower(&now->fuel, &was->fuel));
    o = both(o, higher(&now->force_fixed, &was->force_fixed));
    o = both(o, higher(&now->force_per_1000, &was->force_per_1000));
    return both(o, higher(&now->force_rear, &was->force_rear));
}

static order
compare_arcs(const mst_p_arc *now, const mst_p_arc *was)
{
    order o = equal(
        now->link == was->link && now->reverse == was->reverse && now->from == was->from &&
        now->to == was->to && now->opposite == was->opposite && now->mode == was->mode &&
        now->distance_mm == was->distance_mm && now->own_time == was->own_time &&
        now->threat == was->threat && now->escort_force == was->escort_force &&
        now->escort_vehicles == was->escort_vehicles && now->escort_return == was->escort_return &&
        now->preference == was->preference && same_steps(&now->slow, &was->slow) &&
        same_steps(&now->threat_steps, &was->threat_steps));
    return both(o, inside(&now->open, &was->open));
}

static order
compare_vehicles(const mst_p_vehicle *now, const mst_p_vehicle *was)
{
    order o =
        equal(now->fleet == was->fleet && now->ordinal == was->ordinal && now->type == was->type &&
              now->base == was->base && now->preference == was->preference);
    return both(o, inside(&now->usable, &was->usable));
}

/* ---- what must be the same ---- */

static bool
same_type(const mst_p_type *a, const mst_p_type *b)
{
    return a->model_type == b->model_type && a->mode == b->mode && a->seats == b->seats &&
           a->litters == b->litters && a->seats_per_litter == b->seats_per_litter &&
           a->load == b->load && a->unload == b->unload && a->turn == b->turn &&
           a->refuel == b->refuel && a->range_mm == b->range_mm &&
           a->berth_class == b->berth_class && a->wait == b->wait && a->duty == b->duty &&
           a->rest == b->rest;
}

static bool
same_cohort(const mst_problem *p, const mst_p_cohort *a, const mst_p_cohort *b)
{
    bool same = a->people == b->people && a->site == b->site && a->count == b->count &&
                a->party == b->party && a->litter == b->litter && a->force == b->force &&
                a->guards == b->guards && a->in_scope == b->in_scope &&
                a->priority == b->priority && a->weight == b->weight &&
                a->presence == b->presence && a->inbound_to == b->inbound_to &&
                a->release_mode == b->release_mode && a->release_start == b->release_start &&
                a->release_over == b->release_over &&
                a->release_row_count == b->release_row_count && a->self_means == b->self_means &&
                a->self_to == b->self_to && a->uncontrolled == b->uncontrolled &&
                a->self_speed_mm_per_hour == b->self_speed_mm_per_hour &&
                memcmp(a->accepts, b->accepts, p->site_count * sizeof *a->accepts) == 0;
    for (uint32_t i = 0; same && i < a->release_row_count; i++) {
        same = a->release_rows[i].after_ms == b->release_rows[i].after_ms &&
               a->release_rows[i].people == b->release_rows[i].people;
    }
    return same;
}

static bool
same_frame(const mst_problem *a, const mst_problem *b)
{
    bool same = a->order == b->order && a->begins == b->begins && a->horizon == b->horizon &&
                (a->order > a->order_until) == (b->order > b->order_until) &&
                a->site_count == b->site_count && a->arc_count == b->arc_count &&
                a->type_count == b->type_count && a->vehicle_count == b->vehicle_count &&
                a->cohort_count == b->cohort_count && a->pin_count == b->pin_count &&
                a->berth_class_count == b->berth_class_count &&
                a->station_count == b->station_count && a->priority_count == b->priority_count &&
                a->relocate_to == b->relocate_to &&
                memcmp(a->measures, b->measures, sizeof a->measures) == 0;
    for (uint32_t i = 0; same && i < a->type_count; i++) {
        same = same_type(&a->types[i], &b->types[i]);
    }
    for (uint32_t i = 0; same && i < a->cohort_count; i++) {
        same = same_cohort(a, &a->cohorts[i], &b->cohorts[i]);
    }
    return same;
}

/* How long the types take on the arc: the same, or not at all any more. */
static order
compare_times(const mst_problem *now, const mst_problem *was, uint32_t arc)
{
    order o = SAME;
    for (uint32_t t = 0; t < now->type_count; t++) {
        size_t at = (size_t)arc * now->type_count + t;
        bool same = now->loaded_time[at] == was->loaded_time[at] &&
                    now->empty_time[at] == was->empty_time[at];
        bool none = now->loaded_time[at] >= MST_NEVER && now->empty_time[at] >= MST_NEVER;
        o = both(o, same ? SAME : none ? LESS : NEITHER);
    }
    return o;
}

static order
compare_fits(const mst_problem *now, const mst_problem *was, uint32_t site)
{
    order o = SAME;
    for (uint32_t t = 0; t < now->type_count; t++) {
        size_t at = (size_t)site * now->type_count + t;
        o = both(o, least(now->compatible[at], was->compatible[at]));
    }
    return o;
}

/* Marks in `lost` what there is less of, and in `lost_in_play` what the player would see of it. */
static bool
note(order in_play, order beside, uint32_t index, mst_marks *lost, mst_marks *lost_in_play)
{
    if (both(in_play, beside) == LESS) {
        mst__mark(lost, index);
    }
    if (in_play == LESS) {
        mst__mark(lost_in_play, index);
    }
    return both(in_play, beside) != NEITHER;
}

static bool
is_narrower(const mst_problem *now, const mst_problem *was, mst_marks *lost,
            mst_marks *lost_in_play)
{
    /* A pin that cannot be kept makes another plan of everything. */
    bool is = same_frame(now, was) && now->pin_count == 0;
    for (uint32_t s = 0; is && s < now->site_count; s++) {
        order in_play = both(compare_sites_in_play(now, &now->sites[s], &was->sites[s]),
                             compare_fits(now, was, s));
        order beside = compare_sites(now, &now->sites[s], &was->sites[s]);
        is = note(in_play, beside, s, lost, lost_in_play);
    }
    for (uint32_t a = 0; is && a < now->arc_count; a++) {
        const mst_p_arc *one = &now->arcs[a], *other = &was->arcs[a];
        order in_play = both(compare_arcs(one, other), compare_times(now, was, a));
        /* its ends are as they were */
        is = note(in_play, lower(&one->flow, &other->flow), lost->site_count + a, lost,
                  lost_in_play);
    }
    for (uint32_t v = 0; is && v < now->vehicle_count; v++) {
        const mst_p_vehicle *one = &now->vehicles[v], *other = &was->vehicles[v];
        order beside = both(least(one->crews, other->crews), least(one->sorties, other->sorties));
        is = note(compare_vehicles(one, other), beside, lost->site_count + lost->arc_count + v,
                  lost, lost_in_play);
    }
    return is;
}

bool
mst_case_is_narrower(const mst_case *now, const mst_case *was, mst_marks *lost,
                     mst_marks *lost_in_play)
{
    bool is = now->phase_count == was->phase_count && !now->resumed && !was->resumed;
    for (uint32_t i = 0; is && i < now->phase_count; i++) {
        is = is_narrower(&now->phases[i], &was->phases[i], lost, lost_in_play);
    }
    return is;
}
