/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells of a separated-values file (RFC 4180; comma, semicolon or tab, told by the first line), one
 * row at a time, with the place of each.
 */
#ifndef MUSTER_PRESENT_SHEET_H
#define MUSTER_PRESENT_SHEET_H

#include "base/memory.h"

enum { MST__SHEET_MAX_CELLS = 256, MST__SHEET_MAX_CELL_BYTES = 1 << 20 };

typedef struct mst__cell {
    const char *text; /* without quotes and surrounding blanks; in the sheet's arena */
    uint32_t column;  /* of its first character in the line, from 1 */
} mst__cell;

typedef struct mst__sheet {
    const char *name, *text;
    size_t bytes, at;
    char separator;
    uint32_t line; /* of the row read last */
    uint32_t next_line;
    mst_arena *arena;
    uint32_t cell_count;
    mst__cell cells[MST__SHEET_MAX_CELLS];
} mst__sheet;

void
mst__sheet_open(mst__sheet *sheet, const char *name, const char *text, size_t bytes,
                mst_arena *arena);

/* Reads the next row that is not blank; *more is false at the end. */
MST_NODISCARD mst_status
mst__sheet_next(mst__sheet *sheet, bool *more, mst_error *err);

#endif
