/* SPDX-License-Identifier: Apache-2.0 */
#include "present/tripwires.h"

#include <stdio.h>
#include <string.h>

#include "present/picture_internal.h"

enum { COLUMNS = 80, INDENT = 6, LINE = 8192, PIECE = 96 };

const char *
mst__days_text(double days, char *text)
{
    enum { ROOM = 32 };
    if (!(days < 1e6)) {
        snprintf(text, ROOM, "never");
    } else if (days >= 730) {
        snprintf(text, ROOM, "%.1f y", days / 365.25);
    } else {
        snprintf(text, ROOM, days < 10 ? "%.1f d" : "%.0f d", days);
    }
    return text;
}

static bool
is_counted(const mst_tripwire *tripwire)
{
    return tripwire->subject.subject_class == MST_SUBJECT_INDICATOR;
}

/* A sum as a number, a chance in percent. */
static const char *
value_text(const mst_tripwire *tripwire, double value, char *text)
{
    if (is_counted(tripwire)) {
        snprintf(text, PIECE, "%.1f", value + 1e-9);
    } else {
        (void)mst__parts_text((mst_range){value, value}, text);
    }
    return text;
}

/* Whole days as such. */
static const char *
time_text(int64_t time, char *text)
{
    if (time >= 2 * MST_MS_PER_DAY && time % MST_MS_PER_DAY == 0) {
        snprintf(text, MST_WHEN_BYTES, "%lld d", (long long)(time / MST_MS_PER_DAY));
    } else {
        (void)mst_when_duration(time, text);
    }
    return text;
}

/* "TRIPPED since Sun 8 Aug 10:00", "quiet". */
static void
add_state(mst_buffer *out, const mst_post *post, const mst_tripwire *tripwire,
          const mst_tripped *tripped)
{
    char when[MST_WHEN_BYTES], held[MST_WHEN_BYTES];
    mst_when_zone zone = {post->zone_row_count, post->zone_rows};
    if (!tripped->is_known) {
        mst_buffer_add(out, "nothing is known");
    } else if (!tripped->is_over) {
        mst_buffer_add(out, "quiet");
    } else {
        int64_t time = mst_tripwire_time(tripwire, &tripwire->persistence);
        mst_buffer_addf(out, "%s %s%s", tripped->is_tripped ? "TRIPPED, over since" : "over since",
                        tripped->is_longer ? "before " : "",
                        mst_when_local_short(&zone, tripped->since, when));
        if (!tripped->is_tripped) {
            mst_buffer_addf(out, ", trips after %s of it", time_text(time, held));
        }
    }
}

static void
add_first_line(mst_buffer *out, const mst_post *post, const mst_tripwire *tripwire,
               const mst_tripped *tripped)
{
    char value[PIECE], threshold[PIECE], within[MST_WHEN_BYTES];
    mst_buffer_addf(out, "  %s%s%s\n      ", tripwire->id, tripwire->name != NULL ? ": " : "",
                    tripwire->name != NULL ? tripwire->name : "");
    add_state(out, post, tripwire, tripped);
    mst_buffer_addf(out, "\n      %s.%s", mst_subject_sections[tripwire->subject.subject_class],
                    mst_subject_id(post, tripwire->subject));
    if (tripwire->subject.subject_class == MST_SUBJECT_SITE) {
        int64_t time = mst_tripwire_time(tripwire, &tripwire->within);
        mst_buffer_addf(out, " lost within %s", time_text(time, within));
    }
    if (tripped->is_known) {
        const char *what = tripwire->sure ? "at least " : "up to ";
        mst_buffer_addf(out, ": %s%s,", is_counted(tripwire) ? "" : what,
                        value_text(tripwire, tripped->value, value));
    }
    mst_buffer_addf(out, " trips at %s\n", value_text(tripwire, tripped->threshold, threshold));
}

static void
add_action(mst_buffer *out, const mst_post *post, const mst_tripwire *tripwire)
{
    char *line = mst_heap_take(LINE, 1);
    char lead[MST_WHEN_BYTES];
    int64_t needed = mst_tripwire_time(tripwire, &tripwire->lead);
    if (line == NULL) {
        out->failed = true;
        return;
    }
    int at = snprintf(line, LINE, "      then %s", tripwire->action);
    if (tripwire->option != MST_NONE) {
        at += snprintf(line + at, (size_t)(LINE - at), " (option %s)",
                       post->options[tripwire->option].id);
    }
    if (tripwire->confirm != NULL) {
        at += snprintf(line + at, (size_t)(LINE - at), "; confirmed by %s", tripwire->confirm);
    }
    if (needed > 0) {
        snprintf(line + at, (size_t)(LINE - at), "; it needs %s", time_text(needed, lead));
    }
    mst_buffer_wrap(out, line, COLUMNS, INDENT);
    mst_buffer_add(out, "\n");
    mst_heap_free(line);
}

static void
add_alarms(mst_buffer *out, const mst_tripwire *tripwire, const mst_tripped *tripped)
{
    char first[PIECE], second[PIECE];
    if (is_counted(tripwire)) {
        mst_buffer_addf(out, "      trips for nothing every %s, and %s after it begins\n",
                        mst__days_text(tripped->false_days, first),
                        mst__days_text(tripped->late_days, second));
    } else if (tripped->is_over) {
        mst_buffer_addf(out, "      comes to nothing %s of the times, if reports are right\n",
                        mst__parts_text(tripped->false_share, first));
    } else {
        double bound = tripwire->sure ? tripped->false_share.high : tripped->false_share.low;
        mst_buffer_addf(out, "      would come to nothing %s of the times at %s\n",
                        mst__parts_text((mst_range){bound, bound}, first),
                        tripwire->sure ? "most" : "least");
    }
}

void
mst__tripwires_text(mst_buffer *out, const mst_evidence *evidence, const mst_tripped *tripped)
{
    const mst_post *post = evidence->post;
    for (uint32_t i = 0; i < post->tripwire_count; i++) {
        const mst_tripwire *tripwire = &post->tripwires[i];
        mst_buffer_add(out, i == 0 ? "\ntripwires\n" : "");
        add_first_line(out, post, tripwire, &tripped[i]);
        add_action(out, post, tripwire);
        add_alarms(out, tripwire, &tripped[i]);
    }
}

/* To the nearest millionth; what is no number is null. */
static void
set_number(mst__json *out, json_t *object, const char *key, double value)
{
    if (value < 1e9) {
        mst__json_real(out, object, key, (double)(int64_t)(value * 1e6 + 0.5) / 1e6);
    } else {
        mst__json_text(out, object, key, NULL);
    }
}

json_t *
mst__tripwires_json(mst__json *out, const mst_evidence *evidence, const mst_tripped *tripped)
{
    const mst_post *post = evidence->post;
    json_t *array = mst__json_array(out);
    char text[MST_WHEN_BYTES + PIECE];
    for (uint32_t i = 0; i < post->tripwire_count; i++) {
        const mst_tripwire *wire = &post->tripwires[i];
        const mst_tripped *state = &tripped[i];
        json_t *row = mst__json_object(out);
        const char *option = wire->option != MST_NONE ? post->options[wire->option].id : NULL;
        mst__json_text(out, row, "tripwire", wire->id);
        snprintf(text, sizeof text, "%.12s.%.64s",
                 mst_subject_sections[wire->subject.subject_class],
                 mst_subject_id(post, wire->subject));
        mst__json_text(out, row, "subject", text);
        if (wire->subject.subject_class == MST_SUBJECT_SITE) {
            mst__json_seconds(out, row, "within", mst_tripwire_time(wire, &wire->within));
        }
        mst__json_seconds(out, row, "persistence", mst_tripwire_time(wire, &wire->persistence));
        mst__json_seconds(out, row, "lead", mst_tripwire_time(wire, &wire->lead));
        mst__json_set(out, row, "sure", json_boolean(wire->sure));
        mst__json_text(out, row, "action", wire->action);
        mst__json_text(out, row, "confirm", wire->confirm);
        mst__json_text(out, row, "option", option);
        mst__json_set(out, row, "known", json_boolean(state->is_known));
        set_number(out, row, "value", state->is_known ? state->value : 1e9);
        set_number(out, row, "threshold", state->threshold);
        mst__json_set(out, row, "over", json_boolean(state->is_over));
        mst__json_set(out, row, "tripped", json_boolean(state->is_tripped));
        if (state->is_over) {
            mst__json_text(out, row, "over_since_utc", mst_when_utc(state->since, text));
            mst__json_set(out, row, "longer_than_looked", json_boolean(state->is_longer));
        }
        if (is_counted(wire)) {
            set_number(out, row, "days_between_false_alarms", state->false_days);
            set_number(out, row, "days_until_it_trips", state->late_days);
        } else {
            set_number(out, row, "false_alarm_share_low", state->false_share.low);
            set_number(out, row, "false_alarm_share_high", state->false_share.high);
        }
        mst__json_append(out, array, row);
    }
    return array;
}
