/* SPDX-License-Identifier: Apache-2.0 */
#include "present/sheet.h"

#include <string.h>

void
mst__sheet_open(mst__sheet *sheet, const char *name, const char *text, size_t bytes,
                mst_arena *arena)
{
    *sheet = (mst__sheet){.name = name,
                          .text = text,
                          .bytes = bytes,
                          .separator = ',',
                          .next_line = 1,
                          .arena = arena};
    if (bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        sheet->at = 3; /* a byte order mark, as spreadsheets write it */
    }
    for (size_t i = sheet->at; i < bytes && text[i] != '\n' && text[i] != '\r'; i++) {
        if (text[i] == ',' || text[i] == ';' || text[i] == '\t') {
            sheet->separator = text[i];
            break;
        }
    }
}

static bool
at_line_end(const mst__sheet *sheet)
{
    return sheet->at >= sheet->bytes || sheet->text[sheet->at] == '\n' ||
           sheet->text[sheet->at] == '\r';
}

static void
skip_line_end(mst__sheet *sheet)
{
    if (sheet->at < sheet->bytes && sheet->text[sheet->at] == '\r') {
        sheet->at++;
    }
    if (sheet->at < sheet->bytes && sheet->text[sheet->at] == '\n') {
        sheet->at++;
    }
    sheet->next_line++;
}

static uint32_t
code_points(const char *text, size_t bytes)
{
    uint32_t count = 0;
    for (size_t i = 0; i < bytes; i++) {
        count += ((unsigned char)text[i] & 0xC0u) != 0x80u;
    }
    return count;
}

static const char *
trimmed(char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
        length--;
    }
    text[length] = '\0';
    while (*text == ' ' || *text == '\t') {
        text++;
    }
    return text;
}

/* One cell from the current position; what ends it stays unread. */
static mst_status
read_cell(mst__sheet *sheet, size_t line_begin, mst_error *err)
{
    mst__cell *cell = &sheet->cells[sheet->cell_count];
    cell->column = code_points(sheet->text + line_begin, sheet->at - line_begin) + 1;
    mst_place place = {sheet->name, sheet->next_line, cell->column};
    if (sheet->cell_count == MST__SHEET_MAX_CELLS - 1) {
        return mst_fail(err, MST_LIMIT, place, "a row has more than %d cells",
                        MST__SHEET_MAX_CELLS - 1);
    }
    bool quoted = sheet->at < sheet->bytes && sheet->text[sheet->at] == '"';
    size_t begin = sheet->at + (quoted ? 1 : 0), end = begin, length = 0;
    if (quoted) {
        while (end < sheet->bytes && (sheet->text[end] != '"' ||
                                      (end + 1 < sheet->bytes && sheet->text[end + 1] == '"'))) {
            end += sheet->text[end] == '"' ? 2 : 1;
        }
        if (end >= sheet->bytes) {
            return mst_fail(err, MST_INVALID, place, "the quote that begins here is not closed");
        }
    } else {
        while (end < sheet->bytes && sheet->text[end] != sheet->separator &&
               sheet->text[end] != '\n' && sheet->text[end] != '\r') {
            end++;
        }
    }
    if (end - begin > MST__SHEET_MAX_CELL_BYTES) {
        return mst_fail(err, MST_LIMIT, place, "a cell is longer than %d bytes",
                        MST__SHEET_MAX_CELL_BYTES);
    }
    char *text = mst_arena_take(sheet->arena, end - begin + 1, 1);
    if (text == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to read the table");
    }
    for (size_t i = begin; i < end; i++) {
        text[length++] = sheet->text[i];
        sheet->next_line += sheet->text[i] == '\n' ? 1 : 0;
        i += quoted && sheet->text[i] == '"' ? 1 : 0; /* a doubled quote */
    }
    cell->text = trimmed(text, length);
    sheet->at = end + (quoted ? 1 : 0);
    sheet->cell_count++;
    if (!at_line_end(sheet) && sheet->text[sheet->at] != sheet->separator) {
        return mst_fail(err, MST_INVALID, place, "there is text after the closing quote");
    }
    return MST_OK;
}

static bool
is_blank(const mst__sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->cell_count; i++) {
        if (sheet->cells[i].text[0] != '\0') {
            return false;
        }
    }
    return true;
}

mst_status
mst__sheet_next(mst__sheet *sheet, bool *more, mst_error *err)
{
    do {
        *more = sheet->at < sheet->bytes;
        if (!*more) {
            return MST_OK;
        }
        size_t line_begin = sheet->at;
        sheet->line = sheet->next_line;
        sheet->cell_count = 0;
        for (;;) {
            mst_status status = read_cell(sheet, line_begin, err);
            if (status != MST_OK) {
                return status;
            }
            if (at_line_end(sheet)) {
                break;
            }
            sheet->at++; /* the separator */
        }
        skip_line_end(sheet);
    } while (is_blank(sheet));
    return MST_OK;
}
