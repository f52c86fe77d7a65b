/* SPDX-License-Identifier: Apache-2.0
 *
 * The fan chart: time to the right, people out upwards.
 */
#include <stdio.h>

#include "present/simulation.h"

enum { WIDTH = 800, HEIGHT = 480, LEFT = 76, RIGHT = 24, TOP = 64, BOTTOM = 56 };

typedef struct chart {
    mst_buffer text;
    double span_hours;
    double most; /* people at the top of the axis */
} chart;

static double
x_of(const chart *c, double hours)
{
    return LEFT + (WIDTH - LEFT - RIGHT) * hours / c->span_hours;
}

static double
y_of(const chart *c, double people)
{
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * people / c->most;
}

/* 1, 2 or 5 times a power of ten, so that about `wanted` steps make `all`. */
static double
step_of(double all, double wanted)
{
    static const double factors[] = {1, 2, 5};
    double power = 1;
    while (power * 10 * wanted <= all) {
        power *= 10;
    }
    double step = power;
    for (uint32_t f = 0; f < 3 && step * wanted < all; f++) {
        step = factors[f] * power;
    }
    return step * wanted < all ? 10 * power : step;
}

/* Hours are read in days when there are many. */
static double
step_of_hours(double hours)
{
    static const double steps[] = {0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 72, 120, 240, 480, 960};
    for (uint32_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (hours / steps[i] <= 10) {
            return steps[i];
        }
    }
    return hours;
}

static void
add_text(mst_buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            mst_buffer_add(out, "&lt;");
            break;
        case '>':
            mst_buffer_add(out, "&gt;");
            break;
        case '&':
            mst_buffer_add(out, "&amp;");
            break;
        default:
            mst_buffer_add_bytes(out, text, 1);
        }
    }
}

static void
add_axes(chart *c)
{
    mst_buffer *out = &c->text;
    double people = step_of(c->most, 6);
    for (double p = 0; p <= c->most; p += people) {
        mst_buffer_addf(out,
                        "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>\n"
                        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>\n",
                        LEFT, WIDTH - RIGHT, y_of(c, p), y_of(c, p), LEFT - 8, y_of(c, p) + 4, p);
    }
    double hours = step_of_hours(c->span_hours);
    for (double h = 0; h <= c->span_hours * 1.0001; h += hours) {
        mst_buffer_addf(out,
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"tick\"/>\n"
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g</text>\n",
                        x_of(c, h), x_of(c, h), HEIGHT - BOTTOM, HEIGHT - BOTTOM + 5, x_of(c, h),
                        HEIGHT - BOTTOM + 20, h);
    }
    mst_buffer_addf(
        out,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">hours after the order</text>\n"
        "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">people "
        "out</text>\n",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 42, (TOP + HEIGHT - BOTTOM) / 2);
}

/* Bins are (b, b + 1] steps long: the value at the end of each, joined. */
static void
add_points(chart *c, const uint32_t *out, bool back)
{
    for (uint32_t i = 0; i < MST_PLAY_BINS; i++) {
        uint32_t b = back ? MST_PLAY_BINS - 1 - i : i;
        mst_buffer_addf(&c->text, "%.1f,%.1f ", x_of(c, c->span_hours * (b + 1) / MST_PLAY_BINS),
                        y_of(c, out[b]));
    }
}

static void
add_band(chart *c, const uint32_t *low, const uint32_t *high, const char *name)
{
    mst_buffer_addf(&c->text, "<polygon class=\"%s\" points=\"", name);
    add_points(c, low, false);
    add_points(c, high, true);
    mst_buffer_add(&c->text, "\"/>\n");
}

static void
add_line(chart *c, const uint32_t *out, const char *name)
{
    mst_buffer_addf(&c->text, "<polyline class=\"%s\" points=\"", name);
    add_points(c, out, false);
    mst_buffer_add(&c->text, "\"/>\n");
}

static void
add_key(chart *c)
{
    static const char *const names[] = {"wide", "narrow", "median", "plan"};
    static const char *const texts[] = {"90 % of the runs", "50 % of the runs", "median",
                                        "as planned"};
    for (int i = 0; i < 4; i++) {
        int x = LEFT + i * 165;
        const char *shape = i < 2 ? "<rect class=\"%s\" x=\"%d\" y=\"38\" width=\"22\" "
                                    "height=\"12\"/>"
                                  : "<path class=\"%s\" d=\"M%d 44h22\"/>";
        char key[160];
        snprintf(key, sizeof key, shape, names[i], x);
        mst_buffer_addf(&c->text, "%s<text x=\"%d\" y=\"48\">%s</text>\n", key, x + 28, texts[i]);
    }
}

mst_status
mst_simulation_write_svg(const mst_simulation_view *view, char **text, mst_error *err)
{
    const mst_summary *s = view->summary;
    chart c = {.span_hours = (double)s->span / (double)MST_MS_PER_HOUR, .most = 1};
    for (uint32_t b = 0; b < MST_PLAY_BINS; b++) {
        c.most = s->fan[MST_SUMMARY_FAN - 1][b] > c.most ? s->fan[MST_SUMMARY_FAN - 1][b] : c.most;
        c.most = s->plan.out[b] > c.most ? s->plan.out[b] : c.most;
    }
    c.most *= 1.05;
    mst_buffer_addf(
        &c.text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
        "height=\"%d\" role=\"img\">\n"
        "<style>text{font:13px sans-serif;fill:#222}.grid{stroke:#ddd}.tick{stroke:#555}"
        ".wide{fill:#c6dbef}.narrow{fill:#6baed6}.median{fill:none;stroke:#08306b;"
        "stroke-width:2}.plan{fill:none;stroke:#b30000;stroke-width:2;"
        "stroke-dasharray:6 4}</style>\n"
        "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n"
        "<text x=\"%d\" y=\"24\" style=\"font-weight:bold\">People out over time: ",
        WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT, LEFT);
    add_text(&c.text, view->option);
    mst_buffer_add(&c.text, " under ");
    add_text(&c.text, view->scenario);
    mst_buffer_addf(&c.text, ", %u runs</text>\n", s->runs);
    add_axes(&c);
    add_band(&c, s->fan[0], s->fan[4], "wide");
    add_band(&c, s->fan[1], s->fan[3], "narrow");
    add_line(&c, s->fan[2], "median");
    add_line(&c, s->plan.out, "plan");
    add_key(&c);
    mst_buffer_add(&c.text, "</svg>\n");
    return mst_buffer_finish(&c.text, text, err);
}
