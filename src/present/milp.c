/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes a cell as a mixed-integer program in free MPS.
 *
 * The columns are made three times: to see which rows are used, to print them, and to print their
 * bounds, since nothing of them is kept.
 */
#include "present/milp.h"

#include "base/checked.h"
#include "present/milp_internal.h"

typedef struct writer {
    const mst__milp *m;
    mst_buffer *text;
    uint8_t *used; /* by row */
    uint64_t column_count;
    bool integer;
    uint32_t marker;
} writer;

static void
mark_rows(void *context, const mst__milp_column *column)
{
    writer *w = context;
    for (uint32_t i = 0; i < column->count; i++) {
        w->used[column->entries[i].row] = 1;
    }
    w->column_count++;
}

static void
set_marker(writer *w, bool integer)
{
    if (w->integer != integer) {
        mst_buffer_addf(w->text, "    MARKER%u 'MARKER' '%s'\n", w->marker++,
                        integer ? "INTORG" : "INTEND");
        w->integer = integer;
    }
}

static void
print_column(void *context, const mst__milp_column *column)
{
    writer *w = context;
    set_marker(w, column->integer);
    if (column->cost != 0) {
        mst_buffer_addf(w->text, "    %s cost %lld\n", column->name, (long long)column->cost);
    }
    for (uint32_t i = 0; i < column->count; i++) {
        char name[288];
        char sense;
        mst__milp_describe_row(w->m, column->entries[i].row, name, &sense, NULL);
        mst_buffer_addf(w->text, "    %s %s %lld\n", column->name, name,
                        (long long)column->entries[i].value);
    }
}

static void
print_bound(void *context, const mst__milp_column *column)
{
    writer *w = context;
    mst_buffer_addf(w->text, " UP BND %s %lld\n", column->name, (long long)column->most);
}

static void
print_rows(writer *w, bool right_sides)
{
    for (uint64_t row = 0; row < w->m->first_row[MST__FAMILY_COUNT]; row++) {
        if (w->used[row] == 0) {
            continue;
        }
        char name[288];
        char sense;
        int64_t right;
        mst__milp_describe_row(w->m, row, name, &sense, right_sides ? &right : NULL);
        if (!right_sides) {
            mst_buffer_addf(w->text, " %c %s\n", sense, name);
        } else if (right != 0) {
            mst_buffer_addf(w->text, "    RHS %s %lld\n", name, (long long)right);
        }
    }
}

static void
print_head(writer *w)
{
    const mst__milp *m = w->m;
    mst_buffer *text = w->text;
    mst_buffer_addf(text, "* %s, by muster %s\n", m->options->name, m->options->version);
    mst_buffer_addf(text, "* Steps of %lld ms, the horizon is step %d.\n", (long long)m->step,
                    m->steps);
    mst_buffer_add(text, m->exact
                             ? "* Every time is a multiple of the step.\n"
                             : "* Times are rounded up to whole steps, so plans are later here.\n");
    mst_buffer_add(text, m->options->by_deadline
                             ? "* Cost: who is left at the horizon, by priority and weight.\n"
                             : "* Cost: who is left at the horizon, by priority and weight, each "
                               "more than all\n* steps; and one for each step that begins before "
                               "the last of the others is out.\n");
    mst_buffer_add(text, "* People of one flow may change between vehicles of one group that "
                         "stand at a place at once.\n");
    for (uint32_t i = 0; i < m->omitted_count; i++) {
        mst_buffer_addf(text, "* Left out: %s.\n", m->omitted[i]);
    }
    mst_buffer_addf(text, "* %llu columns.\n", (unsigned long long)w->column_count);
    mst_buffer_addf(text, "NAME %s FREE\nROWS\n N cost\n", m->options->name);
}

static mst_status
write_text(const mst__milp *m, char **text, mst_error *err)
{
    mst_buffer buffer = {0};
    writer w = {.m = m, .text = &buffer};
    w.used = mst_heap_take(m->first_row[MST__FAMILY_COUNT], 1);
    bool fine = w.used != NULL && mst__milp_columns(m, mark_rows, &w);
    if (fine) {
        print_head(&w);
        print_rows(&w, false);
        mst_buffer_add(&buffer, "COLUMNS\n");
        fine = mst__milp_columns(m, print_column, &w);
        set_marker(&w, false);
        mst_buffer_add(&buffer, "RHS\n");
        print_rows(&w, true);
        mst_buffer_add(&buffer, "BOUNDS\n");
        fine = fine && mst__milp_columns(m, print_bound, &w);
        mst_buffer_add(&buffer, "ENDATA\n");
    }
    mst_heap_free(w.used);
    if (!fine) {
        mst_buffer_release(&buffer);
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    return mst_buffer_finish(&buffer, text, err);
}

/* Nobody is left for the sake of a sooner end. */
static mst_status
raise_costs(mst__milp *m, mst_error *err)
{
    for (uint32_t k = 0; !m->options->by_deadline && k < m->people_count; k++) {
        if (!mst_multiply_i64(m->people[k].cost, (int64_t)m->steps + 1, &m->people[k].cost)) {
            return mst_fail(err, MST_LIMIT, mst_nowhere(),
                            "the priorities and weights of people are too large to be added up in "
                            "one number");
        }
    }
    return MST_OK;
}

mst_status
mst_milp_write(const mst_case *instance, const mst_milp_options *options, char **text,
               mst_error *err)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_milp_options own = *options;
    mst__milp m = {.problem = &instance->phases[0], .options = &own, .arena = &arena};
    mst_status status = mst__milp_scope(&m, instance, err);
    status = status == MST_OK ? mst__milp_time(&m, err) : status;
    status = status == MST_OK ? mst__milp_rows(&m, err) : status;
    status = status == MST_OK ? raise_costs(&m, err) : status;
    status = status == MST_OK ? write_text(&m, text, err) : status;
    mst_arena_release(&arena);
    return status;
}
