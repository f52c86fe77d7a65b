/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "read/write.h"

static bool
make_room(mst__out *out, size_t bytes)
{
    if (out->failed || bytes < out->room - out->length) {
        return !out->failed;
    }
    size_t room = out->room;
    while (room - out->length <= bytes) {
        room = room == 0 ? 4096 : room * 2;
    }
    char *grown = mst_arena_take(out->arena, room, 1);
    if (grown == NULL) {
        out->failed = true;
        return false;
    }
    if (out->length > 0) {
        memcpy(grown, out->text, out->length);
    }
    out->text = grown;
    out->room = room;
    return true;
}

void
mst__put(mst__out *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !make_room(out, (size_t)length + 1)) {
        out->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(out->text + out->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    out->length += (size_t)length;
}

void
mst__put_key(mst__out *out, const char *key)
{
    if (out->first_key) {
        mst__put(out, "%*s- %s:", (int)out->indent - 2, "", key);
        out->first_key = false;
    } else {
        mst__put(out, "%*s%s:", (int)out->indent, "", key);
    }
}

void
mst__begin_item(mst__out *out, uint32_t indent)
{
    out->indent = indent + 2;
    out->first_key = true;
}

/* Characters that YAML takes for line ends, or does not take at all, as they are. */
static const struct {
    const char *bytes;
    const char *escape;
} escapes[] = {
    {"\"", "\\\""},
    {"\\", "\\\\"},
    {"\n", "\\n"},
    {"\r", "\\r"},
    {"\t", "\\t"},
    {"\xE2\x80\xA8", "\\L"},
    {"\xE2\x80\xA9", "\\P"},
    {"\xEF\xBB\xBF", "\\uFEFF"},
    {"\xEF\xBF\xBE", "\\uFFFE"},
    {"\xEF\xBF\xBF", "\\uFFFF"},
};

void
mst__put_quoted(mst__out *out, const char *text)
{
    mst__put(out, "\"");
    while (*text != '\0') {
        size_t taken = 0;
        for (uint32_t i = 0; i < MST__COUNT_OF(escapes) && taken == 0; i++) {
            size_t bytes = strlen(escapes[i].bytes);
            if (strncmp(text, escapes[i].bytes, bytes) == 0) {
                mst__put(out, "%s", escapes[i].escape);
                taken = bytes;
            }
        }
        if (taken == 0) {
            mst__put(out, "%c", *text);
            taken = 1;
        }
        text += taken;
    }
    mst__put(out, "\"");
}

void
mst__put_word(mst__out *out, const char *word)
{
    bool is_plain = word[0] != '\0' && word[0] != '-' && strcmp(word, "null") != 0;
    for (const char *at = word; *at != '\0'; at++) {
        bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        is_plain =
            is_plain && (is_letter || (*at >= '0' && *at <= '9') || *at == '-' || *at == '_');
    }
    if (is_plain) {
        mst__put(out, "%s", word);
    } else {
        mst__put_quoted(out, word);
    }
}

void
mst__put_text_line(mst__out *out, const char *key, const char *text)
{
    if (text != NULL) {
        mst__put_key(out, key);
        mst__put(out, " ");
        mst__put_quoted(out, text);
        mst__put(out, "\n");
    }
}

void
mst__put_word_line(mst__out *out, const char *key, const char *word)
{
    if (word != NULL) {
        mst__put_key(out, key);
        mst__put(out, " ");
        mst__put_word(out, word);
        mst__put(out, "\n");
    }
}

void
mst__put_quantity(mst__out *out, const mst_field *field, const mst_quantity *quantity)
{
    const char *low = mst__number_text(out->arena, field->kind, field->noun, quantity->low);
    const char *likely = mst__number_text(out->arena, field->kind, field->noun, quantity->likely);
    const char *high = mst__number_text(out->arena, field->kind, field->noun, quantity->high);
    if (quantity->low == quantity->high) {
        mst__put(out, "%s", likely);
    } else {
        mst__put(out, "{low: %s, likely: %s, high: %s}", low, likely, high);
    }
}

void
mst__put_number_line(mst__out *out, const char *key, mst_kind kind, int64_t value)
{
    mst__put_key(out, key);
    mst__put(out, " %s\n", mst__number_text(out->arena, kind, "", value));
}

void
mst__put_moment_line(mst__out *out, const char *key, mst_moment moment)
{
    if (moment.given) {
        mst__put_key(out, key);
        mst__put(out, " %s\n", mst__moment_text(out->post, out->arena, moment));
    }
}

void
mst__put_windows(mst__out *out, mst_window_list windows)
{
    mst__put(out, "[");
    for (uint32_t i = 0; i < windows.count; i++) {
        const mst_window *window = &windows.windows[i];
        mst__put(out, "%s", i > 0 ? ", " : "");
        if (window->daily) {
            mst__put(out, "\"%02d:%02d-%02d:%02d\"", window->begin_minute / 60,
                     window->begin_minute % 60, window->end_minute / 60, window->end_minute % 60);
            continue;
        }
        mst__put(out, "{");
        if (window->from.given) {
            mst__put(out, "from: %s", mst__moment_text(out->post, out->arena, window->from));
        }
        if (window->until.given) {
            mst__put(out, "%suntil: %s", window->from.given ? ", " : "",
                     mst__moment_text(out->post, out->arena, window->until));
        }
        mst__put(out, "}");
    }
    mst__put(out, "]");
}

void
mst__put_meta(mst__out *out, const mst_meta *meta)
{
    mst__put_text_line(out, "owner", meta->owner);
    mst__put_text_line(out, "source", meta->source);
    mst__put_word_line(out, "confidence", meta->confidence);
    if (meta->reliability != 0) {
        mst__put_key(out, "grade");
        mst__put(out, " %c%c\n", meta->reliability, meta->credibility);
    }
    if (meta->as_of_given) {
        mst__put_key(out, "as_of");
        mst__put(out, " %s\n", mst__instant_text(out->post, out->arena, meta->as_of));
    }
    if (meta->review_ms > 0) {
        mst__put_number_line(out, "review", MST_KIND_DURATION, meta->review_ms);
    }
}

/* ---- fields ---- */

static const mst_field *
field_at(const mst__field_writer *writer, uint32_t index)
{
    if (writer->fields != NULL) {
        return index < writer->field_count ? &writer->fields[index] : NULL;
    }
    return index < mst_field_count ? &mst_fields[index] : NULL;
}

/* The quantity of a field of this item when there is something to write, else NULL. */
static const mst_quantity *
wanted(const mst__field_writer *writer, const mst_field *field)
{
    bool is_ours = writer->fields != NULL || field->item_class == writer->item_class;
    if (!is_ours || field->per_class ||
        (writer->skip != NULL && writer->skip(field->path, writer->item))) {
        return NULL;
    }
    const mst_quantity *quantity =
        (const mst_quantity *)(const void *)((const char *)writer->item + field->offset);
    return quantity->given ? quantity : NULL;
}

static void
write_group(mst__out *out, const mst__field_writer *writer, const char *group, size_t bytes)
{
    char name[MST_MAX_ID_BYTES];
    memcpy(name, group, bytes);
    name[bytes] = '\0';
    const mst_field *field;
    uint32_t written = 0;
    size_t start = out->length;
    bool first_key = out->first_key;
    mst__put_key(out, name);
    mst__put(out, " {");
    for (uint32_t i = 0; (field = field_at(writer, i)) != NULL; i++) {
        bool is_inside = strncmp(field->path, group, bytes) == 0 && field->path[bytes] == '.';
        const mst_quantity *quantity = is_inside ? wanted(writer, field) : NULL;
        if (quantity != NULL) {
            mst__put(out, "%s%s: ", written++ > 0 ? ", " : "", field->path + bytes + 1);
            mst__put_quantity(out, field, quantity);
        }
    }
    if (writer->extra != NULL && writer->extra(out, name, writer->item, written > 0)) {
        written++;
    }
    mst__put(out, "}\n");
    if (written == 0) {
        out->length = start;
        out->first_key = first_key;
    }
}

void
mst__write_fields(mst__out *out, const mst__field_writer *writer)
{
    const mst_field *field;
    const char *last_group = "";
    size_t last_bytes = 0;
    for (uint32_t i = 0; (field = field_at(writer, i)) != NULL; i++) {
        if (writer->fields == NULL && field->item_class != writer->item_class) {
            continue;
        }
        const char *dot = strchr(field->path, '.');
        if (dot == NULL) {
            const mst_quantity *quantity = wanted(writer, field);
            if (quantity != NULL) {
                mst__put_key(out, field->path);
                mst__put(out, " ");
                mst__put_quantity(out, field, quantity);
                mst__put(out, "\n");
            }
            continue;
        }
        size_t bytes = (size_t)(dot - field->path);
        if (bytes != last_bytes || strncmp(last_group, field->path, bytes) != 0) {
            write_group(out, writer, field->path, bytes);
            last_group = field->path;
            last_bytes = bytes;
        }
    }
}
