/* SPDX-License-Identifier: Apache-2.0
 *
 * What reading any item has in common: fields from the field table, keys that are no numbers,
 * metadata, references, and the fault for a key that nobody knows.
 */
#include <string.h>

#include "base/text.h"
#include "read/reader.h"

enum { KNOWN_MAX = 128 };

bool
mst__text_read(mst__reader *reader, const mst__node *node, const char *name, const char **text)
{
    if (node->kind != MST__SCALAR || mst__node_is_nothing(node)) {
        mst__fault(reader, node->place, "%s is %s where a text should stand", name,
                   node->kind == MST__SCALAR ? "empty" : mst__node_words(node));
        return false;
    }
    *text = mst__keep(reader, node->text);
    return *text != NULL;
}

bool
mst__word_read(mst__reader *reader, const mst__node *node, const char *name,
               const char *const *words, uint32_t count, uint32_t *word)
{
    for (uint32_t i = 0; node->kind == MST__SCALAR && i < count; i++) {
        if (strcmp(node->text, words[i]) == 0) {
            *word = i;
            return true;
        }
    }
    const char *all = words[0];
    for (uint32_t i = 1; i < count; i++) {
        all = mst__format(reader, "%s, %s", all, words[i]);
    }
    mst__fault(reader, node->place, "%s is \"%s\", which is not one of: %s%s", name,
               mst__shown(reader, mst__node_words(node)), all,
               mst__did_you_mean(reader, node->text, words, count));
    return false;
}

bool
mst__reference_read(mst__reader *reader, const mst__node *node, const char *name, mst__class class,
                    uint32_t *index)
{
    const mst__names *names = &reader->drafts[class].names;
    if (node->kind != MST__SCALAR || mst__node_is_nothing(node)) {
        mst__fault(reader, node->place, "%s is %s where the id of a %s should stand", name,
                   node->kind == MST__SCALAR ? "empty" : mst__node_words(node),
                   mst__class_nouns[class]);
        return false;
    }
    uint32_t found = mst__names_find(names, node->text);
    if (found == MST_NONE) {
        mst__fault(reader, node->place, "%s is \"%s\", and there is no %s of that id%s", name,
                   mst__shown(reader, node->text), mst__class_nouns[class],
                   mst__did_you_mean(reader, node->text, names->texts, names->count));
        return false;
    }
    *index = found;
    return true;
}

bool
mst__words_read(mst__reader *reader, const mst__node *node, const char *name,
                const mst__node ***words, uint32_t *count)
{
    if (node->kind == MST__MAP || mst__node_is_nothing(node)) {
        mst__fault(reader, node->place, "%s is %s where a list should stand", name,
                   node->kind == MST__MAP ? "a map" : "empty");
        return false;
    }
    size_t room = node->kind == MST__LIST ? node->count : strlen(node->text) / 2 + 1;
    const mst__node **read = mst__take_scratch(reader, room, sizeof *read);
    *words = read;
    *count = 0;
    if (read == NULL) {
        return false;
    }
    for (const mst__node *entry = node->first; entry != NULL; entry = entry->next) {
        read[(*count)++] = entry;
    }
    for (const char *at = node->text; node->kind == MST__SCALAR && *at != '\0';) {
        size_t bytes = strcspn(at, " ,");
        if (bytes > 0) {
            mst__node *word = mst__node_new(reader, MST__SCALAR, node->place);
            char *text = mst_arena_text_bytes(&reader->scratch, at, bytes);
            if (word == NULL || text == NULL) {
                reader->out_of_memory = reader->out_of_memory || text == NULL;
                return false;
            }
            word->text = text;
            read[(*count)++] = word;
        }
        at += bytes + (at[bytes] != '\0');
    }
    return true;
}

bool
mst__reference_list_read(mst__reader *reader, const mst__node *node, const char *name,
                         mst__class class, uint32_t **indexes, uint32_t *count)
{
    const mst__node **words;
    uint32_t word_count;
    if (!mst__words_read(reader, node, name, &words, &word_count)) {
        return false;
    }
    uint32_t *read = mst__reader_take(reader, word_count, sizeof *read);
    uint8_t *seen = mst__take_scratch(reader, reader->drafts[class].count, 1);
    bool is_sound = read != NULL && seen != NULL;
    *indexes = read;
    *count = 0;
    for (uint32_t i = 0; read != NULL && seen != NULL && i < word_count; i++) {
        uint32_t index;
        if (!mst__reference_read(reader, words[i], name, class, &index)) {
            is_sound = false;
        } else if (seen[index]) {
            mst__fault(reader, words[i]->place, "%s names \"%s\" twice", name, words[i]->text);
            is_sound = false;
        } else {
            seen[index] = 1;
            read[(*count)++] = index;
        }
    }
    return is_sound;
}

/* The nearest key, or all of them where none is near and they are few. */
static const char *
suggest_key(mst__reader *reader, const char *key, const char *const *names, uint32_t count)
{
    enum { FEW = 8 };
    const char *nearest = mst__did_you_mean(reader, key, names, count);
    if (nearest[0] != '\0' || count == 0 || count > FEW || reader->suggestions_left == 0) {
        return nearest;
    }
    const char *all = names[0];
    for (uint32_t i = 1; i < count; i++) {
        all = mst__format(reader, "%s, %s", all, names[i]);
    }
    return mst__format(reader, "; it takes %s", all);
}

void
mst__keys_check(mst__reader *reader, const mst__node *map, const char *what,
                const char *const *names, uint32_t count)
{
    for (const mst__node *child = map->first; child != NULL; child = child->next) {
        bool is_known = false;
        for (uint32_t i = 0; i < count && !is_known; i++) {
            is_known = strcmp(names[i], child->key) == 0;
        }
        if (!is_known) {
            mst__fault(reader, child->key_place, "unknown key \"%s\" in %s%s",
                       mst__shown(reader, child->key), what,
                       suggest_key(reader, child->key, names, count));
        }
    }
}

/* ---- metadata: every item has it ---- */

static mst_meta *
meta_of(const mst__shape *shape, void *item)
{
    return (mst_meta *)(void *)((char *)item + shape->meta_offset);
}

static void
read_grade(mst__reader *reader, const mst__node *node, mst_meta *meta)
{
    const char *text = node->text;
    bool is_grade =
        strlen(text) == 2 && text[0] >= 'A' && text[0] <= 'F' && text[1] >= '1' && text[1] <= '6';
    if (!is_grade) {
        mst__fault(reader, node->place,
                   "grade is \"%s\": an Admiralty grade is A to F and 1 to 6, such as B2",
                   mst__shown(reader, mst__node_words(node)));
        return;
    }
    meta->reliability = text[0];
    meta->credibility = text[1];
}

/* True when `node` is metadata (read, or with its fault told). */
static bool
read_meta(mst__reader *reader, const mst__node *node, mst_meta *meta)
{
    static const char *const confidences[] = {"published", "derived", "unverified", "assumption"};
    const char *key = node->key;
    uint32_t word = 0;
    if (strcmp(key, "owner") == 0) {
        (void)!mst__text_read(reader, node, key, &meta->owner);
    } else if (strcmp(key, "source") == 0) {
        (void)!mst__text_read(reader, node, key, &meta->source);
    } else if (strcmp(key, "confidence") == 0) {
        if (mst__word_read(reader, node, key, confidences, MST__COUNT_OF(confidences), &word)) {
            meta->confidence = confidences[word];
        }
    } else if (strcmp(key, "grade") == 0) {
        read_grade(reader, node, meta);
    } else if (strcmp(key, "as_of") == 0) {
        meta->as_of_given = mst__instant_read(reader, node, key, &meta->as_of);
    } else if (strcmp(key, "review") == 0) {
        const mst__measure measure = {.kind = MST_KIND_DURATION,
                                      .minimum = MST_MS_PER_MINUTE,
                                      .maximum = 3660 * MST_MS_PER_DAY};
        (void)!mst__number_read(reader, node, key, measure, &meta->review_ms);
    } else {
        return false;
    }
    return true;
}

/* ---- fields and keys ---- */

static const mst_field *
shape_field(const mst__shape *shape, uint32_t index)
{
    if (shape->fields != NULL) {
        return index < shape->field_count ? &shape->fields[index] : NULL;
    }
    return shape->has_fields && index < mst_field_count ? &mst_fields[index] : NULL;
}

static const mst_field *
find_field(const mst__shape *shape, const char *path)
{
    const mst_field *field;
    for (uint32_t i = 0; (field = shape_field(shape, i)) != NULL; i++) {
        bool is_ours = shape->fields != NULL || field->item_class == shape->item_class;
        if (is_ours && !field->per_class && strcmp(field->path, path) == 0) {
            return field;
        }
    }
    return NULL;
}

static const mst__key *
find_key(const mst__shape *shape, const char *path)
{
    for (uint32_t i = 0; i < shape->key_count; i++) {
        if (strcmp(shape->keys[i].path, path) == 0) {
            return &shape->keys[i];
        }
    }
    return NULL;
}

/* The part of `path` that stands right under `prefix` (no prefix: the first part), or NULL. */
static const char *
part_under(mst__reader *reader, const char *path, const char *prefix)
{
    size_t bytes = strlen(prefix);
    if (bytes > 0 && (strncmp(path, prefix, bytes) != 0 || path[bytes] != '.')) {
        return NULL;
    }
    const char *part = bytes > 0 ? path + bytes + 1 : path;
    const char *dot = strchr(part, '.');
    return dot == NULL ? part : mst__format(reader, "%.*s", (int)(dot - part), part);
}

/* The names a planner may write under `prefix`. */
static uint32_t
known_names(mst__reader *reader, const mst__shape *shape, const char *prefix, const char **names)
{
    static const char *const common[] = {"id",    "owner",  "source", "confidence",
                                         "as_of", "review", "grade"};
    uint32_t count = 0;
    for (uint32_t i = 0; i < shape->key_count && count < KNOWN_MAX; i++) {
        const char *part = part_under(reader, shape->keys[i].path, prefix);
        names[count] = part;
        count += part != NULL;
    }
    const mst_field *field;
    for (uint32_t i = 0; (field = shape_field(shape, i)) != NULL && count < KNOWN_MAX; i++) {
        bool is_ours = shape->fields != NULL || field->item_class == shape->item_class;
        const char *part = is_ours ? part_under(reader, field->path, prefix) : NULL;
        names[count] = part;
        count += part != NULL;
    }
    for (uint32_t i = 0; i < MST__COUNT_OF(common) && prefix[0] == '\0' && count < KNOWN_MAX; i++) {
        names[count++] = common[i];
    }
    return count;
}

static void
fault_unknown_key(mst__reader *reader, const mst__shape *shape, const char *prefix,
                  const mst__node *node)
{
    const char *names[KNOWN_MAX] = {NULL};
    uint32_t count = reader->suggestions_left > 0 ? known_names(reader, shape, prefix, names) : 0;
    mst__fault(
        reader, node->key_place, "unknown key \"%s\" in %s%s%s", mst__shown(reader, node->key),
        prefix[0] != '\0' ? mst__format(reader, "%s of ", prefix) : "",
        mst__format(reader, "a %s", shape->noun), suggest_key(reader, node->key, names, count));
}

/* True when some path of the shape begins with `name.`. */
static bool
is_group(const mst__shape *shape, const char *name)
{
    size_t bytes = strlen(name);
    for (uint32_t i = 0; i < shape->key_count; i++) {
        if (strncmp(shape->keys[i].path, name, bytes) == 0 && shape->keys[i].path[bytes] == '.') {
            return true;
        }
    }
    const mst_field *field;
    for (uint32_t i = 0; (field = shape_field(shape, i)) != NULL; i++) {
        bool is_ours = shape->fields != NULL || field->item_class == shape->item_class;
        if (is_ours && strncmp(field->path, name, bytes) == 0 && field->path[bytes] == '.') {
            return true;
        }
    }
    return false;
}

/* Reads one value by its full path; false when the shape has no such path. */
static bool
read_path(mst__reader *reader, const mst__shape *shape, const char *path, const mst__node *node,
          void *item)
{
    const mst__key *key = find_key(shape, path);
    if (key != NULL) {
        key->read(reader, item, node);
        return true;
    }
    const mst_field *field = find_field(shape, path);
    if (field == NULL) {
        return false;
    }
    mst__quantity_read(reader, node, path, mst__measure_of(field), mst_field_of(field, item));
    return true;
}

void
mst__group_read(mst__reader *reader, const mst__shape *shape, const char *prefix,
                const mst__node *node, void *item)
{
    if (node->kind != MST__MAP) {
        mst__fault(reader, node->place, "%s is \"%s\": it is a map of keys and values", prefix,
                   mst__shown(reader, mst__node_words(node)));
        return;
    }
    for (const mst__node *child = node->first; child != NULL; child = child->next) {
        char path[2 * MST_MAX_ID_BYTES];
        bool fits = strlen(prefix) + strlen(child->key) + 2 <= sizeof path;
        if (fits) {
            memcpy(path, prefix, strlen(prefix));
            path[strlen(prefix)] = '.';
            memcpy(path + strlen(prefix) + 1, child->key, strlen(child->key) + 1);
        }
        if (!fits || !read_path(reader, shape, path, child, item)) {
            fault_unknown_key(reader, shape, prefix, child);
        }
    }
}

void
mst__item_read(mst__reader *reader, const mst__shape *shape, const mst__node *node, void *item)
{
    for (const mst__node *child = node->first; child != NULL; child = child->next) {
        /* A dotted key would say the same thing in a second place. */
        bool is_dotted = strchr(child->key, '.') != NULL;
        if (strcmp(child->key, "id") == 0 ||
            (!is_dotted && read_path(reader, shape, child->key, child, item)) ||
            read_meta(reader, child, meta_of(shape, item))) {
            continue;
        }
        if (is_group(shape, child->key)) {
            mst__group_read(reader, shape, child->key, child, item);
        } else if (is_dotted && (find_key(shape, child->key) || find_field(shape, child->key))) {
            const char *rest = strchr(child->key, '.') + 1;
            mst__fault(reader, child->key_place, "\"%s\" is written %.*s: {%s: ...}", child->key,
                       (int)(rest - child->key - 1), child->key, rest);
        } else {
            fault_unknown_key(reader, shape, "", child);
        }
    }
}
