/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan in force as a plan of a changed post: what it was to do with things that the post does
 * not have any more is cut out of it; what it had done with them cannot be.
 */
#include <string.h>

#include "present/bind.h"

typedef struct cutter {
    mst__binder *b;
    const mst_document *document;
    const mst_plan *from;
    mst_plan *to; /* in the document's numbering, as `from` */
    mst_time at;  /* the picture */
    mst_buffer *notes;
    uint32_t *move_at;   /* [from->move_count] its index in `to`, MST_NONE */
    uint32_t *convoy_at; /* [from->convoy_count] */
    mst_plan_stop *stops;
    mst_plan_move *moves;
} cutter;

const mst_plan *
mst_document_in_force(const mst_document *document, mst_time at)
{
    const mst_plan *plan = &document->plan;
    while (plan->before != NULL && plan->begins > at) {
        plan = plan->before;
    }
    return plan;
}

static void
refuse(cutter *c, mst_names table, uint32_t index, const char *what)
{
    mst__bind_fail(c->b, table, index,
                   "the plan in force had used %s by then, and the post does not have it any more "
                   "under this scenario and option: keep it, and close it from when it is gone",
                   what);
}

static void
note(cutter *c, const char *what, const char *name, mst_time when)
{
    char text[MST_WHEN_BYTES];
    mst_buffer_addf(c->notes,
                    "%s %s: the post does not have all it needs from %s on; what it was to "
                    "do then is left out.\n",
                    what, name, mst_when_after(when, text));
}

/* ---- loads ---- */

/* The people of a load that the post still has; `begun`: who is gone cannot be left out. */
static mst_load_list
cut_loads(cutter *c, mst_load_list list, bool begun)
{
    mst_load *kept = mst__bind_take(c->b, list.count, sizeof *kept);
    uint32_t count = 0;
    for (uint32_t i = 0; kept != NULL && i < list.count; i++) {
        uint32_t cohort = list.loads[i].cohort;
        if (c->b->cohorts[cohort] != MST_NONE) {
            kept[count++] = list.loads[i];
        } else if (begun) {
            refuse(c, MST_NAMES_COHORTS, cohort, c->document->cohorts[cohort].id);
        }
    }
    return (mst_load_list){count, kept};
}

/* ---- vehicles ---- */

/* How many stops of the vehicle stay, and what the next one lacks. */
static uint32_t
stops_kept(const cutter *c, uint32_t v, mst_names *table, uint32_t *index)
{
    const mst_plan *plan = c->from;
    uint32_t first = plan->first_stop[v];
    uint32_t stops = plan->first_stop[v + 1] - first;
    if (c->b->vehicles[v] == MST_NONE) {
        *table = MST_NAMES_VEHICLES;
        *index = v;
        return 0;
    }
    for (uint32_t k = 0; k < stops; k++) {
        const mst_plan_stop *stop = &plan->stops[first + k];
        const mst_plan_move *move = k > 0 ? &plan->moves[plan->first_move[v] + k - 1] : NULL;
        bool no_way = move != NULL &&
                      (c->b->arcs[move->arc] == MST_NONE ||
                       (move->turned_arc != MST_NONE && c->b->arcs[move->turned_arc] == MST_NONE));
        if (no_way || c->b->sites[stop->site] == MST_NONE) {
            *table = no_way ? MST_NAMES_ARCS : MST_NAMES_SITES;
            *index = no_way ? move->arc : stop->site;
            return k;
        }
    }
    return stops;
}

static const char *
name_of(const mst_document *document, mst_names table, uint32_t index)
{
    return table == MST_NAMES_VEHICLES ? document->vehicles[index].id
           : table == MST_NAMES_ARCS   ? document->arcs[index].link
                                       : document->sites[index].id;
}

static void
cut_vehicle(cutter *c, uint32_t v)
{
    const mst_plan *plan = c->from;
    uint32_t first = plan->first_stop[v];
    uint32_t stops = plan->first_stop[v + 1] - first;
    mst_names table = MST_NAMES_COUNT;
    uint32_t index = 0;
    uint32_t kept = stops_kept(c, v, &table, &index);
    if (kept < stops) {
        const mst_plan_stop *next = &plan->stops[first + kept];
        mst_time begins = kept > 0 ? plan->stops[first + kept - 1].leave : next->leave;
        begins = kept == 0 && next->berth_begin < begins ? next->berth_begin : begins;
        if (begins < c->at) {
            refuse(c, table, index, name_of(c->document, table, index));
            return;
        }
        if (begins < MST_NEVER) {
            note(c, "vehicle", c->document->vehicles[v].id, begins);
        }
    }
    for (uint32_t k = 0; k < kept; k++) {
        mst_plan_stop *stop = &c->stops[c->to->stop_count++];
        *stop = plan->stops[first + k];
        stop->alight = cut_loads(c, stop->alight, stop->berth_begin < c->at);
        bool last = k + 1 == kept && kept < stops;
        if (last) { /* nobody boards what does not go on */
            stop->leave = MST_NEVER;
            stop->refuel = false;
        }
        if (last && stop->berth_end >= c->at) {
            stop->board.count = 0;
        }
        stop->board = cut_loads(c, stop->board, stop->berth_begin < c->at);
        if (stop->alight.count == 0 && stop->board.count == 0 && stop->berth_begin >= c->at) {
            stop->berth_begin = stop->berth_end = MST_NEVER;
        }
        if (k > 0) {
            uint32_t from = plan->first_move[v] + k - 1;
            c->move_at[from] = c->to->move_count;
            mst_plan_move *move = &c->moves[c->to->move_count++];
            *move = plan->moves[from];
            move->loads = cut_loads(c, move->loads, move->leave < c->at);
        }
    }
}

static void
cut_vehicles(cutter *c)
{
    mst__binder *b = c->b;
    const mst_plan *plan = c->from;
    uint32_t vehicles = c->document->vehicle_count;
    uint32_t *first_stop = mst__bind_take(b, (size_t)vehicles + 1, sizeof *first_stop);
    uint32_t *first_move = mst__bind_take(b, (size_t)vehicles + 1, sizeof *first_move);
    c->stops = mst__bind_take(b, plan->stop_count, sizeof *c->stops);
    c->moves = mst__bind_take(b, plan->move_count, sizeof *c->moves);
    c->move_at = mst__bind_take(b, plan->move_count, sizeof *c->move_at);
    for (uint32_t m = 0; b->status == MST_OK && m < plan->move_count; m++) {
        c->move_at[m] = MST_NONE;
    }
    for (uint32_t v = 0; v < vehicles && b->status == MST_OK; v++) {
        first_stop[v] = c->to->stop_count;
        first_move[v] = c->to->move_count;
        cut_vehicle(c, v);
    }
    if (b->status == MST_OK) {
        first_stop[vehicles] = c->to->stop_count;
        first_move[vehicles] = c->to->move_count;
    }
    c->to->first_stop = first_stop;
    c->to->first_move = first_move;
    c->to->stops = c->stops;
    c->to->moves = c->moves;
}

/* ---- the other records ---- */

static void
cut_people(cutter *c)
{
    mst__binder *b = c->b;
    const mst_plan *plan = c->from;
    mst_plan_desk_run *runs = mst__bind_take(b, plan->desk_run_count, sizeof *runs);
    mst_plan_self_move *moves = mst__bind_take(b, plan->self_move_count, sizeof *moves);
    mst_plan_left *left = mst__bind_take(b, plan->left_count, sizeof *left);
    mst_plan *to = c->to;
    for (uint32_t i = 0; b->status == MST_OK && i < plan->desk_run_count; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        bool site = b->sites[run->site] != MST_NONE;
        if (site && b->cohorts[run->cohort] != MST_NONE) {
            runs[to->desk_run_count++] = *run;
        } else if (run->start < c->at) {
            refuse(c, site ? MST_NAMES_COHORTS : MST_NAMES_SITES, site ? run->cohort : run->site,
                   site ? c->document->cohorts[run->cohort].id : c->document->sites[run->site].id);
        }
    }
    for (uint32_t i = 0; b->status == MST_OK && i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        bool arc = b->arcs[move->arc] != MST_NONE;
        if (arc && b->cohorts[move->cohort] != MST_NONE) {
            moves[to->self_move_count++] = *move;
        } else if (move->leave < c->at) {
            refuse(c, arc ? MST_NAMES_COHORTS : MST_NAMES_ARCS, arc ? move->cohort : move->arc,
                   arc ? c->document->cohorts[move->cohort].id : c->document->arcs[move->arc].link);
        }
    }
    for (uint32_t i = 0; b->status == MST_OK && i < plan->left_count; i++) {
        const mst_plan_left *row = &plan->left[i];
        bool there = row->site == MST_NONE || b->sites[row->site] != MST_NONE;
        bool carried = row->vehicle == MST_NONE || b->vehicles[row->vehicle] != MST_NONE;
        if (there && carried && b->cohorts[row->cohort] != MST_NONE) {
            left[to->left_count++] = *row;
        }
    }
    to->desk_runs = runs;
    to->self_moves = moves;
    to->left = left;
}

static void
cut_guards(cutter *c)
{
    mst__binder *b = c->b;
    const mst_plan *plan = c->from;
    mst_plan *to = c->to;
    mst_plan_convoy *convoys = mst__bind_take(b, plan->convoy_count, sizeof *convoys);
    mst_plan_duty *duties = mst__bind_take(b, plan->duty_count, sizeof *duties);
    c->convoy_at = mst__bind_take(b, plan->convoy_count, sizeof *c->convoy_at);
    for (uint32_t i = 0; b->status == MST_OK && i < plan->convoy_count; i++) {
        uint32_t arc = plan->convoys[i].arc;
        c->convoy_at[i] = MST_NONE;
        if (b->arcs[arc] != MST_NONE) {
            c->convoy_at[i] = to->convoy_count;
            convoys[to->convoy_count++] = plan->convoys[i];
        } else if (plan->convoys[i].begin < c->at) {
            refuse(c, MST_NAMES_ARCS, arc, c->document->arcs[arc].link);
        }
    }
    for (uint32_t m = 0; b->status == MST_OK && m < to->move_count; m++) {
        uint32_t convoy = c->moves[m].convoy;
        c->moves[m].convoy = convoy == MST_NONE ? MST_NONE : c->convoy_at[convoy];
    }
    for (uint32_t i = 0; b->status == MST_OK && i < plan->duty_count; i++) {
        mst_plan_duty duty = plan->duties[i];
        uint32_t last = duty.last_move;
        if (c->move_at[duty.first_move] == MST_NONE) {
            continue;
        }
        while (c->move_at[last] == MST_NONE) { /* the first is there */
            last--;
        }
        duty.first_move = c->move_at[duty.first_move];
        duty.last_move = c->move_at[last];
        duty.end = last == plan->duties[i].last_move ? duty.end : plan->moves[last].arrive;
        duties[to->duty_count++] = duty;
    }
    to->convoys = convoys;
    to->duties = duties;
}

mst_status
mst_document_bind_force(const mst_document *document, const mst_case *instance, mst_arena *arena,
                        const mst_plan **plan, const char **notes, mst_error *err)
{
    mst__binder b = {.document = document, .instance = instance, .arena = arena, .err = err};
    mst_buffer buffer = {0};
    b.problem = &instance->phases[0];
    mst_plan whole = {.begins = 0};
    cutter c = {.b = &b,
                .document = document,
                .from = mst_document_in_force(document, instance->resume.at),
                .to = &whole,
                .at = instance->resume.at,
                .notes = &buffer};
    *plan = NULL;
    *notes = NULL;
    mst__bind_names(&b);
    if (b.status == MST_OK) {
        cut_vehicles(&c);
    }
    if (b.status == MST_OK) {
        cut_people(&c);
        cut_guards(&c);
    }
    mst_plan *bound = b.status == MST_OK ? mst__bind_phase(&b, &whole) : NULL;
    if (b.status != MST_OK) {
        mst_buffer_release(&buffer);
        return b.status;
    }
    bound->begins = 0;
    *plan = bound;
    char *text = NULL;
    mst_status status = mst_buffer_finish(&buffer, &text, err);
    if (status == MST_OK) {
        *notes = mst_arena_text(arena, text);
        status = *notes != NULL ? MST_OK
                                : mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                           "there is not enough memory to read the plan");
        mst_heap_free(text);
    }
    return status;
}
