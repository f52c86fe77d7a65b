/* SPDX-License-Identifier: Apache-2.0
 *
 * What one more of each mean is worth: two lines a row, the best first.
 */
#include "present/value.h"

#include <stdio.h>
#include <string.h>

#include "present/buffer.h"
#include "present/json.h"
#include "present/when.h"

enum { COLUMNS = 80, INDENT = 6, LINE = 1024, PIECE = 128 };

static const char *
scenario_id(const mst_value_view *view, uint32_t scenario)
{
    return view->post->scenarios[view->value->scenarios[scenario].index].id;
}

/* Millionths of persons, to a tenth, down: what is hoped for is not rounded up. */
static const char *
people_text(int64_t millionths, char *text)
{
    int64_t tenths = millionths / 100000;
    if (tenths % 10 == 0 || tenths >= 1000) {
        snprintf(text, PIECE, "%lld", (long long)(tenths / 10));
    } else {
        snprintf(text, PIECE, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
    }
    return text;
}

static void
append(char *line, const char *piece)
{
    size_t used = strlen(line);
    snprintf(line + used, LINE - used, "%s", piece);
}

/* "0 to 20 fewer left, 50 in cut; 2 h sooner; order 3 h later; use by ..." */
static void
describe(const mst_value_view *view, const mst_value_row *row, char *line)
{
    char low[PIECE], high[PIECE], piece[LINE], when[MST_WHEN_BYTES];
    const char *between = "";
    if (row->most_gain > 0) {
        snprintf(piece, sizeof piece, "%s to %s fewer left, %lld under %s",
                 people_text(row->lower_gain, low), people_text(row->upper_gain, high),
                 (long long)row->most_gain, scenario_id(view, row->scenario));
        append(line, piece);
        between = "; ";
    }
    if (row->completion_gain >= MST_MS_PER_MINUTE) {
        mst_time minutes = row->completion_gain / MST_MS_PER_MINUTE * MST_MS_PER_MINUTE;
        snprintf(piece, sizeof piece, "%sup to %s sooner out", between,
                 mst_when_duration(minutes, when));
        append(line, piece);
        between = "; ";
    } else if (row->most_gain == 0) {
        append(line, "seconds sooner out");
        between = "; ";
    }
    if (row->wait_gain > 0) {
        snprintf(piece, sizeof piece, "%sthe order may wait %s longer", between,
                 mst_when_rough(row->wait_gain, when));
        append(line, piece);
    }
    if (row->is_dated && row->use_by == MST_NEVER) {
        append(line, "; use by: any time");
    } else if (row->is_dated) {
        char local[MST_WHEN_BYTES];
        mst_when_zone zone = {view->post->zone_row_count, view->post->zone_rows};
        snprintf(piece, sizeof piece, "; use by %s (%s after the order)",
                 mst_when_local_short(&zone, view->value->order + row->use_by, local),
                 mst_when_duration(row->use_by, when));
        append(line, piece);
    }
}

static void
add_row(mst_buffer *out, const mst_value_view *view, const mst_value_row *row)
{
    char line[LINE] = "      ";
    mst_buffer_addf(out, "  %s, %s\n", row->name, row->unit);
    describe(view, row, line);
    mst_buffer_wrap(out, line, COLUMNS, INDENT);
    mst_buffer_add(out, "\n");
}

mst_status
mst_value_write_text(const mst_value_view *view, char **text, mst_error *err)
{
    const mst_value *value = view->value;
    const mst_option *option = &view->post->options[value->option.index];
    mst_buffer out = {0};
    char line[LINE];
    mst_buffer_addf(&out, "What one more would be worth to %s, over %u scenario%s\n\n", option->id,
                    value->scenario_count, value->scenario_count == 1 ? "" : "s");
    for (uint32_t r = 0; r < value->row_count; r++) {
        add_row(&out, view, &value->rows[r]);
    }
    if (value->row_count == 0) {
        mst_buffer_add(&out, "  nothing: no single one more was found to gain\n");
    }
    mst_buffer_add(&out, "\n");
    snprintf(
        line, sizeof line,
        "Fewer left: evacuees, in expectation, whatever the chances within what is known. Each "
        "alone; two together may gain more or less than the sum. Use by: the last minute found "
        "from which on having it still gains where it gains most. %u tried, %u planned again, "
        "%u plans for use-by dates.%s",
        value->tried, value->planned, value->dated,
        value->stopped ? " Stopped before the end." : "");
    mst_buffer_wrap(&out, line, COLUMNS, 0);
    mst_buffer_addf(&out, "\n\nmuster %s, seed %llu\n", MUSTER_VERSION,
                    (unsigned long long)view->seed);
    return mst_buffer_finish(&out, text, err);
}

static json_t *
row_of(mst__json *out, const mst_value_view *view, const mst_value_row *row)
{
    json_t *object = mst__json_object(out);
    mst__json_text(out, object, "item", row->name);
    mst__json_text(out, object, "unit", row->unit);
    mst__json_real(out, object, "expected_fewer_left_low", (double)row->lower_gain / 1e6);
    mst__json_real(out, object, "expected_fewer_left_high", (double)row->upper_gain / 1e6);
    mst__json_integer(out, object, "most_fewer_left", row->most_gain);
    mst__json_text(out, object, "scenario", scenario_id(view, row->scenario));
    mst__json_integer(out, object, "scenarios", row->scenarios);
    mst__json_seconds(out, object, "sooner", row->completion_gain);
    if (view->value->has_curve) {
        mst__json_seconds(out, object, "order_may_wait_longer_90", row->wait_gain);
    }
    if (row->is_dated && row->use_by == MST_NEVER) {
        mst__json_text(out, object, "use_by_after", "any");
    } else if (row->is_dated) {
        char when[MST_WHEN_BYTES];
        mst__json_seconds(out, object, "use_by_after", row->use_by);
        mst__json_text(out, object, "use_by_utc",
                       mst_when_utc(view->value->order + row->use_by, when));
    }
    return object;
}

mst_status
mst_value_write_json(const mst_value_view *view, char **text, mst_error *err)
{
    const mst_value *value = view->value;
    mst__json out = {0};
    char when[MST_WHEN_BYTES];
    json_t *root = mst__json_object(&out), *rows = mst__json_array(&out);
    mst__json_text(&out, root, "format", "muster-value-1");
    mst__json_text(&out, root, "version", MUSTER_VERSION);
    mst__json_text(&out, root, "post", view->post->id);
    mst__json_text(&out, root, "input_hash", mst__hash_text(view->post->input_hash, when));
    mst__json_integer(&out, root, "seed", (int64_t)view->seed);
    mst__json_text(&out, root, "option", view->post->options[value->option.index].id);
    mst__json_text(&out, root, "order_utc", mst_when_utc(value->order, when));
    mst__json_set(&out, root, "stopped", json_boolean(value->stopped));
    mst__json_integer(&out, root, "tried", value->tried);
    mst__json_integer(&out, root, "planned", value->planned);
    mst__json_integer(&out, root, "planned_for_dates", value->dated);
    for (uint32_t r = 0; r < value->row_count; r++) {
        mst__json_append(&out, rows, row_of(&out, view, &value->rows[r]));
    }
    mst__json_set(&out, root, "rows", rows);
    return mst__json_finish(&out, root, text, err);
}
