/* SPDX-License-Identifier: Apache-2.0
 *
 * Scenarios, and options with their reinforcements.
 */
#include <string.h>

#include "read/reader.h"

/* Both scenarios and options have a list of changes that outlives the map it is read from. */
static void
read_change_list(mst__reader *reader, const mst__node *node, bool in_option,
                 const mst_change **changes, uint32_t *count)
{
    mst__change_list list = {0};
    mst__changes_read(reader, node, in_option, &list);
    *changes = list.items;
    *count = list.count;
}

/* ---- scenarios ---- */

static void
read_scenario_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_scenario *scenario = item;
    (void)!mst__text_read(reader, node, "name", &scenario->name);
}

static void
read_scenario_include(mst__reader *reader, void *item, const mst__node *node)
{
    mst_scenario *scenario = item;
    uint32_t *indexes;
    uint32_t count;
    if (node->kind == MST__LIST && node->count == 0) {
        return;
    }
    if (!mst__reference_list_read(reader, node, "include", MST__SCENARIO, &indexes, &count)) {
        return;
    }
    mst_scenario_id *includes = mst__reader_take(reader, count, sizeof *includes);
    for (uint32_t i = 0; includes != NULL && i < count; i++) {
        includes[i].index = indexes[i];
    }
    scenario->includes = includes;
    scenario->include_count = includes != NULL ? count : 0;
}

static void
read_scenario_changes(mst__reader *reader, void *item, const mst__node *node)
{
    mst_scenario *scenario = item;
    read_change_list(reader, node, false, &scenario->changes, &scenario->change_count);
}

static void
read_scenario_chance(mst__reader *reader, void *item, const mst__node *node)
{
    mst_scenario *scenario = item;
    (void)!mst__chance_read(reader, node, "chance", &scenario->chance);
}

static void
read_scenario_actor(mst__reader *reader, void *item, const mst__node *node)
{
    mst_scenario *scenario = item;
    (void)!mst__text_read(reader, node, "actor", &scenario->actor);
}

static const mst__key scenario_keys[] = {
    {"name", read_scenario_name},       {"actor", read_scenario_actor},
    {"chance", read_scenario_chance},   {"include", read_scenario_include},
    {"changes", read_scenario_changes},
};

static const mst__shape scenario_shape = {
    .noun = "scenario",
    .section = "scenarios",
    .meta_offset = offsetof(mst_scenario, meta),
    .keys = scenario_keys,
    .key_count = MST__COUNT_OF(scenario_keys),
};

/* One step of looking for a cycle: who includes whom, without recursion. An item whose includes are
 * all free of cycles is free of them; what is never freed stands in a cycle or leads into one. */
typedef struct include_graph {
    uint32_t count;
    const uint32_t *(*includes)(const mst_post *post, uint32_t index, uint32_t *count);
    mst__class class;
} include_graph;

static const uint32_t *
scenario_includes(const mst_post *post, uint32_t index, uint32_t *count)
{
    *count = post->scenarios[index].include_count;
    return (const uint32_t *)(const void *)post->scenarios[index].includes;
}

static const uint32_t *
option_includes(const mst_post *post, uint32_t index, uint32_t *count)
{
    *count = post->options[index].include_count;
    return (const uint32_t *)(const void *)post->options[index].includes;
}

static void
check_includes(mst__reader *reader, include_graph graph)
{
    uint8_t *is_free = mst__take_scratch(reader, graph.count, 1);
    bool changed = is_free != NULL;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < graph.count; i++) {
            uint32_t count;
            const uint32_t *includes = graph.includes(reader->post, i, &count);
            bool all_free = !is_free[i];
            for (uint32_t j = 0; j < count && all_free; j++) {
                all_free = is_free[includes[j]];
            }
            if (all_free) {
                is_free[i] = 1;
                changed = true;
            }
        }
    }
    for (uint32_t i = 0; is_free != NULL && i < graph.count; i++) {
        if (!is_free[i]) {
            const mst__node *node = reader->drafts[graph.class].items[i].node;
            const mst__node *include = mst__node_get(node, "include");
            mst__fault(reader, include->place,
                       "the %s \"%s\" includes itself, directly or through others",
                       mst__class_nouns[graph.class], reader->drafts[graph.class].names.texts[i]);
        }
    }
}

void
mst__scenarios_define(mst__reader *reader)
{
    mst_post *post = reader->post;
    const mst__draft_list *drafts = &reader->drafts[MST__SCENARIO];
    uint32_t count = drafts->count > 0 ? drafts->count : 1;
    mst_scenario *items = mst__reader_take(reader, count, sizeof *items);
    if (items == NULL) {
        return;
    }
    post->scenarios = items;
    post->scenario_count = count;
    if (drafts->count == 0) {
        items[0] = (mst_scenario){.id = mst__keep(reader, "base")};
    }
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] =
            (mst_scenario){.id = mst__draft_id(reader, MST__SCENARIO, i), .place = node->place};
        mst__item_read(reader, &scenario_shape, node, &items[i]);
    }
    check_includes(reader, (include_graph){drafts->count, scenario_includes, MST__SCENARIO});
}

/* ---- reinforcements ---- */

#define REINFORCEMENT(member, written, unit, least, most, absent, what)                            \
    {                                                                                              \
        .path = written, .kind = unit, .offset = offsetof(mst_reinforcement, member),              \
        .minimum = least, .maximum = most, .fallback = absent, .noun = what                        \
    }

const mst_field mst__reinforcement_fields[] = {
    REINFORCEMENT(size, "size", MST_KIND_COUNT, 1, MST_MAX_PEOPLE, 0, NULL),
    REINFORCEMENT(notice, "notice", MST_KIND_DURATION, 0, 3660 * MST_MS_PER_DAY, 0, NULL),
    REINFORCEMENT(rate, "rate", MST_KIND_RATE, 1, 1000000, MST_UNLIMITED, "people"),
    REINFORCEMENT(berths, "berths", MST_KIND_COUNT, 0, MST_MAX_VEHICLES, 0, NULL),
    REINFORCEMENT(priority, "priority", MST_KIND_COUNT, 1, 1000, 1, NULL),
};
const uint32_t mst__reinforcement_field_count = MST__COUNT_OF(mst__reinforcement_fields);

static void
read_reinforcement_site(mst__reader *reader, void *item, const mst__node *node)
{
    mst_reinforcement *reinforcement = item;
    (void)!mst__reference_read(reader, node, "site", MST__SITE, &reinforcement->site.index);
}

static void
read_reinforcement_class(mst__reader *reader, void *item, const mst__node *node)
{
    mst_reinforcement *reinforcement = item;
    (void)!mst__berth_class_read(reader, node->text, "berth_class", node->place,
                                 &reinforcement->berth_class);
}

static void
read_reinforcement_by(mst__reader *reader, void *item, const mst__node *node)
{
    mst_reinforcement *reinforcement = item;
    (void)!mst__reference_read(reader, node, "by", MST__FLEET, &reinforcement->by_fleet.index);
}

static const mst__key reinforcement_keys[] = {
    {"site", read_reinforcement_site},
    {"berth_class", read_reinforcement_class},
    {"by", read_reinforcement_by},
};

static const mst__shape reinforcement_shape = {
    .noun = "reinforcement",
    .section = "reinforcements",
    .meta_offset = offsetof(mst_reinforcement, meta),
    .keys = reinforcement_keys,
    .key_count = MST__COUNT_OF(reinforcement_keys),
    .fields = mst__reinforcement_fields,
    .field_count = MST__COUNT_OF(mst__reinforcement_fields),
};

static void
check_reinforcement(mst__reader *reader, const mst_reinforcement *reinforcement,
                    const mst__node *node)
{
    static const char *const needed[] = {"size", "site"};
    for (uint32_t i = 0; i < MST__COUNT_OF(needed); i++) {
        if (mst__node_get(node, needed[i]) == NULL) {
            mst__fault(reader, node->place, "the reinforcement \"%s\" has no %s", reinforcement->id,
                       needed[i]);
        }
    }
    bool has_class = reinforcement->berth_class != MST_NONE;
    if (has_class != reinforcement->berths.given) {
        mst__fault(reader, node->place, "the reinforcement \"%s\" has %s; they go together",
                   reinforcement->id,
                   has_class ? "a berth_class and no berths" : "berths and no berth_class");
    }
    if (reinforcement->by_fleet.index != MST_NONE && (reinforcement->rate.given || has_class)) {
        mst__fault(reader, node->place,
                   "the reinforcement \"%s\" comes by a fleet of the post, whose moves say when "
                   "and where; "
                   "leave out rate, berth_class and berths",
                   reinforcement->id);
    }
}

/* Its people carry what the problem needs of it. */
static void
complete_people(const mst_reinforcement *reinforcement, mst_people *people)
{
    people->count = reinforcement->size;
    people->priority = reinforcement->priority;
    people->meta = reinforcement->meta;
    if (reinforcement->site.index != MST_NONE) {
        people->site = reinforcement->site;
    }
}

static void
read_reinforcements(mst__reader *reader, void *item, const mst__node *list)
{
    mst_option *option = item;
    if (list->kind != MST__LIST) {
        return;
    }
    mst_reinforcement *read = mst__reader_take(reader, list->count, sizeof *read);
    uint32_t count = 0;
    for (const mst__node *node = list->first; read != NULL && node != NULL; node = node->next) {
        if (node->number == MST_NONE) {
            continue;
        }
        mst_reinforcement *reinforcement = &read[count++];
        *reinforcement = (mst_reinforcement){
            .id = reader->post->people[node->number].id,
            .place = node->place,
            .site.index = MST_NONE,
            .berth_class = MST_NONE,
            .by_fleet.index = MST_NONE,
            .people = node->number,
        };
        mst__item_read(reader, &reinforcement_shape, node, reinforcement);
        check_reinforcement(reader, reinforcement, node);
        complete_people(reinforcement, &reader->post->people[node->number]);
    }
    option->reinforcements = read;
    option->reinforcement_count = count;
}

/* ---- options ---- */

static void
read_option_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    (void)!mst__text_read(reader, node, "name", &option->name);
}

static void
read_option_include(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    uint32_t *indexes;
    uint32_t count;
    if (node->kind == MST__LIST && node->count == 0) {
        return;
    }
    if (!mst__reference_list_read(reader, node, "include", MST__OPTION, &indexes, &count)) {
        return;
    }
    mst_option_id *includes = mst__reader_take(reader, count, sizeof *includes);
    for (uint32_t i = 0; includes != NULL && i < count; i++) {
        includes[i].index = indexes[i];
    }
    option->includes = includes;
    option->include_count = includes != NULL ? count : 0;
}

static void
read_option_changes(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    read_change_list(reader, node, true, &option->changes, &option->change_count);
}

static void
read_scope_people(mst__reader *reader, const mst__node *node, mst_option *option)
{
    uint32_t *indexes;
    uint32_t count;
    if (node->kind == MST__SCALAR && strcmp(node->text, "all") == 0) {
        return;
    }
    if (!mst__reference_list_read(reader, node, node->key, MST__PEOPLE, &indexes, &count)) {
        return;
    }
    if (count == 0) {
        mst__fault(reader, node->place, "%s names nobody; write all, or scope: stay", node->key);
        return;
    }
    mst_people_id *people = mst__reader_take(reader, count, sizeof *people);
    for (uint32_t i = 0; people != NULL && i < count; i++) {
        people[i].index = indexes[i];
    }
    option->scope_people = people;
    option->scope_people_count = people != NULL ? count : 0;
}

static void
read_scope(mst__reader *reader, void *item, const mst__node *node)
{
    static const char scope_rule[] =
        "it is full, stay, {ordered: [..]}, {authorized: [..]} or {relocate: [..], to: SITE}";
    static const char *const keys[] = {"ordered", "authorized", "relocate", "to"};
    static const mst_scope_kind kinds[] = {MST_SCOPE_ORDERED, MST_SCOPE_AUTHORIZED,
                                           MST_SCOPE_RELOCATE};
    mst_option *option = item;
    if (node->kind != MST__MAP) {
        bool is_full = strcmp(node->text, "full") == 0;
        if (!is_full && strcmp(node->text, "stay") != 0) {
            mst__fault(reader, node->place, "scope is \"%s\": %s",
                       mst__shown(reader, mst__node_words(node)), scope_rule);
        }
        option->scope = is_full ? MST_SCOPE_FULL : MST_SCOPE_STAY;
        return;
    }
    mst__keys_check(reader, node, "scope", keys, MST__COUNT_OF(keys));
    uint32_t found = 0;
    for (uint32_t i = 0; i < MST__COUNT_OF(kinds); i++) {
        const mst__node *people = mst__node_get(node, keys[i]);
        if (people != NULL) {
            option->scope = kinds[i];
            read_scope_people(reader, people, option);
            found++;
        }
    }
    const mst__node *to = mst__node_get(node, "to");
    if (found != 1 || (to != NULL) != (option->scope == MST_SCOPE_RELOCATE)) {
        mst__fault(reader, node->place, "scope does not say one thing: %s", scope_rule);
        return;
    }
    if (to != NULL) {
        (void)!mst__reference_read(reader, to, "to", MST__SITE, &option->relocate_to.index);
    }
}

static void
read_order_at(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    (void)!mst__moment_read(reader, node, "order_at", &option->order_at);
    option->order_at_place = node->place;
}

static void
read_ordered_by(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    (void)!mst__text_read(reader, node, "ordered_by", &option->ordered_by);
}

static void
read_order_until(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    (void)!mst__moment_read(reader, node, "order_until", &option->order_until);
    option->order_until_place = node->place;
}

static void
read_alert(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    (void)!mst__text_read(reader, node, "alert", &option->alert);
}

static void
read_prefer_fleets(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    uint32_t *indexes;
    uint32_t count;
    if (!mst__reference_list_read(reader, node, "prefer_fleets", MST__FLEET, &indexes, &count)) {
        return;
    }
    mst_fleet_id *fleets = mst__reader_take(reader, count, sizeof *fleets);
    for (uint32_t i = 0; fleets != NULL && i < count; i++) {
        fleets[i].index = indexes[i];
    }
    option->preferred_fleets = fleets;
    option->preferred_fleet_count = fleets != NULL ? count : 0;
}

static void
read_prefer_links(mst__reader *reader, void *item, const mst__node *node)
{
    mst_option *option = item;
    uint32_t *indexes;
    uint32_t count;
    if (!mst__reference_list_read(reader, node, "prefer_links", MST__LINK, &indexes, &count)) {
        return;
    }
    mst_link_id *links = mst__reader_take(reader, count, sizeof *links);
    for (uint32_t i = 0; links != NULL && i < count; i++) {
        links[i].index = indexes[i];
    }
    option->preferred_links = links;
    option->preferred_link_count = links != NULL ? count : 0;
}

static const mst__key option_keys[] = {
    {"name", read_option_name},
    {"include", read_option_include},
    {"scope", read_scope},
    {"order_at", read_order_at},
    {"ordered_by", read_ordered_by},
    {"order_until", read_order_until},
    {"alert", read_alert},
    {"prefer_fleets", read_prefer_fleets},
    {"prefer_links", read_prefer_links},
    {"reinforcements", read_reinforcements},
    {"changes", read_option_changes},
};

static const mst__shape option_shape = {
    .noun = "option",
    .section = "options",
    .meta_offset = offsetof(mst_option, meta),
    .keys = option_keys,
    .key_count = MST__COUNT_OF(option_keys),
};

static const mst_option option_template = {
    .scope = MST_SCOPE_FULL,
    .relocate_to.index = MST_NONE,
};

void
mst__options_define(mst__reader *reader)
{
    mst_post *post = reader->post;
    const mst__draft_list *drafts = &reader->drafts[MST__OPTION];
    uint32_t count = drafts->count > 0 ? drafts->count : 1;
    mst_option *items = mst__reader_take(reader, count, sizeof *items);
    if (items == NULL) {
        return;
    }
    post->options = items;
    post->option_count = count;
    if (drafts->count == 0) {
        items[0] = option_template;
        items[0].id = mst__keep(reader, "all-out");
    }
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] = option_template;
        items[i].id = mst__draft_id(reader, MST__OPTION, i);
        items[i].place = node->place;
        mst__item_read(reader, &option_shape, node, &items[i]);
    }
    check_includes(reader, (include_graph){drafts->count, option_includes, MST__OPTION});
}
