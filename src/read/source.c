/* SPDX-License-Identifier: Apache-2.0
 *
 * From files to drafts: `include:` and `file:`.
 *
 * G1  Files are read once each, the including one before those it includes, in the order of the
 *     text.
 * G2  A file that includes itself, through others too, is a fault that shows the way round.
 */
#include <string.h>

#include "base/text.h"
#include "read/reader.h"

mst__node *
mst__node_new(mst__reader *reader, mst__node_kind kind, mst_place place)
{
    if (reader->node_count == MST_READ_MAX_NODES) {
        mst__fault_limit(reader, place, "a post has more than %d values, which is the limit",
                         MST_READ_MAX_NODES);
        reader->text_is_lost = true;
        reader->node_count++;
        return NULL;
    }
    if (reader->node_count > MST_READ_MAX_NODES) {
        return NULL;
    }
    mst__node *node = mst__take_scratch(reader, 1, sizeof *node);
    if (node != NULL) {
        reader->node_count++;
        *node = (mst__node){.kind = kind, .place = place, .text = "", .number = MST_NONE};
    }
    return node;
}

static bool
has_suffix(const char *text, const char *suffix)
{
    size_t bytes = strlen(text);
    size_t suffix_bytes = strlen(suffix);
    return bytes >= suffix_bytes && mst_text_same(text + bytes - suffix_bytes, suffix);
}

static const char *
relative_of(const mst__reader *reader, const char *file)
{
    for (uint32_t i = 0; i < reader->file_count; i++) {
        if (reader->files[i].name == file) {
            return reader->files[i].relative;
        }
    }
    return "";
}

/* The rows of `{file: name.csv}`, NULL after a fault. */
static mst__node *
read_rows(mst__reader *reader, const mst__node *map, const char *what, bool flat)
{
    const mst__node *name = mst__node_get(map, "file");
    if (map->count != 1 || name->kind != MST__SCALAR) {
        mst__fault(reader, map->place,
                   "%s from a spreadsheet is written {file: name.csv} and nothing else", what);
        return NULL;
    }
    if (!has_suffix(name->text, ".csv")) {
        mst__fault(reader, name->place, "\"%s\" is no CSV file; its name ends with .csv",
                   mst__shown(reader, name->text));
        return NULL;
    }
    const char *path =
        mst__file_resolve(reader, relative_of(reader, name->place.file), name->text, name->place);
    uint32_t file = path == NULL ? MST_NONE : mst__file_open(reader, path, MST_NONE, name->place);
    if (file == MST_NONE) {
        reader->text_is_lost = true;
        return NULL;
    }
    reader->files[file].is_rows = true;
    mst__node *rows = mst__csv_read(reader, reader->files[file].name, reader->files[file].text,
                                    reader->files[file].bytes, flat);
    reader->text_is_lost = reader->text_is_lost || rows == NULL;
    return rows;
}

static bool
names_a_file(const mst__node *node)
{
    return node->kind == MST__MAP && mst__node_get(node, "file") != NULL;
}

/* Moves every row of `rows` to the end of `list`. */
static void
append_all(mst__node *list, mst__node *rows)
{
    for (mst__node *row = rows->first; row != NULL;) {
        mst__node *next = row->next;
        row->next = NULL;
        mst__node_append(list, row);
        row = next;
    }
}

static void
append_items(mst__reader *reader, mst__node *list, mst__node *from, const char *what, bool flat)
{
    for (mst__node *item = from->first; item != NULL;) {
        mst__node *next = item->next;
        mst__node *rows = names_a_file(item) ? read_rows(reader, item, what, flat) : NULL;
        if (rows != NULL) {
            append_all(list, rows);
        } else if (!names_a_file(item)) {
            item->next = NULL;
            mst__node_append(list, item);
        }
        item = next;
    }
}

bool
mst__list_expand(mst__reader *reader, mst__node *node, const char *what, bool flat)
{
    mst__node *list = mst__node_new(reader, MST__LIST, node->place);
    if (list == NULL) {
        return false;
    }
    if (names_a_file(node)) {
        mst__node *rows = read_rows(reader, node, what, flat);
        if (rows == NULL) {
            return false;
        }
        append_all(list, rows);
    } else if (node->kind == MST__LIST) {
        append_items(reader, list, node, what, flat);
    } else if (!mst__node_is_nothing(node)) {
        mst__fault(reader, node->place, "%s is \"%s\": it is a list; begin each item with \"- \"",
                   what, mst__shown(reader, mst__node_words(node)));
        return false;
    }
    node->kind = MST__LIST;
    node->first = list->first;
    node->last = list->last;
    node->count = list->count;
    return true;
}

/* `a.yaml includes b.yaml includes a.yaml`, or NULL when `relative` is not on the way to `file`. */
static const char *
cycle_words(mst__reader *reader, uint32_t file, const char *relative)
{
    const char *words = relative;
    for (uint32_t at = file; at != MST_NONE; at = reader->files[at].parent) {
        words = mst__format(reader, "%s includes %s", reader->files[at].relative, words);
        if (strcmp(reader->files[at].relative, relative) == 0) {
            return words;
        }
    }
    return NULL;
}

static void
include_one(mst__reader *reader, uint32_t file, const mst__node *name)
{
    if (name->kind != MST__SCALAR || mst__node_is_nothing(name)) {
        mst__fault(reader, name->place, "include is a list of file names, such as [sites.yaml]");
        return;
    }
    const char *relative =
        mst__file_resolve(reader, reader->files[file].relative, name->text, name->place);
    if (relative == NULL) {
        return;
    }
    const char *cycle = cycle_words(reader, file, relative);
    if (cycle != NULL) {
        mst__fault(reader, name->place, "a cycle of includes: %s", cycle);
        return;
    }
    for (uint32_t i = 0; i < reader->file_count; i++) {
        if (strcmp(reader->files[i].relative, relative) == 0) {
            return; /* G1 */
        }
    }
    if (mst__file_open(reader, relative, file, name->place) == MST_NONE) {
        reader->text_is_lost = true;
    }
}

static void
include_all(mst__reader *reader, uint32_t file, const mst__node *names)
{
    if (names->kind != MST__LIST) {
        include_one(reader, file, names);
        return;
    }
    for (const mst__node *name = names->first; name != NULL; name = name->next) {
        include_one(reader, file, name);
    }
}

static void
take_key(mst__reader *reader, uint32_t file, mst__node *value)
{
    static const char *const known[] = {
        "post",       "include",     "people",    "sites",    "links", "types",
        "fleets",     "permissions", "scenarios", "options",  "pins",  "propositions",
        "indicators", "tripwires",   "reports",   "evidence", "chance"};
    if (strcmp(value->key, "include") == 0) {
        include_all(reader, file, value);
        return;
    }
    if (strcmp(value->key, "post") == 0) {
        if (file != 0) {
            mst__fault(reader, value->key_place,
                       "post stands in the first file only, not in one it includes");
        } else {
            reader->post_node = value;
        }
        return;
    }
    if (strcmp(value->key, "evidence") == 0) {
        if (reader->evidence_node != NULL) {
            mst__fault(reader, value->key_place, "evidence is written twice; the other is at %s:%u",
                       reader->evidence_node->place.file, reader->evidence_node->place.line);
        }
        reader->evidence_node = value;
        return;
    }
    if (strcmp(value->key, "chance") == 0) {
        if (reader->chance_node != NULL) {
            mst__fault(reader, value->key_place, "chance is written twice; the other is at %s:%u",
                       reader->chance_node->place.file, reader->chance_node->place.line);
        }
        reader->chance_node = value;
        return;
    }
    for (uint32_t class = 0; class < MST__CLASS_COUNT; class ++) {
        if (strcmp(value->key, mst__section_names[class]) == 0) {
            if (mst__list_expand(reader, value, value->key, false)) {
                mst__draft_section(reader, (mst__class) class, value, false);
            }
            return;
        }
    }
    mst__fault(reader, value->key_place, "unknown key \"%s\" at the top of the post%s",
               mst__shown(reader, value->key),
               mst__did_you_mean(reader, value->key, known, MST__COUNT_OF(known)));
}

void
mst__gather(mst__reader *reader, uint32_t first_file)
{
    for (uint32_t file = first_file; file < reader->file_count && !reader->out_of_memory; file++) {
        if (reader->files[file].is_rows) {
            continue;
        }
        mst__node *root = mst__yaml_read(reader, reader->files[file].name, reader->files[file].text,
                                         reader->files[file].bytes);
        if (root == NULL) {
            reader->text_is_lost = true;
            continue;
        }
        if (root->kind != MST__MAP) {
            mst__fault(reader, root->place, "a post is a map of lists; this file is %s",
                       root->kind == MST__LIST ? "a list" : "a text");
            reader->text_is_lost = true;
            continue;
        }
        for (mst__node *value = root->first; value != NULL;) {
            mst__node *next = value->next;
            take_key(reader, file, value);
            value = next;
        }
    }
}
