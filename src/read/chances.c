/* SPDX-License-Identifier: Apache-2.0
 *
 * The section `chance:`.
 */
#include "model/chances.h"

#include <string.h>

#include "read/reader.h"

/* The ids of a list of references, as an array of one-field structs. */
static void
read_ids(mst__reader *reader, const mst__node *node, mst__class class, uint32_t **ids,
         uint32_t *count)
{
    if (!mst__reference_list_read(reader, node, node->key, class, ids, count)) {
        *count = 0;
    }
}

#define READ_IDS(type, member, class)                                                              \
    uint32_t *ids = NULL;                                                                          \
    uint32_t count = 0;                                                                            \
    read_ids(reader, node, class, &ids, &count);                                                   \
    type *read = mst__reader_take(reader, count, sizeof *read);                                    \
    for (uint32_t i = 0; read != NULL && i < count; i++) {                                         \
        read[i].index = ids[i];                                                                    \
    }                                                                                              \
    of->member##s = read;                                                                          \
    of->member##_count = read != NULL ? count : 0

/* The id of an entry of `list`, sound and not used by one before it; NULL after a fault. */
static const char *
read_id(mst__reader *reader, const mst__node *node, const mst__node *list, const char *noun)
{
    const mst__node *id = node->kind == MST__MAP ? mst__node_get(node, "id") : NULL;
    if (id == NULL || id->kind != MST__SCALAR) {
        mst__fault(reader, node->place, "a %s of chance needs an id, as in {id: fog, ...}", noun);
        return NULL;
    }
    if (!mst__id_is_sound(reader, id->text, noun, id->place)) {
        return NULL;
    }
    for (const mst__node *other = list->first; other != node; other = other->next) {
        const mst__node *used = other->kind == MST__MAP ? mst__node_get(other, "id") : NULL;
        if (used != NULL && strcmp(used->text, id->text) == 0) {
            mst__fault(reader, id->place, "there are two of the id \"%s\" among the %s entries",
                       id->text, noun);
            return NULL;
        }
    }
    return mst__keep(reader, id->text);
}

/* Is it a list of at most `most` entries? */
static bool
is_list(mst__reader *reader, const mst__node *node, uint32_t most)
{
    if (node->kind != MST__LIST) {
        mst__fault(reader, node->place, "%s is \"%s\": it is a list; begin each entry with \"- \"",
                   node->key, mst__shown(reader, mst__node_words(node)));
        return false;
    }
    if (node->count > most) {
        mst__fault_limit(reader, node->place, "%s has %u entries, and %u are the limit", node->key,
                         node->count, most);
        return false;
    }
    return true;
}

/* ---- weather ---- */

static void
read_weather_sites(mst__reader *reader, void *item, const mst__node *node)
{
    mst_weather *of = item;
    READ_IDS(mst_site_id, site, MST__SITE);
}

static const mst__key weather_keys[] = {{"sites", read_weather_sites}};

static void
check_weather(mst__reader *reader, const mst_weather *weather)
{
    const char *lacks = weather->site_count == 0 ? "sites"
                        : !weather->every.given  ? "every"
                        : !weather->lasts.given  ? "lasts"
                                                 : NULL;
    if (lacks != NULL) {
        mst__fault(reader, weather->place,
                   "the weather \"%s\" has no %s; it needs sites, every and lasts", weather->id,
                   lacks);
    }
}

static void
read_weathers(mst__reader *reader, void *item, const mst__node *node)
{
    const mst__shape shape = {
        .noun = "weather",
        .section = "weather",
        .meta_offset = offsetof(mst_weather, meta),
        .keys = weather_keys,
        .key_count = MST__COUNT_OF(weather_keys),
        .fields = mst_weather_fields,
        .field_count = mst_weather_field_count,
    };
    struct mst_chances *chances = item;
    if (!is_list(reader, node, MST_MAX_WEATHERS)) {
        return;
    }
    mst_weather *read = mst__reader_take(reader, node->count, sizeof *read);
    uint32_t count = 0;
    for (const mst__node *entry = node->first; read != NULL && entry != NULL; entry = entry->next) {
        const char *id = read_id(reader, entry, node, "weather");
        if (id != NULL) {
            mst_weather *weather = &read[count++];
            *weather = (mst_weather){.id = id, .place = entry->place};
            mst__item_read(reader, &shape, entry, weather);
            check_weather(reader, weather);
        }
    }
    chances->weathers = read;
    chances->weather_count = count;
}

/* ---- losses ---- */

static void
read_loss_sites(mst__reader *reader, void *item, const mst__node *node)
{
    mst_loss *of = item;
    READ_IDS(mst_site_id, site, MST__SITE);
}

static void
read_loss_links(mst__reader *reader, void *item, const mst__node *node)
{
    mst_loss *of = item;
    READ_IDS(mst_link_id, link, MST__LINK);
}

static void
read_loss_fleets(mst__reader *reader, void *item, const mst__node *node)
{
    mst_loss *of = item;
    READ_IDS(mst_fleet_id, fleet, MST__FLEET);
}

static void
check_row(mst__reader *reader, const mst_loss *loss, const mst_loss_row *rows, uint32_t count,
          mst_place place)
{
    const mst_loss_row *row = &rows[count - 1];
    if (!row->at.given || !row->lost.given) {
        mst__fault(reader, place,
                   "a row of the loss \"%s\" has no %s; it is {at: 5 d, lost: 10 %%}", loss->id,
                   row->at.given ? "lost" : "at");
        return;
    }
    if (row->at.low < row->at.high) {
        mst__fault(reader, row->at.place, "at is a range, and a row stands at one moment");
    }
    const mst_loss_row *before = count > 1 ? &rows[count - 2] : NULL;
    if (before != NULL && row->at.likely <= before->at.likely) {
        mst__fault(reader, row->at.place, "the rows of the loss \"%s\" do not rise in time",
                   loss->id);
    }
    if (before != NULL &&
        (row->lost.low < before->lost.low || row->lost.likely < before->lost.likely ||
         row->lost.high < before->lost.high)) {
        mst__fault(reader, row->lost.place,
                   "by a later moment the loss \"%s\" is less probable than by an earlier one",
                   loss->id);
    }
}

static void
read_rows(mst__reader *reader, void *item, const mst__node *node)
{
    mst_meta unused = {0};
    const mst__shape shape = {
        .noun = "row of a loss",
        .section = "by",
        .fields = mst_loss_row_fields,
        .field_count = mst_loss_row_field_count,
    };
    typedef struct row_with_meta {
        mst_loss_row row;
        mst_meta meta;
    } row_with_meta;
    mst__shape with_meta = shape;
    with_meta.meta_offset = offsetof(row_with_meta, meta);
    mst_loss *loss = item;
    if (!is_list(reader, node, MST_MAX_LOSS_ROWS)) {
        return;
    }
    mst_loss_row *rows = mst__reader_take(reader, node->count, sizeof *rows);
    uint32_t count = 0;
    for (const mst__node *entry = node->first; rows != NULL && entry != NULL; entry = entry->next) {
        row_with_meta read = {.meta = unused};
        if (entry->kind != MST__MAP) {
            mst__fault(reader, entry->place, "a row of a loss is a map: {at: 5 d, lost: 10 %%}");
            continue;
        }
        mst__item_read(reader, &with_meta, entry, &read);
        rows[count++] = read.row;
        check_row(reader, loss, rows, count, entry->place);
    }
    loss->rows = rows;
    loss->row_count = count;
}

static const mst__key loss_keys[] = {
    {"sites", read_loss_sites},
    {"links", read_loss_links},
    {"fleets", read_loss_fleets},
    {"by", read_rows},
};

static void
read_losses(mst__reader *reader, void *item, const mst__node *node)
{
    const mst__shape shape = {
        .noun = "loss",
        .section = "losses",
        .meta_offset = offsetof(mst_loss, meta),
        .keys = loss_keys,
        .key_count = MST__COUNT_OF(loss_keys),
    };
    struct mst_chances *chances = item;
    if (!is_list(reader, node, MST_MAX_LOSSES)) {
        return;
    }
    mst_loss *read = mst__reader_take(reader, node->count, sizeof *read);
    uint32_t count = 0;
    for (const mst__node *entry = node->first; read != NULL && entry != NULL; entry = entry->next) {
        const char *id = read_id(reader, entry, node, "loss");
        if (id == NULL) {
            continue;
        }
        mst_loss *loss = &read[count++];
        *loss = (mst_loss){.id = id, .place = entry->place};
        mst__item_read(reader, &shape, entry, loss);
        bool names = loss->site_count + loss->link_count + loss->fleet_count > 0;
        if (!names || loss->row_count == 0) {
            mst__fault(reader, entry->place, "the loss \"%s\" has no %s", id,
                       names ? "by: the rows that say how probable it is"
                             : "sites, links or fleets");
        }
    }
    chances->losses = read;
    chances->loss_count = count;
}

/* ---- the section ---- */

static const mst__key chances_keys[] = {{"weather", read_weathers}, {"losses", read_losses}};

void
mst__chances_define(mst__reader *reader)
{
    const mst__shape shape = {
        .noun = "list of chances",
        .section = "chance",
        .meta_offset = offsetof(struct mst_chances, meta),
        .keys = chances_keys,
        .key_count = MST__COUNT_OF(chances_keys),
        .fields = mst_chances_fields,
        .field_count = mst_chances_field_count,
    };
    struct mst_chances *read = mst__reader_take(reader, 1, sizeof *read);
    const mst__node *node = reader->chance_node;
    if (read == NULL) {
        return;
    }
    reader->post->chances = read;
    if (node == NULL) {
        return;
    }
    if (node->kind != MST__MAP) {
        mst__fault(reader, node->place, "chance is \"%s\": it is a map such as {refuse: 5 %%}",
                   mst__shown(reader, mst__node_words(node)));
        return;
    }
    mst__item_read(reader, &shape, node, read);
    if (read->patience.low < read->patience.high) {
        mst__fault(reader, read->patience.place, "patience is a range, and is one time for all");
    }
}
