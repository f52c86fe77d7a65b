/* SPDX-License-Identifier: Apache-2.0
 *
 * What people and crews have to be told of a plan that goes on from one in force.
 */
#include <stdlib.h>
#include <string.h>

#include "present/internal.h"
#include "problem/distance.h"

static const mst_plan *
in_force_of(const mst_document *document)
{
    const mst_plan *plan = &document->plan;
    while (plan->before != NULL) {
        plan = plan->before;
    }
    return plan;
}

static mst_task
task_of(const mst_document *document, const mst_plan *plan, uint32_t record)
{
    bool moves = record < plan->move_count;
    const mst_plan_move *move = moves ? &plan->moves[record] : NULL;
    const mst_plan_self_move *self = moves ? NULL : &plan->self_moves[record - plan->move_count];
    const mst_document_arc *arc = &document->arcs[moves ? move->arc : self->arc];
    return (mst_task){.id = MST_NONE,
                      .asset = moves ? move->vehicle : MST_NONE,
                      .origin = arc->from,
                      .destination = arc->to,
                      .at = moves ? move->leave : self->leave,
                      .record = record};
}

static mst_task *
tasks_of(const mst_document *document, const mst_plan *plan, mst_time from, mst_arena *arena,
         uint32_t *count)
{
    uint32_t records = plan->move_count + plan->self_move_count;
    mst_task *tasks = MST_TAKE(arena, mst_task, (size_t)records + 1);
    *count = 0;
    for (uint32_t i = 0; tasks != NULL && i < records; i++) {
        mst_task task = task_of(document, plan, i);
        bool carries = i >= plan->move_count || plan->moves[i].loads.count > 0;
        if (carries && task.at >= from) {
            tasks[(*count)++] = task;
        }
    }
    return tasks;
}

/* ---- people ---- */

typedef struct affected { /* of one group, in the moves that change */
    int64_t was, is;
} affected;

static mst_load_list
loads_of(const mst_plan *plan, uint32_t record, mst_load *one)
{
    if (record < plan->move_count) {
        return plan->moves[record].loads;
    }
    const mst_plan_self_move *self = &plan->self_moves[record - plan->move_count];
    *one = (mst_load){self->cohort, self->stations, self->count};
    return (mst_load_list){1, one};
}

/* Adds those of one list less those of the other, by group; are there any? */
static bool
add_difference(mst_load_list list, mst_load_list less, affected *groups, bool was)
{
    bool any = false;
    for (uint32_t i = 0; i < list.count; i++) {
        uint32_t cohort = list.loads[i].cohort;
        int64_t rest = 0;
        bool first = true;
        for (uint32_t k = 0; k < list.count; k++) {
            bool same = list.loads[k].cohort == cohort;
            rest += same ? list.loads[k].count : 0;
            first = first && !(same && k < i);
        }
        for (uint32_t k = 0; k < less.count; k++) {
            rest -= less.loads[k].cohort == cohort ? less.loads[k].count : 0;
        }
        if (first && rest > 0) {
            any = true;
            *(was ? &groups[cohort].was : &groups[cohort].is) += rest;
        }
    }
    return any;
}

/* ---- the list ---- */

typedef struct lister {
    const mst_document *document;
    const mst_plan *was, *is;
    affected *groups; /* [cohort_count] */
    mst_document_change *items;
    mst_document_changes *found;
} lister;

static void
add_pair(lister *l, const mst_task *was, const mst_task *is)
{
    mst_document_changes *found = l->found;
    mst_load one, other;
    mst_load_list before = loads_of(l->was, was->record, &one);
    mst_load_list after = loads_of(l->is, is->record, &other);
    mst_document_change change = {.kind = MST_CHANGE_OTHER,
                                  .was = was->record,
                                  .is = is->record,
                                  .vehicle = was->asset != is->asset,
                                  .destination = was->destination != is->destination,
                                  .shift = is->at - was->at};
    if (change.vehicle || change.destination || change.shift != 0) { /* all aboard are told */
        mst_load_list nobody = {0};
        (void)add_difference(before, nobody, l->groups, true);
        (void)add_difference(after, nobody, l->groups, false);
        change.people = !mst__load_equal(before, after);
    } else {
        bool fewer = add_difference(before, after, l->groups, true);
        bool more = add_difference(after, before, l->groups, false);
        change.people = fewer || more;
    }
    found->retimed += change.shift != 0;
    found->by_others += change.vehicle;
    found->elsewhere += change.destination;
    found->reloaded += change.people;
    if (change.vehicle || change.destination || change.people || change.shift != 0) {
        l->items[found->count++] = change;
    } else {
        found->same++;
    }
}

static void
add_single(lister *l, uint32_t record, bool was)
{
    mst_load one;
    mst_load_list nobody = {0};
    mst_load_list loads = loads_of(was ? l->was : l->is, record, &one);
    (void)add_difference(loads, nobody, l->groups, was);
    l->items[l->found->count++] =
        (mst_document_change){.kind = was ? MST_CHANGE_DROPPED : MST_CHANGE_ADDED,
                              .was = was ? record : MST_NONE,
                              .is = was ? MST_NONE : record};
    l->found->dropped += was;
    l->found->added += !was;
}

static mst_time
time_of(const mst_document *document, const mst_document_change *change)
{
    return change->is != MST_NONE ? task_of(document, &document->plan, change->is).at
                                  : task_of(document, in_force_of(document), change->was).at;
}

/* Few at a time: a list by time, equal ones in the order found. */
static void
sort_by_time(const mst_document *document, mst_document_change *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        mst_document_change moved = items[i];
        mst_time at = time_of(document, &moved);
        uint32_t k = i;
        for (; k > 0 && time_of(document, &items[k - 1]) > at; k--) {
            items[k] = items[k - 1];
        }
        items[k] = moved;
    }
}

mst_status
mst_document_find_changes(const mst_document *document, mst_arena *arena,
                          mst_document_changes *changes, mst_error *err)
{
    *changes = (mst_document_changes){0};
    const mst_plan *was = in_force_of(document);
    const mst_plan *is = &document->plan;
    uint32_t old_count = 0, new_count = 0;
    mst_time from = document->resume.from;
    mst_task *old = tasks_of(document, was, from, arena, &old_count);
    mst_task *now = tasks_of(document, is, from, arena, &new_count);
    lister l = {.document = document, .was = was, .is = is, .found = changes};
    l.groups = MST_TAKE(arena, affected, (size_t)document->cohort_count + 1);
    l.items = MST_TAKE(arena, mst_document_change, (size_t)old_count + new_count + 1);
    uint32_t *pair = MST_TAKE(arena, uint32_t, (size_t)old_count + 1);
    uint8_t *met = MST_TAKE(arena, uint8_t, (size_t)new_count + 1);
    if (old == NULL || now == NULL || l.groups == NULL || l.items == NULL || pair == NULL ||
        met == NULL ||
        !mst_distance(old, old_count, now, new_count, &mst_distance_defaults, pair, arena,
                      &changes->distance)) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to compare the plans");
    }
    for (uint32_t i = 0; i < old_count; i++) {
        if (pair[i] == MST_NONE) {
            add_single(&l, old[i].record, true);
        } else {
            met[pair[i]] = 1;
            add_pair(&l, &old[i], &now[pair[i]]);
        }
    }
    for (uint32_t i = 0; i < new_count; i++) {
        if (!met[i]) {
            add_single(&l, now[i].record, false);
        }
    }
    sort_by_time(document, l.items, changes->count);
    changes->items = l.items;
    for (uint32_t c = 0; c < document->cohort_count; c++) {
        int64_t told = l.groups[c].was > l.groups[c].is ? l.groups[c].was : l.groups[c].is;
        int64_t most = document->cohorts[c].count; /* who travels twice is told once */
        changes->told += told < most ? told : most;
    }
    return MST_OK;
}

/* ---- as text ---- */

static void
add_task(mst_buffer *out, const mst_document *document, const mst_plan *plan, uint32_t record)
{
    char when[MST_WHEN_BYTES];
    mst_load one;
    mst_task task = task_of(document, plan, record);
    mst_buffer_addf(out, "%s %s %s -> %s: ", mst_when_after(task.at, when),
                    task.asset != MST_NONE ? document->vehicles[task.asset].id : "on their own",
                    document->sites[task.origin].id, document->sites[task.destination].id);
    mst__load_text(out, document, loads_of(plan, record, &one));
}

static void
add_change(mst_buffer *out, const mst_document *document, const mst_document_change *change)
{
    char text[MST_WHEN_BYTES];
    const mst_plan *was = in_force_of(document);
    if (change->kind != MST_CHANGE_OTHER) {
        bool added = change->kind == MST_CHANGE_ADDED;
        mst_buffer_add(out, added ? "  + " : "  - ");
        add_task(out, document, added ? &document->plan : was, added ? change->is : change->was);
        mst_buffer_add(out, "\n");
        return;
    }
    mst_task before = task_of(document, was, change->was);
    mst_buffer_add(out, "  ~ ");
    add_task(out, document, &document->plan, change->is);
    const char *between = " (";
    if (change->shift != 0) {
        mst_time shift = change->shift > 0 ? change->shift : -change->shift;
        mst_buffer_addf(out, "%s%s %s", between, mst_when_duration(shift, text),
                        change->shift > 0 ? "later" : "sooner");
        between = ", ";
    }
    if (change->vehicle) {
        mst_buffer_addf(out, "%snot by %s", between,
                        before.asset != MST_NONE ? document->vehicles[before.asset].id
                                                 : "themselves");
        between = ", ";
    }
    if (change->destination) {
        mst_buffer_addf(out, "%snot to %s", between, document->sites[before.destination].id);
        between = ", ";
    }
    if (change->people) {
        mst_load one;
        mst_buffer_addf(out, "%snot with ", between);
        mst__load_text(out, document, loads_of(was, change->was, &one));
    }
    mst_buffer_add(out, ")\n");
}

static void
add_reach(mst_buffer *out, const mst_document *document, const mst_document *was)
{
    char text[MST_WHEN_BYTES];
    bool both = was != NULL && was->has_results;
    const mst_measures *is = &document->measures;
    mst_buffer_addf(out, "left behind     %lld", (long long)is->left);
    if (both) {
        mst_buffer_addf(out, " (the plan in force: %lld)", (long long)was->measures.left);
    }
    mst_buffer_addf(out, "\nlast out after  %s", mst_when_duration(is->completion, text));
    if (both) {
        mst_buffer_addf(out, " (the plan in force: %s)",
                        mst_when_duration(was->measures.completion, text));
    }
    mst_buffer_addf(out, "\nstatus          %s", mst__cell_status_name(document->status));
    if (document->status == MST_CELL_BOUNDED) {
        mst_buffer_addf(out, ", gap %.1f %% %s", document->gap * 100,
                        mst__measure_title(document->gap_measure));
    }
    mst_buffer_add(out, "\n");
    if (document->left_reason != NULL) {
        mst_buffer_addf(out, "%s\n", document->left_reason);
    }
    mst_buffer_add(out, "\n");
}

static void
add_moments(mst_buffer *out, const mst_document *document)
{
    const mst_resume *resume = &document->resume;
    char at[MST_WHEN_BYTES], from[MST_WHEN_BYTES], until[MST_WHEN_BYTES];
    mst_buffer_addf(out, "The plan in force stands until %s", mst_when_after(resume->from, from));
    if (resume->until > resume->at) {
        mst_buffer_addf(out, " (picture of %s, frozen until %s)", mst_when_after(resume->at, at),
                        mst_when_after(resume->until, until));
    }
    mst_buffer_add(out, ".\n");
    if (document->cut_short != NULL) {
        mst_buffer_addf(out, "The freeze ends then: %s\n", document->cut_short);
    }
    if (document->left_out != NULL) {
        mst_buffer_add(out, document->left_out);
    }
}

mst_status
mst_document_write_changes(const mst_document *document, const mst_document *was, char **text,
                           mst_error *err)
{
    mst_document_changes changes;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_status status = mst_document_find_changes(document, &arena, &changes, err);
    if (status != MST_OK) {
        mst_arena_release(&arena);
        return status;
    }
    mst_buffer out = {0};
    add_reach(&out, document, was);
    add_moments(&out, document);
    if (changes.count == 0) {
        mst_buffer_add(&out, "Nothing changes: ");
        mst__count_text(&out, changes.same, "move stays", "moves stay");
        mst_buffer_add(&out, " as it was.\n");
    } else {
        mst_buffer_addf(&out,
                        "Changes: %u added (+), %u dropped (-), %u others (~): %u at another time, "
                        "%u by another vehicle, %u elsewhere, %u with others aboard; %u the "
                        "same.\n",
                        changes.added, changes.dropped,
                        changes.count - changes.added - changes.dropped, changes.retimed,
                        changes.by_others, changes.elsewhere, changes.reloaded, changes.same);
        mst__count_text(&out, changes.told, "person is", "people are");
        mst_buffer_addf(&out, " told something new; distance %.2f.\n\n",
                        (double)changes.distance / 1e6);
    }
    for (uint32_t i = 0; i < changes.count; i++) {
        add_change(&out, document, &changes.items[i]);
    }
    mst_arena_release(&arena);
    return mst_buffer_finish(&out, text, err);
}
