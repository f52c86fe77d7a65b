/* SPDX-License-Identifier: Apache-2.0 */
#include "present/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void
mst_buffer_release(mst_buffer *buffer)
{
    mst_heap_free(buffer->bytes);
    *buffer = (mst_buffer){0};
}

/* Room for `more` bytes and the NUL. */
static bool
make_room(mst_buffer *buffer, size_t more)
{
    if (buffer->failed) {
        return false;
    }
    size_t need;
    if (__builtin_add_overflow(buffer->length, more, &need) || need > SIZE_MAX / 4) {
        buffer->failed = true;
        return false;
    }
    if (buffer->bytes != NULL && need < buffer->room) {
        return true;
    }
    size_t room = buffer->room < 256 ? 256 : buffer->room;
    while (room <= need) {
        room *= 2;
    }
    char *grown = mst_heap_resize(buffer->bytes, room, 1);
    if (grown == NULL) {
        buffer->failed = true;
        return false;
    }
    grown[buffer->length] = '\0';
    buffer->bytes = grown;
    buffer->room = room;
    return true;
}

void
mst_buffer_add_bytes(mst_buffer *buffer, const char *piece, size_t bytes)
{
    if (!make_room(buffer, bytes)) {
        return;
    }
    memcpy(buffer->bytes + buffer->length, piece, bytes);
    buffer->length += bytes;
    buffer->bytes[buffer->length] = '\0';
}

void
mst_buffer_add(mst_buffer *buffer, const char *piece)
{
    mst_buffer_add_bytes(buffer, piece, strlen(piece));
}

void
mst_buffer_addf(mst_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !make_room(buffer, (size_t)length)) {
        buffer->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void
mst_buffer_repeat(mst_buffer *buffer, char character, size_t times)
{
    if (!make_room(buffer, times)) {
        return;
    }
    memset(buffer->bytes + buffer->length, character, times);
    buffer->length += times;
    buffer->bytes[buffer->length] = '\0';
}

mst_status
mst_buffer_finish(mst_buffer *buffer, char **result, mst_error *err)
{
    if (!make_room(buffer, 0)) {
        mst_buffer_release(buffer);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory for the text");
    }
    *result = buffer->bytes;
    *buffer = (mst_buffer){0};
    return MST_OK;
}

bool
mst_buffer_pass(mst_buffer *buffer, const mst_sink *sink)
{
    if (buffer->failed) {
        return false;
    }
    size_t bytes = buffer->length;
    buffer->length = 0;
    return bytes == 0 || sink->take(sink->context, buffer->bytes, bytes);
}

void
mst_buffer_pad(mst_buffer *buffer, const char *piece, size_t columns)
{
    size_t width = mst_buffer_width(piece);
    mst_buffer_add(buffer, piece);
    if (width < columns) {
        mst_buffer_repeat(buffer, ' ', columns - width);
    }
}

void
mst_buffer_pad_left(mst_buffer *buffer, const char *piece, size_t columns)
{
    size_t width = mst_buffer_width(piece);
    if (width < columns) {
        mst_buffer_repeat(buffer, ' ', columns - width);
    }
    mst_buffer_add(buffer, piece);
}

size_t
mst_buffer_column(const mst_buffer *buffer)
{
    if (buffer->bytes == NULL) {
        return 0;
    }
    const char *line = strrchr(buffer->bytes, '\n');
    return mst_buffer_width(line != NULL ? line + 1 : buffer->bytes);
}

uint32_t
mst_buffer_decode(const char *piece, size_t *bytes)
{
    const unsigned char *p = (const unsigned char *)piece;
    *bytes = 1;
    if (p[0] < 0x80) {
        return p[0];
    }
    size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4) {
        return 0xFFFD;
    }
    uint32_t character = p[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0u) != 0x80u) {
            return 0xFFFD; /* the NUL at the end stops here too */
        }
        character = character << 6 | (p[i] & 0x3Fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (character < least[length] || character > 0x10FFFF ||
        (character >= 0xD800 && character <= 0xDFFF)) {
        return 0xFFFD;
    }
    *bytes = length;
    return character;
}

typedef struct range {
    uint32_t first, last;
} range;

static bool
in_ranges(const range *ranges, size_t count, uint32_t character)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (character > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && character >= ranges[low].first;
}

/* Marks that take no column and blocks that take two, after Unicode 15 (UAX 11, and the general
 * categories Mn, Me and Cf), reduced to the scripts in which places and people are named. */
static const range no_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A},   {0x064B, 0x065F}, {0x0670, 0x0670},
    {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8},   {0x06EA, 0x06ED}, {0x0711, 0x0711},
    {0x0730, 0x074A}, {0x07A6, 0x07B0}, {0x0900, 0x0902},   {0x093A, 0x093A}, {0x093C, 0x093C},
    {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0951, 0x0957},   {0x0962, 0x0963}, {0x0981, 0x0981},
    {0x09BC, 0x09BC}, {0x09C1, 0x09C4}, {0x09CD, 0x09CD},   {0x0A3C, 0x0A3C}, {0x0ABC, 0x0ABC},
    {0x0B3C, 0x0B3C}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E}, {0x0EB1, 0x0EB1},
    {0x0EB4, 0x0EBC}, {0x0EC8, 0x0ECE}, {0x102D, 0x1030},   {0x1032, 0x1037}, {0x1039, 0x103A},
    {0x135D, 0x135F}, {0x17B4, 0x17B5}, {0x17B7, 0x17BD},   {0x17C6, 0x17C6}, {0x17C9, 0x17D3},
    {0x1AB0, 0x1ACE}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},   {0x202A, 0x202E}, {0x2060, 0x2064},
    {0x2066, 0x206F}, {0x20D0, 0x20F0}, {0x302A, 0x302D},   {0x3099, 0x309A}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

static const range two_wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
};

static size_t
character_width(uint32_t character)
{
    if (character < 0x300) {
        return character >= 0x20 && character != 0x7F ? 1 : 0;
    }
    if (in_ranges(no_width, sizeof no_width / sizeof no_width[0], character)) {
        return 0;
    }
    return in_ranges(two_wide, sizeof two_wide / sizeof two_wide[0], character) ? 2 : 1;
}

size_t
mst_buffer_width(const char *piece)
{
    size_t width = 0;
    while (*piece != '\0') {
        size_t bytes;
        width += character_width(mst_buffer_decode(piece, &bytes));
        piece += bytes;
    }
    return width;
}

size_t
mst_buffer_fit(const char *piece, size_t columns)
{
    size_t width = 0, at = 0, space = 0, space_width = 0, other = 0;
    while (piece[at] != '\0') {
        size_t bytes;
        size_t wide = character_width(mst_buffer_decode(piece + at, &bytes));
        if (width + wide > columns) {
            if (piece[at] == ' ') {
                return at > 0 ? at : bytes; /* the space itself may hang over the edge */
            }
            if (space > 0 && (space_width * 2 > columns || other == 0)) {
                return space;
            }
            return other > 0 ? other : at > 0 ? at : bytes;
        }
        width += wide;
        at += bytes;
        if (piece[at - 1] == ' ') {
            space = at;
            space_width = width;
        } else if (strchr(".-/", piece[at - 1]) != NULL && width * 2 > columns) {
            other = at;
        }
    }
    return at;
}

void
mst_buffer_wrap(mst_buffer *buffer, const char *piece, size_t columns, size_t indent)
{
    size_t column = mst_buffer_column(buffer);
    while (*piece != '\0') {
        size_t room = columns > column ? columns - column : 1;
        size_t bytes = mst_buffer_fit(piece, room);
        size_t shown = bytes;
        while (shown > 0 && piece[shown - 1] == ' ') {
            shown--;
        }
        mst_buffer_add_bytes(buffer, piece, shown);
        piece += bytes;
        while (*piece == ' ') {
            piece++;
        }
        if (*piece != '\0') {
            mst_buffer_add(buffer, "\n");
            mst_buffer_repeat(buffer, ' ', indent);
            column = indent;
        }
    }
}
