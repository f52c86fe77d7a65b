/* SPDX-License-Identifier: Apache-2.0
 *
 * The pieces of plan.html: escaped texts, times, tables. See page_parts.h.
 */
#include "present/page_parts.h"

#include <string.h>

void
mst__page_put(mst__page *p, const char *html)
{
    mst_buffer_add(&p->out, html);
}

void
mst__page_escaped(mst__page *p, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            mst__page_put(p, "&amp;");
            break;
        case '<':
            mst__page_put(p, "&lt;");
            break;
        case '>':
            mst__page_put(p, "&gt;");
            break;
        case '"':
            mst__page_put(p, "&quot;");
            break;
        case '\'':
            mst__page_put(p, "&#39;");
            break;
        default:
            mst_buffer_add_bytes(&p->out, text, 1);
            break;
        }
    }
}

/* A text of the post: escaped and kept apart from the direction of what is around it. */
void
mst__page_name(mst__page *p, const char *text)
{
    mst__page_put(p, "<bdi>");
    mst__page_escaped(p, text != NULL ? text : "-");
    mst__page_put(p, "</bdi>");
}

void
mst__page_id_and_name(mst__page *p, const char *id, const char *name)
{
    mst__page_name(p, name != NULL ? name : id);
    if (name != NULL && strcmp(name, id) != 0) {
        mst__page_put(p, " (");
        mst__page_name(p, id);
        mst__page_put(p, ")");
    }
}

void
mst__page_site(mst__page *p, uint32_t site)
{
    const mst_document_site *s = &p->document->sites[site];
    mst__page_name(p, s->name != NULL ? s->name : s->id);
}

/* Local time, Zulu, and after the order, as three cells. */
void
mst__page_time_cells(mst__page *p, mst_time at)
{
    char local[MST_WHEN_BYTES], zulu[MST_WHEN_BYTES], after[MST_WHEN_BYTES], utc[MST_WHEN_BYTES];
    mst_instant instant = p->document->order + at;
    if (at == MST_NEVER) {
        mst__page_put(p, "<td class=\"t\">-</td><td class=\"t\">-</td><td class=\"n\">-</td>");
        return;
    }
    mst_buffer_addf(&p->out,
                    "<td class=\"t\"><time datetime=\"%s\">%s</time></td><td class=\"t\">%s</td>"
                    "<td class=\"n\">%s</td>",
                    mst_when_utc(instant, utc),
                    mst_when_local_short(&p->document->zone, instant, local),
                    mst_when_zulu(instant, zulu), mst_when_after(at, after));
}

void
mst__page_short_time(mst__page *p, mst_time at)
{
    char local[MST_WHEN_BYTES], zulu[MST_WHEN_BYTES], utc[MST_WHEN_BYTES];
    mst_instant instant = p->document->order + at;
    mst_buffer_addf(&p->out, "<time datetime=\"%s\">%s</time> (%s)", mst_when_utc(instant, utc),
                    mst_when_local_short(&p->document->zone, instant, local),
                    mst_when_zulu(instant, zulu));
}

void
mst__page_open_table(mst__page *p, const char *caption, const char *const *heads)
{
    mst_buffer_addf(&p->out, "<table>\n<caption>%s</caption>\n<thead><tr>", caption);
    for (uint32_t i = 0; heads[i] != NULL; i++) {
        mst_buffer_addf(&p->out, "<th scope=\"col\">%s</th>", heads[i]);
    }
    mst__page_put(p, "</tr></thead>\n<tbody>\n");
}

void
mst__page_close_table(mst__page *p)
{
    mst__page_put(p, "</tbody>\n</table>\n");
}

void
mst__page_open_fact(mst__page *p, const char *name)
{
    mst_buffer_addf(&p->out, "<tr><th scope=\"row\">%s</th><td>", name);
}

void
mst__page_close_fact(mst__page *p)
{
    mst__page_put(p, "</td></tr>\n");
}
