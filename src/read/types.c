/* SPDX-License-Identifier: Apache-2.0
 *
 * Types of vehicle: the post's own, and those of the library that somebody names.
 *
 * L1  post->types holds the post's own types first, by id, then those of the
 *     library in the order in which they are first named.
 * L2  A type that starts from another (`like`) is a copy with what is written laid over it.
 */
#include <string.h>

#include "read/library.h"
#include "read/reader.h"

static void
read_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_type *type = item;
    (void)!mst__text_read(reader, node, "name", &type->name);
}

static void
read_mode(mst__reader *reader, void *item, const mst__node *node)
{
    /* People on foot are not in a vehicle. */
    mst_type *type = item;
    uint32_t word = 0;
    if (mst__word_read(reader, node, "mode", mst__mode_words, 3, &word)) {
        type->mode = (mst_mode)word;
    }
}

/* One speed for both, or {loaded, empty}. */
static void
read_speed(mst__reader *reader, void *item, const mst__node *node)
{
    static const char *const keys[] = {"loaded", "empty"};
    mst_type *type = item;
    mst__measure measure =
        mst__measure_of(&mst_fields[mst_field_find(MST_ITEM_TYPE, "speed.loaded")]);
    const mst__node *loaded = mst__node_get(node, "loaded");
    const mst__node *empty = mst__node_get(node, "empty");
    if (node->kind != MST__MAP || mst__node_get(node, "likely") != NULL) {
        mst__quantity_read(reader, node, "speed", measure, &type->speed_loaded);
        type->speed_empty = type->speed_loaded;
        return;
    }
    mst__keys_check(reader, node, "speed of a type", keys, MST__COUNT_OF(keys));
    if (loaded != NULL) {
        mst__quantity_read(reader, loaded, "speed.loaded", measure, &type->speed_loaded);
    }
    if (empty != NULL) {
        mst__quantity_read(reader, empty, "speed.empty", measure, &type->speed_empty);
    }
}

static void
read_surfaces(mst__reader *reader, void *item, const mst__node *node)
{
    mst_type *type = item;
    const mst__node **words;
    uint32_t count;
    if (!mst__words_read(reader, node, "runway.surfaces", &words, &count)) {
        return;
    }
    const char **surfaces = mst__reader_take(reader, count, sizeof *surfaces);
    uint32_t read = 0;
    for (uint32_t i = 0; surfaces != NULL && i < count; i++) {
        uint32_t word = 0;
        if (mst__word_read(reader, words[i], "runway.surfaces", mst__surface_words,
                           mst__surface_count, &word)) {
            surfaces[read++] = mst__surface_words[word];
        }
    }
    type->surfaces = surfaces;
    type->surface_count = read;
}

/* These two are read before the rest: see define_own. */
static void
read_nothing(mst__reader *reader, void *item, const mst__node *node)
{
    (void)reader;
    (void)item;
    (void)node;
}

static const mst__key type_keys[] = {
    {"name", read_name},
    {"like", read_nothing},
    {"mode", read_mode},
    {"speed", read_speed},
    {"runway.surfaces", read_surfaces},
    {"berth_class", read_nothing},
};

static const mst__shape type_shape = {
    .noun = "type",
    .section = "types",
    .has_fields = true,
    .item_class = MST_ITEM_TYPE,
    .meta_offset = offsetof(mst_type, meta),
    .keys = type_keys,
    .key_count = MST__COUNT_OF(type_keys),
};

/* ---- berth classes ---- */

static bool
add_berth_name(mst__reader *reader, const char *name)
{
    if (mst__names_find(&reader->berth_names, name) == MST_NONE &&
        !mst__names_add(&reader->berth_names, &reader->scratch, name)) {
        reader->out_of_memory = true;
        return false;
    }
    return true;
}

bool
mst__berth_names_fill(mst__reader *reader)
{
    for (uint32_t i = 0; i < mst_type_library_count(); i++) {
        if (!add_berth_name(reader, mst_type_library_at(i)->berth_class)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < reader->post->berth_class_count; i++) {
        if (!add_berth_name(reader, reader->post->berth_classes[i])) {
            return false;
        }
    }
    return true;
}

static uint32_t
intern_berth_class(mst__reader *reader, const char *name, mst_place place)
{
    mst_post *post = reader->post;
    for (uint32_t i = 0; i < post->berth_class_count; i++) {
        if (strcmp(post->berth_classes[i], name) == 0) {
            return i;
        }
    }
    if (post->berth_class_count == MST_MAX_BERTH_CLASSES) {
        mst__fault_limit(reader, place, "a post has at most %d berth classes",
                         MST_MAX_BERTH_CLASSES);
        return 0;
    }
    const char *kept = mst__keep(reader, name);
    if (kept == NULL) {
        return 0;
    }
    post->berth_classes[post->berth_class_count] = kept;
    return post->berth_class_count++;
}

bool
mst__berth_class_read(mst__reader *reader, const char *text, const char *name, mst_place place,
                      uint32_t *berth_class)
{
    if (mst__names_find(&reader->berth_names, text) == MST_NONE) {
        const char *near =
            mst__did_you_mean(reader, text, reader->berth_names.texts, reader->berth_names.count);
        mst__fault(reader, place, "%s names \"%s\", and no type has that berth class%s", name,
                   mst__shown(reader, text),
                   near[0] != '\0' ? near : "; `muster types` lists those of the library");
        return false;
    }
    *berth_class = intern_berth_class(reader, text, place);
    return true;
}

/* ---- the library ---- */

static bool
append_text(mst__reader *reader, mst__node *map, const char *key, const char *text)
{
    mst__node *node = mst__node_new(reader, MST__SCALAR, mst_nowhere());
    if (node == NULL) {
        return false;
    }
    node->key = key;
    node->text = text;
    mst__node_append(map, node);
    return true;
}

/* The value, or the map {low, likely, high}. */
static bool
append_fact(mst__reader *reader, mst__node *map, const char *key, const mst_type_fact *fact)
{
    if (fact->low == NULL) {
        return append_text(reader, map, key, fact->value);
    }
    mst__node *range = mst__node_new(reader, MST__MAP, mst_nowhere());
    if (range == NULL) {
        return false;
    }
    range->key = key;
    mst__node_append(map, range);
    return append_text(reader, range, "low", fact->low) &&
           append_text(reader, range, "likely", fact->value) &&
           append_text(reader, range, "high", fact->high);
}

/* A map {speed: {loaded: ...}, seats: ...} made of the facts of an entry. */
static mst__node *
facts_node(mst__reader *reader, const mst_type_entry *entry)
{
    mst__node *map = mst__node_new(reader, MST__MAP, mst_nowhere());
    for (uint32_t i = 0; map != NULL && i < entry->fact_count; i++) {
        const char *path = entry->facts[i].field;
        const char *dot = strchr(path, '.');
        mst__node *parent = map;
        if (dot != NULL) {
            const char *group = mst__format(reader, "%.*s", (int)(dot - path), path);
            parent = mst__node_get(map, group);
            if (parent == NULL) {
                parent = mst__node_new(reader, MST__MAP, mst_nowhere());
                if (parent == NULL) {
                    return NULL;
                }
                parent->key = group;
                mst__node_append(map, parent);
            }
            path = dot + 1;
        }
        if (!append_fact(reader, parent, path, &entry->facts[i])) {
            return NULL;
        }
    }
    return map;
}

static uint32_t
mode_of(const char *word)
{
    for (uint32_t i = 0; i < MST__COUNT_OF(mst__mode_words); i++) {
        if (strcmp(mst__mode_words[i], word) == 0) {
            return i;
        }
    }
    return MST_MODE_ROAD;
}

static void
fill_from_library(mst__reader *reader, const mst_type_entry *entry, mst_type *type)
{
    *type = (mst_type){
        .name = mst__keep(reader, entry->name),
        .mode = (mst_mode)mode_of(entry->mode),
        .shipped = true,
    };
    const mst__node *facts = facts_node(reader, entry);
    if (facts != NULL) {
        mst__item_read(reader, &type_shape, facts, type);
    }
}

/* The numbers of the library with that confidence which the post did not write otherwise: what the
 * post writes has a place. NULL: none, or lack of memory, which the reader remembers. */
static const char *
doubted(mst__reader *reader, const mst_type_entry *entry, mst_type *type, const char *confidence)
{
    const char *list = NULL;
    for (uint32_t i = 0; i < entry->fact_count; i++) {
        const mst_type_fact *fact = &entry->facts[i];
        uint32_t field = mst_field_find(MST_ITEM_TYPE, fact->field);
        if (field == MST_NONE || strcmp(fact->confidence, confidence) != 0) {
            continue;
        }
        const mst_quantity *quantity = mst_field_of(&mst_fields[field], type);
        if (quantity->given && quantity->place.line == 0) {
            list = list == NULL
                       ? mst__format(reader, "%s of the library: %s", entry->id, fact->field)
                       : mst__format(reader, "%s, %s", list, fact->field);
        }
    }
    return list != NULL ? mst__keep(reader, list) : NULL;
}

static void
note_doubts(mst__reader *reader, const mst_type_entry *entry, mst_type *type)
{
    type->library_assumed = doubted(reader, entry, type, "assumption");
    type->library_unverified = doubted(reader, entry, type, "unverified");
}

static bool
add_type(mst__reader *reader, const char *name)
{
    mst_post *post = reader->post;
    void *types = post->types;
    if (post->type_count == MST_MAX_TYPES ||
        !mst__grow(reader, reader->arena, &types, post->type_count, &reader->type_room,
                   sizeof *post->types, MST_MAX_TYPES)) {
        mst__fault_limit(reader, mst_nowhere(), "a post has at most %d types", MST_MAX_TYPES);
        return false;
    }
    post->types = types;
    if (!mst__names_add(&reader->type_names, &reader->scratch, name)) {
        reader->out_of_memory = true;
        return false;
    }
    post->type_count++;
    return true;
}

/* ---- by name ---- */

static const char *
suggest_type(mst__reader *reader, const char *text)
{
    uint32_t own = reader->drafts[MST__TYPE].names.count;
    uint32_t shipped = mst_type_library_count();
    const char **names = mst__take_scratch(reader, (size_t)own + shipped, sizeof *names);
    if (names == NULL) {
        return "";
    }
    for (uint32_t i = 0; i < own; i++) {
        names[i] = reader->drafts[MST__TYPE].names.texts[i];
    }
    for (uint32_t i = 0; i < shipped; i++) {
        names[own + i] = mst_type_library_at(i)->id;
    }
    const char *near = mst__did_you_mean(reader, text, names, own + shipped);
    return near[0] != '\0' ? near : "; `muster types` lists those of the library";
}

bool
mst__type_read(mst__reader *reader, const mst__node *node, const char *name, mst_type_id *type)
{
    if (node->kind != MST__SCALAR || mst__node_is_nothing(node)) {
        mst__fault(reader, node->place, "%s is %s where the id of a type should stand", name,
                   node->kind == MST__SCALAR ? "empty" : mst__node_words(node));
        return false;
    }
    uint32_t found = mst__names_find(&reader->type_names, node->text);
    if (found != MST_NONE) {
        type->index = found;
        return true;
    }
    const mst_type_entry *entry = mst_type_library_find(node->text);
    if (entry == NULL) {
        mst__fault(reader, node->place,
                   "%s is \"%s\", which is neither a type of this post nor of the library%s", name,
                   mst__shown(reader, node->text), suggest_type(reader, node->text));
        return false;
    }
    if (!add_type(reader, entry->id)) {
        return false;
    }
    type->index = reader->post->type_count - 1;
    mst_type *added = &reader->post->types[type->index];
    fill_from_library(reader, entry, added);
    added->id = mst__keep(reader, entry->id);
    added->place = node->place;
    added->berth_class = intern_berth_class(reader, entry->berth_class, node->place);
    note_doubts(reader, entry, added);
    return true;
}

/* ---- the post's own ---- */

static const mst__node *
like_of(const mst__draft_list *drafts, uint32_t index)
{
    return mst__node_get(drafts->items[index].node, "like");
}

/* The own type that `index` starts from, MST_NONE when it is none of them. */
static uint32_t
parent_of(const mst__draft_list *drafts, uint32_t index)
{
    const mst__node *like = like_of(drafts, index);
    return like == NULL || like->kind != MST__SCALAR ? MST_NONE
                                                     : mst__names_find(&drafts->names, like->text);
}

/* The chain from `index` to the type that starts from no own one, nearest first; 0 after a
 * fault. */
static uint32_t
find_chain(mst__reader *reader, const mst__draft_list *drafts, uint32_t index,
           uint32_t chain[MST_READ_MAX_LIKE])
{
    uint32_t length = 0;
    for (uint32_t at = index; at != MST_NONE; at = parent_of(drafts, at)) {
        if (length == MST_READ_MAX_LIKE) {
            mst__fault(reader, like_of(drafts, index)->place,
                       "the type \"%s\" starts from itself, or from more than %d others in a row",
                       drafts->names.texts[index], MST_READ_MAX_LIKE);
            return 0;
        }
        chain[length++] = at;
    }
    return length;
}

static const mst_type_entry *
copy_from_library(mst__reader *reader, const mst__node *like, mst_type *type)
{
    const mst_type_entry *entry =
        like->kind == MST__SCALAR ? mst_type_library_find(like->text) : NULL;
    if (entry == NULL) {
        mst__fault(reader, like->place,
                   "like is \"%s\", which is neither a type of this post nor of the library%s",
                   mst__shown(reader, mst__node_words(like)), suggest_type(reader, like->text));
        return NULL;
    }
    fill_from_library(reader, entry, type);
    type->shipped = false;
    return entry;
}

/* Lays the maps of the chain over each other, the farthest first. Faults of a map are told when the
 * type is its own, not when another starts from it. */
static bool
define_own(mst__reader *reader, const mst__draft_list *drafts, uint32_t index, mst_type *type)
{
    uint32_t chain[MST_READ_MAX_LIKE];
    uint32_t length = find_chain(reader, drafts, index, chain);
    const char *berth_class = NULL;
    const mst_type_entry *shipped = NULL;
    bool is_whole = length > 0;
    *type = (mst_type){.mode = MST_MODE_ROAD};
    for (uint32_t i = length; i > 0; i--) {
        mst__node *node = drafts->items[chain[i - 1]].node;
        const mst__node *like = mst__node_get(node, "like");
        reader->is_muted = chain[i - 1] != index;
        if (i == length && like != NULL) {
            shipped = copy_from_library(reader, like, type);
            berth_class = shipped != NULL ? shipped->berth_class : NULL;
            is_whole = shipped != NULL;
        }
        type->meta = (mst_meta){0};
        mst__item_read(reader, &type_shape, node, type);
        const mst__node *written = mst__node_get(node, "berth_class");
        if (written != NULL && written->kind == MST__SCALAR) {
            berth_class = written->text;
        }
        reader->is_muted = false;
    }
    const mst__node *node = drafts->items[index].node;
    type->id = mst__draft_id(reader, MST__TYPE, index);
    type->place = node->place;
    const mst__node *written = mst__node_get(node, "berth_class");
    if (written != NULL &&
        !mst__id_is_sound(reader, written->text, "berth class", written->place)) {
        berth_class = NULL;
    }
    if (berth_class == NULL) {
        berth_class = mst__mode_words[type->mode];
    }
    type->berth_class = intern_berth_class(reader, berth_class, node->place);
    if (shipped != NULL) {
        note_doubts(reader, shipped, type);
    }
    return add_berth_name(reader, berth_class) && is_whole;
}

static void
check_type(mst__reader *reader, const mst_type *type, const mst__node *node)
{
    if (mst__node_get(node, "mode") == NULL && mst__node_get(node, "like") == NULL) {
        mst__fault(reader, node->place, "the type \"%s\" has no mode: road, air or sea", type->id);
    }
    if (!type->seats.given && !type->litters.given) {
        mst__fault(reader, node->place, "the type \"%s\" has no seats", type->id);
    }
    if (type->speed_empty.given && !type->speed_loaded.given) {
        mst__fault(reader, type->speed_empty.place,
                   "the type \"%s\" has a speed empty and none loaded", type->id);
    }
}

void
mst__types_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__TYPE];
    if (!mst__berth_names_fill(reader)) {
        return;
    }
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        if (!add_type(reader, drafts->names.texts[i])) {
            return;
        }
        mst_type *type = &reader->post->types[i];
        if (define_own(reader, drafts, i, type)) {
            check_type(reader, type, drafts->items[i].node);
        }
    }
}
