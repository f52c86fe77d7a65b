/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/table.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

void
gen_table_begin(gen_table *table, const char *name, const char *const *columns, bool is_csv,
                FILE *out)
{
    *table = (gen_table){.name = name, .columns = columns, .is_csv = is_csv, .out = out};
    while (columns[table->column_count] != NULL) {
        table->column_count++;
    }
    assert(table->column_count <= GEN_MAX_COLUMNS);
    if (!is_csv) {
        fprintf(out, "\n%s:\n", name);
        return;
    }
    for (unsigned i = 0; i < table->column_count; i++) {
        fprintf(out, "%s%s", i > 0 ? "," : "", columns[i]);
    }
    fputc('\n', out);
}

void
gen_table_set(gen_table *table, const char *column, const char *format, ...)
{
    unsigned i = 0;
    while (i < table->column_count && strcmp(table->columns[i], column) != 0) {
        i++;
    }
    assert(i < table->column_count);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(table->cells[i], GEN_CELL_BYTES, format, arguments);
    va_end(arguments);
    assert(length >= 0 && length < GEN_CELL_BYTES);
    (void)length;
}

/* Whether a cell must stand in quotes: a comma ends it in both forms, a colon may begin a map. */
static void
write_cell(const gen_table *table, const char *cell)
{
    bool is_quoted = strpbrk(cell, table->is_csv ? ",\"" : ",:") != NULL;
    fprintf(table->out, is_quoted ? "\"%s\"" : "%s", cell);
}

/* Bytes of the group of a column, up to its dot; 0 for a column by itself. */
static size_t
group_bytes(const char *column)
{
    const char *dot = strchr(column, '.');
    return dot != NULL ? (size_t)(dot - column) : 0;
}

static void
write_yaml_row(const gen_table *table)
{
    const char *open = NULL; /* the column whose group is being written */
    const char *between = "";
    fputs("  - {", table->out);
    for (unsigned i = 0; i < table->column_count; i++) {
        const char *column = table->columns[i];
        if (table->cells[i][0] == '\0') {
            continue;
        }
        size_t group = group_bytes(column);
        bool is_same =
            open != NULL && group == group_bytes(open) && strncmp(open, column, group) == 0;
        if (open != NULL && !is_same) {
            fputc('}', table->out);
            open = NULL;
        }
        fputs(between, table->out);
        if (group > 0 && open == NULL) {
            fprintf(table->out, "%.*s: {", (int)group, column);
            open = column;
        }
        fprintf(table->out, "%s: ", group > 0 ? column + group + 1 : column);
        write_cell(table, table->cells[i]);
        between = ", ";
    }
    fputs(open != NULL ? "}}\n" : "}\n", table->out);
}

static void
write_csv_row(const gen_table *table)
{
    for (unsigned i = 0; i < table->column_count; i++) {
        if (i > 0) {
            fputc(',', table->out);
        }
        write_cell(table, table->cells[i]);
    }
    fputc('\n', table->out);
}

void
gen_table_end_row(gen_table *table)
{
    if (table->is_csv) {
        write_csv_row(table);
    } else {
        write_yaml_row(table);
    }
    memset(table->cells, 0, sizeof table->cells);
}
