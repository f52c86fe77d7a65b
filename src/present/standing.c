/* SPDX-License-Identifier: Apache-2.0 */
#include "present/standing.h"

#include "present/internal.h"
#include "present/json.h"

static const char *
state_name(mst_standing_state state)
{
    static const char *const names[] = {"holds", "measures changed", "breaks", "lost"};
    return names[state];
}

/* ---- standing plans ---- */

static void
add_change(mst_buffer *text, const mst_standing_row *row)
{
    char then[MST_WHEN_BYTES], now[MST_WHEN_BYTES];
    if (row->then.left != row->now.left) {
        mst_buffer_addf(text, "  left %lld, was %lld\n", (long long)row->now.left,
                        (long long)row->then.left);
    }
    if (row->then.completion != row->now.completion) {
        mst_buffer_addf(text, "  out after %s, was %s\n",
                        mst_when_duration(row->now.completion, now),
                        mst_when_duration(row->then.completion, then));
    }
    if (row->then.exposure != row->now.exposure) {
        mst_buffer_addf(text, "  exposure %.1f, was %.1f\n", mst_exposure_hours(row->now.exposure),
                        mst_exposure_hours(row->then.exposure));
    }
}

mst_status
mst_standing_write_text(const char *post, const mst_standing_row *rows, uint32_t count, char **text,
                        mst_error *err)
{
    mst_buffer buffer = {0};
    char when[MST_WHEN_BYTES];
    if (count == 0) {
        mst_buffer_addf(&buffer, "No plan stands for %s.\n", post);
    }
    for (uint32_t i = 0; i < count; i++) {
        const mst_standing_row *row = &rows[i];
        mst_buffer_addf(&buffer, "%s %s/%s, adopted by %s at %s: %s\n", row->id, row->scenario,
                        row->option, row->by, mst_when_utc(row->at, when), state_name(row->state));
        if (row->fault != NULL) {
            mst_buffer_addf(&buffer, "  %s\n", row->fault);
        }
        if (row->move != NULL) {
            mst_buffer_addf(&buffer, "  the move: %s\n", row->move);
        }
        if (row->report != NULL) {
            mst_buffer_addf(&buffer, "  since report %s, received %s\n", row->report,
                            mst_when_utc(row->received, when));
        }
        if (row->state == MST_STANDING_CHANGED) {
            add_change(&buffer, row);
        }
    }
    return mst_buffer_finish(&buffer, text, err);
}

static json_t *
measures_json(mst__json *out, const mst_measures *measures)
{
    json_t *object = mst__json_object(out);
    mst__json_integer(out, object, "left", measures->left);
    mst__json_seconds(out, object, "completion_seconds", measures->completion);
    mst__json_real(out, object, "exposure", mst_exposure_hours(measures->exposure));
    return object;
}

mst_status
mst_standing_write_json(const char *post, const mst_standing_row *rows, uint32_t count, char **text,
                        mst_error *err)
{
    mst__json out = {0};
    char when[MST_WHEN_BYTES];
    json_t *root = mst__json_object(&out);
    mst__json_text(&out, root, "format", "muster-standing-1");
    mst__json_text(&out, root, "post", post);
    json_t *plans = mst__json_array(&out);
    for (uint32_t i = 0; i < count; i++) {
        const mst_standing_row *row = &rows[i];
        bool judged = row->state == MST_STANDING_HOLDS || row->state == MST_STANDING_CHANGED;
        json_t *object = mst__json_object(&out);
        mst__json_text(&out, object, "id", row->id);
        mst__json_text(&out, object, "scenario", row->scenario);
        mst__json_text(&out, object, "option", row->option);
        mst__json_text(&out, object, "by", row->by);
        mst__json_text(&out, object, "at_utc", mst_when_utc(row->at, when));
        mst__json_text(&out, object, "state", state_name(row->state));
        mst__json_text(&out, object, "fault", row->fault);
        mst__json_text(&out, object, "move", row->move);
        mst__json_text(&out, object, "report", row->report);
        mst__json_text(&out, object, "report_received_utc",
                       row->report != NULL ? mst_when_utc(row->received, when) : NULL);
        mst__json_set(&out, object, "then", measures_json(&out, &row->then));
        mst__json_set(&out, object, "now", judged ? measures_json(&out, &row->now) : json_null());
        mst__json_append(&out, plans, object);
    }
    mst__json_set(&out, root, "plans", plans);
    return mst__json_finish(&out, root, text, err);
}

/* ---- what leans on an item ---- */

static void
add_lean(mst_buffer *text, const mst_lean *lean)
{
    char first[MST_WHEN_BYTES], last[MST_WHEN_BYTES];
    if (lean->moves > 0 || lean->desk_runs > 0) {
        mst_buffer_addf(text, "  %u move%s", lean->moves, lean->moves == 1 ? "" : "s");
        if (lean->desk_runs > 0) {
            mst_buffer_addf(text, ", %u desk run%s", lean->desk_runs,
                            lean->desk_runs == 1 ? "" : "s");
        }
        mst_buffer_addf(text, ", %lld %s, from %s to %s\n", (long long)lean->persons,
                        lean->persons == 1 ? "person" : "persons",
                        mst_when_after(lean->first, first), mst_when_after(lean->last, last));
    }
    if (lean->staying > 0) {
        mst_buffer_addf(text, "  %lld are there from the order on\n", (long long)lean->staying);
    }
}

mst_status
mst_leaning_write_text(const char *item, const mst_leaning_row *rows, uint32_t count, char **text,
                       mst_error *err)
{
    mst_buffer buffer = {0};
    uint32_t leaning = 0;
    for (uint32_t i = 0; i < count; i++) {
        leaning += rows[i].leans;
    }
    mst_buffer_addf(&buffer, "%u of %u plan%s lean%s on %s\n", leaning, count,
                    count == 1 ? "" : "s", leaning == 1 ? "s" : "", item);
    for (uint32_t i = 0; i < count; i++) {
        const mst_leaning_row *row = &rows[i];
        if (!row->leans) {
            continue;
        }
        mst_buffer_addf(&buffer, "\n%s %s/%s", row->plan, row->scenario, row->option);
        if (row->by != NULL) {
            mst_buffer_addf(&buffer, ", standing, adopted by %s", row->by);
        }
        mst_buffer_add(&buffer, "\n");
        add_lean(&buffer, &row->lean);
        if (row->fault != NULL) {
            mst_buffer_addf(&buffer, "  without it: %s\n", row->fault);
        } else {
            mst_buffer_add(&buffer, "  without it no rule is broken\n");
        }
    }
    return mst_buffer_finish(&buffer, text, err);
}

mst_status
mst_leaning_write_json(const char *item, const mst_leaning_row *rows, uint32_t count, char **text,
                       mst_error *err)
{
    mst__json out = {0};
    json_t *root = mst__json_object(&out);
    mst__json_text(&out, root, "format", "muster-depends-1");
    mst__json_text(&out, root, "item", item);
    json_t *plans = mst__json_array(&out);
    for (uint32_t i = 0; i < count; i++) {
        const mst_leaning_row *row = &rows[i];
        json_t *object = mst__json_object(&out);
        mst__json_text(&out, object, "plan", row->plan);
        mst__json_text(&out, object, "scenario", row->scenario);
        mst__json_text(&out, object, "option", row->option);
        mst__json_text(&out, object, "adopted_by", row->by);
        mst__json_set(&out, object, "leans", json_boolean(row->leans));
        mst__json_integer(&out, object, "moves", row->lean.moves);
        mst__json_integer(&out, object, "desk_runs", row->lean.desk_runs);
        mst__json_integer(&out, object, "persons", row->lean.persons);
        mst__json_integer(&out, object, "staying", row->lean.staying);
        mst__json_seconds(&out, object, "first_seconds", row->lean.first);
        mst__json_seconds(&out, object, "last_seconds", row->lean.last);
        mst__json_text(&out, object, "without_it", row->fault);
        mst__json_append(&out, plans, object);
    }
    mst__json_set(&out, root, "plans", plans);
    return mst__json_finish(&out, root, text, err);
}
