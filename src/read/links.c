/* SPDX-License-Identifier: Apache-2.0
 *
 * Links. Their lengths are filled in at the end (finish.c), when all sites are known.
 */
#include <string.h>

#include "read/reader.h"

const char *const mst__mode_words[4] = {"road", "air", "sea", "foot"};

static void
read_between(mst__reader *reader, void *item, const mst__node *node)
{
    mst_link *link = item;
    const mst__node **words;
    uint32_t count;
    if (!mst__words_read(reader, node, "between", &words, &count)) {
        return;
    }
    if (count != 2) {
        mst__fault(reader, node->place,
                   "between names %u sites: a link is between two, such as [a, b]", count);
        return;
    }
    link->both_ways = true;
    (void)!mst__reference_read(reader, words[0], "between", MST__SITE, &link->a.index);
    (void)!mst__reference_read(reader, words[1], "between", MST__SITE, &link->b.index);
}

static void
read_from(mst__reader *reader, void *item, const mst__node *node)
{
    mst_link *link = item;
    (void)!mst__reference_read(reader, node, "from", MST__SITE, &link->a.index);
}

static void
read_to(mst__reader *reader, void *item, const mst__node *node)
{
    mst_link *link = item;
    (void)!mst__reference_read(reader, node, "to", MST__SITE, &link->b.index);
}

static void
read_mode(mst__reader *reader, void *item, const mst__node *node)
{
    mst_link *link = item;
    uint32_t word = 0;
    if (mst__word_read(reader, node, "mode", mst__mode_words, MST__COUNT_OF(mst__mode_words),
                       &word)) {
        link->mode = (mst_mode)word;
    }
}

static bool
is_range(const mst__node *node)
{
    return mst__node_get(node, "low") != NULL || mst__node_get(node, "likely") != NULL ||
           mst__node_get(node, "high") != NULL;
}

/* `c17: 3.5 h` or `bus: {loaded: 30 min, empty: 25 min}`. */
static bool
read_type_time(mst__reader *reader, const mst__node *node, mst_link_time *time)
{
    static const char *const keys[] = {"loaded", "empty"};
    mst__measure measure = mst__measure_of(&mst_fields[mst_field_find(MST_ITEM_LINK, "time")]);
    mst__node *name = mst__node_new(reader, MST__SCALAR, node->key_place);
    if (name == NULL) {
        return false;
    }
    name->text = node->key;
    *time = (mst_link_time){.type.index = MST_NONE};
    if (!mst__type_read(reader, name, "time", &time->type)) {
        return false;
    }
    const char *path = mst__format(reader, "time.%s", node->key);
    if (node->kind != MST__MAP || is_range(node)) {
        mst__quantity_read(reader, node, path, measure, &time->loaded);
        return true;
    }
    mst__keys_check(reader, node, path, keys, MST__COUNT_OF(keys));
    const mst__node *loaded = mst__node_get(node, "loaded");
    const mst__node *empty = mst__node_get(node, "empty");
    if (loaded == NULL) {
        mst__fault(reader, node->place, "%s has no time loaded", path);
        return false;
    }
    mst__quantity_read(reader, loaded, mst__format(reader, "%s.loaded", path), measure,
                       &time->loaded);
    if (empty != NULL) {
        mst__quantity_read(reader, empty, mst__format(reader, "%s.empty", path), measure,
                           &time->empty);
    }
    return true;
}

static void
read_time(mst__reader *reader, void *item, const mst__node *node)
{
    mst_link *link = item;
    if (node->kind != MST__MAP || is_range(node)) {
        mst__quantity_read(reader, node, "time",
                           mst__measure_of(&mst_fields[mst_field_find(MST_ITEM_LINK, "time")]),
                           &link->time);
        return;
    }
    mst_link_time *times = mst__reader_take(reader, node->count, sizeof *times);
    uint32_t count = 0;
    for (const mst__node *child = node->first; times != NULL && child != NULL;
         child = child->next) {
        if (strcmp(child->key, "loaded") == 0 || strcmp(child->key, "empty") == 0) {
            mst__fault(reader, child->key_place,
                       "time is by type here: write {bus: {loaded: 30 min, empty: 25 min}}");
            continue;
        }
        count += read_type_time(reader, child, &times[count]);
    }
    link->type_times = times;
    link->type_time_count = count;
}

static void
read_open(mst__reader *reader, void *item, const mst__node *node)
{
    mst_link *link = item;
    mst__windows_read(reader, node, "open", &link->open);
}

static void
read_permission(mst__reader *reader, void *item, const mst__node *node)
{
    mst_link *link = item;
    (void)!mst__reference_read(reader, node, "permission", MST__PERMISSION,
                               &link->permission.index);
}

static const mst__key link_keys[] = {
    {"between", read_between},
    {"from", read_from},
    {"to", read_to},
    {"mode", read_mode},
    {"time", read_time},
    {"open", read_open},
    {"permission", read_permission},
};

static const mst__shape link_shape = {
    .noun = "link",
    .section = "links",
    .has_fields = true,
    .item_class = MST_ITEM_LINK,
    .meta_offset = offsetof(mst_link, meta),
    .keys = link_keys,
    .key_count = MST__COUNT_OF(link_keys),
};

static void
check_link(mst__reader *reader, const mst_link *link, const mst__node *node)
{
    bool has_between = mst__node_get(node, "between") != NULL;
    bool has_from = mst__node_get(node, "from") != NULL;
    bool has_to = mst__node_get(node, "to") != NULL;
    if (has_between ? has_from || has_to : !has_from || !has_to) {
        mst__fault(reader, node->place, "the link \"%s\" %s", link->id,
                   has_between ? "has between as well as from or to; keep one way of saying it"
                               : "needs between: [a, b] for both ways, or from and to for one");
    }
    if (link->a.index != MST_NONE && link->a.index == link->b.index) {
        mst__fault(reader, node->place, "the link \"%s\" leads from a site to itself", link->id);
    }
    if (mst__node_get(node, "mode") == NULL) {
        mst__fault(reader, node->place, "the link \"%s\" has no mode: road, air, sea or foot",
                   link->id);
    }
    const mst__node *escort = mst__node_get(node, "escort");
    if (escort != NULL && !link->escort_force.given) {
        mst__fault(reader, escort->place, "the escort of \"%s\" has no force", link->id);
    }
    if (link->road_factor.given && link->mode != MST_MODE_ROAD && link->mode != MST_MODE_FOOT) {
        mst__fault(reader, link->road_factor.place,
                   "\"%s\" has a road_factor and is no road; it has no effect by air or sea",
                   link->id);
    }
    if (link->road_factor.given && link->distance.given) {
        mst__fault(reader, link->road_factor.place,
                   "\"%s\" has a distance and a road_factor, which is for the geodesic; keep one",
                   link->id);
    }
}

void
mst__links_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__LINK];
    mst_link *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->links = items;
    reader->post->link_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__draft *draft = &drafts->items[i];
        mst_link *link = &items[i];
        *link = (mst_link){
            .id = mst__draft_id(reader, MST__LINK, i),
            .place = draft->node->place,
            .dormant = draft->dormant,
            .a.index = MST_NONE,
            .b.index = MST_NONE,
            .permission.index = MST_NONE,
        };
        mst__item_read(reader, &link_shape, draft->node, link);
        check_link(reader, link, draft->node);
    }
}
