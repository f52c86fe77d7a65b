/* SPDX-License-Identifier: Apache-2.0
 *
 * What one more of each mean is worth: a line a row, the best first.
 */
#include "present/value.h"

#include <stdio.h>
#include <string.h>

#include "present/buffer.h"
#include "present/json.h"
#include "present/when.h"

enum { COLUMNS = 80, LINE = 1024, PIECE = 128 };
/* Of the table. */
enum { NAME_COLUMNS = 34, FEWER_COLUMNS = 11, MOST_COLUMNS = 9, SOONER_COLUMNS = 8 };

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

static const char *
fewer_text(const mst_value_row *row, char *text)
{
    char low[PIECE], high[PIECE];
    people_text(row->lower_gain, low);
    people_text(row->upper_gain, high);
    if (strcmp(low, high) == 0) {
        snprintf(text, PIECE, "%.60s", row->most_gain == 0 ? "-" : low);
    } else {
        snprintf(text, PIECE, "%.60s-%.60s", low, high);
    }
    return text;
}

/* "seconds", "24 min", "23.9 h", "4.4 d": down. */
static const char *
sooner_text(const mst_value_row *row, char *text)
{
    const mst_time gain = row->completion_gain;
    bool in_days = gain >= 4 * MST_MS_PER_DAY;
    long long tenths = 10 * gain / (in_days ? MST_MS_PER_DAY : MST_MS_PER_HOUR);
    if (gain == 0) {
        snprintf(text, PIECE, "-");
    } else if (gain < MST_MS_PER_MINUTE) {
        snprintf(text, PIECE, "seconds");
    } else if (gain < MST_MS_PER_HOUR) {
        snprintf(text, PIECE, "%lld min", (long long)(gain / MST_MS_PER_MINUTE));
    } else {
        snprintf(text, PIECE, "%lld.%lld %s", tenths / 10, tenths % 10, in_days ? "d" : "h");
    }
    return text;
}

static void
add_row(mst_buffer *out, const mst_value_table *table, const mst_value_row *row)
{
    char name[LINE], piece[PIECE], when[MST_WHEN_BYTES];
    snprintf(name, sizeof name, "%s, %s", row->name, row->unit);
    if (mst_buffer_width(name) >= NAME_COLUMNS) { /* on a line of its own */
        mst_buffer_addf(out, "%s\n", name);
        name[0] = '\0';
    }
    mst_buffer_pad(out, name, NAME_COLUMNS);
    mst_buffer_pad_left(out, fewer_text(row, piece), FEWER_COLUMNS);
    snprintf(piece, sizeof piece, "%lld", (long long)row->most_gain);
    mst_buffer_pad_left(out, row->most_gain > 0 ? piece : "-", MOST_COLUMNS);
    mst_buffer_pad_left(out, sooner_text(row, piece), SOONER_COLUMNS);
    if (row->is_dated && row->use_by == MST_NEVER) {
        mst_buffer_add(out, "  any time");
    } else if (row->is_dated) {
        mst_when_zone zone = {table->post->zone_row_count, table->post->zone_rows};
        mst_buffer_addf(out, "  %s", mst_when_local_short(&zone, table->order + row->use_by, when));
    }
    mst_buffer_add(out, "\n");
    if (row->wait_gain > 0) {
        mst_buffer_addf(out, "  and the order may wait %s longer\n",
                        mst_when_rough(row->wait_gain, when));
    }
}

void
mst__value_add_table(mst_buffer *out, const mst_value_table *table)
{
    mst_buffer_pad(out, "One more", NAME_COLUMNS);
    mst_buffer_pad_left(out, "fewer left", FEWER_COLUMNS);
    mst_buffer_pad_left(out, "at most", MOST_COLUMNS);
    mst_buffer_pad_left(out, "sooner", SOONER_COLUMNS);
    mst_buffer_add(out, "  use by\n");
    uint32_t most =
        table->most > 0 && table->most < table->row_count ? table->most : table->row_count;
    for (uint32_t r = 0; r < most; r++) {
        add_row(out, table, &table->rows[r]);
    }
    if (table->row_count == 0) {
        mst_buffer_add(out, "nothing: no single one more was found to gain\n");
    }
}

static mst_value_table
table_of(const mst_value_view *view)
{
    return (mst_value_table){.post = view->post,
                             .order = view->value->order,
                             .scenarios = view->value->scenarios,
                             .rows = view->value->rows,
                             .row_count = view->value->row_count,
                             .has_wait = view->value->has_curve};
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
    const mst_value_table table = table_of(view);
    mst__value_add_table(&out, &table);
    mst_buffer_add(&out, "\n");
    snprintf(
        line, sizeof line,
        "Fewer left: evacuees, in expectation, whatever the chances within what is known; at "
        "most: in the scenario where it gains most (--json names it). Each alone; two together "
        "may gain more or less than the sum. Use by: the last minute found "
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
row_of(mst__json *out, const mst_value_table *table, const mst_value_row *row)
{
    json_t *object = mst__json_object(out);
    mst__json_text(out, object, "item", row->name);
    mst__json_text(out, object, "unit", row->unit);
    mst__json_real(out, object, "expected_fewer_left_low", (double)row->lower_gain / 1e6);
    mst__json_real(out, object, "expected_fewer_left_high", (double)row->upper_gain / 1e6);
    mst__json_integer(out, object, "most_fewer_left", row->most_gain);
    mst__json_text(out, object, "scenario",
                   table->post->scenarios[table->scenarios[row->scenario].index].id);
    mst__json_integer(out, object, "scenarios", row->scenarios);
    mst__json_seconds(out, object, "sooner", row->completion_gain);
    if (table->has_wait) {
        mst__json_seconds(out, object, "order_may_wait_longer_90", row->wait_gain);
    }
    if (row->is_dated && row->use_by == MST_NEVER) {
        mst__json_text(out, object, "use_by_after", "any");
    } else if (row->is_dated) {
        char when[MST_WHEN_BYTES];
        mst__json_seconds(out, object, "use_by_after", row->use_by);
        mst__json_text(out, object, "use_by_utc", mst_when_utc(table->order + row->use_by, when));
    }
    return object;
}

json_t *
mst__value_table_json(mst__json *out, const mst_value_table *table)
{
    json_t *rows = mst__json_array(out);
    for (uint32_t r = 0; r < table->row_count; r++) {
        mst__json_append(out, rows, row_of(out, table, &table->rows[r]));
    }
    return rows;
}

mst_status
mst_value_write_json(const mst_value_view *view, char **text, mst_error *err)
{
    const mst_value *value = view->value;
    mst__json out = {0};
    char when[MST_WHEN_BYTES];
    json_t *root = mst__json_object(&out);
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
    const mst_value_table table = table_of(view);
    mst__json_set(&out, root, "rows", mst__value_table_json(&out, &table));
    return mst__json_finish(&out, root, text, err);
}
