/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits of sites and links that the plan reaches: desks, berths, parking, hold, flow, movements.
 *
 * Each use of a limit is an interval; where their sum is at the limit, one more unit may help.
 */
#include <stdlib.h>

#include "judge/limits.h"

/* ---- use of a limit over time ---- */

/* `weight` units of the limit `key` are taken in [begin, end). */
typedef struct use {
    uint32_t key;
    mst_time begin, end;
    int64_t weight;
} use;

typedef struct use_event {
    uint32_t key;
    mst_time at;
    int64_t change;
} use_event;

typedef struct use_list {
    uint32_t count, room;
    use *uses;
} use_list;

static void
add_use(mst__limits *s, use_list *list, use one)
{
    if (one.begin >= one.end || one.weight <= 0) {
        return;
    }
    void *items = list->uses;
    if (!mst_arena_grow(&s->scratch, &items, list->count, &list->room, sizeof(use),
                        UINT32_MAX / 4)) {
        s->full = true;
        return;
    }
    list->uses = items;
    list->uses[list->count++] = one;
}

static int
event_order(const void *a, const void *b)
{
    const use_event *one = a;
    const use_event *other = b;
    if (one->key != other->key) {
        return one->key < other->key ? -1 : 1;
    }
    if (one->at != other->at) {
        return one->at < other->at ? -1 : 1;
    }
    return (one->change > other->change) - (one->change < other->change); /* ends first */
}

typedef int64_t (*limit_at)(const mst__limits *s, uint32_t key, mst_time t);

/* Adds to `reached` of each key the time for which its use is at the limit: 0 when it never is. */
static void
mark_reached(mst__limits *s, const use_list *list, limit_at limit, mst_time *reached)
{
    use_event *events = MST_TAKE(&s->scratch, use_event, 2 * (size_t)list->count);
    if (events == NULL) {
        s->full = true;
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const use *one = &list->uses[i];
        events[2 * i] = (use_event){one->key, one->begin, one->weight};
        events[2 * i + 1] = (use_event){one->key, one->end, -one->weight};
    }
    if (list->count > 0) {
        qsort(events, 2 * (size_t)list->count, sizeof *events, event_order);
    }
    int64_t in_use = 0;
    for (uint32_t i = 0; i < 2 * list->count; i++) {
        in_use = i > 0 && events[i].key != events[i - 1].key ? 0 : in_use;
        in_use += events[i].change;
        int64_t most = limit(s, events[i].key, events[i].at);
        bool more = i + 1 < 2 * list->count && events[i + 1].key == events[i].key;
        if (more && in_use > 0 && in_use >= most) {
            reached[events[i].key] += events[i + 1].at - events[i].at;
        }
    }
}

/* ---- the limits ---- */

static int64_t
berth_limit(const mst__limits *s, uint32_t key, mst_time t)
{
    uint32_t classes = s->problem->berth_class_count;
    return mst_steps_at(&s->problem->sites[key / classes].berths[key % classes], t);
}

static int64_t
parking_limit(const mst__limits *s, uint32_t key, mst_time t)
{
    uint32_t classes = s->problem->berth_class_count;
    return mst_steps_at(&s->problem->sites[key / classes].parking[key % classes], t);
}

static void
find_berths(mst__limits *s, bool parking)
{
    const mst_plan *plan = s->plan;
    uint32_t classes = s->problem->berth_class_count;
    use_list list = {0};
    for (uint32_t v = 0; v < s->problem->vehicle_count; v++) {
        uint32_t type = s->problem->vehicles[v].type;
        for (uint32_t k = plan->first_stop[v]; k < plan->first_stop[v + 1]; k++) {
            const mst_plan_stop *stop = &plan->stops[k];
            uint32_t key = stop->site * classes + s->problem->types[type].berth_class;
            bool ends = k == plan->first_stop[v] || k + 1 == plan->first_stop[v + 1];
            if (parking && !ends) {
                add_use(s, &list, (use){key, stop->arrive, stop->leave, 1});
            } else if (!parking && stop->berth_begin != MST_NEVER) {
                add_use(s, &list, (use){key, stop->berth_begin, stop->berth_end, 1});
            }
        }
    }
    mst_time *reached = MST_TAKE(&s->scratch, mst_time, (size_t)s->problem->site_count * classes);
    s->full = s->full || reached == NULL;
    if (s->full) {
        return;
    }
    mark_reached(s, &list, parking ? parking_limit : berth_limit, reached);
    for (uint32_t key = 0; key < s->problem->site_count * classes; key++) {
        if (reached[key]) {
            const char *field = parking ? "parking" : "berths";
            mst_change change =
                mst__limit_more(MST_ITEM_SITE, key / classes, field, MST_CHANGE_ADD_TO, 1);
            change.berth_class = key % classes;
            mst__limit_add(s, change, mst__limit_share(s, reached[key]), "one more",
                           mst_arena_format(&s->scratch, "sites.%s.%s.%s",
                                            s->post->sites[key / classes].id, field,
                                            s->post->berth_classes[key % classes]));
        }
    }
}

static void
find_service(mst__limits *s)
{
    find_berths(s, false);
}

static void
find_parking(mst__limits *s)
{
    find_berths(s, true);
}

static int64_t
desk_limit(const mst__limits *s, uint32_t key, mst_time t)
{
    return mst_steps_at(&s->problem->sites[key].desks, t);
}

static void
find_desks(mst__limits *s)
{
    use_list list = {0};
    for (uint32_t i = 0; i < s->plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &s->plan->desk_runs[i];
        add_use(s, &list, (use){run->site, run->start, run->start + run->units * run->each, 1});
    }
    mst_time *reached = MST_TAKE(&s->scratch, mst_time, s->problem->site_count);
    s->full = s->full || reached == NULL;
    if (s->full) {
        return;
    }
    mark_reached(s, &list, desk_limit, reached);
    for (uint32_t k = 0; k < s->problem->site_count; k++) {
        if (reached[k]) {
            mst__limit_add(
                s, mst__limit_more(MST_ITEM_SITE, k, "process.desks", MST_CHANGE_ADD_TO, 1),
                mst__limit_share(s, reached[k]), "one more",
                mst_arena_format(&s->scratch, "sites.%s.process.desks", s->post->sites[k].id));
        }
    }
}

static int64_t
hold_limit(const mst__limits *s, uint32_t key, mst_time t)
{
    return mst_steps_at(&s->problem->sites[key].hold, t);
}

static int64_t
load_total(const mst_load_list *list)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        persons += list->loads[i].count;
    }
    return persons;
}

/* A stay begins with getting off and ends with boarding; only the sums matter, so each is a use
 * that never ends or an end that takes it back. */
static void
find_holds(mst__limits *s)
{
    const mst_problem *problem = s->problem;
    uint32_t room = problem->cohort_count + 2 * (s->plan->stop_count + s->plan->self_move_count);
    use_event *events = MST_TAKE(&s->scratch, use_event, room);
    mst_time *reached = MST_TAKE(&s->scratch, mst_time, problem->site_count);
    s->full = s->full || events == NULL || reached == NULL;
    if (s->full) {
        return;
    }
    uint32_t count = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        if (problem->cohorts[c].presence == MST_PRESENT_AT_START) {
            events[count++] =
                (use_event){problem->cohorts[c].site, MST_TIME_MIN, problem->cohorts[c].count};
        }
    }
    for (uint32_t i = 0; i < s->plan->stop_count; i++) {
        const mst_plan_stop *stop = &s->plan->stops[i];
        const mst_p_type *type = &problem->types[problem->vehicles[stop->vehicle].type];
        if (stop->berth_begin != MST_NEVER) {
            events[count++] = (use_event){stop->site, stop->berth_begin + type->unload,
                                          load_total(&stop->alight)};
            events[count++] =
                (use_event){stop->site, stop->berth_end - type->load, -load_total(&stop->board)};
        }
    }
    for (uint32_t i = 0; i < s->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &s->plan->self_moves[i];
        const mst_p_arc *arc = &problem->arcs[move->arc];
        events[count++] = (use_event){arc->from, move->leave, -move->count};
        events[count++] = (use_event){arc->to, move->arrive, move->count};
    }
    qsort(events, count, sizeof *events, event_order);
    int64_t slack = 0; /* a load that does not fit any more */
    for (uint32_t t = 0; t < problem->type_count; t++) {
        slack = problem->types[t].seats > slack ? problem->types[t].seats : slack;
    }
    int64_t there = 0;
    for (uint32_t i = 0; i < count; i++) {
        there = (i > 0 && events[i].key == events[i - 1].key ? there : 0) + events[i].change;
        int64_t hold = hold_limit(s, events[i].key, events[i].at);
        bool more = i + 1 < count && events[i + 1].key == events[i].key;
        if (hold < MST_UNLIMITED && there > hold - slack && events[i].at > MST_TIME_MIN && more) {
            reached[events[i].key] += events[i + 1].at - events[i].at;
        }
    }
    for (uint32_t k = 0; k < problem->site_count; k++) {
        if (reached[k]) {
            mst__limit_add(s, mst__limit_more(MST_ITEM_SITE, k, "hold", MST_CHANGE_SCALE, 1100000),
                           mst__limit_share(s, reached[k]), "10 % more",
                           mst_arena_format(&s->scratch, "sites.%s.hold", s->post->sites[k].id));
        }
    }
}

static int64_t
flow_limit(const mst__limits *s, uint32_t key, mst_time t)
{
    return mst_steps_at(&s->problem->arcs[key].flow, t);
}

static int64_t
movement_limit(const mst__limits *s, uint32_t key, mst_time t)
{
    return mst_steps_at(&s->problem->sites[key].movements, t);
}

/* One more an hour, or 10 % where that is more. */
static mst_change
more_rate(mst_item_class item_class, uint32_t item, const char *field, int64_t now)
{
    return now >= 20 ? mst__limit_more(item_class, item, field, MST_CHANGE_SCALE, 1100000)
                     : mst__limit_more(item_class, item, field, MST_CHANGE_ADD_TO, 1);
}

static const char *
rate_unit(int64_t now)
{
    return now >= 20 ? "10 % more" : "one more an hour";
}

static void
find_flows(mst__limits *s)
{
    const mst_problem *problem = s->problem;
    use_list list = {0};
    for (uint32_t i = 0; i < s->plan->move_count; i++) {
        const mst_plan_move *move = &s->plan->moves[i];
        add_use(s, &list, (use){move->arc, move->leave, move->leave + MST_MS_PER_HOUR, 1});
    }
    for (uint32_t i = 0; i < s->plan->self_move_count; i++) {
        const mst_plan_self_move *move = &s->plan->self_moves[i];
        if (problem->cohorts[move->cohort].self_means == MST_SELF_OWN_CARS) {
            add_use(s, &list,
                    (use){move->arc, move->leave, move->leave + MST_MS_PER_HOUR,
                          mst_ceil_divide(move->count, 4)});
        }
    }
    mst_time *reached = MST_TAKE(&s->scratch, mst_time, problem->arc_count);
    uint8_t *named = MST_TAKE(&s->scratch, uint8_t, s->post->link_count);
    s->full = s->full || reached == NULL || named == NULL;
    if (s->full) {
        return;
    }
    mark_reached(s, &list, flow_limit, reached);
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        uint32_t link = problem->arcs[a].link;
        if (reached[a] && !named[link]) {
            named[link] = 1;
            int64_t now = mst_steps_at(&problem->arcs[a].flow, 0);
            mst__limit_add(s, more_rate(MST_ITEM_LINK, link, "flow", now),
                           mst__limit_share(s, reached[a]), rate_unit(now),
                           mst_arena_format(&s->scratch, "links.%s.flow", s->post->links[link].id));
        }
    }
}

static void
find_movements(mst__limits *s)
{
    const mst_problem *problem = s->problem;
    use_list list = {0};
    for (uint32_t i = 0; i < s->plan->move_count; i++) {
        const mst_plan_move *move = &s->plan->moves[i];
        const mst_p_arc *arc = &problem->arcs[move->arc];
        if (arc->mode == MST_MODE_AIR) {
            add_use(s, &list, (use){arc->from, move->leave, move->leave + MST_MS_PER_HOUR, 1});
            add_use(s, &list, (use){arc->to, move->arrive, move->arrive + MST_MS_PER_HOUR, 1});
        }
    }
    mst_time *reached = MST_TAKE(&s->scratch, mst_time, problem->site_count);
    s->full = s->full || reached == NULL;
    if (s->full) {
        return;
    }
    mark_reached(s, &list, movement_limit, reached);
    for (uint32_t k = 0; k < problem->site_count; k++) {
        if (reached[k]) {
            int64_t now = mst_steps_at(&problem->sites[k].movements, 0);
            mst__limit_add(
                s, more_rate(MST_ITEM_SITE, k, "movements", now), mst__limit_share(s, reached[k]),
                rate_unit(now),
                mst_arena_format(&s->scratch, "sites.%s.movements", s->post->sites[k].id));
        }
    }
}

void
mst__limits_places(mst__limits *s)
{
    static void (*const find[])(mst__limits *) = {find_desks,     find_service, find_flows,
                                                  find_movements, find_holds,   find_parking};
    for (size_t i = 0; i < sizeof find / sizeof find[0] && !s->full; i++) {
        find[i](s);
    }
}
