/* SPDX-License-Identifier: Apache-2.0
 *
 * The id of every item, before any item's fields are read, so that references may point anywhere.
 */
#include <string.h>

#include "base/text.h"
#include "read/reader.h"

const char *const mst__section_names[MST__CLASS_COUNT] = {
    "people",  "sites", "links",        "types",      "fleets",    "permissions", "scenarios",
    "options", "pins",  "propositions", "indicators", "tripwires", "reports"};

const char *const mst__class_nouns[MST__CLASS_COUNT] = {
    "people item", "site", "link",        "type",      "fleet",    "permission", "scenario",
    "option",      "pin",  "proposition", "indicator", "tripwire", "report"};

static const uint32_t class_limits[MST__CLASS_COUNT] = {
    MST_MAX_PEOPLE_ITEMS, MST_MAX_SITES,     MST_MAX_LINKS,   MST_MAX_TYPES, MST_MAX_FLEETS,
    MST_MAX_PERMISSIONS,  MST_MAX_SCENARIOS, MST_MAX_OPTIONS, MST_MAX_PINS,  MST_MAX_PROPOSITIONS,
    MST_MAX_INDICATORS,   MST_MAX_TRIPWIRES, MST_MAX_REPORTS,
};

bool
mst__id_is_sound(mst__reader *reader, const char *text, const char *what, mst_place place)
{
    size_t bytes = strlen(text);
    if (bytes > MST_MAX_ID_BYTES) {
        mst__fault_limit(reader, place, "the %s id \"%s\" has %zu bytes; the limit is %d", what,
                         mst__shown(reader, text), bytes, MST_MAX_ID_BYTES);
        return false;
    }
    bool is_sound = bytes > 0 && text[0] != '-';
    for (const char *at = text; *at != '\0'; at++) {
        bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        is_sound =
            is_sound && (is_letter || (*at >= '0' && *at <= '9') || *at == '-' || *at == '_');
    }
    if (!is_sound) {
        mst__fault(
            reader, place,
            "the %s id \"%s\" is not made of letters, digits, - and _ (free text goes into name)",
            what, mst__shown(reader, text));
    }
    return is_sound;
}

/* The id to declare the item by; one that nobody can name when its own cannot be used. */
static const char *
find_id(mst__reader *reader, mst__class class, const mst__node *node, const char *noun)
{
    const mst__draft_list *list = &reader->drafts[class];
    const mst__node *id = mst__node_get(node, "id");
    const char *placeholder =
        mst__format(reader, "(item %u without an id of its own)", list->count + 1);
    if (id == NULL || id->kind != MST__SCALAR || mst__node_is_nothing(id)) {
        mst__fault(reader, node->place, "this %s has no id; give it one, such as \"id: first\"",
                   noun);
        return placeholder;
    }
    if (!mst__id_is_sound(reader, id->text, noun, id->place)) {
        return placeholder;
    }
    uint32_t other = mst__names_find(&list->names, id->text);
    if (other != MST_NONE) {
        mst_place first = list->items[other].node->place;
        mst__fault(reader, id->place,
                   "the %s id \"%s\" is already that of the item at %s:%u; ids are unique", noun,
                   id->text, first.file, first.line);
        return placeholder;
    }
    return id->text;
}

static void
add_draft(mst__reader *reader, mst__class class, mst__node *node, bool dormant,
          bool is_reinforcement)
{
    mst__draft_list *list = &reader->drafts[class];
    const char *noun = is_reinforcement ? "reinforcement" : mst__class_nouns[class];
    if (node->kind != MST__MAP) {
        mst__fault(reader, node->place, "a %s is a map of keys and values, not \"%s\"", noun,
                   mst__shown(reader, mst__node_words(node)));
        return;
    }
    if (list->count == class_limits[class]) {
        mst__fault_limit(reader, node->place, "a post has at most %u %s", class_limits[class],
                         mst__section_names[class]);
        return;
    }
    const char *id = find_id(reader, class, node, noun);
    void *items = list->items;
    if (!mst__grow(reader, &reader->scratch, &items, list->count, &list->room, sizeof *list->items,
                   class_limits[class])) {
        return;
    }
    list->items = items;
    if (!mst__names_add(&list->names, &reader->scratch, id)) {
        reader->out_of_memory = true;
        return;
    }
    node->number = list->count;
    list->items[list->count++] =
        (mst__draft){.node = node, .dormant = dormant, .is_reinforcement = is_reinforcement};
}

const char *
mst__draft_id(mst__reader *reader, mst__class class, uint32_t index)
{
    const mst__draft_list *list = &reader->drafts[class];
    const char *declared = list->names.texts[index];
    if (declared[0] != '(') {
        return mst__keep(reader, declared);
    }
    /* It has its fault; what it is called matters for further messages only. */
    const mst__node *id = mst__node_get(list->items[index].node, "id");
    bool has_text = id != NULL && id->kind == MST__SCALAR && id->text[0] != '\0';
    return mst__keep(reader, has_text ? mst__shown(reader, id->text) : "(no id)");
}

void
mst__draft_section(mst__reader *reader, mst__class class, const mst__node *list, bool dormant)
{
    for (mst__node *item = list->first; item != NULL && !reader->out_of_memory; item = item->next) {
        if (reader->drafts[class].count == class_limits[class]) {
            mst__fault_limit(reader, item->place, "a post has at most %u %s", class_limits[class],
                             mst__section_names[class]);
            return;
        }
        add_draft(reader, class, item, dormant, false);
    }
}

static void
declare_added(mst__reader *reader, const mst__node *change)
{
    mst__node *add = mst__node_get(change, "add");
    if (add == NULL) {
        return;
    }
    if (add->kind != MST__MAP) {
        mst__fault(reader, add->place, "add is a map of lists, such as {people: [...]}, not \"%s\"",
                   mst__shown(reader, mst__node_words(add)));
        return;
    }
    static const mst__class classes[] = {MST__PEOPLE, MST__SITE, MST__LINK, MST__FLEET};
    static const char *const names[] = {"people", "sites", "links", "fleets"};
    mst__keys_check(reader, add, "add", names, MST__COUNT_OF(names));
    for (uint32_t i = 0; i < MST__COUNT_OF(classes); i++) {
        mst__node *list = mst__node_get(add, names[i]);
        if (list != NULL && mst__list_expand(reader, list, names[i], false)) {
            mst__draft_section(reader, classes[i], list, true);
        }
    }
}

static void
declare_of(mst__reader *reader, const mst__node *item, bool in_option)
{
    mst__node *changes = mst__node_get(item, "changes");
    if (changes != NULL && mst__list_expand(reader, changes, "changes", true)) {
        for (const mst__node *change = changes->first; change != NULL; change = change->next) {
            declare_added(reader, change);
        }
    }
    mst__node *list = in_option ? mst__node_get(item, "reinforcements") : NULL;
    if (list == NULL || !mst__list_expand(reader, list, "reinforcements", false)) {
        return;
    }
    for (mst__node *node = list->first; node != NULL; node = node->next) {
        add_draft(reader, MST__PEOPLE, node, true, true);
    }
}

/* Items stand in the post by id, not by where they were written: the order of the text then
 * decides nothing, in the plan or elsewhere. Scenarios, options and pins keep the order of the
 * text; it is how they are shown. */
static void
sort_drafts(mst__reader *reader, mst__class class)
{
    mst__draft_list *list = &reader->drafts[class];
    uint32_t *order = MST_TAKE(&reader->scratch, uint32_t, list->count);
    mst__draft *items = MST_TAKE(&reader->scratch, mst__draft, list->room);
    if (order == NULL || items == NULL) {
        reader->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        order[i] = i;
    }
    for (uint32_t gap = list->count / 2; gap > 0; gap /= 2) { /* Shell's sort; ids are unique */
        for (uint32_t i = gap; i < list->count; i++) {
            uint32_t item = order[i];
            uint32_t j = i;
            for (;
                 j >= gap && strcmp(list->names.texts[item], list->names.texts[order[j - gap]]) < 0;
                 j -= gap) {
                order[j] = order[j - gap];
            }
            order[j] = item;
        }
    }
    mst__names names = {0};
    for (uint32_t i = 0; i < list->count; i++) {
        items[i] = list->items[order[i]];
        items[i].node->number = i;
        if (!mst__names_add(&names, &reader->scratch, list->names.texts[order[i]])) {
            reader->out_of_memory = true;
            return;
        }
    }
    list->items = items;
    list->names = names;
}

void
mst__declare_additions(mst__reader *reader)
{
    static const mst__class owners[] = {MST__SCENARIO, MST__OPTION, MST__REPORT};
    for (uint32_t i = 0; i < MST__COUNT_OF(owners); i++) {
        for (uint32_t j = 0; j < reader->drafts[owners[i]].count; j++) {
            declare_of(reader, reader->drafts[owners[i]].items[j].node, owners[i] == MST__OPTION);
        }
    }
    static const mst__class sorted[] = {MST__PEOPLE, MST__SITE,  MST__LINK,
                                        MST__TYPE,   MST__FLEET, MST__PERMISSION};
    for (uint32_t i = 0; i < MST__COUNT_OF(sorted) && !reader->out_of_memory; i++) {
        sort_drafts(reader, sorted[i]);
    }
}
