/* SPDX-License-Identifier: Apache-2.0
 *
 * Sites and permissions.
 */
#include <string.h>

#include "read/library.h"
#include "read/reader.h"

const char *const mst__surface_words[] = {"asphalt", "concrete", "gravel", "dirt",
                                          "grass",   "water",    "other"};
const uint32_t mst__surface_count = MST__COUNT_OF(mst__surface_words);

static void
read_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    (void)!mst__text_read(reader, node, "name", &site->name);
}

static void
read_kind(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    (void)!mst__text_read(reader, node, "kind", &site->kind);
}

static void
read_airfield(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    const char *code = NULL;
    if (!mst__text_read(reader, node, "airfield", &code)) {
        return;
    }
    const mst_airport *airport = mst_airport_find(code);
    if (airport == NULL) {
        const char *nearest = mst_airport_nearest(code);
        mst__fault(reader, node->place,
                   "airfield is \"%s\", which is not in the airport table; did you mean \"%s\"?",
                   mst__shown(reader, code), nearest);
        return;
    }
    site->airfield = mst__keep(reader, airport->ident);
}

static void
read_position(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    site->position_given =
        mst__position_read(reader, node, &site->latitude_degrees, &site->longitude_degrees);
}

static void
read_surface(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    uint32_t word = 0;
    if (mst__word_read(reader, node, "runway.surface", mst__surface_words, mst__surface_count,
                       &word)) {
        site->runway_surface = mst__surface_words[word];
    }
}

static void
read_per(mst__reader *reader, void *item, const mst__node *node)
{
    static const char *const words[] = {"person", "party"};
    mst_site *site = item;
    uint32_t word = 0;
    if (mst__word_read(reader, node, "process.per", words, MST__COUNT_OF(words), &word)) {
        site->desk_time_per_party = word == 1;
    }
}

/* Number of a station, a new one when the post has none of that name. */
static uint32_t
find_station(mst__reader *reader, const char *name, mst_place place)
{
    mst_post *post = reader->post;
    for (uint32_t i = 0; i < post->station_count; i++) {
        if (strcmp(post->stations[i], name) == 0) {
            return i;
        }
    }
    if (post->station_count == MST_MAX_STATIONS) {
        mst__fault_limit(reader, place, "a post has at most %d stations", MST_MAX_STATIONS);
        return MST_NONE;
    }
    post->stations[post->station_count] = name;
    return post->station_count++;
}

static void
read_station(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    const char *name = NULL;
    if (mst__text_read(reader, node, "process.station", &name) &&
        mst__id_is_sound(reader, name, "station", node->place)) {
        site->station = find_station(reader, name, node->place);
    }
}

static mst_berth_row *
row_of(mst_site *site, uint32_t berth_class)
{
    for (uint32_t i = 0; i < site->berth_row_count; i++) {
        if (site->berth_rows[i].berth_class == berth_class) {
            return &site->berth_rows[i];
        }
    }
    mst_berth_row *row = &site->berth_rows[site->berth_row_count++];
    *row = (mst_berth_row){.berth_class = berth_class};
    return row;
}

/* `berths: {heavy: 4}`, or `berths: 4` while the fleets are of one class. */
static void
read_per_class(mst__reader *reader, mst_site *site, const mst__node *node, const char *path)
{
    const mst_field *field = &mst_fields[mst_field_find(MST_ITEM_SITE, path)];
    mst__measure measure = mst__measure_of(field);
    if (site->berth_rows == NULL) {
        site->berth_rows =
            mst__reader_take(reader, MST_MAX_BERTH_CLASSES, sizeof *site->berth_rows);
        if (site->berth_rows == NULL) {
            return;
        }
    }
    bool is_range = mst__node_get(node, "low") != NULL || mst__node_get(node, "high") != NULL;
    if (node->kind == MST__SCALAR || is_range) {
        if (!reader->berth_class_is_single) {
            mst__fault(
                reader, node->place,
                "%s is \"%s\", and the fleets of this post are not of one berth class; write "
                "{heavy: 4, medium: 2}",
                path, mst__shown(reader, mst__node_words(node)));
            return;
        }
        mst_berth_row *row = row_of(site, reader->single_berth_class);
        mst__quantity_read(reader, node, path, measure,
                           (mst_quantity *)(void *)((char *)row + field->offset));
        return;
    }
    if (node->kind != MST__MAP) {
        mst__fault(reader, node->place, "%s is a list; write {heavy: 4, medium: 2}", path);
        return;
    }
    for (const mst__node *child = node->first; child != NULL; child = child->next) {
        uint32_t berth_class;
        if (!mst__berth_class_read(reader, child->key, path, child->key_place, &berth_class)) {
            continue;
        }
        mst_berth_row *row = row_of(site, berth_class);
        mst__quantity_read(reader, child, mst__format(reader, "%s.%s", path, child->key), measure,
                           (mst_quantity *)(void *)((char *)row + field->offset));
    }
}

static void
read_berths(mst__reader *reader, void *item, const mst__node *node)
{
    read_per_class(reader, item, node, "berths");
}

static void
read_parking(mst__reader *reader, void *item, const mst__node *node)
{
    read_per_class(reader, item, node, "parking");
}

static void
read_open(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    mst__windows_read(reader, node, "open", &site->open);
}

static void
read_permission(mst__reader *reader, void *item, const mst__node *node)
{
    mst_site *site = item;
    (void)!mst__reference_read(reader, node, "permission", MST__PERMISSION,
                               &site->permission.index);
}

static const mst__key site_keys[] = {
    {"name", read_name},
    {"kind", read_kind},
    {"airfield", read_airfield},
    {"position", read_position},
    {"runway.surface", read_surface},
    {"process.per", read_per},
    {"process.station", read_station},
    {"berths", read_berths},
    {"parking", read_parking},
    {"open", read_open},
    {"permission", read_permission},
};

static const mst__shape site_shape = {
    .noun = "site",
    .section = "sites",
    .has_fields = true,
    .item_class = MST_ITEM_SITE,
    .meta_offset = offsetof(mst_site, meta),
    .keys = site_keys,
    .key_count = MST__COUNT_OF(site_keys),
};

static void
fill_quantity(mst_quantity *quantity, int64_t value, mst_place place)
{
    if (!quantity->given && value > 0) {
        *quantity = (mst_quantity){
            .low = value, .likely = value, .high = value, .given = true, .place = place};
    }
}

/* What the airport table knows and the planner did not write. */
static void
fill_from_airfield(mst__reader *reader, mst_site *site, const mst__node *node)
{
    const mst_airport *airport = site->airfield != NULL ? mst_airport_find(site->airfield) : NULL;
    if (airport == NULL) {
        return;
    }
    mst_place place = mst__node_get(node, "airfield")->place;
    if (!site->position_given) {
        site->position_given = true;
        site->latitude_degrees = mst__degrees_rounded(airport->latitude_degrees);
        site->longitude_degrees = mst__degrees_rounded(airport->longitude_degrees);
    }
    if (!site->elevation.given && airport->elevation_known) {
        site->elevation = (mst_quantity){.low = airport->elevation_mm,
                                         .likely = airport->elevation_mm,
                                         .high = airport->elevation_mm,
                                         .given = true,
                                         .place = place};
    }
    fill_quantity(&site->runway_length, airport->runway_length_mm, place);
    fill_quantity(&site->runway_width, airport->runway_width_mm, place);
    if (site->runway_surface == NULL && airport->surface != NULL) {
        site->runway_surface = mst__keep(reader, airport->surface);
    }
}

static void
check_site(mst__reader *reader, mst_site *site, const mst__node *node)
{
    const mst__node *process = mst__node_get(node, "process");
    static const char *const needed[] = {"desks", "time"};
    for (uint32_t i = 0; process != NULL && process->kind == MST__MAP && i < 2; i++) {
        if (mst__node_get(process, needed[i]) == NULL) {
            mst__fault(reader, process->place, "the process of \"%s\" has no %s", site->id,
                       needed[i]);
        }
    }
    if (process != NULL && site->station == MST_NONE) {
        /* A place of its own: those processed elsewhere are processed here again. */
        site->station = find_station(
            reader, mst__keep(reader, mst__format(reader, "@%s", site->id)), process->place);
    }
    if (site->force_rear.given && site->force_fixed.given &&
        site->force_rear.likely > site->force_fixed.likely) {
        mst__fault(
            reader, site->force_rear.place,
            "secure.rear of \"%s\" is above secure.fixed: the last to leave are among those there",
            site->id);
    }
    bool by_day = site->daylight_only.given && site->daylight_only.likely != 0;
    if (by_day && !site->position_given) {
        mst__fault(reader, site->daylight_only.place,
                   "\"%s\" is used by daylight only and needs a position or an airfield", site->id);
    }
}

void
mst__sites_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__SITE];
    mst_site *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->sites = items;
    reader->post->site_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__draft *draft = &drafts->items[i];
        mst_site *site = &items[i];
        *site = (mst_site){
            .id = mst__draft_id(reader, MST__SITE, i),
            .place = draft->node->place,
            .dormant = draft->dormant,
            .station = MST_NONE,
            .permission.index = MST_NONE,
        };
        mst__item_read(reader, &site_shape, draft->node, site);
        fill_from_airfield(reader, site, draft->node);
        check_site(reader, site, draft->node);
    }
}

/* ---- permissions ---- */

static const char *const permission_kinds[] = {"basing", "overflight", "landing"};

static void
read_permission_kind(mst__reader *reader, void *item, const mst__node *node)
{
    mst_permission *permission = item;
    uint32_t word = 0;
    if (mst__word_read(reader, node, "kind", permission_kinds, MST__COUNT_OF(permission_kinds),
                       &word)) {
        permission->kind = permission_kinds[word];
    }
}

static const mst__key permission_keys[] = {{"kind", read_permission_kind}};

static const mst__shape permission_shape = {
    .noun = "permission",
    .section = "permissions",
    .has_fields = true,
    .item_class = MST_ITEM_PERMISSION,
    .meta_offset = offsetof(mst_permission, meta),
    .keys = permission_keys,
    .key_count = MST__COUNT_OF(permission_keys),
};

void
mst__permissions_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__PERMISSION];
    mst_permission *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->permissions = items;
    reader->post->permission_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] =
            (mst_permission){.id = mst__draft_id(reader, MST__PERMISSION, i), .place = node->place};
        mst__item_read(reader, &permission_shape, node, &items[i]);
        if (mst__node_get(node, "kind") == NULL) {
            mst__fault(reader, node->place,
                       "the permission \"%s\" has no kind: basing, overflight or landing",
                       items[i].id);
        }
    }
}
