/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes the lists of a post, row by row: as YAML in one file, or as a spreadsheet each.
 *
 * W1  A row is a cell a column; an empty cell is not written (YAML) or left empty (CSV).
 * W2  Columns with one beginning ("berths.heavy", "berths.road") stand side by side: in YAML they
 *     become one map.
 */
#ifndef MUSTER_BENCH_GEN_TABLE_H
#define MUSTER_BENCH_GEN_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

enum { GEN_MAX_COLUMNS = 32, GEN_CELL_BYTES = 64 };

typedef struct gen_table {
    const char *name; /* "people" */
    const char *const *columns;
    unsigned column_count;
    bool is_csv;
    FILE *out;
    char cells[GEN_MAX_COLUMNS][GEN_CELL_BYTES];
} gen_table;

/* Begins the list: its key (YAML) or its head (CSV). `columns` ends with NULL. */
void
gen_table_begin(gen_table *table, const char *name, const char *const *columns, bool is_csv,
                FILE *out);

/* Fills a cell of the row at hand. */
void
gen_table_set(gen_table *table, const char *column, const char *format, ...) MST_PRINTF(3, 4);

void
gen_table_end_row(gen_table *table);

#endif
