/* SPDX-License-Identifier: Apache-2.0
 *
 * `--set fleets.c17.count=8`: one change of a post that has been read, in the words of a scenario.
 */
#include <string.h>

#include "base/text.h"
#include "read/reader.h"

static bool
add_name(mst__reader *reader, mst__names *names, const char *id)
{
    if (!mst__names_add(names, &reader->scratch, id)) {
        reader->out_of_memory = true;
        return false;
    }
    return true;
}

/* The names a change may use, as if the post had just been declared. */
static bool
fill_names(mst__reader *reader)
{
    const mst_post *post = reader->post;
    mst__draft_list *drafts = reader->drafts;
    bool is_filled = mst__berth_names_fill(reader);
    for (uint32_t i = 0; is_filled && i < post->people_count; i++) {
        is_filled = add_name(reader, &drafts[MST__PEOPLE].names, post->people[i].id);
    }
    for (uint32_t i = 0; is_filled && i < post->site_count; i++) {
        is_filled = add_name(reader, &drafts[MST__SITE].names, post->sites[i].id);
    }
    for (uint32_t i = 0; is_filled && i < post->link_count; i++) {
        is_filled = add_name(reader, &drafts[MST__LINK].names, post->links[i].id);
    }
    for (uint32_t i = 0; is_filled && i < post->type_count; i++) {
        is_filled = add_name(reader, &reader->type_names, post->types[i].id);
    }
    for (uint32_t i = 0; is_filled && i < post->fleet_count; i++) {
        is_filled = add_name(reader, &drafts[MST__FLEET].names, post->fleets[i].id);
    }
    for (uint32_t i = 0; is_filled && i < post->permission_count; i++) {
        is_filled = add_name(reader, &drafts[MST__PERMISSION].names, post->permissions[i].id);
    }
    mst__single_berth_class_find(reader);
    return is_filled;
}

/* `PATH=VALUE` as the map {PATH: VALUE}; NULL after a fault. */
static mst__node *
read_assignment(mst__reader *reader, const char *text, mst_place place)
{
    const char *equals = strchr(text, '=');
    size_t bytes = strlen(text);
    if (equals == NULL || equals == text || bytes > MST_READ_MAX_SCALAR_BYTES) {
        mst__fault(reader, place, "a setting is written PATH=VALUE, such as fleets.c17.count=8");
        return NULL;
    }
    if (!mst_utf8_valid(text, bytes, NULL)) {
        mst__fault(reader, place, "a setting is UTF-8 text");
        return NULL;
    }
    const char *value = equals + 1;
    bool is_flow = *value == '[' || *value == '{';
    mst__node *map = mst__node_new(reader, MST__MAP, place);
    mst__node *node = is_flow ? mst__yaml_read_flow(reader, place, value)
                              : mst__node_new(reader, MST__SCALAR, place);
    if (map == NULL || node == NULL) {
        return NULL;
    }
    if (!is_flow) {
        node->text = value;
    }
    node->key = mst__format(reader, "%.*s", (int)(equals - text), text);
    node->key_place = place;
    mst__node_append(map, node);
    return map;
}

static void
read_override(mst__reader *reader, const char *text, mst_place place, mst_change *change)
{
    mst__node *map = read_assignment(reader, text, place);
    if (map == NULL || !fill_names(reader)) {
        return;
    }
    if (strcmp(map->first->key, "add") == 0) {
        mst__fault(reader, place, "a setting cannot add items; write a scenario or an option");
        return;
    }
    mst__change_list list = {0};
    mst__change_read(reader, map, true, &list);
    if (mst__fault_total(reader) > 0 || reader->out_of_memory) {
        return;
    }
    if (list.count != 1) {
        mst__fault(reader, place, "a setting changes one thing, and this would change %u",
                   list.count);
        return;
    }
    *change = list.items[0];
}

/* The hash of what was read and set so far, and now this. */
static void
mix_into_hash(mst_post *post, const char *text)
{
    mst_hash hash;
    uint8_t before[16];
    for (uint32_t i = 0; i < 16; i++) {
        before[i] = (uint8_t)(post->input_hash[i / 8] >> (8 * (i % 8)));
    }
    mst_hash_init(&hash);
    mst_hash_add(&hash, before, sizeof before);
    mst_hash_add(&hash, text, strlen(text));
    mst_hash_value(&hash, post->input_hash);
}

mst_status
mst_override_parse(mst_post *post, const char *text, mst_change *change, mst_error *err)
{
    mst_fault_list faults;
    mst__faults_init(&faults);
    mst__reader *reader = mst_heap_take(1, sizeof *reader);
    if (reader == NULL) {
        mst_fault_list_release(&faults);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read a setting");
    }
    uint32_t berth_class_count = post->berth_class_count;
    mst_arena_init(&reader->scratch, (size_t)64 << 20);
    reader->post = post;
    reader->arena = post->arena;
    reader->faults = &faults;
    reader->suggestions_left = 1;
    mst_change read = {0};
    const char *kept = mst__keep(reader, mst__shown(reader, text));
    if (kept != NULL) {
        read_override(reader, text, (mst_place){.file = kept}, &read);
    }
    mst_status status = mst__faults_close(reader, err);
    if (status == MST_OK) {
        mix_into_hash(post, text);
        *change = read;
    } else {
        post->berth_class_count = berth_class_count;
    }
    mst_arena_release(&reader->scratch);
    mst_heap_free(reader);
    mst_fault_list_release(&faults);
    return status;
}
