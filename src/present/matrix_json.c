/* SPDX-License-Identifier: Apache-2.0 */
#include "present/json.h"
#include "present/matrix.h"
#include "present/staying.h"

static void
set_order(mst__json *out, json_t *object, const mst_document *document)
{
    char text[MST_WHEN_BYTES];
    mst__json_text(out, object, "order_utc", mst_when_utc(document->order, text));
    mst__json_text(out, object, "order_local",
                   mst_when_local(&document->zone, document->order, text));
}

static json_t *
staying_of(mst__json *out, const mst_document *document)
{
    const mst__staying staying = mst__staying_of_document(document);
    json_t *object = mst__json_object(out);
    mst__json_integer(out, object, "people", staying.people);
    mst__json_text(out, object, "supplies_end_site",
                   staying.site != MST_NONE ? document->sites[staying.site].id : NULL);
    mst__json_seconds(out, object, "supplies_end_seconds", staying.runs_out);
    return object;
}

static void
set_plan(mst__json *out, json_t *object, const mst_document *document)
{
    set_order(out, object, document);
    mst__json_set(out, object, "measures",
                  mst__json_measures(out, &document->measures, document->priority_count));
    mst__json_set(out, object, "bound",
                  mst__json_bound(out, &document->bound, document->priority_count));
    if (document->has_foreseen) {
        mst__json_set(out, object, "foreseen",
                      mst__json_measures(out, &document->foreseen, document->priority_count));
    }
    mst__json_gap(out, object, document);
    mst__json_set(out, object, "binding",
                  mst__json_bindings(out, document->bindings, document->binding_count));
    mst__json_set(out, object, "staying", staying_of(out, document));
    mst__json_text(out, object, "left_reason", document->left_reason);
    mst__json_text(out, object, "infeasible_reason", document->infeasible_reason);
    if (document->passed_over != NULL) {
        mst__json_text(out, object, "passed_over", document->passed_over);
    }
    mst__json_set(out, object, "stopped", json_boolean(document->stopped));
    mst__json_set(out, object, "moves", mst__json_moves(out, document, &document->plan));
    mst__json_set(out, object, "self_moves", mst__json_self_moves(out, document, &document->plan));
    mst__json_set(out, object, "left", mst__json_left(out, document, &document->plan));
}

static void
set_violations(mst__json *out, json_t *object, const mst_judgement *judgement)
{
    json_t *array = mst__json_array(out);
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        const mst_violation *violation = &judgement->violations[i];
        json_t *row = mst__json_object(out);
        mst__json_integer(out, row, "rule", violation->rule);
        mst__json_text(out, row, "name", mst_rule_name(violation->rule));
        mst__json_text(out, row, "clause", violation->clause);
        mst__json_seconds(out, row, "at", violation->at);
        mst__json_text(out, row, "text", violation->text);
        mst__json_append(out, array, row);
    }
    mst__json_set(out, object, "violations", array);
}

static json_t *
cell_of(mst__json *out, const mst_post *post, const mst_cell *cell, const mst_document_run *run)
{
    json_t *object = mst__json_object(out);
    mst__json_text(out, object, "scenario", post->scenarios[cell->scenario.index].id);
    mst__json_text(out, object, "option", post->options[cell->option.index].id);
    if (cell->outcome != MST_OK || cell->status == MST_CELL_PENDING) {
        mst__json_text(out, object, "status", cell->outcome != MST_OK ? "failed" : "not planned");
        mst__json_text(out, object, "error", cell->outcome != MST_OK ? cell->err.text : NULL);
        if (cell->judgement.violation_count > 0) {
            set_violations(out, object, &cell->judgement);
        }
        return object;
    }
    mst__json_text(out, object, "status", mst__cell_status_name(cell->status));
    mst_document document;
    if (mst_document_make(post, cell, run, &document, NULL) == MST_OK) {
        set_plan(out, object, &document);
    } else {
        out->failed = true;
    }
    mst_document_release(&document);
    mst__json_real(out, object, "solve_seconds",
                   (double)(int64_t)(cell->solve_seconds * 1000) / 1000);
    return object;
}

static void
write_head(mst__json_lines *lines, const mst_post *post, const mst_document_run *run)
{
    char when[MST_WHEN_BYTES];
    mst_when_zone zone = {post->zone_row_count, post->zone_rows};
    json_t *overrides = mst__json_array(&lines->out);
    for (uint32_t i = 0; i < run->override_count; i++) {
        mst__json_append(&lines->out, overrides, json_string(run->overrides[i]));
    }
    mst__json_lines_member(lines, "format", json_string("muster-matrix-1"));
    mst__json_lines_member(lines, "version", json_string(MUSTER_VERSION));
    mst__json_lines_member(lines, "post", json_string(post->id));
    mst__json_lines_member(lines, "input_hash",
                           json_string(mst__hash_text(post->input_hash, when)));
    mst__json_lines_member(lines, "seed", json_integer((int64_t)run->seed));
    mst__json_lines_member(lines, "as_of_utc", json_string(mst_when_utc(post->as_of, when)));
    mst__json_lines_member(lines, "as_of_local",
                           json_string(mst_when_local(&zone, post->as_of, when)));
    mst__json_lines_member(lines, "set", overrides);
}

mst_status
mst_matrix_write_json(const mst_post *post, const mst_matrix *matrix, const mst_document_run *run,
                      const mst_sink *sink, char **text, mst_error *err)
{
    mst__json_lines lines = {.sink = sink};
    write_head(&lines, post, run);
    mst__json_lines_member(&lines, "stopped", json_boolean(matrix->stopped));
    mst__json_lines_begin(&lines, "plans");
    uint32_t count = matrix->scenario_count * matrix->option_count;
    for (uint32_t i = 0; i < count && !lines.out.failed && !lines.is_refused; i++) {
        mst__json_lines_row(&lines, cell_of(&lines.out, post, &matrix->cells[i], run));
    }
    mst__json_lines_end(&lines);
    return mst__json_lines_finish(&lines, text, err);
}
