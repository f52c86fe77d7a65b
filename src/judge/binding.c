/* SPDX-License-Identifier: Apache-2.0
 *
 * What binds: which limits the plan reaches, and what one more unit of each gains.
 *
 * A limit that the plan reaches nowhere cannot bind it, so only reached ones are candidates. Each
 * candidate is laid over the post with one more unit (mst_override), compiled and bounded: in a
 * cell that is proved optimal, a limit that does not lower the bound gains nothing. The most
 * promising are planned again, as a run from outside with that unit would. Nothing is estimated: a
 * gain is the difference of two bounds or of two checked plans.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "judge/judge.h"
#include "model/fields.h"

enum { MOST_CANDIDATES = 48, MOST_BOUNDED = 10, MOST_RERUNS = 4, MOST_SHOWN = 8 };

typedef struct candidate {
    mst_change change;
    mst_binding binding;
    uint32_t order;    /* as found: the tie-break */
    int64_t share;     /* thousandths of the plan's time that the limit is reached */
    int64_t left_gain; /* of the bound */
    mst_time completion_gain;
    mst_wide exposure_gain;
    bool hopeless; /* proved to gain nothing */
} candidate;

typedef struct search {
    const mst_post *post;
    const mst_matrix_options *options;
    const mst__effort *effort;
    mst_cell *cell;
    const mst_problem *problem;
    const mst_plan *plan;
    mst_arena scratch;
    uint32_t count;
    candidate *candidates;
    bool full; /* out of memory */
} search;

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
add_use(search *s, use_list *list, use one)
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

typedef int64_t (*limit_at)(const search *s, uint32_t key, mst_time t);

/* Thousandths of the plan's time. */
static int64_t
share_of(const search *s, mst_time time)
{
    mst_time all = s->cell->judgement.measures.completion;
    all = all > 0 ? all : s->problem->horizon;
    return 1 + (time < all ? time * 1000 / all : 1000);
}

/* Adds to `reached` of each key the time for which its use is at the limit: 0 when it never is. */
static void
mark_reached(search *s, const use_list *list, limit_at limit, mst_time *reached)
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

/* ---- candidates ---- */

static void
add_candidate(search *s, mst_change change, int64_t share, const char *unit, const char *name)
{
    if (name == NULL) {
        s->full = true;
    }
    if (s->full || s->count == MOST_CANDIDATES) {
        return;
    }
    s->candidates[s->count] = (candidate){.change = change,
                                          .order = s->count,
                                          .share = share,
                                          .binding = {.name = name, .unit = unit}};
    s->count++;
}

static mst_change
more_of(mst_item_class item_class, uint32_t item, const char *field, mst_operation operation,
        int64_t value)
{
    mst_change change = {.item_class = item_class,
                         .item = item,
                         .field = mst_field_find(item_class, field),
                         .berth_class = MST_NONE,
                         .operation = operation,
                         .value = value};
    assert(change.field != MST_NONE);
    return change;
}

static int64_t
berth_limit(const search *s, uint32_t key, mst_time t)
{
    uint32_t classes = s->problem->berth_class_count;
    return mst_steps_at(&s->problem->sites[key / classes].berths[key % classes], t);
}

static int64_t
parking_limit(const search *s, uint32_t key, mst_time t)
{
    uint32_t classes = s->problem->berth_class_count;
    return mst_steps_at(&s->problem->sites[key / classes].parking[key % classes], t);
}

static void
find_berths(search *s, bool parking)
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
            mst_change change = more_of(MST_ITEM_SITE, key / classes, field, MST_CHANGE_ADD_TO, 1);
            change.berth_class = key % classes;
            add_candidate(s, change, share_of(s, reached[key]), "one more",
                          mst_arena_format(&s->scratch, "sites.%s.%s.%s",
                                           s->post->sites[key / classes].id, field,
                                           s->post->berth_classes[key % classes]));
        }
    }
}

static int64_t
desk_limit(const search *s, uint32_t key, mst_time t)
{
    return mst_steps_at(&s->problem->sites[key].desks, t);
}

static void
find_desks(search *s)
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
            add_candidate(
                s, more_of(MST_ITEM_SITE, k, "process.desks", MST_CHANGE_ADD_TO, 1),
                share_of(s, reached[k]), "one more",
                mst_arena_format(&s->scratch, "sites.%s.process.desks", s->post->sites[k].id));
        }
    }
}

static int64_t
hold_limit(const search *s, uint32_t key, mst_time t)
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
find_holds(search *s)
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
            add_candidate(s, more_of(MST_ITEM_SITE, k, "hold", MST_CHANGE_SCALE, 1100000),
                          share_of(s, reached[k]), "10 % more",
                          mst_arena_format(&s->scratch, "sites.%s.hold", s->post->sites[k].id));
        }
    }
}

static int64_t
flow_limit(const search *s, uint32_t key, mst_time t)
{
    return mst_steps_at(&s->problem->arcs[key].flow, t);
}

static int64_t
movement_limit(const search *s, uint32_t key, mst_time t)
{
    return mst_steps_at(&s->problem->sites[key].movements, t);
}

/* One more an hour, or 10 % where that is more. */
static mst_change
more_rate(mst_item_class item_class, uint32_t item, const char *field, int64_t now)
{
    return now >= 20 ? more_of(item_class, item, field, MST_CHANGE_SCALE, 1100000)
                     : more_of(item_class, item, field, MST_CHANGE_ADD_TO, 1);
}

static const char *
rate_unit(int64_t now)
{
    return now >= 20 ? "10 % more" : "one more an hour";
}

static void
find_flows(search *s)
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
            add_candidate(s, more_rate(MST_ITEM_LINK, link, "flow", now), share_of(s, reached[a]),
                          rate_unit(now),
                          mst_arena_format(&s->scratch, "links.%s.flow", s->post->links[link].id));
        }
    }
}

static void
find_movements(search *s)
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
            add_candidate(
                s, more_rate(MST_ITEM_SITE, k, "movements", now), share_of(s, reached[k]),
                rate_unit(now),
                mst_arena_format(&s->scratch, "sites.%s.movements", s->post->sites[k].id));
        }
    }
}

/* ---- fleets ---- */

typedef struct fleet_use {
    uint32_t vehicles, moving; /* of the fleet; of them with a move */
    mst_time busy;             /* from first to last move, of all */
    bool all_crews;            /* some vehicle uses every crew it has */
    bool at_once;              /* some vehicle is used the moment it may be */
    bool all_sorties;          /* some vehicle flies as often as it may */
} fleet_use;

static bool
sorties_reached(const search *s, uint32_t v)
{
    int64_t most = s->problem->vehicles[v].sorties;
    uint32_t end = s->plan->first_move[v + 1];
    for (uint32_t k = s->plan->first_move[v]; most < MST_UNLIMITED && k < end; k++) {
        int64_t within = 0;
        for (uint32_t n = k;
             n < end && s->plan->moves[n].leave - s->plan->moves[k].leave < MST_MS_PER_DAY; n++) {
            within += s->plan->moves[n].loads.count > 0;
        }
        if (s->plan->moves[k].loads.count > 0 && within >= most) {
            return true;
        }
    }
    return false;
}

static void
use_of_vehicle(const search *s, uint32_t v, fleet_use *fleet)
{
    const mst_p_vehicle *vehicle = &s->problem->vehicles[v];
    fleet->vehicles++;
    if (s->plan->first_move[v + 1] == s->plan->first_move[v]) {
        return;
    }
    fleet->moving++;
    fleet->busy += s->plan->moves[s->plan->first_move[v + 1] - 1].arrive -
                   s->plan->moves[s->plan->first_move[v]].leave;
    const mst_plan_stop *first = &s->plan->stops[s->plan->first_stop[v]];
    for (uint32_t i = 0; i < vehicle->usable.count; i++) {
        mst_time begin = vehicle->usable.spans[i].begin;
        fleet->at_once =
            fleet->at_once || (begin > 0 && (first->arrive == begin || first->leave == begin ||
                                             first->berth_begin == begin));
    }
    uint32_t crews = 0; /* as a set: at most 32 are told apart, which is plenty */
    for (uint32_t d = 0; d < s->plan->duty_count; d++) {
        if (s->plan->duties[d].vehicle == v && s->plan->duties[d].crew < 32) {
            crews |= UINT32_C(1) << s->plan->duties[d].crew;
        }
    }
    uint32_t all = vehicle->crews >= 32 ? UINT32_MAX : (UINT32_C(1) << vehicle->crews) - 1;
    fleet->all_crews = fleet->all_crews || crews == all;
    fleet->all_sorties = fleet->all_sorties || sorties_reached(s, v);
}

static void
find_fleets(search *s)
{
    fleet_use *fleets = MST_TAKE(&s->scratch, fleet_use, s->post->fleet_count);
    s->full = s->full || fleets == NULL;
    if (s->full) {
        return;
    }
    for (uint32_t v = 0; v < s->problem->vehicle_count; v++) {
        use_of_vehicle(s, v, &fleets[s->problem->vehicles[v].fleet]);
    }
    for (uint32_t f = 0; f < s->post->fleet_count; f++) {
        const fleet_use *use_of = &fleets[f];
        const char *id = s->post->fleets[f].id;
        int64_t share = use_of->vehicles > 0 ? share_of(s, use_of->busy / use_of->vehicles) : 0;
        if (use_of->vehicles > 0 && use_of->moving == use_of->vehicles) {
            add_candidate(s, more_of(MST_ITEM_FLEET, f, "count", MST_CHANGE_ADD_TO, 1), share,
                          "one more", mst_arena_format(&s->scratch, "fleets.%s.count", id));
        }
        if (use_of->all_crews) {
            add_candidate(s, more_of(MST_ITEM_FLEET, f, "crews", MST_CHANGE_ADD_TO, 1), share,
                          "one more", mst_arena_format(&s->scratch, "fleets.%s.crews", id));
        }
        if (use_of->all_sorties) {
            add_candidate(s, more_of(MST_ITEM_FLEET, f, "sorties", MST_CHANGE_ADD_TO, 1), share,
                          "one more a day", mst_arena_format(&s->scratch, "fleets.%s.sorties", id));
        }
        if (use_of->at_once) {
            add_candidate(s, more_of(MST_ITEM_FLEET, f, "notice", MST_CHANGE_SCALE, 900000), share,
                          "10 % less", mst_arena_format(&s->scratch, "fleets.%s.notice", id));
        }
    }
}

/* ---- gains ---- */

/* The cell with one more unit: compiled into `cell`, whose instance the caller releases. */
static mst_status
compile_more(const search *s, const candidate *one, mst_cell *cell, mst_arena *arena,
             mst_error *err)
{
    uint32_t given = s->options->overrides.count;
    mst_change *changes = MST_TAKE(arena, mst_change, (size_t)given + 1);
    if (changes == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what binds");
    }
    if (given > 0) {
        memcpy(changes, s->options->overrides.changes, given * sizeof *changes);
    }
    changes[given] = one->change;
    mst_override overrides = {.count = given + 1, .changes = changes};
    *cell = (mst_cell){.scenario = s->cell->scenario, .option = s->cell->option};
    return mst_case_compile(s->post, cell->scenario, cell->option, &overrides, &cell->instance,
                            err);
}

static mst_status
bound_more(search *s, candidate *one, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_cell more;
    mst_bound bound;
    mst_error refused;
    mst_status status = compile_more(s, one, &more, &arena, &refused);
    if (status == MST_OK) {
        if (more.instance->phase_count == 1) {
            const mst_bound *now = &s->cell->solution.bound;
            status = mst_bound_compute(mst__last_phase(more.instance), &s->cell->judgement.measures,
                                       &bound, &arena, err);
            one->left_gain = now->left - bound.left;
            one->completion_gain = now->completion - bound.completion;
            one->exposure_gain = now->exposure - bound.exposure;
            one->hopeless = s->cell->status == MST_CELL_OPTIMAL && one->left_gain <= 0 &&
                            one->completion_gain <= 0 && one->exposure_gain <= 0;
        }
        mst_case_release(more.instance);
    } else if (status != MST_NO_MEMORY) {
        one->hopeless = true; /* a unit more than the field allows */
        status = MST_OK;
    } else if (err != NULL) {
        *err = refused;
    }
    mst_arena_release(&arena);
    return status;
}

/* Planned with one more unit just as the cell was: what a run from outside with that unit finds. */
static mst_status
rerun_more(search *s, candidate *one, uint64_t *work, mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_cell more;
    mst_status status = compile_more(s, one, &more, &arena, err);
    if (status == MST_OK) {
        mst_solve_options options = {.seed = s->effort->seed,
                                     .effort = s->effort->effort,
                                     .time_limit_ms = s->effort->time_limit_ms,
                                     .stop = s->effort->stop};
        status = mst_solve(more.instance, &options, &more.solution, err);
        if (status == MST_OK) {
            *work += more.solution.plans_built;
            status = mst_check(more.instance, &more.solution.plan, &more.judgement, err);
            const mst_measures *was = &s->cell->judgement.measures;
            const mst_measures *now = &more.judgement.measures;
            if (status == MST_OK && more.judgement.violation_count == 0 &&
                mst_measures_compare(s->problem, now, was) < 0) {
                one->binding.left_gain = was->left - now->left;
                one->binding.completion_gain = was->completion - now->completion;
                one->binding.exposure_gain = was->exposure - now->exposure;
            }
            mst_judgement_release(&more.judgement);
        }
        mst_solution_release(&more.solution);
        mst_case_release(more.instance);
    }
    mst_arena_release(&arena);
    return status;
}

static bool
gains(const mst_binding *binding)
{
    return binding->left_gain != 0 || binding->completion_gain != 0 || binding->exposure_gain != 0;
}

static int
compare_gain(mst_wide a, mst_wide b)
{
    return (a < b) - (a > b); /* the larger first */
}

static int
share_order(const void *a, const void *b)
{
    const candidate *one = a;
    const candidate *other = b;
    int order = compare_gain(one->share, other->share);
    return order != 0 ? order : (one->order < other->order ? -1 : 1);
}

static int
promise_order(const void *a, const void *b)
{
    const candidate *one = a;
    const candidate *other = b;
    int order = (int)one->hopeless - (int)other->hopeless;
    order = order != 0 ? order : compare_gain(one->left_gain, other->left_gain);
    order = order != 0 ? order : compare_gain(one->completion_gain, other->completion_gain);
    order = order != 0 ? order : compare_gain(one->share, other->share);
    return order != 0 ? order : (one->order < other->order ? -1 : 1);
}

static int
gain_order(const void *a, const void *b)
{
    const candidate *one = a;
    const candidate *other = b;
    int order = compare_gain(one->binding.left_gain, other->binding.left_gain);
    order = order != 0 ? order
                       : compare_gain(one->binding.completion_gain, other->binding.completion_gain);
    order =
        order != 0 ? order : compare_gain(one->binding.exposure_gain, other->binding.exposure_gain);
    order = order != 0 ? order : (int)one->binding.of_bound - (int)other->binding.of_bound;
    return order != 0 ? order : (one->order < other->order ? -1 : 1);
}

static bool
is_stopped(const search *s)
{
    return s->effort->stop != NULL && *s->effort->stop != 0;
}

/* Plans the most promising candidates again, at least one, until as much work is done as the cell
 * itself took: proved cells are quick, and so are theirs. */
static mst_status
rerun_best(search *s, mst_error *err)
{
    mst_status status = MST_OK;
    uint64_t work = 0;
    uint32_t reruns = 0;
    for (uint32_t i = 0; i < s->count && reruns < MOST_RERUNS && status == MST_OK; i++) {
        if (s->candidates[i].hopeless || is_stopped(s) ||
            (reruns > 0 && work >= s->cell->solution.plans_built)) {
            continue;
        }
        status = rerun_more(s, &s->candidates[i], &work, err);
        reruns++;
    }
    return status;
}

static mst_status
find_gains(search *s, mst_error *err)
{
    mst_status status = MST_OK;
    if (s->count > 1) {
        qsort(s->candidates, s->count, sizeof(candidate), share_order);
    }
    s->count = s->count < MOST_BOUNDED ? s->count : MOST_BOUNDED;
    for (uint32_t i = 0; i < s->count && status == MST_OK; i++) {
        status = bound_more(s, &s->candidates[i], err);
    }
    if (status != MST_OK || s->count == 0) {
        return status;
    }
    qsort(s->candidates, s->count, sizeof(candidate), promise_order);
    status = rerun_best(s, err);
    for (uint32_t i = 0; i < s->count; i++) {
        candidate *one = &s->candidates[i];
        bool of_bound = one->left_gain > 0 || one->completion_gain > 0 || one->exposure_gain > 0;
        if (!gains(&one->binding) && of_bound) {
            one->binding.left_gain = one->left_gain;
            one->binding.completion_gain = one->completion_gain;
            one->binding.exposure_gain = one->exposure_gain;
            one->binding.of_bound = true;
        }
    }
    qsort(s->candidates, s->count, sizeof(candidate), gain_order);
    return status;
}

static mst_status
keep(search *s, mst_error *err)
{
    mst_arena *lasting = &s->cell->solution.arena;
    mst_binding *kept = MST_TAKE(lasting, mst_binding, MOST_SHOWN);
    if (kept == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what binds");
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->count && count < MOST_SHOWN; i++) {
        if (gains(&s->candidates[i].binding)) {
            kept[count] = s->candidates[i].binding;
            kept[count].name = mst_arena_text(lasting, s->candidates[i].binding.name);
            if (kept[count++].name == NULL) {
                return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what binds");
            }
        }
    }
    s->cell->bindings = kept;
    s->cell->binding_count = count;
    return MST_OK;
}

mst_status
mst__bindings_find(const mst_post *post, const mst_matrix_options *options,
                   const mst__effort *effort, mst_cell *cell, mst_error *err)
{
    search s = {.post = post,
                .options = options,
                .effort = effort,
                .cell = cell,
                .problem = mst__last_phase(cell->instance),
                .plan = &cell->solution.plan};
    mst_arena_init(&s.scratch, 0);
    s.candidates = MST_TAKE(&s.scratch, candidate, MOST_CANDIDATES);
    s.full = s.candidates == NULL;
    if (!s.full) {
        find_desks(&s);
        find_berths(&s, false);
        find_fleets(&s);
        find_flows(&s);
        find_movements(&s);
        find_holds(&s);
        find_berths(&s, true);
    }
    mst_status status =
        s.full ? mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for what binds")
               : find_gains(&s, err);
    if (status == MST_OK) {
        status = keep(&s, err);
    }
    mst_arena_release(&s.scratch);
    return status;
}
