/* SPDX-License-Identifier: Apache-2.0
 *
 * The `post:` section. Its zone is read before anything else, since every local time needs it.
 */
#include <string.h>

#include "read/library.h"
#include "read/reader.h"

static void
read_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_post *post = item;
    (void)!mst__text_read(reader, node, "name", &post->name);
}

static void
read_nothing(mst__reader *reader, void *item, const mst__node *node)
{
    (void)reader;
    (void)item;
    (void)node;
}

static void
read_as_of(mst__reader *reader, void *item, const mst__node *node)
{
    mst_post *post = item;
    (void)!mst__instant_read(reader, node, "as_of", &post->as_of);
}

static void
read_duration(mst__reader *reader, const mst__node *node, const char *name, int64_t minimum,
              int64_t *ms)
{
    const mst__measure measure = {
        .kind = MST_KIND_DURATION, .minimum = minimum, .maximum = 366 * MST_MS_PER_DAY};
    (void)!mst__number_read(reader, node, name, measure, ms);
}

static void
read_horizon(mst__reader *reader, void *item, const mst__node *node)
{
    mst_post *post = item;
    read_duration(reader, node, "horizon", MST_MS_PER_MINUTE, &post->horizon_ms);
}

static void
read_freeze(mst__reader *reader, void *item, const mst__node *node)
{
    mst_post *post = item;
    read_duration(reader, node, "freeze", 0, &post->freeze_ms);
}

static void
read_review(mst__reader *reader, void *item, const mst__node *node)
{
    mst_post *post = item;
    read_duration(reader, node, "review", MST_MS_PER_MINUTE, &post->review_ms);
}

static void
read_alert(mst__reader *reader, void *item, const mst__node *node)
{
    mst_post *post = item;
    (void)!mst__text_read(reader, node, "alert", &post->alert);
}

/* Those named come first, the others follow in their usual order. */
static void
read_measures(mst__reader *reader, void *item, const mst__node *node)
{
    static const char *const words[MST_MEASURE_COUNT] = {"left", "completion", "exposure",
                                                         "vehicle_hours"};
    mst_post *post = item;
    const mst__node **named;
    uint32_t count;
    bool seen[MST_MEASURE_COUNT] = {false};
    uint32_t filled = 0;
    if (!mst__words_read(reader, node, "measures", &named, &count)) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = 0;
        if (!mst__word_read(reader, named[i], "measures", words, MST_MEASURE_COUNT, &word)) {
            continue;
        }
        if (seen[word]) {
            mst__fault(reader, named[i]->place, "measures names \"%s\" twice", words[word]);
            continue;
        }
        seen[word] = true;
        post->measures[filled++] = (mst_measure)word;
    }
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        if (!seen[i]) {
            post->measures[filled++] = (mst_measure)i;
        }
    }
}

static const mst__key post_keys[] = {
    {"name", read_name},       {"time_zone", read_nothing}, {"as_of", read_as_of},
    {"horizon", read_horizon}, {"freeze", read_freeze},     {"review", read_review},
    {"alert", read_alert},     {"measures", read_measures},
};

static const mst__shape post_shape = {
    .noun = "post",
    .section = "post",
    .meta_offset = offsetof(mst_post, meta),
    .keys = post_keys,
    .key_count = MST__COUNT_OF(post_keys),
};

static void
read_zone(mst__reader *reader, const mst__node *node)
{
    mst_post *post = reader->post;
    post->zone = "UTC";
    const mst__node *zone = node != NULL ? mst__node_get(node, "time_zone") : NULL;
    const char *name = "UTC";
    if (zone != NULL && !mst__text_read(reader, zone, "time_zone", &name)) {
        return;
    }
    mst_zone_row *rows = NULL;
    uint32_t count = 0;
    mst_error err = {0};
    mst_status status = mst_zone_read(name, reader->arena, &rows, &count, &err);
    if (status != MST_OK) {
        reader->out_of_memory = reader->out_of_memory || status == MST_NO_MEMORY;
        mst__fault(reader, zone != NULL ? zone->place : mst_nowhere(), "time_zone is \"%s\": %s",
                   mst__shown(reader, name), err.text);
        return;
    }
    post->zone = name;
    post->zone_rows = rows;
    post->zone_row_count = count;
}

void
mst__post_define(mst__reader *reader)
{
    mst_post *post = reader->post;
    const mst__node *node = reader->post_node;
    post->horizon_ms = 30 * MST_MS_PER_DAY;
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        post->measures[i] = (mst_measure)i;
    }
    if (node != NULL && node->kind != MST__MAP) {
        mst__fault(reader, node->place, "post is \"%s\": it is a map with id, as_of and more",
                   mst__shown(reader, mst__node_words(node)));
        node = NULL;
    } else if (node == NULL) {
        mst__fault(
            reader, (mst_place){.file = reader->files[0].name, .line = 1, .column = 1},
            "there is no post section; begin with post: {id: my-post, as_of: 2021-07-03 08:00}");
    }
    read_zone(reader, node);
    if (node == NULL) {
        post->id = "";
        return;
    }
    mst__item_read(reader, &post_shape, node, post);
    const mst__node *id = mst__node_get(node, "id");
    post->id = "";
    if (id == NULL) {
        mst__fault(reader, node->place, "the post has no id");
    } else if (mst__text_read(reader, id, "id", &post->id)) {
        (void)mst__id_is_sound(reader, post->id, "post", id->place);
    }
    if (mst__node_get(node, "as_of") == NULL) {
        mst__fault(
            reader, node->place,
            "the post has no as_of: the date and time of its picture, from which all else counts");
    }
}
