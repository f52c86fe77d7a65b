/* SPDX-License-Identifier: Apache-2.0
 *
 * The lines of a review. What a line says stands in the order in which it decides the line's place.
 */
#include "present/review.h"

#include <stdarg.h>
#include <string.h>

#include "present/json.h"
#include "present/when.h"

/* ---- text ---- */

typedef struct saying {
    mst_buffer *out;
    uint32_t count; /* of what was said of the post */
} saying;

static void
say(saying *s, const char *format, ...) MST_PRINTF(2, 3);

static void
say(saying *s, const char *format, ...)
{
    char text[1400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mst_buffer_add(s->out, s->count++ > 0 ? "; " : "");
    mst_buffer_add(s->out, text);
}

static const char *
plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* "2 d 4 h", cut to whole hours; "less than an hour". */
static const char *
rough_span(int64_t ms, char buffer[MST_WHEN_BYTES])
{
    long long hours = (long long)(ms / MST_MS_PER_HOUR);
    if (hours == 0) {
        snprintf(buffer, MST_WHEN_BYTES, "less than an hour");
    } else if (hours < 48) {
        snprintf(buffer, MST_WHEN_BYTES, "%lld h", hours);
    } else {
        snprintf(buffer, MST_WHEN_BYTES, "%lld d", hours / 24);
    }
    return buffer;
}

static void
say_authority(saying *s, const mst_review_age *age, mst_instant at, bool past)
{
    char span[MST_WHEN_BYTES];
    int64_t left = age->authority_ends - at;
    if (past && left < 0) {
        say(s, "the authority to order %s ended %s ago", age->authority_option,
            rough_span(-left, span));
    } else if (!past && left >= 0 && left < MST_REVIEW_NEAR_MS) {
        say(s, "the authority to order %s ends in %s", age->authority_option,
            rough_span(left, span));
    }
}

static void
say_decision(saying *s, const mst_review_scenario *first, mst_instant at, bool past)
{
    char span[MST_WHEN_BYTES];
    if (first == NULL || past != (first->decide_by < at)) {
        return;
    }
    int64_t left = first->decide_by - at;
    if (past && first->decide_by == MST_REVIEW_PAST) {
        say(s, "the last safe order in %s was before the picture", first->scenario);
    } else if (past) {
        say(s, "the last safe order in %s was %s ago", first->scenario, rough_span(-left, span));
    } else if (left < MST_REVIEW_NEAR_MS) {
        say(s, "the last safe order in %s is in %s", first->scenario, rough_span(left, span));
    }
}

static void
say_scenarios(saying *s, const mst_review_facts *facts, const mst_review_sums *sums)
{
    if (sums->unplanned > 0) {
        const mst_review_scenario *first = facts->scenarios;
        while (first->option != NULL) {
            first++;
        }
        say(s, "no valid plan in %u of %u scenarios (%s: %s)", sums->unplanned,
            facts->scenario_count, first->scenario, first->failure);
    }
    if (sums->leaving > 0) {
        say(s, "people are left in %u of %u scenarios (%u proved; most in %s: %lld%s)",
            sums->leaving, facts->scenario_count, sums->leaving_proved, sums->worst->scenario,
            (long long)sums->worst->left,
            sums->worst->left == sums->worst->left_at_least ? ", proved" : "");
    }
}

static void
say_singles(saying *s, const mst_review_facts *facts, const mst_review_sums *sums)
{
    if (facts->single_count > 0) {
        const mst_review_single *worst = &facts->singles[0];
        say(s, "%u single point%s (%u proved; worst %s: %lld more left in %s)", facts->single_count,
            plural(facts->single_count), sums->singles_proved, worst->item,
            (long long)worst->left_more, worst->scenario);
    }
}

static void
say_age(saying *s, const mst_review_age *age)
{
    char span[MST_WHEN_BYTES];
    if (age->overdue_ms > 0) {
        say(s, "overdue for review by %s", rough_span(age->overdue_ms, span));
    }
    if (age->stale_counts + age->doubtful_counts > 0) {
        say(s, "counts of people: %u stale, %u doubtful", age->stale_counts, age->doubtful_counts);
    }
    if (age->stale + age->doubtful > 0) {
        say(s, "other items: %u stale, %u doubtful", age->stale, age->doubtful);
    }
}

static void
say_line(mst_buffer *out, const mst_review_line *line, mst_instant at)
{
    saying s = {.out = out};
    if (line->pending) {
        say(&s, "not reached");
        return;
    }
    if (line->fault != NULL) {
        say(&s, "cannot be read: %s", line->fault);
        return;
    }
    mst_review_sums sums = mst_review_sum(&line->facts);
    if (line->broken_count > 0) {
        say(&s, "%u of %u standing plan%s no longer hold%s (%s)", line->broken_count,
            line->standing_count, plural(line->standing_count), line->broken_count == 1 ? "s" : "",
            line->broken);
    }
    say_authority(&s, &line->age, at, true);
    say_decision(&s, sums.first, at, true);
    say_scenarios(&s, &line->facts, &sums);
    say_authority(&s, &line->age, at, false);
    say_decision(&s, sums.first, at, false);
    if (line->age.alarms > 0) {
        say(&s, "incidents have risen (%s%s)", line->age.alarm,
            line->age.alarms > 1 ? " and others" : "");
    }
    say_singles(&s, &line->facts, &sums);
    say_age(&s, &line->age);
    if (s.count == 0) {
        say(&s, "nothing to attend to");
    }
}

mst_status
mst_review_write_text(const mst_review_page *page, char **text, mst_error *err)
{
    mst_buffer out = {0};
    char when[MST_WHEN_BYTES];
    size_t columns = 4;
    for (uint32_t i = 0; i < page->count; i++) {
        size_t width = mst_buffer_width(page->lines[i]->file);
        columns = width > columns ? width : columns;
    }
    mst_buffer_addf(&out, "%u post%s as of %s, the one that needs attention most first%s\n\n",
                    page->count, plural(page->count), mst_when_utc(page->at, when),
                    page->stopped ? "; stopped before the end" : "");
    for (uint32_t i = 0; i < page->count; i++) {
        mst_buffer_addf(&out, "%4u  ", i + 1);
        mst_buffer_pad(&out, page->lines[i]->file, columns);
        mst_buffer_add(&out, "  ");
        say_line(&out, page->lines[i], page->at);
        mst_buffer_add(&out, "\n");
    }
    return mst_buffer_finish(&out, text, err);
}
