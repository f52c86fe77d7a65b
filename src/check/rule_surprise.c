/* SPDX-License-Identifier: Apache-2.0
 *
 * Surprises: what began before the surprise is as the plan before it had it, but for what the
 * change undoes or turns.
 *
 * U1  A use that began before the surprise stands as planned: service, desk intervals, transits.
 *     Of a service whose loading had not begun, the unloading stands; when it ends, and who boards,
 *     is new.
 * U2  Service not complete at the surprise at a place that the change closes is undone: the stop
 *     has no berth interval any more. If its unloading was complete, those off may stay off: the
 *     berth interval then ends at the surprise.
 *     Unloading that was not complete anywhere else is undone where those who get off would be
 *     more than the hold allows by then, with nobody coming or going but who was on it already:
 *     they stay aboard.
 * U3  A desk interval not complete at a place that the change closes is undone.
 * U4  Who is under way to a place that is closed, on a link that is closed or to a closed site,
 *     turns: back in the time already travelled, or (vehicles, the link open) on from the closed
 *     place along an open link. Who could not complete the way because it closes only later, or
 *     could because it opens again in time, may do either.
 * U5  A plan that goes on from one in force is judged in the same way: what that plan began before
 *     it is taken up again stands; what of it began after the moment of the picture is frozen.
 */
#include "check/judge.h"

typedef struct past_plan {
    mst__judge *judge;
    const mst_plan *before;
    const mst_problem *earlier; /* the phase before */
    mst_time at;                /* the surprise */
} past_plan;

static void
refuse_past(past_plan *past, mst__where where, const char *who, const char *what)
{
    const mst_case *instance = past->judge->instance;
    if (instance->resumed && past->judge->phase == 1) {
        bool frozen = where.at >= instance->resume.at;
        mst__refuse(past->judge, frozen ? MST__SURPRISE_FROZEN : MST__SURPRISE_PAST, where,
                    "%s: what it does before %s, when the plan in force is taken up again, is not "
                    "as that plan has it: %s",
                    who, MST__TIME(past->at), what);
        return;
    }
    mst__refuse(past->judge, MST__SURPRISE_PAST, where,
                "%s: what it did before the surprise at %s is not as the plan before had it: %s",
                who, MST__TIME(past->at), what);
}

static bool
same_loads(const mst_load_list *a, const mst_load_list *b)
{
    bool same = a->count == b->count;
    for (uint32_t i = 0; same && i < a->count; i++) {
        same = a->loads[i].cohort == b->loads[i].cohort &&
               a->loads[i].stations == b->loads[i].stations &&
               a->loads[i].count == b->loads[i].count;
    }
    return same;
}

/* Did the change close the site for service that would last until `end`? */
static bool
service_closed(const past_plan *past, uint32_t site, mst_time end)
{
    const mst_windows *now = &past->judge->problem->sites[site].service;
    return !mst_windows_hold(now, past->at, past->at) ||
           (!mst_windows_hold(now, past->at, end) &&
            mst_windows_hold(&past->earlier->sites[site].service, past->at, end));
}

/* U1: had nobody begun to board by the surprise, in a service that went on then? */
static bool
boards_later(const past_plan *past, const mst_plan_stop *stop)
{
    mst_time load = mst__type_of(past->judge, stop->vehicle)->load;
    return stop->berth_end >= past->at &&
           (stop->board.count == 0 || stop->berth_end - load >= past->at);
}

/* U1: unloading as planned, boarding anew. */
static bool
boards_anew(const past_plan *past, const mst_plan_stop *is, const mst_plan_stop *was)
{
    if (!boards_later(past, was)) {
        return false;
    }
    bool begins_alike =
        is->berth_begin == was->berth_begin && same_loads(&is->alight, &was->alight) &&
        (boards_later(past, is) || (is->berth_end == past->at && is->board.count == 0));
    return begins_alike || (was->alight.count == 0 && is->berth_begin >= past->at);
}

/* Has it begun before the surprise, so that nothing new can stop it? */
static bool
is_under_way(const past_plan *past, const mst__event *event)
{
    const mst_plan *plan = past->judge->plan;
    switch (event->kind) {
    case MST__EVENT_ALIGHT:
        return plan->stops[event->record].berth_begin < past->at;
    case MST__EVENT_SELF_ARRIVE:
        return plan->self_moves[event->record].leave < past->at;
    case MST__EVENT_BOARD:
    case MST__EVENT_SELF_LEAVE:
        return event->at < past->at;
    default:
        return mst__event_sign(event->kind) > 0; /* there at the start, or comes by itself */
    }
}

/* U2: would those who get off be more than the hold allows? */
static bool
has_no_room(const past_plan *past, const mst_plan_stop *was)
{
    const mst__judge *judge = past->judge;
    mst_time off = was->berth_begin + mst__type_of(judge, was->vehicle)->unload;
    if (was->alight.count == 0 || off < past->at) {
        return false;
    }
    int64_t there = 0;
    for (uint32_t i = 0; i < was->alight.count; i++) {
        there += was->alight.loads[i].count;
    }
    for (uint32_t i = 0; i < judge->event_count && judge->by_time[i].at <= off; i++) {
        const mst__event *event = &judge->by_time[i];
        bool counts = event->site == was->site && event->group != MST_NONE;
        there +=
            counts && is_under_way(past, event) ? mst__event_sign(event->kind) * event->count : 0;
    }
    return there > mst_steps_at(&judge->problem->sites[was->site].hold, off);
}

/* U1 and U2 for a stop whose service began before the surprise. */
static void
compare_service(past_plan *past, uint32_t stop, const mst_plan_stop *was)
{
    mst__judge *judge = past->judge;
    const mst_plan_stop *is = &judge->plan->stops[stop];
    const char *vehicle = mst__vehicle_name(judge, is->vehicle);
    mst__where where = mst__where_stop(judge, stop, was->berth_begin);
    bool none = is->berth_begin >= MST_NEVER;
    bool same = is->berth_begin == was->berth_begin && is->berth_end == was->berth_end &&
                same_loads(&is->alight, &was->alight) && same_loads(&is->board, &was->board);
    if (was->berth_end <= past->at || !service_closed(past, is->site, was->berth_end)) {
        bool undone = is->berth_begin >= past->at && has_no_room(past, was); /* or never */
        if (!same && !boards_anew(past, is, was) && !undone) {
            refuse_past(past, where, vehicle, "its service");
        }
        return;
    }
    bool off_before = was->alight.count > 0 &&
                      was->berth_begin + mst__type_of(judge, is->vehicle)->unload <= past->at;
    bool cut = off_before && is->berth_begin == was->berth_begin && is->berth_end == past->at &&
               same_loads(&is->alight, &was->alight) && is->board.count == 0;
    /* A new service after the surprise may stand in the same stop. */
    bool anew = !none && is->berth_begin >= past->at;
    if (!none && !cut && !anew) {
        mst__refuse(judge, MST__SURPRISE_SERVICE, where,
                    "the service of %s at %s from %s was not complete when %s closed at %s, and is "
                    "not undone",
                    vehicle, mst__site_name(judge, is->site), MST__TIME(was->berth_begin),
                    mst__site_name(judge, is->site), MST__TIME(past->at));
    }
}

static void
compare_stop(past_plan *past, uint32_t stop, const mst_plan_stop *was)
{
    mst__judge *judge = past->judge;
    const mst_plan_stop *is = &judge->plan->stops[stop];
    const char *vehicle = mst__vehicle_name(judge, is->vehicle);
    mst__where where = mst__where_stop(judge, stop, is->arrive);
    if (is->site != was->site) {
        refuse_past(past, where, vehicle, "where it stands");
        return;
    }
    bool left = was->leave < past->at;
    where.at = is->leave < was->leave ? is->leave : was->leave;
    if (left ? is->leave != was->leave || is->refuel != was->refuel : is->leave < past->at) {
        refuse_past(past, where, vehicle, "when it leaves, or whether it is refuelled");
    }
    where.at = is->arrive;
    if (was->berth_begin < past->at) {
        compare_service(past, stop, was);
    } else if (is->berth_begin < past->at) {
        where.at = is->berth_begin;
        refuse_past(past, where, vehicle, "a service that was not planned");
    }
}

static bool
same_convoy(const past_plan *past, uint32_t is, uint32_t was)
{
    if (is == MST_NONE || was == MST_NONE) {
        return is == was;
    }
    const mst_plan_convoy *a = &past->judge->plan->convoys[is];
    const mst_plan_convoy *b = &past->before->convoys[was];
    /* When the escort is back may change with the convoy's arrival, as long as it is still to
     * come. */
    bool same_back = a->back == b->back || (a->back >= past->at && b->back >= past->at);
    return a->arc == b->arc && a->begin == b->begin && a->detached_force == b->detached_force &&
           same_back;
}

typedef enum turn_kind { MUST_GO_ON, MAY_TURN, MUST_TURN } turn_kind;

/* U4: `arrive` is when the place would have been reached. */
static turn_kind
turning_of(const past_plan *past, uint32_t arc, mst_time arrive)
{
    const mst_problem *now = past->judge->problem;
    const mst_p_arc *way = &now->arcs[arc];
    bool closed = mst__way_closed(now, arc, past->at);
    bool passes = mst_windows_hold(&way->open, past->at, arrive) &&
                  mst_windows_hold(&now->sites[way->to].open, arrive, arrive);
    if (closed) {
        return passes ? MAY_TURN : MUST_TURN;
    }
    return passes ? MUST_GO_ON : MAY_TURN;
}

/* The way on: from the closed place at the end of the link, along an open link, at the link's
 * time. */
static bool
diverts_rightly(const past_plan *past, const mst_plan_move *is, mst_time planned)
{
    const mst_problem *now = past->judge->problem;
    const mst_p_arc *way = &now->arcs[is->arc];
    const mst_p_arc *on = &now->arcs[is->turned_arc];
    const mst_p_type *type = mst__type_of(past->judge, is->vehicle);
    mst_time transit =
        mst_arc_transit(now, is->turned_arc, past->judge->problem->vehicles[is->vehicle].type,
                        is->loads.count > 0, planned);
    size_t compatible = (size_t)on->to * now->type_count + now->vehicles[is->vehicle].type;
    if (on->from != way->to || transit >= MST_NEVER || now->compatible[compatible] == 0 ||
        !mst_windows_hold(&way->open, past->at, planned)) {
        return false;
    }
    bool in_time = is->arrive >= planned + transit &&
                   (type->wait >= MST_NEVER || is->arrive <= planned + transit + type->wait);
    return in_time && mst_windows_hold(&on->open, planned, is->arrive) &&
           mst_windows_hold(&now->sites[on->to].open, is->arrive, is->arrive) &&
           (type->mode != MST_MODE_AIR ||
            mst_windows_hold(&now->sites[on->to].air, is->arrive, is->arrive));
}

/* A vehicle under way at the surprise: on as planned, back, or on to another place. */
static void
compare_way(past_plan *past, uint32_t move, const mst_plan_move *was)
{
    mst__judge *judge = past->judge;
    const mst_plan_move *is = &judge->plan->moves[move];
    const char *vehicle = mst__vehicle_name(judge, is->vehicle);
    const char *arc = mst__arc_name(judge, is->arc);
    bool turns = is->turned_at == past->at && was->turned_at >= MST_NEVER;
    /* A way already turned by an earlier surprise leads back: it goes on as it is. */
    turn_kind turning =
        was->turned_at < MST_NEVER ? MUST_GO_ON : turning_of(past, is->arc, was->arrive);
    if (!turns) {
        if (turning == MUST_TURN) {
            mst__refuse(judge, MST__SURPRISE_TURN, mst__where_move(judge, move),
                        "%s goes on along %s at %s, though the way is closed", vehicle, arc,
                        MST__TIME(past->at));
        } else if (is->turned_at != was->turned_at || is->turned_arc != was->turned_arc ||
                   is->arrive != was->arrive) {
            mst__refuse(judge, MST__SURPRISE_ON, mst__where_move(judge, move),
                        "%s was to arrive by %s at %s, and does not go on as it was", vehicle, arc,
                        MST__TIME(was->arrive));
        }
        return;
    }
    if (turning == MUST_GO_ON) {
        mst__refuse(judge, MST__SURPRISE_ON, mst__where_move(judge, move),
                    "%s turns on %s at %s, though the way is open", vehicle, arc,
                    MST__TIME(past->at));
        return;
    }
    mst_time transit =
        mst_arc_transit(past->earlier, is->arc, past->earlier->vehicles[is->vehicle].type,
                        is->loads.count > 0, is->leave);
    mst_time planned = transit < MST_NEVER ? is->leave + transit : was->arrive;
    planned = planned > past->at ? planned : past->at; /* it was waiting there already */
    bool back = is->turned_arc == MST_NONE && is->arrive == past->at + (past->at - is->leave);
    bool on = is->turned_arc != MST_NONE && diverts_rightly(past, is, planned);
    if (!back && !on) {
        mst__refuse(judge, MST__SURPRISE_RETURN, mst__where_move(judge, move),
                    "%s turns on %s at %s and arrives at %s, which is neither back in the time it "
                    "was under way nor on along an open link",
                    vehicle, arc, MST__TIME(past->at), MST__TIME(is->arrive));
    }
}

static void
compare_move(past_plan *past, uint32_t move, const mst_plan_move *was)
{
    mst__judge *judge = past->judge;
    const mst_plan_move *is = &judge->plan->moves[move];
    const char *vehicle = mst__vehicle_name(judge, is->vehicle);
    if (is->arc != was->arc || is->leave != was->leave || !same_loads(&is->loads, &was->loads) ||
        !same_convoy(past, is->convoy, was->convoy)) {
        mst__where where = mst__where_move(judge, move);
        where.at = is->leave < was->leave ? is->leave : was->leave;
        refuse_past(past, where, vehicle, "a move");
        return;
    }
    if (was->arrive > past->at) {
        compare_way(past, move, was);
    } else if (is->arrive != was->arrive || is->turned_at != was->turned_at ||
               is->turned_arc != was->turned_arc) {
        refuse_past(past, mst__where_move(judge, move), vehicle, "an arrival");
    }
}

static void
compare_vehicle(past_plan *past, uint32_t vehicle)
{
    mst__judge *judge = past->judge;
    const mst_plan *plan = judge->plan;
    const mst_plan *before = past->before;
    const char *name = mst__vehicle_name(judge, vehicle);
    uint32_t stops = plan->first_stop[vehicle + 1] - plan->first_stop[vehicle];
    uint32_t stops_before = before->first_stop[vehicle + 1] - before->first_stop[vehicle];
    mst__where where = mst__where_at(past->at);
    where.vehicle = vehicle;
    for (uint32_t k = 0; k < stops || k < stops_before; k++) {
        const mst_plan_stop *is = k < stops ? &plan->stops[plan->first_stop[vehicle] + k] : NULL;
        const mst_plan_stop *was =
            k < stops_before ? &before->stops[before->first_stop[vehicle] + k] : NULL;
        bool was_left = was != NULL && was->leave < past->at;
        bool is_left = is != NULL && is->leave < past->at;
        bool was_served = was != NULL && was->berth_begin < past->at;
        bool is_served = is != NULL && is->berth_begin < past->at;
        if (!was_left && !is_left && !was_served && !is_served) {
            return; /* from here on everything is new */
        }
        if (is == NULL && !was_left && was->alight.count == 0 && boards_later(past, was)) {
            return; /* it stood in its berth, and nobody was aboard yet */
        }
        if (is == NULL || was == NULL) {
            const mst_plan_stop *one = is != NULL ? is : was;
            where.at = one->leave < one->berth_begin ? one->leave : one->berth_begin;
            refuse_past(past, where, name, "a stop more or less");
            return;
        }
        compare_stop(past, plan->first_stop[vehicle] + k, was);
        if (was_left != is_left) {
            return; /* told by compare_stop */
        }
        if (!was_left) {
            return;
        }
        compare_move(past, plan->first_move[vehicle] + k,
                     &before->moves[before->first_move[vehicle] + k]);
    }
}

/* ---- desks ---- */

/* Intervals of one desk that started before the surprise, as one plan has them. */
typedef struct desk_row {
    uint32_t site, desk, cohort, stations;
    mst_time start, each;
    int64_t units; /* + as planned before, - as planned now */
} desk_row;

static int
order_rows(const void *left, const void *right)
{
    const desk_row *a = left;
    const desk_row *b = right;
    if (a->site != b->site) {
        return mst__compare_u32(a->site, b->site);
    }
    if (a->desk != b->desk) {
        return mst__compare_u32(a->desk, b->desk);
    }
    if (a->start != b->start) {
        return mst__compare_i64(a->start, b->start);
    }
    if (a->cohort != b->cohort) {
        return mst__compare_u32(a->cohort, b->cohort);
    }
    if (a->stations != b->stations) {
        return mst__compare_u32(a->stations, b->stations);
    }
    if (a->each != b->each) {
        return mst__compare_i64(a->each, b->each);
    }
    return mst__compare_i64(a->units, b->units);
}

static bool
desk_closed(const past_plan *past, uint32_t site)
{
    const mst_p_site *now = &past->judge->problem->sites[site];
    const mst_p_site *then = &past->earlier->sites[site];
    bool shut =
        mst_steps_at(&now->desks, past->at) == 0 && mst_steps_at(&then->desks, past->at) > 0;
    return shut || (!mst_windows_hold(&now->open, past->at, past->at) &&
                    mst_windows_hold(&then->open, past->at, past->at));
}

/* Units of a run that started before the surprise; `complete` counts those that ended by it
 * alone. */
static int64_t
units_before(const mst_plan_desk_run *run, mst_time at, bool complete)
{
    if (run->start >= at) {
        return 0;
    }
    if (run->each == 0) {
        return run->units;
    }
    int64_t units =
        complete ? (at - run->start) / run->each : mst_ceil_divide(at - run->start, run->each);
    return units < run->units ? units : run->units;
}

static uint32_t
add_rows(const past_plan *past, const mst_plan *plan, int64_t sign, desk_row *rows, uint32_t count)
{
    for (uint32_t i = 0; i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        bool complete = sign > 0 && desk_closed(past, run->site);
        int64_t units = units_before(run, past->at, complete);
        if (units > 0) {
            rows[count++] = (desk_row){run->site,  run->desk, run->cohort, run->stations,
                                       run->start, run->each, sign * units};
        }
    }
    return count;
}

static void
compare_desks(past_plan *past)
{
    mst__judge *judge = past->judge;
    size_t room = (size_t)judge->plan->desk_run_count + past->before->desk_run_count;
    desk_row *rows = MST__TAKE(judge, desk_row, room);
    if (rows == NULL) {
        return;
    }
    uint32_t count = add_rows(past, past->before, 1, rows, 0);
    count = add_rows(past, judge->plan, -1, rows, count);
    mst__sort(rows, count, sizeof *rows, order_rows);
    uint32_t i = 0;
    while (i < count) {
        const desk_row *row = &rows[i];
        int64_t sum = 0;
        uint32_t end = i;
        for (; end < count && rows[end].site == row->site && rows[end].desk == row->desk &&
               rows[end].start == row->start && rows[end].cohort == row->cohort &&
               rows[end].stations == row->stations && rows[end].each == row->each;
             end++) {
            sum += rows[end].units;
        }
        if (sum != 0) {
            mst__where where = {row->start, MST_NONE, row->site, MST_NONE, row->cohort};
            bool undone = desk_closed(past, row->site);
            if (!undone && judge->instance->resumed && judge->phase == 1) {
                refuse_past(past, where, mst__site_name(judge, row->site), "its desks");
                i = end;
                continue;
            }
            mst__refuse(judge, undone ? MST__SURPRISE_DESK : MST__SURPRISE_PAST, where,
                        "desk %u at %s: the intervals of %s from %s that began before the surprise "
                        "at %s are not those planned%s",
                        row->desk + 1, mst__site_name(judge, row->site),
                        mst__cohort_name(judge, row->cohort), MST__TIME(row->start),
                        MST__TIME(past->at), undone ? " and complete by then" : "");
        }
        i = end;
    }
}

/* ---- people on their own ---- */
static int
order_self(const void *left, const void *right)
{
    const mst_plan_self_move *a = *(const mst_plan_self_move *const *)left;
    const mst_plan_self_move *b = *(const mst_plan_self_move *const *)right;
    if (a->leave != b->leave) {
        return mst__compare_i64(a->leave, b->leave);
    }
    if (a->arc != b->arc) {
        return mst__compare_u32(a->arc, b->arc);
    }
    if (a->cohort != b->cohort) {
        return mst__compare_u32(a->cohort, b->cohort);
    }
    if (a->stations != b->stations) {
        return mst__compare_u32(a->stations, b->stations);
    }
    if (a->count != b->count) {
        return mst__compare_i64(a->count, b->count);
    }
    return a->arrive != b->arrive ? mst__compare_i64(a->arrive, b->arrive) : (a > b) - (a < b);
}

static const mst_plan_self_move **
self_moves_before(mst__judge *judge, const mst_plan *plan, mst_time at, uint32_t *count)
{
    const mst_plan_self_move **list =
        MST__TAKE(judge, const mst_plan_self_move *, plan->self_move_count);
    *count = 0;
    for (uint32_t i = 0; list != NULL && i < plan->self_move_count; i++) {
        if (plan->self_moves[i].leave < at) {
            list[(*count)++] = &plan->self_moves[i];
        }
    }
    if (list != NULL) {
        mst__sort(list, *count, sizeof(const mst_plan_self_move *), order_self);
    }
    return list;
}

static void
compare_self_way(past_plan *past, const mst_plan_self_move *is, const mst_plan_self_move *was)
{
    mst__judge *judge = past->judge;
    mst__where where = {is->leave, MST_NONE, MST_NONE, is->arc, is->cohort};
    mst_time back = past->at + (past->at - is->leave);
    mst_time transit = mst_arc_self_transit(past->earlier, is->arc, is->cohort, is->leave);
    bool turned_before = was->arrive != was->leave + transit;
    turn_kind turning = was->arrive <= past->at || turned_before
                            ? MUST_GO_ON
                            : turning_of(past, is->arc, was->arrive);
    bool goes_on = is->arrive == was->arrive;
    bool turns = is->arrive == back;
    if (turning == MUST_TURN && !turns) {
        mst__refuse(judge, MST__SURPRISE_TURN, where,
                    "%lld of %s are on %s when it closes at %s, and are not back at %s",
                    (long long)is->count, mst__cohort_name(judge, is->cohort),
                    mst__arc_name(judge, is->arc), MST__TIME(past->at), MST__TIME(back));
    } else if ((turning == MUST_GO_ON && !goes_on) || (!goes_on && !turns)) {
        mst__refuse(judge, MST__SURPRISE_ON, where,
                    "%lld of %s were to arrive by %s at %s, and do not go on as they were",
                    (long long)is->count, mst__cohort_name(judge, is->cohort),
                    mst__arc_name(judge, is->arc), MST__TIME(was->arrive));
    }
}

static void
compare_self_moves(past_plan *past)
{
    mst__judge *judge = past->judge;
    uint32_t count;
    uint32_t count_before;
    const mst_plan_self_move **is = self_moves_before(judge, judge->plan, past->at, &count);
    const mst_plan_self_move **was =
        self_moves_before(judge, past->before, past->at, &count_before);
    if (is == NULL || was == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count || i < count_before; i++) {
        bool same = i < count && i < count_before && is[i]->leave == was[i]->leave &&
                    is[i]->arc == was[i]->arc && is[i]->cohort == was[i]->cohort &&
                    is[i]->stations == was[i]->stations && is[i]->count == was[i]->count;
        if (!same) {
            const mst_plan_self_move *row = i < count ? is[i] : was[i];
            mst__where where = {row->leave, MST_NONE, MST_NONE, row->arc, row->cohort};
            refuse_past(past, where, mst__cohort_name(judge, row->cohort), "who sets off when");
            return;
        }
        compare_self_way(past, is[i], was[i]);
    }
}

/* ---- crews ---- */

/* Crew of each move that left before the surprise. */
static void
compare_crews(past_plan *past)
{
    mst__judge *judge = past->judge;
    const mst_plan *plan = judge->plan;
    const mst_plan *before = past->before;
    uint32_t *crew_before = MST__TAKE(judge, uint32_t, before->move_count);
    uint32_t *crew = MST__TAKE(judge, uint32_t, plan->move_count);
    if (judge->out_of_memory) {
        return;
    }
    for (uint32_t i = 0; i < before->duty_count; i++) {
        for (uint32_t m = before->duties[i].first_move; m <= before->duties[i].last_move; m++) {
            crew_before[m] = before->duties[i].crew + 1;
        }
    }
    for (uint32_t i = 0; i < plan->duty_count; i++) {
        for (uint32_t m = plan->duties[i].first_move; m <= plan->duties[i].last_move; m++) {
            crew[m] = plan->duties[i].crew + 1;
        }
    }
    for (uint32_t v = 0; v < judge->problem->vehicle_count; v++) {
        uint32_t moves = plan->first_move[v + 1] - plan->first_move[v];
        uint32_t moves_before = before->first_move[v + 1] - before->first_move[v];
        for (uint32_t k = 0; k < moves && k < moves_before; k++) {
            uint32_t m = plan->first_move[v] + k;
            if (plan->moves[m].leave < past->at &&
                crew[m] != crew_before[before->first_move[v] + k]) {
                refuse_past(past, mst__where_move(judge, m), mst__vehicle_name(judge, v),
                            "its crew");
                break;
            }
        }
    }
}

/* Turns that no surprise explains. */
static void
judge_turns(mst__judge *judge)
{
    for (uint32_t m = 0; m < judge->plan->move_count; m++) {
        const mst_plan_move *move = &judge->plan->moves[m];
        if (move->turned_at < MST_NEVER && move->leave >= judge->since) {
            mst__refuse(judge, MST__SURPRISE_ON, mst__where_move(judge, m),
                        "%s turns on %s at %s, when there is no surprise",
                        mst__vehicle_name(judge, move->vehicle), mst__arc_name(judge, move->arc),
                        MST__TIME(move->turned_at));
        }
    }
}

void
mst__judge_surprise(mst__judge *judge, const mst_plan *before, const mst_problem *earlier)
{
    judge_turns(judge);
    if (before == NULL) {
        return;
    }
    past_plan past = {.judge = judge, .before = before, .earlier = earlier, .at = judge->since};
    for (uint32_t v = 0; v < judge->problem->vehicle_count; v++) {
        compare_vehicle(&past, v);
    }
    compare_desks(&past);
    compare_self_moves(&past);
    compare_crews(&past);
}
