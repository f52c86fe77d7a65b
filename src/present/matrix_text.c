/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "present/internal.h"
#include "present/json.h"
#include "present/matrix.h"
#include "present/staying.h"

enum {
    LEAST_COLUMNS = 40,
    GUTTER = 2,
    LEAST_CELL = 20, /* "gap 12.3 % completion" wraps below it */
    MOST_CELL = 30,
    MOST_NAME = 14, /* columns of the options' names */
};

typedef struct painter {
    const mst_post *post;
    const mst_matrix *matrix;
    const mst_document_run *run;
    mst_matrix_style style;
    mst_buffer *out;
    size_t name_columns, cell_columns;
    uint32_t block; /* scenarios side by side */
} painter;

static const mst_cell *
cell_at(const painter *p, uint32_t scenario, uint32_t option)
{
    return &p->matrix->cells[(size_t)scenario * p->matrix->option_count + option];
}

static bool
is_planned(const mst_cell *cell)
{
    return cell->outcome == MST_OK && cell->status != MST_CELL_PENDING;
}

static void
add_bindings(mst_buffer *text, const mst_cell *cell)
{
    if (cell->binding_count == 0) {
        return;
    }
    const mst_binding *binding = &cell->bindings[0];
    mst_buffer_addf(text, "binds %s\n  %s: ", binding->name, binding->unit);
    mst__gain_text(text, &(mst__gain){.left = binding->left_gain,
                                      .left_priority = binding->left_priority,
                                      .completion = binding->completion_gain,
                                      .exposure = binding->exposure_gain});
    mst_buffer_add(text, "\n");
    if (cell->binding_count > 1) {
        mst_buffer_addf(text, "  and %u more\n", cell->binding_count - 1);
    }
}

static void
add_surprise(mst_buffer *text, const mst_cell *cell)
{
    if (!cell->has_foreseen) {
        return;
    }
    const mst_problem *problem = &cell->instance->phases[cell->instance->phase_count - 1];
    const mst_measures *now = &cell->judgement.measures, *foreseen = &cell->foreseen;
    uint32_t priority;
    int64_t left = mst_left_gain(problem, now, foreseen, &priority);
    char when[MST_WHEN_BYTES];
    if (mst_measures_compare(problem, foreseen, now) >= 0) {
        mst_buffer_add(text, "surprise costs nothing\n");
    } else if (left > 0) {
        mst_buffer_addf(text, "surprise costs %lld left", (long long)left);
        mst__priority_text(text, priority);
        mst_buffer_add(text, "\n");
    } else if (now->completion > foreseen->completion) {
        mst_buffer_addf(text, "surprise costs %s\n",
                        mst_when_rough(now->completion - foreseen->completion, when));
    } else if (now->exposure > foreseen->exposure) {
        mst_buffer_addf(text, "surprise costs %.1f exposure\n",
                        mst_exposure_hours(now->exposure - foreseen->exposure));
    } else {
        mst_buffer_addf(text, "surprise costs %.1f vehicle-hours\n",
                        (double)(now->vehicle_ms - foreseen->vehicle_ms) / MST_MS_PER_HOUR);
    }
}

/* What is to be known of those who stay: how many, what it exposes, how long the sites can hold. */
static void
add_staying(mst_buffer *text, const mst_cell *cell)
{
    const mst__staying staying = mst__staying_of_cell(cell);
    const mst_problem *problem = &cell->instance->phases[cell->instance->phase_count - 1];
    char when[MST_WHEN_BYTES];
    if (staying.people > 0) {
        mst_buffer_addf(text, "stay %lld\nexposure %.1f\n", (long long)staying.people,
                        mst_exposure_hours(cell->judgement.measures.exposure));
    }
    if (staying.site != MST_NONE) {
        mst_buffer_addf(text, "supplies end %s,\n  %s\n", mst_when_duration(staying.runs_out, when),
                        problem->sites[staying.site].name);
    } else if (staying.people > 0) {
        mst_buffer_addf(text, "sites hold %s\n", mst_when_duration(problem->horizon, when));
    }
}

/* The lines of a cell, separated by newlines. */
static void
describe(mst_buffer *text, const mst_cell *cell)
{
    char when[MST_WHEN_BYTES];
    if (cell->outcome != MST_OK) {
        mst_buffer_add(text, "no plan (see below)\n");
        return;
    }
    if (cell->status == MST_CELL_PENDING) {
        mst_buffer_add(text, "not reached\n");
        return;
    }
    const mst_measures *m = &cell->judgement.measures;
    if (cell->status == MST_CELL_INFEASIBLE) {
        mst_buffer_add(text, "infeasible (see below)\n");
    }
    mst_buffer_addf(text, "left %lld", (long long)m->left);
    if (m->left_force > 0) {
        mst_buffer_addf(text, " (%lld force)", (long long)m->left_force);
    }
    mst_buffer_addf(text, "\nout %s\n", mst_when_rough(m->completion, when));
    if (m->completion_evacuees != m->completion) {
        mst_buffer_addf(text, "evacuees %s\n", mst_when_rough(m->completion_evacuees, when));
    }
    add_staying(text, cell);
    if (cell->status == MST_CELL_OPTIMAL) {
        mst_buffer_add(text, "proved best\n");
    } else {
        mst_buffer_addf(text, "gap %.1f %% %s\n", cell->gap * 100,
                        mst__measure_title(cell->gap_measure));
    }
    add_bindings(text, cell);
    mst_buffer_addf(text, "first move %s\n",
                    m->first_movement == MST_NEVER ? "none"
                                                   : mst_when_after(m->first_movement, when));
    add_surprise(text, cell);
    if (cell->solution.stopped) {
        mst_buffer_add(text, "search stopped early\n");
    }
}

/* Takes the next line of at most `columns` off *text into `line`; false when there is none. A line
 * that is wrapped goes on behind two spaces. */
static bool
next_line(const char **text, size_t columns, bool *goes_on, mst_buffer *line)
{
    const char *from = *text;
    if (*from == '\0') {
        return false;
    }
    if (*goes_on) {
        mst_buffer_add(line, "  ");
    }
    size_t room = columns - (*goes_on ? 2 : 0);
    size_t length = strcspn(from, "\n");
    char part[256];
    snprintf(part, sizeof part, "%.*s", (int)(length < sizeof part - 1 ? length : sizeof part - 1),
             from);
    size_t fit = mst_buffer_fit(part, room);
    mst_buffer_add_bytes(line, part, fit);
    from += fit;
    *goes_on = *from != '\n' && *from != '\0';
    while (*goes_on && *from == ' ') {
        from++;
    }
    *text = *from == '\n' ? from + 1 : from;
    return true;
}

static void
paint(painter *p, const char *code, const char *text, size_t columns)
{
    bool color = p->style.color && code[0] != '\0' && text[0] != '\0';
    if (color) {
        mst_buffer_addf(p->out, "\x1b[%sm", code);
    }
    mst_buffer_add(p->out, text);
    if (color) {
        mst_buffer_add(p->out, "\x1b[0m");
    }
    size_t width = mst_buffer_width(text);
    if (width < columns) {
        mst_buffer_repeat(p->out, ' ', columns - width);
    }
}

static void
trim_line_end(mst_buffer *out)
{
    while (out->length > 0 && out->bytes[out->length - 1] == ' ') {
        out->bytes[--out->length] = '\0';
    }
    mst_buffer_add(out, "\n");
}

/* One row of the block: the name of the option (or nothing), and a text a scenario, line by line.
 */
static void
paint_row(painter *p, const char *name, const char *const *texts, uint32_t count,
          const char *const *codes)
{
    const char *rest[64], *name_rest = name;
    bool goes_on[64] = {false}, name_goes_on = false;
    for (uint32_t i = 0; i < count; i++) {
        rest[i] = texts[i];
    }
    for (uint32_t row = 0;; row++) {
        mst_buffer lines[65] = {{0}};
        bool any = next_line(&name_rest, p->name_columns, &name_goes_on, &lines[64]);
        for (uint32_t i = 0; i < count; i++) {
            any = next_line(&rest[i], p->cell_columns, &goes_on[i], &lines[i]) || any;
        }
        if (any) {
            paint(p, "1", lines[64].bytes != NULL ? lines[64].bytes : "", p->name_columns);
            for (uint32_t i = 0; i < count; i++) {
                mst_buffer_repeat(p->out, ' ', GUTTER);
                paint(p, row == 0 ? codes[i] : "", lines[i].bytes != NULL ? lines[i].bytes : "",
                      p->cell_columns);
            }
            trim_line_end(p->out);
        }
        for (uint32_t i = 0; i < 65; i++) {
            p->out->failed = p->out->failed || lines[i].failed;
            mst_buffer_release(&lines[i]);
        }
        if (!any) {
            return;
        }
    }
}

static void
paint_block(painter *p, uint32_t first)
{
    const mst_matrix *matrix = p->matrix;
    uint32_t count =
        matrix->scenario_count - first < p->block ? matrix->scenario_count - first : p->block;
    char *owned[64] = {NULL};
    const char *texts[64], *codes[64];
    for (uint32_t i = 0; i < count; i++) {
        texts[i] = p->post->scenarios[matrix->scenarios[first + i].index].id;
        codes[i] = "1";
    }
    mst_buffer_add(p->out, "\n");
    paint_row(p, "", texts, count, codes);
    for (uint32_t option = 0; option < matrix->option_count && !p->out->failed; option++) {
        for (uint32_t i = 0; i < count; i++) {
            const mst_cell *cell = cell_at(p, first + i, option);
            mst_buffer text = {0};
            describe(&text, cell);
            p->out->failed = mst_buffer_finish(&text, &owned[i], NULL) != MST_OK || p->out->failed;
            bool bad = !is_planned(cell) || cell->judgement.measures.left > 0;
            texts[i] = owned[i];
            codes[i] = bad ? "1;31" : "";
        }
        mst_buffer_add(p->out, "\n");
        if (!p->out->failed) {
            paint_row(p, p->post->options[matrix->options[option].index].id, texts, count, codes);
        }
        for (uint32_t i = 0; i < count; i++) {
            mst_heap_free(owned[i]);
            owned[i] = NULL;
        }
    }
}

/* ---- what stands above and below ---- */

static void
add_wrapped(painter *p, const char *text, size_t indent)
{
    mst_buffer_wrap(p->out, text, p->style.columns, indent);
    mst_buffer_add(p->out, "\n");
}

static void
paint_head(painter *p)
{
    const mst_post *post = p->post;
    mst_when_zone zone = {post->zone_row_count, post->zone_rows};
    char utc[MST_WHEN_BYTES], local[MST_WHEN_BYTES], hash[40];
    char line[512];
    snprintf(line, sizeof line, "%s%s%s: %u option%s under %u scenario%s, as of %s (%s)", post->id,
             post->name != NULL ? ", " : "", post->name != NULL ? post->name : "",
             p->matrix->option_count, p->matrix->option_count == 1 ? "" : "s",
             p->matrix->scenario_count, p->matrix->scenario_count == 1 ? "" : "s",
             mst_when_utc(post->as_of, utc), mst_when_local(&zone, post->as_of, local));
    add_wrapped(p, line, 0);
    snprintf(line, sizeof line, "muster %s, seed %llu, input %s", MUSTER_VERSION,
             (unsigned long long)p->run->seed, mst__hash_text(post->input_hash, hash));
    add_wrapped(p, line, 0);
    for (uint32_t i = 0; i < p->run->override_count; i++) {
        snprintf(line, sizeof line, "with %s", p->run->overrides[i]);
        add_wrapped(p, line, 2);
    }
}

/* The sentence of a cell below the matrix, NULL when there is none. */
static const char *
remark_of(const mst_cell *cell)
{
    if (cell->outcome != MST_OK) {
        return cell->err.text;
    }
    if (cell->status == MST_CELL_INFEASIBLE && cell->solution.infeasible_reason != NULL) {
        return cell->solution.infeasible_reason;
    }
    if (cell->late_reason != NULL) {
        return cell->late_reason;
    }
    return cell->status == MST_CELL_PENDING ? NULL : cell->left_reason;
}

/* Cells that share a sentence share a line. */
static void
paint_remarks(painter *p)
{
    const mst_matrix *matrix = p->matrix;
    uint32_t cells = matrix->scenario_count * matrix->option_count;
    bool headed = false;
    for (uint32_t i = 0; i < cells; i++) {
        const char *remark = remark_of(&matrix->cells[i]);
        bool told = remark == NULL;
        for (uint32_t j = 0; j < i && !told; j++) {
            const char *other = remark_of(&matrix->cells[j]);
            told = other != NULL && strcmp(other, remark) == 0;
        }
        if (told) {
            continue;
        }
        if (!headed) {
            mst_buffer_add(p->out, "\nWho is left, and what stops them:\n");
            headed = true;
        }
        mst_buffer where = {0};
        for (uint32_t j = i; j < cells; j++) {
            const char *other = remark_of(&matrix->cells[j]);
            if (other != NULL && strcmp(other, remark) == 0) {
                mst_buffer_addf(&where, "%s%s/%s", where.length > 0 ? ", " : "- ",
                                p->post->scenarios[matrix->cells[j].scenario.index].id,
                                p->post->options[matrix->cells[j].option.index].id);
            }
        }
        mst_buffer_addf(&where, ": %s", remark);
        p->out->failed = p->out->failed || where.failed;
        if (!p->out->failed) {
            add_wrapped(p, where.bytes, 2);
        }
        mst_buffer_release(&where);
    }
}

/* Where the planner went wrong, and another of its plans is shown. */
static void
paint_passed_over(painter *p)
{
    const mst_matrix *matrix = p->matrix;
    bool headed = false;
    for (uint32_t i = 0; i < matrix->scenario_count * matrix->option_count; i++) {
        const mst_cell *cell = &matrix->cells[i];
        if (cell->outcome != MST_OK || cell->passed_over == NULL) {
            continue;
        }
        if (!headed) {
            mst_buffer_add(p->out, "\nPlans passed over, by a fault of the planner:\n");
            headed = true;
        }
        mst_buffer line = {0};
        mst_buffer_addf(&line, "- %s/%s: %s", p->post->scenarios[cell->scenario.index].id,
                        p->post->options[cell->option.index].id, cell->passed_over);
        p->out->failed = p->out->failed || line.failed;
        if (!p->out->failed) {
            add_wrapped(p, line.bytes, 2);
        }
        mst_buffer_release(&line);
    }
}

/* A bound is lower where pins are not counted; whoever reads a gap should know. */
static void
paint_pins(painter *p)
{
    const mst_matrix *matrix = p->matrix;
    bool tells = false;
    for (uint32_t i = 0; i < matrix->scenario_count * matrix->option_count; i++) {
        const mst_cell *cell = &matrix->cells[i];
        tells = tells || (cell->outcome == MST_OK && cell->status == MST_CELL_BOUNDED);
    }
    if (tells && p->post->pin_count > 0) {
        mst_buffer_add(p->out, "\n");
        add_wrapped(p,
                    "No plan does better than its bound, with the pins or without them; so a gap "
                    "has in it what the pins cost.",
                    0);
    }
}

static void
paint_violations(painter *p)
{
    const mst_matrix *matrix = p->matrix;
    for (uint32_t i = 0; i < matrix->scenario_count * matrix->option_count; i++) {
        const mst_cell *cell = &matrix->cells[i];
        for (uint32_t v = 0; v < cell->judgement.violation_count && v < 5; v++) {
            const mst_violation *violation = &cell->judgement.violations[v];
            mst_buffer_addf(p->out, "  rule %d, %s (%s): ", (int)violation->rule,
                            mst_rule_name(violation->rule), violation->clause);
            add_wrapped(p, violation->text, 4);
        }
    }
}

static void
choose_columns(painter *p)
{
    size_t longest = 8;
    for (uint32_t i = 0; i < p->matrix->option_count; i++) {
        size_t width = mst_buffer_width(p->post->options[p->matrix->options[i].index].id);
        longest = width > longest ? width : longest;
    }
    size_t columns = p->style.columns;
    p->name_columns = longest < MOST_NAME ? longest : MOST_NAME;
    if (p->name_columns + GUTTER + LEAST_CELL > columns) {
        p->name_columns = 12;
    }
    size_t room = columns - p->name_columns;
    size_t fitting = room / (LEAST_CELL + GUTTER);
    fitting = fitting < 1 ? 1 : fitting > 64 ? 64 : fitting;
    fitting = fitting > p->matrix->scenario_count ? p->matrix->scenario_count : fitting;
    p->block = (uint32_t)(fitting > 0 ? fitting : 1);
    p->cell_columns = room / p->block - GUTTER;
    p->cell_columns = p->cell_columns > MOST_CELL ? MOST_CELL : p->cell_columns;
}

mst_status
mst_matrix_write_text(const mst_post *post, const mst_matrix *matrix, const mst_document_run *run,
                      const mst_matrix_style *style, char **text, mst_error *err)
{
    mst_buffer buffer = {0};
    painter p = {.post = post, .matrix = matrix, .run = run, .style = *style, .out = &buffer};
    p.style.columns = style->columns < LEAST_COLUMNS ? LEAST_COLUMNS : style->columns;
    choose_columns(&p);
    paint_head(&p);
    for (uint32_t first = 0; first < matrix->scenario_count; first += p.block) {
        paint_block(&p, first);
    }
    paint_remarks(&p);
    paint_passed_over(&p);
    paint_pins(&p);
    paint_violations(&p);
    return mst_buffer_finish(&buffer, text, err);
}
