/* SPDX-License-Identifier: Apache-2.0
 *
 * CSV (RFC 4180) to a list of maps: the first row names the columns, every further row is an item.
 *
 * V1  Fields may be quoted, a quote inside is doubled, a quoted field may hold commas and line
 *     ends. Lines end with LF or CR LF. A byte order mark is skipped. A semicolon separates instead
 *     of a comma when the header has semicolons and no comma.
 * V2  A dot in a column's name is a map inside a map. An empty cell says nothing. A cell that
 *     begins with `[` or `{` is a list or a map in YAML's flow form.
 */
#include <string.h>

#include "read/reader.h"

typedef struct cell {
    const char *text;
    bool quoted;
    uint32_t line, column;
} cell;

typedef struct scanner {
    mst__reader *reader;
    const char *file;
    const char *at, *end;
    uint32_t line, column;
    char separator;
    bool failed;
    cell cells[MST_READ_MAX_CSV_COLUMNS];
    uint32_t cell_count;
} scanner;

static mst_place
place_at(const scanner *scan, uint32_t line, uint32_t column)
{
    return (mst_place){.file = scan->file, .line = line, .column = column};
}

static void
step(scanner *scan)
{
    unsigned char byte = (unsigned char)*scan->at++;
    if (byte == '\n') {
        scan->line++;
        scan->column = 1;
    } else if ((byte & 0xC0u) != 0x80u) {
        scan->column++;
    }
}

static bool
at_line_end(const scanner *scan)
{
    return scan->at == scan->end || *scan->at == '\n' ||
           (*scan->at == '\r' && scan->at + 1 < scan->end && scan->at[1] == '\n');
}

static void
skip_line_end(scanner *scan)
{
    if (scan->at < scan->end && *scan->at == '\r') {
        step(scan);
    }
    if (scan->at < scan->end) {
        step(scan);
    }
}

static void
fail(scanner *scan, mst_place place, const char *text)
{
    mst__fault(scan->reader, place, "%s", text);
    scan->failed = true;
}

/* The field's text without its quotes; spaces around a plain field do not count. */
static const char *
keep_text(scanner *scan, const char *from, size_t bytes, bool quoted)
{
    while (!quoted && bytes > 0 && (*from == ' ' || *from == '\t')) {
        from++;
        bytes--;
    }
    while (!quoted && bytes > 0 && (from[bytes - 1] == ' ' || from[bytes - 1] == '\t')) {
        bytes--;
    }
    if (bytes > MST_READ_MAX_SCALAR_BYTES) {
        mst__fault_limit(scan->reader, place_at(scan, scan->line, scan->column),
                         "a cell has %zu bytes; the limit is %d", bytes, MST_READ_MAX_SCALAR_BYTES);
        scan->failed = true;
        return "";
    }
    char *text = mst__take_scratch(scan->reader, bytes + 1, 1);
    if (text == NULL) {
        scan->failed = true;
        return "";
    }
    size_t length = 0;
    for (size_t i = 0; i < bytes; i++) {
        text[length++] = from[i];
        i += quoted && from[i] == '"'; /* a doubled quote */
    }
    text[length] = '\0';
    return text;
}

static cell
scan_quoted(scanner *scan)
{
    cell scanned = {.text = "", .quoted = true, .line = scan->line, .column = scan->column};
    step(scan);
    const char *from = scan->at;
    for (;;) {
        if (scan->at == scan->end) {
            fail(scan, place_at(scan, scanned.line, scanned.column),
                 "the quote that begins here is never closed");
            return scanned;
        }
        if (*scan->at == '"') {
            if (scan->at + 1 < scan->end && scan->at[1] == '"') {
                step(scan);
            } else {
                break;
            }
        }
        step(scan);
    }
    size_t bytes = (size_t)(scan->at - from);
    step(scan);
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t')) {
        step(scan);
    }
    if (!at_line_end(scan) && *scan->at != scan->separator) {
        fail(scan, place_at(scan, scan->line, scan->column),
             "text follows a closing quote; a quote inside a quoted cell is written twice");
        return scanned;
    }
    scanned.text = keep_text(scan, from, bytes, true);
    return scanned;
}

static cell
scan_plain(scanner *scan)
{
    cell scanned = {.text = "", .line = scan->line, .column = scan->column};
    const char *from = scan->at;
    while (!at_line_end(scan) && *scan->at != scan->separator) {
        if (*scan->at == '"') {
            fail(scan, place_at(scan, scan->line, scan->column),
                 "a quote stands inside a cell that is not quoted; quote the whole cell and double "
                 "it");
            return scanned;
        }
        if (*scan->at == '\r') {
            fail(scan, place_at(scan, scan->line, scan->column),
                 "a carriage return stands alone; lines end with LF or CR LF");
            return scanned;
        }
        step(scan);
    }
    scanned.text = keep_text(scan, from, (size_t)(scan->at - from), false);
    return scanned;
}

/* One row into scan->cells; false at the end of the text or after a fault. */
static bool
scan_row(scanner *scan)
{
    scan->cell_count = 0;
    if (scan->at == scan->end) {
        return false;
    }
    for (;;) {
        if (scan->cell_count == MST_READ_MAX_CSV_COLUMNS) {
            mst__fault_limit(scan->reader, place_at(scan, scan->line, scan->column),
                             "a row has more than %d cells, which is the limit",
                             MST_READ_MAX_CSV_COLUMNS);
            scan->failed = true;
            return false;
        }
        while (scan->at < scan->end && *scan->at == ' ') {
            step(scan);
        }
        bool is_quoted = scan->at < scan->end && *scan->at == '"';
        cell scanned = is_quoted ? scan_quoted(scan) : scan_plain(scan);
        if (scan->failed) {
            return false;
        }
        scan->cells[scan->cell_count++] = scanned;
        if (at_line_end(scan)) {
            skip_line_end(scan);
            return true;
        }
        step(scan);
    }
}

static char
find_separator(const char *text, size_t bytes)
{
    bool has_semicolon = false;
    bool in_quotes = false;
    for (size_t i = 0; i < bytes && (in_quotes || text[i] != '\n'); i++) {
        in_quotes = in_quotes != (text[i] == '"');
        if (!in_quotes && text[i] == ',') {
            return ',';
        }
        has_semicolon = has_semicolon || (!in_quotes && text[i] == ';');
    }
    return has_semicolon ? ';' : ',';
}

/* The map in which the last part of a dotted column stands; *key becomes that part. */
static mst__node *
find_group(scanner *scan, mst__node *row, const cell *column, const char **key)
{
    mst__node *map = row;
    const char *rest = column->text;
    mst_place place = place_at(scan, column->line, column->column);
    for (const char *dot = strchr(rest, '.'); dot != NULL; dot = strchr(rest, '.')) {
        char *part = mst_arena_text_bytes(&scan->reader->scratch, rest, (size_t)(dot - rest));
        if (part == NULL) {
            scan->reader->out_of_memory = true;
            return NULL;
        }
        mst__node *inner = mst__node_get(map, part);
        if (inner == NULL) {
            inner = mst__node_new(scan->reader, MST__MAP, place);
            if (inner == NULL) {
                return NULL;
            }
            inner->key = part;
            inner->key_place = place;
            mst__node_append(map, inner);
        }
        if (inner->kind != MST__MAP) {
            mst__fault(scan->reader, place,
                       "the column \"%s\" is given whole and in parts; keep one of them", part);
            return NULL;
        }
        map = inner;
        rest = dot + 1;
    }
    *key = rest;
    return map;
}

static void
put_cell(scanner *scan, mst__node *row, const cell *column, const cell *value, bool flat)
{
    if (value->text[0] == '\0') {
        return;
    }
    const char *key = column->text;
    mst__node *map = flat ? row : find_group(scan, row, column, &key);
    if (map == NULL) {
        return;
    }
    mst_place place = place_at(scan, value->line, value->column);
    if (mst__node_get(map, key) != NULL) {
        mst__fault(scan->reader, place, "the column \"%s\" is given twice; keep one of them",
                   mst__shown(scan->reader, column->text));
        return;
    }
    bool is_flow = value->text[0] == '[' || value->text[0] == '{';
    mst__node *node = is_flow ? mst__yaml_read_flow(scan->reader, place, value->text)
                              : mst__node_new(scan->reader, MST__SCALAR, place);
    if (node == NULL) {
        return;
    }
    if (!is_flow) {
        node->text = value->text;
        node->quoted = value->quoted;
    }
    node->key = key;
    node->key_place = place;
    mst__node_append(map, node);
}

static bool
header_is_sound(scanner *scan, const cell *header, uint32_t count)
{
    bool is_sound = true;
    for (uint32_t i = 0; i < count; i++) {
        mst_place place = place_at(scan, header[i].line, header[i].column);
        uint32_t dots = 0;
        for (const char *at = header[i].text; *at != '\0'; at++) {
            dots += *at == '.';
        }
        if (header[i].text[0] == '\0') {
            mst__fault(scan->reader, place, "column %u has no name", i + 1);
            is_sound = false;
        } else if (dots > 8) {
            mst__fault(scan->reader, place, "the column \"%s\" has too many parts",
                       mst__shown(scan->reader, header[i].text));
            is_sound = false;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (header[i].text[0] != '\0' && strcmp(header[i].text, header[j].text) == 0) {
                mst__fault(scan->reader, place, "the column \"%s\" stands here a second time",
                           mst__shown(scan->reader, header[i].text));
                is_sound = false;
                break;
            }
        }
    }
    return is_sound;
}

static bool
row_is_empty(const scanner *scan)
{
    for (uint32_t i = 0; i < scan->cell_count; i++) {
        if (scan->cells[i].text[0] != '\0') {
            return false;
        }
    }
    return true;
}

static void
read_rows(scanner *scan, mst__node *list, const cell *header, uint32_t column_count, bool flat)
{
    while (scan_row(scan) && !scan->reader->out_of_memory) {
        if (row_is_empty(scan)) {
            continue;
        }
        mst_place place = place_at(scan, scan->cells[0].line, 1);
        if (scan->cell_count > column_count) {
            const cell *extra = &scan->cells[column_count];
            mst__fault(scan->reader, place_at(scan, extra->line, extra->column),
                       "this row has %u cells and the header %u columns", scan->cell_count,
                       column_count);
            continue;
        }
        mst__node *row = mst__node_new(scan->reader, MST__MAP, place);
        if (row == NULL) {
            return;
        }
        for (uint32_t i = 0; i < scan->cell_count; i++) {
            put_cell(scan, row, &header[i], &scan->cells[i], flat);
        }
        mst__node_append(list, row);
    }
}

mst__node *
mst__csv_read(mst__reader *reader, const char *file, const char *text, size_t bytes, bool flat)
{
    if (!mst__text_is_clean(reader, file, text, bytes)) {
        return NULL;
    }
    if (bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        bytes -= 3;
    }
    /* Too big for the stack of a small thread. */
    scanner *scan = mst__take_scratch(reader, 1, sizeof *scan);
    mst__node *list =
        mst__node_new(reader, MST__LIST, (mst_place){.file = file, .line = 1, .column = 1});
    if (scan == NULL || list == NULL) {
        return NULL;
    }
    *scan = (scanner){.reader = reader,
                      .file = file,
                      .at = text,
                      .end = text + bytes,
                      .line = 1,
                      .column = 1,
                      .separator = find_separator(text, bytes)};
    if (!scan_row(scan)) {
        if (!scan->failed) {
            fail(scan, list->place, "the file is empty; its first row names the columns");
        }
        return NULL;
    }
    uint32_t column_count = scan->cell_count;
    cell *header = mst__take_scratch(reader, column_count, sizeof *header);
    if (header == NULL) {
        return NULL;
    }
    memcpy(header, scan->cells, column_count * sizeof *header);
    if (!header_is_sound(scan, header, column_count)) {
        return NULL;
    }
    read_rows(scan, list, header, column_count, flat);
    return scan->failed || reader->out_of_memory ? NULL : list;
}
