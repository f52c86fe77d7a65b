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
#include "present/internal.h"
#include "present/json.h"
#include "present/page_parts.h"
#include "present/staying.h"

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
put_head(mst__page *p)
{
    const mst_document *d = p->document;
    mst__page_put(
        p, "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Evacuation plan: ");
    mst__page_escaped(p, d->post_id != NULL ? d->post_id : "");
    mst__page_put(p, ", ");
    mst__page_escaped(p, d->option);
    mst__page_put(p, " under ");
    mst__page_escaped(p, d->scenario);
    mst_buffer_addf(
        &p->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>Evacuation plan for ",
        style);
    mst__page_id_and_name(p, d->post_id != NULL ? d->post_id : "", d->post_name);
    mst__page_put(p, "</h1>\n<p>Option ");
    mst__page_id_and_name(p, d->option, d->option_name);
    mst__page_put(p, " under scenario ");
    mst__page_id_and_name(p, d->scenario, d->scenario_name);
    mst__page_put(p, ".</p>\n");
}

static void
put_moment_fact(mst__page *p, const char *name, mst_time at)
{
    char after[MST_WHEN_BYTES];
    mst__page_open_fact(p, name);
    if (at == MST_NEVER) {
        mst__page_put(p, "none");
    } else {
        mst__page_short_time(p, at);
        mst_buffer_addf(&p->out, ", %s after the order", mst_when_duration(at, after));
    }
    mst__page_close_fact(p);
}

static void
put_quality(mst__page *p)
{
    const mst_document *d = p->document;
    char when[MST_WHEN_BYTES];
    mst__page_open_fact(p, "How good");
    if (d->status == MST_CELL_OPTIMAL) {
        mst__page_put(p, "proved best in the order of measures");
    } else if (d->status == MST_CELL_INFEASIBLE) {
        mst__page_put(p, "a pin or deadline is proved impossible: ");
        mst__page_name(p, d->infeasible_reason);
    } else {
        mst_buffer_addf(&p->out, "at most %.1f %% from the best possible %s", d->gap * 100,
                        mst__measure_title(d->gap_measure));
    }
    if (d->stopped) {
        mst__page_put(p, "; the search was stopped before its end");
    }
    mst__page_close_fact(p);
    if (d->passed_over != NULL) {
        mst__page_open_fact(p, "Passed over");
        mst__page_name(p, d->passed_over);
        mst__page_close_fact(p);
    }
    mst__page_open_fact(p, "Proved bound");
    mst_buffer_addf(&p->out, "no plan leaves fewer than %lld", (long long)d->bound.left);
    if (d->bound.left_reason != NULL) {
        mst__page_put(p, " (");
        mst__page_name(p, d->bound.left_reason);
        mst__page_put(p, ")");
    }
    mst_buffer_addf(&p->out, ", or is complete before %s",
                    mst_when_duration(d->bound.completion, when));
    if (d->bound.completion_reason != NULL) {
        mst__page_put(p, " (");
        mst__page_name(p, d->bound.completion_reason);
        mst__page_put(p, ")");
    }
    mst__page_close_fact(p);
}

/* How many stay, and how long the places can hold those who are still there. */
static void
put_staying(mst__page *p)
{
    const mst__staying staying = mst__staying_of_document(p->document);
    char text[MST_WHEN_BYTES];
    if (staying.people > 0) {
        mst__page_open_fact(p, "Stay by the option's scope");
        mst_buffer_addf(&p->out, "%lld", (long long)staying.people);
        mst__page_close_fact(p);
    }
    if (staying.site != MST_NONE) {
        mst__page_open_fact(p, "First supplies to end");
        mst__page_site(p, staying.site);
        mst__page_put(p, ", ");
        mst__page_short_time(p, staying.runs_out);
        mst__page_close_fact(p);
    } else if (staying.people > 0) {
        mst__page_open_fact(p, "The sites can hold");
        mst_buffer_addf(&p->out, "at least %s, the horizon",
                        mst_when_duration(p->document->horizon, text));
        mst__page_close_fact(p);
    }
}

static void
put_summary(mst__page *p)
{
    const mst_document *d = p->document;
    const mst_measures *m = &d->measures;
    mst__page_put(p,
                  "<h2>What the plan reaches</h2>\n<table>\n<caption>Summary</caption>\n<tbody>\n");
    mst__page_open_fact(p, "Order given");
    mst__page_short_time(p, 0);
    if (d->ordered_by != NULL) {
        mst__page_put(p, " by ");
        mst__page_name(p, d->ordered_by);
    }
    if (d->order_until != MST_NEVER) {
        mst__page_put(p, ", at the latest ");
        mst__page_short_time(p, d->order_until - d->order);
    }
    mst__page_close_fact(p);
    if (d->has_results) {
        put_moment_fact(p, "First movement", m->first_movement);
        put_moment_fact(p, m->left == 0 ? "All out" : "The last one out", m->completion);
        if (m->completion_evacuees != m->completion) {
            put_moment_fact(p, "Last evacuee out", m->completion_evacuees);
        }
        mst__page_open_fact(p, "Left behind");
        mst_buffer_addf(&p->out, "%lld", (long long)m->left);
        if (m->left_force > 0) {
            mst_buffer_addf(&p->out, ", of them %lld force", (long long)m->left_force);
        }
        mst__page_close_fact(p);
        put_staying(p);
        mst__page_open_fact(p, "Exposure");
        mst_buffer_addf(&p->out, "%.1f person-hours times threat; %.1f vehicle hours",
                        mst_exposure_hours(m->exposure), (double)m->vehicle_ms / 3600000.0);
        mst__page_close_fact(p);
        put_quality(p);
    }
    mst__page_close_table(p);
}

static void
put_left(mst__page *p)
{
    static const char *const heads[] = {"People", "Group", "Where", NULL};
    const mst_document *d = p->document;
    if (d->plan.left_count == 0) {
        return;
    }
    mst__page_put(p, "<h2>Who is left behind</h2>\n");
    if (d->left_reason != NULL) {
        mst__page_put(p, "<p class=\"warn\">");
        mst__page_name(p, d->left_reason);
        mst__page_put(p, "</p>\n");
    }
    mst__page_open_table(p, "Left at the end of the plan", heads);
    for (uint32_t i = 0; i < d->plan.left_count; i++) {
        const mst_plan_left *left = &d->plan.left[i];
        mst_buffer_addf(&p->out, "<tr><td class=\"n\">%lld</td><td>", (long long)left->count);
        mst__page_name(p, d->cohorts[left->cohort].id);
        mst__page_put(p, "</td><td>");
        if (left->site != MST_NONE) {
            mst__page_site(p, left->site);
        } else if (left->vehicle != MST_NONE) {
            mst__page_put(p, "aboard ");
            mst__page_name(p, d->vehicles[left->vehicle].id);
        }
        mst__page_put(p, "</td></tr>\n");
    }
    mst__page_close_table(p);
}

static void
put_bindings(mst__page *p)
{
    static const char *const heads[] = {"Limit", "One unit", "Gain", "Of", NULL};
    const mst_document *d = p->document;
    if (d->binding_count > 0) {
        mst__page_put(p, "<h2>What binds</h2>\n");
        mst__page_open_table(p, "Limits of which one more unit helps", heads);
        for (uint32_t i = 0; i < d->binding_count; i++) {
            const mst_document_binding *b = &d->bindings[i];
            mst__page_put(p, "<tr><td>");
            mst__page_name(p, b->name);
            mst__page_put(p, "</td><td>");
            mst__page_name(p, b->unit);
            mst__page_put(p, "</td><td>");
            mst__gain_text(&p->out, &(mst__gain){.left = b->left_gain,
                                                 .left_priority = b->left_priority,
                                                 .completion = b->completion_gain,
                                                 .exposure = b->exposure_gain});
            mst_buffer_addf(&p->out, "</td><td>%s</td></tr>\n",
                            b->of_bound ? "the bound" : "the best plan found");
        }
        mst__page_close_table(p);
    }
}

static void
put_assumptions(mst__page *p)
{
    static const char *const heads[] = {"Item", "Why", "Source", "Owner", "As of", NULL};
    const mst_document *d = p->document;
    mst__page_put(p, "<h2>What is assumed</h2>\n");
    if (d->assumption_count == 0) {
        mst__page_put(
            p, "<p>No item is marked as an assumption, unverified, doubtful or stale.</p>\n");
    } else {
        mst__page_open_table(
            p,
            "Items that are assumptions, unverified, doubtful, or older than their review "
            "period",
            heads);
        for (uint32_t i = 0; i < d->assumption_count; i++) {
            const mst_document_assumption *a = &d->assumptions[i];
            char when[MST_WHEN_BYTES];
            mst__page_put(p, "<tr><td>");
            mst__page_name(p, a->item);
            mst__page_put(p, "</td><td>");
            mst__page_escaped(p, a->reason);
            mst__page_put(p, "</td><td>");
            mst__page_name(p, a->source);
            mst__page_put(p, "</td><td>");
            mst__page_name(p, a->owner);
            mst_buffer_addf(&p->out, "</td><td class=\"t\">%s</td></tr>\n",
                            a->as_of == MST_NEVER ? "-" : mst_when_utc(a->as_of, when));
        }
        mst__page_close_table(p);
    }
    if (d->notice_count > 0) {
        mst__page_put(p, "<h3>Also to know</h3>\n<ul>\n");
        for (uint32_t i = 0; i < d->notice_count; i++) {
            mst__page_put(p, "<li>");
            mst__page_name(p, d->notices[i].text);
            mst__page_put(p, "</li>\n");
        }
        mst__page_put(p, "</ul>\n");
    }
}

static void
put_provenance(mst__page *p)
{
    const mst_document *d = p->document;
    char text[MST_WHEN_BYTES];
    mst__page_put(p, "</main>\n<footer>\n<h2>Where this comes "
                     "from</h2>\n<table>\n<caption>Provenance</caption>\n<tbody>\n");
    mst__page_open_fact(p, "Program");
    mst_buffer_addf(&p->out, "muster %s, seed %llu, ", d->version != NULL ? d->version : "?",
                    (unsigned long long)d->seed);
    if (d->effort > 0) {
        mst_buffer_addf(&p->out, "effort %u", d->effort);
    } else {
        mst__page_put(p, "the usual effort");
    }
    mst__page_close_fact(p);
    mst__page_open_fact(p, "Input");
    mst_buffer_addf(&p->out, "%s", mst__hash_text(d->input_hash, text));
    for (uint32_t i = 0; i < d->override_count; i++) {
        mst__page_put(p, i == 0 ? ", with " : ", ");
        mst__page_name(p, d->overrides[i]);
    }
    mst__page_close_fact(p);
    mst__page_open_fact(p, "Order, UTC");
    mst__page_put(p, mst_when_utc(d->order, text));
    mst__page_close_fact(p);
    mst__page_open_fact(p, "Order, local");
    mst__page_put(p, mst_when_local(&d->zone, d->order, text));
    mst__page_put(p, " ");
    mst__page_name(p, d->zone_name);
    mst__page_close_fact(p);
    mst__page_close_table(p);
    mst__page_put(p, "</footer>\n</body>\n</html>\n");
}

mst_status
mst_document_write_page(const mst_document *document, char **text, mst_error *err)
{
    mst__page p = {.document = document};
    mst_arena_init(&p.arena, 0);
    put_head(&p);
    put_summary(&p);
    put_left(&p);
    put_bindings(&p);
    mst__page_glance(&p);
    mst__page_movements(&p);
    mst__page_desks(&p);
    mst__page_duties(&p);
    mst__page_people(&p);
    mst__page_places(&p);
    mst__page_types(&p);
    put_assumptions(&p);
    put_provenance(&p);
    mst_arena_release(&p.arena);
    return mst_buffer_finish(&p.out, text, err);
}
