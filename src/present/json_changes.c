/* SPDX-License-Identifier: Apache-2.0
 *
 * What is new in a plan that goes on from one in force, for programs. It follows from the two
 * plans, so that reading a plan.json does not ask for it.
 */
#include "present/json.h"

/* Which move, or which move on their own, by its place in the lists of the plan. */
static void
set_record(mst__json *out, json_t *object, const char *move_key, const char *self_key,
           const mst_plan *plan, uint32_t record)
{
    if (record == MST_NONE) {
        return;
    }
    bool moves = record < plan->move_count;
    mst__json_integer(out, object, moves ? move_key : self_key,
                      moves ? record : record - plan->move_count);
}

static json_t *
list_of(mst__json *out, const mst_document *document, const mst_document_changes *changes)
{
    static const char *const kinds[] = {"added", "dropped", "other"};
    json_t *array = mst__json_array(out);
    const mst_plan *was = &document->plan;
    while (was->before != NULL) {
        was = was->before;
    }
    for (uint32_t i = 0; i < changes->count; i++) {
        const mst_document_change *change = &changes->items[i];
        json_t *object = mst__json_object(out);
        mst__json_text(out, object, "change", kinds[change->kind]);
        set_record(out, object, "move_was", "self_was", was, change->was);
        set_record(out, object, "move", "self", &document->plan, change->is);
        if (change->kind == MST_CHANGE_OTHER) {
            mst__json_seconds(out, object, "later_by", change->shift);
            mst__json_set(out, object, "other_vehicle", json_boolean(change->vehicle));
            mst__json_set(out, object, "other_place", json_boolean(change->destination));
            mst__json_set(out, object, "other_people", json_boolean(change->people));
        }
        mst__json_append(out, array, object);
    }
    return array;
}

void
mst__json_changes(mst__json *out, json_t *root, const mst_document *document)
{
    mst_arena arena;
    mst_document_changes changes;
    mst_error err;
    mst_arena_init(&arena, 0);
    if (mst_document_find_changes(document, &arena, &changes, &err) != MST_OK) {
        out->failed = true;
        mst_arena_release(&arena);
        return;
    }
    json_t *summary = mst__json_object(out);
    mst__json_integer(out, summary, "same", changes.same);
    mst__json_integer(out, summary, "added", changes.added);
    mst__json_integer(out, summary, "dropped", changes.dropped);
    mst__json_integer(out, summary, "retimed", changes.retimed);
    mst__json_integer(out, summary, "by_others", changes.by_others);
    mst__json_integer(out, summary, "elsewhere", changes.elsewhere);
    mst__json_integer(out, summary, "reloaded", changes.reloaded);
    mst__json_integer(out, summary, "told", changes.told);
    mst__json_real(out, summary, "distance", (double)changes.distance / 1e6);
    mst__json_set(out, root, "changes", summary);
    mst__json_set(out, root, "changed_moves", list_of(out, document, &changes));
    mst_arena_release(&arena);
}
