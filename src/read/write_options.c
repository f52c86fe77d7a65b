/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "read/write.h"

/* ---- changes ---- */

static const char *const pick_words[] = {"low", "likely", "high"};

static const char *
section_of(mst_item_class item_class)
{
    switch (item_class) {
    case MST_ITEM_PEOPLE:
        return "people";
    case MST_ITEM_SITE:
        return "sites";
    case MST_ITEM_LINK:
        return "links";
    case MST_ITEM_TYPE:
        return "types";
    case MST_ITEM_FLEET:
        return "fleets";
    case MST_ITEM_PERMISSION:
        return "permissions";
    case MST_ITEM_POST:
        break;
    }
    return "post";
}

static const char *
id_of(const mst_post *post, const mst_change *change)
{
    if (change->item == MST_NONE) {
        return "*";
    }
    switch (change->item_class) {
    case MST_ITEM_PEOPLE:
        return post->people[change->item].id;
    case MST_ITEM_SITE:
        return post->sites[change->item].id;
    case MST_ITEM_LINK:
        return post->links[change->item].id;
    case MST_ITEM_TYPE:
        return post->types[change->item].id;
    case MST_ITEM_FLEET:
        return post->fleets[change->item].id;
    case MST_ITEM_PERMISSION:
        return post->permissions[change->item].id;
    case MST_ITEM_POST:
        break;
    }
    return "*";
}

static const char *
path_text(mst__out *out, const mst_change *change, const char *field, const char *berth_class)
{
    const char *text = mst_arena_format(out->arena, "%s.%s%s%s%s%s", section_of(change->item_class),
                                        id_of(out->post, change), field[0] != '\0' ? "." : "",
                                        field, berth_class[0] != '\0' ? "." : "", berth_class);
    out->failed = out->failed || text == NULL;
    return text != NULL ? text : "";
}

static void
write_added_item(mst__out *out, const mst_change *change)
{
    uint32_t indent = out->indent;
    mst__put_key(out, "add");
    mst__put(out, "\n");
    out->indent = indent + 2;
    mst__put_key(out, section_of(change->item_class));
    mst__put(out, "\n");
    mst__begin_item(out, indent + 4);
    switch (change->item_class) {
    case MST_ITEM_PEOPLE:
        mst__write_people(out, change->item);
        break;
    case MST_ITEM_SITE:
        mst__write_site(out, change->item);
        break;
    case MST_ITEM_LINK:
        mst__write_link(out, change->item);
        break;
    case MST_ITEM_FLEET:
        mst__write_fleet(out, change->item);
        break;
    case MST_ITEM_TYPE:
    case MST_ITEM_PERMISSION:
    case MST_ITEM_POST:
        break;
    }
    out->indent = indent;
}

static void
write_number_change(mst__out *out, const mst_change *change)
{
    const mst_field *field = &mst_fields[change->field];
    const char *berth_class =
        change->berth_class != MST_NONE ? out->post->berth_classes[change->berth_class] : "";
    mst__put_key(out, path_text(out, change, field->path, berth_class));
    if (change->operation == MST_CHANGE_SCALE) {
        mst__put(out, " {scale: %s}\n",
                 mst__number_text(out->arena, MST_KIND_RATIO, NULL, change->value));
        return;
    }
    const char *value = mst__number_text(out->arena, field->kind, field->noun, change->value);
    if (change->operation == MST_CHANGE_ADD_TO) {
        mst__put(out, " {add: %s}\n", value);
    } else if (change->operation == MST_CHANGE_SET) {
        mst__put(out, " %s\n", value);
    } else {
        mst__put(out, " %s\n", pick_words[change->operation - MST_CHANGE_LOW]);
    }
}

static void
write_what(mst__out *out, const mst_change *change)
{
    switch (change->operation) {
    case MST_CHANGE_OPEN:
    case MST_CHANGE_CLOSE:
    case MST_CHANGE_REMOVE:
        mst__put_key(out, change->operation == MST_CHANGE_OPEN    ? "open"
                          : change->operation == MST_CHANGE_CLOSE ? "close"
                                                                  : "remove");
        mst__put(out, " %s\n", path_text(out, change, "", ""));
        return;
    case MST_CHANGE_ADD:
        write_added_item(out, change);
        return;
    case MST_CHANGE_SET_WINDOWS:
        mst__put_key(out, path_text(out, change, "open", ""));
        mst__put(out, " ");
        mst__put_windows(out, change->windows);
        mst__put(out, "\n");
        return;
    case MST_CHANGE_LOW:
    case MST_CHANGE_LIKELY:
    case MST_CHANGE_HIGH:
        if (change->field == MST_NONE) {
            mst__put_key(out, change->item_class == MST_ITEM_POST ? "all"
                                                                  : path_text(out, change, "", ""));
            mst__put(out, " %s\n", pick_words[change->operation - MST_CHANGE_LOW]);
            return;
        }
        write_number_change(out, change);
        return;
    case MST_CHANGE_SET:
    case MST_CHANGE_SCALE:
    case MST_CHANGE_ADD_TO:
        write_number_change(out, change);
        return;
    }
}

void
mst__write_changes(mst__out *out, const mst_change *changes, uint32_t count)
{
    uint32_t indent = out->indent;
    if (count == 0) {
        return;
    }
    mst__put_key(out, "changes");
    mst__put(out, "\n");
    for (uint32_t i = 0; i < count; i++) {
        mst__begin_item(out, indent + 2);
        write_what(out, &changes[i]);
        mst__put_moment_line(out, "from", changes[i].from);
        mst__put_moment_line(out, "until", changes[i].until);
        if (changes[i].surprise) {
            mst__put_word_line(out, "surprise", "true");
        }
    }
    out->indent = indent;
}

/* ---- scenarios ---- */

/* `key: [a, b]` through the ids of the items that the indexes name. */
static void
put_list_start(mst__out *out, const char *key, uint32_t index)
{
    if (index == 0) {
        mst__put_key(out, key);
    }
    mst__put(out, "%s", index == 0 ? " [" : ", ");
}

static void
write_scenario(mst__out *out, const mst_scenario *scenario)
{
    mst__put_word_line(out, "id", scenario->id);
    mst__put_text_line(out, "name", scenario->name);
    for (uint32_t i = 0; i < scenario->include_count; i++) {
        put_list_start(out, "include", i);
        mst__put_word(out, out->post->scenarios[scenario->includes[i].index].id);
    }
    mst__put(out, "%s", scenario->include_count > 0 ? "]\n" : "");
    if (scenario->chance.given) {
        mst__put_word_line(out, "chance", mst__chance_text(out->arena, &scenario->chance));
    }
    mst__put_text_line(out, "actor", scenario->actor);
    mst__put_meta(out, &scenario->meta);
    mst__write_changes(out, scenario->changes, scenario->change_count);
}

void
mst__write_scenarios(mst__out *out)
{
    mst__put(out, "scenarios:\n");
    for (uint32_t i = 0; i < out->post->scenario_count; i++) {
        mst__begin_item(out, 2);
        write_scenario(out, &out->post->scenarios[i]);
    }
}

/* ---- options ---- */

static void
write_scope(mst__out *out, const mst_option *option)
{
    static const char *const words[] = {"full", "ordered", "authorized", "relocate", "stay"};
    mst__put_key(out, "scope");
    if (option->scope == MST_SCOPE_FULL || option->scope == MST_SCOPE_STAY) {
        mst__put(out, " %s\n", words[option->scope]);
        return;
    }
    mst__put(out, " {%s: ", words[option->scope]);
    for (uint32_t i = 0; i < option->scope_people_count; i++) {
        mst__put(out, "%s", i == 0 ? "[" : ", ");
        mst__put_word(out, out->post->people[option->scope_people[i].index].id);
    }
    mst__put(out, "%s", option->scope_people_count > 0 ? "]" : "all");
    if (option->relocate_to.index != MST_NONE) {
        mst__put(out, ", to: ");
        mst__put_word(out, out->post->sites[option->relocate_to.index].id);
    }
    mst__put(out, "}\n");
}

static void
write_reinforcement(mst__out *out, const mst_reinforcement *reinforcement)
{
    const mst_post *post = out->post;
    mst__put_word_line(out, "id", reinforcement->id);
    if (reinforcement->site.index != MST_NONE) {
        mst__put_word_line(out, "site", post->sites[reinforcement->site.index].id);
    }
    mst__write_fields(out, &(mst__field_writer){.item = reinforcement,
                                                .fields = mst__reinforcement_fields,
                                                .field_count = mst__reinforcement_field_count});
    if (reinforcement->berth_class != MST_NONE) {
        mst__put_word_line(out, "berth_class", post->berth_classes[reinforcement->berth_class]);
    }
    if (reinforcement->by_fleet.index != MST_NONE) {
        mst__put_word_line(out, "by", post->fleets[reinforcement->by_fleet.index].id);
    }
    mst__put_meta(out, &reinforcement->meta);
}

static void
write_reinforcements(mst__out *out, const mst_option *option)
{
    uint32_t indent = out->indent;
    if (option->reinforcement_count == 0) {
        return;
    }
    mst__put_key(out, "reinforcements");
    mst__put(out, "\n");
    for (uint32_t i = 0; i < option->reinforcement_count; i++) {
        mst__begin_item(out, indent + 2);
        write_reinforcement(out, &option->reinforcements[i]);
    }
    out->indent = indent;
}

static void
write_preferences(mst__out *out, const mst_option *option)
{
    for (uint32_t i = 0; i < option->preferred_fleet_count; i++) {
        put_list_start(out, "prefer_fleets", i);
        mst__put_word(out, out->post->fleets[option->preferred_fleets[i].index].id);
    }
    mst__put(out, "%s", option->preferred_fleet_count > 0 ? "]\n" : "");
    for (uint32_t i = 0; i < option->preferred_link_count; i++) {
        put_list_start(out, "prefer_links", i);
        mst__put_word(out, out->post->links[option->preferred_links[i].index].id);
    }
    mst__put(out, "%s", option->preferred_link_count > 0 ? "]\n" : "");
}

static void
write_option(mst__out *out, const mst_option *option)
{
    mst__put_word_line(out, "id", option->id);
    mst__put_text_line(out, "name", option->name);
    for (uint32_t i = 0; i < option->include_count; i++) {
        put_list_start(out, "include", i);
        mst__put_word(out, out->post->options[option->includes[i].index].id);
    }
    mst__put(out, "%s", option->include_count > 0 ? "]\n" : "");
    write_scope(out, option);
    mst__put_moment_line(out, "order_at", option->order_at);
    mst__put_text_line(out, "ordered_by", option->ordered_by);
    mst__put_moment_line(out, "order_until", option->order_until);
    mst__put_text_line(out, "alert", option->alert);
    write_preferences(out, option);
    mst__put_meta(out, &option->meta);
    write_reinforcements(out, option);
    mst__write_changes(out, option->changes, option->change_count);
}

void
mst__write_options(mst__out *out)
{
    mst__put(out, "options:\n");
    for (uint32_t i = 0; i < out->post->option_count; i++) {
        mst__begin_item(out, 2);
        write_option(out, &out->post->options[i]);
    }
}
