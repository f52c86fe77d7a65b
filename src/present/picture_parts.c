/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "present/picture_internal.h"
#include "problem/facts.h"
#include "read/read.h"

const uint32_t mst__band_days[] = {3, 7, 14, 30, 90};
const uint32_t mst__band_day_count = sizeof mst__band_days / sizeof mst__band_days[0];

/* Tenths of a percent, to the nearest. */
static int64_t
tenths(int64_t parts)
{
    return (parts + 500) / 1000;
}

const char *
mst__parts_text(mst_range range, char buffer[MST__PARTS_BYTES])
{
    mst_parts parts = mst_parts_of(range);
    int64_t low = tenths(parts.low), high = tenths(parts.high);
    if (low == high) {
        snprintf(buffer, MST__PARTS_BYTES, "%" PRId64 ".%" PRId64 " %%", low / 10, low % 10);
    } else {
        snprintf(buffer, MST__PARTS_BYTES, "%" PRId64 ".%" PRId64 "..%" PRId64 ".%" PRId64 " %%",
                 low / 10, low % 10, high / 10, high % 10);
    }
    return buffer;
}

void
mst__band_heads(mst_buffer *out, const mst__band_columns *columns)
{
    char head[MST__AGE_BYTES];
    for (uint32_t i = 0; i < columns->count; i++) {
        snprintf(head, sizeof head, "%u d", columns->days[i]);
        mst_buffer_add(out, " ");
        mst_buffer_pad(out, head, i + 1 < columns->count ? columns->width : 0);
    }
    mst_buffer_add(out, "\n");
}

void
mst__band_chances(mst_buffer *out, const mst__band_columns *columns, const mst_band *band,
                  bool robust, uint32_t last)
{
    char parts[MST__PARTS_BYTES];
    for (uint32_t i = 0; i < columns->count; i++) {
        mst_range at = mst_band_at(band, columns->days[i] * MST_MS_PER_DAY, robust);
        mst_buffer_add(out, " ");
        mst_buffer_pad(out, mst__parts_text(at, parts),
                       i + 1 < columns->count ? columns->width : last);
    }
}

const char *
mst__age_text(double age_days, char buffer[MST__AGE_BYTES])
{
    if (age_days < 2) {
        snprintf(buffer, MST__AGE_BYTES, "%" PRId64 " h", (int64_t)(age_days * 24 + 1e-6));
    } else {
        snprintf(buffer, MST__AGE_BYTES, "%" PRId64 " d", (int64_t)(age_days + 1e-6));
    }
    return buffer;
}

/* ---- facts ---- */

/* The item's place, id and section; NULL for every item of a class. */
static void *
item_of(const mst_post *post, mst_item_class item_class, uint32_t item, const char **section,
        const char **id)
{
    *id = "*";
    switch (item_class) {
    case MST_ITEM_PEOPLE:
        *section = "people";
        *id = item != MST_NONE ? post->people[item].id : *id;
        return item != MST_NONE ? &post->people[item] : NULL;
    case MST_ITEM_SITE:
        *section = "sites";
        *id = item != MST_NONE ? post->sites[item].id : *id;
        return item != MST_NONE ? &post->sites[item] : NULL;
    case MST_ITEM_LINK:
        *section = "links";
        *id = item != MST_NONE ? post->links[item].id : *id;
        return item != MST_NONE ? &post->links[item] : NULL;
    case MST_ITEM_TYPE:
        *section = "types";
        *id = item != MST_NONE ? post->types[item].id : *id;
        return item != MST_NONE ? &post->types[item] : NULL;
    case MST_ITEM_FLEET:
        *section = "fleets";
        *id = item != MST_NONE ? post->fleets[item].id : *id;
        return item != MST_NONE ? &post->fleets[item] : NULL;
    case MST_ITEM_PERMISSION:
        *section = "permissions";
        *id = item != MST_NONE ? post->permissions[item].id : *id;
        return item != MST_NONE ? &post->permissions[item] : NULL;
    case MST_ITEM_POST:
        break;
    }
    *section = "post";
    return NULL;
}

static const char *
path_of(const mst_post *post, mst_arena *arena, const mst_change *change)
{
    const char *section, *id;
    item_of(post, change->item_class, change->item, &section, &id);
    bool has_field = change->field != MST_NONE;
    bool has_class = has_field && change->berth_class != MST_NONE;
    const char *field = change->operation == MST_CHANGE_SET_WINDOWS ? ".open" : "";
    const char *text =
        mst_arena_format(arena, "%s.%s%s%s%s%s", section, id, has_field ? "." : field,
                         has_field ? mst_fields[change->field].path : "", has_class ? "." : "",
                         has_class ? post->berth_classes[change->berth_class] : "");
    return text != NULL ? text : "";
}

static const char *
range_text(mst_arena *arena, const mst_field *field, const mst_quantity *q, bool is_given)
{
    if (!is_given) {
        return "not given";
    }
    const char *low = mst_value_text(arena, field->kind, field->noun, q->low);
    const char *high = mst_value_text(arena, field->kind, field->noun, q->high);
    const char *text = q->low == q->high ? low : mst_arena_format(arena, "%s..%s", low, high);
    return text != NULL ? text : "";
}

/* The quantity a change is about, NULL for whole items, every item of a class, and rows of berths
 * that the site does not have. */
static const mst_quantity *
quantity_of(const mst_post *post, const mst_change *change)
{
    const char *section, *id;
    if (change->field == MST_NONE) {
        return NULL;
    }
    void *item = item_of(post, change->item_class, change->item, &section, &id);
    const mst_field *field = &mst_fields[change->field];
    if (item == NULL || !field->per_class) {
        return item != NULL ? mst_field_of(field, item) : NULL;
    }
    const mst_site *site = item;
    for (uint32_t i = 0; i < site->berth_row_count; i++) {
        if (site->berth_rows[i].berth_class == change->berth_class) {
            return mst_field_of(field, &site->berth_rows[i]);
        }
    }
    return NULL;
}

static const char *
operation_text(mst_arena *arena, const mst_change *change)
{
    const mst_field *field = change->field != MST_NONE ? &mst_fields[change->field] : NULL;
    const char *value = "";
    if (field != NULL) {
        value = change->operation == MST_CHANGE_SCALE
                    ? mst_value_text(arena, MST_KIND_RATIO, NULL, change->value)
                    : mst_value_text(arena, field->kind, field->noun, change->value);
    }
    switch (change->operation) {
    case MST_CHANGE_OPEN:
        return "open";
    case MST_CHANGE_CLOSE:
        return "closed";
    case MST_CHANGE_ADD:
        return "added";
    case MST_CHANGE_REMOVE:
        return "removed";
    case MST_CHANGE_SET_WINDOWS:
        return "other hours";
    case MST_CHANGE_SCALE:
        value = mst_arena_format(arena, "times %s", value);
        break;
    case MST_CHANGE_ADD_TO:
        value = mst_arena_format(arena, "%s more", value);
        break;
    case MST_CHANGE_SET:
    case MST_CHANGE_LOW:
    case MST_CHANGE_LIKELY:
    case MST_CHANGE_HIGH:
        break;
    }
    return value != NULL ? value : "";
}

static bool
is_same_subject(const mst_change *a, const mst_change *b)
{
    return a->item_class == b->item_class && a->item == b->item && a->field == b->field &&
           a->berth_class == b->berth_class &&
           (a->field != MST_NONE ||
            (a->operation == MST_CHANGE_SET_WINDOWS) == (b->operation == MST_CHANGE_SET_WINDOWS));
}

/* What the reports make of the subject of `entry->change`, at the time of the picture. */
static void
fold(const mst_post *post, mst_arena *arena, const uint32_t *facts, uint32_t fact_count,
     mst__amended *entry)
{
    const mst_change *subject = entry->change;
    const mst_quantity *quantity = quantity_of(post, subject);
    const mst_field *field = subject->field != MST_NONE ? &mst_fields[subject->field] : NULL;
    mst_quantity q = quantity != NULL ? *quantity : (mst_quantity){.given = false};
    entry->before = quantity != NULL ? range_text(arena, field, &q, q.given) : "as written";
    entry->after = entry->before;
    for (uint32_t i = 0; i < fact_count; i++) {
        const mst_report *report = &post->reports[facts[i]];
        for (uint32_t k = 0; k < report->change_count; k++) {
            const mst_change *change = &report->changes[k];
            if (!is_same_subject(change, subject)) {
                continue;
            }
            entry->report = facts[i];
            entry->report_count++;
            entry->change = change;
            if (!mst_fact_holds(post, report, change)) {
                continue;
            }
            if (quantity != NULL) {
                q = mst_fact_amend(q, field->fallback, change, false);
                entry->after = range_text(arena, field, &q, true);
            } else {
                entry->after = operation_text(arena, change);
            }
        }
    }
}

mst__amended *
mst__amended_list(const mst_post *post, mst_arena *arena, uint32_t *count)
{
    uint32_t *facts = MST_TAKE(arena, uint32_t, post->report_count);
    if (facts == NULL) {
        return NULL;
    }
    uint32_t fact_count = mst_facts_list(post, facts);
    size_t room = 0;
    for (uint32_t i = 0; i < fact_count; i++) {
        room += post->reports[facts[i]].change_count;
    }
    mst__amended *list = MST_TAKE(arena, mst__amended, room);
    *count = 0;
    for (uint32_t i = 0; list != NULL && i < fact_count; i++) {
        const mst_report *report = &post->reports[facts[i]];
        for (uint32_t k = 0; k < report->change_count; k++) {
            bool is_new = true;
            for (uint32_t j = 0; j < *count; j++) {
                is_new = is_new && !is_same_subject(list[j].change, &report->changes[k]);
            }
            if (is_new) {
                mst__amended *entry = &list[(*count)++];
                *entry = (mst__amended){.change = &report->changes[k],
                                        .path = path_of(post, arena, &report->changes[k])};
                fold(post, arena, facts, fact_count, entry);
            }
        }
    }
    return list;
}

/* ---- stale items ---- */

static void
add_stale(const mst_post *post, mst__stale *list, uint32_t *count, mst__stale item)
{
    item.review_ms = item.meta->review_ms > 0 ? item.meta->review_ms : post->review_ms;
    item.age_ms = post->as_of - item.meta->as_of;
    if (item.meta->as_of_given && item.review_ms > 0 && item.age_ms > item.review_ms) {
        list[(*count)++] = item;
    }
}

mst__stale *
mst__stale_list(const mst_post *post, mst_arena *arena, uint32_t *count)
{
    size_t room = (size_t)post->people_count + post->site_count + post->link_count +
                  post->type_count + post->fleet_count + post->permission_count +
                  post->scenario_count + post->option_count;
    mst__stale *list = MST_TAKE(arena, mst__stale, room);
    *count = 0;
    if (list == NULL) {
        return NULL;
    }
#define STALE(noun, number, items)                                                                 \
    for (uint32_t i = 0; i < post->number; i++) {                                                  \
        add_stale(post, list, count,                                                               \
                  (mst__stale){noun, post->items[i].id, &post->items[i].meta, 0, 0});              \
    }
    STALE("people", people_count, people)
    STALE("site", site_count, sites)
    STALE("link", link_count, links)
    STALE("type", type_count, types)
    STALE("fleet", fleet_count, fleets)
    STALE("permission", permission_count, permissions)
    STALE("scenario", scenario_count, scenarios)
    STALE("option", option_count, options)
#undef STALE
    return list;
}
