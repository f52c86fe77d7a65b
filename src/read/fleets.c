/* SPDX-License-Identifier: Apache-2.0
 *
 * Fleets.
 */
#include <string.h>

#include "read/reader.h"

static void
read_type(mst__reader *reader, void *item, const mst__node *node)
{
    mst_fleet *fleet = item;
    if (mst__type_read(reader, node, "type", &fleet->type)) {
        reader->post->types[fleet->type.index].used = true;
    }
}

static void
read_base(mst__reader *reader, void *item, const mst__node *node)
{
    mst_fleet *fleet = item;
    (void)!mst__reference_read(reader, node, "base", MST__SITE, &fleet->base.index);
}

static bool
is_range(const mst__node *node)
{
    return mst__node_get(node, "low") != NULL || mst__node_get(node, "likely") != NULL ||
           mst__node_get(node, "high") != NULL;
}

/* One notice, or one by alert state. */
static void
read_notice(mst__reader *reader, void *item, const mst__node *node)
{
    mst_fleet *fleet = item;
    mst__measure measure = mst__measure_of(&mst_fields[mst_field_find(MST_ITEM_FLEET, "notice")]);
    if (node->kind != MST__MAP || is_range(node)) {
        mst__quantity_read(reader, node, "notice", measure, &fleet->notice);
        return;
    }
    mst_notice_row *rows = mst__reader_take(reader, node->count, sizeof *rows);
    uint32_t count = 0;
    for (const mst__node *child = node->first; rows != NULL && child != NULL; child = child->next) {
        if (!mst__id_is_sound(reader, child->key, "alert state", child->key_place)) {
            continue;
        }
        rows[count] = (mst_notice_row){.alert = mst__keep(reader, child->key)};
        mst__quantity_read(reader, child, mst__format(reader, "notice.%s", child->key), measure,
                           &rows[count].notice);
        if (mst__names_find(&reader->alert_names, child->key) == MST_NONE &&
            !mst__names_add(&reader->alert_names, &reader->scratch, child->key)) {
            reader->out_of_memory = true;
            return;
        }
        count++;
    }
    fleet->notice_rows = rows;
    fleet->notice_row_count = count;
}

static void
read_alert(mst__reader *reader, void *item, const mst__node *node)
{
    mst_fleet *fleet = item;
    (void)!mst__text_read(reader, node, "alert", &fleet->alert);
}

static void
read_from(mst__reader *reader, void *item, const mst__node *node)
{
    mst_fleet *fleet = item;
    (void)!mst__moment_read(reader, node, "available.from", &fleet->available_from);
}

static void
read_until(mst__reader *reader, void *item, const mst__node *node)
{
    mst_fleet *fleet = item;
    (void)!mst__moment_read(reader, node, "available.until", &fleet->available_until);
}

static void
read_permission(mst__reader *reader, void *item, const mst__node *node)
{
    mst_fleet *fleet = item;
    (void)!mst__reference_read(reader, node, "permission", MST__PERMISSION,
                               &fleet->permission.index);
}

static const mst__key fleet_keys[] = {
    {"type", read_type},
    {"base", read_base},
    {"notice", read_notice},
    {"alert", read_alert},
    {"available.from", read_from},
    {"available.until", read_until},
    {"permission", read_permission},
};

static const mst__shape fleet_shape = {
    .noun = "fleet",
    .section = "fleets",
    .has_fields = true,
    .item_class = MST_ITEM_FLEET,
    .meta_offset = offsetof(mst_fleet, meta),
    .keys = fleet_keys,
    .key_count = MST__COUNT_OF(fleet_keys),
};

static void
check_fleet(mst__reader *reader, const mst_fleet *fleet, const mst__node *node)
{
    static const char *const needed[] = {"type", "base", "count"};
    for (uint32_t i = 0; i < MST__COUNT_OF(needed); i++) {
        if (mst__node_get(node, needed[i]) == NULL) {
            mst__fault(reader, node->place, "the fleet \"%s\" has no %s", fleet->id, needed[i]);
        }
    }
    if (fleet->available_from.given && fleet->available_until.given &&
        fleet->available_from.absolute == fleet->available_until.absolute &&
        fleet->available_from.ms >= fleet->available_until.ms) {
        mst__fault(reader, mst__node_get(node, "available")->place,
                   "the fleet \"%s\" is available until before it is available from", fleet->id);
    }
}

void
mst__single_berth_class_find(mst__reader *reader)
{
    const mst_post *post = reader->post;
    reader->berth_class_is_single = false;
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        if (post->fleets[i].type.index == MST_NONE) {
            continue;
        }
        uint32_t berth_class = post->types[post->fleets[i].type.index].berth_class;
        if (reader->berth_class_is_single && berth_class != reader->single_berth_class) {
            reader->berth_class_is_single = false;
            return;
        }
        reader->berth_class_is_single = true;
        reader->single_berth_class = berth_class;
    }
}

void
mst__fleets_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__FLEET];
    mst_fleet *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->fleets = items;
    reader->post->fleet_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__draft *draft = &drafts->items[i];
        mst_fleet *fleet = &items[i];
        *fleet = (mst_fleet){
            .id = mst__draft_id(reader, MST__FLEET, i),
            .place = draft->node->place,
            .dormant = draft->dormant,
            .type.index = MST_NONE,
            .base.index = MST_NONE,
            .permission.index = MST_NONE,
        };
        mst__item_read(reader, &fleet_shape, draft->node, fleet);
        check_fleet(reader, fleet, draft->node);
    }
    mst__single_berth_class_find(reader);
}
