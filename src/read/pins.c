/* SPDX-License-Identifier: Apache-2.0
 *
 * Pins: moves that must be in every plan.
 */
#include "read/reader.h"

static void
read_pin_fleet(mst__reader *reader, void *item, const mst__node *node)
{
    mst_pin *pin = item;
    (void)!mst__reference_read(reader, node, "fleet", MST__FLEET, &pin->fleet.index);
}

static void
read_pin_vehicle(mst__reader *reader, void *item, const mst__node *node)
{
    mst_pin *pin = item;
    const mst__measure measure = {
        .kind = MST_KIND_COUNT, .minimum = 1, .maximum = MST_MAX_VEHICLES};
    int64_t ordinal = 0;
    if (mst__number_read(reader, node, "vehicle", measure, &ordinal)) {
        pin->ordinal = (uint32_t)ordinal;
    }
}

static void
read_pin_from(mst__reader *reader, void *item, const mst__node *node)
{
    mst_pin *pin = item;
    (void)!mst__reference_read(reader, node, "from", MST__SITE, &pin->from.index);
}

static void
read_pin_to(mst__reader *reader, void *item, const mst__node *node)
{
    mst_pin *pin = item;
    (void)!mst__reference_read(reader, node, "to", MST__SITE, &pin->to.index);
}

static void
read_pin_leave(mst__reader *reader, void *item, const mst__node *node)
{
    mst_pin *pin = item;
    (void)!mst__moment_read(reader, node, "leave", &pin->leave);
}

static void
read_pin_load(mst__reader *reader, void *item, const mst__node *node)
{
    const mst__measure measure = {.kind = MST_KIND_COUNT, .minimum = 1, .maximum = MST_MAX_PEOPLE};
    mst_pin *pin = item;
    if (node->kind != MST__MAP) {
        mst__fault(reader, node->place,
                   "load is \"%s\": it is a map of people and numbers, such as {staff: 90}",
                   mst__shown(reader, mst__node_words(node)));
        return;
    }
    mst_pin_load *loads = mst__reader_take(reader, node->count, sizeof *loads);
    uint32_t count = 0;
    for (const mst__node *child = node->first; loads != NULL && child != NULL;
         child = child->next) {
        mst__node *name = mst__node_new(reader, MST__SCALAR, child->key_place);
        if (name == NULL) {
            return;
        }
        name->text = child->key;
        mst_pin_load *load = &loads[count];
        bool is_read = mst__reference_read(reader, name, "load", MST__PEOPLE, &load->people.index);
        is_read = mst__number_read(reader, child, mst__format(reader, "load.%s", child->key),
                                   measure, &load->count) &&
                  is_read;
        count += is_read;
    }
    pin->loads = loads;
    pin->load_count = count;
}

static const mst__key pin_keys[] = {
    {"fleet", read_pin_fleet}, {"vehicle", read_pin_vehicle}, {"from", read_pin_from},
    {"to", read_pin_to},       {"leave", read_pin_leave},     {"load", read_pin_load},
};

static const char *const pin_needs[] = {"fleet", "from", "to", "leave"};

/* A link leads from the pin's start to its end. */
static bool
has_link(const mst_post *post, const mst_pin *pin)
{
    for (uint32_t i = 0; i < post->link_count; i++) {
        const mst_link *link = &post->links[i];
        bool ahead = link->a.index == pin->from.index && link->b.index == pin->to.index;
        bool back =
            link->both_ways && link->b.index == pin->from.index && link->a.index == pin->to.index;
        if (ahead || back) {
            return true;
        }
    }
    return false;
}

static void
check_pin(mst__reader *reader, const mst_pin *pin, const mst__node *node)
{
    bool is_whole = true;
    for (uint32_t i = 0; i < MST__COUNT_OF(pin_needs); i++) {
        if (mst__node_get(node, pin_needs[i]) == NULL) {
            mst__fault(reader, node->place, "the pin \"%s\" has no %s", pin->id, pin_needs[i]);
            is_whole = false;
        }
    }
    if (is_whole && pin->from.index != MST_NONE && pin->to.index != MST_NONE &&
        !has_link(reader->post, pin)) {
        mst__fault(reader, node->place,
                   "the pin \"%s\" goes from \"%s\" to \"%s\", and no link leads there", pin->id,
                   reader->post->sites[pin->from.index].id, reader->post->sites[pin->to.index].id);
    }
}

static const mst__shape pin_shape = {
    .noun = "pin",
    .section = "pins",
    .meta_offset = offsetof(mst_pin, meta),
    .keys = pin_keys,
    .key_count = MST__COUNT_OF(pin_keys),
};

void
mst__pins_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__PIN];
    mst_pin *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->pins = items;
    reader->post->pin_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] = (mst_pin){
            .id = mst__draft_id(reader, MST__PIN, i),
            .place = node->place,
            .fleet.index = MST_NONE,
            .from.index = MST_NONE,
            .to.index = MST_NONE,
        };
        mst__item_read(reader, &pin_shape, node, &items[i]);
        check_pin(reader, &items[i], node);
    }
}
