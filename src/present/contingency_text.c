/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "present/contingency.h"
#include "present/internal.h"
#include "present/json.h"

enum { LEAST_COLUMNS = 40, NAME_COLUMNS = 34, NARROW_NAME = 18 };

typedef struct painter {
    const mst_post *post;
    const mst_contingency *from;
    const mst_document_run *run;
    mst_buffer *out;
    size_t columns, name_columns;
    bool color;
} painter;

static void
add_wrapped(painter *p, const char *text, size_t indent)
{
    mst_buffer_wrap(p->out, text, p->columns, indent);
    mst_buffer_add(p->out, "\n");
}

static void
add_built(painter *p, mst_buffer *text, size_t indent)
{
    p->out->failed = p->out->failed || text->failed;
    if (!p->out->failed && text->length > 0) {
        add_wrapped(p, text->bytes, indent);
    }
    mst_buffer_release(text);
}

static void
add_title(painter *p, const char *title)
{
    mst_buffer_add(p->out, "\n");
    add_wrapped(p, title, 0);
}

/* ---- the head ---- */

static void
paint_head(painter *p)
{
    const mst_post *post = p->post;
    const mst_cell *base = mst_contingency_base(p->from);
    const mst_measures *m = &base->judgement.measures;
    mst_when_zone zone = {post->zone_row_count, post->zone_rows};
    char utc[MST_WHEN_BYTES], local[MST_WHEN_BYTES], hash[40], when[MST_WHEN_BYTES];
    mst_buffer line = {0};
    mst_buffer_addf(&line, "%s%s%s: %s/%s, as of %s (%s)", post->id, post->name != NULL ? ", " : "",
                    post->name != NULL ? post->name : "", post->scenarios[base->scenario.index].id,
                    post->options[base->option.index].id, mst_when_utc(post->as_of, utc),
                    mst_when_local(&zone, post->as_of, local));
    add_built(p, &line, 0);
    mst_buffer_addf(&line, "muster %s, seed %llu, input %s", MUSTER_VERSION,
                    (unsigned long long)p->run->seed, mst__hash_text(post->input_hash, hash));
    add_built(p, &line, 0);
    for (uint32_t i = 0; i < p->run->override_count; i++) {
        mst_buffer_addf(&line, "with %s", p->run->overrides[i]);
        add_built(p, &line, 2);
    }
    mst_buffer_add(p->out, "\n");
    mst_buffer_addf(&line, "The plan in force leaves %lld, and the last is out after %s.",
                    (long long)m->left, mst_when_duration(m->completion, when));
    add_built(p, &line, 0);
}

/* ---- rows ---- */

/* What it costs: people, else hours, else exposure. */
static void
add_cost(mst_buffer *text, const mst_contingency_row *row)
{
    char when[MST_WHEN_BYTES];
    if (row->left_cost > 0) {
        mst_buffer_addf(text, "%lld more left", (long long)row->left_cost);
        mst__priority_text(text, row->left_priority);
    } else if (row->left_cost < 0) {
        mst_buffer_addf(text, "%lld fewer left", -(long long)row->left_cost);
    } else if (row->completion_cost > 0) {
        mst_buffer_addf(text, "%s later", mst_when_rough(row->completion_cost, when));
    } else if (row->completion_cost < 0) {
        mst_buffer_addf(text, "%s sooner", mst_when_rough(-row->completion_cost, when));
    } else if (row->exposure_cost > 0) {
        mst_buffer_addf(text, "%.1f more exposure", mst_exposure_hours(row->exposure_cost));
    } else {
        mst_buffer_add(text, "nothing, by another plan");
    }
}

static void
add_proof(mst_buffer *text, const mst_contingency_row *row)
{
    char when[MST_WHEN_BYTES];
    if (row->left_at_least > 0 && row->left_at_least == row->left_cost) {
        mst_buffer_add(text, " (proved)");
    } else if (row->left_at_least > 0) {
        mst_buffer_addf(text, " (proved: at least %lld)", (long long)row->left_at_least);
    } else if (row->left_cost <= 0 && row->completion_at_least > 0) {
        mst_buffer_addf(text, " (proved: at least %s)",
                        mst_when_rough(row->completion_at_least, when));
    }
}

static void
paint_cost(painter *p, const char *name, const mst_contingency_row *row, bool bad)
{
    mst_buffer cost = {0};
    bool color = p->color && bad;
    add_cost(&cost, row);
    add_proof(&cost, row);
    mst_buffer_add(p->out, color ? "\x1b[1;31m" : "");
    mst_buffer_pad(p->out, name, p->name_columns);
    mst_buffer_add(p->out, color ? "\x1b[0m" : "");
    if (mst_buffer_width(name) >= p->name_columns) {
        mst_buffer_add(p->out, "\n");
        mst_buffer_repeat(p->out, ' ', p->name_columns);
    }
    add_built(p, &cost, p->name_columns);
}

/* The other losses that come to the same. */
static void
paint_alike(painter *p, uint32_t index)
{
    mst_buffer text = {0};
    for (uint32_t i = index + 1; i < p->from->loss_count; i++) {
        if (p->from->singles[i].like == index) {
            mst_buffer_addf(&text, "%s%s",
                            text.length > 0 ? ", " : "  as much: ", p->from->losses[i].name);
        }
    }
    add_built(p, &text, 4);
}

static void
paint_reason(painter *p, const mst_contingency_row *row)
{
    if (row->cell.left_reason != NULL) {
        mst_buffer_add(p->out, "  ");
        add_wrapped(p, row->cell.left_reason, 4);
    }
}

typedef enum section { SINGLE_POINTS, COST_TIME, FAILED, SECTION_COUNT } section;

static section
section_of(const mst_contingency_row *row)
{
    bool proved;
    if (row->state == MST_CONTINGENCY_FAILED) {
        return FAILED;
    }
    if (row->state != MST_CONTINGENCY_PLANNED) {
        return SECTION_COUNT;
    }
    return mst_contingency_is_single_point(row, &proved) ? SINGLE_POINTS : COST_TIME;
}

static void
paint_section(painter *p, section which)
{
    static const char *const titles[] = {
        "Single points of failure: lost alone, they leave people behind",
        "Lost alone, the rest costs time or exposure",
        "Without these there is no plan to judge",
    };
    bool titled = false;
    for (uint32_t i = 0; i < p->from->loss_count; i++) {
        uint32_t index = p->from->ranked[i];
        const mst_contingency_row *row = &p->from->singles[index];
        if (section_of(row) != which || row->like != index) {
            continue;
        }
        if (!titled) {
            add_title(p, titles[which]);
            titled = true;
        }
        const char *name = p->from->losses[index].name;
        if (which == FAILED) {
            mst_buffer_addf(p->out, "%s: ", name);
            add_wrapped(p, row->cell.err.text, 2);
        } else {
            paint_cost(p, name, row, which == SINGLE_POINTS);
            paint_alike(p, index);
            if (which == SINGLE_POINTS) {
                paint_reason(p, row);
            }
        }
    }
}

/* Y1. */
static void
paint_untouched(painter *p)
{
    mst_buffer text = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->from->loss_count; i++) {
        if (p->from->singles[i].state == MST_CONTINGENCY_UNTOUCHED) {
            mst_buffer_addf(&text, "%s%s", count > 0 ? ", " : "", p->from->losses[i].name);
            count++;
        }
    }
    if (count > 0) {
        mst_buffer title = {0};
        mst_buffer_addf(&title, "The plan in force does without as it stands (%u)", count);
        mst_buffer_add(p->out, "\n");
        add_built(p, &title, 0);
    }
    add_built(p, &text, 0);
}

/* What no cost shows: a shortage binds nobody who is there already. */
static void
paint_shortages(painter *p)
{
    bool titled = false;
    for (uint32_t i = 0; i < p->from->loss_count; i++) {
        const mst_contingency_row *row = &p->from->singles[i];
        if (row->shortage == NULL) {
            continue;
        }
        if (!titled) {
            add_title(p, "Without these forces a site is short of guards");
            titled = true;
        }
        mst_buffer line = {0};
        mst_buffer_addf(&line, "%s: %s", p->from->losses[i].name, row->shortage);
        add_built(p, &line, 2);
    }
}

static void
paint_pairs(painter *p)
{
    const mst_contingency *from = p->from;
    mst_buffer text = {0};
    if (from->pair_count == 0) {
        return;
    }
    mst_buffer_addf(&text,
                    "The worst pairs of which neither alone leaves people behind (%u pairs seen, "
                    "%u told apart by bounds, %u planned)",
                    from->pairs_seen, from->compounding, from->pair_count);
    mst_buffer_add(p->out, "\n");
    add_built(p, &text, 0);
    for (uint32_t i = 0; i < from->pair_count; i++) {
        const mst_contingency_row *row = &from->pairs[i];
        if (row->state == MST_CONTINGENCY_PENDING) {
            continue;
        }
        mst_buffer_addf(&text, "%s + %s: ", from->losses[row->losses[0]].name,
                        from->losses[row->losses[1]].name);
        if (row->state == MST_CONTINGENCY_FAILED) {
            mst_buffer_add(&text, row->cell.err.text);
        } else {
            add_cost(&text, row);
            add_proof(&text, row);
        }
        add_built(p, &text, 2);
    }
}

mst_status
mst_contingency_write_text(const mst_post *post, const mst_contingency *contingency,
                           const mst_document_run *run, const mst_matrix_style *style, char **text,
                           mst_error *err)
{
    mst_buffer buffer = {0};
    painter p = {.post = post,
                 .from = contingency,
                 .run = run,
                 .out = &buffer,
                 .columns = style->columns < LEAST_COLUMNS ? LEAST_COLUMNS : style->columns,
                 .color = style->color};
    p.name_columns = p.columns < 72 ? NARROW_NAME : NAME_COLUMNS;
    paint_head(&p);
    paint_section(&p, SINGLE_POINTS);
    paint_section(&p, COST_TIME);
    paint_untouched(&p);
    paint_shortages(&p);
    paint_section(&p, FAILED);
    paint_pairs(&p);
    return mst_buffer_finish(&buffer, text, err);
}
