/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.html: the plan as a page a commander reads on paper, in black and white: what it reaches,
 * who moves when, from where, in what, guarded by whom, what binds, what is assumed.
 *
 * G1  No scripts, nothing from outside, one language attribute, headings in order, tables with
 *     captions and header cells.
 * G2  Every text from the post is escaped and stands in a <bdi>, so that names written right to
 *     left leave the rest of the line alone.
 */
#include <stdlib.h>
#include <string.h>

#include "present/internal.h"
#include "present/json.h"
#include "present/staying.h"

typedef struct page {
    const mst_document *document;
    mst_buffer out;
    mst_arena arena;
} page;

static const char style[] =
    "body{font:11pt/1.4 sans-serif;margin:2em auto;max-width:60em;color:#000;background:#fff}\n"
    "h1{font-size:1.5em}h2{font-size:1.2em;border-bottom:1px solid #000;margin-top:2em}\n"
    "table{border-collapse:collapse;width:100%;margin:1em 0}\n"
    "caption{text-align:start;font-weight:bold;padding:.3em 0}\n"
    "th,td{border:1px solid #666;padding:.2em .5em;text-align:start;vertical-align:top}\n"
    "th{background:#eee}td.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    "td.t{white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    ".warn{border:2px solid #000;padding:.5em 1em}\n"
    "@media print{body{margin:0;max-width:none;font-size:9pt}thead{display:table-header-group}"
    "tr{break-inside:avoid}h2{break-after:avoid}}\n";

static void
put(page *p, const char *html)
{
    mst_buffer_add(&p->out, html);
}

static void
put_escaped(page *p, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            put(p, "&amp;");
            break;
        case '<':
            put(p, "&lt;");
            break;
        case '>':
            put(p, "&gt;");
            break;
        case '"':
            put(p, "&quot;");
            break;
        case '\'':
            put(p, "&#39;");
            break;
        default:
            mst_buffer_add_bytes(&p->out, text, 1);
            break;
        }
    }
}

/* A text of the post: escaped and kept apart from the direction of what is around it. */
static void
put_name(page *p, const char *text)
{
    put(p, "<bdi>");
    put_escaped(p, text != NULL ? text : "-");
    put(p, "</bdi>");
}

static void
put_id_and_name(page *p, const char *id, const char *name)
{
    put_name(p, name != NULL ? name : id);
    if (name != NULL && strcmp(name, id) != 0) {
        put(p, " (");
        put_name(p, id);
        put(p, ")");
    }
}

static void
put_site(page *p, uint32_t site)
{
    const mst_document_site *s = &p->document->sites[site];
    put_name(p, s->name != NULL ? s->name : s->id);
}

/* Local time, Zulu, and after the order, as three cells. */
static void
put_time_cells(page *p, mst_time at)
{
    char local[MST_WHEN_BYTES], zulu[MST_WHEN_BYTES], after[MST_WHEN_BYTES], utc[MST_WHEN_BYTES];
    mst_instant instant = p->document->order + at;
    if (at == MST_NEVER) {
        put(p, "<td class=\"t\">-</td><td class=\"t\">-</td><td class=\"n\">-</td>");
        return;
    }
    mst_buffer_addf(&p->out,
                    "<td class=\"t\"><time datetime=\"%s\">%s</time></td><td class=\"t\">%s</td>"
                    "<td class=\"n\">%s</td>",
                    mst_when_utc(instant, utc),
                    mst_when_local_short(&p->document->zone, instant, local),
                    mst_when_zulu(instant, zulu), mst_when_after(at, after));
}

static void
put_short_time(page *p, mst_time at)
{
    char local[MST_WHEN_BYTES], zulu[MST_WHEN_BYTES], utc[MST_WHEN_BYTES];
    mst_instant instant = p->document->order + at;
    mst_buffer_addf(&p->out, "<time datetime=\"%s\">%s</time> (%s)", mst_when_utc(instant, utc),
                    mst_when_local_short(&p->document->zone, instant, local),
                    mst_when_zulu(instant, zulu));
}

static void
open_table(page *p, const char *caption, const char *const *heads)
{
    mst_buffer_addf(&p->out, "<table>\n<caption>%s</caption>\n<thead><tr>", caption);
    for (uint32_t i = 0; heads[i] != NULL; i++) {
        mst_buffer_addf(&p->out, "<th scope=\"col\">%s</th>", heads[i]);
    }
    put(p, "</tr></thead>\n<tbody>\n");
}

static void
close_table(page *p)
{
    put(p, "</tbody>\n</table>\n");
}

static void
open_fact(page *p, const char *name)
{
    mst_buffer_addf(&p->out, "<tr><th scope=\"row\">%s</th><td>", name);
}

static void
close_fact(page *p)
{
    put(p, "</td></tr>\n");
}

static void
put_head(page *p)
{
    const mst_document *d = p->document;
    put(p, "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Evacuation plan: ");
    put_escaped(p, d->post_id != NULL ? d->post_id : "");
    put(p, ", ");
    put_escaped(p, d->option);
    put(p, " under ");
    put_escaped(p, d->scenario);
    mst_buffer_addf(
        &p->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>Evacuation plan for ",
        style);
    put_id_and_name(p, d->post_id != NULL ? d->post_id : "", d->post_name);
    put(p, "</h1>\n<p>Option ");
    put_id_and_name(p, d->option, d->option_name);
    put(p, " under scenario ");
    put_id_and_name(p, d->scenario, d->scenario_name);
    put(p, ".</p>\n");
}

static void
put_moment_fact(page *p, const char *name, mst_time at)
{
    char after[MST_WHEN_BYTES];
    open_fact(p, name);
    if (at == MST_NEVER) {
        put(p, "none");
    } else {
        put_short_time(p, at);
        mst_buffer_addf(&p->out, ", %s after the order", mst_when_duration(at, after));
    }
    close_fact(p);
}

static void
put_quality(page *p)
{
    const mst_document *d = p->document;
    char when[MST_WHEN_BYTES];
    open_fact(p, "How good");
    if (d->status == MST_CELL_OPTIMAL) {
        put(p, "proved best in the order of measures");
    } else if (d->status == MST_CELL_INFEASIBLE) {
        put(p, "a pin or deadline is proved impossible: ");
        put_name(p, d->infeasible_reason);
    } else {
        mst_buffer_addf(&p->out, "at most %.1f %% from the best possible %s", d->gap * 100,
                        mst__measure_title(d->gap_measure));
    }
    if (d->stopped) {
        put(p, "; the search was stopped before its end");
    }
    close_fact(p);
    open_fact(p, "Proved bound");
    mst_buffer_addf(&p->out, "no plan leaves fewer than %lld", (long long)d->bound.left);
    if (d->bound.left_reason != NULL) {
        put(p, " (");
        put_name(p, d->bound.left_reason);
        put(p, ")");
    }
    mst_buffer_addf(&p->out, ", or is complete before %s",
                    mst_when_duration(d->bound.completion, when));
    if (d->bound.completion_reason != NULL) {
        put(p, " (");
        put_name(p, d->bound.completion_reason);
        put(p, ")");
    }
    close_fact(p);
}

/* How many stay, and how long the places can hold those who are still there. */
static void
put_staying(page *p)
{
    const mst__staying staying = mst__staying_of_document(p->document);
    char text[MST_WHEN_BYTES];
    if (staying.people > 0) {
        open_fact(p, "Stay by the option's scope");
        mst_buffer_addf(&p->out, "%lld", (long long)staying.people);
        close_fact(p);
    }
    if (staying.site != MST_NONE) {
        open_fact(p, "First supplies to end");
        put_site(p, staying.site);
        put(p, ", ");
        put_short_time(p, staying.runs_out);
        close_fact(p);
    } else if (staying.people > 0) {
        open_fact(p, "The sites can hold");
        mst_buffer_addf(&p->out, "at least %s, the horizon",
                        mst_when_duration(p->document->horizon, text));
        close_fact(p);
    }
}

static void
put_summary(page *p)
{
    const mst_document *d = p->document;
    const mst_measures *m = &d->measures;
    put(p, "<h2>What the plan reaches</h2>\n<table>\n<caption>Summary</caption>\n<tbody>\n");
    open_fact(p, "Order given");
    put_short_time(p, 0);
    if (d->ordered_by != NULL) {
        put(p, " by ");
        put_name(p, d->ordered_by);
    }
    if (d->order_until != MST_NEVER) {
        put(p, ", at the latest ");
        put_short_time(p, d->order_until - d->order);
    }
    close_fact(p);
    if (d->has_results) {
        put_moment_fact(p, "First movement", m->first_movement);
        put_moment_fact(p, m->left == 0 ? "All out" : "The last one out", m->completion);
        if (m->completion_evacuees != m->completion) {
            put_moment_fact(p, "Last evacuee out", m->completion_evacuees);
        }
        open_fact(p, "Left behind");
        mst_buffer_addf(&p->out, "%lld", (long long)m->left);
        if (m->left_force > 0) {
            mst_buffer_addf(&p->out, ", of them %lld force", (long long)m->left_force);
        }
        close_fact(p);
        put_staying(p);
        open_fact(p, "Exposure");
        mst_buffer_addf(&p->out, "%.1f person-hours times threat; %.1f vehicle hours",
                        mst_exposure_hours(m->exposure), (double)m->vehicle_ms / 3600000.0);
        close_fact(p);
        put_quality(p);
    }
    close_table(p);
}

static void
put_left(page *p)
{
    static const char *const heads[] = {"People", "Group", "Where", NULL};
    const mst_document *d = p->document;
    if (d->plan.left_count == 0) {
        return;
    }
    put(p, "<h2>Who is left behind</h2>\n");
    if (d->left_reason != NULL) {
        put(p, "<p class=\"warn\">");
        put_name(p, d->left_reason);
        put(p, "</p>\n");
    }
    open_table(p, "Left at the end of the plan", heads);
    for (uint32_t i = 0; i < d->plan.left_count; i++) {
        const mst_plan_left *left = &d->plan.left[i];
        mst_buffer_addf(&p->out, "<tr><td class=\"n\">%lld</td><td>", (long long)left->count);
        put_name(p, d->cohorts[left->cohort].id);
        put(p, "</td><td>");
        if (left->site != MST_NONE) {
            put_site(p, left->site);
        } else if (left->vehicle != MST_NONE) {
            put(p, "aboard ");
            put_name(p, d->vehicles[left->vehicle].id);
        }
        put(p, "</td></tr>\n");
    }
    close_table(p);
}

static void
put_bindings(page *p)
{
    static const char *const heads[] = {"Limit", "One unit", "Gain", "Of", NULL};
    const mst_document *d = p->document;
    if (d->binding_count > 0) {
        put(p, "<h2>What binds</h2>\n");
        open_table(p, "Limits of which one more unit helps", heads);
        for (uint32_t i = 0; i < d->binding_count; i++) {
            const mst_document_binding *b = &d->bindings[i];
            put(p, "<tr><td>");
            put_name(p, b->name);
            put(p, "</td><td>");
            put_name(p, b->unit);
            put(p, "</td><td>");
            mst__gain_text(&p->out, &(mst__gain){.left = b->left_gain,
                                                 .left_priority = b->left_priority,
                                                 .completion = b->completion_gain,
                                                 .exposure = b->exposure_gain});
            mst_buffer_addf(&p->out, "</td><td>%s</td></tr>\n",
                            b->of_bound ? "the bound" : "the best plan found");
        }
        close_table(p);
    }
}

/* ---- movements ---- */

typedef struct movement {
    mst_time at;
    bool is_self;
    uint32_t index;
} movement;

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
put_arrival_cell(page *p, mst_time at)
{
    char zulu[MST_WHEN_BYTES], after[MST_WHEN_BYTES];
    mst_buffer_addf(&p->out, "</td><td class=\"t\">%s (%s)</td><td>",
                    mst_when_zulu(p->document->order + at, zulu), mst_when_after(at, after));
}

static void
put_loads(page *p, mst_load_list loads)
{
    if (loads.count == 0) {
        put(p, "empty");
    }
    for (uint32_t i = 0; i < loads.count;) {
        uint32_t cohort = loads.loads[i].cohort, next = i;
        int64_t persons = 0;
        for (; next < loads.count && loads.loads[next].cohort == cohort; next++) {
            persons += loads.loads[next].count;
        }
        mst_buffer_addf(&p->out, "%s%lld ", i > 0 ? ", " : "", (long long)persons);
        put_name(p, p->document->cohorts[cohort].id);
        i = next;
    }
}

static void
put_move_row(page *p, const mst_plan_move *move)
{
    const mst_document *d = p->document;
    const mst_document_arc *arc = &d->arcs[move->arc];
    put(p, "<td>");
    put_name(p, d->vehicles[move->vehicle].id);
    put(p, "</td><td>");
    put_site(p, arc->from);
    put(p, "</td><td>");
    put_site(p, arc->to);
    put_arrival_cell(p, move->arrive);
    put_loads(p, move->loads);
    if (move->turned_at != MST_NEVER) {
        put(p, "; turns on the way");
    }
    int64_t guards = mst__load_guards(d, move->loads);
    put(p, "</td><td>");
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
        put(p, "none");
    }
    put(p, "</td></tr>\n");
}

static void
put_self_row(page *p, const mst_plan_self_move *move)
{
    const mst_document *d = p->document;
    const mst_document_arc *arc = &d->arcs[move->arc];
    mst_load load = {move->cohort, 0, move->count};
    put(p, "<td>on their own</td><td>");
    put_site(p, arc->from);
    put(p, "</td><td>");
    put_site(p, arc->to);
    put_arrival_cell(p, move->arrive);
    put_loads(p, (mst_load_list){1, &load});
    put(p, "</td><td>none</td></tr>\n");
}

static void
put_movements(page *p)
{
    static const char *const heads[] = {"Leave, local", "Zulu", "After the order", "In what",
                                        "From",         "To",   "Arrive",          "Who",
                                        "Guards",       NULL};
    const mst_plan *plan = &p->document->plan;
    uint32_t count = plan->move_count + plan->self_move_count;
    movement *list = MST_TAKE(&p->arena, movement, count);
    put(p, "<h2>Movements</h2>\n");
    if (list == NULL || count == 0) {
        p->out.failed = p->out.failed || list == NULL;
        put(p, "<p>Nobody and nothing moves.</p>\n");
        return;
    }
    for (uint32_t i = 0; i < plan->move_count; i++) {
        list[i] = (movement){plan->moves[i].leave, false, i};
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        list[plan->move_count + i] = (movement){plan->self_moves[i].leave, true, i};
    }
    qsort(list, count, sizeof *list, movement_order);
    open_table(p, "Every movement, in order of time", heads);
    for (uint32_t i = 0; i < count && !p->out.failed; i++) {
        put(p, "<tr>");
        put_time_cells(p, list[i].at);
        if (list[i].is_self) {
            put_self_row(p, &plan->self_moves[list[i].index]);
        } else {
            put_move_row(p, &plan->moves[list[i].index]);
        }
    }
    close_table(p);
}

static void
put_desks(page *p)
{
    static const char *const heads[] = {
        "Begin, local", "Zulu", "After the order", "Site", "Desk", "Units", "Group", "End", NULL};
    const mst_document *d = p->document;
    if (d->plan.desk_run_count == 0) {
        return;
    }
    put(p, "<h2>Desks</h2>\n");
    open_table(p, "Who is processed where and when", heads);
    for (uint32_t i = 0; i < d->plan.desk_run_count; i++) {
        const mst_plan_desk_run *run = &d->plan.desk_runs[i];
        char after[MST_WHEN_BYTES];
        put(p, "<tr>");
        put_time_cells(p, run->start);
        put(p, "<td>");
        put_site(p, run->site);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%u</td><td class=\"n\">%lld</td><td>",
                        run->desk + 1, (long long)run->units);
        put_name(p, d->cohorts[run->cohort].id);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%s</td></tr>\n",
                        mst_when_after(run->start + run->units * run->each, after));
    }
    close_table(p);
}

/* Who the plan is for. */
static void
put_people(page *p)
{
    static const char *const heads[] = {"Group", "Kind", "People", "From", "By the option", NULL};
    const mst_document *d = p->document;
    put(p, "<h2>People</h2>\n");
    open_table(p, "Who is there, and who is to leave", heads);
    for (uint32_t i = 0; i < d->cohort_count; i++) {
        const mst_document_cohort *cohort = &d->cohorts[i];
        put(p, "<tr><td>");
        put_name(p, cohort->id);
        put(p, "</td><td>");
        put_name(p, cohort->kind);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%lld</td><td>", (long long)cohort->count);
        if (cohort->site != MST_NONE) {
            put_site(p, cohort->site);
        }
        put(p, cohort->in_scope ? "</td><td>to leave" : "</td><td>to stay");
        put(p, "</td></tr>\n");
    }
    close_table(p);
}

/* Where the places of the plan are. */
static void
put_places(page *p)
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
            put(p, "<h2>Places</h2>\n");
            open_table(p, "What is known of the places", heads);
            any = true;
        }
        put(p, "<tr><td>");
        put_id_and_name(p, site->id, site->name);
        put(p, "</td><td>");
        put_name(p, site->kind);
        put(p, "</td><td class=\"t\">");
        put_name(p, site->position);
        put(p, "</td><td class=\"n\">");
        put_name(p, site->elevation);
        put(p, "</td></tr>\n");
    }
    if (any) {
        close_table(p);
    }
}

/* What the vehicles are whose type has a name. */
static void
put_types(page *p)
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
            put(p, "<h2>Vehicles</h2>\n");
            open_table(p, "What the vehicles are", heads);
            any = true;
        }
        put(p, "<tr><td>");
        put_name(p, vehicle->fleet);
        put(p, "</td><td>");
        put_id_and_name(p, vehicle->type, vehicle->type_name);
        put(p, "</td></tr>\n");
    }
    if (any) {
        close_table(p);
    }
}

static void
put_duties(page *p)
{
    static const char *const heads[] = {
        "Begin, local", "Zulu", "After the order", "Vehicle", "Crew", "End", NULL};
    const mst_document *d = p->document;
    if (d->plan.duty_count == 0) {
        return;
    }
    put(p, "<h2>Crews</h2>\n");
    open_table(p, "Duties", heads);
    for (uint32_t i = 0; i < d->plan.duty_count; i++) {
        const mst_plan_duty *duty = &d->plan.duties[i];
        char after[MST_WHEN_BYTES];
        put(p, "<tr>");
        put_time_cells(p, duty->begin);
        put(p, "<td>");
        put_name(p, d->vehicles[duty->vehicle].id);
        mst_buffer_addf(&p->out, "</td><td class=\"n\">%u</td><td class=\"n\">%s</td></tr>\n",
                        duty->crew + 1, mst_when_after(duty->end, after));
    }
    close_table(p);
}

static void
put_assumptions(page *p)
{
    static const char *const heads[] = {"Item", "Why", "Source", "Owner", "As of", NULL};
    const mst_document *d = p->document;
    put(p, "<h2>What is assumed</h2>\n");
    if (d->assumption_count == 0) {
        put(p, "<p>No item is marked as an assumption, unverified, doubtful or stale.</p>\n");
    } else {
        open_table(p,
                   "Items that are assumptions, unverified, doubtful, or older than their review "
                   "period",
                   heads);
        for (uint32_t i = 0; i < d->assumption_count; i++) {
            const mst_document_assumption *a = &d->assumptions[i];
            char when[MST_WHEN_BYTES];
            put(p, "<tr><td>");
            put_name(p, a->item);
            put(p, "</td><td>");
            put_escaped(p, a->reason);
            put(p, "</td><td>");
            put_name(p, a->source);
            put(p, "</td><td>");
            put_name(p, a->owner);
            mst_buffer_addf(&p->out, "</td><td class=\"t\">%s</td></tr>\n",
                            a->as_of == MST_NEVER ? "-" : mst_when_utc(a->as_of, when));
        }
        close_table(p);
    }
    if (d->notice_count > 0) {
        put(p, "<h3>Also to know</h3>\n<ul>\n");
        for (uint32_t i = 0; i < d->notice_count; i++) {
            put(p, "<li>");
            put_name(p, d->notices[i].text);
            put(p, "</li>\n");
        }
        put(p, "</ul>\n");
    }
}

static void
put_provenance(page *p)
{
    const mst_document *d = p->document;
    char text[MST_WHEN_BYTES];
    put(p, "</main>\n<footer>\n<h2>Where this comes "
           "from</h2>\n<table>\n<caption>Provenance</caption>\n<tbody>\n");
    open_fact(p, "Program");
    mst_buffer_addf(&p->out, "muster %s, seed %llu, effort %u",
                    d->version != NULL ? d->version : "?", (unsigned long long)d->seed, d->effort);
    close_fact(p);
    open_fact(p, "Input");
    mst_buffer_addf(&p->out, "%s", mst__hash_text(d->input_hash, text));
    for (uint32_t i = 0; i < d->override_count; i++) {
        put(p, i == 0 ? ", with " : ", ");
        put_name(p, d->overrides[i]);
    }
    close_fact(p);
    open_fact(p, "Order, UTC");
    put(p, mst_when_utc(d->order, text));
    close_fact(p);
    open_fact(p, "Order, local");
    put(p, mst_when_local(&d->zone, d->order, text));
    put(p, " ");
    put_name(p, d->zone_name);
    close_fact(p);
    close_table(p);
    put(p, "</footer>\n</body>\n</html>\n");
}

mst_status
mst_document_write_page(const mst_document *document, char **text, mst_error *err)
{
    page p = {.document = document};
    mst_arena_init(&p.arena, 0);
    put_head(&p);
    put_summary(&p);
    put_left(&p);
    put_bindings(&p);
    put_movements(&p);
    put_desks(&p);
    put_duties(&p);
    put_people(&p);
    put_places(&p);
    put_types(&p);
    put_assumptions(&p);
    put_provenance(&p);
    mst_arena_release(&p.arena);
    return mst_buffer_finish(&p.out, text, err);
}
