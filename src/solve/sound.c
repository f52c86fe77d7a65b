/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 9 of a finished plan. While a plan is built nobody knows who will be left, and those who are
 * do not bind the guards: so guards may turn out to have been enough when they seemed too few, and
 * then they have to remain so. What the calendars of the builder cannot tell is asked here.
 *
 * S1  Of a cohort at a place as many stay as the least number there from then on.
 * S2  Only sites that ever ask for guards are looked at, and of them what happens from the
 *     surprise on: before, another phase answers for it.
 */
#include "solve/sound.h"

#include <stdlib.h>

#define WAVE_MS (15 * MST_MS_PER_MINUTE)

/* Someone comes (`count` > 0) or goes. */
typedef struct passage {
    mst_time at;
    int64_t count;
    uint32_t cohort;
    bool moved_in;          /* as the plan says, and begun after the surprise */
    mst_time arrive, leave; /* of the vehicle boarded; both `at` of those on their own */
} passage;

typedef struct look {
    const mst__state *state;
    const mst_p_site *facts;
    uint32_t site;
    passage *list; /* by time */
    uint32_t count, room;
    int64_t *present, *staying; /* [cohort]; staying: S1 */
    bool out_of_memory;
} look;

/* ---- who comes and goes ---- */

static void
add(look *l, passage p)
{
    if (p.count == 0) {
        return;
    }
    if (l->count == l->room) {
        uint32_t room = l->room < 64 ? 64 : l->room * 2;
        passage *grown = mst_heap_resize(l->list, room, sizeof *grown);
        if (grown == NULL) {
            l->out_of_memory = true;
            return;
        }
        l->list = grown;
        l->room = room;
    }
    l->list[l->count++] = p;
}

static void
add_starts(look *l)
{
    const mst_problem *problem = l->state->problem;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        if (cohort->site != l->site || cohort->count <= 0) {
            continue;
        }
        if (cohort->presence != MST_PRESENT_ARRIVING) {
            add(l, (passage){.at = MST_TIME_MIN, .count = cohort->count, .cohort = c});
            continue;
        }
        for (int64_t there = 0; there < cohort->count && !l->out_of_memory;) {
            mst_time at = mst_cohort_release_time(cohort, there + 1);
            if (at >= MST_NEVER) {
                break;
            }
            int64_t by_then = mst_cohort_released(cohort, at);
            add(l, (passage){.at = at, .count = by_then - there, .cohort = c});
            there = by_then;
        }
    }
}

static void
add_stop(look *l, const mst__stop *stop)
{
    const mst__state *state = l->state;
    const mst_problem *problem = state->problem;
    const mst_p_type *type = &problem->types[problem->vehicles[stop->vehicle].type];
    for (uint32_t i = 0; i < stop->alight_count; i++) {
        mst_load load = state->loads[stop->alight_first + i];
        mst_time off = stop->berth_begin + type->unload;
        add(l, (passage){.at = off,
                         .count = load.count,
                         .cohort = load.cohort,
                         .moved_in = off >= problem->begins});
    }
    for (uint32_t i = 0; i < stop->board_count; i++) {
        mst_load load = state->loads[stop->board_first + i];
        add(l, (passage){.at = stop->berth_end - type->load,
                         .count = -load.count,
                         .cohort = load.cohort,
                         .arrive = stop->arrive,
                         .leave = stop->leave});
    }
}

static void
add_self(look *l, const mst_plan_self_move *move)
{
    const mst_problem *problem = l->state->problem;
    const mst_p_arc *arc = &problem->arcs[move->arc];
    const mst_p_cohort *cohort = &problem->cohorts[move->cohort];
    mst_time whole = mst_arc_self_transit(problem, move->arc, move->cohort, move->leave);
    uint32_t to = move->arrive - move->leave == whole ? arc->to : arc->from; /* or turned back */
    if (arc->from == l->site) {
        add(l, (passage){.at = move->leave,
                         .count = -move->count,
                         .cohort = move->cohort,
                         .arrive = MST_TIME_MIN,
                         .leave = move->leave});
    }
    if (to == l->site) {
        add(l, (passage){.at = move->arrive,
                         .count = move->count,
                         .cohort = move->cohort,
                         .moved_in = !cohort->uncontrolled && move->leave >= problem->begins});
    }
}

static int
order_passages(const void *left, const void *right)
{
    const passage *a = left;
    const passage *b = right;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    if (a->cohort != b->cohort) {
        return a->cohort < b->cohort ? -1 : 1;
    }
    return (a->count > b->count) - (a->count < b->count);
}

/* ---- who guards whom ---- */

static bool
is_protected(const look *l, uint32_t cohort)
{
    const mst_p_cohort *facts = &l->state->problem->cohorts[cohort];
    return facts->in_scope && !facts->guards;
}

static int64_t
need_at(const look *l, int64_t leavers, mst_time t)
{
    if (leavers <= 0) {
        return 0;
    }
    return mst_steps_at(&l->facts->force_fixed, t) +
           mst_ceil_divide(leavers * mst_steps_at(&l->facts->force_per_1000, t), 1000);
}

static mst_time
next_of(const mst_steps *steps, mst_time t, mst_time next)
{
    for (uint32_t i = 1; i < steps->count; i++) {
        if (steps->from[i] > t && steps->from[i] < next) {
            return steps->from[i];
        }
    }
    return next;
}

/* The next moment after `t` at which anything that rule 9 asks about changes; MST_NEVER. */
static mst_time
next_change(const look *l, uint32_t from, mst_time t)
{
    const mst__level *guards = &l->state->sites[l->site].guards;
    uint32_t g = mst__level_after(guards, t);
    mst_time next = from < l->count ? l->list[from].at : MST_NEVER;
    next = g < guards->count && guards->time[g] < next ? guards->time[g] : next;
    next = t < l->state->problem->begins && l->state->problem->begins < next
               ? l->state->problem->begins
               : next;
    next = next_of(&l->facts->force_fixed, t, next);
    next = next_of(&l->facts->force_per_1000, t, next);
    return next_of(&l->facts->force_rear, t, next);
}

/* Guards in scope at the site after `t`; those at home who are never carried in are nowhere. */
static int64_t
guards_left(const look *l, mst_time t)
{
    const mst_problem *problem = l->state->problem;
    int64_t guards = 0;
    for (uint32_t i = 0; i < l->count && l->list[i].at <= t; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[l->list[i].cohort];
        guards += cohort->guards && cohort->in_scope ? l->list[i].count : 0;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        bool home = cohort->guards && cohort->in_scope && cohort->site == l->site &&
                    cohort->presence == MST_PRESENT_BY_FLEET;
        int64_t never = home ? cohort->count - l->state->deployed[c] : 0;
        guards -= never > 0 ? never : 0;
    }
    return guards;
}

/* Do all who leave from passage `from` on go together, and no guard stays behind? */
static bool
is_wave(const look *l, uint32_t from)
{
    mst_time last_on = l->list[from].at;
    mst_time last_arrive = MST_TIME_MIN;
    mst_time first_leave = MST_NEVER;
    mst_time last_leave = MST_TIME_MIN;
    for (uint32_t i = from; i < l->count; i++) {
        const passage *p = &l->list[i];
        if (p->count > 0) {
            continue;
        }
        last_on = p->at > last_on ? p->at : last_on;
        last_arrive = p->arrive > last_arrive ? p->arrive : last_arrive;
        first_leave = p->leave < first_leave ? p->leave : first_leave;
        last_leave = p->leave > last_leave ? p->leave : last_leave;
    }
    return guards_left(l, last_on) <= 0 && last_arrive <= first_leave && last_leave < MST_NEVER &&
           last_leave - first_leave <= WAVE_MS;
}

/* S1, backwards: `staying` becomes the least number from the end on, `present` those at the end;
 * then each passage is taken back. Fills `leavers` after each passage. */
static void
count_leavers(look *l, int64_t *leavers)
{
    for (uint32_t i = 0; i < l->count; i++) {
        l->present[l->list[i].cohort] += l->list[i].count;
    }
    int64_t total = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        l->staying[l->list[i].cohort] = l->present[l->list[i].cohort];
    }
    for (uint32_t end = l->count; end > 0;) {
        uint32_t begin = end; /* those of one instant */
        while (begin > 0 && l->list[begin - 1].at == l->list[end - 1].at) {
            begin--;
        }
        leavers[end - 1] = total; /* after the instant */
        for (uint32_t i = begin; i < end; i++) {
            uint32_t c = l->list[i].cohort;
            total -= is_protected(l, c) ? l->present[c] - l->staying[c] : 0;
            l->present[c] -= l->list[i].count;
            total += is_protected(l, c) ? l->present[c] - l->staying[c] : 0;
        }
        for (uint32_t i = begin; i < end; i++) { /* as they were before the instant */
            uint32_t c = l->list[i].cohort;
            int64_t least = l->present[c] < l->staying[c] ? l->present[c] : l->staying[c];
            total += is_protected(l, c) ? l->staying[c] - least : 0;
            l->staying[c] = least;
        }
        end = begin;
    }
}

/* The walk through time. */
static bool
keeps_rule(const look *l, const int64_t *leavers)
{
    const mst__level *guards = &l->state->sites[l->site].guards;
    mst_time begins = l->state->problem->begins;
    int64_t protect = 0;
    int64_t before = 0;
    bool met = false;
    bool wave = false;
    uint32_t i = 0;
    for (mst_time t = MST_TIME_MIN; t < MST_NEVER; t = next_change(l, i, t)) {
        uint32_t first = i;
        bool moved_in = false;
        for (; i < l->count && l->list[i].at <= t; i++) {
            bool people = !l->state->problem->cohorts[l->list[i].cohort].guards;
            moved_in = moved_in || (people && l->list[i].moved_in);
            protect = i + 1 == l->count || l->list[i + 1].at > t ? leavers[i] : protect;
        }
        int64_t now = mst__level_at(guards, t);
        now = now > 0 ? now : 0;
        int64_t need = need_at(l, protect, t);
        int64_t rear = mst_steps_at(&l->facts->force_rear, t);
        bool lowered = now < before;
        before = now;
        if (t < 0) {
            continue;
        }
        if (t == 0 || t == begins) {
            met = now >= need;
            wave = false;
        }
        met = met || now >= need;
        if (moved_in && now < need) {
            return false;
        }
        if (wave || t < begins) {
            continue;
        }
        bool below = met && now < need;
        if (lowered && (below || now < rear)) {
            wave = first < i && is_wave(l, first);
            if (!wave) {
                return false;
            }
        } else if (below) {
            return false;
        }
    }
    return true;
}

static bool
ever(const mst_steps *steps)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        if (steps->value[i] > 0) {
            return true;
        }
    }
    return false;
}

static bool
site_is_sound(look *l)
{
    const mst__state *state = l->state;
    l->count = 0;
    add_starts(l);
    for (uint32_t s = 0; s < state->stops_count; s++) {
        if (state->stops[s].site == l->site && state->stops[s].berth_begin < MST_NEVER) {
            add_stop(l, &state->stops[s]);
        }
    }
    for (uint32_t k = 0; k < state->selfs_count; k++) {
        add_self(l, &state->selfs[k]);
    }
    int64_t *leavers = mst_heap_take(l->count, sizeof *leavers);
    if (l->out_of_memory || leavers == NULL) {
        l->out_of_memory = true;
        mst_heap_free(leavers);
        return true;
    }
    for (uint32_t c = 0; c < state->problem->cohort_count; c++) {
        l->present[c] = l->staying[c] = 0;
    }
    if (l->count > 0) {
        qsort(l->list, l->count, sizeof *l->list, order_passages);
    }
    count_leavers(l, leavers);
    bool sound = keeps_rule(l, leavers);
    mst_heap_free(leavers);
    return sound;
}

bool
mst__state_sound(mst__state *state)
{
    const mst_problem *problem = state->problem;
    look l = {.state = state};
    bool sound = true;
    for (uint32_t s = 0; s < problem->site_count && sound; s++) {
        const mst_p_site *facts = &problem->sites[s];
        if (!ever(&facts->force_fixed) && !ever(&facts->force_per_1000) &&
            !ever(&facts->force_rear)) {
            continue;
        }
        if (l.present == NULL) {
            l.present = mst_heap_take(problem->cohort_count, sizeof *l.present);
            l.staying = mst_heap_take(problem->cohort_count, sizeof *l.staying);
            l.out_of_memory = l.present == NULL || l.staying == NULL;
        }
        l.site = s;
        l.facts = facts;
        sound = l.out_of_memory || site_is_sound(&l);
    }
    state->out_of_memory |= l.out_of_memory;
    mst_heap_free(l.present);
    mst_heap_free(l.staying);
    mst_heap_free(l.list);
    return sound;
}
