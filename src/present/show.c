/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan as text: what every vehicle, site or group does, or everything in order of time.
 */
#include <stdlib.h>
#include <string.h>

#include "present/internal.h"
#include "present/json.h"

typedef enum line_kind {
    LINE_LEAVES,  /* a move leaves */
    LINE_ARRIVES, /* a move arrives */
    LINE_MOVES,   /* a move, where one line says both */
    LINE_DESK,
    LINE_WALKS,
    LINE_WALKED,
    LINE_LEFT,
} line_kind;

typedef struct line {
    uint32_t group; /* of the heading it stands under */
    mst_time at;
    line_kind kind;
    uint32_t index;
} line;

typedef struct listing {
    const mst_document *document;
    mst_arena arena;
    uint32_t count, room;
    line *lines;
    bool failed;
} listing;

static void
add(listing *l, uint32_t group, mst_time at, line_kind kind, uint32_t index)
{
    void *lines = l->lines;
    if (l->failed ||
        !mst_arena_grow(&l->arena, &lines, l->count, &l->room, sizeof(line), UINT32_MAX)) {
        l->failed = true;
        return;
    }
    l->lines = lines;
    l->lines[l->count++] = (line){group, at, kind, index};
}

static int
line_order(const void *a, const void *b)
{
    const line *x = a, *y = b;
    if (x->group != y->group) {
        return x->group < y->group ? -1 : 1;
    }
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    return x->index < y->index ? -1 : x->index > y->index;
}

/* ---- what goes under which heading ---- */

static void
collect_moves(listing *l, mst_show_by by)
{
    const mst_plan *plan = &l->document->plan;
    for (uint32_t i = 0; i < plan->move_count; i++) {
        const mst_plan_move *move = &plan->moves[i];
        const mst_document_arc *arc = &l->document->arcs[move->arc];
        if (by == MST_SHOW_SITE) {
            add(l, arc->from, move->leave, LINE_LEAVES, i);
            add(l, arc->to, move->arrive, LINE_ARRIVES, i);
        } else if (by == MST_SHOW_PEOPLE) {
            for (uint32_t k = 0; k < move->loads.count; k++) {
                uint32_t cohort = move->loads.loads[k].cohort;
                if (k == 0 || move->loads.loads[k - 1].cohort != cohort) {
                    add(l, cohort, move->leave, LINE_MOVES, i);
                }
            }
        } else {
            add(l, by == MST_SHOW_VEHICLE ? move->vehicle : 0, move->leave, LINE_MOVES, i);
        }
    }
}

static void
collect_people(listing *l, mst_show_by by)
{
    const mst_plan *plan = &l->document->plan;
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        const mst_document_arc *arc = &l->document->arcs[move->arc];
        if (by == MST_SHOW_SITE) {
            add(l, arc->from, move->leave, LINE_WALKS, i);
            add(l, arc->to, move->arrive, LINE_WALKED, i);
        } else if (by != MST_SHOW_VEHICLE) {
            add(l, by == MST_SHOW_PEOPLE ? move->cohort : 0, move->leave, LINE_WALKS, i);
        }
    }
    for (uint32_t i = 0; i < plan->desk_run_count && by != MST_SHOW_VEHICLE; i++) {
        const mst_plan_desk_run *run = &plan->desk_runs[i];
        uint32_t group = by == MST_SHOW_SITE ? run->site : by == MST_SHOW_PEOPLE ? run->cohort : 0;
        add(l, group, run->start, LINE_DESK, i);
    }
    for (uint32_t i = 0; i < plan->left_count; i++) {
        const mst_plan_left *left = &plan->left[i];
        uint32_t group = by == MST_SHOW_SITE      ? left->site
                         : by == MST_SHOW_VEHICLE ? left->vehicle
                         : by == MST_SHOW_PEOPLE  ? left->cohort
                                                  : 0;
        if (group != MST_NONE) {
            add(l, group, MST_NEVER, LINE_LEFT, i);
        }
    }
}

/* ---- lines ---- */

static void
add_time(mst_buffer *buffer, const mst_document *document, mst_time at)
{
    char after[MST_WHEN_BYTES], local[MST_WHEN_BYTES], zulu[MST_WHEN_BYTES];
    mst_buffer_pad_left(buffer, mst_when_after(at, after), 10);
    mst_buffer_add(buffer, "  ");
    mst_buffer_pad(buffer, mst_when_local_short(&document->zone, document->order + at, local), 16);
    mst_buffer_add(buffer, "  ");
    mst_buffer_pad(buffer, mst_when_zulu(document->order + at, zulu), 8);
    mst_buffer_add(buffer, "  ");
}

static void
add_arrival(mst_buffer *buffer, const mst_document *document, mst_time at)
{
    char after[MST_WHEN_BYTES], zulu[MST_WHEN_BYTES];
    mst_buffer_addf(buffer, ", arrives %s (%s)", mst_when_after(at, after),
                    mst_when_zulu(document->order + at, zulu));
}

static void
add_move(mst_buffer *buffer, const mst_document *document, const line *l, mst_show_by by)
{
    const mst_plan_move *move = &document->plan.moves[l->index];
    const mst_document_arc *arc = &document->arcs[move->arc];
    if (by != MST_SHOW_VEHICLE) {
        mst_buffer_addf(buffer, "%s ", document->vehicles[move->vehicle].id);
    }
    if (l->kind == LINE_LEAVES) {
        mst_buffer_addf(buffer, "leaves for %s", document->sites[arc->to].id);
    } else if (l->kind == LINE_ARRIVES) {
        mst_buffer_addf(buffer, "arrives from %s", document->sites[arc->from].id);
    } else {
        mst_buffer_addf(buffer, "%s -> %s", document->sites[arc->from].id,
                        document->sites[arc->to].id);
        add_arrival(buffer, document, move->arrive);
    }
    mst_buffer_add(buffer, ": ");
    mst__load_text(buffer, document, move->loads);
    if (move->turned_at != MST_NEVER) {
        char after[MST_WHEN_BYTES];
        mst_buffer_addf(buffer, "; turns at %s", mst_when_after(move->turned_at, after));
    }
    if (move->convoy != MST_NONE) {
        int64_t detached = document->plan.convoys[move->convoy].detached_force;
        mst_buffer_addf(buffer, "; convoy %u", move->convoy + 1);
        if (detached > 0) {
            mst_buffer_addf(buffer, " with %lld guards along", (long long)detached);
        }
    }
}

static void
add_line(mst_buffer *buffer, const mst_document *document, const line *l, mst_show_by by)
{
    const mst_plan *plan = &document->plan;
    if (l->kind == LINE_LEFT) {
        const mst_plan_left *left = &plan->left[l->index];
        mst_buffer_addf(buffer, "    left behind: %lld %s", (long long)left->count,
                        document->cohorts[left->cohort].id);
        if (left->site != MST_NONE) {
            mst_buffer_addf(buffer, " at %s", document->sites[left->site].id);
        }
        if (left->vehicle != MST_NONE) {
            mst_buffer_addf(buffer, " aboard %s", document->vehicles[left->vehicle].id);
        }
        mst_buffer_add(buffer, "\n");
        return;
    }
    add_time(buffer, document, l->at);
    if (l->kind == LINE_DESK) {
        const mst_plan_desk_run *run = &plan->desk_runs[l->index];
        mst_buffer_addf(buffer, "desk %u at %s: %lld of %s", run->desk + 1,
                        document->sites[run->site].id, (long long)run->units,
                        document->cohorts[run->cohort].id);
        char after[MST_WHEN_BYTES];
        mst_buffer_addf(buffer, ", until %s",
                        mst_when_after(run->start + run->units * run->each, after));
    } else if (l->kind == LINE_WALKS || l->kind == LINE_WALKED) {
        const mst_plan_self_move *move = &plan->self_moves[l->index];
        const mst_document_arc *arc = &document->arcs[move->arc];
        mst_buffer_addf(buffer, "%lld %s on their own ", (long long)move->count,
                        document->cohorts[move->cohort].id);
        if (l->kind == LINE_WALKED) {
            mst_buffer_addf(buffer, "arrive from %s", document->sites[arc->from].id);
        } else {
            mst_buffer_addf(buffer, "%s -> %s", document->sites[arc->from].id,
                            document->sites[arc->to].id);
            add_arrival(buffer, document, move->arrive);
        }
    } else {
        add_move(buffer, document, l, by);
    }
    mst_buffer_add(buffer, "\n");
}

static void
add_heading(mst_buffer *buffer, const mst_document *document, mst_show_by by, uint32_t group)
{
    if (by == MST_SHOW_VEHICLE) {
        const mst_document_vehicle *vehicle = &document->vehicles[group];
        mst_buffer_addf(buffer, "\n%s", vehicle->id);
        if (vehicle->type != NULL && vehicle->base != MST_NONE) {
            mst_buffer_addf(buffer, " (%s, from %s)", vehicle->type,
                            document->sites[vehicle->base].id);
        }
    } else if (by == MST_SHOW_SITE) {
        const mst_document_site *site = &document->sites[group];
        mst_buffer_addf(buffer, "\n%s", site->id);
        if (site->name != NULL) {
            mst_buffer_addf(buffer, " (%s)", site->name);
        }
    } else if (by == MST_SHOW_PEOPLE) {
        const mst_document_cohort *cohort = &document->cohorts[group];
        mst_buffer_addf(buffer, "\n%s", cohort->id);
        if (cohort->site != MST_NONE) {
            mst_buffer_addf(buffer, " (%lld at %s%s)", (long long)cohort->count,
                            document->sites[cohort->site].id,
                            cohort->in_scope ? "" : ", stay by the option's scope");
        }
    }
    mst_buffer_add(buffer, "\n");
}

static void
add_summary(mst_buffer *buffer, const mst_document *document)
{
    char text[MST_WHEN_BYTES], other[MST_WHEN_BYTES];
    mst_buffer_addf(buffer, "Plan of %s: option %s under scenario %s\n",
                    document->post_id != NULL ? document->post_id : "a post", document->option,
                    document->scenario);
    mst_buffer_addf(buffer, "Order at %s", mst_when_utc(document->order, text));
    mst_buffer_addf(buffer, " (%s)\n", mst_when_local(&document->zone, document->order, other));
    if (document->has_results) {
        const mst_measures *m = &document->measures;
        mst_buffer_addf(buffer, "Left behind %lld, the last out after %s", (long long)m->left,
                        mst_when_duration(m->completion, text));
        if (m->completion_evacuees != m->completion) {
            mst_buffer_addf(buffer, " (evacuees %s)",
                            mst_when_duration(m->completion_evacuees, text));
        }
        mst_buffer_addf(buffer, ", first movement %s; %s",
                        m->first_movement == MST_NEVER ? "never"
                                                       : mst_when_after(m->first_movement, text),
                        mst__cell_status_name(document->status));
        if (document->status == MST_CELL_BOUNDED) {
            mst_buffer_addf(buffer, ", gap %.1f %% of %s", document->gap * 100,
                            mst__measure_title(document->gap_measure));
        }
        mst_buffer_add(buffer, "\n");
        if (document->left_reason != NULL) {
            mst_buffer_addf(buffer, "%s\n", document->left_reason);
        }
        if (document->passed_over != NULL) {
            mst_buffer_addf(buffer, "%s\n", document->passed_over);
        }
    }
    mst_buffer_addf(buffer, "muster %s, seed %llu, input %s\n",
                    document->version != NULL ? document->version : "?",
                    (unsigned long long)document->seed, mst__hash_text(document->input_hash, text));
    mst_buffer_addf(buffer, "Times: after the order, local (%s), Zulu\n",
                    document->zone_name != NULL ? document->zone_name : "UTC");
}

mst_status
mst_document_show(const mst_document *document, mst_show_by by, char **text, mst_error *err)
{
    listing l = {.document = document};
    mst_arena_init(&l.arena, 0);
    collect_moves(&l, by);
    collect_people(&l, by);
    if (!l.failed && l.count > 0) {
        qsort(l.lines, l.count, sizeof(line), line_order);
    }
    mst_buffer buffer = {.failed = l.failed};
    add_summary(&buffer, document);
    for (uint32_t i = 0; i < l.count && !l.failed; i++) {
        if (i == 0 || l.lines[i].group != l.lines[i - 1].group) {
            add_heading(&buffer, document, by, l.lines[i].group);
        }
        add_line(&buffer, document, &l.lines[i], by);
    }
    if (l.count == 0) {
        mst_buffer_add(&buffer, "\nNobody and nothing moves.\n");
    }
    mst_arena_release(&l.arena);
    return mst_buffer_finish(&buffer, text, err);
}
