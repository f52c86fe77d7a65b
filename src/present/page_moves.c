/* SPDX-License-Identifier: Apache-2.0
 *
 * The middle of plan.html: who moves when, from where, in what, guarded by whom; and what people,
 * places, vehicles and crews there are.
 */
#include <stdlib.h>
#include <string.h>

#include "present/internal.h"
#include "present/page_parts.h"

/* Who sets off on their own so soon after the one before is in the same line. */
#define STREAM_GAP MST_MS_PER_HOUR

typedef struct movement {
    mst_time at;
    bool is_self;
    bool told; /* in the line of one before it */
    uint32_t index;
} movement;

/* Of one group along one way on their own, one after the other. */
typedef struct stream {
    mst_time last_leave, last_arrive;
    int64_t persons;
    uint32_t groups;
} stream;

static int
movement_order(const void *a, const void *b)
{
    const movement *x = a, *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    if (x->is_self != y->is_self) {
        return x->is_self ? 1 : -1;
    }
    return x->index < y->index ? -1 : x->index > y->index;
}

static void
put_arrival_cell(mst__page *p, mst_time at)
{
    char zulu[MST_WHEN_BYTES], after[MST_WHEN_BYTES];
    mst_buffer_addf(&p->out, "</td><td class=\"t\">%s (%s)</td><td>",
                    mst_when_zulu(p->document->order + at, zulu), mst_when_after(at, after));
}

static void
put_loads(mst__page *p, mst_load_list loads)
{
    if (loads.count == 0) {
        mst__page_put(p, "empty");
    }
    for (uint32_t i = 0; i < loads.count;) {
        uint32_t cohort = loads.loads[i].cohort, next = i;
        int64_t persons = 0;
        for (; next < loads.count && loads.loads[next].cohort == cohort; next++) {
            persons += loads.loads[next].count;
        }
        mst_buffer_addf(&p->out, "%s%lld ", i > 0 ? ", " : "", (long long)persons);
        mst__page_name(p, p->document->cohorts[cohort].id);
        i = next;
    }
}

static void
put_move_row(mst__page *p, const mst_plan_move *move)
{
    const mst_document *d = p->document;
    const mst_document_arc *arc = &d->arcs[move->arc];
    mst__page_put(p, "<td>");
    mst__page_name(p, d->vehicles[move->vehicle].id);
    mst__page_put(p, "</td><td>");
    mst__page_site(p, arc->from);
    mst__page_put(p, "</td><td>");
    mst__page_site(p, arc->to);
    put_arrival_cell(p, move->arrive);
    put_loads(p, move->loads);
    if (move->turned_at != MST_NEVER) {
        mst__page_put(p, "; turns on the way");
    }
    int64_t guards = mst__load_guards(d, move->loads);
    mst__page_put(p, "</td><td>");
    if (move->convoy != MST_NONE) {
        mst_buffer_addf(&p->out, "convoy %u: ", move->convoy + 1);
    }
    if (guards > 0) {
        mst_buffer_addf(&p->out, "%lld aboard", (long long)guards);
    }
    if (move->convoy != MST_NONE && d->plan.convoys[move->convoy].detached_force > 0) {
        mst_buffer_addf(&p->out, "%s%lld along", guards > 0 ? ", " : "",
                        (long long)d->plan.convoys[move->convoy].detached_force);
    } else if (guards == 0) {
        mst__page_put(p, "none");
    }
    mst__page_put(p, "</td></tr>\n");
}

/* Gathers what goes on from list[first], and marks it as told. */
static stream
gather(const mst_plan *plan, movement *list, uint32_t count, uint32_t first)
{
    const mst_plan_self_move *head = &plan->self_moves[list[first].index];
    stream all = {head->leave, head->arrive, head->count, 1};
    for (uint32_t i = first + 1; i < count && list[i].at - all.last_leave <= STREAM_GAP; i++) {
        const mst_plan_self_move *move = list[i].is_self ? &plan->self_moves[list[i].index] : NULL;
        /* Who turned on the way took another time for it. */
        if (move == NULL || list[i].told || move->cohort != head->cohort ||
            move->arc != head->arc || move->arrive - move->leave != head->arrive - head->leave) {
            continue;
        }
        list[i].told = true;
        all.last_leave = move->leave;
        all.last_arrive = move->arrive;
        all.persons += move->count;
        all.groups++;
    }
    return all;
}

static void
put_self_row(mst__page *p, const mst_plan_self_move *move, const stream *all)
{
    const mst_document *d = p->document;
    const mst_document_arc *arc = &d->arcs[move->arc];
    mst_load load = {move->cohort, 0, all->persons};
    char zulu[MST_WHEN_BYTES], after[MST_WHEN_BYTES];
    mst__page_put(p, "<td>on their own</td><td>");
    mst__page_site(p, arc->from);
    mst__page_put(p, "</td><td>");
    mst__page_site(p, arc->to);
    put_arrival_cell(p, all->last_arrive);
    put_loads(p, (mst_load_list){1, &load});
    if (all->groups > 1) {
        mst_buffer_addf(&p->out, ", one after the other, in %u groups, the last at %s (%s)",
                        all->groups, mst_when_zulu(d->order + all->last_leave, zulu),
                        mst_when_after(all->last_leave, after));
    }
    mst__page_put(p, "</td><td>none</td></tr>\n");
}

void
mst__page_movements(mst__page *p)
{
    static const char *const heads[] = {"Leave, local", "Zulu", "After the order", "In what",
                                        "From",         "To",   "Arrive",          "Who",
                                        "Guards",       NULL};
    const mst_plan *plan = &p->document->plan;
    uint32_t count = plan->move_count + plan->self_move_count;
    movement *list = MST_TAKE(&p->arena, movement, count);
    mst__page_put(p, "<h2>Movements</h2>\n");
    if (list == NULL || count == 0) {
        p->out.failed = p->out.failed || list == NULL;
        mst__page_put(p, "<p>Nobody and nothing moves.</p>\n");
        return;
    }
    for (uint32_t i = 0; i < plan->move_count; i++) {
        list[i] = (movement){plan->moves[i].leave, false, false, i};
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        list[plan->move_count + i] = (movement){plan->self_moves[i].leave, true, false, i};
    }
    qsort(list, count, sizeof *list, movement_order);
    mst__page_open_table(p, "Every movement, in order of time", heads);
    for (uint32_t i = 0; i < count && !p->out.failed; i++) {
        if (list[i].told) {
            continue;
        }
        mst__page_put(p, "<tr>");
        mst__page_time_cells(p, list[i].at);
        if (list[i].is_self) {
            stream all = gather(plan, list, count, i);
            put_self_row(p, &plan->self_moves[list[i].index], &all);
        } else {
            put_move_row(p, &plan->moves[list[i].index]);
        }
    }
    mst__page_close_table(p);
}

/* A group at the desks of a site, without a break of an hour. */
typedef struct sitting {
    mst_time end;
    int64_t units;
    uint32_t first_desk, last_desk;
} sitting;

static mst_time
run_end(const mst_plan_desk_run *run)
{
    return run->start + run->units * run->each;
}

static int
run_order(const void *a, const void *b)
{
    const mst_plan_desk_run *x = a, *y = b;
    return x->start != y->start     ? (x->start < y->start ? -1 : 1)
           : x->site != y->site     ? (x->site < y->site ? -1 : 1)
           : x->desk != y->desk     ? (x->desk < y->desk ? -1 : 1)
           : x->cohort != y->cohort ? (x->cohort < y->cohort ? -1 : 1)
                                    : 0;
}

/* Gathers what goes on from runs[first], and takes away its units. */
static sitting
sit(mst_plan_desk_run *runs, uint32_t count, uint32_t first)
{
    const mst_plan_desk_run *head = &runs[first];
    sitting all = {run_end(head), head->units, head->desk, head->desk};
    for (uint32_t i = first + 1; i < count && runs[i].start - all.end <= STREAM_GAP; i++) {
        mst_plan_desk_run *run = &runs[i];
        if (run->units == 0 || run->site != head->site || run->cohort != head->cohort) {
            continue;
        }
        all.end = run_end(run) > all.end ? run_end(run) : all.end;
        all.units += run->units;
        all.first_desk = run->desk < all.first_desk ? run->desk : all.first_desk;
        all.last_desk = run->desk > all.last_desk ? run->desk : all.last_desk;
        run->units = 0;
    }
    return all;
}

void
mst__page_desks(mst__page *p)
{
    static const char *const heads[] = {
        "Begin, local", "Zulu", "After the order", "Site", "Desks", "Units", "Group", "End", NULL};
    const mst_document *d = p->document;
    uint32_t count = d->plan.desk_run_count;
    mst_plan_desk_run *runs = MST_TAKE(&p->arena, mst_plan_desk_run, count);
    if (count == 0 || runs == NULL) {
        p->out.failed = p->out.failed || runs == NULL;
        return;
    }
    memcpy(runs, d->plan.desk_runs, count * sizeof *runs);
    qsort(runs, count, sizeof *runs, run_order);
    mst__page_put(p, "<h2>Desks</h2>\n");
    mst__page_open_table(p, "Who is processed where and when", heads);
    for (uint32_t i = 0; i < count; i++) {
        if (runs[i].units == 0) {
            continue;
        }
        char after[MST_WHEN_BYTES];
        sitting all = sit(runs, count, i);
        mst__page_put(p, "<tr>");
        mst__page_time_cells(p, runs[i].start);
        mst__page_put(p, "<td>");
        mst__page_site(p, runs[i].site);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%u", all.first_desk + 1);
        if (all.last_desk > all.first_desk) {
            mst_buffer_addf(&p->out, " to %u", all.last_desk + 1);
        }
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%lld</td><td>", (long long)all.units);
        mst__page_name(p, d->cohorts[runs[i].cohort].id);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%s</td></tr>\n",
                        mst_when_after(all.end, after));
    }
    mst__page_close_table(p);
}

/* Who the plan is for. */
void
mst__page_people(mst__page *p)
{
    static const char *const heads[] = {"Group", "Kind", "People", "From", "By the option", NULL};
    const mst_document *d = p->document;
    mst__page_put(p, "<h2>People</h2>\n");
    mst__page_open_table(p, "Who is there, and who is to leave", heads);
    for (uint32_t i = 0; i < d->cohort_count; i++) {
        const mst_document_cohort *cohort = &d->cohorts[i];
        mst__page_put(p, "<tr><td>");
        mst__page_name(p, cohort->id);
        mst__page_put(p, "</td><td>");
        mst__page_name(p, cohort->kind);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%lld</td><td>", (long long)cohort->count);
        if (cohort->site != MST_NONE) {
            mst__page_site(p, cohort->site);
        }
        mst__page_put(p, cohort->in_scope ? "</td><td>to leave" : "</td><td>to stay");
        mst__page_put(p, "</td></tr>\n");
    }
    mst__page_close_table(p);
}

/* Where the places of the plan are. */
void
mst__page_places(mst__page *p)
{
    static const char *const heads[] = {"Place", "Kind", "Position", "Elevation", NULL};
    const mst_document *d = p->document;
    bool any = false;
    for (uint32_t i = 0; i < d->site_count; i++) {
        const mst_document_site *site = &d->sites[i];
        if (site->kind == NULL && site->position == NULL && site->elevation == NULL) {
            continue;
        }
        if (!any) {
            mst__page_put(p, "<h2>Places</h2>\n");
            mst__page_open_table(p, "What is known of the places", heads);
            any = true;
        }
        mst__page_put(p, "<tr><td>");
        mst__page_id_and_name(p, site->id, site->name);
        mst__page_put(p, "</td><td>");
        mst__page_name(p, site->kind);
        mst__page_put(p, "</td><td class=\"t\">");
        mst__page_name(p, site->position);
        mst__page_put(p, "</td><td class=\"n\">");
        mst__page_name(p, site->elevation);
        mst__page_put(p, "</td></tr>\n");
    }
    if (any) {
        mst__page_close_table(p);
    }
}

/* What the vehicles are whose type has a name. */
void
mst__page_types(mst__page *p)
{
    static const char *const heads[] = {"Fleet", "Type", NULL};
    const mst_document *d = p->document;
    bool any = false;
    for (uint32_t v = 0; v < d->vehicle_count; v++) {
        const mst_document_vehicle *vehicle = &d->vehicles[v];
        if (vehicle->type_name == NULL || vehicle->fleet == NULL) {
            continue; /* a schedule.csv names neither */
        }
        const char *last = v > 0 ? d->vehicles[v - 1].fleet : NULL;
        if (last != NULL && strcmp(vehicle->fleet, last) == 0) {
            continue;
        }
        if (!any) {
            mst__page_put(p, "<h2>Vehicles</h2>\n");
            mst__page_open_table(p, "What the vehicles are", heads);
            any = true;
        }
        mst__page_put(p, "<tr><td>");
        mst__page_name(p, vehicle->fleet);
        mst__page_put(p, "</td><td>");
        mst__page_id_and_name(p, vehicle->type, vehicle->type_name);
        mst__page_put(p, "</td></tr>\n");
    }
    if (any) {
        mst__page_close_table(p);
    }
}

void
mst__page_duties(mst__page *p)
{
    static const char *const heads[] = {
        "Begin, local", "Zulu", "After the order", "Vehicle", "Crew", "End", NULL};
    const mst_document *d = p->document;
    if (d->plan.duty_count == 0) {
        return;
    }
    mst__page_put(p, "<h2>Crews</h2>\n");
    mst__page_open_table(p, "Duties", heads);
    for (uint32_t i = 0; i < d->plan.duty_count; i++) {
        const mst_plan_duty *duty = &d->plan.duties[i];
        char after[MST_WHEN_BYTES];
        mst__page_put(p, "<tr>");
        mst__page_time_cells(p, duty->begin);
        mst__page_put(p, "<td>");
        mst__page_name(p, d->vehicles[duty->vehicle].id);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%u</td><td class=\"n\">%s</td></tr>\n",
                        duty->crew + 1, mst_when_after(duty->end, after));
    }
    mst__page_close_table(p);
}
