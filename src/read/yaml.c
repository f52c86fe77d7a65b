/* SPDX-License-Identifier: Apache-2.0
 *
 * YAML to nodes, through libyaml's event parser and a stack of our own.
 *
 * Y1  Aliases, anchors and tags are refused: a post says what it means, and nothing can grow out of
 *     proportion to its text. So do second documents and keys that are not plain text.
 * Y2  A file that is not YAML gives one fault and no tree: what half a file means nobody knows.
 */
#include <string.h>

#include <yaml.h>

#include "read/reader.h"

/* A map or list being filled, and the key that waits for its value. */
typedef struct frame {
    mst__node *node;
    const char *key;
    mst_place key_place;
} frame;

typedef struct builder {
    mst__reader *reader;
    const char *file;
    mst_place base; /* of a text inside another; base.file NULL else */
    frame stack[MST_READ_MAX_DEPTH];
    uint32_t depth;
    mst__node *root;
    uint32_t documents;
    bool stopped; /* a fault after which the rest of this text means nothing */
} builder;

static mst_place
place_of(const builder *building, yaml_mark_t mark)
{
    if (building->base.file != NULL || building->base.line > 0) {
        return building->base;
    }
    return (mst_place){
        .file = building->file,
        .line = (uint32_t)mark.line + 1,
        .column = (uint32_t)mark.column + 1,
    };
}

static void
stop_with(builder *building, mst_place place, const char *text)
{
    mst__fault(building->reader, place, "%s", text);
    building->stopped = true;
}

/* Puts a value where it belongs: the root, the list, or the key that waits. */
static void
put(builder *building, mst__node *node)
{
    if (building->depth == 0) {
        building->root = node;
        return;
    }
    frame *top = &building->stack[building->depth - 1];
    if (top->node->kind == MST__MAP) {
        node->key = top->key;
        node->key_place = top->key_place;
        top->key = NULL;
    }
    mst__node_append(top->node, node);
}

static void
push(builder *building, mst__node_kind kind, mst_place place)
{
    frame *top = building->depth > 0 ? &building->stack[building->depth - 1] : NULL;
    if (top != NULL && top->node->kind == MST__MAP && top->key == NULL) {
        stop_with(building, place,
                  "a list or a map stands where a key should; a key is plain text");
        return;
    }
    if (building->depth == MST_READ_MAX_DEPTH) {
        mst__fault_limit(
            building->reader, place,
            "lists and maps stand more than %d deep inside each other, which is the limit",
            MST_READ_MAX_DEPTH);
        building->stopped = true;
        return;
    }
    mst__node *node = mst__node_new(building->reader, kind, place);
    if (node == NULL) {
        building->stopped = true;
        return;
    }
    put(building, node);
    building->stack[building->depth++] = (frame){.node = node};
}

static void
take_key(builder *building, frame *top, const char *text, mst_place place)
{
    if (mst__node_get(top->node, text) != NULL) {
        mst__fault(building->reader, place,
                   "the key \"%s\" stands here a second time; keep one of them",
                   mst__shown(building->reader, text));
    }
    if (top->node->count == MST_READ_MAX_KEYS) {
        mst__fault_limit(building->reader, place, "a map has more than %d keys, which is the limit",
                         MST_READ_MAX_KEYS);
        building->stopped = true;
        return;
    }
    top->key = text;
    top->key_place = place;
}

static void
take_scalar(builder *building, const yaml_event_t *event)
{
    mst_place place = place_of(building, event->start_mark);
    const char *text = (const char *)event->data.scalar.value;
    size_t bytes = event->data.scalar.length;
    if (bytes > MST_READ_MAX_SCALAR_BYTES) {
        mst__fault_limit(building->reader, place, "a text has %zu bytes; the limit is %d", bytes,
                         MST_READ_MAX_SCALAR_BYTES);
        building->stopped = true;
        return;
    }
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '\0' || mst__control_at(text + i) != 0) {
            stop_with(building, place, "a text holds a control character, which is not allowed");
            return;
        }
    }
    char *copy = mst_arena_text_bytes(&building->reader->scratch, text, bytes);
    if (copy == NULL) {
        building->reader->out_of_memory = true;
        building->stopped = true;
        return;
    }
    frame *top = building->depth > 0 ? &building->stack[building->depth - 1] : NULL;
    if (top != NULL && top->node->kind == MST__MAP && top->key == NULL) {
        take_key(building, top, copy, place);
        return;
    }
    mst__node *node = mst__node_new(building->reader, MST__SCALAR, place);
    if (node == NULL) {
        building->stopped = true;
        return;
    }
    node->text = copy;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    put(building, node);
}

static const char *
anchor_of(const yaml_event_t *event)
{
    return (
        const char *)(event->type == YAML_SCALAR_EVENT           ? event->data.scalar.anchor
                      : event->type == YAML_SEQUENCE_START_EVENT ? event->data.sequence_start.anchor
                      : event->type == YAML_MAPPING_START_EVENT  ? event->data.mapping_start.anchor
                                                                 : NULL);
}

static const char *
tag_of(const yaml_event_t *event)
{
    return (const char *)(event->type == YAML_SCALAR_EVENT ? event->data.scalar.tag
                          : event->type == YAML_SEQUENCE_START_EVENT
                              ? event->data.sequence_start.tag
                          : event->type == YAML_MAPPING_START_EVENT ? event->data.mapping_start.tag
                                                                    : NULL);
}

static void
take_event(builder *building, const yaml_event_t *event)
{
    mst_place place = place_of(building, event->start_mark);
    const char *anchor = anchor_of(event);
    const char *tag = tag_of(event);
    if (event->type == YAML_ALIAS_EVENT || anchor != NULL) {
        stop_with(
            building, place,
            "anchors (&) and aliases (*) are not part of a post; write the value out, or quote a "
            "text that begins so");
        return;
    }
    if (tag != NULL) {
        stop_with(building, place,
                  "tags (!) are not part of a post; leave it out, or quote a text that begins so");
        return;
    }
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (building->documents++ > 0) {
            stop_with(building, place, "a second document begins here; a file of a post holds one");
        }
        break;
    case YAML_SCALAR_EVENT:
        take_scalar(building, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        push(building, MST__LIST, place);
        break;
    case YAML_MAPPING_START_EVENT:
        push(building, MST__MAP, place);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        building->depth--;
        break;
    default:
        break;
    }
}

/* libyaml's own words, with the place where it noticed. */
static void
take_parser_error(builder *building, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR) {
        building->reader->out_of_memory = true;
        building->stopped = true;
        return;
    }
    yaml_mark_t mark = parser->error == YAML_READER_ERROR ? parser->mark : parser->problem_mark;
    const char *problem = parser->problem != NULL ? parser->problem : "it cannot be read";
    mst__fault(building->reader, place_of(building, mark), "this is not YAML: %s%s%s", problem,
               parser->context != NULL ? ", " : "", parser->context != NULL ? parser->context : "");
    building->stopped = true;
}

static mst__node *
read_all(builder *building, const char *text, size_t bytes)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        building->reader->out_of_memory = true;
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, bytes);
    bool ended = false;
    while (!ended && !building->stopped) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            take_parser_error(building, &parser);
            break;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        take_event(building, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return building->stopped ? NULL : building->root;
}

mst__node *
mst__yaml_read(mst__reader *reader, const char *file, const char *text, size_t bytes)
{
    if (!mst__text_is_clean(reader, file, text, bytes)) {
        return NULL;
    }
    if (bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        bytes -= 3;
    }
    builder building = {.reader = reader, .file = file};
    mst__node *root = read_all(&building, text, bytes);
    if (building.stopped || reader->out_of_memory) {
        return NULL;
    }
    mst_place start = {.file = file, .line = 1, .column = 1};
    return root != NULL ? root : mst__node_new(reader, MST__MAP, start);
}

mst__node *
mst__yaml_read_flow(mst__reader *reader, mst_place place, const char *text)
{
    builder building = {.reader = reader, .file = place.file, .base = place};
    if (place.file == NULL && place.line == 0) {
        building.base.line = 1;
    }
    return read_all(&building, text, strlen(text));
}
