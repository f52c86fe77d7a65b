/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes: what scenarios, options and `--set` do to the picture.
 *
 * An entry is a map with one or more of
 *   CLASS.ITEM.FIELD: value | {set|scale|add: value} | low | likely | high
 *   CLASS.ITEM: low | likely | high         every range of the item
 *   all: low | likely | high                every range of the post
 *   open | close | remove: CLASS.ITEM or a list of them
 *   add: {people: [...], sites: [...], links: [...], fleets: [...]}
 * and with `from`, `until`, `surprise` for all of them. ITEM may be `*`.
 */
#include <string.h>

#include "read/reader.h"

typedef struct item_class_row {
    const char *section;
    mst__class class;
    mst_item_class item_class;
    bool can_close, can_remove;
} item_class_row;

static const item_class_row classes[] = {
    {"people", MST__PEOPLE, MST_ITEM_PEOPLE, false, true},
    {"sites", MST__SITE, MST_ITEM_SITE, true, true},
    {"links", MST__LINK, MST_ITEM_LINK, true, true},
    {"types", MST__TYPE, MST_ITEM_TYPE, false, false},
    {"fleets", MST__FLEET, MST_ITEM_FLEET, true, true},
    {"permissions", MST__PERMISSION, MST_ITEM_PERMISSION, true, false},
};

static const char *const pick_words[] = {"low", "likely", "high"};
static const mst_operation pick_operations[] = {MST_CHANGE_LOW, MST_CHANGE_LIKELY, MST_CHANGE_HIGH};

/* What a path names: a class, one item or all, and what follows the item. */
typedef struct target {
    const item_class_row *row;
    uint32_t item;     /* MST_NONE: every item */
    const char *field; /* "" when the path ends with the item */
} target;

/* The names a class's items go by. */
static const mst__names *
names_of(const mst__reader *reader, const item_class_row *row)
{
    return row->class == MST__TYPE ? &reader->type_names : &reader->drafts[row->class].names;
}

static bool
find_target(mst__reader *reader, const char *path, mst_place place, target *found)
{
    const char *dot = strchr(path, '.');
    if (dot == NULL) {
        static const char *const known[] = {"open", "close", "add",   "remove",
                                            "all",  "from",  "until", "surprise"};
        mst__fault(reader, place,
                   "\"%s\" is no change: write sites.ID.FIELD, open, close, add, remove or all%s",
                   mst__shown(reader, path),
                   mst__did_you_mean(reader, path, known, MST__COUNT_OF(known)));
        return false;
    }
    const char *section = mst__format(reader, "%.*s", (int)(dot - path), path);
    const char *sections[MST__COUNT_OF(classes)];
    found->row = NULL;
    for (uint32_t i = 0; i < MST__COUNT_OF(classes); i++) {
        sections[i] = classes[i].section;
        if (strcmp(classes[i].section, section) == 0) {
            found->row = &classes[i];
        }
    }
    if (found->row == NULL) {
        mst__fault(reader, place, "\"%s\" begins with \"%s\", which is no list of the post%s",
                   mst__shown(reader, path), mst__shown(reader, section),
                   mst__did_you_mean(reader, section, sections, MST__COUNT_OF(classes)));
        return false;
    }
    const char *item = dot + 1;
    const char *end = strchr(item, '.');
    const char *id = end == NULL ? item : mst__format(reader, "%.*s", (int)(end - item), item);
    found->field = end == NULL ? "" : end + 1;
    found->item = MST_NONE;
    if (strcmp(id, "*") == 0) {
        return true;
    }
    const mst__names *names = names_of(reader, found->row);
    found->item = mst__names_find(names, id);
    if (found->item == MST_NONE) {
        mst__fault(reader, place, "\"%s\": there is no %s \"%s\"%s", mst__shown(reader, path),
                   mst__class_nouns[found->row->class], mst__shown(reader, id),
                   mst__did_you_mean(reader, id, names->texts, names->count));
        return false;
    }
    return true;
}

static void
append(mst__reader *reader, mst__change_list *changes, mst_change change)
{
    void *items = changes->items;
    if (!mst__grow(reader, reader->arena, &items, changes->count, &changes->room, sizeof change,
                   MST_MAX_CHANGES)) {
        if (!reader->out_of_memory) {
            mst__fault_limit(reader, change.place, "a list has at most %d changes",
                             MST_MAX_CHANGES);
        }
        return;
    }
    changes->items = items;
    changes->items[changes->count++] = change;
}

/* low, likely or high as an operation; false when the node says something else. */
static bool
find_pick(const mst__node *node, mst_operation *operation)
{
    for (uint32_t i = 0; node->kind == MST__SCALAR && i < MST__COUNT_OF(pick_words); i++) {
        if (strcmp(node->text, pick_words[i]) == 0) {
            *operation = pick_operations[i];
            return true;
        }
    }
    return false;
}

/* ---- one field ---- */

static bool
find_berth_class(mst__reader *reader, const char *path, const char *class_name, mst_place place,
                 uint32_t *berth_class)
{
    if (class_name[0] != '\0') {
        return mst__berth_class_read(reader, class_name, path, place, berth_class);
    }
    if (!reader->berth_class_is_single) {
        mst__fault(reader, place, "\"%s\" needs a berth class behind it, such as %s.heavy",
                   mst__shown(reader, path), mst__shown(reader, path));
        return false;
    }
    *berth_class = reader->single_berth_class;
    return true;
}

/* The field that `path` names in the class; MST_NONE after a fault. */
static uint32_t
find_field(mst__reader *reader, const item_class_row *row, const char *path, mst_place place,
           uint32_t *berth_class)
{
    *berth_class = MST_NONE;
    uint32_t plain = mst_field_find(row->item_class, path);
    if (plain != MST_NONE && !mst_fields[plain].per_class) {
        return plain;
    }
    const char *dot = strchr(path, '.');
    const char *first = dot == NULL ? path : mst__format(reader, "%.*s", (int)(dot - path), path);
    uint32_t field = mst_field_find(row->item_class, first);
    if (field != MST_NONE && mst_fields[field].per_class) {
        return find_berth_class(reader, path, dot == NULL ? "" : dot + 1, place, berth_class)
                   ? field
                   : MST_NONE;
    }
    const char *names[64];
    uint32_t count = 0;
    for (uint32_t i = 0; i < mst_field_count && count < MST__COUNT_OF(names); i++) {
        if (mst_fields[i].item_class == row->item_class) {
            names[count++] = mst_fields[i].path;
        }
    }
    mst__fault(reader, place, "\"%s\" is no number of a %s that can be changed%s",
               mst__shown(reader, path), mst__class_nouns[row->class],
               mst__did_you_mean(reader, path, names, count));
    return MST_NONE;
}

/* True when the item has what the field is about. */
static bool
has_field(mst__reader *reader, const mst_change *change, const char *path)
{
    if (change->item == MST_NONE || change->item_class != MST_ITEM_SITE ||
        strncmp(path, "process.", 8) != 0) {
        return true;
    }
    const mst_site *site = &reader->post->sites[change->item];
    if (!site->desks.given) {
        mst__fault(reader, change->place, "the site \"%s\" has no process that could change",
                   site->id);
    }
    return site->desks.given;
}

static bool
read_value(mst__reader *reader, const mst__node *node, const char *name, const mst_field *field,
           mst_change *change)
{
    mst__measure measure = mst__measure_of(field);
    if (change->operation == MST_CHANGE_SCALE) {
        if (field->kind == MST_KIND_FLAG) {
            mst__fault(reader, node->place, "%s is a flag and cannot be scaled", name);
            return false;
        }
        measure =
            (mst__measure){.kind = MST_KIND_RATIO, .minimum = 0, .maximum = INT64_C(1000000000)};
    } else if (change->operation == MST_CHANGE_ADD_TO) {
        if (field->kind == MST_KIND_FLAG) {
            mst__fault(reader, node->place, "%s is a flag and cannot be added to", name);
            return false;
        }
        measure.minimum = -measure.maximum;
    }
    return mst__number_read(reader, node, name, measure, &change->value);
}

/* `{scale: 0.5}` and its kind: the operation and its value. */
static const mst__node *
find_operation(mst__reader *reader, const mst__node *node, const char *name,
               mst_operation *operation)
{
    static const char *const words[] = {"set", "scale", "add"};
    static const mst_operation operations[] = {MST_CHANGE_SET, MST_CHANGE_SCALE, MST_CHANGE_ADD_TO};
    if (node->kind != MST__MAP) {
        *operation = MST_CHANGE_SET;
        return node;
    }
    mst__keys_check(reader, node, name, words, MST__COUNT_OF(words));
    for (uint32_t i = 0; node->count == 1 && i < MST__COUNT_OF(words); i++) {
        if (strcmp(node->first->key, words[i]) == 0) {
            *operation = operations[i];
            return node->first;
        }
    }
    if (node->count != 1) {
        mst__fault(reader, node->place, "%s takes one of set, scale and add, not %u", name,
                   node->count);
    }
    return NULL;
}

static void
read_field_change(mst__reader *reader, const target *found, const char *path, const mst__node *node,
                  mst_change change, mst__change_list *changes)
{
    change.field = find_field(reader, found->row, path, change.place, &change.berth_class);
    if (change.field == MST_NONE || !has_field(reader, &change, path)) {
        return;
    }
    const mst_field *field = &mst_fields[change.field];
    if (!field->timed && (change.from.given || change.until.given)) {
        mst__fault(reader, change.place,
                   "\"%s\" holds for the whole plan; leave from and until out of this change",
                   mst__shown(reader, path));
        return;
    }
    if (!find_pick(node, &change.operation)) {
        const mst__node *value = find_operation(reader, node, path, &change.operation);
        if (value == NULL || !read_value(reader, value, path, field, &change)) {
            return;
        }
    }
    append(reader, changes, change);
}

static void
read_windows_change(mst__reader *reader, const target *found, const mst__node *node,
                    mst_change change, mst__change_list *changes)
{
    if (found->row->class != MST__SITE && found->row->class != MST__LINK) {
        mst__fault(reader, change.place, "only sites and links have opening hours");
        return;
    }
    change.operation = MST_CHANGE_SET_WINDOWS;
    uint32_t faults_before = mst__fault_total(reader);
    mst__windows_read(reader, node, "open", &change.windows);
    if (mst__fault_total(reader) == faults_before) {
        append(reader, changes, change);
    }
}

static void
read_path_change(mst__reader *reader, const mst__node *node, mst_change change,
                 mst__change_list *changes)
{
    target found;
    if (!find_target(reader, node->key, node->key_place, &found)) {
        return;
    }
    change.item_class = found.row->item_class;
    change.item = found.item;
    if (found.field[0] == '\0') {
        if (!find_pick(node, &change.operation)) {
            mst__fault(reader, node->place,
                       "\"%s\" is a whole item: it takes low, likely or high; for one number write "
                       "%s.FIELD",
                       mst__shown(reader, node->key), mst__shown(reader, node->key));
            return;
        }
        append(reader, changes, change);
        return;
    }
    if (strcmp(found.field, "open") == 0) {
        read_windows_change(reader, &found, node, change, changes);
        return;
    }
    if (found.row->class == MST__TYPE && strcmp(found.field, "speed") == 0) {
        read_field_change(reader, &found, "speed.loaded", node, change, changes);
        read_field_change(reader, &found, "speed.empty", node, change, changes);
        return;
    }
    read_field_change(reader, &found, found.field, node, change, changes);
}

/* ---- whole items ---- */

static void
read_item_changes(mst__reader *reader, const mst__node *node, mst_operation operation,
                  mst_change change, mst__change_list *changes)
{
    const mst__node **words;
    uint32_t count;
    if (!mst__words_read(reader, node, node->key, &words, &count)) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        target found;
        if (words[i]->kind != MST__SCALAR) {
            mst__fault(reader, words[i]->place, "%s takes items such as sites.hkia", node->key);
            continue;
        }
        if (!find_target(reader, words[i]->text, words[i]->place, &found)) {
            continue;
        }
        bool is_removal = operation == MST_CHANGE_REMOVE;
        if (found.field[0] != '\0' ||
            !(is_removal ? found.row->can_remove : found.row->can_close)) {
            mst__fault(reader, words[i]->place, "%s \"%s\": it takes whole %s", node->key,
                       mst__shown(reader, words[i]->text),
                       is_removal ? "people, sites, links and fleets"
                                  : "sites, links, fleets and permissions");
            continue;
        }
        change.place = words[i]->place;
        change.operation = operation;
        change.item_class = found.row->item_class;
        change.item = found.item;
        append(reader, changes, change);
    }
}

static void
read_added(mst__reader *reader, const mst__node *add, mst_change change, mst__change_list *changes)
{
    change.operation = MST_CHANGE_ADD;
    /* What is no map has been told when it was declared. */
    for (const mst__node *list = add->first; add->kind == MST__MAP && list != NULL;
         list = list->next) {
        for (uint32_t i = 0; i < MST__COUNT_OF(classes); i++) {
            if (strcmp(classes[i].section, list->key) != 0) {
                continue;
            }
            change.item_class = classes[i].item_class;
            for (const mst__node *item = list->first; item != NULL; item = item->next) {
                if (item->number != MST_NONE) {
                    change.item = item->number;
                    change.place = item->place;
                    append(reader, changes, change);
                }
            }
        }
    }
}

/* ---- an entry ---- */

/* Reads from, until and surprise; false after a fault. */
static bool
read_times(mst__reader *reader, const mst__node *node, bool in_option, mst_change *change)
{
    const mst__node *from = mst__node_get(node, "from");
    const mst__node *until = mst__node_get(node, "until");
    const mst__node *surprise = mst__node_get(node, "surprise");
    bool is_sound = from == NULL || mst__moment_read(reader, from, "from", &change->from);
    is_sound =
        (until == NULL || mst__moment_read(reader, until, "until", &change->until)) && is_sound;
    if (surprise != NULL) {
        is_sound = mst__flag_read(reader, surprise, "surprise", &change->surprise) && is_sound;
    }
    if (change->surprise && in_option) {
        mst__fault(reader, surprise->place,
                   "what is ordered or reported cannot be a surprise; put it into a scenario");
        return false;
    }
    if (change->surprise && from == NULL) {
        mst__fault(reader, surprise->place, "a surprise needs from: when does it happen?");
        return false;
    }
    if (is_sound && from != NULL && until != NULL &&
        change->from.absolute == change->until.absolute && change->from.ms >= change->until.ms) {
        mst__fault(reader, until->place, "until is \"%s\", not after from, \"%s\"",
                   mst__shown(reader, until->text), mst__shown(reader, from->text));
        return false;
    }
    return is_sound;
}

static bool
is_time_key(const char *key)
{
    return strcmp(key, "from") == 0 || strcmp(key, "until") == 0 || strcmp(key, "surprise") == 0;
}

static void
read_one(mst__reader *reader, const mst__node *node, mst_change change, mst__change_list *changes)
{
    change.place = node->key_place;
    if (strcmp(node->key, "open") == 0) {
        read_item_changes(reader, node, MST_CHANGE_OPEN, change, changes);
    } else if (strcmp(node->key, "close") == 0) {
        read_item_changes(reader, node, MST_CHANGE_CLOSE, change, changes);
    } else if (strcmp(node->key, "remove") == 0) {
        read_item_changes(reader, node, MST_CHANGE_REMOVE, change, changes);
    } else if (strcmp(node->key, "add") == 0) {
        read_added(reader, node, change, changes);
    } else if (strcmp(node->key, "all") == 0) {
        uint32_t word = 0;
        change.item_class = MST_ITEM_POST;
        if (mst__word_read(reader, node, "all", pick_words, MST__COUNT_OF(pick_words), &word)) {
            change.operation = pick_operations[word];
            append(reader, changes, change);
        }
    } else {
        read_path_change(reader, node, change, changes);
    }
}

void
mst__change_read(mst__reader *reader, const mst__node *node, bool in_option,
                 mst__change_list *changes)
{
    if (node->kind != MST__MAP) {
        mst__fault(reader, node->place,
                   "a change is a map, such as {close: sites.hkia, from: +48 h}, not \"%s\"",
                   mst__shown(reader, mst__node_words(node)));
        return;
    }
    mst_change change = {
        .place = node->place, .item = MST_NONE, .field = MST_NONE, .berth_class = MST_NONE};
    bool times_are_sound = read_times(reader, node, in_option, &change);
    uint32_t said = 0;
    for (const mst__node *child = node->first; child != NULL; child = child->next) {
        if (!is_time_key(child->key)) {
            read_one(reader, child, change, changes);
            said++;
        }
    }
    if (said == 0 && times_are_sound) {
        mst__fault(reader, node->place, "this change says when and not what");
    }
}

void
mst__changes_read(mst__reader *reader, const mst__node *node, bool in_option,
                  mst__change_list *changes)
{
    /* What is no list has been told when the additions were declared. */
    for (const mst__node *entry = node->first; node->kind == MST__LIST && entry != NULL;
         entry = entry->next) {
        mst__change_read(reader, entry, in_option, changes);
    }
}
